"""Plans in pictures: against handmade tables, hostile names, and markets with nothing to show."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert

import sim
from analysis import plan_frames, plan_marks, plan_readings, plans, style
from analysis.language import DUTCH, ENGLISH, LANGUAGES
from sim.experiments.plans.comparison import Comparison
from sim.experiments.plans.flows import CELLS, LEFT_BOTH, LEFT_ONLY_BASE, LEFT_ONLY_PLAN
from tests.analysis import shown

HOSTILE = ("<script>alert(1)</script>", "Bank.Co", "A[1]", "_x $y$")
KEYS = ["plans_differences", "plans_flow", "plans_series", "plans_regret"]


def market(names: tuple[str, ...] = HOSTILE, **more: Any) -> dict[str, Any]:
    """Providers that are alike, and plans as hostile as they."""
    taste = {"speed": {"mean": -0.002}, "price": {"mean": -0.1}}
    providers = {
        name: {"offer": {"speed": 600, "price": 20}, "touchpoints": {"t": {"failure": 0.2}}}
        for name in names
    }
    return {
        "title": "Shops",
        "market": "subscription",
        "burn_in": 3,
        "horizon": 8,
        "problem": {
            "name": "shop",
            "outcomes": {
                "speed": {"unit": "s", "worst": 900, "best": 60},
                "price": {"unit": "EUR", "worst": 50, "best": 5, "revenue": True},
            },
        },
        "customers": {"count": 200, "segments": {"all": {"share": 1, "taste": taste}}},
        "providers": providers,
        "what_if": {
            name: {"label": name, "set": {f"providers.{names[0]}.offer.price": 20 - 4 * k}}
            for k, name in enumerate(HOSTILE)
        },
    } | more


@pytest.fixture(scope="module")
def hostile() -> Comparison:
    return sim.compare(market(), points=3, replicates=3, workers=1)


def handmade(hostile: Comparison) -> Comparison:
    """One plan with numbers that were written by hand, of the first provider."""
    focus = hostile.terms.focus
    rows = []
    for measure, base, value, low, high, apart in (
        ("customer_share", 0.30, 0.35, 0.03, 0.07, 0.10),
        ("satisfaction", 7.0, 7.2, 0.1, 0.3, 0.4),
        ("defection_rate", 0.05, 0.04, -0.015, -0.005, 0.02),
        ("discounted_profit", 100_000.0, 95_000.0, -6_000.0, -4_000.0, 3_000.0),
    ):
        middle = value - base
        rows.append(
            {
                "by": "plan", "plan": "a", "provider": focus, "measure": measure, "cutoff": np.nan,
                "base": base, "value": value, "kind": "difference", "difference": middle,
                "low": low, "high": high, "unpaired_low": middle - apart,
                "unpaired_high": middle + apart, "narrower": 2 * apart / (high - low),
                "known": 3, "runs": 3,
            }
        )  # fmt: skip
    flows = pd.DataFrame(
        [
            {
                "plan": "a", "provider": focus, "until": until, "cell": cell, "opening": 50.0,
                "customers": 50 * share, "share": share, "share_low": share - 0.02,
                "share_high": share + 0.02, "satisfied_share": satisfied,
                "satisfied_share_low": np.nan, "satisfied_share_high": np.nan,
                "base_rate": base, "base_rate_low": np.nan, "base_rate_high": np.nan,
                "hazard_ratio": ratio, "hazard_ratio_low": np.nan, "hazard_ratio_high": np.nan,
                "runs": 3,
            }
            for until in (6, 8)
            for cell, share, satisfied, base, ratio in (
                (CELLS[0], 0.50, np.nan, 0.7, 2.0),
                (LEFT_BOTH, 0.30, 0.5, 0.7, 2.0),
                (LEFT_ONLY_BASE, 0.12 if until == 6 else 0.2, 0.6, 0.7, 2.0),
                (LEFT_ONLY_PLAN, 0.03, 0.25, 0.8, 1.5),
                (CELLS[4], 0.05, np.nan, 0.7, 2.0),
            )
        ]
    )  # fmt: skip
    plan = {"plan": "a", "label": "Plan A", "origin": "made up", "kind": "price"}
    about = {"providers": focus, "at": "0", "changes": "", "cost": "left out", "same_past": True}
    return replace(
        hostile, plans=pd.DataFrame([plan | about]), differences=pd.DataFrame(rows), flows=flows
    )


# By hand.


def test_changes_in_the_order_of_the_forest(hostile):
    found = plan_frames.changes(handmade(hostile))
    assert found["measure"].tolist() == list(plan_frames.MEASURES)
    assert found["label"].unique().tolist() == ["Plan A"]
    assert found["narrower"].tolist() == pytest.approx([5.0, 4.0, 4.0, 3.0])


def test_the_first_horizon_of_the_flow_counts(hostile):
    """Until period 6: 12 in 100 kept, 3 lost, 50 stayed and 30 left in both; 5 were gone."""
    (row,) = plan_frames.moved(handmade(hostile)).to_dict("records")
    assert (row["until"], row["opening"]) == (6, 50.0)
    assert [row[name] for name in ("kept", "lost", "stayed", "left")] == [0.12, 0.03, 0.5, 0.3]
    assert [row[f"{name}_kept"] for name in ("satisfied", "base", "ratio")] == [0.6, 0.7, 2.0]
    assert [row[f"{name}_lost"] for name in ("satisfied", "base", "ratio")] == [0.25, 0.8, 1.5]


def test_readings_by_hand(hostile):
    """Medians: of 5, 4, 4 and 3 it is 4."""
    found = handmade(hostile)
    rows = plan_frames.changes(found)
    who = plan_frames.who(found)
    assert plan_readings.differences(found, rows, ENGLISH) == (
        f"Of 1 plans, “Plan A” changes the share of customers of {who} most: +5.0 points (+3.0 to "
        "+7.0). It is worth EUR −5.0k (−6.0k to −4.0k) at 10% a year, its own cost left out. "
        "Without pairs the intervals would be 4.0 times as wide."
    )
    assert plan_readings.flow(found, plan_frames.moved(found), DUTCH) == (
        f"Van 100 klanten die {who} bij het begin had, behoudt “Plan A” er 12,0 die anders binnen "
        "6 maanden vertrekken en verliest er 3,0 die anders blijven. Van de behouden klanten was "
        "60% tevreden toen zij zonder het plan vertrokken (onder alle klanten 70%, hazard ratio "
        "2,00)."
    )
    assert "Plan A" in plan_readings.notes(found, ENGLISH)


def test_what_may_be_chance_is_said_so(hostile):
    found = handmade(hostile)
    rows = plan_frames.changes(found)
    rows.loc[0, ["low", "high"]] = [-0.01, 0.11]
    assert "which may be chance" in plan_readings.differences(found, rows, ENGLISH)
    rows["difference"] = 0.0
    said = plan_readings.differences(found, rows, ENGLISH)
    assert said.startswith("None of 1 plans changes the share of customers")


@pytest.mark.parametrize(
    ("measure", "value", "words"),
    [
        ("customer_share", 0.0512, "+5.1"),
        ("satisfaction", -0.123, "−0.12"),
        ("defection_rate", 0.0123, "+1.23"),
        ("discounted_profit", 1_250_000.0, "+1.2M"),
        ("discounted_profit", 0.0, "0"),
        ("discounted_profit", None, "unknown"),
        ("discounted_profit", float("nan"), "unknown"),
    ],
)
def test_numbers_as_they_are_read(measure, value, words):
    assert plan_readings.shown(measure, value, ENGLISH) == words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", ["0", "−20", "−500k", "−2M", "1.5M", "2bn"]),
        ("nl", ["0", "−20", "−500k", "−2 mln", "1,5 mln", "2 mld"]),
    ],
)
def test_an_axis_of_amounts_is_written_as_its_numbers_are(code, words):
    language = LANGUAGES[code]
    numbers = [0.0, -20.0, -5e5, -2e6, 1.5e6, 2e9]
    axis = alt.Axis(values=numbers, **plan_marks.amounts(language))
    points = alt.Chart(pd.DataFrame({"x": numbers})).mark_point()
    drawn = points.encode(x=alt.X("x", type="quantitative", axis=axis))
    drawn = drawn.configure(**style.vega_config(language))
    svg = vl_convert.vegalite_to_svg(drawn.to_dict())
    for label, number in zip(words, numbers, strict=True):
        assert f">{label}<" in svg
        read = plan_readings.shown("discounted_profit", number, language, signed=False)
        assert read.replace(".0", "").replace(",0", "") == label


# Real runs.


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_every_exhibit_draws_both_ways_with_hostile_names(hostile, code):
    found = plans.exhibits(hostile, LANGUAGES[code])
    assert [exhibit.key for exhibit in found] == KEYS
    for exhibit in found:
        assert exhibit.reading.endswith(".")
        assert len(exhibit.table)
        assert len(exhibit.data)
        assert shown.odd_numbers(exhibit, LANGUAGES[code]) == []
        spec = exhibit.chart().to_dict()
        assert "<svg" in vl_convert.vegalite_to_svg(json.dumps(spec))
        fields = set(_fields(spec))
        assert not any(name in field for name in HOSTILE for field in fields)


def _fields(spec: Any) -> Any:
    """Names of columns that a chart reads."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key == "field":
                yield str(value)
            else:
                yield from _fields(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from _fields(value)


def test_the_course_has_a_sentence_a_period_and_follows_the_arrow_keys(hostile):
    course = plans.exhibits(hostile)[2]
    assert len(course.steps) == 8
    assert course.steps[0].startswith("January 2000: ")
    assert any(parameter["name"] == "at" for parameter in course.chart().to_dict()["params"])
    ends = course.data.groupby("plan")["mean"].last()
    assert set(ends.index) == {"as_is", *HOSTILE}


def test_a_satisfied_share_never_stands_alone_in_the_flow(hostile):
    flow = plans.exhibits(hostile)[1]
    told = [cell for row in flow.table.to_numpy() for cell in row if "satisfied" in str(cell)]
    assert told
    assert all("base rate" in cell and "hazard ratio" in cell for cell in told)


def test_nobody_to_lose_and_nobody_to_keep():
    """One provider: there is no other to leave for."""
    alone = market(("only",))
    alone["what_if"] = {"dear": {"set": {"providers.only.offer.price": 30}}}
    found = sim.compare(alone, replicates=2, workers=1)
    shown = plans.exhibits(found)
    assert [exhibit.key for exhibit in shown] == KEYS[:3]
    assert "Nobody stays under a plan who leaves without it" in shown[1].reading
    for exhibit in shown:
        exhibit.figure().canvas.draw()
        exhibit.chart().to_dict()


def test_without_customers_when_the_books_opened(hostile):
    empty = replace(hostile, flows=hostile.flows.iloc[:0])
    flow = plans.exhibits(empty, DUTCH)[1]
    assert "had bij het begin geen klanten" in flow.reading
    flow.figure().canvas.draw()
    flow.chart().to_dict()


def test_one_seed_has_no_interval():
    found = sim.compare(market(("old", "new")), replicates=1, workers=1)
    differences, *others = plans.exhibits(found)
    assert "One seed has no interval" in differences.reading
    for exhibit in (differences, *others):
        exhibit.figure().canvas.draw()
        exhibit.chart().to_dict()


def test_the_script(hostile, tmp_path, capsys):
    place = hostile.save(tmp_path / "out")
    assert plans.main([str(place), "--lang", "nl"]) == 0
    assert "Wat elk plan verandert" in capsys.readouterr().out
    assert {f"{key}.png" for key in KEYS} <= {path.name for path in place.iterdir()}
    assert plans.main([str(tmp_path)]) == 2
    assert "holds no comparison" in capsys.readouterr().err
