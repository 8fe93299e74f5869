"""What a process is sent, and what it sends back: a batch of runs, and their rows."""

from __future__ import annotations

import hashlib
import json
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import Any

import pandas as pd

from sim.experiments.design import whole
from sim.experiments.study import (
    Question,
    Study,
    World,
    branches_of,
    compared,
    live_for,
    scenarios_of,
    taken,
    tasks_in,
)
from sim.experiments.sweeps.wanted import Column, Wanted, take
from sim.frames import exits_frame
from sim.scenario import ScenarioError

KEYS = {"run": "int64", "point": "int64", "replicate": "int64", "seed": "uint64", "id": "str"}
"""What every row begins with."""

LONGEST_ERROR = 2000


@dataclass(frozen=True)
class Plan:
    """What all runs of a sweep have in common; small, so that it travels.

    Attributes:
        scenario: What it is called on the command line, or the file in the sweep's folder.
        study: The market, its plans, and the questions among what is wanted.
        plan: The what-if plan in force.
        wanted: What is kept.
        horizon: Periods with books.
        customers: Of a run.
        overrides: Of the scenario, for the command that runs one run again.
        version: Of overstap.
        identity: Of market, plan, overrides and version: hexadecimal digits.
        ledger: Whether all exits are kept.
    """

    scenario: str
    study: Study
    plan: str | None
    wanted: tuple[Wanted, ...]
    horizon: int
    customers: int
    overrides: tuple[tuple[str, Any], ...]
    version: str
    identity: str
    ledger: bool


@dataclass(frozen=True)
class Run:
    """One run.

    Attributes:
        number: Its place in the sweep.
        point: Number of the point.
        replicate: Number of the replicate, from 0.
        seed: Of the luck.
        values: Of the levers, by path.
    """

    number: int
    point: int
    replicate: int
    seed: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Batch:
    """Runs that one process does, and that make one shard.

    Attributes:
        number: Of the shard.
        plan: What the runs have in common.
        runs: The runs.
    """

    number: int
    plan: Plan
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Done:
    """A batch that is done.

    Attributes:
        number: Of the shard.
        rows: A row a run: `KEYS`, error (null for a run that succeeded), command (the same), and
            what was wanted.
        exits: The ledgers, with run and point before the columns of `exits`; None when they are not
            kept.
    """

    number: int
    rows: pd.DataFrame
    exits: pd.DataFrame | None


_one_at_a_time = threading.Lock()
"""Dask may run several tasks in the threads of one process; the engine is not made for that."""


def do_batch(batch: Batch) -> Done:
    """Does the runs of a batch, one after the other; one that fails becomes a row that says so."""
    rows: list[dict[str, Any]] = []
    ledgers: list[pd.DataFrame] = []
    with _one_at_a_time:
        for run in batch.runs:
            try:
                numbers, ledger = _do(batch.plan, run)
                rows.append(_row(batch.plan, run, numbers))
                if ledger is not None:
                    ledgers.append(ledger)
            except ScenarioError as error:
                rows.append(failed(batch.plan, run, f"the scenario cannot be there: {error}"))
            except Exception:  # a sweep outlives a run; the row has the whole story
                rows.append(failed(batch.plan, run, traceback.format_exc()))
    exits = pd.concat(ledgers, ignore_index=True) if ledgers else None
    return Done(batch.number, table_of(rows, batch.plan), exits)


def failed(plan: Plan, run: Run, error: str) -> dict[str, Any]:
    """The row of a run that failed."""
    return {
        **_row(plan, run, [nan] * len(plan.wanted)),
        "error": error[-LONGEST_ERROR:],
        "command": command(plan, run),
    }


def command(plan: Plan, run: Run) -> str:
    """What runs a run again."""
    from shlex import quote

    values = [*plan.overrides, *whole(plan.study.market, run.values).items()]
    settings = [f"--set {quote(f'{path}={json.dumps(value)}')}" for path, value in values]
    chosen = [f"--plan {quote(plan.plan)}"] if plan.plan is not None else []
    options = [f"--customers {plan.customers}", f"--periods {plan.horizon}", f"--seed {run.seed}"]
    return " ".join(["overstap run", quote(plan.scenario), *settings, *chosen, *options])


def table_of(rows: list[dict[str, Any]], plan: Plan) -> pd.DataFrame:
    """Rows as a table whose columns have the same types in every shard."""
    names = [wanted.name for wanted in plan.wanted]
    table = pd.DataFrame(rows, columns=[*KEYS, "error", "command", *names])
    kinds = {**KEYS, "error": "string", "command": "string", **dict.fromkeys(names, "float64")}
    return table.astype(kinds)


def run_id(plan: Plan, run: Run) -> str:
    """What makes two runs the same: scenario, values, seed and version, in sixteen digits."""
    text = json.dumps([plan.identity, run.values, run.seed], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _row(plan: Plan, run: Run, numbers: list[float]) -> dict[str, Any]:
    keys = (run.number, run.point, run.replicate, run.seed, run_id(plan, run))
    names = [wanted.name for wanted in plan.wanted]
    return {
        **dict(zip(KEYS, keys, strict=True)),
        "error": None,
        "command": None,
        **dict(zip(names, numbers, strict=True)),
    }


def _do(plan: Plan, run: Run) -> tuple[list[float], pd.DataFrame | None]:
    """The numbers of a run, and its ledger if it is kept."""
    own = World(plan.plan, True)
    worlds = dict.fromkeys((own, *plan.study.worlds(None)))
    scenarios = scenarios_of(plan.study, run.values, worlds)
    asked = list(enumerate(plan.study.questions))
    columns = [wanted.of for wanted in plan.wanted if isinstance(wanted.of, Column)]
    answers: dict[tuple[int, bool], float] = {}
    values: list[float] = []
    ledger: pd.DataFrame | None = None
    branches = branches_of(scenarios, run.seed)
    for world, scenario in scenarios.items():
        tasks = tasks_in(world, scenarios, asked)
        ends = [column.window[1] for column in columns] if world == own else []
        ends += [plan.horizon] if plan.ledger and world == own else []
        last = max(ends, default=None)
        finished = live_for(world, scenario, tasks, run.seed, until=last, branches=branches)
        answers |= taken(finished, tasks)
        if world == own:
            values = take(columns, finished.past)
            if plan.ledger:
                ledger = exits_frame(finished.past)
                ledger.insert(0, "point", run.point)
                ledger.insert(0, "run", run.number)
    return list(_in_order(plan.wanted, values, answers, plan.study.questions)), ledger


def _in_order(
    wanted: tuple[Wanted, ...],
    values: list[float],
    answers: Mapping[tuple[int, bool], float],
    questions: tuple[Question, ...],
) -> Any:
    columns = iter(values)
    places = iter(range(len(questions)))
    for one in wanted:
        if isinstance(one.of, Column):
            yield next(columns)
        else:
            place = next(places)
            yield compared(one.of, answers[place, True], answers.get((place, False)))
