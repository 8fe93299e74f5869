"""Plans compared, on the screen: lines of plans, their names and a rule at zero."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from analysis import style
from analysis.language import Language
from analysis.plan_words import LETTERS


def amounts(language: Language) -> dict[str, Any]:
    """How an axis of money or customers writes its numbers: 0, 20k, and 1,5 mln in Dutch."""
    letters = LETTERS[language.code]
    words = "format(datum.value, ',~r')"
    for size, letter in ((1e3, "k"), (1e6, "M"), (1e9, "G")):
        whole = f"format(datum.value / {size:.0f}, ',~r') + '{letters[letter]}'"
        words = f"abs(datum.value) >= {size:.0f} ? {whole} : {words}"
    return {"labelExpr": words}


def lines(count: int, field: str = "place") -> alt.Y:
    """One line for each plan, from the top; the names stand above their lines."""
    scale = alt.Scale(domain=[-0.6, count - 0.4], reverse=True, nice=False)
    return alt.Y(field, type="quantitative", scale=scale, axis=None)


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


def zero(count: int) -> Any:
    """A rule at zero beside each line, and not through the name above it."""
    places = np.arange(count)
    rows = pd.DataFrame({"zero": 0.0, "top": places - 0.15, "bottom": places + 0.46})
    return (
        alt.Chart(rows)
        .mark_rule(color=style.INK.light, strokeWidth=1.3)
        .encode(x=alt.X("zero", type="quantitative"), y=lines(count, "top"), y2="bottom")
    )


def number(value: Any) -> float:
    """A number; not a number where it is unknown."""
    return float("nan") if value is None or pd.isna(value) else float(value)
