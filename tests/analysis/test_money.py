"""Books taken apart, what a customer is worth and what a plan returns, computed by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isnan, nan
from typing import Any

import numpy as np
import pandas as pd
import pytest
import vl_convert

import sim
from analysis import early_warning, money
from analysis.accounting import books, by_year, plan_return, terms
from analysis.budget import Budget
from analysis.customer_value import customers_at_a_loss, lifetime_values, multiple, standing_still
from analysis.language import DUTCH, ENGLISH
from analysis.money_charts import spread
from analysis.money_words import Purse
from analysis.wording import called, focus
from sim.origin import Origin
from sim.results import NotKeptError, Results
from sim.scenario import Scenario, load
from tests.analysis import shown

HOSTILE = ["<script>alert(1)</script>", "Bank.Co", "A[1]", "_x $y$"]
BUDGET = Budget(300, 2, 1)
BOTH = (ENGLISH, DUTCH)

PRICED = {
    "per_need": 4.0,
    "per_order": 1.0,
    "per_customer": 2.0,
    "acquisition": 5.0,
    "fixed": 30.0,
}


def market(**changes: Any) -> Scenario:
    """Two providers: one with costs and one without; quarters."""
    given: dict[str, Any] = {
        "title": "Two shops",
        "period": "quarter",
        "burn_in": 0,
        "horizon": 8,
        "market": "subscription",
        "problem": {
            "name": "dinner",
            "outcomes": {"price": {"unit": "EUR", "worst": 20, "best": 5, "revenue": True}},
        },
        "customers": {
            "count": 10,
            "segments": {"all": {"share": 1, "taste": {"price": {"mean": -0.1}}}},
        },
        "providers": {
            "a": {"offer": {"price": 10}, "money": PRICED, "attention": {"cost": 3.0}},
            "b": {"offer": {"price": 10}},
        },
    }
    return load({**given, **changes})


class Tables:
    """One handmade table."""

    def __init__(self, periods: pd.DataFrame) -> None:
        self._periods = periods

    def names(self) -> list[str]:
        return ["periods"]

    def frame(self, name: str) -> pd.DataFrame:
        if name != "periods":
            raise NotKeptError(name)
        return self._periods

    def batches(self, name: str) -> Iterator[pd.DataFrame]:
        yield self.frame(name)


def a_run(rows: list[dict[str, Any]], scenario: Scenario | None = None) -> Results:
    usual = {"open": True, "customers": 10, "at_risk": 10, "entries": 0, "defections": 0,
             "stops": 0, "involuntary": 0, "units": 20.0, "uses": 10, "reached": 0, "recovered": 0,
             "revenue": 200.0, "cost": 0.0, "cash": 0.0}  # fmt: skip
    table = pd.DataFrame([usual | row for row in rows])
    table["date"] = pd.Timestamp("2000-01-01")
    table["label"] = table["provider"]
    scenario = scenario or market()
    origin = Origin.of(
        scenario, name=None, seed=1, overrides=(), plan=None, periods=8, entrants=True
    )
    return Results(scenario, origin, Tables(table))


# A period of a: 20 units x 4 + 10 orders x 1 + 10 customers x 2 = 110; 2 calls x 3 = 6; 1 won x 5.
PERIOD = {"provider": "a", "entries": 1, "defections": 1, "reached": 2, "cost": 151.0}


def test_costs_are_taken_apart() -> None:
    (row,) = books(a_run([{"period": 0, **PERIOD}])).to_dict("records")
    assert row["serving"] == 110
    assert row["care"] == 6
    assert row["acquiring"] == 5
    assert row["standing"] == 30  # 151 - 110 - 6 - 5: the fixed costs
    assert row["profit"] == 49
    assert row["lost"] == 1


def test_a_cost_that_is_not_given_is_unknown_and_never_nothing() -> None:
    table = books(a_run([{"period": 0, "provider": "b"}, {"period": 0, **PERIOD}]))
    own = table[table["provider"] == "b"].iloc[0]
    assert own[["serving", "care", "acquiring", "standing", "cost", "profit", "cash"]].isna().all()
    assert own["revenue"] == 200
    value = lifetime_values(table, 4).set_index(["provider", "discount"]).loc[("b", 0.1)]
    assert isnan(value["value"])
    assert isnan(value["margin"])
    assert value["revenue"] == 80  # 200 / 10 customers a quarter


def test_without_a_price_there_is_no_revenue_to_know() -> None:
    scenario = market()
    outcomes = {"price": scenario.problem.outcomes["price"].model_copy(update={"revenue": False})}
    free = scenario.model_copy(
        update={"problem": scenario.problem.model_copy(update={"outcomes": outcomes})}
    )
    run = a_run([{"period": t, **PERIOD, "revenue": 0.0} for t in range(8)], free)
    assert books(run)[["revenue", "profit"]].isna().all(axis=None)
    exhibit = money.exhibits(run, ENGLISH, BUDGET)[0]
    assert exhibit.reading == "The scenario has no price, so that no provider's revenue is known."
    vl_convert.vegalite_to_svg(exhibit.chart().to_dict())


def test_costs_follow_the_interventions() -> None:
    scenario = market(
        interventions=[{"at": 2, "set": {"providers.a.money.per_need": 6}, "label": "dearer"}]
    )
    assert [since for since, _ in terms(scenario)] == [0, 2]
    table = books(a_run([{"period": t, **PERIOD} for t in range(4)], scenario))
    assert table["serving"].tolist() == [110, 110, 150, 150]


def test_only_whole_years_in_which_it_was_open_count() -> None:
    rows = [{"period": t, **PERIOD, "open": t < 5, "cash": 7.0 * t} for t in range(7)]
    years = by_year(books(a_run(rows)), 4)
    assert years["year"].tolist() == [1]  # period 4 to 6 are no whole year
    assert years["revenue"].tolist() == [800]
    assert years["profit"].tolist() == [196]
    assert years["cash"].tolist() == [21]
    assert by_year(books(a_run(rows[:3])), 4).empty


def test_the_multiple_is_that_of_gupta_and_lehmann() -> None:
    # Retention 90%, discount 10%: 0.9 / 0.2.
    assert multiple(0.9, 0.1) == pytest.approx(4.5)
    # The same as the margins of a long life, added up.
    years = np.arange(1, 2000)
    assert multiple(0.8, 0.12) == pytest.approx(((0.8 / 1.12) ** years).sum())
    assert multiple(0, 0.1) == 0


def test_a_customer_is_worth_margin_times_multiple() -> None:
    table = books(a_run([{"period": t, **PERIOD} for t in range(4)]))
    row = lifetime_values(table, 4, [0.10]).iloc[0]
    # Margin (200 - 110 - 6) / 10 = 8.4 a quarter; one of 10 lost, so 0.9 stay;
    # a quarter's rate is 1.1^(1/4) - 1 = 0.0241137.
    assert row["margin"] == pytest.approx(33.6)
    assert row["retention"] == pytest.approx(0.9**4)
    assert row["value"] == pytest.approx(8.4 * 0.9 / (1.0241137 - 0.9), rel=1e-6)
    assert row["value_low"] < row["value"] < row["value_high"]


def test_a_higher_rate_makes_a_customer_worth_less_and_a_loss_smaller() -> None:
    table = books(a_run([{"period": t, **PERIOD} for t in range(4)]))
    assert lifetime_values(table, 4)["value"].is_monotonic_decreasing
    loss = books(a_run([{"period": t, **PERIOD, "revenue": 50.0} for t in range(4)]))
    values = lifetime_values(loss, 4)
    assert (values["value"] < 0).all()
    assert values["value"].is_monotonic_increasing
    assert (values["value_low"] < values["value"]).all()


def test_a_provider_without_customers_has_no_value() -> None:
    rows = [{"period": t, **PERIOD, "customers": 0, "entries": 0, "defections": 0} for t in (0, 1)]
    table = lifetime_values(books(a_run(rows)), 4)
    assert table[["margin", "retention", "value"]].isna().all(axis=None)


def test_standing_still_takes_as_many_as_are_lost() -> None:
    rows = [{"period": t, **PERIOD, "stops": 1} for t in range(8)]
    rows += [{"period": t, "provider": "b", "involuntary": 1} for t in range(8)]
    run = a_run(rows)
    found = standing_still(books(run), run, 4).set_index("provider")
    # Two lost a quarter: eight a year, at 5 each.
    assert found.loc["a", ["needed", "won", "acquisition", "cost"]].tolist() == [8, 4, 5, 40]
    assert found.loc["b", "needed"] == 4
    assert isnan(found.loc["b", "cost"])


def test_customers_at_a_loss() -> None:
    # Sold at 10 a unit (200 for 20). Serving: 4 a unit, 1 an order, 2 a period.
    run = a_run([{"period": t, **PERIOD} for t in range(2)])
    panel = pd.DataFrame(
        [
            # Pays 10 for a unit: 10 - 4 - 1 - 2 = 3 in each period.
            {"period": 0, "customer": 1, "segment": "all", "uses": 1, "spent": 10.0},
            {"period": 1, "customer": 1, "segment": "all", "uses": 1, "spent": 10.0},
            # Pays nothing and stays: -2; and in the next period leaves, without any cost.
            {"period": 0, "customer": 2, "segment": "all", "uses": 0, "spent": 0.0},
            {"period": 1, "customer": 2, "segment": "all", "uses": 0, "spent": 0.0,
             "exit": "defection"},
            # Another person under the number of the first.
            {"period": 1, "customer": 1, "segment": "all", "uses": 1, "spent": 2.0, "born": 1},
        ]
    )  # fmt: skip
    panel = panel.assign(provider="a", born=panel["born"].fillna(0))
    found = customers_at_a_loss(panel, books(run), run, discount=0.0)
    every = found[found["segment"].isna()].iloc[0]
    # The last one: 2 - 0.2 x 4 - 1 - 2 = -1.8.
    assert every["customers"] == 3
    assert every["at_a_loss"] == 2
    assert every["worth"] == pytest.approx((6 - 2 - 1.8) / 3)
    nobody = customers_at_a_loss(panel.assign(provider="b"), books(run), run)
    assert nobody.empty  # of b no cost is known


def test_the_return_of_a_plan() -> None:
    base = a_run([{"period": t, **PERIOD} for t in range(2)])
    # The plan spends 10 more a quarter and brings 24 more revenue.
    more = {"revenue": 224.0, "cost": 161.0}
    other = a_run([{"period": t, **PERIOD, **more} for t in range(3)])
    found = plan_return(base, other, "a", discount=0.21).set_index("amount")
    # Over the two common quarters: weights 1 and 1.21^(-1/4).
    weight = 1 + 1.21**-0.25
    assert found.loc["revenue", "difference"] == pytest.approx(24 * weight)
    assert found.loc["spending", "difference"] == pytest.approx(10 * weight)
    assert found.loc["profit", "base"] == pytest.approx(49 * weight)
    assert found.loc["profit", "difference"] == pytest.approx(14 * weight)
    assert found.loc["return", "difference"] == pytest.approx(1.4)
    # The other way round money is saved, and there is no return on it.
    assert isnan(plan_return(other, base, "a").set_index("amount").loc["return", "difference"])


def test_the_return_of_a_plan_from_frames_and_for_unknown_costs() -> None:
    frame = pd.DataFrame({"period": [0, 1], "provider": "a", "revenue": 10.0, "cost": 4.0,
                          "profit": 6.0})  # fmt: skip
    found = plan_return(frame, frame.assign(profit=8.0), "a", periods_a_year=1, discount=1.0)
    amounts = found.set_index("amount")
    assert amounts.loc["profit", "difference"] == pytest.approx(2 + 1)
    assert isnan(amounts.loc["spending", "base"])
    assert isnan(amounts.loc["return", "difference"])
    with pytest.raises(ValueError, match="periods_a_year"):
        plan_return(frame, frame, "a")
    with pytest.raises(KeyError):
        plan_return(frame, frame, "nobody", periods_a_year=1)


def test_names_at_the_ends_of_lines_keep_apart_and_stay_near() -> None:
    assert spread([5.0, 0.0], 1) == [5, 0]
    assert spread([1.0, 1.0, 9.0], 1) == [0.5, 1.5, 9]
    assert spread([], 1) == []


def test_the_reading_says_that_costs_are_unknown() -> None:
    scenario = market(providers={"b": {"offer": {"price": 10}}})
    rows = [{"period": t, "provider": "b", "defections": 1, "entries": 1} for t in range(8)]
    first, second = money.exhibits(a_run(rows, scenario), ENGLISH, BUDGET)
    assert "does not give its costs, so that its profit is unknown" in first.reading
    assert "it gives none for b" in first.note
    assert "revenue alone comes to" in second.reading
    assert "at a cost that the scenario does not give" in second.reading
    assert "unknown" in first.table["profit"].tolist()
    for exhibit in (first, second):
        json.dumps(exhibit.chart().to_dict(), allow_nan=False)
        assert exhibit.figure().axes


def test_a_part_of_a_year_is_not_compared_with_a_whole_one() -> None:
    # Open for two years of four quarters, and for one quarter of the third.
    rows = [{"period": t, **PERIOD, "open": t < 9} for t in range(12)]
    exhibit = money.exhibits(a_run(rows), ENGLISH, BUDGET)[0]
    assert exhibit.reading.startswith("In year 2 “a” made a profit of 196 EUR")
    assert "in year 1 that was a profit of 196 EUR" in exhibit.reading
    # Where there is no whole year the part has to do.
    part = [{"period": t, **PERIOD, "open": t < 3} for t in range(4)]
    told = money.exhibits(a_run(part), ENGLISH, BUDGET)[0].reading
    assert told == "In year 1 “a” made a profit of 147 EUR on revenue of 600 EUR."


def test_a_single_year_is_not_compared_with_itself() -> None:
    rows = [{"period": t, **PERIOD} for t in range(4)]
    english, dutch = (money.exhibits(a_run(rows), each, BUDGET)[0].reading for each in BOTH)
    assert english == "In year 1 “a” made a profit of 196 EUR on revenue of 800 EUR."
    assert dutch == "In jaar 1 maakte “a” 196 EUR winst op een omzet van 800 EUR."
    scenario = market(providers={"b": {"offer": {"price": 10}}})
    dark = [row | {"provider": "b"} for row in rows]
    assert money.exhibits(a_run(dark, scenario), ENGLISH, BUDGET)[0].reading == (
        "In year 1 “b” had revenue of 800 EUR; the scenario does not give its costs, so that its "
        "profit is unknown."
    )


def test_it_is_about_the_provider_that_the_other_answers_are_about() -> None:
    # Most customers are with another than the incumbent that the scenario names first.
    run = sim.run("attention_policies", customers=400, periods=13, against_no_entrant=False)
    about, largest = focus(run), early_warning.provider_to_watch(run.scenario, run.periods)
    assert about == "insurer" != largest
    for exhibit in money.exhibits(run, ENGLISH, BUDGET):
        assert called(run.scenario, about, ENGLISH) in exhibit.reading
    budget = Budget(customers=200, replicates=2, workers=1)
    first = early_warning.exhibits(run, ENGLISH, budget)[0]
    assert called(run.scenario, about, ENGLISH) in first.reading


def test_a_year_is_a_step() -> None:
    rows = [{"period": t, **PERIOD} for t in range(8)]
    exhibit = money.exhibits(a_run(rows), DUTCH, BUDGET)[0]
    assert exhibit.steps == ("Jaar 1: a 196 EUR.", "Jaar 2: a 196 EUR.")
    assert exhibit.chart().to_dict()["params"][0] == {"name": "at", "value": -1}


@pytest.mark.parametrize("label", HOSTILE)
def test_a_real_market_with_a_hostile_label(label: str) -> None:
    scenario = load("alarm_vs_prevention")
    terms_of = {**scenario.providers}
    terms_of["alarm"] = terms_of["alarm"].model_copy(update={"label": label})
    run = sim.run(
        scenario.model_copy(update={"providers": terms_of}), customers=300, periods=30,
        against_no_entrant=False,
    )  # fmt: skip
    exhibits = money.exhibits(run, ENGLISH, BUDGET)
    shown.both(exhibits, money.exhibits(run, DUTCH, BUDGET))
    assert [exhibit.key for exhibit in exhibits] == ["money", "lifetime_value"]
    for exhibit in exhibits:
        assert label in exhibit.reading
        spec = exhibit.chart().to_dict()
        json.dumps(spec, allow_nan=False)
        vl_convert.vegalite_to_svg(spec)
        assert exhibit.figure().axes
        exhibit.figure().canvas.draw()


def test_the_parts_add_up_in_a_real_run() -> None:
    run = sim.run("leaky_funnel", customers=300, periods=14, against_no_entrant=False)
    table = books(run)
    parts = table[["serving", "care", "acquiring", "standing"]]
    assert parts.sum(axis=1).to_numpy() == pytest.approx(table["cost"].to_numpy())
    assert (parts >= 0).all(axis=None)
    assert table["standing"].max() == 0  # this scenario has no fixed costs
    assert "In year 1 " in money.exhibits(run, ENGLISH, BUDGET)[0].reading


def test_what_a_customer_is_where_nobody_subscribes_is_said_there_only() -> None:
    """And the margin holds what it says: sales to customers of others too."""
    run = sim.run("leaky_funnel", customers=300, periods=14, track=-1, against_no_entrant=False)
    own = run.panel.groupby("provider", observed=True)["spent"].sum()
    sold = run.periods.groupby("provider", observed=True)["revenue"].sum()
    assert (own <= sold[own.index] + 1e-6).all()
    assert own.sum() < 0.999 * sold.sum()
    for language, words in ((ENGLISH, "Nobody subscribes"), (DUTCH, "niemand een abonnement")):
        assert words in money.exhibits(run, language, BUDGET)[1].note
        subscribed = a_run([{"period": t, **PERIOD} for t in range(8)])
        assert words not in money.exhibits(subscribed, language, BUDGET)[1].note


def test_a_run_shorter_than_a_year_says_so() -> None:
    run = sim.run("leaky_funnel", customers=200, periods=5, against_no_entrant=False)
    first, second = money.exhibits(run, DUTCH, BUDGET)
    assert "korter dan een jaar" in first.reading
    assert first.steps == ()
    vl_convert.vegalite_to_svg(first.chart().to_dict())
    assert first.figure() is not None
    assert "is " in second.reading


def test_unknown_amounts_are_words() -> None:
    assert Purse("EUR", ENGLISH)(nan) == "unknown"
    assert Purse("EUR", DUTCH)(1234.5) == "1.234 EUR"
