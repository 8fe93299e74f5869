"""What people read for the names in a market's tables, and the answer that there is nothing."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
from matplotlib.figure import Figure

from analysis import style
from analysis.exhibit import Exhibit
from analysis.language import Language, Texts
from analysis.marks import finish
from analysis.panels import wrap
from analysis.sheet import sheet
from analysis.wording import spoken as spoken
from sim.results import Results

PERIODS_A_YEAR = {"week": 52, "month": 12, "quarter": 4, "year": 1}

REASONS = Texts(
    en={
        "price": "price",
        "solution": "a better solution",
        "service": "service",
        "relationship": "contact person left",
        "chance": "chance",
        "involuntary": "involuntary",
    },
    nl={
        "price": "prijs",
        "solution": "een betere oplossing",
        "service": "service",
        "relationship": "contactpersoon weg",
        "chance": "toeval",
        "involuntary": "onvrijwillig",
    },
)

TRIGGERS = Texts(
    en={
        "routine": "looked without occasion",
        "failure": "something failed",
        "complaint": "a complaint",
        "contract end": "contract ended",
        "heard": "heard of something",
        "life event": "a life event",
        "contact left": "contact person left",
        "called": "called by the provider",
        "dissatisfied": "dissatisfied",
        "no provider": "had no provider",
        "habit": "drifted away",
        "moved away": "moved away",
        "closed": "provider closed",
        "sold out": "sold out",
    },
    nl={
        "routine": "keek zonder aanleiding",
        "failure": "er ging iets mis",
        "complaint": "een klacht",
        "contract end": "contract liep af",
        "heard": "hoorde van iets nieuws",
        "life event": "verandering thuis",
        "contact left": "contactpersoon weg",
        "called": "gebeld door de aanbieder",
        "dissatisfied": "ontevreden",
        "no provider": "had geen aanbieder",
        "habit": "gleed ongemerkt weg",
        "moved away": "verhuisd",
        "closed": "aanbieder gestopt",
        "sold out": "uitverkocht",
    },
)


def labels(results: Results) -> dict[str, str]:
    """What people read for each provider: its label, or its name where labels are alike."""
    found = {
        name: terms.label or spoken(name) for name, terms in results.scenario.providers.items()
    }
    read = list(found.values())
    return {name: label if read.count(label) == 1 else name for name, label in found.items()}


def focus(results: Results) -> str | None:
    """The provider that a market is about: the first incumbent that anybody was at risk with.

    The first of all providers with customers when no incumbent had any; None when none had.
    """
    periods = results.periods
    there = set(periods.loc[periods["at_risk"].fillna(0) > 0, "provider"].astype(str))
    providers = results.scenario.providers
    names = [name for name in providers if name in there]
    incumbents = [name for name in names if providers[name].role == "incumbent"]
    return next(iter(incumbents + names), None)


def capital(words: str) -> str:
    """A sentence's first letter as a capital."""
    return words[:1].upper() + words[1:]


def nothing(key: str, title: str, reading: str, data: pd.DataFrame, language: Language) -> Exhibit:
    """An exhibit that says plainly that there is nothing to show.

    Args:
        key: Of the exhibit.
        title: Of the exhibit.
        reading: Why there is nothing.
        data: The empty table behind it, with its columns.
        language: Of the reading.
    """

    def figure() -> Figure:
        with style.matplotlib_style():
            page, _ = sheet(title, reading)
        return page

    def chart() -> Any:
        lines = wrap(reading, 3.3, style.READING)
        words = pd.DataFrame({"words": lines, "line": range(len(lines))})
        base = alt.Chart(words).mark_text(align="left", fontSize=15, color=style.MUTED.text)
        drawn = base.encode(
            x=alt.value(0),
            y=alt.Y("line", type="ordinal", axis=None),
            text=alt.Text("words", type="nominal"),
            tooltip=[alt.Tooltip("words", type="nominal", title="")],
        )
        return finish(drawn.properties(width=640, height=24 * len(lines)), reading, language)

    return Exhibit(key, title, reading, data, data.head(0), figure, chart)
