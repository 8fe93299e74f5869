"""Worlds that claims share, and who runs them."""

import os
import subprocess
import sys
import time
from math import isnan
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.experiments import study
from sim.experiments.claims import Effort, examine, known, shortened
from sim.experiments.design import bare
from sim.experiments.measures.seen import live
from sim.experiments.study import Job, Study, World, do
from sim.experiments.workers import Workers
from sim.scenario import load, load_raw, with_values

CLAIMS = [
    {"id": "C01", "measure": "defections.satisfied_excess", "provider": "airline",
     "against": "no_entrant", "at_least": 0.02},
    {"id": "C27", "measure": "defections.hazard_ratio", "provider": "airline", "above": 1},
    {"id": "C16", "measure": "share.use", "provider": "airline", "against": "faster_security",
     "below": 0},
    {"id": "C13", "measure": "share.customers", "provider": "airline",
     "than": {"provider": "train"}, "relative": True, "above": 0},
    {"id": "C40", "measure": "failures.leave_after_one", "provider": "airline", "at_least": 0.32,
     "window": [24, 60]},
]  # fmt: skip
SMALL = Effort(points=4, customers=300, replicates=6, seed=3)


@pytest.fixture(scope="module")
def market():
    raw = load_raw("airline_vs_train").data
    for name in ("ouigo", "iryo"):
        del raw["providers"][name]
    provenance = raw["provenance"].items()
    raw["provenance"] = {
        path: entry
        for path, entry in provenance
        if "ouigo" not in path and "iryo" not in path and path != "interventions.1.set"
    }
    raw["interventions"] = raw["interventions"][:1]
    raw["observed"] = []
    raw["horizon"] = 100
    raw["claims"] = [{"says": "so", **claim} for claim in CLAIMS]
    return load(raw)


def of(market, rule="compare", customers=300):
    return Study.of(market, market.claims, rule=rule, customers=customers)


def test_worlds_are_shared(market):
    asked = of(market)
    # The scenario as it is, without the entrant, and one plan: three, not five or more.
    assert asked.runs() == 3
    assert asked.runs((1, 3, 4)) == 1
    assert asked.questions[0].worlds == [World(None, True), World(None, False)]
    assert asked.questions[2].worlds == [World(None, True), World("faster_security", True)]


def test_each_world_is_run_once(market, monkeypatch):
    lived = []

    def counted(*arguments, **options):
        lived.append(options["entrants"])
        return live(*arguments, **options)

    monkeypatch.setattr(study, "live", counted)
    do(Job(of(market), 1))
    assert sorted(lived) == [False, True, True]


def test_numbers_are_those_of_ordinary_runs(market):
    answer = do(Job(of(market, customers=2000), 7))
    results = sim.run(market, seed=7, customers=2000)
    plan = sim.run(market, seed=7, customers=2000, plan="faster_security", against_no_entrant=False)
    assert answer.numbers[0] == pytest.approx(results.excess["airline"][7.0].value)
    since = results.three_numbers("airline", since=24)
    assert answer.numbers[1] == pytest.approx(since.hazard_ratio.value, rel=0.01)

    def share(of_run, column, provider="airline"):
        table = of_run.periods[of_run.periods["period"] >= 24]
        inside = table[table["provider"].isin(market.providers)]
        return inside.loc[inside["provider"] == provider, column].sum() / inside[column].sum()

    assert answer.numbers[2] == pytest.approx(share(results, "uses") - share(plan, "uses"))
    ratio = share(results, "customers") / share(results, "customers", "train")
    assert answer.numbers[3] == pytest.approx(ratio)


def test_only_what_is_wanted_is_answered(market):
    answer = do(Job(of(market), 1, wanted=(1,)))
    assert [isnan(number) for number in answer.numbers] == [True, False, True, True, True]
    everything = do(Job(of(market), 1))
    assert everything.numbers[1] == answer.numbers[1]


def test_a_world_that_nobody_looks_at_for_long_is_not_lived_to_the_end(market):
    whole = live(bare(market), 1, until=None)
    short = live(bare(market), 1, until=30)
    assert (whole.past.periods, short.past.periods) == (100, 30)
    assert np.array_equal(whole.past.history[:30], short.past.history)


def test_a_rule_is_in_force_in_every_world(market):
    asked = of(market, rule="threshold")
    assert asked.market.rules.exit == "threshold"
    assert of(market, customers=50_000).market.customers.count == market.customers.count


def test_the_plan_wins_over_the_point(market):
    path = "providers.airline.offer.access"
    worlds = [World("faster_security", True)]
    seen = {}

    def spied(scenario, *arguments, **options):
        decided = scenario.interventions[-1].set if scenario.interventions else {}
        seen["access"] = scenario.providers["airline"].offer["access"]
        seen["plan"] = decided.get("providers.airline.offer.access")
        return live(scenario, *arguments, **options)

    original, study.live = study.live, spied
    try:
        do(Job(of(with_values(market, {"report.excess_window": 24})), 1, {path: 111}, wanted=(1,)))
        assert seen["access"] == 111
        asked = of(market)
        only_plan = Study(asked.market, asked.plans, (asked.questions[2],))
        do(Job(only_plan, 1, {path: 111}))
        assert seen == {"access": 111, "plan": 90}  # the point's past, the plan's future
    finally:
        study.live = original
    assert worlds[0] in only_plan.questions[0].worlds


def test_a_point_where_the_scenario_cannot_be_is_told(market):
    answer = do(Job(of(market), 1, {"providers.train.touchpoints.punctuality.failure": 3}))
    assert "failure" in answer.refusal
    assert all(isnan(number) for number in answer.numbers)


def test_the_outcome_does_not_depend_on_the_workers(market):
    with Workers(do, 1) as one, Workers(do, 2) as two:
        alone = examine("market", market, one, effort=SMALL)
        together = examine("market", market, two, effort=SMALL)
    assert repr(alone) == repr(together)
    assert [len(found.points) for found in alone.claims] == [4] * len(CLAIMS)
    assert alone.refusals == {}


def test_a_decided_claim_is_not_run_again(market):
    with Workers(do, 1) as pool:
        effort = shortened(SMALL, replicates=12, points=0)
        found = examine("market", market, pool, effort=effort)
    by_id = {claim.claim.id: claim for claim in found.claims}
    # Nearly nobody leaves after one failure: decided at the first look.
    assert by_id["C40"].trial.verdict == "does not hold"
    assert len(by_id["C40"].replicates) == by_id["C40"].trial.runs == 6
    assert by_id["C40"].robustness is None
    assert any(claim.trial.runs == 12 for claim in found.claims) or found.runs == 18


def test_progress_ends_with_everything_done(market):
    told = []
    with Workers(do, 1) as pool:
        examine("m", market, pool, effort=SMALL, progress=lambda *step: told.append(step))
    assert told[-1][0] == told[-1][1] > 0
    assert all(done <= expected for done, expected in told)


def test_expectations(market):
    claims = [
        {**CLAIMS[4], "id": "C40", "expects": "does not hold"},
        {**CLAIMS[4], "id": "C41", "expects": "holds"},
        {**CLAIMS[4], "id": "C42"},
    ]
    raw = market.model_dump(mode="json", exclude={"extends"})
    raw["claims"] = [{"says": "so", **claim} for claim in claims]
    with Workers(do, 1) as pool:
        found = examine("m", load(raw), pool, effort=shortened(SMALL, points=0))
    assert [claim.is_as_expected for claim in found.claims] == [True, False, None]


def test_numbers_as_json():
    assert known([1.0, float("nan")]) == [1.0, None]


# Workers.


def twice(number):
    return 2 * number


def broken(number):
    raise RuntimeError(f"no {number}")


def test_workers_keep_the_order():
    with Workers(twice, 2) as pool:
        done = []
        assert pool.all(list(range(30)), done.append) == [2 * n for n in range(30)]
        assert sorted(done) == list(range(30))
        assert pool.all([]) == []


@pytest.mark.parametrize("count", [1, 2])
def test_a_fault_in_a_worker_is_raised(count):
    with pytest.raises(RuntimeError, match="no 1"), Workers(broken, count) as pool:
        pool.all([1])


def test_no_workers():
    with pytest.raises(ValueError, match="at least 1"):
        Workers(twice, 0)


def test_workers_end_with_the_process_that_started_them(tmp_path):
    """Killed outright, it can tell them nothing; they notice, and leave no orphan behind."""
    program = tmp_path / "starts_workers.py"
    program.write_text(
        "import os, time\n"
        "from sim.experiments.workers import Workers\n"
        "def work(job):\n"
        "    print(os.getpid(), flush=True)\n"
        "    time.sleep(600)\n"
        "if __name__ == '__main__':\n"
        "    with Workers(work, 2) as workers:\n"
        "        workers.all([1, 2])\n"
    )
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, str(program)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": root},
    ) as process:
        workers = [int(process.stdout.readline()) for _ in range(2)]
        process.kill()
        process.wait()
        for worker in workers:
            for _ in range(200):
                if not is_alive(worker):
                    break
                time.sleep(0.1)
            assert not is_alive(worker)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_share_of_satisfied_leavers_never_stands_alone(market):
    """Base rate and hazard ratio come from the same runs, and obey Bayes' identity in each."""
    claims = [
        {"id": "C06", "says": "so", "measure": "defections.satisfied_share", "above": 0.5,
         "provider": "airline"},
        {"id": "C27", "says": "so", "measure": "defections.hazard_ratio", "above": 1,
         "provider": "airline"},
        {"id": "C08", "says": "so", "measure": "defections.base_rate", "above": 0.5,
         "provider": "airline"},
    ]  # fmt: skip
    raw = market.model_dump(mode="json", exclude={"extends"}) | {"claims": claims}
    with Workers(do, 1) as pool:
        found = examine("m", load(raw), pool, effort=shortened(SMALL, points=0))
    share, ratio, base = found.claims
    assert not ratio.beside
    assert not base.beside
    beside = share.beside
    assert share.trial.runs == ratio.trial.runs == base.trial.runs
    assert beside["defections.base_rate"].value == pytest.approx(np.mean(base.replicates))
    geometric = np.exp(np.mean(np.log(ratio.replicates)))
    assert beside["defections.hazard_ratio"].value == pytest.approx(geometric)
