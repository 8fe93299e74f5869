"""Where a run came from: what names it, and all that is needed to run it again."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any

import sim
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

LIBRARIES = ("mesa", "numba", "numpy", "pandas", "pyarrow")


@dataclass(frozen=True)
class Origin:
    """Where a run came from: all that is needed to run it again.

    Attributes:
        scenario: Its name or path, as it was asked for; its title when it came from a program.
        seed: Of the run.
        overrides: Paths and the values they were set to.
        plan: The what-if plan, if there was one.
        customers: Number of customers.
        periods: Periods with books.
        entrants: False in the world in which no disruptor enters.
        version: Of overstap.
        hash: Of the resolved scenario, the overrides, the seed, the version and the options.
    """

    scenario: str
    seed: int
    overrides: tuple[tuple[str, Any], ...]
    plan: str | None
    customers: int
    periods: int
    entrants: bool
    version: str
    hash: str

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        *,
        name: str | None,
        seed: int,
        overrides: Iterable[tuple[str, Any]],
        plan: str | None,
        periods: int,
        entrants: bool,
    ) -> Origin:
        """Names a run.

        Args:
            scenario: Resolved, with all overrides.
            name: Of the scenario, as it was asked for; its title when it came from a program.
            seed: Of the run.
            overrides: Paths and the values they were set to.
            plan: The what-if plan, if there was one.
            periods: Periods with books.
            entrants: False in the world in which no disruptor enters.
        """
        origin = cls(
            scenario=name or scenario.title,
            seed=seed,
            overrides=tuple((path, _plain(value)) for path, value in overrides),
            plan=plan,
            customers=scenario.customers.count,
            periods=periods,
            entrants=entrants,
            version=sim.__version__,
            hash="",
        )
        return replace(origin, hash=identity(scenario, origin))

    @classmethod
    def read(cls, manifest: dict[str, Any]) -> Origin:
        """Takes its part of a manifest.

        Raises:
            KeyError: Something is missing.
        """
        values = {field.name: manifest[field.name] for field in fields(cls)}
        values["overrides"] = tuple((path, value) for path, value in values["overrides"])
        return cls(**values)

    def notes(self, digest: str) -> dict[str, str]:
        """What every file made from the run carries, so that the run can be made again from it.

        Args:
            digest: Of its results, see `sim.results.Results.digest`.
        """
        return notes_of("run", asdict(self), digest)


def notes_of(kind: str, origin: Mapping[str, Any], digest: str) -> dict[str, str]:
    """What every picture, page and table carries; `overstap reproduce` reads it back.

    Args:
        kind: What was done: a run, a sweep, a comparison, claims, or a script's own name.
        origin: All that is needed to do it again; scenario, seed, version and hash are among it.
        digest: Of the numbers that the file was made from.
    """
    return {
        "kind": kind,
        **{name: str(origin[name]) for name in ("hash", "scenario", "seed", "version")},
        "origin": json.dumps(origin, ensure_ascii=False, sort_keys=True, default=_as_list),
        "digest": digest,
    }


def hash_of(scenario: Scenario) -> str:
    """Sixteen digits that change with anything in a scenario."""
    text = json.dumps(scenario.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return digest_of_text(text)


def digest_of_text(text: str) -> str:
    """Sixteen hexadecimal digits that change with any character."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def digest_of(tables: Iterable[pd.DataFrame]) -> str:
    """Sixteen digits that change with any value in some tables."""
    digest = hashlib.sha256()
    for table in tables:
        # As text, because the types of a column depend on the version of pandas.
        digest.update(table.to_csv(index=False).encode())
    return digest.hexdigest()[:16]


def surroundings() -> dict[str, dict[str, str]]:
    """Versions of what took part, and the machine."""
    return {
        "versions": {
            "overstap": sim.__version__,
            "python": platform.python_version(),
            **{name: version_of(name) for name in LIBRARIES},
        },
        "platform": {"system": platform.platform(), "machine": platform.machine()},
    }


def identity(scenario: Scenario, origin: Origin) -> str:
    """What makes two runs the same: sixteen hexadecimal digits.

    Args:
        scenario: Resolved, with all overrides.
        origin: The rest; its own hash does not count, nor does the way the scenario was named.
    """
    rest = {key: value for key, value in asdict(origin).items() if key not in ("hash", "scenario")}
    whole = {"scenario": scenario.model_dump(mode="json"), **rest}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    return json.loads(json.dumps(value, default=_as_list))


def _as_list(thing: Any) -> Any:
    return thing.tolist()
