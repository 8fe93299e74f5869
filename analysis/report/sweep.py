"""The report on a sweep: the question asked over lever space, from `overstap sweep --out`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

import sim
from analysis import discovery, one_at_a_time, sensitivity, sensitivity_readings, spread
from analysis.discovery_found import Discovery, discover
from analysis.kept import short_of, words_of
from analysis.language import Language
from analysis.one_at_a_time import Alone
from analysis.ranks import Ranks
from analysis.report import sweep_turned
from analysis.report.blocks import Block, Document, Missing, Prose, Section, Shown
from analysis.report.method import method
from analysis.report.origins import claims, sources
from analysis.report.sweep_origin import again, provenance
from analysis.report.sweep_words import TEXT
from analysis.report.titles import question, title
from analysis.sensitivity_found import SORTED_BY, Found, find_all
from analysis.swept import AskedError, Swept
from analysis.when import read_when
from sim.experiments.sweeps import Sweep, SweepError, WantedError
from sim.results import ResultsError

OAT = "oat"
NOISY = 0.05
"""Luck's share in the variance of single runs from which it is told."""

SHORT = 0.2
"""What a regression leaves unexplained, of what luck leaves to be explained, from which it is
told."""


@dataclass(frozen=True)
class Facts:
    """The numbers of a sweep that the page is made from.

    Attributes:
        swept: The sweep.
        spread: From `analysis.spread`.
        found: How the levers matter, by measure; empty for one lever at a time.
        alone: What each lever does alone, for one lever at a time.
        boxes: Where it happens; None where there is nothing to look for.
    """

    swept: Swept
    spread: pd.DataFrame
    found: list[Found]
    alone: Alone | None
    boxes: Discovery | None


def document(folder: Path, language: Language) -> Document:
    """The page about a sweep, which need not be complete.

    Args:
        folder: Of the sweep.
        language: Of the page.

    Raises:
        ResultsError: The folder holds no sweep, it is damaged, or none of its runs is done.
    """
    try:
        swept = Swept(Sweep.load(folder))
    except (SweepError, WantedError) as error:
        raise ResultsError(str(error)) from error
    sweep, notes = swept.sweep, swept.sweep.store.notes
    found = facts(swept)
    asked = question(sweep.scenario, language)  # its title where it asks nothing
    asked = asked if asked.endswith(("?", ".", "!")) else f"{asked}."
    return Document(
        language=language,
        title=title(sweep.scenario, language),
        question=TEXT("question", language, question=asked),
        answer=answer(found, language),
        against=against(found, language),
        tiles_heading="",
        tiles=[],
        sections=[
            *sweep_turned.sections(swept, language),
            _spread(found, language),
            _matters(found, language),
            _where(found, language),
            method(
                sweep.scenario,
                language,
                name=notes.scenario,
                customers=notes.customers,
                periods=notes.horizon,
            ),
            sources(sweep.scenario, language),
            *claims(sweep.scenario, language),
            again(sweep, language),
        ],
        stem=f"{Path(notes.scenario).stem}-sweep",
        provenance=provenance(sweep),
    )


def facts(swept: Swept) -> Facts:
    """The numbers that the page is made from."""
    is_oat = swept.kind == OAT
    boxes = None
    if not is_oat:
        try:
            boxes = discover(swept, read_when(None, swept))
        except AskedError:  # nothing to look for by default, which its section says
            boxes = None
    table = spread.table_of(swept)
    return Facts(
        swept=swept,
        spread=table,
        found=[] if is_oat else find_all(swept),
        alone=one_at_a_time.find(swept, str(table["measure"].iloc[0])) if is_oat else None,
        boxes=boxes,
    )


def answer(found: Facts, language: Language) -> list[str]:
    """Up to three sentences: how far apart, which lever, and where."""
    if not (found.spread["points"] > 0).any():
        return [TEXT("no_answer", language)]
    told = [spread.reading(found.swept, found.spread, language)]
    if found.alone is not None:
        if found.alone.is_known:
            told.append(one_at_a_time.reading(found.swept, found.alone, language))
    elif found.found and not found.found[0].problem:
        told.append(sensitivity_readings.reading(found.swept, found.found[0], language))
    if found.boxes is not None and (found.boxes.boxes or found.boxes.problem in _SURE):
        first = replace(found.boxes, boxes=found.boxes.boxes[:1])
        words = discovery.reading(found.swept, first, language)
        told.append(words + _inside(found.swept, found.boxes, language))
    return told


def _inside(swept: Swept, boxes: Discovery, language: Language) -> str:
    """In the first box, what belongs beside a satisfied share of leavers; else nothing."""
    if not boxes.boxes or not swept.company(boxes.when.measure):
        return ""
    values = [
        TEXT(
            "inside_one", language, label=short_of(swept, name, language),
            inside=swept.said(name, inside, language), all=swept.said(name, whole, language),
        )
        for name, (inside, whole) in boxes.boxes[0].companions.items()
    ]  # fmt: skip
    return TEXT("inside", language, values="; ".join(values))


_SURE = ("never", "always")


def against(found: Facts, language: Language) -> list[str]:
    """The numbers of the sweep that speak against the answer."""
    swept = found.swept
    sweep, notes = swept.sweep, swept.sweep.store.notes
    first = found.spread.iloc[0]
    measure = str(first["measure"])
    failed = int(swept.rows["error"].notna().sum())
    counts = {"done": language.number(len(swept.rows)), "all": language.number(sweep.store.size)}
    told = []
    if len(swept.rows) < sweep.store.size:
        told.append(TEXT("against_incomplete", language, **counts))
    if failed:
        numbers = {"failed": language.number(failed), "done": counts["done"]}
        told.append(TEXT("against_failed", language, **numbers))
    for name in (measure, *swept.company(measure)):
        row = found.spread[found.spread["measure"] == name].iloc[0]
        if row["unknown_points"]:
            told.append(
                TEXT(
                    "against_unknown", language, points=language.number(row["unknown_points"]),
                    all=language.number(len(swept.design)), label=words_of(swept, name, language),
                )
            )  # fmt: skip
    if sweep_turned.replicates(swept) == 1:
        told.append(TEXT("against_single", language))
    elif np.isfinite(first["run_part"]) and first["run_part"] >= NOISY:
        size = _apart(swept, measure, spread.NORMAL * float(first["run_luck"]), language)
        part = language.percent(first["run_part"])
        told.append(TEXT("against_noise", language, part=part, size=size))
    told += _undecided(found, language)
    if found.boxes is not None and not found.boxes.boxes and found.boxes.problem not in _SURE:
        told.append(discovery.reading(swept, found.boxes, language))
    if notes.customers < sweep.scenario.customers.count:
        told.append(
            TEXT(
                "against_customers", language, customers=language.number(notes.customers),
                all=language.number(sweep.scenario.customers.count),
            )
        )  # fmt: skip
    if notes.version != sim.__version__:
        told.append(
            TEXT("against_version", language, version=notes.version, now=sim.__version__)
        )  # fmt: skip
    return told


def _apart(swept: Swept, measure: str, size: float, language: Language) -> str:
    """A distance between two values of a measure; shares in percentage points, ratios a factor."""
    if swept.is_ratio(measure):
        return TEXT("factor", language, value=swept.said(measure, float(np.exp(size)), language))
    if not swept.is_share(measure):
        return swept.said(measure, size, language)
    return TEXT("points", language, value=language.number(100 * size, 1))


def _undecided(found: Facts, language: Language) -> list[str]:
    """What is not settled about the levers."""
    if found.alone is not None:
        return [TEXT("against_oat", language)]
    if not found.found:
        return []
    one = found.found[0]
    if one.problem:
        return [sensitivity_readings.reading(found.swept, one, language)]
    told = []
    name = SORTED_BY[one.method]
    rows = one.table[one.table[f"{name}_low"].notna()]
    if len(rows) > 1 and rows.iloc[1][f"{name}_high"] > rows.iloc[0][f"{name}_low"]:
        pair = {"first": rows.iloc[0]["label"], "second": rows.iloc[1]["label"]}
        told.append(TEXT("against_tie", language, **pair))
    if isinstance(one.result, Ranks):
        r2, most = max(0.0, one.result.r2.value), one.result.reachable
        if np.isfinite(most) and most - r2 > SHORT:
            values = {"r2": language.percent(r2), "reachable": language.percent(most)}
            told.append(TEXT("against_r2", language, **values))
    return told


def _spread(found: Facts, language: Language) -> Section:
    made = spread.exhibit(found.swept, language, found=found.spread)
    return Section("spread", TEXT("spread", language), [Shown([made])])


def _matters(found: Facts, language: Language) -> Section:
    heading = TEXT("matters", language)
    if found.alone is not None:
        said: list[Block] = [Missing(TEXT("oat_words", language))]
        if found.alone.is_known:
            said.append(Shown([one_at_a_time.exhibit(found.swept, found.alone, language)]))
        return Section("matters", heading, said)
    # The picture of all numbers has room for some: those of which something can be said come first.
    first, *others = found.found
    shown = [first, *sorted(others, key=lambda one: bool(one.problem))]
    made = sensitivity.exhibits(found.swept.sweep, language, found=shown)
    return Section("matters", heading, [Prose([TEXT("matters_words", language)]), Shown(made)])


def _where(found: Facts, language: Language) -> Section:
    heading = TEXT("where", language)
    if found.boxes is None:
        measure = str(found.spread["measure"].iloc[0])
        key = "where_oat" if found.swept.kind == OAT else "where_nothing"
        values = {} if key == "where_oat" else {"measure": measure}
        return Section("where", heading, [Missing(TEXT(key, language, **values))])
    if found.boxes.problem:
        words = discovery.reading(found.swept, found.boxes, language)
        return Section("where", heading, [Missing(words)])
    made = discovery.exhibits(found.swept.sweep, language, found=found.boxes)
    return Section("where", heading, [Prose([TEXT("where_words", language)]), Shown(made)])
