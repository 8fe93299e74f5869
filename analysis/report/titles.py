"""Titles and questions of the packaged markets in Dutch; scenarios themselves are in English."""

from __future__ import annotations

from analysis.language import Language
from sim.scenario import Scenario

DUTCH: dict[str, str] = {
    "A high-speed train enters an airline's route": "Een hogesnelheidstrein komt op de route van "
    "een luchtvaartmaatschappij",
    "Why do passengers who are satisfied with their airline leave it?": "Waarom vertrekken "
    "passagiers die tevreden zijn over hun luchtvaartmaatschappij?",
    "Alarms meet a home that burglars do not get into": "Alarmsystemen tegenover een huis waar "
    "inbrekers niet in komen",
    "Why does a customer leave an alarm firm whose guards are fast and whose panel is easy?": (
        "Waarom verlaat een klant een alarmbedrijf met snelle bewakers en een makkelijk paneel?"
    ),
    "Whom to call, the loud, the satisfied, or nobody": "Wie te bellen: de luidsten, de tevredenen "
    "of niemand",
    "Do satisfied customers leave first, and does calling them keep them?": "Vertrekken tevreden "
    "klanten het eerst, en houdt een telefoontje hen vast?",
    "Account managers come and go, and so do their accounts": "Accountmanagers komen en gaan, en "
    "hun klanten ook",
    "Why do satisfied business customers leave when their account manager leaves?": "Waarom "
    "vertrekken tevreden zakelijke klanten als hun accountmanager vertrekt?",
    "A gas monopoly is opened to competition": "Een gasmonopolie gaat open voor concurrentie",
    "Why do most customers stay for years with the dearest supplier, satisfied or not?": "Waarom "
    "blijven de meeste klanten jaren bij de duurste leverancier, tevreden of niet?",
    "A faster horse, or what it is for": "Een sneller paard, of waar het voor dient",
    "With the same budget, who keeps customers - the firm that asks them, or the one that studies "
    "the job?": "Wie houdt met hetzelfde budget zijn klanten: het bedrijf dat het hun vraagt, of "
    "het bedrijf dat bestudeert wat zij gedaan willen krijgen?",
    "The same customers in five markets": "Dezelfde klanten in vijf markten",
    "When does satisfaction decide who stays?": "Wanneer bepaalt tevredenheid wie er blijft?",
    "An indoor farm, as it happened": "Een kwekerij binnenshuis, zoals het ging",
    "Why did satisfied buyers of greens stay, though a better solution had been announced?": (
        "Waarom bleven tevreden kopers van groente, al was er een betere oplossing aangekondigd?"
    ),
    "An indoor farm promises better and cheaper greens": "Een kwekerij binnenshuis belooft betere "
    "en goedkopere groente",
    "Would satisfied buyers of greens leave their shop for the farm that the article promised?": (
        "Zouden tevreden kopers van groente hun winkel verlaten voor de kwekerij die het artikel "
        "beloofde?"
    ),
    "A leaky funnel, and the treadmill behind it": "Een lekke trechter, en de tredmolen erachter",
    "How many customers must a shop win each year to stand still, and where are they lost?": (
        "Hoeveel klanten moet een winkel elk jaar winnen om stil te staan, en waar raakt hij ze "
        "kwijt?"
    ),
    "Four mobile networks that hardly differ": "Vier mobiele netwerken die nauwelijks verschillen",
    "Why do customers switch when offers are alike, service is fine, and nine in ten are "
    "satisfied?": "Waarom stappen klanten over als het aanbod hetzelfde is, de service goed, en "
    "negen van de tien tevreden?",
    "The only cable in town, and then fibre": "De enige kabel in de stad, en dan glasvezel",
    "Is a customer who stays satisfied, or only a captive - and who goes when the door opens?": (
        "Is een klant die blijft tevreden, of alleen gevangen - en wie gaat als de deur opengaat?"
    ),
    "One bad experience": "Eén slechte ervaring",
    "Does one bad experience cost a shop its customer, and what can still be saved?": "Kost één "
    "slechte ervaring een winkel zijn klant, en wat is er nog te redden?",
    "Silent leavers of a bank whose systems fail": "Stille vertrekkers van een bank met storingen",
    "What does a bank hear of the customers that it disappoints, and of those that it loses?": (
        "Wat hoort een bank van de klanten die zij teleurstelt, en van wie zij verliest?"
    ),
}


def title(scenario: Scenario, language: Language) -> str:
    """The title, in the language of the page where it is known; of other scenarios their own."""
    return _in(scenario.title, language)


def question(scenario: Scenario, language: Language) -> str:
    """The question, likewise; the title of a scenario that asks nothing."""
    return _in(scenario.question or scenario.title, language)


def _in(text: str, language: Language) -> str:
    return DUTCH.get(text, text) if language.code == "nl" else text
