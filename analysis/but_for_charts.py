"""The pictures of `analysis.but_for`, on paper and on the screen: a row a cause.

On the screen the name of a cause stands above its row, so that a phone has room for both.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from analysis import style
from analysis.language import Language
from analysis.marks import WIDE, finish
from analysis.panels import Panel, fit_text
from analysis.sheet import plot, sheet

ROW = 46
"""Pixels a row on the screen."""
LABELS = 3.1
"""Inches for the names of causes on paper."""
NUMBERS = 104
"""Pixels for the two columns of numbers on the screen."""

Words = dict[str, str]

FILLS = {
    "cause": style.INCUMBENT,
    "below": style.SATISFACTION,
    "anyway": style.REFERENCE,
    "total": style.INK,
}
"""Colour of a part: what drives away, what holds, what remains, all of it."""


def necessary_figure(
    rows: pd.DataFrame, title: str, reading: str, words: Words, language: Language
) -> Figure:
    """For how many of the leavers each cause was necessary, on paper.

    Args:
        rows: Of `analysis.but_for`: place, name, and share, low, high and text of satisfied and of
            dissatisfied leavers.
        title: Of the sheet.
        reading: Under the picture.
        words: Names of the two groups, and of the axis.
        language: Of the axis.
    """
    with style.matplotlib_style():
        key = [
            (words["satisfied"], style.SATISFACTION, style.SATISFACTION),
            (words["dissatisfied"], style.INK, style.PAPER),
        ]
        page, panel = sheet(title, reading, key=key, lines=3)
        axes = _rows_of(panel, rows, words["axis"], right=1.85, language=language)
        axes.set_xlim(0, _top(rows))
        for group, colour, fill, up in (
            ("satisfied", style.SATISFACTION, style.SATISFACTION, -0.13),
            ("dissatisfied", style.INK, style.PAPER, 0.13),
        ):
            for row in rows.to_dict("records"):
                y, value = row["place"] + up, row[f"{group}_share"]
                ends = (row[f"{group}_low"], row[f"{group}_high"])
                if np.isfinite(ends).all():
                    axes.plot(ends, (y, y), color=colour.light, lw=5, alpha=0.35, zorder=2,
                              solid_capstyle="butt")  # fmt: skip
                if np.isfinite(value):
                    axes.plot(value, y, "o", ms=9, mew=1.8, mec=colour.light, mfc=fill.light,
                              zorder=3, clip_on=False)  # fmt: skip
        for at, group, colour in (
            (1.12, "satisfied", style.SATISFACTION),
            (1.23, "dissatisfied", style.INK),
        ):
            for place, text in zip(rows["place"], rows[f"{group}_text"], strict=True):
                axes.text(
                    at, place, text, transform=axes.get_yaxis_transform(), ha="right",
                    va="center", size=style.LABEL + 1.5, weight="bold", color=colour.text,
                )  # fmt: skip
    return page


def shares_figure(
    rows: pd.DataFrame, title: str, reading: str, words: Words, language: Language
) -> Figure:
    """Leaving divided between its causes, each part beginning where the one before ends, on paper.

    Args:
        rows: Of `analysis.but_for`: place, name, start, end, low, high, share, kind, text.
        title: Of the sheet.
        reading: Under the picture.
        words: Name of the axis.
        language: Of the axis.
    """
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=2)
        axes = _rows_of(panel, rows, words["axis"], right=0.8, language=language)
        low, high = _span(rows)
        axes.set_xlim(low, high)
        axes.axvline(0, color=style.INK.light, lw=1.2, zorder=1)
        records = _drawn(rows)
        for row, after in zip(records, [*records[1:], None], strict=True):
            colour = FILLS[row["fill"]].light
            place, width = row["place"], row["end"] - row["start"]
            axes.barh(place, width, left=row["start"], height=0.5, color=colour, zorder=2)
            if after is not None and row["kind"] != "total":
                axes.plot([row["end"]] * 2, [place, place + 1], color=style.REFERENCE.light, lw=1)
            if np.isfinite([row["low_at"], row["high_at"]]).all():
                axes.plot([row["low_at"], row["high_at"]], [place] * 2, color=style.INK.light,
                          lw=1.6, zorder=3)  # fmt: skip
            axes.annotate(
                row["text"], (row["label_at"], place), xytext=(7, 0), textcoords="offset points",
                va="center", size=style.LABEL + 2, weight="bold", color=FILLS[row["fill"]].text,
            )  # fmt: skip
    return page


def _rows_of(panel: Panel, rows: pd.DataFrame, axis: str, right: float, language: Language) -> Axes:
    axes = plot(panel, left=LABELS, bottom=0.55, right=right)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.yaxis.set_major_locator(FixedLocator([]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: language.percent(value)))
    axes.grid(axis="x")
    axes.set_xlabel(axis)
    for place, name in zip(rows["place"], rows["name"], strict=True):
        words, size = fit_text(str(name), LABELS - 0.3, style.LABEL + 1.5, lines=2)
        axes.annotate(
            words, (0, place), xycoords=axes.get_yaxis_transform(), xytext=(-12, 0),
            textcoords="offset points", ha="right", va="center", size=size,
            color=style.INK.light, annotation_clip=False,
        )  # fmt: skip
    return axes


def _top(rows: pd.DataFrame) -> float:
    """The end of the axis of shares: a round one."""
    columns = [f"{g}_{c}" for g in ("satisfied", "dissatisfied") for c in ("share", "high")]
    most = float(np.nan_to_num(rows[columns].to_numpy(float)).max())
    return next(top for top in (0.05, 0.1, 0.25, 0.5, 1.0) if top >= most or top == 1.0)


def _drawn(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with the places of what is drawn: intervals at the end of a bar, and the text."""
    rows = rows.copy()
    below = rows["share"] < 0
    rows["fill"] = rows["kind"].where(~((rows["kind"] == "cause") & below), "below")
    is_total = rows["kind"] == "total"
    rows["low_at"] = (rows["start"] + rows["low"]).mask(is_total)
    rows["high_at"] = (rows["start"] + rows["high"]).mask(is_total)
    rows["label_at"] = rows[["start", "end", "high_at"]].max(axis=1)
    found: Any = rows.to_dict("records")
    return list(found)


def _span(rows: pd.DataFrame) -> tuple[float, float]:
    ends = pd.DataFrame(_drawn(rows))[["start", "end", "low_at", "high_at"]].to_numpy(float)
    known = ends[np.isfinite(ends)]
    low, high = float(known.min()), float(known.max())
    return (1.05 * low if low < 0 else 0.0), 1.1 * max(1.0, high)


def necessary_chart(
    rows: pd.DataFrame, reading: str, words: Words, language: Language
) -> alt.LayerChart:
    """The same as `necessary_figure`, on the screen."""
    x: dict[str, Any] = {
        "scale": alt.Scale(domain=[0, _top(rows)], rangeMax=alt.expr(f"width - {NUMBERS}")),
        "axis": alt.Axis(format=".0%", tickCount=4, title=words["axis"]),
    }
    tips = [
        alt.Tooltip("name", type="nominal", title=words["cause"]),
        alt.Tooltip("how", type="nominal", title=words["without_it"]),
        alt.Tooltip("group", type="nominal", title=words["of"]),
        alt.Tooltip("share", type="quantitative", format=".1%", title=words["axis"]),
        alt.Tooltip("low", type="quantitative", format=".1%", title=words["from"]),
        alt.Tooltip("high", type="quantitative", format=".1%", title=words["to"]),
    ]
    layers = [_names(rows, first=-1)]
    for group, colour, fill, aside, key in (
        ("satisfied", style.SATISFACTION, style.SATISFACTION, -0.02, 6),
        ("dissatisfied", style.INK, style.PAPER, 0.22, 172),
    ):
        part = rows[["place", "name", "how"]].assign(group=words[group], at=rows["place"] + aside)
        for column in ("share", "low", "high", "text"):
            part[column] = rows[f"{group}_{column}"]
        y = _y("at", rows, first=-1)
        look: dict[str, Any] = {"size": 110, "strokeWidth": 2, "opacity": 1, "filled": True}
        look |= {"fill": fill.light, "stroke": colour.light}
        known = alt.Chart(part.dropna(subset=["share"]))
        here = alt.X("share", type="quantitative", **x)
        head = alt.Chart(pd.DataFrame({"at": [-0.85], "words": [words[group]]})).encode(y=y)
        layers += [
            known.mark_rule(strokeWidth=6, opacity=0.35, color=colour.light).encode(
                x=alt.X("low", type="quantitative", **x), x2="high", y=y, tooltip=tips
            ),
            known.mark_point(**look).encode(x=here, y=y, tooltip=tips),
            alt.Chart(part.assign(at=rows["place"] + 0.1))
            .mark_text(
                align="right",
                dx=-50 if group == "satisfied" else 0,
                fontSize=15,
                fontWeight="bold",
                color=colour.text,
            )
            .encode(x=alt.value("width"), y=y, text=alt.Text("text", type="nominal")),
            head.mark_point(**look).encode(x=alt.value(key)),
            head.mark_text(align="left", dx=11, fontSize=13, color=colour.text).encode(
                x=alt.value(key), text=alt.Text("words", type="nominal")
            ),
        ]
    return _finish(layers, len(rows) + 1, reading, language)


def shares_chart(
    rows: pd.DataFrame, reading: str, words: Words, language: Language
) -> alt.LayerChart:
    """The same as `shares_figure`, on the screen."""
    drawn = pd.DataFrame(_drawn(rows))
    columns = ["place", "name", "share", "low", "high", "hundred", "text", "fill"]
    drawn = drawn[[*columns, "start", "end", "low_at", "high_at", "label_at"]]
    x: dict[str, Any] = {
        "scale": alt.Scale(domain=list(_span(rows)), nice=False),
        "axis": alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], title=words["axis"]),
    }
    y = _y("place", rows)
    tips = [
        alt.Tooltip("name", type="nominal", title=words["cause"]),
        alt.Tooltip("share", type="quantitative", format=".1%", title=words["axis"]),
        alt.Tooltip("low", type="quantitative", format=".1%", title=words["from"]),
        alt.Tooltip("high", type="quantitative", format=".1%", title=words["to"]),
        alt.Tooltip("hundred", type="quantitative", format=".1f", title=words["hundred"]),
    ]
    base = alt.Chart(drawn)
    known = alt.Chart(drawn.dropna(subset=["low_at", "high_at"]))
    layers = [
        _names(rows),
        *(
            alt.Chart(drawn[drawn["fill"] == kind])
            .mark_bar(size=15, color=colour.light, opacity=1)
            .encode(x=alt.X("start", type="quantitative", **x), x2="end", y=y, tooltip=tips)
            for kind, colour in FILLS.items()
            if (drawn["fill"] == kind).any()
        ),
        known.mark_rule(color=style.INK.light, strokeWidth=1.6).encode(
            x=alt.X("low_at", type="quantitative", **x), x2="high_at", y=y
        ),
        base.mark_text(
            align="left", dx=7, fontSize=15, fontWeight="bold", color=style.INK.light
        ).encode(
            x=alt.X("label_at", type="quantitative", **x),
            y=y,
            text=alt.Text("text", type="nominal"),
        ),
    ]
    return _finish(layers, len(rows), reading, language)


def _y(column: str, rows: pd.DataFrame, first: int = 0) -> alt.Y:
    """Rows from the top down; `first` is that of the highest."""
    scale = alt.Scale(domain=[first - 0.6, len(rows) - 0.5], reverse=True, nice=False, zero=False)
    return alt.Y(column, type="quantitative", axis=None, scale=scale)


def _names(rows: pd.DataFrame, first: int = 0) -> alt.Chart:
    return (
        alt.Chart(rows[["place", "name"]].assign(at=rows["place"] - 0.36))
        .mark_text(align="left", fontSize=14, limit=600, color=style.INK.light)
        .encode(x=alt.value(0), y=_y("at", rows, first), text=alt.Text("name", type="nominal"))
    )


def _finish(layers: list[alt.Chart], rows: int, reading: str, language: Language) -> Any:
    chart = alt.LayerChart(layer=layers).properties(width=WIDE, height=ROW * rows)
    return finish(chart, reading, language)
