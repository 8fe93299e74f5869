"""Causes of leaving, and how each of them is taken away from a market.

A cause is something without which fewer customers might leave a provider (a promoting cause), or
more (a holding one). It is taken away at a moment in the run and not before, so that the customers
at that moment are the same in every world: as changes that an intervention could make, by closing
the market to entrants, or by keeping the satisfaction of the provider's customers from falling.

| cause | taken away |
|---|---|
| `entrant` | no disruptor enters |
| `price`, `offer` | prices, or other outcomes, stay as they were just before the moment |
| `contact_left` | no account manager of the provider leaves |
| `failures` | no touchpoint of the provider fails |
| `dissatisfaction` | its customers begin every period satisfied, by the scenario's cut-off |
| `neglect` | it reaches every customer in every period |
| `life_events` | none happens |
| `contract_end` | the end of a contract wakes nobody |
| `word_of_mouth` | nobody talks |
| `advertising` | its rivals advertise no longer; who knows them at their entry still does |
| `news` | a better alternative does not lower satisfaction |
| `switching_costs` | holds: changing costs nothing, and nobody waits for the end of a contract |
| `inattention` | holds: everybody always compares |
| `unawareness` | holds: everybody knows every provider |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.making import interventions
from sim.scenario import Scenario
from sim.scenario.schema import Intervention

Values = dict[str, Any]
"""Values by path."""


@dataclass(frozen=True)
class Removal:
    """How a cause is taken away.

    Attributes:
        values: By path, set at the moment and again after every later intervention.
        entrants: False: no disruptor enters.
        floor: Satisfaction under which no customer of the provider begins a period; None: no floor.
    """

    values: Values = field(default_factory=dict)
    entrants: bool = True
    floor: float | None = None


@dataclass(frozen=True)
class Cause:
    """A cause that is present in a market.

    Attributes:
        key: Its name, one of `KEYS`.
        removal: How it is taken away there.
    """

    key: str
    removal: Removal


@dataclass(frozen=True)
class Window:
    """Of whose leaving the causes are sought, and when.

    Attributes:
        provider: Whose customers.
        since: First period; the customers are those just before it.
        until: First period that does not count.
        entrants: Whether disruptors enter in the world as it is.
    """

    provider: str
    since: int
    until: int
    entrants: bool


def window_of(
    scenario: Scenario,
    periods: int | None = None,
    *,
    entrants: bool = True,
    provider: str | None = None,
) -> Window:
    """The window in which leaving is looked into.

    It begins with the first entry of a disruptor (or with what happens because of it, when that is
    earlier); without one, with the first intervention; without any, with the opening of the books.
    It is as long as the scenario's window for the excess, or as the run lasts.

    Args:
        scenario: The scenario.
        periods: Horizon, instead of the scenario's.
        entrants: Whether disruptors enter.
        provider: Whose customers; when left out, those of the provider that the scenario names
            first among those that are there.

    Raises:
        KeyError: There is no such provider.
    """
    if provider is not None and provider not in scenario.providers:
        raise KeyError(provider)
    end = scenario.horizon if periods is None else periods
    since = min((at for at in _moments(scenario, entrants, end) if at < end), default=0)
    if provider is None:
        there = [n for n, p in scenario.providers.items() if p.enters == 0 or p.enters < since]
        provider = there[0] if there else next(iter(scenario.providers))
    return Window(provider, since, min(end, since + scenario.excess_window), entrants)


def _moments(scenario: Scenario, entrants: bool, end: int) -> list[int]:
    happening = [i for i in scenario.interventions if entrants or not i.needs]
    if entrants and any(entry < end for entry in _entries(scenario)):
        return [*_entries(scenario), *(i.at for i in happening if i.needs)]
    return [i.at for i in happening]


def _entries(scenario: Scenario) -> list[int]:
    return [p.enters for p in scenario.providers.values() if p.role == "disruptor" and p.enters]


class _Setting:
    """A scenario and a window of it: what the removals look at.

    Attributes:
        scenario: As it is before the first intervention.
        window: The window.
        before: The scenario in force just before the window.
        later: The scenarios in force in the window, in order.
    """

    def __init__(self, scenario: Scenario, window: Window) -> None:
        self.scenario = scenario
        self.window = window
        plans = interventions(scenario, window.entrants)
        past = [at for at in plans if at < window.since]
        self.before = plans[max(past)] if past else scenario
        changes = [plans[at] for at in sorted(plans) if window.since <= at < window.until]
        self.later = changes if window.since in plans else [self.before, *changes]

    def ever(self, test: Callable[[Scenario], bool]) -> bool:
        """Whether something is so at any time in the window."""
        return any(test(scenario) for scenario in self.later)

    @property
    def rivals(self) -> list[str]:
        """The other providers that can be had at some time in the window."""
        return [
            name
            for name, provider in self.scenario.providers.items()
            if name != self.window.provider
            and provider.enters < self.window.until
            and (self.window.entrants or provider.role != "disruptor" or provider.enters == 0)
        ]

    def own(self, path: str) -> str:
        """A path in the provider's block."""
        return f"providers.{self.window.provider}.{path}"


def _entrant(at: _Setting) -> Removal | None:
    entries = _entries(at.scenario) if at.window.entrants else []
    # With an earlier entry the past would be another one.
    there = any(entry < at.window.until for entry in entries)
    if not there or min(entries) < at.window.since:
        return None
    return Removal(entrants=False)


def _kept(at: _Setting, *, price: bool) -> Removal | None:
    """Levels that interventions change in the window, as they were before it."""
    values: Values = {}
    for name, provider in at.before.providers.items():
        for outcome, shape in at.before.problem.outcomes.items():
            if shape.revenue != price:
                continue
            level = provider.offer.get(outcome, shape.worst)
            changes = (s.providers[name].offer.get(outcome, shape.worst) for s in at.later)
            if any(change != level for change in changes):
                values[f"providers.{name}.offer.{outcome}"] = level
    return Removal(values) if values else None


def _price(at: _Setting) -> Removal | None:
    return _kept(at, price=True)


def _offer(at: _Setting) -> Removal | None:
    return _kept(at, price=False)


def _contact_left(at: _Setting) -> Removal | None:
    def leaves(scenario: Scenario) -> bool:
        contacts = scenario.providers[at.window.provider].contacts
        return contacts is not None and contacts.turnover > 0

    if at.scenario.market != "subscription" or not at.ever(leaves):
        return None
    return Removal({at.own("contacts.turnover"): 0.0})


def _failures(at: _Setting) -> Removal | None:
    def fails(scenario: Scenario) -> bool:
        points = scenario.providers[at.window.provider].touchpoints.values()
        return scenario.rules.mechanisms.failures and any(
            point.failure * point.used * point.severity > 0 for point in points
        )

    if not at.ever(fails):
        return None
    points = at.scenario.providers[at.window.provider].touchpoints
    return Removal({at.own(f"touchpoints.{name}.failure"): 0.0 for name in points})


def _dissatisfaction(at: _Setting) -> Removal | None:
    def matters(scenario: Scenario) -> bool:
        rules = scenario.rules
        wakes = rules.mechanisms.attention and rules.look.satisfaction > 0
        return rules.exit != "compare" or wakes or _talks(scenario)

    return Removal(floor=at.scenario.report.satisfied_at) if at.ever(matters) else None


def _neglect(at: _Setting) -> Removal | None:
    def neglects(scenario: Scenario) -> bool:
        rules, attention = scenario.rules, scenario.providers[at.window.provider].attention
        matters = rules.mechanisms.engagement and rules.mechanisms.attention
        reaches_all = attention.policy != "none" and attention.capacity >= 1.0
        return matters and rules.look.engagement > 0 and not reaches_all

    if not at.ever(neglects):
        return None
    values: Values = {at.own("attention.policy"): "random", at.own("attention.capacity"): 1.0}
    own = [scenario.providers[at.window.provider] for scenario in at.later]
    if any(provider.strategy.kind == "retention_calls" for provider in own):
        # That strategy calls satisfied customers only.
        values[at.own("strategy.kind")] = "static"
    return Removal(values)


def _life_events(at: _Setting) -> Removal | None:
    def wake(scenario: Scenario) -> bool:
        heeded = scenario.rules.mechanisms.attention and scenario.rules.look.life_event > 0
        return heeded and scenario.customers.life_events > 0

    return Removal({"customers.life_events": 0.0}) if at.ever(wake) else None


def _contract_end(at: _Setting) -> Removal | None:
    def wakes(scenario: Scenario) -> bool:
        rules = scenario.rules
        bound = rules.mechanisms.contracts and _length(scenario, at.window.provider) > 0
        return bound and rules.mechanisms.attention and rules.look.contract_end > 0

    if at.scenario.market != "subscription" or not at.ever(wakes):
        return None
    return Removal({"rules.look.contract_end": 0.0})


def _talks(scenario: Scenario) -> bool:
    talk = scenario.rules.mechanisms.word_of_mouth and scenario.rules.talk.rate > 0
    return talk and scenario.customers.network.kind != "none"


def _word_of_mouth(at: _Setting) -> Removal | None:
    return Removal({"rules.mechanisms.word_of_mouth": False}) if at.ever(_talks) else None


def _advertising(at: _Setting) -> Removal | None:
    values: Values = {}
    for name in at.rivals:
        first = at.scenario.providers[name]
        known_to_all = first.known == 1.0 or (first.known is None and first.enters == 0)
        if not known_to_all and any(s.providers[name].advertising > 0 for s in at.later):
            values[f"providers.{name}.advertising"] = 0.0
    on = at.ever(lambda s: s.rules.mechanisms.advertising)
    return Removal(values) if values and on else None


def _news(at: _Setting) -> Removal | None:
    hurts = at.ever(lambda s: s.rules.evaluation.news > 0)
    return Removal({"rules.evaluation.news": 0.0}) if hurts else None


def _switching_costs(at: _Setting) -> Removal | None:
    def costs(scenario: Scenario) -> bool:
        own, on = scenario.providers[at.window.provider], scenario.rules.mechanisms
        ties = own.loyalty.points_per_need + own.bond.ceiling + scenario.rules.switching.procedural
        return on.switching_costs and (ties > 0 or (on.contracts and own.contract.length > 0))

    if not at.ever(costs):
        return None
    values: Values = {"rules.mechanisms.switching_costs": False}
    contracts = [s.providers[at.window.provider].contract for s in at.later]
    if any(contract.length > 0 and contract.exit_fee is None for contract in contracts):
        values["rules.mechanisms.contracts"] = False
    return Removal(values)


def _inattention(at: _Setting) -> Removal | None:
    on = at.ever(lambda s: s.rules.mechanisms.attention)
    return Removal({"rules.mechanisms.attention": False}) if on else None


def _unawareness(at: _Setting) -> Removal | None:
    def hidden(name: str) -> bool:
        provider = at.scenario.providers[name]
        return provider.enters > 0 if provider.known is None else provider.known < 1

    on = at.ever(lambda s: s.rules.mechanisms.advertising)
    if not on or not any(hidden(name) for name in at.rivals):
        return None
    return Removal({"rules.mechanisms.advertising": False})


def _length(scenario: Scenario, provider: str) -> int:
    return scenario.providers[provider].contract.length


PROMOTING: dict[str, Callable[[_Setting], Removal | None]] = {
    "entrant": _entrant,
    "price": _price,
    "offer": _offer,
    "news": _news,
    "contact_left": _contact_left,
    "failures": _failures,
    "dissatisfaction": _dissatisfaction,
    "neglect": _neglect,
    "contract_end": _contract_end,
    "word_of_mouth": _word_of_mouth,
    "life_events": _life_events,
    "advertising": _advertising,
}
"""What makes customers leave. Leaving is divided between the first of these that are present, so
those that are special to a market come first; advertising, which is how an entry becomes known,
comes last."""

HOLDING: dict[str, Callable[[_Setting], Removal | None]] = {
    "switching_costs": _switching_costs,
    "inattention": _inattention,
    "unawareness": _unawareness,
}
"""What holds customers."""

KEYS = (*PROMOTING, *HOLDING)
"""Names of all causes."""


def causes_of(scenario: Scenario, window: Window, keys: Sequence[str] = KEYS) -> list[Cause]:
    """The causes that are present in a window of a scenario.

    Args:
        scenario: Before its first intervention.
        window: The window.
        keys: Names of the causes to look for, in the order in which they are wanted.

    Raises:
        KeyError: There is no such cause.
    """
    at = _Setting(scenario, window)
    makers = PROMOTING | HOLDING
    found = ((key, makers[key](at)) for key in keys)
    return [Cause(key, removal) for key, removal in found if removal is not None]


def without(scenario: Scenario, window: Window, causes: Sequence[Cause]) -> Scenario:
    """The scenario with causes taken away from the window on; see `Removal` for what is not in it.

    Args:
        scenario: Before its first intervention.
        window: The window.
        causes: The causes.
    """
    values = {path: v for cause in causes for path, v in cause.removal.values.items()}
    if not values:
        return scenario
    # They stand behind what the scenario does in the same period, and have the last word.
    added = [Intervention(at=at, set=values) for at in _moments_of(scenario, window)]
    return scenario.model_copy(update={"interventions": [*scenario.interventions, *added]})


def _moments_of(scenario: Scenario, window: Window) -> Iterator[int]:
    later = {i.at for i in scenario.interventions if window.since < i.at < window.until}
    yield from sorted({window.since, *later})
