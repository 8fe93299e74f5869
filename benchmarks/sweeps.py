"""Measures sweeps: against mesa.batch_run, over processes, and what a run costs beyond the engine.

Usage: python -m benchmarks.sweeps [--quick] [--study]

Writes benchmarks/SWEEPS.md. With --study a whole Sobol study is run, which takes minutes; without,
its time follows from the rate.
"""

from __future__ import annotations

import argparse
import inspect
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import mesa

from benchmarks import machine
from benchmarks.markets import NAME
from benchmarks.plain_mesa import PlainMarket
from benchmarks.results import Line, Section
from sim.experiments.design import at_point
from sim.experiments.sweeps import Order, begin, go_on
from sim.experiments.sweeps.crews import AHEAD, Here, Processes
from sim.experiments.sweeps.designs import points_of
from sim.experiments.sweeps.jobs import do_batch
from sim.experiments.sweeps.sweeping import _batches, plan_of
from sim.market import Market

ROOT = Path(__file__).parent.parent
LEVERS = (
    "train_fare",
    "airline_fare",
    "airport_time",
    "advertising",
    "heard",
    "inertia",
    "effort",
    "quality_weight",
)
PERIODS = 120
CUSTOMERS = 2000
STUDY_BASE, STUDY_REPLICATES = 512, 2
STUDY = STUDY_BASE * (len(LEVERS) + 2) * STUDY_REPLICATES
"""Runs of a Sobol study: N (D + 2) points, with replicates."""

TASK = 0.002
"""Seconds that Dask's scheduler and client take for a task; measured on two cores."""


@dataclass
class Plan:
    """How much is measured."""

    runs: int = 400
    plain: int = 8
    blocks: int = 5


QUICK = Plan(runs=80, plain=2, blocks=2)


def order(runs: int, seed: int = 1) -> Order:
    """A sweep of eight levers."""
    return Order(
        NAME, levers=LEVERS, points=runs, replicates=1, periods=PERIODS, customers=CUSTOMERS,
        seed=seed,
    )  # fmt: skip


def swept(runs: int, workers: int) -> float:
    """Seconds of a sweep, from its begun folder to its last row on disk."""
    with tempfile.TemporaryDirectory() as folder:
        begin(order(runs), Path(folder) / "sweep")
        start = perf_counter()
        crew = Processes(workers) if workers > 1 else Here()
        go_on(Path(folder) / "sweep", crew=crew)
        return perf_counter() - start


def steady(runs: int, workers: int) -> float:
    """Seconds a run, the start of the processes left out: a long sweep less a short one."""
    short = max(20 * workers * (1 + AHEAD), runs // 4)
    long = short + runs
    return (swept(long, workers) - swept(short, workers)) / runs


def plain_mesa(runs: int) -> float:
    """Seconds a run of mesa.batch_run on the same rules as plain Mesa agents, two processes."""
    options: dict[str, Any] = {"number_processes": 2, "display_progress": False}
    seeds = list(range(1, runs + 1))
    parameters: dict[str, Any] = {"scenario": NAME, "periods": PERIODS, "customers": CUSTOMERS}
    if "rng" in inspect.signature(mesa.batch_run).parameters:
        options["rng"] = seeds
    else:
        parameters["rng"] = seeds
    start = perf_counter()
    mesa.batch_run(
        PlainMarket, parameters=parameters, data_collection_period=-1, max_steps=PERIODS, **options
    )
    return (perf_counter() - start) / runs


def overhead(blocks: int) -> tuple[list[float], list[float]]:
    """Seconds a run in a sweep, and of the engine alone on the same points, in turn, one core."""
    rows: list[float] = []
    engine: list[float] = []
    with tempfile.TemporaryDirectory() as folder, machine.on_cores(1):
        sweep = begin(order(20), Path(folder) / "sweep")
        store = sweep.store
        points = points_of(store.design.drop(columns="point"), sweep.levers)
        plan = plan_of(store)
        runs = dict(enumerate(store.runs()))
        (batch,) = _batches([0], runs, plan, points, store.notes)
        scenarios = [at_point(plan.study.market, point) for point in points]
        do_batch(replace(batch, runs=batch.runs[:2]))
        for _ in range(blocks):
            start = perf_counter()
            store.keep(do_batch(batch))
            rows.append((perf_counter() - start) / len(points))
            start = perf_counter()
            for scenario in scenarios:
                market = Market(scenario, rng=1, collect=False)
                while market.period < PERIODS:
                    market.step()
                market.release()
                market.__dict__.clear()
            engine.append((perf_counter() - start) / len(points))
    return rows, engine


def sections(plan: Plan, study: bool) -> list[Section]:
    """Measures everything."""
    Market(NAME, rng=1, customers=200, periods=2).step()
    rows, engine = overhead(plan.blocks)
    extra = [100 * (a / b - 1) for a, b in zip(rows, engine, strict=True)]
    one, two = steady(plan.runs // 2, 1), steady(plan.runs, 2)
    whole = swept(plan.runs, 2)
    efficiency = 100 * one / (2 * two)
    plain = plain_mesa(plan.plain)
    started = whole - plan.runs * two
    thousand = started + 1000 * two
    ratio = 1000 * plain / thousand
    middle, least, most = machine.spread(extra)
    first = Section(
        "1,000 runs of 2,000 customers over 120 periods, two processes",
        [
            Line("mesa.batch_run on plain Mesa agents", f"{1000 * plain:,.0f} s"),
            Line("overstap sweep", f"{thousand:.0f} s"),
            Line("plain Mesa / sweep", f"{ratio:.0f}x", "", ">= 40x", ratio >= 40),
            Line("a run, one process", f"{1000 * one:.1f} ms"),
            Line("a run, two processes", f"{1000 * two:.1f} ms"),
            Line("efficiency of two", f"{efficiency:.0f}%", "", ">= 85%", efficiency >= 85),
            Line(
                "a run in a sweep beyond the engine", f"{middle:.0f}%",
                f"{least:.0f} - {most:.0f}%", "< 15%", middle < 15,
            ),
        ],
        f"Extrapolated: {plan.plain} runs of plain Mesa and {plan.runs} of the sweep were made. "
        "All runs have the scenario's burn-in of 36 periods beside the 120. The sweep's time has "
        f"the start of its processes in it, {started:.1f} s; rates are of a longer sweep less a "
        "shorter one. The engine alone makes the market and steps it; the sweep also sets the "
        "levers, takes 23 numbers and writes its shards.",
    )  # fmt: skip
    minutes = (started + STUDY * two) / 60
    note = "From the rate above."
    if study:
        with tempfile.TemporaryDirectory() as folder:
            begin(
                replace(
                    order(STUDY_BASE), design="sobol", replicates=STUDY_REPLICATES
                ),
                Path(folder) / "sweep",
            )  # fmt: skip
            start = perf_counter()
            go_on(Path(folder) / "sweep", workers=2)
            minutes = (perf_counter() - start) / 60
        note = "Run whole."
    batches = STUDY / 20
    hundred = STUDY * one / 100 + batches * TASK
    second = Section(
        f"A Sobol study: 8 levers, N = {STUDY_BASE}, {STUDY_REPLICATES} replicates, {STUDY:,} runs",
        [
            Line("two cores", f"{minutes:.1f} min", "", "< 10 min", minutes < 10),
            Line("100 Dask workers, estimate", f"{hundred:.0f} s"),
        ],
        f"{note} The estimate: runs shared among 100 such cores, and {1000 * TASK:.0f} ms for "
        f"each of {batches:,.0f} tasks in the scheduler, one after the other; the start of the "
        "workers aside.",
    )
    return [first, second]


def main() -> None:
    """Measures and writes benchmarks/SWEEPS.md."""
    parser = argparse.ArgumentParser(description="Measures sweeps.")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--study", action="store_true", help="run a whole Sobol study")
    asked = parser.parse_args()
    found = sections(QUICK if asked.quick else Plan(), asked.study)
    lines = ["# Speed of sweeps", "", "Written by `make bench-sweeps`.", ""]
    lines += [f"- {line}" for line in machine.describe()]
    for section in found:
        lines += ["", f"## {section.title}", "", "| | | least - most | target | |"]
        lines += ["|---|---:|---:|---:|---|"]
        for line in section.lines:
            met = "" if line.met is None else "met" if line.met else "not met"
            lines.append(f"| {line.what} | {line.figure} | {line.range} | {line.target} | {met} |")
        lines += ["", section.note]
    text = "\n".join(lines) + "\n"
    (ROOT / "benchmarks" / "SWEEPS.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
