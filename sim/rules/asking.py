"""Asking: what is noted of a customer who is followed, period by period.

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
def note_state(customer: Any, relations: Any, taste: Any, period: int, scene: Any, row: Any) -> Any:
    """Notes the state of a customer just before a period.

    Args:
        customer: who is followed.
        relations: with all providers.
        taste: for the outcomes.
        period: that comes.
        scene: the market, as it stood in the period before.
        row: `sim.panel.TRACK`, filled here.
    """
    main = int(customer.main)
    served = 0 <= main < scene.world.providers
    row.period = period
    row.customer = customer.id
    row.segment = customer.segment
    row.main = main
    row.born = customer.born
    row.contract = customer.contract
    row.tenure = 0
    row.satisfaction = UNKNOWN
    row.engagement = UNKNOWN
    row.cost = UNKNOWN
    if served:
        row.tenure = period - 1 - int(customer.since)
        row.satisfaction = relations[main].satisfaction
        row.engagement = customer.engagement
        row.cost = switching_cost(customer, relations[main], taste, scene)
    compare_quietly(customer, relations, taste, scene, row)


@rare_rule
def compare_quietly(customer: Any, relations: Any, taste: Any, scene: Any, row: Any) -> Any:
    """Notes how the main provider stands among the open ones that the customer knows.

    The outside option is no provider: it is not among the alternatives, and who has turned to it
    has nobody to compare them with.
    """
    world = scene.world
    main = int(customer.main)
    served = 0 <= main < world.providers
    own = 0.0
    if served:
        own = believed_utility(customer, relations[main], taste, main, scene)
    known = 0
    better = 0
    best = NEVER
    for provider in range(world.providers):
        if provider == main or not scene.providers[provider].open or not knows(customer, provider):
            continue
        known += 1
        utility = believed_utility(customer, relations[provider], taste, provider, scene)
        if utility > own:
            better += 1
        best = max(best, utility)
    row.known = known
    row.rank = 1 + better if served else 0
    row.advantage = best - own if served and known > 0 else UNKNOWN


@rare_rule
def note_use(use: Any, was: Any, customer: Any, scene: Any, row: Any) -> Any:
    """Adds one use of the period just lived.

    Each use may change the size of the next. Of several in a period only the sizes before the
    first and after the last are known; those between are taken to lie evenly between the two.

    Args:
        use: `sim.layout.TRIP`.
        was: the customer before the period.
        customer: the same after it.
        scene: the market.
        row: `sim.panel.TRACK`.
    """
    size = float(was.grown)
    if use.need > 0 and customer.grown != was.grown:
        size *= (customer.grown / was.grown) ** (int(use.need) / int(customer.needed))
    paid = scene.providers[use.used].price * scene.segments[was.segment].value * size
    if use.used != was.main:
        row.elsewhere += paid
        return
    row.uses += 1
    row.spent += paid
    if has_failed(use, scene):
        row.failed = True


@rare_rule
def has_failed(use: Any, scene: Any) -> Any:
    """Whether something failed on this use of the period just lived."""
    world = scene.world
    if not world.failing:
        return False
    offer = scene.providers[use.used]
    seed = luck_of_need(world, use.customer, world.period, use.need)[2]
    return split(seed, OUTCOME_OF_NEED, offer.key)[0] >= offer.faultless


@rare_rule
def note_events(was: Any, customer: Any, scene: Any, row: Any) -> Any:
    """Notes what else happened in the period just lived, after its uses."""
    today = customer.day == scene.world.period
    row.at_risk = is_at_risk(was, scene)
    row.looked = today and customer.looked > 0
    # The slate holds complaints to the main provider of the moment: not one turned to since.
    row.complained = today and customer.complained > 0 and row.uses > 0


@rare_rule
def is_at_risk(was: Any, scene: Any) -> Any:
    """Whether the books count a customer, given as before the period, among those at risk."""
    world = scene.world
    if was.main < 0 or was.main >= world.providers:
        return False
    if world.subscription:
        return True
    u = draws(world, was.id, world.period, 0, PERIOD, 0)
    return u[0] >= chance_of_quiet(was, world)
