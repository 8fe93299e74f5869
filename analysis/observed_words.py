"""What is said of a simulation beside what was observed, in both languages."""

from analysis.language import Texts

TEXT = Texts(
    en={
        "title": "Share of {who}: simulated, and as published",
        "running": "beside what was observed",
        "measure": "Share of {who}",
        "fit": "No share was kept apart to test the simulation, so this shows a fit only; it "
        "misses the shares that it was set by by {miss} points on average.",
        "hits": "{hits} of the {all} shares that were kept apart lie inside the band; the "
        "simulation misses them by {miss} points on average{side}.",
        "one_hit": "1 of the {all} shares that were kept apart lies inside the band; the "
        "simulation misses them by {miss} points on average{side}.",
        "no_hit": "None of the {all} shares that were kept apart lies inside the band; the "
        "simulation misses them by {miss} points on average{side}.",
        "bare": "This one run misses the {all} shares that were kept apart by {miss} points on "
        "average{side}.",
        "single_in": "The one share that was kept apart lies inside the band; the simulation "
        "misses it by {miss} points.",
        "single_out": "The one share that was kept apart lies outside the band; the simulation "
        "misses it by {miss} points.",
        "single_bare": "This one run misses the one share that was kept apart by {miss} points.",
        "outside": "All published shares lie outside the time that was simulated.",
        "high": ", mostly too high",
        "low": ", mostly too low",
        "band": "The line is the median of {runs} runs of {customers} customers, the band holds "
        "95% of them: chance between runs, not doubt about the model.",
        "changed": "This run differs from the market as it was (plan or other values), and what "
        "was observed does not.",
        "calibration": "used to calibrate",
        "validation": "kept apart, never fitted",
        "month": "period",
        "simulated": "simulated",
        "from": "from",
        "to": "to",
        "when": "when",
        "published": "published",
        "use": "use",
        "source": "source",
        "off": "points off",
        "step": "{when}: simulated {mid}",
        "step_band": "{when}: simulated {mid}, {low} to {high}",
    },
    nl={
        "title": "Aandeel van {who}: gesimuleerd en gepubliceerd",
        "running": "naast wat is waargenomen",
        "measure": "Aandeel van {who}",
        "fit": "Er is geen aandeel apart gehouden om de simulatie te toetsen, dus dit toont alleen "
        "hoe goed zij is ingesteld: van de aandelen waarop dat is gebeurd wijkt zij gemiddeld "
        "{miss} procentpunt af.",
        "hits": "{hits} van de {all} apart gehouden aandelen liggen binnen de band; de simulatie "
        "zit er gemiddeld {miss} procentpunt naast{side}.",
        "one_hit": "1 van de {all} apart gehouden aandelen ligt binnen de band; de simulatie zit "
        "er gemiddeld {miss} procentpunt naast{side}.",
        "no_hit": "Geen van de {all} apart gehouden aandelen ligt binnen de band; de simulatie zit "
        "er gemiddeld {miss} procentpunt naast{side}.",
        "bare": "Deze ene simulatie zit gemiddeld {miss} procentpunt naast de {all} apart gehouden "
        "aandelen{side}.",
        "single_in": "Het ene apart gehouden aandeel ligt binnen de band; de simulatie zit er "
        "{miss} procentpunt naast.",
        "single_out": "Het ene apart gehouden aandeel ligt buiten de band; de simulatie zit er "
        "{miss} procentpunt naast.",
        "single_bare": "Deze ene simulatie zit {miss} procentpunt naast het ene apart gehouden "
        "aandeel.",
        "outside": "Alle gepubliceerde aandelen liggen buiten de gesimuleerde tijd.",
        "high": ", meestal te hoog",
        "low": ", meestal te laag",
        "band": "De lijn is de mediaan van {runs} simulaties met {customers} klanten, de band "
        "bevat 95% ervan: toeval tussen simulaties, geen twijfel over het model.",
        "changed": "Deze simulatie wijkt af van de markt zoals die was (plan of andere waarden); "
        "wat is waargenomen niet.",
        "calibration": "gebruikt om in te stellen",
        "validation": "apart gehouden, nooit op ingesteld",
        "month": "periode",
        "simulated": "gesimuleerd",
        "from": "van",
        "to": "tot",
        "when": "wanneer",
        "published": "gepubliceerd",
        "use": "gebruik",
        "source": "bron",
        "off": "procentpunt ernaast",
        "step": "{when}: gesimuleerd {mid}",
        "step_band": "{when}: gesimuleerd {mid}, {low} tot {high}",
    },
)
