"""What a claim may measure: names, units and what each needs to know.

This is the list that a scenario's claims are checked against; `sim.experiments.measures` has the
functions, one for each name. To add a measure, add a line here and a function there.

Where nothing else is said a number is of one provider and over the claim's window: sums over the
window divided by sums over the window, so that every customer-period counts the same. A year has
52 weeks, 12 months or 4 quarters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OPTIONS = ("cutoff", "segment", "trigger", "mode", "reason", "view")
"""What some measures need to know, or may know, beside provider and window."""


TRIGGERS = (
    "routine",
    "failure",
    "complaint",
    "contract end",
    "heard",
    "life event",
    "contact left",
    "called",
    "dissatisfied",
    "no provider",
    "habit",
    "moved away",
    "closed",
    "sold out",
)
"""What wakes a leaver, in the words of the ledger (`sim.rules.words`)."""


@dataclass(frozen=True)
class Measure:
    """A number that a claim may be about.

    Attributes:
        unit: Of the number.
        meaning: What it is, in a sentence without a full stop.
        whose: "provider": of one; "any": of one, or of all together when the claim names none;
            "market": of the market, and not of a provider.
        takes: Options that a claim may give.
        needs: Options that it must give.
        scale: "log" for ratios, whose mean is the geometric one; "chance" for what is 0 or 1 in a
            run.
        against: World that it has to be compared with; empty when any will do, or none.
    """

    unit: str
    meaning: str
    whose: Literal["provider", "any", "market"] = "any"
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    scale: Literal["plain", "log", "chance"] = "plain"
    against: str = ""


_SEGMENT = ("segment",)
_CUT = ("cutoff", "segment")
_YEARS = "customers followed for a year from the start of each year of the window; those who moved "
_YEARS += "away are left out"

MEASURES: dict[str, Measure] = {
    # Leaving for another provider, from the counts at risk by half point of satisfaction.
    "defections.count": Measure("defections", "defections in the window", takes=_SEGMENT),
    "defections.rate": Measure(
        "share", "defections for a customer at risk and period", takes=_SEGMENT
    ),
    "defections.per_year": Measure("share/year", "defections for a customer and year"),
    "defections.satisfied_share": Measure(
        "share", "share of defectors who were satisfied", takes=_CUT
    ),
    "defections.base_rate": Measure(
        "share", "share of customers at risk who were satisfied", takes=_CUT
    ),
    "defections.hazard_ratio": Measure(
        "ratio",
        "hazard of the dissatisfied over that of the satisfied, with half a defection added to "
        "each side, so that it is known when one side is empty (Haldane 1956)",
        takes=_CUT,
        scale="log",
    ),
    "defections.stratified_ratio": Measure(
        "ratio", "the ratio by Mantel & Haenszel, by period and segment", takes=_CUT, scale="log"
    ),
    "defections.satisfied_excess": Measure(
        "share",
        "share of the customers at the start of the window who left satisfied inside it, less the "
        "same in the world without the entrant; the window is report.excess_window if not given",
        whose="provider",
        takes=_CUT,
        against="no_entrant",
    ),
    "defections.hazard_satisfied": Measure(
        "share", "defections for a satisfied customer at risk and period", takes=_CUT
    ),
    "defections.hazard_middle": Measure(
        "share",
        "defections for a customer at risk with satisfaction from 6 to under 8, and period",
        takes=_SEGMENT,
    ),
    "defections.hazard_low": Measure(
        "share",
        "defections for a customer at risk with satisfaction under 6, and period",
        takes=_SEGMENT,
    ),
    "defections.hazard_high": Measure(
        "share",
        "defections for a customer at risk with satisfaction from 8, and period",
        takes=_SEGMENT,
    ),
    "defections.order": Measure(
        "periods",
        "mean periods until the first defection, of customers from 6 to under 8 at the start of "
        "the window, less that of its other customers; nobody counts for longer than the window, "
        "and who moves away counts until then (Kaplan & Meier)",
        takes=_SEGMENT,
    ),
    # Exits of every kind, from the ledger.
    "exits.involuntary_share": Measure(
        "share", "share of all exits that were involuntary", takes=_SEGMENT
    ),
    "exits.per_year": Measure("share/year", "exits of every kind for a customer and year"),
    "exits.trigger_share": Measure(
        "share",
        "share of voluntary exits that the trigger woke",
        takes=_SEGMENT,
        needs=("trigger",),
    ),
    "exits.silent_share": Measure(
        "share", "share of voluntary leavers who had never complained", takes=_SEGMENT
    ),
    "exits.pull_share": Measure(
        "share", "pull in all of push and pull, by size, over voluntary leavers", takes=_SEGMENT
    ),
    "exits.push_share": Measure(
        "share", "push in all of push and pull, by size, over voluntary leavers", takes=_SEGMENT
    ),
    "exits.mooring": Measure(
        "ratio", "mooring over push and pull, by size, over voluntary leavers", takes=_SEGMENT
    ),
    "exits.reason_share": Measure(
        "share",
        "share of voluntary exits with the reason; true, stated or as managers perceive it",
        takes=_SEGMENT,
        needs=("reason", "view"),
    ),
    # Who is where.
    "share.use": Measure("share", "share of all use of providers", whose="provider"),
    "share.customers": Measure(
        "share", "share of the customers of all providers", whose="provider"
    ),
    "share.mode": Measure(
        "share", "share of all use of providers", whose="market", needs=("mode",)
    ),
    # What customers think, do and say.
    "satisfaction.mean": Measure("0-10", "true mean satisfaction"),
    "satisfaction.surveyed": Measure("1-10", "mean answer to the survey"),
    "satisfaction.change": Measure(
        "points", "true mean satisfaction in the last period of the window less that in the first"
    ),
    "satisfaction.never_asked_share": Measure(
        "share",
        "share of customers at the end of the window who never answered the survey",
        takes=_SEGMENT,
    ),
    "satisfaction_loyalty.slope": Measure(
        "share",
        f"yearly retention of the satisfied less that of the dissatisfied; {_YEARS}",
        takes=_CUT,
    ),
    "satisfaction_loyalty.correlation": Measure(
        "-1 to 1", f"correlation of satisfaction and staying for a year; {_YEARS}", takes=_SEGMENT
    ),
    "retention.per_year": Measure("share", f"share who stay for a year; {_YEARS}", takes=_SEGMENT),
    "quadrant.loyalist": Measure(
        "share", f"share who are satisfied and stay; {_YEARS}", takes=_CUT
    ),
    "quadrant.mercenary": Measure(
        "share", f"share who are satisfied and leave; {_YEARS}", takes=_CUT
    ),
    "quadrant.hostage": Measure(
        "share", f"share who are dissatisfied and stay; {_YEARS}", takes=_CUT
    ),
    "quadrant.defector": Measure(
        "share", f"share who are dissatisfied and leave; {_YEARS}", takes=_CUT
    ),
    "nps": Measure("-100 to 100", "share of 9s and 10s less share of 1s to 6s in the survey"),
    "preference": Measure("share", "forced choice: share who would rather buy their own provider"),
    "engagement": Measure("0-1", "mean engagement"),
    "looking": Measure("comparisons", "comparisons for a customer at risk and period"),
    "voice.share": Measure("share", "complaints for a use on which something failed"),
    "complaints.per_year": Measure("complaints/year", "complaints for a customer and year"),
    "talk.negative_share": Measure("share", "share of all telling that is by the discontent"),
    "failures.leave_after_none": Measure(
        "share",
        "chance to leave of one's own accord within 12 months from the start of the window, or of "
        "the relation, as long as nothing fails (Kaplan & Meier)",
        takes=_SEGMENT,
    ),
    "failures.leave_after_one": Measure(
        "share",
        "the same within 12 months after the first failure in the window, while no other follows",
        takes=_SEGMENT,
    ),
    "failures.leave_after_several": Measure(
        "share", "the same within 12 months after the second failure in the window", takes=_SEGMENT
    ),
    # Money.
    "money.revenue": Measure("money", "revenue a period, for 1,000 customers of the market"),
    "money.cost": Measure("money", "cost a period, for 1,000 customers of the market"),
    "money.profit": Measure("money", "profit a period, for 1,000 customers of the market"),
    "money.lifetime_value": Measure(
        "money", "revenue less what serving costs, for every customer lost (fixed costs left out)"
    ),
    "money.acquisition_needed": Measure(
        "customers/year",
        "customers to win a year to stand still, for 1,000 customers of the market",
    ),
    "money.survives": Measure(
        "0 or 1",
        "1 when it is open in the last period of the window",
        scale="chance",
        whose="provider",
    ),
    "demand.unserved": Measure(
        "share", "share of all needs that are met by doing without", whose="market"
    ),
    "value.mean": Measure("units", "units bought at a need, mean"),
}
"""Every measure, by name."""
