"""Trips: single needs met by another than the main provider, on request."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
from sim import checkpoint, ledger, results
from sim.cli import app
from sim.columns import COLUMNS
from sim.layout import TRIP
from sim.ledger import Trips
from sim.market import Market
from sim.results import Results, ResultsError
from sim.rules import period as rules
from sim.scenario import load

ALARM = Path(__file__).parents[1] / "data" / "alarm.yaml"
TABLES = ("periods", "hazards", "exits", "parts", "firm")
SMALL: dict[str, Any] = {"customers": 60, "periods": 30}


def lived(**options: Any) -> Market:
    """A small market of travellers, to its end."""
    values = {"rng": 5, "customers": 3000, "periods": 60, "collect": False, **options}
    market = Market("airline_vs_train", **values)
    while market.running:
        market.step()
    return market


@pytest.fixture(scope="module")
def market() -> Market:
    return lived(trips=True)


@pytest.fixture(scope="module")
def found(market: Market) -> Results:
    return Results.of(market, name="trips")


def test_every_column_is_explained(found: Results) -> None:
    assert list(found.trips.columns) == list(COLUMNS["trips"])


def test_trips_change_nothing(market: Market, found: Results) -> None:
    without = lived()
    other = Results.of(without, name="trips")
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(found, table), getattr(other, table))
    assert market.population.tobytes() == without.population.tobytes()
    assert market.relations.tobytes() == without.relations.tobytes()
    assert found.origin == other.origin
    assert without.trips.buffer.nbytes == without.trips.rows.size * TRIP.itemsize


def test_a_trip_is_with_another_than_the_main_provider(market: Market, found: Results) -> None:
    trips = found.trips
    assert len(trips) > 1000
    assert (trips["main"].astype(str) != trips["used"].astype(str)).all()
    assert trips["used"].notna().all()
    assert trips["satisfaction"].between(0, 10).all()
    assert trips["period"].between(0, 59).all()
    order = trips[["period", "customer"]].apply(tuple, axis=1)
    assert order.is_monotonic_increasing
    segments = list(market.world.segment_names)
    were = market.population["segment"][trips["customer"]]
    stayed = market.population["born"][trips["customer"]] <= trips["period"]
    assert (trips["segment"] == np.array(segments)[were])[stayed].all()


def test_trips_and_uses_of_main_providers_are_all_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The uses of main providers are counted as they happen, beside the books."""
    own: Counter[tuple[int, int]] = Counter()
    use = rules.use

    def watched(customer: Any, relations: Any, taste: Any, provider: int, *rest: Any) -> None:
        use(customer, relations, taste, provider, *rest)
        if provider == customer.main:
            own[int(rest[1].world.period), provider] += 1

    monkeypatch.setattr(rules, "use", watched)
    market = lived(trips=True, compiled=False, **SMALL)
    found = Results.of(market)
    trips = found.trips.groupby(["period", "used"], observed=True).size()
    assert len(trips) > 20
    for period in range(SMALL["periods"]):
        table = found.periods[found.periods["period"] == period].set_index("provider")
        for number, name in enumerate(market.world.names):
            uses = own[period, number] + trips.get((period, name), 0)
            assert uses == table.loc[name, "uses"]


def test_interpreted_equals_compiled() -> None:
    one, other = (lived(trips=True, compiled=way, **SMALL) for way in (True, False))
    trips = one.trips.everything()
    assert len(trips) > 50
    assert np.array_equal(trips, other.trips.everything())


def test_threads_do_not_matter() -> None:
    options = {"trips": True, "customers": 9000, "periods": 12}
    one, other = (lived(threads=threads, **options) for threads in (1, 4))
    assert np.array_equal(one.trips.everything(), other.trips.everything())
    assert one._chunks >= 8


def test_needs_of_a_period_keep_their_order(market: Market) -> None:
    trips = market.trips.everything()
    same = (trips["customer"][1:] == trips["customer"][:-1]) & (
        trips["period"][1:] == trips["period"][:-1]
    )
    assert same.sum() > 10
    assert (trips["need"][1:] > trips["need"][:-1])[same].all()


def test_a_folder_brings_trips_back(
    found: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "BATCH", 500)
    saved = found.save(tmp_path / "run")
    assert (saved / "trips.parquet").exists()
    pd.testing.assert_frame_equal(Results.load(saved).trips, found.trips)


def test_trips_only_when_asked(travel: Any, tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="trips=True"):
        _ = travel.results.trips
    saved = travel.results.save(tmp_path / "run")
    assert not (saved / "trips.parquet").exists()
    with pytest.raises(ResultsError, match=r"--trips"):
        _ = Results.load(saved).trips


def test_subscribers_make_no_trips() -> None:
    with pytest.raises(ValueError, match="subscription market has none"):
        Market(load(ALARM), trips=True)


def test_a_checkpoint_keeps_trips(tmp_path: Path) -> None:
    whole = lived(trips=True, **SMALL)
    market = Market("airline_vs_train", rng=5, collect=False, trips=True, **SMALL)
    for stop in (0, 7, 20):
        while market.period < stop:
            market.step()
        market = checkpoint.resume(checkpoint.save(market, tmp_path / "run.npz"))
    assert market.trips.kept
    while market.running:
        market.step()
    assert np.array_equal(market.trips.everything(), whole.trips.everything())


def test_many_trips_go_to_the_disk(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "MOST_IN_MEMORY", 50)
    spooled = lived(trips=True).trips.everything()
    assert isinstance(spooled, np.memmap)
    assert np.array_equal(spooled, market.trips.everything())


@pytest.mark.parametrize("compiled", [True, False])
def test_lost_trips_are_told(compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written beyond the buffer, and nobody believes that there were no more trips."""
    monkeypatch.setattr(Trips, "make_room", lambda *_: None)
    market = Market(
        "airline_vs_train", rng=5, collect=False, trips=True, compiled=compiled, **SMALL
    )
    with pytest.raises(RuntimeError, match="where 1 could be written"):
        market.run_model()


def test_room_is_made_for_all_needs() -> None:
    trips = Trips(2, 3, kept=True)
    trips.make_room(np.array([1.0, 2.0, 3.0, 4.0, 5.0], np.float32), 4.0)
    assert trips.buffer.shape[1] >= 36 + 60
    before = trips.buffer
    before["period"], before["customer"] = 0, 7
    trips.rows[:] = [[before.shape[1]], [0]]
    trips.make_room(np.full(5, 60.0, np.float32), 1.0)
    assert trips.buffer.shape[1] > 180
    assert not trips.rows.any()
    assert len(trips.everything()) == before.shape[1]


def test_a_run_records_trips_in_both_worlds() -> None:
    found = sim.run("airline_vs_train", customers=500, periods=60, seed=3, threads=1, trips=True)
    assert "train" in set(found.trips["used"])
    assert found.without is not None
    assert "train" not in set(found.without.trips["used"])


def test_the_command_writes_trips(tmp_path: Path) -> None:
    words = ["run", "airline_vs_train", "--customers", "300", "--periods", "5", "-q", "--trips"]
    refused = CliRunner().invoke(app, words)
    assert refused.exit_code == 2
    assert "--out DIR" in refused.output + str(refused.exception)
    done = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "run")])
    assert done.exit_code == 0, done.output
    assert len(Results.load(tmp_path / "run").trips) > 0
