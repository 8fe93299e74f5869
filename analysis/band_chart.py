"""A simulated band with published values as dots, for the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from analysis import style
from analysis.language import Language
from analysis.marks import AT
from analysis.time_axis import KEPT, across, cursor, event_marks, last_value, pointed

QUARTERS = [0, 0.25, 0.5, 0.75, 1]
WIDTH, HEIGHT = 960, 270


@dataclass(frozen=True)
class Words:
    """What the chart says.

    Attributes:
        measure: What is on the upright axis.
        last: The value at the end of the line.
        kinds: What dots are used for, by `use`: calibration and validation.
        tips: Names in tooltips: month, simulated, from, to, when, published, use, source.
        month: How a date reads, in D3's letters.
        description: Of the chart, in a sentence.
        language: Of numbers.
    """

    measure: str
    last: str
    kinds: dict[str, str]
    tips: dict[str, str]
    month: str
    description: str
    language: Language


def chart(
    band: pd.DataFrame, dots: pd.DataFrame, events: pd.DataFrame, words: Words
) -> alt.LayerChart:
    """Draws it.

    Args:
        band: Columns date, low, mid, high: shares, 0-1. Without a band low and high equal mid.
        dots: As `observations.misses` makes them.
        events: Columns date and label.
        words: What it says.
    """
    band = band.reset_index(drop=True).assign(step=range(len(band)))
    x = across(band["date"])
    scale = alt.Scale(domain=[0, 1])
    axis = alt.Axis(
        values=QUARTERS, title=None, labelExpr="format(datum.value, '.0%')", **KEPT
    )  # fmt: skip

    def y(name: str) -> alt.Y:
        return alt.Y(name, type="quantitative", scale=scale, axis=axis)

    tips = words.tips
    follow = cursor("cursor")
    marks, room = event_marks(events, band["date"])
    base = alt.Chart(band).encode(x=x)
    here = pointed([follow])
    has_band = bool((band["high"] > band["low"]).any())
    spread = [_share("low", tips["from"]), _share("high", tips["to"])] if has_band else []
    layers: list[Any] = [*marks]
    if has_band:
        area = base.mark_area(color=style.RIVAL.light, opacity=style.BAND_OPACITY)
        layers.append(area.encode(y=y("low"), y2=alt.Y2("high")))
    layers += [
        base.mark_line(color=style.RIVAL.light, strokeWidth=3).encode(y=y("mid")),
        base.mark_rule(strokeWidth=12, opacity=0)
        .encode(
            tooltip=[
                alt.Tooltip("date", type="temporal", format=words.month, title=tips["month"]),
                _share("mid", tips["simulated"]),
                *spread,
            ]
        )
        .add_params(follow)
        .properties(name="cursor_here"),
        base.mark_rule(color=style.MUTED.light).transform_filter(here),
        base.mark_point(filled=True, size=90, opacity=1, color=style.RIVAL.light)
        .encode(y=y("mid"))
        .transform_filter(here),
        last_value(band, "mid", words.last, y("mid"), style.RIVAL.text),
        _dots(dots, x, scale, words, has_band=has_band),
    ]
    title = alt.TitleParams(words.measure, color=style.RIVAL.text, offset=10 + room)
    return (
        alt.LayerChart(layer=layers, title=title)
        .add_params(AT)
        .properties(width=WIDTH, height=HEIGHT, description=words.description)
        .configure(**style.vega_config(words.language))
    )


def _dots(
    dots: pd.DataFrame, x: alt.X, scale: alt.Scale, words: Words, *, has_band: bool
) -> alt.Chart:
    rows = dots.assign(kind=dots["use"].map(words.kinds).fillna(dots["use"]))
    tips = words.tips
    spread = [_share("low", tips["from"]), _share("high", tips["to"])]
    return (
        alt.Chart(rows[["date", "share", "kind", "label", "source", "low", "mid", "high"]])
        .mark_point(size=95, stroke=style.INK.light, strokeWidth=1.8, filled=True, opacity=1)
        .encode(
            x=x,
            y=alt.Y("share", type="quantitative", scale=scale),
            fill=alt.Fill(
                "kind",
                type="nominal",
                scale=alt.Scale(
                    domain=list(words.kinds.values()), range=[style.PAPER.light, style.INK.light]
                ),
                legend=alt.Legend(
                    symbolStrokeColor=style.INK.light, symbolSize=95, orient="bottom"
                ),
            ),
            tooltip=[
                alt.Tooltip("label", type="nominal", title=tips["when"]),
                _share("share", tips["published"]),
                *(spread if has_band else [_share("mid", tips["simulated"])]),
                alt.Tooltip("kind", type="nominal", title=tips["use"]),
                alt.Tooltip("source", type="nominal", title=tips["source"]),
            ],
        )
    )


def _share(field: str, title: str) -> alt.Tooltip:
    return alt.Tooltip(field, type="quantitative", format=".1%", title=title)
