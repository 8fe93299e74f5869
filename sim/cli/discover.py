"""`overstap discover DIR`."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.options import JsonOption, QuietOption
from sim.cli.sensitivity import Lang, LangOption, SweepArgument, refusing, show


def discover(
    folder: SweepArgument,
    when: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="What is looked for: a number that the sweep kept, a sign and a bound, such as "
            "'train_share >= 0.5'. Left out: an excess of satisfied leavers of 10%, or a "
            "satisfied share of half.",
            show_default=False,
        ),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Its mean inside is told too; may be repeated."),
    ] = None,
    lang: LangOption = Lang.en,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Find the part of lever space in which something happens, and say it in a sentence.

    Half of the points of a sweep are searched (PRIM, CART); the other half is what the numbers come
    from. The picture is DIR/discovery.png.
    """
    with refusing():
        from analysis import discovery as answer
        from analysis import discovery_found as search
        from analysis.language import LANGUAGES
        from analysis.swept import Swept
        from analysis.when import read_when
        from sim.experiments.sweeps import Sweep

        sweep = Sweep.load(folder)
        swept = Swept(sweep)
        for name in measure or ():
            swept.check(name)
        found = search.discover(swept, read_when(when, swept), measure or ())
        if json:
            from sim.cli.screen import print_json

            print_json({"folder": str(sweep.store.folder), **answer.plain(swept, found)})
            return
        made = answer.exhibits(sweep, LANGUAGES[lang.value], found=found)
        show(made, sweep, quiet=quiet, printed=1)
