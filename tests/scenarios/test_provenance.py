"""Every number of a market says where it comes from: a source, or that there is none."""

import pytest

from sim.scenario import load, load_raw
from sim.scenario.catalogue import packaged
from sim.scenario.overrides import resolve
from sim.scenario.problems import dotted

MARKET = ("problem", "customers", "modes", "providers", "rules", "interventions")
"""Blocks whose numbers make the market; the others are about the scenario."""

SIZES = {("customers", "count"), ("customers", "stands_for")}
"""How large the simulation is, and no statement about the world."""


def numbers(value, path):
    if isinstance(value, dict):
        for key, child in value.items():
            yield from numbers(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from numbers(child, (*path, index))
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield path


def has_a_source_beside(data, path):
    """Whether a block on the way has a `source`, as the weights of outcomes do."""
    for key in path[:-1]:
        data = data[key]
        if isinstance(data, dict) and data.get("source"):
            return True
    return False


def without_provenance(data):
    """Paths of the numbers that a scenario writes down without a word about them."""
    told = [resolve(path, data) for path in data.get("provenance", {})]
    # The date of an intervention goes with what it does; a lever tells where its range comes from.
    told += [path[:2] for path in told if path[0] == "interventions"]
    told += [resolve(lever["path"], data) for lever in data.get("levers", {}).values()]
    return [
        dotted(path)
        for block in MARKET
        for path in numbers(data.get(block), (block,))
        if path not in SIZES
        and not any(path[: len(known)] == known for known in told)
        and not has_a_source_beside(data, path)
    ]


@pytest.mark.parametrize("name", packaged())
def test_every_number_says_where_it_comes_from(name):
    assert without_provenance(load_raw(name).data) == []


def test_a_number_without_a_word_is_found():
    data = load_raw("silent_leavers").data
    del data["provenance"]["rules.look.base"]
    assert without_provenance(data) == []  # a lever tells its range
    del data["levers"]["looking"]
    assert without_provenance(data) == ["rules.look.base"]
    del data["provenance"]["interventions.1.set"]
    lockout = "interventions.1.set.providers.tsb.touchpoints.lockout"
    found = ["rules.look.base", "interventions.1.at", f"{lockout}.failure", f"{lockout}.severity"]
    assert without_provenance(data) == found


@pytest.mark.parametrize("name", packaged())
def test_ranges_hold_what_they_are_about(name):
    scenario = load(name)
    data = scenario.model_dump(mode="json")
    for text, entry in scenario.provenance.items():
        value = data
        for key in resolve(text, data):
            value = value[key]
        if isinstance(value, dict) and "mean" in value:
            value = value["mean"]
        if entry.range is not None and isinstance(value, (int, float)):
            assert entry.range[0] <= value <= entry.range[1], text
