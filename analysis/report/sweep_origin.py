"""Where a sweep comes from: the commands that make it again, and all they rest on."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from analysis.language import Language
from analysis.report.blocks import Block, Commands, Facts, Prose, Section
from analysis.report.origins import ATTACHED, setting
from analysis.report.sweep_words import TEXT
from sim.experiments.sweeps import Sweep
from sim.experiments.sweeps.carried import carried
from sim.experiments.sweeps.wanted import default, with_company
from sim.scenario import dump
from sim.scenario.catalogue import is_named

POINTS = "points.csv"


def commands(sweep: Sweep) -> list[str]:
    """What to type for the same sweep: as it was begun, and then as it was expanded.

    A scenario that was handed over by a program, and has no name or file, is the one attached; it
    holds all other values already. So are the points of a table.
    """
    notes, scenario = sweep.store.notes, sweep.scenario
    named = is_named(notes.scenario)
    first, *later = sweep.store.blocks
    kind = str(notes.design["kind"])
    words = ["overstap", "sweep", notes.scenario if named else ATTACHED]
    if kind == "table":
        words += ["--table", POINTS]
    else:
        levers = [_lever(sweep, name) for name in sweep.levers]
        words += ["--levers", ",".join(levers)] if levers != list(scenario.levers) else []
        words += ["--design", kind]
        if kind in ("lhs", "sobol", "morris"):
            words += ["--points", str(notes.design["points"])]
        else:
            words += ["--levels", str(notes.design["levels"])]
    words += ["--replicates", str(first.replicates[1])]
    if notes.wanted != with_company(default(scenario, notes.horizon)):
        words += [word for text in notes.wanted for word in ("--measure", text)]
    if named:
        words += [w for path, value in notes.overrides for w in ("--set", setting(path, value))]
    words += ["--plan", notes.plan] if notes.plan is not None else []
    words += ["--customers", str(notes.customers)]
    words += ["--periods", str(notes.horizon)] if notes.horizon != scenario.horizon else []
    words += ["--seed", str(notes.seed)]
    words += ["--independent"] if notes.independent else []
    words += ["--ledger"] if notes.ledger else []
    made = [shlex.join([*words, "--out", "DIR"])]
    replicates = first.replicates[1]
    for block in later:
        more = ["overstap", "expand", "DIR"]
        if block.replicates[1] > replicates:
            replicates = block.replicates[1]
            more += ["--replicates", str(replicates)]
        else:
            more += ["--points", str(block.points[1])]
        made.append(shlex.join(more))
    return made


def _lever(sweep: Sweep, name: str) -> str:
    """A lever as the command line takes it: with its range or choices where they are narrower."""
    dial, declared = sweep.levers[name], sweep.scenario.levers[name]
    if dial.choices:
        is_whole = list(dial.choices) == list(declared.choices or [])
        texts = (str(one).lower() if isinstance(one, bool) else one for one in dial.choices)
        return name if is_whole else f"{name}={'|'.join(texts)}"
    ends = (dial.low, dial.high)
    return name if ends == declared.range else f"{name}={dial.low!r}:{dial.high!r}"


def provenance(sweep: Sweep) -> dict[str, str]:
    """What a program needs to run some of the sweep again, for the page's metadata."""
    return {**carried(sweep), "command": " && ".join(commands(sweep))}


def _told(sweep: Sweep) -> dict[str, str]:
    notes = sweep.store.notes
    return {
        "scenario": notes.scenario,
        "seed": str(notes.seed),
        "version": notes.version,
        "hash": notes.hash,
    }


def again(sweep: Sweep, language: Language) -> Section:
    """The commands, and the files that they rest on."""
    notes = sweep.store.notes
    words = [TEXT("again_words", language)]
    if not is_named(notes.scenario):
        words.append(TEXT("again_file", language))
    pairs: Mapping[str, Any] = _told(sweep) | {"plan": notes.plan or ""}
    told = {TEXT(key, language): str(value) for key, value in pairs.items() if value}
    files: list[Block] = [Facts(told, (ATTACHED, TEXT("attached", language), dump(sweep.scenario)))]
    if notes.design["kind"] == "table":
        words.append(TEXT("again_table", language))
        points = sweep.design.drop(columns="point").to_csv(index=False, lineterminator="\n")
        files.append(Facts({}, (POINTS, TEXT("attached_points", language), points)))
    report = ["overstap", "report", "DIR", "--lang", language.code]
    lines = [*commands(sweep), shlex.join(report)]
    return Section("again", TEXT("again", language), [Prose(words), Commands(lines)], files)
