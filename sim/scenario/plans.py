"""What-if plans: decisions that are taken once the books are open, so that plans share a past.

A plan acts from its period on (0 unless it says otherwise), as an intervention would. What lies in
the future of that period anyway - interventions to come, an entry, the horizon - is changed where
it stands. A plan with `at: burn_in` is no decision but another market, from its first day on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.scenario.build import value_at
from sim.scenario.overrides import NoSuchPathError, Pair, apply, assign, resolve
from sim.scenario.problems import Finding, KeyPath, Problem, dotted, names, nearest, shown
from sim.scenario.raw import Place, Raw, overlap
from sim.scenario.schema import BURN_IN, Plan, Scenario

PLAN = "--plan"

TO_COME = ("interventions", "horizon", "report")
"""What is changed where it stands: none of it is past when a plan begins."""

BORN_WITH = (
    ("rules", "learning", "prior_sd"),
    ("rules", "evaluation", "level"),
    ("rules", "evaluation", "level_sd"),
    ("rules", "evaluation", "norm"),
    ("rules", "threshold"),
    ("rules", "engagement", "start"),
    ("rules", "mechanisms", "taste"),
)
"""Rules that make customers what they are on their first day."""

LIVED_WITH = ("life_events", "leave", "calendar")
"""What the block of the customers says about their days, and not about who they are."""

OF_A_SEGMENT = ("outside",)
FROM_THE_START = ("role", "mode", "replaced_by")


def too_early(path: KeyPath, scenario: Scenario) -> bool:
    """Whether a value is settled before the books open, so that no decision can change it.

    Args:
        path: Of the value.
        scenario: Without the plan.
    """
    if path[0] == "customers":
        if path[1:2] == ("segments",):
            return path[3:4] not in [(name,) for name in OF_A_SEGMENT]
        return path[1:2] not in [(name,) for name in LIVED_WITH]
    if path[0] == "providers":
        provider = scenario.providers.get(str(path[1])) if len(path) > 2 else None
        if provider is None or path[2] in FROM_THE_START:
            return True
        return path[2] in ("known", "enters") and provider.enters == 0
    if path[0] == "rules":
        return any(path[: len(settled)] == settled for settled in BORN_WITH)
    return path[0] not in TO_COME


def settled_values(name: str, plan: Plan, scenario: Scenario) -> Iterator[Finding]:
    """What is wrong with a plan that wants to change the past.

    Args:
        name: Of the plan.
        plan: The plan.
        scenario: Whose plan it is.
    """
    if plan.at == BURN_IN:
        return
    if int(plan.at) >= scenario.horizon:
        message = f"{plan.at} is not before the horizon, {scenario.horizon}"
        yield Finding(("what_if", name, "at"), message, rests_on=(("horizon",),))
    data = scenario.model_dump(mode="json")
    for text, value in plan.set.items():
        try:
            path = resolve(text, data, new_block=isinstance(value, Mapping))
        except NoSuchPathError:
            continue  # another check tells
        where: KeyPath = ("what_if", name, "set", text)
        if too_early(path, scenario):
            message = (
                f"{dotted(path)} is settled before the books open, so no plan can change it in "
                "mid-run; for another market from its first day on, write `at: burn_in` beside "
                "`set`"
            )
            yield Finding(where, message, about_key=True)
        elif (past := _past(path, value, int(plan.at), scenario)) is not None:
            yield Finding(where, past, rests_on=(("what_if", name, "at"), *_dated(path)))


def _past(path: KeyPath, value: Any, at: int, scenario: Scenario) -> str | None:
    """Why something is past when a plan begins, or would be: an intervention, an entry."""
    if path == ("interventions",):
        listed = value if isinstance(value, list) else []
        times: list[Any] = [one.at for one in scenario.interventions]
        times += [one.get("at") for one in listed if isinstance(one, Mapping)]
        past = [when for when in times if isinstance(when, int) and when < at]
        return _too_late(f"an intervention is of period {past[0]}", at) if past else None
    dated = _dated(path)
    if not dated:
        return None
    what, when = dotted(dated[0][:2]), value_at(scenario.model_dump(mode="json"), dated[0])
    if isinstance(when, int) and when < at:
        return _too_late(f"{what} is of period {when}", at)
    if isinstance(value, Mapping) and len(path) == 2:
        value = value.get("at")
    elif path != dated[0]:
        return None
    return _too_late(str(value), at, "") if isinstance(value, int) and value < at else None


def _too_late(what: str, at: int, which: str = ", which") -> str:
    return f"{what}{which} is past when the plan begins, at {at}"


def _dated(path: KeyPath) -> tuple[KeyPath, ...]:
    """Where it stands in which period something happens that the path is about."""
    if path[0] == "interventions" and len(path) > 1:
        return ((*path[:2], "at"),)
    if path[0] == "providers" and path[2:3] in (("enters",), ("known",)):
        return ((*path[:2], "enters"),)
    return ()


def apply_plan(raw: Raw, plan: str, pairs: Sequence[Pair] = ()) -> list[Problem]:
    """Writes a what-if plan, and other values, into the scenario.

    Args:
        raw: The scenario, which is changed.
        plan: A name in its `what_if` block.
        pairs: Other values, which win over the plan.

    Returns:
        What is wrong with the name, the paths or the values.
    """
    plans = raw.data.get("what_if")
    known = list(plans) if isinstance(plans, dict) else []
    if not isinstance(plans, dict) or plan not in plans:
        message = f"no plan {shown(plan)}; known: {names(known) or 'none'}"
        return [Problem(PLAN, None, "", message, nearest(plan, known)), *apply(raw, pairs)]
    block = plans[plan] if isinstance(plans[plan], dict) else {}
    values = block.get("set")
    # Anything else than a mapping is a matter for the schema.
    values = dict(values) if isinstance(values, dict) else {}
    places = {text: raw.place(("what_if", plan, "set", text)) for text in values}
    return _Application(raw, places, pairs).of(
        block.get("at", 0), str(block.get("label") or plan), values
    )


def apply_values(raw: Raw, plan: Plan, pairs: Sequence[Pair] = ()) -> list[Problem]:
    """Writes a plan that need not be one of the scenario's; see `apply_plan`."""
    places = dict.fromkeys(plan.set, Place(PLAN, None, None))
    return _Application(raw, places, pairs).of(plan.at, plan.label, dict(plan.set))


class _Application:
    """Writes one plan into a scenario."""

    def __init__(self, raw: Raw, places: dict[str, Place], pairs: Sequence[Pair]) -> None:
        self._raw = raw
        self._places = places
        self._pairs = pairs

    def of(self, at: Any, label: str, values: dict[str, Any]) -> list[Problem]:
        problems: list[Problem] = []
        decided: dict[KeyPath, tuple[str, Any]] = {}
        for text, value in values.items():
            path = self._resolved(text, value)
            if path is None or at == BURN_IN or _is_to_come(path):
                problems += assign(self._raw, text, value, self._places[text])
            else:
                decided[path] = (self._by_path(text), value)
        problems += apply(self._raw, self._pairs)
        if decided:
            self._intervene(at, label, self._with_pairs(decided))
        return problems

    def _with_pairs(self, decided: dict[KeyPath, tuple[str, Any]]) -> dict[str, Any]:
        """What the plan sets, with the last word for the pairs."""
        settings = dict(decided.values())
        for text, value in self._pairs:
            path = self._resolved(text, value)
            if path is None or not any(overlap(path, other) for other in decided):
                continue
            # The same place, written in two ways, must not stand twice.
            if path in decided:
                settings.pop(decided[path][0], None)
            settings[self._by_path(text)] = value
        return settings

    def _intervene(self, at: Any, label: str, settings: dict[str, Any]) -> None:
        """Adds an intervention; among those of one period the last in the list comes last."""
        raw = self._raw
        before = raw.data.get("interventions")
        before = list(before) if isinstance(before, list) else []
        where: KeyPath = ("interventions", len(before))
        raw.data["interventions"] = [*before, {"at": at, "set": settings, "label": label[:80]}]
        raw.places[where] = next(iter(self._places.values()))
        for text in settings:
            raw.places[(*where, "set", text)] = self._places.get(text, raw.places[where])

    def _resolved(self, text: str, value: Any) -> KeyPath | None:
        try:
            return resolve(text, self._raw.data, new_block=isinstance(value, Mapping))
        except NoSuchPathError:
            return None

    def _by_path(self, text: str) -> str:
        """The path that a lever's name stands for: interventions must do without levers."""
        levers = self._raw.data.get("levers")
        lever = levers.get(text) if isinstance(levers, dict) else None
        path = lever.get("path") if isinstance(lever, dict) else None
        return path if isinstance(path, str) else text


def _is_to_come(path: KeyPath) -> bool:
    entry = path[0] == "providers" and path[2:3] == ("enters",)
    return path[0] in TO_COME or entry
