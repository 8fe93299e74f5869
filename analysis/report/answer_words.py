"""What an answer may say, in both languages."""

from analysis.language import Texts

TEXT = Texts(
    en={
        "nobody": "In this run no provider had customers who could leave.",
        "share": "share of use",
        "customers": "share of customers",
        "not_because": "Not because they grew less satisfied: satisfaction with {who} {felt} while "
        "its {measure} fell from {was} to {now}.",
        "though": "Satisfaction with {who} {felt}, yet its {measure} fell from {was} to {now}.",
        "both": "Satisfaction with {who} {felt}, and its {measure} {went}.",
        "felt_fell": "fell ({levels} of 10)",
        "felt_rose": "rose ({levels} of 10)",
        "felt_same": "barely moved ({levels} of 10)",
        "felt_unknown": "is unknown",
        "went_fell": "fell from {was} to {now}",
        "went_rose": "rose from {was} to {now}",
        "went_same": "hardly changed ({levels})",
        "went_unknown": "is unknown",
        "to": "{before} to {after}",
        "nobody_left": "Nobody left {who} for another, so whether leavers were satisfied is "
        "unknown; {base} of its customers at risk were ({cutoff} or more).",
        "leavers": "{found} of those who left {who} for another were satisfied ({cutoff} or more), "
        "against {base} of all its customers at risk: {verdict}.",
        "sooner": "the dissatisfied left {ratio} times as fast as the satisfied",
        "later": "the satisfied left sooner, hazard ratio dissatisfied : satisfied {ratio}",
        "same": "that either left sooner cannot be shown, hazard ratio dissatisfied : satisfied "
        "{ratio}",
        "unclear": "the hazard ratio is unknown",
        "excess": "Of every 100 customers of {who} {value} more left satisfied within {window} "
        "of the entry than in the same customers' world without it.",
        "fewer": "Of every 100 customers of {who} {value} fewer left satisfied within {window} "
        "of the entry than in the same customers' world without it.",
        "no_excess": "Whether more customers of {who} left satisfied than in the same customers' "
        "world without the entry cannot be shown ({value} of every 100 within {window}).",
        "too_late": "How many more customers of {who} left satisfied than without the entrant is "
        "unknown: that is "
        "counted over {window} from its entry (`report: excess_window`), and the books close "
        "{left} after it.",
        "still": "To stand still {who} must win {needed} customers a year, {rate} for every 100 "
        "that it has.",
        "other": "Over the same time {who} went from {was} to {now}.",
        "newcomer": "The entry: {who}, which {known} of all customers knew at the end, had a "
        "{measure} of {held} in the last year.",
        "newcomers": "The entries: {n} newcomers together had a {measure} of {together} in the "
        "last year; the most used, {who}, had {held}.",
        "closed": "The entry: {who} closed after {lived}, known to {known} of all customers and "
        "with a {measure} of {held} in its last year.",
        "stopped": "Beside the {left} departures for another, {stops} stopped altogether.",
        "only_stopped": "{stops} stopped altogether.",
        "captives": "{share} of its customers were dissatisfied and stayed for the year all the "
        "same.",
        "tipped": "Chance apart, which decides when, what tipped the balance was {reasons}.",
        "reason": "{reason} for {share} of those who left it",
        "next_reason": ", and {reason} for {share}",
        "unheard": "{silent} of those who left for another had never complained nor answered its "
        "survey. What made them compare: {triggers}.",
        "no_reasons": "Nobody left for another, so there are no reasons to weigh.",
        "against_stay": "Satisfied customers do stay longer: the satisfied share of the leavers is "
        "below the base rate ({found} against {base}), and {verdict}.",
        "against_most": "Most of the leavers were not satisfied: {found} were, against {base} of "
        "all customers at risk, and {verdict}.",
        "against_excess": "That the entry drew satisfied customers away does not show: as far as "
        "this run can tell, those who left satisfied would have left without it too.",
        "against_luck": "Luck outweighed push and pull together in {part} of the departures "
        "(on average {luck} utils against {both}).",
        "against_rule": "This run follows a rival rule ({rule}), under which nobody weighs what "
        "others offer; satisfied leavers say nothing here about choice.",
        "against_cutoffs": "It depends on what counts as satisfied: hazard ratio {ratios}.",
        "at_cutoff": "{ratio} from {cutoff}",
        "against_few": "Only {count} customers left in all, so the numbers are uncertain.",
        "against_misses": "The run misses the published shares that were kept apart by {miss} "
        "points on average.",
        "against_misses_one": "The run misses the one published share that was kept apart by "
        "{miss} points.",
        "tiles": "Never one number alone. Of {who}, with {cutoff} or more out of 10 as satisfied:",
        "tile_share": "of the leavers were satisfied",
        "tile_base": "of all customers at risk were satisfied",
        "tile_ratio": "hazard ratio, dissatisfied : satisfied",
        "tile_excess": "more of every 100 left satisfied than without the entrant",
        "tile_left": "customers left it for another, on {at_risk} customer-periods at risk",
    },
    nl={
        "nobody": "In deze simulatie had geen aanbieder klanten die konden vertrekken.",
        "share": "aandeel in het gebruik",
        "customers": "aandeel in de klanten",
        "not_because": "Niet omdat zij minder tevreden werden: de tevredenheid met {who} {felt}, "
        "terwijl het {measure} daalde van {was} naar {now}.",
        "though": "De tevredenheid met {who} {felt}, en toch daalde het {measure} van {was} naar "
        "{now}.",
        "both": "De tevredenheid met {who} {felt}, en het {measure} {went}.",
        "felt_fell": "daalde ({levels} op een schaal van 10)",
        "felt_rose": "steeg ({levels} op een schaal van 10)",
        "felt_same": "bewoog nauwelijks ({levels} op een schaal van 10)",
        "felt_unknown": "is onbekend",
        "went_fell": "daalde van {was} naar {now}",
        "went_rose": "steeg van {was} naar {now}",
        "went_same": "veranderde nauwelijks ({levels})",
        "went_unknown": "is onbekend",
        "to": "{before} naar {after}",
        "nobody_left": "Niemand verliet {who} voor een ander, dus of vertrekkers tevreden waren is "
        "onbekend; {base} van de klanten die konden vertrekken was het ({cutoff} of hoger).",
        "leavers": "{found} van wie van {who} naar een ander ging was tevreden ({cutoff} of "
        "hoger), tegen "
        "{base} van alle klanten die konden vertrekken: {verdict}.",
        "sooner": "ontevreden klanten vertrokken {ratio} keer zo snel als tevreden klanten",
        "later": "tevreden klanten vertrokken eerder, hazard ratio ontevreden : tevreden {ratio}",
        "same": "dat een van beide groepen eerder vertrok is niet aan te tonen, hazard ratio "
        "ontevreden : tevreden {ratio}",
        "unclear": "de hazard ratio is onbekend",
        "excess": "Van elke 100 klanten van {who} vertrokken er binnen {window} na de toetreding "
        "{value} "
        "meer als tevreden klant dan in de wereld van dezelfde klanten zonder die toetreding.",
        "fewer": "Van elke 100 klanten van {who} vertrokken er binnen {window} na de toetreding "
        "{value} "
        "minder als tevreden klant dan in de wereld van dezelfde klanten zonder die toetreding.",
        "no_excess": "Of er meer klanten van {who} tevreden vertrokken dan in de wereld van "
        "dezelfde klanten "
        "zonder de toetreding is niet aan te tonen ({value} van elke 100 binnen {window}).",
        "too_late": "Hoeveel klanten van {who} méér tevreden vertrokken dan zonder de nieuwkomer "
        "is onbekend: dat wordt geteld over {window} vanaf de toetreding (`report: "
        "excess_window`), en de boeken sluiten {left} erna.",
        "still": "Om gelijk te blijven moet {who} per jaar {needed} klanten winnen: {rate} op elke "
        "100 klanten.",
        "other": "In dezelfde tijd ging {who} van {was} naar {now}.",
        "newcomer": "De toetreding: {who} was aan het eind bekend bij {known} van alle klanten en "
        "had in het laatste jaar een {measure} van {held}.",
        "newcomers": "De toetredingen: {n} nieuwkomers hadden in het laatste jaar samen een "
        "{measure} van {together}; de meest gebruikte, {who}, had {held}.",
        "closed": "De toetreding: {who} sloot na {lived}, bekend bij {known} van alle klanten en "
        "met een {measure} van {held} in het laatste jaar.",
        "stopped": "Naast {left} keer vertrek naar een ander waren er {stops} die er helemaal mee "
        "stopten.",
        "only_stopped": "Wel stopten er {stops} helemaal.",
        "captives": "{share} van de klanten was ontevreden en bleef dat jaar toch.",
        "tipped": "Toeval daargelaten, want dat bepaalt wanneer, gaf dit de doorslag: {reasons}.",
        "reason": "{reason} bij {share} van wie vertrok",
        "next_reason": ", en {reason} bij {share}",
        "unheard": "{silent} van wie naar een ander ging had nooit geklaagd en nooit een enquête "
        "ingevuld. Waarom zij gingen vergelijken: {triggers}.",
        "no_reasons": "Niemand vertrok naar een ander, dus er zijn geen redenen te wegen.",
        "against_stay": "Tevreden klanten blijven wél langer: onder vertrekkers is het aandeel "
        "tevreden klanten kleiner dan onder alle klanten ({found} tegen {base}), en {verdict}.",
        "against_most": "De meeste vertrekkers waren niet tevreden: {found} was het, tegen {base} "
        "van alle klanten die konden vertrekken, en {verdict}.",
        "against_excess": "Dat de toetreding tevreden klanten wegtrok blijkt niet: voor zover deze "
        "simulatie laat zien waren wie tevreden vertrok ook zonder haar vertrokken.",
        "against_luck": "Toeval woog bij {part} van de vertrekken zwaarder dan duwen en trekken "
        "samen (gemiddeld {luck} utils tegen {both}).",
        "against_rule": "Deze simulatie volgt een concurrerende regel ({rule}), waarin niemand "
        "weegt wat anderen bieden; tevreden vertrekkers zeggen hier niets over kiezen.",
        "against_cutoffs": "Het hangt af van wat tevreden heet: hazard ratio {ratios}.",
        "at_cutoff": "{ratio} vanaf {cutoff}",
        "against_few": "In totaal vertrokken maar {count} klanten, dus de getallen zijn onzeker.",
        "against_misses": "De simulatie zit er bij de apart gehouden gepubliceerde aandelen "
        "gemiddeld {miss} procentpunt naast.",
        "against_misses_one": "De simulatie zit er bij het ene apart gehouden gepubliceerde "
        "aandeel {miss} procentpunt naast.",
        "tiles": "Nooit één getal alleen. Van {who}, met een {cutoff} of hoger als tevreden:",
        "tile_share": "van de vertrekkers was tevreden",
        "tile_base": "van alle klanten die konden vertrekken was tevreden",
        "tile_ratio": "hazard ratio, ontevreden : tevreden",
        "tile_excess": "meer van elke 100 vertrokken tevreden dan zonder de nieuwkomer",
        "tile_left": "klanten gingen naar een ander, op {at_risk} klantperioden waarin het kon",
    },
)
