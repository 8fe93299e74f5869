"""The parts of a comparison, against cases that were computed by hand."""

from __future__ import annotations

from math import isnan, nan, sqrt

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.experiments.plans import kinds as k
from sim.experiments.plans.flows import (
    CELLS,
    GONE,
    LEFT_BOTH,
    LEFT_ONLY_BASE,
    LEFT_ONLY_PLAN,
    STAYED_BOTH,
    Pair,
    same_people,
)
from sim.experiments.plans.made import made
from sim.experiments.plans.numbers import AFTER, BEFORE, WHOLE, discounted, numbers, windows
from sim.experiments.plans.paired import Numbers, estimates, narrower, paired
from sim.experiments.plans.policies import Policy, policies
from sim.experiments.plans.regret import points_frame, regret_frame, worst_tenth
from sim.experiments.plans.worlds import Lived
from sim.frames import periods_frame
from sim.measures import Estimate
from sim.scenario import ScenarioError, load
from sim.scenario.schema import Plan
from sim.strategies import STRATEGIES
from tests.experiments.handmade import HORIZON, finished, moment, scenario


def test_the_interval_of_a_share_ends_where_shares_end():
    names = ("window", "plan", "entrants", "provider", "measure", "cutoff", "value")

    def lived(seed: int, share: float, profit: float) -> Lived:
        rows = [
            ("whole", "as_is", True, "a", "satisfied_share", 7.0, share),
            ("whole", "as_is", True, "a", "profit", 0.0, profit),
        ]
        return Lived(seed=seed, numbers=pd.DataFrame(rows, columns=list(names)))

    found = estimates(Numbers([lived(1, 0.0, -1.0), lived(2, 0.4, 1.0)])).set_index("measure")
    # Student's interval of 0 and 0.4 alone would run from -2.3 to 2.7.
    assert found.loc["satisfied_share", ["value", "low", "high"]].tolist() == [0.2, 0.0, 1.0]
    assert found.loc["profit", "low"] < 0


# Who stayed in one world and left in the other.

OPENED = {"main": [0, 0, 0, 0, 0, 0, 1, -1], "satisfaction": [8, 8, 8, 5, 5, 8, 8, nan]}


def left(customer: int, period: int, band: int, kind: str = "defection", origin: int = 0, born=0):
    """A row of the ledger; the band counts half points."""
    row = {"customer": customer, "period": period, "kind": kind, "origin": origin, "to": 1}
    return {**row, "band": band, "born": born, "satisfaction": band / 2}


def pair() -> Pair:
    """Customers 0-5 are with a, 6 with b; cut-off 7.

    0 stays in both. 1 leaves in both, satisfied (8). 2 leaves only without the plan, satisfied
    (7.5). 3 leaves only with it, dissatisfied (5). 4 leaves only without the plan, dissatisfied
    (4), since with it he moves away. 5 moves away in both. 6 leaves b without the plan.
    """
    base = finished(
        moments=[moment(0, **OPENED)],
        customers=8,
        hazard={(0, 0, 0, 8.0): (6, 2), (1, 0, 0, 5.0): (4, 2)},
        ledger=[
            left(5, 0, 16, "involuntary"),
            left(1, 1, 16),
            left(2, 2, 15),
            left(6, 2, 16, origin=1),
            left(4, 3, 8),
            left(1, 5, 4, origin=1),
            left(5, 6, 4, born=1),  # the newcomer who took over the number of 5
        ],
    )
    plan = finished(
        moments=[moment(0, **OPENED)],
        customers=8,
        hazard={(0, 0, 0, 8.0): (8, 1), (1, 0, 0, 5.0): (2, 1)},
        ledger=[
            left(5, 0, 16, "involuntary"),
            left(4, 2, 8, "involuntary"),
            left(1, 4, 10, "stop"),
            left(3, 6, 10),
        ],
    )
    return Pair(base, plan, 7.0)


def flows_of(provider: str, until: int) -> dict[str, object]:
    rows = [flow for flow, _ in pair().rows((4, HORIZON), False)]
    return {flow.cell: flow for flow in rows if (flow.provider, flow.until) == (provider, until)}


def test_everybody_of_the_opening_is_in_one_cell():
    found = flows_of("a", HORIZON)
    assert [found[cell].customers for cell in CELLS] == [1, 1, 2, 1, 1]
    assert {flow.opening for flow in found.values()} == {6}
    other = flows_of("b", HORIZON)
    assert [other[cell].customers for cell in CELLS] == [0, 0, 1, 0, 0]


def test_who_leaves_later_has_not_left_yet():
    """Before period 4: 1 has left without the plan and not yet with it; 3 in neither."""
    found = flows_of("a", 4)
    counts = {cell: found[cell].customers for cell in CELLS}
    assert counts == {STAYED_BOTH: 2, LEFT_BOTH: 0, LEFT_ONLY_BASE: 3, LEFT_ONLY_PLAN: 0, GONE: 1}


def test_a_satisfied_share_has_its_company():
    found = flows_of("a", HORIZON)
    satisfied = {cell: found[cell].satisfied for cell in CELLS}
    assert satisfied == {
        STAYED_BOTH: None,
        LEFT_BOTH: 1,  # without the plan: 8
        LEFT_ONLY_BASE: 1,  # 7.5 is, 4 is not
        LEFT_ONLY_PLAN: 0,  # 5 is not
        GONE: None,
    }
    # Without the plan 6 of 10 at risk were satisfied, and 2 of 4 against 2 of 6 left.
    assert found[LEFT_ONLY_BASE].base_rate == pytest.approx(6 / 10)
    assert found[LEFT_ONLY_BASE].hazard_ratio == pytest.approx((2 / 4) / (2 / 6))
    # With it 8 of 10 were, and 1 of 2 against 1 of 8 left.
    assert found[LEFT_ONLY_PLAN].base_rate == pytest.approx(8 / 10)
    assert found[LEFT_ONLY_PLAN].hazard_ratio == pytest.approx((1 / 2) / (1 / 8))


def test_customers_of_a_cell_are_named_with_their_story():
    movers = [mover for _, some in pair().rows((HORIZON,), True) for mover in some]
    mine = {mover.customer: mover for mover in movers if mover.provider == "a"}
    assert sorted(mine) == [0, 1, 2, 3, 4]
    assert mine[1].cell == LEFT_BOTH
    assert (mine[1].left_base, mine[1].to_base, mine[1].satisfaction_base) == (1, "b", 8.0)
    assert (mine[1].left_plan, mine[1].satisfaction_plan) == (4, 5.0)
    assert (mine[3].left_base, mine[3].left_plan) == (None, 6)
    # Moving away is nobody's decision.
    assert (mine[4].left_base, mine[4].left_plan) == (3, None)


@pytest.mark.parametrize(("at_base", "at_plan"), [(None, 4), (4, None)])
def test_a_provider_that_closes_keeps_nobody(at_base, at_plan):
    """0 and 1 leave in the world in which a stays open; in the other it closes under them."""

    def world(closes: int | None):
        trigger = {"trigger": "closed"}
        gone = [left(who, closes, 12, "involuntary") | trigger for who in (0, 1)] if closes else []
        own = [] if closes else [left(0, 5, 16), left(1, 6, 10)]
        return finished(moments=[moment(0, **OPENED)], customers=8, ledger=[*gone, *own])

    flows = Pair(world(at_base), world(at_plan), 7.0).rows((HORIZON,), False)
    found = {flow.cell: flow.customers for flow, _ in flows if flow.provider == "a"}
    assert found == {STAYED_BOTH: 4, LEFT_BOTH: 0, LEFT_ONLY_BASE: 0, LEFT_ONLY_PLAN: 0, GONE: 2}


def test_people_are_the_same_or_not():
    same = moment(0, **OPENED)
    assert same_people(same, moment(0, **OPENED))
    assert not same_people(same, moment(0, main=[0] * 8, satisfaction=OPENED["satisfaction"]))
    assert not same_people(same, moment(0, **OPENED, born=[0] * 7 + [1]))
    assert not same_people(same, moment(0, main=OPENED["main"], satisfaction=[8] * 8))


# Pairs.


def test_a_paired_difference():
    """Differences 2, 3, 4: mean 3, sd 1; Student's point for 2 degrees is 4.302653."""
    here, there = np.array([3.0, 5.0, 7.0]), np.array([1.0, 2.0, 3.0])
    together, apart = paired(here, there)
    assert together.value == apart.value == 3.0
    assert together.high - 3.0 == pytest.approx(4.302653 / sqrt(3), rel=1e-6)
    oracle = stats.ttest_ind(here, there, equal_var=False).confidence_interval()
    assert (apart.low, apart.high) == pytest.approx((oracle.low, oracle.high))
    # Variances 4 and 1 of three: se^2 = 5/3, df = (5/3)^2 / ((4/3)^2/2 + (1/3)^2/2) = 50/17.
    half = float(stats.t.ppf(0.975, 50 / 17)) * sqrt(5 / 3)
    assert apart.high == pytest.approx(3.0 + half)
    assert narrower(together, apart) == pytest.approx(half / (4.302653 / sqrt(3)), rel=1e-6)


def test_what_is_alike_in_every_seed_differs_by_nothing():
    values = np.array([1.0, 4.0, 2.0])
    together, apart = paired(values, values)
    assert together == Estimate(0.0, 0.0, 0.0)
    assert apart.low < 0 < apart.high
    assert isnan(narrower(together, apart))


def test_ratios_are_compared_as_quotients():
    """Quotients 2 and 8: geometric mean 4."""
    together, apart = paired(np.array([2.0, 16.0]), np.array([1.0, 2.0]), "log")
    assert together.value == pytest.approx(4.0)
    assert together.low * together.high == pytest.approx(16.0)
    assert apart.low * apart.high == pytest.approx(16.0)


def test_pairs_with_an_unknown_number_are_left_out():
    together, _ = paired(np.array([1.0, nan, 3.0]), np.array([0.0, 1.0, nan]))
    assert together == Estimate(1.0, None, None)
    assert paired(np.array([nan]), np.array([1.0]))[0] == Estimate()


# Numbers of a world.


def test_numbers_at_the_end_over_the_books_and_on_either_side_of_an_entry():
    books = {(t, j, "uses"): 10.0 for t in range(HORIZON) for j in (0, 1)}
    books |= {(t, 0, "revenue"): 100.0 * (t + 1) for t in range(HORIZON)}
    books |= {(7, 0, "uses"): 30.0, (7, 0, "customers"): 4.0, (7, 0, "satisfaction"): 26.0}
    hazard = {(0, 0, 0, 8.0): (6, 2), (5, 0, 0, 5.0): (4, 2)}
    world = finished(books=books, hazard=hazard, cost={(0, 0): 50.0})
    table = periods_frame(world.past)
    table["provider"] = table["provider"].astype(str)
    table = table[table["provider"] != "outside"]
    found = {
        (number.window, number.measure, number.cutoff): number.value
        for number in numbers(table, world, windows(2, HORIZON), [7.0, 6.0])
        if number.provider == "a"
    }
    assert found[WHOLE, "share", 0.0] == pytest.approx(30 / 40)
    assert found[WHOLE, "satisfaction", 0.0] == pytest.approx(26 / 4)
    assert found[WHOLE, "revenue", 0.0] == 3600.0  # 100 (1 + ... + 8)
    assert found[WHOLE, "profit", 0.0] == 3550.0
    assert found[BEFORE, "profit", 0.0] == (100 + 200 - 50) / 2
    assert found[AFTER, "revenue", 0.0] == (3600 - 300) / 6
    assert found[WHOLE, "defection_rate", 0.0] == 4 / 10
    assert found[WHOLE, "satisfied_share", 7.0] == 2 / 4
    assert found[BEFORE, "satisfied_share", 7.0] == 1.0
    assert isnan(found[BEFORE, "hazard_ratio", 7.0])  # nobody dissatisfied was at risk
    assert found[WHOLE, "hazard_ratio", 7.0] == pytest.approx((2 / 4) / (2 / 6))


def test_money_of_later_is_worth_less():
    """Four quarters a year, 10% a year: the fifth quarter counts for 1 / 1.1."""
    assert discounted([0, 0, 0, 0, 110.0], 4) == pytest.approx(100.0)
    assert discounted([50.0], 12) == 50.0


# Under uncertainty.

VALUES = [
    {"as_is": 10.0, "a": 12.0, "b": 8.0},
    {"as_is": 10.0, "a": 9.0, "b": 10.0},
    {"as_is": 10.0, "a": 15.0, "b": 3.0},
    {},  # refused
]


def test_regret_by_hand():
    plans = ["as_is", "a", "b"]
    points = points_frame(VALUES, plans)
    assert points["regret"].tolist()[:9] == [2, 0, 4, 0, 1, 0, 5, 0, 12]
    table = regret_frame(points, plans).set_index("plan")
    assert (table["points"] == 3).all()
    assert (table["unknown"] == 1).all()
    assert table["regret"].tolist() == pytest.approx([7 / 3, 1 / 3, 16 / 3])
    assert table["worst_regret"].tolist() == [5, 1, 12]
    # At the second point the scenario as it is and b are as good.
    assert table["best"].tolist() == pytest.approx([0.5 / 3, 2 / 3, 0.5 / 3])
    # A tenth of three points is one: the worst of each.
    assert table["worst_tenth"].tolist() == [10, 9, 3]
    assert table["least_bad"].tolist() == [True, False, False]


def test_the_worst_tenth():
    assert worst_tenth(np.arange(20.0)) == 0.5  # of 0 and 1
    assert worst_tenth(np.arange(21.0)) == 1.0  # of 0, 1 and 2
    assert isnan(worst_tenth(np.array([])))


def test_no_points_at_all():
    table = regret_frame(points_frame([], ["as_is"]), ["as_is"])
    assert table.empty
    assert "regret" in table
    unknown = regret_frame(points_frame([{}], ["as_is"]), ["as_is"])
    assert unknown["points"].tolist() == [0]
    assert unknown["regret"].isna().all()


# Plans made up on the spot.


@pytest.mark.parametrize(
    ("lines", "plans"),
    [
        (["fare=65", "points=0.1"], {"set": Plan(set={"fare": 65, "points": 0.1})}),
        (["cheap: fare=65, points=0.1"], {"cheap": Plan(set={"fare": 65, "points": 0.1})}),
        (
            ["a: x=1", "b: x=2", "a: y=3"],
            {"a": Plan(set={"x": 1, "y": 3}), "b": Plan(set={"x": 2})},
        ),
        (["late @ 24: fare=65"], {"late": Plan(set={"fare": 65}, at=24)}),
        (["other@burn_in:fare=65"], {"other": Plan(set={"fare": 65}, at="burn_in")}),
        (
            ["p: a={b: 1, c: 2}, d=[1, 2], e='x, y'"],
            {"p": Plan(set={"a": {"b": 1, "c": 2}, "d": [1, 2], "e": "x, y"})},
        ),
        (["a={b: 1}"], {"set": Plan(set={"a": {"b": 1}})}),
    ],
)
def test_a_plan_in_one_line(lines, plans):
    assert made(lines) == plans


@pytest.mark.parametrize(
    "line", ["", "fare", "cheap: fare", ": fare=1", "a @ -3: fare=1", "a @ soon: fare=1", "a: x=[1"]
)
def test_a_line_that_is_no_plan(line):
    with pytest.raises(ScenarioError):
        made([line])


def test_a_plan_that_sets_one_thing_twice():
    with pytest.raises(ScenarioError, match="plan 'a' sets 'x' twice"):
        made(["a: x=1", "a: x=2"])
    assert made(["a: x=1", "b: x=2"]) == {"a": Plan(set={"x": 1}), "b": Plan(set={"x": 2})}


def test_a_plan_that_begins_twice():
    with pytest.raises(ScenarioError, match="begins in two places"):
        made(["a @ 1: x=1", "a @ 2: y=1"])


# What a plan is.

AIR = load("airline_vs_train")


def test_every_strategy_is_a_kind_of_decision():
    assert set(k.OF_STRATEGY) == set(STRATEGIES) - {"static"}


@pytest.mark.parametrize(
    ("scenario_name", "plan", "kinds", "owners", "cost"),
    [
        ("airline_vs_train", "faster_security", ["innovate"], ["airline"], k.LEFT_OUT),
        ("airline_vs_train", "usual", [], [], k.COUNTED),
        ("airline_vs_train", "cheaper_flights", ["price"], ["airline"], k.COUNTED),
        ("airline_vs_train", "more_points", ["lock in"], ["airline"], k.LEFT_OUT),
        ("airline_vs_train", "news_hurts", ["market"], [], k.NO_DECISION),
        ("alarm_vs_prevention", "calls", ["call"], ["alarm"], k.COUNTED),
        ("one_bad_experience", "apology", ["recover"], ["shop"], k.COUNTED),
        ("leaky_funnel", "reach_more", ["reach"], ["large"], k.COUNTED),
        ("faster_horse", "job_pleases", ["please"], ["job"], k.COUNTED),
        ("faster_horse", "job_stands_still", ["innovate"], ["job"], k.COUNTED),
        ("groceries_vs_indoor_farm", "price_war", ["price"], ["supermarket"], k.COUNTED),
        ("mobile_contracts", "no_exclusive", ["innovate"], ["north"], k.LEFT_OUT),
        ("b2b_account_managers", "nobody_leaves", ["lock in"], ["distributor"], k.LEFT_OUT),
    ],
)
def test_kinds_of_plans(scenario_name, plan, kinds, owners, cost):
    market = load(scenario_name)
    paths = {name: lever.path for name, lever in market.levers.items()}
    found = market.what_if[plan]
    by_path = Plan(set={paths.get(name, name): value for name, value in found.set.items()})
    changed = k.changes(by_path, market)
    assert k.kinds(changed, market) == kinds
    assert k.owners(changed) == owners
    assert k.cost_of(changed, market) == cost


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ({"contract.length": 0}, ["let go"]),
        ({"contract.length": 24}, ["lock in"]),
        ({"contract.renews": False}, ["let go"]),
        ({"contract.exit_fee": None}, ["lock in"]),  # one must wait for the end
        ({"contract.exit_fee": 5}, ["let go"]),
        ({"contract.length": 24, "contract.exit_fee": 5}, ["lock in", "let go"]),
        ({"loyalty.points_per_need": 0.5}, ["lock in"]),
    ],
)
def test_what_ties_less_is_no_lock_in(values, kinds):
    market = load("mobile_contracts")
    plan = Plan(set={f"providers.north.{path}": value for path, value in values.items()})
    assert k.kinds(k.changes(plan, market), market) == kinds


def test_changes_in_words():
    found = k.changes(Plan(set={"providers.airline.offer.access": 90}), AIR)
    assert [str(change) for change in found] == ["providers.airline.offer.access: 135 -> 90"]


# Policies of declared size.


def test_policies_of_an_airline():
    airline = AIR.providers["airline"]
    found = {name: policy.plan(AIR).set for name, policy in policies(AIR, "airline").items()}
    prefix = "providers.airline."
    assert found["policy: price"] == {f"{prefix}offer.fare": 0.9 * airline.offer["fare"]}
    assert found["policy: call"] == {f"{prefix}attention.capacity": 0.1}
    assert found["policy: recover"] == {
        f"{prefix}recovery.instrument": "both",
        f"{prefix}recovery.success": 1.0,
    }
    assert found["policy: lock in"] == {
        f"{prefix}loyalty.points_per_need": 0.1,
        f"{prefix}loyalty.ceiling": 1.0,
    }
    assert found["policy: please"] == {
        f"{prefix}touchpoints.{name}.failure": point.failure / 2
        for name, point in airline.touchpoints.items()
    }
    (better,) = found["policy: innovate"].items()
    # Time on board runs from 420 to 60 minutes and weighs most: a tenth of it is 36.
    assert better == (f"{prefix}offer.vehicle", max(60, airline.offer["vehicle"] - 36))


def test_a_provider_without_anything_has_no_policies():
    """Nothing fails, nobody is bound or called; speed, from 0 to 1 and now 0, can be better."""
    found = policies(scenario(), "a")
    assert {name: policy.plan(scenario()).set for name, policy in found.items()} == {
        "policy: innovate": {"providers.a.offer.speed": 0.1},
        "policy: price": {"providers.a.offer.fare": 9.0},
    }
    best = scenario(providers__a__offer__speed=1)
    assert Policy("innovate", "a", "speed").plan(best) is None
    assert Policy("price", "nobody").plan(best) is None


def test_a_policy_is_of_the_same_size_at_every_point():
    dearer = scenario(providers__a__offer__fare=20)
    assert Policy("price", "a").plan(dearer).set == {"providers.a.offer.fare": 18.0}


def test_tables_have_columns_that_are_explained():
    from sim.experiments.plans.columns import COLUMNS

    assert list(regret_frame(points_frame(VALUES, ["a"]), ["a"]).columns) == list(COLUMNS["regret"])
    assert all(words for table in COLUMNS.values() for words in table.values())
    assert isinstance(points_frame(VALUES, ["a"]), pd.DataFrame)
