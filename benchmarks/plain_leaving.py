"""Leaving in the plain Mesa port, and the ledger: one row for every exit."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING, NamedTuple

from sim.rules.words import (
    BY_CLOSING,
    BY_HABIT,
    BY_MOVING_AWAY,
    DEFECTION,
    DEFECTIONS,
    ENTRIES,
    FORGOTTEN,
    INVOLUNTARIES,
    INVOLUNTARY,
    NOBODY,
    STOP,
    STOPS,
)

if TYPE_CHECKING:
    from benchmarks.plain_customer import PlainCustomer
    from benchmarks.plain_provider import PlainProvider


class Exit(NamedTuple):
    """A row of the ledger."""

    period: int
    customer: int
    segment: int
    origin: int
    to: int
    kind: int
    trigger: int
    satisfaction: float
    expectation: float
    engagement: float
    failures: float
    tenure: int
    failed: int
    alternatives: int
    born: int
    band: int
    answer: int
    complained: bool
    push: float = nan
    pull: float = nan
    mooring: float = nan
    luck: float = nan
    cost: float = nan
    money: float = nan
    service: float = nan
    rest: float = nan
    push_by_outcome: tuple[float, ...] = ()
    pull_by_outcome: tuple[float, ...] = ()


def write_down(customer: PlainCustomer, to: int, kind: int, band: int | None = None) -> None:
    """Writes a row of the ledger, from the customer's state as it is at the decision."""
    market = customer.model
    origin = customer.main
    relation = customer.relations[origin]
    alternatives = sum(
        p.number != origin and customer.aware >> p.number & 1 for p in market.open_providers
    )
    known = (
        market.period,
        customer.number,
        customer.segment,
        origin,
        to,
        kind,
        customer.trigger,
        relation.satisfaction,
        relation.expectation,
        relation.engagement,
        customer.failures,
        customer.tenure,
        customer.failed,
        alternatives,
        customer.born,
        int(2.0 * relation.satisfaction) if band is None else band,
        customer.answer,
        customer.grievance > 0.0,
    )
    parts = () if kind == INVOLUNTARY else take_apart(customer, origin, to)
    market.ledger.append(Exit(*known, *parts))


def take_apart(customer: PlainCustomer, origin: int, to: int) -> tuple:
    """Push, pull, mooring and luck, in all and by outcome, utils; see `sim.rules.leaving`."""
    market = customer.model
    rules = market.rules
    old, relation = market.providers[origin], customer.relations[origin]
    if to < market.outside:
        new, other = market.providers[to], customer.relations[to]
        levels = new.levels
        rest = customer.believed_rest(new, other) + new.constant + other.taste - old.constant
    else:
        levels = [0.0] * len(old.levels)
        rest = rules.segments[customer.segment].outside - old.constant
    pushes = tuple(
        weight * (before - now)
        for weight, before, now in zip(customer.seen, old.reference, old.levels, strict=True)
    )
    pulls = tuple(
        weight * (there - before)
        for weight, before, there in zip(customer.seen, old.reference, levels, strict=True)
    )
    service = -customer.believed_rest(old, relation)
    cost = customer.switching_cost(relation)
    money = nan
    if rules.price_outcome is not None and customer.taste[rules.price_outcome] != 0.0:
        money = cost / abs(customer.taste[rules.price_outcome])
    return (
        sum(pushes) + service,
        sum(pulls) + rest,
        -cost - relation.taste,
        customer.luck if customer.lucky == to else 0.0,
        cost,
        money,
        service,
        rest,
        pushes,
        pulls,
    )


def change_provider(customer: PlainCustomer, after: int, band: int) -> None:
    """A defection, a stop, or the start of a newcomer."""
    market = customer.model
    before, outside = customer.main, market.outside
    if 0 <= before < outside:
        if customer.lucky != after:
            customer.trigger = BY_HABIT
        if after < outside:
            write_down(customer, after, DEFECTION, band)
            market.tally[before][DEFECTIONS] += 1
            market.hazard[customer.segment][before][1][band] += 1
        else:
            write_down(customer, after, STOP, band)
            market.tally[before][STOPS] += 1
        part_from(customer, before)
    customer.main = after
    if after < outside:
        market.tally[after][ENTRIES] += 1
        relation = customer.relations[after]
        if market.rules.engaging and relation.tried:
            away = max(0, market.period - relation.left)
            relation.engagement *= market.rules.engagement_left**away


def lose_provider(customer: PlainCustomer, provider: PlainProvider) -> None:
    """The main provider closes: the customer knows its successor and must choose anew."""
    before = provider.number
    customer.trigger = BY_CLOSING
    write_down(customer, NOBODY, INVOLUNTARY)
    customer.model.tally[before][INVOLUNTARIES] += 1
    part_from(customer, before)
    customer.main = customer.last = NOBODY
    customer.recent = [NOBODY] * len(customer.recent)
    customer.called = False
    customer.leave_word()
    successor = provider.successor
    if successor is not None and not customer.aware >> successor.number & 1:
        customer.become_aware(successor, customer.relations[successor.number])


def move_away(customer: PlainCustomer) -> None:
    """An involuntary exit; a newcomer without ties takes the place."""
    market = customer.model
    customer.trigger = BY_MOVING_AWAY
    if 0 <= customer.main < market.outside:
        write_down(customer, NOBODY, INVOLUNTARY)
        market.tally[customer.main][INVOLUNTARIES] += 1
    for j in range(market.outside):
        if customer.aware >> j & 1:
            market.tally[j][FORGOTTEN] += 1
    customer.arrive()
    customer.leave_word()


def part_from(customer: PlainCustomer, before: int) -> None:
    """Points and bond are lost, memory stays."""
    relation = customer.relations[before]
    relation.left = customer.model.period
    relation.points = relation.bond = 0.0
    customer.tenure = customer.answer = customer.failed = 0
    customer.lucky = NOBODY
    customer.failures = customer.grievance = customer.envy = 0.0
