"""What people read for the names in a market's tables."""

from __future__ import annotations

from analysis.language import Texts
from analysis.wording import spoken
from sim.results import Results

REASONS = Texts(
    en={
        "price": "price",
        "solution": "a better solution",
        "service": "service",
        "relationship": "contact person left",
        "chance": "chance",
        "involuntary": "involuntary",
    },
    nl={
        "price": "prijs",
        "solution": "een betere oplossing",
        "service": "service",
        "relationship": "contactpersoon weg",
        "chance": "toeval",
        "involuntary": "onvrijwillig",
    },
)

TRIGGERS = Texts(
    en={
        "routine": "looked without occasion",
        "failure": "something failed",
        "complaint": "a complaint",
        "contract end": "contract ended",
        "heard": "heard of something",
        "life event": "a life event",
        "contact left": "contact person left",
        "called": "called by the provider",
        "dissatisfied": "dissatisfied",
        "no provider": "had no provider",
        "habit": "drifted away",
        "moved away": "moved away",
        "closed": "provider closed",
        "sold out": "sold out",
    },
    nl={
        "routine": "keek zonder aanleiding",
        "failure": "er ging iets mis",
        "complaint": "een klacht",
        "contract end": "contract liep af",
        "heard": "hoorde van iets nieuws",
        "life event": "verandering thuis",
        "contact left": "contactpersoon weg",
        "called": "gebeld door de aanbieder",
        "dissatisfied": "ontevreden",
        "no provider": "had geen aanbieder",
        "habit": "gleed ongemerkt weg",
        "moved away": "verhuisd",
        "closed": "aanbieder gestopt",
        "sold out": "uitverkocht",
    },
)


def labels(results: Results) -> dict[str, str]:
    """What people read for each provider: its label, or its name where labels are alike."""
    found = {
        name: terms.label or spoken(name) for name, terms in results.scenario.providers.items()
    }
    read = list(found.values())
    return {name: label if read.count(label) == 1 else name for name, label in found.items()}
