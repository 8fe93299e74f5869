"""Loading scenarios, and changing them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.scenario import files, inherit
from sim.scenario.build import build, stand_in, without_removed
from sim.scenario.catalogue import packaged, read
from sim.scenario.changes import changes, lever_fault
from sim.scenario.checks import references
from sim.scenario.overrides import (
    SET,
    NoSuchPathError,
    Overrides,
    apply,
    read_pairs,
    resolve,
)
from sim.scenario.plans import apply_plan, apply_values
from sim.scenario.problems import Finding, KeyPath, Problem, ScenarioError, dotted
from sim.scenario.raw import Raw, plain
from sim.scenario.schema import Plan, Scenario

_LEFT_OUT = ("interventions", "levers", "what_if", "observed", "claims")
"""Blocks of entries that a scenario may do without."""

Source = str | Path | Mapping[str, Any]
"""The name of a packaged scenario, a path to a .yaml file, or plain values from a program."""


def load(source: Source, *, overrides: Overrides = (), plan: str | None = None) -> Scenario:
    """Loads a scenario: reads it, follows `extends`, applies changes, checks everything.

    Args:
        source: The name of a packaged scenario, a path to a .yaml file, or plain values.
        overrides: Other values: `path=value` texts, (path, value) pairs or a mapping; the name of
            a lever may stand for its path. They win over the plan.
        plan: The name of a plan in the scenario's `what_if`.

    Returns:
        A scenario that is whole and sound.

    Raises:
        ScenarioError: Something is wrong; it lists everything that is.

    Example:
        >>> scenario = load("airline_vs_train", overrides=["providers.train.offer.fare=65"])
    """
    raw = _changed(_read(source), overrides, plan)
    return _checked(raw, lambda: _read(source))


def load_text(
    text: str, *, file: str = "text", overrides: Overrides = (), plan: str | None = None
) -> Scenario:
    """Loads a scenario from YAML in a string; it may extend packaged scenarios only.

    Args:
        text: The YAML.
        file: What messages call it.
        overrides: As for `load`.
        plan: As for `load`.

    Returns:
        A scenario that is whole and sound.

    Raises:
        ScenarioError: Something is wrong; it lists everything that is.
    """
    raw = inherit.read_mapping(files.parse(text, file), packaged)
    return _checked(
        _changed(raw, overrides, plan),
        lambda: inherit.read_mapping(files.parse(text, file), packaged),
    )


def load_raw(source: Source, *, overrides: Overrides = (), plan: str | None = None) -> Raw:
    """Reads a scenario as it was written, without checking it against the schema.

    Args:
        source: As for `load`.
        overrides: As for `load`.
        plan: As for `load`.

    Returns:
        Its values, after `extends` and changes, and where each was written.

    Raises:
        ScenarioError: It cannot be read, or a change has no place in it.
    """
    raw = _changed(_read(source), overrides, plan)
    if raw.problems:
        raise ScenarioError(raw.problems)
    without_removed(raw)
    return raw


def with_values(scenario: Scenario, values: Overrides, *, origin: str = "values") -> Scenario:
    """The same scenario with other values, checked again: for levers, interventions and plans.

    Args:
        scenario: A scenario.
        values: Other values, as for `load`. A value given by the name of a lever must be within
            the lever's range; a value given by its path may be anything that the schema accepts.
        origin: What messages call the place that the values come from.

    Returns:
        A new scenario; the old one is unchanged.

    Raises:
        ScenarioError: A path leads nowhere, or a value is not accepted.

    Example:
        >>> cheaper = with_values(scenario, {"train_fare": 65, "providers.train.enters": 36})
    """
    pairs, problems = read_pairs(values, origin)
    raw = Raw(origin, scenario.model_dump(mode="json"))
    problems += apply(raw, pairs, origin)
    for name, value in pairs:
        fault = lever_fault(name, scenario.levers[name], value) if name in scenario.levers else None
        if fault is not None:
            problems.append(raw.problem(Finding(("levers", name), fault)))
    return _accepted(raw, problems)


def with_plan(scenario: Scenario, plan: str | Plan, *, overrides: Overrides = ()) -> Scenario:
    """The same scenario under a what-if plan, checked again.

    Args:
        scenario: A scenario.
        plan: The name of one of its plans, or a plan of one's own.
        overrides: Other values, as for `load`; they win over the plan.

    Returns:
        A new scenario; the old one is unchanged.

    Raises:
        ScenarioError: There is no such plan, a path leads nowhere, or a value is not accepted.
    """
    pairs, problems = read_pairs(overrides)
    raw = Raw("scenario", scenario.model_dump(mode="json"))
    if isinstance(plan, str):
        problems += apply_plan(raw, plan, pairs)
    else:
        problems += apply_values(raw, plan, pairs)
    return _accepted(raw, problems)


def _accepted(raw: Raw, problems: list[Problem]) -> Scenario:
    changed, findings = build(without_removed(raw))
    if changed is not None:
        findings += references(changed)
    problems += [raw.problem(finding) for finding in findings]
    if changed is None or problems:
        raise ScenarioError(problems)
    return changed


def _read(source: Source) -> Raw:
    if isinstance(source, (str, Path)):
        return read(source)
    data, findings = plain(source)
    if not isinstance(data, dict):
        raise TypeError(f"a scenario is a name, a path or a mapping, not {type(source).__name__}")
    raw = Raw("scenario", data)
    raw.problems += [raw.problem(finding) for finding in findings]
    return inherit.read_mapping(raw, packaged)


def _changed(raw: Raw, overrides: Overrides, plan: str | None) -> Raw:
    sourced = _sourced(raw)
    pairs, problems = read_pairs(overrides)
    raw.problems += problems
    raw.problems += apply(raw, pairs) if plan is None else apply_plan(raw, plan, pairs)
    # A change may take away what had a source; the source then speaks of nothing.
    for path in sourced - _sourced(raw):
        raw.data["provenance"].pop(path, None)
    return raw


def _sourced(raw: Raw) -> set[str]:
    """Paths under `provenance` that lead somewhere."""
    found = set()
    provenance = raw.data.get("provenance")
    for path in provenance if isinstance(provenance, dict) else ():
        with contextlib.suppress(NoSuchPathError):
            resolve(path, raw.data)
            found.add(path)
    return found


def _checked(raw: Raw, as_written: Callable[[], Raw]) -> Scenario:
    data = without_removed(raw)
    scenario, findings = build(data)
    # Checks across blocks run on a stand-in, so that the writer sees all problems at once.
    stand, doubtful = (scenario, set()) if scenario is not None else stand_in(data, findings)
    if stand is not None:
        crossing = [*references(stand), *_not_by_change(changes(stand), raw, as_written)]
        findings += [finding for finding in crossing if not _rests_on(finding, doubtful)]
    told = {problem.path for problem in raw.problems}
    problems = [_problem(raw, found) for found in findings if dotted(found.path) not in told]
    problems += raw.problems
    if scenario is None or problems:
        raise ScenarioError(problems)
    return scenario


def _problem(raw: Raw, finding: Finding) -> Problem:
    """The finding with its place; of an inherited entry it tells how to be rid of that."""
    problem = raw.problem(finding)
    head = str(finding.path[0]) if finding.path else ""
    if head not in _LEFT_OUT or problem.file in (raw.file, SET) or len(finding.path) < 2:
        return problem
    entry = finding.path[1]
    rid = f"{head}: []" if isinstance(entry, int) else f"{head}: {{{entry}: null}}"
    return replace(problem, message=f"{problem.message}; inherited: `{rid}` leaves it out")


def _not_by_change(
    findings: list[Finding], raw: Raw, as_written: Callable[[], Raw]
) -> list[Finding]:
    """The findings, without those about plans and levers that fail only because of a change.

    They are written for the scenario as it is in the file; nobody asked for them here.
    """
    beside = [
        found
        for found in findings
        if found.path[0] == "what_if" or (found.path[0] == "levers" and len(found.path) > 2)
    ]
    if not beside:
        return findings
    before, _ = build(without_removed(as_written()))
    known = changes(before) if before is not None else beside
    return [
        found
        for found in findings
        if found not in beside or found in known or raw.place(found.path).file == SET
    ]


def _rests_on(finding: Finding, doubtful: set[KeyPath]) -> bool:
    """Whether a finding compares a value that is not the writer's."""
    return any(
        path[: len(doubt)] == doubt
        for doubt in doubtful
        for path in (finding.path, *finding.rests_on)
    )
