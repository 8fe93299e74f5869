"""Dask clusters for tests: a scheduler and workers as processes of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import sim

ROOT = Path(sim.__file__).parent.parent
PATIENCE = 120.0


@dataclass
class Running:
    """A cluster.

    Attributes:
        address: Of its scheduler.
        scheduler: The process.
        workers: The processes.
    """

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)


def launched(
    module: str, *options: str, within: Sequence[str] = (), log: Path
) -> subprocess.Popen[bytes]:
    """Starts a part of a cluster.

    Args:
        module: `dask_scheduler` or `dask_worker`.
        options: Of its command line.
        within: A command that starts it elsewhere.
        log: What it prints.
    """
    command = [*within, sys.executable, "-m", f"distributed.cli.{module}", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_PROXY": "*", "no_proxy": "*"}
    with log.open("wb") as output:
        return subprocess.Popen(
            command, stdout=output, stderr=output, env=environment, start_new_session=True
        )


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Running]:
    """A scheduler and workers on this machine, each worker a process on a port of its own."""
    file = folder / "scheduler.json"
    scheduler = launched(
        "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--scheduler-file", str(file), log=folder / "scheduler.log",
    )  # fmt: skip
    running = Running("", scheduler)
    try:
        wait_until(file.exists, folder / "scheduler.log")
        running.address = address_in(file)
        for number in range(workers):
            running.workers.append(join(running, folder, number))
        yield running
    finally:
        end(running)


def join(running: Running, folder: Path, number: int) -> subprocess.Popen[bytes]:
    """One more worker."""
    return launched(
        "dask_worker", running.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
        "--host", "127.0.0.1", "--local-directory", str(folder / f"worker{number}"),
        log=folder / f"worker{number}.log",
    )  # fmt: skip


@dataclass(frozen=True)
class Side:
    """A network of its own.

    Attributes:
        address: Of this side.
        within: A command that starts others in it.
    """

    address: str
    within: tuple[str, ...]


@contextmanager
def network() -> Iterator[tuple[Side, Side]]:
    """Two network namespaces with a cable between them; skips where they may not be made."""
    tool = shutil.which("ip")
    if tool is None:
        pytest.skip("no `ip` (package iproute2): network namespaces cannot be made")
    names = [f"overstap{os.getpid() % 10000}{end}" for end in "ab"]
    addresses = ["10.213.7.1", "10.213.7.2"]
    try:
        for name in names:
            made = subprocess.run([tool, "netns", "add", name], capture_output=True, text=True)
            if made.returncode:
                pytest.skip(f"no right to make network namespaces (CAP_SYS_ADMIN): {made.stderr}")
        first, second = names
        cable = ["link", "add", "e0", "netns", first, "type", "veth", "peer", "name", "e0"]
        made = subprocess.run([tool, *cable, "netns", second], capture_output=True, text=True)
        if made.returncode:
            pytest.skip(f"no right to lay a cable between them (CAP_NET_ADMIN): {made.stderr}")
        for name, address in zip(names, addresses, strict=True):
            for words in (f"addr add {address}/24 dev e0", "link set e0 up", "link set lo up"):
                subprocess.run([tool, "-n", name, *words.split()], check=True)
        sides = [
            Side(address, (tool, "netns", "exec", name))
            for name, address in zip(names, addresses, strict=True)
        ]
        yield sides[0], sides[1]
    finally:
        for name in names:
            subprocess.run([tool, "netns", "del", name], capture_output=True)


def end(running: Running) -> None:
    """Ends all processes of a cluster."""
    for process in (*running.workers, running.scheduler):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def address_in(file: Path) -> str:
    """The address that a scheduler wrote down; it may still be writing."""
    import json

    until = time.monotonic() + PATIENCE
    while True:
        try:
            return str(json.loads(file.read_text())["address"])
        except (ValueError, KeyError):
            assert time.monotonic() < until
            time.sleep(0.05)


def wait_until(is_so: object, log: Path) -> None:
    """Waits; tells what the log says when it takes too long."""
    assert callable(is_so)
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, log.read_text() if log.exists() else "no log"
        time.sleep(0.05)
