"""diary: one customer's life on the screen and as JSON."""

from __future__ import annotations

import json

import pytest

SMALL = ("--customers", "400", "--periods", "50")


def test_a_life_in_words(overstap):
    found = overstap("diary", "airline_vs_train", *SMALL, "--customer", "7")
    assert (found.exit_code, found.stderr) == (0, "")
    assert "The life of customer 7, seed 1" in found.stdout
    assert "This is customer 7, " in found.stdout
    assert "The books close." in found.stdout
    assert max(map(len, found.stdout.splitlines())) <= 80


def test_a_life_as_json(overstap):
    options = ("--customer", "7", "--seed", "5", "--json", "--all")
    found = json.loads(overstap("diary", "airline_vs_train", *SMALL, *options).stdout)
    assert (found["scenario"], found["customer"], found["seed"]) == ("airline_vs_train", 7, 5)
    periods = [event["period"] for event in found["events"]]
    assert periods == sorted(periods)
    assert [found["events"][k]["kind"] for k in (0, -1)] == ["portrait", "end"]
    assert all(event["text"] and event["date"] for event in found["events"])


def test_a_satisfied_defector_can_be_found(overstap):
    found = json.loads(
        overstap("diary", "airline_vs_train", *SMALL, "--find", "defector", "--json").stdout
    )
    leaving = [event for event in found["events"] if event["kind"] == "left"]
    to = [event for event in leaving if event["change"]["to"] == "train"]
    assert to[0]["satisfaction_before"] >= 7
    assert "and gone: left" in to[0]["text"]


def test_a_random_customer_is_named(overstap):
    found = overstap("diary", "airline_vs_train", *SMALL, "--customer", "random", "--json")
    assert 0 <= json.loads(found.stdout)["customer"] < 400


def test_nobody_to_find(overstap, market):
    found = overstap("diary", str(market()), "--find", "defector")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "no satisfied customer left" in found.stderr


@pytest.mark.parametrize("number", ["0", "299"])
def test_labels_are_shown_as_they_are(overstap, market, number):
    found = overstap("diary", str(market()), "--customer", number, "--quiet")
    assert found.exit_code == 0
    assert "[red]Old & Co" in found.stdout
    assert "The life of" not in found.stdout


def test_in_a_growing_market_later_customers_have_numbers_too(overstap, market):
    path = market()
    path.write_text(path.read_text().replace("  count: 300", "  count: 300\n  growth: 0.02"))
    found = json.loads(overstap("diary", str(path), "--customer", "310", "--json").stdout)
    assert found["events"][0]["kind"] == "portrait"
    assert found["events"][0]["period"] > 0
    beyond = overstap("diary", str(path), "--customer", "500")
    assert beyond.exit_code == 2
    assert "numbered 0 to 379" in beyond.stderr
