"""What providers earn, what a customer is worth to them, and what it takes to stand still.

Money is what the run booked, for the customers that were simulated; a cost that the scenario does
not give is unknown and never 0. `analysis.accounting` takes the books apart, and tells what a plan
earns (`plan_return`); `analysis.customer_value` says what a customer is worth.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis import money_charts, script
from analysis.accounting import DISCOUNT, books, by_year, plan_return
from analysis.budget import Budget
from analysis.customer_value import (
    DISCOUNTS,
    customers_at_a_loss,
    lifetime_values,
    standing_still,
)
from analysis.exhibit import Exhibit
from analysis.language import Language
from analysis.money_words import TEXT, Purse
from analysis.wording import called, capital, focus
from sim.results import NotKeptError, Results

__all__ = ["exhibits", "main", "plan_return"]


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """Money a year by provider, and what a customer is worth; needs no more runs."""
    table = books(results)
    if table.empty:
        return []
    main_one = focus(results) or results.providers[0]
    purse = Purse(results.scenario.currency, language)
    return [_earned(results, table, main_one, purse), _worth(results, table, main_one, purse)]


def _earned(results: Results, table: pd.DataFrame, main_one: str, purse: Purse) -> Exhibit:
    language = purse.language
    years = by_year(table, results.scenario.periods_a_year)
    years["role"] = _roles(results, main_one, years)
    unknown = table[table["cost"].isna()].drop_duplicates("provider")["label"]
    dark = TEXT("unknown_costs", language, names=", ".join(unknown)) if len(unknown) else ""
    reading = capital(_earned_reading(results, years, main_one, purse)) + "."
    title = TEXT("title", language)
    measures = [m for m in ("profit", "revenue") if years[m].notna().any()]
    names = (TEXT("provider", language), TEXT("year", language))
    views = [money_charts.View(years, m, *_axis(years, m, purse), *names) for m in measures]
    steps = tuple(
        TEXT("step", language, year=year, amounts=", ".join(
            TEXT("amount", language, provider=row["label"], amount=purse(row[measures[0]]))
            for row in rows.to_dict("records")
        ))
        for year, rows in (years.groupby("year") if measures else ())
    )  # fmt: skip
    return Exhibit(
        key="money",
        title=title,
        reading=reading,
        data=table,
        table=_earned_table(years, purse),
        figure=lambda: money_charts.draw_years(title, reading, views, TEXT("years", language)),
        chart=lambda: money_charts.years(reading, views, TEXT("years", language), language),
        steps=steps,
        note=TEXT(
            "note", language, unknown=dark,
            customers=language.number(float(_everybody(results))),
        ),
    )  # fmt: skip


def _roles(results: Results, main_one: str, table: pd.DataFrame) -> list[str]:
    terms = results.scenario.providers
    return ["main" if name == main_one else terms[name].role for name in table["provider"]]


def _everybody(results: Results) -> float:
    first = results.periods[results.periods["period"] == results.periods["period"].min()]
    return float(first["customers"].sum())


def _axis(years: pd.DataFrame, measure: str, purse: Purse) -> tuple[float, str]:
    size, unit = purse.unit(years[measure])
    return size, TEXT(f"{measure}_axis", purse.language, unit=unit)


def _earned_reading(results: Results, years: pd.DataFrame, main_one: str, purse: Purse) -> str:
    language = purse.language
    own = years[years["provider"] == main_one]
    # A year in which it entered or closed is no measure of another.
    whole = own[own["open"] == results.scenario.periods_a_year]
    if own.empty:
        return TEXT("short", language)
    own = whole if len(whole) else own
    first, last = (_row(own, place) for place in (0, -1))
    if pd.isna(last["revenue"]):
        return TEXT("free", language)
    told = {
        "provider": called(results.scenario, main_one, language),
        "revenue": purse(last["revenue"]),
        "year": last["year"],
    }
    before = {
        "first_year": first["year"],
        "first_revenue": purse(first["revenue"]),
        "first": _gain(first["profit"], purse),
    }
    is_dark = pd.isna(last["profit"])
    key = "sold_then" if is_dark else "then"
    told["then"] = TEXT(key, language, **before) if len(own) > 1 else ""
    if is_dark:
        return TEXT("sold", language, **told)
    others = years[(years["year"] == last["year"]) & (years["profit"] > last["profit"])]
    best = ""
    if len(others):
        top = _row(others.sort_values("profit"), -1)
        best = TEXT(
            "best",
            language,
            other=called(results.scenario, str(top["provider"]), language),
            profit=purse(top["profit"]),
        )
    return TEXT("earned", language, **told, profit=_gain(last["profit"], purse), best=best)


def _gain(profit: float, purse: Purse) -> str:
    """A profit, or a loss: never a profit below nothing."""
    if pd.isna(profit):
        return purse(profit)
    return TEXT("loss_of" if profit < 0 else "profit_of", purse.language, amount=purse(abs(profit)))


def _row(table: pd.DataFrame, place: int) -> dict[str, Any]:
    return {str(name): value for name, value in table.iloc[place].to_dict().items()}


def _earned_table(years: pd.DataFrame, purse: Purse) -> pd.DataFrame:
    """Each provider's first and last whole year."""
    rows = []
    for _, own in years.groupby("provider", sort=False):
        for place in (0, -1)[: len(own)]:
            row = _row(own, place)
            words = {"year": row["year"], "provider": row["label"]}
            words |= {name: purse(row[name]) for name in ("revenue", "cost", "profit", "cash")}
            rows.append({TEXT(name, purse.language): value for name, value in words.items()})
    return pd.DataFrame(rows)


def _panel(results: Results) -> pd.DataFrame | None:
    """The followed customers; None when none were kept."""
    try:
        return results.panel
    except NotKeptError:
        return None


def _worth(results: Results, table: pd.DataFrame, main_one: str, purse: Purse) -> Exhibit:
    language = purse.language
    a_year = results.scenario.periods_a_year
    values = lifetime_values(table, a_year)
    still = standing_still(table, results, a_year)
    is_occasion = results.scenario.market == "occasion"
    panel = _panel(results)
    at_a_loss = None if panel is None else customers_at_a_loss(panel, table, results)
    rows = _value_rows(values, still, at_a_loss)
    who = called(results.scenario, main_one, language)
    reading = capital(_worth_reading(rows[rows["provider"] == main_one], who, purse)) + "."
    title = TEXT("value_title", language)
    rows["below"] = [_below(row, purse) for row in rows.to_dict("records")]
    rows["text"] = [purse(row) for row in rows["value"]]
    rows["role"] = _roles(results, main_one, rows)
    size, unit = purse.unit(rows[["high", "acquisition"]].max(axis=1))
    low, *_, high = (language.percent(rate) for rate in DISCOUNTS)
    key = TEXT("tick_key", language) if rows["acquisition"].notna().any() else ""
    axis = TEXT(
        "value_axis", language, unit=unit, rate=language.percent(DISCOUNT), low_rate=low,
        high_rate=high, tick=key,
    )  # fmt: skip
    worth = TEXT("value_at", language, rate=language.percent(DISCOUNT))
    names = (TEXT("provider", language), worth, TEXT("rests", language))
    tick = TEXT("win_tick", language)
    view = money_charts.Values(rows, size, axis, tick, language.unknown, names)
    return Exhibit(
        key="lifetime_value",
        title=title,
        reading=reading,
        data=values.merge(still, on="provider"),
        table=_value_table(rows, purse),
        figure=lambda: money_charts.draw_values(title, reading, view),
        chart=lambda: money_charts.values(reading, view, language),
        note=TEXT(
            "value_note", language, rate=language.percent(DISCOUNT),
            occasion=TEXT("occasion", language) if is_occasion else "",
            panel=TEXT("no_panel", language) if panel is None else "",
        ),
    )  # fmt: skip


def _value_rows(
    values: pd.DataFrame, still: pd.DataFrame, at_a_loss: pd.DataFrame | None
) -> pd.DataFrame:
    """A row a provider: its values at the lowest, the declared and the highest rate, and so on."""
    rows = values[values["discount"] == DISCOUNT].merge(still, on="provider")
    wide = values.pivot(index="provider", columns="discount", values="value")
    rows["high"] = rows["provider"].map(wide[DISCOUNTS[0]])
    rows["low"] = rows["provider"].map(wide[DISCOUNTS[-1]])
    columns = {"share": "loss_share", "low": "loss_low", "high": "loss_high",
               "customers": "followed"}  # fmt: skip
    if at_a_loss is None:
        return rows.assign(**dict.fromkeys(columns.values(), float("nan")))
    every = at_a_loss[at_a_loss["segment"].isna()].rename(columns=columns)
    return rows.merge(every[["provider", *columns.values()]], on="provider", how="left")


def _below(row: dict[Any, Any], purse: Purse) -> str:
    stay = purse.language.percent(row["retention"])
    if pd.isna(row["margin"]):
        return TEXT("below_unknown", purse.language, stay=stay)
    return TEXT("below", purse.language, margin=purse(row["margin"]), stay=stay)


def _worth_reading(rows: pd.DataFrame, who: str, purse: Purse) -> str:
    language, row = purse.language, _row(rows, 0)
    if not row["customer_periods"]:
        return TEXT("nobody", language, provider=who)
    price = (
        TEXT("for_unknown", language)
        if pd.isna(row["cost"])
        else TEXT("for_money", language, cost=purse(row["cost"]))
    )
    told = {
        "provider": who,
        "rate": language.percent(DISCOUNT),
        "still": TEXT("still", language, needed=language.number(row["needed"]), price=price),
        "loss": "",
    }
    if not pd.isna(row["loss_share"]):
        low, high = (language.percent(row[f"loss_{end}"]) for end in ("low", "high"))
        told["loss"] = TEXT(
            "at_a_loss" if row["loss_share"] > 0 else "no_loss", language,
            share=language.percent(row["loss_share"]), low=low, high=high,
            count=language.number(row["followed"]),
        )  # fmt: skip
    if pd.isna(row["value"]):
        return TEXT("brings", language, value=purse(row["revenue_value"]), **told)
    return TEXT(
        "worth", language, value=purse(row["value"]), low=purse(row["low"]),
        high=purse(row["high"]), low_rate=language.percent(DISCOUNTS[0]),
        high_rate=language.percent(DISCOUNTS[-1]), **told,
    )  # fmt: skip


def _value_table(rows: pd.DataFrame, purse: Purse) -> pd.DataFrame:
    language = purse.language

    def at(rate: float) -> str:
        return TEXT("value_at", language, rate=language.percent(rate))

    out = []
    for row in rows.to_dict("records"):
        loss = language.unknown
        if not pd.isna(row["loss_share"]):
            share, count = language.percent(row["loss_share"]), language.number(row["followed"])
            loss = TEXT("of", language, share=share, count=count)
        out.append(
            {
                TEXT("provider", language): row["label"],
                TEXT("margin", language): purse(row["margin"]),
                TEXT("stay", language): language.percent(row["retention"]),
                at(DISCOUNTS[0]): purse(row["high"]),
                at(DISCOUNT): purse(row["value"]),
                at(DISCOUNTS[-1]): purse(row["low"]),
                TEXT("needed", language): language.number(row["needed"]),
                TEXT("price", language): purse(row["acquisition"]),
                TEXT("loss", language): loss,
            }
        )
    return pd.DataFrame(out)


def main(arguments: Sequence[str] | None = None) -> int:
    """The answer about a results folder."""
    return script.main(exhibits, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
