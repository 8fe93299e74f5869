"""Many runs of one market with other luck: bands over time, and numbers with honest intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.measures import (
    MEASURES,
    RATIOS,
    Estimate,
    band_of_replicates,
    over_replicates,
)
from sim.results import Results
from sim.scenario import Scenario

KEYS = ["period", "date", "provider", "mode"]
DEFAULT_MEASURES = ("share", "customer_share", "satisfaction")


@dataclass(frozen=True)
class Replicate:
    """What is kept of one run.

    Attributes:
        seed: Of the run.
        periods: Columns `KEYS` and the measures, as in the table `periods`.
        numbers: Columns provider, cutoff, measure, value, low, high, leavers: a row for each of
            `sim.measures.MEASURES` at each cut-off; the interval is that within the run.
    """

    seed: int
    periods: pd.DataFrame
    numbers: pd.DataFrame

    @classmethod
    def of(cls, results: Results, measures: Sequence[str]) -> Replicate:
        """Reduces a run to what is asked."""
        rows = []
        for provider in results.providers:
            for cutoff in results.cutoffs():
                numbers = results.three_numbers(provider, cutoff)
                excess = results.excess.get(provider, {}).get(cutoff, Estimate())
                for measure in MEASURES:
                    found = excess if measure == "excess" else getattr(numbers, measure)
                    rows.append(
                        {
                            "provider": provider,
                            "cutoff": cutoff,
                            "measure": measure,
                            **found.as_dict(),
                            "leavers": numbers.leavers,
                        }
                    )
        kinds = {"cutoff": float, "value": float, "low": float, "high": float}
        there = results.periods[results.periods["provider"].isin(results.providers)]
        return cls(
            seed=results.origin.seed,
            periods=there[[*KEYS, *measures]].astype({"provider": str, "mode": str}),
            numbers=pd.DataFrame(rows).astype(kinds),
        )


@dataclass(frozen=True)
class Replicates:
    """Runs of one market that differ in their seed only.

    Attributes:
        scenario: As it was before the first intervention.
        seeds: Of the runs, in order.
        periods: Columns seed, period, date, provider, mode, and the measures that were asked for.
        modes: Share of use by mode: columns seed, period, date, mode, share; empty when shares
            were not asked for.
        numbers: Columns seed, provider, cutoff, measure, value, low, high, leavers.
    """

    scenario: Scenario
    seeds: tuple[int, ...]
    periods: pd.DataFrame
    modes: pd.DataFrame
    numbers: pd.DataFrame

    @classmethod
    def of(cls, scenario: Scenario, runs: Sequence[Replicate]) -> Replicates:
        """Lays runs under one another, by seed."""
        ordered = sorted(runs, key=lambda one: one.seed)
        keys = [one.seed for one in ordered]

        def stacked(tables: list[pd.DataFrame]) -> pd.DataFrame:
            return (
                pd.concat(tables, keys=keys, names=["seed"])
                .reset_index("seed")
                .reset_index(drop=True)
            )

        periods = stacked([one.periods for one in ordered])
        by_mode = ["seed", "period", "date", "mode"]
        if "share" in periods:
            modes = _sums(periods, by_mode)
        else:
            modes = pd.DataFrame(columns=[*by_mode, "share"])
        return cls(
            scenario=scenario,
            seeds=tuple(keys),
            periods=periods,
            modes=modes,
            numbers=stacked([one.numbers for one in ordered]),
        )

    def bands(self, measure: str, of: Literal["provider", "mode"] = "provider") -> pd.DataFrame:
        """The band that holds 95% of the runs, period by period.

        Args:
            measure: A column of `periods`; for modes, "share".
            of: Whose.

        Returns:
            Columns provider or mode, period, date, low, mid (the median), high.
        """
        table = self.periods if of == "provider" else self.modes
        grouped = table.groupby([of, "period", "date"], sort=False)[measure]
        wide = grouped.quantile(np.array([0.025, 0.5, 0.975])).unstack()
        wide.columns = pd.Index(["low", "mid", "high"])
        return wide.reset_index()

    def estimates(self, interval: Literal["mean", "runs"] = "mean") -> pd.DataFrame:
        """The three numbers and the excess, with intervals over the runs.

        Args:
            interval: "mean" for the mean over the runs (of ratios the geometric one) with Student's
                interval; "runs" for the median with the band that holds 95% of the runs.

        Returns:
            Columns provider, cutoff, measure, value, low, high, known, runs; `known` tells in how
            many of the runs the number was known.
        """
        rows = []
        for key, group in self.numbers.groupby(["provider", "cutoff", "measure"], sort=False):
            provider, cutoff, measure = key
            values = group["value"].tolist()
            if interval == "runs":
                estimate = band_of_replicates(values)
            else:
                estimate = over_replicates(values, "log" if measure in RATIOS else "plain")
            rows.append(
                {
                    "provider": provider,
                    "cutoff": cutoff,
                    "measure": measure,
                    **estimate.as_dict(),
                    "known": int(group["value"].notna().sum()),
                    "runs": len(group),
                }
            )
        return pd.DataFrame(rows).astype({"value": float, "low": float, "high": float})


def _sums(periods: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Sums of the shares by some columns, added up in the order of the rows.

    Versions of pandas add up otherwise and differ in the last digit, which a digest would show. A
    period without any use has no shares, and not shares of 0.
    """
    groups = periods.groupby(by, sort=False)
    kept = periods["share"].notna().to_numpy()
    number = groups.ngroup().to_numpy()
    found = np.bincount(number[kept], minlength=groups.ngroups) > 0
    sums = np.bincount(number[kept], periods["share"].to_numpy()[kept], groups.ngroups)
    first = ~periods.duplicated(by).to_numpy()
    return periods.loc[first, by].assign(share=np.where(found, sums, np.nan)).reset_index(drop=True)
