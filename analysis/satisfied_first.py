"""Do satisfied customers leave first? Examined on the scenario `attention_policies`, not assumed.

The article says that satisfied customers leave before enthusiasts and before complainers, because
providers turn to the loud. Whether they do depends on what wakes a customer and on what makes one
leave. So the same market is run in every combination of

* attention: nobody called, anybody, the loud, the satisfied, those likely to leave;
* what makes a customer leave: the three exit rules;
* engagement: moved by attention, or constant (the mechanism switched off);
* discontent: with a say in whether a customer compares, or without (b = 0), or without any say
  of failures and complaints either, so that only attention is left.

`python -m analysis.satisfied_first` prints what came out and draws it; the same runs tell whether a
satisfied customer has the higher chance of staying.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import count as count_up
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import sim
from sim.experiments.workers import Workers

SCENARIO = "attention_policies"
PROVIDER = "insurer"

POLICIES = {
    "none": "nobody",
    "random": "anybody",
    "squeaky_wheel": "the loud first",
    "satisfied_first": "the satisfied first",
    "likely_to_leave": "the likely leavers first",
}
RULES = {
    "compare": "compares with rivals",
    "threshold": "satisfaction under a threshold",
    "satisfaction_only": "chance falls with satisfaction",
}
LOOKING: dict[str, dict[str, float]] = {
    "discontent": {},
    "without b": {"rules.look.satisfaction": 0.0},
    "attention only": {
        "rules.look.satisfaction": 0.0,
        "rules.look.failure": 0.0,
        "rules.look.complaint": 0.0,
    },
}
"""What wakes a customer: all that the scenario has; satisfaction not; nor failures, complaints."""

WORLD = ["rule", "policy", "engagement", "looking"]

BANDS = {0.0: "under 6", 6.0: "6 to 7", 7.0: "7 to 8", 8.0: "8 or\nmore"}
"""Lower edges, in points of satisfaction, and words."""

Tell = Callable[[int, int], Any]


def worlds() -> list[dict[str, Any]]:
    """Every combination, as the values of the columns in `WORLD`."""
    combinations = product(RULES, POLICIES, (True, False), LOOKING)
    return [dict(zip(WORLD, values, strict=True)) for values in combinations]


def count(
    replicates: int = 20,
    customers: int = 2000,
    seed: int = 1,
    workers: int = 2,
    tell: Tell | None = None,
) -> pd.DataFrame:
    """Runs every world with the same seeds, and counts leavers by satisfaction.

    Args:
        replicates: Runs of each world.
        customers: In each run.
        seed: Of the first run.
        workers: Processes.
        tell: Called after each world with the number done and the total.

    Returns:
        A row a world, seed and band: the columns in `WORLD`, seed, band (lower edge, points),
        at_risk (customer-months) and defections.
    """
    todo = worlds()
    sim.run(SCENARIO, customers=20, periods=1, against_no_entrant=False)  # compiles, once
    work = partial(_count, replicates=replicates, customers=customers, seed=seed)
    done = count_up(1)
    with Workers(work, workers) as pool:
        parts = pool.all(todo, lambda _: None if tell is None else tell(next(done), len(todo)))
    return pd.concat(parts, ignore_index=True)


def _count(world: dict[str, Any], replicates: int, customers: int, seed: int) -> pd.DataFrame:
    settings: dict[str, Any] = {
        "rules.exit": world["rule"],
        f"providers.{PROVIDER}.attention.policy": world["policy"],
        "rules.mechanisms.engagement": world["engagement"],
        **LOOKING[world["looking"]],
    }
    found = []
    for number in range(seed, seed + replicates):
        results = sim.run(
            SCENARIO,
            seed=number,
            customers=customers,
            overrides=settings,
            against_no_entrant=False,
            threads=1,
        )
        rows = results.hazards[results.hazards["provider"] == PROVIDER]
        edges = np.array(list(BANDS))
        band = edges[np.searchsorted(edges, rows["band"].to_numpy(float), side="right") - 1]
        table = rows.groupby(band)[["at_risk", "defections"]].sum()
        table = table.reindex(edges, fill_value=0).rename_axis("band").reset_index()
        found.append(table.assign(seed=number))
    return pd.concat(found, ignore_index=True).assign(**world)


def by_band(counts: pd.DataFrame) -> pd.DataFrame:
    """How often customers of each band leave for another insurer.

    Args:
        counts: From `count`.

    Returns:
        A row a world and band: the columns in `WORLD`, band, and rate (defections for a customer
        and year) with rate_low and rate_high, the 95% interval of the mean over runs. NaN where
        hardly anybody could be counted.
    """
    rate = 12 * counts["defections"] / counts["at_risk"].clip(lower=1)
    table = counts.assign(rate=rate.where(counts["at_risk"] >= ENOUGH))
    rows = []
    for key, group in table.groupby([*WORLD, "band"], sort=False):
        ends = dict(zip(("rate", "rate_low", "rate_high"), _interval(group["rate"]), strict=True))
        rows.append(dict(zip([*WORLD, "band"], key, strict=True)) | ends)
    return pd.DataFrame(rows)


def verdicts(counts: pd.DataFrame) -> pd.DataFrame:
    """In which worlds the satisfied leave first, and in which they stay longer.

    Args:
        counts: From `count`.

    Returns:
        A row a world: the columns in `WORLD`; first with first_low and first_high: hazard of those
        from 6 to under 8 over that of those under 6, whom the article calls complainers; high with
        its ends: the same hazard over that of those from 8, the enthusiasts; stays with its ends:
        hazard of the dissatisfied over that of the satisfied at the scenario's cut-off of 7. All
        are geometric means over runs with 95% intervals.
    """
    rows = []
    for key, group in counts.groupby(WORLD, sort=False):
        left = group.pivot(index="seed", columns="band", values="defections")
        risk = group.pivot(index="seed", columns="band", values="at_risk")

        def hazard(
            bands: list[float], left: pd.DataFrame = left, risk: pd.DataFrame = risk
        ) -> pd.Series:
            return (left[bands].sum(axis=1) + 0.5) / (risk[bands].sum(axis=1) + 1.0)

        row = dict(zip(WORLD, key, strict=True))
        middle = hazard([6.0, 7.0])  # the article's satisfied: neither complainer nor enthusiast
        for name, ratio in (
            ("first", middle / hazard([0.0])),
            ("high", middle / hazard([8.0])),
            ("stays", hazard([0.0, 6.0]) / hazard([7.0, 8.0])),
        ):
            ends = np.exp(_interval(np.log(ratio.to_numpy(float))))
            row |= dict(zip((name, f"{name}_low", f"{name}_high"), ends, strict=True))
        rows.append(row)
    return pd.DataFrame(rows)


def headline(table: pd.DataFrame) -> str:
    """The answer in one line: in the article's own world, where the loud get the attention.

    Args:
        table: From `verdicts`.
    """
    loud = table[(table["rule"] == "compare") & (table["policy"] == "squeaky_wheel")]
    row = loud[loud["engagement"] & (loud["looking"] == "discontent")].iloc[0]

    def answer(name: str) -> str:
        if row[f"{name}_low"] > 1:
            return "yes"
        return "no" if row[f"{name}_high"] < 1 else "not clear"

    return (
        f"Before the enthusiasts: {answer('high')}. Before the dissatisfied: {answer('first')}. "
        f"And a satisfied customer is more likely to stay: {answer('stays')}."
    )


def readings(table: pd.DataFrame) -> list[str]:
    """What the worlds say, in sentences.

    Args:
        table: From `verdicts`.
    """
    first = int((table["first_low"] > 1).sum())
    later = int((table["first_high"] < 1).sum())
    stays = int((table["stays_low"] > 1).sum())
    leaves = int((table["stays_high"] < 1).sum())
    default = table[(table["rule"] == "compare") & table["engagement"]]
    loud = default[(default["policy"] == "squeaky_wheel") & (default["looking"] == "discontent")]
    only = table[(table["rule"] == "compare") & (table["looking"] == "attention only")]
    middle, high = loud.iloc[0]["first"], loud.iloc[0]["high"]
    return [
        f"Customers between 6 and 8 leave surely sooner than the dissatisfied (under 6) in {first} "
        f"of {len(table)} worlds (chance alone makes about {len(table) / 40:.0f}), and surely "
        f"later in {later}.",
        f"Where the loud get the attention they leave {middle:.2f} times as often as the "
        f"dissatisfied and {high:.2f} times as often as the enthusiasts (8 or more).",
        "Where neither satisfaction nor trouble makes anybody compare, the ratio to the "
        f"dissatisfied is {only['first'].min():.2f} to {only['first'].max():.2f}.",
        f"The satisfied (7 or more) have surely the higher chance of staying in {stays} worlds, "
        f"and surely the lower one in {leaves}.",
    ]


ENOUGH = 100
"""Customer-months in a band of one run, under which its rate says nothing."""


def _interval(values: Iterable[float]) -> tuple[float, float, float]:
    """Mean over runs with Student's 95% interval; NaN where unknown."""
    from sim.measures import over_replicates

    found = over_replicates([float(value) for value in values])
    known = (found.value, found.low, found.high)
    middle, low, high = (np.nan if value is None else value for value in known)
    return middle, low, high


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs all worlds, prints what came out and draws it; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m analysis.satisfied_first")
    parser.add_argument("--replicates", type=int, default=20)
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("out/satisfied_first"))
    options = parser.parse_args(arguments)
    if options.replicates < 2:
        parser.error("an interval needs at least 2 replicates")

    from rich.progress import Progress

    with Progress() as bar:
        task = bar.add_task("worlds", total=len(worlds()))
        counts = count(
            options.replicates,
            options.customers,
            options.seed,
            options.workers,
            lambda done, _: bar.update(task, completed=done),
        )
    from analysis import figures
    from analysis.again import notes
    from analysis.by_band import draw

    table = verdicts(counts)
    carried = notes(
        "satisfied_first",
        SCENARIO,
        [counts],
        seed=options.seed,
        replicates=options.replicates,
        customers=options.customers,
    )
    page = draw(by_band(counts), table)
    picture = figures.save(page, options.out / "satisfied_first.png", carried)
    numbers = options.out / "satisfied_first.csv"
    table.to_csv(numbers, index=False, float_format="%.4f")
    for sentence in readings(table):
        print(f"- {sentence}")
    print(f"\nPicture: {picture}\nNumbers: {numbers}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
