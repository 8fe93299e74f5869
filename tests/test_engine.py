"""The engine: compiled and interpreted alike, and books that agree with the people.

The markets have every mechanism at work (`tests.markets.rich`), and every period of every customer
is looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest

import sim.rules.period as rules
from sim import layout
from sim.market import Market
from sim.one_by_one import luck_of
from sim.randomness import (
    CHOICE,
    MODE,
    PERIOD,
    draws,
    gumbel,
    luck_of_need,
    shared_gumbel,
    split,
)
from sim.rules.choice import OUTSIDE_KEY
from sim.rules.counting import PANEL_SIZE, ask_panel
from sim.rules.words import (
    AT_RISK,
    BY_HABIT,
    COLUMNS,
    CUSTOMERS,
    DEFECTION,
    DEFECTIONS,
    ENGAGEMENT,
    ENTRIES,
    FAILURES,
    INVOLUNTARIES,
    INVOLUNTARY,
    NOBODY,
    REACHED,
    REVENUE,
    SATISFACTION,
    STOP,
    STOPS,
    UNITS,
    USES,
)
from tests.markets import (
    people,
    rich,
    run,
    same_books,
    same_people,
    same_records,
    same_running_counts,
)

KINDS = ("occasion", "subscription")
RULES = ("compare", "threshold", "satisfaction_only")
CLOSE = 1e-4
"""32-bit state, in markets whose numbers are below a hundred: the last digits may differ."""


class Comparison(NamedTuple):
    """One moment of choice: the state before it, and what came of it."""

    customer: Any
    relations: Any
    taste: Any
    need: int
    period: int
    choice: int


class Need(NamedTuple):
    """One need: the main provider before and after, the choice, and the comparisons so far."""

    customer: int
    born: int
    period: int
    number: int
    compared: int
    before: int
    after: int
    choice: int
    open: tuple[bool, ...]


class Record:
    """What an interpreted and a compiled run of the same market were like.

    Attributes:
        differences: fields in which they differed, by period.
        comparisons: all moments of choice of the interpreted run, in order.
        needs: all needs of the interpreted run, in order.
        slow, fast: the two markets at the end.
        levels: the offers posted, by period.
    """

    def __init__(
        self, kind: str, rule: str, customers: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.comparisons: list[Comparison] = []
        self.needs: list[Need] = []
        self.levels: dict[int, np.ndarray] = {}
        self.differences: list[str] = []
        self._need = 0
        scenario = rich(kind, rules__exit=rule, customers__count=customers)
        # Its burn-in compiles all rules: Numba must not see those that are watched.
        self.fast = Market(scenario, rng=5, collect=False)
        monkeypatch.setattr(rules, "choose", self._choose(rules.choose))
        monkeypatch.setattr(rules, "meet_need", self._meet_need(rules.meet_need))
        self.slow = Market(scenario, rng=5, compiled=False, collect=False)
        self._compare()
        while self.slow.running:
            self.slow.step()
            self.fast.step()
            self.levels[self.slow.period - 1] = self.slow.world.levels.copy()
            self._compare()

    def _compare(self) -> None:
        period, present = self.slow.period, self.slow.present
        for array in ("population", "relations"):
            mine, yours = getattr(self.slow, array)[:present], getattr(self.fast, array)[:present]
            for name in mine.dtype.names:
                if mine.dtype[name].base.kind == "f":
                    gap = np.abs(mine[name].astype(float) - yours[name]).max()
                    same = gap <= CLOSE
                else:
                    same = np.array_equal(mine[name], yours[name])
                if not same:
                    self.differences.append(f"{array}.{name} at the start of {period}")

    def _choose(self, choose: Any) -> Any:
        def watched(customer: Any, relations: Any, taste: Any, seed: Any, scene: Any) -> Any:
            state = (customer.copy(), relations.copy(), taste.copy())
            choice = choose(customer, relations, taste, seed, scene)
            moment = (self._need, int(scene.world.period), int(choice))
            self.comparisons.append(Comparison(*state, *moment))
            return choice

        return watched

    def _meet_need(self, meet_need: Any) -> Any:
        def watched(customer: Any, relations: Any, taste: Any, need: int, *rest: Any) -> Any:
            before, turn, scene = int(customer.main), int(customer.turn), rest[3]
            self._need = need
            row = meet_need(customer, relations, taste, need, *rest)
            self.needs.append(
                Need(
                    int(customer.id),
                    int(customer.born),
                    int(scene.world.period),
                    need,
                    len(self.comparisons),
                    before,
                    int(customer.main),
                    int(customer.recent[turn]),
                    tuple(bool(is_open) for is_open in scene.providers.open),
                )
            )
            return row

        return watched


@pytest.fixture(scope="module", params=KINDS)
def record(request: pytest.FixtureRequest) -> Iterator[Record]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield Record(request.param, "compare", 500, monkeypatch)


def test_compiled_and_interpreted_runs_are_the_same(record: Record) -> None:
    """All choices, counts and flags equal, all 32-bit numbers within 1e-4: every one of 500
    customers and more, in every one of 24 periods, after a burn-in of 6."""
    assert record.differences == []
    assert record.slow.present > 600
    for one, other in zip(
        record.slow.ledger.everything(), record.fast.ledger.everything(), strict=True
    ):
        assert len(one) == len(other) > 100
    assert np.allclose(record.slow.history, record.fast.history, rtol=1e-4, atol=1e-4)
    assert np.array_equal(record.slow.hazard, record.fast.hazard)
    assert np.array_equal(record.slow.known, record.fast.known)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rule", RULES[1:])
def test_the_rival_rules_are_the_same_compiled_and_interpreted(
    kind: str, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = Record(kind, rule, 200, monkeypatch)
    assert record.differences == []
    exits, _ = record.slow.ledger.everything()
    assert (exits["kind"] == DEFECTION).sum() > 20


def test_no_field_hides_behind_an_attribute_of_numpy() -> None:
    """`record.shape` would be NumPy's shape, not the field, in an interpreted run."""
    for value in vars(layout).values():
        if isinstance(value, np.dtype):
            hidden = [name for name in value.names or () if hasattr(np.record, name)]
            assert hidden == []


def utilities(record: Record, moment: Comparison) -> tuple[dict[int, float], dict[int, float]]:
    """Utility, net of switching costs but without luck, and luck of all that is compared: written
    down anew from the model, in 64 bits, from the state before the decision."""
    market, scenario = record.slow, record.slow.initial
    customer, relations = moment.customer, moment.relations
    taste, levels = moment.taste.astype(float), record.levels[moment.period]
    names, outcomes = market.world.names, list(scenario.problem.outcomes)
    main = int(customer.main)
    seen = [
        not scenario.problem.outcomes[name].latent or bool(int(customer.learned) >> k & 1)
        for k, name in enumerate(outcomes)
    ]
    cost = 0.0
    if 0 <= main < len(names):
        terms = scenario.providers[names[main]]
        cost = scenario.rules.switching.procedural
        cost += float(relations[main].points) + float(relations[main].bond)
        if customer.contract and terms.contract.exit_fee:
            fare = abs(taste[outcomes.index("fare")])
            cost += terms.contract.exit_fee * int(customer.contract) * fare
    utility, luck = {}, {}
    world = market.scene.world

    with np.errstate(over="ignore"):
        seed = luck_of_need(world, customer.id, moment.period, moment.need)[2]

    def uniform(purpose: int, name: int) -> Any:
        with np.errstate(over="ignore"):
            return split(seed, purpose, name)

    for j, name in enumerate(names):
        provider = market.providers[name]
        if not provider.enters <= moment.period < provider.closes:
            continue
        if not int(customer.aware) >> j & 1:
            continue
        relation = relations[j]
        risk = scenario.rules.learning.uncertainty_cost * float(relation.variance)
        utility[j] = (
            float((taste * levels[j])[seen].sum())
            + float(relation.belief)
            - risk
            + scenario.providers[name].constant
            + float(relation.taste)
            - (0.0 if j == main else cost)
        )
        mode = market.scene.modes[int(market.scene.providers[j].mode)]
        luck[j] = mode.within * gumbel(uniform(CHOICE, market.scene.providers[j].key)[0])
        if mode.within < 1.0:
            u = uniform(MODE, mode.key)
            luck[j] += shared_gumbel(u[0], u[1], mode.within, mode.bend)
    segment = list(scenario.customers.segments.values())[customer.segment]
    if segment.outside is not None:
        outside = len(names)
        utility[outside] = segment.outside - (0.0 if main == outside else cost)
        luck[outside] = gumbel(uniform(CHOICE, OUTSIDE_KEY)[0])
    return utility, luck


def test_everybody_chooses_the_best(record: Record) -> None:
    """The highest utility plus luck among all that are known and open, at every comparison."""
    compared = [moment for moment in record.comparisons if moment.period >= 0]
    assert len(compared) > 2000
    for moment in compared:
        utility, luck = utilities(record, moment)
        total = {j: utility[j] + luck[j] for j in utility}
        best = max(total, key=lambda j: total[j]) if total else NOBODY
        close = total and total[best] - total.get(moment.choice, -np.inf) < CLOSE
        assert moment.choice == best or close


def test_push_pull_mooring_and_luck_add_up(record: Record) -> None:
    """For every defection and stop that was decided in its own period: the difference in utility
    between the two, as recomputed from the state before the decision."""
    exits, parts = record.slow.ledger.everything()
    places = place_of_exits(record)
    checked = 0
    for row, by_outcome in zip(exits, parts, strict=True):
        if row["kind"] == INVOLUNTARY:
            continue
        need = places[int(row["customer"]), int(row["period"])]
        moment = record.comparisons[need.compared - 1]
        decided = (int(moment.customer.id), moment.period, moment.need, moment.choice)
        if decided != (need.customer, need.period, need.number, int(row["to"])):
            continue  # decided earlier, and repeated until it was most used
        utility, luck = utilities(record, moment)
        to, origin = int(row["to"]), int(row["origin"])
        if origin not in utility:
            continue
        gap = utility[to] + luck[to] - utility[origin] - luck[origin]
        whole = sum(float(row[name]) for name in ("push", "pull", "mooring", "luck"))
        assert whole == pytest.approx(gap, abs=CLOSE)
        assert row["luck"] == pytest.approx(luck[to] - luck[origin], abs=CLOSE)
        assert gap > 0, "the new one was better, all told"
        outcomes = len(by_outcome) // 2
        assert by_outcome[:outcomes].sum() + row["service"] == pytest.approx(row["push"], abs=CLOSE)
        assert by_outcome[outcomes:].sum() + row["rest"] == pytest.approx(row["pull"], abs=CLOSE)
        checked += 1
    assert checked > 50


def test_luck_is_that_of_the_deciding_comparison(record: Record) -> None:
    """An exit that was compared for tells the luck of the customer's last comparison that another
    than the main provider won; that main provider is the one that is left. All others are habit."""
    comparisons = defaultdict(list)
    for place, moment in enumerate(record.comparisons):
        if moment.choice not in (NOBODY, int(moment.customer.main)):
            comparisons[int(moment.customer.id)].append((place, moment))
    exits, _ = record.slow.ledger.everything()
    places = place_of_exits(record)
    for row in exits[exits["kind"] != INVOLUNTARY]:
        if row["trigger"] == BY_HABIT:
            assert row["luck"] == 0
            continue
        end = places[int(row["customer"]), int(row["period"])].compared
        last = [m for place, m in comparisons[int(row["customer"])] if place < end][-1]
        if last.period < 0:
            continue  # the offers of the burn-in are not kept
        _, luck = utilities(record, last)
        assert (int(last.customer.main), last.choice) == (row["origin"], row["to"])
        expected = luck[int(row["to"])] - luck[int(row["origin"])]
        assert row["luck"] == pytest.approx(expected, abs=CLOSE)


def place_of_exits(record: Record) -> dict[tuple[int, int], Need]:
    """The need at which a customer changed provider in a period."""
    return {
        (need.customer, need.period): need
        for need in record.needs
        if NOBODY != need.before != need.after and need.before < len(record.slow.world.names)
    }


def test_the_main_provider_is_the_one_most_used(record: Record) -> None:
    """Occasion markets, from the uses themselves: the open provider, or doing without, with most of
    the last five needs. A tie stays, so does who just used the main provider, and there is one
    change a period at most; where several others have most, any of them will do. Subscription
    markets: the last choice."""
    if record.slow.initial.market == "subscription":
        for need in record.needs:
            assert need.after == need.choice or need.choice == NOBODY
        return
    names = record.slow.world.names
    recent: dict[tuple[int, int], deque[int]] = {}
    changed: set[tuple[int, int]] = set()
    newcomers = 0
    for need in record.needs:
        person = (need.customer, need.born)
        if person not in recent:
            # The first inhabitants have used their first provider only.
            first = [need.before] * 5 if need.before != NOBODY else []
            assert need.born == -6 or not first
            recent[person] = deque(first, maxlen=5)
            newcomers += not first
        if need.before == NOBODY:
            recent[person].clear()  # a newcomer, or one whose provider closed
        recent[person].append(need.choice)
        count = Counter(
            used
            for used in recent[person]
            if used == len(names) or need.open[used] or used == need.before
        )
        moment = (need.customer, need.period)
        if moment in changed:
            assert need.after == need.before
            continue
        mine, others = count[need.before], [n for used, n in count.items() if used != need.choice]
        if need.choice == need.before or mine == max(count.values()):
            assert need.after == need.before
        elif count[need.choice] > max(others, default=0):
            assert need.after == need.choice
        if need.after != need.before:
            assert count[need.after] > mine
        if need.after != need.before:
            changed.add(moment)
    assert newcomers > 100


class Backwards(Market):
    """A market whose customers are visited from the last to the first, and live all of their day
    before the next one wakes."""

    def _customers_act(self) -> None:
        for chunk in reversed(range(self._chunks)):
            books = self.books_of(chunk)
            row = int(self.ledger.rows[chunk])
            last = min((chunk + 1) * self.chunk_size, self.present)
            for i in reversed(range(chunk * self.chunk_size, last)):
                with np.errstate(over="ignore"):
                    row = self._one_acts(i, books, row)
            self.ledger.rows[chunk] = row

    def _one_acts(self, i: int, books: Any, row: int) -> int:
        customer = self.customers[i]
        record, state = customer.record, (customer.record, customer.relations, customer.taste)
        u = draws(self.scene.world, i, self.period, 0, PERIOD, 0)
        if rules.wake(record, u, self.scene):
            row = rules.live(*state, *luck_of(record, self.scene), self.scene, books, row)
        else:
            rules.rest(record, u, self.scene, books)
        if i % PANEL_SIZE == self.scene.world.panel:
            ask_panel(*state, self.scene, books)
        return row


@pytest.mark.parametrize("kind", KINDS)
def test_the_order_of_customers_does_not_matter(kind: str) -> None:
    """Visited backwards, everybody ends in the same state, bit for bit, and so does the ledger, put
    in order. Sums of satisfaction, engagement and money are added up in another order: their last
    digits may differ."""
    markets = [
        cls(rich(kind), rng=2, compiled=False, collect=False, customers=120, periods=14)
        for cls in (Market, Backwards)
    ]
    for market in markets:
        while market.running:
            market.step()
    forwards, backwards = markets
    assert same_people(forwards, backwards) == []
    exits, _ = backwards.ledger.everything()
    order = np.lexsort((exits["customer"], exits["period"]))
    for one, other in zip(forwards.ledger.everything(), backwards.ledger.everything(), strict=True):
        assert len(one) > 20
        assert same_records(one, other[order])
    counts = [k for k in range(len(COLUMNS)) if k not in (SATISFACTION, ENGAGEMENT, REVENUE)]
    assert np.array_equal(forwards.history[:, :, counts], backwards.history[:, :, counts])
    assert np.allclose(forwards.history, backwards.history, rtol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_threads_do_not_matter(kind: str) -> None:
    """Bit for bit, with 12,000 customers and more: two chunks for each of five threads. So are the
    queues for attention, which each thread counts for itself, and who is reached by them."""
    one = run(rich(kind), customers=12_000, threads=1)
    for threads in (2, 3, 5):
        market = run(rich(kind), customers=12_000, threads=threads)
        assert market._chunks >= 2 * threads, "or they would not be used"
        assert same_people(one, market) + same_books(one, market) == []
        assert same_running_counts(one, market) == []
    assert (one.history[:, :, REACHED].sum(1) > 500).all()


def test_a_seed_makes_a_run() -> None:
    """The same seed the same run, another seed another; the high half of a seed counts too."""
    first = run(rich("occasion"), rng=7)
    again = run(rich("occasion"), rng=7)
    assert same_people(first, again) + same_books(first, again) == []
    for seed in (8, 7 + 2**32):
        other = run(rich("occasion"), rng=seed)
        assert {"population.main", "tastes"} <= set(same_people(first, other))
        assert "history" in same_books(first, other)


def before(market: Market, period: int) -> list[np.ndarray]:
    """All books up to a period."""
    exits, parts = market.ledger.everything()
    early = exits["period"] < period
    books = [getattr(market, name)[:period] for name in ("history", "hazard", "known")]
    books += [market.accounts.cost[:period], market.accounts.cash[:period]]
    return [*books, exits[early], parts[early]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("threads", [1, 2])
def test_a_late_change_changes_nothing_before(kind: str, threads: int) -> None:
    """Common random numbers: a fare that rises at 12 leaves all books before 12 the same, bit for
    bit, and most customers where they would have been after it."""
    rise = [{"at": 12, "set": {"providers.alpha.offer.fare": 60}}]
    without = run(rich(kind, interventions=[]), customers=3000, threads=threads)
    market = run(rich(kind, interventions=rise), customers=3000, threads=threads)
    for one, other in zip(before(without, 12), before(market, 12), strict=True):
        assert same_records(one, other)
    assert not np.array_equal(without.history[12], market.history[12])
    same = (people(without).main == people(market).main).mean()
    assert 0.5 < same < 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_the_world_without_the_entrant_is_the_same_before_its_entry(kind: str) -> None:
    """And afterwards nobody is with the entrant there."""
    market = run(rich(kind), customers=3000)
    without = run(rich(kind), customers=3000, entrants=False)
    for one, other in zip(before(without, 11), before(market, 11), strict=True):
        assert same_records(one, other)
    entrant = market.world.names.index("zeta")
    assert market.history[:, entrant, USES].sum() > 100
    assert not without.history[:, entrant].any()


@pytest.mark.parametrize("kind", KINDS)
def test_interventions_take_effect_at_their_period(kind: str) -> None:
    """What customers pay tells the fare, failures the switch, who is reached the policy."""
    changes = [
        {"at": 5, "set": {"providers.alpha.offer.fare": 24.5}},
        {"at": 9, "set": {"providers.alpha.offer.fare": 41}},
        {"at": 0, "set": {"providers.beta.offer.fare": 26}},
        {"at": 13, "set": {"rules.mechanisms.failures": False}},
        {"at": 17, "set": {"providers.beta.attention.policy": "none"}},
    ]
    market = run(rich(kind, interventions=changes), customers=2000)
    alpha, beta = (market.world.names.index(name) for name in ("alpha", "beta"))
    price = market.history[:, :, REVENUE] / np.maximum(1, market.history[:, :, UNITS])
    assert price[:, alpha] == pytest.approx([30] * 5 + [24.5] * 4 + [41] * 15)
    assert price[:, beta] == pytest.approx([26] * 24)
    failures = market.history[:, :, FAILURES].sum(1)
    assert (failures[:13] > 50).all()
    assert not failures[13:].any()
    reached = market.history[:, beta, REACHED]
    assert (reached[1:17] > 0).all()
    assert not reached[17:].any()
    assert market.initial.providers["alpha"].offer["fare"] == 30
    assert market.scenario.providers["alpha"].offer["fare"] == 41


@pytest.fixture(scope="module", params=[(k, r) for k in KINDS for r in RULES], ids="-".join)
def lived(request: pytest.FixtureRequest) -> Any:
    """A market of 3,000 and what its people were like before and after each period."""
    kind, rule = request.param
    market = Market(rich(kind, rules__exit=rule), rng=3, collect=False, customers=3000)
    mains, aware = [people(market).main.copy()], []
    while market.running:
        market.step()
        mains.append(people(market).main.copy())
        aware.append(people(market).aware.copy())
    return market, mains, aware


def count(mains: np.ndarray, providers: int) -> np.ndarray:
    """Customers of each provider."""
    return np.bincount(mains[(mains >= 0) & (mains < providers)], minlength=providers)


def test_customers_come_and_go_through_the_books(lived: Any) -> None:
    """customers(t) = customers(t - 1) + entries - defections - stops - involuntary exits, for every
    provider and period; what a defector leaves, another enters."""
    market, mains, _ = lived
    providers = len(market.world.names)
    for t in range(24):
        row = market.history[t, :-1]
        gone = row[:, DEFECTIONS] + row[:, STOPS] + row[:, INVOLUNTARIES]
        then, now = count(mains[t], providers), count(mains[t + 1], providers)
        assert np.array_equal(now, then + row[:, ENTRIES] - gone)
        assert np.array_equal(now, row[:, CUSTOMERS])
        assert row[:, ENTRIES].sum() >= row[:, DEFECTIONS].sum()


def test_use_of_a_subscription_is_by_its_customers(lived: Any) -> None:
    """Each customer uses the one subscribed to once a period: uses are customers. In occasion
    markets use and main provider may differ."""
    market, _, _ = lived
    if market.initial.market == "subscription":
        assert np.array_equal(market.history[:, :-1, USES], market.history[:, :-1, CUSTOMERS])


def test_only_those_at_risk_defect(lived: Any) -> None:
    """In every period, segment, provider and half point; and the two tables agree."""
    market, mains, _ = lived
    at_risk, left = market.hazard[:, :, :, 0], market.hazard[:, :, :, 1]
    assert (at_risk >= left).all()
    assert np.array_equal(at_risk.sum((1, 3)), market.history[:, :-1, AT_RISK])
    assert np.array_equal(left.sum((1, 3)), market.history[:, :-1, DEFECTIONS])
    providers = len(market.world.names)
    for t in range(24):
        then = count(mains[t], providers)
        assert (market.history[t, :-1, AT_RISK] <= then).all()
        if market.initial.market == "subscription":
            assert np.array_equal(market.history[t, :-1, AT_RISK], then)


def test_the_ledger_agrees_with_the_tallies(lived: Any) -> None:
    """Rows by period, provider and kind; and defections by half point and segment."""
    market, _, _ = lived
    exits, _ = market.ledger.everything()
    assert same_records(exits, exits[np.lexsort((exits["customer"], exits["period"]))])
    for kind, column in (
        (DEFECTION, DEFECTIONS),
        (STOP, STOPS),
        (INVOLUNTARY, INVOLUNTARIES),
    ):
        rows = exits[exits["kind"] == kind]
        counted = np.zeros_like(market.history[:, :-1, column])
        np.add.at(counted, (rows["period"], rows["origin"]), 1)
        assert np.array_equal(counted, market.history[:, :-1, column])
    rows = exits[exits["kind"] == DEFECTION]
    counted = np.zeros_like(market.hazard[:, :, :, 1])
    np.add.at(counted, (rows["period"], rows["segment"], rows["origin"], rows["band"]), 1)
    assert np.array_equal(counted, market.hazard[:, :, :, 1])
    assert (rows["to"] != rows["origin"]).all()
    _, times = np.unique(exits[["period", "customer"]], return_counts=True)
    assert times.max() == 1, "one exit a customer and period"


def test_a_ledger_row_tells_who_went_where(lived: Any) -> None:
    """Origin and destination are the main providers before and after the period."""
    market, mains, _ = lived
    exits, _ = market.ledger.everything()
    went = exits[exits["kind"] != INVOLUNTARY]
    assert len(went) > 300
    for row in went:
        period, customer = int(row["period"]), int(row["customer"])
        assert mains[period][customer] == row["origin"]
        assert mains[period + 1][customer] == row["to"]


def test_known_shares_are_counts_of_the_aware(lived: Any) -> None:
    """The books of who learned and who was replaced add up to the people."""
    market, _, aware = lived
    for t in range(24):
        for j in range(len(market.world.names)):
            assert market.known[t, j] == (aware[t] >> j & 1).sum() / len(aware[t])


def test_everybody_knows_the_provider_in_use(lived: Any) -> None:
    market, mains, aware = lived
    for t in range(24):
        served = (mains[t + 1] >= 0) & (mains[t + 1] < len(market.world.names))
        assert (aware[t][served] >> mains[t + 1][served] & 1).all()


def test_closed_providers_have_no_customers(lived: Any) -> None:
    """delta closes at 7, when epsilon enters; zeta enters at 11."""
    market, _, _ = lived
    place = {name: j for j, name in enumerate(market.world.names)}
    assert not market.history[7:, place["delta"], CUSTOMERS].any()
    assert not market.history[7:, place["delta"], USES].any()
    assert market.history[7, place["delta"], INVOLUNTARIES] > 100
    assert not market.history[:7, place["epsilon"], USES].any()
    assert market.history[7, place["epsilon"], USES] > 0
    assert not market.history[:11, place["zeta"], USES].any()
    assert market.history[11:, place["zeta"], USES].sum() > 50


POLICIES = ("random", "squeaky_wheel", "satisfied_first", "likely_to_leave", "none")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("capacity", [0.003, 0.1, 0.37, 1.0])
def test_nobody_reaches_more_than_the_capacity(kind: str, policy: str, capacity: float) -> None:
    """At most capacity x own customers at the start of the period, rounded down, for every provider
    in every period. Random attention wastes no more than the place in the queue that fits only in
    part: with fewer than 2,000 customers in 4,096 places a Poisson number of mean below 0.5, which
    exceeds 10 with a chance below 1e-11."""
    attention = {"policy": policy, "capacity": capacity}
    names = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
    changes = {f"providers__{name}__attention": attention for name in names}
    scenario = rich(kind, interventions=[], **changes)
    market = Market(scenario, rng=4, collect=False, customers=2000)
    while market.running:
        room = np.floor(capacity * count(people(market).main, len(names)))
        market.step()
        reached = market.history[market.period - 1, :-1, REACHED]
        assert (reached <= room).all()
        if policy == "random" and 0.05 < capacity < 1 and market.period > 2:
            alpha = market.world.names.index("alpha")
            gone = market.history[market.period - 1, alpha, INVOLUNTARIES]
            assert reached[alpha] >= room[alpha] - gone - 10
    if policy == "none":
        assert not market.history[:, :, REACHED].any()
    elif capacity >= 0.1:
        assert market.history[:, :, REACHED].sum() > 100
