"""Tests of claims that were interrupted: answers are kept as they come, and asked for again.

Beside the folder of the results, `DIR.unfinished` has a note of what was ordered and one file of
answers for each scenario and exit rule. Every file is whole or not there. A test that is resumed
asks all its questions again, in the same order, and runs only those that have no answer yet: what
comes out is what would have come out. One process at a time may write there.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from filelock import FileLock, Timeout

from sim.experiments.claims import Effort
from sim.experiments.study import Answer, Job
from sim.experiments.workers import Workers
from sim.folder import write_file
from sim.origin import hash_of, surroundings
from sim.scenario import Scenario

KIND = "overstap claims, unfinished"
NOTE, LOCK = "order.json", ".lock"
END = ".unfinished"
EVERY = 1.0
"""Seconds between two writings: so much is lost at most when the process is killed outright."""


class UnfinishedError(Exception):
    """A test cannot be begun, or resumed; the message says why."""


@dataclass(frozen=True)
class ClaimsOrder:
    """All that the outcome depends on.

    Attributes:
        markets: Scenarios by the name that they were asked for.
        rules: Exit rules, in order.
        effort: How much is run.
    """

    markets: Mapping[str, Scenario]
    rules: Sequence[str]
    effort: Effort

    def note(self) -> dict[str, Any]:
        """The same in a form that can be compared later."""
        return {
            "kind": KIND,
            "versions": surroundings()["versions"],
            "code": _code(),
            "effort": asdict(self.effort),
            "rules": list(self.rules),
            "scenarios": {name: hash_of(market) for name, market in self.markets.items()},
        }


class Unfinished:
    """The answers of a test that is under way.

    Args:
        target: The folder of its results to be.
        order: What is tested.
    """

    def __init__(self, target: str | Path, order: ClaimsOrder) -> None:
        self._target = Path(target).expanduser().resolve()
        self.folder = self._target.with_name(self._target.name + END)
        self._lock = FileLock(self.folder / LOCK, timeout=0)
        self._order = order
        self._answers: dict[str, dict[str, Any]] = {}

    def begin(self, *, anew: bool) -> None:
        """Makes the folder.

        Args:
            anew: Whether what an interrupted test has left may go.

        Raises:
            UnfinishedError: There is such a test, or something else, or another process is at it.
            OSError: The disk did not accept it.
        """
        if self.folder.exists() and not (self._is_ours() or self._is_empty()):
            raise UnfinishedError(f"{self.folder} is in the way; choose another folder")
        self._take()
        there = [file for file in self.folder.iterdir() if file.name not in (NOTE, LOCK)]
        if there and not anew:
            self.close()
            raise UnfinishedError(
                f"{self.folder} has a test that was interrupted; go on with --resume, or "
                "begin anew with --force"
            )
        for file in there:
            file.unlink()
        self._write(NOTE, self._order.note())

    def resume(self) -> None:
        """Reads the answers, after making sure that they are to the same questions.

        Raises:
            UnfinishedError: There are none, they are to others, they cannot be read, or another
                process is at it.
        """
        if not self.folder.exists():
            raise UnfinishedError(f"there is nothing to resume: no {self.folder}")
        if not self._is_ours():
            raise UnfinishedError(f"{self.folder} is not a test of claims that was interrupted")
        self._take()
        try:
            self._read_answers()
        except UnfinishedError:
            self.close()
            raise

    def _read_answers(self) -> None:
        changes = list(_changes(self._read(NOTE), self._order.note()))
        if changes:
            raise UnfinishedError(
                f"{self.folder} was begun otherwise, and results are never mixed: "
                f"{'; '.join(changes)}. Resume it as it was, or begin anew with --force"
            )
        for file in sorted(self.folder.glob("*.json")):
            if file.name != NOTE:
                self._answers[file.name] = self._read(file.name)
                if not all(map(_is_answer, self._answers[file.name].values())):
                    raise UnfinishedError(f"{file} is damaged; begin anew with --force")

    def remembering(self, pool: Workers[Job, Answer], name: str, rule: str) -> Remembering:
        """A pool that keeps the answers of a scenario under a rule."""
        number = list(self._order.markets).index(name)
        short = re.sub(r"[^A-Za-z0-9_-]+", "_", Path(name).stem)[:40]
        file = f"{number:03d}_{short}_{rule}.json"
        known = self._answers.setdefault(file, {})
        return Remembering(pool, known, lambda answers: self._write(file, answers))

    def remove(self) -> None:
        """Throws the answers away, once the results are whole."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.close()

    def close(self) -> None:
        """Lets another process go on from here."""
        self._lock.release(force=True)

    def _take(self) -> None:
        """Keeps others from testing for the same folder meanwhile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout:
            raise UnfinishedError(
                f"another process is testing claims for {self._target}; wait until it ends, or "
                "choose another folder"
            ) from None

    def _is_empty(self) -> bool:
        """Whether nothing is there beside what a test leaves that is stopped before it begins."""
        return self.folder.is_dir() and all(file.name == LOCK for file in self.folder.iterdir())

    def _is_ours(self) -> bool:
        return (self.folder / NOTE).is_file() and self._read(NOTE).get("kind") == KIND

    def _write(self, name: str, values: dict[str, Any]) -> None:
        def fill(place: Path) -> None:
            place.write_text(json.dumps(values), encoding="utf-8")

        write_file(self.folder / name, fill)

    def _read(self, name: str) -> dict[str, Any]:
        file = self.folder / name
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UnfinishedError(
                f"{file} cannot be read ({error}); begin anew with --force"
            ) from None
        if not isinstance(found, dict):
            raise UnfinishedError(f"{file} is damaged; begin anew with --force")
        return found


class Remembering:
    """Does the jobs that have no answer yet, and keeps every answer.

    Args:
        pool: Who does them.
        known: Answers by job, as they were kept.
        keep: Writes all answers.
    """

    def __init__(
        self,
        pool: Workers[Job, Answer],
        known: dict[str, Any],
        keep: Callable[[dict[str, Any]], None],
    ) -> None:
        self._pool = pool
        self._known = known
        self._keep = keep
        self._kept = -EVERY

    def all(self, jobs: Sequence[Job], done: Callable[[Job], None] | None = None) -> list[Answer]:
        """Does all jobs; see `Workers.all`."""
        answers: dict[int, Answer] = {}
        for place, job in enumerate(jobs):
            if _key(job) in self._known:
                numbers, refusal = self._known[_key(job)]
                answers[place] = Answer(tuple(numbers), refusal)
                if done is not None:
                    done(job)
        todo = [place for place in range(len(jobs)) if place not in answers]
        try:
            for number, answer in self._pool.each([jobs[place] for place in todo]):
                place = todo[number]
                answers[place] = answer
                numbers = [float(number) for number in answer.numbers]
                self._known[_key(jobs[place])] = [numbers, answer.refusal]
                if done is not None:
                    done(jobs[place])
                if monotonic() - self._kept >= EVERY:
                    self._write()
        finally:
            if todo:
                self._write()
        return [answers[place] for place in range(len(jobs))]

    def _write(self) -> None:
        self._keep(self._known)
        self._kept = monotonic()


def _key(job: Job) -> str:
    """Names a job among those of a scenario and a rule: points have seeds of their own."""
    wanted = "all" if job.wanted is None else ",".join(map(str, job.wanted))
    return f"{job.seed}:{wanted}"


def _is_answer(kept: Any) -> bool:
    """Whether it is numbers and a refusal."""
    if not (isinstance(kept, list) and len(kept) == 2 and isinstance(kept[0], list)):
        return False
    return isinstance(kept[1], str) and all(isinstance(number, float) for number in kept[0])


def _changes(before: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    """What differs between two orders, in words."""
    for block in ("versions", "effort"):
        old, new = before.get(block, {}), now[block]
        for name in dict.fromkeys([*old, *new]):
            if old.get(name) != new.get(name):
                yield f"{name} was {old.get(name)}, is {new.get(name)}"
    if before.get("code") != now["code"] and before.get("versions") == now["versions"]:
        yield "the code of overstap has changed"
    if before.get("rules") != now["rules"]:
        yield f"exit rules were {_listed(before.get('rules'))}, are {_listed(now['rules'])}"
    old, new = before.get("scenarios", {}), now["scenarios"]
    if list(old) != list(new):
        yield f"scenarios were {_listed(old)}, are {_listed(new)}"
    for name in new:
        if name in old and old[name] != new[name]:
            yield f"the scenario {name} has changed"


def _listed(names: Any) -> str:
    return ", ".join(map(str, names or ())) or "none"


def _code() -> str:
    """Changes with anything that decides on numbers; the command line does not."""
    home = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for file in sorted(home.rglob("*.py")):
        if "cli" not in file.relative_to(home).parts:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
