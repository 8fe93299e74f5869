"""English and Dutch: numbers, months and sentences as their readers write them.

A module keeps its own texts beside the code that fills them in:

    TEXT = Texts(
        en={"title": "Who stays", "reading": "{share} of the satisfied stayed {years}."},
        nl={"title": "Wie blijft", "reading": "{share} van de tevreden klanten bleef {years}."},
    )
    TEXT("reading", language, share=language.percent(0.8), years=language.number(2.5, 1))
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
_UNKNOWN = {"en": "unknown", "nl": "onbekend"}
_BETWEEN = {"en": "{low} to {high}", "nl": "{low} tot {high}"}


@dataclass(frozen=True)
class Language:
    """How a language writes what is not a name.

    Attributes:
        code: "en" or "nl".
    """

    code: str

    @property
    def unknown(self) -> str:
        """The word for a number that is not known."""
        return _UNKNOWN[self.code]

    def number(self, value: float | None, digits: int = 0) -> str:
        """A number with thousands apart; unknown ones as a word."""
        if value is None or not math.isfinite(value):
            return self.unknown
        text = f"{value:,.{digits}f}"
        if float(text.replace(",", "")) == 0.0:
            text = text.removeprefix("-")
        text = text.replace("-", "−")
        return text if self.code == "en" else text.translate(str.maketrans(",.", ".,"))

    def plain(self, value: float, most: int = 2) -> str:
        """A number as on an axis: with the decimals that it needs, at most so many."""
        needed = (d for d in range(most) if round(value, d) == round(value, most + 4))
        return self.number(value, next(needed, most))

    def percent(self, share: float | None, digits: int = 0) -> str:
        """A share of 0 to 1 as a percentage."""
        if share is None or not math.isfinite(share):
            return self.unknown
        return f"{self.number(100 * share, digits)}%"

    def signed(self, value: float | None, digits: int = 0) -> str:
        """A difference: with its sign, a plus included."""
        text = self.number(value, digits)
        is_up = value is not None and value > 0 and text.strip("0.,") != ""
        return f"+{text}" if is_up and text != self.unknown else text

    def between(self, low: str, high: str) -> str:
        """An interval from two numbers that are text already."""
        return _BETWEEN[self.code].format(low=low, high=high)

    def month(self, when: date | pd.Timestamp) -> str:
        """A month with its year."""
        return f"{_MONTHS[self.code].split()[when.month - 1]} {when.year}"


ENGLISH = Language("en")
DUTCH = Language("nl")
LANGUAGES: Mapping[str, Language] = {"en": ENGLISH, "nl": DUTCH}


class Texts:
    """The texts of a module in every language.

    Raises:
        ValueError: A text is missing in one of the languages, or leaves out a number that it has
            in the other.
    """

    def __init__(self, en: dict[str, str], nl: dict[str, str]) -> None:
        if en.keys() != nl.keys():
            raise ValueError(f"only in one language: {sorted(en.keys() ^ nl.keys())}")
        for key in en:
            if _names(en[key]) != _names(nl[key]):
                raise ValueError(f"{key!r} has other numbers in one language than in the other")
        self._texts = {"en": en, "nl": nl}

    def __call__(self, key: str, language: Language, **values: Any) -> str:
        """A text, filled in."""
        return self._texts[language.code][key].format(**values)


def _names(text: str) -> set[str]:
    from string import Formatter

    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
