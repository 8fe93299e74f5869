"""The units that a scenario may use, so that a typing error in one is found.

To add a unit, add it here. `a/b` is understood when `a` and `b` are, and so is a scale such as
`0-10`.
"""

from __future__ import annotations

import re

LISTED = (
    "s", "min", "h", "day", "days", "week", "weeks", "month", "months", "quarter", "quarters",
    "year", "years", "period", "periods",
    "EUR", "GBP", "USD", "CAD", "CHF", "SEK", "DKK", "NOK", "PLN", "JPY", "CNY", "KRW", "INR",
    "AUD", "cent",
    "m", "km", "mi", "m2", "m3", "l", "g", "kg", "t",
    "W", "kW", "MW", "Wh", "kWh", "MWh", "GJ",
    "MB", "GB", "TB", "Mbit", "Gbit", "Mbps", "Gbps",
    "%", "share", "utils", "points", "stars", "score", "index", "level", "number", "times",
    "people", "customers", "needs", "units", "pieces", "items", "stops", "changes", "failures",
    "calls", "visits", "trips", "departures", "trains", "flights",
)  # fmt: skip
PER = ("need", "trip", "visit", "call", "customer", "person", "item", "piece", "unit")
"""What something may be counted for, beside the units."""

UNITS = frozenset(LISTED)
_PER = frozenset(PER)
_SCALE = re.compile(r"-?[0-9]+(\.[0-9]+)?-[0-9]+(\.[0-9]+)?")


def is_unit(unit: str, currency: str) -> bool:
    """Whether a unit is known.

    Args:
        unit: Such as `min`, `EUR/month` or `0-1`.
        currency: The scenario's own currency.

    Returns:
        True for a known unit, a scale, or a quotient of known units.
    """
    if _SCALE.fullmatch(unit):
        return True
    first, *rest = unit.split("/")
    known = UNITS | {currency}
    return first in known and all(part in known | _PER for part in rest)
