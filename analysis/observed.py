"""Does the simulation look like what was observed?

The share of a provider, or of a mode, in many runs of the same market: the band that holds 95% of
them, with the published shares as dots on it. Shares used to set the model tell how well it was
fitted; only those kept apart test it.

    python -m analysis.observed DIR
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
from matplotlib.figure import Figure

from analysis import band_chart, script, style
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import Language
from analysis.observations import events, misses, observations, targets
from analysis.observed_words import TEXT
from analysis.panels import Key, draw_band
from analysis.sheet import sheet
from analysis.time_axis import years_apart
from analysis.wording import called, share, when
from sim.replicates import Replicates
from sim.results import Results
from sim.running import replicate

TIPS = ("month", "simulated", "from", "to", "when", "published", "use", "source")
LEANS = 1.0
"""Points on average from which the simulation is called mostly too high, or too low."""


@dataclass(frozen=True)
class Beside:
    """A simulated share beside the published ones.

    Attributes:
        who: What people read for the provider or the mode.
        band: Columns date, low, mid, high: shares, 0-1; of one run all three are the same.
        dots: As `observations.misses` makes them.
        runs: Number of runs.
        customers: In each.
    """

    who: str
    band: pd.DataFrame
    dots: pd.DataFrame
    runs: int
    customers: int


def band_of(results: Results, mode: str, provider: str | None) -> pd.DataFrame:
    """The simulated share of one run: columns date, low, mid, high; the last three are the same.

    A period without any use has no share, and is left out.
    """
    rows = results.periods
    chosen = rows["mode"] == mode if mode else rows["provider"] == provider
    mid = rows[chosen].groupby("date", sort=True)["share"].sum(min_count=1).dropna()
    return pd.DataFrame({"date": mid.index, "low": mid, "mid": mid, "high": mid}).reset_index(
        drop=True
    )


def band_over(runs: Replicates, mode: str, provider: str | None) -> pd.DataFrame:
    """The band that holds 95% of the runs: columns date, low, mid, high."""
    of, name = ("mode", mode) if mode else ("provider", str(provider))
    rows = runs.bands("share", of="mode" if mode else "provider")
    rows = rows[rows[of] == name].dropna(subset=["mid"])
    return rows.sort_values("date", ignore_index=True)[["date", "low", "mid", "high"]]


def beside(results: Results, budget: Budget, language: Language) -> list[Beside]:
    """Every observed share beside the simulated one.

    Args:
        results: Of a run.
        budget: Runs for the band; with fewer than two, the run itself is drawn.
        language: Of what is told while it runs.
    """
    wanted = targets(results.scenario)
    if not wanted:
        return []
    runs = _runs(results, budget, language) if budget.replicates >= 2 else None
    found = []
    for mode, provider in wanted:
        band = band_over(runs, mode, provider) if runs else band_of(results, mode, provider)
        dots = observations(results.scenario, mode=mode, provider=provider)
        if band.empty:
            continue
        found.append(
            Beside(
                who=mode or called(results.scenario, str(provider), language),
                band=band,
                dots=misses(band, dots),
                runs=len(runs.seeds) if runs else 1,
                customers=_customers(results, budget) if runs else results.origin.customers,
            )
        )
    return found


def reading(found: Beside, language: Language) -> str:
    """How well the simulation meets the shares that it was not fitted to."""
    unseen = found.dots[found.dots["use"] == "validation"]
    if found.dots.empty:
        return TEXT("outside", language)
    if unseen.empty:
        miss = 100 * float(found.dots["miss"].abs().mean())
        return TEXT("fit", language, miss=language.number(miss))
    lean = 100 * float(unseen["miss"].mean())
    side = "" if abs(lean) < LEANS else TEXT("high" if lean > 0 else "low", language)
    off = language.number(100 * float(unseen["miss"].abs().mean()))
    values = {"all": language.number(len(unseen)), "miss": off, "side": side}
    hits = int(unseen["share"].between(unseen["low"], unseen["high"]).sum())
    if len(unseen) == 1:
        key = "single_bare" if found.runs < 2 else "single_in" if hits else "single_out"
        return TEXT(key, language, miss=off)
    if found.runs < 2:
        return TEXT("bare", language, **values)
    if hits < 2:
        return TEXT("one_hit" if hits else "no_hit", language, **values)
    return TEXT("hits", language, hits=language.number(hits), **values)


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """The band beside the dots, for everybody whose share was observed; none without data."""
    return [
        _exhibit(results, found, language, "observed" if number == 1 else f"observed_{number}")
        for number, found in enumerate(beside(results, budget, language), 1)
    ]


def _runs(results: Results, budget: Budget, language: Language) -> Replicates:
    what = TEXT("running", language)
    return replicate(
        results.scenario,
        replicates=budget.replicates,
        seed=results.origin.seed,
        workers=budget.workers,
        customers=_customers(results, budget),
        periods=results.origin.periods,
        entrants=results.origin.entrants,
        against_no_entrant=False,
        measures=("share",),
        progress=lambda done, total: budget.tell(what, done, total),
    )


def _customers(results: Results, budget: Budget) -> int:
    return min(budget.customers, results.origin.customers)


def _exhibit(results: Results, found: Beside, language: Language, key: str) -> Exhibit:
    scenario = results.scenario
    said = reading(found, language)
    happened = events(scenario, entrants=results.origin.entrants)
    happened = happened[happened["date"] <= found.band["date"].max()]
    title = TEXT("title", language, who=found.who)
    last = share(language, float(found.band["mid"].iloc[-1]))
    words = band_chart.Words(
        measure=TEXT("measure", language, who=found.who),
        last=last,
        kinds={use: TEXT(use, language) for use in ("calibration", "validation")},
        tips={name: TEXT(name, language) for name in TIPS},
        month="%e %B %Y" if scenario.period == "week" else "%B %Y",
        description=said,
        language=language,
    )
    return Exhibit(
        key=key,
        title=title,
        reading=said,
        data=_data(found),
        table=_table(found, language),
        figure=partial(_figure, title, said, found, happened, last, language),
        chart=partial(band_chart.chart, found.band, found.dots, happened, words),
        steps=_steps(found, scenario.period, language),
        note=_note(results, found, language),
    )


def _note(results: Results, found: Beside, language: Language) -> str:
    changed = bool(results.origin.plan or results.origin.overrides or not results.origin.entrants)
    notes = [TEXT("changed", language)] if changed else []
    if found.runs > 1:
        customers = language.number(found.customers)
        runs = language.number(found.runs)
        notes.append(TEXT("band", language, runs=runs, customers=customers))
    return " ".join(notes)


def _data(found: Beside) -> pd.DataFrame:
    simulated = found.band.assign(kind="simulated", label="", source="this run")
    published = found.dots.assign(kind="published, " + found.dots["use"].astype(str))
    published = published[["kind", "date", "share", "label", "source"]]
    rows = pd.concat([simulated, published.rename(columns={"share": "mid"})], ignore_index=True)
    return rows[["kind", "date", "low", "mid", "high", "label", "source"]]


def _table(found: Beside, language: Language) -> pd.DataFrame:
    dots = found.dots
    columns: dict[str, list[str]] = {
        "when": list(dots["label"]),
        "published": [share(language, value) for value in dots["share"]],
        "simulated": [share(language, value) for value in dots["mid"]],
        "off": [language.signed(100 * miss) for miss in dots["miss"]],
        "use": [TEXT(str(use), language) for use in dots["use"]],
        "source": list(dots["source"]),
    }
    return pd.DataFrame({TEXT(name, language): column for name, column in columns.items()})


def _steps(found: Beside, period: str, language: Language) -> tuple[str, ...]:
    told = "step_band" if found.runs > 1 else "step"
    return tuple(
        TEXT(
            told,
            language,
            when=when(language, date, period),
            mid=share(language, mid),
            low=share(language, low),
            high=share(language, high),
        )
        for date, low, mid, high in zip(
            *(found.band[name] for name in ("date", "low", "mid", "high")), strict=True
        )
    )


def _figure(
    title: str, said: str, found: Beside, happened: pd.DataFrame, last: str, language: Language
) -> Figure:
    key: Key = (
        (TEXT("calibration", language), style.INK, style.PAPER),
        (TEXT("validation", language), style.INK, style.INK),
    )
    with style.matplotlib_style():
        page, panel = sheet(title, said, key=key)
        draw_band(panel, found.band, found.dots, happened, last, years_apart(found.band["date"]))
    return page


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers it for a folder of results."""
    return script.main(exhibits, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
