"""report: the file, what is said of it, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sim.running import run

    place = tmp_path_factory.mktemp("report") / "run"
    run("silent_leavers", customers=200, periods=20, out=place)
    return place


def test_it_writes_one_file_beside_the_results(overstap, folder):
    found = overstap("report", str(folder), "--quick")
    assert (found.exit_code, found.stderr) == (0, "")
    file = folder / "report.html"
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert f"Report: {file.resolve()}" in found.stdout
    assert "satisfied" in found.stdout
    # Results with a report in their folder are results still, and may be written over.
    from sim.results import Results

    assert Results.load(folder).origin.scenario == "silent_leavers"


def test_one_object_says_what_is_in_it(overstap, folder, tmp_path):
    file = tmp_path / "new" / "page.html"
    found = overstap("report", str(folder), "--quick", "--lang", "nl", "--out", str(file), "--json")
    assert (found.exit_code, found.stderr) == (0, "")
    told = json.loads(found.stdout)
    assert told["report"] == str(file.resolve())
    assert told["bytes"] == file.stat().st_size < 3_000_000
    assert (told["scenario"], told["seed"], told["language"]) == ("silent_leavers", "1", "nl")
    assert "dashboard" in told["exhibits"]
    assert told["sections"][-1] == "again"
    assert '<html lang="nl"' in file.read_text(encoding="utf-8")
    assert [path.name for path in file.parent.iterdir()] == ["page.html"]


def test_quiet_says_only_where(overstap, folder, tmp_path):
    file = tmp_path / "page.html"
    found = overstap("report", str(folder), "--quick", "--quiet", "--out", str(file))
    assert (found.exit_code, found.stdout) == (0, f"{file.resolve()}\n")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--workers", "0"), "--workers 0: a number from 1"),
        (("--out", "{folder}"), "is a folder; name a file"),
        (("--out", "{folder}/manifest.json/page.html"), "is a file, and not a folder"),
        (("--lang", "fr"), "fr"),
    ],
)
def test_options_that_make_no_sense_are_refused(overstap, folder, options, words):
    options = [option.format(folder=folder) for option in options]
    found = overstap("report", str(folder), "--quick", *options)
    assert found.exit_code == 2
    assert words in found.stderr
    assert found.stdout == ""


def test_a_file_that_is_no_page_is_never_replaced(overstap, folder, tmp_path):
    mine = tmp_path / "market.yaml"
    mine.write_text("title: mine")
    found = overstap("report", str(folder), "--quick", "--out", str(mine))
    assert (found.exit_code, found.stdout) == (2, "")
    assert "a page is needed, market.html for one" in found.stderr
    assert mine.read_text() == "title: mine"


def test_a_file_is_not_a_folder_of_results(overstap, folder):
    found = overstap("report", str(folder / "scenario.yaml"), "--quick")
    assert found.exit_code == 2
    assert "is a file; the folder that holds the results is needed" in found.stderr


def test_other_folders_are_refused(overstap, folder, tmp_path):
    nothing = overstap("report", str(tmp_path))
    assert nothing.exit_code == 2
    assert "holds no results" in nothing.stderr
    assert not (tmp_path / "report.html").exists()
    nowhere = overstap("report", str(tmp_path / "nowhere"))
    assert nowhere.exit_code == 2
    manifest = json.loads((folder / "manifest.json").read_text())
    newer = tmp_path / "newer"
    newer.mkdir()
    (newer / "manifest.json").write_text(json.dumps({**manifest, "format": 99}))
    assert "newer overstap" in overstap("report", str(newer)).stderr
    (newer / "manifest.json").write_text(json.dumps({**manifest, "kind": "sweep"}))
    sweep = overstap("report", str(newer))
    assert sweep.exit_code == 2
    assert "is damaged" in sweep.stderr


def test_a_damaged_table_stops_it_and_leaves_the_old_report(overstap, folder, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "report.html").write_text("old")
    (copy / "exits.parquet").write_bytes(b"PAR1")
    found = overstap("report", str(copy), "--quick")
    assert found.exit_code == 2
    assert "damaged" in found.stderr
    assert (copy / "report.html").read_text() == "old"
