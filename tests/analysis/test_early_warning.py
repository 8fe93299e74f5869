"""Which indicator warned first: alarms, losses, leads and curves, computed by hand."""

from __future__ import annotations

import json
from math import inf, isnan, nan, sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest
import vl_convert

import sim
from analysis import early_warning
from analysis.budget import Budget
from analysis.early_warning import Watched
from analysis.language import DUTCH, ENGLISH, Language
from analysis.warning import paper, screen
from analysis.warning.rows import label_places
from analysis.warning.signals import (
    FAR,
    INDICATORS,
    Rule,
    indicators_of,
    limits,
    loss,
    scores,
    watch,
)
from analysis.warning.verdicts import auc, auc_interval, curves, middle_of, roc, summary
from analysis.warning.words import Words
from sim.scenario import Scenario, load
from tests.analysis import shown

LITTLE = Rule(window=4, recent=1, past=4, fewest=3)


def frame(*columns: list[float]) -> pd.DataFrame:
    return pd.DataFrame(dict(enumerate(columns)))


# The rule.


def test_a_score_is_the_gap_to_the_own_past_in_standard_errors() -> None:
    # Past 8, 7, 9, 8: mean 8, squares 0 + 1 + 1 + 0 over 3, so sd sqrt(2/3). The new value is 6:
    # gap 2, standard error sqrt(2/3) * sqrt(1/1 + 1/4).
    found = scores(frame([8, 7, 9, 8, 6]), -1, LITTLE)[0]
    assert found[4] == pytest.approx(2 / (sqrt(2 / 3) * sqrt(1.25)))
    assert found[:3].isna().all()  # fewer than three values lie before
    rising = scores(frame([8, 7, 9, 8, 6]), 1, LITTLE)[0]
    assert rising[4] == pytest.approx(-found[4])


def test_a_score_averages_the_recent_periods_and_heeds_no_later_ones() -> None:
    # Recent two of the last values: mean 5.5; before them 8, 7, 9: mean 8, sd 1.
    rule = Rule(window=4, recent=2, past=3, fewest=3)
    found = scores(frame([8, 7, 9, 6, 5]), -1, rule)[0]
    assert found[4] == pytest.approx(2.5 / sqrt(1 / 2 + 1 / 3))
    longer = scores(frame([8, 7, 9, 6, 5, 100]), -1, rule)[0]
    assert longer[4] == found[4]


def test_periods_without_a_survey_count_for_nothing() -> None:
    rule = Rule(window=4, recent=2, past=6, fewest=3)
    found = scores(frame([8, nan, 7, nan, 9, nan, 6, nan]), -1, rule)[0]
    # At 7 the recent periods are 6 and 7, with one value; the band is 8, 7, 9.
    assert found[7] == pytest.approx(2 / (1 * sqrt(1 + 1 / 3)))
    nothing_new = scores(frame([8, 7, 9, 8, nan, nan]), -1, rule)[0]
    assert isnan(nothing_new[5])


def test_a_past_that_never_varied_is_left_at_once_or_not_at_all() -> None:
    found = scores(frame([1, 1, 1, 1, 0.9], [1, 1, 1, 1, 1], [0.3, 0.3, 0.3, 0.3, 0.4]), -1, LITTLE)
    assert found[0][4] == FAR
    assert found[1][4] == 0
    assert found[2][4] == -FAR


def test_a_loss_is_against_the_quiet_world() -> None:
    went = pd.Series([100, 95, 90, 80], index=[0, 1, 2, 3])
    assert loss(went, pd.Series([100, 100, 100, 100]), 0.1) == 2  # 90 of 100
    assert isnan(loss(went, pd.Series([100, 95, 92, 85]), 0.1))  # 80 of 85 is 94%
    assert isnan(loss(pd.Series([0, 0]), pd.Series([0, 0]), 0.1))


def test_a_limit_comes_from_the_other_runs() -> None:
    rule = Rule(window=4, false_alarms=0.5)
    # Of 1, 2, 3 for the last run: half of 4 is the second highest, 2.
    assert list(limits(np.array([1.0, 2.0, 3.0, 10.0]), rule)) == [3, 3, 2, 2]
    # A tenth of two runs cannot be: the highest of the others.
    assert list(limits(np.array([1.0, 5.0]), Rule(window=4))) == [5, 1]
    assert isnan(limits(np.array([1.0]), rule)[0])


# Leads, by hand: `level` stays, and one indicator leaves its band at a period.

PERIODS = 30


def runs(moves: dict[str, int], lost_at: int | None = 20, seeds: int = 20) -> Any:
    """Went and quiet: every indicator wobbles alike; those in `moves` get worse from a period."""
    tables = []
    for is_quiet in (False, True):
        rows = []
        for seed in range(seeds):
            for period in range(PERIODS):
                row: dict[str, Any] = {"seed": seed, "period": period, "customers": 100}
                wobble = 0.01 * ((7 * seed + 3 * period + period * period) % 5)
                for name, indicator in INDICATORS.items():
                    moved = not is_quiet and name in moves and period >= moves[name]
                    row[name] = 1 + wobble + (indicator.worse if moved else 0)
                if lost_at is not None and not is_quiet and period >= lost_at:
                    row["customers"] = 80
                rows.append(row)
        tables.append(pd.DataFrame(rows))
    return tables


RULE = Rule(window=8, recent=1, past=6, fewest=3)


def found(moves: dict[str, int], lost_at: int | None = 20, **more: Any) -> Watched:
    went, quiet = runs(moves, lost_at, **more)
    watched = watch(went, quiet, RULE)
    scenario = load("airline_vs_train")
    fewest = 0.8 if lost_at is not None else 1.0
    return Watched(scenario, "airline", RULE, watched, summary(watched), 40.0, fewest, 2000)


def test_leads_are_periods_from_the_alarm_to_the_loss() -> None:
    one = found({"preference": 14, "surveyed": 17, "nps": 23})
    table = one.table.set_index("indicator")
    assert table.loc["preference", ["lead", "lead_low", "lead_high"]].tolist() == [6, 6, 6]
    assert table.loc["surveyed", "lead"] == 3
    assert table.loc["nps", "lead"] == -3  # after the loss
    assert table.loc["preference", ["warned", "late", "never"]].tolist() == [20, 0, 0]
    assert table.loc["nps", "warned"] <= 2  # a tenth by chance, and in no more
    assert table.loc["preference", "auc"] == 1
    assert table.loc["engagement", "auc"] == pytest.approx(0.5)  # both worlds are the same
    assert table.loc["engagement", "lead"] == -inf
    assert (one.runs["loss"] == 20).all()


def test_every_indicator_has_the_same_share_of_false_alarms() -> None:
    table = found({"preference": 14}).table
    assert (table["false_alarms"] <= 0.1).all()


def test_without_a_loss_there_is_no_lead_and_no_curve() -> None:
    one = found({}, lost_at=None)
    assert one.runs["lead"].isna().all()
    assert one.table["auc"].isna().all()
    assert curves(one.runs).empty


def test_a_single_run_has_no_limit() -> None:
    one = found({"preference": 14}, seeds=1)
    assert one.runs["lead"].isna().all()
    assert one.table["false_alarms"].isna().all()


def test_an_indicator_that_was_never_measured_is_left_out() -> None:
    went, quiet = runs({})
    watched = watch(went.assign(surveyed=nan), quiet.assign(surveyed=nan), RULE)
    assert "surveyed" not in set(watched["indicator"])


def test_complaints_are_for_each_customer_at_risk() -> None:
    row = {"seed": 1, "period": 0, "provider": "_x $y$", "customers": 9, "surveyed_n": 1}
    rows = [
        {**row, **dict.fromkeys(INDICATORS, 1.0), "at_risk": 8, "complaints": 2},
        {**row, **dict.fromkeys(INDICATORS, 1.0), "at_risk": 0, "complaints": 0, "period": 1},
    ]
    table = indicators_of(pd.DataFrame(rows), "_x $y$")
    assert table["complaints"][0] == 0.25
    assert isnan(table["complaints"][1])


# Curves.


def test_the_area_counts_the_pairs() -> None:
    # Pairs: 3 beats 1 and 2; 2 beats 1 and ties with 2: (1 + 1 + 1 + 0.5) / 4.
    positives, negatives = np.array([3.0, 2.0]), np.array([1.0, 2.0])
    assert auc(positives, negatives) == 0.875
    curve = roc(positives, negatives)
    assert curve["false_alarms"].tolist() == [0, 0, 0.5, 1]
    assert curve["hits"].tolist() == [0, 0.5, 1, 1]
    area = np.trapezoid(curve["hits"], curve["false_alarms"])
    assert area == pytest.approx(0.875)
    assert isnan(auc(np.array([]), negatives))


def test_the_interval_of_the_area_draws_whole_runs() -> None:
    rng = np.random.default_rng(3)
    quiet = rng.normal(size=200)
    table = pd.DataFrame(
        {"loss": 1.0, "peak": quiet + rng.normal(1, 0.1, 200), "quiet_peak": quiet}
    )
    low, high = auc_interval(table)
    # Normal scores a standard deviation apart: Phi(1 / sqrt(2)) = 0.76.
    assert low < 0.76 < high
    assert high - low < 0.12
    assert all(isnan(end) for end in auc_interval(table.head(1)))


def test_the_median_may_be_never() -> None:
    # Twenty values: the interval runs from the 6th lowest to the 6th highest.
    assert middle_of(np.arange(1.0, 21.0)) == (10.5, 6, 15)
    assert middle_of(np.array([-inf] * 11 + [3.0] * 9))[0] == -inf
    middle, low, _ = middle_of(np.array([2.0, 4.0, 9.0]))
    assert middle == 4
    assert isnan(low)
    assert all(isnan(value) for value in middle_of(np.array([])))


# What is said of it.


def test_the_reading_follows_the_numbers() -> None:
    says = Words(found({"preference": 14, "surveyed": 17}), ENGLISH).reading()
    assert says.startswith("Forced choice moved first: 6 months (6 to 6) before the air shuttle")
    assert "satisfaction in the survey warned 3 months before (20 of 20), later in 20 of 20" in says


def test_a_lead_that_may_be_chance_is_called_that() -> None:
    went, quiet = runs({"preference": 14})
    late = (went["seed"] < 9) & (went["period"] < 23)
    went.loc[late, "preference"] = quiet.loc[late, "preference"]
    watched = watch(went, quiet, RULE)
    table = summary(watched).set_index("indicator")
    # Nine of 20 three periods too late, eleven six in time: the 6th lowest is -3.
    assert table.loc["preference", ["lead", "lead_low", "lead_high"]].tolist() == [6, -3, 6]
    one = found({"preference": 14})._replace(runs=watched, table=table.reset_index())
    assert "(11 of 20 runs in time, which may be chance)" in Words(one, ENGLISH).reading()


def test_satisfaction_may_come_first() -> None:
    says = Words(found({"surveyed": 14, "preference": 17}), ENGLISH).reading()
    assert says.startswith("Satisfaction in the survey moved first: 6 months")
    assert "forced choice warned 3 months before" in says


def test_a_warning_that_no_firm_sees_is_told_as_such() -> None:
    says = Words(found({"looking": 14, "complaints": 17}), ENGLISH).reading()
    assert says.startswith("Comparing alternatives moved first: 6 months")
    assert "of what a firm can measure it was complaints, 3 months before" in says


def test_no_warning_and_no_loss_are_said_plainly() -> None:
    assert Words(found({}), ENGLISH).reading().startswith("No indicator warned in most")
    assert (
        "no loss of the air shuttle to warn of" in Words(found({}, lost_at=None), ENGLISH).reading()
    )
    assert "om voor te waarschuwen" in Words(found({}, lost_at=None), DUTCH).reading()


@pytest.mark.parametrize("language", [ENGLISH, DUTCH])
@pytest.mark.parametrize("moves", [{"preference": 14, "surveyed": 17}, {}])
def test_pictures_hold_no_number_that_json_does_not_know(
    moves: dict[str, int], language: Language
) -> None:
    one = found(moves)
    words = Words(one, language)
    lanes, lines = words.labelled(one.table), words.labelled(curves(one.runs))
    for chart in (
        screen.lanes("r", lanes, one.runs, words),
        screen.roc("r", lanes, lines, words),
    ):
        spec = chart.to_dict()
        json.dumps(spec, allow_nan=False)
        assert "svg" in vl_convert.vegalite_to_svg(spec)
    for page in (
        paper.draw_lanes("t", "r", lanes, one.runs, words),
        paper.draw_roc("t", "r", lanes, lines, words),
    ):
        assert page.axes
    assert not np.isinf(words.labelled(one.runs).select_dtypes(float)).any(axis=None)


def test_names_of_two_lines_on_the_diagonal_stand_apart() -> None:
    lines = pd.DataFrame(
        [
            {"indicator": name, "false_alarms": k / 10, "hits": k / 10}
            for name in ("preference", "surveyed")
            for k in range(11)
        ]
    )
    first, second = label_places(pd.DataFrame({"indicator": ["preference", "surveyed"]}), lines)
    assert second["hits"] - first["hits"] >= 0.3


# Real runs.


def test_the_provider_watched_is_the_largest_incumbent_and_luck_does_not_choose() -> None:
    scenario = load("silent_leavers")
    opening = pd.DataFrame(
        {"period": 0, "provider": ["tsb", "fourth_bank", "outside"], "customers": [95, 100, 900]}
    )
    assert early_warning.provider_to_watch(scenario, opening) == "tsb"
    smaller = opening.assign(customers=[70, 100, 900])
    assert early_warning.provider_to_watch(scenario, smaller) == "fourth_bank"
    assert early_warning.provider_to_watch(scenario, opening.assign(customers=0)) is None


def test_the_quiet_world_keeps_a_plan_and_nothing_later() -> None:
    scenario = load("silent_leavers")
    early = scenario.interventions[0].model_copy(update={"at": 0})
    changed = scenario.model_copy(update={"interventions": [early, *scenario.interventions]})
    assert [event.at for event in early_warning.quiet_world(changed).interventions] == [0]


def _labelled(label: str) -> Scenario:
    scenario = load("monopoly_captives")
    terms = {**scenario.providers}
    terms["cable"] = terms["cable"].model_copy(update={"label": label})
    return scenario.model_copy(update={"providers": terms})


@pytest.mark.parametrize("label", ["<script>alert(1)</script>", "Bank.Co", "A[1]", "_x $y$"])
def test_a_real_market_with_a_hostile_label(label: str) -> None:
    results = sim.run(_labelled(label), customers=300, periods=60, against_no_entrant=False)
    exhibits = early_warning.exhibits(results, ENGLISH, Budget(300, 3, 1))
    assert [exhibit.key for exhibit in exhibits] == ["early_warning", "early_warning_roc"]
    for exhibit in exhibits:
        assert exhibit.reading.endswith(".")
        vl_convert.vegalite_to_svg(exhibit.chart().to_dict())
        assert exhibit.figure().axes
        assert shown.odd_numbers(exhibit, ENGLISH) == []
    assert label in exhibits[0].reading


def test_a_market_in_which_nothing_happens_has_one_exhibit() -> None:
    results = sim.run("leaky_funnel", customers=300, periods=30, against_no_entrant=False)
    told: list[tuple[int, int]] = []
    budget = Budget(300, 2, 1, lambda what, done, total: told.append((done, total)))
    (exhibit,) = early_warning.exhibits(results, DUTCH, budget)
    assert "Niemand treedt tot deze markt toe" in exhibit.reading
    assert told == [(1, 2), (2, 2)]
    assert shown.odd_numbers(exhibit, DUTCH) == []


def test_a_market_with_one_provider_that_asks_nobody() -> None:
    scenario = load(
        {
            "title": "Alone",
            "burn_in": 0,
            "horizon": 30,
            "market": "subscription",
            "problem": {
                "name": "dinner",
                "outcomes": {"price": {"unit": "EUR", "worst": 20, "best": 5}},
            },
            "customers": {
                "count": 60,
                "segments": {"all": {"share": 1, "taste": {"price": {"mean": -0.1}}}},
            },
            "providers": {"A[1]": {"offer": {"price": 10}, "survey": None}},
        }
    )
    results = sim.run(scenario, against_no_entrant=False)
    (exhibit,) = early_warning.exhibits(results, ENGLISH, Budget(60, 2, 1))
    assert "Satisfaction in the survey" not in exhibit.table["indicator"].tolist()
    assert exhibit.reading.startswith("Nobody enters this market and nothing in it is changed")
    vl_convert.vegalite_to_svg(exhibit.chart().to_dict())


def test_the_table_over_scenarios_ends_with_all_of_them() -> None:
    # Nothing is lost in the second, so that its windows do not count for the last rows.
    table = early_warning.across(["monopoly_captives", "leaky_funnel"], Budget(300, 2, 1))
    assert set(table["scenario"]) == {"monopoly_captives", "leaky_funnel", "all"}
    alone, together = (table[table["scenario"] == n] for n in ("monopoly_captives", "all"))
    assert alone["auc"].tolist() == together["auc"].tolist()
