"""Facts that can be checked about the invented and fitted markets."""

from collections.abc import Callable
from functools import cache

import pandas as pd
import pytest

from sim import Results, run

SEEDS = (1, 2, 3)


@cache
def runs(name: str, plan: str | None = None) -> tuple[Results, ...]:
    return tuple(
        run(name, plan=plan, seed=seed, customers=2000, against_no_entrant=False) for seed in SEEDS
    )


def hazards(name: str, plan: str | None, until: int) -> pd.DataFrame:
    tables = [result.hazards for result in runs(name, plan)]
    everything = pd.concat(tables)
    return everything[everything["period"] < until]


def leaving(rows: pd.DataFrame, periods: int = 12) -> float:
    """Share who leave in a year."""
    return float(1 - (1 - rows["defections"].sum() / rows["at_risk"].sum()) ** periods)


def content(rows: pd.DataFrame) -> float:
    """Share with 6 points or more."""
    return float(rows.loc[rows["band"] >= 6, "at_risk"].sum() / rows["at_risk"].sum())


def test_mobile_networks_are_where_they_were_fitted() -> None:
    before = hazards("mobile_contracts", None, 36)
    assert leaving(before) == pytest.approx(0.16, abs=0.015)
    assert content(before) == pytest.approx(0.92, abs=0.015)


def test_mobile_satisfaction_moves_leaving_by_a_few_points_only() -> None:
    before = hazards("mobile_contracts", None, 36)
    low, high = before[before["band"] < 6], before[before["band"] >= 6]
    assert abs(leaving(low) - leaving(high)) < 0.08


def test_nobody_in_parity_is_ahead_by_more_than_luck_until_a_handset_is_exclusive() -> None:
    shares = pd.concat(result.periods for result in runs("mobile_contracts"))
    before = shares[(shares["period"] < 60) & (shares["provider"] != "outside")]
    means = before.groupby("provider", observed=True)["customer_share"].mean()
    assert means.between(0.22, 0.28).all()


def test_captives_stay_until_the_door_opens() -> None:
    before = hazards("monopoly_captives", None, 36)
    assert before["defections"].sum() == 0
    assert content(before) < 0.6
    after = hazards("monopoly_captives", None, 108)
    after = after[(after["period"] >= 36) & (after["provider"] == "cable")]
    low, high = after[after["band"] < 6], after[after["band"] >= 6]
    assert leaving(low) > leaving(high) + 0.02


def test_who_stops_is_no_defector() -> None:
    for result in runs("monopoly_captives"):
        before = result.exits[result.exits["period"] < 36]
        assert set(before["type"]) <= {"stop", "involuntary"}


@pytest.mark.parametrize(
    ("measured", "seen", "within"),
    [
        (lambda rows: leaving(rows), 0.03, 0.006),
        (lambda rows: content(rows), 0.90, 0.015),
    ],
)
def test_banks_are_where_they_were_fitted(
    measured: Callable[[pd.DataFrame], float], seen: float, within: float
) -> None:
    assert measured(hazards("silent_leavers", None, 39)) == pytest.approx(seen, abs=within)


def test_one_in_six_bank_customers_looks_in_a_year() -> None:
    table = pd.concat(result.periods for result in runs("silent_leavers"))
    table = table[(table["period"] < 39) & (table["provider"] != "outside")]
    looks = (table["looking"] * table["at_risk"].astype(float)).sum()
    at_risk = table["at_risk"].astype(float).sum()
    assert 1 - (1 - looks / at_risk) ** 12 == pytest.approx(0.16, abs=0.015)


def test_problems_are_as_frequent_as_counted_and_voice_rises_with_the_disaster() -> None:
    table = pd.concat(result.periods for result in runs("silent_leavers"))
    calm = table[(table["period"] < 39) & (table["provider"] != "outside")]
    month = calm["failures"].sum() / calm["uses"].sum()
    assert 1 - (1 - month) ** 12 == pytest.approx(0.54, abs=0.02)
    tsb = table[table["provider"] == "tsb"]
    worst = tsb[tsb["period"].between(39, 42)]
    voiced = worst["complaints"].sum() / worst["failures"].sum()
    assert voiced > 2 * calm["complaints"].sum() / calm["failures"].sum()
