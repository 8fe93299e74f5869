"""A run, stopped and resumed: it goes on as if it had never stopped, bit for bit.

A checkpoint is one file: the market's arrays (NumPy's npz, no pickles) and a note in JSON. The
social graph is not in it; it is made anew from the seed. The same in memory is a `State`, from
which several worlds with one past can branch.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import sim
from sim.folder import write_file
from sim.layout import CUSTOMER, EXIT, PROVIDER, RELATION, TOLD, TRIP, WORLD
from sim.market import Market
from sim.rules.words import COLUMNS
from sim.scenario import Scenario

KIND = "overstap checkpoint"
NOTE = "note"
OPTIONS = ("entrants", "compiled", "threads")


class CheckpointError(Exception):
    """A file cannot be resumed from: it is damaged, or another version wrote it."""


@dataclass(frozen=True)
class State:
    """Where a market stands between two steps, apart from it.

    Attributes:
        note: What is not an array, as JSON.
        arrays: Copies of the others, by name.
    """

    note: str
    arrays: Mapping[str, Any]

    @classmethod
    def of(cls, market: Market) -> State:
        """Takes it down."""
        arrays = {name: array.copy() for name, array in _contents(market)}
        return cls(json.dumps(_note(market)), arrays)


def save(market: Market, path: str | Path) -> Path:
    """Writes all that a market needs to go on, between two steps.

    Args:
        market: A market whose books are open.
        path: Of the file; an older one is replaced when the new one is whole.

    Returns:
        The file, as an absolute path.

    Raises:
        ValueError: The burn-in is not over.
        OSError: The disk did not accept it; an older file is still there then.
    """
    if market.period < 0:
        raise ValueError("a market can be saved once its books are open")
    note = {
        "kind": KIND,
        "version": sim.__version__,
        "rules": fingerprint(),
        "scenario": market.initial.model_dump(mode="json"),
        "seed": market.seed,
        "horizon": market.horizon,
        "collect": market._collects,
        "trips": market.trips.kept,
        "options": {name: getattr(market, name) for name in OPTIONS},
        **_note(market),
    }
    arrays = {**dict(_contents(market)), NOTE: np.frombuffer(json.dumps(note).encode(), np.uint8)}

    def fill(place: Path) -> None:
        with place.open("wb") as file:
            np.savez(file, **arrays)

    return write_file(path, fill)


def resume(path: str | Path, *, threads: int | None = None) -> Market:
    """Makes the market that `save` wrote, ready for its next step.

    Args:
        path: Of the file.
        threads: To use from now on; as before when left out. The result does not depend on it.

    Raises:
        CheckpointError: The file is damaged, or another version of the rules wrote it.
        FileNotFoundError: There is no such file.
    """
    file = Path(path).expanduser()
    try:
        with np.load(file, allow_pickle=False) as stored:
            note = json.loads(bytes(stored[NOTE]))
            if note["kind"] != KIND:
                raise CheckpointError(f"{file} is not a checkpoint of a market")
            _same_version(file, note)
            market = _empty(note, threads)
            _fill(market, note, stored)
    except FileNotFoundError:
        raise
    except (
        OSError,
        EOFError,
        KeyError,
        TypeError,
        ValueError,
        NotImplementedError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise CheckpointError(f"{file} is damaged, or not a checkpoint: {error}") from error
    return market


def fingerprint() -> str:
    """Changes with the rules, and with what is remembered: other rules cannot go on."""
    layout = [CUSTOMER, RELATION, TOLD, PROVIDER, WORLD, EXIT, TRIP]
    digest = hashlib.sha256(repr([dtype.descr for dtype in layout] + [COLUMNS]).encode())
    folder = Path(__file__).parent
    own = [*folder.glob("rules/*.py"), *folder.glob("strategies/*.py")]
    for source in sorted([*own, folder / "randomness.py"]):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _same_version(file: Path, note: dict[str, Any]) -> None:
    if note["version"] != sim.__version__:
        raise CheckpointError(
            f"{file} was written by overstap {note['version']}; this is {sim.__version__}, "
            "whose run would be another one"
        )
    if note["rules"] != fingerprint():
        raise CheckpointError(
            f"{file} was written with other rules than those of this overstap {sim.__version__}, "
            "whose run would be another one"
        )


def _empty(note: dict[str, Any], threads: int | None) -> Market:
    """The market, not begun."""
    options = {**note["options"], **({} if threads is None else {"threads": threads})}
    return Market(
        Scenario.model_validate(note["scenario"]),
        rng=note["seed"],
        periods=note["horizon"],
        collect=note["collect"],
        trips=note["trips"],
        begin=False,
        **options,
    )


def put(market: Market, state: State) -> None:
    """Puts a market that was not begun where another one stood.

    Until then both must be of the same seed and the same scenario, interventions included: nobody
    checks whether it could have come there.

    Raises:
        ValueError: The arrays do not fit the scenario.
    """
    _fill(market, json.loads(state.note), state.arrays)


def _fill(market: Market, note: dict[str, Any], stored: Mapping[str, Any]) -> None:
    market.period = note["period"]
    market.steps = note["steps"]
    market.running = note["running"]
    market.present = note["present"]
    market.datacollector.model_vars.update(note["collected"])
    for at, scenario in sorted(market._upcoming.items()):
        if at < market.period:
            market.scenario = scenario
    market.world.load(market.scenario)
    for name, provider in market.providers.items():
        provider.terms = market.scenario.providers[name]
        provider.restore(note["providers"][name])
    market._post_all()
    for name, array in _arrays(market):
        _put(array, stored[name])
    market.ledger.restore(stored["exits"].view(EXIT), stored["parts"])
    market.trips.restore(stored["trips"].view(TRIP))
    market.burn_in_shares = list(stored["burn_in_shares"])


def _note(market: Market) -> dict[str, Any]:
    """What changes while a market lives and is no array."""
    return {
        "period": market.period,
        "steps": market.steps,
        "running": market.running,
        "present": market.present,
        "collected": market.datacollector.model_vars,
        "providers": {name: p.state() for name, p in market.providers.items()},
    }


def _contents(market: Market) -> Iterator[tuple[str, Any]]:
    """All that is to be kept, by name, as NumPy stores it."""
    exits, parts = market.ledger.everything()
    grown = {
        "exits": exits,
        "parts": parts,
        "trips": market.trips.everything(),
        "burn_in_shares": np.array(market.burn_in_shares),
    }
    for name, array in (*_arrays(market), *grown.items()):
        yield name, _ordinary(array)


def _arrays(market: Market) -> Iterator[tuple[str, Any]]:
    """Every array that changes while a market lives, by name; they are filled in place."""
    # Queues for attention are not among them: they are counted anew, from the customers' places.
    for name in ("population", "relations", "tastes", "_told", "_aware", "_standings"):
        yield name, getattr(market, name)
    for name in ("history", "hazard", "known", "is_open", "fill"):
        yield name, getattr(market, name)
    for name in ("cost", "cash", "serving", "profit", "spent"):
        yield f"accounts.{name}", getattr(market.accounts, name)
    world = market.world
    for name in ("world", "providers", "levels", "reference", "modes", "segments", "weights"):
        yield f"world.{name}", getattr(world, name)
    for name in ("outcomes", "touchpoints", "departed"):
        yield f"world.{name}", getattr(world, name)


def _put(array: Any, stored: Any) -> None:
    plain = _ordinary(array)
    if plain.dtype != stored.dtype or plain.shape != stored.shape:
        raise ValueError("an array does not fit its scenario")
    plain[...] = stored


def _ordinary(array: Any) -> Any:
    """A view of a record array as NumPy stores it."""
    if array.dtype.fields is None:
        return np.asarray(array)
    return np.asarray(array).view(np.dtype((np.void, array.dtype)))
