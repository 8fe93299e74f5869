"""One sentence under every picture, made from the numbers in it and from nothing else.

A sentence that praises the model when the numbers do not is worse than none. So each of these has a
branch for every way the data may fall, and the tests turn the data round to see the words turn.
"""

import math
from collections.abc import Callable

import pandas as pd

from analysis import observations
from analysis.frames import NEWS, Frames

UNKNOWN = "unknown"
DECLARED_CUTOFF = 7
BARELY = 0.25
"""A change of mean satisfaction (0-10) under this would be lost in a survey of a few hundred."""
BARELY_SHARE = 0.02
WEAK = 1.5
"""A hazard ratio nearer to 1 than this, either way, tells little about who will leave."""


def percent(value: float) -> str:
    """A share in whole percents, or in tenths where whole percents would say 0% or 100%."""
    if math.isnan(value):
        return UNKNOWN
    near_edge = 0 < value < 0.0095 or 0.995 <= value < 1
    return f"{100 * value:.1f}%" if near_edge else f"{100 * value:.0f}%"


def score(value: float) -> str:
    """A satisfaction or a ratio with one decimal."""
    return UNKNOWN if math.isnan(value) else f"{value:.1f}"


def ratio(value: float) -> str:
    """A ratio with two significant digits around 1."""
    if math.isnan(value):
        return UNKNOWN
    return f"{value:.0f}" if value >= 10 else f"{value:.2f}"


def interval(low: float, high: float, form: Callable[[float], str]) -> str:
    """An interval in words, "1.10 to 1.40"; "interval unknown" when an end is.

    Percents that would read the same at both ends are given in tenths.
    """
    if math.isnan(low) or math.isnan(high):
        return f"interval {UNKNOWN}"
    if form is percent and low < high and form(low) == form(high):
        return f"{100 * low:.1f}% to {100 * high:.1f}%"
    return f"{form(low)} to {form(high)}"


def estimate(row: pd.Series, name: str, form: Callable[[float], str]) -> str:
    """A number with its interval, "79% (77% to 81%)"; a bare "unknown" when there is none."""
    value = float(row[name])
    if math.isnan(value):
        return UNKNOWN
    return (
        f"{form(value)} ({interval(float(row[name + '_low']), float(row[name + '_high']), form)})"
    )


def declared(frames: Frames) -> pd.Series:
    """The row of the declared cut-off, or of the middle one when it was not run."""
    numbers = frames.by_cutoff()
    rows = numbers[numbers["cutoff"] == DECLARED_CUTOFF]
    return rows.iloc[0] if len(rows) else numbers.iloc[len(numbers) // 2]


def course(frames: Frames, world: str, measure: str) -> tuple[float, float, float]:
    """Mean levels in the year before the entry and in the last year, and the furthest between.

    Returns:
        Before, after, and the largest departure of any month since the entry from `before`. Before
        is NaN when the books open with the entry.
    """
    band = frames.band(world, measure)
    year = pd.DateOffset(months=12)
    past = (band["date"] < frames.opening) & (band["date"] >= frames.opening - year)
    last = band["date"] > band["date"].max() - year
    before, after = float(band.loc[past, "mid"].mean()), float(band.loc[last, "mid"].mean())
    since = band.loc[band["date"] >= frames.opening, "mid"]
    return before, after, float((since - before).abs().max())


def _moves(before: float, after: float, barely: float) -> str:
    if abs(after - before) < barely:
        return "barely moves"
    return "falls" if after < before else "rises"


def _levels(before: float, after: float) -> str:
    same = score(before) == score(after)
    return score(after) if same else f"{score(before)} to {score(after)}"


def answer(frames: Frames) -> list[str]:
    """The answer to the question in three sentences, for the head of a page."""
    before, after, _ = course(frames, frames.with_rival, frames.satisfaction)
    was, now, _ = course(frames, frames.with_rival, frames.share)
    mood, part = _moves(before, after, BARELY), _moves(was, now, BARELY_SHARE)
    past = {"falls": "fell", "rises": "rose", "barely moves": "barely moved"}
    felt = f"satisfaction {past[mood]} ({_levels(before, after)} out of 10)"
    went = f"the {frames.incumbent}'s share {past[part]} from {percent(was)} to {percent(now)}"
    if mood != "falls" and part == "falls":
        first = f"Not because they grew less satisfied: {felt} while {went}."
    else:
        first = f"{felt[0].upper()}{felt[1:]} and {went}."
    row = declared(frames)
    share, base = percent(float(row["share"])), percent(float(row["base"]))
    value = float(row["ratio"])
    hazards = (
        f"the dissatisfied left {estimate(row, 'ratio', ratio)} times as fast as the satisfied"
        if not math.isnan(value)
        else f"the hazard ratio is {UNKNOWN}"
    )
    weak = not math.isnan(value) and 1 / WEAK <= value <= WEAK
    so = ", so satisfaction told little about who would go" if weak else ""
    second = (
        f"{share} of the leavers were satisfied ({row['cutoff']:.0f} or more), against {base} of "
        f"all at risk; {hazards}{so}."
    )
    return [first, second, excess(frames)]


def dashboard(frames: Frames) -> str:
    """What the incumbent's survey shows, beside what happens to its share."""
    before, after, furthest = course(frames, frames.with_rival, frames.satisfaction)
    was, now, _ = course(frames, frames.with_rival, frames.share)
    calm = _moves(before, after, BARELY) == "barely moves"
    loses = _moves(was, now, BARELY_SHARE)
    link = "while" if calm and loses == "falls" else "and"
    return (
        f"From the year before the {frames.rival} to the last year, satisfaction "
        f"{_moves(before, after, BARELY)} ({_levels(before, after)} out of 10, never more than "
        f"{score(math.ceil(10 * furthest) / 10)} away) {link} the {frames.incumbent}'s share "
        f"{loses}, from {percent(was)} to {percent(now)}."
    )


def news(frames: Frames) -> str:
    """Whether the survey would warn if news of the rival lowered satisfaction, and when."""
    before, after, _ = course(frames, NEWS, frames.satisfaction)
    start = (
        f"If news of the {frames.rival} may lower satisfaction, it "
        f"{_moves(before, after, BARELY)} ({_levels(before, after)})"
    )
    band = frames.band(NEWS, frames.satisfaction)
    warned = band[(band["date"] >= frames.opening) & (band["mid"] <= before - BARELY)]
    if warned.empty:
        return f"{start} and never loses a quarter of a point."
    month = pd.Timestamp(warned["date"].iloc[0])
    share = frames.band(NEWS, frames.share)
    then = float(share.loc[share["date"] == month, "mid"].iloc[0])
    was, _, _ = course(frames, NEWS, frames.share)
    return (
        f"{start}; when it has lost a quarter of a point, in {month:%B %Y}, the share has gone "
        f"from {percent(was)} to {percent(then)}."
    )


def misses(frames: Frames) -> pd.DataFrame:
    """Each observed share with the band at its date; see `observations.misses`."""
    band = frames.band(frames.with_rival, frames.rival_measure)
    return observations.misses(band, frames.observed)


def observed(frames: Frames) -> str:
    """How well the simulated band meets the shares that it was not fitted to."""
    rows = misses(frames)
    unseen = rows[rows["use"] == "validation"]
    if unseen.empty:
        return "No observed share was kept apart to test the simulation, so this shows a fit only."
    hit = int(unseen["share"].between(unseen["low"], unseen["high"]).sum())
    miss = 100 * float(unseen["miss"].abs().mean())
    lean = 100 * float(unseen["miss"].mean())
    side = "" if abs(lean) < 1 else f", mostly too {'high' if lean > 0 else 'low'}"
    count = f"{hit} of the {len(unseen)}" if hit else f"None of the {len(unseen)}"
    return (
        f"{count} shares that were drawn and never fitted {'lies' if hit == 1 else 'lie'} inside "
        f"the band; the simulation misses them by {miss:.0f} points on average{side}."
    )


def verdict(row: pd.Series) -> str:
    """What the hazard ratio of one cut-off says, in words."""
    value, low, high = (float(row[name]) for name in ("ratio", "ratio_low", "ratio_high"))
    if math.isnan(value):
        return "whether the dissatisfied left sooner is unknown"
    if math.isnan(low) or math.isnan(high):
        return "how sure that ratio is, is unknown"
    if low <= 1 <= high:
        return "no difference between satisfied and dissatisfied can be shown"
    return f"the {'dis' if value > 1 else ''}satisfied left sooner"


def leavers(frames: Frames) -> str:
    """The share among leavers, never without the base rate and the hazard ratio."""
    row = declared(frames)
    return (
        f"With {row['cutoff']:.0f} or more as satisfied, {estimate(row, 'share', percent)} of the "
        f"leavers were satisfied, against {estimate(row, 'base', percent)} of all customers at "
        f"risk; hazard ratio {estimate(row, 'ratio', ratio)}: {verdict(row)}."
    )


def hazard(frames: Frames) -> str:
    """What the hazard ratios of all cut-offs say together."""
    cutoffs: dict[str, list[str]] = {}
    for _, row in frames.by_cutoff().iterrows():
        cutoffs.setdefault(verdict(row), []).append(f"{row['cutoff']:.0f}")
    if len(cutoffs) == 1:
        return f"At every cut-off, {next(iter(cutoffs))}."
    text = "; ".join(f"at {' and '.join(at)}, {words}" for words, at in cutoffs.items())
    return f"{text[0].upper()}{text[1:]}."


def excess(frames: Frames) -> str:
    """Who left satisfied because of the rival."""
    row = declared(frames)
    if math.isnan(float(row["excess"])):
        return f"How many left satisfied because of the {frames.rival} is unknown."
    return (
        f"Of every 100 customers that the {frames.incumbent} had at the opening, "
        f"{_more(row, with_interval=True)} left satisfied within 24 months than without the "
        f"{frames.rival}."
    )


def numbers(frames: Frames) -> str:
    """All three numbers in one breath, for the picture that shows their intervals."""
    row = declared(frames)
    share, base = (percent(float(row[name])) for name in ("share", "base"))
    extra = (
        f"How many left satisfied because of the {frames.rival} is {UNKNOWN}."
        if math.isnan(float(row["excess"]))
        else f"Of every 100 of the {frames.incumbent}'s customers {_more(row)} left satisfied "
        f"within 24 months than without the {frames.rival}."
    )
    return (
        f"With {row['cutoff']:.0f} or more as satisfied: {share} of the leavers and {base} of all "
        f"at risk were satisfied; hazard ratio {ratio(float(row['ratio']))}: {verdict(row)}. "
        f"{extra}"
    )


def _more(row: pd.Series, *, with_interval: bool = False) -> str:
    """How many more, in a hundred: "12% more" would read as an eighth more than before."""
    value = float(row["excess"])
    sign = -1 if value < 0 else 1
    ends = sorted(100 * sign * float(row[f"excess_{end}"]) for end in ("low", "high"))
    between = f" ({interval(ends[0], ends[1], score)})" if with_interval else ""
    return f"{score(100 * abs(value))}{between} {'fewer' if value < 0 else 'more'}"
