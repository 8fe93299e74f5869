"""What a customer is worth, what standing still takes, and which customers are served at a loss."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

import numpy as np
import pandas as pd

from analysis.accounting import DISCOUNT, terms
from sim.measures import wilson
from sim.results import Results

DISCOUNTS = (0.05, 0.10, 0.15, 0.20)
"""A year: what the declared rate does to a value."""


def multiple(retention: float, discount: float) -> float:
    """What a steady margin is worth, in margins: r / (1 + i - r), Gupta & Lehmann (2003).

    For a customer who is there now, whose next margin comes at the end of the coming period if
    the customer stays, and so on without end: the sum of (r / (1 + i))^t over t = 1, 2, ... With
    the margin of the period that has just ended it would be one more (Berger & Nasr 1998, case 1).

    Args:
        retention: Chance to stay for a period, 0-1.
        discount: Rate for a period, above 0.
    """
    return retention / (1 + discount - retention)


def lifetime_values(
    table: pd.DataFrame, periods_a_year: int, discounts: Sequence[float] = DISCOUNTS
) -> pd.DataFrame:
    """What a customer of each provider is worth, at several discount rates.

    Margin and retention are what the run had: revenue less serving and care, for each customer and
    period; and the share of customer-periods that did not end in an exit of any kind. Both are
    taken as constant, as Gupta & Lehmann (2003) do. What acquisition costs is not deducted.

    Args:
        table: From `books`, over the periods that count.
        periods_a_year: Periods in a year.
        discounts: Rates a year.

    Returns:
        A row a provider and rate: provider, label, discount (a year), customer_periods, margin and
        revenue (money for a customer and year), retention (share who stay for a year) with
        retention_low and retention_high (Wilson's interval, customer-periods taken as
        independent), value, value_low and value_high (money; the interval is that of the
        retention), revenue_value (the same of revenue alone). NaN where there was no customer, or
        no cost is known.
    """
    rows = []
    for name, own in table.groupby("provider", sort=False):
        periods = float(own["customers"].sum())
        at_start = float((own["customers"] + own["lost"] - own["entries"]).sum())
        lost = float(own["lost"].sum())
        is_served = periods > 0 and at_start > 0
        stay = wilson(at_start - lost, at_start)
        stays = [nan if end is None else end for end in (stay.value, stay.low, stay.high)]
        revenue = float(own["revenue"].sum(min_count=1)) / periods if is_served else nan
        costs = own[["serving", "care"]].sum(axis=1, skipna=False).sum(min_count=1)
        margin = revenue - float(costs) / periods if is_served else nan
        for rate in discounts:
            factor = (1 + rate) ** (1 / periods_a_year) - 1
            times = [multiple(end, factor) for end in stays]
            # A margin below 0 is worth less, the longer customers stay.
            ends = sorted(margin * end for end in times[1:])
            rows.append(
                {
                    "provider": name,
                    "label": own["label"].iloc[0],
                    "discount": rate,
                    "customer_periods": periods,
                    "margin": margin * periods_a_year,
                    "revenue": revenue * periods_a_year,
                    "retention": stays[0] ** periods_a_year,
                    "retention_low": stays[1] ** periods_a_year,
                    "retention_high": stays[2] ** periods_a_year,
                    "value": margin * times[0],
                    "value_low": ends[0],
                    "value_high": ends[1],
                    "revenue_value": revenue * times[0],
                }
            )
    return pd.DataFrame(rows)


def standing_still(table: pd.DataFrame, results: Results, periods_a_year: int) -> pd.DataFrame:
    """What it takes to have as many customers at the end as at the start.

    Args:
        table: From `books`.
        results: Of the same run.
        periods_a_year: Periods in a year.

    Returns:
        A row a provider: provider, needed (customers to win a year: as many as are lost), won
        (customers for each year that it is open), acquisition (money for each, as the terms
        stand in the end; NaN where the scenario gives none) and cost (needed x acquisition, a
        year).
    """
    *_, (_, scenario) = terms(results.scenario, results.origin.entrants)
    rows = []
    for name, own in table.groupby("provider", sort=False):
        years = float(own["open"].sum()) / periods_a_year or nan
        price = scenario.providers[str(name)].money.acquisition or nan
        needed = float(own["lost"].sum()) / years
        won = float(own["entries"].sum()) / years
        rows.append((name, needed, won, price, needed * price))
    return pd.DataFrame(rows, columns=["provider", "needed", "won", "acquisition", "cost"])


def customers_at_a_loss(
    panel: pd.DataFrame, table: pd.DataFrame, results: Results, discount: float = DISCOUNT
) -> pd.DataFrame:
    """Customers who cost more to serve than they paid, over the periods in which they were seen.

    Args:
        panel: Tracked customers: period, customer, segment, provider, uses, spent, exit and born
            (who moves away leaves the number to somebody born later).
        table: From `books`; tells what a unit was sold for, and so how many were bought.
        results: Of the same run.
        discount: A year.

    Returns:
        A row a provider and segment, and one a provider for all (segment null): provider, segment,
        customers (who were seen with it and spent or used anything), at_a_loss (of them, whose
        discounted spending is less than what serving cost), share with low and high (Wilson), and
        worth (money, the mean of what each brought in). Without providers whose costs are unknown.
    """
    known = table[table["cost"].notna()]
    price = known.assign(price=known["revenue"] / known["units"].where(known["units"] > 0))
    seen = panel[panel["provider"].notna()]
    seen = seen.assign(provider=seen["provider"].astype(str))
    rows = seen.merge(price[["period", "provider", "price"]], on=["period", "provider"])
    spent = rows["spent"].to_numpy(float)
    units = np.where(spent > 0, spent / rows["price"].to_numpy(float), 0.0)
    # As in the books, a customer who leaves costs nothing any more, and pays somebody else.
    stays = rows["exit"].isna().to_numpy(float)
    cost = np.zeros(len(rows))
    for since, scenario in terms(results.scenario, results.origin.entrants):
        money = {name: provider.money for name, provider in scenario.providers.items()}
        now = rows["period"].to_numpy() >= since
        for name in rows["provider"].unique():
            own = now & (rows["provider"] == name).to_numpy()
            cost[own] = (
                money[name].per_need * units[own]
                + money[name].per_order * rows["uses"].to_numpy(float)[own]
                + money[name].per_customer * stays[own]
            )
    years = rows["period"] / results.scenario.periods_a_year
    rows = rows.assign(margin=(spent - cost) / (1 + discount) ** years)
    keys = ["provider", "segment", "customer", "born"]
    each = rows.groupby(keys, observed=True)[["margin", "spent", "uses"]].sum().reset_index()
    each = each[(each["spent"] > 0) | (each["uses"] > 0) | (each["margin"] < 0)]
    out = []
    for name, own in each.groupby("provider", sort=False):
        for segment, some in [(None, own), *own.groupby("segment", observed=True)]:
            count = int((some["margin"] < 0).sum())
            share = wilson(count, len(some))
            out.append((name, segment, len(some), count, share.value, share.low, share.high,
                        float(some["margin"].mean())))  # fmt: skip
    columns = ["provider", "segment", "customers", "at_a_loss", "share", "low", "high", "worth"]
    return pd.DataFrame(out, columns=columns)
