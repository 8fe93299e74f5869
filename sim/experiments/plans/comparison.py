"""What came out of a comparison of plans: tables in memory, a folder on disk, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim.experiments.plans.columns import COLUMNS
from sim.experiments.plans.numbers import DISCOUNT
from sim.folder import MANIFEST, read_notes, write_folder, write_parquet
from sim.origin import digest_of, notes_of, surroundings
from sim.results import ResultsError
from sim.scenario import Scenario, ScenarioError, dump, load

FORMAT = 1
KIND = "comparison"
SCENARIO = "scenario.yaml"
TABLES = tuple(COLUMNS)


@dataclass(frozen=True)
class Terms:
    """What was compared, and how: all that is needed to do it again.

    Attributes:
        scenario: Its name or path, as it was asked for; its title when it came from a program.
        overrides: Paths and the values they were set to in every world.
        plans: What each plan sets, and from when, by name.
        seed: Of the first replicate.
        replicates: Seeds.
        customers: Number of customers.
        points: Points of the plausible space.
        focus: The provider that plans are judged by.
        objective: What they are judged by under uncertainty.
        entry: Period of the first entry of a disruptor; None for none.
        version: Of overstap.
        against_no_entrant: Whether the worlds without the entrant were lived, where there is one.
        hash: Of the resolved scenario and all of this.
    """

    scenario: str
    overrides: tuple[tuple[str, Any], ...]
    plans: dict[str, dict[str, Any]]
    seed: int
    replicates: int
    customers: int
    points: int
    focus: str
    objective: str
    entry: int | None
    version: str
    against_no_entrant: bool = True
    hash: str = ""

    @classmethod
    def read(cls, manifest: Mapping[str, Any]) -> Terms:
        """Takes its part of a manifest, or of what a picture carries.

        Raises:
            KeyError: Something is missing.
        """
        values = {
            field.name: manifest[field.name]
            for field in fields(cls)
            if field.default is MISSING or field.name in manifest
        }
        values["overrides"] = tuple((path, value) for path, value in values["overrides"])
        return cls(**values)

    def named(self, scenario: Scenario) -> str:
        """What makes two comparisons the same: sixteen hexadecimal digits."""
        rest = {
            key: value for key, value in asdict(self).items() if key not in ("hash", "scenario")
        }
        whole = {"scenario": scenario.model_dump(mode="json"), **rest}
        text = json.dumps(whole, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def seeds(self) -> list[int]:
        """Of the replicates."""
        return [(self.seed + k) % 2**64 for k in range(self.replicates)]


@dataclass(frozen=True)
class Comparison:
    """Plans on the same customers; `sim.experiments.plans.columns` explains the columns.

    Attributes:
        scenario: As it is, without any plan.
        terms: What was compared, and how.
        plans: One row a plan, `as_is` not among them.
        estimates: Every number of every world.
        differences: Every number of a plan against the scenario as it is, paired by seed.
        policies: The same before and after the entry.
        flows: Who stayed in one world and left in the other.
        who: Some of these customers by number, of the first seed.
        series: Means and bands by period.
        regret: The plans under uncertainty; empty without points.
        points: The objective at every point.
        design: The points.
        timings: Seconds, by what they were spent on.
    """

    scenario: Scenario
    terms: Terms
    plans: pd.DataFrame
    estimates: pd.DataFrame
    differences: pd.DataFrame
    policies: pd.DataFrame
    flows: pd.DataFrame
    who: pd.DataFrame
    series: pd.DataFrame
    regret: pd.DataFrame
    points: pd.DataFrame
    design: pd.DataFrame
    timings: dict[str, float]

    def table(self, name: str) -> pd.DataFrame:
        """One of the tables.

        Raises:
            KeyError: There is no such table.
        """
        if name not in TABLES:
            raise KeyError(name)
        found: pd.DataFrame = getattr(self, name)
        return found

    @cached_property
    def notes(self) -> dict[str, str]:
        """What every file made from it carries, see `sim.origin.notes_of`."""
        digest = digest_of(self.table(name) for name in TABLES)
        return notes_of(KIND, asdict(self.terms), digest)

    def label(self, plan: str) -> str:
        """What people read instead of a plan's name."""
        rows = self.plans[self.plans["plan"] == plan]["label"]
        return str(rows.iloc[0]) if len(rows) and rows.iloc[0] else plan

    def save(self, target: str | Path, *, overwrite: bool = False) -> Path:
        """Writes the folder: under a temporary name, and renamed when whole.

        Args:
            target: The folder; it must not be there yet, or be empty.
            overwrite: Whether older results may be replaced.

        Returns:
            The folder, as an absolute path.

        Raises:
            FileExistsError: Something is there that may not be replaced.
            OSError: The disk did not accept it; nothing has changed then.
        """

        def fill(folder: Path) -> None:
            notes = self.notes
            rows = {
                _file(name): write_parquet(folder / _file(name), [self.table(name)], notes)
                for name in TABLES
            }
            (folder / SCENARIO).write_text(dump(self.scenario), encoding="utf-8")
            manifest = {
                "format": FORMAT,
                "kind": KIND,
                **asdict(self.terms),
                "title": self.scenario.title,
                "question": self.scenario.question,
                "seeds": self.terms.seeds,
                "discount": DISCOUNT,
                "files": rows,
                "written": datetime.now(UTC).isoformat(timespec="seconds"),
                "timings": self.timings,
                **surroundings(),
            }
            text = json.dumps(manifest, indent=2, ensure_ascii=False, default=str)
            (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

        return write_folder(target, fill, overwrite=overwrite)

    @classmethod
    def load(cls, source: str | Path) -> Comparison:
        """Reads a folder that `save` wrote.

        Raises:
            ResultsError: It is not such a folder, it is damaged, or a newer version wrote it.
        """
        folder = Path(source).expanduser().resolve()
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if manifest.get("kind") != KIND:
                raise ResultsError(
                    f"{folder} holds no comparison; overstap compare --out writes one"
                )
            if manifest["format"] > FORMAT:
                raise ResultsError(f"{folder} was written by a newer overstap")
            terms = Terms.read(manifest)
            for name in TABLES:
                if not (folder / _file(name)).exists():
                    raise ResultsError(f"{folder} holds no comparison: {_file(name)} is missing")
                if read_notes(folder / _file(name)).get("hash") != terms.hash:
                    raise ResultsError(f"{folder / _file(name)} belongs to another comparison")
            tables = {name: pd.read_parquet(folder / _file(name)) for name in TABLES}
            return cls(
                scenario=load(folder / SCENARIO),
                terms=terms,
                timings=manifest["timings"],
                **{name: frame[list(COLUMNS[name])] for name, frame in tables.items()},
            )
        except FileNotFoundError as error:
            missing = Path(error.filename or "a file").name
            raise ResultsError(f"{folder} holds no comparison: {missing} is missing") from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, ScenarioError) as error:
            raise ResultsError(f"the comparison in {folder} is damaged: {error}") from error


def as_object(found: Comparison) -> dict[str, Any]:
    """A comparison as one JSON object: all but the series and the names of customers.

    Args:
        found: The comparison.
    """
    told = ("plans", "estimates", "differences", "policies", "flows", "regret")
    terms = asdict(found.terms)
    return {
        **terms,
        "overrides": [list(pair) for pair in terms["overrides"]],
        "seeds": found.terms.seeds,
        "discount": DISCOUNT,
        **{name: _records(found.table(name)) for name in told},
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    nothing: Any = None
    plain = table.astype(object).where(table.notna(), nothing)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def _file(table: str) -> str:
    return f"{table}.parquet"
