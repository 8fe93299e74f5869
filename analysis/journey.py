"""Where in the journey customers were lost: the contact that failed last, and why they left.

Known of every leaver is the contact of the own provider that failed last (the worst one, where
several did on one use; failures that a customer holds against others do not count). Counted are
also the uses on which anything failed, by provider and period; at which contact is not counted. But
a journey is a chance mechanism whose chances the scenario declares, so the counted failing uses can
be divided over its contacts by the chance that each is the one remembered. That gives the
comparison: the share of leavers who had their last failure there, against the share of all
failures.

A last failure is no cause: a contact that fails often is many leavers' last failure even if nobody
minds. Whether they would have stayed without it, only the same customers' world without that
failure can tell.

    python -m analysis.journey DIR
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis import journey_pictures as pictures
from analysis import nothing, script
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.journey_words import TEXT, reading, reading_reasons, shown, shown_reasons
from analysis.language import Language
from analysis.market_words import labels
from analysis.wording import called, focus, spoken
from sim.making import interventions
from sim.measures import wilson
from sim.results import Results
from sim.scenario import Scenario

STEPS = 2000
"""Of the sum over how bad a failure turns out."""

NONE = ""
"""Touchpoint of a leaver on whom nothing ever failed."""


def remembered(scenario: Scenario, provider: str) -> pd.Series:
    """Chance that a failing use leaves each contact of a journey as the one remembered.

    Failures are independent; a contact j fails with chance f and turns out m (0.5 + U) bad, U
    uniform, and the worst is remembered: P(j) = f_j * E[prod over k of (1 - f_k P(k is worse))].

    Args:
        scenario: With the journeys as they stand.
        provider: Whose journey.

    Returns:
        A number of 0 to 1 by touchpoint, in order of the journey. They add up to less than 1 where
        some failures are held against others than the provider, and to 0 where nothing fails.
    """
    points = scenario.providers[provider].touchpoints
    blamed = 1.0 - scenario.rules.experience.misattribution
    chance = np.array([p.failure * p.used for p in points.values()], float)
    own = chance * np.array([1.0 - p.outside * blamed for p in points.values()], float)
    severity = np.array([p.severity for p in points.values()], float)
    found = np.zeros(len(chance))
    luck = (np.arange(STEPS) + 0.5) / STEPS
    for j in range(len(chance)):
        bad = severity[j] * (0.5 + luck)
        alone = np.ones(STEPS)
        for k in range(len(chance)):
            if k != j and severity[k] > 0:
                alone *= 1.0 - own[k] * np.clip(1.5 - bad / severity[k], 0.0, 1.0)
        # What costs nothing is never the worst.
        found[j] = own[j] * float(alone.mean()) if severity[j] > 0 else 0.0
    anything = 1.0 - float(np.prod(1.0 - chance))
    if not scenario.rules.mechanisms.failures or anything <= 0:
        return pd.Series(0.0, index=list(points))
    return pd.Series(found / anything, index=list(points))


def failures(
    periods: pd.DataFrame, scenario: Scenario, later: Mapping[int, Scenario]
) -> pd.DataFrame:
    """Failing uses by contact: those counted, divided by the declared chances.

    Args:
        periods: Columns period, provider, uses and failures.
        scenario: As it is before the first intervention.
        later: The scenario from each period on at which an intervention changes it.

    Returns:
        Columns provider, touchpoint, uses (of the provider), failing (its uses on which anything
        failed, counted) and failures (uses that left this contact as the one remembered, expected).
    """
    starts = [0, *sorted(at for at in later if at > 0)]
    worlds = [later.get(0, scenario), *(later[at] for at in starts[1:])]
    era = np.searchsorted(starts, periods["period"].to_numpy(), side="right") - 1
    rows = []
    for provider, terms in scenario.providers.items():
        mine = (periods["provider"].astype(object) == provider).to_numpy()
        counted = periods[mine].assign(era=era[mine])
        failing = counted.groupby("era")["failures"].sum()
        expected = pd.Series(0.0, index=list(terms.touchpoints))
        for number, world in enumerate(worlds):
            chances = remembered(world, provider)
            expected = expected.add(chances * float(failing.get(number, 0)), fill_value=0.0)
        for touchpoint, count in expected.items():
            rows.append(
                (provider, touchpoint, float(counted["uses"].sum()), float(failing.sum()), count)
            )
    return pd.DataFrame(rows, columns=["provider", "touchpoint", "uses", "failing", "failures"])


def lost(exits: pd.DataFrame, failed: pd.DataFrame) -> pd.DataFrame:
    """Leavers by the contact that failed last, against all failures.

    Args:
        exits: Columns from, type and touchpoint.
        failed: From `failures`.

    Returns:
        One row a provider and touchpoint, after those of `failed`: `leavers` (voluntary exits with
        their last failure there), `share` of the provider's leavers on whom anything failed, 0-1,
        with Wilson's 95% interval, `share_low` and `share_high`; `share_of_failures` (expected,
        0-1) and `ratio` of the two shares. A last row of each provider, with touchpoint "", counts
        the leavers on whom nothing ever failed. NaN: unknown, for want of leavers or failures.
    """
    gone = exits[exits["type"] != "involuntary"]
    keys = ["provider", "touchpoint"]
    where = pd.DataFrame(
        {
            "provider": gone["from"].astype(object),
            "touchpoint": gone["touchpoint"].astype(object).where(gone["touchpoint"].notna(), NONE),
        }
    )
    counts = where.groupby(keys).size()
    rows = []
    for provider, points in failed.groupby("provider", sort=False):
        # Unknown, and not infinite, where nothing can fail.
        expected = float(points["failures"].sum()) or np.nan
        of_points = [int(counts.get((provider, point), 0)) for point in points["touchpoint"]]
        for (_, point), count in zip(points.iterrows(), of_points, strict=True):
            share = wilson(count, sum(of_points))
            usual = float(point["failures"]) / expected
            ratio = share.value / usual if share.value is not None and usual > 0 else np.nan
            rows.append((*point, count, share.value, share.low, share.high, usual, ratio))
        none = int(counts.get((provider, NONE), 0))
        first = points.iloc[0]
        rows.append((provider, NONE, first["uses"], first["failing"], np.nan, none, *[np.nan] * 5))
    names = [*failed.columns, "leavers", "share", "share_low", "share_high"]
    names += ["share_of_failures", "ratio"]
    return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[2:], float))


def crossed(exits: pd.DataFrame, by: str) -> pd.DataFrame:
    """Leavers by the contact that failed last and by another column.

    Args:
        exits: Columns from, type, touchpoint and the other.
        by: The other: true_reason or trigger.

    Returns:
        Columns provider, touchpoint ("" where nothing ever failed), the other and leavers: a row
        for each combination that occurs.
    """
    gone = exits[exits["type"] != "involuntary"]
    rows = pd.DataFrame(
        {
            "provider": gone["from"].astype(object),
            "touchpoint": gone["touchpoint"].astype(object).where(gone["touchpoint"].notna(), NONE),
            by: gone[by].astype(object),
        }
    )
    keys = ["provider", "touchpoint", by]
    return rows.groupby(keys, sort=False).size().rename("leavers").reset_index()


def about(results: Results) -> str | None:
    """The provider that the picture shows: the one that the market is about, if anybody left it.

    Else the one that most left; None when nobody left.
    """
    gone = results.exits[results.exits["type"] != "involuntary"]
    counts = gone["from"].astype(str).value_counts()
    first = focus(results)
    if first is not None and counts.get(first, 0) > 0:
        return first
    return str(counts.index[0]) if len(counts) else None


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """Where leavers had their last failure, against all failures; and for what reason they left."""
    scenario = results.scenario
    later = interventions(scenario, results.origin.entrants)
    failed = failures(results.periods, scenario, later)
    provider = about(results)
    points = failed[failed["provider"] == provider]
    title = TEXT("title", language)
    if provider is None or points.empty:
        if provider is None:
            words = TEXT("nobody", language)
        else:
            words = TEXT("no_journey", language, name=called(scenario, provider, language))
        return [nothing.exhibit("journey", title, words, language, failed)]
    read = labels(results)
    found = lost(results.exits, failed)
    rows = found[found["provider"] == provider].assign(
        name=lambda table: [_name(point, language) for point in table["touchpoint"]]
    )
    who = called(scenario, provider, language)
    said = reading(rows, who, language)
    everything = found.assign(
        provider=found["provider"].map(read),
        name=[_name(point, language) for point in found["touchpoint"]],
    )
    title = TEXT("title_of", language, name=who)
    first = Exhibit(
        "journey", title, said, found, shown(everything, language),
        lambda: pictures.draw(title, said, rows, language),
        lambda: pictures.chart(said, rows, language),
        note=TEXT("note", language),
    )  # fmt: skip
    return [first, _reasons(results, provider, rows, language)]


def _reasons(results: Results, provider: str, points: pd.DataFrame, language: Language) -> Exhibit:
    reasons = crossed(results.exits, "true_reason")
    triggers = crossed(results.exits, "trigger")
    mine = reasons[reasons["provider"] == provider]
    woken = triggers[triggers["provider"] == provider]
    order = list(points["touchpoint"])
    name = called(results.scenario, provider, language)
    title = TEXT("title_reasons", language, name=name)
    said = reading_reasons(mine, woken, name, language)
    data = pd.concat(
        [
            reasons.rename(columns={"true_reason": "what"}).assign(of="true_reason"),
            triggers.rename(columns={"trigger": "what"}).assign(of="trigger"),
        ],
        ignore_index=True,
    )
    grids = [
        pictures.grid(table, by, order, lambda point: _name(point, language), language)
        for table, by in ((mine, "true_reason"), (woken, "trigger"))
    ]
    return Exhibit(
        "journey_reasons", title, said, data, shown_reasons(grids, language),
        lambda: pictures.draw_reasons(title, said, grids, language),
        lambda: pictures.reasons(said, grids, language),
        note=TEXT("note_reasons", language),
    )  # fmt: skip


def _name(touchpoint: str, language: Language) -> str:
    return spoken(touchpoint) if touchpoint else TEXT("none", language)


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers the question about a results folder."""
    return script.main(exhibits, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
