"""Spells and curves of them, against cases worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import spells, survival
from analysis.curves import spread


def panel(*lives: str) -> pd.DataFrame:
    """A panel from lives such as "aa a!b b" — a letter a period, then how the period ended.

    A space is a period without provider; `!` after a letter is a defection, `.` a stop and `?` an
    involuntary exit in that period.
    """
    kinds = {"!": "defection", ".": "stop", "?": "involuntary"}
    rows = []
    for customer, life in enumerate(lives):
        period = 0
        for place, letter in enumerate(life):
            if letter in kinds:
                continue
            after = life[place + 1 : place + 2]
            if letter != " ":
                rows.append((customer, period, "all", letter, 7.0 + period, 0.5, kinds.get(after)))
            period += 1
    columns = ["customer", "period", "segment", "provider", "satisfaction", "engagement", "exit"]
    return pd.DataFrame(rows, columns=columns)


def test_a_spell_ends_with_its_exit_and_another_begins() -> None:
    found = spells.spells(panel("aaa!bb", "a?aa", "  b.", "aa"))
    # customer 0: a in 0-2 and leaves, b in 3-4 and is cut off; customer 1 goes in 0, and a
    # newcomer takes the number; customer 2 comes in period 2 and stops in it.
    expected = [
        (0, "a", 0, 3, "defection", True),
        (0, "b", 3, 2, "", False),
        (1, "a", 0, 1, "involuntary", True),
        (1, "a", 1, 2, "", False),
        (2, "b", 2, 1, "stop", False),
        (3, "a", 0, 2, "", True),
    ]
    columns = ["customer", "provider", "start", "duration", "end", "opening"]
    assert list(found[columns].itertuples(index=False, name=None)) == expected
    assert list(found["satisfaction"]) == [7.0, 10.0, 7.0, 8.0, 9.0, 7.0]


def test_the_order_of_the_rows_and_their_types_do_not_matter() -> None:
    rows = panel("aaa!bb", "a?aa")
    mixed = rows.sample(frac=1, random_state=1)
    mixed["provider"] = pd.Categorical(mixed["provider"], ["b", "a", "never"])
    mixed["exit"] = pd.Categorical(mixed["exit"], ["defection", "stop", "involuntary"])
    pd.testing.assert_frame_equal(spells.spells(mixed), spells.spells(rows))


def test_an_empty_panel_has_no_spells() -> None:
    found = spells.spells(panel())
    assert len(found) == 0
    assert len(survival.staying(found)) == len(survival.incidence(found)) == 0


SIX = pd.DataFrame(
    {
        "duration": [1, 2, 2, 3, 4, 4],
        "end": ["defection", "involuntary", "defection", "stop", "", ""],
    }
)


def test_kaplan_meier_on_six_customers() -> None:
    # Period 1: 6 at risk, 1 leaves: 5/6. Period 2: 5 at risk, 1 leaves and 1 goes involuntarily:
    # 5/6 x 4/5 = 2/3. Period 3: 3 at risk, 1 stops: 2/3 x 2/3 = 4/9. Period 4: nobody leaves.
    curve = survival.staying(SIX)
    assert list(curve["stays"]) == pytest.approx([1, 5 / 6, 2 / 3, 4 / 9, 4 / 9])
    assert list(curve["at_risk"]) == [6, 6, 5, 3, 2]
    assert list(curve["left"]) == [0, 1, 1, 1, 0]
    assert (curve["low"] <= curve["stays"]).all()
    assert (curve["high"] >= curve["stays"]).all()
    # log-log Greenwood at period 1: var = 1/(6*5), theta = 1.96 sqrt(var) / log(5/6)
    theta = 1.959964 * np.sqrt(1 / 30) / np.log(5 / 6)
    ends = sorted((5 / 6) ** np.exp([theta, -theta]))
    assert list(curve.loc[1, ["low", "high"]].astype(float)) == pytest.approx(ends, abs=1e-6)


def test_aalen_johansen_on_six_customers_with_ties() -> None:
    # All exits count: 6 at risk, 1 goes: S = 5/6. 5 at risk: a defection and an involuntary exit,
    # each 5/6 x 1/5 = 1/6; S = 1/2. 3 at risk: a stop, 1/2 x 1/3 = 1/6. Then nobody.
    share = survival.incidence(SIX).pivot(index="time", columns="end", values="share")
    assert list(share["defection"]) == pytest.approx([0, 1 / 6, 1 / 3, 1 / 3, 1 / 3])
    assert list(share["involuntary"]) == pytest.approx([0, 0, 1 / 6, 1 / 6, 1 / 6])
    assert list(share["stop"]) == pytest.approx([0, 0, 0, 1 / 6, 1 / 6])


def test_shares_of_the_ways_out_are_exact_in_the_last_period_too() -> None:
    # Those who are cut off were at risk to the end: 2 of 100 leave in period 5 is 2%.
    found = pd.DataFrame({"duration": [5] * 100, "end": ["defection"] + ["stop"] + [""] * 98})
    last = survival.incidence(found).groupby("end")["share"].last()
    assert dict(last) == pytest.approx({"defection": 0.01, "stop": 0.01, "involuntary": 0.0})


def test_lifelines_draws_no_lots() -> None:
    before = np.random.get_state()[1]
    survival.incidence(SIX)
    assert (before == np.random.get_state()[1]).all()


def test_everybody_may_leave() -> None:
    found = pd.DataFrame({"duration": [1, 1, 2], "end": ["stop", "defection", "defection"]})
    assert list(survival.staying(found)["stays"]) == pytest.approx([1, 1 / 3, 0])
    share = survival.incidence(found)
    assert share[share["time"] == 2]["share"].sum() == pytest.approx(1)


def test_a_curve_ends_where_few_are_left() -> None:
    found = pd.DataFrame({"duration": [1] * 8 + [3] * 12 + [5] * 4, "end": ["stop"] * 24})
    curves = survival.by_group(found, pd.Series(["g"] * 24), ["g", "other"])
    assert list(curves["time"]) == [0, 1, 2, 3]  # 16 at risk in period 3, 4 in period 4
    assert survival.by_group(found.head(9), pd.Series(["g"] * 9), ["g"]).empty


def test_bands_thirds_and_cohorts() -> None:
    bands = spells.band(pd.Series([0, 5.99, 6, 7, 7.99, 8, 10, np.nan]))
    assert list(bands.astype(object).fillna("")) == [
        "under 6", "under 6", "6-7", "7-8", "7-8", "8+", "8+", "",
    ]  # fmt: skip
    assert list(spells.third(pd.Series([0.1, 0.2, 0.3]))) == ["low", "middle", "high"]
    assert len(set(spells.third(pd.Series([0.5] * 9)))) == 1
    starts = pd.DataFrame({"start": [0, 0, 11, 12, 60, 83], "opening": [True] + [False] * 5})
    # Seven years in three groups: 1-3, 4-6 and 7.
    expected = [(0, 0), (1, 3), (1, 3), (1, 3), (4, 6), (7, 7)]
    assert list(spells.cohort(starts, 12)) == expected


def test_curves_are_compared_after_whole_years() -> None:
    assert spells.mark(100, 12) == 60
    assert spells.mark(35, 12) == 24
    assert spells.mark(7, 12) == 7


def test_labels_keep_their_distance_and_their_order() -> None:
    places = spread([0.50, 0.51, 0.52, 0.90], 0.05)
    assert places == sorted(places)
    assert min(np.diff(places)) >= 0.05 - 1e-6
    assert spread([0.0, 0.01], 0.05)[0] >= 0
