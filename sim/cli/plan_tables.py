"""What `overstap compare` shows: plans, differences, flows, before and after an entry, regret."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Any

import pandas as pd
from rich.table import Table
from rich.text import Text

from sim.cli import plan_cells as cells
from sim.cli.reading import span
from sim.cli.screen import Screen
from sim.cli.tables import EXCESS, label, percent, points, ratio
from sim.experiments.plans.comparison import Comparison
from sim.experiments.plans.flows import CELLS, FEW, GONE, LEFT_ONLY_BASE, LEFT_ONLY_PLAN
from sim.experiments.plans.kinds import LEFT_OUT
from sim.experiments.plans.numbers import AFTER, BEFORE, DISCOUNT, VALUE_NOW
from sim.experiments.plans.paired import BY_PLAN
from sim.experiments.plans.policies import PREFIX
from sim.experiments.plans.study import OBJECTIVES
from sim.scenario.claims import AS_IS
from sim.scenario.problems import printable

ENOUGH = 80
AS_IT_IS = "as it is"

SHOWN = (
    ("customer_share", "share of\ncustomers", "points"),
    ("satisfaction", "satis-\nfaction", "score"),
    ("defection_rate", "leave, of\n100 at risk", "of 100"),
    (VALUE_NOW, "profit, worth\nat the start", "money"),
)


def show(found: Comparison, *, bare: bool) -> None:
    """Prints a comparison, from the side of the provider that plans are judged by.

    Args:
        found: The comparison.
        bare: Leaves the heading and the notes out.
    """
    screen = Screen(at_least=ENOUGH)
    parts = _Parts(found)
    if not bare:
        for line in parts.heading():
            screen.print(line)
        screen.print()
        screen.print(parts.plans())
    for title, table, note in parts.tables():
        screen.print(Text(f"\n{title}", "bold"))
        if table.row_count:
            screen.print(table)
        if note and not bare:
            screen.print(Text(note, "dim"))
    if not bare:
        for note in parts.notes():
            screen.print(Text(f"\n{note}", "dim"))


class _Parts:
    """The parts of the answer."""

    def __init__(self, found: Comparison) -> None:
        self.found = found
        self.market = found.scenario
        self.focus = found.terms.focus
        self.who = label(found.scenario, self.focus)
        self.names = found.plans["plan"].tolist()
        self.own = found.scenario.report.satisfied_at

    def heading(self) -> Iterator[Text]:
        """What is compared."""
        terms = self.found.terms
        yield Text(printable(self.market.title, 200), "bold")
        if self.market.question:
            yield Text(printable(self.market.question, 400), "italic")
        last = terms.seed + terms.replicates - 1
        seeds = f"seed {terms.seed}" if terms.replicates == 1 else f"seeds {terms.seed} to {last}"
        length = span(self.market.horizon, self.market.period)
        yield Text(f"{terms.customers:,} customers, {length} from {self.market.start}, {seeds}")
        for path, value in terms.overrides:
            yield Text(f"everywhere {printable(path, 200)} = {printable(str(value), 80)}")

    def plans(self) -> Table:
        """What each plan is."""
        table = cells.table("plan", "what it does", "policy", "begins", "its cost", words=True)
        for row in self.found.plans.to_dict("records"):
            at = row["at"]
            begins = "first day" if at == "burn_in" else f"{self.market.period} {at}"
            line = [row["label"], row["kind"], begins, row["cost"]]
            table.add_row(cells.name(row["plan"]), *(Text(printable(str(c), 80)) for c in line))
        return table

    def tables(self) -> Iterator[tuple[str, Table, str]]:
        """Title, table and note of everything else."""
        yield self.differences()
        if not self._numbers_of("satisfied_share", AS_IS).empty or self.names:
            yield self.three_numbers()
        if len(self._flows()):
            yield self.flows()
        if self.found.terms.entry is not None and len(self.found.policies):
            yield self.policies()
        if len(self.found.regret):
            yield self.regret()

    def differences(self) -> tuple[str, Table, str]:
        """The levels without a plan, and what each plan adds to them."""
        table = cells.table("", *(title for _, title, _ in SHOWN))
        table.add_row(
            Text(AS_IT_IS, "italic"),
            *(cells.level(self._value("estimates", AS_IS, name), form) for name, _, form in SHOWN),
        )
        for plan in self.names:
            rows = [self._row(plan, name) for name, _, _ in SHOWN]
            line = [cells.change(row, form) for row, (_, _, form) in zip(rows, SHOWN, strict=True)]
            table.add_row(cells.name(plan, cells.NARROW), *line)
        widths = self.found.differences
        widths = widths[(widths["by"] == BY_PLAN) & (widths["provider"] == self.focus)]
        # Of what the table shows: a measure that pairs hardly touch would flatter or hide them.
        shown = widths["measure"].isin([name for name, _, _ in SHOWN])
        middle = widths.loc[shown, "narrower"].dropna().median()
        currency = printable(self.market.currency, 8)
        note = "Shares in points of a percent; leave: defections of 100 customers at risk a "
        note += f"{self.market.period}; money in {currency}, discounted at "
        note += f"{100 * DISCOUNT:.0f}% a year. 95% intervals"
        if self.found.terms.replicates == 1:
            note += " need more than one seed."
        elif isfinite(middle):
            note += f" of pairs: unpaired they would be {middle:.1f} times as wide (median)."
        else:
            note += " of pairs."
        return f"{self.who}: what each plan changes", table, note

    def three_numbers(self) -> tuple[str, Table, str]:
        """Satisfied share of the leavers, never without its company."""
        with_excess = not self._numbers_of("excess").empty
        titles = ["share of\nleavers", "base rate,\nall at risk", "hazard ratio\ndissat. : sat."]
        names = ["satisfied_share", "base_rate", "hazard_ratio"]
        if with_excess:
            titles.append("excess,\npoints")
            names.append("excess")
        table = cells.table("", *titles)
        for plan in (AS_IS, *self.names):
            line = [self._cell(plan, name) for name in names]
            table.add_row(cells.name(plan) if plan != AS_IS else Text(AS_IT_IS, "italic"), *line)
        note = f"Satisfied: at least {self.own:g} of 10 at the end of the period before."
        if with_excess:
            window = span(self.market.excess_window, self.market.period)
            note += " " + EXCESS.format(window=window).strip()
        return f"{self.who}: were those who left satisfied?", table, note

    def flows(self) -> tuple[str, Table, str]:
        """Who stayed in one world and left in the other."""
        rows = self._flows()
        until = int(rows["until"].min())
        rows = rows[rows["until"] == until]
        still: list[str] = []
        table = cells.table("", "customers", "satisfied", "base rate", "hazard ratio")
        for plan in self.names:
            of_plan = rows[rows["plan"] == plan].set_index("cell")
            if of_plan.empty:
                continue
            movers = of_plan.reindex([LEFT_ONLY_BASE, LEFT_ONLY_PLAN])["customers"].fillna(0)
            if not movers.any() and not self._row(plan, "customer_share")["difference"]:
                still.append(plan)
                continue
            table.add_row(cells.name(plan), "", "", "", "")
            for cell in CELLS:
                if cell not in of_plan.index:
                    continue
                row = of_plan.loc[cell]
                beside = _company(row)
                style = "dim" if cell == GONE else ""
                first = cells.known(row["share"], lambda value: f"{100 * value:.1f}%")
                table.add_row(Text(f"  {cell}", style), Text(first, style), *beside)
        title = f"{self.who}: its customers when the books opened, after "
        note = ""
        if table.row_count:
            note = "Satisfied: of those of the row who left. Base rate and hazard ratio: of all "
            note += "its customers at risk, in the world in which they left. In brackets: the "
            note += f"people of all runs, fewer than {FEW} and too few for a share. Other reasons, "
            note += "in one world or both: moved away, or the provider closed."
        if still:
            listed = ", ".join(printable(name, 40) for name in still)
            note += f" Nobody stays or leaves who would not without it: {listed}."
            note = note.strip()
        return title + span(until, self.market.period), table, note

    def policies(self) -> tuple[str, Table, str]:
        """The same plans on either side of the entry."""
        titles = []
        for window in (BEFORE, AFTER):
            titles += [f"{window}:\ncustomers", f"{window}:\nprofit"]
        table = cells.table("", *titles)
        rows = self.found.policies
        rows = rows[rows["provider"] == self.focus]
        order = dict(zip(rows["plan"], rows["policy"], strict=True))
        for plan, kind in sorted(order.items(), key=lambda pair: pair[1]):
            line = []
            for window in (BEFORE, AFTER):
                for measure, form in (("customer_share", "points"), ("profit", "money")):
                    chosen = rows[
                        (rows["plan"] == plan)
                        & (rows["window"] == window)
                        & (rows["measure"] == measure)
                    ]
                    line.append(cells.change(chosen.iloc[0], form))
            name = cells.name(plan, cells.NARROW)
            if not plan.startswith(PREFIX):
                name.append(f"\n{kind}", "dim not bold")
            table.add_row(name, *line)
        assert self.found.terms.entry is not None
        when = span(self.found.terms.entry, self.market.period)
        note = f"The entry comes after {when}. Customers: points of its share of customers at the "
        note += f"end of the span. Profit: {printable(self.market.currency, 8)} a "
        note += f"{self.market.period}, not discounted."
        return f"{self.who}: before and after the entry", table, note

    def regret(self) -> tuple[str, Table, str]:
        """The plans under uncertainty."""
        titles = ["mean", "regret", "worst\nregret", "best at", "worst\ntenth"]
        table = cells.table("", *titles)
        form = {"share": "share", "profit": "money"}.get(self.found.terms.objective, "count")
        for row in self.found.regret.to_dict("records"):
            name = Text(AS_IT_IS, "italic") if row["plan"] == AS_IS else cells.name(row["plan"])
            tail = cells.level(row["worst_tenth"], form)
            if row["least_bad"]:
                tail.stylize("bold")
            table.add_row(
                name,
                *(cells.level(row[key], form) for key in ("mean", "regret", "worst_regret")),
                cells.known(row["best"], percent),
                tail,
            )
        first = self.found.regret.iloc[0]
        least = self.found.regret.loc[self.found.regret["least_bad"], "plan"]
        shown = ", ".join(AS_IT_IS if plan == AS_IS else printable(plan, 40) for plan in least)
        note = f"Objective: {OBJECTIVES[self.found.terms.objective]}. Regret: what the best plan "
        note += "at the same point has more. Worst tenth: mean over a plan's own worst points; "
        note += f"least bad there: {shown or 'unknown'}."
        if first["unknown"]:
            note += f" At {int(first['unknown'])} points more it is unknown."
        return f"{self.who}: over {int(first['points'])} plausible markets", table, note

    def notes(self) -> Iterator[str]:
        """What a careful reader must know."""
        plans = self.found.plans
        left_out = plans.loc[plans["cost"] == LEFT_OUT, "plan"]
        if len(left_out):
            listed = ", ".join(printable(name, 40) for name in left_out)
            yield (
                f"What these cost is not in the scenario, so it is not in their profit: {listed}."
            )
        others = plans.loc[~plans["same_past"].astype(bool), "plan"]
        if len(others):
            listed = ", ".join(printable(name, 40) for name in others)
            yield f"Other markets from their first day on, without a common past: {listed}."
        met = self._somebody()
        if met:
            yield f"Meet one whom a plan makes the difference for: {met}"

    def _somebody(self) -> str:
        """The command that tells the life of one who moved."""
        who, plans = self.found.who, self.found.plans
        own = plans.loc[plans["origin"] == "scenario", "plan"]
        rows = who[who["cell"].isin([LEFT_ONLY_BASE, LEFT_ONLY_PLAN]) & who["plan"].isin(own)]
        rows = rows[rows["provider"] == self.focus]
        if rows.empty:
            return ""
        terms, row = self.found.terms, rows.iloc[0]
        sets = "".join(f" --set {path}={value}" for path, value in terms.overrides)
        text = f"overstap diary {terms.scenario} --customer {row['customer']} --plan {row['plan']}"
        return printable(f"{text} --customers {terms.customers} --seed {terms.seed}{sets}", 400)

    def _flows(self) -> pd.DataFrame:
        return self.found.flows[self.found.flows["provider"] == self.focus]

    def _numbers_of(self, measure: str, plan: str | None = None) -> pd.DataFrame:
        rows = self.found.estimates
        rows = rows[(rows["measure"] == measure) & (rows["provider"] == self.focus)]
        rows = rows[rows["entrants"] & (rows["cutoff"].isna() | (rows["cutoff"] == self.own))]
        return rows if plan is None else rows[rows["plan"] == plan]

    def _value(self, table: str, plan: str, measure: str) -> float:
        rows = self._numbers_of(measure, plan)
        return float(rows["value"].iloc[0]) if len(rows) else float("nan")

    def _row(self, plan: str, measure: str) -> Any:
        rows = self.found.differences
        rows = rows[(rows["by"] == BY_PLAN) & (rows["plan"] == plan)]
        rows = rows[(rows["provider"] == self.focus) & (rows["measure"] == measure)]
        return rows.iloc[0] if len(rows) else pd.Series(dict.fromkeys(("difference", "low")))

    def _cell(self, plan: str, measure: str) -> Text:
        rows = self._numbers_of(measure, plan)
        if rows.empty or pd.isna(rows["value"].iloc[0]):
            return Text("unknown")
        row = rows.iloc[0]
        form = {"hazard_ratio": ratio, "excess": points}.get(measure, percent)
        return cells.with_ends(form(row["value"]), row, form)


def _company(row: Any) -> list[str]:
    """Satisfied share, base rate and hazard ratio of those who left; a count when they are few."""
    if pd.isna(row["satisfied_share"]):
        return ["", "", ""]
    people = round(row["customers"] * row["runs"])
    if people < FEW:
        return [f"({people})", "", ""]
    return [percent(row["satisfied_share"]), percent(row["base_rate"]),
            cells.known(row["hazard_ratio"], ratio)]  # fmt: skip
