"""What a sweep kept of every run, as people say it: a number with a common meaning, or its name."""

from __future__ import annotations

from analysis.language import Language, Texts
from analysis.swept import BASE, RATIO, Swept
from sim.experiments.sweeps.wanted import Column
from sim.scenario.claims import Options
from sim.scenario.problems import printable

LONGEST = 90

TEXT = Texts(
    en={
        "share": "share of use of {who} at the end",
        "customer_share": "share of customers of {who} at the end",
        "satisfaction": "satisfaction with {who} at the end (0 to 10)",
        "defections.count": "customers who left {who} for another",
        "defections.satisfied_share": "satisfied share of the leavers of {who}",
        "defections.base_rate": "satisfied share of all at risk with {who} (base rate)",
        "defections.hazard_ratio": "hazard ratio of {who}, dissatisfied : satisfied",
        "defections.satisfied_excess": "excess of satisfied leavers of {who}",
        "short_base": "base rate",
        "short_ratio": "hazard ratio dissatisfied : satisfied",
        "named": "the {label}",
        "brief.share": "share of {who}",
        "brief.customer_share": "customers of {who}",
        "brief.satisfaction": "satisfaction with {who}",
        "brief.defections.count": "leavers of {who}",
        "brief.defections.satisfied_share": "satisfied share, {who}",
        "brief.defections.base_rate": "base rate, {who}",
        "brief.defections.hazard_ratio": "hazard ratio, {who}",
        "brief.defections.satisfied_excess": "excess, {who}",
    },
    nl={
        "share": "aandeel van {who} in het gebruik, aan het eind",
        "customer_share": "aandeel van {who} in de klanten, aan het eind",
        "satisfaction": "tevredenheid over {who} aan het eind (0 tot 10)",
        "defections.count": "klanten die {who} verlieten voor een ander",
        "defections.satisfied_share": "tevreden deel van de vertrekkers van {who}",
        "defections.base_rate": "tevreden deel van alle klanten van {who} (base rate)",
        "defections.hazard_ratio": "hazard ratio van {who} (vertrekkans ontevreden : tevreden)",
        "defections.satisfied_excess": "extra tevreden vertrek bij {who} (excess)",
        "short_base": "base rate",
        "short_ratio": "hazard ratio ontevreden : tevreden",
        "named": "“{label}”",
        "brief.share": "aandeel van {who}",
        "brief.customer_share": "klanten van {who}",
        "brief.satisfaction": "tevredenheid over {who}",
        "brief.defections.count": "vertrekkers bij {who}",
        "brief.defections.satisfied_share": "tevreden deel, {who}",
        "brief.defections.base_rate": "base rate, {who}",
        "brief.defections.hazard_ratio": "hazard ratio, {who}",
        "brief.defections.satisfied_excess": "excess, {who}",
    },
)

KNOWN = frozenset(
    f"defections.{name}"
    for name in ("count", "satisfied_share", "base_rate", "hazard_ratio", "satisfied_excess")
)


def words_of(swept: Swept, measure: str, language: Language) -> str:
    """What a number is, in words; its name where it has a window, cut-off or segment of its own."""
    return _said(swept, measure, language, "")


def brief_of(swept: Swept, measure: str, language: Language) -> str:
    """The same in a few words, for the head of a narrow column."""
    return _said(swept, measure, language, "brief.")


def named(swept: Swept, measure: str, language: Language) -> str:
    """The same as it stands in the middle of a sentence."""
    label = words_of(swept, measure, language)
    return label if label == printable(measure, LONGEST) else TEXT("named", language, label=label)


def _said(swept: Swept, measure: str, language: Language, form: str) -> str:
    asked, who = swept.asked(measure), swept.whose(measure)
    of, what = asked.of, swept.what(measure)
    is_plain = "@" not in asked.text
    if isinstance(of, Column):
        is_known = what in ("share", "customer_share", "satisfaction") and of.how == "last"
    else:
        own = of.here.options.model_dump(exclude={"provider", "window"})
        standard = Options().model_dump(exclude={"provider", "window"})
        is_compared = of.there is not None
        is_entrant = swept.is_against_entrant(measure)
        is_excess = what == "defections.satisfied_excess"
        is_known = what in KNOWN and own == standard and is_compared == is_excess
        is_known = is_known and (not is_compared or is_entrant)
    if who is None or not (is_plain and is_known):
        return printable(measure, LONGEST)
    return TEXT(f"{form}{what}", language, who=printable(who, 60))


def short_of(swept: Swept, measure: str, language: Language) -> str:
    """The same where the provider was just named, for what stands beside a satisfied share."""
    keys = {BASE: "short_base", RATIO: "short_ratio"}
    key = keys.get(swept.what(measure))
    return TEXT(key, language) if key else words_of(swept, measure, language)
