"""Luck, Sobol' indices, Morris and ranks, against functions whose answer is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.luck import Luck
from analysis.morris import screening
from analysis.ranks import ranks
from analysis.sobol import indices, largest_move, uncorrected
from analysis.swept import Cube, Swept
from sim.experiments.sweeps import Order, begin, go_on
from tests.analysis.fake_sweeps import fake
from tests.markets import bare

LEVERS = ["train_fare", "airport_time", "calls"]
MEASURE = "share(train)"

# Ishigami & Homma (1990) with a = 7 and b = 0.1: variances of the three parts and of the whole.
VARIANCE = 7**2 / 8 + 0.1 * np.pi**4 / 5 + 0.1**2 * np.pi**8 / 18 + 1 / 2
S1 = np.array([0.3139, 0.4424, 0.0])
ST = np.array([0.5576, 0.4424, 0.2437])


def ishigami(told: pd.DataFrame) -> np.ndarray:
    x, y, z = (np.pi * (2 * told[f"u_{name}"].to_numpy() - 1) for name in LEVERS)
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def swept(folder: Path, noise: Any = None, **options: Any) -> Swept:
    def function(told: pd.DataFrame) -> dict[str, Any]:
        return {MEASURE: ishigami(told) + (0.0 if noise is None else noise(told))}

    options = {"design": "sobol", "points": 512, "levers": LEVERS, "replicates": 1} | options
    return Swept(fake(folder, function, **options))


def by_lever(table: pd.DataFrame, name: str) -> np.ndarray:
    return table.set_index("lever").loc[LEVERS, name].to_numpy(float)


def test_ishigami_without_luck(tmp_path: Path) -> None:
    one = swept(tmp_path / "s", points=2048)
    cube = one.cube(MEASURE)
    assert cube.values.shape == (2048, 5, 1)
    found = indices(cube, one.levers)
    np.testing.assert_allclose(by_lever(found.table, "first"), S1, atol=0.03)
    np.testing.assert_allclose(by_lever(found.table, "total"), ST, atol=0.03)
    # Without luck to take off these are SALib's own numbers.
    for name in ("first", "total"):
        np.testing.assert_allclose(
            found.table[name], found.table[f"{name}_uncorrected"], atol=1e-12
        )
        true = S1 if name == "first" else ST
        assert (by_lever(found.table, f"{name}_low") <= true).all()
        assert (by_lever(found.table, f"{name}_high") >= true).all()
    assert np.isnan(found.luck.value)
    assert largest_move(found.table) < 0.06


def test_luck_of_known_size_is_taken_off(tmp_path: Path) -> None:
    # A standard deviation of 3 is a variance of 9, against 13.84 of the function: luck is
    # 9 / (9 + 13.84) = 39%. In the mean of 4 replicates 9 / 4 = 2.25 is left: SALib's total order
    # of the third lever is then (0.2437 x 13.84 + 2.25) / (13.84 + 2.25) = 0.349 and not 0.244.
    rng = np.random.default_rng(3)
    one = swept(
        tmp_path / "s", lambda told: rng.normal(0, 3, len(told)), replicates=4, independent=True,
        points=1024,
    )  # fmt: skip
    found = indices(one.cube(MEASURE), one.levers)
    assert found.luck.value == pytest.approx(9 / (9 + VARIANCE), abs=0.02)
    assert found.luck.low < 9 / (9 + VARIANCE) < found.luck.high
    assert found.shared == 0
    np.testing.assert_allclose(by_lever(found.table, "first"), S1, atol=0.04)
    np.testing.assert_allclose(by_lever(found.table, "total"), ST, atol=0.04)
    naive = by_lever(found.table, "total_uncorrected")
    assert naive[2] == pytest.approx(0.349, abs=0.03)
    assert by_lever(found.table, "total_high")[2] < naive[2]
    np.testing.assert_allclose(
        found.table["alone"], found.table["first"] * (1 - found.luck.value), rtol=1e-12
    )


def test_luck_that_all_points_share_changes_no_index(tmp_path: Path) -> None:
    by_seed = np.array([-2.0, 0.0, 4.0, 1.0])  # variance 19.0 / 3 = 6.25
    one = swept(tmp_path / "a", lambda told: by_seed[told["replicate"]], replicates=4)
    found = indices(one.cube(MEASURE), one.levers)
    plain = swept(tmp_path / "b")
    without = indices(plain.cube(MEASURE), plain.levers)
    for name in ("first", "total", "first_half"):
        np.testing.assert_allclose(found.table[name], without.table[name], atol=1e-9)
    shared = by_seed.var(ddof=1)
    levers = float(one.cube(MEASURE).values[:, [0, -1]].mean(axis=2).var())
    assert found.luck.value == pytest.approx(shared / (shared + levers))
    assert found.shared == pytest.approx(found.luck.value)
    # Four seeds say little of how much seeds differ.
    assert found.luck.high - found.luck.low > 0.2


def test_luck_that_differs_from_place_to_place_is_taken_off(tmp_path: Path) -> None:
    # Luck is a smooth function of place, another for each seed: A and AB meet nearly the same, so
    # that a correction by sigma^2 / R would take off too much.
    rng = np.random.default_rng(1)
    shift, height = rng.uniform(0, 2 * np.pi, (2, 3, 12))

    def noise(told: pd.DataFrame) -> np.ndarray:
        r = told["replicate"].to_numpy()
        return sum(
            (1 + height[k, r] / 6) * np.sin(5 * told[f"u_{name}"].to_numpy() + shift[k, r])
            for k, name in enumerate(LEVERS)
        )

    one = swept(tmp_path / "s", noise, replicates=12)
    found = indices(one.cube(MEASURE), one.levers)
    assert (by_lever(found.table, "first_low") <= S1).all()
    assert (by_lever(found.table, "first_high") >= S1).all()
    assert (by_lever(found.table, "total_low") <= ST).all()
    assert (by_lever(found.table, "total_high") >= ST).all()
    fewer = indices(one.cube(MEASURE), one.levers).table
    assert (by_lever(fewer, "first_high") - by_lever(fewer, "first_low")).max() < 0.5


def test_variance_in_parts_by_hand() -> None:
    # Two points (2 and 8 on average), two seeds (3 and 7). Every cell is 1 off from row + column:
    # the four residuals are 1, -1, -1, 1, their squares add up to 4 with 1 degree of freedom, so
    # own = 4. Between means: (3^2 + 3^2) / 2 = 9, less 4 / 2 of luck = 7.
    # Seeds: 2^2 + 2^2 = 8, less own / 2 points = 6. Luck is (4 + 6) / (7 + 4 + 6) = 10 / 17.
    values = np.array([[[1.0, 3.0]], [[5.0, 11.0]]])
    shared = Luck(Cube(values, np.arange(2), 2, 0, 0, 2, True))
    assert (shared.observed, shared.levers, shared.own, shared.shared) == (9, 7, 4, 6)
    assert shared.shared_share == pytest.approx(6 / 17)
    assert shared.share(np.full(10, 0.5)).value == pytest.approx(10 / 17)
    # Without seeds in common: within the points (1 + 1) / 1 = 2 and (9 + 9) / 1 = 18, so own = 10;
    # between them 9 - 10 / 2 = 4.
    own = Luck(Cube(values, np.arange(2), 2, 0, 0, 2, False))
    assert (own.observed, own.levers, own.own, own.shared) == (9, 4, 10, 0)


def test_blocks_with_a_failed_run_are_left_out(tmp_path: Path) -> None:
    def noise(told: pd.DataFrame) -> np.ndarray:
        return np.where((told["point"] == 41) & (told["replicate"] == 1), np.nan, 0.0)

    broken = swept(
        tmp_path / "a", noise, points=64, replicates=2, failed={(0, 0), (3, 1), (17, 1)}
    )  # fmt: skip
    cube = broken.cube(MEASURE)
    # Points 0 and 3 are of block 0 (of 5 points), 17 of block 3, and 41 of block 8 is unknown.
    assert (cube.failed, cube.unknown, len(cube.blocks)) == (2, 1, 61)
    assert sorted(set(range(64)) - set(cube.blocks.tolist())) == [0, 3, 8]
    whole = swept(tmp_path / "b", points=64, replicates=2).cube(MEASURE)
    np.testing.assert_array_equal(cube.values, whole.values[cube.blocks])


def test_a_sweep_that_was_stopped_uses_what_is_whole(tmp_path: Path) -> None:
    late = {(point, 2) for point in range(30, 80)}
    one = swept(tmp_path / "s", points=16, replicates=3, undone=late)
    cube = one.cube(MEASURE)
    # 16 blocks with 2 replicates are 32 x 5 runs, 6 with 3 are 18 x 5.
    assert cube.values.shape == (16, 5, 2)
    assert (cube.replicates, cube.failed) == (3, 0)
    early = {(point, 2) for point in range(75, 80)}
    cube = swept(tmp_path / "t", points=16, replicates=3, undone=early).cube(MEASURE)
    assert cube.values.shape == (15, 5, 3)
    assert cube.failed == 1


def test_where_there_is_nothing_but_luck(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)

    def function(told: pd.DataFrame) -> dict[str, Any]:
        return {MEASURE: rng.normal(0, 1, len(told)), "nps(train)": 7.0}

    one = Swept(
        fake(
            tmp_path / "s", function, measures=[MEASURE, "nps(train)"], design="sobol", points=64,
            levers=LEVERS, replicates=4, independent=True,
        )
    )  # fmt: skip
    found = indices(one.cube(MEASURE), one.levers)
    assert not found.is_found
    assert found.luck.value > 0.95
    assert found.table["total"].isna().all()
    # SALib would have told the three levers to be of the greatest influence.
    assert uncorrected(Luck(one.cube(MEASURE)).mean, one.levers)[1].min() > 0.7
    constant = indices(one.cube("nps(train)"), one.levers)
    assert not constant.is_found
    assert np.isnan(constant.luck.value)


def test_a_market_in_which_only_the_price_matters(tmp_path: Path) -> None:
    # Everybody compares in every period, so what makes them compare does nothing.
    levers = {
        "fare": {"path": "providers.a.offer.fare", "label": "Fare", "range": [5, 60]},
        "inertia": {"path": "rules.look.base", "label": "Inertia", "range": [-2, 2]},
        "hurts": {"path": "rules.mechanisms.asymmetry", "choices": [True, False]},
    }
    market = bare({"a": {}, "b": {}}, levers=levers, horizon=2)
    for independent in (False, True):
        folder = tmp_path / str(independent)
        order = Order(
            market, design="sobol", points=32, replicates=3, customers=60,
            measures=["share(a)"], independent=independent,
        )  # fmt: skip
        begin(order, folder)
        one = Swept(go_on(folder))
        assert len(one.rows) == 32 * 5 * 3
        found = indices(one.cube("share(a)"), one.levers)
        table = found.table.set_index("lever")
        assert table.loc["fare", "total"] == pytest.approx(1, abs=0.15)
        assert table.loc["fare", "first_low"] > 0.5
        for name in ("inertia", "hurts"):
            if independent:
                assert table.loc[name, "total_low"] < 0 < table.loc[name, "total_uncorrected"]
                assert table.loc[name, "total_high"] < 0.1
            else:  # the same customers with the same luck: not one of them differs
                assert table.loc[name, ["first", "total"]].tolist() == [0, 0]
        assert 0.01 < found.luck.value < 0.3


def test_morris_of_a_straight_function(tmp_path: Path) -> None:
    def function(told: pd.DataFrame) -> dict[str, Any]:
        return {MEASURE: 4 * told["u_train_fare"] - 2 * told["u_airport_time"]}

    options = {"design": "morris", "points": 20, "levers": [*LEVERS, "policy", "attention_on"]}
    one = Swept(fake(tmp_path / "s", function, replicates=1, **options))
    found = screening(one.cube(MEASURE), one.levers, one.design).table.set_index("lever")
    assert one.size == 6
    np.testing.assert_allclose(found["mu_star"], [4, 2, 0, 0, 0], atol=1e-9)
    np.testing.assert_allclose(found["mu"], [4, -2, 0, 0, 0], atol=1e-9)
    np.testing.assert_allclose(found["sigma"], 0, atol=1e-6)
    assert found["matters"].isna().all()


def test_morris_knows_what_luck_alone_would_do(tmp_path: Path) -> None:
    # An effect is the difference of two runs over 2/3: its luck has a standard deviation of
    # sqrt(2) / (2/3) = 2.12; in the mean of 4, 1.06. Its mean size is sqrt(2 / pi) x 1.06 = 0.85.
    rng = np.random.default_rng(2)

    def function(told: pd.DataFrame) -> dict[str, Any]:
        place = {"none": 0.0, "random": 6.0}
        there = told["policy"].map(place).fillna(0.0)
        return {MEASURE: 5 * told["u_train_fare"] + there + rng.normal(0, 1, len(told))}

    one = Swept(
        fake(
            tmp_path / "s", function, design="morris", points=60, replicates=4, independent=True,
            levers=["train_fare", "calls", "policy"],
        )
    )  # fmt: skip
    found = screening(one.cube(MEASURE), one.levers, one.design)
    table = found.table.set_index("lever")
    np.testing.assert_allclose(table["by_luck"], 0.85, rtol=0.15)
    assert table.loc["calls", "mu_star"] == pytest.approx(0.85, rel=0.25)
    assert table["matters"].tolist() == [True, False, True]
    assert table.loc["calls", "sigma"] < 0.6
    assert table.loc["policy", "sigma"] > 3
    assert 0 < found.luck.value < 0.3


def test_ranks_see_what_goes_one_way(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)

    def function(told: pd.DataFrame) -> dict[str, Any]:
        up = np.exp(-4 * told["u_train_fare"]) + 0.3 * (told["policy"] == "random")
        return {
            MEASURE: up + 0.02 * rng.normal(0, 1, len(told)),
            "nps(train)": (told["u_calls"] - 0.5) ** 2,
        }

    one = Swept(
        fake(
            tmp_path / "s", function, measures=[MEASURE, "nps(train)"], points=200, replicates=3,
            levers=["train_fare", "calls", "policy"], independent=True,
        )
    )  # fmt: skip
    found = ranks(one.cube(MEASURE), one.levers, one.design)
    table = found.table.set_index("lever")
    assert table["matters"].tolist() == [True, False, True]
    assert table.loc["train_fare", "coefficient"] < -0.7
    assert np.isnan(table.loc["policy", "coefficient"])
    assert table.loc["train_fare", "part"] > table.loc["policy", "part"] > 0.1
    assert table.loc["calls", "part_low"] < 0.01
    assert found.r2.value > 0.85
    assert found.reachable > 0.98
    # An effect that turns around is beyond a regression of ranks, and R2 says so.
    turned = ranks(one.cube("nps(train)"), one.levers, one.design)
    assert turned.r2.value < 0.1
    assert not turned.table.set_index("lever").loc["calls", "matters"]


def test_a_rank_regression_by_hand(tmp_path: Path) -> None:
    # In a table of one's own, four fares by two times at the airport, four runs of each pair. The
    # fare decides on the order and the time within a fare; they are not correlated, so that the
    # parts add up to R2 = 1.
    values = [40.0, 60.0, 80.0, 100.0]
    table = pd.DataFrame(
        {
            "train_fare": sorted(values * 8),
            "airport_time": [100.0, 120.0] * 16,
        }
    )

    def function(told: pd.DataFrame) -> dict[str, Any]:
        return {MEASURE: told["train_fare"] + told["airport_time"] / 100}

    one = Swept(fake(tmp_path / "s", function, table=table, replicates=1))
    assert one.kind == "table"
    found = ranks(one.cube(MEASURE), one.levers, one.design)
    parts = found.table.set_index("lever")["part"]
    # Eight groups of four equal values lie 4 ranks apart, 2, 6, 10 and 14 from the middle either
    # way: 4 x 2 x (4 + 36 + 100 + 196) = 2688. Fares, of eight runs each, lie 4 and 12 from it:
    # 8 x 2 x (16 + 144) = 2560. The two times at the airport move that by 2: 32 x 4 = 128.
    assert parts["train_fare"] == pytest.approx(2560 / 2688)
    assert parts["airport_time"] == pytest.approx(128 / 2688)
    assert found.r2.value == pytest.approx(1)
