"""What the report on a sweep says, in both languages."""

from analysis.language import Texts

TEXT = Texts(
    en={
        "question": "{question} And how much of the answer depends on what we do not know?",
        "factor": "a factor of {value}",
        "points": "{value} percentage points",
        "inside": " In there, and overall: {values}.",
        "inside_one": "{label} {inside}, {all}",
        "no_answer": "No run of this sweep has a number: there is nothing to answer with.",
        "turned": "What was turned, and what was kept?",
        "turned_words": "A sweep runs the same market at many points: other places of the levers, "
        "which stand for what nobody knows or for what somebody may decide. Each point is run with "
        "{replicates} replicates: the same place with other luck. {luck}",
        "one": "Each point is run once, so that luck cannot be told from the levers. {luck}",
        "shared": "All points meet the same seeds, so that their differences are the levers'.",
        "independent": "Every run has luck of its own.",
        "design_lhs": "Latin hypercube: points spread evenly over every lever",
        "design_sobol": "Sobol: blocks of points made for shares of the variation",
        "design_morris": "Morris: paths that move one lever at a time, for screening",
        "design_grid": "Grid: every combination of some values of each lever",
        "design_oat": "One at a time: the scenario as it is, then one lever elsewhere",
        "design_table": "A table of one's own points",
        "incomplete": "This sweep is not complete: {done} of {all} runs are done. What follows is "
        "of those. Go on with: overstap sweep --out DIR --resume",
        "failures_heading": "Which runs failed?",
        "failed": "{failed} of {done} runs failed. A failed run is left out of every number; its "
        "command runs it again.",
        "failed_more": "The first {count} are listed.",
        "failed_run": "Run", "failed_point": "Point", "failed_error": "Error",
        "failed_command": "Runs it again",
        "failures": "Runs that failed",
        "lever": "Lever", "from_to": "Turned", "stands": "In the scenario",
        "kept": "Number", "kept_as": "As it was asked for", "levers": "Levers",
        "kept_label": "What was kept of every run",
        "fact_design": "Design", "fact_points": "Points", "fact_replicates": "Replicates",
        "fact_runs": "Runs", "fact_runs_words": "{done} of {all} done, {failed} failed",
        "fact_customers": "Customers in a run", "fact_periods": "Time",
        "spread": "How far do the answers lie apart?",
        "matters": "Which levers matter?",
        "matters_words": "The design decides what can be said: shares of the variation (sobol), "
        "which levers do more than luck (morris), or a regression of ranks (lhs, grid, tables).",
        "oat_words": "With one lever turned at a time nothing can be said of how much each matters "
        "where the others stand elsewhere; designs sobol, morris and lhs can.",
        "where": "Where in lever space does it happen?",
        "where_words": "Half of the points are searched for the part in which it happens; all "
        "numbers come from the other half.",
        "where_oat": "With one lever turned at a time there are no parts of lever space to "
        "search; designs lhs and sobol have them.",
        "where_nothing": "The sweep kept neither an excess of satisfied leavers nor a satisfied "
        "share, so that somebody must say what is looked for: overstap discover DIR --when "
        "'{measure} >= NUMBER'.",
        "again": "How do I get the same again?",
        "again_words": "The same scenario, design, seeds and version give the same rows, run by "
        "run, whoever does them.",
        "again_file": "The scenario did not come from a file that can be named; it is attached, "
        "with every value as it was run.",
        "again_table": "The points came from a table; it is attached.",
        "attached": "The scenario as it was run (YAML)",
        "attached_points": "The points (CSV)",
        "scenario": "Scenario", "seed": "First seed", "version": "Version",
        "hash": "Hash of the inputs", "plan": "Plan",
        "against_incomplete": "Only {done} of {all} runs are done.",
        "against_failed": "{failed} of {done} runs failed and are in no number; if they failed "
        "where the market behaves otherwise, the answer leaves that out.",
        "against_unknown": "At {points} of {all} points the {label} is unknown in a run; the "
        "answer holds where it is known.",
        "against_single": "With one replicate at each point, luck is in every difference and "
        "cannot be told apart; add some with overstap expand DIR --replicates 5.",
        "against_noise": "Luck is {part} of how single runs vary: a single run at one point may "
        "turn out {size} higher or lower than its mean.",
        "against_tie": "Which lever comes first is undecided: the intervals of “{first}” and "
        "“{second}” overlap.",
        "against_r2": "All levers together explain {r2} of the order of the points, of {reachable} "
        "that luck leaves to be explained; the rest is interplay or bends, of which a regression "
        "of ranks says nothing.",
        "against_oat": "One lever at a time says nothing of what levers do together.",
        "against_customers": "Runs had {customers} customers, and the scenario has {all}: smaller "
        "markets have more luck.",
        "against_version": "It was made with overstap {version}; this report with {now}.",
    },
    nl={
        "question": "{question} En hoeveel van het antwoord hangt af van wat wij niet weten?",
        "factor": "een factor {value}",
        "points": "{value} procentpunt",
        "inside": " Daar, en over het geheel: {values}.",
        "inside_one": "{label} {inside}, {all}",
        "no_answer": "Geen simulatie van deze reeks heeft een getal: er valt niets te antwoorden.",
        "turned": "Aan welke knoppen is gedraaid, en wat is bewaard?",
        "turned_words": "Een reeks (sweep) simuleert dezelfde markt op veel punten: andere standen "
        "van de knoppen, die staan voor wat niemand weet of voor wat iemand kan besluiten. Elk "
        "punt is gesimuleerd met {replicates} herhalingen: dezelfde stand met ander toeval. {luck}",
        "one": "Elk punt is één keer gesimuleerd, zodat toeval niet van de knoppen te "
        "onderscheiden is. {luck}",
        "shared": "Alle punten krijgen dezelfde toevalsreeksen, zodat verschillen ertussen aan de "
        "knoppen liggen.",
        "independent": "Elke simulatie heeft haar eigen toeval.",
        "design_lhs": "Latijnse hyperkubus: punten gelijkmatig verspreid over elke knop",
        "design_sobol": "Sobol: blokken van punten, gemaakt voor delen van de variatie",
        "design_morris": "Morris: paden die telkens één knop verzetten, om te schiften",
        "design_grid": "Rooster: elke combinatie van enkele waarden per knop",
        "design_oat": "Eén tegelijk: het scenario zoals het is, daarna telkens één knop ergens "
        "anders",
        "design_table": "Een eigen tabel met punten",
        "incomplete": "Deze reeks is niet af: {done} van de {all} simulaties zijn gedaan. Wat "
        "volgt gaat daarover. Ga door met: overstap sweep --out DIR --resume",
        "failures_heading": "Welke simulaties mislukten?",
        "failed": "Mislukte simulaties: {failed} van de {done}. Zo'n simulatie telt in geen enkel "
        "getal mee; haar opdracht doet haar nog eens.",
        "failed_more": "De eerste {count} staan hier.",
        "failed_run": "Simulatie", "failed_point": "Punt", "failed_error": "Fout",
        "failed_command": "Doet haar nog eens",
        "failures": "Mislukte simulaties",
        "lever": "Knop", "from_to": "Gedraaid", "stands": "In het scenario",
        "kept": "Getal", "kept_as": "Zoals het is gevraagd", "levers": "Knoppen",
        "kept_label": "Wat van elke simulatie is bewaard",
        "fact_design": "Opzet", "fact_points": "Punten", "fact_replicates": "Herhalingen",
        "fact_runs": "Simulaties", "fact_runs_words": "{done} van {all} gedaan, {failed} mislukt",
        "fact_customers": "Klanten per simulatie", "fact_periods": "Tijd",
        "spread": "Hoe ver lopen de antwoorden uiteen?",
        "matters": "Welke knoppen doen ertoe?",
        "matters_words": "De opzet bepaalt wat er te zeggen valt: delen van de variatie (sobol), "
        "welke knoppen meer doen dan toeval (morris), of een regressie van rangnummers (lhs, grid, "
        "tabellen).",
        "oat_words": "Met telkens één verzette knop valt niet te zeggen hoeveel elke knop ertoe "
        "doet als de andere elders staan; dat kunnen sobol, morris en lhs.",
        "where": "Bij welke stand van de knoppen gebeurt het?",
        "where_words": "In de helft van de punten is gezocht naar het deel waar het gebeurt; alle "
        "getallen komen uit de andere helft.",
        "where_oat": "Met telkens één verzette knop zijn er geen delen om in te zoeken; lhs en "
        "sobol hebben die.",
        "where_nothing": "De reeks bewaarde geen extra tevreden vertrek en geen tevreden deel van "
        "de vertrekkers, dus iemand moet zeggen waarnaar gezocht wordt: overstap discover DIR "
        "--when '{measure} >= GETAL'.",
        "again": "Hoe krijg ik hetzelfde nog eens?",
        "again_words": "Hetzelfde scenario met dezelfde opzet, dezelfde startgetallen en dezelfde "
        "versie geeft dezelfde rijen, simulatie voor simulatie, wie ze ook doet.",
        "again_file": "Het scenario kwam niet uit een bestand met een naam; het is bijgevoegd, met "
        "elke waarde zoals die is gebruikt.",
        "again_table": "De punten kwamen uit een tabel; die is bijgevoegd.",
        "attached": "Het scenario zoals het is gebruikt (YAML)",
        "attached_points": "De punten (CSV)",
        "scenario": "Scenario", "seed": "Eerste startgetal", "version": "Versie",
        "hash": "Hash van de invoer", "plan": "Plan",
        "against_incomplete": "Nog maar {done} van de {all} simulaties zijn gedaan.",
        "against_failed": "{failed} van de {done} simulaties mislukten en tellen nergens mee; "
        "mislukten zij waar de markt zich anders gedraagt, dan ontbreekt dat in het antwoord.",
        "against_unknown": "Op {points} van de {all} punten is “{label}” in een simulatie "
        "onbekend; het antwoord geldt waar het bekend is.",
        "against_single": "Met één herhaling per punt zit toeval in elk verschil en is het niet te "
        "onderscheiden; voeg er toe met overstap expand DIR --replicates 5.",
        "against_noise": "Toeval is {part} van de variatie van losse simulaties: één simulatie op "
        "één punt kan {size} hoger of lager uitvallen dan haar gemiddelde.",
        "against_tie": "Welke knop het meest doet is niet beslist: de marges van “{first}” en "
        "“{second}” overlappen.",
        "against_r2": "Alle knoppen samen verklaren {r2} van de volgorde van de punten, van de "
        "{reachable} die toeval te verklaren overlaat; de rest is samenspel of krommen, waarover "
        "een regressie van rangnummers niets zegt.",
        "against_oat": "Telkens één knop zegt niets over wat knoppen samen doen.",
        "against_customers": "De simulaties hadden {customers} klanten, het scenario heeft er "
        "{all}: kleinere markten hebben meer toeval.",
        "against_version": "De reeks is gemaakt met overstap {version}; dit rapport met {now}.",
    },
)  # fmt: skip
