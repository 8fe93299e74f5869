"""Plans compared on the same customers: who stays in one and leaves in the other, and money.

`overstap compare` is this function with tables around it. For every seed one job lives through the
scenario as it is, every plan, and, where somebody enters, the same worlds without the entrant: the
same customers with the same luck, so that a difference is the plan's doing and not chance's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd

import sim
from sim import engine
from sim.experiments.design import Point, latin_hypercube
from sim.experiments.levers import dials
from sim.experiments.plans import paired
from sim.experiments.plans.columns import COLUMNS
from sim.experiments.plans.comparison import Comparison, Terms
from sim.experiments.plans.kinds import changes, cost_of, kinds, owners
from sim.experiments.plans.made import MadeUp, chosen
from sim.experiments.plans.numbers import AFTER, BEFORE, WHOLE
from sim.experiments.plans.policies import PREFIX, Policy, policies
from sim.experiments.plans.regret import design_frame, points_frame, regret_frame, values_of
from sim.experiments.plans.study import OBJECTIVES, Study, largest_incumbent, warm_up
from sim.experiments.plans.worlds import Job, Lived, do
from sim.experiments.workers import Workers
from sim.folder import check_target
from sim.scenario import Problem, Scenario, ScenarioError, load, with_values
from sim.scenario.claims import AS_IS
from sim.scenario.loading import Source
from sim.scenario.overrides import Overrides, read_pairs
from sim.scenario.plans import PLAN
from sim.scenario.problems import names, nearest, shown
from sim.scenario.schema import BURN_IN, Plan

SEEDS_APART = 1_000_000
"""Between the seeds of replicates and those of points."""

Progress = Callable[[int, int], None]
"""Called with the worlds lived so far, and with all worlds to live."""


def compare(
    scenario: Source | Scenario,
    plans: Iterable[str] | None = None,
    made_up: MadeUp = (),
    *,
    with_policies: bool = False,
    replicates: int = 20,
    points: int = 0,
    customers: int | None = None,
    seed: int = 1,
    workers: int = 2,
    overrides: Overrides = (),
    provider: str | None = None,
    objective: str = "customers",
    against_no_entrant: bool = True,
    progress: Progress | None = None,
    on_compile: Callable[[], None] | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
) -> Comparison:
    """Compares plans with the scenario as it is, on the same customers.

    Args:
        scenario: A scenario, the name of a packaged one, a path or plain values.
        plans: Names of plans of the scenario; all of them when nothing else is asked for.
        made_up: Plans made up on the spot: lines `NAME: path=value, path=value`, or values by path
            by name.
        with_policies: Whether the set of `sim.experiments.plans.policies` is compared too.
        replicates: Seeds: seed, seed + 1, ...
        points: Points of the plausible space at which the plans are judged; 0 for none.
        customers: Number of customers, instead of the scenario's.
        seed: Of the first replicate.
        workers: Processes; 1 stays in this one. The result is the same.
        overrides: Other values in every world; a plan wins over them.
        provider: Whom the plans are judged by. When left out, the incumbent with most customers
            when the books open, of those whose business the plans change.
        objective: What they are judged by at the points: "customers" or "share" at the end, or
            "profit" over the books at its worth when they opened.
        against_no_entrant: Whether to live through the worlds without the entrant, too.
        progress: Called after every job.
        on_compile: Called when this machine has not compiled the rules yet, which takes 20 seconds.
        out: Folder to write the comparison into.
        overwrite: Whether older results there may be replaced.

    Returns:
        The comparison; it depends neither on the number of workers nor on who finishes first.

    Raises:
        ScenarioError: The scenario, a plan or a value is not valid.
        ValueError: There is nothing to compare, or a number makes no sense.
        FileExistsError: `out` is taken.

    Example:
        >>> found = sim.compare("airline_vs_train", ["faster_security"], ["cheap: train_fare=80"])
        >>> found.differences.query("measure == 'customer_share' and by == 'plan'")
    """
    if replicates < 1:
        raise ValueError(f"{replicates} replicates; at least 1 is needed")
    if objective not in OBJECTIVES:
        raise ValueError(f"objective {objective!r}; one of {', '.join(OBJECTIVES)} is needed")
    if out is not None:
        check_target(out, overwrite=overwrite)
    started = perf_counter()
    pairs, problems = read_pairs(overrides)
    if problems:
        raise ScenarioError(problems)
    market = _resolved(scenario, pairs)
    asked = chosen(market, plans, made_up)
    if provider is not None and provider not in market.providers:
        known = list(market.providers)
        message = f"no provider {shown(provider)}; known: {names(known)}"
        raise ScenarioError([Problem("--provider", None, "", message, nearest(provider, known))])
    if on_compile is not None and not engine.is_compiled():
        on_compile()
    about = [owner for plan in asked.values() for owner in owners(changes(plan, market))]
    focus = provider or largest_incumbent(market, seed, customers, about)
    wanted: dict[str, Plan | Policy] = {**asked}
    if with_policies or not wanted:
        wanted |= policies(market, focus)
    if not wanted:
        raise ValueError("there is no plan to compare, and no policy that the provider could have")
    study = Study.of(
        market,
        wanted,
        customers=customers,
        without=against_no_entrant,
        focus=focus,
        objective=objective,
    )
    study.scenarios({})  # tells what is wrong with a plan before anything is run
    warm_up(study)  # once here, and not in every worker at the same time
    design = latin_hypercube(dials(market), points, seed)
    if customers is not None:
        for point in design:
            point.pop("customers.count", None)
    runs, valued = _run(study, seed, replicates, design, workers, progress)
    terms = Terms(
        scenario=str(scenario) if isinstance(scenario, (str, Path)) else market.title,
        overrides=tuple(pairs),
        plans={name: _as_values(plan, market) for name, plan in wanted.items()},
        seed=seed,
        replicates=replicates,
        customers=study.market.customers.count,
        points=points,
        focus=focus,
        objective=objective,
        entry=study.entry,
        version=sim.__version__,
        against_no_entrant=against_no_entrant,
    )
    terms = replace(terms, hash=terms.named(market))
    found = _gathered(market, terms, study, runs, valued, design)
    found.timings["all"] = perf_counter() - started
    if out is not None:
        found.save(out, overwrite=overwrite)
    return found


def compare_again(
    market: Scenario, terms: Terms, *, workers: int = 1, progress: Progress | None = None
) -> Comparison:
    """Makes the comparison that some terms describe.

    Args:
        market: The scenario as it is, with the overrides of the terms.
        terms: What was compared, and how.
        workers: As for `compare`.
        progress: As for `compare`.

    Returns:
        As `compare` would have; its terms name the market by its title, without overrides.
    """
    made_up = {
        name: Plan(**values)
        for name, values in terms.plans.items()
        if name not in market.what_if and not name.startswith(PREFIX)
    }
    return compare(
        market,
        [name for name in terms.plans if name in market.what_if],
        made_up,
        with_policies=any(name.startswith(PREFIX) for name in terms.plans),
        replicates=terms.replicates,
        points=terms.points,
        customers=None if terms.customers == market.customers.count else terms.customers,
        seed=terms.seed,
        workers=workers,
        provider=terms.focus,
        objective=terms.objective,
        against_no_entrant=terms.against_no_entrant,
        progress=progress,
    )


def _resolved(scenario: Source | Scenario, pairs: list[tuple[str, Any]]) -> Scenario:
    if not isinstance(scenario, Scenario):
        return load(scenario, overrides=pairs)
    return with_values(scenario, pairs, origin="--with") if pairs else scenario


def _run(
    study: Study,
    seed: int,
    replicates: int,
    design: list[Point],
    workers: int,
    progress: Progress | None,
) -> tuple[list[Lived], list[Lived]]:
    """All jobs: those of the replicates, and those of the points."""
    jobs = [Job(study, (seed + k) % 2**64, named=k == 0) for k in range(replicates)]
    first = seed + SEEDS_APART
    jobs += [Job(study, (first + k) % 2**64, point) for k, point in enumerate(design)]
    total, lived = sum(job.runs for job in jobs), 0

    def tick(job: Job) -> None:
        nonlocal lived
        lived += job.runs
        if progress is not None:
            progress(lived, total)

    with Workers(do, min(workers, len(jobs))) as pool:
        found = pool.all(jobs, tick)
    runs, valued = found[:replicates], found[replicates:]
    refused = next((run.refusal for run in runs if run.refusal), "")
    if refused:
        raise ScenarioError([Problem(PLAN, None, "", refused)])
    return runs, valued


def _gathered(
    market: Scenario,
    terms: Terms,
    study: Study,
    runs: list[Lived],
    valued: list[Lived],
    design: list[Point],
) -> Comparison:
    table = _plans_frame(study, market)
    numbers = paired.Numbers(runs)
    of_plan = dict(zip(table["plan"], table["kind"], strict=True))
    spans = [BEFORE, AFTER] if study.entry else [WHOLE]
    in_order = [AS_IS, *study.plans]
    at_points = points_frame(values_of(valued), in_order)
    return Comparison(
        scenario=market,
        terms=terms,
        plans=table,
        estimates=paired.estimates(numbers),
        differences=paired.differences(numbers, study.worlds),
        policies=paired.policies(numbers, study.worlds, of_plan, spans),
        flows=paired.flows(runs),
        who=_whole(runs[0].who),
        series=paired.series(runs),
        regret=regret_frame(at_points, in_order),
        points=at_points,
        design=design_frame(design),
        timings={},
    )


def _whole(who: pd.DataFrame) -> pd.DataFrame:
    """Periods as whole numbers, also where nobody left."""
    periods = ("left_base", "left_plan")
    numbers = {name: "float64" for name in who if str(name).startswith("satisfaction")}
    return who.astype({**dict.fromkeys(periods, "Int64"), **numbers})


def _plans_frame(study: Study, market: Scenario) -> pd.DataFrame:
    rows = []
    for name, asked in study.plans.items():
        plan = asked.plan(market) if isinstance(asked, Policy) else asked
        assert plan is not None  # a policy is only asked for where the provider can have it
        found = changes(plan, market)
        origin = "scenario" if name in market.what_if else "made up"
        rows.append(
            (
                name,
                plan.label or name,
                "policy" if isinstance(asked, Policy) else origin,
                " + ".join(kinds(found, market)) or "none",
                "; ".join(owners(found)),
                str(plan.at),
                "; ".join(map(str, found)),
                cost_of(found, market),
                plan.at != BURN_IN,
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS["plans"]))


def _as_values(plan: Plan | Policy, market: Scenario) -> dict[str, Any]:
    decided = plan.plan(market) if isinstance(plan, Policy) else plan
    assert decided is not None
    return decided.model_dump(mode="json")
