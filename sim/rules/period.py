"""One period in the life of a customer, from top to bottom.

Everybody computes the next state from everybody's previous state: what neighbours tell was written
down at the end of the previous period. The order of customers therefore does not matter.
"""

from __future__ import annotations

from typing import Any

from sim.randomness import NEED, PERIOD, SURVEY, bell, draws
from sim.registry import rare_rule, rule
from sim.rules.arrival import arrive, first_impression, sign
from sim.rules.attention import engage
from sim.rules.choice import (
    choose,
    follow_the_crowd,
    knows,
    leaves_by_satisfaction,
    prefers,
)
from sim.rules.evaluation import evaluate
from sim.rules.experience import advantage, deliver, learn, quality, walk_the_journey
from sim.rules.leaving import part_from, turn_to, write_down
from sim.rules.look import chance_to_look, what_woke
from sim.rules.need import count_needs
from sim.rules.talk import become_aware, notice_advertising, talk_with_neighbour
from sim.rules.voice import complains, recover
from sim.rules.words import (
    ANSWERS,
    AT_RISK,
    BANDS,
    BY_CLOSING,
    BY_HABIT,
    BY_MOVING_AWAY,
    BY_NO_PROVIDER,
    CALLED,
    COMPARE,
    COMPLAINTS,
    CONTACT_LEFT,
    CONTRACT_END,
    CUSTOMERS,
    DEFECTION,
    DEFECTIONS,
    DETRACTORS,
    ENGAGEMENT,
    ENTRIES,
    FAILURES,
    FORGOTTEN,
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
    THRESHOLD,
    UNITS,
    USES,
)

PANEL_SIZE = 20
"""One customer in so many is asked the forced choice each period, another one every period."""


@rule
def live(customer: Any, relations: Any, taste: Any, scene: Any, books: Any, row: Any) -> Any:
    """Lives one period; returns the next free row of the ledger."""
    world = scene.world
    before = int(customer.main)
    served = 0 <= before < world.providers
    u = draws(world, customer.id, world.period, 0, PERIOD, 0)

    needs = 1 if world.subscription else count_needs(customer, world, u[0])
    band = 0
    if served:
        band = min(BANDS - 1, int(2.0 * relations[before].satisfaction))
        if needs > 0:
            books.tally[before, AT_RISK] += 1
            books.hazard[customer.segment, before, 0, band] += 1

    if served and scene.providers[before].closing:
        row = lose_provider(customer, relations, taste, scene, books, row)
        served = False
    if u[2] < customer.hazard:
        return move_away(customer, relations, taste, scene, books, row)

    if served:
        be_attended(customer, relations[before], scene, books)
    start_day(customer, u[3] < world.life_events, scene)
    if int(world.announced) & ~int(customer.aware):
        notice_advertising(customer, relations, taste, scene, books)
    if u[1] < world.talk_rate:
        talk_with_neighbour(customer, relations, taste, scene, books)

    if world.subscription:
        subscribe(customer, relations, taste, scene, books)
    else:
        for need in range(needs):
            meet_need(customer, relations, taste, need, scene, books)

    if customer.main != before and served:
        row = book_exit(customer, relations, taste, before, band, scene, books, row)
    elif customer.main != before and customer.main < world.providers and customer.main >= 0:
        books.tally[customer.main, ENTRIES] += 1
    if needs > 0:
        customer.reasons = 0
    close_day(customer, relations, taste, scene, books)
    return row


@rule
def start_day(customer: Any, life_event: Any, scene: Any) -> Any:
    """Forgets a little, and notes what may wake the customer this period."""
    world = scene.world
    customer.needed = 0
    customer.looked = 0
    customer.failed = 0
    customer.severity = 0.0
    customer.complained = 0
    if customer.failures > 0.0:
        customer.failures *= 1.0 - world.forgetting
        customer.grievance *= 1.0 - world.forgetting
    if life_event:
        customer.reasons |= LIFE_EVENT
    if customer.main < 0 or customer.main >= world.providers:
        return
    customer.tenure = min(65000, int(customer.tenure) + 1)
    if customer.contract > 0:
        customer.contract -= 1
        if customer.contract == 0:
            customer.reasons |= CONTRACT_END
    provider = scene.providers[customer.main]
    if provider.contacts > 0 and scene.departed[customer.main, customer.contact]:
        customer.reasons |= CONTACT_LEFT


@rule
def be_attended(customer: Any, relation: Any, scene: Any, books: Any) -> Any:
    """The provider reaches this customer, or does not; part of a bond leaves with a person."""
    world = scene.world
    provider = scene.providers[customer.main]
    reached = provider.capacity > 0.0 and customer.place >= provider.cut
    engage(relation, reached, world)
    customer.reached = 0
    if reached:
        customer.reached = 1
        books.tally[customer.main, REACHED] += 1
        if world.look_called != 0.0:
            customer.reasons |= CALLED
    if provider.contacts > 0 and scene.departed[customer.main, customer.contact]:
        relation.bond *= 1.0 - provider.bond_personal


@rule
def meet_need(customer: Any, relations: Any, taste: Any, need: int, scene: Any, books: Any) -> Any:
    """An occasion: look, choose, experience, evaluate. Not looking means repeating."""
    world = scene.world
    customer.needed += 1
    u = draws(world, customer.id, world.period, need, NEED, 0)
    choice = int(customer.last)
    main = int(customer.main)
    if choice == NOBODY or not scene.providers[choice].open:
        customer.trigger = BY_NO_PROVIDER
        choice = decide(customer, relations, taste, need, u[1], scene)
    elif 0 <= main < world.providers:
        if u[0] < chance_to_look(customer, relations[main], world):
            customer.trigger = what_woke(customer, relations[main], world)
            customer.looked += 1
            books.tally[main, LOOKED] += 1
            choice = decide(customer, relations, taste, need, u[1], scene)
    else:
        customer.trigger = BY_NO_PROVIDER
        choice = decide(customer, relations, taste, need, u[1], scene)
    if choice == NOBODY:
        return
    if choice < world.providers:
        use(customer, relations, taste, choice, need, u, scene, books)
        customer.last = choice
    else:
        books.tally[world.providers, USES] += 1
    remember(customer, world, choice)


@rare_rule
def remember(customer: Any, world: Any, choice: int) -> Any:
    """Occasion markets: the main provider is the one with most of the last needs; a tie stays.

    The exit is booked at the end of the period, so `main` changes here and nothing else does.
    """
    customer.recent[customer.turn] = choice
    customer.turn = (int(customer.turn) + 1) % world.recent
    if choice == customer.main:
        return
    most = 0
    for place in range(world.recent):
        if customer.recent[place] == customer.main:
            most += 1
    winner = int(customer.main)
    for place in range(world.recent):
        candidate = int(customer.recent[place])
        if candidate == NOBODY or candidate == winner:
            continue
        count = 0
        for other in range(world.recent):
            if customer.recent[other] == candidate:
                count += 1
        if count > most:
            most = count
            winner = candidate
    customer.main = winner


@rule
def subscribe(customer: Any, relations: Any, taste: Any, scene: Any, books: Any) -> Any:
    """A period of a subscription: experience and evaluate; look and choose when awake."""
    world = scene.world
    main = int(customer.main)
    u = draws(world, customer.id, world.period, 0, NEED, 0)
    if 0 <= main < world.providers:
        customer.needed = 1
        use(customer, relations, taste, main, 0, u, scene, books)
        bound = customer.contract > 0 and scene.providers[main].exit_fee < 0.0
        if not bound and u[0] < chance_to_look(customer, relations[main], world):
            customer.trigger = what_woke(customer, relations[main], world)
            customer.looked += 1
            books.tally[main, LOOKED] += 1
            choice = decide(customer, relations, taste, 0, u[1], scene)
            if choice != NOBODY:
                customer.main = choice
    else:
        customer.trigger = BY_NO_PROVIDER
        choice = decide(customer, relations, taste, 0, u[1], scene)
        if choice != NOBODY:
            customer.main = choice
    if customer.main == main and customer.reasons & CONTRACT_END:
        if scene.providers[main].renews:
            sign(customer, main, scene)
    customer.last = customer.main if customer.main < world.providers else NOBODY


@rule
def decide(
    customer: Any, relations: Any, taste: Any, need: int, u: float, scene: Any
) -> Any:
    """A moment of choice, by the exit rule of the scenario."""
    world = scene.world
    main = int(customer.main)
    served = 0 <= main < world.providers and scene.providers[main].open
    if world.exit_rule == COMPARE or not served:
        choice = choose(customer, relations, taste, need, scene)
        if world.news > 0.0 and served:
            customer.envy = 0.0
            for provider in range(world.providers):
                if scene.providers[provider].open and knows(customer, provider):
                    better = advantage(customer, taste, provider, scene)
                    customer.envy = max(float(customer.envy), better)
        return choice
    by_threshold = world.exit_rule == THRESHOLD
    if not leaves_by_satisfaction(customer, relations[main], u, world, by_threshold):
        return main
    choice = follow_the_crowd(customer, need, scene)
    if choice == NOBODY:
        return main
    customer.luck = 0.0
    customer.lucky = choice
    return choice


@rule
def use(
    customer: Any,
    relations: Any,
    taste: Any,
    provider: int,
    need: int,
    u: Any,
    scene: Any,
    books: Any,
) -> Any:
    """The provider meets a need: experience, learning, evaluation, voice, money."""
    world = scene.world
    offer = scene.providers[provider]
    relation = relations[provider]
    if not relation.tried:
        first_impression(customer, relation, taste, provider, scene)
    lost, severity, voice = 0.0, 0.0, 1.0
    if world.failing and u[2] >= offer.faultless:
        lost, severity, voice = walk_the_journey(customer, provider, need, scene)
    beyond = deliver(customer, provider, need, lost, scene)
    delivered = quality(customer, taste, provider, scene) + beyond
    if world.learning:
        learn(relation, beyond * customer.point, world.signal_variance)
    evaluate(customer, relation, min(10.0, max(0.0, delivered)), world)
    value = scene.segments[customer.segment].value
    books.tally[provider, USES] += 1
    books.tally[provider, UNITS] += value
    books.tally[provider, REVENUE] += offer.price * value
    if offer.points_per_need > 0.0:
        relation.points = min(offer.points_ceiling, relation.points + offer.points_per_need)
    if offer.bond_ceiling > 0.0:
        relation.bond += offer.bond_growth * (offer.bond_ceiling - relation.bond)
    if offer.effort > 0.0:
        relation.goodwill += offer.effort * (1.0 - relation.goodwill)
    if severity > 0.0:
        books.tally[provider, FAILURES] += 1
        customer.severity = max(float(customer.severity), severity)
        if provider == customer.main:
            customer.failures = min(3.0, customer.failures + 1.0)
        if complains(relation, severity, voice, world):
            customer.complained += 1
            books.tally[provider, COMPLAINTS] += 1
            if provider == customer.main:
                customer.grievance = min(3.0, customer.grievance + 1.0)
            if world.recovery and offer.recovery and u[3] < offer.recovery_success:
                recover(relation, severity, world)
                books.tally[provider, RECOVERED] += 1


@rare_rule
def book_exit(
    customer: Any,
    relations: Any,
    taste: Any,
    before: int,
    band: int,
    scene: Any,
    books: Any,
    row: int,
) -> Any:
    """Writes a defection or a stop into ledger and books; returns the next free row."""
    world = scene.world
    after = int(customer.main)
    if customer.lucky != after:
        customer.trigger = BY_HABIT
    kind = DEFECTION if after < world.providers else STOP
    # The ledger tells of the relation that ends, so it is written as if it still held.
    customer.main = before
    write_down(customer, relations, taste, before, after, kind, scene, books, row)
    part_from(customer, relations, world)
    turn_to(customer, relations, after, world)
    if kind == DEFECTION:
        books.tally[before, DEFECTIONS] += 1
        books.tally[after, ENTRIES] += 1
        books.hazard[customer.segment, before, 1, band] += 1
        if world.subscription:
            sign(customer, after, scene)
    else:
        books.tally[before, STOPS] += 1
    return row + 1


@rare_rule
def lose_provider(
    customer: Any, relations: Any, taste: Any, scene: Any, books: Any, row: int
) -> Any:
    """The main provider closes: the customer knows its successor and must choose anew."""
    before = int(customer.main)
    customer.trigger = BY_CLOSING
    write_down(customer, relations, taste, before, NOBODY, INVOLUNTARY, scene, books, row)
    books.tally[before, INVOLUNTARIES] += 1
    part_from(customer, relations, scene.world)
    customer.main = NOBODY
    customer.last = NOBODY
    for place in range(scene.world.recent):
        customer.recent[place] = NOBODY
    successor = int(scene.providers[before].successor)
    if successor != NOBODY and not knows(customer, successor):
        if become_aware(customer, relations[successor], taste, successor, scene):
            books.tally[successor, LEARNED] += 1
    return row + 1


@rare_rule
def move_away(customer: Any, relations: Any, taste: Any, scene: Any, books: Any, row: int) -> Any:
    """An involuntary exit; a newcomer without ties takes the place."""
    world = scene.world
    before = int(customer.main)
    customer.trigger = BY_MOVING_AWAY
    if 0 <= before < world.providers:
        write_down(customer, relations, taste, before, NOBODY, INVOLUNTARY, scene, books, row)
        books.tally[before, INVOLUNTARIES] += 1
        row += 1
    for provider in range(world.providers):
        if knows(customer, provider):
            books.tally[provider, FORGOTTEN] += 1
    arrive(customer, relations, taste, scene, books)
    start_day(customer, False, scene)
    close_day(customer, relations, taste, scene, books)
    return row


@rule
def close_day(customer: Any, relations: Any, taste: Any, scene: Any, books: Any) -> Any:
    """Counts the customer, asks some of them, and leaves word for the neighbours."""
    world = scene.world
    main = int(customer.main)
    tell = books.tell[customer.id]
    tell.provider = customer.last
    if 0 <= customer.last:
        relation = relations[customer.last]
        tell.satisfaction = relation.satisfaction
        tell.belief = relation.belief / customer.point
    if main < 0 or main >= world.providers:
        if main == world.providers:
            books.tally[main, CUSTOMERS] += 1
        return
    relation = relations[main]
    books.tally[main, CUSTOMERS] += 1
    books.tally[main, SATISFACTION] += relation.satisfaction
    books.tally[main, ENGAGEMENT] += relation.engagement
    if customer.id % PANEL_SIZE == world.panel:
        books.tally[main, PANEL] += 1
        if prefers(customer, relations, taste, scene) == main:
            books.tally[main, PREFERRING] += 1
    provider = scene.providers[main]
    if provider.survey_now:
        answer_survey(customer, relation, provider, scene, books)


@rare_rule
def answer_survey(customer: Any, relation: Any, provider: Any, scene: Any, books: Any) -> Any:
    """Some of the customers answer, on a scale of 1 to 10, with the firm's bias and some noise."""
    world = scene.world
    u = draws(world, customer.id, world.period, 0, SURVEY, provider.key)
    if u[0] >= provider.survey_sample:
        return
    v = draws(world, customer.id, world.period, 1, SURVEY, provider.key)
    score = relation.satisfaction + provider.survey_bias + provider.survey_noise * bell(v)
    customer.answer = int(min(10.0, max(1.0, score + 0.5)))
    books.tally[customer.main, SURVEYED] += 1
    books.tally[customer.main, ANSWERS] += customer.answer
    if customer.answer >= 9:
        books.tally[customer.main, PROMOTERS] += 1
    elif customer.answer <= 6:
        books.tally[customer.main, DETRACTORS] += 1
