"""Which plan, on the same customers? Differences, who is kept and lost, courses, and regret.

`python -m analysis.plans DIR` answers from a folder that `overstap compare --out DIR` wrote, and
puts the pictures beside it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import plan_charts, plan_frames, plan_pictures, plan_readings, script
from analysis.exhibit import Exhibit
from analysis.figures import save
from analysis.language import ENGLISH, LANGUAGES, Language
from analysis.plan_words import TEXT
from sim.experiments.plans.comparison import Comparison
from sim.frames import dates
from sim.results import ResultsError
from sim.scenario.claims import AS_IS


def exhibits(comparison: Comparison, language: Language = ENGLISH) -> list[Exhibit]:
    """The pictures of a comparison, from the side of the provider that plans are judged by.

    Args:
        comparison: The comparison.
        language: Of the words.

    Returns:
        `plans_differences`, `plans_flow`, `plans_series` and, where points were looked at,
        `plans_regret`.
    """
    found = [_differences(comparison, language), _flow(comparison, language)]
    found.append(_series(comparison, language))
    doubt = plan_frames.under_doubt(comparison)
    if len(doubt):
        found.append(_regret(comparison, doubt, language))
    return found


def _differences(comparison: Comparison, language: Language) -> Exhibit:
    rows = plan_readings.marked(plan_frames.changes(comparison), comparison, language)
    title = TEXT("differences", language)
    reading = plan_readings.differences(comparison, rows, language)
    table = pd.DataFrame(
        [
            {
                TEXT("plan", language): row["label"],
                TEXT("what", language): plan_readings.heading(row["measure"], comparison, language),
                TEXT("base", language): plan_readings.shown(
                    row["measure"], row["base"], language, signed=False
                ),
                TEXT("change", language): plan_readings.shown(
                    row["measure"], row["difference"], language
                ),
                TEXT("between", language): plan_readings.ends(row, language),
                TEXT("unpaired", language): plan_readings.ends(row, language, unpaired=True),
                TEXT("cost", language): TEXT(row["cost"], language),
            }
            for _, row in rows.iterrows()
        ]
    )
    return Exhibit(
        "plans_differences",
        title,
        reading,
        rows,
        table,
        lambda: plan_pictures.forest(title, reading, rows, comparison, language),
        lambda: plan_charts.forest(rows, comparison, reading, language),
        note=plan_readings.notes(comparison, language),
    )


def _flow(comparison: Comparison, language: Language) -> Exhibit:
    rows = plan_readings.marked(plan_frames.moved(comparison), comparison, language)
    shown = rows[rows["plan"].isin(plan_frames.drawn(comparison))]
    title = TEXT("flow", language)
    reading = plan_readings.flow(comparison, rows, language)
    until = int(rows["until"].iloc[0]) if len(rows) else comparison.scenario.horizon
    span = plan_readings.spans(until, comparison, language)
    table = pd.DataFrame([_flow_row(row, language) for _, row in rows.iterrows()])
    return Exhibit(
        "plans_flow",
        title,
        reading,
        rows,
        table,
        lambda: plan_pictures.flow(title, reading, shown, language, span),
        lambda: plan_charts.flow(shown, reading, language, span),
    )


def _flow_row(row: Any, language: Language) -> dict[str, str]:
    """A row of the table; a satisfied share stands with its company."""
    cells = {TEXT("plan", language): row["label"]}
    for side in ("kept", "lost"):
        text = language.percent(row[side], 1)
        content = plan_readings.content(row, side, language)
        text += f": {content}" if content else ""
        cells[TEXT(side, language)] = text
    for side in ("stayed", "left", "otherwise"):
        cells[TEXT(side, language)] = language.percent(row[side], 1)
    return cells


def _series(comparison: Comparison, language: Language) -> Exhibit:
    rows = plan_readings.marked(plan_frames.courses(comparison), comparison, language)
    shown = rows[rows["plan"].isin([AS_IS, *plan_frames.drawn(comparison)])]
    title, who = TEXT("series", language), plan_frames.who(comparison)
    reading = plan_readings.course(comparison, rows, language)
    entry = comparison.terms.entry
    when = None
    if entry is not None:
        when = pd.Timestamp(dates(comparison.scenario, np.array([entry]))[0])
    last = rows[rows["period"] == rows["period"].max()]
    labels = [
        TEXT("as_is", language) if row["plan"] == AS_IS else row["label"]
        for _, row in last.iterrows()
    ]
    table = pd.DataFrame(
        {
            TEXT("plan", language): labels,
            TEXT("axis_share", language, who=who): [language.percent(v, 1) for v in last["mean"]],
            TEXT("band", language): [
                # A single seed has no band.
                language.between(language.percent(low, 1), language.percent(high, 1))
                if comparison.terms.replicates > 1
                else ""
                for low, high in zip(last["low"], last["high"], strict=True)
            ],
        }
    )
    return Exhibit(
        "plans_series",
        title,
        reading,
        rows,
        table,
        lambda: plan_pictures.courses(title, reading, shown, when, language),
        lambda: plan_charts.courses(shown, when, reading, language),
        steps=plan_readings.steps(comparison, rows, language),
    )


def _regret(comparison: Comparison, rows: pd.DataFrame, language: Language) -> Exhibit:
    title = TEXT("regret", language)
    rows = plan_readings.marked(rows, comparison, language)
    reading = plan_readings.doubt(comparison, rows, language)
    table = pd.DataFrame(
        [
            {
                TEXT("plan", language): TEXT("as_is", language)
                if row["plan"] == AS_IS
                else row["label"],
                TEXT("mean_regret", language): _amount(row["regret"], comparison, language),
                TEXT("worst_regret", language): _amount(row["worst_regret"], comparison, language),
                TEXT("best", language): plan_readings.best(row, language),
                TEXT("tenth", language): _amount(row["worst_tenth"], comparison, language),
            }
            for _, row in rows.iterrows()
        ]
    )
    return Exhibit(
        "plans_regret",
        title,
        reading,
        rows,
        table,
        lambda: plan_pictures.regret(title, reading, rows, comparison, language),
        lambda: plan_charts.regret(rows, comparison, reading, language),
        note=TEXT(
            "regret_note",
            language,
            objective=TEXT(f"objective_{comparison.terms.objective}", language),
            who=plan_frames.who(comparison),
        ),
    )


def _amount(value: Any, comparison: Comparison, language: Language) -> str:
    return plan_readings.objective(float(value), comparison, language)


def main(arguments: Sequence[str] | None = None) -> int:
    """Shows the tables of a comparison and draws its pictures.

    Args:
        arguments: Of the command line.

    Returns:
        The exit code: 2 when the folder holds no comparison.
    """
    parser = argparse.ArgumentParser(prog="python -m analysis.plans", description=__doc__)
    about = "folder of `overstap compare --out`"
    parser.add_argument("comparison", type=Path, metavar="DIR", help=about)
    parser.add_argument("--lang", choices=sorted(LANGUAGES), default="en")
    asked = parser.parse_args(arguments)
    try:
        comparison = Comparison.load(asked.comparison)
    except ResultsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for exhibit in exhibits(comparison, LANGUAGES[asked.lang]):
        script.show(exhibit)
        file = asked.comparison / f"{exhibit.key}.png"
        place = save(exhibit.figure(), file, comparison.notes)
        print(f"Picture: {place}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
