"""Checks of providers as firms: money, regions, people and strategies."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sim.scenario.firms import Strategy
from sim.scenario.parties import Provider
from sim.scenario.problems import Finding, KeyPath, names, nearest, shown
from sim.scenario.schema import Scenario

DEVELOPING = ("innovate", "follow_survey")
"""Strategies that improve outcomes."""


def firms(scenario: Scenario) -> Iterator[Finding]:
    """What a firm says of itself that the rest of the scenario contradicts."""
    prices = [name for name, outcome in scenario.problem.outcomes.items() if outcome.revenue]
    for name, provider in scenario.providers.items():
        where: KeyPath = ("providers", name)
        if provider.money.runway is not None and not prices:
            yield Finding(
                (*where, "money", "runway"),
                "a runway needs an outcome that is the price (`revenue: true`): without one "
                "nothing is ever earned",
                rests_on=tuple(("problem", "outcomes", o) for o in scenario.problem.outcomes),
            )
        yield from _rollout(provider, where)
        yield from _people(provider, where)
        yield from _calls(provider, where)
        yield from _strategy(scenario, provider, where, prices)
    yield from _blame(scenario)


def unknown(
    where: KeyPath, name: str, kind: str, known: Collection[str], about_key: bool = False
) -> Finding:
    """A name that refers to nothing, with the nearest that would."""
    message = f"there is no {kind} {shown(name)}; known: {names(known) or 'none'}"
    return Finding(where, message, nearest(name, known), about_key)


def _rollout(provider: Provider, where: KeyPath) -> Iterator[Finding]:
    for index, stage in enumerate(provider.rollout):
        here: KeyPath = (*where, "rollout", index, "after")
        if index and stage.after <= provider.rollout[index - 1].after:
            before = provider.rollout[index - 1].after
            message = f"{stage.after} does not come after {before}, the stage before it"
            yield Finding(here, message, rests_on=((*where, "rollout", index - 1, "after"),))
        if stage.after == 0 and provider.reach not in (1.0, stage.reach):
            yield Finding(
                here,
                f"the reach at entry is {shown(provider.reach)} already (`reach`); begin with a "
                "later stage, or leave `reach` out",
                rests_on=((*where, "reach"),),
            )


def _people(provider: Provider, where: KeyPath) -> Iterator[Finding]:
    if provider.employees is not None and not provider.touchpoints:
        message = "there are no touchpoints, so nothing that employees do can fail"
        yield Finding((*where, "employees"), message, rests_on=((*where, "touchpoints"),))
    contacts = provider.contacts
    if contacts is not None and contacts.handover > 0 and provider.bond.ceiling == 0:
        yield Finding(
            (*where, "contacts", "handover"),
            "there is no bond to hand over; `bond` needs a ceiling above 0, and a `personal` share",
            rests_on=((*where, "bond"),),
        )


def _calls(provider: Provider, where: KeyPath) -> Iterator[Finding]:
    attention = provider.attention
    if attention.calls > 0 and attention.policy == "none":
        yield Finding(
            (*where, "attention", "calls"),
            "nobody is called with the policy none; choose another",
            rests_on=((*where, "attention", "policy"),),
        )


def _strategy(
    scenario: Scenario, provider: Provider, where: KeyPath, prices: list[str]
) -> Iterator[Finding]:
    strategy = provider.strategy
    here: KeyPath = (*where, "strategy")
    if strategy.kind == "price_cut" and not prices:
        yield Finding(
            (*here, "kind"),
            "there is no price to cut; one outcome needs `revenue: true`",
            rests_on=tuple(("problem", "outcomes", o) for o in scenario.problem.outcomes),
        )
    if strategy.kind in ("please", "retention_calls") and provider.survey is None:
        yield Finding(
            (*here, "kind"),
            f"{strategy.kind} goes by the survey; the provider has none",
            rests_on=((*where, "survey"),),
        )
    if strategy.kind == "please" and not provider.touchpoints:
        yield Finding(
            (*here, "kind"),
            "please makes fewer failures, and there are no touchpoints that could fail",
            rests_on=((*where, "touchpoints"),),
        )
    if strategy.kind == "retention_calls":
        yield from _queue(provider, where)
    if strategy.kind in DEVELOPING:
        yield from _development(scenario, provider, where, prices)
    if strategy.kind == "lock_in":
        yield from _lock(scenario, provider, where)


def _queue(provider: Provider, where: KeyPath) -> Iterator[Finding]:
    attention = provider.attention
    works = attention.capacity > 0 or attention.calls > 0
    if works and attention.policy not in ("none", "satisfied_first"):
        yield Finding(
            (*where, "strategy", "kind"),
            f"the calls are for satisfied customers, but `attention` reaches them by "
            f"{attention.policy}; a provider has one queue: choose satisfied_first there",
            rests_on=((*where, "attention"),),
        )


def _development(
    scenario: Scenario, provider: Provider, where: KeyPath, prices: list[str]
) -> Iterator[Finding]:
    outcomes, strategy = scenario.problem.outcomes, provider.strategy
    alone = [improvement.outcome for improvement in provider.improvements]
    for index, name in enumerate(strategy.outcomes):
        here: KeyPath = (*where, "strategy", "outcomes", index)
        if name not in outcomes:
            yield unknown(here, name, "outcome", outcomes)
        elif name in prices:
            message = f"{shown(name)} is the price, which is cut and not developed (price_cut)"
            yield Finding(here, message, rests_on=(("problem", "outcomes", name, "revenue"),))
        elif name in alone:
            message = f"{shown(name)} gets better by itself already (`improvements`)"
            yield Finding(here, message, rests_on=((*where, "improvements"),))
        elif strategy.kind == "follow_survey" and outcomes[name].latent:
            message = f"{shown(name)} is latent: no survey of stated needs shows it"
            yield Finding(here, message, rests_on=(("problem", "outcomes", name, "latent"),))
    if not strategy.outcomes and not developed(scenario, provider):
        yield Finding(
            (*where, "strategy", "kind"),
            f"there is no outcome that {strategy.kind} could improve",
            rests_on=tuple(("problem", "outcomes", o) for o in outcomes),
        )


def developed(scenario: Scenario, provider: Provider) -> list[str]:
    """Outcomes that a provider's strategy may improve, in the scenario's order."""
    strategy: Strategy = provider.strategy
    alone = [improvement.outcome for improvement in provider.improvements]
    return [
        name
        for name, outcome in scenario.problem.outcomes.items()
        if (name in strategy.outcomes or not strategy.outcomes)
        and name not in alone
        and not outcome.revenue
        and not (outcome.latent and strategy.kind == "follow_survey")
    ]


def _lock(scenario: Scenario, provider: Provider, where: KeyPath) -> Iterator[Finding]:
    strategy = provider.strategy
    here: KeyPath = (*where, "strategy")
    starts: dict[str, float] = {
        "points": provider.loyalty.ceiling,
        "bond": provider.bond.ceiling,
        "contract": provider.contract.length,
    }
    if strategy.raises == "contract" and scenario.market != "subscription":
        message = "only a subscription market has contracts that could be made longer"
        yield Finding((*here, "raises"), message, rests_on=(("market",),))
    elif strategy.raises == "points" and provider.loyalty.points_per_need == 0:
        message = "there are no points to raise (`loyalty.points_per_need` is 0)"
        yield Finding((*here, "raises"), message, rests_on=((*where, "loyalty"),))
    elif strategy.raises == "bond" and provider.bond.growth == 0:
        message = "a bond that does not grow cannot be raised (`bond.growth` is 0)"
        yield Finding((*here, "raises"), message, rests_on=((*where, "bond"),))
    elif strategy.ceiling <= starts[strategy.raises]:
        yield Finding(
            (*here, "ceiling"),
            f"{shown(strategy.ceiling)} is not above {shown(starts[strategy.raises])}, where the "
            f"{strategy.raises} begins; nothing could be raised",
            rests_on=((*where, "loyalty"), (*where, "bond"), (*where, "contract")),
        )


def _blame(scenario: Scenario) -> Iterator[Finding]:
    if scenario.rules.experience.misattribution == 1.0:
        return
    points = [t for p in scenario.providers.values() for t in p.touchpoints.values()]
    if not any(point.outside > 0 for point in points):
        yield Finding(
            ("rules", "experience", "misattribution"),
            "no touchpoint has failures that others cause (`outside`), so nobody can be blamed "
            "for them",
            rests_on=tuple(("providers", name) for name in scenario.providers),
        )
