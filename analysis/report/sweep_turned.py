"""What a sweep turned and kept, what was done of it, and what failed."""

from __future__ import annotations

from typing import Any

from analysis.kept import words_of
from analysis.language import Language
from analysis.report.blocks import Block, Facts, Missing, Prose, Section, Table
from analysis.report.sweep_words import TEXT
from analysis.swept import Swept
from analysis.turned import Turned
from analysis.wording import capital, in_values, span, value_at
from sim.scenario.problems import printable

MOST_FAILED = 20
"""Failed runs in the table."""

LONGEST_ERROR = 300


def replicates(swept: Swept) -> int:
    """Runs of each point that the sweep was asked for."""
    return max(block.replicates[1] for block in swept.sweep.store.blocks)


def sections(swept: Swept, language: Language) -> list[Section]:
    """Levers, numbers and runs; and where runs failed, which."""
    sweep, notes = swept.sweep, swept.sweep.store.notes
    many = replicates(swept)
    luck = TEXT("independent" if notes.independent else "shared", language)
    words = TEXT("one", language, luck=luck)
    if many > 1:
        words = TEXT("turned_words", language, luck=luck, replicates=language.number(many))
    done, whole = len(swept.rows), sweep.store.size
    failed = int(swept.rows["error"].notna().sum())
    counts = [language.number(count) for count in (done, whole, failed)]
    blocks: list[Block] = [Prose([words])]
    if done < whole:
        blocks.append(Missing(TEXT("incomplete", language, done=counts[0], all=counts[1])))
    blocks += [_levers(swept, language), _kept(swept, language)]
    facts = {
        "fact_design": TEXT(f"design_{swept.kind}", language),
        "fact_points": language.number(len(swept.design)),
        "fact_replicates": language.number(many),
        "fact_runs": TEXT(
            "fact_runs_words", language, done=counts[0], all=counts[1], failed=counts[2]
        ),
        "fact_customers": language.number(notes.customers),
        "fact_periods": span(language, notes.horizon, sweep.scenario.period),
    }
    about = Facts({TEXT(key, language): value for key, value in facts.items()})
    made = [Section("turned", TEXT("turned", language), blocks, [about])]
    if failed:
        told = TEXT("failed", language, failed=counts[2], done=counts[0])
        if failed > MOST_FAILED:
            told += " " + TEXT("failed_more", language, count=language.number(MOST_FAILED))
        heading = TEXT("failures_heading", language)
        made.append(Section("failed", heading, [Prose([told]), _failures(swept, language)]))
    return made


def _levers(swept: Swept, language: Language) -> Table:
    rows = []
    for lever in swept.levers:
        declared = swept.sweep.scenario.levers.get(lever.name)
        path = declared.path if declared is not None else lever.name
        stands: Any = value_at(swept.sweep.scenario, path)
        is_number = isinstance(stands, (int, float)) and not isinstance(stands, bool)
        text = lever.said(float(stands), language) if is_number else in_values(stands)
        if not is_number and lever.choices and stands in lever.choices:
            text = lever.chosen(lever.choices.index(stands), language)
        rows.append([lever.label, _range(lever, language), text])
    heads = [TEXT(key, language) for key in ("lever", "from_to", "stands")]
    return Table(TEXT("levers", language), heads, rows, is_long=len(rows) > 12)


def _range(lever: Turned, language: Language) -> str:
    if lever.choices:
        return ", ".join(lever.chosen(number, language) for number in range(len(lever.choices)))
    low, high = lever.said(lever.low, language), lever.said(lever.high, language)
    if lever.unit and lever.unit != "share":
        low = low.removesuffix(f" {lever.unit}")
    return language.between(low, high)


def _kept(swept: Swept, language: Language) -> Table:
    rows = [
        [capital(words_of(swept, name, language)), printable(swept.asked(name).text, 200)]
        for name in swept.measures
    ]
    heads = [TEXT(key, language) for key in ("kept", "kept_as")]
    return Table(TEXT("kept_label", language), heads, rows, is_long=len(rows) > 8)


def _failures(swept: Swept, language: Language) -> Table:
    failed = swept.rows[swept.rows["error"].notna()].head(MOST_FAILED)
    rows = [
        [
            language.number(int(row["run"])), language.number(int(row["point"])),
            printable((str(row["error"]).strip().splitlines() or [""])[-1], LONGEST_ERROR),
            str(row["command"]),
        ]
        for _, row in failed.iterrows()
    ]  # fmt: skip
    keys = ("failed_run", "failed_point", "failed_error", "failed_command")
    return Table(
        TEXT("failures", language), [TEXT(key, language) for key in keys], rows,
        is_long=len(rows) > 4,
    )  # fmt: skip
