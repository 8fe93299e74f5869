"""How names and blocks of a market read inside a sentence."""

from __future__ import annotations

import pytest

from analysis.language import DUTCH, ENGLISH
from analysis.wording import called, in_values, span
from sim.scenario import Scenario, load


@pytest.fixture(scope="module")
def market() -> Scenario:
    return load("airline_vs_train")


def labelled(market: Scenario, label: str) -> Scenario:
    airline = market.providers["airline"].model_copy(update={"label": label})
    return market.model_copy(update={"providers": {**market.providers, "airline": airline}})


@pytest.mark.parametrize(
    ("label", "english", "dutch"),
    [
        ("air shuttle", "the air shuttle", "“air shuttle”"),
        ("the large shop", "the large shop", "“the large shop”"),
        ("British Gas", "British Gas", "British Gas"),
        ("<b>", "<b>", "<b>"),
        ("", "“airline”", "“airline”"),
    ],
)
def test_a_provider_reads_well_in_a_sentence(
    market: Scenario, label: str, english: str, dutch: str
) -> None:
    named = labelled(market, label)
    assert called(named, "airline", ENGLISH) == english
    assert called(named, "airline", DUTCH) == dutch


@pytest.mark.parametrize("period", ["week", "month", "quarter", "year"])
def test_one_period_is_counted_too(period: str) -> None:
    assert span(ENGLISH, 1, period) == f"1 {period}"
    assert span(ENGLISH, 12, period) == f"12 {period}s"
    assert span(DUTCH, 1, period).startswith("1 ")


def test_a_block_is_told_by_what_is_not_usual() -> None:
    alarm = load("alarm_vs_prevention")
    assert in_values(alarm.providers["alarm"].contract) == "length 36, exit fee 31"
    told = in_values(alarm.problem.outcomes)
    assert told.startswith("fee: unit USD, worst 80, best 15, label monthly fee, revenue true; ")
    assert "latent false" not in told
    change = {"providers.british_gas.offer.bill": 160.0}
    assert in_values(change) == "offer: bill (british gas) 160"
