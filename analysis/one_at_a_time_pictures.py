"""The picture of `analysis.one_at_a_time`: a row a lever, a dot a place where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from analysis import style
from analysis.language import Language
from analysis.marks import WIDE, finish, tips
from analysis.panels import fit_text
from analysis.sensitivity_pictures import LABELS, MOST, broken, row_axis, row_labels
from analysis.sheet import plot, sheet
from analysis.swept import digits_of

HIGH = 46
"""Pixels of a row on the screen."""

CLOSE = 0.25
"""Part of the axis within which two names would touch."""


@dataclass(frozen=True)
class Picture:
    """What is drawn.

    Attributes:
        rows: A row a point: label (of the lever, no two levers alike), stands (where it does, in
            words), value, low, high (NaN when unknown), said (the value in words).
        base: Value in the scenario as it is.
        axis: Its title.
        is_share: Whether values are percentages.
    """

    rows: pd.DataFrame
    base: float
    axis: str
    is_share: bool

    def labels(self) -> list[str]:
        """The levers from top to bottom, as many as there is room for."""
        return list(self.rows["label"].unique())[:MOST]

    def span(self) -> tuple[float, float]:
        """Ends of the axis; intervals that reach far beyond the dots are cut off."""
        values = self.rows["value"].to_numpy(float)
        low, high = min(self.base, values.min()), max(self.base, values.max())
        room = max(high - low, 1e-9 + 1e-3 * abs(high))
        ends = self.rows[["low", "high"]].to_numpy(float)
        if np.isfinite(ends).any():
            low = max(low - room, min(low, float(np.nanmin(ends))))
            high = min(high + room, max(high, float(np.nanmax(ends))))
        return low - 0.06 * room, high + 0.06 * room

    def ticks(self, value: float, language: Language) -> str:
        """A value on the axis."""
        if self.is_share:
            low, high = self.span()
            return language.percent(value, 0 if high - low > 0.04 else 1)
        return language.number(value, digits_of(value) if abs(value) < 10 and value % 1 else 0)


def draw(title: str, reading: str, picture: Picture, language: Language) -> Figure:
    """The picture on paper."""
    labels = picture.labels()
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        axes = plot(panel, left=LABELS, right=0.3)
        low, high = picture.span()
        axes.set_xlim(low, high)
        axes.set_ylim(len(labels) - 0.4, -0.7)
        axes.yaxis.set_major_locator(NullLocator())
        axes.xaxis.set_major_locator(MaxNLocator(6))
        axes.xaxis.set_major_formatter(
            FuncFormatter(lambda value, _: picture.ticks(value, language))
        )
        axes.grid(axis="x")
        axes.set_xlabel(picture.axis)
        axes.axvline(picture.base, color=style.INK.light, lw=1.2, zorder=2)
        for at, label in enumerate(labels):
            words, size = fit_text(label, LABELS - 0.25, style.LABEL, 1, 7.0)
            axes.annotate(
                words, (0, at), xycoords=("axes fraction", "data"), xytext=(-10, 0),
                textcoords="offset points", ha="right", va="center", size=size,
            )  # fmt: skip
            axes.plot(
                picture.base, at, "o", ms=8, mfc=style.PAPER.light, mec=style.INK.light, zorder=5
            )
        for _, row in picture.rows[picture.rows["label"].isin(labels)].iterrows():
            at, value = labels.index(row["label"]), float(row["value"])
            axes.plot([picture.base, value], [at, at], color=style.RIVAL.light, lw=2, zorder=3)
            if np.isfinite(row["low"]):
                ends = [max(low, row["low"]), min(high, row["high"])]
                axes.plot(
                    ends, [at, at], color=style.RIVAL.light, lw=8, alpha=0.3, zorder=3,
                    solid_capstyle="butt",
                )  # fmt: skip
            axes.plot(value, at, "o", ms=8, color=style.RIVAL.light, zorder=6, gid="alone")
            axes.annotate(
                str(row["stands"]), (value, at), xytext=(0, 7), textcoords="offset points",
                ha="center", size=style.LABEL - 2, color=style.MUTED.light, annotation_clip=False,
            )  # fmt: skip
    return page


def chart(reading: str, picture: Picture, language: Language) -> Any:
    """The picture on the screen."""
    low, high = picture.span()
    rows = picture.rows[picture.rows["label"].isin(picture.labels())]
    ends = rows.groupby("label")["value"].agg(["min", "max"])
    close = (ends["max"] - ends["min"]) < CLOSE * (high - low)
    # Only the ends are named: those between would stand on each other. Ends that nearly touch are
    # named away from each other.
    sides = []
    for _, row in rows.iterrows():
        least, most = ends.loc[row["label"]]
        is_close = bool(close[row["label"]])
        if row["value"] == least:
            sides.append("right" if is_close else "center")
        elif row["value"] == most:
            sides.append("left" if is_close else "center")
        else:
            sides.append("")
    rows = rows.assign(
        row=[broken(label) for label in rows["label"]],
        base=picture.base,
        side=sides,
        low=rows["low"].clip(lower=low),
        high=rows["high"].clip(upper=high),
    ).reset_index(drop=True)
    large = max(abs(low), abs(high)) >= 1e5
    share = ".0%" if high - low > 0.04 else ".1%"
    form = share if picture.is_share else "~s" if large else ",.6~g"
    scale = alt.Scale(domain=[low, high], nice=False)
    axis = alt.Axis(
        title=broken(picture.axis, 46).split("\n"), format=form, tickCount=4, labelOverlap=True
    )
    told = tips({"row": " ", "stands": " ", "said": " "})

    def x(name: str) -> alt.X:
        return alt.X(name, type="quantitative", scale=scale, axis=axis)

    base = alt.Chart(rows).encode(y=row_axis(), tooltip=told)
    layers = [
        alt.Chart(rows.head(1)).mark_rule(color=style.INK.light).encode(x=x("base"), tooltip=told),
        base.mark_rule(color=style.RIVAL.light, strokeWidth=2).encode(x=x("base"), x2="value"),
        base.transform_filter("isValid(datum.low)")
        .mark_rule(color=style.RIVAL.light, strokeWidth=9, opacity=0.3)
        .encode(x=x("low"), x2="high"),
        base.mark_point(
            filled=True, size=80, opacity=1, fill=style.PAPER.light, stroke=style.INK.light,
            strokeWidth=1.8,
        ).encode(x=x("base")),
        base.mark_point(filled=True, size=90, opacity=1, color=style.RIVAL.light).encode(
            x=x("value")
        ),
        *(
            base.transform_filter(f"datum.side === '{side}'")
            .mark_text(dy=-14, align=side, fontSize=12, color=style.MUTED.text)
            .encode(x=x("value"), text=alt.Text("stands", type="nominal"))
            for side in ("left", "right", "center")
        ),
    ]  # fmt: skip
    made = alt.layer(*layers, *row_labels(rows.drop_duplicates("row"), told))
    height = HIGH * rows["row"].nunique()
    return finish(made.properties(width=WIDE - 240, height=height), reading, language)
