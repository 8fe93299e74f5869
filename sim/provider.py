"""Providers: Mesa agents that post offers, advertise, ask, call and decide.

A provider sees surveys, complaints, sales and contract dates: never the state of a customer.
"""

from __future__ import annotations

from dataclasses import asdict
from math import exp, floor
from typing import TYPE_CHECKING, Any

import mesa

from sim.rules.words import USES
from sim.scenario.parties import Improvement
from sim.scenario.parties import Provider as Terms
from sim.strategies import Desk, strategy_of
from sim.supply import Demand, reach_at

if TYPE_CHECKING:
    from sim.market import Market


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
        strategy: what decides, with its memory.
        decided: numbers of its record that the strategy has set, in place of the scenario's.
        calling: customers that the strategy calls this period.
        posted: every offer so far, with the period from which it stood.
        demand: what it knows of the demand for what it offers, if its capacity is limited.
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
        self.strategy = strategy_of(terms.strategy.kind)
        self.decided: dict[str, float] = {}
        self.calling = 0.0
        self.posted: list[tuple[int, dict[str, float]]] = []
        self.demand = Demand()
        self._quiet_until = BEGINNING

    def step(self) -> bool:
        """Opens or closes, improves, decides and announces itself; whether it did any of it."""
        now = self.market.period
        if now < self._quiet_until:
            return False
        columns = self.market.world.columns
        self.is_open = self.enters <= now < self.closes
        columns["closing"][self.number] = now == self.closes
        columns["open"][self.number] = self.is_open
        columns["announce"][self.number] = self._announcement(now) if self.is_open else 0.0
        self._reach_out(now)
        columns["stock"][self.number] = self._fill(now)
        self._quiet_until = self._next_event(now)
        self.calling = self.market.accounts.spent[self.number] = 0.0
        if self.is_open and now >= 0:
            if self.terms.improvements:
                self._improve(now)
            self.strategy.act(Desk(self))
        columns["calls"][self.number] = self._calls(now)
        return True

    def post(self) -> None:
        """Publishes the offer to the customers who look, and lives up to what was decided."""
        news = self.market.world.post_offer(self.number, self.offer)
        if news:
            self.market.news[self.number] = self.market.news.get(self.number, 0) | news
        if self.decided:
            self.market.world.post_decisions(self.number, self.decided)
        if not self.posted or self.posted[-1][1] != self.offer:
            since = self.market.period if self.posted else BEGINNING
            self.posted.append((since, dict(self.offer)))

    def offered_at(self, period: int) -> dict[str, float]:
        """The offer that stood at the end of a period."""
        return next(offer for since, offer in reversed(self.posted) if since <= period)

    def change(self, terms: Terms) -> None:
        """Takes over what an intervention changed; what it left alone keeps its course."""
        for outcome, level in terms.offer.items():
            if self.terms.offer.get(outcome) != level:
                self.offer[outcome] = level
        for block, names in DECIDED.items():
            if getattr(terms, block) != getattr(self.terms, block):
                for name in names:
                    self.decided.pop(name, None)
        if terms.strategy.kind != self.terms.strategy.kind:
            self.strategy = strategy_of(terms.strategy.kind)
        self.terms = terms
        self._quiet_until = BEGINNING

    def note(self, total: Any) -> None:
        """Learns from the books of a period what demand there is; of shape (providers + 1, ...)."""
        subscription = self.market.scenario.market == "subscription"
        if self.is_open:
            fill = float(self.market.world.columns["stock"][self.number])
            self.demand.note(total[self.number], fill, subscription)
        else:
            needs = self.market.present if subscription else float(total[:, USES].sum())
            self.demand.guess(needs, reach_at(self.terms, 0), self._announcement(self.enters))

    def close(self) -> None:
        """Closes for good, from the next period on."""
        self.closes = min(self.closes, self.market.period + 1)
        self._quiet_until = BEGINNING

    def state(self) -> dict[str, Any]:
        """What it remembers, as JSON has it."""
        more = {"memory": self.strategy.memory, "demand": asdict(self.demand)}
        return {name: getattr(self, name) for name in REMEMBERED} | more

    def restore(self, state: dict[str, Any]) -> None:
        """Takes over what `state` told."""
        for name in REMEMBERED:
            setattr(self, name, state[name])
        self.posted = [(since, offer) for since, offer in state["posted"]]
        self.strategy = strategy_of(self.terms.strategy.kind)
        self.strategy.memory.update(state["memory"])
        self.demand = Demand(**state["demand"])

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
        busy = self.terms.improvements or self.terms.strategy.kind != "static"
        if busy or self.terms.attention.calls > 0 or self.terms.capacity is not None:
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

    def _fill(self, now: int) -> float:
        """Share of those who want it for whom it is not sold out this period."""
        if self.terms.capacity is None or not self.is_open:
            return 1.0
        scenario = self.market.scenario
        age, subscription = now - max(0, self.enters), scenario.market == "subscription"
        return self.demand.fill(self.terms.capacity, age, scenario.customers.count, subscription)

    def _calls(self, now: int) -> int:
        """Customers called this period beside the share; a part of a call waits for the next."""
        if not self.is_open:
            return 0
        rate = self.market.accounts.scale * (self.terms.attention.calls + self.calling)
        return floor((now + 1) * rate) - floor(now * rate)

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
REMEMBERED = ("offer", "served", "closes", "reach", "decided", "posted")
"""Attributes that a resumed run must find as they were."""
DECIDED = {
    "loyalty": ("points_per_need", "points_ceiling"),
    "bond": ("bond_ceiling",),
    "contract": ("contract_length",),
    "recovery": ("recovery_success",),
    "touchpoints": ("failing",),
}
"""Block of the scenario, and what a strategy decides of it; an intervention has the last word."""


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
