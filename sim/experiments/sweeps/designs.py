"""Designs: at which points of lever space a sweep runs.

| kind | points | from |
|---|---|---|
| `lhs` | spread evenly over every lever | McKay, Beckman & Conover 1979; scipy |
| `sobol` | N (levers + 2), for Sobol indices | Saltelli et al. 2010; SALib |
| `morris` | N (levers + 1), for screening | Morris 1991; SALib |
| `grid` | every combination of `levels` values of each lever | |
| `oat` | the scenario as it is, then one lever at a time through `levels` values | |
| `table` | one's own, see `tables` | |
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from sim.experiments.levers import Dial, is_whole
from sim.scenario import Scenario
from sim.scenario.overrides import resolve
from sim.scenario.problems import dotted, names, nearest

Kind = Literal["lhs", "sobol", "morris", "grid", "oat", "table"]
KINDS: tuple[str, ...] = get_args(Kind)
MOST_POINTS = 1_000_000
MORRIS_LEVELS = 4
"""As Morris (1991) has it."""


class DesignError(ValueError):
    """A design that cannot be made."""


def chosen_levers(scenario: Scenario, wanted: Sequence[str] | None) -> dict[str, Dial]:
    """The levers of a sweep.

    Args:
        scenario: Whose levers they are.
        wanted: Names, each perhaps with a narrower range (`train_fare=40:120`) or with choices
            (`exit_rule=compare|threshold`); all declared levers when left out.

    Returns:
        What each turns, by name, in the order of the wish.

    Raises:
        DesignError: There is no such lever, or it cannot stand there.
    """
    data = scenario.model_dump(mode="json")
    asked = list(wanted) if wanted is not None else list(scenario.levers)
    found: dict[str, Dial] = {}
    for text in asked:
        name, _, span = text.partition("=")
        name = name.strip()
        lever = scenario.levers.get(name)
        if lever is None:
            near = nearest(name, scenario.levers)
            hint = f"; did you mean {near}?" if near else f"; known: {names(scenario.levers)}"
            raise DesignError(f"no lever {name!r}{hint}")
        if name in found:
            raise DesignError(f"the lever {name} is there twice")
        path = resolve(lever.path, data)
        if lever.range is not None:
            low, high = _span(name, span, lever.range)
            found[name] = Dial(dotted(path), "lever", low, high, whole=is_whole(path))
        else:
            choices = _choices(name, span, lever.choices or [])
            found[name] = Dial(dotted(path), "lever", choices=choices)
    paths = [dial.path for dial in found.values()]
    if len(set(paths)) < len(paths):
        raise DesignError("two of the levers turn the same number; leave one out")
    if not found:
        raise DesignError("no levers: declare some in the scenario, or bring a table")
    return found


def make(
    kind: str,
    levers: Mapping[str, Dial],
    scenario: Scenario,
    *,
    points: int,
    levels: int,
    seed: int,
) -> pd.DataFrame:
    """The points of a design.

    Args:
        kind: One of `KINDS`, but not "table".
        levers: What is turned, by name.
        scenario: For where the levers stand now.
        points: N: points of an lhs; base points of Sobol (a power of 2); paths of Morris.
        levels: Values of each numeric lever in a grid, or one at a time.
        seed: The same seed gives the same points.

    Returns:
        A row a point, a column a lever.

    Raises:
        DesignError: There would be none, or too many.
    """
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "lhs": lambda: _turned(levers, _lhs(len(levers), points, seed)),
        "sobol": lambda: _turned(levers, _sobol(levers, points, seed)),
        "morris": lambda: _turned(levers, _morris(levers, points, seed)),
        "grid": lambda: _grid(levers, levels),
        "oat": lambda: _one_at_a_time(levers, levels, scenario),
    }
    if kind not in makers:
        raise DesignError(f"no design {kind!r}; known: {names(KINDS)}")
    if points < 1 or levels < 2:
        raise DesignError("a design needs at least 1 point and 2 levels")
    sizes = {
        "lhs": points,
        "sobol": points * (len(levers) + 2),
        "morris": points * (len(levers) + 1),
        "grid": math.prod(_values_of(dial, levels) for dial in levers.values()),
    }
    if sizes.get(kind, 0) > MOST_POINTS:
        raise DesignError(f"{sizes[kind]:,} points; at most {MOST_POINTS:,} are accepted")
    return makers[kind]()


def points_of(table: pd.DataFrame, levers: Mapping[str, Dial]) -> list[dict[str, Any]]:
    """The rows of a design as values by path, with plain Python numbers."""
    columns = {
        levers[str(name)].path if str(name) in levers else str(name): table[name].tolist()
        for name in table
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def problem_of(levers: Mapping[str, Dial]) -> dict[str, Any]:
    """The levers as SALib wants them: every one from 0 to 1, which `Dial.value` bends."""
    bounds = [[0.0, 1.0]] * len(levers)
    return {"num_vars": len(levers), "names": list(levers), "bounds": bounds}


def _lhs(levers: int, points: int, seed: int) -> np.ndarray[Any, Any]:
    from scipy.stats import qmc

    places: np.ndarray[Any, Any] = qmc.LatinHypercube(levers, rng=seed).random(points)
    return places


def _sobol(levers: Mapping[str, Dial], points: int, seed: int) -> np.ndarray[Any, Any]:
    if points & (points - 1):
        lower = 2 ** (points.bit_length() - 1)
        raise DesignError(
            f"{points} base points; a Sobol sequence needs a power of 2: {lower} or {2 * lower}"
        )
    from SALib.sample import sobol

    places: np.ndarray[Any, Any] = sobol.sample(
        problem_of(levers), points, calc_second_order=False, seed=seed
    )
    return places


def _morris(levers: Mapping[str, Dial], points: int, seed: int) -> np.ndarray[Any, Any]:
    from SALib.sample import morris

    places: np.ndarray[Any, Any] = morris.sample(
        problem_of(levers), points, num_levels=MORRIS_LEVELS, seed=seed
    )
    return places


def _turned(levers: Mapping[str, Dial], places: np.ndarray[Any, Any]) -> pd.DataFrame:
    below_one = np.minimum(places, np.nextafter(1.0, 0.0))
    return pd.DataFrame(
        {
            name: [dial.value(float(u)) for u in below_one[:, k]]
            for k, (name, dial) in enumerate(levers.items())
        }
    )


def _values(dial: Dial, levels: int) -> list[Any]:
    if dial.choices:
        return list(dial.choices)
    assert dial.low is not None
    assert dial.high is not None
    values = np.linspace(dial.low, dial.high, levels)
    if dial.whole:
        return list(dict.fromkeys(round(float(value)) for value in values))
    return [float(value) for value in values]


def _values_of(dial: Dial, levels: int) -> int:
    return len(dial.choices) or levels


def _grid(levers: Mapping[str, Dial], levels: int) -> pd.DataFrame:
    columns = {name: _values(dial, levels) for name, dial in levers.items()}
    rows = product(*columns.values())
    return pd.DataFrame(list(rows), columns=list(columns))


def _one_at_a_time(levers: Mapping[str, Dial], levels: int, scenario: Scenario) -> pd.DataFrame:
    from sim.scenario.build import value_at

    data = scenario.model_dump(mode="json")
    stands = {name: value_at(data, resolve(dial.path, data)) for name, dial in levers.items()}
    rows = [stands]
    for name, dial in levers.items():
        rows += [
            {**stands, name: value} for value in _values(dial, levels) if value != stands[name]
        ]
    return pd.DataFrame(rows)


def _span(name: str, text: str, declared: tuple[float, float]) -> tuple[float, float]:
    if not text:
        return declared
    low, colon, high = text.partition(":")
    try:
        ends = (float(low), float(high)) if colon else (math.nan, math.nan)
    except ValueError:
        ends = (math.nan, math.nan)
    if not (declared[0] <= ends[0] < ends[1] <= declared[1]):
        raise DesignError(
            f"{name}={text}: a range inside {declared[0]:g}:{declared[1]:g} is needed, written "
            f"{name}=LOW:HIGH"
        )
    return ends


def _choices(name: str, text: str, declared: Sequence[str | bool]) -> tuple[str | bool, ...]:
    if not text:
        return tuple(declared)
    words = {
        str(choice).lower() if isinstance(choice, bool) else choice: choice for choice in declared
    }
    picked = [word.strip() for word in text.split("|")]
    unknown = [word for word in picked if word not in words]
    if unknown:
        raise DesignError(f"{name}={text}: no choice {unknown[0]!r}; known: {names(words)}")
    return tuple(words[word] for word in dict.fromkeys(picked))
