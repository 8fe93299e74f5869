"""The parts that the paper pictures are put together from: one panel, drawn in inches.

A panel has a title above, its one-sentence reading below and axes between. Texts are wrapped by
their measured width, so that a longer sentence or another font never runs out of its panel.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.dates import DateFormatter, YearLocator, date2num
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter

from analysis import readings, style
from analysis.frames import Frames
from analysis.style import Colour

TITLE_ROOM = 0.46
FOOT_ROOM = 0.56
LINE_ROOM = 0.235
DATE_ROOM = 0.30
LEFT, RIGHT = 0.44, 0.88
RULER_DPI = 600

Place = tuple[float, float, float, float]
"""Left, bottom, width and height in inches."""

Key = Sequence[tuple[str, Colour, Colour]]
"""The words, the edge and the fill of each kind of dot."""

OBSERVED: Key = (
    ("used to calibrate", style.INK, style.PAPER),
    ("drawn, never fitted", style.INK, style.INK),
)


@lru_cache(maxsize=1)
def _ruler() -> RendererAgg:
    return RendererAgg(1, 1, RULER_DPI)


def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Width of one line in inches."""
    font = FontProperties(size=size, weight=weight)
    width, _, _ = _ruler().get_text_width_height_descent(text, font, False)
    return float(width) / RULER_DPI


def wrap(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break a sentence into lines that fit; a single word that is too long stays whole."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def fit_text(
    text: str,
    width: float,
    size: float,
    lines: int,
    smallest: float = 8.0,
    weight: str = "normal",
) -> tuple[str, float]:
    """Wrapped text and the largest size, up to `size`, at which it needs no more than `lines`."""
    wrapped = wrap(text, width, size, weight)
    while len(wrapped) > lines and size > smallest:
        size -= 0.25
        wrapped = wrap(text, width, size, weight)
    return "\n".join(wrapped), size


class Panel:
    """A part of a page with a title, a reading and room for axes between them.

    Args:
        page: The figure to draw on.
        place: Left, bottom, width and height in inches.
        title: What is shown; the same whatever the data say.
        reading: What the data say, in one sentence.
        lines: The room for the reading.
        key: What the dots mean, at the right of the title: words, edge and fill of each.
    """

    def __init__(
        self,
        page: Figure,
        place: Place,
        title: str,
        reading: str,
        lines: int = 2,
        key: Key = (),
    ) -> None:
        self.page = page
        self.left, self.bottom, self.width, self.height = place
        self.floor = FOOT_ROOM + LINE_ROOM * (lines - 2)
        self.ceiling = self.height - TITLE_ROOM
        self._rule()
        free = self.key(self.width, self.height - 0.23, key) if key else self.width
        title, size = fit_text(title, free - 0.1, style.PANEL, lines=1, weight="bold")
        self.text(0, self.height - 0.13, title, size=size, weight="bold", va="top")
        words, size = fit_text(reading, self.width - 0.1, style.READING, lines)
        self.text(0, self.floor - 0.06, words, size=size, va="top", linespacing=1.25)

    def text(self, x: float, y: float, words: str, **look: Any) -> None:
        """Write at a place in inches from the panel's lower left corner."""
        wide, high = self.page.get_size_inches()
        self.page.text((self.left + x) / wide, (self.bottom + y) / high, words, **look)

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes at a place in inches from the panel's lower left corner."""
        wide, high = self.page.get_size_inches()
        place = (
            (self.left + left) / wide,
            (self.bottom + bottom) / high,
            width / wide,
            height / high,
        )
        return self.page.add_axes(place)

    def key(self, right: float, y: float, dots: Key) -> float:
        """Name the dots in one line that ends at `right`; returns where it begins."""
        wide, high = self.page.get_size_inches()
        for words, edge, fill in reversed(dots):
            self.text(right, y, words, ha="right", va="center", size=style.LABEL)
            right -= width_of(words, style.LABEL) + 0.13
            dot = Line2D(
                [(self.left + right) / wide], [(self.bottom + y) / high], marker="o", ms=7.5,
                mew=1.6, mec=edge.light, mfc=fill.light, transform=self.page.transFigure,
            )  # fmt: skip
            self.page.add_artist(dot)
            right -= 0.22
        return right

    def _rule(self) -> None:
        wide, high = self.page.get_size_inches()
        ends = [self.left / wide, (self.left + self.width) / wide]
        level = 2 * [(self.bottom + self.height) / high]
        line = Line2D(ends, level, color=style.INK.light, lw=1.2, transform=self.page.transFigure)
        self.page.add_artist(line)


def _line(axes: Axes, band: pd.DataFrame, colour: Colour) -> None:
    dates = date2num(band["date"])
    low, mid, high = (band[name].to_numpy(float) for name in ("low", "mid", "high"))
    axes.fill_between(dates, low, high, color=colour.light, alpha=style.BAND_OPACITY, lw=0)
    axes.plot(dates, mid, color=colour.light, lw=3, solid_capstyle="round")


def date_axis(axes: Axes, dates: pd.Series, every: int, labels: bool) -> None:
    """A time axis from the first date to the last, with a year at every so many."""
    axes.set_xlim(*date2num([dates.min(), dates.max()]))
    axes.xaxis.set_major_locator(YearLocator(every))
    axes.xaxis.set_major_formatter(DateFormatter("%Y"))
    axes.tick_params(axis="x", labelbottom=labels, pad=5)


def _percent_axis(axes: Axes) -> None:
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f}%"))
    axes.grid(axis="y")


def _name(axes: Axes, words: str, colour: Colour) -> None:
    axes.text(
        0, 1.03, words, transform=axes.transAxes, va="bottom", weight="bold",
        size=style.LABEL + 0.5, color=colour.text,
    )  # fmt: skip


def _numeral(axes: Axes, band: pd.DataFrame, words: str, colour: Colour) -> None:
    """A value, large, at the end of its line."""
    axes.annotate(
        words, (float(date2num(band["date"].iloc[-1])), float(band["mid"].iloc[-1])),
        xytext=(8, 0), textcoords="offset points", va="center", annotation_clip=False,
        size=style.NUMERAL, weight="bold", color=colour.text,
    )  # fmt: skip


def draw_dashboard(panel: Panel, frames: Frames, world: str) -> None:
    """Satisfaction above share, on the same months: what a survey shows and what it does not."""
    wide = panel.width - LEFT - RIGHT
    bottom = panel.floor + DATE_ROOM
    room = panel.ceiling - bottom - 0.24 - 0.34
    upper, lower = 0.40 * room, 0.60 * room
    share = panel.axes(LEFT, bottom, wide, lower)
    mood = panel.axes(LEFT, bottom + lower + 0.34, wide, upper)

    for axes, measure, colour in (
        (mood, frames.satisfaction, style.SATISFACTION),
        (share, frames.share, style.INCUMBENT),
    ):
        reference = frames.band(frames.without_rival, measure)
        axes.plot(
            date2num(reference["date"]), reference["mid"].to_numpy(float),
            color=style.REFERENCE.light, lw=1.5, ls=(0, (3, 2)),
        )  # fmt: skip
        band = frames.band(world, measure)
        _line(axes, band, colour)
        score = measure == frames.satisfaction
        _, last, _ = readings.course(frames, world, measure)
        _numeral(axes, band, readings.score(last) if score else readings.percent(last), colour)
        axes.axvline(float(date2num(frames.opening)), color=style.INK.light, lw=1.1)
        date_axis(axes, frames.bands["date"], 4 if panel.width < 7 else 2, labels=not score)

    mood.set_ylim(0, 10)
    mood.yaxis.set_major_locator(FixedLocator([0, 5, 10]))
    mood.grid(axis="y")
    _percent_axis(share)
    _name(mood, "Satisfaction, 0 to 10", style.SATISFACTION)
    _name(share, f"Share of the {frames.incumbent}", style.INCUMBENT)
    entry = str(frames.events.sort_values("date")["label"].iloc[0])
    share.annotate(
        f"{entry}, {frames.opening:%b %Y}", (float(date2num(frames.opening)), 0.07),
        xytext=(6, 0), textcoords="offset points", size=style.LABEL, color=style.INK.light,
    )  # fmt: skip
    reference = frames.band(frames.without_rival, frames.share)
    share.annotate(
        frames.without_rival, (float(date2num(reference["date"].iloc[-1])),
        float(reference["mid"].iloc[-1])), xytext=(0, -5), textcoords="offset points",
        ha="right", va="top", size=style.LABEL, color=style.MUTED.light,
    )  # fmt: skip


def event_rows(events: pd.DataFrame, inches_a_day: float, size: float) -> list[int]:
    """The lowest free row for each event's label, in order of time, so that none overlap."""
    ends: list[float] = []
    rows: list[int] = []
    for event in events.sort_values("date").itertuples():
        start = float(date2num(event.date)) * inches_a_day
        row = next((i for i, end in enumerate(ends) if end < start), len(ends))
        ends[row : row + 1] = [start + width_of(str(event.label), size) + 0.1]
        rows.append(row)
    return rows


def draw_band(
    panel: Panel,
    band: pd.DataFrame,
    observed: pd.DataFrame,
    events: pd.DataFrame,
    last: str,
    every: int = 2,
) -> None:
    """A simulated share as a band, the published shares as dots, the events as lines.

    Args:
        panel: To draw on.
        band: Columns date, low, mid, high.
        observed: Columns date, share, use.
        events: Columns date and label.
        last: The value at the end of the line, in words.
        every: Years between the marks of the time axis.
    """
    wide = panel.width - LEFT - RIGHT
    dates = date2num([band["date"].min(), band["date"].max()])
    rows = event_rows(events, wide / max(1.0, float(dates[1] - dates[0])), style.LABEL)
    head = 0.06 + 0.2 * (max(rows, default=-1) + 1)
    bottom = panel.floor + DATE_ROOM
    axes = panel.axes(LEFT, bottom, wide, panel.ceiling - bottom - head)
    date_axis(axes, band["date"], every, labels=True)
    _percent_axis(axes)

    for event, row in zip(events.sort_values("date").itertuples(), rows, strict=True):
        when = float(date2num(event.date))
        axes.axvline(when, color=style.REFERENCE.light, lw=1, ls=(0, (1, 2)))
        axes.annotate(
            str(event.label), (when, 1), xycoords=("data", "axes fraction"),
            xytext=(0, 4 + 14.4 * row), textcoords="offset points",
            size=style.LABEL, color=style.MUTED.light,
        )  # fmt: skip
    _line(axes, band, style.RIVAL)
    _numeral(axes, band, last, style.RIVAL)

    for use, (_, _, fill) in zip(("calibration", "validation"), OBSERVED, strict=True):
        dots = observed[observed["use"] == use]
        axes.plot(
            date2num(dots["date"]), dots["share"].to_numpy(float), "o", ms=7.5, mew=1.6,
            clip_on=False, mec=style.INK.light, mfc=fill.light, gid=f"observed-{use}", zorder=5,
        )  # fmt: skip
