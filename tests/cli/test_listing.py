"""scenarios, schema, check, new."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli.new import RESERVED, file_name
from sim.scenario import catalogue, json_schema, load


def test_scenarios_come_with_their_question(overstap):
    found = overstap("scenarios")
    assert found.exit_code == 0
    for entry in catalogue():
        assert entry.name in found.stdout
    assert max(map(len, found.stdout.splitlines())) <= 80


def test_scenarios_as_json_and_as_bare_names(overstap):
    listed = json.loads(overstap("scenarios", "--json").stdout)["scenarios"]
    assert [entry["name"] for entry in listed] == [entry.name for entry in catalogue()]
    assert all(entry["question"] and Path(entry["file"]).is_file() for entry in listed)
    assert overstap("scenarios", "--quiet").stdout.split() == [entry.name for entry in catalogue()]


def test_the_schema_on_the_screen_and_in_a_file(overstap, tmp_path):
    assert json.loads(overstap("schema").stdout) == json_schema()
    file = tmp_path / "schema.json"
    assert overstap("schema", "--out", str(file)).exit_code == 0
    assert json.loads(file.read_text(encoding="utf-8")) == json_schema()
    file.write_text("mine")
    refused = overstap("schema", "--out", str(file))
    assert (refused.exit_code, file.read_text()) == (2, "mine")
    assert overstap("schema", "--out", str(file), "--force", "--quiet").stdout == ""
    assert json.loads(file.read_text(encoding="utf-8")) == json_schema()
    assert list(tmp_path.iterdir()) == [file]


def test_check_finds_every_problem_in_every_file(overstap, market, tmp_path):
    good = market()
    bad = tmp_path / "bad.yaml"
    bad.write_text(good.read_text().replace("horizon: 12", "horison: 12").replace("0.3", "3"))
    found = overstap("check", str(good), str(bad), "airline_vs_train", "nosuch.yaml")
    assert found.exit_code == 2
    assert found.stdout == f"{good}: ok\nairline_vs_train: ok\n"
    assert f"{bad}:6: horison: unknown key" in found.stderr
    assert "(did you mean `horizon`?)" in found.stderr
    assert "3 is above 1" in found.stderr
    assert "nosuch.yaml: no such file" in found.stderr


def test_check_as_json(overstap, market, tmp_path):
    good = market()
    bad = tmp_path / "bad.yaml"
    bad.write_text(good.read_text().replace("horizon: 12", "horison: 12"))
    found = overstap("check", str(good), str(bad), "--json")
    assert found.exit_code == 2
    assert found.stderr == ""
    report = json.loads(found.stdout)
    assert report["ok"] is False
    assert [file["ok"] for file in report["files"]] == [True, False]
    problem = next(p for p in report["files"][1]["problems"] if p["path"] == "horison")
    assert (problem["line"], problem["suggestion"]) == (6, "horizon")
    assert set(problem) == {"file", "line", "path", "message", "suggestion"}


def test_check_is_silent_when_asked_and_all_is_well(overstap, market):
    found = overstap("check", str(market()), "--quiet")
    assert (found.exit_code, found.output) == (0, "")


def test_a_new_scenario_is_sound_commented_and_runs(overstap, tmp_path):
    made = overstap("new", "Two shops!", "--out", str(tmp_path))
    assert made.exit_code == 0
    file = tmp_path / "Two_shops.yaml"
    scenario = load(file)
    assert scenario.title == "Two shops"
    assert scenario.interventions
    assert scenario.levers
    assert scenario.what_if
    text = file.read_text(encoding="utf-8")
    assert "NAME" not in text
    blocks = ("problem", "customers", "modes", "providers", "rules", "interventions", "levers")
    lines = text.splitlines()
    for block in blocks:
        before = lines[lines.index(f"{block}:") - 1]
        assert block == "customers" or block == "providers" or before.startswith("#"), block
    for plan in ("fast_checkout", "no_advertising"):
        ran = overstap("run", str(file), "--plan", plan, "--customers", "300", "--periods", "15")
        assert ran.exit_code == 0, ran.output


def test_a_new_scenario_is_whole_or_not_at_all(overstap, tmp_path, monkeypatch):
    file = tmp_path / "mine.yaml"
    file.write_text("precious")
    refused = overstap("new", "mine", "--out", str(tmp_path))
    assert (refused.exit_code, file.read_text()) == (2, "precious")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    failed = overstap("new", "other", "--out", str(tmp_path))
    assert failed.exit_code == 1
    assert "No space left" in failed.stderr
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_scenario_tells_its_name_to_programs(overstap, tmp_path):
    file = tmp_path / "a.yaml"
    assert overstap("new", "a", "--out", str(tmp_path), "-q").stdout == f"{file}\n"
    found = json.loads(overstap("new", "b", "--out", str(tmp_path), "--json").stdout)
    assert found == {"name": "b", "file": str(tmp_path / "b.yaml")}


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("market", "market"),
        ("market.yaml", "market"),
        ("My market; rm -rf", "My_market_rm_-rf"),
        ("  café  ", "café"),
        ("--dashes--", "dashes"),
        ("a.b", "a_b"),
        ("x" * 100, "x" * 60),
    ],
)
def test_names_become_file_names(name, file):
    assert file_name(name) == file


@pytest.mark.parametrize("name", ["", "   ", "a/b", "..\\b", "con", "LPT1.yaml", "___"])
def test_some_names_cannot(name):
    with pytest.raises(Exception, match="name"):
        file_name(name)


def test_reserved_names_are_whole_names():
    assert RESERVED.fullmatch("aux")
    assert not RESERVED.fullmatch("auxiliary")


def test_titles_in_yaml_stay_titles(overstap, tmp_path):
    overstap("new", "true", "--out", str(tmp_path))
    assert load(tmp_path / "true.yaml").title == "True"
