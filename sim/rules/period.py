"""One period in the life of a customer, from top to bottom.

Everybody wakes; those to whom nothing happens rest, the others live their day. Everybody computes
the next state from everybody's previous state: what neighbours tell is the last word that they left
before this period. The order of customers therefore does not matter.
"""

from __future__ import annotations

from typing import Any

from sim.randomness import OUTCOME_OF_NEED, luck_of_need, split
from sim.registry import rare_rule, rule
from sim.rules.arrival import first_impression, sign
from sim.rules.attention import engage, engagement_with, is_reached, queue_up
from sim.rules.choice import (
    choose,
    follow_the_crowd,
    gets_some,
    knows,
    leaves_by_satisfaction,
)
from sim.rules.counting import close_day, is_surveyed, stand
from sim.rules.evaluation import evaluate
from sim.rules.experience import advantage, deliver, learn, quality, walk_the_journey
from sim.rules.leaving import change_provider, lose_provider, move_away
from sim.rules.look import chance_to_look, what_woke
from sim.rules.need import chance_of_quiet, count_needs
from sim.rules.region import lose_reach
from sim.rules.talk import notice_advertising, talk_with_neighbour
from sim.rules.voice import complains, recover
from sim.rules.words import (
    AT_RISK,
    BANDS,
    BY_NO_PROVIDER,
    BY_SOLD_OUT,
    CALLED,
    COMPARE,
    COMPLAINTS,
    CONTACT_LEFT,
    CONTRACT_END,
    ENGAGEMENT,
    EVERY_USE,
    FAILURES,
    LIFE_EVENT,
    LOOKED,
    NOBODY,
    REACHED,
    RECOVERED,
    REVENUE,
    THRESHOLD,
    UNITS,
    USES,
)

MOST_GROWTH = 10.0
"""A customer becomes at most so many times as large as at first, or as small."""


@rule
def wake(customer: Any, u: Any, scene: Any) -> Any:
    """The start of a period; returns whether anything happens in it.

    For most customers in most periods nothing does: no need, no talk, no call, no question. u is
    the luck of the period. (Written without branches, whose outcome a processor could not guess.)
    """
    world = scene.world
    main = int(customer.main)
    stirs = (
        (world.subscription != 0)
        | (u[0] >= chance_of_quiet(customer, world))
        | (u[1] < world.talk_rate)
        | (u[2] < customer.hazard)
        | (u[3] < world.life_events)
        | ((int(world.announced) & ~int(customer.aware)) != 0)
        | ((int(world.retreating) & int(customer.aware)) != 0)
    )
    if main < 0 or main >= world.providers:
        return stirs
    provider = scene.providers[main]
    reached = is_reached(customer, provider, world)
    engage(customer, reached, world)
    stirs |= reached | (provider.closing != 0) | is_surveyed(provider, 1.0 - u[3])
    if provider.contacts > 0:
        stirs |= scene.departed[main, customer.contact] != 0
    return stirs


@rule
def rest(customer: Any, u: Any, scene: Any, books: Any) -> Any:
    """A period in which nothing happens: the customer counts, and waits in the queue."""
    main = int(customer.main)
    if 0 <= main < scene.world.providers:
        books.tally[main, ENGAGEMENT] += customer.engagement
        queue_up(customer, scene.providers[main], 1.0 - u[3], scene.world, books)


@rule
def live(
    customer: Any,
    relations: Any,
    taste: Any,
    u: Any,
    luck: Any,
    neighbour: Any,
    scene: Any,
    books: Any,
    row: Any,
) -> Any:
    """Lives a period in which something happens; returns the next free row of the ledger.

    u is the luck of the period, `luck` that of its first need and of all that needs no need;
    `neighbour` is whom the customer meets.
    """
    world = scene.world
    before = int(customer.main)
    served = 0 <= before < world.providers
    stand(customer, relations, -1.0, scene, books)
    clear_slate(customer, world)

    needs = 1 if world.subscription else count_needs(customer, world, u[0])
    band = 0
    if served and needs > 0:
        band = min(BANDS - 1, int(2.0 * relations[before].satisfaction))
        books.tally[before, AT_RISK] += 1
        books.hazard[customer.segment, before, 0, band] += 1

    gone = served and scene.providers[before].closing > 0
    if int(world.retreating) & int(customer.aware):
        lose_reach(customer, scene, books)
        gone = gone or (served and not knows(customer, before))
    if gone:
        row = lose_provider(customer, relations, taste, scene, books, row)
        served = False
        before = NOBODY
    if u[2] < customer.hazard:
        row = move_away(customer, relations, taste, scene, books, row)
        needs = 0
        served = False

    if served:
        be_attended(customer, relations[before], scene, books)
    start_day(customer, u[3] < world.life_events, scene)
    if int(world.announced) & ~int(customer.aware):
        notice_advertising(customer, relations, taste, luck[2], scene, books)
    if neighbour != NOBODY:
        talk_with_neighbour(customer, relations, taste, neighbour, luck[2], scene, books)

    seed = luck[2]
    for need in range(needs):
        if need > 0:
            luck = luck_of_need(world, customer.id, world.period, need)
        row = meet_need(customer, relations, taste, need, luck, before, band, scene, books, row)

    close_day(customer, relations, 1.0 - u[3], seed, scene, books)
    return row


@rule
def clear_slate(customer: Any, world: Any) -> Any:
    """Begins to note what happens on this day."""
    customer.day = world.period
    customer.needed = 0
    customer.looked = 0
    customer.complained = 0
    customer.severity = 0.0
    customer.reached = 0


@rule
def be_attended(customer: Any, relation: Any, scene: Any, books: Any) -> Any:
    """The provider reaches this customer, or does not; part of a bond leaves with a person."""
    world = scene.world
    provider = scene.providers[customer.main]
    if is_reached(customer, provider, world):
        customer.reached = 1
        books.tally[customer.main, REACHED] += 1
        if world.look_called != 0.0:
            customer.reasons |= CALLED
    if provider.contacts > 0 and scene.departed[customer.main, customer.contact]:
        relation.bond *= 1.0 - provider.bond_personal
        customer.reasons |= CONTACT_LEFT


@rule
def start_day(customer: Any, life_event: Any, scene: Any) -> Any:
    """Notes what may wake the customer this period."""
    if life_event:
        customer.reasons |= LIFE_EVENT
    if 0 <= customer.main < scene.world.providers and customer.contract > 0:
        customer.contract -= 1
        if customer.contract == 0:
            customer.reasons |= CONTRACT_END


@rule
def meet_need(
    customer: Any,
    relations: Any,
    taste: Any,
    need: int,
    luck: Any,
    before: int,
    band: int,
    scene: Any,
    books: Any,
    row: int,
) -> Any:
    """Look, choose, experience, evaluate. Not looking means repeating.

    In a subscription market the need is the period's use of what is subscribed to.
    """
    world = scene.world
    customer.needed += 1
    choice = int(customer.last)
    if looks(customer, relations, choice, luck, scene, books):
        choice = decide(customer, relations, taste, luck, scene)
    if choice == NOBODY:
        return row
    if choice != customer.main and customer.main == before:
        after = choice if world.subscription else most_used(customer, choice, scene)
        if after != before:
            row = change_provider(customer, relations, taste, after, band, scene, books, row)
    elif (
        customer.reasons & CONTRACT_END
        and 0 <= before < world.providers
        and choice == before
        and scene.providers[before].renews
    ):
        sign(customer, before, scene)
    fade(customer, world)
    if choice < world.providers:
        use(customer, relations, taste, choice, luck[2], scene, books)
        customer.last = choice
        if world.trips and (choice != customer.main or world.trips == EVERY_USE):
            note_trip(customer, relations[choice], choice, need, scene, books)
    else:
        books.tally[world.providers, USES] += 1
        if world.subscription:
            customer.last = NOBODY
    customer.recent[customer.turn] = choice
    customer.turn = (int(customer.turn) + 1) % world.recent
    return row


@rule
def looks(customer: Any, relations: Any, habit: int, luck: Any, scene: Any, books: Any) -> Any:
    """Whether the customer compares at this need, and why."""
    world = scene.world
    main = int(customer.main)
    if main < 0 or main >= world.providers or habit == NOBODY or not scene.providers[habit].open:
        customer.trigger = BY_NO_PROVIDER
        return True
    scarce = scene.providers[habit].stock < 1.0
    if scarce and not gets_some(customer, habit, luck[2], scene):
        customer.trigger = BY_SOLD_OUT
        return True
    bound = world.contracts and customer.contract > 0 and scene.providers[main].exit_fee < 0.0
    if bound or luck[0] >= chance_to_look(customer, relations[main], world):
        return False
    customer.trigger = what_woke(customer, relations[main], world, luck[0])
    customer.looked += 1
    books.tally[main, LOOKED] += 1
    return True


@rule
def fade(customer: Any, world: Any) -> Any:
    """After a moment of choice its reasons are gone, and old trouble is half forgotten."""
    customer.reasons = 0
    if customer.failures > 0.0:
        customer.failures *= 1.0 - world.forgetting
        customer.grievance *= 1.0 - world.forgetting


@rare_rule
def most_used(customer: Any, choice: int, scene: Any) -> Any:
    """The main provider after this need: the one used now, if it has more of the last needs.

    A tie stays, and nobody becomes the main provider by not being used.
    """
    main = int(customer.main)
    if main == NOBODY:
        return choice
    of_main = 0
    of_choice = 1
    for place in range(scene.world.recent):
        if place != customer.turn:
            of_main += customer.recent[place] == main
            of_choice += customer.recent[place] == choice
    return choice if of_choice > of_main else main


@rare_rule
def note_trip(customer: Any, relation: Any, used: int, need: int, scene: Any, books: Any) -> Any:
    """Writes down a need that was met, a trip or any; what does not fit is counted."""
    row = books.trip_rows[0]
    books.trip_rows[0] = row + 1
    if row >= len(books.trips):
        return
    trip = books.trips[row]
    trip.period = scene.world.period
    trip.customer = customer.id
    trip.satisfaction = relation.satisfaction
    trip.main = customer.main
    trip.used = used
    trip.segment = customer.segment
    trip.need = need


@rule
def decide(customer: Any, relations: Any, taste: Any, luck: Any, scene: Any) -> Any:
    """A moment of choice, by the exit rule of the scenario."""
    world = scene.world
    main = int(customer.main)
    served = 0 <= main < world.providers and scene.providers[main].open > 0
    if served and scene.providers[main].stock < 1.0:
        served = gets_some(customer, main, luck[2], scene)
    if world.exit_rule == COMPARE or not served:
        choice = choose(customer, relations, taste, luck[2], scene)
        if world.news > 0.0 and served:
            customer.envy = 0.0
            for provider in range(world.providers):
                if scene.providers[provider].open and knows(customer, provider):
                    better = advantage(customer, taste, provider, scene)
                    customer.envy = max(float(customer.envy), better)
        return choice
    by_threshold = world.exit_rule == THRESHOLD
    if not leaves_by_satisfaction(customer, relations[main], luck[1], world, by_threshold):
        return main
    choice = follow_the_crowd(customer, luck[2], scene)
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
    seed: Any,
    scene: Any,
    books: Any,
) -> Any:
    """The provider meets a need: experience, learning, evaluation, voice, money."""
    world = scene.world
    offer = scene.providers[provider]
    relation = relations[provider]
    if offer.latent:  # it may have come into the offer after the customer learned of the provider
        customer.learned = int(customer.learned) | int(offer.latent)
    if not relation.tried:
        relation.left = world.period
        first_impression(customer, relation, taste, provider, scene)
    lost, severity, voice = 0.0, 0.0, 1.0
    u = split(seed, OUTCOME_OF_NEED, offer.key)
    if world.failing and u[0] >= offer.faultless:
        lost, severity, voice = walk_the_journey(customer, provider, seed, scene)
        books.tally[provider, FAILURES] += 1
    beyond = deliver(provider, seed, lost, scene)
    delivered = quality(customer, taste, provider, scene) + beyond
    if world.learning:
        learn(relation, beyond * customer.point, world.signal_variance)
    delivered = min(10.0, max(0.0, delivered))
    evaluate(customer, relation, delivered, world)
    segment = scene.segments[customer.segment]
    value = segment.value * float(customer.grown)
    if segment.growth != 0.0:
        growth = 1.0 + segment.growth * (delivered - customer.norm)
        customer.grown = min(MOST_GROWTH, max(1.0 / MOST_GROWTH, customer.grown * growth))
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
        customer.severity = max(float(customer.severity), severity)
        if provider == customer.main:
            customer.failures = min(3.0, customer.failures + 1.0)
        if complains(engagement_with(customer, relation, provider), severity, voice, world):
            books.tally[provider, COMPLAINTS] += 1
            if provider == customer.main:
                customer.complained += 1
                customer.grievance = min(3.0, customer.grievance + 1.0)
            if world.recovery and offer.recovery and u[1] < offer.recovery_success:
                recover(relation, severity, world)
                books.tally[provider, RECOVERED] += 1
