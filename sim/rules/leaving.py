"""Leaving: what is written down when a customer goes.

The utility difference between the new provider and the old one is taken apart after Bansal, Taylor
& James (2005): push (the own provider's decline and failures), pull (what the new one has over what
the old one used to offer), mooring (what held: costs of switching and lasting liking) and luck (the
random draw of the deciding comparison). The parts sum to the whole.
"""

from __future__ import annotations

from typing import Any

from sim.registry import rare_rule, rule
from sim.rules.attention import engagement_after_absence
from sim.rules.choice import believed_rest, knows, switching_cost
from sim.rules.words import BY_CONTACT_LEFT, INVOLUNTARY, NOBODY

UNKNOWN = float("nan")


@rare_rule
def write_down(
    customer: Any,
    relations: Any,
    taste: Any,
    origin: int,
    to: int,
    kind: int,
    scene: Any,
    books: Any,
    row: int,
) -> Any:
    """Fills one row of the ledger, from the customer's state as it is at the exit.

    `customer.main` must still be the provider that is left.
    """
    world = scene.world
    exit_row = books.exits[row]
    relation = relations[origin]
    exit_row.period = world.period
    exit_row.customer = customer.id
    exit_row.segment = customer.segment
    exit_row.origin = origin
    exit_row.to = to
    exit_row.kind = kind
    exit_row.trigger = customer.trigger
    exit_row.satisfaction = relation.satisfaction
    exit_row.expectation = relation.expectation
    exit_row.engagement = relation.engagement
    exit_row.failures = customer.failures
    exit_row.tenure = customer.tenure
    exit_row.failed = customer.failed
    exit_row.contact_left = customer.trigger == BY_CONTACT_LEFT
    alternatives = 0
    for provider in range(world.providers):
        if provider != origin and scene.providers[provider].open and knows(customer, provider):
            alternatives += 1
    exit_row.alternatives = alternatives
    for outcome in range(2 * world.outcomes):
        books.parts[row, outcome] = 0.0
    if kind == INVOLUNTARY:
        exit_row.push = UNKNOWN
        exit_row.pull = UNKNOWN
        exit_row.mooring = UNKNOWN
        exit_row.luck = UNKNOWN
        exit_row.cost = UNKNOWN
        exit_row.money = UNKNOWN
        exit_row.service = UNKNOWN
        exit_row.rest = UNKNOWN
        return
    take_apart(customer, relations, taste, origin, to, scene, books, row)


@rare_rule
def take_apart(
    customer: Any,
    relations: Any,
    taste: Any,
    origin: int,
    to: int,
    scene: Any,
    books: Any,
    row: int,
) -> Any:
    """Push, pull, mooring and luck, in all and by outcome, utils."""
    world = scene.world
    exit_row = books.exits[row]
    relation = relations[origin]
    push = 0.0
    pull = 0.0
    hidden = int(world.latent) & ~int(customer.learned)
    for outcome in range(world.outcomes):
        if (hidden >> outcome) & 1:
            continue
        before = taste[outcome] * scene.reference[origin, outcome]
        now = taste[outcome] * scene.levels[origin, outcome]
        other = 0.0
        if to < world.providers:
            other = taste[outcome] * scene.levels[to, outcome]
        books.parts[row, outcome] = before - now
        books.parts[row, world.outcomes + outcome] = other - before
        push += before - now
        pull += other - before
    service = -believed_rest(customer, relation, origin, scene)
    rest = -scene.providers[origin].constant
    if to < world.providers:
        rest += believed_rest(customer, relations[to], to, scene)
        rest += scene.providers[to].constant + relations[to].taste
    else:
        rest += scene.segments[customer.segment].outside
    cost = switching_cost(customer, relation, taste, scene)
    exit_row.service = service
    exit_row.rest = rest
    exit_row.push = push + service
    exit_row.pull = pull + rest
    exit_row.cost = cost
    exit_row.mooring = -cost - relation.taste
    exit_row.luck = customer.luck if customer.lucky == to else 0.0
    exit_row.money = UNKNOWN
    if world.price_outcome != NOBODY and taste[world.price_outcome] != 0.0:
        exit_row.money = cost / abs(taste[world.price_outcome])


@rule
def part_from(customer: Any, relations: Any, world: Any) -> Any:
    """Ends the relation with the main provider: points and bond are lost, memory stays."""
    if 0 <= customer.main < world.providers:
        relation = relations[customer.main]
        relation.left = world.period
        relation.points = 0.0
        relation.bond = 0.0
    customer.tenure = 0
    customer.contract = 0
    customer.answer = 0
    customer.failures = 0.0
    customer.grievance = 0.0
    customer.envy = 0.0


@rule
def turn_to(customer: Any, relations: Any, provider: int, world: Any) -> Any:
    """Makes a provider, or the outside option, the main one."""
    customer.main = provider
    if provider < world.providers:
        relation = relations[provider]
        relation.engagement = engagement_after_absence(relation, world)
