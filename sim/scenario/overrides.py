"""Other values for a scenario: `--set path=value`, and levers by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, get_origin

from sim.scenario import shape
from sim.scenario.files import parse_value
from sim.scenario.problems import (
    KeyPath,
    Problem,
    ScenarioError,
    dotted,
    names,
    nearest,
    printable,
    shown,
)
from sim.scenario.raw import Place, Raw, plain

SET = "--set"

Pair = tuple[str, Any]
"""A path, or the name of a lever, and a value for it."""

Overrides = Iterable[str | Pair] | Mapping[str, Any]
"""`path=value` texts, (path, value) pairs, or a mapping of paths to values."""

LONGEST_PATH = 500

_SEVERAL = re.compile(r"\s*([-+.\d]+|true|false)\s*,\s*([A-Za-z_][\w.]*\s*=.*)", re.DOTALL)
"""A number, or true or false, and after a comma the next `path=value`."""


class NoSuchPathError(ValueError):
    """A path that leads nowhere in a scenario.

    Attributes:
        suggestion: The nearest known name, if one is near.
    """

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.suggestion = suggestion


def parse_set(text: str, origin: str = SET) -> tuple[str, Any]:
    """Reads `path=value`.

    Args:
        text: Such as `providers.train.offer.fare=65` or `train_fare=65`. The value is a YAML
            scalar, or a list or mapping in brackets.
        origin: What messages call the place that it comes from.

    Returns:
        The path, as text, and the value.

    Raises:
        ScenarioError: There is no `=`, or no one value after it.
    """
    path, equals, value = text.partition("=")
    path = path.strip()
    if not equals or not path:
        raise ScenarioError([Problem(origin, None, "", f"found {shown(text)}; write path=value")])
    found = parse_value(value, origin, printable(path, LONGEST_PATH))
    if isinstance(found, str) and (several := _SEVERAL.match(value)):
        first, second = (shown(part.strip()) for part in several.groups())
        raise ScenarioError(
            [Problem(origin, None, path, f"found {first} and {second}; write one {SET} for each")]
        )
    return path, found


def resolve(text: str, data: dict[str, Any], new_block: bool = False) -> KeyPath:
    """Finds the place in a scenario that a path, or the name of a lever, means.

    Args:
        text: Names with points between them; a list index is a number from 0. A name may itself
            have points in it.
        data: The scenario's values.
        new_block: Whether the last name may be new, such as that of one more provider.

    Returns:
        The keys that lead there. They exist already, or the schema knows them.

    Raises:
        NoSuchPathError: There is no such place.
    """
    levers = data.get("levers")
    lever = levers.get(text) if isinstance(levers, dict) else None
    if isinstance(lever, dict) and isinstance(lever.get("path"), str):
        text = lever["path"]
    if len(text) > LONGEST_PATH:
        raise NoSuchPathError("the path is too long")
    parts = text.split(".")
    if parts == ["extends"]:
        raise NoSuchPathError("`extends` can only be written in a file")
    path: KeyPath = ()
    spots: tuple[shape.Spot, ...] = shape.ROOT
    here: Any = data
    while parts:
        is_new = _may_be_new(parts, spots, data, new_block)
        key, used = _next(parts, here, spots, path, is_new, data)
        path = (*path, key)
        spots = shape.below(spots, key)
        here = here[key] if _has(here, key) else None
        parts = parts[used:]
    return path


def assign(raw: Raw, text: str, value: Any, place: Place) -> list[Problem]:
    """Writes another value into a scenario.

    Args:
        raw: The scenario, which is changed.
        text: A path, or the name of a lever.
        value: A plain value; null takes away what stands there.
        place: Where the value was written.

    Returns:
        What is wrong with the path or the value; whether the scenario accepts the value is for
        the schema to tell.
    """
    where = printable(text, LONGEST_PATH)
    try:
        path = resolve(text, raw.data, new_block=isinstance(value, Mapping))
    except NoSuchPathError as error:
        return [Problem(place.file, place.line, where, str(error), error.suggestion)]
    copy, findings = plain(value, path)
    if findings:
        return [Problem(place.file, place.line, where, found.message) for found in findings]
    spots = shape.at(path)
    if copy is None and isinstance(path[-1], int) and not shape.accepts_none(spots):
        message = "one item of a list cannot be taken away; set the whole list"
        return [Problem(place.file, place.line, where, message)]
    raw.put(path, fitted(copy, spots), place)
    return []


def read_pairs(overrides: Overrides, origin: str = SET) -> tuple[list[Pair], list[Problem]]:
    """Brings other values into one form.

    Args:
        overrides: Texts, pairs or a mapping.
        origin: What messages call the place that they come from.

    Returns:
        The paths with their values, and what is wrong with the texts.
    """
    pairs: list[Pair] = []
    problems: list[Problem] = []
    if isinstance(overrides, str):
        overrides = [overrides]
    for pair in overrides.items() if isinstance(overrides, Mapping) else overrides:
        try:
            pairs.append(parse_set(pair, origin) if isinstance(pair, str) else pair)
        except ScenarioError as error:
            problems += error.problems
    return pairs, problems


def apply(raw: Raw, pairs: Iterable[Pair], origin: str = SET) -> list[Problem]:
    """Writes other values into a scenario, in their order; the last one wins.

    Args:
        raw: The scenario, which is changed.
        pairs: Paths, or names of levers, with their values.
        origin: What messages call the place that they come from.

    Returns:
        What is wrong with the paths or the values.
    """
    place = Place(origin, None, None)
    return [problem for path, value in pairs for problem in assign(raw, path, value, place)]


def fitted(value: Any, spots: Iterable[shape.Spot]) -> Any:
    """The value; as a whole number if it is one and only that is accepted (sliders, NumPy)."""
    kinds = {spot.kind for spot in spots}
    if isinstance(value, float) and value.is_integer() and int in kinds and float not in kinds:
        return int(value)
    return value


def _next(
    parts: list[str],
    here: Any,
    spots: tuple[shape.Spot, ...],
    path: KeyPath,
    may_be_new: bool,
    data: dict[str, Any],
) -> tuple[str | int, int]:
    """The next key of a path, and how many of its parts it takes."""
    part = parts[0]
    if isinstance(here, list):
        if part.isascii() and part.isdigit() and len(part) < 9 and int(part) < len(here):
            return int(part), 1
        numbers = f"0 to {len(here) - 1}" if here else "the list is empty"
        raise NoSuchPathError(f"`{printable(part, 60)}` is not the number of an item: {numbers}")
    if isinstance(here, dict):
        for used in range(1, len(parts) + 1):
            name = ".".join(parts[:used])
            if name in here:
                return name, used
    fields = shape.known_fields(spots)
    if part in fields and (here is None or isinstance(here, dict)):
        return part, 1
    if part in fields:
        raise NoSuchPathError(f"`{path[-1]}` is one value here, {shown(here)}; set it whole")
    if may_be_new:
        return part, 1
    known = list(dict.fromkeys((*(here if isinstance(here, dict) else ()), *fields)))
    if not path and len(parts) == 1:
        levers = data.get("levers")
        # First, as the list is cut: one word alone is meant as a lever, mostly.
        known = [*(str(lever) for lever in levers), *known] if isinstance(levers, dict) else known
    where = f"in `{dotted(path)}`" if path else "in a scenario"
    message = f"nothing is called `{printable(part, 60)}` {where}; known: {names(known) or 'none'}"
    providers = data.get("providers")
    if not path and isinstance(providers, dict) and part in providers:
        raise NoSuchPathError(message, f"providers.{part}")
    raise NoSuchPathError(message, nearest(part, known))


def _may_be_new(
    parts: list[str], spots: tuple[shape.Spot, ...], data: dict[str, Any], new_block: bool
) -> bool:
    """Whether the next name may be one that is not there yet.

    An outcome may: a latent one is left out of offers, and a weight of zero out of tastes.
    """
    if not any(get_origin(spot.kind) is dict for spot in spots):
        return False
    problem = data.get("problem")
    outcomes = problem.get("outcomes") if isinstance(problem, dict) else None
    return (new_block and len(parts) == 1) or (isinstance(outcomes, dict) and parts[0] in outcomes)


def _has(here: Any, key: str | int) -> bool:
    return key in here if isinstance(here, dict) else isinstance(here, list)
