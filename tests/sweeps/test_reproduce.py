"""A run again, from whatever is left of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

import sim
from analysis.figures import save
from sim.experiments.reproduce import NoOriginError, reproduce
from sim.experiments.sweeps import Order, begin, go_on
from sim.folder import read_notes, write_parquet
from sim.results import Results


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reproduce") / "run"
    sim.run(
        "airline_vs_train",
        seed=7,
        customers=200,
        periods=40,
        overrides=["train_fare=70"],
        plan="more_points",
        panel=50,
        track=20,
        trips=True,
        out=folder,
    )
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "run"))


def change(file: Path, column: str, row: int, value: object) -> None:
    table = pd.read_parquet(file)
    notes = read_notes(file)
    table.loc[row, column] = value
    write_parquet(file, [table], notes)


def test_a_folder(folder: Path) -> None:
    verdict = reproduce(folder)
    assert verdict.is_equal
    assert len(verdict.compared) == 7
    assert reproduce(folder / "manifest.json").is_equal


@pytest.mark.parametrize(
    "name", ["periods", "hazards", "exits", "exit_parts", "panel", "customers", "trips"]
)
def test_a_table_by_itself(folder: Path, tmp_path: Path, name: str) -> None:
    alone = tmp_path / "elsewhere" / f"{name}.parquet"
    alone.parent.mkdir()
    shutil.copy(folder / f"{name}.parquet", alone)
    verdict = reproduce(alone)
    assert verdict.is_equal, verdict.differences
    assert verdict.compared == [f"{name}.parquet"]


def test_a_number_that_was_changed(folder: Path) -> None:
    change(folder / "periods.parquet", "revenue", 3, 12345.0)
    verdict = reproduce(folder)
    assert not verdict.is_equal
    (words,) = verdict.differences
    assert "revenue differs in 1 rows; in row 3 it is 12345.0" in words


def test_rows_that_are_missing(folder: Path) -> None:
    table = pd.read_parquet(folder / "exits.parquet")
    write_parquet(folder / "exits.parquet", [table.iloc[:-2]], read_notes(folder / "exits.parquet"))
    assert f"{len(table) - 2:,} rows" in reproduce(folder).differences[0]


def test_a_picture_and_a_page(folder: Path, tmp_path: Path) -> None:
    results = Results.load(folder)
    notes = results.origin.notes(results.digest)
    picture = save(Figure(), tmp_path / "picture.png", notes=notes)
    assert reproduce(picture).is_equal
    from html import escape

    page = tmp_path / "page.html"
    tags = [
        f'<meta name="overstap:{k}" content="{escape(v, quote=True)}">' for k, v in notes.items()
    ]
    page.write_text("<!doctype html>" + "".join(tags))
    assert reproduce(page).is_equal
    forged = save(Figure(), tmp_path / "forged.png", notes={**notes, "digest": "0" * 16})
    assert reproduce(forged).differences == ["the books came out otherwise"]


def test_a_copy_of_the_scenario_wins_over_its_name(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["scenario"] = "gone.yaml"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert reproduce(folder).is_equal


def test_a_scenario_that_has_changed(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("extends: airline_vs_train\n")
    sim.run(str(mine), customers=50, periods=3, against_no_entrant=False, out=tmp_path / "run")
    alone = Path(shutil.copy(tmp_path / "run" / "periods.parquet", tmp_path / "alone.parquet"))
    assert reproduce(alone).is_equal
    mine.write_text("extends: airline_vs_train\nrules: {look: {base: -1.5}}\n")
    with pytest.raises(NoOriginError, match="has changed since"):
        reproduce(alone)
    mine.unlink()
    with pytest.raises(NoOriginError, match="cannot be loaded"):
        reproduce(alone)


def test_another_version_is_told(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["version"] = "0.0.1"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert "overstap 0.0.1" in reproduce(folder).differences[0]


def test_a_sweep(tmp_path: Path) -> None:
    order = Order("airline_vs_train", levers=["heard"], points=6, replicates=2, customers=50)
    begin(order, tmp_path / "sweep")
    go_on(tmp_path / "sweep")
    assert reproduce(tmp_path / "sweep", runs=3).compared == ["3 of 12 runs"]
    shard = tmp_path / "sweep" / "runs" / "00000.parquet"
    assert reproduce(shard, runs=3).is_equal
    change(shard, "train_share", 11, 0.5)
    verdict = reproduce(tmp_path / "sweep", runs=12)
    assert "train_share differs in 1 rows" in verdict.differences[0]


def test_files_that_do_not_say(tmp_path: Path) -> None:
    with pytest.raises(NoOriginError, match="there is no"):
        reproduce(tmp_path / "nothing.png")
    with pytest.raises(NoOriginError, match=r"manifest\.json is missing"):
        reproduce(tmp_path)
    plain = save(Figure(), tmp_path / "plain.png", {})
    with pytest.raises(NoOriginError, match="does not say"):
        reproduce(plain)
    (tmp_path / "text.txt").write_text("x")
    with pytest.raises(NoOriginError, match="is needed"):
        reproduce(tmp_path / "text.txt")
    (tmp_path / "broken.png").write_bytes(b"x")
    with pytest.raises(NoOriginError, match="cannot be read"):
        reproduce(tmp_path / "broken.png")
