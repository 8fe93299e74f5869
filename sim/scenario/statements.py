"""The statements of the source articles, and what became of each: `scenarios/statements.csv`.

| column | meaning |
|---|---|
| `id` | C01, C02, ... |
| `article` | title of the article |
| `statement` | what it says, in short |
| `kind` | `claim`, `output`, `rule` or `not covered` |
| `where` | references, separated by spaces; see below |
| `note` | anything worth saying; for `not covered` the reason, which is then needed |

A `claim` refers to `scenario:claim`, such as `airline_vs_train:C27`; an `output` to a measure of
claims (`exits.silent_share`) or to a column of the results (`periods.nps`); a `rule` to the path of
its switch or number in a scenario (`rules.voice.trifle`, `providers.*.attention.policy`; `*` is any
name). A statement may have several rows; claims and outputs of the same statement are then told in
rows of their own.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args, get_origin

from sim.scenario import shape
from sim.scenario.catalogue import folder
from sim.scenario.measures import MEASURES
from sim.scenario.problems import Problem, ScenarioError, nearest

FILE = "statements.csv"
KINDS = ("claim", "output", "rule", "not covered")
COLUMNS = ("id", "article", "statement", "kind", "where", "note")
COUNT = 82
"""Statements that were found in the articles."""

IDS = tuple(f"C{number:02d}" for number in range(1, COUNT + 1))


@dataclass(frozen=True)
class Entry:
    """What became of a statement; one row of the file.

    Attributes:
        id: Of the statement.
        article: Title of the article.
        statement: What it says.
        kind: What became of it.
        where: References.
        note: Remarks, or the reason why it is not covered.
        line: In the file.
    """

    id: str
    article: str
    statement: str
    kind: str
    where: tuple[str, ...]
    note: str
    line: int


def statements(file: Path | None = None) -> list[Entry]:
    """Reads the file.

    Args:
        file: Another one than the packaged.

    Raises:
        ScenarioError: It is not there, or a row is not as it should be.
    """
    path = folder() / FILE if file is None else file
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ScenarioError([Problem(str(path), None, "", "no such file")]) from None
    reader = csv.DictReader(text.splitlines(), strict=True)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        message = f"the columns are {', '.join(COLUMNS)}"
        raise ScenarioError([Problem(str(path), 1, "", message)])
    entries, problems = [], []
    for row in reader:
        line = reader.line_num
        if None in row or None in row.values():
            message = f"{len(COLUMNS)} columns are needed; put text with commas in quotes"
            problems.append(Problem(str(path), line, "", message))
            continue
        values = {name: value.strip() for name, value in row.items()}
        where = tuple(values.pop("where").split())
        entry = Entry(**values, where=where, line=line)
        entries.append(entry)
        fault = _fault(entry)
        if fault:
            problems.append(Problem(str(path), line, entry.id, fault))
    if problems:
        raise ScenarioError(problems)
    return entries


def _fault(entry: Entry) -> str:
    if entry.id not in IDS:
        return f"the statements are {IDS[0]} to {IDS[-1]}"
    if entry.kind not in KINDS:
        return f"found {entry.kind!r}; the kinds are {', '.join(KINDS)}"
    if entry.kind == "not covered":
        return "" if entry.note and not entry.where else "a reason, and no reference, is needed"
    return "" if entry.where else f"a {entry.kind} needs a reference"


def dangling(
    entries: Collection[Entry],
    claims: Mapping[str, Collection[str]],
    columns: Mapping[str, Collection[str]],
) -> list[str]:
    """References to what does not exist, and statements without a row.

    Args:
        entries: Of the file.
        claims: Ids of the claims, by scenario.
        columns: Columns of the tables of results, by table.

    Returns:
        What is wrong, in words; nothing for a sound file.
    """
    checks: dict[str, Callable[[str], Iterator[str]]] = {
        "claim": lambda reference: _claim(reference, claims),
        "output": lambda reference: _output(reference, columns),
        "rule": _rule,
    }
    found = [
        f"line {entry.line}, {entry.id}: {fault}"
        for entry in entries
        for reference in entry.where
        for fault in checks[entry.kind](reference)
    ]
    there = {entry.id for entry in entries}
    return found + [f"{name} has no row" for name in IDS if name not in there]


def _claim(reference: str, claims: Mapping[str, Collection[str]]) -> Iterator[str]:
    scenario, colon, claim = reference.partition(":")
    if not colon:
        yield f"{reference!r} is no scenario:claim"
    elif scenario not in claims:
        yield f"there is no scenario {scenario!r}{_hint(scenario, claims)}"
    elif claim not in claims[scenario]:
        yield f"{scenario} has no claim {claim!r}{_hint(claim, claims[scenario])}"


def _output(reference: str, columns: Mapping[str, Collection[str]]) -> Iterator[str]:
    table, _, column = reference.partition(".")
    if reference not in MEASURES and column not in columns.get(table, ()):
        known = [*MEASURES, *(f"{table}.{c}" for table, names in columns.items() for c in names)]
        yield f"{reference!r} is no measure and no column of the results{_hint(reference, known)}"


def _rule(reference: str) -> Iterator[str]:
    spots: tuple[shape.Spot, ...] = shape.ROOT
    for name in reference.split("."):
        if name == "*":
            spots = tuple(
                shape.Spot(kind, spot.field)
                for spot in spots
                if get_origin(spot.kind) in (dict, list)
                for kind in (get_args(spot.kind)[-1],)
            )
        else:
            spots = shape.below(spots, name)
        if not spots:
            yield f"{reference!r} leads nowhere in a scenario: {name!r} means nothing there"
            return


def _hint(name: str, known: Collection[str]) -> str:
    near = nearest(name, list(known))
    return f" (did you mean {near!r}?)" if near else ""
