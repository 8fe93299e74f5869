"""Why they left, what the firm hears of it, and what it sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.randomness import REPORT, draws
from sim.reasons import misreporting
from sim.scenario import ScenarioError, load
from sim.scenario.schema import REASONS

ALARM = Path(__file__).parents[1] / "data" / "alarm.yaml"


def test_reasons(alarm: Any) -> None:
    exits = alarm.results.exits
    assert ((exits["true_reason"] == "involuntary") == (exits["type"] == "involuntary")).all()
    chosen = exits[exits["type"] != "involuntary"]
    left = chosen["trigger"] == "contact left"
    before = chosen["period"] < 30
    assert (chosen.loc[left & before, "true_reason"] == "relationship").all()
    # From period 30 on the threshold rule holds: nothing but dissatisfaction.
    assert (chosen.loc[~before, "true_reason"] == "service").all()
    parts = alarm.results.parts
    price = parts[parts["part"] == "price"].groupby("exit")["utils"].sum()
    other = parts[~parts["part"].isin(["price", "service"])].groupby("exit")["utils"].sum()
    service = parts[parts["part"] == "service"].set_index("exit")["utils"]
    luck = chosen.set_index("exit")["luck"].clip(lower=0)
    whole = pd.DataFrame({"price": price, "solution": other, "service": service, "chance": luck})
    plain = chosen[before & ~left].set_index("exit")["true_reason"]
    biggest = whole.loc[plain.index].idxmax(axis=1)
    biggest[whole.loc[plain.index].max(axis=1) <= 0] = "chance"
    assert (biggest == plain.astype(str)).mean() > 0.999  # sums in other precision may tie


def test_told_reasons_follow_the_matrices(alarm: Any) -> None:
    exits = alarm.results.exits
    chance = exits[exits["true_reason"] == "chance"]
    stated = chance["stated_reason"].value_counts(normalize=True)
    spread = 4 * (0.75 * 0.25 / len(chance)) ** 0.5
    assert stated["price"] == pytest.approx(0.75, abs=spread)
    assert stated["price"] + stated["service"] == pytest.approx(1.0)
    same = exits["true_reason"].isin(["price", "relationship", "involuntary"])
    assert (exits.loc[same, "stated_reason"] == exits.loc[same, "true_reason"]).all()
    service = exits[exits["true_reason"] == "service"]
    assert (service["perceived_reason"] == "price").all()


def test_told_reasons_are_the_luck_of_customer_and_period(alarm: Any) -> None:
    exits = alarm.results.exits
    bounds = {"chance": [("price", 0.75), ("service", 1.0)]}
    rows = exits[exits["true_reason"] == "chance"].head(50)
    for row in rows.itertuples():
        u = draws(alarm.market.world.world[0], row.customer, row.period, 0, REPORT, 0)[0]
        told = next(reason for reason, bound in bounds["chance"] if u < bound)
        assert row.stated_reason == told


def test_an_empty_matrix_reports_the_truth(travel: Any) -> None:
    exits = travel.results.exits
    assert (exits["stated_reason"].astype(str) == exits["true_reason"].astype(str)).all()
    assert np.array_equal(misreporting({}, "report.stated"), np.eye(len(REASONS)))


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ({"prize": {"price": 1}}, "no reason 'prize'"),
        ({"price": {"servise": 1}}, "no reason 'servise'"),
        ({"price": {"service": 0}}, "add up to 0"),
    ],
)
def test_unknown_reasons_are_refused(matrix: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        load(ALARM, overrides={"report.stated": matrix})
    with pytest.raises(ScenarioError):
        misreporting(matrix, "report.stated")


def test_the_firm_sees_less_than_there_is(alarm: Any) -> None:
    firm = alarm.results.firm
    assert "outside" not in set(firm["provider"])
    left = alarm.results.exits
    left = left[left["type"] != "involuntary"]
    for view in ("stated", "perceived", "true"):
        for reason in REASONS:
            counted = (left[f"{view}_reason"] == reason).sum()
            assert firm[f"{view}_{reason}"].sum() == counted
    silent = firm["silent"].dropna()
    assert silent.between(0, 1).all()
    leavers = firm.loc[silent.index, ["defections", "stops"]].sum(axis=1)
    quiet = (~left["surveyed"] & ~left["complained"]).sum()
    assert (silent * leavers).sum() == pytest.approx(quiet)
    assert firm["surveyed"].notna().any()
