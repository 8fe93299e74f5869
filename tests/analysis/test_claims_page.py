"""The page of the claims, and its figure."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analysis.claims import page, write
from analysis.claims_figure import LOOKS, draw
from analysis.claims_record import read, reading, under
from sim.scenario.statements import Entry

ENTRIES = [
    Entry("C01", "First", "A | pipe and *stars*", "claim", ("shops:C01",), "", 2),
    Entry("C02", "First", "Not asked", "not covered", (), "nobody knows", 3),
    Entry("C27", "Second", "They stay", "claim", ("shops:C27", "town:C27"), "", 4),
    Entry("C27", "Second", "They stay", "output", ("periods.nps",), "seen", 5),
]


def row(name: str, scenario: str = "shops", **more: Any) -> dict[str, Any]:
    found = {
        "scenario": scenario,
        "rule": "compare",
        "id": name,
        "statement": name[:3] if name.startswith("C") else None,
        "says": f"{name} is so",
        "measure": "nps",
        "unit": "-100 to 100",
        "of": "nps of old",
        "claimed": "above 0",
        "bounds": [0, None],
        "verdict": "holds",
        "estimate": {"value": 0.123456, "low": 0.1, "high": 0.15},
        "runs": 6,
        "known": 6,
        "beside": {},
        "robustness": {
            "share": {"value": 0.95, "low": 0.9, "high": 0.98},
            "points": 200, "unknown": 0, "refused": 0, "low": 0.0, "high": 1.0,
        },
        "expects": "unknown",
        "evidence": "",
        "as_expected": None,
    }  # fmt: skip
    return {**found, **more}


def record(*rows: dict[str, Any]) -> dict[str, Any]:
    sizes = {"seed": 1, "points": 200, "customers": 2000, "replicates": 48, "runs": 9}
    return {"version": "1", **sizes, "claims": list(rows)}


FAILS = {
    "verdict": "does not hold",
    "expects": "holds",
    "as_expected": False,
    "evidence": "a study",
    "robustness": {
        "share": {"value": 0.25, "low": 0.2, "high": 0.3},
        "points": 197, "unknown": 4, "refused": 3, "low": None, "high": None,
    },
}  # fmt: skip
ALL = record(
    row("C01"),
    row("C27", **FAILS),
    row("C27", "town", verdict="undecided", known=5),
    row("extra", robustness=None, estimate={"value": None, "low": None, "high": None}),
    *(row(name, rule="threshold", verdict="undecided") for name in ("C01", "C27", "extra")),
)


def lines_with(text: str, part: str) -> list[str]:
    return [line for line in text.splitlines() if part in line]


def test_every_claim_has_its_row():
    text = page(ALL, ENTRIES)
    first, *_ = lines_with(text, "C01: C01 is so")
    cells = [cell.strip() for cell in first.strip("|").split(" | ")]
    assert cells == [
        r"C01 A \| pipe and \*stars\*", "shops", "C01: C01 is so", "`nps of old` above 0",
        "holds", "0.123 (0.1 to 0.15)", "95% (90-98)", "-",
    ]  # fmt: skip
    [failing] = lines_with(text.split("## Under")[0], "| shops | C27: C27 is so")
    assert "**does not hold**" in failing
    assert "25% (20-30); unknown at 4; 3 refused" in failing
    assert failing.endswith("| **should hold**: a study |")
    [half] = lines_with(text, "| town | C27: C27 is so")[:1]
    assert "*undecided*" in half
    assert "known in 5 of 6" in half
    [other] = lines_with(text.split("## Under")[0], "extra: extra is so")
    assert "| unknown | - | - |" in other


def test_articles_stand_apart_and_claims_of_none_last():
    text = page(ALL, ENTRIES)
    heads = [line for line in text.splitlines() if line.startswith("###")]
    assert heads == ["### First", "### Second", "### Of none of the articles"]


def test_counts():
    text = page(ALL, ENTRIES)
    assert (
        "4 claims under `compare`: 2 hold, 1 does not hold, 1 undecided; 1 came out against better "
        "evidence." in text
    )
    assert "3 claims under `threshold`: 0 hold, 0 do not hold, 3 undecided." in text


def test_rules_side_by_side():
    text = page(ALL, ENTRIES)
    [beside] = lines_with(text.split("## Under")[1], "| shops | C27: ")
    assert beside.endswith("| **does not hold** 0.123, in 25% | *undecided* 0.123, in 95% |")
    [alone] = lines_with(text.split("## Under")[1], "| town | C27: ")
    assert alone.endswith("| - |")
    assert "## Under" not in page(record(row("C01")), ENTRIES)


def test_every_statement_is_listed():
    listed = page(ALL, ENTRIES).split("## All 82 statements")[1]
    assert "| C02 | Not asked | - | - | nobody knows |" in listed
    assert "| C27 | They stay | claim | `shops:C27`, `town:C27` |  |" in listed
    assert "| C27 |  | output | `periods.nps` | seen |" in listed


def test_the_figure_in_a_sentence():
    told = reading(under(ALL))
    assert told.startswith("2 of 4 claims hold")
    assert "1 of these holds in nine tenths" in told


def test_a_mark_for_every_claim_with_points():
    figure = draw(ALL)
    marks: dict[str, int] = {}
    for axes in figure.axes:
        for line in axes.lines:
            if line.get_linestyle() == "None":
                name = str(line.get_marker())
                marks[name] = marks.get(name, 0) + 1
    holds, fails, undecided = (LOOKS[verdict][0] for verdict in LOOKS)
    assert (holds, undecided) == ("o", "o")
    # One holds and one is undecided; one has no points; one rival mark is beside another.
    assert marks == {"o": 2, fails: 1, "<": 2}
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert any(text.startswith("C27") for text in texts)
    assert {"shops", "town"} <= set(texts)


def test_no_label_is_cut():
    says = "Effort keeps them: without it cable would have five points less after three years"
    figure = draw(record(row("C01"), row("C30", says=says)))
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    [label] = [text for text in texts if text.startswith("C30")]
    assert label.replace("\n", " ") == f"C30  {says}"
    lengths = [len(line) for line in label.split("\n")]
    assert len(lengths) == 2
    assert max(lengths) <= 68
    # A longer label takes more room.
    assert figure.get_figheight() > draw(record(row("C01"), row("C30"))).get_figheight()


@pytest.mark.parametrize(("robust", "there"), [({}, True), ({"robustness": None}, False)])
def test_the_legend_has_the_rivals_only_where_they_have_marks(robust, there):
    figure = draw(record(row("C01"), row("C01", rule="threshold", **robust)))
    told = [text.get_text() for legend in figure.legends for text in legend.get_texts()]
    assert ("leaving by threshold" in told) is there


def test_files(tmp_path):
    (tmp_path / "claims.json").write_text(json.dumps(ALL), encoding="utf-8")
    files = write(tmp_path, tmp_path / "docs")
    assert [file.name for file in files] == ["claims.md", "claims.json", "claims.png"]
    assert read(tmp_path / "docs" / "claims.json") == ALL
    assert all(file.stat().st_size > 100 for file in files)


def test_no_record(tmp_path):
    with pytest.raises(FileNotFoundError):
        read(tmp_path)
