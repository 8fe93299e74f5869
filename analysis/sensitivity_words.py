"""What `analysis.sensitivity` says, in English and in Dutch."""

from analysis.language import Texts

TEXT = Texts(
    en={
        "title_sobol": "Which lever makes {measure} vary",
        "title_morris": "Which levers move {measure} at all",
        "title_ranks": "Which levers go with {measure}",
        "title_all_sobol": "Which lever makes which number vary",
        "title_all_morris": "Which lever moves which number",
        "title_all_ranks": "Which lever goes with which number",
        "sobol": "{alone} of the variation of {measure} between single runs comes from “{lever}” "
        "alone ({low} to {high}), {in_all} with its interplay with other levers{next}; luck is "
        "{luck}.",
        "sobol_single": "{alone} of the variation of {measure} between the points comes from "
        "“{lever}” alone ({low} to {high}), {in_all} with its interplay with other levers{next}; "
        "with one replicate luck cannot be told apart.",
        "next": ", then “{lever}” with {alone} alone",
        "morris": "“{lever}” moves {measure} most: by {size} over its range ({low} to {high}); "
        "levers that do more than luck alone would: {count} of {levers}.",
        "morris_single": "“{lever}” moves {measure} most: by {size} over its range ({low} to "
        "{high}); with one replicate luck cannot be told apart.",
        "ranks": "“{lever}” goes with {measure} most{direction}: {part} of the order of the points "
        "is explained by it alone ({low} to {high}), {r2} by all levers together; luck is {luck} "
        "of what single runs vary.",
        "ranks_nothing": "No lever goes with {measure} more than chance would have it; all "
        "together explain {r2} of the order of the points, and luck is {luck} of what single runs "
        "vary.",
        "factor": "a factor of {value}",
        "up": ", upwards",
        "down": ", downwards",
        "constant": "{measure} does not vary in this sweep: it is {value} in every run.",
        "few": "{blocks} of {all} blocks of points can be used for {measure}: too few to say "
        "anything of the levers.",
        "luck_only": "What the levers do to {measure} cannot be told from luck, which is {luck} of "
        "the variation between single runs.",
        "all_sobol": "Most of the variation comes from {best}.",
        "all_morris": "The largest effects, against the spread of single runs (σ), are of {best}.",
        "all_ranks": "The most of the order of the points is explained by {best}.",
        "all_one": "“{lever}” in {measure} ({part})",
        "all_nothing": "No lever can be told from luck in any of these numbers.",
        "used": "Base points used: {blocks} of {all}, of {size} points each; replicates: "
        "{replicates}.",
        "used_points": "Points used: {blocks} of {all}; replicates: {replicates}.",
        "log": "It is a ratio, so that its logarithm is what counts: twice as large and half as "
        "large are equally far.",
        "fewer": "Replicates used: {replicates} of {asked}, so that most runs can be.",
        "failed": "Blocks left out because a run failed or is not done: {count}.",
        "unknown": "Blocks left out because the number is unknown in one of their runs: {count}; "
        "what is said holds where it is known.",
        "shared": "Every point met the same {replicates} seeds. Of the variation {shared} is what "
        "a seed does everywhere, which cancels in differences between points, and {own} what it "
        "does at some points only; a single run has both.",
        "own": "Every run had luck of its own.",
        "settled": "With half of the base points no index was more than {move} off.",
        "unsettled": " These shares have not settled: with half of the base points they were up to "
        "{move} off, so that more --points are needed.",
        "sobol_note": "Luck left in the mean over replicates is taken off. What estimation puts "
        "under 0 or over 100% is shown as 0 or 100%; S1 and ST are as estimated. All inside the "
        "ranges that were swept.",
        "morris_note": "Luck alone would move a lever's bar up to the grey mark. The sizes are "
        "means over where the other levers stand; spread among them (sigma) tells of interplay "
        "or of bends.",
        "ranks_note": "The design is {kind}: it shows what goes with {measure} as far as effects "
        "go one way, and R2 says how far that is (luck leaves {reachable} to be explained). How "
        "much of the variation comes from a lever, interplay included, takes --design sobol.",
        "company": "Over all runs {share} of the leavers were satisfied, {base} of all customers "
        "at risk (the base rate), hazard ratio dissatisfied : satisfied {ratio}.",
        "lever": "Lever",
        "alone": "alone",
        "in_all": "with interplay",
        "first": "S1, luck taken off",
        "total": "ST, luck taken off",
        "half": "ST, half of the points",
        "quarter": "ST, a quarter",
        "luck": "Luck",
        "axis_sobol": "Share of the variation of single runs",
        "axis_single": "Share of the variation between points",
        "axis_morris": "Mean effect over the whole range (mu*)",
        "axis_morris_log": "Mean effect over the whole range (mu*), as a factor",
        "axis_ranks": "Share of the order of the points that only this lever explains",
        "mu_star": "mean size of effect (mu*)",
        "sigma": "spread of effect (sigma)",
        "by_luck": "by luck alone",
        "matters": "more than luck",
        "yes": "yes",
        "no": "no",
        "part": "share explained",
        "coefficient": "coefficient (SRRC)",
        "half_dot": "with half of the points",
        "more": "{count} more",
        "from": "from",
        "to": "to",
        "measure": "number",
    },
    nl={
        "title_sobol": "Door welke knop {measure} varieert",
        "title_morris": "Welke knoppen {measure} in beweging brengen",
        "title_ranks": "Welke knoppen samengaan met {measure}",
        "title_all_sobol": "Welke knop welk getal laat variëren",
        "title_all_morris": "Welke knop welk getal in beweging brengt",
        "title_all_ranks": "Welke knop met welk getal samengaat",
        "sobol": "{alone} van de variatie van {measure} tussen losse simulaties komt alleen door "
        "“{lever}” ({low} tot {high}), {in_all} met het samenspel met andere knoppen "
        "erbij{next}; toeval is {luck}.",
        "sobol_single": "{alone} van de variatie van {measure} tussen de punten komt alleen door "
        "“{lever}” ({low} tot {high}), {in_all} met het samenspel met andere knoppen "
        "erbij{next}; met één herhaling is toeval niet te onderscheiden.",
        "next": ", daarna “{lever}” met alleen {alone}",
        "morris": "“{lever}” beweegt {measure} het meest: {size} over het hele bereik ({low} tot "
        "{high}); knoppen die meer doen dan toeval alleen: {count} van de {levers}.",
        "morris_single": "“{lever}” beweegt {measure} het meest: {size} over het hele bereik "
        "({low} tot {high}); met één herhaling is toeval niet te onderscheiden.",
        "ranks": "“{lever}” gaat het meest samen met {measure}{direction}: {part} van de volgorde "
        "van de punten wordt alleen daardoor verklaard ({low} tot {high}), {r2} door alle knoppen "
        "samen; toeval is {luck} van de variatie van losse simulaties.",
        "ranks_nothing": "Geen knop gaat meer samen met {measure} dan door toeval te verwachten "
        "is; alle samen verklaren {r2} van de volgorde van de punten, en toeval is {luck} van de "
        "variatie van losse simulaties.",
        "factor": "een factor {value}",
        "up": ", omhoog",
        "down": ", omlaag",
        "constant": "{measure} varieert hier niet: het is {value} in elke simulatie.",
        "few": "{blocks} van de {all} blokken van punten zijn bruikbaar voor {measure}: te weinig "
        "om iets over de knoppen te zeggen.",
        "luck_only": "Wat de knoppen doen met {measure} is niet van toeval te onderscheiden; "
        "toeval is {luck} van de variatie tussen losse simulaties.",
        "all_sobol": "De meeste variatie komt door {best}.",
        "all_morris": "De grootste effecten, afgezet tegen de spreiding van losse simulaties (σ), "
        "zijn van {best}.",
        "all_ranks": "De volgorde van de punten wordt het meest verklaard door {best}.",
        "all_one": "“{lever}” bij {measure} ({part})",
        "all_nothing": "Bij geen van deze getallen is een knop van toeval te onderscheiden.",
        "used": "Gebruikte basispunten: {blocks} van de {all}, van elk {size} punten; "
        "herhalingen: {replicates}.",
        "used_points": "Gebruikte punten: {blocks} van de {all}; herhalingen: {replicates}.",
        "log": "Het is een verhouding, dus telt haar logaritme: twee keer zo groot en half zo "
        "groot zijn even ver weg.",
        "fewer": "Gebruikte herhalingen: {replicates} van de {asked}, omdat zo de meeste "
        "simulaties meetellen.",
        "failed": "Blokken die niet meetellen omdat een simulatie mislukte of nog niet is gedaan: "
        "{count}.",
        "unknown": "Blokken die niet meetellen omdat het getal in een van hun simulaties onbekend "
        "is: {count}; de uitspraak geldt waar het bekend is.",
        "shared": "Elk punt kreeg dezelfde {replicates} toevalsreeksen. Van de variatie is "
        "{shared} wat een reeks overal doet, wat wegvalt in verschillen tussen punten, en {own} "
        "wat zij alleen op sommige punten doet; een losse simulatie heeft beide.",
        "own": "Elke simulatie had haar eigen toeval.",
        "settled": "Met de helft van de basispunten week geen index meer dan {move} af.",
        "unsettled": " Deze aandelen zijn nog niet stabiel: met de helft van de basispunten weken "
        "ze tot {move} af, dus er zijn meer punten (--points) nodig.",
        "sobol_note": "Toeval dat in het gemiddelde over herhalingen overblijft is eraf gehaald. "
        "Wat door schattingsfouten onder 0 of boven 100% komt staat er als 0 of 100%; S1 en ST "
        "zijn zoals geschat. Alles binnen het onderzochte bereik.",
        "morris_note": "Alleen door toeval zou een knop tot de grijze streep komen. De groottes "
        "zijn gemiddelden over de standen van de andere knoppen; spreiding daartussen (sigma) "
        "wijst op samenspel of een kromme.",
        "ranks_note": "De opzet is {kind}: die laat zien wat samengaat met {measure} zolang "
        "effecten één kant op gaan, en R2 zegt hoe ver dat gaat (toeval laat {reachable} te "
        "verklaren over). Hoeveel van de variatie door een knop komt, met samenspel, vraagt "
        "--design sobol.",
        "company": "Over alle simulaties: {share} van de vertrekkers was tevreden, {base} "
        "van alle klanten, hazard ratio (vertrekkans ontevreden : tevreden) {ratio}.",
        "lever": "Knop",
        "alone": "alleen",
        "in_all": "met samenspel",
        "first": "S1, zonder toeval",
        "total": "ST, zonder toeval",
        "half": "ST, helft van de punten",
        "quarter": "ST, een kwart",
        "luck": "Toeval",
        "axis_sobol": "Deel van de variatie van losse simulaties",
        "axis_single": "Deel van de variatie tussen punten",
        "axis_morris": "Gemiddeld effect over het hele bereik (mu*)",
        "axis_morris_log": "Gemiddeld effect over het hele bereik (mu*), als factor",
        "axis_ranks": "Deel van de volgorde van de punten dat alleen deze knop verklaart",
        "mu_star": "gemiddelde grootte van het effect (mu*)",
        "sigma": "spreiding van het effect (sigma)",
        "by_luck": "alleen door toeval",
        "matters": "meer dan toeval",
        "yes": "ja",
        "no": "nee",
        "part": "verklaard deel",
        "coefficient": "coëfficiënt (SRRC)",
        "half_dot": "met de helft van de punten",
        "more": "nog {count}",
        "from": "van",
        "to": "tot",
        "measure": "getal",
    },
)
