"""`python -m analysis.<question> DIR`: the answer on the screen, its picture beside the results."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pandas as pd

from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import LANGUAGES, Language
from sim.results import Results, ResultsError

NOTHING = {
    "en": "These results hold nothing that answers this question.",
    "nl": "In deze resultaten staat niets dat deze vraag beantwoordt.",
}
_EDGES = 3
"""Characters around a cell: a space on both sides and a line."""
Question = Callable[[Results, Language, Budget], Iterable[Exhibit]]


def main(question: Question, about: str | None, arguments: Sequence[str] | None = None) -> int:
    """Answers a question about a results folder.

    Args:
        question: Makes the exhibits.
        about: What `--help` says: the docstring of the module.
        arguments: Of the command line.

    Returns:
        The exit code: 2 when the folder holds no such results.
    """
    defaults = Budget()
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("results", type=Path, metavar="DIR", help="folder of `overstap run --out`")
    parser.add_argument("--lang", choices=sorted(LANGUAGES), default="en")
    parser.add_argument("--replicates", type=int, default=defaults.replicates)
    parser.add_argument("--customers", type=int, default=defaults.customers)
    parser.add_argument("--workers", type=int, default=defaults.workers)
    asked = parser.parse_args(arguments)
    for name in ("replicates", "customers", "workers"):
        if getattr(asked, name) < 1:
            parser.error(f"--{name} must be at least 1")
    try:
        results = Results.load(asked.results)
        with _progress() as tell:
            budget = Budget(asked.customers, asked.replicates, asked.workers, tell)
            found = list(question(results, LANGUAGES[asked.lang], budget))
    except ResultsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if not found:
        print(NOTHING[asked.lang])
    for exhibit in found:
        show(exhibit)
        print(f"Picture: {_draw(exhibit, asked.results, results)}\n")
    return 0


def show(exhibit: Exhibit) -> None:
    """Prints an exhibit: title, table, reading."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 160)
    widths = _widths(exhibit.table)
    headings = [str(name) for name in exhibit.table.columns]
    for part, columns in enumerate(_parts(widths, console.width)):
        title = escape(exhibit.title) if part == 0 else None
        table = Table(title=title, title_justify="left")
        # Rich would take room from the widest column first, and crop what then does not fit.
        room = _shared(
            [widths[column] for column in columns],
            [len(headings[column]) + _EDGES for column in columns],
            console.width - 1,
        )
        for number, column in enumerate(columns):
            justify: Literal["left", "right"] = "left" if number == 0 else "right"
            width = room[number] - _EDGES
            table.add_column(
                escape(headings[column]), justify=justify, width=width, overflow="fold"
            )
        for row in exhibit.table.iloc[:, columns].itertuples(index=False):
            table.add_row(*(escape(str(cell)) for cell in row))
        console.print(table)
    for words in (exhibit.reading, exhibit.note):
        if words:
            console.print(words, highlight=False, markup=False)


def _widths(table: pd.DataFrame) -> list[int]:
    """Characters of each column: a cell stays on one line, a heading is broken between words."""
    found = []
    for number, name in enumerate(table.columns):
        words = [len(word) for word in str(name).split()]
        cells = [len(str(cell)) for cell in table.iloc[:, number]]
        found.append(max([*words, *cells], default=0) + _EDGES)
    return found


def _parts(widths: Sequence[int], room: int) -> list[list[int]]:
    """Columns for each of the tables that a wide one is printed as; all begin with the first."""
    parts = [[0]] if widths else []
    for number, width in enumerate(widths[1:], 1):
        used = sum(widths[column] for column in parts[-1])
        if len(parts[-1]) > 1 and used + width + 1 > room:
            parts.append([0])
        parts[-1].append(number)
    return parts


def _shared(least: Sequence[int], liked: Sequence[int], room: int) -> list[int]:
    """Widths that fit in the room: at least the least, and more for who likes more.

    Where not even the least fit, the widest give way, and their cells are folded.
    """
    widths = list(least)
    while sum(widths) < room:
        pairs = enumerate(zip(liked, widths, strict=True))
        wish, widest = max((likes - has, k) for k, (likes, has) in pairs)
        if wish <= 0:
            break
        widths[widest] += 1
    while sum(widths) > room and max(widths) > _EDGES + 1:
        widths[widths.index(max(widths))] -= 1
    return widths


def _draw(exhibit: Exhibit, folder: Path, results: Results) -> Path:
    from analysis.figures import save

    notes = results.origin.notes(results.digest)
    return save(exhibit.figure(), folder / f"{exhibit.key}.png", notes)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal, and nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeLeft())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda what, done, total: bar.update(
            task, description=what, completed=done, total=total
        )
