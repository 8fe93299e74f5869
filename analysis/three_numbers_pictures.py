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
from analysis.marks import AT, WIDE, finish, tips
from analysis.panels import Key, Panel, fit_text
from analysis.sheet import sheet
from analysis.style import Colour
from analysis.three_numbers_words import TEXT, estimate, percent, ratio

NAMES_WIDE, RATIO_WIDE, GAP = 2.5, 3.0, 0.45
"""Inches."""


def _key(language: Language) -> Key:
    return (
        (TEXT("key_leavers", language), style.INCUMBENT, style.INCUMBENT),
        (TEXT("key_base", language), style.INK, style.PAPER),
    )


def draw_groups(title: str, reading: str, rows: pd.DataFrame, language: Language) -> Figure:
    """A line for each group: share among leavers and base rate, and the hazard ratio."""
    with style.matplotlib_style():
        page, panel = sheet(title, reading, key=_key(language), lines=3)
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
        _share_axis(shares, language, vertical=False)
        span = _ratio_axis(ratios, rows, language, vertical=False)
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
            _unknown(shares, 0.5, place, language)
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
        _unknown(ratios, 1.0, place, language)
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


def _unknown(axes: Axes, x: float, y: float, language: Language) -> None:
    axes.text(x, y, language.unknown, style="italic", va="center", ha="center",
              color=style.MUTED.light, bbox={"facecolor": style.PAPER.light, "edgecolor": "none",
                                             "pad": 1.5})  # fmt: skip


def _share_axis(axes: Axes, language: Language, *, vertical: bool) -> None:
    (axes.set_ylim if vertical else axes.set_xlim)(0, 1)
    axis = axes.yaxis if vertical else axes.xaxis
    axis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: language.percent(value)))


def _ratio_axis(axes: Axes, rows: pd.DataFrame, language: Language, *, vertical: bool) -> float:
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
    axis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value, language)))
    return span


def _tick(value: float, language: Language) -> str:
    return language.number(value, 0 if value >= 1 else 1 if round(value, 1) == value else 2)


def draw_years(title: str, reading: str, rows: pd.DataFrame, language: Language) -> Figure:
    """Share among leavers and base rate above the hazard ratio, block by block."""
    with style.matplotlib_style():
        page, panel = sheet(title, reading, key=_key(language), lines=3)
        bottom = panel.floor + 0.35
        room = panel.ceiling - bottom - 0.95
        wide = panel.width - 1.5
        lower = panel.axes(0.7, bottom, wide, 0.42 * room)
        upper = panel.axes(0.7, bottom + 0.42 * room + 0.55, wide, 0.58 * room)
        _share_axis(upper, language, vertical=True)
        _ratio_axis(lower, rows, language, vertical=True)
        for axes, head in ((upper, "axis_share"), (lower, "axis_ratio")):
            axes.set_xlim(-0.5, len(rows) - 0.5)
            axes.grid(axis="y")
            axes.text(0, 1.04, TEXT(head, language), transform=axes.transAxes, va="bottom",
                      color=style.MUTED.light)  # fmt: skip
            axes.xaxis.set_major_locator(FixedLocator(_labelled(len(rows))))
        upper.tick_params(axis="x", labelbottom=False)
        lower.set_xticklabels([rows["years"].iloc[k] for k in _labelled(len(rows))])
        x = np.arange(len(rows))
        for name, colour in (("base_rate", style.INK), ("satisfied_share", style.INCUMBENT)):
            _course(upper, x, rows, name, colour, hollow=name == "base_rate")
            value = float(rows[name].iloc[-1])
            if value == value:
                upper.annotate(
                    percent(value, language), (x[-1], value), xytext=(12, _aside(rows, name)),
                    textcoords="offset points", va="center", weight="bold", color=colour.text,
                    annotation_clip=False, size=style.LABEL + 1.5,
                )  # fmt: skip
        _course(lower, x, rows, "hazard_ratio", style.SATISFACTION, marker="D")
        for place in x[rows["hazard_ratio"].isna().to_numpy()]:
            _unknown(lower, float(place), 1.0, language)
        value = float(rows["hazard_ratio"].iloc[-1])
        if value == value:
            lower.annotate(
                ratio(value, language), (x[-1], value), xytext=(12, 0), va="center",
                textcoords="offset points", weight="bold", color=style.SATISFACTION.text,
                annotation_clip=False, size=style.LABEL + 1.5,
                bbox={"facecolor": style.PAPER.light, "edgecolor": "none", "pad": 1},
            )  # fmt: skip
    return page


def _aside(rows: pd.DataFrame, name: str) -> float:
    """Points that a last value is moved up or down, so that two never touch."""
    share, base = (float(rows[n].iloc[-1]) for n in ("satisfied_share", "base_rate"))
    if not abs(share - base) < 0.12:
        return 0.0
    return 9.0 if (name == "base_rate") == (base >= share) else -9.0


def _labelled(count: int) -> list[int]:
    """Which blocks have room for their years: all up to 12, else every other or third."""
    step = 1 + (count - 1) // 12
    return list(range(0, count, step))


def _course(
    axes: Axes, x: Any, rows: pd.DataFrame, name: str, colour: Colour, *, hollow: bool = False,
    marker: str = "o",
) -> None:  # fmt: skip
    low, mid, high = (rows[name + end].to_numpy(float) for end in ("_low", "", "_high"))
    axes.vlines(x, low, high, color=colour.light, lw=6, alpha=0.28)
    axes.plot(
        x, mid, marker=marker, ms=9 if hollow else 7, lw=1.6, color=colour.light, gid=name,
        mfc=style.PAPER.light if hollow else colour.light, mew=1.8, mec=colour.light,
        clip_on=False,
    )  # fmt: skip


def groups(reading: str, rows: pd.DataFrame, language: Language) -> Any:
    """The same for the screen: the ratio stands at the right of every line."""
    table = _spoken(rows, language)
    table["place"] = np.arange(len(table), dtype=float)
    table["ratio_text"] = [ratio(value, language) for value in rows["hazard_ratio"]]
    scale = alt.Scale(domain=[-0.75, len(table) - 0.4], reverse=True, nice=False)
    y = alt.Y("place", type="quantitative", scale=scale, axis=None)
    axis = alt.Axis(
        format=".0%", values=[0, 0.25, 0.5, 0.75, 1], title=TEXT("axis_share", language)
    )

    def x(name: str) -> alt.X:
        return alt.X(name, type="quantitative", scale=alt.Scale(domain=[0, 1]), axis=axis)

    base = alt.Chart(table).encode(y=y, tooltip=_tips(language, who=True))
    known = base.transform_filter("isValid(datum.satisfied_share)")
    layers = [
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
    chart = alt.layer(*layers).properties(width=WIDE - 100, height=58 * len(table) + 20)
    return finish(chart, reading, language)


def _heads(language: Language) -> alt.LayerChart:
    """What is what, above the lines."""
    words = pd.DataFrame(
        {"words": [f"● {TEXT('key_leavers', language)}", f"○ {TEXT('key_base', language)}"]}
    )
    ratio_head = pd.DataFrame({"words": TEXT("hazard_ratio", language).split(" ")[:2]})
    marks: list[Any] = []
    for place, colour in ((0, style.INCUMBENT), (1, style.INK)):
        marks.append(
            alt.Chart(words.iloc[[place]])
            .mark_text(align="left", dy=-14, fontWeight="bold", color=colour.text, baseline="bottom")
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


def years(reading: str, rows: pd.DataFrame, language: Language) -> Any:
    """The same two panels for the screen, with a rule where the arrow keys are."""
    table = _spoken(rows, language)
    table["place"] = np.arange(len(table))
    names = {f"hazard_ratio{end}": f"ratio{end}" for end in ("", "_low", "_high")}
    span = style.ratio_span(rows.rename(columns=names))
    x = alt.X(
        "years", type="ordinal", sort=None, title=None,
        axis=alt.Axis(labelAngle=0, labelOverlap=True, grid=False),
    )  # fmt: skip
    base = alt.Chart(table).encode(x=x, tooltip=_tips(language, who=False))
    here = base.mark_rule(color=style.MUTED.light).transform_filter(f"datum.place === {AT.name}")
    share = alt.Scale(domain=[0, 1])
    log = alt.Scale(type="log", domain=[1 / span, span])
    share_axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], title=None, minExtent=44)
    ratio_axis = alt.Axis(values=style.ratio_ticks(span), format=".2~g", title=None, minExtent=44)
    upper = [here]
    for name, colour in (("base_rate", style.INK), ("satisfied_share", style.INCUMBENT)):
        upper += _line(base, name, colour, share, share_axis, hollow=name == "base_rate")
    one = alt.Chart(pd.DataFrame({"one": [1.0]})).mark_rule(color=style.INK.light)
    lower = [
        here,
        one.encode(y=alt.Y("one", type="quantitative", scale=log, axis=ratio_axis)),
        *_line(base, "hazard_ratio", style.SATISFACTION, log, ratio_axis, span=span),
    ]
    above = alt.layer(*upper, _year_key(language)).properties(
        width=WIDE - 80, height=190, title=TEXT("axis_share", language)
    )
    below = alt.layer(*lower).properties(
        width=WIDE - 80, height=120, title=TEXT("axis_ratio", language)
    )
    return finish(alt.vconcat(above, below, spacing=16).add_params(AT), reading, language)


def _year_key(language: Language) -> alt.LayerChart:
    marks = []
    for place, (name, colour) in enumerate(
        (("key_leavers", style.INCUMBENT), ("key_base", style.INK))
    ):
        words = pd.DataFrame({"words": [f"{'●○'[place]} {TEXT(name, language)}"]})
        marks.append(
            alt.Chart(words)
            .mark_text(align="right", baseline="bottom", fontWeight="bold", color=colour.text,
                       dx=-100 * (1 - place), dy=-8)
            .encode(x=alt.value(alt.ExprRef("width")), y=alt.value(0),
                    text=alt.Text("words", type="nominal"))
        )  # fmt: skip
    return alt.layer(*marks)


def _line(
    base: alt.Chart, name: str, colour: Colour, scale: alt.Scale, axis: alt.Axis, *,
    hollow: bool = False, span: float | None = None,
) -> list[Any]:  # fmt: skip
    def y(column: str) -> alt.Y:
        return alt.Y(column, type="quantitative", scale=scale, axis=axis)

    look = {"fill": style.PAPER.light if hollow else colour.light, "stroke": colour.light}
    known = base.transform_filter(f"isValid(datum.{name})")
    ends = known
    if span is not None:  # beyond the ends of the axis a rule would leave the picture
        ends = known.transform_calculate(
            **{
                f"{name}_low": f"max(datum.{name}_low, {1 / span})",
                f"{name}_high": f"min(datum.{name}_high, {span})",
            }
        )
    return [
        ends.mark_rule(color=colour.light, strokeWidth=7, opacity=0.28).encode(
            y=y(f"{name}_low"), y2=alt.Y2(f"{name}_high")
        ),
        known.mark_line(color=colour.light, strokeWidth=2).encode(y=y(name)),
        known.mark_point(filled=True, size=80, strokeWidth=2, opacity=1, **look).encode(y=y(name)),
    ]


def _spoken(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
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


def _tips(language: Language, *, who: bool) -> list[alt.Tooltip]:
    first = {"who": TEXT("who", language)} if who else {"years": TEXT("years", language)}
    numbers = ("leavers", "satisfied_share", "base_rate", "hazard_ratio")
    return tips({**first, **{f"{name}_words": TEXT(name, language) for name in numbers}})
