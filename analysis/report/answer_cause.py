"""What made the difference: an entry, what tipped the balance, and what the firm heard of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import named
from analysis.accounting import books
from analysis.customer_value import standing_still
from analysis.dashboard import course
from analysis.language import Language
from analysis.market_words import REASONS, TRIGGERS
from analysis.named_words import TEXT as NAMES
from analysis.quadrants import summed, years
from analysis.report.answer_words import TEXT
from analysis.wording import called, label_of, share, span, stretch
from sim.frames import outside_name
from sim.measures import Estimate
from sim.results import NotKeptError, Results

MANY = 0.1
"""Share of leavers, or of customers, from which it is told."""
SOME = 0.05
"""Share of leavers from which it is told what made them compare."""


def cause(results: Results, provider: str, excess: Estimate, language: Language) -> str:
    """The third sentence of the answer.

    Args:
        results: The run.
        provider: Whose customers.
        excess: More of them who left satisfied than without the entrant.
        language: Of the texts.
    """
    left = results.exits
    left = left[(left["from"] == provider) & (left["type"] == "defection")]
    told = _entry(results, called(results.scenario, provider, language), excess, language)
    if told:
        return told
    if left.empty:
        return TEXT("no_reasons", language)
    return f"{_tipped(results, left, language)} {_unheard(results, provider, left, language)}"


def stopped(results: Results, provider: str, language: Language) -> str:
    """How many stopped altogether; empty where they are few beside those who left for another."""
    kinds = results.exits.loc[results.exits["from"] == provider, "type"].value_counts()
    stops, left = int(kinds.get("stop", 0)), int(kinds.get("defection", 0))
    if stops < MANY * max(1, left):
        return ""
    if left == 0:
        return TEXT("only_stopped", language, stops=language.number(stops))
    return TEXT("stopped", language, stops=language.number(stops), left=language.number(left))


def _entry(results: Results, who: str, excess: Estimate, language: Language) -> str:
    """What the entry did; empty where nobody enters."""
    if excess.value is not None:
        return _excess(results, who, excess, language)
    left = _cut_short(results)
    if left is None:
        return ""
    after = span(language, left, results.scenario.period)
    window = _window(results, language)
    return TEXT("too_late", language, who=who, window=window, left=after)


def newcomer(results: Results, language: Language) -> str:
    """How far who entered came; empty where nobody entered."""
    if not entries(results):
        return ""
    found = []
    measure = "share" if results.scenario.market == "occasion" else "customer_share"
    year, last = results.scenario.periods_a_year, results.origin.periods - 1
    for name, provider in results.scenario.providers.items():
        if provider.role != "disruptor" or not 0 < provider.enters <= last:
            continue
        rows = results.periods[results.periods["provider"] == name].set_index("period")
        rows = rows[rows.index >= provider.enters]
        is_open = rows["open"].astype(bool)
        end = int(is_open[is_open].index.max()) if is_open.any() else provider.enters
        held = rows[measure].loc[max(provider.enters, end - year + 1) : end].mean()
        known = float(rows["known"].loc[end])
        at_end = float(rows[measure].fillna(0.0).loc[last - year + 1 :].mean())
        found.append((np.nan_to_num(held), at_end, name, known, end + 1 - provider.enters, end))
    held, at_end, name, known, lived, end = max(found)
    values = {
        "who": label_of(results, name),
        "measure": TEXT("share" if measure == "share" else "customers", language),
        "known": share(language, known),
        "held": share(language, float(held)),
        "lived": span(language, lived, results.scenario.period),
    }
    if len(found) > 1:
        values["together"] = share(language, sum(one[1] for one in found))
        return TEXT("newcomers", language, n=str(len(found)), **values)
    return TEXT("closed" if end < last else "newcomer", language, **values)


def captives(results: Results, provider: str, language: Language) -> str:
    """How many are dissatisfied and stay; empty where they are few, or nobody was followed."""
    try:
        panel = results.panel
    except NotKeptError:
        return ""
    scenario = results.scenario
    cutoff, outside = scenario.report.satisfied_at, outside_name(scenario)
    found = years(panel, results.origin.periods, scenario.periods_a_year, cutoff, outside)
    table = summed(found[found["provider"] == provider], 1.0, [])
    columns = ["share", "share_low", "share_high"]
    stay, low, high = table.loc[table["kind"] == "hostage", columns].to_numpy(float)[0]
    if not stay >= MANY:
        return ""
    between = language.between(share(language, low), share(language, high))
    return TEXT("captives", language, share=f"{share(language, stay)} ({between})")


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


def _excess(results: Results, who: str, excess: Estimate, language: Language) -> str:
    window = _window(results, language)
    values = {"who": who, "value": points(language, excess), "window": window}
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


def _tipped(results: Results, left: pd.DataFrame, language: Language) -> str:
    """What tipped the balance, chance apart, for a tenth of the leavers or more."""
    table = named.tipped(named.named(left, results.parts, named.price_of(results)))
    table = table.sort_values("leavers", ascending=False, kind="stable")
    told = ""
    for row in table[table["share"] >= MANY].head(2).itertuples():
        name, key = str(row.reason), "next_reason" if told else "reason"
        words = {named.LOOSE: "loose", named.NOTHING: "nothing_name"}.get(name)
        reason = NAMES(words, language) if words else REASONS(name, language)
        told += TEXT(key, language, reason=reason, share=share(language, float(str(row.share))))
    return TEXT("tipped", language, reasons=told) if told else ""


def _unheard(results: Results, provider: str, left: pd.DataFrame, language: Language) -> str:
    silent = share(language, course(results, provider).silent)
    found = left["trigger"].astype(str).value_counts(normalize=True)
    triggers = ", ".join(
        f"{TRIGGERS(str(trigger), language)} ({share(language, float(part))})"
        for trigger, part in found[found >= SOME].head(4).items()
    )
    return TEXT("unheard", language, silent=silent, triggers=triggers)
