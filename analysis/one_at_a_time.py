"""What each lever of a sweep does alone, from a sweep with `--design oat`.

Point 0 is the scenario as it is; every other point has one lever elsewhere. A point is compared
with point 0 replicate by replicate, which have the same luck unless the sweep was `--independent`.
What levers do together is not in such a sweep.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis import one_at_a_time_pictures as pictures
from analysis.exhibit import Exhibit
from analysis.kept import short_of, words_of
from analysis.language import Language, Texts
from analysis.luck import Interval
from analysis.sensitivity_pictures import unique
from analysis.swept import Numbers, Swept
from analysis.turned import Turned

TEXT = Texts(
    en={
        "title": "What each lever does alone",
        "reading": "“{lever}” alone moves the {label} most: from {base} as the scenario stands to "
        "{ends}.",
        "end": "{value} with {stands}{beside}",
        "beside": " (beside it {values})",
        "one": "{label} {value}",
        "and": " and ",
        "nothing": "No lever alone moves the {label}: it is {base} wherever one stands.",
        "note": "Ring: the scenario as it is. Dots: one lever elsewhere; the light bars are 95% "
        "intervals of the difference, from {replicates} replicates with the same levers "
        "otherwise.",
        "single": "Ring: the scenario as it is. Dots: one lever elsewhere. With one replicate luck "
        "is in every difference.",
        "lever": "Lever", "value": "stands at", "difference": "difference", "as_is": "as it is",
    },
    nl={
        "title": "Wat elke knop alleen doet",
        "reading": "“{lever}” verandert in zijn eentje “{label}” het meest: van {base} in het "
        "scenario zoals het is naar {ends}.",
        "end": "{value} bij {stands}{beside}",
        "beside": " (ernaast {values})",
        "one": "{label} {value}",
        "and": " en ",
        "nothing": "Geen knop verandert in zijn eentje “{label}”: het is overal {base}.",
        "note": "Cirkel: het scenario zoals het is. Stippen: één knop ergens anders; de lichte "
        "balken zijn 95%-marges van het verschil, uit {replicates} herhalingen.",
        "single": "Cirkel: het scenario zoals het is. Stippen: één knop ergens anders. Met één "
        "herhaling zit toeval in elk verschil.",
        "lever": "Knop", "value": "staat op", "difference": "verschil", "as_is": "zoals het is",
    },
)  # fmt: skip


@dataclass(frozen=True)
class Alone:
    """What each lever does alone to a number.

    Attributes:
        measure: Its name.
        base: Its mean in the scenario as it is, of ratios the geometric one; NaN when unknown.
        replicates: Of each point, at most.
        table: A row a point that turns a lever: point, lever (its place), value (as it stands in
            the design), mean, and the difference from the scenario as it is with difference_low
            and difference_high. Levers that do most come first; NaN: unknown.
    """

    measure: str
    base: float
    replicates: int
    table: pd.DataFrame

    @property
    def is_known(self) -> bool:
        """Whether there is anything to tell."""
        return bool(np.isfinite(self.base) and self.table["difference"].notna().any())


def find(swept: Swept, measure: str) -> Alone:
    """What each lever does alone to a number.

    Args:
        swept: A sweep with design oat.
        measure: One of its numbers.

    Raises:
        AskedError: There is no such measure.
    """
    swept.check(measure)
    sound = swept.rows[swept.rows["error"].isna()]
    values = sound.pivot(index="point", columns="replicate", values=measure)
    values = values.reindex(index=swept.design.index)
    # Of ratios, means and differences are those of logarithms, taken back to ratios.
    asked = swept.asked(measure)
    numbers: Numbers = asked.scaled(values)
    middle = _mean(numbers[0])

    def apart(size: float) -> float:
        return asked.back(middle + size) - asked.back(middle) if asked.is_ratio else size

    rows = []
    first = swept.design.iloc[0]
    for place, (point, stands) in enumerate(swept.design.iterrows()):
        elsewhere = [k for k, lever in enumerate(swept.levers)
                     if stands[lever.name] != first[lever.name]]  # fmt: skip
        if len(elsewhere) != 1:
            continue  # point 0
        moved = _interval(numbers[place] - numbers[0])
        rows.append(
            {
                "point": point, "lever": elsewhere[0],
                "value": stands[swept.levers[elsewhere[0]].name],
                "mean": asked.back(_mean(numbers[place])),
            } | {name: apart(size) for name, size in moved.cells("difference").items()}
        )  # fmt: skip
    columns = ["point", "lever", "value", "mean", *Interval(0.0).cells("difference")]
    table = pd.DataFrame(rows, columns=columns)
    reach = table.assign(size=table["difference"].abs()).groupby("lever")["size"].max()
    order = reach.sort_values(ascending=False, kind="stable").index.tolist()
    rank = {lever: number for number, lever in enumerate(order)}
    table = table.assign(rank=table["lever"].map(rank)).sort_values(
        ["rank", "point"], ignore_index=True
    )
    return Alone(measure, asked.back(middle), numbers.shape[1], table.drop(columns="rank"))


def _mean(values: Numbers) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _interval(differences: Numbers) -> Interval:
    """Mean of paired differences with its t interval."""
    known = differences[np.isfinite(differences)]
    if len(known) < 2:
        return Interval(_mean(known))
    half = float(stats.t.ppf(0.975, len(known) - 1) * known.std(ddof=1) / np.sqrt(len(known)))
    mean = float(known.mean())
    return Interval(mean, mean - half, mean + half)


def reading(swept: Swept, found: Alone, language: Language) -> str:
    """Which lever does most alone, in a sentence.

    Args:
        swept: The sweep.
        found: From `find`; something is known.
        language: Of the sentence.
    """
    label = words_of(swept, found.measure, language)
    base = swept.said(found.measure, found.base, language)
    best = found.table[found.table["lever"] == found.table["lever"].iloc[0]]
    best = best[best["difference"].notna()]
    if not best["difference"].abs().max() > 0:
        return TEXT("nothing", language, label=label, base=base)
    lever = swept.levers[int(best["lever"].iloc[0])]
    furthest = best.loc[[best["difference"].idxmin(), best["difference"].idxmax()]]
    sides = (furthest["difference"] < 0, furthest["difference"] > 0)
    shown = furthest[[bool(low or high) for low, high in zip(*sides, strict=True)]]
    if (shown["difference"] > 0).all() or (shown["difference"] < 0).all():
        shown = shown.loc[[shown["difference"].abs().idxmax()]]
    ends = [
        TEXT(
            "end", language, value=swept.said(found.measure, row["mean"], language),
            stands=stands_at(lever, row["value"], language),
            beside=_beside(swept, found.measure, int(row["point"]), language),
        )
        for _, row in shown.iterrows()
    ]  # fmt: skip
    return TEXT(
        "reading", language, lever=lever.label, label=label, base=base,
        ends=TEXT("and", language).join(ends),
    )  # fmt: skip


def _beside(swept: Swept, measure: str, point: int, language: Language) -> str:
    """At a point, the base rate and hazard ratio that belong to a satisfied share of leavers."""
    names = swept.company(measure)
    if not names:
        return ""
    sound = swept.rows[swept.rows["error"].isna() & (swept.rows["point"] == point)]
    values = [
        TEXT(
            "one", language, label=short_of(swept, name, language),
            value=swept.said(name, swept.mean(name, sound[name]), language),
        )
        for name in names
    ]  # fmt: skip
    return TEXT("beside", language, values=", ".join(values))


def stands_at(lever: Turned, value: Any, language: Language) -> str:
    """Where a lever stands, in words."""
    if lever.choices:
        return lever.chosen(lever.choices.index(value), language)
    return lever.said(float(value), language)


def exhibit(swept: Swept, found: Alone, language: Language) -> Exhibit:
    """What each lever does alone.

    Args:
        swept: The sweep.
        found: From `find`; something is known.
        language: Of the texts.
    """
    title, words = TEXT("title", language), reading(swept, found, language)
    labels = unique([lever.label for lever in swept.levers])
    known = found.table[found.table["difference"].notna()]
    rows = pd.DataFrame(
        {
            "label": [labels[number] for number in known["lever"]],
            "stands": [
                stands_at(swept.levers[number], value, language)
                for number, value in zip(known["lever"], known["value"], strict=True)
            ],
            "value": found.base + known["difference"],
            "low": found.base + known["difference_low"],
            "high": found.base + known["difference_high"],
        }
    )
    rows["said"] = [swept.said(found.measure, value, language) for value in rows["value"]]
    axis = words_of(swept, found.measure, language)
    picture = pictures.Picture(
        rows.reset_index(drop=True), found.base, axis, swept.is_share(found.measure)
    )
    key = "note" if found.replicates > 1 else "single"
    values = {"replicates": language.number(found.replicates)} if key == "note" else {}
    data = found.table.assign(
        lever=[swept.levers[number].name for number in found.table["lever"]],
        value=found.table["value"].astype(str),
        measure=found.measure,
        base=found.base,
    )
    return Exhibit(
        key="one_at_a_time",
        title=title,
        reading=words,
        data=data,
        table=_words(swept, found, language),
        figure=lambda: pictures.draw(title, words, picture, language),
        chart=lambda: pictures.chart(words, picture, language),
        note=TEXT(key, language, **values),
    )


def _words(swept: Swept, found: Alone, language: Language) -> pd.DataFrame:
    """The table in words; a satisfied share with the base rate and the hazard ratio beside it."""
    heads = [TEXT(key, language) for key in ("lever", "value")]
    names = [found.measure, *swept.company(found.measure)]
    each = [found if name == found.measure else find(swept, name) for name in names]
    rows = [[TEXT("as_is", language), ""]]
    for one in each:
        rows[0] += [swept.said(one.measure, one.base, language), ""]
    by_point = [one.table.set_index("point") for one in each]
    for _, row in found.table.iterrows():
        lever = swept.levers[int(row["lever"])]
        cells = [lever.label, stands_at(lever, row["value"], language)]
        for one, table in zip(each, by_point, strict=True):
            cells += _cells(swept, one.measure, table.loc[row["point"]], language)
        rows.append(cells)
    for name in names:
        label = words_of(swept, name, language)
        heads += [label, f"{TEXT('difference', language)}: {label}"]
    return pd.DataFrame(rows, columns=heads)


def _cells(swept: Swept, measure: str, row: pd.Series, language: Language) -> list[str]:
    def said(value: float) -> str:
        return swept.said(measure, value, language)

    apart = said(row["difference"])
    if np.isfinite(row["difference_low"]):
        ends = language.between(said(row["difference_low"]), said(row["difference_high"]))
        apart = f"{apart} ({ends})"
    return [said(row["mean"]), apart]
