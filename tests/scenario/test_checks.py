"""What one block of a scenario says that another contradicts."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sim.scenario import load
from sim.scenario.units import is_unit

MARKET = Path(__file__).parent / "market.yaml"

PROVENANCE = "provenance: {rules.look.bas: {source: x}}\nobserved:"


@pytest.mark.parametrize(
    ("old", "new", "at", "path", "message"),
    [
        ("share: 0.4", "share: 0.5", "segments:", "customers.segments",
         "add up to 1.1; 1 is needed"),
        ("    fare: {unit: EUR", "    fair: {unit: EUR", "fare: 120",
         "providers.airline.offer.fare", "no outcome 'fare'; known: vehicle, access, fair"),
        (", fare: 120", "", "offer: {vehicle: 75", "providers.airline.offer.fare",
         "missing; every offer has a level (in EUR) of this outcome"),
        ("fare: {mean: -0.01}", "fair: {mean: -0.01}", "fare: {mean: -0.01}",
         "customers.segments.business.taste.fair", "no outcome 'fair'"),
        ("mean: -0.0133", "mean: 0.0133", "mean: -0.0133",
         "customers.segments.business.taste.vehicle.mean",
         "0.0133 says that more is better, but the outcome is best at 60 and worst at 420"),
        ("enters: 24", "enters: 228", "enters: 24", "providers.train.enters",
         "228 is not before the horizon, 228"),
        ("    enters: 24", "    enters: 24\n    replaced_by: trian", "    known: 0\n",
         "providers.train.replaced_by", "no provider 'trian'"),
        ("    enters: 24", "    enters: 24\n    replaced_by: train", "    known: 0\n",
         "providers.train.replaced_by", "cannot replace itself"),
        ("    enters: 24", "    improvements: [{outcome: fair, to: 1}]", "enters: 24",
         "providers.train.improvements.0.outcome", "no outcome 'fair'"),
        ("    role: incumbent", "    enters: 3", "providers:", "providers",
         "nobody is there from the start"),
        ("  rail: {within", "  road: {within", "  rail: {within", "modes.road",
         "no provider has this mode; modes of providers: air, rail"),
        ("vehicle: {unit: min", "vehicle: {unit: mins", "vehicle: {unit: min",
         "problem.outcomes.vehicle.unit", "found 'mins'; a known unit is needed"),
        ("fare: {unit: EUR", "fare: {unit: GBP", "fare: {unit: EUR", "problem.outcomes.fare.unit",
         "a price is in the scenario's currency, EUR"),
        ("unit: EUR}", "unit: Euros}", "unit: EUR}", "levers.train_fare.unit", "found 'Euros'"),
        ("at: 84", "at: 300", "at: 84", "interventions.0.at", "300 is not before the horizon, 228"),
        ("needs: train", "needs: tram", "needs: train", "interventions.0.needs",
         "no provider 'tram'"),
        ("{providers.train.offer.fare: 65}", "{providers.train.offer.fair: 65}", "at: 84",
         "interventions.0.set.providers.train.offer.fair", "nothing is called `fair`"),
        ("{providers.train.offer.fare: 65}", "{providers.train.offer.fare: low}", "at: 84",
         "interventions.0.set.providers.train.offer.fare", "found 'low'; a number is needed"),
        ("{providers.train.offer.fare: 65}", "{customers.segments.leisure.share: 0.5}", "at: 84",
         "interventions.0.set.customers.segments.leisure.share", "add up to 0.9"),
        ("{providers.train.offer.fare: 65}", "{horizon: 300}", "at: 84",
         "interventions.0.set.horizon", "only something in problem, customers"),
        ("path: rules.exit", "path: rules.exits", "path: rules.exit", "levers.exit_rule.path",
         "nothing is called `exits` in `rules`"),
        ("path: rules.exit", "path: title", "path: rules.exit", "levers.exit_rule.path",
         "a lever turns something in"),
        ("path: rules.exit", "path: burn_in", "burn_in: 36", "burn_in",
         "found 36; the lever `exit_rule` has the choices"),
        ("[compare, threshold,", "[compare, treshold,", "path: rules.exit",
         "levers.exit_rule.choices.1", "rules.exit: found 'treshold'; one of compare"),
        ("[compare, threshold,", "[threshold,", "path: rules.exit", "rules.exit",
         "found 'compare'; the lever `exit_rule` has the choices threshold, satisfaction_only"),
        ("range: [30, 200]", "range: [95, 200]", "vehicle: 158", "providers.train.offer.fare",
         "90 is outside 95 to 200, the range of the lever `train_fare`"),
        ("path: providers.train.offer.fare", "path: providers.train.advertising",
         "path: providers.train.offer.fare", "levers.train_fare.range.0",
         "providers.train.advertising: 30 is above 1"),
        ("path: providers.train.offer.fare", "path: customers.segments.business.share",
         "path: providers.train.offer.fare", "levers.train_fare.range.1", "200 is above 1"),
        ("path: providers.train.offer.fare", "path: providers.train.role",
         "role: disruptor", "providers.train.role", "needs a number here"),
        ("  train_fare: {path", "  horizon: {path", "  train_fare: {path", "levers.horizon",
         "a lever needs another name"),
        ("{train_fare: 40}", "{train_fair: 40}", "train_fare: 40",
         "what_if.cheap_train.set.train_fair", "nothing is called `train_fair`"),
        ("{train_fare: 40}", "{train_fare: 20}", "train_fare: 40",
         "what_if.cheap_train.set.train_fare", "20 is outside 30 to 200"),
        ("{train_fare: 40}", "{providers.train.enters: 228}", "train_fare: 40",
         "what_if.cheap_train.set.providers.train.enters", "228 is not before the horizon"),
        ("{train_fare: 40}", "{providers.train.known: 2}", "train_fare: 40",
         "what_if.cheap_train.set.providers.train.known", "2 is above 1"),
        ("{train_fare: 40}", "{title: x}", "train_fare: 40", "what_if.cheap_train.set.title",
         "only something in"),
        ("provider: airline", "provider: airlin", "provider: airline", "claims.0.provider",
         "no provider 'airlin'; known: airline, train"),
        ("id: C27", "id: C01", "id: C27", "claims.1.id", "is the id of claims.0 too"),
        ("mode: rail, share", "mode: road, share", "mode: rail, share", "observed.0.mode",
         "no mode 'road'; known: air, rail"),
        ("mode: rail, share", "provider: tram, share", "mode: rail, share", "observed.0.provider",
         "no provider 'tram'"),
        ("date: 2008-03", "date: 2006-01", "mode: rail, share", "observed.0.date",
         "2006-01 is before the books open, in 2006-02"),
        ("observed:", PROVENANCE, "observed:", "provenance.rules.look.bas",
         "nothing is called `bas`"),
    ],
)  # fmt: skip
def test_contradictions_are_told_with_their_line(spoiled, line_of, old, new, at, path, message):
    found = {problem.path: problem for problem in spoiled((old, new))}
    assert path in found, f"told instead: {list(map(str, found.values()))}"
    assert message in found[path].message
    # Replacements with a line break move what follows them.
    moved = new.count("\n") if at == "    known: 0\n" else 0
    assert found[path].line is not None
    assert found[path].line - moved in (line_of(at), line_of(at) - 1)


def test_shares_may_be_off_by_rounding(write, market):
    third = "{share: 0.3333333, taste: {}}"
    segments = f"  segments: {{a: {third}, b: {third}, c: {third}}}\nmodes:"
    start, end = market.index("  segments:"), market.index("modes:")
    scenario = load(write(market[:start] + segments + market[end + len("modes:") :]))
    assert len(scenario.customers.segments) == 3


def test_latent_outcomes_may_be_missing_from_an_offer(write, market):
    scenario = load(write(market.replace(", liquids: 0", "")))
    assert "liquids" not in scenario.providers["airline"].offer


def test_interventions_meet_the_market_that_earlier_ones_left(write, market):
    later = (
        "interventions:\n"
        "  - {at: 90, set: {customers.segments.leisure.share: 0.5,"
        " customers.segments.business.share: 0.5}}\n"
        "  - {at: 100, set: {train_fare: 55}}\n"
    )
    scenario = load(write(market.replace("interventions:\n", later)))
    assert len(scenario.interventions) == 3


def test_a_plan_may_add_a_provider_and_drop_one(write, market):
    plans = (
        "what_if:\n"
        "  bus:\n"
        "    at: burn_in\n"
        "    set: {providers.bus: {offer: {vehicle: 400, access: 20, fare: 30}}}\n"
        "  no_survey: {set: {providers.airline.survey: null}}\n"
        "  later: {set: {interventions.0.at: 100}}\n"
    )
    path = write(market.replace("what_if:\n", plans))
    assert "bus" in load(path, plan="bus").providers
    without = load(path, plan="no_survey")
    assert without.interventions[-1].set == {"providers.airline.survey": None}
    assert load(path, plan="later").interventions[0].at == 100


@pytest.mark.parametrize(
    "unit",
    ["min", "h", "EUR", "km", "kWh", "0-1", "0-10", "points", "%", "utils", "EUR/month", "EUR/kWh",
     "1.5-2.5", "Mbit/s", "DEM", "calls/week", "min/need"],
)  # fmt: skip
def test_known_units(unit: str):
    assert is_unit(unit, currency="DEM")


@pytest.mark.parametrize("unit", ["", "mins", "eur", "/", "EUR/", "/month", "0-", "-", "EUR/EURO"])
def test_unknown_units(unit: str):
    assert not is_unit(unit, currency="DEM")


def test_what_was_seen_after_the_books_close_is_of_use_with_a_longer_horizon(write, market):
    text = market.replace("date: 2008-03", "date: 2025-02")
    path = write(text)
    assert load(path).observed[0].date == "2025-02"
    assert load(path, overrides=["horizon=300"]).observed == load(path).observed


def test_labels_and_titles_stand_on_one_line(write, market):
    text = market.replace("title: A", "title: |\n  A\n ", 1)
    text = text.replace(
        "    role: disruptor", '    label: "high-speed\\n train\\n"\n    role: disruptor'
    )
    text = text.replace("    role: incumbent", '    label: "  "\n    role: incumbent')
    scenario = load(write(text))
    assert scenario.title == "A high-speed train enters an airline's route"
    assert scenario.providers["train"].label == "high-speed train"
    assert scenario.providers["airline"].label == ""


def test_thousands_of_observations_fit_in_a_file(write, market):
    row = "  - {date: 2008-03, mode: rail, share: 0.3, use: validation, source: x}\n"
    assert len(load(write(market + row * 4999)).observed) == 5000


def test_a_normal_scenario_loads_in_50_milliseconds():
    load(MARKET)
    times = []
    for _ in range(10):
        start = time.perf_counter()
        load(MARKET)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.05
