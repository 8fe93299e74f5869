"""Who is used, and who has the customers."""

from __future__ import annotations

from sim.experiments.measures.registry import measure, ratio
from sim.experiments.measures.seen import Seen
from sim.rules.words import CUSTOMERS, UNITS, USES


@measure("share.use")
def of_use(seen: Seen) -> float:
    """Needs met by the provider over needs met by any."""
    return ratio(seen.books[USES], seen.everybody(USES))


@measure("share.customers")
def of_customers(seen: Seen) -> float:
    """Its customer-periods over those of all providers."""
    return ratio(seen.books[CUSTOMERS], seen.everybody(CUSTOMERS))


@measure("share.mode")
def of_mode(seen: Seen) -> float:
    """Needs met by a mode over needs met by any provider."""
    terms = seen.past.scenario.providers
    names = seen.past.names
    inside = [j for j, name in enumerate(names) if (terms[name].mode or name) == seen.options.mode]
    return ratio(seen.everybody(USES, inside), seen.everybody(USES))


@measure("value.mean")
def units_at_a_need(seen: Seen) -> float:
    """Units bought over needs met."""
    return ratio(seen.books[UNITS], seen.books[USES])
