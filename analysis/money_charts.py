"""The pictures of `analysis.money`: money a year, and what a customer is worth.

Orange is the provider with most customers at the start, blue who came to disturb the market, grey
the others.
"""

from __future__ import annotations

from statistics import fmean
from typing import Any, NamedTuple

import altair as alt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis import nothing, style
from analysis.language import Language
from analysis.marks import AT, WIDE, finish, layered
from analysis.sheet import plot, sheet
from analysis.style import Colour

COLOURS = {"main": style.INCUMBENT, "disruptor": style.RIVAL, "incumbent": style.REFERENCE}
LANE = 74
ABOVE, BELOW, MARK = -26, -10, 12
GAP = 0.062
"""Share of the height between two names at the ends of lines."""

LONGEST = 24
"""Letters of a name at the end of a line."""


class View(NamedTuple):
    """One amount over the years.

    Attributes:
        years: From `accounting.by_year`, with role: main, disruptor or incumbent.
        measure: Column to draw.
        size: What amounts are divided by.
        axis: What the axis then counts.
        provider: The word for one.
        year: The word for one.
    """

    years: pd.DataFrame
    measure: str
    size: float
    axis: str
    provider: str
    year: str

    def rows(self) -> pd.DataFrame:
        """Known amounts: provider, label, role, year, at, step, colour."""
        rows = self.years.dropna(subset=[self.measure])
        rows = rows.assign(
            at=rows[self.measure] / self.size,
            step=rows["year"] - 1,
            colour=[COLOURS[role].light for role in rows["role"]],
        )
        return rows[["provider", "label", "role", "year", "at", "step", "colour"]]


class Values(NamedTuple):
    """What customers are worth.

    Attributes:
        rows: A row a provider: provider, label, role, value, low, high, acquisition, below, text.
        size: What amounts are divided by.
        axis: What the axis then counts.
        tick: What the tick means.
        unknown: The word for it.
        names: Words for a provider, its value and what that rests on.
    """

    rows: pd.DataFrame
    size: float
    axis: str
    tick: str
    unknown: str
    names: tuple[str, str, str]

    def lanes(self) -> pd.DataFrame:
        """The rows to draw, amounts divided."""
        amounts = ["value", "low", "high", "acquisition"]
        rows = self.rows[["provider", "label", "role", "below", "text", *amounts]].copy()
        rows[amounts] /= self.size
        # The longest of the lane: where its number stands.
        rows["end"] = rows[["high", "acquisition"]].max(axis=1)
        rows["colour"] = [COLOURS[role].light for role in rows["role"]]
        return rows.assign(row=range(len(rows)))


def spread(places: list[float], gap: float) -> list[float]:
    """The nearest places to these, in their order, that keep a gap: touching ones share it out."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    blocks: list[list[float]] = []  # the wanted places, each less the gaps below it
    for number, i in enumerate(order):
        blocks.append([places[i] - number * gap])
        while len(blocks) > 1 and fmean(blocks[-2]) > fmean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += last
    found = [fmean(block) for block in blocks for _ in block]
    out = [0.0] * len(places)
    for number, i in enumerate(order):
        out[i] = found[number] + number * gap
    return out


def _ends(rows: pd.DataFrame, gap: float) -> pd.DataFrame:
    """The last point of each line, and where its name stands; early ends have theirs above."""
    last = rows.groupby("provider", sort=False).tail(1).copy()
    span = float(rows["at"].max() - min(0.0, rows["at"].min())) or 1.0
    to_end = last["year"] == rows["year"].max()
    last["place"] = last["at"] + gap * span
    last.loc[to_end, "place"] = spread(last.loc[to_end, "at"].tolist(), gap * span)
    return last.assign(short=last["label"].str.slice(0, LONGEST))


def _text_colour(light: str) -> Colour:
    return next(colour for colour in style.PALETTE if colour.light == light)


def draw_years(title: str, reading: str, views: list[View], axis: str) -> Figure:
    """A panel an amount, a line a provider, with its name at its end."""
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        for number, view in enumerate(views):
            half = panel.width / len(views)
            floor = panel.floor + 0.5
            axes = panel.axes(number * half + 0.6, floor, half - 2.25, panel.ceiling - floor - 0.4)
            _draw_lines(axes, view, axis)
    return page


def _draw_lines(axes: Axes, view: View, axis: str) -> None:
    rows = view.rows()
    order = {"incumbent": 0, "disruptor": 1, "main": 2}
    for _, own in sorted(rows.groupby("provider", sort=False),
                         key=lambda pair: order[str(pair[1]["role"].iloc[0])]):  # fmt: skip
        axes.plot(own["year"], own["at"], color=own["colour"].iloc[0], lw=3 if own["role"].iloc[0]
                  == "main" else 2, marker="o", ms=4)  # fmt: skip
    axes.axhline(0, color=style.INK.light, lw=1.0)
    for row in _ends(rows, GAP).to_dict("records"):
        axes.annotate(row["short"], (row["year"], row["place"]), xytext=(8, 0), va="center",
                      textcoords="offset points", size=style.FOOT + 0.5, annotation_clip=False,
                      weight="bold", color=_text_colour(row["colour"]).text)  # fmt: skip
    axes.text(-0.1, 1.04, view.axis, transform=axes.transAxes, va="bottom", size=style.LABEL,
              weight="bold", color=style.MUTED.text)  # fmt: skip
    axes.grid(axis="y")
    axes.set_xlabel(axis)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))


def draw_values(title: str, reading: str, view: Values) -> Figure:
    """A lane a provider: worth at the declared rate, its range, and the cost of winning one."""
    rows = view.lanes()
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        axes = plot(panel, left=3.5, right=1.2)
        axes.axvline(0, color=style.INK.light, lw=1.2)
        for row in rows.to_dict("records"):
            _draw_lane(axes, row, view)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_yticks([])
        axes.grid(axis="x")
        axes.set_xlabel(view.axis)
    return page


def _draw_lane(axes: Axes, row: dict[Any, Any], view: Values) -> None:
    look: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "ha": "right"}
    axes.text(-0.03, row["row"], row["label"], va="bottom", weight="bold", size=style.LABEL + 0.5,
              color=_text_colour(row["colour"]).text, **look)  # fmt: skip
    axes.text(-0.03, row["row"] + 0.05, row["below"], va="top", size=style.FOOT,
              color=style.MUTED.text, **look)  # fmt: skip
    if pd.isna(row["value"]):
        axes.text(0.02, row["row"], view.unknown, va="center", style="italic",
                  color=style.MUTED.text, transform=axes.get_yaxis_transform())  # fmt: skip
        return
    axes.hlines(row["row"], row["low"], row["high"], color=row["colour"], lw=7, alpha=0.45)
    axes.plot(row["value"], row["row"], "o", ms=11, color=row["colour"])
    if not pd.isna(row["acquisition"]):
        axes.vlines(row["acquisition"], row["row"] - 0.25, row["row"] + 0.25, lw=2.5,
                    color=style.INK.light)  # fmt: skip
        if row["row"] == 0:
            axes.annotate(view.tick, (row["acquisition"], -0.27), xytext=(0, 3), ha="center",
                          textcoords="offset points", size=style.FOOT)  # fmt: skip
    axes.annotate(row["text"], (row["end"], row["row"]), xytext=(9, 0), va="center",
                  textcoords="offset points", weight="bold", annotation_clip=False)  # fmt: skip


# On the screen.


def years(reading: str, views: list[View], axis: str, language: Language) -> Any:
    """The same lines for the screen; `at` is the year that the arrow keys point at."""
    charts = [_lines(view, axis, 240 if number == 0 else 170) for number, view in enumerate(views)]
    if not charts:
        return nothing.chart(reading, language)
    return finish(alt.vconcat(*charts, spacing=24).add_params(AT), reading, language)


def _lines(view: View, axis: str, height: int) -> Any:
    rows = view.rows()
    last = max(2, int(rows["year"].max()))
    step = 1 + last // 12
    # Room for the names at the right of the lines.
    x = alt.X(
        "year", type="quantitative", scale=alt.Scale(nice=False, domain=[1, 1.36 * last]),
        axis=alt.Axis(title=axis, format="d", values=list(range(1, last + 1, step)), grid=False),
    )  # fmt: skip

    def y_of(name: str) -> alt.Y:
        return alt.Y(name, type="quantitative", axis=alt.Axis(title=None, tickCount=5))

    tips = [
        alt.Tooltip("label", type="nominal", title=view.provider),
        alt.Tooltip("year", type="quantitative", title=view.year),
        alt.Tooltip("at", type="quantitative", format=",.2f", title=view.axis),
    ]
    colour = alt.Color("colour", type="nominal", scale=None)
    base = alt.Chart(rows).encode(x=x, y=y_of("at"), color=colour, tooltip=tips)
    ends = _ends(rows, 15 / height)
    layers: list[Any] = [
        alt.Chart(pd.DataFrame({"at": [0.0]}))
        .mark_rule(color=style.INK.light)
        .encode(y=y_of("at")),
        base.mark_line(strokeWidth=2.6).encode(detail=alt.Detail("provider", type="nominal")),
        base.mark_point(filled=True, size=36, opacity=1),
        base.mark_point(filled=True, size=130).encode(
            opacity=alt.condition(f"datum.step === {AT.name}", alt.value(1), alt.value(0))
        ),
    ]
    for light in ends["colour"].unique():
        layers.append(
            alt.Chart(ends[ends["colour"] == light])
            .mark_text(align="left", dx=8, fontSize=12.5, fontWeight="bold",
                       color=_text_colour(light).text, limit=180)
            .encode(x=x, y=y_of("place"), text=alt.Text("short", type="nominal"))
        )  # fmt: skip
    return alt.LayerChart(
        layer=layers, title=alt.TitleParams(view.axis, color=style.MUTED.text, fontSize=13)
    ).properties(width=WIDE, height=height)


def values(reading: str, view: Values, language: Language) -> Any:
    """The same lanes for the screen."""
    rows = view.lanes()
    axis = alt.Axis(title=view.axis.split("; "), tickCount=6, grid=False)

    def x_of(name: str) -> alt.X:
        return alt.X(name, type="quantitative", axis=axis)

    y = alt.Y("row", type="ordinal", axis=None, scale=alt.Scale(domain=list(rows["row"])))
    tips = [
        alt.Tooltip("label", type="nominal", title=view.names[0]),
        alt.Tooltip("text", type="nominal", title=view.names[1]),
        alt.Tooltip("below", type="nominal", title=view.names[2]),
        alt.Tooltip("acquisition", type="quantitative", format=",.2f", title=view.tick),
    ]
    colour = alt.Color("colour", type="nominal", scale=None)
    known = rows.dropna(subset=["value"])
    layers: list[Any] = [
        alt.Chart(pd.DataFrame({"at": [0.0]}))
        .mark_rule(color=style.INK.light)
        .encode(x=x_of("at")),
        alt.Chart(known)
        .mark_rule(yOffset=MARK, strokeWidth=8, opacity=0.45)
        .encode(x=x_of("low"), x2=alt.X2("high"), y=y, color=colour, tooltip=tips),
        alt.Chart(known)
        .mark_point(yOffset=MARK, size=150, filled=True, opacity=1)
        .encode(x=x_of("value"), y=y, color=colour, tooltip=tips),
        alt.Chart(known.dropna(subset=["acquisition"]))
        .mark_tick(yOffset=MARK, thickness=3, height=22, color=style.INK.light, orient="vertical")
        .encode(x=x_of("acquisition"), y=y, tooltip=tips),
    ]
    for light in rows["colour"].unique():
        layers.append(
            alt.Chart(rows[rows["colour"] == light])
            .mark_text(align="left", dy=ABOVE, fontSize=14, fontWeight="bold", limit=420,
                       color=_text_colour(light).text)
            .encode(x=alt.value(0), y=y, text=alt.Text("label", type="nominal"))
        )  # fmt: skip
    layers += [
        alt.Chart(rows)
        .mark_text(align="left", dy=BELOW, fontSize=11.5, color=style.MUTED.text)
        .encode(x=alt.value(0), y=y, text=alt.Text("below", type="nominal")),
        alt.Chart(rows)
        .mark_text(align="right", dy=ABOVE, fontSize=14, color=style.INK.light)
        .encode(x=alt.value("width"), y=y, text=alt.Text("text", type="nominal")),
    ]
    chart = layered(layers).properties(width=WIDE, height=LANE * len(rows))
    return finish(chart, reading, language)
