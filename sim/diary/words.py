"""The sentences of a diary."""

from __future__ import annotations

from typing import Any

from sim.diary.labels import Labels, duration, listed, plural, sentence, times

TRIGGER_WORDS = {
    "routine": "a routine comparison",
    "failure": "a comparison, after a failure",
    "complaint": "a comparison, after a complaint",
    "contract end": "a comparison, at the end of the contract",
    "heard": "a comparison, after hearing of another",
    "life event": "a comparison, after a change in life",
    "contact left": "a comparison, because the contact person left",
    "called": "a comparison, after the provider's own call",
    "dissatisfied": "a comparison, out of discontent",
    "no provider": "a choice that had to be made",
    "sold out": "a choice that had to be made, because the usual one was sold out",
    "habit": "habit, without comparing",
}

PARTS = {
    "experience": "what was lived and heard",
    "liking": "liking",
    "changing": "the trouble of changing",
    "luck": "the luck of the day",
    "doing without": "doing without",
}
"""Parts of a balance that are no outcomes."""

MOST_PARTS = 3
"""So many parts of a balance are told by name, beside changing and luck."""

STEEP = 1.0
"""Points of satisfaction; a failure that costs so much is notable."""

STRONG_TRIGGERS = ("contract end", "life event", "contact left", "called", "complaint")
"""Comparisons for these reasons are notable, whatever came of them."""


def classify(need: dict[str, Any]) -> str:
    """Which kind of event a need was."""
    change = need.get("change")
    if change is not None:
        return {"defection": "left", "stop": "stopped"}.get(change.get("type", ""), "started")
    if need["provider"] != need["main"] and not need.get("unmet"):
        return "trip"
    if "touchpoint" in need:
        return "failure"
    if need.get("trigger", "routine") != "routine" and "best_other" in need:
        return "stayed"
    return "quiet"


def notable(kind: str, need: dict[str, Any]) -> bool:
    """Whether a need deserves a line of its own."""
    if kind == "trip":
        return bool(need.get("first"))
    if kind == "failure":
        fall = -(need["change_of_satisfaction"] or 0.0)
        return bool(need["complaint"]) or fall >= STEEP
    return kind != "stayed" or need["trigger"] in STRONG_TRIGGERS


def need_text(kind: str, need: dict[str, Any], labels: Labels) -> str:
    """A need that was not quiet."""
    texts = {
        "left": _left,
        "stopped": _left,
        "started": _started,
        "trip": _trip,
        "failure": _failed,
        "stayed": _stayed,
    }
    return texts[kind](need, labels)


def learned_text(facts: dict[str, Any], labels: Labels) -> str:
    """A provider was learned of."""
    who = labels.provider(facts["provider"])
    if facts["by"] == "advertising":
        return f"Saw an advertisement: {who} exists."
    if facts["by"] == "successor":
        return f"Was told that {who} takes over."
    mood = "content with it" if facts.get("content") else "not content with it"
    return f"Heard from a neighbour, {mood}, that {who} exists."


def life_text(kind: str, facts: dict[str, Any], labels: Labels) -> str:
    """What may wake, outside the market's doing."""
    if kind == "life event":
        return "Something changed in life."
    who = labels.provider(facts["provider"])
    if kind == "contract end":
        return f"The contract with {who} ended."
    return f"The contact person at {who} left."


def moved_text(number: int, facts: dict[str, Any], labels: Labels) -> str:
    """The end of a life in this market."""
    if facts["provider"] is None:
        return f"Moved away. A newcomer takes number {number}."
    time = duration(facts["tenure"], labels.span)
    return (
        f"Moved away, after {time} with {labels.provider(facts['provider'])}, "
        f"{facts['satisfaction']:.1f} out of 10. A newcomer takes number {number}."
    )


def satisfied(need: dict[str, Any], labels: Labels) -> bool:
    """Whether the customer was satisfied at the end of the period before."""
    before = need.get("satisfaction_before")
    return before is not None and before >= labels.scenario.report.satisfied_at


def _left(need: dict[str, Any], labels: Labels) -> str:
    change = need["change"]
    origin, to = labels.provider(change["from"]), labels.provider(change["to"])
    score = f"{need['satisfaction_before']:.1f} out of 10"
    start = f"{score}, and gone" if satisfied(need, labels) else f"Only {score}, and gone"
    time = duration(need["tenure"], labels.span)
    if change["to"] is None:
        head = f"{start}: left {origin} after {time}, to do without"
    else:
        head = f"{start}: left {origin} after {time} for {to}"
    if labels.scenario.market == "occasion":
        recent = labels.scenario.customers.recent
        head += f", now the choice in most of the last {recent} needs" if recent > 1 else ""
    parts = [head]
    if need["provider"] != change["to"]:
        parts.append("No choice of this day: older needs dropped out of that count")
        return _told(parts)
    if "trigger" in need:
        parts.append(f"Why: {_trigger(change['trigger'])}")
    else:
        parts.append(f"By habit this time; it began with {_trigger(change['trigger'])}")
    parts += [_balance(change, labels), _verdict(need, change, labels)]
    if change["to"] is not None:
        parts.append(_experience(need, labels))
    return _told(parts)


def _verdict(need: dict[str, Any], change: dict[str, Any], labels: Labels) -> str:
    """What decided, in one sentence."""
    if labels.scenario.rules.exit != "compare":
        return "In this market only dissatisfaction makes anybody leave; that decided"
    origin = labels.provider(change["from"])
    by_part = {part["part"]: part["utils"] for part in change["balance"]}
    luck = by_part.pop("luck")
    if change["total"] <= 0:
        return "Nothing in this balance decided it; the habit of the last needs did"
    if change["total"] - luck <= 0:
        return f"Luck decided: on an average day {origin} would have won"
    strongest = max(by_part, key=lambda part: by_part[part])
    names = labels.scenario.problem.outcomes
    named = labels.outcome(strongest) if strongest in names else PARTS[strongest]
    said = f"What weighed most was {named}; on an average day the choice would be the same"
    if satisfied(need, labels) and by_part.get("experience", 0.0) < by_part[strongest]:
        said += f". Nothing had to be wrong with {origin}"
    return said


def _started(need: dict[str, Any], labels: Labels) -> str:
    change = need["change"]
    to = labels.provider(change["to"])
    head = f"Chose {to}" if change["first"] else f"Went back to {to}"
    if change["to"] is None:
        return "Chose to do without."
    return _told([head, _experience(need, labels)])


def _trip(need: dict[str, Any], labels: Labels) -> str:
    if need["provider"] is None:
        return _told(["Did without this time", _why(need, labels)])
    who = labels.provider(need["provider"])
    first = ", for the first time" if need.get("first") else ""
    main = f" instead of {labels.provider(need['main'])}" if need["main"] is not None else ""
    return _told([f"Took {who}{main}{first}", _why(need, labels), _experience(need, labels)])


def _failed(need: dict[str, Any], labels: Labels) -> str:
    return _told([_experience(need, labels), _why_stayed(need, labels)])


def _stayed(need: dict[str, Any], labels: Labels) -> str:
    return _told([_why_stayed(need, labels), _experience(need, labels)])


def _why(need: dict[str, Any], labels: Labels) -> str:
    if "trigger" not in need:
        return "Why: habit, without comparing"
    return _told([f"Why: {_trigger(need['trigger'])}", _balance(need, labels)])


def _trigger(trigger: str) -> str:
    return TRIGGER_WORDS.get(trigger, trigger)


def _why_stayed(need: dict[str, Any], labels: Labels) -> str:
    if "best_other" not in need:
        return ""
    other, main = labels.provider(need["best_other"]), labels.provider(need["main"])
    gap, cost = _worth(need["gap"], need, labels), _worth(need["cost"], need, labels)
    head = f"{_trigger(need['trigger'])}, and stayed with {main}"
    if need["gap"] <= 0:
        return f"{head}: {other} was worth {_worth(-need['gap'], need, labels)} less"
    if need["gap"] <= need["cost"]:
        return f"{head}: {other} was worth {gap} more, but changing costs {cost}"
    return f"{head}: {other} was worth {gap} more, but the luck of the day was against it"


def _experience(need: dict[str, Any], labels: Labels) -> str:
    """What a use was like, and what it did to satisfaction."""
    if "satisfaction" not in need:
        return ""
    who = labels.provider(need["provider"])
    score = f"{need['satisfaction']:.1f} out of 10"
    change = need["change_of_satisfaction"]
    if change is not None:
        before = f"{need['satisfaction'] - change:.1f}"
        same = before == f"{need['satisfaction']:.1f}"
        score = f"still {score}" if same else f"{score}, from {before}"
    if "touchpoint" not in need:
        return f"Satisfaction with {who}: {score}"
    voice = "said nothing"
    if need["complaint"]:
        voice = "complained, and it was made good" if need["helped"] else "complained, in vain"
    return (
        f"With {who}, {need['touchpoint']} went wrong ({need['severity']:.1f} points of quality); "
        f"{voice}. Satisfaction: {score}"
    )


def _balance(facts: dict[str, Any], labels: Labels) -> str:
    """The parts of a decision, the largest first."""
    if "balance" not in facts or labels.scenario.rules.exit != "compare":
        return ""
    unit = labels.money if facts["money_per_util"] is not None else "utils"
    known = [part for part in facts["balance"] if abs(part["utils"]) > 1e-9]
    last = [part for part in known if part["part"] in ("changing", "luck")]
    parts = sorted((p for p in known if p not in last), key=lambda part: -abs(part["utils"]))
    rest = parts[MOST_PARTS:]
    if len(rest) > 1:
        others = sum(part["utils"] for part in rest)
        parts[MOST_PARTS:] = [{"part": "the rest", "utils": others}]
    told = [f"{_part(part, labels)} {_signed(part['utils'], facts)}" for part in [*parts, *last]]
    whole = _signed(facts["total"], facts)
    return f"In the balance, in {unit}: {', '.join(told)}; together {whole}"


def _part(part: dict[str, Any], labels: Labels) -> str:
    name = part["part"]
    if name not in labels.scenario.problem.outcomes:
        return PARTS.get(name, name)
    own, other = part.get("own"), part.get("other")
    text = labels.outcome(name)
    if own is None or other is None or own == other:
        return text
    levels = f"{labels.level(name, other)} instead of {labels.level(name, own)}"
    return f"{text} ({levels}{labels.unit(name)})"


def _signed(utils: float, facts: dict[str, Any]) -> str:
    money = facts["money_per_util"]
    value = utils if money is None else utils * money
    digits = 2 if money is None else 0 if abs(value) >= 9.95 else 1
    return f"{value:+.{digits}f}"


def _worth(utils: float, facts: dict[str, Any], labels: Labels) -> str:
    """An amount without its sign, with its unit."""
    unit = labels.money if facts["money_per_util"] is not None else "utils"
    return f"{_signed(utils, facts).lstrip('+-')} {unit}"


def _told(parts: list[str]) -> str:
    return " ".join(sentence(part) for part in parts if part)


def quiet_text(facts: dict[str, Any], labels: Labels) -> str:
    """A stretch of quiet periods in one line."""
    parts = []
    uses: list[str] = []
    subscribed = labels.scenario.market == "subscription"
    for name, scores in facts["uses"].items():
        low, high = f"{scores['low']:.1f}", f"{scores['high']:.1f}"
        score = low if low == high else f"{low} to {high}"
        lead = "" if uses else "satisfaction "
        count = scores["count"]
        often = plural(count, labels.span) if subscribed else times(count)
        uses.append(f"{often} with {labels.provider(name)}, {lead}{score}")
    if facts["without"]:
        uses.append(f"did without {times(facts['without'])}")
    parts.append("; ".join(uses))
    if facts["unmet"]:
        parts.append(f"there was nobody to turn to, {times(facts['unmet'])}")
    if facts["failures"]:
        places = [f"{place} {times(count)}" for place, count in facts["failures"].items()]
        parts.append(f"what went wrong: {listed(places)}")
    if facts["compared"]:
        parts.append(f"compared {times(facts['compared'])}")
    for name, told in facts["heard"].items():
        moods = ["well"] * bool(told["good"]) + ["badly"] * bool(told["bad"])
        parts.append(f"heard neighbours speak {listed(moods)} of {labels.provider(name)}")
    if facts["reached"]:
        parts.append(f"the provider got in touch {times(facts['reached'])}")
    if facts["answers"]:
        parts.append(f"answered the survey: {listed([str(answer) for answer in facts['answers']])}")
    return _told(parts)
