"""The columns of every table of results, in order, with what each means and its unit.

Where a value cannot be known, such as the satisfaction of nobody, the cell is empty (null).
"""

from __future__ import annotations

from sim.scenario.schema import REASONS

PERIODS = {
    "period": "0 is the first with books",
    "date": "first day of the period",
    "provider": "name; the last row of a period is the outside option",
    "label": "what people read",
    "mode": "mode of the provider; null for the outside option",
    "open": "whether it could be chosen",
    "share": "share of use among providers, 0-1",
    "customers": "customers whose main provider it is, end of the period",
    "customer_share": "share of the customers of all providers, 0-1",
    "satisfaction": "true mean satisfaction of its customers, 0-10",
    "surveyed": "mean answer to its survey, 1-10",
    "surveyed_n": "customers who answered",
    "nps": "share of 9s and 10s minus share of 1s to 6s among the answers, -100 to 100",
    "preference": "forced choice: share of its customers on the panel who would rather buy it, 0-1",
    "engagement": "mean engagement of its customers, 0-1",
    "value": "mean units that its customers buy at a need",
    "looking": "comparisons for each of its customers at risk",
    "known": "share of all customers who know it, 0-1",
    "available": "share of those who want it for whom it is not sold out, 0-1",
    "entries": "customers who came, from another provider or from nowhere",
    "defections": "customers who left for another provider",
    "stops": "customers who left for the outside option",
    "involuntary": "customers who moved away, or lost it because it closed",
    "at_risk": "its customers at the start of the period (occasion: with a need in it)",
    "complaints": "complaints made",
    "failures": "uses on which something failed",
    "recovered": "complaints answered to the customer's content",
    "reached": "customers that it turned to",
    "uses": "needs met",
    "units": "units sold (a segment may buy several at a need)",
    "revenue": "money",
    "cost": "money",
    "profit": "money: revenue minus cost",
    "cash": "money in hand at the end of the period: runway and all profit since, or debt",
    "told_good": "times that a content customer told of it",
    "told_bad": "times that a discontent customer told of it",
}

HAZARDS = {
    "period": "0 is the first with books",
    "provider": "name",
    "segment": "name",
    "band": "satisfaction at the end of the previous period: lower edge of the half point, 0-10",
    "at_risk": "customers at risk",
    "defections": "defections among them",
}

EXITS = {
    "exit": "number of the row, from 0",
    "period": "0 is the first with books",
    "date": "first day of the period",
    "customer": "number in the population",
    "segment": "name",
    "from": "provider that is left",
    "to": "provider turned to; the outside option at a stop; null at an involuntary exit",
    "type": "defection, stop or involuntary",
    "satisfaction": "with the provider that is left, at the exit, 0-10",
    "band": "the same at the end of the previous period: lower edge of the half point, 0-10",
    "expectation": "quality expected of the provider that is left, 0-10",
    "engagement": "with the provider that is left, 0-1",
    "tenure": "periods from becoming its customer to the exit",
    "trigger": "what woke the deciding comparison",
    "touchpoint": "contact in the journey of this provider that failed last; null: none ever did",
    "alternatives": "other open providers known",
    "push": "own provider's decline and failures, utils",
    "pull": "what the new one has over what the old one used to offer, utils",
    "mooring": "what held: switching costs and liking, utils",
    "luck": "random draw of the deciding comparison, utils",
    "total": "push + pull + mooring + luck, utils",
    "switching_cost": "of this change, utils",
    "switching_money": "the same in money; null where no outcome is a price",
    "true_reason": "see sim.reasons",
    "stated_reason": "what the customer says in the exit interview",
    "perceived_reason": "what managers make of it",
    "surveyed": "whether this customer ever answered the provider's survey",
    "complained": "whether this customer ever complained to it",
    "returned": "periods until the customer came back to the provider left; null: never did",
}

PARTS = {
    "exit": "number of the row in exits",
    "side": "push or pull",
    "part": "name of the outcome; 'service' (push of own experience) or 'rest' (pull that no "
    "outcome explains)",
    "kind": "outcome, or own: what 'service' and 'rest' are, also where an outcome has that name",
    "utils": "utils; the parts of a side add up to it",
}

TRIPS = {
    "period": "0 is the first with books",
    "date": "first day of the period",
    "customer": "number in the population",
    "segment": "name",
    "main": "main provider, after the need; the outside option for one who has turned to it",
    "used": "the other provider, that met this need",
    "satisfaction": "with the provider used, after the use, 0-10",
}

CUSTOMERS = {
    "customer": "number in the population",
    "moment": "start (the books open) or end",
    "segment": "name",
    "provider": "main provider; the outside option; null: none yet",
    "satisfaction": "with the main provider, 0-10",
    "expectation": "quality expected of it, 0-10",
    "engagement": "with it, 0-1",
    "goodwill": "with it, 0-1",
    "bond": "with it, utils",
    "points": "loyalty points with it, utils",
    "tenure": "periods since becoming its customer; 0 in the first, and without a provider",
    "contract": "periods left",
    "known": "providers known",
    "needs": "expected needs a period",
    "born": "period of arrival",
}

PANEL = {
    "period": "0 is the first with books",
    "customer": "number in the population",
    "segment": "name",
    "provider": "main provider at the start of the period, which is the end of the one before, as "
    "all that follows up to liking_rank; the outside option; null: none",
    "at_risk": "whether counted at risk in this period, see periods",
    "satisfaction": "with the main provider, 0-10",
    "engagement": "with it, 0-1",
    "tenure": "periods since becoming its customer; 0 in the first, and without a provider",
    "contract": "periods left",
    "known": "open providers known besides the own",
    "switching_cost": "what leaving it would cost, utils",
    "advantage": "utility expected of the best known open rival minus that of the main provider, "
    "before switching costs and luck, utils; the outside option is no rival; null without a rival",
    "preferred": "whether no known open rival is liked better; false without a provider",
    "liking_rank": "1: none of the known open rivals has a higher expected utility; 2: one has",
    "looked": "whether the customer compared alternatives in this period, of its own accord",
    "complained": "whether it complained to the main provider",
    "failed": "whether something failed on a use of the main provider",
    "uses": "needs met by the main provider of the start",
    "spent": "money paid for these uses",
    "exit": "defection, stop or involuntary; null: stayed",
    "to": "provider turned to; the outside option at a stop; null at an involuntary exit",
    "elsewhere": "money paid to other providers, the one turned to included",
    "born": "period of arrival: a newcomer takes the number of one who moves away",
}

FIRM = {
    "period": "0 is the first with books",
    "date": "first day of the period",
    "provider": "name",
    "surveyed": "seen by the firm: mean answer to its survey, 1-10",
    "surveyed_n": "seen: customers who answered",
    "nps": "seen: share of 9s and 10s minus share of 1s to 6s, -100 to 100",
    "complaints": "seen: complaints made",
    "uses": "seen: needs met",
    "revenue": "seen: money",
    **{f"stated_{reason}": f"seen: leavers who state {reason}" for reason in REASONS},
    **{f"perceived_{reason}": f"seen: {reason}, as managers think" for reason in REASONS},
    "satisfaction": "true: mean satisfaction of its customers, 0-10",
    "defections": "true: customers who left for another provider",
    "stops": "true: customers who left for the outside option",
    "silent": "true: share of these leavers who never complained and were never surveyed, 0-1",
    **{f"true_{reason}": f"true: leavers because of {reason}" for reason in REASONS},
}

COLUMNS: dict[str, dict[str, str]] = {
    "periods": PERIODS,
    "hazards": HAZARDS,
    "exits": EXITS,
    "parts": PARTS,
    "customers": CUSTOMERS,
    "trips": TRIPS,
    "panel": PANEL,
    "firm": FIRM,
}
"""Table, column, meaning."""


def as_markdown() -> str:
    """The page `docs/results.md`."""
    lines = ["# Columns of the results", "", "Written by `python -m sim.columns`.", ""]
    for table, columns in COLUMNS.items():
        lines += [f"## {table}", "", "| column | meaning |", "|---|---|"]
        lines += [f"| `{column}` | {meaning} |" for column, meaning in columns.items()]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    print(as_markdown(), end="")
