"""The ledger: one row for every exit, as the chunks wrote them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.layout import EXIT


class Ledger:
    """Collects the exits of a run.

    The chunks write into buffers of their own; `collect` empties those that fill up. Rows come out
    in the order of periods and, inside a period, of customers, whatever the threads did.

    Attributes:
        exits, parts, rows: the chunks' buffers, and how far each is filled.
    """

    def __init__(self, chunks: int, size: int, outcomes: int) -> None:
        self._spare = max(1, size // 8)
        self.exits = np.empty((chunks, size + self._spare), EXIT).view(np.recarray)
        self.parts = np.empty((chunks, size + self._spare, 2 * outcomes), np.float32)
        self.rows = np.zeros(chunks, np.int64)
        self._exits: list[np.ndarray] = []
        self._parts: list[np.ndarray] = []

    def collect(self, *, all_of_it: bool = False) -> None:
        """Empties the buffers if another period might not fit, or if asked to."""
        if not all_of_it and int(self.rows.max()) <= self._spare:
            return
        for chunk, row in enumerate(self.rows.tolist()):
            if row:
                self._exits.append(np.array(self.exits[chunk, :row]))
                self._parts.append(self.parts[chunk, :row].copy())
        self.rows[:] = 0

    def clear(self) -> None:
        """Forgets everything: the books open."""
        self.rows[:] = 0
        self._exits.clear()
        self._parts.clear()

    def take(self) -> tuple[np.ndarray, np.ndarray]:
        """All rows so far, by period and customer; the ledger is empty afterwards.

        Returns:
            exits, of dtype `sim.layout.EXIT` and shape (rows,), and parts, float32 of shape
            (rows, 2 x outcomes): push by outcome, then pull by outcome, utils.
        """
        exits, parts = self.everything()
        self.clear()
        return exits, parts

    def everything(self) -> tuple[np.ndarray, np.ndarray]:
        """All rows so far, by period and customer."""
        self.collect(all_of_it=True)
        if not self._exits:
            return np.empty(0, EXIT), np.empty((0, self.parts.shape[2]), np.float32)
        exits = np.concatenate(self._exits)
        parts = np.concatenate(self._parts)
        order = np.lexsort((exits["customer"], exits["period"]))
        self._exits, self._parts = [exits[order]], [parts[order]]
        return self._exits[0], self._parts[0]

    def restore(self, exits: Any, parts: Any) -> None:
        """Continues from rows that an earlier process wrote."""
        self.clear()
        if len(exits):
            self._exits, self._parts = [exits], [parts]
