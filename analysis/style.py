"""One place for how pictures look: colours, type and sizes, for paper, screen and print.

The colours are Okabe and Ito's (2008), which stay apart for colour-blind readers and on washed-out
projectors. Every colour has one meaning in every picture, and a lighter partner for dark screens.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.font_manager import fontManager

from analysis.language import Language


@dataclass(frozen=True)
class Colour:
    """A colour by its meaning.

    Attributes:
        name: The CSS variable, without the dashes.
        light: Hex value on a light background; also what matplotlib and Vega draw with.
        text: A deeper tone for words on a light background (contrast of 4.5 or more).
        dark: Hex value that the report's style sheet puts in place of both on a dark background.
    """

    name: str
    light: str
    text: str
    dark: str


INK = Colour("ink", "#18202b", "#18202b", "#e9edf3")
MUTED = Colour("muted", "#5a6573", "#5a6573", "#a9b4c2")
RULE = Colour("rule", "#dde2e8", "#dde2e8", "#333c49")
PAPER = Colour("paper", "#ffffff", "#ffffff", "#12161d")
SATISFACTION = Colour("satisfaction", "#009e73", "#00775a", "#35c79d")
INCUMBENT = Colour("incumbent", "#d55e00", "#b04c00", "#ff8c42")
RIVAL = Colour("rival", "#0072b2", "#006ba6", "#56b4e9")
REFERENCE = Colour("reference", "#8b95a3", "#5f6977", "#8792a2")

PALETTE = (INK, MUTED, RULE, PAPER, SATISFACTION, INCUMBENT, RIVAL, REFERENCE)

BAND_OPACITY = 0.24

FAMILIES = ("Inter", "Helvetica Neue", "Helvetica", "Arial", "Liberation Sans", "DejaVu Sans")
CSS_FAMILY = "Inter, 'Segoe UI', 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"

# Point sizes on a page of 16 by 9 inches: readable from the back of a room.
QUESTION, ANSWER, PANEL, READING, LABEL, NUMERAL, FOOT = 33.0, 15.0, 14.5, 12.5, 11.0, 19.0, 9.5


def _font() -> str:
    """The first of our families on this machine; DejaVu Sans comes with matplotlib."""
    here = {entry.name for entry in fontManager.ttflist}
    return next(family for family in FAMILIES if family in here)


@contextmanager
def matplotlib_style() -> Iterator[None]:
    """Draw and save inside this: our type, no mathtext, so that a `$` in a name is a `$`."""
    settings: Any = {  # matplotlib types its keys one by one, but only in its newest version
        "font.family": [_font(), "DejaVu Sans"],
        "font.size": LABEL,
        "text.parse_math": False,
        "text.hinting": "no_hinting",  # so that a width is the same at every resolution
        "text.color": INK.light,
        "axes.edgecolor": RULE.light,
        "axes.linewidth": 1.0,
        "axes.labelcolor": MUTED.light,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.axisbelow": True,
        "axes.unicode_minus": False,
        "xtick.color": MUTED.light,
        "ytick.color": MUTED.light,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "grid.color": RULE.light,
        "grid.linewidth": 0.9,
        "figure.facecolor": PAPER.light,
        "savefig.facecolor": PAPER.light,
        "svg.hashsalt": "overstap",
    }
    with mpl.rc_context(settings):
        yield


def ratio_span(table: pd.DataFrame) -> float:
    """How far the ratio axis reaches from 1, on both sides alike: at least 2, at most 50."""
    values = table[["ratio", "ratio_low", "ratio_high"]].to_numpy(float)
    values = values[np.isfinite(values) & (values > 0)]
    furthest = float(np.exp(np.abs(np.log(values)).max())) if len(values) else 1.0
    return min(50.0, max(2.0, 1.15 * furthest))


def on_ratio_axis(values: pd.Series, span: float) -> pd.Series:
    """Where ratios stand on that axis; those beyond its ends, and 0, stand at the ends."""
    return values.clip(1 / span, span)


def ratio_ticks(span: float) -> list[float]:
    """Round ratios on a log axis from 1/span to span: at most five, with 1 in the middle."""
    step = next(step for step in (2.0, 3.0, 5.0, 10.0, 20.0, 50.0) if step >= span**0.5)
    above = [step**power for power in (1, 2) if step**power <= span]
    return [1 / tick for tick in reversed(above)] + [1.0] + above


_DUTCH_NUMBERS = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€ ", ""]}


def vega_config(language: Language) -> dict[str, Any]:
    """The same look for Vega-Lite, on a transparent background so that the page shows through.

    Numbers are as the language writes them.
    """
    axis = {
        "domain": False,
        "ticks": False,
        "gridColor": RULE.light,
        "labelColor": MUTED.light,
        "titleColor": MUTED.light,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelPadding": 6,
    }
    config: dict[str, Any] = {
        "background": "transparent",
        "aria": False,  # the page names each chart as a whole, and gives its data as a table
        "padding": {"left": 2, "right": 4, "top": 4, "bottom": 4},
        "font": CSS_FAMILY,
        "view": {"stroke": None},
        "axis": axis,
        "title": {
            "anchor": "start",
            "frame": "group",
            "color": INK.light,
            "subtitleColor": MUTED.light,
            "fontSize": 14,
            "fontWeight": 600,
            "offset": 10,
        },
        "legend": {
            "labelColor": INK.light,
            "labelFontSize": 13,
            "labelLimit": 400,
            "orient": "top",
            "title": None,
        },
        "text": {"color": INK.light, "fontSize": 13},
    }
    if language.code == "nl":
        config["locale"] = {"number": _DUTCH_NUMBERS}
    return config
