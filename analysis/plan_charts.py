"""Plans compared, on the screen: the same charts with Altair, with tooltips.

Names of plans and providers are only ever values in the data, never column names.
"""

from __future__ import annotations

from textwrap import wrap
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from analysis import nothing, plan_frames, plan_readings, style
from analysis.language import Language
from analysis.marks import AT, WIDE, finish, layered, tips
from analysis.plan_marks import amounts, key, labels, lines, number, zero
from analysis.plan_words import TEXT
from analysis.time_axis import across
from sim.experiments.plans.comparison import Comparison
from sim.experiments.plans.numbers import VALUE_NOW
from sim.scenario.claims import AS_IS

LETTER = 7
"""Pixels of a letter in the title of a small chart."""


def forest(rows: pd.DataFrame, found: Comparison, reading: str, language: Language) -> Any:
    """A chart for each measure above each other, a line for each plan."""
    plans = plan_frames.drawn(found)
    table = rows[rows["plan"].isin(plans)].reset_index(drop=True)
    table["place"] = table["plan"].map({plan: place for place, plan in enumerate(plans)})
    for name in ("difference", "base", "value"):
        signed = name == "difference"
        table[f"{name}_words"] = [
            plan_readings.shown(row["measure"], row[name], language, signed=signed)
            for _, row in table.iterrows()
        ]
    table["between"] = [plan_readings.ends(row, language) for _, row in table.iterrows()]
    table["apart"] = [
        plan_readings.ends(row, language, unpaired=True) for _, row in table.iterrows()
    ]
    charts = []
    for measure in dict.fromkeys(table["measure"]):
        own = table[table["measure"] == measure].reset_index(drop=True)
        head = plan_readings.heading(measure, found, language)
        charts.append(_forest(own, head, len(plans), measure, language))
    drawn = alt.vconcat(*charts, spacing=26, title=key(TEXT("key_forest", language)))
    return finish(drawn, reading, language)


def _forest(table: pd.DataFrame, head: str, count: int, measure: str, language: Language) -> Any:
    y = lines(count)
    look = amounts(language) if measure == VALUE_NOW else {"format": ",f"}
    axis = alt.Axis(title=None, tickCount=5, **look)
    if measure in ("customer_share", "defection_rate"):
        numbers = ["difference", "low", "high", "unpaired_low", "unpaired_high"]
        table[numbers] = 100 * table[numbers].astype(float)
    told = tips(
        {
            "label": TEXT("plan", language),
            "difference_words": TEXT("change", language),
            "between": TEXT("between", language),
            "apart": TEXT("unpaired", language),
            "base_words": TEXT("base", language),
            "value_words": TEXT("with_plan", language),
        }
    )

    def known(*names: str) -> alt.Chart:
        """The plans of which this is known."""
        return alt.Chart(table.dropna(subset=list(names))).encode(y=y, tooltip=told)

    def x(name: str) -> alt.X:
        return alt.X(name, type="quantitative", axis=axis)

    layers = [
        zero(count),
        labels(table, y),
        known("unpaired_low", "unpaired_high")
        .mark_rule(color=style.REFERENCE.light, strokeWidth=1.5)
        .encode(x=x("unpaired_low"), x2=alt.X2("unpaired_high")),
        known("low", "high")
        .mark_rule(color=style.RIVAL.light, strokeWidth=8, opacity=0.45)
        .encode(x=x("low"), x2=alt.X2("high")),
        known("difference")
        .mark_point(filled=True, size=85, opacity=1, color=style.RIVAL.light)
        .encode(x=x("difference")),
        known()
        .mark_text(align="left", dx=8, fontWeight="bold", color=style.RIVAL.text)
        .encode(
            x=alt.value(alt.ExprRef("width")), text=alt.Text("difference_words", type="nominal")
        ),
    ]
    return layered(layers).properties(
        width=WIDE - 70, height=40 * count, title=alt.TitleParams(head, fontSize=13)
    )


def flow(rows: pd.DataFrame, reading: str, language: Language, span: str) -> Any:
    """Bars to the right: kept by the plan; to the left: lost by it."""
    if rows.empty:
        return nothing.chart(reading, language)
    rows = rows.reset_index(drop=True)
    parts = []
    for side, sign in (("kept", 1.0), ("lost", -1.0)):
        for place, row in rows.iterrows():
            share = 100 * float(row[side])
            parts.append(
                {
                    "place": place, "label": row["label"], "side": TEXT(side, language),
                    "kind": side, "value": sign * share,
                    "low": sign * 100 * number(row[f"{side}_low"]),
                    "high": sign * 100 * number(row[f"{side}_high"]),
                    "words": language.number(share, 1),
                    "satisfied": plan_readings.content(row, side, language),
                    "both": TEXT(
                        "both", language, stayed=language.number(100 * number(row["stayed"])),
                        left=language.number(100 * number(row["left"])),
                    ),
                }
            )  # fmt: skip
    columns = ["place", "label", "side", "kind", "value", "low", "high", "words", "satisfied"]
    table = pd.DataFrame(parts, columns=[*columns, "both"])
    y = lines(len(rows))
    axis = alt.Axis(
        title=TEXT("of_100", language, span=span),
        tickCount=6,
        labelExpr="format(abs(datum.value), ',~r')",
    )
    x = alt.X("value", type="quantitative", axis=axis, scale=alt.Scale(padding=40))
    told = {
        "label": TEXT("plan", language),
        "side": TEXT("what", language),
        "words": TEXT("of_100", language, span=span),
        "satisfied": TEXT("satisfaction", language),
        "both": TEXT("stayed", language),
    }
    layers: list[Any] = [zero(len(rows)), labels(table, y)]
    looks: tuple[tuple[str, style.Colour, Literal["left", "right"]], ...] = (
        ("kept", style.SATISFACTION, "left"),
        ("lost", style.INCUMBENT, "right"),
    )
    for kind, colour, align in looks:
        own = table[table["kind"] == kind]
        chart = alt.Chart(own).encode(y=y, tooltip=tips(told))
        layers += [
            chart.mark_rule(strokeWidth=14, color=colour.light).encode(
                x=x, x2=alt.X2Datum(0)
            ),
            alt.Chart(own.dropna(subset=["low"]))
            .mark_rule(color=style.INK.light, strokeWidth=1.4)
            .encode(y=y, tooltip=tips(told), x2=alt.X2("high"),
                    x=alt.X("low", type="quantitative", axis=axis)),
            alt.Chart(own.assign(end=own["high"].fillna(own["value"])))
            .mark_text(align=align, dx=6 if align == "left" else -6, fontWeight="bold",
                       color=colour.text)
            .encode(y=y, tooltip=tips(told), x=alt.X("end", type="quantitative", axis=axis),
                    text=alt.Text("words", type="nominal")),
        ]  # fmt: skip
    lost = pd.DataFrame({"words": [f"■ {TEXT('lost_key', language)}"]})
    kept = pd.DataFrame({"words": [f"■ {TEXT('kept_key', language)}"]})
    for place, (words, colour) in enumerate(((lost, style.INCUMBENT), (kept, style.SATISFACTION))):
        layers.append(
            alt.Chart(words)
            .mark_text(align="left", baseline="bottom", dy=-8 - 18 * place,
                       fontWeight="bold", color=colour.text)
            .encode(x=alt.value(0), y=alt.value(0), text=alt.Text("words", type="nominal"))
        )  # fmt: skip
    drawn = layered(layers).properties(width=WIDE, height=44 * len(rows))
    return finish(drawn, reading, language)


def courses(rows: pd.DataFrame, entry: Any, reading: str, language: Language) -> Any:
    """A small chart for each plan, with the course without any plan dashed."""
    plans = [plan for plan in dict.fromkeys(rows["plan"]) if plan != AS_IS]
    columns = 1 if len(plans) == 1 else 2
    top = float(np.nanmax([*rows["mean"], *rows["high"], 0.01]))
    scale = alt.Scale(domain=[0, min(1.0, 1.1 * top)])
    axis = alt.Axis(format=".0%", tickCount=3, title=None)
    charts = []
    for place, plan in enumerate(plans):
        own = rows[rows["plan"] == plan].drop(columns=["plan"]).reset_index(drop=True)
        own["when"] = [language.month(date) for date in own["date"]]
        for name in ("mean", "low", "high", "as_is"):
            own[f"{name}_words"] = [language.percent(value, 1) for value in own[name]]
        own["between"] = [
            language.between(*pair)
            for pair in zip(own["low_words"], own["high_words"], strict=True)
        ]
        charts.append(_course(own, place, entry, scale, axis, language, columns))
    dotted = TEXT("key_entry", language) if entry is not None else ""
    head = key(TEXT("key_course", language) + dotted)
    chart = alt.concat(*charts, columns=columns, spacing=24, title=head).add_params(AT)
    return finish(chart, reading, language)


def _course(
    own: pd.DataFrame, number: int, entry: Any, scale: alt.Scale, axis: alt.Axis,
    language: Language, columns: int,
) -> Any:  # fmt: skip
    here = alt.selection_point(
        name=f"cursor_{number}", on="pointerover", clear="pointerout", nearest=True,
        fields=["date"], empty=False,
    )  # fmt: skip
    x = across(own["date"])
    base = alt.Chart(own).encode(x=x)
    y = alt.Y("mean", type="quantitative", scale=scale, axis=axis)
    told = {
        "when": " ",
        "mean_words": TEXT("with_plan", language),
        "between": TEXT("band", language),
        "as_is_words": TEXT("as_is", language),
    }
    at = {"or": [{"param": here.name, "empty": False}, f"datum.period === {AT.name}"]}
    layers: list[Any] = [
        base.mark_area(color=style.RIVAL.light, opacity=style.BAND_OPACITY).encode(
            y=alt.Y("low", type="quantitative", scale=scale, axis=axis), y2=alt.Y2("high")
        ),
        base.mark_line(color=style.REFERENCE.light, strokeDash=[5, 4], strokeWidth=1.6).encode(
            y=alt.Y("as_is", type="quantitative", scale=scale, axis=axis)
        ),
        base.mark_line(color=style.RIVAL.light, strokeWidth=2.6).encode(y=y),
        base.mark_rule(strokeWidth=12, opacity=0).encode(tooltip=tips(told)).add_params(here),
        base.mark_rule(color=style.MUTED.light).transform_filter(at),
        base.mark_point(filled=True, size=70, opacity=1, color=style.RIVAL.light)
        .encode(y=y)
        .transform_filter(at),
    ]
    if entry is not None:
        layers.append(
            alt.Chart(pd.DataFrame({"date": [entry]}))
            .mark_rule(color=style.REFERENCE.light, strokeDash=[1, 3])
            .encode(x=x)
        )
    last = own.tail(1)
    apart = abs(float(last["mean"].iloc[0]) - float(last["as_is"].iloc[0]))
    up = 8 if apart < 0.12 * float(scale["domain"][1]) else 0
    sign = 1 if float(last["mean"].iloc[0]) >= float(last["as_is"].iloc[0]) else -1
    looks: tuple[tuple[str, style.Colour, Literal["bold", "normal"], int], ...] = (
        ("mean", style.RIVAL, "bold", -up * sign),
        ("as_is", style.REFERENCE, "normal", up * sign),
    )
    for name, colour, weight, dy in looks:
        words = last.assign(words=[language.percent(float(last[name].iloc[0]))])
        layers.append(
            alt.Chart(words)
            .mark_text(align="left", dx=5, dy=dy, fontWeight=weight, color=colour.text)
            .encode(
                x=x, y=alt.Y(name, type="quantitative", scale=scale, axis=axis),
                text=alt.Text("words", type="nominal"),
            )
        )  # fmt: skip
    width = WIDE if columns == 1 else 270
    title_lines = wrap(str(own["label"].iloc[0]), (width + 30) // LETTER) or [" "]
    title = alt.TitleParams(title_lines, fontSize=12, limit=width + 30)
    return alt.layer(*layers).properties(width=width, height=140, title=title)


def regret(rows: pd.DataFrame, found: Comparison, reading: str, language: Language) -> Any:
    """Mean regret with its interval, a line to the worst; at the right how often best."""
    table = rows.head(plan_frames.MOST + 1).reset_index(drop=True)
    table["place"] = np.arange(len(table))
    as_is = table["plan"] == AS_IS
    table["label"] = table["label"].where(~as_is, TEXT("as_is", language))
    table["regret_low"] = table["regret_low"].clip(lower=0)
    for name in ("regret", "worst_regret", "worst_tenth", "mean"):
        table[f"{name}_words"] = [
            plan_readings.objective(float(value), found, language) for value in table[name]
        ]
    table["best_words"] = [
        f"{TEXT('best', language)} {language.percent(float(value))}" for value in table["best"]
    ]
    y = lines(len(table))
    unit = plan_readings.unit(found, language)
    look = {"format": ".1%"} if found.terms.objective == "share" else amounts(language)
    axis = alt.Axis(title=TEXT("axis_regret", language, unit=unit), tickCount=5, **look)
    told = {
        "label": TEXT("plan", language),
        "regret_words": TEXT("mean_regret", language),
        "worst_regret_words": TEXT("worst_regret", language),
        "worst_tenth_words": TEXT("tenth", language),
        "best_words": " ",
    }
    base = alt.Chart(table).encode(y=y, tooltip=tips(told))

    def x(name: str) -> alt.X:
        return alt.X(name, type="quantitative", axis=axis)

    layers = [
        zero(len(table)),
        labels(table, y),
        base.mark_rule(color=style.MUTED.light, strokeWidth=1.6).encode(
            x=x("regret"), x2=alt.X2("worst_regret")
        ),
        base.mark_tick(color=style.MUTED.light, thickness=2, size=12).encode(x=x("worst_regret")),
        alt.Chart(table.dropna(subset=["regret_low"]))
        .mark_rule(color=style.RIVAL.light, strokeWidth=8, opacity=0.35)
        .encode(y=y, tooltip=tips(told), x=x("regret_low"), x2=alt.X2("regret_high")),
        base.mark_point(filled=True, size=100, opacity=1, color=style.RIVAL.light).encode(
            x=x("regret")
        ),
        base.mark_text(align="left", dx=8, color=style.MUTED.text).encode(
            x=alt.value(alt.ExprRef("width")), text=alt.Text("best_words", type="nominal")
        ),
    ]
    drawn = layered(layers).properties(width=WIDE - 90, height=46 * len(table))
    return finish(drawn, reading, language)
