"""The sentences follow the numbers, and the ink is where the data are."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis import demo, figures, readings, style
from analysis.frames import NEWS, Frames
from analysis.panels import event_rows, fit_text, width_of, wrap

Build = Callable[..., Frames]


def bands_with(frames: Frames, world: str, measure: str, mid: Callable[[pd.Series], pd.Series]):
    """The bands with another course of one measure."""
    bands = frames.bands.reset_index(drop=True)
    rows = (bands["world"] == world) & (bands["measure"] == measure)
    new = mid(bands.loc[rows, "date"])
    for name, off in (("low", -0.01), ("mid", 0), ("high", 0.01)):
        bands.loc[rows, name] = new + off
    return bands


def numbers_with(frames: Frames, **values: float) -> pd.DataFrame:
    """The numbers, with other values in the row of the declared cut-off."""
    numbers = frames.numbers.copy()
    for name, value in values.items():
        numbers.loc[numbers["cutoff"] == readings.DECLARED_CUTOFF, name] = value
    return numbers


def words_in(figure: Figure) -> str:
    texts = [text.get_text() for text in figure.texts]
    texts += [text.get_text() for axes in figure.axes for text in axes.texts]
    return "\n".join(texts)


def line(axes: Axes, gid: str) -> Line2D:
    return next(line for line in axes.lines if line.get_gid() == gid)


# Readings


def test_flat_satisfaction_and_falling_share_are_told_as_such(frames: Frames) -> None:
    said = readings.dashboard(frames)
    assert "satisfaction barely moves" in said
    assert "while the airline's share falls, from 89% to 29%" in said
    assert readings.answer(frames)[0].startswith("Not because they grew less satisfied")


@pytest.mark.parametrize(("slope", "verb"), [(-2, "falls"), (2, "rises"), (0.1, "barely moves")])
def test_the_dashboards_sentence_turns_with_satisfaction(
    build: Build, frames: Frames, slope: float, verb: str
) -> None:
    bands = bands_with(
        frames,
        frames.with_rival,
        frames.satisfaction,
        lambda date: 7 + slope * (date >= frames.opening),
    )
    changed = build(bands=bands)
    assert f"satisfaction {verb}" in readings.dashboard(changed)
    praised = readings.answer(changed)[0].startswith("Not because")
    assert praised == (verb != "falls")


def test_a_share_that_rises_is_not_called_a_fall(build: Build, frames: Frames) -> None:
    bands = bands_with(
        frames, frames.with_rival, frames.share, lambda date: 0.5 + 0.3 * (date >= frames.opening)
    )
    said = readings.dashboard(build(bands=bands))
    assert "share rises, from 50% to 80%" in said
    assert "while" not in said
    assert not readings.answer(build(bands=bands))[0].startswith("Not because")


def test_the_furthest_departure_is_never_understated(build: Build, frames: Frames) -> None:
    """A dip in the middle that is over by the last year still counts."""
    bands = bands_with(
        frames,
        frames.with_rival,
        frames.satisfaction,
        lambda date: 7 - 1.14 * (date.dt.year == 2015),
    )
    said = readings.dashboard(build(bands=bands))
    assert "barely moves" in said
    assert "never more than 1.2 away" in said


def test_the_month_of_the_warning_is_the_first_one(build: Build, frames: Frames) -> None:
    month = pd.Timestamp("2011-04-01")
    bands = bands_with(frames, NEWS, frames.satisfaction, lambda date: 7 - 0.4 * (date >= month))
    assert "in April 2011" in readings.news(build(bands=bands))
    calm = bands_with(frames, NEWS, frames.satisfaction, lambda date: 7 + 0 * date.dt.year)
    assert "never loses a quarter of a point" in readings.news(build(bands=calm))


def test_only_validation_counts_as_unseen(build: Build, frames: Frames) -> None:
    band = frames.band(frames.with_rival, frames.rival_measure).set_index("date")["mid"]
    observed = frames.observed.copy()
    observed["date"] = observed["date"].dt.to_period("M").dt.to_timestamp()
    hit = observed["date"].map(band)
    perfect = build(observed=observed.assign(share=hit))
    assert readings.observed(perfect).startswith("6 of the 6 shares")
    only_calibration = observed.assign(share=hit.where(observed["use"] == "calibration", 0.01))
    said = readings.observed(build(observed=only_calibration))
    assert said.startswith("None of the 6 shares")
    assert "mostly too high" in said
    fitted = build(observed=observed.assign(use="calibration"))
    assert "shows a fit only" in readings.observed(fitted)


def test_misses_interpolate_and_leave_out_what_was_not_simulated(
    build: Build, frames: Frames
) -> None:
    bands = bands_with(
        frames,
        frames.with_rival,
        frames.rival_measure,
        lambda date: (date == pd.Timestamp("2010-02-01")).astype(float),
    )
    rows = frames.observed.iloc[:3].assign(
        date=pd.to_datetime(["2010-01-17", "2005-01-01", "2030-01-01"]), share=0.25
    )
    found = readings.misses(build(bands=bands, observed=rows))
    assert list(found["mid"].round(4)) == [round(16 / 31, 4)]
    assert found["miss"].iloc[0] == pytest.approx(16 / 31 - 0.25)


@pytest.mark.parametrize(
    ("ratio", "low", "high", "words"),
    [
        (1.3, 1.1, 1.5, "the dissatisfied left sooner"),
        (0.7, 0.6, 0.8, "the satisfied left sooner"),
        (1.1, 0.9, 1.3, "no difference between satisfied and dissatisfied can be shown"),
        (math.nan, math.nan, math.nan, "whether the dissatisfied left sooner is unknown"),
        (2.0, 1.5, math.inf, "how sure that ratio is, is unknown"),
    ],
)
def test_the_verdict_follows_the_interval(
    build: Build, frames: Frames, ratio: float, low: float, high: float, words: str
) -> None:
    changed = build(numbers=numbers_with(frames, ratio=ratio, ratio_low=low, ratio_high=high))
    assert words in readings.leavers(changed)
    assert words in readings.numbers(changed)
    assert words in readings.hazard(changed)


def test_satisfaction_tells_little_only_when_the_ratio_is_near_one(
    build: Build, frames: Frames
) -> None:
    assert "told little" in readings.answer(frames)[1]
    strong = build(numbers=numbers_with(frames, ratio=4, ratio_low=3, ratio_high=5))
    assert "told little" not in readings.answer(strong)[1]
    unknown = build(numbers=numbers_with(frames, ratio=math.nan))
    assert "hazard ratio is unknown" in readings.answer(unknown)[1]
    assert "told little" not in readings.answer(unknown)[1]


@pytest.mark.parametrize("reading", [readings.leavers, readings.numbers])
def test_the_share_never_stands_alone(frames: Frames, reading: Callable[[Frames], str]) -> None:
    said = reading(frames)
    assert "74%" in said
    assert "77%" in said
    assert "hazard ratio 1.16" in said


def test_more_leavers_are_counted_in_a_hundred(build: Build, frames: Frames) -> None:
    more = build(numbers=numbers_with(frames, excess=0.123, excess_low=0.117, excess_high=0.129))
    assert readings.excess(more) == (
        "Of every 100 customers that the airline had at the opening, 12.3 (11.7 to 12.9) more left "
        "satisfied within 24 months than without the train."
    )
    assert "customers 12.3 more left satisfied" in readings.numbers(more)
    assert "% more" not in " ".join([*readings.answer(more), readings.numbers(more)])
    fewer = build(numbers=numbers_with(frames, excess=-0.02, excess_low=-0.03, excess_high=0.01))
    assert "opening, 2.0 (-1.0 to 3.0) fewer left" in readings.excess(fewer)
    unknown = build(numbers=numbers_with(frames, excess=math.nan))
    assert "because of the train is unknown." in readings.numbers(unknown)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.5, "50%"),
        (0.004, "0.4%"),
        (0.9996, "100.0%"),
        (0, "0%"),
        (1, "100%"),
        (math.nan, "unknown"),
    ],
)
def test_percents(value: float, words: str) -> None:
    assert readings.percent(value) == words


def test_narrow_intervals_do_not_collapse() -> None:
    assert readings.interval(0.766, 0.774, readings.percent) == "76.6% to 77.4%"
    assert readings.interval(0.5, 0.6, readings.percent) == "50% to 60%"
    assert readings.interval(0.5, math.nan, readings.percent) == "interval unknown"


# Frames


def test_everything_that_is_missing_is_named_at_once(frames: Frames, build: Build) -> None:
    with pytest.raises(ValueError, match=r"'mid'.*'label'"):
        build(bands=frames.bands.drop(columns="mid"), events=frames.events.drop(columns="label"))
    with pytest.raises(ValueError, match="bands has no 'airline share' in the world 'without the"):
        build(bands=frames.bands[frames.bands["world"] != frames.without_rival])


# Ink


def test_the_band_is_drawn_where_the_data_are(build: Build, frames: Frames) -> None:
    for given in (frames, build(bands=frames.bands.assign(high=frames.bands["high"] + 0.07))):
        (axes,) = figures.observed(given).axes
        band = given.band(given.with_rival, given.rival_measure)
        corners = axes.collections[0].get_paths()[0].vertices
        for name in ("low", "high"):
            points = np.column_stack([date2num(band["date"]), band[name]])
            nearest = np.abs(corners[None] - points[:, None]).sum(axis=2).min(axis=1)
            assert nearest.max() < 1e-9
        middle = axes.lines[[len(drawn.get_xdata()) for drawn in axes.lines].index(len(band))]
        np.testing.assert_allclose(middle.get_ydata(), band["mid"])


def test_dots_are_where_they_were_published_and_look_by_use(frames: Frames) -> None:
    (axes,) = figures.observed(frames).axes
    fills = {}
    for use in ("calibration", "validation"):
        dots = line(axes, f"observed-{use}")
        rows = frames.observed[frames.observed["use"] == use]
        np.testing.assert_allclose(dots.get_ydata(), rows["share"])
        np.testing.assert_allclose(dots.get_xdata(), date2num(rows["date"]))
        fills[use] = to_hex(dots.get_markerfacecolor())
    assert fills == {"calibration": style.PAPER.light, "validation": style.INK.light}


def test_every_event_is_marked(frames: Frames) -> None:
    figure = figures.observed(frames)
    marks = {drawn.get_xdata()[0] for drawn in figure.axes[0].lines if len(drawn.get_xdata()) == 2}
    assert set(date2num(frames.events["date"])) <= marks
    assert all(label in words_in(figure) for label in frames.events["label"])


def test_labels_of_events_close_together_take_another_row(frames: Frames) -> None:
    events = frames.events.assign(date=pd.date_range("2010-01-01", periods=4, freq="MS"))
    with style.matplotlib_style():
        assert event_rows(events, 1e-3, style.LABEL) == [0, 1, 2, 3]
        assert event_rows(frames.events, 1.0, style.LABEL) == [0, 0, 0, 0]


def test_satisfaction_keeps_its_whole_scale(frames: Frames) -> None:
    """A cut axis would make a flat line look steep."""
    for world in (frames.with_rival, NEWS):
        share, mood = figures.dashboard(frames, world).axes
        assert mood.get_ylim() == (0, 10)
        assert share.get_ylim() == (0, 1)
        assert share.get_xlim() == mood.get_xlim()


def test_the_numbers_are_drawn_where_they_are(frames: Frames) -> None:
    dumbbells, ratios, excesses = figures.numbers(frames).axes
    table = frames.by_cutoff()
    for axes, gid, name in (
        (dumbbells, "leavers", "share"),
        (ratios, "ratio", "ratio"),
        (excesses, "excess", "excess"),
    ):
        drawn = [dot.get_xdata()[0] for dot in axes.lines if dot.get_gid() == gid]
        np.testing.assert_allclose(drawn, table[name])
    assert ratios.get_xscale() == "log"
    assert 1.0 in {mark.get_xdata()[0] for mark in ratios.lines if mark.get_gid() != "ratio"}


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_ratio_that_is_not_known_is_called_unknown(
    build: Build, frames: Frames, value: float
) -> None:
    assert "unknown" not in words_in(figures.numbers(frames))
    figure = figures.numbers(build(numbers=numbers_with(frames, ratio=value)))
    _, ratios, _ = figure.axes
    assert sum(dot.get_gid() == "ratio" for dot in ratios.lines) == len(frames.numbers) - 1
    assert [text.get_text() for text in ratios.texts].count("unknown") == 1


def test_nothing_known_still_draws(build: Build, frames: Frames) -> None:
    numbers = frames.numbers.astype(float)
    numbers.loc[:, numbers.columns != "cutoff"] = math.nan
    figure = figures.demo(build(numbers=numbers))
    assert words_in(figure).count("unknown") >= 9


@pytest.mark.parametrize("span", [2, 2.5, 4, 9, 10, 49, 50])
def test_ratio_ticks_are_on_the_axis_and_even(span: float) -> None:
    ticks = style.ratio_ticks(span)
    assert 1.0 in ticks
    assert 3 <= len(ticks) <= 5
    assert 1 / span <= min(ticks) < max(ticks) <= span
    np.testing.assert_allclose(ticks, [1 / tick for tick in reversed(ticks)])


def test_hostile_names_are_drawn_as_they_are(build: Build, frames: Frames, tmp_path: Path) -> None:
    names = [r"$\frac{$", "_hidden", "<b>&", "a$b$"]
    figure = figures.demo(build(events=frames.events.assign(label=names)))
    figures.save(figure, tmp_path / "hostile.png", {}, dpi=40)
    assert all(name in words_in(figure) for name in names)


@pytest.mark.parametrize("family", style.FAMILIES[-2:])
@pytest.mark.parametrize("longer", [1, 3])
def test_words_stay_on_the_page_and_off_each_other(
    build: Build, frames: Frames, longer: int, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "FAMILIES", (family, "DejaVu Sans"))
    meta = {
        **frames.meta,
        "question": longer * frames.meta["question"],
        "answer": [longer * f"{sentence} " for sentence in frames.meta["answer"]],
    }
    figure = figures.demo(build(meta=meta))
    with style.matplotlib_style():
        figure.canvas.draw()
        boxes = {text.get_text(): text.get_window_extent() for text in figure.texts}
    page = figure.bbox
    for words, box in boxes.items():
        assert 0.024 * page.width <= box.x0 < box.x1 <= 0.975 * page.width, words
        assert page.y0 <= box.y0 < box.y1 <= page.y1, words
    pairs = [(a, b) for a in boxes for b in boxes if a < b and boxes[a].overlaps(boxes[b])]
    assert pairs == []
    for axes in figure.axes:
        inside = [words for words, box in boxes.items() if axes.bbox.overlaps(box)]
        assert inside == []


def test_wrapping_keeps_every_word_and_the_width() -> None:
    text = "Satisfied customers leave when something better comes into view " * 4
    lines = wrap(text, 3.0, 12)
    assert " ".join(lines).split() == text.split()
    assert max(width_of(words, 12) for words in lines) <= 3.0
    shrunk, size = fit_text(text, 3.0, 14, lines=6)
    assert size < 14
    assert shrunk.count("\n") < 6


def test_the_same_results_make_the_same_bytes(frames: Frames, tmp_path: Path) -> None:
    one, two = (
        figures.save(figures.demo(frames), tmp_path / name / "demo.png", {}, dpi=40).read_bytes()
        for name in ("one", "two")
    )
    assert one == two


def test_the_page_is_wide_and_large_enough_for_a_projector(frames: Frames) -> None:
    wide, high = figures.demo(frames).get_size_inches()
    assert wide / high == pytest.approx(16 / 9)
    smallest = min(text.get_fontsize() for text in figures.demo(frames).texts)
    assert smallest >= 9


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_other_kinds_of_file(frames: Frames, tmp_path: Path, kind: str) -> None:
    assert (
        figures.save(figures.numbers(frames), tmp_path / f"numbers.{kind}", {}).stat().st_size
        > 5000
    )


def test_the_table_of_the_demo_fits_a_narrow_terminal(
    build: Build,
    frames: Frames,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    narrow = {"share": 0.2096, "base": 0.5705, "excess": 0.1886}
    ends = {f"{name}_low": value - 0.0024 for name, value in narrow.items()}
    ends |= {f"{name}_high": value + 0.0024 for name, value in narrow.items()}
    monkeypatch.setenv("COLUMNS", "80")
    demo.show(build(numbers=numbers_with(frames, **narrow, **ends)))
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    told = " ".join(lines)
    assert "…" not in told
    for interval in ("20.7% to 21.2%", "56.8% to 57.3%", "18.6% to 19.1%"):
        assert interval in told
