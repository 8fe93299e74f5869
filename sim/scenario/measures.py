"""What a claim may measure: names, units and what each needs to know.

This is the list that a scenario's claims are checked against; `sim.experiments.measures` has the
functions, one for each name. To add a measure, add a line here and a function there.

Where nothing else is said a number is of one provider and over the claim's window: sums over the
window divided by sums over the window, so that every customer-period counts the same. A year has
52 weeks, 12 months or 4 quarters.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Literal

OPTIONS = ("cutoff", "segment", "trigger", "touchpoints", "mode", "reason", "view")
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
        between: Least and most that it can be.
        unknown: When it cannot be known, and is null, in a clause; empty: never.
    """

    unit: str
    meaning: str
    whose: Literal["provider", "any", "market"] = "any"
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    scale: Literal["plain", "log", "chance"] = "plain"
    against: str = ""
    between: tuple[float, float] = (-inf, inf)
    unknown: str = ""


_SEGMENT = ("segment",)
_CUT = ("cutoff", "segment")
_YEARS = "customers followed for a year from the start of each year of the window; those who moved "
_YEARS += "away are left out"
_PART = (0.0, 1.0)
_NOT_NEGATIVE = (0.0, inf)
_EITHER_WAY = (-1.0, 1.0)
_NO_CUSTOMERS = "it had no customers"
_NOBODY_AT_RISK = "nobody was at risk"
_NOBODY_LEFT = "nobody left of his own accord"
_NOTHING_MOVED = "nobody left of his own accord, or nothing pushed or pulled them"
_NOBODY_FOLLOWED = "nobody could be followed"

MEASURES: dict[str, Measure] = {
    # Leaving for another provider, from the counts at risk by half point of satisfaction.
    "defections.count": Measure(
        "defections", "defections in the window", takes=_SEGMENT, between=_NOT_NEGATIVE
    ),
    "defections.rate": Measure(
        "share",
        "defections for a customer at risk and period",
        takes=_SEGMENT,
        between=_PART,
        unknown=_NOBODY_AT_RISK,
    ),
    "defections.per_year": Measure(
        "share/year",
        "defections for a customer and year",
        between=_NOT_NEGATIVE,
        unknown=_NO_CUSTOMERS,
    ),
    "defections.satisfied_share": Measure(
        "share",
        "share of defectors who were satisfied",
        takes=_CUT,
        between=_PART,
        unknown="nobody defected",
    ),
    "defections.base_rate": Measure(
        "share",
        "share of customers at risk who were satisfied",
        takes=_CUT,
        between=_PART,
        unknown=_NOBODY_AT_RISK,
    ),
    "defections.hazard_ratio": Measure(
        "ratio",
        "hazard of the dissatisfied over that of the satisfied, with half a defection added to "
        "each side, so that it is known when one side is empty (Haldane 1956)",
        takes=_CUT,
        scale="log",
        between=_NOT_NEGATIVE,
        unknown="nobody was at risk above the cut-off, or under it, or nobody defected",
    ),
    "defections.stratified_ratio": Measure(
        "ratio",
        "the ratio by Mantel & Haenszel, by period and segment",
        takes=_CUT,
        scale="log",
        between=_NOT_NEGATIVE,
        unknown="no period and segment has both groups, with a defection in each",
    ),
    "defections.satisfied_excess": Measure(
        "share",
        "share of the customers at the start of the window who left satisfied inside it, less the "
        "same in the world without the entrant; the window is report.excess_window if not given",
        whose="provider",
        takes=_CUT,
        against="no_entrant",
        between=_PART,
        unknown="it had no customers at the start of the window, or closed inside it",
    ),
    "defections.hazard_satisfied": Measure(
        "share",
        "defections for a satisfied customer at risk and period",
        takes=_CUT,
        between=_PART,
        unknown="nobody at risk was satisfied",
    ),
    "defections.hazard_middle": Measure(
        "share",
        "defections for a customer at risk with satisfaction from 6 to under 8, and period",
        takes=_SEGMENT,
        between=_PART,
        unknown="nobody at risk was there",
    ),
    "defections.hazard_low": Measure(
        "share",
        "defections for a customer at risk with satisfaction under 6, and period",
        takes=_SEGMENT,
        between=_PART,
        unknown="nobody at risk was there",
    ),
    "defections.hazard_high": Measure(
        "share",
        "defections for a customer at risk with satisfaction from 8, and period",
        takes=_SEGMENT,
        between=_PART,
        unknown="nobody at risk was there",
    ),
    "defections.order": Measure(
        "periods",
        "mean periods until the first defection, of customers from 6 to under 8 at the start of "
        "the window, less that of its other customers; nobody counts for longer than the window, "
        "and who moves away counts until then (Kaplan & Meier)",
        takes=_SEGMENT,
        unknown="all of its customers, or none, were from 6 to under 8 at the start",
    ),
    # Exits of every kind, from the ledger.
    "exits.involuntary_share": Measure(
        "share",
        "share of all exits that were involuntary",
        takes=_SEGMENT,
        between=_PART,
        unknown="nobody left",
    ),
    "exits.per_year": Measure(
        "share/year",
        "exits of every kind for a customer and year",
        between=_NOT_NEGATIVE,
        unknown=_NO_CUSTOMERS,
    ),
    "exits.trigger_share": Measure(
        "share",
        "share of voluntary exits that the trigger woke",
        takes=_SEGMENT,
        needs=("trigger",),
        between=_PART,
        unknown=_NOBODY_LEFT,
    ),
    "exits.touchpoint_share": Measure(
        "share",
        "share of voluntary leavers whom one of the touchpoints failed last; with a trigger, of "
        "those whom it woke",
        takes=("segment", "trigger"),
        needs=("touchpoints",),
        between=_PART,
        unknown="nobody left of his own accord, or nobody whom the trigger woke",
    ),
    "exits.silent_share": Measure(
        "share",
        "share of voluntary leavers who had never complained",
        takes=_SEGMENT,
        between=_PART,
        unknown=_NOBODY_LEFT,
    ),
    "exits.pull_share": Measure(
        "share",
        "pull in all of push and pull, by size, over voluntary leavers",
        takes=_SEGMENT,
        between=_PART,
        unknown=_NOTHING_MOVED,
    ),
    "exits.push_share": Measure(
        "share",
        "push in all of push and pull, by size, over voluntary leavers",
        takes=_SEGMENT,
        between=_PART,
        unknown=_NOTHING_MOVED,
    ),
    "exits.mooring": Measure(
        "ratio",
        "mooring over push and pull, by size, over voluntary leavers",
        takes=_SEGMENT,
        between=_NOT_NEGATIVE,
        unknown=_NOTHING_MOVED,
    ),
    "exits.reason_share": Measure(
        "share",
        "share of voluntary exits with the reason; true, stated or as managers perceive it",
        takes=_SEGMENT,
        needs=("reason", "view"),
        between=_PART,
        unknown=_NOBODY_LEFT,
    ),
    # Who is where.
    "share.use": Measure(
        "share",
        "share of all use of providers",
        whose="provider",
        between=_PART,
        unknown="no provider met a need",
    ),
    "share.customers": Measure(
        "share",
        "share of the customers of all providers",
        whose="provider",
        between=_PART,
        unknown="no provider had customers",
    ),
    "share.mode": Measure(
        "share",
        "share of all use of providers",
        whose="market",
        needs=("mode",),
        between=_PART,
        unknown="no provider met a need",
    ),
    # What customers think, do and say.
    "satisfaction.mean": Measure(
        "0-10", "true mean satisfaction", between=(0.0, 10.0), unknown=_NO_CUSTOMERS
    ),
    "satisfaction.surveyed": Measure(
        "1-10", "mean answer to the survey", between=(1.0, 10.0), unknown="nobody answered a survey"
    ),
    "satisfaction.change": Measure(
        "points",
        "true mean satisfaction in the last period of the window less that in the first",
        between=(-10.0, 10.0),
        unknown="it had no customers in the first period or in the last",
    ),
    "satisfaction.never_asked_share": Measure(
        "share",
        "share of customers at the end of the window who never answered the survey",
        takes=_SEGMENT,
        between=_PART,
        unknown="it had no customers at the end",
    ),
    "satisfaction_loyalty.slope": Measure(
        "share",
        f"yearly retention of the satisfied less that of the dissatisfied; {_YEARS}",
        takes=_CUT,
        between=_EITHER_WAY,
        unknown="nobody who was followed was satisfied, or nobody was dissatisfied",
    ),
    "satisfaction_loyalty.correlation": Measure(
        "-1 to 1",
        f"correlation of satisfaction and staying for a year; {_YEARS}",
        takes=_SEGMENT,
        between=_EITHER_WAY,
        unknown="fewer than two were followed, or all are as satisfied, or all stay, or all leave",
    ),
    "retention.per_year": Measure(
        "share",
        f"share who stay for a year; {_YEARS}",
        takes=_SEGMENT,
        between=_PART,
        unknown=_NOBODY_FOLLOWED,
    ),
    "quadrant.loyalist": Measure(
        "share",
        f"share who are satisfied and stay; {_YEARS}",
        takes=_CUT,
        between=_PART,
        unknown=_NOBODY_FOLLOWED,
    ),
    "quadrant.mercenary": Measure(
        "share",
        f"share who are satisfied and leave; {_YEARS}",
        takes=_CUT,
        between=_PART,
        unknown=_NOBODY_FOLLOWED,
    ),
    "quadrant.hostage": Measure(
        "share",
        f"share who are dissatisfied and stay; {_YEARS}",
        takes=_CUT,
        between=_PART,
        unknown=_NOBODY_FOLLOWED,
    ),
    "quadrant.defector": Measure(
        "share",
        f"share who are dissatisfied and leave; {_YEARS}",
        takes=_CUT,
        between=_PART,
        unknown=_NOBODY_FOLLOWED,
    ),
    "nps": Measure(
        "-100 to 100",
        "share of 9s and 10s less share of 1s to 6s in the survey",
        between=(-100.0, 100.0),
        unknown="nobody answered a survey",
    ),
    "preference": Measure(
        "share",
        "forced choice: share who would rather buy their own provider",
        between=_PART,
        unknown="nobody was asked",
    ),
    "engagement": Measure("0-1", "mean engagement", between=_PART, unknown=_NO_CUSTOMERS),
    "looking": Measure(
        "comparisons",
        "comparisons for a customer at risk and period",
        between=_NOT_NEGATIVE,
        unknown=_NOBODY_AT_RISK,
    ),
    "voice.share": Measure(
        "share",
        "complaints for a use on which something failed",
        between=_PART,
        unknown="nothing failed",
    ),
    "complaints.per_year": Measure(
        "complaints/year",
        "complaints for a customer and year",
        between=_NOT_NEGATIVE,
        unknown=_NO_CUSTOMERS,
    ),
    "talk.negative_share": Measure(
        "share",
        "share of all telling that is by the discontent",
        between=_PART,
        unknown="nobody told anything",
    ),
    "talk.told_by_satisfied": Measure(
        "conversations/year",
        "conversations in which a content customer at risk tells of the provider, a year; content "
        "from rules.talk.neutral up, a multiple of a half",
        between=_NOT_NEGATIVE,
        unknown=_NOBODY_AT_RISK,
    ),
    "talk.told_by_dissatisfied": Measure(
        "conversations/year",
        "the same of a discontent customer",
        between=_NOT_NEGATIVE,
        unknown=_NOBODY_AT_RISK,
    ),
    "failures.leave_after_none": Measure(
        "share",
        "chance to leave of one's own accord within 12 months from the start of the window, or of "
        "the relation, as long as nothing fails (Kaplan & Meier)",
        takes=_SEGMENT,
        between=_PART,
        unknown=_NO_CUSTOMERS,
    ),
    "failures.leave_after_one": Measure(
        "share",
        "the same within 12 months after the first failure in the window, while no other follows",
        takes=_SEGMENT,
        between=_PART,
        unknown="nobody met a failure",
    ),
    "failures.leave_after_several": Measure(
        "share",
        "the same within 12 months after the second failure in the window",
        takes=_SEGMENT,
        between=_PART,
        unknown="nobody met two failures",
    ),
    # Money.
    "money.revenue": Measure(
        "money",
        "revenue a period, for 1,000 customers of the market",
        between=_NOT_NEGATIVE,
        unknown="the market had no customers",
    ),
    "money.cost": Measure(
        "money",
        "cost a period, for 1,000 customers of the market",
        unknown="the market had no customers",
    ),
    "money.profit": Measure(
        "money",
        "profit a period, for 1,000 customers of the market",
        unknown="the market had no customers",
    ),
    "money.lifetime_value": Measure(
        "money",
        "revenue less what serving costs, for every customer lost (fixed costs left out)",
        unknown="it lost nobody",
    ),
    "money.acquisition_needed": Measure(
        "customers/year",
        "customers to win a year to stand still, for 1,000 customers of the market",
        between=_NOT_NEGATIVE,
        unknown="the market had no customers",
    ),
    "money.survives": Measure(
        "0 or 1",
        "1 when it is open in the last period of the window",
        scale="chance",
        whose="provider",
        between=_PART,
    ),
    "demand.unserved": Measure(
        "share",
        "share of all needs that are met by doing without",
        whose="market",
        between=_PART,
        unknown="nobody had a need",
    ),
    "value.mean": Measure(
        "units", "units bought at a need, mean", between=_NOT_NEGATIVE, unknown="nobody bought"
    ),
}
"""Every measure, by name."""
