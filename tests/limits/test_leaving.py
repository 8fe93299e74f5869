"""Who leaves in markets where that is known beforehand: no rival, no way out, rival exit rules."""

from __future__ import annotations

import numpy as np
import pytest

from sim.market import Market
from sim.rules.words import (
    AT_RISK,
    BANDS,
    DEFECTION,
    DEFECTIONS,
    INVOLUNTARIES,
    INVOLUNTARY,
    STOPS,
)
from tests.markets import LIMIT, bare, constants, people, rich, run, z_of_counts

SATISFIED = 14
"""First half point of satisfaction that counts as satisfied, the 7 of the scenario's report."""


@pytest.mark.parametrize("kind", ["occasion", "subscription"])
@pytest.mark.parametrize("rule", ["compare", "threshold", "satisfaction_only"])
def test_nobody_defects_from_a_monopoly(kind: str, rule: str) -> None:
    """Whatever the satisfaction, here 2 of 10 at best: stops and involuntary exits only."""
    scenario = bare(
        {"only": {"touchpoints": {"door": {"failure": 0.5, "severity": 4.0}}}},
        market=kind,
        horizon=24,
        customers__leave=0.02,
        customers__segments__all__outside=-3.0,
        rules={"exit": rule, "evaluation": {"level": 2.0}},
    )
    market = run(scenario, customers=3000)
    total = market.history[:, 0].sum(0)
    assert total[AT_RISK] > 10_000
    assert total[DEFECTIONS] == 0
    assert total[INVOLUNTARIES] > 0
    assert (total[STOPS] > 0) == (rule == "compare"), "rival rules know no outside option"
    exits, _ = market.ledger.everything()
    assert DEFECTION not in exits["kind"]


@pytest.mark.parametrize("kind", ["occasion", "subscription"])
def test_an_infinite_switching_cost_holds_everybody(kind: str) -> None:
    """Only involuntary exits are left, of both kinds: moving away and the provider closing."""
    scenario = rich(kind, rules__switching__procedural=1e9, rules__look__base=2.0)
    market = run(scenario, customers=2000)
    exits, _ = market.ledger.everything()
    assert len(exits) > 500
    assert set(exits["kind"]) == {INVOLUNTARY}


@pytest.mark.parametrize(("a", "b"), [(0.668, 3.806), (0.704, 1.182)])
def test_retention_is_shifted_beta_geometric(a: float, b: float) -> None:
    """A constant chance of leaving that differs as Beta(a, b) between customers (Fader & Hardie
    2007; their two segments): of those still there after t - 1 periods, r(t) = (b + t - 1) /
    (a + b + t - 1) stay another one. Given how many are left, that count is binomial."""
    scenario = bare(
        constants(a=0.0, b=0.0),
        horizon=12,
        customers__count=20_000,
        customers__leave={"a": a, "b": b},
        rules={"switching": {"procedural": 1e9}, "mechanisms": {"word_of_mouth": False}},
    )
    exits, _ = run(scenario).ledger.everything()
    assert set(exits["kind"]) == {INVOLUNTARY}
    # A place in the population may change hands again; the first exit is that of the first cohort.
    _, first = np.unique(exits["customer"], return_index=True)
    gone = np.bincount(exits["period"][first], minlength=12)
    left = 20_000 - np.concatenate([[0], np.cumsum(gone)])
    t = np.arange(1, 13)
    retention = (b + t - 1) / (a + b + t - 1)
    for stay, before, chance in zip(left[1:], left[:-1], retention, strict=True):
        z = z_of_counts([stay, before - stay], [chance, 1 - chance])
        assert np.abs(z).max() < LIMIT
    survival = np.prod(retention)
    assert np.abs(z_of_counts([left[-1], 20_000 - left[-1]], [survival, 1 - survival]))[0] < LIMIT


@pytest.mark.parametrize("kind", ["occasion", "subscription"])
def test_with_one_threshold_no_leaver_is_satisfied(kind: str) -> None:
    """By construction, at the decision: below the threshold of 5, so below the cut-off of 7. In a
    subscription market the decision comes before the period's experience, so that the books, which
    hold satisfaction at the end of the previous period, say the same."""
    scenario = rich(kind, rules={"exit": "threshold", "threshold": {"mean": 5.0, "sd": 0.0}})
    market = run(scenario, customers=4000)
    exits, _ = market.ledger.everything()
    leavers = exits[exits["kind"] == DEFECTION]
    assert len(leavers) > 100
    assert leavers["satisfaction"].max() < 5.0
    if kind == "subscription":
        assert leavers["band"].max() < 2 * 5
        assert market.hazard[:, :, :, 1, SATISFIED:].sum() == 0


def test_with_one_threshold_everybody_below_it_leaves() -> None:
    """The other half of the rule: who always compares and knows a rival leaves at once."""
    door = {"touchpoints": {"door": {"failure": 0.3, "severity": 3.0}}}
    scenario = bare(
        {"a": door, "b": door},
        horizon=12,
        rules={
            "exit": "threshold",
            "threshold": {"mean": 6.0, "sd": 0.0},
            "mechanisms": {"attention": False},
        },
    )
    market = run(scenario)
    at_risk, left = market.hazard.sum((0, 1, 2))
    assert at_risk[:12].sum() > 1000
    assert np.array_equal(at_risk[:12], left[:12])
    assert left[12:].sum() == 0


def test_satisfaction_only_leaves_by_its_logit() -> None:
    """Everybody compares and knows a rival, so that a customer at satisfaction S leaves with
    p(S) = 1 / (1 + exp(slope S - intercept)). Each half point is a sum of independent Bernoulli
    draws: its variance is the sum of p (1 - p)."""
    door = {"touchpoints": {"door": {"failure": 0.4, "severity": 3.0}}}
    scenario = bare(
        {"a": door, "b": door},
        horizon=8,
        customers__count=10_000,
        rules={
            "exit": "satisfaction_only",
            "satisfaction_only": {"intercept": 2.0, "slope": 0.6},
            "evaluation": {"level": 6.0, "level_sd": 1.5},
            "mechanisms": {"attention": False},
        },
    )
    market = Market(scenario, rng=1, collect=False)
    expected, variance, left = np.zeros((3, BANDS))
    while market.running:
        main = people(market).main.astype(int)
        satisfaction = market.relations.satisfaction[np.arange(len(main)), main].astype(float)
        market.step()
        chance = 1 / (1 + np.exp(0.6 * satisfaction - 2.0))
        band = np.minimum((2 * satisfaction).astype(int), BANDS - 1)
        expected += np.bincount(band, chance, BANDS)
        variance += np.bincount(band, chance * (1 - chance), BANDS)
        left += np.bincount(band, people(market).main != main, BANDS)
    known = variance > 9
    assert known.sum() >= 8
    assert (np.abs(left - expected)[known] < LIMIT * np.sqrt(variance[known])).all()
    assert np.array_equal(market.hazard.sum((0, 1, 2))[1], left)

    hazard = left[known] / market.hazard.sum((0, 1, 2))[0][known]
    trend = np.polyfit(np.arange(known.sum()), hazard, 1, w=1 / np.sqrt(variance[known]))
    assert trend[0] < 0
    assert hazard[0] > 3 * hazard[-1], "the hazard falls with satisfaction"
