"""What customers think, what they answer, and what they tell."""

from __future__ import annotations

from math import nan

from sim.experiments.measures.registry import measure, ratio
from sim.experiments.measures.seen import Seen
from sim.measures import band_of
from sim.rules.words import (
    ANSWERS,
    AT_RISK,
    COMPLAINTS,
    CUSTOMERS,
    DETRACTORS,
    ENGAGEMENT,
    FAILURES,
    LOOKED,
    PANEL,
    PREFERRING,
    PROMOTERS,
    SATISFACTION,
    SURVEYED,
    TOLD_BAD,
    TOLD_GOOD,
)


@measure("satisfaction.mean")
def satisfaction(seen: Seen) -> float:
    """Mean over customer-periods."""
    return ratio(seen.books[SATISFACTION], seen.books[CUSTOMERS])


@measure("satisfaction.surveyed")
def surveyed(seen: Seen) -> float:
    """Mean answer."""
    return ratio(seen.books[ANSWERS], seen.books[SURVEYED])


@measure("satisfaction.change")
def change(seen: Seen) -> float:
    """Mean in the last period less mean in the first; unknown when it had no customers in one."""
    levels, customers = seen.column(SATISFACTION), seen.column(CUSTOMERS)
    if min(customers[0], customers[-1]) <= 0:
        return nan
    return float(levels[-1] / customers[-1] - levels[0] / customers[0])


@measure("satisfaction.never_asked_share", moments=lambda window, year: [window[1]])
def never_asked_share(seen: Seen) -> float:
    """Of the customers at the end."""
    moment = seen.moment(seen.window[1])
    members = seen.members(moment)
    return ratio((moment.answer[members] == 0).sum(), len(members))


@measure("nps")
def net_promoters(seen: Seen) -> float:
    """Promoters less detractors in a hundred answers."""
    return 100.0 * ratio(seen.books[PROMOTERS] - seen.books[DETRACTORS], seen.books[SURVEYED])


@measure("preference")
def preference(seen: Seen) -> float:
    """Of the panel."""
    return ratio(seen.books[PREFERRING], seen.books[PANEL])


@measure("engagement")
def engagement(seen: Seen) -> float:
    """Mean over customer-periods."""
    return ratio(seen.books[ENGAGEMENT], seen.books[CUSTOMERS])


@measure("looking")
def looking(seen: Seen) -> float:
    """Comparisons over customer-periods at risk."""
    return ratio(seen.books[LOOKED], seen.books[AT_RISK])


@measure("voice.share")
def voice(seen: Seen) -> float:
    """Complaints over uses on which something failed."""
    return ratio(seen.books[COMPLAINTS], seen.books[FAILURES])


@measure("complaints.per_year")
def complaints(seen: Seen) -> float:
    """Complaints over customer-years."""
    return ratio(seen.year * seen.books[COMPLAINTS], seen.books[CUSTOMERS])


@measure("talk.negative_share")
def negative_talk(seen: Seen) -> float:
    """Telling of the discontent over all telling."""
    told = seen.books[TOLD_GOOD] + seen.books[TOLD_BAD]
    return ratio(seen.books[TOLD_BAD], told)


@measure("talk.told_by_satisfied")
def told_by_satisfied(seen: Seen) -> float:
    """Telling of the content over their customer-years."""
    return ratio(seen.year * seen.books[TOLD_GOOD], _at_risk(seen)[1])


@measure("talk.told_by_dissatisfied")
def told_by_dissatisfied(seen: Seen) -> float:
    """Telling of the discontent over their customer-years."""
    return ratio(seen.year * seen.books[TOLD_BAD], _at_risk(seen)[0])


def _at_risk(seen: Seen) -> tuple[float, float]:
    """Customer-periods at risk of the discontent and of the content, as talk divides them."""
    neutral = seen.past.scenario.rules.talk.neutral
    if neutral % 0.5 or neutral <= 0.0:
        return 0.0, 0.0
    at_risk, band = seen.hazard.sum(0)[0], band_of(neutral)
    return float(at_risk[:band].sum()), float(at_risk[band:].sum())
