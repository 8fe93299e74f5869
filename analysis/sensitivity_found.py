"""What a sweep says about one measure, found by the method that its design allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.luck import Interval
from analysis.morris import Screening, screening
from analysis.ranks import Ranks, ranks
from analysis.sobol import Indices, indices
from analysis.swept import EXCESS, AskedError, Cube, Swept
from sim.experiments.sweeps.wanted import SHARE

Method = Literal["sobol", "morris", "ranks"]
METHODS: dict[str, Method] = {
    "sobol": "sobol", "morris": "morris", "lhs": "ranks", "grid": "ranks", "table": "ranks",
}  # fmt: skip

SORTED_BY: dict[Method, str] = {"sobol": "total", "morris": "mu_star", "ranks": "part"}


@dataclass(frozen=True)
class Found:
    """What a sweep says about one measure.

    Attributes:
        measure: Its name.
        method: How it was found.
        cube: The runs that it was found from.
        result: What was found; its table is sorted, the strongest lever first.
        table: The table of the result.
        problem: Why nothing can be said; empty otherwise.
    """

    measure: str
    method: Method
    cube: Cube
    result: Indices | Screening | Ranks
    table: pd.DataFrame
    problem: Literal["", "few", "constant", "luck_only"]

    @property
    def luck(self) -> Interval:
        """Share of luck in the variance of a single run; NaN with one replicate."""
        return self.result.luck

    @property
    def is_single(self) -> bool:
        """Whether there is one replicate only, so that luck is in everything."""
        return self.cube.values.shape[2] == 1


def find(swept: Swept, measure: str) -> Found:
    """What a sweep says about a measure.

    Raises:
        AskedError: It has no such measure, or a design that says nothing.
    """
    method = METHODS.get(swept.kind)
    if method is None:
        raise AskedError(
            f"a sweep with design {swept.kind} turns one lever at a time, and does not say how "
            "much each matters where the others stand elsewhere; make one with --design sobol "
            "(shares of the variation), morris (screening) or lhs (regression of ranks)"
        )
    cube = swept.cube(measure)
    if method == "sobol":
        result: Any = indices(cube, swept.levers)
    elif method == "morris":
        result = screening(cube, swept.levers, swept.design)
    else:
        result = ranks(cube, swept.levers, swept.design)
    problem: Any = ""
    if not result.is_found:
        problem = "few"
        if cube.values.size and np.ptp(cube.values) == 0:
            problem = "constant"
        elif np.isfinite(result.luck.value):
            problem = "luck_only"
    table = result.table.sort_values(
        SORTED_BY[method], ascending=False, ignore_index=True, kind="stable"
    )
    return Found(measure, method, cube, result, table, problem)


def chosen(swept: Swept, measures: Sequence[str] | None) -> list[str]:
    """The measures that are asked for, or all, the one of most interest first.

    Raises:
        AskedError: One of them is not there.
    """
    if measures:
        for measure in measures:
            swept.check(measure)
        return swept.with_company(list(dict.fromkeys(measures)))
    order = {EXCESS: 0, SHARE: 1}
    ranked = sorted(swept.measures, key=lambda name: order.get(swept.what(name), 2))
    return swept.with_company(ranked)


def find_all(swept: Swept, measures: Sequence[str] | None = None) -> list[Found]:
    """What a sweep says about measures: those asked for, or all of them."""
    return [find(swept, measure) for measure in chosen(swept, measures)]
