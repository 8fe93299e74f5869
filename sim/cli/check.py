"""`overstap check FILE...`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from sim.cli.front import BAD_INPUT
from sim.cli.options import JsonOption, QuietOption, complete_scenario


def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Scenario files, or names of scenarios.",
            autocompletion=complete_scenario,
            show_default=False,
        ),
    ],
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Validate scenario files: every problem, with its line.

    Problems go to standard error, and the exit code is then 2. With --json they are in the object.
    """
    from dataclasses import asdict

    from sim.scenario import ScenarioError, load

    found = []
    for file in files:
        try:
            title = load(file).title
        except ScenarioError as error:
            problems = [asdict(problem) for problem in error.problems]
            found.append({"file": file, "ok": False, "title": None, "problems": problems})
            if not json:
                print(error, file=sys.stderr)
        else:
            found.append({"file": file, "ok": True, "title": title, "problems": []})
            if not json and not quiet:
                print(f"{file}: ok")
    sound = all(entry["ok"] for entry in found)
    if json:
        from sim.cli.screen import print_json

        print_json({"ok": sound, "files": found})
    if not sound:
        raise typer.Exit(BAD_INPUT)
