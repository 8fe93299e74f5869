"""What is kept running from one period to the next agrees with the people, counted anew.

Who is with whom and how satisfied they are; how many wait at each place of the queues for
attention; the words left for neighbours; and who may sleep through a period.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

import sim.rules.period as rules
from sim.layout import Books
from sim.market import Market
from sim.one_by_one import luck_of
from sim.rules.attention import QUEUE_STEPS
from sim.rules.talk import leave_word, word_of
from sim.rules.words import (
    CUSTOMERS,
    ENGAGEMENT,
    INVOLUNTARIES,
    NOBODY,
    REACHED,
    SATISFACTION,
    TOLD_GOOD,
)
from tests.markets import people, rich, run

KINDS = ("occasion", "subscription")
SLATE = ("day", "needed", "looked", "complained", "severity", "reached")
NAMES = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
ATTENTIVE = tuple(name for name in NAMES if name != "epsilon")
ON_AND_OFF = [
    {"at": 3, "set": {"providers.alpha.attention.policy": "none"}},
    {"at": 5, "set": {"providers.alpha.attention.policy": "random"}},
    {"at": 8, "set": {f"providers.{name}.attention.policy": "none" for name in ATTENTIVE}},
    {"at": 14, "set": {f"providers.{name}.attention.policy": "random" for name in ATTENTIVE}},
    {"at": 17, "set": {"providers.beta.attention.capacity": 0.0}},
    {"at": 20, "set": {"providers.beta.attention.capacity": 0.6}},
]
"""Attention that providers give, stop giving and give again; from 8 to 13 nobody gives any."""


def standing(market: Market) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Customers of each provider and of the outside option; sums of satisfaction and value."""
    count = len(market.world.names)
    main = people(market).main.astype(int)
    served = np.flatnonzero((main >= 0) & (main < count))
    satisfaction = market.relations[served, main[served]].satisfaction.astype(float)
    customers = np.bincount(main[main >= 0], minlength=count + 1)
    value = market.world.segments["value"][people(market).segment[served]]
    value = value * people(market).grown[served]
    sums = [np.bincount(main[served], kind, minlength=count + 1) for kind in (satisfaction, value)]
    return customers, sums[0], sums[1]


def waiting(market: Market) -> np.ndarray:
    """Customers at each place of the queues, from their own records."""
    table = np.zeros((len(market.world.names), QUEUE_STEPS), np.int32)
    main = people(market).main.astype(int)
    attentive = np.append(market.scene.providers.attends > 0, False)
    queued = (main >= 0) & attentive[main]
    np.add.at(table, (main[queued], people(market).place[queued]), 1)
    return table


@pytest.mark.parametrize("rule", ["compare", "threshold", "satisfaction_only"])
@pytest.mark.parametrize("kind", KINDS)
def test_standings_are_those_of_the_people(kind: str, rule: str) -> None:
    """Counts exactly, sums of satisfaction within 1e-6 of themselves: in each of 240 periods with
    growth, involuntary exits, a provider that closes and others that enter."""
    scenario = rich(kind, rules__exit=rule, horizon=240, customers__growth=0.002)
    market = Market(scenario, rng=6, collect=False, customers=2000, threads=2)
    first = market.present
    while market.running:
        market.step()
        customers, satisfaction, _ = standing(market)
        row = market.history[market.period - 1]
        assert np.array_equal(row[:, CUSTOMERS], customers)
        np.testing.assert_allclose(row[:, SATISFACTION], satisfaction, rtol=1e-6, atol=1e-6)
        kept = market._standings.sum(0)
        assert np.array_equal(kept[:, 0], row[:, CUSTOMERS])
        assert np.array_equal(kept[:, 1], row[:, SATISFACTION])
    assert market._chunks > 1
    assert market.present > 1.5 * first
    assert market.history[7, market.world.names.index("delta"), INVOLUNTARIES] > 100
    assert market.history[:, :, INVOLUNTARIES].sum() > 2000


def test_stock_is_taken_after_customers_were_changed_by_hand() -> None:
    """A user of Mesa moves customers, and says so; the books, and who is reached, are right."""
    market = Market(rich("occasion"), rng=6, collect=False, customers=400, compiled=False)
    for _ in range(3):
        market.step()
    for customer in market.customers[:200]:
        if customer.provider == "alpha":
            customer.record.main = market.world.names.index("beta")
            customer.relations[customer.record.main].satisfaction = 1.0
    assert market._standings.sum(0)[0, 0] != standing(market)[0][0]
    market.take_stock()
    for kept, true in zip(market._standings.sum(0).T, standing(market), strict=True):
        assert kept == pytest.approx(true)
    market.step()
    assert np.array_equal(market.history[3, :, CUSTOMERS], standing(market)[0])
    assert np.array_equal(market._queues.tables.sum(0), waiting(market))


class Called(Market):
    """A market that looks, in every period, whether providers turn to the first of their queues."""

    checked = 0

    def _customers_act(self) -> None:
        providers, table = self.scene.providers, waiting(self)
        attentive = np.flatnonzero(providers.capacity > 0)
        for j in attentive:
            room = int(providers.capacity[j] * table[j].sum())
            # Places from the last one down to here hold as many customers.
            held = np.append(table[j][::-1].cumsum()[::-1], 0)
            cut = int(np.flatnonzero(held <= room)[0])
            assert providers.cut[j] == cut
            self.checked += held[cut] > 0
        assert not (len(attentive) and self._queues.tables.any()), "cleared for tomorrow's"
        super()._customers_act()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("customers", "options"),
    [(6000, {"threads": 1}), (6000, {"threads": 3}), (150, {"compiled": False})],
    ids=["one thread", "three threads", "interpreted"],
)
@pytest.mark.parametrize("changes", [{}, {"interventions": ON_AND_OFF}], ids=["as it is", "on/off"])
def test_queues_are_those_of_the_people(
    kind: str, customers: int, options: dict[str, Any], changes: dict[str, Any]
) -> None:
    """The places that customers count as they take them are those of the people, in every period,
    also when attention begins, pauses and goes on."""
    market = Called(rich(kind, **changes), rng=6, collect=False, customers=customers, **options)
    assert options.get("threads", 1) == 1 or market._chunks >= 2 * market.threads
    while market.running:
        market.step()
        if not (market.scene.providers.capacity > 0).any():
            continue
        counted = market._queues.tables.sum(0)
        assert np.array_equal(counted, waiting(market))
        again = np.zeros(counted.shape, np.int32)
        market._call("count_queue", market._people[0], *market._stage[:2], again)
        assert np.array_equal(counted, again)
    assert market.checked > 30
    reached = market.history[:, :, REACHED].sum(1)
    if changes:
        assert not reached[8:14].any()
        assert (reached[14:] > 0).all()


class Eavesdropper:
    """Hears what neighbours tell in an interpreted run, and knows how they were before it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.heard = self.silent = 0
        self.born: Counter[bool] = Counter()
        self.market: Market | None = None
        self._rule = rules.talk_with_neighbour
        monkeypatch.setattr(rules, "talk_with_neighbour", self._listen)

    def step(self) -> None:
        """One period of the market."""
        assert self.market is not None
        self.before = people(self.market).copy(), self.market.relations.copy()
        self.market.step()

    def _listen(
        self, customer: Any, relations: Any, taste: Any, neighbour: int, seed: Any, *rest: Any
    ) -> Any:
        scene = rest[0]
        if self.market is not None:
            word = scene.told[neighbour, word_of(neighbour, scene)]
            assert word.period < scene.world.period
            there = neighbour < len(self.before[0])
            person = self.before[0][neighbour if there else 0]
            assert word.provider == (person.last if there else NOBODY)
            if there and person.last >= 0:
                relation = self.before[1][neighbour, person.last]
                assert word.satisfaction == relation.satisfaction
                assert word.belief == relation.belief
                assert word.point == person.point
                self.heard += 1
                self.born[bool(scene.told[neighbour].period.max() == scene.world.period)] += 1
            else:
                self.silent += 1
        return self._rule(customer, relations, taste, neighbour, seed, *rest)


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_is_of_an_earlier_period(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a customer hears is how the neighbour was at the end of the previous period, whether
    the neighbour's day comes before or after the customer's."""
    listener = Eavesdropper(monkeypatch)
    network = {"kind": "fully_mixed"}
    changes = {"rules__talk__rate": 0.6, "customers__network": network}
    for scenario in (rich(kind), rich(kind, **changes)):
        listener.market = None
        listener.market = Market(scenario, rng=6, collect=False, customers=150, compiled=False)
        while listener.market.running:
            listener.step()
        assert listener.market.history[:, :, TOLD_GOOD].sum() > 30
    assert listener.heard > 1000
    assert listener.silent > 0, "newcomers have nothing to tell yet"
    assert min(listener.born[True], listener.born[False]) > 300, "before their day, and after it"


@pytest.mark.parametrize("kind", KINDS)
def test_one_of_two_words_is_always_older(kind: str) -> None:
    """Compiled, on three threads: nobody overwrites the word that others hear meanwhile, and who
    had a day on which something happened left word of it."""
    market = Market(rich(kind), rng=6, collect=False, customers=6000, threads=3)
    while market.running:
        market.step()
        now = market.period - 1
        words = market.scene.told[: market.present]
        assert words.period.max() == now
        assert words.period.min(1).max() < now
        busy = people(market).day == now
        assert np.array_equal(busy, words.period.max(1) == now)
        newer = words[np.arange(len(words)), words.period.argmax(1)]
        assert np.array_equal(newer.provider, people(market).last)
        last = np.flatnonzero(people(market).last >= 0)
        relation = market.relations[last, people(market).last[last]]
        assert np.array_equal(newer.satisfaction[last], relation.satisfaction)
        assert np.array_equal(newer.belief[last], relation.belief)


def test_a_word_takes_the_place_of_the_older_one() -> None:
    market = Market(rich("occasion"), rng=6, collect=False, customers=10, compiled=False)
    record, relations = market.population[3], market.relations[3]
    words, world = market.scene.told[3], market.scene.world
    for period in (40, 41, 50):
        world.period = period
        before = word_of(3, market.scene)
        heard = words[before].copy()
        leave_word(record, relations, market.scene)
        assert word_of(3, market.scene) == before
        assert words[before] == heard
        assert words[1 - before].period == period
        world.period = period + 1
        assert word_of(3, market.scene) == 1 - before


def empty_books(market: Market) -> Books:
    """Books of one chunk, in which nothing is written yet."""
    books = market.books_of(0)
    return Books(*(None if part is None else np.zeros_like(part) for part in books))


def test_nothing_happens_to_those_who_rest() -> None:
    """Who does not wake would live the same day: state, relations, tally and queue are the same,
    but for the notes of the day and the word, which tells nothing new."""
    changes = {"rules__talk__rate": 0.1, "customers__segments__few__needs__mean": 0.3}
    quiet = {f"providers__{name}__advertising": 0.0 for name in NAMES}
    market = Market(
        rich("occasion", **changes, **quiet),
        rng=6,
        collect=False,
        customers=100,
        compiled=False,
    )
    rested = Counter[str]()
    compare = market._customers_act

    def compare_and_act() -> None:
        scene = market.scene
        for i in range(market.present):
            with np.errstate(over="ignore"):
                rested.update(lived_through(market, i, scene))
        compare()

    market._customers_act = compare_and_act  # type: ignore[method-assign]
    market.run_model()
    assert rested["rested"] > 500
    assert rested["queued"] > 200
    assert rested["woke"] > 500


def lived_through(market: Market, number: int, scene: Any) -> list[str]:
    """Compares a day of rest with the same day, lived; tells what kind of a day it was."""
    one, other = (market.population[number : number + 1].copy()[0] for _ in range(2))
    luck = luck_of(one, scene)
    if rules.wake(one, luck[0], scene):
        return ["woke"]
    assert rules.wake(other, luck[0], scene) == 0
    relations = market.relations[number].copy()
    taste = market.tastes[number].copy()
    mine, yours = empty_books(market), empty_books(market)
    rules.rest(one, luck[0], scene, mine)
    words = scene.told[number].copy()
    heard = words[word_of(number, scene)].copy()
    row = rules.live(other, relations, taste, *luck, scene, yours, 0)
    told = scene.told[number][scene.told[number].period == scene.world.period][0].copy()
    scene.told[number] = words
    assert row == 0
    for name in one.dtype.names:
        assert name in SLATE or np.array_equal(one[name], other[name]), name
    for name in ("needed", "looked", "complained", "severity", "reached"):
        assert other[name] == 0
    assert np.array_equal(relations, market.relations[number])
    assert np.array_equal(taste, market.tastes[number])
    assert told.provider == heard.provider
    assert told.provider < 0 or (told.satisfaction, told.belief) == (
        heard.satisfaction,
        heard.belief,
    )
    for name in ("tally", "queue", "hazard", "standing"):
        assert np.array_equal(getattr(mine, name), getattr(yours, name)), name
    served = 0 <= one.main < len(market.world.names)
    assert mine.tally[one.main, ENGAGEMENT] == one.engagement * served
    return ["rested", "queued"] if mine.queue.any() else ["rested"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_first_provider_has_been_one_since_before_the_first_period(kind: str) -> None:
    """Tenure at an exit in period t counts all periods lived with the provider."""
    market = Market(rich(kind, burn_in=0), rng=6, collect=False, customers=500)
    assert (people(market).since[people(market).main >= 0] == -1).all()
    market = run(rich(kind, burn_in=0), customers=500)
    exits, _ = market.ledger.everything()
    first = exits[(exits["period"] == 0) & (exits["born"] == 0)]
    assert len(first) > 5
    assert (first["tenure"] == 1).all()
