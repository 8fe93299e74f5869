"""`extends:`: a scenario that starts from another.

The value is the name of a packaged scenario, or of a file in the same folder (`other.yaml`). A
packaged scenario wins over a file `other.yaml` when the value has no `.yaml`, so that a changed
copy may carry the name of what it extends. Nothing outside the folder can be reached.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import Path

from sim.scenario import files
from sim.scenario.build import value_at
from sim.scenario.overrides import NoSuchPathError, resolve
from sim.scenario.problems import Finding, ScenarioError, names, nearest, printable, shown
from sim.scenario.raw import Raw, merged

MAX_CHAIN = 8

_ACCEPTED = "a packaged scenario, or a file in the same folder (a plain name, such as base.yaml),"
_FILE_NAME = re.compile(r"\w[\w. -]{0,100}")

Packaged = Callable[[], dict[str, Path]]
"""Tells the packaged scenarios: name and file."""


def read_chain(path: Path, packaged: Packaged) -> Raw:
    """Reads a scenario file and everything that it extends.

    Args:
        path: The file.
        packaged: Tells the packaged scenarios.

    Returns:
        The merged values, each with the file and line where it was written.

    Raises:
        ScenarioError: A file cannot be read, is outside the folder, or extends itself.
    """
    chain: list[Path] = []
    layers: list[Raw] = []
    here: Path | None = path
    while here is not None:
        layers.append(files.read(here))
        chain.append(here)
        here = _extended(layers[-1], chain, packaged)
    result = layers.pop()
    while layers:
        result = _with_own_sources(result, layers.pop())
    return result


def read_mapping(raw: Raw, packaged: Packaged) -> Raw:
    """Adds what a scenario from a program, which has no folder, extends.

    Args:
        raw: The scenario.
        packaged: Tells the packaged scenarios.

    Returns:
        The merged values.

    Raises:
        ScenarioError: It extends something that is not a packaged scenario.
    """
    base = _extended(raw, [], packaged)
    return raw if base is None else _with_own_sources(read_chain(base, packaged), raw)


def _with_own_sources(base: Raw, over: Raw) -> Raw:
    """The scenario `over`, which inherits from `base`, without sources that are no longer of use.

    Where a number came from says nothing of another number, or of what is no longer there. A
    source of a whole block stays with the block.
    """
    result = merged(base, over)
    sources, own = result.data.get("provenance"), over.data.get("provenance")
    if not isinstance(sources, dict):
        return result
    for text in [text for text in sources if not (isinstance(own, dict) and text in own)]:
        try:
            path = resolve(text, base.data)
        except NoSuchPathError:
            continue  # it never led anywhere, which the checks will say
        before, now = value_at(base.data, path), value_at(result.data, path)
        is_block = isinstance(now, dict) and not any(isinstance(key, int) for key in path)
        if now is None or (now != before and not is_block):
            del sources[text]
    return result


def _extended(raw: Raw, chain: list[Path], packaged: Packaged) -> Path | None:
    """The file that `raw`, the last of the chain, extends; takes `extends` out of its values."""
    if "extends" not in raw.data:
        return None
    wanted = raw.data.pop("extends")
    known = packaged()
    folder = chain[-1].parent if chain else None
    if not isinstance(wanted, str):
        raise _refused(raw, f"found {shown(wanted)}; {_ACCEPTED} is needed")
    if not _FILE_NAME.fullmatch(wanted):
        raise _refused(raw, f"{shown(wanted)} is not accepted; {_ACCEPTED} is needed")
    base = known.get(wanted)
    if base is None and folder is not None:
        base = _beside(raw, folder, wanted)
    if base is None:
        raise _unknown(raw, wanted, folder, known)
    if base.resolve() in [link.resolve() for link in chain]:
        circle = " -> ".join(printable(link.name, 60) for link in (*chain, base))
        raise _refused(raw, f"goes round in a circle: {circle}")
    if len(chain) >= MAX_CHAIN:
        raise _refused(raw, f"a chain of more than {MAX_CHAIN} scenarios")
    return base


def _beside(raw: Raw, folder: Path, wanted: str) -> Path | None:
    path = folder / (wanted if wanted.endswith((".yaml", ".yml")) else wanted + ".yaml")
    if not path.is_file():
        return None
    # A symbolic link could lead anywhere.
    if path.resolve().parent != folder.resolve():
        raise _refused(raw, f"{shown(wanted)} is a link to a file outside this folder")
    return path


def _unknown(raw: Raw, wanted: str, folder: Path | None, known: Collection[str]) -> ScenarioError:
    near = sorted(path.name for path in folder.glob("*.yaml")) if folder is not None else []
    message = f"no scenario {shown(wanted)}; packaged are: {names(known) or 'none'}"
    return _refused(raw, message, nearest(wanted, [*known, *near]))


def _refused(raw: Raw, message: str, suggestion: str | None = None) -> ScenarioError:
    finding = Finding(("extends",), message, suggestion)
    return ScenarioError([*raw.problems, raw.problem(finding)])
