"""Leaving after nothing, after one failure, after several: what people do, and not what they say.

Failures are counted from the start of the window, and anew in every relation. Times run in periods
over 12 months; moving away, or losing a provider that closes, ends the view of a customer, and so
does the failure that leads on to the next count.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.experiments.measures.registry import measure
from sim.experiments.measures.seen import STAYED, Seen
from sim.experiments.measures.survival import chance_within
from sim.rules.words import INVOLUNTARY

Array = np.ndarray[Any, np.dtype[Any]]
SEVERAL = 2
"""From so many failures on they are not told apart."""


@measure("failures.leave_after_none", traced=True)
def after_none(seen: Seen) -> float:
    """From the start of the window, or of the relation, until the first failure."""
    return _leaving(seen, 0)


@measure("failures.leave_after_one", traced=True)
def after_one(seen: Seen) -> float:
    """From the first failure until the second."""
    return _leaving(seen, 1)


@measure("failures.leave_after_several", traced=True)
def after_several(seen: Seen) -> float:
    """From the second failure on, whatever follows."""
    return _leaving(seen, 2)


def _leaving(seen: Seen, failures: int) -> float:
    """Chance to leave of one's own accord within a year after so many failures."""
    served, failed, left = _histories(seen)
    follow = _Follow(served.shape[1], failures)
    for period in range(len(served)):
        follow.live(period, served[period], failed[period], left[period])
    return chance_within(*follow.times(len(served)), seen.year)


class _Follow:
    """Counts failures of relations, and times from the last that counts.

    Args:
        customers: Number of customers.
        failures: Failures after which the clock starts; a next one stops it, but for 2.
    """

    def __init__(self, customers: int, failures: int) -> None:
        self._failures = failures
        self._in_view = np.zeros(customers, bool)
        self._count = np.zeros(customers, np.int64)
        self._since = np.zeros(customers, np.int64)
        self._times: list[Array] = []
        self._happened: list[Array] = []

    def live(self, period: int, served: Array, failed: Array, left: Array) -> None:
        """One period: failures, then exits, then arrivals.

        Args:
            period: From 0.
            served: Who is a customer at its end.
            failed: Whom the provider failed in it, before the exit if there was one.
            left: Kind of exit in it, or `STAYED`.
        """
        step = self._in_view & failed & (self._count < SEVERAL)
        self._stop(step, period - 1, happened=False)
        self._count[step] += 1
        self._since[step] = period
        self._stop((left != STAYED) & (left != INVOLUNTARY), period, happened=True)
        self._stop(left == INVOLUNTARY, period, happened=False)
        self._in_view &= left == STAYED
        arrived = served & ~self._in_view
        self._count[arrived] = 0
        self._since[arrived] = period + 1
        self._in_view |= arrived

    def times(self, periods: int) -> tuple[Array, Array]:
        """All times, and whether they ended with an exit of one's own accord."""
        self._stop(self._in_view, periods - 1, happened=False)
        return np.concatenate(self._times), np.concatenate(self._happened)

    def _stop(self, chosen: Array, period: int, *, happened: bool) -> None:
        done = chosen & self._in_view & (self._count == self._failures)
        self._times.append(period - self._since[done] + 1)
        self._happened.append(np.full(int(done.sum()), happened))


def _histories(seen: Seen) -> tuple[Array, Array, Array]:
    """Who was served at the end of a period, failed in it, and left in it: (periods, customers)."""
    trace, (start, end) = seen.world.trace, seen.window
    assert trace is not None, "the market was run without a trace"
    rows = slice(start - trace.since, end - trace.since)
    served = np.isin(trace.main[rows], seen.who)
    failed = trace.failed[rows].copy()
    if seen.segment is not None:
        served &= trace.segment[rows] == seen.segment
    left = np.full(served.shape, STAYED, np.int8)
    exits = seen.exits
    place = (exits["period"].astype(np.int64) - start, exits["customer"].astype(np.int64))
    left[place] = exits["kind"]
    # Who leaves has another main provider at the end of the period; the ledger knows of the old.
    failed[place] = exits["failed"] > 0
    return served, failed, left
