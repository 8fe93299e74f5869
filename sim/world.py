"""Turns a scenario into the records and arrays that the rules read."""

from __future__ import annotations

from functools import lru_cache
from math import exp, expm1, log
from typing import Any

import numpy as np

from sim.layout import MODE, OUTCOME, PROVIDER, SEGMENT, TOUCHPOINT, WORLD, Scene
from sim.randomness import BENDS, bend_at, name_key
from sim.rules.attention import SATISFIED_PLACE
from sim.rules.words import EXIT_RULES, NOBODY, POLICIES
from sim.scenario.parties import Departure, Needs, Outcome, Provider
from sim.scenario.schema import Scenario

KANO = 3.0
"""Curvature of must_be and attractive outcomes (Kano 1984 gives the forms, not the number)."""


def shape_level(outcome: Outcome, level: float, overshoot: bool = True) -> float:
    """Bends a level as customers feel it; worst and best stay where they are.

    Args:
        outcome: its scale and shape.
        level: raw units.
        overshoot: whether levels beyond `useful` add nothing.
    """
    if outcome.useful is not None and overshoot:
        better = max if outcome.best < outcome.worst else min
        level = better(level, outcome.useful)
    if outcome.shape == "linear":
        return level
    span = outcome.best - outcome.worst
    progress = (level - outcome.worst) / span
    if outcome.shape == "must_be":
        bent = expm1(-KANO * progress) / expm1(-KANO)
    else:
        bent = expm1(KANO * min(progress, 3.0)) / expm1(KANO)
    return outcome.worst + span * bent


@lru_cache(maxsize=256)
def bends(within: float) -> np.ndarray:
    """Knots for `shared_gumbel`; zeros where nothing is shared."""
    if within == 1.0:
        return np.zeros(BENDS + 1)
    limit = within * log(within) + (1 - within) * log(1 - within)
    inside = [bend_at(k / BENDS, within) for k in range(1, BENDS)]
    return np.array([limit, *inside, np.inf])


def log_odds(share: float) -> float:
    """Log-odds of a probability, kept finite."""
    share = min(max(share, 1e-9), 1 - 1e-9)
    return log(share / (1 - share))


CLOCK = ("period", "panel", "season", "announced", "retreating", "customers", "norm")
COLUMNS_OF_PROVIDERS = (
    "open",
    "closing",
    "announce",
    "greeting",
    "calls",
    "stock",
    "known",
    "reach",
    "reach_before",
    "use_share",
    "survey_now",
)


class World:
    """The records and arrays of one market.

    Attributes:
        scenario: what they were made from; an intervention replaces it.
        names: of the providers, in the order of their numbers.
        world, providers, levels, ...: see `sim.layout.Scene`.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.outcome_names = list(scenario.problem.outcomes)
        self.segment_names = list(scenario.customers.segments)
        modes = dict.fromkeys(p.mode or name for name, p in scenario.providers.items())
        self.mode_names = list(modes)
        # Providers of one mode stand together, so that choice meets each mode once.
        self.names = sorted(
            scenario.providers,
            key=lambda name: self.mode_names.index(scenario.providers[name].mode or name),
        )
        count, outcomes = len(self.names), len(self.outcome_names)
        self.world = np.zeros(1, WORLD).view(np.recarray)
        self.providers = np.zeros(count, PROVIDER).view(np.recarray)
        self.levels = np.zeros((count, outcomes))
        self.reference = np.zeros((count, outcomes))
        self.modes = np.zeros(len(self.mode_names), MODE).view(np.recarray)
        self.segments = np.zeros(len(self.segment_names), SEGMENT).view(np.recarray)
        self.weights = np.zeros((len(self.segment_names), outcomes, 2))
        self.outcomes = np.zeros(outcomes, OUTCOME).view(np.recarray)
        touchpoints = sum(len(p.touchpoints) for p in scenario.providers.values())
        self.touchpoints = np.zeros(max(1, touchpoints), TOUCHPOINT).view(np.recarray)
        contacts = max(
            (p.contacts.people for p in scenario.providers.values() if p.contacts), default=1
        )
        self.departed = np.zeros((count, contacts), np.uint8)
        # Plain views for the few numbers that change each period: records are slow to reach into.
        self.clock = {name: self.world.view(np.ndarray)[name] for name in CLOCK}
        self.columns = {
            name: self.providers.view(np.ndarray)[name] for name in COLUMNS_OF_PROVIDERS
        }
        self.world.seed_low = seed & 0xFFFFFFFF
        self.world.seed_high = (seed >> 32) & 0xFFFFFFFF
        self.world.season = 1.0
        self.load(scenario)
        self._keys_must_differ()

    def load(self, scenario: Scenario) -> None:
        """Takes over all numbers of a scenario of the same shape; offers are the providers' own."""
        self.scenario = scenario
        self._load_rules()
        self._load_problem()
        self._load_segments()
        self._load_modes()
        self._load_providers()

    def scene(self, told: np.ndarray, first: np.ndarray, neighbours: np.ndarray) -> Scene:
        """The bundle that the rules read."""
        return Scene(
            world=self.world[0],
            providers=self.providers,
            levels=self.levels,
            modes=self.modes,
            segments=self.segments,
            weights=self.weights,
            outcomes=self.outcomes,
            reference=self.reference,
            touchpoints=self.touchpoints,
            departed=self.departed,
            told=told,
            first_neighbour=first,
            neighbours=neighbours,
        )

    def post_offer(self, provider: int, offer: dict[str, float]) -> int:
        """Publishes a provider's levels, raw units; a level that is not given is the worst.

        Returns:
            Bits of the latent outcomes that it offers now and did not before.
        """
        before = int(self.providers[provider].latent)
        overshoot = self.scenario.rules.mechanisms.overshoot
        latent = 0
        for k, (name, outcome) in enumerate(self.scenario.problem.outcomes.items()):
            level = offer.get(name, outcome.worst)
            self.levels[provider, k] = shape_level(outcome, level, overshoot)
            if outcome.revenue:
                self.providers[provider].price = level
            if outcome.latent and level != outcome.worst:
                latent |= 1 << k
        self.providers[provider].latent = latent
        return latent & ~before

    def post_decisions(self, provider: int, decided: dict[str, float]) -> None:
        """Sets what a provider's strategy decided: fields of its record, and `failing`."""
        record = self.providers[provider]
        for name, value in decided.items():
            if name != "failing":
                record[name] = value
        terms = self.scenario.providers[self.names[provider]]
        self._load_touchpoints(provider, terms, decided.get("failing", 1.0))

    def season(self, month: int) -> float:
        """Multiplier of needs in a month, 0 = January; the twelve average 1."""
        calendar = self.scenario.customers.calendar
        if calendar is None:
            return 1.0
        return calendar[month] / (sum(calendar) / 12)

    def _load_rules(self) -> None:
        w, rules = self.world[0], self.scenario.rules
        on = rules.mechanisms
        e, x, learning, look, talk = (
            rules.evaluation,
            rules.experience,
            rules.learning,
            rules.look,
            rules.talk,
        )
        w.exit_rule = EXIT_RULES.index(rules.exit)
        w.subscription = self.scenario.market == "subscription"
        w.recent = self.scenario.customers.recent
        for name in (
            "level",
            "level_sd",
            "quality_weight",
            "step",
            "expectation_step",
            "norm_step",
            "gain",
            "zone",
            "news",
        ):
            w[name] = getattr(e, name)
        w.loss = e.loss if on.asymmetry else e.gain
        w.drift = e.form == "drift"
        w.latent_share = e.latent_in_expectation
        if e.norm is not None:
            w.norm = e.norm
        w.noise, w.peak_end = x.noise, x.journey == "peak_end"
        w.prior_sd, w.uncertainty_cost = learning.prior_sd, learning.uncertainty_cost
        w.signal_variance, w.talk_variance = learning.signal_sd**2, learning.talk_sd**2
        w.learning = on.learning
        w.look_base, w.look_engagement = look.base, look.engagement if on.engagement else 0.0
        w.look_satisfaction, w.look_neutral = look.satisfaction, look.neutral
        w.look_failure, w.look_complaint = look.failure, look.complaint
        w.look_contract_end, w.look_heard = look.contract_end, look.heard
        w.look_life_event, w.look_contact_left = look.life_event, look.contact_left
        w.look_called, w.forgetting = look.called, look.forgetting
        w.attention = on.attention
        w.talk_rate = talk.rate if on.word_of_mouth else 0.0
        w.talk_positive, w.talk_negative = talk.positive, talk.negative
        w.talk_neutral = talk.neutral
        w.voice_trifle = log_odds(rules.voice.trifle)
        w.voice_slope = (log_odds(rules.voice.disaster) - w.voice_trifle) / 9.0
        w.voice_engagement = rules.voice.engagement if on.engagement else 0.0
        w.recovered, w.recovery_bond = rules.voice.recovered, rules.voice.loyalty
        w.recovery = on.recovery
        w.engaging = on.engagement
        w.engagement_start = rules.engagement.start
        w.engagement_gain, w.engagement_decay = rules.engagement.gain, rules.engagement.decay
        w.goodwill_relief, w.goodwill_spent = rules.goodwill.relief, rules.goodwill.spent
        w.procedural, w.switching = rules.switching.procedural, on.switching_costs
        w.contracts = on.contracts
        w.threshold_mean, w.threshold_sd = rules.threshold.mean, rules.threshold.sd
        w.only_intercept = rules.satisfaction_only.intercept
        w.only_slope = rules.satisfaction_only.slope
        w.tastes, w.failing = on.taste, on.failures
        customers = self.scenario.customers
        w.provider_taste, w.life_events = customers.provider_taste, customers.life_events
        w.mixed = customers.network.kind == "fully_mixed"
        if isinstance(customers.leave, Departure):
            w.hazard_a, w.hazard_b = customers.leave.a, customers.leave.b
        else:
            w.hazard, w.hazard_a = customers.leave, 0.0
        w.providers, w.outcomes = len(self.names), len(self.outcome_names)
        w.modes, w.segments = len(self.mode_names), len(self.segment_names)

    def _load_problem(self) -> None:
        self.world[0].price_outcome = NOBODY
        latent = 0
        overshoot = self.scenario.rules.mechanisms.overshoot
        for k, (name, outcome) in enumerate(self.scenario.problem.outcomes.items()):
            record = self.outcomes[k]
            record.key = name_key(name)
            record.worst = shape_level(outcome, outcome.worst, overshoot)
            record.best = shape_level(outcome, outcome.best, overshoot)
            latent |= outcome.latent << k
            if outcome.revenue:
                self.world[0].price_outcome = k
        self.world[0].latent = latent

    def _load_segments(self) -> None:
        for s, segment in enumerate(self.scenario.customers.segments.values()):
            record = self.segments[s]
            needs = segment.needs
            record.share = segment.share
            record.needs = needs.mean if isinstance(needs, Needs) else needs
            record.needs_shape = (needs.shape or 0.0) if isinstance(needs, Needs) else 0.0
            record.has_outside = segment.outside is not None
            record.outside = segment.outside or 0.0
            record.value, record.growth = segment.value, segment.growth
            for k, name in enumerate(self.outcome_names):
                taste = segment.taste.get(name)
                self.weights[s, k] = (taste.mean, taste.sd) if taste else (0.0, 0.0)

    def _load_modes(self) -> None:
        for m, name in enumerate(self.mode_names):
            record, mode = self.modes[m], self.scenario.modes.get(name)
            record.key = name_key(f"mode {name}")
            record.within = mode.within if mode else 1.0
            record.taste = mode.taste if mode else 0.0
            record.bend = bends(float(record.within))

    def _load_providers(self) -> None:
        place = 0
        for j, name in enumerate(self.names):
            p = self.scenario.providers[name]
            r: Any = self.providers[j]
            r.key, r.mode = name_key(name), self.mode_names.index(p.mode or name)
            r.constant = p.constant
            r.first_touchpoint = place
            place += len(p.touchpoints)
            r.end_touchpoint = place
            self._load_touchpoints(j, p, 1.0)
            r.points_per_need, r.points_ceiling = p.loyalty.points_per_need, p.loyalty.ceiling
            attention, calls_satisfied = p.attention, p.strategy.kind == "retention_calls"
            policy = "satisfied_first" if calls_satisfied else attention.policy
            r.policy = POLICIES.index(policy)
            r.capacity = 0.0 if attention.policy == "none" else attention.capacity
            r.attends = r.capacity > 0.0 or attention.calls > 0.0 or calls_satisfied
            r.least = SATISFIED_PLACE if calls_satisfied else 0
            if p.survey:
                r.survey_sample, r.survey_bias = p.survey.sample, p.survey.response_bias
                r.survey_noise = p.survey.noise
            r.contract_length = p.contract.length
            r.exit_fee = -1.0 if p.contract.exit_fee is None else p.contract.exit_fee
            r.renews = p.contract.renews
            r.bond_ceiling, r.bond_growth = p.bond.ceiling, p.bond.growth
            r.contacts = p.contacts.people if p.contacts else 0
            handover = p.contacts.handover if p.contacts else 0.0
            r.bond_personal = p.bond.personal * (1.0 - handover)
            r.recovery = p.recovery.instrument != "none"
            r.recovery_success = p.recovery.success
            r.effort = p.effort
            successor = p.replaced_by
            r.successor = self.names.index(successor) if successor else NOBODY

    def _load_touchpoints(self, number: int, terms: Provider, failing: float) -> None:
        """The journey of a provider; `failing` multiplies the chances of its failures."""
        r: Any = self.providers[number]
        if terms.employees is not None:
            failing *= exp(-terms.employees.effect * (terms.employees.engagement - 0.5))
        unblamed = 1.0 - self.scenario.rules.experience.misattribution
        lost = 0.0
        journey = self.touchpoints[r.first_touchpoint : r.end_touchpoint]
        for record, (point, touchpoint) in zip(journey, terms.touchpoints.items(), strict=True):
            record.key = name_key(point)
            record.failure = min(1.0, failing * touchpoint.failure) * touchpoint.used
            record.severity = touchpoint.severity
            record.forgiven = touchpoint.outside * unblamed
            lost += record.failure * record.severity * (1.0 - record.forgiven)
        faultless = 1.0
        for record in journey[::-1]:
            faultless *= 1.0 - record.failure
            record.rest = max(1.0 - faultless, 1e-300)
        r.faultless = faultless
        r.hidden_loss = lost if self.scenario.rules.mechanisms.failures else 0.0

    def _keys_must_differ(self) -> None:
        """Two names with one key would share their luck; that is as good as impossible."""
        for records in (self.providers, self.outcomes, self.modes):
            keys = [int(key) for key in records.key]
            if len(set(keys)) != len(keys):
                raise ValueError("two names have the same 32-bit key; rename one of them")
