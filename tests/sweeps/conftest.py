"""A small sweep, and the same one done without any trouble."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sim.experiments.sweeps import Order, begin, go_on

SMALL = Order(
    "airline_vs_train",
    levers=["train_fare", "heard", "policy"],
    points=40,
    replicates=3,
    customers=150,
    periods=48,
    batch=4,
    measures=["share(train)", "defections.hazard_ratio(airline)", "revenue(airline)@0..24:sum"],
)


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The rows of `SMALL`, done in this process."""
    folder = tmp_path_factory.mktemp("sweep") / "undisturbed"
    begin(SMALL, folder)
    return go_on(folder).rows


@pytest.fixture
def order() -> Order:
    return replace(SMALL)


@pytest.fixture
def begun(tmp_path: Path, order: Order) -> Path:
    """A sweep of which nothing is done yet."""
    begin(order, tmp_path / "sweep")
    return tmp_path / "sweep"
