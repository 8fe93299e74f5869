"""What nobody sells: needs that no provider meets."""

from __future__ import annotations

from sim.experiments.measures.registry import measure, ratio
from sim.experiments.measures.seen import Seen
from sim.rules.words import USES


@measure("demand.unserved")
def unserved(seen: Seen) -> float:
    """Needs met by doing without, over all needs of those who compared or were served."""
    rows = seen.past.history[slice(*seen.window)][:, :, USES]
    return ratio(float(rows[:, -1].sum()), float(rows.sum()))
