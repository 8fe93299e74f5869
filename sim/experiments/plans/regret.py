"""Plans under uncertainty: which is best where, what a wrong choice costs, and the worst tenth.

Each point of the plausible space is lived through once, by all plans with the same luck. Regret is
what the best plan for a point would have brought more (Savage 1951). It is never below zero, and
luck that differs between plans makes it larger: small regrets of plans that change nearly nothing
are noise. The worst tenth of a plan is the mean over the points where it does worst itself
(conditional value at risk, Rockafellar & Uryasev 2000).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
import pandas as pd

from sim.experiments.design import Point
from sim.experiments.plans.columns import COLUMNS
from sim.experiments.plans.worlds import Lived
from sim.measures import Estimate, over_replicates, wilson

TAIL = 0.1
"""Share of the points that are a plan's worst."""

ALIKE = 1e-9
"""Relative difference under which two plans are as good as each other."""


def points_frame(values: Sequence[dict[str, float]], plans: Sequence[str]) -> pd.DataFrame:
    """Objective and regret at every point.

    Args:
        values: By plan, a mapping for each point; empty where the scenario refuses the point.
        plans: In order.

    Returns:
        Columns point, plan, value, regret. At a point where one plan's value is unknown, nobody's
        regret is known.
    """
    table = np.array([[row.get(plan, np.nan) for plan in plans] for row in values], float)
    table = table.reshape(len(values), len(plans))
    regret = table.max(axis=1, keepdims=True) - table if len(plans) else table
    return pd.DataFrame(
        {
            "point": np.repeat(np.arange(len(values), dtype=np.int32), len(plans)),
            "plan": list(plans) * len(values),
            "value": table.reshape(-1),
            "regret": regret.reshape(-1),
        }
    )


def regret_frame(points: pd.DataFrame, plans: Sequence[str]) -> pd.DataFrame:
    """The plans under uncertainty, one row each.

    Args:
        points: From `points_frame`.
        plans: In order.

    Returns:
        Columns as in `sim.experiments.plans.columns`.
    """
    columns = list(COLUMNS["regret"])
    if points.empty:
        return pd.DataFrame(columns=columns)
    wide = points.pivot(index="point", columns="plan", values="value")[list(plans)]
    known = wide.dropna().to_numpy(float)
    regret = known.max(axis=1, keepdims=True) - known if len(known) else known
    scale = np.abs(known).max(axis=1, keepdims=True) if len(known) else known
    is_best = regret <= ALIKE * scale
    shares = is_best / is_best.sum(axis=1, keepdims=True) if len(known) else known
    tails = [worst_tenth(known[:, k]) for k in range(len(plans))]
    rows = []
    for k, plan in enumerate(plans):
        worst = float(regret[:, k].max()) if len(known) else np.nan
        rows.append(
            (
                plan,
                len(known),
                len(wide) - len(known),
                *_ends(over_replicates(known[:, k].tolist())),
                *_ends(over_replicates(regret[:, k].tolist())),
                worst,
                *_ends(wilson(float(shares[:, k].sum()), len(known))),
                tails[k],
                bool(len(known)) and tails[k] >= max(tails) - ALIKE * abs(max(tails)),
            )
        )
    framed = pd.DataFrame(rows, columns=columns)
    floats = [name for name in columns if name not in ("plan", "points", "unknown", "least_bad")]
    return framed.astype(dict.fromkeys(floats, float))


def worst_tenth(values: np.ndarray) -> float:
    """Mean of the lowest tenth, of one value at least; not a number without values."""
    if not len(values):
        return float("nan")
    return float(np.sort(values)[: ceil(TAIL * len(values))].mean())


def values_of(runs: Sequence[Lived]) -> list[dict[str, float]]:
    """The objectives of every point, empty where the scenario refused it."""
    return [{} if run.refusal else run.values for run in runs]


def design_frame(design: Sequence[Point]) -> pd.DataFrame:
    """Where every dial stood at every point."""
    rows = []
    for k, point in enumerate(design):
        for path, value in point.items():
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            rows.append((k, path, value if is_number else None, None if is_number else str(value)))
    framed = pd.DataFrame(rows, columns=list(COLUMNS["design"]))
    return framed.astype({"number": float, "point": "int32"})


def _ends(found: Estimate) -> tuple[float | None, float | None, float | None]:
    return found.value, found.low, found.high
