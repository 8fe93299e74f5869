"""The social graph over which customers talk, made by igraph."""

from __future__ import annotations

import random
from functools import lru_cache

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
    edges = _edges(network, count, seed)
    ends = np.concatenate([edges[:, 0], edges[:, 1]])
    others = np.concatenate([edges[:, 1], edges[:, 0]])
    # Sorted by both ends, so that the arrays depend on the graph alone.
    order = np.lexsort((others, ends))
    first = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(ends, minlength=count), out=first[1:])
    neighbours = others[order].astype(np.int32)
    return first, neighbours if len(neighbours) else np.zeros(1, np.int32)


_kept = lru_cache(maxsize=1)(_made)


def _edges(network: Network, count: int, seed: int) -> np.ndarray:
    """The ties of the graph, int64 of shape (ties, 2)."""
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
        return np.asarray(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2)
    finally:
        random.setstate(state)
