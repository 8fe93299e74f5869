"""What explains leaving: satisfaction, engagement, switching costs, the rival, or knowing of it?

`python -m analysis.leaving DIR` fits the chance that a customer at risk leaves for another provider
in a period on the state at its start, prints hazard ratios and shares of explained deviance, and
writes the forest plot into DIR.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis import leaving_figure, nothing, script
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.hazard_regression import EVENTS_EACH, TooFewEventsError, regress
from analysis.language import Language
from analysis.leaving_words import TEXT
from analysis.spells import served
from sim.results import Results

VARIABLES = ("satisfaction", "engagement", "switching_cost", "advantage", "known")


def at_risk(panel: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """The customer-periods in which somebody could leave for another provider.

    Args:
        panel: Rows with a provider: columns customer, period, at_risk, exit and `VARIABLES`.

    Returns:
        The rows at risk with a known open rival (`advantage` is null without one), with `left`
        (bool, a defection; a stop or an involuntary exit is none), and the share of the rows at
        risk that had no such rival, 0-1 (NaN: nobody was at risk).
    """
    rows = panel[panel["at_risk"].astype(bool)]
    aware = rows[rows["advantage"].notna()]
    left = (aware["exit"].astype(object) == "defection").fillna(False).astype(bool)
    return aware.assign(left=left), 1 - len(aware) / len(rows) if len(rows) else np.nan


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """The forest plot of what explains leaving; needs no runs. Its key is `leaving`.

    Raises:
        ResultsError: The run kept no panel.
    """
    rows, unaware = at_risk(served(results))
    try:
        return [leaving_figure.exhibit(regress(rows, VARIABLES, "left"), unaware, language)]
    except TooFewEventsError:
        words = TEXT(
            "too_few",
            language,
            events=language.number(int(rows["left"].sum())),
            rows=language.number(len(rows)),
            needed=EVENTS_EACH,
        )
        return [nothing.exhibit("leaving", TEXT("title", language), words, language)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the answer and writes its picture."""
    return script.main(exhibits, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
