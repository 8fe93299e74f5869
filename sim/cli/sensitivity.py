"""`overstap sensitivity DIR`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.front import RefusedError
from sim.cli.options import JsonOption, QuietOption

if TYPE_CHECKING:
    from analysis.exhibit import Exhibit
    from sim.experiments.sweeps import Sweep


class Lang(StrEnum):
    """Languages of the answers."""

    en = "en"
    nl = "nl"


SweepArgument = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="Folder of `overstap sweep --out`.", show_default=False),
]
LangOption = Annotated[Lang, typer.Option(help="Language of the answer.")]


def sensitivity(
    folder: SweepArgument,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A number that the sweep kept; may be repeated. The first is shown in full. Left "
            "out: all.",
        ),
    ] = None,
    lang: LangOption = Lang.en,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Tell which levers make the numbers of a sweep vary, and how much of it is luck.

    Shares of the variation (Sobol) need a sweep with --design sobol; morris screens many levers;
    lhs, grid and tables get a regression of ranks. The picture is DIR/sensitivity.png.
    """
    with refusing():
        from analysis import sensitivity as answer
        from analysis.language import LANGUAGES
        from analysis.sensitivity_found import find_all
        from analysis.swept import Swept
        from sim.experiments.sweeps import Sweep

        sweep = Sweep.load(folder)
        found = find_all(Swept(sweep), measure)
        language = LANGUAGES[lang.value]
        made = answer.exhibits(sweep, language, measure, found)
        if json:
            from sim.cli.screen import print_json

            print_json({"folder": str(sweep.store.folder), "measures": answer.plain(found)})
            return
        show(made, sweep, quiet=quiet)


def show(made: list[Exhibit], sweep: Sweep, *, quiet: bool, printed: int | None = None) -> None:
    """Draws exhibits beside the sweep, and prints the first of them, or all."""
    from analysis import script
    from analysis.swept import draw
    from sim.cli.screen import remark

    for exhibit in made[:printed]:
        script.show(exhibit)
        print(flush=True)
    places = draw(made, sweep)
    if not quiet:
        remark("\n".join(f"Picture: {place}" for place in places))


@contextmanager
def refusing() -> Iterator[None]:
    """Turns what a sweep cannot answer into bad input."""
    from analysis.swept import AskedError
    from sim.experiments.sweeps import SweepError, WantedError

    try:
        yield
    except (SweepError, WantedError, AskedError) as error:
        raise RefusedError(str(error)) from None
