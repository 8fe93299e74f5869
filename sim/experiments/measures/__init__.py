"""The numbers that claims are about, each a small function of one finished market.

`sim.scenario.measures` lists the names with unit and meaning. A measure of one's own: a line there,
a function here in a file of its theme, marked with `registry.measure`, and the file's name below.
"""

from sim.experiments.measures import (  # noqa: F401  # they enter their measures
    defections,
    demand,
    exits,
    failures,
    money,
    opinions,
    shares,
    years,
)
from sim.experiments.measures.registry import COUNTINGS, Counting
from sim.experiments.measures.seen import Finished, Seen, live, window_of

__all__ = ["COUNTINGS", "Counting", "Finished", "Seen", "live", "window_of"]
