"""A page with one panel: title, picture and reading, sized for a projector."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.panels import Key, Panel

PAGE = (11.0, 6.2)
"""Inches, 16 by 9: a slide."""

MARGIN = 0.4


def sheet(title: str, reading: str, *, key: Key = (), lines: int = 2) -> tuple[Figure, Panel]:
    """A page of its own with a panel on it; draw inside `style.matplotlib_style()`.

    Args:
        title: What is shown.
        reading: What the data say; wrapped, and set smaller when it is long.
        key: What the dots mean.
        lines: Room for the reading.
    """
    page = Figure(figsize=PAGE)
    place = (MARGIN, 0.1, PAGE[0] - 2 * MARGIN, PAGE[1] - 0.25)
    return page, Panel(page, place, title, reading, lines=lines, key=key)


def plot(panel: Panel, *, left: float = 0.6, bottom: float = 0.5, right: float = 0.2) -> Axes:
    """Axes that fill a panel.

    Args:
        panel: Of `sheet`.
        left: Inches for the labels of the vertical axis.
        bottom: Inches for those of the horizontal axis.
        right: Inches kept free at the right.
    """
    floor = panel.floor + bottom
    wide, high = panel.width - left - right, panel.ceiling - floor - 0.1
    return panel.axes(left, floor, wide, high)
