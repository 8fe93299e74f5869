"""The books of providers taken apart: what money went where, and what a plan earns.

A cost that the scenario does not give is unknown, and never 0: a provider without any amount in its
`money` block has revenue, and neither cost, profit nor cash. Within that block, acquisition is
unknown where it is 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan, nan

import numpy as np
import pandas as pd

from analysis.wording import spoken
from sim.results import Results
from sim.scenario import Scenario, with_values
from sim.scenario.firms import Money

DISCOUNT = 0.10
"""A year. Declared, not estimated."""

FLOWS = ("revenue", "serving", "care", "acquiring", "standing", "cost", "profit")
"""Amounts of a period: what serving costs; calls and answers to complaints; customers won; what
does not grow with customers (fixed costs, advertising, the strategy's budget); all of these; and
what is left of the revenue."""


def terms(scenario: Scenario, entrants: bool = True) -> Iterator[tuple[int, Scenario]]:
    """The scenario as it stands, with the first period in which it does.

    Args:
        scenario: As it was before the first intervention.
        entrants: Whether interventions happen that need an entrant.
    """
    yield 0, scenario
    for event in sorted(scenario.interventions, key=lambda event: event.at):
        if entrants or not event.needs:
            scenario = with_values(scenario, event.set)
            yield event.at, scenario


def books(results: Results) -> pd.DataFrame:
    """Every provider's money in every period, by what it was for.

    Args:
        results: Of a run.

    Returns:
        A row a period and provider, without the outside option: period, date, open, provider,
        label, customers (end of the period), lost (customers, whatever the kind of exit), entries,
        `FLOWS`, units (sold) and cash, all in money of the scenario but the counts. NaN for what
        the scenario does not give.
    """
    names = results.providers
    table = results.periods[results.periods["provider"].isin(names)].reset_index(drop=True)
    out = table[["period", "date", "open"]].assign(provider=table["provider"].astype(str))
    terms_of = results.scenario.providers
    read = {name: terms_of[name].label or spoken(name) for name in names}
    out["label"] = out["provider"].map(read)
    number = {
        name: table[name].fillna(0).to_numpy(float)
        for name in ("customers", "entries", "defections", "stops", "involuntary", "units", "uses",
                     "reached", "recovered", "revenue", "cost", "cash")
    }  # fmt: skip
    priced = any(outcome.revenue for outcome in results.scenario.problem.outcomes.values())
    parts = {name: np.full(len(out), nan) for name in ("serving", "care", "acquiring")}
    stages = list(terms(results.scenario, results.origin.entrants))
    known = pd.Series(False, index=out.index)
    for name in names:
        own = (out["provider"] == name).to_numpy()
        if any(scenario.providers[name].money != Money() for _, scenario in stages):
            known |= own
        for since, scenario in stages:
            rows = own & (out["period"].to_numpy() >= since)
            provider = scenario.providers[name]
            money = provider.money
            parts["serving"][rows] = (
                money.per_need * number["units"][rows]
                + money.per_order * number["uses"][rows]
                + money.per_customer * number["customers"][rows]
            )
            parts["care"][rows] = (
                provider.attention.cost * number["reached"][rows]
                + provider.recovery.cost * number["recovered"][rows]
            )
            parts["acquiring"][rows] = money.acquisition * number["entries"][rows]
    rest = number["cost"] - sum(parts.values())
    amounts = {
        **parts,
        # Sums of floats leave a rounding behind.
        "standing": np.where(np.abs(rest) < 1e-6 * (1 + number["cost"]), 0.0, rest),
        "cost": number["cost"],
        "profit": number["revenue"] - number["cost"] if priced else np.full(len(out), nan),
        "cash": number["cash"],
    }
    lost = number["defections"] + number["stops"] + number["involuntary"]
    return out.assign(
        customers=number["customers"],
        lost=lost,
        entries=number["entries"],
        units=number["units"],
        revenue=number["revenue"] if priced else nan,
        **{name: pd.Series(values).where(known, nan) for name, values in amounts.items()},
    )


def by_year(table: pd.DataFrame, periods_a_year: int) -> pd.DataFrame:
    """Whole years of the books.

    Args:
        table: From `books`.
        periods_a_year: Periods in a year.

    Returns:
        A row a year and provider: year (from 1), date (first day), provider, label, `FLOWS` (sums
        over the periods in which it was open), customers and cash (end of the year), open (in how
        many periods it was). Years before it entered or after it closed have no row, nor has one
        that the run cuts short.
    """
    year = table["period"] // periods_a_year
    whole = (int(table["period"].max()) + 1) // periods_a_year if len(table) else 0
    rows = table[(year < whole) & table["open"]].assign(year=year + 1)
    grouped = rows.groupby(["year", "provider"], sort=False)
    out = grouped[list(FLOWS)].sum(min_count=1)
    ends = grouped.agg(
        date=("date", "first"), label=("label", "first"), customers=("customers", "last"),
        open=("open", "size"),
    )  # fmt: skip
    # "last" of a group would skip what is unknown.
    cash = grouped["cash"].agg(lambda values: values.iloc[-1])
    return out.join(ends).assign(cash=cash).reset_index()


SPENDING = ("care", "standing")
"""What a plan spends by decision; what serving and winning customers costs follows from it."""


def plan_return(
    base: Results | pd.DataFrame,
    other: Results | pd.DataFrame,
    provider: str,
    *,
    discount: float = DISCOUNT,
    periods_a_year: int | None = None,
) -> pd.DataFrame:
    """What a plan earns for a provider, against the same customers without it.

    Args:
        base: Without the plan: a run, or a frame of a single one with period, provider, revenue,
            cost and profit (such as `books` or the table `periods`).
        other: With it.
        provider: Its name.
        discount: A year; amounts are those of period 0.
        periods_a_year: Needed with frames.

    Returns:
        A row an amount: amount, base, other and difference, sums of what each period brought,
        discounted, over the periods that both have. The amounts are `FLOWS` (NaN where unknown),
        then spending (of the plan: calls, answers to complaints, fixed costs, advertising and
        strategy) and return: difference of profit over that of spending, NaN unless the plan
        spends more (Rust, Lemon & Zeithaml 2004).

    Raises:
        KeyError: One of the runs has no such provider.
        ValueError: Frames come without `periods_a_year`.
    """
    if periods_a_year is None:
        if not isinstance(base, Results):
            raise ValueError("frames do not tell how many periods a year has: give periods_a_year")
        periods_a_year = base.scenario.periods_a_year
    tables = []
    for one in (base, other):
        table = books(one) if isinstance(one, Results) else one
        own = table[table["provider"] == provider]
        if own.empty:
            raise KeyError(provider)
        tables.append(own.set_index("period").reindex(columns=list(FLOWS)))
    common = tables[0].index.intersection(tables[1].index)
    factor = (1 + discount) ** (-common.to_numpy(float) / periods_a_year)
    totals = [table.loc[common].mul(factor, axis=0).sum(skipna=False) for table in tables]
    for total in totals:
        total["spending"] = total[list(SPENDING)].sum(skipna=False)
    out = pd.DataFrame({"base": totals[0], "other": totals[1]})
    out["difference"] = out["other"] - out["base"]
    spent, gain = (float(out["difference"][name]) for name in ("spending", "profit"))
    out.loc["return"] = [nan, nan, gain / spent if not isnan(spent) and spent > 0 else nan]
    return out.rename_axis("amount").reset_index()
