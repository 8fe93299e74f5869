"""`overstap sweep SCENARIO --out DIR` and `overstap expand DIR`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.front import RefusedError
from sim.cli.options import (
    JsonOption,
    PeriodsOption,
    PlanOption,
    QuietOption,
    SeedOption,
    SetOption,
    check_numbers,
    check_writable,
    complete_scenario,
    one_plan,
)
from sim.processes import processors

if TYPE_CHECKING:
    from sim.experiments.sweeps import Order, Sweep
    from sim.experiments.sweeps.crews import Crew

RECENT = 20
"""Batches that the rate is taken from."""

DEFAULTS = {"points": 100, "replicates": 5, "customers": 2000, "levels": 3}


class Design(StrEnum):
    """Designs, as `sim.experiments.sweeps.designs` has them."""

    lhs = "lhs"
    sobol = "sobol"
    morris = "morris"
    grid = "grid"
    oat = "oat"


def sweep(
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]",
            help="A name from `overstap scenarios`, or a .yaml file; may be left out with "
            "--resume.",
            autocompletion=complete_scenario,
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of the sweep.", show_default=False)
    ] = Path(),
    levers: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,...",
            help="What to turn, each perhaps in a narrower range (fare=40:120) or with some of its "
            "choices (policy=none|random).",
            show_default="all levers of the scenario",
        ),
    ] = None,
    design: Annotated[
        Design | None,
        typer.Option(
            help="lhs: points spread evenly; sobol: for `overstap sensitivity`; morris: screening "
            "of many levers; grid: all combinations; oat: one at a time.",
            show_default="lhs",
        ),
    ] = None,
    points: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Points of an lhs; base points of sobol, which runs N (levers + 2); paths of "
            "morris, which runs N (levers + 1).",
            show_default="100",
        ),
    ] = None,
    levels: Annotated[
        int | None,
        typer.Option(metavar="N", help="Values of a lever in grid and oat.", show_default="3"),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Points of your own instead: CSV or Parquet, a column a lever or path.",
        ),
    ] = None,
    replicates: Annotated[
        int | None,
        typer.Option(metavar="R", help="Runs of each point, with other luck.", show_default="5"),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT",
            help="A number to keep of every run, such as 'share(airline)', "
            "'revenue(airline)@0..48:sum' or 'defections.hazard_ratio(airline)'; may be repeated. "
            "Left out: shares and satisfaction at the end, and the three numbers.",
        ),
    ] = None,
    set_: SetOption = None,
    plans: PlanOption = None,
    customers: Annotated[
        int | None,
        typer.Option(metavar="N", help="Customers of a run, at most.", show_default="2000"),
    ] = None,
    periods: PeriodsOption = None,
    seed: SeedOption = 1,
    independent: Annotated[
        bool,
        typer.Option(
            "--independent",
            help="Luck of its own for every point; the same for all points when left out, so that "
            "differences are the levers'.",
        ),
    ] = False,
    ledger: Annotated[bool, typer.Option("--ledger", help="Keep all exits of all runs.")] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Processes; as many as processors when left out. Same rows."
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Dask scheduler, such as tcp://host:8786, instead. Same rows."
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a sweep that was stopped.")
    ] = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Run a market at many points of its lever space; stop and resume at will.

    Rows are written to DIR a batch at a time, whole or not at all. A run that fails is a row with
    its error and the command that runs it again.
    """
    given = {"points": points, "replicates": replicates, "customers": customers, "levels": levels}
    check_numbers(customers=customers, periods=periods, seed=seed, threads=None)
    plan = one_plan(plans)
    for name, value, least in (
        *((n, v, 1) for n, v in given.items() if n != "levels"),
        ("levels", levels, 2),
        ("workers", workers, 1),
    ):
        if value is not None and value < least:
            raise RefusedError(f"--{name} {value}: a number from {least} is needed")
    if out == Path():
        raise RefusedError("where to? Name a folder with --out DIR")
    if scenario is None and not resume:
        raise RefusedError("which scenario? Name one, or go on with a sweep with --resume")
    made = {"points": points, "levers": levers, "design": design, "levels": levels}
    if table is not None and any(value is not None for value in made.values()):
        others = " and ".join(f"--{name}" for name, value in made.items() if value is not None)
        raise RefusedError(f"--table has the points already; leave out {others}")
    from sim.experiments.sweeps import Order

    order = None
    if scenario is not None:
        order = Order(
            scenario,
            overrides=set_ or (),
            plan=plan,
            levers=None if levers is None else [name for name in levers.split(",") if name.strip()],
            design=(design or Design.lhs).value,
            table=table,
            measures=measure or (),
            periods=periods,
            seed=seed,
            independent=independent,
            ledger=ledger,
            **{name: value or DEFAULTS[name] for name, value in given.items()},
        )
    elif any(
        v is not None
        for v in (*given.values(), set_, plan, levers, design, table, measure, periods)
    ):
        raise RefusedError(
            "with --resume alone the sweep goes on as it was begun; leave out the rest"
        )
    check_writable(out)
    found = _swept(order, out, cluster, workers or processors(), resume=resume, quiet=quiet)
    _answer(found, json=json, quiet=quiet)


def expand(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Of a finished sweep.")],
    replicates: Annotated[
        int | None, typer.Option(metavar="R", help="Replicates of each point, in all.")
    ] = None,
    points: Annotated[
        int | None, typer.Option(metavar="N", help="Points in all; of an lhs only.")
    ] = None,
    workers: Annotated[int | None, typer.Option(metavar="N", help="Processes.")] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler, instead.")
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Add replicates or points to a finished sweep; the runs that are there stay as they are."""
    from sim.experiments import sweeps

    if workers is not None and workers < 1:
        raise RefusedError(f"--workers {workers}: a number from 1 is needed")
    if replicates is None and points is None:
        raise RefusedError("what is to be added? --replicates R or --points N, in all")
    try:
        sweeps.expand(folder, replicates=replicates, points=points)
    except sweeps.SweepError as error:
        raise RefusedError(str(error)) from None
    found = _swept(None, folder, cluster, workers or processors(), resume=True, quiet=quiet)
    _answer(found, json=json, quiet=quiet)


def _swept(
    order: Order | None, out: Path, cluster: str | None, workers: int, *, resume: bool, quiet: bool
) -> Sweep:
    from sim.cli.screen import COMPILING, remark
    from sim.experiments import sweeps
    from sim.experiments.sweeps.crews import CrewError
    from sim.folder import MANIFEST

    def on_compile() -> None:
        if not quiet:
            remark(COMPILING)

    try:
        crew = _crew(cluster)
        if not resume:
            assert order is not None
            begun = sweeps.begin(order, out)
            if not quiet:
                _warn_of_interventions(begun, order.periods)
        with _progress(quiet) as tick:
            return sweeps.go_on(
                out,
                order if resume else None,
                crew=crew,
                workers=workers,
                progress=tick,
                on_compile=on_compile,
            )
    except KeyboardInterrupt:
        remark(f"What is done is in {out}; go on with: overstap sweep --out {out} --resume")
        raise
    except OSError:
        if (out / MANIFEST).exists():
            remark(f"What is done is safe; go on with: overstap sweep --out {out} --resume")
        raise
    except (sweeps.SweepError, sweeps.DesignError, sweeps.WantedError, CrewError) as error:
        raise RefusedError(str(error)) from None


def _warn_of_interventions(sweep: Sweep, periods: int | None) -> None:
    """Says which levers are turned in vain from some period on."""
    from sim.cli.screen import remark
    from sim.cli.tables import called
    from sim.scenario.later import set_anew

    for name in map(str, sweep.design.columns):
        event = set_anew(sweep.scenario, name, periods or sweep.scenario.horizon)
        if event is not None:
            remark(
                f"Note: {name} is set anew in period {event.at}{called(event)}; from then on it "
                "is the same at all points"
            )


def _crew(cluster: str | None) -> Crew | None:
    if cluster is None:
        return None
    from sim.experiments.sweeps.crews import Cluster

    return Cluster(cluster)


@contextmanager
def _progress(quiet: bool) -> Iterator[Any]:
    """A bar with the rate and the time left, on standard error."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    from sim.cli.screen import Screen

    console = Screen(errors=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("Running"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("time left"),
        TimeLeft(compact=True),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, rate="")
        before: list[tuple[float, int]] = []

        def tick(done: int, total: int) -> None:
            now = perf_counter()
            before.append((now, done))
            then, there = before[max(0, len(before) - RECENT)]
            rate = f"{(done - there) / (now - then):.0f} runs/s" if now > then else ""
            bar.update(task, completed=done, total=total, rate=rate)

        yield tick


def _answer(found: Sweep, *, json: bool, quiet: bool) -> None:
    from sim.cli.screen import Screen, print_json
    from sim.experiments.sweeps.loaded import wanted_of

    failures = found.failures
    numbers = found.rows[found.measures]
    wanted = wanted_of(found.store)
    summary: dict[str, Any] = {
        "folder": str(found.store.folder),
        "scenario": found.store.notes.scenario,
        "hash": found.store.notes.hash,
        "version": found.store.notes.version,
        "points": len(found.design),
        "runs": found.store.size,
        "failed": len(failures),
        "levers": list(found.levers),
        "measures": {
            one.name: {
                "mean": one.mean(numbers[one.name]),
                "low": float(numbers[one.name].quantile(0.05)),
                "high": float(numbers[one.name].quantile(0.95)),
                "unknown": int(numbers[one.name].isna().sum()),
            }
            for one in wanted
        },
    }
    if json:
        print_json(summary)
        return
    from rich.table import Table

    screen = Screen(at_least=100)
    table = Table(
        title=None if quiet else f"Runs: {summary['runs']:,}; points: {summary['points']:,}",
        caption="Of ratios the geometric mean." if any(one.is_ratio for one in wanted) else None,
        caption_justify="left",
    )
    for heading in ("", "mean", "5% of runs below", "5% above", "unknown"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, row in summary["measures"].items():
        cells = [_shown(row[end]) for end in ("mean", "low", "high")]
        table.add_row(str(name), *cells, str(row["unknown"] or ""))
    screen.print(table)
    if len(failures):
        first = failures.iloc[0]
        reason = str(first["error"]).strip().splitlines()[-1]
        screen.print(f"Runs that failed: {len(failures):,}; the first: {reason}")
        screen.print(f"  {first['command']}", markup=False, soft_wrap=True)
    if not quiet:
        screen.print(f"Sweep: {found.store.folder}")


def _shown(value: float) -> str:
    return "-" if value != value else f"{value:,.4g}"
