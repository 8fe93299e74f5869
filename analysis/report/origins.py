"""Where a run and its numbers come from: provenance, claims, and how to get the same again."""

from __future__ import annotations

import json
import shlex
from typing import Any

from analysis.language import Language, Texts
from analysis.report.blocks import Commands, Facts, Prose, Section, Table
from analysis.wording import in_values, in_words, share, span, value_at
from sim.origin import Origin
from sim.results import Results
from sim.scenario import Scenario, dump
from sim.scenario.catalogue import is_named

TEXT = Texts(
    en={
        "sources": "Where do the numbers come from?",
        "sources_words": "Each number is used once and for one thing: {counts}. What is not listed "
        "is a default of the model or a guess.",
        "count": "{n} {use}",
        "input": "input",
        "calibration": "calibration",
        "validation": "validation",
        "free": "free",
        "input_means": "Input: taken from a source. Calibration: fitted, or a target of the fit. "
        "Validation: kept apart and laid beside the result. Free: no source, so a range.",
        "what": "What",
        "value": "Value",
        "use": "Use",
        "range": "Range",
        "source": "Source",
        "no_sources": "This scenario says of none of its numbers where it comes from.",
        "observed": "share of {who}, {when}",
        "months": "{date}, {months} months",
        "range_words": "{low} to {high}",
        "claims": "What does the scenario claim?",
        "claims_words": "Claims are tested with many runs of their own, by overstap claims; this "
        "report gives no verdicts.",
        "claim_id": "Claim",
        "says": "Says",
        "expects": "Better evidence expects",
        "holds": "that it holds",
        "does not hold": "that it does not",
        "unknown": "unknown",
        "evidence": "Evidence",
        "again": "How do I get the same again?",
        "again_words": "The same scenario, values, seed and version give the same run, customer by "
        "customer.",
        "again_file": "The scenario did not come from a file that can be named; it is attached, "
        "with every value as it was run.",
        "scenario": "Scenario",
        "seed": "Seed",
        "plan": "Plan",
        "overrides": "Other values",
        "customers": "Customers",
        "periods": "Time",
        "without": "World",
        "no_entrants": "without the entrants",
        "version": "Version",
        "hash": "Hash of the inputs",
        "attached": "The scenario as it was run (YAML)",
    },
    nl={
        "sources": "Waar komen de getallen vandaan?",
        "sources_words": "Elk getal is één keer en voor één doel gebruikt: {counts}. Wat er niet "
        "bij staat is een standaardwaarde van het model of een gok.",
        "count": "{n} {use}",
        "input": "invoer",
        "calibration": "kalibratie",
        "validation": "validatie",
        "free": "vrij",
        "input_means": "Invoer: overgenomen uit een bron. Kalibratie: ingesteld, of een doel "
        "daarvan. Validatie: apart gehouden en naast de uitkomst gelegd. Vrij: geen bron, dus een "
        "bereik.",
        "what": "Wat",
        "value": "Waarde",
        "use": "Gebruik",
        "range": "Bereik",
        "source": "Bron",
        "no_sources": "Dit scenario zegt van geen van zijn getallen waar het vandaan komt.",
        "observed": "aandeel van {who}, {when}",
        "months": "{date}, {months} maanden",
        "range_words": "{low} tot {high}",
        "claims": "Wat beweert het scenario?",
        "claims_words": "Beweringen worden met veel eigen simulaties getoetst, door overstap "
        "claims; dit rapport velt geen oordeel.",
        "claim_id": "Bewering",
        "says": "Luidt",
        "expects": "Beter bewijs verwacht",
        "holds": "dat zij klopt",
        "does not hold": "dat zij niet klopt",
        "unknown": "onbekend",
        "evidence": "Bewijs",
        "again": "Hoe krijg ik hetzelfde nog eens?",
        "again_words": "Hetzelfde scenario met dezelfde waarden, hetzelfde startgetal en dezelfde "
        "versie geeft dezelfde simulatie, klant voor klant.",
        "again_file": "Het scenario kwam niet uit een bestand met een naam; het is bijgevoegd, met "
        "elke waarde zoals die is gebruikt.",
        "scenario": "Scenario",
        "seed": "Startgetal",
        "plan": "Plan",
        "overrides": "Andere waarden",
        "customers": "Klanten",
        "periods": "Tijd",
        "without": "Wereld",
        "no_entrants": "zonder de nieuwkomers",
        "version": "Versie",
        "hash": "Hash van de invoer",
        "attached": "Het scenario zoals het is gebruikt (YAML)",
    },
)

USES = ("input", "calibration", "validation", "free")
ATTACHED = "scenario.yaml"
_DIGITS = 6
"""Most decimals of a number as the scenario has it."""


def sources(scenario: Scenario, language: Language) -> Section:
    """Every number that has a source, and what was observed, with its use."""
    rows: list[tuple[str, list[str]]] = []
    for path, told in scenario.provenance.items():
        ends = told.range
        reach = ""
        if ends is not None:
            low, high = (language.plain(end, _DIGITS) for end in ends)
            reach = TEXT("range_words", language, low=low, high=high)
        value = value_at(scenario, path)
        stands = language.plain(value, _DIGITS) if isinstance(value, float) else in_values(value)
        cells = [in_words(path), stands, told.use, reach, told.source]
        rows.append((told.use, cells))
    for seen in scenario.observed:
        when = seen.date
        if seen.months > 1:
            when = TEXT("months", language, date=when, months=seen.months)
        what = TEXT("observed", language, who=seen.mode or seen.provider, when=when)
        cells = [what, share(language, seen.share), seen.use, "", seen.source]
        rows.append((seen.use, cells))
    if not rows:
        return Section(
            "sources", TEXT("sources", language), [Prose([TEXT("no_sources", language)])]
        )
    rows.sort(key=lambda row: USES.index(row[0]))
    uses = [use for use, _ in rows]
    counts = ", ".join(
        TEXT("count", language, n=uses.count(use), use=TEXT(use, language))
        for use in USES
        if use in uses
    )
    words = [
        TEXT("sources_words", language, counts=counts),
        TEXT("input_means", language),
    ]
    table = Table(
        TEXT("sources", language),
        [TEXT(key, language) for key in ("what", "value", "use", "range", "source")],
        [[*cells[:2], TEXT(use, language), *cells[3:]] for use, cells in rows],
        is_long=True,
        widths=(23, 20, 13, 13, 31),
    )
    return Section("sources", TEXT("sources", language), [Prose(words), table])


def claims(scenario: Scenario, language: Language) -> list[Section]:
    """What the scenario claims, without verdicts; nothing when it claims nothing."""
    if not scenario.claims:
        return []
    rows = [
        [claim.id, claim.says, TEXT(claim.expects, language), claim.evidence]
        for claim in scenario.claims
    ]
    columns = [TEXT(key, language) for key in ("claim_id", "says", "expects", "evidence")]
    table = Table(TEXT("claims", language), columns, rows, is_long=True,
                  widths=(9, 41, 15, 35))  # fmt: skip
    words = Prose([TEXT("claims_words", language)])
    return [Section("claims", TEXT("claims", language), [words, table])]


def again(results: Results, language: Language) -> Section:
    """The commands that make the same run and the same report, and all they rest on."""
    origin, scenario = results.origin, results.scenario
    pairs = {
        "scenario": origin.scenario,
        "seed": str(origin.seed),
        "plan": origin.plan or "",
        "overrides": ", ".join(f"{path} = {in_values(value)}" for path, value in origin.overrides),
        "customers": language.number(origin.customers),
        "periods": span(language, origin.periods, scenario.period),
        "without": "" if origin.entrants else TEXT("no_entrants", language),
        "version": f"overstap {origin.version}",
        "hash": origin.hash,
    }
    told = {TEXT(key, language): value for key, value in pairs.items() if value}
    words = [TEXT("again_words", language)]
    if not is_named(origin.scenario):
        words.append(TEXT("again_file", language))
    attached = (ATTACHED, TEXT("attached", language), dump(scenario))
    return Section(
        "again",
        TEXT("again", language),
        [Prose(words), Commands(commands(results, language))],
        [Facts(told, attached)],
    )


def commands(results: Results, language: Language) -> list[str]:
    """What to type for the same run and the same report.

    A scenario that was handed over by a program, and has no name or file, is the one attached; it
    holds all other values already.
    """
    origin = results.origin
    named = is_named(origin.scenario)
    words = ["overstap", "run", origin.scenario if named else ATTACHED]
    if named:
        words += [word for pair in origin.overrides for word in ("--set", setting(*pair))]
        words += ["--plan", origin.plan] if origin.plan else []
    words += ["--customers", str(origin.customers), "--seed", str(origin.seed)]
    if origin.periods != results.scenario.horizon:
        words += ["--periods", str(origin.periods)]
    report = ["overstap", "report", "DIR"]
    if language.code != "en":
        report += ["--lang", language.code]
    return [shlex.join([*words, "--out", "DIR"]), shlex.join(report)]


def provenance(results: Results, language: Language) -> dict[str, str]:
    """What a program needs to run it again, for the page's metadata."""
    origin: Origin = results.origin
    return {**origin.notes(results.digest), "command": commands(results, language)[0]}


def setting(path: str, value: Any) -> str:
    """A value as the command line takes it: `path=value`."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"{path}={text}"
