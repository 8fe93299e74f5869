"""Sweeps whose runs are a function instead of a market."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.experiments.sweeps import Order, Sweep, begin
from sim.experiments.sweeps.jobs import KEYS, Done
from sim.experiments.sweeps.sweeping import _seed
from sim.scenario import Scenario
from tests.analysis.shown import HOSTILE
from tests.markets import bare

Function = Callable[[pd.DataFrame], dict[str, Any]]
"""From a row a run - levers, their places 0-1 as u_<lever>, replicate, seed - to measures."""


def fake(
    folder: Path,
    function: Function,
    *,
    measures: Sequence[str] = ("share(train)",),
    scenario: Any = "airline_vs_train",
    failed: Collection[tuple[int, int]] = (),
    undone: Collection[tuple[int, int]] = (),
    **options: Any,
) -> Sweep:
    """Makes the folder of a sweep and fills it.

    Args:
        folder: Where.
        function: What a run gives.
        measures: Kept of every run.
        scenario: Whose levers they are.
        failed: Point and replicate of runs that failed.
        undone: Point and replicate of runs that are not there; each is a shard of its own then.
        options: Of the order.
    """
    batch = 1 if undone else 500
    order = Order(scenario, measures=list(measures), batch=batch, customers=10, **options)
    sweep = begin(order, folder)
    store, names = sweep.store, sweep.measures
    for number, runs in enumerate(store.runs()):
        rows = pd.DataFrame(runs, columns=["run", "point", "replicate"])
        if undone and (int(rows["point"][0]), int(rows["replicate"][0])) in undone:
            continue
        rows["seed"] = [
            _seed(store.notes, p, r) for p, r in zip(rows["point"], rows["replicate"], strict=True)
        ]
        rows["id"] = [f"{run:016x}" for run in rows["run"]]
        told = rows.merge(store.design, on="point", how="left")
        for name, dial in sweep.levers.items():
            if dial.low is not None:
                told[f"u_{name}"] = (told[name] - dial.low) / (dial.high - dial.low)
        values = function(told)
        for name in names:
            rows[name] = np.asarray(values.get(name, 0.5), float) + np.zeros(len(rows))
        lost = [
            pair in failed for pair in zip(rows["point"], rows["replicate"], strict=True)
        ]  # fmt: skip
        rows.loc[lost, names] = np.nan
        rows["error"] = pd.array(["no luck" if one else None for one in lost], dtype="string")
        rows["command"] = pd.array(
            ["overstap run" if one else None for one in lost], dtype="string"
        )
        rows = rows[[*KEYS, "error", "command", *names]].astype({k: KEYS[k] for k in KEYS})
        store.keep(Done(number, rows, None))
    return Sweep.load(folder)


def hostile() -> Scenario:
    """A market in which providers, levers and choices are markup, paths and format fields."""
    offers = {name: {"offer": {"fare": 20.0, "minutes": 60.0}} for name in HOSTILE}
    levers = {
        "a": {"path": "problem.outcomes.fare.worst", "label": HOSTILE[0], "range": [100, 200],
              "unit": "EUR"},
        "b": {"path": "rules.look.base", "label": HOSTILE[3], "range": [-2, 2], "unit": "utils"},
        "c": {"path": "rules.exit", "label": HOSTILE[2],
              "choices": ["compare", "threshold", "satisfaction_only"]},
        "d": {"path": "rules.mechanisms.failures", "label": HOSTILE[2], "choices": [True, False]},
    }  # fmt: skip
    return bare(offers, levers=levers, horizon=12)
