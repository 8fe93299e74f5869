"""The firm that decides nothing."""

from __future__ import annotations

from sim.strategies.desk import Desk
from sim.strategies.protocol import Memory


class Static:
    """Leaves everything as it is."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def act(self, desk: Desk) -> None:
        """Does nothing."""
