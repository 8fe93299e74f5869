"""The ledger: one row for every exit, as the chunks wrote them."""

from __future__ import annotations

import tempfile
from typing import Any, BinaryIO

import numpy as np

from sim.layout import EXIT

MOST_IN_MEMORY = 1_000_000
"""Rows that stay in memory; a longer ledger goes to the disk, at about 100 bytes a row."""


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
        self._spool = Spool(2 * outcomes)
        self._exits: list[np.ndarray] = []
        self._parts: list[np.ndarray] = []

    def collect(self, *, all_of_it: bool = False) -> None:
        """Empties the buffers if another period might not fit, or if asked to."""
        if not self.rows.any() or (not all_of_it and int(self.rows.max()) <= self._spare):
            return
        filled = [(chunk, row) for chunk, row in enumerate(self.rows.tolist()) if row]
        exits = np.concatenate([np.asarray(self.exits[chunk, :row]) for chunk, row in filled])
        parts = np.concatenate([self.parts[chunk, :row] for chunk, row in filled])
        # All chunks are emptied together, so that every batch is later than the ones before it.
        order = np.lexsort((exits["customer"], exits["period"]))
        self._exits.append(exits[order])
        self._parts.append(parts[order])
        self.rows[:] = 0
        if sum(map(len, self._exits)) > MOST_IN_MEMORY:
            self._spill()

    def clear(self) -> None:
        """Forgets everything: the books open."""
        self.rows[:] = 0
        self._exits.clear()
        self._parts.clear()
        self._spool = Spool(self.parts.shape[2])

    def take(self) -> tuple[np.ndarray, np.ndarray]:
        """All rows so far, by period and customer; the ledger is empty afterwards.

        Returns:
            exits, of dtype `sim.layout.EXIT` and shape (rows,), and parts, float32 of shape
            (rows, 2 x outcomes): push by outcome, then pull by outcome, utils. Both are read-only
            when the ledger was so long that it went to the disk.
        """
        exits, parts = self.everything()
        self.clear()
        return exits, parts

    def everything(self) -> tuple[np.ndarray, np.ndarray]:
        """All rows so far, by period and customer; see `take`."""
        self.collect(all_of_it=True)
        if self._spool.rows:
            self._spill()
            return self._spool.everything()
        if not self._exits:
            return np.empty(0, EXIT), np.empty((0, self.parts.shape[2]), np.float32)
        if len(self._exits) > 1:
            self._exits = [np.concatenate(self._exits)]
            self._parts = [np.concatenate(self._parts)]
        return self._exits[0], self._parts[0]

    def restore(self, exits: Any, parts: Any) -> None:
        """Continues from rows that an earlier process wrote."""
        self.clear()
        if len(exits):
            self._exits, self._parts = [exits], [parts]
        if len(exits) > MOST_IN_MEMORY:
            self._spill()

    def _spill(self) -> None:
        for exits, parts in zip(self._exits, self._parts, strict=True):
            self._spool.append(exits, parts)
        self._exits.clear()
        self._parts.clear()


class Spool:
    """The rows of a long ledger, on disk in files without a name.

    The operating system takes the files back when the process ends, however it ends.

    Attributes:
        rows: number of rows so far.
    """

    def __init__(self, width: int) -> None:
        self.rows = 0
        self._width = width
        self._files: tuple[BinaryIO, BinaryIO] | None = None

    def append(self, exits: np.ndarray, parts: np.ndarray) -> None:
        """Adds rows at the end."""
        if self._files is None:
            self._files = (_nameless(), _nameless())
        for file, array in zip(self._files, (exits, parts), strict=True):
            file.write(np.ascontiguousarray(array).view(np.uint8).data)
        self.rows += len(exits)

    def everything(self) -> tuple[np.ndarray, np.ndarray]:
        """All rows; the system reads them from the disk as they are needed."""
        assert self._files is not None, "nothing was spooled"
        for file in self._files:
            file.flush()
        exits = np.memmap(self._files[0], EXIT, "r", shape=(self.rows,))
        parts = np.memmap(self._files[1], np.float32, "r", shape=(self.rows, self._width))
        return exits, parts


def _nameless() -> BinaryIO:
    return tempfile.TemporaryFile(prefix="overstap-")  # type: ignore[return-value]  # it is one
