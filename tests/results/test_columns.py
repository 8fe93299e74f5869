"""The page of columns is the one that the code would write."""

from pathlib import Path

from sim.columns import as_markdown


def test_the_page_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "results.md"
    assert page.read_text() == as_markdown()
