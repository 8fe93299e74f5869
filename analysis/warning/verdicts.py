"""How well each indicator warned: lead, false alarms, and a curve that needs no limit.

The curve compares the highest score in the windows before a loss with that in quiet windows, limit
by limit. Its area is the chance that a window before a loss stands higher than a quiet one
(Hanley & McNeil 1982); the interval comes from drawing whole runs anew (Efron & Tibshirani 1993).
"""

from __future__ import annotations

from math import inf, isfinite, nan

import numpy as np
import pandas as pd
from scipy.stats import binom

DRAWS = 2000
"""Of the bootstrap."""


def summary(watched: pd.DataFrame) -> pd.DataFrame:
    """How each indicator did over the runs.

    Args:
        watched: From `watch`.

    Returns:
        A row an indicator: indicator, runs, losses; warned, late, never (runs with a loss); lead,
        lead_low, lead_high (periods, the median over the runs with a loss, with the 95% interval
        from the order of the runs; -inf: never; NaN: unknown); false_alarms, usual_false_alarms
        and usual_warned (shares of runs); auc, auc_low, auc_high (NaN: no loss).
    """
    rows = []
    for name, group in watched.groupby("indicator", sort=False):
        had = group[group["loss"].notna()]
        leads = had["lead"].dropna().to_numpy(float)
        area = auc(had["peak"].to_numpy(float), group["quiet_peak"].to_numpy(float))
        low, high = auc_interval(group)
        middle = middle_of(leads)
        rows.append(
            {
                "indicator": name,
                "runs": len(group),
                "losses": len(had),
                "warned": int((leads >= 1).sum()),
                "late": int(((leads < 1) & (leads > -inf)).sum()),
                "never": int((leads == -inf).sum()),
                "lead": middle[0],
                "lead_low": middle[1],
                "lead_high": middle[2],
                "false_alarms": float(group["false_alarm"].mean())
                if group["limit"].notna().any()
                else nan,
                "usual_false_alarms": float(group["usual_false_alarm"].mean()),
                "usual_warned": float(had["usual_warned"].mean()) if len(had) else nan,
                "auc": area,
                "auc_low": low,
                "auc_high": high,
            }
        )
    return pd.DataFrame(rows)


def middle_of(values: np.ndarray) -> tuple[float, float, float]:
    """Median with its 95% interval from the order of the values; they may be infinite.

    The interval runs from the k-th lowest to the k-th highest, with k from the binomial
    distribution with chance 1/2 (Thompson 1936); six values are the fewest that have one.
    """
    if not len(values):
        return nan, nan, nan
    ordered = np.sort(values)
    half = len(ordered) // 2
    middle = float(ordered[half])
    if len(ordered) % 2 == 0:
        below = float(ordered[half - 1])
        middle = below if not isfinite(below) else (below + middle) / 2
    place = int(binom.ppf(0.025, len(ordered), 0.5))
    if place < 1:
        return middle, nan, nan
    return middle, float(ordered[place - 1]), float(ordered[-place])


def roc(positives: np.ndarray, negatives: np.ndarray) -> pd.DataFrame:
    """The curve, from the strictest limit to none.

    Args:
        positives: Highest scores before losses.
        negatives: Those of quiet windows.

    Returns:
        Columns limit, false_alarms, hits: shares of each at or above the limit.
    """
    steps = sorted({*positives, *negatives}, reverse=True)
    rows = [(s, (negatives >= s).mean(), (positives >= s).mean()) for s in steps]
    rows = [(inf, 0.0, 0.0), *rows]
    return pd.DataFrame(rows, columns=["limit", "false_alarms", "hits"]).drop_duplicates(
        ["false_alarms", "hits"], ignore_index=True
    )


def _above(positives: np.ndarray, negatives: np.ndarray) -> np.ndarray:
    there, quiet = positives[:, None], negatives[None, :]
    wins: np.ndarray = (there > quiet) + 0.5 * (there == quiet)
    return wins


def auc(positives: np.ndarray, negatives: np.ndarray) -> float:
    """Area under the curve: 1 always right, 0.5 no better than a coin; NaN without a case."""
    if not len(positives) or not len(negatives):
        return nan
    return float(_above(positives, negatives).mean())


def auc_interval(runs: pd.DataFrame, draws: int = DRAWS) -> tuple[float, float]:
    """95% interval of the area: whole runs, with both their windows, are drawn anew.

    Args:
        runs: Columns loss, peak, quiet_peak; a row a run.
        draws: Number of draws.

    Returns:
        Both ends; NaN with fewer than two losses.
    """
    had = runs["loss"].notna().to_numpy()
    if had.sum() < 2:
        return nan, nan
    quiet = runs["quiet_peak"].to_numpy(float)
    wins = _above(runs["peak"].to_numpy(float)[had], quiet)
    counts = np.random.default_rng(1).multinomial(len(runs), np.full(len(runs), 1 / len(runs)),
                                                  size=draws)  # fmt: skip
    cases = counts[:, had].sum(1)
    counts, cases = counts[cases > 0], cases[cases > 0]
    areas = np.einsum("di,ij,dj->d", counts[:, had], wins, counts) / (cases * len(runs))
    low, high = np.percentile(areas, [2.5, 97.5])
    return float(low), float(high)


def curves(watched: pd.DataFrame) -> pd.DataFrame:
    """Every indicator's curve: columns indicator, limit, false_alarms, hits."""
    found = []
    for name, group in watched.groupby("indicator", sort=False):
        peaks = group["peak"].dropna().to_numpy(float)
        if len(peaks):
            found.append(roc(peaks, group["quiet_peak"].to_numpy(float)).assign(indicator=name))
    columns = ["indicator", "limit", "false_alarms", "hits"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)
