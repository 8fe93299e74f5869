"""Worlds that share a past: each is what it would have been on its own, bit for bit."""

from __future__ import annotations

from typing import Any

import pytest

from sim import market
from sim.branches import Branch, Branches
from sim.market import Market
from sim.scenario import Scenario, load, with_plan
from tests.test_checkpoint import assert_same

SEED = 5

PARTS = [
    ("airline_vs_train", 0),
    ("airline_vs_train", 30),
    ("attention_policies", 0),
    ("b2b_account_managers", 40),
    ("energy_incumbent", 48),
    ("faster_horse", 0),
    ("leaky_funnel", 20),
    ("silent_leavers", 40),
]
"""Scenarios, and the period in which their worlds part."""


def small(name: str) -> Scenario:
    return load(name, overrides={"customers.count": 300})


def worlds_of(name: str, at: int) -> list[Scenario]:
    """The scenario as it is, and under plans that change it from a period on."""
    scenario = small(name)
    plans = [
        plan.model_copy(update={"at": at})
        for plan in scenario.what_if.values()
        if plan.at != "burn_in"
    ]
    return [scenario, *(with_plan(scenario, plan) for plan in plans[:3])]


@pytest.mark.parametrize(("name", "at"), PARTS)
@pytest.mark.parametrize("entrants", [True, False])
def test_a_branch_is_what_it_would_be_alone(name: str, at: int, entrants: bool) -> None:
    worlds = worlds_of(name, at)
    assert len(worlds) > 2
    tree = Branches([Branch(world, entrants) for world in worlds], SEED, at=at)
    for world in worlds:
        branch = tree.market(world, entrants=entrants)
        assert branch.period == at
        alone = Market(world, rng=SEED, entrants=entrants, collect=False)
        for one in (branch, alone):
            while one.period < at + 25 and one.period < one.horizon:
                one.step()
        assert_same(branch, alone)


def test_a_common_past_is_lived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[bool] = []
    begin = market.Market._begin

    def counted(self: Any) -> None:
        begun.append(True)
        begin(self)

    monkeypatch.setattr(market.Market, "_begin", counted)
    worlds = worlds_of("leaky_funnel", 0)
    tree = Branches([Branch(world) for world in worlds], SEED)
    for world in worlds:
        tree.market(world)
    assert len(begun) == 1
    assert not tree._states, "a state that nobody waits for is let go"


def test_another_past_is_lived_by_itself() -> None:
    scenario = small("leaky_funnel")
    values = {"customers.count": 300, "providers.large.offer.ordering": 5}
    other = load("leaky_funnel", overrides=values)
    tree = Branches([Branch(scenario), Branch(other)], SEED)
    for world in (scenario, other):
        assert_same(tree.market(world), Market(world, rng=SEED, collect=False))


def test_worlds_that_part_early_do_not_share_what_comes_later() -> None:
    """An intervention before the parting belongs to the past."""
    early, late = worlds_of("airline_vs_train", 5)[:2], worlds_of("airline_vs_train", 12)[1]
    worlds = [*early, late]
    tree = Branches([Branch(world) for world in worlds], SEED, at=10)
    for world in worlds:
        alone = Market(world, rng=SEED, collect=False)
        while alone.period < 10:
            alone.step()
        assert_same(tree.market(world), alone)


def test_one_who_was_not_announced_is_lived_alone() -> None:
    world = small("leaky_funnel")
    tree = Branches([], SEED)
    assert_same(tree.market(world), Market(world, rng=SEED, collect=False))
