"""A customer, as an ordinary Mesa agent: the rules of `sim.rules`, in everyday Python."""

from __future__ import annotations

from math import cos, exp, inf, log, nan, pi, sin
from typing import TYPE_CHECKING, NamedTuple

import mesa

from sim.rules.words import (
    ANSWERS,
    AT_RISK,
    BY_CALL,
    BY_CLOSING,
    BY_COMPLAINT,
    BY_DISSATISFACTION,
    BY_FAILURE,
    BY_HABIT,
    BY_HEARD,
    BY_LIFE_EVENT,
    BY_MOVING_AWAY,
    BY_NO_PROVIDER,
    BY_ROUTINE,
    CALLED,
    COMPLAINTS,
    CUSTOMERS,
    DEFECTION,
    DEFECTIONS,
    DETRACTORS,
    ENGAGEMENT,
    ENTRIES,
    FAILURES,
    FORGOTTEN,
    HEARD,
    INVOLUNTARIES,
    INVOLUNTARY,
    LEARNED,
    LIFE_EVENT,
    LOOKED,
    NOBODY,
    PANEL,
    PREFERRING,
    PROMOTERS,
    REACHED,
    RECOVERED,
    REVENUE,
    SATISFACTION,
    STOP,
    STOPS,
    SURVEYED,
    TOLD_BAD,
    TOLD_GOOD,
    UNITS,
    USES,
)

if TYPE_CHECKING:
    from benchmarks.plain_mesa import PlainMarket
    from benchmarks.plain_provider import PlainProvider

SQRT_3 = 3.0**0.5


def shared_gumbel(u: float, v: float, within: float) -> float:
    """The part of luck that the providers of one mode share, on one occasion."""
    angle = pi * u
    return (
        within * log(sin(within * angle))
        - log(sin(angle))
        + (1.0 - within) * (log(sin((1.0 - within) * angle)) - log(-log(v)))
    )


class Exit(NamedTuple):
    """A row of the ledger."""

    period: int
    customer: int
    segment: int
    origin: int
    to: int
    kind: int
    trigger: int
    satisfaction: float
    expectation: float
    engagement: float
    failures: float
    tenure: int
    failed: int
    alternatives: int
    born: int
    band: int
    answer: int
    complained: bool
    push: float = nan
    pull: float = nan
    mooring: float = nan
    luck: float = nan
    cost: float = nan
    money: float = nan
    service: float = nan
    rest: float = nan
    push_by_outcome: tuple[float, ...] = ()
    pull_by_outcome: tuple[float, ...] = ()


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


class PlainCustomer(mesa.Agent):
    """A customer.

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

    def remove_nothing(self): pass

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
        self.norm = market.norm
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
            if provider.is_open and random.random() < provider.known:
                self.become_aware(provider, relation)

    def draw_tastes(self, segment: object) -> None:
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
        if provider.reach < 1.0:
            if relation.reach_luck < 0.0:
                relation.reach_luck = market.draw()
            if relation.reach_luck >= provider.reach:
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

    # One period, from top to bottom.

    def step(self) -> None:
        """Lives one period."""
        market = self.model
        rules = market.rules
        draw = market.draw
        before = self.main
        served = 0 <= before < market.outside
        u = draw()
        needs = 0 if u < self.quiet and market.season == 1.0 else self.count_needs(u)
        band = 0
        if served:
            provider = market.providers[before]
            relation = self.relations[before]
            if needs:
                band = int(2.0 * relation.satisfaction)
                market.tally[before][AT_RISK] += 1
                market.hazard[self.segment][before][0][band] += 1
            if provider.closing:
                self.lose_provider(provider)
                served = False
        if draw() < self.hazard:
            self.move_away()
            needs, served = 0, False
        if served:
            if rules.engaging:
                if self.called:
                    relation.engagement += rules.engagement_gain * (1.0 - relation.engagement)
                else:
                    relation.engagement *= rules.engagement_left
            if self.called:
                self.called = False
                market.tally[before][REACHED] += 1
                if rules.look_called != 0.0:
                    self.reasons |= CALLED
            self.tenure += 1
        self.failed = self.complained = 0
        if draw() < rules.life_events:
            self.reasons |= LIFE_EVENT
        if market.announced & ~self.aware:
            self.notice_advertising()
        talks = draw() < rules.talk_rate
        if talks:
            self.talk()

        for _ in range(needs):
            self.meet_need(before, band)

        if needs or talks:
            self.leave_word()
        main = self.main
        if 0 <= main < market.outside:
            relation = self.relations[main]
            row = market.tally[main]
            row[CUSTOMERS] += 1
            row[SATISFACTION] += relation.satisfaction
            row[ENGAGEMENT] += relation.engagement
            if self.number % market.panel_size == market.panel:
                row[PANEL] += 1
                row[PREFERRING] += self.prefers() == main
            provider = market.providers[main]
            if provider.survey_now and draw() < provider.survey_sample:
                self.answer_survey(provider, relation, row)
        elif main == market.outside:
            market.tally[main][CUSTOMERS] += 1

    def count_needs(self, u: float) -> int:
        """Needs of this period: Poisson, with the season; at most 60."""
        rate = self.needs * self.model.season
        count = 0
        term = cumulative = exp(-rate)
        while u >= cumulative and count < 60:
            count += 1
            term *= rate / count
            cumulative += term
        return count

    def notice_advertising(self) -> None:
        """Every provider that announces itself reaches some of those who do not know it."""
        market = self.model
        for provider in market.announcing:
            j = provider.number
            if (
                not self.aware >> j & 1
                and market.draw() < provider.announce
                and self.become_aware(provider, self.relations[j])
                and self.main != j
            ):
                self.reasons |= HEARD

    def talk(self) -> None:
        """A neighbour may tell of the provider used last."""
        market = self.model
        rules = market.rules
        draw = market.draw
        customers = market.customers
        if rules.mixed:
            number = int(draw() * len(customers))
        elif self.neighbours:
            number = self.neighbours[int(draw() * len(self.neighbours))]
        else:
            return
        if number >= len(customers) or number == self.number:
            return
        told = customers[number].told
        if told is None:
            return
        j, satisfaction, belief = told
        content = satisfaction >= rules.talk_neutral
        if draw() >= (rules.talk_positive if content else rules.talk_negative):
            return
        market.tally[j][TOLD_GOOD if content else TOLD_BAD] += 1
        relation = self.relations[j]
        if not self.aware >> j & 1 and not self.become_aware(market.providers[j], relation):
            return
        if rules.learning:
            relation.learn(belief * self.point, rules.talk_variance)
        if content and j != self.main:
            self.reasons |= HEARD

    def leave_word(self) -> None:
        """What neighbours can hear of this customer, from the next period on."""
        if self.last == NOBODY:
            word = None
        else:
            relation = self.relations[self.last]
            word = (self.last, relation.satisfaction, relation.belief / self.point)
        self.model.words.append((self, word))

    # A need: look, choose, experience, evaluate.

    def meet_need(self, before: int, band: int) -> None:
        """An occasion. Not looking means repeating.

        Args:
            before: main provider at the start of the period.
            band: half point of satisfaction with it at the end of the previous period.
        """
        market = self.model
        outside = market.outside
        choice, main = self.last, self.main
        if choice == NOBODY or not market.providers[choice].is_open or not 0 <= main < outside:
            self.trigger = BY_NO_PROVIDER
            choice = self.decide()
        else:
            relation = self.relations[main]
            if market.draw() < self.chance_to_look(relation):
                self.trigger = self.what_woke(relation)
                market.tally[main][LOOKED] += 1
                choice = self.decide()
        if choice == NOBODY:
            return
        recent, turn = self.recent, self.turn
        recent[turn] = choice
        self.turn = (turn + 1) % len(recent)
        if choice != main and main == before:
            after = self.most_used()
            if after != main:
                self.change_provider(after, band)
        # After a moment of choice its reasons are gone, and old trouble is half forgotten.
        self.reasons = 0
        if self.failures > 0.0:
            self.failures *= market.rules.remembering
            self.grievance *= market.rules.remembering
        if choice < outside:
            self.use(market.providers[choice])
            self.last = choice
        else:
            market.tally[outside][USES] += 1

    def most_used(self) -> int:
        """The provider with most of the last needs; a tie stays."""
        recent, main = self.recent, self.main
        most = recent.count(main)
        for candidate in recent:
            if candidate not in (main, NOBODY):
                count = recent.count(candidate)
                if count > most:
                    most, main = count, candidate
        return main

    def chance_to_look(self, relation: Relation) -> float:
        """Probability that the customer compares at this need."""
        rules = self.model.rules
        if not rules.attention:
            return 1.0
        odds = (
            rules.look_base
            - rules.look_engagement * relation.engagement
            + rules.look_satisfaction * (rules.look_neutral - relation.satisfaction)
            + rules.look_failure * self.failures
            + rules.look_complaint * self.grievance
        )
        reasons = self.reasons
        if reasons:
            if reasons & HEARD:
                odds += rules.look_heard
            if reasons & LIFE_EVENT:
                odds += rules.look_life_event
            if reasons & CALLED:
                odds += rules.look_called
        return 1.0 / (1.0 + exp(-odds))

    def what_woke(self, relation: Relation) -> int:
        """The strongest of the reasons to compare, or routine."""
        rules = self.model.rules
        reasons = self.reasons
        strongest, trigger = 0.0, BY_ROUTINE
        pull = rules.look_satisfaction * (rules.look_neutral - relation.satisfaction)
        if pull > strongest:
            strongest, trigger = pull, BY_DISSATISFACTION
        if self.failures > 0.0:
            pull = rules.look_failure * self.failures
            if pull > strongest:
                strongest, trigger = pull, BY_FAILURE
            pull = rules.look_complaint * self.grievance
            if pull > strongest:
                strongest, trigger = pull, BY_COMPLAINT
        if reasons:
            if reasons & HEARD and rules.look_heard > strongest:
                strongest, trigger = rules.look_heard, BY_HEARD
            if reasons & LIFE_EVENT and rules.look_life_event > strongest:
                strongest, trigger = rules.look_life_event, BY_LIFE_EVENT
            if reasons & CALLED and rules.look_called > strongest:
                trigger = BY_CALL
        return trigger

    def decide(self) -> int:
        """A moment of choice, by the exit rule of the scenario."""
        market = self.model
        rules = market.rules
        main = self.main
        served = 0 <= main < market.outside and market.providers[main].is_open
        if rules.exit == "compare" or not served:
            choice = self.choose()
            if rules.news > 0.0 and served:
                known = (p for p in market.open_providers if self.aware >> p.number & 1)
                self.envy = max((self.advantage(p) for p in known), default=0.0)
            return choice
        satisfaction = self.relations[main].satisfaction
        if rules.exit == "threshold":
            leaves = satisfaction < self.threshold
        else:
            odds = rules.only_intercept - rules.only_slope * satisfaction
            leaves = market.draw() < 1.0 / (1.0 + exp(-odds))
        if not leaves:
            return main
        choice = self.follow_the_crowd()
        if choice == NOBODY:
            return main
        self.luck = 0.0
        self.lucky = choice
        return choice

    def follow_the_crowd(self) -> int:
        """A provider drawn among the known others by their shares of customers."""
        market = self.model
        others = [
            p
            for p in market.open_providers
            if p.number != self.main and self.aware >> p.number & 1
        ]
        if not others:
            return NOBODY
        weights = [max(p.use_share, 0.001) for p in others]
        return market.random.choices(others, weights)[0].number

    def choose(self) -> int:
        """Compares all known open providers and the outside option; returns the best."""
        market = self.model
        rules = market.rules
        draw = market.draw
        main, aware, relations, seen = self.main, self.aware, self.relations, self.seen
        learning, uncertainty_cost = rules.learning, rules.uncertainty_cost
        cost = 0.0
        if 0 <= main < market.outside:
            cost = self.switching_cost(relations[main])
        best, choice = -inf, NOBODY
        luck_of_choice = luck_of_main = 0.0
        for within, providers in market.open_modes:
            shared = None if within < 1.0 else 0.0
            for provider in providers:
                j = provider.number
                if not aware >> j & 1:
                    continue
                relation = relations[j]
                if shared is None:
                    shared = shared_gumbel(draw(), draw(), within)
                luck = shared - within * log(-log(draw()))
                utility = luck + provider.constant + relation.taste
                if learning:
                    utility += relation.belief - uncertainty_cost * relation.variance
                else:
                    utility -= provider.hidden_loss * self.point
                for weight, level in zip(seen, provider.levels):  # noqa: B905
                    utility += weight * level
                if j == main:
                    luck_of_main = luck
                else:
                    utility -= cost
                if utility > best:
                    best, choice, luck_of_choice = utility, j, luck
        outside = rules.segments[self.segment].outside
        if outside is not None:
            luck = -log(-log(draw()))
            utility = outside + luck
            if main == market.outside:
                luck_of_main = luck
            else:
                utility -= cost
            if utility > best:
                choice, luck_of_choice = market.outside, luck
        if choice != main:
            self.luck = luck_of_choice - luck_of_main
            self.lucky = choice
        return choice

    def switching_cost(self, relation: Relation) -> float:
        """What leaving the main provider costs, utils."""
        rules = self.model.rules
        return rules.procedural + relation.points + relation.bond if rules.switching else 0.0

    def use(self, provider: PlainProvider) -> None:
        """The provider meets a need: experience, learning, evaluation, voice, money."""
        market = self.model
        rules = market.rules
        draw = market.draw
        j = provider.number
        relation = self.relations[j]
        quality = self.quality(provider)
        if not relation.tried:
            self.expect(provider, relation, quality)
        lost = severity = 0.0
        if rules.failing and draw() >= provider.faultless:
            lost, severity = self.walk_the_journey(provider)
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

    def quality(self, provider: PlainProvider) -> float:
        """Quality of the posted offer for this customer, 0-10."""
        utility = -self.zero
        for weight, level in zip(self.felt, provider.levels):  # noqa: B905
            utility += weight * level
        return min(10.0, max(0.0, utility / self.point))

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
        for place, (failure, failure_if_first, severity) in enumerate(provider.touchpoints):
            last = 0.0
            if draw() < (failure if worst else failure_if_first):
                last = severity * (0.5 + draw())
                lost += last
                if last > worst:
                    worst = last
                    self.failed = place + 1
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
        row[FAILURES] += 1
        if is_main:
            self.failures = min(3.0, self.failures + 1.0)
        odds = rules.voice_trifle + rules.voice_slope * (severity - 1.0)
        odds += rules.voice_engagement * (relation.engagement - rules.engagement_start)
        if draw() >= 1.0 / (1.0 + exp(-odds)):
            return
        self.complained += 1
        row[COMPLAINTS] += 1
        if is_main:
            self.grievance = min(3.0, self.grievance + 1.0)
        if provider.recovers and draw() < provider.recovery_success:
            regained = rules.step * rules.loss * rules.recovered * severity
            relation.satisfaction = min(10.0, relation.satisfaction + regained)
            relation.bond += rules.recovery_bond
            row[RECOVERED] += 1

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

    def prefers(self) -> int:
        """The forced choice among all open providers, without costs, inattention or luck."""
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
            utility = provider.constant + relation.taste + self.believed_rest(provider, relation)
            for weight, level in zip(seen, provider.levels):  # noqa: B905
                utility += weight * level
            if utility > best:
                best, choice = utility, provider.number
        return choice

    def answer_survey(self, provider: PlainProvider, relation: Relation, row: list[float]) -> None:
        """An answer on a scale of 1 to 10, with the firm's bias and some noise."""
        draw = self.model.draw
        noise = SQRT_3 * (draw() + draw() + draw() + draw() - 2.0)
        score = relation.satisfaction + provider.survey_bias + provider.survey_noise * noise
        self.answer = int(min(10.0, max(1.0, score + 0.5)))
        row[SURVEYED] += 1
        row[ANSWERS] += self.answer
        if self.answer >= 9:
            row[PROMOTERS] += 1
        elif self.answer <= 6:
            row[DETRACTORS] += 1

    # Leaving.

    def change_provider(self, after: int, band: int) -> None:
        """A defection, a stop, or the start of a newcomer."""
        market = self.model
        before, outside = self.main, market.outside
        if 0 <= before < outside:
            if self.lucky != after:
                self.trigger = BY_HABIT
            if after < outside:
                self.write_down(after, DEFECTION, band)
                market.tally[before][DEFECTIONS] += 1
                market.hazard[self.segment][before][1][band] += 1
            else:
                self.write_down(after, STOP, band)
                market.tally[before][STOPS] += 1
            self.part_from(before)
        self.main = after
        if after < outside:
            market.tally[after][ENTRIES] += 1
            if market.rules.engaging:
                relation = self.relations[after]
                away = max(0, market.period - relation.left)
                relation.engagement *= market.rules.engagement_left**away

    def lose_provider(self, provider: PlainProvider) -> None:
        """The main provider closes: the customer knows its successor and must choose anew."""
        before = provider.number
        self.trigger = BY_CLOSING
        self.write_down(NOBODY, INVOLUNTARY)
        self.model.tally[before][INVOLUNTARIES] += 1
        self.part_from(before)
        self.main = self.last = NOBODY
        self.recent = [NOBODY] * len(self.recent)
        self.called = False
        self.leave_word()
        successor = provider.successor
        if successor is not None:
            if not self.aware >> successor.number & 1:
                self.become_aware(successor, self.relations[successor.number])

    def move_away(self) -> None:
        """An involuntary exit; a newcomer without ties takes the place."""
        market = self.model
        self.trigger = BY_MOVING_AWAY
        if 0 <= self.main < market.outside:
            self.write_down(NOBODY, INVOLUNTARY)
            market.tally[self.main][INVOLUNTARIES] += 1
        for j in range(market.outside):
            if self.aware >> j & 1:
                market.tally[j][FORGOTTEN] += 1
        self.arrive()
        self.leave_word()

    def part_from(self, before: int) -> None:
        """Points and bond are lost, memory stays."""
        relation = self.relations[before]
        relation.left = self.model.period
        relation.points = relation.bond = 0.0
        self.tenure = self.answer = 0
        self.failures = self.grievance = self.envy = 0.0

    def write_down(self, to: int, kind: int, band: int | None = None) -> None:
        """Writes a row of the ledger, from the customer's state as it is at the decision."""
        market = self.model
        origin = self.main
        relation = self.relations[origin]
        alternatives = sum(
            p.number != origin and self.aware >> p.number & 1 for p in market.open_providers
        )
        known = (
            market.period,
            self.number,
            self.segment,
            origin,
            to,
            kind,
            self.trigger,
            relation.satisfaction,
            relation.expectation,
            relation.engagement,
            self.failures,
            self.tenure,
            self.failed,
            alternatives,
            self.born,
            int(2.0 * relation.satisfaction) if band is None else band,
            self.answer,
            self.grievance > 0.0,
        )
        parts = () if kind == INVOLUNTARY else self.take_apart(origin, to)
        market.ledger.append(Exit(*known, *parts))

    def take_apart(self, origin: int, to: int) -> tuple:
        """Push, pull, mooring and luck, in all and by outcome, utils; see `sim.rules.leaving`."""
        market = self.model
        rules = market.rules
        old, relation = market.providers[origin], self.relations[origin]
        if to < market.outside:
            new, other = market.providers[to], self.relations[to]
            levels = new.levels
            rest = self.believed_rest(new, other) + new.constant + other.taste - old.constant
        else:
            levels = [0.0] * len(old.levels)
            rest = rules.segments[self.segment].outside - old.constant
        pushes = tuple(
            weight * (before - now)
            for weight, before, now in zip(self.seen, old.reference, old.levels, strict=True)
        )
        pulls = tuple(
            weight * (there - before)
            for weight, before, there in zip(self.seen, old.reference, levels, strict=True)
        )
        service = -self.believed_rest(old, relation)
        cost = self.switching_cost(relation)
        money = nan
        if rules.price_outcome is not None and self.taste[rules.price_outcome] != 0.0:
            money = cost / abs(self.taste[rules.price_outcome])
        return (
            sum(pushes) + service,
            sum(pulls) + rest,
            -cost - relation.taste,
            self.luck if self.lucky == to else 0.0,
            cost,
            money,
            service,
            rest,
            pushes,
            pulls,
        )
