"""Capacity: who comes to a provider that is sold out, and how that is decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.rules.words import COLUMNS, CUSTOMERS, ENTRIES, TRIGGERS, USES
from sim.scenario import Scenario
from sim.scenario.firms import Capacity
from sim.supply import Demand
from tests.markets import LIMIT, bare, people, rich, run, run_interrupted, same_books, same_people

KINDS = ["occasion", "subscription"]


def row(**counts: float) -> np.ndarray:
    """Books of a provider in a period."""
    found = np.zeros(len(COLUMNS))
    for name, count in counts.items():
        found[COLUMNS.index(name)] = count
    return found


# By hand.


def test_demand_of_needs() -> None:
    capacity, demand = Capacity(needs=50), Demand()
    assert demand.fill(capacity, 0, 2000, False) == 1.0  # nothing is known
    demand.guess(needs=1600, reach=0.5, known=0.25)
    assert demand.fill(capacity, 0, 2000, False) == 100 / 200
    demand.note(row(uses=80), 0.5, False)  # 80 were served, half of those who wanted it
    assert demand.wanted == 160
    assert demand.fill(capacity, 1, 2000, False) == 100 / 160
    demand.note(row(uses=100), 0.625, False)  # the same again
    assert demand.wanted == 160
    demand.note(row(uses=30), 0.625, False)
    assert demand.wanted == 0.5 * 160 + 0.5 * 48
    demand.note(row(uses=0), 0.5, False)  # nobody is at least less than one
    assert demand.wanted == 0.5 * 104 + 0.5 * 2
    assert demand.fill(capacity, 0, 2000, False) == 1.0


def test_demand_of_subscribers() -> None:
    capacity, demand = Capacity(needs=50, growth=0.1), Demand()
    demand.guess(needs=2000, reach=1.0, known=0.5)
    assert demand.fill(capacity, 0, 2000, True) == 100 / 1000
    demand.note(row(customers=60, entries=60, stops=3, defections=4, involuntary=5), 0.1, True)
    assert (demand.wanted, demand.kept) == (600, 48)
    assert demand.fill(capacity, 1, 2000, True) == pytest.approx((110 - 48) / 600)
    demand.note(row(customers=130), 0.1, True)
    assert demand.fill(capacity, 1, 2000, True) == 0.0
    demand.note(row(customers=120), 0.0, True)  # nobody could come: nothing is learned
    assert demand.wanted == 0.5 * 600 + 0.5 * 10
    assert demand.fill(capacity, 3, 2000, True) == pytest.approx(13.1 / 305)


# In a market.


def wanted(kind: str, needs: float, **changes: Any) -> Scenario:
    """Everybody wants the entrant."""
    entrant = {"enters": 2, "constant": 50.0, "capacity": {"needs": needs}}
    return bare({"old": {}, "new": entrant}, **{"market": kind, "horizon": 30} | changes)


def test_about_as_much_is_sold_as_there_is() -> None:
    market = run(wanted("occasion", 100), customers=3000)
    sold = market.history[4:, 1, USES]
    # 300 a period; binomial luck, and the error of the estimate that it leaves behind.
    assert abs(sold.mean() - 300) < LIMIT * np.sqrt(2 * 300 / len(sold))
    assert sold.max() < 300 + LIMIT * np.sqrt(2 * 300)
    # On the first day it is not overrun either: all might have wanted it.
    assert market.history[2, 1, USES] < 300 + LIMIT * np.sqrt(300)
    # Others serve the rest.
    assert (market.history[:, :, USES].sum(1) > 0.9 * 3000).all()
    assert market.fill[:2].min() == 1.0
    assert 0.05 < market.fill[4:, 1].min() < market.fill[4:, 1].max() < 0.15


def test_subscribers_are_never_turned_away() -> None:
    market = run(wanted("subscription", 100), customers=3000)
    customers = market.history[:, 1, CUSTOMERS]
    assert (np.diff(customers) >= 0).all()
    assert (market.history[2:, 1, USES] == customers[2:]).all()
    assert 300 <= customers[-1] < 300 + LIMIT * np.sqrt(300)
    growing = wanted("subscription", 100, providers__new__capacity__growth=0.05)
    market = run(growing, customers=3000)
    most = 300 * 1.05 ** np.arange(28)
    assert (np.abs(market.history[6:, 1, CUSTOMERS] - most[4:]) < LIMIT * np.sqrt(300)).all()


def test_the_same_luck_serves_more_with_more() -> None:
    served = []
    for needs in (50, 200, 500):
        market = run(wanted("subscription", needs, horizon=3), customers=2000)
        served.append(people(market).main == 1)
    assert 0 < served[0].sum() < served[1].sum() < served[2].sum()
    assert not (served[0] & ~served[1]).any()
    assert not (served[1] & ~served[2]).any()


def test_who_finds_it_sold_out_must_choose_another() -> None:
    firms = {
        "small": {"capacity": {"needs": 200}, "constant": 3.0},
        "large": {},
    }
    scenario = bare(
        firms,
        market="occasion",
        horizon=12,
        customers__count=1000,
        rules__mechanisms__attention=True,
        rules__look__base=-100.0,  # nobody ever looks without need
        rules__look__satisfaction=0.0,
    )
    market = run(scenario)
    exits, _ = market.ledger.everything()
    assert len(exits) > 100
    assert {TRIGGERS[trigger] for trigger in exits["trigger"]} == {"sold out"}
    assert (exits["origin"] == 0).all()


def test_a_need_stays_unmet_when_all_are_sold_out() -> None:
    firm = {"capacity": {"needs": 300}}
    market = run(bare({"firm": firm}, market="occasion", horizon=20, customers__count=2000))
    assert abs(market.history[4:, 0, USES].mean() - 600) < LIMIT * np.sqrt(2 * 600 / 16)
    assert (people(market).main == 0).all()


@pytest.mark.parametrize("rule", ["threshold", "satisfaction_only"])
def test_rival_rules_meet_empty_shelves_too(rule: str) -> None:
    market = run(wanted("occasion", 100, rules__exit=rule), customers=3000)
    assert market.history[4:, 1, USES].mean() < 320
    short = {"small": {"capacity": {"needs": 200}}, "large": {}}
    market = run(bare(short, market="occasion", rules__exit=rule, horizon=20))
    # Those turned away get used to the other; the estimate follows this loss with some delay.
    sold = market.history[6:, 0, USES]
    assert 1400 < sold.min() < sold.max() < 2000 + LIMIT * np.sqrt(2000)


@pytest.mark.parametrize("kind", KINDS)
def test_plenty_of_everything_changes_nothing(kind: str) -> None:
    plain = run(rich(kind))
    plenty = {f"providers__{name}__capacity": {"needs": 1e9} for name in plain.providers}
    other = run(rich(kind, **plenty))
    assert same_people(plain, other) == []
    assert same_books(plain, other) == []


SHORT = {
    "providers__alpha__capacity": {"needs": 250},
    "providers__zeta__capacity": {"needs": 60, "growth": 0.05},
    "customers__segments__few__growth": 0.02,
    "providers__alpha__touchpoints__booking__outside": 0.5,
    "rules__experience__misattribution": 0.4,
}


@pytest.mark.parametrize("kind", KINDS)
def test_threads_make_no_difference(kind: str) -> None:
    one, two = (run(rich(kind, **SHORT), customers=5000, threads=count) for count in (1, 2))
    assert one.fill.min() < 1.0
    assert same_people(one, two) == []
    assert same_books(one, two) == []


@pytest.mark.parametrize("kind", KINDS)
def test_interpreted_equals_compiled(kind: str) -> None:
    one, other = (
        run(rich(kind, **SHORT), customers=60, periods=14, compiled=compiled)
        for compiled in (True, False)
    )
    assert one.fill.min() < 1.0
    assert np.array_equal(one.history[:, :, ENTRIES], other.history[:, :, ENTRIES])
    assert np.array_equal(one.population.main, other.population.main)
    assert np.allclose(one.population.grown, other.population.grown)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stop", [0, 7, 12])
def test_a_run_with_sold_out_shelves_resumes(kind: str, stop: int, tmp_path: Path) -> None:
    whole = run(rich(kind, **SHORT))
    market = run_interrupted(rich(kind, **SHORT), stop, tmp_path / "run")
    assert same_people(whole, market) == []
    assert same_books(whole, market) == []
