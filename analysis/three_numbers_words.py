"""The three numbers in words: whoever reads one of them reads all."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.language import Language, Texts
from analysis.wording import capital

TEXT = Texts(
    en={
        "title": "Were the leavers satisfied? Three numbers, never one",
        "title_years": "Were those who left satisfied, year by year: {name}",
        "everybody": "all customers",
        "customers_of": "customers of {name}",
        "segment": "segment: {name}",
        "nobody": "Nobody left for another provider: of {risk} customer-periods at risk {base} "
        "were satisfied ({cutoff} or more), and a share of no leavers is unknown.",
        "sentence": "Of {leavers} who left ({who}), {share} had been satisfied, and {base} of "
        "all at risk were; {ratio}: {verdict}.",
        "ratio": "hazard ratio dissatisfied : satisfied {value}",
        "ratio_unknown": "the hazard ratio is unknown",
        "sooner": "the dissatisfied left sooner",
        "later": "the satisfied left sooner",
        "same": "no difference between the two can be shown",
        "unknown": "one of the two groups has no leavers",
        "nobody_here": "Nobody left ({who}), and {base} of all at risk were satisfied; the "
        "hazard ratio is unknown.",
        "note": "Satisfied: {cutoff} or more of 10 at the end of the period before. Shares are of "
        "customer-periods and of defections. Intervals are 95% and treat the periods of a customer "
        "as independent, which they are not: runs with other luck differ more.",
        "note_years": "Calendar years are joined until each block has five satisfied and five "
        "dissatisfied leavers. Intervals: 95%, within this one run.",
        "course": "From {first} to {last} the satisfied share among those who left {name} {share}, "
        "and the base rate {base}; the hazard ratio {ratio}.",
        "moved": "went from {before} to {after}",
        "stayed": "began and ended at {after}",
        "between": "lay between {low} and {high}",
        "unknown_years": "is unknown in some years",
        "who": "Customers",
        "years": "Years",
        "cutoff": "Satisfied from",
        "at_risk": "At risk (customer-periods)",
        "leavers": "Leavers",
        "satisfied_share": "Satisfied among leavers",
        "base_rate": "Satisfied among all at risk",
        "hazard_ratio": "Hazard ratio",
        "stratified_ratio": "Stratified",
        "excess": "Left satisfied, more than without the entrant",
        "key_leavers": "leavers",
        "key_base": "all at risk",
        "axis_share": "share who were satisfied",
        "axis_ratio": "hazard ratio dissatisfied : satisfied",
    },
    nl={
        "title": "Waren de vertrekkers tevreden? Drie cijfers, nooit één",
        "title_years": "Waren de vertrekkers tevreden, jaar na jaar: {name}",
        "everybody": "alle klanten",
        "customers_of": "klanten van {name}",
        "segment": "segment: {name}",
        "nobody": "Niemand stapte over naar een andere aanbieder: van {risk} klantperioden met "
        "kans op vertrek waren er {base} tevreden ({cutoff} of hoger), en het aandeel onder nul "
        "vertrekkers is onbekend.",
        "sentence": "Van {leavers} vertrekkers ({who}) was {share} tevreden, en van alle klanten "
        "{base}; {ratio}: {verdict}.",
        "ratio": "hazard ratio (vertrekkans ontevreden : tevreden) {value}",
        "ratio_unknown": "de hazard ratio is onbekend",
        "sooner": "wie ontevreden was, vertrok eerder",
        "later": "wie tevreden was, vertrok eerder",
        "same": "een verschil tussen beide is niet aan te tonen",
        "unknown": "een van beide groepen telt geen vertrekkers",
        "nobody_here": "Niemand vertrok ({who}), en van alle klanten was {base} tevreden; de "
        "hazard ratio is onbekend.",
        "note": "Tevreden: {cutoff} of hoger op een schaal van 10, aan het eind van de vorige "
        "periode. Geteld zijn klantperioden en overstappen. De marges zijn 95% en doen alsof de "
        "perioden van één klant los van elkaar staan; simulaties met ander toeval lopen verder "
        "uiteen.",
        "note_years": "Kalenderjaren zijn samengevoegd tot elk blok vijf tevreden en vijf "
        "ontevreden vertrekkers telt. Marges: 95%, binnen deze ene simulatie.",
        "course": "{name}, van {first} tot {last}: het aandeel tevreden klanten onder de "
        "vertrekkers {share}, en dat onder alle klanten {base}; de hazard ratio {ratio}.",
        "moved": "ging van {before} naar {after}",
        "stayed": "begon en eindigde op {after}",
        "between": "lag tussen {low} en {high}",
        "unknown_years": "is in sommige jaren onbekend",
        "who": "Klanten",
        "years": "Jaren",
        "cutoff": "Tevreden vanaf",
        "at_risk": "Klantperioden",
        "leavers": "Vertrekkers",
        "satisfied_share": "Tevreden onder vertrekkers",
        "base_rate": "Tevreden onder alle klanten",
        "hazard_ratio": "Hazard ratio",
        "stratified_ratio": "Gestratificeerd",
        "excess": "Tevreden vertrokken, meer dan zonder de nieuwkomer",
        "key_leavers": "vertrekkers",
        "key_base": "alle klanten",
        "axis_share": "aandeel dat tevreden was",
        "axis_ratio": "hazard ratio: vertrekkans ontevreden : tevreden",
    },
)

Form = Callable[[float, Language], str]
SHARES = ("satisfied_share", "base_rate", "excess", "share")


def percent(share: float, language: Language) -> str:
    """A share in whole percents, or in tenths where whole ones would read 0% or 100%."""
    near_edge = 0 < abs(share) < 0.0095 or 0.995 <= share < 1
    return language.percent(share, 1 if near_edge else 0)


def ratio(value: float, language: Language) -> str:
    """A ratio with two decimals, or none from 10 up."""
    return language.number(value, 0 if value >= 10 else 2)


def estimate(row: pd.Series, name: str, language: Language) -> str:
    """A number with its interval, "79% (77% to 81%)"; a bare "unknown" when there is none."""
    form: Form = percent if name in SHARES else ratio
    value, low, high = (float(row[name + end]) for end in ("", "_low", "_high"))
    if value != value:
        return language.unknown
    if low != low or high != high:
        return form(value, language)
    ends = language.between(form(low, language), form(high, language))
    return f"{form(value, language)} ({ends})"


def verdict(row: pd.Series, language: Language) -> str:
    """What the interval of a hazard ratio says."""
    low, high = float(row["hazard_ratio_low"]), float(row["hazard_ratio_high"])
    if low != low or high != high:
        return TEXT("unknown", language)
    return TEXT("same" if low <= 1 <= high else "sooner" if low > 1 else "later", language)


def sentence(row: pd.Series, language: Language) -> str:
    """All three numbers of a group, which the column `who` names, in one breath."""
    who, base = row["who"], estimate(row, "base_rate", language)
    if row["leavers"] == 0:
        return TEXT("nobody_here", language, who=who, base=base)
    known = row["hazard_ratio"] == row["hazard_ratio"]
    found = estimate(row, "hazard_ratio", language)
    return TEXT(
        "sentence", language, leavers=language.number(row["leavers"]), who=who, base=base,
        share=estimate(row, "satisfied_share", language), verdict=verdict(row, language),
        ratio=TEXT("ratio", language, value=found) if known else TEXT("ratio_unknown", language),
    )  # fmt: skip


def over_years(rows: pd.DataFrame, name: str, language: Language) -> str:
    """How the three numbers of a provider went, in a sentence."""
    first, last = rows.iloc[0], rows.iloc[-1]
    if len(rows) == 1:
        return sentence(first, language)
    ratios = rows["hazard_ratio"]
    span = TEXT("unknown_years", language)
    if ratios.notna().all():
        ends = {"low": ratio(ratios.min(), language), "high": ratio(ratios.max(), language)}
        span = TEXT("between", language, **ends)
    words = TEXT(
        "course", language, first=first["years"], last=last["years"], name=name, ratio=span,
        share=_moved(first["satisfied_share"], last["satisfied_share"], language),
        base=_moved(first["base_rate"], last["base_rate"], language),
    )  # fmt: skip
    return capital(words)


def _moved(before: float, after: float, language: Language) -> str:
    was, now = percent(before, language), percent(after, language)
    if was == now:
        return TEXT("stayed", language, after=now)
    return TEXT("moved", language, before=was, after=now)


def shown(rows: pd.DataFrame, own: float | None, language: Language) -> pd.DataFrame:
    """The numbers formatted for reading.

    Args:
        rows: Columns of `three_numbers.by_group` after who.
        own: The scenario's cut-off, at which segments are shown; None for every row as it is.
        language: Of heads and numbers.
    """
    if own is not None:
        rows = rows[(rows["scope"] != "segment") | (rows["cutoff"] == own)]
    found = pd.DataFrame({TEXT("who", language): rows["who"].to_list()})
    found[TEXT("cutoff", language)] = [language.number(c, int(c % 1 > 0)) for c in rows["cutoff"]]
    for name in ("at_risk", "leavers"):
        found[TEXT(name, language)] = [language.number(value) for value in rows[name]]
    names = ["satisfied_share", "base_rate", "hazard_ratio", "stratified_ratio"]
    if "excess" in rows and rows["excess"].notna().any():
        names.append("excess")
    for name in names:
        found[TEXT(name, language)] = [estimate(row, name, language) for _, row in rows.iterrows()]
    return found
