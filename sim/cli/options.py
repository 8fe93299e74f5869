"""Options that several commands share, and what they accept."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer

from sim.cli.front import RefusedError

MOST_PERIODS = 2400
"""As in a scenario's `horizon`."""


def complete_scenario(incomplete: str) -> list[str]:
    """Names of packaged scenarios, for the shell."""
    from sim.scenario.catalogue import packaged

    return [name for name in packaged() if name.startswith(incomplete)]


ScenarioArgument = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A name from `overstap scenarios`, or a .yaml file.",
        autocompletion=complete_scenario,
        show_default=False,
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Another value, by path or by lever, such as providers.train.offer.fare=65; may be "
        "repeated.",
    ),
]
PlanOption = Annotated[
    list[str] | None,
    typer.Option(
        "--plan", metavar="NAME", help="A plan from the scenario's `what_if`; --set wins over it."
    ),
]
CustomersOption = Annotated[
    int | None, typer.Option(metavar="N", help="Number of customers, instead of the scenario's.")
]
PeriodsOption = Annotated[
    int | None, typer.Option(metavar="N", help="Number of periods, instead of the scenario's.")
]
SeedOption = Annotated[
    int, typer.Option(metavar="S", help="Of the luck: the same seed gives the same run.")
]
ThreadsOption = Annotated[
    int | None,
    typer.Option(
        metavar="N", help="Threads; all processors when left out. The result is the same."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Only the answer: no progress, no remarks.")
]


def one_plan(plans: list[str] | None) -> str | None:
    """The plan that was asked for; several would be another market than either.

    Raises:
        RefusedError: More than one was.
    """
    if plans and len(plans) > 1:
        raise RefusedError(
            f"--plan: found {', '.join(plans)}; one plan at a time (`overstap compare` puts "
            "several side by side, and --set adds values to one)"
        )
    return plans[0] if plans else None


def check_numbers(
    *, customers: int | None, periods: int | None, seed: int, threads: int | None
) -> None:
    """Refuses numbers that make no sense.

    Raises:
        RefusedError: With the option, what was found and what would be accepted.
    """
    from sim.scenario.parties import MAX_CUSTOMERS

    limits = {
        "--customers": (customers, 1, MAX_CUSTOMERS),
        "--periods": (periods, 1, MOST_PERIODS),
        "--seed": (seed, 0, 2**64 - 1),
        "--threads": (threads, 1, 1024),
    }
    wrong = [
        f"{option} {value}: a number from {least:,} to {most:,} is needed"
        for option, (value, least, most) in limits.items()
        if value is not None and not least <= value <= most
    ]
    if wrong:
        raise RefusedError("\n".join(wrong))


def check_writable(target: Path) -> None:
    """Tells before a long run, rather than after it, that nothing can be written at its end.

    Raises:
        RefusedError: The folder cannot be made there.
    """
    place = target.expanduser().absolute()
    parent = next((folder for folder in place.parents if folder.exists()), Path(place.anchor))
    if not parent.is_dir():
        raise RefusedError(f"{target}: {parent} is a file, and not a folder")
    try:
        # What the permissions say is not what happens: root may do all, and /proc accepts nothing.
        with NamedTemporaryFile(dir=parent, prefix=".overstap-"):
            pass
    except OSError as error:
        raise RefusedError(
            f"{target}: {parent} may not be written to ({error.strerror or error})"
        ) from None
