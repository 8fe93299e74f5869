"""Where they were lost, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analysis.language import Language, Texts
from analysis.market_words import REASONS, TRIGGERS
from analysis.three_numbers_words import estimate, percent

if TYPE_CHECKING:
    from analysis.journey_pictures import Grid

TEXT = Texts(
    en={
        "title": "Where leavers had their last failure",
        "title_of": "Where leavers had their last failure, against all failures: {name}",
        "title_reasons": "Last failure, true reason and what woke them: {name}",
        "nobody": "Nobody left of their own accord, so nothing was lost on the way.",
        "no_journey": "The scenario describes no journey of {name}, so where it fails is unknown.",
        "none": "nothing failed",
        "reading": "Of {leavers} who left {name}, for another or for none, something had failed "
        "for {some}, the last time most often at {point}: {share}, where {usual} of all failures "
        "were; {verdict}.",
        "never": "Of {leavers} who left {name} nothing had ever failed for any, so no contact of "
        "the journey can have lost them.",
        "over": "{point} stands out, with {share} against {usual}",
        "level": "no contact stands out: leavers met their last failure where all failures are",
        "unknown": "whether that is more than usual is unknown",
        "note": "A last failure is not a cause: a contact that fails often is many leavers' last "
        "failure even if nobody minds. Whether they would have stayed without it, only the same "
        "customers' world without that failure can tell. Failing uses are counted by provider; "
        "over the contacts they are divided by the chances that the scenario declares. Bands: 95%; "
        "of many contacts one in twenty stands out by chance.",
        "reading_reasons": "Of {leavers} who left {name}, for another or for none, {woken} "
        "compared because something had failed; in truth {service} left because of service, and "
        "{reason} was the most frequent reason ({share}).",
        "note_reasons": "Shares of each row. The reason is what contributed most to the change; "
        "what woke a customer made it compare, and need not be why it left. Neither says that the "
        "last failure was to blame.",
        "true_reason": "True reason",
        "trigger": "What made them compare",
        "others": "something else",
        "key_leavers": "leavers",
        "key_failures": "all failures",
        "axis": "share of last failures, and of all",
        "provider": "Provider",
        "point": "Contact",
        "uses": "Uses",
        "failing": "Failing uses",
        "failures": "Of these here (expected)",
        "leavers": "Leavers",
        "share": "Share of leavers",
        "share_of_failures": "Share of failures",
        "ratio": "Ratio",
        "grid": "Of the leavers with it",
        "what": "what",
        "all": "Leavers in all",
    },
    nl={
        "title": "Waar het bij vertrekkers het laatst misging",
        "title_of": "Waar het bij vertrekkers het laatst misging, naast alle fouten: {name}",
        "title_reasons": "Laatste fout, werkelijke reden en wat hen wakker maakte: {name}",
        "nobody": "Niemand vertrok uit eigen beweging, dus onderweg ging niets verloren.",
        "no_journey": "Het scenario beschrijft geen klantreis van {name}; waar die faalt is "
        "onbekend.",
        "none": "niets misgegaan",
        "reading": "Van {leavers} klanten die {name} verlieten, voor een ander of voor geen, "
        "was er bij {some} iets misgegaan, de laatste keer het vaakst bij {point}: {share}, "
        "terwijl {usual} van alle fouten daar viel; {verdict}.",
        "never": "Bij geen van de {leavers} vertrekkers van {name} was ooit iets misgegaan, dus "
        "geen contactpunt in de klantreis kan hen gekost hebben.",
        "over": "{point} springt eruit, met {share} tegen {usual}",
        "level": "geen contactpunt springt eruit, bij vertrekkers ging het mis waar het bij "
        "iedereen misgaat",
        "unknown": "of dat meer is dan gewoonlijk is onbekend",
        "note": "Een laatste fout is geen oorzaak: een contactpunt dat vaak faalt is voor veel "
        "vertrekkers het laatste, ook als niemand er iets om geeft. Of zij zonder die fout "
        "gebleven waren, kan alleen de wereld van dezelfde klanten zonder die fout vertellen. "
        "Mislukte keren zijn geteld per aanbieder; over de contactpunten zijn ze verdeeld naar de "
        "kansen uit het scenario. Marges: 95%; van veel contactpunten springt er één op de "
        "twintig door toeval uit.",
        "reading_reasons": "Van {leavers} klanten die {name} verlieten, voor een ander of voor "
        "geen, ging {woken} vergelijken na een fout; in werkelijkheid vertrok {service} om de "
        "service, en {reason} was de meest voorkomende reden ({share}).",
        "note_reasons": "Aandelen per rij. De reden is wat het meest aan de overstap bijdroeg; wat "
        "een klant wakker maakte zette aan tot vergelijken en hoeft niet de reden van vertrek te "
        "zijn. Geen van beide zegt dat de laatste fout de schuldige was.",
        "true_reason": "Werkelijke reden",
        "trigger": "Wat tot vergelijken aanzette",
        "others": "iets anders",
        "key_leavers": "vertrekkers",
        "key_failures": "alle fouten",
        "axis": "aandeel van de laatste, en van alle fouten",
        "provider": "Aanbieder",
        "point": "Contactpunt",
        "uses": "Keren gebruikt",
        "failing": "Keren mislukt",
        "failures": "Daarvan hier (verwacht)",
        "leavers": "Vertrekkers",
        "share": "Aandeel van de vertrekkers",
        "share_of_failures": "Aandeel van de fouten",
        "ratio": "Verhouding",
        "grid": "Van de vertrekkers ermee",
        "what": "wat",
        "all": "Vertrekkers in totaal",
    },
)

NOTABLE = 0.02
"""Of many leavers, less than this is more than chance and still nothing to stand out by."""


def reading(rows: pd.DataFrame, name: str, language: Language) -> str:
    """Where the leavers of a provider had their last failure, in a sentence.

    Args:
        rows: Of `journey.lost`, of one provider, with `name` of the contacts.
        name: Of the provider.
        language: To write in.
    """
    points = rows[rows["touchpoint"] != ""]
    leavers = language.number(rows["leavers"].sum())
    if points["leavers"].sum() == 0:
        return TEXT("never", language, leavers=leavers, name=name)
    top = points.iloc[int(points["leavers"].to_numpy().argmax())]
    known = points.dropna(subset=["share_of_failures"])
    more = known["share"] - known["share_of_failures"]
    over = known[(known["share_low"] > known["share_of_failures"]) & (more >= NOTABLE)]
    if known.empty:
        verdict = TEXT("unknown", language)
    elif over.empty:
        verdict = TEXT("level", language)
    else:
        most = over.iloc[int((over["share"] - over["share_of_failures"]).to_numpy().argmax())]
        verdict = TEXT(
            "over", language, point=most["name"], share=percent(most["share"], language),
            usual=percent(most["share_of_failures"], language),
        )  # fmt: skip
    return TEXT(
        "reading", language, leavers=leavers, name=name, point=top["name"], verdict=verdict,
        some=language.number(points["leavers"].sum()), share=percent(top["share"], language),
        usual=percent(top["share_of_failures"], language),
    )  # fmt: skip


def reading_reasons(
    reasons: pd.DataFrame, triggers: pd.DataFrame, name: str, language: Language
) -> str:
    """For what reason the leavers of a provider went, and what woke them, in a sentence.

    Args:
        reasons: Of `journey.crossed`, of one provider, by true_reason.
        triggers: The same by trigger.
        name: Of the provider.
        language: To write in.
    """
    by_reason = reasons.groupby("true_reason")["leavers"].sum()
    by_trigger = triggers.groupby("trigger")["leavers"].sum()
    total = int(by_reason.sum())
    most = str(by_reason.idxmax())
    return TEXT(
        "reading_reasons", language, leavers=language.number(total), name=name,
        woken=percent(by_trigger.get("failure", 0) / total, language),
        service=percent(by_reason.get("service", 0) / total, language),
        reason=REASONS(most, language), share=percent(by_reason[most] / total, language),
    )  # fmt: skip


def word(by: str, what: str, language: Language) -> str:
    """What people read for a reason or a trigger; "" is all others."""
    if not what:
        return TEXT("others", language)
    return (REASONS if by == "true_reason" else TRIGGERS)(what, language)


def shown(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """`journey.lost` formatted for reading; `name` and `provider` are what people read."""
    table = pd.DataFrame({TEXT("provider", language): rows["provider"].to_list()})
    table[TEXT("point", language)] = rows["name"].to_list()
    for name in ("uses", "failing", "failures", "leavers"):
        table[TEXT(name, language)] = [
            language.number(value) if value == value else "" for value in rows[name]
        ]
    never = (rows["touchpoint"] == "").to_list()
    table[TEXT("share", language)] = [
        "" if none else estimate(row, "share", language)
        for none, (_, row) in zip(never, rows.iterrows(), strict=True)
    ]
    for name, form in (
        ("share_of_failures", lambda value: percent(value, language)),
        ("ratio", lambda value: language.number(value, 2)),
    ):
        table[TEXT(name, language)] = [
            "" if none else form(value) for none, value in zip(never, rows[name], strict=True)
        ]
    return table


def shown_reasons(grids: Sequence[Grid], language: Language) -> pd.DataFrame:
    """Both grids as one table: a row a contact, a column a reason and a column a trigger."""
    tables = []
    for grid in grids:
        cells = grid.cells.assign(
            text=[
                f"{language.number(count)} ({percent(share, language)})"
                for count, share in grid.cells[["leavers", "share"]].itertuples(index=False)
            ]
        )
        head = TEXT(grid.by, language)
        names = list(dict.fromkeys(cells["name"]))
        words = list(dict.fromkeys(cells["words"]))
        wide = cells.pivot(index="name", columns="words", values="text").loc[names, words]
        wide.columns = pd.Index([f"{head}: {column}" for column in words])
        tables.append(wide)
    first = grids[0].cells.groupby("name", sort=False)["leavers"].sum()
    counts = pd.DataFrame({TEXT("all", language): [language.number(count) for count in first]})
    counts.index = first.index
    found = pd.concat([counts, *tables], axis=1)
    found.insert(0, TEXT("point", language), found.index)
    return found.reset_index(drop=True)
