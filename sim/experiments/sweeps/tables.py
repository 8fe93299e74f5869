"""Points of one's own: a table with a column for each lever or path, checked before anything runs.

A value that the scenario may not have at its place, such as a share above 1, is left to the runs:
each that fails is a row that says why. What no run could make sense of is refused here.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.experiments.levers import is_whole
from sim.experiments.sweeps.designs import MOST_POINTS, DesignError
from sim.scenario import Scenario
from sim.scenario.overrides import NoSuchPathError, resolve
from sim.scenario.problems import dotted, names, nearest, shown
from sim.scenario.shape import at

SUFFIXES = (".csv", ".parquet")


def read_table(file: Path, scenario: Scenario) -> pd.DataFrame:
    """Reads points.

    Args:
        file: .csv or .parquet.
        scenario: Whose levers they are.

    Raises:
        DesignError: It cannot be read, or `checked` refuses it.
    """
    if not file.exists():
        raise DesignError(f"there is no file {file}")
    if file.is_dir():
        raise DesignError(f"{file} is a folder; a file with a table is needed")
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise DesignError(f"{file}: a table in a .csv or .parquet file is needed")
    try:
        table = pd.read_parquet(file) if suffix == ".parquet" else pd.read_csv(file)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise DesignError(f"{file} cannot be read as a table: {error}") from None
    return checked(table, scenario, str(file))


def checked(table: pd.DataFrame, scenario: Scenario, source: str = "the table") -> pd.DataFrame:
    """Points that runs can stand at.

    Args:
        table: A column for each lever, by name, or for any path of the scenario; a column `point`
            is left out.
        scenario: Whose levers they are.
        source: What the table is called in messages; rows are counted as lines of a file.

    Returns:
        The table, with rows numbered from 0.

    Raises:
        DesignError: It has no rows, names what is not there or one number twice, or has a value
            that is empty or of another kind than the scenario has there.
    """
    table = table.drop(columns=[c for c in ("point",) if c in table.columns])
    if table.empty or not len(table.columns):
        raise DesignError(f"{source} has no points")
    if len(table) > MOST_POINTS:
        raise DesignError(f"{source} has {len(table):,} points; at most {MOST_POINTS:,}")
    table = table.reset_index(drop=True)
    data = scenario.model_dump(mode="json")
    turned: dict[str, str] = {}
    for column in map(str, table.columns):
        try:
            path = resolve(column, data)
        except NoSuchPathError as error:
            raise DesignError(f"{source}: {_no_column(column, error, scenario)}") from None
        other = turned.setdefault(dotted(path), column)
        if other != column or list(map(str, table.columns)).count(column) > 1:
            raise DesignError(f"{source}: columns {other!r} and {column!r} turn the same number")
        kinds = {spot.kind for spot in at(path)}
        choices = scenario.levers[column].choices if column in scenario.levers else None
        found = [
            (row, value, wrong)
            for row, value in enumerate(table[column].tolist())
            if (wrong := _wrong(value, kinds, is_whole(path), choices))
        ]
        if found:
            # One word in a column of a CSV file makes text of all its numbers; the word is told.
            row, _, wrong = min(found, key=lambda one: (_reads_as_number(one[1]), one[0]))
            raise DesignError(f"{source}:{row + 2}: {column} {wrong}")
        if is_whole(path) and table[column].dtype.kind == "f":
            table[column] = table[column].astype("int64")
    return table


def _no_column(column: str, error: NoSuchPathError, scenario: Scenario) -> str:
    """Why there is no such column."""
    if ";" in column:
        return f"columns are parted by commas, not semicolons, in {shown(column)}"
    near = error.suggestion or nearest(column, scenario.levers)
    # Of one word that is no path all blocks of a scenario would be named; levers are meant.
    told = (
        str(error) if "." in column else f"no lever is called so; known: {names(scenario.levers)}"
    )
    return f"column {column!r}: {told}" + (f"; did you mean {near}?" if near else "")


def _wrong(value: Any, kinds: set[Any], whole: bool, choices: list[Any] | None) -> str:
    """What is wrong with a value; empty when nothing is."""
    if isinstance(value, (list, dict, np.ndarray)):
        return "holds several values; one is needed"
    if pd.isna(value):
        return "is empty"
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and not math.isfinite(value):
        return f"is {value}; a finite number is needed"
    if choices is not None and value not in choices:
        return f"is {shown(value)}; known: {names([str(choice) for choice in choices])}"
    if kinds and kinds <= {int, float}:
        if not is_number:
            return f"is {shown(value)}; a number is needed"
        if whole and value != int(value):
            return f"is {value}; a whole number is needed"
    return ""


def _reads_as_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True
