"""The peers of the benchmark, plain Mesa and NumPy columns, follow the same rules as the engine.

They draw their luck from different generators, so single runs differ. For every measure, two sets
of replicates are compared by Welch's t. With 16 against 16 replicates |t| > 5 comes about once in
40,000 comparisons if the rules are the same; some 350 are made. The seeds are fixed, so the outcome
is too, until a rule or a draw changes.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from benchmarks.columns import ColumnsMarket
from benchmarks.plain_mesa import PlainMarket
from sim.market import Market
from sim.rules.words import (
    AT_RISK,
    BANDS,
    COLUMNS,
    COMPLAINTS,
    CUSTOMERS,
    DEFECTIONS,
    ENGAGEMENT,
    FAILURES,
    INVOLUNTARIES,
    LEARNED,
    LOOKED,
    PANEL,
    PREFERRING,
    REACHED,
    RECOVERED,
    REVENUE,
    SATISFACTION,
    STOPS,
    SURVEYED,
    TOLD_BAD,
    TOLD_GOOD,
    TRIGGERS,
    USES,
)
from sim.scenario import Scenario, load

TOLERANCE = 5.0
REPLICATES = 16
FIELDS = ("kind", "trigger", "push", "pull", "mooring", "luck", "tenure", "alternatives", "failed")
SMALL = {
    "customers.count": 400,
    "burn_in": 24,
    "horizon": 20,
    "providers.train.enters": 6,
    "providers.ouigo.enters": 12,
    "providers.iryo.enters": 16,
    "interventions": [],
    # What is said about the market, and is no part of it.
    "claims": [],
    "levers": {},
    "observed": [],
    "provenance": {},
    "what_if": {},
}
EVERYTHING = {
    "customers.growth": 0.01,
    "customers.calendar": [1, 1, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1],
    "customers.network.kind": "fully_mixed",
    "customers.leave": {"a": 1.0, "b": 60.0},
    "interventions": [{"at": 9, "set": {"providers.airline.offer.fare": 60}}],
    "modes.air.taste": 0.3,
    "providers.airline.attention": {"policy": "squeaky_wheel", "capacity": 0.2},
    "providers.airline.bond": {"ceiling": 1.0, "growth": 0.2},
    "providers.airline.effort": 0.2,
    "providers.airline.money": {"per_need": 55, "acquisition": 3},
    "providers.airline.strategy": {"kind": "price_cut", "window": 4, "trigger": 0.02, "floor": 30},
    "providers.airline.survey": {"every": 2, "sample": 0.5},
    "providers.train.attention": {"policy": "satisfied_first", "capacity": 0.1},
    "providers.train.improvements": [{"outcome": "vehicle", "to": 120, "midpoint": 4, "width": 2}],
    "providers.train.reach": 0.8,
    "rules.evaluation.latent_in_expectation": 0.5,
    "rules.evaluation.news": 0.3,
    "rules.evaluation.norm_step": 0.02,
    "rules.experience.journey": "peak_end",
    "rules.learning.uncertainty_cost": 0.5,
    "rules.look.called": 0.7,
    "rules.talk.rate": 0.4,
    "rules.voice.loyalty": 0.2,
    "rules.voice.trifle": 0.3,
}
VARIANTS = {
    "as it is": {},
    "everything": EVERYTHING,
    "threshold": {"rules.exit": "threshold", "rules.threshold.mean": 6.5},
    "satisfaction_only": {
        "rules.exit": "satisfaction_only",
        "rules.evaluation.form": "drift",
        "rules.mechanisms.engagement": False,
        "rules.mechanisms.learning": False,
        "rules.mechanisms.taste": False,
        "providers.airline.attention": {"policy": "likely_to_leave", "capacity": 0.3},
    },
}


def run(market: type, scenario: Scenario, seed: int) -> tuple[np.ndarray, np.ndarray, list]:
    """The sums of all columns over the run, the hazards, and the rows of the ledger."""
    peer = market(scenario, rng=seed)
    while peer.running:
        peer.step()
    if market is PlainMarket:
        rows = [tuple(getattr(exit_, field) for field in FIELDS) for exit_ in peer.ledger]
    else:
        batches = peer.ledger if market is ColumnsMarket else [peer.ledger.everything()[0]]
        columns = (np.concatenate([batch[field] for batch in batches]) for field in FIELDS)
        rows = list(zip(*(column.tolist() for column in columns), strict=True))
    hazards = peer.hazard if market is Market else peer.hazards
    return np.sum(peer.history, axis=0), np.sum(hazards, axis=0), rows


def measure(total: np.ndarray, hazard: np.ndarray, rows: list, names: list[str]) -> dict:
    """What a run is compared on; a ratio with nothing to divide by is left out."""
    ratios = {}
    own = total[:-1]
    for j, name in enumerate(names):
        ratios[f"share of {name}"] = (own[j, USES], total[:, USES].sum())
        ratios[f"satisfaction of {name}"] = (own[j, SATISFACTION], own[j, CUSTOMERS])
        ratios[f"engagement of {name}"] = (own[j, ENGAGEMENT], own[j, CUSTOMERS])
        ratios[f"defections of {name}"] = (own[j, DEFECTIONS], own[j, AT_RISK])
    ratios["share of the outside option"] = (total[-1, USES], total[:, USES].sum())
    for column, base in (
        (AT_RISK, CUSTOMERS),
        (LOOKED, AT_RISK),
        (DEFECTIONS, AT_RISK),
        (STOPS, AT_RISK),
        (INVOLUNTARIES, CUSTOMERS),
        (FAILURES, USES),
        (COMPLAINTS, FAILURES),
        (RECOVERED, COMPLAINTS),
        (REACHED, CUSTOMERS),
        (REVENUE, USES),
        (SURVEYED, CUSTOMERS),
        (PREFERRING, PANEL),
        (LEARNED, CUSTOMERS),
        (TOLD_GOOD, CUSTOMERS),
        (TOLD_BAD, CUSTOMERS),
    ):
        ratios[COLUMNS[column]] = (own[:, column].sum(), own[:, base].sum())
    bands = np.arange(BANDS)
    at_risk, left = hazard.sum((0, 1))
    ratios["satisfaction at risk"] = ((at_risk * bands).sum(), at_risk.sum())
    mean = (at_risk * bands).sum() / at_risk.sum()
    ratios["variance of satisfaction at risk"] = (
        (at_risk * (bands - mean) ** 2).sum(),
        at_risk.sum(),
    )
    ratios["satisfaction of leavers"] = ((left * bands).sum(), left.sum())
    defections = [row for row in rows if row[0] == 0]
    for place, part in enumerate(FIELDS[2:], start=2):
        ratios[f"{part} of leavers"] = (sum(row[place] for row in defections), len(defections))
    for trigger, word in enumerate(TRIGGERS):
        woken = sum(row[1] == trigger for row in defections)
        ratios[f"leavers by {word}"] = (woken, len(defections))
    return {name: over / under for name, (over, under) in ratios.items() if under > 0}


def welch(one: list[float], other: list[float]) -> float:
    """Welch's t; 0 where both sides are the same constant."""
    variance = np.var(one, ddof=1) / len(one) + np.var(other, ddof=1) / len(other)
    difference = float(np.mean(one) - np.mean(other))
    if variance < 1e-18:
        return 0.0 if abs(difference) < 1e-6 else float("inf")
    return difference / sqrt(variance)


@pytest.mark.parametrize(
    ("peer", "variant"),
    [(ColumnsMarket, "as it is"), *((PlainMarket, variant) for variant in VARIANTS)],
)
def test_peer_and_engine_agree(peer: type, variant: str) -> None:
    scenario = load("airline_vs_train", overrides=SMALL | VARIANTS[variant])
    names = Market(scenario, rng=1, customers=10).world.names
    runs = {
        market: [measure(*run(market, scenario, seed), names) for seed in range(REPLICATES)]
        for market in (peer, Market)
    }
    far = {}
    compared = 0
    for name in runs[Market][0]:
        one, other = (
            [result[name] for result in results if name in result] for results in runs.values()
        )
        if len(one) == len(other) == REPLICATES:
            compared += 1
            t = welch(one, other)
            if abs(t) > TOLERANCE:
                far[name] = (round(t, 1), np.mean(one), np.mean(other))
    assert compared > 30
    assert not far


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"market": "subscription"}, "no subscriptions"),
        ({"providers.airline.contract.length": 12}, "no contracts; airline has"),
        ({"providers.train.contacts": {"people": 3}}, "no contact persons; train has"),
        ({"providers.train.money.runway": 3}, "no insolvency; train has"),
        ({"providers.train.capacity": {"needs": 3}}, "no capacity; train has"),
        ({"providers.train.rollout": [{"after": 3, "reach": 0.5}]}, "no roll-out by region; train"),
        ({"providers.train.attention.calls": 3}, "no calls by number; train has"),
        ({"providers.train.strategy.kind": "innovate"}, "no strategy innovate; train has"),
        ({"customers.stands_for": 3e5}, "no stands_for"),
        ({"customers.segments.business.growth": 0.01}, "no customers that grow; business does"),
        (
            {
                "rules.experience.misattribution": 0.5,
                "providers.train.touchpoints.booking.outside": 0.5,
            },
            "no misattribution",
        ),
        (
            {
                "interventions": [{"at": 3, "set": {"providers.train.money.runway": 3}}],
                "provenance": {},
            },
            "no insolvency; train has",
        ),
        (
            {
                "interventions": [{"at": 3, "set": {"providers.train.reach": 0.3}}],
                "provenance": {},
            },
            "no reach that changes; train has",
        ),
        (
            {"providers.airline.improvements": [{"outcome": "liquids", "to": 1}]},
            "no latent outcomes that come later; airline has",
        ),
        (
            {
                "interventions": [{"at": 3, "set": {"providers.airline.offer.liquids": 1}}],
                "provenance": {},
            },
            "no latent outcomes that come later; airline has",
        ),
    ],
)
def test_what_the_port_leaves_out_is_refused(values: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PlainMarket(load("airline_vs_train", overrides=values))
