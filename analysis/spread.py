"""How far the numbers of a sweep lie apart over its points, and how much of that is luck.

Each point counts as the mean over those of its runs that did not fail and know the number, a ratio
as the geometric mean: luck is then a factor, and its variance that of the logarithm. What is left
of luck in such a mean is the point's own luck divided by the replicates; what a seed does at every
point shifts all means alike (`analysis.luck`). The satisfied share of leavers always comes with the
base rate and the hazard ratio.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis import spread_pictures as pictures
from analysis.exhibit import Exhibit
from analysis.kept import short_of, words_of
from analysis.language import Language
from analysis.luck import Luck
from analysis.sensitivity_found import chosen
from analysis.sensitivity_pictures import unique
from analysis.spread_words import TEXT
from analysis.swept import Numbers, Swept
from analysis.wording import capital
from sim.experiments.sweeps.wanted import SHARE

QUANTILES = {"low": 0.05, "lower": 0.25, "median": 0.5, "upper": 0.75, "high": 0.95}
NORMAL = 1.96
"""Standard deviations on both sides that hold 95% of a normal distribution."""

FEW = 10
"""Points under which no quantiles are told, but least and most."""

SAID = 3
"""Numbers that do not vary which the note names."""

WIDE = 10.0
"""A ratio whose greatest is so many times its least is drawn on a log axis."""


def means(swept: Swept, measure: str) -> pd.Series:
    """The mean of a number over the runs of each point; NaN where it is unknown in all of them.

    Of ratios it is the geometric mean.

    Returns:
        By point, of those with a run that did not fail.
    """
    sound = swept.rows[swept.rows["error"].isna()]
    scaled = pd.Series(swept.asked(measure).scaled(sound[measure]), sound["point"].to_numpy())
    found: pd.Series = scaled.groupby(level=0).mean()
    return found.map(swept.asked(measure).back)


def table_of(swept: Swept, measures: Sequence[str] | None = None) -> pd.DataFrame:
    """The distribution of each number over the points, and luck.

    Args:
        swept: A sweep.
        measures: Names; all when left out, the one of most interest first.

    Returns:
        A row a measure: measure, points (at which it is known), unknown_points (with a run in which
        it is not), replicates (those that luck is taken from), least, low, lower, median, upper,
        high, most (of the point means; 5, 25, 50, 75 and 95%), luck (standard deviation that luck
        leaves in a point mean), luck_part (the share of it in the variance of point means, 0-1),
        run_luck (standard deviation of luck in a single run) and run_part (its share in the
        variance of single runs); of ratios the last four are of the logarithm. NaN: unknown.
    """
    return pd.DataFrame([_row(swept, name) for name in chosen(swept, measures)])


def _row(swept: Swept, measure: str) -> dict[str, Any]:
    values = means(swept, measure).to_numpy(float)
    known = values[np.isfinite(values)]
    sound = swept.rows[swept.rows["error"].isna()]
    unknown = sound.loc[sound[measure].isna(), "point"].nunique()
    ends = dict.fromkeys(("least", *QUANTILES, "most"), np.nan)
    if len(known):
        ends = {name: float(np.quantile(known, q)) for name, q in QUANTILES.items()}
        ends |= {"least": float(known.min()), "most": float(known.max())}
    return {
        "measure": measure, "points": len(known), "unknown_points": int(unknown), **ends,
        **_luck(swept, measure),
    }  # fmt: skip


def _luck(swept: Swept, measure: str) -> dict[str, Any]:
    """What luck does, from the blocks of points that are whole."""
    cube = swept.cube(measure)
    nothing = dict.fromkeys(("luck", "luck_part", "run_luck", "run_part"), np.nan)
    replicates = int(cube.values.shape[2])
    if replicates < 2 or not len(cube.values):
        return {"replicates": replicates, **nothing}
    # Points of a Saltelli block are nearly the same: its first and last are independent ones.
    luck = Luck(cube, (0, swept.size - 1) if swept.kind == "sobol" else None)
    left = luck.own / replicates
    of_run = luck.own + luck.shared
    return {
        "replicates": replicates,
        "luck": float(np.sqrt(left)),
        "luck_part": float(min(1.0, left / luck.observed)) if luck.observed > 0 else np.nan,
        "run_luck": float(np.sqrt(of_run)),
        "run_part": float(of_run / luck.total) if luck.total > 0 else np.nan,
    }


def exhibit(
    swept: Swept,
    language: Language,
    measures: Sequence[str] | None = None,
    found: pd.DataFrame | None = None,
) -> Exhibit:
    """How each kept number lies over the points.

    Args:
        swept: A sweep, which need not be complete.
        language: Of the texts.
        measures: Names; all when left out.
        found: From `table_of`, if it is there already.

    Raises:
        AskedError: There is no such measure.
    """
    table = found if found is not None else table_of(swept, measures)
    labels = unique([capital(words_of(swept, name, language)) for name in table["measure"]])
    table = table.assign(label=labels)
    title, words = TEXT("title", language), reading(swept, table, language)
    drawn = _drawn(swept, table)
    rows = [
        pictures.Row(
            label=row["label"],
            line=_line(swept, row, language),
            values=_known(means(swept, str(row["measure"]))),
            ends={name: float(row[name]) for name in QUANTILES},
            luck=_luck_ends(swept, row),
            is_share=swept.is_share(str(row["measure"])),
            is_log=_is_log(swept, row),
        )
        for _, row in drawn.iterrows()
    ]
    return Exhibit(
        key="spread",
        title=title,
        reading=words,
        data=table.drop(columns="label"),
        table=_words(swept, table, language),
        figure=lambda: pictures.draw_rows(title, words, rows, language),
        chart=lambda: pictures.rows_chart(words, rows, language),
        note=_note(swept, table, drawn, language),
    )


def reading(swept: Swept, table: pd.DataFrame, language: Language) -> str:
    """What the first number does over the points, with what belongs beside it.

    Args:
        swept: A sweep.
        table: From `table_of`.
        language: Of the sentence.
    """
    first = table.iloc[0]
    measure = str(first["measure"])
    label = words_of(swept, measure, language)
    if not first["points"]:
        return capital(TEXT("nothing", language, label=label))
    if first["least"] == first["most"]:
        value = swept.said(measure, first["least"], language)
        return capital(TEXT("constant", language, label=label, value=value))
    is_few = first["points"] < FEW
    values = {
        "points": language.number(first["points"]),
        "label": label,
        "beside": _beside(swept, table, language),
        "luck": _luck_words(first, language),
        **_span(swept, first, language),
    }
    if is_few:
        return TEXT("few", language, **values)
    values["median"] = swept.said(measure, first["median"], language)
    return TEXT("reading", language, **values)


def _span(swept: Swept, row: pd.Series, language: Language) -> dict[str, str]:
    ends = ("least", "most") if row["points"] < FEW else ("low", "high")
    pair = (swept.said(str(row["measure"]), row[end], language) for end in ends)
    return dict(zip(("low", "high"), pair, strict=True))


def _beside(swept: Swept, table: pd.DataFrame, language: Language) -> str:
    """The base rate and the hazard ratio, where the number is the satisfied share of leavers."""
    names = swept.company(str(table.iloc[0]["measure"]))
    rows = table[table["measure"].isin(names) & (table["points"] > 0)]
    said = []
    for _, row in rows.iterrows():
        label, ends = short_of(swept, str(row["measure"]), language), _span(swept, row, language)
        if ends["low"] == ends["high"]:
            said.append(TEXT("value_same", language, label=label, value=ends["low"]))
        else:
            said.append(TEXT("value", language, label=label, **ends))
    return TEXT("beside", language, values=TEXT("and", language).join(said)) if said else ""


def _luck_words(row: pd.Series, language: Language) -> str:
    if np.isfinite(row["luck_part"]):
        return TEXT("part", language, part=language.percent(row["luck_part"]))
    return TEXT("single" if row["replicates"] == 1 else "no_luck", language)


def _line(swept: Swept, row: pd.Series, language: Language) -> str:
    """The numbers of a row of the picture."""
    measure = str(row["measure"])
    said = {name: swept.said(measure, row[name], language) for name in ("median", "low", "high")}
    text = TEXT("line", language, **said)
    if np.isfinite(row["luck"]):
        size = swept.around(measure, NORMAL * row["luck"], language)
        text += TEXT("line_luck", language, size=size)
    return text


def _luck_ends(swept: Swept, row: pd.Series) -> tuple[float, float]:
    """From where to where luck alone would put 95% of the means, around the middle."""
    half = NORMAL * float(row["luck"])
    if not np.isfinite(half):
        return np.nan, np.nan
    middle = float(row["median"])
    if swept.is_ratio(str(row["measure"])):
        return float(middle / np.exp(half)), float(middle * np.exp(half))
    return middle - half, middle + half


def _is_log(swept: Swept, row: pd.Series) -> bool:
    is_ratio = swept.is_ratio(str(row["measure"]))
    return bool(is_ratio and row["least"] > 0 and row["most"] > WIDE * row["least"])


def _known(values: pd.Series) -> Numbers:
    found: Numbers = values.dropna().to_numpy(float)
    return found


def _drawn(swept: Swept, table: pd.DataFrame) -> pd.DataFrame:
    """The rows that a picture has room for; a satisfied share only with what belongs beside it."""
    varying = table[(table["points"] > 0) & (table["least"] < table["most"])]
    rows = varying.head(pictures.MOST)
    there = set(rows["measure"])
    cut = [
        name
        for name in rows["measure"]
        if swept.what(name) == SHARE
        and not there.issuperset(set(swept.company(name)) & set(varying["measure"]))
    ]
    return rows[~rows["measure"].isin(cut)]


def _note(swept: Swept, table: pd.DataFrame, drawn: pd.DataFrame, language: Language) -> str:
    said = [TEXT("note", language, design=TEXT(swept.kind, language))]
    if any(swept.is_ratio(name) for name in table["measure"]):
        said.append(TEXT("ratio_note", language))
    known = table[table["points"] > 0]
    unknown = known[known["unknown_points"] > 0]
    if len(unknown):
        names = [
            TEXT(
                "unknown_one", language, label=row["label"],
                points=language.number(row["unknown_points"]),
            )
            for _, row in unknown.iterrows()
        ]  # fmt: skip
        said.append(TEXT("unknown", language, names="; ".join(names)))
    same = table[(table["points"] == 0) | (table["least"] == table["most"])]
    if len(same):
        names = same["label"].tolist()
        if len(names) > SAID:
            rest = TEXT("rest", language, count=language.number(len(names) - SAID))
            names = [*names[:SAID], rest]
        said.append(TEXT("same", language, names="; ".join(names)))
    more = len(table) - len(same) - len(drawn)
    if more:
        said.append(TEXT("not_drawn", language, count=language.number(more)))
    failed = int(swept.rows["error"].notna().sum())
    if failed:
        said.append(TEXT("failed", language, count=language.number(failed)))
    return " ".join(said)


def _words(swept: Swept, table: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The table in words."""

    def said(row: pd.Series, *ends: str) -> str:
        texts = [swept.said(str(row["measure"]), row[end], language) for end in ends]
        if not row["points"]:
            return language.unknown
        return texts[0] if len(texts) == 1 else language.between(texts[0], texts[1])

    def luck(row: pd.Series, size: str, part: str, key: str) -> str:
        if not np.isfinite(row[part]):
            return language.unknown if row["least"] != row["most"] else ""
        width = swept.around(str(row["measure"]), NORMAL * row[size], language)
        return TEXT(key, language, size=width, part=language.percent(row[part]))

    rows = [
        [
            row["label"],
            said(row, "median"),
            said(row, "lower", "upper"),
            said(row, "low", "high"),
            said(row, "least", "most"),
            luck(row, "luck", "luck_part", "share_of"),
            luck(row, "run_luck", "run_part", "share_of_run"),
            language.number(row["points"]),
            language.number(row["unknown_points"]),
        ]
        for _, row in table.iterrows()
    ]
    heads = (
        "number", "median", "inner", "outer", "ends", "luck", "in_run", "points", "unknown_points",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=[TEXT(head, language) for head in heads])
