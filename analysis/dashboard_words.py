"""What is said of a firm's dashboard, in both languages."""

from analysis.language import Texts

TEXT = Texts(
    en={
        "title": "The dashboard of {who}, and the customers it loses",
        "mood": "What it asks: satisfaction in its survey, of 10",
        "no_mood": "It holds no survey; true satisfaction, of 10",
        "rates": "Per 100 customers in {window}",
        "complaints": "complaints",
        "lost": "lost to others",
        "survey": "its survey",
        "true": "true satisfaction",
        "when": "period",
        "year": "Year",
        "score_steady": "the survey of {who} barely moves ({levels} of 10)",
        "score_falls": "the survey of {who} falls ({levels} of 10)",
        "score_rises": "the survey of {who} rises ({levels} of 10)",
        "score_unknown": "{who} holds no survey",
        "voice_steady": "complaints hardly change ({levels} per 100 customers in {window})",
        "voice_falls": "complaints fall ({levels} per 100 customers in {window})",
        "voice_rises": "complaints rise ({levels} per 100 customers in {window})",
        "voice_none": "nobody complains",
        "loss_steady": "and the customers lost to others hardly change ({levels})",
        "loss_falls": "and it loses fewer customers to others ({levels})",
        "loss_rises": "and it loses more customers to others ({levels})",
        "loss_hidden": "while it loses more customers to others ({levels})",
        "loss_none": "and nobody leaves it for another",
        "reading": "{score}, {voice}, {loss}{silent}.",
        "silent": "; {share} of the leavers had never complained nor answered its survey",
        "to": "{before} to {after}",
        "note": "The levels compare the start with the end of what is shown, {window} each; the "
        "numbers in the figure are those of the end. A survey goes from 1 to 10 and "
        "flatters, true satisfaction from 0 to 10.",
        "step": "{when}: survey {survey}, complaints {complaints}, lost to others {lost}",
    },
    nl={
        "title": "Het dashboard van {who}, en de klanten die vertrekken",
        "mood": "Wat het vraagt: tevredenheid in de eigen enquête, van 10",
        "no_mood": "Er is geen enquête; werkelijke tevredenheid, van 10",
        "rates": "Per 100 klanten in {window}",
        "complaints": "klachten",
        "lost": "naar een ander",
        "survey": "eigen enquête",
        "true": "werkelijke tevredenheid",
        "when": "periode",
        "year": "Jaar",
        "score_steady": "de enquête van {who} beweegt nauwelijks ({levels} van 10)",
        "score_falls": "de enquête van {who} daalt ({levels} van 10)",
        "score_rises": "de enquête van {who} stijgt ({levels} van 10)",
        "score_unknown": "{who} houdt geen enquête",
        "voice_steady": "klachten veranderen nauwelijks ({levels} per 100 klanten in {window})",
        "voice_falls": "klachten nemen af ({levels} per 100 klanten in {window})",
        "voice_rises": "klachten nemen toe ({levels} per 100 klanten in {window})",
        "voice_none": "niemand klaagt",
        "loss_steady": "en het vertrek naar anderen verandert nauwelijks ({levels})",
        "loss_falls": "en er gaan minder klanten naar een ander ({levels})",
        "loss_rises": "en er gaan meer klanten naar een ander ({levels})",
        "loss_hidden": "terwijl er meer klanten naar een ander gaan ({levels})",
        "loss_none": "en niemand gaat naar een ander",
        "reading": "{score}, {voice}, {loss}{silent}.",
        "silent": "; {share} van de vertrekkers had nooit geklaagd en nooit een enquête ingevuld",
        "to": "{before} naar {after}",
        "note": "De niveaus vergelijken begin en eind van wat te zien is, elk over {window}; de "
        "getallen in de figuur zijn die van het eind. Een enquête loopt van 1 tot 10 "
        "en vleit, werkelijke tevredenheid van 0 tot 10.",
        "step": "{when}: enquête {survey}, klachten {complaints}, naar een ander {lost}",
    },
)

SEEN = {"surveyed": "survey", "satisfaction": "true", "complaints": "complaints", "lost": "lost"}
"""Columns of a course, and what they are called."""
