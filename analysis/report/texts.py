"""The page's own words, in both languages."""

from analysis.language import Texts

PAGE = Texts(
    en={
        "skip": "Skip to the answer",
        "answer": "The answer",
        "against": "What speaks against it",
        "contents": "On this page",
        "to_dark": "Dark",
        "to_light": "Light",
        "data": "Data (CSV)",
        "of": "of: {title}",
        "table": "Table",
        "table_of": "Table: {title}",
        "walk": "{title}: the arrow keys walk through time",
        "keys": "← → walk through time",
        "foot": "This page carries everything it shows and asks nothing of the network.",
    },
    nl={
        "skip": "Naar het antwoord",
        "answer": "Het antwoord",
        "against": "Wat ertegen spreekt",
        "contents": "Op deze pagina",
        "to_dark": "Donker",
        "to_light": "Licht",
        "data": "Gegevens (CSV)",
        "of": "van: {title}",
        "table": "Tabel",
        "table_of": "Tabel: {title}",
        "walk": "{title}: loop met de pijltjestoetsen door de tijd",
        "keys": "← → door de tijd",
        "foot": "Deze pagina bevat alles wat zij laat zien en haalt niets van het netwerk.",
    },
)
