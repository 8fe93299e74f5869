"""Need: how often the problem comes up."""

from __future__ import annotations

from math import exp
from typing import Any

from sim.registry import rule


@rule
def chance_of_quiet(customer: Any, world: Any) -> Any:
    """Probability that the problem does not come up this period."""
    if world.season != 1.0:
        return exp(-float(customer.needs) * world.season)
    return float(customer.quiet)


@rule
def count_needs(customer: Any, world: Any, u: Any) -> Any:
    """Needs of this period: Poisson, with the season; at most 60."""
    nothing = chance_of_quiet(customer, world)
    if u < nothing:
        return 0
    rate = float(customer.needs) * world.season
    count = 1
    term = nothing * rate
    cumulative = nothing + term
    while u >= cumulative and count < 60:
        count += 1
        term *= rate / count
        cumulative += term
    return count
