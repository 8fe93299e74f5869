"""compare: tables, the object, the folder, and everything that can be asked badly."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import plan_cells
from sim.experiments.plans.comparison import Comparison
from sim.experiments.plans.flows import FEW

LITTLE = ("--customers", "150", "--replicates", "2", "--workers", "1")
MARKET = """
title: Two [red]shops
question: Who wins?
market: subscription
burn_in: 4
horizon: 14
problem:
  name: shop
  outcomes:
    speed: {unit: s, worst: 900, best: 60}
    price: {unit: EUR, worst: 50, best: 5, revenue: true}
customers:
  count: 2000
  segments:
    all: {share: 1, taste: {speed: {mean: -0.002}, price: {mean: -0.1}}}
providers:
  old: {label: "[red]Old & Co", offer: {speed: 600, price: 20}}
  new: {role: disruptor, enters: 4, known: 0.5, advertising: 0.5, offer: {speed: 300, price: 10}}
levers:
  old_price: {path: providers.old.offer.price, range: [5, 40]}
what_if:
  cheap: {label: A low price, set: {old_price: 12}}
  quick: {set: {providers.old.offer.speed: 200}}
"""
DEAR = ("--set", "dear: old_price=30")


@pytest.fixture
def shops(tmp_path) -> Path:
    file = tmp_path / "shops.yaml"
    file.write_text(MARKET, encoding="utf-8")
    return file


def test_the_tables(overstap, shops):
    found = overstap("compare", str(shops), *LITTLE, "--points", "2", *DEAR, "--plan", "cheap")
    assert (found.exit_code, found.stderr) == (0, "")
    lines = found.stdout.splitlines()
    assert lines[0] == "Two [red]shops"
    assert max(map(len, lines)) <= 80
    said = " ".join(found.stdout.split())
    assert "[red]Old & Co: what each plan changes" in said
    assert "150 customers, 14 months from 2000-01, seeds 1 to 2" in said
    assert "left only with the plan" in said
    assert "before and after the entry" in said
    assert "over 2 plausible markets" in said
    assert "least bad there" in said
    # A satisfied share has its company in both tables that have one.
    assert said.count("hazard ratio") >= 2
    assert said.count("base rate") >= 2


def test_without_anything_all_plans_are_compared(overstap, shops):
    told = json.loads(overstap("compare", str(shops), *LITTLE, "--json").stdout)
    assert [plan["plan"] for plan in told["plans"]] == ["cheap", "quick"]
    assert [plan["kind"] for plan in told["plans"]] == ["price", "innovate"]
    assert [plan["cost"] for plan in told["plans"]] == ["counted", "left out"]
    assert told["focus"] == "old"
    assert told["seeds"] == [1, 2]


def test_the_object_and_the_folder_say_the_same(overstap, shops, tmp_path):
    out = tmp_path / "out"
    told = overstap("compare", str(shops), *LITTLE, "--policies", "--json", "--out", str(out))
    assert (told.exit_code, told.stderr) == (0, "")
    found = json.loads(told.stdout)
    stored = Comparison.load(out)
    assert found["hash"] == stored.terms.hash
    assert len(found["differences"]) == len(stored.differences)
    plans = ["cheap", "quick", "policy: innovate", "policy: price"]
    assert [plan["plan"] for plan in found["plans"]] == plans
    first = found["differences"][0]
    assert first["value"] - first["base"] == pytest.approx(first["difference"])
    files = {path.name for path in out.iterdir()}
    assert {"manifest.json", "scenario.yaml", "flows.parquet", "who.parquet"} <= files
    assert pd.read_parquet(out / "series.parquet")["plan"].nunique() == len(found["plans"]) + 1


def test_a_folder_that_is_taken_is_refused_before_anything_is_run(overstap, shops, tmp_path):
    out = tmp_path / "out"
    assert overstap("compare", str(shops), *LITTLE, "--out", str(out), "-q").exit_code == 0
    again = overstap("compare", str(shops), *LITTLE, "--out", str(out))
    assert again.exit_code == 2
    assert "--force" in again.stderr
    forced = overstap("compare", str(shops), *LITTLE, *DEAR, "--out", str(out), "--force")
    assert forced.exit_code == 0
    assert f"Results: {out}" in forced.stdout.replace("\n", "")
    assert Comparison.load(out).plans["plan"].tolist() == ["dear"]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--plan", "cheep"], "did you mean `cheap`"),
        (["--set", "old_price"], "write path=value"),
        (["--set", "x: old_price=99"], "outside 5 to 40"),
        (["--set", "x: old_prise=9"], "did you mean `old_price`"),
        (["--set", "cheap: old_price=9"], "choose another name"),
        (["--set", "x: customers.count=5"], "settled before the books open"),
        (["--with", "old_prise=9"], "did you mean `old_price`"),
        (["--provider", "odl"], "did you mean `old`"),
        (["--replicates", "0"], "--replicates 0"),
        (["--points", "-1"], "--points -1"),
        (["--workers", "0"], "--workers 0"),
        (["--customers", "0"], "--customers 0"),
        (["--objective", "fame"], "customers"),
        (["--out", "/dev/null/x"], "/dev/null"),
    ],
)
def test_bad_input(overstap, shops, arguments, part):
    found = overstap("compare", str(shops), *arguments)
    assert found.exit_code == 2
    assert part in found.stderr
    assert found.stdout == ""


def test_an_unknown_scenario(overstap):
    found = overstap("compare", "airline_vs_trian")
    assert found.exit_code == 2
    assert "did you mean `airline_vs_train`" in found.stderr


def test_values_for_every_world(overstap, shops):
    def shares(*more):
        told = json.loads(overstap("compare", str(shops), *LITTLE, "--json", *more).stdout)
        rows = [row for row in told["estimates"] if row["measure"] == "customer_share"]
        there = [row for row in rows if row["plan"] == "as_is" and row["entrants"]]
        return {row["provider"]: row["value"] for row in there}

    same = shares("--with", "rules.exit=compare")
    assert same == shares()
    assert shares("--with", "rules.exit=threshold") != same
    assert shares("--seed", "2") != same


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_leaves_nothing_behind(start, tmp_path):
    out = tmp_path / "out"
    options = ("--replicates", "200", "--customers", "2000", "--workers", "2", "--out", str(out))
    process = start("compare", "airline_vs_train", *options, start_new_session=True)
    time.sleep(6)
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"stopped" in error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("plan", "lines"),
    [
        ("faster_security", ["faster_", "security"]),
        ("high_switching_costs", ["high_", "switching_", "costs"]),
        ("more_points", ["more_points"]),
        ("policy: lock in", ["policy: lock", "in"]),
        ("a" * 20, ["a" * 20]),
    ],
)
def test_a_long_name_breaks_between_its_words(plan, lines):
    assert plan_cells.name(plan, 14).plain.split("\n") == lines


def test_a_plan_that_changes_nothing_has_no_intervals_and_no_flow(overstap, shops):
    same = ("--set", "same: old_price=20", "--plan", "cheap")
    said = overstap("compare", str(shops), *LITTLE, *same, "--no-counterfactual").stdout
    assert ["same", "0.0", "0.00", "0.00", "0"] in [line.split() for line in said.splitlines()]
    assert "0.0 to 0.0" not in said
    assert "Nobody stays or leaves who would not without it: same." in " ".join(said.split())


def test_when_nobody_moves_there_is_no_table_of_movers(overstap, shops):
    same = ("--set", "same: old_price=20", "--no-counterfactual")
    said = overstap("compare", str(shops), *LITTLE, *same).stdout
    assert "Nobody stays or leaves who would not without it: same." in " ".join(said.split())
    assert "In brackets: the people" not in " ".join(said.split())
    assert said.count("hazard ratio") == 1  # that of the three numbers


def test_few_people_are_counted_and_have_no_satisfied_share(overstap, shops):
    """Of 150 customers and two seeds, a price that is hardly lower keeps a handful."""
    nearly = ("--set", "nearly: old_price=19.5", "--no-counterfactual")
    told = json.loads(overstap("compare", str(shops), *LITTLE, *nearly, "--json").stdout)
    (row,) = (
        row
        for row in told["flows"]
        if (row["provider"], row["cell"]) == ("old", "left only without the plan")
        and row["until"] == min(flow["until"] for flow in told["flows"])
    )
    people = round(row["customers"] * row["runs"])
    assert 0 < people < FEW
    said = overstap("compare", str(shops), *LITTLE, *nearly).stdout
    (line,) = (line for line in said.splitlines() if "left only without the plan" in line)
    assert line.split()[-1] == f"({people})"
