"""The numbers on paper: a row for each cut-off, and a column for each number with its interval."""

from math import isnan

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator

from analysis import readings, style
from analysis.frames import Frames
from analysis.panels import DATE_ROOM, Panel
from analysis.style import Colour


def draw_numbers(panel: Panel, frames: Frames) -> None:
    """Leavers against base rate, hazard ratio and excess: one row for each cut-off."""
    table = frames.by_cutoff()
    bottom = panel.floor + DATE_ROOM
    high = panel.ceiling - bottom - 0.42
    left, gap = 0.86, 0.53
    room = panel.width - left - 0.5 - 2 * gap
    widths = (0.42 * room, 0.31 * room, 0.27 * room)
    starts = (left, left + widths[0] + gap, left + widths[0] + widths[1] + 2 * gap)
    columns = [panel.axes(start, bottom, w, high) for start, w in zip(starts, widths, strict=True)]
    heads = (
        "Share that was satisfied\n",
        "Hazard ratio,\ndissatisfied : satisfied",
        "Left satisfied, more\nthan without",
    )
    for axes, head in zip(columns, heads, strict=True):
        axes.set_ylim(len(table) - 0.5, -0.5)
        axes.yaxis.set_major_locator(NullLocator())
        axes.text(
            0, 1.04, head, transform=axes.transAxes, va="bottom",
            size=style.LABEL, color=style.MUTED.light, linespacing=1.25,
        )  # fmt: skip
        axes.grid(axis="x")
    for row, cutoff in enumerate(table["cutoff"]):
        bold = "bold" if cutoff == readings.declared(frames)["cutoff"] else "normal"
        columns[0].annotate(
            f"≥ {cutoff:.0f}", (0, row), xycoords=("axes fraction", "data"), xytext=(-26, 0),
            textcoords="offset points", ha="right", va="center", size=style.PANEL, weight=bold,
        )  # fmt: skip
    columns[0].annotate(
        "satisfied\nmeans", (0, 1.04), xycoords="axes fraction", xytext=(-26, 0),
        textcoords="offset points", ha="right", va="bottom", size=style.LABEL - 1.5,
        color=style.MUTED.light, linespacing=1.2,
    )  # fmt: skip
    keys = [("leavers", style.INCUMBENT, style.INCUMBENT), ("all at risk", style.INK, style.PAPER)]
    panel.key(starts[0] + 1.65, bottom + high * 1.04 + 0.09, keys)
    _dumbbells(columns[0], table)
    _ratios(columns[1], table)
    _excesses(columns[2], table)


def _whisker(axes: Axes, row: int, low: float, high: float, colour: Colour) -> None:
    if not (isnan(low) or isnan(high)):
        axes.plot([low, high], [row, row], color=colour.light, lw=7, alpha=0.32, zorder=3,
                  solid_capstyle="butt")  # fmt: skip


def _unknown(axes: Axes, row: int, x: float) -> None:
    axes.text(
        x, row, readings.UNKNOWN, va="center", ha="center", style="italic",
        size=style.LABEL + 1, color=style.MUTED.light, zorder=6,
        bbox={"facecolor": style.PAPER.light, "edgecolor": "none", "pad": 2},
    )  # fmt: skip


def _value(axes: Axes, x: float, row: int, words: str, colour: Colour, aside: float = 9) -> None:
    axes.annotate(
        words, (x, row), xytext=(aside, -0.5), textcoords="offset points", zorder=6, va="center",
        ha="left" if aside > 0 else "right", size=style.LABEL + 1.5, weight="bold",
        color=colour.text,
    )  # fmt: skip


def _dumbbells(axes: Axes, table: pd.DataFrame) -> None:
    """Leavers as a filled dot, the base rate as a ring, each with its value on the outer side."""
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_locator(FixedLocator([0, 0.5, 1]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f}%"))
    for row, values in table.iterrows():
        at = int(str(row))
        share, base = float(values["share"]), float(values["base"])
        if isnan(share) or isnan(base):
            _unknown(axes, at, 0.5)
            continue
        axes.plot([share, base], [at, at], color=style.MUTED.light, lw=2, zorder=2)
        _whisker(axes, at, values["share_low"], values["share_high"], style.INCUMBENT)
        _whisker(axes, at, values["base_low"], values["base_high"], style.MUTED)
        axes.plot(base, at, "o", ms=12, mfc="none", mec=style.INK.light, mew=1.8, zorder=4)
        axes.plot(share, at, "o", ms=8.5, color=style.INCUMBENT.light, zorder=5, gid="leavers")
        aside = 10.0 if share > base else -10.0
        ends = max(share, values["share_high"]), min(share, values["share_low"])
        _value(axes, ends[aside < 0], at, readings.percent(share), style.INCUMBENT, aside)
        _value(axes, base, at, readings.percent(base), style.MUTED, -aside)


def _ratios(axes: Axes, table: pd.DataFrame) -> None:
    span = style.ratio_span(table)
    axes.set_xscale("log")
    axes.set_xlim(1 / span, span)
    axes.xaxis.set_major_locator(FixedLocator(style.ratio_ticks(span)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.2g}"))
    axes.axvline(1, color=style.INK.light, lw=1.4, zorder=2)
    for row, values in table.iterrows():
        at, words = int(str(row)), readings.ratio(float(values["ratio"]))
        value, low, high = style.on_ratio_axis(values[["ratio", "ratio_low", "ratio_high"]], span)
        if isnan(value):
            _unknown(axes, at, 1)
            continue
        _whisker(axes, at, low, high, style.SATISFACTION)
        axes.plot(value, at, "D", ms=8, color=style.SATISFACTION.light, zorder=5, gid="ratio")
        _value(axes, float(np.nanmax([value, high])), at, words, style.SATISFACTION)


def _excesses(axes: Axes, table: pd.DataFrame) -> None:
    ends = table[["excess", "excess_low", "excess_high"]].to_numpy(float)
    known = ends[np.isfinite(ends)]
    top = max(0.1, 1.2 * float(known.max())) if len(known) else 1.0
    axes.set_xlim(min(0.0, 1.2 * float(known.min())) if len(known) else 0.0, top)
    step = next(step for step in (0.05, 0.1, 0.2, 0.5) if top / step <= 3.5 or step == 0.5)
    axes.xaxis.set_major_locator(FixedLocator([step * tick for tick in range(int(top / step) + 1)]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f}%"))
    axes.axvline(0, color=style.INK.light, lw=1.4, zorder=2)
    for row, values in table.iterrows():
        at, value = int(str(row)), float(values["excess"])
        if isnan(value):
            _unknown(axes, at, top / 2)
            continue
        axes.plot([0, value], [at, at], color=style.RIVAL.light, lw=2.5, zorder=2)
        _whisker(axes, at, values["excess_low"], values["excess_high"], style.RIVAL)
        axes.plot(value, at, "o", ms=9, color=style.RIVAL.light, zorder=5, gid="excess")
        end = np.nanmax([value, values["excess_high"]])
        _value(axes, end, at, readings.percent(value), style.RIVAL)
