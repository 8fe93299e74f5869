"""Plans compared, on the screen: marks that all these charts share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from analysis import style
from analysis.language import Language

WIDE = 640
"""Nominal width in pixels; the page gives each chart the width that it has."""

AT = alt.param(name="at", value=-1)
"""The period, counted from the first, that the arrow keys point at."""

_DUTCH_NUMBERS = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€ ", ""]}


def lines(count: int) -> alt.Y:
    """One line for each plan, from the top; the names stand above their lines."""
    scale = alt.Scale(domain=[-0.6, count - 0.4], reverse=True, nice=False)
    return alt.Y("place", type="quantitative", scale=scale, axis=None)


def labels(table: pd.DataFrame, y: alt.Y) -> Any:
    """The names of the plans, above their lines."""
    first = table.drop_duplicates("place")[["place", "label"]]
    return (
        alt.Chart(first)
        .mark_text(align="left", dy=-14, fontSize=12, limit=460)
        .encode(y=y, x=alt.value(0), text=alt.Text("label", type="nominal"))
    )


def key(words: str) -> alt.TitleParams:
    """What is what, above all charts."""
    return alt.TitleParams(words, fontSize=12, fontWeight="normal", color=style.MUTED.light)


def zero() -> Any:
    """A rule at zero."""
    return (
        alt.Chart(pd.DataFrame({"zero": [0.0]}))
        .mark_rule(color=style.INK.light, strokeWidth=1.3)
        .encode(x=alt.X("zero", type="quantitative"))
    )


def tips(titles: Mapping[str, str]) -> list[alt.Tooltip]:
    """Tooltips of columns that are text already, with what stands before each."""
    return [alt.Tooltip(name, type="nominal", title=title) for name, title in titles.items()]


def number(value: Any) -> float:
    """A number; not a number where it is unknown."""
    return float("nan") if value is None or pd.isna(value) else float(value)


def finish(chart: Any, reading: str, language: Language) -> Any:
    """The house's look, numbers as the language writes them, and words for a screen reader."""
    config = style.vega_config()
    if language.code == "nl":
        config["locale"] = {"number": _DUTCH_NUMBERS}
    return chart.properties(description=reading).configure(**config)
