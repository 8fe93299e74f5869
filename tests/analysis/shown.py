"""What every answer must hold to, whatever it is about; and markets with hostile names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pandas as pd
import vl_convert

from analysis import style
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import DUTCH, ENGLISH, Language
from sim.results import Results
from sim.scenario import Scenario
from tests.markets import bare

HOSTILE = ("<script>alert(1)</script>", "Bank.Co", "A[1]", "_x $y$ {z} %")
COLOURS = {tone for c in style.PALETTE for tone in (c.light.lower(), c.text.lower())}

Question = Callable[[Results, Language, Budget], list[Exhibit]]


def hostile(**changes: Any) -> Scenario:
    """A market in which names are markup, paths, mathematics and format fields."""
    offers = {
        name: {
            "label": "" if place else name,
            "offer": {"fare": 20.0 + place, "minutes": 60.0},
            "touchpoints": {"it's $a$": {"failure": 0.3}, "b.c[0]": {"failure": 0.1}},
        }
        for place, name in enumerate(HOSTILE)
    }
    rules = {"rules.mechanisms.failures": True}
    return bare(offers, customers__count=400, horizon=14, **rules | changes)


def check(question: Question, results: Results) -> list[Exhibit]:
    """Makes the exhibits in both languages and looks at them; returns the English ones."""
    english = question(results, ENGLISH, Budget())
    both(english, question(results, DUTCH, Budget()))
    return english


def both(english: Sequence[Exhibit], dutch: Sequence[Exhibit]) -> None:
    """Looks at the exhibits of an answer in two languages, and draws each both ways."""
    assert [e.key for e in english] == [e.key for e in dutch]
    for exhibit in (*english, *dutch):
        _check(exhibit)
    for exhibits, language in ((english, ENGLISH), (dutch, DUTCH)):
        for exhibit in exhibits:
            assert odd_numbers(exhibit, language) == []
    for one, other in zip(english, dutch, strict=True):
        assert one.title != other.title
        assert one.reading != other.reading
        assert len(one.steps) == len(other.steps)


def _check(exhibit: Exhibit) -> None:
    assert re.fullmatch(r"[a-z0-9_]+", exhibit.key)
    assert exhibit.reading.endswith(".")
    for text in (exhibit.title, exhibit.reading, exhibit.note, *exhibit.steps):
        assert not re.search(r"\bnan\b|\bNone\b|\binf\b", text), text
    assert not exhibit.table.astype(str).isin(["nan", "None", "<NA>", "nan%"]).any().any()
    exhibit.figure().canvas.draw()
    spec = exhibit.chart().to_dict()
    assert "<script" not in vl_convert.vegalite_to_svg(spec)
    text = json.dumps(spec)
    colours = {c.lower() for c in re.findall(r"#[0-9a-fA-F]{6}", json.dumps(spec["config"]))}
    colours |= {c.lower() for c in re.findall(r'"(#[0-9a-fA-F]{6})"', text)}
    assert colours <= COLOURS
    assert '"tooltip"' in text
    assert bool(exhibit.steps) == any(p.get("name") == "at" for p in spec.get("params", []))


def odd_numbers(exhibit: Exhibit, language: Language) -> list[str]:
    """Numbers in a chart or on its page that people do not write so: -2e+1, or 0.5 in Dutch."""
    page = exhibit.figure()
    page.canvas.draw()
    on_axes = [
        label.get_text()
        for axes in page.axes
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels())
    ]
    drawn = re.findall(r">([^<>]+)<", vl_convert.vegalite_to_svg(exhibit.chart().to_dict()))
    odd = r"[+-]\d.*|.?\d+([.,]\d+)?e.?\d+"
    if language is DUTCH:
        odd += r"|−?\d+\.\d{1,2}(%|k| mln)?"
    return [words for words in (*on_axes, *drawn) if re.fullmatch(odd, words) and words[0] != "+"]


def texts(page: Any) -> str:
    """All words on a matplotlib page."""
    found: Iterable[Any] = [*page.texts, *(t for axes in page.axes for t in axes.texts)]
    return "\n".join(text.get_text() for text in found)


def row(table: pd.DataFrame, **where: Any) -> pd.Series:
    """The only row with these values."""
    for name, value in where.items():
        table = table[table[name].isna()] if value is None else table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]
