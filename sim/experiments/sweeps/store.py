"""A sweep on disk.

    DIR/manifest.json            what was asked for, versions, blocks of runs
    DIR/scenario.yaml            resolved, runnable
    DIR/design.parquet           point, and a column for each lever
    DIR/runs/00000.parquet       the rows of a batch, whole or not there
    DIR/exits/00000.parquet      their ledgers, if they are kept

Runs are numbered block after block, and inside a block replicate after replicate, so that a sweep
that is stopped has been everywhere equally often. A shard holds the runs of one batch, always the
same ones, whoever did them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from sim.experiments.sweeps.jobs import KEYS, Done
from sim.folder import MANIFEST, write_file, write_parquet
from sim.origin import digest_of, surroundings
from sim.scenario import Scenario, ScenarioError, dump, load

FORMAT = 1
KIND = "sweep"
SCENARIO, DESIGN, RUNS, EXITS, LOCK = "scenario.yaml", "design.parquet", "runs", "exits", ".lock"


class SweepError(Exception):
    """A folder cannot be used as asked."""


@dataclass(frozen=True)
class Block:
    """Runs of some points with some replicates.

    Attributes:
        points: First point, and the first after.
        replicates: First replicate, and the first after.
    """

    points: tuple[int, int]
    replicates: tuple[int, int]

    @property
    def size(self) -> int:
        """Number of runs."""
        return (self.points[1] - self.points[0]) * (self.replicates[1] - self.replicates[0])


@dataclass(frozen=True)
class Notes:
    """What a sweep was asked to do; two sweeps with the same notes have the same rows.

    Attributes:
        scenario: What it was called on the command line.
        overrides: Of the scenario.
        plan: The what-if plan in force.
        levers: Lever and path.
        design: Kind of design, and its numbers.
        wanted: What is kept of every run, as it was asked for.
        customers: Of a run, at most.
        horizon: Periods with books.
        seed: First seed of the replicates.
        independent: Whether every point has luck of its own.
        ledger: Whether the ledgers are kept.
        batch: Runs in a shard.
        version: Of overstap.
        rules: Fingerprint of the rules.
        hash: Of the resolved scenario.
    """

    scenario: str
    overrides: list[list[Any]]
    plan: str | None
    levers: dict[str, dict[str, Any]]
    design: dict[str, Any]
    wanted: list[str]
    customers: int
    horizon: int
    seed: int
    independent: bool
    ledger: bool
    batch: int
    version: str
    rules: str
    hash: str

    def differences(self, other: Notes) -> list[str]:
        """In words, what another sweep was asked that this one was not."""
        found = []
        for name in (f.name for f in fields(self)):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine == theirs or name in ("scenario", "hash"):
                continue
            found.append(f"{name}: {_short(mine)} there, {_short(theirs)} now")
        if self.hash != other.hash:
            found.insert(0, "the scenario has changed")
        return found


@dataclass
class Store:
    """The folder of a sweep.

    Attributes:
        folder: Where it is.
        notes: What it was asked to do.
        scenario: Resolved.
        design: Its points.
        blocks: Its runs.
    """

    folder: Path
    notes: Notes
    scenario: Scenario
    design: pd.DataFrame
    blocks: list[Block] = field(default_factory=list)

    @classmethod
    def create(
        cls, folder: Path, notes: Notes, scenario: Scenario, design: pd.DataFrame, block: Block
    ) -> Store:
        """Makes the folder; the manifest comes last, so that a folder without one is no sweep."""
        folder = folder.expanduser().resolve()
        _no_file(folder)
        if folder.exists() and any(_others(folder)):
            if (folder / MANIFEST).is_file():
                raise SweepError(
                    f"{folder} holds results already; go on with --resume, or choose another folder"
                )
            raise SweepError(f"{folder} holds other files; choose another folder")
        (folder / RUNS).mkdir(parents=True, exist_ok=True)
        store = cls(folder, notes, scenario, design, [block])
        write_file(folder / SCENARIO, lambda p: _write(p, dump(scenario)))
        store._write_design()
        store._write_manifest()
        return store

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Reads the folder of a sweep.

        Raises:
            SweepError: It is none, or it is damaged.
        """
        folder = folder.expanduser().resolve()
        _no_file(folder)
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if manifest.get("kind") != KIND:
                raise SweepError(f"{folder} holds the results of a {manifest.get('kind', 'run')}")
            if manifest["format"] > FORMAT:
                raise SweepError(f"{folder} was written by a newer overstap")
            notes = Notes(**{f.name: manifest[f.name] for f in fields(Notes)})
            blocks = [Block(tuple(b["points"]), tuple(b["replicates"])) for b in manifest["blocks"]]
            scenario, design = load(folder / SCENARIO), pd.read_parquet(folder / DESIGN)
            store = cls(folder, notes, scenario, design, blocks)
            # Folders of before this was noted have no digest.
            if manifest.get("points", store._digest()) != store._digest():
                raise SweepError(
                    f"{folder / DESIGN} has other points than those that its runs were made at; "
                    "put the old file back"
                )
            return store
        except FileNotFoundError as error:
            missing = Path(error.filename or "a file").name
            raise SweepError(f"{folder} holds no sweep: {missing} is missing") from None
        except (OSError, ValueError, KeyError, TypeError, ScenarioError) as error:
            raise SweepError(f"the sweep in {folder} is damaged: {error}") from error

    @property
    def size(self) -> int:
        """Number of runs, of all blocks."""
        return sum(block.size for block in self.blocks)

    @property
    def shards(self) -> int:
        """Number of shards when it is complete."""
        return sum(-(-block.size // self.notes.batch) for block in self.blocks)

    def runs(self) -> Iterator[list[tuple[int, int, int]]]:
        """Shard by shard the number, point and replicate of its runs."""
        number = 0
        for block in self.blocks:
            pairs = [
                (point, replicate)
                for replicate in range(*block.replicates)
                for point in range(*block.points)
            ]
            for first in range(0, len(pairs), self.notes.batch):
                part = pairs[first : first + self.notes.batch]
                yield [(number + first + k, *pair) for k, pair in enumerate(part)]
            number += len(pairs)

    def missing(self) -> list[int]:
        """Numbers of the shards that are not there, or not whole with their ledgers.

        The latter are removed.
        """
        found = []
        for number, runs in enumerate(self.runs()):
            if not self._is_whole(number, [run for run, _, _ in runs]):
                found.append(number)
        return found

    def keep(self, done: Done) -> None:
        """Writes a shard, whole or not at all; its ledger first, so that rows vouch for it."""
        if self.notes.ledger:
            exits = done.exits if done.exits is not None else pd.DataFrame({"run": [], "point": []})
            self._shard(EXITS, done.number, exits)
        self._shard(RUNS, done.number, done.rows)

    def grow(self, design: pd.DataFrame, block: Block) -> None:
        """Adds runs; what is there stays as it is."""
        self.design, self.blocks = design, [*self.blocks, block]
        self._write_design()
        self._write_manifest()

    def files(self, kind: str = RUNS) -> list[Path]:
        """The shards that are there, in order; a copy of one, such as `00001 (2)`, is none."""
        there = (self.folder / kind).glob("[0-9]*.parquet")
        return sorted((path for path in there if path.stem.isdigit()), key=lambda p: int(p.stem))

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keeps others from writing here meanwhile.

        Raises:
            SweepError: Somebody is writing here.
        """
        lock = FileLock(self.folder / LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            message = f"another process is writing the sweep in {self.folder}; wait until it ends"
            raise SweepError(message) from None
        try:
            yield
        finally:
            lock.release()

    def _is_whole(self, number: int, runs: list[int]) -> bool:
        path = self.folder / RUNS / f"{number:05d}.parquet"
        if not path.exists():
            return False
        try:
            there = pq.read_table(path, columns=["run"])["run"].to_pylist()
            whole = there == runs
            if whole and self.notes.ledger:
                pq.read_metadata(self.folder / EXITS / path.name)
        except (OSError, pa.ArrowInvalid, KeyError):
            whole = False
        if not whole:
            path.unlink()
        return whole

    def _shard(self, kind: str, number: int, table: pd.DataFrame) -> None:
        notes = {"hash": self.notes.hash, "version": self.notes.version}
        target = self.folder / kind / f"{number:05d}.parquet"
        write_file(target, lambda path: _parquet(path, table, notes))

    def _write_design(self) -> None:
        notes = {"hash": self.notes.hash, "version": self.notes.version}
        write_file(self.folder / DESIGN, lambda path: _parquet(path, self.design, notes))

    def _digest(self) -> str:
        """Of the points that have runs; a design that is about to grow may have more."""
        return digest_of([self.design.head(max((b.points[1] for b in self.blocks), default=0))])

    def _write_manifest(self) -> None:
        manifest = {
            "format": FORMAT,
            "kind": KIND,
            **asdict(self.notes),
            "title": self.scenario.title,
            "question": self.scenario.question,
            "blocks": [asdict(block) for block in self.blocks],
            "points": self._digest(),
            "columns": [*KEYS, "error", "command", *self.notes.wanted],
            **surroundings(),
        }
        text = json.dumps(manifest, indent=2, ensure_ascii=False, default=_plain) + "\n"
        write_file(self.folder / MANIFEST, lambda path: _write(path, text))


def _no_file(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise SweepError(f"{folder} is a file; the folder of a sweep is needed")


def _others(folder: Path) -> Iterator[Path]:
    """What is in a folder, beside what a sweep leaves when it is stopped before it begins."""
    return (p for p in folder.iterdir() if p.name not in (LOCK, RUNS, SCENARIO, DESIGN) or _full(p))


def _full(path: Path) -> bool:
    return path.is_dir() and any(path.iterdir())


def _parquet(path: Path, table: pd.DataFrame, notes: dict[str, str]) -> None:
    write_parquet(path, [table], notes)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else str(value)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=_plain)
    return text if len(text) <= 80 else text[:77] + "..."
