"""The picture of how a box was peeled: density against coverage, step by step."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from analysis import style
from analysis.discovery_pictures import SHARES
from analysis.discovery_words import TEXT
from analysis.language import Language
from analysis.marks import WIDE
from analysis.sheet import plot, sheet


def draw_peeling(
    title: str, reading: str, steps: pd.DataFrame, base: float, language: Language
) -> Figure:
    """Density against coverage on paper, from all of lever space at the right."""
    with style.matplotlib_style():
        key = [
            (TEXT("searched_line", language), style.REFERENCE, style.REFERENCE),
            (TEXT("held_line", language), style.RIVAL, style.RIVAL),
        ]
        page, panel = sheet(title, reading, key=key, lines=3)
        axes = plot(panel, left=0.8, right=1.4)
        axes.set_xlim(1.02, 0)
        axes.set_ylim(0, 1.04)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(FixedLocator(SHARES))
            axis.set_major_formatter(FuncFormatter(lambda value, _: language.percent(value)))
        axes.grid(axis="y")
        axes.set_xlabel(TEXT("axis_coverage", language))
        axes.set_ylabel(TEXT("axis_density", language))
        axes.axhline(base, color=style.INK.light, lw=1.2, ls=(0, (3, 2)))
        axes.annotate(
            TEXT("overall", language, base=language.percent(base)), (1, base),
            xycoords=("axes fraction", "data"), xytext=(6, 0), textcoords="offset points",
            va="center", size=style.LABEL, annotation_clip=False,
        )  # fmt: skip
        for prefix, colour in (("searched_", style.REFERENCE), ("", style.RIVAL)):  # fmt: skip
            known = steps[steps[f"{prefix}density"].notna()]
            x, y = (known[f"{prefix}{what}"].to_numpy(float) for what in ("coverage", "density"))
            axes.plot(x, y, color=colour.light, lw=3 if not prefix else 2, marker="o", ms=4)
        at = steps[steps["chosen"]].iloc[0]
        axes.plot(at["coverage"], at["density"], "o", ms=14, mfc="none", mec=style.INK.light, mew=2)
        axes.annotate(
            TEXT("chosen", language), (at["coverage"], at["density"]), xytext=(13, -8),
            textcoords="offset points", ha="left", va="top", size=style.LABEL + 1, weight="bold",
        )  # fmt: skip
    return page


def peeling_chart(reading: str, steps: pd.DataFrame, base: float, language: Language) -> Any:
    """Density against coverage on the screen."""
    parts = [
        steps.rename(columns={"searched_density": "y", "searched_coverage": "x"}).assign(
            half=TEXT("searched_line", language)
        ),
        steps.rename(columns={"density": "y", "coverage": "x"}).assign(
            half=TEXT("held_line", language)
        ),
    ]
    long = pd.concat([part[["step", "limits", "chosen", "half", "x", "y"]] for part in parts])
    long = long[long["y"].notna()].reset_index(drop=True)
    halves = [TEXT("searched_line", language), TEXT("held_line", language)]
    axis: dict[str, Any] = {"format": ".0%", "values": SHARES}
    x = alt.X(
        "x", type="quantitative", scale=alt.Scale(domain=[1, 0]),
        axis=alt.Axis(title=TEXT("axis_coverage", language), grid=False, **axis),
    )  # fmt: skip
    y = alt.Y(
        "y", type="quantitative", scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(title=TEXT("axis_density", language), **axis),
    )  # fmt: skip
    tips = [
        alt.Tooltip("half", type="nominal", title=" "),
        alt.Tooltip("step", type="quantitative", title=TEXT("step", language)),
        alt.Tooltip("y", type="quantitative", format=".0%", title=TEXT("density", language)),
        alt.Tooltip("x", type="quantitative", format=".0%", title=TEXT("coverage", language)),
    ]
    colour = alt.Color(
        "half", type="nominal", legend=alt.Legend(symbolType="stroke"),
        scale=alt.Scale(domain=halves, range=[style.REFERENCE.light, style.RIVAL.light]),
    )  # fmt: skip
    lines = alt.Chart(long).encode(x=x, y=y, color=colour, tooltip=tips, order="step")
    ground = pd.DataFrame(
        {"y": [base], "x": [0.0],
         "words": [TEXT("overall", language, base=language.percent(base))]}
    )  # fmt: skip
    whole = [alt.Tooltip("words", type="nominal", title=" ")]
    chosen = long[long["chosen"] & (long["half"] == halves[1])]
    mark = alt.Chart(chosen.assign(words=TEXT("chosen", language))).encode(x=x, y=y, tooltip=tips)
    layers = [
        alt.Chart(ground)
        .mark_rule(color=style.INK.light, strokeDash=[5, 4])
        .encode(y=y, tooltip=whole),
        alt.Chart(ground)
        .mark_text(align="right", dx=-4, dy=12, color=style.MUTED.text, fontSize=13)
        .encode(x=x, y=y, text=alt.Text("words", type="nominal"), tooltip=whole),
        lines.mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=40)),
        mark.mark_point(size=260, strokeWidth=2, color=style.INK.light, filled=False, opacity=1),
        mark.mark_text(align="left", dx=13, dy=16, fontWeight="bold", fontSize=13).encode(
            text=alt.Text("words", type="nominal")
        ),
    ]
    chart = alt.layer(*layers).properties(width=WIDE - 60, height=320, description=reading)
    return chart.configure(**style.vega_config(language))
