"""Answers that are kept, and asked for again."""

from __future__ import annotations

from math import isnan, nan

import pytest

from sim.experiments import unfinished
from sim.experiments.claims import SHORT, examine, shortened
from sim.experiments.study import Answer, Job, Study, do
from sim.experiments.unfinished import END, LOCK, NOTE, ClaimsOrder, Remembering, Unfinished
from sim.experiments.workers import Workers
from sim.scenario import load

SMALL = shortened(SHORT, points=5, customers=60, replicates=6)
VALUES = {
    "title": "Two shops",
    "market": "subscription",
    "burn_in": 2,
    "horizon": 8,
    "problem": {"name": "shop", "outcomes": {"speed": {"unit": "s", "worst": 9, "best": 0}}},
    "customers": {"count": 60, "segments": {"all": {"share": 1, "taste": {"speed": {"mean": -1}}}}},
    "providers": {"old": {"offer": {"speed": 3}}, "new": {"offer": {"speed": 2}}},
    "claims": [
        {"id": "C06", "says": "so", "measure": "share.use", "provider": "new", "above": 0.2},
        # Unknown: nobody answers a survey.
        {"id": "C13", "says": "so", "measure": "nps", "above": 0},
    ],
}


@pytest.fixture
def market():
    return load(VALUES)


def order(market, rules=("compare",), effort=SMALL):
    return ClaimsOrder({"shops": market}, rules, effort)


class Counted:
    """Workers that count what they do, and stop after so many jobs."""

    def __init__(self, most=10_000):
        self.most = most
        self.jobs = []

    def each(self, jobs):
        for place, job in enumerate(jobs):
            if len(self.jobs) == self.most:
                raise KeyboardInterrupt
            self.jobs.append(job)
            yield place, do(job)


def examined(market, kept, workers):
    pool = kept.remembering(workers, "shops", "compare")
    return examine("shops", market, pool, effort=SMALL)


@pytest.mark.parametrize("most", [0, 1, 4, 8, 10])
def test_a_resumed_test_is_the_undisturbed_one(market, tmp_path, monkeypatch, most):
    with Workers(do, 1) as pool:
        undisturbed = examine("shops", market, pool, effort=SMALL)
    monkeypatch.setattr(unfinished, "EVERY", 3600.0)  # what counts is written when it stops
    first = Unfinished(tmp_path / "out", order(market))
    first.begin(anew=False)
    with pytest.raises(KeyboardInterrupt):
        examined(market, first, Counted(most))
    first.close()
    second = Unfinished(tmp_path / "out", order(market))
    second.resume()
    rest = Counted()
    assert repr(examined(market, second, rest)) == repr(undisturbed)
    # 6 replicates and 5 points, none of them twice.
    assert len(rest.jobs) == 11 - most
    second.close()
    third = Unfinished(tmp_path / "out", order(market))
    third.resume()
    nothing = Counted()
    assert repr(examined(market, third, nothing)) == repr(undisturbed)
    assert nothing.jobs == []
    third.remove()
    assert list(tmp_path.iterdir()) == []


def test_every_answer_comes_back_to_the_last_bit(market, tmp_path):
    study = Study.of(market, market.claims, rule="compare", customers=60)
    kept = {}
    odd = Answer((0.1 + 0.2, nan, 1e-300), "no \u20ac")

    class Odd:
        def each(self, jobs):
            yield from ((place, odd) for place in range(len(jobs)))

    there = Unfinished(tmp_path / "out", order(market))
    there.begin(anew=False)
    [answer] = there.remembering(Odd(), "shops", "compare").all([Job(study, 1)])
    assert answer is odd
    there.close()
    again = Unfinished(tmp_path / "out", order(market))
    again.resume()
    [answer] = again.remembering(Counted(0), "shops", "compare").all([Job(study, 1)])
    assert answer.numbers[::2] == odd.numbers[::2]
    assert isnan(answer.numbers[1])
    assert answer.refusal == odd.refusal
    # Another seed, or fewer questions, is another job.
    pool = Remembering(Odd(), kept, lambda answers: None)
    pool.all([Job(study, 1), Job(study, 2), Job(study, 1, wanted=(0,))])
    assert len(kept) == 3


def test_progress_counts_what_is_known_already(market):
    study = Study.of(market, market.claims, rule="compare", customers=60)
    jobs = [Job(study, seed) for seed in range(3)]
    kept, done = {}, []
    Remembering(Counted(), kept, lambda answers: None).all(jobs[:2])
    Remembering(Counted(1), kept, lambda answers: None).all(jobs, done.append)
    assert sorted(job.seed for job in done) == [0, 1, 2]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"effort": shortened(SMALL, seed=2)}, "seed was 1, is 2"),
        ({"effort": shortened(SMALL, points=6)}, "points was 5, is 6"),
        ({"rules": ("compare", "threshold")}, "exit rules were compare, are compare, threshold"),
        ({"title": "Other shops"}, "the scenario shops has changed"),
        ({"version": "9.9"}, "overstap was 9.9, is "),
        ({"code": "0"}, "the code of overstap has changed"),
        ({"name": "markt"}, "scenarios were shops, are markt"),
    ],
    ids=str,
)
def test_another_test_is_refused_and_nothing_is_touched(
    market, tmp_path, monkeypatch, change, told
):
    with monkeypatch.context() as patch:
        if "version" in change:
            patch.setattr(unfinished, "surroundings", lambda: {"versions": {"overstap": "9.9"}})
        if "code" in change:
            patch.setattr(unfinished, "_code", lambda: "0")
        Unfinished(tmp_path / "out", order(market)).begin(anew=False)
    other = load(VALUES | {"title": change.get("title", VALUES["title"])})
    now = ClaimsOrder(
        {change.get("name", "shops"): other},
        change.get("rules", ("compare",)),
        change.get("effort", SMALL),
    )
    note = (tmp_path / f"out{END}" / NOTE).read_bytes()
    with pytest.raises(unfinished.UnfinishedError, match="never mixed") as refused:
        Unfinished(tmp_path / "out", now).resume()
    assert told in str(refused.value)
    assert (tmp_path / f"out{END}" / NOTE).read_bytes() == note


def test_what_is_there_is_not_forgotten_unasked(market, tmp_path):
    there = Unfinished(tmp_path / "out", order(market))
    there.begin(anew=False)
    there.begin(anew=False)  # nothing is lost: there is no answer yet
    with pytest.raises(KeyboardInterrupt):
        examined(market, there, Counted(2))
    there.close()
    with pytest.raises(unfinished.UnfinishedError, match="--resume"):
        Unfinished(tmp_path / "out", order(market)).begin(anew=False)
    Unfinished(tmp_path / "out", order(market)).begin(anew=True)
    assert {file.name for file in there.folder.iterdir()} - {LOCK} == {NOTE}


@pytest.mark.parametrize("anew", [True, False])
def test_two_at_once_are_refused(market, tmp_path, anew):
    first = Unfinished(tmp_path / "out", order(market))
    first.begin(anew=False)
    second = Unfinished(tmp_path / "out", order(market))
    for asked in (lambda: second.begin(anew=anew), second.resume):
        with pytest.raises(unfinished.UnfinishedError, match="another process"):
            asked()
    with pytest.raises(KeyboardInterrupt):
        examined(market, first, Counted(2))
    first.close()
    second.resume()
    second.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_somebody_else_stays(market, tmp_path):
    mine = tmp_path / f"out{END}"
    mine.mkdir()
    (mine / "letters.txt").write_text("dear", encoding="utf-8")
    for anew in (True, False):
        with pytest.raises(unfinished.UnfinishedError, match="in the way"):
            Unfinished(tmp_path / "out", order(market)).begin(anew=anew)
    with pytest.raises(unfinished.UnfinishedError, match="not a test of claims"):
        Unfinished(tmp_path / "out", order(market)).resume()
    assert (mine / "letters.txt").exists()


def test_nothing_to_resume(market, tmp_path):
    with pytest.raises(unfinished.UnfinishedError, match="nothing to resume"):
        Unfinished(tmp_path / "out", order(market)).resume()


@pytest.mark.parametrize("text", ["{", "[]", '{"1:all": [[1, 2], ""]}', '{"1:all": 3}'])
def test_damaged_answers_are_told(market, tmp_path, text):
    there = Unfinished(tmp_path / "out", order(market))
    there.begin(anew=False)
    (there.folder / "000_shops_compare.json").write_text(text, encoding="utf-8")
    with pytest.raises(unfinished.UnfinishedError, match="--force"):
        there.resume()
