"""The shifted beta-geometric curve beside the retention that was observed."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis import curves, shifted_geometric, style, survival
from analysis.exhibit import Exhibit
from analysis.language import Language, Texts
from analysis.sheet import sheet
from analysis.spells import a_year
from sim.results import Results

ENOUGH = 5
"""Years from which on the steps of the curve are years."""
POOR = 0.1
"""A fitted curve that misses by more than this says nothing."""

TEXT = Texts(
    en={
        "title": "Retention and differences between customers: {name}",
        "none": "Nobody left {name} in a whole {step}, so there is no curve to fit.",
        "reading": (
            "Shifted beta-geometric, a = {a} and b = {b}: {churn} leave in the first {step}, "
            "yet of those there in {step} {last} only {late}, which the model puts down to "
            "easy leavers having left; the curve misses the observed one by at most {miss} "
            "points."
        ),
        "alike": (
            "Differences between customers do not show: about {churn} leave in every {step}, "
            "and a and b cannot be told; the curve misses the observed one by at most {miss} "
            "points."
        ),
        "misfit": (
            "The fitted curve misses the observed one by up to {miss} points: it does not hold "
            "here, and says nothing of differences between customers."
        ),
        "note": (
            "Fader & Hardie (2007): everybody has a constant chance to leave, beta-distributed "
            "over the customers, r(t) = (b + t − 1) / (a + b + t − 1). Its clock should start "
            "with the first day; here it starts at the opening, so a and b describe the "
            "customers who were there then. Voluntary exits; whole {step}s. The model knows of "
            "no entry, price change or date: where they matter, it misses."
        ),
        "year": "year",
        "week": "week",
        "month": "month",
        "quarter": "quarter",
        "x": "{step}s since the opening",
        "y": "share still with {name}",
        "observed": "observed",
        "fitted": "fitted",
        "t": "t",
        "stays": "still there",
        "retention": "of those there, stay",
    },
    nl={
        "title": "Behoud en verschillen tussen klanten: {name}",
        "none": "Niemand verliet {name} in een heel(e) {step}; er valt geen lijn te schatten.",
        "reading": (
            "Verschoven bèta-geometrisch, a = {a} en b = {b}: {churn} vertrekt in {step} 1, "
            "maar van wie er in {step} {last} nog is nog maar {late}, "
            "volgens het model omdat wie makkelijk vertrekt al weg is; de lijn zit er hooguit "
            "{miss} procentpunt naast."
        ),
        "alike": (
            "Verschillen tussen klanten blijken niet: per {step} vertrekt ongeveer "
            "{churn}, en a en b zijn niet vast te stellen; de lijn zit er hooguit "
            "{miss} procentpunt naast."
        ),
        "misfit": (
            "De geschatte lijn zit er tot {miss} procentpunt naast: zij gaat hier niet op, en zegt "
            "niets over verschillen tussen klanten."
        ),
        "note": (
            "Fader & Hardie (2007): iedereen heeft een vaste kans om te vertrekken, "
            "bètaverdeeld over de klanten, r(t) = (b + t − 1) / (a + b + t − 1). De klok hoort "
            "bij de eerste dag te beginnen; hier begint hij bij de opening, dus a en b "
            "beschrijven wie er toen klant was. Vertrek uit eigen beweging; hele perioden "
            "({step}). Het model kent geen toetreding, prijswijziging of datum: waar die ertoe "
            "doen, zit het ernaast."
        ),
        "year": "jaar",
        "week": "week",
        "month": "maand",
        "quarter": "kwartaal",
        "x": "tijd sinds de opening ({step})",
        "y": "aandeel nog bij {name}",
        "observed": "waargenomen",
        "fitted": "geschat",
        "t": "t",
        "stays": "nog klant",
        "retention": "blijft, van wie er nog was",
    },
)

COLOURS = {"observed": (style.INK, (1, 0)), "fitted": (style.RIVAL, (6, 3))}


def step_of(opening: pd.DataFrame, periods_a_year: int) -> int:
    """Periods in a step of the curve: a year when there are `ENOUGH`, else one."""
    longest = int(opening["duration"].max())
    return periods_a_year if longest >= ENOUGH * periods_a_year else 1


def beside(opening: pd.DataFrame, step: int) -> tuple[shifted_geometric.Fit | None, pd.DataFrame]:
    """The fitted curve beside the observed one.

    Args:
        opening: Spells that were under way at the opening.
        step: Periods in a step of time.

    Returns:
        The fit (None: nobody left), and a row a step and curve: `t`, `curve` ("observed" or
        "fitted"), `stays` (0-1), `retention` (of those there at t − 1; NaN at 0), `low`, `high`
        (95% of the observed share; NaN for the fitted).
    """
    left, cut_off = shifted_geometric.counts(opening, step)
    made = shifted_geometric.fit(left, cut_off) if len(left) else None
    whole = survival.staying(opening)
    whole = whole[whole["time"] % step == 0]
    t = (whole["time"] // step).to_numpy()
    observed = whole[["stays", "low", "high"]].assign(t=t, curve="observed")
    parts = [observed]
    if made is not None:
        parts.append(pd.DataFrame({"t": t, "curve": "fitted", "stays": made.survival(t)}))
    table = pd.concat(parts, ignore_index=True)
    before = table.groupby("curve")["stays"].shift(1)
    table["retention"] = table["stays"] / before.where(before > 0)
    return made, table[["t", "curve", "stays", "retention", "low", "high"]]


def exhibit(results: Results, opening: pd.DataFrame, name: str, language: Language) -> Exhibit:
    """The fit of the customers of one provider at the opening."""
    step = step_of(opening, a_year(results))
    word = TEXT("year" if step > 1 else results.scenario.period, language)
    made, table = beside(opening, step)
    title = TEXT("title", language, name=name)
    reading = _reading(made, table, name, word, language)
    drawn = table.assign(group=table["curve"], x=table["t"].astype(float), y=table["stays"])
    drawn["low"], drawn["high"] = drawn["low"].fillna(drawn["y"]), drawn["high"].fillna(drawn["y"])
    drawn["words"] = [TEXT(curve, language) for curve in drawn["curve"]]
    labels = {curve: TEXT(curve, language) for curve in drawn["curve"].unique()}
    colours = {curve: COLOURS[curve] for curve in labels}
    x, y = TEXT("x", language, step=word), TEXT("y", language, name=name)

    def figure() -> Figure:
        with style.matplotlib_style():
            page, panel = sheet(title, reading, lines=3)
            axes = curves.framed(panel, right=1.5)
            curves.draw(axes, drawn, labels, language, room=1.35, colours=colours,
                        stepped=False)  # fmt: skip
            curves.name_axes(axes, x, y)
        return page

    def chart() -> Any:
        tips = [
            alt.Tooltip("words", type="nominal", title=" "),
            alt.Tooltip("t", type="quantitative", title=word),
            alt.Tooltip("y", type="quantitative", format=".1%", title=TEXT("stays", language)),
            alt.Tooltip(
                "retention", type="quantitative", format=".1%", title=TEXT("retention", language)
            ),
        ]
        made_chart = curves.layers(
            drawn,
            labels,
            x_title=x,
            y_title=y,
            tips=tips,
            colours=colours,
            stepped=False,
        )
        return made_chart.configure(**style.vega_config(language))

    wide = table.pivot(index="t", columns="curve", values="stays")
    kept = table.pivot(index="t", columns="curve", values="retention")
    columns: dict[str, list[str]] = {word: [language.number(t) for t in wide.index]}
    for curve in labels:
        columns[f"{TEXT('stays', language)}, {labels[curve]}"] = [
            language.percent(share, 1) for share in wide[curve]
        ]
        columns[f"{TEXT('retention', language)}, {labels[curve]}"] = [
            "" if t == 0 else language.percent(share, 1)
            for t, share in zip(kept.index, kept[curve], strict=True)
        ]
    return Exhibit(
        key="retention_fit",
        title=title,
        reading=reading,
        data=table.assign(a=made.a if made else np.nan, b=made.b if made else np.nan,
                          mean_churn=made.churn if made else np.nan),
        table=pd.DataFrame(columns),
        figure=figure,
        chart=chart,
        note=TEXT("note", language, step=word),
    )  # fmt: skip


def _reading(
    made: shifted_geometric.Fit | None, table: pd.DataFrame, name: str, word: str,
    language: Language,
) -> str:  # fmt: skip
    if made is None:
        return TEXT("none", language, name=name, step=word)
    wide = table.pivot(index="t", columns="curve", values="stays")
    last = int(wide.index.max())
    miss = float((wide["fitted"] - wide["observed"]).abs().max())
    numbers = {
        "churn": language.percent(made.churn, 1),
        "miss": language.number(100 * miss, 1),
        "step": word,
    }
    if miss > POOR:
        return TEXT("misfit", language, miss=numbers["miss"])
    if made.alike:
        return TEXT("alike", language, **numbers)
    late = language.percent(1 - float(made.retention(np.array([last]))[0]), 1)
    a, b = language.number(made.a, 2), language.number(made.b, 2)
    return TEXT("reading", language, a=a, b=b, last=last, late=late, **numbers)
