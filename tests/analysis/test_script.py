"""An answer on a terminal."""

from __future__ import annotations

import pandas as pd
import pytest
from rich import console as rich_console

from analysis import script
from analysis.language import ENGLISH
from analysis.nothing import exhibit


@pytest.mark.parametrize("room", [40, 80, 400])
def test_a_wide_table_is_printed_in_parts_that_fit(
    room: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = {f"column number {k}": [f"{k} (12 to {k}00)", "unknown"] for k in range(9)}
    table = pd.DataFrame({"who": ["the large shop", "all customers"], **columns})
    shown = exhibit("key", "Title", "Reading.", ENGLISH)
    object.__setattr__(shown, "table", table)
    whole = rich_console.Console
    monkeypatch.setattr(rich_console, "Console", lambda width=None: whole(width=room))
    script.show(shown)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= room
    rows = [line for line in lines if line.startswith("│ the large shop")]
    assert len(rows) == 1 if room == 400 else len(rows) > 1
    for k in range(9):
        assert sum(f" {k} (12 to {k}00) " in row for row in rows) == 1


@pytest.mark.parametrize("room", [30, 80, 160])
def test_no_cell_is_cropped_beside_long_names(
    room: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    headings = [
        f"{what}, {who}"
        for who in ("Cable & Co <TV>", "satellite")
        for what in ("Satisfied share", "Base rate", "Satisfaction with", "Left")
    ]
    row = {heading: [f"{10 + k}%"] for k, heading in enumerate(headings)}
    table = pd.DataFrame({"Lever": ["What makes a customer leave at all"], **row})
    shown = exhibit("key", "Title", "Reading.", ENGLISH)
    object.__setattr__(shown, "table", table)
    whole = rich_console.Console
    monkeypatch.setattr(rich_console, "Console", lambda width=None: whole(width=room))
    script.show(shown)
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= room
    assert all(f" {10 + k}% │" in printed for k in range(len(headings)))
    words = printed.replace("│", " ").replace("┃", " ").split()
    for word in ("Satisfied", "Satisfaction", "satellite", "customer"):
        assert word in words or room == 30
