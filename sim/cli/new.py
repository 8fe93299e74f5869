"""`overstap new NAME`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.front import RefusedError
from sim.cli.options import JsonOption, QuietOption

STARTER = Path(__file__).parent / "starter.yaml"
LONGEST = 60
TITLE = "title: A delivery service enters the market for groceries\n"
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that Windows keeps for itself."""


def new(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="Of the scenario; NAME.yaml is written.", show_default=False
        ),
    ],
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where to write it.", show_default="here")
    ] = Path(),
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a commented scenario to start from.

    It runs as it is: a market for groceries, to be changed block by block.
    """
    from json import dumps

    clean = file_name(name)
    target = out / f"{clean}.yaml"
    if not out.is_dir():
        raise RefusedError(f"{out} is not a folder")
    from sim.cli.writing import write_text

    words = clean.replace("_", " ")
    text = STARTER.read_text(encoding="utf-8")
    assert TITLE in text
    title = dumps(words[:1].upper() + words[1:], ensure_ascii=False)
    text = text.replace(TITLE, f"title: {title}\n").replace("NAME.yaml", target.name)
    try:
        write_text(target, text)
    except FileExistsError:
        raise RefusedError(f"{target} is there already; choose another name") from None
    if json:
        from sim.cli.screen import print_json

        print_json({"name": clean, "file": str(target)})
    elif quiet:
        print(target)
    else:
        print(f"Wrote {target}. Check it with: overstap check {target}")
        print(f"Run it with: overstap run {target}")


def file_name(name: str) -> str:
    """The name of a file, without its ending: letters, digits, `_` and `-`.

    Raises:
        RefusedError: Nothing of the name can be used.
    """
    bare = re.sub(r"\.ya?ml$", "", name.strip(), flags=re.IGNORECASE)
    if "/" in bare or "\\" in bare:
        raise RefusedError(f"{name!r} is a path; give a name, and a folder with --out")
    clean = re.sub(r"[^\w-]+", "_", bare).strip("_-")[:LONGEST].rstrip("_-")
    if not clean or RESERVED.fullmatch(clean):
        raise RefusedError(f"{name!r} cannot name a file; use letters, digits, _ and -")
    return clean
