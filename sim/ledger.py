"""The ledger: one row for every exit and, on request, one for every trip, as the chunks wrote them.

The chunks write into buffers of their own, which are emptied now and then. Rows come out in the
order of periods and, inside a period, of customers, whatever the threads did.
"""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Sequence
from typing import Any, BinaryIO

import numpy as np

from sim.layout import EXIT, TRIP

MOST_IN_MEMORY = 200_000
"""Rows that stay in memory; a longer ledger goes to the disk, at about 100 bytes a row."""

SPARE = 8_192
"""Rows, of all chunks together, that may at least wait in the buffers."""

Array = np.ndarray[Any, Any]
Form = tuple[Any, tuple[int, ...]]
"""Type and shape of one row of an array."""


class Ledger:
    """Collects the exits of a run.

    Attributes:
        buffers: exits, parts and rows: the chunks' buffers, and how far each is filled.
    """

    def __init__(self, chunks: int, size: int, outcomes: int) -> None:
        # Emptying takes time, and memory for the rows of small markets does not matter.
        self._spare = max(1, size // 8, SPARE // chunks)
        room = size + self._spare
        exits = _untouched((chunks, room), EXIT)
        parts = _untouched((chunks, room, 2 * outcomes), np.dtype(np.float32))
        self.rows = np.zeros(chunks, np.int64)
        self.buffers = (exits, parts, self.rows)
        self._past = Rows((EXIT, ()), (np.float32, (2 * outcomes,)))

    def collect(self, *, all_of_it: bool = False) -> None:
        """Empties the buffers if another period might not fit, or if asked to."""
        if all_of_it or int(self.rows.max()) > self._spare:
            self._past.move(self.buffers[:2], self.rows)

    def clear(self) -> None:
        """Forgets everything: the books open."""
        self.rows[:] = 0
        self._past.clear()

    def take(self) -> tuple[Array, Array]:
        """All rows so far, by period and customer; the ledger is empty afterwards.

        Returns:
            exits, of dtype `sim.layout.EXIT` and shape (rows,), and parts, float32 of shape
            (rows, 2 x outcomes): push by outcome, then pull by outcome, utils. Both are read-only
            when the ledger was so long that it went to the disk.
        """
        exits, parts = self.everything()
        self.clear()
        return exits, parts

    def everything(self) -> tuple[Array, Array]:
        """All rows so far, by period and customer; see `take`."""
        self.collect(all_of_it=True)
        exits, parts = self._past.everything()
        return exits, parts

    def restore(self, exits: Any, parts: Any) -> None:
        """Continues from rows that an earlier process wrote."""
        self.clear()
        self._past.append(exits, parts)


class Trips:
    """Collects the trips of a run: needs met by another than the main provider, if asked to.

    Unlike exits, trips of a period have no bound that could be kept free for them. The buffers are
    made for all needs that can be expected, each a trip, and ten standard deviations more.

    Attributes:
        kept: whether trips are written down; the buffers have a single row otherwise.
        buffer, rows: the chunks' buffers, and the trips that each counted.
    """

    def __init__(self, chunks: int, size: int, *, kept: bool) -> None:
        self.kept = kept
        self.buffer = np.empty((chunks, 1), TRIP)
        self.rows = np.zeros((chunks, 1), np.int64)
        self._size = size
        self._past = Rows((TRIP, ()))

    def make_room(self, needs: Array, season: float) -> None:
        """Sees to it that the trips of the coming period fit.

        Args:
            needs: Of each customer, expected in a period of mean season.
            season: Of the period.
        """
        starts = np.arange(0, len(needs), self._size)
        most = season * float(np.add.reduceat(needs, starts, dtype=np.float64).max())
        room = int(most + 10.0 * most**0.5) + 60
        chunks, length = self.buffer.shape
        if int(self.rows.max()) + room > length:
            self._move()
        if room > length:
            self.buffer = np.empty((chunks, 2 * room), TRIP)

    def everything(self) -> Array:
        """All trips so far, by period and customer; of dtype `sim.layout.TRIP`.

        Raises:
            RuntimeError: There were more trips in a period than fitted.
        """
        self._move()
        (trips,) = self._past.everything()
        return trips

    def check(self) -> None:
        """Sees to it that no trip of the last period was lost.

        Raises:
            RuntimeError: There were more than fitted.
        """
        most, length = int(self.rows.max()), self.buffer.shape[1]
        if most > length:
            raise RuntimeError(
                f"a chunk of customers made {most:,} trips where {length:,} could be written "
                "down; run without trips"
            )

    def restore(self, trips: Any) -> None:
        """Continues from rows that an earlier process wrote."""
        self.rows[:] = 0
        self._past.clear()
        self._past.append(trips)

    def _move(self) -> None:
        self.check()
        self._past.move((self.buffer,), self.rows[:, 0])


class Rows:
    """Rows that have left the chunks: arrays in step, in memory or, when long, on the disk."""

    def __init__(self, *forms: Form) -> None:
        self._forms = forms
        self.clear()

    def clear(self) -> None:
        """Forgets everything."""
        self._batches: list[tuple[Array, ...]] = []
        self._spool = Spool(self._forms)

    def move(self, buffers: Sequence[Any], filled: Array) -> None:
        """Takes over what the chunks wrote since the last time, and empties their buffers.

        All chunks are emptied together, so that every batch is later than the ones before it.

        Args:
            buffers: Of shape (chunks, rows, ...); the first has the fields customer and period.
            filled: Rows that are filled in each chunk; set to 0.
        """
        rows = [(chunk, row) for chunk, row in enumerate(filled.tolist()) if row]
        if not rows:
            return
        batch = [np.concatenate([buffer[chunk, :row] for chunk, row in rows]) for buffer in buffers]
        # A chunk writes by period and customer, and the chunks stand in the order of customers.
        order = np.argsort(batch[0]["period"].astype(np.int16), kind="stable")
        self.append(*(np.take(array, order, axis=0) for array in batch))
        filled[:] = 0

    def append(self, *batch: Array) -> None:
        """Adds rows that are later than all before."""
        if len(batch[0]):
            self._batches.append(batch)
        if sum(len(first) for first, *_ in self._batches) > MOST_IN_MEMORY:
            self._spill()

    def everything(self) -> tuple[Array, ...]:
        """All rows so far; read-only when they went to the disk."""
        if self._spool.rows:
            self._spill()
            return self._spool.everything()
        if not self._batches:
            return tuple(np.empty((0, *shape), dtype) for dtype, shape in self._forms)
        if len(self._batches) > 1:
            self._batches = [tuple(map(np.concatenate, zip(*self._batches, strict=True)))]
        return self._batches[0]

    def _spill(self) -> None:
        for batch in self._batches:
            self._spool.append(*batch)
        self._batches.clear()


class Spool:
    """The rows of a long ledger, on disk in files without a name.

    The operating system takes the files back when the process ends, however it ends.

    Attributes:
        rows: number of rows so far.
    """

    def __init__(self, forms: Sequence[Form]) -> None:
        self.rows = 0
        self._forms = forms
        self._files: list[BinaryIO] = []

    def append(self, *batch: Array) -> None:
        """Adds rows at the end."""
        if not self._files:
            self._files = [_nameless() for _ in self._forms]
        for file, array in zip(self._files, batch, strict=True):
            file.write(np.ascontiguousarray(array).view(np.uint8).data)
        self.rows += len(batch[0])

    def everything(self) -> tuple[Array, ...]:
        """All rows; the system reads them from the disk as they are needed."""
        assert self._files, "nothing was spooled"
        for file in self._files:
            file.flush()
        return tuple(
            np.memmap(file, dtype, "r", shape=(self.rows, *shape))
            for file, (dtype, shape) in zip(self._files, self._forms, strict=True)
        )


def _nameless() -> BinaryIO:
    return tempfile.TemporaryFile(prefix="overstap-")  # type: ignore[return-value]  # it is one


def _untouched(shape: tuple[int, ...], dtype: np.dtype[Any]) -> np.ndarray:
    """An array whose pages cost nothing until they are written.

    The buffers hold a row for every customer, in case all leave at once; hardly any are used. Huge
    pages, which Linux gives to large arrays, would make all of them resident.
    """
    count = max(1, int(np.prod(shape)))
    pages = mmap.mmap(-1, count * dtype.itemsize)
    if hasattr(mmap, "MADV_NOHUGEPAGE"):
        pages.madvise(mmap.MADV_NOHUGEPAGE)
    return np.frombuffer(pages, dtype, count).reshape(shape)
