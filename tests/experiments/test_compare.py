"""Plans compared on real, small markets: what pairing promises, and the folder."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import sim
from sim.experiments.plans.columns import COLUMNS
from sim.experiments.plans.comparison import Comparison, as_object
from sim.experiments.plans.flows import LEFT_BOTH, LEFT_ONLY_BASE, LEFT_ONLY_PLAN
from sim.results import ResultsError
from sim.scenario import ScenarioError, with_plan
from sim.scenario.schema import Plan

ACCESS = "providers.airline.offer.access"
SMALL = {"replicates": 3, "customers": 300, "workers": 1, "seed": 4}
PLANS = [f"nothing: {ACCESS}=135", f"quick: {ACCESS}=60", f"early @ burn_in: {ACCESS}=60"]


@pytest.fixture(scope="module")
def found() -> Comparison:
    return sim.compare("airline_vs_train", made_up=PLANS, points=3, **SMALL)


def test_a_plan_that_changes_nothing_differs_in_nothing(found):
    rows = found.differences[(found.differences["plan"] == "nothing")]
    rows = rows[rows["by"] != "entrant"]
    differ = rows[rows["kind"] == "difference"].dropna(subset=["difference"])
    assert len(differ) > 100
    assert (differ[["difference", "low", "high"]].dropna() == 0).all(axis=None)
    same = rows[rows["kind"] == "quotient"].dropna(subset=["difference"])
    assert len(same) > 5
    assert (same["difference"] == 1).all()
    moved = found.flows[found.flows["cell"].isin([LEFT_ONLY_BASE, LEFT_ONLY_PLAN])]
    assert (moved.loc[moved["plan"] == "nothing", "customers"] == 0).all()
    assert (found.flows.loc[found.flows["cell"] == LEFT_BOTH, "customers"] > 0).any()
    assert found.plans.set_index("plan").loc["nothing", "kind"] == "none"


def test_the_world_as_it_is_is_the_run(found):
    """The same seed and customers as `overstap run`, so the same numbers."""
    runs = [sim.run("airline_vs_train", seed=4 + k, customers=300) for k in range(3)]
    own = found.estimates[found.estimates["plan"] == "as_is"].set_index(
        ["entrants", "provider", "measure"]
    )
    for provider in ("airline", "train"):
        for world, results in ((True, runs), (False, [run.without for run in runs])):
            last = [
                table[table["provider"] == provider].iloc[-1]
                for table in (result.periods for result in results)
            ]
            for measure in ("customer_share", "satisfaction", "customers"):
                values = [float(row[measure]) for row in last]
                value = own.loc[[(world, provider, measure)], "value"].item()
                expected = np.mean([v for v in values if np.isfinite(v)] or [np.nan])
                assert value == pytest.approx(expected, nan_ok=True)
    excess = found.estimates.query("plan == 'as_is' and measure == 'excess' and cutoff == 7")
    expected = np.mean([run.excess["airline"][7.0].value for run in runs])
    value = excess.set_index("provider").loc["airline", "value"]
    assert value == pytest.approx(expected)


def test_plans_share_the_past_and_other_markets_do_not(found):
    flags = found.plans.set_index("plan")["same_past"]
    assert flags.to_dict() == {"nothing": True, "quick": True, "early": False}
    opening = found.flows.query("provider == 'airline'").groupby("plan")["opening"].first()
    assert opening["nothing"] == opening["quick"]
    # In another market from its first day on, fewer people are the same.
    assert opening["early"] < opening["quick"]


def test_cells_of_a_provider_add_up(found):
    sums = found.flows.groupby(["plan", "provider", "until"]).agg(
        {"customers": "sum", "opening": "first", "share": "sum"}
    )
    assert np.allclose(sums["customers"], sums["opening"])
    assert np.allclose(sums["share"], 1.0)


def test_a_named_customer_really_leaves_in_one_world_only(found):
    """The exits of the same two runs tell the same story of each of them."""
    who = found.who.query("plan == 'quick' and provider == 'airline' and until == 228")
    results = {"base": sim.run("airline_vs_train", seed=4, customers=300)}
    changed = with_plan(sim.load("airline_vs_train"), Plan(set={ACCESS: 60}))
    results["plan"] = sim.run(changed, seed=4, customers=300)
    moved = who[who["cell"].isin([LEFT_ONLY_BASE, LEFT_ONLY_PLAN])]
    assert len(moved) > 5
    for row in who.to_dict("records"):
        for world in ("base", "plan"):
            exits = results[world].exits
            mine = exits[(exits["customer"] == row["customer"]) & (exits["from"] == "airline")]
            first = mine.iloc[0] if len(mine) else None
            went = row[f"left_{world}"]
            if pd.isna(went):
                assert first is None or first["type"] == "involuntary"
            else:
                assert (first["period"], str(first["to"])) == (went, row[f"to_{world}"])
                assert first["satisfaction"] == pytest.approx(row[f"satisfaction_{world}"])


def test_a_satisfied_share_is_nowhere_without_its_company(found):
    beside = ["base_rate", "hazard_ratio"]
    told = found.flows.dropna(subset=["satisfied_share"])
    assert len(told) > 10
    assert told["base_rate"].notna().all()
    assert set(beside) <= set(found.flows.columns)
    for table in (found.estimates, found.differences, found.policies):
        measures = set(table["measure"])
        assert {"satisfied_share", *beside} <= measures


def test_windows_before_and_after_the_entry(found):
    """The entry comes after 24 months; profit is by month, so the windows add up to the whole."""
    assert found.terms.entry == 24
    by = found.policies.query("plan == 'quick' and provider == 'airline' and measure == 'profit'")
    by = by.set_index("window")["difference"]
    whole = found.differences.query(
        "plan == 'quick' and provider == 'airline' and measure == 'profit' and by == 'plan'"
    )
    total = 24 * by["before"] + (228 - 24) * by["after"]
    assert total == pytest.approx(float(whole["difference"].iloc[0]))


def test_regret_is_never_below_zero_and_somebody_is_best(found):
    assert found.regret["plan"].tolist() == ["as_is", "nothing", "quick", "early"]
    assert (found.points["regret"].dropna() >= 0).all()
    assert found.regret["best"].sum() == pytest.approx(1.0)
    assert found.points.groupby("point")["regret"].min().eq(0).all()
    assert found.regret["least_bad"].any()
    assert set(found.design["point"]) == {0, 1, 2}


def test_neither_the_number_of_workers_nor_the_order_of_plans_matters(found):
    few = {**SMALL, "workers": 2}
    again = sim.compare("airline_vs_train", made_up=PLANS[1::-1], points=0, **few)
    for table in ("differences", "flows"):
        mine, other = (
            one.table(table)[one.table(table)["plan"] == "quick"] for one in (found, again)
        )
        assert_frame_equal(mine.reset_index(drop=True), other.reset_index(drop=True))


def test_the_folder_gives_everything_back(found, tmp_path):
    place = found.save(tmp_path / "out")
    again = Comparison.load(place)
    for name, columns in COLUMNS.items():
        assert list(again.table(name).columns) == list(columns)
        assert_frame_equal(again.table(name), found.table(name))
    assert again.terms == found.terms
    assert again.scenario == found.scenario
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["kind"] == "comparison"
    assert manifest["seeds"] == [4, 5, 6]
    assert manifest["plans"]["quick"]["set"] == {ACCESS: 60}
    with pytest.raises(FileExistsError):
        found.save(place)
    (place / "flows.parquet").write_bytes(b"")
    with pytest.raises(ResultsError, match="damaged"):
        Comparison.load(place)
    (place / "flows.parquet").unlink()
    with pytest.raises(ResultsError, match=r"flows.parquet is missing"):
        Comparison.load(place)


def test_a_folder_of_something_else(tmp_path):
    sim.run("airline_vs_train", customers=50, periods=2, out=tmp_path / "run")
    with pytest.raises(ResultsError, match="holds no comparison"):
        Comparison.load(tmp_path / "run")


def test_as_an_object_it_is_json(found):
    told = json.loads(json.dumps(as_object(found), default=str))
    assert {"plans", "estimates", "differences", "policies", "flows", "regret"} <= set(told)
    assert "series" not in told


def test_what_names_a_comparison(found):
    other = sim.compare("airline_vs_train", made_up=PLANS[:1], **{**SMALL, "replicates": 1})
    assert other.terms.hash != found.terms.hash
    assert len(other.terms.hash) == 16
    # One seed has no interval.
    assert other.differences["low"].isna().all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"plans": ["faster_securty"]}, "did you mean `faster_security`"),
        ({"made_up": ["as_is: train_fare=60"]}, "choose another name"),
        ({"made_up": ["usual: train_fare=60"]}, "choose another name"),
        ({"made_up": ["a: train_fare=6000"]}, "outside 30 to 200"),
        ({"made_up": ["a: providers.airline.offer.acess=1"]}, "did you mean `access`"),
        ({"made_up": ["a: customers.count=10"]}, "settled before the books open"),
        ({"made_up": ["a: train_fare=60"], "provider": "airlin"}, "did you mean `airline`"),
        ({"made_up": ["a: horizon=220"]}, "ends at another time"),
        ({"plans": [], "made_up": [], "overrides": ["fares=3"]}, "nothing is called"),
    ],
)
def test_what_cannot_be_compared(options, message):
    with pytest.raises(ScenarioError, match=message):
        sim.compare("airline_vs_train", **{**SMALL, "replicates": 1}, **options)


def test_numbers_that_make_no_sense():
    with pytest.raises(ValueError, match="at least 1"):
        sim.compare("airline_vs_train", replicates=0)
    with pytest.raises(ValueError, match="objective"):
        sim.compare("airline_vs_train", objective="fame")


def test_without_an_entrant_there_is_one_window_and_one_kind_of_world():
    found = sim.compare("one_bad_experience", ["apology"], **SMALL)
    assert set(found.policies["window"]) == {"whole"}
    assert set(found.differences["by"]) == {"plan"}
    assert found.estimates["entrants"].all()
    assert found.terms.focus == "shop"


def test_values_for_every_world_and_policies():
    found = sim.compare(
        "one_bad_experience", [], with_policies=True, overrides=["blame=0.3"],
        provider="rival", **{**SMALL, "replicates": 1},
    )  # fmt: skip
    assert set(found.plans["origin"]) == {"policy"}
    assert set(found.plans["providers"]) == {"rival"}
    assert "policy: price" in set(found.plans["plan"])
    assert found.terms.overrides == (("blame", 0.3),)
