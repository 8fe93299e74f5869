"""Choice: the best solution that the customer knows of, net of what switching would cost.

Satisfaction does not appear in this file. It looks back, at one provider; choice looks around.
"""

from __future__ import annotations

from math import exp
from typing import Any

from sim.randomness import CHOICE, CROWD, MODE, REACH, STOCK, draws, gumbel, shared_gumbel, split
from sim.registry import rare_rule, rule
from sim.rules.words import NOBODY

OUTSIDE_KEY = 0
NEVER = -1.0e30


@rule
def outcome_utility(customer: Any, taste: Any, provider: int, scene: Any) -> Any:
    """Utility of the posted offer, utils; latent outcomes count once the customer knows them."""
    total = 0.0
    for outcome in range(scene.world.outcomes):
        total += taste[outcome] * scene.levels[provider, outcome]
    hidden = int(scene.world.latent) & ~int(customer.learned)
    if hidden:
        for outcome in range(scene.world.outcomes):
            if (hidden >> outcome) & 1:
                total -= taste[outcome] * scene.levels[provider, outcome]
    return total


@rule
def believed_rest(customer: Any, relation: Any, provider: int, scene: Any) -> Any:
    """What the customer believes beyond the posted offer, utils: own experience and talk."""
    if not scene.world.learning:
        return -scene.providers[provider].hidden_loss * customer.point
    return relation.belief - scene.world.uncertainty_cost * relation.variance


@rule
def believed_utility(customer: Any, relation: Any, taste: Any, provider: int, scene: Any) -> Any:
    """Utility that the customer expects from one need met by this provider, utils."""
    return (
        outcome_utility(customer, taste, provider, scene)
        + believed_rest(customer, relation, provider, scene)
        + scene.providers[provider].constant
        + relation.taste
    )


@rule
def switching_cost(customer: Any, relation: Any, taste: Any, scene: Any) -> Any:
    """What leaving the main provider costs, utils: procedural, financial and relational."""
    world = scene.world
    if not world.switching:
        return 0.0
    provider = scene.providers[customer.main]
    cost = world.procedural + relation.points + relation.bond
    if world.contracts and customer.contract and provider.exit_fee > 0.0:
        fee = provider.exit_fee * customer.contract
        cost += fee * abs(taste[world.price_outcome])
    return cost


@rule
def knows(customer: Any, provider: int) -> Any:
    """Whether the customer is aware of the provider."""
    return (int(customer.aware) >> provider) & 1


@rare_rule
def gets_some(customer: Any, provider: int, seed: Any, scene: Any) -> Any:
    """Whether a provider that is short of supply has something left for this need.

    Everybody draws, so that nobody is served before somebody else. In a subscription market those
    who subscribe are served; only newcomers are turned away.
    """
    world = scene.world
    if world.subscription and customer.main == provider:
        return True
    offer = scene.providers[provider]
    return split(seed, STOCK, offer.key)[0] < offer.stock


@rule
def falls_short(u: float, needed: float) -> Any:
    """Whether a Gumbel number from u is surely below `needed`; saves two logarithms, mostly.

    P(G > x) < exp(-x) < 1 / (1 + x + x^2 / 2) for x > 0.
    """
    return needed > 0.0 and (1.0 - u) * (1.0 + needed * (1.0 + 0.5 * needed)) > 1.0


@rule
def choose(customer: Any, relations: Any, taste: Any, seed: Any, scene: Any) -> Any:
    """Compares all known open providers and the outside option; returns the best.

    Luck is one Gumbel number for each provider, on each occasion; providers of one mode share a
    part of it; all comes from the seed of the need. Ties do not occur. Returns NOBODY when nothing
    is open.
    """
    world = scene.world
    main = customer.main
    cost = 0.0
    if main != NOBODY and main < world.providers:
        cost = switching_cost(customer, relations[main], taste, scene)
    best = NEVER
    choice = NOBODY
    luck_of_choice = 0.0
    luck_of_main = 0.0
    mode = NOBODY
    within = 1.0
    shared = 0.0
    for provider in range(world.providers):
        offer = scene.providers[provider]
        if not offer.open or not knows(customer, provider):
            continue
        if offer.stock < 1.0 and not gets_some(customer, provider, seed, scene):
            continue
        if offer.mode != mode:  # providers of one mode stand together
            mode = int(offer.mode)
            within = scene.modes[mode].within
            shared = 0.0
            if within < 1.0:
                key = scene.modes[mode].key
                u = split(seed, MODE, key)
                shared = shared_gumbel(u[0], u[1], within, scene.modes[mode].bend)
        u = split(seed, CHOICE, offer.key)
        utility = believed_utility(customer, relations[provider], taste, provider, scene) + shared
        if provider != main:
            utility -= cost
            if falls_short(u[0], (best - utility) / within):
                continue
        luck = within * gumbel(u[0])
        utility += luck
        luck += shared
        if provider == main:
            luck_of_main = luck
        if utility > best:
            best = utility
            choice = provider
            luck_of_choice = luck
    segment = scene.segments[customer.segment]
    if segment.has_outside:
        u = split(seed, CHOICE, OUTSIDE_KEY)
        utility = float(segment.outside)
        if main != world.providers:
            utility -= cost
        if main == world.providers or not falls_short(u[0], best - utility):
            luck = gumbel(u[0])
            if main == world.providers:
                luck_of_main = luck
            if utility + luck > best:
                choice = world.providers
                luck_of_choice = luck
    customer.lucky = NOBODY
    if choice != main:
        customer.luck = luck_of_choice - luck_of_main
        customer.lucky = choice
    return choice


@rare_rule
def leaves_by_satisfaction(customer: Any, relation: Any, u: Any, world: Any, threshold: Any) -> Any:
    """The rival rules: only dissatisfaction makes a customer leave.

    threshold: satisfaction is under the customer's own threshold. Otherwise: with a probability
    that falls with satisfaction.
    """
    if threshold:
        return relation.satisfaction < customer.threshold
    odds = world.only_intercept - world.only_slope * relation.satisfaction
    return u < 1.0 / (1.0 + exp(min(700.0, -odds)))


@rare_rule
def follow_the_crowd(customer: Any, seed: Any, scene: Any) -> Any:
    """A provider drawn among the known others by their shares of customers; NOBODY if none."""
    total = 0.0
    for provider in range(scene.world.providers):
        offer = scene.providers[provider]
        if provider != customer.main and offer.open and knows(customer, provider):
            if offer.stock < 1.0 and not gets_some(customer, provider, seed, scene):
                continue
            # A newcomer without customers would never be found: it counts as one in a thousand.
            total += max(offer.use_share, 0.001)
    u = split(seed, CROWD, 0)
    remaining = u[0] * total
    last = NOBODY
    for provider in range(scene.world.providers):
        offer = scene.providers[provider]
        if provider != customer.main and offer.open and knows(customer, provider):
            if offer.stock < 1.0 and not gets_some(customer, provider, seed, scene):
                continue
            last = provider
            remaining -= max(offer.use_share, 0.001)
            if remaining < 0.0:
                break
    return last


@rare_rule
def prefers(customer: Any, relations: Any, taste: Any, scene: Any) -> Any:
    """The forced choice: "which would you rather buy?", all that can serve laid on the table.

    Without switching costs, inattention or luck; an unknown provider is judged by its offer.
    """
    best = NEVER
    choice = NOBODY
    learned = customer.learned
    for provider in range(scene.world.providers):
        customer.learned = int(customer.learned) | int(scene.providers[provider].latent)
    for provider in range(scene.world.providers):
        offer = scene.providers[provider]
        reachable = True
        if offer.reach < 1.0 and not knows(customer, provider):
            u = draws(scene.world, customer.id, customer.born, 0, REACH, offer.key)
            reachable = u[0] < offer.reach
        if offer.open and reachable:
            utility = believed_utility(customer, relations[provider], taste, provider, scene)
            if utility > best:
                best = utility
                choice = provider
    customer.learned = learned
    return choice
