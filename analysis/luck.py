"""How much of what varies in a sweep is the levers' doing, and how much is luck.

A run at point p with replicate r gives y = mean + lever effect(p) + luck. With luck of its own for
every run (`--independent`) the variance of a single run falls into two parts, between points and
within them. With the same R seeds at every point, luck has two faces, and the classical two-way
layout with one observation in a cell tells them apart (Searle, Casella & McCulloch 1992):

* *shared*: what a seed does everywhere, the replicate's main effect. It is part of what a single
  run may turn out to be, and cancels in every difference between points;
* *own*: what a seed does at one point and not at another, point x replicate.

What is left of luck in the mean of R replicates is subtracted from the variance between points:
own / R. That estimator of the variance of a conditional expectation is unbiased (Sun, Apley &
Staum 2011, Operations Research 59, 998-1007). The shared part shifts all means alike, and so is not
in that variance at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.swept import Cube, Numbers

RESAMPLES = 1000
SEED = 20_240_217
"""Of resampling: the same sweep has the same intervals."""

ENDS = (2.5, 97.5)


@dataclass(frozen=True)
class Interval:
    """A number with its 95% interval; NaN where unknown."""

    value: float
    low: float = np.nan
    high: float = np.nan

    @classmethod
    def of(cls, value: float, resampled: Numbers) -> Interval:
        """A number with the percentiles of what resampling made of it."""
        known = resampled[np.isfinite(resampled)]
        if not np.isfinite(value) or len(known) < len(resampled) / 2:
            return cls(float(value))
        low, high = np.percentile(known, ENDS)
        return cls(float(value), float(low), float(high))

    def cells(self, name: str) -> dict[str, float]:
        """As columns of a table."""
        return {name: self.value, f"{name}_low": self.low, f"{name}_high": self.high}


class Luck:
    """The variance of a single run, in parts.

    Args:
        cube: Runs.
        ends: Places in a block whose means the variance between points is taken over; all of them
            when left out. In a Saltelli block the first and the last are independent points.

    Attributes:
        cube: Runs.
        mean: (blocks, points): means over replicates, with the overall mean taken off.
        levers: Variance between points, luck taken off; may be negative when there is nothing.
        observed: The same before luck is taken off.
        own: Variance of the luck that is of one point; NaN with one replicate.
        shared: Variance of the luck that a seed has everywhere; 0 when luck is not shared, NaN with
            one replicate.
    """

    def __init__(self, cube: Cube, ends: tuple[int, ...] | None = None) -> None:
        self.cube = cube
        values = cube.values - cube.values.mean()
        count, size, replicates = values.shape
        self._by_seed = values.mean(axis=(0, 1))
        if cube.is_shared:
            values = values - self._by_seed
        self.values = values
        self.mean = values.mean(axis=2)
        chosen = list(range(size)) if ends is None else list(ends)
        self._first = self.mean[:, chosen].mean(axis=1)
        self._second = (self.mean[:, chosen] ** 2).mean(axis=1)
        if replicates > 1:
            # Taking off the mean of each seed takes 1 / points of the variance along.
            points = count * size
            lost = (points - 1) / points if cube.is_shared and points > 1 else 1.0
            spread = values.var(axis=2, ddof=1) / lost
        else:
            spread = np.full((count, size), np.nan)
        self._own = spread.mean(axis=1)
        self._noise = spread[:, chosen].mean(axis=1) / replicates
        even = np.full((1, count), 1 / count) if count else np.zeros((1, 0))
        self.observed = float((even @ self._second - (even @ self._first) ** 2)[0])
        self.own = float((even @ self._own)[0])
        self.levers = float(self.levers_of(even)[0])
        self.shared = np.nan
        if replicates > 1:
            between = float(self._by_seed.var(ddof=1)) - self.own / (count * size)
            self.shared = max(0.0, between) if cube.is_shared else 0.0

    @property
    def replicates(self) -> int:
        """Of each point."""
        return int(self.cube.values.shape[2])

    @property
    def total(self) -> float:
        """Variance of a single run."""
        if self.replicates == 1:
            return self.observed
        return max(0.0, self.levers) + self.own + self.shared

    @property
    def is_constant(self) -> bool:
        """Whether the number is the same in all runs, rounding aside."""
        spread = float(np.ptp(self.cube.values))
        return spread <= 1e-12 * max(1.0, float(np.abs(self.cube.values).max()))

    def levers_of(self, weights: Numbers) -> Numbers:
        """Variance between points with other weights of the blocks; luck taken off where known.

        Args:
            weights: (resamples, blocks), each row of which sums to 1.
        """
        found: Numbers = weights @ self._second - (weights @ self._first) ** 2
        if self.replicates > 1:
            found = found - weights @ self._noise
        return found

    def resampled(self) -> tuple[Numbers, Numbers]:
        """Weights of the blocks in each resample, and the share of luck in a single run there.

        Blocks are drawn with replacement. The main effect of a seed is estimated from R - 1 degrees
        of freedom, however many points there are, so that it is redrawn from its chi-square.
        """
        rng = np.random.default_rng(SEED)
        count = len(self.values)
        draws = rng.multinomial(count, np.full(count, 1 / count), RESAMPLES)
        weights: Numbers = draws / count
        if self.replicates == 1:
            return weights, np.full(RESAMPLES, np.nan)
        degrees = self.replicates - 1
        shared = self.shared * degrees / rng.chisquare(degrees, RESAMPLES)
        luck = weights @ self._own + shared
        levers = np.maximum(0.0, self.levers_of(weights))
        return weights, _over(luck, levers + luck)

    def share(self, luck: Numbers) -> Interval:
        """Share of the variance of a single run that is luck, with its interval.

        Args:
            luck: From `resampled`.
        """
        return Interval.of(float(_over(self.own + self.shared, self.total)), luck)

    @property
    def shared_share(self) -> float:
        """Share of the variance of a single run that is the luck of a seed everywhere."""
        return float(_over(self.shared, self.total))


def _over(part: Any, whole: Any) -> Any:
    """A quotient; NaN where there is nothing to divide by."""
    whole = np.asarray(whole, float)
    return np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
