"""Whether a place accepts results is tried, and not read off its permissions."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sim.cli.front import RefusedError
from sim.cli.options import check_writable


def test_a_folder_that_accepts_files_is_left_as_it_was(tmp_path):
    check_writable(tmp_path / "new" / "deep" / "results")
    check_writable(tmp_path / "results")
    assert list(tmp_path.iterdir()) == []


def test_a_file_on_the_way_is_told(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(RefusedError, match="is a file, and not a folder"):
        check_writable(tmp_path / "file" / "results")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="Linux has it")
def test_where_nobody_can_write_not_even_root(monkeypatch, overstap):
    # To root, permissions say that all may be done.
    monkeypatch.setattr(os, "access", lambda *_: True)
    with pytest.raises(RefusedError, match="/proc may not be written to"):
        check_writable(Path("/proc/results"))
    found = overstap("run", "airline_vs_train", "--customers", "50", "--out", "/proc/results")
    assert (found.exit_code, found.stdout) == (2, "")


@pytest.mark.skipif(
    sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="root may write anywhere",
)
def test_a_folder_that_is_not_ours(tmp_path):
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(RefusedError, match="may not be written to"):
            check_writable(tmp_path / "results")
    finally:
        tmp_path.chmod(0o755)
