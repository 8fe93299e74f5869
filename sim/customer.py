"""Customers as Mesa agents: a view on one record of the population, made when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import mesa

from sim.rules.words import TRIGGERS

if TYPE_CHECKING:
    from sim.market import Market

__all__ = ["Customer", "Customers"]


class Customer(mesa.Agent):
    """One customer.

    The state lives in the population's arrays; this agent reads and writes it there. Who is with
    whom, and how satisfied, is kept running by the market: after writing either, or a place in the
    queue, call `Market.take_stock`.

    Attributes:
        number: place in the population.
        record: the fields of `sim.layout.CUSTOMER`.
        relations: the fields of `sim.layout.RELATION`, one record a provider.
        taste: utils per raw unit of each outcome.
    """

    def __init__(self, market: Market, number: int) -> None:
        super().__init__(market)
        self.market = market
        self.number = number
        self.record: Any = market.population[number]
        self.relations: Any = market.relations[number]
        self.taste: Any = market.tastes[number]

    @property
    def provider(self) -> str | None:
        """Name of the main provider; None for the outside option and for a newcomer."""
        main = int(self.record.main)
        names = self.market.world.names
        return names[main] if 0 <= main < len(names) else None

    @property
    def satisfaction(self) -> float | None:
        """Satisfaction with the main provider, 0-10."""
        main = int(self.record.main)
        if not 0 <= main < len(self.market.world.names):
            return None
        return float(self.relations[main].satisfaction)

    @property
    def segment(self) -> str:
        """Name of the segment."""
        return self.market.world.segment_names[int(self.record.segment)]

    @property
    def known(self) -> list[str]:
        """Names of the providers that this customer is aware of."""
        aware = int(self.record.aware)
        return [name for j, name in enumerate(self.market.world.names) if aware >> j & 1]

    @property
    def trigger(self) -> str:
        """What woke the last comparison."""
        return TRIGGERS[int(self.record.trigger)]

    def step(self) -> None:
        """Customers act together, in `Market.step`: each reads the others' previous state."""


class Customers(Sequence[Customer]):
    """The customers of a market, made into agents one by one when asked for."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._made: dict[int, Customer] = {}

    def __len__(self) -> int:
        return self._market.present

    def __getitem__(self, number: Any) -> Any:
        if isinstance(number, slice):
            return [self[i] for i in range(*number.indices(len(self)))]
        if number < 0:
            number += len(self)
        if not 0 <= number < len(self):
            raise IndexError(f"customer {number}: there are {len(self)}, numbered from 0")
        if number not in self._made:
            self._made[number] = Customer(self._market, number)
        return self._made[number]

    def __iter__(self) -> Iterator[Customer]:
        return (self[i] for i in range(len(self)))
