"""What a provider is as a firm: money, capacity, regions, people and a strategy."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.base import Block, Name, NonNegative, Positive, Share


class Money(Block):
    """Costs and cash, in the scenario's currency.

    Amounts that do not grow with customers (fixed, advertising, runway) are those of a market of
    `customers.stands_for` customers.
    """

    per_need: NonNegative = Field(0.0, description="Cost of each unit sold at a need.")
    per_order: NonNegative = Field(
        0.0, description="Cost of serving a need, however many units are bought."
    )
    per_customer: NonNegative = Field(0.0, description="Cost of a customer a period.")
    acquisition: NonNegative = Field(0.0, description="Cost of each customer won.")
    fixed: NonNegative = Field(0.0, description="Cost a period.")
    advertising: NonNegative = Field(0.0, description="Cost a period of the full reach.")
    runway: NonNegative | None = Field(
        None,
        description="Cash in hand at entry. When it and all profit since are gone, the provider "
        "closes. None: never insolvent.",
    )


class Capacity(Block):
    """Most that a provider can supply; beyond it, it is sold out for some customers."""

    needs: Positive = Field(
        description="Most needs met a period for every 1,000 customers of the market "
        "(subscription: most customers)."
    )
    growth: float = Field(0.0, ge=-0.5, le=0.5, description="Growth of it a period, from entry.")


class Stage(Block):
    """A region opened, or given up."""

    after: int = Field(ge=0, description="Periods since entry.")
    reach: Share = Field(description="Share of customers who can be served from then on.")


class Employees(Block):
    """Engaged employees make fewer mistakes: failure chances x exp(-effect (engagement - 0.5))."""

    engagement: Share = Field(0.5, description="Mean engagement of the employees; 0.5 is usual.")
    effect: float = Field(
        0.0,
        ge=-10,
        le=10,
        allow_inf_nan=False,
        description="Log of the failure chance lost from no engagement to full. Harter, Schmidt & "
        "Hayes 2002 find that units in the top half do better; the size here is free, 0-2.",
    )


class Contacts(Block):
    """Account managers."""

    people: int = Field(1, ge=1, le=10_000, description="Number of account managers.")
    turnover: Share = Field(0.0, description="Chance a period that one leaves.")
    handover: Share = Field(
        0.0,
        description="Share of the bond with the person that an introduced successor inherits. "
        "0: nobody introduces a successor.",
    )


class Strategy(Block):
    """What the provider decides, from what it can observe; `sim/strategies` has one class a kind.

    `budget` is spent, and booked as a cost, in every period in which the strategy is at work: by
    please while it is under its target, by innovate and follow_survey while a project runs, by
    lock_in while it can still raise something.
    """

    kind: Literal[
        "static", "please", "innovate", "follow_survey", "lock_in", "price_cut", "retention_calls"
    ] = Field("static", description="What it does; static: nothing.")
    trigger: Share = Field(0.1, description="price_cut: fall of its own sales that sets it off.")
    step: Share = Field(0.1, description="price_cut: share of the price taken off.")
    floor: NonNegative = Field(0.0, description="price_cut: lowest price.")
    window: int = Field(
        12,
        ge=1,
        le=60,
        description="price_cut: periods compared with before; lock_in: periods between raises.",
    )
    budget: NonNegative = Field(
        0.0,
        description="Money a period for improvements, in a market of `customers.stands_for` "
        "customers.",
    )
    lag: int = Field(
        6,
        ge=1,
        le=600,
        description="Periods from the start of an improvement to its effect: few for a quick win, "
        "many for an innovation.",
    )
    efficiency: NonNegative = Field(
        0.001,
        description="What money brings: share of the way left to the outcome's best level "
        "(please: to no failures) that a finished improvement goes is 1 - exp(-efficiency x money "
        "spent).",
    )
    target: float = Field(
        7.2,
        ge=1,
        le=10,
        description="please: content, and idle, while the survey's mean is at least this.",
    )
    outcomes: list[Name] = Field(
        default=[],
        max_length=16,
        description="innovate, follow_survey: what can be improved; none listed: all but the "
        "price.",
    )
    scan: int = Field(
        12, ge=1, le=600, description="innovate: periods until a rival's offer is understood."
    )
    raises: Literal["points", "bond", "contract"] = Field(
        "points", description="lock_in: what makes leaving dearer."
    )
    by: NonNegative = Field(
        0.1, description="lock_in: utils (contract: periods) added each `window` periods."
    )
    ceiling: NonNegative = Field(3.0, description="lock_in: most, utils (contract: periods).")
    calls: NonNegative = Field(
        5.0,
        le=1e6,
        description="retention_calls: satisfied customers called a period, as a number.",
    )
