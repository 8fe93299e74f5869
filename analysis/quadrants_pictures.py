"""The four quadrants drawn: a stacked bar a year, customers above or beside revenue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from analysis import style
from analysis.language import Language
from analysis.marks import AT, WIDE, finish, tips
from analysis.quadrants_words import KINDS, TEXT
from analysis.sheet import sheet
from analysis.style import Colour
from analysis.three_numbers_words import percent

STACK: dict[str, Colour] = {
    "loyalist": style.SATISFACTION,
    "hostage": style.REFERENCE,
    "defector": style.INK,
    "mercenary": style.INCUMBENT,
}
"""From the bottom: who stayed below who left, the satisfied at the ends."""

MEASURES = (("customers", "share"), ("revenue", "revenue_share"))


def apart(levels: Sequence[float], gap: float, top: float) -> list[float]:
    """Places for labels near their levels, `gap` apart and none above `top`; levels rise."""
    places: list[float] = []
    for level in levels:
        places.append(max(level, places[-1] + gap) if places else level)
    limit = top
    for k in range(len(places) - 1, -1, -1):
        places[k] = min(places[k], limit)
        limit = places[k] - gap
    return places


def draw(title: str, reading: str, rows: pd.DataFrame, language: Language) -> Figure:
    """Customers at the left, revenue at the right; the kinds are named at the last bar."""
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        bottom = panel.floor + 0.35
        high = panel.ceiling - bottom - 0.35
        room = panel.width / 2
        for place, (head, column) in enumerate(MEASURES):
            axes = panel.axes(0.55 + place * room, bottom, room - 2.3, high)
            axes.text(0, 1.03, TEXT(head, language), transform=axes.transAxes, va="bottom",
                      weight="bold")  # fmt: skip
            _bars(axes, rows, column, language)
    return page


def _bars(axes: Axes, rows: pd.DataFrame, column: str, language: Language) -> None:
    wide = rows.pivot(index="year", columns="kind", values=column)
    names = rows.drop_duplicates("year").set_index("year")["name"]
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: language.percent(value)))
    axes.set_xlim(-0.6, len(wide) - 0.4)
    every = range(0, len(wide), 1 + (len(wide) - 1) // 4)
    axes.tick_params(axis="x", pad=9)
    axes.xaxis.set_major_locator(FixedLocator(list(every)))
    axes.set_xticklabels([names.iloc[k] for k in every])
    known = wide.dropna()
    if known.empty:
        axes.text(0.5, 0.5, TEXT("no_revenue", language), transform=axes.transAxes, ha="center",
                  style="italic", color=style.MUTED.light)  # fmt: skip
        return
    x = np.flatnonzero(wide.notna().all(axis=1))
    floor = np.zeros(len(known))
    middles = []
    for kind, colour in STACK.items():
        part = known[kind].to_numpy(float)
        axes.bar(x, part, 0.86, floor, color=colour.light, edgecolor=style.PAPER.light, lw=0.6,
                 gid=kind)  # fmt: skip
        middles.append(float(floor[-1] + part[-1] / 2))
        floor = floor + part
    for (kind, colour), place in zip(STACK.items(), apart(middles, 0.105, 0.97), strict=True):
        words = f"{TEXT(kind, language)} {percent(float(known[kind].iloc[-1]), language)}"
        axes.annotate(
            words, (1, place), xycoords="axes fraction", xytext=(8, 5), va="center",
            textcoords="offset points", weight="bold", color=colour.text,
        )  # fmt: skip
        axes.annotate(
            TEXT(f"{kind}_what", language), (1, place), xycoords="axes fraction", xytext=(8, -8),
            textcoords="offset points", va="center", color=style.MUTED.light,
            size=style.LABEL - 1.5,
        )  # fmt: skip


def chart(reading: str, rows: pd.DataFrame, language: Language) -> Any:
    """The same for the screen, customers above revenue."""
    table = rows[["name", "kind", "year", "share", "revenue_share"]].copy()
    table["kind_words"] = [
        f"{TEXT(kind, language)}: {TEXT(f'{kind}_what', language)}" for kind in rows["kind"]
    ]
    table["order"] = table["kind"].map({kind: place for place, kind in enumerate(STACK)})
    table["place"] = table["year"].rank(method="dense").astype(int) - 1
    for name in ("customers", "revenue"):
        table[f"{name}_words"] = [language.number(value) for value in rows[name]]
    for name in ("share", "revenue_share"):
        table[f"{name}_words"] = [percent(value, language) for value in rows[name]]
    parts = [_stack(table, head, column, language) for head, column in MEASURES]
    return finish(alt.vconcat(*parts, spacing=18).add_params(AT), reading, language)


def _stack(table: pd.DataFrame, head: str, column: str, language: Language) -> Any:
    x = alt.X(
        "name", type="ordinal", sort=None, title=None,
        axis=alt.Axis(labelAngle=0, labelOverlap=True, labelSeparation=6, grid=False),
        scale=alt.Scale(paddingInner=0.14, paddingOuter=0.1),
    )  # fmt: skip
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], title=None, minExtent=44)
    scale = alt.Scale(domain=[0, 1])
    known = table.dropna(subset=[column])
    title = alt.TitleParams(TEXT(head, language))
    if known.empty:
        words = pd.DataFrame({"words": [TEXT("no_revenue", language)]})
        empty = alt.Chart(words).mark_text(fontStyle="italic", color=style.MUTED.text)
        empty = empty.encode(text=alt.Text("words", type="nominal"))
        return alt.layer(empty).properties(width=WIDE - 120, height=60, title=title)
    bars = (
        alt.Chart(known)
        .mark_bar()
        .encode(
            x=x,
            y=alt.Y(column, type="quantitative", stack="zero", scale=scale, axis=axis),
            order=alt.Order("order", type="quantitative"),
            color=alt.Color(
                "kind",
                type="nominal",
                scale=alt.Scale(domain=list(STACK), range=[c.light for c in STACK.values()]),
                legend=None,
            ),
            tooltip=tips(
                {
                    "name": TEXT("year", language),
                    "kind_words": TEXT("kind", language),
                    f"{column}_words": TEXT(head, language),
                    f"{head}_words": TEXT("count" if head == "customers" else "money", language),
                }
            ),
        )
    )
    here = (
        alt.Chart(known.drop_duplicates("name"))
        .mark_rule(color=style.PAPER.light, strokeWidth=3)
        .encode(x=x)
        .transform_filter(f"datum.place === {AT.name}")
    )
    return alt.layer(bars, here, *_names(known, column, language)).properties(
        width=WIDE - 120, height=200, title=title
    )


def _names(known: pd.DataFrame, column: str, language: Language) -> list[Any]:
    """The kinds at the right of the last bar, beside their parts of it."""
    last = known[known["year"] == known["year"].max()].set_index("kind")[column]
    middles, floor = [], 0.0
    for kind in STACK:
        middles.append(floor + float(last[kind]) / 2)
        floor += float(last[kind])
    marks = []
    for (kind, colour), place in zip(STACK.items(), apart(middles, 0.17, 0.93), strict=True):
        for words, aside, weight, paint in (
            (TEXT(kind, language), -7, "bold", colour.text),
            (percent(float(last[kind]), language), 8, "normal", style.MUTED.text),
        ):
            look: dict[str, Any] = {"fontWeight": weight, "color": paint}
            at = pd.DataFrame({"words": [words], "at": [place]})
            marks.append(
                alt.Chart(at)
                .mark_text(align="left", dx=10, dy=aside, fontSize=12, limit=104, **look)
                .encode(
                    x=alt.value(alt.ExprRef("width")),
                    y=alt.Y("at", type="quantitative", scale=alt.Scale(domain=[0, 1])),
                    text=alt.Text("words", type="nominal"),
                )
            )
    return marks


assert set(STACK) == set(KINDS)
