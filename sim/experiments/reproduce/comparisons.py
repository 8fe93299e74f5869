"""A comparison of plans again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

import sim
from sim.experiments.compare import compare_again
from sim.experiments.plans.comparison import TABLES, Comparison, Terms
from sim.experiments.reproduce.verdict import NoOriginError, Verdict
from sim.results import ResultsError
from sim.scenario import Scenario, ScenarioError, load


def comparison_again(
    path: Path,
    told: Mapping[str, Any],
    digest: str,
    workers: int,
    progress: Callable[[int, int], None] | None,
) -> Verdict:
    """Compares the same plans with the same seeds.

    Args:
        path: A folder, one of its tables, or a picture or page.
        told: What the file carries; empty for a folder.
        digest: Of all tables, as the file carries it.
        workers: Processes.
        progress: Called with the worlds lived, and all of them.

    Raises:
        NoOriginError: The folder is damaged, or the scenario is not there any more.
    """
    if path.is_dir():
        try:
            there = Comparison.load(path)
        except ResultsError as error:
            raise NoOriginError(str(error)) from None
        terms, market = there.terms, there.scenario
        tables = {name: there.table(name) for name in TABLES}
    else:
        terms = Terms.read(told)
        market = _market(terms)
        tables = {}
        if path.suffix == ".parquet" and path.stem in TABLES:
            tables = {path.stem: pd.read_parquet(path)}
    verdict = Verdict(
        path,
        f"{terms.scenario}, {len(terms.plans)} plans, {terms.replicates} seeds from {terms.seed}, "
        f"overstap {terms.version}",
    )
    verdict.note_version(terms.version)
    now = compare_again(market, terms, workers=workers, progress=progress)
    for name, table in tables.items():
        verdict.compared.append(f"{name}.parquet")
        verdict.compare(f"{name}.parquet", table, now.table(name))
    if not tables:
        verdict.compare_digests("all tables", digest, now.notes["digest"])
    return verdict


def _market(terms: Terms) -> Scenario:
    try:
        market = load(terms.scenario, overrides=terms.overrides)
    except ScenarioError as error:
        raise NoOriginError(f"its scenario cannot be loaded: {error}") from None
    if terms.named(market) != terms.hash and terms.version == sim.__version__:
        raise NoOriginError(
            f"the scenario {terms.scenario} has changed since; the folder of the comparison has a "
            "copy of it"
        )
    return market
