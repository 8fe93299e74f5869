"""The same market in NumPy columns: where a good NumPy programmer would land.

One array for each thing that is remembered; every rule works on the numbers of the customers whom
it concerns. Covers what `airline_vs_train` uses. Providers, interventions and the calendar are
those of the plain Mesa port.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.plain_mesa import PlainMarket
from benchmarks.plain_use import SQRT_3
from sim.rules.words import (
    ANSWERS,
    AT_RISK,
    BANDS,
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


class ColumnsMarket(PlainMarket):
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

    # Arrival.

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
                served[lost] = False
        gone = np.flatnonzero(u[1] < self.leave)
        self.move_away(gone)
        served[gone] = False
        stays = u[1, active] >= self.leave[active]
        active, needs, band = active[stays], needs[stays], band[stays]

        own = np.flatnonzero(served)
        place = self.at(own, self.main[own])
        engagement, called = self.engagement[place], self.called[own]
        self.engagement[place] = np.where(
            called,
            engagement + rules.engagement_gain * (1.0 - engagement),
            engagement * rules.engagement_left,
        )
        self.count_up(REACHED, self.main[own[called]])
        self.called[:] = False
        self.tenure[own] += 1
        self.failed[:] = 0
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
        tells = (j >= 0) & (u[1] < np.where(content, rules.talk_positive, rules.talk_negative))
        who, other, j, content = who[tells], other[tells], j[tells], content[tells]
        self.count_up(TOLD_GOOD, j[content])
        self.count_up(TOLD_BAD, j[~content])
        news = self.aware[who] >> j & 1 == 0
        self.become_aware(who[news], j[news])
        self.learn(self.at(who, j), self.told_belief[other] * self.point[who], rules.talk_variance)
        self.reasons[who[content & (j != self.main[who])]] |= HEARD

    def learn(self, place: Array, signal: Array, signal_variance: float) -> None:
        """Beliefs move toward the signals by precision."""
        variance, belief = self.variance[place], self.belief[place]
        weight = variance / (variance + signal_variance)
        self.belief[place] = belief + weight * (signal - belief)
        self.variance[place] = variance - weight * variance

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
        after = self.most_used(who[doubtful])
        moves = after != main[doubtful]
        self.change_provider(who[doubtful[moves]], after[moves], band[doubtful[moves]])
        self.reasons[who] = 0
        self.failures[who] *= F4(rules.remembering)
        self.grievance[who] *= F4(rules.remembering)
        used = choice < outside
        self.books[outside, USES] += len(used) - np.count_nonzero(used)
        self.use(who[used], choice[used])

    def most_used(self, who: Array) -> Array:
        """The provider with most of the last needs; a tie stays."""
        recent, main = self.recent[who], self.main[who]
        # Provider -1, nobody, counts in the last column.
        counts = np.zeros((len(who), self.outside + 2), np.int8)
        rows = np.arange(len(who))
        for place in range(recent.shape[1]):
            counts[rows, recent[:, place]] += 1
        own = counts[rows, main]
        theirs = np.where(recent >= 0, np.take_along_axis(counts, recent.astype(np.int64), 1), 0)
        best = theirs.argmax(1)
        return np.where(theirs[rows, best] > own, recent[rows, best], main)

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
                worst[failed[worse]] = loss[worse]
                self.failed[who[failed[worse]]] = number
        return lost, worst

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
        self.complained[who] += 1
        self.count_up(COMPLAINTS, j)
        self.grievance[who[own]] = np.minimum(3.0, self.grievance[who[own]] + 1.0)
        chance = [p.recovery_success if p.recovers else 0.0 for p in self.providers]
        good = u[1, voiced] < np.array(chance)[j]
        place = self.at(who[good], j[good])
        regained = rules.step * rules.loss * rules.recovered * severity[good]
        self.satisfaction[place] = np.minimum(10.0, self.satisfaction[place] + regained)
        self.count_up(RECOVERED, j[good])

    # Leaving, and the books.

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
        away = np.maximum(0, self.period - self.left[place])
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
        for name in ("tenure", "answer", "failures", "grievance"):
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

    def leave_word(self, who: Array) -> None:
        """What neighbours can hear of these customers, from the next period on."""
        last = self.last[who]
        place = self.at(who, np.maximum(last, 0))
        self.told[who] = last
        self.told_satisfaction[who] = self.satisfaction[place]
        self.told_belief[who] = self.belief[place] / self.point[who]

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
