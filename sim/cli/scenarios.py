"""`overstap scenarios`."""

from __future__ import annotations

from sim.cli.options import JsonOption, QuietOption


def scenarios(json: JsonOption = False, quiet: QuietOption = False) -> None:
    """List the scenarios, each with its question."""
    from sim.scenario import catalogue

    entries = catalogue()
    if json:
        from sim.cli.screen import print_json

        keys = ("name", "title", "question")
        found = [{**{key: getattr(e, key) for key in keys}, "file": str(e.path)} for e in entries]
        print_json({"scenarios": found})
        return
    if quiet:
        for entry in entries:
            print(entry.name)
        return
    from rich.table import Table
    from rich.text import Text

    from sim.cli.screen import Screen
    from sim.scenario.problems import printable

    table = Table(box=None, padding=(0, 2, 1, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for entry in entries:
        about = Text(printable(entry.title, 200))
        if entry.question:
            about.append("\n" + printable(entry.question, 400), "italic")
        table.add_row(Text(entry.name, "bold"), about)
    screen = Screen()
    screen.print(table)
    screen.print("Run one with: overstap run NAME. Write your own with: overstap new NAME.")
