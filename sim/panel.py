"""The customer panel: the history of some customers, a row for each of them and every period.

State is taken just before a market's step, and what happened just after it. Recording changes no
customer and draws no number: the run is the same with it and without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.columns import PANEL
from sim.frames import Past
from sim.layout import CUSTOMER
from sim.ledger import Rows, Trips
from sim.making import plain
from sim.rules.words import EVERY_USE, INVOLUNTARY, KINDS

if TYPE_CHECKING:
    from sim.market import Market

Array = np.ndarray[Any, Any]

TRACK = np.dtype(
    [
        ("spent", "f8"),  # money paid to the main provider
        ("elsewhere", "f8"),  # money paid to others
        ("period", "i4"),
        ("customer", "u4"),
        ("satisfaction", "f4"),
        ("engagement", "f4"),
        ("cost", "f4"),
        ("advantage", "f4"),
        ("tenure", "i4"),
        ("born", "i2"),
        ("contract", "u2"),
        ("segment", "u1"),
        ("main", "i1"),  # at the start
        ("known", "u1"),
        ("rank", "u1"),  # of the main provider; 0 without one
        ("uses", "u1"),
        ("at_risk", "?"),
        ("looked", "?"),
        ("complained", "?"),
        ("failed", "?"),
    ],
    align=True,
)
"""A customer in a period."""


class Uses(Trips):
    """Every use of a period; those of them that are trips stay, where trips are asked for.

    Attributes:
        asked: whether they are.
    """

    def __init__(self, market: Market) -> None:
        self.asked = market.trips.kept
        self._by_subscribers = market.scenario.market == "subscription"
        super().__init__(len(market.trips.rows), market.chunk_size, kept=True)

    def make_room(self, needs: Array, season: float) -> None:
        """Sees to it that the uses of the coming period fit; subscribers have one each."""
        if self._by_subscribers:
            needs, season = np.ones(len(needs), np.float32), 1.0
        super().make_room(needs, season)


class Tracker:
    """Follows some customers of a market whose books are open.

    Attributes:
        numbers: Of those customers, in order.
    """

    def __init__(self, market: Market, track: int) -> None:
        """Begins.

        Args:
            market: Between two steps.
            track: Number of customers, evenly spread over those present; below 0, or with as many
                as there are, everybody, those included who come later.
        """
        self._market = market
        self._everybody = track < 0 or track >= market.present
        self._follow(spread(market, track))
        self._rows = Rows((TRACK, ()))
        self._uses = market.trips = Uses(market)
        market.world.world.trips = EVERY_USE

    def before(self) -> None:
        """Takes the state of the customers, just before a step."""
        market = self._market
        if self._everybody and market.present > len(self.numbers):
            self._follow(np.arange(market.present))
        self._were = self._records(np.empty(len(self.numbers), CUSTOMER))
        self._now = self._records(np.zeros(len(self.numbers), TRACK))
        people = (*market._people, market._scene)
        market._call("ask", self.numbers, *people, market.period, self._were, self._now)

    def after(self) -> None:
        """Notes what happened to them, just after the step."""
        market, uses = self._market, self._uses
        who = (self.numbers, self._place, market._people[0], market._scene, self._were)
        buffer = self._records(uses.buffer)
        market._call("look_back", *who, buffer, uses.rows, int(uses.asked), self._now)
        self._rows.append(plain(self._now))

    def end(self) -> Array:
        """Stops following; returns all rows, TRACK by period and customer."""
        market = self._market
        market.world.world.trips = self._uses.kept = self._uses.asked
        del self._market
        (rows,) = self._rows.everything()
        return rows

    def _follow(self, numbers: Array) -> None:
        self.numbers = numbers
        self._place = np.full(len(self._market.population), -1, np.int32)
        self._place[numbers] = np.arange(len(numbers))

    def _records(self, array: Array) -> Any:
        """The array as the rules reach into it when they are not compiled."""
        return array if self._market.compiled else array.view(np.recarray)


def spread(market: Market, count: int) -> Array:
    """Numbers of some customers, evenly spread over those present; everybody below 0."""
    if count < 0 or count >= market.present:
        return np.arange(market.present)
    return np.linspace(0, market.present - 1, count).round().astype(np.int64)


def panel_frame(past: Past, rows: Any, first: int = 0, last: int | None = None) -> pd.DataFrame:
    """One row a followed customer and period.

    Args:
        past: What the market left behind.
        rows: TRACK, from `Tracker.end`.
        first: First row to give.
        last: First row not to give; None for the end.
    """
    rows = np.asarray(rows[first:last])
    kind, to = _ends(past, rows)
    served = (rows["main"] >= 0) & (rows["main"] < len(past.names))
    columns: dict[str, Any] = {
        "period": rows["period"],
        "customer": rows["customer"].astype(np.int64),
        "segment": _category(rows["segment"], list(past.scenario.customers.segments)),
        "provider": _category(rows["main"], past.who),
        "tenure": rows["tenure"],
        "contract": rows["contract"].astype(np.int32),
        "known": rows["known"].astype(np.int16),
        "switching_cost": rows["cost"].astype(np.float64),
        "preferred": rows["rank"] == 1,
        "liking_rank": pd.arrays.IntegerArray(rows["rank"].astype(np.int16), ~served),
        "uses": rows["uses"].astype(np.int16),
        "exit": _category(kind, KINDS),
        "to": _category(to, past.who),
        "born": rows["born"].astype(np.int32),
    }
    for name in ("at_risk", "looked", "complained", "failed"):
        columns[name] = rows[name]
    for name in ("satisfaction", "engagement", "advantage", "spent", "elsewhere"):
        columns[name] = rows[name].astype(np.float64)
    return pd.DataFrame({name: columns[name] for name in PANEL})


def _ends(past: Past, rows: Array) -> tuple[Array, Array]:
    """Kind of the exit of each row, and the provider turned to; -1 where there is none."""
    exits = past.exits
    kind, to = np.full(len(rows), -1, np.int64), np.full(len(rows), -1, np.int64)
    if not len(rows) or not len(exits):
        return kind, to
    # The ledger is in the order of periods and customers, and so are the rows: nobody leaves twice
    # in a period.
    size = 1 + max(int(exits["customer"].max()), int(rows["customer"].max()))
    keys = exits["period"].astype(np.int64) * size + exits["customer"]
    wanted = rows["period"].astype(np.int64) * size + rows["customer"]
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found = keys[place] == wanted
    kind[found] = exits["kind"][place[found]]
    left = found & (kind != INVOLUNTARY)
    to[left] = exits["to"][place[left]]
    return kind, to


def _category(codes: Array, names: Any) -> Any:
    numbers: Any = codes.astype(np.int64).clip(-1)
    return pd.Categorical.from_codes(numbers, pd.Index(list(names)))
