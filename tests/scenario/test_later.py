"""A value that an intervention sets anew is given in vain from then on."""

from __future__ import annotations

import pytest

from sim.scenario import load
from sim.scenario.later import set_anew


@pytest.mark.parametrize(
    ("path", "periods", "at"),
    [
        ("train_fare", 228, 84),
        ("providers.train.offer.fare", 228, 84),
        ("providers.train.offer", 228, 84),
        ("train_fare", 84, None),
        ("airline_fare", 228, None),
        ("nonsense", 228, None),
    ],
)
def test_the_first_intervention_counts(path, periods, at):
    event = set_anew(load("airline_vs_train"), path, periods)
    assert (event and event.at) == at


def test_a_whole_block_that_is_set_holds_the_value():
    event = set_anew(load("silent_leavers"), "providers.tsb.touchpoints.lockout.failure", 72)
    assert event is not None
    assert event.label == "the systems fail"
