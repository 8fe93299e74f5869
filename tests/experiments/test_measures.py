"""Every measure against a case that was computed by hand."""

from math import isnan, nan

import numpy as np
import pytest

from sim.experiments.measures import COUNTINGS
from sim.experiments.measures.seen import Trace, window_of
from sim.experiments.measures.survival import chance_within, mean_time, staying
from sim.scenario.claims import Options
from sim.scenario.measures import MEASURES
from tests.experiments.handmade import HORIZON, finished, moment, scenario, value


def test_every_measure_of_the_list_has_a_function():
    assert set(COUNTINGS) == set(MEASURES)


# Leaving, from the counts at risk.

AT_RISK = {
    # period, segment, provider, satisfaction: at risk, defected
    (0, 0, 0, 5.5): (10, 2),
    (1, 0, 0, 6.0): (20, 2),
    (1, 1, 0, 7.5): (40, 4),
    (2, 1, 0, 8.0): (30, 3),
    (3, 0, 1, 7.0): (100, 50),
}
BY_HAND = {
    "defections.count": 11,
    "defections.rate": 11 / 100,
    "defections.satisfied_share": 7 / 11,
    "defections.base_rate": 70 / 100,
    "defections.hazard_ratio": (4.5 / 31) / (7.5 / 71),
    "defections.hazard_satisfied": 7 / 70,
    "defections.hazard_low": 2 / 10,
    "defections.hazard_middle": 6 / 60,
    "defections.hazard_high": 3 / 30,
}


@pytest.mark.parametrize("name", BY_HAND)
def test_counts_at_risk(name):
    assert value(name, finished(hazard=AT_RISK), provider="a") == pytest.approx(BY_HAND[name])


def test_window_segment_and_cutoff_are_heeded():
    world = finished(hazard=AT_RISK)
    assert value("defections.count", world, (1, 3), provider="a") == 9
    assert value("defections.count", world, provider="a", segment="x") == 4
    assert value("defections.count", world) == 61
    share = value("defections.satisfied_share", world, provider="a", cutoff=8.0)
    assert share == pytest.approx(3 / 11)


def test_a_ratio_with_an_empty_cell_is_known_and_one_without_leavers_is_not():
    only_low = finished(hazard={(0, 0, 0, 5.0): (10, 4), (0, 0, 0, 8.0): (10, 0)})
    assert value("defections.hazard_ratio", only_low) == pytest.approx((4.5 / 11) / (0.5 / 11))
    nobody = finished(hazard={(0, 0, 0, 5.0): (10, 0), (0, 0, 0, 8.0): (10, 0)})
    assert isnan(value("defections.hazard_ratio", nobody))
    assert isnan(value("defections.satisfied_share", nobody))
    assert isnan(value("defections.stratified_ratio", only_low))


def test_the_stratified_ratio_is_free_of_differences_between_strata():
    # Twice the hazard for the dissatisfied in each segment; the pooled ratio is not 2.
    cells = {
        (0, 0, 0, 5.0): (100, 40),
        (0, 0, 0, 8.0): (10, 2),
        (0, 1, 0, 5.0): (10, 1),
        (0, 1, 0, 8.0): (100, 5),
    }
    world = finished(hazard=cells)
    assert value("defections.stratified_ratio", world) == pytest.approx(2.0)
    assert value("defections.hazard_ratio", world) > 5


def test_defections_a_year():
    books = {(t, 0, "customers"): 20 for t in range(4)} | {(2, 0, "defections"): 5}
    world = finished(books=books)
    # 5 in 80 customer-quarters are 5 in 20 customer-years.
    assert value("defections.per_year", world, (0, 4), provider="a") == pytest.approx(0.25)


def test_satisfied_leavers_of_those_who_were_there():
    were = moment(2, main=[0, 0, 0, 0, 1], satisfaction=[8, 8, 5, 8, 8], segment=[0, 0, 0, 1, 0])
    ledger = [
        {"period": 1, "customer": 3, "kind": "defection", "band": 16},
        {"period": 2, "customer": 0, "kind": "defection", "band": 14},
        {"period": 3, "customer": 1, "kind": "stop", "band": 16},
        {"period": 3, "customer": 2, "kind": "defection", "band": 13},
        {"period": 3, "customer": 4, "kind": "defection", "band": 16, "origin": 1},
        {"period": 4, "customer": 2, "kind": "defection", "band": 18},
        {"period": 6, "customer": 3, "kind": "defection", "band": 18},
    ]
    world = finished(moments=[were], ledger=ledger, customers=5)
    name = "defections.satisfied_excess"
    assert value(name, world, (2, 6), provider="a") == pytest.approx(1 / 4)
    assert value(name, world, (2, 7), provider="a") == pytest.approx(2 / 4)
    assert value(name, world, (2, 7), provider="a", segment="y") == pytest.approx(1)
    closes = finished(moments=[were], is_open=[[True, True]] * 5 + [[False, True]] * 3)
    assert value(name, closes, (2, 5), provider="a") == 0
    assert isnan(value(name, closes, (2, 6), provider="a"))


def test_the_middle_leaves_earlier():
    were = moment(0, main=[0, 0, 0, 0], satisfaction=[7, 6, 9, 5])
    ledger = [
        {"period": 0, "customer": 0, "kind": "defection"},
        {"period": 1, "customer": 3, "kind": "involuntary"},
        {"period": 3, "customer": 2, "kind": "defection"},
    ]
    world = finished(moments=[were], ledger=ledger, customers=4)
    # Middle: after 1 period, and never in 4: mean (1 + 4) / 2. Others: one is lost from view after
    # 2 periods, the other leaves after 4: until then nobody has left, mean 4.
    assert value("defections.order", world, (0, 4), provider="a") == pytest.approx(2.5 - 4)


# The ledger.

LEDGER = [
    {"period": 0, "kind": "defection", "trigger": "heard", "push": 1, "pull": -3, "mooring": -2},
    {"period": 1, "kind": "stop", "trigger": "failure", "push": 3, "pull": 1, "complained": 1},
    {"period": 1, "kind": "involuntary", "push": nan, "pull": nan, "mooring": nan},
    {"period": 2, "kind": "defection", "trigger": "heard", "segment": 1, "push": 0, "pull": 2},
    {"period": 2, "kind": "defection", "origin": 1},
]
PARTS = [[2, 0, 0, 0.5], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]
FROM_LEDGER = {
    "exits.involuntary_share": 1 / 4,
    "exits.silent_share": 2 / 3,
    "exits.pull_share": 6 / 10,
    "exits.push_share": 4 / 10,
    "exits.mooring": 2 / 10,
}


@pytest.mark.parametrize("name", FROM_LEDGER)
def test_from_the_ledger(name):
    found = value(name, finished(ledger=LEDGER), provider="a")
    assert found == pytest.approx(FROM_LEDGER[name])


def test_what_woke_them():
    world = finished(ledger=LEDGER)
    share = "exits.trigger_share"
    assert value(share, world, provider="a", trigger="heard") == pytest.approx(2 / 3)
    assert value(share, world, provider="a", trigger="heard", segment="x") == pytest.approx(1 / 2)
    assert isnan(value(share, world, (4, 6), provider="a", trigger="heard"))


def test_which_contact_failed_them_last():
    """Of four who left of their own accord; the journeys of the two providers differ."""
    failing = {"failure": 0.1, "severity": 1}
    ledger = [
        {"period": 0, "kind": "defection", "trigger": "failure", "failed": 1},  # a: the desk
        {"period": 1, "kind": "stop", "trigger": "failure", "failed": 2},  # a: the site
        {"period": 1, "kind": "defection", "trigger": "heard", "failed": 2},
        {"period": 1, "kind": "involuntary", "failed": 2},
        {"period": 2, "kind": "defection", "trigger": "failure"},  # nothing ever failed
        {"period": 2, "kind": "defection", "trigger": "failure", "failed": 1, "origin": 1},  # site
    ]
    world = finished(
        ledger=ledger,
        providers__a__touchpoints={"desk": failing, "site": failing},
        providers__b__touchpoints={"site": failing},
    )

    def share(*names, **options):
        return value("exits.touchpoint_share", world, touchpoints=names, **options)

    assert share("desk", provider="a") == pytest.approx(1 / 4)
    assert share("site", provider="a") == pytest.approx(2 / 4)
    assert share("desk", "site", provider="a") == pytest.approx(3 / 4)
    assert share("site", provider="a", trigger="failure") == pytest.approx(1 / 3)
    # Both together: the first contact of b is the site.
    assert share("site") == pytest.approx(3 / 5)
    assert share("site", provider="b") == 1
    assert isnan(share("site", provider="a", trigger="routine"))


def test_why_they_left():
    world = finished(
        ledger=LEDGER,
        parts=PARTS,
        report__managers={"price": {"service": 1}},
        report__stated={"solution": {"price": 1}},
    )

    def share(reason, view):
        options = {"provider": "a", "reason": reason, "view": view}
        return value("exits.reason_share", world, **options)

    # The first because of the fare, the second by chance (no part speaks for it), the third
    # because of the speed.
    assert share("price", "true") == pytest.approx(1 / 3)
    assert share("solution", "true") == pytest.approx(1 / 3)
    assert share("chance", "true") == pytest.approx(1 / 3)
    assert share("price", "stated") == pytest.approx(2 / 3)
    assert share("service", "perceived") == pytest.approx(1 / 3)
    assert share("price", "perceived") == 0


def test_exits_a_year():
    books = {(t, 0, "customers"): 10 for t in range(HORIZON)}
    books |= {(0, 0, "defections"): 1, (1, 0, "stops"): 2, (2, 0, "involuntary"): 1}
    assert value("exits.per_year", finished(books=books), provider="a") == pytest.approx(4 / 20)


# The books.

BOOKS = {
    (0, 0, "customers"): 30,
    (1, 0, "customers"): 10,
    (0, 1, "customers"): 60,
    (1, 1, "customers"): 60,
    (0, 2, "customers"): 40,
    (0, 0, "uses"): 12,
    (1, 0, "uses"): 8,
    (0, 1, "uses"): 60,
    (0, 2, "uses"): 500,
    (0, 0, "units"): 50,
    (0, 0, "satisfaction"): 240,
    (1, 0, "satisfaction"): 60,
    (0, 0, "engagement"): 8,
    (1, 0, "at_risk"): 40,
    (1, 0, "looked"): 6,
    (0, 0, "surveyed"): 10,
    (0, 0, "answers"): 75,
    (0, 0, "promoters"): 2,
    (0, 0, "detractors"): 5,
    (0, 0, "panel"): 20,
    (0, 0, "preferring"): 15,
    (0, 0, "complaints"): 3,
    (0, 0, "failures"): 12,
    (0, 0, "told_good"): 9,
    (0, 0, "told_bad"): 3,
    (0, 0, "revenue"): 120,
    (1, 0, "revenue"): 80,
    (1, 0, "stops"): 4,
}
FROM_BOOKS = {
    "share.use": 20 / 80,
    "share.customers": 40 / 160,
    "satisfaction.mean": 300 / 40,
    "satisfaction.surveyed": 7.5,
    "satisfaction.change": 6 - 8,
    "nps": -30,
    "preference": 0.75,
    "engagement": 8 / 40,
    "looking": 6 / 40,
    "voice.share": 0.25,
    "complaints.per_year": 3 / 10,
    "talk.negative_share": 0.25,
    "value.mean": 50 / 20,
    # 500 of 580 needs, those of the whole market.
    "demand.unserved": 500 / 580,
    # 200 customer-periods of the whole market, doing without included.
    "money.revenue": 200 / 200 * 1000,
    "money.cost": 70 / 200 * 1000,
    "money.profit": 130 / 200 * 1000,
    "money.acquisition_needed": 4 * 4 / 200 * 1000,
    # 50 units at 2 each; four customers were lost.
    "money.lifetime_value": (200 - 100) / 4,
}


@pytest.mark.parametrize("name", FROM_BOOKS)
def test_from_the_books(name):
    world = finished(books=BOOKS, cost={(0, 0): 70}, serving={(0, 0): 60, (1, 0): 40})
    assert value(name, world, (0, 2), provider="a") == pytest.approx(FROM_BOOKS[name])


def test_how_often_the_content_and_the_discontent_tell():
    books = {(0, 0, "told_good"): 9, (1, 0, "told_good"): 3, (0, 0, "told_bad"): 2}
    world = finished(hazard=AT_RISK, books=books)
    good, bad = "talk.told_by_satisfied", "talk.told_by_dissatisfied"
    # In periods 0 and 1, of a: ten under 6, and sixty from 6 on; four periods are a year.
    assert value(good, world, (0, 2), provider="a") == pytest.approx(4 * 12 / 60)
    assert value(bad, world, (0, 2), provider="a") == pytest.approx(4 * 2 / 10)
    higher = finished(hazard=AT_RISK, books=books, rules__talk={"neutral": 7})
    assert value(bad, higher, (0, 2), provider="a") == pytest.approx(4 * 2 / 30)
    between = finished(hazard=AT_RISK, books=books, rules__talk={"neutral": 6.2})
    assert isnan(value(good, between, (0, 2), provider="a"))


def test_the_share_of_a_mode():
    world = finished(books=BOOKS)
    assert value("share.mode", world, (0, 2), mode="rail") == pytest.approx(60 / 80)


def test_nobody_to_count_is_unknown():
    world = finished()
    for name in FROM_BOOKS:
        assert isnan(value(name, world, (0, 2), provider="a")), name


@pytest.mark.parametrize("name", MEASURES)
def test_the_list_says_what_can_be_unknown(name):
    """Of a provider without customers in an empty market, all is unknown that ever is."""
    nobody = {"main": [-1, -1], "satisfaction": [7.0, 7.0]}
    none = np.full((HORIZON, 2), -1, np.int8)
    world = finished(
        customers=2,
        moments=[moment(period, **nobody) for period in range(HORIZON + 1)],
        trace=Trace(0, none, np.zeros((HORIZON, 2), np.uint8), none > 0),
    )
    needs = {"trigger": "heard", "touchpoints": ("x",), "reason": "price", "view": "true",
             "mode": "rail"}  # fmt: skip
    options = {option: given for option, given in needs.items() if option in MEASURES[name].needs}
    found = value(name, world, provider="a", **options)
    assert isnan(found) == bool(MEASURES[name].unknown)


def test_survival_of_a_provider():
    is_open = [[True, True]] * 4 + [[False, True]] * 4
    world = finished(is_open=is_open)
    assert value("money.survives", world, (0, 4), provider="a") == 1
    assert value("money.survives", world, provider="a") == 0


def test_who_was_never_asked():
    end = moment(HORIZON, main=[0, 0, 0, 0, 1], satisfaction=[7] * 5, answer=[0, 0, 8, 0, 0])
    world = finished(moments=[end])
    share = value("satisfaction.never_asked_share", world, provider="a")
    assert share == pytest.approx(3 / 4)


# Years.

START = moment(0, main=[0, 0, 0, 0, 0, 1], satisfaction=[8, 8, 7, 5, 4, 9])
SECOND = moment(
    4, main=[1, 0, 0, 0, 0, 1], satisfaction=[8, 8, 8, 5, 6, 9], born=[0, 0, 0, 0, 3, 0]
)
YEARS_LEDGER = [
    {"period": 1, "customer": 0, "kind": "defection"},
    {"period": 3, "customer": 3, "kind": "stop"},
    {"period": 3, "customer": 4, "kind": "involuntary"},
    {"period": 5, "customer": 0, "kind": "defection", "origin": 1},
    {"period": 5, "customer": 4, "kind": "defection", "born": 3},
    {"period": 7, "customer": 1, "kind": "defection", "born": 6},
]
# First year, without the one who moved: 8 left, 8 and 7 stay, 5 left. Second year: 8, 8 and 5 stay
# (the exit of period 7 is that of another who took the number over), 6 left.
FROM_YEARS = {
    "retention.per_year": 5 / 8,
    "quadrant.loyalist": 4 / 8,
    "quadrant.mercenary": 1 / 8,
    "quadrant.hostage": 1 / 8,
    "quadrant.defector": 2 / 8,
    "satisfaction_loyalty.slope": 4 / 5 - 1 / 3,
    "satisfaction_loyalty.correlation": np.corrcoef(
        [8, 8, 7, 5, 8, 8, 5, 6], [0, 1, 1, 0, 1, 1, 1, 0]
    )[0, 1],
}


@pytest.mark.parametrize("name", FROM_YEARS)
def test_years(name):
    world = finished(moments=[START, SECOND], ledger=YEARS_LEDGER, customers=6)
    assert COUNTINGS[name].moments((0, HORIZON), 4) == [0, 4]
    assert value(name, world, provider="a") == pytest.approx(FROM_YEARS[name])


def test_all_staying_has_no_correlation():
    world = finished(moments=[START, SECOND], customers=6)
    assert isnan(value("satisfaction_loyalty.correlation", world))
    assert value("retention.per_year", world) == 1


# Failures.


def test_leaving_after_failures():
    # Four customers of provider a, eight quarters; nobody knows them before the end of the first.
    main = np.zeros((HORIZON, 4), np.int8)
    failed = np.zeros((HORIZON, 4), bool)
    failed[2, 0] = True  # one failure, leaves two periods after it
    main[4:, 0] = 1
    failed[2, 1] = failed[4, 1] = True  # two failures, leaves in the period of the next one
    main[5:, 1] = 1
    failed[5, 1] = True  # with the new provider
    failed[3, 2] = True  # one failure, stays
    failed[1, 3] = True  # one failure, then moves away; the newcomer meets none
    ledger = [
        {"period": 2, "customer": 3, "kind": "involuntary"},
        {"period": 4, "customer": 0, "kind": "defection"},
        {"period": 5, "customer": 1, "kind": "stop"},
    ]
    world = finished(
        ledger=ledger, customers=4, trace=Trace(0, main, np.zeros((HORIZON, 4), np.uint8), failed)
    )
    # After one: 0 leaves in its third period; 1 is lost from view after two (the second failure),
    # 2 stays for all four, 3 is lost after two: of two in view in the third period one leaves.
    after_one = value("failures.leave_after_one", world, provider="a")
    assert after_one == pytest.approx(1 / 2)
    assert value("failures.leave_after_several", world, provider="a") == 1
    assert value("failures.leave_after_none", world, provider="a") == 0
    none = value("failures.leave_after_none", world, (3, HORIZON), provider="a")
    # From the fourth period on nobody counts as failed before: 0 leaves in the first period in
    # view (the fifth); 1 has its first failure then, and 2, 3 meet none any more.
    assert none == pytest.approx(1 / 3)


def test_no_failure_is_unknown():
    zeros = np.zeros((HORIZON, 3), np.int8)
    world = finished(customers=3, trace=Trace(0, zeros, zeros.astype(np.uint8), zeros > 0))
    assert isnan(value("failures.leave_after_one", world, provider="a"))
    assert value("failures.leave_after_none", world, provider="a") == 0


# Times until something happens.


def test_kaplan_and_meier():
    times, happened = np.array([1, 2, 2, 3, 5]), np.array([True, True, False, True, True])
    # In view: 5, 4, 2, 1, 1.
    chances = [1, 4 / 5, 4 / 5 * 3 / 4, 4 / 5 * 3 / 4 / 2, 4 / 5 * 3 / 4 / 2]
    assert staying(times, happened, 4) == pytest.approx(chances)
    assert chance_within(times, happened, 4) == pytest.approx(0.7)
    assert mean_time(times, happened, 4) == pytest.approx(1 + 0.8 + 0.6 + 0.3)


def test_time_without_anybody():
    assert isnan(chance_within(np.array([]), np.array([], bool), 4))


# Windows.


def test_the_window_begins_with_the_first_entry():
    later = {"providers__b__role": "disruptor", "providers__b__enters": 3}
    assert window_of(Options(), scenario(**later)) == (3, HORIZON)
    assert window_of(Options(), scenario(**later), 2) == (3, 5)
    assert window_of(Options(), scenario(**later), 20) == (3, HORIZON)
    assert window_of(Options(), scenario()) == (0, HORIZON)
    assert window_of(Options(window=(1, 2)), scenario(**later)) == (1, 2)
    assert window_of(Options(window=(6, 8)), scenario(horizon=5)) == (4, 5)
