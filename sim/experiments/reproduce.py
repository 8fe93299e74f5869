"""A run again, from any file that was made from it: a table, a picture, a page or a folder."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

import sim
from sim.experiments.sweeps import Sweep, SweepError
from sim.experiments.sweeps.jobs import Batch, do_batch
from sim.experiments.sweeps.store import KIND as SWEEP
from sim.experiments.sweeps.sweeping import batches_of
from sim.folder import MANIFEST, read_notes
from sim.origin import Origin
from sim.results import FILES, SCENARIO
from sim.running import run
from sim.scenario import Scenario, ScenarioError, load

ALWAYS = ("periods", "hazards", "exits", "parts")
"""Tables of every run."""

_META = re.compile(r'<meta name="overstap:([a-z]+)" content="([^"]*)"')


class NoOriginError(Exception):
    """A file that does not say where it came from."""


@dataclass
class Verdict:
    """Whether a run came out as it had.

    Attributes:
        file: What was asked about.
        origin: In a line.
        compared: What was compared.
        differences: What is not equal, in words; empty when everything is.
    """

    file: Path
    origin: str
    compared: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def reproduce(
    file: str | Path, *, runs: int = 10, progress: Callable[[int, int], None] | None = None
) -> Verdict:
    """Runs again what a file was made from, and compares.

    Args:
        file: A folder of `overstap run` or `overstap sweep`, a table of it, or a picture or page.
        runs: Of a sweep: how many of its runs, evenly spread.
        progress: As for `sim.run`.

    Raises:
        NoOriginError: It does not say where it came from, or that is not there any more.
    """
    path = Path(file).expanduser().resolve()
    if not path.exists():
        raise NoOriginError(f"there is no {file}")
    folder = path if path.is_dir() else path.parent
    if path.name == MANIFEST:
        path = folder
    if path.is_dir():
        manifest = _manifest(path)
        if manifest.get("kind") == SWEEP:
            return _sweep_again(path, path, runs)
        if manifest.get("kind", "run") != "run":
            raise NoOriginError(
                f"{path} holds a {manifest['kind']}; ask about one of the runs in it"
            )
        return _run_again(path, Origin.read(manifest), path, ALWAYS, "", progress)
    notes = notes_in(path)
    if "origin" not in notes:
        sweep = folder.parent if folder.name in ("runs", "exits") else folder
        if (sweep / MANIFEST).exists() and _manifest(sweep).get("kind") == SWEEP:
            _is_of(path, notes, _manifest(sweep))
            return _sweep_again(path, sweep, runs)
        if notes.get("kind") == SWEEP:
            raise NoOriginError(
                f"{path.name} is about a sweep, whose rows are not in it; ask where the sweep is, "
                f"or make it again: {notes.get('command', '')}"
            )
        raise NoOriginError(f"{path.name} does not say which run it was made from")
    origin = Origin.read(json.loads(notes["origin"]))
    tables = tuple(name for name, known in FILES.items() if known == path.name)
    home = folder if (folder / SCENARIO).exists() else None
    digest = "" if tables else notes.get("digest", "")
    return _run_again(path, origin, home, tables, digest, progress)


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
    except ValueError as error:
        raise NoOriginError(f"{folder / MANIFEST} is damaged: {error}") from None
    if not isinstance(found, dict):
        raise NoOriginError(f"{folder / MANIFEST} is damaged")
    return found


def _run_again(
    path: Path,
    origin: Origin,
    home: Path | None,
    tables: tuple[str, ...],
    digest: str,
    progress: Callable[[int, int], None] | None,
) -> Verdict:
    verdict = Verdict(path, f"{origin.scenario}, seed {origin.seed}, overstap {origin.version}")
    scenario = _scenario(origin, home)
    options: dict[str, Any] = {}
    if "panel" in tables:
        options["track"] = pq.read_table(path, columns=["customer"])["customer"].unique()
        options["track"] = len(options["track"])
    if "customers" in tables:
        kept = pd.read_parquet(path, columns=["moment"])["moment"]
        options["panel"] = int((kept == "start").sum())
    again = run(
        scenario,
        seed=origin.seed,
        periods=origin.periods,
        entrants=origin.entrants,
        against_no_entrant=False,
        trips="trips" in tables,
        progress=progress,
        **options,
    )
    if origin.version != sim.__version__:
        verdict.differences.append(
            f"it was made with overstap {origin.version}; this is {sim.__version__}"
        )
    if digest:
        verdict.compared.append("the books (by their digest)")
        if again.digest != digest:
            verdict.differences.append("the books are others")
    for name in tables:
        file = path / FILES[name] if path.is_dir() else path
        if not file.exists():
            continue
        verdict.compared.append(FILES[name])
        try:
            there = pd.read_parquet(file)
        except (OSError, ValueError) as error:
            verdict.differences.append(f"{FILES[name]} is damaged: {error}")
            continue
        verdict.differences += _differences(FILES[name], there, getattr(again, name))
    return verdict


def _scenario(origin: Origin, home: Path | None) -> Scenario:
    """The scenario that a run was of: the copy beside its results, or the one of that name."""
    try:
        if home is not None:
            return load(home / SCENARIO)
        found = load(origin.scenario, overrides=origin.overrides, plan=origin.plan)
    except ScenarioError as error:
        raise NoOriginError(f"its scenario cannot be loaded: {error}") from None
    from sim.scenario import with_values

    found = with_values(found, {"customers.count": origin.customers})
    now = Origin.of(
        found,
        name=origin.scenario,
        seed=origin.seed,
        overrides=origin.overrides,
        plan=origin.plan,
        periods=origin.periods,
        entrants=origin.entrants,
    )
    if now.hash != origin.hash and origin.version == sim.__version__:
        raise NoOriginError(
            f"the scenario {origin.scenario} has changed since, or had other options; the folder "
            f"of the run has a copy of it ({SCENARIO})"
        )
    return found


def _differences(name: str, there: pd.DataFrame, now: pd.DataFrame) -> list[str]:
    """Where two tables differ, in words."""
    if list(there.columns) != list(now.columns):
        other = sorted(set(there.columns) ^ set(now.columns))
        return [f"{name} has other columns: {', '.join(map(str, other)) or 'another order'}"]
    if len(there) != len(now):
        return [f"{name} has {len(there):,} rows; the run makes {len(now):,}"]
    found = []
    for column in there.columns:
        old, new = there[column].astype(object), now[column].astype(object)
        same = (old == new).to_numpy(bool) | (old.isna() & new.isna()).to_numpy(bool)
        if not same.all():
            row = int(np.flatnonzero(~same)[0])
            found.append(
                f"{name}: {column} differs in {int((~same).sum()):,} rows; in row {row} it is "
                f"{old.iloc[row]!r}, and {new.iloc[row]!r} now"
            )
    return found


def _is_of(path: Path, notes: dict[str, str], manifest: dict[str, Any]) -> None:
    """Refuses a page that was made from another sweep than the one that it lies beside."""
    for name in ("hash", "seed", "version"):
        there = str(manifest.get(name))
        if notes.get("kind") == SWEEP and notes.get(name, there) != there:
            raise NoOriginError(
                f"{path.name} was made from another sweep than the one in {path.parent}: its "
                f"{name} is {notes[name]}, and {there} here"
            )


def _sweep_again(path: Path, folder: Path, runs: int) -> Verdict:
    try:
        sweep = Sweep.load(folder)
        rows = pd.read_parquet(path) if path.suffix == ".parquet" else sweep.rows
    except (SweepError, OSError, ValueError) as error:
        raise NoOriginError(str(error)) from None
    if "run" not in rows or rows.empty:
        raise NoOriginError(f"{path.name} has no runs")
    notes = sweep.store.notes
    verdict = Verdict(path, f"{notes.scenario}, a sweep, seed {notes.seed}, {notes.version}")
    if notes.version != sim.__version__:
        verdict.differences.append(f"it was made with overstap {notes.version}")
    numbers = rows["run"].drop_duplicates().to_numpy()
    chosen = set(numbers[np.linspace(0, len(numbers) - 1, min(runs, len(numbers))).astype(int)])
    again = [
        do_batch(Batch(batch.number, batch.plan, (one,))).rows
        for batch in batches_of(sweep.store)
        for one in batch.runs
        if one.number in chosen
    ]
    whole = sweep.rows
    there = whole[whole["run"].isin(chosen)].sort_values("run", ignore_index=True)
    now = pd.concat(again, ignore_index=True).sort_values("run", ignore_index=True)
    verdict.compared.append(f"{len(now)} of {len(whole):,} runs")
    verdict.differences += _differences("the rows", there, now)
    return verdict
