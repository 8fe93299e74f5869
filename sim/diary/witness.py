"""A market in which somebody listens to one customer.

The rules of a period call each other by name. Here they are given another set of names, in which
some lead to a listener that passes the call on and notes what came of it. So what the diary tells
is what the rules did, and not a second account of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np

from sim.diary.balance import balance_of, money_per_util
from sim.diary.portrait import portrait_of
from sim.layout import EXIT, TRIP, Books
from sim.market import Market
from sim.one_by_one import luck_of
from sim.rules import leaving, period
from sim.rules.attention import QUEUE_STEPS
from sim.rules.choice import believed_utility, knows, switching_cost
from sim.rules.words import (
    BANDS,
    COLUMNS,
    CONTACT_LEFT,
    CONTRACT_END,
    HEARD,
    KINDS,
    NOBODY,
    SURVEYED,
    TOLD_GOOD,
    TRIGGERS,
    USES,
)

MOST_EXITS = 64
"""In one period: one for each of at most 60 needs, and the involuntary ones."""

Rule = Callable[..., Any]


class Moment(NamedTuple):
    """One thing that a rule did to the customer.

    Attributes:
        kind: Such as `need`, `learned`, `moved`.
        facts: Names of providers and outcomes, and numbers; ready for JSON.
    """

    kind: str
    facts: dict[str, Any]


class WatchedMarket(Market):
    """A market that shows one customer to a witness, just before everybody acts."""

    witness: Witness | None = None

    def _customers_act(self) -> None:
        if self.witness is not None:
            self.witness.watch(self)
        super()._customers_act()


class Witness:
    """Lives the periods of one customer on a copy, and notes what happens.

    Attributes:
        number: Of the customer.
        moments: What happened in the period that was lived last.
        record, relations: The copy, after that period.
    """

    def __init__(self, market: Market, number: int) -> None:
        self.number = number
        self.moments: list[Moment] = []
        self.record: Any = None
        self.relations: Any = None
        self._names = market.world.names
        self._outcomes = market.world.outcome_names
        self._touchpoints: list[list[str]] = []
        self._offers: list[dict[str, float]] = []
        self._need: dict[str, Any] | None = None
        self._market = market
        self._taste: Any = None
        self._seen = False
        self._rules = self._listening()
        shape = (len(self._names) + 1, len(COLUMNS))
        segments, outcomes = len(market.world.segment_names), len(market.world.outcome_names)
        self._books = Books(
            tally=np.zeros(shape),
            standing=np.zeros((len(self._names) + 1, 3)),
            queue=np.zeros((len(self._names), QUEUE_STEPS), np.int32),
            hazard=np.zeros((segments, len(self._names), 2, BANDS)),
            exits=np.zeros(MOST_EXITS + 1, EXIT).view(np.recarray),
            parts=np.zeros((MOST_EXITS + 1, 2 * outcomes), np.float32),
            trips=np.zeros(1, TRIP).view(np.recarray),
            trip_rows=np.zeros(1, np.int64),
        )

    def watch(self, market: Market) -> None:
        """Lives the coming period on a copy of the customer."""
        self.moments = []
        if self.number >= market.present:
            return  # not born yet: the market grows
        chosen = slice(self.number, self.number + 1)
        self.record = market.population[chosen].copy()[0]
        self.relations = market.relations[chosen].copy()[0]
        taste = market.tastes[chosen].copy()[0]
        self._market, self._taste = market, taste
        if not self._seen:
            self._seen = True
            self._note("portrait", **portrait_of(market, self.record, self.relations, taste))
        self._books.tally[:] = 0.0
        self._touchpoints = [list(p.terms.touchpoints) for p in market.providers.values()]
        self._offers = [dict(p.offer) for p in market.providers.values()]
        # NumPy's numbers warn of an overflow where compiled ones, as meant, wrap round.
        with np.errstate(all="ignore"):
            luck = luck_of(self.record, market.scene)
            if self._rules["wake"](self.record, luck[0], market.scene):
                own, words = (self.record, self.relations, taste), market.scene.told[chosen]
                # The word for the neighbours is taken back: it is for the customer to leave.
                before = words.copy()
                self._rules["live"](*own, *luck, market.scene, self._books, 0)
                words[:] = before
            else:
                self._rules["rest"](self.record, luck[0], market.scene, self._books)
        if self._books.tally[:, SURVEYED].any():
            provider, answer = self._name(self.record.main), int(self.record.answer)
            self._note("answered", provider=provider, answer=answer)

    def portrait(self, market: Market) -> dict[str, Any] | None:
        """The customer as of the last period; None for one who has not come yet."""
        if not self._seen:
            return None
        return portrait_of(market, self.record, self.relations, self._taste)

    # What is listened to. Every listener gets the rule first, then the rule's own arguments.

    def be_attended(self, rule: Rule, customer: Any, relation: Any, scene: Any, books: Any) -> Any:
        """Reached by the own provider, and its contact person gone."""
        before = int(customer.reasons)
        rule(customer, relation, scene, books)
        if customer.reached:
            self._note("reached", provider=self._name(customer.main))
        if int(customer.reasons) & ~before & CONTACT_LEFT:
            self._note("contact left", provider=self._name(customer.main))

    def start_day(self, rule: Rule, customer: Any, life_event: Any, scene: Any) -> Any:
        """Life events and ends of contracts."""
        before = int(customer.reasons)
        rule(customer, life_event, scene)
        if life_event:
            self._note("life event")
        if int(customer.reasons) & ~before & CONTRACT_END:
            self._note("contract end", provider=self._name(customer.main))

    def notice_advertising(self, rule: Rule, customer: Any, *rest: Any) -> Any:
        """Providers learned of from advertising."""
        before = int(customer.aware)
        rule(customer, *rest)
        self._learned(before, customer, "advertising")

    def talk_with_neighbour(
        self, rule: Rule, customer: Any, relations: Any, taste: Any, *rest: Any
    ) -> Any:
        """Providers learned of, or only heard of, from a neighbour."""
        books = self._books
        aware, told = int(customer.aware), books.tally[:, TOLD_GOOD : TOLD_GOOD + 2].copy()
        rule(customer, relations, taste, *rest)
        for provider, bad in np.argwhere(books.tally[:, TOLD_GOOD : TOLD_GOOD + 2] > told):
            content = not bad
            if not self._learned(aware, customer, "neighbour", content=content):
                wakes = bool(int(customer.reasons) & HEARD)
                name = self._name(provider)
                self._note("heard", provider=name, content=content, wakes=wakes)

    def lose_provider(self, rule: Rule, customer: Any, *rest: Any) -> Any:
        """The main provider closes."""
        main, aware = int(customer.main), int(customer.aware)
        row = rule(customer, *rest)
        self._note("closed", provider=self._name(main))
        self._learned(aware, customer, "successor")
        return row

    def move_away(self, rule: Rule, customer: Any, relations: Any, taste: Any, *rest: Any) -> Any:
        """The customer goes, and a newcomer comes."""
        main, tenure = int(customer.main), self._tenure(customer)
        satisfaction = self._satisfaction(relations, main)
        row = rule(customer, relations, taste, *rest)
        self._note("moved", provider=self._name(main), satisfaction=satisfaction, tenure=tenure)
        self._note("portrait", **portrait_of(self._market, customer, relations, taste))
        return row

    # A need, and all that belongs to it.

    def meet_need(
        self, rule: Rule, customer: Any, relations: Any, taste: Any, need: int, *rest: Any
    ) -> Any:
        """A need, from the look to the complaint."""
        main = int(customer.main)
        facts: dict[str, Any] = {"main": self._name(main), "tenure": self._tenure(customer)}
        facts["satisfaction_before"] = self._satisfaction(relations, main)
        self._need = facts
        outside = self._books.tally[-1, USES]
        row = rule(customer, relations, taste, need, *rest)
        self._need = None
        if "provider" not in facts:
            facts["provider"] = None
            facts["unmet"] = bool(self._books.tally[-1, USES] == outside)
        self._note("need", **facts)
        return row

    def looks(self, rule: Rule, customer: Any, *rest: Any) -> Any:
        """A comparison, and what woke it."""
        looked = rule(customer, *rest)
        if looked:
            self._add(trigger=TRIGGERS[int(customer.trigger)])
        return looked

    def decide(
        self, rule: Rule, customer: Any, relations: Any, taste: Any, luck: Any, scene: Any
    ) -> Any:
        """The outcome of a comparison, and what weighed how much."""
        choice = rule(customer, relations, taste, luck, scene)
        main = int(customer.main)
        served = 0 <= main < scene.world.providers and scene.providers[main].open
        if not served or choice == NOBODY:
            return choice
        if choice == main:
            self._add(**self._best_other(customer, relations, taste, main, scene))
        else:
            arguments = (customer, relations, taste, main, int(choice), scene)
            leaving.take_apart(*arguments, self._books, MOST_EXITS)
            self._add(**self._balance(*arguments, MOST_EXITS))
        return choice

    def change_provider(
        self, rule: Rule, customer: Any, relations: Any, taste: Any, after: int, *rest: Any
    ) -> Any:
        """A new main provider."""
        _, scene, books, row = rest
        main, then, memory = int(customer.main), customer.copy(), relations.copy()
        first = bool(after < len(self._names) and not relations[after].tried)
        next_row = rule(customer, relations, taste, after, *rest)
        facts: dict[str, Any] = {"from": self._name(main), "to": self._name(after), "first": first}
        if next_row > row:
            found = books.exits[row]
            facts["type"] = KINDS[int(found.kind)]
            facts["trigger"] = TRIGGERS[int(found.trigger)]
            facts["satisfaction"] = float(found.satisfaction)
            facts["answer"] = int(found.answer) or None
            facts["complained"] = bool(found.complained)
            # As it was at the decision: the rule has parted the two since.
            facts |= self._balance(then, memory, taste, main, int(after), scene, row)
        self._add(change=facts)
        return next_row

    def use(
        self, rule: Rule, customer: Any, relations: Any, taste: Any, provider: int, *rest: Any
    ) -> Any:
        """What was delivered, and how satisfied that left the customer."""
        relation = relations[provider]
        first = not relation.tried
        before = float(relation.satisfaction)
        self._add(provider=self._name(provider), first=first)
        rule(customer, relations, taste, provider, *rest)
        after = float(relation.satisfaction)
        self._add(satisfaction=after, change_of_satisfaction=None if first else after - before)

    def walk_the_journey(self, rule: Rule, customer: Any, provider: int, *rest: Any) -> Any:
        """Something failed."""
        # The customer remembers the place of a failure of the main provider only; the diary is to
        # know every one.
        main, failed = int(customer.main), int(customer.failed)
        customer.main, customer.failed = provider, 0
        lost, severity, voice = rule(customer, provider, *rest)
        place = int(customer.failed)
        customer.main = main
        customer.failed = place if place and provider == main else failed
        if place:
            touchpoint = self._touchpoints[provider][place - 1]
            self._add(touchpoint=touchpoint, severity=float(severity), lost=float(lost))
        return lost, severity, voice

    def complains(self, rule: Rule, *arguments: Any) -> Any:
        """A complaint, or silence."""
        voiced = rule(*arguments)
        self._add(complaint=bool(voiced), helped=False)
        return voiced

    def recover(self, rule: Rule, *arguments: Any) -> Any:
        """A good answer to a complaint."""
        rule(*arguments)
        self._add(helped=True)

    # Notes.

    def _note(self, kind: str, **facts: Any) -> None:
        self.moments.append(Moment(kind, facts))

    def _add(self, **facts: Any) -> None:
        if self._need is not None:
            self._need.update(facts)

    def _name(self, number: Any) -> str | None:
        """Name of a provider; None for doing without and for nobody."""
        return self._names[int(number)] if 0 <= number < len(self._names) else None

    def _tenure(self, customer: Any) -> int:
        """Periods with the main provider; 0 without one."""
        served = 0 <= customer.main < len(self._names)
        return self._market.period - int(customer.since) if served else 0

    def _satisfaction(self, relations: Any, provider: int) -> float | None:
        if not 0 <= provider < len(self._names):
            return None
        return float(relations[provider].satisfaction)

    def _learned(self, before: int, customer: Any, by: str, **facts: Any) -> bool:
        new = int(customer.aware) & ~before
        for number, name in enumerate(self._names):
            if new >> number & 1:
                self._note("learned", provider=name, by=by, **facts)
        return new != 0

    def _balance(
        self, customer: Any, relations: Any, taste: Any, origin: int, to: int, scene: Any, row: int
    ) -> dict[str, Any]:
        """See `balance_of`; outcomes by name, with the levels as the providers post them."""
        found = balance_of(customer, relations, taste, origin, to, scene, self._books, row)
        for part in found["balance"]:
            if "outcome" in part:
                name = self._outcomes[part.pop("outcome")]
                levels = {
                    "own": self._offers[origin].get(name),
                    "other": self._offers[to].get(name),
                }
                part |= {"part": name, **levels}
        return found

    def _best_other(
        self, customer: Any, relations: Any, taste: Any, main: int, scene: Any
    ) -> dict[str, Any]:
        """The best other provider that is known, and by how much it is better without luck."""
        own = believed_utility(customer, relations[main], taste, main, scene)
        cost = switching_cost(customer, relations[main], taste, scene)
        gaps = {
            name: believed_utility(customer, relations[j], taste, j, scene) - own
            for j, name in enumerate(self._names)
            if j != main and scene.providers[j].open and knows(customer, j)
        }
        if not gaps:
            return {}
        best = max(gaps, key=lambda name: gaps[name])
        return {
            "best_other": best,
            "gap": float(gaps[best]),
            "cost": float(cost),
            "money_per_util": money_per_util(taste, scene),
        }

    def _listening(self) -> dict[str, Any]:
        """The rules of a period, with listeners in their places."""
        names = dict(vars(period))
        for name, thing in vars(period).items():
            if isinstance(thing, FunctionType) and thing.__module__ == period.__name__:
                names[name] = FunctionType(thing.__code__, names, name, thing.__defaults__)
        for listener in LISTENERS:
            names[listener] = partial(getattr(self, listener), names[listener])
        return names


LISTENERS = (
    "be_attended",
    "start_day",
    "notice_advertising",
    "talk_with_neighbour",
    "lose_provider",
    "move_away",
    "meet_need",
    "looks",
    "decide",
    "change_provider",
    "use",
    "walk_the_journey",
    "complains",
    "recover",
)
"""Rules of `sim.rules.period` that a witness listens to, by the name that the period calls."""
