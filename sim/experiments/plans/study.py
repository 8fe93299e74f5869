"""What is asked of plans: the market, the plans, the worlds that they make, and who is judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sim.experiments.design import Point, at_point, bare, under_plan
from sim.experiments.measures import live
from sim.experiments.plans.policies import Policy
from sim.measures import CUTOFFS
from sim.scenario import Scenario
from sim.scenario.claim_checks import entry
from sim.scenario.claims import AS_IS
from sim.scenario.schema import BURN_IN, Plan

OBJECTIVES = {
    "customers": "customers at the end",
    "share": "share of use at the end",
    "profit": "profit over the books, at its worth when they opened",
}


class World(NamedTuple):
    """One of the worlds.

    Attributes:
        plan: The plan in force; `AS_IS` for none.
        entrants: False where no disruptor enters.
    """

    plan: str
    entrants: bool


@dataclass(frozen=True)
class Study:
    """A market and plans; small, so that it travels to other processes.

    Attributes:
        market: The scenario without what is about it, with its number of customers.
        plans: By name.
        without: Whether the worlds without the entrant are lived too.
        focus: The provider that plans are judged by.
        objective: One of `OBJECTIVES`.
    """

    market: Scenario
    plans: dict[str, Plan | Policy]
    without: bool
    focus: str
    objective: str

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        plans: Mapping[str, Plan | Policy],
        *,
        customers: int | None,
        without: bool,
        focus: str,
        objective: str,
    ) -> Study:
        """The study of some plans.

        Args:
            scenario: The market.
            plans: With paths in place of levers' names.
            customers: Number of customers, instead of the scenario's.
            without: Whether the worlds without the entrant are wanted, where there is one.
            focus: The provider that plans are judged by.
            objective: One of `OBJECTIVES`.
        """
        market = bare(scenario)
        if customers is not None:
            market = at_point(market, {"customers.count": customers})
        enters = entry(scenario)
        return cls(
            market=market,
            plans=dict(plans),
            without=without and enters is not None and enters < scenario.horizon,
            focus=focus,
            objective=objective,
        )

    @property
    def worlds(self) -> list[World]:
        """All worlds of a seed, those without an entrant right after theirs."""
        kinds = (True, False) if self.without else (True,)
        return [World(plan, there) for plan in (AS_IS, *self.plans) for there in kinds]

    @property
    def cutoffs(self) -> list[float]:
        """The scenario's own cut-off first, then 6, 7 and 8."""
        own = self.market.report.satisfied_at
        return [own, *(cutoff for cutoff in CUTOFFS if cutoff != own)]

    @property
    def entry(self) -> int | None:
        """Period of the first entry of a disruptor, as the scenario has it."""
        enters = entry(self.market)
        return enters if enters is not None and enters < self.market.horizon else None

    @property
    def flows_until(self) -> tuple[int, ...]:
        """First periods that no longer count: the window of the excess, and the horizon."""
        horizon = self.market.horizon
        soon = (self.entry or 0) + self.market.excess_window
        return (soon, horizon) if soon < horizon else (horizon,)

    def begins_early(self, plan: str) -> bool:
        """Whether a plan is another market, which does not share the past."""
        found = self.plans[plan]
        return isinstance(found, Plan) and found.at == BURN_IN

    def scenarios(self, point: Point) -> dict[str, Scenario]:
        """The market at a point, under each plan.

        Raises:
            ScenarioError: It cannot be there.
        """
        there = at_point(self.market, point)
        found = {AS_IS: there}
        for name, plan in self.plans.items():
            decided = plan.plan(there) if isinstance(plan, Policy) else plan
            found[name] = there if decided is None else under_plan(there, decided)
        return found


def warm_up(study: Study) -> None:
    """Compiles the rules, on a handful of customers."""
    live(at_point(study.market, {"customers.count": 20}), 1, until=1)


def largest_incumbent(
    scenario: Scenario, seed: int, customers: int | None, among: Collection[str] = ()
) -> str:
    """The provider with most customers when the books open, of those that were there before.

    Args:
        scenario: The market.
        seed: Of the run in which they are counted.
        customers: Number of customers, instead of the scenario's.
        among: Only these count, if any of them is an incumbent.
    """
    there = [name for name, provider in scenario.providers.items() if provider.enters == 0]
    old = [name for name in there if scenario.providers[name].role == "incumbent"] or there
    old = [name for name in old if name in among] or old or list(scenario.providers)
    if len(old) == 1:
        return old[0]
    study = Study.of(
        scenario, {}, customers=customers, without=False, focus="", objective="customers"
    )
    opened = live(study.market, seed, moments={0}, until=0)
    main, names = opened.moments[0].main, opened.past.names
    return max(old, key=lambda name: int((main == names.index(name)).sum()))
