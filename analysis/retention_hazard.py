"""The chance to leave, by satisfaction just before: the customers of one provider.

In a subscription market everybody is at risk in every period, so it is a chance a year. In an
occasion market only those with a need are, and it is the chance in a period with a need.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator
from statsmodels.stats.proportion import proportion_confint

from analysis import curves, style
from analysis.exhibit import Exhibit
from analysis.five_markets import EDGES, PLACES
from analysis.language import Language, Texts
from analysis.marks import WIDE
from analysis.sheet import sheet
from analysis.spells import a_year
from analysis.wording import called
from sim.results import Results

TEXT = Texts(
    en={
        "title": "The chance to leave {name}, by satisfaction just before",
        "none": "None of the customers of {name} went to another provider.",
        "reading": (
            "Of the customers of {name}, {low} leave for another {unit} at a satisfaction of "
            "{first}, and {high} at {last}. Of those who left {share} were satisfied (at least "
            "{cut}), of all at risk {base}; the dissatisfied left {ratio} times as fast "
            "({ratio_low} to {ratio_high})."
        ),
        "alone": (
            "Nearly all customers at risk had a satisfaction of {first}; {low} of them leave "
            "for another {unit}."
        ),
        "note": (
            "All customers, whole run: defections over customer-periods at risk, as a chance "
            "{unit}. Satisfaction at the end of the previous period. Bars: 95% (Wilson), "
            "customer-periods taken as independent."
        ),
        "x": "satisfaction at the end of the period before, 0-10",
        "y": "chance to leave for another provider {unit}",
        "a_year": "within a year",
        "a_need": "in a {period} with a need",
        "week": "week",
        "month": "month",
        "quarter": "quarter",
        "year": "year",
        "under": "under {a}",
        "from": "{a}-{b}",
        "top": "{a} or more",
        "satisfaction": "satisfaction",
        "at_risk": "customer-periods at risk",
        "defections": "defections",
        "rate": "leave {unit}",
        "low": "from",
        "high": "to",
    },
    nl={
        "title": "De kans om {name} te verlaten, naar tevredenheid vlak daarvoor",
        "none": "Geen van de klanten van {name} stapte over naar een andere aanbieder.",
        "reading": (
            "Van de klanten van {name} stapt {unit} {low} over bij een tevredenheid van "
            "{first} en {high} bij {last}. Van de vertrekkers was {share} tevreden (minstens "
            "{cut}), van alle klanten {base}; ontevreden klanten vertrokken {ratio} keer zo "
            "snel ({ratio_low} tot {ratio_high})."
        ),
        "alone": (
            "Vrijwel alle klanten hadden een tevredenheid van {first}; daarvan stapt {low} "
            "{unit} over."
        ),
        "note": (
            "Alle klanten, hele looptijd: overstappers gedeeld door klantperioden, als kans "
            "{unit}. Tevredenheid aan het eind van de vorige periode. Balk: 95% (Wilson), "
            "klantperioden als onafhankelijk beschouwd."
        ),
        "x": "tevredenheid aan het eind van de vorige periode, 0-10",
        "y": "kans om {unit} over te stappen naar een ander",
        "a_year": "binnen een jaar",
        "a_need": "in een periode ({period}) met een behoefte",
        "week": "week",
        "month": "maand",
        "quarter": "kwartaal",
        "year": "jaar",
        "under": "onder {a}",
        "from": "{a}-{b}",
        "top": "{a} of meer",
        "satisfaction": "tevredenheid",
        "at_risk": "klantperioden",
        "defections": "overstappers",
        "rate": "stapt {unit} over",
        "low": "van",
        "high": "tot",
    },
)


def by_band(hazards: pd.DataFrame, provider: str, periods: int) -> pd.DataFrame:
    """Chance to defect by satisfaction at the end of the previous period.

    Args:
        hazards: The table of that name.
        provider: The one that is left.
        periods: Periods at risk that the chance is of: 12 months for a year.

    Returns:
        A row a band of `five_markets.EDGES` in which somebody was at risk: `place` (its middle),
        `at_risk` (customer-periods), `defections`, `rate` (chance in so many periods, 0-1), `low`,
        `high` (95%, Wilson 1927, on the chance a period).
    """
    rows = hazards[hazards["provider"] == provider]
    bands = pd.cut(rows["band"], list(EDGES), right=False, labels=list(PLACES))
    counts = rows.groupby(bands, observed=False)[["at_risk", "defections"]].sum()
    counts = counts[counts["at_risk"] > 0]
    n, left = counts["at_risk"].to_numpy(float), counts["defections"].to_numpy(float)
    low, high = proportion_confint(left, n, method="wilson") if len(n) else (n, n)
    chances = [1 - (1 - np.asarray(h)) ** periods for h in (left / n, low, high)]
    return pd.DataFrame(
        {
            "place": counts.index.astype(float),
            "at_risk": n.astype(int),
            "defections": left.astype(int),
            "rate": chances[0],
            "low": chances[1],
            "high": chances[2],
        }
    ).reset_index(drop=True)


def exhibit(results: Results, name: str, language: Language) -> Exhibit:
    """The hazards of the customers of one provider as an exhibit."""
    yearly = results.scenario.market == "subscription"
    table = by_band(results.hazards, name, a_year(results) if yearly else 1)
    period = TEXT(results.scenario.period, language)
    unit = TEXT("a_year", language) if yearly else TEXT("a_need", language, period=period)
    shown_name = called(results.scenario, name, language)
    table["words"] = [_words(place, language) for place in table["place"]]
    title = TEXT("title", language, name=shown_name)
    reading = _reading(results, table, name, unit, language)

    def figure() -> Figure:
        with style.matplotlib_style():
            page, panel = sheet(title, reading, lines=3)
            axes = curves.framed(panel, bottom=0.6)
            for row in curves.each(table):
                axes.plot([row.place, row.place], [row.low, row.high], lw=8, alpha=0.3,
                          color=style.RIVAL.light, solid_capstyle="butt")  # fmt: skip
                axes.plot(row.place, row.rate, "o", ms=9, color=style.RIVAL.light, zorder=4)
                axes.annotate(language.percent(row.rate, 1), (row.place, row.high), xytext=(0, 5),
                              textcoords="offset points", ha="center", weight="bold",
                              color=style.RIVAL.text)  # fmt: skip
            axes.plot(table["place"], table["rate"], color=style.RIVAL.light, lw=2)
            axes.set(xlim=(PLACES[0] - 0.5, PLACES[-1] + 0.5), ylim=(0, _top(table)))
            axes.xaxis.set_major_locator(FixedLocator(list(PLACES)))
            axes.set_xticklabels([_words(place, language) for place in PLACES])
            curves.percent_axis(axes, language)
            curves.name_axes(axes, TEXT("x", language), TEXT("y", language, unit=unit))
        return page

    shown = pd.DataFrame(
        {
            TEXT("satisfaction", language): table["words"],
            TEXT("at_risk", language): [language.number(n) for n in table["at_risk"]],
            TEXT("defections", language): [language.number(n) for n in table["defections"]],
            TEXT("rate", language, unit=unit): [
                f"{language.percent(row.rate, 1)} "
                f"({language.between(language.percent(row.low, 1), language.percent(row.high, 1))})"
                for row in curves.each(table)
            ],
        }
    )
    return Exhibit(
        key="retention_hazard",
        title=title,
        reading=reading,
        data=table.drop(columns="words"),
        table=shown,
        figure=figure,
        chart=lambda: _chart(table, unit, language),
        note=TEXT("note", language, unit=unit),
    )


def _top(table: pd.DataFrame) -> float:
    return min(1.12, max(0.01, 1.2 * float(table["high"].max()))) if len(table) else 1.0


def _words(place: float, language: Language) -> str:
    number = PLACES.index(place)
    low, high = EDGES[number], EDGES[number + 1]
    if number == 0:
        return TEXT("under", language, a=language.plain(high))
    if number == len(PLACES) - 1:
        return TEXT("top", language, a=language.plain(low))
    return TEXT("from", language, a=language.plain(low), b=language.plain(high))


def _reading(
    results: Results, table: pd.DataFrame, name: str, unit: str, language: Language
) -> str:
    shown = called(results.scenario, name, language)
    if table["defections"].sum() == 0:
        return TEXT("none", language, name=shown)
    # The ends of the scale hold so few that chance would do the talking.
    many = table[table["at_risk"] >= table["at_risk"].sum() / 20]
    first, last = many.iloc[0], many.iloc[-1]
    low, high = (language.percent(float(row["rate"]), 1) for row in (first, last))
    if len(many) == 1:
        return TEXT("alone", language, first=first["words"], low=low, unit=unit)
    cut = results.scenario.report.satisfied_at
    three = results.three_numbers(name, cut).as_dict()
    ratio = {key: three["hazard_ratio"][key] for key in ("value", "low", "high")}
    at_least = language.number(cut, int(cut % 1 > 0))
    return TEXT(
        "reading", language, name=shown, unit=unit, low=low, high=high, first=first["words"],
        last=last["words"], share=language.percent(three["satisfied_share"]["value"]),
        base=language.percent(three["base_rate"]["value"]), cut=at_least,
        ratio=language.number(ratio["value"], 2), ratio_low=language.number(ratio["low"], 2),
        ratio_high=language.number(ratio["high"], 2),
    )  # fmt: skip


def _chart(table: pd.DataFrame, unit: str, language: Language) -> Any:
    order = [_words(place, language) for place in PLACES]
    x = alt.X("words", type="nominal", sort=order, title=TEXT("x", language),
              scale=alt.Scale(domain=order), axis=alt.Axis(labelAngle=0, grid=False))  # fmt: skip
    scale = alt.Scale(domain=[0, _top(table)])
    axis = alt.Axis(format=".0%", tickCount=5, title=None)
    tips = [
        alt.Tooltip("words", type="nominal", title=TEXT("satisfaction", language)),
        *(
            alt.Tooltip(field, type="quantitative", format=form, title=words)
            for field, form, words in (
                ("rate", ".1%", TEXT("rate", language, unit=unit)),
                ("low", ".1%", TEXT("low", language)),
                ("high", ".1%", TEXT("high", language)),
                ("at_risk", ",", TEXT("at_risk", language)),
                ("defections", ",", TEXT("defections", language)),
            )
        ),
    ]  # fmt: skip
    base = alt.Chart(table.assign(text=[language.percent(r, 1) for r in table["rate"]]))
    made = alt.layer(
        base.mark_rule(strokeWidth=9, opacity=0.3, color=style.RIVAL.light).encode(
            x=x, y=alt.Y("low", type="quantitative", scale=scale, axis=axis), y2=alt.Y2("high"),
            tooltip=tips,
        ),
        base.mark_line(color=style.RIVAL.light, strokeWidth=2).encode(
            x=x, y=alt.Y("rate", type="quantitative", scale=scale, axis=axis)
        ),
        base.mark_point(filled=True, size=110, opacity=1, color=style.RIVAL.light).encode(
            x=x, y=alt.Y("rate", type="quantitative", scale=scale, axis=axis), tooltip=tips
        ),
        base.mark_text(dy=-10, fontWeight="bold", color=style.RIVAL.text).encode(
            x=x, y=alt.Y("high", type="quantitative", scale=scale, axis=axis),
            text=alt.Text("text", type="nominal"),
        ),
    )  # fmt: skip
    title = alt.TitleParams(
        TEXT("y", language, unit=unit), fontSize=13, fontWeight="normal", color=style.MUTED.light
    )
    made = made.properties(width=WIDE - 40, height=300, title=title)
    return made.configure(**style.vega_config(language))
