"""Who left of those who compared, against counts by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from analysis.language import ENGLISH
from analysis.who_left import exhibits, fifths, main
from analysis.who_left_words import reading
from sim.results import ResultsError
from tests.analysis import shown


def people() -> pd.DataFrame:
    """Ten who compared, with 0 to 9 utils to gain, of whom 7, 8 and 9 left; two who did not."""
    table = pd.DataFrame({"customer": range(12), "period": 0, "advantage": np.arange(12.0) + 2})
    table["switching_cost"] = 2.0
    table["looked"] = table["customer"] < 10
    table["left"] = table["customer"].isin([7, 8, 9, 11])
    return table.sample(frac=1, random_state=1)


def test_fifths_by_hand() -> None:
    found = fifths(people())
    assert found["fifth"].to_list() == [0, 1, 2, 3, 4, 5]
    assert found["at_risk"].to_list() == [2] * 6
    assert found["left"].to_list() == [1, 0, 0, 0, 1, 2]
    assert found["share"].to_list() == [0.5, 0, 0, 0, 0.5, 1]
    assert found["net"].to_list() == [10.5, 0.5, 2.5, 4.5, 6.5, 8.5]


def test_nobody_compared() -> None:
    found = fifths(people().assign(looked=False))
    assert found["at_risk"].to_list() == [12, 0, 0, 0, 0, 0]
    assert found.loc[1:, "share"].isna().all()


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (100, 450, "4.5 times as many"),
        (0, 300, "which chance does not explain"),
        (300, 310, "which may be chance"),
        (450, 100, "fewer"),
    ],
)
def test_the_sentence(least: int, most: int, words: str) -> None:
    left = [least, 200, 200, 200, most]
    table = pd.DataFrame({"customer": range(5000), "period": 0, "switching_cost": 0.0})
    table["advantage"] = table["customer"].astype(float)
    table["looked"] = True
    table["left"] = table["customer"] % 1000 < table["customer"].floordiv(1000).map(
        left.__getitem__
    )
    assert words in reading(fifths(table), ENGLISH)


def test_what_there_is_to_gain_tells_who_leaves(tmp_path: Path) -> None:
    results = sim.run(
        "b2b_account_managers", customers=1200, seed=1, track=-1, against_no_entrant=False
    )
    (exhibit,) = shown.check(exhibits, results)
    assert "times as many" in exhibit.reading
    found = exhibit.data.set_index("fifth")
    # Subscribers who do not compare stay.
    assert found.loc[0, "left"] == 0
    assert found["net"].loc[1:].is_monotonic_increasing
    folder = results.save(tmp_path / "run")
    assert main([str(folder)]) == 0
    assert (folder / "who_left.png").exists()


def test_too_few_to_tell_and_nobody_followed() -> None:
    few = sim.run("silent_leavers", customers=200, track=20, against_no_entrant=False)
    (exhibit,) = shown.check(exhibits, few)
    assert "under 50" in exhibit.reading
    unseen = sim.run("five_markets", customers=50, periods=2, against_no_entrant=False)
    with pytest.raises(ResultsError, match="followed"):
        exhibits(unseen, ENGLISH, None)
