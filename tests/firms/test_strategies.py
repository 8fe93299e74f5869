"""What providers decide: by hand, and from nothing but what a firm can see."""

from __future__ import annotations

from math import exp
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from sim.market import Market
from sim.provider import Provider
from sim.rules.words import (
    ANSWERS,
    COLUMNS,
    COMPLAINTS,
    REACHED,
    REVENUE,
    SURVEYED,
    UNITS,
    USES,
)
from sim.scenario import Scenario
from sim.scenario.firms import Strategy
from sim.strategies import STRATEGIES
from tests.markets import bare, people, rich, run, run_interrupted, same_books, same_people

SURVEY = {"every": 1, "sample": 1.0, "noise": 0.0}
DESK = {"desk": {"failure": 0.5, "severity": 4.0}}
ALL: dict[str, dict[str, Any]] = {
    "static": {},
    "please": {"target": 10, "budget": 100, "lag": 2},
    "innovate": {"budget": 100, "lag": 3, "scan": 2},
    "follow_survey": {"budget": 100, "lag": 3},
    "lock_in": {"budget": 10, "window": 2, "raises": "bond", "by": 0.3},
    "price_cut": {"window": 2, "trigger": 0.0, "step": 0.05},
    "retention_calls": {"calls": 2.5},
}


def market(strategy: dict[str, Any], block: dict[str, Any] | None = None, **changes: Any) -> Market:
    firm = {"strategy": strategy} | (block or {})
    return run(bare({"firm": firm}, customers__count=200, **changes))


def levels(market: Market, outcome: str) -> list[float]:
    """What the firm offered, period by period."""
    firm = market.providers["firm"]
    return [firm.offered_at(period)[outcome] for period in range(market.horizon)]


def everywhere(kind: str, what: str = "subscription", **changes: Any) -> Scenario:
    """A rich market in which alpha follows a strategy."""
    block = {"kind": kind} | ALL[kind]
    if kind == "retention_calls":
        changes |= {"providers__alpha__attention__policy": "satisfied_first"}
    return rich(what, providers__alpha__strategy=block, **changes)


def test_every_kind_has_its_class_and_is_tested() -> None:
    kinds = get_args(Strategy.model_fields["kind"].annotation)
    assert set(kinds) == set(STRATEGIES) == set(ALL)


# By hand.


def test_follow_survey_goes_by_stated_weights() -> None:
    # fare: 0.05 x 120 = 6 utils over its scale, but it is the price; minutes: 0.02 x 200 = 4;
    # seats: 0.3 x 10 = 3; comfort weighs most, and nobody can say so.
    seats = {"unit": "0-10", "worst": 0, "best": 10}
    comfort = {"unit": "0-1", "worst": 0, "best": 1, "latent": True}
    changes: dict[str, Any] = {
        "problem__outcomes__seats": seats,
        "problem__outcomes__comfort": comfort,
        "customers__segments__all__taste__seats": {"mean": 0.3},
        "customers__segments__all__taste__comfort": {"mean": 9.0},
        "horizon": 7,
    }
    offer = {"fare": 20, "minutes": 60, "seats": 5}
    rule = {"kind": "follow_survey", "budget": 100, "lag": 3, "efficiency": 0.001}
    found = market(rule, {"offer": offer}, **changes)
    left = exp(-0.001 * 3 * 100)
    assert levels(found, "minutes") == pytest.approx([60] * 3 + [60 * left] * 3 + [60 * left**2])
    assert levels(found, "seats") == [5] * 7
    assert found.accounts.cost[:, 0].tolist() == [100] * 7
    found = market(rule | {"outcomes": ["seats"]}, {"offer": offer}, **changes)
    assert levels(found, "minutes") == [60] * 7
    assert levels(found, "seats")[3] == pytest.approx(10 - 5 * left)


def test_innovate_finds_the_latent_outcome_and_stops_where_more_is_useless() -> None:
    comfort = {"unit": "0-1", "worst": 0, "best": 1, "latent": True}
    changes: dict[str, Any] = {
        "problem__outcomes__comfort": comfort,
        "customers__segments__all__taste__comfort": {"mean": 9.0},
        "horizon": 4,
    }
    rule = {"kind": "innovate", "budget": 100, "lag": 2, "efficiency": 0.002}
    found = market(rule, **changes)
    left = exp(-0.4)
    assert found.providers["firm"].offer["comfort"] == pytest.approx(1 - left)
    assert (people(found).learned == 4).all()
    changes |= {
        "problem__outcomes__comfort__useful": 0.2,
        "rules__mechanisms__overshoot": True,
        "horizon": 5,
    }
    found = market(rule, **changes)
    # After the first project comfort is beyond what is useful, and minutes are next.
    assert found.providers["firm"].offer["comfort"] == pytest.approx(1 - left)
    assert found.providers["firm"].offer["minutes"] == pytest.approx(60 * left)


def test_innovate_matches_rivals_for_less_once_it_has_seen_them() -> None:
    rule = {"kind": "innovate", "budget": 100, "lag": 2, "efficiency": 0.001, "scan": 3}
    rival = {"offer": {"fare": 20, "minutes": 10}, "enters": 2}
    scenario = bare({"firm": {"strategy": rule}, "rival": rival}, customers__count=50, horizon=9)
    found = run(scenario)
    usual, eased = exp(-0.2), exp(-0.2 / 0.65)
    # The rival of period 2 is understood in period 5: the project that begins in period 6 knows.
    steps = [1, 1, usual, usual, usual**2, usual**2, usual**3, usual**3, usual**3 * eased]
    assert levels(found, "minutes") == pytest.approx([60 * step for step in steps])


def test_please_rests_when_the_survey_is_good_enough() -> None:
    block = {"survey": SURVEY, "touchpoints": DESK, "recovery": {"instrument": "both"}}
    changes = {"rules__mechanisms__failures": True, "horizon": 5}
    rule = {"kind": "please", "budget": 100, "lag": 2, "efficiency": 0.002}
    idle = market(rule | {"target": 1}, block, **changes)
    assert not idle.accounts.cost.any()
    busy = market(rule | {"target": 10}, block, **changes)
    # The first survey is known in period 1, its money works from period 3 on.
    assert busy.accounts.cost[:, 0].tolist() == [0, 100, 100, 100, 100]
    firm = busy.providers["firm"]
    left = exp(-0.4)
    assert firm.decided == pytest.approx({"failing": left, "recovery_success": 1 - 0.5 * left})
    assert busy.world.touchpoints[0].failure == pytest.approx(0.5 * left)
    assert busy.world.providers[0].hidden_loss == pytest.approx(0.5 * left * 4.0)


def test_please_acts_only_while_under_its_target() -> None:
    block = {"survey": SURVEY, "touchpoints": DESK}
    changes = {"rules__mechanisms__failures": True, "horizon": 30}
    rule = {"kind": "please", "budget": 100, "lag": 1, "target": 6.5, "efficiency": 0.002}
    found = market(rule, block, **changes)
    answers = found.history[:, 0, ANSWERS] / found.history[:, 0, SURVEYED]
    assert np.array_equal(found.accounts.cost[1:, 0] > 0, answers[:-1] < 6.5)
    assert 0 < (found.accounts.cost[:, 0] > 0).sum() < 29


@pytest.mark.parametrize(
    ("raises", "block", "field", "heights"),
    [
        ("bond", {"bond": {"ceiling": 1.0}}, "bond_ceiling", [1, 1, 1.75, 1.75, 2, 2]),
        ("contract", {"contract": {"length": 1}}, "contract_length", [1, 1, 1, 1, 2, 2]),
        (
            "points",
            {"loyalty": {"points_per_need": 0.1, "ceiling": 1.0}},
            "points_ceiling",
            [1, 1, 1.75, 1.75, 2, 2],
        ),
    ],
)
def test_lock_in(raises: str, block: Any, field: str, heights: list[float]) -> None:
    rule = {"kind": "lock_in", "raises": raises, "by": 0.75, "ceiling": 2, "window": 2}
    scenario = bare({"firm": block | {"strategy": rule | {"budget": 7}}}, horizon=6)
    found = Market(scenario, customers=20)
    for period, height in enumerate(heights):
        found.step()
        assert found.world.providers[0][field] == pytest.approx(height), period
    assert found.accounts.cost[:, 0].tolist() == [7, 7, 7, 7, 0, 0]
    if raises == "points":
        assert found.world.providers[0].points_per_need == pytest.approx(0.2)


def test_price_cut_stops_at_its_floor() -> None:
    block = {"strategy": {"kind": "price_cut", "window": 1, "trigger": 0, "step": 0.5, "floor": 4}}
    scenario = bare(
        {"firm": block, "rival": {"enters": 2, "constant": 1.0}},
        customers__count=2000,
        horizon=12,
    )
    found = run(scenario)
    prices = levels(found, "fare")
    uses = found.history[:, 0, USES]
    for now in range(2, 12):
        fell = uses[now - 1] < uses[now - 2]
        assert prices[now] == max(4, prices[now - 1] / (2 if fell else 1))
    assert prices[-1] == 4


# Calls by number.


@pytest.mark.parametrize("policy", ["random", "squeaky_wheel", "likely_to_leave"])
@pytest.mark.parametrize("calls", [5, 0.25, 700])
def test_as_many_calls_as_there_are(policy: str, calls: float) -> None:
    block = {"attention": {"policy": policy, "calls": calls}, "survey": SURVEY}
    found = run(bare({"firm": block}, customers__count=500, horizon=8))
    whole = [int((t + 1) * calls) - int(t * calls) for t in range(8)]
    assert found.history[:, 0, REACHED].tolist() == [min(500, number) for number in whole]


def test_calls_come_on_top_of_the_share() -> None:
    block = {"attention": {"policy": "random", "calls": 5, "capacity": 0.1}}
    found = run(bare({"firm": block}, customers__count=500, horizon=8))
    assert found.history[:, 0, REACHED].tolist() == [55] * 8


def test_calls_shrink_with_the_market() -> None:
    block = {"attention": {"policy": "random", "calls": 50}}
    found = run(bare({"firm": block}, customers__count=500, customers__stands_for=5000, horizon=4))
    assert found.history[:, 0, REACHED].tolist() == [5] * 4


def test_everybody_has_the_same_chance_of_a_call() -> None:
    block = {"attention": {"policy": "random", "calls": 10}}
    found = Market(bare({"firm": block}, customers__count=100, horizon=400), collect=False)
    reached = np.zeros(100)
    while found.running:
        found.step()
        reached += people(found).reached
    assert reached.sum() == 4000
    # Binomial(400, 0.1) for everybody: chi-square with 99 degrees of freedom, without one for sum.
    chi = ((reached - 40) ** 2 / (40 * 0.9)).sum()
    assert 99 - 4 * np.sqrt(198) < chi < 99 + 4 * np.sqrt(198)


def test_only_satisfied_customers_are_called() -> None:
    block = {"strategy": {"kind": "retention_calls", "calls": 30}, "survey": SURVEY}
    scenario = bare(
        {"firm": block},
        customers__count=300,
        horizon=5,
        rules__evaluation__level=6.0,
        rules__mechanisms__engagement=True,
    )
    found = Market(scenario, collect=False)
    found.step()
    answers = people(found).answer.copy()
    found.step()
    for _ in range(3):
        # The queue of a period is made up at the end of the one before, ahead of its survey.
        satisfied = answers >= 7
        answers = people(found).answer.copy()
        found.step()
        reached = people(found).reached.astype(bool)
        assert satisfied.sum() > 30
        assert reached.sum() == 30
        assert satisfied[reached].all()


def test_a_call_may_wake() -> None:
    def left(called: float) -> int:
        block = {"strategy": {"kind": "retention_calls", "calls": 300}, "survey": SURVEY}
        scenario = bare(
            {"firm": block, "rival": {"constant": 1.0}},
            customers__count=1000,
            horizon=6,
            rules__look={"base": -4.0, "called": called},
            rules__mechanisms__attention=True,
        )
        return int((run(scenario).ledger.everything()[0]["origin"] == 0).sum())

    assert left(4.0) > left(0.0) >= left(-4.0)


# What a firm cannot see.


@pytest.mark.parametrize("kind", ALL)
def test_a_firm_sees_no_customer(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {USES, REVENUE, UNITS, COMPLAINTS, SURVEYED, ANSWERS}
    hidden = [place for place in range(len(COLUMNS)) if place not in seen]
    step = Provider.step
    asked = []

    def blindly(self: Provider) -> bool:
        market = self.market
        kept = [(name, getattr(market, name)) for name in ("population", "relations", "tastes")]
        truth = market.history.copy()
        market.history[:, :, hidden] = np.nan
        for name, _ in kept:
            setattr(market, name, None)
        asked.append(self.name)
        try:
            return step(self)
        finally:
            for name, array in kept:
                setattr(market, name, array)
            market.history[:] = truth

    whole = run(everywhere(kind))
    monkeypatch.setattr(Provider, "step", blindly)
    blind = run(everywhere(kind))
    assert asked
    assert same_books(whole, blind) == []


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("stop", [0, 9])
def test_a_strategy_resumes(kind: str, stop: int, tmp_path: Path) -> None:
    whole = run(everywhere(kind))
    market = run_interrupted(everywhere(kind), stop, tmp_path / "run")
    assert same_people(whole, market) == []
    assert same_books(whole, market) == []
    for name, provider in whole.providers.items():
        assert provider.state() == market.providers[name].state()
    if kind not in ("static", "retention_calls"):
        assert len(whole.providers["alpha"].posted) > 2 or whole.providers["alpha"].decided


@pytest.mark.parametrize("kind", ALL)
def test_interpreted_and_compiled_decide_alike(kind: str) -> None:
    one = run(everywhere(kind), customers=40, periods=12)
    other = run(everywhere(kind), customers=40, periods=12, compiled=False)
    for name, provider in one.providers.items():
        assert provider.state() == other.providers[name].state()
    assert np.array_equal(one.history[:, :, REACHED], other.history[:, :, REACHED])


def test_an_intervention_changes_the_strategy() -> None:
    block = {"strategy": {"kind": "follow_survey", "budget": 100, "lag": 2}}
    stop = {"at": 4, "set": {"providers.firm.strategy.kind": "static"}}
    found = run(bare({"firm": block}, customers__count=20, horizon=8, interventions=[stop]))
    assert found.accounts.cost[:, 0].tolist() == [100] * 4 + [0] * 4
    assert levels(found, "minutes")[2] < 60
    assert levels(found, "minutes")[2:] == [levels(found, "minutes")[2]] * 6


def test_no_budget_changes_nothing() -> None:
    plain = run(rich("occasion"))
    for kind in ("please", "innovate", "follow_survey"):
        other = run(rich("occasion", providers__alpha__strategy={"kind": kind}))
        assert same_people(plain, other) == []
        assert same_books(plain, other) == []
