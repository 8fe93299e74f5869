"""`--set`, levers by name, plans, and changes from a program."""

from __future__ import annotations

import fractions
from pathlib import Path

import numpy as np
import pytest

from sim.scenario import ScenarioError, load, load_raw, with_values
from sim.scenario.overrides import NoSuchPathError, parse_set, resolve

MARKET = Path(__file__).parent / "market.yaml"


@pytest.fixture(scope="module")
def scenario():
    return load(MARKET)


def refusal(*overrides, plan=None) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(MARKET, overrides=overrides, plan=plan)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "get", "value"),
    [
        ("providers.train.offer.fare=65", lambda s: s.providers["train"].offer["fare"], 65),
        ("train_fare = 65", lambda s: s.providers["train"].offer["fare"], 65),
        ("exit_rule=threshold", lambda s: s.rules.exit, "threshold"),
        ("interventions.0.at=100", lambda s: s.interventions[0].at, 100),
        ("levers.train_fare.range=[10, 300]", lambda s: s.levers["train_fare"].range, (10, 300)),
        ("levers.train_fare.range.1=300", lambda s: s.levers["train_fare"].range, (30, 300)),
        ("rules.mechanisms.taste=false", lambda s: s.rules.mechanisms.taste, False),
        ("providers.airline.survey=null", lambda s: s.providers["airline"].survey, None),
        ("providers.train.contacts.people=3", lambda s: s.providers["train"].contacts.people, 3),
        ("providers.train.survey.every=6", lambda s: s.providers["train"].survey.every, 6),
        ("start=2007-03", lambda s: s.start, "2007-03"),
        ("title=Not 'quite' the same", lambda s: s.title, "Not 'quite' the same"),
        ("horizon=300.0", lambda s: s.horizon, 300),
        ("customers.segments.business.taste.liquids={mean: 0.1}",
         lambda s: s.customers.segments["business"].taste["liquids"].mean, 0.1),
        ("customers.segments.business.taste.liquids.mean=0.1",
         lambda s: s.customers.segments["business"].taste["liquids"].mean, 0.1),
        ("what_if.cheap_train.set.train_fare=35",
         lambda s: s.what_if["cheap_train"].set, {"train_fare": 35}),
        ("what_if.faster_security.set.providers.airline.offer.access=80",
         lambda s: s.what_if["faster_security"].set, {"providers.airline.offer.access": 80}),
        ("providers.bus={offer: {vehicle: 400, access: 20, fare: 30}}",
         lambda s: s.providers["bus"].offer["fare"], 30),
        ("modes=null", lambda s: s.modes, {}),
    ],
)  # fmt: skip
def test_values_are_set(text, get, value):
    assert get(load(MARKET, overrides=[text])) == value


def test_all_forms_of_overrides_mean_the_same():
    by_text = load(MARKET, overrides=["train_fare=65", "horizon=300"])
    assert by_text == load(MARKET, overrides={"train_fare": 65, "horizon": 300})
    assert by_text == load(MARKET, overrides=[("train_fare", 65), "horizon=300"])


def test_the_last_override_wins_and_overrides_win_over_the_plan():
    def fare(**options):
        scenario = load(MARKET, **options)
        last = scenario.interventions[-1].set if "plan" in options else {}
        return scenario.providers["train"].offer["fare"], last.get("providers.train.offer.fare")

    assert fare(overrides=["train_fare=65", "providers.train.offer.fare=70"]) == (70, None)
    assert fare(plan="cheap_train") == (90, 40)
    assert fare(plan="cheap_train", overrides=["train_fare=65"]) == (65, 65)


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("providers.train.offer.fair=65", "did you mean `fare`?"),
        ("providers.trian.offer.fare=65", "nothing is called `trian` in `providers`"),
        ("providers.trian.offer.fare=65", "did you mean `train`?"),
        ("provider.train.offer.fare=65", "did you mean `providers`?"),
        ("rules.looks.base=1", "did you mean `look`?"),
        ("train_fair=65", "did you mean `train_fare`?"),
        ("interventions.1.at=5", "is not the number of an item: 0 to 0"),
        ("interventions.first.at=5", "is not the number of an item"),
        ("interventions.-1.at=5", "is not the number of an item"),
        ("interventions.0=null", "one item of a list cannot be taken away"),
        ("customers.segments.business.needs.mean=2", "one value here, 1.5; set it whole"),
        ("providers.bus=5", "nothing is called `bus`"),
        ("providers.bus={}", "providers.bus.offer: missing"),
        ("extends=other", "only be written in a file"),
        ("horizon", "write path=value"),
        ("=5", "write path=value"),
        ("horizon=60,burn_in=3", "found '60' and 'burn_in=3'; write one --set for each"),
        ("horizon=", "no value given"),
        ("..=5", "nothing is called `` in a scenario"),
        ("x" * 1000 + "=5", "too long"),
        ("horizon=.nan", "a finite number is needed"),
        ("horizon=!x 5", "tag"),
        ("horizon=2x", "--set: horizon: found '2x'; a whole number is needed"),
        ("providers.train.offer.fare=500", "500 is outside 30 to 200, the range of the lever"),
        ("exit_rule=satisfaction", "did you mean `satisfaction_only`?"),
        ("customers.segments.business.share=0.5", "add up to 1.1"),
    ],
)
def test_what_cannot_be_set_is_told(override, words):
    message = refusal(override)
    assert words in message
    if "add up" not in words:
        assert message.startswith("--set: ")


def test_all_overrides_are_told_with_the_problems_of_the_file(write, market):
    path = write(market.replace("rewiring: 0.1", "rewiring: 3"))
    with pytest.raises(ScenarioError) as caught:
        load(path, overrides=["horison=3", "burn_in=-1", "x"])
    assert {(problem.file, problem.path) for problem in caught.value.problems} == {
        ("--set", "horison"),
        ("--set", "burn_in"),
        ("--set", ""),
        (str(path), "customers.network.rewiring"),
    }


def test_an_override_can_mend_a_file(write, market):
    path = write(market.replace("rewiring: 0.1", "rewiring: 3"))
    scenario = load(path, overrides=["customers.network.rewiring=0.3"])
    assert scenario.customers.network.rewiring == 0.3


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        object(),
        {1: 2},
        {"a": object()},
        "\ud800",
        "\x00",
        b"x",
        10**100,
        fractions.Fraction(1, 3),
    ],
)
def test_values_from_a_program_are_checked_as_in_a_file(value, scenario):
    with pytest.raises(ScenarioError) as caught:
        with_values(scenario, {"providers.train.label": value})
    assert caught.value.problems[0].file == "values"


def test_values_that_contain_themselves_are_refused(scenario):
    value: list[object] = []
    value.append(value)
    with pytest.raises(ScenarioError, match="too deep"):
        with_values(scenario, {"title": value})


def test_numbers_of_numpy_are_numbers(scenario):
    changed = with_values(
        scenario,
        {
            "train_fare": np.float64(65),
            "horizon": np.int32(300),
            "burn_in": np.float32(12),
            "customers.segments.business.share": np.float64(0.4),
        },
    )
    assert changed.providers["train"].offer["fare"] == 65
    assert (changed.horizon, changed.burn_in) == (300, 12)
    assert type(changed.horizon) is int


def test_with_values_makes_a_new_scenario_that_is_checked(scenario):
    before = scenario.model_dump()
    changed = with_values(scenario, {"train_fare": 50, "providers.airline.survey": None})
    assert changed.providers["train"].offer["fare"] == 50
    assert changed.providers["airline"].survey is None
    assert changed.providers["train"].survey is None
    assert scenario.model_dump() == before
    assert with_values(scenario, {}) == scenario
    with pytest.raises(ScenarioError, match="add up to"):
        with_values(scenario, {"customers.segments.leisure.share": 0.5})


def test_a_lever_by_name_stays_in_its_range_but_its_path_is_free(scenario):
    with pytest.raises(ScenarioError, match="outside 30 to 200"):
        with_values(scenario, {"train_fare": 250})
    with pytest.raises(ScenarioError, match="has the choices compare, threshold"):
        with_values(scenario, {"exit_rule": 1})
    changed = with_values(scenario, {"providers.train.offer.fare": 250})
    assert changed.providers["train"].offer["fare"] == 250


def test_interventions_and_plans_are_values_to_set(scenario):
    for values in (scenario.interventions[0].set, scenario.what_if["cheap_train"].set):
        assert with_values(scenario, values) != scenario


def test_unknown_plans_get_a_suggestion():
    message = refusal(plan="cheep_train")
    assert message.startswith("--plan: ")
    assert "did you mean `cheap_train`?" in message


def test_a_plan_with_a_fault_points_at_its_line(write, market, line_of):
    path = write(market.replace("{train_fare: 40}", "{train_fare: lots}"))
    with pytest.raises(ScenarioError) as caught:
        load(path, plan="cheap_train")
    found = {(problem.line, problem.path) for problem in caught.value.problems}
    assert (line_of("train_fare: 40"), "what_if.cheap_train.set.train_fare") in found


def test_names_with_points_in_them_can_be_reached(write, market):
    text = market.replace("  airline:\n", "  Bank.Co:\n").replace(
        "providers.airline", "providers.Bank.Co"
    )
    text = text.replace("provider: airline", "provider: Bank.Co")
    scenario = load(
        write(text), overrides=["providers.Bank.Co.offer.fare=99"], plan="faster_security"
    )
    assert scenario.providers["Bank.Co"].offer == {
        "vehicle": 75,
        "access": 135,
        "fare": 99,
        "liquids": 0,
    }
    assert scenario.interventions[-1].set == {"providers.Bank.Co.offer.access": 90}


def test_set_texts_split_at_the_first_equals_sign():
    assert parse_set("title=a=b") == ("title", "a=b")


def test_resolve_finds_paths_and_levers(scenario):
    data = scenario.model_dump(mode="json")
    assert resolve("train_fare", data) == ("providers", "train", "offer", "fare")
    assert resolve("interventions.0.at", data) == ("interventions", 0, "at")
    with pytest.raises(NoSuchPathError) as caught:
        resolve("rules.loook", data)
    assert caught.value.suggestion == "look"


def test_raw_values_show_the_overrides():
    raw = load_raw(MARKET, overrides=["train_fare=65"], plan="faster_security")
    assert raw.data["providers"]["train"]["offer"]["fare"] == 65
    assert raw.place(("providers", "train", "offer", "fare")).file == "--set"
    assert raw.data["interventions"][-1]["set"] == {"providers.airline.offer.access": 90}
    place = raw.place(("interventions", 1, "set", "providers.airline.offer.access"))
    assert place.file == str(MARKET)
    with pytest.raises(ScenarioError, match="did you mean `horizon`"):
        load_raw(MARKET, overrides=["horison=3"])


def test_a_change_that_takes_something_away_takes_its_source_along() -> None:
    """What is left under provenance speaks of something that is there."""
    scenario = load("airline_vs_train", overrides={"interventions": []})
    assert scenario.interventions == []
    assert not any(path.startswith("interventions") for path in scenario.provenance)
    assert "providers.train.constant" in scenario.provenance


def test_one_wrong_word_is_told_the_levers() -> None:
    with pytest.raises(ScenarioError, match="known: train_fare, airline_fare, "):
        load("airline_vs_train", overrides=["ticket=60"])
