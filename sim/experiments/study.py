"""The worlds that some claims need: each is run once for a point and a seed, whoever asks.

A job is one point of the space with one seed. It runs every world that a claim looks at - the
scenario as it is, its plans, the same without the entrant - on the same customers and the same
luck, and brings home one number for each claim. The markets themselves never leave the process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import nan
from typing import NamedTuple

from sim.experiments.design import Point, at_point, bare, under_plan
from sim.experiments.measures import COUNTINGS, YEAR, Seen, live, window_of
from sim.scenario import Scenario, ScenarioError
from sim.scenario.claims import AS_IS, NO_ENTRANT, Claim, Options
from sim.scenario.schema import Plan


class World(NamedTuple):
    """One of the worlds of a scenario.

    Attributes:
        plan: The what-if plan in force; None for none.
        entrants: False where no disruptor enters.
    """

    plan: str | None
    entrants: bool


@dataclass(frozen=True)
class Side:
    """A measure in a world.

    Attributes:
        world: Where it is taken.
        options: Of what.
    """

    world: World
    options: Options


@dataclass(frozen=True)
class Question:
    """What a claim wants to know.

    Attributes:
        measure: Its name.
        here: The claim's own side.
        there: The side that it is compared with; None when it is not.
        relative: Whether the two are divided, and not subtracted.
    """

    measure: str
    here: Side
    there: Side | None
    relative: bool

    @classmethod
    def of(cls, claim: Claim) -> Question:
        """What a claim asks."""
        own = World(claim.plan, True)
        here = Side(own, Options(**{n: getattr(claim, n) for n in Options.model_fields}))
        if not claim.is_compared:
            return cls(claim.measure, here, None, False)
        other = claim.other_world
        if other is None:
            world = own
        elif other == NO_ENTRANT:
            world = World(claim.plan, False)
        else:
            world = World(None if other == AS_IS else other, True)
        return cls(claim.measure, here, Side(world, claim.there), claim.relative)

    @property
    def worlds(self) -> list[World]:
        """The worlds that it looks at."""
        return [self.here.world] + ([self.there.world] if self.there is not None else [])


@dataclass(frozen=True)
class Study:
    """A scenario with questions about it; small, so that it travels to other processes.

    Attributes:
        market: The scenario without what is about it, its exit rule and number of customers set.
        plans: What-if plans by name, with paths in place of levers' names.
        questions: In the order of the answers.
    """

    market: Scenario
    plans: dict[str, Plan]
    questions: tuple[Question, ...]

    @classmethod
    def of(cls, scenario: Scenario, claims: Sequence[Claim], *, rule: str, customers: int) -> Study:
        """The study of some claims.

        Args:
            scenario: Whose claims they are.
            claims: The claims.
            rule: Exit rule in force; a plan that sets another one wins.
            customers: At most so many.
        """
        count = min(customers, scenario.customers.count)
        paths = {name: lever.path for name, lever in scenario.levers.items()}
        return cls(
            market=at_point(bare(scenario), {"rules.exit": rule, "customers.count": count}),
            plans={
                name: Plan(
                    label=plan.label,
                    at=plan.at,
                    set={paths.get(path, path): value for path, value in plan.set.items()},
                )
                for name, plan in scenario.what_if.items()
            },
            questions=tuple(Question.of(claim) for claim in claims),
        )

    def runs(self, wanted: Sequence[int] | None = None) -> int:
        """Number of worlds that a job runs."""
        return len(self._worlds(wanted))

    def _worlds(self, wanted: Sequence[int] | None) -> list[World]:
        chosen = range(len(self.questions)) if wanted is None else wanted
        worlds = (world for number in chosen for world in self.questions[number].worlds)
        return list(dict.fromkeys(worlds))


@dataclass(frozen=True)
class Job:
    """A study at a point, with a seed.

    Attributes:
        study: The study.
        seed: Of the luck, the same in all worlds.
        point: Values by path; empty for the scenario as it stands.
        wanted: Places of the questions to be answered; None for all.
    """

    study: Study
    seed: int
    point: Point = field(default_factory=dict)
    wanted: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Answer:
    """What came out of a job.

    Attributes:
        numbers: One for each question of the study; not a number where it is unknown, or was not
            wanted.
        refusal: Why the scenario cannot be at this point; empty when it can.
    """

    numbers: tuple[float, ...]
    refusal: str = ""


def do(job: Job) -> Answer:
    """Runs the worlds of a job, one after the other, and answers its questions."""
    study = job.study
    wanted = range(len(study.questions)) if job.wanted is None else job.wanted
    scenarios: dict[World, Scenario] = {}
    values: dict[tuple[int, bool], float] = {}
    try:
        there = at_point(study.market, job.point)
        for world in study._worlds(job.wanted):
            scenarios[world] = there
            # The plan comes last: what a plan sets is what the claim is about.
            if world.plan is not None:
                scenarios[world] = under_plan(there, study.plans[world.plan])
        for world in scenarios:
            values |= _numbers(
                world, scenarios, [(n, study.questions[n]) for n in wanted], job.seed
            )
    except ScenarioError as error:
        return Answer((nan,) * len(study.questions), str(error))
    numbers = [nan] * len(study.questions)
    for n in wanted:
        numbers[n] = _compared(study.questions[n], values[n, True], values.get((n, False)))
    return Answer(tuple(numbers))


@dataclass(frozen=True)
class _Task:
    """A measure to be taken in a world: for which question, on which side, over which window."""

    key: tuple[int, bool]
    measure: str
    options: Options
    window: tuple[int, int]


def _numbers(
    world: World, scenarios: dict[World, Scenario], asked: list[tuple[int, Question]], seed: int
) -> dict[tuple[int, bool], float]:
    """The measures of a world, by question and side (True: the claim's own)."""
    tasks = [
        task for number, question in asked for task in _tasks(world, scenarios, number, question)
    ]
    year = YEAR[scenarios[world].period]
    moments: set[int] = set()
    traced: list[int] = []
    for task in tasks:
        counting = COUNTINGS[task.measure]
        moments.update(counting.moments(task.window, year))
        if counting.traced:
            traced.append(task.window[0])
    finished = live(
        scenarios[world],
        seed,
        entrants=world.entrants,
        moments=moments,
        trace=min(traced, default=None),
        # Nobody looks at what comes after the last window.
        until=max(task.window[1] for task in tasks),
    )
    return {
        task.key: COUNTINGS[task.measure].function(Seen(finished, task.options, task.window))
        for task in tasks
    }


def _tasks(
    world: World, scenarios: dict[World, Scenario], number: int, question: Question
) -> Iterator[_Task]:
    """What a question wants of a world; nothing, one side or both."""
    # Both sides look at the same periods, also where one of them has no entry.
    here = scenarios[question.here.world]
    counting = COUNTINGS[question.measure]
    length = counting.length(here) if counting.length is not None else None
    for own, side in ((True, question.here), (False, question.there)):
        if side is not None and side.world == world:
            start, end = window_of(side.options, here, length)
            last = scenarios[world].horizon
            window = (min(start, last - 1), min(end, last))
            yield _Task((number, own), question.measure, side.options, window)


def _compared(question: Question, here: float, there: float | None) -> float:
    if there is None:
        return here
    if not question.relative:
        return here - there
    return here / there if there > 0 else nan


def warm_up(scenario: Scenario) -> None:
    """Compiles the rules, on a handful of customers."""
    live(at_point(bare(scenario), {"customers.count": 20}), 1, until=1)
