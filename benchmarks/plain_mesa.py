"""The same market as ordinary Mesa agents: the peer that the engine is measured against.

The port reads the same scenario and follows the same rules as `sim.rules`, for occasion markets
without contracts and contact persons. It is written as a competent user of Mesa would write it who
wants it to be quick: plain attributes in slots, Python floats, one generator, lists by provider, no
shuffling where order does not matter, and no work where nothing happens. Luck comes from
`random.Random`, so its runs agree with the engine's in distribution and not one by one.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

import mesa

from benchmarks.plain_customer import PlainCustomer
from benchmarks.plain_leaving import Exit
from benchmarks.plain_provider import PlainProvider
from benchmarks.plain_rules import read_rules, refuse_what_is_missing, refuse_what_may_not_change
from sim.network import neighbours_of_all
from sim.rules.counting import PANEL_SIZE
from sim.rules.words import (
    BANDS,
    COLUMNS,
    CUSTOMERS,
    ENTRIES,
    FORGOTTEN,
    LEARNED,
    NOBODY,
    REACHED,
    RECOVERED,
    SATISFACTION,
    UNITS,
    USES,
)
from sim.scenario import Scenario, load, with_values
from sim.scenario.parties import Mode

MONTHS = {"week": 12 / 52, "month": 1.0, "quarter": 3.0, "year": 12.0}

__all__ = ["Exit", "PlainCustomer", "PlainMarket", "PlainProvider"]

Table = list[list[float]]


class PlainMarket(mesa.Model):
    """A market, one period a step.

    Attributes:
        period: the period that the next step runs; burn-in periods were negative.
        providers, customers: the agents, by number.
        history: for each period, a row for each provider and one for the outside option, see
            `sim.rules.words.COLUMNS`.
        hazards: for each period [segment][provider][at risk, defected][half point of satisfaction].
        knowing, costs: for each period, a number for each provider.
        ledger: every exit.
    """

    def __init__(
        self,
        scenario: Scenario | str = "airline_vs_train",
        *,
        rng: int | None = None,
        customers: int | None = None,
        periods: int | None = None,
        entrants: bool = True,
        collect: bool = True,
    ) -> None:
        """Makes the population and lives through the burn-in.

        Args:
            scenario: a scenario, or the name of one.
            rng: seed.
            customers: number of customers, instead of the scenario's.
            periods: horizon, instead of the scenario's.
            entrants: False for the world in which no disruptor enters.
            collect: whether Mesa's DataCollector keeps shares and satisfaction each period.

        Raises:
            ValueError: the scenario has something that the port leaves out.
        """
        super().__init__(rng=rng)
        scenario = scenario if isinstance(scenario, Scenario) else load(scenario)
        if customers is not None:
            scenario = with_values(scenario, {"customers.count": customers})
        refuse_what_is_missing(scenario)
        self.scenario = scenario
        self.entrants = entrants
        self.collects = collect
        self.horizon = scenario.horizon if periods is None else periods
        self.draw = self.random.random
        self.panel_size = PANEL_SIZE
        self.upcoming = self.plan_interventions()
        self.period = -scenario.burn_in
        self.ledger: list[Exit] = []
        self.history: list[Table] = []
        self.hazards: list[list] = []
        self.knowing: list[list[float]] = []
        self.costs: list[list[float]] = []
        self.words: list[tuple[PlainCustomer, Any]] = []
        self.read_scenario()
        self.make_providers()
        self.datacollector = mesa.DataCollector(model_reporters=self.reporters())
        self.populate()
        for _ in range(scenario.burn_in):
            self.live()
        self.open_books()

    def step(self) -> None:
        """Runs one period; does nothing after the last."""
        if self.period >= self.horizon:
            self.running = False
            return
        self.live()
        if self.collects:
            self.datacollector.collect(self)
        self.running = self.period < self.horizon

    def live(self) -> None:
        """Interventions; providers; customers; books."""
        self.intervene()
        self.set_clock()
        self.agents_by_type[PlainProvider].do("step")
        self.note_who_is_open()
        self.grow()
        self.customers_act()
        self.close_books()
        self.period += 1

    def customers_act(self) -> None:
        """Providers turn to some of their customers; then all customers live their day."""
        for provider in self.providers:
            if provider.attends:
                provider.attend(self.customers)
        self.agents_by_type[PlainCustomer].do("step")

    # The parts of a period.

    def intervene(self) -> None:
        """What the scenario changes in this period."""
        changed = self.upcoming.get(self.period)
        if changed is None:
            return
        self.scenario = changed
        self.read_scenario()
        for provider in self.providers:
            provider.change(changed.providers[provider.name])
            provider.post()

    def set_clock(self) -> None:
        """Season, and whom the panel asks."""
        self.panel = self.period % PANEL_SIZE
        self.season = 1.0
        calendar = self.scenario.customers.calendar
        if calendar is not None:
            start = int(self.scenario.start[5:]) - 1
            month = int(start + self.period * MONTHS[self.scenario.period]) % 12
            self.season = calendar[month] / (sum(calendar) / 12)

    def note_who_is_open(self) -> None:
        """Lists the open providers, by mode, and those that announce themselves."""
        self.open_providers = [p for p in self.providers if p.is_open]
        self.open_modes = [
            (self.modes[mode].within, list(providers))
            for mode, providers in groupby(self.open_providers, key=lambda p: p.mode)
        ]
        self.announcing = [p for p in self.open_providers if p.announce > 0.0]
        self.announced = sum(1 << p.number for p in self.announcing)

    def grow(self) -> None:
        """The market may grow."""
        growth = self.scenario.customers.growth
        if growth == 0 or self.period < 0:
            return
        wanted = min(self.final, round(self.initial * (1 + growth) ** (self.period + 1)))
        for number in range(len(self.customers), wanted):
            self.customers.append(PlainCustomer(self, number))

    def close_books(self) -> None:
        """Keeps the tables of this period, and opens new ones."""
        self.spread_words()
        for provider, row in zip(self.providers, self.tally, strict=False):
            provider.close_books(row, row[LEARNED] - row[FORGOTTEN], self.present())
        if self.period < 0:
            self.ledger.clear()
        else:
            self.history.append(self.tally)
            self.hazards.append(self.hazard)
            self.knowing.append([provider.known for provider in self.providers])
            self.costs.append([self.cost_of(provider) for provider in self.providers])
        self.new_books()

    def spread_words(self) -> None:
        """From now on neighbours can hear what was left for them in this period."""
        for customer, word in self.words:
            customer.told = word
        self.words = []

    def new_books(self) -> None:
        """Empty tables."""
        providers = range(len(self.providers))
        self.tally: Table = [[0.0] * len(COLUMNS) for _ in range(len(self.providers) + 1)]
        self.hazard = [[[[0] * BANDS, [0] * BANDS] for _ in providers] for _ in self.rules.segments]

    def present(self) -> int:
        """Customers in the market now."""
        return len(self.customers)

    def cost_of(self, provider: PlainProvider) -> float:
        """What the period cost a provider."""
        row, terms = self.tally[provider.number], provider.terms
        cost = (
            row[UNITS] * terms.money.per_need
            + row[CUSTOMERS] * terms.money.per_customer
            + row[REACHED] * terms.attention.cost
            + row[RECOVERED] * terms.recovery.cost
            + row[ENTRIES] * terms.money.acquisition
        )
        if provider.is_open:
            cost += terms.money.fixed + terms.money.advertising * terms.advertising
        return cost

    # Making of the market.

    def plan_interventions(self) -> dict[int, Scenario]:
        """The scenario as it stands from each intervention on."""
        plans: dict[int, Scenario] = {}
        scenario = self.scenario
        for intervention in sorted(scenario.interventions, key=lambda i: i.at):
            if intervention.needs and not self.entrants:
                continue
            scenario = with_values(scenario, intervention.set)
            refuse_what_may_not_change(self.scenario, scenario)
            plans[intervention.at] = scenario
        return plans

    def read_scenario(self) -> None:
        """Takes the numbers out of the scenario."""
        self.rules = read_rules(self.scenario)
        self.price_name, self.price_at_worst = None, 0.0
        for name, outcome in self.scenario.problem.outcomes.items():
            if outcome.revenue:
                self.price_name, self.price_at_worst = name, outcome.worst
        if self.scenario.rules.evaluation.norm is not None:
            self.usual_quality = self.scenario.rules.evaluation.norm
        blocks = self.scenario.providers
        self.modes = {
            mode: self.scenario.modes.get(mode) or Mode()
            for mode in dict.fromkeys(block.mode or name for name, block in blocks.items())
        }

    def make_providers(self) -> None:
        """Makes the provider agents; those of one mode stand together."""
        blocks = self.scenario.providers
        order = list(self.modes)
        names = sorted(blocks, key=lambda name: order.index(blocks[name].mode or name))
        self.outside = len(names)
        self.providers = [
            PlainProvider(self, name, number, blocks[name]) for number, name in enumerate(names)
        ]
        for provider in self.providers:
            if provider.terms.replaced_by is not None:
                provider.successor = self.providers[names.index(provider.terms.replaced_by)]
                provider.closes = provider.successor.enters
            provider.post()
            provider.reference = list(provider.levels)
        self.new_books()

    def populate(self) -> None:
        """Newcomers everywhere, who choose a first provider and use it once."""
        count = self.scenario.customers.count
        self.initial = count
        self.final = round(count * (1 + self.scenario.customers.growth) ** self.horizon)
        self.usual_quality = self.scenario.rules.evaluation.norm or 0.0
        network = self.scenario.customers.network
        seed = self.random.getrandbits(31)
        first, neighbours = neighbours_of_all(network, self.final, seed)
        self.first, self.neighbours = first.tolist(), neighbours.tolist()
        self.set_clock()
        for provider in self.providers:
            provider.step()
            known = provider.terms.known
            known = 1.0 if known is None or not self.rules.advertising else known
            provider.known = known * provider.reach
        self.note_who_is_open()
        self.make_customers(count)
        self.settle()

    def make_customers(self, count: int) -> None:
        """Newcomers who know what the market knows."""
        self.customers: list[PlainCustomer] = []
        for number in range(count):
            self.customers.append(PlainCustomer(self, number))

    def neighbours_of(self, number: int) -> list[int]:
        """Numbers of the neighbours of a customer."""
        return self.neighbours[self.first[number] : self.first[number + 1]]

    def settle(self) -> None:
        """Gives everybody a first provider, by choice, and a first experience with it."""
        total, served = 0.0, []
        for customer in self.customers:
            choice = customer.choose()
            if choice == NOBODY:
                continue
            customer.main = choice
            customer.recent = [choice] * len(customer.recent)
            if choice < self.outside:
                customer.last = choice
                quality = customer.quality(self.providers[choice])
                served.append((customer, quality))
                total += quality
        if self.scenario.rules.evaluation.norm is None:
            self.usual_quality = total / max(1, len(served))
        for customer in self.customers:
            customer.norm = self.usual_quality
        for customer, quality in served:
            relation = customer.relations[customer.main]
            customer.expect(self.providers[customer.main], relation, quality)
            customer.evaluate(relation, quality)
            told = (customer.last, relation.satisfaction, relation.belief / customer.point)
            customer.told = told

    def open_books(self) -> None:
        """Ends the burn-in: what is offered now is what later decline is measured against."""
        for provider in self.providers:
            provider.reference = list(provider.levels)
        self.period = 0

    def reporters(self) -> dict[str, Any]:
        """What Mesa's DataCollector keeps: share of use and satisfaction of every provider."""

        def share(number: int) -> Any:
            def report(market: PlainMarket) -> float:
                uses = [row[USES] for row in market.history[-1][:-1]]
                return uses[number] / sum(uses) if sum(uses) else 0.0

            return report

        def satisfaction(number: int) -> Any:
            def report(market: PlainMarket) -> float | None:
                row = market.history[-1][number]
                return row[SATISFACTION] / row[CUSTOMERS] if row[CUSTOMERS] else None

            return report

        reporters = {}
        for provider in self.providers:
            reporters[f"share of {provider.name}"] = share(provider.number)
            reporters[f"satisfaction of {provider.name}"] = satisfaction(provider.number)
        return reporters
