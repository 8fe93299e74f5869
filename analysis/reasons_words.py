"""Forces and reasons in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.language import Language, Texts
from analysis.three_numbers_words import percent
from sim.measures import Estimate

TEXT = Texts(
    en={
        "title_forces": "What made them leave: push, pull, mooring and luck",
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
    },
    nl={
        "title_forces": "Waardoor ze vertrokken: duw, trek, verankering en toeval",
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
