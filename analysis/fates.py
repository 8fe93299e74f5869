"""What became of the same customers in worlds without some of the causes, as tidy tables.

A world is an integer: bit j says whether cause j is present in it. The first causes of a case are
those between which leaving is divided; the others are only taken away one at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan, sqrt
from typing import Any

import numpy as np
import pandas as pd

from analysis import shapley
from sim.experiments.but_for import Inquiry, Replay, replay
from sim.experiments.causes import KEYS, PROMOTING, Window, causes_of
from sim.measures import UNKNOWN, Estimate
from sim.scenario import Scenario

ORDERS = 10
"""Orders a replicate, when there are too many causes to try all sets."""

GROUPS = ("all", "satisfied", "dissatisfied")
FATES = ("one", "several", "always")
"""Kept by taking away one cause; only by taking away several; left in every world tried."""
ANYWAY, TOTAL, TOGETHER = "anyway", "total", "together"

Orders = dict[int, list[list[int]]]
"""Orders of the causes, by seed."""


@dataclass(frozen=True)
class Case:
    """The same customers in many worlds.

    Attributes:
        window: Whose leaving, and when.
        causes: Names of the causes, in the order of the bits of a world.
        divided: How many of them, from the first, leaving is divided between.
        counts: A row a seed and world. Columns: seed, world, customers (of the provider just before
            the window), left (how many of them left it for another in the window).
        fates: A row a seed, leaver of the world as it is, and world. Columns: seed, customer,
            satisfied (bool, at the end of the period before leaving), world, left (bool, in that
            world too).
        numbers: A row a seed: the three numbers of all who left the provider in the window of the
            world as it is. Columns: seed, leavers, satisfied_share, base_rate, hazard_ratio; not a
            number where unknown.
        orders: The orders that were sampled; empty when all sets were tried.
    """

    window: Window
    causes: tuple[str, ...]
    divided: int
    counts: pd.DataFrame
    fates: pd.DataFrame
    numbers: pd.DataFrame
    orders: Orders

    @property
    def whole(self) -> int:
        """The world as it is."""
        return (1 << len(self.causes)) - 1

    @property
    def others(self) -> int:
        """Bits of the causes that leaving is not divided between; present in all divided worlds."""
        return self.whole & ~((1 << self.divided) - 1)


def examine(
    scenario: Scenario,
    window: Window,
    *,
    causes: Sequence[str] | None = None,
    customers: int = 2000,
    seeds: Sequence[int] = (1,),
    workers: int = 1,
    tell: Callable[[int, int], None] | None = None,
) -> Case:
    """Runs the worlds of a case.

    Args:
        scenario: Before its first intervention.
        window: Whose leaving, and when.
        causes: Between which leaving is divided, those that are not present left out. When left
            out: the first `shapley.MOST_EXACT` of `sim.experiments.causes.PROMOTING` that are
            present. Of more than so many, orders are sampled.
        customers: In a run, at most.
        seeds: Of the runs.
        workers: Processes.
        tell: Called with the worlds run so far and all of them.
    """
    wanted = tuple(PROMOTING) if causes is None else tuple(causes)
    divided = [cause.key for cause in causes_of(scenario, window, wanted)]
    if causes is None:
        divided = divided[: shapley.MOST_EXACT]
    rest = [key for key in KEYS if key not in divided]
    found = causes_of(scenario, window, [*divided, *rest])
    inquiry = Inquiry.of(scenario, window, found, customers)
    players, others = len(divided), inquiry.whole & ~((1 << len(divided)) - 1)
    singles = [inquiry.whole & ~(1 << j) for j in range(len(found))]
    together = sum(1 << j for j, cause in enumerate(found) if cause.key not in PROMOTING)
    orders: Orders = {}
    if players > shapley.MOST_EXACT:
        orders = {seed: shapley.orders(players, ORDERS, seed) for seed in seeds}

    def worlds(seed: int) -> list[int]:
        sets: set[int] = set(range(1 << players)) if not orders else set()
        for order in orders.get(seed, []):
            sets.update(shapley.prefixes(order))
        return [*(s | others for s in sorted(sets, reverse=True)), *singles, together]

    runs = replay(inquiry, worlds, seeds=seeds, workers=workers, tell=tell)
    keys, cutoff = tuple(cause.key for cause in found), scenario.report.satisfied_at
    tables = (_counts(runs), _fates(runs, cutoff), _numbers(runs))
    return Case(window, keys, players, *tables, orders)


def _counts(runs: Sequence[Replay]) -> pd.DataFrame:
    rows = [
        (run.seed, world, run.customers, left)
        for run in runs
        for world, left in zip(run.worlds, run.left, strict=True)
    ]
    return pd.DataFrame(rows, columns=["seed", "world", "customers", "left"])


def _fates(runs: Sequence[Replay], cutoff: float) -> pd.DataFrame:
    tables = [
        pd.DataFrame(
            {
                "seed": run.seed,
                "customer": np.tile(run.leavers, len(run.worlds)),
                "satisfied": np.tile(run.bands >= 2 * cutoff, len(run.worlds)),
                "world": np.repeat(run.worlds, len(run.leavers)),
                "left": run.gone.ravel(),
            }
        )
        for run in runs
    ]
    return pd.concat(tables, ignore_index=True)


def _numbers(runs: Sequence[Replay]) -> pd.DataFrame:
    names = ("satisfied_share", "base_rate", "hazard_ratio")
    rows = []
    for run in runs:
        values = (getattr(run.numbers, name).value for name in names)
        known = (nan if value is None else value for value in values)
        rows.append((run.seed, run.numbers.leavers, *known))
    return pd.DataFrame(rows, columns=["seed", "leavers", *names])


def ratio(part: Sequence[float] | Any, whole: Sequence[float] | Any) -> Estimate:
    """Sum over sum, with Student's interval over the replicates.

    Replicates with more leavers count for more, so that parts of one whole add up exactly. The
    error is that of a ratio of two means (Cochran 1977, section 6.4).

    Args:
        part: One number a replicate.
        whole: The same; their sum is what the parts are divided by.

    Returns:
        The ratio; unknown when the whole is 0, and without an interval for a single replicate and
        when there is no difference between them.
    """
    a, b = np.asarray(part, np.float64), np.asarray(whole, np.float64)
    if b.sum() <= 0:
        return UNKNOWN
    value = float(a.sum() / b.sum())
    if len(a) < 2:
        return Estimate(value)
    from scipy.special import stdtrit  # a tenth of a second that other commands do not need

    error = float((a - value * b).std(ddof=1)) / float(b.mean()) / sqrt(len(a))
    if error == 0.0:
        return Estimate(value)  # runs that all say the same do not tell how they would differ
    half = float(stdtrit(len(a) - 1, 0.975)) * error
    return Estimate(value, value - half, value + half)


def necessity(case: Case) -> pd.DataFrame:
    """For how many of the leavers each cause was necessary: without it they would not have left.

    Args:
        case: The case.

    Returns:
        A row a cause (and one for `TOGETHER`: all promoting causes) and group of leavers. Columns:
        cause, group (of `GROUPS`), leavers, share
        (0-1 of the group; not a number when there is nobody in it), low, high (95% interval over
        the replicates).
    """
    rows = []
    for cause, number in _worlds(case).items():
        world = case.fates[case.fates["world"] == number]
        for group in GROUPS:
            some = _of(world, group)
            rows.append((cause, group, len(some), *_shares(case, some, ~some["left"])))
    return pd.DataFrame(rows, columns=["cause", "group", "leavers", "share", "low", "high"])


def smallest(case: Case) -> pd.DataFrame:
    """The smallest sets of causes without which each leaver would not have left.

    Tried are the worlds that were run: the sets of the causes between which leaving is divided
    (when orders are sampled, those that they contain), every other promoting cause alone, and all
    of them together.

    Args:
        case: The case.

    Returns:
        A row a leaver of the world as it is. Columns: seed, customer, satisfied, size (causes that
        must go; 0 when no set keeps this customer), sets (tuple of worlds: the causes that go, as
        bits).
    """
    held = sum(1 << j for j, cause in enumerate(case.causes) if cause not in PROMOTING)
    tried = case.fates[(case.fates["world"] & held) == held]
    tried = tried.assign(removed=case.whole & ~tried["world"])
    tried["size"] = [int(removed).bit_count() for removed in tried["removed"]]
    people = tried[tried["size"] == 0][["seed", "customer", "satisfied"]]
    kept = tried[~tried["left"]]
    least = kept.groupby(["seed", "customer"])["size"].transform("min")
    best = kept[kept["size"] == least].groupby(["seed", "customer"])
    sets = pd.Series({key: tuple(sorted(rows)) for key, rows in best["removed"]}, dtype=object)
    sets = sets.rename_axis(["seed", "customer"]).rename("sets")
    found = people.merge(best["size"].first(), "left", on=["seed", "customer"])
    found = found.merge(sets, "left", on=["seed", "customer"])
    found["size"] = found["size"].fillna(0).astype(int)
    found["sets"] = [worlds if isinstance(worlds, tuple) else () for worlds in found["sets"]]
    return found


def fate(case: Case, found: pd.DataFrame) -> pd.DataFrame:
    """How many leavers one cause less would have kept, how many only several, and how many none.

    Args:
        case: The case.
        found: From `smallest`.

    Returns:
        A row a fate (of `FATES`) and group. Columns: fate, group, leavers, share, low, high; the
        shares of a group add up to 1.
    """
    sizes = {"one": found["size"] == 1, "several": found["size"] > 1, "always": found["size"] == 0}
    rows = []
    for name in FATES:
        for group in GROUPS:
            some = _of(found, group)
            rows.append((name, group, len(some), *_shares(case, some, sizes[name][some.index])))
    return pd.DataFrame(rows, columns=["fate", "group", "leavers", "share", "low", "high"])


def commonest(case: Case, found: pd.DataFrame, most: int = 3) -> pd.DataFrame:
    """The commonest smallest sets of two causes and more.

    Args:
        case: The case.
        found: From `smallest`.
        most: Number of sets.

    Returns:
        A row a set, the commonest first. Columns: causes (tuple of names), leavers (for whom it is
        one of the smallest sets; there may be others), share (0-1 of all leavers).
    """
    several = found[found["size"] > 1]
    counts = several["sets"].explode().value_counts(sort=False)
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]
    rows = [
        (
            tuple(c for j, c in enumerate(case.causes) if (int(str(removed)) >> j) & 1),
            int(count),
            count / len(found),
        )
        for removed, count in order
    ]
    return pd.DataFrame(rows, columns=["causes", "leavers", "share"])


def leaving(case: Case) -> pd.DataFrame:
    """How many leave in the world as it is, and in each world without one cause.

    Args:
        case: The case.

    Returns:
        A row a cause, one for `TOGETHER`, and one for the world as it is (cause ""). Columns:
        cause, share (of the provider's customers just before the window, 0-1), low, high.
    """
    rows = []
    for cause, world in {"": case.whole, **_worlds(case)}.items():
        of = case.counts[case.counts["world"] == world]
        rows.append((cause, *_estimate(ratio(of["left"], of["customers"]))))
    return pd.DataFrame(rows, columns=["cause", "share", "low", "high"])


def division(case: Case) -> pd.DataFrame:
    """Leaving, divided between the causes by Shapley's value.

    v(S) is the number of customers who leave in the world in which the causes S are present.

    Args:
        case: The case.

    Returns:
        A row a part: the causes that it is divided between, `ANYWAY` (who leaves without any of
        them), `TOTAL` (who leaves in the world as it is). Columns: part, share (of the leavers; the
        parts add up to that of the total, 1), low, high (95% interval over the replicates),
        hundred (of a hundred customers), error (standard error of the share from the sampling of
        orders; 0 when all sets were tried).

    Raises:
        RuntimeError: The parts do not add up.
    """
    values = case.counts.drop_duplicates(["seed", "world"]).set_index(["seed", "world"])["left"]
    seeds = sorted(case.counts["seed"].unique())
    none, parts, errors = case.others, [], []
    for seed in seeds:
        shares, error = _shares_of_seed(case, values.loc[seed].to_dict(), seed)
        parts.append(shares)
        errors.append(error)
        apart = float(values[seed, case.whole] - values[seed, none])
        if abs(float(shares.sum()) - apart) > 1e-6:
            raise RuntimeError(f"the parts of seed {seed} add up to {shares.sum()}, not to {apart}")
    total = np.array([values[seed, case.whole] for seed in seeds], float)
    anyway = np.array([values[seed, none] for seed in seeds], float)
    by_seed = case.counts.groupby("seed")["customers"].first()
    people = float(by_seed[seeds].sum())
    columns = {
        **{case.causes[j]: np.array([part[j] for part in parts]) for j in range(case.divided)},
        ANYWAY: anyway,
        TOTAL: total,
    }
    rows = []
    for number, (part, amounts) in enumerate(columns.items()):
        chance = [error[number] for error in errors] if number < case.divided else [0.0]
        error = sqrt(sum(e * e for e in chance)) / total.sum() if total.sum() > 0 else nan
        hundred = 100 * amounts.sum() / people if people > 0 else nan
        rows.append((part, *_estimate(ratio(amounts, total)), hundred, error))
    return pd.DataFrame(rows, columns=["part", "share", "low", "high", "hundred", "error"])


def _shares_of_seed(case: Case, left: dict[int, int], seed: int) -> tuple[Any, Any]:
    if case.orders:
        return shapley.sampled(lambda s: left[s | case.others], case.orders[seed])
    values = [left[s | case.others] for s in range(1 << case.divided)]
    return shapley.exact(values), np.zeros(case.divided)


def _worlds(case: Case) -> dict[str, int]:
    """The worlds without one cause, and that without any promoting one."""
    single = {cause: case.whole & ~(1 << j) for j, cause in enumerate(case.causes)}
    holding = (1 << j for j, cause in enumerate(case.causes) if cause not in PROMOTING)
    return {**single, TOGETHER: sum(holding)}


def _of(rows: pd.DataFrame, group: str) -> pd.DataFrame:
    return rows if group == "all" else rows[rows["satisfied"] == (group == "satisfied")]


def _shares(case: Case, some: pd.DataFrame, having: pd.Series) -> tuple[float, float, float]:
    """The share that has something, with its interval over all seeds of the case."""
    seeds = case.numbers["seed"]
    has = having.groupby(some["seed"]).sum().reindex(seeds, fill_value=0)
    total = some.groupby("seed").size().reindex(seeds, fill_value=0)
    value, low, high = _estimate(ratio(has, total))
    return value, float(np.maximum(low, 0.0)), float(np.minimum(high, 1.0))


def _estimate(found: Estimate) -> tuple[float, float, float]:
    value, low, high = (nan if number is None else number for number in found.as_dict().values())
    return value, low, high
