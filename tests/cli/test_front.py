"""How commands end: exit codes, errors, Ctrl-C, a reader who leaves."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

HEAVY = ("numpy", "numba", "pandas", "mesa", "pydantic", "pyarrow", "rich", "sim.scenario")
COMMANDS = ("scenarios", "new", "check", "schema", "run", "compare", "diary")


def test_the_front_door_opens_without_anything_heavy():
    code = f"import sys, sim.cli; print([name for name in {HEAVY} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_help_names_every_command_and_loads_nothing_heavy():
    code = (
        "import sys, atexit; from sim.cli import main; sys.argv = ['overstap', '--help'];"
        f"atexit.register(lambda: print([n for n in {HEAVY} if n in sys.modules])); main()"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert all(command in found.stdout for command in COMMANDS)
    assert found.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_takes_json_and_quiet(overstap, command):
    found = overstap(command, "--help")
    assert found.exit_code == 0
    assert "--json" in found.stdout
    assert "--quiet" in found.stdout


def test_the_version(overstap):
    import sim

    found = overstap("--version")
    assert (found.exit_code, found.stdout) == (0, f"overstap {sim.__version__}\n")


BAD = [
    (["rum"], "run"),
    (["run"], "SCENARIO"),
    (["run", "nosuch"], "known: airline_vs_train"),
    (["run", "airline_vs_trian"], "did you mean `airline_vs_train`?"),
    (["run", "./nosuch.yaml"], "no such file"),
    (["run", "airline_vs_train", "--set", "providers.train.offer.fair=1"], "did you mean `fare`?"),
    (["run", "airline_vs_train", "--set", "train_fare"], "path=value"),
    (["run", "airline_vs_train", "--set", "train_fare=1000"], "train_fare"),
    (["run", "airline_vs_train", "--plan", "faster"], "known: faster_security"),
    (["run", "airline_vs_train", "--customers", "0"], "1 to 5,000,000"),
    (["run", "airline_vs_train", "--customers", "-3"], "1 to 5,000,000"),
    (["run", "airline_vs_train", "--customers", "1000000000000"], "1 to 5,000,000"),
    (["run", "airline_vs_train", "--customers", "many"], "--customers"),
    (["run", "airline_vs_train", "--periods", "0"], "--periods 0"),
    (["run", "airline_vs_train", "--seed", "-1"], "--seed -1"),
    (["run", "airline_vs_train", "--threads", "0"], "--threads 0"),
    (["diary", "airline_vs_train"], "--customer N"),
    (["diary", "airline_vs_train", "--customer", "1", "--find", "defector"], "which customer?"),
    (["diary", "airline_vs_train", "--customer", "20000"], "0 to 19999"),
    (["diary", "airline_vs_train", "--customer", "-1"], "a number from 0"),
    (["diary", "airline_vs_train", "--customer", "one"], "a number from 0"),
    (["diary", "airline_vs_train", "--customer", "9", "--customers", "9"], "0 to 8"),
    (["check"], "FILE"),
    (["new", "../x"], "--out"),
    (["new", "..."], "letters, digits"),
    (["new", "x", "--out", "/nosuch"], "not a folder"),
    (["schema", "--out", "/nosuch/x.json"], "/nosuch/x.json"),
]


@pytest.mark.parametrize("also", [[], ["--json"]], ids=["text", "json"])
@pytest.mark.parametrize(("arguments", "told"), BAD, ids=lambda value: " ".join(value)[:40])
def test_bad_input_is_one_clear_message(overstap, arguments, told, also):
    found = overstap(*arguments, *also)
    assert found.exit_code == 2
    assert found.stdout == ""
    assert told in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (RuntimeError("a bug"), 1, "please report"),
        (ValueError("a bug"), 1, "please report"),
        (MemoryError(), 1, "--customers"),
        (OSError(errno.ENOSPC, "No space left on device", "/x"), 1, "/x: No space left"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), 2, "/x: Permission denied"),
        (FileExistsError("/x holds results already"), 2, "/x holds results already"),
        (KeyboardInterrupt(), 130, "stopped"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 141, ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
)
def test_exit_codes_are_honest(overstap, monkeypatch, error, code, told):
    def fail() -> None:
        raise error

    monkeypatch.setattr("sim.scenario.catalogue", fail)
    found = overstap("scenarios")
    assert found.exit_code == code
    assert found.stdout == ""
    assert told in found.stderr
    assert ("Traceback" in found.stderr) == ("report" in told)


@pytest.mark.skipif(sys.platform == "win32", reason="no such streams")
@pytest.mark.parametrize("closed", [1, 2])
def test_a_closed_stream_is_no_fault(start: Callable[..., Any], closed):
    process = start("scenarios", preexec_fn=lambda: os.close(closed))
    out, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (0, b"")
    assert bool(out) == (closed == 2)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_control_c_stops_a_run(start: Callable[..., Any]):
    process = start("run", "airline_vs_train", "--customers", "1000000", "--quiet")
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=60)
    assert (process.returncode, out, told) == (130, b"", b"stopped\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes")
@pytest.mark.parametrize("command", [["schema"], ["scenarios", "--json"], ["scenarios"]])
def test_a_reader_who_leaves_is_no_error(start: Callable[..., Any], command):
    reading, writing = os.pipe()
    os.close(reading)
    process = start(*command, stdout=writing)
    os.close(writing)
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (141, b"")


def test_a_terminal_without_the_letters_gets_question_marks(start: Callable[..., Any], tmp_path):
    from sim.cli.new import STARTER

    path = tmp_path / "café.yaml"
    path.write_text(STARTER.read_text(encoding="utf-8").replace("title: A", "title: Café, a"))
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    process = start("check", str(path), "--json", env=environment)
    out, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (0, b"")
    assert json.loads(out)["files"][0]["title"].startswith("Café")
