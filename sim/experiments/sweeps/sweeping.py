"""Sweeps: many runs that survive, from a question to tidy frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import sim
from sim import engine
from sim.checkpoint import fingerprint
from sim.experiments.design import at_point, bare
from sim.experiments.levers import Dial
from sim.experiments.study import Question, Study
from sim.experiments.sweeps import designs
from sim.experiments.sweeps.crews import Crew, Here, Processes
from sim.experiments.sweeps.jobs import Batch, Plan, Run, do_batch
from sim.experiments.sweeps.loaded import Sweep, wanted_of
from sim.experiments.sweeps.store import SCENARIO, Block, Notes, Store, SweepError
from sim.experiments.sweeps.tables import checked, read_table
from sim.experiments.sweeps.wanted import default, read, with_company
from sim.folder import MANIFEST
from sim.origin import digest_of, hash_of
from sim.scenario import Scenario, ScenarioError, load, with_plan, with_values
from sim.scenario.catalogue import is_named
from sim.scenario.loading import Source
from sim.scenario.overrides import Overrides, read_pairs

BATCH = 20
"""Runs in a shard: seconds of work, so that little is lost and little is spent on files."""

Progress = Callable[[int, int], None]
"""Called with the runs done and all runs."""


@dataclass(frozen=True)
class Order:
    """What a sweep is asked to do.

    Attributes:
        scenario: A scenario, the name of a packaged one, a path or plain values.
        overrides: Of the scenario, at every point.
        plan: The what-if plan in force.
        levers: Names, perhaps with narrower ranges; all declared ones when None.
        design: One of `designs.KINDS`.
        points: See `designs.make`.
        levels: See `designs.make`.
        table: Points of one's own: a file, or a frame; `design` is then "table".
        replicates: Runs of each point, with other luck.
        measures: What is kept of every run, see `wanted`; how the market ends, and the three
            numbers, when empty.
        customers: Of a run, at most.
        periods: Horizon, instead of the scenario's.
        seed: Of the first replicate, and of the design.
        independent: Luck of its own for every point, instead of the same for all.
        ledger: Whether all exits are kept.
        batch: Runs in a shard.
    """

    scenario: Source | Scenario
    overrides: Overrides = ()
    plan: str | None = None
    levers: Sequence[str] | None = None
    design: str = "lhs"
    points: int = 100
    levels: int = 3
    table: Path | pd.DataFrame | None = None
    replicates: int = 5
    measures: Sequence[str] = ()
    customers: int = 2000
    periods: int | None = None
    seed: int = 1
    independent: bool = False
    ledger: bool = False
    batch: int = BATCH


def sweep(
    scenario: Source | Scenario,
    out: str | Path,
    *,
    resume: bool = False,
    workers: int = 1,
    crew: Crew | None = None,
    progress: Progress | None = None,
    **asked: Any,
) -> Sweep:
    """Runs a market at many points of its lever space, into a folder.

    Args:
        scenario: A scenario, the name of a packaged one, a path or plain values.
        out: Folder of the sweep.
        resume: Whether to go on with what an earlier process began, if it was asked the same.
        workers: Processes; more than one needs a program that guards its start with
            `if __name__ == "__main__":`.
        crew: Who does the runs instead, such as `sim.experiments.sweeps.crews.Cluster(address)`.
        progress: Called after every batch with the runs done and all runs.
        asked: The other attributes of `Order`, such as levers, design, points, replicates.

    Example:
        >>> found = sim.sweep("airline_vs_train", "out/fares", levers=["train_fare"], points=50)
        >>> found.frame.plot.scatter("train_fare", "train_share")
    """
    order = Order(scenario, **asked)
    if not (resume and (Path(out) / MANIFEST).exists()):
        begin(order, out)
    return go_on(out, order, crew=crew, workers=workers, progress=progress)


def begin(order: Order, folder: str | Path) -> Sweep:
    """Makes the folder of a sweep, without running anything.

    Raises:
        SweepError: Something is in the folder.
        ScenarioError: The scenario, or a value, is not valid.
        DesignError: There are no such levers, or no such points.
        WantedError: There is no such measure.
    """
    notes, scenario, design = _asked(order)
    block = Block((0, len(design)), (0, order.replicates))
    return Sweep(Store.create(Path(folder), notes, scenario, design, block))


def go_on(
    folder: str | Path,
    order: Order | None = None,
    *,
    crew: Crew | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    on_compile: Callable[[], None] | None = None,
) -> Sweep:
    """Does the runs of a sweep that are not done yet.

    Args:
        folder: Of a sweep, from `begin` or an earlier process that was stopped.
        order: What it was asked to do, if that is to be checked.
        crew: Who does the runs; processes on this machine when left out.
        workers: Processes; 1 stays in this one.
        progress: Called after every batch.
        on_compile: Called when this machine has not compiled the rules yet.

    Raises:
        SweepError: It was asked something else, another version began it, or another process is
            writing there.
        OSError: The disk is full; what is done is safe.
    """
    sweep = Sweep.load(folder)
    store = sweep.store
    asked, _, points = _asked(order) if order is not None else (None, None, None)
    _same(store.notes, asked, store.folder)
    _check_scenario(store)
    # An lhs may have more points than it was begun with; they come after those.
    if points is not None and digest_of([store.design.head(len(points))]) != digest_of([points]):
        raise SweepError(
            f"{store.folder} was begun with other points than those of the table. Begin a new "
            "sweep in another folder, or resume without the table"
        )
    with store.lock():
        todo = store.missing()
        runs = {k: part for k, part in enumerate(store.runs())}
        done = store.size - sum(len(runs[k]) for k in todo)
        if progress is not None:
            progress(done, store.size)
        if not todo:
            return sweep
        plan = plan_of(store)
        values = designs.points_of(store.design.drop(columns="point"), sweep.levers)
        if crew is None or not crew.is_elsewhere:
            _compile(plan, values, on_compile)
        if crew is None:
            crew = Here() if workers <= 1 else Processes(workers)
        for finished in crew.work(_batches(todo, runs, plan, values, store.notes)):
            store.keep(finished)
            done += len(runs[finished.number])
            if progress is not None:
                progress(done, store.size)
    return sweep


def expand(
    folder: str | Path, *, replicates: int | None = None, points: int | None = None
) -> Sweep:
    """Adds runs to a sweep, to be done by `go_on`.

    Args:
        folder: Of a sweep whose runs are all done.
        replicates: Of each point, in all.
        points: Of the design, in all; only an lhs can grow, by points that fill it anew.

    Raises:
        SweepError: It is not complete, it would not grow, or its design cannot.
    """
    sweep = Sweep.load(folder)
    store = sweep.store
    _check_scenario(store)
    with store.lock():
        if store.missing():
            raise SweepError(f"{store.folder} is not complete; finish it first, with --resume")
        before = len(store.design)
        most = max(block.replicates[1] for block in store.blocks)
        if replicates is not None and replicates <= most:
            raise SweepError(f"it has {most} replicates already")
        if points is not None and points <= before:
            raise SweepError(f"it has {before} points already")
        if points is not None:
            if store.notes.design["kind"] != "lhs":
                raise SweepError("only an lhs can have more points; other designs are one piece")
            more = designs.make(
                "lhs",
                sweep.levers,
                store.scenario,
                points=points - before,
                levels=2,
                seed=store.notes.seed + before,
            )
            table = store.design.drop(columns="point")
            grown = _numbered(pd.concat([table, more], ignore_index=True))
            store.grow(grown, Block((before, points), (0, most)))
        if replicates is not None:
            store.grow(store.design, Block((0, len(store.design)), (most, replicates)))
    return sweep


def _asked(order: Order) -> tuple[Notes, Scenario, pd.DataFrame]:
    pairs, problems = read_pairs(order.overrides)
    if problems:
        raise ScenarioError(problems)
    if order.replicates < 1 or order.batch < 1 or order.customers < 1:
        raise SweepError("at least 1 replicate, 1 run in a batch and 1 customer are needed")
    if isinstance(order.scenario, Scenario):
        scenario = with_values(order.scenario, pairs) if pairs else order.scenario
        name = order.scenario.title
    else:
        scenario = load(order.scenario, overrides=pairs)
        name = str(order.scenario) if isinstance(order.scenario, (str, Path)) else scenario.title
    if order.plan is not None:
        with_plan(scenario, order.plan)  # a plan that cannot be is told before anything is made
    horizon = scenario.horizon if order.periods is None else min(order.periods, scenario.horizon)
    texts = with_company(order.measures or default(scenario, horizon))
    wanted = [read(text, scenario, order.plan, horizon) for text in texts]
    twice = {one.name for one in wanted if [w.name for w in wanted].count(one.name) > 1}
    if twice:
        raise SweepError(f"two measures are called {sorted(twice)[0]!r}")
    table, levers, kind = _design(order, scenario)
    clash = {one.name for one in wanted} & {*table.columns, "point", "run"}
    if clash:
        raise SweepError(f"a measure has the name of a lever: {sorted(clash)[0]!r}")
    notes = Notes(
        scenario=name,
        overrides=[[path, value] for path, value in pairs],
        plan=order.plan,
        levers={
            name: {**vars(dial), "choices": list(dial.choices)} for name, dial in levers.items()
        },
        design={"kind": kind, "points": order.points, "levels": order.levels},
        wanted=texts,
        customers=min(order.customers, scenario.customers.count),
        horizon=horizon,
        seed=order.seed,
        independent=order.independent,
        ledger=order.ledger,
        batch=order.batch,
        version=sim.__version__,
        rules=fingerprint(),
        hash=hash_of(scenario),
    )
    return notes, scenario, _numbered(table)


def _design(order: Order, scenario: Scenario) -> tuple[pd.DataFrame, dict[str, Dial], str]:
    if order.table is not None:
        if isinstance(order.table, pd.DataFrame):
            table = checked(order.table, scenario)
        else:
            table = read_table(Path(order.table), scenario)
        known = [str(name) for name in table if str(name) in scenario.levers]
        levers = designs.chosen_levers(scenario, known) if known else {}
        return table, levers, "table"
    levers = designs.chosen_levers(scenario, order.levers)
    table = designs.make(
        order.design,
        levers,
        scenario,
        points=order.points,
        levels=order.levels,
        seed=order.seed,
    )
    return table, levers, order.design


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    numbered = table.reset_index(drop=True)
    numbered.insert(0, "point", np.arange(len(table)))
    return numbered


def _same(notes: Notes, asked: Notes | None, folder: Path) -> None:
    current = replace(notes, version=sim.__version__, rules=fingerprint())
    if asked is None and current != notes:
        raise SweepError(
            f"{folder} was begun with other rules, or another version ({notes.version}); its runs "
            "would not go together with new ones. Begin a new sweep"
        )
    differences = notes.differences(asked) if asked is not None else []
    if differences:
        raise SweepError(
            f"{folder} was asked something else, so its runs would not go together with these: "
            + "; ".join(differences)
            + ". Begin a new sweep in another folder, or resume without these options"
        )


def _check_scenario(store: Store) -> None:
    """Refuses a scenario that was edited after runs were made with it."""
    if hash_of(store.scenario) != store.notes.hash:
        raise SweepError(
            f"{store.folder / SCENARIO} is not the scenario that the sweep was begun with, so its "
            "runs would not go together with new ones; put it back, or begin a new sweep"
        )


def plan_of(store: Store) -> Plan:
    """What all runs of a sweep have in common."""
    notes, scenario = store.notes, store.scenario
    wanted = wanted_of(store)
    paths = {name: lever.path for name, lever in scenario.levers.items()}
    study = Study(
        market=at_point(bare(scenario), {"customers.count": notes.customers}),
        plans={
            name: plan.model_copy(
                update={"set": {paths.get(path, path): value for path, value in plan.set.items()}}
            )
            for name, plan in scenario.what_if.items()
        },
        questions=tuple(one.of for one in wanted if isinstance(one.of, Question)),
    )
    return Plan(
        scenario=notes.scenario if is_named(notes.scenario) else str(store.folder / SCENARIO),
        study=study,
        plan=notes.plan,
        wanted=tuple(wanted),
        horizon=notes.horizon,
        customers=notes.customers,
        overrides=tuple((path, value) for path, value in notes.overrides),
        version=notes.version,
        identity=f"{notes.hash}-{notes.version}-{notes.rules}-{notes.plan}",
        ledger=notes.ledger,
    )


def _batches(
    todo: list[int],
    runs: dict[int, list[tuple[int, int, int]]],
    plan: Plan,
    points: list[dict[str, Any]],
    notes: Notes,
) -> Iterator[Batch]:
    for number in todo:
        yield Batch(
            number,
            plan,
            tuple(
                Run(run, point, replicate, _seed(notes, point, replicate), points[point])
                for run, point, replicate in runs[number]
            ),
        )


def batches_of(store: Store) -> Iterator[Batch]:
    """All batches of a sweep, done or not."""
    runs = dict(enumerate(store.runs()))
    levers = Sweep(store).levers
    points = designs.points_of(store.design.drop(columns="point"), levers)
    return _batches(list(runs), runs, plan_of(store), points, store.notes)


def _seed(notes: Notes, point: int, replicate: int) -> int:
    if not notes.independent:
        return notes.seed + replicate
    words = np.random.SeedSequence([notes.seed, point, replicate]).generate_state(1, np.uint64)
    return int(words[0])


def _compile(
    plan: Plan, points: list[dict[str, Any]], on_compile: Callable[[], None] | None
) -> None:
    """Compiles all that is needed once, and not in every process at the same time."""
    if engine.is_compiled():
        return
    if on_compile is not None:
        on_compile()
    study = replace(
        plan.study, market=at_point(plan.study.market, {"customers.count": 20}), questions=()
    )
    columns = tuple(one for one in plan.wanted if not isinstance(one.of, Question))[:1]
    tiny = replace(plan, study=study, wanted=columns, ledger=False)
    do_batch(Batch(0, tiny, (Run(0, 0, 0, 1, points[0]),)))
