"""The demo's page: one market in three worlds, from the frames of its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.frames import Frames
from analysis.language import ENGLISH
from analysis.report.blocks import (
    Cell,
    Commands,
    Document,
    Facts,
    Points,
    Prose,
    Section,
    Shown,
    Table,
    Tile,
    Tone,
)
from analysis.report.exhibits import exhibits, numbers_table

SHARE_ALONE = (
    "If most customers are satisfied, most leavers are too, whatever made them leave. So the share "
    "among leavers stands beside the share among everybody at risk, and beside how much sooner the "
    "dissatisfied went."
)


def document(frames: Frames, notes: Mapping[str, str]) -> Document:
    """The page of a comparison of three worlds.

    Args:
        frames: Of the pictures.
        notes: Where they came from, see `sim.origin.notes_of`.
    """
    meta = frames.meta
    shown = exhibits(frames)
    headline = next(row for row in numbers_table(frames) if row["declared"])
    told = {
        name: str(meta[name])  # type: ignore[literal-required]
        for name in ("scenario", "seed", "version", "hash", "command")
    }
    return Document(
        language=ENGLISH,
        title=meta["title"],
        question=meta["question"],
        answer=list(meta["answer"]),
        tiles_heading=_heading(headline),
        tiles=_tiles(frames, headline),
        sections=[
            Section(
                "seen",
                f"What does the {frames.incumbent} see, and what happens?",
                [Shown([shown["dashboard"], shown["news"]], "beside")],
            ),
            Section(
                "observed",
                "Does it look like what was observed?",
                [Shown([shown["observed"]])],
            ),
            Section(
                "leavers",
                "Were the leavers satisfied?",
                [
                    Prose([SHARE_ALONE]),
                    _numbers(frames),
                    Shown([shown["leavers"], shown["hazard"], shown["excess"]], "row"),
                ],
            ),
            Section("method", "How was it made, and what does it get wrong?", *_method(frames)),
            Section("sources", "Where do the numbers come from?", [_sources(frames)]),
        ],
        stem=meta["scenario"],
        provenance=told | dict(notes),
    )


def _heading(row: dict[str, Any]) -> str:
    return f"Never one number alone. With {row['cutoff']} or more out of 10 as satisfied:"


def _tiles(frames: Frames, row: dict[str, Any]) -> list[Tile]:
    return [
        _tile(row["share"], "of the leavers were satisfied", "incumbent"),
        _tile(row["base"], "of all customers at risk were satisfied", "ink"),
        _tile(row["ratio"], "hazard ratio, dissatisfied : satisfied", "satisfaction"),
        _tile(
            row["excess"],
            f"of its customers: so many more left satisfied than without the {frames.rival}",
            "rival",
        ),
    ]


def _tile(number: tuple[str, str], words: str, tone: Tone) -> Tile:
    value, interval = number
    return Tile(value, interval, words, tone)


def _numbers(frames: Frames) -> Table:
    rows = numbers_table(frames)
    return Table(
        "The numbers for each cut-off",
        [
            "Satisfied means",
            "Satisfied among leavers",
            "Base rate: among all at risk",
            "Hazard ratio, dissatisfied : satisfied",
            "Left satisfied, more than without",
        ],
        [
            [f"{row['cutoff']} or more"]
            + [Cell(*row[name]) for name in ("share", "base", "ratio", "excess")]
            for row in rows
        ],
        strong=[number for number, row in enumerate(rows) if row["declared"]],
    )


def _method(frames: Frames) -> tuple[list[Prose], list[Points | Commands | Facts]]:
    meta = frames.meta
    customers = f"{meta['customers']:,}"
    made = Prose(
        [
            f"{meta['replicates']} simulated markets of {customers} customers each. Every customer "
            "keeps two judgements apart. Satisfaction compares what the own provider delivered "
            "with what was expected and held as normal. Choice compares the own provider with the "
            "best alternative that the customer knows of, net of what switching costs. A customer "
            "can be satisfied at 8 out of 10 on Monday and gone on Friday.",
            "Lines are the median of the simulated markets and bands hold 95% of them. The bands "
            "show chance between markets, not doubt about the model or its inputs. The same "
            f"customers meet the same luck {frames.with_rival} and {frames.without_rival}, so "
            "those who left only because of it can be counted one by one.",
            "Published shares with an open dot were used to set the model. Those with a filled dot "
            "were drawn on the finished picture and never fitted. “Leavers” are the customers who "
            "made another provider their main one; “at risk” are its customers with a trip to make "
            f"in that month. The excess counts the {frames.incumbent}'s customers at the opening "
            "who left satisfied within 24 months, less those who did in the same customers' world "
            f"{frames.without_rival}. A hazard ratio of 1 means that the dissatisfied left no "
            "sooner than the satisfied.",
        ]
    )
    facts = {
        "Scenario": meta["scenario"],
        "Seed": str(meta["seed"]),
        "Markets × customers": f"{meta['replicates']} × {customers}",
        "Version": f"overstap {meta['version']}",
    }
    if meta["hash"]:
        facts["Hash of the inputs"] = meta["hash"]
    wrong = Points(list(meta["caveats"]), heading="What it gets wrong")
    return [made], [wrong, Commands([meta["command"]]), Facts(facts)]


def _sources(frames: Frames) -> Table:
    return Table(
        "Sources",
        ["What", "Value", "Source"],
        [[row["what"], str(row["value"]), row["source"]] for row in frames.meta["sources"]],
        is_long=True,
    )
