"""Counting: the books at the end of a period, the survey, and word left for the neighbours."""

from __future__ import annotations

from typing import Any

from sim.randomness import SURVEY, bell, draws
from sim.registry import rare_rule, rule
from sim.rules.attention import QUEUE_STEPS, priority
from sim.rules.choice import prefers
from sim.rules.words import (
    ANSWERS,
    CUSTOMERS,
    DETRACTORS,
    ENGAGEMENT,
    PANEL,
    PREFERRING,
    PROMOTERS,
    SATISFACTION,
    SURVEYED,
)

PANEL_SIZE = 20
"""One customer in so many is asked the forced choice each period, another one every period."""


@rule
def close_day(customer: Any, relations: Any, taste: Any, u: float, scene: Any, books: Any) -> Any:
    """Counts the customer, asks some of them, and leaves word for the neighbours.

    u is uniform: the customers with the lowest numbers answer the survey, and its last digits
    give the place in tomorrow's queue for attention.
    """
    world = scene.world
    main = int(customer.main)
    tell = books.tell[customer.id]
    last = int(customer.last)
    tell.provider = last
    if last >= 0:
        tell.satisfaction = relations[last].satisfaction
        tell.belief = relations[last].belief
        tell.point = customer.point
    if main < 0:
        return
    books.tally[main, CUSTOMERS] += 1
    if main >= world.providers:
        return
    relation = relations[main]
    books.tally[main, SATISFACTION] += relation.satisfaction
    books.tally[main, ENGAGEMENT] += relation.engagement
    if customer.id % PANEL_SIZE == world.panel:
        books.tally[main, PANEL] += 1
        if prefers(customer, relations, taste, scene) == main:
            books.tally[main, PREFERRING] += 1
    provider = scene.providers[main]
    if provider.attends:
        digits = 65536.0 * u
        urgency = priority(customer, provider.policy, digits - int(digits))
        customer.place = min(QUEUE_STEPS - 1, int(QUEUE_STEPS * urgency))
    if provider.survey_now and u < provider.survey_sample:
        answer_survey(customer, relation, provider, scene, books)


@rare_rule
def answer_survey(customer: Any, relation: Any, provider: Any, scene: Any, books: Any) -> Any:
    """An answer on a scale of 1 to 10, with the firm's bias and some noise."""
    world = scene.world
    u = draws(world, customer.id, world.period, 0, SURVEY, provider.key)
    score = relation.satisfaction + provider.survey_bias + provider.survey_noise * bell(u)
    customer.answer = int(min(10.0, max(1.0, score + 0.5)))
    books.tally[customer.main, SURVEYED] += 1
    books.tally[customer.main, ANSWERS] += customer.answer
    if customer.answer >= 9:
        books.tally[customer.main, PROMOTERS] += 1
    elif customer.answer <= 6:
        books.tally[customer.main, DETRACTORS] += 1
