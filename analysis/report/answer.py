"""The question answered in three sentences, and the numbers that speak against them.

Every sentence is made from the numbers of the run and has a branch for every way they may fall:
first what was seen and what happened, then the three numbers, then what made the difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.language import Language, Texts
from analysis.observations import misses, observations, targets
from analysis.observed import band_of
from analysis.report.blocks import Tile
from analysis.wording import (
    BARELY, PERIODS_A_YEAR, estimate, focus, interval, label_of, ratio, share, span, stretch,
)  # fmt: skip
from sim.measures import UNKNOWN, Estimate, ThreeNumbers
from sim.results import Results

TEXT = Texts(
    en={
        "nobody": "In this run no provider had customers who could leave.",
        "share": "share of use",
        "customers": "share of customers",
        "not_because": "Not because they grew less satisfied: satisfaction with {who} {felt} while "
        "its {measure} fell from {was} to {now}.",
        "both": "Satisfaction with {who} {felt}, and its {measure} {went}.",
        "felt_fell": "fell ({levels} of 10)",
        "felt_rose": "rose ({levels} of 10)",
        "felt_same": "barely moved ({levels} of 10)",
        "felt_unknown": "is unknown",
        "went_fell": "fell from {was} to {now}",
        "went_rose": "rose from {was} to {now}",
        "went_same": "hardly changed ({was} to {now})",
        "went_unknown": "is unknown",
        "to": "{before} to {after}",
        "nobody_left": "Nobody left {who} for another, so whether leavers were satisfied is "
        "unknown; {base} of its customers at risk were ({cutoff} or more).",
        "leavers": "{found} of those who left it for another were satisfied ({cutoff} or more), "
        "against {base} of all its customers at risk: {verdict}.",
        "sooner": "the dissatisfied left {ratio} times as fast as the satisfied",
        "later": "the satisfied left sooner, hazard ratio dissatisfied : satisfied {ratio}",
        "same": "that either left sooner cannot be shown, hazard ratio dissatisfied : satisfied "
        "{ratio}",
        "unclear": "the hazard ratio is unknown",
        "excess": "{value} more of its customers left satisfied within {window} of the entry than "
        "in the same customers' world without it.",
        "fewer": "{value} fewer of its customers left satisfied within {window} of the entry than "
        "in the same customers' world without it.",
        "no_excess": "Whether more of its customers left satisfied than in the same customers' "
        "world without the entry cannot be shown ({value} within {window}).",
        "tipped": "What tipped the balance on average: {first} ({first_utils} utils), then {second} "
        "({second_utils}), then {third} ({third_utils}).",
        "push": "the own provider's decline",
        "pull": "what the new one offered more",
        "luck": "luck",
        "no_reasons": "Nobody left, so there are no reasons to weigh.",
        "against_stay": "Satisfied customers do stay longer: the satisfied share of the leavers is "
        "below the base rate ({found} against {base}), and {verdict}.",
        "against_most": "Most of the leavers were not satisfied: {found} were, against {base} of all "
        "customers at risk, and {verdict}.",
        "against_excess": "The entry made no more satisfied customers leave, as far as this run "
        "shows ({value} within {window}).",
        "against_luck": "Luck outweighed push and pull together in {part} of the departures "
        "(on average {luck} utils against {both}).",
        "against_rule": "This run follows a rival rule ({rule}), under which nobody weighs what "
        "others offer; satisfied leavers say nothing here about choice.",
        "against_cutoffs": "It depends on what counts as satisfied: hazard ratio {ratios}.",
        "at_cutoff": "{ratio} from {cutoff}",
        "against_few": "Only {count} customers left in all, so the numbers are uncertain.",
        "against_misses": "The run misses the published shares that were kept apart by {miss} "
        "points on average.",
        "tiles": "Never one number alone. Of {who}, with {cutoff} or more out of 10 as satisfied:",
        "tile_share": "of the leavers were satisfied",
        "tile_base": "of all customers at risk were satisfied",
        "tile_ratio": "hazard ratio, dissatisfied : satisfied",
        "tile_excess": "more left satisfied than without the entrant",
        "tile_left": "customers left it for another, on {at_risk} customer-periods at risk",
    },
    nl={
        "nobody": "In deze simulatie had geen aanbieder klanten die konden vertrekken.",
        "share": "aandeel in het gebruik",
        "customers": "aandeel in de klanten",
        "not_because": "Niet omdat zij minder tevreden werden: de tevredenheid met {who} {felt}, "
        "terwijl het {measure} daalde van {was} naar {now}.",
        "both": "De tevredenheid met {who} {felt}, en het {measure} {went}.",
        "felt_fell": "daalde ({levels} van 10)",
        "felt_rose": "steeg ({levels} van 10)",
        "felt_same": "bewoog nauwelijks ({levels} van 10)",
        "felt_unknown": "is onbekend",
        "went_fell": "daalde van {was} naar {now}",
        "went_rose": "steeg van {was} naar {now}",
        "went_same": "veranderde nauwelijks ({was} naar {now})",
        "went_unknown": "is onbekend",
        "to": "{before} naar {after}",
        "nobody_left": "Niemand verliet {who} voor een ander, dus of vertrekkers tevreden waren is "
        "onbekend; {base} van de klanten die konden vertrekken was het ({cutoff} of hoger).",
        "leavers": "{found} van wie naar een ander ging was tevreden ({cutoff} of hoger), tegen "
        "{base} van alle klanten die konden vertrekken: {verdict}.",
        "sooner": "ontevreden klanten vertrokken {ratio} keer zo snel als tevreden klanten",
        "later": "tevreden klanten vertrokken eerder, hazard ratio ontevreden : tevreden {ratio}",
        "same": "dat een van beide groepen eerder vertrok is niet aan te tonen, hazard ratio "
        "ontevreden : tevreden {ratio}",
        "unclear": "de hazard ratio is onbekend",
        "excess": "Binnen {window} na de toetreding vertrok {value} van de klanten méér tevreden "
        "dan in de wereld van dezelfde klanten zonder die toetreding.",
        "fewer": "Binnen {window} na de toetreding vertrok {value} van de klanten minder tevreden "
        "dan in de wereld van dezelfde klanten zonder die toetreding.",
        "no_excess": "Of er meer klanten tevreden vertrokken dan in de wereld van dezelfde klanten "
        "zonder de toetreding is niet aan te tonen ({value} binnen {window}).",
        "tipped": "Wat gemiddeld de doorslag gaf: {first} ({first_utils} utils), dan {second} "
        "({second_utils}), dan {third} ({third_utils}).",
        "push": "de achteruitgang van de eigen aanbieder",
        "pull": "wat de nieuwe meer bood",
        "luck": "toeval",
        "no_reasons": "Niemand vertrok, dus er zijn geen redenen te wegen.",
        "against_stay": "Tevreden klanten blijven wél langer: onder vertrekkers is het aandeel tevreden "
        "klanten kleiner dan onder alle klanten ({found} tegen {base}), en {verdict}.",
        "against_most": "De meeste vertrekkers waren niet tevreden: {found} was het, tegen {base} van "
        "alle klanten die konden vertrekken, en {verdict}.",
        "against_excess": "Door de toetreding vertrokken niet meer tevreden klanten, voor zover "
        "deze simulatie laat zien ({value} binnen {window}).",
        "against_luck": "Toeval woog bij {part} van de vertrekken zwaarder dan duwen en trekken "
        "samen (gemiddeld {luck} utils tegen {both}).",
        "against_rule": "Deze simulatie volgt een concurrerende regel ({rule}), waarin niemand weegt wat "
        "anderen bieden; tevreden vertrekkers zeggen hier niets over kiezen.",
        "against_cutoffs": "Het hangt af van wat tevreden heet: hazard ratio {ratios}.",
        "at_cutoff": "{ratio} vanaf {cutoff}",
        "against_few": "In totaal vertrokken maar {count} klanten, dus de getallen zijn onzeker.",
        "against_misses": "De simulatie zit er bij de apart gehouden gepubliceerde aandelen gemiddeld "
        "{miss} procentpunt naast.",
        "tiles": "Nooit één getal alleen. Van {who}, met {cutoff} of hoger van 10 als tevreden:",
        "tile_share": "van de vertrekkers was tevreden",
        "tile_base": "van alle klanten die konden vertrekken was tevreden",
        "tile_ratio": "hazard ratio, ontevreden : tevreden",
        "tile_excess": "meer vertrok tevreden dan zonder de nieuwkomer",
        "tile_left": "klanten gingen naar een ander, op {at_risk} klantperioden waarin het kon",
    },
)

BARELY_SHARE = 0.02
FEW = 30
"""Leavers under which their numbers are called uncertain."""
FAR = 0.03
"""Mean miss of the shares kept apart from which it is told."""


@dataclass(frozen=True)
class Facts:
    """The numbers of a run that the answer is made from.

    Attributes:
        who: What people read for the provider.
        numbers: The three numbers at the scenario's own cut-off.
        excess: Excess leaving of satisfied customers.
        felt: Mean satisfaction in the year before the first entry (or the first year) and in the
            last; NaN when unknown.
        held: Its share of use (occasion) or of customers (subscription) in the same years.
        parts: Mean push, pull, mooring and luck of those who left it for another; utils.
        luck_wins: Share of them whose luck was more than push and pull together; NaN for none.
    """

    who: str
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
        who=label_of(results, provider),
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
    return [
        _what_happened(results, found, language),
        _who_left(found, language),
        _what_made_it(results, found, language),
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
    satisfied = numbers.satisfied_share.value
    if satisfied is not None and satisfied < 0.5:
        told.append(TEXT("against_most", language, **_three(found, language)))
    elif numbers.hazard_ratio.low is not None and numbers.hazard_ratio.low > 1.0:
        told.append(TEXT("against_stay", language, **_three(found, language)))
    if found.excess.value is not None and not (found.excess.low or 0.0) > 0.0:
        told.append(TEXT("against_excess", language, **_excess(results, found, language)))
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
    miss = _miss(results)
    if miss >= FAR:
        told.append(TEXT("against_misses", language, miss=language.number(100 * miss)))
    return told


def tiles(results: Results, language: Language) -> tuple[str, list[Tile]]:
    """The three numbers in large type, with the excess where there is one: heading and tiles."""
    provider = focus(results)
    if provider is None:
        return "", []
    numbers = results.three_numbers(provider)
    excess = results.excess.get(provider, {}).get(numbers.cutoff, UNKNOWN)
    heading = TEXT(
        "tiles", language, who=label_of(results, provider), cutoff=_cutoff(language, numbers.cutoff)
    )
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
            share(language, excess.value),
            interval(language, excess, share),
            TEXT("tile_excess", language),
            "rival",
        )
    else:
        at_risk = language.number(numbers.at_risk)
        words = TEXT("tile_left", language, at_risk=at_risk)
        last = Tile(language.number(numbers.leavers), "", words, "rival")
    return heading, [*shown, last]


def _what_happened(results: Results, found: Facts, language: Language) -> str:
    occasion = results.scenario.market == "occasion"
    measure = TEXT("share" if occasion else "customers", language)
    was, now = (share(language, value) for value in found.held)
    went = _way(*found.held, BARELY_SHARE)
    felt = _way(*found.felt, BARELY)
    words = TEXT(f"felt_{felt}", language, levels=_levels(language, *found.felt))
    values: dict[str, Any] = {"who": found.who, "felt": words, "measure": measure}
    if went == "fell" and felt in ("same", "rose"):
        return TEXT("not_because", language, was=was, now=now, **values)
    return TEXT("both", language, went=TEXT(f"went_{went}", language, was=was, now=now), **values)


def _who_left(found: Facts, language: Language) -> str:
    numbers = found.numbers
    cutoff = _cutoff(language, numbers.cutoff)
    if numbers.leavers == 0:
        base = estimate(language, numbers.base_rate, share)
        return TEXT("nobody_left", language, who=found.who, base=base, cutoff=cutoff)
    return TEXT(
        "leavers",
        language,
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


def _what_made_it(results: Results, found: Facts, language: Language) -> str:
    if found.excess.value is not None:
        values = _excess(results, found, language)
        if (found.excess.low or 0.0) > 0.0:
            return TEXT("excess", language, **values)
        if found.excess.high is not None and found.excess.high < 0.0:
            value = share(language, -found.excess.value)
            return TEXT("fewer", language, **(values | {"value": value}))
        return TEXT("no_excess", language, **values)
    if found.numbers.leavers == 0:
        return TEXT("no_reasons", language)
    order = sorted(("push", "pull", "luck"), key=lambda name: -found.parts[name])
    values = {}
    for place, name in zip(("first", "second", "third"), order, strict=True):
        values[place] = TEXT(name, language)
        values[f"{place}_utils"] = language.signed(found.parts[name], 1)
    return TEXT("tipped", language, **values)


def _excess(results: Results, found: Facts, language: Language) -> dict[str, str]:
    scenario = results.scenario
    window = span(language, scenario.report.excess_window, scenario.period)
    if scenario.report.excess_window == PERIODS_A_YEAR[scenario.period]:
        window = stretch(language, scenario.report.excess_window, scenario.period)
    return {"value": estimate(language, found.excess, share), "window": window}


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
    sides = {found.value > 1 for found in known.values() if found.value is not None}
    if len(sides) < 2:
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


def _miss(results: Results) -> float:
    """Mean distance of the run to the shares that were kept apart; 0 without such shares."""
    off = []
    for mode, provider in targets(results.scenario):
        seen = observations(results.scenario, mode=mode, provider=provider)
        band = band_of(results, mode, provider)
        if len(band):
            rows = misses(band, seen[seen["use"] == "validation"])
            off += [abs(float(miss)) for miss in rows["miss"]]
    return float(np.mean(off)) if off else 0.0


def _ends(results: Results, rows: pd.DataFrame, column: str) -> tuple[float, float]:
    """Mean in the year before the first entry, or in the first year, and in the last year."""
    year = PERIODS_A_YEAR[results.scenario.period]
    horizon = results.origin.periods
    entries = [
        provider.enters
        for provider in results.scenario.providers.values()
        if provider.role == "disruptor" and 0 < provider.enters < horizon
    ]
    start = max(0, min(entries) - year) if entries and results.origin.entrants else 0
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
