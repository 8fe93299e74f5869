"""Runs the rules over the whole population: compiled by Numba, or as they stand.

The rules are marked in `sim.registry`; here Numba is told about every one of them, so that the same
functions run compiled. Customers are divided into chunks that depend on the size of the population
alone; threads take whole chunks, and each chunk keeps its own books, so neither the result nor its
rounding depends on the number of threads.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.extending import register_jitable

from sim.borrowing import borrow, fetch_soon
from sim.compiling import Beside
from sim.layout import Books, Scene
from sim.randomness import CALLS, DEPARTURE, NEED, PERIOD, draws, fill_with_luck, luck_of_need
from sim.registry import RARE_RULES, RULES
from sim.rules.arrival import arrive, first_impression, sign
from sim.rules.asking import note_events, note_state, note_use
from sim.rules.attention import QUEUE_STEPS
from sim.rules.choice import choose
from sim.rules.counting import PANEL_SIZE, ask_panel, stand
from sim.rules.evaluation import evaluate
from sim.rules.experience import quality
from sim.rules.period import live, rest, wake
from sim.rules.talk import meet_somebody
from sim.rules.words import (
    CUSTOMERS,
    ENTRIES,
    FORGOTTEN,
    LEARNED,
    NOBODY,
    REVENUE,
    SATISFACTION,
    SERVING_COLUMNS,
    VALUE,
)

BEFORE_ALL_NEEDS = 255
"""Number of the need that chose the first provider; no period has so many."""
LEAST_CHUNK = 1024
AHEAD = 4
"""Customers before one's turn at which memory is asked for."""
MOST_CHUNKS = 128

for _function in RULES:
    register_jitable(forceinline=True)(_function)
for _function in RARE_RULES:
    register_jitable(_function)


def chunk_size(customers: int) -> int:
    """Customers in a chunk, from the size of the population alone."""
    return max(LEAST_CHUNK, -(-customers // MOST_CHUNKS))


def _sources_hash() -> str:
    """Changes whenever a rule changes: Numba's own check sees only the file of the kernel."""
    digest = hashlib.sha256(f"{numba.__version__} {np.__version__} {sys.version}".encode())
    folder = Path(__file__).parent
    for path in sorted([*folder.glob("rules/*.py"), *folder.glob("*.py")]):
        if path.parent.name == "rules" or path.stem in (
            "borrowing",
            "engine",
            "layout",
            "randomness",
        ):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Where compiled rules are kept between runs; `OVERSTAP_CACHE` overrides it."""
    base = os.environ.get("OVERSTAP_CACHE") or os.environ.get("XDG_CACHE_HOME")
    root = Path(base) if base else Path.home() / ".cache"
    folder = root / "overstap" / _sources_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"overstap-{os.getuid()}" / folder.name
        folder.mkdir(parents=True, exist_ok=True)
    return folder


CACHE = cache_folder()
_BESIDE = Beside()


class Kernel:
    """A loop over customers, compiled on first use and kept for later processes.

    The types of the arguments never change (`sim.layout` fixes them all), so that after the first
    call the machine code is entered directly; finding it anew costs Numba twice the time of the
    call itself. Only `sim.market` calls kernels, with arrays that it made.

    Attributes:
        interpreted: the same loop, not compiled.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.interpreted = function
        settings: Any = numba.config
        before = settings.CACHE_DIR
        settings.CACHE_DIR = str(CACHE)
        try:
            compiler = numba.njit(nogil=True, cache=True, error_model="numpy")
            self._compiled: Any = compiler(function)
        finally:
            settings.CACHE_DIR = before
        self._enter: Callable[..., Any] = self._first_call

    def __call__(self, *arguments: Any) -> Any:
        """Runs the loop."""
        return self._enter(*arguments)

    def compile_for(self, *arguments: Any) -> None:
        """Compiles the loop for arguments of these types, and keeps it; nothing is run."""
        self._compiled.compile(tuple(numba.typeof(argument) for argument in arguments))

    def replace_by(self, function: Callable[..., Any]) -> None:
        """From now on a call is one of this function."""
        self._enter = function

    def _first_call(self, *arguments: Any) -> Any:
        if self is advance:
            _BESIDE.wait()
        elif not is_compiled():
            _BESIDE.start()
        result = self._compiled(*arguments)
        (compiled,) = self._compiled.overloads.values()
        self._enter = compiled.entry_point
        return result


def kernel(function: Callable[..., Any]) -> Kernel:
    """Makes a kernel of a function."""
    return Kernel(function)


def is_compiled() -> bool:
    """Whether an earlier process left compiled rules for this version on this machine."""
    return any(CACHE.rglob("*.advance-*.nbc")) if CACHE.exists() else False


@kernel
def advance(
    customers: Any,
    relations: Any,
    tastes: Any,
    scene: Any,
    tallies: Any,
    standings: Any,
    hazards: Any,
    exits: Any,
    parts: Any,
    rows: Any,
    trips: Any,
    trip_rows: Any,
    size: int,
    queue: Any,
    first: int,
    last: int,
) -> None:
    """One period of the customers in chunks first to last - 1.

    First everybody wakes, and those to whom nothing happens are done; their luck is made for many
    at once. The others live their day one after the other, while memory is got ready for the next.
    The world comes as an array of one: a record of so many fields takes ten microseconds to pass.
    """
    # A record cannot be returned inside a tuple, so the bundle is made anew here.
    scene = Scene(
        scene.world[0],
        borrow(scene.providers),
        borrow(scene.levels),
        borrow(scene.modes),
        borrow(scene.segments),
        borrow(scene.weights),
        borrow(scene.outcomes),
        borrow(scene.reference),
        borrow(scene.touchpoints),
        borrow(scene.departed),
        borrow(scene.told),
        borrow(scene.first_neighbour),
        borrow(scene.neighbours),
    )
    customers, relations, tastes = borrow(customers), borrow(relations), borrow(tastes)
    luck = np.empty((4, size))
    needs = np.empty((4, size))
    seeds = np.empty(size, np.uint64)
    busy = np.empty(size, np.int64)
    meets = np.empty(size, np.int64)
    for chunk in range(first, last):
        books = Books(
            borrow(tallies[chunk]),
            borrow(standings[chunk]),
            borrow(queue),
            borrow(hazards[chunk]),
            borrow(exits[chunk]),
            borrow(parts[chunk]),
            borrow(trips[chunk]),
            borrow(trip_rows[chunk]),
        )
        start = chunk * size
        stop = min(start + size, scene.world.customers)
        fill_with_luck(luck, seeds, scene.world, start, stop - start, PERIOD)
        fill_with_luck(needs, seeds, scene.world, start, stop - start, NEED)
        stirring = 0
        for k in range(stop - start):
            u = (luck[0, k], luck[1, k], luck[2, k], luck[3, k])
            busy[stirring] = k
            if wake(customers[start + k], u, scene):
                stirring += 1
            else:
                rest(customers[start + k], u, scene, books)
        for place in range(stirring):
            k = busy[place]
            meets[place] = meet_somebody(customers[start + k], luck[1, k], seeds[k], scene)
        row = rows[chunk]
        for place in range(stirring):
            if place + AHEAD < stirring:
                i = start + busy[place + AHEAD]
                fetch_soon(customers, i)
                fetch_soon(relations, i)
                fetch_soon(tastes, i)
                fetch_soon(scene.told, i)
                fetch_soon(scene.told, max(0, meets[place + AHEAD]))
            k = busy[place]
            i = start + k
            u = (luck[0, k], luck[1, k], luck[2, k], luck[3, k])
            first_need = (needs[0, k], needs[1, k], seeds[k])
            neighbour = meets[place]
            row = live(
                customers[i], relations[i], tastes[i], u, first_need, neighbour, scene, books, row
            )
        asked = start + (scene.world.panel - start) % PANEL_SIZE
        for i in range(asked, stop, PANEL_SIZE):
            if i + PANEL_SIZE < stop:
                fetch_soon(relations, i + PANEL_SIZE)
            ask_panel(customers[i], relations[i], tastes[i], scene, books)
        rows[chunk] = row


@kernel
def welcome(
    customers: Any, relations: Any, tastes: Any, scene: Any, books: Any, first: int, last: int
) -> None:
    """Makes newcomers of the customers first to last - 1."""
    for i in range(first, last):
        customers[i].id = i
        arrive(customers[i], relations[i], tastes[i], scene, books)


@kernel
def settle(customers: Any, relations: Any, tastes: Any, scene: Any) -> float:
    """Gives everybody a first provider, by choice; returns the mean quality that is delivered."""
    total = 0.0
    served = 0
    for i in range(scene.world.customers):
        customer = customers[i]
        seed = luck_of_need(scene.world, i, scene.world.period, BEFORE_ALL_NEEDS)[2]
        choice = choose(customer, relations[i], tastes[i], seed, scene)
        if choice == NOBODY:
            continue
        customer.main = choice
        customer.since = scene.world.period - 1
        for place in range(scene.world.recent):
            customer.recent[place] = choice
        if choice < scene.world.providers:
            customer.last = choice
            total += quality(customer, tastes[i], choice, scene)
            served += 1
    return total / max(1, served)


@kernel
def get_used(customers: Any, relations: Any, tastes: Any, scene: Any) -> None:
    """First experiences with the first provider; contracts begin at a random point."""
    for i in range(scene.world.customers):
        customer = customers[i]
        customer.norm = scene.world.norm
        if customer.main < 0 or customer.main >= scene.world.providers:
            continue
        relation = relations[i, customer.main]
        first_impression(customer, relation, tastes[i], customer.main, scene)
        evaluate(
            customer, relation, quality(customer, tastes[i], customer.main, scene), scene.world
        )
        if scene.world.subscription:
            sign(customer, customer.main, scene)
            if customer.contract > 0:
                customer.contract = 1 + i % customer.contract
        for side in range(2):
            tell = scene.told[i, side]
            tell.period = scene.world.period - 2 + side
            tell.provider = customer.last
            tell.satisfaction = relation.satisfaction
            tell.belief = relation.belief
            tell.point = customer.point


@kernel
def take_stock(
    customers: Any, relations: Any, scene: Any, books: Any, first: int, last: int
) -> None:
    """Enters the customers first to last - 1 among those of their providers."""
    for i in range(first, last):
        stand(customers[i], relations[i], 1.0, scene, books)


@kernel
def count_queue(customers: Any, worlds: Any, providers: Any, queue: Any) -> None:
    """Counts the customers at each place of their provider's queue, where it has one."""
    for i in range(worlds[0].customers):
        main = customers[i].main
        if 0 <= main < len(providers) and providers[main].attends:
            queue[main, customers[i].place] += 1


@kernel
def call_up(customers: Any, worlds: Any, providers: Any, queues: Any, standings: Any) -> None:
    """Sets `cut`, the least place of each provider's queue that is reached.

    As many customers are reached as the capacity holds, and never more; customers in the last place
    that fits only in part wait, unless the provider calls a number of them: then as many of these
    are reached as fit. Clears the queues, int32 [thread, provider, QUEUE_STEPS].

    Args:
        customers: CUSTOMER.
        worlds: WORLD, an array of one.
        providers: PROVIDER.
        queues: counts, a table a thread.
        standings: float64 [chunk, provider + 1, 3], see `Books.standing`.
    """
    world = worlds[0]
    for j in range(len(providers)):
        provider = providers[j]
        provider.cut = QUEUE_STEPS
        provider.span = 0
        if not provider.attends:
            continue
        room = int(provider.capacity * standings[:, j, 0].sum()) + provider.calls
        place = QUEUE_STEPS - 1
        while place >= provider.least and queues[:, j, place].sum() <= room:
            room -= queues[:, j, place].sum()
            place -= 1
        provider.cut = place + 1
        if provider.calls == 0 or room == 0 or place < provider.least:
            continue
        u = draws(world, 0, world.period, 0, CALLS, provider.key)
        provider.first = int(u[0] * world.customers)
        while room > 0:
            customer = customers[(provider.first + provider.span) % world.customers]
            room -= customer.main == j and customer.place == place
            provider.span += 1
    queues[:] = 0


@kernel
def departures(scene: Any, provider: int, turnover: float, departed: Any) -> None:
    """Decides which account managers of a provider leave this period."""
    world = scene.world
    key = scene.providers[provider].key
    for person in range(scene.providers[provider].contacts):
        u = draws(world, person, world.period, 0, DEPARTURE, key)
        departed[provider, person] = 1 if u[0] < turnover else 0


@kernel
def close_books(
    tallies: Any,
    standings: Any,
    hazards: Any,
    providers: Any,
    present: int,
    total: Any,
    hazard: Any,
    aware: Any,
    known: Any,
) -> None:
    """Adds up the chunks' books, in their order, clears them, and tells providers their size."""
    # Plain loops: they compile in a tenth of the time that sums of whole arrays take.
    total[:] = 0.0
    hazard[:] = 0.0
    segments, count, kinds, bands = hazard.shape
    for chunk in range(len(tallies)):
        for j in range(count + 1):
            for column in range(total.shape[1]):
                total[j, column] += tallies[chunk, j, column]
                tallies[chunk, j, column] = 0.0
            total[j, CUSTOMERS] += standings[chunk, j, 0]
            total[j, SATISFACTION] += standings[chunk, j, 1]
            total[j, VALUE] += standings[chunk, j, 2]
        for segment in range(segments):
            for j in range(count):
                for kind in range(kinds):
                    for band in range(bands):
                        hazard[segment, j, kind, band] += hazards[chunk, segment, j, kind, band]
                        hazards[chunk, segment, j, kind, band] = 0.0
    for j in range(len(providers)):
        aware[j] += total[j, LEARNED] - total[j, FORGOTTEN]
        known[j] = aware[j] / present
        providers[j].known = known[j]
        providers[j].use_share = total[j, CUSTOMERS] / present


@kernel
def settle_accounts(
    total: Any,
    is_open: Any,
    units: Any,
    fixed: Any,
    spent: Any,
    runway: Any,
    profit: Any,
    serving: Any,
    cost: Any,
    cash: Any,
) -> None:
    """Books what providers earned and paid in a period; see `sim.accounts.Accounts`."""
    for j in range(len(profit)):
        paid = 0.0
        for place in range(len(SERVING_COLUMNS)):
            paid += total[j, SERVING_COLUMNS[place]] * units[j, place]
        serving[j] = paid
        paid += total[j, ENTRIES] * units[j, len(SERVING_COLUMNS)]
        cost[j] = paid + (fixed[j] + spent[j]) * is_open[j]
        profit[j] += total[j, REVENUE] - cost[j]
        cash[j] = runway[j] + profit[j]


@kernel
def ask(
    numbers: Any,
    customers: Any,
    relations: Any,
    tastes: Any,
    scene: Any,
    period: int,
    were: Any,
    rows: Any,
) -> None:
    """Notes the customers of these numbers, before a period, in `were`; their state in `rows`."""
    for k in range(len(numbers)):
        i = numbers[k]
        were[k] = customers[i]
        note_state(customers[i], relations[i], tastes[i], period, scene, rows[k])


@kernel
def look_back(
    numbers: Any,
    place: Any,
    customers: Any,
    scene: Any,
    were: Any,
    uses: Any,
    filled: Any,
    trips: int,
    rows: Any,
) -> None:
    """Notes in `rows` what happened in a period; of all uses only trips stay, if they are kept."""
    for chunk in range(len(uses)):
        left = 0
        for line in range(filled[chunk, 0]):
            use = uses[chunk, line]
            now = use.period == scene.world.period
            if now and place[use.customer] >= 0:
                k = place[use.customer]
                note_use(use, were[k], customers[use.customer], scene, rows[k])
            if not now or (trips and use.used != use.main):
                uses[chunk, left] = use
                left += 1
        filled[chunk, 0] = left
    for k in range(len(numbers)):
        note_events(were[k], customers[numbers[k]], scene, rows[k])


class Threads:
    """Runs `advance` over chunks on several threads; the rules release the interpreter's lock."""

    def __init__(self, count: int) -> None:
        self.count = max(1, count)
        self._pool = ThreadPoolExecutor(self.count - 1) if self.count > 1 else None

    def advance(self, arguments: tuple[Any, ...], queues: Any, chunks: int) -> None:
        """One period of all chunks; each thread has a queue of its own to count in."""
        if self._pool is None or chunks < 2 * self.count:
            advance(*arguments, queues[0], 0, chunks)
            return
        bounds = [chunks * k // self.count for k in range(self.count + 1)]
        others = [
            self._pool.submit(advance, *arguments, queues[k], bounds[k], bounds[k + 1])
            for k in range(1, self.count)
        ]
        advance(*arguments, queues[0], bounds[0], bounds[1])
        for other in others:
            other.result()
