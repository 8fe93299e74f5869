"""Chance apart: what tipped the balance, among what can be named.

Whoever leaves has mostly drawn a lucky number for the new provider: those whose draw was against it
are still there. So luck contributed most to most exits, and "by chance" is true of nearly all
leavers and of no use to anybody. The draw decides when somebody leaves; how likely that is, and so
who leaves, is up to the rest. This strikes chance out and asks what comes next.

What is named spoke for the change; it may have spoken to as many who stayed (`analysis.who_left`),
and without it the leaver might have left all the same (`analysis.but_for`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import named_pictures as pictures
from analysis.exhibit import Exhibit
from analysis.language import Language
from analysis.named_words import TEXT, named_reading, named_table
from analysis.told import leavers
from sim.measures import wilson
from sim.results import Results
from sim.scenario.schema import REASONS

LOOSE, NOTHING = "loose", "nothing"
NAMED = (*(reason for reason in REASONS if reason not in ("chance", "involuntary")), LOOSE, NOTHING)
"""What is left without chance: the reasons that can be named; nothing held (liking below what it
costs to change); and nothing at all that spoke for the change."""


def price_of(results: Results) -> str | None:
    """The outcome that is the price; None when there is none."""
    outcomes = results.scenario.problem.outcomes
    return next((name for name, outcome in outcomes.items() if outcome.revenue), None)


def sums(exits: pd.DataFrame, parts: pd.DataFrame, price: str | None) -> pd.DataFrame:
    """What each reason contributed to every voluntary exit, after `sim.reasons.true_reasons`.

    Args:
        exits: Columns exit, type and mooring.
        parts: Columns exit, side, part, kind and utils.
        price: The outcome that is the price.

    Returns:
        Utils by exit, in the order of `exits`: `price`, `solution`, `service` and `loose`, what
        mooring spoke for the change (below 0 where something held).
    """
    gone = leavers(exits).set_index("exit")
    mine = parts[parts["exit"].isin(gone.index)]
    kind = np.where(
        mine["kind"] == "outcome",
        np.where(mine["part"].astype(object) == price, "price", "solution"),
        np.where(mine["side"] == "push", "service", "solution"),
    )
    added = mine["utils"].astype(float).groupby([mine["exit"], kind]).sum().unstack(fill_value=0)
    found = added.reindex(index=gone.index, columns=["price", "solution", "service"])
    return found.fillna(0.0).assign(**{LOOSE: gone["mooring"].astype(float)})


def named(exits: pd.DataFrame, parts: pd.DataFrame, price: str | None) -> pd.DataFrame:
    """The reason of every voluntary exit with chance struck out.

    Args:
        exits: Columns exit, type, mooring, luck and true_reason.
        parts: As for `sums`.
        price: As for `sums`.

    Returns:
        A row for each, by exit: `reason`, one of `NAMED`: the true one or, where that is chance,
        what contributed most of what can be named, "nothing" where nothing spoke for the change;
        `by_chance`, whether the true reason is chance; and `utils` of the reason, NaN where it is
        not known by its utils: a contact person who left, nothing, or no draw that decided (a rival
        exit rule, or a drift away in an occasion market).
    """
    found = sums(exits, parts, price)
    gone = leavers(exits).set_index("exit")
    true = gone["true_reason"].astype(object)
    by_chance = true == "chance"
    next_one = found.idxmax(axis=1).where(found.max(axis=1) > 0, NOTHING)
    reason = next_one.where(by_chance, true).astype(object)
    utils = pd.Series(np.nan, index=found.index, dtype=float)
    for name in found.columns:
        utils = utils.where(reason != name, found[name])
    weighs = (utils > 0) & (gone["luck"] != 0)
    return pd.DataFrame({"reason": reason, "by_chance": by_chance, "utils": utils.where(weighs)})


def tipped(found: pd.DataFrame) -> pd.DataFrame:
    """How many left for each reason with chance struck out, and how much it weighed.

    Args:
        found: From `named`.

    Returns:
        A row for each of `NAMED`: `reason`; `leavers`; `share` of all leavers, 0-1, with Wilson's
        95% interval, `share_low` and `share_high`; `true_share` and `chance_share`, those of them
        whose true reason it is, and those who left by chance; `utils`, its mean for these leavers,
        and `odds`, e to that power: how many times as likely, against staying, it made the change
        at a comparison, as the draws are Gumbel's. NaN where there is nobody or nothing to count.
    """
    rows = []
    for reason in NAMED:
        mine = found[found["reason"] == reason]
        share = wilson(len(mine), len(found))
        chance = mine["by_chance"].sum() / max(len(found), 1)
        utils = float(mine["utils"].mean())
        rows.append(
            (reason, len(mine), share.value, share.low, share.high,
             (~mine["by_chance"]).sum() / max(len(found), 1), chance, utils, np.exp(utils))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=_TIPPED).astype(dict.fromkeys(_TIPPED[2:], float))


_TIPPED = ["reason", "leavers", "share", "share_low", "share_high", "true_share", "chance_share",
           "utils", "odds"]  # fmt: skip


def exhibit(found: pd.DataFrame, language: Language) -> Exhibit:
    """What tipped the balance; somebody must have left.

    Args:
        found: From `tipped`.
        language: Of the texts.
    """
    rows = found[found["leavers"] > 0].assign(last=found["reason"] == NOTHING)
    rows = rows.sort_values(["last", "leavers"], ascending=[True, False], kind="stable")
    title, reading = TEXT("title", language), named_reading(rows, language)
    return Exhibit(
        "named", title, reading, found, named_table(rows, language),
        lambda: pictures.draw(title, reading, rows, language),
        lambda: pictures.screen(reading, rows, language),
        note=TEXT("note", language),
    )  # fmt: skip
