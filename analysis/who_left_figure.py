"""Who left, of those who compared, drawn."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from analysis import style
from analysis.language import Language
from analysis.marks import WIDE, finish, tips
from analysis.panels import fit_text
from analysis.sheet import plot, sheet
from analysis.style import Colour
from analysis.three_numbers_words import estimate, percent
from analysis.who_left_words import TEXT, gain, name_of
from analysis.wording import capital

LABELS = 1.9
"""Inches."""


def _colour(fifth: int) -> Colour:
    return style.RIVAL if fifth else style.REFERENCE


def draw(title: str, reading: str, found: pd.DataFrame, language: Language) -> Figure:
    """A bar for each fifth, and one for those who did not compare, with intervals.

    Args:
        title: Of the page.
        reading: Under it.
        found: From `who_left.fifths`.
        language: Of the labels.
    """
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        axes = plot(panel, left=LABELS, bottom=0.55, right=1.7)
        axes.set_ylim(len(found) - 0.4, -0.6)
        axes.yaxis.set_major_locator(NullLocator())
        axes.set_xlim(0, min(1.0, 1.08 * _most(found)))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value, language)))
        axes.set_xlabel(TEXT("axis", language), labelpad=5)
        axes.grid(axis="x")
        for place, (_, row) in enumerate(found.iterrows()):
            colour = _colour(int(row["fifth"]))
            axes.barh(place, row["share"], 0.55, color=colour.light, gid="share")
            ends = [row["share_low"], row["share_high"]]
            axes.plot(ends, [place, place], color=style.INK.light, lw=1.5)
            axes.annotate(
                percent(row["share"], language), (row["share_high"], place), xytext=(6, -0.5),
                textcoords="offset points", va="center", weight="bold", color=colour.text,
                annotation_clip=False,
            )  # fmt: skip
            axes.annotate(
                gain(row["net"], language), (1, place), xycoords=("axes fraction", "data"),
                xytext=(58, -0.5), textcoords="offset points", va="center",
                color=style.MUTED.text, size=style.LABEL + 1,
            )  # fmt: skip
            words = capital(name_of(int(row["fifth"]), language))
            words, size = fit_text(words, LABELS - 0.2, style.LABEL + 1, lines=2)
            axes.annotate(
                words, (0, place), xytext=(-8, 0), textcoords="offset points", ha="right",
                va="center", size=size, weight="bold",
            )  # fmt: skip
    return page


def _most(found: pd.DataFrame) -> float:
    return float(found["share_high"].max())


def screen(reading: str, found: pd.DataFrame, language: Language) -> Any:
    """The same for the screen."""
    table = found[["share", "share_low", "share_high"]].copy()
    table["place"] = range(len(found))
    groups = [int(fifth) for fifth in found["fifth"]]
    table["name"] = [capital(name_of(group, language)) for group in groups]
    table["colour"] = [_colour(group).light for group in groups]
    table["share_words"] = [estimate(row, "share", language) for _, row in found.iterrows()]
    table["share_text"] = [percent(share, language) for share in found["share"]]
    table["net_words"] = [gain(net, language) for net in found["net"]]
    for name in ("at_risk", "left"):
        table[f"{name}_words"] = [language.number(count) for count in found[name]]
    domain = alt.Scale(domain=[0, min(1.0, 1.1 * _most(found))])
    axis = alt.Axis(format=".0%", tickCount=5, title=TEXT("axis", language))

    def x(name: str) -> alt.X:
        return alt.X(name, type="quantitative", axis=axis, scale=domain)

    scale = alt.Scale(domain=[-0.8, len(table) - 0.5], reverse=True, nice=False)
    base = alt.Chart(table).encode(
        y=alt.Y("place", type="quantitative", scale=scale, axis=None),
        tooltip=tips(
            {
                "name": TEXT("group", language), "share_words": TEXT("share", language),
                "left_words": TEXT("left", language), "at_risk_words": TEXT("at_risk", language),
                "net_words": TEXT("net", language),
            }
        ),
    )  # fmt: skip
    layers = [
        base.mark_text(align="left", dy=-19, fontWeight="bold", fontSize=13).encode(
            x=alt.value(0), text=alt.Text("name", type="nominal")
        ),
        base.transform_calculate(zero="0")
        .mark_rule(strokeWidth=15)
        .encode(
            x=x("zero"), x2=alt.X2("share"),
            color=alt.Color("colour", type="nominal", scale=None, legend=None),
        ),
        base.mark_rule(strokeWidth=1.5, color=style.INK.light).encode(
            x=x("share_low"), x2=alt.X2("share_high")
        ),
        base.mark_text(align="left", dx=6, fontSize=13, fontWeight="bold").encode(
            x=x("share_high"), text=alt.Text("share_text", type="nominal")
        ),
        base.mark_text(align="left", dx=36, fontSize=13, color=style.MUTED.text).encode(
            x=alt.value(alt.ExprRef("width")), text=alt.Text("net_words", type="nominal")
        ),
    ]  # fmt: skip
    chart = alt.layer(*layers).properties(width=WIDE - 110, height=52 * len(table) + 10)
    return finish(chart, reading, language)
