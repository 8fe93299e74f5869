"""A customer, as an ordinary Mesa agent: the rules of `sim.rules`, in everyday Python."""

from __future__ import annotations

from math import exp, inf, log, pi, sin
from typing import TYPE_CHECKING

from benchmarks.plain_leaving import change_provider, lose_provider, move_away
from benchmarks.plain_use import SQRT_3, User
from sim.rules.words import (
    ANSWERS,
    AT_RISK,
    BY_CALL,
    BY_COMPLAINT,
    BY_DISSATISFACTION,
    BY_FAILURE,
    BY_HEARD,
    BY_LIFE_EVENT,
    BY_NO_PROVIDER,
    BY_ROUTINE,
    CALLED,
    CUSTOMERS,
    DETRACTORS,
    ENGAGEMENT,
    HEARD,
    LIFE_EVENT,
    LOOKED,
    NOBODY,
    PANEL,
    PREFERRING,
    PROMOTERS,
    REACHED,
    SATISFACTION,
    SURVEYED,
    TOLD_BAD,
    TOLD_GOOD,
    USES,
    VALUE,
)

if TYPE_CHECKING:
    from benchmarks.plain_person import Relation
    from benchmarks.plain_provider import PlainProvider


def shared_gumbel(u: float, v: float, within: float) -> float:
    """The part of luck that the providers of one mode share, on one occasion."""
    angle = pi * u
    return (
        within * log(sin(within * angle))
        - log(sin(angle))
        + (1.0 - within) * (log(sin((1.0 - within) * angle)) - log(-log(v)))
    )


class PlainCustomer(User):
    """A customer, as an ordinary Mesa agent."""

    __slots__ = ()

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
            self.tenure += 1
            if rules.engaging:
                if self.called:
                    relation.engagement += rules.engagement_gain * (1.0 - relation.engagement)
                else:
                    relation.engagement *= rules.engagement_left
            if needs:
                band = int(2.0 * relation.satisfaction)
                market.tally[before][AT_RISK] += 1
                market.hazard[self.segment][before][0][band] += 1
            if provider.closing:
                lose_provider(self, provider)
                before, served = NOBODY, False
        if draw() < self.hazard:
            move_away(self)
            needs, served = 0, False
        if served and self.called:
            self.called = False
            market.tally[before][REACHED] += 1
            if rules.look_called != 0.0:
                self.reasons |= CALLED
        self.complained = 0
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
            row[VALUE] += market.rules.segments[self.segment].value
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
        if not market.providers[j].is_open:
            return
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
            u = market.draw()
            if u < self.chance_to_look(relation):
                self.trigger = self.what_woke(relation, u)
                market.tally[main][LOOKED] += 1
                choice = self.decide()
        if choice == NOBODY:
            return
        recent, turn = self.recent, self.turn
        recent[turn] = choice
        self.turn = (turn + 1) % len(recent)
        if choice != main and main == before:
            after = self.most_used(choice)
            if after != main:
                change_provider(self, after, band)
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

    def most_used(self, choice: int) -> int:
        """The provider used now, if it has more of the last needs than the main one."""
        recent, main = self.recent, self.main
        if main == NOBODY or recent.count(choice) > recent.count(main):
            return choice
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

    def what_woke(self, relation: Relation, u: float) -> int:
        """Routine, where u would have woken the customer without a reason; else the strongest."""
        rules = self.model.rules
        calm = rules.look_base - rules.look_engagement * relation.engagement
        if not rules.attention or u * (1.0 + exp(-calm)) < 1.0:
            return BY_ROUTINE
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
            p for p in market.open_providers if p.number != self.main and self.aware >> p.number & 1
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
        self.lucky = NOBODY
        if choice != main:
            self.luck = luck_of_choice - luck_of_main
            self.lucky = choice
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
