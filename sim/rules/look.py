"""Look: does the customer compare at all?

The first barrier between being satisfied elsewhere and leaving. Most customers repeat most of the
time (Hortacsu, Madanizadeh & Puller 2017); what wakes them is seldom their satisfaction.
"""

from __future__ import annotations

from math import exp
from typing import Any

from sim.registry import rare_rule, rule
from sim.rules.words import (
    BY_CALL,
    BY_COMPLAINT,
    BY_CONTACT_LEFT,
    BY_CONTRACT_END,
    BY_DISSATISFACTION,
    BY_FAILURE,
    BY_HEARD,
    BY_LIFE_EVENT,
    BY_ROUTINE,
    CALLED,
    CONTACT_LEFT,
    CONTRACT_END,
    HEARD,
    LIFE_EVENT,
)


@rule
def chance_to_look(customer: Any, relation: Any, world: Any) -> Any:
    """Probability that the customer compares at this need, or in this period."""
    if not world.attention:
        return 1.0
    odds = world.look_base - world.look_engagement * customer.engagement
    odds += world.look_satisfaction * (world.look_neutral - relation.satisfaction)
    odds += world.look_failure * customer.failures + world.look_complaint * customer.grievance
    if customer.reasons:
        if customer.reasons & HEARD:
            odds += world.look_heard
        if customer.reasons & CONTRACT_END:
            odds += world.look_contract_end
        if customer.reasons & LIFE_EVENT:
            odds += world.look_life_event
        if customer.reasons & CONTACT_LEFT:
            odds += world.look_contact_left
        if customer.reasons & CALLED:
            odds += world.look_called
    return 1.0 / (1.0 + exp(min(700.0, -odds)))


@rare_rule
def what_woke(customer: Any, relation: Any, world: Any, u: float) -> Any:
    """The trigger of a comparison: what made the difference.

    Routine, where the same draw u would have woken the customer without any reason; else the
    strongest of the reasons present.
    """
    if not world.attention:
        return BY_ROUTINE
    calm = world.look_base - world.look_engagement * customer.engagement
    if u * (1.0 + exp(min(700.0, -calm))) < 1.0:
        return BY_ROUTINE
    strongest = 0.0
    trigger = BY_ROUTINE
    discontent = world.look_satisfaction * (world.look_neutral - relation.satisfaction)
    if discontent > strongest:
        strongest = discontent
        trigger = BY_DISSATISFACTION
    if world.look_failure * customer.failures > strongest:
        strongest = world.look_failure * customer.failures
        trigger = BY_FAILURE
    if world.look_complaint * customer.grievance > strongest:
        strongest = world.look_complaint * customer.grievance
        trigger = BY_COMPLAINT
    if customer.reasons & HEARD and world.look_heard > strongest:
        strongest = world.look_heard
        trigger = BY_HEARD
    if customer.reasons & CONTRACT_END and world.look_contract_end > strongest:
        strongest = world.look_contract_end
        trigger = BY_CONTRACT_END
    if customer.reasons & LIFE_EVENT and world.look_life_event > strongest:
        strongest = world.look_life_event
        trigger = BY_LIFE_EVENT
    if customer.reasons & CONTACT_LEFT and world.look_contact_left > strongest:
        strongest = world.look_contact_left
        trigger = BY_CONTACT_LEFT
    if customer.reasons & CALLED and world.look_called > strongest:
        trigger = BY_CALL
    return trigger
