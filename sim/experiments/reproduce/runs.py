"""A run again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

import sim
from sim.experiments.reproduce.verdict import NoOriginError, Verdict
from sim.folder import MANIFEST
from sim.origin import Origin
from sim.results import FILES, SCENARIO
from sim.running import run
from sim.scenario import Scenario, ScenarioError, load, with_values

ALWAYS = ("periods", "hazards", "exits", "parts")
"""Tables of every run."""


def run_again(
    path: Path,
    told: Mapping[str, Any],
    digest: str,
    progress: Callable[[int, int], None] | None,
) -> Verdict:
    """Runs a run again.

    Args:
        path: Its folder, a table of it, or a picture or page.
        told: Its manifest, or what the file carries.
        digest: Of the books, as the file carries it.
        progress: As for `sim.run`.

    Raises:
        NoOriginError: The scenario has changed, or is not there any more.
    """
    origin = Origin.read(dict(told))
    folder = path if path.is_dir() else path.parent
    files = {name: folder / known for name, known in FILES.items()}
    if path.is_dir():
        files = {name: f for name, f in files.items() if name in ALWAYS or f.exists()}
    else:
        files = {name: path for name, f in files.items() if f.name == path.name}
    # Beside a picture may lie any scenario; that of its own run names the same run.
    home = folder if _is_of(folder, origin) else None
    verdict = Verdict(path, f"{origin.scenario}, seed {origin.seed}, overstap {origin.version}")
    scenario = _scenario(origin, home)
    options: dict[str, Any] = {}
    if "panel" in files:
        kept = pq.read_table(files["panel"], columns=["customer"])["customer"]
        options["track"] = len(kept.unique())
    if "customers" in files:
        moments = pd.read_parquet(files["customers"], columns=["moment"])["moment"]
        options["panel"] = int((moments == "start").sum())
    again = run(
        scenario,
        seed=origin.seed,
        periods=origin.periods,
        entrants=origin.entrants,
        against_no_entrant=False,
        trips="trips" in files,
        progress=progress,
        **options,
    )
    verdict.note_version(origin.version)
    if not files:
        verdict.compare_digests("the books", digest, again.digest)
    for name, file in files.items():
        try:
            there = pd.read_parquet(file)
        except FileNotFoundError:
            verdict.differences.append(f"{FILES[name]} is missing")
            continue
        except (OSError, ValueError) as error:
            verdict.differences.append(f"{FILES[name]} is damaged: {error}")
            continue
        verdict.compared.append(FILES[name])
        verdict.compare(FILES[name], there, getattr(again, name))
    return verdict


def _is_of(folder: Path, origin: Origin) -> bool:
    """Whether a folder holds the run itself, and with it the scenario as it was run."""
    if not (folder / SCENARIO).exists():
        return False
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return bool(manifest["hash"] == origin.hash)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _scenario(origin: Origin, home: Path | None) -> Scenario:
    """The scenario that a run was of: the copy beside its results, or the one of that name."""
    try:
        if home is not None:
            return load(home / SCENARIO)
        found = load(origin.scenario, overrides=origin.overrides, plan=origin.plan)
    except ScenarioError as error:
        raise NoOriginError(f"its scenario cannot be loaded: {error}") from None
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
