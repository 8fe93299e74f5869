"""The report on one run: the argument from a folder of `overstap run --out`."""

from __future__ import annotations

from pathlib import Path

from analysis.budget import Budget
from analysis.language import Language
from analysis.report.answer import against, answer, tiles
from analysis.report.blocks import Document
from analysis.report.method import method
from analysis.report.origins import again, claims, provenance, sources
from analysis.report.outline import sections
from analysis.report.titles import question, title
from sim.results import Results


def document(folder: Path, language: Language, budget: Budget) -> Document:
    """The page about a run.

    Args:
        folder: Of its results.
        language: Of the page.
        budget: More runs that answers may ask for; with fewer than two replicates, none.

    Raises:
        ResultsError: The folder holds no results, they are damaged, or a newer version wrote them.
    """
    place = folder.expanduser().resolve()
    results = Results.load(place)
    origin = results.origin
    heading, numbers = tiles(results, language)
    return Document(
        language=language,
        title=title(results.scenario, language),
        question=question(results.scenario, language),
        answer=answer(results, language),
        against=against(results, language),
        tiles_heading=heading,
        tiles=numbers,
        sections=[
            *sections(results, language, budget),
            method(
                results.scenario,
                language,
                name=origin.scenario,
                customers=origin.customers,
                periods=origin.periods,
            ),
            sources(results.scenario, language),
            *claims(results.scenario, language),
            again(results, language),
        ],
        stem=Path(origin.scenario).stem,
        provenance=provenance(results, language),
    )
