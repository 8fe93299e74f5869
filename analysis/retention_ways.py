"""The ways out of a provider as competing risks: to another, doing without, or involuntarily."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
from matplotlib.figure import Figure

from analysis import curves, style, survival
from analysis.exhibit import Exhibit
from analysis.language import Language, Texts
from analysis.marks import WIDE
from analysis.sheet import sheet
from analysis.spells import KINDS, mark, span

WAYS = {
    "stays": style.RULE,
    "defection": style.RIVAL,
    "stop": style.INCUMBENT,
    "involuntary": style.REFERENCE,
}

TEXT = Texts(
    en={
        "title": "How customers go: {name}, from the opening",
        "reading": (
            "Of the {n} customers at the opening, after {years} {stays} were still there; "
            "{defection} had gone to another provider, {stop} had stopped and {involuntary} "
            "had gone involuntarily."
        ),
        "note": (
            "Competing risks (Aalen-Johansen): the shares add up to 100%, and none of the ways "
            "is treated as if the others did not exist. Left-truncated at the opening: who had "
            "left before is not among them. The way back is not drawn."
        ),
        "stays": "still there",
        "defection": "to another provider",
        "stop": "stopped",
        "involuntary": "involuntarily",
        "x": "years since the opening",
        "years": "years",
        "way": "way",
        "share": "share of the customers at the opening",
        "after": "after {years}",
        "interval": "95%",
    },
    nl={
        "title": "Hoe klanten gaan: {name}, vanaf de opening",
        "reading": (
            "Van de {n} klanten bij de opening was na {years} {stays} er nog; {defection} was "
            "overgestapt naar een andere aanbieder, {stop} was gestopt en {involuntary} was "
            "onvrijwillig vertrokken."
        ),
        "note": (
            "Concurrerende risico's (Aalen-Johansen): de aandelen tellen op tot 100% en geen "
            "van de uitwegen wordt behandeld alsof de andere niet bestaan. Geteld vanaf de "
            "opening; wie eerder vertrok zit er niet bij. De weg terug is niet getekend."
        ),
        "stays": "nog klant",
        "defection": "overgestapt",
        "stop": "gestopt",
        "involuntary": "onvrijwillig",
        "x": "jaren sinds de opening",
        "years": "jaren",
        "way": "uitweg",
        "share": "aandeel van de klanten bij de opening",
        "after": "na {years}",
        "interval": "95%",
    },
)


def exhibit(opening: pd.DataFrame, name: str, year: int, language: Language) -> Exhibit:
    """Cumulative incidence of defection, stop and involuntary exit, stacked on who still stays.

    Args:
        opening: Spells of one provider that were under way at the opening.
        name: What people read for the provider.
        year: Periods in a year.
        language: Of the words.
    """
    found = survival.incidence(opening)
    wide = found.pivot(index="time", columns="end", values="share")[list(KINDS)]
    wide.insert(0, "stays", 1 - wide.sum(axis=1))
    stack = wide.cumsum(axis=1)
    tidy = stack.melt(ignore_index=False, var_name="way", value_name="top").reset_index()
    tidy["share"] = wide.melt(ignore_index=False)["value"].to_numpy()
    tidy["bottom"] = (tidy["top"] - tidy["share"]).clip(lower=0)
    tidy["x"] = tidy["time"] / year
    tidy["words"] = [TEXT(way, language) for way in tidy["way"]]
    when = mark(int(opening["duration"].max()), year)
    here = {way: float(wide[way].to_numpy()[when]) for way in WAYS}
    title = TEXT("title", language, name=name)
    reading = TEXT(
        "reading", language, n=language.number(len(opening)),
        years=span(when, year, language),
        **{way: language.percent(here[way]) for way in WAYS},
    )  # fmt: skip
    last = wide.iloc[-1]
    shown = [way for way in WAYS if last[way] > 0]
    middles = [float(stack.iloc[-1][way] - last[way] / 2) for way in shown]
    labels = [f"{TEXT(way, language)}: {language.percent(float(last[way]))}" for way in shown]

    def figure() -> Figure:
        with style.matplotlib_style():
            page, panel = sheet(title, reading)
            axes = curves.framed(panel, right=2.5)
            for way in WAYS:
                rows = tidy[tidy["way"] == way]
                axes.fill_between(rows["x"], rows["bottom"], rows["top"], step="post", lw=0.6,
                                  color=WAYS[way].light, edgecolor=style.PAPER.light)  # fmt: skip
            for place, way, text in zip(curves.spread(middles, 0.055), shown, labels, strict=True):
                colour = style.INK if way == "stays" else WAYS[way]
                axes.annotate(text, (tidy["x"].max(), place), xytext=(7, 0), va="center",
                              textcoords="offset points", annotation_clip=False, weight="bold",
                              color=colour.text)  # fmt: skip
            axes.set(xlim=(0, tidy["x"].max()), ylim=(0, 1))
            curves.year_axis(axes, float(tidy["x"].max()), language)
            curves.percent_axis(axes, language)
            curves.name_axes(axes, TEXT("x", language), TEXT("share", language))
        return page

    def chart() -> Any:
        return _ways_chart(tidy, shown, middles, labels, language)

    ends = found[found["time"] == when].set_index("end")[["low", "high"]].T.to_dict("list")
    table = pd.DataFrame(
        [
            (
                TEXT(way, language),
                language.percent(here[way], 1),
                language.unknown
                if way == "stays"
                else language.between(*(language.percent(end, 1) for end in ends[way])),
            )
            for way in WAYS
        ],
        columns=[
            TEXT("way", language),
            TEXT("after", language, years=span(when, year, language)),
            TEXT("interval", language),
        ],
    )
    return Exhibit(
        key="retention_ways",
        title=title,
        reading=reading,
        data=found,
        table=table,
        figure=figure,
        chart=chart,
        note=TEXT("note", language),
    )


def _ways_chart(
    tidy: pd.DataFrame, shown: list[str], middles: list[float], labels: list[str],
    language: Language,
) -> Any:  # fmt: skip
    x = alt.X("x", type="quantitative", title=TEXT("x", language),
              axis=alt.Axis(grid=False, tickCount=6),
              scale=alt.Scale(domain=[0, float(tidy["x"].max())], nice=False))  # fmt: skip
    axis = alt.Axis(format=".0%", tickCount=5, title=None)
    scale = alt.Scale(domain=[0, 1])
    tips = [
        alt.Tooltip("words", type="nominal", title=TEXT("way", language)),
        alt.Tooltip("x", type="quantitative", format=".2f", title=TEXT("years", language)),
        alt.Tooltip("share", type="quantitative", format=".1%", title=TEXT("share", language)),
    ]
    layers: list[Any] = []
    for way, colour in WAYS.items():
        rows = tidy[tidy["way"] == way]
        layers.append(
            alt.Chart(rows)
            .mark_area(interpolate="step-after", color=colour.light)
            .encode(x=x, y=alt.Y("bottom", type="quantitative", axis=axis, scale=scale),
                    y2=alt.Y2("top"), tooltip=tips)
        )  # fmt: skip
        layers.append(
            alt.Chart(rows)
            .mark_rule(opacity=0, strokeWidth=4)
            .encode(x=x, y=alt.Y("bottom", type="quantitative", axis=axis, scale=scale),
                    y2=alt.Y2("top"), tooltip=tips)
        )  # fmt: skip
    for place, way, text in zip(curves.spread(middles, 0.06), shown, labels, strict=True):
        colour = style.INK if way == "stays" else WAYS[way]
        spot = pd.DataFrame({"x": [tidy["x"].max()], "top": [place], "words": [text]})
        layers.append(
            alt.Chart(spot)
            .mark_text(align="left", dx=7, fontWeight="bold", color=colour.text)
            .encode(x=x, y=alt.Y("top", type="quantitative", axis=axis, scale=scale),
                    text=alt.Text("words", type="nominal"))
        )  # fmt: skip
    made = alt.layer(*layers).properties(width=WIDE - 190, height=320)
    return made.configure(**style.vega_config(language))
