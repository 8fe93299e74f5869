"""Whether satisfied customers leave first: counted, judged and drawn."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from analysis import satisfied_first
from analysis.by_band import draw

AT_RISK = 10_000


def counts(defections: dict[float, int], at_risk: int = AT_RISK) -> pd.DataFrame:
    """Five alike runs of every world, with these defections by band."""
    rows: list[dict[str, Any]] = [
        {**world, "seed": seed, "band": band, "at_risk": at_risk, "defections": left + noise}
        for world in satisfied_first.worlds()
        for seed in range(5)
        for band, left in defections.items()
        for noise in [(seed + int(band)) % 3 - 1]
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def hump() -> pd.DataFrame:
    return counts({0.0: 100, 6.0: 200, 7.0: 200, 8.0: 50})


@pytest.fixture
def slope() -> pd.DataFrame:
    return counts({0.0: 400, 6.0: 200, 7.0: 200, 8.0: 200})


def test_every_combination_is_a_world_once() -> None:
    every = satisfied_first.worlds()
    assert len(every) == 3 * 5 * 2 * 3
    assert len({tuple(world.items()) for world in every}) == len(every)


def test_a_hump_is_the_article_right(hump: pd.DataFrame) -> None:
    table = satisfied_first.verdicts(hump)
    assert table["first"].to_numpy() == pytest.approx(2.0, rel=0.02)
    assert table["high"].to_numpy() == pytest.approx(4.0, rel=0.04)
    assert table["stays"].to_numpy() == pytest.approx(1.2, rel=0.02)
    assert (table["first_low"] > 1).all()
    assert "Before the dissatisfied: yes" in satisfied_first.headline(table)


def test_a_slope_is_the_article_wrong(slope: pd.DataFrame) -> None:
    table = satisfied_first.verdicts(slope)
    assert table["first"].to_numpy() == pytest.approx(0.5, rel=0.02)
    assert (table["first_high"] < 1).all()
    assert "Before the dissatisfied: no" in satisfied_first.headline(table)
    assert "Before the enthusiasts: not clear" in satisfied_first.headline(table)
    assert " in 0 of 90 worlds" in satisfied_first.readings(table)[0]


def test_rates_are_yearly_and_unknown_where_nobody_is(hump: pd.DataFrame) -> None:
    rates = satisfied_first.by_band(hump)
    low = rates[rates["band"] == 0.0]
    assert low["rate"].to_numpy() == pytest.approx(12 * 99.8 / AT_RISK)
    assert ((rates["rate_low"] <= rates["rate"]) & (rates["rate"] <= rates["rate_high"])).all()
    few = satisfied_first.by_band(counts({0.0: 1, 6.0: 2}, at_risk=satisfied_first.ENOUGH - 1))
    assert few["rate"].isna().all()


def test_counts_are_those_of_the_run() -> None:
    world = satisfied_first.worlds()[0]
    found = satisfied_first._count(world, replicates=1, customers=200, seed=3)
    results = sim.run(
        satisfied_first.SCENARIO,
        seed=3,
        customers=200,
        overrides={f"providers.{satisfied_first.PROVIDER}.attention.policy": world["policy"]},
        against_no_entrant=False,
    )
    rows = results.hazards[results.hazards["provider"] == satisfied_first.PROVIDER]
    assert found["at_risk"].sum() == rows["at_risk"].sum()
    assert found["defections"].sum() == rows["defections"].sum()
    middle = rows[(rows["band"] >= 6) & (rows["band"] < 7)]
    of_band = found.set_index("band")
    assert of_band.loc[6.0, "at_risk"] == middle["at_risk"].sum()


def test_the_picture_tints_what_the_article_expects(
    hump: pd.DataFrame, slope: pd.DataFrame
) -> None:
    def tinted(table: pd.DataFrame) -> int:
        page = draw(satisfied_first.by_band(table), satisfied_first.verdicts(table))
        page.savefig(io.BytesIO(), dpi=30)
        panels = [axes for axes in page.axes if axes.get_lines() and axes.get_xlim()[1] > 3]
        assert len(panels) >= 15
        return sum(not np.allclose(axes.get_facecolor(), 1.0) for axes in panels)

    assert tinted(hump) == 15
    assert tinted(slope) == 0
