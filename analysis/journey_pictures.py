"""The journey drawn: last failures against all failures, and last failure by reason and trigger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from analysis import style
from analysis.journey_words import TEXT, word
from analysis.language import Language
from analysis.marks import WIDE, finish, tips
from analysis.panels import Key, fit_text, width_of
from analysis.sheet import sheet
from analysis.three_numbers_words import percent
from analysis.wording import capital

MOST = 5
"""Columns of a grid; rarer ones are put together."""


@dataclass(frozen=True)
class Grid:
    """Leavers of one provider by contact and by reason or trigger.

    Attributes:
        by: true_reason or trigger.
        cells: A row a cell, by contact: touchpoint, name, what, words, leavers and share (of the
            row, 0-1; NaN in an empty row).
    """

    by: str
    cells: pd.DataFrame


def grid(
    table: pd.DataFrame,
    by: str,
    points: Sequence[str],
    name: Callable[[str], str],
    language: Language,
) -> Grid:
    """Fills every cell of contact x reason, or contact x trigger.

    Args:
        table: Of `journey.crossed`, of one provider.
        by: true_reason or trigger.
        points: The contacts in order of the journey, and "" as the last.
        name: What people read for a contact.
        language: Of the reasons and triggers.
    """
    totals = table.groupby(by)["leavers"].sum().sort_values(ascending=False, kind="stable")
    kept = list(totals.index[: MOST if len(totals) <= MOST else MOST - 1])
    what = table[by].where(table[by].isin(kept), "")
    counts = table.groupby(["touchpoint", what])["leavers"].sum()
    columns = kept + ([""] if len(totals) > len(kept) else [])
    rows = []
    for point in points:
        all_of_it = sum(int(counts.get((point, column), 0)) for column in columns)
        for column in columns:
            count = int(counts.get((point, column), 0))
            share = count / all_of_it if all_of_it else np.nan
            rows.append((point, name(point), column, word(by, column, language), count, share))
    names = ["touchpoint", "name", "what", "words", "leavers", "share"]
    return Grid(by, pd.DataFrame(rows, columns=names))


def _key(language: Language) -> Key:
    return (
        (TEXT("key_leavers", language), style.INCUMBENT, style.INCUMBENT),
        (TEXT("key_failures", language), style.INK, style.PAPER),
    )


def draw(title: str, reading: str, rows: pd.DataFrame, language: Language) -> Figure:
    """A line for each contact in order of the journey: leavers' last failures, all failures."""
    points = rows[rows["touchpoint"] != ""]
    names_wide = 2.3
    with style.matplotlib_style():
        page, panel = sheet(title, reading, key=_key(language), lines=3)
        bottom = panel.floor + 0.55
        high = panel.ceiling - bottom - 0.15
        axes = panel.axes(names_wide, bottom, panel.width - names_wide - 1.2, high)
        axes.set_ylim(len(points) - 0.5, -0.5)
        axes.set_xlim(0, _top(points))
        axes.yaxis.set_major_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: language.percent(value)))
        axes.set_xlabel(TEXT("axis", language), labelpad=6)
        axes.grid(axis="x")
        for place, (_, row) in enumerate(points.iterrows()):
            words, size = fit_text(
                capital(row["name"]), names_wide - 0.2, style.LABEL + 1, 1, smallest=7
            )
            panel.text(
                0, bottom + high * (1 - (place + 0.5) / len(points)), words, size=size, va="center"
            )
            _point(axes, place, row, language)
    return page


def _top(points: pd.DataFrame) -> float:
    numbers = points[["share_high", "share_of_failures"]].to_numpy(float)
    known = numbers[np.isfinite(numbers)]
    return min(1.0, 1.12 * float(known.max())) if len(known) else 1.0


def _point(axes: Axes, place: int, row: pd.Series, language: Language) -> None:
    share, usual = float(row["share"]), float(row["share_of_failures"])
    if share != share:
        axes.text(axes.get_xlim()[1] / 2, place, language.unknown, style="italic", va="center",
                  color=style.MUTED.light)  # fmt: skip
        return
    axes.plot([row["share_low"], row["share_high"]], [place, place], lw=8, alpha=0.3,
              color=style.INCUMBENT.light, solid_capstyle="butt")  # fmt: skip
    if usual == usual:
        axes.plot([share, usual], [place, place], lw=1.6, color=style.MUTED.light)
        axes.plot(usual, place, "o", ms=12, mfc="none", mec=style.INK.light, mew=1.8, gid="usual")
    axes.plot(share, place, "o", ms=8.5, color=style.INCUMBENT.light, gid="leavers")
    for value, colour, side in (
        (share, style.INCUMBENT, -1 if share < usual else 1),
        (usual, style.INK, 1 if share < usual else -1),
    ):
        if value == value:
            axes.annotate(
                percent(value, language), (value, place), xytext=(12 * side, -0.5), va="center",
                textcoords="offset points", ha="left" if side > 0 else "right", weight="bold",
                color=colour.text, annotation_clip=False,
            )  # fmt: skip


def chart(reading: str, rows: pd.DataFrame, language: Language) -> Any:
    """The same for the screen."""
    points = rows[rows["touchpoint"] != ""]
    numbers = ["share", "share_low", "share_high", "share_of_failures"]
    table = points[numbers].reset_index(drop=True)
    table["name"] = [capital(name) for name in points["name"]]
    table["place"] = np.arange(len(table), dtype=float)
    for name in ("leavers", "failures"):
        table[f"{name}_words"] = [language.number(value) for value in points[name]]
    for name in ("share", "share_of_failures"):
        table[f"{name}_words"] = [percent(value, language) for value in points[name]]
    table["ratio_words"] = [language.number(value, 2) for value in points["ratio"]]
    scale = alt.Scale(domain=[-0.75, len(table) - 0.4], reverse=True, nice=False)
    axis = alt.Axis(format=".0%", tickCount=5, title=TEXT("axis", language))

    def x(name: str) -> alt.X:
        domain = alt.Scale(domain=[0, _top(points)])
        return alt.X(name, type="quantitative", axis=axis, scale=domain)

    base = alt.Chart(table).encode(
        y=alt.Y("place", type="quantitative", scale=scale, axis=None),
        tooltip=tips(
            {
                "name": TEXT("point", language),
                **{
                    f"{name}_words": TEXT(name, language)
                    for name in ("leavers", "failures", "share", "share_of_failures", "ratio")
                },
            }
        ),
    )
    known = base.transform_filter("isValid(datum.share)")
    usual = base.transform_filter("isValid(datum.share_of_failures)")
    layers: list[Any] = [
        base.mark_text(align="left", dy=-15, fontSize=13, limit=270).encode(
            x=alt.value(0), text=alt.Text("name", type="nominal")
        ),
        known.mark_rule(color=style.INCUMBENT.light, strokeWidth=8, opacity=0.3).encode(
            x=x("share_low"), x2=alt.X2("share_high")
        ),
        usual.mark_point(
            filled=True, size=160, fill=style.PAPER.light, stroke=style.INK.light, strokeWidth=2,
            opacity=1,
        ).encode(x=x("share_of_failures")),
        known.mark_point(filled=True, size=90, opacity=1, color=style.INCUMBENT.light).encode(
            x=x("share")
        ),
    ]  # fmt: skip
    right = base.encode(x=alt.value(alt.ExprRef("width")))
    looks = (("share", -1, style.INCUMBENT), ("share_of_failures", 1, style.INK))
    for name, side, colour in looks:
        layers.append(
            right.mark_text(
                align="left", dx=14, dy=8 * side, fontSize=14, fontWeight="bold", color=colour.text
            ).encode(text=alt.Text(f"{name}_words", type="nominal"))
        )
    for place, (sign, name, colour) in enumerate(
        (("●", "key_leavers", style.INCUMBENT), ("○", "key_failures", style.INK))
    ):
        words = pd.DataFrame({"words": [f"{sign} {TEXT(name, language)}"]})
        layers.append(
            alt.Chart(words)
            .mark_text(align="left", baseline="bottom", dy=-8, fontWeight="bold", color=colour.text)
            .encode(
                x=alt.value(110 * place), y=alt.value(0), text=alt.Text("words", type="nominal")
            )
        )
    drawn = alt.layer(*layers).properties(width=WIDE - 80, height=54 * len(table) + 12)
    return finish(drawn, reading, language)


def draw_reasons(title: str, reading: str, grids: Sequence[Grid], language: Language) -> Figure:
    """Two grids side by side, rows in the order of the journey; shares of each row."""
    names_wide, gap = 1.55, 0.3
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        bottom = panel.floor + 0.1
        high = panel.ceiling - bottom - 1.3
        room = (panel.width - names_wide - gap) / sum(_columns(g) for g in grids)
        left = names_wide
        for place, each in enumerate(grids):
            wide = room * _columns(each)
            axes = panel.axes(left, bottom, wide, high)
            _grid(axes, each, language, room)
            panel.text(left, panel.ceiling - 0.12, TEXT(each.by, language), weight="bold", va="top")
            if place == 0:
                names = list(dict.fromkeys(each.cells["name"]))
                for row, name in enumerate(names):
                    words, size = fit_text(capital(name), names_wide - 0.15, style.LABEL, 1, 7)
                    panel.text(
                        0, bottom + high * (1 - (row + 0.5) / len(names)), words, size=size,
                        va="center",
                    )  # fmt: skip
            left += wide + gap
    return page


def _columns(each: Grid) -> int:
    return int(each.cells["what"].nunique())


def _grid(axes: Axes, each: Grid, language: Language, room: float) -> None:
    names = list(dict.fromkeys(each.cells["name"]))
    columns = list(dict.fromkeys(each.cells["words"]))
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.yaxis.set_major_locator(NullLocator())
    axes.xaxis.set_major_locator(NullLocator())
    axes.spines["bottom"].set_visible(False)
    for column, words in enumerate(columns):
        text, size = fit_text(words, room - 0.08, style.LABEL - 0.5, lines=4, smallest=6.5)
        # A single long word is not broken, so it is set smaller.
        longest = max(width_of(each, size) for each in words.split() or [" "])
        size *= min(1.0, (room - 0.05) / longest)
        axes.annotate(text, (column, -0.5), xytext=(0, 5), textcoords="offset points", ha="center",
                      va="bottom", size=size, color=style.MUTED.light)  # fmt: skip
    for name, words, share in each.cells[["name", "words", "share"]].itertuples(index=False):
        x, y = columns.index(words), names.index(name)
        if share != share:
            axes.text(x, y, language.unknown, ha="center", va="center", style="italic",
                      size=style.LABEL - 2, color=style.MUTED.light)  # fmt: skip
            continue
        axes.barh(y, 0.94, 0.9, x - 0.47, color=style.RIVAL.light, alpha=_shade(share), gid="cell")
        axes.text(
            x, y, percent(share, language), ha="center", va="center",
            weight="bold" if share >= 0.2 else "normal",
            color=style.PAPER.light if share > 0.6 else style.INK.light,
        )  # fmt: skip


def _shade(share: float) -> float:
    return 0.04 + 0.96 * share


def reasons(reading: str, grids: Sequence[Grid], language: Language) -> Any:
    """The same for the screen, one grid above the other."""
    parts = []
    for each in grids:
        table = each.cells[["name", "words", "share"]].copy()
        table["name"] = [capital(name) for name in table["name"]]
        table["share_words"] = [percent(share, language) for share in table["share"]]
        table["leavers_words"] = [language.number(count) for count in each.cells["leavers"]]
        table["shade"] = [_shade(share) if share == share else 0.0 for share in table["share"]]
        axis = alt.Axis(
            orient="top", labelAngle=-38, labelAlign="left", title=None, grid=False, labelLimit=150,
            labelFontSize=12,
        )  # fmt: skip
        names = alt.Axis(title=None, grid=False, minExtent=104, maxExtent=104, labelLimit=100)
        base = alt.Chart(table).encode(
            x=alt.X("words", type="nominal", sort=None, axis=axis),
            y=alt.Y("name", type="nominal", sort=None, axis=names),
            tooltip=tips(
                {
                    "name": TEXT("point", language),
                    "words": TEXT(each.by, language),
                    "leavers_words": TEXT("leavers", language),
                    "share_words": TEXT("grid", language),
                }
            ),
        )
        cells = base.mark_rect(color=style.RIVAL.light, stroke=style.PAPER.light).encode(
            opacity=alt.Opacity("shade", type="quantitative", scale=None)
        )
        light, dark = "datum.shade > 0.62", "!(datum.shade > 0.62)"
        layers = [cells]
        for where, colour in ((light, style.PAPER), (dark, style.INK)):
            layers.append(
                base.transform_filter(where)
                .mark_text(fontSize=12, color=colour.light)
                .encode(text=alt.Text("share_words", type="nominal"))
            )
        rows = table["name"].nunique()
        parts.append(
            alt.layer(*layers).properties(
                width=WIDE - 180, height=34 * rows, title=TEXT(each.by, language)
            )
        )
    return finish(alt.vconcat(*parts, spacing=22), reading, language)
