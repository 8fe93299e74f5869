"""`overstap diary SCENARIO --customer N`."""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.front import RefusedError
from sim.cli.options import (
    CustomersOption,
    JsonOption,
    PeriodsOption,
    PlanOption,
    QuietOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    ThreadsOption,
    check_numbers,
    one_plan,
)
from sim.processes import processors

if TYPE_CHECKING:
    from sim.diary import Event
    from sim.scenario import Scenario

EMPHASIS = {"left": "bold", "stopped": "bold", "portrait": "italic", "market": "dim"}


class Wanted(StrEnum):
    """Kinds of customers that can be looked for."""

    defector = "defector"


def diary(
    scenario: ScenarioArgument,
    customer: Annotated[
        str | None, typer.Option(metavar="N", help="Number of the customer, or `random`.")
    ] = None,
    find: Annotated[
        Wanted | None,
        typer.Option(
            help="Instead of a number: the first satisfied customer who leaves, for the entrant if "
            "there is one."
        ),
    ] = None,
    every_need: Annotated[
        bool, typer.Option("--all", help="Every need on a line, and not only what is notable.")
    ] = False,
    set_: SetOption = None,
    plans: PlanOption = None,
    customers: CustomersOption = None,
    periods: PeriodsOption = None,
    seed: SeedOption = 1,
    threads: ThreadsOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Tell the life of one customer, in words.

    8 out of 10 on Monday, gone on Friday - why?

    The diary belongs to the run with the same scenario, values, seed and number of customers.
    """
    check_numbers(customers=customers, periods=periods, seed=seed, threads=threads)
    plan = one_plan(plans)
    wanted = _wanted(customer, find)
    from sim.scenario import load

    market = load(scenario, overrides=set_ or (), plan=plan)
    count = market.customers.count if customers is None else customers
    if isinstance(wanted, int) and wanted >= count and market.customers.growth == 0:
        raise RefusedError(f"there is no customer {wanted}: they are numbered 0 to {count - 1}")
    if wanted == "random":
        wanted = secrets.randbelow(count)
    options: dict[str, Any] = {
        "seed": seed,
        "customers": customers,
        "periods": periods,
        "threads": threads or processors(),
    }
    number, events = _lived(market, wanted, every_need, options, quiet=quiet)
    if json:
        import sim
        from sim.cli.screen import print_json

        head = {"scenario": scenario, "seed": seed, "version": sim.__version__, "customer": number}
        print_json({**head, "events": [event.as_dict() for event in events]})
        return
    _show(market, number, events, seed, bare=quiet)


def _wanted(customer: str | None, find: Wanted | None) -> int | str:
    """A number, `random`, or a kind of customer."""
    if (customer is None) == (find is None):
        raise RefusedError("which customer? --customer N, --customer random, or --find defector")
    if find is not None:
        return find.value
    assert customer is not None
    if customer == "random":
        return customer
    if not (customer.isascii() and customer.isdigit()) or len(customer) > 9:
        raise RefusedError(f"--customer {customer}: a number from 0, or `random`, is needed")
    return int(customer)


def _lived(
    market: Scenario, wanted: int | str, every_need: bool, options: dict[str, Any], *, quiet: bool
) -> tuple[int, list[Event]]:
    """The number of the customer, and the events of the life."""
    from sim.cli.libraries import load_libraries

    load_libraries()
    from sim import engine
    from sim.cli.run import refusal_of
    from sim.cli.screen import COMPILING, progress, remark
    from sim.diary import diary, find_defector

    if not quiet and not engine.is_compiled():
        remark(COMPILING)
    with progress("Living", quiet=quiet) as tick:
        try:
            number = wanted
            if not isinstance(number, int):
                found = find_defector(market, progress=tick, **options)
                if found is None:
                    raise RefusedError("no satisfied customer left in this run; try another --seed")
                number = found
            told = diary(market, customer=number, every_need=every_need, progress=tick, **options)
        except IndexError as error:
            raise RefusedError(str(error)) from error
        except ValueError as error:
            raise refusal_of(error) from error
    return number, told


def _show(market: Scenario, number: int, events: list[Event], seed: int, *, bare: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    from sim.cli.screen import Screen
    from sim.scenario.problems import printable

    screen = Screen()
    if not bare:
        screen.print(Text(printable(market.title, 200), "bold"))
        screen.print(Text(f"The life of customer {number}, seed {seed}"))
        screen.print()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(min_width=9, max_width=16)
    table.add_column(overflow="fold")
    before = None
    for event in events:
        style = EMPHASIS.get(event.kind, "")
        date = "" if event.date == before else event.date
        before = event.date
        table.add_row(Text(date, style), Text(event.text, style))
    screen.print(table)
