"""What is looked for in the runs of a sweep: a number, a sign and a bound."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from analysis.boxes import Mask
from analysis.swept import EXCESS, AskedError, Numbers, Swept
from sim.experiments.sweeps.wanted import SHARE

DEFAULTS = {EXCESS: 0.1, SHARE: 0.5}
"""Bounds that are asked about when nothing is."""

_WHEN = re.compile(r"\s*(?P<name>.+?)\s*(?P<sign>>=|<=|>|<)\s*(?P<bound>[-+]?[\d.]+(?:e[-+]?\d+)?)"
                   r"(?P<percent>\s*%)?\s*")  # fmt: skip


@dataclass(frozen=True)
class When:
    """What is looked for in a run.

    Attributes:
        measure: A number of the run.
        sign: How it compares.
        bound: With what.
    """

    measure: str
    sign: str
    bound: float

    def happens(self, values: Numbers) -> Mask:
        """In which runs it happens; the number must be known there."""
        return {
            ">=": values >= self.bound,
            "<=": values <= self.bound,
            ">": values > self.bound,
            "<": values < self.bound,
        }[self.sign]


def read_when(text: str | None, swept: Swept) -> When:
    """Reads what is looked for, such as `share(train) >= 0.5`.

    Args:
        text: A measure that the sweep kept, a sign and a number; None for the excess of satisfied
            leavers, or their share, whichever the sweep has.
        swept: A sweep.

    Raises:
        AskedError: It is not understood, or there is no such measure.
    """
    if text is None:
        for what, bound in DEFAULTS.items():
            for name in swept.measures:
                if swept.what(name) == what:
                    return When(name, ">=", bound)
        raise AskedError(
            "when? Say what is looked for with --when 'NAME >= NUMBER'; the sweep has: "
            + ", ".join(swept.measures)
        )
    match = _WHEN.fullmatch(text)
    try:
        bound = float(match["bound"]) if match else np.nan
    except ValueError:
        match = None
    if match is None:
        raise AskedError(f"{text!r} is not understood; write it like 'share(train) >= 0.5'")
    swept.check(match["name"])
    return When(match["name"], match["sign"], bound / 100 if match["percent"] else bound)
