"""`overstap sensitivity` and `overstap discover`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.experiments.sweeps import Order, begin
from tests.analysis.fake_sweeps import fake

WHEN = "share(train) >= 0.5"
COMMANDS = ("sensitivity", "discover")


def cheap(told: pd.DataFrame) -> dict[str, Any]:
    return {"share(train)": (told["u_train_fare"] < 0.3).astype(float)}


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    options: dict[str, Any] = {"levers": ["train_fare", "calls"], "points": 200, "replicates": 2}
    fake(tmp_path / "sweep", cheap, **options)
    return tmp_path / "sweep"


def test_sensitivity_on_the_screen_and_on_disk(overstap: Callable[..., Any], sweep: Path) -> None:
    found = overstap("sensitivity", str(sweep))
    assert found.exit_code == 0, found.output
    label = "the share of use of high-speed train at the end"
    said = " ".join(found.stdout.split())
    assert f"“Train fare” goes with {label} most, downwards" in said
    assert (sweep / "sensitivity.png").read_bytes().startswith(b"\x89PNG")
    assert "sensitivity.png" in found.stderr
    dutch = overstap("sensitivity", str(sweep), "--lang", "nl", "--quiet")
    assert "gaat het meest samen met" in " ".join(dutch.stdout.split())
    assert dutch.stderr == ""


def test_discover_on_the_screen_and_on_disk(overstap: Callable[..., Any], sweep: Path) -> None:
    found = overstap("discover", str(sweep), "--when", WHEN, "--measure", "share(train)")
    assert found.exit_code == 0, found.output
    assert "Train fare under 8" in found.stdout
    assert (sweep / "discovery.png").read_bytes().startswith(b"\x89PNG")
    assert (sweep / "discovery_peeling.png").exists()


def test_one_json_object(overstap: Callable[..., Any], sweep: Path) -> None:
    found = json.loads(overstap("sensitivity", str(sweep), "--json").stdout)
    levers = found["measures"]["share(train)"]["levers"]
    assert [one["lever"] for one in levers] == ["train_fare", "calls"]
    assert found["measures"]["share(train)"]["method"] == "ranks"
    found = json.loads(overstap("discover", str(sweep), "--when", WHEN, "--json").stdout)
    assert found["when"] == {"measure": "share(train)", "sign": ">=", "bound": 0.5}
    (limit,) = found["boxes"][0]["limits"]
    assert (limit["lever"], limit["side"]) == ("train_fare", "high")
    assert found["boxes"][0]["held_out"]["density"]["value"] > 0.9
    assert not list(sweep.glob("*.png"))


def test_folders_that_are_no_sweep(overstap: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    sim.run("airline_vs_train", customers=50, periods=2, out=tmp_path / "run")
    begin(Order("airline_vs_train", levers=["calls"], points=4), tmp_path / "begun")
    for name, text in (
        ("empty", "holds no sweep"),
        ("nowhere", "holds no sweep"),
        ("run", "holds the results of a run"),
        ("begun", "no finished runs"),
    ):
        for command in COMMANDS:
            found = overstap(command, str(tmp_path / name))
            assert (found.exit_code, found.stdout) == (2, "")
            assert text in found.stderr


def test_questions_that_the_sweep_cannot_answer(
    overstap: Callable[..., Any], tmp_path: Path, sweep: Path
) -> None:
    fake(tmp_path / "oat", cheap, levers=["train_fare", "calls"], design="oat", replicates=2)
    for arguments, text in (
        (("sensitivity", str(tmp_path / "oat")), "--design sobol"),
        (("sensitivity", str(sweep), "--measure", "share(tran)"), "did you mean 'share(train)'"),
        (("sensitivity", str(sweep), "--measure", "share(train)@end"), "mean 'share(train)'"),
        (("discover", str(sweep)), "--when 'NAME >= NUMBER'"),
        (("discover", str(sweep), "--when", "share(train)"), "write it like"),
        (("discover", str(sweep), "--when", WHEN, "--measure", "x"), "the sweep has no 'x'"),
    ):
        found = overstap(*arguments)
        assert (found.exit_code, found.stdout) == (2, "")
        assert text in found.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_help_loads_nothing_heavy(command: str) -> None:
    heavy = ("numpy", "pandas", "sklearn", "matplotlib", "altair", "SALib", "analysis")
    code = (
        f"import sys, atexit; from sim.cli import main; sys.argv = ['overstap', '{command}', '-h'];"
        f"atexit.register(lambda: print([n for n in {heavy} if n in sys.modules])); main()"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--json" in found.stdout
    assert found.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--design", "grid"), "leave out --design"),
        (("--points", "9", "--levels", "4"), "leave out --points and --levels"),
    ],
)
def test_a_table_has_its_points_already(overstap, tmp_path, given, told):
    file = tmp_path / "points.csv"
    file.write_text("train_fare\n50\n", encoding="utf-8")
    found = overstap(
        "sweep", "airline_vs_train", "--table", str(file), *given, "--out", str(tmp_path / "out")
    )
    assert found.exit_code == 2
    assert told in " ".join(found.stderr.split())
    assert not (tmp_path / "out").exists()
