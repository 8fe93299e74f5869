"""What a study may turn in a scenario: everything that has a plausible range.

Three places declare one, and the first that names a path decides on it:

* `levers`: what a strategist may turn, structural choices included;
* `provenance`: what is known of a number; an entry without a range is not turned;
* the schema: defaults that were chosen by hand, whose description marks them as free.

The exit rule is never turned: rivals are run side by side instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sim.scenario import Scenario, ScenarioError, with_values
from sim.scenario.changes import BETWEEN_RUNS
from sim.scenario.free import free_ranges
from sim.scenario.overrides import resolve
from sim.scenario.problems import KeyPath, dotted
from sim.scenario.shape import at

EXIT_RULE = "rules.exit"
Declared = Literal["lever", "provenance", "free"]


@dataclass(frozen=True)
class Dial:
    """One number or choice that is turned.

    Attributes:
        path: Where in the scenario.
        declared: Who declared it.
        low: Least value; None for choices.
        high: Highest value; None for choices.
        choices: Values to choose from; empty for numbers.
        whole: Only whole numbers are accepted.
    """

    path: str
    declared: Declared
    low: float | None = None
    high: float | None = None
    choices: tuple[str | bool, ...] = ()
    whole: bool = False

    def value(self, u: float) -> Any:
        """Where it stands at a place between 0 and 1 of its range; 1 itself is not a place."""
        if self.choices:
            return self.choices[int(u * len(self.choices))]
        assert self.low is not None
        assert self.high is not None
        if self.whole:
            return int(self.low) + int(u * (int(self.high) - int(self.low) + 1))
        return self.low + u * (self.high - self.low)


def dials(scenario: Scenario) -> list[Dial]:
    """Everything in a scenario that has a declared range, the exit rule aside.

    Args:
        scenario: With its levers and its provenance.

    Returns:
        The dials: levers, then provenance, then free defaults, each in the scenario's order.
    """
    data = scenario.model_dump(mode="json")
    found: dict[str, Dial | None] = {EXIT_RULE: None}
    for dial_or_path in (*_levers(scenario, data), *_provenance(scenario, data)):
        if isinstance(dial_or_path, Dial):
            found.setdefault(dial_or_path.path, dial_or_path)
        else:
            found.setdefault(dial_or_path, None)
    for path, (low, high) in free_ranges(scenario).items():
        text = dotted(path)
        if low < high and _means_something(scenario, text, (low, high)):
            found.setdefault(text, Dial(text, "free", low, high, whole=is_whole(path)))
    return [dial for dial in found.values() if dial is not None]


def _means_something(scenario: Scenario, path: str, ends: tuple[float, float]) -> bool:
    """Whether a default may be turned here: some belong to blocks that a scenario lacks."""
    try:
        for end in ends:
            with_values(scenario, {path: end})
    except ScenarioError:
        return False
    return True


def _levers(scenario: Scenario, data: dict[str, Any]) -> Iterator[Dial]:
    for lever in scenario.levers.values():
        path = resolve(lever.path, data)
        if lever.range is not None:
            low, high = lever.range
            yield Dial(dotted(path), "lever", low, high, whole=is_whole(path))
        else:
            yield Dial(dotted(path), "lever", choices=tuple(lever.choices or ()))


def _provenance(scenario: Scenario, data: dict[str, Any]) -> Iterator[Dial | str]:
    """Dials; the bare path of what is settled: it has a source, and no range."""
    for text, entry in scenario.provenance.items():
        path = resolve(text, data)
        value = _value(data, path)
        if isinstance(value, dict) and "mean" in value:
            path = (*path, "mean")
            value = value["mean"]
        # A note on a whole block, such as an intervention's values, turns nothing.
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        if path[0] not in BETWEEN_RUNS or entry.range is None or entry.range[0] >= entry.range[1]:
            yield dotted(path)
            continue
        yield Dial(dotted(path), "provenance", *entry.range, whole=is_whole(path))


def _value(data: Any, path: KeyPath) -> Any:
    for key in path:
        if isinstance(data, dict):
            data = data.get(key)
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            data = data[key]
        else:
            return None
    return data


def is_whole(path: KeyPath) -> bool:
    """Whether only whole numbers are accepted at a path."""
    kinds = {spot.kind for spot in at(path)}
    return int in kinds and float not in kinds
