"""Awareness of a new provider against Bass (1969).

Everybody is served by an old provider; a far better new one is known to nobody. Who learns of it
takes it at once, is content, and tells. Then, in a fully mixed population of N, of whom K know:

    P(learn) = 1 - (1 - p) (1 - q K / N),

with p the advertising and q the chance of a conversation in which a content customer tells. That
is a Markov chain in K alone: the increments are binomial, and so every tolerance here is exact.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.market import Market
from tests.markets import LIMIT, RARE, bare, people, run

COUNT = 20_000


def learners(p: float, q: float, horizon: int, known: float = 0.0, rng: int = 1) -> np.ndarray:
    """Customers who know the new provider: before the first period, and after each."""
    scenario = bare(
        {"old": {}, "new": {"constant": 60.0, "known": known, "advertising": p}},
        horizon=horizon,
        customers__count=COUNT,
        customers__network__kind="fully_mixed",
        rules__talk={"rate": q, "positive": 1.0, "neutral": 0.0},
        rules__mechanisms__word_of_mouth=True,
        rules__mechanisms__advertising=True,
    )
    market = Market(scenario, rng=rng, collect=False)
    assert market.world.names == ["old", "new"]
    start = int((people(market).aware >> 1 & 1).sum())
    while market.running:
        market.step()
    return np.concatenate([[start], np.round(market.known[:, 1] * COUNT)])


def chance(p: float, q: float, share: np.ndarray | float) -> np.ndarray | float:
    """P(learn) for one who does not know, at this share of knowers."""
    return 1 - (1 - p) * (1 - q * share)


def mean_field(p: float, q: float, start: float, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Expected share of knowers, and its standard error by linear noise: the variance of a step's
    binomial, passed on by the slope of the recursion. The next term is of order 1/N."""
    share, variance = np.zeros((2, horizon + 1))
    share[0] = start
    for t in range(horizon):
        f, learn = share[t], chance(p, q, share[t])
        share[t + 1] = f + (1 - f) * learn
        slope = 1 - learn + (1 - f) * (1 - p) * q
        variance[t + 1] = slope**2 * variance[t] + (1 - f) * learn * (1 - learn) / COUNT
    return share, np.sqrt(variance)


def euler_error(p: float, q: float, horizon: int) -> np.ndarray:
    """Leading error of period-long steps against Bass' differential equation: the solution of
    e' = J e - F'' / 2 along the curve, in steps of a hundredth."""
    error, f, fine = 0.0, 0.0, 100
    errors = [0.0]
    for _ in range(horizon):
        for _ in range(fine):
            slope = q * (1 - f) - (p + q * f)
            error += (slope * error - 0.5 * slope * (p + q * f) * (1 - f)) / fine
            f += (p + q * f) * (1 - f) / fine
        errors.append(error)
    return np.array(errors)


def bass(p: float, q: float, t: np.ndarray) -> np.ndarray:
    """Bass' closed form."""
    decay = np.exp(-(p + q) * t)
    return (1 - decay) / (1 + q / p * decay)


@pytest.mark.parametrize(
    ("p", "q", "known"), [(0.03, 0.38, 0.0), (0.05, 0.0, 0.0), (0.0, 0.5, 0.02), (0.01, 0.1, 0.0)]
)
def test_awareness_follows_the_bass_recursion(p: float, q: float, known: float) -> None:
    """Step by step: given K, the number who learn is binomial, so the squared standardized
    increments add up to chi-squared. As a whole: within LIMIT standard errors of the mean field.
    (0.03, 0.38) are the means of Sultan, Farley & Lehmann (1990)."""
    count = learners(p, q, 40, known)
    left, share = COUNT - count[:-1], count[:-1] / COUNT
    expected = left * chance(p, q, share)
    variance = expected * (1 - chance(p, q, share))
    many = (expected > 20) & (left - expected > 20)
    assert many.sum() >= 10
    z = (np.diff(count) - expected)[many] / np.sqrt(variance[many])
    assert stats.chi2.sf((z**2).sum(), many.sum()) > RARE
    assert np.abs(z).max() < LIMIT + 0.5, "the largest of about forty"

    curve, error = mean_field(p, q, share[0], 40)
    # Where less than a hundred are left or have come, the normal approximation ends.
    inside = (curve * COUNT > 100) & ((1 - curve) * COUNT > 100)
    inside[0] = False
    assert (np.abs(count / COUNT - curve)[inside] < LIMIT * error[inside]).all()


def test_awareness_is_close_to_the_bass_curve_when_p_and_q_are_small() -> None:
    """Periods are steps of Euler's method, one long: its leading error, twice for what follows it,
    and LIMIT standard errors of sampling. The curve has run from 0 to over 90%."""
    p, q, horizon = 0.005, 0.06, 100
    share = learners(p, q, horizon) / COUNT
    continuous = bass(p, q, np.arange(horizon + 1))
    assert continuous[-1] > 0.9
    _, sampling = mean_field(p, q, 0.0, horizon)
    tolerance = LIMIT * sampling + 2 * np.abs(euler_error(p, q, horizon))
    assert tolerance.max() < 0.07, "the tolerance itself is small against the curve"
    assert (np.abs(share - continuous)[1:] < tolerance[1:]).all()


def test_without_advertising_and_talk_nobody_learns() -> None:
    """p = q = 0: the share stands still."""
    assert not learners(0.0, 0.0, 12).any()


def test_advertising_spreads_awareness_and_nothing_else() -> None:
    """Who learns by advertising believes the same as who always knew: a first belief, unbiased,
    with the declared spread. Its mean and its variance over 20,000 customers are within LIMIT
    standard errors (of a normal sample: sd / sqrt(n), and sd^2 sqrt(2 / n))."""
    scenario = bare(
        {"old": {"constant": 60.0}, "new": {"known": 0.0, "advertising": 0.5}},
        horizon=3,
        customers__count=COUNT,
        rules__mechanisms__advertising=True,
        rules__mechanisms__learning=True,
        rules__learning__prior_sd=0.7,
    )
    market = run(scenario)
    knows = (people(market).aware >> 1 & 1) == 1
    belief = market.relations[knows, 1].belief.astype(float)
    n = len(belief)
    assert n > 16_000
    assert abs(belief.mean()) < LIMIT * 0.7 / np.sqrt(n)
    assert abs(belief.var() - 0.49) < LIMIT * 0.49 * np.sqrt(2 / n)
    assert not market.relations[~knows, 1].belief.any()
