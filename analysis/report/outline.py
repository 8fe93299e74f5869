"""The argument: the sections of a report, in their order, and who makes their charts.

A section is a question. Its charts come from the modules `analysis.<name>`, which are imported when
the report is made. A table that a folder does not hold is told in one line, with what keeps it; any
other fault is a fault, and stops the report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module

from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import Language, Texts
from analysis.report.blocks import Block, Missing, Prose, Section, Shown
from sim.results import NotKeptError, Results

Maker = Callable[[Results, Language, Budget], Sequence[Exhibit]]


@dataclass(frozen=True)
class Question:
    """A module that answers a question.

    Attributes:
        module: Its name.
        function: Makes the exhibits.
        runs: Whether it cannot do without more runs.
    """

    module: str
    function: str = "exhibits"
    runs: bool = False


RUN: tuple[tuple[str, tuple[Question, ...]], ...] = (
    ("leavers", (Question("analysis.three_numbers"),)),
    ("seen", (Question("analysis.dashboard"),)),
    ("data", (Question("analysis.observed"),)),
    ("stay", (Question("analysis.quadrants"),)),
    ("how_long", (Question("analysis.retention"),)),
    ("explains", (Question("analysis.leaving"),)),
    ("relative", (Question("analysis.relative"),)),
    ("why", (Question("analysis.reasons"), Question("analysis.who_left"))),
    ("but_for", (Question("analysis.but_for", runs=True),)),
    ("warning", (Question("analysis.early_warning", runs=True),)),
    ("journey", (Question("analysis.journey"),)),
    ("money", (Question("analysis.money"),)),
)
"""Sections of a report on a run: key, and who makes the charts. `data` makes do with one run."""

HEADINGS = Texts(
    en={
        "leavers": "Were the leavers satisfied?",
        "seen": "What did the firm see, and what happened?",
        "data": "Does the simulation look like what was observed?",
        "stay": "Do the satisfied stay, and are those who stay satisfied?",
        "how_long": "How long do customers stay?",
        "explains": "What explains leaving?",
        "relative": "Does it count how good the own provider is, or how much better than others?",
        "why": "Why did they leave, and what do they say?",
        "but_for": "Who would have stayed, but for what?",
        "warning": "Which signal came first?",
        "journey": "Where in the journey did it go wrong?",
        "money": "What did it cost, and whom?",
    },
    nl={
        "leavers": "Waren de vertrekkers tevreden?",
        "seen": "Wat zag het bedrijf, en wat gebeurde er?",
        "data": "Lijkt de simulatie op wat is waargenomen?",
        "stay": "Blijven tevreden klanten, en zijn blijvers tevreden?",
        "how_long": "Hoe lang blijven klanten?",
        "explains": "Wat verklaart vertrek?",
        "relative": "Telt hoe goed de eigen aanbieder is, of hoeveel beter dan de rest?",
        "why": "Waarom vertrokken zij, en wat zeggen zij erover?",
        "but_for": "Wie was gebleven, als wat er niet was geweest?",
        "warning": "Welk signaal kwam het eerst?",
        "journey": "Waar in de klantreis ging het mis?",
        "money": "Wat kostte het, en wie?",
    },
)

PROSE = Texts(
    en={
        "leavers": "If most customers are satisfied, most leavers are too, whatever made them "
        "leave. So the share among leavers stands beside the share among everybody at risk, and "
        "beside how much sooner the dissatisfied went.",
        "seen": "A firm sees the answers to its survey and the complaints that reach it. Whether "
        "customers leave is another matter.",
        "data": "Shares with an open dot were used to set the model, so that meeting them proves "
        "little. Those with a filled dot were kept apart.",
        "stay": "Satisfied and staying are two things: there are loyal customers and hostages, and "
        "satisfied ones who go.",
        "how_long": "How fast customers leave, and whether those who have stayed longer stay "
        "longer still.",
        "explains": "What goes with leaving when everything known of a customer counts at once.",
        "relative": "A customer who compares does not ask how good the own provider is, but which "
        "is best.",
        "why": "The ledger knows what tipped the balance; an interview at the exit tells what "
        "leavers say, and a meeting what managers make of it.",
        "but_for": "The same customers with the same luck, in worlds that differ in one thing: who "
        "stays there and left here, left because of it.",
        "warning": "Satisfaction, forced choice, looking around: which of them moved before "
        "customers did, and how long before.",
        "journey": "Failures at a touchpoint are felt as dissatisfaction; whether they make "
        "customers leave is another question.",
        "money": "What customers brought, what leaving took away, and whose money it was.",
    },
    nl={
        "leavers": "Zijn de meeste klanten tevreden, dan zijn de meeste vertrekkers dat ook, wat "
        "hen ook deed gaan. Daarom staat het aandeel onder vertrekkers naast het aandeel onder "
        "iedereen die kon vertrekken, en naast hoeveel eerder ontevreden klanten gingen.",
        "seen": "Een bedrijf ziet de antwoorden op zijn enquête en de klachten die binnenkomen. Of "
        "klanten vertrekken is iets anders.",
        "data": "Op aandelen met een open stip is het model ingesteld; dat het die haalt bewijst "
        "weinig. Die met een dichte stip zijn apart gehouden.",
        "stay": "Tevreden zijn en blijven zijn twee dingen: er zijn trouwe klanten en gijzelaars, "
        "en tevreden klanten die gaan.",
        "how_long": "Hoe snel klanten vertrekken, en of wie langer is gebleven ook langer blijft.",
        "explains": "Wat met vertrek samengaat als alles wat van een klant bekend is tegelijk "
        "meetelt.",
        "relative": "Wie vergelijkt vraagt niet hoe goed de eigen aanbieder is, maar welke de "
        "beste is.",
        "why": "Het grootboek weet wat de doorslag gaf; een vertrekgesprek laat horen wat "
        "vertrekkers zeggen, en een vergadering wat managers ervan maken.",
        "but_for": "Dezelfde klanten met hetzelfde geluk, in werelden die in één ding verschillen: "
        "wie daar blijft en hier vertrok, vertrok daardoor.",
        "warning": "Tevredenheid, gedwongen keuze, rondkijken: wat daarvan bewoog vóór de klanten, "
        "en hoe lang ervoor.",
        "journey": "Een misser bij een contactpunt wordt gevoeld als ontevredenheid; of klanten "
        "erom vertrekken is een andere vraag.",
        "money": "Wat klanten opbrachten, wat vertrek wegnam, en wiens geld dat was.",
    },
)

TEXT = Texts(
    en={
        "missing": "Not in this folder: {what}. A run keeps it with `{option}`.",
        "customers": "how customers stood at the start and at the end",
        "trips": "single trips with another than the main provider",
        "panel": "the lives of single customers, period by period",
        "quick": "Left out, because it needs more runs; make the report without --quick to see it.",
    },
    nl={
        "missing": "Niet in deze map: {what}. Een simulatie bewaart dat met `{option}`.",
        "customers": "hoe klanten er aan het begin en aan het eind voor stonden",
        "trips": "losse aankopen bij een andere dan de vaste aanbieder",
        "panel": "de levens van afzonderlijke klanten, periode voor periode",
        "quick": "Weggelaten, omdat het meer simulaties vraagt; maak het rapport zonder --quick om "
        "dit te zien.",
    },
)


def sections(results: Results, language: Language, budget: Budget) -> list[Section]:
    """The sections of a report on a run that have something to say.

    Args:
        results: Of the run.
        language: Of the report.
        budget: More runs; with fewer than two replicates, what needs them is left out.
    """
    found = []
    for number, (key, questions) in enumerate(RUN):
        heading = HEADINGS(key, language)
        budget.tell(heading, number, len(RUN))
        telling = replace(budget, tell=_nested(budget, heading))
        blocks: list[Block] = []
        for question in questions:
            blocks += _blocks(question, results, language, telling)
        if blocks:
            found.append(Section(key, heading, [Prose([PROSE(key, language)]), *blocks]))
    return found


def _blocks(
    question: Question, results: Results, language: Language, budget: Budget
) -> list[Block]:
    if question.runs and budget.replicates < 2:
        return [Missing(TEXT("quick", language))]
    make: Maker = getattr(import_module(question.module), question.function)
    try:
        exhibits = make(results, language, budget)
    except NotKeptError as error:
        what = TEXT(error.table, language)
        return [Missing(TEXT("missing", language, what=what, option=error.option))]
    return [Shown(exhibits)] if exhibits else []


def _nested(budget: Budget, heading: str) -> Callable[[str, int, int], None]:
    """Tells of the runs of a section under its heading."""
    return lambda what, done, total: budget.tell(f"{heading} ({what})", done, total)
