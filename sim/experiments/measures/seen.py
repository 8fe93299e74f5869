"""What a measure may look at: a finished market, and whose numbers over which window."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from sim.branches import Branches
from sim.frames import Past
from sim.market import Market
from sim.rules.words import INVOLUNTARY
from sim.scenario import Scenario
from sim.scenario.claim_checks import entry
from sim.scenario.claims import Options

Array = np.ndarray[Any, np.dtype[Any]]

STAYED = -1
"""Kind of exit of one who did not leave."""


@dataclass(frozen=True)
class Moment:
    """The customers just before a period.

    Attributes:
        period: That period.
        main, segment, born, answer: As in the population, of shape (customers,).
        satisfaction: With the main provider; not a number without one.
    """

    period: int
    main: Array
    segment: Array
    born: Array
    answer: Array
    satisfaction: Array

    @classmethod
    def of(cls, market: Market) -> Moment:
        """Takes the state as it stands."""
        people = market.population[: market.present]
        main = people["main"].astype(np.int64)
        served = (main >= 0) & (main < len(market.world.names))
        own = market.relations["satisfaction"][np.arange(len(main)), np.where(served, main, 0)]
        return cls(
            period=market.period,
            main=main,
            segment=people["segment"].astype(np.int64),
            born=people["born"].astype(np.int64),
            answer=people["answer"].copy(),
            satisfaction=np.where(served, own.astype(np.float64), np.nan),
        )


@dataclass(frozen=True)
class Trace:
    """Every customer in every period, from one on.

    Attributes:
        since: First period.
        main: int8 of shape (periods, customers), at the end of each period.
        segment: uint8 of the same shape.
        failed: Bool of the same shape: something failed in the period, of which the main provider
            had the last use.
    """

    since: int
    main: Array
    segment: Array
    failed: Array


@dataclass(frozen=True)
class Finished:
    """A market that has lived as long as somebody looks at it, without its agents.

    Attributes:
        past: Its books and its ledger.
        moments: Its customers at the periods that were asked for, by period.
        trace: Every period of every customer; None when nobody asked.
    """

    past: Past
    moments: dict[int, Moment] = field(default_factory=dict)
    trace: Trace | None = None

    @property
    def scenario(self) -> Scenario:
        """As it was before the first intervention."""
        return self.past.scenario

    @property
    def year(self) -> int:
        """Periods in a year."""
        return self.scenario.periods_a_year

    @cached_property
    def first_of(self) -> Array:
        """Place of each period's first row in the ledger, one more for the end."""
        periods = np.arange(self.past.periods + 1)
        places: Array = np.searchsorted(np.asarray(self.past.exits["period"]), periods)
        return places


def live(
    scenario: Scenario,
    seed: int,
    *,
    entrants: bool = True,
    moments: Collection[int] = (),
    trace: int | None = None,
    until: int | None = None,
    branches: Branches | None = None,
) -> Finished:
    """Runs a market, in one thread.

    Args:
        scenario: With everything set.
        seed: Of the run.
        entrants: False for the world in which no disruptor enters.
        moments: Periods before which the customers are looked at; the last of all is one, too.
        trace: First period of a trace; None for no trace.
        until: First period that is not lived; None for the horizon.
        branches: Where its burn-in may have been lived already; of the same seed.
    """
    if branches is None:
        branches = Branches([], seed)
    market = branches.market(scenario, entrants=entrants)
    end = market.horizon if until is None else min(until, market.horizon)
    try:
        seen: dict[int, Moment] = {}
        rows: list[tuple[Array, Array, Array]] = []
        while True:
            if market.period in moments:
                seen[market.period] = Moment.of(market)
            if market.period >= end:
                break
            market.step()
            if trace is not None and market.period > trace:
                people = market.population
                rows.append(
                    (
                        people["main"].copy(),
                        people["segment"].copy(),
                        # Severity is of the customer's last busy day, and of all used on it.
                        np.asarray(
                            (people["day"] == market.period - 1)
                            & (people["severity"] > 0)
                            & (people["last"] == people["main"])
                        ),
                    )
                )
        return Finished(Past.of(market), seen, _traced(trace, rows))
    finally:
        market.release()
        # A Mesa model holds itself; emptied, it need not wait for the garbage collector.
        market.__dict__.clear()


def _traced(since: int | None, rows: list[tuple[Array, Array, Array]]) -> Trace | None:
    if since is None or not rows:
        return None
    main, segment, failed = (np.stack(columns) for columns in zip(*rows, strict=True))
    return Trace(since, main, segment, failed)


@dataclass(frozen=True)
class Seen:
    """A finished market from the side of one claim.

    Attributes:
        world: The market.
        options: What the claim says of whom, of whose side of the comparison.
        window: First period, and the first after.
    """

    world: Finished
    options: Options
    window: tuple[int, int]

    @property
    def past(self) -> Past:
        """Books and ledger."""
        return self.world.past

    @property
    def year(self) -> int:
        """Periods in a year."""
        return self.world.year

    @property
    def who(self) -> list[int]:
        """Numbers of the providers: one, or all."""
        names = self.past.names
        one = self.options.provider
        return list(range(len(names))) if one is None else [names.index(one)]

    @property
    def segment(self) -> int | None:
        """Number of the segment; None for all."""
        one = self.options.segment
        return None if one is None else list(self.past.scenario.customers.segments).index(one)

    @property
    def cutoff(self) -> float:
        """Satisfied means at least this."""
        own = self.past.scenario.report.satisfied_at
        return own if self.options.cutoff is None else self.options.cutoff

    @cached_property
    def books(self) -> Array:
        """Float64 of shape (columns,): the tallies of the providers, summed over the window."""
        return self._rows[:, self.who].sum((0, 1))

    @property
    def _rows(self) -> Array:
        return self.past.history[slice(*self.window)]

    def column(self, number: int) -> Array:
        """One tally of the providers together, by period of the window."""
        return self._rows[:, self.who, number].sum(1)

    def everybody(self, number: int, providers: Iterable[int] | None = None) -> float:
        """A tally summed over the window, of these providers; of all when left out."""
        chosen = range(len(self.past.names)) if providers is None else providers
        return float(self._rows[:, list(chosen), number].sum())

    @property
    def hazard(self) -> Array:
        """Float64 of shape (periods x segments x providers, 2, bands): at risk, and defections."""
        table = self.past.hazard[slice(*self.window)]
        if self.segment is not None:
            table = table[:, [self.segment]]
        chosen = table[:, :, self.who].astype(np.float64)
        return chosen.reshape(-1, *chosen.shape[-2:])

    @cached_property
    def places(self) -> Array:
        """Rows of the ledger: exits of every kind from these providers, in the window."""
        start, end = self.window
        first, last = self.world.first_of[start], self.world.first_of[min(end, self.past.periods)]
        exits = self.past.exits[first:last]
        kept = np.isin(np.asarray(exits["origin"]), self.who)
        if self.segment is not None:
            kept &= np.asarray(exits["segment"]) == self.segment
        return first + np.flatnonzero(kept)

    @property
    def exits(self) -> Any:
        """Those rows."""
        return np.asarray(self.past.exits[self.places])

    @cached_property
    def leavers(self) -> Array:
        """Places in the ledger of those who left of their own accord: defections and stops."""
        return self.places[self.exits["kind"] != INVOLUNTARY]

    def moment(self, period: int) -> Moment:
        """The customers just before a period."""
        return self.world.moments[period]

    def members(self, moment: Moment) -> Array:
        """Numbers of the customers of these providers at a moment."""
        kept = np.isin(moment.main, self.who)
        if self.segment is not None:
            kept &= moment.segment == self.segment
        return np.flatnonzero(kept)

    def first_exits(self, moment: Moment, members: Array, until: int) -> tuple[Array, Array]:
        """How and when each of some customers first left the provider of a moment.

        Args:
            moment: The customers.
            members: Numbers of those who count.
            until: First period that does not count.

        Returns:
            Kind of exit, `STAYED` for those who did not leave, and its period, `until` for these;
            both of shape (members,).
        """
        first, last = self.world.first_of[[moment.period, min(until, self.past.periods)]]
        exits = self.past.exits[first:last]
        customer = np.asarray(exits["customer"]).astype(np.int64)
        known = customer < len(moment.main)
        same = np.zeros(len(exits), bool)
        there = customer[known]
        same[known] = (moment.main[there] == exits["origin"][known]) & (
            moment.born[there] == exits["born"][known]
        )
        rows = np.flatnonzero(same)
        # The ledger is in the order of periods, so the first row of a customer is the first exit.
        who, at = np.unique(customer[rows], return_index=True)
        kind = np.full(len(moment.main), STAYED)
        period = np.full(len(moment.main), until)
        kind[who] = exits["kind"][rows[at]]
        period[who] = exits["period"][rows[at]]
        return kind[members], period[members]


def window_of(options: Options, scenario: Scenario, default: int | None = None) -> tuple[int, int]:
    """The window of a claim in a world.

    Args:
        options: Of the claim.
        scenario: Of the world; what it says of entries and of the horizon counts.
        default: Length from the first entry on; None for all that is left.
    """
    horizon = scenario.horizon
    if options.window is not None:
        start, end = options.window
    else:
        first = entry(scenario)
        start = first if first is not None and first < horizon else 0
        end = horizon if default is None else start + default
    return min(start, horizon - 1), min(end, horizon)
