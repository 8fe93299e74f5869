"""Scripts that run markets themselves: what their pictures carry, and how to make that again.

A picture of a run, a sweep, a comparison or of claims carries what these know of themselves. A
script adds its own kind here, with the numbers that it was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

import sim
from sim.origin import digest_of, hash_of, notes_of
from sim.scenario import load

Progress = Callable[[int, int], None]


def notes(
    kind: str, scenario: str, tables: Iterable[pd.DataFrame], *, seed: int, **asked: Any
) -> dict[str, str]:
    """What a picture of a script carries, see `sim.origin.notes_of`.

    Args:
        kind: One of `MAKERS`.
        scenario: Name of a packaged one.
        tables: All that the picture is drawn from.
        seed: Of the first run.
        asked: The other numbers that the script was asked for.
    """
    options = " ".join(f"--{name} {value}" for name, value in {**asked, "seed": seed}.items())
    told = {
        "scenario": scenario,
        "seed": seed,
        **asked,
        "version": sim.__version__,
        "hash": hash_of(load(scenario)),
        "command": f"python -m analysis.{kind} {options}",
    }
    return notes_of(kind, told, digest_of(tables))


def _demo(told: Mapping[str, Any], workers: int, progress: Progress | None) -> str:
    from analysis.demo import three_worlds

    def tell(_: str, done: int) -> None:
        if progress is not None:
            progress(done, 3 * told["replicates"])

    frames = three_worlds(told["replicates"], told["customers"], told["seed"], workers, tell)
    return digest_of([frames.bands, frames.numbers])


def _five_markets(told: Mapping[str, Any], workers: int, progress: Progress | None) -> str:
    from analysis.five_markets import measure

    return digest_of(
        [measure(replicates=told["replicates"], customers=told["customers"], seed=told["seed"])]
    )


def _satisfied_first(told: Mapping[str, Any], workers: int, progress: Progress | None) -> str:
    from analysis.satisfied_first import count

    counts = count(told["replicates"], told["customers"], told["seed"], workers, progress)
    return digest_of([counts])


MAKERS = {"demo": _demo, "five_markets": _five_markets, "satisfied_first": _satisfied_first}
"""By kind: makes the tables again, with so many processes, and gives their digest."""
