"""The words of `analysis.leaving`."""

from __future__ import annotations

from analysis.language import Texts

TEXT = Texts(
    en={
        "title": "What explains leaving: each influence, the others held equal",
        "too_few": (
            "{events} of the tracked customers at risk left for another provider while knowing "
            "one, in {rows} customer-periods: too few, or too much alike, to tell what "
            "explains leaving ({needed} for each influence that varies)."
        ),
        "reading": (
            "A standard deviation more of the {top} multiplies the chance to leave by "
            "{top_ratio} ({top_low} to {top_high}), of satisfaction by {ratio} ({low} to "
            "{high}); satisfaction explains {alone} of what all explain together when alone, and "
            "{unique} that the others do not."
        ),
        "reading_top": (
            "Satisfaction moves leaving most: a standard deviation more multiplies the chance "
            "to leave by {ratio} ({low} to {high}); it explains {alone} of what all "
            "explain together when alone, and {unique} that the others do not."
        ),
        "reading_flat": (
            "A standard deviation more of the {top} multiplies the chance to leave by "
            "{top_ratio} ({top_low} to {top_high}); what satisfaction does is unknown."
        ),
        "note": (
            "{events} defections in {rows} customer-periods at risk with a rival known; "
            "{unaware} of all at risk knew of none and could not leave for one. Discrete-time "
            "proportional hazards (complementary log-log), a level for each stretch of time, "
            "all providers together, standard errors by customer. Together they explain "
            "{explained} of the deviance. {related} {shared} An "
            "association with the state at the start of the "
            "period, not an effect of changing it."
        ),
        "related": "Related: {pairs} (correlation); the highest variance inflation is {vif}.",
        "pair": "{a} and {b} {r}",
        "shared": "What they share, {share} of that, cannot be given to any one of them.",
        "not_shared": "They share nothing: some explain more beside the others than alone.",
        "constant": "What is the same for all is unknown: {names}.",
        "unrelated": (
            "No two of them correlate beyond 0.5; the highest variance inflation is {vif}."
        ),
        "satisfaction": "satisfaction",
        "engagement": "engagement",
        "switching_cost": "switching costs",
        "advantage": "rival's advantage",
        "known": "known alternatives",
        "x": "hazard ratio of leaving per standard deviation (1: no difference)",
        "less": "stay longer",
        "more": "leave sooner",
        "alone": "explains alone",
        "unique": "only it explains",
        "influence": "influence",
        "sd": "standard deviation",
        "ratio": "hazard ratio per SD",
        "low": "95% from",
        "high": "to",
        "vif": "variance inflation",
    },
    nl={
        "title": "Wat vertrek verklaart: elke invloed, bij gelijke andere",
        "too_few": (
            "{events} van de gevolgde klanten stapten over terwijl ze een alternatief kenden, "
            "in {rows} klantperioden: te weinig, of onderling te gelijk, om te zeggen wat "
            "vertrek verklaart ({needed} per invloed die varieert)."
        ),
        "reading": (
            "Een standaardafwijking meer {top} vermenigvuldigt de kans om te vertrekken met "
            "{top_ratio} ({top_low} tot {top_high}), meer tevredenheid met {ratio} ({low} tot "
            "{high}); tevredenheid verklaart op zichzelf {alone} van wat alle samen verklaren, en "
            "{unique} wat de andere niet verklaren."
        ),
        "reading_top": (
            "Tevredenheid doet het meest: een standaardafwijking meer vermenigvuldigt de kans "
            "om te vertrekken met {ratio} ({low} tot {high}); op zichzelf verklaart zij {alone} "
            "van wat alle samen verklaren, en {unique} wat de andere niet verklaren."
        ),
        "reading_flat": (
            "Een standaardafwijking meer {top} vermenigvuldigt de kans om te vertrekken "
            "met {top_ratio} ({top_low} tot {top_high}); wat tevredenheid doet, is onbekend."
        ),
        "note": (
            "{events} overstappers in {rows} klantperioden met een bekend alternatief; in "
            "{unaware} van alle klantperioden was er geen bekend, dus ook geen om naar over te "
            "stappen. Proportionele hazards in discrete tijd (complementaire log-log), een "
            "niveau per tijdvak, alle aanbieders samen, standaardfouten per klant. Samen "
            "verklaren ze {explained} van de deviantie. {related} {shared} Een samenhang met de "
            "toestand aan het begin van de periode, niet het effect van die te veranderen."
        ),
        "related": "Samenhangend: {pairs} (correlatie); de hoogste variantie-inflatie is {vif}.",
        "pair": "{a} en {b} {r}",
        "shared": "Wat ze delen, {share} daarvan, is aan geen van hen toe te wijzen.",
        "not_shared": "Ze delen niets: sommige verklaren naast de andere meer dan alleen.",
        "constant": "Wat voor iedereen gelijk is, is onbekend: {names}.",
        "unrelated": (
            "Geen twee correleren sterker dan 0,5; de hoogste variantie-inflatie is {vif}."
        ),
        "satisfaction": "tevredenheid",
        "engagement": "betrokkenheid",
        "switching_cost": "overstapkosten",
        "advantage": "voordeel van de concurrent",
        "known": "bekende alternatieven",
        "x": "hazard ratio van vertrek per standaardafwijking (1: geen verschil)",
        "less": "blijven langer",
        "more": "vertrekken eerder",
        "alone": "verklaart op zichzelf",
        "unique": "verklaart als enige",
        "influence": "invloed",
        "sd": "standaardafwijking",
        "ratio": "hazard ratio per SD",
        "low": "95% van",
        "high": "tot",
        "vif": "variantie-inflatie",
    },
)
