"""What lies on a manager's desk: all that a firm can observe, and all that it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.rules.words import ANSWERS, COMPLAINTS, SURVEYED, USES
from sim.scenario.checks_of_firms import developed
from sim.scenario.firms import Strategy as Rule
from sim.scenario.parties import Outcome
from sim.scenario.parties import Provider as Terms
from sim.world import shape_level

if TYPE_CHECKING:
    from sim.provider import Provider

LOCKS = {"points": "points_ceiling", "bond": "bond_ceiling", "contract": "contract_length"}
"""What `lock_in` may raise, and the number of the provider's record that it is."""


class Desk:
    """The market as one provider sees it.

    Attributes:
        rule: the numbers of the strategy, from the scenario.
        terms: the provider's own block of the scenario.
        period: now; 0 is the first with books.
        offer: its own level of each outcome, raw units.
    """

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._market = provider.market
        self.rule: Rule = provider.terms.strategy
        self.terms: Terms = provider.terms
        self.period: int = provider.market.period
        self.offer = provider.offer

    # What a firm can observe.

    @property
    def age(self) -> int:
        """Periods since entry."""
        return self.period - max(0, self._provider.enters)

    @property
    def price(self) -> str | None:
        """Name of the outcome that is the price."""
        return self._market.price_name

    def sales(self, first: int, last: int) -> float:
        """Needs that it met in the periods from first to last - 1."""
        return self._own(USES, first, last)

    def complaints(self, first: int, last: int) -> float:
        """Complaints that it got in the periods from first to last - 1."""
        return self._own(COMPLAINTS, first, last)

    def surveyed(self) -> float | None:
        """Mean answer of its latest survey, 1-10; None when nobody has answered one yet."""
        for period in range(self.period - 1, -1, -1):
            answers = self._own(SURVEYED, period, period + 1)
            if answers > 0:
                return self._own(ANSWERS, period, period + 1) / answers
        return None

    def rivals(self, lag: int) -> dict[str, dict[str, float]]:
        """What others offered so many periods ago, raw units, by name of those who were open."""
        when = self.period - lag
        return {
            name: rival.offered_at(when)
            for name, rival in self._market.providers.items()
            if rival is not self._provider and rival.enters <= when < rival.closes
        }

    def leader(self, outcome: str, lag: int) -> str | None:
        """The rival that offered most of an outcome so many periods ago, if more than it itself."""
        scale = self.outcome(outcome)
        better = 1 if scale.best > scale.worst else -1
        own = better * self.offer.get(outcome, scale.worst)
        levels = {
            name: better * offer.get(outcome, scale.worst)
            for name, offer in self.rivals(lag).items()
        }
        best = max(levels, key=lambda name: levels[name], default=None)
        return best if best is not None and levels[best] > own else None

    def outcome(self, name: str) -> Outcome:
        """An outcome of the problem, with its scale."""
        return self._market.scenario.problem.outcomes[name]

    @property
    def improvable(self) -> list[str]:
        """Outcomes that the strategy may improve; a survey's follower cannot know latent ones."""
        return developed(self._market.scenario, self.terms)

    def weight(self, name: str) -> float:
        """Mean weight of an outcome in the market, utils per raw unit: market research."""
        segments = self._market.scenario.customers.segments.values()
        return sum(s.share * s.taste[name].mean for s in segments if name in s.taste)

    def distance(self, name: str) -> float:
        """Raw units from its own level to the best; 0 when it is there or beyond."""
        scale = self.outcome(name)
        better = 1 if scale.best > scale.worst else -1
        return max(0.0, better * (scale.best - self.offer.get(name, scale.worst)))

    def gain(self, name: str, way: float) -> float:
        """Utils that the average need gains when a level goes this share of the way to the best."""
        scale = self.outcome(name)
        overshoot = self._market.scenario.rules.mechanisms.overshoot
        level = self.offer.get(name, scale.worst)
        before, after = (
            shape_level(scale, here, overshoot) for here in (level, self._moved(name, way))
        )
        return self.weight(name) * (after - before)

    def lock(self, kind: str) -> float:
        """How high points, bond or contract stand: utils, utils or periods."""
        decided = self._provider.decided
        starts = {
            "points": self.terms.loyalty.ceiling,
            "bond": self.terms.bond.ceiling,
            "contract": float(self.terms.contract.length),
        }
        return decided.get(LOCKS[kind], starts[kind])

    # What a firm can do.

    def spend(self, money: float) -> None:
        """Books a cost of this period; in a market of the size that amounts are meant for."""
        accounts = self._market.accounts
        accounts.spent[self._provider.number] += accounts.scale * money

    def post(self, name: str, level: float) -> None:
        """Offers another level of an outcome, raw units."""
        self._provider.offer[name] = level
        self._provider.post()

    def improve(self, name: str, way: float) -> None:
        """Moves an outcome this share of the way that is left to its best level."""
        self.post(name, self._moved(name, way))

    def fail_less(self, factor: float) -> None:
        """Multiplies the chances that touchpoints fail."""
        decided = self._provider.decided
        decided["failing"] = decided.get("failing", 1.0) * factor
        self._provider.post()

    def recover_better(self, way: float) -> None:
        """Moves the chance that a recovery satisfies this share of the way to 1."""
        decided = self._provider.decided
        chance = decided.get("recovery_success", self.terms.recovery.success)
        decided["recovery_success"] = chance + way * (1 - chance)
        self._provider.post()

    def raise_lock(self, kind: str, height: float) -> None:
        """Sets points, bond or contract; points then come in as much faster as they are worth."""
        decided = self._provider.decided
        decided[LOCKS[kind]] = height
        loyalty = self.terms.loyalty
        if kind == "points" and loyalty.ceiling > 0:
            decided["points_per_need"] = loyalty.points_per_need * height / loyalty.ceiling
        self._provider.post()

    def call_satisfied(self, calls: float) -> None:
        """Calls so many customers this period, of those whose last answer was 7 or more."""
        self._provider.calling = calls

    def _own(self, column: int, first: int, last: int) -> float:
        return float(self._market.history[first:last, self._provider.number, column].sum())

    def _moved(self, name: str, way: float) -> float:
        scale = self.outcome(name)
        level = self.offer.get(name, scale.worst)
        return level + way * (scale.best - level) if self.distance(name) > 0 else level
