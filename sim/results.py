"""The results of a run: tidy tables in memory, a folder on disk, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from sim import frames
from sim.columns import COLUMNS
from sim.folder import MANIFEST, read_notes, write_folder, write_parquet
from sim.frames import Past
from sim.measures import CUTOFFS, Estimate, ThreeNumbers, three_numbers
from sim.origin import Origin, surroundings
from sim.panel import panel_frame
from sim.rules.words import BANDS
from sim.scenario import Scenario, ScenarioError, dump, load

if TYPE_CHECKING:
    from sim.market import Market

FORMAT = 1
SCENARIO = "scenario.yaml"
FILES = {
    "periods": "periods.parquet",
    "exits": "exits.parquet",
    "parts": "exit_parts.parquet",
    "hazards": "hazards.parquet",
    "customers": "customers.parquet",
    "trips": "trips.parquet",
    "panel": "panel.parquet",
}
"""Tables that are kept, and their files; the last three only when asked."""

ON_REQUEST = {
    "customers": ("the state of customers was not kept", "panel=N", "--panel N"),
    "trips": (
        "single trips with another than the main provider were not recorded",
        "trips=True",
        "--trips",
    ),
    "panel": ("no customers were followed through the run", "track=N", "--track N"),
}
"""Tables that are kept only when asked: what to say when they were not, the argument of `sim.run`
and the option of `overstap run` that ask for them."""

BATCH = 200_000
"""Exits, trips, or rows of the panel, in memory at a time while a long ledger is written."""

Excess = dict[str, dict[float, Estimate]]
"""By provider and cut-off."""


class ResultsError(Exception):
    """A folder cannot be read as the results of a run, or does not hold what is asked for."""


class NotKeptError(ResultsError):
    """A run did not keep a table, which it does only when asked.

    Attributes:
        table: Key of `ON_REQUEST`.
        option: The command that keeps it, without the scenario.
    """

    def __init__(self, table: str, folder: Path | None = None) -> None:
        why, argument, option = ON_REQUEST[table]
        self.table = table
        self.option = f"overstap run --out DIR {option}"
        where = "" if folder is None else f"{folder} does not hold {FILES[table]}: "
        super().__init__(
            f"{where}{why}; ask for it before the run, with {argument} or {self.option}"
        )


class _Tables(Protocol):
    """The tables of a run, wherever they are."""

    def names(self) -> list[str]: ...

    def frame(self, name: str) -> pd.DataFrame: ...

    def batches(self, name: str) -> Iterator[pd.DataFrame]: ...


@dataclass
class Results:
    """A run.

    Tables are made, or read, when they are first asked for; `sim.columns.COLUMNS` explains them.

    Attributes:
        scenario: As it was before the first intervention.
        origin: All that is needed to run it again.
        excess: Excess leaving of satisfied customers, by provider and cut-off; empty without an
            entrant, or when the other world was not run.
        timings: Seconds, by what they were spent on.
        without: The same customers' world without the entrant; None when it was not run, and after
            loading.
    """

    scenario: Scenario
    origin: Origin
    _tables: _Tables
    excess: Excess = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)
    without: Results | None = None

    @classmethod
    def of(
        cls,
        market: Market,
        *,
        name: str | None = None,
        overrides: tuple[tuple[str, Any], ...] = (),
        plan: str | None = None,
        customers: pd.DataFrame | None = None,
        panel: np.ndarray[Any, Any] | None = None,
    ) -> Results:
        """Takes the results of a finished market, which may be thrown away afterwards.

        Args:
            market: A market whose last step has run.
            name: Of the scenario, as it was asked for; its title when left out.
            overrides: That its scenario was made with, for the manifest.
            plan: That its scenario was made with, for the manifest.
            customers: States of customers, from `sim.frames.customers_frame`.
            panel: History of customers, from `sim.panel.Tracker`.
        """
        origin = Origin.of(
            market.initial,
            name=name,
            seed=market.seed,
            overrides=overrides,
            plan=plan,
            periods=max(0, market.period),
            entrants=market.entrants,
        )
        return cls(market.initial, origin, _Made(Past.of(market), customers, panel))

    # The tables.

    @cached_property
    def periods(self) -> pd.DataFrame:
        """One row a period and provider, and one a period for the outside option."""
        return self._tables.frame("periods")

    @cached_property
    def hazards(self) -> pd.DataFrame:
        """Customers at risk and defections, by period, provider, segment and satisfaction."""
        return self._tables.frame("hazards")

    @cached_property
    def exits(self) -> pd.DataFrame:
        """One row an exit: a defection, a stop or an involuntary one."""
        return self._tables.frame("exits")

    @cached_property
    def parts(self) -> pd.DataFrame:
        """Push and pull of every voluntary exit, part by part."""
        return self._tables.frame("parts")

    @cached_property
    def customers(self) -> pd.DataFrame:
        """State of customers at start and end.

        Raises:
            ResultsError: The run was not asked to keep them.
        """
        return self._tables.frame("customers")

    @cached_property
    def firm(self) -> pd.DataFrame:
        """What the firm sees, beside the truth; one row a period and provider."""
        return frames.firm_frame(self.periods, self.exits, frames.outside_name(self.scenario))

    @cached_property
    def trips(self) -> pd.DataFrame:
        """Occasion markets: single needs met by another than the main provider.

        Needs met by doing without are no trips.

        Raises:
            ResultsError: The run was not asked to record them.
        """
        return self._tables.frame("trips")

    @cached_property
    def panel(self) -> pd.DataFrame:
        """The history of some customers: one row each and period.

        Raises:
            ResultsError: The run was not asked to follow anybody.
        """
        return self._tables.frame("panel")

    @property
    def providers(self) -> list[str]:
        """Names of the providers, in the order of the tables."""
        outside = frames.outside_name(self.scenario)
        return [name for name in dict.fromkeys(self.periods["provider"]) if name != outside]

    # The numbers.

    def three_numbers(
        self,
        provider: str,
        cutoff: float | None = None,
        *,
        since: int = 0,
        until: int | None = None,
    ) -> ThreeNumbers:
        """How satisfied those were who left a provider for another.

        Args:
            provider: Its name.
            cutoff: Satisfied means at least this; the scenario's own when left out.
            since: First period that counts.
            until: First period that does not; None for the end of the run.

        Raises:
            KeyError: There is no such provider.
            ValueError: The cut-off is not a half point from 0.5 to 10.
        """
        if provider not in self.scenario.providers:
            raise KeyError(provider)
        cutoff = self.scenario.report.satisfied_at if cutoff is None else cutoff
        rows = self.hazards[self.hazards["provider"] == provider]
        rows = rows[(rows["period"] >= since)]
        if until is not None:
            rows = rows[rows["period"] < until]
        segments = len(self.scenario.customers.segments)
        stratum = rows["period"].to_numpy(np.int64) * segments + rows["segment"].cat.codes
        known, place = np.unique(stratum, return_inverse=True)
        cells = (place, (2 * rows["band"]).to_numpy(np.int64))
        counts = np.zeros((2, len(known), BANDS))
        counts[0][cells] = rows["at_risk"]
        counts[1][cells] = rows["defections"]
        return three_numbers(counts[0], counts[1], cutoff)

    def cutoffs(self) -> list[float]:
        """6, 7, 8 and the scenario's own cut-off, in order."""
        return sorted({*CUTOFFS, self.scenario.report.satisfied_at})

    @cached_property
    def digest(self) -> str:
        """Sixteen digits that change with any number in the books: equal runs have equal ones."""
        rows = pd.util.hash_pandas_object(self.periods.drop(columns=["date"]), index=False)
        return hashlib.sha256(rows.to_numpy().tobytes()).hexdigest()[:16]

    # The folder.

    def save(self, target: str | Path, *, overwrite: bool = False) -> Path:
        """Writes the folder: under a temporary name, and renamed when whole.

        Args:
            target: The folder; it must not be there yet, or be empty.
            overwrite: Whether older results may be replaced. They stay until the new are whole.

        Returns:
            The folder, as an absolute path.

        Raises:
            FileExistsError: Something is there that may not be replaced.
            OSError: The disk did not accept it; nothing has changed then.
        """

        def fill(folder: Path) -> None:
            notes = self.origin.notes(self.digest)
            rows = {
                FILES[name]: write_parquet(folder / FILES[name], self._tables.batches(name), notes)
                for name in self._tables.names()
            }
            (folder / SCENARIO).write_text(dump(self.scenario), encoding="utf-8")
            manifest = json.dumps(self._manifest(rows), indent=2, ensure_ascii=False)
            (folder / MANIFEST).write_text(manifest + "\n", encoding="utf-8")

        return write_folder(target, fill, overwrite=overwrite)

    @classmethod
    def load(cls, source: str | Path) -> Results:
        """Reads a folder that `save` wrote.

        Raises:
            ResultsError: It is not such a folder, it is damaged, or a newer version wrote it.
        """
        folder = Path(source).expanduser().resolve()
        if folder.is_file():
            raise ResultsError(f"{folder} is a file; the folder that holds the results is needed")
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if manifest["format"] > FORMAT:
                raise ResultsError(f"{folder} was written by a newer overstap")
            origin = Origin.read(manifest)
            files = {name: file for name, file in FILES.items() if file in manifest["files"]}
            for file in files.values():
                if read_notes(folder / file)["hash"] != origin.hash:
                    raise ResultsError(f"{folder / file} belongs to another run")
            return cls(
                load(folder / SCENARIO),
                origin,
                _Stored(folder, list(files)),
                excess={
                    provider: {float(cutoff): Estimate(**value) for cutoff, value in row.items()}
                    for provider, row in manifest["excess"].items()
                },
                timings=manifest["timings"],
            )
        except FileNotFoundError as error:
            missing = Path(error.filename or "a file").name
            raise ResultsError(f"{folder} holds no results: {missing} is missing") from None
        except (OSError, ValueError, KeyError, TypeError, ScenarioError) as error:
            raise ResultsError(f"the results in {folder} are damaged: {error}") from error

    def _manifest(self, rows: Mapping[str, int]) -> dict[str, Any]:
        return {
            "format": FORMAT,
            **asdict(self.origin),
            "digest": self.digest,
            "title": self.scenario.title,
            "question": self.scenario.question,
            "excess": {
                provider: {f"{cutoff:g}": value.as_dict() for cutoff, value in row.items()}
                for provider, row in self.excess.items()
            },
            "files": dict(rows),
            "written": datetime.now(UTC).isoformat(timespec="seconds"),
            "timings": self.timings,
            **surroundings(),
        }


class _Made:
    """Tables made from what the market kept."""

    def __init__(self, past: Past, customers: pd.DataFrame | None, panel: Any) -> None:
        self._past = past
        self._customers = customers
        self._panel = panel

    def names(self) -> list[str]:
        there = {
            "customers": self._customers is not None,
            "trips": self._past.trips is not None,
            "panel": self._panel is not None,
        }
        return [name for name in FILES if there.get(name, True)]

    def frame(self, name: str) -> pd.DataFrame:
        if name not in self.names():
            raise NotKeptError(name)
        if name == "customers":
            assert self._customers is not None
            return self._customers
        if name == "panel":
            return panel_frame(self._past, self._panel)
        makers = {
            "periods": frames.periods_frame,
            "hazards": frames.hazards_frame,
            "exits": frames.exits_frame,
            "parts": frames.parts_frame,
            "trips": frames.trips_frame,
        }
        return makers[name](self._past)

    def batches(self, name: str) -> Iterator[pd.DataFrame]:
        long = {
            "exits": (frames.exits_frame, self._past.exits),
            "parts": (frames.parts_frame, self._past.exits),
            "trips": (frames.trips_frame, self._past.trips),
            "panel": (self._panel_frame, self._panel),
        }
        if name not in long:
            yield self.frame(name)
            return
        make, rows = long[name]
        for first in range(0, max(1, len(rows)), BATCH):
            yield make(self._past, first, first + BATCH)

    def _panel_frame(self, past: Past, first: int, last: int) -> pd.DataFrame:
        return panel_frame(past, self._panel, first, last)


class _Stored:
    """Tables in a folder."""

    def __init__(self, folder: Path, names: list[str]) -> None:
        self._folder = folder
        self._names = names

    def names(self) -> list[str]:
        return self._names

    def frame(self, name: str) -> pd.DataFrame:
        if name not in self._names:
            if name in ON_REQUEST:
                raise NotKeptError(name, self._folder)
            raise ResultsError(f"{self._folder} is damaged: it does not hold {FILES[name]}")
        try:
            table = pd.read_parquet(self._folder / FILES[name])
            if name == "parts" and "kind" not in table:  # a folder of before there was this column
                table["kind"] = frames.kinds_of_parts(table)
            return table[list(COLUMNS[name])]
        except (OSError, ValueError, KeyError) as error:
            raise ResultsError(f"{self._folder / FILES[name]} is damaged: {error}") from error

    def batches(self, name: str) -> Iterator[pd.DataFrame]:
        yield self.frame(name)
