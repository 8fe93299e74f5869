"""In which part of lever space do satisfied customers defect? Boxes in words, tested.

`overstap discover DIR --when 'defections.satisfied_excess(airline) >= 0.1'` searches half of the
points of a sweep for the part of lever space in which it happens, tests it on the other half, and
says it in a sentence: limits of levers, density (how often it happens inside), coverage (how much
of all that happens is inside), and how often it happens overall.

| module | has |
|---|---|
| `discovery_found` | the search, the halves and the tests |
| `prim`, `cart` | the two ways to search |
| `boxes` | parts of lever space, and their intervals |
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis import discovery_peeling as peeling
from analysis import discovery_pictures as pictures
from analysis.boxes import said
from analysis.discovery_found import Discovery, Tested, discover
from analysis.discovery_words import TEXT
from analysis.exhibit import Exhibit
from analysis.kept import named, short_of
from analysis.language import Language
from analysis.luck import Interval
from analysis.swept import EXCESS, Swept
from analysis.when import read_when
from sim.experiments.sweeps import Sweep
from sim.experiments.sweeps.wanted import SHARE


def exhibits(
    sweep: Sweep,
    language: Language,
    when: str | None = None,
    beside: Sequence[str] = (),
    found: Discovery | None = None,
) -> list[Exhibit]:
    """The box, and how it was peeled.

    Args:
        sweep: A sweep, which need not be complete.
        language: Of the texts.
        when: What is looked for; the excess of satisfied leavers, or their share, when left out.
        beside: Measures whose means inside are wanted too.
        found: From `discover`, if it is there already.

    Raises:
        SweepError: No runs are done.
        AskedError: There is no such measure, or none to look for by default.
    """
    swept = Swept(sweep)
    one = found if found is not None else discover(swept, read_when(when, swept), beside)
    title, words = TEXT("title", language), reading(swept, one, language)
    rows, bars = pictures.rows_of(swept, one, language), pictures.bars_of(one, language)
    made = [
        Exhibit(
            key="discovery",
            title=title,
            reading=words,
            data=_data(swept, one),
            table=_table(swept, one, language),
            figure=lambda: pictures.draw_rows(title, words, rows, bars, language),
            chart=lambda: pictures.rows_chart(words, rows, bars, language),
            note=_note(swept, one, language),
        )
    ]
    if len(one.trajectory):
        made.append(_peeling(one, language))
    return made


def event_of(swept: Swept, found: Discovery, language: Language) -> str:
    """What is looked for, in words."""
    when = found.when
    what, who = swept.what(when.measure), swept.whose(when.measure)
    ends = {
        "sign": TEXT(when.sign, language),
        "bound": swept.said(when.measure, when.bound, language),
    }
    is_more = when.sign in (">", ">=")
    if what == EXCESS and who is not None and is_more and swept.is_against_entrant(when.measure):
        return TEXT("excess", language, who=who, **ends)
    if what == SHARE and who is not None and not swept.is_excess(when.measure):
        return TEXT("share", language, who=who, **ends)
    return TEXT("plain", language, measure=named(swept, when.measure, language), **ends)


def reading(swept: Swept, found: Discovery, language: Language) -> str:
    """What was found, in a sentence or two."""
    event, base = event_of(swept, found, language), language.percent(found.base.value)
    if found.problem in ("never", "always"):
        return TEXT(found.problem, language, event=event)
    if found.problem or not found.boxes:
        return TEXT(found.problem or "nothing", language, event=event, base=base)
    best, *others = found.boxes
    coverage = best.held_out.coverage
    ends = {"from": language.percent(coverage.low), "to": language.percent(coverage.high)}
    text = TEXT(
        "found", language, event=event, base=base, **_words(swept, best, language), **ends
    )  # fmt: skip
    for other in others:
        text += TEXT("more", language, **_words(swept, other, language))
    return text


def plain(swept: Swept, found: Discovery) -> dict[str, Any]:
    """The same for JSON."""

    def of(one: Tested) -> dict[str, Any]:
        scores = {"held_out": one.held_out, "searched": one.searched}
        return {
            "limits": [
                {
                    "lever": swept.levers[limit.lever].name,
                    "side": limit.side,
                    "value": limit.value,
                    "among": [
                        swept.levers[limit.lever].choices[k] for k in sorted(limit.among)
                    ],
                    "chance": chance,
                }
                for limit, chance in zip(one.box, one.chances, strict=True)
            ],
            **{
                name: {
                    "density": vars(score.density),
                    "coverage": vars(score.coverage),
                    "points": score.points,
                    "mass": score.mass,
                }
                for name, score in scores.items()
            },
            "chance": one.chance,
            "beside": {
                name: {"inside": inside, "all": whole}
                for name, (inside, whole) in one.companions.items()
            },
        }  # fmt: skip

    return {
        "when": vars(found.when),
        "base": vars(found.base),
        "blocks": {"searched": found.blocks[0], "held_out": found.blocks[1]},
        "points": {"searched": found.points[0], "held_out": found.points[1]},
        "runs_left_out": {"failed": found.failed, "unknown": found.unknown},
        "problem": found.problem or None,
        "boxes": [of(one) for one in found.boxes],
        "leaves": [of(one) for one in found.leaves],
        "trajectory": found.trajectory.to_dict(orient="records"),
    }


def _words(swept: Swept, one: Tested, language: Language) -> dict[str, str]:
    density = one.held_out.density
    return {
        "where": _where(swept, one, language),
        "density": language.percent(density.value),
        "low": language.percent(density.low),
        "high": language.percent(density.high),
        "coverage": language.percent(one.held_out.coverage.value),
    }


def _where(swept: Swept, one: Tested, language: Language) -> str:
    phrases = said(one.box, swept.levers, language)
    if len(phrases) < 2:
        return "".join(phrases)
    return ", ".join(phrases[:-1]) + TEXT("and", language) + phrases[-1]


def _note(swept: Swept, found: Discovery, language: Language) -> str:
    searched, held = (language.number(count) for count in found.points)
    texts = [TEXT("half", language, held=held, searched=searched)]
    if found.boxes:
        texts.append(TEXT("limits", language))
        values = [
            TEXT(
                "value", language, measure=short_of(swept, name, language),
                inside=swept.said(name, inside, language),
                all=swept.said(name, whole, language),
            )
            for name, (inside, whole) in found.boxes[0].companions.items()
        ]  # fmt: skip
        if values:
            has_ratio = any(map(swept.is_ratio, found.boxes[0].companions))
            key = "beside_ratio" if has_ratio else "beside"
            texts.append(TEXT(key, language, values="; ".join(values)))
    if found.leaves:
        leaves = []
        for one in found.leaves:
            words = _words(swept, one, language)
            leaves.append(TEXT("leaf", language, **{k: words[k] for k in _LEAF}))
        texts.append(TEXT("tree", language, leaves="; ".join(leaves)))
    elif not found.problem:
        texts.append(TEXT("tree_nothing", language))
    for name, count in (("unknown", found.unknown), ("failed", found.failed)):
        if count:
            texts.append(TEXT(name, language, count=language.number(count)))
    return " ".join(texts)


_LEAF = ("where", "density", "coverage")


def _table(swept: Swept, found: Discovery, language: Language) -> pd.DataFrame:
    """Boxes and leaves in words."""

    def share(one: Interval) -> str:
        ends = language.between(language.percent(one.low), language.percent(one.high))
        return f"{language.percent(one.value)} ({ends})"

    count = language.number(found.points[1])
    rows = [[TEXT("everywhere", language), share(found.base), "", "", count]]
    for head, kind in (("box_head", found.boxes), ("leaf_head", found.leaves)):
        for number, one in enumerate(kind, start=1):
            seen = (one.searched.density.value, one.searched.coverage.value)
            rows.append(
                [
                    TEXT(head, language, number=number, where=_where(swept, one, language)),
                    share(one.held_out.density),
                    share(one.held_out.coverage),
                    ", ".join(language.percent(value) for value in seen),
                    language.number(one.held_out.points),
                ]
            )
    names = ("where", "density", "coverage", "seen", "points")
    return pd.DataFrame(rows, columns=[TEXT(name, language) for name in names])


def _data(swept: Swept, found: Discovery) -> pd.DataFrame:
    """A row a limit, as it is for download.

    Columns kind (box or leaf), number, lever, side, value, among, chance, and the box's density and
    coverage in the half that the search did not see, with intervals.
    """
    rows: list[dict[str, Any]] = []
    for kind, found_there in (("box", found.boxes), ("leaf", found.leaves)):
        for number, one in enumerate(found_there, start=1):
            for limit, chance in zip(one.box, one.chances, strict=True):
                lever = swept.levers[limit.lever]
                among = ", ".join(str(lever.choices[k]) for k in sorted(limit.among))
                rows.append(
                    {
                        "kind": kind, "number": number, "lever": lever.name, "side": limit.side,
                        "value": limit.value, "among": among, "chance": chance,
                    }
                    | one.held_out.density.cells("density")
                    | one.held_out.coverage.cells("coverage")
                )  # fmt: skip
    columns = ["kind", "number", "lever", "side", "value", "among", "chance"]
    columns += [f"{name}{end}" for name in ("density", "coverage") for end in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=columns)


def _peeling(found: Discovery, language: Language) -> Exhibit:
    steps = found.trajectory
    title = TEXT("title_peeling", language)
    at = steps[steps["chosen"]].iloc[0]
    words = ("density", "coverage", "searched_density")
    text = TEXT(
        "peeled", language, **{name: language.percent(at[name]) for name in words}
    )  # fmt: skip
    base = found.base.value
    names = {
        "step": "step", "limits": "limits", "density": "density", "coverage": "coverage",
        "searched_density": "searched_density", "searched_coverage": "searched_coverage",
    }  # fmt: skip
    shown = steps.iloc[:: max(1, len(steps) // 12)][list(names)].astype(object)
    for name in ("density", "coverage", "searched_density", "searched_coverage"):
        shown[name] = [language.percent(value) for value in shown[name]]
    half = {
        "density": TEXT("density", language), "coverage": TEXT("coverage", language),
        "searched_density": f"{TEXT('density', language)} ({TEXT('searched_line', language)})",
        "searched_coverage": f"{TEXT('coverage', language)} ({TEXT('searched_line', language)})",
        "step": TEXT("step", language), "limits": TEXT("lever", language) + " #",
    }  # fmt: skip
    return Exhibit(
        key="discovery_peeling",
        title=title,
        reading=text,
        data=steps,
        table=shown.rename(columns=half),
        figure=lambda: peeling.draw_peeling(title, text, steps, base, language),
        chart=lambda: peeling.peeling_chart(text, steps, base, language),
    )
