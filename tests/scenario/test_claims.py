"""Claims are checked before they are run."""

import pytest

from sim.rules.words import TRIGGERS
from sim.scenario import ScenarioError, load
from sim.scenario.claims import Claim
from sim.scenario.measures import MEASURES
from sim.scenario.measures import TRIGGERS as KNOWN_TRIGGERS


def claimed(**fields):
    """The problems of a claim about airline_vs_train."""
    claim = {"id": "C01", "says": "so", "measure": "satisfaction.mean", "above": 0, **fields}
    from sim.scenario import load_raw

    raw = load_raw("airline_vs_train").data
    raw["claims"] = [{key: value for key, value in claim.items() if value is not None}]
    try:
        load(raw)
    except ScenarioError as error:
        return [(problem.path, problem.message, problem.suggestion) for problem in error.problems]
    return []


def test_triggers_are_those_of_the_ledger():
    assert KNOWN_TRIGGERS == TRIGGERS


def test_a_sound_claim():
    assert claimed(provider="airline", against="no_entrant", segment=None, window=[24, 48]) == []
    assert claimed(plan="faster_security", against="as_is", provider="airline") == []
    assert claimed(against="none") == []
    assert claimed(measure="share.mode", mode="rail", against="news_hurts", relative=True) == []
    reason = {"measure": "exits.reason_share", "reason": "price", "view": "perceived"}
    assert claimed(**reason, than={"view": "true"}) == []
    touchpoint = {"measure": "exits.touchpoint_share", "touchpoints": ["booking", "punctuality"]}
    assert claimed(**touchpoint, trigger="failure", provider="train") == []
    assert claimed(**touchpoint) == []


@pytest.mark.parametrize(
    ("fields", "path", "part"),
    [
        ({"measure": "defections.hazard_rate"}, "claims.0.measure", "defections.hazard_ratio"),
        ({"measure": "nps", "segment": "leisure"}, "claims.0.segment", "takes no segment"),
        ({"provider": "airlin"}, "claims.0.provider", "airline"),
        ({"plan": "slow"}, "claims.0.plan", "faster_security"),
        ({"against": "no_entrants"}, "claims.0.against", "no_entrant"),
        ({"against": "as_is"}, "claims.0.against", "own world"),
        ({"measure": "retention.per_year", "segment": "busines"}, "claims.0.segment", "business"),
        ({"measure": "share.mode"}, "claims.0.mode", "needs it"),
        ({"measure": "share.use"}, "claims.0.provider", "of one provider"),
        ({"measure": "share.mode", "mode": "rial"}, "claims.0.mode", "rail"),
        ({"measure": "exits.trigger_share", "trigger": "herd"}, "claims.0.trigger", "heard"),
        ({"window": [10, 999]}, "claims.0.window", "after the horizon"),
        ({"window": [10, 5]}, "claims.0", "does not go forward"),
        ({"relative": True}, "claims.0", "with what"),
        ({"at_least": 1, "above": 0}, "claims.0", "both lower bounds"),
        ({"minimum": 0.1, "above": None, "at_least": 1}, "claims.0", "goes with above or below"),
        ({"above": 3, "below": 2}, "claims.0", "no number"),
        (
            {"measure": "defections.satisfied_excess", "provider": "airline"},
            "claims.0.against",
            "no_entrant",
        ),
        (
            {"measure": "defections.satisfied_excess", "provider": "airline", "against": "no"},
            "claims.0.against",
            "no_entrant",
        ),
        ({"measure": "exits.touchpoint_share"}, "claims.0.touchpoints", "needs it"),
        (
            {"measure": "exits.touchpoint_share", "touchpoints": ["desk"], "provider": "train"},
            "claims.0.touchpoints.0",
            "punctuality",
        ),
        ({"measure": "nps", "touchpoints": ["booking"]}, "claims.0.touchpoints", "takes no"),
        ({"than": {}}, "claims.0.than", "nothing is compared"),
        ({"than": {"provider": "tran"}}, "claims.0.than.provider", "train"),
        ({"cutoff": 6.2}, "claims.0.cutoff", ""),
        ({"above": None, "at_least": 0}, "claims.0.at_least", "holds whatever the market does"),
        ({"above": None, "at_most": 10}, "claims.0.at_most", "between 0 and 10"),
        ({"above": -1}, "claims.0.above", "holds whatever the market does"),
        ({"above": 9.5, "minimum": 0.5}, "claims.0.above", "can never hold"),
        ({"above": None, "at_least": 11}, "claims.0.at_least", "can never hold"),
        (
            {"against": "no_entrant", "above": None, "at_least": -10},
            "claims.0.at_least",
            "between -10 and 10, compared so",
        ),
        (
            {"against": "no_entrant", "relative": True, "above": None, "below": 0},
            "claims.0.below",
            "can never hold: satisfaction.mean is 0 or more, compared so",
        ),
    ],
)
def test_a_wrong_claim_is_refused(fields, path, part):
    problems = claimed(**fields)
    assert len(problems) == 1, problems
    found, message, suggestion = problems[0]
    assert found.startswith(path)
    assert part in message or part == suggestion


def test_the_line_of_a_wrong_measure(tmp_path):
    from sim.scenario.catalogue import find

    text = find("airline_vs_train").read_text(encoding="utf-8")
    text = text.replace("measure: defections.satisfied_excess", "measure: defections.hazard", 1)
    text = text.replace(", against: no_entrant, at_least: 0.05", ", at_least: 0.05", 1)
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(tmp_path / "x.yaml")
    [problem] = refused.value.problems
    assert problem.line == text[: text.index("measure: defections.hazard,")].count("\n") + 1


def test_bounds_include_the_smallest_effect():
    claim = {"id": "x", "says": "so", "measure": "nps"}
    assert Claim(**claim, above=1, minimum=0.25).bounds == (1.25, None)
    assert Claim(**claim, below=0, minimum=0.25).bounds == (None, -0.25)
    assert Claim(**claim, at_least=1, below=3, minimum=0.5).bounds == (1, 2.5)


def test_statements_are_read_off_ids():
    def statement(name):
        return Claim(id=name, says="so", measure="nps", above=0).statement

    assert statement("C27") == statement("C27-busy") == statement("C27b") == "C27"
    assert statement("C270") is None
    assert statement("busy") is None


def test_the_other_side_of_a_comparison():
    claim = Claim(
        id="x",
        says="so",
        measure="share.use",
        provider="a",
        cutoff=6,
        above=0,
        than={"provider": "b"},
    )
    assert claim.there.provider == "b"
    assert claim.there.cutoff == 6
    assert claim.is_compared
    assert claim.other_world is None


def test_measures_are_explained():
    for name, spec in MEASURES.items():
        assert spec.unit, name
        assert spec.meaning, name
        assert not spec.meaning.endswith("."), name
