"""The firm that calls its satisfied customers."""

from __future__ import annotations

from sim.strategies.desk import Desk
from sim.strategies.protocol import Memory


class RetentionCalls:
    """Calls a number of customers a period whose last survey answer was 7 or more.

    A call raises engagement; whether it also wakes a customer who slept is `rules.look.called`.
    """

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def act(self, desk: Desk) -> None:
        """The same number every period."""
        desk.call_satisfied(desk.rule.calls)
