"""From plain values to a `Scenario`, and a stand-in while something is still wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from sim.scenario import shape
from sim.scenario.problems import Finding, KeyPath
from sim.scenario.raw import Raw
from sim.scenario.schema import Scenario
from sim.scenario.wording import findings_of

_ROUNDS = 3


def build(data: dict[str, Any]) -> tuple[Scenario | None, list[Finding]]:
    """Builds a scenario.

    Args:
        data: Plain values; nothing is converted but whole numbers to numbers.

    Returns:
        The scenario, or None with everything that the schema has against it.
    """
    try:
        # As JSON, because there lists become tuples even where types are strict.
        return Scenario.model_validate_json(json.dumps(data), strict=True), []
    except ValidationError as refusal:
        return None, findings_of(refusal)


def without_removed(raw: Raw) -> dict[str, Any]:
    """The values of a raw scenario after its nulls have taken away what they stand for.

    A null stays where the schema knows "none" (such as `survey`); elsewhere the key goes.
    """
    for path in raw.removed:
        if not shape.accepts_none(shape.at(path)):
            block, found = _look_up(raw.data, path[:-1])
            if found and isinstance(block, dict):
                block.pop(str(path[-1]), None)
    return raw.data


def value_at(data: Any, path: KeyPath) -> Any:
    """The value at a path, None where there is none."""
    return _look_up(data, path)[0]


def replaced(data: Any, path: KeyPath, value: Any) -> Any:
    """A copy of the values with another one at `path`; what lies beside the path is shared."""
    if not path:
        return value
    key = path[0]
    if isinstance(data, list):
        items = list(data)
        items[int(key)] = replaced(items[int(key)], path[1:], value)
        return items
    block = dict(data) if isinstance(data, dict) else {}
    block[str(key)] = replaced(block.get(str(key)), path[1:], value)
    return block


def stand_in(data: dict[str, Any], findings: list[Finding]) -> tuple[Scenario | None, set[KeyPath]]:
    """A scenario like the faulty one, so that the checks across blocks can run on it too.

    Unknown keys go, wrong values become defaults or, without a default, any valid value.

    Args:
        data: The faulty values.
        findings: What the schema has against them.

    Returns:
        The stand-in and the paths of the values that are not the writer's; None when a block that
        others refer to is unreadable, as then every name in it would seem unknown.
    """
    mended = copy.deepcopy(data)
    doubtful: set[KeyPath] = set()
    # A value taken away can leave its block at odds with itself; that block goes in the next round.
    for _ in range(_ROUNDS):
        if not all([_mended(mended, finding, doubtful) for finding in findings]):
            break
        scenario, findings = build(mended)
        if scenario is not None:
            return scenario, doubtful
    return None, doubtful


def _mended(data: dict[str, Any], finding: Finding, doubtful: set[KeyPath]) -> bool:
    """Takes one fault out of the data, and notes which values are no longer the writer's."""
    path = finding.path
    for end in range(len(path), 0, -1):
        here = path[:end]
        parent, spots = value_at(data, here[:-1]), shape.at(here)
        if not isinstance(parent, dict):
            continue
        key = str(here[-1])
        unknown = not spots
        if unknown or _has_default(spots):
            parent.pop(key, None)
        elif end < len(path) or finding.about_key or any(map(shape.is_container, spots)):
            continue
        else:
            parent[key] = _any_valid(spots)
        if not unknown:
            doubtful.add(here)
        return True
    return False


def _has_default(spots: Iterable[shape.Spot]) -> bool:
    """Whether a field may be left out, or an entry of a field that may be."""
    return any(spot.field is not None and not spot.field.is_required() for spot in spots)


def _any_valid(spots: Iterable[shape.Spot]) -> Any:
    for spot in spots:
        if get_origin(spot.kind) is Literal:
            return get_args(spot.kind)[0]
        if spot.kind is str:
            return "x"
    return 1


def _look_up(data: Any, path: KeyPath) -> tuple[Any, bool]:
    for key in path:
        is_item = isinstance(data, list) and isinstance(key, int) and key < len(data)
        if not is_item and not (isinstance(data, dict) and key in data):
            return None, False
        data = data[key]
    return data, True
