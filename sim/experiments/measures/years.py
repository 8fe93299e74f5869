"""Satisfaction against staying, customer by customer, over a year.

At the start of every whole year of the window the customers are noted with their satisfaction; a
year later it is seen who has left of his own accord at least once. Who moved away, or whose
provider closed, before that is left out.
"""

from __future__ import annotations

from math import nan
from typing import Any

import numpy as np

from sim.experiments.measures.registry import measure, ratio
from sim.experiments.measures.seen import STAYED, Seen
from sim.rules.words import INVOLUNTARY

Array = np.ndarray[Any, np.dtype[Any]]


def starts(window: tuple[int, int], year: int) -> list[int]:
    """First periods of the whole years of a window; of a shorter one its first."""
    return list(range(window[0], max(window[1] - year, window[0]) + 1, year))


def followed(seen: Seen) -> tuple[Array, Array]:
    """Satisfaction at the start of a year, and whether the customer stayed; all years together."""
    levels, stays = [np.empty(0)], [np.empty(0, bool)]
    for start in starts(seen.window, seen.year):
        moment = seen.moment(start)
        members = seen.members(moment)
        kind, _ = seen.first_exits(moment, members, min(start + seen.year, seen.window[1]))
        counted = kind != INVOLUNTARY
        levels.append(moment.satisfaction[members][counted])
        stays.append((kind == STAYED)[counted])
    return np.concatenate(levels), np.concatenate(stays)


@measure("retention.per_year", moments=starts)
def retention(seen: Seen) -> float:
    """Share who stay."""
    _, stays = followed(seen)
    return ratio(stays.sum(), len(stays))


@measure("satisfaction_loyalty.slope", moments=starts)
def slope(seen: Seen) -> float:
    """Retention of the satisfied less that of the dissatisfied."""
    levels, stays = followed(seen)
    content = levels >= seen.cutoff
    return ratio(stays[content].sum(), content.sum()) - ratio(
        stays[~content].sum(), (~content).sum()
    )


@measure("satisfaction_loyalty.correlation", moments=starts)
def correlation(seen: Seen) -> float:
    """Pearson's, of the level and of staying; unknown when all stay or all leave."""
    levels, stays = followed(seen)
    if len(levels) < 2 or levels.std() == 0 or stays.std() == 0:
        return nan
    return float(np.corrcoef(levels, stays)[0, 1])


@measure("quadrant.loyalist", moments=starts)
def loyalist(seen: Seen) -> float:
    """Satisfied, stays."""
    return _quadrant(seen, content=True, stayed=True)


@measure("quadrant.mercenary", moments=starts)
def mercenary(seen: Seen) -> float:
    """Satisfied, leaves."""
    return _quadrant(seen, content=True, stayed=False)


@measure("quadrant.hostage", moments=starts)
def hostage(seen: Seen) -> float:
    """Dissatisfied, stays."""
    return _quadrant(seen, content=False, stayed=True)


@measure("quadrant.defector", moments=starts)
def defector(seen: Seen) -> float:
    """Dissatisfied, leaves."""
    return _quadrant(seen, content=False, stayed=False)


def _quadrant(seen: Seen, *, content: bool, stayed: bool) -> float:
    levels, stays = followed(seen)
    return ratio((((levels >= seen.cutoff) == content) & (stays == stayed)).sum(), len(levels))
