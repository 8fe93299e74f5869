"""Arrival: who a customer is, before any provider has been chosen."""

from __future__ import annotations

from math import exp
from typing import Any

from sim.randomness import (
    BIRTH,
    CONTACT,
    KNOWN,
    MODE_TASTE,
    PROVIDER_TASTE,
    RATES,
    TASTE,
    draws,
    gamma,
    normal,
)
from sim.registry import rare_rule
from sim.rules.attention import QUEUE_STEPS
from sim.rules.choice import believed_rest
from sim.rules.experience import quality
from sim.rules.talk import become_aware
from sim.rules.words import LEARNED, NOBODY

NEEDS_KEY = 1
HAZARD_KEYS = (2, 3)


@rare_rule
def draw_rates(customer: Any, scene: Any) -> Any:
    """How often the customer needs something, and how likely an involuntary exit is."""
    world = scene.world
    segment = scene.segments[customer.segment]
    needs = segment.needs
    if segment.needs_shape > 0.0:
        rate = gamma(world, customer.id, customer.born, RATES, NEEDS_KEY, segment.needs_shape)
        needs = segment.needs * rate / segment.needs_shape
    customer.needs = min(60.0, needs)
    customer.quiet = exp(-float(customer.needs))
    customer.hazard = world.hazard
    if world.hazard_a > 0.0:
        a = gamma(world, customer.id, customer.born, RATES, HAZARD_KEYS[0], world.hazard_a)
        b = gamma(world, customer.id, customer.born, RATES, HAZARD_KEYS[1], world.hazard_b)
        customer.hazard = a / (a + b)


@rare_rule
def draw_tastes(customer: Any, relations: Any, taste: Any, scene: Any) -> Any:
    """Weights of the outcomes, and lasting likings for providers and modes."""
    world = scene.world
    worst = 0.0
    best = 0.0
    for outcome in range(world.outcomes):
        weight = scene.weights[customer.segment, outcome, 0]
        spread = scene.weights[customer.segment, outcome, 1]
        if spread > 0.0 and world.tastes:
            key = scene.outcomes[outcome].key
            u = draws(world, customer.id, customer.born, 0, TASTE, key)
            weight *= exp(spread * normal(u[0], u[1]) - 0.5 * spread * spread)
        taste[outcome] = weight
        if not (int(world.latent) >> outcome) & 1:
            worst += weight * scene.outcomes[outcome].worst
            best += weight * scene.outcomes[outcome].best
    customer.worst = worst
    customer.point = max(1.0e-6, (best - worst) / 10.0)
    for provider in range(world.providers):
        relation = relations[provider]
        offer = scene.providers[provider]
        relation.taste = 0.0
        if world.tastes:
            if world.provider_taste > 0.0:
                u = draws(world, customer.id, customer.born, 0, PROVIDER_TASTE, offer.key)
                relation.taste += world.provider_taste * normal(u[0], u[1])
            mode = scene.modes[offer.mode]
            if mode.taste > 0.0:
                u = draws(world, customer.id, customer.born, 0, MODE_TASTE, mode.key)
                relation.taste += mode.taste * normal(u[0], u[1])


@rare_rule
def arrive(customer: Any, relations: Any, taste: Any, scene: Any, books: Any) -> Any:
    """Makes the record of a newcomer: character, tastes, and what is known by hearsay."""
    world = scene.world
    customer.born = world.period
    u = draws(world, customer.id, customer.born, 0, BIRTH, 0)
    customer.segment = 0
    remaining = u[0] - scene.segments[0].share
    while remaining >= 0.0 and customer.segment < world.segments - 1:
        customer.segment += 1
        remaining -= scene.segments[customer.segment].share
    level = world.level + world.level_sd * normal(u[1], u[2])
    customer.level = min(10.0, max(0.0, level))
    u = draws(world, customer.id, customer.born, 1, BIRTH, 0)
    customer.threshold = world.threshold_mean + world.threshold_sd * normal(u[0], u[1])
    customer.norm = world.norm
    customer.aware = 0
    customer.learned = 0
    customer.reasons = 0
    customer.failures = 0.0
    customer.failed = 0
    customer.grievance = 0.0
    customer.envy = 0.0
    customer.grown = 1.0
    customer.luck = 0.0
    customer.lucky = NOBODY
    customer.main = NOBODY
    customer.last = NOBODY
    customer.engagement = world.engagement_start
    customer.since = world.period
    customer.contract = 0
    customer.answer = 0
    customer.place = int(QUEUE_STEPS * u[2])
    customer.turn = 0
    for place in range(world.recent):
        customer.recent[place] = NOBODY
    draw_rates(customer, scene)
    draw_tastes(customer, relations, taste, scene)
    for provider in range(world.providers):
        relation = relations[provider]
        relation.belief = 0.0
        relation.variance = 0.0
        relation.satisfaction = customer.level
        relation.expectation = 0.0
        relation.engagement = world.engagement_start
        relation.goodwill = 0.0
        relation.bond = 0.0
        relation.points = 0.0
        relation.left = world.period
        relation.tried = 0
        offer = scene.providers[provider]
        if offer.open:
            u = draws(world, customer.id, customer.born, 0, KNOWN, offer.key)
            # Those who know it all live within its reach.
            known = u[0] * offer.reach < offer.known
            if known and become_aware(customer, relation, taste, provider, scene):
                books.tally[provider, LEARNED] += 1


@rare_rule
def first_impression(customer: Any, relation: Any, taste: Any, provider: int, scene: Any) -> Any:
    """Before the first use the customer expects what the offer and hearsay promise."""
    promised = quality(customer, taste, provider, scene)
    promised += believed_rest(customer, relation, provider, scene) / customer.point
    relation.expectation = min(10.0, max(0.0, promised))
    if scene.world.latent_share == 0.0:
        return
    for outcome in range(scene.world.outcomes):
        hidden = int(scene.world.latent) & int(customer.learned)
        if (hidden >> outcome) & 1:
            ideal = scene.outcomes[outcome].best - scene.levels[provider, outcome]
            missed = scene.world.latent_share * taste[outcome] * ideal / customer.point
            relation.expectation = min(10.0, relation.expectation + max(0.0, missed))


@rare_rule
def sign(customer: Any, provider: int, scene: Any) -> Any:
    """Binds the customer to a contract and a contact person, where the provider has them."""
    world = scene.world
    offer = scene.providers[provider]
    customer.contract = offer.contract_length if world.contracts else 0
    if offer.contacts > 0:
        u = draws(world, customer.id, world.period, 0, CONTACT, offer.key)
        customer.contact = min(int(u[0] * offer.contacts), offer.contacts - 1)
