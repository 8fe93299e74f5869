"""Plans to compare: from the scenario's `what_if`, or made up on the spot.

A plan is made up in one line, `NAME: path=value, path=value`. Without a name it is called `set`;
several lines of one name are one plan. It begins when the books open; `NAME @ 24:` begins in period
24, and `NAME @ burn_in:` is another market from its first day on. Commas inside brackets, braces or
quotes do not separate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.scenario import Problem, Scenario, ScenarioError, load
from sim.scenario.claims import AS_IS, NO_ENTRANT
from sim.scenario.files import parse_value
from sim.scenario.overrides import SET, parse_set
from sim.scenario.plans import PLAN
from sim.scenario.problems import names, nearest, printable, shown
from sim.scenario.schema import BURN_IN, Plan

NAMELESS = "set"
"""What a plan is called whose maker gave it no name."""

RESERVED = (AS_IS, NO_ENTRANT)
CLOSING = {"]": "[", "}": "{"}

MadeUp = str | Sequence[str] | Mapping[str, Mapping[str, Any] | Plan]
"""Lines of the command line, or values (or whole plans) by name."""


def chosen(scenario: Scenario, names_: Iterable[str] | None, made_up: MadeUp) -> dict[str, Plan]:
    """The plans that are asked for, checked as those in a scenario are.

    Args:
        scenario: The market.
        names_: Of plans of the scenario; None for all of them when nothing is made up either.
        made_up: Other plans.

    Returns:
        By name, in the order in which they were asked for; levers' names are replaced by paths.

    Raises:
        ScenarioError: There is no such plan, or it does not fit the scenario.
    """
    extra = made(made_up)
    if names_ is None:
        names_ = () if extra else scenario.what_if
    wanted = list(dict.fromkeys(names_))
    problems = [_no_such(name, scenario) for name in wanted if name not in scenario.what_if]
    for name in extra:
        if name in RESERVED or name in scenario.what_if:
            message = f"there is a plan {shown(name)} already; choose another name"
            problems.append(Problem(SET, None, "", message))
    if problems:
        raise ScenarioError(problems)
    if extra:
        _check(scenario, extra)
    found = {name: scenario.what_if[name] for name in wanted} | extra
    paths = {name: lever.path for name, lever in scenario.levers.items()}
    return {name: _by_path(plan, paths) for name, plan in found.items()}


def made(made_up: MadeUp) -> dict[str, Plan]:
    """Plans from their lines, or from values.

    Args:
        made_up: As for `chosen`.

    Raises:
        ScenarioError: A line cannot be read.
    """
    if isinstance(made_up, Mapping):
        return {
            name: plan if isinstance(plan, Plan) else Plan(set=dict(plan))
            for name, plan in made_up.items()
        }
    values: dict[str, dict[str, Any]] = {}
    starts: dict[str, Any] = {}
    for line in [made_up] if isinstance(made_up, str) else made_up:
        head, rest = _headed(line)
        name, at = _name_and_start(head, line)
        if at is not None and starts.setdefault(name, at) != at:
            raise _unreadable(f"plan {shown(name)} begins in two places: {starts[name]} and {at}")
        for part in _parts(rest):
            path, value = parse_set(part)
            if values.setdefault(name, {}).setdefault(path, value) != value:
                raise _unreadable(
                    f"plan {shown(name)} sets {shown(path)} twice; another plan has another name, "
                    "as in 'cheap: PATH=VALUE'"
                )
    return {name: Plan(set=found, at=starts.get(name, 0)) for name, found in values.items()}


def _headed(line: str) -> tuple[str, str]:
    """What stands before the colon, and the rest; a colon after the first `=` is of a value."""
    before, _, _ = line.partition("=")
    if ":" not in before:
        return NAMELESS, line
    head, _, rest = line.partition(":")
    return head, rest


def _name_and_start(head: str, line: str) -> tuple[str, Any]:
    name, at, start = head.partition("@")
    name = name.strip()
    if not name or len(name) > 60:
        raise _unreadable(f"found {shown(line)}; write NAME: path=value, path=value")
    if not at:
        return name, None
    begins = parse_value(start.strip(), SET, name)
    is_period = isinstance(begins, int) and not isinstance(begins, bool) and begins >= 0
    if begins != BURN_IN and not is_period:
        message = f"plan {shown(name)} begins at {shown(begins)}; a period from 0, or {BURN_IN}"
        raise _unreadable(f"{message}, is needed")
    return name, begins


def _parts(text: str) -> list[str]:
    """The settings of a line: split at commas that stand outside brackets and quotes."""
    parts, depth, quote = [""], 0, ""
    for char in text:
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "[{":
            depth += 1
        elif char in CLOSING:
            depth -= 1
        elif char == "," and depth == 0:
            parts.append("")
            continue
        parts[-1] += char
    return [part.strip() for part in parts]


def _check(scenario: Scenario, plans: Mapping[str, Plan]) -> None:
    """Lets the scenario's own checks judge the plans, and says of which one it speaks."""
    data = scenario.model_dump(mode="json", exclude={"extends"})
    data["what_if"] = {name: plan.model_dump(mode="json") for name, plan in plans.items()}
    # What speaks of the plans of the scenario has nothing to say here.
    data["claims"], data["provenance"] = [], {}
    # A value given by the name of a lever must be in its range, one given by its path need not.
    used = {text for plan in plans.values() for text in plan.set}
    data["levers"] = {
        name: lever
        for name, lever in data["levers"].items()
        if name in used or lever["path"] not in used
    }
    try:
        load(data)
    except ScenarioError as error:
        raise ScenarioError(
            Problem(SET, None, found.path.removeprefix("what_if."), found.message, found.suggestion)
            for found in error.problems
        ) from None


def _by_path(plan: Plan, paths: Mapping[str, str]) -> Plan:
    values = {paths.get(path, path): value for path, value in plan.set.items()}
    return Plan(label=plan.label, at=plan.at, set=values)


def _no_such(name: str, scenario: Scenario) -> Problem:
    known = list(scenario.what_if)
    message = f"no plan {shown(name)}; known: {names(known) or 'none'}"
    return Problem(PLAN, None, "", message, nearest(name, known))


def _unreadable(message: str) -> ScenarioError:
    return ScenarioError([Problem(SET, None, "", printable(message, 400))])
