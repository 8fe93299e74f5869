"""The picture of `analysis.spread`: a row a number, how often the points have which value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter, NullLocator

from analysis import nothing, style
from analysis.language import Language
from analysis.marks import WIDE, finish
from analysis.panels import fit_text
from analysis.sensitivity_pictures import broken
from analysis.sheet import sheet
from analysis.spread_words import TEXT
from analysis.swept import Numbers, digits_of

MOST = 8
"""Numbers in a picture."""

BARS = 24
HIGH = 62
"""Pixels of a row on the screen."""

WHISKER, LUCK, FLOOR = -0.25, -0.62, -0.85
"""Where a row has its quantiles and its luck, with the highest bar at 1."""


@dataclass(frozen=True)
class Row:
    """One number over the points.

    Attributes:
        label: What it is.
        line: Its quantiles and luck, in words.
        values: Means of the points.
        ends: low, lower, median, upper, high: 5, 25, 50, 75 and 95%.
        luck: From where to where luck alone would put 95% of the means; NaN when unknown.
        is_share: Whether it is written as a percentage.
        is_log: Whether its axis is logarithmic.
    """

    label: str
    line: str
    values: Numbers
    ends: dict[str, float]
    luck: tuple[float, float]
    is_share: bool
    is_log: bool

    def span(self) -> tuple[float, float]:
        """Ends of its axis."""
        low, high = float(self.values.min()), float(self.values.max())
        if self.has_luck:
            low, high = min(low, self.luck[0]), max(high, self.luck[1])
        if self.is_log:
            return low / 1.05, high * 1.05
        return low - 0.03 * (high - low), high + 0.03 * (high - low)

    def bars(self) -> pd.DataFrame:
        """How many points have which value: from, to, count, high (1 for the most)."""
        low, high = float(self.values.min()), float(self.values.max())
        edges = np.linspace(low, high, BARS + 1)
        if self.is_log:
            edges = np.geomspace(low, high, BARS + 1)
            edges[0], edges[-1] = low, high
        count, _ = np.histogram(self.values, edges)
        made = pd.DataFrame({"from": edges[:-1], "to": edges[1:], "count": count})
        made = made[made["count"] > 0].reset_index(drop=True)
        return made.assign(high=made["count"] / made["count"].max())

    @property
    def has_luck(self) -> bool:
        """Whether luck is known."""
        return bool(np.isfinite(self.luck).all())

    def ticks(self, value: float, language: Language) -> str:
        """A value on its axis."""
        if self.is_share:
            low, high = self.span()
            return language.percent(value, 0 if high - low > 0.04 else 1)
        return language.number(value, digits_of(value) if abs(value) < 10 and value % 1 else 0)


def draw_rows(title: str, reading: str, rows: Sequence[Row], language: Language) -> Figure:
    """All numbers on paper, in two columns."""
    key = [
        (TEXT("key_points", language), style.RIVAL, style.RIVAL),
        (TEXT("key_inner", language), style.INK, style.INK),
        (TEXT("key_luck", language), style.REFERENCE, style.REFERENCE),
    ]
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3, key=key if rows else ())
        columns = 1 if len(rows) < 4 else 2
        lines = -(-len(rows) // columns)
        wide = panel.width / columns
        high = (panel.ceiling - panel.floor) / max(1, lines)
        for number, row in enumerate(rows):
            left, top = (number // lines) * wide, panel.ceiling - (number % lines) * high
            label, size = fit_text(row.label, wide - 0.4, style.LABEL - 1, 1, 6.5, "bold")
            panel.text(left + 0.1, top - 0.04, label, size=size, weight="bold", va="top")
            axes = panel.axes(left + 0.1, top - high + 0.26, wide - 0.4, max(0.1, high - 0.5))
            _draw(axes, row, language)
    return page


def _draw(axes: Axes, row: Row, language: Language) -> None:
    if row.is_log:
        axes.set_xscale("log")
    axes.set_xlim(*row.span())
    axes.set_ylim(FLOOR, 1.05)
    axes.yaxis.set_major_locator(NullLocator())
    if row.is_log:
        axes.xaxis.set_minor_formatter(NullFormatter())
    else:
        axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: row.ticks(value, language)))
    axes.tick_params(axis="x", pad=1, labelsize=style.LABEL - 2)
    for _, bar in row.bars().iterrows():
        axes.fill_between(
            [bar["from"], bar["to"]], 0, bar["high"], color=style.RIVAL.light, alpha=0.45, lw=0
        )
    for ends, width in ((("low", "high"), 1.6), (("lower", "upper"), 5)):
        axes.plot(
            [row.ends[end] for end in ends], 2 * [WHISKER], color=style.INK.light, lw=width,
            solid_capstyle="butt",
        )  # fmt: skip
    axes.plot(
        row.ends["median"], WHISKER, "o", ms=5.5, mfc=style.PAPER.light, mec=style.INK.light,
        gid="median",
    )  # fmt: skip
    if row.has_luck:
        axes.plot(
            row.luck, 2 * [LUCK], color=style.REFERENCE.light, lw=4,
            solid_capstyle="butt", gid="luck",
        )  # fmt: skip


def rows_chart(reading: str, rows: Sequence[Row], language: Language) -> Any:
    """All numbers on the screen, under each other, each on an axis of its own."""
    if not rows:
        return nothing.chart(reading, language)
    parts = [_part(row, language) for row in rows]
    key = [
        f"\N{BLACK SQUARE} {TEXT('key_points', language)}   "
        f"\N{HORIZONTAL BAR}\N{WHITE CIRCLE}\N{HORIZONTAL BAR} {TEXT('key_inner', language)}",
        f"\N{BLACK RECTANGLE} {TEXT('key_luck', language)}",
    ]
    title = alt.TitleParams(key, fontSize=13, fontWeight="normal", color=style.MUTED.text)
    chart = alt.vconcat(*parts, spacing=14).properties(title=title)
    return finish(chart, reading, language)


def _part(row: Row, language: Language) -> Any:
    low, high = row.span()
    scale = alt.Scale(domain=[low, high], nice=False, type="log" if row.is_log else "linear")
    large = max(abs(low), abs(high)) >= 1e5
    form = (".0%" if high - low > 0.04 else ".1%") if row.is_share else "~s" if large else ",.6~g"
    axis = alt.Axis(title=None, format=form, tickCount=5, labelOverlap=True, grid=True)

    def x(name: str) -> alt.X:
        return alt.X(name, type="quantitative", scale=scale, axis=axis)

    def tip(name: str, key: str) -> alt.Tooltip:
        return alt.Tooltip(name, type="nominal", title=TEXT(key, language))

    y_scale = alt.Scale(domain=[FLOOR, 1.05], nice=False)
    bars = row.bars()
    bars = bars.assign(
        zero=0.0,
        first=[row.ticks(value, language) for value in bars["from"]],
        last=[row.ticks(value, language) for value in bars["to"]],
        points=[language.number(count) for count in bars["count"]],
    )
    one = pd.DataFrame([{**row.ends, "at": WHISKER, "line": row.line}])
    words = [alt.Tooltip("line", type="nominal", title=" ")]

    def y(name: str) -> alt.Y:
        return alt.Y(name, type="quantitative", scale=y_scale, axis=None)

    layers = [
        alt.Chart(bars)
        .mark_rect(color=style.RIVAL.light, opacity=0.5)
        .encode(
            x=x("from"), x2="to", y=y("high"), y2="zero",
            tooltip=[tip("first", "from"), tip("last", "to"), tip("points", "count")],
        ),
        alt.Chart(one)
        .mark_rule(color=style.INK.light, strokeWidth=2)
        .encode(x=x("low"), x2="high", y=y("at"), tooltip=words),
        alt.Chart(one)
        .mark_rule(color=style.INK.light, strokeWidth=6)
        .encode(x=x("lower"), x2="upper", y=y("at"), tooltip=words),
        alt.Chart(one)
        .mark_point(
            filled=True, size=60, opacity=1, fill=style.PAPER.light, stroke=style.INK.light,
            strokeWidth=1.8,
        )
        .encode(x=x("median"), y=y("at"), tooltip=words),
    ]  # fmt: skip
    if row.has_luck:
        first, last = row.luck
        luck = pd.DataFrame([{"first": first, "last": last, "at": LUCK, "line": row.line}])
        layers.append(
            alt.Chart(luck)
            .mark_rule(color=style.REFERENCE.light, strokeWidth=6)
            .encode(x=x("first"), x2="last", y=y("at"), tooltip=words)
        )
    note = f" ({TEXT('log', language)})" if row.is_log else ""
    title = alt.TitleParams(
        broken(row.label + note, 52).split("\n"), subtitle=broken(row.line, 58).split("\n"),
        fontSize=13, subtitleFontSize=13, subtitleColor=style.MUTED.text, offset=4,
    )  # fmt: skip
    return alt.layer(*layers).properties(width=WIDE, height=HIGH, title=title)
