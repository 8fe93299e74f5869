"""The firm that wants satisfied customers, and rests when it has them."""

from __future__ import annotations

from math import exp

from sim.strategies.desk import Desk
from sim.strategies.protocol import Memory


class Please:
    """Spends on fewer failures and better recovery, but only while the survey is under target.

    Managers are content with a 7.2 or 7.3, and no action follows.
    """

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def act(self, desk: Desk) -> None:
        """Money spent now has its effect after the lag; failures fall by exp(-efficiency x money).

        The chance that a recovery satisfies goes the same share of the way to 1.
        """
        rule, now = desk.rule, desk.period
        under_way: list[list[float]] = self.memory.setdefault("under_way", [])
        done = sum(money for due, money in under_way if due <= now)
        if done:
            self.memory["under_way"] = under_way = [work for work in under_way if work[0] > now]
            left = exp(-rule.efficiency * done)
            desk.fail_less(left)
            desk.recover_better(1 - left)
        mean = desk.surveyed()
        if mean is not None and mean < rule.target and rule.budget > 0:
            desk.spend(rule.budget)
            under_way.append([now + rule.lag, rule.budget])
