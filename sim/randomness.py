"""Counter-based random numbers: the luck of one customer, at one moment, for one purpose.

A draw is a pure function of (seed, customer, period, need, purpose, name). There is no state, so
the order in which customers are visited does not matter, threads do not matter, and the same
customer meets the same luck in two worlds that differ in one lever (common random numbers).

The generator is Philox4x32-7 of Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as
1, 2, 3" (SC'11): seven rounds pass the whole of TestU01's BigCrush, ten are their default with a
margin. It is checked against the known-answer vectors published with Random123, at both.

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
LOW_32 = np.uint64(0xFFFFFFFF)
SHIFT_32 = np.uint64(32)
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


def name_key(name: str) -> int:
    """The 32-bit key of a provider, mode or touchpoint: its name, never its place in a list."""
    return int.from_bytes(hashlib.blake2s(name.encode(), digest_size=4).digest(), "little")


@rule
def philox4x32(rounds: int, c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Philox on four 32-bit counters and two 32-bit keys, held in uint64; four 32-bit numbers."""
    for _ in range(rounds):
        product_0 = MULTIPLIER_0 * c0
        product_1 = MULTIPLIER_1 * c2
        c0 = (product_1 >> SHIFT_32) ^ c1 ^ k0
        c1 = product_1 & LOW_32
        c2 = (product_0 >> SHIFT_32) ^ c3 ^ k1
        c3 = product_0 & LOW_32
        k0 = (k0 + WEYL_0) & LOW_32
        k1 = (k1 + WEYL_1) & LOW_32
    return c0, c1, c2, c3


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
    x = philox4x32(
        ROUNDS,
        np.uint64(who),
        np.uint64(int(period) + EPOCH),
        np.uint64(int(need) * 256 + purpose),
        np.uint64(name),
        np.uint64(world.seed_low),
        np.uint64(world.seed_high),
    )
    return (
        (float(x[0]) + 0.5) * 2.0**-32,
        (float(x[1]) + 0.5) * 2.0**-32,
        (float(x[2]) + 0.5) * 2.0**-32,
        (float(x[3]) + 0.5) * 2.0**-32,
    )


@rule
def gumbel(u: Any) -> Any:
    """A Gumbel number: the random utility that makes choice a logit."""
    return -log(-log(u))


@rule
def bell(u: Any) -> Any:
    """A bell-shaped number, mean 0 and sd 1, within 3.5: the sum of four uniforms, no logarithm."""
    return (u[0] + u[1] + u[2] + u[3] - 2.0) * 1.7320508075688772


@rule
def normal(u: Any, v: Any) -> Any:
    """A normal number, mean 0 and sd 1 (Box & Muller 1958)."""
    return sqrt(-2.0 * log(u)) * cos(2.0 * pi * v)


@rule
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
