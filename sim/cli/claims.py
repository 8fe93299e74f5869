"""`overstap claims [SCENARIO...]`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.front import RefusedError
from sim.cli.options import (
    JsonOption,
    QuietOption,
    SeedOption,
    check_numbers,
    complete_scenario,
)
from sim.processes import processors

if TYPE_CHECKING:
    from sim.cli.screen import Tick
    from sim.experiments.claims import Effort, Outcome
    from sim.experiments.unfinished import Unfinished
    from sim.scenario import Scenario

MOST_POINTS = 100_000
MOST_REPLICATES = 10_000
STEPS = 10_000
"""Of the bar."""


class Rule(StrEnum):
    """Exit rules under which claims can be tested."""

    compare = "compare"
    threshold = "threshold"
    satisfaction_only = "satisfaction_only"
    all = "all"


def claims(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO...]",
            help="Names from `overstap scenarios`, or .yaml files; all that make claims, when "
            "left out.",
            autocompletion=complete_scenario,
            show_default=False,
        ),
    ] = None,
    rule: Annotated[
        Rule,
        typer.Option(
            help="What makes a customer leave; `all` shows the rules side by side, with robustness "
            "under `compare` alone."
        ),
    ] = Rule.compare,
    points: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Points of the plausible space, for the robustness; 0 for none.",
            show_default="200",
        ),
    ] = None,
    customers: Annotated[
        int | None,
        typer.Option(metavar="N", help="Customers of a run, at most.", show_default="2000"),
    ] = None,
    replicates: Annotated[
        int | None,
        typer.Option(
            metavar="MOST",
            help="Runs of the scenario as it stands, at most; a claim stops when it is decided.",
            show_default="48",
        ),
    ] = None,
    short: Annotated[
        bool,
        typer.Option(
            "--short", help="A first impression: 24 points, 1000 customers, 12 runs at most."
        ),
    ] = False,
    seed: SeedOption = 1,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder to write every run's numbers into."),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Replace older results in DIR, and forget an interrupted test of it."
        ),
    ] = False,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on with the interrupted test of DIR; the rest as it was given."
        ),
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Processes; as many as processors when left out. Same result."
        ),
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Test the claims of scenarios: does each hold, and how robustly?

    The estimate and its 95% interval come from runs with other luck; peeking is paid for. The
    robustness is the share of the plausible space, over all declared ranges, in which the claim
    holds. A claim that fails is shown as failing; undecided counts as not holding. With --out an
    interrupted test is kept, and --resume goes on with it: the result is the same.
    """
    check_numbers(customers=customers, periods=None, seed=seed, threads=None)
    _check(points=(points, 0, MOST_POINTS), replicates=(replicates, 2, MOST_REPLICATES))
    _check(workers=(workers, 1, 1024))
    from sim.experiments.claims import NORMAL, SHORT, shortened

    chosen = SHORT if short else NORMAL
    effort = shortened(chosen, points=points, customers=customers, replicates=replicates, seed=seed)
    if resume and out is None:
        raise RefusedError("--resume goes on with the test of a folder; say which with --out DIR")
    markets = _load(scenarios)
    rules = [r.value for r in Rule if r is not Rule.all] if rule is Rule.all else [rule.value]
    unfinished = _unfinished(out, markets, rules, effort, force=force, resume=resume)
    outcomes: list[Outcome] = []
    try:
        for found in _examined(
            markets, rules, effort, workers or processors(), unfinished, quiet=quiet
        ):
            outcomes += found
            if not json:
                from sim.cli.claim_tables import show

                show(markets[found[0].scenario], found, bare=quiet)
    except KeyboardInterrupt:
        if unfinished is not None:
            from sim.cli.screen import remark

            remark(f"What is finished is kept in {unfinished.folder};")
            remark("the same command with --resume goes on from there.")
        raise
    place: Path | None = None
    failure: OSError | None = None
    if out is not None:
        from sim.experiments.record import save

        try:
            place = save(out, outcomes, effort, overwrite=force)
            if unfinished is not None:
                unfinished.remove()
        except OSError as error:  # a full disk does not keep the answer back
            failure = error
            if json:
                raise
    if json:
        from sim.cli.screen import print_json
        from sim.experiments.record import as_object

        print_json(as_object(outcomes, effort))
        return
    from sim.cli.claim_tables import show_sum

    show_sum(outcomes, effort, bare=quiet)
    if failure is not None:
        raise failure
    if place is not None and not quiet:
        print(f"Results: {place}")


def _check(**numbers: tuple[int | None, int, int]) -> None:
    for name, (value, least, most) in numbers.items():
        if value is not None and not least <= value <= most:
            raise RefusedError(f"--{name} {value}: a number from {least:,} to {most:,} is needed")


def _load(names: list[str] | None) -> dict[str, Scenario]:
    """The scenarios that are asked for; all packaged ones with claims when none is."""
    from sim.scenario import load
    from sim.scenario.catalogue import packaged

    found = {name: load(name) for name in dict.fromkeys(names or packaged())}
    if names:
        empty = [name for name, market in found.items() if not market.claims]
        if empty:
            raise RefusedError(f"{empty[0]} makes no claims; they stand under `claims`")
    found = {name: market for name, market in found.items() if market.claims}
    if not found:
        raise RefusedError("no scenario makes claims")
    return found


def _unfinished(
    out: Path | None,
    markets: dict[str, Scenario],
    rules: list[str],
    effort: Effort,
    *,
    force: bool,
    resume: bool,
) -> Unfinished | None:
    """Where answers are kept until all are there; None where no results are written."""
    if out is None:
        return None
    from sim.cli.run import check_out
    from sim.experiments.unfinished import ClaimsOrder, Unfinished, UnfinishedError

    check_out(out, force)
    kept = Unfinished(out, ClaimsOrder(markets, rules, effort))
    try:
        if resume:
            kept.resume()
        else:
            kept.begin(anew=force)
    except UnfinishedError as error:
        raise RefusedError(str(error)) from None
    return kept


def _examined(
    markets: dict[str, Scenario],
    rules: list[str],
    effort: Effort,
    workers: int,
    unfinished: Unfinished | None,
    *,
    quiet: bool,
) -> Iterator[list[Outcome]]:
    """Scenario by scenario, the outcome under each rule."""
    from sim import engine
    from sim.cli.screen import COMPILING, progress, remark
    from sim.experiments.claims import examine
    from sim.experiments.study import do, warm_up
    from sim.experiments.workers import Workers

    if not engine.is_compiled():
        if not quiet:
            remark(COMPILING)
        # Once here, and not in every worker at the same time.
        warm_up(next(iter(markets.values())))
    with Workers(do, workers) as pool:
        for number, (name, market) in enumerate(markets.items(), start=1):
            what = f"{name} ({number} of {len(markets)})"
            with progress(what, quiet=quiet) as tick:
                yield [
                    examine(
                        name,
                        market,
                        pool if unfinished is None else unfinished.remembering(pool, name, rule),
                        rule=rule,
                        # Beside each other, the rules differ in verdicts; how robust a claim is
                        # is a question to the first.
                        effort=effort if place == 0 else replace(effort, points=0),
                        progress=_part(tick, place, len(rules)),
                    )
                    for place, rule in enumerate(rules)
                ]


class _Part:
    """One of several equal parts of a bar."""

    def __init__(self, tick: Tick, place: int, parts: int) -> None:
        self._tick, self._place, self._parts = tick, place, parts

    def __call__(self, done: float, expected: float) -> None:
        share = (self._place + (done / expected if expected else 1.0)) / self._parts
        self._tick(int(STEPS * share), STEPS)


def _part(tick: Tick | None, place: int, parts: int) -> _Part | None:
    return None if tick is None else _Part(tick, place, parts)
