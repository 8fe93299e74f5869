"""What-if plans: from which period they act, and what they may change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.market import Market
from sim.scenario import Scenario, ScenarioError, load, with_plan, with_values
from sim.scenario.schema import Plan

ACCESS = "providers.airline.offer.access"
PLANS = """what_if:
  quick: {set: {providers.airline.offer.access: 90}, label: Half an hour less}
  in_two_years: {at: 24, set: {providers.airline.offer.access: 90}}
  always_quick: {at: burn_in, set: {providers.airline.offer.access: 90}}
  by_lever: {set: {train_fare: 40}}
  answer: {set: {providers.airline.recovery: {instrument: both, success: 0.7}}}
  later: {set: {providers.train.enters: 60, horizon: 100, interventions.0.at: 90}}
"""


@pytest.fixture
def planned(write: Callable[..., Path], market: str) -> Path:
    return write(market.replace("what_if:\n", PLANS))


def decided(scenario: Scenario) -> dict[int, dict[str, object]]:
    return {one.at: one.set for one in scenario.interventions}


def test_a_plan_acts_once_the_books_are_open(planned: Path) -> None:
    before, after = load(planned), load(planned, plan="quick")
    assert after.providers == before.providers
    assert after.interventions[:-1] == before.interventions
    assert after.interventions[-1].at == 0
    assert after.interventions[-1].set == {ACCESS: 90}
    assert after.interventions[-1].label == "Half an hour less"
    assert decided(load(planned, plan="in_two_years"))[24] == {ACCESS: 90}


def test_another_market_differs_from_its_first_day_on(planned: Path) -> None:
    always = load(planned, plan="always_quick")
    assert always.providers["airline"].offer["access"] == 90
    assert always.interventions == load(planned).interventions


def test_what_lies_ahead_is_changed_where_it_stands(planned: Path) -> None:
    later = load(planned, plan="later")
    assert later.providers["train"].enters == 60
    assert (later.horizon, later.interventions[0].at) == (100, 90)
    assert len(later.interventions) == len(load(planned).interventions)


def test_the_name_of_a_lever_becomes_its_path(planned: Path) -> None:
    assert decided(load(planned, plan="by_lever"))[0] == {"providers.train.offer.fare": 40}


@pytest.mark.parametrize(
    ("plan", "pair", "last"),
    [
        ("quick", "providers.airline.offer.access=100", {ACCESS: 100}),
        ("by_lever", "providers.train.offer.fare=55", {"providers.train.offer.fare": 55}),
        ("by_lever", "train_fare=55", {"providers.train.offer.fare": 55}),
        (
            "answer",
            "providers.airline.recovery.success=0.9",
            {
                "providers.airline.recovery": {"instrument": "both", "success": 0.7},
                "providers.airline.recovery.success": 0.9,
            },
        ),
        ("quick", "rules.look.base=-1", {ACCESS: 90}),
        ("quick", "interventions=[]", {ACCESS: 90}),
    ],
)
def test_other_values_win_over_the_plan(
    planned: Path, plan: str, pair: str, last: dict[str, object]
) -> None:
    scenario = load(planned, plan=plan, overrides=[pair])
    assert scenario.interventions[-1].set == last
    again = with_plan(load(planned), plan, overrides=[pair])
    assert again.interventions == scenario.interventions


def test_a_plan_of_ones_own(planned: Path) -> None:
    scenario = load(planned)
    own = with_plan(scenario, Plan(at=12, set={"train_fare": 40}, label="mine"))
    assert decided(own)[12] == {"providers.train.offer.fare": 40}
    assert with_plan(scenario, "quick") == load(planned, plan="quick")
    with pytest.raises(ScenarioError, match="acess"):
        with_plan(scenario, Plan(set={"providers.airline.offer.acess": 90}))
    with pytest.raises(ScenarioError, match="did you mean `quick`"):
        with_plan(scenario, "quik")


@pytest.mark.parametrize(
    "path",
    [
        "customers.count: 100",
        "customers.provider_taste: 0.1",
        "customers.segments.business.taste.fare.mean: -0.1",
        "providers.bus: {offer: {vehicle: 400, access: 20, fare: 30}}",
        "providers.airline.mode: rail",
        "providers.airline.known: 0.5",
        "problem.outcomes.fare.best: 10",
        "rules.learning.prior_sd: 0.3",
        "rules.mechanisms.taste: false",
        "burn_in: 5",
        "market: subscription",
    ],
)
def test_the_past_is_not_changed_by_a_decision(
    write: Callable[..., Path], market: str, path: str
) -> None:
    plan = f"what_if:\n  past: {{set: {{{path}}}}}\n"
    with pytest.raises(ScenarioError, match="is settled before the books open") as caught:
        load(write(market.replace("what_if:\n", plan)))
    found = caught.value.problems[0]
    assert found.path.startswith("what_if.past.set.")
    assert "at: burn_in" in found.message
    assert found.line is not None


@pytest.mark.parametrize(
    ("at", "setting", "message"),
    [
        (30, "providers.train.enters: 60", "period 24, which is past when the plan begins, at 30"),
        (30, "providers.train.known: 0.5", "period 24, which is past when the plan begins"),
        (12, "providers.train.enters: 6", "6 is past when the plan begins, at 12"),
        (
            90,
            "interventions.0.set: {providers.train.offer.fare: 50}",
            "of period 84, which is past",
        ),
        (90, "interventions: []", "an intervention is of period 84, which is past"),
        (
            60,
            "interventions: [{at: 84, set: {providers.train.offer.fare: 50}}, "
            "{at: 30, set: {providers.train.offer.fare: 60}}]",
            "an intervention is of period 30",
        ),
        (90, "interventions.0.label: other", "interventions.0 is of period 84"),
        (60, "interventions.0.at: 40", "40 is past when the plan begins, at 60"),
    ],
)
def test_what_has_happened_already_stays(
    write: Callable[..., Path], market: str, at: int, setting: str, message: str
) -> None:
    plan = f"what_if:\n  late: {{at: {at}, set: {{{setting}}}}}\n"
    with pytest.raises(ScenarioError, match=message) as caught:
        load(write(market.replace("what_if:\n", plan)))
    assert [found.path for found in caught.value.problems] == [
        "what_if.late.set." + setting.split(":")[0]
    ]


@pytest.mark.parametrize(
    ("at", "setting"),
    [
        (24, "providers.train.enters: 60"),
        (24, "providers.train.known: 0.5"),
        (84, "interventions.0.set: {providers.train.offer.fare: 50}"),
        (60, "interventions.0.at: 60"),
    ],
)
def test_what_happens_as_the_plan_begins_is_to_come(
    write: Callable[..., Path], market: str, at: int, setting: str
) -> None:
    plan = f"what_if:\n  late: {{at: {at}, set: {{{setting}}}}}\n"
    assert load(write(market.replace("what_if:\n", plan))).what_if["late"].at == at


def test_one_value_is_set_once(write: Callable[..., Path], market: str) -> None:
    plan = "what_if:\n  two: {set: {train_fare: 40, providers.train.offer.fare: 60}}\n"
    with pytest.raises(ScenarioError, match="the same value as `train_fare`; set it once"):
        load(write(market.replace("what_if:\n", plan)))


def test_a_broken_lever_is_told_of_once(write: Callable[..., Path], market: str) -> None:
    broken = market.replace("range: [30, 200]", "range: [200, 30]")
    assert broken != market
    plan = "what_if:\n  cheap: {set: {train_fare: 40}}\n"
    with pytest.raises(ScenarioError) as caught:
        load(write(broken.replace("what_if:\n", plan)))
    assert [found.path for found in caught.value.problems] == ["levers.train_fare"]


@pytest.mark.parametrize(
    ("at", "message"), [("monday", "burn_in"), ("-1", "below 0"), ("228", "not before the horizon")]
)
def test_periods_that_make_no_sense(
    write: Callable[..., Path], market: str, at: str, message: str
) -> None:
    plan = f"what_if:\n  quick: {{at: {at}, set: {{{ACCESS}: 90}}}}\n"
    with pytest.raises(ScenarioError, match=message):
        load(write(market.replace("what_if:\n", plan)))


def test_plans_that_nobody_asked_for_may_stop_to_fit(planned: Path) -> None:
    capped = planned.read_text().replace("range: [30, 200]", "range: [80, 160]")
    with pytest.raises(ScenarioError, match="40 is outside"):
        load_text_file(planned, capped)
    # The file is sound; that a plan no longer fits is not what was asked about.
    assert load(planned, overrides=["levers.train_fare.range=[45, 160]"]).levers
    with pytest.raises(ScenarioError, match="20 is outside"):
        load(planned, overrides=["what_if.by_lever.set.train_fare=20"])


def load_text_file(file: Path, text: str) -> Scenario:
    other = file.with_name("other.yaml")
    other.write_text(text)
    return load(other)


def test_two_plans_share_their_past() -> None:
    scenario = with_values(load("airline_vs_train"), {"customers.count": 300})
    worlds = [
        Market(one, rng=4, collect=False)
        for one in (scenario, with_plan(scenario, "faster_security"))
    ]
    as_it_was, faster = worlds
    assert (as_it_was.population == faster.population).all()
    assert (as_it_was.relations == faster.relations).all()
    for market in worlds:
        market.step()
    access = list(faster.world.outcome_names).index("access")
    assert faster.world.levels[0, access] == 90
    assert as_it_was.world.levels[0, access] != 90
    assert not np.array_equal(as_it_was.population, faster.population)
