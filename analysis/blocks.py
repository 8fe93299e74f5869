"""Calendar years, joined where a single one would be too thin to say anything."""

from __future__ import annotations

import pandas as pd

LEAST = 5
"""Leavers of either kind in a block: with fewer, the interval of a ratio is not to be trusted."""


def calendar(periods: pd.DataFrame) -> pd.DataFrame:
    """The year of every period.

    Args:
        periods: The table of that name.

    Returns:
        Columns period and year, a row a period.
    """
    when = periods[["period", "date"]].drop_duplicates("period").sort_values("period")
    return pd.DataFrame(
        {"period": when["period"].to_numpy(), "year": when["date"].dt.year.to_numpy()}
    )


def blocks(years: pd.DataFrame, periods_a_year: int, least: int = LEAST) -> pd.Series:
    """Joins neighbouring years until each block has leavers enough of either kind.

    A first or last year with less than half of its periods belongs to its neighbour. What is left
    over at the end belongs to the last block; when nothing suffices there is one block.

    Args:
        years: In order: year, periods (of it in the books), and leavers: satisfied, dissatisfied.
        periods_a_year: In a whole year.
        least: Leavers of either kind in a block.

    Returns:
        The number of the block of each year, from 0, on the index of `years`.
    """
    numbers: list[int] = []
    block, filled = 0, [0, 0]
    partial = (2 * years["periods"] < periods_a_year).tolist()
    left = zip(years["satisfied"].tolist(), years["dissatisfied"].tolist(), strict=True)
    for place, (satisfied, dissatisfied) in enumerate(left):
        numbers.append(block)
        filled = [filled[0] + satisfied, filled[1] + dissatisfied]
        stub = place == 0 and partial[0]
        if min(filled) >= least and not stub:
            block, filled = block + 1, [0, 0]
    last = len(numbers) - 1
    thin = min(filled) < least and numbers and numbers[-1] == block
    if last > 0 and (thin or (partial[last] and numbers[last] != numbers[last - 1])):
        leftover = numbers[last]
        numbers = [min(number, max(0, leftover - 1)) for number in numbers]
    return pd.Series(numbers, years.index, dtype=int)


def named(first: int, last: int) -> str:
    """A block by its years."""
    return str(first) if first == last else f"{first}\N{EN DASH}{last}"
