"""How many more runs an answer may ask for, and how it tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _silent(what: str, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Budget:
    """What an answer that needs more runs may spend.

    Attributes:
        customers: Of a run, at most; fewer when the scenario has fewer.
        replicates: Runs of each world.
        workers: Processes.
        tell: Called with what is running, the runs done and all runs.
    """

    customers: int = 2000
    replicates: int = 20
    workers: int = 2
    tell: Callable[[str, int, int], None] = _silent
