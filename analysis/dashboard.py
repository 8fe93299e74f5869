"""The firm's dashboard beside the truth: what it sees of its customers, and how many it loses.

A firm sees the answers to its survey and the complaints that it is sent. Whether customers leave
for another is a different thing, and most who do never said a word.

    python -m analysis.dashboard DIR
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from analysis import dashboard_pictures as pictures
from analysis import script
from analysis.budget import Budget
from analysis.dashboard_words import SEEN, TEXT
from analysis.exhibit import Exhibit
from analysis.language import Language
from analysis.wording import (
    BARELY,
    called,
    capital,
    focus,
    share,
    stretch,
    when,
)
from sim.results import Results

STEADY = 0.15
"""A change of a rate by less than this part of it is called hardly a change."""
FAR = 1.5
"""A rate of this many times both of its ends lies well above them."""


@dataclass(frozen=True)
class Course:
    """What a firm sees and what happens, over time.

    Attributes:
        rows: Columns period, date, surveyed (mean answer, 1-10; NaN without answers), satisfaction
            (true mean, 0-10), complaints and lost (per 100 customers over the window that ends
            with the period; NaN before it is full, and without customers), customers.
        window: Periods: a year, or a quarter of a short run.
        silent: Share of the leavers who never complained and were never surveyed, 0-1; NaN when
            nobody left.
    """

    rows: pd.DataFrame
    window: int
    silent: float

    def levels(self, name: str) -> tuple[float, float]:
        """What a column was at the start and at the end, both over a window; NaN when unknown."""
        is_rate = name in ("complaints", "lost")  # and counts a window already
        return ends(self.rows[name], 1 if is_rate else self.window)


def course(results: Results, provider: str) -> Course:
    """What a firm saw, and what happened to its customers.

    Args:
        results: Of a run.
        provider: Its name.
    """
    periods = results.periods[results.periods["provider"] == provider]
    rows = periods.sort_values("period", ignore_index=True)
    year = results.scenario.periods_a_year
    window = year if len(rows) >= 2 * year else max(1, len(rows) // 4)
    mean = rows["customers"].astype(float).rolling(window).mean()
    rates = {
        name: 100 * rows[column].astype(float).rolling(window).sum() / mean.where(mean > 0)
        for name, column in (("complaints", "complaints"), ("lost", "defections"))
    }
    left = results.exits
    left = left[(left["from"] == provider) & (left["type"] == "defection")]
    silent = ~(left["complained"].astype(bool) | left["surveyed"].astype(bool))
    kept = rows[["period", "date", "surveyed", "satisfaction", "customers"]]
    kept = kept.astype({"surveyed": float, "satisfaction": float, "customers": float})
    return Course(kept.assign(**rates), window, float(silent.mean()) if len(left) else np.nan)


def ends(column: pd.Series, window: int) -> tuple[float, float]:
    """Mean over the first and over the last periods of a window in which it is known."""
    known = column.dropna()
    first, last = known.index[:1], known.index[-1:]
    if not len(known):
        return np.nan, np.nan
    before = known[known.index < first[0] + window]
    after = known[known.index > last[0] - window]
    return float(before.mean()), float(after.mean())


def reading(found: Course, who: str, period: str, language: Language) -> str:
    """What the dashboard shows, beside what it does not."""
    back = stretch(language, found.window, period)
    before, after = found.levels("surveyed")
    mood = _moves(after - before, BARELY)
    levels = _levels(language, before, after, 1)
    low = _between(found, "surveyed", period, language)
    way = "dips" if low and mood == "steady" else mood or "unknown"
    seen = TEXT(f"score_{way}", language, who=who, levels=levels) + low
    voice, voice_levels, most = _rate(found, "complaints", period, language)
    told = (
        TEXT(f"voice_{voice}", language, levels=voice_levels, window=back) + most
        if voice
        else TEXT("voice_none", language)
    )
    loss, loss_levels, most = _rate(found, "lost", period, language)
    if loss == "rises" and mood in ("steady", "rises") and voice not in ("rises", "peaks"):
        loss = "hidden"
    lost = TEXT(f"loss_{loss or 'none'}", language, levels=loss_levels) + most
    silent = TEXT("silent", language, share=share(language, found.silent)) if loss else ""
    return capital(TEXT("reading", language, score=seen, voice=told, loss=lost, silent=silent))


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """The dashboard of the provider that the market is about; none where nobody had customers."""
    provider = focus(results)
    if provider is None:
        return []
    who = called(results.scenario, provider, language)
    period = results.scenario.period
    found = course(results, provider)
    said = reading(found, who, period, language)
    title = TEXT("title", language, who=who)
    look = pictures.Look(found, period, language)
    return [
        Exhibit(
            key="dashboard",
            title=title,
            reading=said,
            data=found.rows.assign(provider=provider),
            table=_table(found, language),
            figure=partial(pictures.figure, title, said, look),
            chart=partial(pictures.chart, said, look),
            steps=_steps(found, period, language),
            note=TEXT("note", language, window=stretch(language, found.window, period)),
        )
    ]


def _moves(change: float, barely: float) -> str:
    if np.isnan(change):
        return ""
    return "steady" if abs(change) < barely else "falls" if change < 0 else "rises"


def _rate(found: Course, name: str, period: str, language: Language) -> tuple[str, str, str]:
    """How a rate moves, from where to where, and its peak; no movement when it is always 0."""
    before, after = found.levels(name)
    if np.isnan(before) or not found.rows[name].fillna(0).any():
        return "", "", ""
    change = _moves(after - before, max(0.5, STEADY * max(before, after)))
    levels = _levels(language, before, after, 1 if max(before, after) < 10 else 0)
    high = _between(found, name, period, language)
    return "peaks" if high and change == "steady" else change, levels, high


def _between(found: Course, name: str, period: str, language: Language) -> str:
    """The lowest survey, or the highest rate, where it lies well outside both ends; else empty."""
    column, both = found.rows[name], found.levels(name)
    is_survey = name == "surveyed"
    # As the ends are, so that one odd survey is no dip.
    column = column.rolling(found.window, min_periods=1).mean() if is_survey else column
    far = column < min(both) - 2 * BARELY if is_survey else column > FAR * max(both) + 0.5
    if not far.any():
        return ""
    levels = column.to_numpy(float)
    at = int(np.nanargmin(levels) if is_survey else np.nanargmax(levels))
    level, date = float(levels[at]), found.rows["date"].iloc[at]
    words = language.number(level, 1 if level < 10 else 0)
    key = "low" if is_survey else "high"
    return TEXT(key, language, level=words, when=when(language, date, period))


def _levels(language: Language, before: float, after: float, digits: int) -> str:
    first, last = language.number(before, digits), language.number(after, digits)
    return last if first == last else TEXT("to", language, before=first, after=last)


def _table(found: Course, language: Language) -> pd.DataFrame:
    """Means over calendar years, as words."""
    rows = found.rows
    years = rows.groupby(rows["date"].dt.year)[list(SEEN)]
    words = years.mean().map(lambda value: language.number(float(value), 1))
    words.columns = pd.Index([TEXT(key, language) for key in SEEN.values()])
    return words.rename_axis(TEXT("year", language)).reset_index()


def _steps(found: Course, period: str, language: Language) -> tuple[str, ...]:
    return tuple(
        TEXT(
            "step",
            language,
            when=when(language, date, period),
            survey=language.number(survey, 1),
            complaints=language.number(complaints, 1),
            lost=language.number(lost, 1),
        )
        for date, survey, complaints, lost in zip(
            *(found.rows[name] for name in ("date", "surveyed", "complaints", "lost")), strict=True
        )
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers it for a folder of results."""
    return script.main(exhibits, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
