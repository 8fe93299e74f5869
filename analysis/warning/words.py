"""What is said of the runs of one market: titles, readings and tables."""

from __future__ import annotations

from math import inf, isfinite, isnan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.language import Language
from analysis.warning.signals import INDICATORS
from analysis.warning.texts import NAMES, SEEN, TEXT, UNITS
from analysis.wording import called

if TYPE_CHECKING:
    from analysis.early_warning import Watched

COIN = 0.5
"""Area of an indicator that tells nothing."""


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows, one by one."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


class Words:
    """What is said of the runs of one market.

    Args:
        found: From `early_warning.judge`.
        language: Of the reader.
    """

    def __init__(self, found: Watched, language: Language) -> None:
        self.found = found
        self.language = language
        self.rows = {str(row["indicator"]): row for row in records(found.table)}
        self.window = found.rule.window
        label = called(found.scenario, found.provider, language)
        self._common: dict[str, Any] = {
            "provider": label,
            "fall": language.percent(found.rule.fall),
            "runs": int(found.table["runs"].max()),
            "losses": int(found.table["losses"].max()),
            "units": self.units,
            "unit": UNITS(found.scenario.period, language),
            "window": self.window,
        }

    def __call__(self, key: str, **values: Any) -> str:
        """A text with what is common to all filled in; names in it are never read as fields."""
        return TEXT(key, self.language, **{**self._common, **values})

    @property
    def units(self) -> str:
        """The length of a period, in the plural."""
        return UNITS(f"{self.found.scenario.period}s", self.language)

    def name(self, indicator: str, *, inside: bool = False) -> str:
        """An indicator's name, for inside a sentence when asked."""
        name = NAMES(indicator, self.language)
        return name[0].lower() + name[1:] if inside else name

    def below(self, indicator: str) -> str:
        """What the indicator rests on, in a few words."""
        answers = self.language.number(self.found.answers)
        return SEEN(indicator, self.language, answers=answers)

    def labelled(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table with the indicators' names, and without infinite numbers.

        A lead that never came is empty; the column outcome, where there is a lead for each run,
        tells it from one that is unknown.
        """
        out = table.assign(label=[self.name(name) for name in table["indicator"]])
        if "seed" in out:
            lead = out["lead"]
            out["outcome"] = np.select(
                [lead.isna(), lead == -inf, lead < 1], ["", "never", "late"], "in time"
            )
        return out.replace([inf, -inf], np.nan)

    # Titles and readings.

    def title(self) -> str:
        """Of the lanes."""
        return self("title")

    def roc_title(self) -> str:
        """Of the curves."""
        return self("roc_title")

    def length(self, periods: float) -> str:
        """A number of periods with its unit."""
        whole = periods == round(periods)
        number = self.language.number(periods, 0 if whole else 1)
        unit = self.found.scenario.period
        text = f"{number} {UNITS(unit if periods == 1 else f'{unit}s', self.language)}"
        return self("at_least", length=text) if periods >= self.window else text

    def order(self) -> list[str]:
        """Indicators, the one that moved first on top."""
        by = self.found.table.sort_values(
            ["lead", "warned", "auc"], ascending=False, kind="stable", na_position="last"
        )
        return list(by["indicator"])

    def reading(self) -> str:
        """Which moved first, and what satisfaction, or else the choice, did."""
        losses = self._common["losses"]
        if losses == 0:
            return self._nothing_lost()
        order = self.order()
        in_most = [name for name in order if self._warned(name) > losses / 2]
        if not in_most:
            best = max(order, key=self._warned)
            text = self(
                "none", best=self.name(best, inside=True), warned=self._warned(best),
                chance=self._by_chance(),
            )  # fmt: skip
            return f"{text}{self._some()}."
        first = in_most[0]
        text = self(
            "first", first=self.name(first), lead=self._length_with_interval(first),
            warned=self._warned(first),
            sure=self("unsure") if self.rows[first]["lead_low"] < 1 else "",
        )  # fmt: skip
        seen = [name for name in in_most if INDICATORS[name].seen]
        if not INDICATORS[first].seen and seen:
            other = self.name(seen[0], inside=True)
            text += self("seen", other=other, lead=self.length(self._lead(seen[0])))
        return f"{text}{self._beside(first, seen)}{self._some()}."

    def _nothing_lost(self) -> str:
        worst = max(self.rows.values(), key=lambda row: float(row["usual_false_alarms"]))
        return (
            self(
                "quiet" if self.found.fewest < 1 else "still",
                most=self.language.percent(max(0.0, 1 - self.found.fewest)),
                worst=self.name(str(worst["indicator"]), inside=True),
                share=self.language.percent(float(worst["usual_false_alarms"])),
            )
            + "."
        )

    def _beside(self, first: str, seen: list[str]) -> str:
        """The other side: satisfaction, or where that was first the forced choice."""
        asked = ("surveyed", "satisfaction", "nps")
        other = self._there("preference", "looking") if first in asked else self._there(*asked)
        if other is None or (seen and other == seen[0] and not INDICATORS[first].seen):
            return ""
        name, losses = self.name(other, inside=True), self._common["losses"]
        if self._warned(other) <= losses / 2:
            return self(
                "other_failed", other=name, warned=self._warned(other), chance=self._by_chance()
            )
        leads = self.found.runs.pivot(index="seed", columns="indicator", values="lead")
        return self(
            "other_warned", other=name, warned=self._warned(other),
            lead=self.length(self._lead(other)), later=int((leads[first] > leads[other]).sum()),
        )  # fmt: skip

    def _some(self) -> str:
        runs, losses = self._common["runs"], self._common["losses"]
        return self("some", without=runs - losses) if losses < runs else ""

    def _there(self, *names: str) -> str | None:
        return next((name for name in names if name in self.rows), None)

    def _warned(self, indicator: str) -> int:
        return int(self.rows[indicator]["warned"])

    def _lead(self, indicator: str) -> float:
        return float(self.rows[indicator]["lead"])

    def _by_chance(self) -> str:
        return self.language.number(self.found.rule.false_alarms * self._common["losses"])

    def _length_with_interval(self, indicator: str) -> str:
        row = self.rows[indicator]
        text = self.length(float(row["lead"]))
        low, high = float(row["lead_low"]), float(row["lead_high"])
        if isnan(low):
            return text
        ends = [self.ends(value) for value in (low, high)]
        return self("interval", middle=text, low=ends[0], high=ends[1])

    def ends(self, value: float) -> str:
        """An end of an interval of leads, which may be never."""
        if value == -inf:
            return self("never")
        return self.language.number(value, 0 if value == round(value) else 1)

    def by_area(self) -> pd.DataFrame:
        """The table, the best at telling a loss from quiet on top."""
        return self.found.table.sort_values(["auc", "lead"], ascending=False, kind="stable")

    def roc_reading(self) -> str:
        """How well the best one tells, and satisfaction or else the choice."""
        best = str(self.by_area()["indicator"].iloc[0])
        asked = ("surveyed", "satisfaction", "nps")
        other = self._there("preference", "looking") if best in asked else self._there(*asked)
        area, interval, verdict = self._area(best)
        values = {"best": self.name(best, inside=True), "area": area, "interval": interval,
                  "verdict": verdict}  # fmt: skip
        if other is None:
            return self("roc_one", **values) + "."
        area, interval, verdict = self._area(other)
        return (
            self("roc", **values, other=self.name(other, inside=True), other_area=area,
                 other_interval=interval, other_verdict=verdict)
            + "."
        )  # fmt: skip

    def _area(self, indicator: str) -> tuple[str, str, str]:
        row = self.rows[indicator]
        area, low, high = (float(row[name]) for name in ("auc", "auc_low", "auc_high"))
        verdict = "better" if low > COIN else "worse" if high < COIN else "coin"
        between = self.language.between(self.language.percent(low), self.language.percent(high))
        interval = f" ({between})" if isfinite(low) else ""
        return self.language.percent(area), interval, self(verdict)

    def note(self) -> str:
        """How the lanes were made."""
        rule, language = self.found.rule, self.language
        text = self(
            "note", recent=rule.recent, past=rule.past, usual=language.number(rule.usual),
            target=language.percent(rule.false_alarms),
            customers=language.number(self.found.customers),
        )  # fmt: skip
        runs = self._common["runs"]
        return text + (self("short") if runs * rule.false_alarms < 1 else "")

    def roc_note(self) -> str:
        """How the curves were made."""
        return self("roc_note")

    # Tables.

    def table(self) -> pd.DataFrame:
        """A row an indicator, in order of their leads, in words."""
        rows = []
        for name in self.order():
            row = self.rows[name]
            losses = int(row["losses"])
            rows.append(
                {
                    self("indicator"): self.name(name),
                    self("moved"): self._moved(row),
                    self("warned"): self.of(row["warned"], losses),
                    self("late"): self.of(row["late"], losses),
                    self("never"): self.of(row["never"], losses),
                    self("usual"): self.language.percent(row["usual_false_alarms"]),
                }
            )
        return pd.DataFrame(rows)

    def _moved(self, row: dict[str, Any]) -> str:
        if isnan(row["lead"]):
            return "–"
        middle = self.ends(float(row["lead"]))
        if isnan(row["lead_low"]):
            return middle
        low, high = (self.ends(float(row[f"lead_{end}"])) for end in ("low", "high"))
        return middle if low == middle == high else self("interval", middle=middle, low=low,
                                                         high=high)  # fmt: skip

    def of(self, count: float, runs: int) -> str:
        """A number of runs; a dash when there are none."""
        return self("of", count=int(count), runs=runs) if runs else "–"

    def roc_table(self) -> pd.DataFrame:
        """A row an indicator, in order of their areas, in words."""
        rows = []
        for row in self.by_area().to_dict("records"):
            area = self.language.number(row["auc"], 2)
            if isfinite(row["auc_low"]):
                low, high = (self.language.number(row[f"auc_{e}"], 2) for e in ("low", "high"))
                area = self("interval", middle=area, low=low, high=high)
            rows.append(
                {
                    self("indicator"): self.name(row["indicator"]),
                    self("area"): area,
                    self("hits"): self.language.percent(row["usual_warned"]),
                    self("usual"): self.language.percent(row["usual_false_alarms"]),
                }
            )
        return pd.DataFrame(rows)
