"""Small markets for tests, and the sampling theory by which they are judged.

A test that compares a share with theory allows |z| < LIMIT standard errors. A normal number is
beyond that once in 16,000 comparisons. All seeds are fixed, so the outcome is too, until a rule or
a draw changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from sim.checkpoint import resume, save
from sim.layout import TOLD
from sim.market import Market
from sim.rules.words import COLUMNS, PREFERRING, USES
from sim.scenario import Scenario, load
from sim.scenario.behaviour import Mechanisms

LIMIT = 4.0
RARE = 2 * float(stats.norm.sf(LIMIT))
"""Chance that a normal number is beyond LIMIT, either way: the level of every other test too."""

OFF = dict.fromkeys(Mechanisms.model_fields, False)
FARE_WEIGHT = -0.05
MINUTES_WEIGHT = -0.02
OFFER = {"fare": 20.0, "minutes": 60.0}


def bare(providers: Mapping[str, Mapping[str, Any]], **changes: Any) -> Scenario:
    """A subscription market without any mechanism: everybody compares everything, every period.

    There is no burn-in, no involuntary exit, no switching cost, no talk, and taste is the same for
    all; every customer makes one independent choice a period. All offers are OFFER unless a
    provider says otherwise.

    Args:
        providers: blocks of the scenario; what they leave out is as above.
        changes: values at paths, with `__` for the dots.
    """
    market = {
        "title": "A bare market",
        "market": "subscription",
        "burn_in": 0,
        "horizon": 4,
        "problem": {
            "name": "get there",
            "outcomes": {
                "fare": {"unit": "EUR", "worst": 120, "best": 0, "revenue": True},
                "minutes": {"unit": "min", "worst": 200, "best": 0},
            },
        },
        "customers": {
            "count": 10_000,
            "provider_taste": 0.0,
            "network": {"kind": "none"},
            "segments": {
                "all": {
                    "share": 1.0,
                    "taste": {
                        "fare": {"mean": FARE_WEIGHT},
                        "minutes": {"mean": MINUTES_WEIGHT},
                    },
                }
            },
        },
        "providers": {
            name: {"offer": OFFER, "survey": None} | dict(block)
            for name, block in providers.items()
        },
        "rules": {"mechanisms": OFF},
    }
    return load(market, overrides=paths(changes))


def constants(**utilities: float) -> dict[str, dict[str, float]]:
    """Providers that differ by a constant utility alone."""
    return {name: {"constant": utility} for name, utility in utilities.items()}


def paths(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Keyword names as paths of a scenario."""
    return {name.replace("__", "."): value for name, value in changes.items()}


def rich(kind: str, **changes: Any) -> Scenario:
    """A market of 500 customers in which every mechanism is at work, some of them strongly.

    Args:
        kind: "occasion" or "subscription".
        changes: values at paths, with `__` for the dots.
    """
    everyone = {
        "touchpoints": {
            "booking": {"failure": 0.1, "severity": 1.0},
            "delivery": {"failure": 0.25, "severity": 2.5, "used": 0.8},
        },
        "survey": {"every": 2, "sample": 0.4, "response_bias": 0.3},
        "recovery": {"instrument": "both", "success": 0.6, "cost": 20},
        "loyalty": {"points_per_need": 0.05, "ceiling": 0.4},
        "bond": {"ceiling": 0.6, "growth": 0.1, "personal": 0.5},
        "effort": 0.1,
        "known": 0.7,
        "advertising": 0.05,
    }
    by_name = {
        "alpha": {
            "attention": {"policy": "random", "capacity": 0.2, "cost": 2},
            "contract": {"length": 6, "exit_fee": 5.0},
            "contacts": {"people": 20, "turnover": 0.1},
            "offer": {"fare": 30, "minutes": 60},
        },
        "beta": {
            "attention": {"policy": "squeaky_wheel", "capacity": 0.15},
            "contract": {"length": 4, "renews": True},
            "offer": {"fare": 25, "minutes": 70},
            "improvements": [{"outcome": "minutes", "to": 50, "midpoint": 8, "width": 2}],
        },
        "gamma": {
            "attention": {"policy": "satisfied_first", "capacity": 0.1},
            "contract": {"length": 5, "exit_fee": 2.0, "renews": True},
            "mode": "rail",
            "offer": {"fare": 35, "minutes": 40},
            "strategy": {"kind": "price_cut", "window": 3, "trigger": 0.02, "floor": 20},
        },
        "delta": {
            "attention": {"policy": "likely_to_leave", "capacity": 0.3},
            "mode": "rail",
            "offer": {"fare": 30, "minutes": 50},
            "replaced_by": "epsilon",
        },
        "epsilon": {
            "attention": {"policy": "none", "capacity": 0.5},
            "mode": "rail",
            "enters": 7,
            "known": 0.2,
            "offer": {"fare": 28, "minutes": 45, "comfort": 0.5},
        },
        "zeta": {
            "role": "disruptor",
            "attention": {"policy": "squeaky_wheel", "capacity": 0.4},
            "enters": 11,
            "known": 0.3,
            "reach": 0.8,
            "offer": {"fare": 20, "minutes": 55, "comfort": 1.0},
        },
    }
    taste = {
        "fare": {"mean": -0.06, "sd": 0.3},
        "minutes": {"mean": -0.03, "sd": 0.3},
        "comfort": {"mean": 0.8, "sd": 0.5},
    }
    market = {
        "title": "A market with everything",
        "market": kind,
        "burn_in": 6,
        "horizon": 24,
        "start": "2001-10",
        "problem": {
            "name": "get there",
            "outcomes": {
                "fare": {"unit": "EUR", "worst": 120, "best": 0, "revenue": True, "useful": 22},
                "minutes": {"unit": "min", "worst": 200, "best": 0, "shape": "must_be"},
                "comfort": {"unit": "0-1", "worst": 0, "best": 1, "latent": True},
            },
        },
        "customers": {
            "count": 500,
            "growth": 0.01,
            "leave": {"a": 1.0, "b": 60.0},
            "life_events": 0.05,
            "provider_taste": 0.4,
            "calendar": [2, 1, 1, 1, 1, 1, 0.5, 0.5, 1, 1, 1, 1],
            "network": {"kind": "small_world", "neighbours": 6, "rewiring": 0.2},
            "segments": {
                "many": {
                    "share": 0.6,
                    "needs": {"mean": 1.5, "shape": 1.2},
                    "outside": -6.0,
                    "taste": taste,
                    "value": 3.0,
                },
                "few": {
                    "share": 0.4,
                    "needs": {"mean": 0.7, "shape": 0.8},
                    "taste": taste | {"fare": {"mean": -0.1, "sd": 0.2}},
                },
            },
        },
        "modes": {"rail": {"within": 0.6, "taste": 0.4}},
        "providers": {name: everyone | block for name, block in by_name.items()},
        "rules": {
            "evaluation": {"news": 0.2, "latent_in_expectation": 0.3, "norm_step": 0.01},
            "learning": {"uncertainty_cost": 0.2},
            "look": {"base": -0.5, "called": 0.5},
            "talk": {"rate": 0.3},
            "voice": {"trifle": 0.2, "loyalty": 0.05},
            "threshold": {"mean": 6.5},
            "satisfaction_only": {"intercept": 2.0},
        },
        "interventions": [
            {"at": 14, "set": {"providers.alpha.offer.fare": 24}, "label": "fare cut"},
            {
                "at": 18,
                "set": {"providers.beta.attention.policy": "likely_to_leave"},
                "label": "policy",
            },
        ],
    }
    return load(market, overrides=paths(changes))


def run(scenario: Scenario | str, rng: int = 1, **options: Any) -> Market:
    """A market at the end of its horizon."""
    market = Market(scenario, rng=rng, collect=False, **options)
    while market.running:
        market.step()
    return market


def run_interrupted(scenario: Scenario, stop: int, file: Path) -> Market:
    """The same as `run`, stopped before a period, saved, and resumed from the file."""
    market = Market(scenario, rng=1, collect=False)
    while market.period < stop:
        market.step()
    market = resume(save(market, file))
    while market.running:
        market.step()
    return market


def people(market: Market) -> Any:
    """The customers present, as a structured array."""
    return market.population[: market.present]


def logit(*utilities: float) -> np.ndarray:
    """Closed-form shares."""
    odds = np.exp(np.array(utilities) - max(utilities))
    return odds / odds.sum()


def z_of_counts(counts: Any, chances: Any, trials: float | None = None) -> np.ndarray:
    """Counts of a multinomial draw in standard errors from what is expected.

    Args:
        counts: how often each thing happened.
        chances: their probabilities.
        trials: number of draws; the sum of the counts when not given.
    """
    counts, chances = np.asarray(counts, float), np.asarray(chances, float)
    n = counts.sum() if trials is None else trials
    return (counts - n * chances) / np.sqrt(n * chances * (1 - chances))


def uses(market: Market) -> np.ndarray:
    """Uses of each provider and of the outside option over the whole horizon."""
    return market.history[:, :, USES].sum(0)


def same_people(one: Market, other: Market, ignore: tuple[str, ...] = ()) -> list[str]:
    """Fields in which the customers or their relations are not equal bit for bit."""
    different = []
    for array in ("population", "relations"):
        mine, yours = getattr(one, array), getattr(other, array)
        for name in mine.dtype.names:
            if name not in ignore and not np.array_equal(mine[name], yours[name]):
                different.append(f"{array}.{name}")
    if not np.array_equal(one.tastes, other.tastes):
        different.append("tastes")
    return different


def same_books(one: Market, other: Market) -> list[str]:
    """Which books are not equal bit for bit."""
    different = [
        name
        for name in ("history", "hazard", "known", "is_open", "fill")
        if not np.array_equal(getattr(one, name), getattr(other, name))
    ]
    for name in ("cost", "cash"):
        if not np.array_equal(getattr(one.accounts, name), getattr(other.accounts, name)):
            different.append(name)
    for name, mine, yours in zip(
        ("exits", "parts"), one.ledger.everything(), other.ledger.everything(), strict=True
    ):
        if not same_records(mine, yours):
            different.append(name)
    return different


def same_running_counts(one: Market, other: Market) -> list[str]:
    """What is kept running and is not equal: standings, queues, words for neighbours, cuts."""
    pairs = {
        "standings": (one._standings, other._standings),
        "queues": (one._queues.tables.sum(0), other._queues.tables.sum(0)),
        "cuts": (one.scene.providers.cut, other.scene.providers.cut),
        **{f"told.{name}": (one._told[name], other._told[name]) for name in TOLD.names or ()},
    }
    return [name for name, (mine, yours) in pairs.items() if not np.array_equal(mine, yours)]


def same_records(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays are equal bit for bit, unknown values (NaN) included."""
    if one.dtype.names is None:
        return np.array_equal(one, other, equal_nan=True)
    return all(
        np.array_equal(one[name], other[name], equal_nan=one[name].dtype.kind == "f")
        for name in one.dtype.names
    )


WITHOUT_PANEL = [place for place in range(len(COLUMNS)) if place != PREFERRING]
"""Columns of the books about what customers do; the panel is asked about what it does not know."""
