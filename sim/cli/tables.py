"""What `overstap run` shows: who has which share, and how satisfied the leavers were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sim.cli.reading import reading, span
from sim.scenario.claim_checks import entry
from sim.scenario.later import set_anew
from sim.scenario.problems import printable

if TYPE_CHECKING:
    from sim.origin import Origin
    from sim.scenario import Scenario
    from sim.scenario.schema import Intervention

UNKNOWN = "unknown"
UNKNOWN_SHORT = "-"
LONGEST = 60
"""Characters of a label, as in the scenario file."""

ENOUGH = 80
"""Columns. In a narrower window the terminal may break lines; no number is cut."""

WIDTHS = (6, 13, 13, 16, 6, 21)
"""Together, with spaces between them, they fit 80 columns."""

SATISFIED = (
    "Satisfied, from 7: at least 7 points of 10 at the end of the period before. At risk: "
    "customers, {at_risk}, each counted in every period. Strat.: the same ratio, stratified by "
    "period and segment. "
)
AT_RISK = {
    "occasion": "if they had a need in the period",
    "subscription": "from the start of the period",
}
EXCESS = (
    "Excess: share of the customers of just before the entry who left satisfied within {window}, "
    "less the same customers' share in a world without the entrant. "
)
TOO_LATE = (
    "Excess over a world without the entrant: unknown, as it is counted over {window} from the "
    "entry, and the books close {left} after it (report: excess_window). "
)
INTERVALS = "Intervals: 95%, within this one run."


def show(
    screen: Console, numbers: dict[str, Any], market: Scenario, origin: Origin, *, bare: bool
) -> None:
    """Prints the answer of a run.

    Args:
        screen: To print on.
        numbers: The summary of the run.
        market: Its scenario, for labels.
        origin: Where the run came from.
        bare: Leaves the heading and the notes out.
    """
    if not bare:
        _heading(screen, market, origin)
    screen.print(_shares(numbers, market))
    left = {name: found for name, found in numbers["defections"].items() if found["count"]}
    if left:
        with_excess = any(found["excess"]["value"] is not None for found in left.values())
        screen.print(_three_numbers(left, market, with_excess))
        if not bare:
            about = _about_excess(market, origin.periods, with_excess)
            satisfied = SATISFIED.format(at_risk=AT_RISK[market.market])
            screen.print(Text(satisfied + about + INTERVALS, "dim"))
            screen.print()
    screen.print(Text(reading(numbers, market), "bold"))


def _about_excess(market: Scenario, periods: int, is_known: bool) -> str:
    window = span(market.excess_window, market.period)
    if is_known:
        return EXCESS.format(window=window)
    left = periods - (entry(market) or periods)
    if not 0 < left < market.excess_window:
        return ""
    return TOO_LATE.format(window=window, left=span(left, market.period))


def _heading(screen: Console, market: Scenario, origin: Origin) -> None:
    screen.print(Text(printable(market.title, 200), "bold"))
    if market.question:
        screen.print(Text(printable(market.question, 400), "italic"))
    about = f"{origin.customers:,} customers, {span(origin.periods, market.period)} from "
    about += f"{market.start}, seed {origin.seed}"
    if origin.plan is not None:
        about += f", plan {origin.plan}"
    screen.print(Text(about))
    for path, value in origin.overrides:
        shown = "null" if value is None else printable(str(value), 80)
        told = f"with {printable(path, 200)} = {shown}"
        event = set_anew(market, path, origin.periods)
        if event is not None:
            told += f", until it is set anew in period {event.at}{called(event)}"
        screen.print(Text(told))
    screen.print()


def called(event: Intervention) -> str:
    """What an intervention is called, in brackets."""
    return f" ({printable(event.label, 80)})" if event.label else ""


def _shares(numbers: dict[str, Any], market: Scenario) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="")
    table.add_column("At the end", overflow="fold", header_style="italic")
    for title in ("share of use", "share of customers", "satisfaction, 0-10"):
        table.add_column(title, justify="right")
    for name, share in numbers["shares"].items():
        table.add_row(
            Text(label(market, name)),
            percent(share),
            percent(numbers["customers"][name]),
            plain(numbers["satisfaction"][name], 1),
        )
    table.add_row()
    return table


def _three_numbers(left: dict[str, Any], market: Scenario, with_excess: bool) -> Group:
    """One block a provider, under a common heading."""
    heading = ["satis-\nfied,\nfrom", "\nshare of\nleavers", "\nbase rate,\nall at risk"]
    heading += ["hazard ratio\ndissatisfied :\nsatisfied", "\n\nstrat."]
    if with_excess:
        heading.append("\nexcess,\npoints")
    parts: list[Any] = [Text("Customers who left for another provider", "italic"), _row(heading)]
    for name, found in left.items():
        times = "time" if found["count"] == 1 else "times"
        who = f"{label(market, name)}, left {found['count']:,} {times}"
        parts.append(Text(who, "bold"))
        closes = market.providers[name].replaced_by is not None
        for cutoff, at in found["cutoffs"].items():
            cells = [
                f"  {cutoff}",
                estimate(at["satisfied_share"], percent),
                estimate(at["base_rate"], percent),
                estimate(at["hazard_ratio"], ratio),
                UNKNOWN_SHORT
                if at["stratified_ratio"]["value"] is None
                else ratio(at["stratified_ratio"]["value"]),
            ]
            if with_excess:
                # Who must leave because the provider closes does not leave it for another.
                cells.append(
                    "(closed)" if closes else estimate(at["excess"], points, UNKNOWN_SHORT)
                )
            parts.append(_row(cells))
    return Group(*parts, Text())


def _row(cells: list[str]) -> Table:
    """A row of fixed widths: blocks of different providers stand under one heading."""
    table = Table.grid(padding=(0, 1, 0, 0))
    for width, _ in zip(WIDTHS, cells, strict=False):
        table.add_column(width=width)
    table.add_row(*cells)
    return table


def label(market: Scenario, name: str) -> str:
    """What people read instead of a provider's name."""
    return printable(market.providers[name].label or name, LONGEST)


def estimate(found: dict[str, float | None], form: Any, unknown: str = UNKNOWN) -> str:
    """A number with its interval, such as 56% (55-57)."""
    value, low, high = found["value"], found["low"], found["high"]
    if value is None:
        return unknown
    if low is None or high is None:
        return str(form(value))
    ends = [form(end).removesuffix("%").removeprefix("+") for end in (low, high)]
    between = " to " if low < 0 else "-"
    return f"{form(value)} ({between.join(ends)})"


def percent(value: float | None) -> str:
    """A share in percents."""
    return UNKNOWN if value is None else f"{100 * value:.0f}%"


def points(value: float) -> str:
    """A difference of two shares, in points of a percent."""
    text = f"{100 * value:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text


def ratio(value: float) -> str:
    """A ratio."""
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def plain(value: float | None, digits: int) -> str:
    """A number."""
    return UNKNOWN_SHORT if value is None else f"{value:.{digits}f}"
