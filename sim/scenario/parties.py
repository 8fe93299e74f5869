"""Who takes part: the problem, the customers and the providers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.base import Block, Line, Name, NonNegative, Number, Positive, Share
from sim.scenario.firms import Capacity, Contacts, Employees, Money, Stage, Strategy

MAX_OUTCOMES = 16
MAX_PROVIDERS = 31
MAX_SEGMENTS = 32
MAX_TOUCHPOINTS = 24
MAX_CUSTOMERS = 5_000_000


class Outcome(Block):
    """One thing that matters in the job, in raw units."""

    unit: str = Field(max_length=20, description="Unit of the levels: min, EUR, 0-1, ...")
    worst: Number = Field(description="Level that makes delivered quality 0 of 10.")
    best: Number = Field(description="Level that makes delivered quality 10 of 10.")
    label: Line = Field("", max_length=60, description="What people read; default: the name.")
    latent: bool = Field(
        False, description="Not in experience, survey or choice until customers learn it exists."
    )
    revenue: bool = Field(False, description="The price: what a need, or a period, pays.")
    shape: Literal["linear", "must_be", "attractive"] = Field(
        "linear",
        description="must_be: saturates toward best; attractive: steepest near best (Kano 1984).",
    )
    useful: Number | None = Field(
        None, description="Level beyond which more adds nothing (overshoot: Adner 2002)."
    )

    @model_validator(mode="after")
    def _scale_has_a_length(self) -> Outcome:
        if self.worst == self.best:
            raise ValueError("worst and best are the same level; the scale needs a length")
        return self


class Problem(Block):
    """The job that the customer wants done."""

    name: Name = Field(description="The job, as a customer would say it.")
    outcomes: dict[Name, Outcome] = Field(
        min_length=1, max_length=MAX_OUTCOMES, description="What matters in it, by name."
    )


class Taste(Block):
    """Weight of one outcome for the customers of a segment."""

    mean: float = Field(
        ge=-1e6,
        le=1e6,
        allow_inf_nan=False,
        description="Utils per raw unit (per minute, per euro).",
    )
    sd: NonNegative = Field(
        0.0,
        le=3,
        description="Spread between customers, relative to the mean (log-normal: the sign stays).",
    )
    source: str = Field("", max_length=400, description="Where the number comes from.")


class Needs(Block):
    """How often the problem comes up."""

    mean: NonNegative = Field(le=60, description="Needs a period (Poisson).")
    shape: Positive | None = Field(
        None, description="Gamma shape of the rates between customers; none: all the same rate."
    )


class Departure(Block):
    """Involuntary exits: moving house, death. Hazards differ as Beta(a, b) between customers."""

    a: Positive = Field(description="First parameter; the mean hazard is a / (a + b).")
    b: Positive = Field(description="Second parameter.")


class Segment(Block):
    """Customers with similar weights on the outcomes."""

    share: Share = Field(description="Share of all customers; the shares add up to 1.")
    needs: Needs | NonNegative = Field(1.0, description="Needs a period, or {mean, shape}.")
    taste: dict[Name, Taste] = Field(description="Weight of each outcome.")
    outside: Number | None = Field(
        None, description="Utility of doing without; none: no outside option."
    )
    value: Positive = Field(1.0, description="Units bought at a need (a B2B account buys many).")
    growth: float = Field(
        0.0,
        ge=-0.1,
        le=0.1,
        description="Growth of these units at each use, for each point of quality delivered above "
        "the norm; a customer stays between a tenth and ten times the start.",
    )


class Network(Block):
    """The social network over which customers talk."""

    kind: Literal["small_world", "random", "scale_free", "fully_mixed", "none"] = Field(
        "small_world", description="Who knows whom; fully_mixed: neighbours drawn from all."
    )
    neighbours: int = Field(8, ge=1, le=200, description="Mean number of neighbours.")
    rewiring: Share = Field(0.1, description="Share of rewired ties (small world).")


class Customers(Block):
    """The population."""

    count: int = Field(ge=1, le=MAX_CUSTOMERS, description="Customers that are simulated.")
    stands_for: Positive | None = Field(
        None,
        description="Size of the market that all amounts a period (fixed costs, advertising, "
        "runway, budgets, calls) are meant for; they shrink with the simulated one. None: amounts "
        "are for `count` customers as it stands.",
    )
    growth: float = Field(0.0, ge=0, le=0.1, description="Growth of the market a period.")
    leave: Share | Departure = Field(
        0.0, description="Chance a period of an involuntary exit; a newcomer takes the place."
    )
    life_events: Share = Field(0.0, description="Chance a period of an event that wakes.")
    recent: int = Field(
        5, ge=1, le=8, description="Occasion markets: the last needs that make the main provider."
    )
    provider_taste: NonNegative = Field(
        0.5, description="Sd of the persistent taste for each provider, utils (tau). Free, 0-1.5."
    )
    calendar: list[NonNegative] | None = Field(
        None, description="Multipliers of needs by month, January first."
    )
    network: Network = Network()
    segments: dict[Name, Segment] = Field(
        min_length=1, max_length=MAX_SEGMENTS, description="Kinds of customers, by name."
    )

    @model_validator(mode="after")
    def _a_calendar_has_twelve_months(self) -> Customers:
        if self.calendar is not None and len(self.calendar) != 12:
            raise ValueError(f"calendar has {len(self.calendar)} numbers; twelve are needed")
        if self.calendar is not None and not sum(self.calendar) > 0:
            raise ValueError("the numbers of calendar add up to 0; one must be above it")
        return self


class Mode(Block):
    """Providers of one mode resemble each other."""

    within: float = Field(
        1.0,
        ge=0.01,
        le=1,
        description="Share of the occasion's luck that differs inside the mode (nested logit's "
        "dissimilarity, 1/mu): 1 none shared, near 0 all shared.",
    )
    taste: NonNegative = Field(0.0, description="Sd of the persistent taste for the mode, utils.")


class Touchpoint(Block):
    """A contact in the journey that can fail."""

    failure: Share = Field(description="Chance of a failure at a use.")
    severity: float = Field(1.0, ge=0, le=10, description="Points of quality lost, on average.")
    used: Share = Field(1.0, description="Share of journeys that pass this touchpoint.")
    outside: Share = Field(
        0.0, description="Share of its failures that others cause: weather, suppliers, networks."
    )


class Loyalty(Block):
    """A points programme: a financial switching cost that grows with use."""

    points_per_need: NonNegative = Field(0.0, description="Utils of points a need.")
    ceiling: NonNegative = Field(1.0, description="Most that the points are worth, utils.")


class Attention(Block):
    """Whom the provider turns to, within its capacity."""

    policy: Literal["none", "random", "squeaky_wheel", "satisfied_first", "likely_to_leave"] = (
        Field(
            "random",
            description="Who comes first; squeaky_wheel: who complained, or answered 9 or 10.",
        )
    )
    capacity: Share = Field(0.0, description="Share of its own customers reached a period, most.")
    calls: NonNegative = Field(
        0.0, le=1e6, description="Customers reached a period beside that share, as a number."
    )
    cost: NonNegative = Field(0.0, description="Money for each customer reached.")


class Survey(Block):
    """What the firm asks; nobody else sees the truth."""

    every: int = Field(3, ge=1, description="Periods between surveys.")
    sample: Share = Field(0.05, description="Share of customers who answer.")
    response_bias: Number = Field(0.0, description="Points by which answers flatter.")
    noise: NonNegative = Field(0.5, description="Sd of an answer around the truth, points.")


class Contract(Block):
    """Subscription markets: how long a customer is bound."""

    length: int = Field(0, ge=0, le=120, description="Periods.")
    exit_fee: NonNegative | None = Field(
        None, description="Money for each period left; none: the customer must wait for the end."
    )
    renews: bool = Field(False, description="A customer who stays at the end is bound anew.")


class Bond(Block):
    """The relational switching cost, with the firm and with the contact person."""

    ceiling: NonNegative = Field(0.0, description="Most that the bond is worth, utils.")
    growth: Share = Field(0.05, description="Share of the way to the ceiling at each use.")
    personal: Share = Field(0.0, description="Share of the bond owned by the contact person.")


class Recovery(Block):
    """The answer to a complaint."""

    instrument: Literal["none", "money", "apology", "both"] = Field(
        "none", description="What is given; none: complaints stay unanswered."
    )
    success: Share = Field(0.5, description="Chance that the answer satisfies.")
    cost: NonNegative = Field(0.0, description="Money for each answered complaint.")


class Improvement(Block):
    """An offer that gets better by itself."""

    outcome: Name = Field(description="What gets better.")
    to: Number = Field(description="Level in the end.")
    kind: Literal["s_curve", "learning"] = Field(
        "s_curve", description="s_curve: with time; learning: with the needs served."
    )
    midpoint: NonNegative = Field(24, description="s_curve: periods after entry of the half.")
    width: Positive = Field(6, description="s_curve: periods from 50% to 73%.")
    half: Positive = Field(1000, description="learning: needs served for half of the way.")


class Provider(Block):
    """Sells an offer."""

    role: Literal["incumbent", "disruptor"] = Field(
        "incumbent", description="disruptor: absent from the world without the entrant."
    )
    label: Line = Field("", max_length=60, description="What people read; default: the name.")
    mode: str = Field("", max_length=60, description="Providers of one mode resemble each other.")
    enters: int = Field(0, ge=0, description="Period of entry; 0: there from the start.")
    replaced_by: Name | None = Field(
        None,
        description="Closes when that provider enters; its customers know it and choose anew.",
    )
    reach: Share = Field(1.0, description="Share of customers who can be served at all.")
    rollout: list[Stage] = Field(
        default=[], max_length=100, description="How the reach changes after entry."
    )
    known: Share | None = Field(
        None,
        description="Share of customers who know it at its entry; none: all for a provider that is "
        "there from the start, nobody for an entrant.",
    )
    advertising: Share = Field(
        0.0, description="Chance a period that one who does not know learns."
    )
    offer: dict[Name, Number] = Field(description="Level of each outcome.")
    touchpoints: dict[Name, Touchpoint] = Field(
        default={}, max_length=MAX_TOUCHPOINTS, description="The journey, in order, by name."
    )
    loyalty: Loyalty = Loyalty()
    attention: Attention = Attention()
    survey: Survey | None = Field(Survey(), description="None: it asks nobody.")
    contract: Contract = Contract()
    bond: Bond = Bond()
    contacts: Contacts | None = Field(None, description="None: no account managers.")
    recovery: Recovery = Recovery()
    effort: Share = Field(0.0, description="Share of the way to full goodwill at each use.")
    constant: Number = Field(0.0, description="Utils that the outcomes do not explain.")
    money: Money = Money()
    capacity: Capacity | None = Field(None, description="None: never sold out.")
    employees: Employees | None = Field(None, description="None: failures are as they are.")
    improvements: list[Improvement] = Field(default=[], max_length=20)
    strategy: Strategy = Strategy()
