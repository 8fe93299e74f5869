"""Who left, of those who compared? What sets leavers apart from those who stayed.

`python -m analysis.who_left DIR` puts the tracked customers who compared in a period in five equal
groups, by what they had to gain before the draw: the advantage of the best rival that they know,
less what switching would cost. If the draw decided all, as many of each fifth would leave.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis import nothing, script
from analysis import who_left_figure as figure
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import Language
from analysis.leaving import at_risk
from analysis.spells import served
from analysis.who_left_words import TEXT, reading, shown
from sim.measures import wilson
from sim.results import Results

GROUPS = 5
FEW = 50
"""Leavers who had compared, under which fifths say nothing."""


def fifths(rows: pd.DataFrame) -> pd.DataFrame:
    """How many left, of those who compared, by what they had to gain; and of those who did not.

    Args:
        rows: From `leaving.at_risk`: customer-periods at risk with a known open rival; columns
            customer, period, looked, left, advantage and switching_cost.

    Returns:
        A row for those who did not compare, `fifth` 0, and for each fifth of those who did, 1 the
        least to gain: `at_risk`, customer-periods; `left`, defections in the same period; `share`
        of them, 0-1, with Wilson's 95% interval, `share_low` and `share_high`; and `net`, mean gain
        before the draw, utils. Ties go by customer and period. NaN where there is nobody.
    """
    net = (rows["advantage"] - rows["switching_cost"]).astype(float)
    looked = rows["looked"].astype(bool)
    order = rows.assign(net=net)[looked].sort_values(["net", "customer", "period"])
    place = np.arange(len(order)) * GROUPS // max(len(order), 1) + 1
    fifth = pd.Series(0, index=rows.index)
    fifth.loc[order.index] = place
    found = []
    for group in range(GROUPS + 1):
        mine = fifth == group
        left = int((rows["left"] & mine).sum())
        share = wilson(left, int(mine.sum()))
        found.append(
            (group, int(mine.sum()), left, share.value, share.low, share.high, net[mine].mean())
        )
    names = ["fifth", "at_risk", "left", "share", "share_low", "share_high", "net"]
    return pd.DataFrame(found, columns=names).astype(dict.fromkeys(names[3:], float))


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """Leaving by what there was to gain; needs no runs. Its key is `who_left`.

    Raises:
        ResultsError: The run followed no customers.
    """
    rows, _ = at_risk(served(results))
    found = fifths(rows)
    title = TEXT("title", language)
    leavers = int(found.loc[found["fifth"] > 0, "left"].sum())
    if leavers < FEW:
        number = language.number(leavers)
        words = TEXT("too_few", language, leavers=number, needed=language.number(FEW))
        return [nothing.exhibit("who_left", title, words, language)]
    said = reading(found, language)
    return [
        Exhibit(
            "who_left", title, said, found, shown(found, language),
            lambda: figure.draw(title, said, found, language),
            lambda: figure.screen(said, found, language),
            note=TEXT("note", language),
        )
    ]  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers the question about a results folder."""
    return script.main(exhibits, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
