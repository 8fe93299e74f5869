"""The picture of `analysis.discovery`: the box on its levers, and how often it happens there."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from analysis import nothing, style
from analysis.discovery_found import Discovery
from analysis.discovery_words import TEXT
from analysis.language import Language
from analysis.marks import WIDE
from analysis.panels import fit_text
from analysis.sensitivity_pictures import (
    LABELS,
    broken,
    row_axis,
    row_labels,
    unique,
)
from analysis.sheet import plot, sheet
from analysis.swept import Swept
from analysis.turned import Turned

BAR = 0.34
"""Inches for each bar of how often it happens."""

SIDE = 0.9
"""Inches at either side of a range, for its ends."""

SHARES = [0, 0.25, 0.5, 0.75, 1]


def rows_of(swept: Swept, found: Discovery, language: Language) -> pd.DataFrame:
    """What the picture of the boxes shows.

    Returns:
        A row a box and lever, for choices one a choice: row (label), start and end (places in the
        swept range, 0 to 1), start_text and end_text (empty at an open end), low_text and high_text
        (of the range), is_choice, is_in, words (what is inside).
    """
    rows: list[dict[str, Any]] = []
    for number, tested in enumerate(found.boxes, start=1):
        for k in sorted({limit.lever for limit in tested.box}):
            lever = swept.levers[k]
            head = f"{number}. {lever.label}" if len(found.boxes) > 1 else lever.label
            ends = {limit.side: limit for limit in tested.box if limit.lever == k}
            if "among" in ends:
                rows += _choices(head, lever, ends["among"].among, language)
                continue
            low = ends["low"].value if "low" in ends else -np.inf
            high = ends["high"].value if "high" in ends else np.inf
            span = lever.high - lever.low
            rows.append(
                {
                    "row": broken(head),
                    "start": max(0.0, (low - lever.low) / span),
                    "end": min(1.0, (high - lever.low) / span),
                    "start_text": lever.said(low, language) if "low" in ends else "",
                    "end_text": lever.said(high, language) if "high" in ends else "",
                    "low_text": lever.said(lever.low, language),
                    "high_text": lever.said(lever.high, language),
                    "is_choice": False, "is_in": True,
                    "words": lever.within(low, high, language),
                }
            )  # fmt: skip
    made = pd.DataFrame(rows)
    if len(made):
        labels = made["row"].unique()
        made["row"] = made["row"].map(dict(zip(labels, unique(list(labels)), strict=True)))
    return made


def _choices(
    head: str, lever: Turned, among: frozenset[int], language: Language
) -> list[dict[str, Any]]:
    count = len(lever.choices)
    return [
        {
            "row": broken(head), "start": k / count, "end": (k + 1) / count,
            "start_text": lever.chosen(k, language), "end_text": "", "low_text": "",
            "high_text": "", "is_choice": True, "is_in": k in among,
            "words": lever.among(among, language),
        }
        for k in range(count)
    ]  # fmt: skip


def bars_of(found: Discovery, language: Language) -> pd.DataFrame:
    """How often it happens in each box and everywhere: row, value, low, high, text, is_box."""
    single = len(found.boxes) == 1
    spans = [
        (
            TEXT("there", language) if single else TEXT("box_short", language, number=number),
            one.held_out.density,
            True,
        )
        for number, one in enumerate(found.boxes, start=1)
    ]
    spans.append((TEXT("everywhere", language), found.base, False))
    return pd.DataFrame(
        [
            {
                "row": row, "value": span.value, "low": span.low, "high": span.high,
                "text": language.percent(span.value), "is_box": is_box,
            }
            for row, span, is_box in spans
        ]
    )  # fmt: skip


def draw_rows(
    title: str, reading: str, rows: pd.DataFrame, bars: pd.DataFrame, language: Language
) -> Figure:
    """The box on paper: a row a lever, what is inside in colour; how often it happens below."""
    key = [
        (TEXT("inside", language), style.RIVAL, style.RIVAL),
        (TEXT("range", language), style.RULE, style.RULE),
    ]
    with style.matplotlib_style():
        page, panel = sheet(title, reading, key=key if len(rows) else (), lines=4)
        if rows.empty:
            return page
        below = BAR * len(bars) + 0.75
        axes = plot(panel, left=LABELS + SIDE, bottom=below, right=SIDE)
        labels = list(rows["row"].unique())
        axes.set_xlim(0, 1)
        axes.set_ylim(len(labels) - 0.5, -0.5)
        axes.xaxis.set_major_locator(NullLocator())
        axes.yaxis.set_major_locator(NullLocator())
        axes.spines["bottom"].set_visible(False)
        wide = panel.width - LABELS - 2 * SIDE
        for _, row in rows.iterrows():
            at = labels.index(row["row"])
            gap = 0.004 if row["is_choice"] else 0.0
            if not row["is_choice"]:
                axes.plot([0, 1], [at, at], color=style.RULE.light, lw=9, solid_capstyle="butt")
            axes.plot(
                [row["start"] + gap, row["end"] - gap], [at, at],
                color=style.RIVAL.light if row["is_in"] else style.RULE.light,
                lw=13 if row["is_in"] else 9, solid_capstyle="butt", zorder=3,
            )  # fmt: skip
            if row["is_choice"]:
                room = wide * (row["end"] - row["start"]) - 0.08
                words, size = fit_text(row["start_text"], room, style.LABEL, 2, 6.0)
                axes.annotate(
                    words, ((row["start"] + row["end"]) / 2, at), xytext=(0, -11),
                    textcoords="offset points", ha="center", va="top", size=size,
                    color=style.INK.light if row["is_in"] else style.MUTED.light,
                )  # fmt: skip
                continue
            for place, words in (
                (row["start"], row["start_text"]),
                (row["end"], row["end_text"]),
            ):
                axes.annotate(
                    words, (place, at), xytext=(0, 11), textcoords="offset points",
                    ha=_towards(place), va="bottom", weight="bold", size=style.LABEL + 1,
                    color=style.RIVAL.text, annotation_clip=False,
                )  # fmt: skip
            for place, words, ha, aside in (
                (0, row["low_text"], "right", -6),
                (1, row["high_text"], "left", 6),
            ):
                axes.annotate(
                    words, (place, at), xytext=(aside, 0), textcoords="offset points", ha=ha,
                    va="center", size=style.LABEL - 1, color=style.MUTED.light,
                    annotation_clip=False,
                )  # fmt: skip
        for at, label in enumerate(labels):
            words, size = fit_text(label.replace("\n", " "), LABELS - 0.1, style.LABEL, 2, 7.0)
            axes.annotate(
                words, (0, at), xytext=(-72 * SIDE, 0), textcoords="offset points", ha="right",
                va="center", size=size, annotation_clip=False,
            )  # fmt: skip
        low = panel.axes(LABELS + SIDE, panel.floor + 0.5, wide, BAR * len(bars))
        _draw_bars(low, bars, language)
    return page


def _draw_bars(axes: Axes, bars: pd.DataFrame, language: Language) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.yaxis.set_major_locator(NullLocator())
    axes.xaxis.set_major_locator(FixedLocator(SHARES))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: language.percent(value)))
    axes.grid(axis="x")
    axes.set_xlabel(TEXT("axis_density", language))
    for at, (_, row) in enumerate(bars.iterrows()):
        colour = style.RIVAL if row["is_box"] else style.REFERENCE
        axes.plot([0, row["value"]], [at, at], color=colour.light, lw=2.5, zorder=2)
        axes.plot(
            [row["low"], row["high"]], [at, at], color=colour.light, lw=8, alpha=0.32, zorder=3,
            solid_capstyle="butt",
        )  # fmt: skip
        axes.plot(row["value"], at, "o", ms=10, color=colour.light, zorder=4)
        axes.annotate(
            str(row["text"]), (1, at), xytext=(9, 0), textcoords="offset points", va="center",
            weight="bold", size=style.LABEL + 2, color=colour.text, annotation_clip=False,
        )  # fmt: skip
        axes.annotate(
            str(row["row"]), (0, at), xytext=(-72 * SIDE, 0), textcoords="offset points",
            ha="right", va="center", size=style.LABEL, annotation_clip=False,
        )  # fmt: skip


def _towards(place: float) -> str:
    """Which way words at an end run, so that they stay over the bar and inside the plot."""
    if place < 0.12:
        return "left"
    if place > 0.88:
        return "right"
    return "center"


def rows_chart(reading: str, rows: pd.DataFrame, bars: pd.DataFrame, language: Language) -> Any:
    """The box on the screen."""
    if rows.empty:
        return nothing.chart(reading, language)
    rows = rows.assign(
        who=np.where(rows["is_in"], "in", "out"), middle=(rows["start"] + rows["end"]) / 2,
        zero=0.0, one=1.0,
    )  # fmt: skip
    scale = alt.Scale(domain=[0, 1])

    def x(name: str) -> alt.X:
        return alt.X(name, type="quantitative", scale=scale, axis=None)

    tips = [
        alt.Tooltip("row", type="nominal", title=TEXT("lever", language)),
        alt.Tooltip("words", type="nominal", title=TEXT("inside", language)),
    ]
    colour = alt.Color(
        "who", type="nominal", legend=None,
        scale=alt.Scale(domain=["in", "out"], range=[style.RIVAL.light, style.RULE.light]),
    )  # fmt: skip
    spans, chosen = rows[~rows["is_choice"]], rows[rows["is_choice"]]
    layers: list[alt.Chart] = []

    def words(frame: pd.DataFrame, at: str, text: str, **look: Any) -> alt.Chart:
        return (
            alt.Chart(frame)
            .mark_text(**look)
            .encode(x=x(at), y=row_axis(), text=alt.Text(text, type="nominal"), tooltip=tips)
        )

    if len(spans):
        base = alt.Chart(spans).encode(y=row_axis(), tooltip=tips)
        bold: dict[str, Any] = {
            "dy": -17, "fontSize": 14, "fontWeight": "bold", "color": style.RIVAL.text,
        }  # fmt: skip
        dim: dict[str, Any] = {"fontSize": 12, "color": style.MUTED.text, "dy": 17}
        layers += [
            base.mark_rule(strokeWidth=9, color=style.RULE.light).encode(x=x("zero"), x2="one"),
            base.mark_rule(strokeWidth=13, color=style.RIVAL.light).encode(x=x("start"), x2="end"),
            words(spans, "zero", "low_text", align="left", **dim),
            words(spans, "one", "high_text", align="right", **dim),
        ]
        for at in ("start", "end"):
            for ha in ("left", "center", "right"):
                side = spans[[_towards(place) == ha for place in spans[at]]]
                if len(side):
                    layers.append(words(side, at, f"{at}_text", align=ha, **bold))
    if len(chosen):
        base = alt.Chart(chosen).encode(y=row_axis(), tooltip=tips)
        layers += [
            base.mark_rule(strokeWidth=13).encode(x=x("start"), x2="end", color=colour),
            words(
                chosen.assign(start_text=[broken(text, 12) for text in chosen["start_text"]]),
                "middle", "start_text", dy=18, fontSize=12, lineBreak="\n", baseline="top",
                color=style.INK.light,
            ),
        ]  # fmt: skip
    labels = row_labels(rows.drop_duplicates("row"), tips)
    limits = alt.layer(*layers, *labels).properties(
        width=WIDE - 260, height=72 * rows["row"].nunique()
    )
    both = alt.vconcat(limits, _bars(bars, language), spacing=26).properties(description=reading)
    both = both.resolve_scale(color="independent")
    return both.configure(**style.vega_config(language))


def _bars(bars: pd.DataFrame, language: Language) -> Any:
    """How often it happens, inside and everywhere."""
    bars = bars.assign(
        zero=0.0, one=1.0, who=np.where(bars["is_box"], "in", "out"), row=bars["row"]
    )  # fmt: skip
    tips = [
        alt.Tooltip("row", type="nominal", title=" "),
        alt.Tooltip("value", type="quantitative", format=".0%", title=TEXT("density", language)),
        alt.Tooltip("low", type="quantitative", format=".0%", title="95%"),
        alt.Tooltip("high", type="quantitative", format=".0%", title="95%"),
    ]
    colour = alt.Color(
        "who", type="nominal", legend=None,
        scale=alt.Scale(domain=["in", "out"], range=[style.RIVAL.light, style.REFERENCE.light]),
    )  # fmt: skip
    axis = alt.Axis(format=".0%", values=SHARES, title=TEXT("axis_density", language))

    def x(name: str) -> alt.X:
        return alt.X(name, type="quantitative", scale=alt.Scale(domain=[0, 1]), axis=axis)

    base = alt.Chart(bars).encode(y=row_axis(), tooltip=tips)
    layers = [
        base.mark_rule(strokeWidth=2.5).encode(x=x("zero"), x2="value", color=colour),
        base.mark_rule(strokeWidth=8, opacity=0.35).encode(x=x("low"), x2="high", color=colour),
        base.mark_point(filled=True, size=110, opacity=1).encode(x=x("value"), color=colour),
        base.mark_text(align="left", dx=9, fontWeight="bold", fontSize=14).encode(
            x=x("one"), text=alt.Text("text", type="nominal")
        ),
    ]
    return alt.layer(*layers, *row_labels(bars, tips)).properties(
        width=WIDE - 260, height=36 * len(bars)
    )
