"""Experience: what the customer gets, and what one learns from it."""

from __future__ import annotations

from typing import Any

from sim.randomness import BLAME, EXPERIENCE, TOUCHPOINT, VOICE, bell, split
from sim.registry import rare_rule, rule
from sim.rules.choice import outcome_utility


@rule
def quality(customer: Any, taste: Any, provider: int, scene: Any) -> Any:
    """Quality of the posted offer for this customer, 0-10: 0 at the worst levels, 10 at the best.

    Latent outcomes enter by a declared share, once they are known.
    """
    world = scene.world
    utility = 0.0
    for outcome in range(world.outcomes):
        utility += taste[outcome] * scene.levels[provider, outcome]
    if world.latent:
        for outcome in range(world.outcomes):
            if (int(world.latent) >> outcome) & 1:
                utility -= taste[outcome] * scene.levels[provider, outcome]
                if (int(customer.learned) >> outcome) & 1:
                    above_worst = scene.levels[provider, outcome] - scene.outcomes[outcome].worst
                    utility += world.latent_share * taste[outcome] * above_worst
    points = (utility - customer.worst) / customer.point
    return min(10.0, max(0.0, points))


@rare_rule
def walk_the_journey(customer: Any, provider: int, seed: Any, scene: Any) -> Any:
    """A journey on which something fails; returns points lost, worst loss, luck to voice.

    Whether anything fails at all was one draw: most journeys go well. Given that something does,
    each touchpoint fails with its own draw, and the last possible one when none before it did. The
    journey adds up all failures, or (peak_end) the mean of the worst and the last. The third
    number is a uniform draw for the decision to complain about the worst.
    """
    world = scene.world
    offer = scene.providers[provider]
    failed = False
    lost = 0.0
    worst = 0.0
    last = 0.0
    voice = 1.0
    for index in range(offer.first_touchpoint, offer.end_touchpoint):
        touchpoint = scene.touchpoints[index]
        u = split(seed, TOUCHPOINT, touchpoint.key)
        chance = touchpoint.failure
        if not failed:
            chance /= touchpoint.rest
        last = 0.0
        if u[0] < chance:
            failed = True
            if touchpoint.forgiven > 0.0:
                # What others caused, and is seen to be theirs, is not held against the provider.
                v = split(seed, BLAME, touchpoint.key)
                if v[0] < touchpoint.forgiven:
                    continue
            # Severity varies by half around its mean.
            last = touchpoint.severity * (0.5 + u[1])
            lost += last
            if last > worst:
                worst = last
                voice = split(seed, VOICE, touchpoint.key)[0]
                if provider == customer.main:
                    customer.failed = index - offer.first_touchpoint + 1
    if world.peak_end:
        lost = 0.5 * (worst + last)
    return lost, worst, voice


@rule
def deliver(provider: int, seed: Any, lost: float, scene: Any) -> Any:
    """What this occasion had beyond the posted offer, points of quality: noise less failures."""
    return scene.world.noise * bell(seed, EXPERIENCE, scene.providers[provider].key) - lost


@rule
def learn(relation: Any, signal: float, signal_variance: float) -> Any:
    """Bayesian learning: belief moves toward the signal by precision (Erdem & Keane 1996)."""
    weight = relation.variance / (relation.variance + signal_variance)
    relation.belief += weight * (signal - relation.belief)
    relation.variance -= weight * relation.variance


@rare_rule
def advantage(customer: Any, taste: Any, provider: int, scene: Any) -> Any:
    """Points of quality by which the posted offer of a provider beats the main provider's."""
    main = customer.main
    if main < 0 or main >= scene.world.providers:
        return 0.0
    gap = outcome_utility(customer, taste, provider, scene)
    gap -= outcome_utility(customer, taste, main, scene)
    return gap / customer.point
