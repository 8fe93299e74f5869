"""Small parts of the screen charts that several answers share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from analysis import style
from analysis.language import Language

WIDE = 640
"""Nominal width in pixels; the page gives each chart the width that it has."""

AT = alt.param(name="at", value=-1)
"""The step, counted from the first, that the arrow keys point at."""


def finish(chart: Any, reading: str, language: Language) -> Any:
    """The house's look, numbers as the language writes them, and words for a screen reader."""
    return chart.properties(description=reading).configure(**style.vega_config(language))


def layered(layers: Sequence[Any]) -> Any:
    """Marks above each other; those without a row are left out.

    Vega asks every layer how far its values reach, and of none at all that is from plus to minus
    infinity, about which it warns.
    """
    return alt.layer(*(layer for layer in layers if len(layer.data)))


def tips(titles: Mapping[str, str]) -> list[alt.Tooltip]:
    """Tooltips of columns that are text already.

    Args:
        titles: What stands before each column's value, by column; names of our own, never of
            anything in a scenario.
    """
    return [alt.Tooltip(name, type="nominal", title=title) for name, title in titles.items()]
