"""What a folder holds, and the page that is made of it."""

from __future__ import annotations

import json
from pathlib import Path

from analysis.budget import Budget
from analysis.language import Language
from analysis.report.blocks import Document
from sim.folder import MANIFEST
from sim.results import ResultsError

RUN = "run"


def kind_of(folder: Path) -> str:
    """What its manifest says that a folder holds; a run when the manifest does not say.

    Raises:
        ResultsError: There is no manifest, or it cannot be read.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return str(manifest.get("kind", RUN))
    except FileNotFoundError:
        raise ResultsError(f"{folder} holds no results: {MANIFEST} is missing") from None
    except (OSError, ValueError, AttributeError) as error:
        raise ResultsError(f"the results in {folder} are damaged: {error}") from error


def document(folder: Path, language: Language, budget: Budget) -> Document:
    """The page about a folder, whatever it holds.

    Args:
        folder: Of results.
        language: Of the page.
        budget: More runs that answers may ask for; with fewer than two replicates, none.

    Raises:
        ResultsError: It holds no results, or none that a report can be made of.
    """
    place = folder.expanduser().resolve()
    kind = kind_of(place)
    if kind == RUN:
        from analysis.report.run_folder import document as of_run

        return of_run(place, language, budget)
    if kind == "comparison":
        from analysis.report.comparison import document as of_comparison

        return of_comparison(place, language)
    if kind == "sweep":
        from analysis.report.sweep import document as of_sweep

        return of_sweep(place, language)
    raise ResultsError(f"{place} holds a {kind}, of which no report can be made")
