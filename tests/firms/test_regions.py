"""Regional roll-out: who can be served, when, and by the same luck."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.market import Market
from sim.randomness import REACH, draws, name_key
from sim.rules.words import INVOLUNTARIES
from sim.scenario import Scenario
from tests.markets import LIMIT, bare, people, run

KNOWING_ALL = {"rules__mechanisms__advertising": True}


def entering(rollout: list[dict[str, Any]], **block: Any) -> Scenario:
    entrant = {"enters": 1, "rollout": rollout, "constant": 50.0} | block
    return bare({"old": {}, "new": entrant}, customers__count=3000, horizon=6, **KNOWING_ALL)


def customers_by_period(scenario: Scenario) -> list[np.ndarray]:
    """Who is a customer of the entrant, after each period."""
    market = Market(scenario, rng=3, collect=False)
    found = []
    while market.running:
        market.step()
        found.append(people(market).main == 1)
    return found


def region(market: Market) -> np.ndarray:
    """The draw that decides from which reach on each customer can be served."""
    key = name_key("new")
    world = market.world.world[0]
    with np.errstate(over="ignore"):
        return np.array(
            [draws(world, row.id, row.born, 0, REACH, key)[0] for row in people(market)]
        )


def test_regions_open_one_after_the_other() -> None:
    rollout = [{"after": 0, "reach": 0.2}, {"after": 2, "reach": 0.5}, {"after": 4, "reach": 1.0}]
    scenario = entering(rollout, known=1.0)
    customers = customers_by_period(scenario)
    luck = region(Market(scenario, rng=3, collect=False))
    # All in reach hear of it where it opens, and it is better by far.
    for period, reach in enumerate([0.0, 0.2, 0.2, 0.5, 0.5, 1.0]):
        assert np.array_equal(customers[period], luck < reach), period


def test_an_opening_is_greeted_by_those_in_the_new_region_only() -> None:
    scenario = entering([{"after": 0, "reach": 0.3}, {"after": 2, "reach": 0.8}], known=0.5)
    market = run(scenario, rng=3)
    luck = region(market)
    aware = people(market).aware >> 1 & 1
    for low, high in ((0.0, 0.3), (0.3, 0.8)):
        here = (luck >= low) & (luck < high)
        z = (aware[here].mean() - 0.5) / np.sqrt(0.25 / here.sum())
        assert abs(z) < LIMIT, (low, high)
    assert not aware[luck >= 0.8].any()


def test_a_region_given_up() -> None:
    rollout = [{"after": 0, "reach": 0.6}, {"after": 3, "reach": 0.25}]
    market = run(entering(rollout, known=1.0), rng=3)
    luck = region(market)
    assert np.array_equal(people(market).main == 1, luck < 0.25)
    lost = int(((luck >= 0.25) & (luck < 0.6)).sum())
    assert market.history[:, 1, INVOLUNTARIES].tolist() == [0, 0, 0, 0, lost, 0]
    # Nobody outside knows of it any more, and the count of the informed agrees.
    aware = people(market).aware >> 1 & 1
    assert np.array_equal(aware, luck < 0.25)
    assert market.known[-1, 1] == aware.mean()


def test_an_intervention_can_withdraw_a_provider_from_regions() -> None:
    retreat = {"at": 3, "set": {"providers.new.reach": 0.1}}
    scenario = bare(
        {"old": {}, "new": {"constant": 50.0, "reach": 0.4}},
        customers__count=2000,
        horizon=5,
        interventions=[retreat],
    )
    market = run(scenario, rng=3)
    assert np.array_equal(people(market).main == 1, region(market) < 0.1)


def test_newcomers_in_reach_know_what_everybody_there_knows() -> None:
    """With half the customers in reach, half of all know it: newcomers too."""
    scenario = bare(
        {"old": {}, "new": {"reach": 0.5}},
        customers__count=4000,
        customers__leave=0.3,
        horizon=30,
        rules__mechanisms__advertising=True,
    )
    known = run(scenario, rng=2).known[-1, 1]
    assert abs(known - 0.5) < LIMIT * np.sqrt(0.25 / 4000)
