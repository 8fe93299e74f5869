"""The five curves: counted, not assumed, and drawn as they are."""

import numpy as np
import pandas as pd
import pytest

from analysis import five_markets
from analysis.five_markets import MARKETS, PLACES, answer, by_band, figure, measure, reading


def test_retention_is_counted_in_each_band() -> None:
    hazards = pd.DataFrame(
        {
            "band": [3.0, 6.0, 6.5, 9.5],
            "at_risk": [10, 60, 40, 20],
            "defections": [5, 6, 4, 0],
        }
    )
    stays = by_band(hazards, 4)
    assert list(stays.index) == list(PLACES)
    assert stays[3.5] == pytest.approx(0.5**4)
    assert stays[6.5] == pytest.approx(0.9**4)
    assert stays[9.5] == 1.0
    assert np.isnan(stays[4.5])


@pytest.fixture(scope="module")
def curves() -> pd.DataFrame:
    return measure(replicates=3, customers=2000)


def test_the_monopoly_is_flat_and_competition_steep(curves: pd.DataFrame) -> None:
    wide = curves.pivot(index="satisfaction", columns="market", values="retention")
    assert (wide["local_telephone"] == 1.0).all()
    rise = wide.loc[8.5] - wide.loc[4.5]
    order = [float(rise[market]) for market in MARKETS]
    assert order[0] == 0
    assert order[0] < order[1] < order[2] < min(order[3:])


def test_curves_rise(curves: pd.DataFrame) -> None:
    for market in MARKETS[1:]:
        rows = curves[(curves["market"] == market) & curves["satisfaction"].between(4.5, 8.5)]
        assert rows.sort_values("satisfaction")["retention"].is_monotonic_increasing


def test_words_follow_the_numbers(curves: pd.DataFrame) -> None:
    upside_down = curves.iloc[::-1].reset_index(drop=True)
    assert answer(upside_down) != five_markets.ANSWER
    bent = curves.copy()
    top = (bent["market"] == "cars") & (bent["satisfaction"] >= 8)
    bent.loc[top, "retention"] += 0.2
    assert "convex" in reading(bent).split("among")[0]


def test_every_market_and_its_ends_are_on_the_figure(curves: pd.DataFrame) -> None:
    page = figure(curves)
    (axes,) = page.axes
    words = {text.get_text() for text in axes.texts}
    assert {"Local telephone", "Airlines", "Hospitals", "Business computers", "Cars"} <= words
    lines = [line for line in axes.lines if len(line.get_xdata()) == len(PLACES)]
    assert len(lines) == len(MARKETS)
    last = curves[curves["market"] == "cars"].sort_values("satisfaction")["retention"]
    assert np.allclose(lines[-1].get_ydata(), last)


def test_what_is_missing_is_named(curves: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="label"):
        figure(curves.drop(columns="label"))
    with pytest.raises(ValueError, match="no curve"):
        figure(curves.iloc[:0])
