"""`python -m analysis.<question> DIR`: the answer on the screen, its picture beside the results."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import LANGUAGES, Language
from sim.results import Results, ResultsError

NOTHING = {
    "en": "These results hold nothing that answers this question.",
    "nl": "In deze resultaten staat niets dat deze vraag beantwoordt.",
}
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
    table = Table(title=escape(exhibit.title), title_justify="left")
    for number, column in enumerate(exhibit.table.columns):
        table.add_column(escape(str(column)), justify="left" if number == 0 else "right")
    for row in exhibit.table.itertuples(index=False):
        table.add_row(*(escape(str(cell)) for cell in row))
    console.print(table)
    for words in (exhibit.reading, exhibit.note):
        if words:
            console.print(words, highlight=False, markup=False)


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
