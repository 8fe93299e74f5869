"""What is told of why they left: the truth, what customers state and what managers perceive.

The true reason is what contributed most (`sim.reasons`). Beside it stand what customers state in
the exit interview and what managers make of it, which a scenario's misreporting matrices may bend.
The article's figures are totals, and totals do not identify a matrix: `least_wrong` says how many
answers must at least be wrong for them, and answers that have nothing to do with the truth give
them whatever the truth is.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis import told_pictures as pictures
from analysis.exhibit import Exhibit
from analysis.language import Language
from analysis.told_words import TEXT, gap_words, least_words, reasons_table
from sim.measures import Estimate, excess, wilson
from sim.results import Results
from sim.scenario.schema import REASONS

VIEWS = ("true", "stated", "perceived")

ARTICLE = {
    "perceived": {"price": 0.45, "service": 0.20},
    "stated": {"price": 0.15, "service": 0.75},
}
"""What managers and customers say, by the article: "volgens hen heeft dat vaak (45%) te maken met
de prijs, volgens klanten speelt dat minder mee (15%). Zij vinden juist service (75%) een reden om
over te stappen, de managers menen dat dit in 20% van de gevallen meespeelt" (Ter Maat,
"Gaaaap; weer een onderzoek", on the book *Kloteklanten*; statement C73). Both are what somebody
says, neither is a measurement; Keaveney's (1995) shares of stated reasons were not replicated (East
et al.).
"""

Gap = dict[str, Estimate]


def leavers(exits: pd.DataFrame) -> pd.DataFrame:
    """Defections and stops: those who left of their own accord."""
    return exits[exits["type"] != "involuntary"]


def told(exits: pd.DataFrame) -> pd.DataFrame:
    """How many left for each reason: in truth, as stated, and as managers perceive it.

    Args:
        exits: Columns type, true_reason, stated_reason and perceived_reason.

    Returns:
        A row for each reason and view: `reason`, `view` ("true", "stated" or "perceived"),
        `leavers`, `share` of all leavers, 0-1, with Wilson's 95% interval, `share_low` and
        `share_high` (NaN when nobody left), and `article`: what the article says of that view,
        NaN where it is silent. Involuntary exits are left out.
    """
    gone = leavers(exits)
    rows = []
    for reason in REASONS:
        for view in VIEWS:
            count = int((gone[f"{view}_reason"].astype(object) == reason).sum())
            share = wilson(count, len(gone))
            rows.append(
                (reason, view, count, share.value, share.low, share.high,
                 ARTICLE.get(view, {}).get(reason, np.nan))
            )  # fmt: skip
    names = ["reason", "view", "leavers", "share", "share_low", "share_high", "article"]
    numbers = dict.fromkeys(names[3:], float)
    return pd.DataFrame(rows, columns=names).astype(numbers)


def gaps(exits: pd.DataFrame) -> Gap:
    """By how much managers blame the price more, and service less, than the same customers state.

    Args:
        exits: Columns type, stated_reason and perceived_reason.

    Returns:
        `price`: share perceived less share stated; `service`: share stated less share perceived;
        both above 0 in the article (+30 and +55 points). 95% intervals for matched pairs, since it
        is the same leavers twice; unknown when nobody left.
    """
    gone = leavers(exits)
    said, heard = (gone[f"{view}_reason"].astype(object) for view in ("stated", "perceived"))
    everybody = np.ones(len(gone), bool)
    return {
        "price": excess(everybody, (heard == "price").to_numpy(), (said == "price").to_numpy()),
        "service": excess(
            everybody, (said == "service").to_numpy(), (heard == "service").to_numpy()
        ),
    }


def wrong(exits: pd.DataFrame) -> pd.DataFrame:
    """For how many leavers another reason is told than the true one.

    Args:
        exits: Columns type, true_reason, stated_reason and perceived_reason.

    Returns:
        A row for each view that is told, "stated" and "perceived", with the columns of `told`:
        `reason` is "wrong"; `article` is the least share of wrong answers with which the article's
        figures can be had from this truth. And `blind`: the share that would be wrong if as many
        answers of each kind had nothing to do with the truth; NaN when nobody left.
    """
    gone = leavers(exits)
    true = gone["true_reason"].astype(object)
    rows = []
    for view in VIEWS[1:]:
        said = gone[f"{view}_reason"].astype(object)
        count = int((said != true).sum())
        share = wilson(count, len(gone))
        right = [(true == reason).mean() * (said == reason).mean() for reason in REASONS]
        rows.append(
            ("wrong", view, count, share.value, share.low, share.high,
             least_wrong(true, ARTICLE[view]), 1 - sum(right))
        )  # fmt: skip
    names = ["reason", "view", "leavers", "share", "share_low", "share_high", "article", "blind"]
    return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[3:], float))


def least_wrong(true: pd.Series, figures: Mapping[str, float]) -> float:
    """The least share of answers that must be wrong for some figures to come out of the truth.

    That is the mass that must be moved. Everybody tells the truth as far as the figures allow; what
    they leave open goes to the other reasons as they are, except to chance, which nobody answers.

    Args:
        true: The true reasons of the leavers.
        figures: Shares of the answers, 0-1, of some reasons.

    Returns:
        0-1; NaN when nobody left.
    """
    if true.empty:
        return float("nan")
    rest = [reason for reason in REASONS if reason not in (*figures, "chance", "involuntary")]
    kept = min(float(true.isin(rest).mean()), 1 - sum(figures.values()))
    kept += sum(min(float((true == reason).mean()), share) for reason, share in figures.items())
    return 1 - kept


def exhibit(results: Results, struck: pd.Series, language: Language) -> Exhibit:
    """The three views side by side, and what it means where they differ; somebody must have left.

    Args:
        results: Of a run.
        struck: Share of the leavers by reason with chance struck out, of `named.tipped`.
        language: Of the texts.
    """
    found, errors = told(results.exits), wrong(results.exits)
    report = results.scenario.report
    title = TEXT("title_reasons", language)
    bent = bool(report.stated or report.managers)
    reading = gap_words(found, gaps(results.exits), errors, struck, bent=bent, language=language)
    # A reason that nobody had nor gave may not exist in this market, such as a contact person.
    by_reason = found.groupby("reason")
    is_there = by_reason["leavers"].transform("sum").gt(0)
    rows = found[is_there | by_reason["article"].transform("count").gt(0)]
    note = [TEXT("note_reasons", language), *([least_words(errors, language)] if bent else [])]
    return Exhibit(
        "reasons", title, reading, pd.concat([found, errors], ignore_index=True),
        reasons_table(rows, errors, language),
        lambda: pictures.draw_reasons(title, reading, rows, language),
        lambda: pictures.reasons(reading, rows, language),
        note=" ".join(note),
    )  # fmt: skip
