"""The picture of `analysis.sensitivity` for several measures: levers by measures."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from analysis import style
from analysis.language import Language
from analysis.marks import WIDE
from analysis.panels import fit_text
from analysis.sensitivity_found import Found
from analysis.sensitivity_pictures import (
    LABELS,
    LUCK,
    MOST,
    broken,
    row_axis,
    row_labels,
    unique,
)
from analysis.sensitivity_words import TEXT
from analysis.sheet import plot, sheet

MOST_MEASURES = 8


def cells_of(each: Sequence[Found], language: Language, heads: Sequence[str]) -> pd.DataFrame:
    """How much each lever has to do with each measure.

    Args:
        each: What was found of each measure.
        language: Of the texts.
        heads: What each measure is called, no two alike.

    Returns:
        A row a measure and lever, with Sobol one a measure for luck too (lever LUCK): measure,
        head, lever, label, part (total order as a share of single runs' variance - of points' with
        one replicate -, share of ranks explained, or mu* in standard deviations of a single run),
        text. NaN: unknown. Levers that do most come first, luck last.
    """
    rows: list[dict[str, Any]] = []
    for one, head in zip(each, heads, strict=True):
        names = {"measure": one.measure, "head": head}
        for _, lever in one.table.iterrows():
            part, text = _part(one, lever, language)
            rows.append(
                names
                | {"lever": lever["lever"], "label": lever["label"], "part": part, "text": text}
            )
        if one.method != "sobol":
            continue  # luck is a share of something else there
        rows.append(
            names | {
                "lever": LUCK, "label": TEXT("luck", language),
                "part": one.luck.value, "text": language.percent(one.luck.value),
            }
        )  # fmt: skip
    made = pd.DataFrame(rows)
    levers = made[made["lever"] != LUCK]
    strongest = levers.groupby("lever")["part"].max().sort_values(ascending=False).index
    order = {name: place for place, name in enumerate([*strongest, LUCK])}
    named = levers.drop_duplicates("lever").set_index("lever")["label"]
    labels = dict(zip(named.index, unique(named.tolist()), strict=True))
    made["label"] = made["lever"].map(labels).fillna(made["label"])
    made["order"] = made["lever"].map(order)
    return made.sort_values("order", kind="stable", ignore_index=True).drop(columns="order")


def _part(one: Found, lever: pd.Series, language: Language) -> tuple[float, str]:
    if one.method == "morris":
        spread = float(one.cube.values.std()) if one.cube.values.size else np.nan
        part = float(lever["mu_star"]) / spread if spread > 0 else np.nan
        return part, f"{language.number(part, 1)} σ" if np.isfinite(part) else language.unknown
    if one.method == "ranks":
        return float(lever["part"]), language.percent(lever["part"])
    part = float(lever["total" if one.is_single else "in_all"])
    shown = min(1.0, max(0.0, part)) if np.isfinite(part) else part
    return part, language.percent(shown)


def drawn(cells: pd.DataFrame) -> pd.DataFrame:
    """The levers and measures that a picture has room for."""
    levers = [name for name in cells["lever"].unique() if name != LUCK][:MOST]
    measures = cells["measure"].unique()[:MOST_MEASURES]
    return cells[cells["lever"].isin([*levers, LUCK]) & cells["measure"].isin(measures)]


def draw_cells(title: str, reading: str, cells: pd.DataFrame, language: Language) -> Figure:
    """All measures on paper: the darker, the more."""
    cells = drawn(cells)
    rows, columns = list(cells["label"].unique()), _in_order(cells)
    top = max(1e-9, float(cells["part"].max())) if cells["part"].notna().any() else 1.0
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        axes = plot(panel, left=LABELS, bottom=0.85, right=0.0)
        axes.set_xlim(0, len(columns))
        axes.set_ylim(len(rows), 0)
        axes.xaxis.set_major_locator(NullLocator())
        axes.yaxis.set_major_locator(NullLocator())
        axes.spines["bottom"].set_visible(False)
        for _, cell in cells.iterrows():
            x, y = columns.index(cell["head"]), rows.index(cell["label"])
            is_luck = cell["lever"] == LUCK
            colour = style.REFERENCE if is_luck else style.RIVAL
            part = 0.0 if isnan(cell["part"]) else max(0.0, float(cell["part"])) / top
            axes.fill_between(
                [x + 0.03, x + 0.97], y + 0.05, y + 0.95, color=colour.light,
                alpha=0.75 * part, lw=0,
            )  # fmt: skip
            axes.text(
                x + 0.5, y + 0.5, str(cell["text"]), ha="center", va="center",
                size=style.LABEL, color=style.INK.light,
            )  # fmt: skip
        for y, label in enumerate(rows):
            words, size = fit_text(label, LABELS - 0.2, style.LABEL, 1, 7.0)
            axes.text(-0.05, y + 0.5, words, ha="right", va="center", size=size)
        wide = (panel.width - LABELS) / len(columns)
        for x, head in enumerate(columns):
            words, size = fit_text(_spaced(head), wide - 0.08, style.LABEL - 1, 3, 6.0)
            axes.text(x + 0.5, len(rows) + 0.1, words, ha="center", va="top", size=size,
                      color=style.MUTED.light)  # fmt: skip
    return page


def _spaced(measure: str) -> str:
    """A name that may be broken where its parts meet."""
    if " " in measure:  # words
        return measure
    return measure.replace("(", " (").replace("_", " ").replace(".", ". ")


def _in_order(cells: pd.DataFrame) -> list[str]:
    return list(cells["head"].unique())


def cells_chart(reading: str, cells: pd.DataFrame, language: Language) -> Any:
    """All measures on the screen."""
    cells = drawn(cells)
    top = max(1e-9, float(cells["part"].max())) if cells["part"].notna().any() else 1.0
    cells = cells.assign(
        row=[broken(label) for label in cells["label"]],
        column=[broken(_spaced(name), 12) for name in cells["head"]],
        strength=(cells["part"].fillna(0).clip(lower=0) / top) * 0.75,
        who=np.where(cells["lever"] == LUCK, LUCK, "lever"),
        shown=cells["text"].where(cells["part"].notna(), "–"),  # the word would not fit a phone
    )
    lines = "split(datum.value, '\\n')"
    tips = [
        alt.Tooltip("row", type="nominal", title=TEXT("lever", language)),
        alt.Tooltip("head", type="nominal", title=TEXT("measure", language)),
        alt.Tooltip("text", type="nominal", title=TEXT("in_all", language)),
    ]
    # On a phone the names of the numbers stand upright, or they would run into each other.
    count = cells["column"].nunique()
    upright = f"width < {62 * count}"
    x = alt.X(
        "column", type="nominal", sort=None, title=None,
        axis=alt.Axis(
            labelExpr=f"{upright} ? join({lines}, ' ') : {lines}", grid=False, labelLimit=180,
            labelAngle=alt.ExprRef(f"{upright} ? -90 : 0"),
            labelAlign=alt.ExprRef(f"{upright} ? 'right' : 'center'"),
            labelBaseline=alt.ExprRef(f"{upright} ? 'middle' : 'top'"),
        ),
    )  # fmt: skip
    base = alt.Chart(cells).encode(x=x, y=row_axis(), tooltip=tips)
    boxes = base.mark_rect(stroke=None).encode(
        color=alt.Color(
            "who", type="nominal", legend=None,
            scale=alt.Scale(
                domain=["lever", LUCK], range=[style.RIVAL.light, style.REFERENCE.light]
            ),
        ),
        opacity=alt.Opacity("strength", type="quantitative", scale=None, legend=None),
    )  # fmt: skip
    words = base.mark_text(fontSize=alt.ExprRef(f"max(8, min(13, width / {2.3 * count}))")).encode(
        text=alt.Text("shown", type="nominal")
    )
    rows = cells.drop_duplicates("row")
    chart = alt.layer(boxes, words, *row_labels(rows, tips)).properties(
        width=WIDE - 240, height=36 * cells["lever"].nunique(), description=reading
    )
    return chart.configure(**style.vega_config(language))
