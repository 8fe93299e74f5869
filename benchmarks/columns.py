"""The same market in NumPy columns: where a good NumPy programmer would land.

One array for each thing that is remembered; every rule works on the numbers of the customers whom
it concerns. Covers what `airline_vs_train` uses. Providers, interventions and the calendar are
those of the plain Mesa port.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.columns_leaving import Leavers
from benchmarks.columns_people import F4, Array
from sim.rules.words import (
    ANSWERS,
    AT_RISK,
    BY_COMPLAINT,
    BY_DISSATISFACTION,
    BY_FAILURE,
    BY_HEARD,
    BY_LIFE_EVENT,
    BY_NO_PROVIDER,
    BY_ROUTINE,
    COMPLAINTS,
    CUSTOMERS,
    DETRACTORS,
    ENGAGEMENT,
    FAILURES,
    HEARD,
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
    SURVEYED,
    TOLD_BAD,
    TOLD_GOOD,
    UNITS,
    USES,
    VALUE,
)


class ColumnsMarket(Leavers):
    """A market whose customers are columns; `PlainMarket` keeps its books and its providers."""

    def settle(self) -> None:
        """Gives everybody a first provider, by choice, and a first experience with it."""
        choice = self.choose(self.people)
        self.main[:] = choice
        self.recent[:] = choice[:, None]
        served = np.flatnonzero((choice >= 0) & (choice < self.outside))
        j = choice[served]
        self.last[served] = j
        quality = self.quality(served, j)
        if self.scenario.rules.evaluation.norm is None:
            self.usual_quality = float(quality.mean())
        self.norm[:] = self.usual_quality
        self.expect(served, j, quality)
        self.evaluate(served, j, quality)
        self.leave_word(served)

    # One period, from top to bottom.

    def customers_act(self) -> None:
        """One period of all customers."""
        rules, outside = self.rules, self.outside
        self.attend()
        u = self.uniform(4, self.count)
        active = np.flatnonzero(u[0] >= self.quiet)
        needs = self.count_needs(active, u[0, active])
        before = self.main.copy()
        served = before.view(np.uint8) < outside
        risky = served[active]
        self.grow_attached(np.flatnonzero(served))
        at_risk = active[risky]
        main = before[at_risk]
        band = np.zeros(len(active), np.int8)
        band[risky] = 2.0 * self.satisfaction[self.at(at_risk, main)]
        self.count_up(AT_RISK, main)
        np.add.at(self.bands, (self.segment[at_risk], main, 0, band[risky]), 1)
        for provider in self.providers:
            if provider.closing:
                lost = np.flatnonzero(before == provider.number)
                self.lose_provider(lost, provider)
                before[lost] = NOBODY
                served[lost] = False
        gone = np.flatnonzero(u[1] < self.leave)
        self.move_away(gone)
        served[gone] = False
        stays = u[1, active] >= self.leave[active]
        active, needs, band = active[stays], needs[stays], band[stays]

        self.count_up(REACHED, self.main[served & self.called])
        self.called[:] = False
        self.complained[:] = 0
        self.reasons[u[2] < rules.life_events] |= LIFE_EVENT
        for provider in self.announcing:
            self.advertise(provider)
        talkers = np.flatnonzero(u[3] < rules.talk_rate)
        self.talk(talkers)

        for need in range(int(needs.max(initial=0))):
            busy = needs > need
            self.meet_need(active[busy], before[active[busy]], band[busy])
        self.close_day(np.concatenate([active, talkers, gone]))

    def grow_attached(self, own: Array) -> None:
        """A period more with the main provider, which reaches these customers or does not."""
        rules, place = self.rules, self.at(own, self.main[own])
        engagement = self.engagement[place]
        self.engagement[place] = np.where(
            self.called[own],
            engagement + rules.engagement_gain * (1.0 - engagement),
            engagement * rules.engagement_left,
        )
        self.tenure[own] += 1

    def attend(self) -> None:
        """Providers turn to some of their customers."""
        for provider in self.providers:
            if provider.attends:
                own = np.flatnonzero(self.main == provider.number)
                room = int(provider.terms.attention.capacity * len(own))
                self.called[self.rng.choice(own, room, replace=False, shuffle=False)] = True

    def count_needs(self, who: Array, u: Array) -> Array:
        """Needs of those who have any: Poisson, by inversion."""
        rate, term = self.rate[who], self.quiet[who]
        if self.season != 1.0:
            rate = rate * self.season
            term = np.exp(-rate)
        count = np.zeros(len(who), np.int16)
        cumulative = term.copy()
        more = np.flatnonzero(u >= cumulative)
        while len(more):
            count[more] += 1
            term[more] *= rate[more] / count[more]
            cumulative[more] += term[more]
            more = more[(u[more] >= cumulative[more]) & (count[more] < 60)]
        return count

    def advertise(self, provider: Any) -> None:
        """An announcement reaches some of those who do not know the provider."""
        j = provider.number
        unaware = np.flatnonzero(self.aware >> j & 1 == 0)
        reached = unaware[self.uniform(len(unaware)) < provider.announce]
        self.become_aware(reached, j)
        self.reasons[reached[self.main[reached] != j]] |= HEARD

    def talk(self, who: Array) -> None:
        """Neighbours may tell of the provider they used last."""
        rules = self.rules
        first = self.first[who]
        degree = self.first[who + 1] - first
        who, first, degree = who[degree > 0], first[degree > 0], degree[degree > 0]
        u = self.uniform(2, len(who))
        place = np.minimum((u[0] * degree).astype(np.int64), degree - 1)
        other = self.neighbours[first + place]
        j, satisfaction = self.told[other], self.told_satisfaction[other]
        content = satisfaction >= rules.talk_neutral
        is_open = np.array([p.is_open for p in self.providers] + [False])
        tells = (
            (j >= 0)
            & is_open[j]
            & (u[1] < np.where(content, rules.talk_positive, rules.talk_negative))
        )
        who, other, j, content = who[tells], other[tells], j[tells], content[tells]
        self.count_up(TOLD_GOOD, j[content])
        self.count_up(TOLD_BAD, j[~content])
        news = self.aware[who] >> j & 1 == 0
        self.become_aware(who[news], j[news])
        self.learn(self.at(who, j), self.told_belief[other] * self.point[who], rules.talk_variance)
        self.reasons[who[content & (j != self.main[who])]] |= HEARD

    # A need: look, choose, experience, evaluate.

    def meet_need(self, who: Array, before: Array, band: Array) -> None:
        """Not looking means repeating."""
        rules, outside = self.rules, self.outside
        choice, main = self.last[who], self.main[who]
        is_open = np.array([p.is_open for p in self.providers] + [False])
        lost = (main < 0) | (main >= outside) | ~is_open[choice]
        at_main = self.at(who, np.where(lost, 0, main))
        u = self.uniform(len(who))
        engagement, satisfaction = self.engagement[at_main], self.satisfaction[at_main]
        calm = rules.look_base - rules.look_engagement * engagement
        pulls = (
            (BY_DISSATISFACTION, rules.look_satisfaction * (rules.look_neutral - satisfaction)),
            (BY_FAILURE, rules.look_failure * self.failures[who]),
            (BY_COMPLAINT, rules.look_complaint * self.grievance[who]),
            (BY_HEARD, rules.look_heard * (self.reasons[who] & HEARD > 0)),
            (BY_LIFE_EVENT, rules.look_life_event * (self.reasons[who] & LIFE_EVENT > 0)),
        )
        odds = calm + sum(pull for _, pull in pulls)
        woken = ~lost & (u < 1.0 / (1.0 + np.exp(-odds)))
        trigger = np.full(len(who), BY_ROUTINE, np.int8)
        strongest = np.where(u * (1.0 + np.exp(-calm)) < 1.0, np.inf, 0.0)
        for word, pull in pulls:
            trigger[pull > strongest] = word
            strongest = np.maximum(pull, strongest)
        trigger[lost] = BY_NO_PROVIDER
        looks = lost | woken
        lookers = who[looks]
        self.trigger[lookers] = trigger[looks]
        self.count_up(LOOKED, main[woken])
        choice[looks] = self.choose(lookers)

        decided = choice >= 0
        who, before, band = who[decided], before[decided], band[decided]
        choice, main = choice[decided], main[decided]
        turn = self.turn[who]
        self.recent[who, turn] = choice
        self.turn[who] = (turn + 1) % rules.recent
        doubtful = np.flatnonzero((choice != main) & (main == before))
        after = self.most_used(who[doubtful], choice[doubtful])
        moves = after != main[doubtful]
        self.change_provider(who[doubtful[moves]], after[moves], band[doubtful[moves]])
        self.reasons[who] = 0
        self.failures[who] *= F4(rules.remembering)
        self.grievance[who] *= F4(rules.remembering)
        used = choice < outside
        self.books[outside, USES] += len(used) - np.count_nonzero(used)
        self.use(who[used], choice[used])

    def most_used(self, who: Array, choice: Array) -> Array:
        """The provider used now, if it has more of the last needs than the main one."""
        recent, main = self.recent[who], self.main[who]
        own = (recent == main[:, None]).sum(1)
        theirs = (recent == choice[:, None]).sum(1)
        return np.where((main == NOBODY) | (theirs > own), choice, main)

    def choose(self, who: Array) -> Array:
        """Compares all known open providers and the outside option; returns the best."""
        rules, outside, count = self.rules, self.outside, len(who)
        main, aware, seen = self.main[who], self.aware[who], self.seen[who]
        served = main.view(np.uint8) < outside
        cost = np.zeros(count, F4)
        if rules.switching:
            points = self.points[self.at(who, np.where(served, main, 0))]
            cost = np.where(served, F4(rules.procedural) + points, F4(0.0))
        best = np.full(count, -np.inf, F4)
        choice = np.full(count, NOBODY, np.int8)
        luck_of_choice, luck_of_main = np.zeros(count, F4), np.zeros(count, F4)
        for within, providers in self.open_modes:
            shared = self.shared_luck(count, within) if within < 1.0 else F4(0.0)
            for provider in providers:
                j = provider.number
                place = self.at(who, j)
                luck = shared - F4(within) * np.log(-np.log(self.uniform(count)))
                utility = seen @ np.array(provider.levels, F4)
                utility += self.liking[place] + self.belief[place] + F4(provider.constant) + luck
                if rules.uncertainty_cost:
                    utility -= F4(rules.uncertainty_cost) * self.variance[place]
                own = main == j
                utility -= np.where(own, F4(0.0), cost)
                luck_of_main[own] = luck[own]
                better = (utility > best) & (aware >> j & 1 == 1)
                best[better], choice[better] = utility[better], j
                luck_of_choice[better] = luck[better]
        values = [-np.inf if s.outside is None else s.outside for s in rules.segments]
        luck = -np.log(-np.log(self.uniform(count)))
        utility = np.array(values, F4)[self.segment[who]] + luck - cost
        own = main == outside
        luck_of_main[own] = luck[own]
        better = utility > best
        choice[better] = outside
        luck_of_choice[better] = luck[better]
        moved = choice != main
        self.lucky[who] = NOBODY
        self.luck[who[moved]] = (luck_of_choice - luck_of_main)[moved]
        self.lucky[who[moved]] = choice[moved]
        return choice

    def shared_luck(self, count: int, within: float) -> Array:
        """The part of luck that the providers of one mode share, on one occasion."""
        u = self.uniform(2, count)
        angle = F4(np.pi) * u[0]
        rest = F4(1.0 - within)
        return (
            F4(within) * np.log(np.sin(F4(within) * angle))
            - np.log(np.sin(angle))
            + rest * (np.log(np.sin(rest * angle)) - np.log(-np.log(u[1])))
        )

    def use(self, who: Array, j: Array) -> None:
        """Providers meet needs: experience, learning, evaluation, voice, money."""
        rules = self.rules
        self.last[who] = j
        quality = self.quality(who, j)
        place = self.at(who, j)
        new = ~self.tried[place]
        self.left[place[new]] = self.period
        self.expect(who[new], j[new], quality[new])
        lost, severity = self.walk_the_journey(who, j)
        beyond = F4(rules.noise) * self.bell(len(who)) - lost
        self.learn(place, beyond * self.point[who], rules.signal_variance)
        self.evaluate(who, j, np.clip(quality + beyond, 0.0, 10.0))
        value = np.array([segment.value for segment in rules.segments])[self.segment[who]]
        prices = np.array([provider.price for provider in self.providers])
        self.count_up(USES, j)
        self.count_up(UNITS, j, value)
        self.count_up(REVENUE, j, prices[j] * value)
        gained = np.array([provider.points_per_need for provider in self.providers], F4)
        if gained.any():
            most = np.array([provider.points_ceiling for provider in self.providers], F4)
            self.points[place] = np.minimum(most[j], self.points[place] + gained[j])
        hit = np.flatnonzero(severity > 0.0)
        self.suffer(who[hit], j[hit], severity[hit])

    def walk_the_journey(self, who: Array, j: Array) -> tuple[Array, Array]:
        """Points lost on each journey, and the worst loss."""
        lost, worst = np.zeros(len(who), F4), np.zeros(len(who), F4)
        faultless = np.array([provider.faultless for provider in self.providers], F4)
        failing = np.flatnonzero(self.uniform(len(who)) >= faultless[j])
        for provider in self.providers:
            hit = failing[j[failing] == provider.number]
            for number, (failure, if_first, severity) in enumerate(provider.touchpoints, start=1):
                u = self.uniform(2, len(hit))
                fails = u[0] < np.where(worst[hit] > 0.0, failure, if_first)
                failed = hit[fails]
                loss = F4(severity) * (0.5 + u[1, fails])
                lost[failed] += loss
                worse = loss > worst[failed]
                failed = failed[worse]
                worst[failed] = loss[worse]
                self.failed[who[failed[self.main[who[failed]] == provider.number]]] = number
        return lost, worst

    def suffer(self, who: Array, j: Array, severity: Array) -> None:
        """Failures are remembered, perhaps voiced, and perhaps made good."""
        rules = self.rules
        self.count_up(FAILURES, j)
        own = j == self.main[who]
        self.failures[who[own]] = np.minimum(3.0, self.failures[who[own]] + 1.0)
        engagement = self.engagement[self.at(who, j)] - rules.engagement_start
        odds = rules.voice_trifle + rules.voice_slope * (severity - 1.0)
        odds += rules.voice_engagement * engagement
        u = self.uniform(2, len(who))
        voiced = u[0] < 1.0 / (1.0 + np.exp(-odds))
        who, j, own, severity = who[voiced], j[voiced], own[voiced], severity[voiced]
        self.complained[who[own]] += 1
        self.count_up(COMPLAINTS, j)
        self.grievance[who[own]] = np.minimum(3.0, self.grievance[who[own]] + 1.0)
        chance = [p.recovery_success if p.recovers else 0.0 for p in self.providers]
        good = u[1, voiced] < np.array(chance)[j]
        place = self.at(who[good], j[good])
        regained = rules.step * rules.loss * rules.recovered * severity[good]
        self.satisfaction[place] = np.minimum(10.0, self.satisfaction[place] + regained)
        self.count_up(RECOVERED, j[good])

    def close_day(self, changed: Array) -> None:
        """Counts everybody, asks some, and leaves word for the neighbours."""
        self.leave_word(changed)
        has = self.people[self.main >= 0]
        main = self.main[has]
        self.count_up(CUSTOMERS, main)
        own = main < self.outside
        has, main = has[own], main[own]
        place = self.at(has, main)
        satisfaction = self.satisfaction[place]
        self.count_up(SATISFACTION, main, satisfaction)
        values = np.array([segment.value for segment in self.rules.segments])
        self.count_up(VALUE, main, values[self.segment[has]])
        self.count_up(ENGAGEMENT, main, self.engagement[place])
        asked = np.flatnonzero(has % self.panel_size == self.panel)
        self.count_up(PANEL, main[asked])
        agree = asked[self.prefers(has[asked]) == main[asked]]
        self.count_up(PREFERRING, main[agree])
        sample = np.array([p.survey_sample if p.survey_now else 0.0 for p in self.providers])
        if sample.any():
            asked = np.flatnonzero(self.uniform(len(has)) < sample[main])
            self.survey(has[asked], main[asked], satisfaction[asked])
        self.tally = self.books.tolist()
        self.hazard = self.bands.copy()
        self.books[:] = 0.0
        self.bands[:] = 0.0

    def survey(self, who: Array, j: Array, satisfaction: Array) -> None:
        """Answers on a scale of 1 to 10, with the firm's bias and some noise."""
        bias = np.array([provider.survey_bias for provider in self.providers])
        noise = np.array([provider.survey_noise for provider in self.providers])
        score = satisfaction + bias[j] + noise[j] * self.bell(len(who))
        answer = np.clip(score + 0.5, 1.0, 10.0).astype(np.int8)
        self.answer[who] = answer
        self.count_up(SURVEYED, j)
        self.count_up(ANSWERS, j, answer)
        self.count_up(PROMOTERS, j[answer >= 9])
        self.count_up(DETRACTORS, j[answer <= 6])
