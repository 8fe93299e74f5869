"""Talk and advertising: how customers come to know what else there is.

Talk spreads awareness and moves beliefs; advertising spreads awareness only. Bass' coefficients of
innovation and imitation fall out of the two.
"""

from __future__ import annotations

from typing import Any

from sim.randomness import ADVERTISING, PRIOR, TALK, draws, normal, split
from sim.registry import rare_rule, rule
from sim.rules.choice import knows
from sim.rules.experience import advantage, learn
from sim.rules.region import chance_to_notice, in_reach
from sim.rules.words import HEARD, LEARNED, NOBODY, TOLD_BAD, TOLD_GOOD


@rare_rule
def become_aware(customer: Any, relation: Any, taste: Any, provider: int, scene: Any) -> Any:
    """Learns that a provider exists, if it can serve this customer; returns whether so.

    The first belief expects the posted offer without failures, with a declared spread.
    Knowing an offer with a latent outcome makes the customer see what was missing.
    """
    world = scene.world
    offer = scene.providers[provider]
    if not in_reach(customer, provider, offer.reach, scene):
        return False
    customer.aware = int(customer.aware) | (1 << provider)
    if world.learning:
        u = draws(world, customer.id, customer.born, 0, PRIOR, offer.key)
        relation.belief = world.prior_sd * normal(u[0], u[1])
        relation.variance = world.prior_sd * world.prior_sd
    if offer.latent:
        customer.learned = int(customer.learned) | int(offer.latent)
    if world.news > 0.0:
        customer.envy = max(float(customer.envy), advantage(customer, taste, provider, scene))
    return True


@rare_rule
def notice_advertising(
    customer: Any, relations: Any, taste: Any, seed: Any, scene: Any, books: Any
) -> Any:
    """Every provider that announces itself reaches some of those who do not know it."""
    for provider in range(scene.world.providers):
        offer = scene.providers[provider]
        announced = (int(scene.world.announced) >> provider) & 1
        if announced and not knows(customer, provider):
            u = split(seed, ADVERTISING, offer.key)
            if u[0] < chance_to_notice(customer, provider, scene) and become_aware(
                customer, relations[provider], taste, provider, scene
            ):
                books.tally[provider, LEARNED] += 1
                if customer.main != provider:
                    customer.reasons |= HEARD


@rule
def leave_word(customer: Any, relations: Any, scene: Any) -> Any:
    """Leaves word for the neighbours, from the next period on.

    It takes the place of the older of the last two words: neighbours hear the newer one meanwhile.
    """
    words = scene.told[customer.id]
    word = words[0 if words[0].period < words[1].period else 1]
    last = int(customer.last)
    word.period = scene.world.period
    word.provider = last
    if last >= 0:
        word.satisfaction = relations[last].satisfaction
        word.belief = relations[last].belief
        word.point = customer.point


@rule
def word_of(neighbour: int, scene: Any) -> Any:
    """Place of the last word that the neighbour left before this period, 0 or 1."""
    words = scene.told[neighbour]
    now = scene.world.period
    newer = 0 if words[0].period > words[1].period else 1
    return newer if words[newer].period < now else 1 - newer


@rule
def meet_somebody(customer: Any, u: float, seed: Any, scene: Any) -> Any:
    """The neighbour that the customer talks with this period; NOBODY when there is no talk."""
    world = scene.world
    if u >= world.talk_rate:
        return NOBODY
    luck = split(seed, TALK, 0)
    if world.mixed:
        neighbour = min(int(luck[0] * world.customers), world.customers - 1)
    else:
        first = scene.first_neighbour[customer.id]
        count = scene.first_neighbour[customer.id + 1] - first
        if count == 0:
            return NOBODY
        neighbour = int(scene.neighbours[first + min(int(luck[0] * count), count - 1)])
    if neighbour == customer.id or neighbour >= world.customers:
        return NOBODY
    return neighbour


@rare_rule
def talk_with_neighbour(
    customer: Any, relations: Any, taste: Any, neighbour: int, seed: Any, scene: Any, books: Any
) -> Any:
    """One conversation: a neighbour may tell of the provider used last.

    Discontent is told more readily than content, but there is less of it, so that aggregate talk
    is mostly positive (East, Hammond & Wright 2007).
    """
    world = scene.world
    told = scene.told[neighbour, word_of(neighbour, scene)]
    provider = int(told.provider)
    if provider < 0 or not scene.providers[provider].open:
        return
    content = told.satisfaction >= world.talk_neutral
    u = split(seed, TALK, 0)
    if u[1] >= (world.talk_positive if content else world.talk_negative):
        return
    if content:
        books.tally[provider, TOLD_GOOD] += 1
    else:
        books.tally[provider, TOLD_BAD] += 1
    relation = relations[provider]
    if not knows(customer, provider):
        if not become_aware(customer, relation, taste, provider, scene):
            return
        books.tally[provider, LEARNED] += 1
    if scene.providers[provider].latent:
        customer.learned = int(customer.learned) | int(scene.providers[provider].latent)
    if world.learning:
        learn(relation, told.belief * customer.point / told.point, world.talk_variance)
    if provider != customer.main and content:
        customer.reasons |= HEARD
