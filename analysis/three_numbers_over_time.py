"""The three numbers over the years: share and base rate above the hazard ratio."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from analysis import style
from analysis.language import Language
from analysis.marks import AT, WIDE, finish
from analysis.sheet import sheet
from analysis.style import Colour
from analysis.three_numbers_pictures import (
    key,
    number_tips,
    ratio_axis,
    share_axis,
    spoken,
    unknown,
)
from analysis.three_numbers_words import TEXT, percent, ratio


def draw_years(title: str, reading: str, rows: pd.DataFrame, language: Language) -> Figure:
    """Share among leavers and base rate above the hazard ratio, block by block."""
    with style.matplotlib_style():
        page, panel = sheet(title, reading, key=key(language), lines=3)
        bottom = panel.floor + 0.35
        room = panel.ceiling - bottom - 0.95
        wide = panel.width - 1.5
        lower = panel.axes(0.7, bottom, wide, 0.42 * room)
        upper = panel.axes(0.7, bottom + 0.42 * room + 0.55, wide, 0.58 * room)
        share_axis(upper, language, vertical=True)
        ratio_axis(lower, rows, language, vertical=True)
        for axes, head in ((upper, "axis_share"), (lower, "axis_ratio")):
            axes.set_xlim(-0.5, len(rows) - 0.5)
            axes.grid(axis="y")
            axes.text(0, 1.04, TEXT(head, language), transform=axes.transAxes, va="bottom",
                      color=style.MUTED.light)  # fmt: skip
            axes.xaxis.set_major_locator(FixedLocator(_labelled(len(rows))))
        upper.tick_params(axis="x", labelbottom=False)
        lower.set_xticklabels([rows["years"].iloc[k] for k in _labelled(len(rows))])
        x = np.arange(len(rows))
        for name, colour in (("base_rate", style.INK), ("satisfied_share", style.INCUMBENT)):
            _course(upper, x, rows, name, colour, hollow=name == "base_rate")
            value = float(rows[name].iloc[-1])
            if value == value:
                upper.annotate(
                    percent(value, language), (x[-1], value), xytext=(12, _aside(rows, name)),
                    textcoords="offset points", va="center", weight="bold", color=colour.text,
                    annotation_clip=False, size=style.LABEL + 1.5,
                )  # fmt: skip
        _course(lower, x, rows, "hazard_ratio", style.SATISFACTION, marker="D")
        for place in x[rows["hazard_ratio"].isna().to_numpy()]:
            unknown(lower, float(place), 1.0, language)
        value = float(rows["hazard_ratio"].iloc[-1])
        if value == value:
            lower.annotate(
                ratio(value, language), (x[-1], value), xytext=(12, 0), va="center",
                textcoords="offset points", weight="bold", color=style.SATISFACTION.text,
                annotation_clip=False, size=style.LABEL + 1.5,
                bbox={"facecolor": style.PAPER.light, "edgecolor": "none", "pad": 1},
            )  # fmt: skip
    return page


def _aside(rows: pd.DataFrame, name: str) -> float:
    """Points that a last value is moved up or down, so that two never touch."""
    share, base = (float(rows[n].iloc[-1]) for n in ("satisfied_share", "base_rate"))
    if not abs(share - base) < 0.12:
        return 0.0
    return 9.0 if (name == "base_rate") == (base >= share) else -9.0


def _labelled(count: int) -> list[int]:
    """Which blocks have room for their years: all up to 12, else every other or third."""
    step = 1 + (count - 1) // 12
    return list(range(0, count, step))


def _course(
    axes: Axes, x: Any, rows: pd.DataFrame, name: str, colour: Colour, *, hollow: bool = False,
    marker: str = "o",
) -> None:  # fmt: skip
    low, mid, high = (rows[name + end].to_numpy(float) for end in ("_low", "", "_high"))
    axes.vlines(x, low, high, color=colour.light, lw=6, alpha=0.28)
    axes.plot(
        x, mid, marker=marker, ms=9 if hollow else 7, lw=1.6, color=colour.light, gid=name,
        mfc=style.PAPER.light if hollow else colour.light, mew=1.8, mec=colour.light,
        clip_on=False,
    )  # fmt: skip


def years(reading: str, rows: pd.DataFrame, language: Language) -> Any:
    """The same two panels for the screen, with a rule where the arrow keys are."""
    table = spoken(rows, language)
    table["place"] = np.arange(len(table))
    names = {f"hazard_ratio{end}": f"ratio{end}" for end in ("", "_low", "_high")}
    span = style.ratio_span(rows.rename(columns=names))
    x = alt.X(
        "years", type="ordinal", sort=None, title=None,
        axis=alt.Axis(labelAngle=0, labelOverlap=True, labelSeparation=6, grid=False),
    )  # fmt: skip
    base = alt.Chart(table).encode(x=x, tooltip=number_tips(language, who=False))
    here = base.mark_rule(color=style.MUTED.light).transform_filter(f"datum.place === {AT.name}")
    share = alt.Scale(domain=[0, 1])
    log = alt.Scale(type="log", domain=[1 / span, span])
    share_ticks = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], title=None, minExtent=44)
    ratio_ticks = alt.Axis(values=style.ratio_ticks(span), format=".2~g", title=None, minExtent=44)
    upper = [here]
    for name, colour in (("base_rate", style.INK), ("satisfied_share", style.INCUMBENT)):
        upper += _line(base, name, colour, share, share_ticks, hollow=name == "base_rate")
    one = alt.Chart(pd.DataFrame({"one": [1.0]})).mark_rule(color=style.INK.light)
    lower = [
        here,
        one.encode(y=alt.Y("one", type="quantitative", scale=log, axis=ratio_ticks)),
        *_line(base, "hazard_ratio", style.SATISFACTION, log, ratio_ticks, span=span),
    ]
    above = alt.layer(*upper, _year_key(language)).properties(
        width=WIDE - 80, height=190, title=TEXT("axis_share", language)
    )
    below = alt.layer(*lower).properties(
        width=WIDE - 80, height=120, title=TEXT("axis_ratio", language)
    )
    return finish(alt.vconcat(above, below, spacing=16).add_params(AT), reading, language)


def _year_key(language: Language) -> Any:
    marks = []
    for place, (name, colour) in enumerate(
        (("key_leavers", style.INCUMBENT), ("key_base", style.INK))
    ):
        words = pd.DataFrame({"words": [f"{'●○'[place]} {TEXT(name, language)}"]})
        marks.append(
            alt.Chart(words)
            .mark_text(align="right", baseline="bottom", fontWeight="bold", color=colour.text,
                       dx=-100 * (1 - place), dy=-8)
            .encode(x=alt.value(alt.ExprRef("width")), y=alt.value(0),
                    text=alt.Text("words", type="nominal"))
        )  # fmt: skip
    return alt.layer(*marks)


def _line(
    base: alt.Chart, name: str, colour: Colour, scale: alt.Scale, axis: alt.Axis, *,
    hollow: bool = False, span: float | None = None,
) -> list[Any]:  # fmt: skip
    def y(column: str) -> alt.Y:
        return alt.Y(column, type="quantitative", scale=scale, axis=axis)

    look: dict[str, Any] = {
        "fill": style.PAPER.light if hollow else colour.light,
        "stroke": colour.light,
    }
    known = base.transform_filter(f"isValid(datum.{name})")
    ends = known
    if span is not None:  # beyond the ends of the axis a rule would leave the picture
        ends = known.transform_calculate(
            **{
                f"{name}_low": f"max(datum.{name}_low, {1 / span})",
                f"{name}_high": f"min(datum.{name}_high, {span})",
            }
        )
    return [
        ends.mark_rule(color=colour.light, strokeWidth=7, opacity=0.28).encode(
            y=y(f"{name}_low"), y2=alt.Y2(f"{name}_high")
        ),
        known.mark_line(color=colour.light, strokeWidth=2).encode(y=y(name)),
        known.mark_point(filled=True, size=80, strokeWidth=2, opacity=1, **look).encode(y=y(name)),
    ]
