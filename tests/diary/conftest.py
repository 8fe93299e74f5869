"""Small markets in which much happens."""

from __future__ import annotations

import pytest

from sim.cli.new import STARTER
from sim.scenario import Scenario, load


@pytest.fixture(scope="session")
def telecom() -> Scenario:
    """A subscription with contracts, contact persons, complaints, newcomers, growth."""
    wishes = {"speed": {"mean": 0.002, "sd": 0.3}, "fee": {"mean": -0.05, "sd": 0.3}}
    return load(
        {
            "title": "Telecom",
            "period": "quarter",
            "start": "2010-02",
            "burn_in": 6,
            "horizon": 24,
            "market": "subscription",
            "problem": {
                "name": "be online",
                "outcomes": {
                    "speed": {"unit": "Mbps", "worst": 0, "best": 1000},
                    "fee": {"unit": "EUR", "worst": 100, "best": 10, "revenue": True},
                },
            },
            "customers": {
                "count": 300,
                "growth": 0.01,
                "leave": 0.03,
                "life_events": 0.05,
                "segments": {"all": {"share": 1, "taste": wishes, "outside": -4.5}},
            },
            "providers": {
                "old": {
                    "offer": {"speed": 100, "fee": 50},
                    "contract": {"length": 8, "exit_fee": 5, "renews": True},
                    "touchpoints": {"support": {"failure": 0.2, "severity": 4}},
                    "contacts": {"people": 20, "turnover": 0.1},
                    "bond": {"ceiling": 0.5, "personal": 0.5},
                    "recovery": {"instrument": "both"},
                    "attention": {"capacity": 0.1},
                },
                "mid": {"offer": {"speed": 80, "fee": 45}, "replaced_by": "next"},
                "next": {"offer": {"speed": 90, "fee": 44}, "enters": 12},
                "new": {
                    "role": "disruptor",
                    "label": "Newcomer",
                    "enters": 5,
                    "advertising": 0.2,
                    "offer": {"speed": 800, "fee": 45},
                },
            },
            "rules": {"look": {"called": 0.5, "base": 0.0}},
        }
    )


@pytest.fixture(scope="session")
def groceries() -> Scenario:
    """An occasion market with several needs a period."""
    shorter = {"customers.count": 400, "horizon": 30, "interventions": []}
    return load(STARTER, overrides=shorter)


@pytest.fixture(scope="session")
def flights() -> Scenario:
    """The main scenario, with an outside option and latent outcomes."""
    scenario = load("airline_vs_train", overrides={"customers.count": 400})
    first = {name: scenario.providers[name] for name in ("airline", "intercity", "train")}
    return scenario.model_copy(update={"horizon": 40, "providers": first, "interventions": []})
