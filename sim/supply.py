"""What a provider can supply: in which regions, and how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.rules.words import CUSTOMERS, DEFECTIONS, ENTRIES, INVOLUNTARIES, STOPS, USES

if TYPE_CHECKING:
    from sim.scenario.firms import Capacity
    from sim.scenario.parties import Provider as Terms

LEAVERS = [DEFECTIONS, STOPS, INVOLUNTARIES]


def reach_at(terms: Terms, age: int) -> float:
    """Share of customers who can be served.

    Args:
        terms: of the provider.
        age: periods since entry; below 0 before it.
    """
    reach = terms.reach
    for stage in terms.rollout:
        if stage.after <= max(0, age):
            reach = stage.reach
    return reach


@dataclass
class Demand:
    """What would have been bought of a provider with enough of everything; from its own books.

    Attributes:
        wanted: needs a period (subscription: customers who would come); None: not known yet.
        kept: subscription: customers who are expected to stay.
        guessed: whether nothing has been sold yet.
    """

    wanted: float | None = None
    kept: float = 0.0
    guessed: bool = True

    def guess(self, needs: float, reach: float, known: float) -> None:
        """Before entry: as if all who will know it wanted it, so that the first day is no rush.

        Args:
            needs: of a period, in the whole market (subscription: customers).
            reach: share of customers who can be served at entry.
            known: share of these who will have heard of it.
        """
        self.wanted, self.guessed = needs * reach * known, True

    def note(self, row: Any, fill: float, subscription: bool) -> None:
        """Takes a period into account.

        Those who were served are the share `fill` of those who wanted to be, on average. The mean
        with what was thought before softens the accidents of small numbers.

        Args:
            row: the provider's books of the period, see `sim.rules.words.COLUMNS`.
            fill: share for whom it was not sold out.
            subscription: whether customers, and not needs, are what fills the capacity.
        """
        self.kept = float(row[CUSTOMERS] - row[LEAVERS].sum())
        if fill <= 0.0:
            return
        found = max(1.0, float(row[ENTRIES if subscription else USES])) / fill
        fresh = self.guessed or self.wanted is None
        self.wanted = found if fresh else 0.5 * (self.wanted or 0.0) + 0.5 * found
        self.guessed = False

    def fill(self, capacity: Capacity, age: int, customers: int, subscription: bool) -> float:
        """Share of those who want it for whom it is not sold out.

        Args:
            capacity: of the provider.
            age: periods since entry.
            customers: of the market at the start.
            subscription: as above.
        """
        most = capacity.needs * customers / 1000 * (1.0 + capacity.growth) ** max(0, age)
        if subscription:
            most = max(0.0, most - self.kept)
        return 1.0 if self.wanted is None or self.wanted <= most else most / self.wanted
