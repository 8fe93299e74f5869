"""Marks the functions that say what a customer does.

A rule is an ordinary Python function about one customer. Marking changes nothing: it can be called
and read as it stands. `sim.engine` teaches Numba every marked function, so that the same lines run
compiled over the whole population.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

RULES: list[Callable[..., Any]] = []
"""Rules of everyday: Numba puts them in line, so that a call costs nothing."""

RARE_RULES: list[Callable[..., Any]] = []
"""Rules of rare moments: kept apart, so that the everyday code stays small."""


def rule(function: Function) -> Function:
    """Marks a function as one that runs both interpreted and compiled."""
    RULES.append(function)
    return function


def rare_rule(function: Function) -> Function:
    """Marks a rule that few customers meet in a period."""
    RARE_RULES.append(function)
    return function
