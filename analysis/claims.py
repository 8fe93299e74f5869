"""The page of the claims: `docs/claims.md`, its figure and its record, from a folder of results.

    overstap claims --rule all --out out/claims
    python -m analysis.claims out/claims docs

`make claims` does both. Nothing is judged here: verdicts, estimates and robustness stand as they
came out, beside what better evidence says.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from analysis.claims_figure import draw
from analysis.claims_record import DEFAULT, Row, read, reading, share_of, under
from analysis.figures import save
from sim.experiments.record import CLAIMS, notes, number
from sim.experiments.verdicts import ERROR, LOOKS, levels
from sim.folder import write_file
from sim.scenario.statements import COUNT, Entry, statements

PAGE, PICTURE = "claims.md", "claims.png"
MARKS = {"holds": "holds", "does not hold": "**does not hold**", "undecided": "*undecided*"}
KINDS = {"claim": "claim", "output": "output", "rule": "rule with a switch", "not covered": "-"}


def page(record: dict[str, Any], entries: Sequence[Entry]) -> str:
    """The whole page, as Markdown.

    Args:
        record: Of the claims, under one rule or under several.
        entries: What became of every statement of the articles.
    """
    rules = list(dict.fromkeys(row["rule"] for row in record["claims"]))
    parts = [
        "# Claims",
        "Written by `make claims`. Changes of claims: [claims-history.md](claims-history.md).",
        _how(record),
        *(_count(rule, under(record, rule)) for rule in rules),
        f"![What holds, and in how much of the plausible space]({PICTURE})",
        "*" + reading(under(record)) + "*",
        "## By statement",
        *_articles(under(record), entries),
    ]
    if len(rules) > 1:
        parts += ["## Under other exit rules", _beside(rules), _side_by_side(record, rules)]
    parts += [f"## All {COUNT} statements", _all(entries)]
    return "\n\n".join(parts) + "\n"


def _how(record: dict[str, Any]) -> str:
    spent = ", ".join(f"{100 * level:g}%" for level in levels(len(LOOKS)))
    stops = ", ".join(str(look) for look in LOOKS)
    return (
        f"**Verdict.** Every claim is tested on runs of at most {record['customers']:,} customers "
        "that differ in their luck; worlds that are compared share it, customer by customer. It is "
        f"looked at after {stops} runs (at most {record['replicates']}) and is decided when the "
        "interval of its number lies wholly inside or outside the claimed region. The chances to "
        f"err that the looks spend ({spent}) add up to {100 * ERROR:g}%, so that peeking is paid "
        "for; claims are not corrected for there being many of them. A claim with a smallest "
        "effect that matters (`by`) must beat its bound by that. *Undecided* counts as not "
        "holding.\n\n"
        f"**Robust.** The share of {record['points']} points of the plausible space in which the "
        "claim holds: a Latin hypercube over everything in the scenario that has a declared range "
        "(levers and structural choices, provenance, defaults marked as free), the exit rule "
        "aside; one run a point. The interval is Wilson's. More runs would not narrow what "
        "parameters leave open.\n\n"
        "**Better evidence** is what other sources than the articles lead one to expect; a claim "
        "that it contradicts stays in, and its verdict is whatever comes out."
    )


def _count(rule: str, rows: Sequence[Row]) -> str:
    verdicts = [row["verdict"] for row in rows]
    several = {"holds": "hold", "does not hold": "do not hold"}
    numbers = [(verdicts.count(verdict), verdict) for verdict in MARKS]
    counts = ", ".join(
        f"{number} {verdict if number == 1 else several.get(verdict, verdict)}"
        for number, verdict in numbers
    )
    unexpected = [row["as_expected"] for row in rows].count(False)
    text = f"{len(rows)} claims under `{rule}`: {counts}"
    if rule == DEFAULT:
        text += f"; {unexpected} came out against better evidence"
    return text + "."


def _articles(rows: Sequence[Row], entries: Sequence[Entry]) -> Iterable[str]:
    """A table for each article, by statement; then the claims that are of none."""
    articles: dict[str, dict[str, str]] = {}
    for entry in entries:
        articles.setdefault(entry.article, {}).setdefault(entry.id, entry.statement)
    for article, stated in articles.items():
        own = [row for row in rows if row["statement"] in stated]
        if not own:
            continue
        yield f"### {_cell(article)}"
        yield _table(sorted(own, key=_order), stated)
    known = {name for stated in articles.values() for name in stated}
    others = [row for row in rows if row["statement"] not in known]
    if others:
        yield "### Of none of the articles"
        yield _table(sorted(others, key=_order), {})


def _order(row: Row) -> tuple[str, str, str]:
    return row["statement"] or "", row["scenario"], row["id"]


def _table(rows: Sequence[Row], stated: dict[str, str]) -> str:
    head = ("statement", "scenario", "claim", "measure", "verdict", "estimate", "robust")
    lines = []
    last = None
    for row in rows:
        name = row["statement"]
        told = "" if name == last else f"{name} {_cell(stated.get(name, ''))}".strip()
        last = name
        lines.append(
            (
                told,
                row["scenario"],
                f"{row['id']}: {_cell(row['says'])}",
                f"`{row['of']}` {row['claimed']}",
                MARKS[row["verdict"]],
                _estimate(row),
                _robust(row),
                _evidence(row),
            )
        )
    return _markdown((*head, "better evidence"), lines)


def _evidence(row: Row) -> str:
    text: str = _cell(row["evidence"])
    if row["expects"] == "unknown":
        return text or "-"
    head = f"should {'hold' if row['expects'] == 'holds' else 'not hold'}"
    if row["as_expected"] is False:
        head = f"**{head}**"
    return f"{head}: {text}" if text else head


def _beside(rules: Sequence[str]) -> str:
    return (
        f"The same claims when customers leave by other rules ({', '.join(rules)}): what each rule "
        "can produce, and what it cannot. Verdict and estimate; for the rules under which it was "
        "looked at, also the share of the plausible space in which the claim holds."
    )


def _side_by_side(record: dict[str, Any], rules: Sequence[str]) -> str:
    by_claim: dict[tuple[str, str], dict[str, Row]] = {}
    for row in record["claims"]:
        by_claim.setdefault((row["scenario"], row["id"]), {})[row["rule"]] = row
    lines = []
    for (scenario, name), found in by_claim.items():
        says = _cell(next(iter(found.values()))["says"])
        cells = [_under(found[rule]) if rule in found else "-" for rule in rules]
        lines.append((scenario, f"{name}: {says}", *cells))
    return _markdown(("scenario", "claim", *(f"`{rule}`" for rule in rules)), lines)


def _under(row: Row) -> str:
    value, share = row["estimate"]["value"], share_of(row)
    text = f"{MARKS[row['verdict']]} {number(value)}"
    return text if share is None else f"{text}, in {100 * share:.0f}%"


def _all(entries: Sequence[Entry]) -> str:
    lines = []
    last = None
    for entry in entries:
        told = "" if entry.id == last else _cell(entry.statement)
        last = entry.id
        where = ", ".join(f"`{reference}`" for reference in entry.where)
        lines.append((entry.id, told, KINDS[entry.kind], where or "-", _cell(entry.note)))
    return _markdown(("", "statement", "became", "where", "note"), lines)


def _robust(row: Row) -> str:
    if row["robustness"] is None or share_of(row) is None:
        return "-"
    share = row["robustness"]["share"]
    text = f"{100 * share['value']:.0f}% ({100 * share['low']:.0f}-{100 * share['high']:.0f})"
    unknown, refused = row["robustness"]["unknown"], row["robustness"]["refused"]
    if unknown:
        text += f"; unknown at {unknown}"
    return f"{text}; {refused} refused" if refused else text


def _estimate(row: Row) -> str:
    found = row["estimate"]
    text = number(found["value"])
    if found["low"] is not None and found["high"] is not None:
        text += f" ({number(found['low'])} to {number(found['high'])})"
    for measure, other in row["beside"].items():
        text += f"; {measure.split('.')[1].replace('_', ' ')} {number(other['value'])}"
    if row["known"] < row["runs"]:
        text += f"; known in {row['known']} of {row['runs']}"
    return text


def _cell(text: str) -> str:
    """Text that stays text, and in its cell."""
    return re.sub(r"([\\`*_|<>\[\]])", r"\\\1", " ".join(text.split()))


def _markdown(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def write(source: Path, target: Path) -> list[Path]:
    """Writes page, figure and record.

    Args:
        source: A folder that `overstap claims --out` wrote, or a record.
        target: Folder of the page.

    Returns:
        The files.
    """
    record = read(source)
    text = page(record, statements())
    kept = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    files = [
        write_file(target / PAGE, lambda path: _put(path, text)),
        write_file(target / CLAIMS, lambda path: _put(path, kept)),
    ]
    return [*files, save(draw(record), target / PICTURE, notes(record), dpi=110)]


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """What `python -m analysis.claims` runs."""
    parser = argparse.ArgumentParser(prog="python -m analysis.claims", description=__doc__)
    parser.add_argument("source", type=Path, help="folder of `overstap claims --out`, or a record")
    parser.add_argument("target", type=Path, help="folder of the page")
    options = parser.parse_args(arguments)
    try:
        for file in write(options.source, options.target):
            print(file)
    except FileNotFoundError as error:
        sys.exit(f"{error.filename}: no such file; run overstap claims --out first")


if __name__ == "__main__":
    main()
