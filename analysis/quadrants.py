"""Satisfied or not, stayed or gone: loyalists, mercenaries, defectors and hostages.

The four kinds of customers of Jones & Sasser (1995), counted in the sample of customers that a run
follows from period to period (`results.panel`) and scaled up to the population:

| | stayed | left |
|---|---|---|
| satisfied | loyalist | mercenary |
| dissatisfied | hostage | defector |

A year begins with every twelfth month (fourth quarter, 52nd week) of the books. Counted are the
customers who have a provider then; *satisfied* is their satisfaction with it at that moment, at the
scenario's own cut-off. *Stayed* means that nothing ended this relation within the year: a change of
main provider, or turning to the outside option, is leaving, even if the customer came back before
the year was over. Who moved away or lost a provider that closed neither stayed nor left: they are
censored and counted apart, as are those whose satisfaction is not known yet. The revenue of a
customer is what was paid to that provider from the start of the year to its end or to the exit, so
a leaver's is less than a year's. A last year that is not whole is left out.

    python -m analysis.quadrants DIR
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis import nothing, script
from analysis import quadrants_pictures as pictures
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import Language
from analysis.market_words import labels
from analysis.quadrants_words import KINDS, TEXT, reading, shown, step
from analysis.three_numbers import by_group
from sim.frames import outside_name
from sim.measures import Estimate, risk_ratio, wilson
from sim.results import Results

CENSORED = ("censored", "unknown")
"""Involuntary exits; and satisfaction that is not known at the start of the year."""

COLUMNS = (
    "year", "first_period", "provider", "kind", "tracked", "customers", "share", "share_low",
    "share_high", "revenue", "revenue_share",
)  # fmt: skip
"""Columns of `summed`."""


def years(
    panel: pd.DataFrame, periods: int, a_year: int, cutoff: float, outside: str
) -> pd.DataFrame:
    """What became of each tracked customer in each year.

    Args:
        panel: Columns period, customer, provider, satisfaction, exit and spent.
        periods: With books.
        a_year: Periods in a year.
        cutoff: Satisfied means at least this, 0-10.
        outside: What the tables call the outside option.

    Returns:
        One row a tracked customer and whole year at whose start the customer had a provider:
        `year` (from 0), `first_period`, `customer`, `provider`, `satisfied` (null: unknown),
        `kind` ("loyalist", "mercenary", "defector", "hostage", "censored" or "unknown") and
        `revenue` (money paid to that provider from the start of the year to its end or the exit).
    """
    rows = panel[["period", "customer", "provider", "satisfaction", "exit", "spent"]].copy()
    rows["year"] = rows["period"] // a_year
    rows = rows[rows["year"] < periods // a_year]
    for name in ("provider", "exit"):
        rows[name] = rows[name].astype(object)
    key = ["customer", "year"]
    is_start = rows["period"] == rows["year"] * a_year
    starts = rows[is_start & rows["provider"].notna() & (rows["provider"] != outside)]
    found = starts[[*key, "period", "provider", "satisfaction"]]
    found = found.rename(columns={"period": "first_period"})
    ends = rows[rows["exit"].notna()].sort_values("period").drop_duplicates(key)
    ends = ends[[*key, "period", "exit"]].rename(columns={"period": "last_period"})
    found = found.merge(ends, on=key, how="left")
    paid = rows.merge(found[[*key, "last_period"]], on=key)
    # Later rows of the year are another relation: with the next provider, or a newcomer's.
    paid = paid[~(paid["period"] > paid["last_period"])]
    spent = paid.groupby(key)["spent"].sum().rename("revenue").reset_index()
    found = found.merge(spent, on=key, how="left")
    known = found["satisfaction"].notna()
    satisfied = found["satisfaction"] >= cutoff
    left = found["exit"].isin(["defection", "stop"])
    found["kind"] = np.select(
        [
            (found["exit"] == "involuntary").to_numpy(),
            (~known).to_numpy(),
            (satisfied & ~left).to_numpy(),
            (satisfied & left).to_numpy(),
            left.to_numpy(),
        ],
        ["censored", "unknown", "loyalist", "mercenary", "defector"],
        "hostage",
    )
    found["satisfied"] = satisfied.astype("boolean").mask(~known)
    columns = ["year", "first_period", "customer", "provider", "satisfied", "kind", "revenue"]
    return found[columns].sort_values(["year", "customer"], ignore_index=True)


def summed(found: pd.DataFrame, weight: float, keys: Sequence[str]) -> pd.DataFrame:
    """Customers and revenue in each quadrant.

    Args:
        found: From `years`.
        weight: Customers of the population that one tracked customer stands for.
        keys: Columns to count by: "year", "provider", both or none.

    Returns:
        Columns `COLUMNS`: a row for each group and kind, the censored and unknown included. Year
        and first_period are NaN, provider null, where all are counted together. `tracked` is
        customer-years of the sample, `customers` the same in the population; `share` (of the four
        quadrants, 0-1) has Wilson's 95% interval for the sample; `revenue` is money of the
        population and `revenue_share` its share of the four, NaN where nothing was paid.
    """
    rows: list[dict[str, Any]] = []
    groups: Any = found.groupby(list(keys)) if keys else [((), found)]
    for values, group in groups:
        counts = group["kind"].value_counts()
        money = group.groupby("kind")["revenue"].sum()
        four = int(sum(counts.get(kind, 0) for kind in KINDS))
        all_money = float(sum(money.get(kind, 0.0) for kind in KINDS))
        for kind in (*KINDS, *CENSORED):
            count, paid = int(counts.get(kind, 0)), float(money.get(kind, 0.0))
            is_quadrant = kind in KINDS
            share = wilson(count, four) if is_quadrant else Estimate()
            rows.append(
                {
                    **dict(zip(keys, values, strict=True)),
                    "first_period": group["first_period"].min() if "year" in keys else np.nan,
                    "kind": kind,
                    "tracked": count,
                    "customers": weight * count,
                    "share": share.value,
                    "share_low": share.low,
                    "share_high": share.high,
                    "revenue": weight * paid,
                    "revenue_share": paid / all_money if is_quadrant and all_money > 0 else np.nan,
                }
            )
    numbers = [name for name in COLUMNS if name not in ("provider", "kind")]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(numbers, float))


def risks(group: pd.DataFrame) -> dict[str, Estimate]:
    """Base rate and yearly risks of leaving of one group of `summed`.

    Args:
        group: One row a kind, with `tracked`.

    Returns:
        `satisfied_share` (satisfied at the start, of those who left), `base_rate` (the same of the
        four quadrants), `satisfied_left` and
        `dissatisfied_left` (shares of these who left within the year) and `ratio` of the two risks,
        dissatisfied : satisfied; with 95% intervals for the sample, unknown where nobody counts.
    """
    count = group.set_index("kind")["tracked"]
    loyalist, mercenary, defector, hostage = (float(count[kind]) for kind in KINDS)
    content, discontent = loyalist + mercenary, defector + hostage
    return {
        "satisfied_share": wilson(mercenary, mercenary + defector),
        "base_rate": wilson(content, content + discontent),
        "satisfied_left": wilson(mercenary, content),
        "dissatisfied_left": wilson(defector, discontent),
        "ratio": risk_ratio(defector, discontent, mercenary, content),
    }


def names_of_years(results: Results, a_year: int) -> dict[int, str]:
    """What people read for each year: 2006, or 2006/07 when it does not begin in January."""
    dates = results.periods.drop_duplicates("period").set_index("period")["date"]
    names = {}
    for period, date in dates.items():
        if int(str(period)) % a_year == 0:
            after = "" if date.month == 1 else f"/{(date.year + 1) % 100:02d}"
            names[int(str(period)) // a_year] = f"{date.year}{after}"
    return names


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """The four quadrants over the years, in customers and in money.

    Raises:
        ResultsError: The run followed no customers.
    """
    scenario, panel = results.scenario, results.panel
    a_year = scenario.periods_a_year
    found = years(
        panel, results.origin.periods, a_year, scenario.report.satisfied_at, outside_name(scenario)
    )
    title = TEXT("title", language)
    if not found["kind"].isin(KINDS).any():
        short = results.origin.periods < a_year
        words = TEXT("short" if short else "nobody", language)
        return [nothing.exhibit("quadrants", title, words, language, summed(found, 1.0, ["year"]))]
    tracked = int((panel["period"] == panel["period"].min()).sum())
    weight = results.origin.customers / tracked
    by_year = summed(found, weight, ["year"])
    by_provider = summed(found, weight, ["provider"])
    data = pd.concat(
        [by_year, by_provider, summed(found, weight, ["year", "provider"])], ignore_index=True
    )
    read, names = labels(results), names_of_years(results, a_year)
    order = {name: place for place, name in enumerate(results.providers)}
    parts = [(names[int(float(str(year)))], group) for year, group in by_year.groupby("year")]
    parts += [
        (read[str(name)], group)
        for name, group in sorted(by_provider.groupby("provider"), key=lambda g: order[str(g[0])])
    ]
    drawn = by_year[by_year["kind"].isin(KINDS)].assign(
        name=lambda rows: [names[int(year)] for year in rows["year"]]
    )
    whole = summed(found, weight, [])
    numbers = by_group(results)
    market = numbers["scope"].eq("market") & numbers["cutoff"].eq(scenario.report.satisfied_at)
    beside = numbers[market].iloc[0] if market.any() else None
    said = reading(whole, risks(whole), beside, language)
    steps = tuple(
        step(name, group, risks(group), language) for name, group in parts[: len(names)]
        if name in set(drawn["name"])
    )  # fmt: skip
    return [
        Exhibit(
            "quadrants",
            title,
            said,
            data,
            shown([(name, group, risks(group)) for name, group in parts], language),
            lambda: pictures.draw(title, said, drawn, language),
            lambda: pictures.chart(said, drawn, language),
            steps=steps,
            note=TEXT(
                "note",
                language,
                cutoff=language.number(
                    scenario.report.satisfied_at, int(scenario.report.satisfied_at % 1 > 0)
                ),
                tracked=language.number(tracked),
                customers=language.number(results.origin.customers),
            ),
        )
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers the question about a results folder."""
    return script.main(exhibits, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
