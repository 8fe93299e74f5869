"""What `overstap claims` shows: verdicts with estimates and robustness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from sim.cli.screen import Screen
from sim.experiments.record import UNKNOWN, claimed, described, number
from sim.scenario.measures import MEASURES
from sim.scenario.problems import printable

if TYPE_CHECKING:
    from sim.experiments.claims import Effort, Outcome, Tested
    from sim.scenario import Scenario

ENOUGH = 80
STYLES = {"holds": "green", "does not hold": "red", "undecided": "yellow"}


def show(market: Scenario, outcomes: Sequence[Outcome], *, bare: bool) -> None:
    """Prints the claims of a scenario.

    Args:
        market: The scenario.
        outcomes: Under one exit rule, or under several, side by side.
        bare: Leaves the heading and the sentences out.
    """
    screen = Screen(at_least=ENOUGH)
    screen.print(Text(printable(market.title, 200), "bold"))
    if not bare and market.question:
        screen.print(Text(printable(market.question, 400), "italic"))
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="italic")
    table.add_column("claim", overflow="fold")
    rivals = len(outcomes) > 1
    for outcome in outcomes:
        table.add_column(outcome.rule if rivals else "verdict", overflow="fold")
        if not rivals:
            table.add_column("estimate", overflow="fold")
            table.add_column("robust", justify="right")
    for row in zip(*(outcome.claims for outcome in outcomes), strict=True):
        cells = [_about(row[0], bare)]
        for found in row:
            if rivals:
                cells.append(_together(found))
            else:
                cells += [_verdict(found), _estimate(found), _robust(found)]
        table.add_row(*cells)
    screen.print(table)
    screen.print()


def show_sum(outcomes: Sequence[Outcome], effort: Effort, *, bare: bool) -> None:
    """Prints how many claims hold, by exit rule, and what the columns mean."""
    screen = Screen(at_least=ENOUGH)
    rules = list(dict.fromkeys(outcome.rule for outcome in outcomes))
    for rule in rules:
        found = [claim for outcome in outcomes if outcome.rule == rule for claim in outcome.claims]
        verdicts: list[str] = [claim.trial.verdict for claim in found]
        text = f"{len(found)} claim{'s' * (len(found) != 1)}"
        text += f" under {rule}: " if len(rules) > 1 else ": "
        counts = [(verdicts.count(verdict), verdict) for verdict in STYLES]
        text += ", ".join(f"{count} {_many(verdict, count)}" for count, verdict in counts if count)
        against = [claim.is_as_expected for claim in found].count(False)
        if against:
            text += f"; {against} against what better evidence says"
        screen.print(Text(text + ".", "bold"))
    if not bare:
        note = "Under each estimate its 95% interval, over runs with other luck. Robust: share of "
        note += f"{effort.points} points of the plausible space in which the claim holds"
        note += " (? at so many of them the number is unknown, which counts as not holding)"
        if not effort.points:
            note = "Robustness was not looked at"
        runs = sum(outcome.runs for outcome in outcomes)
        note += f". {runs:,} markets of at most {effort.customers:,} customers were run."
        screen.print(Text(note, "dim"))


def _many(verdict: str, count: int) -> str:
    plural = {"holds": "hold", "does not hold": "do not hold"}
    return verdict if count == 1 else plural.get(verdict, verdict)


def _about(found: Tested, bare: bool) -> Text:
    claim = found.claim
    text = Text(printable(claim.id, 40), "bold")
    text.append(f"  {printable(claim.says, 400)}", "default not bold")
    if not bare:
        how = f"\n{described(claim)}: {claimed(claim)}"
        text.append(printable_lines(how), "dim not bold")
    return text


def printable_lines(text: str) -> str:
    """Every line made safe to show."""
    return "\n".join(printable(line, 400) for line in text.split("\n"))


def _verdict(found: Tested) -> Text:
    text = Text(found.trial.verdict, STYLES[found.trial.verdict])
    if found.is_as_expected is False:
        text.append("\nunexpected", "dim")
    return text


def _estimate(found: Tested) -> Text:
    estimate = found.trial.estimate
    if estimate.value is None:
        text = Text(UNKNOWN)
        return text.append(f"\n{_why_unknown(found)}", "dim")
    text = Text(number(estimate.value))
    if estimate.low is not None and estimate.high is not None:
        text.append(f"\n{number(estimate.low)} to {number(estimate.high)}", "dim")
    for line in _beside(found):
        text.append(f"\n{line}")
    return text


def _why_unknown(found: Tested) -> str:
    """In how many runs there was nothing to measure, and when that is so."""
    claim, trial = found.claim, found.trial
    text = f"in {trial.runs - trial.known} of {trial.runs} runs: {MEASURES[claim.measure].unknown}"
    if claim.relative:
        text += ", or nothing to divide by"
    return text


def _beside(found: Tested) -> list[str]:
    """The other two of the three numbers, where the claim is about one."""
    return [
        f"{measure.split('.')[1].replace('_', ' ')} {number(other.value)}"
        for measure, other in found.beside.items()
    ]


def _robust(found: Tested) -> Text:
    if found.robustness is None or found.robustness.share.value is None:
        return Text("-")
    share = found.robustness.share
    assert share.low is not None
    assert share.high is not None
    assert share.value is not None
    text = Text(f"{100 * share.value:.0f}%")
    text.append(f"\n{100 * share.low:.0f}-{100 * share.high:.0f}%", "dim")
    if found.robustness.unknown:
        text.append(f"\n? at {found.robustness.unknown}", "dim")
    return text


def _together(found: Tested) -> Text:
    value = found.trial.estimate.value
    text = _verdict(found)
    text.append("\n" + number(value), "dim")
    if found.robustness is not None and found.robustness.share.value is not None:
        text.append(f", in {100 * found.robustness.share.value:.0f}%", "dim")
    for line in _beside(found):
        text.append(f"\n{line}", "dim")
    return text
