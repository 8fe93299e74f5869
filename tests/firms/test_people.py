"""Contact persons, employees, blame, and customers that grow: by hand."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pytest

from sim.market import Market
from sim.results import Results
from sim.rules.words import COMPLAINTS, FAILURES, REVENUE, SATISFACTION, UNITS, USES, VALUE
from tests.markets import LIMIT, bare, people, rich, run, same_books, same_people

# Contact persons.


@pytest.mark.parametrize("handover", [0.0, 0.4, 1.0])
def test_an_introduced_successor_inherits_the_bond(handover: float) -> None:
    firm = {
        "contacts": {"people": 3, "turnover": 1.0, "handover": handover},
        "bond": {"ceiling": 2.0, "growth": 0.25, "personal": 0.6},
    }
    market = run(bare({"firm": firm}, customers__count=10, horizon=3))
    bond = 0.0
    for _ in range(3):
        bond *= 1 - 0.6 * (1 - handover)  # everybody's person has left
        bond += 0.25 * (2.0 - bond)
    assert market.relations[:, 0]["bond"] == pytest.approx(np.full(10, bond), rel=1e-6)


# Employees.


def test_engaged_employees_make_fewer_mistakes() -> None:
    points = {
        "desk": {"failure": 0.2, "severity": 3.0},
        "call": {"failure": 0.9, "severity": 1.0, "used": 0.5},
    }
    block: dict[str, Any] = {"touchpoints": points}
    block["employees"] = {"engagement": 0.9, "effect": 1.5}
    scenario = bare({"firm": block}, rules__mechanisms__failures=True, horizon=10)
    market = run(scenario, customers=5000)
    desk, call = 0.2 * exp(-0.6), 0.9 * exp(-0.6) * 0.5
    provider = market.world.providers[0]
    assert [t.failure for t in market.world.touchpoints] == pytest.approx([desk, call])
    assert provider.faultless == pytest.approx((1 - desk) * (1 - call))
    assert provider.hidden_loss == pytest.approx(3 * desk + call)
    chance = 1 - (1 - desk) * (1 - call)
    failed = market.history[:, 0, FAILURES].sum()
    assert abs(failed - 50_000 * chance) < LIMIT * np.sqrt(50_000 * chance * (1 - chance))


def test_a_failure_is_never_more_than_certain() -> None:
    points = {"call": {"failure": 0.9, "used": 0.5}}
    block = {"touchpoints": points, "employees": {"engagement": 0.0, "effect": 2.0}}
    market = Market(bare({"firm": block}), customers=10)
    assert market.world.touchpoints[0].failure == 0.5


# Blame.


def blamed(misattribution: float, **changes: Any) -> Market:
    points = {
        "gate": {"failure": 0.3, "severity": 4.0, "outside": 0.6},
        "desk": {"failure": 0.2, "severity": 2.0},
    }
    return run(
        bare(
            {"firm": {"touchpoints": points, "survey": None}},
            horizon=10,
            customers__count=4000,
            rules__mechanisms__failures=True,
            rules__experience__misattribution=misattribution,
            rules__look__forgetting=0.0,
            **changes,
        )
    )


def test_what_others_cause_is_blamed_in_part() -> None:
    all_blamed, some, none = blamed(1.0), blamed(0.25), blamed(0.0)
    assert all_blamed.world.providers[0].hidden_loss == pytest.approx(0.3 * 4 + 0.2 * 2)
    assert some.world.providers[0].hidden_loss == pytest.approx(0.3 * 4 * 0.55 + 0.2 * 2)
    # As much fails; the same failures, by the same luck.
    for market in (some, none):
        assert np.array_equal(market.history[..., FAILURES], all_blamed.history[..., FAILURES])
    satisfaction = [m.history[-1, 0, SATISFACTION] for m in (all_blamed, some, none)]
    complaints = [m.history[:, 0, COMPLAINTS].sum() for m in (all_blamed, some, none)]
    assert satisfaction == sorted(satisfaction)
    assert satisfaction[0] < satisfaction[1] < satisfaction[2]
    assert complaints[0] > complaints[1] > complaints[2] > 0


def test_the_share_that_is_blamed() -> None:
    points = {"gate": {"failure": 1.0, "severity": 4.0, "outside": 0.6}}
    scenario = bare(
        {"firm": {"touchpoints": points}},
        horizon=1,
        rules__mechanisms__failures=True,
        rules__experience__misattribution=0.25,
    )
    market = run(scenario, customers=5000)
    assert market.history[0, 0, FAILURES] == 5000
    holding = (people(market).failures > 0).sum()
    assert abs(holding - 0.55 * 5000) < LIMIT * np.sqrt(5000 * 0.55 * 0.45)
    assert (people(market).failed > 0).sum() == holding


@pytest.mark.parametrize("kind", ["occasion", "subscription"])
def test_full_blame_and_usual_employees_change_nothing(kind: str) -> None:
    plain = run(rich(kind))
    changes: dict[str, Any] = {"rules__experience__misattribution": 1.0}
    for name in plain.providers:
        changes[f"providers__{name}__touchpoints__delivery__outside"] = 0.7
        changes[f"providers__{name}__employees"] = {"engagement": 0.5, "effect": 2.0}
    changes["providers__alpha__contacts__handover"] = 0.0
    other = run(rich(kind, **changes))
    assert same_people(plain, other) == []
    assert same_books(plain, other) == []


# Customers that grow.

# Quality 7.8 for everybody: 5 utils of 6 for the fare, 2.8 of 4 for the minutes.
GROWTH = {
    "rules__experience__noise": 0.0,
    "rules__evaluation__norm": 5.8,
    "customers__segments__all__value": 2.0,
    "customers__count": 50,
}


def test_customers_grow_with_what_the_supplier_is_worth_to_them() -> None:
    scenario = bare({"firm": {}}, customers__segments__all__growth=0.05, horizon=40, **GROWTH)
    market = run(scenario)
    before = np.minimum(10.0, 1.1 ** np.arange(40))  # 2 points above the norm
    after = np.minimum(10.0, 1.1 ** np.arange(1, 41))
    assert market.history[:, 0, USES].tolist() == [50] * 40
    assert market.history[:, 0, UNITS] == pytest.approx(100 * before, rel=1e-5)
    assert market.history[:, 0, REVENUE] == pytest.approx(2000 * before, rel=1e-5)
    assert market.history[:, 0, VALUE] == pytest.approx(100 * after, rel=1e-5)
    periods = Results.of(market).periods
    own = periods[periods["provider"] == "firm"]
    assert own["value"].to_numpy() == pytest.approx(2 * after, rel=1e-5)


def test_customers_shrink_under_the_norm() -> None:
    changes = GROWTH | {"rules__evaluation__norm": 9.8}
    scenario = bare({"firm": {}}, customers__segments__all__growth=0.05, horizon=40, **changes)
    grown = people(run(scenario)).grown
    assert grown == pytest.approx(np.full(50, max(0.1, 0.9**40)), rel=1e-5)


def test_newcomers_begin_as_small_as_everybody_did() -> None:
    scenario = bare(
        {"firm": {}},
        customers__segments__all__growth=0.05,
        customers__leave=1.0,
        horizon=5,
        **GROWTH,
    )
    assert (people(run(scenario)).grown == 1.0).all()
