"""The pictures of `analysis.early_warning` on paper."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from analysis import style
from analysis.sheet import plot, sheet
from analysis.warning.rows import (
    alarms,
    area_rows,
    colour_of,
    label_places,
    lane_rows,
    named,
)
from analysis.warning.words import Words, records


def draw_lanes(
    title: str, reading: str, lanes: pd.DataFrame, runs: pd.DataFrame, words: Words
) -> Figure:
    """A lane for each indicator: every run's alarm, and the median with its interval."""
    rows = lane_rows(lanes, words)
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        if not (rows["losses"] > 0).any():
            _quiet_bars(plot(panel, left=3.1, right=0.9), rows, words)
            return page
        axes = plot(panel, left=3.1, right=3.0, bottom=0.5)
        dots = alarms(runs, rows)
        axes.axvline(0, color=style.INK.light, lw=1.4)
        for row in records(rows):
            look: dict[str, Any] = {"color": row["colour"]}
            lane, own = row["row"], dots.loc[dots["row"] == row["row"], "at"].to_numpy(float)
            axes.vlines(own, lane - 0.24, lane + 0.24, alpha=0.35, lw=2, **look)
            axes.hlines(lane, row["early"], row["latest"], lw=6, alpha=0.55, **look)
            axes.plot(row["middle"], lane, "o", ms=11, mec=style.PAPER.light, **look)
        _lane_words(axes, rows, words)
    return page


def _lane_words(axes: Axes, rows: pd.DataFrame, words: Words) -> None:
    axes.set_xlim(-words.window - 0.5, words.window + 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    axes.grid(axis="x")
    axes.set_xlabel(words("axis"))
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda at, _: words.language.signed(at) if at else "0")
    )
    _lane_names(axes, rows)
    for place, key, column in ((1.17, "warned", "in_time"), (1.50, "usual", "false")):
        head = words(key).replace(" bij ", "\nbij ").replace(" at ", "\nat ")
        axes.text(place, 1.01, head, transform=axes.transAxes, ha="center", va="bottom",
                  color=style.MUTED.text, size=style.FOOT)  # fmt: skip
        for row in records(rows):
            axes.text(place, row["row"], row[column], transform=axes.get_yaxis_transform(),
                      ha="center", va="center", size=style.LABEL + 1)  # fmt: skip
    for row in records(rows[rows["never"] > 0]):
        axes.text(0.99, row["row"] + 0.34, row["never_text"], transform=axes.get_yaxis_transform(),
                  ha="right", va="center", color=style.MUTED.text, size=style.FOOT)  # fmt: skip


def _lane_names(axes: Axes, rows: pd.DataFrame) -> None:
    for row in records(rows):
        look: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "ha": "right"}
        axes.text(-0.03, row["row"], row["label"], va="bottom", weight="bold", size=style.READING,
                  color=colour_of(row["indicator"]).text, **look)  # fmt: skip
        axes.text(-0.03, row["row"] + 0.04, row["below"], va="top", size=style.FOOT,
                  color=style.MUTED.text, **look)  # fmt: skip


def _quiet_bars(axes: Axes, rows: pd.DataFrame, words: Words) -> None:
    """Where nothing is lost: how often the usual limit cries wolf."""
    for row in records(rows):
        share = row["usual_false_alarms"]
        axes.barh(row["row"], share, height=0.5, color=row["colour"])
        axes.annotate(row["false"], (share, row["row"]), xytext=(6, 0), va="center",
                      textcoords="offset points", annotation_clip=False)  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    axes.grid(axis="x")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: f"{100 * at:.0f}%"))
    axes.set_xlabel(words("usual_axis"))
    _lane_names(axes, rows)


def draw_roc(
    title: str, reading: str, lanes: pd.DataFrame, lines: pd.DataFrame, words: Words
) -> Figure:
    """The curves at the left, their areas with intervals at the right."""
    rows = area_rows(lanes, words)
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        axes = plot(panel, left=0.75, right=6.1)
        axes.plot([0, 1], [0, 1], color=style.REFERENCE.light, lw=1.4, ls=(0, (3, 2)))
        axes.plot([0.74, 0.84], [0.06, 0.06], color=style.REFERENCE.light, lw=1.4, ls=(0, (3, 2)))
        axes.text(0.86, 0.06, words("coin_axis"), va="center", color=style.REFERENCE.text)
        thick_ones = named(rows)
        for row in records(rows):
            own = lines[lines["indicator"] == row["indicator"]]
            thick = row["indicator"] in thick_ones
            axes.plot(own["false_alarms"], own["hits"], color=row["colour"], clip_on=False,
                      alpha=1 if thick else 0.5, lw=3.2 if thick else 1.4,
                      zorder=3 if thick else 2)  # fmt: skip
        for words_at in label_places(rows, lines):
            axes.annotate(words_at["label"], (words_at["false_alarms"], words_at["hits"]),
                          xytext=(9, -6), textcoords="offset points", va="top", weight="bold",
                          zorder=4,
                          bbox={"fc": style.PAPER.light, "ec": "none", "alpha": 0.8, "pad": 1},
                          color=colour_of(words_at["indicator"]).text)  # fmt: skip
        for set_limits in (axes.set_xlim, axes.set_ylim):
            set_limits(0, 1)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda at, _: f"{100 * at:.0f}%"))
        axes.grid()
        axes.set_xlabel(words("false_axis"))
        axes.set_ylabel(words("hits_axis"))
        _draw_areas(plot(panel, left=7.45, right=0.75), rows, words)
    return page


def _draw_areas(axes: Axes, rows: pd.DataFrame, words: Words) -> None:
    axes.axvline(0.5, color=style.INK.light, lw=1.4)
    for row in records(rows):
        axes.hlines(row["row"], row["auc_low"], row["auc_high"], color=row["colour"], lw=6,
                    alpha=0.5)  # fmt: skip
        axes.plot(row["auc"], row["row"], "o", ms=10, color=row["colour"], clip_on=False)
        axes.text(1.06, row["row"], row["text"], va="center", size=style.LABEL,
                  transform=axes.get_yaxis_transform())  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    axes.grid(axis="x")
    axes.set_xlabel(words("area"))
    axes.xaxis.set_major_locator(FixedLocator([0, 0.5, 1]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: words.language.number(at, 1)))
    _lane_names(axes, rows)
