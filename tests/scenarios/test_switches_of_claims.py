"""No claim is asked where its mechanism is switched off.

A lever that switches a mechanism off belongs to the plausible space. Where it makes both sides of a
comparison one and the same world, the claim would fail there (or hold) whatever the market does,
and its robustness would say how many switches there are. Such claims pin the switch in both plans.
"""

from math import isnan

import pytest

from sim.experiments.levers import dials
from sim.experiments.study import Job, Study, do
from sim.scenario import load
from sim.scenario.catalogue import packaged
from sim.scenario.claims import NO_ENTRANT, NOT_COMPARED, Claim

MARKETS = {name: market for name in packaged() if (market := load(name)).claims}
TRACES = ("defections.per_year", "satisfaction.mean", "looking", "complaints.per_year")
"""Two worlds in which all of these are the same are the same world."""

CUSTOMERS = 500


def pairs(market):
    """The worlds that claims compare, each once."""
    found = {
        (claim.plan, claim.against): None
        for claim in market.claims
        if claim.against not in (None, NO_ENTRANT, NOT_COMPARED)
    }
    return list(found)


def switches(market):
    """What the plausible space can switch off."""
    return [dial.path for dial in dials(market) if False in dial.choices]


def differences(market, compared, point):
    """By pair of worlds, how far they are apart in each of the traces."""
    claims = [
        Claim(id=f"{n}", says="so", measure=name, plan=plan, against=other, above=0)
        for n, (plan, other) in enumerate(compared)
        for name in TRACES
    ]
    study = Study.of(market, claims, rule="compare", customers=CUSTOMERS)
    answer = do(Job(study, 1, point))
    assert not answer.refusal
    numbers = iter(answer.numbers)
    return {pair: [next(numbers) for _ in TRACES] for pair in compared}


def are_one(apart):
    return all(number == 0 or isnan(number) for number in apart)


@pytest.mark.slow
@pytest.mark.parametrize("name", MARKETS)
def test_no_switch_makes_the_two_sides_of_a_claim_one_world(name):
    market = MARKETS[name]
    compared = pairs(market)
    alone = [
        (path, pair)
        for path in switches(market)
        for pair, apart in differences(market, compared, {path: False}).items()
        if are_one(apart)
    ]
    assert alone == []


@pytest.mark.parametrize("name", MARKETS)
def test_what_woke_a_leaver_is_asked_where_somebody_can_be_woken(name):
    market = MARKETS[name]
    path = "rules.mechanisms.attention"
    levers = {lever.path: other for other, lever in market.levers.items()}
    for claim in market.claims:
        if claim.trigger is None or path not in switches(market):
            continue
        pinned = market.what_if[claim.plan].set if claim.plan is not None else {}
        assert pinned.get(path, pinned.get(levers.get(path))) is True, claim.id


def test_such_a_switch_would_be_seen():
    market = MARKETS["energy_incumbent"].model_copy(deep=True)
    switch, pair = {"rules.mechanisms.switching_costs": False}, ("usual_hassle", "no_hassle")
    assert pair in pairs(market)
    assert not are_one(differences(market, [pair], switch)[pair])
    # As the claim was before: nothing but the effort, against the market as it is.
    del market.what_if["no_hassle"].set["rules.mechanisms.switching_costs"]
    assert not are_one(differences(market, [(None, "no_hassle")], {})[None, "no_hassle"])
    assert are_one(differences(market, [(None, "no_hassle")], switch)[None, "no_hassle"])
