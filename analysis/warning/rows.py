"""What the pictures of `analysis.early_warning` are drawn from: lanes, alarms and areas in order.

Green is what asking about satisfaction tells, blue what asking about the choice does, grey the
rest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis import style
from analysis.style import Colour
from analysis.warning.signals import INDICATORS
from analysis.warning.words import Words, records

COLOURS = {"asked": style.SATISFACTION, "choice": style.RIVAL, "other": style.MUTED}


def colour_of(indicator: str) -> Colour:
    """Its family's colour."""
    return COLOURS[INDICATORS[indicator].family]


def lane_rows(lanes: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The lanes in order, with their words and ends that stay inside the picture."""
    table = lanes.set_index("indicator").loc[words.order()].reset_index()
    table["row"] = range(len(table))
    table["below"] = [words.below(name) for name in table["indicator"]]
    table["colour"] = [colour_of(name).light for name in table["indicator"]]
    lead, low, high = (table[name].astype(float) for name in ("lead", "lead_low", "lead_high"))
    table["middle"] = -lead
    # An interval whose late end is "never" runs to the end of the lane.
    table["early"] = -high
    table["latest"] = (-low).fillna(float(words.window)).where(high.notna())
    table["in_time"] = [words.of(row["warned"], row["losses"]) for row in records(table)]
    table["false"] = [words.language.percent(share) for share in table["usual_false_alarms"]]
    table["never_text"] = [
        words("never_in", count=row["never"], runs=row["losses"]) if row["never"] else ""
        for row in records(table)
    ]
    return table


def alarms(runs: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Every run's alarm: indicator, row, at (periods from the loss), seed; without those never."""
    known = runs[np.isfinite(runs["lead"].to_numpy(float))]
    dots = known.merge(rows[["indicator", "row", "label", "colour"]], on="indicator")
    return dots.assign(at=-dots["lead"])[["seed", "indicator", "label", "row", "at", "colour"]]


def area_rows(lanes: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The lanes in order of their areas, with their words."""
    rows = lanes.set_index("indicator").loc[list(words.by_area()["indicator"])].reset_index()
    return rows.assign(
        row=range(len(rows)),
        below=[words.below(name) for name in rows["indicator"]],
        colour=[colour_of(name).light for name in rows["indicator"]],
        text=[words.language.number(value, 2) for value in rows["auc"]],
    )


def named(rows: pd.DataFrame) -> list[str]:
    """The best indicator, and the first of another family than its own that was asked or chosen."""
    best = str(rows["indicator"].iloc[0])
    family = INDICATORS[best].family
    wanted = ("preference",) if family == "asked" else ("surveyed", "satisfaction")
    there = set(rows["indicator"])
    return [best, *[name for name in wanted if name in there][:1]]


def label_places(rows: pd.DataFrame, lines: pd.DataFrame) -> list[dict[str, Any]]:
    """Where the names of the two lines stand: at its farthest from a coin, or else apart."""
    found = []
    for number, name in enumerate(named(rows)):
        own = lines[lines["indicator"] == name]
        corner = (own["hits"] - own["false_alarms"]).abs()
        place = (
            int(corner.to_numpy().argmax())
            if corner.max() > 0.3
            else len(own) * (1 + 2 * number) // 5
        )
        found.append(records(own)[place])
    return found
