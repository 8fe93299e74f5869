"""Absolute or relative: does satisfaction say who stays, or the place among the known alternatives?

`python -m analysis.relative DIR` predicts who stays the next year, and how much of the money they
spend goes to their own provider, from satisfaction alone, from the wallet allocation rule alone and
from both, prints the shares explained beside the published numbers, and draws them into DIR.

The rule (Keiningham, Aksoy, Buoye & Cooil, HBR October 2011; Keiningham et al., The Wallet
Allocation Rule, Wiley 2015, appendix A): share = (1 - rank / (n + 1)) x 2 / n, the rank of the
provider among the n that a customer uses, or, where only one is used at a time, would consider.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from analysis import relative_figure, script
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.hazard_regression import climb
from analysis.language import Language
from analysis.spells import a_year, served
from sim.results import Results

MODELS = {
    "absolute": ("satisfaction",),
    "relative": ("war",),
    "both": ("satisfaction", "war"),
}
OUTCOMES = ("stays", "wallet", "change")
GROUPS = 20
"""Of customers; each is left out in turn for the interval."""

FEW = 30
"""Customer-years, and leavers and stayers among them, under which nothing is fitted."""


def wallet_allocation(rank: pd.Series, known: pd.Series) -> pd.Series:
    """The share of wallet that the rule expects, 0-1.

    Args:
        rank: Of the own provider, 1 is best.
        known: Providers that it is compared with, itself not counted.
    """
    n = known + 1
    return (1 - rank / (n + 1)) * 2 / n


def customer_years(panel: pd.DataFrame, periods_a_year: int) -> pd.DataFrame:
    """One row a customer and whole year that begins with a provider.

    Args:
        panel: Rows with a provider: columns customer, period, provider, satisfaction, known,
            liking_rank, spent, elsewhere, exit, born.
        periods_a_year: Periods in a year.

    Returns:
        Columns: `customer`, `year` (from 0), `provider`, `satisfaction` and `war` at its start,
        `stays` (0 or 1: still with the provider when it ends; NaN: gone involuntarily), `wallet`
        (share of the money spent in the year while with this provider or just left that went to it,
        0-1; NaN: nothing spent), `change`, `satisfaction_change` and `war_change` (against the year
        before with the same provider; NaN: there was none).
    """
    rows = panel.sort_values(["customer", "period"], ignore_index=True)
    rows = rows.assign(year=rows["period"] // periods_a_year)
    last = int(rows["period"].max()) if len(rows) else -1
    rows = rows[(rows["year"] + 1) * periods_a_year <= last + 1]
    starts = rows[rows["period"] % periods_a_year == 0]
    keys = ["customer", "year"]
    start = starts[[*keys, "provider"]].rename(columns={"provider": "own"})
    within = rows.merge(start, on=keys)
    # Until the first exit: a newcomer takes the number of one who went away.
    gone = within["exit"].notna().groupby([within["customer"], within["year"]]).cumsum()
    first = gone - within["exit"].notna().astype(int) == 0
    within = within[first & (within["provider"].astype(object) == within["own"].astype(object))]
    sums = within.groupby(keys)[["spent", "elsewhere"]].sum()
    ends = within.groupby(keys)["exit"].last() if len(within) else pd.Series(dtype=object)
    table = starts.set_index(keys)[["provider", "satisfaction"]]
    table["war"] = wallet_allocation(starts["liking_rank"], starts["known"]).to_numpy(float)
    kind = ends.astype(object).reindex(table.index)
    table["stays"] = np.where(kind.isna(), 1.0, np.where(kind == "involuntary", np.nan, 0.0))
    total = (sums["spent"] + sums["elsewhere"]).reindex(table.index)
    table["wallet"] = sums["spent"].reindex(table.index) / total.where(total > 0)
    table = table.reset_index().sort_values(keys, ignore_index=True)
    before = table.groupby("customer").shift()
    same = (before["year"] == table["year"] - 1) & (
        before["provider"].astype(object) == table["provider"].astype(object)
    )
    # A year that ended in an exit has no next year with the same provider in the same life.
    comparable = same & (before["stays"] == 1)
    names = {"change": "wallet", "satisfaction_change": "satisfaction", "war_change": "war"}
    for new, old in names.items():
        table[new] = (table[old] - before[old]).where(comparable)
    return table


def tjur(y: np.ndarray, x: np.ndarray) -> float:
    """Tjur's coefficient: mean predicted chance of those who did, less that of those who did not.

    Args:
        y: 0 or 1.
        x: A row each, without a constant. The chance is fitted with a complementary log-log link.
    """
    if y.min() == y.max():
        return float("nan")
    # The rarer side is what is fitted, as in the other hazards here: leaving.
    whole = np.column_stack([np.ones(len(y)), _standard(x)])
    b, _ = climb(1 - y, whole)
    leaves = -np.expm1(-np.exp(np.clip(whole @ b, -30, 3)))
    return float(leaves[y == 0].mean() - leaves[y == 1].mean())


def r_squared(y: np.ndarray, x: np.ndarray) -> float:
    """Share of the variance that a linear regression explains."""
    whole = np.column_stack([np.ones(len(y)), _standard(x)])
    rest = y - whole @ np.linalg.lstsq(whole, y, rcond=None)[0]
    spread = float(((y - y.mean()) ** 2).sum())
    return 1 - float(rest @ rest) / spread if spread > 1e-12 else float("nan")


def _standard(x: np.ndarray) -> np.ndarray:
    spread = x.std(axis=0)
    return np.asarray((x - x.mean(axis=0)) / np.where(spread > 1e-12, spread, 1.0))


def explained(years: pd.DataFrame) -> pd.DataFrame:
    """How much each model explains of each outcome.

    Args:
        years: From `customer_years`.

    Returns:
        A row an outcome of `OUTCOMES` and model of `MODELS`: `outcome`, `model`, `measure` ("Tjur"
        or "R2"), `share` (0-1), `low`, `high` (95%, jackknife over `GROUPS` groups of customers),
        `rows`, `customers`, `mean` (of the outcome). NaN where there are fewer than `FEW` rows, or
        stayers or leavers among them, or the outcome does not vary.
    """
    parts = []
    for outcome in OUTCOMES:
        suffix = "_change" if outcome == "change" else ""
        names = {name: [f"{column}{suffix}" for column in MODELS[name]] for name in MODELS}
        known = years.dropna(subset=[outcome, *names["both"]])
        y = known[outcome].to_numpy(float)
        measure: Callable[[np.ndarray, np.ndarray], float] = tjur
        if outcome != "stays":
            measure = r_squared
        enough = len(y) >= FEW and y.min() < y.max()
        if outcome == "stays":
            enough = enough and min(y.sum(), len(y) - y.sum()) >= FEW
        group = pd.factorize(known["customer"])[0] % GROUPS
        for model, columns in names.items():
            x = known[columns].to_numpy(float)
            share, low, high = _interval(y, x, group, measure) if enough else (np.nan,) * 3
            parts.append(
                {
                    "outcome": outcome,
                    "model": model,
                    "measure": "Tjur" if outcome == "stays" else "R2",
                    "share": share,
                    "low": low,
                    "high": high,
                    "rows": len(y),
                    "customers": known["customer"].nunique(),
                    "mean": float(y.mean()) if len(y) else np.nan,
                }
            )
    return pd.DataFrame(parts)


def _interval(
    y: np.ndarray, x: np.ndarray, group: np.ndarray,
    measure: Callable[[np.ndarray, np.ndarray], float],
) -> tuple[float, float, float]:  # fmt: skip
    """A share with its 95% interval: delete-a-group jackknife, since a customer has many years."""
    share = measure(y, x)
    left_out = np.array([measure(y[group != g], x[group != g]) for g in np.unique(group)])
    count = len(left_out)
    if count < GROUPS:
        return share, float("nan"), float("nan")
    error = float(np.sqrt((count - 1) / count * ((left_out - left_out.mean()) ** 2).sum()))
    return share, max(0.0, share - 1.96 * error), min(1.0, share + 1.96 * error)


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """How much absolute and relative explain; needs no runs. Its key is `relative`.

    Raises:
        ResultsError: The run kept no panel.
    """
    years = customer_years(served(results), a_year(results))
    if results.scenario.market == "subscription":
        # One provider at a time: money goes to another in the period of the change alone.
        years[["wallet", "change"]] = np.nan
    table = explained(years)
    return [relative_figure.exhibit(table, language)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the answer and writes its picture."""
    return script.main(exhibits, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
