"""Asking: what somebody who follows a customer wants to know, beside the state itself.

Nothing here changes a customer. The utilities are those of `choice`, before luck and before what
switching would cost; what happened in a period is told by the same luck that made it happen.
"""

from __future__ import annotations

from typing import Any

from sim.randomness import OUTCOME_OF_NEED, PERIOD, draws, luck_of_need, split
from sim.registry import rare_rule
from sim.rules.choice import NEVER, believed_utility, knows, switching_cost
from sim.rules.need import chance_of_quiet

UNKNOWN = float("nan")


@rare_rule
def compare_quietly(customer: Any, relations: Any, taste: Any, scene: Any, answer: Any) -> Any:
    """How the main provider stands among those that the customer knows, and what holds it.

    The outside option is no provider: it is not among the alternatives, and who has turned to it
    has nobody to compare them with.

    Args:
        customer: who is asked.
        relations: with all providers.
        taste: for the outcomes.
        scene: the market.
        answer: `sim.panel.ANSWER`, filled here.
    """
    world = scene.world
    main = int(customer.main)
    served = 0 <= main < world.providers
    own = 0.0
    answer.cost = UNKNOWN
    if served:
        own = believed_utility(customer, relations[main], taste, main, scene)
        answer.cost = switching_cost(customer, relations[main], taste, scene)
    known = 0
    better = 0
    best = NEVER
    for provider in range(world.providers):
        if provider == main or not scene.providers[provider].open or not knows(customer, provider):
            continue
        known += 1
        utility = believed_utility(customer, relations[provider], taste, provider, scene)
        better += utility > own
        best = max(best, utility)
    answer.known = known
    answer.rank = 1 + better if served else 0
    answer.advantage = best - own if served and known > 0 else UNKNOWN


@rare_rule
def is_at_risk(customer: Any, scene: Any) -> Any:
    """Whether the books count this customer, as it was before the period, among those at risk."""
    world = scene.world
    if customer.main < 0 or customer.main >= world.providers:
        return False
    if world.subscription:
        return True
    u = draws(world, customer.id, world.period, 0, PERIOD, 0)
    return u[0] >= chance_of_quiet(customer, world)


@rare_rule
def has_failed(trip: Any, scene: Any) -> Any:
    """Whether something failed on a use that was written down in this period."""
    world = scene.world
    if not world.failing:
        return False
    offer = scene.providers[trip.used]
    seed = luck_of_need(world, trip.customer, world.period, trip.need)[2]
    return split(seed, OUTCOME_OF_NEED, offer.key)[0] >= offer.faultless
