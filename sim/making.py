"""What a market is made of: seed, scenario, levers, interventions, and what Mesa collects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.rules.words import CUSTOMERS, SATISFACTION, USES
from sim.scenario import Scenario, load, with_values

if TYPE_CHECKING:
    from sim.market import Market

MONTHS = {"week": 12 / 52, "month": 1.0, "quarter": 3.0, "year": 12.0}


def plain(array: Any) -> Any:
    """A record array as an ordinary structured one; anything else as it is."""
    return array.view(np.ndarray) if isinstance(array, np.recarray) else array


def seed_of(rng: Any) -> int:
    """A 64-bit seed from an integer, a Generator, or the operating system's entropy."""
    if isinstance(rng, (int, np.integer)):
        if not 0 <= int(rng) < 2**64:
            raise ValueError(f"seed {rng} is not between 0 and 2^64 - 1")
        return int(rng)
    return int(np.random.default_rng(rng).integers(2**63))


def with_levers(
    scenario: Scenario | str, customers: int | None, levers: dict[str, Any]
) -> Scenario:
    """The scenario with these values; levers by name, or paths with `__` for the dots."""
    loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
    values = {name.replace("__", "."): value for name, value in levers.items()}
    if customers is not None:
        values["customers.count"] = customers
    return with_values(loaded, values) if values else loaded


def month_of(scenario: Scenario, period: int) -> int:
    """Month of the year, 0 = January."""
    start = int(scenario.start[5:]) - 1
    return int(start + period * MONTHS[scenario.period]) % 12


def reporters(names: list[str]) -> dict[str, Any]:
    """What Mesa's DataCollector keeps: share of use and satisfaction of every provider."""

    def share(number: int) -> Any:
        def report(market: Market) -> float:
            uses = market.history[market.period - 1, :-1, USES]
            return float(uses[number] / uses.sum()) if uses.sum() else 0.0

        return report

    def satisfaction(number: int) -> Any:
        def report(market: Market) -> float | None:
            row = market.history[market.period - 1, number]
            return float(row[SATISFACTION] / row[CUSTOMERS]) if row[CUSTOMERS] else None

        return report

    reporters: dict[str, Any] = {}
    for j, name in enumerate(names):
        reporters[f"share of {name}"] = share(j)
        reporters[f"satisfaction of {name}"] = satisfaction(j)
    return reporters


def interventions(scenario: Scenario, entrants: bool) -> dict[int, Scenario]:
    """The scenario as it stands from each intervention on; a bad one fails before the run.

    Args:
        scenario: before the first.
        entrants: whether those happen that need an entrant.
    """
    plans: dict[int, Scenario] = {}
    for intervention in sorted(scenario.interventions, key=lambda i: i.at):
        if intervention.needs and not entrants:
            continue
        scenario = with_values(scenario, intervention.set)
        plans[intervention.at] = scenario
    return plans
