"""What a sweep turned: a lever, or a path of a table of points, and how its values are said."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isfinite, log10
from typing import Any

import numpy as np
import pandas as pd

from analysis.language import Language, Texts
from sim.experiments.sweeps import Sweep
from sim.scenario.problems import printable

LONGEST = 60

Numbers = np.ndarray[Any, np.dtype[Any]]

TEXT = Texts(
    en={
        "on": "on", "off": "off", "or": "or", "between": "{lever} between {low} and {high}",
        "under": "{lever} under {high}", "over": "{lever} over {low}",
        "is": "“{lever}” is {values}", "plain": "{value} {unit}",
    },
    nl={
        "on": "aan", "off": "uit", "or": "of", "between": "{lever} tussen {low} en {high}",
        "under": "{lever} onder {high}", "over": "{lever} boven {low}",
        "is": "“{lever}” is {values}", "plain": "{value} {unit}",
    },
)  # fmt: skip


@dataclass(frozen=True)
class Turned:
    """What a sweep turned.

    Attributes:
        name: Of the lever, or a path.
        label: What people read.
        unit: Of its values; may be empty.
        low: Least value; NaN for choices.
        high: Highest value; NaN for choices.
        choices: What there was to choose from; empty for numbers.
        whole: Only whole numbers are there.
    """

    name: str
    label: str
    unit: str = ""
    low: float = np.nan
    high: float = np.nan
    choices: tuple[Any, ...] = ()
    whole: bool = False

    def coded(self, values: pd.Series) -> Numbers:
        """Values as numbers: those of a choice are its place among the choices."""
        if not self.choices:
            return values.to_numpy(float)
        place = {choice: number for number, choice in enumerate(self.choices)}
        return np.array([place[value] for value in values.tolist()], float)

    def said(self, value: float, language: Language) -> str:
        """A number with its unit, in as many digits as the range is worth."""
        if self.unit == "share":
            return language.percent(value, self._digits(100.0))
        text = language.number(value, 0 if self.whole else self._digits(1.0))
        if not self.unit:
            return text
        return TEXT("plain", language, value=text, unit=self.unit)

    def within(self, low: float, high: float, language: Language) -> str:
        """A part of the range in words; an infinite end is open."""
        both = isfinite(low) and isfinite(high)
        if self.whole:  # a limit lies between two whole numbers
            low = ceil(low) if both else np.floor(low)
            high = np.floor(high) if both else np.ceil(high)
        ends = {"low": self.said(low, language), "high": self.said(high, language)}
        if both:
            if self.unit != "share" and self.unit:
                ends["low"] = ends["low"].removesuffix(f" {self.unit}")
            return TEXT("between", language, lever=self.label, **ends)
        if isfinite(high):
            return TEXT("under", language, lever=self.label, high=ends["high"])
        return TEXT("over", language, lever=self.label, low=ends["low"])

    def among(self, chosen: frozenset[int], language: Language) -> str:
        """Some of the choices in words."""
        said = [self.chosen(number, language) for number in sorted(chosen)]
        listed = ", ".join(said[:-1])
        last = f"{listed} {TEXT('or', language)} {said[-1]}" if listed else said[-1]
        return TEXT("is", language, lever=self.label, values=last)

    def chosen(self, number: int, language: Language) -> str:
        """A choice in words."""
        value = self.choices[number]
        if isinstance(value, (bool, np.bool_)):
            return TEXT("on" if value else "off", language)
        return str(value).replace("_", " ")

    def _digits(self, times: float) -> int:
        span = (self.high - self.low) * times
        return max(0, ceil(-log10(span / 100))) if span > 0 else 2


def turned(sweep: Sweep, design: pd.DataFrame, name: str) -> Turned:
    """A lever of a sweep, or a path of a table of points."""
    dial = sweep.levers.get(name)
    lever = sweep.scenario.levers.get(name)
    label = printable((lever.label if lever else "") or name, LONGEST)
    unit = printable(lever.unit if lever else "", LONGEST)
    values = design[name]
    is_own = sweep.store.notes.design["kind"] == "table"  # its values need not fill the range
    if dial is not None and not is_own:
        if dial.choices:
            return Turned(name, label, unit, choices=dial.choices)
        assert dial.low is not None
        assert dial.high is not None
        return Turned(name, label, unit, dial.low, dial.high, whole=dial.whole)
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        whole = bool((values == values.round()).all())
        return Turned(name, label, unit, float(values.min()), float(values.max()), whole=whole)
    return Turned(name, label, unit, choices=tuple(dict.fromkeys(values.tolist())))
