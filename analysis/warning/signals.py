"""When an indicator raises the alarm, and when customers are lost.

**The rule** is the same for every indicator, and uses only what is known at that time. It is a
control chart that standardises by the indicator's own past (Q chart: Quesenberry 1991; a moving
mean: Roberts 1959): the mean of the last `recent` periods against the mean and spread of the `past`
periods before those, in standard errors, counted positive where the indicator gets worse. Periods
without a new value (no survey was held) count for nothing on either side.

**The limit** differs by indicator, so that none is favoured: it is where the same share of quiet
windows would raise a false alarm. A window is as many periods as lie before a loss; a quiet one is
the same window in the same customers' world in which nothing happens (windows before an event, and
a fixed rate of false signals: the signals approach of Kaminsky, Lizondo & Reinhart 1998). For each
run the limit comes from the quiet windows of the other runs, so a run never judges itself, and the
chance that a quiet window exceeds the k-th highest of m others is k / (m + 1). Three standard
errors, Shewhart's (1931) limit, is reported beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf, isnan, nan

import numpy as np
import pandas as pd

FAR = 1000.0
"""Standard errors: no score is beyond these, so that one over a past without spread is a number."""


@dataclass(frozen=True)
class Indicator:
    """Something that may warn.

    Attributes:
        worse: 1 where a rise is bad, -1 where a fall is.
        seen: Whether a firm can measure it; the model alone knows the others.
        family: asked (how satisfied they are), choice (what they would do) or other.
    """

    worse: int
    seen: bool
    family: str


INDICATORS = {
    "satisfaction": Indicator(-1, False, "asked"),
    "surveyed": Indicator(-1, True, "asked"),
    "nps": Indicator(-1, True, "asked"),
    "preference": Indicator(-1, True, "choice"),
    "looking": Indicator(1, False, "choice"),
    "engagement": Indicator(-1, False, "other"),
    "complaints": Indicator(1, True, "other"),
}
"""By column of the table `periods`; complaints are those for each customer at risk."""

COLUMNS = ("customers", "surveyed_n", "at_risk", *INDICATORS)
"""Columns of the table `periods` that are needed."""


@dataclass(frozen=True)
class Rule:
    """What is called a loss, and what an alarm; see the module's text.

    Attributes:
        window: Periods before a loss in which an alarm is a warning.
        fall: Share of the customers that must be gone, against the quiet world.
        recent: Periods whose mean is judged.
        past: Periods before those that make the band.
        fewest: Known values that the band needs.
        false_alarms: Share of quiet windows that may raise one.
        usual: Standard errors of the textbook's limit.
    """

    window: int
    fall: float = 0.1
    recent: int = 3
    past: int = 24
    fewest: int = 3
    false_alarms: float = 0.1
    usual: float = 3.0


def indicators_of(periods: pd.DataFrame, provider: str) -> pd.DataFrame:
    """What is watched of a provider.

    Args:
        periods: Of many runs: seed, period, provider and `COLUMNS`.
        provider: Its name.

    Returns:
        Seed, period, customers and the `INDICATORS`; NaN where nothing was measured.
    """
    rows = periods[periods["provider"] == provider].sort_values(["seed", "period"])
    table = rows[["seed", "period", "customers", *INDICATORS]].reset_index(drop=True)
    at_risk = rows["at_risk"].to_numpy(float)
    rate = rows["complaints"].to_numpy(float) / np.where(at_risk > 0, at_risk, nan)
    return table.astype(dict.fromkeys(INDICATORS, float)).assign(complaints=rate)


def scores(values: pd.DataFrame, worse: int, rule: Rule) -> pd.DataFrame:
    """How far an indicator stands outside the band of its own past.

    Args:
        values: A row a period, in order; a column a run; NaN where nothing was measured.
        worse: 1 where a rise is bad, -1 where a fall is.
        rule: The rule.

    Returns:
        The same shape, standard errors of the difference, positive when it is bad. NaN while the
        past is too short, and where nothing new is known; `FAR` where the past never varied.
    """
    fresh = values.rolling(rule.recent, min_periods=1)
    old = values.shift(rule.recent).rolling(rule.past, min_periods=rule.fewest)
    gap = worse * (fresh.mean() - old.mean())
    # Sums of a moving window leave rounding behind: less than a billionth is no difference.
    gap = gap.mask(gap.abs() < 1e-9 * values.abs().max(), 0.0)
    error = old.std() * np.sqrt(1 / fresh.count() + 1 / old.count())
    with np.errstate(divide="ignore", invalid="ignore"):
        return (gap / error).mask(gap == 0.0, 0.0).clip(-FAR, FAR)


def loss(customers: pd.Series, quiet: pd.Series, fall: float) -> float:
    """The first period in which a provider has lost customers.

    Args:
        customers: By period.
        quiet: The same in the world in which nothing happens.
        fall: Share of those that must be gone.

    Returns:
        The period; NaN when it never happens.
    """
    gone = (customers <= (1 - fall) * quiet) & (quiet > 0)
    return float(gone.index.to_numpy(float)[gone.to_numpy()][0]) if gone.any() else nan


def limits(quiet: np.ndarray, rule: Rule) -> np.ndarray:
    """For each run, the limit that the quiet windows of the other runs set.

    Args:
        quiet: The highest score in each run's quiet window.
        rule: The rule.

    Returns:
        Of the same length; an alarm is more than this. NaN when there is no other run.
    """
    others = len(quiet) - 1
    if others < 1:
        return np.full(len(quiet), nan)
    place = max(1, floor(rule.false_alarms * (others + 1) + 1e-9))
    return np.array([np.sort(np.delete(quiet, i))[-place] for i in range(len(quiet))])


def watch(before: pd.DataFrame, quiet: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Every run's loss, and what every indicator did before it and in the quiet world.

    Args:
        before: From `indicators_of`, as it went.
        quiet: The same seeds, in the world in which nothing happens.
        rule: The rule.

    Returns:
        A row a run and indicator: seed, indicator, loss (period; NaN: none), lead (periods from
        the alarm to the loss; 0 and less: too late; -inf: none in as long a time after it; NaN:
        no loss, or no limit), peak and quiet_peak (highest score in the window before the loss and
        in the quiet one, standard errors; -`FAR`: never judged), limit (NaN: a single run),
        false_alarm and usual_false_alarm (bool, in the quiet window), usual_warned (bool). Without
        a loss the quiet window is that of the median loss, or the last one of the run. An indicator
        without any value has no rows.
    """
    wide = {w: _wide(table) for w, table in (("went", before), ("quiet", quiet))}
    seeds = list(wide["went"]["customers"])
    last = int(before["period"].max())
    losses = np.array(
        [
            loss(wide["went"]["customers"][seed], wide["quiet"]["customers"][seed], rule.fall)
            for seed in seeds
        ]
    )
    usual_end = float(np.floor(np.nanmedian(losses))) if np.isfinite(losses).any() else last + 1.0
    ends = np.where(np.isfinite(losses), losses, usual_end).astype(int)
    tables = []
    for name, indicator in INDICATORS.items():
        if not before[name].notna().any():
            continue
        judged = {w: scores(wide[w][name], indicator.worse, rule).to_numpy() for w in wide}
        peaks = {
            w: np.array([_highest(of[max(0, end - rule.window) : end, i])
                         for i, end in enumerate(ends)])
            for w, of in judged.items()
        }  # fmt: skip
        limit = limits(peaks["quiet"], rule)
        had = np.isfinite(losses)
        leads = [
            _lead(judged["went"][:, i], int(losses[i]), limit[i], rule) if had[i] else nan
            for i in range(len(seeds))
        ]
        tables.append(
            pd.DataFrame(
                {
                    "seed": seeds,
                    "indicator": name,
                    "loss": losses,
                    "lead": leads,
                    "peak": np.where(had, peaks["went"], nan),
                    "quiet_peak": peaks["quiet"],
                    "limit": limit,
                    "false_alarm": peaks["quiet"] > limit,
                    "usual_false_alarm": peaks["quiet"] > rule.usual,
                    "usual_warned": had & (peaks["went"] > rule.usual),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def _wide(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """By column: a row a period, a column a seed."""
    names = ["customers", *INDICATORS]
    return {name: table.pivot(index="period", columns="seed", values=name) for name in names}


def _highest(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.max()) if len(known) else -FAR


def _lead(judged: np.ndarray, at: int, limit: float, rule: Rule) -> float:
    """Periods from the first alarm to the loss; -inf when there was none until long after it."""
    if isnan(limit):
        return nan
    first = max(0, at - rule.window)
    alarms = np.flatnonzero(judged[first : at + rule.window + 1] > limit)
    return float(at - first - alarms[0]) if len(alarms) else -inf
