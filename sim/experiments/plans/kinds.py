"""What a plan changes, what kind of policy that makes it, and whether the books know its cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from typing import Any, Literal

from sim.scenario import Scenario
from sim.scenario.build import value_at
from sim.scenario.overrides import NoSuchPathError, resolve
from sim.scenario.problems import KeyPath, dotted
from sim.scenario.schema import Plan

Kind = Literal[
    "innovate", "please", "lock in", "let go", "call", "recover", "price", "reach", "market"
]
KINDS: tuple[Kind, ...] = (
    "innovate",
    "please",
    "lock in",
    "let go",
    "call",
    "recover",
    "price",
    "reach",
    "market",
)
"""In the order of every table; `market` is what no single firm decides."""

OF_BLOCK: Mapping[str, Kind] = {
    "improvements": "innovate",
    "touchpoints": "please",
    "effort": "please",
    "employees": "please",
    "loyalty": "lock in",
    "contract": "lock in",
    "bond": "lock in",
    "contacts": "lock in",
    "attention": "call",
    "recovery": "recover",
    "advertising": "reach",
    "known": "reach",
    "reach": "reach",
    "rollout": "reach",
}
TIES = ("loyalty", "contract", "bond")
"""Blocks of which less lets customers go."""
OF_STRATEGY: Mapping[str, Kind] = {
    "please": "please",
    "innovate": "innovate",
    "follow_survey": "innovate",
    "lock_in": "lock in",
    "price_cut": "price",
    "retention_calls": "call",
}
COUNTED, LEFT_OUT, NO_DECISION = "counted", "left out", "no decision"


@dataclass(frozen=True)
class Change:
    """One value that a plan changes.

    Attributes:
        path: Keys that lead to it.
        before: As it is without the plan; None for what is not there.
        after: As it is under the plan.
    """

    path: KeyPath
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{dotted(self.path)}: {_written(self.before)} -> {_written(self.after)}"


def changes(plan: Plan, scenario: Scenario) -> list[Change]:
    """What a plan changes: values that it sets to what they are already are no change.

    Args:
        plan: With paths, not names of levers.
        scenario: Without the plan.
    """
    data = scenario.model_dump(mode="json")
    return [change for path, value in plan.set.items() for change in _of(path, value, data)]


def kinds(found: list[Change], scenario: Scenario) -> list[Kind]:
    """The kinds of policy that changes amount to, in the order of `KINDS`."""
    there = {kind for change in found for kind in _kinds(change, found, scenario)}
    return [kind for kind in KINDS if kind in there]


def owners(found: list[Change]) -> list[str]:
    """Providers whose own business a plan changes."""
    return list(dict.fromkeys(str(change.path[1]) for change in _business(found)))


def cost_of(found: list[Change], scenario: Scenario) -> str:
    """Whether the books hold what a plan costs: `counted`, `left out`, or `no decision` of a firm.

    A price is paid by the books themselves; strategies have a budget; calls and answers to
    complaints have a price where the scenario gives one. What else costs money is only known when
    the plan sets a provider's costs as well.
    """
    if found and not _business(found):
        return NO_DECISION
    if any("money" in change.path for change in found):
        return COUNTED
    known = all(_is_counted(change, found, scenario) for change in _business(found))
    return COUNTED if known else LEFT_OUT


def _is_counted(change: Change, found: list[Change], scenario: Scenario) -> bool:
    if change.path[2:3] == ("strategy",):
        kinds_ = list(_kinds(change, found, scenario))
        return "price" in kinds_ or _amount("strategy", "budget", change, found, scenario) > 0
    for kind in _kinds(change, found, scenario):
        if kind == "call":
            return _amount("attention", "cost", change, found, scenario) > 0
        if kind == "recover":
            return _amount("recovery", "cost", change, found, scenario) > 0
        if kind != "price":
            return False
    return True


def _amount(
    block: str, name: str, change: Change, found: list[Change], scenario: Scenario
) -> float:
    """An amount of money of the provider whose business is changed, under the plan."""
    own = change.path[:2]
    for other in found:
        if other.path == (*own, block, name):
            return float(other.after or 0.0)
    provider = scenario.providers.get(str(own[1]))
    return 0.0 if provider is None else float(getattr(getattr(provider, block), name))


def _of(text: str, value: Any, data: dict[str, Any]) -> Iterator[Change]:
    try:
        path = resolve(text, data, new_block=isinstance(value, Mapping))
    except NoSuchPathError:
        return
    # An intervention to come: what it would set, not that its block is another one.
    if path[:1] == ("interventions",) and path[2:3] == ("set",) and isinstance(value, Mapping):
        planned = value_at(data, path)
        for inner, level in value.items():
            with suppress(NoSuchPathError):
                place = resolve(inner, data, new_block=isinstance(level, Mapping))
                before = planned.get(inner, value_at(data, place))
                yield from _leaves(place, before, level)
        return
    yield from _leaves(path, value_at(data, path), value)


def _leaves(path: KeyPath, before: Any, after: Any) -> Iterator[Change]:
    """Single values; what a new block does not mention falls back to its default, and is left."""
    if isinstance(after, Mapping) and isinstance(before, Mapping):
        for key, value in after.items():
            yield from _leaves((*path, key), before.get(key), value)
    elif before != after:
        yield Change(path, before, after)


def _business(found: list[Change]) -> list[Change]:
    return [change for change in found if change.path[0] == "providers"]


def _kinds(change: Change, found: list[Change], scenario: Scenario) -> Iterator[Kind]:
    path = change.path
    if path[0] != "providers" or len(path) < 3:
        yield "market"
        return
    block = str(path[2])
    if block == "offer":
        price = next((n for n, o in scenario.problem.outcomes.items() if o.revenue), None)
        levels = path[3:4] or tuple(change.after if isinstance(change.after, Mapping) else ())
        for outcome in levels:
            yield "price" if outcome == price else "innovate"
    elif block == "strategy":
        yield from _strategy(change, found, scenario)
    elif block == "money":
        return  # what something costs is no policy
    elif block in TIES and _loosens(change):
        yield "let go"
    else:
        yield OF_BLOCK.get(block, "market")


def _loosens(change: Change) -> bool:
    """Whether what ties customers gets less; no exit fee means waiting for the end, and is most."""
    before, after = (
        inf if level is None and change.path[-1] == "exit_fee" else level
        for level in (change.before, change.after)
    )
    return isinstance(before, (int, float)) and isinstance(after, (int, float)) and after < before


def _strategy(change: Change, found: list[Change], scenario: Scenario) -> Iterator[Kind]:
    """What the strategy is about, whichever of its numbers is changed."""
    own = (*change.path[:2], "strategy", "kind")
    decided = next((other for other in found if other.path == own), None)
    provider = scenario.providers.get(str(change.path[1]))
    kind = provider.strategy.kind if provider is not None else "static"
    # To stop with it is about the same thing.
    if decided is not None and decided.after != "static":
        kind = decided.after
    if kind in OF_STRATEGY:
        yield OF_STRATEGY[kind]


def _written(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_written(item)}" for key, item in value.items()) + "}"
    return str(value)
