"""What was observed of a market, and what happened in it, to lie beside a simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.wording import spoken
from sim.frames import dates
from sim.scenario import Scenario


def observations(
    scenario: Scenario, *, mode: str = "", provider: str | None = None
) -> pd.DataFrame:
    """The observed shares of a mode or of a provider.

    Args:
        scenario: With what was observed.
        mode: Name of the mode ...
        provider: ... or of the provider.

    Returns:
        Columns date (the middle of the months that it covers), share (0-1), use (calibration or
        validation), source, label (the months), in order of time.
    """
    rows = [
        {
            "date": pd.Timestamp(seen.date) + pd.DateOffset(months=seen.months // 2),
            "share": seen.share,
            "use": seen.use,
            "source": seen.source,
            "label": seen.date if seen.months == 1 else f"{seen.date}, {seen.months} months",
        }
        for seen in scenario.observed
        if (seen.mode, seen.provider) == (mode, provider)
    ]
    return pd.DataFrame(rows).sort_values("date", ignore_index=True)


def targets(scenario: Scenario) -> list[tuple[str, str | None]]:
    """Of whom shares were observed: pairs of a mode and a provider, one of which is given."""
    return list(dict.fromkeys((seen.mode, seen.provider) for seen in scenario.observed))


def events(scenario: Scenario, *, entrants: bool = True) -> pd.DataFrame:
    """Entries and interventions with their dates; what falls in one period is one event.

    Args:
        scenario: With its providers and interventions.
        entrants: False in the world in which no disruptor enters.

    Returns:
        Columns date and label, in order of time; entries come before interventions, which are left
        out of a period in which somebody enters.
    """
    named: dict[int, list[str]] = {}
    for name, provider in scenario.providers.items():
        if 0 < provider.enters < scenario.horizon and (entrants or provider.role != "disruptor"):
            named.setdefault(provider.enters, []).append(provider.label or spoken(name))
    entries = set(named)
    for intervention in scenario.interventions:
        if intervention.at in entries or not intervention.label:
            continue
        if intervention.at < scenario.horizon and (entrants or not intervention.needs):
            named.setdefault(intervention.at, []).append(intervention.label)
    periods = sorted(named)
    return pd.DataFrame(
        {
            "date": pd.to_datetime(dates(scenario, periods)),
            "label": [", ".join(named[period]) for period in periods],
        }
    )


def misses(band: pd.DataFrame, observed: pd.DataFrame) -> pd.DataFrame:
    """Each observed share with the band at its date.

    Args:
        band: Columns date, low, mid, high.
        observed: As `observations` makes it.

    Returns:
        Columns of `observed`, low, mid, high and miss (simulated minus observed). Dates between
        periods are interpolated; dates outside the simulated time are left out.
    """
    inside = observed["date"].between(band["date"].min(), band["date"].max())
    rows = observed[inside].sort_values("date").reset_index(drop=True)
    at = rows["date"].to_numpy("datetime64[s]").astype("int64")
    moments = band["date"].to_numpy("datetime64[s]").astype("int64")
    for name in ("low", "mid", "high"):
        rows[name] = np.interp(at, moments, band[name].to_numpy(float))
    rows["miss"] = rows["mid"] - rows["share"]
    return rows
