"""What a claim is about, in words."""

from sim.experiments.record import claimed, described
from sim.scenario.claims import Claim


def test_options_are_told_as_people_write_them():
    claim = Claim(
        id="x", says="so", measure="defections.satisfied_share", provider="a", cutoff=6.0,
        window=(0, 36), plan="cheap", than={"cutoff": 7.5}, at_least=0.6,
    )  # fmt: skip
    assert described(claim) == (
        "defections.satisfied_share of a, periods 0 to 36, cutoff 6, plan cheap, less that of "
        "cutoff 7.5"
    )
    assert claimed(claim) == "at least 0.6"


def test_touchpoints_are_one_or_another():
    claim = Claim(
        id="x", says="so", measure="exits.touchpoint_share", trigger="failure",
        touchpoints=("site", "desk"), above=0.1, minimum=0.05,
    )  # fmt: skip
    told = "exits.touchpoint_share of trigger failure, touchpoints site or desk"
    assert described(claim) == told
    assert claimed(claim) == "above 0.1 by 0.05"
