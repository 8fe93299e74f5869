"""Checks of claims against the scenario that makes them."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isinf
from typing import TYPE_CHECKING

from sim.scenario.claims import AS_IS, NO_ENTRANT, NOT_COMPARED, Claim, Options
from sim.scenario.measures import MEASURES, OPTIONS, TRIGGERS, Measure
from sim.scenario.problems import Finding, KeyPath, names, nearest, shown, unknown

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

RESERVED = (NO_ENTRANT, AS_IS, NOT_COMPARED)
"""Words that `against` keeps for itself; no plan has such a name."""

_MOST_LISTED = 6


def claims(scenario: Scenario) -> Iterator[Finding]:
    """What is wrong with the claims of a scenario that the schema accepts."""
    seen: dict[str, int] = {}
    for index, claim in enumerate(scenario.claims):
        where: KeyPath = ("claims", index)
        if claim.id in seen:
            message = f"{shown(claim.id)} is the id of claims.{seen[claim.id]} too; ids differ"
            yield Finding((*where, "id"), message)
        seen.setdefault(claim.id, index)
        yield from _worlds(claim, scenario, where)
        yield from _itself(claim, where)
        yield from _names(claim, scenario, where)
        spec = MEASURES.get(claim.measure)
        if spec is None:
            yield _no_measure((*where, "measure"), claim.measure)
        else:
            yield from _options(claim, spec, scenario, where)
            yield from _bounds(claim, where)
    for name in scenario.what_if:
        if name in RESERVED:
            message = f"a plan needs another name; claims keep {names(RESERVED)} for themselves"
            yield Finding(("what_if", name), message, about_key=True)


def _worlds(claim: Claim, scenario: Scenario, where: KeyPath) -> Iterator[Finding]:
    if claim.plan is not None and claim.plan not in scenario.what_if:
        yield unknown((*where, "plan"), claim.plan, "plan", scenario.what_if)
    other = claim.against
    if other is None:
        return
    if other not in RESERVED and other not in scenario.what_if:
        known = (NO_ENTRANT, AS_IS, *scenario.what_if)
        yield unknown((*where, "against"), other, "world", known)
    elif other == NO_ENTRANT and entry(scenario) is None:
        yield Finding(
            (*where, "against"),
            "nobody enters: a provider with `role: disruptor` and `enters` above 0 is needed",
            rests_on=(("providers",),),
        )
    elif claim.than is None and other == (claim.plan or AS_IS):
        yield Finding((*where, "against"), f"{shown(other)} is the claim's own world")


def _itself(claim: Claim, where: KeyPath) -> Iterator[Finding]:
    """A claim that compares a number with itself holds, or fails, whatever the market does."""
    own = claim.other_world is None or claim.other_world == (claim.plan or AS_IS)
    here = {name: getattr(claim, name) for name in Options.model_fields}
    if claim.than is not None and own and claim.there.model_dump() == here:
        yield Finding((*where, "than"), "it is what the claim is about: nothing is compared")


def _names(claim: Claim, scenario: Scenario, where: KeyPath) -> Iterator[Finding]:
    modes = {name: provider.mode or name for name, provider in scenario.providers.items()}
    known = {
        "provider": list(scenario.providers),
        "segment": list(scenario.customers.segments),
        "mode": list(dict.fromkeys(modes.values())),
        "trigger": list(TRIGGERS),
        "reason": list(_reasons()),
    }
    for side, at in ((claim, where), (claim.than, (*where, "than"))):
        if side is None:
            continue
        for kind, accepted in known.items():
            name = getattr(side, kind)
            if name is not None and name not in accepted:
                yield unknown((*at, kind), name, kind, accepted)
        yield from _touchpoints(side, scenario, at)
        if side.window is not None and side.window[1] > scenario.horizon:
            yield Finding(
                (*at, "window"),
                f"it ends at {side.window[1]}, after the horizon, {scenario.horizon}",
                rests_on=(("horizon",),),
            )


def _touchpoints(side: Options, scenario: Scenario, at: KeyPath) -> Iterator[Finding]:
    own = scenario.providers.get(side.provider) if side.provider is not None else None
    journeys = scenario.providers.values() if own is None else (own,)
    known = list(dict.fromkeys(name for terms in journeys for name in terms.touchpoints))
    for place, name in enumerate(side.touchpoints or ()):
        if name not in known:
            yield unknown((*at, "touchpoints", place), name, "touchpoint", known)


def _options(claim: Claim, spec: Measure, scenario: Scenario, where: KeyPath) -> Iterator[Finding]:
    """Whether the measure gets what it needs, and nothing that it would not heed."""
    for side, at in ((claim, where), (claim.than, (*where, "than"))):
        for option in OPTIONS if side is not None else ():
            if getattr(side, option) is not None and option not in (*spec.takes, *spec.needs):
                yield Finding((*at, option), f"{claim.measure} takes no {option}")
        if side is not None and side.provider is not None and spec.whose == "market":
            yield Finding((*at, "provider"), f"{claim.measure} is of the market, not of a provider")
    for option in spec.needs:
        if getattr(claim, option) is None:
            yield Finding((*where, option), f"missing; {claim.measure} needs it", else_at=where)
    if claim.provider is None and spec.whose == "provider":
        message = f"missing; {claim.measure} is of one provider"
        yield Finding((*where, "provider"), message, else_at=where)
    # A world that is not there is told already.
    known = (None, *RESERVED, *scenario.what_if)
    if spec.against and claim.against != spec.against and claim.against in known:
        message = f"{claim.measure} needs `against: {spec.against}`"
        yield Finding((*where, "against"), message, else_at=where)


def _bounds(claim: Claim, where: KeyPath) -> Iterator[Finding]:
    """A bound at the end of what the number can be settles the claim before anything is run."""
    least, most = limits(claim)
    for name, sign in (("at_least", 1), ("above", 1), ("at_most", -1), ("below", -1)):
        bound = getattr(claim, name)
        if bound is None:
            continue
        end, other = (least, most) if sign > 0 else (most, least)
        far = bound + sign * claim.minimum
        is_strict = name in ("above", "below")
        if (far == end and not is_strict) or sign * (far - end) < 0:
            verdict = "it holds whatever the market does"
        elif (far == other and is_strict) or sign * (far - other) > 0:
            verdict = "it can never hold"
        else:
            continue
        yield Finding((*where, name), f"{verdict}: {claim.measure} is {_between(claim)}")


def limits(claim: Claim) -> tuple[float, float]:
    """Least and most that a claim's number can be."""
    least, most = MEASURES[claim.measure].between
    if not claim.is_compared:
        return least, most
    if claim.relative:
        return (0.0 if least >= 0 else -inf), inf
    return least - most, most - least


def _between(claim: Claim) -> str:
    least, most = limits(claim)
    of = "" if not claim.is_compared else ", compared so"
    if isinf(most):
        return f"{least:g} or more{of}"
    return f"between {least:g} and {most:g}{of}"


def _no_measure(where: KeyPath, name: str) -> Finding:
    family = [known for known in MEASURES if known.split(".")[0] == name.split(".")[0]]
    families = list(dict.fromkeys(known.split(".")[0] for known in MEASURES))
    if family and len(family) <= _MOST_LISTED * 3:
        known = f"known of {shown(name.split('.')[0])}: {', '.join(family)}"
    else:
        known = f"known, or beginning so: {', '.join(families)}"
    return Finding(where, f"there is no measure {shown(name)}; {known}", nearest(name, MEASURES))


def entry(scenario: Scenario) -> int | None:
    """Period of the first entry of a disruptor; None when all are there from the start."""
    entries = [p.enters for p in scenario.providers.values() if p.role == "disruptor" and p.enters]
    return min(entries, default=None)


def _reasons() -> tuple[str, ...]:
    from sim.scenario.schema import REASONS  # the schema imports the claims

    return REASONS
