"""Measurements that need a process of their own; each prints one line of JSON at the end.

Usage: python -m benchmarks.probes start | scale SIZES PERIODS
"""

from __future__ import annotations

import json
import sys
from time import perf_counter
from typing import Any


def start() -> dict[str, float]:
    """Imports the package and runs a first small market; compiles what is not compiled yet."""
    begin = perf_counter()
    from sim.market import Market

    imported = perf_counter()
    market = Market("airline_vs_train", rng=1, customers=200, periods=5)
    while market.running:
        market.step()
    return {"import": imported - begin, "first run": perf_counter() - imported}


def scale(sizes: list[int], periods: int, blocks: int = 6) -> list[dict[str, Any]]:
    """Nanoseconds and bytes for each customer, at several sizes, in turn, on one core.

    Args:
        sizes: numbers of customers, ascending; memory is measured at the last.
        periods: to run.
        blocks: into which the periods are cut; the sizes take turns, a block each.

    Returns:
        A mapping for each size.
    """
    from benchmarks.machine import forget_peak, memory, on_cores, return_freed_memory
    from benchmarks.markets import eight_providers
    from sim.market import Market

    results: list[dict[str, Any]] = []
    markets: list[Any] = []
    with on_cores(1):
        for size in sizes:
            scenario = eight_providers(size, periods)
            before = memory()
            forget_peak()
            begin = perf_counter()
            markets.append(Market(scenario, rng=1))
            built = perf_counter() - begin
            peak_of_building = memory("VmHWM") - before
            results.append({"customers": size, "before": before, "seconds to build": built})
            results[-1]["peak of building"] = peak_of_building / size
            return_freed_memory()
            results[-1]["built size"] = (memory() - before) / size
            forget_peak()
        for _ in range(blocks):
            for market, result in zip(markets, results, strict=True):
                begin = perf_counter()
                for _ in range(periods // blocks):
                    market.step()
                seconds = perf_counter() - begin
                block = 1e9 * seconds / (periods // blocks) / result["customers"]
                result.setdefault("ns", []).append(block)
        last = results[-1]
        return_freed_memory()
        last["steady"] = (memory() - last["before"]) / last["customers"]
        last["peak"] = (memory("VmHWM") - last["before"]) / last["customers"]
        last["exits"] = len(markets[-1].ledger.everything()[0]) / last["customers"]
    return results


if __name__ == "__main__":
    if sys.argv[1] == "start":
        answer: Any = start()
    else:
        answer = scale([int(size) for size in sys.argv[2].split(",")], int(sys.argv[3]))
    print(json.dumps(answer))
