"""What is wrong with a scenario, in words: file, line, path, found, accepted, nearest name."""

from __future__ import annotations

import pytest

from sim.scenario import Problem, ScenarioError, load
from sim.scenario.problems import nearest, printable, shown


def test_the_scenario_that_is_spoiled_here_is_sound(write, market):
    assert load(write(market)).horizon == 228


@pytest.mark.parametrize(
    ("old", "new", "at", "path", "suggestion"),
    [
        ("horizon: 228", "horison: 228", "horizon: 228", "horison", "horizon"),
        ("    touchpoints:", "    touchpoint:", "    touchpoints:", "providers.airline.touchpoint",
         "touchpoints"),
        ("severity: 2", "severety: 2", "severity: 2",
         "providers.airline.touchpoints.security.severety", "severity"),
        ("rewiring: 0.1", "rewireing: 0.1", "rewiring", "customers.network.rewireing", "rewiring"),
        ("label: fare cut", "labell: fare cut", "fare cut", "interventions.0.labell", "label"),
        ("at_least: 0.05", "atleast: 0.05", "at_least: 0.05", "claims.0.atleast", "at_least"),
    ],
)  # fmt: skip
def test_unknown_keys_get_their_line_and_the_nearest_name(
    spoiled, line_of, old, new, at, path, suggestion
):
    found = {problem.path: problem for problem in spoiled((old, new))}
    assert found[path].line == line_of(at)
    assert found[path].message.startswith("unknown key; known here: ")
    assert found[path].suggestion == suggestion
    assert str(found[path]).endswith(f"(did you mean `{suggestion}`?)")


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("share: 0.4", "share: -0.1", "customers.segments.business.share", "-0.1 is below 0"),
        ("failure: 0.01", "failure: 1.5", "providers.airline.touchpoints.booking.failure",
         "1.5 is above 1 (Chance of a failure at a use)"),
        ("failure: 0.01", "failure: 45", "providers.airline.touchpoints.booking.failure",
         "45 is above 1 (Chance of a failure at a use); write a percentage as a share, 0.45"),
        ("horizon: 228", "horizon: 2,400", "horizon", "without signs between thousands, 2400"),
        ("horizon: 228", "horizon: 2025-01", "horizon", "counted from `start`, which is 0"),
        ("best: 60", "best: €60", "problem.outcomes.vehicle.best", "write the number alone"),
        ("range: [30, 200]", "range: [30, 200,5]", "levers.train_fare.range",
         "found 3 entries; at most 2; the decimal sign is a point"),
        ("sd: 0.3", "sd: much", "customers.segments.business.taste.vehicle.sd",
         "found 'much'; a number is needed"),
        ("best: 60", "best: true", "problem.outcomes.vehicle.best", "found true; a number"),
        ("best: 60", "best: '60'", "problem.outcomes.vehicle.best", "write it without quotes"),
        ("best: 60", "best: 060", "problem.outcomes.vehicle.best", "without leading zeros"),
        ("best: 60", "best: 1:30", "problem.outcomes.vehicle.best", "write a time as one number"),
        ("best: 60", 'best: "1,5"', "problem.outcomes.vehicle.best", "the decimal sign is a point"),
        ("best: 60", "best: 60 min", "problem.outcomes.vehicle.best", "write the number alone"),
        ("failure: 0.01", "failure: 1%", "providers.airline.touchpoints.booking.failure",
         "write it as a share, 0.01"),
        ("horizon: 228", "horizon: 22.000", "horizon", "write 22, or 22000"),
        ("sd: 0.3", "sd: 0,3", "customers.segments.business.taste.vehicle.3",
         "or a decimal number with a point"),
        ("sd: 0.3", "sd: 0,05", "customers.segments.business.taste.vehicle.05",
         "the decimal sign is a point"),
        ("{set: {train_fare: 40}}", "{set: {train.offer.fare: 40}}",
         "what_if.cheap_train.set.train.offer.fare", "nothing is called `train` in a scenario"),
        ("best: 60", "best: [60]", "problem.outcomes.vehicle.best", "found a list of 1; a number"),
        ("best: 60", "best: null", "problem.outcomes.vehicle.best", "found nothing (null)"),
        ("best: 60", "best: .nan", "problem.outcomes.vehicle.best", "a finite number is needed"),
        ("horizon: 228", "horizon: 22.5", "horizon", "found 22.5; a whole number is needed"),
        ("horizon: 228", "horizon: 0", "horizon", "0 is below 1"),
        ("start: 2006-02", "start: 2006-02-01", "start", "First month, YYYY-MM"),
        ("start: 2006-02", "start: 2006", "start", "found 2006; a text is needed"),
        ("start: 2006-02", "start: 2006", "start", "write it in quotes"),
        ("horizon: 228", "horizon: 2.28e+2", "horizon", "without a point or an exponent"),
        ("market: occasion", "market: ocasion", "market", "one of occasion, subscription"),
        ("period: month", "period: [month]", "period", "found a list of 1; one of week, month"),
        ("revenue: true", "revenue: yes", "problem.outcomes.fare.revenue",
         "found 'yes'; true or false is needed"),
        ("needs: 1.5", "needs: often", "customers.segments.business.needs",
         "found 'often'; a mapping with mean, shape, or a number is needed"),
        ("needs: 1.5", "needs: -1", "customers.segments.business.needs", "-1 is below 0"),
        ("needs: 1.5", "needs: {mean: -1}", "customers.segments.business.needs.mean", "is below 0"),
        ("needs: 1.5", "needs: {shape: 2}", "customers.segments.business.needs.mean", "missing"),
        ("needs: 1.5", "needs: {mean: 1, shap: 2}", "customers.segments.business.needs.shap",
         "unknown key; known here: mean, shape"),
        ("range: [30, 200]", "range: [30]", "levers.train_fare.range", "found a list of 1; a list"),
        ("range: [30, 200]", "range: [200, 30]", "levers.train_fare", "does not go up"),
        ("choices: [compare, threshold", "choices: [5, threshold", "levers.exit_rule.choices.0",
         "found 5; a text, or true or false is needed"),
        ("{set: {train_fare: 40}}", "{set: {}}", "what_if.cheap_train.set",
         "an empty mapping has 0 entries; at least 1"),
        ("best: 60", "best: 420", "problem.outcomes.vehicle", "worst and best are the same level"),
        ("  cheap_train:", "  " + "x" * 70 + ":", "what_if." + "x" * 60 + "...",
         "the name has 70 characters; at most 60"),
        ("count: 20000", "count: 6000000", "customers.count", "6000000 is above 5000000"),
        ("interventions:", "interventions: 5\nrules:", "interventions", "found 5; a list"),
    ],
)  # fmt: skip
def test_wrong_values_are_told_in_plain_words(spoiled, old, new, path, message):
    found = [problem for problem in spoiled((old, new)) if problem.path == path]
    assert len(found) == 1, "one message for one fault"
    assert message in found[0].message


def test_a_wrong_value_points_at_its_own_line(spoiled, line_of):
    (problem,) = spoiled(("share: 0.32", "share:\n      3"))
    assert problem.line == line_of("share: 0.32") + 1


def test_what_is_missing_points_at_the_block_and_says_what_it_is(spoiled, line_of):
    (problem,) = spoiled(("{failure: 0.01, severity: 1}", "{severity: 1}"))
    assert problem.line == line_of("booking:")
    assert problem.path == "providers.airline.touchpoints.booking.failure"
    assert problem.message == "missing; a number is needed (Chance of a failure at a use)"


def test_all_problems_are_told_at_once(spoiled):
    found = spoiled(
        ("horizon: 228", "horizon: 228\nhorizon: 229"),
        ("share: 0.4", "share: 0.5"),
        ("unit: min, worst: 420", "unit: mins, worst: 420"),
        ("provider: airline", "provider: airlin"),
        ("    touchpoints:", "    touchpoint:"),
        ("rewiring: 0.1", "rewiring: lots"),
        ("severity: 1", "severity: .inf"),
        ("{train_fare: 40}", "{train_far: 40}"),
        ("range: [30, 200]", "range: [-5, 80]"),
        ("at: 84", "at: -84"),
    )
    assert {problem.path for problem in found} == {
        "horizon",
        "customers.segments",
        "problem.outcomes.vehicle.unit",
        "claims.0.provider",
        "providers.airline.touchpoint",
        "customers.network.rewiring",
        "providers.airline.touchpoint.booking.severity",
        "what_if.cheap_train.set.train_far",
        "providers.train.offer.fare",
        "interventions.0.at",
    }
    assert [problem.line for problem in found] == sorted(problem.line or 0 for problem in found)


def test_a_doubtful_value_does_not_bring_further_complaints(spoiled):
    (problem,) = spoiled(("share: 0.4", "share: lots"))
    assert problem.path == "customers.segments.business.share"
    (problem,) = spoiled(("    known: 0\n", "    known: 3\n"))
    assert problem.path == "providers.train.known"


def test_an_unreadable_block_does_not_bring_further_complaints(spoiled):
    (problem,) = spoiled(("  train:\n", "  train: 5\n  tram:\n"))[:1]
    assert problem.path == "providers.train"


def test_thousands_of_unknown_keys_do_not_take_long(problems, market):
    found = problems(market + "\n".join(f"key{number}: 1" for number in range(20_000)))
    assert len(found) <= 201
    assert "more are not listed" in "\n".join(map(str, found))


def test_thousands_of_contradictions_do_not_fill_the_screen(spoiled):
    names = ", ".join(f"k{number}: 1" for number in range(2000))
    found = spoiled(("offer: {vehicle: 75,", f"offer: {{{names}, vehicle: 75,"))
    assert len(found) == 201
    assert "1800 more are not listed" in found[-1].message


def test_hostile_values_are_shortened_and_escaped(spoiled):
    text = '"\\u202e' + "x" * 5000 + '"'
    (problem,) = spoiled(("rewiring: 0.1", f"rewiring: {text}"))
    assert len(problem.message) < 250
    assert "\u202e" not in str(problem)
    found = spoiled(("rewiring: 0.1", '"\\u2028' + "y" * 5000 + '": 1'))
    assert len(found[0].path) < 120
    assert "\u2028" not in str(found[0])


def test_a_problem_reads_file_line_path_message_suggestion():
    problem = Problem("a.yaml", 3, "providers.a.touchpoint", "unknown key", "touchpoints")
    expected = "a.yaml:3: providers.a.touchpoint: unknown key (did you mean `touchpoints`?)"
    assert str(problem) == expected
    assert str(Problem("--set", None, "", "wrong")) == "--set: wrong"
    assert "\n" not in str(Problem("a\nb", 1, "", "wrong"))
    error = ScenarioError([Problem("b", 1, "", "x"), Problem("a", 9, "", "x"), problem, problem])
    assert str(error).splitlines() == ["a:9: x", expected, "b:1: x"]


def test_values_and_names_are_shown_safely():
    assert shown("a\x1b[2Jb") == "'a\\x1b[2Jb'"
    assert shown({"a": 1}) == "a mapping with a"
    assert len(shown("x" * 1000)) < 90
    assert len(shown({f"name{number}": 1 for number in range(1000)})) < 200
    assert shown(10**5000) == "a very long number"
    assert shown(0.1) == "0.1"
    assert printable("\ud800", 10) == "\\ud800"
    assert nearest("Touch-Point", ["touchpoints", "survey"]) == "touchpoints"
    assert nearest("x" * 10_000, ["x"]) is None
    assert nearest("zzz", ["abc"]) is None
