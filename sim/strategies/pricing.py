"""The firm that answers falling sales with a lower price."""

from __future__ import annotations

from sim.strategies.desk import Desk
from sim.strategies.protocol import Memory


class PriceCut:
    """Cuts the price when its own sales fall, down to a floor."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def act(self, desk: Desk) -> None:
        """Compares the sales of the last window of periods with those of the window before."""
        rule, now, price = desk.rule, desk.period, desk.price
        if price is None or now < 2 * rule.window or now % rule.window:
            return
        recent = desk.sales(now - rule.window, now)
        before = desk.sales(now - 2 * rule.window, now - rule.window)
        if before > 0 and recent < (1 - rule.trigger) * before:
            level = desk.offer[price]
            desk.post(price, min(level, max(rule.floor, level * (1 - rule.step))))
