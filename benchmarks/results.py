"""The tables of the measurements, for the screen and for benchmarks/RESULTS.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.machine import can_pin, describe, spread

BUSY = 0.1
"""Cores that other programs may keep busy before the reader is told."""


class Line(NamedTuple):
    """One row of a table: what was measured, the figure, its least and most, the target."""

    what: str
    figure: str
    range: str = ""
    target: str = ""
    met: bool | None = None


class Section(NamedTuple):
    """A table with a title and a note under it."""

    title: str
    lines: list[Line]
    note: str


@dataclass
class Report:
    """Everything that was measured; see `benchmarks.run`."""

    plan: Any
    quick: bool
    others: float
    peers: list[Any]
    needs: float
    bandwidth: list[float]
    touched: float
    small: dict[str, list[float]]
    first: dict[str, float]
    later: list[dict[str, float]]
    scale: list[dict[str, Any]]
    minutes: float

    def sections(self) -> list[Section]:
        """The tables."""
        return [
            self.of_peers(),
            self.of_memory(),
            self.of_small(),
            self.of_start(),
            self.of_scale(),
        ]

    def of_peers(self) -> Section:
        """Time for a customer and a period, and ratios."""
        plan = self.plan
        lines = []
        for peer in self.peers:
            middle, least, most = spread(peer.ns)
            lines.append(Line(peer.name, f"{middle:,.0f} ns", f"{least:,.0f} - {most:,.0f}"))
        plain, columns, *engines = self.peers
        for peer, target in zip(engines, (100, 150), strict=False):
            lines.append(ratio(f"plain Mesa / {peer.name}", plain.ns, peer.ns, target))
        times = plain.ns_of_processor, engines[0].ns_of_processor
        lines.append(ratio("the same with 1 thread, in processor time", *times))
        for peer in engines:
            lines.append(ratio(f"NumPy columns / {peer.name}", columns.ns, peer.ns))
        note = (
            f"{plan.customers:,} customers, {plan.periods} periods in {plan.blocks} blocks, the "
            "peers in turn, a block each; ratios block by block; median, least and most. The "
            "train enters after a fifth of the periods, as in the scenario's first 120, so that "
            "plain Mesa needs tens of seconds and not minutes; all peers run the same periods, "
            f"and none is extrapolated. {self.needs:.2f} needs for each customer and period. "
            "Books included, burn-in aside. Processor time leaves out what other programs took."
        )
        return Section("Time for each customer and period", lines, note)

    def of_memory(self) -> Section:
        """How far the engine is from what memory allows."""
        middle, least, most = spread(self.bandwidth)
        limit = 1e9 * self.touched / middle
        engine = spread(self.peers[2].ns)[0]
        columns = spread(self.peers[1].ns)[0]
        lines = [
            Line(
                "copy bandwidth, 1 core",
                f"{middle / 1e9:.1f} GB/s",
                f"{least / 1e9:.1f} - {most / 1e9:.1f}",
            ),
            Line("bytes touched, estimate", f"{self.touched:.0f}"),
            Line("time to copy as many", f"{limit:.0f} ns"),
            Line("engine, 1 thread / that time", f"{engine / limit:.1f}"),
            Line("NumPy columns / that time", f"{columns / limit:.1f}"),
        ]
        note = (
            "Bytes read and written by np.copyto on 256 MB. The estimate counts, for each customer "
            "and period, the customer's record twice and, for a need, twice more, all relations, "
            "the taste, and what is written of a relation and of the words for neighbours. "
            "What is left is arithmetic: random numbers, logarithms and branches."
        )
        return Section("Distance to the limit", lines, note)

    def of_small(self) -> Section:
        """The run of a class room."""
        engine = spread(self.small["engine"])
        collecting = spread(self.small["engine with Mesa's DataCollector"])
        plain = spread(self.small["plain Mesa agents"])
        lines = [
            Line(
                "engine, 1 thread",
                f"{engine[0]:.1f} ms",
                f"{engine[1]:.1f} - {engine[2]:.1f}",
                "< 25 ms",
                engine[0] < 25,
            ),
            Line(
                "the same with Mesa's DataCollector",
                f"{collecting[0]:.1f} ms",
                f"{collecting[1]:.1f} - {collecting[2]:.1f}",
            ),
            Line("plain Mesa agents", f"{plain[0]:,.0f} ms", f"{plain[1]:,.0f} - {plain[2]:,.0f}"),
        ]
        repeats = len(self.small["engine"])
        note = f"airline_vs_train as it is, {repeats} runs; books included, "
        return Section(
            "2,000 customers over 120 periods", lines, note + "burn-in and compilation aside."
        )

    def of_start(self) -> Section:
        """How long a user waits."""
        total = self.first["import"] + self.first["first run"]
        waits = spread([answer["import"] + answer["first run"] for answer in self.later])
        whole = spread([answer["process"] for answer in self.later])
        lines = [
            Line("first run in a new environment", f"{total:.1f} s", "", "< 20 s", total < 20),
            Line(
                "later process",
                f"{waits[0]:.2f} s",
                f"{waits[1]:.2f} - {waits[2]:.2f}",
                "< 1.5 s",
                waits[0] < 1.5,
            ),
            Line("of which import", f"{spread([a['import'] for a in self.later])[0]:.2f} s"),
            Line(
                "later process, with Python's own start and end",
                f"{whole[0]:.2f} s",
                f"{whole[1]:.2f} - {whole[2]:.2f}",
            ),
        ]
        note = (
            "Import and a run of 200 customers over 5 periods with burn-in, in a new process; the "
            "first with an empty cache folder."
        )
        return Section("Compilation and start", lines, note)

    def of_scale(self) -> Section:
        """Does a customer cost more in a large market?"""
        lines = []
        for result in self.scale:
            middle, least, most = spread(result["ns"])
            what = f"{result['customers']:,} customers"
            lines.append(Line(what, f"{middle:.0f} ns", f"{least:.0f} - {most:.0f}"))
        first, last = self.scale[0], self.scale[-1]
        growth = [b / a for a, b in zip(first["ns"], last["ns"], strict=True)]
        middle, least, most = spread(growth)
        lines += [
            Line(
                f"cost of a customer, {last['customers']:,} / {first['customers']:,}",
                f"{middle:.2f}",
                f"{least:.2f} - {most:.2f}",
                "< 1.3",
                middle < 1.3,
            ),
            Line(
                f"memory of a customer, {last['customers']:,}, steady",
                f"{last['steady']:.0f} bytes",
                "",
                "< 600",
                last["steady"] < 600,
            ),
            Line("the same before the first period", f"{last['built size']:.0f} bytes"),
            Line("peak while it runs", f"{last['peak']:.0f} bytes"),
            Line("peak of building, graph included", f"{last['peak of building']:.0f} bytes"),
        ]
        plain = self.peers[0].bytes_each
        if plain == plain:
            lines.append(Line("plain Mesa agents, five providers", f"{plain:,.0f} bytes"))
        note = (
            f"Eight providers, one thread, {self.plan.scale_periods} periods, the sizes in turn in "
            "one process. Memory is what the process holds more than before the last market was "
            "made, after freed memory went back to the system; what building takes for a while is "
            f"told apart. {last['exits']:.2f} exits a customer went into the ledger, which goes to "
            "disk beyond a million rows."
        )
        return Section("From ten thousand customers to a million", lines, note)

    def remarks(self) -> list[str]:
        """What the reader should know of the circumstances."""
        remarks = [*describe(), f"Measured in {self.minutes:.1f} minutes."]
        remarks.append(
            "One-core figures on one fixed core."
            if can_pin()
            else "This system does not fix a process to a core."
        )
        if self.quick:
            remarks.append("Quick: fewer customers, periods and repeats; a rough answer only.")
        if self.others > BUSY:
            remarks.append(
                f"Other programs kept {self.others:.1f} cores busy while the peers ran: times are "
                "too long, the ratios less so, and the figure for 2 threads says little."
            )
        return remarks

    def show(self, console: Console) -> None:
        """Prints the tables."""
        for section in self.sections():
            table = Table(title=section.title, title_justify="left", caption_justify="left")
            for heading in ("", "median", "least - most", "target", ""):
                table.add_column(heading, justify="left" if heading == "" else "right")
            for line in section.lines:
                table.add_row(line.what, line.figure, line.range, line.target, word(line.met))
            console.print(table)
        for remark in self.remarks():
            console.print(remark)

    def markdown(self) -> str:
        """The tables as Markdown."""
        parts = ["# Speed", "", "Written by `make bench`.", ""]
        parts += [f"- {remark}" for remark in self.remarks()]
        for section in self.sections():
            parts += ["", f"## {section.title}", ""]
            parts += ["| | median | least - most | target | |", "|---|---:|---:|---:|---|"]
            for line in section.lines:
                cells = (line.what, line.figure, line.range, line.target, word(line.met))
                parts.append("| " + " | ".join(cells) + " |")
            parts += ["", section.note]
        return "\n".join(parts) + "\n"


def ratio(what: str, one: list[float], other: list[float], target: float | None = None) -> Line:
    """A line with the ratio of two series, block by block."""
    middle, least, most = spread([a / b for a, b in zip(one, other, strict=True)])
    line = Line(what, f"{middle:.1f}x", f"{least:.1f} - {most:.1f}")
    if target is None:
        return line
    return line._replace(target=f">= {target}x", met=middle >= target)


def word(met: bool | None) -> str:
    """A target met or not, in a word."""
    return "" if met is None else "met" if met else "not met"
