"""Who stays, how long, and in which way they go: the customers of one provider.

`python -m analysis.retention DIR` prints the curves of retention by satisfaction, engagement,
segment and cohort, the ways out as competing risks, the hazard by satisfaction, a shifted
beta-geometric fit and a handful of lives, and writes their pictures into DIR.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from analysis import (
    lives,
    retention_fit,
    retention_groups,
    retention_hazard,
    retention_satisfaction,
    retention_ways,
    script,
)
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import Language
from analysis.spells import a_year, focus, served, spells
from analysis.wording import called
from sim.results import Results


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """The answers about the customers at the opening of `spells.focus`; needs no runs.

    Returns:
        Keys retention_satisfaction, retention_groups, retention_ways, retention_hazard,
        retention_fit, retention_lives. Empty when nobody has a provider at the opening.

    Raises:
        ResultsError: The run kept no panel.
    """
    rows = served(results)
    found = spells(rows)
    name = focus(found, results.scenario)
    if name is None:
        return []
    own = found[found["provider"] == name].reset_index(drop=True)
    opening = own[own["opening"]].reset_index(drop=True)
    year, shown = a_year(results), called(results.scenario, name, language)
    return [
        retention_satisfaction.exhibit(opening, shown, year, language),
        retention_groups.exhibit(own, opening, shown, year, language),
        retention_ways.exhibit(opening, shown, year, language),
        retention_hazard.exhibit(results, name, language),
        retention_fit.exhibit(results, opening, shown, language),
        lives.exhibit(results, opening, name, language),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the answers and writes their pictures."""
    return script.main(exhibits, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
