"""Voice: to complain rather than to leave in silence (Hirschman 1970)."""

from __future__ import annotations

from math import exp
from typing import Any

from sim.registry import rare_rule


@rare_rule
def complains(engagement: float, severity: float, u: float, world: Any) -> Any:
    """Whether a failure of this severity is voiced: seldom for a trifle, mostly for a disaster."""
    odds = world.voice_trifle + world.voice_slope * (severity - 1.0)
    odds += world.voice_engagement * (engagement - world.engagement_start)
    return u < 1.0 / (1.0 + exp(min(700.0, -odds)))


@rare_rule
def recover(relation: Any, severity: float, world: Any) -> Any:
    """A good answer to a complaint: gives back some of what the failure took."""
    regained = world.step * world.loss * world.recovered * severity
    relation.satisfaction = min(10.0, relation.satisfaction + regained)
    relation.bond += world.recovery_bond
