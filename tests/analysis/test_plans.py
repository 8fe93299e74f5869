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
from analysis.report import comparison
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
                "plan": "a", "provider": focus, "until": until, "cell": cell, "opening": 500.0,
                "customers": 500 * share, "share": share, "share_low": share - 0.02,
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
    assert (row["until"], row["opening"]) == (6, 500.0)
    assert [row[f"count_{name}"] for name in ("kept", "lost")] == [180, 45]
    cells = ("kept", "lost", "stayed", "left", "otherwise")
    assert [row[name] for name in cells] == [0.12, 0.03, 0.5, 0.3, 0.05]
    assert [row[f"{name}_kept"] for name in ("satisfied", "base", "ratio")] == [0.6, 0.7, 2.0]
    assert [row[f"{name}_lost"] for name in ("satisfied", "base", "ratio")] == [0.25, 0.8, 1.5]


def test_readings_by_hand(hostile):
    """Medians: of 5, 4, 4 and 3 it is 4."""
    found = handmade(hostile)
    rows = plan_frames.changes(found)
    who = plan_frames.who(found)
    assert plan_readings.differences(found, rows, ENGLISH) == (
        f"“Plan A” changes the share of customers of {who} by +5.0 points (+3.0 to +7.0). It "
        "changes profit by EUR −5.0k (−6.0k to −4.0k), discounted at 10% a year, its own cost left "
        "out."
    )
    assert plan_readings.flow(found, plan_frames.moved(found), DUTCH) == (
        f"Van 100 klanten die {who} bij het begin had, behoudt “Plan A” er 12,0 die anders binnen "
        "6 maanden vertrekken en verliest er 3,0 die anders blijven. Van de behouden klanten was "
        "60% tevreden toen zij zonder het plan vertrokken (onder alle klanten 70%, hazard ratio "
        "2,00)."
    )
    note = plan_readings.notes(found, ENGLISH)
    assert "Of 1 of the 1 plans their own cost is not in it" in note
    assert "the intervals would be 4.0 times as wide" in note


def test_what_may_be_chance_is_said_so(hostile):
    found = handmade(hostile)
    rows = plan_frames.changes(found)
    rows.loc[0, ["low", "high"]] = [-0.01, 0.11]
    said = plan_readings.differences(found, rows, ENGLISH)
    assert said.count("which may be chance") == 1
    rows.loc[3, ["low", "high"]] = [-11_000.0, 1_000.0]
    said = plan_readings.differences(found, rows, ENGLISH)
    assert said.count("which may be chance") == 2
    still = replace(found, differences=found.differences.assign(difference=0.0))
    said = plan_readings.differences(still, plan_frames.changes(still), ENGLISH)
    assert said == f"No plan about {plan_frames.who(found)} changes its share of customers."


def several(hostile: Comparison) -> Comparison:
    """Four plans: another market, one of a rival, one of its own, and one that changes nothing.

    Their shares of customers change by 9, 7, 5 and 0 points.
    """
    one = handmade(hostile)
    focus = one.terms.focus
    abouts, differences, flows = [], [], []
    for name, providers, same_past, more in (
        ("market", focus, False, 0.09),
        ("rival", "other", True, 0.07),
        ("own", f"{focus};other", True, 0.05),
        ("still", focus, True, 0.0),
    ):
        about = {"plan": name, "label": f"Plan {name}", "providers": providers}
        abouts.append(one.plans.assign(**about, same_past=same_past))
        rows = one.differences.assign(plan=name)
        rows.loc[rows["measure"] == "customer_share", "difference"] = more
        moves = one.flows.assign(plan=name)
        if name == "still":
            rows["difference"] = 0.0
            moves.loc[moves["cell"].isin([LEFT_ONLY_BASE, LEFT_ONLY_PLAN]), "share"] = 0.0
        differences.append(rows)
        flows.append(moves)
    return replace(
        one, plans=pd.concat(abouts, ignore_index=True),
        differences=pd.concat(differences, ignore_index=True),
        flows=pd.concat(flows, ignore_index=True),
    )  # fmt: skip


def test_the_reading_is_about_a_plan_that_one_can_choose(hostile):
    found = several(hostile)
    who = plan_frames.who(found)
    assert plan_frames.idle(found) == ["still"]
    assert plan_frames.drawn(found) == ["market", "rival", "own"]
    assert (plan_frames.pool(found), plan_frames.lead(found)) == ((["own"], True), "own")
    others = replace(found, plans=found.plans.assign(providers="other"))
    assert plan_frames.pool(others) == (["rival", "own"], False)
    rows = plan_frames.changes(others)
    said = plan_readings.differences(others, rows, ENGLISH)
    assert said.startswith(f"Of 2 plans, “Plan rival” raises the share of customers of {who} most")
    markets = replace(found, plans=found.plans.assign(same_past=False))
    assert plan_frames.pool(markets) == (["market", "rival", "own"], False)
    assert plan_frames.lead(markets) == "market"


def test_another_market_is_marked_and_what_moves_nothing_is_not_drawn(hostile):
    found = several(hostile)
    labels = plan_readings.marked(plan_frames.moved(found), found, DUTCH)["label"].tolist()
    assert labels == ["Plan market (andere markt)", "Plan rival", "Plan own", "Plan still"]
    note = plan_readings.notes(found, ENGLISH)
    assert "Not drawn, because not one of these numbers moves: “Plan still”." in note
    markets = replace(found, plans=found.plans.assign(same_past=False))
    kept = plan_readings.marked(plan_frames.moved(markets), markets, DUTCH)["label"].tolist()
    assert kept == ["Plan market", "Plan rival", "Plan own", "Plan still"]


def test_a_plan_that_only_does_harm_is_not_said_to_raise(hostile):
    found = several(hostile)
    worse = found.differences.assign(difference=-found.differences["difference"])
    found = replace(
        found, differences=worse, plans=found.plans.assign(providers="other", same_past=True)
    )
    said = plan_readings.differences(found, plan_frames.changes(found), ENGLISH)
    assert "none raises the share of customers" in said
    assert "“Plan market” lowers it most: −9.0 points" in said


def test_of_few_people_no_satisfied_share_is_told(hostile):
    """Ten a run in three runs are enough; nine are not."""
    found = handmade(hostile)
    kept = found.flows["cell"] == LEFT_ONLY_BASE
    for customers, is_few in ((10.0, False), (9.0, True)):
        flows = found.flows.copy()
        flows.loc[kept, "customers"] = customers
        (row,) = plan_frames.moved(replace(found, flows=flows)).to_dict("records")
        words = plan_readings.content(row, "kept", ENGLISH)
        told = plan_readings.flow(found, plan_frames.moved(replace(found, flows=flows)), ENGLISH)
        assert ("hazard ratio" in words) == ("hazard ratio" in told) == (not is_few)
        assert ("27 people in all runs" in words) == is_few


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


@pytest.mark.parametrize(
    ("objective", "english", "dutch"),
    [
        ("customers", "6.8 customers", "6,8 klanten"),
        ("share", "680.0% of use", "680,0% van het gebruik"),
        ("profit", "EUR 6.8 of profit", "EUR 6,8 winst"),
    ],
)
def test_regret_has_its_unit(hostile, objective, english, dutch):
    found = replace(hostile, terms=replace(hostile.terms, objective=objective))
    assert plan_readings.amount(6.8, found, ENGLISH) == english
    assert plan_readings.amount(6.8, found, DUTCH) == dutch
    rows = plan_frames.under_doubt(found).assign(regret=6.8)
    assert f"({english} on average)" in plan_readings.doubt(found, rows, ENGLISH)


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


def test_the_page_answers_with_all_readings_and_asks_a_whole_sentence(hostile):
    """The market asks nothing: its title stands for the question."""
    found = plans.exhibits(hostile, DUTCH)
    page = comparison.page(hostile.scenario, {}, found, DUTCH, {})
    assert page.question == "Shops. En welk plan verandert dat?"
    assert page.answer == [exhibit.reading for exhibit in found]
    asked = hostile.scenario.model_copy(update={"question": "Who wins?"})
    page = comparison.page(asked, {}, found, ENGLISH, {})
    assert page.question == "Who wins? And which plan changes that?"


@pytest.mark.parametrize("exhibit", [0, 1, 3])
def test_the_rule_at_zero_leaves_room_for_the_names(hostile, exhibit):
    """Names are drawn 14 pixels above their lines, in letters of 12: from 8 to 20 above."""
    spec = plans.exhibits(hostile)[exhibit].chart().to_dict()
    charts = spec.get("vconcat", [spec])
    for chart in charts:
        layers = {layer["mark"].get("dy"): layer for layer in chart["layer"]}
        assert layers[-14]["mark"]["type"] == "text"
        (rule,) = (x for x in chart["layer"] if x["encoding"]["x"].get("field") == "zero")
        rows = pd.DataFrame(spec["datasets"][rule["data"]["name"]])
        line = chart["height"] / len(rows)
        assert ((rows["top"] - rows.index) * line > -8).all()
        assert ((rows["bottom"] - rows.index - 1) * line < -20).all()


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


@pytest.mark.parametrize("language", [ENGLISH, DUTCH])
def test_everybody_is_in_the_table_of_the_flow(hostile, language):
    (row,) = plans.exhibits(handmade(hostile), language)[1].table.to_numpy()[:, 1:]
    shares = [cell.split("%")[0].replace(",", ".") for cell in row]
    assert sum(map(float, shares)) == pytest.approx(100)


def test_a_satisfied_share_never_stands_alone_in_the_flow(hostile):
    flow = plans.exhibits(handmade(hostile))[1]
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
    assert "unknown" not in differences.reading
    course = others[-1].table
    assert set(course[course.columns[-1]]) == {""}
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
