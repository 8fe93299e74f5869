"""The texts of `analysis.early_warning`, in English and Dutch."""

from __future__ import annotations

from analysis.language import Texts

NAMES = Texts(
    en={
        "satisfaction": "True satisfaction",
        "surveyed": "Satisfaction in the survey",
        "nps": "Net promoter score",
        "preference": "Forced choice",
        "looking": "Comparing alternatives",
        "engagement": "Engagement",
        "complaints": "Complaints",
    },
    nl={
        "satisfaction": "Werkelijke tevredenheid",
        "surveyed": "Tevredenheid in de enquête",
        "nps": "Net promoter score",
        "preference": "Gedwongen keuze",
        "looking": "Aanbieders vergelijken",
        "engagement": "Betrokkenheid",
        "complaints": "Klachten",
    },
)

SEEN = Texts(
    en={
        "satisfaction": "of all customers; no firm sees it",
        "surveyed": "{answers} answers a survey",
        "nps": "{answers} answers a survey",
        "preference": "“which would you rather buy?”",
        "looking": "no firm sees it",
        "engagement": "no firm sees it",
        "complaints": "for each customer",
    },
    nl={
        "satisfaction": "van alle klanten; geen bedrijf ziet die",
        "surveyed": "{answers} antwoorden per enquête",
        "nps": "{answers} antwoorden per enquête",
        "preference": "“welke zou u liever kopen?”",
        "looking": "geen bedrijf ziet dat",
        "engagement": "geen bedrijf ziet die",
        "complaints": "per klant",
    },
)

UNITS = Texts(
    en={"week": "week", "month": "month", "quarter": "quarter", "year": "year",
        "weeks": "weeks", "months": "months", "quarters": "quarters", "years": "years"},
    nl={"week": "week", "month": "maand", "quarter": "kwartaal", "year": "jaar",
        "weeks": "weken", "months": "maanden", "quarters": "kwartalen", "years": "jaar"},
)  # fmt: skip

TEXT = Texts(
    en={
        "title": "Which indicator moved before customers were lost",
        "roc_title": "How well each indicator tells a coming loss from quiet",
        "first": "{first} moved first: {lead} before {provider} had lost {fall} of its customers "
        "({warned} of {losses} runs in time{sure})",
        "unsure": ", which may be chance",
        "seen": "; of what a firm can measure it was {other}, {lead} before",
        "other_warned": "; {other} warned {lead} before ({warned} of {losses}), later in {later} "
        "of {losses} runs",
        "other_failed": "; {other} warned in only {warned} of {losses} runs, where {chance} would "
        "by chance",
        "none": "No indicator warned in most of the {losses} runs in which {provider} lost {fall} "
        "of its customers; the best, {best}, did in {warned} of them, where {chance} would by "
        "chance",
        "quiet": "In none of {runs} runs did {provider} lose {fall} of its customers to what "
        "happens in this market (at most {most}), so there was nothing to warn of; a usual limit "
        "would have raised a false alarm on {worst} in {share} of the runs",
        "still": "Nobody enters this market and nothing in it is changed, so there was no loss of "
        "{provider} to warn of; a usual limit would have raised a false alarm on {worst} in "
        "{share} of {runs} runs",
        "some": " ({without} of {runs} runs had no such loss)",
        "interval": "{middle} ({low} to {high})",
        "at_least": "{length} or more",
        "roc": "With chance {area}{interval} {best} stands worse before a loss than in a quiet "
        "time{verdict}; for {other} that is {other_area}{other_interval}{other_verdict}, and for "
        "a coin 50%",
        "roc_one": "With chance {area}{interval} {best} stands worse before a loss than in a quiet "
        "time{verdict}; for a coin that is 50%",
        "better": "",
        "coin": ", no better than a coin",
        "worse": ", worse than a coin",
        "note": "Loss: as soon as there are {fall} fewer customers than in the same customers' "
        "world without entrants and later interventions. Alarm: the mean of the last {recent} "
        "{units} leaves the band of the {past} before, by more than the limit at which {target} of "
        "quiet windows of {window} {units} raise a false alarm; each run's limit comes from the "
        "other runs. The usual limit is {usual} standard errors. {customers} customers are "
        "simulated: a firm with more has less noise. The forced choice is asked of one customer in "
        "twenty every {unit} and answered without bias, which flatters it.",
        "short": " With {runs} runs the target of false alarms cannot be met.",
        "roc_note": "Highest score of each indicator in the {window} {units} before the loss, "
        "against that in the same {units} of the world in which nothing happens; every limit from "
        "strict to loose. Intervals come from drawing whole runs anew; one without width "
        "means that all runs agree.",
        "indicator": "indicator",
        "moved": "moved before the loss, {units}",
        "warned": "warned in time",
        "late": "too late",
        "never": "never",
        "usual": "false alarms at the usual limit",
        "area": "area under the curve",
        "hits": "warned at the usual limit",
        "of": "{count} of {runs}",
        "axis": "{units} from the loss of {fall} of the customers",
        "usual_axis": "share of quiet runs with a false alarm at the usual limit",
        "before": "before",
        "after": "after",
        "never_in": "never in {count} of {runs}",
        "wolf": "false alarms {share}",
        "false_axis": "quiet windows with a false alarm",
        "hits_axis": "losses warned of",
        "coin_axis": "coin",
        "run": "run",
        "lead": "{units} before the loss",
    },
    nl={
        "title": "Welke graadmeter bewoog voordat er klanten weggingen",
        "roc_title": "Hoe goed elke graadmeter een komend verlies van rust onderscheidt",
        "first": "{first} bewoog het eerst: {lead} voordat {provider} {fall} van de klanten kwijt "
        "was ({warned} van {losses} simulaties op tijd{sure})",
        "unsure": ", wat toeval kan zijn",
        "seen": "; van wat een bedrijf kan meten was dat {other}, {lead} tevoren",
        "other_warned": "; {other} waarschuwde {lead} tevoren ({warned} van {losses}), later in "
        "{later} van {losses} simulaties",
        "other_failed": "; {other} waarschuwde in maar {warned} van {losses} simulaties, "
        "tegen {chance} bij toeval",
        "none": "Geen graadmeter waarschuwde in de meeste van de {losses} simulaties waarin "
        "{provider} {fall} van de klanten verloor; de beste, {best}, deed dat in {warned}, "
        "tegen {chance} bij toeval",
        "quiet": "In geen van {runs} simulaties verloor {provider} {fall} van de klanten door "
        "wat er in deze markt gebeurt (hooguit {most}), dus er viel niets te waarschuwen; "
        "een gangbare grens had bij {worst} in {share} van de simulaties vals alarm gegeven",
        "still": "Niemand treedt tot deze markt toe en er verandert niets aan, dus er was geen "
        "verlies van {provider} om voor te waarschuwen; een gangbare grens had bij "
        "{worst} in {share} van {runs} simulaties vals alarm gegeven",
        "some": " ({without} van {runs} simulaties hadden zo'n verlies niet)",
        "interval": "{middle} ({low} tot {high})",
        "at_least": "{length} of meer",
        "roc": "Met kans {area}{interval} staat {best} er vóór een verlies slechter voor dan in "
        "rust{verdict}; voor {other} is dat {other_area}{other_interval}{other_verdict}, en voor "
        "een muntje 50%",
        "roc_one": "Met kans {area}{interval} staat {best} er vóór een verlies slechter voor dan "
        "in rust{verdict}; voor een muntje is dat 50%",
        "better": "",
        "coin": ", niet beter dan een muntje",
        "worse": ", slechter dan een muntje",
        "note": "Verlies: zodra er {fall} minder klanten zijn dan in de wereld van dezelfde "
        "klanten zonder nieuwkomers en latere ingrepen. Alarm: het gemiddelde van de laatste "
        "{recent} {units} verlaat de band van de {past} ervoor, verder dan de grens waarbij "
        "{target} van de rustige vensters van {window} {units} vals alarm geeft; de grens van elke "
        "simulatie komt uit de andere. De gangbare grens is {usual} standaardfouten. Er zijn "
        "{customers} klanten gesimuleerd: een bedrijf met meer klanten heeft minder ruis. De "
        "gedwongen keuze wordt per {unit} aan één op de twintig klanten voorgelegd en zonder "
        "vertekening beantwoord; dat is gunstig voor deze graadmeter.",
        "short": " Met {runs} simulaties is dat aandeel vals alarm niet te halen.",
        "roc_note": "De hoogste score van elke graadmeter in de {window} {units} voor het verlies, "
        "tegen die in dezelfde {units} van de wereld waarin niets gebeurt; bij elke grens, van "
        "streng tot soepel. De intervallen komen van het opnieuw trekken van hele "
        "simulaties; een interval zonder breedte betekent dat ze het allemaal eens zijn.",
        "indicator": "graadmeter",
        "moved": "bewoog voor het verlies, {units}",
        "warned": "waarschuwde op tijd",
        "late": "te laat",
        "never": "nooit",
        "usual": "vals alarm bij de gangbare grens",
        "area": "oppervlak onder de curve",
        "hits": "waarschuwde bij de gangbare grens",
        "of": "{count} van {runs}",
        "axis": "{units} vanaf het verlies van {fall} van de klanten",
        "usual_axis": "aandeel rustige simulaties met vals alarm bij de gangbare grens",
        "before": "ervoor",
        "after": "erna",
        "never_in": "nooit in {count} van {runs}",
        "wolf": "vals alarm {share}",
        "false_axis": "rustige vensters met vals alarm",
        "hits_axis": "verliezen waarvoor gewaarschuwd is",
        "coin_axis": "muntje",
        "run": "simulatie",
        "lead": "{units} voor het verlies",
    },
)
