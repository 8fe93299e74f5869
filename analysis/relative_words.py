"""The words of `analysis.relative`."""

from __future__ import annotations

from analysis.language import Texts

TEXT = Texts(
    en={
        "title": "Satisfied, or better than the rest? What tells who stays",
        "nothing": (
            "Nobody can be told apart: too few stayed or too few left in a whole year ({rows} "
            "customer-years)."
        ),
        "reading": (
            "Satisfaction explains {absolute} of who stays the next year, the rank among the "
            "known alternatives {relative}, both together {both}.{wallet}"
        ),
        "wallet_too": (
            " Of the share of wallet it is {wallet_absolute} and {wallet_relative}, and of its "
            "change {change_absolute} and {change_relative}; published for satisfaction: about "
            "{published} of the share of spending."
        ),
        "wallet_only": (
            " Of the share of wallet it is {wallet_absolute} and {wallet_relative}; published "
            "for satisfaction: about {published} of the share of spending."
        ),
        "no_wallet": (
            " Published, of the share of spending: about {published} by satisfaction; here "
            "there is no share of wallet to explain."
        ),
        "note": (
            "Of {rows} customer-years of {customers} customers, {mean} stayed. Staying: Tjur's "
            "coefficient; share of wallet and its change from one year to the next: R². Rank: "
            "the wallet allocation rule (1 − rank / (n + 1)) × 2 / n, n the own provider and "
            "the known open rivals. The model ranks by expected utility, in which price "
            "counts; the published rule ranks satisfactions among the brands used, so the two "
            "are cousins and not the same measure, and the model chooses by utility: that the "
            "rank does better is partly built in. The published 1% is from Keiningham et al. "
            "(2015, ch. 1); for the rule its authors report correlations of about 0.9 over "
            "ranks, which Sharp (2011) calls a product of the method, so no share is set "
            "beside it. Nothing was tuned to these numbers. Intervals: 95%, leaving out a "
            "twentieth of the customers in turn."
        ),
        "stays": "who stays the next year",
        "wallet": "share of wallet that year",
        "change": "its change since the year before",
        "absolute": "satisfaction",
        "relative": "rank among alternatives",
        "both": "both",
        "x": "share explained",
        "published": "published: {share}",
        "outcome": "outcome",
        "model": "explained by",
        "share": "share explained",
        "interval": "95%",
        "rows": "customer-years",
        "low": "95% from",
        "high": "to",
    },
    nl={
        "title": "Tevreden, of beter dan de rest? Wat zegt wie blijft",
        "nothing": (
            "Er valt niets te onderscheiden: in een heel jaar bleven of vertrokken er te "
            "weinig ({rows} klantjaren)."
        ),
        "reading": (
            "Tevredenheid verklaart {absolute} van wie het volgende jaar blijft, de rang onder "
            "de bekende alternatieven {relative}, samen {both}.{wallet}"
        ),
        "wallet_too": (
            " Van het aandeel in de bestedingen is dat {wallet_absolute} en {wallet_relative}, "
            "en van de verandering daarin {change_absolute} en {change_relative}; gepubliceerd "
            "voor tevredenheid: ongeveer {published} van het aandeel in de bestedingen."
        ),
        "wallet_only": (
            " Van het aandeel in de bestedingen is dat {wallet_absolute} en {wallet_relative}; "
            "gepubliceerd voor tevredenheid: ongeveer {published} van het aandeel in de "
            "bestedingen."
        ),
        "no_wallet": (
            " Gepubliceerd, van het aandeel in de bestedingen: ongeveer {published} door "
            "tevredenheid; hier valt zo'n aandeel niet te verklaren."
        ),
        "note": (
            "Van {rows} klantjaren van {customers} klanten bleef {mean}. Blijven: de "
            "coëfficiënt van Tjur; aandeel in de bestedingen en de verandering van jaar op "
            "jaar: R². Rang: de wallet allocation rule (1 − rang / (n + 1)) × 2 / n, met n de "
            "eigen aanbieder en de bekende open alternatieven. Het model rangschikt op "
            "verwacht nut, waarin prijs meetelt; de gepubliceerde regel rangschikt "
            "tevredenheid over de gebruikte merken: verwant, niet dezelfde maat. En het model "
            "kiest op nut: dat de rang het beter doet, is deels ingebouwd. De gepubliceerde 1% "
            "komt van Keiningham e.a. (2015, h. 1); voor de regel melden de auteurs "
            "correlaties van ongeveer 0,9 over rangen, volgens Sharp (2011) een gevolg van de "
            "methode; daar staat dus geen aandeel naast. Niets is op deze getallen afgesteld. "
            "Intervallen: 95%, steeds een twintigste van de klanten weggelaten."
        ),
        "stays": "wie het volgende jaar blijft",
        "wallet": "aandeel in de bestedingen dat jaar",
        "change": "verandering daarvan sinds het jaar ervoor",
        "absolute": "tevredenheid",
        "relative": "rang onder alternatieven",
        "both": "samen",
        "x": "verklaard deel",
        "published": "gepubliceerd: {share}",
        "outcome": "uitkomst",
        "model": "verklaard door",
        "share": "verklaard deel",
        "interval": "95%",
        "rows": "klantjaren",
        "low": "95% van",
        "high": "tot",
    },
)
