"""A sweep as its analysis needs it: levers and measures in words, the runs of each point in order.

A *block* is what a design is made of and what must stay together: N blocks of levers + 2 points for
`sobol`, of levers + 1 points for `morris`, and of a single point for any other design. Points of
one block are nearly the same, so whoever splits or resamples a sweep does it by block.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from analysis.exhibit import Exhibit
from analysis.figures import save
from analysis.language import Language
from analysis.turned import Numbers, turned
from sim.columns import PERIODS
from sim.experiments.study import Question
from sim.experiments.sweeps import Sweep
from sim.experiments.sweeps.carried import carried
from sim.experiments.sweeps.wanted import SHARE, Column, Wanted, WantedError, read
from sim.scenario.measures import MEASURES
from sim.scenario.problems import names, nearest

BASE, RATIO = "defections.base_rate", "defections.hazard_ratio"
EXCESS = "defections.satisfied_excess"


class AskedError(ValueError):
    """A sweep cannot answer what is asked of it."""


@dataclass(frozen=True)
class Cube:
    """A number of all runs that can be used: every point of a block, every replicate.

    Attributes:
        values: (blocks, points of a block, replicates); of ratios the logarithm.
        blocks: Numbers of the blocks that are there, in order.
        all_blocks: How many the design has.
        failed: Blocks left out because a run failed, or was not done.
        unknown: Blocks left out because the number is not known in a run.
        replicates: Of each point that the sweep was asked for.
        is_shared: Whether replicate r met the same luck at every point.
        is_log: Whether the values are logarithms, because the measure is a ratio.
    """

    values: Numbers
    blocks: Numbers
    all_blocks: int
    failed: int
    unknown: int
    replicates: int
    is_shared: bool
    is_log: bool = False


class Swept:
    """A sweep that was read once.

    Attributes:
        sweep: Where it is from.
        kind: Of design.
        levers: What was turned, in the order of the columns.
        size: Points in a block.
        rows: A row a run that was done, failed ones included.
        design: A row a point, a column a lever.

    Raises:
        SweepError: No runs are done.
    """

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        notes = sweep.store.notes
        self.kind = str(notes.design["kind"])
        self.rows = sweep.rows
        self.design = sweep.design.set_index("point").sort_index()
        self.levers = [turned(sweep, self.design, str(name)) for name in self.design]
        self.size = {"sobol": len(self.levers) + 2, "morris": len(self.levers) + 1}.get(
            self.kind, 1
        )
        self._wanted = {
            one.name: one
            for one in (
                read(text, sweep.scenario, notes.plan, notes.horizon) for text in notes.wanted
            )
        }

    @property
    def measures(self) -> list[str]:
        """What was kept of every run."""
        return list(self._wanted)

    def block_of(self, points: Any) -> Numbers:
        """Number of the block of each point."""
        return np.asarray(points) // self.size

    def check(self, measure: str) -> None:
        """Refuses a measure that was not kept.

        Raises:
            AskedError: With what was kept.
        """
        if measure not in self._wanted:
            near = self._kept_as(measure) or nearest(measure, self.measures)
            hint = f"did you mean {near!r}?" if near else f"it has: {names(self.measures)}"
            raise AskedError(f"the sweep has no {measure!r}; {hint}")

    def _kept_as(self, text: str) -> str | None:
        """The name under which the number that a text asks for was kept; None if it was not."""
        notes = self.sweep.store.notes
        try:
            asked = read(text, self.sweep.scenario, notes.plan, notes.horizon)
        except WantedError:
            return None
        return next((one.name for one in self._wanted.values() if one.of == asked.of), None)

    def what(self, measure: str) -> str:
        """Name of what is measured, such as defections.satisfied_share; of whom is left out."""
        of = self._wanted[measure].of
        return of.column if isinstance(of, Column) else of.measure

    def whose(self, measure: str) -> str | None:
        """The provider's label; None for the market."""
        of = self._wanted[measure].of
        name = of.provider if isinstance(of, Column) else of.here.options.provider
        return None if name is None else self.sweep.scenario.providers[name].label or name

    def is_excess(self, measure: str) -> bool:
        """Whether it is compared with the world without the entrant, or under another plan."""
        of = self._wanted[measure].of
        return isinstance(of, Question) and of.there is not None

    def is_against_entrant(self, measure: str) -> bool:
        """Whether it is compared with the world without the entrant."""
        of = self._wanted[measure].of
        return isinstance(of, Question) and of.there is not None and not of.there.world.entrants

    def asked(self, measure: str) -> Wanted:
        """How it was asked for."""
        return self._wanted[measure]

    def is_share(self, measure: str) -> bool:
        """Whether its values are written as percentages."""
        of = self._wanted[measure].of
        if isinstance(of, Column):
            meaning = PERIODS[of.column]
            return "share" in meaning and meaning.endswith("0-1")
        return MEASURES[of.measure].unit.startswith("share")

    def said(self, measure: str, value: float, language: Language) -> str:
        """A value of a measure in words."""
        if self.is_share(measure):
            return language.percent(value, 0 if abs(value) >= 0.095 else 1)
        return language.number(value, digits_of(value))

    def is_ratio(self, measure: str) -> bool:
        """Whether twice and half count alike: its mean is geometric, and luck is a factor."""
        return self._wanted[measure].is_ratio

    def mean(self, measure: str, values: Any) -> float:
        """The mean of the known ones among values of a measure; of ratios the geometric one."""
        return self._wanted[measure].mean(values)

    def effect(self, measure: str, size: float, language: Language) -> str:
        """How far a measure is moved, in words; of ratios the factor, from a logarithm."""
        if not self.is_ratio(measure):
            return self.said(measure, size, language)
        return f"×{self.said(measure, float(np.exp(size)), language)}"

    def around(self, measure: str, size: float, language: Language) -> str:
        """How far to both sides, in words; of ratios the factor, from a logarithm."""
        if not self.is_ratio(measure):
            return f"±\N{NO-BREAK SPACE}{self.said(measure, size, language)}"
        factor = self.said(measure, float(np.exp(size)), language)
        return f"×/÷\N{NO-BREAK SPACE}{factor}"

    def company(self, measure: str) -> list[str]:
        """The base rate and the hazard ratio that stand beside a share of satisfied leavers."""
        one = self._wanted[measure].of
        if not isinstance(one, Question) or one.measure != SHARE:
            return []
        return [
            name
            for kind in (BASE, RATIO)
            for name, other in self._wanted.items()
            if isinstance(other.of, Question) and _same(other.of, one, kind)
        ]

    def with_company(self, measures: list[str]) -> list[str]:
        """Measures, and after each share of satisfied leavers what belongs beside it."""
        found = [name for one in measures for name in (one, *self.company(one))]
        return list(dict.fromkeys(found))

    def cube(self, measure: str) -> Cube:
        """A measure of the runs that can be compared: whole blocks with equally many replicates.

        In a sweep that was stopped, or has failures, those replicates and blocks are taken that
        keep most runs.

        Args:
            measure: One of `measures`.

        Raises:
            AskedError: There is no such measure.
        """
        self.check(measure)
        points, replicates = len(self.design), int(self.rows["replicate"].max()) + 1
        there = np.zeros((points, replicates), bool)
        value = np.full((points, replicates), np.nan)
        sound = self.rows[self.rows["error"].isna()]
        place = (sound["point"].to_numpy(int), sound["replicate"].to_numpy(int))
        there[place] = True
        value[place] = self._wanted[measure].scaled(sound[measure])
        count = points // self.size
        shape = (count, self.size, replicates)
        whole, values = there[: count * self.size].reshape(shape), value.reshape(-1)
        values = values[: count * self.size * replicates].reshape(shape)
        # Blocks that are whole with the first replicate, with the first two, ...
        done = np.logical_and.accumulate(whole.all(axis=1), axis=1)
        known = np.logical_and.accumulate(~np.isnan(values).any(axis=1), axis=1) & done
        runs = known.sum(axis=0) * np.arange(1, replicates + 1)
        best = replicates - 1 - int(np.argmax(runs[::-1]))
        kept = known[:, best]
        most = max(block.replicates[1] for block in self.sweep.store.blocks)
        return Cube(
            values=values[kept][:, :, : best + 1],
            blocks=np.flatnonzero(kept),
            all_blocks=count,
            failed=int((~done[:, best]).sum()),
            unknown=int((done[:, best] & ~kept).sum()),
            replicates=most,
            is_shared=not self.sweep.store.notes.independent,
            is_log=self.is_ratio(measure),
        )


def digits_of(value: float) -> int:
    """Digits after the point that show three figures."""
    if not isfinite(value) or value == 0:
        return 0
    return int(min(6, max(0, 2 - np.floor(np.log10(abs(value))))))


def draw(exhibits: Iterable[Exhibit], sweep: Sweep) -> list[Path]:
    """Writes the pictures of exhibits beside the sweep, each whole or not at all."""
    folder, notes = sweep.store.folder, carried(sweep)
    return [save(one.figure(), folder / f"{one.key}.png", notes) for one in exhibits]


def _same(one: Question, other: Question, measure: str) -> bool:
    """Whether a question asks the same of the same, but for what is measured."""
    return one.measure == measure and (one.here, one.there) == (other.here, other.there)


__all__ = ["EXCESS", "AskedError", "Cube", "Numbers", "Swept", "digits_of", "draw"]
