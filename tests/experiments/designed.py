"""Markets in which it is known by design why customers leave.

Nobody compares without a reason, everybody has the same taste, and `rival` is so much better than
`own` that whoever compares and knows it goes there. It enters in period 2, known to all at once.
"""

from __future__ import annotations

from typing import Any

from sim.scenario import Scenario
from tests.markets import OFFER, bare

ENTRY = 2
WOKEN = 100.0
"""Log-odds with which one reason is enough."""
HALF = 30.0
"""Log-odds with which it takes two: -50 + 30 is never, -50 + 30 + 30 is always."""


def designed(*, reasons: float = WOKEN, **changes: Any) -> Scenario:
    """From the entry on everybody has a life event, and everybody is failed in every period.

    Args:
        reasons: Log-odds of comparing after a failure, and at a life event.
        changes: Values at paths, with `__` for the dots.
    """
    providers: dict[str, dict[str, Any]] = {
        "own": {"touchpoints": {"desk": {"failure": 0.0, "severity": 1.0}}},
        "rival": {
            "role": "disruptor",
            "enters": ENTRY,
            "known": 1.0,
            "constant": 1000.0,
            "touchpoints": {"desk": {"failure": 0.0, "severity": 1.0}},
        },
    }
    look = {
        "base": -50.0,
        "satisfaction": 0.0,
        "failure": reasons,
        "complaint": 0.0,
        "contract_end": 0.0,
        "heard": 0.0,
        "life_event": reasons,
        "forgetting": 1.0,
    }
    settings: dict[str, Any] = {
        "horizon": 8,
        "customers__count": 50,
        "rules__look": look,
        "rules__mechanisms__attention": True,
        "rules__mechanisms__failures": True,
        "rules__mechanisms__advertising": True,
        "interventions": [
            {
                "at": ENTRY,
                "set": {
                    "providers.own.touchpoints.desk.failure": 1.0,
                    "customers.life_events": 1.0,
                },
            }
        ],
    }
    return bare(providers, **(settings | changes))


def two_prices(**changes: Any) -> Scenario:
    """Two providers from the start; the own one raises its price in period 2, and again in 4."""
    providers = {"own": {"offer": OFFER}, "rival": {"offer": OFFER | {"minutes": 100.0}}}
    rises = [
        {"at": 2, "set": {"providers.own.offer": OFFER | {"fare": 100.0}}},
        {"at": 4, "set": {"providers.own.offer.fare": 110.0, "providers.own.offer.minutes": 70.0}},
    ]
    return bare(providers, horizon=8, interventions=rises, **changes)
