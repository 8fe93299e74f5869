"""Which causes were necessary, and how leaving is divided: by hand, by design, and on real runs."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import vl_convert

import sim
from analysis import but_for, but_for_words, shapley
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.fates import (
    ANYWAY,
    TOTAL,
    Case,
    commonest,
    division,
    examine,
    fate,
    leaving,
    necessity,
    ratio,
    smallest,
)
from analysis.language import DUTCH, ENGLISH, LANGUAGES, Language
from sim.experiments.causes import KEYS, Window, window_of
from sim.results import Results
from sim.scenario import Scenario, load
from tests.analysis import shown
from tests.experiments.designed import HALF, designed
from tests.markets import bare, rich

SMALL = Budget(customers=250, replicates=2, workers=1)


def by_hand() -> Case:
    """Two causes to divide between (bits 0 and 1) and one that holds (bit 2), in two replicates.

    Seed 1: customers 1 and 2 were satisfied, 3 and 4 were not; seed 2: 1 was, 2 was not.
    """
    worlds = {
        # world: who of the leavers leaves, and how many customers leave in all
        (1, 7): ({1, 2, 3, 4}, 4),
        (1, 6): ({2, 4}, 2),  # without failures
        (1, 5): ({1, 2, 4}, 3),  # without neglect
        (1, 4): ({4}, 1),  # without both
        (1, 3): ({1, 2, 3, 4}, 6),  # without switching costs
        (2, 7): ({1, 2}, 2),
        (2, 6): ({1, 2}, 2),
        (2, 5): ({1, 2}, 2),
        (2, 4): ({2}, 1),
        (2, 3): ({1, 2}, 3),
    }
    content = {(1, 1), (1, 2), (2, 1)}
    counts = [(seed, world, 10, left) for (seed, world), (_, left) in worlds.items()]
    fates = [
        (seed, customer, (seed, customer) in content, world, customer in who)
        for (seed, world), (who, _) in worlds.items()
        for customer in sorted(worlds[seed, 7][0])
    ]
    return Case(
        window=Window("own", 3, 9, True),
        causes=("failures", "neglect", "switching_costs"),
        divided=2,
        counts=pd.DataFrame(counts, columns=["seed", "world", "customers", "left"]),
        fates=pd.DataFrame(fates, columns=["seed", "customer", "satisfied", "world", "left"]),
        numbers=pd.DataFrame(
            {"seed": [1, 2], "leavers": [4, 2], "satisfied_share": [0.5, 0.5],
             "base_rate": [0.6, 0.8], "hazard_ratio": [1.5, 4.0]}
        ),
        orders={},
    )  # fmt: skip


def shares(table: pd.DataFrame, name: str) -> dict[Any, float]:
    return dict(zip(zip(table[name], table["group"], strict=True), table["share"], strict=True))


# By hand.


def test_necessary_is_who_stays_without_it() -> None:
    found = shares(necessity(by_hand()), "cause")
    # Without failures, 1 and 3 of seed 1 stay: 2 of 6 leavers, 1 of 3 satisfied, 1 of 3 not.
    assert found["failures", "all"] == pytest.approx(2 / 6)
    assert found["failures", "satisfied"] == pytest.approx(1 / 3)
    assert found["failures", "dissatisfied"] == pytest.approx(1 / 3)
    # Without neglect only 3 of seed 1 does.
    assert found["neglect", "all"] == pytest.approx(1 / 6)
    assert found["neglect", "satisfied"] == 0
    assert found["neglect", "dissatisfied"] == pytest.approx(1 / 3)
    assert found["switching_costs", "all"] == 0
    # Without both, 1, 2 and 3 of seed 1 and 1 of seed 2.
    assert found["together", "all"] == pytest.approx(4 / 6)
    assert found["together", "satisfied"] == 1


def test_the_interval_of_a_ratio() -> None:
    # 2 of 4, and 0 of 2: 1/3. Residuals 2 - 4/3 and 0 - 2/3: sd 0.9428; over a mean of 3 and
    # sqrt(2): 0.2222; times 12.706, Student's at one degree of freedom: 2.8236.
    found = ratio([2, 0], [4, 2])
    assert found.value == pytest.approx(1 / 3)
    assert found.low == pytest.approx(1 / 3 - 2.8236, abs=1e-4)
    assert found.high == pytest.approx(1 / 3 + 2.8236, abs=1e-4)
    assert ratio([1], [4]).as_dict() == {"value": 0.25, "low": None, "high": None}
    assert ratio([0, 0], [4, 2]).as_dict() == {"value": 0.0, "low": None, "high": None}
    assert ratio([0, 0], [0, 0]).value is None


def test_the_smallest_sets() -> None:
    found = smallest(by_hand()).set_index(["seed", "customer"])
    assert found["size"].to_dict() == {
        (1, 1): 1, (1, 2): 2, (1, 3): 1, (1, 4): 0, (2, 1): 2, (2, 2): 0
    }  # fmt: skip
    assert found["sets"].to_dict() == {
        (1, 1): (1,), (1, 2): (3,), (1, 3): (1, 2), (1, 4): (), (2, 1): (3,), (2, 2): ()
    }  # fmt: skip


def test_who_is_kept_by_one_cause_less_by_several_or_by_none() -> None:
    case = by_hand()
    found = shares(fate(case, smallest(case)), "fate")
    assert [found[name, "all"] for name in ("one", "several", "always")] == pytest.approx(
        [1 / 3] * 3
    )
    # Satisfied: 1 of seed 1 by one; 2 of seed 1 and 1 of seed 2 by both.
    assert found["one", "satisfied"] == pytest.approx(1 / 3)
    assert found["several", "satisfied"] == pytest.approx(2 / 3)
    assert found["always", "satisfied"] == 0
    assert found["always", "dissatisfied"] == pytest.approx(2 / 3)


def offset() -> Case:
    """Leaving is divided over bit 0 alone; without advertising (bit 1) all of four leavers stay.

    Without both, two of them leave: as when the entrant brings with it that a rival closes.
    """
    worlds = {3: {1, 2, 3, 4}, 2: {2, 3, 4}, 1: set(), 0: {3, 4}}
    rows = [
        (1, who, True, world, who in left) for world, left in worlds.items() for who in worlds[3]
    ]
    counts = [(1, world, 10, len(left)) for world, left in worlds.items()]
    return replace(
        by_hand(),
        causes=("entrant", "advertising"),
        divided=1,
        counts=pd.DataFrame(counts, columns=["seed", "world", "customers", "left"]),
        fates=pd.DataFrame(rows, columns=["seed", "customer", "satisfied", "world", "left"]),
        numbers=by_hand().numbers.head(1),
    )


def test_a_cause_that_is_not_divided_keeps_its_leavers_too() -> None:
    case = offset()
    found = shares(fate(case, smallest(case)), "fate")
    assert found["one", "all"] == shares(necessity(case), "cause")["advertising", "all"] == 1
    assert found["always", "all"] == 0


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=str)
def test_all_causes_together_may_keep_fewer_than_one_of_them(language: Language) -> None:
    scenario = rich("subscription")
    words = but_for_words.Words(scenario, Window("alpha", 3, 9, True), language, "March 2000")
    told = but_for._reading(necessity(offset()), words)
    assert told.endswith(words("offset", cause=words.name("advertising")))
    assert "100%" in told
    assert "50%" in told
    assert words("offset", cause=words.name("failures")) not in but_for._reading(
        necessity(by_hand()), words
    )


def test_the_set_of_all_causes_is_not_spelled_out() -> None:
    words = but_for_words.Words(
        rich("occasion"), Window("alpha", 3, 9, True), ENGLISH, "March 2000"
    )
    every = ("failures", "neglect", "switching_costs")
    assert words.set_of(("failures", "neglect"), every) == "all of these together"
    assert words.set_of(("failures",), every) == "its own failures"


def test_the_commonest_sets_of_several() -> None:
    case = by_hand()
    found = commonest(case, smallest(case))
    assert found.to_dict("records") == [
        {"causes": ("failures", "neglect"), "leavers": 2, "share": pytest.approx(2 / 6)}
    ]


def test_how_many_leave_in_which_world() -> None:
    found = leaving(by_hand()).set_index("cause")["share"]
    assert found.to_dict() == pytest.approx(
        {"": 6 / 20, "failures": 4 / 20, "neglect": 5 / 20, "switching_costs": 9 / 20,
         "together": 2 / 20}
    )  # fmt: skip


def test_leaving_is_divided() -> None:
    # Seed 1: v(none) 1, v(failures) 3, v(neglect) 2, v(both) 4. Failures: (2 + 2) / 2 = 2, neglect:
    # (1 + 1) / 2 = 1. Seed 2: 1, 2, 2, 2. Failures: (1 + 0) / 2 = 0.5, and neglect the same.
    found = division(by_hand()).set_index("part")
    assert found["share"].to_dict() == pytest.approx(
        {"failures": 2.5 / 6, "neglect": 1.5 / 6, ANYWAY: 2 / 6, TOTAL: 1.0}
    )
    assert found["hundred"].to_dict() == pytest.approx(
        {"failures": 12.5, "neglect": 7.5, ANYWAY: 10, TOTAL: 30}
    )
    assert (found["error"] == 0).all()


def test_parts_that_do_not_add_up_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapley, "exact", lambda values: np.array([1.0, 1.0]))
    with pytest.raises(RuntimeError, match="add up"):
        division(by_hand())


def test_nobody_in_a_group_is_unknown() -> None:
    case = by_hand()
    content = replace(case, fates=case.fates[case.fates["satisfied"]])
    found = necessity(content)
    assert found.loc[found["group"] == "dissatisfied", "share"].isna().all()
    assert found.loc[found["group"] == "dissatisfied", "leavers"].eq(0).all()


# By design.


def examined(scenario: Scenario, causes: tuple[str, ...] | None = None, **how: Any) -> Case:
    return examine(scenario, window_of(scenario), causes=causes, **how)


def necessary(case: Case) -> dict[str, float]:
    rows = necessity(case)
    rows = rows[rows["group"] == "all"]
    return dict(zip(rows["cause"], rows["share"], strict=True))


def divided(case: Case) -> dict[str, float]:
    parts = division(case)
    return dict(zip(parts["part"], parts["share"], strict=True))


def test_only_because_of_the_entrant() -> None:
    # Everybody always compares, so that it takes no failure to wake anybody.
    case = examined(designed(rules__mechanisms__attention=False))
    assert necessary(case) == {"entrant": 1, "failures": 0, "together": 1}
    assert divided(case) == {"entrant": 1, "failures": 0, ANYWAY: 0, TOTAL: 1}


def test_only_because_of_failures() -> None:
    case = examined(designed(rules__look__life_event=0.0), ("failures",))
    assert necessary(case)["failures"] == 1
    assert divided(case) == {"failures": 1, ANYWAY: 0, TOTAL: 1}
    assert necessary(case)["inattention"] == 0


def test_two_causes_of_which_each_suffices() -> None:
    case = examined(designed(), ("failures", "life_events"))
    assert necessary(case)["failures"] == necessary(case)["life_events"] == 0
    assert divided(case) == pytest.approx(
        {"failures": 0.5, "life_events": 0.5, ANYWAY: 0, TOTAL: 1}
    )
    # Between these two; the entrant, of whom both make use, is taken away on its own too.
    between = case.fates[case.fates["world"] & case.others == case.others]
    found = smallest(replace(case, fates=between))
    assert (found["size"] == 2).all()
    assert (smallest(case)["size"] == 1).all()
    assert commonest(case, found)["causes"].tolist() == [("failures", "life_events")]
    # With the entrant, without whom either is of no use: as with a left glove and two right ones.
    assert divided(examined(designed())) == pytest.approx(
        {"entrant": 4 / 6, "failures": 1 / 6, "life_events": 1 / 6, ANYWAY: 0, TOTAL: 1}
    )


def test_two_causes_that_are_both_needed() -> None:
    case = examined(designed(reasons=HALF), ("failures", "life_events"))
    assert necessary(case)["failures"] == necessary(case)["life_events"] == 1
    assert divided(case) == pytest.approx(
        {"failures": 0.5, "life_events": 0.5, ANYWAY: 0, TOTAL: 1}
    )
    assert (smallest(case)["size"] == 1).all()


def test_what_holds_has_a_share_below_zero() -> None:
    # Half of the customers leave; with switching costs of their own weight hardly anybody does.
    scenario = designed(
        rules__mechanisms__switching_costs=True,
        rules__switching__procedural=1003.0,
        customers__count=400,
    )
    case = examined(scenario, ("entrant", "switching_costs"))
    found = divided(case)
    assert found["switching_costs"] < 0 < found["entrant"]
    assert found["switching_costs"] + found["entrant"] + found[ANYWAY] == pytest.approx(1)
    leave = leaving(case).set_index("cause")["share"]
    assert leave["switching_costs"] == 1 > leave[""]


# On real runs.


@pytest.mark.parametrize("name", ["airline_vs_train", "attention_policies", "one_bad_experience"])
def test_the_shares_of_a_real_market_add_up(name: str) -> None:
    case = examined(load(name), customers=200, seeds=(1, 2))
    assert case.divided in (5, 6)
    assert case.counts["world"].nunique() > 1 << case.divided
    parts = division(case)
    assert parts["share"].iloc[:-1].sum() == pytest.approx(1, abs=1e-12)
    assert parts["hundred"].iloc[:-1].sum() == pytest.approx(parts["hundred"].iloc[-1], abs=1e-9)
    kept = fate(case, smallest(case))
    assert kept.groupby("group")["share"].sum().to_numpy() == pytest.approx(1)
    # Whom one cause less keeps, one of the causes was necessary for.
    single = shares(kept, "fate")["one", "all"]
    assert max(necessary(case)[cause] for cause in case.causes[: case.divided]) <= single + 1e-12


def test_many_causes_are_sampled() -> None:
    causes = ("entrant", "failures", "dissatisfaction", "neglect", "word_of_mouth", "life_events",
              "advertising")  # fmt: skip
    case = examined(load("energy_incumbent"), causes, customers=200, seeds=(1, 2))
    assert case.divided == 7
    assert set(case.orders) == {1, 2}
    assert case.counts.groupby("seed")["world"].nunique().max() < 128
    parts = division(case).set_index("part")
    assert parts["share"].drop(TOTAL).sum() == pytest.approx(1)
    assert parts.loc["entrant", "error"] > 0
    assert parts.loc[[ANYWAY, TOTAL], "error"].eq(0).all()
    assert parts["share"].idxmax() in {"entrant", TOTAL}
    assert smallest(case)["size"].le(7).all()


def results_of(scenario: Any, **how: Any) -> Results:
    return sim.run(scenario, customers=120, against_no_entrant=False, **how)


def drawn(exhibit: Exhibit) -> str:
    """Draws both pictures; returns the chart's as text."""
    exhibit.figure().savefig(io.BytesIO(), dpi=30)
    return str(vl_convert.vegalite_to_svg(exhibit.chart().to_json()))


@pytest.fixture(scope="module")
def airline() -> list[Exhibit]:
    return but_for.exhibits(results_of("airline_vs_train", periods=40), ENGLISH, SMALL)


def test_an_answer(airline: list[Exhibit]) -> None:
    one, two = airline
    assert [one.key, two.key] == ["but_for", "shapley"]
    assert "the newcomer (high-speed train)" in one.reading
    assert "February 2008" in one.note
    for exhibit in airline:
        assert "high-speed train" in drawn(exhibit)
        assert shown.odd_numbers(exhibit, ENGLISH) == []
        assert not exhibit.data.empty
    parts = two.data.set_index("part")["share"]
    assert parts.drop(TOTAL).sum() == pytest.approx(1)


def test_a_satisfied_share_has_base_rate_and_hazard_ratio_beside_it(airline: list[Exhibit]) -> None:
    one = airline[0]
    assert {"satisfied_share", "base_rate", "hazard_ratio"} <= set(one.data["what"])
    for words in ("satisfied among all leavers", "satisfied among customers at risk", "hazard"):
        assert one.table["the same customers"].str.contains(words).sum() == 1
    assert "hazard ratio dissatisfied : satisfied" in one.note


def test_the_factual_numbers_are_those_of_the_run() -> None:
    results = sim.run("mobile_contracts", customers=300, seed=4, periods=60)
    case = examine(results.scenario, window_of(results.scenario, 60), customers=300, seeds=(4,))
    window = case.window
    numbers = results.three_numbers("north", since=window.since, until=window.until)
    row = case.numbers.iloc[0]
    assert row["leavers"] == numbers.leavers
    assert row["satisfied_share"] == numbers.satisfied_share.value
    assert row["base_rate"] == numbers.base_rate.value
    exits = results.exits
    there = (exits["from"] == "north") & (exits["type"] == "defection")
    there &= exits["period"].between(window.since, window.until - 1)
    # Newcomers and those who came in the window leave too, but are not followed.
    leavers = set(case.fates["customer"])
    assert leavers <= set(exits.loc[there, "customer"])
    assert len(leavers) > 10


def test_dutch_says_the_same() -> None:
    results = results_of("energy_incumbent", periods=20)
    one, two = but_for.exhibits(results, DUTCH, SMALL)
    assert "nieuwe concurrenten" in one.reading
    assert "kwartalen vanaf april 1996" in one.note
    assert "aandeel van de vertrekkers" in two.table.columns
    assert shown.odd_numbers(one, DUTCH) == shown.odd_numbers(two, DUTCH) == []


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "Bank.Co", "A[1]", "_x $y$"])
def test_hostile_names(name: str) -> None:
    market = rich("subscription").model_dump(mode="json", exclude_none=True)
    text = json.dumps(market).replace('"alpha"', json.dumps(name)).replace(".alpha.", f".{name}.")
    text = text.replace('"zeta"', json.dumps(f"new {name}"))
    found = but_for.exhibits(results_of(json.loads(text)), ENGLISH, SMALL)
    assert name.strip("_") in found[0].reading
    for exhibit in found:
        assert "<script" not in drawn(exhibit)
        assert name not in exhibit.data.columns


def test_nobody_left() -> None:
    market = rich("subscription", rules__switching__procedural=1e6)
    (only,) = but_for.exhibits(results_of(market), ENGLISH, SMALL)
    assert only.reading.startswith("Nobody left “alpha” for another provider in the 13 months")
    assert only.table.iloc[0].tolist()[0::2] == ["alpha", "0"]
    drawn(only)


def test_one_provider_and_nobody_to_go_to() -> None:
    alone = bare(
        {"own": {"touchpoints": {"desk": {"failure": 0.5, "severity": 1.0}}}},
        rules__mechanisms__failures=True,
    )
    (only,) = but_for.exhibits(results_of(alone), DUTCH, SMALL)
    assert only.reading.startswith("Niemand stapte van “own” over")
    drawn(only)


def test_without_causes_there_is_no_answer() -> None:
    assert but_for.exhibits(results_of(bare({"one": {}, "other": {}})), ENGLISH, SMALL) == []


def test_a_world_without_entrants_stays_one() -> None:
    results = sim.run("monopoly_captives", customers=100, periods=40, entrants=False)
    (only,) = but_for.exhibits(results, ENGLISH, SMALL)
    assert "Nobody left “cable”" in only.reading


def test_one_replicate_has_no_intervals() -> None:
    results = results_of("mobile_contracts", periods=48)
    one, two = but_for.exhibits(results, ENGLISH, Budget(customers=150, replicates=1, workers=1))
    assert two.data["low"].isna().all()
    assert "unknown" not in one.reading
    drawn(one), drawn(two)


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    budget = replace(SMALL, tell=lambda *what: told.append(what))
    but_for.exhibits(results_of("five_markets", periods=4), ENGLISH, budget)
    assert [done for _, done, _ in told] == [told[0][1], told[-1][2]]
    assert told[0][0] == "the same customers in other worlds"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_cause_has_words(code: str) -> None:
    language = LANGUAGES[code]
    for key in KEYS:
        assert but_for_words.NAMES(key, language)
        assert but_for_words.HOW(key, language)


def test_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "run"
    sim.run("silent_leavers", customers=100, periods=44, out=folder)
    asked = [str(folder), "--replicates", "1", "--customers", "400", "--workers", "1"]
    assert but_for.main(asked) == 0
    assert (folder / "but_for.png").stat().st_size > 10_000
    assert "Without what would they have stayed?" in capsys.readouterr().out
