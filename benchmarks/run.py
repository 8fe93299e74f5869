"""Measures the speed, against peers and in turn, and writes benchmarks/RESULTS.md.

Usage: python -m benchmarks.run [--quick]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

import mesa
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from benchmarks import machine, results
from benchmarks.columns import ColumnsMarket
from benchmarks.markets import NAME, shortened
from benchmarks.plain_mesa import PlainMarket
from sim.layout import CUSTOMER, RELATION, TOLD
from sim.market import Market
from sim.rules.words import USES
from sim.scenario import load

ROOT = Path(__file__).parent.parent


@dataclass
class Plan:
    """How much is measured."""

    customers: int = 100_000
    periods: int = 30
    blocks: int = 10
    small_repeats: int = 15
    starts: int = 3
    sizes: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    scale_periods: int = 120


QUICK = Plan(
    customers=20_000,
    periods=15,
    blocks=3,
    small_repeats=5,
    starts=1,
    sizes=(10_000, 100_000, 300_000),
    scale_periods=12,
)


@dataclass
class Peer:
    """One way to run the same rules."""

    name: str
    make: Callable[[], Any]
    cores: int = 1
    market: Any = None
    ns: list[float] = field(default_factory=list)
    ns_of_processor: list[float] = field(default_factory=list)
    bytes_each: float = float("nan")

    def build(self) -> None:
        """Makes the market; it stays on as many cores as it is timed on."""
        gc.collect()
        before = machine.memory()
        with machine.on_cores(self.cores):
            self.market = self.make()
        self.bytes_each = (machine.memory() - before) / self.market.scenario.customers.count

    def run(self, periods: int) -> None:
        """Times some periods."""
        with machine.on_cores(self.cores):
            start, worked = perf_counter(), thread_time()
            for _ in range(periods):
                self.market.step()
            seconds, worked = perf_counter() - start, thread_time() - worked
        each = 1e9 / periods / self.market.scenario.customers.count
        self.ns.append(seconds * each)
        self.ns_of_processor.append(worked * each)


def compare_peers(plan: Plan, say: Callable[[str], None]) -> tuple[list[Peer], float, float]:
    """Plain Mesa, NumPy columns and the engine, in turn, a block of periods each.

    Args:
        plan: how much.
        say: told what is being done.

    Returns:
        The peers with their times, the needs of a customer in a period, and the cores that other
        programs kept busy meanwhile.
    """
    scenario = shortened(plan.customers, plan.periods)
    peers = [
        Peer("plain Mesa agents", lambda: PlainMarket(scenario, rng=1)),
        Peer("NumPy columns", lambda: ColumnsMarket(scenario, rng=1)),
        Peer("engine, 1 thread", lambda: Market(scenario, rng=1)),
    ]
    if len(machine.ALL) > 1:
        peers.append(Peer("engine, 2 threads", lambda: Market(scenario, rng=1, threads=2), cores=2))
    for peer in peers:
        say(f"{peer.name}: {plan.customers:,} customers, burn-in")
        peer.build()
    # What the peers hold stays; the collector need not look at it again and again.
    gc.collect()
    gc.freeze()
    bystanders = machine.Bystanders()
    for block in range(plan.blocks):
        for peer in peers:
            say(f"{peer.name}: block {block + 1} of {plan.blocks}")
            peer.run(plan.periods // plan.blocks)
    others = bystanders.share()
    uses = peers[2].market.history[:, :, USES].sum() / plan.periods / plan.customers
    for peer in peers:
        getattr(mesa.Agent, "_ids", {}).pop(peer.market, None)
        peer.market = None
    gc.unfreeze()
    gc.collect()
    return peers, float(uses), others


def small_run(repeats: int) -> dict[str, list[float]]:
    """Milliseconds of 2,000 customers over 120 periods, burn-in aside."""
    scenario = load(NAME, overrides={"customers.count": 2000})
    makers = {
        "engine": (Market, False),
        "engine with Mesa's DataCollector": (Market, True),
        "plain Mesa agents": (PlainMarket, False),
    }
    times: dict[str, list[float]] = {name: [] for name in makers}
    with machine.on_cores(1):
        for repeat in range(repeats):
            for name, (make, collect) in makers.items():
                if make is PlainMarket and repeat > 1:
                    continue
                market = make(scenario, rng=repeat, periods=120, collect=collect)
                start = perf_counter()
                while market.running:
                    market.step()
                times[name].append(1e3 * (perf_counter() - start))
                getattr(mesa.Agent, "_ids", {}).pop(market, None)
    return times


def probe(*arguments: str, cache: str | None = None) -> tuple[Any, float]:
    """Runs `benchmarks.probes` in a process of its own.

    Args:
        arguments: of the probe.
        cache: folder for compiled rules, instead of the usual one.

    Returns:
        What it found, and the seconds from start to end of the process.
    """
    environment = dict(os.environ)
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), environment.get("PYTHONPATH", "")])
    if cache is not None:
        environment["OVERSTAP_CACHE"] = cache
    start = perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.probes", *arguments],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env=environment,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1]), perf_counter() - start


def starts(repeats: int) -> tuple[dict[str, float], list[dict[str, float]]]:
    """A first process, which compiles, and later ones, which load what it compiled.

    Returns:
        Seconds of the first process, and of each of the later ones.
    """
    with tempfile.TemporaryDirectory() as cache:
        first, total = probe("start", cache=cache)
        first["process"] = total
        later = []
        for _ in range(repeats):
            answer, total = probe("start", cache=cache)
            later.append({**answer, "process": total})
    return first, later


def bytes_touched(needs: float, providers: int, outcomes: int) -> float:
    """Estimate of the bytes that the engine reads and writes for a customer in a period.

    The customer is read, and written where engagement fades. On a day with a need all relations and
    the taste are read, and the customer, a relation and the word for the neighbours are written.

    Args:
        needs: of a customer in a period.
        providers: number of providers.
        outcomes: number of outcomes.
    """
    always = 2 * CUSTOMER.itemsize
    busy = (providers + 1) * RELATION.itemsize + 4 * outcomes
    busy += 2 * CUSTOMER.itemsize + 2 * TOLD.itemsize
    return always + min(1.0, needs) * busy


def main() -> None:
    """Measures, prints the tables and writes them to benchmarks/RESULTS.md."""
    parser = argparse.ArgumentParser(description="Measures the speed of the engine.")
    parser.add_argument("--quick", action="store_true", help="a rough answer within a minute")
    quick = parser.parse_args().quick
    plan = QUICK if quick else Plan()
    console = Console()
    begin = perf_counter()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("")

        def say(text: str) -> None:
            progress.update(task, description=text)

        say("a first run in a new environment: compiling")
        first, later = starts(plan.starts)
        say("2,000 customers over 120 periods")
        Market(NAME, rng=1, customers=200, periods=2).step()
        small = small_run(plan.small_repeats)
        say("copying memory")
        with machine.on_cores(1):
            bandwidth = machine.copy_bandwidth()
        peers, needs, others = compare_peers(plan, say)
        say(f"up to {plan.sizes[-1]:,} customers, eight providers")
        scale, _ = probe("scale", ",".join(map(str, plan.sizes)), str(plan.scale_periods))
    scenario = shortened(plan.customers, plan.periods)
    touched = bytes_touched(needs, len(scenario.providers), len(scenario.problem.outcomes))
    report = results.Report(
        plan=plan,
        quick=quick,
        others=others,
        peers=peers,
        needs=needs,
        bandwidth=bandwidth,
        touched=touched,
        small=small,
        first=first,
        later=later,
        scale=scale,
        minutes=(perf_counter() - begin) / 60,
    )
    report.show(console)
    target = ROOT / "benchmarks" / "RESULTS.md"
    target.write_text(report.markdown(), encoding="utf-8")
    console.print(f"Written to {target.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
