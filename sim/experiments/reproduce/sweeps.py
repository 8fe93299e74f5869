"""Some runs of a sweep again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd

import sim
from sim.experiments.reproduce.verdict import NoOriginError, Verdict
from sim.experiments.spread import evenly
from sim.experiments.sweeps import Sweep, SweepError
from sim.experiments.sweeps.carried import digest_of_rows
from sim.experiments.sweeps.jobs import Batch, Run, do_batch
from sim.experiments.sweeps.store import EXITS, RUNS, Notes, Store
from sim.experiments.sweeps.sweeping import batches_of, plan_of
from sim.folder import MANIFEST
from sim.origin import hash_of
from sim.scenario import Scenario, ScenarioError, load


def sweep_again(path: Path, told: Mapping[str, Any], digest: str, runs: int) -> Verdict:
    """Does some runs of a sweep again.

    Args:
        path: A folder, a file of it, or a picture or page.
        told: What a picture or page carries, see `sim.experiments.sweeps.carried`.
        digest: Of all rows, as a picture or page carries it.
        runs: How many, evenly spread.

    Raises:
        NoOriginError: The folder is damaged, or neither folder nor scenario is there any more.
    """
    home = _home(path, told)
    if home is None:
        return _sample_again(path, told)
    try:
        sweep = Sweep.load(home)
        whole = sweep.rows
        rows = whole
        if path.parent.name == RUNS:
            rows = pd.read_parquet(path)
    except (SweepError, OSError, ValueError) as error:
        raise NoOriginError(str(error)) from None
    notes = sweep.store.notes
    verdict = Verdict(path, _line(notes))
    verdict.note_version(notes.version)
    if digest and digest_of_rows(whole) != digest:
        verdict.differences.append("the sweep has other runs now than those it was made from")
    chosen = set(evenly(rows["run"].drop_duplicates().tolist(), runs))
    again = [
        do_batch(Batch(batch.number, batch.plan, (one,))).rows
        for batch in batches_of(sweep.store)
        for one in batch.runs
        if one.number in chosen
    ]
    there = whole[whole["run"].isin(chosen)].sort_values("run", ignore_index=True)
    now = pd.concat(again, ignore_index=True).sort_values("run", ignore_index=True)
    verdict.compared.append(f"{len(now)} of {len(whole):,} runs")
    verdict.compare("the rows", there, now)
    return verdict


def _home(path: Path, told: Mapping[str, Any]) -> Path | None:
    """The folder of the sweep that a file belongs to; None when it lies elsewhere."""
    if path.is_dir():
        return path
    folder = path.parent
    if path.suffix == ".parquet":
        return folder.parent if folder.name in (RUNS, EXITS) else folder
    if not (folder / MANIFEST).exists():
        return None
    try:
        there = Store.open(folder).notes
    except SweepError:
        return None
    return folder if not told or there == _notes(told) else None


def _sample_again(path: Path, told: Mapping[str, Any]) -> Verdict:
    """The runs that a picture carries."""
    if not told:
        raise NoOriginError(f"{path.name} was made from a sweep; ask about it in its folder")
    notes = _notes(told)
    scenario = _scenario(notes)
    plan = plan_of(Store(Path(), notes, scenario, pd.DataFrame()))
    names = [one.name for one in plan.wanted]
    verdict = Verdict(path, _line(notes))
    verdict.note_version(notes.version)
    there = pd.DataFrame([one["numbers"] for one in told["sample"]], columns=names, dtype=float)
    chosen = [Run(**{f.name: one[f.name] for f in fields(Run)}) for one in told["sample"]]
    if not chosen:
        raise NoOriginError(f"{path.name} carries no runs, because none of them succeeded")
    now = do_batch(Batch(0, plan, tuple(chosen))).rows
    verdict.compared.append(f"{len(now)} of {told['runs']:,} runs, those that it carries")
    verdict.compare("the runs", there, now[names])
    return verdict


def _notes(told: Mapping[str, Any]) -> Notes:
    return Notes(**{f.name: told[f.name] for f in fields(Notes)})


def _scenario(notes: Notes) -> Scenario:
    try:
        pairs = [(path, value) for path, value in notes.overrides]
        found = load(notes.scenario, overrides=pairs)
    except ScenarioError as error:
        raise NoOriginError(f"its scenario cannot be loaded: {error}") from None
    if hash_of(found) != notes.hash and notes.version == sim.__version__:
        raise NoOriginError(
            f"the scenario {notes.scenario} has changed since; the folder of the sweep has a copy"
        )
    return found


def _line(notes: Notes) -> str:
    return f"{notes.scenario}, a sweep, seed {notes.seed}, overstap {notes.version}"
