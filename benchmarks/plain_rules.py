"""The numbers of a scenario, as plain Python values that agents read quickly."""

from __future__ import annotations

from math import log

from sim.scenario.parties import Departure, Needs
from sim.scenario.parties import Segment as Block
from sim.scenario.schema import Scenario
from sim.world import shape_level

STRATEGIES = ("static", "price_cut")


def log_odds(share: float) -> float:
    """Log-odds of a probability, kept finite."""
    share = min(max(share, 1e-9), 1 - 1e-9)
    return log(share / (1 - share))


def refuse_what_is_missing(scenario: Scenario) -> None:
    """Raises an error for what this port leaves out.

    Raises:
        ValueError: the market is one of subscriptions, or somebody has what only the engine knows,
            such as contracts, contact persons, a runway, a capacity or a strategy that invests.
    """
    if scenario.market != "occasion":
        raise ValueError("the plain Mesa port knows occasion markets only, no subscriptions")
    if scenario.customers.stands_for is not None:
        raise ValueError("the plain Mesa port has no stands_for; amounts are for its customers")
    for name, segment in scenario.customers.segments.items():
        if segment.growth:
            raise ValueError(f"the plain Mesa port has no customers that grow; {name} does")
    if scenario.rules.experience.misattribution < 1.0:
        raise ValueError("the plain Mesa port has no misattribution; all failures are blamed")
    for name, provider in scenario.providers.items():
        lacking = {
            "contracts": provider.contract.length > 0,
            "contact persons": provider.contacts is not None,
            "insolvency": provider.money.runway is not None,
            "capacity": provider.capacity is not None,
            "roll-out by region": bool(provider.rollout),
            "latent outcomes that come later": any(
                scenario.problem.outcomes[improvement.outcome].latent
                for improvement in provider.improvements
            ),
            "calls by number": provider.attention.calls > 0,
            f"strategy {provider.strategy.kind}": provider.strategy.kind not in STRATEGIES,
        }
        for what, found in lacking.items():
            if found:
                raise ValueError(f"the plain Mesa port has no {what}; {name} has")


def refuse_what_may_not_change(before: Scenario, after: Scenario) -> None:
    """Raises an error for an intervention that only the engine can follow.

    Raises:
        ValueError: it changes a reach, or brings a latent outcome into an offer.
    """
    refuse_what_is_missing(after)
    latent = [name for name, outcome in after.problem.outcomes.items() if outcome.latent]
    for name, provider in after.providers.items():
        old = before.providers[name]
        if provider.reach != old.reach:
            raise ValueError(f"the plain Mesa port has no reach that changes; {name} has")
        if any(provider.offer.get(outcome) != old.offer.get(outcome) for outcome in latent):
            raise ValueError(
                f"the plain Mesa port has no latent outcomes that come later; {name} has"
            )


class Segment:
    """Customers with similar weights on the outcomes."""

    __slots__ = ("needs", "outside", "shape", "share", "taste", "value")

    def __init__(self, block: Block, outcomes: list[str]) -> None:
        needs = block.needs
        self.share = block.share
        self.needs = float(needs.mean if isinstance(needs, Needs) else needs)
        self.shape = (needs.shape or 0.0) if isinstance(needs, Needs) else 0.0
        self.outside = block.outside
        self.value = block.value
        self.taste = [
            (block.taste[name].mean, block.taste[name].sd) if name in block.taste else (0.0, 0.0)
            for name in outcomes
        ]


class Rules:
    """All numbers that the rules of the customers read, as attributes."""

    def __init__(self, **numbers: object) -> None:
        self.__dict__.update(numbers)


def read_rules(scenario: Scenario) -> Rules:
    """The numbers of the scenario's rules, with its switches applied."""
    rules, customers = scenario.rules, scenario.customers
    on, evaluation, look, talk, voice = (
        rules.mechanisms,
        rules.evaluation,
        rules.look,
        rules.talk,
        rules.voice,
    )
    outcomes = scenario.problem.outcomes
    names = list(outcomes)
    prices = [k for k, name in enumerate(names) if outcomes[name].revenue]
    hazard = customers.leave
    return Rules(
        exit=rules.exit,
        recent=customers.recent,
        # evaluation
        level=evaluation.level,
        level_sd=evaluation.level_sd,
        quality_weight=evaluation.quality_weight,
        step=evaluation.step,
        expectation_step=evaluation.expectation_step,
        norm_step=evaluation.norm_step,
        gain=evaluation.gain,
        loss=evaluation.loss if on.asymmetry else evaluation.gain,
        zone=evaluation.zone,
        drift=evaluation.form == "drift",
        news=evaluation.news,
        latent_share=evaluation.latent_in_expectation,
        # experience and learning
        noise=rules.experience.noise,
        peak_end=rules.experience.journey == "peak_end",
        failing=on.failures,
        learning=on.learning,
        prior_sd=rules.learning.prior_sd,
        uncertainty_cost=rules.learning.uncertainty_cost,
        signal_variance=rules.learning.signal_sd**2,
        talk_variance=rules.learning.talk_sd**2,
        # look
        attention=on.attention,
        look_base=look.base,
        look_engagement=look.engagement if on.engagement else 0.0,
        look_satisfaction=look.satisfaction,
        look_neutral=look.neutral,
        look_failure=look.failure,
        look_complaint=look.complaint,
        look_heard=look.heard,
        look_life_event=look.life_event,
        look_called=look.called,
        remembering=1.0 - look.forgetting,
        # talk
        talk_rate=talk.rate if on.word_of_mouth else 0.0,
        talk_positive=talk.positive,
        talk_negative=talk.negative,
        talk_neutral=talk.neutral,
        mixed=customers.network.kind == "fully_mixed",
        # voice and recovery
        voice_trifle=log_odds(voice.trifle),
        voice_slope=(log_odds(voice.disaster) - log_odds(voice.trifle)) / 9.0,
        voice_engagement=voice.engagement if on.engagement else 0.0,
        recovery=on.recovery,
        recovered=voice.recovered,
        recovery_bond=voice.loyalty,
        # engagement and goodwill
        engaging=on.engagement,
        engagement_start=rules.engagement.start,
        engagement_gain=rules.engagement.gain,
        engagement_left=1.0 - rules.engagement.decay,
        goodwill_relief=rules.goodwill.relief,
        goodwill_left=1.0 - rules.goodwill.spent,
        # switching costs, and the rival rules
        switching=on.switching_costs,
        procedural=rules.switching.procedural,
        threshold_mean=rules.threshold.mean,
        threshold_sd=rules.threshold.sd,
        only_intercept=rules.satisfaction_only.intercept,
        only_slope=rules.satisfaction_only.slope,
        # customers
        tastes=on.taste,
        provider_taste=customers.provider_taste,
        life_events=customers.life_events,
        hazard=0.0 if isinstance(hazard, Departure) else hazard,
        hazard_shape=(hazard.a, hazard.b) if isinstance(hazard, Departure) else None,
        segments=[Segment(block, names) for block in customers.segments.values()],
        # the problem
        price_outcome=prices[-1] if prices else None,
        latent=[outcome.latent for outcome in outcomes.values()],
        any_latent=any(outcome.latent for outcome in outcomes.values()),
        worst=[shape_level(o, o.worst, on.overshoot) for o in outcomes.values()],
        best=[shape_level(o, o.best, on.overshoot) for o in outcomes.values()],
        overshoot=on.overshoot,
        advertising=on.advertising,
    )
