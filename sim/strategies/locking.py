"""The firm that makes leaving dearer."""

from __future__ import annotations

from sim.strategies.desk import Desk
from sim.strategies.protocol import Memory


class LockIn:
    """Raises points, bonds or the length of new contracts, step by step to a ceiling."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def act(self, desk: Desk) -> None:
        """A step every window; the budget is spent as long as there is a step to come."""
        rule = desk.rule
        height = desk.lock(rule.raises)
        if height < rule.ceiling and desk.age > 0 and desk.age % rule.window == 0:
            height = min(rule.ceiling, height + rule.by)
            desk.raise_lock(rule.raises, height)
        if height < rule.ceiling and rule.by > 0:
            desk.spend(rule.budget)
