"""What is told of why they left, in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.language import Language, Texts
from analysis.market_words import REASONS
from analysis.three_numbers_words import estimate, percent
from analysis.wording import capital
from sim.measures import Estimate

TEXT = Texts(
    en={
        "title_reasons": "Why they left: the truth, what customers state, what managers perceive",
        "honest": "No misreporting is declared in this market, so what is stated and perceived is "
        "the truth by construction: {price} left because of the price, {service} because of "
        "service and {chance} by chance (chance struck out, {named_price} and {named_service}); "
        "for the article's figures (managers: price 45%, service 20%; customers: 15% and 75%) "
        "customers would have to give another reason than the true one for at least "
        "{least_stated} of the leavers, and managers see another for at least {least_perceived}.",
        "bent": "Because of the price left {price} ({named_price} with chance struck out), "
        "customers state {stated_price} and managers perceive {perceived_price}; because of "
        "service {service} ({named_service}), stated {stated_service} and perceived "
        "{perceived_service}: {verdict}. {nearer} What customers say is true of {right_stated} of "
        "the leavers and what managers think of {right_perceived}; as many answers of each kind "
        "that had nothing to do with the truth would be true of {blind_stated} and "
        "{blind_perceived}.",
        "apart": "About the price {price} nearer the truth, about service {service}.",
        "alike": "About the price and about service {price} nearer the truth.",
        "near_stated": "customers are",
        "near_perceived": "managers are",
        "near_": "neither is",
        "who_stated": "customers",
        "who_perceived": "managers",
        "who_": "neither",
        "least": "For the article's figures customers must give another reason than the true one "
        "for at least {least_stated} of these leavers, and managers see another for at least "
        "{least_perceived}.",
        "both": "the article's pattern shows, managers blaming the price more and service less "
        "than customers do",
        "price_only": "the article's pattern shows for the price only",
        "service_only": "the article's pattern shows for service only",
        "neither": "the article's pattern, managers blaming the price more and service less than "
        "customers do, does not show",
        "note_reasons": "The true reason is what contributed most to the change; chance, when "
        "that was luck. What is stated and perceived follows the scenario's misreporting, not "
        "psychology. Diamonds: the article's figures (managers 45% price, 20% service; customers "
        '15% and 75%), which are what people say and not a measurement; that a reason "plays a '
        'part" is read as the one reason. They are totals: answers that have nothing to do with '
        "the truth give them in any market, so they do not tell who is right. Involuntary exits "
        "are left out.",
        "wrong": "Another than the true one",
        "at_least": "at least {stated}, {perceived}",
        "true": "true",
        "stated": "stated by customers",
        "perceived": "perceived by managers",
        "article": "the article",
        "reason": "Reason",
        "share": "share of the leavers",
        "view": "view",
        "leavers": "leavers",
        "head_true": "True",
        "head_stated": "Stated",
        "head_perceived": "Perceived",
        "head_article": "Article: customers, managers",
    },
    nl={
        "title_reasons": "Waarom ze vertrokken: in werkelijkheid, volgens klanten, volgens "
        "managers",
        "honest": "In deze markt is geen vertekening opgegeven, dus wat klanten zeggen en "
        "managers denken is per definitie waar: {price} vertrok om de prijs, {service} om de "
        "service en {chance} door toeval (toeval weggestreept: {named_price} en {named_service}); "
        "voor de cijfers van het artikel (managers: prijs 45%, service 20%; klanten: 15% en 75%) "
        "zouden klanten bij minstens {least_stated} van de vertrekkers een andere reden moeten "
        "noemen dan de werkelijke, en managers bij minstens {least_perceived} een andere moeten "
        "zien.",
        "bent": "Om de prijs vertrok {price} ({named_price} met toeval weggestreept), klanten "
        "noemen die in {stated_price} van de gevallen en managers in {perceived_price}; om de "
        "service vertrok {service} ({named_service}), door klanten genoemd in {stated_service} en "
        "door managers in {perceived_service}: {verdict}. {nearer} Wat klanten zeggen klopt voor "
        "{right_stated} van de vertrekkers en wat managers denken voor {right_perceived}; "
        "evenveel antwoorden van elke soort die niets met de waarheid te maken hebben, zouden "
        "kloppen voor {blind_stated} en {blind_perceived}.",
        "apart": "Over de prijs {price} dichter bij de waarheid, over de service {service}.",
        "alike": "Over de prijs en over de service {price} dichter bij de waarheid.",
        "near_stated": "zitten klanten",
        "near_perceived": "zitten managers",
        "near_": "zit geen van beide",
        "who_stated": "klanten",
        "who_perceived": "managers",
        "who_": "geen van beide",
        "least": "Voor de cijfers van het artikel moeten klanten bij minstens {least_stated} van "
        "deze vertrekkers een andere reden noemen dan de werkelijke, en managers bij minstens "
        "{least_perceived} een andere zien.",
        "both": "het patroon van het artikel is er, managers wijzen vaker op de prijs en minder op "
        "de service dan klanten",
        "price_only": "het patroon van het artikel is er alleen voor de prijs",
        "service_only": "het patroon van het artikel is er alleen voor de service",
        "neither": "het patroon van het artikel, managers die vaker op de prijs en minder op de "
        "service wijzen dan klanten, is er niet",
        "note_reasons": "De werkelijke reden is wat het meest aan de overstap bijdroeg; toeval, "
        "als dat de loting was. Wat klanten zeggen en managers denken volgt uit de vertekening in "
        "het scenario, niet uit psychologie. Ruiten: de cijfers van het artikel (managers 45% "
        "prijs, 20% service; klanten 15% en 75%); die zijn wat mensen zeggen en geen meting; dat "
        "een reden “meespeelt” is gelezen als de enige reden. Het zijn totalen: antwoorden die "
        "niets met de waarheid te maken hebben geven die in elke markt, dus ze zeggen niet wie "
        "gelijk heeft. Onvrijwillig vertrek telt niet mee.",
        "wrong": "Een andere dan de werkelijke",
        "at_least": "minstens {stated}, {perceived}",
        "true": "werkelijk",
        "stated": "volgens klanten",
        "perceived": "volgens managers",
        "article": "het artikel",
        "reason": "Reden",
        "share": "aandeel van de vertrekkers",
        "view": "volgens",
        "leavers": "vertrekkers",
        "head_true": "Werkelijk",
        "head_stated": "Volgens klanten",
        "head_perceived": "Volgens managers",
        "head_article": "Artikel: klanten, managers",
    },
)


NEAR = 0.01
"""Shares that are as far from the truth as this are as far off, to a reader."""


def gap_words(
    found: pd.DataFrame,
    gaps: Mapping[str, Estimate],
    errors: pd.DataFrame,
    struck: pd.Series,
    *,
    bent: bool,
    language: Language,
) -> str:
    """Whether the article's pattern shows, and who is right, in a few sentences.

    Args:
        found: From `told.told`.
        gaps: From `told.gaps`.
        errors: From `told.wrong`.
        struck: Share of the leavers by reason with chance struck out.
        bent: Whether the scenario declares any misreporting.
        language: To write in.
    """
    share = found.set_index(["reason", "view"])["share"]
    least = _least(errors, language)
    named = {f"named_{of}": percent(float(struck[of]), language) for of in ("price", "service")}
    if not bent:
        told = ("price", "service", "chance")
        true = {reason: percent(float(share[reason, "true"]), language) for reason in told}
        return TEXT("honest", language, **true, **least, **named)
    shows = {name: gap.low is not None and gap.low > 0 for name, gap in gaps.items()}
    verdict = {
        (True, True): "both", (True, False): "price_only", (False, True): "service_only",
        (False, False): "neither",
    }[shows["price"], shows["service"]]  # fmt: skip
    said = {
        name: percent(float(share[reason, view]), language)
        for reason in ("price", "service")
        for view, name in (
            ("true", reason), ("stated", f"stated_{reason}"), ("perceived", f"perceived_{reason}"),
        )
    }  # fmt: skip
    for _, error in errors.iterrows():
        said[f"right_{error['view']}"] = percent(1 - float(error["share"]), language)
        said[f"blind_{error['view']}"] = percent(1 - float(error["blind"]), language)
    nearer = {reason: _nearer(share, reason) for reason in ("price", "service")}
    near = TEXT(
        "alike" if nearer["price"] == nearer["service"] else "apart",
        language,
        price=TEXT(f"near_{nearer['price']}", language),
        service=TEXT(f"who_{nearer['service']}", language),
    )
    return TEXT("bent", language, verdict=TEXT(verdict, language), nearer=near, **said, **named)


def _nearer(share: pd.Series, reason: str) -> str:
    """The view whose total of a reason is nearer to the truth; empty when both are as far off."""
    off = {
        view: abs(float(share[reason, view]) - float(share[reason, "true"]))
        for view in ("stated", "perceived")
    }
    if abs(off["stated"] - off["perceived"]) < NEAR:
        return ""
    return min(off, key=lambda view: off[view])


def _least(errors: pd.DataFrame, language: Language) -> dict[str, str]:
    least = errors.set_index("view")["article"]
    return {f"least_{view}": percent(float(share), language) for view, share in least.items()}


def least_words(errors: pd.DataFrame, language: Language) -> str:
    """How many answers must be wrong for the article's figures, in a sentence."""
    return TEXT("least", language, **_least(errors, language))


def reasons_table(rows: pd.DataFrame, errors: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Reasons by view with intervals, the article's figures, and how much is wrong."""
    lines = []
    for reason, views in rows.groupby("reason", sort=False):
        by_view = {str(row["view"]): row for _, row in views.iterrows()}
        line = {TEXT("reason", language): capital(REASONS(str(reason), language))}
        for view in ("true", "stated", "perceived"):
            line[TEXT(f"head_{view}", language)] = estimate(by_view[view], "share", language)
        said = [float(by_view[view]["article"]) for view in ("stated", "perceived")]
        known = all(value == value for value in said)
        line[TEXT("head_article", language)] = (
            ", ".join(percent(value, language) for value in said) if known else ""
        )
        lines.append(line)
    line = {TEXT("reason", language): TEXT("wrong", language), TEXT("head_true", language): ""}
    for _, error in errors.iterrows():
        line[TEXT(f"head_{error['view']}", language)] = estimate(error, "share", language)
    least = {name.removeprefix("least_"): words for name, words in _least(errors, language).items()}
    line[TEXT("head_article", language)] = TEXT("at_least", language, **least)
    return pd.DataFrame([*lines, line])
