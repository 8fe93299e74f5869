"""What pictures and pages of a sweep carry, so that they can be checked without its folder."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd

from sim.experiments.spread import evenly
from sim.experiments.sweeps.loaded import Sweep
from sim.experiments.sweeps.store import KIND
from sim.experiments.sweeps.sweeping import batches_of
from sim.origin import digest_of, notes_of

SAMPLE = 10
"""Runs that a picture carries."""


def carried(sweep: Sweep) -> dict[str, str]:
    """What the sweep was asked, a few of its runs, and the digest of all.

    Returns:
        As `sim.origin.notes_of` has it. The origin is the notes of the sweep, `runs` (how many it
        has) and `sample`: `sim.experiments.sweeps.jobs.Run` as values, with `numbers` by measure.

    Raises:
        SweepError: No runs are done.
    """
    rows = sweep.rows
    told = {
        **asdict(sweep.store.notes),
        "runs": sweep.store.size,
        "sample": _sample(sweep, rows[rows["error"].isna()]),
    }
    return notes_of(KIND, told, digest_of_rows(rows))


def digest_of_rows(rows: pd.DataFrame) -> str:
    """Of the numbers of all runs; an error may name places of this machine."""
    return digest_of([rows.drop(columns=["error", "command"])])


def _sample(sweep: Sweep, sound: pd.DataFrame) -> list[dict[str, Any]]:
    numbers = sound.set_index("run")[sweep.measures].loc[evenly(sound["run"].tolist(), SAMPLE)]
    runs = (run for batch in batches_of(sweep.store) for run in batch.runs)
    return [
        {
            **asdict(run),
            "numbers": {
                name: None if pd.isna(value) else float(value)
                for name, value in numbers.loc[run.number].items()
            },
        }
        for run in runs
        if run.number in numbers.index
    ]
