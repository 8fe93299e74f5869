"""What providers earn, pay and have left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.parties import Provider as Terms

Array = np.ndarray[Any, Any]


def scale_of(scenario: Scenario) -> float:
    """Simulated customers for each customer of the market that amounts a period are meant for."""
    customers = scenario.customers
    return 1.0 if customers.stands_for is None else customers.count / customers.stands_for


def serving_costs(terms: Terms) -> list[float]:
    """Money for each of `sim.rules.words.SERVING_COLUMNS`, as a provider's terms stand."""
    money = terms.money
    return [
        money.per_need,
        money.per_order,
        money.per_customer,
        terms.attention.cost,
        terms.recovery.cost,
    ]


class Accounts:
    """The profit and loss of every provider, and its cash.

    Attributes:
        scale: what an amount a period is multiplied by, see `scale_of`.
        cost: float64 of shape (horizon, providers), money.
        cash: float64 of shape (horizon, providers), money: the runway and all profit since the
            books opened, at the end of the period.
        serving: float64 of shape (horizon, providers), money: the part of the cost that serving
            customers causes, see `sim.rules.words.SERVING_COLUMNS`.
        profit: float64 of shape (providers,): all profit since the books opened.
        spent: float64 of shape (providers,): what strategies spend a period, money.
    """

    def __init__(self, horizon: int, scale: float, terms: Sequence[Terms]) -> None:
        self.scale = scale
        self.cost = np.zeros((horizon, len(terms)))
        self.cash = np.zeros((horizon, len(terms)))
        self.serving = np.zeros((horizon, len(terms)))
        self.profit = np.zeros(len(terms))
        self.spent = np.zeros(len(terms))
        self.read(terms)

    def read(self, terms: Sequence[Terms]) -> None:
        """Takes over what providers pay for what they do, as their terms stand."""
        self._units = np.array([[*serving_costs(t), t.money.acquisition] for t in terms])
        fixed = np.array([t.money.fixed + t.money.advertising * t.advertising for t in terms])
        self._fixed = self.scale * fixed
        self._runway = np.array([self.scale * (t.money.runway or 0.0) for t in terms])
        self._limited = [j for j, t in enumerate(terms) if t.money.runway is not None]

    def close(
        self, call: Callable[..., Any], period: int, total: Any, is_open: Any
    ) -> Sequence[int]:
        """Books a period.

        Args:
            call: runs a kernel of `sim.engine`, by name.
            period: that ends.
            total: the period's books, of shape (providers + 1, columns).
            is_open: bool of shape (providers,).

        Returns:
            Numbers of the open providers whose cash is gone.
        """
        prices = (self._units, self._fixed, self.spent, self._runway)
        books = (self.profit, self.serving[period], self.cost[period], self.cash[period])
        call("settle_accounts", total, is_open, *prices, *books)
        limited = [j for j in self._limited if is_open[j]]
        return [j for j in limited if self.cash[period, j] < 0]
