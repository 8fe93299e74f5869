"""What tipped the balance, chance apart, drawn."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from analysis import style
from analysis.language import Language
from analysis.marks import WIDE, finish, tips
from analysis.named_words import TEXT, name_of, odds_of
from analysis.panels import fit_text
from analysis.sheet import plot, sheet
from analysis.three_numbers_words import percent
from analysis.wording import capital

KINDS = {"true": style.INK, "chance": style.REFERENCE}
"""Those whose true reason it is, and those who left by chance."""

LABELS = 2.3
"""Inches."""


def draw(title: str, reading: str, rows: pd.DataFrame, language: Language) -> Figure:
    """A bar a reason, in two parts, with its weight at the right.

    Args:
        title: Of the page.
        reading: Under it.
        rows: Of `named.tipped`, from top to bottom.
        language: Of the labels.
    """
    with style.matplotlib_style():
        key = [(TEXT(kind, language), colour, colour) for kind, colour in KINDS.items()]
        page, panel = sheet(title, reading, key=key, lines=3)
        axes = plot(panel, left=LABELS, bottom=0.55, right=1.5)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.yaxis.set_major_locator(NullLocator())
        axes.set_xlim(0, min(1.0, 1.08 * float(rows["share"].max())))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: language.percent(value)))
        axes.set_xlabel(TEXT("axis", language), labelpad=5)
        axes.grid(axis="x")
        for place, (_, row) in enumerate(rows.iterrows()):
            start = 0.0
            for kind, colour in KINDS.items():
                wide = float(row[f"{kind}_share"])
                axes.barh(place, wide, 0.5, left=start, color=colour.light, gid=kind)
                start += wide
            axes.annotate(
                percent(row["share"], language), (start, place), xytext=(5, -0.5), va="center",
                textcoords="offset points", weight="bold", annotation_clip=False,
            )  # fmt: skip
            axes.annotate(
                odds_of(row, language), (1, place), xycoords=("axes fraction", "data"), ha="left",
                xytext=(48, -0.5), textcoords="offset points", va="center",
                color=style.MUTED.text, size=style.LABEL + 1,
            )  # fmt: skip
            words = capital(name_of(row["reason"], language))
            words, size = fit_text(words, LABELS - 0.2, style.LABEL + 1, lines=2)
            axes.annotate(
                words, (0, place), xytext=(-8, 0), textcoords="offset points", ha="right",
                va="center", size=size, weight="bold",
            )  # fmt: skip
    return page


def screen(reading: str, rows: pd.DataFrame, language: Language) -> Any:
    """The same for the screen."""
    table = rows[["reason", "share"]].copy()
    table["place"] = range(len(rows))
    table["name"] = [capital(name_of(reason, language)) for reason in rows["reason"]]
    table["odds_words"] = [odds_of(row, language) for _, row in rows.iterrows()]
    table["leavers_words"] = [language.number(count) for count in rows["leavers"]]
    for name in ("share", "true_share", "chance_share"):
        table[f"{name}_words"] = [percent(value, language) for value in rows[name]]
    parts = [
        table.assign(kind=TEXT("true", language), start=0.0, end=rows["true_share"]),
        table.assign(kind=TEXT("chance", language), start=rows["true_share"], end=rows["share"]),
    ]
    scale = alt.Scale(domain=[-0.8, len(table) - 0.5], reverse=True, nice=False)
    domain = alt.Scale(domain=[0, min(1.0, 1.1 * float(rows["share"].max()))])
    axis = alt.Axis(format=".0%", tickCount=5, title=TEXT("axis", language))
    paints = alt.Scale(
        domain=[TEXT(kind, language) for kind in KINDS], range=[c.light for c in KINDS.values()]
    )
    legend = alt.Legend(orient="top", columns=1, symbolType="stroke", symbolStrokeWidth=9)
    titles = {
        "name": TEXT("reason", language), "leavers_words": TEXT("leavers", language),
        "share_words": TEXT("share", language), "true_share_words": TEXT("of_true", language),
        "chance_share_words": TEXT("of_chance", language), "odds_words": TEXT("odds", language),
    }  # fmt: skip

    def x(name: str) -> alt.X:
        return alt.X(name, type="quantitative", axis=axis, scale=domain)

    y = alt.Y("place", type="quantitative", scale=scale, axis=None)
    words = alt.Chart(table).encode(y=y, tooltip=tips(titles))
    layers = [
        words.mark_text(align="left", dy=-20, fontWeight="bold", fontSize=13).encode(
            x=alt.value(0), text=alt.Text("name", type="nominal")
        ),
        alt.Chart(pd.concat(parts, ignore_index=True))
        .mark_rule(strokeWidth=16)
        .encode(
            y=y, x=x("start"), x2=alt.X2("end"), tooltip=tips(titles),
            color=alt.Color("kind", type="nominal", title=None, scale=paints, legend=legend),
        ),
        words.mark_text(align="left", dx=6, fontSize=13, fontWeight="bold").encode(
            x=x("share"), text=alt.Text("share_words", type="nominal")
        ),
        words.mark_text(align="left", dx=36, fontSize=13, color=style.MUTED.text).encode(
            x=alt.value(alt.ExprRef("width")), text=alt.Text("odds_words", type="nominal")
        ),
    ]  # fmt: skip
    chart = alt.layer(*layers).properties(width=WIDE - 110, height=56 * len(table) + 10)
    return finish(chart, reading, language)
