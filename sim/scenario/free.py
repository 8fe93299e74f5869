"""Ranges of the numbers that were chosen by hand, read from where they are explained.

A default without a source says so in its description, with its plausible range: "Free, 0.5-2." The
words that a reader sees are the range that robustness studies use; it is written nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel

from sim.scenario.problems import KeyPath
from sim.scenario.schema import Scenario

_FREE = re.compile(r"\bFree, (-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)(?=[ .,;)]|$)")


def free_range(description: str | None) -> tuple[float, float] | None:
    """The range that a description marks as free; None when it marks none."""
    found = _FREE.search(description or "")
    return (float(found[1]), float(found[2])) if found else None


def free_ranges(scenario: Scenario) -> dict[KeyPath, tuple[float, float]]:
    """Path and range of every number of a scenario that its block marks as free.

    Args:
        scenario: Its values matter too: where one lies outside the range, the range reaches to it.

    Returns:
        Ranges by path, in the order of the scenario.
    """
    return dict(_ranges(scenario, ()))


def _ranges(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, tuple[float, float]]]:
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            child = getattr(value, name)
            span = free_range(field.description)
            if span is not None and isinstance(child, (int, float)):
                yield (*path, name), (min(span[0], child), max(span[1], child))
            else:
                yield from _ranges(child, (*path, name))
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _ranges(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _ranges(child, (*path, index))
