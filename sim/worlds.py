"""One world, and the same customers' world without the entrant."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from sim.frames import customers_frame
from sim.market import Market
from sim.measures import Estimate, excess, left_satisfied
from sim.panel import Tracker, spread
from sim.results import Excess, Results
from sim.scenario import Scenario, ScenarioError, load, with_plan, with_values
from sim.scenario.loading import Source
from sim.scenario.overrides import Overrides, Pair, read_pairs

LARGE = 200_000
"""A population whose memory is worth a fifth of a second."""

Progress = Callable[[int, int], None]
"""Called with the periods lived so far, and with all periods to live (runs, for replicates)."""


@dataclass(frozen=True)
class Order:
    """What one run is asked to do; small, so that it travels to other processes.

    Attributes:
        scenario: Resolved, with overrides and plan.
        name: As it was asked for; None when it came from a program.
        overrides: Paths and the values they were set to.
        plan: The what-if plan, if there was one.
        seed: Of the run.
        customers: Number of customers, instead of the scenario's.
        periods: Horizon, instead of the scenario's.
        entrants: False for the world in which no disruptor enters.
        against: Whether that world is run too.
        threads: To use.
        trips: Whether needs met by another than the main provider are recorded.
    """

    scenario: Scenario
    name: str | None
    overrides: tuple[Pair, ...]
    plan: str | None
    seed: int
    customers: int | None
    periods: int | None
    entrants: bool
    against: bool
    threads: int
    trips: bool = False

    @property
    def horizon(self) -> int:
        """Periods with books."""
        return self.scenario.horizon if self.periods is None else self.periods

    @property
    def lived(self) -> int:
        """Periods of one world, the burn-in included."""
        return self.scenario.burn_in + self.horizon


def order_of(
    scenario: Source | Scenario, overrides: Overrides, plan: str | None, **options: Any
) -> Order:
    """Resolves a scenario with its overrides and its plan.

    Args:
        scenario: A scenario, the name of a packaged one, a path or plain values.
        overrides: Of the scenario.
        plan: Of the scenario.
        options: The rest of `Order`.

    Raises:
        ScenarioError: The scenario, or a value, is not valid.
        ValueError: There is no period to live.
    """
    pairs, problems = read_pairs(overrides)
    if problems:
        raise ScenarioError(problems)
    if options["periods"] is not None and options["periods"] < 1:
        raise ValueError(f"{options['periods']} periods; at least 1 is needed")
    if isinstance(scenario, Scenario):
        name, resolved = None, scenario
        if plan is not None:
            resolved = with_plan(resolved, plan, overrides=pairs)
        elif pairs:
            resolved = with_values(resolved, pairs, origin="--set")
    else:
        name = str(scenario) if isinstance(scenario, (str, Path)) else None
        resolved = load(scenario, overrides=pairs, plan=plan)
    return Order(scenario=resolved, name=name, overrides=tuple(pairs), plan=plan, **options)


def both_worlds(
    order: Order, *, panel: int, progress: Progress | None, whole: bool, track: int = 0
) -> Results:
    """The world as ordered and, for the excess, the one without the entrant.

    Args:
        order: What to run.
        panel: Customers to keep.
        progress: To call.
        whole: Whether the other world lives to the end, and not just through the window.
        track: Customers to follow through the world as ordered.
    """
    entry = _entry(order.scenario) if order.entrants and order.against else None
    if entry is not None and entry >= order.horizon:
        entry = None
    window = order.scenario.excess_window
    until = order.horizon
    if entry is not None and not whole:
        until = min(until, entry + window)
    total = order.lived + (order.scenario.burn_in + until if entry is not None else 0)
    watch = _Watch(progress, total)

    started = perf_counter()
    market = _born(order, order.entrants, watch)
    numbers = spread(market, panel)
    tracker = Tracker(market, track) if track else None
    states = [customers_frame(market, numbers, "start")]
    were = np.empty(0, np.int8)
    while market.period < order.horizon:
        if market.period == entry:
            were = market.population["main"][: market.present].copy()
        if tracker is not None:
            tracker.before()
        market.step()
        if tracker is not None:
            tracker.after()
        watch.tick()
    states.append(customers_frame(market, numbers, "end"))
    followed = tracker.end() if tracker is not None else None
    results = Results.of(
        market,
        name=order.name,
        overrides=order.overrides,
        plan=order.plan,
        panel=followed,
        customers=pd.concat(states, ignore_index=True) if len(numbers) else None,
    )
    exits, _ = market.ledger.everything()
    names = market.world.names
    closes = {name: provider.closes for name, provider in market.providers.items()}
    market.release()
    if market.present > LARGE:
        del market
        gc.collect()  # a Mesa model holds itself; there need not be two populations in memory
    results.timings["run"] = perf_counter() - started
    if entry is None:
        return results

    started = perf_counter()
    other = _born(order, False, watch)
    while other.period < until:
        other.step()
        watch.tick()
    other_exits, _ = other.ledger.everything()
    if whole:
        results.without = Results.of(
            other, name=order.name, overrides=order.overrides, plan=order.plan
        )
    other.release()
    if entry + window <= order.horizon:
        known = _excess(names, were, exits, other_exits, entry, window, results.cutoffs())
        # Who closes loses customers against their will: they cannot defect, so nothing compares.
        closing = {n for n, p in results.scenario.providers.items() if p.replaced_by}
        closing |= {n for n in names if closes[n] < entry + window}
        closing |= {n for n, p in other.providers.items() if p.closes < entry + window}
        results.excess = {name: found for name, found in known.items() if name not in closing}
    results.timings["run_without_entrant"] = perf_counter() - started
    return results


def _excess(
    names: Sequence[str],
    were: Any,
    exits: Any,
    other_exits: Any,
    entry: int,
    window: int,
    cutoffs: Sequence[float],
) -> Excess:
    """Excess leaving of the satisfied, for every provider that had customers before the entry."""

    def found(provider: int, cutoff: float) -> Estimate:
        left = [
            left_satisfied(ledger, provider, entry, window, cutoff, len(were))
            for ledger in (exits, other_exits)
        ]
        return excess(were == provider, *left)

    return {
        name: {cutoff: found(j, cutoff) for cutoff in cutoffs}
        for j, name in enumerate(names)
        if (were == j).any()
    }


class _Watch:
    """Tells how far a run has come."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def tick(self, periods: int = 1) -> None:
        self._done += periods
        if self._progress is not None:
            self._progress(self._done, self._total)


def _born(order: Order, entrants: bool, watch: _Watch) -> Market:
    market = Market(
        order.scenario,
        rng=order.seed,
        customers=order.customers,
        periods=order.periods,
        entrants=entrants,
        threads=order.threads,
        collect=False,
        trips=order.trips,
    )
    watch.tick(order.scenario.burn_in)
    return market


def _entry(scenario: Scenario) -> int | None:
    """Period of the first entry of a disruptor; None when all are there from the start."""
    entries = [p.enters for p in scenario.providers.values() if p.role == "disruptor" and p.enters]
    return min(entries, default=None)
