"""The story: in order, complete, and honest about why."""

from __future__ import annotations

import json

import pytest

from sim.diary import KINDS, diary, find_defector
from sim.diary.labels import Labels, duration, listed, times
from sim.diary.portrait import _frequency
from sim.scenario import with_values


@pytest.mark.parametrize("every_need", [False, True])
@pytest.mark.parametrize("name", ["telecom", "groceries", "flights"])
def test_a_life_is_told_in_order_from_portrait_to_end(name, request, every_need):
    scenario = request.getfixturevalue(name)
    events = diary(scenario, customer=17, every_need=every_need)
    assert (events[0].kind, events[-1].kind) == ("portrait", "end")
    assert [event.period for event in events] == sorted(event.period for event in events)
    assert {event.kind for event in events} <= set(KINDS)
    for event in events:
        assert event.text[-1] in ".!?"
        assert "None" not in event.text
        assert "  " not in event.text
        json.dumps(event.as_dict(), allow_nan=False)


@pytest.mark.parametrize("name", ["telecom", "groceries", "flights"])
def test_every_kind_of_event_fits_in_json(name, request):
    scenario, kinds = request.getfixturevalue(name), set()
    for customer in range(0, 40):
        for event in diary(scenario, customer=customer):
            kinds.add(event.kind)
            json.dumps(event.as_dict(), allow_nan=False)
    assert {"portrait", "left", "started", "end"} <= kinds


@pytest.mark.parametrize("name", ["telecom", "groceries", "flights"])
def test_every_need_is_counted_once(name, request):
    scenario = request.getfixturevalue(name)

    def needs(every_need: bool) -> int:
        count = 0
        for event in diary(scenario, customer=17, every_need=every_need):
            if event.kind == "quiet":
                count += sum(use["count"] for use in event.facts["uses"].values())
                count += event.facts["without"] + event.facts["unmet"]
            else:
                count += "main" in event.facts
        return count

    assert needs(True) == needs(False) > 0


def test_the_defector_was_satisfied_and_the_reason_is_told(flights):
    number = find_defector(flights)
    assert number is not None
    leaving = [e for e in diary(flights, customer=number) if e.kind == "left"]
    first = next(e for e in leaving if e.facts["change"]["to"] == "train")
    assert first.facts["satisfaction_before"] >= flights.report.satisfied_at
    score = f"{first.facts['satisfaction_before']:.1f} out of 10, and gone: left the air shuttle"
    assert first.text.startswith(score)
    assert "for the high-speed train" in first.text
    assert "luck of the day" in first.text
    assert "Why: " in first.text or "began with" in first.text


def test_luck_is_blamed_only_when_it_decided(groceries):
    told = {True: 0, False: 0}
    for number in range(0, 400, 20):
        for event in diary(groceries, customer=number):
            change = event.facts.get("change", {})
            if event.kind == "left" and event.facts["provider"] == change["to"]:
                decided = 0 < change["total"] <= change["luck"]
                assert ("Luck decided" in event.text) == decided
                told[decided] += 1
    assert min(told.values()) > 0


def test_under_a_rival_rule_only_dissatisfaction_decides(groceries):
    scenario = with_values(groceries, {"rules.exit": "threshold"})
    events = [e for n in range(25) for e in diary(scenario, customer=n) if e.kind == "left"]
    assert events
    assert all("only dissatisfaction" in event.text for event in events)
    assert not any("balance" in event.text for event in events)


def test_newcomers_get_a_portrait_of_their_own(telecom):
    for number in range(300):
        events = diary(telecom, customer=number)
        kinds = [event.kind for event in events]
        if "moved" in kinds:
            after = events[kinds.index("moved") + 1]
            assert after.kind == "portrait"
            assert after.text.startswith(f"A newcomer is now customer {number}")
            return
    pytest.fail("nobody moved away")


def test_a_customer_who_comes_later_has_no_earlier_story(telecom):
    events = diary(telecom, customer=340)
    assert events[0].kind == "portrait"
    assert events[0].period == events[1].period > 5


def test_numbers_out_of_range_are_refused(telecom):
    for number in (-1, 10_000):
        with pytest.raises(IndexError, match=r"numbered 0 to \d+"):
            diary(telecom, customer=number)


def test_threads_do_not_change_a_life(flights):
    assert diary(flights, customer=3) == diary(flights, customer=3, threads=2)


def test_progress_is_told(flights):
    seen: list[tuple[int, int]] = []
    diary(flights, customer=3, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(k + 1, 40) for k in range(40)]


@pytest.mark.parametrize(
    ("period", "start", "first", "last", "words"),
    [
        ("month", "2006-02", 0, 0, "February 2006"),
        ("month", "2009-03", 0, 4, "March to July 2009"),
        ("month", "2009-11", 0, 3, "November 2009 to February 2010"),
        ("quarter", "2010-02", 0, 0, "Feb-Apr 2010"),
        ("quarter", "2010-02", 0, 1, "Feb-Apr to May-Jul 2010"),
        ("quarter", "2010-02", 3, 3, "Nov 2010-Jan 2011"),
        ("year", "2010-01", 2, 4, "2012 to 2014"),
        ("week", "2024-01", 1, 2, "8 January to 15 January 2024"),
    ],
)
def test_dates_in_words(flights, period, start, first, last, words):
    labels = Labels(flights.model_copy(update={"period": period, "start": start}))
    assert labels.when(first, last) == words


def test_small_words():
    assert [times(count) for count in (1, 2, 3)] == ["once", "twice", "3 times"]
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert duration(1, "month") == "1 month"
    assert duration(84, "month") == "7 years"
    assert duration(3, "year") == "3 years"


@pytest.mark.parametrize(
    ("needs", "words"),
    [(3.2, "3 times a month"), (0.9, "once a month"), (0.5, "once in 2 months")],
)
def test_how_often_a_need_comes(needs, words):
    assert _frequency(needs, "month") == f"a need about {words}"
