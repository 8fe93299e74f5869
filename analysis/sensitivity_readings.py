"""What `analysis.sensitivity` reads from the numbers: a sentence, a note, a table in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.kept import named
from analysis.language import Language
from analysis.ranks import Ranks
from analysis.sensitivity_found import Found
from analysis.sensitivity_words import TEXT
from analysis.sobol import largest_move
from analysis.swept import Swept
from analysis.wording import capital

MOVE = 0.1
"""An index that moves more when the points double has not settled."""


def reading(swept: Swept, found: Found, language: Language) -> str:
    """What the numbers say, in one sentence."""
    measure = named(swept, found.measure, language)
    is_name = measure == found.measure
    text = _sentence(swept, found, measure, language)
    return text if is_name else capital(text)


def _sentence(swept: Swept, found: Found, measure: str, language: Language) -> str:
    if found.problem == "constant":
        value = swept.asked(found.measure).back(float(found.cube.values.flat[0]))
        shown = swept.said(found.measure, value, language)
        return TEXT("constant", language, measure=measure, value=shown)
    if found.problem == "few":
        return TEXT(
            "few", language, blocks=language.number(len(found.cube.blocks)),
            all=language.number(found.cube.all_blocks), measure=measure,
        )  # fmt: skip
    luck = language.percent(found.luck.value)
    if found.problem == "luck_only":
        return TEXT("luck_only", language, measure=measure, luck=luck)
    best = found.table.iloc[0]
    common = {"lever": best["label"], "measure": measure}
    if found.method == "sobol":
        return _of_indices(found, common, language)
    if found.method == "morris":
        key = "morris_single" if found.is_single else "morris"
        ends = {
            end: swept.said(
                found.measure, swept.asked(found.measure).back(float(best[column])), language
            )
            for end, column in (
                ("size", "mu_star"), ("low", "mu_star_low"), ("high", "mu_star_high"),
            )
        }  # fmt: skip
        if found.cube.is_log:
            ends["size"] = TEXT("factor", language, value=ends["size"])
        if not found.is_single:
            ends |= {
                "count": language.number(int(found.table["matters"].sum())),
                "levers": language.number(len(found.table)),
            }
        return TEXT(key, language, **common, **ends)
    assert isinstance(found.result, Ranks)
    r2 = language.percent(max(0.0, found.result.r2.value))
    if not found.table["matters"].any():
        return TEXT("ranks_nothing", language, measure=measure, r2=r2, luck=luck)
    best = found.table[found.table["matters"]].iloc[0]
    direction = ""
    if not (best["coefficient_low"] <= 0 <= best["coefficient_high"]) and np.isfinite(
        best["coefficient_low"]
    ):
        direction = TEXT("up" if best["coefficient"] > 0 else "down", language)
    return TEXT(
        "ranks", language, lever=best["label"], measure=measure, direction=direction,
        part=language.percent(best["part"]), low=language.percent(best["part_low"]),
        high=language.percent(best["part_high"]), r2=r2, luck=luck,
    )  # fmt: skip


def _of_indices(found: Found, common: dict[str, Any], language: Language) -> str:
    """The sentence about Sobol' indices: the lever that does most alone comes first."""
    alone, in_all = ("first", "total") if found.is_single else ("alone", "in_all")
    rows = found.table.sort_values("first", ascending=False, kind="stable")
    best = rows.iloc[0]
    following = ""
    if len(rows) > 1 and rows.iloc[1][f"{alone}_low"] > 0:
        following = TEXT(
            "next", language, lever=rows.iloc[1]["label"],
            alone=language.percent(rows.iloc[1][alone]),
        )  # fmt: skip
    words = {
        "lever": best["label"], "measure": common["measure"], "next": following,
        "alone": language.percent(max(0.0, best[alone])),
        "low": language.percent(max(0.0, best[f"{alone}_low"])),
        "high": language.percent(min(1.0, best[f"{alone}_high"])),
        "in_all": language.percent(min(1.0, max(0.0, best[in_all]))),
    }  # fmt: skip
    move = largest_move(found.table)
    unsettled = TEXT("unsettled", language, move=language.number(move, 2)) if move > MOVE else ""
    if found.is_single:
        return TEXT("sobol_single", language, **words) + unsettled
    luck = language.percent(found.luck.value)
    return TEXT("sobol", language, **words, luck=luck) + unsettled


def note(swept: Swept, found: Found, language: Language) -> str:
    """What a careful reader must know."""
    cube, said = found.cube, []
    counts = {
        "blocks": language.number(len(cube.blocks)), "all": language.number(cube.all_blocks),
        "replicates": language.number(cube.values.shape[2]),
    }  # fmt: skip
    if swept.size > 1:
        said.append(TEXT("used", language, **counts, size=language.number(swept.size)))
    else:
        said.append(TEXT("used_points", language, **counts))
    if cube.is_log and not found.problem:
        said.append(TEXT("log", language))
    if cube.values.shape[2] < cube.replicates:
        said.append(
            TEXT(
                "fewer", language, asked=language.number(cube.replicates),
                replicates=counts["replicates"],
            )
        )  # fmt: skip
    for name, count in (("failed", cube.failed), ("unknown", cube.unknown)):
        if count:
            said.append(TEXT(name, language, count=language.number(count)))
    if not found.problem and not found.is_single:
        said.append(_of_luck(found, language))
    if found.method == "sobol" and not found.problem:
        move = language.number(largest_move(found.table), 2)
        said += [TEXT("settled", language, move=move), TEXT("sobol_note", language)]
    elif found.method == "morris":
        said.append(TEXT("morris_note", language))
    elif isinstance(found.result, Ranks):
        reachable = language.percent(found.result.reachable)
        measure = named(swept, found.measure, language)
        words = {"kind": swept.kind, "measure": measure, "reachable": reachable}
        said.append(TEXT("ranks_note", language, **words))
    company = swept.company(found.measure)
    if len(company) == 2:
        sound = swept.rows[swept.rows["error"].isna()]
        values = (
            swept.said(name, swept.mean(name, sound[name]), language)
            for name in (found.measure, *company)
        )
        said.append(
            TEXT("company", language, **dict(zip(("share", "base", "ratio"), values, strict=True)))
        )
    return " ".join(said)


def _of_luck(found: Found, language: Language) -> str:
    if not found.cube.is_shared:
        return TEXT("own", language)
    shared = found.result.shared
    return TEXT(
        "shared", language, replicates=language.number(found.cube.values.shape[2]),
        shared=language.percent(shared), own=language.percent(max(0.0, found.luck.value - shared)),
    )  # fmt: skip


def table_of(swept: Swept, found: Found, language: Language) -> pd.DataFrame:
    """The answer in words: a row a lever, the strongest first, and a row for luck."""
    table = found.table

    def percent(value: float) -> str:
        return language.percent(min(1.0, max(0.0, value)) if np.isfinite(value) else value)

    shown: dict[str, list[str]] = {TEXT("lever", language): table["label"].tolist()}

    def spans(name: str, write: Any) -> list[str]:
        cells = []
        for _, row in table.iterrows():
            ends = (write(row[f"{name}_low"]), write(row[f"{name}_high"]))
            value = write(row[name])
            is_known = np.isfinite(row[f"{name}_low"])
            cells.append(f"{value} ({language.between(*ends)})" if is_known else value)
        return cells

    if found.method == "sobol":
        if not found.is_single:
            for name in ("alone", "in_all"):
                shown[TEXT(name, language)] = spans(name, percent)
        for name in ("first", "total"):
            shown[TEXT(name, language)] = spans(name, lambda value: language.number(value, 2))
        for part in ("half", "quarter"):
            shown[TEXT(part, language)] = [
                language.number(value, 2) for value in table[f"total_{part}"]
            ]
    elif found.method == "morris":

        def write(value: float) -> str:
            return swept.effect(found.measure, value, language)

        shown[TEXT("mu_star", language)] = spans("mu_star", write)
        shown[TEXT("sigma", language)] = [write(value) for value in table["sigma"]]
        shown[TEXT("by_luck", language)] = [write(value) for value in table["by_luck"]]
        answers = {True: TEXT("yes", language), False: TEXT("no", language)}
        shown[TEXT("matters", language)] = [
            language.unknown if value is pd.NA else answers[bool(value)]
            for value in table["matters"]
        ]
    else:
        shown[TEXT("part", language)] = spans("part", percent)
        shown[TEXT("coefficient", language)] = [
            language.signed(value, 2) if np.isfinite(value) else "-"
            for value in table["coefficient"]
        ]
    made = pd.DataFrame(shown)
    share = found.luck
    if found.method == "sobol" and not found.is_single and not found.problem:
        ends = language.between(percent(share.low), percent(share.high))
        row = [TEXT("luck", language), f"{percent(share.value)} ({ends})"]
        made.loc[len(made)] = row + [""] * (len(made.columns) - 2)
    return made
