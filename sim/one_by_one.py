"""A period without compilation: the rules as they stand, on one customer after the other.

For reading, for debugging, and as the oracle that the compiled run is tested against.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.randomness import PERIOD, draws, luck_of_need
from sim.rules.counting import PANEL_SIZE, ask_panel
from sim.rules.period import live, rest, wake
from sim.rules.talk import meet_somebody

if TYPE_CHECKING:
    from sim.market import Market


def luck_of(customer: Any, scene: Any) -> tuple[Any, Any, int]:
    """What meets a customer this period: luck of the period, of its first need, a neighbour."""
    world = scene.world
    u = draws(world, customer.id, world.period, 0, PERIOD, 0)
    luck = luck_of_need(world, customer.id, world.period, 0)
    return u, luck, meet_somebody(customer, u[1], luck[2], scene)


def act(market: Market) -> None:
    """Runs one period of all customers."""
    # NumPy's numbers warn of an overflow where compiled ones, as meant, wrap round.
    with np.errstate(over="ignore"):
        _act(market)


def _act(market: Market) -> None:
    scene, size = market.scene, market.chunk_size
    for chunk, start in enumerate(range(0, market.present, size)):
        books = market.books_of(chunk)
        row = int(market.ledger.rows[chunk])
        everybody = range(start, min(start + size, market.present))
        busy = []
        for i in everybody:
            record = market.customers[i].record
            u = draws(scene.world, record.id, scene.world.period, 0, PERIOD, 0)
            if wake(record, u, scene):
                busy.append(i)
            else:
                rest(record, u, scene, books)
        for i in busy:
            customer = market.customers[i]
            state = (customer.record, customer.relations, customer.taste)
            row = live(*state, *luck_of(customer.record, scene), scene, books, row)
        for i in everybody:
            if i % PANEL_SIZE == scene.world.panel:
                customer = market.customers[i]
                ask_panel(customer.record, customer.relations, customer.taste, scene, books)
        market.ledger.rows[chunk] = row
