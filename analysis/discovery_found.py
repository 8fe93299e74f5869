"""Searches the lever space of a sweep for where something happens, and tests what it finds.

Half of the blocks of points, drawn at random, are searched: boxes by PRIM, leaves by CART. All that
is reported first comes from the other half, which the search did not see:

1. A box must be denser there than what lies outside it: in fewer than 2.5% of 2,000 resamples of
   the blocks of that half may it not be. Otherwise nothing was found.
2. Each limit of it must matter there: the box must be denser than the slice that the limit keeps
   out, by the same measure (a resampled relative of the quasi-p values of Bryant & Lempert 2010,
   Technological Forecasting & Social Change 77, 34-49). The limit that fails most is dropped, until
   none does. This choice looks at the half that the density is then reported of, which flatters
   it a little; the first test does not.

Then the points of the box are set aside and the rest is searched again, for two more boxes at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.boxes import Box, Cases, Mask, Resampled, Score, inside, overall, score, without
from analysis.cart import leaves
from analysis.luck import SEED, Interval
from analysis.prim import choose, peel, simplified
from analysis.swept import Numbers, Swept
from analysis.when import When

MOST_BOXES = 3
LEVEL = 0.025
FEWEST_BLOCKS = 10
"""In each half, under which nothing can be tested."""

FEWEST_HITS = 5
"""Blocks in each half with a run in which it happens, and with one in which it does not."""


@dataclass(frozen=True)
class Tested:
    """A box, and how it does.

    Attributes:
        box: Its limits; those that did not hold up are left out.
        held_out: How it does in the half that the search did not see.
        searched: How it does in the half that was searched.
        chance: Share of resamples in which it is not denser than outside.
        chances: The same for each limit against the slice that it keeps out.
        companions: By measure: mean over the runs inside, mean over all, both of the half that the
            search did not see; of ratios the geometric means.
    """

    box: Box
    held_out: Score
    searched: Score
    chance: float
    chances: tuple[float, ...]
    companions: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Discovery:
    """Where in the lever space of a sweep something happens.

    Attributes:
        when: What.
        base: Share of all runs of the half that the search did not see in which it happens.
        blocks: In both halves: (searched, held out).
        points: The same.
        unknown: Runs left out because the number is not known.
        failed: Runs left out because they failed.
        boxes: By PRIM, in the order in which they were found; tested.
        leaves: By CART, those denser than the whole; tested.
        splits: Whether the tree has any split.
        trajectory: A row a step of the first peeling: step, limits, searched_density,
            searched_coverage, density, coverage (of the held-out half), chosen.
        problem: Why nothing could be searched: "never", "always" or "few"; empty otherwise.
    """

    when: When
    base: Interval
    blocks: tuple[int, int]
    points: tuple[int, int]
    unknown: int
    failed: int
    boxes: tuple[Tested, ...]
    leaves: tuple[Tested, ...]
    splits: bool
    trajectory: pd.DataFrame
    problem: Literal["", "never", "always", "few"]


def discover(swept: Swept, when: When, beside: Sequence[str] = ()) -> Discovery:
    """Searches one half of a sweep and tests on the other.

    Args:
        swept: A sweep.
        when: What is looked for.
        beside: Measures whose means inside each box are wanted too.
    """
    rows = swept.rows
    sound = rows[rows["error"].isna()]
    known = sound[sound[when.measure].notna()]
    happens = when.happens(known[when.measure].to_numpy(float))
    counts = pd.DataFrame({"point": known["point"], "hits": happens, "runs": 1})
    counts = counts.groupby("point")[["hits", "runs"]].sum()
    points = counts.index.to_numpy(int)
    x = [lever.coded(swept.design.loc[points, lever.name]) for lever in swept.levers]
    cases = Cases(
        np.column_stack(x) if len(points) else np.zeros((0, len(x))),
        counts["hits"].to_numpy(float), counts["runs"].to_numpy(float), swept.block_of(points),
    )  # fmt: skip
    is_searched = _half(cases)
    searched, held_out = cases.part(is_searched), cases.part(~is_searched)
    problem = _problem(cases, searched, held_out)
    names = list(
        dict.fromkeys([*swept.with_company([when.measure]), *swept.with_company(list(beside))])
    )
    companions = _Companions(swept, sound, points[~is_searched], names)
    boxes: list[Tested] = []
    found: list[Tested] = []
    splits, trajectory = False, pd.DataFrame()
    if not problem:
        boxes, trajectory = _boxes(swept, searched, held_out, companions)
        grown = leaves(searched, swept.levers)
        splits = len(grown) > 1
        found = [
            one
            for one in (_tested(box, searched, held_out, companions) for box in grown if box)
            if one.chance < LEVEL
        ]
        found.sort(key=lambda one: one.held_out.density.value, reverse=True)
    return Discovery(
        when=when,
        base=overall(held_out),
        blocks=(len(np.unique(searched.group)), len(np.unique(held_out.group))),
        points=(len(searched.x), len(held_out.x)),
        unknown=len(sound) - len(known),
        failed=len(rows) - len(sound),
        boxes=tuple(boxes),
        leaves=tuple(found),
        splits=splits,
        trajectory=trajectory,
        problem=problem,
    )


class _Companions:
    """Means of measures over the runs of some points.

    Args:
        swept: The sweep.
        sound: Runs.
        points: Of the half that the search did not see.
        names: Of the measures.
    """

    def __init__(
        self, swept: Swept, sound: pd.DataFrame, points: Numbers, names: Sequence[str]
    ) -> None:
        self._swept = swept
        self._rows = sound[sound["point"].isin(points)].set_index("point")[list(names)]
        self._points = points

    def of(self, mask: Mask) -> dict[str, tuple[float, float]]:
        """By measure: mean inside, mean over all."""
        here = self._rows[self._rows.index.isin(self._points[mask])]
        return {
            name: (self._swept.mean(name, here[name]), self._swept.mean(name, self._rows[name]))
            for name in map(str, self._rows)
        }


def _half(cases: Cases) -> Mask:
    """Which points are searched: those of half of the blocks."""
    groups = np.unique(cases.group)
    mixed = np.random.default_rng(SEED).permutation(groups)
    return np.isin(cases.group, mixed[: len(groups) // 2])


def _problem(
    cases: Cases, searched: Cases, held_out: Cases
) -> Literal["", "never", "always", "few"]:
    if cases.hits.sum() == 0:
        return "never"
    if (cases.hits == cases.runs).all():
        return "always"
    for half in (searched, held_out):
        with_hit = np.unique(half.group[half.hits > 0])
        with_miss = np.unique(half.group[half.hits < half.runs])
        if len(np.unique(half.group)) < FEWEST_BLOCKS:
            return "few"
        if min(len(with_hit), len(with_miss)) < FEWEST_HITS:
            return "few"
    return ""


def _boxes(
    swept: Swept, searched: Cases, held_out: Cases, companions: _Companions
) -> tuple[list[Tested], pd.DataFrame]:
    """Boxes one after the other, and the peeling trajectory of the first."""
    found: list[Tested] = []
    trajectory = pd.DataFrame()
    left = np.ones(len(searched.x), bool)
    left_out = np.ones(len(held_out.x), bool)
    while len(found) < MOST_BOXES:
        here, there = searched.part(left), held_out.part(left_out)
        if _problem(here, here, there):
            break
        steps = peel(here, swept.levers)
        number = choose(here, steps)
        box = simplified(here, steps[number])
        if not found:
            trajectory = _trajectory(steps, number, searched, held_out)
        # Against everything outside, earlier boxes included: of the rest alone, what is denser
        # may still be thinner than the whole.
        mask = inside(box, held_out.x) & left_out
        if not box or Resampled(held_out).chance(mask, ~mask) >= LEVEL:
            break
        box = _that_matters(box, there)
        if not box:
            break
        found.append(
            _tested(box, searched, held_out, companions, left=left, left_out=left_out)
        )  # fmt: skip
        left &= ~inside(box, searched.x)
        left_out &= ~inside(box, held_out.x)
    return found, trajectory


def _that_matters(box: Box, held_out: Cases) -> Box:
    """A box without the limits that do not hold up in the other half."""
    resampled = Resampled(held_out)
    while box:
        chances = _chances(box, held_out, resampled)
        worst = int(np.argmax(chances))
        if chances[worst] < LEVEL:
            return box
        box = without(box, box[worst])
    return box


def _chances(box: Box, cases: Cases, resampled: Resampled) -> tuple[float, ...]:
    """For each limit: how often the box is not denser than what the limit keeps out."""
    mask = inside(box, cases.x)
    return tuple(
        resampled.chance(mask, inside(without(box, limit), cases.x) & ~mask) for limit in box
    )


def _tested(
    box: Box,
    searched: Cases,
    held_out: Cases,
    companions: _Companions,
    *,
    left: Mask | None = None,
    left_out: Mask | None = None,
) -> Tested:
    """A box with its numbers, among the points that no earlier box took."""
    masks, scores = [], []
    for cases, free in ((searched, left), (held_out, left_out)):
        mask = inside(box, cases.x)
        masks.append(mask if free is None else mask & free)
        scores.append(score(cases, masks[-1]))
    there = held_out if left_out is None else held_out.part(left_out)
    return Tested(
        box=box,
        held_out=scores[1],
        searched=scores[0],
        chance=Resampled(held_out).chance(masks[1], ~masks[1]),
        chances=_chances(box, there, Resampled(there)),
        companions=companions.of(masks[1]),
    )


def _trajectory(
    steps: Sequence[Box], chosen: int, searched: Cases, held_out: Cases
) -> pd.DataFrame:
    rows = []
    for number, box in enumerate(steps):
        one, other = (score(half, inside(box, half.x)) for half in (searched, held_out))
        rows.append(
            {
                "step": number, "limits": len(box),
                "searched_density": one.density.value, "searched_coverage": one.coverage.value,
                "density": other.density.value, "coverage": other.coverage.value,
                "chosen": number == chosen,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)
