"""Every switch, off, does what the model says that "off" means.

Most of them leave a market that is the same, bit for bit, as one in which the mechanism was never
declared: nothing else hangs on the switch. And a switch that changes nothing tests nothing, so that
each is seen to matter when it is on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from sim.market import Market
from sim.rules.words import (
    AT_RISK,
    COMPLAINTS,
    FAILURES,
    LOOKED,
    RECOVERED,
    TOLD_BAD,
    TOLD_GOOD,
)
from sim.scenario import Scenario
from sim.scenario.behaviour import Mechanisms
from tests.markets import people, rich, run, same_books, same_people

CUSTOMERS = 1500
PROVIDERS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
Build = Callable[..., Scenario]


@pytest.fixture(params=["occasion", "subscription"])
def build(request: pytest.FixtureRequest) -> Build:
    return partial(rich, request.param)


def off(build: Build, mechanism: str, **changes: Any) -> Market:
    switch = {f"rules__mechanisms__{mechanism}": False}
    return run(build(**switch, **changes), customers=CUSTOMERS)


def everywhere(**block: Any) -> dict[str, Any]:
    """A change in the block of every provider."""
    return {
        f"providers__{name}__{key}": value for name in PROVIDERS for key, value in block.items()
    }


def looks_and_needs(market: Market) -> tuple[np.ndarray, np.ndarray]:
    """Comparisons and needs, in the last period, of all who had both a provider and a need."""
    served = people(market)[(people(market).main >= 0) & (people(market).main < len(PROVIDERS))]
    today = market.period - 1
    busy = served[(served.day == today) & (served.needed > 0) & (today - served.since > 1)]
    return busy.looked.astype(int), busy.needed.astype(int)


def test_attention_off_always_looks() -> None:
    """Whoever is served and free to go compares at every need; contracts may still bind."""
    bound = everywhere(contract={})
    market = off(partial(rich, "subscription"), "attention", **bound)
    row = market.history[:, :-1].sum(0)
    left_before = row[:, AT_RISK] - row[:, LOOKED]
    exits, _ = market.ledger.everything()
    involuntary = np.bincount(exits["origin"][exits["kind"] == 2], minlength=len(PROVIDERS))
    assert np.array_equal(left_before, involuntary), "only those who had gone did not look"

    market = off(partial(rich, "occasion"), "attention")
    looked, needed = looks_and_needs(market)
    assert len(needed) > 300
    assert np.array_equal(looked, needed)
    looked, needed = looks_and_needs(run(rich("occasion"), customers=CUSTOMERS))
    assert 0 < looked.sum() < 0.8 * needed.sum()


def test_word_of_mouth_off_is_no_talk(build: Build) -> None:
    """The same as a rate of talk of 0."""
    silent = off(build, "word_of_mouth")
    assert not silent.history[:, :, [TOLD_GOOD, TOLD_BAD]].any()
    never = run(build(rules__talk__rate=0.0), customers=CUSTOMERS)
    assert same_people(silent, never) + same_books(silent, never) == []
    assert run(build(), customers=CUSTOMERS).history[:, :, [TOLD_GOOD, TOLD_BAD]].sum() > 100


def test_advertising_off_makes_everybody_aware_at_entry(build: Build) -> None:
    """All who can be served know a provider from the period of its entry on."""
    market = off(build, "advertising", providers__zeta__reach=1.0)
    place = {name: market.world.names.index(name) for name in PROVIDERS}
    for name, entry in (("alpha", 0), ("epsilon", 7), ("zeta", 11)):
        assert (market.known[entry:, place[name]] == 1.0).all()
    assert not market.known[:11, place["zeta"]].any()
    on = run(build(), customers=CUSTOMERS)
    assert on.known[11, on.world.names.index("zeta")] < 0.9


def test_switching_costs_off_are_none(build: Build) -> None:
    """No procedural cost, no points, no bond and no fee counts, though points and bonds are still
    kept; contracts that must be waited for remain."""
    market = off(build, "switching_costs")
    exits, _ = market.ledger.everything()
    went = exits["kind"] < 2
    assert went.sum() > 100
    assert not exits["cost"][went].any()
    free = {
        f"providers__{name}__contract": {"length": length, "exit_fee": 0.0}
        for name, length in (("alpha", 6), ("gamma", 5))
    }
    free["providers__gamma__contract"]["renews"] = True  # type: ignore[index]
    none = everywhere(loyalty={}, bond={}) | free
    never = run(
        build(rules__switching__procedural=0.0, rules__voice__loyalty=0.0, **none),
        customers=CUSTOMERS,
    )
    assert same_people(market, never, ignore=("points", "bond")) == []
    costly, _ = run(build(), customers=CUSTOMERS).ledger.everything()
    assert costly["cost"][costly["kind"] < 2].mean() > 0.4


def test_contracts_off_have_no_fee_and_no_waiting() -> None:
    """The same as contracts of length 0."""
    build = partial(rich, "subscription")
    market = off(build, "contracts")
    never = run(build(**everywhere(contract={})), customers=CUSTOMERS)
    assert same_people(market, never) + same_books(market, never) == []
    assert not people(market).contract.any()
    assert people(run(build(), customers=CUSTOMERS)).contract.any()


def test_asymmetry_off_weighs_losses_as_gains(build: Build) -> None:
    """The same as loss = gain."""
    market = off(build, "asymmetry")
    gain = market.scenario.rules.evaluation.gain
    never = run(build(rules__evaluation__loss=gain), customers=CUSTOMERS)
    assert same_people(market, never) + same_books(market, never) == []
    assert same_people(market, run(build(), customers=CUSTOMERS)) != []


def test_recovery_off_leaves_complaints_unanswered(build: Build) -> None:
    """The same as providers without an instrument."""
    market = off(build, "recovery")
    assert market.history[:, :, COMPLAINTS].sum() > 100
    assert not market.history[:, :, RECOVERED].any()
    never = run(build(**everywhere(recovery={})), customers=CUSTOMERS)
    assert same_people(market, never) + same_books(market, never) == []
    assert run(build(), customers=CUSTOMERS).history[:, :, RECOVERED].sum() > 100


def test_engagement_off_is_constant_and_equal(build: Build) -> None:
    """Everybody keeps the engagement of the start, and it acts on nothing."""
    market = off(build, "engagement")
    start = np.float32(market.scenario.rules.engagement.start)
    assert (market.relations[: market.present].engagement == start).all()
    assert (people(market).engagement == start).all()
    zero = {"rules__look__engagement": 0.0, "rules__voice__engagement": 0.0}
    never = run(build(**zero), customers=CUSTOMERS)
    assert same_people(market, never, ignore=("engagement",)) == []
    other = off(build, "engagement", rules__engagement__start=0.9)
    assert same_people(market, other, ignore=("engagement",)) == [], "whatever it is"
    on = run(build(), customers=CUSTOMERS)
    assert len(np.unique(people(on).engagement)) > 100
    assert len(np.unique(on.relations.engagement)) > 100, "as it was when they left"


def test_overshoot_off_counts_every_level(build: Build) -> None:
    """The same as an outcome without a useful level."""
    market = off(build, "overshoot")
    never = run(build(problem__outcomes__fare__useful=None), customers=CUSTOMERS)
    assert same_people(market, never) + same_books(market, never) == []
    assert same_people(market, run(build(), customers=CUSTOMERS)) != []


def test_learning_off_knows_true_quality(build: Build) -> None:
    """No beliefs, so no luck of the first impression; what they would be about does not matter."""
    market = off(build, "learning")
    assert not market.relations.belief.any()
    assert not market.relations.variance.any()
    other = off(
        build,
        "learning",
        rules__learning={"prior_sd": 3.0, "signal_sd": 0.1, "uncertainty_cost": 2.0},
    )
    assert same_people(market, other) + same_books(market, other) == []
    assert run(build(), customers=CUSTOMERS).relations.belief.any()


def test_taste_off_leaves_no_differences_inside_a_segment(build: Build) -> None:
    """One weight for each outcome and segment, no likings for providers or modes."""
    market = off(build, "taste")
    assert not market.relations.taste.any()
    for segment in (0, 1):
        mine = people(market).segment == segment
        assert mine.sum() > 500
        assert (np.ptp(market.tastes[: market.present][mine], axis=0) == 0).all()
    on = run(build(), customers=CUSTOMERS)
    assert (np.ptp(on.tastes[: on.present], axis=0) > 0).all()
    assert on.relations.taste.std() > 0.3


def test_failures_off_never_fails(build: Build) -> None:
    """The same as touchpoints that work."""
    market = off(build, "failures")
    assert not market.history[:, :, [FAILURES, COMPLAINTS, RECOVERED]].any()
    never = run(build(**everywhere(touchpoints={})), customers=CUSTOMERS)
    assert same_people(market, never) + same_books(market, never) == []
    assert run(build(), customers=CUSTOMERS).history[:, :, FAILURES].sum() > 100


def test_every_switch_of_the_model_is_tested_here() -> None:
    """A switch that is added wants a test of its own."""
    tested = [name.removeprefix("test_") for name in globals() if name.startswith("test_")]
    for switch in Mechanisms.model_fields:
        assert any(name.startswith(f"{switch}_off") for name in tested), switch
