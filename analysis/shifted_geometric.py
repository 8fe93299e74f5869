"""The shifted beta-geometric model of retention (Fader & Hardie 2007, J. Interactive Marketing 21).

Each customer leaves with a probability of his own in every period, the same in all periods; these
probabilities follow a beta distribution over the customers. Retention then rises with time, though
nobody grows more loyal: who leaves easily leaves early.

The likelihood is a few lines. Libraries that have it are too heavy for it (pymc-marketing brings a
sampler) or no longer kept (lifetimes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import betaln

_BOUND = 12.0
"""Of log a and log b."""

ALIKE = 0.01
"""Spread of the chances to leave, 1 / (a + b + 1), under which customers cannot be told apart."""


@dataclass(frozen=True)
class Fit:
    """A fitted model.

    Attributes:
        a: First parameter of the beta distribution of the chance to leave.
        b: Second.
    """

    a: float
    b: float

    @property
    def alike(self) -> bool:
        """Whether the customers look all alike: a geometric curve, of which only `churn` counts."""
        return 1 / (self.a + self.b + 1) < ALIKE

    @property
    def churn(self) -> float:
        """Mean chance to leave in the first period, a / (a + b)."""
        return self.a / (self.a + self.b)

    def retention(self, t: np.ndarray) -> np.ndarray:
        """Share of those there who survive period t = 1, 2, ...: (b + t - 1) / (a + b + t - 1)."""
        t = np.asarray(t, float)
        return np.asarray((self.b + t - 1) / (self.a + self.b + t - 1))

    def survival(self, t: np.ndarray) -> np.ndarray:
        """Share still there after t = 0, 1, ... periods: B(a, b + t) / B(a, b)."""
        t = np.asarray(t, float)
        return np.asarray(np.exp(betaln(self.a, self.b + t) - betaln(self.a, self.b)))


def fit(left: np.ndarray, cut_off: np.ndarray) -> Fit | None:
    """Maximum likelihood from counts.

    Args:
        left: Customers who left in period 1, 2, ...; need not be whole.
        cut_off: Of the same length: customers last seen at the end of that period, still there.

    Returns:
        None when nobody left, or when everybody did so in the first period.
    """
    left, cut_off = np.asarray(left, float), np.asarray(cut_off, float)
    if left.sum() <= 0 or left[1:].sum() + cut_off.sum() <= 0:
        return None
    t = np.arange(1, len(left) + 1)

    def loss(logs: np.ndarray) -> float:
        a, b = np.exp(logs)
        leaves = betaln(a + 1, b + t - 1) - betaln(a, b)
        stays = betaln(a, b + t) - betaln(a, b)
        return -float(left @ leaves + cut_off @ stays) / float(left.sum() + cut_off.sum())

    found = min(
        (
            minimize(loss, start, method="L-BFGS-B", bounds=2 * [(-_BOUND, _BOUND)], tol=1e-12)
            for start in ([0.0, 0.0], [0.0, 2.0], [2.0, 5.0])
        ),
        key=lambda one: float(one.fun),
    )
    a, b = np.exp(found.x)
    return Fit(float(a), float(b))


def counts(found: pd.DataFrame, periods_a_step: int) -> tuple[np.ndarray, np.ndarray]:
    """Spells as counts by step of time, for `fit`.

    Args:
        found: Spells: columns duration and end, all of them begun at the same moment.
        periods_a_step: Periods in a step, such as a year.

    Returns:
        `left` (defections and stops) and `cut_off`. Involuntary exits are cut off at the last whole
        step; the end of the run, where it is no whole step, cuts off likewise. Spells cut off
        within the first step tell nothing and are in neither.
    """
    is_left = found["end"].isin(("defection", "stop")).to_numpy()
    duration = found["duration"].to_numpy()
    step = np.where(is_left, -(-duration // periods_a_step), duration // periods_a_step)
    horizon = int(duration.max() // periods_a_step) if len(duration) else 0
    # An exit in a last step that nobody can finish would count against no survivors.
    late = is_left & (step > horizon)
    is_left, step = is_left & ~late, np.where(late, horizon, step)
    size = horizon + 1
    left = np.bincount(step[is_left], minlength=size)[1:].astype(float)
    cut_off = np.bincount(step[~is_left], minlength=size)[1:].astype(float)
    return left, cut_off
