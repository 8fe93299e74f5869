"""Absolute against relative: the rule, customer-years by hand, and what is explained of what."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import relative
from analysis.relative import customer_years, explained, r_squared, tjur, wallet_allocation


def test_the_rule_is_the_published_one() -> None:
    # Of two, the first: (1 - 1/3) x 2/2 = 2/3, the second 1/3. Of three: 1/2, 1/3, 1/6. Alone: 1.
    rank, known = pd.Series([1, 2, 1, 2, 3, 1]), pd.Series([1, 1, 2, 2, 2, 0])
    assert list(wallet_allocation(rank, known)) == pytest.approx(
        [2 / 3, 1 / 3, 1 / 2, 1 / 3, 1 / 6, 1.0]
    )


def life(customer: int, provider: str, **columns: Any) -> pd.DataFrame:
    """Rows of one customer, a letter a period."""
    rows = pd.DataFrame({"provider": list(provider)})
    rows["customer"], rows["period"], rows["exit"] = customer, range(len(rows)), None
    rows["satisfaction"], rows["liking_rank"], rows["known"] = 7.0, 1, 1
    rows["spent"], rows["elsewhere"], rows["born"] = 1.0, 0.0, 0
    for name, values in columns.items():
        rows[name] = values
    return rows


def test_customer_years_by_hand() -> None:
    # Years of 2 periods; the fifth period is no whole year.
    panel = pd.concat(
        [
            life(1, "aaaaa", spent=[3, 1, 1, 1, 9], elsewhere=[0, 0, 1, 1, 0],
                 satisfaction=[7, 7, 8, 8, 8], liking_rank=[1, 1, 2, 2, 2]),
            life(2, "aabba", exit=[None, "defection", None, "involuntary", None],
                 spent=[2, 0, 5, 5, 5], elsewhere=[0, 2, 0, 0, 0]),
        ]
    )  # fmt: skip
    years = customer_years(panel, 2).set_index(["customer", "year"])
    assert list(years.index) == [(1, 0), (1, 1), (2, 0), (2, 1)]
    assert list(years["stays"].fillna(-1)) == [1, 1, 0, -1]
    # 4 of 4, 2 of 4, 2 of 4, 10 of 10.
    assert list(years["wallet"]) == pytest.approx([1, 0.5, 0.5, 1])
    assert list(years["war"]) == pytest.approx([2 / 3, 1 / 3, 2 / 3, 2 / 3])
    change = years.loc[(1, 1), ["change", "satisfaction_change", "war_change"]].astype(float)
    assert list(change) == pytest.approx([-0.5, 1, -1 / 3])
    assert years.drop((1, 1))["change"].isna().all()  # first years, and another provider


def test_what_comes_after_an_exit_is_not_counted() -> None:
    # Gone in the first period of the year; the newcomer with the number has the same provider.
    gone = life(1, "aa", exit=["involuntary", None], spent=[1, 50], elsewhere=[1, 0])
    (row,) = customer_years(gone, 2).itertuples()
    assert np.isnan(row.stays)
    assert row.wallet == pytest.approx(0.5)


def test_coefficients_by_hand() -> None:
    # One group of whom 3 of 4 stay, one of whom 1 of 4: fitted chances 3/4 and 1/4. Mean among
    # stayers (3 x 3/4 + 1/4) / 4 = 5/8, among leavers 3/8; the difference is 1/4.
    y = np.array([1, 1, 1, 0, 1, 0, 0, 0], float)
    x = np.array([[1.0]] * 4 + [[0.0]] * 4)
    assert tjur(y, x) == pytest.approx(1 / 4, abs=1e-6)
    assert np.isnan(tjur(np.ones(4), x[:4]))
    # y = 0, 1, 1 on x = 0, 1, 2: b = 1/2, residuals -1/6, 1/3, -1/6: 1 - (1/6) / (2/3) = 3/4.
    assert r_squared(np.array([0.0, 1, 1]), np.array([[0.0], [1], [2]])) == pytest.approx(3 / 4)
    assert np.isnan(r_squared(np.ones(3), np.array([[0.0], [1], [2]])))


def made_up(of: str, seed: int = 3) -> pd.DataFrame:
    """3,000 customer-years of 600 customers; `of` alone drives staying and share of wallet."""
    rng = np.random.default_rng(seed)
    n = 3000
    years = pd.DataFrame({"customer": np.arange(n) % 600, "year": np.arange(n) // 600})
    years["satisfaction"], years["war"] = rng.normal(7, 1, n), rng.choice([1 / 3, 2 / 3], n)
    drive = (years[of] - years[of].mean()) / years[of].std()
    years["stays"] = (rng.random(n) < 1 / (1 + np.exp(-1 - 1.5 * drive))).astype(float)
    years["wallet"] = 0.5 + 0.1 * drive + 0.1 * rng.normal(size=n)
    for name in ("change", "satisfaction_change", "war_change"):
        years[name] = np.nan
    return years


@pytest.mark.parametrize(
    ("cause", "model", "other"), [("satisfaction", "absolute", "relative"),
                                  ("war", "relative", "absolute")]
)  # fmt: skip
def test_the_cause_gets_the_credit(cause: str, model: str, other: str) -> None:
    table = explained(made_up(cause)).set_index(["outcome", "model"])
    for outcome in ("stays", "wallet"):
        assert table.loc[(outcome, model), "share"] > 0.2
        assert table.loc[(outcome, other), "share"] < 0.01
        both = table.loc[(outcome, "both")]
        assert both["share"] == pytest.approx(table.loc[(outcome, model), "share"], abs=0.01)
        assert both["low"] < both["share"] < both["high"]
    # Half of the variance of the wallet is the cause: 0.1² / (0.1² + 0.1²).
    assert table.loc[("wallet", model), "share"] == pytest.approx(0.5, abs=0.04)
    assert np.isnan(table.loc[("change", "both"), "share"])


def test_few_leavers_are_unknown() -> None:
    years = made_up("war")
    years["stays"] = 1.0
    table = explained(years).set_index(["outcome", "model"])
    assert table.loc["stays", "share"].isna().all()
    assert relative.FEW > 1
