"""`overstap reproduce FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.front import FAULT, RefusedError
from sim.cli.options import JsonOption, QuietOption
from sim.processes import processors


def reproduce(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A folder that `overstap run`, `sweep`, `compare` or `claims` wrote, or a table "
            "(.parquet), picture (.png) or page (.html) made from it.",
        ),
    ],
    runs: Annotated[
        int,
        typer.Option(
            metavar="N", help="Of a sweep or of claims: how many of the runs, evenly spread."
        ),
    ] = 10,
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Processes, for a comparison; as many as processors when left out. Same result.",
        ),
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Run again what a file was made from: does it come out equal? Exit code 1 when not.

    Of a run and a comparison everything is done again, and compared value by value; of a sweep and
    of claims some of the runs. A picture or page is compared by the digest of what it was made
    from; one of a sweep or of claims that is not in its folder, by the runs that it carries.
    """
    if runs < 1:
        raise RefusedError(f"--runs {runs}: a number from 1 is needed")
    if workers is not None and not 1 <= workers <= 1024:
        raise RefusedError(f"--workers {workers}: a number from 1 to 1,024 is needed")
    from analysis.again import MAKERS
    from sim.cli.screen import print_json, progress
    from sim.experiments import reproduce as again

    with progress("Running again", quiet=quiet) as tick:
        try:
            verdict = again.reproduce(
                file,
                runs=runs,
                workers=workers or processors(),
                progress=tick,
                makers=MAKERS,
            )
        except again.NoOriginError as error:
            raise RefusedError(str(error)) from None
    if json:
        print_json(
            {
                "file": str(verdict.file),
                "origin": verdict.origin,
                "equal": verdict.is_equal,
                "compared": verdict.compared,
                "differences": verdict.differences,
            }
        )
    else:
        print("equal" if verdict.is_equal else "not equal")
        for line in verdict.differences:
            print(f"  {line}")
        if not quiet:
            print(f"{verdict.origin}; compared: {', '.join(verdict.compared)}")
    if not verdict.is_equal:
        raise typer.Exit(FAULT)
