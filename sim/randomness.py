"""Counter-based random numbers: the luck of one customer, at one moment, for one purpose.

A draw is a pure function of (seed, customer, period, need, purpose, name). There is no state, so
the order in which customers are visited does not matter, threads do not matter, and the same
customer meets the same luck in two worlds that differ in one lever (common random numbers).

The generator is Philox4x32-7 of Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as
1, 2, 3" (SC'11): seven rounds pass the whole of TestU01's BigCrush, ten are their default with a
margin. It is checked against the known-answer vectors published with Random123, at both.

A need, and all that may happen at it, has one block of Philox: a number that decides whether the
customer looks, one for the decision itself, and a 64-bit seed. What belongs to a name at that need
(the luck of one provider, the failure of one touchpoint) is the output of SplitMix64 at a place
that the purpose and the name give (Steele, Lea & Flood, "Fast splittable pseudorandom number
generators", OOPSLA'14), which costs a tenth of another block.

Everything here runs interpreted on NumPy scalars and compiled by Numba, with the same result.
"""

from __future__ import annotations

import hashlib
from math import cos, exp, log, pi, sin, sqrt
from typing import Any

import numpy as np

from sim.registry import rare_rule, rule

MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_0 = np.uint64(0xBF58476D1CE4E5B9)
MIX_1 = np.uint64(0x94D049BB133111EB)
ONE = np.uint64(1)
LOW_16 = np.uint64(0xFFFF)
LOW_32 = np.uint64(0xFFFFFFFF)
SHIFT_16 = np.uint64(16)
SHIFT_27 = np.uint64(27)
SHIFT_30 = np.uint64(30)
SHIFT_31 = np.uint64(31)
SHIFT_32 = np.uint64(32)
SHIFT_48 = np.uint64(48)
ROUNDS = 7
BENDS = 512
EPOCH = 1 << 20
"""Added to the period, so that the periods of a burn-in are counters too."""

# What a draw is for. The numbers are part of every result: never reuse or reorder them.
PERIOD = 1
NEED = 2
CHOICE = 3
MODE = 4
EXPERIENCE = 5
TOUCHPOINT = 6
TALK = 7
ADVERTISING = 8
SURVEY = 10
BIRTH = 11
RATES = 12
TASTE = 13
PROVIDER_TASTE = 14
MODE_TASTE = 15
KNOWN = 16
REACH = 17
PRIOR = 18
CONTACT = 19
REPORT = 20
DEPARTURE = 21
CROWD = 22
CALLS = 23
STOCK = 24
BLAME = 25
VOICE = 26
OUTCOME_OF_NEED = 27


def name_key(name: str) -> int:
    """The 32-bit key of a provider, mode or touchpoint: its name, never its place in a list."""
    return int.from_bytes(hashlib.blake2s(name.encode(), digest_size=4).digest(), "little")


@rule
def one_round(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """One round of Philox."""
    product_0 = MULTIPLIER_0 * c0
    product_1 = MULTIPLIER_1 * c2
    return (
        (product_1 >> SHIFT_32) ^ c1 ^ k0,
        product_1 & LOW_32,
        (product_0 >> SHIFT_32) ^ c3 ^ k1,
        product_0 & LOW_32,
    )


@rare_rule
def philox4x32(rounds: int, c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Philox on four 32-bit counters and two 32-bit keys, held in uint64; four 32-bit numbers."""
    for _ in range(rounds):
        c0, c1, c2, c3 = one_round(c0, c1, c2, c3, k0, k1)
        k0 = (k0 + WEYL_0) & LOW_32
        k1 = (k1 + WEYL_1) & LOW_32
    return c0, c1, c2, c3


@rule
def words(world: Any, who: Any, period: Any, need: Any, purpose: Any, name: Any) -> Any:
    """Four independent 32-bit numbers, see `draws`, held in uint64."""
    return philox4x32(
        ROUNDS,
        np.uint64(who),
        np.uint64(int(period) + EPOCH),
        np.uint64(int(need) * 256 + purpose),
        np.uint64(name),
        np.uint64(world.seed_low),
        np.uint64(world.seed_high),
    )


@rule
def uniform(word: Any) -> Any:
    """A 32-bit number as one strictly between 0 and 1."""
    return (float(np.uint32(word)) + 0.5) * 2.0**-32


@rule
def draws(world: Any, who: Any, period: Any, need: Any, purpose: Any, name: Any) -> Any:
    """Four independent uniform numbers, strictly between 0 and 1.

    Args:
        world: the record with the seed.
        who: number of the customer.
        period: of the moment, or of the customer's birth for what never changes.
        need: number of the need in the period; 0 where there is none.
        purpose: one of the constants of this module.
        name: key of the provider, mode or touchpoint; 0 where there is none.
    """
    x = words(world, who, period, need, purpose, name)
    return uniform(x[0]), uniform(x[1]), uniform(x[2]), uniform(x[3])


@rule
def luck_of_need(world: Any, who: Any, period: Any, need: Any) -> Any:
    """Two uniform numbers and a seed for `split`: the luck of one need of a customer.

    The first need's seed also serves what happens to the customer in the period without a need.
    """
    x = words(world, who, period, need, NEED, 0)
    return uniform(x[0]), uniform(x[1]), (x[2] << SHIFT_32) | x[3]


@rule
def splitmix64(seed: Any, place: Any) -> Any:
    """Output number `place`, from 0, of SplitMix64 with this seed; all uint64."""
    z = seed + (place + ONE) * GOLDEN
    z = (z ^ (z >> SHIFT_30)) * MIX_0
    z = (z ^ (z >> SHIFT_27)) * MIX_1
    return z ^ (z >> SHIFT_31)


@rule
def split(seed: Any, purpose: Any, name: Any) -> Any:
    """Two independent uniform numbers for a name, from the seed of a need.

    Args:
        seed: from `luck_of_need`.
        purpose: one of the constants of this module.
        name: key of the provider, mode or touchpoint; 0 where there is none.
    """
    z = splitmix64(seed, (np.uint64(purpose) << SHIFT_32) | np.uint64(name))
    return uniform(z >> SHIFT_32), uniform(z & LOW_32)


@rule
def bell(seed: Any, purpose: Any, name: Any) -> Any:
    """A bell-shaped number, mean 0 and sd 1, within 3.5: the sum of four uniforms, no logarithm.

    The uniforms are the four 16-bit parts of one output of SplitMix64; see `split`.
    """
    z = splitmix64(seed, (np.uint64(purpose) << SHIFT_32) | np.uint64(name))
    total = (z & LOW_16) + ((z >> SHIFT_16) & LOW_16) + ((z >> SHIFT_32) & LOW_16) + (z >> SHIFT_48)
    return ((float(total) + 2.0) * 2.0**-16 - 2.0) * 1.7320508075688772


@rule
def fill_with_luck(luck: Any, seeds: Any, world: Any, first: Any, count: Any, purpose: Any) -> None:
    """The block of many customers at once, for need 0 and no name.

    Written out round by round, so that a compiler does eight customers in one go.

    Args:
        luck: float64 [4, at least count], filled as `draws` does.
        seeds: uint64 [at least count], filled as `luck_of_need` does.
        world: the record with the seed and the period.
        first: number of the first customer.
        count: of customers.
        purpose: as in `draws`.
    """
    period = np.uint64(int(world.period) + EPOCH)
    purpose = np.uint64(purpose)
    k0, k1 = np.uint64(world.seed_low), np.uint64(world.seed_high)
    nothing = np.uint64(0)
    a0, a1 = (k0 + WEYL_0) & LOW_32, (k1 + WEYL_1) & LOW_32
    b0, b1 = (a0 + WEYL_0) & LOW_32, (a1 + WEYL_1) & LOW_32
    d0, d1 = (b0 + WEYL_0) & LOW_32, (b1 + WEYL_1) & LOW_32
    e0, e1 = (d0 + WEYL_0) & LOW_32, (d1 + WEYL_1) & LOW_32
    f0, f1 = (e0 + WEYL_0) & LOW_32, (e1 + WEYL_1) & LOW_32
    g0, g1 = (f0 + WEYL_0) & LOW_32, (f1 + WEYL_1) & LOW_32
    for i in range(count):
        c0, c1, c2, c3 = one_round(np.uint64(first + i) & LOW_32, period, purpose, nothing, k0, k1)
        c0, c1, c2, c3 = one_round(c0, c1, c2, c3, a0, a1)
        c0, c1, c2, c3 = one_round(c0, c1, c2, c3, b0, b1)
        c0, c1, c2, c3 = one_round(c0, c1, c2, c3, d0, d1)
        c0, c1, c2, c3 = one_round(c0, c1, c2, c3, e0, e1)
        c0, c1, c2, c3 = one_round(c0, c1, c2, c3, f0, f1)
        c0, c1, c2, c3 = one_round(c0, c1, c2, c3, g0, g1)
        luck[0, i] = uniform(c0)
        luck[1, i] = uniform(c1)
        luck[2, i] = uniform(c2)
        luck[3, i] = uniform(c3)
        seeds[i] = (c2 << SHIFT_32) | c3


@rule
def gumbel(u: Any) -> Any:
    """A Gumbel number: the random utility that makes choice a logit."""
    return -log(-log(u))


@rule
def normal(u: Any, v: Any) -> Any:
    """A normal number, mean 0 and sd 1 (Box & Muller 1958)."""
    return sqrt(-2.0 * log(u)) * cos(2.0 * pi * v)


@rare_rule
def bend_at(u: Any, within: Any) -> Any:
    """The slow part of `shared_gumbel`: logarithm of Zolotarev's function, at pi u."""
    angle = pi * u
    return (
        within * log(sin(within * angle))
        + (1.0 - within) * log(sin((1.0 - within) * angle))
        - log(sin(angle))
    )


@rule
def shared_gumbel(u: Any, v: Any, within: Any, bend: Any) -> Any:
    """The part of luck that the providers of one mode share, on one occasion.

    shared + within x Gumbel is again a Gumbel number when shared = within x log S, with S positive
    stable of index `within` (Kanter 1975); choice is then exactly the nested logit. `bend` holds
    `bend_at` at BENDS + 1 places; between them, up to 0.9, it is read off a straight line (error
    below 1e-4).
    """
    if u < 0.9:
        place = int(u * BENDS)
        bent = bend[place] + (u * BENDS - place) * (bend[place + 1] - bend[place])
    else:
        bent = bend_at(u, within)
    return bent + (1.0 - within) * gumbel(v)


@rare_rule
def gamma(world: Any, who: Any, period: Any, purpose: Any, name: Any, shape: Any) -> Any:
    """A gamma number with scale 1 (Marsaglia & Tsang 2000), from numbered attempts."""
    d = (shape + 1.0 if shape < 1.0 else shape) - 1.0 / 3.0
    attempt = 1
    while True:
        u = draws(world, who, period, attempt, purpose, name)
        x = normal(u[0], u[1])
        v = (1.0 + x / sqrt(9.0 * d)) ** 3
        if v > 0.0 and log(u[2]) < 0.5 * x * x + d - d * v + d * log(v):
            break
        attempt += 1
    if shape < 1.0:
        return d * v * exp(log(u[3]) / shape)
    return d * v
