"""Runs: one, beside the same customers' world without the entrant, and many with other luck."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd

from sim import engine
from sim.folder import check_target
from sim.measures import UNKNOWN
from sim.processes import end_with_parent, processors
from sim.replicates import DEFAULT_MEASURES, Replicate, Replicates
from sim.results import Results
from sim.scenario import Scenario
from sim.scenario.loading import Source
from sim.scenario.overrides import Overrides
from sim.worlds import Order, Progress, both_worlds, order_of


def run(
    scenario: Source | Scenario,
    *,
    seed: int = 1,
    customers: int | None = None,
    periods: int | None = None,
    overrides: Overrides = (),
    plan: str | None = None,
    entrants: bool = True,
    against_no_entrant: bool = True,
    panel: int = 0,
    track: int = 0,
    trips: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
    on_compile: Callable[[], None] | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
) -> Results:
    """Runs a market once, and where somebody enters, the same customers' world without that.

    Args:
        scenario: A scenario, the name of a packaged one, a path or plain values.
        seed: 0 to 2^64 - 1; the same seed gives the same run.
        customers: Number of customers, instead of the scenario's.
        periods: Horizon, instead of the scenario's.
        overrides: `path=value` texts, (path, value) pairs or a mapping; levers by name.
        plan: Name of a what-if plan of the scenario.
        entrants: False for the world in which no disruptor enters.
        against_no_entrant: Whether to run that world too, for the excess.
        panel: Customers whose state at start and end is kept, evenly spread; -1 for all.
        track: Customers who are followed from period to period, for `Results.panel`, evenly spread;
            -1 for all. The other world follows nobody, nor does a run resumed from a checkpoint.
        trips: Occasion markets: whether to record single needs met by another than the main
            provider, for `Results.trips`.
        threads: To use; as many as there are processors when left out. The result is the same.
        progress: Called after every period with the number done and the total.
        on_compile: Called when this machine has not compiled the rules yet, which takes 20 seconds.
        out: Folder to write the results into.
        overwrite: Whether older results there may be replaced.

    Returns:
        The results, with `excess`, and with the other world in `without`.

    Raises:
        ScenarioError: The scenario, or a value, is not valid.
        ValueError: The seed or a number of customers or periods makes no sense, or trips are asked
            of a subscription market.
        FileExistsError: `out` is taken.
    """
    if out is not None:
        check_target(out, overwrite=overwrite)
    order = order_of(
        scenario,
        overrides,
        plan,
        seed=seed,
        customers=customers,
        periods=periods,
        entrants=entrants,
        against=against_no_entrant,
        threads=threads or processors(),
        trips=trips,
    )
    if on_compile is not None and not engine.is_compiled():
        on_compile()
    results = both_worlds(order, panel=panel, track=track, progress=progress, whole=True)
    if out is not None:
        started = perf_counter()
        results.save(out, overwrite=overwrite)
        results.timings["save"] = perf_counter() - started
    return results


def replicate(
    scenario: Source | Scenario,
    *,
    replicates: int = 20,
    seed: int = 1,
    workers: int = 2,
    customers: int | None = None,
    periods: int | None = None,
    overrides: Overrides = (),
    plan: str | None = None,
    entrants: bool = True,
    against_no_entrant: bool = True,
    measures: Sequence[str] = DEFAULT_MEASURES,
    progress: Progress | None = None,
    on_compile: Callable[[], None] | None = None,
    executor: Executor | None = None,
) -> Replicates:
    """Runs a market many times, with seeds seed, seed + 1, ...

    Args:
        scenario: As for `run`.
        replicates: Number of runs.
        seed: Of the first.
        workers: Processes; 1 stays in this one.
        customers: As for `run`.
        periods: As for `run`.
        overrides: As for `run`.
        plan: As for `run`.
        entrants: As for `run`.
        against_no_entrant: As for `run`; the other world ends with the window of the excess.
        measures: Columns of the table `periods` to keep.
        progress: Called after every run with the number done and the total.
        on_compile: As for `run`.
        executor: Processes that stay alive between calls, instead of `workers` new ones.

    Returns:
        The runs; they depend neither on the number of workers nor on who finishes first.

    Raises:
        ScenarioError: The scenario, or a value, is not valid.
        ValueError: There is no number of replicates, or another number makes no sense.
    """
    if replicates < 1:
        raise ValueError(f"{replicates} replicates; at least 1 is needed")
    first = order_of(
        scenario,
        overrides,
        plan,
        seed=seed,
        customers=customers,
        periods=periods,
        entrants=entrants,
        against=against_no_entrant,
        threads=1,
    )
    orders = [replace(first, seed=seed + k) for k in range(replicates)]
    if not engine.is_compiled():
        if on_compile is not None:
            on_compile()
        # Once here, and not in every worker at the same time.
        both_worlds(_tiny(first), panel=0, progress=None, whole=False)
    done: list[Replicate] = []
    columns = tuple(measures)
    with _pool(min(workers, replicates), executor) as pool:
        if pool is None:
            for order in orders:
                done.append(_replicate(order, columns))
                if progress is not None:
                    progress(len(done), replicates)
        else:
            futures = [pool.submit(_replicate, order, columns) for order in orders]
            try:
                for future in as_completed(futures):
                    done.append(future.result())
                    if progress is not None:
                        progress(len(done), replicates)
            finally:
                for future in futures:
                    future.cancel()
    return Replicates.of(first.scenario, done)


def summary(results: Results) -> dict[str, Any]:
    """The numbers of a run as one object, ready for JSON; unknown values are None.

    Args:
        results: Of a run.

    Returns:
        scenario, seed, version, hash, periods; by provider: shares (of use, last period),
        customers (share of them, end), satisfaction (mean, end), and defections: count, at_risk,
        the three numbers and the excess at the scenario's own cut-off, and under `cutoffs` the same
        at 6, 7 and 8.
    """
    table = results.periods
    last = table[table["period"] == table["period"].max()].set_index("provider")

    def at_end(column: str) -> dict[str, float | None]:
        known = {} if last.empty else last[column].to_dict()
        return {name: _known(known.get(name)) for name in results.providers}

    return {
        "scenario": results.origin.scenario,
        "seed": results.origin.seed,
        "version": results.origin.version,
        "hash": results.origin.hash,
        "periods": results.origin.periods,
        "shares": at_end("share"),
        "customers": at_end("customer_share"),
        "satisfaction": at_end("satisfaction"),
        "defections": {name: _defections(results, name) for name in results.providers},
    }


def _defections(results: Results, provider: str) -> dict[str, Any]:
    own = results.scenario.report.satisfied_at
    numbers = results.three_numbers(provider, own)

    def at(cutoff: float) -> dict[str, Any]:
        found = results.excess.get(provider, {}).get(cutoff, UNKNOWN)
        return {
            **results.three_numbers(provider, cutoff).as_dict(),
            "excess": found.as_dict(),
        }

    return {
        "count": numbers.leavers,
        "at_risk": numbers.at_risk,
        "cutoff": own,
        **at(own),
        "cutoffs": {f"{cutoff:g}": at(cutoff) for cutoff in results.cutoffs()},
    }


def _replicate(order: Order, measures: tuple[str, ...]) -> Replicate:
    results = both_worlds(order, panel=0, progress=None, whole=False)
    return Replicate.of(results, measures)


def _tiny(order: Order) -> Order:
    """The same order for a handful of customers: compiles all that it needs."""
    return replace(order, customers=20, periods=1, against=False)


@contextmanager
def _pool(workers: int, executor: Executor | None) -> Iterator[Executor | None]:
    """Processes to work in; None for this one. An executor that was given is left running."""
    if executor is not None or workers <= 1:
        yield executor
        return
    # Threads of the engine, and of NumPy, do not survive a fork.
    with ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), end_with_parent
    ) as pool:
        yield pool


def _known(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
