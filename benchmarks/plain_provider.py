"""A provider, as an ordinary Mesa agent."""

from __future__ import annotations

from heapq import nlargest
from math import exp
from typing import TYPE_CHECKING

import mesa

from sim.provider import BEGINNING, NEVER, progress
from sim.rules.words import CUSTOMERS, USES
from sim.scenario.parties import Provider as Terms
from sim.world import shape_level

if TYPE_CHECKING:
    from benchmarks.plain_customer import PlainCustomer
    from benchmarks.plain_mesa import PlainMarket


class PlainProvider(mesa.Agent):
    """A provider: its offer, and what it does in a period.

    Attributes:
        name, number: as in the scenario, and place in the lists.
        offer: level of each outcome, raw units.
        levels: the same as customers feel it, in the order of the outcomes.
        reference: the levels at the opening of the books.
    """

    __slots__ = (
        "announce",
        "attends",
        "aware",
        "bond_ceiling",
        "bond_growth",
        "closes",
        "closing",
        "constant",
        "effort",
        "enters",
        "faultless",
        "hidden_loss",
        "is_open",
        "known",
        "latent",
        "levels",
        "mode",
        "name",
        "number",
        "offer",
        "points_ceiling",
        "points_per_need",
        "price",
        "reach",
        "recovers",
        "recovery_success",
        "reference",
        "served",
        "successor",
        "survey_bias",
        "survey_every",
        "survey_noise",
        "survey_now",
        "survey_sample",
        "terms",
        "touchpoints",
        "use_share",
    )

    def __init__(self, market: PlainMarket, name: str, number: int, terms: Terms) -> None:
        super().__init__(market)
        self.name = name
        self.number = number
        self.mode = terms.mode or name
        self.offer = dict(terms.offer)
        self.levels: list[float] = []
        self.reference: list[float] = []
        self.is_open = self.closing = self.survey_now = False
        self.announce = self.aware = self.known = self.use_share = self.served = 0.0
        self.closes = NEVER
        self.enters = BEGINNING
        if terms.enters != 0:
            takes_part = market.entrants or terms.role != "disruptor"
            self.enters = terms.enters if takes_part else NEVER
        self.successor: PlainProvider | None = None
        self.terms = terms
        self.read_terms()

    def read_terms(self) -> None:
        """Takes the numbers out of the scenario's block, for quick reading."""
        terms = self.terms
        self.constant, self.reach, self.effort = terms.constant, terms.reach, terms.effort
        care = 1.0
        if terms.employees is not None:
            care = exp(-terms.employees.effect * (terms.employees.engagement - 0.5))
        rows = []
        faultless = 1.0
        lost = 0.0
        for touchpoint in reversed(terms.touchpoints.values()):
            failure = min(1.0, care * touchpoint.failure) * touchpoint.used
            faultless *= 1.0 - failure
            lost += failure * touchpoint.severity
            rows.append((failure, failure / max(1.0 - faultless, 1e-300), touchpoint.severity))
        # Chance to fail; the same, given that nothing before it failed but something will.
        self.touchpoints = rows[::-1]
        self.faultless = faultless
        self.hidden_loss = lost if self.model.rules.failing else 0.0
        self.points_per_need = terms.loyalty.points_per_need
        self.points_ceiling = terms.loyalty.ceiling
        self.bond_ceiling, self.bond_growth = terms.bond.ceiling, terms.bond.growth
        self.recovers = self.model.rules.recovery and terms.recovery.instrument != "none"
        self.recovery_success = terms.recovery.success
        self.attends = terms.attention.capacity > 0 and terms.attention.policy != "none"
        self.survey_every = terms.survey.every if terms.survey else NEVER
        self.survey_sample = terms.survey.sample if terms.survey else 0.0
        self.survey_bias = terms.survey.response_bias if terms.survey else 0.0
        self.survey_noise = terms.survey.noise if terms.survey else 0.0

    def change(self, terms: Terms) -> None:
        """Takes over what an intervention changed."""
        for outcome, level in terms.offer.items():
            if self.terms.offer.get(outcome) != level:
                self.offer[outcome] = level
        self.terms = terms
        self.read_terms()

    def post(self) -> None:
        """Publishes the offer; a level that is not given is the worst."""
        market = self.model
        self.levels = []
        self.latent = 0
        for k, (name, outcome) in enumerate(market.scenario.problem.outcomes.items()):
            level = self.offer.get(name, outcome.worst)
            self.levels.append(shape_level(outcome, level, market.rules.overshoot))
            if outcome.latent and level != outcome.worst:
                self.latent |= 1 << k
        name = market.price_name
        self.price = self.offer.get(name, market.price_at_worst) if name is not None else 0.0

    def step(self) -> None:
        """Opens or closes, improves, decides, announces itself, and turns to its customers."""
        now = self.model.period
        self.closing = now == self.closes
        self.is_open = self.enters <= now < self.closes
        self.survey_now = now % self.survey_every == 0
        self.announce = 0.0
        if not self.is_open:
            return
        self.announce = self.announcement(now)
        if now < 0:
            return
        if self.terms.improvements:
            self.improve(now)
        if self.terms.strategy.kind == "price_cut":
            self.consider_price_cut(now)

    def announcement(self, now: int) -> float:
        """Chance that a customer who does not know this provider learns of it this period."""
        if not self.model.rules.advertising:
            return 1.0
        at_entry = (self.terms.known or 0.0) if now == self.enters else 0.0
        return 1.0 - (1.0 - at_entry) * (1.0 - self.terms.advertising)

    def improve(self, now: int) -> None:
        """The offer gets better by itself."""
        if now > 0:
            self.served += self.model.history[now - 1][self.number][USES]
        age = now - max(0, self.enters)
        for improvement in self.terms.improvements:
            start = self.terms.offer.get(improvement.outcome, 0.0)
            way = progress(improvement, age, self.served)
            self.offer[improvement.outcome] = start + way * (improvement.to - start)
        self.post()

    def consider_price_cut(self, now: int) -> None:
        """Cuts the price when the sales of the last window fell against the one before."""
        rule, price = self.terms.strategy, self.model.price_name
        if price is None or now < 2 * rule.window or now % rule.window:
            return
        sales = [table[self.number][USES] for table in self.model.history[now - 2 * rule.window :]]
        recent, before = sum(sales[rule.window :]), sum(sales[: rule.window])
        if before > 0 and recent < (1 - rule.trigger) * before:
            lower = max(rule.floor, self.offer[price] * (1 - rule.step))
            self.offer[price] = min(self.offer[price], lower)
            self.post()

    def attend(self, customers: list[PlainCustomer]) -> None:
        """Turns to as many of its customers as the capacity holds, by its policy."""
        own = [customer for customer in customers if customer.main == self.number]
        room = int(self.terms.attention.capacity * len(own))
        policy = self.terms.attention.policy
        if policy == "random":
            reached = self.random.sample(own, room)
        else:
            reached = nlargest(room, own, key=PRIORITIES[policy])
        for customer in reached:
            customer.called = True

    def close_books(self, tally: list[float], learned: float, present: int) -> None:
        """Takes note of how many know and use this provider now."""
        self.aware += learned
        self.known = self.aware / present
        self.use_share = tally[CUSTOMERS] / present


def squeaky_wheel(customer: PlainCustomer) -> float:
    """Complainers and enthusiasts first."""
    loud = customer.complained > 0 or customer.answer >= 9
    return 0.5 * (loud + customer.random.random())


def satisfied_first(customer: PlainCustomer) -> float:
    """By the last survey answer; those who never answered last."""
    answer, u = customer.answer, customer.random.random()
    if answer == 0:
        return 0.05 * u
    if answer >= 7:
        return 0.55 + 0.45 * u
    return 0.05 + 0.05 * answer + 0.05 * u


def likely_to_leave(customer: PlainCustomer) -> float:
    """By what the provider can observe of the risk."""
    risk = 0.0
    if customer.complained > 0:
        risk += 0.3
    if 0 < customer.answer <= 6:
        risk += 0.2
    if customer.tenure < 12:
        risk += 0.1
    return 0.9 * risk + 0.1 * customer.random.random()


PRIORITIES = {
    "squeaky_wheel": squeaky_wheel,
    "satisfied_first": satisfied_first,
    "likely_to_leave": likely_to_leave,
}
