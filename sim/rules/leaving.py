"""Leaving: what is written down when a customer goes.

The utility difference between the new provider and the old one is taken apart after Bansal, Taylor
& James (2005): push (the own provider's decline and failures), pull (what the new one has over what
the old one used to offer), mooring (what held: costs of switching and lasting liking) and luck (the
random draw of the deciding comparison). The parts sum to the whole.
"""

from __future__ import annotations

from typing import Any

from sim.registry import rare_rule
from sim.rules.arrival import arrive, sign
from sim.rules.attention import engagement_after_absence
from sim.rules.choice import believed_rest, knows, switching_cost
from sim.rules.talk import become_aware
from sim.rules.words import (
    BANDS,
    BY_CLOSING,
    BY_CONTACT_LEFT,
    BY_HABIT,
    BY_MOVING_AWAY,
    DEFECTION,
    DEFECTIONS,
    ENTRIES,
    FORGOTTEN,
    INVOLUNTARIES,
    INVOLUNTARY,
    LEARNED,
    NOBODY,
    STOP,
    STOPS,
)

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

    `customer.main` must still be the provider that is left, and the new one must not have been
    experienced yet: the parts are those of the decision.
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
    exit_row.engagement = customer.engagement
    exit_row.failures = customer.failures
    exit_row.tenure = int(world.period) - int(customer.since)
    exit_row.failed = customer.failed
    exit_row.contact_left = customer.trigger == BY_CONTACT_LEFT
    exit_row.born = customer.born
    exit_row.band = min(BANDS - 1, int(2.0 * relation.satisfaction))
    exit_row.answer = customer.answer
    exit_row.complained = customer.grievance > 0.0
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


@rare_rule
def part_from(customer: Any, relations: Any, world: Any) -> Any:
    """Ends the relation with the main provider: points and bond are lost, memory stays."""
    if 0 <= customer.main < world.providers:
        relation = relations[customer.main]
        relation.left = world.period
        relation.engagement = customer.engagement
        relation.points = 0.0
        relation.bond = 0.0
    customer.contract = 0
    customer.answer = 0
    customer.lucky = NOBODY
    customer.failures = 0.0
    customer.failed = 0
    customer.grievance = 0.0
    customer.envy = 0.0


@rare_rule
def turn_to(customer: Any, relations: Any, provider: int, world: Any) -> Any:
    """Makes a provider, or the outside option, the main one."""
    customer.main = provider
    customer.since = world.period
    if provider < world.providers:
        customer.engagement = engagement_after_absence(relations[provider], world)


@rare_rule
def change_provider(
    customer: Any,
    relations: Any,
    taste: Any,
    after: int,
    band: int,
    scene: Any,
    books: Any,
    row: int,
) -> Any:
    """A defection, a stop, or the start of a newcomer; returns the next free row of the ledger.

    Args:
        customer: who changes.
        relations: with all providers.
        taste: for the outcomes.
        after: provider, or the outside option, that becomes the main one.
        band: half point of satisfaction at the end of the previous period.
        scene: the market.
        books: to write in.
        row: next free row.
    """
    world = scene.world
    before = int(customer.main)
    if 0 <= before < world.providers:
        if customer.lucky != after:
            customer.trigger = BY_HABIT
        kind = DEFECTION if after < world.providers else STOP
        write_down(customer, relations, taste, before, after, kind, scene, books, row)
        books.exits[row].band = band
        row += 1
        part_from(customer, relations, world)
        if kind == DEFECTION:
            books.tally[before, DEFECTIONS] += 1
            books.hazard[customer.segment, before, 1, band] += 1
        else:
            books.tally[before, STOPS] += 1
    turn_to(customer, relations, after, world)
    if after < world.providers:
        books.tally[after, ENTRIES] += 1
        if world.subscription:
            sign(customer, after, scene)
    return row


@rare_rule
def lose_provider(
    customer: Any, relations: Any, taste: Any, scene: Any, books: Any, row: int
) -> Any:
    """The main provider closes: the customer knows its successor and must choose anew."""
    before = int(customer.main)
    customer.trigger = BY_CLOSING
    write_down(customer, relations, taste, before, NOBODY, INVOLUNTARY, scene, books, row)
    books.tally[before, INVOLUNTARIES] += 1
    part_from(customer, relations, scene.world)
    customer.main = NOBODY
    customer.last = NOBODY
    for place in range(scene.world.recent):
        customer.recent[place] = NOBODY
    successor = int(scene.providers[before].successor)
    unknown = successor != NOBODY and not knows(customer, successor)
    # Who fails before the successor has come leaves no word of it.
    unknown = unknown and scene.providers[successor].open > 0
    if unknown and become_aware(customer, relations[successor], taste, successor, scene):
        books.tally[successor, LEARNED] += 1
    return row + 1


@rare_rule
def move_away(customer: Any, relations: Any, taste: Any, scene: Any, books: Any, row: int) -> Any:
    """An involuntary exit; a newcomer without ties takes the place."""
    world = scene.world
    before = int(customer.main)
    customer.trigger = BY_MOVING_AWAY
    if 0 <= before < world.providers:
        write_down(customer, relations, taste, before, NOBODY, INVOLUNTARY, scene, books, row)
        books.tally[before, INVOLUNTARIES] += 1
        row += 1
    for provider in range(world.providers):
        if knows(customer, provider):
            books.tally[provider, FORGOTTEN] += 1
    arrive(customer, relations, taste, scene, books)
    return row
