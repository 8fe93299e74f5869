"""Who leaves for another provider, and how satisfied they were."""

from __future__ import annotations

from math import nan

import numpy as np

from sim.experiments.measures.registry import measure, ratio
from sim.experiments.measures.seen import Seen
from sim.experiments.measures.survival import mean_time
from sim.measures import band_of, left_satisfied, mantel_haenszel
from sim.rules.words import CUSTOMERS, DEFECTION, DEFECTIONS

MIDDLE, HIGH = 6.0, 8.0
"""Where the middle of the satisfaction scale begins, and where the top does."""


@measure("defections.count")
def count(seen: Seen) -> float:
    """Sum of the defections."""
    return float(seen.hazard[:, 1].sum())


@measure("defections.rate")
def rate(seen: Seen) -> float:
    """Defections over customer-periods at risk."""
    at_risk, left = seen.hazard.sum((0, 2))
    return ratio(left, at_risk)


@measure("defections.per_year")
def per_year(seen: Seen) -> float:
    """Defections over customer-years; whoever leaves twice counts twice."""
    return ratio(seen.year * seen.books[DEFECTIONS], seen.books[CUSTOMERS])


@measure("defections.satisfied_share")
def satisfied_share(seen: Seen) -> float:
    """Share of the defectors who had been satisfied at the end of the period before."""
    (_, _), (discontent, content) = _cells(seen)
    return ratio(content, content + discontent)


@measure("defections.base_rate")
def base_rate(seen: Seen) -> float:
    """Share of the customer-periods at risk that were satisfied."""
    (discontent, content), _ = _cells(seen)
    return ratio(content, content + discontent)


@measure("defections.hazard_ratio")
def hazard_ratio(seen: Seen) -> float:
    """Hazard of the dissatisfied over that of the satisfied; pooled."""
    (risk_discontent, risk_content), (left_discontent, left_content) = _cells(seen)
    if min(risk_discontent, risk_content) <= 0 or left_discontent + left_content <= 0:
        return nan
    # Half a defection and half a stayer, so that one empty cell is no unknown ratio.
    dissatisfied = (left_discontent + 0.5) / (risk_discontent + 1.0)
    satisfied = (left_content + 0.5) / (risk_content + 1.0)
    return dissatisfied / satisfied


@measure("defections.stratified_ratio")
def stratified_ratio(seen: Seen) -> float:
    """The same, by Mantel & Haenszel over periods and segments (and providers)."""
    band = band_of(seen.cutoff)
    at_risk, left = seen.hazard[:, 0], seen.hazard[:, 1]
    found = mantel_haenszel(
        left[:, :band].sum(1),
        at_risk[:, :band].sum(1),
        left[:, band:].sum(1),
        at_risk[:, band:].sum(1),
    )
    return nan if found.value is None else found.value


@measure(
    "defections.satisfied_excess",
    moments=lambda window, year: [window[0]],
    length=lambda scenario: scenario.excess_window,
)
def left_satisfied_share(seen: Seen) -> float:
    """Share of the customers at the start of the window whose first defection was a satisfied one.

    The claim compares it with the world without the entrant: the difference is the excess. Who
    closes loses customers against their will, so that nothing compares.
    """
    start, end = seen.window
    if not seen.past.is_open[start:end, seen.who].all():
        return nan
    moment = seen.moment(start)
    members = seen.members(moment)
    exits = np.asarray(seen.past.exits)
    left = left_satisfied(exits, seen.who[0], start, end - start, seen.cutoff, len(seen.past.main))
    return ratio(left[members].sum(), len(members))


@measure("defections.hazard_satisfied")
def hazard_satisfied(seen: Seen) -> float:
    """Hazard from the cut-off up."""
    return _hazard(seen, seen.cutoff, None)


@measure("defections.hazard_low")
def hazard_low(seen: Seen) -> float:
    """Hazard under 6."""
    return _hazard(seen, None, MIDDLE)


@measure("defections.hazard_middle")
def hazard_middle(seen: Seen) -> float:
    """Hazard from 6 to under 8."""
    return _hazard(seen, MIDDLE, HIGH)


@measure("defections.hazard_high")
def hazard_high(seen: Seen) -> float:
    """Hazard from 8 up."""
    return _hazard(seen, HIGH, None)


@measure("defections.order", moments=lambda window, year: [window[0]])
def order(seen: Seen) -> float:
    """Mean time until the first defection, middle of the scale less the rest, within the window."""
    start, end = seen.window
    moment = seen.moment(start)
    members = seen.members(moment)
    kind, period = seen.first_exits(moment, members, end)
    level = moment.satisfaction[members]
    middle = (level >= MIDDLE) & (level < HIGH)
    if not middle.any() or middle.all():
        return nan
    # An exit in the first period comes after one period.
    time, left = period - start + 1, kind == DEFECTION
    times = [mean_time(time[group], left[group], end - start) for group in (middle, ~middle)]
    return times[0] - times[1]


def _hazard(seen: Seen, low: float | None, high: float | None) -> float:
    """Defections over customer-periods at risk with satisfaction from low to under high."""
    first = 0 if low is None else band_of(low)
    last = None if high is None else band_of(high)
    at_risk, left = seen.hazard[:, :, first:last].sum((0, 2))
    return ratio(left, at_risk)


def _cells(seen: Seen) -> tuple[tuple[float, float], tuple[float, float]]:
    """At risk and defected, each dissatisfied and satisfied."""
    band = band_of(seen.cutoff)
    both = seen.hazard.sum(0)
    (risk_low, risk_high), (left_low, left_high) = (
        (float(row[:band].sum()), float(row[band:].sum())) for row in both
    )
    return (risk_low, risk_high), (left_low, left_high)
