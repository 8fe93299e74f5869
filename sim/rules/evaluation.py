"""Evaluation: satisfaction moves toward what was delivered, against expectation and norm.

Nothing here looks at another provider, unless `news` lets it.
"""

from __future__ import annotations

from typing import Any

from sim.registry import rule


@rule
def disconfirmation(gap: float, world: Any) -> Any:
    """g(d): nothing inside the zone of tolerance; beyond it a loss weighs more than a gain."""
    if gap > world.zone:
        return world.gain * (gap - world.zone)
    if gap < -world.zone:
        return world.loss * (gap + world.zone)
    return 0.0


@rule
def forgive(relation: Any, gap: float, world: Any) -> Any:
    """Goodwill softens a bad day, and is spent on it; returns the gap that is left."""
    if gap < -world.zone and relation.goodwill > 0.0:
        gap *= 1.0 - world.goodwill_relief * relation.goodwill
        relation.goodwill *= 1.0 - world.goodwill_spent
    return gap


@rule
def evaluate(customer: Any, relation: Any, delivered: float, world: Any) -> Any:
    """Updates satisfaction, expectation and norm after an experience of this quality, 0-10."""
    gap = forgive(relation, delivered - relation.expectation, world)
    target = customer.level + disconfirmation(gap, world)
    if not world.drift:
        target += world.quality_weight * (delivered - customer.norm)
    if world.news > 0.0:
        target -= world.news * customer.envy
    step = world.step if relation.tried else 1.0
    satisfaction = relation.satisfaction + step * (target - relation.satisfaction)
    relation.satisfaction = min(10.0, max(0.0, satisfaction))
    relation.expectation += world.expectation_step * (delivered - relation.expectation)
    customer.norm += world.norm_step * (delivered - customer.norm)
    relation.tried = 1
