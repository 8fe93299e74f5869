"""What a sweep keeps of every run: numbers, each asked for in one line of text.

| text | keeps |
|---|---|
| `share(airline)` | a column of the table `periods`, in the last period |
| `revenue(airline)@0..48:sum` | the same over periods 0 to 47, summed |
| `early = satisfaction(airline)@12` | in period 12, under a name of one's own |
| `defections.hazard_ratio(airline, cutoff=8)@0..48` | a measure that claims use, with its options |
| `defections.satisfied_excess(airline)` | the same, less that of the world without the entrant |
| `share.use(train) against no_fare_cut` | less the same under a what-if plan |

`docs/results.md` has the columns; `sim.scenario.measures` has the measures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from pydantic import ValidationError

from sim.columns import PERIODS
from sim.experiments.measures import COUNTINGS, window_of
from sim.experiments.study import Question, Side, World
from sim.frames import period_grid
from sim.scenario import Scenario
from sim.scenario.claim_checks import entry
from sim.scenario.claims import AS_IS, NO_ENTRANT, Options
from sim.scenario.files import parse_value
from sim.scenario.measures import MEASURES
from sim.scenario.problems import names, nearest

Aggregate = Literal["mean", "sum", "min", "max", "first", "last"]
AGGREGATES: tuple[str, ...] = ("mean", "sum", "min", "max", "first", "last")
NUMBERS = [c for c in PERIODS if c not in ("period", "date", "provider", "label", "mode", "open")]
"""Columns of `periods` that can be kept."""

_TEXT = re.compile(
    r"""\s*(?:(?P<name>[A-Za-z_][\w.\-]*)\s*=\s*)?
    (?P<what>[a-z_]+(?:\.[a-z_]+)?)\s*
    (?:\((?P<of>.*)\))?\s*
    (?:@\s*(?P<first>\d+|end)(?:\s*\.\.\s*(?P<last>\d+|end))?)?\s*
    (?::\s*(?P<how>\w+))?\s*
    (?:\bagainst\s+(?P<against>[\w\-]+))?\s*""",
    re.VERBOSE,
)
SHARE = "defections.satisfied_share"
COMPANY = ("defections.base_rate", "defections.hazard_ratio")
_OPTIONS = [name for name in Options.model_fields if name not in ("provider", "window")]


class WantedError(ValueError):
    """A text that asks for nothing that a run has."""


@dataclass(frozen=True)
class Column:
    """A column of `periods`.

    Attributes:
        column: Its name.
        provider: Whose.
        window: First period, and the first after.
        how: What is made of its values.
    """

    column: str
    provider: str
    window: tuple[int, int]
    how: str


@dataclass(frozen=True)
class Wanted:
    """One number of every run.

    Attributes:
        name: Of its column in the results.
        text: As it was asked for.
        of: Where it comes from.
    """

    name: str
    text: str
    of: Column | Question

    @property
    def is_ratio(self) -> bool:
        """Whether twice and half count alike, so that its mean is the geometric one."""
        of = self.of
        return isinstance(of, Question) and of.there is None and MEASURES[of.measure].scale == "log"

    def scaled(self, values: Any) -> np.ndarray[Any, Any]:
        """Values on the scale on which means and differences are taken: of ratios the logarithm."""
        numbers: np.ndarray[Any, Any] = np.asarray(values, float)
        if not self.is_ratio:
            return numbers
        return np.log(numbers, out=np.full(numbers.shape, np.nan), where=numbers > 0)

    def back(self, value: float) -> float:
        """What a value on that scale stands for."""
        return float(np.exp(value)) if self.is_ratio else float(value)

    def mean(self, values: Any) -> float:
        """The mean of the known ones among values; of ratios the geometric one."""
        scaled = self.scaled(values)
        known = scaled[~np.isnan(scaled)]
        return self.back(known.mean()) if len(known) else float("nan")


def read(text: str, scenario: Scenario, plan: str | None, horizon: int) -> Wanted:
    """Reads what is asked for.

    Args:
        text: As above.
        scenario: Whose runs they are.
        plan: The what-if plan in force in the sweep; None for none.
        horizon: Periods that are lived, perhaps fewer than the scenario's.

    Raises:
        WantedError: It is not understood, or the scenario has no such thing.
    """
    match = _TEXT.fullmatch(text)
    if match is None:
        raise WantedError(f"{text!r} is not understood; write it like share(airline)@0..48:mean")
    what = match["what"]
    provider, options = _of(match["of"] or "", text, scenario)
    first, last = _window(match, horizon, text)
    how = match["how"] or ("last" if match["last"] is None else "mean")
    name = match["name"] or text.strip()
    if "." not in what:
        if match["against"]:
            raise WantedError(f"{text!r}: a column cannot be compared; a measure (a.b) can")
        return Wanted(name, text, _column(what, provider, options, (first, last), how, text))
    if match["how"]:
        raise WantedError(f"{text!r}: a measure has its own way to sum up; leave out :{how}")
    if match["first"] is not None:
        options["window"] = (first, last)
    elif horizon < scenario.horizon:
        options["window"] = _shortened(what, scenario, horizon, text)
    question = _question(what, provider, options, match["against"], scenario, plan, text)
    return Wanted(name, text, question)


def default(scenario: Scenario, horizon: int | None = None) -> list[str]:
    """What is kept when nothing is asked for: how the market ends, and the three numbers.

    Args:
        scenario: The market.
        horizon: Periods with books, where they are fewer than the scenario's; the three numbers
            are left out where they would begin after the last.
    """
    columns = {"share": "share", "customers": "customer_share", "satisfaction": "satisfaction"}
    measures = {
        "left": "count",
        "satisfied_share": "satisfied_share",
        "base_rate": "base_rate",
        "hazard_ratio": "hazard_ratio",
    }
    texts = [
        _named(name, short, f"{column}({name})")
        for name in scenario.providers
        for short, column in columns.items()
    ]
    if horizon is not None and window_of(Options(), scenario, None)[0] >= horizon:
        return texts
    return texts + [
        _named(name, short, f"defections.{measure}({name})")
        for name, terms in scenario.providers.items()
        for short, measure in measures.items()
        if terms.role == "incumbent"
    ]


def with_company(texts: Sequence[str]) -> list[str]:
    """The same, and beside every share of satisfied leavers the base rate and the hazard ratio.

    The share alone misleads: if most customers are satisfied, most leavers are.
    """
    found = list(texts)
    for text in texts:
        what = text.partition("=")[2] if _TEXT.fullmatch(text) and _has_name(text) else text
        if what.strip().startswith(SHARE):
            rest = what.strip().removeprefix(SHARE)
            for other in COMPANY:
                if not any(t.endswith(f"{other}{rest}") for t in found):
                    found.append(f"{other}{rest}")
    return found


def _has_name(text: str) -> bool:
    match = _TEXT.fullmatch(text)
    return match is not None and match["name"] is not None


def _named(provider: str, short: str, text: str) -> str:
    named = f"{provider}_{short} = {text}"
    return named if _TEXT.fullmatch(named) else text


def take(columns: list[Column], past: Any) -> list[float]:
    """The values of columns in a finished market, as floats; not a number where unknown."""
    if not columns:
        return []
    place = {name: number for number, name in enumerate(past.who)}
    tables = {name: period_grid(past, name) for name in {one.column for one in columns}}
    return [
        _summed(tables[one.column][slice(*one.window), place[one.provider]], one.how)
        for one in columns
    ]


def _summed(values: np.ndarray[Any, Any], how: str) -> float:
    if len(values) == 0:
        return float("nan")
    if how in ("first", "last"):
        return float(values[0 if how == "first" else -1])
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return float("nan")
    ways: dict[str, Callable[..., Any]] = {
        "mean": np.mean,
        "sum": np.sum,
        "min": np.min,
        "max": np.max,
    }
    return float(ways[how](known))


def _of(inside: str, text: str, scenario: Scenario) -> tuple[str | None, dict[str, Any]]:
    """What stands in the brackets: a provider first, then options."""
    inside = inside.strip()
    # A name may itself have commas and equals signs in it.
    known_names = [n for n in scenario.providers if inside == n or inside.startswith(f"{n},")]
    provider = max(known_names, key=len, default=None)
    rest = inside if provider is None else inside.removeprefix(provider)
    options: dict[str, Any] = {}
    for number, part in enumerate(p.strip() for p in rest.split(",") if p.strip()):
        key, equals, value = part.partition("=")
        if number == 0 and provider is None and not equals:
            provider = part
        elif not equals:
            raise WantedError(f"{text!r}: found {part!r}; options are written key=value")
        elif key.strip() not in _OPTIONS:
            known = nearest(key.strip(), _OPTIONS)
            hint = f"; did you mean {known}?" if known else ""
            raise WantedError(f"{text!r}: no option {key.strip()!r}{hint} ({names(_OPTIONS)})")
        else:
            options[key.strip()] = parse_value(value.strip(), "--measure", key)
    if provider is not None and provider not in scenario.providers:
        known = nearest(provider, scenario.providers)
        hint = f"; did you mean {known}?" if known else f"; known: {names(scenario.providers)}"
        raise WantedError(f"{text!r}: no provider {provider!r}{hint}")
    return provider, options


def _window(match: re.Match[str], horizon: int, text: str) -> tuple[int, int]:
    def period(word: str) -> int:
        return horizon if word == "end" else int(word)

    first, last = match["first"], match["last"]
    if first is None or (first == "end" and last is None):
        return horizon - 1, horizon
    start = period(first)
    end = start + 1 if last is None else period(last)
    if not start < end <= horizon:
        raise WantedError(f"{text!r}: the periods must go up, to {horizon} at most")
    return start, end


def _shortened(what: str, scenario: Scenario, horizon: int, text: str) -> tuple[int, int]:
    """The window that a measure has by itself, cut off where the runs end."""
    counting = COUNTINGS.get(what)
    length = counting.length(scenario) if counting is not None and counting.length else None
    start, end = window_of(Options(), scenario, length)
    if start >= horizon:
        raise WantedError(f"{text!r}: it begins with period {start}, after the last one")
    return start, min(end, horizon)


def _column(
    what: str,
    provider: str | None,
    options: dict[str, Any],
    window: tuple[int, int],
    how: str,
    text: str,
) -> Column:
    if what not in NUMBERS:
        known = nearest(what, [*NUMBERS, *MEASURES])
        hint = f"; did you mean {known}?" if known else f"; known: {names(NUMBERS)}"
        raise WantedError(f"{text!r}: no column {what!r}{hint}")
    if provider is None:
        raise WantedError(f"{text!r}: whose? Write {what}(PROVIDER)")
    if options:
        raise WantedError(f"{text!r}: a column takes no options")
    if how not in AGGREGATES:
        raise WantedError(f"{text!r}: no way {how!r} to sum up; known: {names(AGGREGATES)}")
    return Column(what, provider, window, how)


def _question(
    what: str,
    provider: str | None,
    options: dict[str, Any],
    against: str | None,
    scenario: Scenario,
    plan: str | None,
    text: str,
) -> Question:
    spec = MEASURES.get(what)
    if spec is None:
        known = nearest(what, MEASURES)
        hint = f"; did you mean {known}?" if known else ""
        raise WantedError(f"{text!r}: no measure {what!r}{hint}")
    if spec.whose == "provider" and provider is None:
        raise WantedError(f"{text!r}: whose? Write {what}(PROVIDER)")
    if spec.whose == "market" and provider is not None:
        raise WantedError(f"{text!r}: it is of the market, and not of a provider")
    missing = [name for name in spec.needs if name not in options]
    if missing:
        raise WantedError(f"{text!r}: it needs {names(missing)}")
    unused = [name for name in options if name not in (*spec.takes, *spec.needs, "window")]
    if unused:
        raise WantedError(f"{text!r}: it takes no {names(unused)}")
    try:
        chosen = Options(provider=provider, **options)
    except ValidationError as error:
        raise WantedError(f"{text!r}: {error.errors()[0]['msg']}") from None
    if chosen.segment is not None and chosen.segment not in scenario.customers.segments:
        raise WantedError(f"{text!r}: no segment {chosen.segment!r}")
    against = against or spec.against or None
    if against == NO_ENTRANT and entry(scenario) is None:
        raise WantedError(f"{text!r}: nobody enters, so there is no world without the entrant")
    if against not in (None, NO_ENTRANT, AS_IS, *scenario.what_if):
        raise WantedError(f"{text!r}: no plan {against!r}; known: {names(scenario.what_if)}")
    here = Side(World(plan, True), chosen)
    if against is None:
        return Question(what, here, None, False)
    if against == NO_ENTRANT:
        other = World(plan, False)
    else:
        other = World(None if against == AS_IS else against, True)
    return Question(what, here, Side(other, chosen), False)
