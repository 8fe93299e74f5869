"""A sweep in the shape of Mesa 4."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.experiments.sweeps import DesignError, SweepError
from sim.experiments.sweeps.crews import CrewError

POINTS = pd.DataFrame({"train_fare": [40.0, 60.0, 80.0], "policy": ["none", "random", "none"]})
CONFIG = sim.RunConfiguration(
    "airline_vs_train", until=30, outcomes=["share(train)", "nps(airline)"], customers=60
)


def test_it_is_the_sweep_of_that_table(tmp_path: Path) -> None:
    found = sim.run_scenarios(POINTS, CONFIG, store=tmp_path / "a", rng=4, replications=2)
    options: dict[str, Any] = {"measures": CONFIG.outcomes, "customers": 60, "periods": 30}
    by_sweep = sim.sweep(
        "airline_vs_train", tmp_path / "b", table=POINTS, seed=4, replicates=2, **options
    )
    pd.testing.assert_frame_equal(found.rows, by_sweep.rows)
    assert found.frame["train_fare"].tolist() == [40, 60, 80] * 2
    status = found.status()
    assert list(status.index) == [(point, r) for point in range(3) for r in range(2)]
    assert (status["status"] == "succeeded").all()


@pytest.mark.parametrize("kind", ["processes", "threads"])
def test_an_executor_makes_the_same_rows(tmp_path: Path, kind: str) -> None:
    here = sim.run_scenarios(POINTS, CONFIG, store=tmp_path / "here", replications=9)
    executor: Executor = ThreadPoolExecutor(2)
    if kind == "processes":
        executor = ProcessPoolExecutor(2, multiprocessing.get_context("spawn"))
    with executor:
        there = sim.run_scenarios(
            POINTS, CONFIG, store=tmp_path / "there", replications=9, executor=executor
        )
    pd.testing.assert_frame_equal(here.rows, there.rows)


class Breaking(ThreadPoolExecutor):
    """Does one batch, and breaks."""

    done = 0

    def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.done:
            broken: Future[Any] = Future()
            broken.set_exception(BrokenProcessPool("a process died"))
            return broken
        self.done += 1
        finished = super().submit(*args, **kwargs)
        finished.result()
        return finished


def test_the_same_call_goes_on_when_the_executor_broke(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"store": tmp_path / "sweep", "replications": 20}
    with Breaking(1) as executor, pytest.raises(CrewError, match="a process died"):
        sim.run_scenarios(POINTS, CONFIG, executor=executor, **asked)
    begun = sim.Sweep.load(tmp_path / "sweep").status()["status"]
    assert set(begun) <= {"succeeded", "pending"}
    assert "pending" in set(begun)
    whole = sim.run_scenarios(POINTS, CONFIG, **asked)
    assert whole.is_complete
    assert len(whole.rows) == 60


def test_what_fails_is_told_and_does_not_stop_the_rest(tmp_path: Path) -> None:
    points = pd.DataFrame({"providers.train.touchpoints.punctuality.failure": [0.1, 3.0]})
    found = sim.run_scenarios(points, CONFIG, store=tmp_path / "sweep")
    assert found.status()["status"].tolist() == ["succeeded", "failed"]
    assert "3 is above 1" in found.failures["error"].iloc[0]


def test_what_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DesignError, match="no points"):
        sim.run_scenarios(POINTS.iloc[:0], CONFIG, store=tmp_path / "sweep")
    assert not os.listdir(tmp_path)
    sim.run_scenarios(POINTS, CONFIG, store=tmp_path / "sweep")
    with pytest.raises(SweepError, match="horizon: 30 there, 20 now"):
        sim.run_scenarios(POINTS, replace(CONFIG, until=20), store=tmp_path / "sweep")
    with pytest.raises(SweepError, match="other points"):
        sim.run_scenarios(POINTS.iloc[::-1], CONFIG, store=tmp_path / "sweep")
