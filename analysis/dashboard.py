"""The firm's dashboard beside the truth: what it sees of its customers, and how many it loses.

A firm sees the answers to its survey and the complaints that it is sent. Whether customers leave
for another is a different thing, and most who do never said a word.

    python -m analysis.dashboard DIR
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from analysis import script, style
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import Language, Texts
from analysis.panels import date_axis, fit_text
from analysis.sheet import sheet
from analysis.style import Colour
from analysis.time_axis import AT, KEPT, across, cursor, last_value, pointed, years_apart
from analysis.wording import (
    BARELY, PERIODS_A_YEAR, capital, focus, label_of, share, stretch, when,
)  # fmt: skip
from sim.results import Results

TEXT = Texts(
    en={
        "title": "The dashboard of {who}, and the customers it loses",
        "mood": "What it asks: satisfaction in its survey, of 10",
        "no_mood": "It holds no survey; true satisfaction, of 10",
        "rates": "Per 100 customers in {window}",
        "complaints": "complaints",
        "lost": "lost to others",
        "survey": "its survey",
        "true": "true satisfaction",
        "when": "period",
        "year": "Year",
        "score_steady": "the survey of {who} barely moves ({levels} of 10)",
        "score_falls": "the survey of {who} falls ({levels} of 10)",
        "score_rises": "the survey of {who} rises ({levels} of 10)",
        "score_unknown": "{who} holds no survey",
        "voice_steady": "complaints hardly change ({levels} per 100 customers in {window})",
        "voice_falls": "complaints fall ({levels} per 100 customers in {window})",
        "voice_rises": "complaints rise ({levels} per 100 customers in {window})",
        "voice_none": "nobody complains",
        "loss_steady": "and the customers lost to others hardly change ({levels})",
        "loss_falls": "and it loses fewer customers to others ({levels})",
        "loss_rises": "and it loses more customers to others ({levels})",
        "loss_hidden": "while it loses more customers to others ({levels})",
        "loss_none": "and nobody leaves it for another",
        "reading": "{score}, {voice}, {loss}{silent}.",
        "silent": "; {share} of the leavers had never complained nor answered its survey",
        "to": "{before} to {after}",
        "note": "The levels compare the start with the end of what is shown, {window} each. A "
        "survey goes from 1 to 10 and flatters, true satisfaction from 0 to 10.",
        "step": "{when}: survey {survey}, complaints {complaints}, lost to others {lost}",
    },
    nl={
        "title": "Het dashboard van {who}, en de klanten die vertrekken",
        "mood": "Wat het vraagt: tevredenheid in de eigen enquête, van 10",
        "no_mood": "Er is geen enquête; werkelijke tevredenheid, van 10",
        "rates": "Per 100 klanten in {window}",
        "complaints": "klachten",
        "lost": "naar een ander",
        "survey": "eigen enquête",
        "true": "werkelijke tevredenheid",
        "when": "periode",
        "year": "Jaar",
        "score_steady": "de enquête van {who} beweegt nauwelijks ({levels} van 10)",
        "score_falls": "de enquête van {who} daalt ({levels} van 10)",
        "score_rises": "de enquête van {who} stijgt ({levels} van 10)",
        "score_unknown": "{who} houdt geen enquête",
        "voice_steady": "klachten veranderen nauwelijks ({levels} per 100 klanten in {window})",
        "voice_falls": "klachten nemen af ({levels} per 100 klanten in {window})",
        "voice_rises": "klachten nemen toe ({levels} per 100 klanten in {window})",
        "voice_none": "niemand klaagt",
        "loss_steady": "en het vertrek naar anderen verandert nauwelijks ({levels})",
        "loss_falls": "en er gaan minder klanten naar een ander ({levels})",
        "loss_rises": "en er gaan meer klanten naar een ander ({levels})",
        "loss_hidden": "terwijl er meer klanten naar een ander gaan ({levels})",
        "loss_none": "en niemand gaat naar een ander",
        "reading": "{score}, {voice}, {loss}{silent}.",
        "silent": "; {share} van de vertrekkers had nooit geklaagd en nooit een enquête ingevuld",
        "to": "{before} naar {after}",
        "note": "De niveaus vergelijken begin en eind van wat te zien is, elk over {window}. Een "
        "enquête loopt van 1 tot 10 en vleit, werkelijke tevredenheid van 0 tot 10.",
        "step": "{when}: enquête {survey}, klachten {complaints}, naar een ander {lost}",
    },
)

RATES = 190

STEADY = 0.15
"""A change of a rate by less than this part of it is called hardly a change."""


@dataclass(frozen=True)
class Course:
    """What a firm sees and what happens, over time.

    Attributes:
        rows: Columns period, date, surveyed (mean answer, 1-10; NaN without answers), satisfaction
            (true mean, 0-10), complaints and lost (per 100 customers over the window that ends
            with the period; NaN before it is full, and without customers), customers.
        window: Periods: a year, or a quarter of a short run.
        silent: Share of the leavers who never complained and were never surveyed, 0-1; NaN when
            nobody left.
    """

    rows: pd.DataFrame
    window: int
    silent: float


def course(results: Results, provider: str) -> Course:
    """What a firm saw, and what happened to its customers.

    Args:
        results: Of a run.
        provider: Its name.
    """
    periods = results.periods[results.periods["provider"] == provider]
    rows = periods.sort_values("period", ignore_index=True)
    year = PERIODS_A_YEAR[results.scenario.period]
    window = year if len(rows) >= 2 * year else max(1, len(rows) // 4)
    mean = rows["customers"].astype(float).rolling(window).mean()
    rates = {
        name: 100 * rows[column].astype(float).rolling(window).sum() / mean.where(mean > 0)
        for name, column in (("complaints", "complaints"), ("lost", "defections"))
    }
    left = results.exits
    left = left[(left["from"] == provider) & (left["type"] == "defection")]
    silent = ~(left["complained"].astype(bool) | left["surveyed"].astype(bool))
    kept = rows[["period", "date", "surveyed", "satisfaction", "customers"]]
    kept = kept.astype({"surveyed": float, "satisfaction": float, "customers": float})
    return Course(kept.assign(**rates), window, float(silent.mean()) if len(left) else np.nan)


def ends(column: pd.Series, window: int) -> tuple[float, float]:
    """Mean over the first and over the last periods of a window in which it is known."""
    known = column.dropna()
    first, last = known.index[:1], known.index[-1:]
    if not len(known):
        return np.nan, np.nan
    before = known[known.index < first[0] + window]
    after = known[known.index > last[0] - window]
    return float(before.mean()), float(after.mean())


def reading(found: Course, who: str, period: str, language: Language) -> str:
    """What the dashboard shows, beside what it does not."""
    rows, window = found.rows, found.window
    back = stretch(language, window, period)
    before, after = ends(rows["surveyed"], window)
    mood = _moves(after - before, BARELY)
    levels = _levels(language, before, after, 1)
    seen = TEXT(f"score_{mood or 'unknown'}", language, who=who, levels=levels)
    voice, voice_levels = _rate(rows["complaints"], window, language)
    told = (
        TEXT(f"voice_{voice}", language, levels=voice_levels, window=back)
        if voice
        else TEXT("voice_none", language)
    )
    loss, loss_levels = _rate(rows["lost"], window, language)
    if loss == "rises" and mood in ("steady", "rises") and voice != "rises":
        loss = "hidden"
    lost = TEXT(f"loss_{loss or 'none'}", language, levels=loss_levels)
    silent = TEXT("silent", language, share=share(language, found.silent)) if loss else ""
    return capital(
        TEXT("reading", language, score=seen, voice=told, loss=lost, silent=silent)
    )


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """The dashboard of the provider that the market is about; none where nobody had customers."""
    provider = focus(results)
    if provider is None:
        return []
    who = label_of(results, provider)
    period = results.scenario.period
    found = course(results, provider)
    said = reading(found, who, period, language)
    title = TEXT("title", language, who=who)
    look = _Look(found, period, language)
    return [
        Exhibit(
            key="dashboard",
            title=title,
            reading=said,
            data=found.rows.assign(provider=provider),
            table=_table(found, language),
            figure=partial(_figure, title, said, look),
            chart=partial(_chart, said, look),
            steps=_steps(found, period, language),
            note=TEXT("note", language, window=stretch(language, found.window, period)),
        )
    ]


def _moves(change: float, barely: float) -> str:
    if np.isnan(change):
        return ""
    return "steady" if abs(change) < barely else "falls" if change < 0 else "rises"


def _rate(column: pd.Series, window: int, language: Language) -> tuple[str, str]:
    """How a rate moves, and from where to where; no movement when it is always 0."""
    before, after = ends(column, window)
    if np.isnan(before) or not column.fillna(0).any():
        return "", ""
    change = _moves(after - before, max(0.5, STEADY * max(before, after)))
    digits = 1 if max(before, after) < 10 else 0
    return change, _levels(language, before, after, digits)


def _levels(language: Language, before: float, after: float, digits: int) -> str:
    first, last = language.number(before, digits), language.number(after, digits)
    return last if first == last else TEXT("to", language, before=first, after=last)


@dataclass(frozen=True)
class _Look:
    """What both pictures need: the course, and its words."""

    found: Course
    period: str
    language: Language

    @property
    def rows(self) -> pd.DataFrame:
        rows = self.found.rows.reset_index(drop=True)
        return rows.assign(step=range(len(rows)))

    @property
    def is_asked(self) -> bool:
        """Whether the firm holds a survey."""
        return bool(self.found.rows["surveyed"].notna().any())

    def text(self, key: str, **values: Any) -> str:
        return TEXT(key, self.language, **values)

    @property
    def mood_title(self) -> str:
        return self.text("mood" if self.is_asked else "no_mood")

    @property
    def rates_title(self) -> str:
        return self.text("rates", window=stretch(self.language, self.found.window, self.period))

    @property
    def top(self) -> float:
        """Upper end of the axis of rates."""
        highest = self.found.rows[["complaints", "lost"]].to_numpy(float)
        known = highest[np.isfinite(highest)]
        return max(1.0, 1.15 * float(known.max())) if len(known) else 1.0

    def last(self, field: str, digits: int) -> str:
        known = self.found.rows[field].dropna()
        return self.language.number(float(known.iloc[-1]), digits) if len(known) else ""

    def lines(self, high: float, gap: float) -> list[tuple[str, Colour, float]]:
        """The two rates: column, colour, and how far up the words at its end must move.

        Args:
            high: Of the plot.
            gap: That the words of two lines need between them, on the same scale.
        """
        known = {name: self.found.rows[name].dropna() for name in ("complaints", "lost")}
        at = {name: float(rows.iloc[-1]) if len(rows) else 0.0 for name, rows in known.items()}
        upper, lower = sorted(at, key=lambda name: -at[name])
        apart = (at[upper] - at[lower]) / self.top * high
        move = max(0.0, gap - apart) / 2
        colours = {"complaints": style.INK, "lost": style.INCUMBENT}
        return [(upper, colours[upper], move), (lower, colours[lower], -move)]


def _chart(said: str, look: _Look) -> alt.VConcatChart:
    rows = look.rows
    cursors = [cursor("cursor_mood"), cursor("cursor_rates")]
    mood = _mood(rows, look, cursors).properties(width=640, height=130)
    rates = _rates(rows, look, cursors[::-1]).properties(width=640, height=RATES)
    both = alt.vconcat(mood, rates, spacing=22).add_params(AT).properties(description=said)
    return both.configure(**style.vega_config())


def _mood(rows: pd.DataFrame, look: _Look, cursors: list[alt.Parameter]) -> alt.LayerChart:
    scale = alt.Scale(domain=[0, 10])
    axis = alt.Axis(values=[0, 5, 10], title=None, **KEPT)

    def y(name: str) -> alt.Y:
        return alt.Y(name, type="quantitative", scale=scale, axis=axis)

    base = alt.Chart(rows).encode(x=across(rows["date"]))
    true = base.mark_line(color=style.REFERENCE.light, strokeDash=[5, 4], strokeWidth=1.6)
    layers: list[Any] = []
    if look.is_asked:
        asked = rows.dropna(subset=["surveyed"])
        survey = alt.Chart(asked).encode(x=across(rows["date"]), y=y("surveyed"))
        layers += [
            true.encode(y=y("satisfaction")),
            survey.mark_line(color=style.SATISFACTION.light, strokeWidth=3),
            last_value(rows, "surveyed", look.last("surveyed", 1), y("surveyed"),
                       style.SATISFACTION.text),
            last_value(rows, "satisfaction", look.text("true"), y("satisfaction"),
                       style.MUTED.text, align="right", dx=-4, dy=16, fontSize=12,
                       fontWeight="normal"),
        ]  # fmt: skip
    else:
        line = base.mark_line(color=style.SATISFACTION.light, strokeWidth=3)
        layers += [
            line.encode(y=y("satisfaction")),
            last_value(rows, "satisfaction", look.last("satisfaction", 1), y("satisfaction"),
                       style.SATISFACTION.text),
        ]  # fmt: skip
    layers += _following(base, look, cursors)
    title = alt.TitleParams(look.mood_title, color=style.SATISFACTION.text)
    return alt.LayerChart(layer=layers, title=title)


def _rates(rows: pd.DataFrame, look: _Look, cursors: list[alt.Parameter]) -> alt.LayerChart:
    scale = alt.Scale(domain=[0, look.top])
    axis = alt.Axis(tickCount=4, title=None, **KEPT)

    def y(name: str) -> alt.Y:
        return alt.Y(name, type="quantitative", scale=scale, axis=axis)

    base = alt.Chart(rows).encode(x=across(rows["date"]))
    layers: list[Any] = []
    for name, colour, up in look.lines(RATES, 38):
        dash: dict[str, Any] = {"strokeDash": [2, 3]} if name == "complaints" else {}
        line = base.mark_line(color=colour.light, strokeWidth=3, **dash)
        layers += [line.encode(y=y(name)), *_end(rows, name, look, y(name), colour, up)]
    layers += _following(base, look, cursors)
    title = alt.TitleParams(look.rates_title, color=style.INK.text)
    return alt.LayerChart(layer=layers, title=title)


def _end(
    rows: pd.DataFrame, field: str, look: _Look, y: alt.Y, colour: Colour, up: float
) -> list[alt.Chart]:
    """The last value of a line, large, and its name under it."""
    value = last_value(rows, field, look.last(field, 0), y, colour.text, dy=-5 - up)
    small: dict[str, Any] = {"fontSize": 12, "fontWeight": "bold", "dy": 11 - up}
    return [value, last_value(rows, field, look.text(field), y, colour.text, **small)]


def _following(base: alt.Chart, look: _Look, cursors: list[alt.Parameter]) -> list[Any]:
    month = "%e %B %Y" if look.period == "week" else "%B %Y"
    fields = {"surveyed": "survey", "satisfaction": "true", "complaints": "complaints", "lost": "lost"}
    tips = [alt.Tooltip("date", type="temporal", format=month, title=look.text("when"))]
    tips += [
        alt.Tooltip(field, type="quantitative", format=".1f", title=look.text(key))
        for field, key in fields.items()
    ]
    return [
        base.mark_rule(strokeWidth=12, opacity=0)
        .encode(tooltip=tips)
        .add_params(cursors[0])
        .properties(name=f"{cursors[0].name}_here"),
        base.mark_rule(color=style.MUTED.light).transform_filter(pointed(cursors)),
    ]


def _figure(title: str, said: str, look: _Look) -> Figure:
    rows = look.rows
    with style.matplotlib_style():
        page, panel = sheet(title, said, lines=3)
        wide = panel.width - 0.6 - 1.9
        floor = panel.floor + 0.35
        room = panel.ceiling - floor - 0.9
        lower = panel.axes(0.6, floor, wide, 0.62 * room)
        upper = panel.axes(0.6, floor + 0.62 * room + 0.45, wide, 0.38 * room)
        for axes, name in ((upper, look.mood_title), (lower, look.rates_title)):
            colour = style.SATISFACTION if axes is upper else style.INK
            words, size = fit_text(name, wide, style.LABEL + 0.5, lines=1, weight="bold")
            axes.text(0, 1.04, words, transform=axes.transAxes, va="bottom", weight="bold",
                      size=size, color=colour.text)  # fmt: skip
            date_axis(axes, rows["date"], years_apart(rows["date"]), labels=axes is lower)
            axes.grid(axis="y")
        upper.set_ylim(0, 10)
        upper.yaxis.set_major_locator(FixedLocator([0, 5, 10]))
        lower.set_ylim(0, look.top)
        lower.yaxis.set_major_formatter(FuncFormatter(lambda v, _: look.language.number(v)))
        if look.is_asked:
            _draw(upper, rows, "satisfaction", style.REFERENCE, lw=1.5, ls=(0, (3, 2)))
            _label(upper, rows, "satisfaction", look.text("true"), style.MUTED, -8)
            _draw(upper, rows, "surveyed", style.SATISFACTION, lw=3)
            survey = f"{look.last('surveyed', 1)}  {look.text('survey')}"
            _label(upper, rows, "surveyed", survey, style.SATISFACTION, 8)
        else:
            _draw(upper, rows, "satisfaction", style.SATISFACTION, lw=3)
            _label(upper, rows, "satisfaction", look.last("satisfaction", 1),
                   style.SATISFACTION, 0)  # fmt: skip
        for name, colour, up in look.lines(72 * 0.62 * room, 16):
            dash = (0, (1, 1)) if name == "complaints" else "-"
            _draw(lower, rows, name, colour, lw=3, ls=dash)
            _label(lower, rows, name, f"{look.last(name, 0)}  {look.text(name)}", colour, up)
    return page


def _draw(axes: Axes, rows: pd.DataFrame, field: str, colour: Colour, **look: Any) -> None:
    known = rows.dropna(subset=[field])
    axes.plot(date2num(known["date"]), known[field].to_numpy(float), color=colour.light, gid=field,
              **look)  # fmt: skip


def _label(
    axes: Axes, rows: pd.DataFrame, field: str, words: str, colour: Colour, up: float
) -> None:
    known = rows.dropna(subset=[field])
    if known.empty:
        return
    axes.annotate(
        words, (float(date2num(rows["date"].iloc[-1])), float(known[field].iloc[-1])),
        xytext=(8, up), textcoords="offset points", va="center", annotation_clip=False,
        size=style.LABEL, weight="bold", color=colour.text,
    )  # fmt: skip


def _table(found: Course, language: Language) -> pd.DataFrame:
    """Means over calendar years, as words."""
    rows = found.rows
    years = rows.groupby(rows["date"].dt.year)[["surveyed", "satisfaction", "complaints", "lost"]]
    words = years.mean().map(lambda value: language.number(float(value), 1))
    words.columns = pd.Index([TEXT(key, language) for key in ("survey", "true", "complaints", "lost")])
    return words.rename_axis(TEXT("year", language)).reset_index()


def _steps(found: Course, period: str, language: Language) -> tuple[str, ...]:
    return tuple(
        TEXT(
            "step",
            language,
            when=when(language, row.date, period),
            survey=language.number(row.surveyed, 1),
            complaints=language.number(row.complaints, 1),
            lost=language.number(row.lost, 1),
        )
        for row in found.rows.itertuples()
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers it for a folder of results."""
    return script.main(exhibits, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
