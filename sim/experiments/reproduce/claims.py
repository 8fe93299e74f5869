"""Some runs of a test of claims again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

import sim
from sim.experiments.claims import SEEDS_APART, Effort
from sim.experiments.design import Point, latin_hypercube
from sim.experiments.levers import dials
from sim.experiments.record import CLAIMS, KIND, spots
from sim.experiments.reproduce.verdict import NoOriginError, Verdict
from sim.experiments.spread import evenly
from sim.experiments.study import Job, Study, do
from sim.folder import MANIFEST
from sim.origin import hash_of
from sim.scenario import Scenario, ScenarioError, load


def claims_again(
    path: Path,
    told: Mapping[str, Any],
    runs: int,
    progress: Callable[[int, int], None] | None,
) -> Verdict:
    """Asks some of the questions of a test again.

    Args:
        path: A folder, one of its tables, or a picture.
        told: What a picture carries; empty for a folder, which has all numbers.
        runs: How many, evenly spread over scenarios, rules, seeds and points.
        progress: Called with the runs done, and all that are chosen.

    Raises:
        NoOriginError: The folder is damaged, or a scenario has changed or is not there any more.
    """
    record = told or _record(path)
    if told and "sample" not in told:
        raise NoOriginError(f"{path.name} was made from a record that has no runs")
    if not told:
        folder = path if path.is_dir() else path.parent
        chosen = evenly(_spots(folder), runs)
    else:
        chosen = evenly(record["sample"], runs)
    if not chosen:
        raise NoOriginError(f"{path.name} has no runs")
    effort = Effort(**{name: record[name] for name in Effort.__dataclass_fields__})
    names = list(dict.fromkeys(spot["scenario"] for spot in chosen))
    verdict = Verdict(path, f"claims of {', '.join(record['scenarios'])}, {record['version']}")
    verdict.note_version(record["version"])
    is_same_version = record["version"] == sim.__version__
    markets = {name: _market(name, record["scenarios"][name], is_same_version) for name in names}
    designs = {
        name: latin_hypercube(dials(market), effort.points, effort.seed)
        for name, market in markets.items()
    }
    verdict.compared.append(f"{len(chosen)} of {record['spots']:,} runs")
    for number, spot in enumerate(chosen):
        name = spot["scenario"]
        verdict.differences += _differences(spot, markets[name], designs[name], effort)
        if progress is not None:
            progress(number + 1, len(chosen))
    return verdict


def _differences(
    spot: Mapping[str, Any], market: Scenario, design: list[Point], effort: Effort
) -> list[str]:
    """What comes out otherwise at one point, or with one seed."""
    numbers: dict[str, float | None] = spot["numbers"]
    places = {claim.id: place for place, claim in enumerate(market.claims)}
    gone = [claim for claim in numbers if claim not in places]
    if gone:
        return [f"{spot['scenario']} has no claim {gone[0]}"]
    study = Study.of(market, market.claims, rule=spot["rule"], customers=effort.customers)
    place = spot["point"]
    point = {} if place is None else design[place]
    seed = spot["seed"] if place is None else (effort.seed + SEEDS_APART + place) % 2**64
    wanted = tuple(places[claim] for claim in numbers)
    answer = do(Job(study, int(seed), point, wanted))
    where = f"seed {seed}" if place is None else f"point {place}"
    found = []
    for claim, there in numbers.items():
        number = answer.numbers[places[claim]]
        now = None if number != number else number
        if there != now:
            found.append(
                f"{spot['scenario']}, {spot['rule']}, {where}: {claim} was {there}, is {now}"
            )
    return found


def _record(path: Path) -> dict[str, Any]:
    folder = path if path.is_dir() else path.parent
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        record: dict[str, Any] = json.loads((folder / CLAIMS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NoOriginError(f"the claims in {folder} cannot be read: {error}") from None
    if manifest.get("kind") != KIND or "scenarios" not in record:
        raise NoOriginError(f"{folder} does not say which scenarios its claims were of")
    return record


def _spots(folder: Path) -> list[dict[str, Any]]:
    try:
        tables = [pd.read_parquet(folder / f"{name}.parquet") for name in ("replicates", "points")]
    except (OSError, ValueError) as error:
        raise NoOriginError(f"the claims in {folder} cannot be read: {error}") from None
    return spots(*tables)


def _market(name: str, hash_: str, is_same_version: bool) -> Scenario:
    try:
        market = load(name)
    except ScenarioError as error:
        raise NoOriginError(f"its scenario cannot be loaded: {error}") from None
    if hash_of(market) != hash_ and is_same_version:
        raise NoOriginError(f"the scenario {name} has changed since its claims were tested")
    return market
