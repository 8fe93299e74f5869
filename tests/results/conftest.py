"""Two markets, lived through once: occasions and a subscription with a bit of everything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.frames import Past, customers_frame
from sim.market import Market
from sim.results import Results
from sim.scenario import Scenario, load

ALARM = Path(__file__).parents[1] / "data" / "alarm.yaml"


class Life:
    """A market that was lived through, with everybody's main provider in every period."""

    def __init__(self, scenario: str | Scenario, **options: Any) -> None:
        self.market = Market(scenario, collect=False, **options)
        everybody = range(self.market.present)
        start = customers_frame(self.market, everybody, "start")
        people = self.market.population
        self.main, self.born = [people["main"].copy()], [people["born"].copy()]
        self.present = [self.market.present]
        while self.market.running:
            self.market.step()
            self.main.append(people["main"].copy())
            self.born.append(people["born"].copy())
            self.present.append(self.market.present)
        end = customers_frame(self.market, everybody, "end")
        self.past = Past.of(self.market)
        states = pd.concat([start, end], ignore_index=True)
        self.results = Results.of(self.market, name="life", customers=states)

    def there(self) -> list[np.ndarray]:
        """Main providers of those present, before the first period and after each."""
        return [main[:n] for main, n in zip(self.main, self.present, strict=True)]


@pytest.fixture(scope="session")
def travel() -> Life:
    return Life("airline_vs_train", rng=5, customers=3000, periods=80)


@pytest.fixture(scope="session")
def live() -> type[Life]:
    """The maker itself."""
    return Life


@pytest.fixture(scope="session")
def alarm() -> Life:
    return Life(load(ALARM), rng=5)


@pytest.fixture(scope="session", params=["travel", "alarm"])
def life(request: pytest.FixtureRequest) -> Life:
    found: Life = request.getfixturevalue(request.param)
    return found
