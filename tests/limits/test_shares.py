"""Shares of choice against the closed forms of discrete choice theory.

In a bare market every customer makes one choice a period with luck of its own, so that the uses of
n customers over T periods are one multinomial draw of n x T trials: exact standard errors.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.market import Market
from sim.rules.words import CUSTOMERS, SATISFACTION, USES
from tests.markets import (
    FARE_WEIGHT,
    LIMIT,
    MINUTES_WEIGHT,
    OFFER,
    RARE,
    WITHOUT_PANEL,
    bare,
    constants,
    logit,
    people,
    rich,
    run,
    same_records,
    uses,
    z_of_counts,
)


def test_shares_are_the_logit_shares() -> None:
    """With everything off, P(j) = exp(V_j) / sum exp(V): 10,000 customers x 4 periods."""
    offers = {"a": (20, 60), "b": (40, 30), "c": (10, 120), "d": (35, 55)}
    blocks = {n: {"offer": {"fare": f, "minutes": m}} for n, (f, m) in offers.items()}
    blocks["d"]["constant"] = 0.7
    utilities = [FARE_WEIGHT * f + MINUTES_WEIGHT * m for f, m in offers.values()]
    utilities[3] += 0.7
    market = run(bare(blocks))
    assert uses(market).sum() == 40_000
    assert np.abs(z_of_counts(uses(market)[:-1], logit(*utilities))).max() < LIMIT


def test_the_same_holds_at_every_need_of_an_occasion_market() -> None:
    """The number of needs is Poisson; given it, uses are multinomial with the same shares."""
    market = run(
        bare(
            constants(a=0.0, b=-1.0, c=0.5), market="occasion", customers__segments__all__needs=1.4
        )
    )
    counts = uses(market)[:-1]
    poisson = (counts.sum() - 56_000) / np.sqrt(56_000)
    assert abs(poisson) < LIMIT, "10,000 customers x 4 periods x 1.4 needs"
    assert np.abs(z_of_counts(counts, logit(0.0, -1.0, 0.5))).max() < LIMIT


@pytest.mark.parametrize("kind", ["occasion", "subscription"])
def test_the_outside_option_takes_its_logit_share(kind: str) -> None:
    """Doing without is one more alternative, with its own luck; main is then the outside option,
    which costs nothing to leave while switching costs are off."""
    base = FARE_WEIGHT * OFFER["fare"] + MINUTES_WEIGHT * OFFER["minutes"]
    scenario = bare(
        constants(a=0.0, b=-1.0), market=kind, customers__segments__all__outside=base - 0.5
    )
    assert np.abs(z_of_counts(uses(run(scenario)), logit(0.0, -1.0, -0.5))).max() < LIMIT


def test_shares_with_failures_are_logit_shares_in_true_quality() -> None:
    """Learning off: customers know what failures cost on average, here 0.2 x 0.5 x 3 = 0.3 points
    of quality; a point is a tenth of the utility between the worst and the best levels."""
    flawed = {"touchpoints": {"door": {"failure": 0.2, "used": 0.5, "severity": 3.0}}}
    market = run(bare({"a": {}, "b": flawed}, rules__mechanisms__failures=True))
    point = -(FARE_WEIGHT * 120 + MINUTES_WEIGHT * 200) / 10
    assert np.abs(z_of_counts(uses(market)[:-1], logit(0.0, -0.3 * point))).max() < LIMIT


def _quadrature(dimensions: int, nodes: int = 24) -> tuple[np.ndarray, np.ndarray]:
    """Gauss-Hermite nodes (points, dimensions) and weights of independent normal numbers."""
    x, w = np.polynomial.hermite_e.hermegauss(nodes)
    grid = np.meshgrid(*[x] * dimensions, indexing="ij")
    weights = np.meshgrid(*[w / w.sum()] * dimensions, indexing="ij")
    return np.stack([g.ravel() for g in grid], 1), np.prod([g.ravel() for g in weights], 0)


def _softmax(utilities: np.ndarray) -> np.ndarray:
    odds = np.exp(utilities - utilities.max(1, keepdims=True))
    return odds / odds.sum(1, keepdims=True)


def test_shares_with_tastes_are_the_mixed_logit_integral() -> None:
    """Log-normal weights on two outcomes: P(j) is the logit integrated over them. One period, so
    that 40,000 customers are 40,000 independent draws."""
    offers = {"a": (20, 60), "b": (60, 10), "c": (5, 150)}
    market = run(
        bare(
            {n: {"offer": {"fare": f, "minutes": m}} for n, (f, m) in offers.items()},
            horizon=1,
            customers__count=40_000,
            rules__mechanisms__taste=True,
            customers__segments__all__taste__fare__sd=0.8,
            customers__segments__all__taste__minutes__sd=0.5,
        )
    )
    z, weights = _quadrature(2, 48)
    fare = FARE_WEIGHT * np.exp(0.8 * z[:, :1] - 0.32)
    minutes = MINUTES_WEIGHT * np.exp(0.5 * z[:, 1:] - 0.125)
    levels = np.array(list(offers.values()), float)
    expected = weights @ _softmax(fare * levels[:, 0] + minutes * levels[:, 1])
    plain = logit(*(FARE_WEIGHT * levels[:, 0] + MINUTES_WEIGHT * levels[:, 1]))
    counts = uses(market)[:-1]
    assert np.abs(z_of_counts(counts, expected)).max() < LIMIT
    assert np.abs(z_of_counts(counts, plain)).max() > 2 * LIMIT, "the test can tell the difference"


def test_shares_and_repeats_with_lasting_likings_are_mixed_logit_integrals() -> None:
    """A normal liking (tau) for each provider and one for each mode: P(j) = E[p_j], and because it
    lasts, P(the same in two periods) = sum of E[p_j^2]. Both are binomial over 40,000 customers."""
    tau, modal = 0.9, 0.7
    rail = {"b": {"mode": "rail"}, "c": {"mode": "rail", "constant": -0.5}}
    scenario = bare(
        {"a": {"constant": 0.5}} | rail,
        horizon=2,
        customers__count=40_000,
        customers__provider_taste=tau,
        modes={"rail": {"taste": modal}},
        rules__mechanisms__taste=True,
    )
    z, weights = _quadrature(4, 20)
    liking = tau * z[:, :3]
    liking[:, 1:] += modal * z[:, 3:]
    chances = _softmax(np.array([0.5, 0.0, -0.5]) + liking)

    market = Market(scenario, rng=2, collect=False)
    market.step()
    first = market.population.main.copy()
    market.step()
    shares = weights @ chances
    for period in (0, 1):
        counts = market.history[period, :-1, USES]
        assert np.abs(z_of_counts(counts, shares)).max() < LIMIT
    repeat = float(weights @ (chances**2).sum(1))
    assert repeat > float((shares**2).sum()) + 0.05, "far from independent choices"
    same = int((market.population.main == first).sum())
    assert np.abs(z_of_counts([same, 40_000 - same], [repeat, 1 - repeat])).max() < LIMIT


def _nested(within: float) -> np.ndarray:
    """Closed-form nested logit: a alone, b, c and d in one nest, and doing without."""
    inside = np.array([0.0, -0.5, -1.0])
    inclusive = np.log(np.exp(inside / within).sum())
    nests = logit(0.2, within * inclusive, -0.3)
    shares = np.exp(inside / within - inclusive) * nests[1]
    return np.array([nests[0], *shares, nests[2]])


@pytest.mark.parametrize("within", [0.01, 0.3, 0.7, 1.0])
def test_shares_with_a_mode_are_the_nested_logit_shares(within: float) -> None:
    """P(mode) by inclusive values, P(j | mode) = exp(V_j / within) / sum (McFadden 1978)."""
    base = FARE_WEIGHT * OFFER["fare"] + MINUTES_WEIGHT * OFFER["minutes"]
    rail = {n: {"mode": "rail", "constant": c} for n, c in zip("bcd", (0, -0.5, -1), strict=True)}
    scenario = bare(
        {"a": {"constant": 0.2}, **rail},
        modes={"rail": {"within": within}},
        customers__segments__all__outside=base - 0.3,
    )
    expected, counts = _nested(within), uses(run(scenario, rng=3))
    likely = expected * 40_000 > 20
    assert np.abs(z_of_counts(counts, expected)[likely]).max() < LIMIT
    assert (counts[~likely] < 50).all(), "P(50 or more | mean at most 20) is below 1e-8"


def test_two_nests_do_not_share_their_luck() -> None:
    """Two modes, each with its own shared part: the closed form has one inclusive value each."""
    modes = {"air": {"within": 0.4}, "rail": {"within": 0.6}}
    names = {"a": "air", "b": "air", "c": "rail", "d": "rail"}
    utilities = np.array([0.0, -0.4, 0.1, -0.3])
    within = np.array([0.4, 0.4, 0.6, 0.6])
    odds = np.exp(utilities / within)
    sums = np.array([odds[:2].sum()] * 2 + [odds[2:].sum()] * 2)
    top = sums[[0, 2]] ** np.array([0.4, 0.6])
    expected = odds / sums * np.repeat(top / top.sum(), 2)
    blocks = {
        n: {"mode": m, "constant": u}
        for (n, m), u in zip(names.items(), utilities.tolist(), strict=True)
    }
    counts = uses(run(bare(blocks, modes=modes)))[:-1]
    assert np.abs(z_of_counts(counts, expected)).max() < LIMIT


@pytest.mark.parametrize("within", [0.01, 0.3, 1.0])
def test_three_identical_trains_do_not_treble_the_share(within: float) -> None:
    """Splitting one train into three identical ones multiplies the odds of the mode by
    3 ** within: nothing as within goes to 0, thrice at 1 (red bus, blue bus)."""
    trains = {name: {"mode": "rail"} for name in ("x", "y", "z")}
    counts = uses(run(bare({"plane": {}, **trains}, modes={"rail": {"within": within}})))[:-1]
    odds = 3**within
    expected = odds / (1 + odds)
    assert (
        np.abs(z_of_counts([counts[0], counts[1:].sum()], [1 - expected, expected])).max() < LIMIT
    )
    assert np.abs(z_of_counts(counts[1:], [1 / 3] * 3)).max() < LIMIT
    if within == 0.01:
        assert abs(expected - 0.5) < 0.003, "the closed form itself: the share stands still"


def test_identical_providers_do_not_differ() -> None:
    """All mechanisms on but talk, through which customers influence each other: every customer is
    then as likely to be with one as with the other, independently, so the count is binomial."""
    names = ("one", "two")
    block = {"touchpoints": {"door": {"failure": 0.2, "severity": 2.0}}, "loyalty": {}}
    market = run(
        bare(
            dict.fromkeys(names, block),
            burn_in=12,
            horizon=24,
            customers__leave=0.01,
            customers__provider_taste=0.5,
            rules__mechanisms={"word_of_mouth": False},
        )
    )
    counts = market.history[-1, :-1, CUSTOMERS]
    assert np.abs(z_of_counts(counts, [0.5, 0.5])).max() < LIMIT
    mine, yours = (market.relations[people(market).main == j, j].satisfaction for j in (0, 1))
    assert stats.ttest_ind(mine, yours, equal_var=False).pvalue > RARE


def test_identical_providers_do_not_differ_with_talk_either() -> None:
    """With talk customers are not independent, but markets with other seeds are: Student's t of
    the difference in share and in satisfaction over 16 of them."""
    block = {"touchpoints": {"door": {"failure": 0.2, "severity": 2.0}}, "known": 0.5}
    scenario = bare(
        dict.fromkeys(("one", "two"), block),
        market="occasion",
        burn_in=12,
        horizon=12,
        customers__count=500,
        customers__leave=0.01,
        customers__provider_taste=0.5,
        customers__network__kind="small_world",
        rules__mechanisms={},
        rules__talk__rate=0.3,
    )
    differences = []
    for seed in range(16):
        market = run(scenario, rng=seed)
        used = uses(market)
        row = market.history[-1, :-1]
        mood = row[:, SATISFACTION] / row[:, CUSTOMERS]
        differences.append([(used[0] - used[1]) / used.sum(), mood[0] - mood[1]])
    assert (stats.ttest_1samp(differences, 0.0, axis=0).pvalue > RARE).all()


SLATE = ("needed", "looked", "complained", "severity", "reached")
"""Notes of the last day on which something happened."""
GHOST = {
    "role": "disruptor",
    "reach": 0.0,
    "known": 1.0,
    "advertising": 1.0,
    "offer": {"fare": 0, "minutes": 0, "comfort": 1.0},
    "touchpoints": {"haunting": {"failure": 0.5, "severity": 5}},
}


@pytest.mark.parametrize("kind", ["occasion", "subscription"])
@pytest.mark.parametrize("enters", [0, 9])
@pytest.mark.parametrize("rule", ["compare", "threshold", "satisfaction_only"])
def test_a_provider_that_nobody_can_reach_changes_no_customer(
    kind: str, enters: int, rule: str
) -> None:
    """Bit for bit: people, relations with all others, books and ledger. Only the number by which
    the outside option is known moves up by one, and the panel is asked about one more offer. Its
    announcements go to everybody again and again, so nobody has a day on which nothing happens: the
    notes of a day are compared as they stand at the end of the last one."""
    without = run(rich(kind, rules__exit=rule), customers=2000)
    ghost = GHOST | {"enters": enters}
    market = run(rich(kind, rules__exit=rule, providers__ghost=ghost), customers=2000)
    both, last = (without, market), len(without.world.names)
    assert market.world.names == [*without.world.names, "ghost"]

    def mapped(codes: np.ndarray) -> np.ndarray:
        assert not (codes == last).any(), "somebody is with the ghost"
        return np.where(codes == last + 1, last, codes)

    for name in without.population.dtype.names:
        mine, yours = without.population[name], market.population[name]
        if name in ("main", "last", "lucky", "recent"):
            yours = mapped(yours)
        if name in SLATE:
            mine, yours = (np.where(m.population.day == 23, m.population[name], 0) for m in both)
        if name != "day":
            assert np.array_equal(mine, yours), name
    assert same_records(without.relations, market.relations[:, :last])
    assert np.array_equal(without.tastes, market.tastes)

    exits, parts = without.ledger.everything()
    theirs, their_parts = market.ledger.everything()
    theirs = theirs.copy()
    theirs["to"] = mapped(theirs["to"])
    assert len(exits) > 500
    assert same_records(exits, theirs)
    assert same_records(parts, their_parts)

    columns = np.ix_(range(24), range(last), WITHOUT_PANEL)
    assert np.array_equal(without.history[columns], market.history[columns])
    assert np.array_equal(without.history[:, last], market.history[:, last + 1])
    assert np.array_equal(without.hazard, market.hazard[:, :, :last])
    assert not market.history[:, last, USES].any()
    assert not market.known[:, last].any()
