"""`overstap run SCENARIO`."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.front import RefusedError
from sim.cli.options import (
    CustomersOption,
    JsonOption,
    PeriodsOption,
    PlanOption,
    QuietOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    ThreadsOption,
    check_numbers,
    check_writable,
    one_plan,
)

if TYPE_CHECKING:
    from sim.results import Results
    from sim.scenario import Scenario

TRACKED = 1_000
"""Customers whose history a folder of results holds: enough for a regression, and a second."""

KEPT = 20_000
"""Customers whose state at start and end it holds."""


def run(
    scenario: ScenarioArgument,
    set_: SetOption = None,
    plans: PlanOption = None,
    customers: CustomersOption = None,
    periods: PeriodsOption = None,
    seed: SeedOption = 1,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder to write the results into.")
    ] = None,
    trips: Annotated[
        bool,
        typer.Option(
            "--trips",
            help="With --out, in occasion markets: also write trips.parquet, the single needs met "
            "by another than the main provider.",
        ),
    ] = False,
    track: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=-1,
            help="With --out: customers, evenly spread, whose history panel.parquet holds period "
            f"by period; -1 for all, 0 for none. {TRACKED:,} when left out.",
            show_default=False,
        ),
    ] = None,
    panel: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=-1,
            help="With --out: customers, evenly spread, whose state at start and end "
            f"customers.parquet holds; -1 for all, 0 for none. {KEPT:,} when left out.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace older results in DIR.")] = False,
    threads: ThreadsOption = None,
    no_counterfactual: Annotated[
        bool,
        typer.Option(
            "--no-counterfactual", help="Leave out the same customers' world without the entrant."
        ),
    ] = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Run a market: shares, and how satisfied leavers were.

    The share of leavers who were satisfied never comes alone: beside it stand the base rate among
    all customers at risk, the hazard ratio dissatisfied : satisfied and, where somebody enters, the
    excess over the same customers' world without the entrant. Intervals are 95%.
    """
    check_numbers(customers=customers, periods=periods, seed=seed, threads=threads)
    plan = one_plan(plans)
    if trips and out is None:
        raise RefusedError("--trips only adds a table to the results; say where with --out DIR")
    if (track or panel) and out is None:
        option = "--track" if track else "--panel"
        raise RefusedError(f"{option} only adds a table to the results; say where with --out DIR")
    from sim.scenario import load

    market = load(scenario, overrides=set_ or (), plan=plan)
    if out is not None:
        check_out(out, force)
    results = _run(
        scenario,
        what="Running",
        quiet=quiet,
        overrides=set_ or (),
        plan=plan,
        customers=customers,
        periods=periods,
        seed=seed,
        threads=threads,
        trips=trips,
        track=_number(track, TRACKED, out),
        panel=_number(panel, KEPT, out),
        against_no_entrant=not no_counterfactual,
    )
    _finish(results, market, out, force=force, json=json, quiet=quiet)


def _number(asked: int | None, usual: int, out: Path | None) -> int:
    """Customers to keep a table of: none where nothing is written."""
    if out is None:
        return 0
    return usual if asked is None else asked


def _run(scenario: str, *, what: str, quiet: bool, **options: Any) -> Results:
    from sim.cli.libraries import load_libraries

    load_libraries()
    from sim import running
    from sim.cli.screen import COMPILING, progress, remark

    def on_compile() -> None:
        if not quiet:
            remark(COMPILING)

    with progress(what, quiet=quiet) as tick:
        try:
            return running.run(scenario, progress=tick, on_compile=on_compile, **options)
        except ValueError as error:
            raise refusal_of(error) from error


def refusal_of(error: ValueError) -> Exception:
    """What the engine itself refuses is bad input; any other ValueError is a fault."""
    import sim

    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    home = Path(sim.__file__).parent
    ours = trace is not None and Path(trace.tb_frame.f_code.co_filename).is_relative_to(home)
    return RefusedError(str(error)) if ours else error


def check_out(out: Path, force: bool) -> None:
    """Refuses a folder that results cannot go into, before anything is run."""
    from sim.folder import check_target

    try:
        check_target(out, overwrite=force)
    except FileExistsError as error:
        hint = " with --force" if "overwrite" in str(error) else ""
        raise RefusedError(f"{error}{hint}") from None
    check_writable(out)


def _finish(
    results: Results, market: Scenario, out: Path | None, *, force: bool, json: bool, quiet: bool
) -> None:
    """Writes the folder, and shows the answer; a full disk does not keep the answer back."""
    from sim.cli.screen import print_json, remark
    from sim.running import summary

    failure: OSError | None = None
    place: Path | None = None
    if out is not None:
        try:
            place = results.save(out, overwrite=force)
        except OSError as error:
            failure = error
            if json:
                raise
    numbers = summary(results)
    if json:
        print_json(numbers)
        return
    from sim.cli.screen import Screen
    from sim.cli.tables import ENOUGH, show

    show(Screen(at_least=ENOUGH), numbers, market, results.origin, bare=quiet)
    if failure is not None:
        raise failure
    if quiet:
        return
    if place is not None:
        print(f"Results: {place}")
    remark("\n".join(["", *_further(market, results.origin.scenario, place)]))


def _further(market: Scenario, scenario: str, place: Path | None) -> list[str]:
    """Where the scenario's own question is answered, if these numbers alone do not."""
    name = quote(scenario)
    found = []
    if place is not None:
        found.append(f"Explained, with pictures: overstap report {quote(str(place))}")
    else:
        found.append("Explained, with pictures: the same with --out DIR, then overstap report DIR")
    if market.what_if:
        plans = [*list(market.what_if)[:3], *(["..."] if len(market.what_if) > 3 else [])]
        found.append(f"What if ({', '.join(plans)}): overstap compare {name}")
    if market.claims:
        found.append(f"What it claims, tested: overstap claims {name}")
    return found
