"""Experience in the plain Mesa port: what a customer gets, learns, feels and says."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from benchmarks.plain_person import Person
from sim.rules.words import COMPLAINTS, FAILURES, RECOVERED, REVENUE, UNITS, USES

if TYPE_CHECKING:
    from benchmarks.plain_person import Relation
    from benchmarks.plain_provider import PlainProvider

SQRT_3 = 3.0**0.5


class User(Person):
    """A customer who uses providers."""

    __slots__ = ()

    def use(self, provider: PlainProvider) -> None:
        """The provider meets a need: experience, learning, evaluation, voice, money."""
        market = self.model
        rules = market.rules
        draw = market.draw
        j = provider.number
        relation = self.relations[j]
        quality = self.quality(provider)
        if not relation.tried:
            relation.left = market.period
            self.expect(provider, relation, quality)
        lost = severity = 0.0
        if rules.failing and draw() >= provider.faultless:
            lost, severity = self.walk_the_journey(provider)
            market.tally[j][FAILURES] += 1
        # A bell-shaped number, mean 0 and sd 1: the sum of four uniforms.
        beyond = rules.noise * SQRT_3 * (draw() + draw() + draw() + draw() - 2.0) - lost
        if rules.learning:
            relation.learn(beyond * self.point, rules.signal_variance)
        self.evaluate(relation, min(10.0, max(0.0, quality + beyond)))
        value = rules.segments[self.segment].value
        row = market.tally[j]
        row[USES] += 1
        row[UNITS] += value
        row[REVENUE] += provider.price * value
        if provider.points_per_need > 0.0:
            points = relation.points + provider.points_per_need
            relation.points = min(provider.points_ceiling, points)
        if provider.bond_ceiling > 0.0:
            relation.bond += provider.bond_growth * (provider.bond_ceiling - relation.bond)
        if provider.effort > 0.0:
            relation.goodwill += provider.effort * (1.0 - relation.goodwill)
        if severity > 0.0:
            self.suffer(provider, relation, severity, row)

    def expect(self, provider: PlainProvider, relation: Relation, quality: float) -> None:
        """Before the first use the customer expects what the offer and hearsay promise."""
        rules = self.model.rules
        promised = quality + self.believed_rest(provider, relation) / self.point
        expectation = min(10.0, max(0.0, promised))
        if rules.latent_share > 0.0:
            for k, weight in enumerate(self.taste):
                if rules.latent[k] and self.learned >> k & 1:
                    missed = rules.latent_share * weight * (rules.best[k] - provider.levels[k])
                    expectation = min(10.0, expectation + max(0.0, missed / self.point))
        relation.expectation = expectation

    def walk_the_journey(self, provider: PlainProvider) -> tuple[float, float]:
        """A journey on which something fails; returns points lost, and the worst loss."""
        draw = self.model.draw
        lost = worst = last = 0.0
        failed = False
        for place, (failure, failure_if_first, severity) in enumerate(provider.touchpoints, 1):
            last = 0.0
            if draw() < (failure if failed else failure_if_first):
                failed = True
                last = severity * (0.5 + draw())
                lost += last
                if last > worst:
                    worst = last
                    if provider.number == self.main:
                        self.failed = place
        return (0.5 * (worst + last) if self.model.rules.peak_end else lost), worst

    def evaluate(self, relation: Relation, delivered: float) -> None:
        """Updates satisfaction, expectation and norm after an experience, 0-10."""
        rules = self.model.rules
        gap = delivered - relation.expectation
        target = self.level
        if gap > rules.zone:
            target += rules.gain * (gap - rules.zone)
        elif gap < -rules.zone:
            if relation.goodwill > 0.0:
                gap *= 1.0 - rules.goodwill_relief * relation.goodwill
                relation.goodwill *= rules.goodwill_left
            if gap < -rules.zone:
                target += rules.loss * (gap + rules.zone)
        if not rules.drift:
            target += rules.quality_weight * (delivered - self.norm)
        if rules.news > 0.0:
            target -= rules.news * self.envy
        if relation.tried:
            target = relation.satisfaction + rules.step * (target - relation.satisfaction)
        relation.satisfaction = min(10.0, max(0.0, target))
        relation.expectation += rules.expectation_step * (delivered - relation.expectation)
        self.norm += rules.norm_step * (delivered - self.norm)
        relation.tried = True

    def suffer(
        self, provider: PlainProvider, relation: Relation, severity: float, row: list[float]
    ) -> None:
        """A failure is remembered, perhaps voiced, and perhaps made good."""
        rules = self.model.rules
        draw = self.model.draw
        is_main = provider.number == self.main
        if is_main:
            self.failures = min(3.0, self.failures + 1.0)
        odds = rules.voice_trifle + rules.voice_slope * (severity - 1.0)
        odds += rules.voice_engagement * (relation.engagement - rules.engagement_start)
        if draw() >= 1.0 / (1.0 + exp(-odds)):
            return
        row[COMPLAINTS] += 1
        if is_main:
            self.complained += 1
            self.grievance = min(3.0, self.grievance + 1.0)
        if provider.recovers and draw() < provider.recovery_success:
            regained = rules.step * rules.loss * rules.recovered * severity
            relation.satisfaction = min(10.0, relation.satisfaction + regained)
            relation.bond += rules.recovery_bond
            row[RECOVERED] += 1
