"""Were the leavers satisfied? Three numbers that are only worth anything together.

The share of the leavers who were satisfied, the share of all customers at risk who were (the base
rate), and the hazard ratio dissatisfied : satisfied - for the whole market, each provider, each
segment and over the years. `sim.measures` makes the numbers and their intervals; here is only
whose customers are counted.

    python -m analysis.three_numbers DIR
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from analysis import nothing, script
from analysis import three_numbers_over_time as over_time
from analysis import three_numbers_pictures as pictures
from analysis.blocks import blocks, calendar, named
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import Language
from analysis.market_words import labels
from analysis.three_numbers_words import TEXT, estimate, over_years, sentence, shown
from analysis.wording import called, focus, spoken
from sim.measures import UNKNOWN, ThreeNumbers, band_of, three_numbers
from sim.results import Results
from sim.rules.words import BANDS

NAMES = ("satisfied_share", "base_rate", "hazard_ratio", "stratified_ratio")
COLUMNS = (
    "scope", "provider", "segment", "cutoff", "at_risk", "leavers",
    *(name + end for name in (*NAMES, "excess") for end in ("", "_low", "_high")),
)  # fmt: skip
"""Columns of `by_group`."""

MOST = 12
"""Rows in the picture; the table has them all."""


def of(hazards: pd.DataFrame, cutoff: float) -> ThreeNumbers:
    """The three numbers of all customers in some rows of the table `hazards`.

    Args:
        hazards: Columns period, provider, segment, band, at_risk and defections.
        cutoff: Satisfied means at least this, 0-10: a half point.

    Returns:
        The numbers; the stratified ratio is over periods, providers and segments. For one provider
        they are those of `Results.three_numbers`.
    """
    stratum = hazards.groupby(["period", "provider", "segment"], observed=True).ngroup()
    counts = np.zeros((2, max(1, len(hazards) and int(stratum.max()) + 1), BANDS))
    bands = np.rint(2 * hazards["band"].to_numpy(float)).astype(np.int64)
    cells = (stratum.to_numpy(np.int64), bands)
    np.add.at(counts[0], cells, hazards["at_risk"].to_numpy(float))
    np.add.at(counts[1], cells, hazards["defections"].to_numpy(float))
    return three_numbers(counts[0], counts[1], cutoff)


def row(numbers: ThreeNumbers) -> dict[str, Any]:
    """The numbers as cells of a table; unknown ones are NaN."""
    cells: dict[str, Any] = {
        "cutoff": numbers.cutoff, "at_risk": numbers.at_risk, "leavers": numbers.leavers,
    }  # fmt: skip
    for name in NAMES:
        for end, value in asdict(getattr(numbers, name)).items():
            cells[_column(name, end)] = np.nan if value is None else value
    return cells


def by_group(results: Results) -> pd.DataFrame:
    """The three numbers of every group of customers at every cut-off.

    Args:
        results: Of a run.

    Returns:
        Columns `COLUMNS`: a row for each scope ("market", "provider", "segment", "provider and
        segment"), group in it and cut-off (6, 7, 8 and the scenario's own). `provider` or `segment`
        is null where all are counted together. at_risk and leavers are customer-periods and
        defections; shares 0-1; ratios of hazards; excess (share of the provider's customers, where
        the run knows it) -1 to 1; each with `_low` and `_high`, 95%. NaN: unknown. A group that
        nobody was ever in has no row.
    """
    hazards = results.hazards
    scopes: tuple[tuple[str, list[str]], ...] = (
        ("market", []), ("provider", ["provider"]), ("segment", ["segment"]),
        ("provider and segment", ["provider", "segment"]),
    )  # fmt: skip
    rows = []
    for scope, keys in scopes:
        groups: Any = [((), hazards)] if len(hazards) else []
        if keys:
            groups = hazards.groupby(keys, observed=True)
        for values, part in groups:
            group = dict(zip(keys, map(str, values), strict=True))
            for cutoff in results.cutoffs():
                excess = UNKNOWN
                if scope == "provider":
                    excess = results.excess.get(group["provider"], {}).get(cutoff, UNKNOWN)
                cells = {_column("excess", end): value for end, value in asdict(excess).items()}
                rows.append({"scope": scope, **group, **row(of(part, cutoff)), **cells})
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    numeric = [name for name in COLUMNS if name not in ("scope", "provider", "segment")]
    return found.astype(dict.fromkeys(numeric, float))


def by_year(results: Results, provider: str | None) -> pd.DataFrame:
    """The three numbers in one year after another, at the scenario's own cut-off.

    Args:
        results: Of a run.
        provider: Whose customers are counted; None for everybody's.

    Returns:
        Columns provider, years (text), first_year, last_year, first_period, last_period, and those
        of `row`. Calendar years are joined until each block has 5 satisfied and 5 dissatisfied
        leavers; where the whole run has not, it is one block, and what is unknown is NaN.
    """
    cutoff = results.scenario.report.satisfied_at
    rows = results.hazards
    if provider is not None:
        rows = rows[rows["provider"].astype(str) == provider]
    when = calendar(results.periods)
    rows = rows.merge(when, on="period")
    satisfied = rows["band"] >= band_of(cutoff) / 2
    years = when.groupby("year")["period"].agg(["min", "max", "size"])
    years = years.rename(columns={"size": "periods"})
    for name, chosen in (("satisfied", satisfied), ("dissatisfied", ~satisfied)):
        left = rows[chosen].groupby("year")["defections"].sum()
        years[name] = left.reindex(years.index, fill_value=0).astype(int)
    # A year in which nobody was at risk, such as those before an entry, is no block of its own.
    years = years[years.index.isin(rows.loc[rows["at_risk"] > 0, "year"])]
    years["block"] = blocks(years, results.scenario.periods_a_year)
    found = []
    for _, block in years.groupby("block"):
        first, last = int(block.index[0]), int(block.index[-1])
        found.append(
            {
                "provider": provider, "years": named(first, last),
                "first_year": first, "last_year": last,
                "first_period": int(block["min"].iloc[0]),
                "last_period": int(block["max"].iloc[-1]),
                **row(of(rows[rows["year"].isin(block.index)], cutoff)),
            }
        )  # fmt: skip
    return pd.DataFrame(found)


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """The three numbers by provider and segment, and over the years; see the module."""
    found = by_group(results)
    own = results.scenario.report.satisfied_at
    if found.empty:
        return []
    whole = found[(found["scope"] == "market") & (found["cutoff"] == own)].iloc[0]
    if whole["leavers"] == 0:
        words = TEXT(
            "nobody", language, risk=language.number(whole["at_risk"]),
            base=estimate(whole, "base_rate", language),
            cutoff=language.number(own, int(own % 1 > 0)),
        )  # fmt: skip
        return [nothing.exhibit("three_numbers", TEXT("title", language), words, language, found)]
    return [_groups(results, found, language), *_years(results, language)]


def _groups(results: Results, found: pd.DataFrame, language: Language) -> Exhibit:
    own, about = results.scenario.report.satisfied_at, focus(results)
    read = labels(results)
    drawn = found[found["scope"] != "provider and segment"]
    if len(results.scenario.customers.segments) == 1:
        drawn = drawn[drawn["scope"] != "segment"]
    drawn = drawn.assign(who=_who(drawn, read, language))
    rows = drawn[drawn["cutoff"] == own].head(MOST)
    names = drawn.assign(provider=drawn["provider"].map(read))
    here = rows[(rows["provider"] == about)] if about is not None else rows
    reading = sentence(here.iloc[0] if len(here) else rows.iloc[0], language)
    title = TEXT("title", language)
    return Exhibit(
        "three_numbers", title, reading, found, shown(names, own, language),
        lambda: pictures.draw_groups(title, reading, rows, language),
        lambda: pictures.groups(reading, rows, language),
        note=TEXT("note", language, cutoff=language.number(own, int(own % 1 > 0))),
    )  # fmt: skip


def _years(results: Results, language: Language) -> list[Exhibit]:
    about = focus(results)
    if about is None:
        return []
    tables = {name: by_year(results, name) for name in (None, *results.providers)}
    rows = tables[about]
    if rows["leavers"].sum() == 0:
        return []
    name = called(results.scenario, about, language)
    who = TEXT("customers_of", language, name=name)
    rows = rows.assign(who=who)
    steps = tuple(f"{block['years']}: {sentence(block, language)}" for _, block in rows.iterrows())
    title = TEXT("title_years", language, name=name)
    reading = over_years(rows, name, language)
    data = pd.concat([table for table in tables.values() if len(table)], ignore_index=True)
    table = shown(rows, None, language).rename(columns={TEXT("who", language): ""})
    table.insert(1, TEXT("years", language), rows["years"].to_list())
    return [
        Exhibit(
            "three_numbers_by_year",
            title,
            reading,
            data,
            table.drop(columns=[""]),
            lambda: over_time.draw_years(title, reading, rows, language),
            lambda: over_time.years(reading, rows, language),
            steps=steps,
            note=TEXT("note_years", language),
        )
    ]


def _who(rows: pd.DataFrame, read: dict[str, str], language: Language) -> list[str]:
    """What people read for each group."""
    words = []
    for scope, provider, segment in rows[["scope", "provider", "segment"]].itertuples(index=False):
        if scope == "market":
            words.append(TEXT("everybody", language))
        elif scope == "provider":
            words.append(read[provider])
        else:
            words.append(TEXT("segment", language, name=spoken(segment)))
    return words


def _column(name: str, end: str) -> str:
    return name if end == "value" else f"{name}_{end}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers the question about a results folder."""
    return script.main(exhibits, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
