"""The picture of `analysis.satisfied_first`: leaving by satisfaction, a panel a policy and rule.

One look should do: the sketch shows what the article expects, and the panels show what comes out. A
panel is tinted where one of its lines does rise from the dissatisfied to the middle, beyond chance.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis import style
from analysis.panels import fit_text
from analysis.satisfied_first import BANDS, POLICIES, RULES, headline, readings

PAGE = (16.0, 9.0)
LEFT, RIGHT, TOP, BOTTOM = 2.25, 0.35, 2.6, 1.15
GAP_X, GAP_Y = 0.22, 0.30

LINES = (
    (True, "discontent", style.RIVAL, "-"),
    (True, "without b", style.RIVAL, (0, (4, 3))),
    (False, "discontent", style.REFERENCE, "-"),
    (False, "without b", style.REFERENCE, (0, (4, 3))),
)
"""Engagement, what makes a customer compare, colour and dash."""

ROWS = {
    "compare": "Leaves for a\nbetter offer",
    "threshold": "Leaves when\nsatisfaction is\nunder a threshold",
    "satisfaction_only": "Leaves by chance,\nmore often when\nless satisfied",
}
COLUMNS = {
    "none": "nobody is called",
    "random": "anybody is called",
    "squeaky_wheel": "the loud are called",
    "satisfied_first": "the satisfied are called",
    "likely_to_leave": "likely leavers are called",
}


def draw(rates: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """Yearly leaving by satisfaction, for each policy of attention (columns) and exit rule (rows).

    Args:
        rates: From `satisfied_first.by_band`.
        table: From `satisfied_first.verdicts`.

    Returns:
        A page of 16 by 9 inches.
    """
    with style.matplotlib_style():
        page = Figure(figsize=PAGE)
        _heading(page, table)
        middle = LEFT + (PAGE[0] - LEFT - RIGHT) / 2
        _write(page, middle, 0.52, "satisfaction at the end of the month before, of 10",
               ha="center", va="center", color=style.MUTED.light)  # fmt: skip
        _write(page, 0.4, PAGE[1] - TOP + 0.16, "leave in a year", va="bottom",
               color=style.MUTED.light)  # fmt: skip
        wide = (PAGE[0] - LEFT - RIGHT + GAP_X) / len(POLICIES) - GAP_X
        high = (PAGE[1] - TOP - BOTTOM + GAP_Y) / len(RULES) - GAP_Y
        for row, rule in enumerate(RULES):
            of_rule = rates[rates["rule"] == rule]
            top = 1.12 * float(of_rule["rate_high"].max())
            bottom = PAGE[1] - TOP - (row + 1) * high - row * GAP_Y
            _write(page, 0.4, bottom + high / 2, ROWS[rule], size=style.LABEL + 1, va="center",
                   weight="bold", linespacing=1.3)  # fmt: skip
            for column, policy in enumerate(POLICIES):
                left = LEFT + column * (wide + GAP_X)
                place = (left / PAGE[0], bottom / PAGE[1], wide / PAGE[0], high / PAGE[1])
                axes = page.add_axes(place)
                _panel(axes, of_rule[of_rule["policy"] == policy], top, edge=column == 0)
                if row == 0:
                    axes.set_title(COLUMNS[policy], size=style.LABEL + 1, weight="bold", pad=8)
                if row == len(RULES) - 1:
                    axes.set_xticks(range(len(BANDS)), BANDS.values())
                here = table[(table["rule"] == rule) & (table["policy"] == policy)]
                drawn = here["looking"].isin([looking for _, looking, _, _ in LINES])
                if (here[drawn]["first_low"] > 1).any():
                    axes.set_facecolor("#fdeee3")
    return page


def _heading(page: Figure, table: pd.DataFrame) -> None:
    _write(page, 0.4, 8.62, "Do satisfied customers leave first?", size=style.QUESTION - 6,
           weight="bold", va="center")  # fmt: skip
    _write(page, 0.4, 8.13, headline(table), size=style.ANSWER + 2, va="center",
           weight="bold", color=style.RIVAL.text)  # fmt: skip
    said = readings(table)
    words, size = fit_text(" ".join(said), 11.6, style.READING, lines=4)
    _write(page, 0.4, 7.9, words, size=size, va="top", linespacing=1.3)
    sketch = page.add_axes((12.75 / PAGE[0], 7.12 / PAGE[1], 1.5 / PAGE[0], 0.85 / PAGE[1]))
    hump = np.linspace(0, 3, 60)
    sketch.plot(hump, 0.25 + 0.75 * np.exp(-((hump - 1.5) ** 2) / 0.7), lw=3,
                color=style.INCUMBENT.light)  # fmt: skip
    sketch.set(ylim=(0, 1.1), xticks=[], yticks=[])
    _write(page, 14.4, 7.55, "what the article\nexpects: most leaving\nin the middle", va="center",
           size=style.LABEL, color=style.INCUMBENT.text, linespacing=1.3)  # fmt: skip
    _keys(page)


def _keys(page: Figure) -> None:
    words = (
        "attention moves engagement",
        "the same, and satisfaction has no say in comparing (b = 0)",
        "engagement constant",
        "the same, b = 0",
    )
    handles = [
        Line2D([], [], color=colour.light, ls=dash, lw=2.4, label=label)
        for (_, _, colour, dash), label in zip(LINES, words, strict=True)
    ]
    page.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(LEFT / PAGE[0] - 0.01, 0.005), ncols=4,
        frameon=False, fontsize=style.LABEL, handlelength=2.6, columnspacing=2.2,
    )  # fmt: skip


def _panel(axes: Axes, rates: pd.DataFrame, top: float, *, edge: bool) -> None:
    places = {band: place for place, band in enumerate(BANDS)}
    for engagement, looking, colour, dash in reversed(LINES):
        chosen = rates[(rates["engagement"] == engagement) & (rates["looking"] == looking)]
        chosen = chosen.sort_values("band")
        x = chosen["band"].map(places)
        axes.fill_between(
            x, chosen["rate_low"].clip(lower=0), chosen["rate_high"],
            color=colour.light, alpha=style.BAND_OPACITY, lw=0,
        )  # fmt: skip
        axes.plot(x, chosen["rate"], color=colour.light, ls=dash, lw=2.4, marker="o", ms=4)
    axes.set(xlim=(-0.3, len(BANDS) - 0.7), ylim=(0, top), xticks=[])
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f}%"))
    axes.grid(axis="y")
    if not edge:
        axes.tick_params(labelleft=False)


def _write(page: Figure, x: float, y: float, words: str, **look: object) -> None:
    page.text(x / PAGE[0], y / PAGE[1], words, **look)  # type: ignore[arg-type]
