"""What `analysis.spread` says, in English and in Dutch."""

from analysis.language import Texts

TEXT = Texts(
    en={
        "title": "How far the numbers lie apart over the points",
        "reading": "Over {points} points of lever space the {label} runs from {low} to {high} "
        "(nine in ten of them; half lie under {median}){beside}; {luck}.",
        "beside": "; beside it {values}",
        "value": "the {label} from {low} to {high}",
        "value_same": "the {label} {value} everywhere",
        "and": " and ",
        "part": "luck that is left in these means is {part} of how they vary",
        "single": "with one replicate, luck is in it and cannot be told apart",
        "no_luck": "how much of that is luck is unknown",
        "constant": "The {label} is {value} at every point where it is known.",
        "nothing": "The {label} is known at no point.",
        "few": "Over {points} points of lever space the {label} runs from {low} to {high}{beside}; "
        "{luck}.",
        "note": "Each point counts as the mean over its runs. The grey bar is how far 95% of such "
        "means would lie apart if luck were all there is. {design}",
        "lhs": "The points are spread evenly over the ranges that were turned: a distribution over "
        "what was swept, and no more likely than that.",
        "sobol": "The points are spread evenly over the ranges that were turned: a distribution "
        "over what was swept, and no more likely than that.",
        "morris": "The points lie on a coarse grid over the ranges that were turned: a "
        "distribution over what was swept, and no more likely than that.",
        "grid": "The points are the corners and steps of a grid, so that its ends weigh more than "
        "they would in points spread evenly.",
        "oat": "Only one lever stands elsewhere at a time, so that this says less than the "
        "distance over all of lever space.",
        "table": "The points are those of a table of one's own; they weigh as they stand there.",
        "unknown": "Unknown in some of its runs: {names}. What is shown is of the runs in which it "
        "is known.",
        "unknown_one": "{label} (points: {points})",
        "same": "Not drawn, for they do not vary or are known nowhere: {names}.",
        "rest": "and {count} more",
        "not_drawn": "The table has more numbers: {count}.",
        "failed": "Failed runs, which are left out: {count}.",
        "number": "Number",
        "median": "half lie under",
        "inner": "middle half",
        "outer": "nine in ten",
        "ends": "all",
        "luck": "luck in these means",
        "in_run": "luck in a single run",
        "points": "points",
        "unknown_points": "points with an unknown",
        "share_of": "{size} ({part} of how they vary)",
        "share_of_run": "{size} ({part} of how runs vary)",
        "line": "median {median} · 90% from {low} to {high}",
        "line_luck": " · luck {size}",
        "count": "points here",
        "from": "from", "to": "to",
        "key_points": "points",
        "key_inner": "middle half, nine in ten, and the middle",
        "key_luck": "luck alone",
        "log": "log axis",
        "ratio_note": "Of ratios the mean is the geometric one, and luck (×/÷) is a factor up or "
        "down.",
    },
    nl={
        "title": "Hoe ver de getallen over de punten uiteenlopen",
        "reading": "Over {points} standen van de knoppen loopt “{label}” uiteen van {low} tot "
        "{high} (negen van de tien; de helft ligt onder {median}){beside}; {luck}.",
        "beside": "; ernaast {values}",
        "value": "de {label} van {low} tot {high}",
        "value_same": "de {label} overal {value}",
        "and": " en ",
        "part": "toeval dat in deze gemiddelden overblijft is {part} van hun variatie",
        "single": "met één herhaling zit toeval erin en is het niet te onderscheiden",
        "no_luck": "hoeveel daarvan toeval is, is onbekend",
        "constant": "“{label}” is {value} op elk punt waar het bekend is.",
        "nothing": "“{label}” is op geen enkel punt bekend.",
        "few": "Over {points} standen van de knoppen loopt “{label}” uiteen van {low} tot "
        "{high}{beside}; {luck}.",
        "note": "Elk punt telt als het gemiddelde van zijn simulaties. De grijze balk is hoe ver "
        "95% van zulke gemiddelden uiteen zou liggen als er alleen toeval was. {design}",
        "lhs": "De punten liggen gelijkmatig over de onderzochte bereiken: een verdeling over wat "
        "is onderzocht, en niet waarschijnlijker dan dat.",
        "sobol": "De punten liggen gelijkmatig over de onderzochte bereiken: een verdeling over "
        "wat is onderzocht, en niet waarschijnlijker dan dat.",
        "morris": "De punten liggen op een grof rooster over de onderzochte bereiken: een "
        "verdeling over wat is onderzocht, en niet waarschijnlijker dan dat.",
        "grid": "De punten zijn de hoeken en stappen van een rooster, zodat de uiteinden zwaarder "
        "wegen dan bij gelijkmatig verspreide punten.",
        "oat": "Er staat telkens maar één knop ergens anders, dus dit zegt minder dan de afstand "
        "over alle standen van de knoppen.",
        "table": "De punten komen uit een eigen tabel; zij wegen zoals zij daar staan.",
        "unknown": "Onbekend in een deel van de simulaties: {names}. Wat er staat gaat over de "
        "simulaties waarin het bekend is.",
        "unknown_one": "{label} (punten: {points})",
        "same": "Niet getekend, omdat zij niet variëren of nergens bekend zijn: {names}.",
        "rest": "en nog {count}",
        "not_drawn": "In de tabel staan meer getallen: {count}.",
        "failed": "Mislukte simulaties, die niet meetellen: {count}.",
        "number": "Getal",
        "median": "de helft ligt onder",
        "inner": "middelste helft",
        "outer": "negen van de tien",
        "ends": "alle",
        "luck": "toeval in deze gemiddelden",
        "in_run": "toeval in één simulatie",
        "points": "punten",
        "unknown_points": "punten met een onbekende",
        "share_of": "{size} ({part} van hun variatie)",
        "share_of_run": "{size} ({part} van de variatie van simulaties)",
        "line": "mediaan {median} · 90% van {low} tot {high}",
        "line_luck": " · toeval {size}",
        "count": "punten hier",
        "from": "van", "to": "tot",
        "key_points": "punten",
        "key_inner": "middelste helft, negen van de tien, en het midden",
        "key_luck": "alleen toeval",
        "log": "logaritmische as",
        "ratio_note": "Bij verhoudingen is het gemiddelde het meetkundige, en is toeval (×/÷) een "
        "factor omhoog of omlaag.",
    },
)  # fmt: skip
