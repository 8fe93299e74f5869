"""Forces and reasons in words."""

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
        "title_forces": "What made them leave: push, pull, mooring and luck",
        "title_reasons": "Why they left: the truth, what customers state, what managers perceive",
        "nobody": "Nobody left of their own accord ({count} involuntary exits).",
        "forces": "The average leaver gained {total} utils by the change: {push} of push, {pull} "
        "of pull, {mooring} of mooring and {luck} of luck; for {share} of the {leavers} leavers "
        "push, pull and mooring alone spoke for the change, and the others needed luck.",
        "note_forces": "Dot: mean; thick: half of the leavers; thin: four in five. Push: the own "
        "provider's decline and failures. Pull: what the new one has over what the old one used to "
        "offer. Mooring: what held. Luck: the random draw of the deciding comparison; it is large "
        "because those whom it was against are still there, and not among the leavers.",
        "push": "push",
        "pull": "pull",
        "mooring": "mooring",
        "luck": "luck",
        "total": "together",
        "own_service": "own experience",
        "own_rest": "trust and liking",
        "others": "other outcomes",
        "axis": "utils: what speaks for leaving, to the right",
        "force": "Force",
        "part": "Part",
        "mean": "Mean, utils",
        "mean_ci": "95%",
        "half": "Half of the leavers",
        "most": "Four in five",
        "honest": "No misreporting is declared in this market, so what is stated and perceived is "
        "the truth by construction: {price} left because of the price, {service} because of "
        "service and {chance} by chance; the article's pattern (managers: price 45%, service 20%; "
        "customers: 15% and 75%) cannot show.",
        "bent": "Because of the price left {price}, customers state {stated_price} and managers "
        "perceive {perceived_price}; because of service {service}, stated {stated_service} and "
        "perceived {perceived_service}: {verdict}.",
        "both": "the article's pattern shows, managers blaming the price more and service less "
        "than customers do",
        "price_only": "the article's pattern shows for the price only",
        "service_only": "the article's pattern shows for service only",
        "neither": "the article's pattern, managers blaming the price more and service less than "
        "customers do, does not show",
        "note_reasons": "The true reason is what contributed most to the change; chance, when that "
        "was luck. What is stated and perceived follows the scenario's misreporting, not "
        "psychology. Diamonds: the article's figures (managers 45% price, 20% service; customers "
        "15% and 75%), which are what people say and not a measurement. Involuntary exits are left "
        "out.",
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
        "title_forces": "Waardoor ze vertrokken: duw, trek, verankering en toeval",
        "title_reasons": "Waarom ze vertrokken: in werkelijkheid, volgens klanten, volgens "
        "managers",
        "nobody": "Niemand vertrok uit eigen beweging ({count} keer onvrijwillig).",
        "forces": "De gemiddelde vertrekker won {total} utils bij de overstap: {push} aan duw, "
        "{pull} aan trek, {mooring} aan verankering en {luck} aan toeval; bij {share} van de "
        "{leavers} vertrekkers pleitten duw, trek en verankering op zichzelf al voor de overstap, "
        "de anderen hadden toeval nodig.",
        "note_forces": "Punt: gemiddelde; dik: de helft van de vertrekkers; dun: vier op de vijf. "
        "Duw: achteruitgang en fouten van de eigen aanbieder. Trek: wat de nieuwe meer heeft dan "
        "de oude vroeger bood. Verankering: wat vasthield. Toeval: de loting in de beslissende "
        "vergelijking; die is groot doordat wie haar tegen had, er nog is en niet bij de "
        "vertrekkers hoort.",
        "push": "duw",
        "pull": "trek",
        "mooring": "verankering",
        "luck": "toeval",
        "total": "samen",
        "own_service": "eigen ervaring",
        "own_rest": "vertrouwen en voorkeur",
        "others": "overige uitkomsten",
        "axis": "utils: wat voor vertrek pleit, naar rechts",
        "force": "Kracht",
        "part": "Onderdeel",
        "mean": "Gemiddeld, utils",
        "mean_ci": "95%",
        "half": "Helft van de vertrekkers",
        "most": "Vier op de vijf",
        "honest": "In deze markt is geen vertekening opgegeven, dus wat klanten zeggen en managers "
        "denken is per definitie waar: {price} vertrok om de prijs, {service} om de service en "
        "{chance} door toeval; het patroon van het artikel (managers: prijs 45%, service 20%; "
        "klanten: 15% en 75%) kan hier niet optreden.",
        "bent": "Om de prijs vertrok {price}, klanten noemen die in {stated_price} van de gevallen "
        "en managers in {perceived_price}; om de service vertrok {service}, door klanten genoemd "
        "in {stated_service} en door managers in {perceived_service}: {verdict}.",
        "both": "het patroon van het artikel is er, managers wijzen vaker op de prijs en minder op "
        "de service dan klanten",
        "price_only": "het patroon van het artikel is er alleen voor de prijs",
        "service_only": "het patroon van het artikel is er alleen voor de service",
        "neither": "het patroon van het artikel, managers die vaker op de prijs en minder op de "
        "service wijzen dan klanten, is er niet",
        "note_reasons": "De werkelijke reden is wat het meest aan de overstap bijdroeg; toeval, "
        "als dat de loting was. Wat klanten zeggen en managers denken volgt uit de vertekening in "
        "het scenario, niet uit psychologie. Ruiten: de cijfers van het artikel (managers 45% "
        "prijs, 20% service; klanten 15% en 75%); die zijn wat mensen zeggen en geen meting. "
        "Onvrijwillig vertrek telt niet mee.",
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


def part_name(row: pd.Series, read: Mapping[str, str], language: Language) -> str:
    """What people read for a row of `reasons.forces`."""
    if row["kind"] == "whole":
        return TEXT(row["force"], language)
    if row["kind"] == "others":
        return TEXT("others", language)
    if row["kind"] == "own":
        return TEXT(f"own_{row['part']}", language)
    return read.get(row["part"], row["part"])


def forces_reading(found: pd.DataFrame, alone: Estimate, language: Language) -> str:
    """The means of the forces, in a sentence."""
    whole = found[found["kind"] == "whole"].set_index("force")
    means = {str(force): language.signed(row["mean"], 2) for force, row in whole.iterrows()}
    share = percent(alone.value if alone.value is not None else float("nan"), language)
    leavers = language.number(float(whole["leavers"].iloc[0]))
    return TEXT("forces", language, share=share, leavers=leavers, **means)


def forces_table(found: pd.DataFrame, read: Mapping[str, str], language: Language) -> pd.DataFrame:
    """The forces and their parts, formatted for reading."""

    def span(low: float, high: float) -> str:
        if low != low or high != high:
            return language.unknown
        return language.between(language.signed(low, 2), language.signed(high, 2))

    rows = []
    for _, row in found.iterrows():
        whole = row["kind"] == "whole"
        rows.append(
            {
                TEXT("force", language): TEXT(row["force"], language),
                TEXT("part", language): "" if whole else part_name(row, read, language),
                TEXT("mean", language): language.signed(row["mean"], 2),
                TEXT("mean_ci", language): span(row["mean_low"], row["mean_high"]),
                TEXT("half", language): span(row["p25"], row["p75"]),
                TEXT("most", language): span(row["p10"], row["p90"]),
            }
        )
    return pd.DataFrame(rows)


def gap_words(
    found: pd.DataFrame, gaps: Mapping[str, Estimate], *, bent: bool, language: Language
) -> str:
    """Whether the article's pattern shows, in a sentence.

    Args:
        found: From `reasons.told`.
        gaps: From `reasons.gaps`.
        bent: Whether the scenario declares any misreporting.
        language: To write in.
    """
    share = found.set_index(["reason", "view"])["share"]
    said = {
        name: percent(float(share[reason, view]), language)
        for reason in ("price", "service", "chance")
        for view, name in (
            ("true", reason), ("stated", f"stated_{reason}"), ("perceived", f"perceived_{reason}"),
        )
    }  # fmt: skip
    if not bent:
        honest = {reason: said[reason] for reason in ("price", "service", "chance")}
        return TEXT("honest", language, **honest)
    shows = {name: gap.low is not None and gap.low > 0 for name, gap in gaps.items()}
    verdict = {
        (True, True): "both", (True, False): "price_only", (False, True): "service_only",
        (False, False): "neither",
    }[shows["price"], shows["service"]]  # fmt: skip
    wanted = {name: words for name, words in said.items() if "chance" not in name}
    return TEXT("bent", language, verdict=TEXT(verdict, language), **wanted)


def reasons_table(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Reasons by view with intervals, and the article's figures."""
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
    return pd.DataFrame(lines)
