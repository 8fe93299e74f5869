"""A market whose books are written by hand, so that every measure can be computed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.experiments.measures import COUNTINGS, Finished, Seen
from sim.experiments.measures.seen import Moment, Trace
from sim.frames import Past
from sim.layout import EXIT
from sim.rules.words import BANDS, COLUMNS, KINDS, TRIGGERS
from sim.scenario import Scenario, load
from sim.scenario.claims import Options

HORIZON = 8
PROVIDERS = ("a", "b")


def scenario(**changes: Any) -> Scenario:
    """Two providers of different modes, two segments, eight quarters."""
    taste = {"fare": {"mean": -0.1}, "speed": {"mean": 1.0}}
    values = {
        "title": "By hand",
        "period": "quarter",
        "horizon": HORIZON,
        "market": "subscription",
        "problem": {
            "name": "get there",
            "outcomes": {
                "fare": {"unit": "EUR", "worst": 100, "best": 0, "revenue": True},
                "speed": {"unit": "0-1", "worst": 0, "best": 1},
            },
        },
        "customers": {
            "count": 10,
            "segments": {name: {"share": 0.5, "taste": taste} for name in ("x", "y")},
        },
        "providers": {
            "a": {"offer": {"fare": 10, "speed": 0}, "mode": "road", "money": {"per_need": 2}},
            "b": {"offer": {"fare": 10, "speed": 0}, "mode": "rail"},
        },
    }
    return load(values, overrides={key.replace("__", "."): v for key, v in changes.items()})


def exits(*rows: Mapping[str, Any]) -> np.ndarray:
    """Rows of the ledger; a row that names a kind or a trigger may do so in words."""
    table = np.zeros(len(rows), EXIT)
    for place, row in enumerate(rows):
        for name, value in row.items():
            if name == "kind":
                value = KINDS.index(value)
            elif name == "trigger":
                value = TRIGGERS.index(value)
            table[place][name] = value
    return table


def finished(
    *,
    books: Mapping[tuple[int, int, str], float] | None = None,
    hazard: Mapping[tuple[int, int, int, float], tuple[int, int]] | None = None,
    ledger: Sequence[Mapping[str, Any]] = (),
    parts: Sequence[Sequence[float]] | None = None,
    cost: Mapping[tuple[int, int], float] | None = None,
    serving: Mapping[tuple[int, int], float] | None = None,
    is_open: Any = None,
    moments: Sequence[Moment] = (),
    trace: Trace | None = None,
    customers: int = 10,
    **changes: Any,
) -> Finished:
    """A finished market.

    Args:
        books: By period, number of the provider and column.
        hazard: At risk and defected, by period, segment, provider and satisfaction.
        ledger: Rows for `exits`, in the order of periods.
        parts: Push by outcome, then pull by outcome, of every exit.
        cost: By period and provider.
        serving: The same, of what serving customers costs.
        is_open: Bool of shape (periods, providers); always when left out.
        moments: Customers at some periods.
        trace: Every period of every customer.
        customers: Number of customers.
        changes: Of the scenario.
    """
    market = scenario(**changes)
    history = np.zeros((HORIZON, 3, len(COLUMNS)))
    for (period, provider, column), value in (books or {}).items():
        history[period, provider, COLUMNS.index(column)] = value
    table = np.zeros((HORIZON, 2, 2, 2, BANDS), np.float32)
    for (period, segment, provider, level), counts in (hazard or {}).items():
        table[period, segment, provider, :, int(2 * level)] = counts
    paid = np.zeros((HORIZON, 2))
    for place, value in (cost or {}).items():
        paid[place] = value
    spent = np.zeros((HORIZON, 2))
    for place, value in (serving or {}).items():
        spent[place] = value
    rows = exits(*ledger)
    past = Past(
        scenario=market,
        seed=1,
        periods=HORIZON,
        names=PROVIDERS,
        history=history,
        hazard=table,
        known=np.ones((HORIZON, 2)),
        cost=paid,
        cash=np.zeros((HORIZON, 2)),
        serving=spent,
        fill=np.ones((HORIZON, 2)),
        is_open=np.ones((HORIZON, 2), bool) if is_open is None else np.array(is_open),
        rivals=np.zeros(HORIZON, bool),
        exits=rows,
        parts=np.array(parts, np.float32) if parts is not None else np.zeros((len(rows), 4)),
        trips=None,
        main=np.zeros(customers, np.int8),
        tenure=np.zeros(customers, np.uint16),
        born=np.zeros(customers, np.int16),
    )
    return Finished(past, {moment.period: moment for moment in moments}, trace)


def moment(
    period: int, *, main: Sequence[int], satisfaction: Sequence[float], **more: Any
) -> Moment:
    """Customers just before a period; of segment x, never asked and there from the start."""
    zeros = np.zeros(len(main), np.int64)
    others = {name: np.array(more.get(name, zeros)) for name in ("segment", "born", "answer")}
    return Moment(period, np.array(main), satisfaction=np.array(satisfaction, float), **others)


def value(
    name: str, world: Finished, window: tuple[int, int] = (0, HORIZON), **options: Any
) -> float:
    """A measure of a world."""
    return COUNTINGS[name].function(Seen(world, Options(**options), window))
