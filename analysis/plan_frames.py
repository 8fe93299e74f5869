"""Plans compared: the tidy tables behind the pictures, from the tables of a comparison."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.wording import spoken
from sim.experiments.plans.comparison import Comparison
from sim.experiments.plans.flows import (
    FEW,
    GONE,
    LEFT_BOTH,
    LEFT_ONLY_BASE,
    LEFT_ONLY_PLAN,
    STAYED_BOTH,
)
from sim.experiments.plans.numbers import VALUE_NOW
from sim.experiments.plans.paired import BY_PLAN
from sim.frames import dates
from sim.scenario.claims import AS_IS

MEASURES = ("customer_share", "satisfaction", "defection_rate", VALUE_NOW)
"""What the forest shows, one panel each."""

MOST = 12
"""Plans that a picture has room for."""

FLOW = {
    LEFT_ONLY_BASE: "kept",
    LEFT_ONLY_PLAN: "lost",
    STAYED_BOTH: "stayed",
    LEFT_BOTH: "left",
    GONE: "otherwise",
}
"""Short names of the cells, from the side of the plan."""


def who(comparison: Comparison) -> str:
    """What people read instead of the name of the provider that plans are judged by."""
    focus = comparison.terms.focus
    return comparison.scenario.providers[focus].label or spoken(focus)


def idle(comparison: Comparison) -> list[str]:
    """Plans under which no number of the pictures moves and nobody stays or leaves who did not.

    Empty when all plans are so: something has to be drawn.
    """
    rows, flows = changes(comparison), moved(comparison)
    stir = rows.loc[~(rows["difference"].fillna(1.0) == 0), "plan"].tolist()
    if len(flows):
        stir += flows.loc[(flows["kept"] > 0) | (flows["lost"] > 0), "plan"].tolist()
    found = [plan for plan in comparison.plans["plan"] if plan not in stir]
    return found if len(found) < len(comparison.plans) else []


def drawn(comparison: Comparison) -> list[str]:
    """The plans that a picture shows, in order: the first that move anything, and `lead`."""
    still = idle(comparison)
    found = [plan for plan in comparison.plans["plan"] if plan not in still]
    first = lead(comparison)
    kept = found[:MOST]
    return kept if first is None or first in kept else [*kept[:-1], first]


def pool(comparison: Comparison) -> tuple[list[str], bool]:
    """The plans that the readings choose from.

    A firm chooses plans about itself, from a day on; another market from its first day on is
    nobody's to choose.

    Returns:
        Those that are about the provider that plans are judged by, on the same past, and change
        anything; where there are none those on the same past; else all. And whether they are the
        provider's own.
    """
    plans = comparison.plans[~comparison.plans["plan"].isin(idle(comparison))]
    shared = plans[plans["same_past"].astype(bool)]
    focus = comparison.terms.focus
    own = shared[[focus in str(names).split(";") for names in shared["providers"]]]
    found = next((rows for rows in (own, shared, plans) if len(rows)), plans)
    return found["plan"].tolist(), bool(len(own))


def lead(comparison: Comparison) -> str | None:
    """The plan that the readings are about.

    Returns:
        The plan of `pool` with which the share of customers is highest; where none raises it, the
        one that lowers it most. None when no plan changes it, or nothing is known.
    """
    rows = changes(comparison, ("customer_share",)).dropna(subset=["difference"])
    rows = rows[(rows["difference"] != 0) & rows["plan"].isin(pool(comparison)[0])]
    if rows.empty:
        return None
    values = rows["difference"].to_numpy(float)
    place = np.argmax(values) if values.max() > 0 else np.argmin(values)
    return str(rows["plan"].iloc[int(place)])


def changes(comparison: Comparison, measures: Sequence[str] = MEASURES) -> pd.DataFrame:
    """What each plan changes for the provider that plans are judged by.

    Args:
        comparison: The comparison.
        measures: Of the table `differences`.

    Returns:
        Columns plan, label, cost (counted, left out or no decision), measure, base, value,
        difference, low, high, unpaired_low, unpaired_high, narrower; a row a plan and measure, in
        their order. Missing numbers are unknown.
    """
    rows = comparison.differences
    rows = rows[(rows["by"] == BY_PLAN) & (rows["provider"] == comparison.terms.focus)]
    rows = rows[rows["measure"].isin(measures)]
    about = comparison.plans[["plan", "label", "cost"]]
    order = {measure: place for place, measure in enumerate(measures)}
    found = about.merge(rows, on="plan", how="inner")
    found = found.assign(place=found["measure"].map(order), number=found.groupby("plan").ngroup())
    places = {plan: place for place, plan in enumerate(about["plan"])}
    found["number"] = found["plan"].map(places)
    found = found.sort_values(["number", "place"], kind="stable").reset_index(drop=True)
    wanted = ["plan", "label", "cost", "measure", "base", "value", "difference", "low", "high"]
    return found[[*wanted, "unpaired_low", "unpaired_high", "narrower"]]


def moved(comparison: Comparison) -> pd.DataFrame:
    """Who stayed in one world and left in the other, of the provider that plans are judged by.

    Args:
        comparison: The comparison.

    Returns:
        Columns plan, label, until (first period that no longer counts: the first that the
        comparison has), opening (customers, mean over the seeds), and for `kept` (left only without
        the plan), `lost` (left only with it), `stayed` and `left` (in both) and `otherwise` (moved
        away, or the provider closed; the shares of a plan add up to 1) a share of these
        customers, 0-1, with _low and _high; for kept and lost also count_ (people over all seeds),
        few_ (whether these are too few for a satisfied share), satisfied_, base_ and ratio_:
        satisfied share of those who left, base rate and hazard ratio in the world in which they
        did. A row a plan; none where the provider had no customers. Missing numbers are unknown.
    """
    rows = comparison.flows[comparison.flows["provider"] == comparison.terms.focus]
    rows = rows[rows["until"] == rows["until"].min()]
    found = []
    for plan in comparison.plans["plan"]:
        own = rows[rows["plan"] == plan].set_index("cell")
        if own.empty:
            continue
        row = {
            "plan": plan,
            "label": comparison.label(plan),
            "until": int(own["until"].iloc[0]),
            "opening": float(own["opening"].iloc[0]),
        }
        for cell, name in FLOW.items():
            there = own.loc[cell] if cell in own.index else pd.Series(dtype=float)
            row[name] = there.get("share", 0.0)
            row[f"{name}_low"], row[f"{name}_high"] = (
                there.get("share_low"),
                there.get("share_high"),
            )
            if name in ("kept", "lost"):
                count = round(float(there.get("customers", 0.0)) * float(there.get("runs", 0)))
                row[f"count_{name}"], row[f"few_{name}"] = count, count < FEW
                row[f"satisfied_{name}"] = there.get("satisfied_share")
                row[f"base_{name}"] = there.get("base_rate")
                row[f"ratio_{name}"] = there.get("hazard_ratio")
        found.append(row)
    return pd.DataFrame(found, columns=list(found[0]) if found else ["plan", "label", "until"])


def courses(comparison: Comparison, measure: str = "customer_share") -> pd.DataFrame:
    """One measure of the provider that plans are judged by over time, under every plan.

    Args:
        comparison: The comparison.
        measure: Of the table `series`.

    Returns:
        Columns plan, label, period, date, mean, low, high, as_is (the mean without any plan); rows
        of `as_is` come first. Bands hold 95% of the seeds.
    """
    rows = comparison.series
    rows = rows[rows["entrants"] & (rows["measure"] == measure)]
    rows = rows[rows["provider"] == comparison.terms.focus]
    order = [AS_IS, *comparison.plans["plan"]]
    rows = rows.assign(
        label=rows["plan"].map(comparison.label),
        number=rows["plan"].map({plan: place for place, plan in enumerate(order)}),
        date=dates(comparison.scenario, rows["period"]),
    )
    base = rows.loc[rows["plan"] == AS_IS, ["period", "mean"]].rename(columns={"mean": "as_is"})
    found = rows.merge(base, on="period", how="left").sort_values(["number", "period"])
    columns = ["plan", "label", "period", "date", "mean", "low", "high", "as_is"]
    return found[columns].reset_index(drop=True)


def under_doubt(comparison: Comparison) -> pd.DataFrame:
    """The plans over the plausible markets, the best mean regret first.

    Args:
        comparison: The comparison.

    Returns:
        The columns of the table `regret` with label; rows of which something is unknown are left
        out. Empty when no points were looked at.
    """
    rows = comparison.regret
    known = rows.dropna(subset=["regret", "worst_regret"])
    known = known.assign(label=known["plan"].map(comparison.label))
    return known.sort_values("regret", kind="stable").reset_index(drop=True)
