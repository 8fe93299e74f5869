"""Saving scenarios, the schema for editors, the catalogue and the package's own table."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import sim.scenario
from sim.scenario import (
    ScenarioError,
    catalogue,
    dump,
    find,
    json_schema,
    load,
    load_raw,
    load_text,
    with_values,
)

MARKET = Path(__file__).parent / "market.yaml"

SCENARIO = load(MARKET)
TRICKY = [
    "no", "On", "tRuE", "null", "~", "", " ", "1e3", "010", "0x1f", "1:30", "2006-02-01", "1_000",
    ".nan", "-.INF", "<<", "=", "- a", "a: b", "a #b", "'", '"', "{a", "*x", "&x", "!x", "%", "@",
    "line\nbreak", "tab\t", "é", "\u2028", "a\u2028b", "\u2029 x", "a\n\nb\n", " a\n b", "\ufeff",
    "💥", "a" * 110 + " " + "b" * 9,
]  # fmt: skip


def test_a_saved_scenario_loads_to_an_equal_one(tmp_path):
    text = dump(SCENARIO)
    path = tmp_path / "saved.yaml"
    path.write_text(text, encoding="utf-8")
    assert load(path) == SCENARIO
    assert load_text(text) == SCENARIO
    assert dump(load(path)) == text
    assert "extends" not in text
    assert "null" in text, "a provider without a survey is not one with the default survey"


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.name)
def test_packaged_scenarios_are_sound_and_survive_saving(entry):
    scenario = load(entry.name)
    assert load_text(dump(scenario)) == scenario
    assert scenario.title == entry.title


@pytest.mark.parametrize("text", TRICKY)
def test_any_text_survives_saving(text):
    scenario = with_values(SCENARIO, {"source.article": text, "source.statements": [text, text]})
    assert load_text(dump(scenario)) == scenario
    # And another reader of YAML 1.1 sees the same.
    assert yaml.safe_load(dump(scenario))["source"]["statements"] == [text, text]


@given(
    number=st.floats(-(2.0**63), 2.0**63),
    text=st.text(max_size=60).filter(lambda text: not re.search(r"[\x00-\x1f\x7f-\x9f]", text)),
    share=st.floats(0, 1),
    at=st.integers(0, 227),
)
def test_any_scenario_survives_saving(number, text, share, at):
    try:
        scenario = with_values(
            SCENARIO,
            {
                "providers.train.constant": number,
                "providers.train.label": text,
                "rules.evaluation.step": share,
                "interventions.0.at": at,
                "interventions.0.set": {"providers.train.constant": number},
            },
        )
    except ScenarioError as error:
        assert "unicode" in str(error) or "U+" in str(error)  # noqa: PT017
        return
    assert load_text(dump(scenario)) == scenario


def test_the_editors_schema_agrees_with_the_loader(market):
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    raw = load_raw(MARKET).data
    assert validator.is_valid(raw)
    assert validator.is_valid({"extends": "other", "horizon": 5, "claims": None})
    assert validator.is_valid({"extends": "other", "providers": {"a": {"offer": {"fare": None}}}})
    assert not validator.is_valid({"title": "nothing else"})
    assert not validator.is_valid({**raw, "horison": 5})
    assert not validator.is_valid({**raw, "horizon": None})
    assert not validator.is_valid({"extends": "other", "providers": {"a": {"ofer": {}}}})
    assert not validator.is_valid({"extends": "other", "horizon": 0})
    assert "Periods before the books open." in str(schema)


def test_the_catalogue_lists_packaged_scenarios_with_their_questions():
    entries = catalogue()
    assert [entry.name for entry in entries] == sorted(entry.name for entry in entries)
    assert all(entry.title and entry.question and entry.path.is_file() for entry in entries)
    assert find(entries[0].name) == entries[0].path


def test_a_broken_packaged_scenario_does_not_hide_the_others(tmp_path, monkeypatch, market):
    (tmp_path / "broken.yaml").write_text("title: [")
    (tmp_path / "odd.yaml").write_text("title: 5")
    (tmp_path / "sound.yaml").write_text(market)
    (tmp_path / "_draft.yaml").write_text(market)
    monkeypatch.setattr("sim.scenario.inherit.MAX_CHAIN", 2)
    monkeypatch.setattr("sim.__file__", str(tmp_path / "sim" / "__init__.py"))
    packaged = tmp_path / "sim" / "_scenarios"
    packaged.mkdir(parents=True)
    for file in tmp_path.glob("*.yaml"):
        file.rename(packaged / file.name)
    assert [entry.name for entry in catalogue()] == ["broken", "odd", "sound"]
    assert [entry.title for entry in catalogue()][:2] == ["broken", "odd"]
    assert load("sound").horizon == 228


def test_scenarios_are_found_by_name_and_by_path(tmp_path):
    name = catalogue()[0].name
    assert find(MARKET) == MARKET
    assert find(str(MARKET)) == MARKET
    with pytest.raises(ScenarioError, match=f"did you mean `{name}`"):
        find(name[:-2] + "xx")
    with pytest.raises(ScenarioError, match=r"did you mean `.*market.yaml`"):
        find(MARKET.with_name("markt.yaml"))
    for wrong in (tmp_path, "no/such/file.yaml", "", "a\0b", "x" * 5000, "/", "..", "\ud800"):
        with pytest.raises(ScenarioError):
            find(wrong)


def test_other_sources_are_a_mistake_of_the_program():
    with pytest.raises(TypeError):
        load(5)


def test_plain_values_are_a_scenario_too():
    raw = load_raw(MARKET).data
    assert load(raw) == SCENARIO
    with pytest.raises(ScenarioError) as caught:
        load({**raw, "horizon": float("nan"), 5: 6})
    assert {problem.path for problem in caught.value.problems} == {"horizon", ""}


def test_the_table_in_the_docstring_is_complete():
    table = re.findall(r"^\| `(\w+)` \|", sim.scenario.__doc__, re.MULTILINE)
    assert sorted(table) == sorted(sim.scenario.__all__)
