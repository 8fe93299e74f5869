"""claims --resume: a test that was stopped, in whatever way, goes on as if it had not been."""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.test_claims_command import MARKET

SIZE = ("--customers", "2000", "--replicates", "6", "--points", "30", "--rule", "all", "--quiet")


@pytest.fixture
def shops(tmp_path) -> Path:
    file = tmp_path / "shops.yaml"
    file.write_text(MARKET, encoding="utf-8")
    return file


def answers(out: Path) -> int:
    """How many are kept."""
    files = [f for f in out.with_name(out.name + ".unfinished").glob("*.json") if "_" in f.name]
    return sum(len(json.loads(file.read_text(encoding="utf-8"))) for file in files)


def stopped(process, out: Path, how: signal.Signals) -> tuple[int, bytes]:
    """Waits until something is kept, and stops the process; exit code and complaints."""
    for _ in range(1200):
        if answers(out):
            break
        time.sleep(0.05)
    process.send_signal(how)
    _, told = process.communicate(timeout=60)
    return process.returncode, told


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_test_goes_on(overstap, start, shops, tmp_path, how):
    out, whole = tmp_path / "out", tmp_path / "whole"
    asked = ("claims", str(shops), *SIZE)
    code, told = stopped(start(*asked, "--workers", "2", "--out", str(out)), out, how)
    assert not out.exists()
    kept = answers(out)
    assert 0 < kept < 6 * 3 + 30
    if how == signal.SIGINT:
        assert code == 130
        assert b"--resume goes on from there" in told
    # A killed one says nothing, but the next that wants the folder does.
    again = overstap(*asked, "--out", str(out))
    assert again.exit_code == 2
    assert "--resume" in again.stderr
    other = overstap(*asked, "--out", str(out), "--resume", "--seed", "2")
    assert other.exit_code == 2
    assert "seed was 1, is 2" in other.stderr
    assert answers(out) == kept

    resumed = overstap(*asked, "--workers", "1", "--out", str(out), "--resume")
    assert resumed.exit_code == 0, resumed.stderr
    assert not out.with_name("out.unfinished").exists()
    undisturbed = overstap(*asked, "--workers", "2", "--out", str(whole))
    assert resumed.stdout == undisturbed.stdout
    assert (out / "claims.json").read_bytes() == (whole / "claims.json").read_bytes()
    for table in ("replicates", "points", "design"):
        found, expected = (pd.read_parquet(place / f"{table}.parquet") for place in (out, whole))
        pd.testing.assert_frame_equal(found, expected, check_exact=True)


def test_without_a_folder_there_is_nothing_to_resume(overstap, shops, tmp_path):
    found = overstap("claims", str(shops), "--resume")
    assert found.exit_code == 2
    assert "--out DIR" in found.stderr
    found = overstap("claims", str(shops), "--resume", "--out", str(tmp_path / "out"))
    assert found.exit_code == 2
    assert "nothing to resume" in found.stderr
    assert list(tmp_path.iterdir()) == [shops]
