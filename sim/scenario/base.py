"""The block that every part of a scenario is built from."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""A share or a probability, from 0 to 1."""

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
"""A finite number above zero."""

NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
"""A finite number, zero or more."""

Number = Annotated[float, Field(allow_inf_nan=False)]
"""Any finite number."""

Name = Annotated[str, Field(min_length=1, max_length=60)]
"""A name that people will read in tables and charts."""


def _on_one_line(text: Any) -> Any:
    return " ".join(text.split()) if isinstance(text, str) else text


Line = Annotated[str, BeforeValidator(_on_one_line)]
"""A text that people read in a table or beside a curve: line breaks in it become spaces."""


class Block(BaseModel):
    """A part of a scenario: unknown keys are refused, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)
