"""The claims of a scenario, tested: replicates first, then the plausible space."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Protocol

from sim.experiments.design import Point, latin_hypercube
from sim.experiments.levers import Dial, dials
from sim.experiments.study import Answer, Job, Study
from sim.experiments.verdicts import (
    UNDECIDED,
    Robustness,
    Trial,
    levels,
    looked_at,
    looks,
    robustness,
)
from sim.measures import UNKNOWN, Estimate, Scale, over_replicates
from sim.origin import hash_of
from sim.scenario import Scenario
from sim.scenario.behaviour import Rules
from sim.scenario.claims import Claim

RULES: tuple[str, ...] = ("compare", "threshold", "satisfaction_only")
"""The exit rules: the default, and its rivals."""

SHARE = "defections.satisfied_share"
BESIDE: dict[str, Scale] = {"defections.base_rate": "plain", "defections.hazard_ratio": "log"}
"""What never stands without the others."""

SEEDS_APART = 1_000_000
"""Between the seeds of replicates and those of points."""


class Pool(Protocol):
    """Who does the jobs: workers, or workers whose answers are kept."""

    def all(self, jobs: Sequence[Job], done: Callable[[Job], None] | None = None) -> list[Answer]:
        """Does all jobs; `done` is called after each."""
        ...


Progress = Callable[[float, float], None]
"""Called with the runs done and those that are expected."""

assert Rules.model_fields["exit"].default == RULES[0]


@dataclass(frozen=True)
class Effort:
    """How much is run.

    Attributes:
        points: Points of the plausible space; 0 for no robustness.
        customers: Customers of a run, at most.
        replicates: Runs of the scenario as it stands, at most.
        seed: Of the first replicate, and of the design.
    """

    points: int = 200
    customers: int = 2000
    replicates: int = 48
    seed: int = 1


NORMAL = Effort()
SHORT = Effort(points=24, customers=1000, replicates=12)
"""A first impression, in a tenth of the time."""


@dataclass(frozen=True)
class Tested:
    """A claim and what came out.

    Attributes:
        scenario: Name of the scenario.
        rule: Exit rule in force.
        claim: The claim.
        trial: Verdict and estimate.
        robustness: None when no points were run.
        replicates: The claim's number by replicate; not a number where it was not looked at.
        points: The claim's number by point.
        beside: What must stand beside the number, by measure: the share of leavers who were
            satisfied means nothing without base rate and hazard ratio. Empty for other measures.
    """

    scenario: str
    rule: str
    claim: Claim
    trial: Trial
    robustness: Robustness | None
    replicates: tuple[float, ...]
    points: tuple[float, ...]
    beside: dict[str, Estimate]

    @property
    def is_as_expected(self) -> bool | None:
        """Whether better evidence says the same; None when it says nothing, or nothing came out."""
        if self.claim.expects == "unknown" or self.trial.verdict == UNDECIDED:
            return None
        return self.claim.expects == self.trial.verdict


@dataclass(frozen=True)
class Outcome:
    """All claims of a scenario under one exit rule.

    Attributes:
        scenario: Its name.
        rule: The exit rule.
        claims: The claims with what came out.
        dials: What was turned.
        design: The points.
        refusals: Why the scenario could not be at some of them, by place.
        runs: Markets that were run.
        hash: Of the scenario.
    """

    scenario: str
    rule: str
    claims: tuple[Tested, ...]
    dials: tuple[Dial, ...]
    design: tuple[Point, ...]
    refusals: dict[int, str]
    runs: int
    hash: str


def examine(
    name: str,
    scenario: Scenario,
    pool: Pool,
    *,
    rule: str = RULES[0],
    effort: Effort = NORMAL,
    progress: Progress | None = None,
) -> Outcome:
    """Tests the claims of a scenario.

    Args:
        name: Of the scenario.
        scenario: With its claims.
        pool: Who does the runs; the outcome does not depend on it.
        rule: Exit rule in force.
        effort: How much to run.
        progress: Called as runs are done.

    Returns:
        What came out.

    Raises:
        ScenarioError: A plan of the scenario cannot be run.
        ValueError: There are too few replicates.
    """
    claims = scenario.claims
    beside, others = _companions(claims)
    study = Study.of(scenario, [*claims, *others], rule=rule, customers=effort.customers)
    watch = _Watch(progress, study, effort)
    trials, numbers = _replicate(study, claims, beside, effort, pool, watch)
    turned = dials(scenario)
    design = latin_hypercube(turned, effort.points, effort.seed) if claims else []
    answers = _explore(study, design, effort, pool, watch)
    refusals = {place: answer.refusal for place, answer in enumerate(answers) if answer.refusal}
    found = []
    for k, claim in enumerate(claims):
        there = [answer.numbers[k] for answer in answers if not answer.refusal]
        found.append(
            Tested(
                scenario=name,
                rule=rule,
                claim=claim,
                trial=trials[k],
                robustness=robustness(claim, there, len(refusals)) if answers else None,
                replicates=tuple(numbers[k]),
                points=tuple(answer.numbers[k] for answer in answers),
                beside={
                    name: over_replicates(numbers[place], BESIDE[name])
                    for name, place in beside[k].items()
                },
            )
        )
    watch.finish()
    return Outcome(
        scenario=name,
        rule=rule,
        claims=tuple(found),
        dials=tuple(turned),
        design=tuple(design),
        refusals=refusals,
        runs=int(watch.done),
        hash=hash_of(scenario),
    )


def _replicate(
    study: Study,
    claims: Sequence[Claim],
    beside: Sequence[dict[str, int]],
    effort: Effort,
    pool: Pool,
    watch: _Watch,
) -> tuple[list[Trial], list[list[float]]]:
    """Runs the scenario as it stands until every claim is decided, or the runs are used up."""
    stops = looks(effort.replicates)
    numbers: list[list[float]] = [[] for _ in study.questions]
    trials = [Trial(UNDECIDED, UNKNOWN, 0, 0) for _ in claims]
    open_ = list(range(len(claims)))
    done = 0
    for stop, error in zip(stops, levels(len(stops)), strict=True):
        if not open_:
            break
        wanted = [place for k in open_ for place in (k, *beside[k].values())]
        jobs = [
            Job(study, (effort.seed + k) % 2**64, wanted=tuple(wanted)) for k in range(done, stop)
        ]
        for answer in pool.all(jobs, watch.tick):
            if answer.refusal:
                from sim.scenario import Problem, ScenarioError

                raise ScenarioError([Problem("claims", None, "", answer.refusal)])
            for k in wanted:
                numbers[k].append(answer.numbers[k])
        done = stop
        for k in open_:
            trials[k] = looked_at(claims[k], numbers[k], error)
        open_ = [k for k in open_ if trials[k].verdict == UNDECIDED]
    return trials, numbers


def _companions(claims: Sequence[Claim]) -> tuple[list[dict[str, int]], list[Claim]]:
    """What is asked for the sake of `Tested.beside`.

    Returns:
        For each claim the places of its questions, by measure; and the questions, which come after
        those of the claims.
    """
    beside: list[dict[str, int]] = []
    others: list[Claim] = []
    for claim in claims:
        names = BESIDE if claim.measure == SHARE else ()
        beside.append({name: len(claims) + len(others) + k for k, name in enumerate(names)})
        alone = {"against": None, "than": None, "relative": False}
        others += [claim.model_copy(update={"measure": name, **alone}) for name in names]
    return beside, others


def _explore(
    study: Study, design: Sequence[Point], effort: Effort, pool: Pool, watch: _Watch
) -> list[Answer]:
    """Runs every point once, each with luck of its own."""
    first = effort.seed + SEEDS_APART
    jobs = [Job(study, (first + k) % 2**64, point) for k, point in enumerate(design)]
    return pool.all(jobs, watch.tick)


class _Watch:
    """Counts runs, and guesses how many there will be."""

    def __init__(self, progress: Progress | None, study: Study, effort: Effort) -> None:
        self._progress = progress
        # Most claims are decided at the first look or the second.
        likely = min(effort.replicates, 12) + effort.points
        self._expected = float(study.runs() * likely) if study.questions else 0.0
        self.done = 0.0

    def tick(self, job: Job) -> None:
        """A job is done."""
        self.done += job.study.runs(job.wanted)
        if self._progress is not None:
            self._progress(self.done, max(self._expected, self.done))

    def finish(self) -> None:
        """All are done."""
        if self._progress is not None:
            self._progress(self.done, self.done)


def known(values: Sequence[float]) -> list[float | None]:
    """Numbers as JSON has them: null where they are unknown."""
    return [value if isfinite(value) else None for value in values]


def shortened(effort: Effort, **changes: int | None) -> Effort:
    """An effort with some numbers of one's own; None leaves a number as it is."""
    return replace(effort, **{name: value for name, value in changes.items() if value is not None})
