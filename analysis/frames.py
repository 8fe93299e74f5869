"""What the pictures and the report are made of: four tidy frames and a word about the run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import pandas as pd

ENDS = ("", "_low", "_high")

COLUMNS: dict[str, tuple[str, ...]] = {
    "bands": ("world", "measure", "date", "low", "mid", "high"),
    "observed": ("date", "share", "use", "source", "label"),
    "events": ("date", "label"),
    "numbers": (
        "cutoff",
        *(name + end for name in ("share", "base", "ratio", "excess") for end in ENDS),
    ),
}

NEWS = "news lowers satisfaction"


class Source(TypedDict):
    """One number of the scenario and where it comes from."""

    what: str
    value: object
    source: str


class Meta(TypedDict):
    """What the pictures say about the run that made them."""

    title: str
    question: str
    scenario: str
    seed: int
    replicates: int
    customers: int
    version: str
    hash: str
    command: str
    answer: Sequence[str]
    caveats: Sequence[str]
    sources: Sequence[Source]


@dataclass(frozen=True)
class Frames:
    """The results of one comparison, as every picture takes them.

    Attributes:
        bands: A row for each world, measure and month: `low`, `mid` and `high` of the replicates
            (95% band). Shares run from 0 to 1, satisfaction from 0 to 10.
        observed: A row for each published share (0 to 1) of the rival; `use` is "calibration" or
            "validation".
        events: A row for each dated event. The first is the rival's entry.
        numbers: A row for each cut-off of "satisfied": `share` among leavers, `base` rate among
            customers at risk, hazard `ratio` dissatisfied : satisfied, and `excess`, each with
            `_low` and `_high`. NaN means unknown.
        meta: The question, the answer in sentences, and the provenance.
        incumbent: Name of the provider that is left.
        rival: Name of the provider that enters.
        rival_measure: The measure in `bands` that `observed` lies beside.

    Raises:
        ValueError: If a column, a world or a measure is missing; all of them are named at once.
    """

    bands: pd.DataFrame
    observed: pd.DataFrame
    events: pd.DataFrame
    numbers: pd.DataFrame
    meta: Meta
    incumbent: str = "airline"
    rival: str = "train"
    rival_measure: str = "rail share"

    def __post_init__(self) -> None:
        problems = [
            f"{frame} has no column '{column}'"
            for frame, columns in COLUMNS.items()
            for column in columns
            if column not in getattr(self, frame).columns
        ]
        problems += [f"meta has no '{key}'" for key in Meta.__annotations__ if key not in self.meta]
        if not problems:
            there = set(zip(self.bands["world"], self.bands["measure"], strict=True))
            problems = [
                f"bands has no '{measure}' in the world '{world}'"
                for world, measure in self._needed()
                if (world, measure) not in there
            ]
            problems += [f"{name} is empty" for name in ("events", "numbers") if self._empty(name)]
        if problems:
            raise ValueError("; ".join(problems))

    def _empty(self, name: str) -> bool:
        return len(getattr(self, name)) == 0

    def _needed(self) -> list[tuple[str, str]]:
        worlds = (self.with_rival, self.without_rival, NEWS)
        pairs = [(w, m) for w in worlds for m in (self.satisfaction, self.share)]
        return [*pairs, (self.with_rival, self.rival_measure)]

    @property
    def with_rival(self) -> str:
        """The world as it went."""
        return f"with the {self.rival}"

    @property
    def without_rival(self) -> str:
        """The same customers' world without the entrant."""
        return f"without the {self.rival}"

    @property
    def satisfaction(self) -> str:
        """The measure of the incumbent's satisfaction."""
        return f"{self.incumbent} satisfaction"

    @property
    def share(self) -> str:
        """The measure of the incumbent's share."""
        return f"{self.incumbent} share"

    @property
    def opening(self) -> pd.Timestamp:
        """The month in which the rival enters."""
        return pd.Timestamp(self.events["date"].min())

    def band(self, world: str, measure: str) -> pd.DataFrame:
        """One band, in order of time: columns date, low, mid, high."""
        rows = self.bands[(self.bands["world"] == world) & (self.bands["measure"] == measure)]
        return rows.sort_values("date")[["date", "low", "mid", "high"]].reset_index(drop=True)

    def by_cutoff(self) -> pd.DataFrame:
        """The numbers in order of cut-off; an infinite one (an empty cell) is unknown, so NaN."""
        rows = self.numbers[list(COLUMNS["numbers"])].astype(float)
        finite = rows.where(np.isfinite(rows))
        return finite.sort_values("cutoff").reset_index(drop=True)
