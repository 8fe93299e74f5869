"""The same customers in many worlds, each without some of the causes of leaving.

A job is one seed: it runs the world as it is and the worlds without causes, on the same customers
and the same luck, through the end of the window, and brings home who left in which. The markets
themselves never leave the process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim import engine
from sim.branches import Branch, Branches
from sim.experiments.causes import Cause, Window, without
from sim.experiments.design import at_point, bare
from sim.experiments.study import warm_up
from sim.experiments.workers import Workers
from sim.market import Market
from sim.measures import ThreeNumbers, three_numbers
from sim.rules.words import BANDS, DEFECTION
from sim.scenario import Scenario

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Inquiry:
    """A scenario, a window of it and the causes to be taken away; small, as it travels.

    Attributes:
        market: The scenario without what is about it, before its first intervention.
        window: Whose leaving, and when.
        causes: The causes; bit j of a world says whether cause j is present in it.
    """

    market: Scenario
    window: Window
    causes: tuple[Cause, ...]

    @classmethod
    def of(
        cls, scenario: Scenario, window: Window, causes: Sequence[Cause], customers: int
    ) -> Inquiry:
        """An inquiry with at most so many customers."""
        count = min(customers, scenario.customers.count)
        return cls(at_point(bare(scenario), {"customers.count": count}), window, tuple(causes))

    @property
    def whole(self) -> int:
        """The world in which all causes are present: as it is."""
        return (1 << len(self.causes)) - 1

    def absent(self, world: int) -> list[Cause]:
        """The causes that are not present in a world."""
        return [cause for j, cause in enumerate(self.causes) if not (world >> j) & 1]


@dataclass(frozen=True)
class Job:
    """The worlds of one seed.

    Attributes:
        inquiry: What is asked.
        seed: Of the luck, the same in all worlds.
        worlds: Numbers of the worlds; that of the world as it is is added when it is missing.
    """

    inquiry: Inquiry
    seed: int
    worlds: tuple[int, ...]


@dataclass(frozen=True)
class Replay:
    """Who left in which world.

    Attributes:
        seed: Of the luck.
        customers: The provider's customers just before the window.
        worlds: Numbers of the worlds.
        left: How many of these customers left for another provider in the window, by world.
        leavers: Numbers of those who did in the world as it is.
        bands: Their satisfaction at the end of the period before, in half points.
        gone: Bool of shape (worlds, leavers): whether they left in that world too.
        numbers: How satisfied all were who left the provider in the window, in the world as it is.
    """

    seed: int
    customers: int
    worlds: tuple[int, ...]
    left: tuple[int, ...]
    leavers: Array
    bands: Array
    gone: Array
    numbers: ThreeNumbers


def do(job: Job) -> Replay:
    """Runs the worlds of a job, one after the other.

    Raises:
        RuntimeError: The customers just before the window are not the same in all worlds.
    """
    inquiry = job.inquiry
    worlds = tuple(dict.fromkeys((inquiry.whole, *job.worlds)))
    branches = branches_of(inquiry, worlds, job.seed)
    first = live(inquiry, inquiry.whole, branches)
    leavers = np.flatnonzero(first.left)
    left, gone = [len(leavers)], [np.ones(len(leavers), bool)]
    for world in worlds[1:]:
        other = live(inquiry, world, branches)
        if other.past != first.past:
            raise RuntimeError(f"world {world} of seed {job.seed} has another past")
        left.append(int(other.left.sum()))
        gone.append(other.left[leavers])
    return Replay(
        job.seed,
        first.customers,
        worlds,
        tuple(left),
        leavers.astype(np.int32),
        first.bands[leavers],
        np.array(gone),
        first.numbers,
    )


@dataclass(frozen=True)
class Lived:
    """One world, as far as it matters here.

    Attributes:
        past: Tells customers and their relations just before the window from others.
        customers: The provider's customers then.
        left: Bool of shape (customers of the market,): a customer of the provider then, who left it
            for another provider in the window. Newcomers who have taken the place of one who moved
            away do not count.
        bands: int8 of the same shape: satisfaction at the end of the period before, half points; 0
            for those who stayed.
        numbers: How satisfied all were who left the provider in the window.
    """

    past: int
    customers: int
    left: Array
    bands: Array
    numbers: ThreeNumbers


def branch(inquiry: Inquiry, world: int) -> Branch:
    """A world that is to be lived."""
    window, absent = inquiry.window, inquiry.absent(world)
    entrants = window.entrants and all(cause.removal.entrants for cause in absent)
    return Branch(without(inquiry.market, window, absent), entrants)


def branches_of(inquiry: Inquiry, worlds: Sequence[int], seed: int) -> Branches:
    """For worlds that are lived once each: up to the window they are one."""
    window = inquiry.window
    each = [branch(inquiry, world) for world in worlds]
    return Branches(each, seed, at=window.since, periods=window.until)


def live(inquiry: Inquiry, world: int, branches: Branches) -> Lived:
    """Lives one world to the end of the window, in one thread."""
    window, removals = inquiry.window, [cause.removal for cause in inquiry.absent(world)]
    scenario, entrants = branch(inquiry, world)
    market = branches.market(scenario, entrants=entrants)
    floor = max((r.floor for r in removals if r.floor is not None), default=None)
    try:
        provider = market.world.names.index(window.provider)
        were = market.population["main"][: market.present] == provider
        past = hash((market.population.tobytes(), market.relations.tobytes()))
        while market.period < window.until:
            if floor is not None:
                _lift(market, provider, floor)
            market.step()
        return _lived(market, inquiry, provider, were, past)
    finally:
        market.release()


def _lift(market: Market, provider: int, floor: float) -> None:
    """Nobody begins the period less satisfied with the own provider than this."""
    low = market.relations["satisfaction"][:, provider] < floor
    low &= market.population["main"] == provider
    if low.any():
        market.relations["satisfaction"][low, provider] = floor
        market.take_stock()


def _lived(market: Market, inquiry: Inquiry, provider: int, were: Array, past: int) -> Lived:
    window = inquiry.window
    exits, _ = market.ledger.everything()
    chosen = (exits["origin"] == provider) & (exits["kind"] == DEFECTION)
    chosen &= (exits["period"] >= window.since) & (exits["born"] < window.since)
    who, first = np.unique(exits["customer"][chosen], return_index=True)
    # One who came to the provider after the moment, and left it again, was not there then.
    first, who = first[were[who]], who[were[who]]
    left, bands = np.zeros(len(were), bool), np.zeros(len(were), np.int8)
    left[who] = True
    bands[who] = exits["band"][chosen][first]
    counts = market.hazard[window.since : window.until, :, provider].sum((0, 1))
    cutoff = inquiry.market.report.satisfied_at
    numbers = three_numbers(counts[0].reshape(1, BANDS), counts[1].reshape(1, BANDS), cutoff)
    return Lived(past, int(were.sum()), left, bands, numbers)


def replay(
    inquiry: Inquiry,
    worlds: Callable[[int], Sequence[int]],
    *,
    seeds: Sequence[int],
    workers: int = 1,
    tell: Callable[[int, int], None] | None = None,
) -> list[Replay]:
    """Runs the worlds for several seeds.

    Args:
        inquiry: What is asked.
        worlds: Numbers of the worlds for a seed.
        seeds: Of the luck.
        workers: Processes.
        tell: Called after every seed with the worlds run so far and all of them.

    Returns:
        One replay a seed, in the order of the seeds, whatever the number of workers.
    """
    jobs = [Job(inquiry, seed, tuple(worlds(seed))) for seed in seeds]
    total, so_far = sum(len(job.worlds) for job in jobs), 0

    def done(job: Job) -> None:
        nonlocal so_far
        so_far += len(job.worlds)
        if tell is not None:
            tell(so_far, total)

    if not engine.is_compiled():
        warm_up(inquiry.market)  # once here, and not in every worker at the same time
    with Workers(do, min(workers, len(jobs))) as pool:
        return pool.all(jobs, done)
