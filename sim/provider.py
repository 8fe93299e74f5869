"""Providers: Mesa agents that post offers, advertise, ask, call and decide.

A provider sees surveys, complaints, sales and contract dates: never the state of a customer.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any, Protocol

import mesa

from sim.rules.words import USES
from sim.scenario.parties import Improvement
from sim.scenario.parties import Provider as Terms
from sim.supply import reach_at

if TYPE_CHECKING:
    from sim.market import Market


class Strategy(Protocol):
    """What a provider does with what it can observe, once a period, before the customers act."""

    def act(self, provider: Provider) -> None:
        """Changes the provider's offer, if it sees fit."""


class Static:
    """Does nothing."""

    def act(self, provider: Provider) -> None:
        """Leaves everything as it is."""


class PriceCut:
    """Cuts the price when its own sales fall, down to a floor."""

    def act(self, provider: Provider) -> None:
        """Compares the sales of the last window of periods with those of the window before."""
        rule, price = provider.terms.strategy, provider.market.price_name
        now = provider.market.period
        if price is None or now < 2 * rule.window or now % rule.window:
            return
        sales = provider.market.history[:now, provider.number, USES]
        recent = sales[now - rule.window : now].sum()
        before = sales[now - 2 * rule.window : now - rule.window].sum()
        if before > 0 and recent < (1 - rule.trigger) * before:
            lower = max(rule.floor, provider.offer[price] * (1 - rule.step))
            provider.offer[price] = min(provider.offer[price], lower)
            provider.post()


STRATEGIES: dict[str, Strategy] = {"static": Static(), "price_cut": PriceCut()}


class Provider(mesa.Agent):
    """A provider in a market.

    Attributes:
        name: as in the scenario.
        number: its place in all arrays.
        terms: its block of the scenario, as interventions left it.
        offer: level of each outcome, raw units; what customers compare.
        is_open: whether it can be chosen this period.
        closes: period in which it is there no more.
        reach: share of customers who can be served; None before the market begins.
    """

    def __init__(self, market: Market, name: str, number: int, terms: Terms) -> None:
        super().__init__(market)
        self.market = market
        self.name = name
        self.number = number
        self.terms = terms
        self.offer = dict(terms.offer)
        self.enters = self._entry()
        self.closes = NEVER
        self.is_open = False
        self.served = 0.0
        self.reach: float | None = None
        self._quiet_until = BEGINNING

    def step(self) -> None:
        """Opens or closes, improves, decides and announces itself."""
        now = self.market.period
        if now < self._quiet_until:
            return
        columns = self.market.world.columns
        self.is_open = self.enters <= now < self.closes
        columns["closing"][self.number] = now == self.closes
        columns["open"][self.number] = self.is_open
        columns["announce"][self.number] = self._announcement(now) if self.is_open else 0.0
        self._reach_out(now)
        self._quiet_until = self._next_event(now)
        if not self.is_open or now < 0:
            return
        if self.terms.improvements:
            self._improve(now)
        STRATEGIES[self.terms.strategy.kind].act(self)

    def post(self) -> None:
        """Publishes the offer to the customers who look."""
        self.market.world.post_offer(self.number, self.offer)

    def change(self, terms: Terms) -> None:
        """Takes over what an intervention changed; what it left alone keeps its course."""
        for outcome, level in terms.offer.items():
            if self.terms.offer.get(outcome) != level:
                self.offer[outcome] = level
        self.terms = terms
        self._quiet_until = BEGINNING

    def close(self) -> None:
        """Closes for good, from the next period on."""
        self.closes = min(self.closes, self.market.period + 1)
        self._quiet_until = BEGINNING

    def state(self) -> dict[str, Any]:
        """What it remembers, as JSON has it."""
        return {name: getattr(self, name) for name in REMEMBERED}

    def restore(self, state: dict[str, Any]) -> None:
        """Takes over what `state` told."""
        for name in REMEMBERED:
            setattr(self, name, state[name])

    @property
    def customers(self) -> int:
        """Customers at the end of the last period."""
        return self.market.customers_of(self.number)

    def _entry(self) -> int:
        if self.terms.enters == 0:
            return BEGINNING
        entrant = self.terms.role == "disruptor"
        return self.terms.enters if self.market.entrants or not entrant else NEVER

    def _next_event(self, now: int) -> int:
        """The next period in which anything can change without an intervention."""
        if self.terms.improvements or self.terms.strategy.kind != "static":
            return now + 1
        stages = [max(0, self.enters) + stage.after for stage in self.terms.rollout]
        stages += [self.enters, self.closes]
        events = [*stages, *(stage + 1 for stage in stages), NEVER]
        return min(event for event in events if event > now)

    def _announcement(self, now: int) -> float:
        """Chance that a customer who does not know this provider learns of it this period."""
        if not self.market.scenario.rules.mechanisms.advertising:
            return 1.0
        at_entry = (self.terms.known or 0.0) if now == self.enters else 0.0
        return 1.0 - (1.0 - at_entry) * (1.0 - self.terms.advertising)

    def _reach_out(self, now: int) -> None:
        """Opens regions or gives them up; a region that opens is greeted as the entry was."""
        reach = reach_at(self.terms, now - max(0, self.enters))
        before = reach if self.reach is None or now == self.enters else self.reach
        self.reach = reach
        columns = self.market.world.columns
        columns["reach"][self.number] = reach
        columns["reach_before"][self.number] = before
        columns["greeting"][self.number] = self.terms.known or 0.0

    def _improve(self, now: int) -> None:
        self.served += float(self.market.history[now - 1, self.number, USES]) if now else 0.0
        age = now - max(0, self.enters)
        for improvement in self.terms.improvements:
            start = self.terms.offer.get(improvement.outcome, 0.0)
            way = progress(improvement, age, self.served)
            self.offer[improvement.outcome] = start + way * (improvement.to - start)
        self.post()


BEGINNING = -1_000_000
NEVER = 1_000_000
REMEMBERED = ("offer", "served", "closes", "reach")
"""Attributes that a resumed run must find as they were."""


def progress(improvement: Improvement, age: int, served: float) -> float:
    """Share of the way that an improvement has gone.

    Args:
        improvement: an S-curve in time, or learning by doing.
        age: periods since entry.
        served: needs served so far.
    """
    if improvement.kind == "learning":
        return 1.0 - 0.5 ** (served / improvement.half)
    behind = (improvement.midpoint - age) / improvement.width
    return 1.0 / (1.0 + exp(min(700.0, behind)))
