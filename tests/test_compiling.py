"""What a second process compiles is what the first one needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sim import compiling, engine
from sim.market import Market


def test_the_other_process_compiles_for_the_types_that_a_market_has() -> None:
    Market(customers=20).step()
    # Another copy of the same sources keeps what it compiles beside this, in a folder of its own.
    folder = Path(engine.advance._compiled.stats.cache_path)
    own = sorted(folder.glob("*.advance-*.nbc"))
    assert len(own) == 1
    # With other types it would compile again, and leave a second file.
    command = [sys.executable, "-m", "sim.compiling"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stderr=pipe, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.read()
    assert (process.returncode, said) == (0, "")
    assert sorted(folder.glob("*.advance-*.nbc")) == own


def test_it_ends_when_nobody_waits() -> None:
    code = "import time; from sim import compiling, engine, market\n" \
        "class Slow:\n" \
        "    def __init__(self, *_, **__): time.sleep(60)\n" \
        "market.Market = Slow\n" \
        "compiling.main()"  # fmt: skip
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=30) == 1


@pytest.mark.parametrize(("count", "python"), [(1, sys.executable), (2, ""), (2, "/no/python")])
def test_where_it_cannot_help_nothing_is_started(
    monkeypatch: pytest.MonkeyPatch, count: int, python: str
) -> None:
    monkeypatch.setattr(compiling, "processors", lambda: count)
    monkeypatch.setattr(sys, "executable", python)
    beside = compiling.Beside()
    beside.start()
    beside.wait()
    assert not beside.started


def test_it_is_started_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "processors", lambda: 2)
    beside = compiling.Beside()
    beside.start()
    assert beside.started
    beside.wait()
    beside.start()
    beside.wait()
    assert not beside.started
