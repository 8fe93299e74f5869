"""A handful of customers, each as a bar through the years, coloured by satisfaction."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis import curves, style
from analysis.exhibit import Exhibit
from analysis.language import Language, Texts
from analysis.marks import WIDE
from analysis.panels import fit_text
from analysis.sheet import plot, sheet
from analysis.spells import BANDS, KINDS, a_year, band, label, served
from analysis.wording import called
from sim.results import Results

LIVES = 10
COLOURS = dict(
    zip(BANDS, (style.INCUMBENT, style.REFERENCE, style.RIVAL, style.SATISFACTION), strict=True)
)

TEXT = Texts(
    en={
        "title": "{k} lives: customers of {name} at the opening",
        "reading": (
            "{k} of the {n} tracked customers that did not go involuntarily, from the one who "
            "stayed shortest to the one who stayed longest at equal steps: {left} of them left "
            "of their own accord, {satisfied} of these with a satisfaction of at least {cut} "
            "just before."
        ),
        "base": (
            "Few lives prove nothing: of all customers at risk {base} were that satisfied, and "
            "the dissatisfied left {ratio} times as fast ({low} to {high})."
        ),
        "note": (
            "Thick: with {name}; thin: with another provider. Colour: satisfaction with the "
            "provider of that moment."
        ),
        "x": "years since the opening",
        "customer": "customer {id}",
        "under 6": "under 6",
        "6-7": "6-7",
        "7-8": "7-8",
        "8+": "8 or more",
        "defection": "to {to}",
        "stop": "stopped",
        "involuntary": "involuntary",
        "": "stays",
        "who": "customer",
        "segment": "segment",
        "ends": "how it ended",
        "years": "years",
        "last": "satisfaction just before",
        "provider": "provider",
        "satisfaction": "satisfaction",
    },
    nl={
        "title": "{k} levens: klanten van {name} bij de opening",
        "reading": (
            "{k} van de {n} gevolgde klanten die niet onvrijwillig vertrokken, in gelijke "
            "stappen van wie het kortst bleef tot wie het langst bleef: {left} van hen "
            "vertrokken uit eigen beweging, van wie {satisfied} vlak daarvoor een tevredenheid "
            "van minstens {cut} had."
        ),
        "base": (
            "Een paar levens bewijzen niets: van alle klanten was {base} zo tevreden, en "
            "ontevreden klanten vertrokken {ratio} keer zo snel ({low} tot {high})."
        ),
        "note": (
            "Dik: bij {name}; dun: bij een andere aanbieder. Kleur: tevredenheid over de "
            "aanbieder van dat moment."
        ),
        "x": "jaren sinds de opening",
        "customer": "klant {id}",
        "under 6": "onder 6",
        "6-7": "6-7",
        "7-8": "7-8",
        "8+": "8 of meer",
        "defection": "naar {to}",
        "stop": "gestopt",
        "involuntary": "onvrijwillig",
        "": "blijft",
        "who": "klant",
        "segment": "segment",
        "ends": "afloop",
        "years": "jaren",
        "last": "tevredenheid vlak daarvoor",
        "provider": "aanbieder",
        "satisfaction": "tevredenheid",
    },
)


def chosen(opening: pd.DataFrame, number: int = LIVES) -> list[int]:
    """Customers at equal steps from the shortest to the longest stay; who, nobody picked by hand.

    Args:
        opening: Spells that were under way at the opening, one a customer.
        number: Of customers at most.
    """
    order = opening.sort_values(["duration", "customer"])["customer"].to_numpy()
    places = np.linspace(0, len(order) - 1, min(number, len(order))).round().astype(int)
    return [int(customer) for customer in order[places]]


def stretches(rows: pd.DataFrame, customers: list[int], name: str) -> pd.DataFrame:
    """Lives cut into stretches of one provider and one band of satisfaction.

    Args:
        rows: Of the panel, with a provider.
        customers: Whose lives, in the order of the rows of the picture.
        name: The provider whose customers they were at the opening.

    Returns:
        Columns: `row` (from 0), `customer`, `provider`, `own` (with `name`), `band` (of `BANDS`; ""
        without a satisfaction), `satisfaction` (mean), `first` and `last` (periods, the last one
        excluded). A life ends with its first involuntary exit: the number then goes to a newcomer.
    """
    parts = []
    for row, customer in enumerate(customers):
        life = rows[rows["customer"] == customer].sort_values("period")
        gone = np.flatnonzero((life["exit"].astype(object) == KINDS[2]).to_numpy())
        life = life.iloc[: gone[0] + 1] if len(gone) else life
        bands = pd.Series(band(life["satisfaction"]), life.index).astype(object)
        bands = bands.where(bands.notna(), "")
        provider = life["provider"].astype(str)
        breaks = (
            (life["period"].diff() != 1) | (bands != bands.shift()) | (provider != provider.shift())
        )
        number = breaks.cumsum()
        first = life["period"].groupby(number).first()
        parts.append(
            pd.DataFrame(
                {
                    "row": row,
                    "customer": customer,
                    "provider": provider.groupby(number).first(),
                    "own": provider.groupby(number).first() == name,
                    "band": bands.groupby(number).first(),
                    "satisfaction": life["satisfaction"].groupby(number).mean(),
                    "first": first,
                    "last": life["period"].groupby(number).last() + 1,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def endings(rows: pd.DataFrame, opening: pd.DataFrame, customers: list[int]) -> pd.DataFrame:
    """How each first spell ended: row, customer, segment, period, end, to, satisfaction before."""
    table = []
    for row, customer in enumerate(customers):
        spell = opening[opening["customer"] == customer].iloc[0]
        last = int(spell["start"] + spell["duration"]) - 1
        here = rows[(rows["customer"] == customer) & (rows["period"] == last)].iloc[0]
        to = "" if pd.isna(here["to"]) else str(here["to"])
        table.append(
            (row, customer, spell["segment"], last + 1, spell["end"], to, here["satisfaction"])
        )
    columns = ["row", "customer", "segment", "period", "end", "to", "satisfaction"]
    return pd.DataFrame(table, columns=columns)


def exhibit(results: Results, opening: pd.DataFrame, name: str, language: Language) -> Exhibit:
    """Some lives of the customers of one provider at the opening."""
    rows, year = served(results), a_year(results)
    some = opening[opening["end"] != KINDS[2]]
    some = some if len(some) else opening
    customers = chosen(some)
    parts = stretches(rows, customers, name)
    ended = endings(rows, opening, customers)
    parts["x"], parts["x2"] = parts["first"] / year, parts["last"] / year
    ended["x"] = ended["period"] / year
    ended["to"] = [label(results.scenario, to) for to in ended["to"]]
    ended["words"] = [_ending(row, language) for row in curves.each(ended)]
    shown = called(results.scenario, name, language)
    cut = results.scenario.report.satisfied_at
    left = ended[ended["end"].isin(KINDS[:2])]
    k, n = language.number(len(customers)), language.number(len(some))
    title = TEXT("title", language, k=k, name=shown)
    at_least = language.number(cut, int(cut % 1 > 0))
    reading = TEXT(
        "reading", language, k=k, n=n, left=language.number(len(left)), cut=at_least,
        satisfied=language.number(int((left["satisfaction"] >= cut).sum())),
    )  # fmt: skip
    numbers = results.three_numbers(name, cut)
    ratio = numbers.hazard_ratio
    beside = TEXT(
        "base", language, base=language.percent(numbers.base_rate.value),
        ratio=language.number(ratio.value, 2), low=language.number(ratio.low, 2),
        high=language.number(ratio.high, 2),
    )  # fmt: skip
    reading = f"{reading} {beside}"
    who = [TEXT("customer", language, id=customer) for customer in customers]

    def figure() -> Figure:
        with style.matplotlib_style():
            key = [(TEXT(b, language), COLOURS[b], COLOURS[b]) for b in BANDS]
            page, panel = sheet(title, reading, lines=3, key=key)
            axes = plot(panel, left=1.3, right=0.3)
            _bars(axes, parts, ended, who)
            curves.year_axis(axes, float(parts["x2"].max()), language)
            axes.set_xlabel(TEXT("x", language), labelpad=6)
        return page

    return Exhibit(
        key="retention_lives",
        title=title,
        reading=reading,
        data=parts.drop(columns=["x", "x2"]),
        table=pd.DataFrame(
            {
                TEXT("who", language): [str(customer) for customer in ended["customer"]],
                TEXT("segment", language): ended["segment"],
                TEXT("years", language): [language.number(x, 1) for x in ended["x"]],
                TEXT("ends", language): ended["words"],
                TEXT("last", language): [language.number(s, 1) for s in ended["satisfaction"]],
            }
        ),
        figure=figure,
        chart=lambda: _chart(parts, ended, who, language),
        note=TEXT("note", language, name=shown),
    )


def _ending(row: Any, language: Language) -> str:
    return TEXT(row.end, language, to=row.to) if row.end == KINDS[0] else TEXT(row.end, language)


def _bars(axes: Any, parts: pd.DataFrame, ended: pd.DataFrame, who: list[str]) -> None:
    for part in curves.each(parts):
        colour = COLOURS.get(str(part.band), style.MUTED).light
        axes.barh(part.row, part.x2 - part.x, left=part.x, color=colour, linewidth=0,
                  height=0.52 if part.own else 0.14)  # fmt: skip
    longest = float(parts["x2"].max())
    for row in curves.each(ended):
        if not row.end:
            continue
        axes.plot([row.x, row.x], [row.row - 0.4, row.row + 0.4], color=style.INK.light, lw=2.2)
        late = row.x > 0.8 * longest
        words, size = fit_text(row.words, 2.4, style.LABEL, lines=1, weight="bold")
        axes.annotate(
            words, (row.x, row.row), xytext=(-5 if late else 5, 7), va="bottom", size=size,
            textcoords="offset points", ha="right" if late else "left", weight="bold",
        )  # fmt: skip
    axes.set(ylim=(len(who) - 0.4, -0.8), xlim=(0, longest))
    axes.set_yticks(range(len(who)), who)


def _chart(parts: pd.DataFrame, ended: pd.DataFrame, who: list[str], language: Language) -> Any:
    table = parts.assign(who=[who[row] for row in parts["row"]])
    table["words"] = [TEXT(b, language) if b else language.unknown for b in table["band"]]
    names = [TEXT(b, language) for b in BANDS] + [language.unknown]
    paint = alt.Scale(domain=names, range=[c.light for c in (*COLOURS.values(), style.MUTED)])
    longest = float(table["x2"].max())
    x_scale = alt.Scale(domain=[0, longest], nice=False)
    x = alt.X("x", type="quantitative", title=TEXT("x", language), scale=x_scale,
              axis=alt.Axis(grid=False, tickCount=8))  # fmt: skip
    y = alt.Y("who", type="nominal", sort=who, title=None, scale=alt.Scale(domain=who))
    layers: list[Any] = []
    for own, thick in ((True, 16), (False, 5)):
        rows = table[table["own"] == own]
        if rows.empty:
            continue
        layers.append(
            alt.Chart(rows)
            .mark_bar(height=thick)
            .encode(
                x=x, x2=alt.X2("x2"), y=y,
                color=alt.Color("words", type="nominal", scale=paint, legend=alt.Legend(
                    title=TEXT("satisfaction", language), values=names[:-1])),
                tooltip=[
                    alt.Tooltip("who", type="nominal", title=TEXT("who", language)),
                    alt.Tooltip("provider", type="nominal", title=TEXT("provider", language)),
                    alt.Tooltip("satisfaction", type="quantitative", format=".1f",
                                title=TEXT("satisfaction", language)),
                    alt.Tooltip("x", type="quantitative", format=".1f",
                                title=TEXT("x", language)),
                ],
            )
        )  # fmt: skip
    marks = ended[ended["end"] != ""].assign(who=[who[r] for r in ended[ended["end"] != ""]["row"]])
    tip = [alt.Tooltip("words", type="nominal", title=TEXT("ends", language))]
    for late in (False, True):
        rows = marks[(marks["x"] > 0.75 * longest) == late]
        if rows.empty:
            continue
        base = alt.Chart(rows[["who", "x", "words"]]).encode(x=x, y=y, tooltip=tip)
        layers.append(base.mark_tick(thickness=2.5, size=24, color=style.INK.light))
        layers.append(
            base.mark_text(align="right" if late else "left", dx=-6 if late else 6, dy=-15,
                           fontWeight="bold", fontSize=12).encode(
                text=alt.Text("words", type="nominal"))
        )  # fmt: skip
    made = alt.layer(*layers).properties(width=WIDE - 90, height=38 * len(who))
    return made.configure(**style.vega_config(language))
