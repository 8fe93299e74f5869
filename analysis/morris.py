"""Morris' screening of many levers with few runs: what is worth a closer look.

Along each path one lever after the other is moved by two thirds of its range. mu* is the mean size
of what that does, scaled to the whole range and in the measure's own unit; sigma tells how much it
differs from place to place, because of interplay or a bent effect (Morris 1991; mu*: Campolongo,
Cariboni & Saltelli 2007; SALib).

Luck moves the numbers too. The size of an effect is never negative, so a lever that does nothing
still has a mu*. How large it would be by luck alone is known from the replicates: the luck of a
step has variance v = the variance over replicates of that step's effect, divided by R, and a normal
number with variance v has a mean size of sqrt(2 v / pi). A lever counts as one that matters when
its mu* lies above that with its whole interval. sigma has v taken off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.luck import SEED, Interval, Luck
from analysis.swept import Cube, Numbers
from analysis.turned import Turned
from sim.experiments.sweeps.designs import MORRIS_LEVELS

FEWEST = 4
"""Paths under which there is no saying anything."""

RESAMPLES = 1000


@dataclass(frozen=True)
class Screening:
    """Morris' measures of one number of a sweep.

    Attributes:
        table: A row a lever: lever, label; mu_star with _low and _high; mu; sigma; by_luck (the
            mu* that luck alone would make; NaN with one replicate); matters (bool; null when luck
            is unknown); mu_star_half: from the first half of the paths. All but the first two and
            `matters` in the unit of the measure.
        luck: Share of luck in the variance of a single run; NaN with one replicate.
        shared: Share of that variance that is a seed's luck everywhere.
        is_found: Whether there are enough paths, and the number varies.
    """

    table: pd.DataFrame
    luck: Interval
    shared: float
    is_found: bool


def screening(cube: Cube, levers: Sequence[Turned], design: pd.DataFrame) -> Screening:
    """Morris' measures.

    Args:
        cube: Blocks of levers + 1 points.
        levers: In the order of the design.
        design: A row a point, a column a lever.
    """
    count, size, replicates = cube.values.shape
    luck = Luck(cube) if count else None
    if luck is None or count < FEWEST or luck.is_constant:
        return Screening(_unknown(levers), Interval(np.nan), np.nan, False)
    _, drawn = luck.resampled()
    rows = (cube.blocks[:, None] * size + np.arange(size)).ravel()
    chosen = design.iloc[rows]
    places = np.column_stack([_scaled(lever, chosen[lever.name]) for lever in levers])
    from SALib.analyze import morris

    problem = {
        "num_vars": len(levers),
        "names": [lever.name for lever in levers],
        "bounds": [[0.0, 1.0]] * len(levers),
    }
    options = {"num_levels": MORRIS_LEVELS, "num_resamples": RESAMPLES, "seed": SEED}
    found = morris.analyze(problem, places, cube.values.mean(axis=2).ravel(), **options)
    star, width = (np.asarray(found[name], float) for name in ("mu_star", "mu_star_conf"))
    noise = np.full(len(levers), np.nan)
    if replicates > 1:
        noise = _noise(cube, places)
    half = cube.blocks < cube.all_blocks / 2
    star_half = np.full(len(levers), np.nan)
    if half.sum() >= FEWEST:
        part = np.repeat(half, size)
        smaller = morris.analyze(
            problem, places[part], cube.values[half].mean(axis=2).ravel(), **options
        )
        star_half = np.asarray(smaller["mu_star"], float)
    by_luck = np.sqrt(2 * noise / np.pi)
    low = np.maximum(0.0, star - width)
    table = pd.DataFrame(
        {
            "lever": [lever.name for lever in levers],
            "label": [lever.label for lever in levers],
            "mu_star": star,
            "mu_star_low": low,
            "mu_star_high": star + width,
            "mu": np.asarray(found["mu"], float),
            "sigma": np.sqrt(
                np.maximum(0.0, np.asarray(found["sigma"], float) ** 2 - np.nan_to_num(noise))
            ),
            "by_luck": by_luck,
            "matters": pd.array(low > by_luck, dtype="boolean"),
            "mu_star_half": star_half,
        }
    )
    if replicates == 1:
        table["matters"] = pd.array([pd.NA] * len(levers), dtype="boolean")
    return Screening(table, luck.share(drawn), luck.shared_share, True)


def _noise(cube: Cube, places: Numbers) -> Numbers:
    """Variance by luck of the mean effect of a step over its replicates, by lever."""
    count, size, replicates = cube.values.shape
    moved = np.diff(places.reshape(count, size, -1), axis=1) != 0
    step = np.diff(cube.values, axis=1) / (MORRIS_LEVELS / (2 * (MORRIS_LEVELS - 1)))
    spread = step.var(axis=2, ddof=1) / replicates
    times = moved.sum(axis=(0, 1))
    total = (moved * spread[:, :, None]).sum(axis=(0, 1))
    found: Numbers = np.divide(total, times, out=np.zeros(len(times)), where=times > 0)
    return found


def _scaled(lever: Turned, values: pd.Series) -> Numbers:
    """Places in the range, 0 to 1; only their order is used."""
    coded = lever.coded(values)
    if lever.choices:
        return coded / max(1, len(lever.choices) - 1)
    return (coded - lever.low) / (lever.high - lever.low)


def _unknown(levers: Sequence[Turned]) -> pd.DataFrame:
    names = ("mu_star", "mu_star_low", "mu_star_high", "mu", "sigma", "by_luck", "mu_star_half")
    table = pd.DataFrame(
        {"lever": [one.name for one in levers], "label": [one.label for one in levers]}
    )
    table = table.assign(**dict.fromkeys(names, np.nan))
    return table.assign(matters=pd.array([pd.NA] * len(levers), dtype="boolean"))
