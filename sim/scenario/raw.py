"""A scenario as it was written: plain values, and the file and line of each."""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sim.scenario.problems import Finding, KeyPath, Problem, dotted, shown

MAX_DEPTH = 20
MAX_NODES = 50_000
MAX_NUMBER = 2**64

# Kept out of every text: they can rewrite a terminal, and half of a surrogate pair cannot be saved.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

_TOO_LARGE = f"too large or too deep (at most {MAX_NODES:,} values, {MAX_DEPTH} levels)"


class Place(NamedTuple):
    """Where a value was written.

    Attributes:
        file: The file, or `--set`.
        line: Line of the value, from 1.
        key_line: Line of the key that leads to it.
    """

    file: str
    line: int | None
    key_line: int | None


@dataclass
class Raw:
    """A scenario before it is checked.

    Attributes:
        file: The file that was asked for (`places` may name others, which it extends).
        data: Plain values: dict, list, str, int, float, bool and None.
        places: Where each value was written, by path.
        removed: Paths at which a null took away an inherited value.
        problems: What is wrong already, without knowing what a scenario is.
    """

    file: str
    data: dict[str, Any]
    places: dict[KeyPath, Place] = field(default_factory=dict)
    removed: set[KeyPath] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: KeyPath) -> Place:
        """Where the value at `path` was written, or the nearest block around it."""
        found = self.places.get(path)
        if found is not None:
            return found
        for end in range(len(path) - 1, -1, -1):
            around = self.places.get(path[:end])
            if around is not None:
                return Place(around.file, around.key_line, around.key_line)
        return Place(self.file, None, None)

    def problem(self, finding: Finding) -> Problem:
        """The finding, with its file and line."""
        path = finding.path
        if path not in self.places and finding.else_at is not None:
            path = finding.else_at
        place = self.place(path)
        line = place.key_line if finding.about_key else place.line
        where = dotted(finding.path)
        return Problem(place.file, line, where, finding.message, finding.suggestion)

    def put(self, path: KeyPath, value: Any, place: Place) -> None:
        """Writes a value, and the blocks that lead to it where they are missing.

        Args:
            path: Where; the lists on the way must exist.
            value: A plain value; None takes away what stands there.
            place: Where the new value was written.
        """
        block: Any = self.data
        for depth, key in enumerate(path[:-1], start=1):
            if isinstance(block, dict) and block.get(str(key)) is None:
                block[str(key)] = {}
                self.places[path[:depth]] = place
                self.removed.discard(path[:depth])
            block = block[key]
        block[path[-1]] = value
        for old in [known for known in self.places if known[: len(path)] == path]:
            del self.places[old]
        self.removed = {known for known in self.removed if known[: len(path)] != path}
        self.places[path] = place
        if value is None:
            self.removed.add(path)


def merged(base: Raw, over: Raw) -> Raw:
    """The scenario `over`, which inherits from `base`.

    Mappings are merged key by key, lists and values replace what was inherited, and a null takes
    it away: the field is then as if nobody had written it, or, where the scenario knows "none"
    (such as `survey`), none.
    """
    result = Raw(over.file, {}, problems=[*base.problems, *over.problems])
    result.places[()] = over.place(())
    result.data = _merge(base, base.data, over, over.data, (), result)
    return result


def _merge(
    base: Raw,
    base_block: dict[str, Any],
    over: Raw,
    over_block: dict[str, Any],
    path: KeyPath,
    result: Raw,
) -> dict[str, Any]:
    block: dict[str, Any] = {}
    for key in dict.fromkeys((*base_block, *over_block)):
        here = (*path, key)
        inherited = base_block.get(key)
        if key not in over_block:
            block[key] = inherited
            _copy_places(base, inherited, here, result)
        elif isinstance(inherited, dict) and isinstance(over_block[key], dict):
            result.places[here] = over.place(here)
            block[key] = _merge(base, inherited, over, over_block[key], here, result)
        else:
            block[key] = over_block[key]
            _copy_places(over, over_block[key], here, result)
            if over_block[key] is None and key in base_block:
                result.removed.add(here)
    return block


def _copy_places(source: Raw, value: Any, path: KeyPath, result: Raw) -> None:
    if path in source.places:
        result.places[path] = source.places[path]
    if path in source.removed:
        result.removed.add(path)
    children: Any = ()
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    for key, child in children:
        _copy_places(source, child, (*path, key), result)


def plain(value: Any, path: KeyPath = ()) -> tuple[Any, list[Finding]]:
    """A copy of a value from a program, as if it had been read from a file.

    Args:
        value: Mappings, sequences, text, numbers (NumPy's too), booleans and None.
        path: Where the value will stand.

    Returns:
        The copy, and what is wrong with it: names that are not text, numbers that are not finite,
        objects of other types, control characters, too deep or too large a structure.
    """
    findings: list[Finding] = []
    room = [MAX_NODES]
    return _plain(value, path, 0, room, findings), findings


def _plain(value: Any, path: KeyPath, depth: int, room: list[int], findings: list[Finding]) -> Any:
    room[0] -= 1
    if room[0] < 0 or depth > MAX_DEPTH:
        if not findings or findings[-1].message != _TOO_LARGE:
            findings.append(Finding(path, _TOO_LARGE))
        return None
    if isinstance(value, Mapping):
        copy = {}
        for key, item in value.items():
            if isinstance(key, str) and not CONTROL.search(key):
                copy[str(key)] = _plain(item, (*path, key), depth + 1, room, findings)
            else:
                findings.append(Finding(path, f"{shown(key)} cannot be a key; keys are text"))
        return copy
    if isinstance(value, (list, tuple)):
        return [
            _plain(item, (*path, index), depth + 1, room, findings)
            for index, item in enumerate(value)
        ]
    if value is None or isinstance(value, bool):
        return value
    fault: str | None = None
    if isinstance(value, str):
        value, fault = str(value), text_fault(value)
    elif isinstance(value, numbers.Integral):
        value, fault = int(value), number_fault(int(value))
    elif isinstance(value, numbers.Real):
        value, fault = float(value), number_fault(float(value))
    else:
        fault = f"found a Python {type(value).__name__}; a plain value is needed"
    if fault is not None:
        findings.append(Finding(path, fault))
        return None
    return value


def overlap(path: KeyPath, other: KeyPath) -> bool:
    """Whether one path is the other, or leads to it."""
    shorter = min(len(path), len(other))
    return path[:shorter] == other[:shorter]


def text_fault(text: str) -> str | None:
    """What is wrong with a text, if anything."""
    found = CONTROL.search(text)
    if found is None:
        return None
    return f"control character U+{ord(found.group()):04X} is not accepted in a text"


def number_fault(number: float) -> str | None:
    """What is wrong with a number, if anything."""
    if isinstance(number, float) and not math.isfinite(number):
        return f"{number} is not accepted; a finite number is needed"
    if abs(number) >= MAX_NUMBER:
        return "the number is too large"
    return None
