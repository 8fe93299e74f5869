"""Firms that develop their offer, one project after the other.

A project takes `lag` periods and the budget of each. When it is done, the outcome has gone
1 - exp(-efficiency x money spent) of the way that was left to its best level: every further step
is smaller. Quick wins are short projects, innovations long ones.
"""

from __future__ import annotations

from math import exp

from sim.strategies.desk import Desk
from sim.strategies.protocol import Memory

IMITATION = 0.65
"""Cost of imitating over that of innovating: Mansfield, Schwartz & Wagner 1981, 48 products."""


class _Developer:
    """Runs one project at a time; those who inherit choose on what."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def act(self, desk: Desk) -> None:
        """Finishes the project that is due, begins the next, and pays for the one that runs."""
        rule, project = desk.rule, self.memory.get("project")
        if project is not None and desk.period >= project["due"]:
            way = 1 - exp(-rule.efficiency * project["ease"] * project["spent"])
            desk.improve(project["outcome"], way)
            project = None
        if project is None and rule.budget > 0:
            found = self.choose(desk)
            if found is not None:
                outcome, ease = found
                due = desk.period + rule.lag
                project = {"outcome": outcome, "ease": ease, "due": due, "spent": 0.0}
        if project is not None:
            desk.spend(rule.budget)
            project["spent"] += rule.budget
        self.memory["project"] = project

    def choose(self, desk: Desk) -> tuple[str, float] | None:
        """The outcome to work on, and how much further than usual money goes; None: nothing."""
        raise NotImplementedError


class FollowSurvey(_Developer):
    """Improves what customers say matters most: the faster horse.

    A survey of stated needs cannot ask about what nobody knows of, and does not show where more is
    of no use any more.
    """

    def choose(self, desk: Desk) -> tuple[str, float] | None:
        """The outcome with the largest stated weight over its scale that is not at its best."""
        weights = {
            name: abs(desk.weight(name)) * abs(desk.outcome(name).best - desk.outcome(name).worst)
            for name in desk.improvable
            if desk.distance(name) > 0
        }
        weights = {name: weight for name, weight in weights.items() if weight > 0}
        return (max(weights, key=lambda name: weights[name]), 1.0) if weights else None


class Innovate(_Developer):
    """Improves what helps most with the job, latent outcomes included.

    It knows the job from watching customers at it, sees where more is of no use, and scans rivals:
    what one of them offers already costs less to match.
    """

    def choose(self, desk: Desk) -> tuple[str, float] | None:
        """The project that adds most utility to the average need."""
        rule = desk.rule
        gains: dict[str, tuple[float, float]] = {}
        for name in desk.improvable:
            ease = 1 / IMITATION if desk.leader(name, rule.scan) is not None else 1.0
            way = 1 - exp(-rule.efficiency * ease * rule.budget * rule.lag)
            gains[name] = (desk.gain(name, way), ease)
        best = max(gains, key=lambda name: gains[name][0], default=None)
        if best is None or gains[best][0] <= 0:
            return None
        return best, gains[best][1]
