"""Plans compared: sentences from the numbers, and numbers as they are read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis import plan_frames
from analysis.language import Language
from analysis.plan_words import LETTERS, TEXT
from sim.experiments.plans.comparison import Comparison
from sim.experiments.plans.kinds import LEFT_OUT
from sim.experiments.plans.numbers import DISCOUNT, VALUE_NOW
from sim.scenario.claims import AS_IS

LONGEST = 64


def plan(label: str) -> str:
    """A plan's label in a sentence, cut when it is long."""
    short = label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"
    return f"“{short}”"


def spans(periods: int, comparison: Comparison, language: Language) -> str:
    """A number of periods in the words of the scenario's period."""
    words = {
        "en": {"week": "weeks", "month": "months", "quarter": "quarters", "year": "years"},
        "nl": {"week": "weken", "month": "maanden", "quarter": "kwartalen", "year": "jaar"},
    }
    return f"{language.number(periods)} {words[language.code][comparison.scenario.period]}"


def shown(measure: str, value: float | None, language: Language, *, signed: bool = True) -> str:
    """A number of the forest: points, score, of 100, money."""
    write = language.signed if signed else language.number
    if value is None or pd.isna(value):
        return language.unknown
    if measure == "customer_share":
        return write(100 * value, 1)
    if measure == "satisfaction":
        return write(value, 2)
    if measure == "defection_rate":
        return write(100 * value, 2)
    size, letter = next(
        (
            (size, letter)
            for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k"))
            if abs(value) >= size
        ),
        (1.0, ""),
    )
    return write(value / size, 1 if 0 < abs(value) < 10 * size else 0) + LETTERS[language.code].get(
        letter, ""
    )


def ends(row: Any, language: Language, *, unpaired: bool = False) -> str:
    """An interval in words; empty where there is none."""
    low, high = ("unpaired_low", "unpaired_high") if unpaired else ("low", "high")
    if pd.isna(row[low]) or pd.isna(row[high]):
        return ""
    measure = row["measure"]
    return language.between(*(shown(measure, row[end], language) for end in (low, high)))


def differences(comparison: Comparison, rows: pd.DataFrame, language: Language) -> str:
    """What the forest says."""
    count, who = len(comparison.plans), plan_frames.who(comparison)
    shares = rows[(rows["measure"] == "customer_share")].dropna(subset=["difference"])
    if shares.empty or (shares["difference"] == 0).all():
        return TEXT("moves_none", language, count=language.number(count), who=who)
    row = shares.iloc[int(np.argmax(shares["difference"].abs()))]
    between = ends(row, language) or language.unknown
    sure = not pd.isna(row["low"]) and (row["low"] > 0 or row["high"] < 0)
    money = rows[(rows["measure"] == VALUE_NOW) & (rows["plan"] == row["plan"])]
    told = ""
    if len(money) and pd.notna(money["difference"].iloc[0]):
        first = money.iloc[0]
        told = TEXT(
            "money", language,
            change=shown(VALUE_NOW, first["difference"], language),
            currency=comparison.scenario.currency,
            between=ends(first, language) or language.unknown,
            discount=language.percent(DISCOUNT),
            without=TEXT("without", language) if first["cost"] == LEFT_OUT else "",
        )  # fmt: skip
    narrower = rows["narrower"].median()
    pairs = TEXT("pairs", language, times=language.number(narrower, 1)) if narrower > 1 else ""
    if comparison.terms.replicates == 1:
        pairs = TEXT("one_seed", language)
    return TEXT(
        "moves_most", language, count=language.number(count), plan=plan(row["label"]), who=who,
        change=shown("customer_share", row["difference"], language), between=between,
        certain="" if sure else TEXT("uncertain", language), money=told, pairs=pairs,
    )  # fmt: skip


def flow(comparison: Comparison, rows: pd.DataFrame, language: Language) -> str:
    """What the flow says, of the plan that moves most."""
    who = plan_frames.who(comparison)
    if rows.empty:
        return TEXT("flow_empty", language, who=who)
    span = spans(int(rows["until"].iloc[0]), comparison, language)
    moving = rows["kept"] + rows["lost"]
    if not (moving > 0).any():
        return TEXT("flow_none", language, span=span)
    row = rows.iloc[int(np.argmax(moving))]
    content, side = "", "kept" if row["kept"] >= row["lost"] else "lost"
    if pd.notna(row[f"satisfied_{side}"]):
        content = TEXT(f"content_{side}", language, **company(row, side, language))
    return TEXT(
        "flow_most", language, who=who, plan=plan(row["label"]), span=span,
        kept=language.number(100 * row["kept"], 1), lost=language.number(100 * row["lost"], 1),
        content=content,
    )  # fmt: skip


def company(row: Any, side: str, language: Language) -> dict[str, str]:
    """Satisfied share, base rate and hazard ratio: never one without the others."""
    return {
        "share": language.percent(row[f"satisfied_{side}"]),
        "base": language.percent(row[f"base_{side}"]),
        "ratio": language.number(row[f"ratio_{side}"], 2),
    }


def course(comparison: Comparison, rows: pd.DataFrame, language: Language) -> str:
    """Where the plans end."""
    last = rows[rows["period"] == rows["period"].max()]
    plans = last[last["plan"] != AS_IS]
    if plans.empty or plans["mean"].isna().all():
        return ""
    ends_ = plans["mean"].to_numpy(float)
    best, worst = plans.iloc[int(np.nanargmax(ends_))], plans.iloc[int(np.nanargmin(ends_))]
    values = {
        "who": plan_frames.who(comparison),
        "base": language.percent(float(last["as_is"].iloc[0])),
        "best": language.percent(float(best["mean"])),
        "plan": plan(best["label"]),
    }
    if len(plans) == 1:
        return TEXT("series_one", language, **values)
    worse = {"worst": language.percent(float(worst["mean"])), "other": plan(worst["label"])}
    return TEXT("series_reading", language, **values, **worse)


def unit(comparison: Comparison, language: Language) -> str:
    """Of the objective."""
    kind = comparison.terms.objective
    if kind == "profit":
        return TEXT("profit", language, currency=comparison.scenario.currency)
    return TEXT("customers" if kind == "customers" else "points_of_share", language)


def objective(value: float, comparison: Comparison, language: Language) -> str:
    """A value of the objective."""
    kind = comparison.terms.objective
    if kind == "share":
        return language.percent(value, 1)
    return shown(VALUE_NOW, value, language, signed=False)


def named(label: str, name: str, language: Language) -> str:
    """A plan, or the scenario as it is, in a sentence."""
    return plan(TEXT("as_is", language) if name == AS_IS else label)


def doubt(comparison: Comparison, rows: pd.DataFrame, language: Language) -> str:
    """What the regret says."""
    first = rows.iloc[0]
    least = rows[rows["least_bad"].astype(bool)]
    pairs = zip(least["label"], least["plan"], strict=True)
    return TEXT(
        "regret_reading", language,
        points=language.number(first["points"]),
        plan=named(first["label"], first["plan"], language),
        regret=objective(float(first["regret"]), comparison, language),
        unit=unit(comparison, language),
        share=language.percent(float(first["best"])),
        least=", ".join(named(label, name, language) for label, name in pairs),
    )  # fmt: skip


def steps(comparison: Comparison, rows: pd.DataFrame, language: Language) -> tuple[str, ...]:
    """A sentence a period: as it is, and under the plan with most."""
    who = plan_frames.who(comparison)
    found = []
    plans = rows[rows["plan"] != AS_IS]
    for _, group in plans.groupby("period", sort=True):
        means = group["mean"].fillna(-1.0).to_numpy(float)
        best = group.iloc[int(np.argmax(means))]
        values = {
            "when": language.month(best["date"]),
            "base": language.percent(float(best["as_is"])),
            "most": language.percent(float(best["mean"])),
        }
        found.append(TEXT("step", language, who=who, plan=plan(best["label"]), **values))
    return tuple(found)


def notes(comparison: Comparison, language: Language) -> str:
    """What the money leaves out, which plans do not share the past, and what is not drawn."""
    plans = comparison.plans
    found = []
    left_out = plans.loc[plans["cost"] == LEFT_OUT, "label"]
    if len(left_out):
        listed = ", ".join(plan(label) for label in left_out)
        discount = language.percent(DISCOUNT)
        found.append(TEXT("money_note", language, discount=discount, plans=listed))
    return " ".join([*found, past(comparison, language)]).strip()


def past(comparison: Comparison, language: Language) -> str:
    """Which plans do not share the past, and how many are not drawn."""
    plans = comparison.plans
    found = []
    others = plans.loc[~plans["same_past"].astype(bool), "label"]
    if len(others):
        listed = ", ".join(plan(label) for label in others)
        found.append(TEXT("past_note", language, plans=listed))
    if len(plans) > plan_frames.MOST:
        counts = {"most": plan_frames.MOST, "count": len(plans)}
        found.append(TEXT("more_note", language, **counts))
    return " ".join(found)
