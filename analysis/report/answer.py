"""The question answered in three sentences, and the numbers that speak against them.

Every sentence is made from the numbers of the run and has a branch for every way they may fall:
first what was seen and what happened, then the three numbers, then what made the difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.language import Language
from analysis.observations import misses, observations, targets
from analysis.observed import band_of
from analysis.report.answer_cause import (
    captives,
    cause,
    entries,
    newcomer,
    points_between,
    standing,
    stopped,
)
from analysis.report.answer_words import TEXT
from analysis.report.blocks import Tile
from analysis.wording import (
    BARELY,
    called,
    estimate,
    focus,
    interval,
    ratio,
    share,
)
from sim.measures import UNKNOWN, Estimate, ThreeNumbers
from sim.results import Results

BARELY_SHARE = 0.02
HALF = 0.495
"""Share that whole percents tell from half."""
FEW = 30
"""Leavers under which their numbers are called uncertain."""
FAR = 0.03
"""Mean miss of the shares kept apart from which it is told."""


@dataclass(frozen=True)
class Facts:
    """The numbers of a run that the answer is made from.

    Attributes:
        numbers: The three numbers at the scenario's own cut-off.
        excess: Excess leaving of satisfied customers.
        felt: Mean satisfaction in the year before the first entry (or the first year) and in the
            last; NaN when unknown.
        held: Its share of use (occasion) or of customers (subscription) in the same years.
        parts: Mean push, pull, mooring and luck of those who left it for another; utils.
        luck_wins: Share of them whose luck was more than push and pull together; NaN for none.
    """

    numbers: ThreeNumbers
    excess: Estimate
    felt: tuple[float, float]
    held: tuple[float, float]
    parts: dict[str, float]
    luck_wins: float


def facts(results: Results, provider: str) -> Facts:
    """The numbers that the answer about a provider is made from."""
    cutoff = results.scenario.report.satisfied_at
    rows = results.periods[results.periods["provider"] == provider].sort_values("period")
    left = results.exits
    left = left[(left["from"] == provider) & (left["type"] == "defection")]
    parts = left[["push", "pull", "mooring", "luck"]].astype(float)
    wins = parts["luck"] > parts["push"] + parts["pull"]
    measure = "share" if results.scenario.market == "occasion" else "customer_share"
    return Facts(
        numbers=results.three_numbers(provider, cutoff),
        excess=results.excess.get(provider, {}).get(cutoff, UNKNOWN),
        felt=_ends(results, rows, "satisfaction"),
        held=_ends(results, rows, measure),
        parts={str(name): float(value) for name, value in parts.mean().items()},
        luck_wins=float(wins.mean()) if len(left) else np.nan,
    )


def answer(results: Results, language: Language) -> list[str]:
    """The answer in three sentences; fewer where there is less to say."""
    provider = focus(results)
    if provider is None:
        return [TEXT("nobody", language)]
    found = facts(results, provider)
    who = (
        _who_left(results, provider, found, language),
        stopped(results, provider, language),
        captives(results, provider, language),
    )
    return [
        _what_happened(results, provider, found, language),
        " ".join(filter(None, who)),
        cause(results, provider, found.excess, language),
    ]


def against(results: Results, language: Language) -> list[str]:
    """The numbers of the run that speak against the answer; none when there are none."""
    provider = focus(results)
    if provider is None:
        return []
    found = facts(results, provider)
    numbers, rule = found.numbers, results.scenario.rules.exit
    told = []
    if rule != "compare":
        told.append(TEXT("against_rule", language, rule=rule))
    satisfied = numbers.satisfied_share
    # "Most" is more than half by more than chance, and not half in whole percents.
    if satisfied.high is not None and satisfied.high < HALF:
        told.append(TEXT("against_most", language, **_three(found, language)))
    elif numbers.hazard_ratio.low is not None and numbers.hazard_ratio.low > 1.0:
        told.append(TEXT("against_stay", language, **_three(found, language)))
    if found.excess.value is not None and not (found.excess.low or 0.0) > 0.0:
        told.append(TEXT("against_excess", language))
    if rule == "compare" and found.parts["luck"] > found.parts["push"] + found.parts["pull"]:
        both = language.number(found.parts["push"] + found.parts["pull"], 1)
        told.append(
            TEXT(
                "against_luck",
                language,
                part=share(language, found.luck_wins),
                luck=language.number(found.parts["luck"], 1),
                both=both,
            )
        )
    told += _cutoffs(results, provider, language)
    if 0 < numbers.leavers < FEW:
        told.append(TEXT("against_few", language, count=language.number(numbers.leavers)))
    off = _misses(results)
    if off and (miss := float(np.mean(off))) >= FAR:
        key = "against_misses" if len(off) > 1 else "against_misses_one"
        told.append(TEXT(key, language, miss=language.number(100 * miss)))
    return told


def tiles(results: Results, language: Language) -> tuple[str, list[Tile]]:
    """The three numbers in large type, with the excess where there is one: heading and tiles."""
    provider = focus(results)
    if provider is None:
        return "", []
    numbers = results.three_numbers(provider)
    excess = results.excess.get(provider, {}).get(numbers.cutoff, UNKNOWN)
    who = called(results.scenario, provider, language)
    heading = TEXT("tiles", language, who=who, cutoff=_cutoff(language, numbers.cutoff))
    shown = [
        Tile(share(language, numbers.satisfied_share.value),
             interval(language, numbers.satisfied_share, share),
             TEXT("tile_share", language), "incumbent"),
        Tile(share(language, numbers.base_rate.value),
             interval(language, numbers.base_rate, share), TEXT("tile_base", language), "ink"),
        Tile(ratio(language, numbers.hazard_ratio.value),
             interval(language, numbers.hazard_ratio, ratio),
             TEXT("tile_ratio", language), "satisfaction"),
    ]  # fmt: skip
    if excess.value is not None:
        last = Tile(
            language.number(100 * excess.value, 1),
            points_between(language, excess),
            TEXT("tile_excess", language),
            "rival",
        )
    else:
        at_risk = language.number(numbers.at_risk)
        words = TEXT("tile_left", language, at_risk=at_risk)
        last = Tile(language.number(numbers.leavers), "", words, "rival")
    return heading, [*shown, last]


def _what_happened(results: Results, provider: str, found: Facts, language: Language) -> str:
    occasion = results.scenario.market == "occasion"
    measure = TEXT("share" if occasion else "customers", language)
    was, now = (share(language, value) for value in found.held)
    went = _way(*found.held, BARELY_SHARE)
    felt = _way(*found.felt, BARELY)
    words = TEXT(f"felt_{felt}", language, levels=_levels(language, *found.felt))
    who = called(results.scenario, provider, language)
    values: dict[str, Any] = {"who": who, "felt": words, "measure": measure}
    if went == "fell" and felt in ("same", "rose"):
        why = results.scenario.question.lower().startswith(("why", "waarom"))
        said = TEXT("not_because" if why else "though", language, was=was, now=now, **values)
    else:
        levels = was if was == now else TEXT("to", language, before=was, after=now)
        way = TEXT(f"went_{went}", language, was=was, now=now, levels=levels)
        said = TEXT("both", language, went=way, **values)
    # Where somebody enters the story is the entry; elsewhere it is how many come and go.
    more = newcomer(results, language) or standing(results, provider, who, language)
    return " ".join(filter(None, (said, _other(results, provider, language), more)))


def _other(results: Results, provider: str, language: Language) -> str:
    """The course of the other incumbent; empty where there is none, or more than one."""
    terms = results.scenario.providers
    others = [name for name in terms if name != provider and terms[name].role == "incumbent"]
    if len(others) != 1 or terms[others[0]].enters > 0:
        return ""
    was, now = facts(results, others[0]).held
    if np.isnan(was) or np.isnan(now):
        return ""
    values = {"was": share(language, was), "now": share(language, now)}
    return TEXT("other", language, who=called(results.scenario, others[0], language), **values)


def _who_left(results: Results, provider: str, found: Facts, language: Language) -> str:
    numbers = found.numbers
    cutoff = _cutoff(language, numbers.cutoff)
    if numbers.leavers == 0:
        base = estimate(language, numbers.base_rate, share)
        who = called(results.scenario, provider, language)
        return TEXT("nobody_left", language, who=who, base=base, cutoff=cutoff)
    return TEXT(
        "leavers",
        language,
        who=called(results.scenario, provider, language),
        found=estimate(language, numbers.satisfied_share, share),
        base=estimate(language, numbers.base_rate, share),
        cutoff=cutoff,
        verdict=_verdict(numbers.hazard_ratio, language),
    )


def _verdict(hazard: Estimate, language: Language) -> str:
    if hazard.value is None or hazard.low is None or hazard.high is None:
        return TEXT("unclear", language)
    key = "sooner" if hazard.low > 1 else "later" if hazard.high < 1 else "same"
    return TEXT(key, language, ratio=estimate(language, hazard, ratio))


def _three(found: Facts, language: Language) -> dict[str, str]:
    return {
        "found": share(language, found.numbers.satisfied_share.value),
        "base": share(language, found.numbers.base_rate.value),
        "verdict": _verdict(found.numbers.hazard_ratio, language),
    }


def _cutoffs(results: Results, provider: str, language: Language) -> list[str]:
    """A sentence when satisfied customers leave sooner at one cut-off and later at another."""
    ratios = {
        cutoff: results.three_numbers(provider, cutoff).hazard_ratio for cutoff in results.cutoffs()
    }
    known = {cutoff: found for cutoff, found in ratios.items() if found.value is not None}
    sooner = any((found.low or 0.0) > 1.0 for found in known.values())
    later = any(found.high is not None and found.high < 1.0 for found in known.values())
    if not (sooner and later):
        return []
    words = ", ".join(
        TEXT(
            "at_cutoff",
            language,
            ratio=estimate(language, found, ratio),
            cutoff=_cutoff(language, cutoff),
        )
        for cutoff, found in known.items()
    )
    return [TEXT("against_cutoffs", language, ratios=words)]


def _misses(results: Results) -> list[float]:
    """Distance of the run to each share that was kept apart."""
    off: list[float] = []
    for mode, provider in targets(results.scenario):
        seen = observations(results.scenario, mode=mode, provider=provider)
        band = band_of(results, mode, provider)
        if len(band):
            rows = misses(band, seen[seen["use"] == "validation"])
            off += [abs(float(miss)) for miss in rows["miss"]]
    return off


def _ends(results: Results, rows: pd.DataFrame, column: str) -> tuple[float, float]:
    """Mean in the year before the first entry, or in the first year, and in the last year."""
    year = results.scenario.periods_a_year
    horizon = results.origin.periods
    came = entries(results)
    start = max(0, min(came) - year) if came else 0
    values, period = rows[column].astype(float), rows["period"]
    before = values[(period >= start) & (period < start + year)].mean()
    return float(before), float(values[period >= horizon - year].mean())


def _way(before: float, after: float, barely: float) -> str:
    if np.isnan(before) or np.isnan(after):
        return "unknown"
    return "same" if abs(after - before) < barely else "fell" if after < before else "rose"


def _levels(language: Language, before: float, after: float) -> str:
    first, last = language.number(before, 1), language.number(after, 1)
    return last if first == last else TEXT("to", language, before=first, after=last)


def _cutoff(language: Language, cutoff: float) -> str:
    return language.number(cutoff, 0 if cutoff.is_integer() else 1)
