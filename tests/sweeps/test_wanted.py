"""What is kept of every run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.experiments.measures import live
from sim.experiments.study import Question
from sim.experiments.sweeps.wanted import (
    Column,
    WantedError,
    default,
    read,
    take,
    with_company,
)
from sim.frames import period_grid, periods_frame
from sim.scenario import Scenario, load, with_values


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("airline_vs_train")


def asked(text: str, scenario: Scenario, horizon: int = 228) -> Column | Question:
    return read(text, scenario, None, horizon).of


def test_columns(scenario: Scenario) -> None:
    assert asked("share(airline)", scenario) == Column("share", "airline", (227, 228), "last")
    assert asked("share(airline)@12", scenario) == Column("share", "airline", (12, 13), "last")
    assert asked("cost(train)@0..end:sum", scenario, 48) == Column("cost", "train", (0, 48), "sum")
    named = read("early = nps(airline) @ 3 .. 9", scenario, None, 228)
    assert (named.name, named.of) == ("early", Column("nps", "airline", (3, 9), "mean"))


def test_measures(scenario: Scenario) -> None:
    found = asked("defections.hazard_ratio(airline, cutoff=8, segment=business)@0..48", scenario)
    assert isinstance(found, Question)
    options = found.here.options
    assert (options.cutoff, options.segment, options.window) == (8, "business", (0, 48))
    excess = asked("defections.satisfied_excess(airline)", scenario)
    assert isinstance(excess, Question)
    assert excess.there is not None
    assert not excess.there.world.entrants
    against = asked("share.use(train) against cheaper_flights", scenario)
    assert isinstance(against, Question)
    assert against.there is not None
    assert against.there.world.plan == "cheaper_flights"


def test_a_shorter_run_ends_the_window(scenario: Scenario) -> None:
    found = asked("defections.count(airline)", scenario, 60)
    assert isinstance(found, Question)
    assert found.here.options.window == (24, 60)
    with pytest.raises(WantedError, match="after the last one"):
        asked("defections.count(airline)", scenario, 20)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("share", "whose"),
        ("shar(airline)", "did you mean share"),
        ("share(airlin)", "did you mean airline"),
        ("share(airline)@9..3", "must go up"),
        ("share(airline)@0..999", "228 at most"),
        ("share(airline):median", "no way 'median'"),
        ("share(airline, cutoff=7)", "takes no options"),
        ("share(airline) against usual", "cannot be compared"),
        ("defections.hazard(airline)", "no measure"),
        ("defections.hazard_ratio(airline, cutof=7)", "did you mean cutoff"),
        ("defections.hazard_ratio(airline, cutoff=7.2)", "multiple"),
        ("defections.hazard_ratio(airline, segment=nobody)", "no segment"),
        ("defections.hazard_ratio(airline):mean", "its own way"),
        ("exits.reason_share(airline)", "needs"),
        ("share.use(train) against cheap", "no plan"),
        ("drop table", "not understood"),
        ("", "not understood"),
    ],
)
def test_what_no_run_has(scenario: Scenario, text: str, words: str) -> None:
    with pytest.raises(WantedError, match=words):
        read(text, scenario, None, 228)


def test_the_share_of_satisfied_leavers_never_comes_alone() -> None:
    alone = ["x = defections.satisfied_share(airline, cutoff=8)@0..9", "share(train)"]
    assert with_company(alone) == [
        *alone,
        "defections.base_rate(airline, cutoff=8)@0..9",
        "defections.hazard_ratio(airline, cutoff=8)@0..9",
    ]
    together = ["defections.satisfied_share(a)", "b = defections.base_rate(a)"]
    assert with_company(together) == [*together, "defections.hazard_ratio(a)"]


def test_any_name_of_a_provider_can_be_asked_for(scenario: Scenario) -> None:
    values = scenario.model_dump(mode="json")
    for name in ("Bank.Co", "A[1]", "a, b", "x=y", "<b>"):
        market = {**values, "claims": [], "what_if": {}, "levers": {}, "provenance": {}}
        market["observed"], market["interventions"] = [], []
        market["providers"] = {
            name: values["providers"]["airline"],
            "train": values["providers"]["train"],
        }
        other = Scenario.model_validate(market)
        for text in default(other):
            assert read(text, other, None, 228)


def test_values_are_those_of_the_table() -> None:
    scenario = with_values(load("airline_vs_train"), {"customers.count": 200})
    finished = live(scenario, 5, until=40)
    texts = ["share(airline)@39", "revenue(airline)@0..40:sum", "satisfaction(airline)@0..40:min"]
    columns = [asked(text, scenario, 40) for text in texts]
    results = sim.run(scenario, seed=5, periods=40, against_no_entrant=False)
    rows = results.periods[results.periods["provider"] == "airline"]
    expected = [rows["share"].iloc[-1], rows["revenue"].sum(), rows["satisfaction"].min()]
    assert take(columns, finished.past) == pytest.approx(expected, rel=1e-12)  # type: ignore[arg-type]


def test_a_column_alone_is_that_of_the_table() -> None:
    scenario = with_values(load("airline_vs_train"), {"customers.count": 200})
    past: Any = live(scenario, 5, until=40).past
    frame = periods_frame(past)
    numbers = [name for name in frame if name not in ("date", "provider", "label", "mode")]
    assert len(numbers) > 30
    for name in numbers:
        grid = period_grid(past, name)
        assert grid.shape == (40, 6)
        np.testing.assert_array_equal(grid.ravel(), frame[name].to_numpy(float), strict=True)
