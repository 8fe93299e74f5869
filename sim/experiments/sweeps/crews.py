"""Who does the batches: processes on this machine, or a Dask cluster that is there already.

Both are handed the same batches and give back the same rows; who does which, and who is first, does
not matter. A process that dies takes a batch with it, which is then done again.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, Protocol
from uuid import uuid4

import sim
from sim.experiments.sweeps.jobs import Batch, Done, do_batch, failed, table_of
from sim.processes import end_with_parent

AHEAD = 2
"""Batches handed out beyond those at work, for each worker."""

IN_FLIGHT = 64
"""Batches handed to an executor that does not say how many workers it has."""

ATTEMPTS = 3
"""Times that a batch may be lost with its process before its runs count as failed."""


class CrewError(Exception):
    """The cluster or the executor cannot be used."""


class Crew(Protocol):
    """Does batches.

    Attributes:
        is_elsewhere: Whether the processes are on other machines, which compile for themselves.
    """

    is_elsewhere: bool

    def work(self, batches: Iterable[Batch]) -> Iterator[Done]:
        """Does batches, and yields them as they are done."""


def lost(batch: Batch) -> Done:
    """A batch that no process survived."""
    error = f"the process that ran it died, {ATTEMPTS} times (out of memory?)"
    rows = [failed(batch.plan, run, error) for run in batch.runs]
    return Done(batch.number, table_of(rows, batch.plan), None)


class Here:
    """This process alone."""

    is_elsewhere = False

    def work(self, batches: Iterable[Batch]) -> Iterator[Done]:
        """See `Crew`."""
        for batch in batches:
            yield do_batch(batch)


class Processes:
    """Processes on this machine, each with one thread.

    Args:
        count: Of them.
    """

    is_elsewhere = False

    def __init__(self, count: int) -> None:
        self._count = count

    def work(self, batches: Iterable[Batch]) -> Iterator[Done]:
        """See `Crew`."""
        todo = iter(batches)
        running: dict[Future[Done], Batch] = {}
        while True:
            pool = self._pool(self._count)
            try:
                for batch in islice(todo, self._count * (1 + AHEAD)):
                    running[pool.submit(do_batch, batch)] = batch
                while running:
                    finished, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in finished:
                        done = future.result()
                        del running[future]
                        for batch in islice(todo, 1):
                            running[pool.submit(do_batch, batch)] = batch
                        yield done
                return
            except BrokenProcessPool:
                # A death takes along whatever was under way; the culprit is one of these.
                suspects = sorted(running.values(), key=lambda batch: batch.number)
                running = {}
            finally:
                for future in running:
                    future.cancel()
                pool.shutdown(wait=False, cancel_futures=True)
            for batch in suspects:
                yield self._alone(batch)

    def _alone(self, batch: Batch) -> Done:
        """Does a batch in a process of its own, so that a death tells whose fault it is."""
        for _ in range(ATTEMPTS - 1):
            with self._pool(1) as pool:
                try:
                    return pool.submit(do_batch, batch).result()
                except BrokenProcessPool:
                    continue
        return lost(batch)

    @staticmethod
    def _pool(count: int) -> ProcessPoolExecutor:
        # Threads of the engine do not survive a fork, so every process starts anew.
        return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _start)


class Given:
    """An executor that is there already: of `concurrent.futures`, of MPI, or `Client.get_executor`.

    Args:
        executor: Left running. One whose workers cannot import overstap, or have another version,
            is not noticed here; `Cluster` asks.
    """

    is_elsewhere = False

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def work(self, batches: Iterable[Batch]) -> Iterator[Done]:
        """See `Crew`.

        Raises:
            CrewError: The executor broke; what was yielded before is whole.
        """
        todo = iter(batches)
        running: set[Future[Done]] = set()
        try:
            running |= {self._executor.submit(do_batch, one) for one in islice(todo, IN_FLIGHT)}
            while running:
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    done = future.result()
                    running |= {self._executor.submit(do_batch, one) for one in islice(todo, 1)}
                    yield done
        except BrokenExecutor as error:
            raise CrewError(f"the executor broke; the same call goes on: {error}") from None
        finally:
            for future in running:
                future.cancel()


class Cluster:
    """A Dask cluster that is there already.

    Args:
        address: Of its scheduler, such as tcp://10.0.0.1:8786.

    Raises:
        CrewError: It cannot be reached, has no workers, or these have another overstap.
    """

    is_elsewhere = True

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise CrewError(
                "--cluster needs Dask, an extra: pip install 'overstap[dask]'"
            ) from None
        try:
            self._client = Client(address, timeout=10)
            self._client.wait_for_workers(1, timeout=30)
            theirs = self._client.run(surroundings_of_rows)
        except (OSError, TimeoutError, ValueError) as error:
            raise CrewError(f"the cluster at {address} cannot be used: {error}") from None
        ours = surroundings_of_rows()
        for worker, found in theirs.items():
            if found != ours:
                self._client.close()
                differ = ", ".join(f"{k} {found.get(k)} and not {ours[k]}" for k in ours)
                raise CrewError(f"the worker {worker} would make other rows: it has {differ}")

    def work(self, batches: Iterable[Batch]) -> Iterator[Done]:
        """See `Crew`; a worker that is lost is replaced by another, by Dask."""
        from distributed import KilledWorker, as_completed

        todo = iter(batches)
        workers = max(1, len(self._client.scheduler_info()["workers"]))
        batch_of: dict[str, Batch] = {}
        pending = as_completed(with_results=False)
        try:
            for batch in islice(todo, workers * (1 + AHEAD)):
                self._submit(batch, batch_of, pending)
            for future in pending:
                batch = batch_of.pop(future.key)
                try:
                    done = future.result()
                except KilledWorker:
                    done = lost(batch)
                future.release()
                for following in islice(todo, 1):
                    self._submit(following, batch_of, pending)
                yield done
        finally:
            self._client.close()

    def _submit(self, batch: Batch, batch_of: dict[str, Batch], pending: Any) -> None:
        # A key of its own: Dask would otherwise hash the batch, and remember earlier sweeps.
        key = f"overstap-{batch.plan.identity}-{batch.number}-{uuid4().hex[:8]}"
        batch_of[key] = batch
        pending.add(self._client.submit(do_batch, batch, key=key, pure=False))


def surroundings_of_rows() -> dict[str, str]:
    """What the rows of a run depend on, beside what it is told."""
    from sim.checkpoint import fingerprint

    return {"overstap": sim.__version__, "rules": fingerprint()}


def _start() -> None:
    """Ctrl-C is for the first process, which then ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
