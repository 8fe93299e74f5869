"""Need: how often the problem comes up."""

from __future__ import annotations

from math import exp
from typing import Any

from sim.registry import rule


@rule
def count_needs(customer: Any, world: Any, u: Any) -> Any:
    """Needs of this period: Poisson, with the season; at most 60."""
    nothing = float(customer.quiet)
    if world.season != 1.0:
        nothing = exp(-float(customer.needs) * world.season)
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
