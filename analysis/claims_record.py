"""What came out of the claims, read back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.experiments.record import CLAIMS

Row = dict[str, Any]
"""A claim under a rule, as `sim.experiments.record` writes it."""

DEFAULT = "compare"
"""The exit rule of the model; the others are its rivals."""


def read(source: Path) -> dict[str, Any]:
    """The record of some claims.

    Args:
        source: A folder that `overstap claims --out` wrote, or the record itself.

    Raises:
        FileNotFoundError: There is none.
    """
    file = source / CLAIMS if source.is_dir() else source
    record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return record


def under(record: dict[str, Any], rule: str = DEFAULT) -> list[Row]:
    """The claims under one exit rule."""
    return [row for row in record["claims"] if row["rule"] == rule]


def reading(rows: Sequence[Row]) -> str:
    """The figure in a sentence."""
    holding = [row for row in rows if row["verdict"] == "holds"]
    sturdy = [row for row in holding if (share_of(row) or 0.0) >= 0.9]
    text = f"{len(holding)} of {len(rows)} claims hold in the scenarios as they stand"
    verb = "holds" if len(sturdy) == 1 else "hold"
    return text + f"; {len(sturdy)} of these {verb} in nine tenths of the plausible space or more."


def share_of(row: Row) -> float | None:
    """Share of the plausible space in which a claim holds; None when it was not looked at."""
    return None if row["robustness"] is None else row["robustness"]["share"]["value"]
