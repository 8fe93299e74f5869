"""What a lever does alone, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import one_at_a_time
from analysis.language import DUTCH, ENGLISH
from analysis.swept import Swept
from tests.analysis.fake_sweeps import fake, hostile
from tests.analysis.shown import both, texts

SHARE = "defections.satisfied_share(airline)"


def swept(folder: Path, function: Any, **options: Any) -> Swept:
    options = {"levers": ["train_fare", "policy"], "replicates": 3, "design": "oat"} | options
    return Swept(fake(folder, function, **options))


def lucky(told: pd.DataFrame) -> dict[str, Any]:
    """A fare counts a thousandth a euro; luck is large, and nearly the same at every point."""
    luck = 10.0 * told["replicate"] + 0.001 * told["replicate"] * told["point"]
    return {"share(train)": told["train_fare"] / 1000 + luck}


def test_points_are_compared_with_the_scenario_as_it_is_seed_by_seed(tmp_path: Path) -> None:
    one = swept(tmp_path / "s", lucky)
    found = one_at_a_time.find(one, "share(train)")
    fare = one.design["train_fare"]
    assert found.base == pytest.approx(fare[0] / 1000 + 10)
    row = found.table.iloc[0]
    assert one.levers[int(row["lever"])].name == "train_fare"
    # Seed by seed 0, 1 and 2 thousandths a point more: the large luck is gone.
    apart = (row["value"] - fare[0]) / 1000 + 0.001 * row["point"] * np.arange(3)
    assert row["difference"] == pytest.approx(apart.mean())
    half = stats.t.ppf(0.975, 2) * apart.std(ddof=1) / np.sqrt(3)
    assert row["difference_high"] - row["difference"] == pytest.approx(half)
    others = len(one.sweep.levers["policy"].choices) - 1
    assert len(found.table) == 3 + others or len(found.table) == 2 + others


def test_the_sentence_has_both_sides(tmp_path: Path) -> None:
    one = swept(tmp_path / "s", lambda told: {"share(train)": told["train_fare"] / 1000})
    found = one_at_a_time.find(one, "share(train)")
    base = one.design["train_fare"][0]
    assert one_at_a_time.reading(one, found, ENGLISH) == (
        f"“Train fare” alone moves the share of use of high-speed train at the end most: from "
        f"{base / 10:.0f}% as the scenario stands to 3.0% with 30 EUR and 20% with 200 EUR."
    )


def test_a_satisfied_share_has_its_company(tmp_path: Path) -> None:
    one = swept(tmp_path / "s", lambda told: {SHARE: told["train_fare"] / 1000}, measures=[SHARE])
    made = one_at_a_time.exhibit(one, one_at_a_time.find(one, SHARE), ENGLISH)
    assert "base rate 50%" in made.reading
    assert len(made.table.columns) == 2 + 2 * 3


def test_nothing_moves_or_is_known(tmp_path: Path) -> None:
    same = swept(tmp_path / "same", lambda told: {"share(train)": 0.25})
    found = one_at_a_time.find(same, "share(train)")
    made = [one_at_a_time.exhibit(same, found, language) for language in (ENGLISH, DUTCH)]
    assert made[0].reading.startswith("No lever alone moves")
    both(made[:1], made[1:])
    # Where the scenario as it is has no number, nothing can be compared.
    unknown = swept(
        tmp_path / "unknown",
        lambda told: {"share(train)": np.where(told["point"] == 0, np.nan, 0.5)},
    )
    assert not one_at_a_time.find(unknown, "share(train)").is_known


@pytest.mark.parametrize("replicates", [1, 3])
def test_it_is_drawn_whatever_the_names(tmp_path: Path, replicates: int) -> None:
    one = swept(
        tmp_path / "s", lambda told: {"x": told["u_a"] + 0.1 * told["replicate"]},
        scenario=hostile(), levers=None, measures=["x = share(A[1])"], replicates=replicates,
    )  # fmt: skip
    found = one_at_a_time.find(one, "x")
    made = [one_at_a_time.exhibit(one, found, language) for language in (ENGLISH, DUTCH)]
    both(made[:1], made[1:])
    assert "<script>alert(1)</script>" in texts(made[0].figure())


def test_ratios_are_compared_by_their_quotients(tmp_path: Path) -> None:
    measure = "defections.hazard_ratio(airline)"

    def function(told: pd.DataFrame) -> dict[str, Any]:
        luck = np.array([1.0, 4.0, 16.0])[told["replicate"]]
        return {measure: luck * np.where(told["train_fare"] == told["train_fare"][0], 1.0, 3.0)}

    one = swept(tmp_path / "s", function, measures=[measure])
    found = one_at_a_time.find(one, measure)
    assert found.base == pytest.approx(4.0)
    row = found.table.iloc[0]
    assert row["mean"] == pytest.approx(12.0)
    assert [row[f"difference{end}"] for end in ("", "_low", "_high")] == pytest.approx([8.0] * 3)
    assert "from 4.00 as the scenario stands to 12.0" in one_at_a_time.reading(one, found, ENGLISH)
