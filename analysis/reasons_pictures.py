"""Forces and reasons drawn."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from analysis import style
from analysis.language import Language
from analysis.marks import WIDE, finish, layered, tips
from analysis.panels import fit_text
from analysis.reasons_words import TEXT
from analysis.sheet import sheet
from analysis.style import Colour

COLOURS: dict[str, Colour] = {
    "push": style.INCUMBENT,
    "pull": style.RIVAL,
    "mooring": style.REFERENCE,
    "luck": style.MUTED,
    "total": style.INK,
}
NAMES_WIDE = 2.4
"""Inches."""


def draw_forces(title: str, reading: str, rows: pd.DataFrame, language: Language) -> Figure:
    """A line for each force and part: mean, half of the leavers, four in five of them."""
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        bottom = panel.floor + 0.55
        high = panel.ceiling - bottom - 0.1
        axes = panel.axes(NAMES_WIDE, bottom, panel.width - NAMES_WIDE - 0.9, high)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.yaxis.set_major_locator(NullLocator())
        axes.xaxis.set_major_locator(MaxNLocator(7))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: language.plain(value)))
        axes.grid(axis="x")
        axes.axvline(0, color=style.INK.light, lw=1.2)
        axes.set_xlabel(TEXT("axis", language), labelpad=6)
        for place, (_, row) in enumerate(rows.iterrows()):
            _force(axes, place, row, language)
            whole = row["kind"] == "whole"
            size = style.LABEL + (1 if whole else 0)
            words, size = fit_text(row["name"], NAMES_WIDE - 0.5, size, lines=1, smallest=7)
            panel.text(
                0 if whole else 0.25, bottom + high * (1 - (place + 0.5) / len(rows)), words,
                size=size, va="center", weight="bold" if whole else "normal",
                color=COLOURS[row["force"]].text if whole else style.MUTED.light,
            )  # fmt: skip
    return page


def _force(axes: Axes, place: int, row: pd.Series, language: Language) -> None:
    colour, whole = COLOURS[row["force"]], row["kind"] == "whole"
    if row["p10"] == row["p10"]:
        axes.plot([row["p10"], row["p90"]], [place, place], color=colour.light, lw=1.5)
        axes.plot([row["p25"], row["p75"]], [place, place], color=colour.light, alpha=0.35,
                  lw=11 if whole else 6, solid_capstyle="butt")  # fmt: skip
    axes.plot(row["mean"], place, "o", ms=9 if whole else 6, color=colour.light, gid="mean")
    axes.annotate(
        language.signed(row["mean"], 2), (1, place), xycoords=("axes fraction", "data"),
        xytext=(8, -0.5), textcoords="offset points", va="center", color=colour.text,
        weight="bold" if whole else "normal",
    )  # fmt: skip


def forces(reading: str, rows: pd.DataFrame, language: Language) -> Any:
    """The same for the screen."""
    table = rows[["name", "force", "kind", "mean", "p10", "p25", "p75", "p90"]].copy()
    table["place"] = np.arange(len(table), dtype=float)
    table["mean_words"] = [language.signed(value, 2) for value in rows["mean"]]
    for name, ends in (("half", ("p25", "p75")), ("most", ("p10", "p90"))):
        table[f"{name}_words"] = [
            language.between(language.signed(low, 2), language.signed(high, 2))
            if low == low
            else language.unknown
            for low, high in rows[list(ends)].itertuples(index=False)
        ]
    scale = alt.Scale(domain=[-0.7, len(table) - 0.4], reverse=True, nice=False)
    encoded: dict[str, Any] = {
        "y": alt.Y("place", type="quantitative", scale=scale, axis=None),
        "color": alt.Color(
            "force", type="nominal", legend=None,
            scale=alt.Scale(domain=list(COLOURS), range=[c.light for c in COLOURS.values()]),
        ),
        "tooltip": tips(
            {
                "name": TEXT("force", language), "mean_words": TEXT("mean", language),
                "half_words": TEXT("half", language), "most_words": TEXT("most", language),
            }
        ),
    }  # fmt: skip
    spread = table.dropna(subset=["p10"])
    axis = alt.Axis(title=TEXT("axis", language), tickCount=6)

    def x(name: str) -> alt.X:
        return alt.X(name, type="quantitative", axis=axis, scale=alt.Scale(zero=True, nice=True))

    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=style.INK.light)
    layers: list[Any] = [
        zero.encode(x=x("zero")),
        alt.Chart(spread)
        .mark_rule(strokeWidth=1.5)
        .encode(x=x("p10"), x2=alt.X2("p90"), **encoded),
    ]
    for whole, width, size in ((True, 10, 110), (False, 6, 55)):
        layers += [
            alt.Chart(spread[(spread["kind"] == "whole") == whole])
            .mark_rule(strokeWidth=width, opacity=0.35)
            .encode(x=x("p25"), x2=alt.X2("p75"), **encoded),
            alt.Chart(table[(table["kind"] == "whole") == whole])
            .mark_point(filled=True, size=size, opacity=1)
            .encode(x=x("mean"), **encoded),
        ]
        for force, colour in COLOURS.items():
            look: dict[str, Any] = {"fontWeight": "bold" if whole else "normal"}
            look["color"] = colour.text if whole else style.MUTED.text
            rows_of = (
                alt.Chart(table[(table["force"] == force) & ((table["kind"] == "whole") == whole)])
                .encode(y=alt.Y("place", type="quantitative", scale=scale, axis=None))
            )  # fmt: skip
            layers += [
                rows_of.mark_text(
                    align="left", dy=-14, dx=0 if whole else 10, fontSize=13 if whole else 12,
                    limit=280, **look,
                ).encode(x=alt.value(0), text=alt.Text("name", type="nominal")),
                rows_of.mark_text(align="left", dx=12, fontSize=14 if whole else 12, **look).encode(
                    x=alt.value(alt.ExprRef("width")), text=alt.Text("mean_words", type="nominal")
                ),
            ]  # fmt: skip
    chart = layered(layers).properties(width=WIDE - 80, height=38 * len(table) + 10)
    return finish(chart, reading, language)
