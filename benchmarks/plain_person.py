"""Who a customer is in the plain Mesa port: character, tastes, knowledge, relations."""

from __future__ import annotations

from math import exp, inf
from typing import TYPE_CHECKING

import mesa

from sim.rules.words import LEARNED, NOBODY

if TYPE_CHECKING:
    from benchmarks.plain_mesa import PlainMarket
    from benchmarks.plain_provider import PlainProvider
    from benchmarks.plain_rules import Segment


class Relation:
    """What one customer has with one provider."""

    __slots__ = (
        "belief",
        "bond",
        "engagement",
        "expectation",
        "goodwill",
        "left",
        "points",
        "reach_luck",
        "satisfaction",
        "taste",
        "tried",
        "variance",
    )

    def __init__(self, taste: float, satisfaction: float, engagement: float, now: int) -> None:
        self.taste = taste
        self.satisfaction = satisfaction
        self.engagement = engagement
        self.left = now
        self.belief = self.variance = self.expectation = 0.0
        self.goodwill = self.bond = self.points = 0.0
        self.reach_luck = -1.0
        self.tried = False

    def learn(self, signal: float, signal_variance: float) -> None:
        """Belief moves toward the signal by precision."""
        weight = self.variance / (self.variance + signal_variance)
        self.belief += weight * (signal - self.belief)
        self.variance -= weight * self.variance


class Person(mesa.Agent):
    """Who a customer is, and what the customer thinks of providers.

    Attributes:
        number: place in the population.
        neighbours: numbers of the customers to talk with.
        told: provider used last, satisfaction with it and belief about it, as they were at the
            end of the previous period; None when there is nothing to tell.
        relations: one for each provider.
        aware: bit j: knows provider j.
        taste: utils per raw unit of each outcome.
        seen, felt: the same, zero for what does not count in choice, in experience.
    """

    __slots__ = (
        "answer",
        "aware",
        "born",
        "called",
        "complained",
        "envy",
        "failed",
        "failures",
        "felt",
        "grievance",
        "hazard",
        "last",
        "learned",
        "level",
        "luck",
        "lucky",
        "main",
        "needs",
        "neighbours",
        "norm",
        "number",
        "point",
        "quiet",
        "reasons",
        "recent",
        "relations",
        "seen",
        "segment",
        "taste",
        "tenure",
        "threshold",
        "told",
        "trigger",
        "turn",
        "worst",
        "zero",
    )

    def __init__(self, market: PlainMarket, number: int) -> None:
        super().__init__(market)
        self.number = number
        self.neighbours = market.neighbours_of(number)
        self.told: tuple[int, float, float] | None = None
        self.arrive()

    # Arrival.

    def arrive(self) -> None:
        """Becomes a newcomer: character, tastes, and what is known by hearsay."""
        market = self.model
        rules = market.rules
        random = market.random
        u = random.random()
        self.born = market.period
        self.segment = 0
        for segment in rules.segments[:-1]:
            u -= segment.share
            if u < 0.0:
                break
            self.segment += 1
        segment = rules.segments[self.segment]
        self.level = min(10.0, max(0.0, random.gauss(rules.level, rules.level_sd)))
        self.threshold = random.gauss(rules.threshold_mean, rules.threshold_sd)
        self.norm = market.usual_quality
        self.failures = self.grievance = self.envy = self.luck = 0.0
        self.aware = self.learned = self.reasons = self.tenure = self.answer = self.turn = 0
        self.failed = self.complained = self.trigger = 0
        self.called = False
        self.main = self.last = self.lucky = NOBODY
        self.recent = [NOBODY] * rules.recent
        needs = segment.needs
        if segment.shape > 0.0:
            needs *= random.gammavariate(segment.shape, 1.0) / segment.shape
        self.needs = min(60.0, needs)
        self.quiet = exp(-self.needs)
        self.hazard = rules.hazard
        if rules.hazard_shape is not None:
            self.hazard = random.betavariate(*rules.hazard_shape)
        self.draw_tastes(segment)
        for provider in market.providers:
            relation = self.relations[provider.number]
            if provider.is_open and random.random() * provider.reach < provider.known:
                self.become_aware(provider, relation)

    def draw_tastes(self, segment: Segment) -> None:
        """Draws weights of the outcomes, and lasting likings for providers and modes."""
        market = self.model
        rules = market.rules
        gauss = market.random.gauss
        self.taste = []
        worst = best = 0.0
        for k, (weight, spread) in enumerate(segment.taste):
            if spread > 0.0 and rules.tastes:
                weight *= exp(spread * gauss(0.0, 1.0) - 0.5 * spread * spread)
            self.taste.append(weight)
            if not rules.latent[k]:
                worst += weight * rules.worst[k]
                best += weight * rules.best[k]
        self.worst = worst
        self.point = max(1.0e-6, (best - worst) / 10.0)
        self.weigh_outcomes()
        liking = dict.fromkeys(market.modes, 0.0)
        if rules.tastes:
            liking = {name: gauss(0.0, mode.taste) for name, mode in market.modes.items()}
        spread = rules.provider_taste if rules.tastes else 0.0
        self.relations = [
            Relation(
                liking[provider.mode] + gauss(0.0, spread),
                self.level,
                rules.engagement_start,
                market.period,
            )
            for provider in market.providers
        ]

    def weigh_outcomes(self) -> None:
        """Notes which outcomes count: latent ones do once the customer knows of them."""
        rules = self.model.rules
        self.zero = self.worst
        self.seen = self.felt = self.taste
        if not rules.any_latent:
            return
        self.seen, self.felt = [], []
        for k, weight in enumerate(self.taste):
            if not rules.latent[k]:
                self.seen.append(weight)
                self.felt.append(weight)
            elif self.learned >> k & 1:
                share = rules.latent_share * weight
                self.seen.append(weight)
                self.felt.append(share)
                self.zero += share * rules.worst[k]
            else:
                self.seen.append(0.0)
                self.felt.append(0.0)

    def become_aware(self, provider: PlainProvider, relation: Relation) -> bool:
        """Learns that a provider exists, if it can serve this customer; returns whether so."""
        market = self.model
        rules = market.rules
        if not self.can_be_served(provider, relation):
            return False
        self.aware |= 1 << provider.number
        market.tally[provider.number][LEARNED] += 1
        if rules.learning:
            relation.belief = market.random.gauss(0.0, rules.prior_sd)
            relation.variance = rules.prior_sd * rules.prior_sd
        if provider.latent & ~self.learned:
            self.learned |= provider.latent
            self.weigh_outcomes()
        if rules.news > 0.0:
            self.envy = max(self.envy, self.advantage(provider))
        return True

    def can_be_served(self, provider: PlainProvider, relation: Relation) -> bool:
        """Whether a provider can serve this customer at all."""
        if provider.reach < 1.0 and relation.reach_luck < 0.0:
            relation.reach_luck = self.model.draw()
        return relation.reach_luck < provider.reach

    # What the customer thinks of providers.

    def outcome_utility(self, provider: PlainProvider) -> float:
        """Utility of the posted offer, utils."""
        return sum(weight * level for weight, level in zip(self.seen, provider.levels, strict=True))

    def believed_rest(self, provider: PlainProvider, relation: Relation) -> float:
        """What the customer believes beyond the posted offer, utils."""
        rules = self.model.rules
        if not rules.learning:
            return -provider.hidden_loss * self.point
        return relation.belief - rules.uncertainty_cost * relation.variance

    def advantage(self, provider: PlainProvider) -> float:
        """Points of quality by which a posted offer beats the main provider's."""
        market = self.model
        if not 0 <= self.main < market.outside:
            return 0.0
        own = self.outcome_utility(market.providers[self.main])
        return (self.outcome_utility(provider) - own) / self.point

    def switching_cost(self, relation: Relation) -> float:
        """What leaving the main provider costs, utils."""
        rules = self.model.rules
        return rules.procedural + relation.points + relation.bond if rules.switching else 0.0

    def quality(self, provider: PlainProvider) -> float:
        """Quality of the posted offer for this customer, 0-10."""
        utility = -self.zero
        for weight, level in zip(self.felt, provider.levels):  # noqa: B905
            utility += weight * level
        return min(10.0, max(0.0, utility / self.point))

    def prefers(self) -> int:
        """The forced choice among all that can serve, without costs, inattention or luck."""
        market = self.model
        learned, seen = self.learned, self.seen
        for provider in market.providers:
            learned |= provider.latent
        if learned != self.learned:
            latent = market.rules.latent
            seen = [
                weight if not latent[k] or learned >> k & 1 else 0.0
                for k, weight in enumerate(self.taste)
            ]
        best, choice = -inf, NOBODY
        for provider in market.open_providers:
            relation = self.relations[provider.number]
            known = self.aware >> provider.number & 1
            if not known and not self.can_be_served(provider, relation):
                continue
            utility = provider.constant + relation.taste + self.believed_rest(provider, relation)
            for weight, level in zip(seen, provider.levels):  # noqa: B905
                utility += weight * level
            if utility > best:
                best, choice = utility, provider.number
        return choice
