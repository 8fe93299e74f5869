"""Who stays, by engagement, by segment and by time of arrival: three panels of curves."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
from matplotlib.figure import Figure

from analysis import curves, nothing, retention_satisfaction, style, survival
from analysis.exhibit import Exhibit
from analysis.language import Language, Texts
from analysis.panels import fit_text
from analysis.retention_satisfaction import labels_of, shares, table_of, tips_of
from analysis.sheet import sheet
from analysis.spells import ENGAGEMENT, cohort, mark, span, third
from analysis.wording import spoken

TEXT = Texts(
    en={
        "x_any": "years since the start",
        "low": "low",
        "middle": "middle",
        "high": "high",
        "engagement": "engagement",
        "segment": "segment",
        "cohort": "arrival",
        "opening": "the opening",
        "arrived": "year {a}",
        "arrived_in": "years {a}-{b}",
        "time": "years",
        "groups_title": "Who stays: engagement, segment and time of arrival, {name}",
        "groups_reading": "After {years}, {engagement}{segment}{cohort}.",
        "groups_one": (
            "by {by} the curves are furthest apart between {worst} ({low}) and {best} ({high})"
        ),
        "groups_none": "by {by} there is nothing to compare",
        "groups_few": "There are fewer than {n} customers in every group.",
        "groups_x": (
            "The clock of later arrivals starts when they arrive, in the books' own period."
        ),
    },
    nl={
        "x_any": "jaren sinds het begin",
        "low": "laag",
        "middle": "midden",
        "high": "hoog",
        "engagement": "betrokkenheid",
        "segment": "segment",
        "cohort": "moment van komst",
        "opening": "de opening",
        "arrived": "jaar {a}",
        "arrived_in": "jaar {a}-{b}",
        "time": "jaren",
        "groups_title": "Wie blijft: betrokkenheid, segment en moment van komst, {name}",
        "groups_reading": "Na {years}: {engagement}{segment}{cohort}.",
        "groups_one": (
            "naar {by} liggen de lijnen het verst uiteen tussen {worst} ({low}) en {best} ({high})"
        ),
        "groups_none": "naar {by} valt er niets te vergelijken",
        "groups_few": "In elke groep zijn er minder dan {n} klanten.",
        "groups_x": "De klok van wie later kwam, begint bij de komst.",
    },
)


def exhibit(
    own: pd.DataFrame, opening: pd.DataFrame, name: str, year: int, language: Language
) -> Exhibit:
    """The same by third of engagement, by segment and by time of arrival: three small panels.

    Args:
        own: All spells with the provider.
        opening: Those that were under way at the opening.
        name: What people read for the provider.
        year: Periods in a year.
        language: Of the words.
    """
    pairs = cohort(own, year)
    cohorts = sorted(set(pairs))
    arrived = {pair: _cohort_words(pair, language) for pair in cohorts}
    levels = third(opening["engagement"]).map({key: TEXT(key, language) for key in ENGAGEMENT})
    names = [str(segment) for segment in opening["segment"].value_counts().index]
    read = {segment: spoken(segment) for segment in names}
    if len(set(read.values())) < len(names):
        read = {segment: segment for segment in names}
    parts = {
        "engagement": survival.by_group(opening, levels, [TEXT(k, language) for k in ENGAGEMENT]),
        "segment": survival.by_group(
            opening, opening["segment"].astype(object).map(read), list(read.values())
        ),
        "cohort": survival.by_group(own, pairs.map(arrived), [arrived[pair] for pair in cohorts]),
    }
    parts = {by: part for by, part in parts.items() if len(part)}
    title = TEXT("groups_title", language, name=name)
    if not parts:
        words = TEXT("groups_few", language, n=survival.FEW)
        return nothing.exhibit("retention_groups", title, words, language)
    when = mark(int(opening["duration"].max()), year)
    reading = _groups_reading(parts, year, when, language)
    table = pd.concat(
        [
            table_of(part, TEXT(by, language), {g: g for g in part["group"].unique()}, year, when,
                   language)
            for by, part in parts.items()
        ],
        ignore_index=True,
    )  # fmt: skip
    drawn = {by: shares(part, year).assign(words=part["group"]) for by, part in parts.items()}
    labels = {
        by: labels_of(part, {str(g): str(g) for g in part["group"].unique()}, language)
        for by, part in parts.items()
    }

    def figure() -> Figure:
        with style.matplotlib_style():
            page, panel = sheet(title, reading, lines=3)
            wide = panel.width / max(1, len(drawn))
            floor = panel.floor + 0.5
            for number, (by, part) in enumerate(drawn.items()):
                left = number * wide + (0.55 if number == 0 else 0.25)
                axes = panel.axes(left, floor, wide * (number + 1) - left - 1.25,
                                  panel.ceiling - floor - 0.35)  # fmt: skip
                curves.draw(axes, part, labels[by], language, room=1.15, bands=False)
                heading, size = fit_text(TEXT(by, language), wide - 0.3, style.LABEL + 1, lines=1)
                axes.text(0, 1.04, heading, transform=axes.transAxes, weight="bold", size=size)
                axes.tick_params(labelleft=number == 0)
                axes.set_xlabel(_since(by, language), labelpad=6)
        return page

    def chart() -> Any:
        made = [
            curves.layers(
                part, labels[by], x_title=_since(by, language),
                y_title=f"{TEXT(by, language)}", height=170,
                tips=tips_of(language, TEXT(by, language), TEXT("time", language)),
            )
            for by, part in drawn.items()
        ]  # fmt: skip
        chart = alt.vconcat(*made, spacing=24)
        own_looks = chart.resolve_scale(color="independent", strokeDash="independent")
        return own_looks.configure(**style.vega_config(language))

    return Exhibit(
        key="retention_groups",
        title=title,
        reading=reading,
        data=pd.concat([part.assign(by=by) for by, part in parts.items()], ignore_index=True),
        table=table,
        figure=figure,
        chart=chart,
        note=f"{retention_satisfaction.note(language)} {TEXT('groups_x', language)}",
    )


def _cohort_words(pair: tuple[int, int], language: Language) -> str:
    if pair == (0, 0):
        return TEXT("opening", language)
    key = "arrived" if pair[0] == pair[1] else "arrived_in"
    a, b = pair
    return TEXT(key, language, a=a) if key == "arrived" else TEXT(key, language, a=a, b=b)


def _groups_reading(
    parts: dict[str, pd.DataFrame], year: int, when: int, language: Language
) -> str:
    said = []
    for by in ("engagement", "segment", "cohort"):
        here = {}
        for group, curve in parts.get(by, pd.DataFrame({"group": []})).groupby("group", sort=False):
            if curve["time"].max() >= when:
                here[str(group)] = float(survival.at(curve, when)["stays"])
        if len(here) < 2:
            said.append(TEXT("groups_none", language, by=TEXT(by, language)))
            continue
        worst, best = min(here, key=lambda g: here[g]), max(here, key=lambda g: here[g])
        said.append(
            TEXT(
                "groups_one", language, by=TEXT(by, language), worst=worst, best=best,
                low=language.percent(here[worst]), high=language.percent(here[best]),
            )
        )  # fmt: skip
    words = dict(zip(("engagement", "segment", "cohort"), said, strict=True))
    return TEXT(
        "groups_reading", language, years=span(when, year, language),
        engagement=words["engagement"], segment=f"; {words['segment']}",
        cohort=f"; {words['cohort']}",
    )  # fmt: skip


def _since(by: str, language: Language) -> str:
    if by == "cohort":
        return TEXT("x_any", language)
    return retention_satisfaction.TEXT("x", language)
