"""What the measurements run on: cores, memory, and how fast memory can be copied."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")
LIBRARIES = ("mesa", "numba", "numpy", "igraph")


def describe() -> list[str]:
    """The machine in general words, without names or paths."""
    system = f"{platform.system()} on {platform.machine()}"
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return [
        f"{processor()}, {len(cores())} cores to use, {system}",
        f"Python {platform.python_version()}, {libraries}",
    ]


def processor() -> str:
    """Name of the processor's model, as far as the system tells."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


class Bystanders:
    """Watches how much of the machine other programs take, where the system tells."""

    def __init__(self) -> None:
        self._start = perf_counter()
        self._others = self._seconds_of_others()

    def share(self) -> float:
        """Cores that others kept busy since the start, on average; not a number if unknown."""
        return (self._seconds_of_others() - self._others) / (perf_counter() - self._start)

    @staticmethod
    def _seconds_of_others() -> float:
        with contextlib.suppress(OSError):
            fields = Path("/proc/stat").read_text().split(maxsplit=9)[1:9]
            user, nice, system, _, _, irq, softirq, steal = (int(field) for field in fields)
            ticks = user + nice + system + irq + softirq + steal
            return ticks / os.sysconf("SC_CLK_TCK") - sum(os.times()[:4])
        return float("nan")


def cores() -> list[int]:
    """Numbers of the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


ALL = cores()


@contextlib.contextmanager
def on_cores(count: int) -> Iterator[None]:
    """Keeps the calling thread on the last `count` cores, where the system allows it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    os.sched_setaffinity(0, ALL[-count:])
    try:
        yield
    finally:
        os.sched_setaffinity(0, ALL)


def can_pin() -> bool:
    """Whether the system lets a process stay on one core."""
    return hasattr(os, "sched_setaffinity")


def memory(field: str = "VmRSS") -> float:
    """Resident memory of this process, bytes; not a number where the system does not tell.

    Args:
        field: VmRSS for now, VmHWM for the most since `forget_peak`.
    """
    with contextlib.suppress(OSError):
        for line in STATUS.read_text().splitlines():
            if line.startswith(field + ":"):
                return 1024.0 * int(line.split()[1])
    return float("nan")


def forget_peak() -> None:
    """Starts counting the peak of memory anew, where the system allows it."""
    with contextlib.suppress(OSError):
        CLEAR.write_text("5")


def return_freed_memory() -> None:
    """Gives memory that was freed but kept by the allocator back to the system, where it can."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def copy_bandwidth(megabytes: int = 256, repeats: int = 9) -> list[float]:
    """Bytes a second that one core reads and writes when it copies a large array.

    Returns:
        One number for each repeat.
    """
    source = np.ones(megabytes * 2**17)
    target = np.zeros_like(source)
    rates = []
    for _ in range(repeats):
        start = perf_counter()
        np.copyto(target, source)
        rates.append(2.0 * source.nbytes / (perf_counter() - start))
    return rates


def spread(values: list[float]) -> tuple[float, float, float]:
    """Median, least and most."""
    return median(values), min(values), max(values)
