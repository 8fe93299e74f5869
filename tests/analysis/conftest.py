"""Plausible frames without a simulation: a train that takes most of a flat-rated airline."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.frames import NEWS, Frames, Meta
from sim.results import Results
from sim.running import run
from tests.browser import Browser, chromium

OBSERVED = [
    ("2008-02-15", 0.12), ("2008-03-15", 0.32), ("2008-06-15", 0.411), ("2008-09-15", 0.47),
    ("2008-10-15", 0.46), ("2009-01-15", 0.48), ("2009-08-15", 0.503), ("2010-03-15", 0.462),
    ("2013-03-15", 0.58), ("2015-07-01", 0.623), ("2016-07-01", 0.629), ("2017-07-01", 0.638),
    ("2023-07-01", 0.758), ("2024-07-01", 0.80),
]  # fmt: skip

MONTHS = pd.date_range("2006-02-01", "2025-01-01", freq="MS")


def _band(world: str, measure: str, mid: np.ndarray, width: float, seed: int) -> pd.DataFrame:
    noise = np.random.default_rng(seed).normal(0, width / 8, len(mid))
    rows = {"world": world, "measure": measure, "date": MONTHS}
    mid = mid + noise
    return pd.DataFrame(rows | {"low": mid - width, "mid": mid, "high": mid + width})


def make_frames(**changes: Any) -> Frames:
    """Synthetic frames; `changes` replace fields of `Frames`."""
    age = np.arange(len(MONTHS)) - 24
    on = age >= 0
    after = np.where(on, age, 0)
    rail = 0.11 + on * (0.34 * (1 - np.exp(-after / 2.5)) + 0.0007 * after)
    rail = rail + 0.04 * (age >= 84) * (1 - np.exp(-np.clip(age - 84, 0, None) / 6))
    rail = rail + 0.11 * (age >= 183) * (1 - np.exp(-np.clip(age - 183, 0, None) / 10))
    calm = 7.3 + 0.06 * on * (1 - np.exp(-after / 40))
    low = 7.3 - 1.5 * on * (1 - np.exp(-after / 45))
    flat = np.full(len(MONTHS), 7.3)
    worlds = {
        "with the train": (rail, calm),
        "without the train": (np.full(len(MONTHS), 0.11), flat),
        NEWS: (rail + 0.03 * on, low),
    }
    bands = []
    for seed, (world, (share, mood)) in enumerate(worlds.items()):
        bands += [
            _band(world, "rail share", share, 0.018, 3 * seed),
            _band(world, "airline share", 1 - share, 0.018, 3 * seed),
            _band(world, "airline satisfaction", mood, 0.07, 3 * seed + 1),
        ]
    observed = pd.DataFrame(OBSERVED, columns=["date", "share"]).assign(
        date=lambda rows: pd.to_datetime(rows["date"]),
        use=lambda rows: np.where(rows["date"] < "2010-06-01", "calibration", "validation"),
        source="Cinco Dias 12-11-2008",
        label=lambda rows: rows["date"].dt.strftime("%B %Y"),
    )
    events = pd.DataFrame(
        {
            "date": pd.to_datetime(["2008-02-01", "2013-02-01", "2021-05-01", "2022-11-01"]),
            "label": ["train opens", "fare cut", "Ouigo", "Iryo"],
        }
    )
    rows = [
        (6, 0.91, 0.92, 1.19, 1.04, 1.37, 0.214),
        (7, 0.74, 0.77, 1.16, 1.08, 1.25, 0.171),
        (8, 0.31, 0.33, 1.11, 0.99, 1.24, 0.072),
    ]
    numbers = pd.DataFrame(
        [
            {
                "cutoff": cutoff,
                "share": share, "share_low": share - 0.013, "share_high": share + 0.012,
                "base": base, "base_low": base - 0.004, "base_high": base + 0.004,
                "ratio": value, "ratio_low": low_end, "ratio_high": high_end,
                "excess": extra, "excess_low": extra - 0.012, "excess_high": extra + 0.011,
            }
            for cutoff, share, base, value, low_end, high_end, extra in rows
        ]
    )  # fmt: skip
    meta: Meta = {
        "title": "A high-speed train enters an airline's route",
        "question": "Why do satisfied customers leave?",
        "scenario": "airline_vs_train",
        "seed": 1,
        "replicates": 20,
        "customers": 20000,
        "version": "0.1.0",
        "hash": "3f9a1c0d77be",
        "command": "make demo",
        "answer": [
            "The airline's passengers were as satisfied as ever: 7.3 out of 10 before the train "
            "and 7.4 at the end.",
            "They left because something better came into view, not because their own got worse: "
            "74% of the leavers were satisfied, against 77% of everybody at risk.",
            "Of the airline's customers when the train opened, 17% left satisfied within two years "
            "and would have stayed without it.",
        ],
        "caveats": [
            "The model is too low after 2021: it does not know that two rivals halved fares.",
            "The interval shows chance between replicates, not doubt about the parameters.",
        ],
        "sources": [
            {"what": "Coefficient of a train minute", "value": -0.0133, "source": "ModeCanada"},
            {"what": "Observed rail share, October 2008", "value": "46%",
             "source": "https://studylib.es/doc/8579630/"},
        ],
    }  # fmt: skip
    frames = Frames(
        bands=pd.concat(bands), observed=observed, events=events, numbers=numbers, meta=meta
    )
    return replace(frames, **changes)


@pytest.fixture(scope="session")
def frames() -> Frames:
    return make_frames()


@pytest.fixture(scope="session")
def build() -> Callable[..., Frames]:
    """The maker itself, for tests that change a frame."""
    return make_frames


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One Chromium for all tests of this process; each takes a tab of its own."""
    with chromium(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run of the main scenario on disk, with the entry of the train in it."""
    folder = tmp_path_factory.mktemp("runs") / "airline"
    run("airline_vs_train", customers=600, periods=84, out=folder)
    return folder


@pytest.fixture(scope="session")
def small_run(run_folder: Path) -> Results:
    """The same, as it is read."""
    return Results.load(run_folder)
