"""Exits of every kind, from the ledger: why, how, and how quietly."""

from __future__ import annotations

from math import nan

import numpy as np

from sim.experiments.measures.registry import measure, ratio
from sim.experiments.measures.seen import Seen
from sim.reasons import told_reasons, true_reasons
from sim.rules.words import (
    CUSTOMERS,
    DEFECTIONS,
    INVOLUNTARIES,
    INVOLUNTARY,
    STOPS,
    TRIGGERS,
)
from sim.scenario.schema import REASONS

EVERY_KIND = [DEFECTIONS, STOPS, INVOLUNTARIES]


@measure("exits.involuntary_share")
def involuntary_share(seen: Seen) -> float:
    """Moved away, or the provider closed."""
    return ratio((seen.exits["kind"] == INVOLUNTARY).sum(), len(seen.exits))


@measure("exits.per_year")
def per_year(seen: Seen) -> float:
    """Exits over customer-years; whoever leaves twice counts twice."""
    return ratio(seen.year * seen.books[EVERY_KIND].sum(), seen.books[CUSTOMERS])


@measure("exits.trigger_share")
def trigger_share(seen: Seen) -> float:
    """What woke the deciding comparison."""
    number = TRIGGERS.index(str(seen.options.trigger))
    rows = seen.past.exits[seen.leavers]
    return ratio((rows["trigger"] == number).sum(), len(rows))


@measure("exits.touchpoint_share")
def touchpoint_share(seen: Seen) -> float:
    """Whom one of some touchpoints failed last, whatever failed before."""
    wanted = seen.options.touchpoints or ()
    rows = np.asarray(seen.past.exits[seen.leavers])
    if seen.options.trigger is not None:
        rows = rows[rows["trigger"] == TRIGGERS.index(seen.options.trigger)]
    failed_last = 0
    for number, name in enumerate(seen.past.names):
        journey = list(seen.past.scenario.providers[name].touchpoints)
        # The ledger counts from 1; 0 is for whom nothing ever failed.
        places = [1 + journey.index(point) for point in wanted if point in journey]
        own = rows["failed"][rows["origin"] == number]
        failed_last += int(np.isin(own, places).sum())
    return ratio(failed_last, len(rows))


@measure("exits.silent_share")
def silent_share(seen: Seen) -> float:
    """Left without a complaint ever; the provider heard nothing."""
    rows = seen.past.exits[seen.leavers]
    return ratio((rows["complained"] == 0).sum(), len(rows))


@measure("exits.pull_share")
def pull_share(seen: Seen) -> float:
    """What the new one has over what the old one used to offer."""
    return _force(seen, "pull")


@measure("exits.push_share")
def push_share(seen: Seen) -> float:
    """Own provider's decline and failures."""
    return _force(seen, "push")


@measure("exits.mooring")
def mooring(seen: Seen) -> float:
    """What held, against what moved."""
    return _force(seen, "mooring")


@measure("exits.reason_share")
def reason_share(seen: Seen) -> float:
    """Share of a reason: as it was, as leavers say, as managers believe."""
    past, rows = seen.past, seen.leavers
    exits, parts = np.asarray(past.exits[rows]), np.asarray(past.parts[rows])
    outcomes = list(past.scenario.problem.outcomes.values())
    price = next((k for k, outcome in enumerate(outcomes) if outcome.revenue), None)
    reasons = true_reasons(exits, parts, price, past.rivals[exits["period"]])
    if seen.options.view == "stated":
        reasons = told_reasons(reasons, exits, past.scenario, past.seed, "stated")
    elif seen.options.view == "perceived":
        reasons = told_reasons(reasons, exits, past.scenario, past.seed, "managers")
    return ratio((reasons == REASONS.index(str(seen.options.reason))).sum(), len(reasons))


def _force(seen: Seen, name: str) -> float:
    """Size of a force over the size of push and pull, both summed over the leavers."""
    rows = seen.past.exits[seen.leavers]
    if not len(rows):
        return nan
    moved = np.abs(rows["push"].astype(np.float64)) + np.abs(rows["pull"].astype(np.float64))
    return ratio(np.abs(rows[name].astype(np.float64)).sum(), moved.sum())
