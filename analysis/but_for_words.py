"""The words of `analysis.but_for`: of causes, of worlds without them, and of what came out."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.fates import ANYWAY, TOGETHER, TOTAL
from analysis.language import Language, Texts
from analysis.wording import called, spoken
from sim.experiments.causes import PROMOTING, Window
from sim.measures import Estimate
from sim.scenario import Scenario

NAMES = Texts(
    en={
        "entrant": "new rivals",
        "price": "price changes",
        "offer": "changes of the offers",
        "news": "news of something better",
        "contact_left": "account managers who leave",
        "failures": "its own failures",
        "dissatisfaction": "dissatisfaction",
        "neglect": "neglect",
        "contract_end": "contracts that end",
        "word_of_mouth": "word of mouth",
        "life_events": "life events",
        "advertising": "advertising by rivals",
        "switching_costs": "switching costs",
        "inattention": "not looking around",
        "unawareness": "not knowing the alternatives",
    },
    nl={
        "entrant": "nieuwe concurrenten",
        "price": "prijswijzigingen",
        "offer": "wijzigingen in het aanbod",
        "news": "nieuws over iets beters",
        "contact_left": "vertrekkende accountmanagers",
        "failures": "eigen fouten",
        "dissatisfaction": "ontevredenheid",
        "neglect": "gebrek aan aandacht",
        "contract_end": "aflopende contracten",
        "word_of_mouth": "mond-tot-mondreclame",
        "life_events": "levensgebeurtenissen",
        "advertising": "reclame van concurrenten",
        "switching_costs": "overstapkosten",
        "inattention": "niet om zich heen kijken",
        "unawareness": "alternatieven niet kennen",
    },
)

HOW = Texts(
    en={
        "entrant": "nobody new enters the market",
        "price": "all prices stay as they were",
        "offer": "all offers stay as they were, prices aside",
        "news": "hearing of something better does not lower satisfaction",
        "contact_left": "no account manager leaves",
        "failures": "nothing fails at this provider",
        "dissatisfaction": "every customer of this provider starts every period satisfied",
        "neglect": "the provider reaches every customer in every period",
        "contract_end": "the end of a contract wakes nobody",
        "word_of_mouth": "nobody talks about providers",
        "life_events": "no life event happens",
        "advertising": "rivals advertise no longer",
        "together": "all of the above, in one world",
        "switching_costs": "changing costs nothing",
        "inattention": "everybody always compares",
        "unawareness": "everybody knows every provider",
    },
    nl={
        "entrant": "er komt niemand op de markt",
        "price": "alle prijzen blijven zoals ze waren",
        "offer": "elk aanbod blijft zoals het was, op de prijs na",
        "news": "horen van iets beters maakt niet minder tevreden",
        "contact_left": "geen accountmanager vertrekt",
        "failures": "bij deze aanbieder gaat niets mis",
        "dissatisfaction": "elke klant van deze aanbieder begint elke periode tevreden",
        "neglect": "de aanbieder bereikt elke klant in elke periode",
        "contract_end": "het einde van een contract zet niemand aan het denken",
        "word_of_mouth": "niemand praat over aanbieders",
        "life_events": "er zijn geen levensgebeurtenissen",
        "advertising": "concurrenten maken geen reclame meer",
        "together": "al het bovenstaande, in één wereld",
        "switching_costs": "overstappen kost niets",
        "inattention": "iedereen vergelijkt altijd",
        "unawareness": "iedereen kent elke aanbieder",
    },
)

TEXT = Texts(
    en={
        "progress": "the same customers in other worlds",
        "title": "Without what would they have stayed?",
        "newcomer": "the newcomer ({name})",
        "together": "all of these together",
        "anyway": "none of these",
        "total": "all leavers",
        "window": "{n} {unit} from {month}",
        "week": "weeks",
        "month": "months",
        "quarter": "quarters",
        "year": "years",
        "one_week": "week",
        "one_month": "month",
        "one_quarter": "quarter",
        "one_year": "year",
        "reading": "Without {cause}, {all} of those who left {own} for another provider would have "
        "stayed ({satisfied} of the satisfied and {dissatisfied} of the dissatisfied){also}; "
        "{anyway} would have left without any of these causes.",
        "reading_one": "Without {cause}, {all} of those who left {own} for another provider would "
        "have stayed{also}; {anyway} would have left without any of these causes.",
        "also": ", and without {cause} {all}",
        "offset": " That is more than without {cause} alone: the other causes together also keep "
        "customers.",
        "none_necessary": "No single one of these causes was necessary for anybody who left {own} "
        "for another provider.",
        "nobody": "Nobody left {own} for another provider in the {when}.",
        "no_customers": "{own} had no customers at the start of the {when}.",
        "numbers": "Of all who left {own} in this window {satisfied_share} were satisfied; of its "
        "customers at risk {base_rate}; hazard ratio dissatisfied : satisfied {hazard_ratio}.",
        "sets": "Where it took several causes, the smallest sets were most often: {sets}.",
        "set": "{causes} ({share} of the leavers)",
        "no_sets": "For nobody it took several causes.",
        "method": "{worlds} worlds with the same customers and the same luck, {runs} times; the "
        "customers of {own} in the {when}. To stay is not to leave for another provider. "
        "Intervals (95%) show chance between the runs, not doubt about the model. One leaver can "
        "have several necessary causes.",
        "held": "More customers would leave in each of these worlds: {worlds}.",
        "cause": "cause",
        "without_it": "without it",
        "of": "of",
        "satisfied": "satisfied leavers",
        "dissatisfied": "dissatisfied leavers",
        "axis": "leavers who stay without it",
        "from": "from",
        "to": "to",
        "as_it_is": "as it is",
        "without": "without {name}",
        "fate_one": "taking away one cause keeps them",
        "fate_several": "only several causes together",
        "fate_always": "none of these worlds keeps them",
        "label_satisfied_share": "satisfied among all leavers",
        "label_base_rate": "satisfied among customers at risk",
        "label_hazard_ratio": "hazard ratio dissatisfied : satisfied",
        "column_world": "the same customers",
        "column_all": "leavers who stay",
        "column_satisfied": "of the satisfied",
        "column_dissatisfied": "of the dissatisfied",
        "column_leave": "leave, of 100 customers",
        "column_provider": "provider",
        "column_customers": "customers, all runs",
        "column_leavers": "leavers",
        "shares_title": "Leaving, divided between its causes",
        "shares_reading": "Of these causes {cause} accounts for most of the leaving, {share}; all "
        "of "
        "them together account for {shared}, and {anyway} would remain without any of them.",
        "shares_none": "None of these causes adds to leaving: together they account for {shared}, "
        "and {anyway} would remain without any of them.",
        "shares_method": "Shapley's value: what a cause adds to the number of customers who leave "
        "{own} for another provider in the {when}, averaged over all orders in which the causes "
        "may come; the shares add up to 100% of the leavers exactly.",
        "left_out": "Present in all these worlds, and not divided: {causes}.",
        "below_zero": "A share below zero: with the cause fewer leave than without it, which may "
        "be chance where the interval reaches zero.",
        "remains": "What remains without these causes counts everybody who leaves in that world, "
        "also those who do not leave in the world as it is.",
        "shares_axis": "share of the leavers",
        "column_part": "due to",
        "column_share": "share of the leavers",
        "column_hundred": "of 100 customers",
    },
    nl={
        "progress": "dezelfde klanten in andere werelden",
        "title": "Zonder wat waren ze gebleven?",
        "newcomer": "de nieuwkomer ({name})",
        "together": "dit alles samen",
        "anyway": "geen van deze",
        "total": "alle vertrekkers",
        "window": "{n} {unit} vanaf {month}",
        "week": "weken",
        "month": "maanden",
        "quarter": "kwartalen",
        "year": "jaar",
        "one_week": "week",
        "one_month": "maand",
        "one_quarter": "kwartaal",
        "one_year": "jaar",
        "reading": "Zonder {cause} was {all} van wie van {own} naar een andere aanbieder "
        "overstapte gebleven ({satisfied} van de tevreden en {dissatisfied} van de ontevreden "
        "klanten){also}; {anyway} was ook zonder al deze oorzaken vertrokken.",
        "reading_one": "Zonder {cause} was {all} van wie van {own} naar een andere aanbieder "
        "overstapte gebleven{also}; {anyway} was ook zonder al deze oorzaken vertrokken.",
        "also": ", en zonder {cause} {all}",
        "offset": " Dat is meer dan zonder alleen {cause}: de andere oorzaken samen houden ook "
        "klanten vast.",
        "none_necessary": "Geen van deze oorzaken was op zichzelf nodig voor wie van {own} naar "
        "een andere aanbieder overstapte.",
        "nobody": "Niemand stapte van {own} over naar een andere aanbieder in de {when}.",
        "no_customers": "{own} had geen klanten aan het begin van de {when}.",
        "numbers": "Van allen die {own} in deze periode verlieten was {satisfied_share} tevreden; "
        "van de klanten die konden vertrekken {base_rate}; hazard ratio ontevreden : tevreden "
        "{hazard_ratio}.",
        "sets": "Waar meer oorzaken weg moesten, waren dit de meest voorkomende kleinste "
        "combinaties: {sets}.",
        "set": "{causes} ({share} van de vertrekkers)",
        "no_sets": "Bij niemand moest meer dan één oorzaak weg.",
        "method": "{worlds} werelden met dezelfde klanten en hetzelfde toeval, {runs} keer; de "
        "klanten van {own} in de {when}. Blijven is: niet overstappen naar een andere aanbieder. "
        "De intervallen (95%) tonen het toeval tussen de runs, geen twijfel over het model. Eén "
        "vertrekker kan meer dan één noodzakelijke oorzaak hebben.",
        "held": "In elk van deze werelden zouden meer klanten vertrekken: {worlds}.",
        "cause": "oorzaak",
        "without_it": "zonder deze oorzaak",
        "of": "van de",
        "satisfied": "tevreden vertrekkers",
        "dissatisfied": "ontevreden vertrekkers",
        "axis": "vertrekkers die zonder dit blijven",
        "from": "van",
        "to": "tot",
        "as_it_is": "zoals het is",
        "without": "zonder {name}",
        "fate_one": "één oorzaak wegnemen houdt hen vast",
        "fate_several": "alleen meer oorzaken samen",
        "fate_always": "geen van deze werelden houdt hen vast",
        "label_satisfied_share": "tevreden onder alle vertrekkers",
        "label_base_rate": "tevreden onder klanten die konden vertrekken",
        "label_hazard_ratio": "hazard ratio ontevreden : tevreden",
        "column_world": "dezelfde klanten",
        "column_all": "vertrekkers die blijven",
        "column_satisfied": "van de tevreden",
        "column_dissatisfied": "van de ontevreden",
        "column_leave": "vertrekken, van 100 klanten",
        "column_provider": "aanbieder",
        "column_customers": "klanten, alle runs",
        "column_leavers": "vertrekkers",
        "shares_title": "Het vertrek, verdeeld over de oorzaken",
        "shares_reading": "Van deze oorzaken heeft {cause} het grootste aandeel in het vertrek, "
        "{share}; samen verklaren ze {shared}, en {anyway} zou ook zonder deze oorzaken "
        "vertrekken.",
        "shares_none": "Geen van deze oorzaken vergroot het vertrek: samen verklaren ze {shared}, "
        "en {anyway} zou ook zonder deze oorzaken vertrekken.",
        "shares_method": "De Shapleywaarde: wat een oorzaak toevoegt aan het aantal klanten dat "
        "{own} in de {when} verruilt voor een andere aanbieder, gemiddeld over alle volgorden "
        "waarin de oorzaken kunnen komen; de delen tellen precies op tot 100% van de vertrekkers.",
        "left_out": "In al deze werelden aanwezig, en niet verdeeld: {causes}.",
        "below_zero": "Een aandeel onder nul: met de oorzaak vertrekken er minder dan zonder; waar "
        "het interval tot nul reikt kan dat toeval zijn.",
        "remains": "Wat zonder deze oorzaken overblijft telt iedereen die in die wereld vertrekt, "
        "ook wie in de wereld zoals ze is niet vertrekt.",
        "shares_axis": "aandeel van de vertrekkers",
        "column_part": "komt door",
        "column_share": "aandeel van de vertrekkers",
        "column_hundred": "van 100 klanten",
    },
)


class Words:
    """Names and numbers, in a language.

    Args:
        scenario: Of the names.
        window: Whose leaving, and when.
        language: The language.
        month: The month in which the window begins.
    """

    def __init__(self, scenario: Scenario, window: Window, language: Language, month: str) -> None:
        self._scenario = scenario
        self._window = window
        self.language = language
        self.label = self._label(window.provider)
        self.own = called(scenario, window.provider, language)
        length = window.until - window.since
        unit = TEXT(scenario.period if length != 1 else f"one_{scenario.period}", language)
        self.when = self("window", n=language.number(length), unit=unit, month=month)

    def __call__(self, key: str, **values: str) -> str:
        """A text."""
        return TEXT(key, self.language, **values)

    def _label(self, provider: str) -> str:
        return self._scenario.providers[provider].label or spoken(provider)

    def name(self, cause: str) -> str:
        """What a cause is called; a single entrant by its own name."""
        if cause in (ANYWAY, TOTAL, TOGETHER):
            return self(cause)
        if cause == "entrant":
            entering = [
                name
                for name, p in self._scenario.providers.items()
                if p.role == "disruptor" and self._window.since <= p.enters < self._window.until
            ]
            if len(entering) == 1:
                return self("newcomer", name=self._label(entering[0]))
        return NAMES(cause, self.language)

    def names(self, causes: Sequence[str]) -> str:
        """Several of them."""
        return ", ".join(self.name(cause) for cause in causes)

    def set_of(self, causes: Sequence[str], of: Sequence[str]) -> str:
        """A set of the causes of a case, in few words when it is all that make customers leave."""
        every = [cause for cause in of if cause in PROMOTING]
        return self(TOGETHER) if len(causes) == len(every) else self.names(causes)

    def worlds(self, causes: Sequence[str]) -> str:
        """What is so in the worlds without them."""
        return "; ".join(HOW(cause, self.language) for cause in causes)

    def percent(self, share: float) -> str:
        """A share; in tenths where whole percents would say 0% or 100%."""
        edge = 0.0005 <= abs(share) < 0.0095 or 0.995 <= share < 0.9995
        return self.language.percent(share, 1 if edge else 0)

    def interval(self, value: Estimate, digits: int | None = None) -> str:
        """A number with its interval, a ratio when `digits` are given and else a share."""

        def form(number: float | None) -> str:
            if digits is not None:
                return self.language.number(number, digits)
            return self.language.unknown if number is None else self.percent(number)

        if value.low is None or value.high is None:
            return form(value.value)
        return f"{form(value.value)} ({self.language.between(form(value.low), form(value.high))})"
