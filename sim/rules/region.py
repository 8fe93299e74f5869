"""Regions: where a provider can be had.

Whether a customer lives there is one draw for life: a reach of 20% is always the same 20%, and one
of 30% is these and others.
"""

from __future__ import annotations

from typing import Any

from sim.randomness import REACH, draws
from sim.registry import rare_rule
from sim.rules.choice import knows
from sim.rules.words import FORGOTTEN, NOBODY


@rare_rule
def in_reach(customer: Any, provider: int, reach: float, scene: Any) -> Any:
    """Whether the customer lives where a provider of this reach can be had."""
    if reach >= 1.0:
        return True
    key = scene.providers[provider].key
    return draws(scene.world, customer.id, customer.born, 0, REACH, key)[0] < reach


@rare_rule
def chance_to_notice(customer: Any, provider: int, scene: Any) -> Any:
    """Chance to learn of a provider this period; where it has just opened, as at its entry."""
    offer = scene.providers[provider]
    chance = offer.announce
    if offer.reach_before < offer.reach and not in_reach(
        customer, provider, offer.reach_before, scene
    ):
        chance = 1.0 - (1.0 - chance) * (1.0 - offer.greeting)
    return chance


@rare_rule
def lose_reach(customer: Any, scene: Any, books: Any) -> Any:
    """Providers that withdraw from where the customer lives are no alternative any more."""
    for provider in range(scene.world.providers):
        if not (int(scene.world.retreating) >> provider) & 1 or not knows(customer, provider):
            continue
        if not in_reach(customer, provider, scene.providers[provider].reach, scene):
            customer.aware = int(customer.aware) & ~(1 << provider)
            books.tally[provider, FORGOTTEN] += 1
            if customer.last == provider:
                customer.last = NOBODY
