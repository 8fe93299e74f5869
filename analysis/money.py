"""What providers earn, what a customer is worth to them, and what it takes to stand still.

Money is what the run booked, for the customers that were simulated; a cost that the scenario does
not give is unknown and never 0. `analysis.accounting` takes the books apart, and tells what a plan
earns (`plan_return`); `analysis.customer_value` says what a customer is worth.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import isfinite
from typing import Any

import pandas as pd

from analysis import money_charts, script
from analysis.accounting import DISCOUNT, PERIODS_A_YEAR, books, by_year, plan_return
from analysis.budget import Budget
from analysis.customer_value import (
    DISCOUNTS,
    customers_at_a_loss,
    lifetime_values,
    standing_still,
)
from analysis.early_warning import provider_to_watch
from analysis.exhibit import Exhibit
from analysis.language import Language, Texts
from sim.results import Results, ResultsError

__all__ = ["exhibits", "main", "plan_return"]

TEXT = Texts(
    en={
        "title": "What providers earn in a year",
        "value_title": "What a customer is worth",
        "profit": "profit",
        "revenue": "revenue",
        "earned": "In year {year} {provider} made a profit of {profit} on revenue of {revenue}; in "
        "year {first_year} that was {first} on {first_revenue}{best}",
        "best": "; {other} made most, {profit}",
        "sold": "In year {year} {provider} had revenue of {revenue}, and in year {first_year} "
        "{first_revenue}; the scenario does not give its costs, so that its profit is unknown",
        "free": "The scenario has no price, so that no provider's revenue is known",
        "short": "The run is shorter than a year, so that no year can be told",
        "note": "Whole years only, for {customers} simulated customers at the start. A cost that "
        "the scenario does not give is unknown, and not nothing{unknown}.",
        "unknown_costs": "; it gives none for {names}",
        "step": "Year {year}: {amounts}.",
        "amount": "{provider} {amount}",
        "year": "year",
        "years": "year since the books opened",
        "provider": "provider",
        "cost": "cost",
        "cash": "cash at the end",
        "profit_axis": "profit a year, {unit}",
        "revenue_axis": "revenue a year, {unit}",
        "thousand": "thousand {currency}",
        "million": "million {currency}",
        "worth": "A customer of {provider} is worth {value} at {rate} a year ({low} at "
        "{high_rate}, {high} at {low_rate}){still}{loss}",
        "brings": "What serving a customer of {provider} costs is not in the scenario, so that its "
        "worth is unknown; revenue alone comes to {value} at {rate} a year{still}{loss}",
        "nobody": "{provider} had no customers, so that nothing can be said of their worth",
        "still": "; to stand still it must win {needed} customers a year, {price}",
        "for_money": "which costs {cost}",
        "for_unknown": "at a cost that the scenario does not give",
        "at_a_loss": "; {share} of the {count} of its customers who were followed ({low} to "
        "{high}) cost more to serve than they paid",
        "value_note": "Value: margin × r / (1 + i − r), with the margin and the chance r to stay "
        "that this run had, both taken as constant, and discount i (Gupta & Lehmann 2003; Berger "
        "& Nasr 1998). {rate} a year is a choice, not an estimate. Fixed costs and what winning "
        "the customer costs are not deducted.{panel}",
        "no_panel": " Customers served at a loss are not known, for none were followed; "
        "`overstap run --out DIR --track N` follows them.",
        "margin": "margin a year",
        "stay": "stay a year",
        "value_at": "worth at {rate}",
        "needed": "to win a year",
        "price": "cost of winning one",
        "loss": "served at a loss",
        "value_axis": "worth of a customer, {unit}; dot: at {rate} a year, line: {low_rate} to "
        "{high_rate}",
        "win_tick": "cost of winning one",
        "below": "margin {margin} a year; {stay} stay a year",
        "below_unknown": "costs unknown; {stay} stay a year",
        "of": "{share} of {count}",
    },
    nl={
        "title": "Wat aanbieders per jaar verdienen",
        "value_title": "Wat een klant waard is",
        "profit": "winst",
        "revenue": "omzet",
        "earned": "In jaar {year} maakte {provider} {profit} winst op een omzet van {revenue}; in "
        "jaar {first_year} was dat {first} op {first_revenue}{best}",
        "best": "; het meest verdiende {other}, {profit}",
        "sold": "In jaar {year} had {provider} een omzet van {revenue}, en in jaar {first_year} "
        "{first_revenue}; het scenario geeft de kosten niet, dus de winst is onbekend",
        "free": "Het scenario heeft geen prijs, dus van geen aanbieder is de omzet bekend",
        "short": "De simulatie duurt korter dan een jaar, dus over een jaar valt niets te zeggen",
        "note": "Alleen hele jaren, voor {customers} gesimuleerde klanten bij het begin. Kosten "
        "die het scenario niet geeft, zijn onbekend en niet nul{unknown}.",
        "unknown_costs": "; voor {names} geeft het geen kosten",
        "step": "Jaar {year}: {amounts}.",
        "amount": "{provider} {amount}",
        "year": "jaar",
        "years": "jaar sinds het begin van de boeken",
        "provider": "aanbieder",
        "cost": "kosten",
        "cash": "kas aan het eind",
        "profit_axis": "winst per jaar, {unit}",
        "revenue_axis": "omzet per jaar, {unit}",
        "thousand": "duizend {currency}",
        "million": "miljoen {currency}",
        "worth": "Een klant van {provider} is {value} waard bij {rate} per jaar ({low} bij "
        "{high_rate}, {high} bij {low_rate}){still}{loss}",
        "brings": "Wat het bedienen van een klant van {provider} kost, staat niet in het scenario, "
        "dus de waarde is onbekend; de omzet alleen is goed voor {value} bij {rate} per jaar"
        "{still}{loss}",
        "nobody": "{provider} had geen klanten, dus over hun waarde valt niets te zeggen",
        "still": "; om gelijk te blijven moeten er {needed} klanten per jaar bij komen, {price}",
        "for_money": "wat {cost} kost",
        "for_unknown": "tegen kosten die het scenario niet geeft",
        "at_a_loss": "; van {share} van de {count} gevolgde klanten ({low} tot {high}) kostte het "
        "bedienen meer dan zij betaalden",
        "value_note": "Waarde: marge × r / (1 + i − r), met de marge en de kans r om te blijven "
        "uit deze simulatie, allebei constant genomen, en discontovoet i (Gupta & Lehmann 2003; "
        "Berger & Nasr 1998). {rate} per jaar is een keuze, geen schatting. Vaste kosten en de "
        "kosten van het werven zijn er niet van afgetrokken.{panel}",
        "no_panel": " Welke klanten verlies opleveren is niet bekend, want er zijn er geen "
        "gevolgd; `overstap run --out DIR --track N` volgt ze.",
        "margin": "marge per jaar",
        "stay": "blijft een jaar",
        "value_at": "waarde bij {rate}",
        "needed": "te werven per jaar",
        "price": "kosten per geworven klant",
        "loss": "levert verlies op",
        "value_axis": "waarde van een klant, {unit}; stip: bij {rate} per jaar, lijn: {low_rate} "
        "tot {high_rate}",
        "win_tick": "kosten per geworven klant",
        "below": "marge {margin} per jaar; {stay} blijft een jaar",
        "below_unknown": "kosten onbekend; {stay} blijft een jaar",
        "of": "{share} van {count}",
    },
)


class Purse:
    """How amounts of one market are written.

    Args:
        currency: Of the scenario.
        language: Of the reader.
    """

    def __init__(self, currency: str, language: Language) -> None:
        self.currency = currency
        self.language = language

    def __call__(self, amount: float) -> str:
        """An amount with its currency; small ones with cents."""
        if not isfinite(amount):
            return self.language.unknown
        return f"{self.language.number(amount, 0 if abs(amount) >= 100 else 2)} {self.currency}"

    def unit(self, amounts: pd.Series) -> tuple[float, str]:
        """What an axis divides its amounts by, and what it then counts."""
        largest = float(amounts.abs().max())
        for size, key in ((1e6, "million"), (1e3, "thousand")):
            if largest >= 2 * size:
                return size, TEXT(key, self.language, currency=self.currency)
        return 1.0, self.currency


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """Money a year by provider, and what a customer is worth; needs no more runs."""
    table = books(results)
    if table.empty:
        return []
    # Without an incumbent, the first.
    main_one = provider_to_watch(results.scenario, results.periods) or results.providers[0]
    purse = Purse(results.scenario.currency, language)
    return [_earned(results, table, main_one, purse), _worth(results, table, main_one, purse)]


def _earned(results: Results, table: pd.DataFrame, main_one: str, purse: Purse) -> Exhibit:
    language = purse.language
    years = by_year(table, PERIODS_A_YEAR[results.scenario.period])
    years["role"] = _roles(results, main_one, years)
    unknown = table[table["cost"].isna()].drop_duplicates("provider")["label"]
    names = TEXT("unknown_costs", language, names=", ".join(unknown)) if len(unknown) else ""
    reading = _earned_reading(years, main_one, purse) + "."
    title = TEXT("title", language)
    measures = [m for m in ("profit", "revenue") if years[m].notna().any()]
    views = [money_charts.View(years, m, *_axis(years, m, purse)) for m in measures]
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
        chart=lambda: money_charts.years(reading, views, TEXT("years", language)),
        steps=steps,
        note=TEXT(
            "note", language, unknown=names,
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


def _earned_reading(years: pd.DataFrame, main_one: str, purse: Purse) -> str:
    language = purse.language
    own = years[years["provider"] == main_one]
    if own.empty:
        return TEXT("short", language)
    first, last = (_row(own, place) for place in (0, -1))
    if pd.isna(last["revenue"]):
        return TEXT("free", language)
    told = {
        "provider": last["label"],
        "revenue": purse(last["revenue"]),
        "first_revenue": purse(first["revenue"]),
        "year": last["year"],
        "first_year": first["year"],
    }
    if pd.isna(last["profit"]):
        return TEXT("sold", language, **told)
    others = years[(years["year"] == last["year"]) & (years["profit"] > last["profit"])]
    best = ""
    if len(others):
        top = _row(others.sort_values("profit"), -1)
        best = TEXT("best", language, other=top["label"], profit=purse(top["profit"]))
    profits = {"profit": purse(last["profit"]), "first": purse(first["profit"])}
    return TEXT("earned", language, **told, **profits, best=best)


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
        return getattr(results, "panel", None)
    except ResultsError:
        return None


def _worth(results: Results, table: pd.DataFrame, main_one: str, purse: Purse) -> Exhibit:
    language = purse.language
    a_year = PERIODS_A_YEAR[results.scenario.period]
    values = lifetime_values(table, a_year)
    still = standing_still(table, results, a_year)
    panel = _panel(results)
    at_a_loss = None if panel is None else customers_at_a_loss(panel, table, results)
    rows = _value_rows(values, still, at_a_loss)
    reading = _worth_reading(rows[rows["provider"] == main_one], purse) + "."
    title = TEXT("value_title", language)
    rows["below"] = [_below(row, purse) for row in rows.to_dict("records")]
    rows["text"] = [purse(row) for row in rows["value"]]
    rows["role"] = _roles(results, main_one, rows)
    size, unit = purse.unit(rows[["high", "acquisition"]].max(axis=1))
    low, *_, high = (language.percent(rate) for rate in DISCOUNTS)
    axis = TEXT(
        "value_axis", language, unit=unit, rate=language.percent(DISCOUNT), low_rate=low,
        high_rate=high,
    )  # fmt: skip
    view = money_charts.Values(rows, size, axis, TEXT("win_tick", language),
                               language.unknown)  # fmt: skip
    return Exhibit(
        key="lifetime_value",
        title=title,
        reading=reading,
        data=values.merge(still, on="provider"),
        table=_value_table(rows, purse),
        figure=lambda: money_charts.draw_values(title, reading, view),
        chart=lambda: money_charts.values(reading, view),
        note=TEXT(
            "value_note", language, rate=language.percent(DISCOUNT),
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


def _worth_reading(rows: pd.DataFrame, purse: Purse) -> str:
    language, row = purse.language, _row(rows, 0)
    if not row["customer_periods"]:
        return TEXT("nobody", language, provider=row["label"])
    price = (
        TEXT("for_unknown", language)
        if pd.isna(row["cost"])
        else TEXT("for_money", language, cost=purse(row["cost"]))
    )
    told = {
        "provider": row["label"],
        "rate": language.percent(DISCOUNT),
        "still": TEXT("still", language, needed=language.number(row["needed"]), price=price),
        "loss": "",
    }
    if not pd.isna(row["loss_share"]):
        low, high = (language.percent(row[f"loss_{end}"]) for end in ("low", "high"))
        told["loss"] = TEXT(
            "at_a_loss", language, share=language.percent(row["loss_share"]), low=low, high=high,
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
