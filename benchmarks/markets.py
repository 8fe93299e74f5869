"""The markets that are measured."""

from __future__ import annotations

from typing import Any

from sim.scenario import Scenario, load

NAME = "airline_vs_train"
ENTRY = 24
HORIZON = 120
BURN_IN = 6

# What is said about a market, and is no part of it.
BARE: dict[str, Any] = {
    "claims": [],
    "interventions": [],
    "levers": {},
    "observed": [],
    "provenance": {},
    "what_if": {},
}


def shortened(customers: int, periods: int) -> Scenario:
    """The market with the train's entry and the horizon drawn together.

    The train enters after a fifth of the periods, as it does in 120; the other entrants stay away.

    Args:
        customers: number of customers.
        periods: horizon.
    """
    later = {
        "providers.train.enters": max(1, periods * ENTRY // HORIZON),
        "providers.ouigo.enters": periods - 1,
        "providers.iryo.enters": periods - 1,
    }
    return load(
        NAME,
        overrides=BARE
        | later
        | {"customers.count": customers, "burn_in": BURN_IN, "horizon": periods},
    )


def eight_providers(customers: int, periods: int) -> Scenario:
    """A market of eight providers, all of them open from the start or soon after.

    Args:
        customers: number of customers.
        periods: horizon.
    """
    coach = {
        "mode": "road",
        "offer": {"vehicle": 420, "access": 40, "fare": 35, "liquids": 1},
        "touchpoints": {"punctuality": {"failure": 0.1, "severity": 2}},
    }
    shared_car = {
        "mode": "road",
        "offer": {"vehicle": 350, "access": 30, "fare": 45, "liquids": 1},
        "touchpoints": {"driver": {"failure": 0.05, "severity": 3}},
    }
    low_cost = {
        "mode": "air",
        "offer": {"vehicle": 75, "access": 165, "fare": 45, "liquids": 0},
        "touchpoints": {"punctuality": {"failure": 0.25, "severity": 2}},
    }
    return load(
        NAME,
        overrides=BARE
        | {
            "providers.coach": coach,
            "providers.shared_car": shared_car,
            "providers.low_cost": low_cost,
            "providers.train.enters": 2,
            "providers.ouigo.enters": 3,
            "providers.iryo.enters": 4,
            "customers.count": customers,
            "burn_in": BURN_IN,
            "horizon": periods,
        },
    )
