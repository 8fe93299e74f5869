"""What comes out when something is run again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import sim


class NoOriginError(Exception):
    """A file that does not say where it came from, or from what is not there any more."""


@dataclass
class Verdict:
    """Whether something came out as it had.

    Attributes:
        file: What was asked about.
        origin: In a line.
        compared: What was compared.
        differences: What is not equal, in words; empty when everything is.
    """

    file: Path
    origin: str
    compared: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def note_version(self, version: str) -> None:
        """Another version of overstap is a difference, whatever comes out."""
        if version != sim.__version__:
            self.differences.append(
                f"it was made with overstap {version}; this is {sim.__version__}"
            )

    def compare(self, name: str, there: pd.DataFrame, now: pd.DataFrame) -> None:
        """Compares two tables, value by value."""
        self.differences += differences(name, there, now)

    def compare_digests(self, what: str, there: str, now: str) -> None:
        """Compares what stands for many numbers."""
        self.compared.append(f"{what} (by the digest)")
        if there != now:
            self.differences.append(f"{what} came out otherwise")


def differences(name: str, there: pd.DataFrame, now: pd.DataFrame) -> list[str]:
    """Where two tables differ, in words."""
    if list(there.columns) != list(now.columns):
        other = sorted(set(there.columns) ^ set(now.columns))
        return [f"{name} has other columns: {', '.join(map(str, other)) or 'another order'}"]
    if len(there) != len(now):
        return [f"{name} has {len(there):,} rows; the run makes {len(now):,}"]
    found = []
    for column in there.columns:
        old, new = there[column].astype(object), now[column].astype(object)
        nothing: Any = None
        old, new = old.where(old.notna(), nothing), new.where(new.notna(), nothing)
        same = (old == new).to_numpy(bool) | (old.isna() & new.isna()).to_numpy(bool)
        if not same.all():
            row = int(np.flatnonzero(~same)[0])
            found.append(
                f"{name}: {column} differs in {int((~same).sum()):,} rows; in row {row} it is "
                f"{old.iloc[row]!r}, and {new.iloc[row]!r} now"
            )
    return found
