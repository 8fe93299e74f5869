"""Levers and designs."""

import numpy as np
import pytest

from sim.experiments.design import at_point, bare, latin_hypercube
from sim.experiments.levers import Dial, dials
from sim.scenario import ScenarioError, load, with_values
from sim.scenario.behaviour import Evaluation
from sim.scenario.free import free_range, free_ranges
from sim.scenario.schema import Scenario
from tests.markets import rich


def by_path(scenario):
    return {dial.path: dial for dial in dials(scenario)}


def written(**more):
    market = rich("subscription").model_dump(mode="json", exclude={"extends"})
    return load({**market, **more})


def test_free_ranges_are_read_from_the_words():
    assert free_range("Spread. Free, 0.5-1.5.") == (0.5, 1.5)
    assert free_range("Cost. Free, 0-2") == (0, 2)
    assert free_range("Log-odds. Free, -1-2.") == (-1, 2)
    assert free_range("Share. Free.") is None
    assert free_range("Carefree, 1-2 of them.") is None
    assert free_range(None) is None


def test_every_free_range_of_the_schema_holds_its_default():
    found = free_ranges(rich("occasion"))
    assert found["rules", "evaluation", "level_sd"] == (0.5, 1.5)
    assert found["customers", "provider_taste"][1] == 1.5
    assert len(found) > 20
    for field in Evaluation.model_fields.values():
        span = free_range(field.description)
        if span is not None:
            assert span[0] <= field.default <= span[1]


def test_a_free_range_reaches_to_the_value_in_force():
    far = with_values(rich("occasion"), {"rules.evaluation.level_sd": 2.5})
    assert free_ranges(far)["rules", "evaluation", "level_sd"] == (0.5, 2.5)


def test_who_declares_a_range_first_decides():
    noise = {"path": "rules.experience.noise", "range": [0.8, 1.2]}
    scenario = written(
        levers={
            "noise": noise,
            "rule": {"path": "rules.exit", "choices": ["compare", "threshold"]},
        },
        provenance={
            "rules.experience.noise": {"source": "x", "range": [0, 3]},
            "rules.evaluation.gain": {"source": "a study", "use": "input"},
            "rules.talk.rate": {"source": "x", "use": "free", "range": [0.1, 0.2]},
        },
    )
    found = by_path(scenario)
    assert found["rules.experience.noise"] == Dial("rules.experience.noise", "lever", 0.8, 1.2)
    assert found["rules.talk.rate"] == Dial("rules.talk.rate", "provenance", 0.1, 0.2)
    # A number with a source and no range is settled; the exit rule is a matter of its own.
    assert "rules.evaluation.gain" not in found
    assert "rules.exit" not in found
    assert found["rules.evaluation.zone"].declared == "free"


def test_a_range_of_a_block_is_that_of_its_mean():
    path = "customers.segments.business.needs"
    scenario = load("airline_vs_train")
    assert f"{path}.mean" in by_path(scenario)
    assert path not in by_path(scenario)


def test_whole_numbers_and_choices():
    scenario = written(
        levers={
            "length": {"path": "providers.alpha.contract.length", "range": [4, 6]},
            "policy": {
                "path": "providers.alpha.attention.policy",
                "choices": ["random", "squeaky_wheel"],
            },
        }
    )
    found = by_path(scenario)
    length, policy = (
        found["providers.alpha.contract.length"],
        found["providers.alpha.attention.policy"],
    )
    assert [length.value(u) for u in (0, 0.34, 0.5, 0.7, 0.999)] == [4, 5, 5, 6, 6]
    assert [policy.value(u) for u in (0, 0.49, 0.5, 0.999)] == ["random"] * 2 + [
        "squeaky_wheel"
    ] * 2
    assert found["rules.evaluation.zone"].value(0.25) == 0.25


def test_a_latin_hypercube_has_one_point_in_every_slice():
    turned = [Dial("x", "lever", 0.0, 10.0), Dial("y", "lever", -1.0, 1.0)]
    points = latin_hypercube(turned, 50, seed=3)
    for path, low, width in (("x", 0, 10), ("y", -1, 2)):
        slices = sorted(int(50 * (point[path] - low) / width) for point in points)
        assert slices == list(range(50))
    assert points == latin_hypercube(turned, 50, seed=3)
    assert points != latin_hypercube(turned, 50, seed=4)


def test_a_choice_is_met_as_often_as_the_others():
    points = latin_hypercube([Dial("x", "lever", choices=(True, False))], 40, seed=1)
    assert [point["x"] for point in points].count(True) == 20


def test_designs_without_dials_or_points():
    assert latin_hypercube([], 3, 1) == [{}, {}, {}]
    assert latin_hypercube([Dial("x", "lever", 0.0, 1.0)], 0, 1) == []


def test_every_point_of_a_scenario_can_be_lived():
    scenario = load("airline_vs_train")
    market = bare(scenario)
    for point in latin_hypercube(dials(scenario), 40, 2):
        changed = at_point(market, point)
        shares = [segment.share for segment in changed.customers.segments.values()]
        assert sum(shares) == pytest.approx(1)
        business = changed.customers.segments["business"].share
        assert business == pytest.approx(point["customers.segments.business.share"])


def test_other_shares_keep_their_proportions():
    three = {"share": 0.5}, {"share": 0.3}, {"share": 0.2}
    taste = {"fare": {"mean": -0.1}}
    market = rich("subscription").model_dump(mode="json", exclude={"extends"})
    market["customers"]["segments"] = {
        name: {**block, "taste": taste} for name, block in zip("abc", three, strict=True)
    }
    scenario = load(market)

    def shares(**values):
        point = {f"customers.segments.{name}.share": value for name, value in values.items()}
        return [s.share for s in at_point(scenario, point).customers.segments.values()]

    assert shares(a=0.25) == pytest.approx([0.25, 0.45, 0.3])
    assert shares(a=0.2, b=0.6) == pytest.approx([0.2, 0.6, 0.2])
    assert shares(a=0.9, b=0.9) == pytest.approx([0.5, 0.5, 0])
    assert shares(a=0.5, b=0.25, c=0.5) == pytest.approx([0.4, 0.2, 0.4])
    with pytest.raises(ScenarioError):
        shares(a=0.0, b=0.0, c=0.0)


def test_a_bare_scenario_is_the_same_market():
    scenario = load("airline_vs_train")
    market = bare(scenario)
    assert isinstance(market, Scenario)
    assert market.customers == scenario.customers
    assert market.interventions == scenario.interventions
    assert market.claims == []
    assert not market.levers
    assert np.isclose(market.horizon, scenario.horizon)
