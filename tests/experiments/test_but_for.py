"""Worlds without a cause: what is taken away, and that nothing else changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.experiments.but_for import Inquiry, Job, branches_of, do, live, replay
from sim.experiments.causes import (
    KEYS,
    Cause,
    Removal,
    Window,
    causes_of,
    window_of,
    without,
)
from sim.making import interventions
from sim.market import Market
from sim.scenario import Scenario, load, with_values
from tests.experiments.designed import ENTRY, HALF, designed, two_prices
from tests.markets import rich, same_books, same_people


def inquiry(
    scenario: Scenario, keys: Sequence[str] = KEYS, customers: int = 500, **window: Any
) -> Inquiry:
    place = window_of(scenario, **window)
    return Inquiry.of(scenario, place, causes_of(scenario, place, keys), customers)


def names(scenario: Scenario, **window: Any) -> list[str]:
    return [cause.key for cause in inquiry(scenario, **window).causes]


def lived(scenario: Scenario, entrants: bool, until: int, periods: int | None = None) -> Market:
    market = Market(scenario, rng=1, entrants=entrants, periods=periods or until, collect=False)
    while market.period < until:
        market.step()
    return market


# What the window is.


def test_the_window_begins_with_the_first_entry() -> None:
    scenario = load("airline_vs_train")
    assert window_of(scenario) == Window("airline", 24, 48, True)
    assert window_of(scenario, 30) == Window("airline", 24, 30, True)


def test_without_an_entry_it_begins_with_the_first_intervention() -> None:
    assert window_of(load("silent_leavers")) == Window("tsb", 39, 63, True)
    # The fare cuts of the airline's market need an entrant.
    assert window_of(load("airline_vs_train"), entrants=False).since == 0
    assert window_of(load("five_markets")) == Window("own", 0, 8, True)


def test_an_entry_beyond_the_run_is_none() -> None:
    assert window_of(load("monopoly_captives"), 12) == Window("cable", 0, 12, True)


def test_what_an_entry_brings_about_can_come_before_it() -> None:
    early = designed(
        interventions=[{"at": 1, "set": {"providers.own.offer.fare": 30}, "needs": "rival"}]
    )
    assert window_of(early).since == 1
    done = inquiry(early)
    do(Job(done, 1, tuple(done.whole & ~(1 << j) for j in range(len(done.causes)))))


def test_there_must_be_such_a_provider() -> None:
    with pytest.raises(KeyError):
        window_of(designed(), provider="nobody")


# Which causes are there.


def test_only_causes_that_are_present_are_offered() -> None:
    assert names(designed()) == ["entrant", "failures", "life_events", "inattention"]
    assert names(designed(), entrants=False) == ["failures", "life_events", "inattention"]
    assert names(two_prices()) == ["price", "offer"]


def test_what_is_off_or_zero_is_not_offered() -> None:
    off = designed(
        rules__mechanisms__failures=False,
        rules__look__life_event=0.0,
        rules__mechanisms__attention=False,
    )
    assert names(off) == ["entrant"]
    few_know = designed(providers__rival__known=0.5, providers__rival__advertising=0.1)
    assert set(names(few_know)) - set(names(designed())) == {"advertising", "unawareness"}


def test_every_cause_is_present_somewhere() -> None:
    found = set(names(rich("subscription"))) | set(names(two_prices()))
    assert found == set(KEYS)


def test_a_cause_that_does_not_exist() -> None:
    scenario = designed()
    with pytest.raises(KeyError):
        causes_of(scenario, window_of(scenario), ["greed"])


# How they are taken away.


def test_later_interventions_do_not_bring_a_cause_back() -> None:
    scenario = two_prices()
    window = window_of(scenario)
    (price,) = causes_of(scenario, window, ["price"])
    plans = interventions(without(scenario, window, [price]), True)
    offers = {at: plan.providers["own"].offer for at, plan in plans.items()}
    assert {at: offer["fare"] for at, offer in offers.items()} == {2: 20.0, 4: 20.0}
    assert offers[4]["minutes"] == 70.0


def test_failures_that_begin_later_do_not_happen_either() -> None:
    scenario = load("silent_leavers")
    window = window_of(scenario)
    (failures,) = causes_of(scenario, window, ["failures"])
    for plan in interventions(without(scenario, window, [failures]), True).values():
        own = plan.providers["tsb"].touchpoints.values()
        assert [point.failure for point in own] == [0.0, 0.0, 0.0]
        others = plan.providers["second_bank"].touchpoints.values()
        assert all(point.failure > 0 for point in others)


def test_who_calls_only_the_satisfied_calls_all_where_nobody_is_neglected() -> None:
    scenario = load("attention_policies")
    scenario = with_values(scenario, scenario.what_if["five_a_week"].set)
    window = window_of(scenario)
    (neglect,) = causes_of(scenario, window, ["neglect"])
    market = lived(without(with_values(scenario, {"customers.count": 300}), window, [neglect]),
                   True, 3)  # fmt: skip
    own = market.world.names.index("insurer")
    people = market.population
    assert (people["reached"][people["main"] == own] == 1).all()


def test_nobody_begins_a_period_dissatisfied_where_dissatisfaction_is_gone() -> None:
    # Everybody under 6 leaves at once, and the level at which all are satisfied is 5.
    changes = {
        "rules.exit": "threshold",
        "rules.threshold": {"mean": 6.0, "sd": 0.0},
        "rules.evaluation.level": 5.0,
        "rules.evaluation.level_sd": 0.0,
    }
    scenario = with_values(load("mobile_contracts"), changes)
    asked = inquiry(scenario, ["dissatisfaction"], 300)
    found = do(Job(asked, 1, (0,)))
    assert found.left[0] > 50
    assert found.left[1] == 0


# Nothing else changes.


@pytest.mark.parametrize("kind", ["occasion", "subscription"])
@pytest.mark.parametrize("at", [0, 11, 14, 17])
def test_an_intervention_without_effect_changes_nothing(kind: str, at: int) -> None:
    scenario = rich(kind)
    window = replace(window_of(scenario), since=at)
    nothing = Cause("nothing", Removal({"rules.talk.rate": scenario.rules.talk.rate}))
    changed = without(scenario, window, [nothing])
    assert len(changed.interventions) > len(scenario.interventions)
    one, other = (lived(s, True, window.until) for s in (scenario, changed))
    assert same_people(one, other) == []
    assert same_books(one, other) == []


@pytest.mark.parametrize("name", ["airline_vs_train", "energy_incumbent", "silent_leavers"])
def test_the_customers_at_the_moment_are_the_same_in_all_worlds(name: str) -> None:
    asked = inquiry(load(name), customers=200)
    window = asked.window
    first = lived(asked.market, True, window.since)
    for j in range(len(asked.causes)):
        gone = asked.absent(asked.whole & ~(1 << j))
        entrants = all(cause.removal.entrants for cause in gone)
        other = lived(without(asked.market, window, gone), entrants, window.since)
        assert same_people(first, other) == []
    # A cause that is taken away from the start makes another past.
    never = with_values(asked.market, {"rules.mechanisms.failures": False})
    assert same_people(first, lived(never, True, window.since)) != []


@pytest.mark.parametrize("kind", ["occasion", "subscription"])
def test_every_world_of_a_rich_market_has_the_same_past(kind: str) -> None:
    asked = inquiry(rich(kind))
    worlds = [asked.whole & ~(1 << j) for j in range(len(asked.causes))]
    found = do(Job(asked, 1, (*worlds, 0)))
    assert found.gone.shape == (len(worlds) + 2, found.left[0])
    assert found.gone[0].all()
    assert found.left[0] > 20
    assert len(set(found.left)) > 5


def test_another_past_is_told() -> None:
    scenario = designed()
    window = replace(window_of(scenario), since=ENTRY + 1)
    asked = Inquiry.of(scenario, window, [Cause("entrant", Removal(entrants=False))], 50)
    with pytest.raises(RuntimeError, match="another past"):
        do(Job(asked, 1, (0,)))
    # So that it is not offered then.
    assert "entrant" not in [cause.key for cause in causes_of(scenario, window)]


# Who left.


def test_only_customers_of_the_moment_count_and_only_once() -> None:
    asked = inquiry(rich("subscription", customers__leave=0.05))
    window = asked.window
    market = lived(asked.market, True, window.until)
    own = market.world.names.index(window.provider)
    # A market that grows has another network when it is to live longer.
    then = lived(asked.market, True, window.since, window.until)
    before = then.population["main"]
    exits, _ = market.ledger.everything()
    expected: dict[int, int] = {}
    for row in exits:
        if row["period"] < window.since or row["born"] >= window.since:
            continue
        if row["origin"] == own and row["kind"] == 0 and before[row["customer"]] == own:
            expected.setdefault(int(row["customer"]), int(row["band"]))
    found = live(asked, asked.whole, branches_of(asked, [asked.whole], 1))
    assert len(expected) > 20
    assert dict(zip(np.flatnonzero(found.left), found.bands[found.left], strict=True)) == expected
    assert found.customers == (before[: then.present] == own).sum()


def test_worlds_with_one_past_are_what_each_would_be_alone() -> None:
    asked = inquiry(rich("subscription", customers__leave=0.05))
    worlds = [asked.whole, *(asked.whole - (1 << j) for j in range(len(asked.causes))), 0]
    together = branches_of(asked, worlds, 1)
    for world in worlds:
        one = live(asked, world, together)
        alone = live(asked, world, branches_of(asked, [world], 1))
        assert one.past == alone.past
        assert one.left.tobytes() == alone.left.tobytes()
        assert one.bands.tobytes() == alone.bands.tobytes()
        assert one.numbers == alone.numbers


def test_replays_do_not_depend_on_the_number_of_workers() -> None:
    asked = inquiry(designed(reasons=HALF), ["failures", "life_events"])
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))

    one = replay(asked, lambda _: range(4), seeds=[3, 4, 5], workers=1, tell=tell)
    two = replay(asked, lambda _: range(4), seeds=[3, 4, 5], workers=2)
    assert told == [(4, 12), (8, 12), (12, 12)]
    assert [run.seed for run in two] == [3, 4, 5]
    for mine, yours in zip(one, two, strict=True):
        assert mine.left == yours.left
        assert np.array_equal(mine.gone, yours.gone)
        assert np.array_equal(mine.leavers, yours.leavers)
