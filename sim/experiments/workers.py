"""Processes that do jobs. What comes out depends neither on their number nor on who is first."""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from types import TracebackType
from typing import Any, Generic, TypeVar

from sim.processes import end_with_parent

Task = TypeVar("Task")
Result = TypeVar("Result")

CLEAN_EVERY = 20
"""Jobs between two collections: a Mesa model holds itself, and only the collector lets it go."""

AHEAD = 4
"""Jobs handed out before they are needed, for each worker; more would only fill memory."""


class Workers(Generic[Task, Result]):
    """Does one kind of job, in this process or in several others that stay alive.

    The others are started anew (spawn), because threads of the engine do not survive a fork; they
    find the rules compiled by the first process in the cache on disk.

    Args:
        work: A function at the top of a module.
        count: Number of processes; 1 stays in this one.

    Example:
        >>> with Workers(do, 2) as workers:
        ...     answers = workers.all(jobs)
    """

    def __init__(self, work: Callable[[Task], Result], count: int) -> None:
        if count < 1:
            raise ValueError(f"{count} workers; at least 1 is needed")
        self._work = work
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers[Task, Result]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)
            self._pool = None

    def all(self, jobs: Sequence[Task], done: Callable[[Task], None] | None = None) -> list[Result]:
        """Does all jobs.

        Args:
            jobs: What to do.
            done: Called after every job, in the order in which they finish.

        Returns:
            The results, in the order of the jobs.
        """
        results: list[Any] = [None] * len(jobs)
        for place, result in self.each(jobs):
            results[place] = result
            if done is not None:
                done(jobs[place])
        return results

    def each(self, jobs: Sequence[Task]) -> Iterator[tuple[int, Result]]:
        """Does all jobs.

        Args:
            jobs: What to do.

        Yields:
            The place of a job and its result, in the order in which they finish.
        """
        if self._count == 1:
            for place, job in enumerate(jobs):
                yield place, self._work(job)
                if (place + 1) % CLEAN_EVERY == 0:
                    gc.collect()
            return
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, context, _start)
        todo = iter(enumerate(jobs))
        running: dict[Future[Result], int] = {}
        try:
            for place, job in _first(todo, AHEAD * self._count):
                running[self._pool.submit(_do, self._work, job)] = place
            while running:
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    place = running.pop(future)
                    for next_place, job in _first(todo, 1):
                        running[self._pool.submit(_do, self._work, job)] = next_place
                    yield place, future.result()
        finally:
            for future in running:
                future.cancel()


def _first(jobs: Iterator[tuple[int, Task]], count: int) -> Iterable[tuple[int, Task]]:
    return [job for _, job in zip(range(count), jobs, strict=False)]


_jobs_done = 0


def _start() -> None:
    """Ctrl-C is for the first process, which then ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()


def _do(work: Callable[[Task], Result], job: Task) -> Result:
    global _jobs_done
    result = work(job)
    _jobs_done += 1
    if _jobs_done % CLEAN_EVERY == 0:
        gc.collect()
    return result
