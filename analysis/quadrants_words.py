"""The four quadrants in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.language import Language, Texts
from analysis.three_numbers_words import estimate, percent, ratio
from sim.measures import Estimate

KINDS = ("loyalist", "mercenary", "defector", "hostage")

TEXT = Texts(
    en={
        "title": "Satisfied or not, stayed or left: the four kinds of customers",
        "short": "The run is shorter than a year, so nobody can have stayed for one.",
        "nobody": "Nobody in the sample had a provider at the start of a year.",
        "reading": "{share} of those who left within a year had been satisfied at its start "
        "(mercenaries), and {base} of all customers; {content} of the satisfied left and "
        "{discontent} of the dissatisfied (defectors), {ratio}. {beside} {hostage} of all were "
        "dissatisfied and stayed (hostages).",
        "ratio": "a ratio of {value}",
        "ratio_unknown": "a ratio that is unknown",
        "beside": "Just before a switch the three numbers are {share}, {base} and a hazard ratio "
        "of {ratio}: {agree}.",
        "beside_nobody": "Nobody switched to another provider, so there are no three numbers to "
        "set beside these.",
        "agree": "both ways {verdict}",
        "differ": "by the year {year}, and just before a switch {verdict} (the note tells how "
        "each counts)",
        "sooner": "the dissatisfied left sooner",
        "later": "the satisfied left sooner",
        "same": "no difference between the two can be shown",
        "unknown": "one of the two groups has no leavers",
        "step": "{name}: {loyalist} loyalists, {mercenary} mercenaries, {defector} defectors, "
        "{hostage} hostages; {share} of those who left were satisfied at the start, and {base} of "
        "all, {ratio}.",
        "note": "After Jones & Sasser (1995). Satisfied: {cutoff} or more of 10 at the start of "
        "the year. Left: another provider, or none, within the year, even if the customer came "
        "back; who moved away or lost a provider that closed is counted apart. Scaled up from "
        "{tracked} tracked customers to {customers}; all providers together, the table has each. "
        "The three numbers count switches to another provider only, of all customers, with "
        "satisfaction at the end of the period before. "
        "Intervals: 95%, for that sample, as if the years of a customer were independent.",
        "loyalist": "loyalists",
        "mercenary": "mercenaries",
        "defector": "defectors",
        "hostage": "hostages",
        "loyalist_what": "satisfied, stayed",
        "mercenary_what": "satisfied, left",
        "defector_what": "dissatisfied, left",
        "hostage_what": "dissatisfied, stayed",
        "customers": "Share of customers",
        "revenue": "Share of revenue",
        "no_revenue": "unknown: nothing was paid",
        "head_group": "Year from, or provider",
        "head_customers": "Customers a year",
        "head_customer_years": "Customer-years",
        "head_censored": "Involuntary",
        "head_unknown": "Not yet known",
        "head_revenue": "Revenue: {kind}",
        "head_share": "Satisfied at the start, of those who left",
        "head_base": "Satisfied at the start, of all",
        "head_content": "Left, of the satisfied",
        "head_discontent": "Left, of the dissatisfied",
        "head_ratio": "Ratio of the two",
        "year": "year from",
        "kind": "kind",
        "count": "customers",
        "money": "revenue",
    },
    nl={
        "title": "Tevreden of niet, gebleven of weg: de vier soorten klanten",
        "short": "De simulatie duurt korter dan een jaar, dus niemand kan een jaar gebleven zijn.",
        "nobody": "Niemand in de steekproef had aan het begin van een jaar een aanbieder.",
        "reading": "Van wie binnen een jaar vertrok, was {share} aan het begin ervan tevreden "
        "(huurlingen), en van alle klanten {base}; van de tevreden klanten vertrok {content} en "
        "van de ontevreden klanten {discontent} (overlopers), {ratio}. {beside} Van alle klanten "
        "was {hostage} ontevreden en bleef (gijzelaars).",
        "ratio": "een verhouding van {value}",
        "ratio_unknown": "een onbekende verhouding",
        "beside": "Vlak voor een overstap zijn de drie cijfers {share}, {base} en een hazard ratio "
        "van {ratio}: {agree}.",
        "beside_nobody": "Niemand stapte over naar een andere aanbieder, dus er zijn geen drie "
        "cijfers om hiernaast te leggen.",
        "agree": "op beide manieren geldt: {verdict}",
        "differ": "per jaar geldt: {year}, en vlak voor een overstap: {verdict} (de toelichting "
        "zegt hoe elk telt)",
        "sooner": "wie ontevreden was, vertrok eerder",
        "later": "wie tevreden was, vertrok eerder",
        "same": "een verschil tussen beide is niet aan te tonen",
        "unknown": "een van beide groepen telt geen vertrekkers",
        "step": "{name}: {loyalist} loyale klanten, {mercenary} huurlingen, {defector} overlopers, "
        "{hostage} gijzelaars; {share} van de vertrekkers was tevreden aan het begin, en van alle "
        "klanten {base}, {ratio}.",
        "note": "Naar Jones & Sasser (1995). Tevreden: {cutoff} of hoger op een schaal van 10 aan "
        "het begin van het jaar. Vertrokken: binnen het jaar naar een andere aanbieder of naar "
        "geen, ook wie later terugkwam; wie verhuisde of zijn aanbieder zag stoppen, is apart "
        "geteld. Opgehoogd van {tracked} gevolgde klanten naar {customers}; alle aanbieders samen, "
        "de tabel toont ze elk. De drie cijfers tellen alleen overstappen naar een andere "
        "aanbieder, van alle klanten, met de tevredenheid aan het eind van de vorige periode. "
        "Marges: 95%, voor die steekproef, alsof de jaren van één klant los "
        "van elkaar staan.",
        "loyalist": "loyale klanten",
        "mercenary": "huurlingen",
        "defector": "overlopers",
        "hostage": "gijzelaars",
        "loyalist_what": "tevreden, bleef",
        "mercenary_what": "tevreden, vertrok",
        "defector_what": "ontevreden, vertrok",
        "hostage_what": "ontevreden, bleef",
        "customers": "Aandeel van de klanten",
        "revenue": "Aandeel van de omzet",
        "no_revenue": "onbekend: er is niets betaald",
        "head_group": "Jaar vanaf, of aanbieder",
        "head_customers": "Klanten per jaar",
        "head_customer_years": "Klantjaren",
        "head_censored": "Onvrijwillig",
        "head_unknown": "Nog onbekend",
        "head_revenue": "Omzet: {kind}",
        "head_share": "Tevreden aan het begin, van de vertrekkers",
        "head_base": "Tevreden aan het begin, van allen",
        "head_content": "Vertrok, van de tevredenen",
        "head_discontent": "Vertrok, van de ontevredenen",
        "head_ratio": "Verhouding daarvan",
        "year": "jaar vanaf",
        "kind": "soort",
        "count": "klanten",
        "money": "omzet",
    },
)


def reading(
    group: pd.DataFrame,
    risk: Mapping[str, Estimate],
    numbers: pd.Series | None,
    language: Language,
) -> str:
    """All years together, beside the three numbers of the same run.

    Args:
        group: Of `quadrants.summed`, one row a kind.
        risk: Of `quadrants.risks`.
        numbers: The row of the market at the scenario's cut-off, of `three_numbers.by_group`;
            None when nobody was ever at risk.
        language: To write in.
    """
    return TEXT(
        "reading", language,
        share=_share(risk["satisfied_share"], language),
        base=_share(risk["base_rate"], language),
        content=_share(risk["satisfied_left"], language),
        discontent=_share(risk["dissatisfied_left"], language),
        ratio=_ratio(risk["ratio"], language),
        beside=_beside(risk["ratio"], numbers, language),
        hostage=percent(float(_of(group, "hostage", "share")), language),
    )  # fmt: skip


def _ratio(found: Estimate, language: Language) -> str:
    if found.value is None:
        return TEXT("ratio_unknown", language)
    return TEXT("ratio", language, value=_interval(found, language, ratio))


def _beside(found: Estimate, numbers: pd.Series | None, language: Language) -> str:
    """The three numbers, and whether they say the same as the ratio of a year's risks."""
    if numbers is None or numbers["leavers"] == 0:
        return TEXT("beside_nobody", language)
    year, verdict = (
        _verdict(found.low, found.high),
        _verdict(float(numbers["hazard_ratio_low"]), float(numbers["hazard_ratio_high"])),
    )
    agree = TEXT("agree", language, verdict=TEXT(verdict, language))
    if year != verdict:
        agree = TEXT("differ", language, year=TEXT(year, language), verdict=TEXT(verdict, language))
    return TEXT(
        "beside", language, agree=agree,
        share=percent(float(numbers["satisfied_share"]), language),
        base=percent(float(numbers["base_rate"]), language),
        ratio=estimate(numbers, "hazard_ratio", language),
    )  # fmt: skip


def _verdict(low: float | None, high: float | None) -> str:
    """What the interval of a ratio says, as a key of the texts."""
    if low is None or high is None or low != low or high != high:
        return "unknown"
    return "same" if low <= 1 <= high else "sooner" if low > 1 else "later"


def step(name: str, group: pd.DataFrame, risk: Mapping[str, Estimate], language: Language) -> str:
    """One year, in a sentence."""
    shares = {kind: percent(float(_of(group, kind, "share")), language) for kind in KINDS}
    return TEXT(
        "step", language, name=name, base=_share(risk["base_rate"], language),
        share=_share(risk["satisfied_share"], language), ratio=_ratio(risk["ratio"], language),
        **shares,
    )  # fmt: skip


def shown(
    parts: Sequence[tuple[str, pd.DataFrame, Mapping[str, Estimate]]], language: Language
) -> pd.DataFrame:
    """The table for reading: a row a year, and a row a provider over all years.

    Args:
        parts: What people read for the group, the group of `quadrants.summed`, and its risks.
        language: Of heads and numbers.
    """
    rows = []
    for name, group, risk in parts:
        four = group[group["kind"].isin(KINDS)]
        rows.append(
            {
                TEXT("head_group", language): name,
                TEXT("head_customer_years", language): language.number(four["customers"].sum()),
                **{
                    TEXT(kind, language): _interval(
                        Estimate(*(_of(group, kind, f"share{e}") for e in ("", "_low", "_high"))),
                        language,
                        percent,
                    )
                    for kind in KINDS
                },
                **{
                    TEXT("head_revenue", language, kind=TEXT(kind, language)): percent(
                        _of(group, kind, "revenue_share"), language
                    )
                    for kind in KINDS
                },
                TEXT("head_censored", language): language.number(
                    _of(group, "censored", "customers")
                ),
                TEXT("head_unknown", language): language.number(_of(group, "unknown", "customers")),
                TEXT("head_share", language): _share(risk["satisfied_share"], language),
                TEXT("head_base", language): _share(risk["base_rate"], language),
                TEXT("head_content", language): _share(risk["satisfied_left"], language),
                TEXT("head_discontent", language): _share(risk["dissatisfied_left"], language),
                TEXT("head_ratio", language): _interval(risk["ratio"], language, ratio),
            }
        )
    return pd.DataFrame(rows)


def _of(group: pd.DataFrame, kind: str, column: str) -> float:
    return float(group.loc[group["kind"] == kind, column].iloc[0])


def _share(found: Estimate, language: Language) -> str:
    return language.unknown if found.value is None else percent(found.value, language)


def _interval(found: Estimate, language: Language, form: object) -> str:
    assert callable(form)
    if found.value is None or found.value != found.value:
        return language.unknown
    ends = (form(found.low, language), form(found.high, language))
    return f"{form(found.value, language)} ({language.between(*ends)})"
