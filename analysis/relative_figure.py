"""The picture of `analysis.relative`: bars for satisfaction, for the rank, and for both."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis import curves, nothing, style
from analysis.exhibit import Exhibit
from analysis.language import Language
from analysis.marks import WIDE
from analysis.panels import fit_text
from analysis.relative_words import TEXT
from analysis.sheet import sheet

PUBLISHED = 0.01
"""Of the share of spending, by satisfaction: "typically a minuscule 1 percent" (Keiningham, Aksoy,
Williams & Buoye 2015, The Wallet Allocation Rule, chapter 1)."""

COLOURS = {
    "absolute": style.SATISFACTION,
    "relative": style.RIVAL,
    "both": style.REFERENCE,
}


def exhibit(table: pd.DataFrame, language: Language) -> Exhibit:
    """The shares explained as an exhibit.

    Args:
        table: From `relative.explained`.
        language: Of the words.
    """
    title = TEXT("title", language)
    shares = table.set_index(["outcome", "model"])
    drawn = table[table["share"].notna()].reset_index(drop=True)
    if drawn.empty:
        count = int(table["rows"].max())
        words = TEXT("nothing", language, rows=language.number(count))
        return nothing.exhibit("relative", title, words, language)
    reading = _reading(shares["share"], language)
    drawn["words"] = [TEXT(model, language) for model in drawn["model"]]
    drawn["about"] = [TEXT(outcome, language) for outcome in drawn["outcome"]]
    drawn["text"] = [language.percent(share, 1) for share in drawn["share"]]
    stays = table[table["outcome"] == "stays"].iloc[0]
    return Exhibit(
        key="relative",
        title=title,
        reading=reading,
        data=table.assign(published=np.where(
            (table["outcome"] == "wallet") & (table["model"] == "absolute"), PUBLISHED, np.nan)),
        table=_table(drawn, language),
        figure=lambda: _figure(drawn, title, reading, language),
        chart=lambda: _chart(drawn, language),
        note=TEXT(
            "note", language, rows=language.number(int(stays["rows"])),
            customers=language.number(int(stays["customers"])),
            mean=language.percent(float(stays["mean"])),
        ),
    )  # fmt: skip


def _reading(shares: pd.Series, language: Language) -> str:
    def said(outcome: str) -> dict[str, str]:
        return {
            model: language.percent(float(shares[(outcome, model)]), 1)
            for model in ("absolute", "relative", "both")
        }

    published = language.percent(PUBLISHED)
    wallet, change = said("wallet"), said("change")
    if np.isnan(shares[("wallet", "both")]):
        more = TEXT("no_wallet", language, published=published)
    elif np.isnan(shares[("change", "both")]):
        more = TEXT(
            "wallet_only", language, wallet_absolute=wallet["absolute"],
            wallet_relative=wallet["relative"], published=published,
        )  # fmt: skip
    else:
        more = TEXT(
            "wallet_too", language, wallet_absolute=wallet["absolute"],
            wallet_relative=wallet["relative"], change_absolute=change["absolute"],
            change_relative=change["relative"], published=published,
        )  # fmt: skip
    return TEXT("reading", language, wallet=more, **said("stays"))


def _table(drawn: pd.DataFrame, language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            TEXT("outcome", language): drawn["about"],
            TEXT("model", language): drawn["words"],
            TEXT("share", language): [
                f"{row.text} ({row.measure.replace('R2', 'R²')})" for row in curves.each(drawn)
            ],
            TEXT("interval", language): [
                language.between(language.percent(row.low, 1), language.percent(row.high, 1))
                for row in curves.each(drawn)
            ],
            TEXT("rows", language): [language.number(count) for count in drawn["rows"]],
        }
    )


def _figure(drawn: pd.DataFrame, title: str, reading: str, language: Language) -> Figure:
    top = _top(drawn)
    outcomes = list(dict.fromkeys(drawn["outcome"]))
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        floor = panel.floor + 0.5
        high = (panel.ceiling - floor - 0.1) / len(outcomes)
        for number, outcome in enumerate(outcomes):
            rows = drawn[drawn["outcome"] == outcome].reset_index(drop=True)
            bottom = floor + (len(outcomes) - 1 - number) * high
            axes = panel.axes(2.3, bottom, panel.width - 3.2, high - 0.32)
            for row in curves.each(rows):
                colour = COLOURS[str(row.model)]
                axes.barh(row.Index, row.share, height=0.62, color=colour.light)
                if np.isfinite(row.low):
                    axes.plot([row.low, row.high], [row.Index] * 2, color=style.INK.light, lw=1.5)
                end = _end(row.share, row.high, outcome, str(row.model))
                axes.annotate(row.text, (end, row.Index), xytext=(6, 0), va="center",
                              textcoords="offset points", weight="bold", color=colour.text,
                              annotation_clip=False)  # fmt: skip
            if outcome == "wallet":
                axes.plot([PUBLISHED] * 2, [-0.42, 0.42], color=style.INCUMBENT.light, lw=3)
                axes.annotate(
                    TEXT("published", language, share=language.percent(PUBLISHED)),
                    (1, 0), xycoords=("axes fraction", "data"), ha="right", va="center",
                    color=style.INCUMBENT.text, weight="bold",
                )  # fmt: skip
            axes.set(xlim=(0, top), ylim=(len(rows) - 0.5, -0.5))
            axes.set_yticks(range(len(rows)), list(rows["words"]))
            axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
            axes.xaxis.set_major_formatter(
                FuncFormatter(lambda value, _: language.percent(value, int(top < 0.05)))
            )
            axes.grid(axis="x")
            axes.tick_params(axis="x", labelbottom=number == len(outcomes) - 1)
            words, size = fit_text(f"{rows['about'][0]} ({_measure(rows)})", 6, style.LABEL + 1, 1)
            axes.text(0, 1.02, words, transform=axes.transAxes, va="bottom", size=size,
                      weight="bold")  # fmt: skip
        axes.set_xlabel(TEXT("x", language), labelpad=6)
    return page


def _measure(rows: pd.DataFrame) -> str:
    return str(rows["measure"].iloc[0]).replace("R2", "R²")


def _end(share: float, high: float, outcome: str, model: str) -> float:
    """Where a bar's number stands: beyond its interval, and beyond the published number."""
    published = PUBLISHED if (outcome, model) == ("wallet", "absolute") else 0.0
    return max(share, high if np.isfinite(high) else share, published)


def _top(drawn: pd.DataFrame) -> float:
    most = float(drawn[["share", "high"]].max().max())
    return min(1.0, max(0.02, 1.25 * most))


def _chart(drawn: pd.DataFrame, language: Language) -> Any:
    scale = alt.Scale(domain=[0, _top(drawn)])
    order = [TEXT(model, language) for model in COLOURS]
    paint = alt.Scale(domain=order, range=[colour.light for colour in COLOURS.values()])
    tips = [
        alt.Tooltip("about", type="nominal", title=TEXT("outcome", language)),
        alt.Tooltip("words", type="nominal", title=TEXT("model", language)),
        *(
            alt.Tooltip(name, type="quantitative", format=".1%", title=TEXT(name, language))
            for name in ("share", "low", "high")
        ),
        alt.Tooltip("rows", type="quantitative", format=",", title=TEXT("rows", language)),
    ]
    parts = []
    outcomes = list(dict.fromkeys(drawn["outcome"]))
    for outcome in outcomes:
        rows = drawn[drawn["outcome"] == outcome]
        title = TEXT("x", language) if outcome == outcomes[-1] else None
        axis = alt.Axis(format=".0%" if _top(drawn) >= 0.05 else ".1%", tickCount=5)
        x = alt.X("share", type="quantitative", scale=scale, axis=axis, title=title)
        kept = alt.Axis(labelLimit=220, minExtent=160, maxExtent=160, grid=False)
        y = alt.Y("words", type="nominal", sort=order, title=None, axis=kept)
        end = [_end(row.share, row.high, outcome, str(row.model)) for row in curves.each(rows)]
        base = alt.Chart(rows.assign(end=end))
        layers: list[Any] = [
            base.mark_bar(height=20).encode(
                x=x, y=y, tooltip=tips,
                color=alt.Color("words", type="nominal", scale=paint, legend=None),
            ),
            base.mark_rule(color=style.INK.light, strokeWidth=1.5).encode(
                x=alt.X("low", type="quantitative", scale=scale), x2=alt.X2("high"), y=y,
                tooltip=tips,
            ),
            base.mark_text(align="left", dx=6, fontWeight="bold").encode(
                x=alt.X("end", type="quantitative", scale=scale), y=y,
                text=alt.Text("text", type="nominal"),
            ),
        ]  # fmt: skip
        if outcome == "wallet":
            said = TEXT("published", language, share=language.percent(PUBLISHED))
            spot = pd.DataFrame({"share": [PUBLISHED], "words": [order[0]], "said": [said]})
            mark = alt.Chart(spot).encode(
                x=x, y=y, tooltip=alt.Tooltip("said", type="nominal", title=" ")
            )
            layers.append(mark.mark_tick(color=style.INCUMBENT.light, thickness=3.5, size=26))
            layers.append(
                alt.Chart(spot.assign(share=_top(drawn)))
                .mark_text(align="right", fontWeight="bold", color=style.INCUMBENT.text)
                .encode(x=x, y=y, text=alt.Text("said", type="nominal"))
            )
        heading = f"{rows['about'].iloc[0]} ({_measure(rows)})"
        parts.append(alt.layer(*layers).properties(width=WIDE - 220, height=96, title=heading))
    return alt.vconcat(*parts, spacing=16).configure(**style.vega_config(language))
