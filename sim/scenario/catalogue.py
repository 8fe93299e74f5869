"""The packaged scenarios, and how a scenario is found by name or by file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, NoReturn

import sim
from sim.scenario.inherit import read_chain
from sim.scenario.problems import Problem, ScenarioError, names, nearest, shown
from sim.scenario.raw import Raw

_SUFFIXES = (".yaml", ".yml")


class Entry(NamedTuple):
    """A packaged scenario.

    Attributes:
        name: What commands call it.
        path: Its file.
        title: Its title; the name when the file cannot be read.
        question: The question that it answers; may be empty.
    """

    name: str
    path: Path
    title: str
    question: str


def folder() -> Path:
    """The folder of packaged scenarios: inside an installed wheel, or beside `sim` in a clone."""
    package = Path(sim.__file__).resolve().parent
    inside = package / "_scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


def packaged() -> dict[str, Path]:
    """The packaged scenarios: name and file, by name."""
    files = sorted(folder().glob("*.yaml"))
    return {path.stem: path for path in files if not path.name.startswith(("_", "."))}


def is_named(scenario: str) -> bool:
    """Whether a scenario can be run by this name: a packaged one, or a file."""
    return scenario in packaged() or scenario.endswith(_SUFFIXES)


def catalogue() -> list[Entry]:
    """The packaged scenarios, by name, with the question of each."""
    return [_entry(name, path) for name, path in packaged().items()]


def find(name_or_path: str | Path) -> Path:
    """The file of a scenario.

    Args:
        name_or_path: The name of a packaged scenario, or a path to a .yaml file.

    Returns:
        A file that exists.

    Raises:
        ScenarioError: There is no such scenario; the message names the nearest.
    """
    known = packaged()
    if isinstance(name_or_path, str) and name_or_path in known:
        return known[name_or_path]
    try:
        path = Path(name_or_path)
        if path.is_file():
            return path
        broken = path.is_symlink() and not path.exists()
        near = [
            str(other)
            for other in path.parent.glob("*")
            if other.suffix in _SUFFIXES and other != path
        ]
    except (OSError, ValueError, RuntimeError):
        _refuse(str(name_or_path), "this cannot be the name of a scenario or a file", None)
    text = str(name_or_path)
    if path.suffix in _SUFFIXES or len(path.parts) > 1 or isinstance(name_or_path, Path):
        if path.exists():
            _refuse(text, "not a file; a .yaml file is needed", None)
        if broken:
            _refuse(text, "a link that leads to no file", None)
        _refuse(text, "no such file", nearest(text, sorted(near)))
    message = f"no scenario {shown(text)}; known: {names(known) or 'none'}; or a path to a file"
    # `overstap new NAME` writes NAME.yaml, so NAME alone is easily typed.
    beside = next((text + suffix for suffix in _SUFFIXES if text + suffix in near), None)
    _refuse(text, message, beside or nearest(text, list(known)))


def read(source: str | Path) -> Raw:
    """Reads a scenario, by name or by path, with everything that it extends.

    Args:
        source: The name of a packaged scenario, or a path to a .yaml file.

    Returns:
        Its values and where each was written.

    Raises:
        ScenarioError: There is no such scenario, or it cannot be read.
    """
    return read_chain(find(source), packaged)


def _entry(name: str, path: Path) -> Entry:
    # One broken file must not hide the others from a listing.
    try:
        data = read_chain(path, packaged).data
    except ScenarioError:
        data = {}
    title, question = data.get("title"), data.get("question")
    return Entry(
        name,
        path,
        title if isinstance(title, str) else name,
        question if isinstance(question, str) else "",
    )


def _refuse(file: str, message: str, suggestion: str | None) -> NoReturn:
    raise ScenarioError([Problem(file, None, "", message, suggestion)])
