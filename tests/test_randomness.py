"""Counter-based random numbers: the published answers, the distributions, and independence.

Distributions are tested by Kolmogorov and Smirnov, and all levels are those of four standard errors
(`tests.markets.RARE`); where many comparisons are made, the level is divided among them.
"""

from __future__ import annotations

import itertools
from math import pi, sqrt
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
import pytest
from scipy import stats

import sim.engine  # noqa: F401  # teaches Numba the rules
from sim import randomness
from sim.randomness import (
    BENDS,
    EPOCH,
    ROUNDS,
    bend_at,
    draws,
    gamma,
    gumbel,
    name_key,
    normal,
    philox4x32,
    shared_gumbel,
)
from sim.world import bends
from tests.markets import LIMIT, RARE

ZEROS = ((0, 0, 0, 0), (0, 0))
ONES = ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2)
DIGITS_OF_PI = ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0))
# From kat_vectors of Random123 (Salmon, Moraes, Dror & Shaw): rounds, input, output.
KNOWN_ANSWERS = [
    (7, ZEROS, (0x5F6FB709, 0x0D893F64, 0x4F121F81, 0x4F730A48)),
    (7, ONES, (0x5207DDC2, 0x45165E59, 0x4D8EE751, 0x8C52F662)),
    (7, DIGITS_OF_PI, (0x4DFCCABA, 0x190A87F0, 0xC47362BA, 0xB6B5242A)),
    (10, ZEROS, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    (10, ONES, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (10, DIGITS_OF_PI, (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
]
WORLD = SimpleNamespace(seed_low=12345, seed_high=678)
PURPOSES = {
    name: value
    for name, value in vars(randomness).items()
    if name.isupper()
    and isinstance(value, int)
    and name not in ("ROUNDS", "BENDS", "EPOCH")
    and not isinstance(value, np.generic)
}
SIZE = 50_000


@numba.njit
def _compiled(rounds: int, c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    return philox4x32(rounds, c0, c1, c2, c3, k0, k1)


@pytest.mark.parametrize("generator", [philox4x32, _compiled], ids=["interpreted", "compiled"])
@pytest.mark.parametrize(("rounds", "given", "expected"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(
    generator: Any, rounds: int, given: Any, expected: Any
) -> None:
    counter, key = given
    words = [np.uint64(word) for word in (*counter, *key)]
    assert tuple(int(word) for word in generator(rounds, *words)) == expected


def test_philox_works_on_whole_arrays() -> None:
    """As `sim.reasons` uses it."""
    many = [np.full(3, word, np.uint64) for word in (*DIGITS_OF_PI[0], *DIGITS_OF_PI[1])]
    for word, expected in zip(philox4x32(7, *many), KNOWN_ANSWERS[2][2], strict=True):
        assert word.tolist() == [expected] * 3


def uniforms(
    who: Any = None,
    period: Any = 0,
    need: Any = 0,
    purpose: Any = randomness.CHOICE,
    name: Any = 7,
    world: Any = WORLD,
) -> np.ndarray:
    """What `draws` gives, for many at once: float64 of shape (4, size)."""
    who = np.arange(SIZE) if who is None else who
    words = [who, np.asarray(period) + EPOCH, np.asarray(need) * 256 + purpose, name]
    words = [np.asarray(word, np.uint64) for word in (*words, world.seed_low, world.seed_high)]
    numbers = philox4x32(ROUNDS, *words)
    size = np.broadcast(*words).shape
    return np.array([(np.broadcast_to(x, size) + 0.5) * 2.0**-32 for x in numbers])


def test_a_draw_is_a_function_of_what_it_is_for() -> None:
    """The arguments go where they should, and none of them is forgotten."""
    base = {"who": 3, "period": -5, "need": 2, "purpose": 4, "name": 99}
    first = draws(WORLD, *base.values())
    assert first == draws(WORLD, *base.values())
    assert first == tuple(uniforms(**base).tolist())
    for argument in base:
        changed = base | {argument: base[argument] + 1}
        assert draws(WORLD, *changed.values()) != first, argument
    for part in ("seed_low", "seed_high"):
        world = SimpleNamespace(**(vars(WORLD) | {part: 1}))
        assert draws(world, *base.values()) != first, part


def test_purposes_are_all_different_and_leave_room_for_the_need() -> None:
    assert len(PURPOSES) > 15
    assert len(set(PURPOSES.values())) == len(PURPOSES)
    assert all(0 < purpose < 256 for purpose in PURPOSES.values())


def test_the_key_of_a_name_is_its_own() -> None:
    """It depends on the name alone, on every machine: results rest on it."""
    assert name_key("train") == 0x6327F03D
    names = ["train", "airline", "Train", "train ", "", "mode rail", "é"]
    assert len({name_key(name) for name in names}) == len(names)
    assert all(0 <= name_key(name) < 2**32 for name in names)


def test_numbers_are_strictly_between_zero_and_one() -> None:
    """The ends of the range stay inside, so that no logarithm fails."""
    for word in (0, 2**32 - 1):
        assert 0.0 < (word + 0.5) * 2.0**-32 < 1.0
    numbers = uniforms()
    assert numbers.min() > 0
    assert numbers.max() < 1


def test_numbers_are_uniform() -> None:
    for column in uniforms():
        assert stats.kstest(column, "uniform").pvalue > RARE


def _not_related(columns: np.ndarray) -> None:
    """No two rows are correlated: z = r sqrt(n), at a level that is divided among the pairs."""
    related = np.corrcoef(columns)
    pairs = related[np.triu_indices(len(columns), 1)]
    limit = stats.norm.isf(RARE / 2 / len(pairs))
    assert np.abs(pairs).max() * sqrt(columns.shape[1]) < limit


def test_purposes_do_not_share_their_luck() -> None:
    """All four numbers of all purposes, for the same customers: a few thousand pairs."""
    _not_related(np.concatenate([uniforms(purpose=purpose) for purpose in PURPOSES.values()]))


@pytest.mark.parametrize("argument", ["name", "period", "need"])
def test_neighbouring_counters_do_not_share_their_luck(argument: str) -> None:
    """Ten names, periods or needs in a row."""
    _not_related(np.concatenate([uniforms(**{argument: k}) for k in range(10)]))


def test_providers_do_not_share_their_luck() -> None:
    keys = [name_key(name) for name in ("airline", "train", "intercity", "ouigo", "iryo")]
    _not_related(np.concatenate([uniforms(name=key) for key in keys]))


def test_customers_do_not_share_their_luck() -> None:
    """Each against those 1, 2, 3 and 1024 (a chunk) further on."""
    numbers = uniforms(who=np.arange(SIZE + 1024))
    shifted = [numbers[:, lag : lag + SIZE] for lag in (0, 1, 2, 3, 1024)]
    _not_related(np.concatenate(shifted))


def test_seeds_do_not_share_their_luck() -> None:
    """Seeds that differ in the lowest bit, or in the highest."""
    worlds = [
        SimpleNamespace(seed_low=low, seed_high=high)
        for low, high in itertools.product((0, 1, 2), (0, 1, 2**31))
    ]
    _not_related(np.concatenate([uniforms(world=world) for world in worlds]))


def test_pairs_of_numbers_fill_the_square() -> None:
    """Beyond correlation: 16 x 16 cells, for two numbers of a draw and for two purposes."""
    first, second = uniforms(purpose=1), uniforms(purpose=2)
    for a, b in itertools.chain(itertools.combinations(first, 2), zip(first, second, strict=True)):
        cells, _, _ = np.histogram2d(a, b, bins=16, range=((0, 1), (0, 1)))
        assert stats.chisquare(cells.ravel()).pvalue > RARE / 10


GUMBEL = stats.gumbel_r()
FOURTH_CUMULANT = 2 * pi**4 / 15
"""Of a Gumbel number; its variance is pi^2 / 6."""


def _variance_is(sample: np.ndarray, variance: float, fourth_cumulant: float) -> None:
    """A sample variance has a variance of (k4 + 2 s^4) / n."""
    error = sqrt((fourth_cumulant + 2 * variance**2) / len(sample))
    assert abs(sample.var() - variance) < LIMIT * error


def test_gumbel() -> None:
    sample = np.array([gumbel(u) for u in uniforms()[0]])
    assert stats.kstest(sample, GUMBEL.cdf).pvalue > RARE
    _variance_is(sample, pi**2 / 6, FOURTH_CUMULANT)


def test_normal() -> None:
    """Box and Muller's first number."""
    u, v, w, x = uniforms()
    sample = np.array([normal(*pair) for pair in zip(u, v, strict=True)])
    assert stats.kstest(sample, "norm").pvalue > RARE
    _variance_is(sample, 1.0, 0.0)
    other = np.array([normal(*pair) for pair in zip(w, x, strict=True)])
    _not_related(np.array([sample, other]))


@pytest.mark.parametrize("shape", [0.3, 0.668, 1.0, 1.2, 3.806, 60.0])
def test_gamma(shape: float) -> None:
    """Marsaglia and Tsang's method, below and above shape 1."""
    size = 10_000
    sample = np.array([gamma(WORLD, who, 0, randomness.RATES, 1, shape) for who in range(size)])
    assert stats.kstest(sample, stats.gamma(shape).cdf).pvalue > RARE
    assert abs(sample.mean() - shape) < LIMIT * sqrt(shape / size)


def test_the_ratio_of_gammas_is_beta() -> None:
    """As hazards are drawn: with two names, independent."""
    a, b = 0.704, 1.182
    pairs = [
        (gamma(WORLD, who, 0, randomness.RATES, 2, a), gamma(WORLD, who, 0, randomness.RATES, 3, b))
        for who in range(10_000)
    ]
    sample = np.array([x / (x + y) for x, y in pairs])
    assert stats.kstest(sample, stats.beta(a, b).cdf).pvalue > RARE


@pytest.mark.parametrize("within", [0.01, 0.1, 0.3, 0.5, 0.8, 0.99])
def test_shared_gumbel(within: float) -> None:
    """Shared + within x Gumbel is a Gumbel number again; so the shared part has a variance of
    (1 - within^2) pi^2 / 6, and two providers of a mode have luck correlated by 1 - within^2."""
    bend = bends(within)
    u, v, _, _ = uniforms(purpose=randomness.MODE)
    shared = np.array([shared_gumbel(x, y, within, bend) for x, y in zip(u, v, strict=True)])
    one = shared + within * GUMBEL.ppf(uniforms(name=1)[0])
    other = shared + within * GUMBEL.ppf(uniforms(name=2)[0])
    for luck in (one, other):
        assert stats.kstest(luck, GUMBEL.cdf).pvalue > RARE
    variance = (1 - within**2) * pi**2 / 6
    _variance_is(shared, variance, (1 - within**4) * FOURTH_CUMULANT)
    # Half of the difference of the two is free of the shared part: within^2 x the variance.
    _variance_is((one - other) / sqrt(2), within**2 * pi**2 / 6, within**4 * FOURTH_CUMULANT / 2)


@pytest.mark.parametrize("within", [0.01, 0.1, 0.3, 0.5, 0.8, 0.99])
def test_knots_are_close_enough(within: float) -> None:
    """The line between knots is within the 1e-4 that is promised, at the worst place: midway."""
    bend = bends(within)
    for k in range(int(0.9 * BENDS)):
        u = (k + 0.5) / BENDS
        read_off = shared_gumbel(u, 0.5, within, bend) - (1 - within) * gumbel(0.5)
        assert abs(read_off - bend_at(u, within)) < 1e-4
