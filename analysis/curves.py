"""Curves with their names at their ends, on paper and on the screen."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis import style
from analysis.language import Language
from analysis.marks import WIDE
from analysis.panels import Panel, fit_text
from analysis.style import Colour

SERIES: tuple[tuple[Colour, Sequence[int]], ...] = (
    (style.INCUMBENT, (1, 0)),
    (style.REFERENCE, (6, 3)),
    (style.RIVAL, (1, 0)),
    (style.SATISFACTION, (1, 0)),
    (style.INK, (2, 2)),
    (style.MUTED, (8, 3, 2, 3)),
)
"""Colour and dash of each curve in turn; the dash so that colour is never alone."""


def each(table: pd.DataFrame) -> Iterator[Any]:
    """Its rows, one by one, with the columns as attributes."""
    return iter(table.itertuples())


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Places for labels near these values: at least `gap` apart, in the same order from below."""
    order = sorted(range(len(values)), key=lambda one: values[one])
    places = [float(value) for value in values]
    for _ in range(200):
        for lower, upper in itertools.pairwise(order):
            lack = gap - (places[upper] - places[lower])
            if lack > 1e-9:
                places[lower] -= lack / 2
                places[upper] += lack / 2
    if order and places[order[0]] < 0:  # off the axis: push everybody up instead
        places[order[0]] = 0.0
        for lower, upper in itertools.pairwise(order):
            places[upper] = max(places[upper], places[lower] + gap)
    return places


def looks(groups: Sequence[str]) -> dict[str, tuple[Colour, Sequence[int]]]:
    """Colour and dash of each group, in turn."""
    return {name: SERIES[number % len(SERIES)] for number, name in enumerate(groups)}


def ends(table: pd.DataFrame, gap: float) -> pd.DataFrame:
    """The last row of each group, with the place of its label: `place` and, for all alike, `x`."""
    last = table.groupby("group", sort=False).tail(1)
    return last.assign(place=spread(list(last["y"]), gap), x=float(table["x"].max()))


def draw(
    axes: Axes,
    table: pd.DataFrame,
    words: Mapping[str, str],
    language: Language,
    *,
    room: float,
    colours: Mapping[str, tuple[Colour, Sequence[int]]] | None = None,
    bands: bool = True,
    stepped: bool = True,
) -> None:
    """Draws curves of shares.

    Args:
        axes: To draw on; its x axis is in years, its y axis in shares of 0 to 1.
        table: Columns group, x, y, low, high; in order of x within each group.
        words: At the end of the curve of each group.
        language: Of the axis.
        room: Inches for these words, at the right of the axes.
        colours: By group; `looks` when left out.
        bands: Whether to draw the intervals.
        stepped: Whether a curve keeps its level between its points, instead of a straight line.
    """
    known = colours or looks(list(dict.fromkeys(table["group"])))
    how: Any = "steps-post" if stepped else "default"
    for name, rows in table.groupby("group", sort=False):
        colour, dash = known[str(name)]
        x = rows["x"].to_numpy(float)
        if bands:
            low, high = rows["low"].to_numpy(float), rows["high"].to_numpy(float)
            axes.fill_between(
                x,
                low,
                high,
                step="post" if stepped else None,
                color=colour.light,
                alpha=style.BAND_OPACITY / 2,
                lw=0,
            )
        dashes: Any = "-" if tuple(dash) == (1, 0) else (0, tuple(dash))
        y = rows["y"].to_numpy(float)
        axes.plot(x, y, drawstyle=how, color=colour.light, lw=2.6, ls=dashes)
    last = ends(table, 0.2 / _inches(axes)[1])
    for row in each(last):
        text, size = fit_text(words[str(row.group)], room, style.LABEL, lines=1, weight="bold")
        axes.annotate(
            text, (row.x, row.place), xytext=(7, 0), textcoords="offset points", va="center",
            annotation_clip=False, size=size, weight="bold", color=known[str(row.group)][0].text,
        )  # fmt: skip
    axes.set(xlim=(0, max(float(table["x"].max()), 1e-9)), ylim=(0, 1.02))
    percent_axis(axes, language)
    year_axis(axes, float(table["x"].max()), language)


def framed(panel: Panel, *, left: float = 0.6, bottom: float = 0.5, right: float = 0.2) -> Axes:
    """Axes that fill a panel, with room above them for what they measure; inches."""
    floor = panel.floor + bottom
    wide, high = panel.width - left - right, panel.ceiling - floor - 0.28
    return panel.axes(left, floor, wide, high)


def year_axis(axes: Axes, longest: float, language: Language) -> None:
    """Round years on the level axis."""
    axes.xaxis.set_major_locator(MaxNLocator(7, integer=longest >= 2, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: language.plain(value)))


def name_axes(axes: Axes, x: str, y: str) -> None:
    """What the axes measure: x below, y above the upper left corner."""
    axes.set_xlabel(x, labelpad=6)
    words, size = fit_text(y, _inches(axes)[0], style.LABEL, lines=1)
    axes.text(0, 1.02, words, transform=axes.transAxes, va="bottom", size=size,
              color=style.MUTED.light)  # fmt: skip


def _inches(axes: Axes) -> tuple[float, float]:
    page = axes.get_figure(root=True)
    assert page is not None
    wide, high = page.get_size_inches()
    place = axes.get_position()
    return float(place.width * wide), float(place.height * high)


def percent_axis(axes: Axes, language: Language) -> None:
    """Shares of 0 to 1 on the upright axis."""
    top = axes.get_ylim()[1]
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: language.percent(value, 0 if top > 0.05 else 1))
    )
    axes.grid(axis="y")


def layers(
    table: pd.DataFrame,
    words: Mapping[str, str],
    *,
    x_title: str,
    y_title: str,
    tips: Sequence[alt.Tooltip],
    height: int = 320,
    width: int = WIDE - 170,
    colours: Mapping[str, tuple[Colour, Sequence[int]]] | None = None,
    stepped: bool = True,
) -> Any:
    """The same curves as an Altair chart, not yet configured.

    Args:
        table: As for `draw`; columns for the tooltips may stand beside.
        words: As for `draw`.
        x_title: Of the axis of time.
        y_title: What the share is of.
        tips: Shown over the curves.
        height: Pixels.
        width: Pixels of the plot; labels stand at its right.
        colours: As for `draw`.
        stepped: As for `draw`.
    """
    how: Any = "step-after" if stepped else "linear"
    known = colours or looks(list(dict.fromkeys(table["group"])))
    names = list(known)
    x = alt.X(
        "x", type="quantitative", title=x_title, axis=alt.Axis(grid=False, tickCount=6),
        scale=alt.Scale(domain=[0, float(table["x"].max())], nice=False),
    )  # fmt: skip
    scale = alt.Scale(domain=[0, 1])
    shares = alt.Axis(tickCount=5, format=".0%", title=None)
    y = alt.Y("y", type="quantitative", scale=scale, axis=shares)
    paint = alt.Scale(domain=names, range=[colour.light for colour, _ in known.values()])
    colour = alt.Color("group", type="nominal", scale=paint, legend=None)
    base = alt.Chart(table).encode(x=x)
    last = ends(table, 18 / height)
    last = last.assign(words=[words[str(name)] for name in last["group"]])
    texts = [
        alt.Chart(last[last["group"] == name][["x", "place", "words"]])
        .mark_text(align="left", dx=7, fontWeight="bold", color=known[name][0].text)
        .encode(
            x=x, y=alt.Y("place", type="quantitative", scale=scale, axis=shares),
            text=alt.Text("words", type="nominal"),
        )
        for name in last["group"]
    ]  # fmt: skip
    dash = alt.StrokeDash(
        "group", type="nominal", legend=None,
        scale=alt.Scale(domain=names, range=[list(dash) for _, dash in known.values()]),
    )  # fmt: skip
    made = alt.layer(
        base.mark_area(interpolate=how, opacity=style.BAND_OPACITY / 2).encode(
            y=alt.Y("low", type="quantitative", scale=scale, axis=shares), y2=alt.Y2("high"),
            color=colour,
        ),
        base.mark_line(interpolate=how, strokeWidth=2.6).encode(
            y=y, color=colour, strokeDash=dash
        ),
        base.mark_point(opacity=0, size=160).encode(y=y, tooltip=list(tips)),
        *texts,
    )  # fmt: skip
    title = alt.TitleParams(y_title, fontSize=13, fontWeight="normal", color=style.MUTED.light)
    return made.properties(width=width, height=height, title=title)
