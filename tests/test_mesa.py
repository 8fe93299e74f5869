"""The market as Mesa sees it: a Model, its agents, its data collector and its batch runs.

Written for Mesa 3.3.1, the newest for Python 3.11, and for 3.5.1. Their batch runs number the steps
from 0 and from 1, and take seeds as a parameter of the model and as an argument of their own.
"""

from __future__ import annotations

import inspect
from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest

from sim.customer import Customer
from sim.market import Market
from sim.provider import Provider
from sim.rules.words import CUSTOMERS, SATISFACTION, USES
from sim.scenario import Scenario
from tests.markets import rich

PROVIDERS = 6


@pytest.fixture
def market() -> Market:
    return Market(rich("occasion", customers__growth=0.0), rng=1, customers=100)


class Shop(Market):
    """As a user of Mesa would write it: a model with data collection of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "period": "period",
                "of alpha": lambda model: model.providers["alpha"].customers,
                "agents": lambda model: len(model.agents),
            },
            agent_reporters={"satisfaction": lambda agent: getattr(agent, "satisfaction", None)},
            agenttype_reporters={
                Customer: {"provider": "provider", "segment": "segment"},
                Provider: {"name": "name", "customers": "customers", "open": "is_open"},
            },
        )


def test_the_market_is_a_mesa_model(market: Market) -> None:
    """Mesa 3.5 has an attribute `scenario` of its own; the market's is that of the user."""
    assert isinstance(market, mesa.Model)
    assert isinstance(market.scenario, Scenario)
    assert market.running
    assert market.steps == 0
    market.step()
    assert market.steps == market.period == 1
    market.run_model()
    assert not market.running
    assert market.period == market.horizon == 24


def test_steps_after_the_end_do_nothing(market: Market) -> None:
    """`batch_run` of Mesa 3.3 may ask for one step too many."""
    market.run_model()
    before, main = market.history.copy(), market.population.main.copy()
    market.step()
    assert not market.running
    assert market.period == 24
    assert np.array_equal(market.history, before)
    assert np.array_equal(market.population.main, main)


def test_the_seed_is_given_as_rng() -> None:
    """An integer, NumPy's or Python's, or a generator; the same gives the same."""
    scenario = rich("occasion")

    def mains(rng: Any) -> np.ndarray:
        return Market(scenario, rng=rng, customers=100, collect=False).population.main.copy()

    assert np.array_equal(mains(5), mains(np.int64(5)))
    assert np.array_equal(mains(np.random.default_rng(5)), mains(np.random.default_rng(5)))
    assert not np.array_equal(mains(5), mains(6))
    market = Market(scenario, rng=5, customers=10, collect=False)
    assert isinstance(market.rng, np.random.Generator)
    again = Market(scenario, rng=5, customers=10, collect=False)
    assert market.rng.random() == again.rng.random()
    assert market.random.random() == again.random.random()
    with pytest.raises(ValueError, match="seed"):
        Market(scenario, rng=-1, customers=10)


def test_luck_without_a_seed_differs() -> None:
    assert Market(customers=10, collect=False).seed != Market(customers=10, collect=False).seed


def test_all_customers_and_providers_are_agents(market: Market) -> None:
    assert len(market.agents) == 100 + PROVIDERS
    assert len(market.agents_by_type[Customer]) == 100
    assert len(market.agents_by_type[Provider]) == PROVIDERS
    assert set(market.agent_types) == {Customer, Provider}
    assert all(isinstance(agent, mesa.Agent) for agent in market.agents)
    assert all(agent.model is market for agent in market.agents)
    ids = [agent.unique_id for agent in market.agents]
    assert len(set(ids)) == len(ids)


def test_customers_become_agents_when_asked_for(market: Market) -> None:
    """A million customers cost a million records, not a million objects."""
    assert Customer not in market.agents_by_type
    assert len(market.customers) == 100
    one = market.customers[3]
    assert one is market.customers[3]
    assert len(market.agents_by_type[Customer]) == 1
    assert market.customers[-1].number == 99
    assert [customer.number for customer in market.customers[5:8]] == [5, 6, 7]
    assert [customer.number for customer in market.customers] == list(range(100))
    with pytest.raises(IndexError):
        market.customers[100]


def test_a_customer_is_a_view_on_its_record(market: Market) -> None:
    """What the agent says is what the population holds, after every step, and back."""
    customers = list(market.customers)
    for _ in range(3):
        market.step()
        names = market.world.names
        for i, customer in enumerate(customers):
            record = market.population[i]
            main = int(record.main)
            served = 0 <= main < PROVIDERS
            assert customer.provider == (names[main] if served else None)
            expected = market.relations[i, main].satisfaction if served else None
            assert customer.satisfaction == expected
            assert customer.segment == market.world.segment_names[record.segment]
            assert customer.known == [n for j, n in enumerate(names) if record.aware >> j & 1]
            assert customer.record.last == record.last
            assert (customer.taste == market.tastes[i]).all()
    one = customers[7]
    one.record.failures = 2.5
    one.record.engagement = 0.25
    one.relations[0].goodwill = 0.5
    assert market.population[7].failures == 2.5
    assert market.population[7].engagement == 0.25
    assert market.relations[7, 0].goodwill == 0.5


def test_asking_for_agents_changes_nothing() -> None:
    """Views only look."""
    markets = [Market(rich("occasion"), rng=1, customers=100, collect=False) for _ in range(2)]
    while markets[0].running:
        markets[0].step()
        markets[1].step()
        assert len(markets[1].agents) == markets[1].present + PROVIDERS
        markets[1].agents.select(lambda agent: isinstance(agent, Customer)).get("satisfaction")
    assert np.array_equal(markets[0].history, markets[1].history)


def test_providers_are_agents_that_act(market: Market) -> None:
    alpha, zeta = market.providers["alpha"], market.providers["zeta"]
    assert isinstance(alpha, Provider)
    assert alpha in market.agents
    assert alpha.offer == {"fare": 30, "minutes": 60}
    assert not zeta.is_open
    while market.period < 12:
        market.step()
        assert alpha.customers == (market.population.main == alpha.number).sum()
    assert zeta.is_open
    assert market.world.names[zeta.number] == "zeta"
    assert not market.providers["delta"].is_open
    while market.period < 15:
        market.step()
    assert alpha.offer["fare"] == 24, "the intervention at 14"


def test_mesas_agent_sets_work(market: Market) -> None:
    customers = market.agents.select(agent_type=Customer)
    unhappy = customers.select(lambda c: c.satisfaction is not None and c.satisfaction < 6)
    assert 0 < len(unhappy) < 100
    groups = customers.groupby("segment").count()
    assert sum(groups.values()) == 100
    assert set(groups) == {"many", "few"}
    before = market.population.copy()
    customers.shuffle_do("step")
    assert (before == np.asarray(market.population)).all(), "customers act together, in the market"


def test_the_data_collector_keeps_shares_and_satisfaction(market: Market) -> None:
    market.run_model()
    frame = market.datacollector.get_model_vars_dataframe()
    assert len(frame) == 24
    for j, name in enumerate(market.world.names):
        row = market.history[:, j]
        share = row[:, USES] / market.history[:, :-1, USES].sum(1)
        assert frame[f"share of {name}"].to_numpy() == pytest.approx(share)
        served = row[:, CUSTOMERS] > 0
        mood = row[served, SATISFACTION] / row[served, CUSTOMERS]
        kept = frame[f"satisfaction of {name}"].to_numpy(float)
        assert kept[served] == pytest.approx(mood)
        assert np.isnan(kept[~served]).all()
    assert frame.filter(like="share of").sum(axis=1).to_numpy() == pytest.approx(np.ones(24))


def test_nothing_is_collected_when_not_wanted() -> None:
    market = Market(rich("occasion"), rng=1, customers=100, collect=False)
    market.step()
    assert len(market.datacollector.get_model_vars_dataframe()) == 0


def test_a_data_collector_of_ones_own() -> None:
    """Model, agent and agent-type reporters, as for any Mesa model."""
    shop = Shop(rich("occasion", customers__growth=0.0), rng=1, customers=50)
    for _ in range(4):
        shop.step()
    collector = shop.datacollector
    model = collector.get_model_vars_dataframe()
    assert model["period"].tolist() == [1, 2, 3, 4]
    assert model["agents"].tolist() == [50 + PROVIDERS] * 4
    alpha = shop.providers["alpha"].number
    assert model["of alpha"].tolist() == shop.history[:4, alpha, CUSTOMERS].tolist()
    agents = collector.get_agent_vars_dataframe()
    assert len(agents) == 4 * (50 + PROVIDERS)
    last = agents.xs(4, level="Step")["satisfaction"].dropna()
    expected = [c.satisfaction for c in shop.customers if c.satisfaction is not None]
    assert sorted(last) == pytest.approx(sorted(expected))
    customers = collector.get_agenttype_vars_dataframe(Customer)
    assert len(customers) == 4 * 50
    now = customers.xs(4, level="Step")
    for customer in shop.customers:
        kept = now.loc[customer.unique_id, "provider"]
        assert kept == customer.provider or (pd.isna(kept) and customer.provider is None)
    providers = collector.get_agenttype_vars_dataframe(Provider).xs(4, level="Step")
    assert set(providers["name"]) == set(shop.world.names)


def batch_run(model: type[Market], seeds: list[int], **parameters: Any) -> list[dict[str, Any]]:
    """All periods of all runs, in this process."""
    options: dict[str, Any] = {"number_processes": 1, "display_progress": False}
    if "rng" in inspect.signature(mesa.batch_run).parameters:
        options["rng"] = seeds
    else:
        parameters["rng"] = seeds
    rows: list[dict[str, Any]] = mesa.batch_run(
        model, parameters=parameters, data_collection_period=1, **options
    )
    return rows


def test_batch_run() -> None:
    """Mesa's own sweeps, over seeds and levers: the same as the runs by themselves."""
    rows = batch_run(
        Market,
        [1, 2],
        scenario="airline_vs_train",
        customers=100,
        periods=6,
        burn_in=2,
        providers__airline__offer__fare=[60, 90],
    )
    assert len({(row["rng"], row["providers__airline__offer__fare"]) for row in rows}) == 4
    assert len(rows) == 4 * 6
    for run in {row["RunId"] for row in rows}:
        mine = sorted((row for row in rows if row["RunId"] == run), key=lambda row: row["Step"])
        market = Market(
            "airline_vs_train",
            rng=mine[0]["rng"],
            customers=100,
            periods=6,
            burn_in=2,
            providers__airline__offer__fare=mine[0]["providers__airline__offer__fare"],
        )
        market.run_model()
        expected = market.datacollector.get_model_vars_dataframe()["share of airline"]
        assert [row["share of airline"] for row in mine] == expected.tolist()


def test_batch_run_with_reports_of_agents() -> None:
    """Rows for agents too; which period's, and in how many rows, differs between versions of Mesa.
    Mesa would go through the blocks of a scenario as if they were values to try, so a scenario is
    given as a list of one."""
    rows = batch_run(Shop, [1], scenario=[rich("occasion")], customers=30, periods=3)
    assert {row["period"] for row in rows} == {1, 2, 3}
    assert len({row["AgentID"] for row in rows if "AgentID" in row}) >= 30 + PROVIDERS
    assert sum(row.get("satisfaction") is not None for row in rows) > 30


def test_markets_can_be_let_go() -> None:
    """Mesa 3.3 counts the agents of every model ever made; `release` takes a market out of it."""
    market = Market(rich("occasion"), rng=1, customers=50, collect=False)
    counters = getattr(mesa.Agent, "_ids", None)
    market.release()
    if counters is not None:
        assert market not in counters
