"""A folder that is whole or not there, whatever happens, and a way back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim import folder, results
from sim.folder import read_notes, write_parquet
from sim.market import Market
from sim.results import FILES, Results, ResultsError
from sim.scenario import load

TABLES = ("periods", "hazards", "exits", "parts", "customers", "firm")

ASKED = [file for name, file in FILES.items() if name in TABLES]


def test_a_folder_comes_back_as_it_was(life: Any, tmp_path: Path) -> None:
    saved = life.results.save(tmp_path / "run")
    assert {path.name for path in saved.iterdir()} == {
        "manifest.json",
        "scenario.yaml",
        *ASKED,
    }
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    loaded = Results.load(saved)
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(loaded, table), getattr(life.results, table))
    assert loaded.scenario == life.results.scenario
    assert loaded.origin == life.results.origin
    assert load(saved / "scenario.yaml") == life.results.scenario
    again = loaded.save(tmp_path / "copy")
    assert Results.load(again).exits.equals(life.results.exits)


def test_the_manifest_and_every_table_name_the_run(travel: Any, tmp_path: Path) -> None:
    saved = travel.results.save(tmp_path / "run")
    manifest = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 5
    assert manifest["scenario"] == "life"
    assert set(manifest["versions"]) == {
        "overstap", "python", "mesa", "numba", "numpy", "pandas", "pyarrow",
    }  # fmt: skip
    for file in ASKED:
        notes = folder.read_notes(saved / file)
        assert notes["hash"] == manifest["hash"]
        assert notes["seed"] == "5"
        assert notes["version"] == manifest["version"]


def test_customers_only_when_asked(travel: Any, tmp_path: Path) -> None:
    plain = Results.of(travel.market)
    with pytest.raises(ResultsError, match="ask for it before"):
        _ = plain.customers
    saved = plain.save(tmp_path / "run")
    assert not (saved / "customers.parquet").exists()
    with pytest.raises(ResultsError, match=r"does not hold customers\.parquet: .* --panel N"):
        _ = Results.load(saved).customers


def test_what_makes_two_runs_the_same(travel: Any) -> None:
    def hash_of(market: Market, **options: Any) -> str:
        return Results.of(market, **options).origin.hash

    market = travel.market
    same = hash_of(market)
    assert hash_of(market, name="another name") == same
    assert hash_of(market, overrides=(("a.b", 1),)) != same
    assert hash_of(market, plan="x") != same
    for change in ({"seed": 6}, {"entrants": False}):
        try:
            before = {key: getattr(market, key) for key in change}
            vars(market).update(change)
            assert hash_of(market) != same
        finally:
            vars(market).update(before)


def test_results_are_not_replaced_unasked(travel: Any, alarm: Any, tmp_path: Path) -> None:
    saved = travel.results.save(tmp_path / "run")
    with pytest.raises(FileExistsError, match="holds results already"):
        alarm.results.save(saved)
    assert Results.load(saved).origin == travel.results.origin
    alarm.results.save(saved, overwrite=True)
    assert Results.load(saved).origin == alarm.results.origin
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_other_folders_are_never_replaced(travel: Any, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FileExistsError, match="other files"):
        travel.results.save(tmp_path, overwrite=True)
    with pytest.raises(FileExistsError, match="is a file"):
        travel.results.save(tmp_path / "thesis.txt", overwrite=True)
    (tmp_path / "empty").mkdir()
    travel.results.save(tmp_path / "empty")
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full at the third table."""
    real, calls = results.write_parquet, iter(range(100))

    def write(*arguments: Any) -> int:
        if next(calls) == 2:
            raise OSError(28, "No space left on device")
        return real(*arguments)

    monkeypatch.setattr(results, "write_parquet", write)


@pytest.mark.usefixtures("failing")
def test_a_failure_half_way_leaves_nothing(travel: Any, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        travel.results.save(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_half_way_leaves_the_old_one(
    travel: Any, alarm: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    saved = travel.results.save(tmp_path / "run")
    request.getfixturevalue("failing")
    with pytest.raises(OSError, match="No space"):
        alarm.results.save(saved, overwrite=True)
    assert Results.load(saved).exits.equals(travel.results.exits)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_without_an_exchange_in_one_step(
    travel: Any, alarm: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = travel.results.save(tmp_path / "run")
    monkeypatch.setattr(folder.sys, "platform", "darwin")
    alarm.results.save(saved, overwrite=True)
    assert Results.load(saved).origin == alarm.results.origin
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


WRITER = """
import sys, time
from sim import results
from sim.market import Market
def life(seed):
    market = Market("airline_vs_train", rng=seed, customers=1500, periods=30, collect=False)
    while market.running:
        market.step()
    return results.Results.of(market)
one, two = life(1), life(2)
if sys.argv[2] == "half-way":
    real = results.write_parquet
    def write(path, *rest):
        rows = real(path, *rest)
        if path.name == "exits.parquet":
            print("ready", flush=True)
            time.sleep(600)
        return rows
    results.write_parquet = write
    one.save(sys.argv[1], overwrite=True)
one.save(sys.argv[1], overwrite=True)
print("ready", flush=True)
while True:
    two.save(sys.argv[1], overwrite=True)
    one.save(sys.argv[1], overwrite=True)
"""


def killed_writer(target: Path, moment: str, after: float = 0.0) -> None:
    """Starts a process that saves results, and kills it as hard as can be."""
    command = [sys.executable, "-c", WRITER, str(target), moment]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(after)
        os.kill(process.pid, signal.SIGKILL)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
class TestKill:
    def test_half_way_leaves_nothing_and_the_next_writer_cleans_up(
        self, travel: Any, tmp_path: Path
    ) -> None:
        target = tmp_path / "run"
        killed_writer(target, "half-way")
        assert not target.exists()
        assert len(list(tmp_path.iterdir())) == 1
        travel.results.save(target)
        assert [path.name for path in tmp_path.iterdir()] == ["run"]

    def test_half_way_leaves_the_old_one(self, travel: Any, tmp_path: Path) -> None:
        target = travel.results.save(tmp_path / "run")
        killed_writer(target, "half-way")
        assert Results.load(target).exits.equals(travel.results.exits)

    def test_at_any_time_leaves_one_that_is_whole(self, tmp_path: Path) -> None:
        target = tmp_path / "run"
        killed_writer(target, "any time", after=0.23)
        found = Results.load(target)
        assert found.origin.seed in (1, 2)
        assert found.parts["exit"].isin(found.exits["exit"]).all()
        assert len(found.periods) == 30 * 6


@pytest.mark.parametrize("file", ["periods.parquet", "scenario.yaml", "manifest.json"])
def test_what_is_missing_or_damaged_is_told(travel: Any, tmp_path: Path, file: str) -> None:
    saved = travel.results.save(tmp_path / "run")
    whole = (saved / file).read_bytes()
    (saved / file).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ResultsError, match="damaged"):
        Results.load(saved)
    (saved / file).unlink()
    with pytest.raises(ResultsError):
        Results.load(saved)


def test_parts_without_their_kind_are_of_an_older_version_and_are_read(
    travel: Any, tmp_path: Path
) -> None:
    saved = travel.results.save(tmp_path / "run")
    file = saved / FILES["parts"]
    notes = read_notes(file)
    write_parquet(file, [pd.read_parquet(file).drop(columns="kind")], notes)
    pd.testing.assert_frame_equal(Results.load(saved).parts, travel.results.parts)


def test_no_results_at_all(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"holds no results: manifest\.json is missing"):
        Results.load(tmp_path)


def test_a_file_of_another_run_is_noticed(travel: Any, alarm: Any, tmp_path: Path) -> None:
    first = travel.results.save(tmp_path / "first")
    second = alarm.results.save(tmp_path / "second")
    (second / "exits.parquet").replace(first / "exits.parquet")
    with pytest.raises(ResultsError, match="another run"):
        Results.load(first)


def test_a_newer_format_is_refused(travel: Any, tmp_path: Path) -> None:
    saved = travel.results.save(tmp_path / "run")
    manifest = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))
    (saved / "manifest.json").write_text(json.dumps({**manifest, "format": 99}))
    with pytest.raises(ResultsError, match="newer"):
        Results.load(saved)
