"""Verdicts: holds, does not hold, undecided; and in how much of the plausible space.

**Stopping rule.** A claim is looked at after 6, 12, 24 and 48 runs with other luck (fewer if asked
for). At each look its number has Student's interval at its own level, and the claim is decided when
the interval lies wholly inside or wholly outside the claimed region. The chances to err that are
spent at the looks, 0.5%, 1%, 1.5% and 2%, add up to 5%: whichever look ends the test, all intervals
together cover the truth with 95%, so that peeking is paid for (the bound of Bonferroni; with other
looks the chances are in the same proportions). The interval that is reported is that of the last
look. Claims are not corrected for there being many of them.

**Robustness.** At each point of the space there is one run; the claim holds there when its number
lies in the claimed region. A point where the number is unknown does not count as holding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, sqrt
from typing import Literal

import numpy as np

from sim.measures import UNKNOWN, Estimate, wilson
from sim.scenario.claim_checks import limits
from sim.scenario.claims import Claim
from sim.scenario.measures import MEASURES

LOOKS = (6, 12, 24, 48)
"""Runs after which a claim is looked at."""

ERROR = 0.05
"""Chance to err, over all looks."""

ENOUGH_KNOWN = 0.8
"""Share of the runs in which the number must be known."""

Verdict = Literal["holds", "does not hold", "undecided"]
HOLDS: Verdict = "holds"
FAILS: Verdict = "does not hold"
UNDECIDED: Verdict = "undecided"


def looks(most: int) -> list[int]:
    """After how many runs a claim is looked at, when there are at most so many.

    Raises:
        ValueError: A mean over less than two runs has no interval.
    """
    if most < 2:
        raise ValueError(f"{most} replicates; at least 2 are needed")
    return [*(n for n in LOOKS if n < most), most]


def levels(count: int) -> list[float]:
    """Chance to err that is spent at each of so many looks: later ones get more."""
    parts = np.arange(1, count + 1)
    return [float(part) for part in ERROR * parts / parts.sum()]


@dataclass(frozen=True)
class Trial:
    """How the test of a claim ended.

    Attributes:
        verdict: What came out.
        estimate: The number, with the interval of the last look.
        runs: Runs until then.
        known: Runs among them in which the number was known.
    """

    verdict: Verdict
    estimate: Estimate
    runs: int
    known: int


def looked_at(claim: Claim, values: Sequence[float], error: float) -> Trial:
    """One look at a claim.

    Args:
        claim: The claim.
        values: Its number in each run; not a number where it was unknown.
        error: Chance to err that is spent at this look.
    """
    known = [value for value in values if isfinite(value)]
    estimate = interval(claim, known, error)
    verdict = UNDECIDED
    if len(known) >= ENOUGH_KNOWN * len(values):
        verdict = decided(claim, estimate)
    return Trial(verdict, estimate, len(values), len(known))


def decided(claim: Claim, estimate: Estimate) -> Verdict:
    """Whether an interval lies wholly inside, or wholly outside, the claimed region."""
    if estimate.low is None or estimate.high is None:
        return UNDECIDED
    if lies_inside(claim, estimate.low) and lies_inside(claim, estimate.high):
        return HOLDS
    low, high = claim.bounds
    under = low is not None and _is_under(estimate.high, low, claim.above is not None)
    over = high is not None and _is_under(high, estimate.low, claim.below is not None)
    return FAILS if under or over else UNDECIDED


def lies_inside(claim: Claim, value: float) -> bool:
    """Whether a number is as the claim says; one that is unknown is not."""
    low, high = claim.bounds
    if not isfinite(value):
        return False
    too_low = low is not None and _is_under(value, low, claim.above is not None)
    too_high = high is not None and _is_under(high, value, claim.below is not None)
    return not (too_low or too_high)


def _is_under(value: float, bound: float, at_bound_too: bool) -> bool:
    return value <= bound if at_bound_too else value < bound


def interval(claim: Claim, values: Sequence[float], error: float) -> Estimate:
    """The mean of a claim's number over runs, with its interval.

    Ratios have it on the logarithm, if none is zero. Chances, which are 0 or 1 in a run, have
    that of Clopper & Pearson (1934); so have their differences, moved to between 0 and 1. Student's
    ends where the number itself cannot go: a share is not under 0.

    Args:
        claim: Whose number it is.
        values: Known ones only.
        error: Chance that the interval misses.
    """
    if not len(values):
        return UNKNOWN
    numbers = np.array(values, np.float64)
    scale = MEASURES[claim.measure].scale
    if scale == "chance" and not claim.relative:
        if claim.is_compared:
            moved = _clopper_pearson((numbers + 1) / 2, error)
            return Estimate(*(None if end is None else 2 * end - 1 for end in _ends(moved)))
        return _clopper_pearson(numbers, error)
    divided = claim.relative if claim.is_compared else scale == "log"
    if divided and numbers.min() > 0:
        logs = _student(np.log(numbers), error)
        return Estimate(*(None if end is None else exp(end) for end in _ends(logs)))
    return _cut(_student(numbers, error), *limits(claim))


def _cut(estimate: Estimate, least: float, most: float) -> Estimate:
    """The interval without what lies outside; the estimate inside stays as it is."""
    if estimate.low is None or estimate.high is None:
        return estimate
    return Estimate(estimate.value, max(estimate.low, least), min(estimate.high, most))


def _student(numbers: np.ndarray, error: float) -> Estimate:
    from scipy.special import stdtrit

    middle, count = float(numbers.mean()), len(numbers)
    if count < 2:
        return Estimate(middle)
    half = float(stdtrit(count - 1, 1 - error / 2)) * float(numbers.std(ddof=1)) / sqrt(count)
    return Estimate(middle, middle - half, middle + half)


def _clopper_pearson(numbers: np.ndarray, error: float) -> Estimate:
    from scipy.special import betaincinv

    count, some = len(numbers), float(numbers.sum())
    low = float(betaincinv(some, count - some + 1, error / 2)) if some > 0 else 0.0
    high = float(betaincinv(some + 1, count - some, 1 - error / 2)) if some < count else 1.0
    return Estimate(some / count, low, high)


def _ends(estimate: Estimate) -> tuple[float | None, float | None, float | None]:
    return estimate.value, estimate.low, estimate.high


@dataclass(frozen=True)
class Robustness:
    """In how much of the plausible space a claim holds.

    Attributes:
        share: Share of the points in which it holds, with Wilson's interval.
        points: Points that count.
        unknown: Points among them where the number is unknown.
        refused: Points that are left out, since the scenario cannot be there.
        low: The number at the 5th percentile of the points where it is known; None without any.
        high: The same at the 95th.
    """

    share: Estimate
    points: int
    unknown: int
    refused: int
    low: float | None
    high: float | None


def robustness(claim: Claim, values: Sequence[float], refused: int) -> Robustness:
    """In how much of the space a claim holds.

    Args:
        claim: The claim.
        values: Its number at each point where the scenario can be.
        refused: Number of the other points.
    """
    known = [value for value in values if isfinite(value)]
    holding = sum(lies_inside(claim, value) for value in values)
    low, high = (float(q) for q in np.percentile(known, [5, 95])) if known else (None, None)
    return Robustness(
        share=wilson(holding, len(values)),
        points=len(values),
        unknown=len(values) - len(known),
        refused=refused,
        low=low,
        high=high,
    )
