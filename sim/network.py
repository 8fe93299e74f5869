"""The social graph over which customers talk, made by igraph."""

from __future__ import annotations

import random
from functools import lru_cache
from itertools import chain

import igraph
import numpy as np

from sim.scenario.parties import Network

SMALL = 50_000
"""A graph of so few customers is kept for the next market, which often has the same."""


def neighbours_of_all(network: Network, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Makes the graph and returns it as two arrays, which nobody may write to.

    Args:
        network: kind, mean number of neighbours, rewiring.
        count: number of customers.
        seed: of the graph; the same seed makes the same graph.

    Returns:
        `first`, int64 of shape (count + 1,), and `neighbours`, int32: the neighbours of customer i
        are `neighbours[first[i]:first[i + 1]]`.
    """
    return (_kept if count <= SMALL else _made)(network, count, seed)


def _made(network: Network, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    if network.kind in ("none", "fully_mixed") or count < 3:
        return np.zeros(count + 1, np.int64), np.zeros(1, np.int32)
    adjacent = _adjacent(network, count, seed)
    first = np.zeros(count + 1, np.int64)
    np.cumsum(np.fromiter(map(len, adjacent), np.int64, count), out=first[1:])
    neighbours = np.fromiter(chain.from_iterable(adjacent), np.int32, first[-1])
    return first, neighbours if len(neighbours) else np.zeros(1, np.int32)


_kept = lru_cache(maxsize=1)(_made)


def _adjacent(network: Network, count: int, seed: int) -> list[list[int]]:
    """The neighbours of each customer, in order.

    Lists, and not pairs: of thousands of small objects the garbage collector makes a long search.
    """
    degree = min(network.neighbours, count - 1)
    state = random.getstate()
    random.seed(seed)
    igraph.set_random_number_generator(random)
    try:
        if network.kind == "small_world":
            graph = igraph.Graph.Watts_Strogatz(1, count, max(1, degree // 2), network.rewiring)
        elif network.kind == "random":
            graph = igraph.Graph.Erdos_Renyi(n=count, m=count * degree // 2)
        else:
            graph = igraph.Graph.Barabasi(count, max(1, degree // 2))
        graph.simplify()
        adjacent: list[list[int]] = graph.get_adjlist()
        return adjacent
    finally:
        random.setstate(state)
