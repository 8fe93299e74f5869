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
        "defection_rate": "Leave, of 100 at risk a period",
        VALUE_NOW: "Profit, {currency}",
        "plan": "plan",
        "what": "measure",
        "base": "as it is",
        "change": "change",
        "between": "95% interval",
        "band": "95% of the runs",
        "unpaired": "if not paired",
        "cost": "its own cost",
        "counted": "counted",
        "left out": "left out",
        "no decision": "no decision",
        "kept": "kept by the plan",
        "lost": "lost by the plan",
        "stayed": "stayed in both",
        "left": "left in both",
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
        "moves_most": "Of {count} plans, {plan} changes the share of customers of {who} most: "
        "{change} points ({between}){certain}. {money}{pairs}",
        "moves_none": "None of {count} plans changes the share of customers of {who} by anything.",
        "money": "It is worth {currency} {change} ({between}) at {discount} a year{without}.",
        "without": ", its own cost left out",
        "pairs": " Without pairs the intervals would be {times} times as wide.",
        "uncertain": ", which may be chance",
        "flow_most": "Of 100 customers that {who} had when the books opened, {plan} keeps {kept} "
        "who would leave within {span} and loses {lost} who would stay{content}.",
        "content_kept": ". Of those kept, {share} were satisfied when they left without it (base "
        "rate {base}, hazard ratio {ratio})",
        "content_lost": ". Of those lost, {share} were satisfied when they left with it (base "
        "rate {base}, hazard ratio {ratio})",
        "flow_none": "Nobody stays under a plan who leaves without it, or the other way round, "
        "within {span}.",
        "flow_empty": "{who} had no customers when the books opened: nobody could stay or leave.",
        "series_reading": "At the end {who} has {base} of the customers as things are, "
        "{best} under {plan} and {worst} under {other}.",
        "series_one": "At the end {who} has {base} of the customers as things are, and {best} "
        "under {plan}.",
        "step": "{when}: {who} has {base} as it is; {most} under {plan} is the most.",
        "regret_reading": "Over {points} plausible markets {plan} has the least regret ({regret} "
        "{unit} on average) and is best in {share} of them. In the worst tenth of its markets "
        "{least} does least badly.",
        "money_note": "Profit over the books at its worth when they opened, {discount} a year. "
        "Not in it: what these plans cost themselves: {plans}.",
        "past_note": "Not on the same past, but other markets from their first day on: {plans}.",
        "more_note": "The picture shows the first {most} of {count} plans; the data have all.",
        "regret_note": "Objective: {objective} of {who}. Regret is never below zero; small regrets "
        "of plans that change next to nothing are noise.",
        "objective_customers": "customers at the end",
        "objective_share": "share of use at the end",
        "objective_profit": "discounted profit",
        "one_seed": " One seed has no interval.",
        "periods": "{count} periods",
        "kept_key": "kept: leave only without the plan",
        "lost_key": "lost: leave only with it",
        "with_plan": "with the plan",
        "key_forest": "bar: 95% interval of the pairs; thin: if not paired",
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
        "customer_share": "Aandeel klanten, punten",
        "satisfaction": "Tevredenheid, 0-10",
        "defection_rate": "Vertrek, per 100 klanten per periode",
        VALUE_NOW: "Winst, {currency}",
        "plan": "plan",
        "what": "maat",
        "base": "zoals het is",
        "change": "verschil",
        "between": "95%-interval",
        "band": "95% van de lotingen",
        "unpaired": "zonder paren",
        "cost": "eigen kosten",
        "counted": "meegeteld",
        "left out": "niet meegeteld",
        "no decision": "geen besluit",
        "kept": "behouden door het plan",
        "lost": "verloren door het plan",
        "stayed": "bleef beide keren",
        "left": "vertrok beide keren",
        "satisfied": "{share} tevreden (onder alle klanten {base}, hazard ratio {ratio})",
        "of_kept": "van de behouden klanten",
        "of_lost": "van de verloren klanten",
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
        "moves_most": "Van {count} plannen verandert {plan} het aandeel klanten van {who} het "
        "meest: {change} punten ({between}){certain}. {money}{pairs}",
        "moves_none": "Geen van de {count} plannen verandert het aandeel klanten van {who}.",
        "money": "Dat is {currency} {change} waard ({between}) bij {discount} per jaar{without}.",
        "without": ", de eigen kosten niet meegeteld",
        "pairs": " Zonder paren zouden de intervallen {times} keer zo breed zijn.",
        "uncertain": ", wat toeval kan zijn",
        "flow_most": "Van 100 klanten die {who} bij het begin had, behoudt {plan} er {kept} die "
        "anders binnen {span} vertrekken en verliest er {lost} die anders blijven{content}.",
        "content_lost": ". Van de verloren klanten was {share} tevreden toen zij met het plan "
        "vertrokken (onder alle klanten {base}, hazard ratio {ratio})",
        "content_kept": ". Van de behouden klanten was {share} tevreden toen zij zonder het plan "
        "vertrokken (onder alle klanten {base}, hazard ratio {ratio})",
        "flow_none": "Niemand blijft met een plan en vertrekt zonder, of andersom, binnen {span}.",
        "flow_empty": "{who} had bij het begin geen klanten: niemand kon blijven of vertrekken.",
        "series_reading": "Aan het eind heeft {who} {base} van de klanten zoals het is, {best} met "
        "{plan} en {worst} met {other}.",
        "series_one": "Aan het eind heeft {who} {base} van de klanten zoals het is, en {best} met "
        "{plan}.",
        "step": "{when}: {who} heeft {base} zoals het is; met {plan} het meest: {most}.",
        "regret_reading": "Over {points} denkbare markten geeft {plan} de minste spijt (gemiddeld "
        "{regret} {unit}) en is het de beste keuze in {share} ervan. In de slechtste tiende van de "
        "markten doet {least} het het minst slecht.",
        "money_note": "Winst over de hele periode, contant gemaakt tegen {discount} per jaar. Niet "
        "meegeteld: wat deze plannen zelf kosten: {plans}.",
        "past_note": "Geen gedeeld verleden, maar een andere markt vanaf de eerste dag: {plans}.",
        "more_note": "Het beeld toont de eerste {most} van {count} plannen; de gegevens alle.",
        "regret_note": "Doel: {objective} van {who}. Spijt is nooit negatief; kleine spijt van "
        "plannen die bijna niets veranderen is ruis.",
        "objective_customers": "klanten aan het eind",
        "objective_share": "aandeel in het gebruik aan het eind",
        "objective_profit": "contante winst",
        "one_seed": " Eén loting geeft geen interval.",
        "periods": "{count} perioden",
        "kept_key": "behouden: vertrekt alleen zonder het plan",
        "lost_key": "verloren: vertrekt alleen met het plan",
        "with_plan": "met het plan",
        "key_forest": "balk: 95%-interval van de paren; dun: zonder paren",
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
