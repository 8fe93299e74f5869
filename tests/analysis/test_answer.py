"""The answer follows the numbers, and so does what speaks against it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import sim
from analysis.language import DUTCH, ENGLISH
from analysis.report.answer import against, answer, facts, tiles
from analysis.wording import focus
from sim.measures import Estimate
from sim.results import Results
from sim.scenario import with_values

LINE = "airline"


def turned(results: Results, **tables: pd.DataFrame) -> Results:
    """The same run with other tables."""
    other = replace(results)
    for name in ("periods", "hazards", "exits"):
        other.__dict__[name] = tables.get(name, getattr(results, name))
    return other


def hazards(rows: list[tuple[float, int, int]]) -> pd.DataFrame:
    """Customers at risk and defections of the airline by band."""
    table = pd.DataFrame(rows, columns=["band", "at_risk", "defections"])
    segment = pd.Categorical(["business"] * len(rows), ["business", "leisure"])
    return table.assign(period=0, provider=LINE, segment=segment)


def course(results: Results, name: str, before: float, after: float) -> pd.DataFrame:
    """The periods with another course of one column of the airline, from the entry on."""
    periods = results.periods.copy()
    own = periods["provider"] == LINE
    periods.loc[own, name] = np.where(periods.loc[own, "period"] < 24, before, after)
    return periods


def test_the_first_sentence_turns_with_satisfaction_and_share(small_run: Results) -> None:
    falls = course(small_run, "share", 0.8, 0.3)
    calm = turned(turned(small_run, periods=falls), periods=course(
        turned(small_run, periods=falls), "satisfaction", 7.0, 7.1))  # fmt: skip
    assert answer(calm, ENGLISH)[0].startswith(
        "Not because they grew less satisfied: satisfaction with the air shuttle barely moved "
        "(7.0 to 7.1 of 10) while its share of use fell from 80% to 30%."
    )
    sad = turned(calm, periods=course(calm, "satisfaction", 7.0, 5.0))
    assert answer(sad, ENGLISH)[0].startswith(
        "Satisfaction with the air shuttle fell (7.0 to 5.0 of 10), and its share of use fell "
        "from 80% to 30%."
    )
    grown = turned(calm, periods=course(calm, "share", 0.3, 0.8))
    assert "rose from 30% to 80%" in answer(grown, ENGLISH)[0]
    assert not answer(grown, ENGLISH)[0].startswith("Not because")
    unknown = turned(calm, periods=course(calm, "satisfaction", np.nan, np.nan))
    assert "is unknown" in answer(unknown, ENGLISH)[0]


def test_the_second_sentence_has_all_three_numbers(small_run: Results) -> None:
    # Satisfied: 300 of 400 at risk and 30 of 60 leavers. Hazards: 30 of 100 against 30 of 300,
    # so that the ratio is 3.
    found = turned(small_run, hazards=hazards([(7.5, 300, 30), (5.0, 100, 30)]))
    said = answer(found, ENGLISH)[1]
    assert said.startswith(
        "50% (38% to 62%) of those who left the air shuttle for another were satisfied (7 or"
    )
    assert answer(found, DUTCH)[1].startswith(
        "50% (38% tot 62%) van wie van “air shuttle” naar een ander ging was tevreden (7 of"
    )
    assert "against 75% (71% to 79%) of all its customers at risk" in said
    assert "the dissatisfied left 3.00 (1.91 to 4.72) times as fast" in said
    even = turned(small_run, hazards=hazards([(7.5, 300, 30), (5.0, 100, 10)]))
    assert "that either left sooner cannot be shown, hazard ratio" in answer(even, ENGLISH)[1]
    turned_round = turned(small_run, hazards=hazards([(7.5, 300, 150), (5.0, 100, 10)]))
    assert "the satisfied left sooner, hazard ratio" in answer(turned_round, ENGLISH)[1]
    only = turned(small_run, hazards=hazards([(7.5, 300, 30)]))
    assert "the hazard ratio is unknown" in answer(only, ENGLISH)[1]
    nobody = turned(small_run, hazards=hazards([(7.5, 300, 0), (5.0, 100, 0)]))
    assert answer(nobody, ENGLISH)[1].startswith("Nobody left the air shuttle for another")
    assert "75% (71% to 79%)" in answer(nobody, ENGLISH)[1]


@pytest.mark.parametrize(
    ("found", "words", "speaks"),
    [
        (
            Estimate(0.12, 0.10, 0.14),
            "Of every 100 customers of the air shuttle 12.0 (10.0 to 14.0) more left",
            False,
        ),
        (Estimate(0.01, -0.02, 0.04), "cannot be shown (1.0 (−2.0 to 4.0) of every 100", True),
        (Estimate(-0.05, -0.07, -0.03), "customers of the air shuttle 5.0 fewer left", True),
    ],
)
def test_the_third_sentence_is_about_the_entry(
    small_run: Results, found: Estimate, words: str, speaks: bool
) -> None:
    changed = replace(small_run, excess={LINE: {7.0: found}})
    assert words in answer(changed, ENGLISH)[2]
    told = [sentence for sentence in against(changed, ENGLISH) if "does not show" in sentence]
    assert bool(told) == speaks


def left_for(results: Results, solution: float, fare: float, **values: object) -> Results:
    """The same run without an entry; all left by chance, with these parts, in utils."""
    alone = with_values(results.scenario, {"providers.train.enters": 0})
    exits = results.exits.assign(
        push=fare, pull=solution, mooring=-0.5, luck=0.5, true_reason="chance",
        complained=False, surveyed=False, trigger="failure", **values,
    )  # fmt: skip
    rows = [("push", "fare", "outcome", fare), ("pull", "train", "own", solution)]
    parts = pd.concat(
        pd.DataFrame({"exit": exits["exit"], "side": side, "part": part, "kind": kind, "utils": u})
        for side, part, kind, u in rows
    )
    found = replace(results, scenario=alone, excess={})
    found.__dict__.update(periods=results.periods, exits=exits, parts=parts)
    return found


def test_without_an_entry_it_is_about_what_can_be_named(small_run: Results) -> None:
    assert answer(left_for(small_run, 2.0, 1.0), ENGLISH)[2] == (
        "Chance apart, which decides when, what tipped the balance was a better solution for 100% "
        "of those who left it. 100% of those who left for another had never complained nor "
        "answered its survey. What made them compare: something failed (100%)."
    )
    assert (
        "was price for 100% of those who left it. "
        in answer(left_for(small_run, 1.0, 2.0), ENGLISH)[2]
    )
    assert (
        "nothing that can be named for 100%" in answer(left_for(small_run, -1.0, -1.0), ENGLISH)[2]
    )
    assert (
        "gaf dit de doorslag: een betere oplossing bij 100%"
        in answer(left_for(small_run, 2.0, 1.0), DUTCH)[2]
    )


def test_luck_that_outweighed_the_rest_speaks_against_it(small_run: Results) -> None:
    forces = left_for(small_run, 2.0, 1.0)
    assert not any("Luck" in told for told in against(forces, ENGLISH))
    # Luck of 4 is more than 1 + 2 for every leaver.
    lucky = turned(forces, exits=forces.exits.assign(luck=4.0))
    told = [words for words in against(lucky, ENGLISH) if "Luck" in words]
    assert told == [
        "Luck outweighed push and pull together in 100% of the departures (on average 4.0 utils "
        "against 3.0)."
    ]


def test_how_far_the_newcomer_came_is_told(small_run: Results) -> None:
    periods = small_run.periods.copy()
    train = periods["provider"] == "train"
    last = periods["period"] >= 72
    periods.loc[train & last, "share"] = 0.4
    periods.loc[train & (periods["period"] == 83), "known"] = 0.9
    assert answer(turned(small_run, periods=periods), ENGLISH)[0].endswith(
        "The entry: high-speed train, which 90% of all customers knew at the end, had a share of "
        "use of 40% in the last year."
    )
    # It enters in period 24 and closes after 60.
    closed = periods.assign(open=periods["open"] & ~(train & (periods["period"] > 60)))
    closed.loc[train & (closed["period"] > 48) & (closed["period"] <= 60), "share"] = 0.25
    closed.loc[train & (closed["period"] == 60), "known"] = 0.5
    assert answer(turned(small_run, periods=closed), ENGLISH)[0].endswith(
        "The entry: high-speed train closed after 37 months, known to 50% of all customers and "
        "with a share of use of 25% in its last year."
    )
    dutch = answer(turned(small_run, periods=closed), DUTCH)[0]
    assert "sloot na 37 maanden, bekend bij 50%" in dutch
    # A second one enters in period 60, and is used less.
    second = periods["provider"] == "ouigo"
    several = periods.assign(open=periods["open"] | (second & (periods["period"] >= 60)))
    several.loc[second & last, "share"] = 0.2
    later = with_values(small_run.scenario, {"providers.ouigo.enters": 60})
    both = replace(small_run, scenario=later)
    both.__dict__["periods"] = several
    assert answer(both, ENGLISH)[0].endswith(
        "The entries: 2 newcomers together had a share of use of 60% in the last year; the most "
        "used, high-speed train, had 40%."
    )


def test_the_only_other_incumbent_is_told_too(small_run: Results) -> None:
    periods = small_run.periods.copy()
    other = periods["provider"] == "intercity"
    periods.loc[other, "share"] = np.where(periods.loc[other, "period"] < 24, 0.35, 0.05)
    told = turned(small_run, periods=periods)
    assert "time the conventional train went from 35% to 5%." in answer(told, ENGLISH)[0]
    assert "ging “conventional train” van 35% naar 5%." in answer(told, DUTCH)[0]
    second = with_values(small_run.scenario, {"providers.ouigo.role": "incumbent"})
    assert "Over the same time" not in answer(replace(told, scenario=second), ENGLISH)[0]


def test_the_dissatisfied_who_stay_are_told_when_they_are_many(small_run: Results) -> None:
    # Nobody was followed.
    assert "all the same" not in answer(small_run, ENGLISH)[1]
    run = sim.run(
        "airline_vs_train", customers=300, periods=30, seed=2, track=-1, against_no_entrant=False
    )
    panel = run.panel.astype({"exit": object, "provider": object})
    panel = panel.assign(provider=LINE, exit=None)
    run.__dict__["panel"] = panel.assign(satisfaction=3.0)
    assert answer(run, ENGLISH)[1].endswith(
        " 100% (99% to 100%) of its customers were dissatisfied and stayed for the year all the "
        "same."
    )
    assert answer(run, DUTCH)[1].endswith(
        " 100% (99% tot 100%) van de klanten was ontevreden en bleef dat jaar toch."
    )
    few = panel["customer"].isin(sorted(panel["customer"].unique())[:29])
    run.__dict__["panel"] = panel.assign(satisfaction=np.where(few, 3.0, 8.0))
    assert "all the same" not in answer(run, ENGLISH)[1]


def test_those_who_stop_altogether_are_told_when_they_are_many(small_run: Results) -> None:
    left = small_run.exits[small_run.exits["from"] == LINE]
    exits = pd.concat([left[left["type"] == "defection"].head(100)] * 2).astype({"type": str})
    exits["type"] = np.where(np.arange(200) < 191, "defection", "stop")
    assert "altogether" not in answer(turned(small_run, exits=exits), ENGLISH)[1]
    exits["type"] = np.where(np.arange(200) < 150, "defection", "stop")
    several = turned(small_run, exits=exits)
    assert (
        "Beside the 150 departures for another, 50 stopped altogether."
        in answer(several, ENGLISH)[1]
    )
    assert "Naast 150 keer vertrek naar een ander waren er 50 die" in answer(several, DUTCH)[1]


def test_where_nobody_left_for_another_some_may_have_stopped(small_run: Results) -> None:
    left = small_run.exits[small_run.exits["from"] == LINE]
    stops = left.head(38).assign(type="stop")
    alone = with_values(small_run.scenario, {"providers.train.enters": 0})
    found = turned(replace(small_run, scenario=alone, excess={}), exits=stops,
                   hazards=hazards([(7.5, 300, 0), (5.0, 100, 0)]))  # fmt: skip
    said = answer(found, ENGLISH)
    assert " 38 stopped altogether." in said[1]
    assert "Beside the 0" not in said[1]
    assert said[2].startswith("Nobody left for another, so there are no reasons")
    assert " Wel stopten er 38 helemaal." in answer(found, DUTCH)[1]


def test_half_is_not_most(small_run: Results) -> None:
    # 4,996 of 10,000 leavers satisfied: less than half, which chance alone explains.
    even = turned(small_run, hazards=hazards([(7.5, 60_000, 4_996), (5.0, 40_000, 5_004)]))
    told = against(even, ENGLISH)
    assert not any("Most of the leavers" in words for words in told)
    assert any("do stay longer" in words for words in told)


def test_a_share_that_stands_still_is_told_once(small_run: Results) -> None:
    still = turned(small_run, periods=course(small_run, "share", 0.59, 0.59))
    assert "its share of use hardly changed (59%)." in answer(still, ENGLISH)[0]
    nearly = turned(small_run, periods=course(small_run, "share", 0.59, 0.60))
    assert "hardly changed (59% to 60%)." in answer(nearly, ENGLISH)[0]


def test_an_excess_that_cannot_be_counted_is_unknown(small_run: Results) -> None:
    # The train enters in period 24 of 84: the books close 60 months later.
    long = with_values(small_run.scenario, {"report.excess_window": 61})
    cut = replace(small_run, scenario=long, excess={})
    assert answer(cut, ENGLISH)[2].startswith(
        "How many more customers of the air shuttle left satisfied than without the entrant is "
        "unknown: that is counted over 61 months from its entry (`report: excess_window`), and the "
        "books close 60 months after it."
    )
    assert "is onbekend" in answer(cut, DUTCH)[2]
    enough = with_values(small_run.scenario, {"report.excess_window": 60})
    assert "unknown" not in answer(replace(small_run, scenario=enough, excess={}), ENGLISH)[2]


def test_without_an_entry_it_tells_what_standing_still_takes(small_run: Results) -> None:
    assert "stand still" not in answer(small_run, ENGLISH)[0]
    alone = with_values(small_run.scenario, {"providers.train.enters": 0})
    said = answer(replace(small_run, scenario=alone), ENGLISH)[0]
    own = small_run.periods[small_run.periods["provider"] == LINE]
    lost = own[["defections", "stops", "involuntary"]].to_numpy(float).sum() / 7
    assert f"must win {lost:,.0f} customers a year, " in said


def test_only_a_question_why_is_answered_by_why_not(small_run: Results) -> None:
    falls = course(small_run, "share", 0.8, 0.3)
    calm = turned(turned(small_run, periods=falls), periods=course(
        turned(small_run, periods=falls), "satisfaction", 7.0, 7.1))  # fmt: skip
    other = replace(calm, scenario=with_values(calm.scenario, {"question": "Would they leave?"}))
    other.__dict__["periods"] = calm.periods
    assert answer(other, ENGLISH)[0].startswith(
        "Satisfaction with the air shuttle barely moved (7.0 to 7.1 of 10), yet its share of use "
        "fell from 80% to 30%."
    )


def test_what_speaks_against_it_never_has_a_share_alone(small_run: Results) -> None:
    # Satisfied 30 of 60 leavers, 300 of 400 at risk: they do stay more.
    stay = turned(small_run, hazards=hazards([(7.5, 300, 30), (5.0, 100, 30)]))
    (told,) = [words for words in against(stay, ENGLISH) if "do stay longer" in words]
    assert all(number in told for number in ("50%", "75%", "3.00 (1.91 to 4.72)"))
    # Satisfied 6 of 60 leavers.
    few = turned(small_run, hazards=hazards([(7.5, 100, 6), (5.0, 300, 54)]))
    (told,) = [words for words in against(few, ENGLISH) if "were not satisfied" in words]
    assert all(number in told for number in ("10%", "25%", "3.00"))
    assert not any("do stay longer" in words for words in against(few, ENGLISH))
    even = turned(small_run, hazards=hazards([(7.5, 300, 30), (5.0, 100, 10)]))
    assert not any("stay" in words or "not satisfied" in words for words in against(even, ENGLISH))


def test_few_leavers_and_other_cutoffs_are_told(small_run: Results) -> None:
    # From 6 the satisfied leave less (10% against 20%), from 8 more (30% against 6.7%).
    rows = hazards([(5.0, 100, 20), (6.5, 200, 0), (8.5, 100, 30)])
    told = against(turned(small_run, hazards=rows), ENGLISH)
    (cutoffs,) = [words for words in told if "depends on what counts" in words]
    assert all(f"from {cutoff}" in cutoffs for cutoff in (6, 7, 8))
    scarce = hazards([(7.5, 300, 3), (5.0, 100, 3)])
    told = against(turned(small_run, hazards=scarce), ENGLISH)
    assert any("Only 6 customers left" in words for words in told)


def test_a_rival_rule_is_told(small_run: Results) -> None:
    rival = replace(
        small_run, scenario=with_values(small_run.scenario, {"rules.exit": "threshold"})
    )
    told = against(rival, ENGLISH)
    assert any("rival rule (threshold)" in words for words in told)
    assert not any("Luck" in words for words in told)


def test_shares_that_are_missed_are_told(small_run: Results) -> None:
    far = small_run.scenario.observed[0].model_copy(
        update={"use": "validation", "share": 0.9, "date": "2010-01", "months": 1}
    )
    scenario = small_run.scenario.model_copy(update={"observed": [far]})
    told = against(replace(small_run, scenario=scenario), ENGLISH)
    assert any("misses the one published share that was kept apart by" in words for words in told)
    two = [far, far.model_copy(update={"date": "2010-05"})]
    scenario = small_run.scenario.model_copy(update={"observed": two})
    told = against(replace(small_run, scenario=scenario), ENGLISH)
    assert any("misses the published shares" in words for words in told)


def test_tiles_are_the_numbers_of_the_run(small_run: Results) -> None:
    found = turned(small_run, hazards=hazards([(7.5, 300, 30), (5.0, 100, 30)]))
    heading, shown = tiles(found, ENGLISH)
    assert "7 or more" in heading
    assert [tile.value for tile in shown[:3]] == ["50%", "75%", "3.00"]
    assert shown[3].words == "more of every 100 left satisfied than without the entrant"
    alone = replace(found, excess={})
    alone.__dict__["hazards"] = found.hazards
    assert (tiles(alone, ENGLISH)[1][3].value, tiles(alone, DUTCH)[1][3].value) == ("60", "60")


def test_nobody_at_all_is_said_plainly(small_run: Results) -> None:
    nobody = turned(small_run, periods=small_run.periods.assign(at_risk=0))
    assert focus(nobody) is None
    assert answer(nobody, ENGLISH) == ["In this run no provider had customers who could leave."]
    assert against(nobody, ENGLISH) == []
    assert tiles(nobody, ENGLISH) == ("", [])


def test_facts_are_of_the_year_before_the_entry_and_the_last(small_run: Results) -> None:
    ramp = small_run.periods.copy()
    own = ramp["provider"] == LINE
    ramp.loc[own, "share"] = ramp.loc[own, "period"] / 100
    # The train enters in period 24 of 84: means of 12..23 and of 72..83, over 100.
    assert facts(turned(small_run, periods=ramp), LINE).held == pytest.approx((0.175, 0.775))


def test_every_text_is_there_in_dutch(small_run: Results) -> None:
    english, dutch = (
        answer(small_run, each) + against(small_run, each) for each in (ENGLISH, DUTCH)
    )
    assert len(english) == len(dutch)
    assert not set(english) & set(dutch)
