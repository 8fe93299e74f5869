"""What charts over time share on the screen: the axis, the cursor, the events, the last value."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from analysis import style
from analysis.marks import AT

KEPT: dict[str, Any] = {"minExtent": 44, "maxExtent": 44}
"""Pixels kept for the labels of the upright axis, so that charts above each other line up."""

_LETTER = 6.8
_LANE = 17


def years_apart(dates: pd.Series) -> int:
    """Years between the marks of a time axis, so that a phone has room for them."""
    years = (dates.max() - dates.min()).days / 365.25
    return next((step for step in (1, 2, 5, 10) if years <= 10 * step), 20)


def across(dates: pd.Series) -> alt.X:
    """The horizontal axis from the first date to the last."""
    ends = (dates.min(), dates.max())
    domain = [alt.DateTime(year=end.year, month=end.month, date=end.day) for end in ends]
    every = alt.TimeIntervalStep(interval="year", step=years_apart(dates))
    axis = alt.Axis(
        format="%Y", grid=False, labelOverlap="greedy", labelSeparation=8, tickCount=every
    )
    if (ends[1] - ends[0]).days < 2 * 366:
        axis = alt.Axis(format="%b %Y", grid=False, labelOverlap="greedy", tickCount=5)
    return alt.X("date", type="temporal", title=None, scale=alt.Scale(domain=domain), axis=axis)


def cursor(name: str) -> alt.Parameter:
    """What follows the pointer along the dates."""
    return alt.selection_point(
        name=name, on="pointerover", clear="pointerout", nearest=True, fields=["date"],
        empty=False,
    )  # fmt: skip


def pointed(cursors: list[alt.Parameter]) -> dict[str, Any]:
    """The filter for rows under a cursor, or at the step of the arrow keys (column `step`)."""
    followed = [{"param": each.name, "empty": False} for each in cursors]
    return {"or": [*followed, f"datum.step === {AT.name}"]}


def lanes(events: pd.DataFrame, dates: pd.Series, room: float = 300) -> pd.DataFrame:
    """Where the labels of events go above a plot, so that they do not meet on a narrow screen.

    Args:
        events: Columns date and label.
        dates: Of the axis.
        room: Width of a narrow plot in pixels.

    Returns:
        The events with lane (0 is next to the plot) and side: in which direction the label runs.
    """
    rows = events.sort_values("date", ignore_index=True)
    rows["label"] = [text if len(text) <= 34 else f"{text[:33]}…" for text in rows["label"]]
    day = room / max(1, (dates.max() - dates.min()).days)
    taken: list[list[tuple[float, float]]] = []
    placed, sides = [], []
    for when, label in zip(rows["date"], rows["label"], strict=True):
        start, wide = (when - dates.min()).days * day, _LETTER * len(label) + 10
        side = "left" if start + wide <= room or start < room / 2 else "right"
        span = (start, start + wide) if side == "left" else (start - wide, start)
        free = (n for n, lane in enumerate(taken) if all(not _meet(span, it) for it in lane))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append(span)
        placed.append(lane)
        sides.append(side)
    return rows.assign(lane=placed, side=sides)


def event_marks(events: pd.DataFrame, dates: pd.Series) -> tuple[list[alt.Chart], int]:
    """Dotted lines with their labels above the plot.

    Args:
        events: Columns date and label.
        dates: Of the axis.

    Returns:
        The layers, and the pixels that the labels need between the plot and its title.
    """
    if events.empty:
        return [], 0
    rows = lanes(events, dates)
    layers = [
        alt.Chart(rows[["date", "label"]])
        .mark_rule(color=style.REFERENCE.light, strokeDash=[1, 3], strokeWidth=1.4)
        .encode(x=across(dates), tooltip=[alt.Tooltip("label", type="nominal", title=" ")])
    ]
    for (lane, side), group in rows.groupby(["lane", "side"], sort=True):
        above = -6 - _LANE * int(str(lane))
        look: dict[str, Any] = {"align": side, "dx": 3 if side == "left" else -3}
        layers.append(
            alt.Chart(group[["date", "label"]])
            .mark_text(**look, baseline="bottom", color=style.MUTED.text)
            .encode(x=across(dates), y=alt.value(above), text=alt.Text("label", type="nominal"))
        )  # fmt: skip
    return layers, _LANE * (int(rows["lane"].max()) + 1)


def last_value(
    rows: pd.DataFrame, field: str, words: str, y: alt.Y, colour: str, **look: Any
) -> alt.Chart:
    """Words at the end of a line; those of the last row in which it is known."""
    known = rows.dropna(subset=[field]).tail(1)
    settings: dict[str, Any] = {"align": "left", "dx": 8, "fontSize": 21, "fontWeight": "bold"}
    return (
        alt.Chart(known[["date", field]].assign(words=words))
        .mark_text(**(settings | {"color": colour} | look))
        .encode(x=across(rows["date"]), y=y, text=alt.Text("words", type="nominal"))
    )


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
