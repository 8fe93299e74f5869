"""The report on plans compared: the argument from a folder of `overstap compare --out`."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from analysis.exhibit import Exhibit
from analysis.language import Language, Texts
from analysis.report.blocks import Commands, Document, Facts, Prose, Section, Shown
from analysis.report.method import method
from analysis.report.origins import ATTACHED, claims, setting, sources
from analysis.report.titles import question, title
from sim.folder import MANIFEST
from sim.results import SCENARIO, ResultsError
from sim.scenario import Scenario, dump, load
from sim.scenario.catalogue import is_named

MAKER = "analysis.plans"
READER = "sim.experiments.plans.comparison"
POLICY = "policy: "
"""How the names of the plans of `--policies` begin."""

TEXT = Texts(
    en={
        "question": "{question} And which plan changes that?",
        "plans": "What does each plan bring, on the same customers?",
        "words": "The same customers with the same luck live through every plan, so that a "
        "difference between two plans is the plans' doing, and those who stayed in one and left in "
        "the other can be counted one by one.",
        "again": "How do I get the same again?",
        "again_words": "The same scenario, plans, seeds and version give the same comparison.",
        "attached": "The scenario as it was run (YAML)",
        "scenario": "Scenario",
        "seed": "First seed",
        "version": "Version",
        "hash": "Hash of the inputs",
    },
    nl={
        "question": "{question} En welk plan verandert dat?",
        "plans": "Wat brengt elk plan, bij dezelfde klanten?",
        "words": "Dezelfde klanten met hetzelfde geluk beleven elk plan, zodat een verschil tussen "
        "twee plannen aan de plannen ligt, en wie in het ene bleef en in het andere vertrok één "
        "voor één te tellen is.",
        "again": "Hoe krijg ik hetzelfde nog eens?",
        "again_words": "Hetzelfde scenario met dezelfde plannen, dezelfde startgetallen en "
        "dezelfde versie geeft dezelfde vergelijking.",
        "attached": "Het scenario zoals het is gebruikt (YAML)",
        "scenario": "Scenario",
        "seed": "Eerste startgetal",
        "version": "Versie",
        "hash": "Hash van de invoer",
    },
)


def document(folder: Path, language: Language) -> Document:
    """The page about plans.

    Args:
        folder: Of the comparison.
        language: Of the page.

    Raises:
        ResultsError: The folder holds no comparison, or it is damaged.
    """
    if find_spec(MAKER) is None:  # until plans are merged
        raise ResultsError(f"{folder} holds a comparison; a report on plans is not there yet")
    comparison = import_module(READER).Comparison.load(folder)
    exhibits = import_module(MAKER).exhibits(comparison, language)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return page(load(folder / SCENARIO), manifest, exhibits, language, comparison.notes)


def page(
    scenario: Scenario,
    manifest: dict[str, Any],
    exhibits: Sequence[Exhibit],
    language: Language,
    notes: Mapping[str, str],
) -> Document:
    """Puts the page together: its answer is what the first charts say.

    Args:
        scenario: As it is, without any plan.
        manifest: Of the comparison.
        exhibits: Its charts.
        language: Of the page.
        notes: Where it came from, see `sim.origin.notes_of`.
    """
    name = str(manifest.get("scenario", scenario.title))
    told = {
        key: str(manifest[key])
        for key in ("scenario", "seed", "version", "hash")
        if key in manifest
    }
    command = compare_command(scenario, manifest)
    again = Section(
        "again",
        TEXT("again", language),
        [
            Prose([TEXT("again_words", language)]),
            Commands([command, f"overstap report DIR --lang {language.code}"]),
        ],
        [
            Facts(
                {TEXT(key, language): value for key, value in told.items()},
                (ATTACHED, TEXT("attached", language), dump(scenario)),
            )
        ],
    )
    customers = int(manifest.get("customers", scenario.customers.count))
    periods = int(manifest.get("periods", scenario.horizon))
    return Document(
        language=language,
        title=title(scenario, language),
        question=TEXT("question", language, question=_asked(scenario, language)),
        answer=[exhibit.reading for exhibit in exhibits if exhibit.reading],
        tiles_heading="",
        tiles=[],
        sections=[
            Section(
                "plans",
                TEXT("plans", language),
                [Prose([TEXT("words", language)]), Shown(exhibits)],
            ),
            method(scenario, language, name=name, customers=customers, periods=periods),
            sources(scenario, language),
            *claims(scenario, language),
            again,
        ],
        stem=f"{Path(name).stem}-plans",
        provenance={**notes, "command": command},
    )


def _asked(scenario: Scenario, language: Language) -> str:
    """The scenario's question as a sentence; a title has no mark at its end."""
    words = question(scenario, language).rstrip()
    return words if words.endswith((".", "?", "!", "…")) else f"{words}."


def compare_command(scenario: Scenario, manifest: dict[str, Any]) -> str:
    """What to type for the same comparison.

    Args:
        scenario: As it is, without any plan.
        manifest: Of the comparison.
    """
    name = str(manifest.get("scenario", scenario.title))
    words = ["overstap", "compare", name if is_named(name) else ATTACHED]
    plans: dict[str, Any] = manifest.get("plans", {})
    for plan, terms in plans.items():
        if plan in scenario.what_if:
            words += ["--plan", plan]
        elif not plan.startswith(POLICY):
            begins = f" @ {terms['at']}" if terms.get("at") else ""
            values = ", ".join(setting(path, value) for path, value in terms["set"].items())
            words += ["--set", f"{plan}{begins}: {values}"]
    if any(plan.startswith(POLICY) for plan in plans):
        words.append("--policies")
    if is_named(name):
        words += [w for pair in manifest.get("overrides", []) for w in ("--with", setting(*pair))]
    words += ["--provider", str(manifest["focus"])] if "focus" in manifest else []
    for option in ("replicates", "customers", "seed"):
        words += [f"--{option}", str(manifest[option])] if option in manifest else []
    if manifest.get("points"):
        words += ["--points", str(manifest["points"]), "--objective", str(manifest["objective"])]
    return shlex.join([*words, "--out", "DIR"])
