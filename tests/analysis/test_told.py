"""True, stated and perceived reasons, and how much of what is told is wrong, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from analysis.language import ENGLISH
from analysis.told import ARTICLE, gaps, least_wrong, told, wrong
from analysis.told_words import gap_words, reasons_table

STRUCK = pd.Series({"price": 0.1, "service": 0.3})


def said(*rows: tuple[str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["true_reason", "stated_reason", "perceived_reason"])
    return table.assign(type="defection")


def like_the_article(count: int) -> pd.DataFrame:
    """20 leavers: customers say price 3 (15%) and service 15 (75%), managers 9 (45%), 4 (20%)."""
    rows = [("service", "price", "price")] * 3 + [("service", "service", "price")] * 6
    rows += [("service", "service", "service")] * 4 + [("solution", "service", "solution")] * 5
    rows += [("chance", "chance", "solution")] * 2
    return said(*rows * (count // 20))


def test_the_three_views_by_hand() -> None:
    table = pd.concat([like_the_article(20), said(("price",) * 3).assign(type="involuntary")])
    found = told(table).set_index(["reason", "view"])
    for view, reasons in ARTICLE.items():
        for reason, share in reasons.items():
            assert found.loc[(reason, view), "share"] == pytest.approx(share)
            assert found.loc[(reason, view), "article"] == share
    assert found.loc[("service", "true"), "leavers"] == 13
    assert np.isnan(found.loc[("service", "true"), "article"])
    assert found.groupby("view")["share"].sum().to_list() == pytest.approx([1, 1, 1])


def test_the_claims_pattern() -> None:
    many = like_the_article(200)
    assert gaps(many)["price"].value == pytest.approx(0.30)
    assert gaps(many)["service"].value == pytest.approx(0.55)

    def words(table: pd.DataFrame) -> str:
        errors = wrong(table)
        return gap_words(told(table), gaps(table), errors, STRUCK, bent=True, language=ENGLISH)

    assert "pattern shows, managers" in words(many)
    swapped = many.rename(
        columns={"stated_reason": "perceived_reason", "perceived_reason": "stated_reason"}
    )
    assert "does not show" in words(swapped)
    dear = said(*[("price", "chance", "price")] * 40)
    assert "for the price only" in words(dear)
    rude = said(*[("service", "service", "chance")] * 40)
    assert "for service only" in words(rude)
    # One leaver proves nothing.
    assert "does not show" in words(said(("service", "service", "price")))


def test_how_much_is_wrong_by_hand() -> None:
    found = wrong(like_the_article(20)).set_index("view")
    # Customers: 3 prices, and 5 solutions that are told as service. Managers: 9 prices for
    # service, and 2 solutions for chance; 4 + 5 are right.
    assert found["leavers"].to_dict() == {"stated": 8, "perceived": 11}
    assert found["share"].to_list() == pytest.approx([0.4, 0.55])
    # True: service 13, solution 5, chance 2 of 20; stated: price 3, service 15, chance 2.
    assert found.loc["stated", "blind"] == pytest.approx(1 - (13 * 15 + 2 * 2) / 400)
    # Perceived: price 9, service 4, solution 7.
    assert found.loc["perceived", "blind"] == pytest.approx(1 - (13 * 4 + 5 * 7) / 400)


def test_the_least_that_must_be_wrong_by_hand() -> None:
    true = pd.Series(["price"] * 3 + ["service"] * 4 + ["solution"] * 2 + ["chance"])
    # Customers: 15% of the 30% and 40% of the 75% may be true, and 10% of the 20% solution.
    assert least_wrong(true, ARTICLE["stated"]) == pytest.approx(1 - 0.15 - 0.4 - 0.1)
    # Managers: 30% of the 45%, 20% of the 40%, all of the 20%.
    assert least_wrong(true, ARTICLE["perceived"]) == pytest.approx(1 - 0.3 - 0.2 - 0.2)
    # Nobody answers chance.
    assert least_wrong(pd.Series(["chance"] * 9), ARTICLE["stated"]) == pytest.approx(1)
    assert np.isnan(least_wrong(true[:0], ARTICLE["stated"]))


def test_who_is_nearer_the_truth() -> None:
    def words(*rows: tuple[str, str, str]) -> str:
        table = said(*rows)
        return gap_words(
            told(table), gaps(table), wrong(table), STRUCK, bent=True, language=ENGLISH
        )

    # Price 70%: told by none, seen for all. Service 30%: told by all, seen for none.
    alike = words(*[("service", "service", "price")] * 30, *[("price", "service", "price")] * 70)
    assert "About the price and about service managers are nearer the truth." in alike
    # Nobody left for either.
    apart = words(*[("chance", "service", "price")] * 9)
    assert "About the price customers are nearer the truth, about service managers." in apart
    same = words(*[("price", "price", "price")] * 9)
    assert "About the price and about service neither is nearer the truth." in same


def test_the_table_ends_with_what_is_wrong() -> None:
    table = like_the_article(20)
    rows = reasons_table(told(table), wrong(table), ENGLISH)
    last = rows.iloc[-1]
    assert last["Stated"].startswith("40%")
    assert last["Perceived"].startswith("55%")
    # Service 13 and solution 5 of 20: 0.65 + 0.1 can be true of customers, 0.2 + 0.25 of managers.
    assert last["Article: customers, managers"] == "at least 25%, 55%"


@pytest.mark.parametrize("plan", ["whatever_the_truth", "reasons_for_chance"])
def test_opposite_accounts_of_the_truth_give_the_articles_figures(plan: str) -> None:
    results = sim.run("silent_leavers", customers=6000, plan=plan, against_no_entrant=False)
    found = told(results.exits).set_index(["reason", "view"])["share"]
    spread = 4 * (0.25 / len(results.exits)) ** 0.5
    for view, reasons in ARTICLE.items():
        for reason, share in reasons.items():
            assert found[reason, view] == pytest.approx(share, abs=spread)
        assert found["chance", view] == 0
    errors = wrong(results.exits)
    # Nobody who left for a reason lies in the second, and all do as often as chance in the first.
    named = float(1 - found["chance", "true"])
    assert named > 0
    right = (1 - errors["share"]).to_numpy()
    blind = (1 - errors["blind"]).to_numpy()
    if plan == "reasons_for_chance":
        assert right == pytest.approx([named, named])
    else:
        assert (np.abs(right - blind) < 4 * (0.01 / len(results.exits)) ** 0.5).all()
