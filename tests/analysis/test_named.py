"""What tipped the balance, chance apart, against sums by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from analysis.language import ENGLISH
from analysis.named import NAMED, exhibit, named, price_of, sums, tipped

TRUE = ["chance", "chance", "chance", "service", "relationship", "chance"]


def exits() -> pd.DataFrame:
    """Six who left of their own accord, and one who moved away."""
    table = pd.DataFrame({"exit": range(7), "true_reason": [*TRUE, "involuntary"]})
    table["type"] = ["defection"] * 6 + ["involuntary"]
    table["mooring"] = [-1.0, -2.0, 0.9, -1.0, -1.0, -1.0, np.nan]
    table["luck"] = [3.0, 3.0, 3.0, 0.0, 1.0, 3.0, np.nan]
    return table


def parts() -> pd.DataFrame:
    """An outcome is called rest and another service; `kind` tells them from what is no outcome."""
    push = {"fare": 0.25, "service": 0.0, "rest": 0.5}
    pull = {"fare": 0.5, "service": 0.25, "rest": -0.5}
    rows = []
    for leaver, (own, liking) in enumerate(
        [(0.5, 0.75), (0.5, -0.5), (0.0, 0.0), (2.0, 0.0), (0.0, 3.0), (-1.0, -1.0)]
    ):
        # The last one's fare spoke against the change as well.
        times = -1.0 if leaver == 5 else 1.0
        rows += [(leaver, "push", name, "outcome", times * value) for name, value in push.items()]
        rows.append((leaver, "push", "service", "own", own))
        rows += [(leaver, "pull", name, "outcome", times * value) for name, value in pull.items()]
        rows.append((leaver, "pull", "rest", "own", liking))
    return pd.DataFrame(rows, columns=["exit", "side", "part", "kind", "utils"])


def test_sums_by_hand() -> None:
    found = sums(exits(), parts(), "fare")
    assert found.columns.to_list() == ["price", "solution", "service", "loose"]
    # Price: 0.25 + 0.5. Solution: 0 + 0.5 and 0.25 - 0.5, and liking.
    assert found.loc[0].to_list() == [0.75, 0.25 + 0.75, 0.5, -1.0]
    assert found.loc[1].to_list() == [0.75, 0.25 - 0.5, 0.5, -2.0]
    without = sums(exits(), parts(), None)
    assert without.loc[1].to_list() == [0.0, 0.25 - 0.5 + 0.75, 0.5, -2.0]


def test_the_next_reason_by_hand() -> None:
    found = named(exits(), parts(), "fare")
    assert found["reason"].to_list() == [
        "solution", "price", "loose", "service", "relationship", "nothing",
    ]  # fmt: skip
    assert found["by_chance"].to_list() == [True, True, True, False, False, True]
    # No draw decided for the fourth; the fifth is known by what woke him.
    assert found["utils"].to_list()[:3] == [1.0, 0.75, 0.9]
    assert found["utils"].isna().to_list() == [False, False, False, True, True, True]


def test_shares_and_weights_by_hand() -> None:
    two = pd.DataFrame(
        {"reason": ["price", "price", "nothing"], "by_chance": [True, False, True],
         "utils": [1.0, 0.0, np.nan]}
    )  # fmt: skip
    found = tipped(two).set_index("reason")
    assert found.index.to_list() == list(NAMED)
    price = found.loc["price"]
    assert price["share"] == pytest.approx(2 / 3)
    assert (price["true_share"], price["chance_share"]) == pytest.approx((1 / 3, 1 / 3))
    assert price["odds"] == pytest.approx(np.exp(0.5))
    assert found["share"].sum() == pytest.approx(1)
    assert np.isnan(found.loc["nothing", "odds"])
    words = exhibit(tipped(two), ENGLISH).reading
    assert words.startswith("67% of the 3 leavers left by chance")
    assert "price for 67% (×\N{NO-BREAK SPACE}1.65); for 33% nothing spoke for it" in words


def test_a_run_agrees_with_its_true_reasons() -> None:
    results = sim.run("five_markets", customers=400, periods=8, seed=1, against_no_entrant=False)
    found = named(results.exits, results.parts, price_of(results))
    gone = results.exits[results.exits["type"] != "involuntary"].set_index("exit")
    added = sums(results.exits, results.parts, price_of(results))
    # Push, pull and mooring are all there is besides luck.
    whole = gone["total"] - gone["luck"]
    assert added.sum(axis=1).to_numpy() == pytest.approx(whole.to_numpy(), abs=1e-3)
    plain = gone["true_reason"].isin(["price", "solution", "service"])
    assert plain.sum() > 20
    largest = added[["price", "solution", "service"]].idxmax(axis=1)
    assert (largest[plain] == gone.loc[plain, "true_reason"].astype(str)).mean() > 0.99
    assert (found.loc[plain, "utils"] > 0).mean() > 0.9
    assert found["by_chance"].sum() == (gone["true_reason"] == "chance").sum()


def test_under_a_rival_rule_no_draw_decides() -> None:
    results = sim.run(
        "five_markets", customers=400, periods=8, seed=1, against_no_entrant=False,
        overrides={"rules.exit": "threshold"},
    )  # fmt: skip
    found = named(results.exits, results.parts, price_of(results))
    assert len(found) > 20
    assert set(found["reason"]) == {"service"}
    assert found["utils"].isna().all()
