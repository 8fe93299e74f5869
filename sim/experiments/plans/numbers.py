"""The measures of one world, by provider: at the end, over the books, before and after an entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import nan
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.experiments.measures import Finished
from sim.measures import RATIOS, Scale, ThreeNumbers, excess, left_satisfied, three_numbers

DISCOUNT = 0.10
"""A year: what money of a year later is worth less. Declared, not estimated."""

AT_THE_END = ("share", "customer_share", "customers", "satisfaction")
COUNTED = ("defections", "stops", "complaints")
MONEY = ("revenue", "cost", "profit")
NUMBERS = ("satisfied_share", "base_rate", "hazard_ratio", "stratified_ratio")
EXCESS = "excess"
VALUE_NOW = "discounted_profit"
MEASURES = (
    *AT_THE_END,
    *COUNTED,
    "defection_rate",
    *NUMBERS,
    EXCESS,
    *MONEY,
    VALUE_NOW,
)
"""In the order of every table."""

SHARES = ("share", "customer_share", "defection_rate", "satisfied_share", "base_rate")
"""Measures that cannot be below 0 or above 1, nor can the ends of their intervals."""

SERIES = ("share", "customer_share", "satisfaction", "defections", "revenue", "cost", "profit")
"""Columns of the table `periods` that are kept period by period."""

WHOLE, BEFORE, AFTER = "whole", "before", "after"
Windows = dict[str, tuple[int, int]]


class Number(NamedTuple):
    """One measure of one provider in one world.

    Attributes:
        window: `whole`, or `before` and `after` the entry; these two count by period.
        provider: Name.
        measure: One of `MEASURES`.
        cutoff: Satisfied means at least this; 0 where no cut-off matters.
        value: Not a number where it is unknown.
    """

    window: str
    provider: str
    measure: str
    cutoff: float
    value: float


def scale_of(measure: str) -> Scale:
    """Ratios are averaged, and compared, on a log scale."""
    return "log" if measure in RATIOS else "plain"


def windows(entry: int | None, horizon: int) -> Windows:
    """The spans over which plans are judged.

    Args:
        entry: Period of the first entry of a disruptor; None for none.
        horizon: Periods with books.
    """
    found = {WHOLE: (0, horizon)}
    if entry is not None and 0 < entry < horizon:
        found |= {BEFORE: (0, entry), AFTER: (entry, horizon)}
    return found


def numbers(
    periods: pd.DataFrame, finished: Finished, spans: Windows, cutoffs: Sequence[float]
) -> Iterator[Number]:
    """All measures of a world but the excess.

    Args:
        periods: The table of that name, without the outside option.
        finished: The world.
        spans: The windows.
        cutoffs: Satisfied means at least one of these.
    """
    by_provider = dict(iter(periods.groupby("provider", observed=True, sort=False)))
    for window, (start, end) in spans.items():
        for number, name in enumerate(finished.past.names):
            rows = by_provider[name].iloc[start:end]
            length = 1 if window == WHOLE else end - start
            for measure in AT_THE_END:
                yield Number(window, name, measure, 0.0, float(rows[measure].iloc[-1]))
            for measure in (*COUNTED, *MONEY):
                yield Number(window, name, measure, 0.0, float(rows[measure].sum()) / length)
            if window == WHOLE:
                now = discounted(rows["profit"].to_numpy(float), finished.year)
                yield Number(window, name, VALUE_NOW, 0.0, now)
            hazard = finished.past.hazard[start:end, :, number].astype(np.float64)
            for cutoff in cutoffs:
                found = three_numbers(hazard[:, :, 0], hazard[:, :, 1], cutoff)
                if cutoff == cutoffs[0]:
                    yield Number(window, name, "defection_rate", 0.0, _rate(found))
                for measure in NUMBERS:
                    value = getattr(found, measure).value
                    known = nan if value is None else float(value)
                    yield Number(window, name, measure, cutoff, known)


def discounted(profit: Any, periods_a_year: int) -> float:
    """Profit at its worth when the books opened, `DISCOUNT` less for every year of waiting.

    Args:
        profit: Money, by period from the first.
        periods_a_year: Periods in a year.
    """
    years = np.arange(len(profit)) / periods_a_year
    return float((np.asarray(profit) / (1.0 + DISCOUNT) ** years).sum())


def excesses(
    here: Finished, without: Finished, entry: int, window: int, cutoffs: Sequence[float]
) -> Iterator[Number]:
    """Satisfied customers who left because of the entry, as `sim.run` counts them.

    Args:
        here: The world with the entrant; its customers just before the entry are known.
        without: The same customers' world without.
        entry: Period of the entry.
        window: Periods that count.
        cutoffs: Satisfied means at least one of these.
    """
    if entry + window > here.past.periods:
        return
    were = here.moments[entry].main
    ledgers = [np.asarray(world.past.exits) for world in (here, without)]
    for number, name in enumerate(here.past.names):
        members = were == number
        # Who closes loses customers against their will: nothing compares.
        is_open = [world.past.is_open[entry : entry + window, number] for world in (here, without)]
        if not members.any() or not all(there.all() for there in is_open):
            continue
        for cutoff in cutoffs:
            left = [
                left_satisfied(ledger, number, entry, window, cutoff, len(were))
                for ledger in ledgers
            ]
            value = excess(members, *left).value
            yield Number(WHOLE, name, EXCESS, cutoff, nan if value is None else value)


def _rate(found: ThreeNumbers) -> float:
    return found.leavers / found.at_risk if found.at_risk else nan
