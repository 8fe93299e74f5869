"""`overstap compare SCENARIO`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.front import RefusedError
from sim.cli.options import (
    CustomersOption,
    JsonOption,
    QuietOption,
    ScenarioArgument,
    SeedOption,
    check_numbers,
)
from sim.processes import processors

if TYPE_CHECKING:
    from sim.experiments.plans.comparison import Comparison

MOST = {"replicates": 10_000, "points": 100_000, "workers": 1024}


class Objective(StrEnum):
    """What plans are judged by."""

    customers = "customers"
    share = "share"
    profit = "profit"


def compare(
    scenario: ScenarioArgument,
    plan: Annotated[
        list[str] | None,
        typer.Option(
            "--plan",
            metavar="NAME",
            help="A plan from the scenario's `what_if`; may be repeated. All of them when nothing "
            "else is asked for.",
            show_default=False,
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="[NAME:] PATH=VALUE, ...",
            help="A plan of one's own, such as 'cheap: train_fare=65, points=0.1'; may be "
            "repeated. Without a name all belong to one plan, `set`. 'cheap @ 24: ...' begins in "
            "period 24, 'cheap @ burn_in: ...' is another market from its first day on.",
        ),
    ] = None,
    policies: Annotated[
        bool,
        typer.Option(
            "--policies",
            help="Also a set of policies of declared size, from what the provider has: a better "
            "offer, fewer failures, locking in, calls, recovery, a lower price.",
        ),
    ] = False,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="PATH=VALUE",
            help="Another value in every world, such as exit_rule=threshold; may be repeated.",
        ),
    ] = None,
    replicates: Annotated[
        int, typer.Option(metavar="R", help="Seeds; every world is lived once with each.")
    ] = 20,
    points: Annotated[
        int,
        typer.Option(
            metavar="P", help="Points of the plausible space at which the plans are judged."
        ),
    ] = 0,
    objective: Annotated[
        Objective, typer.Option(help="What they are judged by at these points.")
    ] = Objective.customers,
    provider: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Whom plans are judged by; when left out, the largest incumbent that they are "
            "about.",
        ),
    ] = None,
    customers: CustomersOption = None,
    seed: SeedOption = 1,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder to write all tables into.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace older results in DIR.")] = False,
    no_counterfactual: Annotated[
        bool,
        typer.Option(
            "--no-counterfactual", help="Leave out the same customers' worlds without the entrant."
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
    """Compare plans on the same customers: who stays in one and leaves in another, and money.

    Every world has the same customers and the same luck, so that the intervals of differences are
    those of pairs. A satisfied share stands beside base rate and hazard ratio. Costs of a plan that
    the scenario does not know are left out of its profit, and the tables say of which.
    """
    check_numbers(customers=customers, periods=None, seed=seed, threads=None)
    _check("replicates", replicates, 1)
    _check("points", points, 0)
    _check("workers", 1 if workers is None else workers, 1)
    if out is not None:
        from sim.cli.run import check_out

        check_out(out, force)
    found = _compared(
        scenario,
        quiet=quiet,
        plans=plan,
        made_up=set_ or (),
        with_policies=policies,
        overrides=with_ or (),
        replicates=replicates,
        points=points,
        objective=objective.value,
        provider=provider,
        customers=customers,
        seed=seed,
        against_no_entrant=not no_counterfactual,
        workers=workers or processors(),
    )
    _finish(found, out, force=force, json=json, quiet=quiet)


def _check(name: str, value: int, least: int) -> None:
    if not least <= value <= MOST[name]:
        limits = f"a number from {least:,} to {MOST[name]:,} is needed"
        raise RefusedError(f"--{name} {value}: {limits}")


def _compared(scenario: str, *, quiet: bool, **options: Any) -> Comparison:
    from sim.cli.run import refusal_of
    from sim.cli.screen import COMPILING, progress, remark
    from sim.experiments.compare import compare

    def on_compile() -> None:
        if not quiet:
            remark(COMPILING)

    with progress("Comparing", quiet=quiet) as tick:
        try:
            return compare(scenario, progress=tick, on_compile=on_compile, **options)
        except ValueError as error:
            raise refusal_of(error) from error


def _finish(found: Comparison, out: Path | None, *, force: bool, json: bool, quiet: bool) -> None:
    """Writes the folder, and shows the answer; a full disk does not keep the answer back."""
    failure: OSError | None = None
    place: Path | None = None
    if out is not None:
        try:
            place = found.save(out, overwrite=force)
        except OSError as error:
            failure = error
            if json:
                raise
    if json:
        from sim.cli.screen import print_json
        from sim.experiments.plans.comparison import as_object

        print_json(as_object(found))
        return
    from sim.cli.plan_tables import show

    show(found, bare=quiet)
    if failure is not None:
        raise failure
    if place is not None and not quiet:
        print(f"Results: {place}")
