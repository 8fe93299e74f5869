"""Profit and loss, cash and insolvency, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.market import Market
from sim.results import Results
from sim.rules.words import CUSTOMERS, ENTRIES, INVOLUNTARIES, TRIGGERS, USES
from tests.markets import bare, constants, people, rich, run, same_books, same_people

# 100 customers pay 20 each: 2,000 - 1,500 - 200 - 400 = -100 a period.
LOSING = {"per_need": 15, "per_customer": 2, "fixed": 400}


def one_firm(money: dict[str, Any], **changes: Any) -> Market:
    return run(bare({"firm": {"money": money}}, customers__count=100, **changes))


def test_profit_and_cash() -> None:
    market = one_firm(LOSING | {"runway": 250}, horizon=6)
    assert market.accounts.cost[:3, 0].tolist() == [2100, 2100, 2100]
    assert market.accounts.cash[:, 0].tolist() == [150, 50, -50, -50, -50, -50]


def test_a_provider_closes_when_its_cash_is_gone() -> None:
    market = one_firm(LOSING | {"runway": 250}, horizon=6)
    assert market.is_open[:, 0].tolist() == [True, True, True, False, False, False]
    assert market.history[:, 0, USES].tolist() == [100, 100, 100, 0, 0, 0]
    assert market.history[:, 0, INVOLUNTARIES].tolist() == [0, 0, 0, 100, 0, 0]
    assert (people(market).main == -1).all()
    exits, _ = market.ledger.everything()
    assert {TRIGGERS[row] for row in exits["trigger"]} == {"closed"}


def test_cash_of_exactly_nothing_is_not_insolvency() -> None:
    assert one_firm(LOSING | {"runway": 400}).is_open[:, 0].all()
    assert not one_firm(LOSING | {"runway": 299.99}).is_open[-1, 0]


def test_without_a_runway_debt_grows() -> None:
    market = one_firm(LOSING)
    assert market.is_open.all()
    assert market.accounts.cash[:, 0].tolist() == [-100, -200, -300, -400]


def test_fresh_capital() -> None:
    rescue = {"at": 2, "set": {"providers.firm.money.runway": 1000}}
    market = one_firm(LOSING | {"runway": 250}, interventions=[rescue], horizon=6)
    assert market.is_open[:, 0].all()
    assert market.accounts.cash[:, 0].tolist() == [150, 50, 700, 600, 500, 400]


def test_what_serving_costs_follows_the_terms_in_force() -> None:
    dearer = {"at": 2, "set": {"providers.firm.money.per_need": 16}}
    market = one_firm(LOSING, interventions=[dearer])
    assert market.accounts.serving[:, 0].tolist() == [1700, 1700, 1800, 1800]
    assert (market.accounts.cost - market.accounts.serving == 400).all()


@pytest.mark.parametrize("count", [100, 200])
def test_amounts_are_those_of_the_market_that_the_customers_stand_for(count: int) -> None:
    money = {"per_need": 15, "per_customer": 2, "fixed": 4000, "runway": 2500}
    block = {"firm": {"money": money, "advertising": 0.0}}
    market = run(bare(block, customers__count=count, customers__stands_for=1000, horizon=5))
    share = count / 1000
    assert np.allclose(market.accounts.cash[:3, 0], [1500 * share, 500 * share, -500 * share])
    assert market.is_open[:, 0].tolist() == [True, True, True, False, False]


def test_acquisition_is_paid_for_each_customer_won() -> None:
    scenario = bare({"a": {"money": {"acquisition": 7}}, "b": {}}, customers__count=500, horizon=3)
    market = run(scenario)
    entries = market.history[:, 0, ENTRIES]
    assert entries.min() > 0
    assert np.array_equal(market.accounts.cost[:, 0], 7 * entries)
    assert not market.accounts.cost[:, 1].any()


def test_an_order_costs_the_same_however_small() -> None:
    small = {"customers__segments__all__value": 0.25, "customers__count": 100, "horizon": 2}
    market = run(bare({"firm": {"money": {"per_need": 15, "per_order": 6}}}, **small))
    assert market.accounts.cost[:, 0].tolist() == [100 * (15 / 4 + 6)] * 2
    assert market.accounts.profit[0] == 2 * 100 * (20 / 4 - 15 / 4 - 6)


def test_customers_of_the_insolvent_choose_anew() -> None:
    firms = constants(a=0.0, b=0.0)
    firms["a"]["money"] = {"fixed": 1e6, "runway": 10}
    market = run(bare(firms, customers__count=300))
    assert market.is_open[:, 0].tolist() == [True, False, False, False]
    assert market.history[1, 1, CUSTOMERS] == 300
    frame = Results.of(market).periods
    own = frame[frame["provider"] == "a"]
    assert own["cash"].iloc[0] == own["profit"].iloc[0] + 10
    assert own["cash"].iloc[-1] == own["cash"].iloc[0] < 0


def test_plenty_of_cash_changes_nothing() -> None:
    plain = run(rich("occasion"))
    names = list(plain.providers)
    rolling = {f"providers__{name}__money__runway": 1e12 for name in names}
    rolling["providers__zeta__rollout"] = [{"after": 0, "reach": 0.8}]
    rolling["providers__zeta__reach"] = 1.0
    other = run(rich("occasion", **rolling))
    assert same_people(plain, other) == []
    assert same_books(plain, other) == ["cash"]
    assert np.array_equal(plain.accounts.cash + 1e12, other.accounts.cash)
