"""A claim: a statement that a scenario makes about its results, tested by running it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.base import Block, Name, NonNegative, Number

NO_ENTRANT = "no_entrant"
"""The same customers' world in which no disruptor enters."""

AS_IS = "as_is"
"""The scenario without a plan."""

NOT_COMPARED = "none"

View = Literal["true", "stated", "perceived"]
Window = tuple[int, int]


class Options(Block):
    """Of what a measure is taken."""

    provider: Name | None = Field(None, description="None: all together, where that makes sense.")
    segment: Name | None = Field(None, description="None: all segments.")
    window: Window | None = Field(
        None,
        description="First period, and the first after; none: from the first entry of a "
        "disruptor, or from the start, to the horizon.",
    )
    cutoff: float | None = Field(
        None,
        ge=0.5,
        le=9.5,
        multiple_of=0.5,
        description="Satisfied: at least this; none: report.satisfied_at.",
    )
    trigger: str | None = Field(
        None, description="What woke the leaver: exits.trigger_share, exits.touchpoint_share."
    )
    touchpoints: tuple[Name, ...] | None = Field(
        None, min_length=1, max_length=20, description="For exits.touchpoint_share: any of these."
    )
    mode: Name | None = Field(None, description="For share.mode.")
    reason: str | None = Field(None, description="For exits.reason_share.")
    view: View | None = Field(None, description="For exits.reason_share.")

    @model_validator(mode="after")
    def _a_window_goes_forward(self) -> Options:
        if self.window is not None and not 0 <= self.window[0] < self.window[1]:
            raise ValueError(f"window {list(self.window)} does not go forward from 0 or later")
        return self


class Claim(Options):
    """A statement about a number of the results.

    The number is the measure itself or, with `against` or `than`, the measure here minus (relative:
    divided by) the measure there, on the same customers and with the same luck.
    """

    id: str = Field(
        min_length=1,
        max_length=40,
        description="Statement of the articles, such as C27, or C27-busy where it has several.",
    )
    says: str = Field(min_length=1, max_length=400, description="The claim, in words.")
    measure: str = Field(
        min_length=1, max_length=100, description="What is measured: docs/measures.md."
    )
    plan: Name | None = Field(None, description="World: a plan of what_if; none: as it is.")
    against: Name | None = Field(
        None, description="World to compare with: no_entrant, as_is or a plan of what_if."
    )
    than: Options | None = Field(
        None, description="What differs on the other side of the comparison, such as the provider."
    )
    relative: bool = Field(False, description="Compare by ratio, and not by difference.")
    at_least: Number | None = Field(None, description="Bound: the number is this or more.")
    at_most: Number | None = Field(None, description="Bound: the number is this or less.")
    above: Number | None = Field(None, description="Bound: the number is more, by `minimum`.")
    below: Number | None = Field(None, description="Bound: the number is less, by `minimum`.")
    minimum: NonNegative = Field(
        0.0,
        description="With above or below, the smallest effect that matters: the number must be "
        "beyond the bound by this.",
    )
    expects: Literal["holds", "does not hold", "unknown"] = Field(
        "unknown", description="What better evidence than the articles says."
    )
    evidence: str = Field("", max_length=400, description="That evidence, with its source.")
    use: Literal["claim"] = Field("claim", description="What its evidence is used for.")

    @model_validator(mode="after")
    def _has_a_bound(self) -> Claim:
        if all(b is None for b in (self.at_least, self.at_most, self.above, self.below)):
            raise ValueError("a claim needs a bound: at_least, at_most, above or below")
        if self.at_least is not None and self.above is not None:
            raise ValueError("at_least and above are both lower bounds; give one")
        if self.at_most is not None and self.below is not None:
            raise ValueError("at_most and below are both upper bounds; give one")
        if self.minimum and self.above is None and self.below is None:
            raise ValueError(
                "minimum goes with above or below; at_least and at_most say how much themselves"
            )
        low, high = self.bounds
        if low is not None and high is not None and low > high:
            raise ValueError(f"no number is both over {low:g} and under {high:g}")
        if self.relative and not self.is_compared:
            raise ValueError("relative compares two numbers; say with what: against or than")
        return self

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Where the number must lie for the claim to hold, the smallest effect included."""
        low, high = self.at_least, self.at_most
        if self.above is not None:
            low = self.above + self.minimum
        if self.below is not None:
            high = self.below - self.minimum
        return low, high

    @property
    def other_world(self) -> str | None:
        """World to compare with; None when the claim does not leave its own."""
        return None if self.against == NOT_COMPARED else self.against

    @property
    def is_compared(self) -> bool:
        """Whether the claim is about two numbers."""
        return self.other_world is not None or self.than is not None

    @property
    def there(self) -> Options:
        """The options on the other side of the comparison."""
        mine = {name: getattr(self, name) for name in Options.model_fields}
        if self.than is None:
            return Options.model_construct(**mine)
        return Options.model_construct(**mine | self.than.model_dump(exclude_none=True))

    @property
    def statement(self) -> str | None:
        """The statement of the articles that it is about, such as C27."""
        head = self.id[:3]
        rest = self.id[3:4]
        known = head[:1] == "C" and head[1:].isdigit() and len(head) == 3 and not rest.isdigit()
        return head if known else None
