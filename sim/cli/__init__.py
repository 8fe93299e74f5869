"""The command line: `overstap COMMAND`.

| command | does |
|---|---|
| `scenarios` | lists what is there, with each question |
| `new` | writes a commented scenario to start from |
| `check` | validates scenario files, with lines |
| `schema` | prints the JSON Schema of scenario files, for editors |
| `run` | runs a market; shares, the three numbers, a folder of results |
| `compare` | plans on the same customers: who moved, and money |
| `diary` | tells one customer's life |
| `claims` | tests what scenarios claim |
| `reproduce` | the run again, from any file made from it |
| `sweep`, `expand` | many runs over levers, and more of them |
| `report` | writes one HTML file about a folder of results |
| `sensitivity` | which levers make the numbers of a sweep vary, and how much is luck |
| `discover` | in which part of lever space something happens |

A command is a function in a file of its own. It imports what it needs when it is called, so that
`overstap --help` costs no more than Typer itself. Answers go to standard output, everything else to
standard error; `sim.cli.front` says which exit code means what.
"""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.check import check
from sim.cli.claims import claims
from sim.cli.compare import compare
from sim.cli.diary import diary
from sim.cli.discover import discover
from sim.cli.front import Commands, be_forgiving
from sim.cli.new import new
from sim.cli.report import report
from sim.cli.reproduce import reproduce
from sim.cli.run import run
from sim.cli.scenarios import scenarios
from sim.cli.schema import schema
from sim.cli.sensitivity import sensitivity
from sim.cli.sweep import expand, sweep

__all__ = ["app", "main"]

app = typer.Typer(
    cls=Commands,
    name="overstap",
    help="Markets in which satisfied customers leave.",
    epilog="Start with: overstap run airline_vs_train",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help takes half the time
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

FIRST = (scenarios, new, check, schema, run, compare, diary, claims, report)
MANY = (sweep, expand, sensitivity, discover, reproduce)

for command in (*FIRST, *MANY):
    app.command()(command)


def _show_version(wanted: bool) -> None:
    if wanted:
        import sim

        typer.echo(f"overstap {sim.__version__}")
        raise typer.Exit()


@app.callback()
def front_door(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Markets in which satisfied customers leave."""


def main() -> None:
    """What the command `overstap` runs."""
    be_forgiving()
    app(prog_name="overstap")
