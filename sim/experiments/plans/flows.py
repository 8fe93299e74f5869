"""Who stayed in one world and left in the other: the same people, one by one.

Left means of one's own accord, to another provider or to none, for the first time; somebody who
comes back has left. Moving away, death and a provider that closes are apart: they are no decision
of the customer. Who leaves in one world and moves away in the other left in one of them only; a
plan under which the provider closes keeps nobody, nor does one under which it does not close lose
anybody to another world in which it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.experiments.measures import Finished
from sim.experiments.measures.seen import Moment
from sim.frames import outside_name
from sim.measures import band_of, three_numbers
from sim.rules.words import BY_CLOSING, INVOLUNTARY

Array = np.ndarray[Any, np.dtype[Any]]

STAYED_BOTH = "stayed in both"
LEFT_BOTH = "left in both"
LEFT_ONLY_BASE = "left only without the plan"
LEFT_ONLY_PLAN = "left only with the plan"
GONE = "gone for other reasons"
CELLS = (STAYED_BOTH, LEFT_BOTH, LEFT_ONLY_BASE, LEFT_ONLY_PLAN, GONE)
"""The same in every table; together they are all the provider's customers of the opening."""

FEW = 30
"""Leavers of a cell, over all seeds, under which no satisfied share is told."""

LISTED = 200
"""Customers of a cell that are named."""

NOBODY_LEFT = -1


class Fates(NamedTuple):
    """What had become of each customer in one world; a bool of shape (customers,) each.

    Attributes:
        left: Left of their own accord.
        moved: Moved away, or died.
        closed: Lost the provider, which closed.
    """

    left: Array
    moved: Array
    closed: Array

    def of(self, people: int) -> Fates:
        """Those of the first so many customers."""
        return Fates(*(mask[:people] for mask in self))


@dataclass(frozen=True)
class Exits:
    """The first exit of each customer from the provider of the opening.

    Attributes:
        row: Place in the ledger, of shape (customers,); `NOBODY_LEFT` for those without an exit.
        exits: The ledger.
    """

    row: Array
    exits: Any

    @classmethod
    def of(cls, finished: Finished, moment: Moment) -> Exits:
        """Finds them in the ledger, which is in the order of periods.

        Args:
            finished: The world.
            moment: The customers when its books opened.
        """
        exits = np.asarray(finished.past.exits)
        customer = exits["customer"].astype(np.int64)
        rows = np.flatnonzero(customer < len(moment.main))
        there = customer[rows]
        # A number may have been taken over by a newcomer: the same person has the same birth.
        same = (exits["origin"][rows] == moment.main[there]) & (
            exits["born"][rows] == moment.born[there]
        )
        rows = rows[same]
        who, first = np.unique(customer[rows], return_index=True)
        row = np.full(len(moment.main), NOBODY_LEFT, np.int64)
        row[who] = rows[first]
        return cls(row, exits)

    def until(self, period: int) -> Fates:
        """What had become of everybody when a period began."""
        has = np.flatnonzero(self.row >= 0)
        early = has[self.exits["period"][self.row[has]] < period]
        rows = self.row[early]
        own = self.exits["kind"][rows] != INVOLUNTARY
        closing = ~own & (self.exits["trigger"][rows] == BY_CLOSING)
        left, moved, closed = np.zeros((3, len(self.row)), bool)
        left[early[own]] = True
        moved[early[~own & ~closing]] = True
        closed[early[closing]] = True
        return Fates(left, moved, closed)


def cells(base: Fates, plan: Fates) -> dict[str, Array]:
    """Sorts people by what became of them in the two worlds.

    Args:
        base: Without the plan.
        plan: With it.

    Returns:
        A mask for each of `CELLS`; everybody is in one of them.
    """
    only_base = base.left & ~plan.left & ~plan.closed
    only_plan = plan.left & ~base.left & ~base.closed
    both = base.left & plan.left
    stayed = ~(base.left | base.moved | base.closed | plan.left | plan.moved | plan.closed)
    return {
        STAYED_BOTH: stayed,
        LEFT_BOTH: both,
        LEFT_ONLY_BASE: only_base,
        LEFT_ONLY_PLAN: only_plan,
        GONE: ~(stayed | both | only_base | only_plan),
    }


def same_people(base: Moment, plan: Moment) -> bool:
    """Whether everybody is the same, with the same provider and in the same mood."""
    return (
        np.array_equal(base.main, plan.main)
        and np.array_equal(base.born, plan.born)
        and np.array_equal(base.segment, plan.segment)
        and np.array_equal(base.satisfaction, plan.satisfaction, equal_nan=True)
    )


@dataclass(frozen=True)
class Pair:
    """A world without a plan and the one with it, on the same customers.

    Attributes:
        base: Without.
        plan: With.
        cutoff: Satisfied means at least this.
    """

    base: Finished
    plan: Finished
    cutoff: float

    def rows(self, periods: tuple[int, ...], named: bool) -> Iterator[tuple[Flow, list[Mover]]]:
        """The flows of every provider.

        Args:
            periods: First periods that no longer count.
            named: Whether customers are named, too.
        """
        opened = (self.base.moments[0], self.plan.moments[0])
        exits = (Exits.of(self.base, opened[0]), Exits.of(self.plan, opened[1]))
        names = [finished.past.names for finished in (self.base, self.plan)]
        people = min(len(moment.main) for moment in opened)
        same = opened[0].born[:people] == opened[1].born[:people]
        for until in periods:
            masks = cells(*(found.until(until).of(people) for found in exits))
            for number, name in enumerate(names[0]):
                if name not in names[1]:
                    continue
                other = names[1].index(name)
                members = same & (opened[0].main[:people] == number)
                members &= opened[1].main[:people] == other
                if not members.any():
                    continue
                beside = [
                    _beside(world, place, until, self.cutoff)
                    for world, place in ((self.base, number), (self.plan, other))
                ]
                for cell, mask in masks.items():
                    who = np.flatnonzero(members & mask)
                    in_plan = cell == LEFT_ONLY_PLAN
                    content = None
                    if cell not in (STAYED_BOTH, GONE):
                        found = exits[in_plan]
                        bands = found.exits["band"][found.row[who]]
                        content = int((bands >= band_of(self.cutoff)).sum())
                    flow = Flow(
                        name, until, cell, int(members.sum()), len(who), content, *beside[in_plan]
                    )
                    yield flow, self._named(flow, who, exits) if named else []

    def _named(self, flow: Flow, who: Array, exits: tuple[Exits, Exits]) -> list[Mover]:
        """Some of the customers of a cell, evenly spread over their numbers."""
        if flow.cell == GONE or not len(who):
            return []
        places = np.linspace(0, len(who) - 1, min(LISTED, len(who))).round().astype(np.int64)
        stories = [_Story(world, found) for world, found in zip(self._worlds, exits, strict=True)]
        rows = []
        for customer in map(int, who[places]):
            base, plan = (story.of(customer, flow.until) for story in stories)
            rows.append(Mover(flow.provider, flow.until, flow.cell, customer, *base, *plan))
        return rows

    @property
    def _worlds(self) -> tuple[Finished, Finished]:
        return self.base, self.plan


@dataclass(frozen=True)
class Flow:
    """How many of a provider's customers did what in the two worlds.

    Attributes:
        provider: Whose customers they were when the books opened.
        until: First period that no longer counts.
        cell: One of `CELLS`.
        opening: Customers of the provider when the books opened.
        customers: Of them in this cell.
        satisfied: Of these who had been satisfied at the end of the period before they left; None
            for cells in which nobody left. Of those who left in both worlds, without the plan.
        base_rate: Share of all the provider's customer-periods at risk that were satisfied, in the
            world in which these left.
        hazard_ratio: Hazard of the dissatisfied over that of the satisfied, in that world.
    """

    provider: str
    until: int
    cell: str
    opening: int
    customers: int
    satisfied: int | None
    base_rate: float | None
    hazard_ratio: float | None


@dataclass(frozen=True)
class Mover:
    """One customer of a cell, to be met in a diary.

    Attributes:
        provider: Of the opening.
        until: First period that no longer counts.
        cell: One of `CELLS`.
        customer: Number in the population.
        left_base: Period of leaving without the plan; None: never.
        to_base: Provider turned to, or the outside option.
        satisfaction_base: With the provider that was left, at the exit, 0-10.
        left_plan: Period of leaving with the plan; None: never.
        to_plan: As above.
        satisfaction_plan: As above.
    """

    provider: str
    until: int
    cell: str
    customer: int
    left_base: int | None
    to_base: str | None
    satisfaction_base: float | None
    left_plan: int | None
    to_plan: str | None
    satisfaction_plan: float | None


class _Story:
    """When and where to customers left, in one world."""

    def __init__(self, finished: Finished, found: Exits) -> None:
        self._found = found
        self._names = [*finished.past.names, outside_name(finished.scenario)]

    def of(self, customer: int, until: int) -> tuple[int | None, str | None, float | None]:
        row = int(self._found.row[customer])
        exit_ = None if row < 0 else self._found.exits[row]
        if exit_ is None or exit_["kind"] == INVOLUNTARY or exit_["period"] >= until:
            return None, None, None
        to = self._names[int(exit_["to"])]
        return int(exit_["period"]), to, float(exit_["satisfaction"])


def _beside(
    world: Finished, number: int, until: int, cutoff: float
) -> tuple[float | None, float | None]:
    """Base rate and hazard ratio: a satisfied share never stands alone."""
    hazard = world.past.hazard[:until, :, number].astype(np.float64)
    found = three_numbers(hazard[:, :, 0], hazard[:, :, 1], cutoff)
    return found.base_rate.value, found.hazard_ratio.value


def frame(rows: Mapping[str, list[Any]], kind: type[Flow | Mover]) -> pd.DataFrame:
    """Rows of several plans under one another, with the plan as the first column."""
    names = [field.name for field in fields(kind)]
    found = [
        (plan, *(getattr(row, name) for name in names))
        for plan, list_ in rows.items()
        for row in list_
    ]
    return pd.DataFrame(found, columns=["plan", *names])
