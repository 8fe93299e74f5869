"""The three numbers, the excess and the intervals, against sums done by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.layout import EXIT
from sim.measures import (
    CUTOFFS,
    UNKNOWN,
    band_of,
    band_of_replicates,
    excess,
    left_satisfied,
    over_replicates,
    three_numbers,
    wilson,
)
from sim.rules.words import BANDS, DEFECTION, INVOLUNTARY, STOP

SATISFIED, DISSATISFIED = 14, 13


def cells(*strata: tuple[int, int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Strata of (dissatisfied: left, at risk; satisfied: left, at risk) around a cut-off of 7."""
    at_risk = np.zeros((len(strata), BANDS))
    left = np.zeros((len(strata), BANDS))
    for k, (a, n_1, c, n_0) in enumerate(strata):
        left[k, DISSATISFIED], at_risk[k, DISSATISFIED] = a, n_1
        left[k, SATISFIED], at_risk[k, SATISFIED] = c, n_0
    return at_risk, left


def test_three_numbers_by_hand() -> None:
    found = three_numbers(*cells((4, 20, 8, 80)), 7.0)
    assert (found.at_risk, found.leavers) == (100, 12)
    assert found.satisfied_share.value == pytest.approx(8 / 12)
    assert found.satisfied_share.low == pytest.approx(0.3906223, abs=1e-6)
    assert found.satisfied_share.high == pytest.approx(0.8618800, abs=1e-6)
    assert found.base_rate.value == pytest.approx(0.8)
    assert found.hazard_ratio.value == pytest.approx(2.0)
    # The variance of the logarithm is 1/4 - 1/20 + 1/8 - 1/80 = 0.3125.
    assert found.hazard_ratio.low == pytest.approx(2 * np.exp(-1.959964 * 0.3125**0.5), rel=1e-6)
    assert found.hazard_ratio.high == pytest.approx(2 * np.exp(1.959964 * 0.3125**0.5), rel=1e-6)
    assert found.stratified_ratio.value == pytest.approx(2.0)


def test_mantel_haenszel_by_hand() -> None:
    found = three_numbers(*cells((4, 20, 8, 80), (1, 10, 1, 30)), 7.0).stratified_ratio
    # (4*80/100 + 1*30/40) / (8*20/100 + 1*10/40), and Greenland & Robins' variance.
    assert found.value == pytest.approx(3.95 / 1.85)
    half = 1.959964 * (1.95 / (3.95 * 1.85)) ** 0.5
    assert found.low == pytest.approx(3.95 / 1.85 * np.exp(-half), rel=1e-6)
    assert found.high == pytest.approx(3.95 / 1.85 * np.exp(half), rel=1e-6)


def test_strata_undo_confounding() -> None:
    # In both segments satisfaction makes no difference; the restless one is the dissatisfied one.
    found = three_numbers(*cells((40, 100, 4, 10), (1, 10, 10, 100)), 7.0)
    assert found.hazard_ratio.value is not None
    assert found.hazard_ratio.value > 2.9
    assert found.stratified_ratio.value == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("stratum", "unknown"),
    [
        ((0, 20, 8, 80), {"hazard_ratio", "stratified_ratio"}),
        ((4, 20, 0, 80), {"hazard_ratio", "stratified_ratio"}),
        ((4, 20, 0, 0), {"hazard_ratio", "stratified_ratio"}),
        ((0, 20, 0, 80), {"satisfied_share", "hazard_ratio", "stratified_ratio"}),
        ((0, 0, 0, 0), {"satisfied_share", "base_rate", "hazard_ratio", "stratified_ratio"}),
    ],
)
def test_an_empty_cell_is_unknown(stratum: tuple[int, int, int, int], unknown: set[str]) -> None:
    found = three_numbers(*cells(stratum), 7.0).as_dict()
    assert {name for name, value in found.items() if value["value"] is None} == unknown
    for name in unknown:
        assert found[name] == {"value": None, "low": None, "high": None}


def test_no_periods_at_all() -> None:
    found = three_numbers(np.zeros((0, BANDS)), np.zeros((0, BANDS)), 7.0)
    assert found.satisfied_share == found.base_rate == found.stratified_ratio == UNKNOWN


@given(st.lists(st.tuples(*[st.integers(0, 50)] * 4), min_size=1, max_size=6), st.data())
def test_bayes_identity(strata: list[tuple[int, int, int, int]], data: Any) -> None:
    """share = b h_s / (b h_s + (1 - b) h_d), whatever the counts."""
    at_risk, left = cells(*((a, a + n, c, c + m) for a, n, c, m in strata))
    cutoff = data.draw(st.sampled_from([7.0, *CUTOFFS]))
    band = band_of(cutoff)
    found = three_numbers(at_risk, left, cutoff)
    risk_s, risk_d = at_risk[:, band:].sum(), at_risk[:, :band].sum()
    if not left.sum() or not risk_s or not risk_d:
        return
    hazard_s, hazard_d = left[:, band:].sum() / risk_s, left[:, :band].sum() / risk_d
    base = found.base_rate.value
    assert base is not None
    implied = base * hazard_s / (base * hazard_s + (1 - base) * hazard_d)
    assert found.satisfied_share.value == pytest.approx(implied)
    if found.hazard_ratio.value is not None:
        assert found.hazard_ratio.value == pytest.approx(hazard_d / hazard_s)


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_wilson_holds_its_share(count: int, more: int) -> None:
    found = wilson(count, count + more)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high


@pytest.mark.parametrize("cutoff", [0.0, 6.9, 10.5, -1.0])
def test_a_cutoff_is_a_half_point(cutoff: float) -> None:
    with pytest.raises(ValueError, match="half point"):
        three_numbers(*cells((1, 2, 3, 4)), cutoff)


def test_shapes_must_fit() -> None:
    with pytest.raises(ValueError, match="21 bands"):
        three_numbers(np.zeros((2, 5)), np.zeros((2, 5)), 7.0)


def exits(*rows: tuple[int, int, int, int, float, int]) -> np.ndarray:
    """Rows of (period, customer, origin, kind, satisfaction before, born)."""
    ledger = np.zeros(len(rows), EXIT)
    for k, (period, customer, origin, kind, before, born) in enumerate(rows):
        ledger[k]["period"], ledger[k]["customer"], ledger[k]["origin"] = period, customer, origin
        ledger[k]["kind"], ledger[k]["band"], ledger[k]["born"] = kind, int(2 * before), born
    return ledger


def test_the_first_defection_after_the_entry_counts() -> None:
    ledger = exits(
        (9, 0, 1, DEFECTION, 8.0, -5),  # before the entry
        (10, 1, 1, DEFECTION, 7.0, -5),  # counts: just satisfied
        (11, 2, 1, DEFECTION, 6.5, -5),  # dissatisfied ...
        (12, 2, 1, DEFECTION, 9.0, -5),  # ... and a second time satisfied: too late
        (13, 3, 1, STOP, 9.0, -5),
        (14, 4, 1, INVOLUNTARY, 9.0, -5),
        (15, 4, 1, DEFECTION, 9.0, 14),  # a newcomer with an old number
        (16, 5, 0, DEFECTION, 9.0, -5),  # another provider's
        (33, 6, 1, DEFECTION, 9.0, 9),  # last period of the window
        (34, 7, 1, DEFECTION, 9.0, -5),  # after it
    )
    left = left_satisfied(ledger, provider=1, entry=10, window=24, cutoff=7.0, customers=8)
    assert np.flatnonzero(left).tolist() == [1, 6]


def test_excess_by_hand() -> None:
    were = np.array([True] * 10 + [False] * 2)
    with_it = np.array([True] * 5 + [False] * 5 + [True] * 2)
    without = np.array([False] * 4 + [True] * 2 + [False] * 6)
    found = excess(were, with_it, without)
    # Four left only with the entrant, one only without, of ten customers.
    assert found.value == pytest.approx(0.3)
    assert found.low is not None
    assert found.high is not None
    # Agresti & Min: (4.5 - 1.5) / 12 -+ 1.96 sqrt(6 - 9/12) / 12.
    assert found.low == pytest.approx(0.25 - 1.959964 * 5.25**0.5 / 12, rel=1e-6)
    assert found.high == pytest.approx(0.25 + 1.959964 * 5.25**0.5 / 12, rel=1e-6)


def test_excess_without_customers_is_unknown_and_without_change_has_an_interval() -> None:
    nobody, all_ = np.zeros(20, bool), np.ones(20, bool)
    assert excess(nobody, all_, all_) == UNKNOWN
    same = excess(all_, all_, all_)
    assert same.value == 0.0
    assert same.low is not None
    assert same.high is not None
    assert same.low < 0 < same.high


def test_student_over_replicates() -> None:
    found = over_replicates([1.0, 2.0, 3.0])
    assert found.value == pytest.approx(2.0)
    assert found.low == pytest.approx(2 - 4.302653 / 3**0.5, rel=1e-6)
    assert over_replicates([None, 1.0, float("nan"), 2.0, 3.0]) == found
    assert over_replicates([5.0]).as_dict() == {"value": 5.0, "low": None, "high": None}
    assert over_replicates([None]) == UNKNOWN


def test_ratios_are_averaged_on_their_logarithm() -> None:
    found = over_replicates([1.0, 4.0], "log")
    assert found.value == pytest.approx(2.0)
    assert found.low is not None
    assert found.high is not None
    assert 0 < found.low < 2 < found.high
    assert found.low * found.high == pytest.approx(4.0)


def test_the_band_of_replicates_is_their_middle_95_percent() -> None:
    found = band_of_replicates([float(k) for k in range(101)])
    assert (found.low, found.value, found.high) == pytest.approx((2.5, 50.0, 97.5))
    assert band_of_replicates([]) == UNKNOWN
