"""Who left, of those who compared, in words."""

from __future__ import annotations

import pandas as pd

from analysis.language import Language, Texts
from analysis.three_numbers_words import estimate, percent

TEXT = Texts(
    en={
        "title": "The draw decided when; what decided who? Leaving by what there was to gain",
        "reading": "Of those who compared, {least} left in the fifth that had least to gain and "
        "{most} in the fifth that had most, {verdict}; of those who did not compare in a period "
        "{none} left in it.",
        "times": "{ratio} times as many",
        "more": "which chance does not explain",
        "same": "which may be chance: what they had to gain did not tell who left",
        "fewer": "fewer: what they had to gain did not tell who left",
        "too_few": "Of the customers followed {leavers} compared and left in the same period; "
        "fifths say nothing under {needed}.",
        "note": "Customer-periods of the customers followed who knew another open provider. To "
        "gain: the advantage that they expected of the best rival, less what switching would cost, "
        "at the start of the period and before the draw. Were the draw alone to decide, as many of "
        "each fifth would leave. In an occasion market the main provider may change some needs "
        "after the comparison; those changes stand with the periods without one.",
        "none": "did not compare",
        "1": "least to gain",
        "2": "second fifth",
        "3": "middle fifth",
        "4": "fourth fifth",
        "5": "most to gain",
        "axis": "share of customer-periods in which they left; at the right: mean gain, utils",
        "group": "Group",
        "at_risk": "Customer-periods",
        "left": "Left",
        "share": "Share that left",
        "net": "To gain, mean, utils",
    },
    nl={
        "title": "De loting bepaalde wanneer; wat bepaalde wie? Vertrek en wat er te winnen was",
        "reading": "Van wie vergeleek vertrok {least} uit het vijfde deel dat het minst te winnen "
        "had en {most} uit het deel met het meest, {verdict}; van wie in een periode niet "
        "vergeleek vertrok daarin {none}.",
        "times": "{ratio} keer zo veel",
        "more": "wat toeval niet verklaart",
        "same": "wat toeval kan zijn: wat er te winnen was zei niet wie er vertrok",
        "fewer": "minder dus: wat er te winnen was zei niet wie er vertrok",
        "too_few": "Van de gevolgde klanten vergeleken er {leavers} en vertrokken in dezelfde "
        "periode; onder {needed} zeggen vijfde delen niets.",
        "note": "Klantperioden van de gevolgde klanten die een andere open aanbieder kenden. Te "
        "winnen: het voordeel dat zij van de beste concurrent verwachtten, min wat overstappen zou "
        "kosten, aan het begin van de periode en vóór de loting. Besliste alleen de loting, dan "
        "vertrokken er uit elk deel even veel. Bij losse aankopen kan de vaste aanbieder pas "
        "enkele keren na de vergelijking wisselen; die wisselingen staan bij de perioden zonder.",
        "none": "vergeleek niet",
        "1": "minst te winnen",
        "2": "tweede deel",
        "3": "middelste deel",
        "4": "vierde deel",
        "5": "meest te winnen",
        "axis": "aandeel klantperioden waarin zij vertrokken; rechts: gemiddelde winst, utils",
        "group": "Groep",
        "at_risk": "Klantperioden",
        "left": "Vertrokken",
        "share": "Aandeel dat vertrok",
        "net": "Te winnen, gemiddeld, utils",
    },
)


def name_of(fifth: int, language: Language) -> str:
    """What people read for a row of `who_left.fifths`."""
    return TEXT(str(fifth) if fifth else "none", language)


def reading(found: pd.DataFrame, language: Language) -> str:
    """The least to gain against the most, in a sentence.

    Args:
        found: From `who_left.fifths`, with leavers among those who compared.
        language: To write in.
    """
    rows = found.set_index("fifth")
    none, least, most = rows.iloc[0], rows.iloc[1], rows.iloc[-1]
    if most["share_low"] > least["share_high"]:
        times = most["share"] / least["share"] if least["left"] else float("nan")
        words = language.number(times, 1 if times < 10 else 0)
        verdict = TEXT("times" if least["left"] else "more", language, ratio=words)
    else:
        verdict = TEXT("fewer" if most["share_high"] < least["share_low"] else "same", language)
    return TEXT(
        "reading", language, least=percent(least["share"], language), verdict=verdict,
        most=percent(most["share"], language), none=percent(none["share"], language),
    )  # fmt: skip


def shown(found: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The groups, formatted for reading."""
    return pd.DataFrame(
        [
            {
                TEXT("group", language): name_of(int(row["fifth"]), language),
                TEXT("at_risk", language): language.number(row["at_risk"]),
                TEXT("left", language): language.number(row["left"]),
                TEXT("share", language): estimate(row, "share", language),
                TEXT("net", language): gain(row["net"], language),
            }
            for _, row in found.iterrows()
        ]
    )


def gain(net: float, language: Language) -> str:
    """A mean gain; "unknown" of nobody."""
    return language.signed(net, 2) if net == net else language.unknown
