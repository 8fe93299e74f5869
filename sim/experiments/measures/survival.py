"""Times until something happens, some of them cut short (Kaplan & Meier 1958)."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


def staying(times: Array, happened: Array, periods: int) -> Array:
    """Chance that it has not happened after each period.

    Args:
        times: Whole periods until it happened, from 1, or until the view of it was lost.
        happened: Bool of the same shape; False: lost from view at the end of that period.
        periods: Number of periods to follow.

    Returns:
        Float64 of shape (periods + 1,): 1 at the start. Where nobody is left in view the chance
        stands still, unless nobody was there from the start: then it is not a number.
    """
    times = np.asarray(times, np.int64)
    if not len(times):
        return np.full(periods + 1, np.nan)
    bins = periods + 2
    events = np.bincount(np.minimum(times[happened], periods + 1), minlength=bins)[1:-1]
    gone = np.bincount(np.minimum(times, periods + 1), minlength=bins)[:-1]
    in_view = len(times) - np.cumsum(gone)[:-1]
    step = 1.0 - np.divide(events, in_view, out=np.zeros(periods), where=in_view > 0)
    return np.concatenate([[1.0], np.cumprod(step)])


def chance_within(times: Array, happened: Array, periods: int) -> float:
    """Chance that it has happened after so many periods."""
    return float(1.0 - staying(times, happened, periods)[-1])


def mean_time(times: Array, happened: Array, periods: int) -> float:
    """Mean periods until it happens, none counted for longer than `periods`."""
    return float(staying(times, happened, periods)[:-1].sum())
