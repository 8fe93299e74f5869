"""The shifted beta-geometric model: its formula, the published fits, and counts from spells."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.shifted_geometric import Fit, counts, fit


def expected(a: float, b: float, periods: int) -> tuple[np.ndarray, np.ndarray]:
    """Counts out of 1000 that the model itself expects."""
    share = Fit(a, b).survival(np.arange(periods + 1))
    cut_off = np.zeros(periods)
    cut_off[-1] = 1000 * share[-1]
    return -1000 * np.diff(share), cut_off


def test_retention_is_the_published_formula() -> None:
    # a = 1, b = 3: r(1) = 3/4, r(2) = 4/5, so 3/5 are there after two periods.
    model = Fit(1.0, 3.0)
    assert list(model.retention(np.array([1, 2]))) == pytest.approx([3 / 4, 4 / 5])
    assert list(model.survival(np.array([0, 1, 2]))) == pytest.approx([1, 3 / 4, 3 / 5])
    assert model.churn == pytest.approx(1 / 4)


@pytest.mark.parametrize(("a", "b"), [(0.668, 3.806), (0.704, 1.182), (1.5, 20.0), (3.0, 9.0)])
def test_a_and_b_are_recovered_from_expected_counts(a: float, b: float) -> None:
    found = fit(*expected(a, b, 12))
    assert found is not None
    assert (found.a, found.b) == pytest.approx((a, b), rel=1e-3)
    assert not found.alike


def test_the_published_customers_give_the_published_numbers() -> None:
    # Fader & Hardie (2007), "Regular" and "High-end", years 1-7: (0.704, 1.182), (0.668, 3.806).
    for percents, a, b in (
        ([100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1], 0.704, 1.182),
        ([100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1], 0.668, 3.806),
    ):
        cut_off = np.zeros(7)
        cut_off[-1] = percents[-1]
        found = fit(-np.diff(percents), cut_off)
        assert found is not None
        assert (found.a, found.b) == pytest.approx((a, b), abs=5e-4)


def test_a_constant_hazard_has_a_churn_and_no_differences() -> None:
    share = 0.9 ** np.arange(9)
    cut_off = np.zeros(8)
    cut_off[-1] = share[-1]
    found = fit(-np.diff(share), cut_off)
    assert found is not None
    assert found.churn == pytest.approx(0.1, abs=2e-3)
    assert found.alike


def test_nothing_to_fit() -> None:
    assert fit(np.zeros(3), np.array([0.0, 0.0, 5.0])) is None
    assert fit(np.array([5.0, 0.0]), np.zeros(2)) is None


def test_spells_are_counted_in_whole_steps() -> None:
    found = pd.DataFrame(
        {
            # In years of 12 periods, watched for 30: left in year 1, in year 2; in year 3, which is
            # not whole, so seen for 2; gone involuntarily after 1 whole year, and before one; cut
            # off after 2 whole years.
            "duration": [12, 13, 27, 20, 5, 30],
            "end": ["defection", "stop", "defection", "involuntary", "involuntary", ""],
        }
    )
    left, cut_off = counts(found, 12)
    assert list(left) == [1, 1]
    assert list(cut_off) == [1, 2]
