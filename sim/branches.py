"""Worlds with one past: it is lived once, and every world goes on from there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from sim.checkpoint import State, put
from sim.market import Market
from sim.scenario import Scenario


class Branch(NamedTuple):
    """A world that is to be lived.

    Attributes:
        scenario: Of the world.
        entrants: False where no disruptor enters.
    """

    scenario: Scenario
    entrants: bool = True


class Branches:
    """Markets of one seed at the period in which they part, each ready for its next step.

    Two worlds have one past when their scenarios are the same but for interventions from that
    period on, and the same entrants come. The state is kept as long as another world needs it.

    Args:
        worlds: All that will be asked for, one for each time.
        seed: Of all.
        at: Period in which they part: 0 is the end of the burn-in.
        periods: Horizon; the scenarios' own when left out.

    Example:
        >>> branches = Branches([Branch(without_plan), Branch(with_plan)], seed=1)
        >>> market = branches.market(without_plan)
    """

    def __init__(
        self, worlds: Iterable[Branch], seed: int, *, at: int = 0, periods: int | None = None
    ) -> None:
        self._seed = seed
        self._at = at
        self._periods = periods
        self._awaited = Counter(self._past(world) for world in worlds)
        self._states: dict[tuple[str, bool], State] = {}

    def market(self, scenario: Scenario, *, entrants: bool = True) -> Market:
        """A market of its own that has lived its past, in one thread."""
        past = self._past(Branch(scenario, entrants))
        self._awaited[past] -= 1
        is_last = self._awaited[past] <= 0
        state = self._states.pop(past, None) if is_last else self._states.get(past)
        market = Market(
            scenario,
            rng=self._seed,
            periods=self._periods,
            entrants=entrants,
            threads=1,
            collect=False,
            begin=state is None,
        )
        if state is not None:
            put(market, state)
            return market
        while market.period < self._at:
            market.step()
        if not is_last:
            self._states[past] = State.of(market)
        return market

    def _past(self, world: Branch) -> tuple[str, bool]:
        before = [i for i in world.scenario.interventions if i.at < self._at]
        bare = world.scenario.model_copy(update={"interventions": before})
        return bare.model_dump_json(), world.entrants
