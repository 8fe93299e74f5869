"""`overstap schema`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.front import RefusedError
from sim.cli.options import QuietOption


def schema(
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it here, instead of printing it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="As every command has; the schema is JSON anyway.")
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors.

    In VS Code, with the YAML extension, the first line of a scenario may then read
    `# yaml-language-server: $schema=FILE`.
    """
    from json import dumps

    from sim.scenario import json_schema

    if out is None:
        print(dumps(json_schema(), indent=2))
        return
    from sim.cli.writing import write_text

    text = dumps(json_schema(), indent=2, ensure_ascii=False)
    try:
        write_text(out, text + "\n", replace=force)
    except FileExistsError:
        raise RefusedError(f"{out} is there already; --force replaces it") from None
    if not quiet:
        print(f"Wrote {out}")
