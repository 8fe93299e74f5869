"""A run that was stopped and resumed equals the run that was not, bit for bit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import checkpoint
from sim.checkpoint import CheckpointError, resume, save
from sim.layout import CUSTOMER, RELATION, TOLD
from sim.market import Market
from sim.results import Results
from sim.rules.words import REACHED
from sim.scenario import load
from tests.markets import rich

ALARM = Path(__file__).parent / "data" / "alarm.yaml"


def alarm(**options: Any) -> Market:
    return Market(load(ALARM), rng=7, **options)


def travel(**options: Any) -> Market:
    return Market("airline_vs_train", rng=7, customers=1200, periods=60, **options)


def to_end(market: Market) -> Market:
    while market.running:
        market.step()
    return market


def assert_same(one: Market, other: Market) -> None:
    """Every bit of the state, the past and the ledger."""
    for name, fields in (
        ("population", CUSTOMER),
        ("relations", RELATION),
        ("_told", TOLD),
    ):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert fields.names is not None
        for field in fields.names:
            assert mine[field].tobytes() == theirs[field].tobytes(), (name, field)
    for name in ("tastes", "_aware", "_standings", "history", "hazard", "known", "is_open", "fill"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name
    for name in ("period", "present", "steps", "running", "scenario", "initial", "seed"):
        assert getattr(one, name) == getattr(other, name), name
    for name in ("cost", "cash", "profit", "spent"):
        mine, theirs = (getattr(market.accounts, name) for market in (one, other))
        assert mine.tobytes() == theirs.tobytes(), name
    for name, provider in one.providers.items():
        assert provider.state() == other.providers[name].state()
    assert np.array_equal(one.burn_in_shares, other.burn_in_shares)
    (exits, parts), (their_exits, their_parts) = (m.ledger.everything() for m in (one, other))
    assert parts.tobytes() == their_parts.tobytes()
    for field in exits.dtype.names:
        assert exits[field].tobytes() == their_exits[field].tobytes(), field
    mine, theirs = (m.datacollector.get_model_vars_dataframe() for m in (one, other))
    pd.testing.assert_frame_equal(mine, theirs)


@pytest.mark.parametrize("make", [alarm, travel])
@pytest.mark.parametrize("stops", [(0,), (1, 5, 6, 10, 11, 21, 31)])
def test_resumed_equals_uninterrupted(make: Any, stops: tuple[int, ...], tmp_path: Path) -> None:
    whole, market = to_end(make()), make()
    for stop in stops:
        while market.period < stop:
            market.step()
        market = resume(save(market, tmp_path / "run.npz"))
    assert_same(to_end(market), whole)
    pd.testing.assert_frame_equal(Results.of(market).exits, Results.of(whole).exits)
    assert [path.name for path in tmp_path.iterdir()] == ["run.npz"]


PAUSE = [
    {"at": 9, "set": {"providers.alpha.attention.policy": "none"}},
    {"at": 13, "set": {"providers.alpha.attention.policy": "random"}},
    {"at": 16, "set": {"providers.epsilon.attention.policy": "squeaky_wheel"}},
]


@pytest.mark.parametrize("kind", ["occasion", "subscription"])
@pytest.mark.parametrize("threads", [(1, 1, 1), (1, 3, 2), (2, 1, 3)])
def test_queues_for_attention_go_on(kind: str, threads: tuple[int, ...], tmp_path: Path) -> None:
    """Stopped before and after providers begin, pause and resume to give attention, and resumed
    with other numbers of threads, of which each counts in a queue of its own."""
    scenario = rich(kind, interventions=PAUSE)
    whole = to_end(Market(scenario, rng=7, customers=6000))
    market = Market(scenario, rng=7, customers=6000, threads=threads[0])
    for stop, count in zip((0, 1, 8, 9, 10, 13, 14, 16, 17), 3 * threads, strict=True):
        while market.period < stop:
            market.step()
        market = resume(save(market, tmp_path / "run.npz"), threads=count)
        assert market._queues.tables.shape[0] == count
    assert market._chunks >= 2 * max(threads)
    assert_same(to_end(market), whole)
    assert np.array_equal(market._queues.tables.sum(0), whole._queues.tables.sum(0))
    assert market.history[:, :, REACHED].sum() > 5000


def test_saving_changes_nothing(tmp_path: Path) -> None:
    whole, market = to_end(travel()), travel()
    while market.running:
        market.step()
        if market.period % 7 == 0:
            save(market, tmp_path / "run.npz")
    assert_same(market, whole)


def test_options_come_back(tmp_path: Path) -> None:
    market = travel(entrants=False, collect=False, threads=2)
    market.step()
    other = resume(save(market, tmp_path / "a"))
    assert (other.entrants, other.threads, other._collects) == (False, 2, False)
    assert resume(tmp_path / "a", threads=1).threads == 1
    assert_same(to_end(other), to_end(market))


def test_the_interpreted_run_resumes_too(tmp_path: Path) -> None:
    market = Market("airline_vs_train", rng=7, customers=20, periods=6, compiled=False)
    for _ in range(3):
        market.step()
    other = resume(save(market, tmp_path / "a"))
    assert not other.compiled
    assert_same(to_end(other), to_end(market))


def test_a_finished_run_stays_finished(tmp_path: Path) -> None:
    market = to_end(travel())
    other = resume(save(market, tmp_path / "a"))
    assert not other.running
    other.step()
    assert other.period == market.period


def test_a_market_in_its_burn_in_cannot_be_saved(tmp_path: Path) -> None:
    market = travel()
    market.period = -3
    with pytest.raises(ValueError, match="books are open"):
        save(market, tmp_path / "a")


# What cannot be resumed from.


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    market = travel()
    for _ in range(5):
        market.step()
    return save(market, tmp_path / "run.npz")


def rewritten(path: Path, **changes: Any) -> None:
    with np.load(path) as stored:
        arrays = dict(stored)
    note = {**json.loads(bytes(arrays["note"])), **changes}
    arrays["note"] = np.frombuffer(json.dumps(note).encode(), np.uint8)
    with path.open("wb") as file:
        np.savez(file, **arrays)


def test_another_version(saved: Path) -> None:
    rewritten(saved, version="0.0.9")
    with pytest.raises(CheckpointError, match=r"written by overstap 0\.0\.9; this is"):
        resume(saved)


def test_other_rules(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "fingerprint", lambda: "other")
    with pytest.raises(CheckpointError, match="other rules"):
        resume(saved)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_cut_short(saved: Path, share: float) -> None:
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(CheckpointError, match="damaged"):
        resume(saved)


def test_one_flipped_bit_anywhere_is_noticed_or_harmless(saved: Path) -> None:
    whole = saved.read_bytes()
    noticed = 0
    places = np.random.default_rng(1).integers(0, len(whole), 40)
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 0x10
        saved.write_bytes(damaged)
        try:
            market = resume(saved)
        except CheckpointError:
            noticed += 1
        else:
            saved.write_bytes(whole)
            assert_same(market, resume(saved))
    assert noticed > 30


@pytest.mark.parametrize(
    "content", [b"", b"not a checkpoint", b"\x80\x04N.", b"PK\x03\x04 not really a zip"]
)
def test_other_files(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(CheckpointError, match="damaged, or not a checkpoint"):
        resume(tmp_path / "a")


def test_other_archives(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as file:
        np.savez(file, note=np.frombuffer(b'{"kind": "something else"}', np.uint8))
    with pytest.raises(CheckpointError, match="not a checkpoint"):
        resume(tmp_path / "a")
    with (tmp_path / "a").open("wb") as file:
        np.savez(file, note=np.array([{"kind": 1}], dtype=object))  # a pickle is never opened
    with pytest.raises(CheckpointError, match="damaged"):
        resume(tmp_path / "a")


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        resume(tmp_path / "nothing")


def test_arrays_that_do_not_fit_their_scenario(saved: Path) -> None:
    with np.load(saved) as stored:
        arrays = dict(stored)
    arrays["tastes"] = arrays["tastes"][:-1]
    with saved.open("wb") as file:
        np.savez(file, **arrays)
    with pytest.raises(CheckpointError, match="does not fit"):
        resume(saved)


# Whole or not there.


def test_a_failure_leaves_the_old_one(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = saved.read_bytes()

    def fail(file: Any, **arrays: Any) -> None:
        file.write(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint.np, "savez", fail)
    with pytest.raises(OSError, match="No space"):
        save(travel(), saved)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["run.npz"]


WRITER = """
import sys
from sim.checkpoint import save
from sim.market import Market
market = Market("airline_vs_train", rng=7, customers=1200, periods=60)
save(market, sys.argv[1])
print("ready", flush=True)
while True:
    market.step()
    save(market, sys.argv[1])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_while_saving(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.15)
        os.kill(process.pid, signal.SIGKILL)
    assert_same(to_end(resume(path)), to_end(travel()))
    save(travel(), path)
    assert [found.name for found in tmp_path.iterdir()] == ["run.npz"]
