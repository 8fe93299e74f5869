"""A simulated share beside published ones: by hand, and on a small market."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import observed
from analysis.budget import Budget
from analysis.language import DUTCH, ENGLISH
from analysis.observations import events, misses, observations, targets
from analysis.observed import Beside, band_of, beside, exhibits, reading
from analysis.report.drawing import spec_of, svg
from analysis.time_axis import lanes
from sim.results import Results
from sim.running import run
from sim.scenario import load

DATES = pd.to_datetime(["2010-01-01", "2011-01-01", "2012-01-01"])


def band(width: float = 0.1) -> pd.DataFrame:
    mid = np.array([0.2, 0.4, 0.6])
    return pd.DataFrame({"date": DATES, "low": mid - width, "mid": mid, "high": mid + width})


def dots(shares: list[float], use: str = "validation") -> pd.DataFrame:
    seen = pd.DataFrame({"date": DATES[: len(shares)], "share": shares})
    return misses(band(), seen.assign(use=use, source="paper", label="2010"))


def case(shares: list[float], use: str = "validation", runs: int = 5) -> Beside:
    return Beside("rail", band(), dots(shares, use), runs=runs, customers=100)


def test_misses_are_simulated_minus_published() -> None:
    np.testing.assert_allclose(dots([0.25, 0.3, 0.6])["miss"], [-0.05, 0.1, 0.0], atol=1e-12)


def test_the_reading_counts_only_shares_that_were_kept_apart() -> None:
    # Misses of -5, +15 and 0 points: 6.7 on average, mean +3.3; the second lies outside 0.3-0.5.
    said = reading(case([0.25, 0.25, 0.6]), ENGLISH)
    assert said == (
        "2 of the 3 shares that were kept apart lie inside the band; the simulation misses them by "
        "7 points on average, mostly too high."
    )
    assert reading(case([0.25, 0.05, 0.1]), ENGLISH).startswith("1 of the 3 shares")
    assert reading(case([0.9, 0.9, 0.9]), ENGLISH).startswith("None of the 3")
    assert "mostly too low" in reading(case([0.9, 0.9, 0.9]), ENGLISH)
    assert "shows a fit only" in reading(case([0.25, 0.25, 0.6], "calibration"), ENGLISH)
    assert reading(case([0.25, 0.25, 0.6], runs=1), ENGLISH).startswith("This one run misses")
    one = case([0.25])
    assert reading(one, ENGLISH).startswith("The one share that was kept apart lies inside")
    assert "lies outside" in reading(case([0.5]), ENGLISH)
    assert reading(replace(one, runs=1), ENGLISH) == (
        "This one run misses the one share that was kept apart by 5 points."
    )
    assert "outside the time" in reading(case([]), ENGLISH)
    assert reading(case([0.25, 0.25, 0.6]), DUTCH).startswith("2 van de 3 apart gehouden")


def test_the_shares_of_a_mode_are_those_of_its_providers_together(small_run: Results) -> None:
    found = band_of(small_run, "rail", None)
    rail = small_run.periods[small_run.periods["mode"] == "rail"]
    month = rail[rail["period"] == 50]["share"].dropna()
    assert found.loc[found["date"] == rail[rail["period"] == 50]["date"].iloc[0], "mid"].item() == (
        pytest.approx(month.sum())
    )
    assert len(found) == small_run.origin.periods


def test_what_happened_is_named_once_a_period() -> None:
    scenario = load("airline_vs_train")
    found = events(scenario)
    # The train enters in period 24 of a market that starts in February 2006; Ouigo in period 183,
    # with fares halved in the same month.
    assert list(found["label"]) == ["high-speed train", "fare cut", "Ouigo", "Iryo"]
    assert found["date"].iloc[0] == pd.Timestamp("2008-02-01")
    assert list(events(scenario, entrants=False)["label"]) == []
    quarters = events(load("energy_incumbent"))
    assert quarters["date"].iloc[0] == pd.Timestamp("1996-04-01")  # 9 quarters after January 1994


def test_observations_stand_in_the_middle_of_what_they_cover() -> None:
    scenario = load("airline_vs_train")
    assert targets(scenario) == [("rail", None)]
    rows = observations(scenario, mode="rail")
    # The year from February 2007 stands in August.
    assert rows["date"].iloc[0] == pd.Timestamp("2007-08-01")
    assert rows["label"].iloc[0] == "2007-02, 12 months"
    assert rows["date"].is_monotonic_increasing


def test_labels_of_events_do_not_meet() -> None:
    happened = pd.DataFrame(
        {
            "date": pd.to_datetime(["2010-01-01", "2010-02-01", "2011-12-01"]),
            "label": ["a long name here", "and another one", "x" * 60],
        }
    )
    found = lanes(happened, pd.Series(pd.to_datetime(["2010-01-01", "2012-01-01"])))
    assert found["lane"].tolist()[:2] == [0, 1]
    assert found["side"].tolist() == ["left", "left", "right"]
    assert found["label"].iloc[2] == "x" * 33 + "…"


def test_with_more_runs_there_is_a_band_and_without_there_is_the_run(small_run: Results) -> None:
    told: list[tuple[str, int, int]] = []
    budget = Budget(
        customers=100, replicates=3, workers=1, tell=lambda *values: told.append(values)
    )
    (wide,) = beside(small_run, budget, ENGLISH)
    assert (wide.runs, wide.customers) == (3, 100)
    assert (wide.band["high"] > wide.band["low"]).mean() > 0.9
    assert told == [("beside what was observed", done, 3) for done in (1, 2, 3)]
    (bare,) = beside(small_run, Budget(replicates=0), ENGLISH)
    assert bare.runs == 1
    assert (bare.band["high"] == bare.band["low"]).all()
    # Never more customers than the run itself had.
    (again,) = beside(small_run, Budget(customers=10**6, replicates=2, workers=1), ENGLISH)
    assert again.customers == small_run.origin.customers
    # The first of the two is the run itself, so that the band's ends stand a fortieth inside it.
    low, high = again.band["low"], again.band["high"]
    reach = (high - low) / 38
    ends = pd.concat(
        [(low - reach - bare.band["mid"]).abs(), (high + reach - bare.band["mid"]).abs()], axis=1
    )
    assert ends.min(axis=1).max() < 1e-9


@pytest.mark.parametrize("language", [ENGLISH, DUTCH])
def test_the_pictures_are_drawn(small_run: Results, language: Any) -> None:
    (exhibit,) = exhibits(small_run, language, Budget(replicates=0))
    drawn = svg(spec_of(exhibit.chart()), "", language)
    assert drawn.count("<path") > 10
    (axes,) = exhibit.figure().axes
    seen = {line.get_gid(): line for line in axes.lines}
    np.testing.assert_allclose(
        np.concatenate([seen["observed-calibration"].get_ydata(),
                        seen["observed-validation"].get_ydata()]),
        beside(small_run, Budget(replicates=0), language)[0].dots["share"],
    )  # fmt: skip
    assert len(exhibit.steps) == small_run.origin.periods


def test_a_market_without_observations_shows_nothing() -> None:
    results = run("mobile_contracts", customers=50, periods=3)
    assert exhibits(results, ENGLISH, Budget(replicates=0)) == []


def test_a_plan_is_said_to_differ_from_what_was_observed(small_run: Results) -> None:
    assert exhibits(small_run, ENGLISH, Budget(replicates=0))[0].note == ""
    planned = replace(small_run, origin=replace(small_run.origin, plan="cheaper_flights"))
    note = exhibits(planned, ENGLISH, Budget(replicates=0))[0].note
    assert note == observed.TEXT("changed", ENGLISH)
