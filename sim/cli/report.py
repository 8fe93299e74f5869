"""`overstap report DIR`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.front import RefusedError
from sim.cli.options import JsonOption, QuietOption, check_writable
from sim.processes import processors

if TYPE_CHECKING:
    from analysis.report.blocks import Document

MOST_WORKERS = 1024
PAGES = (".html", ".htm")


class Language(StrEnum):
    """Languages of a report."""

    en = "en"
    nl = "nl"


def report(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help="Folder of `overstap run`, `compare` or `sweep` with --out.",
            show_default=False,
        ),
    ],
    lang: Annotated[Language, typer.Option(help="English or Dutch.")] = Language.en,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File to write, instead of report.html in DIR."),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Leave out what needs more runs.")] = False,
    workers: Annotated[
        int | None,
        typer.Option(metavar="N", help="Processes for more runs; all processors when left out."),
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write one HTML file with all that a run or a sweep tells; it opens offline, and prints.

    The answer in three sentences with the numbers that speak against it, a chart with its reading
    and its data for every question, how the model works and what it gets wrong, where its numbers
    come from, and how to get the same again. Of a sweep: how far the answers lie apart, which
    levers matter, and where. An older page is replaced.
    """
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise RefusedError(f"--workers {workers}: a number from 1 to {MOST_WORKERS:,} is needed")
    target = folder / "report.html" if out is None else out
    if target.is_dir():
        raise RefusedError(f"{target} is a folder; name a file with --out FILE")
    if target.suffix.lower() not in PAGES:
        # Whatever else has that name, such as a scenario, would be lost.
        raise RefusedError(f"--out {target}: a page is needed, {target.stem}.html for one")
    if folder.is_file():
        raise RefusedError(f"{folder} is a file; the folder that holds the results is needed")
    page = _made(folder, lang.value, quick=quick, workers=workers or processors(), quiet=quiet)
    check_writable(target)
    from analysis.report import write

    place = write(page, target)
    if json:
        from sim.cli.screen import print_json

        print_json(_told(page, place))
    elif quiet:
        print(place)
    else:
        for sentence in page.answer:
            print(f"- {sentence}")
        print(f"Report: {place}")


def _made(folder: Path, lang: str, *, quick: bool, workers: int, quiet: bool) -> Document:
    from sim.cli.screen import stages
    from sim.results import ResultsError

    with stages(quiet=quiet) as tell:
        from analysis.budget import Budget
        from analysis.language import LANGUAGES
        from analysis.report.folders import document

        options: dict[str, Any] = {"replicates": 0} if quick else {}
        if tell is not None:
            options["tell"] = tell
        try:
            return document(folder, LANGUAGES[lang], Budget(workers=workers, **options))
        except ResultsError as error:
            raise RefusedError(str(error)) from error


def _told(page: Document, place: Path) -> dict[str, Any]:
    from analysis.report.blocks import Missing

    missing = {
        section.key: [block.reason for block in section.blocks if isinstance(block, Missing)]
        for section in page.sections
    }
    return {
        "report": str(place),
        "bytes": place.stat().st_size,
        "language": page.language.code,
        "answer": list(page.answer),
        "against": list(page.against),
        "sections": [section.key for section in page.sections],
        "exhibits": [exhibit.key for exhibit in page.exhibits()],
        "missing": {key: reasons for key, reasons in missing.items() if reasons},
        **{name: page.provenance[name] for name in ("scenario", "seed", "version", "hash")},
    }
