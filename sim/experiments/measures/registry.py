"""The functions behind the measures, by name; `sim.scenario.measures` says what each means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.experiments.measures.seen import Seen
from sim.scenario import Scenario
from sim.scenario.measures import MEASURES

Function = Callable[[Seen], float]
"""A number of one world; not a number when it cannot be known."""

Window = tuple[int, int]
Periods = Callable[[Window, int], list[int]]


@dataclass(frozen=True)
class Counting:
    """How a measure is counted.

    Attributes:
        function: The number.
        moments: From window and periods in a year to the periods at which the customers are
            looked at.
        traced: Whether it needs every customer in every period of the window.
        length: Length of its window when the claim gives none; None for all that is left.
    """

    function: Function
    moments: Periods
    traced: bool
    length: Callable[[Scenario], int] | None


COUNTINGS: dict[str, Counting] = {}


def measure(
    name: str,
    *,
    moments: Periods = lambda window, year: [],
    traced: bool = False,
    length: Callable[[Scenario], int] | None = None,
) -> Callable[[Function], Function]:
    """Marks a function as the measure of a name.

    Args:
        name: In `sim.scenario.measures.MEASURES`.
        moments: See `Counting`.
        traced: See `Counting`.
        length: See `Counting`.

    Raises:
        ValueError: The list does not have the name, or another function has it.
    """
    if name not in MEASURES or name in COUNTINGS:
        raise ValueError(f"{name} is not in the list of measures, or there twice")

    def note(function: Function) -> Function:
        COUNTINGS[name] = Counting(function, moments, traced, length)
        return function

    return note


def ratio(above: float, below: float) -> float:
    """A quotient; not a number when there is nothing to divide by."""
    return float(above) / float(below) if below > 0 else float("nan")
