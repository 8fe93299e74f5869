"""Finds out what a file was made from, and has it run again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from typing import Any

from sim.experiments.plans.comparison import KIND as COMPARISON
from sim.experiments.record import KIND as CLAIMS
from sim.experiments.reproduce.claims import claims_again
from sim.experiments.reproduce.comparisons import comparison_again
from sim.experiments.reproduce.runs import run_again
from sim.experiments.reproduce.sweeps import sweep_again
from sim.experiments.reproduce.verdict import NoOriginError, Verdict
from sim.experiments.sweeps.store import KIND as SWEEP
from sim.folder import MANIFEST, read_notes

RUN = "run"

Progress = Callable[[int, int], None]

Maker = Callable[[Mapping[str, Any], int, Progress | None], str]
"""Makes again what a script drew: from its origin, with so many processes; gives the digest."""

_META = re.compile(r'<meta name="overstap:([a-z]+)" content="([^"]*)"')


def reproduce(
    file: str | Path,
    *,
    runs: int = 10,
    workers: int = 1,
    progress: Progress | None = None,
    makers: Mapping[str, Maker] | None = None,
) -> Verdict:
    """Runs again what a file was made from, and compares.

    Args:
        file: A folder of `overstap run`, `sweep`, `compare` or `claims`, a table of it, or a
            picture or page.
        runs: Of a sweep or of claims: how many of its runs, evenly spread. Of a picture that is
            not in its folder: those that it carries, ten at most.
        workers: Processes, for a comparison.
        progress: Called with what is done and all that is to be done.
        makers: Of pictures that scripts draw, by kind; `analysis.again.MAKERS` has them.

    Raises:
        NoOriginError: It does not say where it came from, or that is not there any more.
    """
    path = Path(file).expanduser().resolve()
    if not path.exists():
        raise NoOriginError(f"there is no {file}")
    if path.name == MANIFEST:
        path = path.parent
    if path.is_dir():
        notes: dict[str, str] = {}
        kind = str(_manifest(path).get("kind", RUN))
    else:
        notes = notes_in(path)
        kind = notes.get("kind", RUN if "origin" in notes else _kind_around(path))
    try:
        told = json.loads(notes["origin"]) if "origin" in notes else {}
        if kind == RUN:
            manifest = _manifest(path) if path.is_dir() else None
            return run_again(path, manifest or told, notes.get("digest", ""), progress)
        if kind == SWEEP:
            return sweep_again(path, told, notes.get("digest", ""), runs)
        if kind == COMPARISON:
            return comparison_again(path, told, notes.get("digest", ""), workers, progress)
        if kind == CLAIMS:
            return claims_again(path, told, runs, progress)
        if makers is not None and kind in makers:
            verdict = Verdict(path, _line(kind, told))
            verdict.note_version(str(told["version"]))
            now = makers[kind](told, workers, progress)
            verdict.compare_digests("what the file shows", notes["digest"], now)
            return verdict
    except KeyError as error:
        raise NoOriginError(f"{path.name} does not say {error} of its origin") from error
    except (TypeError, ValueError) as error:
        raise NoOriginError(f"what {path.name} says of its origin is damaged: {error}") from error
    raise NoOriginError(f"{path.name} was made from a {kind}, which cannot be run again from it")


def notes_in(file: Path) -> dict[str, str]:
    """What a table, a picture or a page says about where it came from.

    Raises:
        NoOriginError: It is neither, or it is damaged.
    """
    try:
        if file.suffix == ".parquet":
            return read_notes(file)
        if file.suffix == ".png":
            from PIL import Image

            with Image.open(file) as picture:
                found = {str(k): str(v) for k, v in picture.info.items()}
            start = "overstap."
            return {k.removeprefix(start): v for k, v in found.items() if k.startswith(start)}
        if file.suffix in (".html", ".htm"):
            text = file.read_text(encoding="utf-8")
            return {name: unescape(value) for name, value in _META.findall(text)}
    except (OSError, ValueError) as error:
        raise NoOriginError(f"{file.name} cannot be read: {error}") from None
    raise NoOriginError(f"{file.name}: a folder, .parquet, .png, .html or manifest.json is needed")


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoOriginError(f"{folder} holds no results: {MANIFEST} is missing") from None
    except (OSError, ValueError) as error:
        raise NoOriginError(f"{folder / MANIFEST} is damaged: {error}") from None
    if not isinstance(found, dict):
        raise NoOriginError(f"{folder / MANIFEST} is damaged")
    return found


def _kind_around(file: Path) -> str:
    """What the folder around a table holds that does not say so itself."""
    folder = file.parent
    for home in (folder, folder.parent):
        if file.suffix == ".parquet" and (home / MANIFEST).exists():
            kind = str(_manifest(home).get("kind", RUN))
            if kind in (SWEEP, CLAIMS):
                return kind
    raise NoOriginError(f"{file.name} does not say what it was made from")


def _line(kind: str, told: Mapping[str, Any]) -> str:
    return f"{kind}: {told['scenario']}, seed {told['seed']}, overstap {told['version']}"
