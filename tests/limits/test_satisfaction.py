"""Satisfaction and leaving, where theory says how they are related; and double jeopardy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.market import Market
from sim.rules.words import AT_RISK, DEFECTIONS, USES
from sim.scenario import with_values
from tests.markets import LIMIT, RARE, bare, constants, paths, people, run

SATISFIED = 14
SHAKY = {"door": {"failure": 0.3, "severity": 2.5}}
BLIND = {
    # Nothing that satisfaction could act through: looking, engagement, belief, taste, failures.
    "look": {"base": -1.0, "satisfaction": 0.0, "failure": 0.0, "complaint": 0.0},
    "evaluation": {"level": 7.0, "level_sd": 1.0},
    "mechanisms": {"engagement": False, "learning": False, "taste": False},
}


def log_hazard_ratio(hazard: np.ndarray) -> tuple[float, float]:
    """Log of the hazard of the dissatisfied over that of the satisfied, and its standard error:
    of two binomial shares, sqrt(1/d1 - 1/n1 + 1/d2 - 1/n2) (Katz and others 1978)."""
    n = np.array([hazard[0, :SATISFIED].sum(), hazard[0, SATISFIED:].sum()], float)
    d = np.array([hazard[1, :SATISFIED].sum(), hazard[1, SATISFIED:].sum()], float)
    assert d.min() > 100, "both are among the leavers"
    ratio = np.log(d / n)
    return float(ratio[0] - ratio[1]), float(np.sqrt((1 / d - 1 / n).sum()))


@pytest.mark.parametrize(
    ("kind", "recent"), [("subscription", 5), ("occasion", 1)], ids=["subscription", "occasion"]
)
def test_satisfaction_says_nothing_when_nothing_links_it_to_leaving(kind: str, recent: int) -> None:
    """Two identical providers, one segment. All customers at risk then leave with one and the same
    chance, whatever their satisfaction, so the hazard ratio is 1: its logarithm is within LIMIT
    standard errors of 0. In the occasion market the main provider is that of the last need, as
    a longer memory remembers failures too. Talk tells both alike."""
    scenario = bare(
        {"a": {"touchpoints": SHAKY}, "b": {"touchpoints": SHAKY}},
        market=kind,
        burn_in=12,
        horizon=36,
        customers__recent=recent,
        customers__leave=0.01,
        customers__life_events=0.02,
        rules=BLIND,
    )
    market = run(scenario)
    pooled = market.hazard.sum((0, 1, 2))
    ratio, error = log_hazard_ratio(pooled)
    assert abs(ratio) < LIMIT * error
    assert error < 0.05, "a ratio of 1.2 would be seen"


def test_without_links_every_half_point_has_the_same_hazard() -> None:
    """The same in full: given the numbers at risk, defections by half point are multinomial, so
    Pearson's statistic is chi-squared."""
    scenario = bare(
        {"a": {"touchpoints": SHAKY}, "b": {"touchpoints": SHAKY}},
        burn_in=12,
        horizon=36,
        rules=BLIND,
    )
    at_risk, left = run(scenario).hazard.sum((0, 1, 2), dtype=float)
    many = at_risk * left.sum() / at_risk.sum() > 20
    table = np.array([left[many], (at_risk - left)[many]])
    assert many.sum() >= 8
    assert stats.chi2_contingency(table, correction=False).pvalue > RARE


@pytest.mark.parametrize(
    "link",
    [
        {"rules__look__satisfaction": 0.3},
        {"rules__look__failure": 1.5},
        {"rules__mechanisms__learning": True, "rules__learning__signal_sd": 0.3},
    ],
    ids=["looking", "failures", "learning"],
)
def test_each_link_makes_the_dissatisfied_leave_first(link: dict[str, object]) -> None:
    """The limit is one of what is off: each link by itself raises the ratio far above 1."""
    scenario = bare(
        {"a": {"touchpoints": SHAKY}, "b": {"touchpoints": SHAKY}},
        burn_in=12,
        horizon=36,
        rules=BLIND,
    )
    ratio, error = log_hazard_ratio(run(with_values(scenario, paths(link))).hazard.sum((0, 1, 2)))
    assert ratio > 2 * LIMIT * error


@pytest.mark.parametrize("kind", ["occasion", "subscription"])
def test_satisfaction_and_belief_never_become_the_same(kind: str) -> None:
    """Both feed on the same experiences, so they are related; but satisfaction also carries the
    customer's own level, of which belief knows nothing: corr^2 is at most 1 - var(level) / var(S).
    Fisher's z of n customers has a standard error of 1 / sqrt(n - 3). The sample is looked at
    after one, ten and thirty years."""
    scenario = bare(
        {"a": {"touchpoints": SHAKY}, "b": {"touchpoints": SHAKY}},
        market=kind,
        burn_in=0,
        horizon=360,
        customers__count=3000,
        customers__provider_taste=0.5,
        rules={},
    )
    market = Market(scenario, rng=1, collect=False)
    seen = []
    while market.running:
        market.step()
        if market.period not in (12, 120, 360):
            continue
        main = people(market).main.astype(int)
        mine = market.relations[np.arange(len(main)), main]
        satisfaction, belief = mine.satisfaction.astype(float), mine.belief.astype(float)
        level = people(market).level.astype(float)
        inside = (satisfaction > 0) & (satisfaction < 10)
        satisfaction, belief, level = satisfaction[inside], belief[inside], level[inside]
        z = np.arctanh(np.corrcoef(satisfaction, belief)[0, 1])
        most = np.arctanh(np.sqrt(1 - level.var() / satisfaction.var()))
        error = 1 / np.sqrt(inside.sum() - 3)
        assert z < most + LIMIT * error
        assert np.tanh(z + LIMIT * error) < 0.9, "imperfectly correlated"
        seen.append(z / error)
    assert seen[0] > LIMIT, "and correlated at first, when belief still learns"


def test_repeat_rates_rise_with_share() -> None:
    """Double jeopardy (Ehrenberg, Goodhardt & Barwise 1990): small brands have fewer customers, who
    also return less. It follows from likings that differ between customers. Eight providers, in a
    market without any habit; Kendall's exact test against no relation."""
    sizes = {f"brand {k}": -0.35 * k for k in range(8)}
    scenario = bare(
        constants(**sizes),
        customers__provider_taste=1.2,
        customers__count=30_000,
        horizon=7,
        rules__mechanisms__taste=True,
    )
    market = Market(scenario, rng=1, collect=False)
    market.step()
    bought, again = np.zeros((2, 8))
    while market.running:
        before = people(market).main.copy()
        market.step()
        bought += np.bincount(before, minlength=8)
        again += np.bincount(before[people(market).main == before], minlength=8)
    share, repeat = bought / bought.sum(), again / bought
    test = stats.kendalltau(share, repeat, alternative="greater", method="exact")
    assert test.pvalue < 0.001
    assert (repeat > share).all(), "all above what independent choices would give"


def test_retention_rises_with_share_in_a_market_of_habits() -> None:
    """The same with all mechanisms on: the share of customers at risk who do not leave."""
    sizes = {f"brand {k}": {"constant": -0.35 * k, "touchpoints": SHAKY} for k in range(8)}
    scenario = bare(
        sizes,
        market="occasion",
        customers__provider_taste=0.8,
        customers__count=20_000,
        customers__network__kind="small_world",
        burn_in=24,
        horizon=36,
        rules={},
    )
    total = run(scenario).history[:, :-1].sum(0)
    share = total[:, USES] / total[:, USES].sum()
    stay = 1 - total[:, DEFECTIONS] / total[:, AT_RISK]
    test = stats.kendalltau(share, stay, alternative="greater", method="exact")
    assert test.pvalue < 0.001
