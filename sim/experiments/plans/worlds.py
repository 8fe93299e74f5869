"""One job: a seed with all worlds, or a point of the plausible space with all plans.

Every world of a job has the same customers and the same luck. The markets themselves never leave
the process; what comes home are small tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from sim.branches import Branch, Branches
from sim.experiments.design import Point
from sim.experiments.measures import Finished, live
from sim.experiments.plans.flows import Flow, Mover, Pair, frame, same_people
from sim.experiments.plans.numbers import (
    SERIES,
    Number,
    discounted,
    excesses,
    numbers,
    windows,
)
from sim.experiments.plans.study import Study, World
from sim.frames import outside_name, periods_frame
from sim.scenario import Scenario, ScenarioError
from sim.scenario.claim_checks import entry

NOT_AS_LONG = "it ends at another time than the scenario, so that nothing compares"
NOT_THE_SAME = (
    "its customers are others when the books open, although it begins later; write `at: burn_in` "
    "for another market from its first day on"
)


@dataclass(frozen=True)
class Job:
    """A study with a seed.

    Attributes:
        study: The study.
        seed: Of the luck, the same in all worlds.
        point: Values by path; None for the scenario as it stands, with all that is asked of it.
        named: Whether customers are named.
    """

    study: Study
    seed: int
    point: Point | None = None
    named: bool = False

    @property
    def runs(self) -> int:
        """Worlds that it lives through."""
        return len(self.study.worlds) if self.point is None else 1 + len(self.study.plans)


@dataclass(frozen=True)
class Lived:
    """What comes home from a job.

    Attributes:
        seed: Of the job.
        series: Columns plan, entrants, period, provider and `SERIES`.
        numbers: Columns plan, entrants and those of `Number`.
        flows: Columns plan and those of `Flow`.
        who: Columns plan and those of `Mover`; empty unless they were asked for.
        values: The objective of every plan, at a point.
        refusal: Why there is nothing; empty when all is well.
    """

    seed: int
    series: pd.DataFrame = field(default_factory=pd.DataFrame)
    numbers: pd.DataFrame = field(default_factory=pd.DataFrame)
    flows: pd.DataFrame = field(default_factory=pd.DataFrame)
    who: pd.DataFrame = field(default_factory=pd.DataFrame)
    values: dict[str, float] = field(default_factory=dict)
    refusal: str = ""


def do(job: Job) -> Lived:
    """Lives through the worlds of a job, one after the other."""
    try:
        scenarios = job.study.scenarios(job.point or {})
    except ScenarioError as error:
        return Lived(job.seed, refusal=str(error))
    return _lived(job, scenarios) if job.point is None else _valued(job, scenarios)


def _valued(job: Job, scenarios: dict[str, Scenario]) -> Lived:
    branches = Branches(map(Branch, scenarios.values()), job.seed)
    values = {
        name: objective(
            live(scenario, job.seed, branches=branches), job.study.focus, job.study.objective
        )
        for name, scenario in scenarios.items()
    }
    return Lived(job.seed, values=values)


def objective(finished: Finished, provider: str, kind: str) -> float:
    """What a plan is judged by, under uncertainty.

    Args:
        finished: A world.
        provider: Of whom.
        kind: One of `OBJECTIVES`.

    Returns:
        Not a number where it is unknown.
    """
    if provider not in finished.past.names:
        return nan
    rows = _books(finished)
    rows = rows[rows["provider"] == provider]
    if kind == "profit":
        return discounted(rows["profit"].to_numpy(float), finished.year)
    return float(rows[kind].iloc[-1])


def _lived(job: Job, scenarios: dict[str, Scenario]) -> Lived:
    study = job.study
    horizon, cutoffs = study.market.horizon, study.cutoffs
    spans = windows(study.entry, horizon)
    series: list[pd.DataFrame] = []
    rows: list[tuple[Any, ...]] = []
    flows: dict[str, list[Flow]] = {}
    who: dict[str, list[Mover]] = {}
    base: Finished | None = None
    kinds = (True, False) if study.without else (True,)
    branches = Branches((Branch(s, kind) for s in scenarios.values() for kind in kinds), job.seed)

    def count(world: World, found: Finished) -> None:
        books = _books(found)
        series.append(_marked(books[["period", "provider", *SERIES]], world))
        rows.extend((*world, *number) for number in numbers(books, found, spans, cutoffs))

    for name, scenario in scenarios.items():
        if scenario.horizon != horizon:
            return Lived(job.seed, refusal=f"{name}: {NOT_AS_LONG}")
        enters = entry(scenario)
        moments = {0} if enters is None else {0, enters}
        here = live(scenario, job.seed, moments=moments, branches=branches)
        count(World(name, True), here)
        if study.without:
            without = live(scenario, job.seed, entrants=False, branches=branches)
            count(World(name, False), without)
            if enters is not None:
                window = scenario.excess_window
                found = excesses(here, without, enters, window, cutoffs)
                rows.extend((name, True, *number) for number in found)
            del without
        if base is None:
            base = here
            continue
        if not study.begins_early(name) and not same_people(base.moments[0], here.moments[0]):
            return Lived(job.seed, refusal=f"{name}: {NOT_THE_SAME}")
        pairs = list(Pair(base, here, cutoffs[0]).rows(study.flows_until, job.named))
        flows[name] = [flow for flow, _ in pairs]
        who[name] = [mover for _, movers in pairs for mover in movers]
    return Lived(
        job.seed,
        series=pd.concat(series, ignore_index=True),
        numbers=pd.DataFrame(rows, columns=["plan", "entrants", *Number._fields]),
        flows=frame(flows, Flow),
        who=frame(who, Mover),
    )


def _books(finished: Finished) -> pd.DataFrame:
    """The table `periods`, without the outside option."""
    table = periods_frame(finished.past)
    table["provider"] = table["provider"].astype(str)
    return table[table["provider"] != outside_name(finished.scenario)]


def _marked(books: pd.DataFrame, world: World) -> pd.DataFrame:
    marked = books.astype(dict.fromkeys(SERIES, np.float64))
    marked.insert(0, "entrants", world.entrants)
    marked.insert(0, "plan", world.plan)
    return marked
