"""What the tables of a comparison hold, and what their columns mean.

Intervals are 95%. A number that cannot be known is missing. `plan` is a name, or `as_is` for the
scenario without any plan; `provider` is a name. A `cutoff` says from which satisfaction on a
customer counts as satisfied; it is missing where it does not matter.
"""

from __future__ import annotations

_BESIDE = {
    "base_rate": "share of the provider's customer-periods at risk that were satisfied, 0-1",
    "base_rate_low": "end of its interval",
    "base_rate_high": "end of its interval",
    "hazard_ratio": "hazard of the dissatisfied over that of the satisfied",
    "hazard_ratio_low": "end of its interval",
    "hazard_ratio_high": "end of its interval",
}
_COMPARED = {
    "base": "mean in the world that it is compared with; of ratios the geometric mean",
    "value": "mean in this world",
    "kind": "difference, or quotient for ratios: then 1, and not 0, is no difference",
    "difference": "mean over the seeds of this world less (or over) the other",
    "low": "end of Student's interval over the pairs",
    "high": "end of Student's interval over the pairs",
    "unpaired_low": "end of Welch's interval, as if the worlds had luck of their own",
    "unpaired_high": "end of Welch's interval",
    "narrower": "width of the unpaired interval over that of the paired one; missing where all "
    "pairs differ alike",
    "known": "seeds in which both numbers are known",
    "runs": "seeds",
}

COLUMNS: dict[str, dict[str, str]] = {
    "plans": {
        "plan": "name",
        "label": "what people read",
        "origin": "scenario, made up or policy",
        "kind": "of policy, from what it sets; several with plus signs",
        "providers": "whose business it changes, separated by semicolons",
        "at": "period in which it begins; burn_in for another market from its first day on",
        "changes": "path: before -> after, separated by semicolons",
        "cost": "whether the books hold what it costs: counted, left out, or no decision of a firm",
        "same_past": "whether it shares the past with the scenario as it is",
    },
    "estimates": {
        "plan": "name",
        "entrants": "false: the same customers' world without any entrant",
        "provider": "name",
        "measure": "see sim.experiments.plans.numbers; money is summed over the books",
        "cutoff": "satisfied from here on; missing where it does not matter",
        "value": "mean over the seeds; of ratios the geometric mean",
        "low": "end of Student's interval",
        "high": "end of Student's interval",
        "known": "seeds in which the number is known",
        "runs": "seeds",
    },
    "differences": {
        "by": "what differs: plan, plan without entrant (in the world without), or entrant (the "
        "plan with the entrant less the plan without)",
        "plan": "name",
        "provider": "name",
        "measure": "as in estimates",
        "cutoff": "as in estimates",
        **_COMPARED,
    },
    "policies": {
        "plan": "name",
        "policy": "kind of policy",
        "window": "before the entry, after it, or whole where nobody enters; counts and money are "
        "a period of it",
        "provider": "name",
        "measure": "as in estimates",
        "cutoff": "as in estimates",
        **_COMPARED,
    },
    "flows": {
        "plan": "name; compared with the scenario as it is",
        "provider": "whose customers they were when the books opened",
        "until": "first period that no longer counts",
        "cell": "what they did in the two worlds; see sim.experiments.plans.flows",
        "opening": "customers of the provider when the books opened, mean over the seeds",
        "customers": "of them in this cell, mean over the seeds",
        "share": "of the provider's customers of the opening, 0-1",
        "share_low": "end of its interval",
        "share_high": "end of its interval",
        "satisfied_share": "share of the leavers of the cell who had been satisfied, 0-1; of those "
        "who left in both worlds, without the plan",
        "satisfied_share_low": "end of Wilson's interval, over the leavers of all seeds",
        "satisfied_share_high": "end of the same",
        **_BESIDE,
        "runs": "seeds in which the provider had customers when the books opened",
    },
    "who": {
        "plan": "name",
        "provider": "of the opening",
        "until": "first period that no longer counts",
        "cell": "as in flows",
        "customer": "number in the population of the first seed, for `overstap diary`",
        "left_base": "period of leaving without the plan; missing: never",
        "to_base": "provider turned to, or the outside option",
        "satisfaction_base": "with the provider left, at the exit, 0-10",
        "left_plan": "the same with the plan",
        "to_plan": "the same with the plan",
        "satisfaction_plan": "the same with the plan",
    },
    "series": {
        "plan": "name",
        "entrants": "as in estimates",
        "provider": "name",
        "period": "0 is the first with books",
        "measure": "share, customer_share, satisfaction, defections, revenue, cost or profit",
        "mean": "over the seeds",
        "low": "lower end of the band that holds 95% of the seeds",
        "high": "upper end of it",
    },
    "regret": {
        "plan": "name",
        "points": "points at which the objective of every plan is known",
        "unknown": "points at which it is not, or which the scenario refuses",
        "mean": "objective, mean over the points",
        "mean_low": "end of its interval",
        "mean_high": "end of its interval",
        "regret": "best plan's objective at the point less this plan's, mean over the points",
        "regret_low": "end of its interval",
        "regret_high": "end of its interval",
        "worst_regret": "at the point where it is largest",
        "best": "share of the points at which the plan is best, 0-1; ties are shared",
        "best_low": "end of Wilson's interval",
        "best_high": "end of Wilson's interval",
        "worst_tenth": "objective, mean over the plan's own worst tenth of the points (CVaR 10%)",
        "least_bad": "whether no plan has a better worst tenth",
    },
    "points": {
        "point": "number, from 0",
        "plan": "name",
        "value": "objective; missing where it is unknown",
        "regret": "best plan's objective at the point less this plan's",
    },
    "design": {
        "point": "number, from 0",
        "path": "what is turned",
        "number": "where it stands; missing for choices",
        "choice": "which; missing for numbers",
    },
}
"""Columns of every table, in order."""
