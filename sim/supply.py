"""What a provider can supply: in which regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario.parties import Provider as Terms


def reach_at(terms: Terms, age: int) -> float:
    """Share of customers who can be served.

    Args:
        terms: of the provider.
        age: periods since entry; below 0 before it.
    """
    reach = terms.reach
    for stage in terms.rollout:
        if stage.after <= max(0, age):
            reach = stage.reach
    return reach
