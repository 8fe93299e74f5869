"""The luck of a need: one block of Philox, and SplitMix64 for all names at that need.

Levels are those of `tests.test_randomness`: four standard errors, divided among many comparisons.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from math import factorial, sqrt
from typing import Any

import numba
import numpy as np
import pytest
from scipy import stats

import sim.engine  # noqa: F401  # teaches Numba the rules
from sim import randomness
from sim.layout import WORLD
from sim.randomness import (
    EPOCH,
    NEED,
    PERIOD,
    ROUNDS,
    bell,
    draws,
    fill_with_luck,
    luck_of_need,
    name_key,
    philox4x32,
    split,
    splitmix64,
    uniform,
    words,
)
from tests.markets import LIMIT, RARE

SIZE = 50_000
KEYS = [name_key(name) for name in ("airline", "train", "intercity", "ouigo", "iryo", "mode rail")]
AT_A_NEED = ("CHOICE", "MODE", "EXPERIENCE", "TOUCHPOINT", "TALK", "ADVERTISING", "SURVEY")
AT_A_NEED += ("CROWD", "VOICE", "OUTCOME_OF_NEED")
PURPOSES = [getattr(randomness, name) for name in AT_A_NEED]
# Of the reference implementation: seed, outputs.
KNOWN_ANSWERS = {
    1234567: [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ],
    0: [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC],
}


@pytest.fixture(autouse=True)
def _numbers_wrap_round() -> Any:
    """NumPy's numbers warn of an overflow where compiled ones, as meant, wrap round."""
    with np.errstate(over="ignore"):
        yield


@numba.njit
def _splitmix64(seed: Any, place: Any) -> Any:
    return splitmix64(seed, place)


@numba.njit
def _split(seed: Any, purpose: Any, name: Any) -> Any:
    return split(seed, purpose, name)


@numba.njit
def _bell(seed: Any, purpose: Any, name: Any) -> Any:
    return bell(seed, purpose, name)


@numba.njit
def _bells(seeds: Any, purpose: Any, name: Any) -> Any:
    numbers = np.empty(len(seeds))
    for i in range(len(seeds)):
        numbers[i] = bell(seeds[i], purpose, name)
    return numbers


@numba.njit
def _luck_of_need(world: Any, who: Any, period: Any, need: Any) -> Any:
    return luck_of_need(world, who, period, need)


@numba.njit
def _fill_with_luck(luck: Any, seeds: Any, world: Any, first: Any, count: Any, what: Any) -> Any:
    fill_with_luck(luck, seeds, world, first, count, what)


def world_of(seed: int = 2**40 + 12345, period: int = 0) -> Any:
    """The record with the seed and the period."""
    world = np.zeros(1, WORLD)
    world["seed_low"], world["seed_high"] = seed & 0xFFFFFFFF, seed >> 32
    world["period"] = period
    return world[0]


def record_of(world: Any) -> Any:
    """The same, for an interpreted run."""
    return np.array([world], WORLD).view(np.recarray)[0]


def seeds_of(period: int = 0, need: int = 0) -> np.ndarray:
    """Seeds of a need of many customers, by Philox on whole arrays."""
    who = np.arange(SIZE, dtype=np.uint64)
    world = world_of()
    rest = (period + EPOCH, need * 256 + NEED, 0, world["seed_low"], world["seed_high"])
    _, _, c, d = philox4x32(ROUNDS, who, *(np.uint64(word) for word in rest))
    seeds: np.ndarray = (c << np.uint64(32)) | d
    return seeds


def splits(seeds: np.ndarray, purpose: int, name: int) -> np.ndarray:
    """What `split` gives, for many at once: float64 of shape (2, size)."""
    z = splitmix64(seeds, np.uint64((purpose << 32) | name))
    halves = (z >> np.uint64(32), z & np.uint64(0xFFFFFFFF))
    return np.array([(half.astype(float) + 0.5) * 2.0**-32 for half in halves])


@pytest.mark.parametrize("generator", [splitmix64, _splitmix64], ids=["interpreted", "compiled"])
@pytest.mark.parametrize("seed", KNOWN_ANSWERS)
def test_splitmix_gives_the_published_answers(generator: Any, seed: int) -> None:
    """Output by output, each from its place alone."""
    expected = KNOWN_ANSWERS[seed]
    places = range(len(expected))
    assert [int(generator(np.uint64(seed), np.uint64(k))) for k in places] == expected
    assert int(generator(np.uint64(seed), np.uint64(len(expected) - 1))) == expected[-1]


def test_splitmix_is_its_own_sequence() -> None:
    """Place by place it gives what the generator gives step by step, from a state that grows, at
    any distance: a place is as good as a stream."""
    golden, far = 0x9E3779B97F4A7C15, (11 << 32) | 0x6327F03D
    state = np.uint64((999 + far * golden) % 2**64)
    for step in range(4):
        assert splitmix64(np.uint64(999), np.uint64(far + step)) == splitmix64(
            state, np.uint64(step)
        )


def test_a_split_is_a_function_of_seed_purpose_and_name() -> None:
    seed = np.uint64(0xFEDCBA9876543210)
    first = split(seed, 11, 99)
    assert first == split(seed, 11, 99) == tuple(splits(np.array([seed]), 11, 99)[:, 0].tolist())
    others = [split(seed, 12, 99), split(seed, 11, 100), split(seed + np.uint64(1), 11, 99)]
    assert len({first, *others}) == 4
    z = int(splitmix64(seed, np.uint64((11 << 32) | 99)))
    assert first == (uniform(z >> 32), uniform(z & 0xFFFFFFFF))


@pytest.mark.parametrize("name", [0, 7, 2**32 - 1, KEYS[0]])
def test_compiled_and_interpreted_luck_are_the_same(name: int) -> None:
    """For whatever seed, the types of a rule's arguments included: keys are 32-bit fields."""
    for seed in (0, 1, 2**63, 2**64 - 1, 0x0123456789ABCDEF):
        for purpose in PURPOSES:
            for key in (name, np.uint32(name)):
                arguments = (np.uint64(seed), purpose, key)
                assert _split(*arguments) == split(*arguments)
                assert _bell(*arguments) == bell(*arguments)


@pytest.mark.parametrize(
    "generator", [luck_of_need, _luck_of_need], ids=["interpreted", "compiled"]
)
def test_the_luck_of_a_need_is_one_block(generator: Callable[..., Any]) -> None:
    """Two uniform numbers as `draws` gives them, and a seed of the other 64 bits."""
    for who, period, need in ((0, 0, 0), (7, -24, 3), (2**32 - 1, 2399, 59), (5, -600, 255)):
        record = record_of(world_of())
        world = record if generator is luck_of_need else world_of()
        u, v, seed = generator(world, who, period, need)
        block = words(record, who, period, need, NEED, 0)
        assert (u, v) == draws(record, who, period, need, NEED, 0)[:2]
        assert int(seed) == int(block[2]) << 32 | int(block[3])


@pytest.mark.parametrize("way", [fill_with_luck, _fill_with_luck], ids=["interpreted", "compiled"])
@pytest.mark.parametrize("purpose", [PERIOD, NEED])
@pytest.mark.parametrize("period", [-600, 0, 17, 2399])
@pytest.mark.parametrize(("first", "count"), [(0, 67), (1024, 16), (2**32 - 9, 9), (5, 0), (5, -3)])
def test_luck_of_many_at_once_is_that_of_each(
    way: Any, purpose: int, period: int, first: int, count: int
) -> None:
    """Bit for bit what `draws` and `luck_of_need` give one by one; nothing beyond is written."""
    for seed in (0, 1, 2**32, 2**64 - 1, 0x9E3779B97F4A7C15):
        world = world_of(seed, period)
        luck, seeds = np.full((4, 80), -1.0), np.full(80, 77, np.uint64)
        way(
            luck,
            seeds,
            world if way is _fill_with_luck else record_of(world),
            first,
            count,
            purpose,
        )
        record = record_of(world)
        for i in range(count):
            assert tuple(luck[:, i]) == draws(record, first + i, period, 0, purpose, 0)
            if purpose == NEED:
                u, v, own = luck_of_need(record, first + i, period, 0)
                assert (luck[0, i], luck[1, i], seeds[i]) == (u, v, own)
        assert (luck[:, max(0, count) :] == -1.0).all()
        assert (seeds[max(0, count) :] == 77).all()


# Distributions.


def not_related(columns: np.ndarray) -> None:
    """No two rows are correlated: z = r sqrt(n), at a level that is divided among the pairs."""
    related = np.corrcoef(columns)
    pairs = related[np.triu_indices(len(columns), 1)]
    limit = stats.norm.isf(RARE / 2 / len(pairs))
    assert np.abs(pairs).max() * sqrt(columns.shape[1]) < limit


def test_splits_are_uniform() -> None:
    """Both halves, for every purpose and several names, at the level of all together."""
    seeds = seeds_of()
    for purpose, name in itertools.product(PURPOSES, [0, *KEYS]):
        for column in splits(seeds, purpose, name):
            assert stats.kstest(column, "uniform").pvalue > RARE / 100


def test_names_and_purposes_at_a_need_do_not_share_their_luck() -> None:
    """Nor do they share it with the two numbers that the need has for itself."""
    seeds = seeds_of()
    rows = [splits(seeds, *at) for at in itertools.product(PURPOSES, [0, 1, *KEYS])]
    who = np.arange(SIZE, dtype=np.uint64)
    world = world_of()
    key = (np.uint64(world["seed_low"]), np.uint64(world["seed_high"]))
    block = philox4x32(ROUNDS, who, np.uint64(EPOCH), np.uint64(NEED), np.uint64(0), *key)
    not_related(np.concatenate([*rows, np.array(block[:2], float)]))


def test_needs_and_periods_do_not_share_their_luck() -> None:
    """The same name at ten needs, and in ten periods, in a row."""
    at = (randomness.CHOICE, KEYS[0])
    not_related(np.concatenate([splits(seeds_of(need=k), *at) for k in range(10)]))
    not_related(np.concatenate([splits(seeds_of(period=k - 5), *at) for k in range(10)]))


def test_customers_do_not_share_their_luck_of_names() -> None:
    """Each against those 1, 2, 3 and 1024 further on."""
    numbers = splits(seeds_of(), randomness.CHOICE, KEYS[1])
    kept = SIZE - 1024
    shifted = [numbers[:, lag : lag + kept] for lag in (0, 1, 2, 3, 1024)]
    not_related(np.concatenate(shifted))


def test_neighbouring_seeds_and_places_do_not_share_their_luck() -> None:
    """Seeds in a row, and names in a row: the worst that could be asked of the mixing."""
    seeds = np.arange(SIZE, dtype=np.uint64)
    not_related(np.concatenate([splits(seeds + np.uint64(k * SIZE), 11, 0) for k in range(5)]))
    not_related(np.concatenate([splits(seeds, 11, name) for name in range(10)]))
    for column in splits(seeds, 11, 0):
        assert stats.kstest(column, "uniform").pvalue > RARE


def test_pairs_of_splits_fill_the_square() -> None:
    """Beyond correlation: 16 x 16 cells, for the two halves, two names and two purposes."""
    seeds = seeds_of()
    one, name, purpose = (
        splits(seeds, *at)
        for at in (
            (randomness.CHOICE, KEYS[0]),
            (randomness.CHOICE, KEYS[1]),
            (randomness.MODE, KEYS[0]),
        )
    )
    for a, b in ((one[0], one[1]), (one[0], name[0]), (one[1], name[1]), (one[0], purpose[0])):
        cells, _, _ = np.histogram2d(a, b, bins=16, range=((0, 1), (0, 1)))
        assert stats.chisquare(cells.ravel()).pvalue > RARE / 4


def test_bell() -> None:
    """The sum of four uniform numbers, standardized: Irwin and Hall's distribution; its fourth
    cumulant is that of a uniform number, -1/120, times 4, times 3^2 for the scale."""
    sample = _bells(seeds_of(), randomness.EXPERIENCE, KEYS[0])

    def irwin_hall(x: Any) -> Any:
        s = np.asarray(x) / sqrt(3) + 2
        terms = [
            (-1) ** k * factorial(4) / factorial(k) / factorial(4 - k) * np.maximum(s - k, 0) ** 4
            for k in range(5)
        ]
        return np.sum(terms, axis=0) / factorial(4)

    assert stats.kstest(sample, irwin_hall).pvalue > RARE
    error_of_variance = sqrt((-4 * 9 / 120 + 2) / SIZE)
    assert abs(sample.var() - 1.0) < LIMIT * error_of_variance
    assert abs(sample.mean()) < LIMIT / sqrt(SIZE)
    assert np.abs(sample).max() < 3.5


def test_bell_uses_all_four_parts() -> None:
    """Put together by hand from the output; its ends are the same on both sides."""
    for seed in (0, 5, 2**64 - 1):
        z = int(splitmix64(np.uint64(seed), np.uint64((9 << 32) | 3)))
        parts = [(z >> shift & 0xFFFF) / 2**16 + 2.0**-17 for shift in (0, 16, 32, 48)]
        assert bell(np.uint64(seed), 9, 3) == pytest.approx(sqrt(3) * (sum(parts) - 2), abs=1e-12)
    not_related(np.array([_bells(seeds_of(), purpose, KEYS[0]) for purpose in PURPOSES]))
    not_related(np.array([_bells(seeds_of(need=k), PURPOSES[2], KEYS[0]) for k in range(6)]))
