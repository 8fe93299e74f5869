"""One sentence under the tables of a run, made from its numbers and from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.scenario.problems import printable

if TYPE_CHECKING:
    from sim.scenario import Scenario

CLEARLY = 1.25
"""A hazard ratio from which satisfaction holds customers in more than a small way."""


def reading(numbers: dict[str, Any], market: Scenario) -> str:
    """What the numbers say about the first incumbent of the scenario that anybody left.

    Args:
        numbers: The summary of a run.
        market: Its scenario.
    """
    left = numbers["defections"]
    some = [name for name in market.providers if left[name]["count"]]
    if not some:
        return "Nobody left a provider for another."
    incumbents = [name for name in some if market.providers[name].role == "incumbent"]
    name = (incumbents or some)[0]
    found = left[name]
    who = printable(market.providers[name].label or name, 60)
    if who[:1].islower() and not who.startswith("the "):
        who = f"the {who}"
    share = 100 * found["satisfied_share"]["value"]
    base = 100 * found["base_rate"]["value"]
    return (
        f"Of those who left {who} {share:.0f}% were satisfied ({found['cutoff']:g} or more), and "
        f"{base:.0f}% of all its customers at risk were: {_ratio(found['hazard_ratio'])}"
        f"{_excess(found['excess'], market)}."
    )


def _ratio(found: dict[str, float | None]) -> str:
    value, low, high = found["value"], found["low"], found["high"]
    if value is None or low is None or high is None:
        return "how much satisfaction held them cannot be told from so few"
    if low > 1:
        digits = 2 if value < CLEARLY else 1 if value < 10 else 0
        times = f"{value:,.{digits}f}"
        only = "" if value >= CLEARLY else "only "
        return f"the dissatisfied were {only}{times} times as likely to leave"
    if high < 1:
        return f"the satisfied were even more likely to leave, {1 / value:.2f} times"
    return "that satisfaction held anybody does not show in this run"


def _excess(found: dict[str, float | None], market: Scenario) -> str:
    value, low, high = found["value"], found["low"], found["high"]
    if value is None or low is None or high is None:
        return ""
    window = span(market.excess_window, market.period)
    start = f"; in the first {window} after the entry, "
    if low > 0:
        return f"{start}{_in_hundred(value)} more of its customers left satisfied than without it"
    if high < 0:
        return f"{start}{_in_hundred(-value)} fewer of its customers left satisfied than without it"
    return (
        f"{start}no more of its customers left satisfied than without it, as far as this run shows"
    )


def _in_hundred(share: float) -> str:
    thousandth = round(1000 * share)
    if share >= 0.015 or thousandth % 10 == 0:
        return f"{100 * share:.0f} in 100"
    return f"{thousandth} in 1000"


def span(count: int, period: str) -> str:
    """A number of periods."""
    return f"{count:,} {period}" if count == 1 else f"{count:,} {period}s"
