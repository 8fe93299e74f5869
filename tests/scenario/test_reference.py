"""The pages of keys and of measures are those that the code would write, and say something."""

import re
from pathlib import Path

import pytest

from sim.scenario.measures import MEASURES
from sim.scenario.reference import _blocks, _meaning, measures_page, scenario_page, write
from sim.scenario.schema import Scenario
from sim.scenario.shape import fields

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("name", "page"), [("scenario-file.md", scenario_page), ("measures.md", measures_page)]
)
def test_the_page_is_up_to_date(name, page):
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == page(), "run python -m sim.scenario.reference"


def test_every_key_is_explained():
    blank = [
        f"{path}{name}"
        for path, block in _blocks(Scenario, "")
        for name, field in fields(block).items()
        if not _meaning(field)
    ]
    assert blank == []


def test_types_bounds_and_defaults():
    page = scenario_page()

    def row(section, key):
        block = page.split(f"## {section}\n")[1].split("\n## ")[0]
        [line] = [line for line in block.splitlines() if line.startswith(f"| `{key}` |")]
        return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[2:5]]

    assert row("The whole", "horizon") == ["whole number", "1 to 2,400", "**needed**"]
    assert row("customers", "leave") == ["number, or [block](#customersleave)", "0 to 1", "0"]
    assert row("report", "satisfied_at") == ["number", "0.5 to 9.5, in steps of 0.5", "7"]
    assert row("providers.NAME.contract", "exit_fee") == ["number, or null", "0 or more", "null"]
    assert row("rules", "exit")[0] == "one of `compare`, `threshold`, `satisfaction_only`"
    assert row("rules.learning", "signal_sd") == ["number", "above 0", "1"]
    assert row("claims[]", "window") == ["[whole number, whole number], or null", "", "null"]
    assert row("what_if.NAME", "at") == ["whole number, or one of `burn_in`", "0 or more", "0"]
    assert row("customers", "calendar") == ["list of number, or null", "each 0 or more", "null"]
    assert row("providers.NAME", "offer") == ["NAME: number", "", "**needed**"]
    assert row("levers.NAME", "choices")[0] == "list of text, or true or false, or null"


def test_every_block_that_is_named_is_there():
    page = scenario_page()
    heads = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    anchors = [re.sub(r"[^a-z0-9_ -]", "", head.lower()).replace(" ", "-") for head in heads]
    assert len(set(anchors)) == len(anchors)
    assert set(re.findall(r"\]\(#([^)]*)\)", page)) <= set(anchors)


def test_every_measure_has_its_row():
    page = measures_page()
    for name, spec in MEASURES.items():
        [line] = [line for line in page.splitlines() if line.startswith(f"| `{name}` |")]
        assert spec.meaning in line
        assert line.endswith(f"| {spec.unknown or 'never'} |")
        for option in spec.needs:
            assert f"**{option}**" in line


def test_files(tmp_path):
    files = write(tmp_path)
    assert [file.name for file in files] == ["scenario-file.md", "measures.md"]
    assert files[1].read_text(encoding="utf-8") == measures_page()
