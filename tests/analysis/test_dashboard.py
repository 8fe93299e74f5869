"""What a firm sees beside what happens: computed by hand, and on a small market."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.budget import Budget
from analysis.dashboard import course, ends, exhibits, reading
from analysis.dashboard_pictures import Look
from analysis.language import DUTCH, ENGLISH
from analysis.report.drawing import spec_of, svg
from sim.results import Results
from sim.running import run
from sim.scenario import load


class Tables:
    """Two years of quarters of one firm, as tables of results."""

    def __init__(self, periods: pd.DataFrame, exits: pd.DataFrame) -> None:
        self.periods, self.exits = periods, exits
        self.scenario = load("energy_incumbent")


def made(**columns: Any) -> Tables:
    periods = pd.DataFrame(
        {
            "period": range(8),
            "date": pd.date_range("2010-01-01", periods=8, freq="QS"),
            "provider": "firm",
            "customers": [100, 100, 100, 100, 100, 100, 50, 50],
            "satisfaction": 7.0,
            "surveyed": [8.0, np.nan, 8.0, np.nan, 7.9, np.nan, 7.9, np.nan],
            "complaints": [1, 0, 2, 1, 0, 0, 3, 0],
            "defections": [0, 0, 0, 4, 10, 10, 40, 0],
        }
        | columns
    )
    exits = pd.DataFrame(
        {
            "from": ["firm", "firm", "firm", "firm", "other", "firm"],
            "type": ["defection"] * 5 + ["involuntary"],
            "complained": [True, False, False, False, False, False],
            "surveyed": [False, True, False, False, False, False],
        }
    )
    return Tables(periods, exits)


def test_rates_are_a_year_back_for_each_hundred_customers() -> None:
    found = course(made(), "firm")  # type: ignore[arg-type]
    assert found.window == 4
    lost, complaints = found.rows["lost"], found.rows["complaints"]
    assert lost[:3].isna().all()
    # 0 + 0 + 0 + 4 lost of 100; then 4 + 10 + 10 + 40 = 64 of (100 + 100 + 100 + 50) / 4 = 87.5
    assert lost[3] == pytest.approx(4.0)
    assert lost[6] == pytest.approx(100 * 64 / 87.5)
    # 1 + 0 + 2 + 1 = 4 of 100; 0 + 0 + 3 + 0 = 3 of (100 + 100 + 50 + 50) / 4 = 75
    assert complaints[3] == pytest.approx(4.0)
    assert complaints[7] == pytest.approx(4.0)


def test_the_silent_never_complained_nor_were_asked() -> None:
    # Of the four who left the firm for another, the first complained and the second was asked.
    assert course(made(), "firm").silent == 0.5  # type: ignore[arg-type]


def test_without_customers_there_are_no_rates() -> None:
    found = course(made(customers=0), "firm")  # type: ignore[arg-type]
    assert found.rows[["lost", "complaints"]].isna().all(axis=None)


def test_ends_are_means_over_a_window_of_what_is_known() -> None:
    column = pd.Series([np.nan, 1.0, 3.0, 9.0, 5.0, 7.0, np.nan])
    assert ends(column, 2) == (2.0, 6.0)  # (1 + 3) / 2 and (5 + 7) / 2
    assert all(math.isnan(end) for end in ends(pd.Series([np.nan, np.nan]), 2))


def test_the_figure_and_the_sentence_give_the_same_numbers() -> None:
    surveyed = [7.0, 7.4, 7.2, 7.4, 8.0, 7.0, 8.6, 8.0]
    found = course(made(surveyed=surveyed), "firm")  # type: ignore[arg-type]
    assert found.levels("surveyed") == (pytest.approx(7.25), pytest.approx(7.9))
    # A rate counts a year already, so that its ends are its first and its last.
    assert found.levels("lost") == (found.rows["lost"].iloc[3], found.rows["lost"].iloc[7])
    said = reading(found, "Firm", "quarter", ENGLISH)
    look = Look(found, "quarter", ENGLISH)
    for name in ("surveyed", "complaints", "lost"):
        assert f" to {look.last(name)}" in said or f"({look.last(name)} " in said


def turned(**columns: Any) -> str:
    found = course(made(), "firm")  # type: ignore[arg-type]
    return reading(replace(found, rows=found.rows.assign(**columns)), "Firm", "quarter", ENGLISH)


def test_the_reading_turns_with_the_numbers() -> None:
    flat = {"complaints": 4.0, "surveyed": 8.0}
    rising = np.linspace(1, 20, 8)
    said = turned(**flat, lost=rising)
    assert said.startswith("The survey of Firm barely moves (8.0 of 10), complaints hardly change")
    assert "while it loses more customers" in said
    assert said.endswith("50% of the leavers had never complained nor answered its survey.")
    falling = turned(complaints=4.0, surveyed=np.linspace(9, 4, 8), lost=rising)
    assert falling.startswith("The survey of Firm falls (8.0 to 5.1 of 10)".replace("8.0", "7.9"))
    assert "while" not in falling
    assert "loses fewer customers" in turned(**flat, lost=rising[::-1])
    loud = turned(complaints=rising, surveyed=8.0, lost=rising)
    assert "complaints rise" in loud
    assert "while" not in loud
    burst = turned(complaints=[4, 4, 4, 4, 18, 18, 4, 4], surveyed=8.0, lost=4.0)
    assert "complaints rise and fall back (4.0 per 100 customers in a year) with 18 at" in burst
    assert "hardly change (4.0);" in burst
    dip = turned(complaints=4.0, surveyed=[8, 8, 8, 2, 2, 8, 8, 8], lost=4.0)
    assert "at the lowest" in dip
    quiet = turned(complaints=0.0, surveyed=np.nan, lost=0.0)
    assert quiet == "Firm holds no survey, nobody complains, and nobody leaves it for another."


@pytest.mark.parametrize("language", [ENGLISH, DUTCH])
@pytest.mark.parametrize(
    "scenario", ["airline_vs_train", "monopoly_captives", "silent_leavers", "five_markets"]
)
def test_small_markets_have_a_dashboard(scenario: str, language: Any) -> None:
    results = run(scenario, customers=200, periods=30, against_no_entrant=False)
    (exhibit,) = exhibits(results, language, Budget())
    assert exhibit.reading.endswith(".")
    assert "nan" not in exhibit.reading
    assert len(exhibit.steps) == len(exhibit.data) == 30
    drawn = svg(spec_of(exhibit.chart()), "", language)
    assert drawn.count("<path") > 5
    assert len(exhibit.figure().axes) == 2


def test_the_lines_are_where_the_numbers_are(small_run: Results) -> None:
    (exhibit,) = exhibits(small_run, ENGLISH, Budget())
    upper, lower = sorted(exhibit.figure().axes, key=lambda axes: -axes.get_position().y0)
    lines = {line.get_gid(): line for axes in (upper, lower) for line in axes.lines}
    for name in ("surveyed", "lost", "complaints"):
        known = exhibit.data[name].dropna()
        np.testing.assert_allclose(lines[name].get_ydata(), known)
    assert upper.get_ylim() == (0, 10)
    assert lower.get_ylim()[0] == 0


def test_without_customers_there_is_no_exhibit(small_run: Results) -> None:
    empty = replace(small_run)
    empty.__dict__["periods"] = small_run.periods.assign(at_risk=0)
    assert exhibits(empty, ENGLISH, Budget()) == []
