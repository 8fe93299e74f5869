"""Plans compared: every word, in English and Dutch."""

from __future__ import annotations

from analysis.language import Texts
from sim.experiments.plans.numbers import VALUE_NOW

TEXT = Texts(
    en={
        "as_is": "as it is",
        "differences": "What each plan changes, on the same customers",
        "flow": "Who stays under one plan and leaves without it",
        "series": "Share of customers under each plan",
        "regret": "Which plan holds when the market is not what we think",
        "customer_share": "Share of customers, points",
        "satisfaction": "Satisfaction, 0-10",
        "defection_rate": "Leave, of 100 customers at risk a {period}",
        VALUE_NOW: "Profit, at its worth at the start, {currency}",
        "plan": "plan",
        "what": "measure",
        "base": "as it is",
        "change": "change",
        "between": "95% interval",
        "band": "95% of the runs",
        "unpaired": "95% interval, other customers",
        "cost": "its own cost",
        "counted": "counted",
        "left out": "left out",
        "no decision": "no decision",
        "kept": "kept by the plan",
        "lost": "lost by the plan",
        "stayed": "stayed in both",
        "left": "left in both",
        "otherwise": "gone for other reasons",
        "satisfied": "{share} satisfied (base rate {base}, hazard ratio {ratio})",
        "of_kept": "of the kept",
        "of_lost": "of the lost",
        "both": "in both: {stayed} stayed, {left} left",
        "of_100": "of 100 customers when the books opened, within {span}",
        "axis_share": "{who}: share of customers",
        "end": "at the end",
        "axis_regret": "Regret: less than the best plan for the same market ({unit})",
        "mean_regret": "mean regret",
        "worst_regret": "worst regret",
        "best": "best in",
        "tenth": "worst tenth",
        "customers": "customers",
        "points_of_share": "share of use",
        "profit": "profit, {currency}",
        "few": "{count} people in all runs, too few for a satisfied share",
        "plans": "Of {count} plans",
        "plans_about": "Of {count} plans about {who}",
        "other_market": "other market",
        "raises_most": "{plans}, {plan} raises {share} most: {change} points{between}{certain}.",
        "falls": "{plans}, none raises {share}; {plan} lowers it most: "
        "{change} points{between}{certain}.",
        "moves_one": "{plan} changes the share of customers of {who} by {change} points"
        "{between}{certain}.",
        "moves_none": "No plan changes the share of customers of {who}.",
        "own_none": "No plan about {who} changes its share of customers.",
        "its_share": "its share of customers",
        "share_of": "the share of customers of {who}",
        "money": "It changes profit by {currency} {change}{between}, discounted at {discount} "
        "a year{without}{certain}.",
        "richest": "{plan} adds most profit: {currency} {change}{between}{without}{certain}.",
        "without": ", its own cost left out",
        "pairs": "With other customers and other luck for every plan the intervals would be "
        "{times} times as wide.",
        "uncertain": ", which may be chance",
        "flow_most": "Of 100 customers that {who} had when the books opened, {plan} keeps {kept} "
        "who would leave within {span} and loses {lost} who would stay{content}.",
        "content_kept": ". Of those kept, {share} were satisfied when they left without it (base "
        "rate {base}, hazard ratio {ratio})",
        "content_lost": ". Of those lost, {share} were satisfied when they left with it (base "
        "rate {base}, hazard ratio {ratio})",
        "flow_none": "Nobody stays under a plan who leaves without it, or the other way round, "
        "within {span}.",
        "flow_still": "Of the customers that {who} had when the books opened, nobody stays under "
        "{plan} who leaves without it, or the other way round, within {span}.",
        "flow_empty": "{who} had no customers when the books opened: nobody could stay or leave.",
        "series_reading": "At the end {who} has {base} of the customers as things are, "
        "{best} under {plan} and {worst} under {other}.",
        "series_same": "At the end {who} has {base} of the customers as things are, and under no "
        "plan a whole point more or less.",
        "series_one": "At the end {who} has {base} of the customers as things are, and {best} "
        "under {plan}.",
        "step": "{when}: {who} has {base} as it is; {most} under {plan} is the most.",
        "regret_reading": "Over {points} plausible markets {plan} has the least regret ({regret} "
        "on average) and is best in {share} of them.",
        "tail": "In the worst tenth of its markets {least} does least badly.",
        "tail_one": "In the worst of its markets {least} does least badly.",
        "money_note": "Profit is that of the whole period at its worth at the start, discounted "
        "at {discount} a year.",
        "left_out_note": "Of {count} of the {all} plans their own cost is not in it, because the "
        "scenario does not know it; the table says of which.",
        "idle_note": "Not drawn, because not one of these numbers moves: {plans}.",
        "past_note": "Another market is so from its first day on, so that its customers have "
        "another past; nobody can choose it.",
        "all_other": "Each plan is another market from its first day on, so that its customers "
        "have another past; nobody can choose it.",
        "more_note": "The picture shows {most} of the {count} plans that change anything; the "
        "data have all.",
        "regret_note": "Objective: {objective} of {who}. Regret is never below zero; small regrets "
        "of plans that change next to nothing are noise.",
        "amount_customers": "{value} customers",
        "amount_share": "{value} of use",
        "amount_profit": "{currency} {value} of profit",
        "objective_customers": "customers at the end",
        "objective_share": "share of use at the end",
        "objective_profit": "discounted profit",
        "one_seed": "One seed has no interval.",
        "periods": "{count} periods",
        "kept_key": "kept: leave only without the plan",
        "lost_key": "lost: leave only with it",
        "with_plan": "with the plan",
        "key_forest": "bar: 95% interval, same customers; thin: other customers",
        "key_course": "solid: with the plan; dashed: as it is",
        "key_entry": "; dotted: first entry",
        "key_regret": "dot: mean, with its 95% interval; end of the line: worst",
    },
    nl={
        "as_is": "zoals het is",
        "differences": "Wat elk plan verandert, bij dezelfde klanten",
        "flow": "Wie met het plan blijft en zonder vertrekt",
        "series": "Aandeel van de klanten bij elk plan",
        "regret": "Welk plan overeind blijft als de markt anders is dan gedacht",
        "customer_share": "Aandeel klanten, procentpunt",
        "satisfaction": "Tevredenheid, 0-10",
        "defection_rate": "Vertrek, per 100 klanten per {period}",
        VALUE_NOW: "Winst, contant bij het begin, {currency}",
        "plan": "plan",
        "what": "maat",
        "base": "zoals het is",
        "change": "verschil",
        "between": "95%-interval",
        "band": "95% van de lotingen",
        "unpaired": "95%-interval, andere klanten",
        "cost": "eigen kosten",
        "counted": "meegeteld",
        "left out": "niet meegeteld",
        "no decision": "geen besluit",
        "kept": "behouden door het plan",
        "lost": "verloren door het plan",
        "stayed": "bleef beide keren",
        "left": "vertrok beide keren",
        "otherwise": "weg om andere redenen",
        "satisfied": "{share} tevreden (onder alle klanten {base}, hazard ratio {ratio})",
        "of_kept": "behouden:",
        "of_lost": "verloren:",
        "both": "beide keren: {stayed} bleven, {left} vertrokken",
        "of_100": "van 100 klanten bij het begin, binnen {span}",
        "axis_share": "{who}: aandeel van de klanten",
        "end": "aan het eind",
        "axis_regret": "Spijt: minder dan het beste plan voor dezelfde markt ({unit})",
        "mean_regret": "gemiddelde spijt",
        "worst_regret": "grootste spijt",
        "best": "beste in",
        "tenth": "slechtste tiende",
        "customers": "klanten",
        "points_of_share": "aandeel in het gebruik",
        "profit": "winst, {currency}",
        "few": "{count} mensen in alle lotingen, te weinig voor een aandeel tevreden",
        "plans": "Van {count} plannen",
        "plans_about": "Van {count} plannen voor {who}",
        "other_market": "andere markt",
        "raises_most": "{plans} verhoogt {plan} {share} het "
        "meest: {change} procentpunt{between}{certain}.",
        "falls": "{plans} verhoogt er geen {share}; {plan} "
        "verlaagt het het meest: {change} procentpunt{between}{certain}.",
        "moves_one": "{plan} verandert het aandeel klanten van {who} met {change} procentpunt"
        "{between}{certain}.",
        "moves_none": "Geen plan verandert het aandeel klanten van {who}.",
        "own_none": "Geen plan voor {who} verandert het aandeel klanten.",
        "its_share": "het aandeel klanten",
        "share_of": "het aandeel klanten van {who}",
        "money": "De winst verandert met {currency} {change}{between}, contant gemaakt tegen "
        "{discount} per jaar{without}{certain}.",
        "richest": "De meeste winst voegt {plan} toe: {currency} {change}{between}{without}"
        "{certain}.",
        "without": ", de eigen kosten niet meegeteld",
        "pairs": "Met andere klanten en ander geluk voor elk plan zouden de intervallen {times} "
        "keer zo breed zijn.",
        "uncertain": ", wat toeval kan zijn",
        "flow_most": "Van 100 klanten die {who} bij het begin had, behoudt {plan} er {kept} die "
        "anders binnen {span} vertrekken en verliest er {lost} die anders blijven{content}.",
        "content_lost": ". Van de verloren klanten was {share} tevreden toen zij met het plan "
        "vertrokken (onder alle klanten {base}, hazard ratio {ratio})",
        "content_kept": ". Van de behouden klanten was {share} tevreden toen zij zonder het plan "
        "vertrokken (onder alle klanten {base}, hazard ratio {ratio})",
        "flow_none": "Niemand blijft met een plan en vertrekt zonder, of andersom, binnen {span}.",
        "flow_still": "Van de klanten die {who} bij het begin had, blijft binnen {span} niemand "
        "met {plan} die zonder vertrekt, of andersom.",
        "flow_empty": "{who} had bij het begin geen klanten: niemand kon blijven of vertrekken.",
        "series_reading": "Aan het eind heeft {who} {base} van de klanten zoals het is, {best} met "
        "{plan} en {worst} met {other}.",
        "series_same": "Aan het eind heeft {who} {base} van de klanten zoals het is, en met geen "
        "enkel plan een heel punt meer of minder.",
        "series_one": "Aan het eind heeft {who} {base} van de klanten zoals het is, en {best} met "
        "{plan}.",
        "step": "{when}: {who} heeft {base} zoals het is; met {plan} het meest: {most}.",
        "regret_reading": "Over {points} denkbare markten geeft {plan} de minste spijt (gemiddeld "
        "{regret}) en is het de beste keuze in {share} ervan.",
        "tail": "In de slechtste tiende van zijn markten doet {least} het het minst slecht.",
        "tail_one": "In de slechtste van zijn markten doet {least} het het minst slecht.",
        "money_note": "De winst is die van de hele periode, contant gemaakt tegen {discount} per "
        "jaar.",
        "left_out_note": "Bij {count} van de {all} plannen tellen de eigen kosten niet mee, omdat "
        "het scenario ze niet kent; de tabel zegt bij welke.",
        "idle_note": "Niet getekend, omdat geen van deze getallen verandert: {plans}.",
        "past_note": "Een andere markt is dat vanaf de eerste dag, zodat haar klanten een ander "
        "verleden hebben; niemand kan haar kiezen.",
        "all_other": "Elk plan is vanaf de eerste dag een andere markt, zodat de klanten een ander "
        "verleden hebben; niemand kan haar kiezen.",
        "more_note": "Het beeld toont {most} van de {count} plannen die iets veranderen; de "
        "gegevens alle.",
        "regret_note": "Doel: {objective} van {who}. Spijt is nooit negatief; kleine spijt van "
        "plannen die bijna niets veranderen is ruis.",
        "amount_customers": "{value} klanten",
        "amount_share": "{value} van het gebruik",
        "amount_profit": "{currency} {value} winst",
        "objective_customers": "klanten aan het eind",
        "objective_share": "aandeel in het gebruik aan het eind",
        "objective_profit": "contante winst",
        "one_seed": "Eén loting geeft geen interval.",
        "periods": "{count} perioden",
        "kept_key": "behouden: vertrekt alleen zonder het plan",
        "lost_key": "verloren: vertrekt alleen met het plan",
        "with_plan": "met het plan",
        "key_forest": "balk: 95%-interval, zelfde klanten; dun: andere klanten",
        "key_course": "lijn: met het plan; streepjes: zoals het is",
        "key_entry": "; stippels: eerste toetreding",
        "key_regret": "stip: gemiddelde, met 95%-interval; einde van de lijn: grootste",
    },
)

LETTERS = {
    "en": {"k": "k", "M": "M", "G": "bn"},
    "nl": {"k": "k", "M": " mln", "G": " mld"},
}
"""Thousands, millions and thousands of millions behind a number, by language."""
