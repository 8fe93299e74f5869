"""A sweep that is on disk, read when it is asked for."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from sim.experiments.levers import Dial
from sim.experiments.sweeps.store import EXITS, Store, SweepError
from sim.experiments.sweeps.wanted import Wanted, read
from sim.scenario import Scenario


class Sweep:
    """A sweep on disk.

    Attributes:
        store: Its folder.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def load(cls, folder: str | Path) -> Sweep:
        """Reads the folder of a sweep, which need not be complete.

        Raises:
            SweepError: It is none, or it is damaged.
        """
        return cls(Store.open(Path(folder)))

    @property
    def scenario(self) -> Scenario:
        """Resolved."""
        return self.store.scenario

    @property
    def design(self) -> pd.DataFrame:
        """The points: point, and a column for each lever."""
        return self.store.design

    @property
    def dataset(self) -> ds.Dataset:
        """The rows on disk, for those that do not fit in memory (pyarrow)."""
        return ds.dataset([str(path) for path in self.store.files()], format="parquet")

    @property
    def rows(self) -> pd.DataFrame:
        """A row a run that was done: point, replicate, seed, id, error, command, the numbers."""
        if not self.store.files():
            raise SweepError(f"{self.store.folder} has no finished runs yet")
        return self._read(None).sort_values("run", ignore_index=True)

    @property
    def frame(self) -> pd.DataFrame:
        """The same with the levers of each point, failed runs left out: tidy, for analysis."""
        rows = self.rows
        there = rows[rows["error"].isna()].drop(columns=["error", "command"])
        return there.merge(self.design, on="point", how="left", suffixes=("", "_lever"))

    @property
    def failures(self) -> pd.DataFrame:
        """The runs that failed, each with its error and the command that runs it again."""
        rows = self.rows
        return rows.loc[rows["error"].notna(), ["run", "point", "seed", "error", "command"]]

    @property
    def exits(self) -> ds.Dataset:
        """The ledgers of all runs, if they were kept (pyarrow)."""
        if not self.store.notes.ledger:
            raise SweepError("the ledgers were not kept; ask for them before, with ledger=True")
        return ds.dataset([str(path) for path in self.store.files(EXITS)], format="parquet")

    @property
    def measures(self) -> list[str]:
        """Names of the numbers of every run."""
        return [one.name for one in wanted_of(self.store)]

    @property
    def plan(self) -> str | None:
        """The what-if plan in force."""
        return self.store.notes.plan

    @property
    def levers(self) -> dict[str, Dial]:
        """What was turned, by name."""
        return {
            name: Dial(**{**told, "choices": tuple(told["choices"])})
            for name, told in self.store.notes.levers.items()
        }

    @property
    def is_complete(self) -> bool:
        """Whether all runs are done."""
        return len(self.store.files()) == self.store.shards

    def status(self) -> pd.DataFrame:
        """A row a run that was asked for, by point and replicate: pending, succeeded or failed."""
        asked = [run for shard in self.store.runs() for run in shard]
        table = pd.DataFrame(asked, columns=["run", "point", "replicate"]).set_index("run")
        table["status"] = "pending"
        if self.store.files():
            done = self._read(["run", "error"]).set_index("run")
            failed = done["error"].notna()
            table.loc[done.index[failed], "status"] = "failed"
            table.loc[done.index[~failed], "status"] = "succeeded"
        return table.set_index(["point", "replicate"]).sort_index()

    def _read(self, columns: list[str] | None) -> pd.DataFrame:
        try:
            return self.dataset.to_table(columns=columns).to_pandas()
        except (OSError, pa.ArrowException) as error:
            folder = self.store.folder
            raise SweepError(
                f"the runs in {folder} cannot be read ({error}); what is damaged is done again by: "
                f"overstap sweep --out {folder} --resume"
            ) from None


def wanted_of(store: Store) -> list[Wanted]:
    """What is kept of every run of a sweep."""
    notes = store.notes
    return [read(text, store.scenario, notes.plan, notes.horizon) for text in notes.wanted]
