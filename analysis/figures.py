"""The pictures on paper: matplotlib figures from one set of frames.

| function | shows |
|---|---|
| `demo` | everything on one page of 16 by 9, for the README and the projector |
| `dashboard` | the incumbent's satisfaction above its share, on the same months |
| `observed` | the simulated band of the rival's share, with the published shares as dots |
| `numbers` | leavers against base rate, hazard ratio and excess, for each cut-off |
| `save` | writes a figure as PNG, SVG or PDF by its file name |

No figure touches pyplot, so none leaves anything behind in the process. Sizes are in inches and
points.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from analysis import readings, style
from analysis.forests import draw_numbers
from analysis.frames import NEWS, Frames
from analysis.panels import OBSERVED, Panel, Place, draw_band, draw_dashboard, fit_text
from sim.folder import write_file

PAGE = (16.0, 9.0)
MARGIN = 0.5


def demo(frames: Frames) -> Figure:
    """The whole story on one page: what the firm sees, what happens, the data and the numbers."""
    with style.matplotlib_style():
        page = Figure(figsize=PAGE)
        _heading(page, frames)
        _dashboard(page, (MARGIN, 3.56, 9.1, 3.9), frames, frames.with_rival)
        _dashboard(page, (10.0, 3.56, 5.5, 3.9), frames, NEWS)
        _observed(page, (MARGIN, 0.42, 7.9, 3.0), frames)
        _numbers(page, (8.8, 0.42, 6.7, 3.0), frames)
        _foot(page, frames)
    return page


def dashboard(frames: Frames, world: str | None = None) -> Figure:
    """One world's satisfaction and share; the world with the rival unless another is named."""
    with style.matplotlib_style():
        page = Figure(figsize=(9.5, 4.8))
        _dashboard(page, (0.25, 0.1, 9.0, 4.6), frames, world or frames.with_rival)
    return page


def observed(frames: Frames) -> Figure:
    """The simulated band against the published shares."""
    with style.matplotlib_style():
        page = Figure(figsize=(9.5, 4.4))
        _observed(page, (0.25, 0.1, 9.0, 4.2), frames)
    return page


def numbers(frames: Frames) -> Figure:
    """The numbers that belong together, for each cut-off."""
    with style.matplotlib_style():
        page = Figure(figsize=(9.5, 4.4))
        _numbers(page, (0.25, 0.1, 9.0, 4.2), frames)
    return page


def save(figure: Figure, path: Path, notes: Mapping[str, str], dpi: int = 150) -> Path:
    """Write a figure; the kind follows from the suffix. Makes the folder when it is not there.

    The file names no time or machine, so the same results make the same bytes.

    Args:
        figure: To be written.
        path: Of the file, which is whole or not there.
        notes: Where it came from, see `sim.origin.notes_of`; a PNG carries them.
        dpi: Dots an inch.
    """
    about: dict[str, Any] = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(
        path.suffix, {}
    )
    if path.suffix == ".png":
        about = {f"overstap.{name}": text for name, text in notes.items()}
    kind = path.suffix.removeprefix(".")

    def draw(target: Path) -> None:
        with style.matplotlib_style():
            figure.savefig(target, dpi=dpi, format=kind, metadata=about or None)

    return write_file(path, draw)


def _heading(page: Figure, frames: Frames) -> None:
    wide, high = PAGE
    question, size = fit_text(
        frames.meta["question"], wide - 2 * MARGIN, style.QUESTION, lines=1, weight="bold"
    )
    page.text(MARGIN / wide, (high - 0.3) / high, question, size=size, weight="bold", va="top")
    answer, size = _lead(frames.meta["answer"], wide - 2 * MARGIN)
    page.text(
        MARGIN / wide, (high - 0.89) / high, answer,
        size=size, va="top", linespacing=1.3, color=style.INK.light,
    )  # fmt: skip


def _lead(sentences: Sequence[str], width: float) -> tuple[str, float]:
    """The first two sentences in two lines; only the first when they would become small print."""
    both, size = fit_text(" ".join(sentences[:2]), width, style.ANSWER, lines=2, smallest=11)
    if both.count("\n") < 2:
        return both, size
    return fit_text(sentences[0], width, style.ANSWER, lines=2)


def _foot(page: Figure, frames: Frames) -> None:
    meta = frames.meta
    left = (
        f"Lines: median of {meta['replicates']} simulated markets of {meta['customers']:,} "
        "customers; bands: 95% of the markets, so chance only and not doubt about the model."
    )
    right = (
        f"{meta['scenario']} · seed {meta['seed']} · overstap {meta['version']}"
        f"{' · ' + meta['hash'][:12] if meta['hash'] else ''} · {meta['command']}"
    )
    wide, high = PAGE
    common: dict[str, Any] = {"size": style.FOOT, "color": style.MUTED.light, "va": "center"}
    page.text(MARGIN / wide, 0.22 / high, left, **common)
    page.text(1 - MARGIN / wide, 0.22 / high, right, ha="right", **common)


def _dashboard(page: Figure, place: Place, frames: Frames, world: str) -> None:
    as_it_went = world == frames.with_rival
    title = (
        f"What the {frames.incumbent} measures, and what happens"
        if as_it_went
        else f"The same, if news of the {frames.rival} hurts satisfaction"
    )
    reading = readings.dashboard(frames) if as_it_went else readings.news(frames)
    draw_dashboard(Panel(page, place, title, reading), frames, world)


def _observed(page: Figure, place: Place, frames: Frames) -> None:
    title = f"The {frames.rival_measure}: simulated, and as published"
    panel = Panel(page, place, title, readings.observed(frames), key=OBSERVED)
    measure = frames.rival_measure
    _, last, _ = readings.course(frames, frames.with_rival, measure)
    band = frames.band(frames.with_rival, measure)
    draw_band(panel, band, frames.observed, frames.events, readings.percent(last))


def _numbers(page: Figure, place: Place, frames: Frames) -> None:
    title = "Were the leavers satisfied? Never one number alone"
    draw_numbers(Panel(page, place, title, readings.numbers(frames), lines=3), frames)
