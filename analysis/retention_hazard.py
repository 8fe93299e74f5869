"""The chance to leave within a year, by satisfaction just before: the customers of one provider."""

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
from analysis.sheet import plot, sheet
from analysis.spells import a_year
from sim.results import Results

TEXT = Texts(
    en={
        "title": "The chance to leave {name} within a year, by satisfaction just before",
        "none": "None of the customers of {name} went to another provider.",
        "reading": "Defections from {name} at yearly rates: {low} at a satisfaction of {first}, {high} at {last}. Of those who left {share} were satisfied (at least {cut}), of all at risk {base}; the dissatisfied left {ratio} times as fast ({ratio_low} to {ratio_high}).",
        "alone": "All customers at risk had a satisfaction of {first}; {low} of them would leave in a year.",
        "note": "All customers, whole run: defections over customer-periods at risk, as a chance a year, 1 − (1 − hazard)^{year}. Satisfaction at the end of the previous period. Bars: 95% (Wilson), customer-periods taken as independent.",
        "x": "satisfaction at the end of the period before, 0-10",
        "y": "chance to leave for another provider within a year",
        "under": "under {a:g}", "from": "{a:g}-{b:g}", "top": "{a:g} or more",
        "satisfaction": "satisfaction", "at_risk": "customer-periods at risk",
        "defections": "defections", "rate": "leave in a year", "low": "from", "high": "to",
    },
    nl={
        "title": "De kans om {name} binnen een jaar te verlaten, naar tevredenheid vlak daarvoor",
        "none": "Geen van de klanten van {name} stapte over naar een andere aanbieder.",
        "reading": "Van de klanten van {name} stapt per jaar {low} over bij een tevredenheid van {first} en {high} bij {last}. Van de vertrekkers was {share} tevreden (minstens {cut}), van alle klanten {base}; ontevreden klanten vertrokken {ratio} keer zo snel ({ratio_low} tot {ratio_high}).",
        "alone": "Alle klanten hadden een tevredenheid van {first}; daarvan zou {low} in een jaar overstappen.",
        "note": "Alle klanten, hele looptijd: overstappers gedeeld door klantperioden, als kans per jaar, 1 − (1 − kans per periode)^{year}. Tevredenheid aan het eind van de vorige periode. Balk: 95% (Wilson), klantperioden als onafhankelijk beschouwd.",
        "x": "tevredenheid aan het eind van de vorige periode, 0-10",
        "y": "kans om binnen een jaar over te stappen",
        "under": "onder {a:g}", "from": "{a:g}-{b:g}", "top": "{a:g} of meer",
        "satisfaction": "tevredenheid", "at_risk": "klantperioden",
        "defections": "overstappers", "rate": "stapt over in een jaar", "low": "van", "high": "tot",
    },
)  # fmt: skip


def by_band(hazards: pd.DataFrame, provider: str, periods_a_year: int) -> pd.DataFrame:
    """Yearly chance to defect by satisfaction at the end of the previous period.

    Args:
        hazards: The table of that name.
        provider: The one that is left.
        periods_a_year: Periods in a year.

    Returns:
        A row a band of `five_markets.EDGES` in which somebody was at risk: `place` (its middle),
        `at_risk` (customer-periods), `defections`, `rate` (chance a year, 0-1), `low`, `high` (95%,
        Wilson 1927, on the chance a period).
    """
    rows = hazards[hazards["provider"] == provider]
    bands = pd.cut(rows["band"], list(EDGES), right=False, labels=list(PLACES))
    counts = rows.groupby(bands, observed=False)[["at_risk", "defections"]].sum()
    counts = counts[counts["at_risk"] > 0]
    n, left = counts["at_risk"].to_numpy(float), counts["defections"].to_numpy(float)
    low, high = proportion_confint(left, n, method="wilson") if len(n) else (n, n)
    per_year = [1 - (1 - np.asarray(h)) ** periods_a_year for h in (left / n, low, high)]
    return pd.DataFrame(
        {
            "place": counts.index.astype(float),
            "at_risk": n.astype(int),
            "defections": left.astype(int),
            "rate": per_year[0],
            "low": per_year[1],
            "high": per_year[2],
        }
    ).reset_index(drop=True)


def exhibit(results: Results, name: str, language: Language) -> Exhibit:
    """The hazards of the customers of one provider as an exhibit."""
    year = a_year(results)
    table = by_band(results.hazards, name, year)
    table["words"] = [_words(place, language) for place in table["place"]]
    title = TEXT("title", language, name=name)
    reading = _reading(results, table, name, language)

    def figure() -> Figure:
        with style.matplotlib_style():
            page, panel = sheet(title, reading, lines=3)
            axes = plot(panel, bottom=0.6)
            for row in table.itertuples():
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
            axes.set_xlabel(TEXT("x", language), labelpad=6)
            axes.text(0, 1.02, TEXT("y", language), transform=axes.transAxes, va="bottom",
                      color=style.MUTED.light)  # fmt: skip
        return page

    shown = pd.DataFrame(
        {
            TEXT("satisfaction", language): table["words"],
            TEXT("at_risk", language): [language.number(n) for n in table["at_risk"]],
            TEXT("defections", language): [language.number(n) for n in table["defections"]],
            TEXT("rate", language): [
                f"{language.percent(row.rate, 1)} "
                f"({language.between(language.percent(row.low, 1), language.percent(row.high, 1))})"
                for row in table.itertuples()
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
        chart=lambda: _chart(table, language),
        note=TEXT("note", language, year=year),
    )


def _top(table: pd.DataFrame) -> float:
    return min(1.12, max(0.01, 1.2 * float(table["high"].max()))) if len(table) else 1.0


def _words(place: float, language: Language) -> str:
    number = PLACES.index(place)
    low, high = EDGES[number], EDGES[number + 1]
    if number == 0:
        return TEXT("under", language, a=high)
    if number == len(PLACES) - 1:
        return TEXT("top", language, a=low)
    return TEXT("from", language, a=low, b=high)


def _reading(results: Results, table: pd.DataFrame, name: str, language: Language) -> str:
    if table["defections"].sum() == 0:
        return TEXT("none", language, name=name)
    first, last = table.iloc[0], table.iloc[-1]
    low, high = (language.percent(float(row["rate"]), 1) for row in (first, last))
    if len(table) == 1:
        return TEXT("alone", language, first=first["words"], low=low)
    cut = results.scenario.report.satisfied_at
    three = results.three_numbers(name, cut).as_dict()
    ratio = {key: three["hazard_ratio"][key] for key in ("value", "low", "high")}
    return TEXT(
        "reading", language, name=name, low=low, high=high, first=first["words"],
        last=last["words"], share=language.percent(three["satisfied_share"]["value"]),
        base=language.percent(three["base_rate"]["value"]), cut=language.number(cut, cut % 1 > 0),
        ratio=language.number(ratio["value"], 2), ratio_low=language.number(ratio["low"], 2),
        ratio_high=language.number(ratio["high"], 2),
    )  # fmt: skip


def _chart(table: pd.DataFrame, language: Language) -> Any:
    order = [_words(place, language) for place in PLACES]
    x = alt.X("words", type="nominal", sort=order, title=TEXT("x", language),
              scale=alt.Scale(domain=order), axis=alt.Axis(labelAngle=0, grid=False))  # fmt: skip
    scale = alt.Scale(domain=[0, _top(table)])
    axis = alt.Axis(format=".0%", tickCount=5, title=None)
    tips = [
        alt.Tooltip("words", type="nominal", title=TEXT("satisfaction", language)),
        *(
            alt.Tooltip(field, type="quantitative", format=form, title=TEXT(field, language))
            for field, form in (
                ("rate", ".1%"), ("low", ".1%"), ("high", ".1%"), ("at_risk", ","),
                ("defections", ","),
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
        TEXT("y", language), fontSize=13, fontWeight="normal", color=style.MUTED.light
    )
    made = made.properties(width=curves.WIDTH - 40, height=300, title=title)
    return made.configure(**style.vega_config())
