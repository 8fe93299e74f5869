"""Some of many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Thing = TypeVar("Thing")


def evenly(things: Sequence[Thing], count: int) -> list[Thing]:
    """At most so many of some things, evenly spread from the first to the last."""
    places = np.linspace(0, len(things) - 1, min(count, len(things))).astype(int)
    return [things[place] for place in places]
