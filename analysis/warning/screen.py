"""The pictures of `analysis.early_warning` on the screen."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from analysis import style
from analysis.marks import WIDE, finish, layered
from analysis.warning.rows import (
    COLOURS,
    alarms,
    area_rows,
    colour_of,
    label_places,
    lane_rows,
    named,
)
from analysis.warning.signals import INDICATORS
from analysis.warning.words import Words, records

LANE = 74
ABOVE, BELOW, MARK = -26, -10, 12
"""Pixels from the middle of a lane: its name, what that rests on, and its marks."""
SPOTS = [0, 0.25, 0.5, 0.75, 1]
SIGNED = "datum.value === 0 ? '0' : format(datum.value, '+d')"
PERCENT = "format(datum.value, '.0%')"


def _y(rows: pd.DataFrame) -> alt.Y:
    return alt.Y("row", type="ordinal", axis=None, scale=alt.Scale(domain=list(rows["row"])))


def _names(rows: pd.DataFrame, aside: str) -> list[Any]:
    """Names at the left above each lane, and what stands at the right of them."""
    left = alt.Chart(rows).encode(y=_y(rows), x=alt.value(0))
    layers: list[Any] = []
    for family, colour in COLOURS.items():
        members = [name for name, indicator in INDICATORS.items() if indicator.family == family]
        own = rows[rows["indicator"].isin(members)]
        if len(own):
            layers.append(
                alt.Chart(own)
                .mark_text(
                    align="left", dy=ABOVE, fontSize=14, fontWeight="bold", color=colour.text
                )
                .encode(y=_y(rows), x=alt.value(0), text=alt.Text("label", type="nominal"))
            )
    layers.append(
        left.mark_text(align="left", dy=BELOW, fontSize=11.5, color=style.MUTED.text).encode(
            text=alt.Text("below", type="nominal")
        )
    )
    layers.append(
        alt.Chart(rows)
        .mark_text(align="right", dy=ABOVE, fontSize=13, color=style.INK.light)
        .encode(y=_y(rows), x=alt.value("width"), text=alt.Text(aside, type="nominal"))
    )
    return layers


def lanes(reading: str, table: pd.DataFrame, runs: pd.DataFrame, words: Words) -> Any:
    """The lanes for the screen; where nothing is lost, how often the usual limit cries wolf."""
    rows = lane_rows(table, words)
    lost = (rows["losses"] > 0).any()
    rows["aside"] = [
        f"{words('warned')}: {row['in_time']}" if lost else row["false"] for row in records(rows)
    ]
    rows["aside_below"] = [
        "; ".join(filter(None, (row["never_text"], words("wolf", share=row["false"]))))
        for row in records(rows)
    ]
    tips = [
        alt.Tooltip("label", type="nominal", title=words("indicator")),
        alt.Tooltip("in_time", type="nominal", title=words("warned")),
        alt.Tooltip("never_text", type="nominal", title=words("never")),
        alt.Tooltip("false", type="nominal", title=words("usual")),
    ]
    # A range of colours by value would need a legend; the value is the colour itself.
    colour = alt.Color("colour", type="nominal", scale=None)
    if not lost:
        axis = alt.Axis(values=SPOTS, labelExpr=PERCENT, title=words("usual_axis"), grid=False)
        x = alt.X("usual_false_alarms", type="quantitative", axis=axis,
                  scale=alt.Scale(domain=[0, 1]))  # fmt: skip
        bars = (
            alt.Chart(rows)
            .mark_bar(yOffset=MARK, height=14)
            .encode(y=_y(rows), x=x, color=colour, tooltip=tips)
        )
        return _lanes([bars, *_names(rows, "aside")], rows, reading, words)
    scale = alt.Scale(domain=[-words.window - 0.5, words.window + 0.5], nice=False)
    axis = alt.Axis(title=words("axis"), labelExpr=SIGNED, tickCount=7, tickMinStep=1, grid=False)

    def x_of(name: str) -> alt.X:
        return alt.X(name, type="quantitative", axis=axis, scale=scale)

    dots = alarms(runs, rows)
    run_tips = [
        alt.Tooltip("label", type="nominal", title=words("indicator")),
        alt.Tooltip("seed", type="nominal", title=words("run")),
        alt.Tooltip("at", type="quantitative", title=words("axis"), format="+d"),
    ]
    layers: list[Any] = [
        alt.Chart(pd.DataFrame({"at": [0.0]}))
        .mark_rule(color=style.INK.light, strokeWidth=1.4)
        .encode(x=x_of("at")),
        alt.Chart(dots)
        .mark_tick(yOffset=MARK, thickness=2, height=20, opacity=0.4, orient="vertical")
        .encode(x=x_of("at"), y=_y(rows), color=colour, tooltip=run_tips),
        alt.Chart(rows.dropna(subset=["early"]))
        .mark_rule(yOffset=MARK, strokeWidth=7, opacity=0.55)
        .encode(x=x_of("early"), x2=alt.X2("latest"), y=_y(rows), color=colour, tooltip=tips),
        alt.Chart(rows.dropna(subset=["middle"]))
        .mark_point(yOffset=MARK, size=150, filled=True, opacity=1, stroke=style.PAPER.light)
        .encode(x=x_of("middle"), y=_y(rows), color=colour, tooltip=tips),
        alt.Chart(rows)
        .mark_text(align="right", dy=BELOW, fontSize=11.5, color=style.MUTED.text)
        .encode(x=alt.value("width"), y=_y(rows), text=alt.Text("aside_below", type="nominal")),
    ]
    return _lanes([*layers, *_names(rows, "aside")], rows, reading, words)


def _lanes(layers: list[Any], rows: pd.DataFrame, reading: str, words: Words) -> Any:
    chart = layered(layers).properties(width=WIDE, height=LANE * len(rows))
    return finish(chart, reading, words.language)


def roc(reading: str, table: pd.DataFrame, lines: pd.DataFrame, words: Words) -> Any:
    """The curves above their areas, for the screen."""
    rows = area_rows(table, words)
    thick = named(rows)
    own = lines.merge(rows[["indicator", "colour", "auc"]], on="indicator")
    own["step"] = own.groupby("indicator").cumcount()
    colour = alt.Color("colour", type="nominal", scale=None)

    def share(channel: Any, name: str, title: str) -> Any:
        axis = alt.Axis(values=SPOTS, labelExpr=PERCENT, title=title)
        return channel(name, type="quantitative", axis=axis, scale=alt.Scale(domain=[0, 1]))

    x = share(alt.X, "false_alarms", words("false_axis"))
    y = share(alt.Y, "hits", words("hits_axis"))
    tips = [
        alt.Tooltip("label", type="nominal", title=words("indicator")),
        alt.Tooltip("hits", type="quantitative", format=".0%", title=words("hits_axis")),
        alt.Tooltip("false_alarms", type="quantitative", format=".0%", title=words("false_axis")),
        alt.Tooltip("auc", type="quantitative", format=".2f", title=words("area")),
    ]
    corner = pd.DataFrame({"false_alarms": [0.0, 1.0], "hits": [0.0, 1.0]})
    dashes: dict[str, Any] = {
        "color": style.REFERENCE.light,
        "strokeDash": [5, 4],
        "strokeWidth": 1.4,
    }
    layers: list[Any] = [alt.Chart(corner).mark_line(**dashes).encode(x=x, y=y)]
    for is_named in (False, True):
        chosen = own[own["indicator"].isin(thick) == is_named]
        look: dict[str, Any] = {"strokeWidth": 3.4 if is_named else 1.6}
        look["opacity"] = 1 if is_named else 0.5
        base = alt.Chart(chosen).encode(
            x=x, y=y, color=colour, order=alt.Order("step", type="quantitative"), tooltip=tips,
            detail=alt.Detail("indicator", type="nominal"),
        )  # fmt: skip
        layers += [base.mark_line(**look), base.mark_point(size=60, opacity=0, filled=True)]
    for place in label_places(rows, lines):
        layers.append(
            alt.Chart(pd.DataFrame([place])[["false_alarms", "hits", "label"]])
            .mark_text(align="left", dx=9, dy=13, fontSize=14, fontWeight="bold",
                       color=colour_of(place["indicator"]).text)
            .encode(x=x, y=y, text=alt.Text("label", type="nominal"))
        )  # fmt: skip
    curve = layered(layers).properties(width=WIDE, height=300)
    both = alt.vconcat(curve, _area_lanes(rows, words, colour), spacing=26)
    return finish(both, reading, words.language)


def _area_lanes(rows: pd.DataFrame, words: Words, colour: alt.Color) -> Any:
    axis = alt.Axis(values=[0, 0.5, 1], title=words("area"), grid=False)

    def x_of(name: str) -> alt.X:
        return alt.X(name, type="quantitative", axis=axis, scale=alt.Scale(domain=[0, 1]))

    tips = [
        alt.Tooltip("label", type="nominal", title=words("indicator")),
        alt.Tooltip("auc", type="quantitative", format=".2f", title=words("area")),
        alt.Tooltip("auc_low", type="quantitative", format=".2f", title="2.5%"),
        alt.Tooltip("auc_high", type="quantitative", format=".2f", title="97.5%"),
    ]
    layers: list[Any] = [
        alt.Chart(pd.DataFrame({"at": [0.5]}))
        .mark_rule(color=style.INK.light, strokeWidth=1.4)
        .encode(x=x_of("at")),
        alt.Chart(rows.dropna(subset=["auc_low"]))
        .mark_rule(yOffset=MARK, strokeWidth=7, opacity=0.5)
        .encode(x=x_of("auc_low"), x2=alt.X2("auc_high"), y=_y(rows), color=colour, tooltip=tips),
        alt.Chart(rows)
        .mark_point(yOffset=MARK, size=150, filled=True, opacity=1)
        .encode(x=x_of("auc"), y=_y(rows), color=colour, tooltip=tips),
    ]
    chart: Any = alt.layer(*layers, *_names(rows, "text")).properties(
        width=WIDE, height=LANE * len(rows)
    )
    return chart
