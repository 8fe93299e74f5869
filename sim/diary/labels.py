"""What people read instead of the names and numbers of a scenario."""

from __future__ import annotations

import calendar
import re
from datetime import date

from sim.scenario import Scenario
from sim.scenario.problems import printable
from sim.scenario.schema import PERIODS_A_YEAR

LONGEST = 60
SCALE = re.compile(r"\d+\s*-\s*\d+")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
SHORT_COUNTS = ("never", "once", "twice")


class Labels:
    """The words of one scenario.

    Attributes:
        scenario: Whose.
        money: The currency.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.money = printable(scenario.currency, LONGEST)
        self._year, self._month = (int(part) for part in scenario.start.split("-"))

    def provider(self, name: str | None) -> str:
        """A provider, with its article: a label that starts with a capital is a name."""
        if name is None:
            return "nobody"
        label = printable(self.scenario.providers[name].label or name, LONGEST)
        return f"the {label}" if label[:1].islower() else label

    def outcome(self, name: str) -> str:
        """An outcome."""
        return printable(self.scenario.problem.outcomes[name].label or name, LONGEST)

    def level(self, name: str, level: float) -> str:
        """A level of an outcome, without its unit."""
        return f"{level:,.4g}" if abs(level) < 1000 else f"{level:,.0f}"

    def unit(self, name: str) -> str:
        """The unit of an outcome, after a space; nothing for a scale such as 0-1."""
        unit = printable(self.scenario.problem.outcomes[name].unit, LONGEST)
        return "" if SCALE.fullmatch(unit) else f" {unit}"

    @property
    def span(self) -> str:
        """What a period is called."""
        return self.scenario.period

    def when(self, first: int, last: int | None = None) -> str:
        """A period, or a stretch of periods, in words.

        Args:
            first: Period, 0 = the first with books.
            last: Last period of the stretch; the same when left out.
        """
        start = self._word(first)
        if last is None or last <= first:
            return start
        end = self._word(last)
        year = start.rpartition(" ")[2]
        if end.rpartition(" ")[2] == year and self.span != "year":
            start = start.removesuffix(f" {year}")
        return f"{start} to {end}"

    def begins_a_year(self, period: int) -> bool:
        """Whether a period is the first of a calendar year; never where periods are years."""
        return self.span != "year" and self._day(period).year != self._day(period - 1).year

    def _day(self, period: int) -> date:
        """The first day of a period."""
        if self.span == "week":
            days = round(period * (365.2425 / 52))
            return date.fromordinal(date(self._year, self._month, 1).toordinal() + days)
        months = 12 * self._year + self._month - 1 + MONTHS[self.span] * period
        return date(months // 12, months % 12 + 1, 1)

    def _word(self, period: int) -> str:
        day = self._day(period)
        if self.span == "year":
            return str(day.year)
        if self.span == "week":
            return f"{day.day} {calendar.month_name[day.month]} {day.year}"
        if self.span == "month":
            return f"{calendar.month_name[day.month]} {day.year}"
        first, last = calendar.month_abbr[day.month], calendar.month_abbr[(day.month + 1) % 12 + 1]
        if day.month > 10:
            return f"{first} {day.year}-{last} {day.year + 1}"
        return f"{first}-{last} {day.year}"


def times(count: int) -> str:
    """How often: once, twice, 3 times."""
    return SHORT_COUNTS[count] if count < len(SHORT_COUNTS) else f"{count} times"


def plural(count: int, word: str) -> str:
    """A count of things: 1 trip, 2 trips."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def duration(periods: int, span: str) -> str:
    """A number of periods in the largest unit that fits: 7 years, 5 months."""
    year = PERIODS_A_YEAR[span]
    if span != "year" and periods >= 2 * year:
        return plural(periods // year, "year")
    return plural(periods, span)


def listed(words: list[str]) -> str:
    """A list in a sentence: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."
