"""What can be wrong with a scenario, in words that its writer understands."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

KeyPath = tuple[str | int, ...]
"""The keys and list indices that lead to a value."""

MAX_LISTED = 200
"""So many problems are listed; a file with more has one cause, or no good intentions."""

_LONGEST_VALUE = 80
_LONGEST_NAME = 60
_MOST_NAMES = 12


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where.

    Attributes:
        file: The file it was written in, or `--set` for a value from the command line.
        line: Line in that file, from 1; None where there are no lines.
        path: Dotted path to the value, such as `providers.airline.offer.fare`; may be empty.
        message: What was found and what would be accepted.
        suggestion: The nearest known name, if one is near.
    """

    file: str
    line: int | None
    path: str
    message: str
    suggestion: str | None = None

    def __str__(self) -> str:
        where = printable(self.file, 300)
        if self.line is not None:
            where += f":{self.line}"
        text = ": ".join(part for part in (where, self.path, self.message) if part)
        if self.suggestion is not None:
            text += f" (did you mean `{printable(self.suggestion, _LONGEST_NAME)}`?)"
        return text


class ScenarioError(Exception):
    """A scenario cannot be used.

    Attributes:
        problems: Everything that is wrong, by file and line; the first 200 of very many.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        unique = dict.fromkeys(problems)
        ordered = sorted(unique, key=lambda found: (found.file, found.line or 0))
        if len(ordered) > MAX_LISTED:
            more = f"too many problems; {len(ordered) - MAX_LISTED} more are not listed"
            ordered[MAX_LISTED:] = [Problem(ordered[-1].file, None, "", more)]
        self.problems = tuple(ordered)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class Finding(NamedTuple):
    """A problem that knows its path in the scenario, but not yet its file and line.

    Attributes:
        path: Where in the scenario.
        message: What was found and what would be accepted.
        suggestion: The nearest known name, if one is near.
        about_key: Whether the key itself is wrong, and not the value beside it.
        rests_on: Other values that the finding compares; if one of them is in doubt, so is this.
        else_at: Whose line to show when nobody wrote the value at `path`: it is a default.
    """

    path: KeyPath
    message: str
    suggestion: str | None = None
    about_key: bool = False
    rests_on: tuple[KeyPath, ...] = ()
    else_at: KeyPath | None = None


def printable(text: str, longest: int) -> str:
    """Text that is safe to show: control characters escaped, cut at `longest` characters."""
    cut = text[:longest] + "..." if len(text) > longest else text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in cut
    )


def shown(value: Any) -> str:
    """A value as it appears in a message: short, on one line, without control characters."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "an empty mapping" if not value else f"a mapping with {names(value)}"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    if isinstance(value, str):
        return "'" + printable(value, _LONGEST_VALUE) + "'"
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, int) and abs(value) > 10**_LONGEST_VALUE:
        return "a very long number"
    return printable(repr(value), _LONGEST_VALUE)


def dotted(path: Sequence[str | int]) -> str:
    """A path as people write it: `providers.airline.offer.fare`."""
    return ".".join(printable(str(key), _LONGEST_NAME) for key in path)


def names(known: Iterable[Any]) -> str:
    """A list of names for a message, cut when there are many."""
    listed = [printable(str(name), _LONGEST_NAME) for name in known]
    if len(listed) > _MOST_NAMES:
        listed = [*listed[:_MOST_NAMES], f"and {len(listed) - _MOST_NAMES} more"]
    return ", ".join(listed)


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name that was probably meant, or None when none is near."""
    if len(name) > 2 * _LONGEST_NAME:
        return None
    # Of thousands of names the first few hundred must do: the search is slow, the file hostile.
    folded = {_folded(candidate): candidate for candidate in list(known)[:500]}
    found = difflib.get_close_matches(_folded(name), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def unknown(
    where: KeyPath, name: str, kind: str, known: Collection[str], about_key: bool = False
) -> Finding:
    """The finding that a name means nothing, with the names that would."""
    message = f"there is no {kind} {shown(name)}; known: {names(known) or 'none'}"
    return Finding(where, message, nearest(name, known), about_key)


def _folded(name: str) -> str:
    return name.lower().replace("-", "_").replace(" ", "_")
