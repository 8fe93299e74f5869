"""What providers decide: one small class for each kind of strategy.

To add one, write a class with a `memory` and an `act`, enter it here, let the schema know its name
(`kind`, and the numbers that it needs, in `sim.scenario.firms.Strategy`) and say what sort of
decision it is (`OF_STRATEGY` in `sim.experiments.plans.kinds`, for comparisons of plans). Then
`python -m sim.scenario.reference` writes the reference anew, and the tests name what is left: a
case of its own in `tests/firms/test_strategies.py`.

A strategy meets the market at its `Desk` only, where lies what a firm can observe: surveys,
complaints, sales, its own terms, rivals' posted offers and research into what customers want. It
never sees a customer.
"""

from __future__ import annotations

from sim.strategies.calling import RetentionCalls
from sim.strategies.desk import Desk
from sim.strategies.development import FollowSurvey, Innovate
from sim.strategies.locking import LockIn
from sim.strategies.pleasing import Please
from sim.strategies.pricing import PriceCut
from sim.strategies.protocol import Memory, Strategy
from sim.strategies.still import Static

__all__ = ["STRATEGIES", "Desk", "Memory", "Strategy", "strategy_of"]

STRATEGIES: dict[str, type[Strategy]] = {
    "static": Static,
    "please": Please,
    "innovate": Innovate,
    "follow_survey": FollowSurvey,
    "lock_in": LockIn,
    "price_cut": PriceCut,
    "retention_calls": RetentionCalls,
}
"""Kind, as a scenario names it, and class."""


def strategy_of(kind: str) -> Strategy:
    """A strategy that remembers nothing yet."""
    return STRATEGIES[kind]({})
