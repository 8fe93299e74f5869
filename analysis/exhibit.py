"""One answer to one question: its words, its numbers, its picture on paper and on the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure


@dataclass(frozen=True)
class Exhibit:
    """One chart with all that belongs to it.

    Attributes:
        key: Names it in the page, in file names and in links: small letters, digits, `_`.
        title: What is shown; the same whatever the data say.
        reading: What the data say, in one sentence made from the numbers.
        data: What the reader downloads: every row behind the chart, unrounded; tidy columns.
        table: The same in words and fewer rows, formatted for reading.
        figure: Draws it with matplotlib, for projector and paper.
        chart: Draws it with Altair, for the page.
        steps: A sentence a period, for the arrow keys; empty when the chart has no time axis. A
            chart with steps has a Vega parameter `at`, the number of the step shown, -1 for none.
        note: What a careful reader must know beside it; may be empty.
    """

    key: str
    title: str
    reading: str
    data: pd.DataFrame
    table: pd.DataFrame
    figure: Callable[[], Figure]
    chart: Callable[[], Any]
    steps: tuple[str, ...] = ()
    note: str = ""
