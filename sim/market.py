"""The market: a Mesa model of customers with a problem and providers who compete to solve it."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from sim import engine, one_by_one
from sim.accounts import Accounts, scale_of
from sim.customer import Customers
from sim.layout import CUSTOMER, RELATION, TOLD, Books, Scene
from sim.ledger import Ledger, Trips
from sim.making import interventions, month_of, plain, reporters, seed_of, with_levers
from sim.network import neighbours_of_all
from sim.provider import NEVER, Provider
from sim.queues import Queues
from sim.rules.counting import PANEL_SIZE
from sim.rules.words import BANDS, COLUMNS, CUSTOMERS, USES
from sim.scenario import Scenario
from sim.world import World

Array = np.ndarray[Any, Any]

LONG_AGO = -32000


class Market(mesa.Model):
    """A market, one period a step.

    Attributes:
        scenario: the scenario, with all values that were set, as interventions left it.
        initial: the same before the first intervention.
        period: the period that the next step runs; burn-in periods were negative.
        providers: the Provider agents, by name.
        customers: the customers as agents, made when asked for.
        population, relations, tastes: the records behind them, see `sim.layout`.
        news: bits of the latent outcomes that a provider has just begun to offer, by its number.
        history: float64 of shape (horizon, providers + 1, columns), see `COLUMNS`.
        hazard: float32 of shape (horizon, segments, providers, 2, bands): customers at risk and
            defections, by the half point of satisfaction at the end of the previous period.
        accounts: cost and cash of every provider, see `sim.accounts`.
        fill: float64 of shape (horizon, providers): share of those who wanted a provider for whom
            it was not sold out.
        known: float64 of shape (horizon, providers): share of customers who know each provider.
        ledger: every exit.
        trips: every need met by another than the main provider, if asked for.
    """

    population: Any
    relations: Any
    tastes: Array
    ledger: Ledger
    news: dict[int, int]
    trips: Trips
    history: Array
    hazard: Array
    known: Array
    accounts: Accounts
    is_open: Array
    fill: Array
    present: int
    scene: Scene
    _scene: Scene
    _stage: Scene
    _tallies: Array
    _standings: Array
    _hazards: Array
    _queues: Queues
    chunk_size: int
    _chunks: int
    _threads: engine.Threads

    def __init__(
        self,
        scenario: Scenario | str = "airline_vs_train",
        *,
        rng: Any = None,
        customers: int | None = None,
        periods: int | None = None,
        entrants: bool = True,
        compiled: bool = True,
        threads: int = 1,
        collect: bool = True,
        trips: bool = False,
        begin: bool = True,
        **levers: Any,
    ) -> None:
        """Makes the population and lives through the burn-in.

        Args:
            scenario: a scenario, the name of one, or a path.
            rng: seed; the same seed gives the same run.
            customers: number of customers, instead of the scenario's.
            periods: horizon, instead of the scenario's.
            entrants: False for the world in which no disruptor enters.
            compiled: False runs the same rules uncompiled, one customer after the other.
            threads: to use; the result does not depend on it.
            collect: whether Mesa's DataCollector keeps shares and satisfaction each period.
            trips: whether needs met by another than the main provider are recorded.
            begin: False leaves the market empty, for `sim.checkpoint` to fill.
            levers: values of the scenario's levers, or of paths with `__` for the dots.

        Raises:
            ScenarioError: the scenario, or a value, is not valid.
            ValueError: trips are asked of a subscription market.
        """
        seed = seed_of(rng)
        super().__init__(rng=seed)
        self.seed = seed
        self.scenario = self.initial = with_levers(scenario, customers, levers)
        if trips and self.scenario.market == "subscription":
            raise ValueError(
                "trips: a subscription market has none, since its customers use what they "
                "subscribe to; only those of occasion markets can be recorded"
            )
        self.entrants = entrants
        self.compiled = compiled
        self.threads = threads
        self.world = World(self.scenario, seed)
        self.horizon = self.scenario.horizon if periods is None else periods
        self._upcoming = interventions(self.scenario, entrants)
        self._allocate(trips)
        self.providers = {
            name: Provider(self, name, j, self.scenario.providers[name])
            for j, name in enumerate(self.world.names)
        }
        terms = [provider.terms for provider in self.providers.values()]
        self.accounts = Accounts(self.horizon, scale_of(self.scenario), terms)
        self._settle_successions()
        self.customers = Customers(self)
        self.datacollector = mesa.DataCollector(model_reporters=reporters(self.world.names))
        self._collects = collect
        if begin:
            self._begin()

    # One period, read top to bottom.

    def step(self) -> None:
        """Runs one period; does nothing after the last."""
        if self.period >= self.horizon:
            self.running = False
            return
        self._live()
        if self._collects:
            self.datacollector.collect(self)
        self.running = self.period < self.horizon

    def _live(self) -> None:
        """Interventions; providers; customers; books."""
        self._intervene()
        self._set_clock()
        stirring = [provider.step() for provider in self._agents_of_providers]
        if any(stirring):
            self._note_announcements()
        self._spread_news()
        self._let_contacts_go()
        self._grow()
        if self._has_attention:
            self._queues.call_up(self._call, self._people[0], self._stage, self._standings)
        self._customers_act()
        self._close_books()
        self.period += 1

    def _customers_act(self) -> None:
        if self.trips.kept:
            season = float(self.world.clock["season"][0])
            self.trips.make_room(self.population["needs"][: self.present], season)
        if self.compiled:
            books = (self._tallies, self._standings, self._hazards, *self.ledger.buffers)
            trips = (self.trips.buffer, self.trips.rows)
            arguments = (*self._people, self._stage, *books, *trips, self.chunk_size)
            self._threads.advance(arguments, self._queues.tables, self._chunks)
        else:
            one_by_one.act(self)

    def _close_books(self) -> None:
        now = self.period
        total = self.history[now] if now >= 0 else self._burnt
        hazard = self.hazard[now] if now >= 0 else self._hazard_burnt
        known = self.known[now] if now >= 0 else self._known_burnt
        own = (self._tallies, self._standings, self._hazards)
        now_known = (total, hazard, self._aware, known)
        self._call("close_books", *own, self._scene.providers, self.present, *now_known)
        for provider in self._agents_of_providers:
            if provider.terms.capacity is not None:
                provider.note(total)
        if now < 0:
            self.burn_in_shares.append(total[:, USES].copy())
            self.ledger.clear()
            return
        self.is_open[now] = self.world.columns["open"]
        self.fill[now] = self.world.columns["stock"]
        for number in self.accounts.close(self._call, now, total, self.is_open[now]):
            self._agents_of_providers[number].close()
        self.ledger.collect()
        if self.trips.kept:
            self.trips.check()

    # The parts of a period.

    def _intervene(self) -> None:
        changed = self._upcoming.get(self.period)
        if changed is None:
            return
        self.scenario = changed
        self.world.load(changed)
        for name, provider in self.providers.items():
            provider.change(changed.providers[name])
        self._post_all()
        self._queues.forget()

    def _set_clock(self) -> None:
        clock = self.world.clock
        clock["period"][0] = self.period
        clock["panel"][0] = self.period % PANEL_SIZE
        if self.scenario.customers.calendar is not None:
            clock["season"][0] = self.world.season(month_of(self.scenario, self.period))
        self.world.columns["survey_now"][:] = (self.period % self._survey_every) == 0

    def _note_announcements(self) -> None:
        announcing = self.world.columns["announce"] > 0
        columns, clock = self.world.columns, self.world.clock
        before, reach = columns["reach_before"], columns["reach"]
        announcing |= (before < reach) & (columns["greeting"] > 0)
        clock["announced"][0] = (announcing & (columns["open"] > 0)) @ self._bits
        clock["retreating"][0] = ((before > reach) & (columns["open"] > 0)) @ self._bits

    def _spread_news(self) -> None:
        """Those who know a provider learn of the latent outcomes that it begins to offer."""
        for provider, outcomes in self.news.items():
            knowing = (self.population["aware"] >> provider) & 1 == 1
            self.population["learned"][knowing] |= np.uint16(outcomes)
        self.news.clear()

    def _let_contacts_go(self) -> None:
        for provider in self._with_contacts:
            contacts = provider.terms.contacts
            assert contacts is not None
            self._call(
                "departures", self.scene, provider.number, contacts.turnover, self.world.departed
            )

    def _grow(self) -> None:
        growth = self.scenario.customers.growth
        if growth == 0 or self.period < 0:
            return
        wanted = min(self._final, round(self._initial * (1 + growth) ** (self.period + 1)))
        if wanted > self.present:
            before, self.present = self.present, wanted
            self.world.clock["customers"][0] = wanted
            books = self.books_of(0)
            self._call("welcome", *self._people, self._scene, books, before, wanted)

    # Making of the market.

    def _allocate(self, trips: bool) -> None:
        scenario = self.scenario
        count, providers = scenario.customers.count, len(self.world.names)
        outcomes, segments = len(self.world.outcome_names), len(self.world.segment_names)
        self._initial = count
        self._final = round(count * (1 + scenario.customers.growth) ** self.horizon)
        if self._final > 4 * count:
            raise ValueError(f"the market would grow from {count} to {self._final} customers")
        self.present = count
        self.world.clock["customers"][0] = count
        self.population = np.zeros(self._final, CUSTOMER).view(np.recarray)
        self.relations = np.zeros((self._final, providers), RELATION).view(np.recarray)
        self.tastes = np.zeros((self._final, outcomes), np.float32)
        self._told = np.zeros((self._final, 2), TOLD).view(np.recarray)
        self._told.provider = -1
        self._told.period = self.population.day = LONG_AGO
        first, neighbours = neighbours_of_all(
            scenario.customers.network, self._final, self.seed & 0x7FFFFFFF
        )
        self.scene = self.world.scene(self._told, first, neighbours)
        self._make_ready()
        self.chunk_size = engine.chunk_size(self._final)
        self._chunks = -(-self._final // self.chunk_size)
        self._tallies = np.zeros((self._chunks, providers + 1, len(COLUMNS)))
        self._standings = np.zeros((self._chunks, providers + 1, 3))
        self._hazards = np.zeros((self._chunks, segments, providers, 2, BANDS))
        self._hazard_burnt = np.zeros((segments, providers, 2, BANDS), np.float32)
        self._known_burnt = np.zeros(providers)
        self._burnt = np.zeros((providers + 1, len(COLUMNS)))
        self._threads = engine.Threads(self.threads)
        self._queues = Queues(self._threads.count, providers)
        self._aware = np.zeros(providers)
        self.news = {}
        self._bits = 1 << np.arange(providers)
        self.ledger = Ledger(self._chunks, self.chunk_size, outcomes)
        self.trips = Trips(self._chunks, self.chunk_size, kept=trips)
        self.history = np.zeros((self.horizon, providers + 1, len(COLUMNS)))
        self.hazard = np.zeros((self.horizon, segments, providers, 2, BANDS), np.float32)
        self.known = np.zeros((self.horizon, providers))
        self.is_open = np.zeros((self.horizon, providers), bool)
        self.fill = np.ones((self.horizon, providers))
        self.burn_in_shares: list[np.ndarray] = []

    def _make_ready(self) -> None:
        """The arrays as kernels take them: a plain array costs half of a record array to pass."""
        as_is = (lambda array: array) if not self.compiled else plain
        self._people = (as_is(self.population), as_is(self.relations), self.tastes)
        self._scene = type(self.scene)(*(as_is(array) for array in self.scene))
        self._stage = self._scene._replace(world=as_is(self.world.world))

    def _settle_successions(self) -> None:
        for provider in self.providers.values():
            successor = provider.terms.replaced_by
            if successor is not None:
                provider.closes = self.providers[successor].enters
        self._agents_of_providers = list(self.providers.values())
        self._post_all()

    def _post_all(self) -> None:
        """Publishes all offers, and takes note of what providers pay and ask."""
        terms = [provider.terms for provider in self.providers.values()]
        for provider in self.providers.values():
            provider.post()
        self._survey_every = np.array([t.survey.every if t.survey else NEVER for t in terms])
        self._with_contacts = [p for p in self.providers.values() if p.terms.contacts]
        self._has_attention = bool(self.world.providers["attends"].any())
        self.accounts.read(terms)

    def _populate(self) -> None:
        """Newcomers everywhere, who choose a first provider and use it once."""
        self.period = -self.scenario.burn_in
        self._set_clock()
        for provider in self._agents_of_providers:
            provider.step()
            known = provider.terms.known
            advertised = self.scenario.rules.mechanisms.advertising
            share = 1.0 if known is None or not advertised else known
            self.world.columns["known"][provider.number] = share * (provider.reach or 0.0)
        self._note_announcements()
        books = self.books_of(0)
        people = (*self._people, self._scene)
        self._call("welcome", *people, books, 0, self.present)
        mean = self._call("settle", *people)
        if self.scenario.rules.evaluation.norm is None:
            self.world.clock["norm"][0] = mean
        self._call("get_used", *people)
        self.take_stock()

    def _begin(self) -> None:
        """The people come, and live through the burn-in."""
        self._populate()
        for _ in range(self.scenario.burn_in):
            self._live()
        self._open_books()

    def _open_books(self) -> None:
        """Ends the burn-in: what is offered now is what later decline is measured against."""
        self.world.reference[:] = self.world.levels
        self.world.world.trips = self.trips.kept
        self.period = 0

    def books_of(self, chunk: int) -> Books:
        """What one chunk of customers writes in."""
        exits, parts, _ = self.ledger.buffers
        trips = self.trips.buffer
        if not self.compiled:
            exits, trips = exits.view(np.recarray), trips.view(np.recarray)
        return Books(
            self._tallies[chunk],
            self._standings[chunk],
            self._queues.tables[0],
            self._hazards[chunk],
            exits[chunk],
            parts[chunk],
            trips[chunk],
            self.trips.rows[chunk],
        )

    def _call(self, name: str, *arguments: Any) -> Any:
        kernel = getattr(engine, name)
        if self.compiled:
            return kernel(*arguments)
        with np.errstate(over="ignore"):
            return kernel.interpreted(*arguments)

    # What others may ask.

    def take_stock(self) -> None:
        """Counts anew who is with whom, which is kept running: do so after changing customers."""
        self._standings[:] = 0.0
        for chunk in range(self._chunks):
            first, last = chunk * self.chunk_size, min((chunk + 1) * self.chunk_size, self.present)
            people = (*self._people[:2], self._scene)
            self._call("take_stock", *people, self.books_of(chunk), first, last)
        self._queues.forget()

    @property
    def scenario(self) -> Scenario:
        """The scenario, as interventions left it; Mesa 3.5 has a setter that writes to it."""
        return self._in_force

    @scenario.setter
    def scenario(self, scenario: Scenario) -> None:
        self._in_force = scenario

    @property
    def agents(self) -> Any:
        """All agents, providers and customers; asking makes every customer an agent."""
        for _ in self.customers:
            pass
        return self._all_agents

    @property
    def price_name(self) -> str | None:
        """Name of the outcome that is the price."""
        for name, outcome in self.scenario.problem.outcomes.items():
            if outcome.revenue:
                return name
        return None

    def customers_of(self, number: int) -> int:
        """Customers of a provider at the end of the last period."""
        if self.period <= 0:
            return int((self.population.main[: self.present] == number).sum())
        return int(self.history[self.period - 1, number, CUSTOMERS])

    def release(self) -> None:
        """Lets go of what Mesa keeps of every model ever made, so that sweeps stay small."""
        counters = getattr(mesa.Agent, "_ids", None)
        if counters is not None:
            counters.pop(self, None)
