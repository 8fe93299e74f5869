"""The exhibit of a market that has nothing to show: it says so, on paper and on the screen."""

from __future__ import annotations

from functools import partial
from typing import Any

import altair as alt
import pandas as pd
from matplotlib.figure import Figure

from analysis import style
from analysis.exhibit import Exhibit
from analysis.language import Language
from analysis.marks import WIDE, finish
from analysis.panels import wrap
from analysis.sheet import sheet


def exhibit(
    key: str,
    title: str,
    reading: str,
    language: Language,
    data: pd.DataFrame | None = None,
    table: pd.DataFrame | None = None,
) -> Exhibit:
    """A page, and a chart, with the words alone.

    Args:
        key: Of the exhibit.
        title: Of the exhibit.
        reading: Why there is nothing.
        language: Of the reading.
        data: What there is behind it all the same; a table without rows keeps its columns.
        table: The same for reading; when left out, the columns of the data without rows.
    """
    data = pd.DataFrame() if data is None else data
    return Exhibit(
        key=key,
        title=title,
        reading=reading,
        data=data,
        table=data.head(0) if table is None else table,
        figure=partial(figure, title, reading),
        chart=partial(chart, reading, language),
    )


def figure(title: str, reading: str) -> Figure:
    """A page with a title and a reading."""
    with style.matplotlib_style():
        page, _ = sheet(title, reading, lines=3)
    return page


def chart(reading: str, language: Language) -> Any:
    """The reading as lines of text."""
    lines = wrap(reading, 6.0, style.READING)
    words = pd.DataFrame({"words": lines, "line": range(len(lines))})
    drawn = (
        alt.Chart(words)
        .mark_text(align="left", fontSize=15, color=style.MUTED.text)
        .encode(
            x=alt.value(0),
            y=alt.Y("line", type="ordinal", axis=None),
            text=alt.Text("words", type="nominal"),
            tooltip=[alt.Tooltip("words", type="nominal", title=" ")],
        )
    )
    return finish(drawn.properties(width=WIDE, height=24 * len(lines)), reading, language)
