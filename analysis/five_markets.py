"""Satisfaction and staying in five markets: one curve a market, after Jones & Sasser (1995).

`python -m analysis.five_markets` lives through the same customers' lives in the five markets of the
scenario `five_markets`, counts who left, and writes `out/five_markets.png`.

A curve is measured and not assumed: in each band of satisfaction at the end of the previous quarter
the hazard of leaving is defections over customers at risk, of all providers together, and the
yearly retention is (1 - hazard)^4.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from analysis import style
from analysis.again import notes
from analysis.figures import save
from analysis.panels import fit_text
from sim.measures import over_replicates
from sim.running import run
from sim.scenario import load

SCENARIO = "five_markets"
MARKETS = ("local_telephone", "airlines", "hospitals", "business_computers", "cars")
"""Plans of the scenario, from monopoly to full competition."""

EDGES = (0.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.5)
"""Bands of satisfaction: under 4, points, 9 and more."""

PLACES = (3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5)
"""Where the bands stand on the axis."""

COLUMNS = ("market", "label", "satisfaction", "retention", "low", "high")
NUMERAL: dict[str, Any] = {"size": style.LABEL, "color": style.INK.light}
TIE = 2.0
"""Points of yearly retention that are not told apart."""

ANSWER = "The freer customers are to change, the more satisfaction decides who stays"
PAGE = (12.0, 7.2)
MARGIN = 0.55


def by_band(hazards: pd.DataFrame, periods_a_year: int) -> pd.Series:
    """Yearly retention by satisfaction, of all providers together.

    Args:
        hazards: The table of that name.
        periods_a_year: Periods in a year.

    Returns:
        Share who stay, by place on the axis; NaN where nobody was at risk.
    """
    bands = pd.cut(hazards["band"], list(EDGES), right=False, labels=list(PLACES))
    counts = hazards.groupby(bands, observed=False)[["at_risk", "defections"]].sum()
    at_risk = counts["at_risk"].where(counts["at_risk"] > 0).astype(float)
    stays: pd.Series = (1.0 - counts["defections"] / at_risk) ** periods_a_year
    return stays


def measure(
    markets: Sequence[str] = MARKETS, replicates: int = 10, customers: int = 2000, seed: int = 1
) -> pd.DataFrame:
    """Runs the markets and measures their curves.

    Args:
        markets: Plans of the scenario.
        replicates: Runs of each, with the seeds seed, seed + 1, ...
        customers: In each run.
        seed: Of the first run.

    Returns:
        Columns `COLUMNS`, a row for each market and band: mean of the replicates, and the 95%
        interval of that mean.
    """
    rows = []
    scenario = load(SCENARIO)
    for market in markets:
        runs = [
            by_band(
                run(SCENARIO, plan=market, seed=seed + k, customers=customers, threads=1).hazards,
                scenario.periods_a_year,
            )
            for k in range(replicates)
        ]
        for place in PLACES:
            found = over_replicates([float(stays[place]) for stays in runs])
            rows.append((market, scenario.what_if[market].label, place, *found.as_dict().values()))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def steepness(curves: pd.DataFrame, market: str) -> tuple[float, float]:
    """Points of yearly retention that 2 points of satisfaction bring: below 6.5, and above it."""
    rows = curves[curves["market"] == market].set_index("satisfaction")["retention"]
    return 100 * (rows[6.5] - rows[4.5]), 100 * (rows[8.5] - rows[6.5])


def answer(curves: pd.DataFrame) -> str:
    """What the curves say, in a sentence that follows the numbers."""
    spans = {market: sum(steepness(curves, market)) for market in curves["market"].unique()}
    order = list(spans.values())
    rising = all(later > earlier - TIE for earlier, later in itertools.pairwise(order))
    if rising and order[-1] > order[0] + TIE:
        return ANSWER
    return "Satisfaction decides who stays in some markets more than in others"


def reading(curves: pd.DataFrame) -> str:
    """The numbers behind the picture, and what better evidence says."""
    last = str(curves["market"].iloc[-1])
    first = str(curves["market"].iloc[0])
    below, above = steepness(curves, last)
    shape = "straight"
    if abs(above - below) > 3:
        shape = "convex" if above > below else "concave"
    return (
        f"From 4-5 to 8-9 points of satisfaction, {sum(steepness(curves, first)):.0f} points more "
        f"stay where there is nobody else, and {below + above:.0f} where change is free. That "
        f"curve is {shape} ({below:.0f} points up to 6-7, {above:.0f} beyond); among 100,040 car "
        "buyers behaviour was convex (Mittal & Kamakura 2001)."
    )


def figure(curves: pd.DataFrame) -> Figure:
    """The five curves in one figure.

    Args:
        curves: Columns `COLUMNS`; markets from monopoly to full competition.

    Raises:
        ValueError: A column is missing, or there is no curve.
    """
    missing = [name for name in COLUMNS if name not in curves.columns]
    if missing:
        raise ValueError(f"curves has no column {', '.join(missing)}")
    if curves.empty:
        raise ValueError("there is no curve")
    with style.matplotlib_style():
        page = Figure(figsize=PAGE)
        wide, high = PAGE
        title, size = fit_text(answer(curves), wide - 2 * MARGIN, 24.0, lines=1, weight="bold")
        page.text(MARGIN / wide, 1 - 0.35 / high, title, size=size, weight="bold", va="top")
        words, size = fit_text(reading(curves), wide - 2 * MARGIN, style.READING, lines=2)
        page.text(MARGIN / wide, 0.72 / high, words, size=size, va="top", linespacing=1.3)
        axes = page.add_axes((3.4 / wide, 1.5 / high, (wide - 4.3) / wide, (high - 2.75) / high))
        _curves(axes, curves)
    return page


def _curves(axes: Axes, curves: pd.DataFrame) -> None:
    taken = 2.0
    markets = list(dict.fromkeys(curves["market"]))
    for number, market in enumerate(markets):
        rows = curves[curves["market"] == market].sort_values("satisfaction")
        rows = rows[rows["retention"].notna()]
        x = rows["satisfaction"].to_numpy(float)
        colour = _ramp(number / max(1, len(markets) - 1))
        low = rows["low"].fillna(rows["retention"]).clip(0, 1).to_numpy(float)
        high = rows["high"].fillna(rows["retention"]).clip(0, 1).to_numpy(float)
        axes.fill_between(x, low, high, color=colour, alpha=style.BAND_OPACITY, lw=0)
        y = rows["retention"].to_numpy(float)
        axes.plot(x, y, color=colour, lw=3, marker="o", ms=6, clip_on=False)
        taken = min(float(y[-1]), taken - 0.035)  # so that no two numerals touch
        axes.text(x[-1] + 0.12, taken, f"{100 * y[-1]:.0f}%", va="center", **NUMERAL)
        axes.text(x[0] + 0.1, y[0] - 0.02, f"{100 * y[0]:.0f}%", va="top", **NUMERAL)
        name, _, why = str(rows["label"].iloc[0]).lstrip("0123456789 ").partition(": ")
        axes.text(
            x[0] - 0.15, y[0], name, ha="right", va="bottom", size=style.READING, weight="bold",
            color=style.INK.light,
        )  # fmt: skip
        words, size = fit_text(why, 2.7, style.LABEL - 1, lines=2)
        axes.text(
            x[0] - 0.15, y[0] - 0.005, words, ha="right", va="top", size=size,
            color=style.MUTED.light,
        )  # fmt: skip
    axes.set_xlim(PLACES[0], PLACES[-1])
    axes.set_ylim(0, 1.0)
    axes.xaxis.set_major_locator(FixedLocator(list(PLACES)))
    names = ["under 4", *(f"{int(edge)}-{int(edge) + 1}" for edge in EDGES[1:-2]), "9 or more"]
    axes.set_xticklabels(names)
    axes.tick_params(axis="y", labelleft=False)
    axes.set_xlabel("Satisfaction at the end of the quarter before, 0 to 10", labelpad=8)
    axes.text(
        0, 1.04, "Share who stay for a year", transform=axes.transAxes, va="bottom",
        weight="bold", size=style.LABEL + 0.5, color=style.INK.light,
    )  # fmt: skip


def _ramp(way: float) -> tuple[float, float, float]:
    """From grey, without rivals, to the colour of rivals."""
    start, end = np.array(to_rgb(style.REFERENCE.light)), np.array(to_rgb(style.RIVAL.light))
    red, green, blue = start + way * (end - start)
    return float(red), float(green), float(blue)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures the curves and writes the figure and its data."""
    parser = argparse.ArgumentParser(prog="python -m analysis.five_markets", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/five_markets.png"))
    parser.add_argument("--replicates", type=int, default=10)
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    curves = measure(replicates=asked.replicates, customers=asked.customers, seed=asked.seed)
    carried = notes(
        SCENARIO,
        SCENARIO,
        [curves],
        seed=asked.seed,
        replicates=asked.replicates,
        customers=asked.customers,
    )
    save(figure(curves), asked.out, carried)
    curves.to_csv(asked.out.with_suffix(".csv"), index=False)
    wide = curves.pivot(index="satisfaction", columns="market", values="retention")
    print(wide[list(MARKETS)].round(2).to_string())
    print(f"{answer(curves)}. {reading(curves)}\n{asked.out}")


if __name__ == "__main__":
    main()
