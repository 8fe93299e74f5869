"""The pictures on screen: Altair charts from the same frames as `figures`, with tooltips.

| function | shows |
|---|---|
| `dashboard` | one world's satisfaction above its share |
| `observed` | the simulated band of the rival's share, with the published shares as dots |
| `leavers` | share satisfied among leavers against the base rate, for each cut-off |
| `hazard` | hazard ratio dissatisfied : satisfied, for each cut-off |
| `excess` | who left satisfied because of the rival, for each cut-off |

Names (of providers, worlds, events) are only ever values in the data, never column names or
expressions: Vega reads "Bank.Co" or "A[1]" as a path, and would run an expression. Charts have a
nominal width; the page gives each the width that it has.
"""

from typing import Any, TypeAlias

import altair as alt
import pandas as pd

from analysis import band_chart, readings, style
from analysis.band_chart import QUARTERS
from analysis.frames import NEWS, Frames
from analysis.language import ENGLISH
from analysis.marks import AT
from analysis.style import Colour
from analysis.time_axis import KEPT, across, cursor, last_value, pointed

Chart: TypeAlias = alt.LayerChart | alt.VConcatChart

MAIN, SIDE, SMALL = 640, 340, 250
"""Nominal widths in pixels: the first of two beside each other, the second, and one of three."""
DASHED: dict[str, Any] = {"color": style.REFERENCE.light, "strokeDash": [5, 4], "strokeWidth": 1.6}
PERCENT = "format(datum.value, '.0%')"


def dashboard(frames: Frames, world: str) -> alt.VConcatChart:
    """Satisfaction above share, on the same months and with one cursor over both."""
    width = SIDE if world == NEWS else MAIN
    cursors = [cursor("cursor_mood"), cursor("cursor_share")]
    mood = _course(
        frames, world, frames.satisfaction, style.SATISFACTION, "Satisfaction, 0 to 10",
        alt.Scale(domain=[0, 10]), [0, 5, 10], ".2f", cursors,
    ).properties(width=width, height=110)  # fmt: skip
    share = _course(
        frames, world, frames.share, style.INCUMBENT, f"Share of the {frames.incumbent}",
        alt.Scale(domain=[0, 1]), QUARTERS, ".1%", cursors[::-1],
    ).properties(width=width, height=190)  # fmt: skip
    reading = readings.news(frames) if world == NEWS else readings.dashboard(frames)
    return _finish(alt.vconcat(mood, share, spacing=18).add_params(AT), reading)


def observed(frames: Frames) -> alt.LayerChart:
    """The simulated band, the published shares on it, and the events."""
    measure = frames.rival_measure
    _, last, _ = readings.course(frames, frames.with_rival, measure)
    words = band_chart.Words(
        measure=f"{measure[0].upper()}{measure[1:]}",
        last=readings.percent(last),
        kinds={"calibration": "used to calibrate", "validation": "drawn, never fitted"},
        tips={
            "month": "month",
            "simulated": "simulated",
            "from": "simulated from",
            "to": "to",
            "when": "when",
            "published": "published",
            "use": "use",
            "source": "source",
        },
        month="%B %Y",
        description=readings.observed(frames),
        language=ENGLISH,
    )
    band = frames.band(frames.with_rival, measure)
    return band_chart.chart(band, readings.misses(frames), frames.events, words)


def leavers(frames: Frames) -> alt.LayerChart:
    """Share satisfied among leavers (dot) against all customers at risk (ring)."""
    table = _cutoffs(frames)
    known = table.dropna(subset=["share", "base"])
    axis = alt.Axis(tickCount=5, labelExpr=PERCENT, title=None)
    scale = alt.Scale(domain=[0, 1])
    tips = [
        _cutoff_tip(),
        *_tips("share", ".1%", "satisfied among leavers"),
        *_tips("base", ".1%", "satisfied among all at risk"),
        *_tips("ratio", ".2f", "hazard ratio"),
    ]
    link = _bar(known, "share", "base", axis, scale, style.MUTED, 2.5, 1)
    layers = [link]
    for name, colour, look in (
        ("base", style.MUTED, {"filled": False, "size": 200, "stroke": style.INK.light}),
        ("share", style.INCUMBENT, {"filled": True, "size": 110, "fill": style.INCUMBENT.light}),
    ):
        layers += [
            _bar(known, f"{name}_low", f"{name}_high", axis, scale, colour, 8, 0.35),
            _dot(known, name, axis, scale, tips, **look),
        ]
    right = known["share"] > known["base"]
    for rows, side in ((known[~right], -1), (known[right], 1)):
        layers += [
            _label(rows, "share", "share_text", axis, scale, style.INCUMBENT, 13 * side),
            _label(rows, "base", "base_text", axis, scale, style.MUTED, -13 * side),
        ]
    layers.append(_unknown(table[table["share"].isna() | table["base"].isna()], 0.5, axis, scale))
    return _forest(layers, readings.leavers(frames), len(table))


def hazard(frames: Frames) -> alt.LayerChart:
    """Hazard ratio on a log axis, with the line at 1: no difference."""
    table = _cutoffs(frames)
    span = style.ratio_span(table)
    for name in ("ratio", "ratio_low", "ratio_high", "ratio_end"):
        table[f"{name}_at"] = style.on_ratio_axis(table[name], span)
    known = table.dropna(subset=["ratio"])
    scale = alt.Scale(type="log", domain=[1 / span, span])
    axis = alt.Axis(values=style.ratio_ticks(span), format=".2~g", title=None)
    tips = [_cutoff_tip(), *_tips("ratio", ".2f", "hazard ratio")]
    layers = [
        _upright(1, axis, scale),
        _bar(known, "ratio_low_at", "ratio_high_at", axis, scale, style.SATISFACTION, 8, 0.35),
        _dot(known, "ratio_at", axis, scale, tips, filled=True, size=130, shape="diamond",
             fill=style.SATISFACTION.light),
        _label(known, "ratio_end_at", "ratio_text", axis, scale, style.SATISFACTION, 9),
        _unknown(table[table["ratio"].isna()], 1, axis, scale),
    ]  # fmt: skip
    return _forest(layers, readings.hazard(frames), len(table))


def excess(frames: Frames) -> alt.LayerChart:
    """Share of the incumbent's customers that left satisfied, less that without the rival."""
    table = _cutoffs(frames)
    known = table.dropna(subset=["excess"])
    ends = known[["excess", "excess_low", "excess_high"]]
    top = max(0.1, 1.25 * float(ends.max().max())) if len(known) else 1.0
    low = min(0.0, 1.25 * float(ends.min().min())) if len(known) else 0.0
    scale = alt.Scale(domain=[low, top])
    axis = alt.Axis(tickCount=4, labelExpr=PERCENT, title=None)
    tips = [_cutoff_tip(), *_tips("excess", ".1%", "left satisfied, more than without")]
    layers = [
        _upright(0, axis, scale),
        _bar(known.assign(zero=0.0), "zero", "excess", axis, scale, style.RIVAL, 2.5, 1),
        _bar(known, "excess_low", "excess_high", axis, scale, style.RIVAL, 8, 0.35),
        _dot(known, "excess", axis, scale, tips, filled=True, size=120, fill=style.RIVAL.light),
        _label(known, "excess_end", "excess_text", axis, scale, style.RIVAL, 9),
        _unknown(table[table["excess"].isna()], top / 2, axis, scale),
    ]
    return _forest(layers, readings.excess(frames), len(table))


def _finish(chart: Any, reading: str) -> Any:
    return chart.properties(description=reading).configure(**style.vega_config(ENGLISH))


def _course(
    frames: Frames,
    world: str,
    measure: str,
    colour: Colour,
    title: str,
    scale: alt.Scale,
    ticks: list[float],
    form: str,
    cursors: list[alt.Parameter],
) -> alt.LayerChart:
    """Band, line and cursor of one measure, and a line for the world without the rival.

    The first cursor follows the pointer over this chart, the others over its neighbours, and `at`
    follows the arrow keys.
    """
    without = frames.band(frames.without_rival, measure)
    rows = frames.band(world, measure).merge(
        without[["date", "mid"]].rename(columns={"mid": "without"}), "left"
    )
    rows["step"] = range(len(rows))
    axis = alt.Axis(
        values=ticks, title=None, **KEPT,
        labelExpr=PERCENT if ticks[-1] == 1 else alt.Undefined,
    )  # fmt: skip

    def y(name: str) -> alt.Y:
        return alt.Y(name, type="quantitative", scale=scale, axis=axis)

    tips = [alt.Tooltip("date", type="temporal", format="%B %Y", title="month")] + [
        alt.Tooltip(field, type="quantitative", format=form, title=words)
        for field, words in (
            ("mid", "simulated"),
            ("low", "from"),
            ("high", "to"),
            ("without", "without the entrant"),
        )
    ]
    base = alt.Chart(rows).encode(x=across(rows["date"]))
    layers: list[Any] = [_opening(frames), base.mark_line(**DASHED).encode(y=y("without"))]
    if measure == frames.share:
        look: dict[str, Any] = {"align": "right", "dx": 0, "dy": 14}
        look |= {"fontSize": 13, "fontWeight": "normal"}
        name = frames.without_rival
        layers.append(last_value(rows, "without", name, y("without"), style.MUTED.text, **look))
    _, last, _ = readings.course(frames, world, measure)
    words = readings.score(last) if measure == frames.satisfaction else readings.percent(last)
    here = pointed(cursors)
    layers += [
        base.mark_area(color=colour.light, opacity=style.BAND_OPACITY).encode(
            y=y("low"), y2=alt.Y2("high")
        ),
        base.mark_line(color=colour.light, strokeWidth=3).encode(y=y("mid")),
        base.mark_rule(strokeWidth=12, opacity=0)
        .encode(tooltip=tips)
        .add_params(cursors[0])
        .properties(name=f"{cursors[0].name}_here"),
        base.mark_rule(color=style.MUTED.light).transform_filter(here),
        base.mark_point(filled=True, size=90, opacity=1, color=colour.light)
        .encode(y=y("mid"))
        .transform_filter(here),
        last_value(rows, "mid", words, y("mid"), colour.text),
    ]
    return alt.LayerChart(layer=layers, title=alt.TitleParams(title, color=colour.text))


def _opening(frames: Frames) -> alt.Chart:
    return (
        alt.Chart(pd.DataFrame({"date": [frames.opening]}))
        .mark_rule(color=style.INK.light, strokeWidth=1.2)
        .encode(x=across(frames.bands["date"]))
    )


def _cutoffs(frames: Frames) -> pd.DataFrame:
    """The numbers with their texts, and where each text stands: beyond its interval."""
    table = frames.by_cutoff()
    table["row"] = [f"≥ {cutoff:.0f}" for cutoff in table["cutoff"]]
    for name, form in (
        ("share", readings.percent),
        ("base", readings.percent),
        ("ratio", readings.ratio),
        ("excess", readings.percent),
    ):
        table[f"{name}_text"] = [form(float(value)) for value in table[name]]
        table[f"{name}_end"] = table[[name, f"{name}_high"]].max(axis=1)
    return table


def _cutoff_tip() -> alt.Tooltip:
    return alt.Tooltip("row", type="nominal", title="satisfied means")


def _tips(name: str, form: str, title: str) -> list[alt.Tooltip]:
    ends = ((name, title), (f"{name}_low", "from"), (f"{name}_high", "to"))
    return [
        alt.Tooltip(field, type="quantitative", format=form, title=words) for field, words in ends
    ]


def _row() -> alt.Y:
    axis = alt.Axis(title=None, labelFontSize=15, labelColor=style.INK.light, grid=False, **KEPT)
    return alt.Y("row", type="nominal", sort=None, axis=axis)


def _x(name: str, axis: alt.Axis, scale: alt.Scale) -> alt.X:
    return alt.X(name, type="quantitative", axis=axis, scale=scale)


def _bar(
    rows: pd.DataFrame, start: str, end: str, axis: alt.Axis, scale: alt.Scale,
    colour: Colour, width: float, opacity: float,
) -> alt.Chart:  # fmt: skip
    return (
        alt.Chart(rows.dropna(subset=[start, end]))
        .mark_rule(color=colour.light, strokeWidth=width, opacity=opacity)
        .encode(x=_x(start, axis, scale), x2=alt.X2(end), y=_row())
    )


def _dot(
    rows: pd.DataFrame, name: str, axis: alt.Axis, scale: alt.Scale,
    tips: list[alt.Tooltip], **look: Any,
) -> alt.Chart:  # fmt: skip
    return (
        alt.Chart(rows)
        .mark_point(opacity=1, strokeWidth=2, **look)
        .encode(x=_x(name, axis, scale), y=_row(), tooltip=tips)
    )


def _label(
    rows: pd.DataFrame, name: str, text: str, axis: alt.Axis, scale: alt.Scale,
    colour: Colour, aside: float,
) -> alt.Chart:  # fmt: skip
    return (
        alt.Chart(rows)
        .mark_text(
            align="left" if aside > 0 else "right", dx=aside, fontSize=15, fontWeight="bold",
            color=colour.text,
        )
        .encode(x=_x(name, axis, scale), y=_row(), text=alt.Text(text, type="nominal"))
    )  # fmt: skip


def _unknown(rows: pd.DataFrame, at: float, axis: alt.Axis, scale: alt.Scale) -> alt.Chart:
    return (
        alt.Chart(rows.assign(at=at, unknown=readings.UNKNOWN))
        .mark_text(fontStyle="italic", fontSize=14, color=style.MUTED.text)
        .encode(x=_x("at", axis, scale), y=_row(), text=alt.Text("unknown", type="nominal"))
    )


def _upright(at: float, axis: alt.Axis, scale: alt.Scale) -> alt.Chart:
    return (
        alt.Chart(pd.DataFrame({"at": [at]}))
        .mark_rule(color=style.INK.light, strokeWidth=1.4)
        .encode(x=_x("at", axis, scale))
    )


def _forest(layers: list[alt.Chart], reading: str, rows: int) -> alt.LayerChart:
    chart = alt.layer(*(layer for layer in layers if len(layer.data))).properties(
        width=SMALL, height=44 * rows
    )
    return _finish(chart, reading)
