"""The picture of `analysis.leaving`: a forest plot with the shares that are explained beside it."""

from __future__ import annotations

import itertools
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator

from analysis import curves, style
from analysis.exhibit import Exhibit
from analysis.hazard_regression import STILL, Regression
from analysis.language import Language
from analysis.leaving_words import TEXT
from analysis.panels import fit_text
from analysis.sheet import sheet

Side = Literal["left", "right"]
WIDE, HIGH = 270, 58
"""Of the chart: the ratios, and one influence; in pixels."""
STRONG = 0.5
"""Correlation from which on a pair is called related."""


def exhibit(found: Regression, unaware: float, language: Language) -> Exhibit:
    """A regression as an exhibit.

    Args:
        found: Of leaving on `leaving.VARIABLES`.
        unaware: Share of the customer-periods at risk without a known rival.
        language: Of the words.
    """
    title = TEXT("title", language)
    table = _ordered(found, language)
    reading = _reading(found, language)
    return Exhibit(
        key="leaving",
        title=title,
        reading=reading,
        data=found.effects.assign(explained=found.explained, rows=found.rows, events=found.events),
        table=_table(table, language),
        figure=lambda: _figure(table, title, reading, language),
        chart=lambda: _chart(table, language),
        note=_note(found, unaware, language),
    )


def _ordered(found: Regression, language: Language) -> pd.DataFrame:
    """The effects, the strongest first and the unknown last, with their words."""
    strength = np.log(found.effects["ratio"]).abs()
    order = strength.sort_values(ascending=False, na_position="last").index
    table = found.effects.loc[order].reset_index(drop=True)
    table["words"] = [TEXT(name, language) for name in table["name"]]
    table["text"] = [_number(ratio, language) for ratio in table["ratio"]]
    for share in ("alone", "unique"):
        table[f"{share}_text"] = [language.percent(value) for value in table[share]]
    return table


def _number(ratio: float, language: Language) -> str:
    """A ratio with two decimals; one that they would make nothing is less than the smallest."""
    is_tiny = 0 <= ratio < 0.005
    return f"<{language.number(0.01, 2)}" if is_tiny else language.number(ratio, 2)


def _reading(found: Regression, language: Language) -> str:
    effects: Any = found.effects.set_index("name").T.to_dict()
    ratios = found.effects.set_index("name")["ratio"]
    top = str(np.log(ratios).abs().idxmax()) if ratios.notna().any() else None
    own = effects["satisfaction"]
    numbers = {
        "ratio": _number(own["ratio"], language),
        "low": _number(own["low"], language),
        "high": _number(own["high"], language),
        "alone": language.percent(own["alone"]),
        "unique": language.percent(own["unique"]),
    }
    if top == "satisfaction":
        return TEXT("reading_top", language, **numbers)
    first = effects[top or "advantage"]
    tops = {
        "top": TEXT(top or "advantage", language),
        "top_ratio": _number(first["ratio"], language),
        "top_low": _number(first["low"], language),
        "top_high": _number(first["high"], language),
    }
    if not np.isfinite(own["ratio"]):
        return TEXT("reading_flat", language, **tops)
    return TEXT("reading", language, **tops, **numbers)


def _note(found: Regression, unaware: float, language: Language) -> str:
    vif = language.number(float(found.effects["vif"].max()), 1)
    names = list(found.correlations)
    matrix = found.correlations.to_numpy(float)
    pairs = [
        TEXT(
            "pair", language, a=TEXT(str(a), language), b=TEXT(str(b), language),
            r=language.number(float(matrix[one, two]), 2),
        )
        for (one, a), (two, b) in itertools.combinations(enumerate(names), 2)
        if abs(matrix[one, two]) > STRONG
    ]  # fmt: skip
    related = (
        TEXT("related", language, pairs=", ".join(pairs), vif=vif)
        if pairs
        else TEXT("unrelated", language, vif=vif)
    )
    same = found.effects[found.effects["sd"] <= STILL]["name"]
    if len(same):
        words = ", ".join(TEXT(name, language) for name in same)
        related = f"{related} {TEXT('constant', language, names=words)}"
    shared = TEXT("not_shared", language)
    if found.shared > 0:
        shared = TEXT("shared", language, share=language.percent(found.shared))
    return TEXT(
        "note", language, events=language.number(found.events), rows=language.number(found.rows),
        unaware=language.percent(unaware), explained=language.percent(found.explained, 1),
        related=related, shared=shared,
    )  # fmt: skip


def _table(table: pd.DataFrame, language: Language) -> pd.DataFrame:
    ends = [
        language.between(_number(row.low, language), _number(row.high, language))
        for row in curves.each(table)
    ]
    return pd.DataFrame(
        {
            TEXT("influence", language): table["words"],
            TEXT("sd", language): [language.number(value, 2) for value in table["sd"]],
            TEXT("ratio", language): [
                f"{text} ({end})" if np.isfinite(ratio) else language.unknown
                for text, end, ratio in zip(table["text"], ends, table["ratio"], strict=True)
            ],
            TEXT("alone", language): table["alone_text"],
            TEXT("unique", language): table["unique_text"],
            TEXT("vif", language): [language.number(value, 1) for value in table["vif"]],
        }
    )


def _span(table: pd.DataFrame) -> float:
    ends = table.rename(columns={"low": "ratio_low", "high": "ratio_high"})
    return style.ratio_span(ends)


def _figure(table: pd.DataFrame, title: str, reading: str, language: Language) -> Figure:
    span = _span(table)
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        axes = curves.framed(panel, left=2.35, right=2.6)
        axes.set_xscale("log")
        axes.set(xlim=(1 / span, span), ylim=(len(table) - 0.5, -0.5))
        axes.axvline(1, color=style.INK.light, lw=1.4, zorder=2)
        for row in curves.each(table):
            words, size = fit_text(row.words, 2.1, style.LABEL + 2, lines=1)
            axes.annotate(
                words, (0, row.Index), xycoords=("axes fraction", "data"), xytext=(-10, 0),
                textcoords="offset points", ha="right", va="center", size=size,
            )  # fmt: skip
            for share, place in ((row.alone_text, 0.75), (row.unique_text, 2.0)):
                axes.annotate(
                    share, (1, row.Index), xycoords=("axes fraction", "data"),
                    xytext=(72 * place, 0), textcoords="offset points", ha="center", va="center",
                    size=style.LABEL + 1,
                )  # fmt: skip
            if not np.isfinite(row.ratio):
                axes.text(1, row.Index, language.unknown, ha="center", va="center",
                          style="italic", color=style.MUTED.light,
                          bbox={"facecolor": style.PAPER.light, "edgecolor": "none"})  # fmt: skip
                continue
            colour = style.SATISFACTION if str(row.name) == "satisfaction" else style.RIVAL
            low, high = max(row.low, 1 / span), min(row.high, span)
            axes.plot([low, high], [row.Index] * 2, lw=8, alpha=0.32, color=colour.light,
                      solid_capstyle="butt")  # fmt: skip
            at = min(max(row.ratio, 1 / span), span)
            axes.plot(at, row.Index, "D", ms=8, color=colour.light, zorder=4, clip_on=False)
            side, end = _aside(row.ratio, row.low, row.high, span)
            axes.annotate(
                row.text, (end, row.Index), xytext=(8 if side == "left" else -8, 0),
                textcoords="offset points", ha=side, va="center", weight="bold",
                size=style.LABEL + 1, color=colour.text,
            )  # fmt: skip
        for key, place in (("alone", 0.75), ("unique", 2.0)):
            words = TEXT(key, language).replace(" ", "\n", 1)
            axes.annotate(words, (1, 1.0), xycoords="axes fraction", xytext=(72 * place, 2),
                          textcoords="offset points", ha="center", va="bottom",
                          color=style.MUTED.light, linespacing=1.2)  # fmt: skip
        axes.text(0, 1.01, f"← {TEXT('less', language)}", transform=axes.transAxes, va="bottom",
                  color=style.MUTED.light)  # fmt: skip
        axes.text(1, 1.01, f"{TEXT('more', language)} →", transform=axes.transAxes, va="bottom",
                  ha="right", color=style.MUTED.light)  # fmt: skip
        axes.xaxis.set_major_locator(FixedLocator(style.ratio_ticks(span)))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: language.plain(at)))
        axes.set_yticks([])
        axes.grid(axis="x")
        axes.set_xlabel(TEXT("x", language), labelpad=6)
    return page


def _aside(ratio: float, low: float, high: float, span: float) -> tuple[Side, float]:
    """How the number of a row is aligned and where: away from the line at 1, inside the axis."""
    if not np.isfinite(ratio):
        return "left", 1.0
    low, high = max(low, 1 / span), min(high, span)
    is_right = high < span**0.7 if ratio >= 1 else low < span**-0.7
    return ("left", high) if is_right else ("right", low)


def _chart(table: pd.DataFrame, language: Language) -> Any:
    span = _span(table)
    rows = table.assign(kind=np.where(table["name"] == "satisfaction", "own", "other"))
    for end in ("ratio", "low", "high"):
        rows[f"{end}_at"] = style.on_ratio_axis(rows[end], span)
    rows["at"] = rows["ratio_at"].fillna(1.0)
    asides = [_aside(row.ratio, row.low, row.high, span) for row in curves.each(rows)]
    rows["label_at"] = [end for _, end in asides]
    sides = pd.Series([side for side, _ in asides], rows.index)
    aside: list[tuple[Side, int]] = [("left", 9), ("right", -9)]
    rows["text"] = rows["text"].where(rows["ratio"].notna(), language.unknown)
    order = list(rows["words"])
    log = alt.Scale(type="log", domain=[1 / span, span])
    x = alt.X(
        "at", type="quantitative", title=TEXT("x", language),
        scale=log,
        axis=alt.Axis(values=style.ratio_ticks(span), format=".2~g"),
    )  # fmt: skip
    y = alt.Y("words", type="nominal", sort=order, axis=None)
    paint = alt.Scale(domain=["own", "other"], range=[style.SATISFACTION.light, style.RIVAL.light])
    colour = alt.Color("kind", type="nominal", scale=paint, legend=None)
    tips = [
        alt.Tooltip("words", type="nominal", title=TEXT("influence", language)),
        *(
            alt.Tooltip(name, type="quantitative", format=form, title=TEXT(name, language))
            for name, form in (
                ("ratio", ".2f"), ("low", ".2f"), ("high", ".2f"), ("alone", ".1%"),
                ("unique", ".1%"), ("vif", ".1f"), ("sd", ".2f"),
            )
        ),
    ]  # fmt: skip
    known = alt.Chart(rows[rows["ratio"].notna()])
    one = alt.Chart(pd.DataFrame({"at": [1.0]}))
    forest = alt.layer(
        one.mark_rule(color=style.MUTED.light, strokeWidth=1.2).encode(x=x),
        known.mark_rule(strokeWidth=8, opacity=0.32).encode(
            x=alt.X("low_at", type="quantitative", scale=log), x2=alt.X2("high_at"), y=y,
            color=colour,
        ),
        known.mark_point(filled=True, size=120, opacity=1, shape="diamond").encode(
            x=x, y=y, color=colour, tooltip=tips
        ),
        *(
            alt.Chart(rows[sides == side])
            .mark_text(align=side, dx=dx, fontWeight="bold")
            .encode(
                x=alt.X("label_at", type="quantitative", scale=log), y=y,
                text=alt.Text("text", type="nominal"),
            )
            for side, dx in aside
            if (sides == side).any()
        ),
        # Names above their row: beside it they would make all too small for a phone.
        alt.Chart(rows)
        .mark_text(align="left", dy=-20)
        .encode(x=alt.value(0), y=y, text=alt.Text("words", type="nominal")),
    ).properties(width=WIDE, height=HIGH * len(rows))  # fmt: skip
    columns = [
        alt.Chart(rows)
        .mark_text()
        .encode(
            y=alt.Y("words", type="nominal", sort=order, axis=None),
            text=alt.Text(f"{share}_text", type="nominal"), tooltip=tips,
        )
        .properties(
            width=62, height=HIGH * len(rows),
            title=alt.TitleParams(
                TEXT(share, language).split(" ", 1), fontSize=13, fontWeight="normal",
                anchor="middle", color=style.MUTED.light,
            ),
        )
        for share in ("alone", "unique")
    ]  # fmt: skip
    return alt.hconcat(forest, *columns, spacing=12).configure(**style.vega_config(language))
