"""A sweep in the shape of Mesa 4's experimental `run_scenarios`, for those who know that.

| Mesa 4 | here |
|---|---|
| `Scenario.from_dataframe(frame, rng)` | the frame itself, and `rng` and `replications` |
| `RunConfiguration(model_class, until, outcomes)` | `RunConfiguration(scenario, until, outcomes)` |
| `run_scenarios(scenarios, config, executor, store)` | the same, with a folder as the store |
| `store.status()` | `Sweep.status()` |
| `store.failed()` | `Sweep.failures` |
| `store.retrieve_output(run_id)` | `Sweep.frame`, `Sweep.rows`, `Sweep.exits` |

It differs in three things. All points meet the same seeds, so that differences are the levers'; an
outcome is a number and not a table; and the store is on disk, so that the same call goes on where
an earlier one was stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.experiments.sweeps.crews import Given
from sim.experiments.sweeps.loaded import Sweep
from sim.experiments.sweeps.sweeping import Progress, sweep
from sim.scenario import Scenario
from sim.scenario.loading import Source
from sim.scenario.overrides import Overrides


@dataclass(frozen=True)
class RunConfiguration:
    """How a run is made, and what is kept of it.

    Attributes:
        scenario: A scenario, the name of a packaged one, a path or plain values.
        until: Periods with books; the scenario's horizon when None.
        outcomes: As `measures` of `sim.sweep`.
        customers: Of a run, at most.
        overrides: Of the scenario, in every run.
        plan: The what-if plan in force.
    """

    scenario: Source | Scenario
    until: int | None = None
    outcomes: Sequence[str] = ()
    customers: int = 2000
    overrides: Overrides = ()
    plan: str | None = None


def run_scenarios(
    scenarios: pd.DataFrame,
    config: RunConfiguration,
    *,
    store: str | Path,
    rng: int = 1,
    replications: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Runs a market at some points.

    Args:
        scenarios: A row a point, a column for each lever, by name, or for any path.
        config: How a run is made.
        store: Folder of the sweep; one that was begun with the same arguments is gone on with.
        rng: Seed of the first replication; the others have the seeds after it.
        replications: Runs of each point, with other luck.
        executor: Who does the runs, such as a `ProcessPoolExecutor`; this process when left out.
        progress: Called after every batch with the runs done and all runs.

    Returns:
        The sweep. A run that failed is a row with its error; it does not stop the others.

    Raises:
        DesignError: The table is not one of points.
        SweepError: The folder was asked something else, or holds other files.
        CrewError: The executor broke; the same call goes on.

    Example:
        >>> points = pd.DataFrame({"train_fare": [40, 60, 80]})
        >>> config = sim.RunConfiguration("airline_vs_train", outcomes=["share(train)"])
        >>> with ProcessPoolExecutor(2) as executor:
        ...     found = sim.run_scenarios(points, config, executor=executor, store="out/fares")
    """
    return sweep(
        config.scenario,
        store,
        resume=True,
        crew=None if executor is None else Given(executor),
        progress=progress,
        table=scenarios,
        measures=config.outcomes,
        periods=config.until,
        customers=config.customers,
        overrides=config.overrides,
        plan=config.plan,
        seed=rng,
        replicates=replications,
    )
