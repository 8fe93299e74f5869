"""Money, and what it takes to stand still."""

from __future__ import annotations

from sim.experiments.measures.exits import EVERY_KIND
from sim.experiments.measures.registry import measure, ratio
from sim.experiments.measures.seen import Seen
from sim.rules.words import CUSTOMERS, REVENUE

A_THOUSAND = 1000.0


@measure("money.revenue")
def revenue(seen: Seen) -> float:
    """Of the providers together."""
    return _a_period(seen, float(seen.books[REVENUE]))


@measure("money.cost")
def cost(seen: Seen) -> float:
    """Of the providers together, fixed costs included."""
    return _a_period(seen, _cost(seen))


@measure("money.profit")
def profit(seen: Seen) -> float:
    """Revenue less cost."""
    return _a_period(seen, float(seen.books[REVENUE]) - _cost(seen))


@measure("money.lifetime_value")
def lifetime_value(seen: Seen) -> float:
    """What customers brought in, less what serving them cost, for each that was lost.

    Margin for a customer and period, over the chance to lose one: what a customer of average life
    brings.
    """
    serving = float(seen.past.serving[slice(*seen.window)][:, seen.who].sum())
    return ratio(float(seen.books[REVENUE]) - serving, seen.books[EVERY_KIND].sum())


@measure("money.acquisition_needed")
def acquisition_needed(seen: Seen) -> float:
    """Customers lost a year, whatever the kind of exit: so many have to be won."""
    return seen.year * _a_period(seen, float(seen.books[EVERY_KIND].sum()))


@measure("money.survives")
def survives(seen: Seen) -> float:
    """Open at the end of the window."""
    return float(seen.past.is_open[seen.window[1] - 1, seen.who[0]])


def _cost(seen: Seen) -> float:
    return float(seen.past.cost[slice(*seen.window)][:, seen.who].sum())


def _a_period(seen: Seen, total: float) -> float:
    """A sum over the window, for a period and 1,000 customers of the market.

    Those who use nobody are customers of the market too.
    """
    everybody = seen.past.history[slice(*seen.window), :, CUSTOMERS].sum()
    return A_THOUSAND * ratio(total, float(everybody))
