"""What a diary consists of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

KINDS = {
    "portrait": "who the customer is; the first event, and the first of every newcomer",
    "market": "something happens in the market: an entry, an intervention",
    "quiet": "nothing special: needs met as always, in one line for a stretch of periods",
    "failure": "a need met, and something went wrong",
    "trip": "a need met by another than the main provider (or by nobody)",
    "stayed": "something made the customer compare; the main provider won",
    "left": "another provider has become the main one: a defection",
    "stopped": "doing without has become the habit",
    "started": "a first main provider, or one again after doing without",
    "learned": "came to know that a provider exists",
    "life": "a life event, the end of a contract, or a contact person who left",
    "closed": "the main provider closed",
    "moved": "moved away; a newcomer takes the number",
    "end": "how the customer stands when the books close",
}
"""Kinds of events, and what each means."""


@dataclass(frozen=True)
class Event:
    """One event in a customer's life.

    Attributes:
        period: When; 0 is the first with books. Of a quiet stretch: its first period.
        date: The same in words, such as `March 2009` or `March to July 2009`.
        kind: One of `KINDS`.
        text: What happened, in words.
        facts: What happened, in names and numbers, ready for JSON.
    """

    period: int
    date: str
    kind: str
    text: str
    facts: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it; the facts stand beside the rest."""
        return {
            "period": self.period,
            "date": self.date,
            "kind": self.kind,
            "text": self.text,
            **{name: value for name, value in self.facts.items() if name != "period"},
        }
