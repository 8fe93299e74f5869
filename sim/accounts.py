"""What providers earn, pay and have left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.rules.words import CUSTOMERS, ENTRIES, REACHED, RECOVERED, REVENUE, UNITS, USES

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.parties import Provider as Terms

SERVING_COLUMNS = [UNITS, USES, CUSTOMERS, REACHED, RECOVERED]
"""What serving customers costs money for; `serving_costs` has the prices."""
PAID = np.array([*SERVING_COLUMNS, ENTRIES])
"""The same, and who came anew, for each of whom acquisition is paid."""

Array = np.ndarray[Any, Any]


def scale_of(scenario: Scenario) -> float:
    """Simulated customers for each customer of the market that amounts a period are meant for."""
    customers = scenario.customers
    return 1.0 if customers.stands_for is None else customers.count / customers.stands_for


def serving_costs(terms: Terms) -> list[float]:
    """Money for each of `SERVING_COLUMNS`, as a provider's terms stand."""
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
            customers causes, see `SERVING_COLUMNS`.
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
        self._limited = np.array([t.money.runway is not None for t in terms])

    def close(self, period: int, total: Any, is_open: Any) -> list[int]:
        """Books a period.

        Args:
            period: that ends.
            total: the period's books, of shape (providers + 1, columns).
            is_open: bool of shape (providers,).

        Returns:
            Numbers of the open providers whose cash is gone.
        """
        costs = total[:-1].take(PAID, axis=1) * self._units
        self.serving[period] = costs[:, :-1].sum(1)
        cost = costs.sum(1) + (self._fixed + self.spent) * is_open
        self.profit += total[:-1, REVENUE] - cost
        self.cost[period] = cost
        self.cash[period] = self._runway + self.profit
        broke = self._limited & is_open & (self.cash[period] < 0)
        return [int(number) for number in np.flatnonzero(broke)]
