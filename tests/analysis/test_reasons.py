"""Forces and reasons of leavers, against sums by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from analysis.budget import Budget
from analysis.language import DUTCH, ENGLISH
from analysis.reasons import alone, exhibits, forces, main, shown_parts, unbalanced
from sim.results import Results, ResultsError
from tests.analysis import shown
from tests.markets import bare, constants

FORCES = ("push", "pull", "mooring", "luck")


def exits() -> pd.DataFrame:
    """Two leavers and one who moved away."""
    table = pd.DataFrame(
        [
            (0, "defection", 1.0, 2.0, -1.5, 0.5),
            (1, "stop", 0.0, 1.0, -3.0, 4.0),
            (2, "involuntary", np.nan, np.nan, np.nan, np.nan),
        ],
        columns=["exit", "type", *FORCES],
    )
    return table.assign(total=table[list(FORCES)].sum(axis=1, min_count=4))


def parts() -> pd.DataFrame:
    """An outcome is called service, as in some markets; own experience has that name too."""
    values = {
        (0, "push"): {"fare": 0.25, "service": 0.5, "own": 0.25},
        (1, "push"): {"fare": 0.0, "service": -1.0, "own": 1.0},
        (0, "pull"): {"fare": 1.5, "service": 0.25, "rest": 0.25},
        (1, "pull"): {"fare": 1.5, "service": 0.25, "rest": -0.75},
    }
    rows = [
        (number, side, "service" if part == "own" else part,
         "own" if part in ("own", "rest") else "outcome", utils)
        for (number, side), sums in values.items()
        for part, utils in sums.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["exit", "side", "part", "kind", "utils"])


def test_means_and_spread_by_hand() -> None:
    found = forces(exits(), parts())
    whole = found[found["kind"] == "whole"].set_index("force")["mean"]
    # (1 + 0) / 2, (2 + 1) / 2, -(1.5 + 3) / 2, (0.5 + 4) / 2, and (2 + 2) / 2.
    assert whole.to_dict() == {
        "push": 0.5, "pull": 1.5, "mooring": -2.25, "luck": 2.25, "total": 2.0,
    }  # fmt: skip
    luck = shown.row(found, force="luck")
    assert luck["leavers"] == 2
    assert luck["p50"] == 2.25
    assert luck["p10"] == pytest.approx(0.5 + 0.1 * 3.5)
    # Standard error: sd 3.5 / sqrt 2, over sqrt 2 leavers = 1.75.
    assert luck["mean_high"] == pytest.approx(2.25 + 1.96 * 1.75)


def test_an_outcome_called_service_is_not_own_experience() -> None:
    found = forces(exits(), parts())
    push = found[(found["force"] == "push") & (found["part"] == "service")].set_index("kind")
    assert push["mean"].to_dict() == {"outcome": -0.25, "own": 0.625}
    pull = found[(found["force"] == "pull") & (found["kind"] != "whole")]
    assert pull.set_index("part")["mean"].to_dict() == {
        "fare": 1.5, "service": 0.25, "rest": -0.25,
    }  # fmt: skip


def test_what_does_not_add_up_is_found() -> None:
    assert unbalanced(exits(), parts()).empty
    table = exits()
    table.loc[1, "total"] += 0.01
    assert unbalanced(table, parts())["exit"].to_list() == [1]
    table = parts()
    table.loc[0, "utils"] += 0.1
    assert unbalanced(exits(), table)["exit"].to_list() == [0]
    missing = parts()
    assert unbalanced(exits(), missing[missing["exit"] != 1])["exit"].to_list() == [1]


def test_without_luck_by_hand() -> None:
    # 1 + 2 - 1.5 > 0, and 0 + 1 - 3 < 0.
    assert alone(exits()).value == pytest.approx(0.5)


def test_a_picture_puts_the_smallest_parts_together() -> None:
    names = ["force", "part", "kind", "leavers", "mean", "mean_low", "mean_high", "p10", "p25"]
    names += ["p50", "p75", "p90"]
    rows = [("push", "", "whole", 9, 2.1, *[0.0] * 7)]
    rows += [
        ("push", part, "outcome", 9, mean, *[0.0] * 7)
        for part, mean in (("a", 1.0), ("b", -0.1), ("c", 0.7), ("d", 0.2), ("e", 0.3), ("f", 0.0))
    ]
    found = shown_parts(pd.DataFrame(rows, columns=names))
    # f is nothing at all; a, c and e are largest; b and d together are 0.1.
    assert found["part"].to_list() == ["", "a", "c", "e", ""]
    assert found["mean"].to_list() == pytest.approx([2.1, 1.0, 0.7, 0.3, 0.1])
    assert found["kind"].iloc[-1] == "others"


@pytest.fixture(scope="module")
def shops() -> Results:
    bent = {
        "report.stated": {"chance": {"service": 3, "price": 1}},
        "report.managers": {"chance": {"price": 3, "service": 1}},
    }
    return sim.run(
        "five_markets", customers=400, periods=8, seed=1, overrides=bent, against_no_entrant=False
    )


def test_a_run_adds_up(shops: Results) -> None:
    assert len(shops.exits) > 100
    assert unbalanced(shops.exits, shops.parts).empty
    found = forces(shops.exits, shops.parts)
    for side in ("push", "pull"):
        rows = found[found["force"] == side]
        of_parts = rows.loc[rows["kind"] != "whole", "mean"].sum()
        assert of_parts == pytest.approx(shown.row(rows, kind="whole")["mean"], abs=1e-3)
        assert len(rows) == 1 + len(shops.scenario.problem.outcomes) + 1


def test_exhibits_of_a_run(shops: Results) -> None:
    first, next_, second = shown.check(exhibits, shops)
    assert (first.key, next_.key, second.key) == ("forces", "named", "reasons")
    assert "×" in "".join(next_.table["Times as likely"])
    # chance is told as service three times in four by customers, and as price by managers.
    assert "pattern shows, managers" in second.reading
    assert "45%" in second.note
    words = shown.texts(second.figure())
    assert "stated by customers" in words
    assert "the article" in words


def test_without_misreporting_nothing_can_be_misheard() -> None:
    results = sim.run("five_markets", customers=200, periods=4, against_no_entrant=False)
    for language, words in ((ENGLISH, "by construction"), (DUTCH, "per definitie")):
        assert words in exhibits(results, language, Budget())[-1].reading


def test_damaged_tables_are_refused(shops: Results) -> None:
    results = sim.run("five_markets", customers=200, periods=4, against_no_entrant=False)
    results.exits.loc[results.exits["type"] == "defection", "total"] += 1.0
    with pytest.raises(ResultsError, match="do not add up"):
        exhibits(results, ENGLISH, Budget())


def test_nobody_left() -> None:
    alone_ = sim.run(bare(constants(one=0.0), customers__count=50), against_no_entrant=False)
    (exhibit,) = shown.check(exhibits, alone_)
    assert "Nobody left" in exhibit.reading
    assert forces(alone_.exits, alone_.parts).empty


def test_hostile_names_and_the_rival_rules() -> None:
    for rule in ("compare", "threshold", "satisfaction_only"):
        results = sim.run(shown.hostile(rules__exit=rule), against_no_entrant=False)
        assert shown.check(exhibits, results)


def test_the_script_writes_both_pictures(tmp_path: Path, shops: Results) -> None:
    folder = shops.save(tmp_path / "run")
    assert main([str(folder)]) == 0
    assert (folder / "forces.png").exists()
    assert (folder / "reasons.png").exists()
