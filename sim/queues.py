"""The providers' queues for attention, which customers count themselves as they take a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.layout import Scene
from sim.rules.attention import QUEUE_STEPS


class Queues:
    """How many customers wait at each place, counted on the day before.

    Attributes:
        tables: int32 [thread, provider, QUEUE_STEPS], customers. Each thread counts in a table of
            its own; a queue is the sum of its tables.
    """

    def __init__(self, threads: int, providers: int) -> None:
        self.tables = np.zeros((threads, providers, QUEUE_STEPS), np.int32)
        self._counted = False

    def forget(self) -> None:
        """What was counted no longer holds: customers are counted anew before the next call."""
        self._counted = False

    def call_up(
        self, call: Callable[..., Any], customers: Any, scene: Scene, standings: np.ndarray
    ) -> None:
        """Providers turn to the first of their queues, which are cleared for tomorrow's.

        Args:
            call: runs a kernel of `sim.engine`, by name.
            customers: CUSTOMER.
            scene: the market, its world in an array of one.
            standings: float64 [chunk, provider + 1, 2], see `sim.layout.Books.standing`.
        """
        if not self._counted:
            self._counted = True
            self.tables[:] = 0
            call("count_queue", customers, scene.world, scene.providers, self.tables[0])
        call("call_up", customers, scene.world, scene.providers, self.tables, standings)
