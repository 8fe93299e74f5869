"""The customer panel: the history of some customers, period by period."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
from sim import ledger, results
from sim.cli import app
from sim.columns import COLUMNS
from sim.diary.witness import WatchedMarket, Witness
from sim.frames import Past
from sim.market import Market
from sim.panel import Tracker, panel_frame
from sim.results import Results, ResultsError
from sim.rules.choice import believed_utility, knows, switching_cost
from sim.rules.words import AT_RISK, COMPLAINTS, FAILURES, LOOKED, REVENUE, USES
from sim.scenario import Scenario, load

ALARM = Path(__file__).parents[1] / "data" / "alarm.yaml"
TABLES = ("periods", "hazards", "exits", "parts", "customers", "firm")
TRAVEL: dict[str, Any] = {"customers": 1500, "periods": 60, "seed": 5, "panel": -1}
HOMES: dict[str, Any] = {"seed": 5, "panel": -1}


@pytest.fixture(scope="module")
def travel() -> Results:
    """Occasions, with an outside option, involuntary exits and an entrant."""
    return sim.run("airline_vs_train", **TRAVEL, track=-1, trips=True)


@pytest.fixture(scope="module")
def alarm() -> Results:
    """A subscription with contracts, talk, newcomers; the market does not grow."""
    return sim.run(load(ALARM, overrides=["customers.growth=0"]), **HOMES, track=-1)


@pytest.fixture(scope="module", params=["travel", "alarm"])
def found(request: pytest.FixtureRequest) -> Results:
    run: Results = request.getfixturevalue(request.param)
    return run


def wide(table: pd.DataFrame, value: str, of: str = "provider") -> pd.DataFrame:
    """Sums of a column by period and provider."""
    return table.groupby(["period", of], observed=True)[value].sum().unstack(fill_value=0)


def test_every_column_is_explained_and_every_customer_has_every_period(found: Results) -> None:
    panel = found.panel
    assert list(panel.columns) == list(COLUMNS["panel"])
    count, periods = found.origin.customers, found.origin.periods
    assert (panel["customer"].to_numpy() == np.tile(np.arange(count), periods)).all()
    assert (panel["period"].to_numpy() == np.repeat(np.arange(periods), count)).all()


@pytest.mark.parametrize("name", ["travel", "alarm"])
def test_recording_changes_nothing(name: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(name)
    if name == "travel":
        other = sim.run("airline_vs_train", **TRAVEL, trips=True)
        pd.testing.assert_frame_equal(found.trips, other.trips)
    else:
        other = sim.run(load(ALARM, overrides=["customers.growth=0"]), **HOMES)
        with pytest.raises(ResultsError, match="single trips"):
            _ = found.trips
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(found, table), getattr(other, table))
    assert found.excess == other.excess
    assert found.origin == other.origin


def test_the_same_with_any_number_of_threads() -> None:
    one, three = (
        sim.run("airline_vs_train", customers=7000, periods=25, track=500, threads=threads)
        for threads in (1, 3)
    )
    pd.testing.assert_frame_equal(one.panel, three.panel)
    assert one.panel["exit"].notna().sum() > 5


def test_a_sample_is_evenly_spread_and_sees_what_everybody_sees(travel: Results) -> None:
    sample = sim.run("airline_vs_train", **TRAVEL, track=4).panel
    numbers = [0, 500, 999, 1499]  # 1499 k / 3, rounded
    assert sample["customer"].unique().tolist() == numbers
    same = travel.panel[travel.panel["customer"].isin(numbers)].reset_index(drop=True)
    pd.testing.assert_frame_equal(sample, same)


# Against the books.


def test_those_at_risk_are_those_of_the_books(found: Results) -> None:
    panel = found.panel
    assert panel.loc[panel["at_risk"], "provider"].notna().all()
    mine = wide(panel, "at_risk")
    books = wide(found.periods.dropna(subset="at_risk"), "at_risk")
    assert books.to_numpy().sum() > 10_000
    mine = mine.reindex(columns=books.columns, fill_value=0)
    assert mine.index.equals(books.index)
    assert (mine.to_numpy() == books.to_numpy()).all()


def test_exits_are_those_of_the_ledger(found: Results) -> None:
    panel, exits = found.panel, found.exits
    mine = panel[panel["exit"].notna()].reset_index(drop=True)
    assert set(mine["exit"]) == {"defection", "stop", "involuntary"}
    assert len(mine) == len(exits)
    for own, theirs in (("period",) * 2, ("customer",) * 2, ("provider", "from"), ("exit", "type"),
                        ("to",) * 2, ("segment",) * 2):  # fmt: skip
        left = mine[own].astype(object).where(mine[own].notna(), None).tolist()
        right = exits[theirs].astype(object).where(exits[theirs].notna(), None).tolist()
        assert left == right, own
    # The ledger counts the period of the exit as one more with the provider.
    assert (mine["tenure"].to_numpy() + 1 == exits["tenure"].to_numpy()).all()
    assert panel.loc[panel["exit"].isna(), "to"].isna().all()


def test_all_money_is_somebodys(found: Results) -> None:
    panel = found.panel
    together = panel.groupby("period")[["spent", "elsewhere"]].sum().sum(axis=1)
    revenue = found.periods.groupby("period")["revenue"].sum()
    np.testing.assert_allclose(together, revenue, rtol=1e-6)
    assert panel["spent"].sum() > 0.5 * revenue.sum()


def test_subscribers_pay_their_provider_or_the_one_they_turn_to(alarm: Results) -> None:
    panel = alarm.panel.sort_values(["customer", "period"])
    after = panel.groupby("customer")["provider"].shift(-1)
    there = panel["period"] < panel["period"].max()
    panel = panel.assign(after=after)[there]
    books = wide(alarm.periods, "revenue")[["old", "other", "new"]].iloc[:-1]
    mine = wide(panel, "spent").add(wide(panel, "elsewhere", "after"), fill_value=0)
    np.testing.assert_allclose(mine[books.columns], books, rtol=1e-6)
    stayed = (
        panel["exit"].isna() & panel["provider"].notna() & (panel["provider"] == panel["after"])
    )
    assert (panel.loc[stayed, "elsewhere"] == 0).all()
    moved = panel["exit"] == "defection"
    assert moved.sum() > 50
    assert (panel.loc[moved, "uses"] == 0).all()
    assert (panel.loc[moved, "elsewhere"] > 0).all()


def test_customers_who_grow_pay_for_their_size() -> None:
    found = sim.run("b2b_account_managers", customers=600, periods=80, track=-1)
    together = found.panel.groupby("period")[["spent", "elsewhere"]].sum().sum(axis=1)
    revenue = found.periods.groupby("period")["revenue"].sum()
    np.testing.assert_allclose(together, revenue, rtol=1e-6)
    units = found.periods.groupby("period")["units"].sum()
    assert units.iloc[-1] > 1.01 * units.iloc[0]


def test_sizes_between_several_uses_lie_between_the_known_ones() -> None:
    grows = ["customers.segments.business.growth=0.02", "customers.segments.leisure.growth=0.02"]
    found = sim.run("airline_vs_train", **TRAVEL, overrides=grows, track=-1)
    together = found.panel[["spent", "elsewhere"]].sum().sum()
    assert found.panel["uses"].max() > 3
    assert together == pytest.approx(found.periods["revenue"].sum(), rel=1e-3)


def test_what_the_books_count_of_subscribers(alarm: Results) -> None:
    panel, books = alarm.panel, alarm.periods.dropna(subset="at_risk")
    looked = (books["looking"] * books["at_risk"]).sum()
    assert panel["looked"].sum() == pytest.approx(looked)
    for column, counted in (("failed", "failures"), ("complained", "complaints")):
        # Those of customers on their first day with a provider are not theirs with the old one.
        newcomers = 1 - panel["uses"].sum() / books["uses"].sum()
        assert 0 < panel[column].sum() <= books[counted].sum()
        assert panel[column].sum() >= (1 - 2 * newcomers) * books[counted].sum()


def test_uses_of_travellers_are_all_but_trips_and_first_days(travel: Results) -> None:
    panel = travel.panel
    uses, trips = travel.periods["uses"], len(travel.trips)
    providers = travel.periods["provider"].isin(travel.providers)
    outside_of_panel = int(uses[providers].sum()) - int(panel["uses"].sum())
    changed = panel["exit"].notna() | panel["provider"].isna()
    assert trips < outside_of_panel + trips <= 2 * trips + changed.sum()
    assert (panel.loc[panel["uses"] == 0, "spent"] == 0).all()
    assert not panel.loc[panel["uses"] == 0, ["failed", "complained"]].to_numpy().any()


# Against the state of customers, and the rules as they stand.


def test_the_state_is_that_of_the_end_of_the_period_before(found: Results) -> None:
    panel, customers = found.panel, found.customers
    start = customers[customers["moment"] == "start"].reset_index(drop=True)
    first = panel[panel["period"] == 0].reset_index(drop=True)
    same = ["customer", "segment", "provider", "satisfaction", "engagement", "tenure", "contract",
            "born"]  # fmt: skip
    pd.testing.assert_frame_equal(first[same], start[same])
    until = found.origin.periods - 1
    shorter = panel[panel["period"] == until].reset_index(drop=True)
    run = dict(TRAVEL if "airline" in found.providers else HOMES) | {"periods": until}
    scenario: Any = "airline_vs_train"
    if "airline" not in found.providers:
        scenario = load(ALARM, overrides=["customers.growth=0"])
    ended = sim.run(scenario, **run).customers
    ended = ended[ended["moment"] == "end"].reset_index(drop=True)
    pd.testing.assert_frame_equal(shorter[same], ended[same])


COUNTED = [AT_RISK, USES, REVENUE, FAILURES, COMPLAINTS]


class Several:
    """Lives some customers' periods on copies, and keeps what their own books say.

    Attributes:
        said: period, customer, what the start's main provider counted (None without one), whether
            anybody counted a comparison, and the money that went to others.
    """

    def __init__(self, market: WatchedMarket, numbers: range) -> None:
        self.said: list[tuple[int, int, Any, bool, float]] = []
        self._all = [Witness(market, number) for number in numbers]

    def watch(self, market: WatchedMarket) -> None:
        for witness in self._all:
            main = int(market.population[witness.number].main)
            witness.watch(market)
            tally = witness._books.tally
            served = 0 <= main < len(market.world.names)
            facts = tally[main, COUNTED].copy() if served else None
            elsewhere = tally[:, REVENUE].sum() - (tally[main, REVENUE] if served else 0)
            looked = tally[:, LOOKED].sum() > 0
            self.said.append((market.period, witness.number, facts, looked, elsewhere))


def followed(market: Market, track: int) -> pd.DataFrame:
    """The panel of a market, lived to its end."""
    tracker = Tracker(market, track)
    while market.period < market.horizon:
        tracker.before()
        market.step()
        tracker.after()
    rows = tracker.end()
    market.release()
    return panel_frame(Past.of(market), rows)


@pytest.mark.parametrize(
    ("scenario", "options"),
    [
        ("groceries_vs_indoor_farm", {"customers": 300, "periods": 40}),
        ("faster_horse", {"customers": 300, "periods": 30}),
        ("leaky_funnel", {"customers": 300, "periods": 60}),
        (load(ALARM), {}),
    ],
    ids=["groceries", "trips a quarter", "outside option", "alarm"],
)
def test_what_happened_is_what_the_rules_did(scenario: Any, options: dict[str, Any]) -> None:
    market = WatchedMarket(scenario, rng=1, collect=False, **options)
    market.witness = several = Several(market, range(0, 300, 12))  # type: ignore[assignment]
    panel = followed(market, -1).set_index(["period", "customer"])
    seen = 0
    for period, customer, facts, looked, elsewhere in several.said:
        row = panel.loc[(period, customer)]
        assert row["looked"] == looked
        assert row["elsewhere"] == pytest.approx(elsewhere, rel=1e-5)
        if facts is None:
            assert not row["at_risk"]
            assert row["uses"] == 0
            continue
        at_risk, uses, revenue, failures, complaints = facts
        assert row["at_risk"] == at_risk
        assert row["uses"] == uses
        assert row["spent"] == pytest.approx(revenue, rel=1e-5)
        assert row["failed"] == (failures > 0)
        if pd.isna(row["exit"]):
            assert row["complained"] == (complaints > 0)
        seen += uses > 0
    assert seen > 100


def test_utilities_are_those_of_choice() -> None:
    market = Market(load(ALARM), rng=2, collect=False)
    tracker = Tracker(market, 40)
    expected = {}
    while market.period < market.horizon:
        tracker.before()
        for i in tracker.numbers[:: 1 + market.period % 3]:
            customer = market.population[i]
            main = int(customer.main)
            if not 0 <= main < len(market.world.names):
                continue
            state = (market.relations[i], market.tastes[i])
            utility = {
                j: believed_utility(customer, state[0][j], state[1], j, market.scene)
                for j in range(len(market.world.names))
                if j == main or (knows(customer, j) and market.scene.providers[j].open)
            }
            own = utility.pop(main)
            cost = switching_cost(customer, state[0][main], state[1], market.scene)
            expected[market.period, int(i)] = (own, utility, cost)
        market.step()
        tracker.after()
    rows = panel_frame(Past.of(market), tracker.end()).set_index(["period", "customer"])
    assert len(expected) > 500
    for key, (own, rivals, cost) in expected.items():
        row = rows.loc[key]
        assert row["known"] == len(rivals)
        assert row["switching_cost"] == pytest.approx(cost, rel=1e-5)
        assert row["liking_rank"] == 1 + sum(value > own for value in rivals.values())
        assert row["preferred"] == (row["liking_rank"] == 1)
        if rivals:
            assert row["advantage"] == pytest.approx(max(rivals.values()) - own, abs=1e-4)
        else:
            assert np.isnan(row["advantage"])


def test_by_hand() -> None:
    """Two shops; nobody differs, learns or looks. The fare weighs -0.05 utils a euro.

    Everybody knows both from the start. One is 10 euros dearer, so that its rival is better by
    10 x 0.05 = 0.5 utils, and the other's worse by as much; leaving costs 1.25 utils of effort.
    """
    scenario: Scenario = load(
        {
            "title": "By hand",
            "period": "month",
            "start": "2020-01",
            "horizon": 5,
            "burn_in": 0,
            "market": "occasion",
            "problem": {
                "name": "eat",
                "outcomes": {"fare": {"unit": "EUR", "worst": 50, "best": 0, "revenue": True}},
            },
            "customers": {
                "count": 100,
                "leave": 0,
                "segments": {
                    "all": {
                        "share": 1,
                        "needs": {"mean": 1},
                        "taste": {"fare": {"mean": -0.05}},
                        "value": 3,
                    }
                },
            },
            "providers": {
                "dear": {"known": 1, "offer": {"fare": 30}},
                "cheap": {"known": 1, "offer": {"fare": 20}},
                "late": {"known": 1, "enters": 3, "offer": {"fare": 10}},
            },
            "rules": {
                "look": {"base": -50},
                "switching": {"procedural": 1.25},
                "mechanisms": {"learning": False, "taste": False, "word_of_mouth": False},
            },
        }
    )
    found = sim.run(scenario, track=-1)
    panel = found.panel
    early = panel[panel["period"] <= 3]  # in period 3 it opens: at its start nobody knows it yet
    assert (early["known"] == 1).all()
    assert np.allclose(early["switching_cost"], 1.25)
    dear, cheap = (early[early["provider"] == name] for name in ("dear", "cheap"))
    assert min(len(dear), len(cheap)) > 50
    assert np.allclose(dear["advantage"], 0.5)
    assert np.allclose(cheap["advantage"], -0.5)
    assert (dear["liking_rank"] == 2).all()
    assert not dear["preferred"].any()
    assert cheap["preferred"].all()
    assert np.allclose(dear["spent"], 3 * 30 * dear["uses"])
    assert np.allclose(cheap["spent"], 3 * 20 * cheap["uses"])
    assert not panel["looked"].any()
    assert panel["exit"].isna().all()
    assert (panel["elsewhere"] == 0).all()
    assert panel["uses"].mean() == pytest.approx(1, abs=0.15)
    assert (panel["at_risk"] == (panel["uses"] > 0)).all()
    last = panel[panel["period"] == 4]
    knowing = last[last["known"] == 2]
    best = np.where(knowing["provider"] == "dear", 1.0, 0.5)  # 20 or 10 euros cheaper
    assert np.allclose(knowing["advantage"], best)


@pytest.mark.parametrize("trips", [False, True])
def test_interpreted_and_compiled_are_the_same(trips: bool) -> None:
    options: dict[str, Any] = {"rng": 3, "customers": 60, "periods": 25, "collect": False}
    one, other = (
        followed(Market("airline_vs_train", **options, compiled=compiled, trips=trips), 30)
        for compiled in (True, False)
    )
    assert len(one) == 30 * 25
    pd.testing.assert_frame_equal(one, other, rtol=1e-4, atol=1e-5)


def test_those_who_come_later_are_followed_from_their_second_period() -> None:
    found = sim.run(load(ALARM), seed=5, track=-1)
    panel = found.panel
    came = panel.groupby("customer")["period"].min()
    assert (came[:600] == 0).all()
    late = panel[panel["customer"] >= 600].groupby("customer").first()
    assert len(late) > 80
    moved = late["born"] == late["period"]  # away at once, and another in the place
    assert (late.loc[~moved, "born"] == late.loc[~moved, "period"] - 1).all()
    mine = wide(panel, "at_risk")
    books = wide(found.periods.dropna(subset="at_risk"), "at_risk")
    mine = mine.reindex(columns=books.columns, fill_value=0)
    assert (mine.to_numpy() == books.to_numpy()).all()
    assert sim.run(load(ALARM), seed=5, track=600, periods=5).panel["customer"].max() > 600
    assert sim.run(load(ALARM), seed=5, track=599, periods=5).panel["customer"].max() == 599


# On disk.


def test_it_comes_back_from_the_folder(alarm: Results, tmp_path: Path) -> None:
    saved = alarm.save(tmp_path / "run")
    pd.testing.assert_frame_equal(Results.load(saved).panel, alarm.panel)


def test_a_long_one_is_written_in_batches(
    travel: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "BATCH", 4_321)
    saved = travel.save(tmp_path / "run")
    pd.testing.assert_frame_equal(Results.load(saved).panel, travel.panel)


def test_a_long_one_goes_to_the_disk(travel: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "MOST_IN_MEMORY", 5_000)
    again = sim.run("airline_vs_train", **TRAVEL, track=-1)
    pd.testing.assert_frame_equal(again.panel, travel.panel)


def test_only_when_asked(tmp_path: Path) -> None:
    found = sim.run("airline_vs_train", customers=60, periods=5, out=tmp_path / "run")
    with pytest.raises(ResultsError, match=r"track=N or overstap run --out DIR --track N"):
        _ = found.panel
    with pytest.raises(ResultsError, match=r"does not hold panel\.parquet: .*--track N"):
        _ = Results.load(tmp_path / "run").panel
    assert not (tmp_path / "run" / "panel.parquet").exists()


def test_nobody_leaves() -> None:
    panel = sim.run("monopoly_captives", customers=60, periods=3, track=-1).panel
    assert panel["advantage"].isna().all()
    assert (panel.loc[panel["at_risk"], "known"] == 0).all()
    assert panel.loc[panel["at_risk"], "preferred"].all()
    assert not (panel["exit"] == "defection").any()


def overstap(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["run", "airline_vs_train", "--periods", "6", *arguments])


def test_the_command_keeps_both_tables_of_customers(tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "run"), "--force")
    found = overstap("--customers", "1200", *out)
    assert found.exit_code == 0, found.output
    saved = Results.load(tmp_path / "run")
    assert saved.panel["customer"].nunique() == 1000
    assert saved.customers["customer"].nunique() == 1200
    fewer = overstap("--customers", "120", *out, "--track", "7", "--panel", "9")
    assert fewer.exit_code == 0, fewer.output
    saved = Results.load(tmp_path / "run")
    assert saved.panel["customer"].nunique() == 7
    assert saved.customers["customer"].nunique() == 9
    none = overstap("--customers", "120", *out, "--track", "0", "--panel", "0")
    assert none.exit_code == 0, none.output
    assert not list((tmp_path / "run").glob("*p*nel*"))
    assert not (tmp_path / "run" / "customers.parquet").exists()


@pytest.mark.parametrize("option", ["--track", "--panel"])
def test_the_command_refuses_to_follow_for_nothing(option: str) -> None:
    found = overstap("--customers", "120", option, "5")
    assert found.exit_code == 2
    assert "--out DIR" in found.output


def test_the_answer_of_the_command_is_the_same(tmp_path: Path) -> None:
    options = ("--customers", "300", "--json", "--quiet")
    assert overstap(*options).output == overstap(*options, "--out", str(tmp_path / "run")).output
