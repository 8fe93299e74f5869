"""What `analysis.discovery` says, in English and in Dutch."""

from analysis.language import Texts

TEXT = Texts(
    en={
        "title": "Where in lever space it happens",
        "title_peeling": "From all of lever space to the part where it happens",
        "excess": "satisfied customers of {who} defect because of the entrant (excess {sign} "
        "{bound})",
        "share": "{sign} {bound} of the leavers of {who} were satisfied",
        "plain": "{measure} is {sign} {bound}",
        ">=": "at least", "<=": "at most", ">": "over", "<": "under",
        "and": " and ",
        "found": "{where}: {event} in {density} of the runs ({low} to {high}); this covers "
        "{coverage} of all such runs ({from} to {to}); overall {base}.",
        "more": " Of the rest: {where}, {density} ({low} to {high}), covering {coverage}.",
        "nothing": "No part of lever space was found in which {event} more often than the overall "
        "{base}: what the search found in one half of the points did not hold in the other.",
        "never": "It never happens in this sweep that {event}.",
        "always": "In all runs of this sweep {event}.",
        "few": "Too few points to search one half and to test on the other whether {event}; "
        "overall {base}.",
        "half": "All numbers are of the {held} points that the search did not see ({searched} were "
        "searched; intervals are 95% and count blocks of points, not runs).",
        "peeled": "Each step cuts off the slice that helps most; at the chosen one {density} of "
        "the runs inside have it (searched half: {searched_density}), which covers {coverage}; "
        "then the limits that did not hold up were dropped.",
        "tree": "A tree (CART) on the same half also finds: {leaves}.",
        "tree_nothing": "A tree (CART) on the same half finds no split that holds up.",
        "leaf": "{where} ({density}, covering {coverage})",
        "limits": "Limits were kept where the box is denser than the slice they keep out, in all "
        "but 2.5% of resamples of those points.",
        "beside": "Means in the first box, and over all: {values}.",
        "beside_ratio": "Means in the first box, and over all (of ratios geometric means): "
        "{values}.",
        "value": "{measure} {inside}, {all}",
        "unknown": "Runs left out because the number is unknown there: {count}.",
        "failed": "Runs left out because they failed: {count}.",
        "leaf_head": "Leaf {number}: {where}", "box_head": "Box {number}: {where}",
        "where": "Where", "density": "of the runs inside", "coverage": "covers of all such runs",
        "seen": "in the searched half: inside, covers", "points": "Points",
        "axis_density": "Share of the runs inside in which it happens",
        "axis_coverage": "Share of all such runs that is inside",
        "held_line": "held-out half", "searched_line": "searched half", "chosen": "chosen",
        "overall": "overall {base}", "range": "swept", "inside": "inside", "lever": "Lever",
        "step": "step", "everywhere": "Everywhere", "there": "There", "box_short": "Box {number}",
    },
    nl={
        "title": "Bij welke stand van de knoppen het gebeurt",
        "title_peeling": "Van alle standen van de knoppen naar het deel waar het gebeurt",
        "excess": "tevreden klanten van {who} stappen over door de nieuwkomer (excess {sign} "
        "{bound})",
        "share": "{sign} {bound} van de vertrekkers van {who} was tevreden",
        "plain": "{measure} is {sign} {bound}",
        ">=": "minstens", "<=": "hoogstens", ">": "meer dan", "<": "minder dan",
        "and": " en ",
        "found": "{where}: {event} in {density} van de simulaties ({low} tot {high}); dat dekt "
        "{coverage} van al zulke simulaties ({from} tot {to}); in totaal {base}.",
        "more": " Van de rest: {where}, {density} ({low} tot {high}), dekt {coverage}.",
        "nothing": "Er is geen deel gevonden waar dit vaker gebeurt dan in totaal ({base}): "
        "{event}. Wat in de ene helft van de punten werd gevonden, hield in de andere geen stand.",
        "never": "Het gebeurt in geen enkele simulatie: {event}.",
        "always": "Het gebeurt in alle simulaties: {event}.",
        "few": "Te weinig punten om in de ene helft te zoeken en op de andere te toetsen: {event}; "
        "in totaal {base}.",
        "half": "Alle getallen zijn van de {held} punten die het zoeken niet zag ({searched} zijn "
        "doorzocht; intervallen zijn 95% en tellen blokken van punten, geen simulaties).",
        "peeled": "Elke stap snijdt de plak weg die het meest helpt; bij de gekozen stap heeft "
        "{density} van de simulaties erbinnen het (doorzochte helft: {searched_density}), wat "
        "{coverage} dekt; daarna vielen de grenzen weg die geen stand hielden.",
        "tree": "Een beslisboom (CART) op dezelfde helft vindt ook: {leaves}.",
        "tree_nothing": "Een beslisboom (CART) op dezelfde helft vindt geen splitsing die "
        "standhoudt.",
        "leaf": "{where} ({density}, dekt {coverage})",
        "limits": "Een grens bleef als het deel dichter is dan de plak die zij buitensluit, in "
        "alle herhaalde steekproeven van die punten op 2,5% na.",
        "beside": "Gemiddelden in het eerste deel, en in totaal: {values}.",
        "beside_ratio": "Gemiddelden in het eerste deel, en in totaal (van verhoudingen het "
        "meetkundig gemiddelde): {values}.",
        "value": "{measure} {inside}, {all}",
        "unknown": "Simulaties die niet meetellen omdat het getal er onbekend is: {count}.",
        "failed": "Simulaties die mislukten en niet meetellen: {count}.",
        "leaf_head": "Blad {number}: {where}", "box_head": "Deel {number}: {where}",
        "where": "Waar", "density": "van de simulaties erbinnen",
        "coverage": "dekt van al zulke simulaties",
        "seen": "in de doorzochte helft: erbinnen, dekt", "points": "Punten",
        "axis_density": "Deel van de simulaties erbinnen waarin het gebeurt",
        "axis_coverage": "Deel van al zulke simulaties dat erbinnen ligt",
        "held_line": "toetshelft", "searched_line": "doorzochte helft", "chosen": "gekozen",
        "overall": "in totaal {base}", "range": "onderzocht", "inside": "erbinnen",
        "lever": "Knop", "step": "stap", "everywhere": "Overal",
        "there": "Daar", "box_short": "Deel {number}",
    },
)  # fmt: skip
