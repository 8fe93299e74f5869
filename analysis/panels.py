"""The parts that the paper pictures are put together from: one panel, drawn in inches.

A panel has a title above, its one-sentence reading below and axes between. Texts are wrapped by their
measured width, so that a longer sentence or another font never runs out of its panel.
"""

from functools import lru_cache
from math import isnan

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, YearLocator, date2num
from matplotlib.figure import FigureBase
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator

from analysis import readings, style
from analysis.frames import Frames
from analysis.style import Colour

TITLE_ROOM = 0.42
FOOT_ROOM = 0.66
LINE_ROOM = 0.235


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Width of one line in inches."""
    if not text.strip():
        return 0.0
    path = TextPath((0, 0), text, size=size, prop=FontProperties(weight=weight))
    return float(path.get_extents().width) / 72


def wrap(text: str, width: float, size: float) -> list[str]:
    """Break a sentence into lines that fit; a single word that is too long stays whole."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def fit_text(
    text: str, width: float, size: float, lines: int, smallest: float = 8.0
) -> tuple[str, float]:
    """Wrapped text and the largest size, up to `size`, at which it needs no more than `lines`."""
    wrapped = wrap(text, width, size)
    while len(wrapped) > lines and size > smallest:
        size -= 0.25
        wrapped = wrap(text, width, size)
    return "\n".join(wrapped), size


class Panel:
    """A part of a page with a title, a reading and room for axes between them.

    Args:
        part: The figure or sub-figure to draw in.
        title: What is shown; the same whatever the data say.
        reading: What the data say, in one sentence.
        lines: The room for the reading.
    """

    def __init__(self, part: FigureBase, title: str, reading: str, lines: int = 2) -> None:
        self.part = part
        root = part.get_figure(root=True)
        assert root is not None
        self.width = part.bbox.width / root.dpi
        self.height = part.bbox.height / root.dpi
        self.floor = FOOT_ROOM + LINE_ROOM * (lines - 2)
        self.ceiling = self.height - TITLE_ROOM
        self.text(0, self.height - 0.06, title, size=style.PANEL, weight="bold", va="top")
        words, size = fit_text(reading, self.width - 0.15, style.READING, lines)
        self.text(0, self.floor - 0.12, words, size=size, va="top", linespacing=1.3)

    def text(self, x: float, y: float, words: str, **look: object) -> None:
        """Write at a place in inches from the lower left corner."""
        self.part.text(x / self.width, y / self.height, words, **look)  # type: ignore[arg-type]

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes at a place in inches from the lower left corner."""
        wide, high = self.width, self.height
        return self.part.add_axes((left / wide, bottom / high, width / wide, height / high))


def _line(axes: Axes, band: pd.DataFrame, colour: Colour) -> None:
    dates = date2num(band["date"])
    low, mid, high = (band[name].to_numpy(float) for name in ("low", "mid", "high"))
    axes.fill_between(dates, low, high, color=colour.light, alpha=style.BAND_OPACITY, lw=0)
    axes.plot(dates, mid, color=colour.light, lw=2.6, solid_capstyle="round")


def _date_axis(axes: Axes, frames: Frames, every: int, labels: bool) -> None:
    dates = frames.bands["date"]
    axes.set_xlim(*date2num([dates.min(), dates.max()]))
    axes.xaxis.set_major_locator(YearLocator(every))
    axes.xaxis.set_major_formatter(DateFormatter("%Y"))
    axes.tick_params(axis="x", labelbottom=labels, pad=5)


def _percent_axis(axes: Axes, top: float = 1.0) -> None:
    axes.set_ylim(0, top)
    axes.yaxis.set_major_locator(FixedLocator(np.arange(0, top + 0.01, 0.25 if top > 0.5 else 0.1)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f}%"))
    axes.grid(axis="y")


def _name(axes: Axes, words: str, colour: Colour) -> None:
    axes.text(
        0, 1.03, words, transform=axes.transAxes, va="bottom", weight="bold",
        size=style.LABEL + 0.5, color=colour.light,
    )  # fmt: skip


def _numeral(axes: Axes, band: pd.DataFrame, words: str, colour: Colour) -> None:
    """The last value, large, at the end of its line."""
    axes.annotate(
        words, (float(date2num(band["date"].iloc[-1])), float(band["mid"].iloc[-1])),
        xytext=(8, 0), textcoords="offset points", va="center", annotation_clip=False,
        size=style.NUMERAL, weight="bold", color=colour.light,
    )  # fmt: skip


def draw_dashboard(panel: Panel, frames: Frames, world: str) -> None:
    """Satisfaction above share, on the same months: what a survey shows and what it does not."""
    wide = panel.width - 0.42 - 0.85
    room = panel.ceiling - panel.floor - 0.34
    upper, lower = 0.40 * (room - 0.62), 0.60 * (room - 0.62)
    bottom = panel.floor + 0.34
    share = panel.axes(0.42, bottom, wide, lower)
    mood = panel.axes(0.42, bottom + lower + 0.36, wide, upper)

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
        last = float(band["mid"].iloc[-1])
        _numeral(axes, band, readings.score(last) if score else readings.percent(last), colour)
        axes.axvline(float(date2num(frames.opening)), color=style.INK.light, lw=1.1)
        _date_axis(axes, frames, 4 if panel.width < 7 else 2, labels=not score)

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


def event_rows(frames: Frames, inches_a_day: float, size: float) -> list[int]:
    """The lowest free row for each event's label, in order of time, so that none overlap."""
    ends: list[float] = []
    rows: list[int] = []
    for event in frames.events.sort_values("date").itertuples():
        start = float(date2num(event.date)) * inches_a_day
        row = next((i for i, end in enumerate(ends) if end < start), len(ends))
        ends[row : row + 1] = [start + width_of(str(event.label), size) + 0.18]
        rows.append(row)
    return rows


def draw_band(panel: Panel, frames: Frames) -> None:
    """The rival's simulated share as a band, the published shares as dots, the events as lines."""
    wide = panel.width - 0.42 - 0.85
    dates = date2num([frames.bands["date"].min(), frames.bands["date"].max()])
    rows = event_rows(frames, wide / float(dates[1] - dates[0]), style.LABEL)
    head = 0.06 + 0.2 * (max(rows) + 1)
    bottom = panel.floor + 0.34
    axes = panel.axes(0.42, bottom, wide, panel.ceiling - bottom - head)
    _date_axis(axes, frames, 2, labels=True)
    _percent_axis(axes)

    for event, row in zip(frames.events.sort_values("date").itertuples(), rows, strict=True):
        when = float(date2num(event.date))
        axes.axvline(when, color=style.REFERENCE.light, lw=1, ls=(0, (1, 2)))
        axes.annotate(
            str(event.label), (when, 1), xycoords=("data", "axes fraction"),
            xytext=(0, 4 + 14.4 * row), textcoords="offset points",
            size=style.LABEL, color=style.MUTED.light,
        )  # fmt: skip
    band = frames.band(frames.with_rival, frames.rival_measure)
    _line(axes, band, style.RIVAL)
    _numeral(axes, band, readings.percent(float(band["mid"].iloc[-1])), style.RIVAL)

    looks = {"calibration": style.PAPER.light, "validation": style.INK.light}
    for use, fill in looks.items():
        dots = frames.observed[frames.observed["use"] == use]
        axes.plot(
            date2num(dots["date"]), dots["share"].to_numpy(float), "o", ms=7.5, mew=1.6, clip_on=False,
            mec=style.INK.light, mfc=fill, gid=f"observed-{use}", zorder=5,
        )  # fmt: skip
    words = {"calibration": "published, used to calibrate", "validation": "drawn, never fitted"}
    for row, (use, fill) in enumerate(looks.items()):
        y = 0.20 - 0.115 * row
        axes.plot(
            0.56, y, "o", ms=7.5, mew=1.6, transform=axes.transAxes,
            mec=style.INK.light, mfc=fill,
        )  # fmt: skip
        axes.text(0.575, y, words[use], transform=axes.transAxes, va="center", size=style.LABEL)


def draw_numbers(panel: Panel, frames: Frames) -> None:
    """Leavers against base rate, hazard ratio and excess: one row for each cut-off."""
    table = frames.by_cutoff()
    bottom = panel.floor + 0.32
    high = panel.ceiling - bottom - 0.62
    left, gap = 0.72, 0.36
    room = panel.width - left - 0.15 - 2 * gap
    widths = (0.44 * room, 0.30 * room, 0.26 * room)
    starts = (left, left + widths[0] + gap, left + widths[0] + widths[1] + 2 * gap)
    columns = [panel.axes(start, bottom, w, high) for start, w in zip(starts, widths, strict=True)]
    heads = (
        "Share satisfied, of\n● leavers   ○ all at risk",
        "Hazard ratio,\ndissatisfied : satisfied",
        "Left satisfied, would\nhave stayed",
    )
    for axes, head in zip(columns, heads, strict=True):
        axes.set_ylim(len(table) - 0.42, -0.62)
        axes.yaxis.set_major_locator(NullLocator())
        axes.text(
            0, 1.04, head, transform=axes.transAxes, va="bottom",
            size=style.LABEL, color=style.MUTED.light, linespacing=1.25,
        )  # fmt: skip
        axes.grid(axis="x")
    for row, cutoff in enumerate(table["cutoff"]):
        bold = "bold" if cutoff == readings.declared(frames)["cutoff"] else "normal"
        columns[0].annotate(
            f"≥ {cutoff:.0f}", (0, row), xycoords=("axes fraction", "data"), xytext=(-12, 0),
            textcoords="offset points", ha="right", va="center", size=style.PANEL, weight=bold,
        )  # fmt: skip
    columns[0].annotate(
        "satisfied\nmeans", (0, 1.04), xycoords="axes fraction", xytext=(-12, 0),
        textcoords="offset points", ha="right", va="bottom", size=style.LABEL - 1.5,
        color=style.MUTED.light, linespacing=1.2,
    )  # fmt: skip
    _dumbbells(columns[0], table)
    _ratios(columns[1], table)
    _excesses(columns[2], table)


def _whisker(axes: Axes, row: int, low: float, high: float, colour: Colour) -> None:
    if not (isnan(low) or isnan(high)):
        axes.plot([low, high], [row, row], color=colour.light, lw=7, alpha=0.32, zorder=3,
                  solid_capstyle="butt")  # fmt: skip


def _unknown(axes: Axes, row: int, x: float) -> None:
    axes.text(
        x, row, readings.UNKNOWN, va="center", ha="center", style="italic",
        size=style.LABEL + 1, color=style.MUTED.light, zorder=6,
        bbox={"facecolor": style.PAPER.light, "edgecolor": "none", "pad": 2},
    )  # fmt: skip


def _value(axes: Axes, x: float, row: int, words: str, colour: Colour, lift: float) -> None:
    axes.annotate(
        words, (x, row), xytext=(0, lift), textcoords="offset points", ha="center", zorder=6,
        va="bottom" if lift > 0 else "top", size=style.LABEL + 1.5, weight="bold", color=colour.light,
    )  # fmt: skip


def _dumbbells(axes: Axes, table: pd.DataFrame) -> None:
    """Leavers as a filled dot with its value above, the base rate as a ring with its value below."""
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_locator(FixedLocator([0, 0.5, 1]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f}%"))
    for row, values in table.iterrows():
        at = int(str(row))
        share, base = float(values["share"]), float(values["base"])
        if isnan(share) and isnan(base):
            _unknown(axes, at, 0.5)
            continue
        axes.plot([share, base], [at, at], color=style.MUTED.light, lw=2, zorder=2)
        _whisker(axes, at, values["share_low"], values["share_high"], style.INCUMBENT)
        _whisker(axes, at, values["base_low"], values["base_high"], style.MUTED)
        axes.plot(base, at, "o", ms=12, mfc="none", mec=style.INK.light, mew=1.8, zorder=4)
        axes.plot(share, at, "o", ms=8.5, color=style.INCUMBENT.light, zorder=5, gid="leavers")
        _value(axes, share, at, readings.percent(share), style.INCUMBENT, 7)
        _value(axes, base, at, readings.percent(base), style.MUTED, -8)


def ratio_span(table: pd.DataFrame) -> float:
    """How far the ratio axis reaches from 1, on both sides alike: at least 2, at most 50."""
    values = table[["ratio", "ratio_low", "ratio_high"]].to_numpy(float)
    values = values[np.isfinite(values) & (values > 0)]
    furthest = float(np.exp(np.abs(np.log(values)).max())) if len(values) else 1.0
    return min(50.0, max(2.0, 1.15 * furthest))


def ratio_ticks(span: float) -> list[float]:
    """Round ratios on a log axis from 1/span to span: at most five, with 1 in the middle."""
    step = next(step for step in (2.0, 3.0, 5.0, 10.0, 20.0, 50.0) if step >= span**0.5)
    above = [step**power for power in (1, 2) if step**power <= span]
    return [1 / tick for tick in reversed(above)] + [1.0] + above


def _ratios(axes: Axes, table: pd.DataFrame) -> None:
    span = ratio_span(table)
    axes.set_xscale("log")
    axes.set_xlim(1 / span, span)
    axes.xaxis.set_major_locator(FixedLocator(ratio_ticks(span)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.2g}"))
    axes.axvline(1, color=style.INK.light, lw=1.4, zorder=2)
    for row, values in table.iterrows():
        at, value = int(str(row)), float(values["ratio"])
        if isnan(value):
            _unknown(axes, at, 1)
            continue
        _whisker(axes, at, values["ratio_low"], values["ratio_high"], style.SATISFACTION)
        axes.plot(value, at, "D", ms=8, color=style.SATISFACTION.light, zorder=5, gid="ratio")
        _value(axes, value, at, readings.ratio(value), style.SATISFACTION, 7)


def _excesses(axes: Axes, table: pd.DataFrame) -> None:
    ends = table[["excess", "excess_low", "excess_high"]].to_numpy(float)
    known = ends[np.isfinite(ends)]
    top = max(0.1, 1.2 * float(known.max())) if len(known) else 1.0
    axes.set_xlim(min(0.0, 1.2 * float(known.min())) if len(known) else 0.0, top)
    step = next(step for step in (0.05, 0.1, 0.2, 0.5) if top / step <= 3.5 or step == 0.5)
    axes.xaxis.set_major_locator(FixedLocator(np.arange(0, top + 1e-9, step)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f}%"))
    axes.axvline(0, color=style.INK.light, lw=1.4, zorder=2)
    for row, values in table.iterrows():
        at, value = int(str(row)), float(values["excess"])
        if isnan(value):
            _unknown(axes, at, top / 2)
            continue
        axes.plot([0, value], [at, at], color=style.RIVAL.light, lw=2.5, zorder=2)
        _whisker(axes, at, values["excess_low"], values["excess_high"], style.RIVAL)
        axes.plot(value, at, "o", ms=9, color=style.RIVAL.light, zorder=5, gid="excess")
        _value(axes, value, at, readings.percent(value), style.RIVAL, 7)
