"""Attention: whom the provider turns to, and what that does to engagement."""

from __future__ import annotations

from typing import Any

from sim.registry import rule
from sim.rules.words import (
    CONTRACT_END,
    LIKELY_TO_LEAVE,
    SATISFIED_FIRST,
    SQUEAKY_WHEEL,
)

QUEUE_STEPS = 4096
"""Places in a provider's queue; customers in one place are reached together or not at all."""

SATISFIED_PLACE = QUEUE_STEPS // 2
"""With `satisfied_first`, a last answer of 7 or more is a place above this, all others under."""


@rule
def priority(customer: Any, policy: int, u: float, world: Any) -> Any:
    """Place of a customer in the provider's queue, 0-1, highest first; u breaks ties.

    Providers see survey answers, complaints, contract dates and purchases, nothing else.
    """
    complained = customer.complained > 0 and customer.day == world.period
    if policy == SQUEAKY_WHEEL:
        loud = complained or customer.answer >= 9
        return 0.5 + 0.5 * u if loud else 0.5 * u
    if policy == SATISFIED_FIRST:
        if customer.answer == 0:
            return 0.05 * u
        if customer.answer >= 7:
            return 0.55 + 0.45 * u
        return 0.05 + 0.05 * customer.answer + 0.05 * u
    if policy == LIKELY_TO_LEAVE:
        risk = 0.0
        if complained:
            risk += 0.3
        if customer.reasons & CONTRACT_END or customer.contract == 1:
            risk += 0.3
        if 0 < customer.answer <= 6:
            risk += 0.2
        if int(world.period) - int(customer.since) < 12:
            risk += 0.1
        return 0.9 * risk + 0.1 * u
    return u


@rule
def queue_up(customer: Any, provider: Any, u: float, world: Any, books: Any) -> Any:
    """Takes a place in tomorrow's queue, where the provider has attention to give."""
    if provider.attends:
        digits = 65536.0 * u
        urgency = priority(customer, provider.policy, digits - int(digits), world)
        customer.place = min(QUEUE_STEPS - 1, int(QUEUE_STEPS * urgency))
        books.queue[customer.main, customer.place] += 1


@rule
def is_reached(customer: Any, provider: Any, world: Any) -> Any:
    """Whether the provider's attention gets as far as this customer's place in the queue.

    Of the place in which calls by number end, some are reached: those whose numbers come first
    from a start that is drawn anew each period.
    """
    if provider.span > 0 and customer.place == provider.cut - 1:
        return (int(customer.id) - provider.first) % world.customers < provider.span
    return (provider.attends != 0) & (customer.place >= provider.cut)


@rule
def engage(customer: Any, reached: Any, world: Any) -> Any:
    """Being reached raises engagement; not being reached lets it decay."""
    if world.engaging:
        gained = world.engagement_gain * (1.0 - customer.engagement)
        customer.engagement += gained if reached else -world.engagement_decay * customer.engagement


@rule
def engagement_with(customer: Any, relation: Any, provider: int) -> Any:
    """Engagement with a provider: now, or as it was when the customer left."""
    return customer.engagement if provider == customer.main else relation.engagement


@rule
def engagement_after_absence(relation: Any, world: Any) -> Any:
    """Engagement with a former provider, decayed over the time away; a new one starts afresh."""
    if not world.engaging or not relation.tried:
        return relation.engagement
    periods = max(0, int(world.period) - int(relation.left))
    return relation.engagement * (1.0 - world.engagement_decay) ** periods
