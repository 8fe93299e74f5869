"""What is remembered of customers in NumPy columns, and the rules that other rules need."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.plain_mesa import PlainMarket
from benchmarks.plain_use import SQRT_3
from sim.rules.words import (
    BANDS,
    LEARNED,
    NOBODY,
)

Array = Any
F4 = np.float32

OF_CUSTOMERS = {
    "rate": F4,
    "quiet": F4,
    "leave": F4,
    "level": F4,
    "norm": F4,
    "point": F4,
    "zero": F4,
    "failures": F4,
    "grievance": F4,
    "luck": F4,
    "told_satisfaction": F4,
    "told_belief": F4,
    "aware": np.int32,
    "learned": np.int32,
    "tenure": np.int16,
    "born": np.int16,
    "segment": np.int8,
    "main": np.int8,
    "last": np.int8,
    "lucky": np.int8,
    "told": np.int8,
    "trigger": np.int8,
    "reasons": np.int8,
    "answer": np.int8,
    "turn": np.int8,
    "failed": np.int8,
    "complained": np.int8,
    "called": np.bool_,
}
OF_RELATIONS = {
    "belief": F4,
    "variance": F4,
    "liking": F4,
    "satisfaction": F4,
    "expectation": F4,
    "engagement": F4,
    "points": F4,
    "left": np.int16,
    "tried": np.bool_,
}


class People(PlainMarket):
    """A market whose customers are columns; `PlainMarket` keeps its books and its providers."""

    def make_customers(self, count: int) -> None:
        """Allocates the columns, and fills them with newcomers."""
        self.refuse_what_columns_lack()
        self.count = count
        self.people = np.arange(count)
        for name, kind in OF_CUSTOMERS.items():
            setattr(self, name, np.zeros(count, kind))
        for name, kind in OF_RELATIONS.items():
            setattr(self, name, np.zeros(count * self.outside, kind))
        outcomes = len(self.rules.latent)
        self.taste = np.zeros((count, outcomes), F4)
        self.seen = np.zeros((count, outcomes), F4)
        self.recent = np.zeros((count, self.rules.recent), np.int8)
        self.first = np.array(self.first)
        self.neighbours = np.array(self.neighbours)
        self.books = np.zeros((self.outside + 1, len(self.tally[0])))
        self.bands = np.zeros((len(self.rules.segments), self.outside, 2, BANDS))
        self.arrive(self.people)

    def refuse_what_columns_lack(self) -> None:
        """Raises an error for what only the other versions have.

        Raises:
            ValueError: the scenario has something that the columns leave out.
        """
        rules, providers = self.rules, self.providers
        lacking = {
            "rival exit rules": rules.exit != "compare",
            "news, drift or latent expectations": rules.news or rules.drift or rules.latent_share,
            "peak_end": rules.peak_end,
            "a fully mixed network": rules.mixed,
            "growth": self.scenario.customers.growth,
            "switched-off mechanisms": not all(
                (rules.attention, rules.learning, rules.engaging, rules.failing, rules.tastes)
            ),
            "hazards that differ": rules.hazard_shape is not None,
            "calls that wake": rules.look_called,
            "limited reach": any(p.reach < 1.0 for p in providers),
            "bonds and goodwill": any(p.bond_ceiling or p.effort for p in providers),
            "attention by policy": any(
                p.attends and p.terms.attention.policy != "random" for p in providers
            ),
        }
        for what, found in lacking.items():
            if found:
                raise ValueError(f"the NumPy columns lack {what}")

    def present(self) -> int:
        """Customers in the market now."""
        return self.count

    def at(self, who: Array, provider: Array) -> Array:
        """Places of relations in their columns."""
        return who * self.outside + provider

    def count_up(self, column: int, providers: Array, weights: Array | None = None) -> None:
        """Adds to a column of the books, by provider."""
        self.books[:, column] += np.bincount(providers, weights, self.outside + 1)

    def uniform(self, *shape: int) -> Array:
        """Uniform numbers."""
        return self.rng.random(shape, F4)

    def bell(self, count: int) -> Array:
        """Bell-shaped numbers, mean 0 and sd 1: sums of four uniforms."""
        return F4(SQRT_3) * (self.uniform(4, count).sum(0) - F4(2.0))

    def arrive(self, who: Array) -> None:
        """Makes newcomers."""
        rules, rng, count = self.rules, self.rng, len(who)
        shares = np.cumsum([segment.share for segment in rules.segments])[:-1]
        segment = np.searchsorted(shares, self.uniform(count), side="right")
        self.segment[who] = segment
        needs = np.array([s.needs for s in rules.segments], F4)[segment]
        shape = np.array([s.shape for s in rules.segments], F4)[segment]
        gamma = rng.standard_gamma(np.where(shape > 0, shape, 1.0)).astype(F4)
        rate = np.minimum(60.0, np.where(shape > 0, needs * gamma / np.maximum(shape, 1e-9), needs))
        self.rate[who] = rate
        self.quiet[who] = np.exp(-rate)
        self.leave[who] = rules.hazard
        level = rules.level + rules.level_sd * rng.standard_normal(count, F4)
        self.level[who] = np.clip(level, 0.0, 10.0)
        self.norm[who] = self.usual_quality
        for name in ("failures", "grievance", "luck", "aware", "learned", "tenure", "reasons"):
            getattr(self, name)[who] = 0
        for name in ("answer", "turn", "failed", "complained", "called"):
            getattr(self, name)[who] = 0
        for name in ("main", "last", "lucky", "told"):
            getattr(self, name)[who] = NOBODY
        self.recent[who] = NOBODY
        self.born[who] = self.period
        tastes = np.array([s.taste for s in rules.segments], F4)[segment]
        spread = tastes[..., 1]
        luck = rng.standard_normal(spread.shape, F4)
        taste = tastes[..., 0] * np.exp(spread * luck - 0.5 * spread * spread)
        self.taste[who] = taste
        plain = ~np.array(rules.latent)
        worst, best = np.array(rules.worst, F4) * plain, np.array(rules.best, F4) * plain
        self.zero[who] = taste @ worst
        self.point[who] = np.maximum(1e-6, taste @ (best - worst) / 10.0)
        self.seen[who] = taste * plain
        liking = {
            name: mode.taste * rng.standard_normal(count, F4) for name, mode in self.modes.items()
        }
        for provider in self.providers:
            place = self.at(who, provider.number)
            for name in ("belief", "variance", "expectation", "points", "tried"):
                getattr(self, name)[place] = 0
            own = rules.provider_taste * rng.standard_normal(count, F4)
            self.liking[place] = own + liking[provider.mode]
            self.satisfaction[place] = self.level[who]
            self.engagement[place] = rules.engagement_start
            self.left[place] = self.period
            if provider.is_open:
                self.become_aware(who[self.uniform(count) < provider.known], provider.number)

    def become_aware(self, who: Array, j: Array | int) -> None:
        """They learn that a provider exists."""
        if len(who) == 0:
            return
        j = np.broadcast_to(j, who.shape)
        prior = self.rules.prior_sd
        self.aware[who] |= 1 << j.astype(np.int32)
        place = self.at(who, j)
        self.belief[place] = prior * self.rng.standard_normal(len(who), F4)
        self.variance[place] = prior * prior
        self.count_up(LEARNED, j)
        latent = np.array([provider.latent for provider in self.providers], np.int32)[j]
        self.learned[who] |= latent
        for k, is_latent in enumerate(self.rules.latent):
            if is_latent:
                told = who[latent >> k & 1 == 1]
                self.seen[told, k] = self.taste[told, k]

    def learn(self, place: Array, signal: Array, signal_variance: float) -> None:
        """Beliefs move toward the signals by precision."""
        variance, belief = self.variance[place], self.belief[place]
        weight = variance / (variance + signal_variance)
        self.belief[place] = belief + weight * (signal - belief)
        self.variance[place] = variance - weight * variance

    def quality(self, who: Array, j: Array) -> Array:
        """Quality of the posted offers for these customers, 0-10."""
        plain = ~np.array(self.rules.latent)
        levels = np.array([provider.levels for provider in self.providers], F4) * plain
        utility = np.einsum("ij,ij->i", self.taste[who], levels[j])
        return np.clip((utility - self.zero[who]) / self.point[who], 0.0, 10.0)

    def expect(self, who: Array, j: Array, quality: Array) -> None:
        """Before the first use customers expect what the offer and hearsay promise."""
        place = self.at(who, j)
        rest = self.belief[place] - F4(self.rules.uncertainty_cost) * self.variance[place]
        self.expectation[place] = np.clip(quality + rest / self.point[who], 0.0, 10.0)

    def evaluate(self, who: Array, j: Array, delivered: Array) -> None:
        """Updates satisfaction, expectation and norm after experiences, 0-10."""
        rules, place = self.rules, self.at(who, j)
        expectation, satisfaction = self.expectation[place], self.satisfaction[place]
        gap = delivered - expectation
        target = self.level[who] + rules.quality_weight * (delivered - self.norm[who])
        target += rules.gain * np.maximum(0.0, gap - rules.zone)
        target += rules.loss * np.minimum(0.0, gap + rules.zone)
        step = np.where(self.tried[place], F4(rules.step), F4(1.0))
        self.satisfaction[place] = np.clip(satisfaction + step * (target - satisfaction), 0.0, 10.0)
        self.expectation[place] = expectation + rules.expectation_step * gap
        if rules.norm_step:
            self.norm[who] += rules.norm_step * (delivered - self.norm[who])
        self.tried[place] = True

    def leave_word(self, who: Array) -> None:
        """What neighbours can hear of these customers, from the next period on."""
        last = self.last[who]
        place = self.at(who, np.maximum(last, 0))
        self.told[who] = last
        self.told_satisfaction[who] = self.satisfaction[place]
        self.told_belief[who] = self.belief[place] / self.point[who]

    def prefers(self, who: Array) -> Array:
        """The forced choice among all open providers, without costs, inattention or luck."""
        learned = self.learned[who]
        for provider in self.providers:
            learned |= provider.latent
        seen = self.taste[who]
        for k, is_latent in enumerate(self.rules.latent):
            if is_latent:
                seen[:, k] *= learned >> k & 1
        utilities = np.full((len(who), self.outside), -np.inf, F4)
        for provider in self.open_providers:
            j, place = provider.number, self.at(who, provider.number)
            utility = seen @ np.array(provider.levels, F4) + F4(provider.constant)
            utilities[:, j] = utility + self.liking[place] + self.belief[place]
        return utilities.argmax(1)
