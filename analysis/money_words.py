"""The words of `analysis.money`, in English and Dutch, and how amounts are written."""

from __future__ import annotations

from math import isfinite

import pandas as pd

from analysis.language import Language, Texts

TEXT = Texts(
    en={
        "title": "What providers earn in a year",
        "value_title": "What a customer is worth",
        "profit": "profit",
        "revenue": "revenue",
        "earned": "In year {year} {provider} made {profit} on revenue of {revenue}{then}{best}",
        "then": "; in year {first_year} that was {first} on {first_revenue}",
        "profit_of": "a profit of {amount}",
        "loss_of": "a loss of {amount}",
        "best": "; {other} made most, {profit}",
        "sold": "In year {year} {provider} had revenue of {revenue}{then}; the scenario does not "
        "give its costs, so that its profit is unknown",
        "sold_then": ", and in year {first_year} {first_revenue}",
        "free": "The scenario has no price, so that no provider's revenue is known",
        "short": "The run is shorter than a year, so that no year can be told",
        "note": "Whole years only, for {customers} simulated customers at the start; of a year in "
        "which a provider entered or closed, the part in which it was open. A cost that "
        "the scenario does not give is unknown, and not nothing{unknown}.",
        "unknown_costs": "; it gives none for {names}",
        "step": "Year {year}: {amounts}.",
        "amount": "{provider} {amount}",
        "year": "year",
        "years": "year since the books opened",
        "provider": "provider",
        "cost": "cost",
        "cash": "cash at the end",
        "profit_axis": "profit a year, {unit}",
        "revenue_axis": "revenue a year, {unit}",
        "thousand": "thousand {currency}",
        "million": "million {currency}",
        "worth": "A customer of {provider} is worth {value} at {rate} a year ({low} at "
        "{high_rate}, {high} at {low_rate}){still}{loss}",
        "brings": "What serving a customer of {provider} costs is not in the scenario, so that its "
        "worth is unknown; revenue alone comes to {value} at {rate} a year{still}{loss}",
        "nobody": "{provider} had no customers, so that nothing can be said of their worth",
        "still": "; to stand still it must win {needed} customers a year, {price}",
        "for_money": "which costs {cost}",
        "for_unknown": "at a cost that the scenario does not give",
        "at_a_loss": "; {share} of the {count} of its customers who were followed ({low} to "
        "{high}) cost more to serve than they paid",
        "no_loss": "; none of the {count} of its customers who were followed cost more to serve "
        "than they paid",
        "value_note": "Value: margin × r / (1 + i − r), with the margin and the chance r to stay "
        "that this run had, both taken as constant, and discount i (Gupta & Lehmann 2003; Berger "
        "& Nasr 1998). {rate} a year is a choice, not an estimate. Fixed costs and what winning "
        "the customer costs are not deducted.{occasion}{panel}",
        "occasion": " Nobody subscribes in this market: a customer is whoever had this provider "
        "for most of the last needs, also in a period without a need, and is lost when another "
        "has had most of them, when the customer turns to none, or moves away. The margin is all "
        "that the provider sold less what that cost, for each such customer: single purchases by "
        "customers of others are in it, and what its own customers buy elsewhere is not.",
        "no_panel": " Customers served at a loss are not known, for none were followed; "
        "`overstap run --out DIR --track N` follows them.",
        "margin": "margin a year",
        "stay": "stay a year",
        "value_at": "worth at {rate}",
        "needed": "to win a year",
        "price": "cost of winning one",
        "loss": "served at a loss",
        "value_axis": "worth of a customer, {unit}; dot: at {rate} a year, line: {low_rate} to "
        "{high_rate}{tick}",
        "tick_key": ", upright: cost of winning one",
        "win_tick": "cost of winning one",
        "below": "margin {margin} a year; {stay} stay a year",
        "below_unknown": "costs unknown; {stay} stay a year",
        "rests": "from",
        "of": "{share} of {count}",
    },
    nl={
        "title": "Wat aanbieders per jaar verdienen",
        "value_title": "Wat een klant waard is",
        "profit": "winst",
        "revenue": "omzet",
        "earned": "In jaar {year} maakte {provider} {profit} op een omzet van {revenue}{then}"
        "{best}",
        "then": "; in jaar {first_year} was dat {first} op {first_revenue}",
        "profit_of": "{amount} winst",
        "loss_of": "{amount} verlies",
        "best": "; het meest verdiende {other}, {profit}",
        "sold": "In jaar {year} had {provider} een omzet van {revenue}{then}; het scenario geeft "
        "de kosten niet, dus de winst is onbekend",
        "sold_then": ", en in jaar {first_year} {first_revenue}",
        "free": "Het scenario heeft geen prijs, dus van geen aanbieder is de omzet bekend",
        "short": "De simulatie duurt korter dan een jaar, dus over een jaar valt niets te zeggen",
        "note": "Alleen hele jaren, voor {customers} gesimuleerde klanten bij het begin; van een "
        "jaar waarin een aanbieder begon of stopte het deel waarin die open was. Kosten "
        "die het scenario niet geeft, zijn onbekend en niet nul{unknown}.",
        "unknown_costs": "; voor {names} geeft het geen kosten",
        "step": "Jaar {year}: {amounts}.",
        "amount": "{provider} {amount}",
        "year": "jaar",
        "years": "jaar sinds het begin van de boeken",
        "provider": "aanbieder",
        "cost": "kosten",
        "cash": "kas aan het eind",
        "profit_axis": "winst per jaar, {unit}",
        "revenue_axis": "omzet per jaar, {unit}",
        "thousand": "duizend {currency}",
        "million": "miljoen {currency}",
        "worth": "Een klant van {provider} is {value} waard bij {rate} per jaar ({low} bij "
        "{high_rate}, {high} bij {low_rate}){still}{loss}",
        "brings": "Wat het bedienen van een klant van {provider} kost, staat niet in het scenario, "
        "dus de waarde is onbekend; de omzet alleen is goed voor {value} bij {rate} per jaar"
        "{still}{loss}",
        "nobody": "{provider} had geen klanten, dus over hun waarde valt niets te zeggen",
        "still": "; om gelijk te blijven moeten er {needed} klanten per jaar bij komen, {price}",
        "for_money": "wat {cost} kost",
        "for_unknown": "tegen kosten die het scenario niet geeft",
        "at_a_loss": "; van {share} van de {count} gevolgde klanten ({low} tot {high}) kostte het "
        "bedienen meer dan zij betaalden",
        "no_loss": "; bij geen van de {count} gevolgde klanten kostte het bedienen meer dan zij "
        "betaalden",
        "value_note": "Waarde: marge × r / (1 + i − r), met de marge en de kans r om te blijven "
        "uit deze simulatie, allebei constant genomen, en discontovoet i (Gupta & Lehmann 2003; "
        "Berger & Nasr 1998). {rate} per jaar is een keuze, geen schatting. Vaste kosten en de "
        "kosten van het werven zijn er niet van afgetrokken.{occasion}{panel}",
        "occasion": " In deze markt heeft niemand een abonnement: klant is wie de laatste keren "
        "meestal bij deze aanbieder kocht, ook in een periode waarin er niets nodig was, en "
        "verloren is wie inmiddels meestal bij een ander koopt, nergens meer koopt of verhuist. De "
        "marge is alles wat de aanbieder verkocht min wat dat kostte, per zo'n klant: losse "
        "aankopen van klanten van anderen zitten erin, wat eigen klanten elders kopen niet.",
        "no_panel": " Welke klanten verlies opleveren is niet bekend, want er zijn er geen "
        "gevolgd; `overstap run --out DIR --track N` volgt ze.",
        "margin": "marge per jaar",
        "stay": "blijft een jaar",
        "value_at": "waarde bij {rate}",
        "needed": "te werven per jaar",
        "price": "kosten per geworven klant",
        "loss": "levert verlies op",
        "value_axis": "waarde van een klant, {unit}; stip: bij {rate} per jaar, lijn: {low_rate} "
        "tot {high_rate}{tick}",
        "tick_key": ", streepje: kosten per geworven klant",
        "win_tick": "kosten per geworven klant",
        "below": "marge {margin} per jaar; {stay} blijft een jaar",
        "below_unknown": "kosten onbekend; {stay} blijft een jaar",
        "rests": "op grond van",
        "of": "{share} van {count}",
    },
)


class Purse:
    """How amounts of one market are written.

    Args:
        currency: Of the scenario.
        language: Of the reader.
    """

    def __init__(self, currency: str, language: Language) -> None:
        self.currency = currency
        self.language = language

    def __call__(self, amount: float) -> str:
        """An amount with its currency; small ones with cents."""
        if not isfinite(amount):
            return self.language.unknown
        return f"{self.language.number(amount, 0 if abs(amount) >= 100 else 2)} {self.currency}"

    def unit(self, amounts: pd.Series) -> tuple[float, str]:
        """What an axis divides its amounts by, and what it then counts."""
        largest = float(amounts.abs().max())
        for size, key in ((1e6, "million"), (1e3, "thousand")):
            if largest >= 2 * size:
                return size, TEXT(key, self.language, currency=self.currency)
        return 1.0, self.currency
