"""Shapley's value: by hand, by its axioms, and sampled against exact."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.shapley import exact, orders, prefixes, sampled

WORTH = st.floats(-1000, 1000, allow_nan=False)


@st.composite
def games(draw: st.DrawFn, least: int = 1, most: int = 5) -> list[float]:
    players = draw(st.integers(least, most))
    return draw(st.lists(WORTH, min_size=1 << players, max_size=1 << players))


def test_a_pair_of_gloves() -> None:
    # One left glove (player 0), two right ones; only a pair is worth anything. Of the 6 orders the
    # left glove completes the pair in the 4 in which it does not come first; a right one completes
    # it in the 1 in which it comes second, after the left one.
    assert exact([0, 0, 0, 1, 0, 1, 0, 1]) == pytest.approx([4 / 6, 1 / 6, 1 / 6])


def test_an_additive_game_gives_each_its_own() -> None:
    own = (3.0, -1.0, 5.0)
    values = [sum(own[j] for j in range(3) if (s >> j) & 1) + 10.0 for s in range(8)]
    assert exact(values) == pytest.approx(own)


def test_either_of_two_suffices_and_both_are_needed() -> None:
    assert exact([0, 8, 8, 8]) == pytest.approx([4, 4])
    assert exact([0, 0, 0, 8]) == pytest.approx([4, 4])


def test_three_players_by_hand() -> None:
    # v by set: {}=0, a=6, b=0, ab=6, c=0, ac=12, bc=3, abc=15. What a adds: 6 alone (in 2 orders),
    # 6 after b, 12 after c, 12 after both (in 2): (2*6 + 6 + 12 + 2*12) / 6 = 9. b: 0, 0 after a,
    # 3 after c, 3 after both: (0 + 0 + 3 + 2*3) / 6 = 1.5. c: 0, 6 after a, 3 after b, 9 after
    # both: (0 + 6 + 3 + 2*9) / 6 = 4.5. Together 15.
    assert exact([0, 6, 0, 6, 0, 12, 3, 15]) == pytest.approx([9, 1.5, 4.5])


def test_nobody_plays() -> None:
    assert exact([7.0]).shape == (0,)


@pytest.mark.parametrize("count", [0, 3, 5, 6])
def test_some_values_are_missing(count: int) -> None:
    with pytest.raises(ValueError, match="all sets"):
        exact([0.0] * count)


@given(games())
def test_the_shares_add_up(values: list[float]) -> None:
    assert exact(values).sum() == pytest.approx(values[-1] - values[0], abs=1e-8)


@given(games(), st.data())
def test_who_adds_nothing_gets_nothing(values: list[float], data: st.DataObject) -> None:
    players = len(values).bit_length() - 1
    dummy = data.draw(st.integers(0, players - 1))
    worth = [values[s & ~(1 << dummy)] for s in range(len(values))]
    assert exact(worth)[dummy] == pytest.approx(0, abs=1e-9)


@given(games(least=2), st.data())
def test_players_that_are_alike_get_the_same(values: list[float], data: st.DataObject) -> None:
    players = len(values).bit_length() - 1
    one, other = data.draw(st.permutations(range(players)))[:2]

    def swapped(s: int) -> int:
        a, b = (s >> one) & 1, (s >> other) & 1
        return (s & ~(1 << one) & ~(1 << other)) | (b << one) | (a << other)

    worth = [(values[s] + values[swapped(s)]) / 2 for s in range(len(values))]
    shares = exact(worth)
    assert shares[one] == pytest.approx(shares[other], abs=1e-8)


@given(st.integers(1, 4), st.data())
def test_two_games_together(players: int, data: st.DataObject) -> None:
    size = 1 << players
    one, other = (data.draw(st.lists(WORTH, min_size=size, max_size=size)) for _ in range(2))
    together = [a + b for a, b in zip(one, other, strict=True)]
    assert exact(together) == pytest.approx(exact(one) + exact(other), abs=1e-8)


def test_orders_come_with_their_reverse() -> None:
    some = orders(5, 4, seed=3)
    assert some[1] == some[0][::-1]
    assert some[3] == some[2][::-1]
    assert all(sorted(order) == [0, 1, 2, 3, 4] for order in some)
    assert some == orders(5, 4, seed=3) != orders(5, 4, seed=4)
    assert len(orders(5, 3, seed=3)) == 3


def test_sets_that_an_order_builds_up() -> None:
    assert prefixes([2, 0, 1]) == [0b000, 0b100, 0b101, 0b111]


def test_all_orders_give_the_exact_shares() -> None:
    values = [0, 6, 0, 6, 0, 12, 3, 15]
    every = [[0, 1, 2], [2, 1, 0], [0, 2, 1], [1, 2, 0], [1, 0, 2], [2, 0, 1]]
    shares, errors = sampled(values.__getitem__, every)
    assert shares == pytest.approx([9, 1.5, 4.5])
    # a adds 6, 12; 6, 12; 6, 12 in the three pairs: always 9 on average. b: 0, 3 in each pair.
    assert errors == pytest.approx([0, 0, 0])


def test_sampled_shares_are_as_near_as_they_say() -> None:
    values = np.random.default_rng(1).normal(size=1 << 7).tolist()
    true = exact(values)
    shares, errors = sampled(dict(enumerate(values)), orders(7, 4000, seed=1))
    assert shares.sum() == pytest.approx(values[-1] - values[0])
    assert (np.abs(shares - true) < 4 * errors).all()
    assert (errors < 0.03).all()
    few, wide = sampled(dict(enumerate(values)), orders(7, 40, seed=1))
    assert few.sum() == pytest.approx(values[-1] - values[0])
    assert (wide > 5 * errors).all()


def test_each_set_is_valued_once() -> None:
    asked: list[int] = []

    def value(s: int) -> float:
        asked.append(s)
        return float(s)

    sampled(value, orders(4, 20, seed=1))
    assert len(asked) == len(set(asked)) <= 16


def test_too_few_orders_have_no_error() -> None:
    _, errors = sampled([0, 1, 2, 4].__getitem__, [[0, 1], [1, 0]])
    assert np.isnan(errors).all()
    with pytest.raises(ValueError, match="no order"):
        sampled([0, 1].__getitem__, [])
