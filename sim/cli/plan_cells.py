"""Cells of the tables of `overstap compare`: levels, differences with their intervals, money."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
from rich.table import Table
from rich.text import Text

from sim.cli.tables import UNKNOWN_SHORT, percent, points
from sim.scenario.problems import printable

LONGEST = 24

NARROW = 14
"""Characters of a name beside four columns of intervals, at 80 columns."""


def table(first: str, *titles: str, words: bool = False) -> Table:
    """A table of plans: the first column is words, the others numbers, unless they are words."""
    found = Table(box=None, padding=(0, 2, 0, 0), header_style="italic")
    found.add_column(first, overflow="fold", max_width=LONGEST + 4)
    for title in titles:
        found.add_column(title, justify="left" if words else "right", overflow="fold")
    return found


def name(plan: str, width: int = LONGEST) -> Text:
    """A plan's name, broken after an underscore or a space where it is longer than the width."""
    lines = [""]
    for part in re.findall(r"[^_ ]*[_ ]?", printable(plan, LONGEST)):
        if part and lines[-1] and len(lines[-1]) + len(part.rstrip()) > width:
            lines.append("")
        lines[-1] += part
    return Text("\n".join(line.rstrip(" ") for line in lines), "bold")


def known(value: Any, form: Any) -> str:
    """A number, or that it is unknown."""
    return UNKNOWN_SHORT if value is None or pd.isna(value) else str(form(float(value)))


def level(value: float, form: str) -> Text:
    """How high something stands."""
    forms: dict[str, Any] = {"points": percent, "share": percent, "score": _score, "money": money}
    forms["of 100"] = lambda v: f"{100 * v:.2f}"
    return Text(known(value, forms.get(form, lambda v: f"{v:,.0f}")))


def change(row: Any, form: str) -> Text:
    """A difference with its interval, from a row that has difference, low and high."""
    forms: dict[str, Any] = {"points": points, "score": _signed_score, "money": _signed_money}
    forms["of 100"] = lambda v: _signed_score(100 * v)
    write = forms.get(form, lambda v: _signed(f"{v:+,.0f}"))
    if pd.isna(row["difference"]):
        return Text(UNKNOWN_SHORT)
    return with_ends(write(float(row["difference"])), row, write)


def with_ends(value: str, row: Any, form: Any) -> Text:
    """A number, and its interval from the row's low and high under it."""
    text = Text(value)
    if row["low"] == row["high"] == 0:  # a plan that changes nothing: no interval to read
        return text
    if pd.notna(row["low"]) and pd.notna(row["high"]):
        text.append(f"\n{form(float(row['low']))} to {form(float(row['high']))}", "dim")
    return text


def _score(value: float) -> str:
    return f"{value:.2f}"


def _signed_score(value: float) -> str:
    return _signed(f"{value:+.2f}")


def _signed(text: str) -> str:
    return text[1:] if text.strip("+-0.,") == "" else text


def money(value: float) -> str:
    """An amount in at most five characters: 849k, 1.2M."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            digits = 1 if abs(value) < 10 * size else 0
            return f"{value / size:.{digits}f}{letter}"
    return f"{value:.0f}" if abs(value) >= 10 or value == 0 else f"{value:.1f}"


def _signed_money(value: float) -> str:
    text = money(value)
    return f"+{text}" if value > 0 and text.strip("0.") else text
