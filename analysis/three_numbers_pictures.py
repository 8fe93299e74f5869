"""The three numbers drawn: share and base rate on one line, the hazard ratio beside them."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator

from analysis import style
from analysis.language import Language
from analysis.marks import WIDE, finish, tips
from analysis.panels import Key, Panel, fit_text
from analysis.sheet import sheet
from analysis.three_numbers_words import TEXT, estimate, percent, ratio

NAMES_WIDE, RATIO_WIDE, GAP = 2.5, 3.0, 0.45
"""Inches."""


def key(language: Language) -> Key:
    """What the dots mean."""
    return (
        (TEXT("key_leavers", language), style.INCUMBENT, style.INCUMBENT),
        (TEXT("key_base", language), style.INK, style.PAPER),
    )


def draw_groups(title: str, reading: str, rows: pd.DataFrame, language: Language) -> Figure:
    """A line for each group: share among leavers and base rate, and the hazard ratio."""
    with style.matplotlib_style():
        page, panel = sheet(title, reading, key=key(language), lines=3)
        bottom = panel.floor + 0.35
        high = panel.ceiling - bottom - 0.35
        wide = panel.width - NAMES_WIDE - RATIO_WIDE - GAP - 1.0
        shares = panel.axes(NAMES_WIDE, bottom, wide, high)
        ratios = panel.axes(NAMES_WIDE + wide + GAP, bottom, RATIO_WIDE, high)
        heads = ("axis_share", "axis_ratio")
        for axes, head in zip((shares, ratios), heads, strict=True):
            axes.set_ylim(len(rows) - 0.5, -0.5)
            axes.yaxis.set_major_locator(NullLocator())
            axes.grid(axis="x")
            axes.text(0, 1.02, TEXT(head, language), transform=axes.transAxes, va="bottom",
                      color=style.MUTED.light)  # fmt: skip
        share_axis(shares, language, vertical=False)
        span = ratio_axis(ratios, rows, language, vertical=False)
        for place, (_, row) in enumerate(rows.iterrows()):
            _group(panel, shares, ratios, place, len(rows), row, span, language)
    return page


def _group(
    panel: Panel, shares: Axes, ratios: Axes, place: int, count: int, row: pd.Series, span: float,
    language: Language,
) -> None:  # fmt: skip
    high = shares.get_position().height * panel.page.get_size_inches()[1]
    bottom = shares.get_position().y0 * panel.page.get_size_inches()[1] - panel.bottom
    words, size = fit_text(row["who"], NAMES_WIDE - 0.75, style.LABEL + 0.5, lines=1, smallest=7)
    panel.text(
        0, bottom + high * (1 - (place + 0.5) / count), words, size=size, va="center",
        weight="bold" if row["scope"] == "market" else "normal",
    )  # fmt: skip
    share, base = float(row["satisfied_share"]), float(row["base_rate"])
    left = share == share and share < base
    for name, colour, value in (
        ("base_rate", style.INK, base),
        ("satisfied_share", style.INCUMBENT, share),
    ):
        if value != value:
            unknown(shares, 0.5, place, language)
            continue
        shares.plot([row[f"{name}_low"], row[f"{name}_high"]], [place, place], lw=7,
                    color=colour.light, alpha=0.28, solid_capstyle="butt")  # fmt: skip
        filled = name == "satisfied_share"
        shares.plot(
            value, place, "o", ms=8 if filled else 11.5, mew=1.8, mec=colour.light,
            mfc=colour.light if filled else "none", gid=name, zorder=5,
        )  # fmt: skip
        side = -1 if filled == left else 1
        shares.annotate(
            percent(value, language), (value, place), xytext=(11 * side, -0.5), va="center",
            textcoords="offset points", ha="left" if side > 0 else "right", weight="bold",
            color=colour.text, zorder=6, annotation_clip=False,
        )  # fmt: skip
    value = float(row["hazard_ratio"])
    if value != value:
        unknown(ratios, 1.0, place, language)
        return
    low, high_end = (
        min(span, max(1 / span, float(row[f"hazard_ratio_{end}"]))) for end in ("low", "high")
    )
    ratios.plot([low, high_end], [place, place], lw=7, color=style.SATISFACTION.light, alpha=0.3,
                solid_capstyle="butt")  # fmt: skip
    ratios.plot(min(span, max(1 / span, value)), place, "D", ms=7.5, gid="hazard_ratio",
                color=style.SATISFACTION.light)  # fmt: skip
    ratios.annotate(
        ratio(value, language), (1, place), xycoords=("axes fraction", "data"), va="center",
        xytext=(10, -0.5), textcoords="offset points", weight="bold", size=style.LABEL + 1.5,
        color=style.SATISFACTION.text,
    )  # fmt: skip


def unknown(axes: Axes, x: float, y: float, language: Language) -> None:
    """Says that a number is unknown, where it would stand."""
    axes.text(x, y, language.unknown, style="italic", va="center", ha="center",
              color=style.MUTED.light, bbox={"facecolor": style.PAPER.light, "edgecolor": "none",
                                             "pad": 1.5})  # fmt: skip


def share_axis(axes: Axes, language: Language, *, vertical: bool) -> None:
    """An axis of shares, upright or level."""
    (axes.set_ylim if vertical else axes.set_xlim)(0, 1)
    axis = axes.yaxis if vertical else axes.xaxis
    axis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: language.percent(value)))


def ratio_axis(axes: Axes, rows: pd.DataFrame, language: Language, *, vertical: bool) -> float:
    """A log axis of ratios with a line at 1; returns how far it reaches from there."""
    names = {f"hazard_ratio{end}": f"ratio{end}" for end in ("", "_low", "_high")}
    span = style.ratio_span(rows.rename(columns=names))
    if vertical:
        axes.set_yscale("log")
        axes.set_ylim(1 / span, span)
        axes.axhline(1, color=style.INK.light, lw=1.2)
    else:
        axes.set_xscale("log")
        axes.set_xlim(1 / span, span)
        axes.axvline(1, color=style.INK.light, lw=1.2)
    axis = axes.yaxis if vertical else axes.xaxis
    axis.set_major_locator(FixedLocator(style.ratio_ticks(span)))
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())
    axis.set_major_formatter(FuncFormatter(lambda value, _: language.plain(value)))
    return span


def groups(reading: str, rows: pd.DataFrame, language: Language) -> Any:
    """The same for the screen: the ratio stands at the right of every line."""
    table = spoken(rows, language)
    table["place"] = np.arange(len(table), dtype=float)
    table["ratio_text"] = [ratio(value, language) for value in rows["hazard_ratio"]]
    scale = alt.Scale(domain=[-0.75, len(table) - 0.4], reverse=True, nice=False)
    y = alt.Y("place", type="quantitative", scale=scale, axis=None)
    axis = alt.Axis(
        format=".0%", values=[0, 0.25, 0.5, 0.75, 1], title=TEXT("axis_share", language)
    )

    def x(name: str) -> alt.X:
        return alt.X(name, type="quantitative", scale=alt.Scale(domain=[0, 1]), axis=axis)

    base = alt.Chart(table).encode(y=y, tooltip=number_tips(language, who=True))
    known = base.transform_filter("isValid(datum.satisfied_share)")
    layers: list[Any] = [
        base.mark_text(align="left", dy=-15, fontSize=13, limit=300).encode(
            x=alt.value(0), text=alt.Text("who", type="nominal")
        ),
        known.mark_rule(color=style.MUTED.light, strokeWidth=2).encode(
            x=x("satisfied_share"), x2=alt.X2("base_rate")
        ),
    ]
    for chart, name, colour in (
        (base, "base_rate", style.INK),
        (known, "satisfied_share", style.INCUMBENT),
    ):
        look: dict[str, Any] = {"stroke": colour.light, "strokeWidth": 2, "filled": True}
        look |= (
            {"fill": style.PAPER.light, "size": 150}
            if name == "base_rate"
            else {"fill": colour.light, "size": 90}
        )
        layers += [
            chart.mark_rule(color=colour.light, strokeWidth=8, opacity=0.28).encode(
                x=x(f"{name}_low"), x2=alt.X2(f"{name}_high")
            ),
            chart.mark_point(opacity=1, **look).encode(x=x(name)),
        ]
    lower = "datum.satisfied_share < datum.base_rate"
    for where, side in ((lower, -1), (f"!({lower})", 1)):
        for name, colour, aside in (
            ("satisfied_share", style.INCUMBENT, 12 * side),
            ("base_rate", style.INK, -12 * side),
        ):
            layers.append(
                base.transform_filter(where)
                .transform_filter(f"isValid(datum.{name})")
                .mark_text(
                    align="left" if aside > 0 else "right", dx=aside, fontSize=12,
                    fontWeight="bold", color=colour.text,
                )
                .encode(x=x(name), text=alt.Text(f"{name}_text", type="nominal"))
            )  # fmt: skip
    right = base.encode(x=alt.value(alt.ExprRef("width")))
    layers += [
        right.mark_text(
            align="left", dx=16, fontSize=15, fontWeight="bold", color=style.SATISFACTION.text
        ).encode(text=alt.Text("ratio_text", type="nominal")),
        right.mark_text(align="left", dx=16, dy=15, fontSize=11, color=style.MUTED.text).encode(
            text=alt.Text("ratio_ends", type="nominal")
        ),
        _heads(language),
    ]
    drawn = alt.layer(*layers).properties(width=WIDE - 100, height=58 * len(table) + 20)
    return finish(drawn, reading, language)


def _heads(language: Language) -> Any:
    """What is what, above the lines."""
    words = pd.DataFrame(
        {"words": [f"● {TEXT('key_leavers', language)}", f"○ {TEXT('key_base', language)}"]}
    )
    ratio_head = pd.DataFrame({"words": TEXT("hazard_ratio", language).split(" ")[:2]})
    marks: list[Any] = []
    for place, colour in ((0, style.INCUMBENT), (1, style.INK)):
        marks.append(
            alt.Chart(words.iloc[[place]])
            .mark_text(
                align="left", dy=-14, fontWeight="bold", color=colour.text, baseline="bottom"
            )
            .encode(
                x=alt.value(110 * place), y=alt.value(0), text=alt.Text("words", type="nominal")
            )
        )
    for place, _ in enumerate(ratio_head["words"]):
        marks.append(
            alt.Chart(ratio_head.iloc[[place]])
            .mark_text(align="left", dx=16, dy=-28 + 14 * place, color=style.SATISFACTION.text,
                       fontWeight="bold", fontSize=12, baseline="bottom", limit=96)
            .encode(
                x=alt.value(alt.ExprRef("width")), y=alt.value(0),
                text=alt.Text("words", type="nominal"),
            )
        )  # fmt: skip
    return alt.layer(*marks)


def spoken(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The numbers, and the texts of the tooltips."""
    names = ("satisfied_share", "base_rate", "hazard_ratio")
    wanted = [name + end for name in names for end in ("", "_low", "_high")]
    table = rows[["who", *wanted, *(["years"] if "years" in rows else [])]].reset_index(drop=True)
    for name in names:
        table[f"{name}_words"] = [estimate(row, name, language) for _, row in rows.iterrows()]
    for name in names[:2]:
        table[f"{name}_text"] = [percent(value, language) for value in rows[name]]
    table["leavers_words"] = [language.number(value) for value in rows["leavers"]]
    table["ratio_ends"] = [
        language.between(ratio(low, language), ratio(high, language)) if low == low else ""
        for low, high in rows[["hazard_ratio_low", "hazard_ratio_high"]].itertuples(index=False)
    ]
    return table


def number_tips(language: Language, *, who: bool) -> list[alt.Tooltip]:
    """Tooltips of the columns of `spoken`: the group, or the years, and the numbers."""
    first = {"who": TEXT("who", language)} if who else {"years": TEXT("years", language)}
    numbers = ("leavers", "satisfied_share", "base_rate", "hazard_ratio")
    return tips({**first, **{f"{name}_words": TEXT(name, language) for name in numbers}})
