"""What is remembered: the fields of a customer, of a relation, of a provider, of the world.

Customers and relations are records of NumPy structured arrays: one record a customer, and one a
customer and provider. They are kept narrow (32-bit numbers), because a run of a million customers
is limited by memory, not by arithmetic.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.randomness import BENDS

CUSTOMER = np.dtype(
    [
        # What a day on which nothing happens reads and writes, together in one line of the cache.
        ("id", "u4"),  # place in the population; the key of all luck
        ("aware", "u4"),  # bit j: knows provider j
        ("quiet", "f4"),  # chance of no need in a period of mean season
        ("hazard", "f4"),  # chance of an involuntary exit a period
        ("engagement", "f4"),  # with the main provider, 0-1
        ("needs", "f4"),  # needs a period
        ("place", "u2"),  # in the provider's queue for attention
        ("since", "i2"),  # period in which the main provider became it
        ("contract", "u2"),  # periods left of the contract
        ("contact", "u2"),  # number of the contact person
        ("reasons", "u2"),  # bits: what may wake this customer this period
        ("main", "i1"),  # main provider; NOBODY; number of providers = outside option
        ("answer", "u1"),  # last survey answer to the main provider, 1-10; 0: none
        # The rest.
        ("level", "f4"),  # satisfaction when all is as normal, 0-10
        ("norm", "f4"),  # quality held as normal, 0-10
        ("threshold", "f4"),  # satisfaction under which the rival rule leaves
        ("point", "f4"),  # utils in a point of quality
        ("worst", "f4"),  # utility of the outcomes at quality 0
        ("failures", "f4"),  # recent failures, fading
        ("grievance", "f4"),  # recent complaints, fading
        ("grown", "f4"),  # units bought at a need, in units of the segment's value
        ("envy", "f4"),  # points by which the best known alternative is better
        ("luck", "f4"),  # random part of the last choice against the main provider
        ("born", "i2"),  # period of arrival
        ("learned", "u2"),  # bit k: knows that latent outcome k exists
        ("last", "i1"),  # provider used last
        ("lucky", "i1"),  # provider that `luck` speaks of
        ("segment", "u1"),
        ("recent", "i1", (8,)),  # occasion markets: the last needs
        ("turn", "u1"),  # place in `recent` of the next need
        ("trigger", "u1"),  # what woke the last comparison
        ("failed", "u1"),  # 1 + touchpoint of the main provider that failed last; 0: none
        # The slate of the last day on which something happened.
        ("day", "i2"),  # its period
        ("needed", "u1"),  # needs
        ("looked", "u1"),  # comparisons
        ("complained", "u1"),  # complaints to the main provider
        ("reached", "u1"),  # 1: reached by the main provider
        ("severity", "f4"),  # worst failure, points
    ],
    align=True,
)

RELATION = np.dtype(
    [
        ("belief", "f4"),  # mean of what the posted offer does not tell, utils
        ("variance", "f4"),  # of that belief
        ("taste", "f4"),  # persistent taste for the provider and its mode, utils
        ("satisfaction", "f4"),  # 0-10
        ("expectation", "f4"),  # quality expected, 0-10
        ("engagement", "f4"),  # 0-1, as it was when the customer left; see `CUSTOMER` for now
        ("goodwill", "f4"),  # 0-1
        ("bond", "f4"),  # utils
        ("points", "f4"),  # utils
        ("left", "i2"),  # period in which the customer left
        ("tried", "u1"),  # has been used
    ],
    align=True,
)

TOLD = np.dtype(
    [
        ("satisfaction", "f4"),  # with the provider used last
        ("belief", "f4"),  # of it, utils
        ("point", "f4"),  # the teller's utils in a point of quality
        ("period", "i2"),  # at the end of which it was so
        ("provider", "i1"),  # used last
    ],
    align=True,
)
"""What neighbours can hear from a customer."""

PROVIDER = np.dtype(
    [
        ("key", "u4"),
        ("mode", "u4"),  # number of the mode
        ("open", "u1"),
        ("announce", "f8"),  # chance this period that one who does not know learns of it
        ("known", "f8"),  # share of customers who know it
        ("stock", "f8"),  # share of those who want it for whom it is not sold out
        ("reach", "f8"),
        ("reach_before", "f8"),  # less than reach while new regions open
        ("greeting", "f8"),  # chance to learn of it where it opens
        ("constant", "f8"),
        ("price", "f8"),
        ("first_touchpoint", "i4"),
        ("end_touchpoint", "i4"),
        ("faultless", "f8"),  # chance that nothing fails on a journey
        ("hidden_loss", "f8"),  # points of quality lost to failures, on average
        ("points_per_need", "f8"),
        ("points_ceiling", "f8"),
        ("policy", "u1"),
        ("capacity", "f8"),
        ("attends", "u1"),  # reaches a share of its customers, or a number of them
        ("calls", "i4"),  # customers reached this period beside that share
        ("least", "i4"),  # place in the queue under which nobody is reached
        ("cut", "i4"),  # least place in the queue that is reached this period
        ("first", "i4"),  # of the place under the cut: the customer with whom calls begin
        ("span", "i4"),  # and how many numbers from there on are reached
        ("survey_now", "u1"),
        ("survey_sample", "f8"),
        ("survey_bias", "f8"),
        ("survey_noise", "f8"),
        ("contract_length", "i4"),
        ("exit_fee", "f8"),  # a period left; below 0: must wait for the end
        ("renews", "u1"),
        ("bond_ceiling", "f8"),
        ("bond_growth", "f8"),
        ("bond_personal", "f8"),  # share that goes with the contact person
        ("contacts", "i4"),
        ("recovery", "u1"),  # an instrument is used
        ("recovery_success", "f8"),
        ("effort", "f8"),
        ("use_share", "f8"),  # share of all customers, end of the previous period
        ("latent", "u4"),  # bit k: offers latent outcome k
        ("successor", "i4"),  # provider that replaces it
        ("closing", "u1"),
    ],
    align=True,
)

TOUCHPOINT = np.dtype(
    [
        ("key", "u4"),
        ("failure", "f8"),  # chance at a need
        ("rest", "f8"),  # chance that this one or one after it fails
        ("severity", "f8"),
        ("forgiven", "f8"),  # share of its failures for which nobody blames the provider
    ],
    align=True,
)

OUTCOME = np.dtype([("key", "u4"), ("worst", "f8"), ("best", "f8")], align=True)
"""Worst and best level, shaped."""

MODE = np.dtype(
    [("key", "u4"), ("within", "f8"), ("taste", "f8"), ("bend", "f8", (BENDS + 1,))], align=True
)

SEGMENT = np.dtype(
    [
        ("share", "f8"),
        ("needs", "f8"),
        ("needs_shape", "f8"),  # 0: all the same rate
        ("outside", "f8"),
        ("has_outside", "u1"),
        ("value", "f8"),
        ("growth", "f8"),  # of the units at a use, for a point of quality above the norm
    ],
    align=True,
)

WORLD = np.dtype(
    [
        ("seed_low", "u4"),
        ("seed_high", "u4"),
        ("period", "i4"),
        ("providers", "i4"),
        ("outcomes", "i4"),
        ("modes", "i4"),
        ("segments", "i4"),
        ("price_outcome", "i4"),  # NOBODY: none
        ("recent", "i4"),
        ("latent", "u4"),  # bit k: outcome k is latent
        ("subscription", "u1"),
        ("exit_rule", "u1"),
        ("panel", "i4"),  # every panel-th customer is asked this period
        ("announced", "u4"),  # bit j: provider j announces itself this period
        ("retreating", "u4"),  # bit j: provider j gives up regions this period
        ("season", "f8"),
        # the numbers of sim.scenario.behaviour, in its order
        ("level", "f8"),
        ("level_sd", "f8"),
        ("quality_weight", "f8"),
        ("step", "f8"),
        ("expectation_step", "f8"),
        ("norm", "f8"),
        ("norm_step", "f8"),
        ("gain", "f8"),
        ("loss", "f8"),
        ("zone", "f8"),
        ("drift", "u1"),
        ("news", "f8"),
        ("latent_share", "f8"),
        ("noise", "f8"),
        ("peak_end", "u1"),
        ("prior_sd", "f8"),
        ("uncertainty_cost", "f8"),
        ("signal_variance", "f8"),
        ("talk_variance", "f8"),
        ("look_base", "f8"),
        ("look_engagement", "f8"),
        ("look_satisfaction", "f8"),
        ("look_neutral", "f8"),
        ("look_failure", "f8"),
        ("look_complaint", "f8"),
        ("look_contract_end", "f8"),
        ("look_heard", "f8"),
        ("look_life_event", "f8"),
        ("look_contact_left", "f8"),
        ("look_called", "f8"),
        ("forgetting", "f8"),
        ("talk_rate", "f8"),
        ("talk_positive", "f8"),
        ("talk_negative", "f8"),
        ("talk_neutral", "f8"),
        ("voice_trifle", "f8"),  # log-odds at severity 1
        ("voice_slope", "f8"),  # log-odds a point of severity
        ("voice_engagement", "f8"),
        ("recovered", "f8"),
        ("recovery_bond", "f8"),
        ("engagement_start", "f8"),
        ("engagement_gain", "f8"),
        ("engagement_decay", "f8"),
        ("goodwill_relief", "f8"),
        ("goodwill_spent", "f8"),
        ("procedural", "f8"),
        ("threshold_mean", "f8"),
        ("threshold_sd", "f8"),
        ("only_intercept", "f8"),
        ("only_slope", "f8"),
        ("provider_taste", "f8"),
        ("life_events", "f8"),
        ("hazard", "f8"),
        ("hazard_a", "f8"),  # 0: all the same hazard
        ("hazard_b", "f8"),
        # switches that a number cannot express
        ("attention", "u1"),
        ("switching", "u1"),
        ("contracts", "u1"),
        ("recovery", "u1"),
        ("engaging", "u1"),
        ("learning", "u1"),
        ("tastes", "u1"),
        ("failing", "u1"),
        ("mixed", "u1"),  # neighbours are drawn from everybody
        ("trips", "u1"),  # 1: trips are written down; EVERY_USE: all uses are
        ("customers", "i4"),  # present in the market now
    ],
    align=True,
)

EXIT = np.dtype(
    [
        ("period", "i4"),
        ("customer", "u4"),
        ("satisfaction", "f4"),
        ("expectation", "f4"),
        ("engagement", "f4"),
        ("failures", "f4"),
        ("push", "f4"),
        ("pull", "f4"),
        ("mooring", "f4"),
        ("luck", "f4"),
        ("cost", "f4"),  # of switching, utils
        ("money", "f4"),  # the same in the scenario's currency
        ("service", "f4"),  # part of push that comes from own experience, utils
        ("rest", "f4"),  # part of pull that no outcome explains, utils
        ("tenure", "u2"),
        ("born", "i2"),  # period of the customer's arrival
        ("segment", "u1"),
        ("origin", "i1"),
        ("to", "i1"),
        ("kind", "u1"),  # KINDS
        ("trigger", "u1"),  # TRIGGERS
        ("failed", "u1"),
        ("alternatives", "u1"),  # other providers known
        ("band", "u1"),  # half point of satisfaction at the end of the previous period
        ("answer", "u1"),  # last survey answer, 1-10; 0: never asked
        ("complained", "u1"),  # ever, to this provider
        ("contact_left", "u1"),
    ],
    align=True,
)

TRIP = np.dtype(
    [
        ("period", "i4"),
        ("customer", "u4"),
        ("satisfaction", "f4"),  # with the provider used, after the use
        ("main", "i1"),  # after the need
        ("used", "i1"),
        ("segment", "u1"),
        ("need", "u1"),  # number in the period, from 0
    ],
    align=True,
)
"""A need met by another provider than the main one; by any, where every use is written down."""


class Scene(NamedTuple):
    """All that a rule may read beside its customer, and the books it may write.

    The same tuple serves the compiled and the interpreted run.
    """

    world: Any  # WORLD record
    providers: Any  # PROVIDER, one a provider
    levels: Any  # float64 [provider, outcome]: the posted offer, shaped
    modes: Any  # MODE, one a mode
    segments: Any  # SEGMENT, one a segment
    weights: Any  # float64 [segment, outcome, 2]: mean and relative sd of the taste
    outcomes: Any  # OUTCOME, one an outcome
    reference: Any  # float64 [provider, outcome]: the offer at the opening of the books, shaped
    touchpoints: Any  # TOUCHPOINT, all providers' after one another
    departed: Any  # uint8 [provider, contact]: left this period
    told: Any  # TOLD [customer, 2]: the last two words for neighbours
    first_neighbour: Any  # int64 [customer + 1]: place in `neighbours`
    neighbours: Any  # int32


class Books(NamedTuple):
    """What one chunk of customers writes down in a period."""

    tally: Any  # float64 [provider + 1, COLUMNS]
    standing: Any  # float64 [provider + 1, 3]: customers now; sums of their satisfaction and value
    queue: Any  # int32 [provider, QUEUE_STEPS]: customers at each place of tomorrow's queue
    hazard: Any  # float64 [segment, provider, 2, BANDS]: at risk, and defected
    exits: Any  # EXIT
    parts: Any  # float32 [exit, 2 x outcome]: push and pull by outcome
    trips: Any = None  # TRIP; needed when the world's `trips` is set
    trip_rows: Any = None  # int64 [1]: trips so far, those that no longer fitted included
