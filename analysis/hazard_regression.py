"""Discrete-time hazard regression on a panel: what moves the chance to leave in a period.

The complementary log-log link makes the coefficients those of a proportional hazards model in
continuous time of which only the period of leaving is known (Prentice & Gloeckler 1978): exp(b) is
a hazard ratio. Standard errors are clustered by customer, who is in many rows (Liang & Zeger 1986).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

EVENTS_EACH = 10
"""Events that a variable asks for (Peduzzi et al. 1996); with fewer it is not fitted."""

STILL = 1e-9
"""Standard deviation up to which a variable does not vary."""

BLOCKS = 6
"""Stretches of time with a level of their own, at most."""

_STEPS = 60
_CLOGLOG = families.Binomial(link=families.links.CLogLog())
_Z = float(norm.ppf(0.975))
Array = np.ndarray[Any, np.dtype[Any]]


class TooFewEventsError(Exception):
    """There are not enough events, or nothing varies."""


@dataclass(frozen=True)
class Regression:
    """What a fit says.

    Attributes:
        effects: A row a variable: `name`, `sd` (its standard deviation over the rows at risk), `b`
            (log hazard ratio per SD), `se`, `ratio`, `low`, `high` (hazard ratio per SD, 95%),
            `alone` (share of the explained deviance that it explains on its own), `unique` (share
            that is lost without it), `vif` (variance inflation: 1 is unrelated to the others). NaN
            where it does not vary, or where the fit found no end (somebody or nobody always left).
        correlations: Between the variables that vary, over the rows at risk.
        explained: Share of the deviance left by time alone that all variables explain together.
        rows: Customer-periods.
        events: Of them, those that ended in leaving.
        customers: Different ones.
    """

    effects: pd.DataFrame
    correlations: pd.DataFrame
    explained: float
    rows: int
    events: int
    customers: int

    @property
    def shared(self) -> float:
        """Share of the explained deviance that no variable has to itself."""
        return 1 - float(self.effects["unique"].sum())


def regress(
    panel: pd.DataFrame, variables: Sequence[str], event: str, *, needed: int = EVENTS_EACH
) -> Regression:
    """Fits leaving on standardised variables, with a level for each stretch of time.

    Args:
        panel: A row a customer and period at risk: `customer`, `period`, the variables and the
            event. Rows with a missing value are left out.
        variables: Columns to explain with.
        event: Bool column: left in this period.
        needed: Events for each variable.

    Raises:
        TooFewEventsError: Fewer events, or nothing that varies.
    """
    known = panel[["customer", "period", *variables, event]].dropna()
    y = known[event].to_numpy(float)
    values = known[list(variables)].astype(float)
    spread = values.std(ddof=0)
    moving = [name for name in variables if len(known) and spread[name] > STILL]
    if not moving or min(y.sum(), len(y) - y.sum()) < needed * len(moving):
        raise TooFewEventsError
    z = ((values[moving] - values[moving].mean()) / spread[moving]).to_numpy()
    times = _blocks(known["period"].to_numpy(), y)
    groups = pd.factorize(known["customer"])[0]
    full, deviance = _fit(y, np.column_stack([times, z]), groups)
    base = climb(y, times)[1]
    gained = base - deviance
    inflation = np.diag(np.linalg.pinv(np.corrcoef(z, rowvar=False).reshape(len(moving), -1)))
    rows = []
    for place, name in enumerate(moving):
        column = times.shape[1] + place
        b, se = float(full.params[column]), float(full.bse[column])
        without = np.column_stack([times, np.delete(z, place, axis=1)])
        lost = climb(y, without)[1] - deviance
        alone = base - climb(y, np.column_stack([times, z[:, [place]]]))[1]
        sound = full.converged and np.isfinite(se) and se < 10
        b, se = (b, se) if sound else (np.nan, np.nan)
        rows.append(
            {
                "name": name,
                "sd": float(spread[name]),
                "b": b,
                "se": se,
                "ratio": np.exp(b),
                "low": np.exp(b - _Z * se),
                "high": np.exp(b + _Z * se),
                "alone": alone / gained if gained > 0 else np.nan,
                "unique": lost / gained if gained > 0 else np.nan,
                "vif": float(inflation[place]),
            }
        )
    effects = pd.DataFrame(rows).set_index("name").reindex(list(variables))
    effects["sd"] = spread.reindex(effects.index)
    return Regression(
        effects=effects.reset_index(),
        correlations=values[moving].corr(),
        explained=gained / base if base > 0 else np.nan,
        rows=len(known),
        events=int(y.sum()),
        customers=int(groups.max()) + 1,
    )


def _blocks(periods: Array, y: Array) -> Array:
    """A column of ones and zeros a stretch of time, each with about as many events.

    A stretch without events would have a hazard of nought, which no link can reach.
    """
    edges = np.unique(np.quantile(periods[y > 0], np.linspace(0, 1, BLOCKS + 1)[1:-1]))
    number = np.searchsorted(edges, periods, side="left")
    with_events = np.unique(number[y > 0])
    # Whoever is in a stretch without events counts with the next stretch that has some.
    place = np.minimum(np.searchsorted(with_events, number), len(with_events) - 1)
    return np.eye(len(with_events))[place]


def _fit(y: Array, x: Array, groups: Array) -> tuple[Any, float]:
    """The whole model by statsmodels, with clustered errors, from where `climb` ends."""
    start, deviance = climb(y, x)
    with warnings.catch_warnings(), np.errstate(over="ignore"):
        # A fit without an end is reported by its standard errors, as unknown.
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        made = GLM(y, x, family=_CLOGLOG).fit(
            start_params=start, cov_type="cluster", cov_kwds={"groups": groups}
        )
    return made, deviance


def climb(y: Array, x: Array) -> tuple[Array, float]:
    """Maximum likelihood of the same model by Fisher scoring: coefficients and deviance.

    A dozen models are compared on a hundred thousand rows; statsmodels, which decomposes all rows
    in each step, takes twenty times as long.

    Args:
        y: 0 or 1.
        x: A row each.
    """
    b = np.linalg.lstsq(x, np.full(len(y), np.log(-np.log1p(-y.mean()))), rcond=None)[0]
    before = np.inf
    for _ in range(_STEPS):
        eta = np.clip(x @ b, -30.0, 3.0)
        rate = np.exp(eta)
        p = -np.expm1(-rate)
        deviance = -2 * float(np.log(p[y > 0]).sum() - rate[y == 0].sum())
        if abs(before - deviance) < 1e-9 * (abs(deviance) + 1):
            break
        before = deviance
        slope = rate * np.exp(-rate)
        weight = slope**2 / (p * (1 - p))
        step = x.T @ (slope * (y - p) / (p * (1 - p)))
        b = b + np.linalg.pinv((x * weight[:, None]).T @ x) @ step
    return b, deviance
