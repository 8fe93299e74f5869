"""Plans compared, on paper: a forest, who is kept and lost, courses, and regret."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from analysis import nothing, plan_frames, plan_readings, style
from analysis.language import Language
from analysis.panels import Panel, fit_text
from analysis.plan_words import TEXT
from analysis.sheet import sheet
from sim.experiments.plans.comparison import Comparison
from sim.experiments.plans.numbers import VALUE_NOW
from sim.scenario.claims import AS_IS

NAMES_WIDE, GAP = 2.6, 0.3
"""Inches."""

SMALL = style.LABEL - 1.5


def forest(title: str, reading: str, rows: pd.DataFrame, found: Comparison, language: Language
           ) -> Figure:  # fmt: skip
    """A line for each plan, a panel for each measure; thin: the interval without pairs.

    Args:
        title: Of the page.
        reading: Under it.
        rows: From `plan_frames.changes`.
        found: The comparison.
        language: Of the words.
    """
    plans = plan_frames.drawn(found)
    rows = rows[rows["plan"].isin(plans)]
    measures = list(dict.fromkeys(rows["measure"]))
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        _key(panel, TEXT("key_forest", language))
        bottom, high = _rows(panel, plans, rows)
        wide = (panel.width - NAMES_WIDE - GAP * (len(measures) - 1)) / max(1, len(measures))
        for number, measure in enumerate(measures):
            axes = panel.axes(NAMES_WIDE + number * (wide + GAP), bottom, wide, high)
            _upright(axes, len(plans))
            head = plan_readings.heading(measure, found, language)
            words, size = fit_text(head, wide, SMALL, lines=2, smallest=7)
            axes.text(0, 1.03, words, transform=axes.transAxes, va="bottom", size=size,
                      color=style.MUTED.light)  # fmt: skip
            own = rows[rows["measure"] == measure].set_index("plan")
            for place, plan in enumerate(plans):
                if plan in own.index:
                    _change(axes, own.loc[plan], place, language)
            axes.margins(x=0.12)
            scale = 100.0 if measure in ("customer_share", "defection_rate") else 1.0
            money = measure == VALUE_NOW
            axes.xaxis.set_major_formatter(
                FuncFormatter(
                    lambda x, _, s=scale, m=measure, k=money: (
                        plan_readings.shown(m, x, language) if k else language.plain(s * x)
                    )
                )
            )
    return page


def flow(title: str, reading: str, rows: pd.DataFrame, language: Language, span: str) -> Figure:
    """Bars to the right: kept by the plan; to the left: lost by it; beside them, how satisfied."""
    if rows.empty:
        return nothing.figure(title, reading)
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        labels = rows.set_index("plan")["label"]
        bottom, high = _rows(panel, list(rows["plan"]), rows.assign(label=labels.to_numpy()))
        text_wide = 3.5
        wide = panel.width - NAMES_WIDE - text_wide - GAP
        axes = panel.axes(NAMES_WIDE, bottom, wide, high)
        _upright(axes, len(rows))
        for place, (_, row) in enumerate(rows.iterrows()):
            for side, sign, colour in (
                ("kept", 1, style.SATISFACTION),
                ("lost", -1, style.INCUMBENT),
            ):
                value = 100 * float(row[side])
                axes.barh(
                    place,
                    sign * value,
                    height=min(0.5, 0.1 * len(rows)),
                    color=colour.light,
                    gid=side,
                )
                low, top = 100 * float(row[f"{side}_low"]), 100 * float(row[f"{side}_high"])
                if np.isfinite(low):
                    axes.plot(
                        [sign * low, sign * top], [place, place], color=style.INK.light, lw=1.4
                    )
                reach = sign * (top if np.isfinite(top) else value)
                axes.annotate(
                    language.number(value, 1), (reach, place), xytext=(5 * sign, 0),
                    textcoords="offset points", va="center", ha="left" if sign > 0 else "right",
                    weight="bold", color=colour.text,
                )  # fmt: skip
            words = [TEXT("both", language, stayed=_hundred(row["stayed"], language),
                          left=_hundred(row["left"], language))]  # fmt: skip
            words += company(row, language)
            y = bottom + high * (1 - (place + 0.5) / len(rows))
            text = "\n".join(words)
            panel.text(NAMES_WIDE + wide + GAP, y, text, size=min(9.0, 60 * high / len(rows) / 3.6),
                       va="center", linespacing=1.2, color=style.MUTED.text)  # fmt: skip
        axes.margins(x=0.2)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: language.number(abs(x))))
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))
        axes.set_xlabel(TEXT("of_100", language, span=span), size=SMALL)
        for key, x, align, colour in (
            ("lost_key", -0.02, "right", style.INCUMBENT),
            ("kept_key", 0.02, "left", style.SATISFACTION),
        ):
            axes.annotate(
                TEXT(key, language), (0, 1.02), xycoords=("data", "axes fraction"), ha=align,
                xytext=(300 * x, 0), textcoords="offset points", va="bottom", size=SMALL,
                weight="bold", color=colour.text, annotation_clip=False,
            )  # fmt: skip
    return page


def company(row: Any, language: Language) -> list[str]:
    """How satisfied those kept and lost were, with base rate and hazard ratio; not of the few."""
    words = []
    for side in ("kept", "lost"):
        said = plan_readings.content(row, side, language)
        if said and not row[f"few_{side}"]:
            words.append(f"{TEXT(f'of_{side}', language)} {said}")
    return words


def courses(title: str, reading: str, rows: pd.DataFrame, entry: Any, language: Language
            ) -> Figure:  # fmt: skip
    """A small panel for each plan: its course and band, and dashed the course without any plan."""
    plans = [plan for plan in dict.fromkeys(rows["plan"]) if plan != AS_IS]
    columns = 1 if len(plans) == 1 else 2 if len(plans) <= 4 else 3 if len(plans) <= 9 else 4
    deep = max(1, ceil(len(plans) / columns))
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=2)
        dotted = TEXT("key_entry", language) if entry is not None else ""
        _key(panel, TEXT("key_course", language) + dotted)
        floor, left = panel.floor + 0.35, 0.55
        wide = (panel.width - left - 0.75 * columns) / columns
        high = (panel.ceiling - floor - 0.62 * deep) / deep
        top = float(np.nanmax(rows[["mean", "high", "as_is"]].to_numpy(float)))
        for number, plan in enumerate(plans):
            across, down = number % columns, number // columns
            x = left + across * (wide + 0.75)
            y = floor + (deep - 1 - down) * (high + 0.62)
            axes = panel.axes(x, y, wide, high)
            own = rows[rows["plan"] == plan]
            moments = date2num(own["date"])
            axes.fill_between(moments, own["low"].to_numpy(float), own["high"].to_numpy(float),
                              color=style.RIVAL.light, alpha=style.BAND_OPACITY, lw=0)  # fmt: skip
            axes.plot(moments, own["as_is"], color=style.REFERENCE.light, lw=1.6, ls=(0, (4, 3)))
            axes.plot(moments, own["mean"], color=style.RIVAL.light, lw=2.6, gid=f"plan-{number}")
            if entry is not None:
                axes.axvline(date2num(entry), color=style.REFERENCE.light, lw=1.2, ls=":")
            axes.set_xlim(moments[0], max(moments[-1], moments[0] + 1))
            axes.set_ylim(0, min(1.0, 1.12 * top) or 1.0)
            axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: language.percent(v)))
            axes.yaxis.set_major_locator(MaxNLocator(3))
            axes.grid(axis="y")
            locator = AutoDateLocator(maxticks=5, minticks=2)
            axes.xaxis.set_major_locator(locator)
            axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
            words, size = fit_text(str(own["label"].iloc[0]), wide + 0.3, SMALL + 0.5, lines=2,
                                   smallest=7.5, weight="bold")  # fmt: skip
            axes.text(0, 1.02, words, transform=axes.transAxes, va="bottom", size=size,
                      weight="bold")  # fmt: skip
            _ends(axes, own, language)
    return page


def regret(title: str, reading: str, rows: pd.DataFrame, found: Comparison, language: Language
           ) -> Figure:  # fmt: skip
    """Mean regret with its interval, a line to the worst; how often best, and the worst tenth."""
    rows = rows.head(plan_frames.MOST + 1)
    labels = [TEXT("as_is", language) if row["plan"] == AS_IS else row["label"]
              for _, row in rows.iterrows()]  # fmt: skip
    with style.matplotlib_style():
        page, panel = sheet(title, reading, lines=3)
        _key(panel, TEXT("key_regret", language))
        bottom, high = _rows(panel, list(rows["plan"]), rows.assign(label=labels))
        wide = panel.width - NAMES_WIDE - 2.4
        axes = panel.axes(NAMES_WIDE, bottom, wide, high)
        _upright(axes, len(rows))
        heads = (TEXT("best", language), TEXT("tenth", language))
        for column, head in enumerate(heads):
            x = NAMES_WIDE + wide + 1.1 + 1.2 * column
            panel.text(x, bottom + high + 0.1, head, ha="right", size=SMALL,
                       color=style.MUTED.light)  # fmt: skip
        for place, (_, row) in enumerate(rows.iterrows()):
            worst, mean = float(row["worst_regret"]), float(row["regret"])
            axes.plot([mean, worst], [place, place], color=style.MUTED.light, lw=1.6)
            axes.plot(worst, place, "|", ms=11, mew=1.8, color=style.MUTED.light)
            ends = [max(0.0, float(row["regret_low"])), float(row["regret_high"])]
            if np.isfinite(ends).all():
                axes.plot(ends, [place, place], lw=7, alpha=0.3, color=style.RIVAL.light,
                          solid_capstyle="butt")  # fmt: skip
            axes.plot(
                mean, place, "o", ms=8.5, color=style.RIVAL.light, gid="regret", clip_on=False
            )
            y = bottom + high * (1 - (place + 0.5) / len(rows))
            tail = plan_readings.objective(float(row["worst_tenth"]), found, language)
            weight = "bold" if row["least_bad"] else "normal"
            for column, (text, look) in enumerate(
                ((language.percent(float(row["best"])), "normal"), (tail, weight))
            ):
                panel.text(NAMES_WIDE + wide + 1.1 + 1.2 * column, y, text, ha="right", va="center",
                           weight=look)  # fmt: skip
        axes.set_xlim(left=0)
        axes.margins(x=0.05)
        unit = plan_readings.unit(found, language)
        axes.set_xlabel(TEXT("axis_regret", language, unit=unit), size=SMALL)
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_formatter(
            FuncFormatter(lambda x, _: plan_readings.objective(x, found, language))
        )
    return page


def _rows(panel: Panel, plans: list[str], rows: pd.DataFrame) -> tuple[float, float]:
    """Writes the names of the plans; returns where their lines begin, and how high they are."""
    bottom = panel.floor + 0.55
    high = panel.ceiling - bottom - 0.5
    for place, plan in enumerate(plans):
        label = str(rows.loc[rows["plan"] == plan, "label"].iloc[0])
        words, size = fit_text(label, NAMES_WIDE - 0.25, style.LABEL, lines=2, smallest=7)
        if len(plans) > 8:
            size = min(size, 8.5)
        y = bottom + high * (1 - (place + 0.5) / len(plans))
        panel.text(0, y, words, size=size, va="center", linespacing=1.1)
    return bottom, high


def _key(panel: Panel, words: str) -> None:
    """What is what, at the right above the picture."""
    panel.text(panel.width, panel.height - 0.3, words, ha="right", va="top", size=SMALL,
               color=style.MUTED.light)  # fmt: skip


def _upright(axes: Axes, count: int) -> None:
    """Lines from top to bottom around a rule at zero."""
    axes.set_ylim(count - 0.5, -0.5)
    axes.yaxis.set_major_locator(NullLocator())
    axes.xaxis.set_major_locator(MaxNLocator(3))
    axes.tick_params(axis="x", labelsize=SMALL)
    axes.grid(axis="x")
    axes.axvline(0, color=style.INK.light, lw=1.2)


def _change(axes: Axes, row: Any, place: int, language: Language) -> None:
    value = float(row["difference"])
    if not np.isfinite(value):
        axes.text(0, place, language.unknown, style="italic", ha="center", va="center",
                  size=SMALL, color=style.MUTED.light)  # fmt: skip
        return
    looks: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("unpaired_low", "unpaired_high", {"color": style.REFERENCE.light, "lw": 1.2}),
        ("low", "high", {"color": style.RIVAL.light, "lw": 5.5, "alpha": 0.55}),
    )
    for low, high, look in looks:
        ends = [float(row[low]), float(row[high])]
        if np.isfinite(ends).all():
            axes.plot(ends, [place, place], solid_capstyle="butt", gid=low, **look)
    axes.plot(value, place, "o", ms=6, color=style.RIVAL.light, zorder=5, gid="change")
    axes.annotate(
        plan_readings.shown(row["measure"], value, language), (value, place), xytext=(0, 7),
        textcoords="offset points", ha="center", va="bottom", size=SMALL, weight="bold",
        color=style.RIVAL.text, zorder=6,
        path_effects=[withStroke(linewidth=2.5, foreground=style.PAPER.light)],
    )  # fmt: skip


def _ends(axes: Axes, own: pd.DataFrame, language: Language) -> None:
    """The last values: bold under the plan, grey without; apart when they would touch."""
    last = own.iloc[-1]
    plan, base = float(last["mean"]), float(last["as_is"])
    top = axes.get_ylim()[1]
    apart = 0.0 if abs(plan - base) > 0.14 * top else 0.07 * top - abs(plan - base) / 2
    up = 1 if plan >= base else -1
    looks: tuple[tuple[float, float, dict[str, Any]], ...] = (
        (plan, up * apart, {"weight": "bold", "color": style.RIVAL.text}),
        (base, -up * apart, {"color": style.REFERENCE.text}),
    )
    for value, shift, look in looks:
        if np.isfinite(value):
            axes.annotate(
                language.percent(value), (1, value + shift), xycoords=("axes fraction", "data"),
                xytext=(5, 0), textcoords="offset points", va="center", size=SMALL,
                annotation_clip=False, **look,
            )  # fmt: skip


def _hundred(share: float, language: Language) -> str:
    return language.number(100 * float(share))
