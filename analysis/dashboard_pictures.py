"""The pictures of a firm's dashboard, on paper and on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from analysis import style
from analysis.dashboard_words import SEEN, TEXT
from analysis.language import Language
from analysis.marks import AT
from analysis.panels import date_axis, fit_text
from analysis.sheet import sheet
from analysis.style import Colour
from analysis.time_axis import KEPT, across, cursor, last_value, pointed, years_apart
from analysis.wording import stretch

if TYPE_CHECKING:
    from analysis.dashboard import Course

RATES = 190


@dataclass(frozen=True)
class Look:
    """What both pictures need: the course, and its words."""

    found: Course
    period: str
    language: Language

    @property
    def rows(self) -> pd.DataFrame:
        """The course, with the number of each step."""
        rows = self.found.rows.reset_index(drop=True)
        return rows.assign(step=range(len(rows)))

    @property
    def is_asked(self) -> bool:
        """Whether the firm holds a survey."""
        return bool(self.found.rows["surveyed"].notna().any())

    def text(self, key: str, **values: Any) -> str:
        """A text, filled in."""
        return TEXT(key, self.language, **values)

    @property
    def mood_title(self) -> str:
        """Over satisfaction."""
        return self.text("mood" if self.is_asked else "no_mood")

    @property
    def rates_title(self) -> str:
        """Over the rates."""
        return self.text("rates", window=stretch(self.language, self.found.window, self.period))

    @property
    def top(self) -> float:
        """Upper end of the axis of rates."""
        highest = self.found.rows[["complaints", "lost"]].to_numpy(float)
        known = highest[np.isfinite(highest)]
        return max(1.0, 1.15 * float(known.max())) if len(known) else 1.0

    def last(self, field: str) -> str:
        """The level of a column at the end, as the sentence tells it."""
        before, after = self.found.levels(field)
        if np.isnan(after):
            return ""
        is_rate = field in ("complaints", "lost")
        few = 1 if not is_rate or max(before, after) < 10 else 0
        return self.language.number(after, few)

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


def chart(said: str, look: Look) -> alt.VConcatChart:
    """The survey above complaints and customers lost, with one cursor over both."""
    rows = look.rows
    cursors = [cursor("cursor_mood"), cursor("cursor_rates")]
    mood = _mood(rows, look, cursors).properties(width=640, height=130)
    rates = _rates(rows, look, cursors[::-1]).properties(width=640, height=RATES)
    both = alt.vconcat(mood, rates, spacing=22).add_params(AT).properties(description=said)
    return both.configure(**style.vega_config(look.language))


def _mood(rows: pd.DataFrame, look: Look, cursors: list[alt.Parameter]) -> alt.LayerChart:
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
            last_value(rows, "surveyed", look.last("surveyed"), y("surveyed"),
                       style.SATISFACTION.text),
            last_value(rows, "satisfaction", look.text("true"), y("satisfaction"),
                       style.MUTED.text, align="right", dx=-4, dy=16, fontSize=12,
                       fontWeight="normal"),
        ]  # fmt: skip
    else:
        line = base.mark_line(color=style.SATISFACTION.light, strokeWidth=3)
        layers += [
            line.encode(y=y("satisfaction")),
            last_value(rows, "satisfaction", look.last("satisfaction"), y("satisfaction"),
                       style.SATISFACTION.text),
        ]  # fmt: skip
    layers += _following(base, look, cursors)
    title = alt.TitleParams(look.mood_title, color=style.SATISFACTION.text)
    return alt.LayerChart(layer=layers, title=title)


def _rates(rows: pd.DataFrame, look: Look, cursors: list[alt.Parameter]) -> alt.LayerChart:
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
    rows: pd.DataFrame, field: str, look: Look, y: alt.Y, colour: Colour, up: float
) -> list[alt.Chart]:
    """The last value of a line, large, and its name under it."""
    value = last_value(rows, field, look.last(field), y, colour.text, dy=-5 - up)
    small: dict[str, Any] = {"fontSize": 12, "fontWeight": "bold", "dy": 11 - up}
    return [value, last_value(rows, field, look.text(field), y, colour.text, **small)]


def _following(base: alt.Chart, look: Look, cursors: list[alt.Parameter]) -> list[Any]:
    month = "%e %B %Y" if look.period == "week" else "%B %Y"
    tips = [alt.Tooltip("date", type="temporal", format=month, title=look.text("when"))]
    tips += [
        alt.Tooltip(field, type="quantitative", format=".1f", title=look.text(key))
        for field, key in SEEN.items()
    ]
    return [
        base.mark_rule(strokeWidth=12, opacity=0)
        .encode(tooltip=tips)
        .add_params(cursors[0])
        .properties(name=f"{cursors[0].name}_here"),
        base.mark_rule(color=style.MUTED.light).transform_filter(pointed(cursors)),
    ]


def figure(title: str, said: str, look: Look) -> Figure:
    """The same on a page."""
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
            survey = f"{look.last('surveyed')}  {look.text('survey')}"
            _label(upper, rows, "surveyed", survey, style.SATISFACTION, 8)
        else:
            _draw(upper, rows, "satisfaction", style.SATISFACTION, lw=3)
            _label(upper, rows, "satisfaction", look.last("satisfaction"),
                   style.SATISFACTION, 0)  # fmt: skip
        for name, colour, up in look.lines(72 * 0.62 * room, 16):
            dash = (0, (1, 1)) if name == "complaints" else "-"
            _draw(lower, rows, name, colour, lw=3, ls=dash)
            _label(lower, rows, name, f"{look.last(name)}  {look.text(name)}", colour, up)
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
