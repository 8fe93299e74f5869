"""The worlds that some claims need: each is run once for a point and a seed, whoever asks.

A job is one point of the space with one seed. It runs every world that a claim looks at - the
scenario as it is, its plans, the same without the entrant - on the same customers and the same
luck, and brings home one number for each claim. The markets themselves never leave the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import nan
from typing import NamedTuple

from sim.branches import Branch, Branches
from sim.experiments.design import Point, at_point, bare, under_plan
from sim.experiments.measures import COUNTINGS, Finished, Seen, live, window_of
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
        return len(self.worlds(wanted))

    def worlds(self, wanted: Sequence[int] | None) -> list[World]:
        """The worlds that a job runs."""
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
    values: dict[tuple[int, bool], float] = {}
    try:
        scenarios = scenarios_of(study, job.point, study.worlds(job.wanted))
        branches = branches_of(scenarios, job.seed)
        for world in scenarios:
            tasks = tasks_in(world, scenarios, [(n, study.questions[n]) for n in wanted])
            finished = live_for(world, scenarios[world], tasks, job.seed, branches=branches)
            values |= taken(finished, tasks)
    except ScenarioError as error:
        return Answer((nan,) * len(study.questions), str(error))
    numbers = [nan] * len(study.questions)
    for n in wanted:
        numbers[n] = compared(study.questions[n], values[n, True], values.get((n, False)))
    return Answer(tuple(numbers))


def scenarios_of(study: Study, point: Point, worlds: Iterable[World]) -> dict[World, Scenario]:
    """The scenario of every world, at a point.

    Raises:
        ScenarioError: It cannot be there.
    """
    there = at_point(study.market, point)
    # The plan comes last: what a plan sets is what a question is about.
    return {
        world: there if world.plan is None else under_plan(there, study.plans[world.plan])
        for world in worlds
    }


def branches_of(scenarios: Mapping[World, Scenario], seed: int) -> Branches:
    """For worlds that are lived once each: those with one past live their burn-in together."""
    worlds = [Branch(scenario, world.entrants) for world, scenario in scenarios.items()]
    return Branches(worlds, seed)


@dataclass(frozen=True)
class Task:
    """A measure to be taken in a world: for which question, on which side, over which window."""

    key: tuple[int, bool]
    measure: str
    options: Options
    window: tuple[int, int]


def tasks_in(
    world: World, scenarios: dict[World, Scenario], asked: Sequence[tuple[int, Question]]
) -> list[Task]:
    """What some questions want of a world.

    Args:
        world: The world.
        scenarios: Of all worlds that the questions look at.
        asked: The questions, with their places.
    """
    return [task for place, question in asked for task in _tasks(world, scenarios, place, question)]


def live_for(
    world: World,
    scenario: Scenario,
    tasks: Sequence[Task],
    seed: int,
    *,
    until: int | None = None,
    branches: Branches | None = None,
) -> Finished:
    """Lives through a world as long, and looks at it as often, as some tasks need.

    Args:
        world: The world.
        scenario: Of the world.
        tasks: What is wanted of it.
        seed: Of the luck.
        until: First period that need not be lived; the end of the last window when left out, for
            nobody looks at what comes after it.
        branches: Of all worlds of the job, see `branches_of`.
    """
    year = scenario.periods_a_year
    moments: set[int] = set()
    traced: list[int] = []
    for task in tasks:
        counting = COUNTINGS[task.measure]
        moments.update(counting.moments(task.window, year))
        if counting.traced:
            traced.append(task.window[0])
    ends = [task.window[1] for task in tasks]
    return live(
        scenario,
        seed,
        entrants=world.entrants,
        moments=moments,
        trace=min(traced, default=None),
        until=max(ends if until is None else [*ends, until]),
        branches=branches,
    )


def taken(finished: Finished, tasks: Sequence[Task]) -> dict[tuple[int, bool], float]:
    """The numbers that tasks ask for, by question and side (True: its own)."""
    return {
        task.key: COUNTINGS[task.measure].function(Seen(finished, task.options, task.window))
        for task in tasks
    }


def _tasks(
    world: World, scenarios: dict[World, Scenario], number: int, question: Question
) -> Iterator[Task]:
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
            yield Task((number, own), question.measure, side.options, window)


def compared(question: Question, here: float, there: float | None) -> float:
    """The answer to a question, from the number on either side."""
    if there is None:
        return here
    if not question.relative:
        return here - there
    return here / there if there > 0 else nan


def warm_up(scenario: Scenario) -> None:
    """Compiles the rules, on a handful of customers."""
    live(at_point(bare(scenario), {"customers.count": 20}), 1, until=1)
