"""Leaving in NumPy columns, and the ledger."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.columns_people import F4, Array, People
from sim.rules.words import (
    BY_CLOSING,
    BY_HABIT,
    BY_MOVING_AWAY,
    DEFECTION,
    DEFECTIONS,
    ENTRIES,
    FORGOTTEN,
    INVOLUNTARIES,
    INVOLUNTARY,
    NOBODY,
    STOP,
    STOPS,
)


class Leavers(People):
    """Customers who come and go."""

    def change_provider(self, who: Array, after: Array, band: Array) -> None:
        """Defections, stops, and starts of newcomers."""
        outside, before = self.outside, self.main[who]
        leaves = (before >= 0) & (before < outside)
        leavers, old, new = who[leaves], before[leaves], after[leaves]
        self.trigger[leavers[self.lucky[leavers] != new]] = BY_HABIT
        defects = new < outside
        self.write_down(leavers, np.where(defects, DEFECTION, STOP), new, band[leaves])
        self.part_from(leavers)
        self.count_up(DEFECTIONS, old[defects])
        self.count_up(STOPS, old[~defects])
        segment = self.segment[leavers[defects]]
        np.add.at(self.bands, (segment, old[defects], 1, band[leaves][defects]), 1)
        self.main[who] = after
        enters = after < outside
        place = self.at(who[enters], after[enters])
        away = np.where(self.tried[place], np.maximum(0, self.period - self.left[place]), 0)
        self.engagement[place] *= F4(self.rules.engagement_left) ** away
        self.count_up(ENTRIES, after[enters])

    def lose_provider(self, who: Array, provider: Any) -> None:
        """The main provider closes: its customers know the successor and must choose anew."""
        self.trigger[who] = BY_CLOSING
        self.write_down(who, np.full(len(who), INVOLUNTARY), np.full(len(who), NOBODY), None)
        self.books[provider.number, INVOLUNTARIES] += len(who)
        self.part_from(who)
        self.main[who] = self.last[who] = NOBODY
        self.recent[who] = NOBODY
        self.leave_word(who)
        if provider.successor is not None:
            j = provider.successor.number
            self.become_aware(who[self.aware[who] >> j & 1 == 0], j)

    def move_away(self, who: Array) -> None:
        """Involuntary exits; newcomers without ties take the places."""
        served = who[self.main[who].view(np.uint8) < self.outside]
        self.trigger[who] = BY_MOVING_AWAY
        self.write_down(served, np.full(len(served), INVOLUNTARY), self.main[served] * 0 - 1, None)
        self.count_up(INVOLUNTARIES, self.main[served])
        for j in range(self.outside):
            self.books[j, FORGOTTEN] += np.count_nonzero(self.aware[who] >> j & 1)
        self.arrive(who)

    def part_from(self, who: Array) -> None:
        """Points are lost, memory stays."""
        place = self.at(who, self.main[who])
        self.left[place] = self.period
        self.points[place] = 0.0
        self.lucky[who] = NOBODY
        for name in ("tenure", "answer", "failed", "failures", "grievance"):
            getattr(self, name)[who] = 0

    def write_down(self, who: Array, kind: Array, to: Array, band: Array | None) -> None:
        """Writes rows of the ledger."""
        if len(who) == 0:
            return
        rules, outside, main = self.rules, self.outside, self.main[who]
        place = self.at(who, main)
        others = sum(
            (self.aware[who] >> p.number & 1) * (main != p.number) for p in self.open_providers
        )
        stop = to >= outside
        levels = np.array([p.levels for p in self.providers] + [[0.0] * len(rules.latent)], F4)
        reference = np.array([p.reference for p in self.providers], F4)
        seen = self.seen[who]
        push = seen * (reference[main] - levels[main])
        pull = seen * (levels[np.where(stop, outside, to)] - reference[main])
        constant = np.array([p.constant for p in self.providers], F4)
        there = self.at(who, np.where(stop | (to < 0), 0, to))
        outsides = np.array([s.outside or 0.0 for s in rules.segments], F4)[self.segment[who]]
        rest = self.belief[there] + self.liking[there] + constant[np.where(stop, 0, to)]
        rest = np.where(stop, outsides, rest) - constant[main]
        cost = rules.procedural + self.points[place]
        unknown = np.where(kind == INVOLUNTARY, np.nan, 1.0)
        self.ledger.append(
            {
                "period": np.full(len(who), self.period),
                "customer": who,
                "segment": self.segment[who],
                "origin": main,
                "to": to,
                "kind": kind,
                "trigger": self.trigger[who],
                "satisfaction": self.satisfaction[place],
                "band": 2.0 * self.satisfaction[place] // 1 if band is None else band,
                "expectation": self.expectation[place],
                "engagement": self.engagement[place],
                "failures": self.failures[who],
                "tenure": self.tenure[who],
                "failed": self.failed[who],
                "alternatives": others,
                "born": self.born[who],
                "answer": self.answer[who],
                "complained": self.grievance[who] > 0.0,
                "push": (push.sum(1) - self.belief[place]) * unknown,
                "pull": (pull.sum(1) + rest) * unknown,
                "mooring": (-cost - self.liking[place]) * unknown,
                "luck": np.where(self.lucky[who] == to, self.luck[who], 0.0) * unknown,
                "push_by_outcome": push,
                "pull_by_outcome": pull,
            }
        )
