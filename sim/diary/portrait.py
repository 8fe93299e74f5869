"""Who a customer is."""

from __future__ import annotations

from typing import Any

from sim.diary.balance import money_per_util
from sim.diary.labels import Labels, duration, listed, sentence, times
from sim.market import Market

EASY = 0.75
"""Points of satisfaction above the mean level that make a customer easy to please."""

WORTH_TELLING = 0.3
"""Utils; a lasting liking weaker than this is not told."""


def portrait_of(market: Market, customer: Any, relations: Any, taste: Any) -> dict[str, Any]:
    """The facts about a customer.

    Args:
        market: That the customer lives in.
        customer: Record, see `sim.layout.CUSTOMER`.
        relations: Records, see `sim.layout.RELATION`.
        taste: Utils a raw unit of each outcome.

    Returns:
        segment, needs (a period), level (of satisfaction when all is as normal), mean_level (of
        all customers), born, provider, satisfaction, tenure, known, weights (one an outcome that
        the customer knows: importance, a share of the weight of all scales, and money for a unit),
        likings (utils and money by provider).
    """
    world, names = market.world, market.world.names
    outcomes = market.scenario.problem.outcomes
    money = money_per_util(taste, market.scene)
    scales = {
        name: abs(float(taste[k]) * (outcome.best - outcome.worst))
        for k, (name, outcome) in enumerate(outcomes.items())
        if not outcome.latent
    }
    whole = sum(scales.values()) or 1.0
    weights = [
        {
            "outcome": name,
            "importance": scales[name] / whole,
            "money_per_unit": None if money is None else abs(float(taste[k])) * money,
            "price": outcomes[name].revenue,
        }
        for k, name in enumerate(outcomes)
        if name in scales
    ]
    served = 0 <= int(customer.main) < len(names)
    return {
        "segment": world.segment_names[int(customer.segment)],
        "needs": float(customer.needs),
        "level": float(customer.level),
        "mean_level": market.scenario.rules.evaluation.level,
        "born": int(customer.born),
        "provider": names[int(customer.main)] if served else None,
        "satisfaction": float(relations[int(customer.main)].satisfaction) if served else None,
        "tenure": max(0, market.period - 1 - int(customer.since)) if served else 0,
        "known": [name for j, name in enumerate(names) if int(customer.aware) >> j & 1],
        "weights": sorted(weights, key=lambda weight: -weight["importance"]),
        "likings": {name: float(relations[j].taste) for j, name in enumerate(names)},
        "money_per_util": money,
    }


def portrait_text(number: int, facts: dict[str, Any], labels: Labels, *, newcomer: bool) -> str:
    """The facts about a customer, in words."""
    parts = [_character(number, facts, labels, newcomer)]
    if facts["weights"]:
        parts.append(_weights(facts, labels))
    leaning = _leaning(facts, labels)
    if leaning:
        parts.append(leaning)
    parts.append(_beginning(facts, labels))
    return " ".join(sentence(part) for part in parts)


def _character(number: int, facts: dict[str, Any], labels: Labels, newcomer: bool) -> str:
    who = f"{'A newcomer is now' if newcomer else 'This is'} customer {number}, {facts['segment']}"
    if labels.scenario.market == "occasion":
        who += f": {_frequency(facts['needs'], labels.span)}"
    above = facts["level"] - facts["mean_level"]
    if abs(above) >= EASY:
        who += f"; {'easy' if above > 0 else 'hard'} to please"
    return who


def _frequency(needs: float, span: str) -> str:
    if needs >= 0.95:
        return f"a need about {times(round(needs))} a {span}"
    if needs > 0:
        gap = round(1 / needs)
        return f"a need about once {f'in {gap} {span}s' if gap > 1 else f'a {span}'}"
    return "never a need"


def _weights(facts: dict[str, Any], labels: Labels) -> str:
    shares = [
        f"{labels.outcome(weight['outcome'])} {100 * weight['importance']:.0f}%"
        for weight in facts["weights"]
    ]
    text = f"What counts: {', '.join(shares)}"
    prices = [
        f"1{labels.unit(weight['outcome']) or ' point'} of {labels.outcome(weight['outcome'])} is "
        f"worth {weight['money_per_unit']:.2g} {labels.money}"
        for weight in facts["weights"]
        if weight["money_per_unit"] is not None and not weight["price"]
    ]
    return text + (f"; {listed(prices)}" if prices else "")


def _leaning(facts: dict[str, Any], labels: Labels) -> str:
    likings = facts["likings"]
    mean = sum(likings.values()) / len(likings)
    away = {name: liking - mean for name, liking in likings.items() if len(likings) > 1}
    told = []
    for choose, words in ((max, "to"), (min, "away from")):
        if away:
            name = choose(away, key=lambda name: away[name])
            if abs(away[name]) >= WORTH_TELLING:
                told.append(f"{words} {labels.provider(name)}")
    return f"Leans by nature {listed(told)}" if told else ""


def _beginning(facts: dict[str, Any], labels: Labels) -> str:
    known = listed([labels.provider(name) for name in facts["known"]]) or "no provider"
    if facts["provider"] is None:
        return f"Knows {known}, and has no provider yet"
    score = f"{facts['satisfaction']:.1f} out of 10; knows {known}"
    who = labels.provider(facts["provider"])
    if facts["tenure"] == 0:
        return f"Has just become a customer of {who}, {score}"
    since = "as long as the books go back"
    if facts["tenure"] < labels.scenario.burn_in:
        since = duration(facts["tenure"], labels.span)
    return f"Customer of {who} for {since}, {score}"


def end_text(facts: dict[str, Any], labels: Labels) -> str:
    """How a customer stands when the books close, in words."""
    known = listed([labels.provider(name) for name in facts["known"]]) or "no provider"
    if facts["provider"] is None:
        return f"The books close. No provider; knows {known}."
    who, time = labels.provider(facts["provider"]), duration(facts["tenure"], labels.span)
    score = f"{facts['satisfaction']:.1f} out of 10"
    return f"The books close. Customer of {who} for {time}, {score}; knows {known}."
