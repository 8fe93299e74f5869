"""Every statement of the articles is accounted for, by something that exists."""

import pytest

from sim.columns import COLUMNS
from sim.scenario import ScenarioError, load
from sim.scenario.catalogue import packaged
from sim.scenario.statements import IDS, dangling, statements

HEAD = "id,article,statement,kind,where,note\n"
GOOD = "C01,Why,They leave,claim,market:C01,\n"


def written(tmp_path, text):
    (tmp_path / "s.csv").write_text(HEAD + text, encoding="utf-8")
    return statements(tmp_path / "s.csv")


def test_none_is_missing_and_every_reference_exists():
    claims = {name: [claim.id for claim in load(name).claims] for name in packaged()}
    assert dangling(statements(), claims, COLUMNS) == []


@pytest.mark.parametrize("name", packaged())
def test_a_market_names_only_statements_that_it_speaks_to(name):
    """By a claim of its own, or by what every market shows: a rule, or an output."""
    kinds: dict[str, set[str]] = {}
    for entry in statements():
        kinds.setdefault(entry.id, set()).add(entry.kind)
    market = load(name)
    claimed = {claim.statement for claim in market.claims}
    named = set(market.source.statements)
    assert claimed - {None} <= named
    assert {one for one in named - claimed if not kinds[one] & {"rule", "output"}} == set()


def test_a_row(tmp_path):
    [entry] = written(
        tmp_path, 'C73,Why,"Price, they say",output,exits.reason_share exits.type,x\n'
    )
    assert entry.where == ("exits.reason_share", "exits.type")
    assert entry.statement == "Price, they say"


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ("C83,Why,They leave,claim,market:C01,\n", "C01 to C82"),
        ("C01,Why,They leave,clam,market:C01,\n", "the kinds are"),
        ("C01,Why,They leave,claim,,\n", "needs a reference"),
        ("C01,Why,They leave,not covered,,\n", "a reason"),
        ("C01,Why,They leave,not covered,rules.exit,because\n", "no reference"),
        ("C01,Why,They, leave,claim,market:C01,\n", "in quotes"),
        ("C01,Why\n", "columns are needed"),
    ],
)
def test_a_wrong_row_is_refused(tmp_path, row, part):
    with pytest.raises(ScenarioError, match=part) as refused:
        written(tmp_path, GOOD + row)
    assert refused.value.problems[0].line == 3


def test_other_columns_are_refused(tmp_path):
    (tmp_path / "s.csv").write_text("id,text\nC01,x\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="the columns are"):
        statements(tmp_path / "s.csv")


@pytest.mark.parametrize(
    ("kind", "where", "part"),
    [
        ("claim", "market:C02", "has no claim 'C02'"),
        ("claim", "markt:C01", "did you mean 'market'"),
        ("claim", "C01", "no scenario:claim"),
        ("output", "exits.silentshare", "did you mean 'exits.silent_share'"),
        ("output", "periods.nsp", "did you mean 'periods.nps'"),
        ("rule", "rules.mechanisms.atention", "leads nowhere"),
        ("rule", "providers.*.attention.polcy", "leads nowhere"),
    ],
)
def test_a_reference_to_nothing_is_found(tmp_path, kind, where, part):
    entries = written(tmp_path, f"C01,Why,They leave,{kind},{where},\n")
    [fault, *missing] = dangling(entries, {"market": ["C01"]}, COLUMNS)
    assert part in fault
    assert missing == [f"{name} has no row" for name in IDS[1:]]


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        ("claim", "market:C01"),
        ("output", "exits.silent_share periods.nps"),
        ("rule", "rules.mechanisms.attention providers.*.attention.policy rules.voice.trifle"),
        ("rule", "customers.segments.*.taste.*.mean interventions.*.set"),
    ],
)
def test_a_sound_reference(tmp_path, kind, where):
    entries = written(tmp_path, f"C01,Why,They leave,{kind},{where},\n")
    faults = dangling(entries, {"market": ["C01"]}, COLUMNS)
    assert faults == [f"{name} has no row" for name in IDS[1:]]
