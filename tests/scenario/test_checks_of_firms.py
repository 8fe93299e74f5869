"""What a provider says of itself as a firm that makes no sense."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario import Scenario, ScenarioError
from tests.markets import bare

POINTS = {"desk": {"failure": 0.1}}
FARE = {"problem__outcomes__fare__revenue": False}


def market(block: dict[str, Any], **changes: Any) -> Scenario:
    return bare({"firm": block, "other": {}}, **changes)


@pytest.mark.parametrize(
    ("block", "changes", "path", "message"),
    [
        ({"money": {"runway": 5}}, FARE, "money.runway", "nothing is ever earned"),
        ({"money": {"runway": -5}}, {}, "money.runway", "-5 is below 0"),
        ({"employees": {"effect": -1e6}}, {}, "employees.effect", "-1000000 is below -10"),
        ({"attention": {"calls": 1e18}}, {}, "attention.calls", "is above 1000000"),
        ({"capacity": {"needs": 0}}, {}, "capacity.needs", "0 is not above 0"),
        (
            {"rollout": [{"after": 3, "reach": 0.2}, {"after": 3, "reach": 0.4}]},
            {},
            "rollout.1.after",
            "3 does not come after 3, the stage before it",
        ),
        (
            {"reach": 0.3, "rollout": [{"after": 0, "reach": 0.2}]},
            {},
            "rollout.0.after",
            "the reach at entry is 0.3 already",
        ),
        ({"employees": {"engagement": 0.9}}, {}, "employees", "there are no touchpoints"),
        ({"contacts": {"handover": 0.5}}, {}, "contacts.handover", "no bond to hand over"),
        (
            {"attention": {"policy": "none", "calls": 5}},
            {},
            "attention.calls",
            "nobody is called with the policy none",
        ),
        ({"strategy": {"kind": "price_cut"}}, FARE, "strategy.kind", "no price to cut"),
        (
            {"strategy": {"kind": "please"}, "touchpoints": POINTS},
            {},
            "strategy.kind",
            "goes by the survey",
        ),
        (
            {"strategy": {"kind": "please"}, "survey": {}},
            {},
            "strategy.kind",
            "no touchpoints that could fail",
        ),
        ({"strategy": {"kind": "retention_calls"}}, {}, "strategy.kind", "goes by the survey"),
        (
            {
                "strategy": {"kind": "retention_calls"},
                "survey": {},
                "attention": {"policy": "random", "capacity": 0.1},
            },
            {},
            "strategy.kind",
            "reaches them by random; a provider has one queue",
        ),
        (
            {"strategy": {"kind": "innovate", "outcomes": ["seats"]}},
            {},
            "strategy.outcomes.0",
            "no outcome 'seats'",
        ),
        (
            {"strategy": {"kind": "innovate", "outcomes": ["fare"]}},
            {},
            "strategy.outcomes.0",
            "'fare' is the price",
        ),
        (
            {
                "strategy": {"kind": "innovate", "outcomes": ["minutes"]},
                "improvements": [{"outcome": "minutes", "to": 5}],
            },
            {},
            "strategy.outcomes.0",
            "gets better by itself already",
        ),
        (
            {
                "strategy": {"kind": "innovate"},
                "improvements": [{"outcome": "minutes", "to": 5}],
            },
            {},
            "strategy.kind",
            "no outcome that innovate could improve",
        ),
        (
            {"strategy": {"kind": "follow_survey", "outcomes": ["minutes"]}},
            {"problem__outcomes__minutes__latent": True},
            "strategy.outcomes.0",
            "'minutes' is latent",
        ),
        (
            {"strategy": {"kind": "lock_in", "raises": "contract"}},
            {"market": "occasion"},
            "strategy.raises",
            "only a subscription market has contracts",
        ),
        ({"strategy": {"kind": "lock_in"}}, {}, "strategy.raises", "there are no points to raise"),
        (
            {"strategy": {"kind": "lock_in", "raises": "bond"}, "bond": {"growth": 0}},
            {},
            "strategy.raises",
            "a bond that does not grow",
        ),
        (
            {
                "strategy": {"kind": "lock_in", "raises": "bond", "ceiling": 1},
                "bond": {"ceiling": 1},
            },
            {},
            "strategy.ceiling",
            "1 is not above 1, where the bond begins",
        ),
        ({"strategy": {"kind": "hope"}}, {}, "strategy.kind", "one of static, please"),
    ],
)
def test_refused(block: dict[str, Any], changes: dict[str, Any], path: str, message: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        market(block, **changes)
    found = {problem.path: problem.message for problem in refusal.value.problems}
    assert message in found[f"providers.firm.{path}"]


def test_nobody_to_blame() -> None:
    with pytest.raises(ScenarioError, match="no touchpoint has failures that others cause"):
        market({"touchpoints": POINTS}, rules__experience__misattribution=0.5)


@pytest.mark.parametrize(
    "block",
    [
        {"money": {"runway": 5, "acquisition": 3}, "capacity": {"needs": 20, "growth": 0.01}},
        {"rollout": [{"after": 0, "reach": 0.1}, {"after": 6, "reach": 0.4}]},
        {"employees": {"engagement": 0.9, "effect": 1}, "touchpoints": POINTS},
        {"contacts": {"handover": 0.5}, "bond": {"ceiling": 1, "personal": 0.5}},
        {"strategy": {"kind": "please", "budget": 10}, "survey": {}, "touchpoints": POINTS},
        {"strategy": {"kind": "innovate", "budget": 10, "lag": 24, "scan": 3}},
        {"strategy": {"kind": "follow_survey", "budget": 10, "outcomes": ["minutes"]}},
        {"strategy": {"kind": "lock_in", "raises": "contract", "by": 3, "ceiling": 24}},
        {"strategy": {"kind": "retention_calls", "calls": 5}, "survey": {}},
        {"attention": {"policy": "squeaky_wheel", "calls": 5}},
    ],
    ids=lambda block: next(iter(block.get("strategy", {}).values()), next(iter(block))),
)
def test_accepted(block: dict[str, Any]) -> None:
    assert market(block).providers["firm"] != market({}).providers["firm"]
