"""What every strategy has in common."""

from __future__ import annotations

from typing import Any, Protocol

from sim.strategies.desk import Desk

Memory = dict[str, Any]
"""Plain values, as JSON has them, so that a run can be stopped and resumed."""


class Strategy(Protocol):
    """What a provider does with what it can observe, once a period, before the customers act.

    Attributes:
        memory: everything that it remembers from one period to the next.
    """

    memory: Memory

    def __init__(self, memory: Memory) -> None:
        """Goes on from what it remembers; nothing, at first."""

    def act(self, desk: Desk) -> None:
        """Changes what the provider offers or does, if it sees fit; called while it is open."""
