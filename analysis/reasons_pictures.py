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
from analysis.market_words import REASONS
from analysis.marks import WIDE, finish, layered, tips
from analysis.panels import Key, fit_text, width_of
from analysis.reasons_words import TEXT
from analysis.sheet import sheet
from analysis.style import Colour
from analysis.three_numbers_words import estimate, percent
from analysis.wording import capital

COLOURS: dict[str, Colour] = {
    "push": style.INCUMBENT,
    "pull": style.RIVAL,
    "mooring": style.REFERENCE,
    "luck": style.MUTED,
    "total": style.INK,
}
VIEWS: dict[str, Colour] = {
    "true": style.INK,
    "stated": style.RIVAL,
    "perceived": style.INCUMBENT,
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


def _key(language: Language) -> Key:
    return [(TEXT(view, language), colour, colour) for view, colour in VIEWS.items()]


def draw_reasons(title: str, reading: str, rows: pd.DataFrame, language: Language) -> Figure:
    """Three bars a reason: true, stated, perceived; the article's figures as diamonds."""
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        bottom = panel.floor + 0.5
        high = panel.ceiling - bottom - 0.4
        axes = panel.axes(1.95, bottom, panel.width - 2.6, high)
        panel.key(_key_end(language), panel.ceiling - 0.18, _key(language))
        diamond = f"\N{WHITE DIAMOND} {TEXT('article', language)}"
        panel.text(_key_end(language) + 0.2, panel.ceiling - 0.18, diamond, va="center",
                   color=style.MUTED.light)  # fmt: skip
        names = list(dict.fromkeys(rows["reason"]))
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.yaxis.set_major_locator(NullLocator())
        most = float(np.nanmax(rows[["share", "article"]].to_numpy(float)))
        axes.set_xlim(0, min(1.0, 1.08 * most))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: language.percent(value)))
        axes.set_xlabel(TEXT("share", language), labelpad=5)
        axes.grid(axis="x")
        for place, reason in enumerate(names):
            words, size = fit_text(
                capital(REASONS(reason, language)), 1.8, style.LABEL + 1, lines=2
            )
            panel.text(
                0, bottom + high * (1 - (place + 0.5) / len(names)), words, size=size, va="center",
                weight="bold",
            )  # fmt: skip
            for k, (view, colour) in enumerate(VIEWS.items()):
                row = rows[(rows["reason"] == reason) & (rows["view"] == view)].iloc[0]
                _bar(axes, place + 0.27 * (k - 1), row, colour, language)
    return page


def _key_end(language: Language) -> float:
    """Where a key that begins at the left margin ends."""
    words = [entry[0] for entry in _key(language)]
    return sum(width_of(word, style.LABEL) + 0.35 for word in words)


def _bar(axes: Axes, y: float, row: pd.Series, colour: Colour, language: Language) -> None:
    share = float(row["share"])
    axes.barh(y, share, 0.23, color=colour.light, gid=str(row["view"]))
    axes.annotate(
        percent(share, language), (share, y), xytext=(5, -0.5), textcoords="offset points",
        va="center", color=colour.text, weight="bold", annotation_clip=False,
    )  # fmt: skip
    if row["article"] == row["article"]:
        axes.plot(row["article"], y, "D", ms=8, mew=2, mec=colour.light, mfc=style.PAPER.light,
                  gid="article")  # fmt: skip


def reasons(reading: str, rows: pd.DataFrame, language: Language) -> Any:
    """The same for the screen."""
    table = rows[["reason", "view", "share", "article"]].copy()
    names = list(dict.fromkeys(rows["reason"]))
    table["name"] = [capital(REASONS(reason, language)) for reason in rows["reason"]]
    order = {view: place for place, view in enumerate(VIEWS)}
    table["place"] = [
        names.index(reason) + 0.23 * order[view] - 0.1
        for reason, view in rows[["reason", "view"]].itertuples(index=False)
    ]
    table["paint"] = [VIEWS[view].light for view in rows["view"]]
    table["view_words"] = [TEXT(view, language) for view in rows["view"]]
    table["share_words"] = [estimate(row, "share", language) for _, row in rows.iterrows()]
    table["share_text"] = [percent(share, language) for share in rows["share"]]
    table["leavers_words"] = [language.number(count) for count in rows["leavers"]]
    table["article_words"] = [
        percent(value, language) if value == value else "" for value in rows["article"]
    ]
    most = float(np.nanmax(rows[["share", "article"]].to_numpy(float)))
    scale = alt.Scale(domain=[-0.5, len(names) - 0.4], reverse=True, nice=False)
    axis = alt.Axis(format=".0%", tickCount=5, title=TEXT("share", language))

    def x(name: str) -> alt.X:
        domain = alt.Scale(domain=[0, min(1.0, 1.1 * most)])
        return alt.X(name, type="quantitative", axis=axis, scale=domain)

    paints = alt.Scale(
        domain=[TEXT(view, language) for view in VIEWS], range=[c.light for c in VIEWS.values()]
    )
    colour = alt.Color(
        "view_words", type="nominal", title=None, scale=paints,
        legend=alt.Legend(orient="top", columns=1, symbolType="stroke", symbolStrokeWidth=9),
    )  # fmt: skip
    base = alt.Chart(table).encode(
        y=alt.Y("place", type="quantitative", scale=scale, axis=None),
        tooltip=tips(
            {
                "name": TEXT("reason", language), "view_words": TEXT("view", language),
                "share_words": TEXT("share", language), "leavers_words": TEXT("leavers", language),
                "article_words": TEXT("article", language),
            }
        ),
    )  # fmt: skip
    article = base.transform_filter("isValid(datum.article)").mark_point(
        shape="diamond", size=110, strokeWidth=2.2, fill=style.PAPER.light, opacity=1
    )
    layers = [
        base.mark_text(align="left", dy=-15, fontWeight="bold", fontSize=13)
        .encode(x=alt.value(0), text=alt.Text("name", type="nominal"))
        .transform_filter(f"datum.view === '{next(iter(VIEWS))}'"),
        # Bars between two numbers: Vega would stack ordinary ones upright.
        base.transform_calculate(zero="0")
        .mark_rule(strokeWidth=11)
        .encode(x=x("zero"), x2=alt.X2("share"), color=colour),
        base.mark_text(align="left", dx=6, fontSize=12, fontWeight="bold").encode(
            x=x("share"), text=alt.Text("share_text", type="nominal")
        ),
        article.encode(
            x=x("article"),
            # A scale of its own, for Vega would join its legend with that of the bars.
            stroke=alt.Stroke("paint", type="nominal", scale=None),
        ),
    ]  # fmt: skip
    layers.append(
        article.mark_text(align="left", dx=10, fontSize=12, color=style.MUTED.text).encode(
            x=x("article"), text=alt.Text("article_words", type="nominal")
        )
    )
    diamond = pd.DataFrame({"words": [f"\N{WHITE DIAMOND} {TEXT('article', language)}"]})
    layers.append(
        alt.Chart(diamond)
        .mark_text(align="right", dy=-10, fontSize=13, color=style.MUTED.text)
        .encode(
            x=alt.value(alt.ExprRef("width")), y=alt.value(0),
            text=alt.Text("words", type="nominal"),
        )
    )  # fmt: skip
    chart = alt.layer(*layers).properties(width=WIDE - 80, height=76 * len(names) + 10)
    return finish(chart, reading, language)
