"""What made the difference: an entry, or else the forces and what the firm heard of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.accounting import books
from analysis.customer_value import standing_still
from analysis.dashboard import course
from analysis.language import Language
from analysis.report.answer_words import TEXT
from analysis.wording import focus, share, span, stretch
from sim.measures import Estimate
from sim.results import Results

if TYPE_CHECKING:
    from analysis.report.answer import Facts

FORCES = ("push", "pull", "luck")


def cause(results: Results, found: Facts, language: Language) -> str:
    """The third sentence of the answer."""
    if found.excess.value is not None:
        return _excess(results, found.excess, language)
    left = _cut_short(results)
    if left is not None:
        after = span(language, left, results.scenario.period)
        return TEXT("too_late", language, window=_window(results, language), left=after)
    if found.numbers.leavers == 0:
        return TEXT("no_reasons", language)
    return f"{_forces(found, language)} {_unheard(results, language)}"


def standing(results: Results, provider: str, who: str, language: Language) -> str:
    """What it takes to keep as many customers; empty where nobody can be lost."""
    table = books(results)
    own = table[table["provider"] == provider]
    year = results.scenario.periods_a_year
    needed = float(standing_still(own, results, year)["needed"].sum())
    served = float(own["customers"].mean())
    if not (needed > 0 and served > 0):
        return ""
    rate = language.number(100 * needed / served)
    return TEXT("still", language, who=who, needed=language.number(needed), rate=rate)


def points(language: Language, found: Estimate) -> str:
    """A difference of shares, in customers of every 100, with its interval."""
    if found.value is None:
        return language.unknown
    value, between = language.number(100 * found.value, 1), points_between(language, found)
    return f"{value} ({between})" if between else value


def points_between(language: Language, found: Estimate) -> str:
    """That interval alone; empty when one of its ends is unknown."""
    if found.low is None or found.high is None:
        return ""
    low, high = (language.number(100 * end, 1) for end in (found.low, found.high))
    return language.between(low, high)


def entries(results: Results) -> list[int]:
    """Periods in which somebody enters on the way, in the world that was run."""
    if not results.origin.entrants:
        return []
    providers = results.scenario.providers.values()
    found = [provider.enters for provider in providers if provider.role == "disruptor"]
    return [entry for entry in found if 0 < entry < results.origin.periods]


def _excess(results: Results, excess: Estimate, language: Language) -> str:
    values = {"value": points(language, excess), "window": _window(results, language)}
    if (excess.low or 0.0) > 0.0:
        return TEXT("excess", language, **values)
    if excess.value is not None and excess.high is not None and excess.high < 0.0:
        fewer = language.number(-100 * excess.value, 1)
        return TEXT("fewer", language, **(values | {"value": fewer}))
    return TEXT("no_excess", language, **values)


def _window(results: Results, language: Language) -> str:
    scenario = results.scenario
    length = scenario.excess_window
    is_year = length == scenario.periods_a_year
    return (stretch if is_year else span)(language, length, scenario.period)


def _cut_short(results: Results) -> int | None:
    """Periods after the first entry, where they are fewer than the excess is counted over."""
    first = min(entries(results), default=None)
    if first is None:
        return None
    left = results.origin.periods - first
    return left if left < results.scenario.excess_window else None


def _forces(found: Facts, language: Language) -> str:
    """What spoke for the change on average; what spoke against it tipped nothing."""
    order = sorted(FORCES, key=lambda name: -found.parts[name])
    told = ""
    for name in order:
        # Under 0.05 it would read as 0.0 or as against.
        if found.parts[name] >= 0.05:
            key = "next_force" if told else "force"
            utils = language.signed(found.parts[name], 1)
            told += TEXT(key, language, name=TEXT(name, language), utils=utils)
    return TEXT("tipped", language, forces=told) if told else TEXT("no_forces", language)


def _unheard(results: Results, language: Language) -> str:
    provider = focus(results)
    if provider is None:
        return ""
    left = results.exits
    left = left[(left["from"] == provider) & (left["type"] == "defection")]
    silent = share(language, course(results, provider).silent)
    woken = share(language, float((left["trigger"] == "failure").mean()))
    return TEXT("unheard", language, silent=silent, woken=woken)
