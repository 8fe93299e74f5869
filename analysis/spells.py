"""Spells: how long a customer was with one provider, and how that ended.

The panel (`results.panel`) has a row a customer and period; a spell is an unbroken row of periods
with the same provider. Those that are under way when the books open are truncated on the left: who
had left before is not among them, so their clock starts at the opening and not at the first day.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.language import Language, Texts
from analysis.wording import spoken
from sim.frames import outside_name
from sim.results import Results
from sim.scenario import Scenario

KINDS = ("defection", "stop", "involuntary")
"""Ways in which a spell ends, as in the ledger; a spell without one was cut off by the end."""

VOLUNTARY = KINDS[:2]

EDGES = (0.0, 6.0, 7.0, 8.0, np.inf)
"""Bands of satisfaction: under 6, 6-7, 7-8, 8 and more."""

BANDS = ("under 6", "6-7", "7-8", "8+")
ENGAGEMENT = ("low", "middle", "high")
YEARS = 5
"""Years after which curves are compared, or as many as the run has."""

COHORTS = 3
"""Groups of arrivals at most, beside those who were there at the opening."""

TEXT = Texts(
    en={"years": "{n} years", "year": "{n} year", "part": "{n} of a year"},
    nl={"years": "{n} jaar", "year": "{n} jaar", "part": "{n} jaar"},
)


def a_year(results: Results) -> int:
    """Periods in a year of this market."""
    return results.scenario.periods_a_year


def served(results: Results) -> pd.DataFrame:
    """The rows of the panel in which a customer has a provider, in order of customer and period.

    Raises:
        ResultsError: The run kept no panel.
    """
    panel = results.panel
    with_provider = panel["provider"].notna() & (
        panel["provider"] != outside_name(results.scenario)
    )
    rows = panel[with_provider]
    return rows.sort_values(["customer", "period"], ignore_index=True)


def spells(panel: pd.DataFrame) -> pd.DataFrame:
    """All spells of a panel.

    Args:
        panel: Columns customer, period, segment, provider, satisfaction, engagement, exit; only
            rows with a provider, in any order.

    Returns:
        One row a spell: customer, segment, provider; `start` (first period); `duration` (periods at
        risk of ending, the one with the exit included); `end` (a kind of `KINDS`, or "" when the
        panel ends first); `satisfaction` and `engagement` at the start; `opening` (whether it was
        under way when the panel begins).
    """
    rows = panel.sort_values(["customer", "period"], ignore_index=True)
    before = rows.groupby("customer", observed=True).shift(1)
    provider = rows["provider"].astype(object)
    goes_on = (
        (before["period"] == rows["period"] - 1)
        & (before["provider"].astype(object) == provider)
        & before["exit"].isna()
    )
    number = (~goes_on).cumsum().to_numpy() - 1
    starts = rows[(~goes_on).to_numpy()].reset_index(drop=True)
    is_last = np.append(number[1:] != number[:-1], True) if len(rows) else np.zeros(0, bool)
    ends = rows.loc[is_last, "exit"].astype(object).reset_index(drop=True)
    return pd.DataFrame(
        {
            "customer": starts["customer"],
            "segment": starts["segment"].astype(str),
            "provider": starts["provider"].astype(str),
            "start": starts["period"].astype(int),
            "duration": np.bincount(number, minlength=len(starts)).astype(int),
            "end": ends.where(ends.notna(), "").astype(str),
            "satisfaction": starts["satisfaction"].astype(float),
            "engagement": starts["engagement"].astype(float),
            "opening": starts["period"] == (rows["period"].min() if len(rows) else 0),
        }
    )


def focus(found: pd.DataFrame, scenario: Scenario) -> str | None:
    """The provider a scenario is about: its first incumbent with customers at the opening.

    Args:
        found: From `spells`.
        scenario: Whose order counts.

    Returns:
        Its name; that of the first provider with customers when no incumbent has any; None when
        nobody has a provider.
    """
    there = set(found[found["opening"]]["provider"])
    names = [name for name in scenario.providers if name in there]
    first = [name for name in names if scenario.providers[name].role == "incumbent"]
    return next(iter(first + names), None)


def label(scenario: Scenario, name: str) -> str:
    """What people read for a provider, or for the outside option."""
    return (scenario.providers[name].label or spoken(name)) if name in scenario.providers else name


def band(satisfaction: pd.Series) -> pd.Series:
    """The band of `BANDS` of each satisfaction; NaN has none."""
    return pd.cut(satisfaction, list(EDGES), right=False, labels=list(BANDS))


def third(engagement: pd.Series) -> pd.Series:
    """The third of the customers that each belongs to by engagement: low, middle or high.

    Equal values stay together, so the thirds may differ in size; when all are equal there is one.
    """
    places = engagement.rank(pct=True, method="average")
    words = np.select([places <= 1 / 3, places <= 2 / 3], ENGAGEMENT[:2], ENGAGEMENT[2])
    return pd.Series(words, engagement.index, dtype=object).where(engagement.notna())


def cohort(found: pd.DataFrame, periods_a_year: int) -> pd.Series:
    """When each spell began: (0, 0) at the opening, else first and last year of its group.

    Years count from 1. Arrivals are put together in at most `COHORTS` groups of whole years, as
    even as whole years allow.
    """
    year = found["start"] // periods_a_year + 1
    last = int(year.max()) if len(year) else 1
    wide = -(-last // COHORTS)
    first = (year - 1) // wide * wide + 1
    ends = (first + wide - 1).clip(upper=last)
    pairs = [
        (0, 0) if is_old else (int(a), int(b))
        for is_old, a, b in zip(found["opening"], first, ends, strict=True)
    ]
    return pd.Series(pairs, found.index, dtype=object)


def mark(longest: int, periods_a_year: int) -> int:
    """Periods after which curves are compared.

    Args:
        longest: Periods that all of them are known for.
        periods_a_year: Periods in a year.

    Returns:
        `YEARS`, or as many whole years as there are; all when there is not one.
    """
    if longest < periods_a_year:
        return longest
    return min(YEARS, longest // periods_a_year) * periods_a_year


def span(periods: int, periods_a_year: int, language: Language) -> str:
    """A time in years, in words."""
    years = periods / periods_a_year
    if years < 1:
        return TEXT("part", language, n=language.number(years, 2))
    return TEXT("year" if years == 1 else "years", language, n=language.number(years))
