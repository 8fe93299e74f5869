"""The claims of every scenario in a short form, against the record of the normal one.

The record is `docs/claims.json`, written by `make claims`. A claim that is decided here must not be
decided the other way there, and most must be decided.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.experiments.claims import SHORT, examine, shortened
from sim.experiments.record import claimed, described
from sim.experiments.study import do
from sim.experiments.workers import Workers
from sim.scenario import load
from sim.scenario.catalogue import packaged

RECORD = Path(__file__).parents[1] / "docs" / "claims.json"
MARKETS = {name: market for name in packaged() if (market := load(name)).claims}
UNDECIDED = "undecided"


@pytest.fixture(scope="module")
def recorded():
    """The record under the default exit rule, by scenario and id."""
    rows = json.loads(RECORD.read_text(encoding="utf-8"))["claims"]
    return {(row["scenario"], row["id"]): row for row in rows if row["rule"] == "compare"}


@pytest.fixture(scope="module")
def short():
    """Every claim in a short form, by scenario and id."""
    effort = shortened(SHORT, points=0)
    with Workers(do, 2) as pool:
        outcomes = [examine(name, market, pool, effort=effort) for name, market in MARKETS.items()]
    return {(found.scenario, found.claim.id): found for o in outcomes for found in o.claims}


@pytest.mark.parametrize("name", MARKETS)
def test_the_record_is_of_these_claims(name, recorded):
    written = {
        key[1]: (row["says"], row["of"], row["claimed"], row["expects"])
        for key, row in recorded.items()
        if key[0] == name
    }
    assert written == {
        claim.id: (claim.says, described(claim), claimed(claim), claim.expects)
        for claim in MARKETS[name].claims
    }, "run make claims"


@pytest.mark.slow
@pytest.mark.parametrize("name", MARKETS)
def test_no_claim_comes_out_the_other_way(name, short, recorded):
    opposite = {}
    for claim in MARKETS[name].claims:
        here, there = short[name, claim.id].trial, recorded[name, claim.id]
        verdicts = {here.verdict, there["verdict"]}
        if UNDECIDED not in verdicts and len(verdicts) == 2:
            opposite[claim.id] = (here, there["estimate"])
    assert opposite == {}


@pytest.mark.slow
def test_most_claims_are_decided(short):
    decided = [found for found in short.values() if found.trial.verdict != UNDECIDED]
    assert len(decided) >= 2 / 3 * len(short)
