"""Markets in which satisfied customers leave: scenarios in, runs and results out.

| name | one line |
|---|---|
| `run` | one run, and the same customers' world without the entrant, as `Results` |
| `replicate` | the same market with other luck, many times, as `Replicates` |
| `sweep` | the same market at many points of its lever space, as a `Sweep` on disk |
| `run_scenarios` | a sweep over a table of points, in the shape of Mesa 4, as a `Sweep` |
| `compare` | plans on the same customers: who stays in one and leaves in another, and money |
| `Results` | a run in tidy tables and on disk |
| `Replicates` | many runs: bands over time, and the three numbers with intervals |
| `Sweep` | many runs, read from disk when they are asked for |
| `RunConfiguration` | how `run_scenarios` makes a run |
| `summary` | the numbers of a run as one JSON object |
| `Comparison` | plans compared, in tidy tables and on disk |
| `Market` | the Mesa model behind a run, one period a step |
| `load` | a scenario, from a packaged name, a file or plain values |
| `__version__` | of the distribution |

Nothing of the engine is imported before it is asked for, so that `overstap --help` is instant.

Example:
    >>> import sim
    >>> results = sim.run("airline_vs_train", customers=2000, overrides=["train_fare=65"])
    >>> results.three_numbers("airline").satisfied_share
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.experiments.compare import compare
    from sim.experiments.plans.comparison import Comparison
    from sim.experiments.sweeps import RunConfiguration, Sweep, run_scenarios, sweep
    from sim.market import Market
    from sim.replicates import Replicates
    from sim.results import Results
    from sim.running import replicate, run, summary
    from sim.scenario import load

    __version__: str

__all__ = [
    "Comparison",
    "Market",
    "Replicates",
    "Results",
    "RunConfiguration",
    "Sweep",
    "__version__",
    "compare",
    "load",
    "replicate",
    "run",
    "run_scenarios",
    "summary",
    "sweep",
]

_HOMES = {
    "Comparison": "sim.experiments.plans.comparison",
    "Market": "sim.market",
    "Replicates": "sim.replicates",
    "Results": "sim.results",
    "RunConfiguration": "sim.experiments.sweeps",
    "Sweep": "sim.experiments.sweeps",
    "compare": "sim.experiments.compare",
    "load": "sim.scenario",
    "replicate": "sim.running",
    "run": "sim.running",
    "run_scenarios": "sim.experiments.sweeps",
    "summary": "sim.running",
    "sweep": "sim.experiments.sweeps",
}


def __getattr__(name: str) -> Any:
    """Imports what is asked for, the first time (PEP 562)."""
    if name == "__version__":
        value: Any = _version()
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))


def _version() -> str:
    """The installed version; in a clone that is not installed, the one that it declares."""
    from importlib import metadata
    from pathlib import Path

    try:
        return metadata.version("overstap")
    except metadata.PackageNotFoundError:
        import tomllib

        try:
            declared = Path(__file__).parent.parent / "pyproject.toml"
            return str(tomllib.loads(declared.read_text(encoding="utf-8"))["project"]["version"])
        except (OSError, KeyError, tomllib.TOMLDecodeError):
            return "unknown"
