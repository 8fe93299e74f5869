"""Points of the plausible space, and a scenario at one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.experiments.levers import Dial
from sim.scenario import Scenario, with_plan, with_values
from sim.scenario.schema import BURN_IN, Plan

Point = dict[str, Any]
"""Values by path."""

_BESIDE: dict[str, Any] = {
    "source": {},
    "levers": {},
    "what_if": {},
    "claims": [],
    "observed": [],
    "provenance": {},
}
_SEGMENTS = "customers.segments."
_SHARE = ".share"


def latin_hypercube(dials: Sequence[Dial], points: int, seed: int) -> list[Point]:
    """Points that are spread evenly over the range of every dial (McKay et al. 1979).

    Args:
        dials: What is turned.
        points: Number of points.
        seed: Of the design; the same seed gives the same points.

    Returns:
        The points. Without dials all are the same, empty one.
    """
    if points < 1:
        return []
    if not dials:
        return [{} for _ in range(points)]
    from scipy.stats import qmc  # half a second that other commands do not need

    places = qmc.LatinHypercube(len(dials), seed=seed).random(points)
    below_one = np.minimum(places, np.nextafter(1.0, 0.0))
    return [
        {dial.path: dial.value(float(u)) for dial, u in zip(dials, row, strict=True)}
        for row in below_one
    ]


def bare(scenario: Scenario) -> Scenario:
    """The market alone, without what is about it: it is changed and sent about faster."""
    return Scenario.model_validate(scenario.model_dump() | _BESIDE)


def whole(scenario: Scenario, point: Mapping[str, Any]) -> Point:
    """A point with all that changes with it: the shares of the other segments.

    Where the share of a segment is turned, those of the others keep their proportions and fill
    the rest; when there are no others, all are divided by their sum.
    """
    return {**point, **_other_shares(scenario, point)}


def at_point(scenario: Scenario, point: Mapping[str, Any]) -> Scenario:
    """A scenario at a point, as `whole` has it.

    Args:
        scenario: The scenario.
        point: Values by path.

    Raises:
        ScenarioError: The values contradict each other.
    """
    values = whole(scenario, point)
    return with_values(scenario, values) if values else scenario


def under_plan(scenario: Scenario, plan: Plan) -> Scenario:
    """A scenario at a point, under a plan; the shares of segments as `at_point` has them."""
    if plan.at == BURN_IN:
        return at_point(scenario, plan.set)
    return with_plan(scenario, plan)


def _other_shares(scenario: Scenario, values: Mapping[str, Any]) -> Point:
    segments = scenario.customers.segments
    paths = {f"{_SEGMENTS}{name}{_SHARE}": segment.share for name, segment in segments.items()}
    turned = {path: float(values[path]) for path in paths if path in values}
    if not turned:
        return {}
    others = {path: share for path, share in paths.items() if path not in turned}
    left, before = 1.0 - sum(turned.values()), sum(others.values())
    if before > 0 and left > 0:
        return {path: share * left / before for path, share in others.items()}
    total = sum(turned.values())
    if total <= 0:
        return {}  # for the scenario's own checks to refuse
    return {**dict.fromkeys(others, 0.0), **{p: share / total for p, share in turned.items()}}
