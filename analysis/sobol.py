"""Sobol' indices of a sweep whose runs also differ by luck.

First order S1: the share of the levers' variance that goes when this lever alone is known. Total
order ST: the share that stays when all others are known, so interplay with others included
(Sobol' 2001). The design and the estimators are those of Saltelli et al. (2010), as in SALib:

    V1 = mean of B (AB - A)        VT = mean of (A - AB)^2 / 2

They are taken of the expected result at a point, which the mean of R replicates only estimates.
Luck that is left in the mean makes the variance between points, by which both are divided, too
large, and VT too: a lever that does nothing has a total order of luck's size. So every square and
product is formed across *different* replicates only, whose luck is independent, which makes each of
the three quantities unbiased:

    mean over r != s of x_r z_s  =  mean(x) mean(z) - cov(x, z) / R

With luck of its own in every run this is the well-known subtraction of sigma^2 / R (for the
variance of a conditional expectation: Sun, Apley & Staum 2011). It holds as well when luck is
shared, for then A and AB meet the same seeds, their luck is correlated, and sigma^2 / R would take
off too much. (A model with fixed seeds has random indices, one set a seed; what is estimated here
are those of its mean: Hart, Alexanderian & Gremaud 2017, SIAM J. Sci. Comput. 39, A1514-A1530.)

Intervals resample base points (blocks). Where seeds are shared, more points do not tell what other
seeds would have done: that part of the uncertainty comes from leaving out one replicate after the
other (jackknife, Student's t with R - 1 degrees of freedom), from 3 replicates on. With a single
replicate nothing can be separated, and the indices are SALib's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.luck import RESAMPLES, SEED, Interval, Luck
from analysis.swept import Cube, Numbers
from analysis.turned import Turned

FEWEST = 8
"""Base points under which there is no saying anything."""

PARTS = {"quarter": 4, "half": 2}
"""Smaller sweeps that the indices are compared with, to see whether they have settled."""


@dataclass(frozen=True)
class Indices:
    """Sobol' indices of one measure.

    Attributes:
        table: A row a lever: lever, label; first and total (shares of the levers' variance; may
            be a little under 0 or over 1 by estimation), each with _low, _high and _uncorrected
            (SALib's, luck left in); alone and in_all, the same as shares of the variance of a
            single run, with _low and _high (NaN with one replicate); first_quarter, first_half,
            total_quarter, total_half: with the first quarter and half of the base points. NaN:
            unknown.
        luck: Share of luck in the variance of a single run; NaN with one replicate.
        shared: Share of that variance that is a seed's luck everywhere.
        is_found: Whether the levers' effect can be told from luck at all.
    """

    table: pd.DataFrame
    luck: Interval
    shared: float
    is_found: bool


def indices(cube: Cube, levers: Sequence[Turned]) -> Indices:
    """Sobol' indices of a measure.

    Args:
        cube: Blocks of levers + 2 points.
        levers: In the order of the design.
    """
    if len(cube.values) < FEWEST:
        return Indices(_unknown(levers), Interval(np.nan), np.nan, False)
    luck = Luck(cube, (0, cube.values.shape[1] - 1))
    if luck.is_constant:
        return Indices(_unknown(levers), Interval(np.nan), np.nan, False)
    weights, drawn = luck.resampled()
    share = luck.share(drawn)
    first, total = _parts(luck)
    between = luck.levers_of(weights)
    # Where resampling makes the levers' variance vanish now and then, nothing can be divided by it.
    is_found = bool(luck.levers > 0 and np.percentile(between, 2.5) > 0)
    if not is_found:
        return Indices(_unknown(levers), share, luck.shared_share, False)
    by_seeds = _by_seeds(cube)
    plain_first, plain_total = uncorrected(luck.mean, levers)
    smaller = {name: _of_part(cube, part) for name, part in PARTS.items()}
    rows = []
    for k, lever in enumerate(levers):
        row: dict[str, object] = {"lever": lever.name, "label": lever.label}
        for name, single, part, plain in (
            ("first", "alone", first[:, k], plain_first[k]),
            ("total", "in_all", total[:, k], plain_total[k]),
        ):
            index = float(part.mean() / luck.levers)
            resampled = np.where(between > 0, weights @ part / between, np.nan)
            resampled = resampled + by_seeds[name == "total"][:, k]
            row |= Interval.of(index, resampled).cells(name)
            row[f"{name}_uncorrected"] = float(plain)
            row |= Interval.of(index * (1 - share.value), resampled * (1 - drawn)).cells(single)
            for size, found in smaller.items():
                row[f"{name}_{size}"] = float(found[name == "total"][k])
        rows.append(row)
    return Indices(pd.DataFrame(rows), share, luck.shared_share, True)


def uncorrected(mean: Numbers, levers: Sequence[Turned]) -> tuple[Numbers, Numbers]:
    """First and total order as SALib has them, of means in which luck is left.

    Args:
        mean: (blocks, levers + 2).
        levers: In the order of the design.
    """
    from SALib.analyze import sobol

    problem = {
        "num_vars": len(levers),
        "names": [lever.name for lever in levers],
        "bounds": [[0.0, 1.0]] * len(levers),
    }
    # Its own resampling is not used, and must be there.
    found = sobol.analyze(problem, mean.ravel(), calc_second_order=False, num_resamples=2, seed=1)
    return found["S1"], found["ST"]


def largest_move(table: pd.DataFrame) -> float:
    """How far any index moved when half of the base points became all of them."""
    moves = [(table[name] - table[f"{name}_half"]).abs() for name in ("first", "total")]
    return float(pd.concat(moves).max())


def _parts(luck: Luck) -> tuple[Numbers, Numbers]:
    """What each block adds to the variances of first and total order, luck taken off.

    Returns:
        Two arrays (blocks, levers).
    """
    mean, values, replicates = luck.mean, luck.values, luck.replicates
    a, b, ab = mean[:, :1], mean[:, -1:], mean[:, 1:-1]
    first: Numbers = b * (ab - a)
    total: Numbers = 0.5 * (a - ab) ** 2
    if replicates > 1:
        step = values[:, 1:-1] - values[:, :1]
        total = total - 0.5 * step.var(axis=2, ddof=1) / replicates
        if luck.cube.is_shared:  # otherwise the luck of B has nothing to do with that of A and AB
            from_mean = step - step.mean(axis=2, keepdims=True)
            other = values[:, -1:] - values[:, -1:].mean(axis=2, keepdims=True)
            first = first - (other * from_mean).sum(axis=2) / (replicates - 1) / replicates
    return first, total


def _by_seeds(cube: Cube) -> tuple[Numbers, Numbers]:
    """How other shared seeds might have moved first and total order, in every resample.

    Returns:
        Two arrays (resamples, levers); of zeros where luck is not shared, or with 2 replicates.
    """
    count, replicates = cube.values.shape[1] - 2, cube.values.shape[2]
    if not cube.is_shared or replicates < 3:
        return np.zeros((RESAMPLES, count)), np.zeros((RESAMPLES, count))
    without = []
    for left_out in range(replicates):
        fewer = replace(cube, values=np.delete(cube.values, left_out, axis=2))
        without.append(_plain(Luck(fewer, (0, count + 1))))
    found: Numbers = np.array(without)
    width = np.sqrt((replicates - 1) * found.var(axis=0))
    rng = np.random.default_rng(SEED + 1)
    draws = rng.standard_t(replicates - 1, (2, RESAMPLES, count)) * width[:, None]
    return draws[0], draws[1]


def _plain(luck: Luck) -> tuple[Numbers, Numbers]:
    """First and total order; NaN where the levers do nothing."""
    first, total = _parts(luck)
    if luck.levers <= 0:
        return np.full(first.shape[1], np.nan), np.full(first.shape[1], np.nan)
    return first.mean(axis=0) / luck.levers, total.mean(axis=0) / luck.levers


def _of_part(cube: Cube, part: int) -> tuple[Numbers, Numbers]:
    """First and total order from the first 1 / part of the base points of the design."""
    kept = cube.blocks < cube.all_blocks / part
    count = cube.values.shape[1] - 2
    nothing = np.full(count, np.nan)
    if kept.sum() < FEWEST:
        return nothing, nothing
    smaller = replace(cube, values=cube.values[kept], blocks=cube.blocks[kept])
    return _plain(Luck(smaller, (0, count + 1)))


def _unknown(levers: Sequence[Turned]) -> pd.DataFrame:
    """A table of which no number is known."""
    numbers = [
        f"{name}{end}"
        for name in ("first", "total", "alone", "in_all")
        for end in ("", "_low", "_high")
    ]
    for name in ("first", "total"):
        numbers += [f"{name}_{end}" for end in ("uncorrected", *PARTS)]
    table = pd.DataFrame(
        {"lever": [one.name for one in levers], "label": [one.label for one in levers]}
    )
    return table.assign(**dict.fromkeys(numbers, np.nan))
