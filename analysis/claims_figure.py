"""The claims in one picture: verdicts, and in how much of the plausible space each holds."""

from __future__ import annotations

from math import ceil
from textwrap import wrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from analysis import style
from analysis.claims_record import DEFAULT, Row, reading, share_of, under

LOOKS = {
    "holds": ("o", style.SATISFACTION, True),
    "does not hold": ("X", style.INCUMBENT, True),
    "undecided": ("o", style.REFERENCE, False),
}
"""Marker, colour and whether it is filled, by verdict."""

RIVALS = {"threshold": "<", "satisfaction_only": ">"}
"""Small marks: the same claim under the rival exit rules."""

WIDTH, LINE, HEAD = 17.0, 0.2, 1.5
"""Inches: of the page, of a claim, and of heading and foot together."""

WIDEST = 68
"""Characters of a label; a longer one goes on below."""

MORE = 0.65
"""Lines that another line of the same label takes."""

COLUMNS = 2
GAP = 1.6
"""Lines between two scenarios."""


def draw(record: dict[str, Any]) -> Figure:
    """A row a claim, by scenario, in two columns.

    Args:
        record: Of the claims; the robustness under rival rules, where it was looked at, is a small
            mark beside.
    """
    blocks = _blocks(under(record))
    columns = _in_columns(blocks)
    tallest = max(_height(column) for column in columns)
    rivals = {
        (row["rule"], row["scenario"], row["id"]): row
        for row in record["claims"]
        if row["rule"] != DEFAULT and share_of(row) is not None
    }
    with style.matplotlib_style():
        high = HEAD + LINE * tallest
        figure = Figure(figsize=(WIDTH, high))
        for number, column in enumerate(columns):
            left = 0.27 + number * 0.5
            axes = figure.add_axes((left, 0.55 / high, 0.21, 1 - HEAD / high))
            _column(axes, column, tallest, rivals)
        figure.text(
            0.012, 1 - 0.3 / high, "Which claims hold, and how robustly", va="center",
            size=style.NUMERAL, weight="bold",
        )  # fmt: skip
        figure.text(
            0.012, 0.2 / high, reading(under(record)), va="center", size=style.READING,
            color=style.MUTED.light,
        )  # fmt: skip
        figure.legend(
            handles=_legend(bool(rivals)), loc="upper right", ncols=5, frameon=False,
            bbox_to_anchor=(0.995, 1 - 0.08 / high), fontsize=style.LABEL, handletextpad=0.3,
        )  # fmt: skip
    return figure


def _blocks(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    names = list(dict.fromkeys(row["scenario"] for row in rows))
    return [(name, [row for row in rows if row["scenario"] == name]) for name in names]


def _height(blocks: list[tuple[str, list[Row]]]) -> float:
    return sum(sum(map(_space, rows)) + GAP for _, rows in blocks)


def _label(row: Row) -> list[str]:
    """What a claim says, in lines of about the same length."""
    says = f"{row['id']}  {row['says']}"
    lines = wrap(says, WIDEST)
    even = WIDEST
    while len(lines) > 1 and len(narrower := wrap(says, even - 1)) == len(lines):
        lines, even = narrower, even - 1
    return lines


def _space(row: Row) -> float:
    return 1 + MORE * (len(_label(row)) - 1)


def _in_columns(blocks: list[tuple[str, list[Row]]]) -> list[list[tuple[str, list[Row]]]]:
    """Scenarios in order, in columns of about the same height."""
    half = ceil(_height(blocks) / COLUMNS)
    columns: list[list[tuple[str, list[Row]]]] = [[]]
    for block in blocks:
        before = _height(columns[-1])
        if len(columns) < COLUMNS and before and before + _height([block]) / 2 > half:
            columns.append([])
        columns[-1].append(block)
    return columns


def _column(
    axes: Axes,
    blocks: list[tuple[str, list[Row]]],
    tallest: float,
    rivals: dict[tuple[str, str, str], Row],
) -> None:
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(tallest, -0.4)
    axes.xaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f}%"))
    axes.xaxis.tick_top()
    axes.yaxis.set_major_locator(NullLocator())
    axes.spines["bottom"].set_visible(False)
    axes.set_xlabel("share of the plausible space in which it holds", size=style.LABEL)
    at = 0.0
    for name, rows in blocks:
        axes.annotate(
            name.replace("_", " "), (0, at + 0.5), xycoords=("axes fraction", "data"),
            xytext=(-8, 0), textcoords="offset points", ha="right", va="center",
            size=style.LABEL, weight="bold",
        )  # fmt: skip
        at += GAP
        for row in rows:
            extra = _space(row) - 1
            _claim(axes, at + extra / 2, row, rivals)
            at += 1 + extra
    for place in (0, 0.25, 0.5, 0.75, 1):
        axes.axvline(place, color=style.RULE.light, lw=0.9, zorder=1)


def _claim(axes: Axes, at: float, row: Row, rivals: dict[tuple[str, str, str], Row]) -> None:
    marker, colour, filled = LOOKS[row["verdict"]]
    axes.annotate(
        "\n".join(_label(row)), (0, at), xycoords=("axes fraction", "data"), xytext=(-8, 0),
        textcoords="offset points", ha="right", va="center", size=style.FOOT, color=colour.text,
        linespacing=1.1,
    )  # fmt: skip
    axes.axhline(at, color=style.RULE.light, lw=0.5, zorder=1)
    if share_of(row) is None:
        return
    for rule, shape in RIVALS.items():
        rival = rivals.get((rule, row["scenario"], row["id"]))
        elsewhere = None if rival is None else share_of(rival)
        if elsewhere is not None:
            axes.plot(
                elsewhere, at, shape, ms=4, mfc="none", mec=style.REFERENCE.light, mew=0.9, zorder=3
            )
    share = row["robustness"]["share"]
    axes.plot(
        [share["low"], share["high"]], [at, at], color=colour.light, lw=4, alpha=0.35, zorder=2,
        solid_capstyle="butt",
    )  # fmt: skip
    axes.plot(
        share["value"], at, marker, ms=6.5, mec=colour.light, zorder=4,
        mfc=colour.light if filled else style.PAPER.light,
    )  # fmt: skip


def _legend(with_rivals: bool) -> list[Line2D]:
    handles = [
        Line2D(
            [], [], ls="", marker=marker, ms=7, label=verdict, mec=colour.light,
            mfc=colour.light if filled else style.PAPER.light,
        )
        for verdict, (marker, colour, filled) in LOOKS.items()
    ]  # fmt: skip
    if with_rivals:
        handles += [
            Line2D(
                [], [], ls="", marker=shape, ms=5, mfc="none", mec=style.REFERENCE.light,
                label=f"leaving by {rule.replace('_', ' ')}",
            )
            for rule, shape in RIVALS.items()
        ]  # fmt: skip
    return handles
