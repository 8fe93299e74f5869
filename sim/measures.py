"""The three numbers that go with "x% of the leavers were satisfied", the excess, and intervals.

The share of leavers who were satisfied says nothing alone: if 80% of all customers are satisfied
and satisfaction had no effect, 80% of the leavers would be satisfied too. So it comes with the base
rate among customers at risk and with the hazard ratio dissatisfied : satisfied; and, where somebody
enters, with the excess over the same customers' world without the entrant.

Everything is counted in customer-periods at risk, so that Bayes' identity holds exactly:
share = b h_s / (b h_s + (1 - b) h_d), with base rate b and the hazards of the satisfied (h_s) and
of the dissatisfied (h_d).

The intervals inside one run treat customer-periods as independent, which the periods of one
customer are not: replicates (`over_replicates`) give the wider and more honest ones. All intervals
are 95%. A number that cannot be known, such as a ratio with an empty cell, is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt
from typing import Any, Literal

import numpy as np

from sim.rules.words import BANDS, DEFECTION

CUTOFFS = (6.0, 7.0, 8.0)
"""Satisfied means at least this; the scenario's own cut-off is reported beside these."""

Z = 1.959963984540054
"""The normal distribution's 97.5% point."""

Scale = Literal["plain", "log"]
Counts = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Estimate:
    """A number with its 95% interval.

    Attributes:
        value: The number; None when unknown.
        low: Lower end of the interval; None when unknown.
        high: Upper end of the interval; None when unknown.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None

    def as_dict(self) -> dict[str, float | None]:
        """As JSON has it: value, low, high."""
        return {"value": self.value, "low": self.low, "high": self.high}


UNKNOWN = Estimate()


@dataclass(frozen=True)
class ThreeNumbers:
    """How satisfied the leavers were, with all that is needed to judge it.

    Attributes:
        cutoff: Satisfied means at least this, 0-10, at the end of the previous period.
        at_risk: Customer-periods at risk.
        leavers: Defections among them.
        satisfied_share: Share of the leavers who were satisfied, 0-1.
        base_rate: Share of the customer-periods at risk that were satisfied, 0-1.
        hazard_ratio: Hazard of the dissatisfied over that of the satisfied, pooled.
        stratified_ratio: The same by Mantel & Haenszel, stratified by period and segment.
    """

    cutoff: float
    at_risk: int
    leavers: int
    satisfied_share: Estimate
    base_rate: Estimate
    hazard_ratio: Estimate
    stratified_ratio: Estimate

    def as_dict(self) -> dict[str, dict[str, float | None]]:
        """The four estimates, as JSON has them."""
        return {name: getattr(self, name).as_dict() for name in MEASURES if name != "excess"}


MEASURES = ("satisfied_share", "base_rate", "hazard_ratio", "stratified_ratio", "excess")
"""Names of the numbers, in the order of every table."""

RATIOS = ("hazard_ratio", "stratified_ratio")


def three_numbers(at_risk: Counts, defections: Counts, cutoff: float) -> ThreeNumbers:
    """The three numbers of one provider at one cut-off.

    Args:
        at_risk: Customers at risk, of shape (..., bands): by half point of satisfaction at the end
            of the previous period; all axes before the last are strata (period, segment).
        defections: Defections, of the same shape.
        cutoff: Satisfied means at least this: a half point from 0.5 to 10.

    Returns:
        The numbers; unknown where there is nobody to count.

    Raises:
        ValueError: The cut-off is not a half point, or the shapes do not fit.
    """
    band = band_of(cutoff)
    if at_risk.shape != defections.shape or at_risk.shape[-1] != BANDS:
        raise ValueError(
            f"at_risk has shape {at_risk.shape} and defections {defections.shape}; "
            f"both must end in {BANDS} bands"
        )
    risk = at_risk.reshape(-1, BANDS).astype(np.float64)
    left = defections.reshape(-1, BANDS).astype(np.float64)
    content = (left[:, band:].sum(1), risk[:, band:].sum(1))
    discontent = (left[:, :band].sum(1), risk[:, :band].sum(1))
    left_content, risk_content = content[0].sum(), content[1].sum()
    left_discontent, risk_discontent = discontent[0].sum(), discontent[1].sum()
    return ThreeNumbers(
        cutoff=cutoff,
        at_risk=int(risk_content + risk_discontent),
        leavers=int(left_content + left_discontent),
        satisfied_share=wilson(left_content, left_content + left_discontent),
        base_rate=wilson(risk_content, risk_content + risk_discontent),
        hazard_ratio=risk_ratio(left_discontent, risk_discontent, left_content, risk_content),
        stratified_ratio=mantel_haenszel(*discontent, *content),
    )


def band_of(cutoff: float) -> int:
    """The first half-point band that counts as satisfied.

    Raises:
        ValueError: The cut-off is not a half point from 0.5 to 10.
    """
    band = round(2 * cutoff)
    if band != 2 * cutoff or not 1 <= band < BANDS:
        raise ValueError(f"cut-off {cutoff} is not a half point from 0.5 to 10")
    return band


def wilson(count: float, total: float) -> Estimate:
    """A share with Wilson's (1927) interval, which stays between 0 and 1.

    Args:
        count: Those who have it.
        total: All; 0 makes the share unknown.
    """
    if total <= 0:
        return UNKNOWN
    share = count / total
    middle = (share + Z * Z / (2 * total)) / (1 + Z * Z / total)
    half = Z * sqrt(share * (1 - share) / total + Z * Z / (4 * total * total))
    half /= 1 + Z * Z / total
    # Rounding must not push the end of an interval over its own share.
    low, high = min(share, middle - half), max(share, middle + half)
    return Estimate(float(share), float(max(0.0, low)), float(min(1.0, high)))


def risk_ratio(cases_1: float, total_1: float, cases_0: float, total_0: float) -> Estimate:
    """A ratio of two hazards, with the delta method's interval on its logarithm.

    Args:
        cases_1: Leavers of the group above the line, here the dissatisfied.
        total_1: That group at risk.
        cases_0: Leavers of the group under the line.
        total_0: That group at risk.

    Returns:
        The ratio; unknown when a cell is empty.
    """
    if min(cases_1, cases_0) <= 0:
        return UNKNOWN
    ratio = (cases_1 / total_1) / (cases_0 / total_0)
    variance = 1 / cases_1 - 1 / total_1 + 1 / cases_0 - 1 / total_0
    return _on_log_scale(ratio, variance)


def mantel_haenszel(cases_1: Counts, total_1: Counts, cases_0: Counts, total_0: Counts) -> Estimate:
    """The common ratio of two hazards over strata, with Greenland & Robins' (1985) interval.

    Args:
        cases_1: Leavers of the first group in each stratum, of shape (strata,).
        total_1: That group at risk.
        cases_0: Leavers of the second group.
        total_0: That group at risk.

    Returns:
        The ratio; unknown when no stratum with both groups has leavers of each.
    """
    total = total_1 + total_0
    some = total > 0
    a, n_1, c, n_0, n = (x[some] for x in (cases_1, total_1, cases_0, total_0, total))
    above, below = float((a * n_0 / n).sum()), float((c * n_1 / n).sum())
    if min(above, below) <= 0:
        return UNKNOWN
    variance = float(((n_1 * n_0 * (a + c) - a * c * n) / (n * n)).sum()) / (above * below)
    return _on_log_scale(above / below, variance)


def _on_log_scale(ratio: float, variance: float) -> Estimate:
    half = Z * sqrt(max(0.0, variance))
    return Estimate(float(ratio), float(ratio * exp(-half)), float(ratio * exp(half)))


def left_satisfied(
    exits: Any, provider: int, entry: int, window: int, cutoff: float, customers: int
) -> Counts:
    """Who left a provider satisfied after an entry.

    Args:
        exits: The ledger, of dtype `sim.layout.EXIT`, in order of periods.
        provider: Number of the provider that is left.
        entry: Period of the entry.
        window: Periods that count, the entry's own included.
        cutoff: Satisfied means at least this at the end of the period before the defection.
        customers: Size of the population.

    Returns:
        Bool of shape (customers,): the first defection after the entry was a satisfied one. A
        newcomer who has taken the number of somebody who moved away does not count.
    """
    chosen = (exits["origin"] == provider) & (exits["kind"] == DEFECTION)
    chosen &= (exits["period"] >= entry) & (exits["period"] < entry + window)
    chosen &= exits["born"] < entry
    rows = exits[chosen]
    who, first = np.unique(rows["customer"], return_index=True)
    left = np.zeros(customers, bool)
    left[who] = rows["band"][first] >= band_of(cutoff)
    return left


def excess(were: Counts, left_with: Counts, left_without: Counts) -> Estimate:
    """Share that left satisfied in one world minus the same customers' share in the other.

    Args:
        were: Bool of shape (customers,): the provider's customers just before the entry.
        left_with: Bool of shape (customers,): left satisfied in the world with the entrant.
        left_without: The same in the world without.

    Returns:
        The difference of the two shares, -1 to 1, with the interval of Agresti & Min (2005) for
        matched pairs; unknown when there were no customers.
    """
    pairs = int(were.sum())
    if pairs == 0:
        return UNKNOWN
    only_with = int((were & left_with & ~left_without).sum())
    only_without = int((were & left_without & ~left_with).sum())
    value = (only_with - only_without) / pairs
    # Half a customer in each of the four cells, so that no interval shrinks to a point.
    b, c, n = only_with + 0.5, only_without + 0.5, pairs + 2.0
    middle = (b - c) / n
    half = Z * sqrt(b + c - (b - c) ** 2 / n) / n
    low, high = min(value, middle - half), max(value, middle + half)
    return Estimate(value, max(-1.0, low), min(1.0, high))


def over_replicates(values: Sequence[float | None], scale: Scale = "plain") -> Estimate:
    """The mean over replicates, with Student's interval: how well the mean is known.

    Args:
        values: One number a replicate; unknown ones (None, NaN) are left out.
        scale: "log" for ratios: the geometric mean, and an interval that stays above 0.

    Returns:
        The mean; unknown without a known value, and without an interval for a single one.
    """
    known = _known(values)
    if scale == "log":
        known = known[known > 0]
    if not len(known):
        return UNKNOWN
    numbers = np.log(known) if scale == "log" else known
    back = exp if scale == "log" else float
    middle = float(numbers.mean())
    if len(numbers) < 2:
        return Estimate(back(middle))
    from scipy.special import stdtrit  # a tenth of a second that a single run does not need

    spread = float(numbers.std(ddof=1)) / sqrt(len(numbers))
    half = float(stdtrit(len(numbers) - 1, 0.975)) * spread
    return Estimate(back(middle), back(middle - half), back(middle + half))


def band_of_replicates(values: Sequence[float | None]) -> Estimate:
    """Median of the replicates, and the band that holds 95% of them: how runs differ.

    Args:
        values: One number a replicate; unknown ones (None, NaN) are left out.
    """
    known = _known(values)
    if not len(known):
        return UNKNOWN
    low, middle, high = np.percentile(known, [2.5, 50.0, 97.5])
    return Estimate(float(middle), float(low), float(high))


def _known(values: Sequence[float | None]) -> Counts:
    numbers = np.array([np.nan if value is None else value for value in values], np.float64)
    return numbers[np.isfinite(numbers)]
