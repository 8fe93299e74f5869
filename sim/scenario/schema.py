"""The scenario: a market with its question, its customers, its providers and its claims."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sim.scenario.base import Block, Line, Name, NonNegative, Number, Share
from sim.scenario.behaviour import Rules
from sim.scenario.claims import Claim
from sim.scenario.parties import MAX_PROVIDERS, Customers, Mode, Problem, Provider


class Source(Block):
    """The article and the statements that the scenario is about."""

    article: str = Field("", description="Title of the article, or of several.")
    statements: list[str] = Field(
        default=[], max_length=200, description="Ids in `scenarios/statements.csv`, such as C27."
    )


class Intervention(Block):
    """Something that the scenario does at a period.

    They happen in the order of their periods, and those of one period in the order of the list.
    """

    at: int = Field(ge=0, description="Period.")
    set: dict[str, Any] = Field(min_length=1, description="path: value")
    label: Line = Field("", max_length=80, description="What people read beside the curve.")
    needs: Name | None = Field(
        None, description="Provider without whose entry this does not happen (no_entrant world)."
    )


class Lever(Block):
    """A number or choice that a strategist may turn."""

    path: str = Field(description="Dotted path to the value, such as providers.train.offer.fare.")
    label: Line = Field("", description="What people read beside the slider.")
    unit: str = Field("", description="Of a number: min, EUR, utils, ...")
    range: tuple[Number, Number] | None = Field(
        None, description="Plausible range of a number: least and most. Either this or choices."
    )
    choices: list[str | bool] | None = Field(
        None, description="Words, or true and false, to choose from. Either these or a range."
    )
    source: str = Field("", description="Where the range comes from.")

    @model_validator(mode="after")
    def _a_range_or_choices(self) -> Lever:
        if (self.range is None) == (self.choices is None):
            raise ValueError("a lever has either a range or choices")
        if self.range is not None and not self.range[0] < self.range[1]:
            raise ValueError(f"range {list(self.range)} does not go up")
        return self


BURN_IN = "burn_in"
"""Where a plan that is another market begins."""


class Plan(Block):
    """A what-if plan: a decision that is taken once the books are open."""

    label: Line = Field("", description="What people read.")
    at: Annotated[int, Field(ge=0)] | Literal["burn_in"] = Field(
        0,
        description="Period from which it acts, so that plans share a past; burn_in: from the "
        "first day, as another market.",
    )
    set: dict[str, Any] = Field(min_length=1, description="path: value")


class Observation(Block):
    """An observed share that lies beside the simulated one, from the opening of the books on."""

    date: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="First month, YYYY-MM.")
    months: int = Field(1, ge=1, le=24, description="Length of the observed span.")
    mode: str = Field("", description="Share of a mode ...")
    provider: Name | None = Field(None, description="... or of a provider.")
    share: Share = Field(description="Share of all uses of providers, 0-1.")
    use: Literal["calibration", "validation"] = Field(
        description="calibration: used for a fit; validation: drawn beside, never fitted."
    )
    source: str = Field(description="Where the number comes from.")

    @model_validator(mode="after")
    def _a_mode_or_a_provider(self) -> Observation:
        if bool(self.mode) == (self.provider is not None):
            raise ValueError("an observation is of a mode or of a provider")
        return self


class Provenance(Block):
    """Where a number comes from, and what it is used for: once, and for one thing."""

    source: str = Field(description="Where the number comes from; for a free one, why it is so.")
    use: Literal["input", "calibration", "free"] = Field(
        "input",
        description="input: read off evidence; calibration: fitted to it; free: chosen by hand.",
    )
    range: tuple[Number, Number] | None = Field(None, description="Plausible range.")


REASONS = ("price", "solution", "service", "relationship", "chance", "involuntary")
"""Why customers leave: the words of exit interviews, and of the misreporting matrices."""


PERIODS_A_YEAR = {"week": 52, "month": 12, "quarter": 4, "year": 1}
"""By the length of a period."""


class Report(Block):
    """How results are counted."""

    satisfied_at: float = Field(
        7.0, ge=0.5, le=9.5, multiple_of=0.5, description="Satisfied: at least this, of 10."
    )
    excess_window: int | None = Field(
        None,
        ge=1,
        description="Periods after the entry over which excess leaving is counted; "
        "none: two years.",
    )
    managers: dict[str, dict[str, NonNegative]] = Field(
        default={}, description="Misreporting matrix, true reason to the one managers perceive."
    )
    stated: dict[str, dict[str, NonNegative]] = Field(
        default={}, description="Misreporting matrix, true reason to the one customers state."
    )


class Scenario(Block):
    """A market."""

    title: Line = Field(min_length=1, max_length=120, description="In one line.")
    question: Line = Field("", max_length=300, description="What the market is run for.")
    extends: str | None = Field(
        None, description="Scenario to inherit from: a packaged one, or a file in this folder."
    )
    source: Source = Source()
    period: Literal["week", "month", "quarter", "year"] = Field(
        "month", description="Length of a period; every chance and amount a period goes with it."
    )
    start: str = Field(
        "2000-01", pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="First month, YYYY-MM."
    )
    currency: str = Field("EUR", max_length=8, description="Of all amounts.")
    burn_in: int = Field(24, ge=0, le=600, description="Periods before the books open.")
    horizon: int = Field(ge=1, le=2400, description="Periods with books.")
    market: Literal["occasion", "subscription"] = Field(
        description="occasion: a choice at every need; subscription: one provider until one leaves."
    )
    problem: Problem
    customers: Customers
    modes: dict[Name, Mode] = Field(default={}, max_length=MAX_PROVIDERS)
    providers: dict[Name, Provider] = Field(min_length=1, max_length=MAX_PROVIDERS)
    rules: Rules = Rules()
    interventions: list[Intervention] = Field(default=[], max_length=500)
    levers: dict[Name, Lever] = Field(default={}, max_length=200)
    what_if: dict[Name, Plan] = Field(default={}, max_length=200)
    claims: list[Claim] = Field(default=[], max_length=200)
    observed: list[Observation] = Field(default=[], max_length=5000)
    provenance: dict[str, Provenance] = Field(default={}, max_length=1000)
    report: Report = Report()

    @property
    def periods_a_year(self) -> int:
        """52 weeks, 12 months or 4 quarters."""
        return PERIODS_A_YEAR[self.period]

    @property
    def excess_window(self) -> int:
        """Periods after the entry over which excess leaving is counted."""
        return self.report.excess_window or 2 * self.periods_a_year
