"""The exhibit of a market that has nothing to show: it says so."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
from matplotlib.figure import Figure

from analysis import curves, style
from analysis.exhibit import Exhibit
from analysis.panels import wrap
from analysis.sheet import sheet


def exhibit(key: str, title: str, words: str) -> Exhibit:
    """A page, and a chart, with the words alone."""

    def figure() -> Figure:
        with style.matplotlib_style():
            page, _ = sheet(title, words, lines=3)
        return page

    def chart() -> Any:
        lines = wrap(words, 6.0, style.LABEL)
        made = (
            alt.Chart(pd.DataFrame({"words": lines, "row": range(len(lines))}))
            .mark_text(align="left", color=style.MUTED.text)
            .encode(
                x=alt.value(0),
                y=alt.Y("row", type="ordinal", axis=None),
                text=alt.Text("words", type="nominal"),
                tooltip=alt.Tooltip("words", type="nominal", title=" "),
            )
        )
        made = made.properties(width=curves.WIDTH, height=24 * len(lines))
        return made.configure(**style.vega_config())

    return Exhibit(key, title, words, pd.DataFrame(), pd.DataFrame(), figure, chart)
