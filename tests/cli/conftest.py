"""The command line, in this process and in one of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sim.cli import app

CLONE = Path(__file__).parents[2]


@pytest.fixture
def overstap() -> Callable[..., Any]:
    """Runs a command in this process."""

    def invoke(*arguments: str) -> Any:
        return CliRunner(env={"COLUMNS": "80"}).invoke(app, list(arguments))

    return invoke


@pytest.fixture
def start() -> Callable[..., subprocess.Popen[bytes]]:
    """Starts a command in a process of its own."""

    def heed_ctrl_c() -> None:
        # Whoever runs the tests in the background has it ignored, and children inherit that.
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    def begin(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        if sys.platform != "win32":
            options.setdefault("preexec_fn", heed_ctrl_c)
        return subprocess.Popen(
            [sys.executable, "-m", "sim.cli", *arguments],
            cwd=CLONE,
            stdout=options.pop("stdout", subprocess.PIPE),
            stderr=subprocess.PIPE,
            **options,
        )

    return begin


@pytest.fixture
def market(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a tiny scenario with a few lines of its own."""

    def write(more: str = "") -> Path:
        path = tmp_path / "tiny.yaml"
        path.write_text(TINY + more, encoding="utf-8")
        return path

    return write


TINY = """
title: A tiny market
period: quarter
start: 2010-02
burn_in: 2
horizon: 12
market: subscription
problem:
  name: be online
  outcomes:
    speed: {unit: Mbps, worst: 0, best: 1000}
    fee: {unit: EUR, worst: 100, best: 10, revenue: true}
customers:
  count: 300
  leave: 0.05
  life_events: 0.1
  segments:
    all: {share: 1, taste: {speed: {mean: 0.002}, fee: {mean: -0.05}}}
providers:
  old:
    label: "[red]Old & Co"
    offer: {speed: 100, fee: 50}
    contract: {length: 4, exit_fee: 5, renews: true}
    contacts: {people: 10, turnover: 0.2}
    touchpoints: {support: {failure: 0.3, severity: 4}}
    recovery: {instrument: both}
    attention: {policy: random, capacity: 0.2}
"""
