"""`overstap reproduce FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.front import FAULT, RefusedError
from sim.cli.options import JsonOption, QuietOption


def reproduce(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A folder of results, or a table (.parquet), picture (.png) or page (.html) made "
            "from them.",
        ),
    ],
    runs: Annotated[
        int, typer.Option(metavar="N", help="Of a sweep: how many of its runs, evenly spread.")
    ] = 10,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Run again what a file was made from: does it come out equal? Exit code 1 when not."""
    if runs < 1:
        raise RefusedError(f"--runs {runs}: a number from 1 is needed")
    from sim.cli.screen import print_json, progress
    from sim.experiments import reproduce as again

    with progress("Running again", quiet=quiet) as tick:
        try:
            verdict = again.reproduce(file, runs=runs, progress=tick)
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
