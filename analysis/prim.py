"""PRIM, the patient rule induction method: peels lever space down to where something happens.

From all of lever space, one slice after the other is cut off: the lowest or highest 5% of a
numeric lever, or one of the choices, whichever raises the share of hits most for each run that it
costs (Friedman & Fisher 1999, Statistics and Computing 9, 123-143; gain for mass, so that choices,
which take large slices, compete fairly: Kwakkel & Jaxa-Rozen 2016, Environmental Modelling &
Software 79, 311-321). The boxes on the way are the peeling trajectory: ever denser, ever smaller.

It is written here, and not taken from the EMA workbench: that needs seaborn, statsmodels, Platypus
and scikit-learn, its newest version for Python 3.11 (2.5.3) fails with pandas 3 as soon as a choice
is restricted, and it knows no points with several runs and no other half to test on. Left out of
the original is pasting, the growing back of a box: limits that do not matter are dropped instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

import numpy as np

from analysis.boxes import Box, Cases, Limit, inside, tightened, without
from analysis.swept import Numbers
from analysis.turned import Turned

SLICE = 0.05
SMALLEST = 0.05
"""Share of the points that a box holds at least."""

FEWEST = 10
"""Points that a box holds at least."""


def peel(cases: Cases, levers: Sequence[Turned]) -> list[Box]:
    """The boxes of the peeling trajectory, the whole of lever space first.

    Args:
        cases: Points of the half that is searched.
        levers: In the order of the columns of x.
    """
    boxes: list[Box] = [()]
    fewest = max(FEWEST, SMALLEST * len(cases.x))
    there = np.ones(len(cases.x), bool)
    while True:
        box, here = boxes[-1], cases.part(there)
        if here.density in (0.0, 1.0):
            return boxes
        best, best_gain = None, -inf
        for limit in _slices(here.x, levers):
            keep = limit.holds(here.x)
            if keep.sum() < fewest or keep.all():
                continue
            runs = float(here.runs[keep].sum())
            cost = (float(here.runs.sum()) - runs) / float(here.runs.sum())
            gain = (float(here.hits[keep].sum()) / runs - here.density) / cost
            if gain > best_gain:
                best, best_gain = limit, gain
        if best is None:
            return boxes
        boxes.append(tightened(box, best))
        there = inside(boxes[-1], cases.x)


def worth(cases: Cases, box: Box) -> float:
    """How many more hits a box holds than as many runs anywhere, as a share of all runs.

    The weighted relative accuracy of Lavrac, Flach & Zupan (1999): density above the overall one,
    times mass. It is 0 for all of lever space, and small for a speck.
    """
    mask = inside(box, cases.x)
    if not mask.any():
        return 0.0
    here = cases.part(mask)
    mass = float(here.runs.sum() / cases.runs.sum())
    return (here.density - cases.density) * mass


def choose(cases: Cases, trajectory: Sequence[Box]) -> int:
    """Which box of a trajectory is worth most."""
    return int(np.argmax([worth(cases, box) for box in trajectory]))


def simplified(cases: Cases, box: Box) -> Box:
    """A box without the limits that cost it more hits than they are worth."""
    while True:
        now = worth(cases, box)
        better = [(worth(cases, without(box, limit)), limit) for limit in box]
        best = max(better, key=lambda pair: pair[0], default=None)
        if best is None or best[0] < now or len(box) == 1:
            return box
        box = without(box, best[1])


def _slices(x: Numbers, levers: Sequence[Turned]) -> Iterator[Limit]:
    """The limits that each cut off one slice of the points."""
    for k, lever in enumerate(levers):
        values = np.unique(x[:, k])
        if len(values) < 2:
            continue
        if lever.choices:
            chosen = frozenset(int(value) for value in values)
            for one in sorted(chosen):
                yield Limit(k, "among", among=chosen - {one})
            continue
        column = np.sort(x[:, k])
        count = max(1, int(SLICE * len(column)))
        # Equal values go together, so that a slice may be larger.
        low, high = column[count - 1], column[-count]
        above, under = values[values > low], values[values < high]
        if len(above):
            yield Limit(k, "low", (low + above[0]) / 2)
        if len(under):
            yield Limit(k, "high", (under[-1] + high) / 2)
