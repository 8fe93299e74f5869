"""What a page is made of: sections with a question above, and blocks of a few kinds in them.

Whoever makes a page puts these together; `page` and `template.html` turn them into HTML. Texts are
plain: everything is escaped when the page is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias

from analysis.exhibit import Exhibit
from analysis.language import Language

Layout = Literal["stack", "beside", "row"]
"""Exhibits under each other; a wide one with a narrow one; or as many in a row as fit."""

Tone = Literal["incumbent", "ink", "satisfaction", "rival"]
"""The colour over a number, by its meaning in the charts."""


@dataclass(frozen=True)
class Prose:
    """Paragraphs."""

    kind: ClassVar[str] = "prose"
    paragraphs: Sequence[str]


@dataclass(frozen=True)
class Points:
    """A list of sentences, under a heading of its own if it has one."""

    kind: ClassVar[str] = "points"
    items: Sequence[str]
    heading: str = ""


@dataclass(frozen=True)
class Shown:
    """Charts, each with its reading, its table and its data."""

    kind: ClassVar[str] = "shown"
    exhibits: Sequence[Exhibit]
    layout: Layout = "stack"


@dataclass(frozen=True)
class Missing:
    """Why something is not there, and what would bring it."""

    kind: ClassVar[str] = "missing"
    reason: str


@dataclass(frozen=True)
class Cell:
    """A number in a table, with its interval in smaller type."""

    value: str
    interval: str = ""


@dataclass(frozen=True)
class Table:
    """A table that belongs to the argument.

    Attributes:
        label: What it is, for a screen reader.
        columns: Headings.
        rows: Texts, or cells; the first of a row names it. Web addresses become links.
        strong: Numbers of the rows that stand out.
        is_long: Whether it gets a height of its own on the screen, to scroll in.
        widths: Of the columns, in percents of the table; as their texts ask when empty.
    """

    kind: ClassVar[str] = "table"
    label: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | Cell]]
    strong: Sequence[int] = ()
    is_long: bool = False
    widths: Sequence[int] = ()


@dataclass(frozen=True)
class Commands:
    """Lines to type."""

    kind: ClassVar[str] = "commands"
    lines: Sequence[str]


@dataclass(frozen=True)
class Facts:
    """Names with their values, and a file to take along if there is one.

    Attributes:
        pairs: Names and values.
        attached: File name, what the link says, and the text of the file.
    """

    kind: ClassVar[str] = "facts"
    pairs: Mapping[str, str]
    attached: tuple[str, str, str] | None = None


Block: TypeAlias = Prose | Points | Shown | Missing | Table | Commands | Facts


@dataclass(frozen=True)
class Section:
    """A question, and what answers it.

    Attributes:
        key: Names it in links: small letters, digits, `_`.
        heading: The question; it claims nothing.
        blocks: What stands under it.
        aside: What stands beside these, where the page is wide.
    """

    key: str
    heading: str
    blocks: Sequence[Block]
    aside: Sequence[Block] = ()


@dataclass(frozen=True)
class Tile:
    """A number in large type.

    Attributes:
        value: The number.
        interval: Of the number; empty when there is none.
        words: What it is.
        tone: Colour.
    """

    value: str
    interval: str
    words: str
    tone: Tone


@dataclass(frozen=True)
class Document:
    """A whole page.

    Attributes:
        language: Of the page.
        title: What was run.
        question: What the page answers.
        answer: Sentences; the first is the answer in short.
        against: Sentences with the numbers that speak against that answer.
        tiles_heading: Over the tiles.
        tiles: The numbers that belong together.
        sections: In the order of the argument.
        stem: Start of the names of the files that readers download.
        provenance: What a program needs to run it again, by name.
    """

    language: Language
    title: str
    question: str
    answer: Sequence[str]
    tiles_heading: str
    tiles: Sequence[Tile]
    sections: Sequence[Section]
    stem: str
    against: Sequence[str] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)

    def exhibits(self) -> list[Exhibit]:
        """All charts, in the order of the page."""
        return [
            exhibit
            for section in self.sections
            for block in (*section.blocks, *section.aside)
            if isinstance(block, Shown)
            for exhibit in block.exhibits
        ]
