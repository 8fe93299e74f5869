"""How the model works, in a page, for a reader who does not open the code."""

from __future__ import annotations

from analysis.language import Language, Texts
from analysis.report.blocks import Points, Prose, Section
from analysis.report.limits import limits
from analysis.wording import span
from sim.scenario import Scenario

TEXT = Texts(
    en={
        "heading": "How does the model work, and what does it get wrong?",
        "two": "Every customer keeps two judgements apart. Satisfaction compares what the own "
        "provider delivered with what the customer expected and holds as normal. Choice compares "
        "the own provider with the best alternative that the customer knows of, net of what "
        "switching costs. So a customer can be satisfied at 8 out of 10 on Monday and gone on "
        "Friday.",
        "barriers": "Three barriers stand between them, each with a cure of its own: attention "
        "(does the customer look around at all?), search (which alternatives does the customer "
        "know?) and switching costs (effort, money, ties).",
        "occasion": "In each {period} customers have needs. At each need they look around or "
        "repeat, choose among the providers they know, experience what is delivered, with "
        "failures at touchpoints, and adjust satisfaction, expectation and belief. A provider "
        "with most of the last few needs is the main one; leaving is a change of it.",
        "subscription": "In each {period} customers use what they subscribe to, experience what is "
        "delivered, with failures at touchpoints, and adjust satisfaction, expectation and "
        "belief. Something may make them look around: dissatisfaction, a failure, the end of a "
        "contract, news, a life event. Those who look choose among the providers they know; "
        "leaving is choosing another.",
        "others": "Customers talk with neighbours, advertising makes providers known, some "
        "complain, and providers turn to customers within their means. Firms see surveys, "
        "complaints and sales, never the truth.",
        "luck": "{customers} customers lived through {periods} after {burn_in} in which the market "
        "settled. Every draw of luck belongs to one customer, period and purpose, so that the same "
        "customers meet the same luck in a world that differs in one thing; that is how those who "
        "left because of it are counted one by one.",
        "no_burn_in": "{customers} customers lived through {periods}. Every draw of luck belongs "
        "to one customer, period and purpose, so that the same customers meet the same luck in a "
        "world that differs in one thing; that is how those who left because of it are counted one "
        "by one.",
        "terms": "Words",
        "satisfied": "Satisfied: {cutoff} or more out of 10 at the end of the previous period.",
        "at_risk": "At risk: the customers of a provider at the start of a period, also those "
        "bound by a contract or unaware of others (in occasion markets: with a need in it).",
        "ratio": "Hazard ratio: how many times as fast the dissatisfied leave; 1 means no "
        "difference. With the base rate b and the ratio r, the satisfied share of the leavers is "
        "b / (b + (1 − b) r), exactly.",
        "excess": "Excess: the share of a provider's customers at an entry who left satisfied, "
        "less that of the same customers without the entry.",
        "parts": "Push, pull, mooring, luck: the parts of the difference in utility at the moment "
        "of leaving; they add up to it exactly. A util is the unit of utility.",
        "intervals": "Intervals are 95% and show chance, never doubt about the model.",
        "wrong": "What it gets wrong",
    },
    nl={
        "heading": "Hoe werkt het model, en waar zit het ernaast?",
        "two": "Elke klant houdt twee oordelen uit elkaar. Tevredenheid vergelijkt wat de eigen "
        "aanbieder leverde met wat de klant verwachtte en normaal vindt. Kiezen vergelijkt de "
        "eigen aanbieder met het beste alternatief dat de klant kent, na aftrek van wat "
        "overstappen kost. Zo kan een klant op maandag een 8 geven en op vrijdag weg zijn.",
        "barriers": "Daartussen staan drie drempels, elk met een eigen remedie: aandacht (kijkt de "
        "klant wel rond?), zoeken (welke alternatieven kent de klant?) en overstapkosten (moeite, "
        "geld, banden).",
        "occasion": "Elke {period} hebben klanten behoeften. Bij elke behoefte kijken zij rond of "
        "doen wat zij deden, kiezen uit de aanbieders die zij kennen, ervaren wat er geleverd "
        "wordt, met missers bij contactpunten, en stellen tevredenheid, verwachting en beeld bij. "
        "Wie de meeste van de laatste behoeften vervult is de hoofdaanbieder; vertrekken is "
        "daarvan wisselen.",
        "subscription": "Elke {period} gebruiken klanten waar zij op geabonneerd zijn, ervaren wat "
        "er geleverd wordt, met missers bij contactpunten, en stellen tevredenheid, verwachting en "
        "beeld bij. Iets kan hen laten rondkijken: ontevredenheid, een misser, het einde van een "
        "contract, nieuws, een levensgebeurtenis. Wie rondkijkt kiest uit de aanbieders die hij "
        "kent; vertrekken is een ander kiezen.",
        "others": "Klanten praten met buren, reclame maakt aanbieders bekend, sommigen klagen, en "
        "aanbieders geven klanten aandacht zover hun middelen reiken. Bedrijven zien enquêtes, "
        "klachten en verkopen, nooit de waarheid.",
        "luck": "{customers} klanten beleefden {periods}, na {burn_in} waarin de markt tot rust "
        "kwam. Elke trekking van geluk hoort bij één klant, periode en doel, zodat dezelfde "
        "klanten hetzelfde geluk treffen in een wereld die in één ding verschilt; zo zijn zij die "
        "daardoor vertrokken één voor één te tellen.",
        "no_burn_in": "{customers} klanten beleefden {periods}. Elke trekking van geluk hoort bij "
        "één klant, periode en doel, zodat dezelfde klanten hetzelfde geluk treffen in een wereld "
        "die in één ding verschilt; zo zijn zij die daardoor vertrokken één voor één te tellen.",
        "terms": "Woorden",
        "satisfied": "Tevreden: {cutoff} of hoger op een schaal van 10 aan het eind van de vorige "
        "periode.",
        "at_risk": "Konden vertrekken: de klanten van een aanbieder aan het begin van een periode, "
        "ook wie aan een contract vastzit of geen ander kent (in markten met losse aankopen: met "
        "een behoefte in die periode).",
        "ratio": "Hazard ratio: hoeveel keer zo snel ontevreden klanten vertrekken; 1 betekent "
        "geen verschil. Met het aandeel tevredenen b onder alle klanten en ratio r is het "
        "tevreden deel van de vertrekkers precies b / (b + (1 − b) r).",
        "excess": "Extra: het deel van de klanten bij een toetreding dat tevreden vertrok, min dat "
        "van dezelfde klanten zonder die toetreding.",
        "parts": "Duwen, trekken, ankeren, toeval (push, pull, mooring, luck): de delen van het "
        "verschil in nut op het moment van vertrek; zij tellen er precies toe op. Een util is de "
        "eenheid van nut.",
        "intervals": "Marges zijn 95% en tonen toeval, nooit twijfel over het model.",
        "wrong": "Waar het naast zit",
    },
)

_EACH = Texts(
    en={"week": "week", "month": "month", "quarter": "quarter", "year": "year"},
    nl={"week": "week", "month": "maand", "quarter": "kwartaal", "year": "jaar"},
)


def method(
    scenario: Scenario, language: Language, *, name: str, customers: int, periods: int
) -> Section:
    """The model in a page, its words, and its limits.

    Args:
        scenario: That was run.
        language: Of the page.
        name: Of the scenario, as it was asked for.
        customers: In a run.
        periods: Of a run.
    """
    kind = scenario.period
    lived = "luck" if scenario.burn_in else "no_burn_in"
    values = {
        "customers": language.number(customers),
        "periods": span(language, periods, kind),
    }
    if scenario.burn_in:
        values["burn_in"] = span(language, scenario.burn_in, kind)
    paragraphs = [
        TEXT("two", language),
        TEXT("barriers", language),
        TEXT(scenario.market, language, period=_EACH(kind, language)),
        TEXT("others", language),
        TEXT(lived, language, **values),
    ]
    cutoff = scenario.report.satisfied_at
    words = [
        TEXT("satisfied", language, cutoff=language.number(cutoff, 0 if cutoff % 1 == 0 else 1)),
        *(TEXT(key, language) for key in ("at_risk", "ratio", "excess", "parts", "intervals")),
    ]
    wrong = Points(limits(name, language), heading=TEXT("wrong", language))
    return Section(
        "method",
        TEXT("heading", language),
        [Prose(paragraphs), Points(words, heading=TEXT("terms", language))],
        [wrong],
    )
