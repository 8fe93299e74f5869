"""The three numbers, against counts by hand; nobody reads one of them without the others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from analysis.blocks import blocks, named
from analysis.budget import Budget
from analysis.language import DUTCH, ENGLISH
from analysis.three_numbers import by_group, by_year, exhibits, main, of, row
from analysis.three_numbers_words import sentence
from sim.results import Results
from tests.analysis import shown
from tests.markets import bare, constants


@pytest.fixture(scope="module")
def travel() -> Results:
    return sim.run("airline_vs_train", customers=600, periods=60, seed=3, against_no_entrant=True)


def hazards(*rows: tuple[int, str, str, float, int, int]) -> pd.DataFrame:
    names = ["period", "provider", "segment", "band", "at_risk", "defections"]
    return pd.DataFrame(rows, columns=names)


def test_by_hand() -> None:
    counted = of(
        hazards((0, "a", "x", 8.0, 80, 8), (0, "a", "x", 5.0, 20, 4), (1, "a", "x", 7.0, 0, 0)), 7.0
    )
    assert (counted.at_risk, counted.leavers) == (100, 12)
    assert counted.satisfied_share.value == pytest.approx(8 / 12)
    assert counted.base_rate.value == pytest.approx(80 / 100)
    assert counted.hazard_ratio.value == pytest.approx((4 / 20) / (8 / 80))
    # Bayes: 0.8 x 0.1 / (0.8 x 0.1 + 0.2 x 0.2) = 0.08 / 0.12.
    assert counted.satisfied_share.value == pytest.approx(0.08 / 0.12)


def test_the_cut_off_counts_as_satisfied() -> None:
    rows = hazards((0, "a", "x", 7.0, 10, 5), (0, "a", "x", 6.5, 10, 1))
    assert of(rows, 7.0).satisfied_share.value == pytest.approx(5 / 6)
    assert of(rows, 8.0).satisfied_share.value == 0
    assert of(rows, 6.0).satisfied_share.value == 1


def test_strata_of_providers_are_kept_apart() -> None:
    # In each of two providers the hazards are alike, but the worse one loses more customers.
    rows = hazards(
        (0, "a", "x", 8.0, 90, 9), (0, "a", "x", 5.0, 10, 1),
        (0, "b", "x", 8.0, 10, 5), (0, "b", "x", 5.0, 90, 45),
    )  # fmt: skip
    found = of(rows, 7.0)
    assert found.hazard_ratio.value == pytest.approx((46 / 100) / (14 / 100))
    assert found.stratified_ratio.value == pytest.approx(1.0)


def test_a_ratio_with_an_empty_cell_is_unknown() -> None:
    cells = row(of(hazards((0, "a", "x", 8.0, 80, 8), (0, "a", "x", 5.0, 20, 0)), 7.0))
    assert np.isnan(cells["hazard_ratio"])
    assert np.isnan(cells["hazard_ratio_low"])
    assert cells["satisfied_share"] == 1.0
    nobody = of(hazards(), 7.0)
    assert nobody.base_rate.value is None
    words = sentence(pd.Series(cells | {"who": "a"}), ENGLISH)
    assert "100%" in words
    assert "80%" in words
    assert "the hazard ratio is unknown" in words


def test_groups_add_up_and_agree_with_the_results(travel: Results) -> None:
    found = by_group(travel)
    assert set(found["cutoff"]) == {6.0, 7.0, 8.0}
    for cutoff in (6.0, 7.0, 8.0):
        rows = found[found["cutoff"] == cutoff]
        whole = shown.row(rows, scope="market")
        for scope in ("provider", "segment", "provider and segment"):
            part = rows[rows["scope"] == scope]
            for name in ("at_risk", "leavers"):
                assert part[name].sum() == whole[name]
        for provider in ("airline", "train"):
            mine = shown.row(rows, scope="provider", provider=provider)
            known = travel.three_numbers(provider, cutoff)
            assert mine["satisfied_share"] == known.satisfied_share.value
            assert mine["hazard_ratio_high"] == known.hazard_ratio.high
            assert mine["stratified_ratio"] == pytest.approx(known.stratified_ratio.value)
    airline = shown.row(found, scope="provider", provider="airline", cutoff=7.0)
    assert airline["excess"] == travel.excess["airline"][7.0].value


def test_years_add_up_and_no_block_is_thin(travel: Results) -> None:
    found = by_year(travel, "airline")
    whole = travel.three_numbers("airline")
    assert found["leavers"].sum() == whole.leavers
    assert found["at_risk"].sum() == whole.at_risk
    assert len(found) >= 2
    assert found["hazard_ratio"].notna().all()
    assert (found["first_period"].iloc[1:].to_numpy() > found["last_period"].iloc[:-1]).all()
    since = int(found["first_period"].iloc[1])
    until = int(found["last_period"].iloc[1]) + 1
    second = travel.three_numbers("airline", since=since, until=until)
    assert found["base_rate"].iloc[1] == second.base_rate.value


def years(*rows: tuple[int, int, int, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["year", "periods", "satisfied", "dissatisfied"])
    return table.set_index("year")


def test_years_are_joined_until_both_kinds_left() -> None:
    # 2001: 9 and 2, too few; with 2002 15 and 5. 2003 suffices alone. 2004 is left over.
    table = years((2001, 12, 9, 2), (2002, 12, 6, 3), (2003, 12, 5, 5), (2004, 12, 50, 4))
    assert blocks(table, 12).tolist() == [0, 0, 1, 1]
    assert blocks(table, 12, least=1).tolist() == [0, 1, 2, 3]


def test_stubs_of_years_stand_with_their_neighbours() -> None:
    table = years((2001, 5, 9, 9), (2002, 12, 9, 9), (2003, 12, 9, 9), (2004, 5, 9, 9))
    assert blocks(table, 12).tolist() == [0, 0, 1, 1]
    half = years((2001, 6, 9, 9), (2002, 12, 9, 9))
    assert blocks(half, 12).tolist() == [0, 1]


def test_a_market_without_enough_leavers_is_one_block() -> None:
    assert (
        blocks(years((2001, 12, 9, 0), (2002, 12, 9, 0), (2003, 12, 9, 4)), 12).tolist() == [0] * 3
    )
    assert blocks(years((2001, 12, 0, 0)), 12).tolist() == [0]
    assert blocks(years(), 12).tolist() == []
    assert named(2001, 2001) == "2001"
    assert named(2001, 2003) == "2001–2003"


def test_no_sentence_has_the_share_without_the_others(travel: Results) -> None:
    for language, ratio in ((ENGLISH, "hazard ratio"), (DUTCH, "hazard ratio")):
        for exhibit in exhibits(travel, language, Budget()):
            for words in (exhibit.reading, *exhibit.steps):
                assert words.count("%") >= 2
                assert ratio in words
        first = exhibits(travel, language, Budget())[0]
        found = by_group(travel)
        airline = shown.row(found, scope="provider", provider="airline", cutoff=7.0)
        for name in ("satisfied_share", "base_rate"):
            assert language.percent(airline[name]) in first.reading
        assert language.number(airline["hazard_ratio"], 2) in first.reading


def test_words_follow_the_interval() -> None:
    base = {
        "who": "a", "leavers": 9, "satisfied_share": 0.5, "satisfied_share_low": 0.4,
        "satisfied_share_high": 0.6, "base_rate": 0.8, "base_rate_low": 0.7, "base_rate_high": 0.9,
    }  # fmt: skip
    for low, high, words in (
        (1.1, 2.0, "the dissatisfied left sooner"),
        (0.4, 0.9, "the satisfied left sooner"),
        (0.9, 1.2, "no difference"),
    ):
        ratio = {"hazard_ratio": 1.0, "hazard_ratio_low": low, "hazard_ratio_high": high}
        assert words in sentence(pd.Series(base | ratio), ENGLISH)


def test_picture_has_every_group_and_number(travel: Results) -> None:
    first, second = shown.check(exhibits, travel)
    assert (first.key, second.key) == ("three_numbers", "three_numbers_by_year")
    words = shown.texts(first.figure())
    for name in ("all customers", "air shuttle", "high-speed train", "segment: business"):
        assert name in words
    assert len(second.steps) == len(second.table)


def test_nobody_left() -> None:
    alone = sim.run(bare(constants(one=0.0), customers__count=50), against_no_entrant=False)
    (exhibit,) = shown.check(exhibits, alone)
    assert "Nobody left" in exhibit.reading
    assert "unknown" in exhibit.reading


def test_hostile_names() -> None:
    results = sim.run(shown.hostile(), against_no_entrant=False)
    first, second = shown.check(exhibits, results)
    assert "<script>alert(1)</script>" in first.reading
    assert "A[1]" in first.table.iloc[:, 0].to_list()
    assert second.reading


def test_the_script_writes_both_pictures(tmp_path: Path, travel: Results) -> None:
    folder = travel.save(tmp_path / "run")
    assert main([str(folder), "--lang", "nl"]) == 0
    for key in ("three_numbers", "three_numbers_by_year"):
        assert (folder / f"{key}.png").stat().st_size > 10_000
    assert main([str(tmp_path / "nowhere")]) == 2
