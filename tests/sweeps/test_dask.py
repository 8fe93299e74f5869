"""The same sweep on a Dask cluster: the same rows, also when a worker is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

from sim.experiments.sweeps import Sweep, crews, go_on
from sim.experiments.sweeps.crews import Cluster, CrewError
from tests.sweeps.clusters import (
    ROOT,
    Running,
    cluster,
    end,
    launched,
    network,
    wait_until,
)

pytest.importorskip("distributed")


@pytest.mark.slow
def test_a_cluster_makes_the_same_rows(
    tmp_path: Path, begun: Path, undisturbed: pd.DataFrame
) -> None:
    told: list[int] = []
    with cluster(tmp_path) as running:
        crew = Cluster(running.address)
        found = go_on(begun, crew=crew, progress=lambda done, _: told.append(done))
    pd.testing.assert_frame_equal(found.rows, undisturbed, check_exact=True)
    assert told == sorted(told)
    assert told[-1] == 120


@pytest.mark.slow
def test_a_lost_worker_costs_nothing(
    tmp_path: Path, begun: Path, undisturbed: pd.DataFrame
) -> None:
    with cluster(tmp_path) as running:
        victim = running.workers[0]

        def kill() -> None:
            while len(list((begun / "runs").glob("[0-9]*.parquet"))) < 4:
                time.sleep(0.01)
            os.kill(victim.pid, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        found = go_on(begun, crew=Cluster(running.address))
        killer.join()
        assert victim.wait(10) == -signal.SIGKILL
    pd.testing.assert_frame_equal(found.rows, undisturbed, check_exact=True)
    assert Sweep.load(begun).is_complete


def test_clusters_that_are_not_there() -> None:
    with pytest.raises(CrewError, match="cannot be used"):
        Cluster("tcp://127.0.0.1:9")
    with pytest.raises(CrewError, match="cannot be used"):
        Cluster("not an address")


@pytest.mark.slow
def test_workers_with_other_rules_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cluster(tmp_path, workers=1) as running:
        monkeypatch.setattr(
            crews, "surroundings_of_rows", Surroundings({"overstap": "0", "rules": "others"})
        )
        with pytest.raises(CrewError, match="would make other rows"):
            Cluster(running.address)


@pytest.mark.slow
def test_scheduler_and_workers_on_separate_networks(
    tmp_path: Path, begun: Path, undisturbed: pd.DataFrame
) -> None:
    """Nothing is shared but a cable: no loopback, no files of the workers' own."""
    with network() as (here, there):
        file = tmp_path / "scheduler.json"
        scheduler = launched(
            "dask_scheduler", "--host", here.address, "--port", "8786", "--no-dashboard",
            "--scheduler-file", str(file), within=here.within, log=tmp_path / "scheduler.log",
        )  # fmt: skip
        running = Running(f"tcp://{here.address}:8786", scheduler)
        try:
            wait_until(file.exists, tmp_path / "scheduler.log")
            running.workers = [
                launched(
                    "dask_worker", running.address, "--nthreads", "1", "--no-nanny",
                    "--no-dashboard", "--host", there.address,
                    "--local-directory", str(tmp_path / f"worker{number}"),
                    within=there.within, log=tmp_path / f"worker{number}.log",
                )
                for number in range(2)
            ]  # fmt: skip
            code = (
                "import sys; from sim.experiments.sweeps import go_on;"
                "from sim.experiments.sweeps.crews import Cluster;"
                "go_on(sys.argv[1], crew=Cluster(sys.argv[2]))"
            )
            done = subprocess.run(
                [*here.within, sys.executable, "-c", code, str(begun), running.address],
                capture_output=True,
                text=True,
                timeout=240,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                check=False,
            )
            assert done.returncode == 0, done.stderr
        finally:
            end(running)
    pd.testing.assert_frame_equal(Sweep.load(begun).rows, undisturbed, check_exact=True)


class Surroundings:
    """Tells the truth on the workers, and something else here."""

    def __init__(self, here: dict[str, str]) -> None:
        self._here = here
        self._home = os.getpid()

    def __call__(self) -> dict[str, str]:
        return self._here if os.getpid() == self._home else crews.surroundings_of_rows()
