"""Sweeps: many runs of one market over its levers, on this machine or on a Dask cluster.

| module | one line |
|---|---|
| `sweeping` | begins a sweep, goes on with it, and adds runs |
| `loaded` | reads it |
| `carried` | what its pictures carry |
| `designs` | at which points of lever space it runs |
| `tables` | points of one's own, checked |
| `wanted` | what it keeps of every run |
| `jobs` | a batch of runs, done in one process |
| `crews` | the processes, here or on a cluster |
| `store` | the folder |
| `mesa_shape` | the same in the shape of Mesa 4 |
"""

from sim.experiments.sweeps.designs import DesignError
from sim.experiments.sweeps.loaded import Sweep
from sim.experiments.sweeps.mesa_shape import RunConfiguration, run_scenarios
from sim.experiments.sweeps.store import SweepError
from sim.experiments.sweeps.sweeping import Order, begin, expand, go_on, sweep
from sim.experiments.sweeps.wanted import WantedError

__all__ = [
    "DesignError",
    "Order",
    "RunConfiguration",
    "Sweep",
    "SweepError",
    "WantedError",
    "begin",
    "expand",
    "go_on",
    "run_scenarios",
    "sweep",
]
