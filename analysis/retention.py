"""Who stays, how long, and in which way they go: the customers of the largest provider.

`python -m analysis.retention DIR` prints the curves of retention by satisfaction, engagement,
segment and cohort, the ways out as competing risks, a shifted beta-geometric fit and a handful of
lives, and writes their pictures into DIR.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
from matplotlib.figure import Figure

from analysis import (
    curves,
    lives,
    retention_fit,
    retention_hazard,
    retention_ways,
    script,
    style,
    survival,
)
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import Language, Texts
from analysis.panels import fit_text
from analysis.sheet import plot, sheet
from analysis.spells import (
    BANDS,
    ENGAGEMENT,
    a_year,
    band,
    cohort,
    focus,
    mark,
    served,
    span,
    spells,
    third,
)
from sim.results import Results

TEXT = Texts(
    en={
        "title": "Who stays: customers of {name}, by satisfaction at the opening",
        "none_left": "None of the {n} tracked customers of {name} left of their own accord in {years}.",
        "one_band": "{share} of the {n} customers of {name} were still there after {years} ({low} to {high}); too few were outside one band of satisfaction to compare.",
        "reading": "After {years}, {first} of the customers who were {first_band} at the opening were still with {name}, against {last} of those at {last_band}; of all {n}, {share}.",
        "note": "Voluntary exits only: who moves away or dies counts up to then. The customers at the opening had stayed until then already, and who left before is not among them, so the clock starts at the opening. Bands: 95%, sampling of the tracked customers only.",
        "x": "years since the opening",
        "x_any": "years since the start",
        "y": "share still with {name}",
        "under 6": "under 6", "6-7": "6-7", "7-8": "7-8", "8+": "8 or more",
        "low": "low", "middle": "middle", "high": "high",
        "satisfaction": "satisfaction", "engagement": "engagement", "segment": "segment",
        "cohort": "there since",
        "opening": "the opening", "arrived": "year {a}", "arrived_in": "years {a}-{b}",
        "by": "by", "group": "group", "customers": "customers", "one": "stay 1 year",
        "later": "stay {years}", "leavers": "left",
        "groups_title": "Who stays: engagement, segment and time of arrival, {name}",
        "groups_reading": "After {years}, {engagement}{segment}{cohort}.",
        "groups_one": "by {by} the curves are furthest apart between {worst} ({low}) and {best} ({high})",
        "groups_none": "by {by} there is nothing to compare",
        "groups_x": "The clock of later arrivals starts when they arrive, in the books' own period.",
    },
    nl={
        "title": "Wie blijft: klanten van {name}, naar tevredenheid bij de opening",
        "none_left": "Geen van de {n} gevolgde klanten van {name} vertrok in {years} uit eigen beweging.",
        "one_band": "{share} van de {n} klanten van {name} was er na {years} nog ({low} tot {high}); buiten één tevredenheidsklasse zijn het er te weinig om te vergelijken.",
        "reading": "Na {years} was {first} van de klanten die bij de opening {first_band} gaven nog bij {name}, tegen {last} van degenen met {last_band}; van alle {n} was dat {share}.",
        "note": "Alleen vertrek uit eigen beweging: wie verhuist of overlijdt, telt tot dan mee. De klanten bij de opening waren tot dan toe al gebleven en wie eerder vertrok zit er niet bij; de klok begint dus bij de opening. Band: 95%, alleen steekproeftoeval van de gevolgde klanten.",
        "x": "jaren sinds de opening",
        "x_any": "jaren sinds het begin",
        "y": "aandeel nog bij {name}",
        "under 6": "onder 6", "6-7": "6-7", "7-8": "7-8", "8+": "8 of meer",
        "low": "laag", "middle": "midden", "high": "hoog",
        "satisfaction": "tevredenheid", "engagement": "betrokkenheid", "segment": "segment",
        "cohort": "klant sinds",
        "opening": "de opening", "arrived": "jaar {a}", "arrived_in": "jaar {a}-{b}",
        "by": "naar", "group": "groep", "customers": "klanten", "one": "blijft 1 jaar",
        "later": "blijft {years}", "leavers": "vertrokken",
        "groups_title": "Wie blijft: betrokkenheid, segment en moment van komst, {name}",
        "groups_reading": "Na {years}: {engagement}{segment}{cohort}.",
        "groups_one": "naar {by} liggen de lijnen het verst uiteen tussen {worst} ({low}) en {best} ({high})",
        "groups_none": "naar {by} valt er niets te vergelijken",
        "groups_x": "De klok van wie later kwam, begint bij de komst.",
    },
)  # fmt: skip


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """The answers about the customers of the largest provider at the opening; needs no runs.

    Returns:
        Keys retention_satisfaction, retention_groups, retention_ways, retention_hazard,
        retention_fit, retention_lives. Empty when nobody has a provider at the opening.

    Raises:
        ResultsError: The run kept no panel.
    """
    rows = served(results)
    found = spells(rows)
    name = focus(found)
    if name is None:
        return []
    own = found[found["provider"] == name].reset_index(drop=True)
    opening = own[own["opening"]].reset_index(drop=True)
    year = a_year(results)
    return [
        by_satisfaction(opening, name, year, language),
        by_groups(own, opening, name, year, language),
        retention_ways.exhibit(opening, name, year, language),
        retention_hazard.exhibit(results, name, language),
        retention_fit.exhibit(results, opening, name, language),
        lives.exhibit(results, opening, name, language),
    ]


def shares(table: pd.DataFrame, periods_a_year: int) -> pd.DataFrame:
    """Curves of `survival` as `curves` draws them: x in years and y."""
    return table.assign(x=table["time"] / periods_a_year, y=table["stays"])


def _table(
    many: pd.DataFrame, by: str, words: dict[str, str], year: int, when: int, language: Language
) -> pd.DataFrame:
    """A row a curve: customers, and who stay a year and until `when`, with intervals."""
    rows = []
    for group, curve in many.groupby("group", sort=False):
        cells = []
        for time in (year, when):
            here = survival.at(curve, time)
            ends = [language.percent(here[end]) for end in ("low", "high")]
            known = curve["time"].max() >= time
            text = f"{language.percent(here['stays'])} ({language.between(*ends)})"
            cells.append(text if known else language.unknown)
        count = language.number(float(curve["customers"].iloc[0]))
        rows.append((by, words[str(group)], count, language.number(curve["left"].sum()), *cells))
    columns = [TEXT(key, language) for key in ("by", "group", "customers", "leavers", "one")]
    later = TEXT("later", language, years=span(when, year, language))
    table = pd.DataFrame(rows, columns=[*columns, later])
    return table if when != year else table.iloc[:, :-1]


def _tips(language: Language, group: str, x: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("words", type="nominal", title=group),
        alt.Tooltip("x", type="quantitative", format=".2f", title=x),
        alt.Tooltip("y", type="quantitative", format=".1%", title=TEXT("share", language)),
        alt.Tooltip("low", type="quantitative", format=".1%", title=TEXT("interval", language)),
        alt.Tooltip("high", type="quantitative", format=".1%", title="–"),
        alt.Tooltip("at_risk", type="quantitative", title=TEXT("customers", language)),
    ]


def by_satisfaction(opening: pd.DataFrame, name: str, year: int, language: Language) -> Exhibit:
    """Kaplan-Meier curves of the customers at the opening, by their satisfaction then.

    Args:
        opening: Spells of one provider that were under way at the opening.
        name: The provider.
        year: Periods in a year.
        language: Of the words.
    """
    groups = pd.Series(band(opening["satisfaction"]), opening.index).astype(object)
    many = survival.by_group(opening, groups, list(BANDS))
    if many.empty:
        everybody = survival.staying(opening)
        many = everybody.assign(group=TEXT("customers", language), customers=len(opening))
    words = {str(key): str(key) for key in many["group"].unique()}
    words |= {key: TEXT(key, language) for key in BANDS if key in words}
    table = shares(many, year)
    when = mark(opening["duration"], year)
    reading = _satisfaction_reading(opening, many, words, name, year, when, language)
    title = TEXT("title", language, name=name)
    labels = {
        group: f"{words[group]}: {language.percent(float(curve['stays'].iloc[-1]))}"
        for group, curve in many.groupby("group", sort=False)
    }
    data = table.assign(by="satisfaction", words=table["group"].map(words))

    def figure() -> Figure:
        with style.matplotlib_style():
            page, panel = sheet(title, reading)
            axes = plot(panel, right=1.9)
            curves.draw(axes, table, labels, language, room=1.75)
            curves.name_axes(axes, TEXT("x", language), TEXT("y", language, name=name))
        return page

    def chart() -> Any:
        x, y = TEXT("x", language), TEXT("y", language, name=name)
        tips = _tips(language, TEXT("satisfaction", language), x)
        made = curves.layers(data.drop(columns="by"), labels, x_title=x, y_title=y, tips=tips)
        return made.configure(**style.vega_config())

    return Exhibit(
        key="retention_satisfaction",
        title=title,
        reading=reading,
        data=data[["by", "group", "customers", "time", "at_risk", "left", "stays", "low", "high"]],
        table=_table(many, TEXT("satisfaction", language), words, year, when, language),
        figure=figure,
        chart=chart,
        note=TEXT("note", language),
    )


def _satisfaction_reading(
    opening: pd.DataFrame, many: pd.DataFrame, words: dict[str, str],
    name: str, year: int, when: int, language: Language,
) -> str:  # fmt: skip
    years, count = span(when, year, language), language.number(len(opening))
    everybody = survival.staying(opening)
    if not everybody["left"].sum():
        longest = span(int(opening["duration"].max()), year, language)
        return TEXT("none_left", language, n=count, name=name, years=longest)
    here = survival.at(everybody, when)
    share, low, high = (language.percent(float(here[end])) for end in ("stays", "low", "high"))
    there = [group for group in BANDS if group in set(many["group"])]
    if len(there) < 2:
        return TEXT(
            "one_band", language, share=share, n=count, name=name, years=years, low=low, high=high
        )
    first, last = (
        language.percent(float(survival.at(many[many["group"] == group], when)["stays"]))
        for group in (there[0], there[-1])
    )
    return TEXT(
        "reading", language, years=years, first=first, last=last, name=name, n=count, share=share,
        first_band=words[there[0]], last_band=words[there[-1]],
    )  # fmt: skip


def by_groups(
    own: pd.DataFrame, opening: pd.DataFrame, name: str, year: int, language: Language
) -> Exhibit:
    """The same by third of engagement, by segment and by time of arrival: three small panels.

    Args:
        own: All spells with the provider.
        opening: Those that were under way at the opening.
        name: The provider.
        year: Periods in a year.
        language: Of the words.
    """
    pairs = cohort(own, year)
    cohorts = sorted(set(pairs))
    arrived = {pair: _cohort_words(pair, language) for pair in cohorts}
    levels = third(opening["engagement"]).map({key: TEXT(key, language) for key in ENGAGEMENT})
    segments = list(opening["segment"].value_counts().index)
    parts = {
        "engagement": survival.by_group(opening, levels, [TEXT(k, language) for k in ENGAGEMENT]),
        "segment": survival.by_group(opening, opening["segment"], segments),
        "cohort": survival.by_group(own, pairs.map(arrived), [arrived[pair] for pair in cohorts]),
    }
    parts = {by: part for by, part in parts.items() if len(part)}
    when = mark(opening["duration"], year)
    title = TEXT("groups_title", language, name=name)
    reading = _groups_reading(parts, year, when, language)
    table = pd.concat(
        [
            _table(part, TEXT(by, language), {g: g for g in part["group"].unique()}, year, when,
                   language)
            for by, part in parts.items()
        ]
        or [pd.DataFrame()],
        ignore_index=True,
    )  # fmt: skip
    drawn = {by: shares(part, year).assign(words=part["group"]) for by, part in parts.items()}
    labels = {
        by: {
            g: f"{g}: {language.percent(float(c['stays'].iloc[-1]))}"
            for g, c in part.groupby("group", sort=False)
        }
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
                axes.set_xlabel(TEXT("x" if by != "cohort" else "x_any", language), labelpad=6)
        return page

    def chart() -> Any:
        made = [
            curves.layers(
                part, labels[by], x_title=TEXT("x" if by != "cohort" else "x_any", language),
                y_title=f"{TEXT(by, language)}", height=170,
                tips=_tips(language, TEXT(by, language), TEXT("time", language)),
            )
            for by, part in drawn.items()
        ]  # fmt: skip
        return alt.vconcat(*made, spacing=24).configure(**style.vega_config())

    return Exhibit(
        key="retention_groups",
        title=title,
        reading=reading,
        data=pd.concat([part.assign(by=by) for by, part in parts.items()], ignore_index=True)
        if parts
        else pd.DataFrame(),
        table=table,
        figure=figure,
        chart=chart,
        note=f"{TEXT('note', language)} {TEXT('groups_x', language)}",
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the answers and writes their pictures."""
    return script.main(exhibits, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
