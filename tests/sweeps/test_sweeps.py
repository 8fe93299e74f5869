"""A sweep from beginning to end: stopped, killed, resumed, refused, grown."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.experiments.sweeps import Order, Sweep, SweepError, begin, expand, go_on
from sim.experiments.sweeps import sweeping as sweep_module
from sim.experiments.sweeps.crews import Here, Processes
from sim.experiments.sweeps.designs import points_of
from sim.experiments.sweeps.jobs import Batch, Done, command, do_batch
from sim.experiments.sweeps.store import Store
from sim.experiments.sweeps.sweeping import _batches, batches_of, plan_of
from sim.scenario import load

KILLS = 20
RESUME = (
    "import sys; from sim.experiments.sweeps import go_on;"
    "go_on(sys.argv[1], workers=int(sys.argv[2]))"
)
LIMITED = (
    "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000));" + RESUME
)


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one, other, check_exact=True)
    assert one["run"].is_unique


def started(folder: Path, code: str = RESUME, workers: int = 2) -> subprocess.Popen[str]:
    """A process that goes on with a sweep, in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(workers)],
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(sim.__file__).parent.parent)},
    )


def wait_for_rows(folder: Path, is_alive: Callable[[], bool], count: int = 1) -> None:
    until = time.monotonic() + 120
    while len(list((folder / "runs").glob("[0-9]*.parquet"))) < count:
        assert is_alive()
        assert time.monotonic() < until
        time.sleep(0.005)


def test_processes_make_the_same_rows(begun: Path, undisturbed: pd.DataFrame) -> None:
    assert undisturbed["error"].isna().all()
    assert len(undisturbed) == 120
    told: list[tuple[int, int]] = []
    found = go_on(begun, workers=2, progress=lambda done, total: told.append((done, total)))
    same(found.rows, undisturbed)
    assert found.is_complete
    assert told[0] == (0, 120)
    assert told[-1] == (120, 120)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_replicates_are_interleaved_and_share_their_luck(undisturbed: pd.DataFrame) -> None:
    assert undisturbed["replicate"].tolist() == [0] * 40 + [1] * 40 + [2] * 40
    assert undisturbed["point"].tolist() == 3 * list(range(40))
    assert (undisturbed["seed"] == 1 + undisturbed["replicate"]).all()
    assert undisturbed["id"].is_unique


def test_from_python(tmp_path: Path, order: Order, undisturbed: pd.DataFrame) -> None:
    asked = {name: value for name, value in vars(order).items() if name != "scenario"}
    found = sim.sweep("airline_vs_train", tmp_path / "sweep", **asked)
    same(found.rows, undisturbed)
    again = sim.sweep("airline_vs_train", tmp_path / "sweep", resume=True, **asked)
    same(sim.Sweep.load(again.store.folder).rows, undisturbed)


def test_luck_of_its_own_for_every_point(tmp_path: Path, order: Order) -> None:
    begin(replace(order, points=6, replicates=2, independent=True), tmp_path / "sweep")
    rows = go_on(tmp_path / "sweep").rows
    assert rows["seed"].nunique() == 12


def test_a_run_is_the_run_that_its_command_makes(begun: Path, order: Order) -> None:
    found = go_on(begun)
    row = found.frame.iloc[7]
    results = sim.run(
        "airline_vs_train",
        seed=int(row["seed"]),
        customers=order.customers,
        periods=order.periods,
        overrides={name: row[name] for name in ("train_fare", "heard", "policy")},
        against_no_entrant=False,
    )
    last = results.periods[results.periods["provider"] == "train"].iloc[-1]
    assert row["share(train)"] == last["share"]


def resume_apart(folder: str, workers: int) -> None:
    """Goes on with a sweep in a process group of its own."""
    os.setsid()
    go_on(folder, workers=workers)


def test_killed_twenty_times(tmp_path: Path, order: Order) -> None:
    """Every process is real, and so is its end; only its imports are those of a common parent."""
    luck = random.Random(20)
    few = {"points": 10, "customers": 20, "periods": 36, "overrides": ["burn_in=2"]}
    small = replace(order, replicates=2, batch=1, **few)  # type: ignore[arg-type]
    begin(small, tmp_path / "undisturbed")
    undisturbed = go_on(tmp_path / "undisturbed").rows
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.sweeps.test_sweeps"])
    unfinished = 0
    for kill in range(KILLS):
        folder = tmp_path / f"sweep{kill}"
        begin(small, folder)
        workers = 2 if kill % 5 == 0 else 1
        process = context.Process(target=resume_apart, args=(str(folder), workers))
        process.start()
        wait_for_rows(folder, process.is_alive, luck.randrange(len(undisturbed) - 4))
        time.sleep(luck.uniform(0.0, 0.05))
        os.killpg(process.pid or 0, signal.SIGKILL)
        process.join()
        assert process.exitcode == -signal.SIGKILL
        done = len(list((folder / "runs").glob("[0-9]*.parquet")))
        unfinished += done < len(undisturbed)
        same(go_on(folder).rows, undisturbed)
        assert not list(folder.rglob("*.tmp"))
    assert unfinished >= 15


def test_a_killed_worker_costs_nothing(begun: Path, undisturbed: pd.DataFrame) -> None:
    process = started(begun)
    wait_for_rows(begun, lambda: process.poll() is None)
    workers = children_of(process.pid)
    os.kill(workers[-1], signal.SIGKILL)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    same(Sweep.load(begun).rows, undisturbed)


def children_of(parent: int) -> list[int]:
    """Workers of a process: its children that do not track resources."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            line = (entry / "cmdline").read_text()
        except OSError:
            continue
        if int(fields[1]) == parent and "resource_tracker" not in line:
            found.append(int(entry.name))
    return sorted(found)


class Deadly(Batch):
    """Ends the process that unpacks it."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


def test_a_run_that_kills_its_process_is_a_row(begun: Path) -> None:
    store = Sweep.load(begun).store
    plan = plan_of(store)
    points = points_of(store.design.drop(columns="point"), Sweep.load(begun).levers)
    runs = dict(enumerate(store.runs()))
    batches = list(_batches([0, 1, 2, 3], runs, plan, points, store.notes))
    batches[1] = Deadly(batches[1].number, batches[1].plan, batches[1].runs)
    found: dict[int, Done] = {done.number: done for done in Processes(2).work(batches)}
    assert sorted(found) == [0, 1, 2, 3]
    assert found[1].rows["error"].str.contains("died").all()
    assert found[1].rows["command"].str.startswith("overstap run airline_vs_train --set").all()
    for number in (0, 2, 3):
        same(found[number].rows, do_batch(batches[number]).rows)


def test_a_full_disk_loses_nothing(begun: Path, undisturbed: pd.DataFrame) -> None:
    process = started(begun, LIMITED, workers=1)
    _, errors = process.communicate(timeout=120)
    assert process.returncode != 0
    assert "OSError" in errors
    assert not list((begun / "runs").glob("[0-9]*.parquet"))
    assert not list(begun.rglob("*.tmp"))
    same(go_on(begun).rows, undisturbed)


def test_a_damaged_shard_is_done_again(begun: Path, undisturbed: pd.DataFrame) -> None:
    go_on(begun)
    shards = sorted((begun / "runs").glob("*.parquet"))
    shards[3].write_bytes(shards[3].read_bytes()[:500])
    shards[5].write_bytes(b"")
    shards[6].write_bytes(shards[7].read_bytes())
    shards[9].unlink()
    same(go_on(begun).rows, undisturbed)


def test_a_damaged_shard_is_told_when_it_is_read(begun: Path, undisturbed: pd.DataFrame) -> None:
    go_on(begun)
    shards = sorted((begun / "runs").glob("*.parquet"))
    shards[3].write_bytes(shards[3].read_bytes()[:500])
    for read in (lambda s: s.rows, lambda s: s.frame, lambda s: s.status()):
        with pytest.raises(SweepError, match="--resume"):
            read(Sweep.load(begun))
    same(go_on(begun).rows, undisturbed)
    # What somebody copied beside them is not a shard.
    (begun / "runs" / "00003 (copy).parquet").write_bytes(shards[3].read_bytes())
    same(Sweep.load(begun).rows, undisturbed)


def test_a_damaged_ledger_is_done_again(tmp_path: Path, order: Order) -> None:
    begin(replace(order, points=4, replicates=2, ledger=True, batch=2), tmp_path / "sweep")
    found = go_on(tmp_path / "sweep")
    rows, exits = found.rows, found.exits.to_table().to_pandas()
    ledgers = sorted((tmp_path / "sweep" / "exits").glob("*.parquet"))
    ledgers[0].unlink()
    ledgers[2].write_bytes(ledgers[2].read_bytes()[:300])
    again = go_on(tmp_path / "sweep")
    same(again.rows, rows)
    pd.testing.assert_frame_equal(again.exits.to_table().to_pandas(), exits, check_exact=True)


def test_files_edited_by_hand_are_not_mixed_in(begun: Path) -> None:
    text = (begun / "scenario.yaml").read_text(encoding="utf-8")
    edited = text.replace("horizon: ", "horizon: 1", 1)
    assert edited != text
    (begun / "scenario.yaml").write_text(edited, encoding="utf-8")
    for asked in (lambda: go_on(begun), lambda: expand(begun, replicates=9)):
        with pytest.raises(SweepError, match="not the scenario that the sweep was begun with"):
            asked()
    (begun / "scenario.yaml").write_text(text, encoding="utf-8")
    design = pd.read_parquet(begun / "design.parquet")
    design.loc[0, "train_fare"] += 1
    design.to_parquet(begun / "design.parquet")
    with pytest.raises(SweepError, match="other points"):
        Sweep.load(begun)


def test_a_command_of_a_failed_run_makes_that_run(tmp_path: Path, order: Order) -> None:
    # The other segment gives way to the share, which the command must say too.
    table = pd.DataFrame({"customers.segments.business.share": [0.3], "train_fare": [50.0]})
    plain = replace(order, levers=None, table=table, replicates=1)
    begin(plain, tmp_path / "name")
    begin(replace(plain, scenario=load(str(order.scenario))), tmp_path / "object")
    for folder in (tmp_path / "name", tmp_path / "object"):
        (batch,) = batches_of(Store.open(folder))
        words = shlex.split(command(batch.plan, batch.runs[0]))
        assert words[:2] == ["overstap", "run"]
        sets = [words[k + 1] for k, word in enumerate(words) if word == "--set"]
        options = dict(zip(words[-6::2], words[-5::2], strict=True))
        results = sim.run(
            words[2], overrides=sets, customers=int(options["--customers"]),
            periods=int(options["--periods"]), seed=int(options["--seed"]),
            against_no_entrant=False,
        )  # fmt: skip
        last = results.periods[results.periods["provider"] == "train"].iloc[-1]
        assert go_on(folder).rows["share(train)"].iloc[0] == last["share"]


def test_what_fails_is_a_row(tmp_path: Path, order: Order) -> None:
    table = pd.DataFrame(
        {"providers.airline.offer.fare": [100.0, 90.0], "train_fare": [50.0, 60.0]}
    )
    table["providers.train.touchpoints.punctuality.failure"] = [0.1, 3.0]
    begin(replace(order, levers=None, table=table, replicates=2), tmp_path / "sweep")
    found = go_on(tmp_path / "sweep")
    assert len(found.rows) == 4
    assert found.failures["point"].tolist() == [1, 1]
    assert "3 is above 1" in found.failures["error"].iloc[0]
    assert "punctuality.failure=3.0" in found.failures["command"].iloc[0]
    assert found.frame["point"].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"replicates": 3, "seed": 2}, "seed"),
        ({"customers": 200}, "customers"),
        ({"overrides": ["rules.look.base=-1"]}, "the scenario has changed"),
        ({"plan": "usual"}, "plan"),
        ({"measures": ["share(train)"]}, "wanted"),
        ({"levers": ["heard"]}, "levers"),
        ({"points": 41}, "design"),
    ],
)
def test_another_question_is_not_mixed_in(
    begun: Path, order: Order, change: dict[str, object], words: str
) -> None:
    with pytest.raises(SweepError, match=words):
        go_on(begun, replace(order, **change))  # type: ignore[arg-type]
    assert not list((begun / "runs").glob("*.parquet"))


def test_other_rules_are_not_mixed_in(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_module, "fingerprint", lambda: "other")
    with pytest.raises(SweepError, match="begun with other rules"):
        go_on(begun)


def test_two_writers(begun: Path) -> None:
    class Nosy(Here):
        def work(self, batches: Iterator[Batch]) -> Iterator[Done]:  # type: ignore[override]
            with pytest.raises(SweepError, match="another process is writing"):
                go_on(begun)
            yield from super().work(batches)

    assert go_on(begun, crew=Nosy()).is_complete


def test_folders_that_are_taken(tmp_path: Path, begun: Path, order: Order) -> None:
    with pytest.raises(SweepError, match="--resume"):
        begin(order, begun)
    other = tmp_path / "mine"
    other.mkdir()
    (other / "thesis.txt").write_text("x")
    with pytest.raises(SweepError, match="other files"):
        begin(order, other)
    with pytest.raises(SweepError, match="no sweep"):
        Sweep.load(other)
    sim.run("airline_vs_train", customers=50, periods=2, out=tmp_path / "run")
    with pytest.raises(SweepError, match="results of a run"):
        Sweep.load(tmp_path / "run")


def test_more_replicates_and_more_points(
    tmp_path: Path, order: Order, undisturbed: pd.DataFrame
) -> None:
    folder = tmp_path / "sweep"
    begin(replace(order, replicates=2), folder)
    with pytest.raises(SweepError, match="not complete"):
        expand(folder, replicates=3)
    go_on(folder)
    with pytest.raises(SweepError, match="already"):
        expand(folder, replicates=2)
    expand(folder, replicates=3)
    assert not Sweep.load(folder).is_complete
    same(go_on(folder).rows, undisturbed)
    expand(folder, points=44)
    grown = go_on(folder)
    same(grown.rows.iloc[:120], undisturbed)
    assert grown.rows["point"].iloc[120:].tolist() == [40, 41, 42, 43] * 3
    assert len(grown.design) == 44


def test_ledgers(tmp_path: Path, order: Order) -> None:
    begin(replace(order, points=4, replicates=2, ledger=True), tmp_path / "sweep")
    found = go_on(tmp_path / "sweep")
    exits = found.exits.to_table().to_pandas()
    assert set(exits["run"]) == set(range(8))
    counted = exits[(exits["from"] == "airline") & (exits["type"] == "defection")]
    results = sim.run(
        "airline_vs_train",
        seed=1,
        customers=150,
        periods=48,
        overrides={k: found.design.loc[0, k] for k in ("train_fare", "heard", "policy")},
        against_no_entrant=False,
    )
    exits_of_one = results.exits
    own = exits_of_one[(exits_of_one["from"] == "airline") & (exits_of_one["type"] == "defection")]
    assert len(counted[counted["run"] == 0]) == len(own)
    begin(replace(order, points=1, replicates=1), tmp_path / "without")
    with pytest.raises(SweepError, match="not kept"):
        _ = go_on(tmp_path / "without").exits


def test_a_plan_is_in_force_at_every_point(tmp_path: Path, order: Order) -> None:
    begin(replace(order, points=4, replicates=1, plan="cheaper_flights"), tmp_path / "plan")
    begin(replace(order, points=4, replicates=1), tmp_path / "none")
    assert (
        not go_on(tmp_path / "plan")
        .rows["share(train)"]
        .equals(go_on(tmp_path / "none").rows["share(train)"])
    )


def test_a_run_that_ends_before_the_entry_keeps_what_it_can(tmp_path: Path, order: Order) -> None:
    begin(replace(order, measures=(), periods=12, points=1), tmp_path / "early")
    assert Sweep.load(tmp_path / "early").measures[0] == "airline_share"
    assert not any("hazard" in name for name in Sweep.load(tmp_path / "early").measures)
    begin(replace(order, measures=(), points=1), tmp_path / "later")
    assert "airline_hazard_ratio" in Sweep.load(tmp_path / "later").measures


def test_a_file_in_the_way(tmp_path: Path, order: Order) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SweepError, match="is a file"):
        begin(order, tmp_path / "file")
    with pytest.raises(SweepError, match="is a file"):
        Sweep.load(tmp_path / "file")


def test_names_that_clash_are_refused(tmp_path: Path, order: Order) -> None:
    with pytest.raises(SweepError, match="name of a lever"):
        begin(replace(order, measures=["heard = share(train)"]), tmp_path / "a")
    with pytest.raises(SweepError, match="two measures"):
        begin(replace(order, measures=["x = share(train)", "x = nps(train)"]), tmp_path / "b")
    assert not (tmp_path / "a").exists()


@pytest.mark.slow
def test_memory_stays_flat(begun: Path) -> None:
    store = Sweep.load(begun).store
    points = points_of(store.design.drop(columns="point"), Sweep.load(begun).levers)
    runs = dict(enumerate(store.runs()))
    batches = list(_batches(list(runs), runs, plan_of(store), points, store.notes))
    done, first = 0, 0
    while done < 500:
        for batch in batches:
            do_batch(batch)
            done += len(batch.runs)
        if not first:
            first = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - first
    assert grown < 10_000, f"{grown} kB more after {done} runs"


def test_loading_what_is_unfinished(begun: Path) -> None:
    with pytest.raises(SweepError, match="no finished runs"):
        _ = Sweep.load(begun).rows
    assert load("airline_vs_train").title == Sweep.load(begun).scenario.title
