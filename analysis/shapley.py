"""Shapley's (1953) value: a total divided fairly between those who brought it about together.

A game has k players and a value v(S) for every set S of them; a set is an integer whose bit j says
whether player j is in it. The share of a player is what one adds to those who were there before,
averaged over all orders in which the players may come. The shares are the only ones that add up to
v(all) - v(none), are equal for players that are alike, are 0 for one who never adds anything, and
add up over games.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import comb, sqrt
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

MOST_EXACT = 6
"""Players whose 64 sets are all valued; with more, orders are sampled."""


def exact(values: Sequence[float] | Array) -> Array:
    """The shares, from the values of all sets.

    Args:
        values: v(S) at place S, 2^k of them, from v(none) to v(all).

    Returns:
        float64 of shape (k,).

    Raises:
        ValueError: The number of values is not a power of two.

    Example:
        A left glove alone is worth nothing, and neither are two right ones; a pair is worth 1. The
        owner of the left glove (player 0) gets 2/3.

        >>> exact([0, 0, 0, 1, 0, 1, 0, 1]).round(3).tolist()
        [0.667, 0.167, 0.167]
    """
    worth = np.asarray(values, np.float64)
    players = max(0, len(worth).bit_length() - 1)
    if worth.shape != (1 << players,):
        raise ValueError(f"{len(worth)} values are not those of all sets of some players")
    sets = np.arange(1 << players)
    sizes = np.array([int(s).bit_count() for s in sets])
    shares = np.zeros(players)
    for player in range(players):
        before = sets[(sets >> player) & 1 == 0]
        # The orders in which just these have come before, as a share of all orders.
        weights = np.array([1.0 / (players * comb(players - 1, size)) for size in sizes[before]])
        shares[player] = float((weights * (worth[before | 1 << player] - worth[before])).sum())
    return shares


def orders(players: int, count: int, seed: int) -> list[list[int]]:
    """Random orders of the players, in pairs of which one is the other backwards.

    An order and its reverse balance each other, so that fewer are needed (Mitchell et al. 2022).

    Args:
        players: Their number.
        count: Number of orders; an odd one leaves the last without its reverse.
        seed: The same seed gives the same orders.
    """
    generator = np.random.default_rng(seed)
    found: list[list[int]] = []
    while len(found) < count:
        order = [int(player) for player in generator.permutation(players)]
        found += [order, order[::-1]]
    return found[:count]


def prefixes(order: Sequence[int]) -> list[int]:
    """The sets that an order builds up, from none to all."""
    found = [0]
    for player in order:
        found.append(found[-1] | 1 << player)
    return found


def sampled(
    value: Callable[[int], float] | Mapping[int, float], some: Sequence[Sequence[int]]
) -> tuple[Array, Array]:
    """The shares, from a sample of orders (Castro, Gomez & Tejada 2009).

    They add up to v(all) - v(none) exactly, as every order does.

    Args:
        value: v(S), as a function or by set; asked once for every set of `prefixes`.
        some: The orders, from `orders`; an order is followed by its reverse.

    Returns:
        Shares and their standard errors, float64 of shape (k,). An error is that of the mean of
        the pairs of an order and its reverse; it is not a number with fewer than two pairs.

    Raises:
        ValueError: There is no order.
    """
    if not some:
        raise ValueError("no order; at least one is needed")
    ask = value if callable(value) else value.__getitem__
    known: dict[int, float] = {}
    added = np.zeros((len(some), len(some[0])))
    for row, order in enumerate(some):
        sets = prefixes(order)
        for s in sets:
            if s not in known:
                known[s] = float(ask(s))
        for player, before, after in zip(order, sets[:-1], sets[1:], strict=True):
            added[row, player] = known[after] - known[before]
    whole = len(some) // 2
    pairs = 0.5 * (added[: 2 * whole : 2] + added[1 : 2 * whole : 2])
    if whole < 2:
        return added.mean(0), np.full(added.shape[1], np.nan)
    return added.mean(0), pairs.std(0, ddof=1) / sqrt(whole)
