"""What commands print with: JSON, a console, progress."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

COMPILING = "Compiling the rules for this machine, once; about 20 s ..."

Tick = Callable[[int, int], None]
"""Called with the number done and the total."""

Tell = Callable[[str, int, int], None]
"""Called with what is being done, the number done and the total."""


class Screen(Console):
    """A console that prints texts as they are: a scenario's labels are not markup."""

    def __init__(self, *, errors: bool = False, at_least: int = 0) -> None:
        super().__init__(
            file=sys.stderr if errors else sys.stdout, markup=False, highlight=False, emoji=False
        )
        self.width = max(self.width, at_least)

    def on_broken_pipe(self) -> None:
        """Leaves it to `sim.cli.front` that nobody reads any more."""
        raise BrokenPipeError


def print_json(thing: Any) -> None:
    """One JSON object on standard output; what is not known is null."""
    print(json.dumps(_known(thing), indent=2, allow_nan=False))


def remark(text: str) -> None:
    """A line beside the answer, on standard error."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[Tick | None]:
    """A bar with the time left, on standard error; none where nobody can see it.

    Args:
        what: Is done, in a word or two.
        quiet: No bar.

    Yields:
        To be called as work goes on; None when there is no bar.
    """
    with stages(quiet=quiet) as tell:
        yield None if tell is None else lambda done, total: tell(what, done, total)


@contextmanager
def stages(*, quiet: bool) -> Iterator[Tell | None]:
    """The same bar, for work of several kinds.

    Args:
        quiet: No bar.

    Yields:
        To be called as work goes on; None when there is no bar.
    """
    console = Screen(errors=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("time left"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield tell


def _known(thing: Any) -> Any:
    """The same without NaN and infinity, and with plain containers."""
    if isinstance(thing, dict):
        return {str(key): _known(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [_known(value) for value in thing]
    if isinstance(thing, float):
        return float(thing) if math.isfinite(thing) else None
    return thing
