"""The main job: a high-speed train enters the air market between Madrid and Barcelona.

`python -m analysis.demo` lives through the market with 20 different lucks, three worlds each: as it
went, without the train, and with news of a better rival lowering satisfaction. It prints the three
numbers, and writes a picture and a page that opens without a network.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import readings
from analysis.again import notes
from analysis.frames import NEWS, Frames, Meta
from analysis.observations import events, observations
from analysis.wording import in_values, in_words, value_at
from sim import __version__
from sim.origin import Origin
from sim.processes import end_with_parent
from sim.replicates import Replicates
from sim.running import replicate
from sim.scenario import load

SCENARIO = "airline_vs_train"
INCUMBENT, RIVAL, MODE = "airline", "train", "rail"
COMMAND = "make demo"

CAVEATS = (
    "Fitted by hand to the ten shares before June 2010, and to nothing after; other values fit as "
    "well. The first month is simulated too high, because the line opened on the 20th.",
    "The level of satisfaction is an input (7.2 of 10, as in airline surveys). Its course, and its "
    "link with leaving, are results.",
    "Choice is a logit: luck decides much of a single switch, and the ledger says how much.",
    "That satisfaction compares with expectation, and not with the rival, is an assumption with "
    "good evidence; beside it stands the same market with the opposite assumption.",
    "The airline does not answer the train with fares or frequencies, and no train is ever full.",
)


def frames_of(
    with_rival: Replicates, without: Replicates, news: Replicates, customers: int, seed: int
) -> Frames:
    """The pictures' frames, from the runs of the three worlds."""
    scenario = with_rival.scenario
    worlds = {f"with the {RIVAL}": with_rival, f"without the {RIVAL}": without, NEWS: news}
    bands = [_bands(runs, world) for world, runs in worlds.items()]
    frames = Frames(
        bands=pd.concat(bands, ignore_index=True),
        observed=observations(scenario, mode=MODE),
        events=events(scenario),
        numbers=_numbers(with_rival),
        meta=_meta(with_rival, customers, seed),
        incumbent=INCUMBENT,
        rival=RIVAL,
        rival_measure=f"{MODE} share",
    )
    frames.meta["answer"] = readings.answer(frames)
    return frames


def _bands(runs: Replicates, world: str) -> pd.DataFrame:
    own = [
        runs.bands(column).query("provider == @INCUMBENT").assign(measure=f"{INCUMBENT} {column}")
        for column in ("share", "satisfaction")
    ]
    mode = runs.bands("share", of="mode").query("mode == @MODE").assign(measure=f"{MODE} share")
    tidy = pd.concat([*own, mode], ignore_index=True).assign(world=world)
    return tidy[["world", "measure", "date", "low", "mid", "high"]]


def _numbers(runs: Replicates) -> pd.DataFrame:
    names = {
        "satisfied_share": "share",
        "base_rate": "base",
        "hazard_ratio": "ratio",
        "excess": "excess",
    }
    table = runs.estimates()
    table = table[(table["provider"] == INCUMBENT) & table["measure"].isin(names)]
    table = table[table["cutoff"].isin([6.0, 7.0, 8.0])]
    wide = []
    for cutoff, group in table.groupby("cutoff"):
        row: dict[str, Any] = {"cutoff": cutoff}
        for found in group.itertuples():
            name = names[str(found.measure)]
            row |= {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}
        wide.append(row)
    return pd.DataFrame(wide)


def _meta(runs: Replicates, customers: int, seed: int) -> Meta:
    scenario = runs.scenario
    origin = Origin.of(
        scenario,
        name=SCENARIO,
        seed=seed,
        overrides=(),
        plan=None,
        periods=scenario.horizon,
        entrants=True,
    )
    return Meta(
        title=scenario.title,
        question=scenario.question,
        scenario=SCENARIO,
        seed=seed,
        replicates=len(runs.seeds),
        customers=customers,
        version=__version__,
        hash=origin.hash,
        command=COMMAND,
        answer=[],
        caveats=CAVEATS,
        sources=[
            {
                "what": in_words(path),
                "value": in_values(value_at(scenario, path)),
                "source": f"{told.use}: {told.source}",
            }
            for path, told in scenario.provenance.items()
        ],
    )


def three_worlds(
    replicates: int, customers: int | None, seed: int, workers: int, tell: Callable[[str, int], Any]
) -> Frames:
    """Runs the three worlds and makes the frames.

    Args:
        replicates: Runs of each world.
        customers: In each run; the scenario's own number when None.
        seed: Of the first run.
        workers: Processes.
        tell: Called with what is running, and the runs done in all.
    """
    done = 0

    def world(label: str, **options: Any) -> Replicates:
        nonlocal done
        before = done

        def progress(now: int, _: int) -> None:
            nonlocal done
            done = before + now
            tell(label, done)

        tell(label, before)
        return replicate(
            SCENARIO,
            replicates=replicates,
            seed=seed,
            customers=customers,
            progress=progress,
            on_compile=lambda: tell("compiling the rules for this machine, once", before),
            executor=pool,
            **options,
        )

    with ProcessPoolExecutor(workers, get_context("spawn"), end_with_parent) as pool:
        went = world("as it went")
        without = world("without the train", entrants=False, against_no_entrant=False)
        news = world("news lowers satisfaction", plan="news_hurts", against_no_entrant=False)
    count = customers or load(SCENARIO).customers.count
    return frames_of(went, without, news, count, seed)


def show(frames: Frames) -> None:
    """Prints the three numbers, side by side, and what they say."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console()
    # With intervals under the numbers the table fits 80 columns.
    table = Table(title=frames.meta["question"], title_justify="left", box=SIMPLE_HEAD)
    table.padding = (0, 1, 0, 0)
    for heading in (
        "satisfied\nmeans",
        "satisfied,\nof the leavers",
        "satisfied, of\nall at risk",
        "hazard ratio,\ndissatisfied :\nsatisfied",
        f"left because\nof the {frames.rival},\nsatisfied",
    ):
        table.add_column(heading, justify="right", vertical="bottom", no_wrap=True)
    columns = {"share": readings.percent, "base": readings.percent}
    columns |= {"ratio": readings.ratio, "excess": readings.percent}
    for _, row in frames.by_cutoff().iterrows():
        cells = [readings.estimate(row, name, form) for name, form in columns.items()]
        table.add_row(
            f"{row['cutoff']:g} or more\n",
            *(cell.replace(" (", "\n", 1).removesuffix(")") for cell in cells),
        )
    console.print(table)
    for sentence in (*frames.meta["answer"], readings.observed(frames), readings.news(frames)):
        console.print(f"- {sentence}", highlight=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the demo; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m analysis.demo", description=__doc__)
    parser.add_argument("--replicates", type=int, default=20)
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("out/demo"))
    options = parser.parse_args(arguments)
    if options.replicates < 2:
        parser.error("an interval needs at least 2 replicates")

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeLeft())
    with Progress(*columns) as bar:
        task = bar.add_task("starting", total=3 * options.replicates)
        frames = three_worlds(
            options.replicates,
            options.customers,
            options.seed,
            options.workers,
            lambda label, done: bar.update(task, description=label, completed=done),
        )
        bar.update(task, description="drawing")
        from analysis import figures
        from analysis.report import write
        from analysis.report.three_worlds import document

        carried = notes(
            "demo",
            SCENARIO,
            [frames.bands, frames.numbers],
            seed=options.seed,
            replicates=options.replicates,
            customers=options.customers,
        )
        picture = figures.save(figures.demo(frames), options.out / "demo.png", carried)
        page = write(document(frames, carried), options.out / "demo.html")
    show(frames)
    print(f"\nPicture: {picture}\nPage:    {page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
