"""What the diary tells is what the market did."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.diary.witness import LISTENERS, WatchedMarket, Witness
from sim.rules import period


class Several:
    """Watches more than one customer."""

    def __init__(self, market: WatchedMarket, numbers: range) -> None:
        self.all = [Witness(market, number) for number in numbers]

    def watch(self, market: WatchedMarket) -> None:
        for witness in self.all:
            witness.watch(market)


def watched(scenario: Any, numbers: range) -> tuple[WatchedMarket, list[Witness]]:
    market = WatchedMarket(scenario, rng=1, collect=False)
    several = Several(market, numbers)
    market.witness = several  # type: ignore[assignment]
    return market, several.all


def test_every_listener_has_a_rule_to_listen_to():
    assert set(LISTENERS) <= set(vars(period))


@pytest.mark.parametrize("name", ["telecom", "groceries", "flights"])
def test_the_copy_lives_the_life_of_the_customer(name, request):
    market, witnesses = watched(request.getfixturevalue(name), range(0, 300, 15))
    while market.period < market.horizon:
        market.step()
        for witness in witnesses:
            for copy, true in (
                (witness.record, market.population[witness.number]),
                (witness.relations, market.relations[witness.number]),
            ):
                for field in true.dtype.names:
                    np.testing.assert_allclose(
                        np.asarray(copy[field], float),
                        np.asarray(true[field], float),
                        rtol=1e-4,
                        atol=1e-4,
                        err_msg=f"{field} of {witness.number} in {market.period - 1}",
                    )
    market.release()


@pytest.mark.parametrize("name", ["telecom", "groceries", "flights"])
def test_watching_changes_nothing(name, request):
    scenario = request.getfixturevalue(name)
    market, _ = watched(scenario, range(0, 300, 15))
    other = WatchedMarket(scenario, rng=1, collect=False)
    for each in (market, other):
        while each.period < each.horizon:
            each.step()
        each.release()
    assert (market.history == other.history).all()
    mine, theirs = market.ledger.everything()[0], other.ledger.everything()[0]
    for field in theirs.dtype.names:
        np.testing.assert_array_equal(mine[field], theirs[field])


@pytest.mark.parametrize("name", ["telecom", "groceries", "flights"])
def test_exits_are_those_of_the_ledger_and_balances_add_up(name, request):
    market, witnesses = watched(request.getfixturevalue(name), range(0, 300, 10))
    names = [*market.world.names, None]
    told = []
    balances = 0
    while market.period < market.horizon:
        market.step()
        for witness in witnesses:
            for kind, facts in witness.moments:
                for found in (facts, facts.get("change", {})):
                    if "balance" in found:
                        balances += 1
                        together = sum(part["utils"] for part in found["balance"])
                        assert together == pytest.approx(found["total"], abs=1e-3)
                if kind == "need" and "type" in facts.get("change", {}):
                    change = facts["change"]
                    told.append((market.period - 1, witness.number, change["from"], change["to"]))
    exits, _ = market.ledger.everything()
    numbers = {witness.number for witness in witnesses}
    true = [
        (int(row["period"]), int(row["customer"]), names[row["origin"]], names[row["to"]])
        for row in exits
        if row["kind"] < 2 and int(row["customer"]) in numbers
    ]
    assert sorted(told, key=str) == sorted(true, key=str)
    assert len(true) > 5
    assert balances > len(true)
    market.release()


def test_everything_that_can_happen_is_noted(telecom):
    market, witnesses = watched(telecom, range(0, 300, 3))
    kinds, facts = set(), set()
    while market.period < market.horizon:
        market.step()
        for witness in witnesses:
            for moment in witness.moments:
                kinds.add(moment.kind)
                facts |= set(moment.facts)
    assert kinds >= {
        "portrait",
        "need",
        "learned",
        "heard",
        "reached",
        "answered",
        "life event",
        "contract end",
        "contact left",
        "closed",
        "moved",
    }
    assert facts >= {"touchpoint", "complaint", "helped", "best_other", "balance", "change"}
    market.release()
