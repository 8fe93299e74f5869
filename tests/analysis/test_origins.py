"""Every picture and page says where it came from, and what it was made from comes out again."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from analysis import claims, demo, five_markets, plans, satisfied_first
from analysis.again import MAKERS
from sim.experiments.reproduce import NoOriginError, Verdict, notes_in, reproduce
from sim.experiments.sweeps import Order, begin, expand, go_on
from sim.folder import read_notes, write_parquet

CLONE = Path(__file__).parents[2]
NAME = "airline_vs_train"
ESSENTIAL = {"kind", "hash", "scenario", "seed", "version", "origin", "digest"}

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def overstap() -> Command:
    from typer.testing import CliRunner

    from sim.cli import app

    def invoke(*arguments: str) -> Any:
        found = CliRunner(env={"COLUMNS": "80"}).invoke(app, list(arguments))
        assert found.exit_code in (0, 1), found.output
        return found

    return invoke


def again(file: Path, **options: Any) -> Verdict:
    return reproduce(file, makers=MAKERS, **options)


def elsewhere(file: Path, tmp_path: Path) -> Path:
    """A copy that lies alone."""
    (tmp_path / "alone").mkdir(exist_ok=True)
    return Path(shutil.copy(file, tmp_path / "alone" / file.name))


def change(file: Path, column: str, row: int, value: object) -> None:
    table, notes = pd.read_parquet(file), read_notes(file)
    table.loc[row, column] = value
    write_parquet(file, [table], notes)


def calls_of(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of a function or method of that name, in everything that is shipped."""
    for folder in ("sim", "analysis", "benchmarks"):
        for file in sorted((CLONE / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    called = node.func
                    own = called.attr if isinstance(called, ast.Attribute) else ""
                    if name in (own, called.id if isinstance(called, ast.Name) else ""):
                        yield file.relative_to(CLONE), node


def test_pictures_are_written_in_one_place() -> None:
    assert [str(file) for file, _ in calls_of("savefig")] == ["analysis/figures.py"]
    for other in ("imsave", "print_png", "vegalite_to_png", "vega_to_png", "svg_to_png"):
        assert list(calls_of(other)) == []


# Pictures of runs.


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("origins") / "run"
    options = {"overrides": ["train_fare=70"], "plan": "more_points", "track": -1, "panel": -1}
    sim.run(NAME, seed=7, customers=300, periods=60, out=folder, **options)
    return folder


def questions() -> list[str]:
    """Modules that answer a question about a run, on the screen and in a picture."""
    names = {f.parent / f.stem for f, _ in calls_of("main") if f.parts[0] == "analysis"}
    found = []
    for name in sorted(".".join(path.parts) for path in names):
        module = import_module(name)
        if hasattr(module, "script") or "script.main" in Path(module.__file__ or "").read_text():
            found.append(name)
    return [name for name in found if name not in ("analysis.plans", "analysis.script")]


def test_all_questions_are_found() -> None:
    assert len(questions()) >= 10
    assert "analysis.three_numbers" in questions()


@pytest.mark.parametrize("name", questions())
def test_a_question_about_a_run(
    name: str, run_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(run_folder, tmp_path / "run"))
    few = ["--customers", "60", "--replicates", "2", "--workers", "1"]
    assert import_module(name).main([str(folder), *few]) == 0
    pictures = sorted(folder.glob("*.png"))
    assert pictures, capsys.readouterr().out
    origin = json.loads((folder / "manifest.json").read_text())
    for picture in pictures:
        notes = notes_in(picture)
        assert set(notes) == ESSENTIAL
        assert (notes["kind"], notes["seed"], notes["hash"]) == ("run", "7", origin["hash"])
        told = json.loads(notes["origin"])
        assert (told["plan"], told["overrides"]) == ("more_points", origin["overrides"])
    alone = elsewhere(pictures[0], tmp_path)
    assert again(alone).compared == ["the books (by the digest)"]
    assert again(alone).is_equal


# Pictures and pages of comparisons.


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("origins") / "plans"
    sim.compare(
        NAME,
        ["faster_security"],
        {"cheap": {"train_fare": 60}},
        with_policies=True,
        overrides=["exit_rule=threshold"],
        replicates=2,
        points=2,
        customers=80,
        seed=5,
        workers=1,
        out=folder,
    )
    return folder


def test_a_comparison(
    comparison: Path, tmp_path: Path, overstap: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(comparison, tmp_path / "plans"))
    found = overstap("reproduce", str(folder), "--workers", "1")
    assert found.exit_code == 0
    assert found.stdout.startswith("equal")
    assert "differences.parquet" in found.stdout
    assert plans.main([str(folder)]) == 0
    overstap("report", str(folder), "--quick")
    files = [*sorted(folder.glob("*.png")), folder / "report.html"]
    assert len(files) == 5
    for file in files:
        notes = notes_in(file)
        assert set(notes) >= ESSENTIAL
        assert json.loads(notes["origin"])["overrides"] == [["exit_rule", "threshold"]]
    told: list[tuple[int, int]] = []
    for file in (files[-1], folder / "flows.parquet"):
        alone = elsewhere(file, tmp_path)
        verdict = again(alone, progress=lambda done, all_: told.append((done, all_)))
        assert verdict.is_equal, verdict.differences
        assert told[-1][0] == told[-1][1]
    change(folder / "estimates.parquet", "value", 2, 12345.0)
    found = overstap("reproduce", str(folder), "--workers", "1")
    assert found.exit_code == 1
    assert found.stdout.startswith("not equal")
    assert "estimates.parquet: value differs in 1 rows; in row 2 it is 12345.0" in found.stdout
    (folder / "who.parquet").unlink()
    with pytest.raises(NoOriginError, match=r"who\.parquet is missing"):
        again(folder)


def test_a_comparison_without_the_worlds_without_the_entrant(tmp_path: Path) -> None:
    options = {"replicates": 2, "customers": 80, "workers": 1, "against_no_entrant": False}
    sim.compare(NAME, ["more_points"], out=tmp_path / "plans", **options)
    assert again(tmp_path / "plans").is_equal


# Pictures of sweeps.


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory, overstap: Command) -> Path:
    folder = tmp_path_factory.mktemp("origins") / "sweep"
    measures = ["share(train)", "defections.satisfied_excess(airline)"]
    order = Order(NAME, levers=["train_fare", "policy"], points=24, replicates=2, customers=60)
    begin(Order(**{**vars(order), "measures": measures, "periods": 60}), folder)
    go_on(folder)
    overstap("sensitivity", str(folder))
    overstap("discover", str(folder), "--when", "share(train) >= 0.3")
    return folder


def test_a_sweep(sweep: Path, tmp_path: Path) -> None:
    pictures = sorted(sweep.glob("*.png"))
    assert {"discovery.png", "sensitivity.png"} <= {picture.name for picture in pictures}
    for picture in pictures:
        assert set(notes_in(picture)) == ESSENTIAL
        verdict = again(picture, runs=3)
        assert verdict.is_equal, verdict.differences
        assert verdict.compared == ["3 of 48 runs"]
        verdict = again(elsewhere(picture, tmp_path))
        assert verdict.is_equal, verdict.differences
        assert verdict.compared == ["10 of 48 runs, those that it carries"]
    assert again(sweep / "design.parquet", runs=2).is_equal


def test_a_sweep_that_is_not_what_was_drawn(sweep: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sweep, tmp_path / "sweep"))
    expand(folder, replicates=3)
    go_on(folder)
    assert again(folder, runs=3).is_equal
    verdict = again(folder / "sensitivity.png", runs=3)
    assert verdict.differences == ["the sweep has other runs now than those it was made from"]
    notes = notes_in(folder / "sensitivity.png")
    told = json.loads(notes["origin"])
    told["sample"][4]["numbers"]["share(train)"] = 0.5
    from matplotlib.figure import Figure

    from analysis.figures import save

    forged = save(Figure(), tmp_path / "x.png", {**notes, "origin": json.dumps(told)})
    assert "share(train) differs in 1 rows; in row 4 it is 0.5" in again(forged).differences[0]


# Claims.


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory, overstap: Command) -> Path:
    folder = tmp_path_factory.mktemp("origins") / "claims"
    few = ["--points", "3", "--customers", "60", "--replicates", "6", "--workers", "1"]
    overstap("claims", NAME, "leaky_funnel", "--rule", "all", *few, "--out", str(folder), "-q")
    return folder


def test_claims(tested: Path, tmp_path: Path, overstap: Command) -> None:
    folder = Path(shutil.copytree(tested, tmp_path / "claims"))
    verdict = again(folder, runs=7)
    assert verdict.is_equal, verdict.differences
    assert verdict.compared[0].startswith("7 of ")
    *_, picture = claims.write(folder, tmp_path / "docs")
    assert set(notes_in(picture)) == ESSENTIAL
    verdict = again(picture)
    assert verdict.is_equal, verdict.differences
    assert verdict.compared[0].startswith("10 of ")
    table = pd.read_parquet(folder / "replicates.parquet")
    row = int(table.index[table["value"].notna()][0])
    change(folder / "replicates.parquet", "value", row, 12345.0)
    found = overstap("reproduce", str(folder), "--runs", "1000")
    assert found.exit_code == 1
    assert "was 12345.0, is" in found.stdout
    assert not again(folder / "replicates.parquet", runs=1000).is_equal


def test_claims_of_a_scenario_that_has_changed(tmp_path: Path, overstap: Command) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("extends: leaky_funnel\n")
    few = ["--points", "0", "--customers", "50", "--replicates", "2", "--workers", "1"]
    overstap("claims", str(mine), *few, "--out", str(tmp_path / "claims"), "-q")
    assert again(tmp_path / "claims").is_equal
    mine.write_text("extends: leaky_funnel\nburn_in: 5\n")
    with pytest.raises(NoOriginError, match="has changed since"):
        again(tmp_path / "claims")


# Scripts that run markets themselves.


def test_the_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = ["--replicates", "2", "--customers", "150", "--workers", "1"]
    assert demo.main([*few, "--out", str(tmp_path)]) == 0
    for name in ("demo.png", "demo.html"):
        assert set(notes_in(tmp_path / name)) >= ESSENTIAL
    assert again(tmp_path / "demo.png").is_equal
    assert notes_in(tmp_path / "demo.png")["digest"] == notes_in(tmp_path / "demo.html")["digest"]
    table = capsys.readouterr().out.split(" or more")
    assert len(table) == 5  # 6, 7 and 8, and the answer
    assert "…" not in "".join(table)


def test_five_markets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "five_markets.png"
    five_markets.main(["--replicates", "2", "--customers", "60", "--out", str(picture)])
    assert set(notes_in(picture)) == ESSENTIAL
    assert again(picture).is_equal
    told = json.loads(notes_in(picture)["origin"])
    assert told["command"].endswith("five_markets --replicates 2 --customers 60 --seed 1")


def test_satisfied_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    few = [w for w in satisfied_first.worlds() if w["policy"] in ("none", "squeaky_wheel")]
    monkeypatch.setattr(satisfied_first, "worlds", lambda: few[:])
    asked = ["--replicates", "2", "--customers", "40", "--workers", "1", "--out", str(tmp_path)]
    try:
        assert satisfied_first.main(asked) == 0
    finally:
        capsys.readouterr()
    picture = tmp_path / "satisfied_first.png"
    assert set(notes_in(picture)) == ESSENTIAL
    assert again(picture).is_equal
    with pytest.raises(NoOriginError, match="a satisfied_first, which cannot be run again"):
        reproduce(picture)
