"""The block that every part of a scenario is built from."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

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


class Block(BaseModel):
    """A part of a scenario: unknown keys are refused, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)
