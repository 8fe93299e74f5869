"""Why they left: the true reason of every exit, and what the firm gets to hear instead.

The true reason is the category that contributed most to the difference in utility between the new
provider and the old one. The reason that a customer states, and the one that managers perceive, are
drawn from the scenario's misreporting matrices, whose default is the identity.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from sim.randomness import EPOCH, REPORT, ROUNDS, philox4x32
from sim.rules.words import INVOLUNTARY
from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.schema import REASONS

PRICE, SOLUTION, SERVICE, RELATIONSHIP, CHANCE, FORCED = range(len(REASONS))

Array = np.ndarray[Any, np.dtype[Any]]
View = Literal["stated", "managers"]


def true_reasons(exits: Any, parts: Array, price: int | None, by_satisfaction: Array) -> Array:
    """The category that contributed most to each exit.

    * price: push and pull of the outcome that is the price;
    * solution: push and pull of all other outcomes, and what makes the new provider attractive
      beyond them (belief, liking, constant);
    * service: own experience with the provider that is left, failures included;
    * relationship: the contact person left, and that woke the customer;
    * chance: the luck of the occasion; also where nothing else speaks for the change;
    * involuntary: the customer moved away, or the provider closed.

    Under the rival exit rules only dissatisfaction makes anybody leave, so the reason is service.

    Args:
        exits: Rows of the ledger, of dtype `sim.layout.EXIT`.
        parts: Push by outcome, then pull by outcome, utils, of shape (rows, 2 x outcomes).
        price: Number of the outcome that is the price; None when there is none.
        by_satisfaction: Bool of shape (rows,): a rival exit rule was in force.

    Returns:
        int8 of shape (rows,): places in `REASONS`.
    """
    outcomes = parts.shape[1] // 2
    by_outcome = parts[:, :outcomes].astype(np.float64) + parts[:, outcomes:]
    sums = np.zeros((len(exits), FORCED))
    if price is not None:
        sums[:, PRICE] = by_outcome[:, price]
    sums[:, SOLUTION] = by_outcome.sum(1) - sums[:, PRICE] + exits["rest"]
    sums[:, SERVICE] = exits["service"]
    sums[:, RELATIONSHIP] = -np.inf  # known by its trigger, not by its utils
    sums[:, CHANCE] = np.maximum(exits["luck"], 0.0)
    sums[exits["kind"] == INVOLUNTARY] = 0.0
    # Equal contributions, all of them zero, are nobody's merit but chance's.
    reasons = np.where(sums.max(1) > 0, sums.argmax(1), CHANCE).astype(np.int8)
    reasons[exits["contact_left"] == 1] = RELATIONSHIP
    reasons[by_satisfaction] = SERVICE
    reasons[exits["kind"] == INVOLUNTARY] = FORCED
    return reasons


def told_reasons(true: Array, exits: Any, scenario: Scenario, seed: int, view: View) -> Array:
    """What customers state, or what managers perceive, of the true reasons.

    Args:
        true: Places in `REASONS`, of shape (rows,).
        exits: The rows of the ledger: the luck is that of the customer and the period.
        scenario: With the misreporting matrices, `report.stated` and `report.managers`.
        seed: Of the run.
        view: "stated" or "managers".

    Returns:
        int8 of shape (rows,): places in `REASONS`.

    Raises:
        ScenarioError: A matrix has an unknown reason, or a row of zeros.
    """
    matrix = misreporting(getattr(scenario.report, view), f"report.{view}")
    if np.array_equal(matrix, np.eye(len(REASONS))):
        return true
    # The numbers of `randomness.draws`, for all rows at once.
    draw = philox4x32(
        ROUNDS,
        exits["customer"].astype(np.uint64),
        (exits["period"].astype(np.int64) + EPOCH).astype(np.uint64),
        np.uint64(REPORT),
        np.uint64(0),
        np.uint64(seed & 0xFFFFFFFF),
        np.uint64(seed >> 32),
    )[("stated", "managers").index(view)]
    u = (draw.astype(np.float64) + 0.5) * 2.0**-32
    # The last bound is exactly 1, so that rounding never leads outside the table.
    bounds = np.cumsum(matrix, 1)
    bounds[:, -1] = 1.0
    told: Array = (u[:, None] >= bounds[true]).sum(1).astype(np.int8)
    return told


def misreporting(rows: Mapping[str, Mapping[str, float]], path: str) -> Array:
    """A misreporting matrix: chance that a true reason (row) is told as another (column).

    Args:
        rows: Weights by true reason and told reason; a reason without a row is told as it is.
        path: Where the matrix stands in the scenario, for messages.

    Returns:
        float64 of shape (reasons, reasons); every row adds up to 1.

    Raises:
        ScenarioError: A reason is unknown, or the weights of a row add up to 0.
    """
    matrix = np.eye(len(REASONS))
    problems = []
    for true, row in rows.items():
        unknown = [name for name in (true, *row) if name not in REASONS]
        if unknown or not sum(row.values()) > 0:
            fault = f"no reason {unknown[0]!r}; known: {', '.join(REASONS)}" if unknown else "is 0"
            problems.append(Problem("scenario", None, f"{path}.{true}", fault))
            continue
        weights = np.array([row.get(name, 0.0) for name in REASONS], np.float64)
        matrix[REASONS.index(true)] = weights / weights.sum()
    if problems:
        raise ScenarioError(problems)
    return matrix
