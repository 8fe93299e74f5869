"""run: the table, the object, the folder."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sim.results import Results
from sim.running import run, summary
from sim.scenario import load

SMALL = ("--customers", "600", "--periods", "60")
ENTRANT = """
  new: {role: disruptor, enters: 4, advertising: 0.5, offer: {speed: 900, fee: 40}}
report: {excess_window: 6}
"""


def only_numbers(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def test_one_object_with_the_numbers_of_the_run(overstap):
    found = overstap("run", "airline_vs_train", *SMALL, "--seed", "3", "--json")
    assert (found.exit_code, found.stderr) == (0, "")
    numbers = only_numbers(found.stdout)
    results = run("airline_vs_train", customers=600, periods=60, seed=3)
    assert numbers == only_numbers(json.dumps(summary(results)))
    for key in ("scenario", "seed", "version", "shares", "customers", "satisfaction", "defections"):
        assert key in numbers


def test_what_cannot_be_known_is_null(overstap, market):
    numbers = only_numbers(overstap("run", str(market()), "--json").stdout)
    alone = numbers["defections"]["old"]
    assert alone["count"] == 0
    for name in ("satisfied_share", "hazard_ratio", "excess"):
        assert alone[name] == {"value": None, "low": None, "high": None}


def test_a_market_that_nobody_leaves(overstap, market):
    found = overstap("run", str(market()))
    assert found.exit_code == 0
    assert "Nobody left a provider for another." in found.stdout
    assert "[red]Old & Co" in found.stdout  # a label, and not markup


def test_the_three_numbers_come_together_with_the_excess(overstap):
    found = overstap("run", "airline_vs_train", *SMALL)
    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert "A high-speed train enters an airline's route" in lines[0]
    start = next(k for k, line in enumerate(lines) if line.startswith("air shuttle, left "))
    for line, cutoff in zip(lines[start + 1 : start + 4], ("6", "7", "8"), strict=True):
        assert line.split()[0] == cutoff
        assert line.count("%") == 2  # the share never without the base rate ...
        assert line.count("(") == 4  # ... nor without the ratio and the excess, with intervals
    assert "Of those who left the air shuttle" in found.stdout


@pytest.mark.parametrize(
    ("scenario", "about"),
    [
        ("b2b_account_managers", "At risk: customers, from the start of the period"),
        ("one_bad_experience", "At risk: customers, if they had a need in the period"),
    ],
)
def test_names_are_whole_and_who_is_at_risk_is_told(overstap, scenario, about):
    result = overstap("run", scenario, "--customers", "300", "--periods", "12")
    text = " ".join(result.stdout.split())
    assert about in text
    assert "..." not in text
    for provider in load(scenario).providers.values():
        assert f"{provider.label}, left" in text


def test_without_the_other_world_there_is_no_excess(overstap):
    found = overstap("run", "airline_vs_train", *SMALL, "--no-counterfactual")
    assert "xcess" not in found.stdout
    numbers = only_numbers(
        overstap("run", "airline_vs_train", *SMALL, "--no-counterfactual", "--json").stdout
    )
    assert numbers["defections"]["airline"]["excess"]["value"] is None


def test_an_excess_that_cannot_be_counted_is_told(overstap):
    found = overstap("run", "airline_vs_train", "--customers", "600", "--periods", "40")
    told = " ".join(found.stdout.split())
    assert "unknown, as it is counted over 24 months from the entry" in told
    assert "the books close 16 months after it (report: excess_window)" in told
    before = overstap("run", "airline_vs_train", "--customers", "600", "--periods", "20")
    assert "xcess" not in before.stdout


def test_quiet_leaves_the_answer_only(overstap):
    found = overstap("run", "airline_vs_train", *SMALL, "--quiet")
    assert found.stdout.startswith("At the end")
    assert "Intervals" not in found.stdout
    assert "Of those who left" in found.stdout


def test_other_values_and_plans_are_shown_and_matter(overstap):
    plain = only_numbers(overstap("run", "airline_vs_train", *SMALL, "--json").stdout)
    found = overstap("run", "airline_vs_train", *SMALL, "--set", "train_fare=40", "--plan",
                     "faster_security")  # fmt: skip
    assert "train_fare = 40" in found.stdout
    assert "plan faster_security" in found.stdout
    cheap = ["run", "airline_vs_train", *SMALL, "--set", "train_fare=40", "--json"]
    other = only_numbers(overstap(*cheap).stdout)
    assert other["shares"]["train"] > plain["shares"]["train"]
    assert only_numbers(overstap(*cheap, "--threads", "1").stdout) == other


@pytest.mark.parametrize("command", [["run"], ["diary", "--customer", "1"], ["sweep"]])
def test_two_plans_at_once_are_refused(overstap, command):
    plans = ("--plan", "faster_security", "--plan", "more_points")
    found = overstap(*command, "airline_vs_train", *plans)
    assert (found.exit_code, found.stdout) == (2, "")
    assert "found faster_security, more_points; one plan at a time" in found.stderr


def test_results_go_into_a_folder_that_is_not_overwritten_by_accident(overstap, tmp_path):
    folder = tmp_path / "deep" / "run"
    found = overstap("run", "airline_vs_train", *SMALL, "--out", str(folder))
    assert found.exit_code == 0
    assert str(folder) in found.stdout.replace("\n", "")
    assert Results.load(folder).origin.customers == 600
    again = overstap("run", "airline_vs_train", *SMALL, "--seed", "2", "--out", str(folder))
    assert again.exit_code == 2
    assert again.stdout == ""
    assert "--force" in again.stderr
    assert Results.load(folder).origin.seed == 1
    options = ("--seed", "2", "--out", str(folder), "--force", "--json")
    forced = overstap("run", "airline_vs_train", *SMALL, *options)
    assert only_numbers(forced.stdout)["seed"] == 2
    assert Results.load(folder).origin.seed == 2


@pytest.mark.parametrize("out", ["a.txt", "a.txt/run", "full"])
def test_a_folder_that_cannot_be_is_refused_before_the_run(overstap, tmp_path, monkeypatch, out):
    (tmp_path / "a.txt").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "photo.jpg").write_text("mine")
    monkeypatch.setattr("sim.running.run", None)
    target = str(tmp_path / out)
    for options in ([], ["--force"]):
        found = overstap("run", "airline_vs_train", "--out", target, *options)
        assert (found.exit_code, found.stdout) == (2, ""), found.stderr
        assert "Traceback" not in found.stderr


def test_a_full_disk_does_not_keep_the_answer_back(overstap, tmp_path, monkeypatch):
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "run"))

    monkeypatch.setattr(Results, "save", full)
    found = overstap("run", "airline_vs_train", *SMALL, "--out", str(tmp_path / "run"))
    assert found.exit_code == 1
    assert "Of those who left" in found.stdout
    assert "No space left" in found.stderr
    as_json = overstap("run", "airline_vs_train", *SMALL, "--out", str(tmp_path / "run"), "--json")
    assert (as_json.exit_code, as_json.stdout) == (1, "")


def test_the_first_run_on_a_machine_says_why_it_takes_long(overstap, monkeypatch):
    monkeypatch.setattr("sim.engine.is_compiled", lambda: False)
    short = ("--customers", "50", "--periods", "1")
    assert "Compiling the rules" in overstap("run", "airline_vs_train", *short).stderr
    assert overstap("run", "airline_vs_train", *short, "--quiet").stderr == ""


def test_what_only_the_engine_refuses_is_bad_input_too(overstap, market):
    path = market()
    text = path.read_text().replace("  count: 300", "  count: 300\n  growth: 0.1")
    path.write_text(text.replace("horizon: 12", "horizon: 40"))
    found = overstap("run", str(path))
    assert found.exit_code == 2
    assert "would grow" in found.stderr


def test_an_entrant_in_another_kind_of_market(overstap, market):
    numbers = only_numbers(overstap("run", str(market(ENTRANT)), "--json").stdout)
    assert numbers["defections"]["old"]["count"] > 0
    assert numbers["defections"]["old"]["excess"]["value"] is not None
    assert "[red]Old & Co, left " in overstap("run", str(market(ENTRANT))).stdout


def test_where_the_scenarios_own_question_is_answered(overstap, tmp_path):
    short = ("--customers", "60", "--periods", "3")
    said = overstap("run", "leaky_funnel", *short).stderr
    assert "overstap compare leaky_funnel\n" in said
    assert "overstap claims leaky_funnel\n" in said
    assert "--out DIR" in said
    folder = tmp_path / "a folder"
    said = overstap("run", "leaky_funnel", *short, "--out", str(folder)).stderr
    assert f"overstap report '{folder}'\n" in said
    assert overstap("run", "leaky_funnel", *short, "--quiet").stderr == ""
