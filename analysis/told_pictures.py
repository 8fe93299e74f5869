"""The reasons drawn: true, stated and perceived."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from analysis import style
from analysis.language import Language
from analysis.market_words import REASONS
from analysis.marks import WIDE, finish, tips
from analysis.panels import Key, fit_text, width_of
from analysis.sheet import sheet
from analysis.style import Colour
from analysis.three_numbers_words import estimate, percent
from analysis.told_words import TEXT
from analysis.wording import capital

VIEWS: dict[str, Colour] = {
    "true": style.INK,
    "stated": style.RIVAL,
    "perceived": style.INCUMBENT,
}


def _key(language: Language) -> Key:
    return [(TEXT(view, language), colour, colour) for view, colour in VIEWS.items()]


def draw_reasons(title: str, reading: str, rows: pd.DataFrame, language: Language) -> Figure:
    """Three bars a reason: true, stated, perceived; the article's figures as diamonds."""
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=4)
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
    near = _beside(row, axes.get_xlim()[1])
    axes.annotate(
        percent(share, language), (row["article"] if near else share, y),
        xytext=(11 if near else 5, -0.5), textcoords="offset points",
        va="center", color=colour.text, weight="bold", annotation_clip=False,
    )  # fmt: skip
    if row["article"] == row["article"]:
        axes.plot(row["article"], y, "D", ms=8, mew=2, mec=colour.light, mfc=style.PAPER.light,
                  gid="article")  # fmt: skip


def _beside(row: pd.Series, most: float) -> bool:
    """Whether the article's diamond stands where the number at the end of the bar would."""
    return bool(-0.02 * most < row["article"] - row["share"] < 0.08 * most)


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
    table["near"] = [_beside(row, 1.1 * most) for _, row in rows.iterrows()]
    table["label_at"] = table["share"].where(~table["near"], table["article"])
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
        *(
            base.transform_filter(f"{'' if near else '!'}datum.near")
            .mark_text(align="left", dx=11 if near else 6, fontSize=12, fontWeight="bold")
            .encode(x=x("label_at"), text=alt.Text("share_text", type="nominal"))
            for near in (False, True)
        ),
        article.encode(
            x=x("article"),
            # A scale of its own, for Vega would join its legend with that of the bars.
            stroke=alt.Stroke("paint", type="nominal", scale=None),
        ),
    ]  # fmt: skip
    layers.append(
        article.transform_filter("!datum.near")
        .mark_text(align="left", dx=10, fontSize=12, color=style.MUTED.text)
        .encode(x=x("article"), text=alt.Text("article_words", type="nominal"))
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
