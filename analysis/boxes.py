"""Parts of lever space, and how often something happens there.

Numbers are counted in runs. Runs of one point, and points of one block (see `swept`), tell nearly
the same, so intervals count blocks: the share of runs gets Wilson's interval with as many
independent cases as its unequal blocks are worth (Kish 1965: (sum of n)^2 / sum of n^2), as if all
runs of a block came out alike. That is a little too wide where luck is large, and never too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from analysis.language import Language
from analysis.luck import SEED, Interval
from analysis.swept import Numbers
from analysis.turned import Turned
from sim.measures import wilson

RESAMPLES = 2000
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Side = Literal["low", "high", "among"]


@dataclass(frozen=True)
class Limit:
    """One end of a range, or some of the choices, of one lever.

    Attributes:
        lever: Its place among the levers.
        side: Which end; "among" for choices.
        value: The end; NaN for choices.
        among: Places of the choices that are inside; empty for numbers.
    """

    lever: int
    side: Side
    value: float = np.nan
    among: frozenset[int] = frozenset()

    def holds(self, x: Numbers) -> Mask:
        """Which points are inside; x is (points, levers), coded."""
        column = x[:, self.lever]
        if self.side == "low":
            return np.asarray(column > self.value)
        if self.side == "high":
            return np.asarray(column < self.value)
        return np.isin(column, list(self.among))


Box = tuple[Limit, ...]
"""Where all limits hold; the whole of lever space without any."""


@dataclass(frozen=True)
class Cases:
    """Points, and how many of their runs had it happen.

    Attributes:
        x: (points, levers), coded.
        hits: Runs of each point in which it happened.
        runs: Runs of each point in which it is known whether it happened; at least 1.
        group: Number of the block of each point.
    """

    x: Numbers
    hits: Numbers
    runs: Numbers
    group: Numbers

    def part(self, mask: Mask) -> Cases:
        """Some of the points."""
        return Cases(self.x[mask], self.hits[mask], self.runs[mask], self.group[mask])

    @property
    def density(self) -> float:
        """Share of all runs in which it happened."""
        return float(self.hits.sum() / self.runs.sum()) if len(self.runs) else np.nan


@dataclass(frozen=True)
class Score:
    """How well a box does.

    Attributes:
        density: Share of the runs inside in which it happened, with its interval.
        coverage: Share of the runs in which it happened that are inside, with its interval.
        points: Inside.
        mass: Share of the runs that is inside.
    """

    density: Interval
    coverage: Interval
    points: int
    mass: float


def inside(box: Box, x: Numbers) -> Mask:
    """Which points a box holds."""
    mask: Mask = np.ones(len(x), bool)
    for limit in box:
        mask &= limit.holds(x)
    return mask


def score(cases: Cases, mask: Mask) -> Score:
    """How well the points inside do.

    Args:
        cases: All points.
        mask: Those inside.
    """
    here = cases.part(mask)
    hits, runs = float(here.hits.sum()), float(here.runs.sum())
    return Score(
        share_of(hits, runs, _effective(here.runs, here.group)),
        share_of(hits, float(cases.hits.sum()), _effective(cases.hits, cases.group)),
        int(mask.sum()),
        runs / float(cases.runs.sum()) if len(cases.runs) else np.nan,
    )


def share_of(part: float, whole: float, effective: float) -> Interval:
    """A share with Wilson's interval for so many independent cases."""
    if whole <= 0 or effective <= 0:
        return Interval(np.nan)
    found = wilson(part / whole * effective, effective)
    assert found.low is not None
    assert found.high is not None
    return Interval(part / whole, found.low, found.high)


def overall(cases: Cases) -> Interval:
    """Share of all runs in which it happened, with its interval."""
    runs = float(cases.runs.sum())
    return share_of(float(cases.hits.sum()), runs, _effective(cases.runs, cases.group))


class Resampled:
    """Differences of density in cases whose blocks are drawn anew.

    Args:
        cases: Points.
    """

    def __init__(self, cases: Cases) -> None:
        groups, self._place = np.unique(cases.group, return_inverse=True)
        self._cases, self._count = cases, len(groups)
        rng = np.random.default_rng(SEED)
        even = np.full(self._count, 1 / self._count)
        self._weights = rng.multinomial(self._count, even, RESAMPLES).astype(float)

    def chance(self, one: Mask, other: Mask) -> float:
        """In how many of the resamples the first part is *not* denser than the other, 0-1.

        1 where either has no points, so that nothing can be told.
        """
        if not one.any() or not other.any():
            return 1.0
        densities = [self._density(mask) for mask in (one, other)]
        known = np.isfinite(densities[0]) & np.isfinite(densities[1])
        lower = ~(densities[0] > densities[1])
        return float((lower | ~known).mean())

    def _density(self, mask: Mask) -> Numbers:
        hits, runs = (
            np.bincount(self._place[mask], values[mask], self._count)
            for values in (self._cases.hits, self._cases.runs)
        )
        below = self._weights @ runs
        above = self._weights @ hits
        return np.divide(above, below, out=np.full(len(below), np.nan), where=below > 0)


def said(box: Box, levers: Sequence[Turned], language: Language) -> list[str]:
    """A box in words: a phrase a lever, in the order of the levers."""
    phrases = []
    for k in sorted({limit.lever for limit in box}):
        ends = {limit.side: limit for limit in box if limit.lever == k}
        lever = levers[k]
        if "among" in ends:
            phrases.append(lever.among(ends["among"].among, language))
        else:
            low = ends["low"].value if "low" in ends else -np.inf
            high = ends["high"].value if "high" in ends else np.inf
            phrases.append(lever.within(low, high, language))
    return phrases


def tightened(box: Box, limit: Limit) -> Box:
    """A box with a limit in place of the one that it had there."""
    kept = tuple(
        one for one in box if (one.lever, one.side) != (limit.lever, limit.side)
    )  # fmt: skip
    return (*kept, limit)


def without(box: Box, limit: Limit) -> Box:
    """A box that one limit less closes off."""
    return tuple(one for one in box if one != limit)


def _effective(amounts: Numbers, group: Numbers) -> float:
    """Independent cases that unequal blocks are worth."""
    _, place = np.unique(group, return_inverse=True)
    sums = np.bincount(place, amounts)
    squares = float((sums**2).sum())
    return float(sums.sum() ** 2 / squares) if squares > 0 else 0.0
