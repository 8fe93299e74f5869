"""Plans compared: sentences from the numbers, and numbers as they are read."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from analysis import plan_frames
from analysis.language import Language
from analysis.plan_words import LETTERS, TEXT
from sim.experiments.plans.comparison import Comparison
from sim.experiments.plans.kinds import LEFT_OUT
from sim.experiments.plans.numbers import DISCOUNT, VALUE_NOW
from sim.experiments.plans.regret import TAIL
from sim.scenario.claims import AS_IS

LONGEST = 90

ALIKE = 0.01
"""Shares of customers that lie less apart are told as the same."""

SAME = 2
"""Plans that do least badly in the worst markets: of more, none is worth a name."""

PERIOD = {
    "en": {"week": "week", "month": "month", "quarter": "quarter", "year": "year"},
    "nl": {"week": "week", "month": "maand", "quarter": "kwartaal", "year": "jaar"},
}


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


def heading(measure: str, comparison: Comparison, language: Language) -> str:
    """A measure of the forest with its unit."""
    period = PERIOD[language.code][comparison.scenario.period]
    return TEXT(measure, language, currency=comparison.scenario.currency, period=period)


def differences(comparison: Comparison, rows: pd.DataFrame, language: Language) -> str:
    """What the forest says: of the plan with most customers, and of the one that earns most."""
    who, first = plan_frames.who(comparison), plan_frames.lead(comparison)
    pool, is_own = plan_frames.pool(comparison)
    if first is None:
        return TEXT("own_none" if is_own else "moves_none", language, who=who)
    row = _row(rows, first, "customer_share")
    key = "moves_one" if len(pool) == 1 else "raises_most" if row["difference"] > 0 else "falls"
    said = TEXT(
        key, language, plan=plan(row["label"]), who=who,
        share=TEXT("its_share" if is_own else "share_of", language, who=who),
        plans=TEXT("plans_about" if is_own else "plans", language, count=len(pool), who=who),
        change=shown("customer_share", row["difference"], language),
        between=_between(row, language), certain=_certain(row, language),
    )  # fmt: skip
    money = rows[(rows["measure"] == VALUE_NOW) & rows["plan"].isin(pool)]
    money = money.dropna(subset=["difference"])
    own = money[money["plan"] == first]
    if len(own):
        said += " " + _money("money", own.iloc[0], comparison, language)
        richest = money.iloc[int(np.argmax(money["difference"].to_numpy(float)))]
        if richest["difference"] > max(0.0, own["difference"].iloc[0]):
            said += " " + _money("richest", richest, comparison, language)
    if comparison.terms.replicates == 1:
        said += " " + TEXT("one_seed", language)
    return said


def _between(row: Any, language: Language) -> str:
    """The interval in brackets, after a number; empty where there is none."""
    words = ends(row, language)
    return f" ({words})" if words else ""


def _row(rows: pd.DataFrame, name: str, measure: str) -> Any:
    return rows[(rows["plan"] == name) & (rows["measure"] == measure)].iloc[0]


def _certain(row: Any, language: Language) -> str:
    """Empty where the interval leaves zero out; one run has none to judge by."""
    has_zero = not pd.isna(row["low"]) and row["low"] <= 0 <= row["high"]
    return TEXT("uncertain", language) if has_zero else ""


def _money(key: str, row: Any, comparison: Comparison, language: Language) -> str:
    return TEXT(
        key, language,
        plan=plan(row["label"]),
        change=shown(VALUE_NOW, row["difference"], language),
        currency=comparison.scenario.currency,
        between=_between(row, language),
        certain=_certain(row, language),
        discount=language.percent(DISCOUNT),
        without=TEXT("without", language) if row["cost"] == LEFT_OUT else "",
    )  # fmt: skip


def flow(comparison: Comparison, rows: pd.DataFrame, language: Language) -> str:
    """What the flow says, of the plan of the forest, or else of the one that moves most."""
    who = plan_frames.who(comparison)
    if rows.empty:
        return TEXT("flow_empty", language, who=who)
    span = spans(int(rows["until"].iloc[0]), comparison, language)
    moving = (rows["kept"] + rows["lost"]).to_numpy(float)
    if not (moving > 0).any():
        return TEXT("flow_none", language, span=span)
    first = plan_frames.lead(comparison)
    own = np.flatnonzero(rows["plan"] == first)
    place = int(own[0]) if len(own) else int(np.argmax(moving))
    row = rows.iloc[place]
    if moving[place] == 0:
        return TEXT("flow_still", language, who=who, plan=plan(row["label"]), span=span)
    side = "kept" if row["kept"] >= row["lost"] else "lost"
    told = ""
    if pd.notna(row[f"satisfied_{side}"]) and not row[f"few_{side}"]:
        told = TEXT(f"content_{side}", language, **company(row, side, language))
    return TEXT(
        "flow_most", language, who=who, plan=plan(row["label"]), span=span,
        kept=language.number(100 * row["kept"], 1), lost=language.number(100 * row["lost"], 1),
        content=told,
    )  # fmt: skip


def content(row: Any, side: str, language: Language) -> str:
    """How satisfied those kept or lost were; empty when there were none, a count when few."""
    if pd.isna(row[f"satisfied_{side}"]):
        return ""
    if row[f"few_{side}"]:
        return TEXT("few", language, count=language.number(row[f"count_{side}"]))
    return TEXT("satisfied", language, **company(row, side, language))


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
    plans = last[last["plan"] != AS_IS].dropna(subset=["mean", "as_is"])
    who = plan_frames.who(comparison)
    if len(plans) and (plans["mean"] - plans["as_is"]).abs().max() < ALIKE:
        base = language.percent(float(plans["as_is"].iloc[0]))
        return TEXT("series_same", language, who=who, base=base)
    plans = plans[plans["plan"].isin(plan_frames.pool(comparison)[0])]
    if plans.empty:
        return ""
    ends_ = plans["mean"].to_numpy(float)
    best, worst = plans.iloc[int(np.argmax(ends_))], plans.iloc[int(np.argmin(ends_))]
    values = {
        "who": who,
        "base": language.percent(float(plans["as_is"].iloc[0])),
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


def amount(value: float, comparison: Comparison, language: Language) -> str:
    """A value of the objective with its unit, in a sentence."""
    key, currency = f"amount_{comparison.terms.objective}", comparison.scenario.currency
    return TEXT(key, language, value=objective(value, comparison, language), currency=currency)


def named(label: str, name: str, language: Language) -> str:
    """A plan, or the scenario as it is, in a sentence."""
    return plan(TEXT("as_is", language) if name == AS_IS else label)


def best(row: Any, language: Language) -> str:
    """In how many of the markets a plan is best, with its interval."""
    share = language.percent(float(row["best"]))
    ends_ = [language.percent(float(row[f"best_{end}"])) for end in ("low", "high")]
    return f"{share} ({language.between(*ends_)})"


def doubt(comparison: Comparison, rows: pd.DataFrame, language: Language) -> str:
    """What the regret says."""
    first = rows.iloc[0]
    least = rows[rows["least_bad"].astype(bool)]
    said = TEXT(
        "regret_reading", language,
        points=language.number(first["points"]),
        plan=named(first["label"], first["plan"], language),
        regret=amount(float(first["regret"]), comparison, language),
        share=best(first, language),
    )  # fmt: skip
    if len(least) > SAME:
        return said
    key = "tail_one" if ceil(TAIL * first["points"]) == 1 else "tail"
    pairs = zip(least["label"], least["plan"], strict=True)
    listed = ", ".join(named(label, name, language) for label, name in pairs)
    return f"{said} {TEXT(key, language, least=listed)}"


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
    """What the money leaves out, what pairs are worth, what is another market or not drawn."""
    plans = comparison.plans
    discount = language.percent(DISCOUNT)
    found = [TEXT("money_note", language, discount=discount)]
    left_out = int((plans["cost"] == LEFT_OUT).sum())
    if left_out:
        found.append(TEXT("left_out_note", language, count=left_out, all=len(plans)))
    narrower = plan_frames.changes(comparison)["narrower"].dropna()
    if len(narrower) and narrower.median() > 1:
        found.append(TEXT("pairs", language, times=language.number(narrower.median(), 1)))
    shared = plans["same_past"].astype(bool)
    if not shared.all():
        found.append(TEXT("past_note" if shared.any() else "all_other", language))
    still = plan_frames.idle(comparison)
    if still:
        labels = plans.loc[plans["plan"].isin(still), "label"]
        listed = ", ".join(plan(label) for label in labels)
        found.append(TEXT("idle_note", language, plans=listed))
    moving = len(plans) - len(still)
    if moving > plan_frames.MOST:
        found.append(TEXT("more_note", language, most=plan_frames.MOST, count=moving))
    return " ".join(found)


def marked(rows: pd.DataFrame, comparison: Comparison, language: Language) -> pd.DataFrame:
    """The rows, with labels that say which plans are other markets, unless all of them are.

    Args:
        rows: With columns plan and label.
        comparison: The comparison.
        language: Of the words.
    """
    plans = comparison.plans
    shared = plans["same_past"].astype(bool)
    if not shared.any():
        return rows
    is_other = rows["plan"].isin(plans.loc[~shared, "plan"])
    words = rows["label"] + f" ({TEXT('other_market', language)})"
    return rows.assign(label=rows["label"].where(~is_other, words))
