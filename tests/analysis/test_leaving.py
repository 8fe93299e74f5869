"""What explains leaving: known coefficients come back, and what is not a cause gets no credit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM

from analysis import hazard_regression, leaving
from analysis.hazard_regression import TooFewEventsError, climb, regress

SLOPE = 0.5


def constructed(seed: int = 1) -> pd.DataFrame:
    """2,000 customers for at most 30 periods, of whom the advantage alone drives leaving.

    Hazard: 1 - exp(-exp(-4 + 0.5 advantage)). Satisfaction correlates -0.6 with the advantage and
    has no effect of its own.
    """
    rng = np.random.default_rng(seed)
    customers, periods = 2000, 30
    shape = (customers, periods)
    advantage = rng.normal(0, 1.5, shape)
    satisfaction = 7 - 0.6 * advantage / 1.5 + 0.8 * rng.normal(size=shape)
    left = rng.random(shape) < 1 - np.exp(-np.exp(-4 + SLOPE * advantage))
    there = np.cumsum(left, axis=1) - left == 0
    customer, period = np.nonzero(there)
    return pd.DataFrame(
        {
            "customer": customer,
            "period": period,
            "at_risk": True,
            "satisfaction": satisfaction[there],
            "engagement": rng.uniform(0, 1, shape)[there],
            "switching_cost": 2.0,
            "advantage": advantage[there],
            "known": rng.integers(1, 4, shape)[there],
            "exit": np.where(left[there], "defection", None),
        }
    )


@pytest.fixture(scope="module")
def found() -> hazard_regression.Regression:
    rows, _ = leaving.at_risk(constructed())
    return regress(rows, leaving.VARIABLES, "left")


def test_the_coefficient_is_recovered(found: hazard_regression.Regression) -> None:
    effects = found.effects.set_index("name")
    own = effects.loc["advantage"]
    # A hazard ratio of exp(0.5) a util is exp(0.5 x 1.5) = 2.1 a standard deviation.
    assert own["b"] / own["sd"] == pytest.approx(SLOPE, abs=3 * own["se"] / own["sd"])
    assert own["low"] < np.exp(SLOPE * own["sd"]) < own["high"]
    assert own["se"] < 0.06


def test_what_only_correlates_gets_no_effect(found: hazard_regression.Regression) -> None:
    effects = found.effects.set_index("name")
    satisfied = effects.loc["satisfaction"]
    assert satisfied["low"] < 1 < satisfied["high"]
    assert satisfied["high"] / satisfied["low"] < 1.3
    assert satisfied["alone"] > 0.2  # looks like an explanation when alone,
    assert satisfied["unique"] < 0.01  # and is none
    assert effects.loc["advantage", "unique"] > 0.5
    assert found.shared > 0.2


def test_collinearity_is_told(found: hazard_regression.Regression) -> None:
    assert found.correlations.loc["satisfaction", "advantage"] == pytest.approx(-0.6, abs=0.03)
    # 1 / (1 - 0.36) = 1.56
    assert found.effects.set_index("name").loc["advantage", "vif"] == pytest.approx(1.56, abs=0.06)


def test_what_does_not_vary_is_unknown(found: hazard_regression.Regression) -> None:
    constant = found.effects.set_index("name").loc["switching_cost"]
    assert constant["sd"] == 0
    assert np.isnan(constant[["ratio", "low", "high", "alone", "unique"]].astype(float)).all()


def test_too_few_events_are_refused() -> None:
    rows, _ = leaving.at_risk(constructed().head(400))
    assert 0 < rows["left"].sum() < 40
    with pytest.raises(TooFewEventsError):
        regress(rows, leaving.VARIABLES, "left")
    with pytest.raises(TooFewEventsError):
        regress(rows.head(0), leaving.VARIABLES, "left")


def test_always_leaving_above_a_line_is_unknown_and_no_crash() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=3000)
    rows = pd.DataFrame({"customer": range(3000), "period": 0, "x": x, "left": x > 1})
    effects = regress(rows, ["x"], "left").effects
    assert np.isnan(effects["ratio"]).all()


def test_only_those_who_could_leave_are_counted() -> None:
    rows = pd.DataFrame(
        {
            "customer": range(5),
            "at_risk": [True, True, True, False, True],
            "advantage": [0.1, np.nan, 0.3, 0.4, 0.5],
            "exit": ["defection", None, "involuntary", "defection", None],
        }
    )
    aware, unaware = leaving.at_risk(rows)
    assert list(aware["customer"]) == [0, 2, 4]
    assert list(aware["left"]) == [True, False, False]
    assert unaware == pytest.approx(1 / 4)  # one of the four at risk knew of nobody


def test_climbing_agrees_with_statsmodels() -> None:
    rows, _ = leaving.at_risk(constructed().head(6000))
    y = rows["left"].to_numpy(float)
    x = np.column_stack([np.ones(len(y)), rows["advantage"], rows["satisfaction"]])
    link = families.Binomial(link=families.links.CLogLog())
    theirs = GLM(y, x, family=link).fit(tol=1e-12)
    ours, deviance = climb(y, x)
    assert ours == pytest.approx(theirs.params, abs=1e-5)
    assert deviance == pytest.approx(theirs.deviance, rel=1e-8)
