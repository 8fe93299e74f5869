"""How numbers, names and spans of time of a market read, in both languages."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pandas as pd
from pydantic import BaseModel

from analysis.language import Language, Texts
from sim.measures import Estimate
from sim.results import Results
from sim.scenario import Scenario
from sim.scenario.schema import PERIODS_A_YEAR

BARELY = 0.25
"""A change of mean satisfaction (0-10) under this would be lost in a survey of a few hundred."""

_SPANS = Texts(
    en={
        "week": "{n} week", "weeks": "{n} weeks", "month": "{n} month", "months": "{n} months",
        "quarter": "{n} quarter", "quarters": "{n} quarters", "year": "{n} year",
        "years": "{n} years",
        "a_year": "a year",
    },
    nl={
        "week": "{n} week", "weeks": "{n} weken", "month": "{n} maand", "months": "{n} maanden",
        "quarter": "{n} kwartaal", "quarters": "{n} kwartalen", "year": "{n} jaar",
        "years": "{n} jaar",
        "a_year": "een jaar",
    },
)  # fmt: skip


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


def label_of(results: Results, provider: str) -> str:
    """What people read for a provider: its label, or its name as words."""
    return results.scenario.providers[provider].label or spoken(provider)


def called(scenario: Scenario, provider: str, language: Language) -> str:
    """A provider inside a sentence, whatever its label is.

    A name, with its capital, stands as it is. A description needs an article, which only English
    can add to any noun; in Dutch, and where a scenario gives no label, it stands in quotes.
    """
    label = scenario.providers[provider].label
    word = label or spoken(provider)
    if not word[:1].islower():
        return word
    if language.code != "en" or not label:
        return f"“{word}”"
    return word if word.startswith("the ") else f"the {word}"


def spoken(name: str) -> str:
    """A name of the scenario as words: an underscore between two letters is a space."""
    return name.strip("_").replace("_", " ") or name


def share(language: Language, value: float | None) -> str:
    """A share in whole percents, or in tenths where whole percents would say 0% or 100%."""
    if value is None or not math.isfinite(value):
        return language.unknown
    # A share of 0.995 may be a hair less as a float, and would then be rounded to 100%.
    near_edge = 0 < abs(value) < 0.0095 or 0.995 - 1e-9 <= value < 1
    return language.percent(value, 1 if near_edge else 0)


def ratio(language: Language, value: float | None) -> str:
    """A ratio with two decimals, and from 10 on with none."""
    return language.number(value, 0 if value is not None and value >= 10 else 2)


def interval(language: Language, found: Estimate, form: Callable[[Language, float], str]) -> str:
    """The ends of an interval in words; empty when one of them is unknown."""
    if found.low is None or found.high is None:
        return ""
    low, high = form(language, found.low), form(language, found.high)
    if form is share and low == high and found.low < found.high:
        low, high = language.percent(found.low, 1), language.percent(found.high, 1)
    return language.between(low, high)


def estimate(language: Language, found: Estimate, form: Callable[[Language, float], str]) -> str:
    """A number with its interval: "79% (77% to 81%)"."""
    if found.value is None:
        return language.unknown
    ends = interval(language, found, form)
    value = form(language, found.value)
    return f"{value} ({ends})" if ends else value


def span(language: Language, count: int, period: str) -> str:
    """So many periods: "24 months", "1 month"."""
    return _SPANS(period if count == 1 else f"{period}s", language, n=language.number(count))


def stretch(language: Language, count: int, period: str) -> str:
    """So many periods, and "a year" where they are one."""
    is_year = count == PERIODS_A_YEAR[period]
    return _SPANS("a_year", language) if is_year else span(language, count, period)


def when(language: Language, day: date | pd.Timestamp, period: str) -> str:
    """A period by its first day; of weeks the day is given too."""
    return f"{day.day} {language.month(day)}" if period == "week" else language.month(day)


def capital(words: str) -> str:
    """A sentence's first letter as a capital."""
    return words[:1].upper() + words[1:]


def in_words(path: str) -> str:
    """A path as a reader would say it: `taste: vehicle (business)`."""
    steps = [step.replace("_", " ") for step in path.split(".")]
    if steps[0] in ("providers", "modes") or steps[:2] == ["customers", "segments"]:
        steps = steps[2:] if steps[0] == "customers" else steps[1:]
        return f"{': '.join(steps[1:])} ({steps[0]})" if len(steps) > 1 else steps[0]
    return ": ".join(steps[1:] if steps[0] in ("customers", "rules") else steps)


def value_at(scenario: Scenario, path: str) -> Any:
    """The value at a path, as a reader would want it: of a distribution the mean."""
    found: Any = scenario
    for step in path.split("."):
        if isinstance(found, Mapping):
            found = found[step]
        elif isinstance(found, list):
            found = found[int(step)]
        else:
            found = getattr(found, step)
    return getattr(found, "mean", found)


def in_values(value: Any) -> str:
    """A value as words: of a block the names and values that are not the usual ones."""
    if isinstance(value, BaseModel):
        value = value.model_dump(exclude_defaults=True) or value.model_dump()
    if isinstance(value, Mapping):
        is_deep = any(isinstance(part, (Mapping, BaseModel)) for part in value.values())
        mark, comma = (":", "; ") if is_deep else ("", ", ")
        words = {
            in_words(str(name)) if "." in str(name) else spoken(str(name)): in_values(part)
            for name, part in value.items()
        }
        return comma.join(f"{name}{mark} {part}" for name, part in words.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(in_values(part) for part in value)
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
