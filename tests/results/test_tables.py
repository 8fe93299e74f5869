"""Tables that add up: nobody appears or vanishes, and the ledger agrees with the books."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import ledger, results
from sim.columns import COLUMNS
from sim.frames import dates, exits_frame, kinds_of_parts, parts_frame
from sim.results import Results
from sim.rules.words import AT_RISK, DEFECTIONS
from sim.scenario import load, with_values
from tests.markets import bare

ALARM = Path(__file__).parents[1] / "data" / "alarm.yaml"
TABLES = ("periods", "hazards", "exits", "parts", "customers", "firm")


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_explained(life: Any, table: str) -> None:
    assert list(getattr(life.results, table).columns) == list(COLUMNS[table])


def test_nobody_appears_or_vanishes(life: Any) -> None:
    """customers(t) = customers(t-1) + entries - defections - stops - involuntary."""
    table = life.results.periods.set_index("period")
    for number, name in enumerate(life.past.names):
        rows = table[table["provider"] == name]
        counted = [int((main == number).sum()) for main in life.there()]
        assert rows["customers"].tolist() == counted[1:]
        change = rows["entries"] - rows["defections"] - rows["stops"] - rows["involuntary"]
        assert change.tolist() == np.diff(counted).tolist()


def test_everybody_is_somewhere(life: Any) -> None:
    table = life.results.periods
    outside = table[table["provider"] == "outside"].set_index("period")["customers"]
    counted = [int((main == len(life.past.names)).sum()) for main in life.there()]
    assert outside.tolist() == counted[1:]
    nobody = [int((main < 0).sum()) for main in life.there()]
    whole = table.groupby("period")["customers"].sum()
    assert (whole + nobody[1:]).tolist() == life.present[1:]


def test_shares_add_up_to_one(life: Any) -> None:
    table = life.results.periods
    for column in ("share", "customer_share"):
        assert table.groupby("period")[column].sum().to_numpy() == pytest.approx(1.0)


def test_the_ledger_agrees_with_the_books(life: Any) -> None:
    table, exits = life.results.periods, life.results.exits
    for kind, column in (
        ("defection", "defections"),
        ("stop", "stops"),
        ("involuntary", "involuntary"),
    ):
        rows = exits[exits["type"] == kind].groupby(["period", "from"], observed=True).size()
        books = table.set_index(["period", "provider"])[column].dropna()
        books = books[books > 0]
        assert rows.to_dict() == books.to_dict()
        assert len(rows) > 0 or column == "stops"


def test_hazards_agree_with_the_books_and_with_the_ledger(life: Any) -> None:
    found = life.results.hazards
    history = life.past.history[:, :-1]
    for column, number in (("at_risk", AT_RISK), ("defections", DEFECTIONS)):
        sums = found.groupby(["period", "provider"], observed=True)[column].sum()
        for (period, name), count in sums.items():
            assert count == history[period, life.past.names.index(name), number]
        assert found[column].sum() == history[:, :, number].sum()
    assert (found["defections"] <= found["at_risk"]).all()
    exits = life.results.exits
    keys = ["period", "from", "segment", "band"]
    left = exits[exits["type"] == "defection"].groupby(keys, observed=True).size()
    told = found.set_index(["period", "provider", "segment", "band"])["defections"]
    assert left.to_dict() == told[told > 0].to_dict()


def test_three_numbers_from_the_ledger(life: Any) -> None:
    name = life.past.names[0]
    numbers = life.results.three_numbers(name, 7.0, since=3, until=50)
    exits = life.results.exits
    left = exits[(exits["type"] == "defection") & (exits["from"] == name)]
    left = left[left["period"].between(3, 49)]
    assert numbers.leavers == len(left)
    assert numbers.satisfied_share.value == pytest.approx((left["band"] >= 7.0).mean())


def test_forces_add_up_to_the_total_and_parts_to_the_forces(life: Any) -> None:
    exits = life.results.exits.set_index("exit")
    chosen = exits[exits["type"] != "involuntary"]
    forces = chosen["push"] + chosen["pull"] + chosen["mooring"] + chosen["luck"]
    assert forces.to_numpy() == pytest.approx(chosen["total"].to_numpy(), abs=1e-12)
    sums = life.results.parts.groupby(["exit", "side"], observed=True)["utils"].sum().unstack()
    assert sums.index.tolist() == chosen.index.tolist()
    for side in ("push", "pull"):
        assert sums[side].to_numpy() == pytest.approx(chosen[side].to_numpy(), abs=1e-4)
    forced = exits[exits["type"] == "involuntary"]
    assert forced[["push", "pull", "mooring", "luck", "total"]].isna().all(axis=None)
    assert forced["to"].isna().all()


def test_returned_tells_when_the_same_person_came_back(life: Any) -> None:
    main, born = np.array(life.main[1:]), np.array(life.born[1:])
    for row in life.results.exits.itertuples():
        ledger_row = life.past.exits[row.exit]
        mine = born[:, row.customer] == ledger_row["born"]
        there = (main[:, row.customer] == ledger_row["origin"]) & mine
        back = np.flatnonzero(there[row.period + 1 :])
        wanted = 1 + int(back[0]) if len(back) else None
        assert (None if pd.isna(row.returned) else row.returned) == wanted


def test_tenure_is_the_time_as_a_customer(life: Any) -> None:
    main = np.array(life.main[1:])
    checked = 0
    for row in life.results.exits.itertuples():
        began = row.period - row.tenure
        if began < 1 or began <= life.past.exits[row.exit]["born"]:
            continue
        origin = life.past.exits[row.exit]["origin"]
        assert (main[began : row.period, row.customer] == origin).all()
        assert main[began - 1, row.customer] != origin
        checked += 1
    assert checked > 100


def test_tenure_goes_on_from_the_start_of_the_books(life: Any) -> None:
    """Who never changed in the burn-in has been there for all of it; then it grows by the period,
    to the exit or to the end."""
    states = life.results.customers.set_index(["moment", "customer"])
    start, end = states.loc["start"], states.loc["end"]
    burn_in, periods = life.past.scenario.burn_in, life.past.periods
    assert start["tenure"].max() == burn_in
    assert (start["tenure"] == burn_in).mean() > 0.1
    assert not start.loc[start["provider"].isna(), "tenure"].any()
    exits = life.results.exits
    stayed = start.index.difference(exits["customer"])
    served = start["provider"].isin(life.past.names)
    stayed = stayed[(served & (start["provider"] == end["provider"]))[stayed]]
    assert len(stayed) > 5
    assert (end.loc[stayed, "tenure"] == start.loc[stayed, "tenure"] + periods).all()
    first = exits.drop_duplicates("customer").set_index("customer")
    first = first[first.index.isin(start.index)]
    same = first["from"].astype(str) == start.loc[first.index, "provider"].astype(str)
    assert same.mean() > 0.5
    grown = start.loc[first.index, "tenure"] + first["period"] + 1
    assert (first["tenure"] == grown)[same].mean() > 0.95, "but who was away, and came back"
    assert (first["tenure"] <= grown)[same].all()


def test_nobody_turns_to_a_provider_that_is_closed(travel: Any) -> None:
    table = travel.results.periods
    closed = table[~table["open"]]
    assert (closed["entries"] == 0).all()


# Dates.


@pytest.mark.parametrize(
    ("length", "wanted"),
    [
        ("week", ["2010-11-01", "2010-11-08", "2011-11-01"]),
        ("month", ["2010-11-01", "2010-12-01", "2015-03-01"]),
        ("quarter", ["2010-11-01", "2011-02-01", "2023-11-01"]),
        ("year", ["2010-11-01", "2011-11-01", "2062-11-01"]),
    ],
)
def test_dates(length: str, wanted: list[str]) -> None:
    scenario = with_values(load(ALARM), {"period": length})
    found = dates(scenario, [0, 1, 52]).astype("datetime64[D]").astype(str).tolist()
    assert found == wanted


def test_what_is_no_outcome_is_told_from_an_outcome_of_that_name(live: Any) -> None:
    """A market with outcomes called service and rest."""
    waits = {"unit": "min", "worst": 60, "best": 0}
    offers = {
        name: {"offer": {"fare": 20, "minutes": 60, "service": 40 - 9 * place, "rest": 10}}
        for place, name in enumerate(("one", "two"))
    }
    changes: dict[str, Any] = {}
    for name in ("service", "rest"):
        changes[f"problem__outcomes__{name}"] = waits
        changes[f"customers__segments__all__taste__{name}"] = {"mean": -0.02}
    life = live(bare(offers, customers__count=300, **changes), rng=3)
    parts = life.results.parts
    exits = life.results.exits.set_index("exit")
    found = parts.pivot(index="exit", columns=["side", "kind", "part"], values="utils")
    assert sorted(found["push"]["own"].columns) == ["service"]
    assert sorted(found["pull"]["own"].columns) == ["rest"]
    for side in ("push", "pull"):
        assert sorted(found[side]["outcome"].columns) == ["fare", "minutes", "rest", "service"]
        sums = found[side].sum(axis=1)
        assert sums.to_numpy() == pytest.approx(exits.loc[found.index, side].to_numpy(), abs=1e-4)
    assert found["pull"]["outcome"]["service"].abs().max() > 0
    pd.testing.assert_series_equal(
        pd.Series(kinds_of_parts(parts)), parts["kind"], check_names=False
    )


# Long ledgers.


def test_batches_are_the_whole(alarm: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(results, "BATCH", 100)
    assert len(alarm.past.exits) > 300
    loaded = Results.load(alarm.results.save(tmp_path / "run"))
    pd.testing.assert_frame_equal(loaded.exits, exits_frame(alarm.past))
    pd.testing.assert_frame_equal(loaded.parts, parts_frame(alarm.past))


def test_a_ledger_on_disk_is_the_same(
    alarm: Any, live: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MOST_IN_MEMORY", 50)
    other = live(load(ALARM), rng=5)
    assert isinstance(other.past.exits, np.memmap)
    pd.testing.assert_frame_equal(other.results.exits, alarm.results.exits)
    pd.testing.assert_frame_equal(other.results.parts, alarm.results.parts)
