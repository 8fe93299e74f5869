"""How customers behave: the numbers of every rule, each with its source.

A default without a source is marked *free*: it was chosen by hand, within the range given, and
belongs in a sensitivity study.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.base import Block, NonNegative, Number, Positive, Share


class Evaluation(Block):
    """Satisfaction, 0-10: what was delivered against what was expected and is held as normal.

    S moves toward level + quality_weight (D - norm) + g(D - E); E moves toward D.
    """

    level: float = Field(
        7.2,
        ge=0,
        le=10,
        description="Satisfaction of a customer who gets just what is normal, 0-10. "
        "Source: ACSI airlines 2006-2008, 62-65 of 100 to 72 later; the articles' 7.2.",
    )
    level_sd: NonNegative = Field(
        1.0,
        description="Spread of that level between customers (answering style and character), "
        "points. Free, 0.5-1.5.",
    )
    quality_weight: NonNegative = Field(
        0.5,
        description="Points of satisfaction for a point of delivered quality above the norm. "
        "Quality has a direct effect beside disconfirmation: Anderson & Sullivan 1993. "
        "Free, 0.2-1.",
    )
    step: Share = Field(
        0.2, description="Share of the way that satisfaction moves at an experience. Free, 0.1-0.3."
    )
    expectation_step: Share = Field(
        0.2, description="Share of the way that expectation moves toward what came. Free, 0.1-0.3."
    )
    norm: float | None = Field(
        None,
        ge=0,
        le=10,
        description="Quality held as normal in this category, 0-10; none: what customers get on "
        "average at the start.",
    )
    norm_step: Share = Field(
        0.0,
        description="Share of the way that the norm moves toward what came; 0 keeps it at the "
        "category's level, so that good and bad providers stay different. Free, 0-0.02.",
    )
    gain: NonNegative = Field(
        0.5, description="Points for a point better than expected. Free, 0.25-1."
    )
    loss: NonNegative = Field(
        1.0,
        description="Points for a point worse than expected. A loss weighs more than a gain "
        "(Mittal, Ross & Baldasare 1998), about twice as much (from memory); Streukens & de "
        "Ruyter find 1.",
    )
    zone: NonNegative = Field(
        0.5,
        description="Zone of tolerance: a difference smaller than this is not noticed, points. "
        "Free, 0-1.",
    )
    form: Literal["anchored", "drift"] = Field(
        "anchored",
        description="anchored: toward level + ... + g(d); drift: S += step (level + g(d) - S), "
        "without the norm.",
    )
    news: NonNegative = Field(
        0.0,
        description="Points of satisfaction lost for each point of quality by which a known "
        "alternative is better. 0: satisfaction compares with expectation only (Oliver 1980).",
    )
    latent_in_expectation: Share = Field(
        0.0,
        description="Share of a latent outcome that enters expectation and experience once the "
        "customer knows that somebody offers it.",
    )


class Experience(Block):
    """What a customer gets on one occasion."""

    noise: NonNegative = Field(
        1.0, description="Standard deviation of delivered quality, points of 0-10. Free, 0.5-2."
    )
    journey: Literal["sum", "peak_end"] = Field(
        "sum",
        description="How failures along the journey add up: all of them, or the mean of the "
        "worst and the last (Kahneman's peak and end).",
    )
    misattribution: Share = Field(
        1.0,
        description="Share of the failures that others cause (`outside` of a touchpoint) for which "
        "the customer blames the provider all the same; the others leave no trace in the "
        "customer's judgement (Folkes 1984). Free, 0.3-1.",
    )


class Learning(Block):
    """Beliefs about what the posted offer does not tell (Erdem & Keane 1996)."""

    prior_sd: NonNegative = Field(
        0.5,
        description="Standard deviation of the first belief, utils. Its mean expects the posted "
        "offer without failures. Free, 0.2-1.",
    )
    uncertainty_cost: NonNegative = Field(
        0.0, description="Utils lost for each util squared of variance of belief (risk aversion)."
    )
    signal_sd: Positive = Field(
        1.0, description="Standard deviation of one own experience as a signal, utils. Free, 0.5-2."
    )
    talk_sd: Positive = Field(
        2.0, description="Standard deviation of one conversation as a signal, utils. Free, 1-4."
    )


class Look(Block):
    """When a customer compares at all; a logit on these terms (Hortacsu et al. 2017)."""

    base: Number = Field(
        -1.0, description="Log-odds of comparing at a need, or in a period, without any reason."
    )
    engagement: NonNegative = Field(
        1.0, description="Log-odds lost by full engagement with the own provider. Free, 0-2."
    )
    satisfaction: NonNegative = Field(
        0.15, description="Log-odds for each point of satisfaction under neutral (b). Free, 0-0.5."
    )
    neutral: float = Field(6.0, ge=0, le=10, description="Satisfaction without effect on looking.")
    failure: NonNegative = Field(
        0.8,
        description="Log-odds for a recent failure (van Doorn & Verhoef 2008: a critical incident "
        "moves the customer to reconsider). Free, 0-2.",
    )
    complaint: NonNegative = Field(
        0.5,
        description="Log-odds after a complaint of one's own: complaints raise exit "
        "(Knox & van Oest 2014). Free, 0-1.",
    )
    contract_end: NonNegative = Field(2.0, description="Log-odds when a contract ends. Free, 1-4.")
    heard: NonNegative = Field(
        1.0, description="Log-odds when an alternative was heard of since the last need. Free, 0-4."
    )
    life_event: NonNegative = Field(2.0, description="Log-odds at a life event. Free, 1-4.")
    contact_left: NonNegative = Field(
        2.0, description="Log-odds when the contact person left. Free, 1-4."
    )
    called: Number = Field(
        0.0,
        description="Log-odds when the provider calls: above 0 the call wakes an inert customer, "
        "under 0 it puts a doubter at ease.",
    )
    forgetting: Share = Field(
        0.5,
        description="Share of the memory of a failure or complaint lost at each need "
        "(subscription: each period). Free, 0.2-0.9.",
    )


class Talk(Block):
    """Word of mouth between neighbours in the social network."""

    rate: Share = Field(
        0.1, description="Chance a period of a conversation with a neighbour. Free, 0.02-0.3."
    )
    positive: Share = Field(
        0.33,
        description="Chance that a content neighbour tells. With the default for `negative`, and "
        "five in six content, aggregate talk is about 3 positive to 1 negative: East, Hammond & "
        "Wright 2007.",
    )
    negative: Share = Field(
        0.7, description="Chance that a discontent neighbour tells. See `positive`."
    )
    neutral: float = Field(
        6.0, ge=0, le=10, description="Satisfaction that divides content from discontent."
    )


class Voice(Block):
    """Complaints: rare about a trifle, usual about a disaster."""

    trifle: Share = Field(
        0.038,
        description="Chance to complain about a failure of severity 1. Source: 1 in 26, TARP.",
    )
    disaster: Share = Field(
        0.79, description="Chance at severity 10. Source: CCMC 2015, the most serious problem."
    )
    engagement: NonNegative = Field(
        1.0, description="Log-odds of complaining by full engagement (Hirschman 1970). Free, 0-2."
    )
    recovered: Share = Field(
        0.7, description="Share of the lost quality that a good recovery gives back. Free, 0.3-1."
    )
    loyalty: Number = Field(
        0.0,
        description="Bond, in utils, that a good recovery adds. 0: the recovery paradox holds for "
        "satisfaction, not for repurchase (de Matos et al. 2007).",
    )


class Engagement(Block):
    """How much this customer and this provider pay attention to each other, 0-1."""

    start: Share = Field(0.3, description="Engagement of a new relation. Free, 0.1-0.5.")
    gain: Share = Field(
        0.3,
        description="Share of the way to 1 that being reached by the provider moves it. "
        "Free, 0.1-0.6.",
    )
    decay: Share = Field(
        0.05, description="Share lost in a period without attention. Free, 0.01-0.2."
    )


class Goodwill(Block):
    """A buffer, 0-1, built by effort that the customer sees, spent on a bad day."""

    relief: Share = Field(
        0.5, description="Share of a bad day that full goodwill forgives. Free, 0.2-0.9."
    )
    spent: Share = Field(0.5, description="Share of the goodwill spent on a bad day. Free, 0.2-1.")


class Switching(Block):
    """What a change of provider costs, in utils, beside fees, points and bonds."""

    procedural: NonNegative = Field(
        0.5,
        description="Effort of a change. State dependence is worth 15-60% of price (Dube, Hitsch & "
        "Rossi 2009, 2010; the figures from memory). Free, 0-2.",
    )


class Threshold(Block):
    """Rival rule: leave when satisfaction is under one's own threshold."""

    mean: float = Field(5.0, ge=0, le=10, description="Mean of the thresholds. Free, 4-6.")
    sd: NonNegative = Field(1.0, description="Spread of the thresholds. Free, 0-2.")


class SatisfactionOnly(Block):
    """Rival rule: leave with a chance that falls with satisfaction; a logit."""

    intercept: Number = Field(1.0, description="Log-odds of leaving at satisfaction 0. Free, 0-2.")
    slope: NonNegative = Field(0.5, description="Log-odds lost for each point. Free, 0.2-1.")


class Mechanisms(Block):
    """Switches. What 'off' means stands with each."""

    attention: bool = Field(True, description="Off: every customer always compares.")
    word_of_mouth: bool = Field(True, description="Off: nobody talks.")
    advertising: bool = Field(True, description="Off: everybody knows a provider at its entry.")
    switching_costs: bool = Field(True, description="Off: none.")
    contracts: bool = Field(True, description="Off: no fee and no waiting.")
    asymmetry: bool = Field(True, description="Off: a loss weighs as much as a gain.")
    recovery: bool = Field(True, description="Off: complaints stay unanswered.")
    engagement: bool = Field(True, description="Off: constant, and equal for all.")
    overshoot: bool = Field(
        True,
        description="Off: levels beyond `useful` count on. The `shape` of an outcome stays.",
    )
    learning: bool = Field(True, description="Off: true quality is known.")
    taste: bool = Field(
        True,
        description="Off: customers of a segment weigh and like everything alike. How often they "
        "need something, how they answer and when they move away still differs.",
    )
    failures: bool = Field(True, description="Off: touchpoints never fail.")


class Rules(Block):
    """The behaviour of customers."""

    exit: Literal["compare", "threshold", "satisfaction_only"] = Field(
        "compare", description="What makes a customer leave at a moment of choice."
    )
    evaluation: Evaluation = Evaluation()
    experience: Experience = Experience()
    learning: Learning = Learning()
    look: Look = Look()
    talk: Talk = Talk()
    voice: Voice = Voice()
    engagement: Engagement = Engagement()
    goodwill: Goodwill = Goodwill()
    switching: Switching = Switching()
    threshold: Threshold = Threshold()
    satisfaction_only: SatisfactionOnly = SatisfactionOnly()
    mechanisms: Mechanisms = Mechanisms()
