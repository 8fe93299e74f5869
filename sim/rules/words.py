"""Numbers that stand for words: why a customer looks, how one leaves, what the books count."""

from __future__ import annotations

NOBODY = -1
"""Main provider of a newcomer who has not chosen yet."""

BANDS = 21
"""Satisfaction is counted in half points: 0, 0.5, ... 10."""

# Reasons to compare, bits of `customer.reasons`.
HEARD = 1
CONTRACT_END = 2
LIFE_EVENT = 4
CONTACT_LEFT = 8
CALLED = 16

# What woke a customer; the first fits where several do.
TRIGGERS = (
    "routine",
    "failure",
    "complaint",
    "contract end",
    "heard",
    "life event",
    "contact left",
    "called",
    "dissatisfied",
    "no provider",
    "habit",
    "moved away",
    "closed",
    "sold out",
)
(
    BY_ROUTINE,
    BY_FAILURE,
    BY_COMPLAINT,
    BY_CONTRACT_END,
    BY_HEARD,
    BY_LIFE_EVENT,
    BY_CONTACT_LEFT,
    BY_CALL,
    BY_DISSATISFACTION,
    BY_NO_PROVIDER,
    BY_HABIT,
    BY_MOVING_AWAY,
    BY_CLOSING,
    BY_SOLD_OUT,
) = range(len(TRIGGERS))

# How a customer goes.
KINDS = ("defection", "stop", "involuntary")
DEFECTION, STOP, INVOLUNTARY = range(len(KINDS))

# Exit rules.
EXIT_RULES = ("compare", "threshold", "satisfaction_only")
COMPARE, THRESHOLD, SATISFACTION_ONLY = range(len(EXIT_RULES))

# Whom a provider turns to.
POLICIES = ("none", "random", "squeaky_wheel", "satisfied_first", "likely_to_leave")
NO_ATTENTION, RANDOM, SQUEAKY_WHEEL, SATISFIED_FIRST, LIKELY_TO_LEAVE = range(len(POLICIES))

# Single needs that are written down, if any: only trips, or all.
EVERY_USE = 2

# Columns of the tally: a row for each provider, the last row for the outside option.
COLUMNS = (
    "customers",
    "satisfaction",
    "engagement",
    "at_risk",
    "looked",
    "uses",
    "units",
    "revenue",
    "entries",
    "defections",
    "stops",
    "involuntary",
    "complaints",
    "failures",
    "recovered",
    "reached",
    "surveyed",
    "answers",
    "promoters",
    "detractors",
    "panel",
    "preferring",
    "learned",
    "forgotten",
    "told_good",
    "told_bad",
    "value",
)
(
    CUSTOMERS,
    SATISFACTION,
    ENGAGEMENT,
    AT_RISK,
    LOOKED,
    USES,
    UNITS,
    REVENUE,
    ENTRIES,
    DEFECTIONS,
    STOPS,
    INVOLUNTARIES,
    COMPLAINTS,
    FAILURES,
    RECOVERED,
    REACHED,
    SURVEYED,
    ANSWERS,
    PROMOTERS,
    DETRACTORS,
    PANEL,
    PREFERRING,
    LEARNED,
    FORGOTTEN,
    TOLD_GOOD,
    TOLD_BAD,
    VALUE,
) = range(len(COLUMNS))
SERVING_COLUMNS = (UNITS, USES, CUSTOMERS, REACHED, RECOVERED)
"""What serving customers costs money for; `sim.accounts.serving_costs` has the prices."""
