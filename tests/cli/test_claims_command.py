"""claims: tables, the object, the folder."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.experiments.record import as_object

LITTLE = ("--customers", "120", "--replicates", "6", "--points", "3", "--workers", "1")
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
  old: {offer: {speed: 600, price: 20}}
  new: {role: disruptor, enters: 4, known: 0.5, advertising: 0.5, offer: {speed: 300, price: 10}}
what_if:
  cheap: {set: {providers.old.offer.price: 8}}
claims:
  - {id: C06, says: The new one wins, measure: share.use, provider: new, above: 0.2, minimum: 0.05}
  - {id: C21, says: A cheap one keeps, measure: share.use, provider: old, plan: cheap,
     against: as_is, at_least: 0.99, expects: holds, evidence: a study}
"""


@pytest.fixture
def shops(tmp_path) -> Path:
    file = tmp_path / "shops.yaml"
    file.write_text(MARKET, encoding="utf-8")
    return file


def test_the_table(overstap, shops):
    found = overstap("claims", str(shops), *LITTLE)
    assert found.exit_code == 0, found.stderr
    lines = found.stdout.splitlines()
    assert lines[0] == "Two [red]shops"
    assert max(map(len, lines)) <= 80
    assert "C06  The new one wins" in found.stdout
    assert "above 0.2 by 0.05" in found.stdout
    assert "does not hold" in found.stdout
    assert "unexpected" in found.stdout
    assert "2 claims: 1 holds, 1 does not hold; 1 against what better evidence says." in " ".join(
        found.stdout.split()
    )


def test_an_unknown_number_says_why(overstap, shops):
    with shops.open("a", encoding="utf-8") as file:
        file.write("  - {id: C01, says: They look before it is there, measure: looking,\n")
        file.write("     provider: new, window: [0, 3], above: 0.1}\n")
    found = overstap("claims", str(shops), *LITTLE)
    assert found.exit_code == 0, found.stderr
    told = " ".join(found.stdout.split())
    assert "undecided" in told
    assert "in 6 of 6 runs:" in told
    assert "at risk" in told


def test_the_object_and_the_folder_say_the_same(overstap, shops, tmp_path):
    out = tmp_path / "out"
    told = overstap("claims", str(shops), *LITTLE, "--json", "--out", str(out))
    assert (told.exit_code, told.stderr) == (0, "")
    found = json.loads(told.stdout)
    assert found == json.loads((out / "claims.json").read_text(encoding="utf-8"))
    assert [claim["id"] for claim in found["claims"]] == ["C06", "C21"]
    wins = found["claims"][0]
    assert wins["verdict"] == "holds"
    assert wins["bounds"] == [0.25, None]
    assert wins["robustness"]["points"] == 3
    assert wins["estimate"]["low"] < wins["estimate"]["value"] < wins["estimate"]["high"]
    assert found["claims"][1]["as_expected"] is False
    points = pd.read_parquet(out / "points.parquet")
    assert len(points) == 6
    share = points[points["claim"] == "C06"]["holds"].mean()
    assert share == pytest.approx(wins["robustness"]["share"]["value"], abs=1e-5)
    runs = pd.read_parquet(out / "replicates.parquet")
    own = runs[runs["claim"] == "C06"]
    assert own["seed"].tolist() == [1, 2, 3, 4, 5, 6]
    assert own["value"].mean() == pytest.approx(wins["estimate"]["value"], rel=1e-5)
    design = pd.read_parquet(out / "design.parquet")
    assert set(design["point"]) == {0, 1, 2}
    assert "rules.evaluation.zone" in set(design["path"])


def test_a_folder_that_is_taken_is_refused_before_anything_is_run(overstap, shops, tmp_path):
    out = tmp_path / "out"
    assert overstap("claims", str(shops), *LITTLE, "--out", str(out), "-q").exit_code == 0
    again = overstap("claims", str(shops), *LITTLE, "--out", str(out))
    assert again.exit_code == 2
    assert "--force" in again.stderr
    forced = overstap("claims", str(shops), *LITTLE, "--out", str(out), "--force", "--points", "0")
    assert forced.exit_code == 0
    assert "Results: " in forced.stdout
    assert pd.read_parquet(out / "points.parquet").empty


def test_rules_side_by_side(overstap, shops):
    found = overstap("claims", str(shops), *LITTLE, "--rule", "all", "--quiet")
    assert found.exit_code == 0
    assert "compare" in found.stdout
    assert "satisfaction_only" in found.stdout
    assert "2 claims under threshold: " in found.stdout
    told = overstap("claims", str(shops), *LITTLE, "--rule", "all", "--json")
    claims = json.loads(told.stdout)["claims"]
    rules = ["compare"] * 2 + ["threshold"] * 2 + ["satisfaction_only"] * 2
    assert [claim["rule"] for claim in claims] == rules
    # Nobody under the threshold rule leaves because the other is better.
    assert claims[2]["estimate"]["value"] < claims[0]["estimate"]["value"]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["nowhere_at_all"], "no scenario"),
        (["--replicates", "1"], "--replicates 1"),
        (["--points", "-1"], "--points -1"),
        (["--customers", "0"], "--customers 0"),
        (["--rule", "best"], "compare"),
    ],
)
def test_bad_input(overstap, shops, arguments, part):
    scenario = [] if arguments[0] == "nowhere_at_all" else [str(shops)]
    found = overstap("claims", *scenario, *arguments)
    assert found.exit_code == 2
    assert part in found.stderr


def test_a_scenario_without_claims_is_refused(overstap, shops):
    shops.write_text(MARKET[: MARKET.index("claims:")], encoding="utf-8")
    found = overstap("claims", str(shops), *LITTLE)
    assert found.exit_code == 2
    assert "makes no claims" in found.stderr


def test_the_seed_decides(overstap, shops):
    def values(*more):
        told = overstap("claims", str(shops), *LITTLE, "--points", "0", "--json", *more)
        return [claim["estimate"] for claim in json.loads(told.stdout)["claims"]]

    assert values("--workers", "2") == values()
    assert values("--seed", "2") != values()


def test_nothing_is_an_object_too():
    from sim.experiments.claims import NORMAL

    assert as_object([], NORMAL)["claims"] == []
