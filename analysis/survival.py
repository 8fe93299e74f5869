"""Kaplan-Meier and Aalen-Johansen curves of spells, with lifelines.

Time is counted in whole periods, so many customers leave "at the same time". Both estimators are
written for that here: who leaves in a period was at risk in it, and so was everybody whose time is
cut off after it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from lifelines import AalenJohansenFitter, KaplanMeierFitter

from analysis.spells import KINDS, VOLUNTARY

FEW = 10
"""Customers at risk under which a group gets no curve, or none any further."""

_ORDER = {kind: number for number, kind in enumerate(KINDS)}
_STEP = 0.25
"""Of a period, between kinds of exit in the same one: lifelines breaks ties at random otherwise."""


def staying(found: pd.DataFrame) -> pd.DataFrame:
    """Share still there, period by period, had nobody left involuntarily (Kaplan & Meier 1958).

    Args:
        found: Spells: columns duration and end. Involuntary exits and the end of the run censor.

    Returns:
        Columns: `time` (periods since the start, from 0), `at_risk` (at the start of the period
        that ends there), `left` (defections and stops in it), `stays` (0-1), `low`, `high` (95%,
        log-log Greenwood; equal to `stays` while nobody has left). Empty without spells.
    """
    if found.empty:
        return pd.DataFrame(columns=["time", "at_risk", "left", "stays", "low", "high"])
    left = found["end"].isin(VOLUNTARY)
    times = np.arange(int(found["duration"].max()) + 1)
    fitter = KaplanMeierFitter().fit(found["duration"], left, timeline=times)
    table = fitter.event_table.reindex(times).fillna(0)
    ends = fitter.confidence_interval_.to_numpy()
    stays = fitter.survival_function_.iloc[:, 0].to_numpy()
    counts = np.bincount(found["duration"], minlength=len(times))
    at_risk = len(found) - np.concatenate([[0], counts.cumsum()[:-1]])
    return pd.DataFrame(
        {
            "time": times,
            "at_risk": at_risk,
            "left": table["observed"].to_numpy().astype(int),
            "stays": stays,
            "low": np.where(np.isnan(ends[:, 0]), stays, ends[:, 0]),
            "high": np.where(np.isnan(ends[:, 1]), stays, ends[:, 1]),
        }
    )


def by_group(found: pd.DataFrame, groups: pd.Series, order: list[str]) -> pd.DataFrame:
    """`staying` for each group of at least `FEW`, with `group` and `customers`, in this order.

    A curve ends when fewer than `FEW` of its customers are left to leave.
    """
    curves = []
    for name in order:
        some = found[(groups == name).to_numpy()]
        if len(some) >= FEW:
            curve = staying(some)
            curve = curve[curve["at_risk"] >= FEW]
            curves.append(curve.assign(group=name, customers=len(some)))
    return pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(columns=["group"])


def incidence(found: pd.DataFrame) -> pd.DataFrame:
    """Share that has left in each way, as competing risks (Aalen & Johansen 1978).

    Args:
        found: Spells: columns duration and end. Only the end of the run censors.

    Returns:
        Columns: `time` (periods since the start, from 0), `end` (a kind of `KINDS`), `share` (0-1,
        left in this way by then), `low`, `high` (95%; equal to `share` while nobody has). The
        shares of all kinds and of those who stay add up to 1. Empty without spells.
    """
    if found.empty:
        return pd.DataFrame(columns=["time", "end", "share", "low", "high"])
    place = found["end"].map(_ORDER).fillna(len(KINDS))
    # Within a period one kind after the other, and the cut-off last: for the shares at the end of
    # periods any order gives the same, and lifelines need not draw one.
    moments = found["duration"] + _STEP * place
    codes = found["end"].map(_ORDER).fillna(-1).astype(int) + 1
    times = np.arange(int(found["duration"].max()) + 1)
    curves = []
    for kind, number in _ORDER.items():
        share = low = high = np.zeros(len(times))
        if (codes == number + 1).any():
            with np.errstate(divide="ignore", invalid="ignore"):  # when nobody is left at risk
                fitter = AalenJohansenFitter().fit(moments, codes, event_of_interest=number + 1)
            steps = fitter.cumulative_density_.iloc[:, 0]
            ends = fitter.confidence_interval_.to_numpy()
            ends = np.sort(ends, axis=1)  # lifelines names them the wrong way round
            here = np.searchsorted(steps.index.to_numpy(), times + 1 - _STEP / 2) - 1
            share = steps.to_numpy()[here]
            low, high = _known(ends[here, 0], share), _known(ends[here, 1], share)
        curves.append(
            pd.DataFrame({"time": times, "end": kind, "share": share, "low": low, "high": high})
        )
    return pd.concat(curves, ignore_index=True)


def _known(values: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values), values, otherwise)


def at(curve: pd.DataFrame, time: float) -> pd.Series:
    """The row of a curve at a time; at its end when the curve is shorter."""
    return curve[curve["time"] <= time].iloc[-1]
