"""Checks across the blocks of a scenario, that no block can make alone."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.checks_of_firms import firms
from sim.scenario.claim_checks import claims
from sim.scenario.problems import Finding, KeyPath, names, nearest, shown, unknown
from sim.scenario.schema import REASONS, Observation, Scenario
from sim.scenario.units import UNITS, is_unit

SHARE_TOLERANCE = 1e-6


def references(scenario: Scenario) -> list[Finding]:
    """What one part of a scenario says that another contradicts.

    Args:
        scenario: A scenario that the schema accepts.

    Returns:
        All findings; none for a sound scenario.
    """
    return [
        *_shares(scenario),
        *_outcomes(scenario),
        *_tastes(scenario),
        *_offers(scenario),
        *_providers(scenario),
        *firms(scenario),
        *_modes(scenario),
        *_units(scenario),
        *_interventions(scenario),
        *claims(scenario),
        *_observed(scenario),
        *_misreporting(scenario),
    ]


def _shares(scenario: Scenario) -> Iterator[Finding]:
    segments = scenario.customers.segments
    total = sum(segment.share for segment in segments.values())
    if abs(total - 1) > SHARE_TOLERANCE:
        where: KeyPath = ("customers", "segments")
        rests_on = tuple((*where, name, "share") for name in segments)
        message = f"the shares of the segments add up to {total:.6g}; 1 is needed"
        yield Finding(where, message, rests_on=rests_on)


def _outcomes(scenario: Scenario) -> Iterator[Finding]:
    for name, outcome in scenario.problem.outcomes.items():
        where: KeyPath = ("problem", "outcomes", name)
        if outcome.revenue and not outcome.unit.startswith(scenario.currency):
            yield Finding(
                (*where, "unit"),
                f"found {shown(outcome.unit)}; a price is in the scenario's currency, "
                f"{scenario.currency}",
                rests_on=(("currency",), (*where, "revenue")),
            )
    prices = [name for name, outcome in scenario.problem.outcomes.items() if outcome.revenue]
    for name in prices[1:]:
        yield Finding(
            ("problem", "outcomes", name, "revenue"),
            f"{shown(prices[0])} is the price already; one outcome at most is",
            rests_on=(("problem", "outcomes", prices[0], "revenue"),),
        )
    for name, provider in scenario.providers.items():
        if provider.contract.exit_fee and not prices:
            yield Finding(
                ("providers", name, "contract", "exit_fee"),
                "a fee needs an outcome that is the price (`revenue: true`): without one nobody "
                "knows what money is worth",
                rests_on=tuple(("problem", "outcomes", o) for o in scenario.problem.outcomes),
            )


def _tastes(scenario: Scenario) -> Iterator[Finding]:
    outcomes = scenario.problem.outcomes
    for segment_name, segment in scenario.customers.segments.items():
        for name, taste in segment.taste.items():
            where: KeyPath = ("customers", "segments", segment_name, "taste", name)
            if name not in outcomes:
                yield unknown(where, name, "outcome", outcomes, about_key=True)
                continue
            scale = outcomes[name].best - outcomes[name].worst
            if taste.mean * scale < 0:
                better = "more" if taste.mean > 0 else "less"
                yield Finding(
                    (*where, "mean"),
                    f"{shown(taste.mean)} says that {better} is better, but the outcome is best at "
                    f"{shown(outcomes[name].best)} and worst at {shown(outcomes[name].worst)}",
                    rests_on=tuple(("problem", "outcomes", name, end) for end in ("best", "worst")),
                )


def _offers(scenario: Scenario) -> Iterator[Finding]:
    outcomes = scenario.problem.outcomes
    for provider_name, provider in scenario.providers.items():
        where: KeyPath = ("providers", provider_name, "offer")
        for name in provider.offer:
            if name not in outcomes:
                yield unknown((*where, name), name, "outcome", outcomes, about_key=True)
        for name, outcome in outcomes.items():
            if not outcome.latent and name not in provider.offer:
                message = f"missing; every offer has a level (in {outcome.unit}) of this outcome"
                rests_on: tuple[KeyPath, ...] = (("problem", "outcomes", name, "latent"),)
                yield Finding((*where, name), message, rests_on=rests_on)


def _providers(scenario: Scenario) -> Iterator[Finding]:
    providers = scenario.providers
    for name, provider in providers.items():
        where: KeyPath = ("providers", name)
        if provider.enters >= scenario.horizon:
            yield _too_late((*where, "enters"), provider.enters, scenario)
        heir = provider.replaced_by
        if heir is not None and heir not in providers:
            yield unknown((*where, "replaced_by"), heir, "provider", providers)
        elif heir == name:
            yield Finding((*where, "replaced_by"), "a provider cannot replace itself")
        for index, improvement in enumerate(provider.improvements):
            if improvement.outcome not in scenario.problem.outcomes:
                outcome: KeyPath = (*where, "improvements", index, "outcome")
                known = scenario.problem.outcomes
                yield unknown(outcome, improvement.outcome, "outcome", known)
    if all(provider.enters > 0 for provider in providers.values()):
        yield Finding(
            ("providers",),
            "nobody is there from the start; at least one provider has `enters: 0`",
            rests_on=tuple(("providers", name, "enters") for name in providers),
        )


def _modes(scenario: Scenario) -> Iterator[Finding]:
    used = sorted({provider.mode for provider in scenario.providers.values()} - {""})
    for name in scenario.modes:
        if name not in used:
            message = f"no provider has this mode; modes of providers: {names(used) or 'none'}"
            yield Finding(("modes", name), message, nearest(name, used), about_key=True)


def _units(scenario: Scenario) -> Iterator[Finding]:
    places: list[tuple[KeyPath, str]] = [
        (("problem", "outcomes", name, "unit"), outcome.unit)
        for name, outcome in scenario.problem.outcomes.items()
    ]
    places += [
        (("levers", name, "unit"), lever.unit)
        for name, lever in scenario.levers.items()
        if lever.unit
    ]
    for where, unit in places:
        if not is_unit(unit, scenario.currency):
            examples = "min, h, EUR, EUR/month, km, kWh, %, 0-1, 0-10, points, utils"
            message = (
                f"found {shown(unit)}; a known unit is needed, such as {examples}; `number` for "
                "what is counted"
            )
            yield Finding(where, message, nearest(unit, sorted(UNITS)))


def _interventions(scenario: Scenario) -> Iterator[Finding]:
    for index, intervention in enumerate(scenario.interventions):
        where: KeyPath = ("interventions", index)
        if intervention.at >= scenario.horizon:
            yield _too_late((*where, "at"), intervention.at, scenario)
        if intervention.needs is not None and intervention.needs not in scenario.providers:
            yield unknown((*where, "needs"), intervention.needs, "provider", scenario.providers)


def _observed(scenario: Scenario) -> Iterator[Finding]:
    modes = {provider.mode for provider in scenario.providers.values()} - {""}
    for index, row in enumerate(scenario.observed):
        where: KeyPath = ("observed", index)
        if row.provider is not None and row.provider not in scenario.providers:
            yield unknown((*where, "provider"), row.provider, "provider", scenario.providers)
        if row.mode and row.mode not in modes:
            yield unknown((*where, "mode"), row.mode, "mode", sorted(modes))
        yield from _before_the_books(scenario, where, row)


def _before_the_books(scenario: Scenario, where: KeyPath, row: Observation) -> Iterator[Finding]:
    """What was seen before the books open has nothing beside it; after the end it may (horizon)."""
    if row.date < scenario.start:
        message = f"{row.date} is before the books open, in {scenario.start}"
        yield Finding((*where, "date"), message, rests_on=(("start",),))


def _misreporting(scenario: Scenario) -> Iterator[Finding]:
    for view in ("managers", "stated"):
        for true, row in getattr(scenario.report, view).items():
            where: KeyPath = ("report", view, true)
            if true not in REASONS:
                yield unknown(where, true, "reason", REASONS, about_key=True)
            for told in row:
                if told not in REASONS:
                    yield unknown((*where, told), told, "reason", REASONS, about_key=True)
            if not sum(row.values()) > 0:
                yield Finding(where, "the weights of a row add up to 0; one must be above it")


def _too_late(where: KeyPath, period: int, scenario: Scenario) -> Finding:
    message = f"{period} is not before the horizon, {scenario.horizon}"
    return Finding(where, message, rests_on=(("horizon",),))
