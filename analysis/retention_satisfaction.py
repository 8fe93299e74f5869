"""Who stays, by satisfaction at the opening: Kaplan-Meier curves of one provider's customers."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
from matplotlib.figure import Figure

from analysis import curves, style, survival
from analysis.exhibit import Exhibit
from analysis.language import Language, Texts
from analysis.sheet import sheet
from analysis.spells import BANDS, band, mark, span

TEXT = Texts(
    en={
        "title": "Who stays: customers of {name}, by satisfaction at the opening",
        "none_left": (
            "None of the {n} tracked customers of {name} left of their own accord in {years}."
        ),
        "one_band": (
            "{share} of the {n} customers of {name} were still there after {years} ({low} to "
            "{high}); too few were outside one band of satisfaction to compare."
        ),
        "reading": (
            "After {years}, {first} of the customers who were {first_band} at the opening were "
            "still with {name}, against {last} of those at {last_band}; of all {n}, {share}."
        ),
        "note": (
            "Voluntary exits only: who moves away or dies counts up to then. The customers at "
            "the opening had stayed until then already, and who left before is not among them, "
            "so the clock starts at the opening. Bands: 95%, sampling of the tracked customers "
            "only."
        ),
        "x": "years since the opening",
        "y": "share still with {name}",
        "under 6": "under 6",
        "6-7": "6-7",
        "7-8": "7-8",
        "8+": "8 or more",
        "satisfaction": "satisfaction",
        "share": "share",
        "interval": "95% from",
        "to": "to",
        "by": "by",
        "group": "group",
        "customers": "customers",
        "one": "stay 1 year",
        "later": "stay {years}",
        "leavers": "left",
    },
    nl={
        "title": "Wie blijft: klanten van {name}, naar tevredenheid bij de opening",
        "none_left": (
            "Geen van de {n} gevolgde klanten van {name} vertrok in {years} uit eigen beweging."
        ),
        "one_band": (
            "{share} van de {n} klanten van {name} was er na {years} nog ({low} tot {high}); "
            "buiten één tevredenheidsklasse zijn het er te weinig om te vergelijken."
        ),
        "reading": (
            "Na {years} was {first} van de klanten die bij de opening {first_band} gaven nog "
            "bij {name}, tegen {last} van degenen met {last_band}; van alle {n} was dat "
            "{share}."
        ),
        "note": (
            "Alleen vertrek uit eigen beweging: wie verhuist of overlijdt, telt tot dan mee. "
            "De klanten bij de opening waren tot dan toe al gebleven en wie eerder vertrok zit "
            "er niet bij; de klok begint dus bij de opening. Band: 95%, alleen "
            "steekproeftoeval van de gevolgde klanten."
        ),
        "x": "jaren sinds de opening",
        "y": "aandeel nog bij {name}",
        "under 6": "onder 6",
        "6-7": "6-7",
        "7-8": "7-8",
        "8+": "8 of meer",
        "satisfaction": "tevredenheid",
        "share": "aandeel",
        "interval": "95% van",
        "to": "tot",
        "by": "naar",
        "group": "groep",
        "customers": "klanten",
        "one": "blijft 1 jaar",
        "later": "blijft {years}",
        "leavers": "vertrokken",
    },
)


def shares(table: pd.DataFrame, periods_a_year: int) -> pd.DataFrame:
    """Curves of `survival` as `curves` draws them: x in years and y."""
    return table.assign(x=table["time"] / periods_a_year, y=table["stays"])


def table_of(
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


def labels_of(many: pd.DataFrame, words: dict[str, str], language: Language) -> dict[str, str]:
    """Names at the ends of curves, with the share there for those that last as long as any."""
    longest = many["time"].max()
    return {
        str(group): f"{words[str(group)]}: {language.percent(float(curve['stays'].iloc[-1]))}"
        if curve["time"].max() == longest
        else words[str(group)]
        for group, curve in many.groupby("group", sort=False)
    }


def tips_of(language: Language, group: str, x: str) -> list[alt.Tooltip]:
    """Tooltips of a curve: what its groups are called, and what its time is."""
    return [
        alt.Tooltip("words", type="nominal", title=group),
        alt.Tooltip("x", type="quantitative", format=".2f", title=x),
        alt.Tooltip("y", type="quantitative", format=".1%", title=TEXT("share", language)),
        alt.Tooltip("low", type="quantitative", format=".1%", title=TEXT("interval", language)),
        alt.Tooltip("high", type="quantitative", format=".1%", title=TEXT("to", language)),
        alt.Tooltip("at_risk", type="quantitative", title=TEXT("customers", language)),
    ]


def exhibit(opening: pd.DataFrame, name: str, year: int, language: Language) -> Exhibit:
    """Kaplan-Meier curves of the customers at the opening, by their satisfaction then.

    Args:
        opening: Spells of one provider that were under way at the opening.
        name: What people read for the provider.
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
    # A small group is watched for less long; only what is known of all is compared.
    when = mark(int(many.groupby("group")["time"].max().min()), year)
    reading = _satisfaction_reading(opening, many, words, name, year, when, language)
    title = TEXT("title", language, name=name)
    labels = labels_of(many, words, language)
    data = table.assign(by="satisfaction", words=table["group"].map(words))

    def figure() -> Figure:
        with style.matplotlib_style():
            page, panel = sheet(title, reading)
            axes = curves.framed(panel, right=1.9)
            curves.draw(axes, table, labels, language, room=1.75)
            curves.name_axes(axes, TEXT("x", language), TEXT("y", language, name=name))
        return page

    def chart() -> Any:
        x, y = TEXT("x", language), TEXT("y", language, name=name)
        tips = tips_of(language, TEXT("satisfaction", language), x)
        made = curves.layers(data.drop(columns="by"), labels, x_title=x, y_title=y, tips=tips)
        return made.configure(**style.vega_config(language))

    return Exhibit(
        key="retention_satisfaction",
        title=title,
        reading=reading,
        data=data[["by", "group", "customers", "time", "at_risk", "left", "stays", "low", "high"]],
        table=table_of(many, TEXT("satisfaction", language), words, year, when, language),
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


def note(language: Language) -> str:
    """What a careful reader must know of every curve of retention here."""
    return TEXT("note", language)
