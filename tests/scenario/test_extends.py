"""`extends:`: what is inherited, where errors point, and what cannot be reached."""

from __future__ import annotations

import pytest

from sim.scenario import ScenarioError, catalogue, load, load_raw, load_text
from sim.scenario.inherit import MAX_CHAIN


def refusal(path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return str(caught.value)


def test_mappings_merge_and_lists_and_values_replace(market, write):
    write(market, "base.yaml")
    child = write(
        "extends: base.yaml\n"
        "title: A dear train\n"
        "providers: {train: {offer: {fare: 150}}}\n"
        "source: {statements: [C09]}\n",
        "child.yaml",
    )
    scenario, base = load(child), load(child.with_name("base.yaml"))
    assert scenario.extends is None
    assert scenario.title == "A dear train"
    assert scenario.question == base.question
    assert scenario.providers["train"].offer == {**base.providers["train"].offer, "fare": 150}
    assert scenario.source.article == base.source.article
    assert scenario.source.statements == ["C09"]
    assert list(scenario.providers) == list(base.providers)


def test_a_null_takes_away_what_was_inherited(market, write):
    write(market, "base.yaml")
    scenario = load(
        write(
            "extends: base\n"
            "providers: {airline: {survey: null, loyalty: null}}\n"
            "what_if: {cheap_train: null}\n"
            "claims: null\n",
        )
    )
    # The schema knows a provider without a survey, but no provider without a loyalty block.
    assert scenario.providers["airline"].survey is None
    assert scenario.providers["airline"].loyalty == type(scenario.providers["airline"].loyalty)()
    assert list(scenario.what_if) == ["faster_security"]
    assert scenario.claims == []


def test_a_grandchild_may_give_back_what_its_parent_took_away(market, write):
    write(market, "base.yaml")
    write("extends: base\nwhat_if: {cheap_train: null}", "parent.yaml")
    child = write("extends: parent\nwhat_if: {cheap_train: {set: {train_fare: 35}}}")
    assert load(child).what_if["cheap_train"].set == {"train_fare": 35}


def test_taking_away_what_is_needed_points_at_the_null(market, write):
    write(market, "base.yaml")
    message = refusal(write("extends: base\n\nhorizon: null\n"))
    assert "scenario.yaml:3: horizon: missing" in message


def test_errors_point_at_the_file_that_wrote_the_value(market, write, line_of):
    base = write(market.replace("reach: 1", "").replace("known: 0", "known: 2"), "base.yaml")
    child = write("extends: base\nburn_in: -1\nproviders:\n  train: {advertisin: 0.1}\n")
    with pytest.raises(ScenarioError) as caught:
        load(child)
    found = {(problem.file, problem.line, problem.path) for problem in caught.value.problems}
    assert found == {
        (str(base), line_of("known: 0"), "providers.train.known"),
        (str(child), 2, "burn_in"),
        (str(child), 4, "providers.train.advertisin"),
    }


def test_a_packaged_scenario_can_be_extended(write):
    name = catalogue()[0].name
    copy = write(f"extends: {name}\ntitle: Mine\n", f"{name}.yaml")
    assert load(copy).title == "Mine"
    assert load_text(f"extends: {name}\ntitle: Mine\n") == load(copy)
    assert load({"extends": name, "title": "Mine"}) == load(copy)


@pytest.mark.parametrize(
    "name",
    [
        "../outside.yaml",
        "/etc/passwd",
        "sub/other.yaml",
        "..",
        ".",
        ".hidden.yaml",
        "C:other.yaml",
        "a\\b.yaml",
    ],
)
def test_nothing_outside_the_folder_can_be_named(name, market, write, tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    write(market, "outside.yaml")
    (inside / "scenario.yaml").write_text(f'extends: "{name}"\n'.replace("\\", "\\\\"))
    assert "in the same folder" in refusal(inside / "scenario.yaml")


def test_a_link_out_of_the_folder_is_refused_and_one_inside_is_not(market, write, tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    outside = write(market, "outside.yaml")
    child = inside / "child.yaml"
    child.write_text("extends: base.yaml\n")
    (inside / "base.yaml").symlink_to(outside)
    assert "a link to a file outside this folder" in refusal(child)
    (inside / "base.yaml").unlink()
    (inside / "real.yaml").write_text(market)
    (inside / "base.yaml").symlink_to(inside / "real.yaml")
    assert load(child).horizon == 228


def test_circles_are_refused_with_the_chain(write):
    first = write("extends: b.yaml\n", "a.yaml")
    write("title: x\nextends: c\n", "b.yaml")
    write("extends: a.yaml\n", "c.yaml")
    message = refusal(first)
    assert "a.yaml -> b.yaml -> c.yaml -> a.yaml" in message
    assert "c.yaml:1: extends:" in message
    assert "itself.yaml -> itself.yaml" in refusal(write("extends: itself.yaml", "itself.yaml"))


def test_long_chains_are_refused(market, write):
    write(market, "s0.yaml")
    for number in range(1, MAX_CHAIN + 1):
        path = write(f"extends: s{number - 1}\n", f"s{number}.yaml")
    assert "a chain of more than" in refusal(path)
    assert load(path.with_name(f"s{MAX_CHAIN - 1}.yaml")).horizon == 228


def test_unknown_names_get_a_suggestion(market, write):
    write(market, "base.yaml")
    assert "did you mean `base.yaml`?" in refusal(write("extends: bse.yaml\n"))
    name = catalogue()[0].name
    assert f"did you mean `{name}`?" in refusal(write(f"extends: {name}s\n"))


@pytest.mark.parametrize("value", ["5", "null", "[base]", "{a: b}", "true"])
def test_other_values_are_refused(value, write):
    assert "extends: found" in refusal(write(f"extends: {value}\n"))


def test_a_broken_base_is_told(write):
    write("title: [", "base.yaml")
    assert "base.yaml:" in refusal(write("extends: base.yaml\n"))


def test_raw_values_are_merged_and_without_extends(market, write):
    write(market, "base.yaml")
    raw = load_raw(write("extends: base\nwhat_if: null\n"))
    assert "extends" not in raw.data
    assert "what_if" not in raw.data
    assert raw.data["horizon"] == 228


def test_a_source_goes_with_its_number(write):
    child = write(
        "extends: airline_vs_train\n"
        "providers:\n"
        "  {ouigo: null, train: {offer: {fare: 60}}, intercity: {offer: {fare: 55}},\n"
        "   airline: {survey: {every: 6}}}\n"
        "interventions: []\n"
        "provenance: {providers.intercity.offer.fare: {use: input, source: a timetable of 2007}}\n"
    )
    inherited, found = load("airline_vs_train").provenance, load(child).provenance
    gone = inherited.keys() - found.keys()
    assert "providers.train.offer.fare" in gone
    assert {path for path in inherited if path.startswith("providers.ouigo")} <= gone
    assert {path for path in inherited if path.startswith("interventions")} <= gone
    # The same number keeps its source, and so does a block of which only a part is another.
    assert "providers.iryo.offer.fare" in found
    assert inherited["providers.airline.survey"] == found["providers.airline.survey"]
    assert found["providers.intercity.offer.fare"].source == "a timetable of 2007"


def test_a_source_that_never_led_anywhere_is_told(market, write):
    write(market + "\nprovenance: {providers.nobody: {use: free, source: none}}\n", "base.yaml")
    assert "nothing is called `nobody`" in refusal(write("extends: base\ntitle: another\n"))


def test_an_inherited_entry_that_lost_its_object_can_be_left_out(write):
    text = "extends: energy_incumbent\nproviders: {london: null}\n"
    told = refusal(write(text))
    assert "energy_incumbent.yaml" in told
    assert "nothing is called `london`" in told
    assert "inherited: `interventions: []` leaves it out" in told
    told = refusal(write(text + "interventions: []\n"))
    assert "inherited: `what_if: {no_price_shock: null}` leaves it out" in told
    rest = "interventions: []\nwhat_if: {no_price_shock: null}\n"
    assert load(write(text + rest)).interventions == []
    segments = "customers: {segments: {leisure: null, business: {share: 1}}}\n"
    told = refusal(write(f"extends: airline_vs_train\n{segments}"))
    assert "inherited: `levers: {liquids_leisure: null}` leaves it out" in told
    assert "inherited: `claims: []` leaves it out" in told
