"""The sentence turns when the numbers turn."""

from __future__ import annotations

from typing import Any

import pytest

from sim.cli.reading import reading
from sim.scenario import load


def numbers(**changes: Any) -> dict[str, Any]:
    def estimate(value: float | None, low: float | None, high: float | None) -> dict[str, Any]:
        return {"value": value, "low": low, "high": high}

    found = {
        "count": 100,
        "cutoff": 7.0,
        "satisfied_share": estimate(0.79, 0.7, 0.85),
        "base_rate": estimate(0.82, 0.81, 0.83),
        "hazard_ratio": estimate(1.8, 1.5, 2.1),
        "excess": estimate(None, None, None),
    }
    found |= {name: estimate(*value) for name, value in changes.items()}
    nothing = {**found, "count": 0}
    names = ("airline", "intercity", "train", "ouigo", "iryo")
    return {"defections": {name: found if name == "airline" else nothing for name in names}}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "the dissatisfied were 1.8 times as likely to leave"),
        ({"hazard_ratio": (57.3, 51.0, 64.0)}, "the dissatisfied were 57 times as likely"),
        ({"hazard_ratio": (1352.4, 436.0, 4193.0)}, "were 1,352 times as likely"),
        ({"hazard_ratio": (1.1, 1.05, 1.15)}, "only 1.10 times as likely"),
        ({"hazard_ratio": (1.02, 0.9, 1.2)}, "does not show in this run"),
        ({"hazard_ratio": (0.5, 0.4, 0.6)}, "the satisfied were even more likely to leave, 2.00"),
        ({"hazard_ratio": (None, None, None)}, "cannot be told from so few"),
        ({"excess": (0.12, 0.1, 0.14)}, "12 in 100 more of its customers left satisfied"),
        ({"excess": (0.004, 0.001, 0.007)}, "4 in 1000 more"),
        ({"excess": (0.0096, 0.006, 0.013)}, "1 in 100 more"),
        ({"excess": (-0.12, -0.14, -0.1)}, "12 in 100 fewer"),
        ({"excess": (0.0, -0.01, 0.01)}, "no more of its customers left satisfied"),
    ],
)
def test_the_words_follow_the_numbers(changes, told):
    text = reading(numbers(**changes), load("airline_vs_train"))
    assert told in text
    assert "79% were satisfied (7 or more), and 82% of all its customers at risk were" in text
    assert text.endswith(".")
    assert text.count(".") - sum(character.isdigit() for character in told) < 3


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("air shuttle", "left the air shuttle "),
        ("the large shop", "left the large shop "),
        ("TSB", "left TSB "),
    ],
)
def test_one_article_is_enough(label, told):
    market = load("airline_vs_train", overrides=[f"providers.airline.label={label}"])
    assert told in reading(numbers(), market)


def test_nobody_left():
    found = numbers()
    found["defections"]["airline"]["count"] = 0
    assert reading(found, load("airline_vs_train")) == "Nobody left a provider for another."
