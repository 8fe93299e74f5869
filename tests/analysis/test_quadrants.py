"""Loyalists, mercenaries, defectors and hostages, against a panel made by hand."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from analysis.budget import Budget
from analysis.language import DUTCH, ENGLISH
from analysis.quadrants import KINDS, exhibits, main, names_of_years, risks, summed, years
from analysis.quadrants_pictures import apart
from analysis.quadrants_words import reading
from analysis.three_numbers import by_group
from analysis.three_numbers_words import estimate, percent
from sim.measures import Estimate
from sim.results import Results, ResultsError
from tests.analysis import shown
from tests.markets import bare, constants

A_YEAR = 4

# One row: customer, provider at the start of each of 8 quarters, satisfaction at the start of both
# years, and the exit of each quarter (d, s, i). Everybody pays 10 a quarter.
HAND = (
    (1, "aaaaaaaa", (8.0, 7.0), "........"),  # satisfied and stays: loyalist, twice
    (2, "aaabbbbb", (8.0, 9.0), "..d....."),  # satisfied, leaves in the third quarter; then stays
    (3, "aaoooooo", (6.9, 9.0), ".s......"),  # dissatisfied, stops; has no provider in year two
    (4, "aabaaaaa", (5.0, 5.0), ".dd....."),  # comes back within the year: defector all the same
    (5, "a---aaaa", (9.0, 5.0), "i......."),  # moves away: censored; the newcomer is a hostage
    (6, "-bbbbbbb", (9.0, 6.0), "........"),  # no provider at the start of year one
    (7, "bbbbbbbb", (np.nan, 7.0), ".......d"),  # never used it yet; leaves in the last quarter
)


def panel() -> pd.DataFrame:
    exits = {"d": "defection", "s": "stop", "i": "involuntary", ".": None}
    providers = {"a": "alpha", "b": "beta", "o": "outside", "-": None}
    rows = []
    for customer, where, satisfied, how in HAND:
        for period in range(8):
            rows.append(
                {
                    "period": period,
                    "customer": customer,
                    "provider": providers[where[period]],
                    "satisfaction": satisfied[period // 4],
                    "exit": exits[how[period]],
                    "spent": 10.0 if where[period] in "ab" else 0.0,
                }
            )
    # Two quarters of a third year, which is left out.
    rows += [rows[-1] | {"period": period, "exit": None} for period in (8, 9)]
    table = pd.DataFrame(rows)
    return table.astype({"provider": "category", "exit": "category"}).sample(frac=1, random_state=1)


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return years(panel(), 10, A_YEAR, 7.0, "outside")


def test_what_became_of_everybody(found: pd.DataFrame) -> None:
    kinds = {(r.customer, r.year): r.kind for r in found.itertuples()}
    assert kinds == {
        (1, 0): "loyalist", (1, 1): "loyalist",
        (2, 0): "mercenary", (2, 1): "loyalist",
        (3, 0): "defector",
        (4, 0): "defector", (4, 1): "hostage",
        (5, 0): "censored", (5, 1): "hostage",
        (6, 1): "hostage",
        (7, 0): "unknown", (7, 1): "mercenary",
    }  # fmt: skip


def test_money_counts_until_the_exit(found: pd.DataFrame) -> None:
    paid = {(r.customer, r.year): r.revenue for r in found.itertuples()}
    assert paid[1, 0] == 40
    assert paid[2, 0] == 30  # left in the third quarter: three payments to alpha, none to beta
    assert paid[3, 0] == 20
    assert paid[4, 0] == 20  # what was paid after coming back is another relation
    assert paid[5, 0] == 10  # the newcomer with the same number does not count
    assert paid[7, 1] == 40


def test_quadrants_scaled_up(found: pd.DataFrame) -> None:
    first = summed(found, 100.0, ["year"])
    first = first[first["year"] == 0].set_index("kind")
    # Four in the quadrants: one loyalist, one mercenary, two defectors; 40 + 30 + 20 + 20 paid.
    assert first["tracked"].to_dict() == {
        "loyalist": 1, "mercenary": 1, "defector": 2, "hostage": 0, "censored": 1, "unknown": 1,
    }  # fmt: skip
    assert first.loc["defector", "customers"] == 200
    assert first.loc["defector", "share"] == pytest.approx(2 / 4)
    assert first.loc["mercenary", "revenue"] == 3000
    assert first.loc["mercenary", "revenue_share"] == pytest.approx(30 / 110)
    assert first.loc[list(KINDS), "share"].sum() == pytest.approx(1)
    assert np.isnan(first.loc["censored", "share"])
    assert first.loc["censored", "customers"] == 100


def test_risks_by_hand(found: pd.DataFrame) -> None:
    # Both years: 3 loyalists, 2 mercenaries, 2 defectors, 3 hostages.
    known = risks(summed(found, 1.0, []))
    assert known["base_rate"].value == pytest.approx(5 / 10)
    assert known["satisfied_left"].value == pytest.approx(2 / 5)
    assert known["dissatisfied_left"].value == pytest.approx(2 / 5)
    assert known["ratio"].value == pytest.approx(1.0)
    first = summed(found[found["year"] == 0], 1.0, [])
    assert risks(first)["dissatisfied_left"].value == 1.0
    stayed = found[found["kind"].isin(["loyalist", "hostage"])]
    assert risks(summed(stayed, 1.0, []))["ratio"].value is None


def test_by_provider_adds_up(found: pd.DataFrame) -> None:
    by_provider = summed(found, 1.0, ["provider"])
    whole = summed(found, 1.0, [])
    assert set(by_provider["provider"]) == {"alpha", "beta"}
    for kind in KINDS:
        mine = by_provider[by_provider["kind"] == kind]["tracked"].sum()
        assert mine == shown.row(whole, kind=kind)["tracked"]


def test_nothing_paid_is_no_share(found: pd.DataFrame) -> None:
    free = summed(found.assign(revenue=0.0), 1.0, ["year"])
    assert free["revenue_share"].isna().all()


def test_labels_stay_apart() -> None:
    assert apart([0.1, 0.5], 0.1, 0.9) == [0.1, 0.5]
    assert apart([0.5, 0.5, 0.52], 0.1, 0.9) == pytest.approx([0.5, 0.6, 0.7])
    assert apart([0.1, 0.9, 0.95], 0.1, 0.9) == pytest.approx([0.1, 0.8, 0.9])


@pytest.fixture(scope="module")
def travel() -> Results:
    return sim.run(
        "airline_vs_train", customers=400, periods=40, seed=2, track=-1, against_no_entrant=False
    )


def test_everybody_followed_is_the_population(travel: Results) -> None:
    found = years(travel.panel, 40, 12, 7.0, "outside")
    assert set(found["year"]) == {0, 1, 2}
    exits = travel.exits
    gone = exits[(exits["period"] < 12) & (exits["type"] != "involuntary")]
    first = gone.drop_duplicates("customer")
    left = found[(found["year"] == 0) & found["kind"].isin(["mercenary", "defector"])]
    served = found.loc[found["year"] == 0, "customer"]
    moved = exits[(exits["period"] < 12) & (exits["type"] == "involuntary")]
    before = moved.merge(first, on="customer", suffixes=("", "_left"))
    before = before.loc[before["period"] <= before["period_left"], "customer"]
    expected = first[first["customer"].isin(served) & ~first["customer"].isin(before)]
    assert set(left["customer"]) == set(expected["customer"])


def test_exhibit_of_a_run(travel: Results) -> None:
    (exhibit,) = shown.check(exhibits, travel)
    assert exhibit.key == "quadrants"
    assert len(exhibit.steps) == 3
    assert names_of_years(travel, 12)[0] == "2006/07"
    assert exhibit.steps[0].startswith("2006/07")
    # The satisfied share among leavers never stands alone, and the three numbers stand beside.
    numbers = by_group(travel)
    own = travel.scenario.report.satisfied_at
    market = shown.row(numbers[numbers["cutoff"] == own], scope="market")
    share, base = (percent(market[name], ENGLISH) for name in ("satisfied_share", "base_rate"))
    hazard = estimate(market, "hazard_ratio", ENGLISH)
    three = f"the three numbers are {share}, {base} and a hazard ratio of {hazard}: "
    assert three in exhibit.reading
    assert exhibit.reading.count("%") == 7
    assert "a ratio of" in exhibit.reading.partition(three)[0]
    for words in exhibit.steps:
        assert re.search(r"\d% of those who left .* of all, a ratio", words)
    words = shown.texts(exhibit.figure())
    for kind in ("loyalists", "mercenaries", "defectors", "hostages"):
        assert kind in words
    assert "Jones & Sasser" in exhibit.note


def test_a_run_shorter_than_a_year_and_nobody_leaving() -> None:
    market = bare(constants(one=0.0), customers__count=50)
    short = sim.run(market, track=-1, against_no_entrant=False)
    (exhibit,) = shown.check(exhibits, short)
    assert "shorter than a year" in exhibit.reading
    long = sim.run(market, periods=13, track=-1, against_no_entrant=False)
    (exhibit,) = shown.check(exhibits, long)
    assert "a ratio that is unknown" in exhibit.reading
    assert "Nobody switched" in exhibit.reading
    idle = bare(
        constants(one=0.0),
        customers__count=50,
        customers__segments__all__needs=0,
        market="occasion",
    )
    still = sim.run(idle, periods=13, track=-1, against_no_entrant=False)
    assert still.hazards.empty
    (exhibit,) = shown.check(exhibits, still)
    assert "Nobody switched" in exhibit.reading


@pytest.mark.parametrize(
    ("year", "now", "words"),
    [
        ((1.2, 1.8), (1.1, 2.0), "both ways the dissatisfied left sooner"),
        ((0.5, 0.8), (0.4, 0.9), "both ways the satisfied left sooner"),
        ((0.8, 1.2), (1.1, 2.0), "by the year no difference between the two can be shown, and just "
         "before a switch the dissatisfied left sooner"),
        ((0.5, 0.8), (1.1, 2.0), "by the year the satisfied left sooner, and just before a switch "
         "the dissatisfied left sooner"),
        ((None, None), (np.nan, np.nan), "both ways one of the two groups has no leavers"),
    ],
)  # fmt: skip
def test_the_sentence_says_whether_both_ratios_agree(
    year: tuple[float | None, ...], now: tuple[float, float], words: str
) -> None:
    share = Estimate(0.5, 0.4, 0.6)
    risk = dict.fromkeys(
        ("satisfied_share", "base_rate", "satisfied_left", "dissatisfied_left"), share
    )
    risk["ratio"] = Estimate(None if year[0] is None else 1.0, *year)
    numbers = pd.Series(
        {
            "leavers": 10, "satisfied_share": 0.5, "base_rate": 0.6, "hazard_ratio": 1.0,
            "hazard_ratio_low": now[0], "hazard_ratio_high": now[1],
        }
    )  # fmt: skip
    group = pd.DataFrame({"kind": ["hostage"], "share": [0.1]})
    assert words in reading(group, risk, numbers, ENGLISH)
    assert reading(group, risk, numbers, DUTCH).count("hazard ratio") == 1


def test_hostile_names() -> None:
    results = sim.run(shown.hostile(), track=-1, against_no_entrant=False)
    (exhibit,) = shown.check(exhibits, results)
    assert "<script>alert(1)</script>" in exhibit.table.iloc[:, 0].to_list()


def test_without_the_panel_the_option_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = sim.run(
        bare(constants(one=0.0, two=0.0), customers__count=50), against_no_entrant=False
    )
    with pytest.raises(ResultsError, match="--track"):
        exhibits(results, ENGLISH, Budget())
    assert main([str(results.save(tmp_path / "run"))]) == 2
    assert "--track" in capsys.readouterr().err
