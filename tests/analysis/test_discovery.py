"""Where in lever space something happens: found where it is, and not where it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.boxes import Cases, Limit, Resampled, inside, overall, score
from analysis.cart import leaves
from analysis.discovery import exhibits, plain, reading
from analysis.discovery_found import _half, discover
from analysis.language import DUTCH, ENGLISH
from analysis.luck import SEED
from analysis.prim import choose, peel, simplified, worth
from analysis.swept import AskedError, Swept
from analysis.turned import Turned
from analysis.when import read_when
from sim.experiments.sweeps import Sweep
from sim.measures import wilson
from tests.analysis import shown
from tests.analysis.fake_sweeps import fake, hostile

LEVERS = ["train_fare", "airport_time", "policy", "attention_on"]
MEASURE = "share(train)"
LABEL = "the share of use of high-speed train at the end"
WHEN = f"{MEASURE} >= 0.5"
SHARE = "defections.satisfied_share(airline)"
BASE = "defections.base_rate(airline)"
RATIO = "defections.hazard_ratio(airline)"
EXCESS = "defections.satisfied_excess(airline)"


def planted(told: pd.DataFrame) -> dict[str, Any]:
    """Happens in 95% of the runs with fares under 98 and two of the policies, in 10% elsewhere."""
    rng = np.random.default_rng(int(told["run"][0]))
    there = (told["u_train_fare"] < 0.4) & told["policy"].isin(["none", "random"])
    chance = np.where(there, 0.95, 0.1)
    return {MEASURE: 0.4 + 0.2 * (rng.random(len(told)) < chance)}


def swept(folder: Path, function: Any = planted, **options: Any) -> Sweep:
    options = {"points": 600, "replicates": 3, "levers": LEVERS} | options
    return fake(folder, function, **options)


def test_a_planted_box_is_found(tmp_path: Path) -> None:
    sweep = swept(tmp_path / "s")
    one = Swept(sweep)
    found = discover(one, read_when(WHEN, one))
    assert found.points == (300, 300)
    (box,) = found.boxes
    ends = {limit.lever: limit for limit in box.box}
    assert set(ends) == {0, 2}
    assert (ends[0].side, ends[2].side) == ("high", "among")
    assert ends[0].value == pytest.approx(98, abs=170 * 0.05)  # within a slice
    assert {one.levers[2].choices[k] for k in ends[2].among} == {"none", "random"}
    density, coverage = box.held_out.density, box.held_out.coverage
    # As dense as was planted, but for the edge that the box has too much.
    width = (ends[0].value - 30) / 170
    assert density.low < (0.4 * 0.95 + (width - 0.4) * 0.1) / width < density.high
    # 16% of the points are inside and have 0.95, the others 0.1: 0.152 of 0.236 is 64%.
    assert coverage.low < 0.152 / 0.236 < coverage.high
    assert found.base.low < 0.236 < found.base.high
    assert max(box.chances) < 0.025
    (first, peeling) = exhibits(sweep, ENGLISH, WHEN)
    assert first.reading.startswith("Train fare under ")
    assert f"“Whom the airline turns to” is none or random: {LABEL} is at least 50% in " in (
        first.reading
    )
    assert f"overall {100 * found.base.value:.0f}%" in first.reading
    assert peeling.data["chosen"].sum() == 1
    shown.both((first, peeling), exhibits(sweep, DUTCH, WHEN))
    assert "none" in shown.texts(first.figure())


def test_the_tree_finds_the_same(tmp_path: Path) -> None:
    one = Swept(swept(tmp_path / "s"))
    found = discover(one, read_when(WHEN, one))
    assert found.splits
    best = found.leaves[0]
    assert {limit.lever for limit in best.box} == {0, 2}
    assert best.held_out.density.value > 0.85


def test_the_numbers_are_of_the_points_that_were_not_searched(tmp_path: Path) -> None:
    one = Swept(swept(tmp_path / "s"))
    found = discover(one, read_when(WHEN, one))
    mixed = np.random.default_rng(SEED).permutation(np.arange(600))
    unseen = set(mixed[300:].tolist())
    limits = {limit.lever: limit for limit in found.boxes[0].box}
    rows = one.sweep.frame
    rows = rows[rows["point"].isin(unseen)]
    chosen = {one.levers[2].choices[k] for k in limits[2].among}
    there = (rows["train_fare"] < limits[0].value) & rows["policy"].isin(chosen)
    happens = rows[MEASURE] >= 0.5
    score = found.boxes[0].held_out
    assert score.density.value == pytest.approx(happens[there].mean())
    assert score.coverage.value == pytest.approx(there[happens].mean())
    assert score.points == rows.loc[there, "point"].nunique()
    assert found.base.value == pytest.approx(happens.mean())
    assert found.boxes[0].companions[MEASURE] == pytest.approx(
        (rows.loc[there, MEASURE].mean(), rows[MEASURE].mean())
    )


def test_nothing_is_found_in_noise(tmp_path: Path) -> None:
    boxes = splits = 0
    for seed in range(12):

        def noise(told: pd.DataFrame, seed: int = seed) -> dict[str, Any]:
            rng = np.random.default_rng([seed, int(told["run"][0])])
            return {MEASURE: rng.random(len(told))}

        sweep = swept(tmp_path / str(seed), noise, points=200)
        one = Swept(sweep)
        found = discover(one, read_when(WHEN, one))
        boxes += bool(found.boxes)
        splits += bool(found.leaves)
        if not found.boxes:
            text = reading(one, found, ENGLISH)
            assert text.startswith(f"No part of lever space was found in which {LABEL} is at")
    shown.both(exhibits(sweep, ENGLISH, WHEN), exhibits(sweep, DUTCH, WHEN))
    # One test at 2.5%: of 12 sweeps, more than one is a matter of 3 in 100.
    assert boxes <= 1
    assert splits <= 1


def test_two_boxes(tmp_path: Path) -> None:
    def function(told: pd.DataFrame) -> dict[str, Any]:
        low = (told["u_train_fare"] < 0.25) & told["attention_on"]
        high = (told["u_train_fare"] > 0.8) & ~told["attention_on"]
        return {MEASURE: (low | high).astype(float)}

    one = Swept(swept(tmp_path / "s", function))
    found = discover(one, read_when(WHEN, one))
    assert len(found.boxes) == 2
    switches = [
        {one.levers[3].choices[k] for limit in box.box if limit.lever == 3 for k in limit.among}
        for box in found.boxes
    ]
    assert sorted(map(str, switches)) == ["{False}", "{True}"]
    assert sum(box.held_out.coverage.value for box in found.boxes) > 0.85
    assert " Of the rest: " in reading(one, found, ENGLISH)


def test_points_that_are_nearly_the_same_stay_in_one_half(tmp_path: Path) -> None:
    def function(told: pd.DataFrame) -> dict[str, Any]:
        return {MEASURE: told["u_train_fare"]}

    one = Swept(swept(tmp_path / "s", function, design="sobol", points=32, replicates=1))
    found = discover(one, read_when(WHEN, one))
    assert one.size == 6
    assert found.blocks == (16, 16)
    assert found.points == (96, 96)
    points = np.arange(192)
    cases = Cases(np.zeros((192, 1)), np.zeros(192), np.ones(192), one.block_of(points))
    half = _half(cases)
    for block in range(32):
        assert len(set(half[6 * block : 6 * block + 6])) == 1


def test_density_and_coverage_by_hand() -> None:
    # Two blocks of two points and one of one; three runs a point.
    cases = Cases(
        x=np.array([[1.0], [2.0], [3.0], [4.0], [5.0]]),
        hits=np.array([3.0, 2.0, 1.0, 0.0, 0.0]),
        runs=np.full(5, 3.0),
        group=np.array([0, 0, 1, 1, 2]),
    )
    mask = inside((Limit(0, "high", 3.5),), cases.x)
    assert mask.tolist() == [True, True, True, False, False]
    found = score(cases, mask)
    # Inside: 6 of 9 runs, in blocks of 6 and 3: (6 + 3)^2 / (36 + 9) = 1.8 independent cases.
    assert found.density.value == pytest.approx(6 / 9)
    bounds = wilson(1.2, 1.8)
    assert (found.density.low, found.density.high) == pytest.approx((bounds.low, bounds.high))
    assert (found.points, found.mass) == (3, 9 / 15)
    # All 6 hits are inside; they are of blocks with 5 and 1: 36 / 26 cases.
    assert found.coverage.value == 1
    assert found.coverage.low == pytest.approx(wilson(36 / 26, 36 / 26).low)
    # Overall 6 of 15, in blocks of 6, 6 and 3: 225 / 81.
    assert overall(cases).value == pytest.approx(0.4)
    assert overall(cases).high == pytest.approx(wilson(0.4 * 225 / 81, 225 / 81).high)
    # 40% overall, 67% inside, 60% of the runs: worth (2/3 - 0.4) x 0.6 = 0.16.
    assert worth(cases, (Limit(0, "high", 3.5),)) == pytest.approx(0.16)
    resampled = Resampled(cases)
    assert resampled.chance(mask, ~mask) < 0.3
    assert resampled.chance(mask, np.zeros(5, bool)) == 1
    assert resampled.chance(~mask, mask) > 0.7


def test_one_step_of_peeling_by_hand() -> None:
    # 40 points, half of which have it: those under 20. Slices of two (5%) at either end: without
    # the last two there are 20 of 38, without the first two 18 of 38.
    x = np.arange(40.0)[:, None]
    cases = Cases(x, (x[:, 0] < 20).astype(float), np.ones(40), np.arange(40))
    levers = [Turned("a", "A", "", 0, 39)]
    steps = peel(cases, levers)
    assert steps[0] == ()
    assert steps[1] == (Limit(0, "high", 37.5),)
    assert steps[2] == (Limit(0, "high", 36.5),)  # 5% of 38 is one whole point
    assert steps[choose(cases, steps)] == (Limit(0, "high", 19.5),)
    # A limit that keeps nobody out is worth nothing, and goes.
    box = (Limit(0, "high", 19.5), Limit(0, "low", -1.0))
    assert simplified(cases, box) == (Limit(0, "high", 19.5),)


def test_a_tree_of_noise_has_no_split() -> None:
    rng = np.random.default_rng(1)
    cases = Cases(
        rng.random((200, 3)), rng.integers(0, 2, 200).astype(float), np.ones(200), np.arange(200)
    )
    levers = [Turned(name, name, "", 0, 1) for name in "abc"]
    assert leaves(cases, levers) == [()]
    planted = Cases(cases.x, (cases.x[:, 1] > 0.7).astype(float), cases.runs, cases.group)
    found = leaves(planted, levers)
    assert len(found) == 2
    assert {limit.side for box in found for limit in box} == {"low", "high"}
    assert all(box[0].lever == 1 for box in found)
    assert found[0][0].value == pytest.approx(0.7, abs=0.03)


@pytest.mark.parametrize(
    ("text", "sign", "bound"),
    [
        ("share(train) >= 0.5", ">=", 0.5),
        ("share(train)<.25", "<", 0.25),
        ("  share(train) > 10% ", ">", 0.1),
        ("share(train) <= -1e-3", "<=", -0.001),
    ],
)
def test_what_is_looked_for(tmp_path: Path, text: str, sign: str, bound: float) -> None:
    one = Swept(swept(tmp_path / "s", points=4))
    when = read_when(text, one)
    assert (when.measure, when.sign) == ("share(train)", sign)
    assert when.bound == pytest.approx(bound)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("share(train)", "write it like"),
        ("share(train) >= much", "write it like"),
        ("share(train) >= 1.2.3", "write it like"),
        ("share(tran) >= 0.5", "did you mean"),
        (None, "--when 'NAME >= NUMBER'; the sweep has: share"),
    ],
)
def test_what_cannot_be_looked_for(tmp_path: Path, text: str | None, message: str) -> None:
    one = Swept(swept(tmp_path / "s", points=4))
    with pytest.raises(AskedError, match=message):
        read_when(text, one)


def test_a_share_is_told_with_base_rate_and_hazard_ratio(tmp_path: Path) -> None:
    def function(told: pd.DataFrame) -> dict[str, Any]:
        cheap = told["u_train_fare"] < 0.3
        return {SHARE: 0.4 + 0.2 * cheap, BASE: 0.7, RATIO: 1.5 + 0.5 * cheap, EXCESS: 0.2 * cheap}

    sweep = swept(tmp_path / "s", function, measures=[SHARE])
    one = Swept(sweep)
    assert read_when(None, one).bound == 0.5
    (first, _) = exhibits(sweep, ENGLISH)
    assert "at least 50% of the leavers of air shuttle were satisfied in" in first.reading
    values = (
        "satisfied share of the leavers of air shuttle 60%, 46%; base rate 70%, 70%; "
        "hazard ratio dissatisfied : satisfied 1.99, 1.64"
    )
    assert f"(of ratios geometric means): {values}" in first.note
    excess = swept(tmp_path / "e", function, measures=[SHARE, EXCESS])
    assert read_when(None, Swept(excess)).measure == EXCESS
    (first, _) = exhibits(excess, ENGLISH, beside=[SHARE])
    assert "satisfied customers of air shuttle defect because of the entrant" in first.reading
    assert "base rate 70%" in first.note
    assert "hazard ratio dissatisfied : satisfied" in first.note


def test_what_never_or_always_happens_and_too_few_points(tmp_path: Path) -> None:
    sweep = swept(tmp_path / "s")
    for when, text in (
        ("share(train) > 2", f"It never happens in this sweep that {LABEL} is over 200%."),
        ("share(train) > 0", f"In all runs of this sweep {LABEL} is over 0"),
    ):
        english, dutch = exhibits(sweep, ENGLISH, when), exhibits(sweep, DUTCH, when)
        assert len(english) == 1
        assert english[0].reading.startswith(text)
        shown.both(english, dutch)
    few = swept(tmp_path / "few", points=12)
    english = exhibits(few, ENGLISH, WHEN)
    assert english[0].reading.startswith("Too few points")
    shown.both(english, exhibits(few, DUTCH, WHEN))


def test_unknown_and_failed_runs_are_left_out_and_counted(tmp_path: Path) -> None:
    def function(told: pd.DataFrame) -> dict[str, Any]:
        values = np.asarray(planted(told)[MEASURE])
        return {MEASURE: np.where(told["point"] < 10, np.nan, values)}

    sweep = swept(tmp_path / "s", function, failed={(20, 0), (21, 1)})
    one = Swept(sweep)
    found = discover(one, read_when(WHEN, one))
    assert (found.unknown, found.failed) == (30, 2)
    assert sum(found.points) == 590
    (first, _) = exhibits(sweep, ENGLISH, WHEN)
    assert "Runs left out because the number is unknown there: 30." in first.note
    assert "Runs left out because they failed: 2." in first.note
    numbers = plain(one, found)
    assert numbers["runs_left_out"] == {"failed": 2, "unknown": 30}
    assert numbers["boxes"][0]["limits"][0]["lever"] in ("train_fare", "policy")


def test_names_that_mean_something_elsewhere(tmp_path: Path) -> None:
    measure = "share(<script>alert(1)</script>)"

    def function(told: pd.DataFrame) -> dict[str, Any]:
        there = (told["u_b"] > 0.6) & (told["u_a"] < 0.8) & (told["c"] != "compare")
        return {measure: there & told["d"]}

    sweep = fake(
        tmp_path / "s",
        function,
        scenario=hostile(),
        measures=[measure],
        points=600,
        replicates=2,
    )
    when = f"{measure} >= 0.5"
    english = exhibits(sweep, ENGLISH, when)
    shown.both(english, exhibits(sweep, DUTCH, when))
    assert "<script>alert(1)</script> under" in english[0].reading
    assert "_x $y$ {z} % over" in english[0].reading
    assert "“A[1]” is threshold or satisfaction only" in english[0].reading
