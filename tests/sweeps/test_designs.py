"""Points of lever space."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.experiments.sweeps.designs import DesignError, chosen_levers, make, points_of
from sim.experiments.sweeps.tables import checked, read_table
from sim.scenario import Scenario, load


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("airline_vs_train")


def design(scenario: Scenario, kind: str, levers: list[str], **options: int) -> pd.DataFrame:
    settings = {"points": 8, "levels": 3, "seed": 1, **options}
    return make(kind, chosen_levers(scenario, levers), scenario, **settings)


def test_a_hypercube_has_one_point_in_every_slice(scenario: Scenario) -> None:
    table = design(scenario, "lhs", ["train_fare", "heard"], points=10)
    slices = np.floor((table["train_fare"] - 30) / 17).astype(int)
    assert sorted(slices) == list(range(10))
    assert table.equals(design(scenario, "lhs", ["train_fare", "heard"], points=10))
    assert not table.equals(design(scenario, "lhs", ["train_fare", "heard"], points=10, seed=2))


def test_sizes(scenario: Scenario) -> None:
    levers = ["train_fare", "heard", "policy"]
    assert len(design(scenario, "sobol", levers, points=8)) == 8 * (3 + 2)
    assert len(design(scenario, "morris", levers, points=5)) == 5 * (3 + 1)
    assert len(design(scenario, "grid", levers, levels=4)) == 4 * 4 * 5
    # As it is, two other values of each number (one of three is where it stands), four policies.
    one = design(scenario, "oat", levers, levels=3)
    assert len(one.drop_duplicates()) == len(one)
    base = one.iloc[0]
    assert ((one != base).sum(axis=1) <= 1).all()


def test_choices_and_whole_numbers(scenario: Scenario) -> None:
    table = design(scenario, "lhs", ["policy", "attention_on"], points=50)
    assert set(table["policy"]) == set(scenario.levers["policy"].choices or [])
    assert table["policy"].value_counts().eq(10).all()
    assert set(table["attention_on"]) == {True, False}


def test_narrower_levers(scenario: Scenario) -> None:
    table = design(scenario, "lhs", ["train_fare=40:60", "policy=none|random"], points=20)
    assert table["train_fare"].between(40, 60).all()
    assert set(table["policy"]) == {"none", "random"}


@pytest.mark.parametrize(
    ("levers", "words"),
    [
        (["train_fair"], "did you mean train_fare"),
        (["train_fare", "train_fare"], "twice"),
        (["train_fare=10:60"], "inside 30:200"),
        (["train_fare=60:40"], "inside 30:200"),
        (["train_fare=x:y"], "inside 30:200"),
        (["policy=nobody"], "no choice 'nobody'"),
        ([], "no levers"),
    ],
)
def test_levers_that_are_not_there(scenario: Scenario, levers: list[str], words: str) -> None:
    with pytest.raises(DesignError, match=words):
        chosen_levers(scenario, levers)


def test_designs_that_cannot_be(scenario: Scenario) -> None:
    with pytest.raises(DesignError, match="power of 2: 8 or 16"):
        design(scenario, "sobol", ["heard"], points=10)
    with pytest.raises(DesignError, match="at most"):
        design(scenario, "grid", list(scenario.levers), levels=3)
    with pytest.raises(DesignError, match="no design"):
        design(scenario, "latin", ["heard"])


def test_a_table_of_ones_own(scenario: Scenario, tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("train_fare,rules.look.base,policy\n40,-1,none\n80,0.5,random\n")
    table = read_table(file, scenario)
    points = points_of(table, chosen_levers(scenario, ["train_fare", "policy"]))
    assert points[1] == {
        "providers.train.offer.fare": 80,
        "rules.look.base": 0.5,
        "providers.airline.attention.policy": "random",
    }
    assert type(points[0]["providers.train.offer.fare"]) is int
    table.to_parquet(tmp_path / "points.parquet")
    assert read_table(tmp_path / "points.parquet", scenario).equals(table)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("train_fair\n40\n", "did you mean train_fare"),
        ("train_fare\n", "no points"),
        ("", "cannot be read"),
        ("train_fare,heard\n40,2\n50,\n", ":3: heard is empty"),
    ],
)
def test_tables_with_faults(scenario: Scenario, tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "points.csv"
    file.write_text(text)
    with pytest.raises(DesignError, match=words):
        read_table(file, scenario)
    with pytest.raises(DesignError, match="there is no file"):
        read_table(tmp_path / "nothing.csv", scenario)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("train_fare,heard\n50,\n", r":2: heard is empty"),
        ("train_fare,heard\n50,0.2\nabc,0.3\n", ":3: train_fare is 'abc'; a number is needed"),
        ("train_fare\n50\ninf\n", ":3: train_fare is inf; a finite number is needed"),
        ("train_fare\n", "has no points"),
        ("", "cannot be read as a table"),
        ("trainfare\n50\n", "did you mean train_fare"),
        ("train_fare;heard\n50;0.2\n", "commas, not semicolons"),
        ("fare_of_train\n50\n", "no lever is called so; known: train_fare, "),
        ("providers.train.offer.far\n50\n", "did you mean fare"),
        ("customers.count\n100.5\n", ":2: customers.count is 100.5; a whole number is needed"),
        ("policy\nnone\nxyz\n", r":3: policy is 'xyz'; known: none, random"),
        ("train_fare,providers.train.offer.fare\n50,60\n", "turn the same number"),
    ],
)
def test_tables_that_no_run_could_use(
    tmp_path: Path, scenario: Scenario, text: str, words: str
) -> None:
    file = tmp_path / "points.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DesignError, match=words):
        read_table(file, scenario)


def test_files_that_hold_no_table(tmp_path: Path, scenario: Scenario) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "points.xlsx").write_text("x")
    (tmp_path / "points.csv").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "points.parquet").write_bytes(b"PAR1")
    for name, words in (
        ("folder.csv", "is a folder"),
        ("points.xlsx", "in a .csv or .parquet file"),
        ("points.csv", "cannot be read"),
        ("points.parquet", "cannot be read"),
    ):
        with pytest.raises(DesignError, match=words):
            read_table(tmp_path / name, scenario)


def test_a_frame_is_checked_too(scenario: Scenario) -> None:
    with pytest.raises(DesignError, match="holds several values"):
        checked(pd.DataFrame({"train_fare": [[1, 2], [3]]}), scenario)
    with pytest.raises(DesignError, match="at most 1,000,000"):
        checked(pd.DataFrame({"train_fare": np.ones(1_000_001)}), scenario)
    with pytest.raises(DesignError, match="the table:2: train_fare is true; a number"):
        checked(pd.DataFrame({"train_fare": [True]}), scenario)
    whole = checked(pd.DataFrame({"point": [7], "customers.count": [50.0]}), scenario)
    assert whole.to_dict("list") == {"customers.count": [50]}
    many = pd.DataFrame({"train_fare": np.linspace(40, 90, 100_000)})
    assert len(checked(many, scenario)) == 100_000
