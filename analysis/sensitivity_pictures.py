"""The picture of `analysis.sensitivity` for one measure, lever by lever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from analysis import nothing, style
from analysis.language import Language
from analysis.marks import WIDE
from analysis.panels import fit_text
from analysis.sensitivity_found import Found
from analysis.sensitivity_words import TEXT
from analysis.sheet import plot, sheet
from analysis.swept import digits_of

MOST = 12
"""Levers in a picture; the table has them all."""

LUCK = "luck"
LABELS = 3.6
"""Inches for the levers' labels."""


@dataclass(frozen=True)
class Rows:
    """What a picture of one measure shows.

    Attributes:
        table: A row a lever and one for luck, from top to bottom: row (its label, lines broken),
            value, low, high, alone, alone_low, alone_high, half, by_luck, text, is_luck. NaN: not
            shown.
        axis: Its title.
        is_share: Whether values are written as percentages.
        has_alone: Whether there are two dots a lever.
        is_log: Whether values are logarithms of factors, and written as those.
    """

    table: pd.DataFrame
    axis: str
    is_share: bool
    has_alone: bool
    is_log: bool = False

    def ticks(self, value: float, language: Language) -> str:
        """A value on the axis."""
        if self.is_share:
            return language.percent(value)
        if self.is_log:
            factor = float(np.exp(value))
            return f"×{language.number(factor, digits_of(factor))}"
        return language.number(value, digits_of(value) if value else 0)


def rows_of(found: Found, language: Language) -> Rows:
    """The rows of a picture: the strongest levers, and luck where it is in the same unit."""
    table = found.table.head(MOST)
    none = pd.Series(np.nan, index=table.index)
    single = found.is_single
    scale = 1.0 if single else 1 - found.luck.value
    if found.method == "sobol":
        large, small = ("total", "first") if single else ("in_all", "alone")
        columns = {"value": large, "alone": small}
        half = table["total_half"] * scale
        axis = "axis_single" if single else "axis_sobol"
    else:
        columns = {"value": "mu_star" if found.method == "morris" else "part"}
        half = table["mu_star_half" if found.method == "morris" else "part_half"]
        axis = f"axis_{found.method}"
        axis += "_log" if found.method == "morris" and found.cube.is_log else ""
    made = pd.DataFrame({"row": [broken(label) for label in table["label"]]})
    for name in ("value", "alone"):
        column = columns.get(name)
        for end in ("", "_low", "_high"):
            made[f"{name}{end}"] = table[f"{column}{end}"] if column else none
    made = made.rename(columns={"value_low": "low", "value_high": "high"})
    made["half"] = half
    made["by_luck"] = table["by_luck"] if found.method == "morris" else none
    made["is_luck"] = False
    is_share = found.method != "morris"
    if found.method == "sobol" and not single and not found.problem:
        row: dict[str, Any] = dict.fromkeys(made.columns, np.nan) | {
            "row": TEXT("luck", language), "value": found.luck.value, "low": found.luck.low,
            "high": found.luck.high, "is_luck": True,
        }  # fmt: skip
        made = pd.concat([made, pd.DataFrame([row])], ignore_index=True)
    made["row"] = unique(made["row"].tolist())
    if is_share:  # estimation may put a share over 1
        names = ["value", "low", "high", "alone", "alone_low", "alone_high", "half"]
        made[names] = made[names].clip(upper=1.0)
    rows = Rows(
        made, TEXT(axis, language), is_share, "alone" in columns, not is_share and found.cube.is_log
    )
    made["text"] = [
        language.percent(min(1.0, max(0.0, value))) if is_share else rows.ticks(value, language)
        for value in made["value"]
    ]
    return rows


def row_axis() -> alt.Y:
    """Rows from top to bottom; their labels are drawn by `row_labels`."""
    axis = alt.Axis(labels=False, grid=False)
    return alt.Y("row", type="nominal", sort=None, title=None, axis=axis)


def row_labels(rows: pd.DataFrame, tips: list[Any]) -> list[alt.Chart]:
    """Labels of one, two, ... lines, each in the middle of its row, which axis labels are not.

    Args:
        rows: With a column row.
        tips: Tooltips.
    """
    lines = rows["row"].str.count("\n")
    return [
        alt.Chart(rows[lines == more])
        .mark_text(
            align="right", x=-10, dy=-8 * more, lineBreak="\n", fontSize=13, limit=260
        )
        .encode(y=row_axis(), text=alt.Text("row", type="nominal"), tooltip=tips)
        for more in sorted(set(lines))
    ]  # fmt: skip


def broken(label: str, width: int = 30) -> str:
    """A label in lines that fit beside a chart."""
    from textwrap import wrap as wrapped

    return "\n".join(wrapped(label, width)) or label


def unique(labels: Sequence[str]) -> list[str]:
    """Labels of which no two are the same, or their rows would fall on each other."""
    seen: dict[str, int] = {}
    made = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        made.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return made


def draw_rows(title: str, reading: str, rows: Rows, language: Language) -> Figure:
    """One measure on paper: a row a lever."""
    known = rows.table[rows.table["value"].notna()].reset_index(drop=True)
    key = []
    if rows.has_alone and len(known):
        key = [
            (TEXT("alone", language), style.INK, style.PAPER),
            (TEXT("in_all", language), style.RIVAL, style.RIVAL),
        ]
    with style.matplotlib_style():
        page, panel = sheet(title, reading, key=key, lines=3)
        if known.empty:
            return page
        axes = plot(panel, left=LABELS, right=0.7)
        low, high = _span(known)
        axes.set_xlim(low, high)
        axes.set_ylim(len(known) - 0.4, -0.6)
        axes.yaxis.set_major_locator(NullLocator())
        axes.xaxis.set_major_locator(MaxNLocator(6))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: rows.ticks(value, language)))
        axes.grid(axis="x")
        axes.set_xlabel(f"{rows.axis};  |  {TEXT('half_dot', language)}")
        axes.axvline(0, color=style.INK.light, lw=1.2, zorder=2)
        for at, row in known.iterrows():
            _draw_row(axes, int(str(at)), row, low)
    return page


def _span(known: pd.DataFrame) -> tuple[float, float]:
    ends = known[["value", "low", "high", "alone", "alone_low", "half", "by_luck"]]
    values = ends.to_numpy(float)
    values = values[np.isfinite(values)]
    top = max(float(values.max()) * 1.08, 1e-9)
    return min(0.0, max(float(values.min()) * 1.05, -0.15 * top)), top


def _draw_row(axes: Axes, at: int, row: pd.Series, left: float) -> None:
    colour = style.REFERENCE if row["is_luck"] else style.RIVAL
    words, size = fit_text(str(row["row"]).replace("\n", " "), LABELS - 0.25, style.LABEL, 1, 7.0)
    axes.annotate(
        words, (0, at), xycoords=("axes fraction", "data"), xytext=(-10, 0),
        textcoords="offset points", ha="right", va="center", size=size, color=style.INK.light,
    )  # fmt: skip
    value = max(left, float(row["value"]))
    axes.plot([0, value], [at, at], color=colour.light, lw=2, zorder=2)
    if not isnan(row["low"]):
        axes.plot(
            [max(left, row["low"]), row["high"]], [at, at], color=colour.light, lw=7, alpha=0.32,
            zorder=3, solid_capstyle="butt",
        )  # fmt: skip
    for name, tone in (("half", style.INK), ("by_luck", style.REFERENCE)):
        if not isnan(row[name]):
            long = 0.24 if name == "half" else 0.36
            axes.plot(
                2 * [max(left, row[name])], [at - long, at + long], color=tone.light,
                lw=1.2 if name == "half" else 4, zorder=4,
            )  # fmt: skip
    axes.plot(value, at, "o", ms=9, color=colour.light, zorder=6, gid="in_all")
    if not isnan(row["alone"]):
        axes.plot(
            max(left, row["alone"]), at, "o", ms=9, mfc=style.PAPER.light, mec=style.INK.light,
            mew=1.6, zorder=7, gid="alone",
        )  # fmt: skip
    furthest = np.nanmax([value, *row[["high", "half", "by_luck", "alone"]].astype(float)])
    axes.annotate(
        str(row["text"]), (furthest, at), xytext=(9, 0), textcoords="offset points", va="center",
        weight="bold", size=style.LABEL + 1, color=colour.text, annotation_clip=False,
    )  # fmt: skip


def rows_chart(reading: str, rows: Rows, language: Language) -> Any:
    """One measure on the screen."""
    known = rows.table[rows.table["value"].notna()].reset_index(drop=True)
    if known.empty:
        return nothing.chart(reading, language)
    low, high = _span(known)
    known = known.assign(
        zero=0.0,
        end=known[["value", "high", "half", "by_luck", "alone"]].max(axis=1),
        who=np.where(known["is_luck"], LUCK, "lever"),
        half_words=TEXT("half_dot", language),
    )
    for name in ("value", "low", "alone", "alone_low", "half"):
        known[name] = known[name].clip(lower=low)
    form = ".0%" if rows.is_share else ",.3~r"
    scale = alt.Scale(domain=[low, high], nice=False)
    axis = alt.Axis(title=rows.axis, format=form, tickCount=5)
    if rows.is_log:
        factor = "'×' + format(exp(datum.value), ',.3~r')"
        axis = alt.Axis(title=rows.axis, labelExpr=factor, tickCount=5)
        said = {
            f"{name}_said": known[name].map(lambda value: rows.ticks(value, language))
            for name in ("value", "low", "high", "half", "by_luck")
        }
        known = known.assign(**said)
    y = row_axis()

    def x(name: str) -> alt.X:
        return alt.X(name, type="quantitative", scale=scale, axis=axis)

    def tip(name: str, title: str) -> alt.Tooltip:
        if rows.is_log:
            return alt.Tooltip(f"{name}_said", type="nominal", title=title)
        return alt.Tooltip(name, type="quantitative", format=form, title=title)

    words = TEXT("in_all", language) if rows.has_alone else rows.axis
    tips = [
        alt.Tooltip("row", type="nominal", title=TEXT("lever", language)),
        tip("value", words), tip("low", TEXT("from", language)), tip("high", TEXT("to", language)),
    ]  # fmt: skip
    if rows.has_alone:
        tips += [
            tip("alone", TEXT("alone", language)), tip("alone_low", TEXT("from", language)),
            tip("alone_high", TEXT("to", language)),
        ]  # fmt: skip
    tips.append(tip("half", TEXT("half_dot", language)))
    if known["by_luck"].notna().any():
        tips.append(tip("by_luck", TEXT("by_luck", language)))
    colour = alt.Color(
        "who", type="nominal", legend=None,
        scale=alt.Scale(
            domain=["lever", LUCK], range=[style.RIVAL.light, style.REFERENCE.light]
        ),
    )  # fmt: skip
    base = alt.Chart(known).encode(y=y)
    layers = [
        base.mark_rule(strokeWidth=2).encode(x=x("zero"), x2="value", color=colour, tooltip=tips),
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=8, opacity=0.35)
        .encode(x=x("low"), x2="high", color=colour, tooltip=tips),
        _marks(base, "by_luck", style.REFERENCE.light, 4, 20, x, tips),
        _marks(base, "half", style.INK.light, 1.4, 14, x, tips),
        base.mark_point(filled=True, size=110, opacity=1).encode(
            x=x("value"), color=colour, tooltip=tips
        ),
        base.transform_filter("isValid(datum.alone)")
        .mark_point(
            filled=True, size=80, opacity=1, fill=style.PAPER.light, stroke=style.INK.light,
            strokeWidth=1.8,
        )
        .encode(x=x("alone"), tooltip=tips),
        base.mark_text(align="left", dx=9, fontWeight="bold", fontSize=14).encode(
            x=x("end"), text=alt.Text("text", type="nominal"), tooltip=tips
        ),
    ]  # fmt: skip
    height = 38 * len(known)
    chart = alt.layer(*layers, *row_labels(known, tips)).properties(
        width=WIDE - 240, height=height, description=reading, title=_key(rows, language)
    )
    return chart.configure(**style.vega_config(language))


def _key(rows: Rows, language: Language) -> alt.TitleParams:
    """What the marks mean."""
    marks = [f"| {TEXT('half_dot', language)}"]
    if rows.has_alone:
        marks = [f"○ {TEXT('alone', language)}", f"● {TEXT('in_all', language)}", *marks]
    return alt.TitleParams("  ·  ".join(marks), fontSize=13, fontWeight="normal")


def _marks(
    base: alt.Chart, name: str, colour: str, width: float, high: float, x: Any, tips: list[Any]
) -> alt.Chart:
    return (
        base.transform_filter(f"isValid(datum.{name})")
        .mark_tick(color=colour, thickness=width, size=high)
        .encode(x=x(name), tooltip=tips)
    )
