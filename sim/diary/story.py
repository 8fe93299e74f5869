"""Tells a life: what happened, with quiet stretches in one line each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.diary.events import Event
from sim.diary.labels import Labels, sentence
from sim.diary.portrait import end_text, portrait_text
from sim.diary.witness import Moment, WatchedMarket, Witness
from sim.diary.words import (
    classify,
    learned_text,
    life_text,
    moved_text,
    need_text,
    notable,
    quiet_text,
)
from sim.market import Market
from sim.rules.words import DEFECTION
from sim.scenario import Scenario

Progress = Callable[[int, int], None]
"""Called with the periods lived so far, and with all periods to live."""

LIFE = ("life event", "contract end", "contact left")


def diary(
    scenario: Scenario,
    *,
    customer: int,
    seed: int = 1,
    customers: int | None = None,
    periods: int | None = None,
    threads: int = 1,
    every_need: bool = False,
    progress: Progress | None = None,
) -> list[Event]:
    """The life of one customer, from the opening of the books.

    Args:
        scenario: Resolved.
        customer: Number in the population, from 0.
        seed: Of the run; the diary belongs to the run with the same seed and size.
        customers: Number of customers, instead of the scenario's.
        periods: Horizon, instead of the scenario's.
        threads: To use; the result is the same.
        every_need: Tells each need that was not routine, not only the notable ones.
        progress: Called after every period.

    Returns:
        The events in order of time; the first is a portrait.

    Raises:
        IndexError: There is no such customer; the message gives the range.
    """
    market = WatchedMarket(
        scenario, rng=seed, customers=customers, periods=periods, threads=threads, collect=False
    )
    try:
        if not 0 <= customer < len(market.population):
            last = len(market.population) - 1
            raise IndexError(f"there is no customer {customer}: they are numbered 0 to {last}")
        market.witness = witness = Witness(market, customer)
        story = _Story(market, customer, every_need)
        while market.period < market.horizon:
            now = market.period
            market.step()
            story.tell(now, witness.moments)
            if progress is not None:
                progress(market.period, market.horizon)
        return story.end(market.horizon - 1, witness.portrait(market))
    finally:
        market.release()


def find_defector(
    scenario: Scenario,
    *,
    seed: int = 1,
    customers: int | None = None,
    periods: int | None = None,
    threads: int = 1,
    progress: Progress | None = None,
) -> int | None:
    """The first satisfied customer who leaves; where somebody enters, who leaves for the entrant.

    Args:
        scenario: Resolved.
        seed: Of the run.
        customers: Number of customers, instead of the scenario's.
        periods: Horizon, instead of the scenario's.
        threads: To use.
        progress: Called after every period.

    Returns:
        The number of the customer; None when nobody does.
    """
    market = Market(
        scenario, rng=seed, customers=customers, periods=periods, threads=threads, collect=False
    )
    entrants = [
        provider.number
        for provider in market.providers.values()
        if provider.terms.role == "disruptor" and provider.terms.enters > 0
    ]
    band = round(2 * scenario.report.satisfied_at)
    try:
        while market.period < market.horizon:
            market.step()
            if progress is not None:
                progress(market.period, market.horizon)
            if not market.hazard[market.period - 1, :, :, 1, band:].any():
                continue
            exits, _ = market.ledger.everything()
            fits = (exits["kind"] == DEFECTION) & (exits["band"] >= band)
            fits &= exits["period"] == market.period - 1
            if entrants:
                fits &= np.isin(exits["to"], entrants)
            if fits.any():
                return int(exits["customer"][fits][0])
        return None
    finally:
        market.release()


class _Story:
    """Collects events; a quiet stretch grows until something happens."""

    def __init__(self, market: Market, number: int, every_need: bool) -> None:
        self._number = number
        self._every_need = every_need
        self._labels = Labels(market.initial)
        self._events: list[Event] = []
        self._quiet = _Quiet()
        self._was_there = False
        self._news = _news(market, self._labels)

    def tell(self, period: int, moments: list[Moment]) -> None:
        """Adds what happened in a period."""
        if not self._was_there and not moments:
            return  # not born yet: the market grows
        if self._labels.begins_a_year(period):
            self._flush()
        for text in self._news.get(period, []):
            self._add(period, "market", text, {})
        for kind, facts in moments:
            if kind == "need":
                self._tell_need(period, facts)
            elif kind == "portrait":
                self._portray(period, facts)
            elif kind == "moved":
                text = moved_text(self._number, facts, self._labels)
                self._add(period, "moved", text, facts)
            elif kind == "learned":
                self._add(period, "learned", learned_text(facts, self._labels), facts)
            elif kind in LIFE:
                told = {"what": kind, **facts}
                self._add(period, "life", life_text(kind, facts, self._labels), told)
            elif kind == "closed":
                text = f"{self._labels.provider(facts['provider'])} closed."
                self._add(period, "closed", text[:1].upper() + text[1:], facts)
            else:
                self._quiet.add(period, kind, facts)

    def end(self, period: int, facts: dict[str, Any] | None) -> list[Event]:
        """The whole diary.

        Args:
            period: The last.
            facts: How the customer stands then; None for one who never came.
        """
        self._flush()
        if facts is not None:
            self._add(period, "end", end_text(facts, self._labels), facts)
        return self._events

    def _tell_need(self, period: int, need: dict[str, Any]) -> None:
        kind = classify(need)
        if kind == "quiet" or not (self._every_need or notable(kind, need)):
            self._quiet.add(period, "need", need)
        else:
            self._add(period, kind, need_text(kind, need, self._labels), need)

    def _portray(self, period: int, facts: dict[str, Any]) -> None:
        newcomer = facts["born"] >= 0 and self._was_there
        text = portrait_text(self._number, facts, self._labels, newcomer=newcomer)
        event = Event(period, self._labels.when(period), "portrait", text, facts)
        self._flush()
        if self._was_there:
            self._events.append(event)
        else:
            self._events.insert(0, event)
        self._was_there = True

    def _add(self, period: int, kind: str, text: str, facts: dict[str, Any]) -> None:
        self._flush()
        self._events.append(Event(period, self._labels.when(period), kind, sentence(text), facts))

    def _flush(self) -> None:
        stretch, self._quiet = self._quiet, _Quiet()
        if not stretch.is_empty:
            facts = stretch.facts()
            date = self._labels.when(stretch.first, stretch.last)
            text = quiet_text(facts, self._labels)
            self._events.append(Event(stretch.first, date, "quiet", text, facts))


class _Quiet:
    """A stretch of periods in which nothing special happens."""

    def __init__(self) -> None:
        self.first = self.last = -1
        self._scores: dict[str, list[float]] = {}
        self._failed: dict[str, int] = {}
        self._heard: dict[str, list[int]] = {}
        self._answers: list[int] = []
        self._without = self._unmet = self._compared = self._reached = 0

    @property
    def is_empty(self) -> bool:
        return self.first < 0

    def add(self, period: int, kind: str, facts: dict[str, Any]) -> None:
        """Takes in a moment."""
        if self.first < 0:
            self.first = period
        self.last = period
        if kind == "need":
            self._add_need(facts)
        elif kind == "heard":
            self._heard.setdefault(facts["provider"], [0, 0])[not facts["content"]] += 1
        elif kind == "reached":
            self._reached += 1
        elif kind == "answered":
            self._answers.append(facts["answer"])

    def _add_need(self, need: dict[str, Any]) -> None:
        self._compared += "trigger" in need
        if need.get("unmet"):
            self._unmet += 1
        elif need["provider"] is None:
            self._without += 1
        else:
            self._scores.setdefault(need["provider"], []).append(need["satisfaction"])
        if "touchpoint" in need:
            place = need["touchpoint"]
            self._failed[place] = self._failed.get(place, 0) + 1

    def facts(self) -> dict[str, Any]:
        """What the stretch held."""
        return {
            "until": self.last,
            "uses": {
                name: {"count": len(scores), "low": min(scores), "high": max(scores)}
                for name, scores in self._scores.items()
            },
            "without": self._without,
            "unmet": self._unmet,
            "failures": self._failed,
            "compared": self._compared,
            "heard": {
                name: {"good": good, "bad": bad} for name, (good, bad) in self._heard.items()
            },
            "reached": self._reached,
            "answers": self._answers,
        }


def _news(market: Market, labels: Labels) -> dict[int, list[str]]:
    """Entries and interventions, by period."""
    news: dict[int, list[str]] = {}
    for provider in market.providers.values():
        if 0 < provider.enters < market.horizon:
            text = f"{labels.provider(provider.name)} enters the market."
            news.setdefault(provider.enters, []).append(text[:1].upper() + text[1:])
    for intervention in market.initial.interventions:
        if intervention.at < market.horizon and intervention.label:
            text = f"In the market: {intervention.label}."
            news.setdefault(intervention.at, []).append(text)
    return news
