"""What tipped the balance, chance apart, in words."""

from __future__ import annotations

import pandas as pd

from analysis.language import Language, Texts
from analysis.market_words import REASONS
from analysis.three_numbers_words import estimate, percent, ratio
from analysis.wording import capital

TEXT = Texts(
    en={
        "title": "Chance apart: what tipped the balance?",
        "all_but": "{chance} of the {leavers} leavers left by chance: the draw of the deciding "
        "comparison weighed most. With chance struck out, what spoke most for the change was "
        "{first}{second}{nothing}.{weights}",
        "weights": " In brackets: how many times as likely it made the change, on average and in "
        "odds.",
        "one": "{reason} for {share} (×\N{NO-BREAK SPACE}{odds})",
        "bare": "{reason} for {share}",
        "second": ", and {one}",
        "nothing": "; for {share} nothing spoke for it",
        "nothing_only": "nothing at all",
        "note": "Leavers of all providers, also those who went to none. Those whose draw was "
        "against the change are still there, so among leavers the "
        "draw is nearly always the largest part: it decides when. How likely the change was, and "
        "so who goes, is up to what can be named. Service is own experience with the provider "
        "that is left; what was expected of the new one, and lasting liking for it, count as its "
        "solution. How many times as likely is in odds, against staying. What is named spoke for "
        "the change, but perhaps as strongly to those who stayed. What sets leavers apart is "
        "shown under “what decided who?”, and who would have stayed otherwise under “who would "
        "have stayed, but for what?”.",
        "loose": "nothing held",
        "nothing_name": "nothing that can be named",
        "true": "the true reason",
        "chance": "left by chance, and this came next",
        "reason": "Reason, chance struck out",
        "leavers": "Leavers",
        "share": "Share of the leavers",
        "of_true": "It is the true reason",
        "of_chance": "By chance, this next",
        "utils": "Mean, utils",
        "odds": "Times as likely",
        "times": "×\N{NO-BREAK SPACE}{odds}",
        "axis": "share of the leavers; at the right: times as likely to change, in odds",
    },
    nl={
        "title": "Toeval daargelaten: wat gaf de doorslag?",
        "all_but": "{chance} van de {leavers} vertrekkers ging door toeval: de loting in de "
        "beslissende vergelijking woog het zwaarst. Toeval weggestreept pleitte het meest voor de "
        "overstap: {first}{second}{nothing}.{weights}",
        "weights": " Tussen haakjes: hoeveel keer zo waarschijnlijk dat de overstap maakte, "
        "gemiddeld en in odds.",
        "one": "{reason} bij {share} (×\N{NO-BREAK SPACE}{odds})",
        "bare": "{reason} bij {share}",
        "second": ", en {one}",
        "nothing": "; bij {share} pleitte er niets voor",
        "nothing_only": "helemaal niets",
        "note": "Vertrekkers van alle aanbieders, ook wie naar geen ging. Wie de loting "
        "tegen had is er nog, dus onder vertrekkers is de loting bijna "
        "altijd het grootste deel: die bepaalt wanneer. Hoe waarschijnlijk de overstap was, en "
        "dus wie er gaat, hangt af van wat wel te noemen is. Service is de eigen ervaring met de "
        "oude aanbieder; wat van de nieuwe werd verwacht en blijvende voorkeur ervoor tellen als "
        "oplossing. Hoeveel keer zo waarschijnlijk is in odds, tegenover blijven. Wat genoemd "
        "wordt pleitte voor de overstap, maar misschien even sterk bij wie bleven. Wat "
        "vertrekkers onderscheidt staat onder “wat bepaalde wie?”, en wie anders was gebleven "
        "onder “wie was gebleven, als wat er niet was geweest?”.",
        "loose": "niets hield hen vast",
        "nothing_name": "niets wat te noemen is",
        "true": "de werkelijke reden",
        "chance": "ging door toeval, en dit kwam daarna",
        "reason": "Reden, toeval weggestreept",
        "leavers": "Vertrekkers",
        "share": "Aandeel van de vertrekkers",
        "of_true": "Is de werkelijke reden",
        "of_chance": "Door toeval, daarna dit",
        "utils": "Gemiddeld, utils",
        "odds": "Keer zo waarschijnlijk",
        "times": "×\N{NO-BREAK SPACE}{odds}",
        "axis": "aandeel van de vertrekkers; rechts: keer zo waarschijnlijk om over te stappen, in "
        "odds",
    },
)


def name_of(reason: str, language: Language) -> str:
    """What people read for one of `named.NAMED`."""
    own = {"loose": "loose", "nothing": "nothing_name"}
    return TEXT(own[reason], language) if reason in own else REASONS(reason, language)


def odds_of(row: pd.Series, language: Language) -> str:
    """How many times as likely a reason made the change; empty when it is not known."""
    return TEXT("times", language, odds=ratio(row["odds"], language)) if row["odds"] > 0 else ""


def named_reading(rows: pd.DataFrame, language: Language) -> str:
    """The two largest reasons, in a sentence.

    Args:
        rows: Of `named.tipped`, the largest first and "nothing" last.
        language: To write in.
    """
    told = [_one(row, language) for _, row in rows.iterrows() if row["reason"] != "nothing"]
    nothing = rows[rows["reason"] == "nothing"]["share"]
    words = {"first": told[0] if told else TEXT("nothing_only", language), "second": ""}
    if len(told) > 1:
        words["second"] = TEXT("second", language, one=told[1])
    known = any(row["odds"] > 0 for _, row in rows[rows["reason"] != "nothing"][:2].iterrows())
    words["weights"] = TEXT("weights", language) if known else ""
    words["nothing"] = ""
    if told and len(nothing):
        share = percent(float(nothing.iloc[0]), language)
        words["nothing"] = TEXT("nothing", language, share=share)
    chance = percent(float(rows["chance_share"].sum()), language)
    leavers = language.number(int(rows["leavers"].sum()))
    return TEXT("all_but", language, chance=chance, leavers=leavers, **words)


def _one(row: pd.Series, language: Language) -> str:
    name, share = name_of(row["reason"], language), percent(float(row["share"]), language)
    if not row["odds"] > 0:
        return TEXT("bare", language, reason=name, share=share)
    return TEXT("one", language, reason=name, share=share, odds=ratio(row["odds"], language))


def named_table(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The reasons with their weights, formatted for reading."""
    lines = []
    for _, row in rows.iterrows():
        known = row["utils"] == row["utils"]
        lines.append(
            {
                TEXT("reason", language): capital(name_of(row["reason"], language)),
                TEXT("leavers", language): language.number(row["leavers"]),
                TEXT("share", language): estimate(row, "share", language),
                TEXT("of_true", language): percent(row["true_share"], language),
                TEXT("of_chance", language): percent(row["chance_share"], language),
                TEXT("utils", language): language.signed(row["utils"], 2) if known else "",
                TEXT("odds", language): odds_of(row, language),
            }
        )
    return pd.DataFrame(lines)
