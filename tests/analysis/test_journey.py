"""Where in the journey customers were lost, against counts and chances by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from analysis import journey_words
from analysis.journey import about, crossed, exhibits, failures, lost, main, remembered
from analysis.journey_pictures import grid
from analysis.language import ENGLISH
from sim.making import interventions
from sim.results import Results
from sim.scenario import Scenario
from tests.analysis import shown
from tests.markets import LIMIT, bare, constants, z_of_counts

FAILING = {"rules.mechanisms.failures": True}


def market(touchpoints: dict[str, dict[str, float]], **changes: object) -> Scenario:
    return bare({"one": {"touchpoints": touchpoints}, "two": {}}, **FAILING | changes)


def test_one_contact_is_remembered_always() -> None:
    found = remembered(market({"till": {"failure": 0.2}}), "one")
    assert found.to_dict() == {"till": pytest.approx(1.0)}


def test_alike_contacts_share_and_the_worse_one_wins() -> None:
    alike = remembered(market({"a": {"failure": 0.5}, "b": {"failure": 0.5}}), "one")
    assert alike["a"] == pytest.approx(alike["b"])
    assert alike.sum() == pytest.approx(1.0, abs=1e-3)
    # Severities 1 (0.5-1.5) and 4 (2-6) never overlap. Something fails in 1 - 0.5 x 0.5 = 0.75 of
    # the uses; b is remembered whenever it fails, 0.5 / 0.75, and a only without it, 0.25 / 0.75.
    uneven = {"a": {"failure": 0.5, "severity": 1}, "b": {"failure": 0.5, "severity": 4}}
    found = remembered(market(uneven), "one")
    assert found["a"] == pytest.approx(1 / 3)
    assert found["b"] == pytest.approx(2 / 3)


def test_used_by_some_and_caused_by_others() -> None:
    # a fails on 0.4 x 0.5 = 0.2 of all uses; half of b's failures are held against others.
    points = {"a": {"failure": 0.4, "used": 0.5}, "b": {"failure": 0.2, "outside": 1.0}}
    found = remembered(market(points, rules__experience__misattribution=0.5), "one")
    # Anything fails: 1 - 0.8 x 0.8 = 0.36. Of two alike failures each is the worse half the time:
    # a is remembered 0.2 x (1 - 0.1 / 2) = 0.19, b 0.1 x (1 - 0.2 / 2) = 0.09.
    assert found["a"] == pytest.approx(0.19 / 0.36, abs=1e-3)
    assert found["b"] == pytest.approx(0.09 / 0.36, abs=1e-3)


def test_where_nothing_fails_nothing_is_remembered() -> None:
    assert remembered(market({"a": {"failure": 0.0}}), "one").to_dict() == {"a": 0.0}
    off = market({"a": {"failure": 0.5}}, rules__mechanisms__failures=False)
    assert remembered(off, "one").to_dict() == {"a": 0.0}


def test_counted_failures_are_divided_era_by_era() -> None:
    before = market({"a": {"failure": 0.3}, "b": {"failure": 0.0}})
    after = market({"a": {"failure": 0.0}, "b": {"failure": 0.3}})
    periods = pd.DataFrame(
        {
            "period": [0, 1, 2],
            "provider": ["one"] * 3,
            "uses": [90, 90, 20],
            "failures": [30, 24, 6],
        }
    )
    found = failures(periods, before, {2: after}).set_index(["provider", "touchpoint"])
    assert found.loc[("one", "a"), "failures"] == pytest.approx(54)
    assert found.loc[("one", "b"), "failures"] == pytest.approx(6)
    assert found.loc[("one", "a"), "uses"] == 200
    assert found.loc[("one", "a"), "failing"] == 60
    # A plan is an intervention at period 0: the first scenario never held.
    other = failures(periods, before, {0: after}).set_index(["provider", "touchpoint"])
    assert other.loc[("one", "b"), "failures"] == pytest.approx(60)


def exits() -> pd.DataFrame:
    rows = [("one", "defection", "a", "price", "failure")] * 6
    rows += [("one", "stop", "b", "service", "routine")] * 2
    rows += [("one", "defection", None, "chance", "routine")] * 3
    rows += [("one", "involuntary", "a", "involuntary", "moved away")] * 9
    rows += [("two", "defection", None, "chance", "heard")]
    return pd.DataFrame(rows, columns=["from", "type", "touchpoint", "true_reason", "trigger"])


def failed() -> pd.DataFrame:
    return pd.DataFrame(
        [("one", "a", 100.0, 20.0, 10.0), ("one", "b", 100.0, 20.0, 10.0), ("two", "c", 9.0, 0, 0)],
        columns=["provider", "touchpoint", "uses", "failing", "failures"],
    )


def test_leavers_against_failures_by_hand() -> None:
    found = lost(exits(), failed())
    a = shown.row(found, provider="one", touchpoint="a")
    # 6 of the 8 on whom anything failed; half of all failures are there.
    assert (a["leavers"], a["share"], a["share_of_failures"], a["ratio"]) == (6, 0.75, 0.5, 1.5)
    assert a["share_low"] < 0.75 < a["share_high"]
    assert shown.row(found, provider="one", touchpoint="")["leavers"] == 3
    c = shown.row(found, provider="two", touchpoint="c")
    assert c["leavers"] == 0
    assert np.isnan(c[["share", "share_of_failures", "ratio"]].astype(float)).all()


def test_crossed_by_hand() -> None:
    found = crossed(exits(), "true_reason")
    assert shown.row(found, provider="one", touchpoint="a", true_reason="price")["leavers"] == 6
    assert found["leavers"].sum() == 12
    cells = grid(
        found[found["provider"] == "one"], "true_reason", ["a", "b", ""], str, ENGLISH
    ).cells
    assert len(cells) == 9
    assert shown.row(cells, touchpoint="b", what="service")["share"] == 1.0
    assert cells.groupby("touchpoint")["share"].sum().to_list() == [1.0, 1.0, 1.0]


def test_rare_columns_are_put_together() -> None:
    rows = [("one", "a", f"trigger {k}", 20 - k) for k in range(8)]
    table = pd.DataFrame(rows, columns=["provider", "touchpoint", "trigger", "leavers"])
    reasons = ["routine", "failure", "heard", "called", "habit", "closed", "sold out", "complaint"]
    cells = grid(table.assign(trigger=reasons), "trigger", ["a", "b"], str, ENGLISH).cells
    assert cells["what"].to_list()[:5] == [*reasons[:4], ""]
    assert cells["leavers"].to_list()[:5] == [20, 19, 18, 17, 16 + 15 + 14 + 13]
    assert cells.loc[cells["touchpoint"] == "b", "share"].isna().all()


@pytest.fixture(scope="module")
def shop() -> Results:
    return sim.run("one_bad_experience", customers=1500, seed=2, against_no_entrant=False)


def test_chances_are_those_of_the_engine() -> None:
    """Where nobody minds a failure, leavers failed last where everybody does."""
    points = {
        "a": {"failure": 0.3, "severity": 2.0, "used": 0.5},
        "b": {"failure": 0.1, "severity": 4.0},
        "c": {"failure": 0.2, "severity": 1.5, "outside": 0.5},
    }
    scenario = market(
        points, rules__experience__misattribution=0.4, customers__count=4000, horizon=12
    )
    results = sim.run(scenario, against_no_entrant=False)
    gone = results.exits[(results.exits["from"] == "one") & results.exits["touchpoint"].notna()]
    counts = gone["touchpoint"].value_counts()
    chances = remembered(scenario, "one")
    z = z_of_counts([counts[name] for name in points], chances / chances.sum())
    assert counts.sum() > 2000
    assert np.abs(z).max() < LIMIT
    # And something fails as often as the declared chances say.
    mine = results.periods[results.periods["provider"] == "one"]
    anything = 1 - 0.85 * 0.9 * 0.8
    assert abs(z_of_counts(mine["failures"].sum(), anything, mine["uses"].sum())) < LIMIT


def test_exhibits_of_a_run(shop: Results) -> None:
    first, second = shown.check(exhibits, shop)
    assert (first.key, second.key) == ("journey", "journey_reasons")
    assert about(shop) == "shop"
    words = shown.texts(first.figure())
    for name in ("Website", "Price or stock", "After sales"):
        assert name in words
    assert "not a cause" in first.note
    gone = shop.exits[shop.exits["type"] != "involuntary"]
    assert first.data["leavers"].sum() == len(gone)
    for of in ("true_reason", "trigger"):
        assert second.data.loc[second.data["of"] == of, "leavers"].sum() == len(gone)


def test_interventions_change_the_journey() -> None:
    results = sim.run("silent_leavers", customers=300, seed=1, against_no_entrant=False)
    later = interventions(results.scenario, results.origin.entrants)
    found = failures(results.periods, results.scenario, later)
    lockout = shown.row(found, provider="tsb", touchpoint="lockout")["failures"]
    never = failures(results.periods, results.scenario, {})
    assert lockout > 1.5 * shown.row(never, provider="tsb", touchpoint="lockout")["failures"]


def test_nobody_left_and_no_journey() -> None:
    alone = sim.run(bare(constants(one=0.0), customers__count=50), against_no_entrant=False)
    (exhibit,) = shown.check(exhibits, alone)
    assert "Nobody left" in exhibit.reading
    pair = sim.run(bare(constants(one=0.0, two=0.0), customers__count=90), against_no_entrant=False)
    (exhibit,) = shown.check(exhibits, pair)
    assert "no journey of “one”" in exhibit.reading
    calm = sim.run(market({"a": {"failure": 0.0}}, customers__count=90), against_no_entrant=False)
    first, _ = shown.check(exhibits, calm)
    assert "nothing had ever failed" in first.reading


def test_hostile_names() -> None:
    results = sim.run(shown.hostile(), against_no_entrant=False)
    first, second = shown.check(exhibits, results)
    assert "it's $a$" in first.table.to_string()
    assert second.table.shape[0] == 3


def test_the_script_writes_both_pictures(tmp_path: Path, shop: Results) -> None:
    folder = shop.save(tmp_path / "run")
    assert main([str(folder)]) == 0
    assert (folder / "journey.png").exists()
    assert (folder / "journey_reasons.png").exists()


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (0.594, "no contact stands out"),  # more than chance, and 59% against 59%
        (0.65, "late stands out, with 65% against 59%"),
    ],
)
def test_nothing_stands_out_by_half_a_point(share: float, told: str) -> None:
    rows = pd.DataFrame(
        {
            "touchpoint": ["late", "lost", ""],
            "name": ["late", "lost", "nothing failed"],
            "leavers": [59_400, 40_600, 10_000],
            "share": [share, 1 - share, 0.1],
            "share_low": [share - 0.003, 0.9 - share, math.nan],
            "share_of_failures": [0.588, 0.412, math.nan],
        }
    )
    assert told in journey_words.reading(rows, "airline", ENGLISH)
