"""How the numbers of a sweep lie over its points, by hand; and in pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import spread
from analysis.kept import words_of
from analysis.language import DUTCH, ENGLISH
from analysis.swept import AskedError, Swept
from tests.analysis.fake_sweeps import fake, hostile
from tests.analysis.shown import both, texts

SHARE = "defections.satisfied_share(airline)"
BASE = "defections.base_rate(airline)"
RATIO = "defections.hazard_ratio(airline)"


def swept(folder: Path, function: Any, **options: Any) -> Swept:
    options = {"levers": ["train_fare"], "points": 4, "replicates": 2} | options
    return Swept(fake(folder, function, **options))


def by_table(values: list[list[float]]) -> Any:
    """A run's number by its point and replicate."""
    table = np.array(values, float)
    return lambda told: {"share(train)": table[told["point"], told["replicate"]]}


def test_the_distribution_of_point_means_by_hand(tmp_path: Path) -> None:
    # Means of the points: 1, 2, 3, 6.
    one = swept(
        tmp_path / "s", by_table([[0, 2], [2, 2], [3, 3], [5, 7]]), independent=True
    )  # fmt: skip
    (row,) = spread.table_of(one).to_dict("records")
    assert (row["points"], row["replicates"], row["unknown_points"]) == (4, 2, 0)
    assert (row["least"], row["most"], row["median"]) == (1, 6, 2.5)
    assert row["lower"] == pytest.approx(1.75)  # between the first two, three quarters on
    assert row["upper"] == pytest.approx(3.75)
    # Variances inside the points are 2, 0, 0, 2: 1 on average; in a mean of two runs 1/2.
    assert row["run_luck"] == pytest.approx(1.0)
    assert row["luck"] == pytest.approx(np.sqrt(0.5))
    # The means lie 3 apart from 1, 2, 3, 6: (4 + 1 + 0 + 9) / 4 = 3.5.
    assert row["luck_part"] == pytest.approx(0.5 / 3.5)
    assert row["run_part"] == pytest.approx(1.0 / (3.5 - 0.5 + 1.0))


def test_what_a_seed_does_everywhere_is_no_part_of_the_distance(tmp_path: Path) -> None:
    # The second seed adds 10 at every point, and nothing else happens.
    one = swept(tmp_path / "s", by_table([[1, 11], [2, 12], [3, 13], [6, 16]]))
    (row,) = spread.table_of(one).to_dict("records")
    assert row["luck"] == pytest.approx(0.0, abs=1e-9)
    assert row["luck_part"] == pytest.approx(0.0, abs=1e-9)
    assert row["run_luck"] == pytest.approx(np.sqrt(50))  # the variance of 0 and 10


def test_failed_and_unknown_runs_are_left_out_and_told(tmp_path: Path) -> None:
    values = by_table([[0, 2], [2, np.nan], [3, 3], [5, 7]])
    one = swept(tmp_path / "s", values, failed=[(3, 1)], independent=True)
    (row,) = spread.table_of(one).to_dict("records")
    assert (row["least"], row["most"]) == (1, 5)
    assert row["unknown_points"] == 1
    made = spread.exhibit(one, ENGLISH)
    assert "Failed runs, which are left out: 1." in made.note
    assert "(points: 1)" in made.note
    assert made.reading.startswith("Over 4 points of lever space the share of use of high-speed")


def test_one_replicate_tells_nothing_of_luck(tmp_path: Path) -> None:
    one = swept(tmp_path / "s", by_table([[0], [2], [3], [5]]), replicates=1)
    (row,) = spread.table_of(one).to_dict("records")
    assert np.isnan(row["luck"])
    assert np.isnan(row["luck_part"])
    assert "cannot be told apart" in spread.exhibit(one, ENGLISH).reading


def test_the_satisfied_share_never_stands_alone(tmp_path: Path) -> None:
    one = swept(
        tmp_path / "s",
        lambda told: {
            SHARE: 0.3 + told["u_train_fare"] / 10, BASE: 0.6, RATIO: 1 + told["u_train_fare"],
        },
        measures=[SHARE], points=20,
    )  # fmt: skip
    assert spread.table_of(one)["measure"].tolist() == [SHARE, BASE, RATIO]
    for language, base in (
        (ENGLISH, "the base rate 60% everywhere"),
        (DUTCH, "de base rate overal 60%"),
    ):
        reading = spread.exhibit(one, language).reading
        assert base in reading
        assert "hazard ratio" in reading


@pytest.mark.parametrize("design", ["lhs", "sobol", "morris", "grid", "oat", "table"])
@pytest.mark.parametrize("replicates", [1, 2])
def test_every_design_is_drawn(tmp_path: Path, design: str, replicates: int) -> None:
    options: dict[str, Any] = {"design": design, "points": 8, "levers": ["train_fare", "calls"]}
    if design == "table":
        options = {"table": pd.DataFrame({"train_fare": [40.0, 60.0, 90.0]}), "levers": None}
    one = swept(
        tmp_path / "s",
        lambda told: {"share(train)": told["train_fare"] / 200 + 0.01 * told["replicate"]},
        replicates=replicates, **options,
    )  # fmt: skip
    both([spread.exhibit(one, ENGLISH)], [spread.exhibit(one, DUTCH)])


def test_ratios_that_differ_tenfold_stand_on_a_log_axis(tmp_path: Path) -> None:
    one = swept(
        tmp_path / "s", lambda told: {RATIO: 1.1 * 100 ** told["u_train_fare"]},
        measures=[RATIO], points=30,
    )  # fmt: skip
    made = spread.exhibit(one, ENGLISH)
    assert '"type": "log"' in made.chart().to_json()
    assert "(log axis)" in made.chart().to_json()
    both([made], [spread.exhibit(one, DUTCH)])


def test_a_number_that_does_not_vary_or_is_unknown(tmp_path: Path) -> None:
    same = swept(tmp_path / "same", by_table([[0.5, 0.5]] * 4))
    assert spread.exhibit(same, ENGLISH).reading == (
        "The share of use of high-speed train at the end is 50% at every point where it is known."
    )
    both([spread.exhibit(same, ENGLISH)], [spread.exhibit(same, DUTCH)])
    none = swept(tmp_path / "none", by_table([[np.nan, np.nan]] * 4))
    assert spread.exhibit(none, ENGLISH).reading.endswith("is known at no point.")
    both([spread.exhibit(none, ENGLISH)], [spread.exhibit(none, DUTCH)])


def test_names_are_markup_and_shown_as_text(tmp_path: Path) -> None:
    one = swept(
        tmp_path / "s", lambda told: {name: told["u_a"] for name in ("x", "y")},
        scenario=hostile(), levers=None, points=12,
        measures=["x = share(<script>alert(1)</script>)", "y = share(_x $y$ {z} %)"],
    )  # fmt: skip
    made = spread.exhibit(one, ENGLISH)
    assert "share of use of _x $y$ {z} % at the end" in words_of(one, "y", ENGLISH)
    assert "<script>alert(1)</script>" in texts(made.figure())
    both([made], [spread.exhibit(one, DUTCH)])


def test_a_number_of_its_own_keeps_its_name(tmp_path: Path) -> None:
    texts = ["early = share(train)@0..12", "defections.satisfied_share(airline, cutoff=8)"]
    one = swept(tmp_path / "s", lambda told: {"early": 0.1}, measures=texts)
    assert words_of(one, "early", ENGLISH) == "early"
    assert words_of(one, texts[1], DUTCH) == texts[1]
    with pytest.raises(AskedError, match="did you mean 'early'"):
        spread.table_of(one, ["earlyy"])


def test_luck_in_a_ratio_is_a_factor(tmp_path: Path) -> None:
    def function(told: pd.DataFrame) -> dict[str, Any]:
        return {RATIO: (1 + told["u_train_fare"]) * np.where(told["replicate"] == 0, 2.0, 0.5)}

    one = Swept(
        fake(tmp_path / "s", function, measures=[RATIO], levers=["train_fare"], points=40,
             replicates=2, independent=True)
    )  # fmt: skip
    row = spread.table_of(one).iloc[0]
    # The geometric mean of double and half is the number itself; the arithmetic one is 1.25 of it.
    assert 1 <= row["least"] < row["most"] <= 2
    # Logarithms lie log 2 on both sides of their mean, whose variance is half of theirs.
    assert row["luck"] == pytest.approx(np.log(2))
    made = spread.exhibit(one, ENGLISH)
    assert f"×/÷\N{NO-BREAK SPACE}{np.exp(1.96 * np.log(2)):.2f}" in made.table.iloc[0, 5]
    assert "Of ratios the mean is the geometric one" in made.note
    assert '"first": ' in made.chart().to_json()
