"""What the documentation invites a reader to open and to type is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from sim.cli import app

CLONE = Path(__file__).parents[2]
PAGES = [CLONE / "README.md", CLONE / "CHANGELOG.md", *sorted((CLONE / "docs").glob("*.md"))]
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """The headings of a page, as links name them."""
    titles = re.findall(r"^#+ (.+)$", re.sub(r"(?s)```.*?```", "", text(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@each_page
def test_modules_that_a_reader_may_run_can_be_run(page: Path) -> None:
    whole = text(page).replace("\\_", "_")  # as a table of Markdown needs it
    for module in re.findall(r"python -m ((?:sim|analysis|benchmarks)[\w.]*)", whole):
        file = CLONE.joinpath(*module.split(".")).with_suffix(".py")
        assert 'if __name__ == "__main__":' in file.read_text(encoding="utf-8"), module


@each_page
def test_commands_and_their_options_exist(page: Path) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    whole = text(page).replace("\\\n", " ")
    for name, rest in re.findall(r"^ {4}(?:\.venv/bin/)?overstap (\w+)(.*)$", whole, re.MULTILINE):
        known = {option for each in commands[name].params for option in each.opts}
        asked = re.findall(r"(?<= )--[a-z-]+", rest.split("#")[0])
        assert set(asked) <= known, (name, asked)


def test_examples_do_not_write_over_one_another() -> None:
    """A folder belongs to the command that made it; another would refuse to go on with it."""
    makers: dict[str, set[str]] = {}
    for page in PAGES:
        whole = text(page).replace("\\\n", " ")
        for line in whole.splitlines():
            made = re.search(r"overstap (run|compare|sweep) .*--out (out/\w+)", line)
            if made and "--resume" not in line:
                makers.setdefault(made[2], set()).add(line.split("#")[0].strip())
            for folder in re.findall(r'store="(out/\w+)"', line):
                makers.setdefault(folder, set()).add("store")
    assert len(makers) >= 6
    assert {folder: lines for folder, lines in makers.items() if len(lines) > 1} == {}
