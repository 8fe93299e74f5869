"""Verdicts and their intervals."""

from math import inf, nan

import numpy as np
import pytest
from scipy import stats

from sim.experiments.verdicts import (
    ERROR,
    decided,
    interval,
    levels,
    lies_inside,
    looked_at,
    looks,
    robustness,
)
from sim.measures import Estimate
from sim.scenario.claims import Claim
from sim.scenario.measures import MEASURES


def claim(measure="money.profit", **fields):
    return Claim(id="x", says="so", measure=measure, **fields)


def test_looks():
    assert looks(48) == [6, 12, 24, 48]
    assert looks(12) == [6, 12]
    assert looks(20) == [6, 12, 20]
    assert looks(100) == [6, 12, 24, 48, 100]
    assert looks(2) == [2]
    with pytest.raises(ValueError, match="at least 2"):
        looks(1)


@pytest.mark.parametrize("count", [1, 2, 4, 7])
def test_the_chances_to_err_add_up(count):
    assert sum(levels(count)) == pytest.approx(ERROR)
    assert levels(4) == pytest.approx([0.005, 0.01, 0.015, 0.02])


@pytest.mark.parametrize(
    ("bounds", "low", "high", "verdict"),
    [
        ({"above": 1}, 1.01, 1.2, "holds"),
        ({"above": 1}, 1.0, 1.2, "undecided"),
        ({"at_least": 1}, 1.0, 1.2, "holds"),
        ({"above": 1, "minimum": 0.1}, 1.05, 1.2, "undecided"),
        ({"above": 1, "minimum": 0.1}, 1.01, 1.1, "does not hold"),
        ({"above": 1}, 0.7, 1.0, "does not hold"),
        ({"at_least": 1}, 0.7, 1.0, "undecided"),
        ({"below": 0}, -2, -1, "holds"),
        ({"below": 0}, 0, 1, "does not hold"),
        ({"at_most": 0}, 0, 1, "undecided"),
        ({"at_least": 1, "at_most": 2}, 1.2, 1.8, "holds"),
        ({"at_least": 1, "at_most": 2}, 0.8, 1.8, "undecided"),
        ({"at_least": 1, "at_most": 2}, 2.1, 3, "does not hold"),
        ({"above": 1}, None, None, "undecided"),
    ],
)
def test_decisions(bounds, low, high, verdict):
    assert decided(claim(**bounds), Estimate(1.0, low, high)) == verdict


def test_the_interval_is_students():
    values = [1.0, 2.0, 4.0, 5.0]
    found = interval(claim(above=0), values, 0.01)
    low, high = stats.t.interval(0.99, 3, loc=3.0, scale=stats.sem(values))
    assert (found.value, found.low, found.high) == pytest.approx((3.0, low, high))


def test_ratios_have_theirs_on_the_logarithm():
    found = interval(claim("defections.hazard_ratio", above=1), [1.0, 2.0, 4.0], 0.05)
    assert found.value == pytest.approx(2.0)
    assert found.low is not None
    assert found.low > 0
    assert found.low * found.high == pytest.approx(4.0)
    # A difference of two ratios may be below 0 and has it as it is.
    compared = claim("defections.hazard_ratio", above=1, against="as_is")
    assert interval(compared, [1.0, 2.0, 4.0], 0.05).value == pytest.approx(7 / 3)
    divided = claim(above=1, against="as_is", relative=True)
    assert interval(divided, [1.0, 2.0, 4.0], 0.05).value == pytest.approx(2.0)
    assert interval(divided, [0.0, 2.0, 4.0], 0.05).value == pytest.approx(2.0)


def test_an_interval_ends_where_the_number_cannot_go():
    """By hand: mean 0.02 of three, deviation 0.02, half width t(2, 97.5%) 4.303 x 0.02 / 1.732."""
    values = [0.0, 0.02, 0.04]
    half = 4.302653 * 0.02 / 3**0.5
    share = interval(claim("exits.silent_share", above=0), values, 0.05)
    assert (share.value, share.low, share.high) == pytest.approx((0.02, 0.0, 0.02 + half))
    high = interval(claim("exits.silent_share", above=0), [1.0, 0.98, 0.96], 0.05)
    assert (high.low, high.high) == pytest.approx((0.98 - half, 1.0))
    # A difference of shares may be below 0, and a profit may be anything.
    for free in (claim("exits.silent_share", above=0, against="as_is"), claim(above=0)):
        assert interval(free, values, 0.05).low == pytest.approx(0.02 - half)
    apart = claim("exits.silent_share", above=0, against="as_is")
    assert interval(apart, [-1.0, -0.6], 0.05).low == -1
    # A ratio with a zero has Student's interval, and is not under 0.
    divided = claim("exits.silent_share", above=0, against="as_is", relative=True)
    assert interval(divided, [0.0, 0.1, 0.0], 0.05).low == 0


def test_every_measure_knows_where_it_can_go():
    for name, spec in MEASURES.items():
        least, most = spec.between
        assert least < most, name
        if spec.unit == "share":
            assert most == 1, name


def test_six_survivals_of_six_are_no_certainty():
    survives = claim("money.survives", provider="a", at_least=0.5)
    found = interval(survives, [1.0] * 6, 0.005)
    exact = stats.binomtest(6, 6).proportion_ci(0.995, "exact")
    assert found.value == 1
    assert found.low == pytest.approx(exact.low)
    assert found.high == 1
    assert looked_at(survives, [1.0] * 6, 0.005).verdict == "undecided"
    assert looked_at(survives, [1.0] * 12, 0.01).verdict == "holds"
    difference = claim("money.survives", provider="a", below=0, against="as_is")
    low = interval(difference, [-1.0] * 5 + [0.0], 0.05)
    assert low.value == pytest.approx(-5 / 6)
    assert low.low == -1 or low.low > -1
    assert low.high is not None
    assert -5 / 6 < low.high < 1


def test_unknown_numbers():
    some = looked_at(claim(above=0), [1.0, 1.1, 0.9, 1.0, nan, 1.05], 0.05)
    assert (some.verdict, some.runs, some.known) == ("holds", 6, 5)
    few = looked_at(claim(above=0), [1.0, 1.1, 0.9, nan, nan, nan], 0.05)
    assert (few.verdict, few.known) == ("undecided", 3)
    none = looked_at(claim(above=0), [nan] * 6, 0.05)
    assert (none.verdict, none.estimate.value) == ("undecided", None)


def test_peeking_is_paid_for():
    """With no effect at all a claim may hold in no more than 5% of many tests."""
    rng = np.random.default_rng(5)
    about = claim(above=0)
    tests, wrong = 2000, 0
    stops = looks(48)
    for _ in range(tests):
        values = rng.normal(size=48)
        for stop, error in zip(stops, levels(len(stops)), strict=True):
            verdict = looked_at(about, values[:stop].tolist(), error).verdict
            if verdict != "undecided":
                wrong += 1
                break
    # At a true value on the bound either verdict is an error.
    assert wrong / tests < ERROR + 4 * (ERROR / tests) ** 0.5
    assert wrong / tests > 0.01  # and the bound is not absurdly careful


def test_inside():
    assert lies_inside(claim(above=0), 0.1)
    assert not lies_inside(claim(above=0), 0.0)
    assert lies_inside(claim(at_least=0), 0.0)
    assert not lies_inside(claim(above=0), nan)
    assert not lies_inside(claim(above=0), inf)


def test_robustness_counts_the_unknown_as_not_holding():
    found = robustness(claim(above=0), [1.0, 2.0, -1.0, nan], 3)
    assert found.share.value == 0.5
    assert (found.points, found.unknown, found.refused) == (4, 1, 3)
    assert found.low == pytest.approx(np.percentile([1, 2, -1], 5))
    nothing = robustness(claim(above=0), [], 2)
    assert nothing.share.value is None
    assert nothing.low is None
