"""Runs, the world without the entrant, replicates, and the summary."""

from __future__ import annotations

import gc
import json
import math
import operator
import subprocess
import sys
import weakref
from concurrent.futures import Executor, Future
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim import engine, running
from sim.market import Market
from sim.measures import MEASURES
from sim.replicates import Replicate
from sim.results import Results
from sim.rules.words import USES
from sim.running import replicate, run, summary
from sim.scenario import ScenarioError, load

ALARM = Path(__file__).parent / "data" / "alarm.yaml"
SMALL: dict[str, Any] = {"customers": 1500, "periods": 60}


@pytest.fixture(scope="module")
def results() -> Results:
    return run("airline_vs_train", seed=3, panel=10, **SMALL)


def test_a_run_is_the_market(results: Results) -> None:
    market = Market("airline_vs_train", rng=3, collect=False, **SMALL)
    while market.running:
        market.step()
    pd.testing.assert_frame_equal(results.periods, Results.of(market).periods)
    pd.testing.assert_frame_equal(results.exits, Results.of(market).exits)


def test_the_same_seed_is_the_same_run_whatever_the_threads(results: Results) -> None:
    again = run("airline_vs_train", seed=3, threads=1, against_no_entrant=False, **SMALL)
    pd.testing.assert_frame_equal(results.exits, again.exits)
    assert again.origin == results.origin
    assert again.excess == {}
    assert again.without is None
    other = run("airline_vs_train", seed=4, against_no_entrant=False, **SMALL)
    assert not other.periods.equals(results.periods)
    assert other.origin.hash != results.origin.hash


def test_the_other_world_has_the_same_past_and_no_entrant(results: Results) -> None:
    other = results.without
    assert other is not None
    assert not other.origin.entrants
    for table in ("periods", "exits"):
        worlds = [getattr(world, table) for world in (results, other)]
        # Whether somebody returned is a matter of the future.
        mine, theirs = (world.drop(columns="returned", errors="ignore") for world in worlds)
        pd.testing.assert_frame_equal(mine[mine["period"] < 24], theirs[theirs["period"] < 24])
    trains = other.periods[other.periods["provider"] == "train"]
    assert not trains["open"].any()
    assert trains["uses"].sum() == 0


def test_excess_counted_by_hand(results: Results) -> None:
    """Customers of the airline at the end of period 23 who left it satisfied in 24 to 47."""
    market = Market("airline_vs_train", rng=3, collect=False, **SMALL)
    while market.period < 24:
        market.step()
    were = set(np.flatnonzero(market.population["main"] == market.world.names.index("airline")))
    moved_with = _satisfied(results, were)
    assert results.without is not None
    moved_without = _satisfied(results.without, were)
    found = results.excess["airline"][7.0]
    assert found.value == pytest.approx((len(moved_with) - len(moved_without)) / len(were))
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high


def _satisfied(results: Results, were: set[int]) -> set[int]:
    exits = results.exits
    rows = exits[(exits["from"] == "airline") & exits["customer"].isin(were)]
    rows = rows[rows["period"].between(24, 47)]
    gone: set[int] = set()
    satisfied: set[int] = set()
    for row in rows.itertuples():
        if row.customer in gone:
            continue
        if row.type == "involuntary":
            gone.add(row.customer)
        if row.type == "defection":
            gone.add(row.customer)
            if row.band >= 7.0:
                satisfied.add(row.customer)
    return satisfied


@pytest.mark.parametrize("periods", [20, 24, 47])
def test_no_excess_before_the_window_is_over(periods: int) -> None:
    found = run("airline_vs_train", customers=300, periods=periods)
    assert found.excess == {}
    numbers = summary(found)["defections"]["airline"]
    assert numbers["excess"] == {"value": None, "low": None, "high": None}


def test_without_entrants(results: Results) -> None:
    found = run("airline_vs_train", seed=3, entrants=False, **SMALL)
    assert found.excess == {}
    assert results.without is not None
    pd.testing.assert_frame_equal(found.exits, results.without.exits)
    assert found.origin.hash == results.without.origin.hash


def test_overrides_and_plans(results: Results) -> None:
    options: dict[str, Any] = {"against_no_entrant": False, **SMALL}
    cheap = run("airline_vs_train", seed=3, overrides=["train_fare=30"], **options)
    assert cheap.scenario.providers["train"].offer["fare"] == 30
    assert cheap.origin.overrides == (("train_fare", 30),)
    assert cheap.origin.hash != results.origin.hash
    planned = run("airline_vs_train", seed=3, plan="news_hurts", **options)
    resolved = load("airline_vs_train")
    same = run(resolved, seed=3, plan="news_hurts", **options)
    pd.testing.assert_frame_equal(planned.periods, same.periods)
    assert planned.scenario == same.scenario
    with pytest.raises(ScenarioError, match="faster_securty"):
        run("airline_vs_train", plan="faster_securty", **options)
    with pytest.raises(ScenarioError, match="no plan"):
        run(resolved, plan="faster_securty", **options)
    with pytest.raises(ScenarioError, match="train_fair"):
        run("airline_vs_train", overrides=["train_fair=30"], **options)


@pytest.mark.parametrize("wrong", [{"periods": 0}, {"seed": -1}, {"seed": 2**64}, {"customers": 0}])
def test_what_makes_no_sense_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises((ValueError, ScenarioError)):
        run("airline_vs_train", **{**SMALL, **wrong})


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    run("airline_vs_train", customers=200, periods=50, progress=lambda *x: told.append(x))
    done = [now for now, _ in told]
    assert done == sorted(done)
    assert {total for _, total in told} == {2 * (36 + 50)}
    assert done[-1] == 2 * (36 + 50)


def test_a_panel_of_customers(results: Results) -> None:
    panel = results.customers
    assert panel.groupby("moment", observed=True).size().to_dict() == {"start": 10, "end": 10}
    assert panel["customer"].max() == 1499
    everybody = run(ALARM, panel=-1, periods=3, against_no_entrant=False).customers
    assert set(everybody["customer"]) == set(range(600))


def test_results_go_to_disk(tmp_path: Path) -> None:
    found = run("airline_vs_train", customers=300, periods=50, out=tmp_path / "a" / "run")
    loaded = Results.load(tmp_path / "a" / "run")
    assert summary(loaded) == summary(found)
    assert loaded.timings.keys() >= {"run", "run_without_entrant"}

    def never(*_: object) -> None:
        raise AssertionError("ran before it looked")

    with pytest.raises(FileExistsError):
        run("airline_vs_train", progress=never, out=tmp_path / "a" / "run", **SMALL)


def test_a_slow_first_use_is_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    options: dict[str, Any] = {
        "customers": 50,
        "periods": 2,
        "on_compile": lambda: told.append("!"),
    }
    run("airline_vs_train", **options)
    replicate("airline_vs_train", replicates=1, workers=1, **options)
    assert engine.is_compiled()
    assert told == []
    monkeypatch.setattr(running.engine, "is_compiled", lambda: False)
    run("airline_vs_train", **options)
    replicate("airline_vs_train", replicates=1, workers=1, **options)
    assert told == ["!", "!"]


def test_a_market_is_let_go() -> None:
    held: list[Any] = []
    real = Market.release

    def release(market: Market) -> None:
        held.append(weakref.ref(market))
        real(market)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Market, "release", release)
        found = run("airline_vs_train", customers=100, periods=30)
    gc.collect()
    assert len(held) == 2
    assert [ref() for ref in held] == [None, None]
    assert len(found.periods) > 0


# The summary.


def test_the_summary_is_json_with_known_keys(results: Results) -> None:
    found = json.loads(json.dumps(summary(results), allow_nan=False))
    assert found.keys() >= {
        "scenario", "seed", "version", "shares", "customers", "satisfaction", "defections",
        "periods",
    }  # fmt: skip
    assert (found["scenario"], found["seed"], found["periods"]) == ("airline_vs_train", 3, 60)
    airline = found["defections"]["airline"]
    for name in MEASURES:
        assert airline[name].keys() == {"value", "low", "high"}
        assert airline["cutoffs"]["7"][name] == airline[name]
    assert airline["cutoffs"].keys() == {"6", "7", "8"}
    shares = [
        airline["cutoffs"][cutoff][name]["value"]
        for name in ("satisfied_share", "base_rate")
        for cutoff in ("6", "7", "8")
    ]
    assert shares[:3] == sorted(shares[:3], reverse=True)
    assert shares[3:] == sorted(shares[3:], reverse=True)


def test_the_summary_against_the_market(results: Results) -> None:
    found = summary(results)
    market = Market("airline_vs_train", rng=3, collect=False, **SMALL)
    while market.running:
        market.step()
    uses = market.history[-1, :-1, USES]
    for name, uses_of_it in zip(market.world.names, uses, strict=True):
        assert found["shares"][name] == pytest.approx(uses_of_it / uses.sum())
    served = market.population["main"][market.population["main"] >= 0]
    served = served[served < len(uses)]
    airline = market.world.names.index("airline")
    assert found["customers"]["airline"] == pytest.approx((served == airline).mean())
    mine = market.population["main"] == airline
    truth = market.relations[mine, airline]["satisfaction"].mean()
    assert found["satisfaction"]["airline"] == pytest.approx(truth, rel=1e-5)


def test_what_is_unknown_is_null(results: Results) -> None:
    found = summary(results)
    assert found["satisfaction"]["ouigo"] is None  # enters in period 183
    assert found["shares"]["ouigo"] == 0.0
    numbers = found["defections"]["ouigo"]
    assert numbers["count"] == numbers["at_risk"] == 0
    assert all(numbers[name]["value"] is None for name in MEASURES)


def test_the_scenarios_own_cutoff() -> None:
    found = summary(
        run("airline_vs_train", overrides={"report.satisfied_at": 7.5}, customers=500, periods=50)
    )["defections"]["airline"]
    assert found["cutoff"] == 7.5
    assert list(found["cutoffs"]) == ["6", "7", "7.5", "8"]
    assert found["satisfied_share"] == found["cutoffs"]["7.5"]["satisfied_share"]


# Replicates.


@pytest.fixture(scope="module")
def many() -> sim.Replicates:
    return replicate(
        "airline_vs_train", replicates=3, seed=3, workers=1, customers=1500, periods=60
    )


def test_replicates_are_runs(many: sim.Replicates, results: Results) -> None:
    assert many.seeds == (3, 4, 5)
    first = many.periods[many.periods["seed"] == 3]
    theirs = results.periods[results.periods["provider"] != "outside"]
    for column in ("share", "customer_share", "satisfaction"):
        assert first[column].to_numpy() == pytest.approx(theirs[column].to_numpy(), nan_ok=True)
    numbers = many.numbers[many.numbers["seed"] == 3].set_index(["provider", "cutoff", "measure"])
    wanted = results.three_numbers("airline", 6.0).hazard_ratio
    assert numbers.loc[("airline", 6.0, "hazard_ratio"), "value"] == wanted.value
    assert numbers.loc[("airline", 7.0, "excess"), "value"] == results.excess["airline"][7.0].value


def test_shares_of_modes(many: sim.Replicates) -> None:
    sums = many.modes.groupby(["seed", "period"])["share"].sum()
    assert sums.to_numpy() == pytest.approx(1.0)
    table = many.periods
    rail = table[(table["mode"] == "rail") & (table["seed"] == 4) & (table["period"] == 50)]
    modes = many.modes.set_index(["seed", "period", "mode"])["share"]
    assert modes[(4, 50, "rail")] == pytest.approx(rail["share"].sum())


def test_shares_of_modes_do_not_depend_on_the_version_of_pandas(many: sim.Replicates) -> None:
    run = many.periods[many.periods["seed"] == 3]
    draws = np.random.default_rng(1).dirichlet(np.ones(5), run["period"].nunique()).ravel()
    shared = run.assign(share=draws, mode="all").drop(columns="seed")
    shared.loc[shared["period"] == 7, "share"] = math.nan
    numbers = many.numbers[many.numbers["seed"] == 3].drop(columns="seed")
    modes = sim.Replicates.of(many.scenario, [Replicate(3, shared, numbers)]).modes
    # Added up one after the other, which no sum of pandas promises.
    wanted = [
        reduce(operator.add, group["share"]) for _, group in shared.groupby("period", sort=True)
    ]
    np.testing.assert_array_equal(modes["share"].to_numpy(), np.array(wanted))


def test_bands_hold_their_runs(many: sim.Replicates) -> None:
    bands = many.bands("satisfaction")
    known = bands.dropna()
    assert ((known["low"] <= known["mid"]) & (known["mid"] <= known["high"])).all()
    row = bands[(bands["provider"] == "airline") & (bands["period"] == 40)].iloc[0]
    table = many.periods[(many.periods["provider"] == "airline") & (many.periods["period"] == 40)]
    assert row["mid"] == pytest.approx(table["satisfaction"].median())
    assert list(many.bands("share", "mode")) == ["mode", "period", "date", "low", "mid", "high"]


def test_estimates_over_runs(many: sim.Replicates) -> None:
    table = many.estimates().set_index(["provider", "cutoff", "measure"])
    values = many.numbers.set_index(["provider", "cutoff", "measure"])["value"].sort_index()
    ratios = values.loc[("airline", 7.0, "hazard_ratio")].to_numpy()
    row = table.loc[("airline", 7.0, "hazard_ratio")]
    assert row["value"] == pytest.approx(math.exp(np.log(ratios).mean()))
    assert row["low"] < row["value"] < row["high"]
    assert (row["known"], row["runs"]) == (3, 3)
    unknown = table.loc[("ouigo", 7.0, "satisfied_share")]
    assert unknown["known"] == 0
    assert math.isnan(unknown["value"])
    runs = many.estimates("runs").set_index(["provider", "cutoff", "measure"])
    assert runs.loc[("airline", 7.0, "hazard_ratio"), "value"] == pytest.approx(np.median(ratios))


def test_workers_change_nothing(many: sim.Replicates) -> None:
    told: list[tuple[int, int]] = []
    other = replicate(
        "airline_vs_train",
        replicates=3,
        seed=3,
        workers=2,
        customers=1500,
        periods=60,
        progress=lambda *x: told.append(x),
    )
    pd.testing.assert_frame_equal(other.numbers, many.numbers)
    pd.testing.assert_frame_equal(other.periods, many.periods)
    pd.testing.assert_frame_equal(other.modes, many.modes)
    assert told == [(1, 3), (2, 3), (3, 3)]


class Inline(Executor):
    """An executor that works here and now, last first."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Any, Any]] = []

    def submit(self, function: Any, /, *arguments: Any, **options: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments, **options))
        except Exception as error:
            future.set_exception(error)
        return future


def test_an_executor_of_ones_own_and_its_failures(many: sim.Replicates) -> None:
    options: dict[str, Any] = {"customers": 1500, "periods": 60, "executor": Inline()}
    other = replicate("airline_vs_train", replicates=2, seed=3, measures=["known"], **options)
    assert list(other.periods) == ["seed", "period", "date", "provider", "mode", "known"]
    assert len(other.modes) == 0
    assert other.numbers.equals(many.numbers[many.numbers["seed"] < 5])
    with pytest.raises(KeyError):
        replicate("airline_vs_train", replicates=2, measures=["nonsense"], **options)


def test_at_least_one_replicate() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        replicate("airline_vs_train", replicates=0)


# The front door.


def test_import_loads_nothing_heavy() -> None:
    code = "import sys, sim; print(*(name in sys.modules for name in ('numpy', 'mesa', 'numba')))"
    root = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert done.stdout.split() == ["False", "False", "False"]


def test_every_name_is_there_and_in_the_table() -> None:
    assert sim.__doc__ is not None
    for name in sim.__all__:
        assert getattr(sim, name) is not None
        assert f"| `{name}` |" in sim.__doc__
        assert name in dir(sim)
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = sim.nothing_such
