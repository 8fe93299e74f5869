"""Checks of what a scenario says may change: its levers, its interventions and its plans.

Each is tried on the scenario itself, so that a slider, a sweep or a run never meets a value that
the schema refuses.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sim.scenario.build import build, replaced, value_at, without_removed
from sim.scenario.checks import references
from sim.scenario.overrides import LONGEST_PATH, NoSuchPathError, apply, fitted, resolve
from sim.scenario.plans import settled_values
from sim.scenario.problems import Finding, KeyPath, dotted, names, printable, shown
from sim.scenario.raw import Raw, overlap
from sim.scenario.schema import Lever, Scenario
from sim.scenario.shape import at

IN_A_RUN = ("problem", "customers", "modes", "providers", "rules")
"""What an intervention may change; the rest is settled before a run starts."""

BETWEEN_RUNS = (*IN_A_RUN, "interventions", "report", "burn_in", "horizon", "start", "market")
"""What a lever or a plan may change; the rest is about the scenario, and not about its market."""

# Long, and without a say in whether a value is accepted elsewhere.
_BESIDE = ("source", "levers", "what_if", "claims", "observed", "provenance")


def changes(scenario: Scenario) -> list[Finding]:
    """What is wrong with the levers, interventions, plans and sources of a scenario.

    Args:
        scenario: A scenario that the schema accepts.

    Returns:
        All findings; none for a sound scenario.
    """
    trial = _Trial(scenario)
    return [*_levers(trial), *_interventions(trial), *_plans(trial), *_provenance(trial)]


def lever_fault(name: str, lever: Lever, value: Any) -> str | None:
    """Why a lever cannot stand at a value.

    Args:
        name: The lever's name.
        lever: The lever.
        value: A value for it.

    Returns:
        What is wrong, or None when the value is within the lever's range or choices.
    """
    if lever.range is not None:
        low, high = lever.range
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return f"found {shown(value)}; the lever `{name}` has a range and needs a number here"
        if not low <= value <= high:
            span = f"{shown(low)} to {shown(high)}"
            return f"{shown(value)} is outside {span}, the range of the lever `{name}`"
        return None
    # True == 1 in Python, but not in a scenario.
    choices = lever.choices or []
    if any(type(choice) is type(value) and choice == value for choice in choices):
        return None
    known = names(choice if isinstance(choice, str) else shown(choice) for choice in choices)
    return f"found {shown(value)}; the lever `{name}` has the choices {known}"


class _Trial:
    """Tries values on the scenario.

    Attributes:
        scenario: The scenario.
        whole: Its values.
        data: Its values without the parts that have no say here.
        levers: The paths of its levers, where they exist.
        base: What is wrong already, which is not for the tried values to answer for.
    """

    def __init__(self, scenario: Scenario) -> None:
        whole = scenario.model_dump(mode="json")
        self.scenario = scenario
        self.whole = whole
        self.data = {key: value for key, value in whole.items() if key not in _BESIDE}
        self.base = set(references(scenario))
        self.levers: dict[str, KeyPath] = {}
        for name, lever in scenario.levers.items():
            with contextlib.suppress(NoSuchPathError):
                self.levers[name] = resolve(lever.path, whole)

    def refusals(self, data: dict[str, Any]) -> list[Finding]:
        """What the schema and the other blocks have against changed values."""
        scenario, findings = build(data)
        if scenario is None:
            return findings
        return [finding for finding in references(scenario) if finding not in self.base]

    def changed(
        self, data: dict[str, Any], values: Mapping[str, Any], where: KeyPath
    ) -> tuple[dict[str, Any], list[Finding]]:
        """Applies `path: value` pairs to a copy of the data, and tells what is wrong with them."""
        levers = {name: {"path": lever.path} for name, lever in self.scenario.levers.items()}
        raw = Raw("", {**json.loads(json.dumps(data)), "levers": levers})
        paths = {text: _path_of(text, value, raw.data) for text, value in values.items()}
        problems = apply(raw, values.items())
        result = without_removed(raw)
        result.pop("levers", None)
        # A name that is no path may be that of a lever which is broken, and told of already.
        findings = [
            Finding(
                (*where, problem.path),
                problem.message,
                problem.suggestion,
                about_key=True,
                rests_on=(("levers", problem.path),),
            )
            for problem in problems
        ]
        findings += _twice(paths, where)
        for found in self.refusals(result):
            owner = [text for text, path in paths.items() if path and overlap(path, found.path)]
            place = (*where, owner[0]) if owner else where
            message = f"{dotted(found.path)}: {found.message}"
            findings.append(Finding(place, message, found.suggestion))
        return (data if findings else result), findings


def _levers(trial: _Trial) -> Iterator[Finding]:
    scenario = trial.scenario
    for name, lever in scenario.levers.items():
        where: KeyPath = ("levers", name)
        path = trial.levers.get(name)
        if name in Scenario.model_fields and lever.path != name:
            message = "a lever needs another name than a block of the scenario"
            yield Finding(where, message, about_key=True)
        elif path is None:
            yield from _no_path((*where, "path"), lever.path, trial)
        elif path[0] not in BETWEEN_RUNS:
            message = f"a lever turns something in {names(BETWEEN_RUNS)}; not {dotted(path[:1])}"
            yield Finding((*where, "path"), message)
        else:
            fault = lever_fault(name, lever, value_at(trial.data, path))
            if fault is not None:
                yield Finding(path, fault, rests_on=(where,), else_at=where)
            field = "range" if lever.range is not None else "choices"
            for index, end in enumerate(lever.range or lever.choices or ()):
                refusals = trial.refusals(replaced(trial.data, path, fitted(end, at(path))))
                for found in refusals[:1]:
                    message = f"{dotted(found.path)}: {found.message}"
                    yield Finding((*where, field, index), message, found.suggestion)


def _interventions(trial: _Trial) -> Iterator[Finding]:
    data = trial.data
    order = sorted(enumerate(trial.scenario.interventions), key=lambda pair: pair[1].at)
    for index, intervention in order:
        where: KeyPath = ("interventions", index, "set")
        yield from _outside(intervention.set, IN_A_RUN, trial, where)
        # Later ones meet the market as the earlier ones left it.
        data, findings = trial.changed(data, intervention.set, where)
        yield from findings


def _plans(trial: _Trial) -> Iterator[Finding]:
    for name, plan in trial.scenario.what_if.items():
        where: KeyPath = ("what_if", name, "set")
        yield from _outside(plan.set, BETWEEN_RUNS, trial, where)
        changed, findings = trial.changed(trial.data, plan.set, where)
        yield from findings
        if not any(_outside(plan.set, BETWEEN_RUNS, trial, where)):
            yield from settled_values(name, plan, trial.scenario)
        for lever_name, path in trial.levers.items():
            text = next((text for text in plan.set if text in (lever_name, dotted(path))), None)
            if text is not None and not findings:
                lever = trial.scenario.levers[lever_name]
                fault = lever_fault(lever_name, lever, value_at(changed, path))
                if fault is not None:
                    yield Finding((*where, text), fault)


def _outside(
    values: Mapping[str, Any], heads: Collection[str], trial: _Trial, where: KeyPath
) -> Iterator[Finding]:
    for text in values:
        lever = trial.scenario.levers.get(text)
        head = (lever.path if lever is not None else text).split(".")[0]
        if head in Scenario.model_fields and head not in heads:
            message = f"only something in {names(heads)} may change here; not {shown(head)}"
            yield Finding((*where, text), message, about_key=True)


def _twice(paths: Mapping[str, KeyPath], where: KeyPath) -> Iterator[Finding]:
    first: dict[KeyPath, str] = {}
    for text, path in paths.items():
        if path and first.setdefault(path, text) != text:
            message = f"the same value as `{printable(first[path], LONGEST_PATH)}`; set it once"
            yield Finding((*where, text), message, about_key=True)


def _provenance(trial: _Trial) -> Iterator[Finding]:
    for path in trial.scenario.provenance:
        yield from _no_path(("provenance", path), path, trial, about_key=True)


def _no_path(
    where: KeyPath, path: str, trial: _Trial, about_key: bool = False
) -> Iterator[Finding]:
    try:
        resolve(path, trial.whole)
    except NoSuchPathError as error:
        yield Finding(where, str(error), error.suggestion, about_key)


def _path_of(text: str, value: Any, data: dict[str, Any]) -> KeyPath:
    try:
        return resolve(text, data, new_block=isinstance(value, Mapping))
    except NoSuchPathError:
        return ()
