"""What the model gets wrong, in short: of every market, and of the packaged ones."""

from __future__ import annotations

from pathlib import PurePath

from analysis.language import Language

GENERAL: dict[str, tuple[str, ...]] = {
    "en": (
        "The level of satisfaction is an input, at best fitted to a survey mean; its course, its "
        "spread and its link with leaving are results. Its step sizes and noise have no direct "
        "estimate.",
        "That satisfaction compares with expectation, and not with rivals, is an assumption with "
        "good evidence; it can be turned off.",
        "Choice is a logit, in which luck is large: much of what decides a single departure is a "
        "random draw. More luck than in life makes satisfied leavers more common.",
        "Coefficients of choice come from other markets and years; other values may fit as well.",
        "A customer has one main provider; using several shows only as single uses of another. In "
        "occasion markets a customer can leave, come back and leave again.",
        "Customers who look see the offer exactly, and expect a provider that they have not tried "
        "never to fail.",
        "Word of mouth passes on one belief at a time, truthfully. Providers follow one simple "
        "strategy each, and none learns from its last decision.",
        "Bands and intervals show chance between runs, not doubt about the numbers put in.",
    ),
    "nl": (
        "Het niveau van de tevredenheid is invoer, hooguit afgestemd op het gemiddelde van een "
        "enquête; het verloop, de spreiding en het verband met vertrek zijn uitkomsten. Voor "
        "stapgroottes en ruis bestaat geen directe schatting.",
        "Dat tevredenheid vergelijkt met de verwachting, en niet met concurrenten, is een aanname "
        "waarvoor goed bewijs is; zij kan uit.",
        "Kiezen is een logit, waarin toeval groot is: veel van wat één vertrek bepaalt is een "
        "trekking. Meer toeval dan in het echt maakt tevreden vertrekkers gewoner.",
        "De gewichten bij het kiezen komen uit andere markten en jaren; andere waarden passen "
        "misschien even goed.",
        "Een klant heeft één hoofdaanbieder; meer aanbieders tegelijk blijkt alleen uit losse "
        "aankopen elders. In markten met losse aankopen kan een klant gaan, terugkomen en weer "
        "gaan.",
        "Wie rondkijkt ziet het aanbod precies, en verwacht van een aanbieder die hij niet kent "
        "nooit een misser.",
        "Mond-tot-mond geeft één beeld tegelijk door, naar waarheid. Aanbieders volgen elk één "
        "eenvoudige strategie, en geen leert van zijn vorige besluit.",
        "Banden en marges tonen toeval tussen simulaties, geen twijfel over de ingevoerde "
        "getallen.",
    ),
}

OF_SCENARIO: dict[str, dict[str, tuple[str, ...]]] = {
    "airline_vs_train": {
        "en": (
            "Fitted by hand to shares before June 2010. The first month is simulated about twice "
            "too high, because the line opened on the 20th; 2013-2017 is 1-2 points too low, "
            "2023-2024 4-6 points too high.",
            "The airline does not answer with fares or frequencies, and no train or flight is ever "
            "full.",
        ),
        "nl": (
            "Met de hand ingesteld op aandelen van vóór juni 2010. De eerste maand valt ongeveer "
            "twee keer te hoog uit, omdat de lijn op de 20e openging; 2013-2017 1-2 punten te "
            "laag, 2023-2024 4-6 punten te hoog.",
            "De luchtvaartmaatschappij antwoordt niet met prijzen of frequenties, en geen trein of "
            "vlucht is ooit vol.",
        ),
    },
    "energy_incumbent": {
        "en": (
            "2012-2015 is simulated 3-7 points too high: small suppliers, and the price rises "
            "after 2008, are not in it.",
            "Liking for the old name, fitted, stands for all that the model does not know: offers "
            "of gas with electricity, distrust of doorstep sellers, effort that comes back.",
        ),
        "nl": (
            "2012-2015 valt 3-7 punten te hoog uit: kleine leveranciers en de prijsstijgingen na "
            "2008 zitten er niet in.",
            "Gehechtheid aan de oude naam, ingesteld, staat voor alles wat het model niet kent: "
            "gas met stroom samen, wantrouwen tegen verkopers aan de deur, moeite die terugkomt.",
        ),
    },
    "mobile_contracts": {
        "en": (
            "Satisfaction moves switching by about 2 points a year, where a tracker has 6-7: a "
            "contract makes everybody compare at its end and nobody in between.",
            "Nothing ties customers to a handset, so that what brought them is gone with it.",
        ),
        "nl": (
            "Tevredenheid scheelt ongeveer 2 punten overstap per jaar, waar onderzoek er 6-7 "
            "vindt: een contract laat iedereen aan het eind vergelijken en niemand tussendoor.",
            "Niets bindt klanten aan een toestel, dus wat hen bracht verdwijnt ermee.",
        ),
    },
    "five_markets": {
        "en": (
            "With full competition the curve is straight; that of car buyers was convex. Nothing "
            "like delight is in the model.",
            "Four fifths of the steepness is the road from discontent to looking around, whose "
            "strength is a guess.",
        ),
        "nl": (
            "Bij volle concurrentie is de curve recht; die van autokopers was bol. Zoiets als "
            "verrukking zit niet in het model.",
            "Vier vijfde van de steilheid komt van de weg van ontevredenheid naar rondkijken, "
            "waarvan de sterkte een gok is.",
        ),
    },
    "monopoly_captives": {
        "en": (
            "All numbers of this market are invented. Captives complain no more than others, "
            "though Hirschman (1970) expects it.",
        ),
        "nl": (
            "Alle getallen van deze markt zijn verzonnen. Wie niet weg kan klaagt niet meer dan "
            "anderen, al verwacht Hirschman (1970) dat wel.",
        ),
    },
    "silent_leavers": {
        "en": (
            "The failure is simulated with 17% of failures voiced, against about 11% in fact, and "
            "with a third more leaving in nine months, against about 1.8 times as many.",
            "Only failures make anybody write to a firm, and no newspaper tells of a disaster.",
        ),
        "nl": (
            "De storing is gesimuleerd met 17% gemelde missers, tegen ongeveer 11% in het echt, en "
            "met een derde meer vertrek in negen maanden, tegen ongeveer 1,8 keer zo veel.",
            "Alleen missers brengen iemand tot schrijven, en geen krant meldt een ramp.",
        ),
    },
    "b2b_account_managers": {
        "en": (
            "Hardly any number of this market has a source. Nobody takes accounts along to a "
            "rival, and a successor at best keeps what there was.",
            "Most accounts leave by chance: what counts next to it decided less than it seems.",
        ),
        "nl": (
            "Bijna geen getal van deze markt heeft een bron. Niemand neemt klanten mee naar een "
            "concurrent, en een opvolger behoudt hooguit wat er was.",
            "De meeste klanten vertrekken bij toeval: wat daarna het zwaarst weegt, besliste "
            "minder dan het lijkt.",
        ),
    },
    "attention_policies": {
        "en": (
            "A call has no content and raises engagement alike for all; what engagement is worth "
            "is a guess. A field experiment had calls raise leaving (Ascarza et al. 2016).",
        ),
        "nl": (
            "Een telefoontje heeft geen inhoud en verhoogt betrokkenheid bij iedereen gelijk; wat "
            "betrokkenheid waard is, is een gok. In een veldexperiment verhoogden telefoontjes het "
            "vertrek (Ascarza e.a. 2016).",
        ),
    },
    "leaky_funnel": {
        "en": (
            "A site fails after the order and is remembered; that it fails before, and the basket "
            "goes elsewhere at once, is missing.",
        ),
        "nl": (
            "Een site hapert na de bestelling en dat wordt onthouden; dat hij ervoor hapert en het "
            "mandje meteen elders komt, ontbreekt.",
        ),
    },
    "alarm_vs_prevention": {
        "en": (
            "Prevention has no data: its worth is reckoned from the chance and the loss of a "
            "burglary, and is no part of satisfaction.",
        ),
        "nl": (
            "Over preventie zijn geen gegevens: de waarde is berekend uit kans op en schade van "
            "een inbraak, en telt niet mee in tevredenheid.",
        ),
    },
    "groceries_vs_indoor_farm": {
        "en": (
            "A customer who does not compare goes back to the shop used last, so that too few use "
            "several shops. Prices weigh in delivered quality: dear means unsatisfying.",
        ),
        "nl": (
            "Wie niet vergelijkt gaat terug naar de laatste winkel, zodat te weinig klanten meer "
            "winkels gebruiken. Prijs telt mee in geleverde kwaliteit: duur is onbevredigend.",
        ),
    },
    "groceries_as_it_happened": {
        "en": (
            "The farm's overhead is fitted to the month in which its cash ran out: that it fails "
            "is put in, what it sold is not.",
        ),
        "nl": (
            "De vaste kosten van de kwekerij zijn ingesteld op de maand waarin het geld op was: "
            "dat zij faalt is erin gestopt, wat zij verkocht niet.",
        ),
    },
    "faster_horse": {
        "en": (
            "A thought experiment. Who studies the job knows the true weights of the outcomes and "
            "never errs, which favours innovation.",
        ),
        "nl": (
            "Een gedachte-experiment. Wie de behoefte bestudeert kent de ware gewichten en vergist "
            "zich nooit, wat vernieuwing bevoordeelt.",
        ),
    },
    "one_bad_experience": {
        "en": (
            "A failure wakes a customer for a need or two, and the main shop changes only when "
            "another has most of the last five needs: one failure hardly moves leaving within the "
            "year.",
            "Those who buy often fail and leave more often: after no failure and after one are not "
            "cause and effect.",
        ),
        "nl": (
            "Een misser maakt een klant één of twee aankopen wakker, en de vaste winkel wisselt "
            "pas als een ander de meeste van de laatste vijf aankopen heeft: één misser verandert "
            "het vertrek binnen het jaar nauwelijks.",
            "Wie vaak koopt treft vaker een misser en vertrekt vaker: na geen en na één misser "
            "zijn geen oorzaak en gevolg.",
        ),
    },
}


def limits(scenario: str, language: Language) -> list[str]:
    """What to know before trusting a number; that of the scenario first.

    Args:
        scenario: Name or path, as it was asked for.
        language: Of the sentences.
    """
    own = OF_SCENARIO.get(PurePath(scenario).stem, {})
    return [*own.get(language.code, ()), *GENERAL[language.code]]
