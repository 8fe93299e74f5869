"""Counting: the books at the end of a period, the survey, and word left for the neighbours."""

from __future__ import annotations

from typing import Any

from sim.randomness import SURVEY, bell
from sim.registry import rare_rule, rule
from sim.rules.attention import queue_up
from sim.rules.choice import prefers
from sim.rules.talk import leave_word
from sim.rules.words import (
    ANSWERS,
    DETRACTORS,
    ENGAGEMENT,
    PANEL,
    PREFERRING,
    PROMOTERS,
    SURVEYED,
)

PANEL_SIZE = 20
"""One customer in so many is asked the forced choice each period, another one every period."""


@rule
def stand(customer: Any, relations: Any, sign: float, scene: Any, books: Any) -> Any:
    """Enters the customer among those of the main provider (sign 1), or strikes it out (-1)."""
    main = int(customer.main)
    if main < 0:
        return
    books.standing[main, 0] += sign
    if main < scene.world.providers:
        value = scene.segments[customer.segment].value * float(customer.grown)
        books.standing[main, 1] += sign * relations[main].satisfaction
        books.standing[main, 2] += sign * value


@rule
def close_day(customer: Any, relations: Any, u: float, seed: Any, scene: Any, books: Any) -> Any:
    """Counts the customer, surveys some of them, and leaves word for the neighbours.

    u is uniform: the customers with the lowest numbers answer the survey, and its last digits
    give the place in tomorrow's queue for attention.
    """
    world = scene.world
    main = int(customer.main)
    leave_word(customer, relations, scene)
    stand(customer, relations, 1.0, scene, books)
    if main < 0 or main >= world.providers:
        return
    relation = relations[main]
    books.tally[main, ENGAGEMENT] += customer.engagement
    provider = scene.providers[main]
    queue_up(customer, provider, u, world, books)
    if is_surveyed(provider, u):
        answer_survey(customer, relation, provider, seed, scene, books)


@rule
def ask_panel(customer: Any, relations: Any, taste: Any, scene: Any, books: Any) -> Any:
    """The forced choice, at the end of a day: would the customer rather buy elsewhere?"""
    main = int(customer.main)
    if main < 0 or main >= scene.world.providers:
        return
    books.tally[main, PANEL] += 1
    if prefers(customer, relations, taste, scene) == main:
        books.tally[main, PREFERRING] += 1


@rule
def is_surveyed(provider: Any, u: float) -> Any:
    """Whether a customer with this uniform number answers the provider's survey this period."""
    return (provider.survey_now != 0) & (u < provider.survey_sample)


@rare_rule
def answer_survey(
    customer: Any, relation: Any, provider: Any, seed: Any, scene: Any, books: Any
) -> Any:
    """An answer on a scale of 1 to 10, with the firm's bias and some noise."""
    score = relation.satisfaction + provider.survey_bias
    score += provider.survey_noise * bell(seed, SURVEY, provider.key)
    customer.answer = int(min(10.0, max(1.0, score + 0.5)))
    books.tally[customer.main, SURVEYED] += 1
    books.tally[customer.main, ANSWERS] += customer.answer
    if customer.answer >= 9:
        books.tally[customer.main, PROMOTERS] += 1
    elif customer.answer <= 6:
        books.tally[customer.main, DETRACTORS] += 1
