"""Policies of declared size, from what a provider has: for markets whose scenario lacks plans.

| policy | what it does | lacks where |
|---|---|---|
| `innovate` | the most important outcome but the price, a tenth of its scale better | it is best |
| `please` | half of the failures, at every touchpoint | nothing fails |
| `lock in` | twice the points and their ceiling, contracts of twice the length | there are none |
| `call` | twice the capacity to turn to customers | it has none |
| `recover` | money and an apology for complaints, twice the chance to content | it does so |
| `price` | a tenth off | nothing has a price |

The sizes are round numbers and not costs: two policies of this set are not equally dear. That an
apology beside money doubles the chance is from CCMC (2015): of the complainants who got something,
37% were satisfied with money alone and 73% with both. Importance is the mean taste over segments
times the length of the outcome's scale, so that units do not matter; latent outcomes do not count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sim.experiments.plans.kinds import Kind
from sim.scenario import Scenario
from sim.scenario.parties import Provider
from sim.scenario.schema import Plan

BETTER = 0.1
"""Part of an outcome's scale."""

OFF = 0.1
"""Part of the price."""

FEWER = 0.5
"""Part of the failures that stay."""

MORE = 2.0
"""Points, length of contracts, capacity of calls, chance that an answer contents."""

LONGEST = 120
"""Periods of a contract, as in the scenario's schema."""

SET: tuple[Kind, ...] = ("innovate", "please", "lock in", "call", "recover", "price")
PREFIX = "policy: "
"""Of the names of these plans."""


@dataclass(frozen=True)
class Policy:
    """One of the set, for one provider; what it sets depends on what the provider has.

    Attributes:
        kind: Which.
        provider: Whose.
        outcome: What is improved; decided once, and the same in every market.
    """

    kind: Kind
    provider: str
    outcome: str | None = None

    @property
    def name(self) -> str:
        """Of the plan."""
        return PREFIX + self.kind

    def plan(self, scenario: Scenario) -> Plan | None:
        """The plan in this market; None where the provider lacks what it needs."""
        provider = scenario.providers.get(self.provider)
        if provider is None:
            return None
        values, label = _MAKERS[self.kind](provider, scenario, self.outcome)
        where = f"providers.{self.provider}"
        placed = {f"{where}.{path}": value for path, value in values.items()}
        return Plan(label=label, set=placed) if placed else None


def policies(scenario: Scenario, provider: str) -> dict[str, Policy]:
    """The policies that make sense for a provider, by the name of their plan."""
    found = {}
    for kind in SET:
        policy = Policy(kind, provider)
        if kind == "innovate":
            policy = replace(policy, outcome=_most_important(scenario, provider))
        if policy.plan(scenario) is not None:
            found[policy.name] = policy
    return found


_Made = tuple[dict[str, Any], str]


def _innovate(provider: Provider, scenario: Scenario, name: str | None) -> _Made:
    label = "The most important outcome a tenth of its scale better"
    if name is None or name not in scenario.problem.outcomes or name not in provider.offer:
        return {}, label
    outcome = scenario.problem.outcomes[name]
    level = provider.offer[name]
    step = BETTER * (outcome.best - outcome.worst)
    upward = step > 0
    # An offer may be better than the best of the scale already; then there is nowhere to go.
    better = min(level + step, outcome.best) if upward else max(level + step, outcome.best)
    gains = better > level if upward else better < level
    label = f"{outcome.label or name}: a tenth of the scale better"
    return ({f"offer.{name}": better} if gains else {}), label[:80]


def _please(provider: Provider, scenario: Scenario, name: str | None) -> _Made:
    failing = {n: t.failure for n, t in provider.touchpoints.items() if t.failure > 0}
    values = {f"touchpoints.{n}.failure": FEWER * chance for n, chance in failing.items()}
    return values, "Half of the failures"


def _lock_in(provider: Provider, scenario: Scenario, name: str | None) -> _Made:
    values: dict[str, Any] = {}
    words = []
    if provider.loyalty.points_per_need > 0:
        values["loyalty.points_per_need"] = MORE * provider.loyalty.points_per_need
        values["loyalty.ceiling"] = MORE * provider.loyalty.ceiling
        words.append("twice the points")
    if provider.contract.length > 0:
        values["contract.length"] = min(LONGEST, int(MORE * provider.contract.length))
        words.append("contracts of twice the length")
    return values, ", ".join(words).capitalize()


def _call(provider: Provider, scenario: Scenario, name: str | None) -> _Made:
    attention = provider.attention
    values: dict[str, Any] = {}
    if attention.policy != "none":
        if attention.capacity > 0:
            values["attention.capacity"] = min(1.0, MORE * attention.capacity)
        if attention.calls > 0:
            values["attention.calls"] = MORE * attention.calls
    return values, "Turns to twice as many customers"


def _recover(provider: Provider, scenario: Scenario, name: str | None) -> _Made:
    recovery = provider.recovery
    if not provider.touchpoints or recovery.instrument == "both":
        return {}, ""
    values = {
        "recovery.instrument": "both",
        "recovery.success": min(1.0, MORE * recovery.success),
    }
    return values, "Money and an apology for complaints, twice as convincing"


def _price(provider: Provider, scenario: Scenario, name: str | None) -> _Made:
    price = next((n for n, o in scenario.problem.outcomes.items() if o.revenue), None)
    level = provider.offer.get(price, 0.0) if price is not None else 0.0
    return ({f"offer.{price}": (1 - OFF) * level} if level > 0 else {}), "A tenth off the price"


_MAKERS = {
    "innovate": _innovate,
    "please": _please,
    "lock in": _lock_in,
    "call": _call,
    "recover": _recover,
    "price": _price,
}


def _most_important(scenario: Scenario, provider: str) -> str | None:
    """The outcome of an offer that weighs most, the price and latent ones aside."""
    segments = scenario.customers.segments.values()
    weights = {}
    for name, outcome in scenario.problem.outcomes.items():
        if outcome.revenue or outcome.latent or name not in scenario.providers[provider].offer:
            continue
        taste = sum(s.share * abs(s.taste[name].mean) for s in segments if name in s.taste)
        weights[name] = taste * abs(outcome.best - outcome.worst)
    return max(weights, key=lambda name: weights[name]) if any(weights.values()) else None
