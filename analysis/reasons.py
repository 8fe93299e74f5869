"""Why they left: push, pull, mooring and luck, and what the firm gets to hear of it.

What a leaver gained by the change is taken apart after Bansal, Taylor & James (2005): *push*, the
own provider's decline and failures; *pull*, what the new provider has over what the old one used to
offer; *mooring*, what held; *luck*, the random draw of the deciding comparison. They add up to the
whole, and push and pull add up from the outcomes (`results.parts`).

Beside it stand what tipped the balance among what can be named (`analysis.named`), and what is told
of it by customers and managers (`analysis.told`).

    python -m analysis.reasons DIR
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis import named, nothing, script, told
from analysis import reasons_pictures as pictures
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import Language
from analysis.reasons_words import TEXT, forces_reading, forces_table, part_name
from analysis.told import leavers
from analysis.wording import spoken
from sim.measures import Estimate, wilson
from sim.results import Results, ResultsError

FORCES = ("push", "pull", "mooring", "luck")
QUANTILES = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}

MOST = 4
"""Outcomes of a side in the picture; the others are put together."""

ROUNDING = 1e-3
"""Utils, as a share of the sizes added: the parts are kept in single precision."""


def unbalanced(exits: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Exits whose forces do not add up.

    Args:
        exits: Columns exit, type, push, pull, mooring, luck and total.
        parts: Columns exit, side and utils.

    Returns:
        The voluntary exits in which push, pull, mooring and luck are not the total, or in which the
        parts of a side are not the side, beyond rounding; empty for sound results.
    """
    gone = leavers(exits).set_index("exit")
    forces = gone[list(FORCES)]
    size = 1.0 + forces.abs().sum(axis=1)
    wrong = ~((forces.sum(axis=1) - gone["total"]).abs() <= 1e-9 * size)
    absolute = parts.assign(utils=parts["utils"].abs())
    for side in ("push", "pull"):
        added = parts[parts["side"] == side].groupby("exit")["utils"].sum()
        sizes = 1.0 + absolute[absolute["side"] == side].groupby("exit")["utils"].sum()
        gap = (added.reindex(gone.index) - gone[side]).abs()
        wrong |= ~(gap <= ROUNDING * sizes.reindex(gone.index))
    return exits[exits["exit"].isin(gone.index[wrong])]


def forces(exits: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Mean and spread of what made them leave.

    Args:
        exits: The table of that name.
        parts: The table of that name.

    Returns:
        A row for each force, for each part of push and pull, and for the total: `force`; `part`
        (outcome, "service" or "rest"; "" for the whole force); `kind` ("whole", "outcome", or "own"
        for the two parts that are no outcome, even if an outcome has that name); `leavers`; `mean`,
        `mean_low` and `mean_high` (95% of the mean, leavers taken as independent; NaN for a single
        one), `p10`, `p25`, `p50`, `p75` and `p90`, all in utils. Empty when nobody left.
    """
    gone = leavers(exits)
    if gone.empty:
        return pd.DataFrame(columns=_FORCES)
    rows = []
    mine = parts[parts["exit"].isin(gone["exit"])]
    for force in FORCES:
        rows.append({"force": force, "part": "", "kind": "whole", **_spread(gone[force])})
        side = mine[mine["side"] == force]
        for (part, kind), found in side.groupby(["part", "kind"], observed=True, sort=False):
            names: dict[str, Any] = {"force": force, "part": str(part), "kind": str(kind)}
            rows.append(names | _spread(found["utils"]))
    rows.append({"force": "total", "part": "", "kind": "whole", **_spread(gone["total"])})
    return pd.DataFrame(rows, columns=_FORCES)


_FORCES = ["force", "part", "kind", "leavers", "mean", "mean_low", "mean_high", *QUANTILES]


def _spread(values: pd.Series) -> dict[str, float]:
    numbers = values.to_numpy(float)
    count, mean = len(numbers), float(numbers.mean())
    half = 1.96 * float(numbers.std(ddof=1)) / count**0.5 if count > 1 else np.nan
    quantiles = np.quantile(numbers, list(QUANTILES.values()))
    return {
        "leavers": count, "mean": mean, "mean_low": mean - half, "mean_high": mean + half,
        **dict(zip(QUANTILES, map(float, quantiles), strict=True)),
    }  # fmt: skip


def alone(exits: pd.DataFrame) -> Estimate:
    """Share of leavers whom push, pull and mooring alone spoke for the change, without luck.

    Args:
        exits: Columns type, push, pull and mooring.
    """
    gone = leavers(exits)
    sums = gone["push"] + gone["pull"] + gone["mooring"]
    return wilson(int((sums > 0).sum()), len(gone))


def shown_parts(found: pd.DataFrame) -> pd.DataFrame:
    """The rows of `forces` that a picture has room for: of each side the largest parts.

    Returns:
        Rows of `found` with a part of a side only where there is more than one; beyond `MOST` the
        smaller ones, by the size of their mean, are one row "others" with their mean alone.
    """
    kept = []
    for force in (*FORCES, "total"):
        rows = found[found["force"] == force]
        kept.append(rows[rows["kind"] == "whole"])
        parts = rows[rows["kind"] != "whole"]
        parts = parts[(parts[["mean", "p10", "p90"]].abs() > 1e-9).any(axis=1)]
        if len(parts) < 2:
            continue
        order = parts["mean"].abs().sort_values(ascending=False, kind="stable").index
        if len(parts) <= MOST:
            kept.append(parts.loc[order])
            continue
        rest = parts.loc[order[MOST - 1 :]]
        others: dict[str, Any] = dict.fromkeys(_FORCES, np.nan)
        others |= {"force": force, "part": "", "kind": "others", "mean": float(rest["mean"].sum())}
        others |= {"leavers": float(rest["leavers"].iloc[0])}
        kept += [parts.loc[order[: MOST - 1]], pd.DataFrame([others])]
    return pd.concat(kept, ignore_index=True)


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """What made them leave, what tipped the balance chance apart, and what is told of it.

    Raises:
        ResultsError: The parts of an exit do not add up, so the tables are damaged.
    """
    exits, parts = results.exits, results.parts
    title = TEXT("title_forces", language)
    if leavers(exits).empty:
        words = TEXT("nobody", language, count=language.number(len(exits)))
        return [nothing.exhibit("forces", title, words, language, forces(exits, parts))]
    wrong = unbalanced(exits, parts)
    if len(wrong):
        raise ResultsError(f"the parts of exit {wrong['exit'].iloc[0]} do not add up to its total")
    tipped = named.tipped(named.named(exits, parts, named.price_of(results)))
    return [
        _forces(results, language),
        named.exhibit(tipped, language),
        told.exhibit(results, tipped.set_index("reason")["share"], language),
    ]


def _forces(results: Results, language: Language) -> Exhibit:
    found = forces(results.exits, results.parts)
    rows = shown_parts(found)
    outcomes = results.scenario.problem.outcomes
    read = {name: outcome.label or spoken(name) for name, outcome in outcomes.items()}
    rows["name"] = [part_name(row, read, language) for _, row in rows.iterrows()]
    title = TEXT("title_forces", language)
    reading = forces_reading(found, alone(results.exits), language)
    return Exhibit(
        "forces", title, reading, found, forces_table(found, read, language),
        lambda: pictures.draw_forces(title, reading, rows, language),
        lambda: pictures.forces(reading, rows, language),
        note=TEXT("note_forces", language),
    )  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers the question about a results folder."""
    return script.main(exhibits, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
