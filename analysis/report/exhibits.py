"""The charts of the demo's page, each with its title, its reading and its data."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from analysis import charts, figures, readings
from analysis.exhibit import Exhibit
from analysis.frames import NEWS, Frames


def exhibits(frames: Frames) -> dict[str, Exhibit]:
    """All charts of the page by key, in their order."""
    shown = (
        _dashboard(frames, "dashboard", frames.with_rival),
        _dashboard(frames, "news", NEWS),
        _observed(frames),
        _leavers(frames),
        _hazard(frames),
        _excess(frames),
    )
    return {exhibit.key: exhibit for exhibit in shown}


def numbers_table(frames: Frames) -> list[dict[str, Any]]:
    """The three numbers and the excess as words: a row for each cut-off.

    Each of share, base, ratio and excess is a pair of its value and its interval.
    """
    chosen = readings.declared(frames)["cutoff"]
    return [
        {
            "cutoff": f"{row['cutoff']:.0f}",
            "declared": row["cutoff"] == chosen,
            "verdict": readings.verdict(row),
        }
        | {name: _pair(row, name, form) for name, form in FORMS.items()}
        for _, row in frames.by_cutoff().iterrows()
    ]


FORMS: dict[str, Callable[[float], str]] = {
    "share": readings.percent,
    "base": readings.percent,
    "ratio": readings.ratio,
    "excess": readings.percent,
}


def _pair(row: pd.Series, name: str, form: Callable[[float], str]) -> tuple[str, str]:
    ends = float(row[f"{name}_low"]), float(row[f"{name}_high"])
    known = row.notna()
    if not known[name]:
        return readings.UNKNOWN, ""
    return form(float(row[name])), readings.interval(*ends, form)


def _rows(frames: Frames, world: str, measures: tuple[str, ...]) -> pd.DataFrame:
    worlds = [world, frames.without_rival]
    bands = frames.bands
    rows = bands[bands["world"].isin(worlds) & bands["measure"].isin(measures)]
    return rows.sort_values(["world", "measure", "date"]).reset_index(drop=True)


def _by_year(columns: dict[str, tuple[pd.DataFrame, Callable[[float], str]]]) -> pd.DataFrame:
    """Means over calendar years, as words."""
    years = {
        name: band.groupby(band["date"].dt.year)["mid"].mean().map(form)
        for name, (band, form) in columns.items()
    }
    return pd.DataFrame(years).rename_axis("Year").reset_index()


def _dashboard(frames: Frames, key: str, world: str) -> Exhibit:
    mood, share = frames.band(world, frames.satisfaction), frames.band(world, frames.share)
    without = frames.band(frames.without_rival, frames.share)
    if key == "news":
        title = f"If news of the {frames.rival} hurts satisfaction"
        reading = readings.news(frames)
    else:
        title = f"As it went, {frames.with_rival}"
        reading = readings.dashboard(frames)
    steps = [
        f"{date:%B %Y}: satisfaction {readings.score(level)}, share {readings.percent(part)}"
        for date, level, part in zip(mood["date"], mood["mid"], share["mid"], strict=True)
    ]
    table = _by_year(
        {
            "Satisfaction": (mood, readings.score),
            "Share": (share, readings.percent),
            f"Share {frames.without_rival}": (without, readings.percent),
        }
    )
    data = _rows(frames, world, (frames.satisfaction, frames.share))
    return Exhibit(
        key=key,
        title=title,
        reading=reading,
        data=data,
        table=table,
        figure=partial(figures.dashboard, frames, world),
        chart=partial(charts.dashboard, frames, world),
        steps=tuple(steps),
    )


def _observed(frames: Frames) -> Exhibit:
    band = frames.band(frames.with_rival, frames.rival_measure)
    beside = readings.misses(frames)
    simulated = band.assign(kind="simulated", label="", source="this run")
    published = frames.observed.assign(kind="published, " + frames.observed["use"])
    data = pd.concat(
        [simulated, published.rename(columns={"share": "mid"}).drop(columns="use")],
        ignore_index=True,
    )[["kind", "date", "low", "mid", "high", "label", "source"]]
    table = pd.DataFrame(
        {
            "When": beside["label"],
            "Published": beside["share"].map(readings.percent),
            "Simulated": beside["mid"].map(readings.percent),
            "Points off": [f"{100 * miss:+.0f}" for miss in beside["miss"]],
            "Use": beside["use"],
            "Source": beside["source"],
        }
    )
    steps = [
        f"{date:%B %Y}: simulated {readings.percent(mid)}, "
        f"{readings.interval(low, high, readings.percent)}"
        for date, low, mid, high in band.itertuples(index=False)
    ]
    title = f"The {frames.rival_measure}: simulated, and as published"
    return Exhibit(
        key="observed",
        title=title,
        reading=readings.observed(frames),
        data=data,
        table=table,
        figure=partial(figures.observed, frames),
        chart=partial(charts.observed, frames),
        steps=tuple(steps),
    )


def _numbers(frames: Frames, columns: dict[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    numbers = frames.by_cutoff()
    wanted = ["cutoff"] + [name + end for name in columns for end in ("", "_low", "_high")]
    words = {
        title: [readings.estimate(row, name, FORMS[name]) for _, row in numbers.iterrows()]
        for name, title in columns.items()
    }
    cutoffs = [f"{cutoff:.0f} or more" for cutoff in numbers["cutoff"]]
    return numbers[wanted], pd.DataFrame({"Satisfied means": cutoffs} | words)


def _leavers(frames: Frames) -> Exhibit:
    columns = {"share": "Of the leavers", "base": "Of all at risk", "ratio": "Hazard ratio"}
    data, table = _numbers(frames, columns)
    title = "Share satisfied: leavers (dot) and all at risk (ring)"
    figure, chart = partial(figures.numbers, frames), partial(charts.leavers, frames)
    return Exhibit("leavers", title, readings.leavers(frames), data, table, figure, chart)


def _hazard(frames: Frames) -> Exhibit:
    data, table = _numbers(frames, {"ratio": "Hazard ratio, dissatisfied : satisfied"})
    title = "Hazard ratio, dissatisfied : satisfied"
    figure, chart = partial(figures.numbers, frames), partial(charts.hazard, frames)
    return Exhibit("hazard", title, readings.hazard(frames), data, table, figure, chart)


def _excess(frames: Frames) -> Exhibit:
    data, table = _numbers(frames, {"excess": "Left satisfied, more than without"})
    title = "Left satisfied, more than without"
    figure, chart = partial(figures.numbers, frames), partial(charts.excess, frames)
    return Exhibit("excess", title, readings.excess(frames), data, table, figure, chart)
