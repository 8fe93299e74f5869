"""Which indicator moved first before a provider lost customers, by how much, how often for nothing?

The market is lived through with other luck again and again, twice each time: as it went, and as the
same customers' world in which nothing happens (no entrant, and no intervention after the start).
Of a run the provider watched is the one that it is about, of a scenario the incumbent with most
customers when the books open; a loss is the first period in which it has a tenth fewer customers
than in that other world. `analysis.warning.signals`
says what an alarm is, `analysis.warning.verdicts` how indicators are compared.

    python -m analysis.early_warning DIR      about the market of a results folder
    python -m analysis.early_warning --all    a table over all scenarios
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from math import isfinite, nan
from multiprocessing import get_context
from typing import Any, NamedTuple

import pandas as pd

from analysis import script
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import Language
from analysis.warning import paper, screen
from analysis.warning.signals import COLUMNS, Rule, indicators_of, watch
from analysis.warning.verdicts import curves, summary
from analysis.warning.words import Words
from analysis.wording import focus
from sim.processes import end_with_parent
from sim.results import Results
from sim.running import replicate
from sim.scenario import Scenario, catalogue, load

TWO_YEARS = {"week": 104, "month": 24, "quarter": 8, "year": 2}
ALIKE = 0.8
"""Share of the largest incumbent's customers from which another counts as equally large."""


class Watched(NamedTuple):
    """The runs of a market, judged.

    Attributes:
        scenario: Of the runs.
        provider: Whose customers are watched.
        rule: What is called a loss and an alarm.
        runs: From `warning.signals.watch`.
        table: From `warning.verdicts.summary`.
        answers: Median number of answers to a survey; NaN without one.
        fewest: Lowest number of customers, as a share of those in the quiet world, of all runs.
        customers: In a run.
    """

    scenario: Scenario
    provider: str
    rule: Rule
    runs: pd.DataFrame
    table: pd.DataFrame
    answers: float
    fewest: float
    customers: int


def provider_to_watch(scenario: Scenario, periods: pd.DataFrame) -> str | None:
    """The incumbent with most customers when the books open, over all runs.

    Sampling must not decide between equals: of those within a fifth of the largest it is the one
    that the scenario names first. None without an incumbent that has customers.
    """
    opening = periods[periods["period"] == 0].groupby("provider", observed=True)["customers"].mean()
    there = {
        name: float(opening.get(name, 0.0))
        for name, terms in scenario.providers.items()
        if terms.role == "incumbent" and terms.enters == 0
    }
    largest = max(there.values(), default=0.0)
    return next((n for n, count in there.items() if count >= ALIKE * largest > 0), None)


def quiet_world(scenario: Scenario) -> Scenario:
    """The scenario without interventions; those of period 0, such as a plan, are its terms."""
    kept = [event for event in scenario.interventions if event.at == 0]
    return scenario.model_copy(update={"interventions": kept})


def _anything_happens(scenario: Scenario, entrants: bool) -> bool:
    enters = any(p.role == "disruptor" and p.enters > 0 for p in scenario.providers.values())
    return (entrants and enters) or any(event.at > 0 for event in scenario.interventions)


def _workers(number: int) -> AbstractContextManager[Executor | None]:
    """Processes for both worlds; None works in this one."""
    if number <= 1:
        return nullcontext()
    return ProcessPoolExecutor(number, get_context("spawn"), end_with_parent)


def judge(
    scenario: Scenario,
    budget: Budget,
    *,
    seed: int = 1,
    periods: int | None = None,
    entrants: bool = True,
    provider: str | None = None,
    rule: Rule | None = None,
) -> Watched | None:
    """Runs both worlds and judges the indicators.

    Args:
        scenario: The market.
        budget: What the runs may cost.
        seed: Of the first run.
        periods: Horizon, instead of the scenario's.
        entrants: False for a market that is itself the one without the entrant.
        provider: To watch, instead of the one that `provider_to_watch` finds.
        rule: Instead of the default, with a window of two years.

    Returns:
        None when there is no provider to watch.
    """
    customers = min(budget.customers, scenario.customers.count)
    worlds = [(scenario, entrants)]
    if _anything_happens(scenario, entrants):
        worlds.append((quiet_world(scenario), False))
    found = []
    with _workers(budget.workers) as executor:
        for number, (market, with_entrants) in enumerate(worlds):

            def tell(done: int, total: int, before: int = number) -> None:
                budget.tell("early warning", done + before * total, len(worlds) * total)

            runs = replicate(
                market,
                # A run is judged by the limit of others.
                replicates=max(2, budget.replicates),
                seed=seed,
                workers=1,
                customers=customers,
                periods=periods,
                entrants=with_entrants,
                against_no_entrant=False,
                measures=COLUMNS,
                progress=tell,
                executor=executor,
            )
            found.append(runs.periods)
    provider = provider or provider_to_watch(scenario, found[0])
    if provider is None:
        return None
    rule = rule or Rule(window=TWO_YEARS[scenario.period])
    went, quiet = indicators_of(found[0], provider), indicators_of(found[-1], provider)
    watched = watch(went, quiet, rule)
    asked = found[0].loc[found[0]["provider"] == provider, "surveyed_n"]
    answers = asked.astype("Float64").to_numpy(float, na_value=nan)
    left = went["customers"] / quiet["customers"].where(quiet["customers"] > 0)
    return Watched(
        scenario, provider, rule, watched, summary(watched),
        float(pd.Series(answers[answers > 0]).median()), float(left.min()), customers,
    )  # fmt: skip


def _about(results: Results) -> str | None:
    """The provider that the other answers are about; None when it enters on the way."""
    about = focus(results)
    return about if about and results.scenario.providers[about].enters == 0 else None


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """When each indicator moved, and how well it told a loss from quiet; see the module."""
    origin = results.origin
    found = judge(
        results.scenario,
        budget,
        seed=origin.seed,
        periods=origin.periods,
        entrants=origin.entrants,
        provider=_about(results),
    )
    if found is None:
        return []
    words = Words(found, language)
    lanes = words.labelled(found.table)
    title, reading = words.title(), words.reading()
    exhibit = Exhibit(
        key="early_warning",
        title=title,
        reading=reading,
        data=words.labelled(found.runs),
        table=words.table(),
        figure=lambda: paper.draw_lanes(title, reading, lanes, found.runs, words),
        chart=lambda: screen.lanes(reading, lanes, found.runs, words),
        note=words.note(),
    )
    if not (found.table["losses"] > 0).any():
        return [exhibit]
    lines = words.labelled(curves(found.runs))
    roc_title, roc_reading = words.roc_title(), words.roc_reading()
    roc = Exhibit(
        key="early_warning_roc",
        title=roc_title,
        reading=roc_reading,
        data=lines,
        table=words.roc_table(),
        figure=lambda: paper.draw_roc(roc_title, roc_reading, lanes, lines, words),
        chart=lambda: screen.roc(roc_reading, lanes, lines, words),
        note=words.roc_note(),
    )
    return [exhibit, roc]


def across(scenarios: Iterable[str], budget: Budget) -> pd.DataFrame:
    """How the indicators did in several markets, and in all of them together.

    Args:
        scenarios: Names of packaged scenarios.
        budget: What the runs of each may cost.

    Returns:
        The columns of `warning.verdicts.summary` after scenario and provider; the rows of the
        scenario "all" have the windows of all markets with a loss in one curve (those of the others
        would be quiet windows without their like before a loss). Their leads, in periods that
        differ between markets, are NaN.
    """
    tables, every = [], []
    for name in scenarios:
        found = judge(load(name), budget)
        if found is None:
            continue
        tables.append(found.table.assign(scenario=name, provider=found.provider))
        if found.runs["loss"].notna().any():
            # A seed is another run in every market.
            every.append(found.runs.assign(seed=name + found.runs["seed"].astype(str)))
    if every:
        together = summary(pd.concat(every, ignore_index=True))
        unknown = dict.fromkeys(("lead", "lead_low", "lead_high"), nan)
        tables.append(together.assign(scenario="all", provider="", **unknown))
    table = pd.concat(tables, ignore_index=True)
    first = ["scenario", "provider"]
    return table[[*first, *table.columns.drop(first)]]


def _print_all(budget: Budget) -> None:
    table = across([entry.name for entry in catalogue()], budget)

    def cell(value: Any) -> str:
        if isinstance(value, float):
            return f"{value:.2f}" if isfinite(value) else ("never" if value < 0 else "")
        return str(value)

    print(table.map(cell).to_string(index=False))


def main(arguments: Sequence[str] | None = None) -> int:
    """The answer about a results folder, or the table over all scenarios."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given == ["--all"]:
        _print_all(Budget())
        return 0
    return script.main(exhibits, __doc__, given)


if __name__ == "__main__":
    sys.exit(main())
