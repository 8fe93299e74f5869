"""Which levers go with a measure in a sweep that was not made for indices: regression of ranks.

Ranks of the measure on ranks of the levers (standardised rank regression; Iman & Conover 1979,
Technometrics 21, 499-509; Saltelli & Marivoet 1990), choices as a column each. It is honest where
effects go one way: what it says holds as far as its R2 goes, and R2 is always shown. Effects that
turn around, and interplay, are in what R2 leaves open - `sobol` is the design that finds them.

A lever's part is what R2 loses without it (squared semi-partial correlation), so that levers and
choices are measured alike. In an lhs, where levers hardly go together, that is the square of the
standardised coefficient; in a table of one's own the parts need not add up to R2.

The mean over replicates is used. R2 can then not come above the share of its variance that is not
luck, and that share is shown beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.stats import rankdata

from analysis.luck import RESAMPLES, SEED, Interval, Luck
from analysis.swept import Cube, Numbers
from analysis.turned import Turned

POINTS_A_COLUMN = 3
"""Points that each column of the regression needs at least."""

LEVEL = 0.05
MORE = RESAMPLES // 4
"""Resamples; each is a regression of its own."""


@dataclass(frozen=True)
class Ranks:
    """A rank regression of one measure.

    Attributes:
        table: A row a lever: lever, label; part (of the variance of ranks, 0-1) with _low and
            _high; coefficient (standardised, -1 to 1; NaN for choices) with _low and _high;
            part_half: from the first half of the points; matters: whether so large a part comes
            by luck in fewer than 5 of 100 cases (F test).
        r2: Share of the variance of ranks that all levers explain together, adjusted for their
            number.
        reachable: Share of the variance of the means over replicates that is not luck, the most
            that R2 can be; NaN with one replicate.
        luck: Share of luck in the variance of a single run; NaN with one replicate.
        shared: Share of that variance that is a seed's luck everywhere.
        is_found: Whether there are enough points, and the number varies.
    """

    table: pd.DataFrame
    r2: Interval
    reachable: float
    luck: Interval
    shared: float
    is_found: bool


def ranks(cube: Cube, levers: Sequence[Turned], design: pd.DataFrame) -> Ranks:
    """Regression of ranks.

    Args:
        cube: Blocks of one point.
        levers: In the order of the design.
        design: A row a point, a column a lever.
    """
    columns, owner = _columns(levers, design.iloc[cube.blocks])
    unknown = Interval(np.nan)
    luck = Luck(cube) if len(cube.values) else None
    if luck is None or luck.is_constant or len(columns) < POINTS_A_COLUMN * (len(owner) + 1):
        return Ranks(_unknown(levers), unknown, np.nan, unknown, np.nan, False)
    _, drawn = luck.resampled()
    mean = cube.values[:, 0].mean(axis=1)
    fit = _fitted(columns, mean, owner, len(levers))
    rng = np.random.default_rng(SEED)
    draws = [
        _fitted(columns[chosen], mean[chosen], owner, len(levers))
        for chosen in rng.integers(len(mean), size=(MORE, len(mean)))
    ]
    half = cube.blocks < cube.all_blocks / 2
    parts_half = np.full(len(levers), np.nan)
    if half.sum() >= POINTS_A_COLUMN * (len(owner) + 1) and np.ptp(mean[half]) > 0:
        parts_half = _fitted(columns[half], mean[half], owner, len(levers)).parts
    rows = []
    for k, lever in enumerate(levers):
        part = Interval.of(fit.parts[k], np.array([draw.parts[k] for draw in draws]))
        slope = Interval(np.nan)
        if not lever.choices:
            slopes = np.array([draw.coefficients[k] for draw in draws])
            slope = Interval.of(fit.coefficients[k], slopes)
        rows.append(
            {"lever": lever.name, "label": lever.label}
            | part.cells("part")
            | slope.cells("coefficient")
            | {"part_half": parts_half[k], "matters": bool(fit.chances[k] < LEVEL)}
        )
    reachable = np.nan
    if luck.replicates > 1 and luck.observed > 0:
        reachable = max(0.0, luck.levers) / luck.observed
    return Ranks(
        pd.DataFrame(rows),
        Interval.of(fit.r2, np.array([draw.r2 for draw in draws])),
        reachable,
        luck.share(drawn),
        luck.shared_share,
        True,
    )


@dataclass
class _Fit:
    """One regression.

    Attributes:
        parts: What R2 loses without each lever.
        coefficients: Standardised; NaN for a lever of several columns.
        r2: Adjusted.
        chances: Of so large a part by luck alone (F test).
    """

    parts: Numbers
    coefficients: Numbers
    r2: float
    chances: Numbers


def _columns(levers: Sequence[Turned], design: pd.DataFrame) -> tuple[Numbers, list[int]]:
    """Columns of the regression, and whose each is; of a choice all but the first."""
    found: list[Numbers] = []
    owner: list[int] = []
    for k, lever in enumerate(levers):
        coded = lever.coded(design[lever.name])
        sides = [coded]
        if lever.choices:
            sides = [(coded == c).astype(float) for c in range(1, len(lever.choices))]
        for side in sides:
            if len(np.unique(side)) > 1:
                found.append(side)
                owner.append(k)
    if not found:
        return np.zeros((len(design), 0)), []
    return np.column_stack(found), owner


def _fitted(columns: Numbers, mean: Numbers, owner: list[int], levers: int) -> _Fit:
    x = rankdata(columns, axis=0)
    x = x - x.mean(axis=0)
    y = rankdata(mean)
    y = y - y.mean()
    spread, whose = float(y @ y), np.array(owner)
    fit = _Fit(np.zeros(levers), np.full(levers, np.nan), np.nan, np.ones(levers))
    if spread == 0:
        return fit
    # In a resample, or a table, columns may go together exactly: the pseudo-inverse shares out.
    inverse = np.linalg.pinv(x.T @ x, hermitian=True)
    slopes = inverse @ (x.T @ y)
    explained = float(slopes @ (x.T @ y))
    free = max(1, len(y) - 1 - x.shape[1])
    left = max(1e-12 * spread, spread - explained)
    for k in range(levers):
        own = whose == k
        if not own.any():
            continue
        # What the sum of squares loses without these columns.
        lost = float(slopes[own] @ np.linalg.pinv(inverse[np.ix_(own, own)]) @ slopes[own])
        fit.parts[k] = min(1.0, max(0.0, lost / spread))
        ratio = lost / own.sum() / (left / free)
        fit.chances[k] = float(stats.f.sf(ratio, int(own.sum()), free))
        if own.sum() == 1:
            fit.coefficients[k] = slopes[own][0] * np.sqrt(float((x[:, own] ** 2).sum()) / spread)
    fit.r2 = 1 - (left / spread) * (len(y) - 1) / free
    return fit


def _unknown(levers: Sequence[Turned]) -> pd.DataFrame:
    names = [f"{name}{end}" for name in ("part", "coefficient") for end in ("", "_low", "_high")]
    table = pd.DataFrame(
        {"lever": [one.name for one in levers], "label": [one.label for one in levers]}
    )
    return table.assign(**dict.fromkeys([*names, "part_half"], np.nan), matters=False)
