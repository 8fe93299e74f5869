"""Estimates of each world, and differences between worlds: paired by seed, and as if they were not.

The luck of a seed is the same in all worlds, so that most of what differs between seeds cancels in
the difference of two worlds. Student's interval on the differences of the pairs shows how well the
mean difference is known; beside it stands Welch's interval, which two separate sets of runs would
have had, and how many times as wide that is. Ratios are compared as quotients, on a log scale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import exp, isfinite, log, nan, sqrt
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.experiments.plans.columns import COLUMNS
from sim.experiments.plans.flows import CELLS
from sim.experiments.plans.numbers import MEASURES, SERIES, SHARES, WHOLE, scale_of
from sim.experiments.plans.study import World
from sim.experiments.plans.worlds import Lived
from sim.measures import UNKNOWN, Estimate, Scale, over_replicates, wilson
from sim.scenario.claims import AS_IS

BY_PLAN, BY_PLAN_ALONE, BY_ENTRANT = "plan", "plan without entrant", "entrant"
"""What makes the difference between the two worlds of a row."""

QUOTIENT, DIFFERENCE = "quotient", "difference"

Values = np.ndarray[Any, np.dtype[np.float64]]


class Key(NamedTuple):
    """Of which number: a measure in a world."""

    window: str
    plan: str
    entrants: bool
    provider: str
    measure: str
    cutoff: float


class Numbers:
    """All numbers of all runs.

    Args:
        runs: What came home, of all seeds.
    """

    def __init__(self, runs: Sequence[Lived]) -> None:
        ordered = sorted(runs, key=lambda run: run.seed)
        self._table: dict[Key, Values] = {}
        for place, run in enumerate(ordered):
            columns = [run.numbers[name].tolist() for name in (*Key._fields, "value")]
            for *key, value in zip(*columns, strict=True):
                row = self._table.setdefault(Key(*key), np.full(len(ordered), nan))
                row[place] = value
        order = {measure: number for number, measure in enumerate(MEASURES)}
        self.keys = sorted(
            self._table,
            # Everything else stays in the order of the worlds and of the scenario.
            key=lambda key: order[key.measure],
        )
        self.runs = len(ordered)

    def __getitem__(self, key: Key) -> Values:
        found = self._table.get(key)
        return np.full(self.runs, nan) if found is None else found


def estimates(numbers: Numbers) -> pd.DataFrame:
    """The mean of every number over the whole of the books; columns as in `columns`."""
    rows = []
    for key in numbers.keys:
        if key.window != WHOLE:
            continue
        values = numbers[key]
        found = over_replicates(values.tolist(), scale_of(key.measure))
        ends = _within(found) if key.measure in SHARES else _ends(found)
        rows.append((*key[1:], *ends, int(np.isfinite(values).sum()), numbers.runs))
    return _framed(rows, "estimates")


def differences(numbers: Numbers, worlds: Sequence[World]) -> pd.DataFrame:
    """Differences of every number over the whole of the books; columns as in `columns`.

    Args:
        numbers: Of all runs.
        worlds: Those that were lived.
    """
    rows = [
        (by, here.plan, key.provider, key.measure, key.cutoff, *_compared(numbers, key, other))
        for by, here, there in _pairs(worlds)
        for key, other in _keys(numbers, here, there)
        if key.window == WHOLE
    ]
    return _framed(rows, "differences")


def policies(
    numbers: Numbers, worlds: Sequence[World], kinds: Mapping[str, str], spans: Sequence[str]
) -> pd.DataFrame:
    """Differences by plan before and after the entry; columns as in `columns`.

    Args:
        numbers: Of all runs.
        worlds: Those that were lived.
        kinds: What kind of policy each plan is.
        spans: Windows to show.
    """
    rows = [
        (
            here.plan,
            kinds[here.plan],
            key.window,
            key.provider,
            key.measure,
            key.cutoff,
            *_compared(numbers, key, other),
        )
        for by, here, there in _pairs(worlds)
        if by == BY_PLAN
        for key, other in _keys(numbers, here, there)
        if key.window in spans
    ]
    return _framed(rows, "policies")


def series(runs: Sequence[Lived]) -> pd.DataFrame:
    """Mean of the runs and the band that holds 95% of them, by world and period."""
    by = ["plan", "entrants", "provider", "period"]
    table = pd.concat([run.series for run in runs], ignore_index=True)
    grouped = table.groupby(by, sort=False)[list(SERIES)]
    parts = []
    middle, ends = grouped.mean(), grouped.quantile(np.array([0.025, 0.975])).unstack()
    for measure in SERIES:
        parts.append(
            pd.DataFrame(
                {
                    "measure": measure,
                    "mean": middle[measure],
                    "low": ends[(measure, 0.025)].reindex(middle.index),
                    "high": ends[(measure, 0.975)].reindex(middle.index),
                }
            ).reset_index()
        )
    return _framed(pd.concat(parts, ignore_index=True), "series")


def flows(runs: Sequence[Lived]) -> pd.DataFrame:
    """Flows with intervals over the runs; columns as in `columns`."""
    # A column without a number in one seed must be of numbers too, as in the others; and seeds
    # without a row say nothing of the types.
    numbers = dict.fromkeys(("satisfied", "base_rate", "hazard_ratio"), float)
    found = [run.flows.astype(numbers) for run in runs]
    table = pd.concat([each for each in found if len(each)] or found[:1], ignore_index=True)
    rows = []
    for key, group in table.groupby(["plan", "provider", "until", "cell"], sort=False):
        somebody = group["satisfied"].notna()
        # Few leave in some cells of some seeds: customers are pooled, and not shares.
        content = float(group.loc[somebody, "satisfied"].astype(float).sum())
        share = wilson(content, float(group.loc[somebody, "customers"].sum()))
        rows.append(
            (
                *key,
                float(group["opening"].mean()),
                float(group["customers"].mean()),
                *_within(_mean(group["customers"] / group["opening"])),
                *_ends(share),
                *_ends(_mean(group["base_rate"])),
                *_ends(_mean(group["hazard_ratio"], "log")),
                len(group),
            )
        )
    framed = _framed(rows, "flows")
    framed["order"] = framed["cell"].map({cell: k for k, cell in enumerate(CELLS)})
    places = framed.groupby(["plan", "provider", "until"], sort=False).ngroup()
    framed = framed.assign(place=places).sort_values(["place", "order"], kind="stable")
    return framed.drop(columns=["order", "place"]).reset_index(drop=True)


def paired(here: Values, there: Values, scale: Scale = "plain") -> tuple[Estimate, Estimate]:
    """The mean difference of two worlds, with the paired and the unpaired interval.

    Args:
        here: One number a seed; not a number where it is unknown.
        there: The same in the other world, in the same order of seeds.
        scale: "log" for the quotient of ratios.

    Returns:
        The same mean twice: with Student's interval on the differences of the pairs, and with
        Welch's (1947) on the two sets as if they had nothing in common. Pairs of which one number
        is unknown are left out.
    """
    known = np.isfinite(here) & np.isfinite(there)
    if scale == "log":
        known &= (here > 0) & (there > 0)
    mine, other = here[known], there[known]
    if scale == "log":
        together = over_replicates((mine / other).tolist(), "log")
        mine, other = np.log(mine), np.log(other)
    else:
        together = over_replicates((mine - other).tolist())
    if together.value is None or together.low is None:
        return together, together
    half = _welch(mine, other)
    middle = log(together.value) if scale == "log" else together.value
    back = exp if scale == "log" else float
    return together, Estimate(together.value, back(middle - half), back(middle + half))


def narrower(together: Estimate, apart: Estimate, scale: Scale = "plain") -> float:
    """How many times as wide the unpaired interval is; unknown where the paired one is a point."""
    widths = []
    for found in (apart, together):
        if found.low is None or found.high is None:
            return nan
        ends = (found.low, found.high)
        if scale == "log":
            ends = (log(found.low), log(found.high)) if found.low > 0 else (0.0, 0.0)
        widths.append(ends[1] - ends[0])
    return widths[0] / widths[1] if widths[1] > 0 else nan


def _welch(here: Values, there: Values) -> float:
    """Half of Welch's interval for a difference of means."""
    from scipy.special import stdtrit

    parts = [float(values.var(ddof=1)) / len(values) for values in (here, there)]
    if sum(parts) == 0:
        return 0.0
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(values) - 1) for part, values in zip(parts, (here, there), strict=True)
    )
    return float(stdtrit(freedom, 0.975)) * sqrt(sum(parts))


def _pairs(worlds: Sequence[World]) -> Iterator[tuple[str, World, World]]:
    """Which worlds are compared: what differs, the world, and the one that it is compared with."""
    for world in worlds:
        if world.plan != AS_IS:
            by = BY_PLAN if world.entrants else BY_PLAN_ALONE
            yield by, world, World(AS_IS, world.entrants)
    for world in worlds:
        if world.entrants and World(world.plan, False) in worlds:
            yield BY_ENTRANT, world, World(world.plan, False)


def _keys(numbers: Numbers, here: World, there: World) -> Iterator[tuple[Key, Key]]:
    for key in numbers.keys:
        if (key.plan, key.entrants) == here:
            yield key, key._replace(plan=there.plan, entrants=there.entrants)


def _compared(numbers: Numbers, here: Key, there: Key) -> tuple[Any, ...]:
    scale = scale_of(here.measure)
    own, other = numbers[here], numbers[there]
    together, apart = paired(own, other, scale)
    known = int((np.isfinite(own) & np.isfinite(other)).sum())
    return (
        over_replicates(other.tolist(), scale).value,
        over_replicates(own.tolist(), scale).value,
        QUOTIENT if scale == "log" else DIFFERENCE,
        *_ends(together),
        apart.low,
        apart.high,
        narrower(together, apart, scale),
        known,
        numbers.runs,
    )


def _mean(values: pd.Series, scale: Scale = "plain") -> Estimate:
    known = [float(value) for value in values.astype(float) if isfinite(value)]
    return over_replicates(known, scale) if known else UNKNOWN


def _within(found: Estimate) -> tuple[float | None, float | None, float | None]:
    """A share with its interval, which ends where shares end."""
    value, low, high = _ends(found)
    return value, None if low is None else max(0.0, low), None if high is None else min(1.0, high)


def _ends(found: Estimate) -> tuple[float | None, float | None, float | None]:
    return found.value, found.low, found.high


def _framed(rows: Any, table: str) -> pd.DataFrame:
    """A table with its columns in order; numbers are floats, and a cut-off of 0 is none."""
    names = list(COLUMNS[table])
    framed = rows[names] if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows, columns=names)
    for name in framed.columns:
        if framed[name].dtype == object and framed[name].map(_is_number).all():
            framed[name] = framed[name].astype(float)
    if "cutoff" in framed:
        framed["cutoff"] = framed["cutoff"].where(framed["cutoff"] > 0).astype(float)
    return framed


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
