"""Tidy tables of a run, made from what the market kept; `sim.columns` explains the columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.columns import CUSTOMERS, EXITS, FIRM, HAZARDS, PARTS, PERIODS, TRIPS
from sim.reasons import told_reasons, true_reasons
from sim.rules.words import COLUMNS, INVOLUNTARY, KINDS, TRIGGERS
from sim.scenario import Scenario
from sim.scenario.schema import REASONS

if TYPE_CHECKING:
    from sim.market import Market

Array = np.ndarray[Any, np.dtype[Any]]
OUTSIDE_LABEL = "none of these"
PART_KINDS = ("outcome", "own")
COUNTED = (
    "entries",
    "defections",
    "stops",
    "involuntary",
    "at_risk",
    "complaints",
    "failures",
    "recovered",
    "reached",
    "told_good",
    "told_bad",
)
"""Columns of `periods` that the engine counts under the same name."""


@dataclass(frozen=True)
class Past:
    """What a finished market leaves behind, without its customers.

    Attributes:
        scenario: As it was before the first intervention.
        seed: Of the run.
        periods: Periods with books.
        names: Providers, in the order of their numbers.
        history, hazard, known, is_open, fill: As in `sim.market.Market`.
        cost, cash, serving: As in `sim.accounts.Accounts`.
        rivals: Bool of shape (periods,): a rival exit rule was in force.
        exits, parts: The ledger.
        trips: Needs met by another than the main provider; None when they were not recorded.
        main, tenure, born: Of each customer at the end.
    """

    scenario: Scenario
    seed: int
    periods: int
    names: tuple[str, ...]
    history: Array
    hazard: Array
    known: Array
    cost: Array
    cash: Array
    serving: Array
    is_open: Array
    fill: Array
    rivals: Array
    exits: Any
    parts: Array
    trips: Any
    main: Array
    tenure: Array
    born: Array

    @classmethod
    def of(cls, market: Market) -> Past:
        """Takes what a market has kept so far."""
        periods = max(0, market.period)
        exits, parts = market.ledger.everything()
        people = market.population[: market.present]
        return cls(
            scenario=market.initial,
            seed=market.seed,
            periods=periods,
            names=tuple(market.world.names),
            history=market.history[:periods].copy(),
            hazard=market.hazard[:periods].copy(),
            known=market.known[:periods].copy(),
            cost=market.accounts.cost[:periods].copy(),
            cash=market.accounts.cash[:periods].copy(),
            serving=market.accounts.serving[:periods].copy(),
            is_open=market.is_open[:periods].copy(),
            fill=market.fill[:periods].copy(),
            rivals=_rivals(market, periods),
            exits=exits,
            parts=parts,
            trips=market.trips.everything() if market.trips.kept else None,
            main=people["main"].copy(),
            tenure=tenures(market, people),
            born=people["born"].copy(),
        )

    @property
    def who(self) -> list[str]:
        """Names of the providers, and of the outside option as the last."""
        return [*self.names, outside_name(self.scenario)]

    @cached_property
    def returned(self) -> Any:
        """Periods until each leaver came back to the provider left; null if never."""
        return returned(self)


def outside_name(scenario: Scenario) -> str:
    """What tables call doing without: `outside`, unless a provider has that name."""
    return "outside" if "outside" not in scenario.providers else "outside option"


def dates(scenario: Scenario, periods: Any) -> Array:
    """First day of each period.

    Args:
        scenario: With its first month and the length of its periods.
        periods: Whole numbers of any shape, 0 = the first with books.

    Returns:
        datetime64[ms] of the same shape. There are 52 weeks in a year, so a week is a bit longer
        than seven days.
    """
    start = np.datetime64(scenario.start, "M")
    number = np.asarray(periods, np.int64)
    if scenario.period == "week":
        days = np.round(number * (365.2425 / 52)).astype(np.int64)
        return (start.astype("datetime64[D]") + days).astype("datetime64[ms]")
    months = {"month": 1, "quarter": 3, "year": 12}[scenario.period]
    moments: Array = (start + number * months).astype("datetime64[ms]")
    return moments


def periods_frame(past: Past) -> pd.DataFrame:
    """One row a period and provider, and one a period for the outside option."""
    made = _period_columns(past)
    return pd.DataFrame({name: _flat(made[name]()) for name in PERIODS})


def period_grid(past: Past, name: str) -> Array:
    """One column of `periods_frame`, without making the others.

    Returns:
        float64 of shape (periods, providers + 1); not a number where it is unknown.
    """
    column = pd.Series(_flat(_period_columns(past)[name]())).to_numpy(float)
    return column.reshape(past.periods, len(past.who))


def _flat(values: Any) -> Any:
    return values.reshape(-1) if values.ndim == 2 else values


def _period_columns(past: Past) -> dict[str, Callable[[], Any]]:
    """What makes each column: flat, or of shape (periods, providers + 1)."""
    providers, periods = len(past.names), past.periods
    shape = (periods, providers + 1)
    rows = {name: past.history[:, :, k] for k, name in enumerate(COLUMNS)}
    # The outside option has no books beyond its uses and customers.
    inside = np.broadcast_to(np.arange(providers + 1) < providers, shape)

    def ratio(above: Array, below: Array) -> Array:
        return np.where(inside & (below > 0), above / np.where(below > 0, below, 1.0), np.nan)

    def beside(values: Array) -> Array:
        return np.concatenate([values, np.full((periods, 1), np.nan)], axis=1)

    terms = past.scenario.providers
    labels = [terms[name].label or name for name in past.names]
    modes = [terms[name].mode or name for name in past.names]
    cost = beside(past.cost)
    return {
        "period": lambda: np.repeat(np.arange(periods, dtype=np.int32), providers + 1),
        "date": lambda: np.repeat(dates(past.scenario, np.arange(periods)), providers + 1),
        "provider": lambda: _names(np.tile(np.arange(providers + 1), periods), past.who),
        "label": lambda: pd.Categorical(
            np.tile(np.array([*labels, OUTSIDE_LABEL], object), periods)
        ),
        "mode": lambda: pd.Categorical(np.tile(np.array([*modes, None], object), periods)),
        "open": lambda: np.concatenate([past.is_open, np.ones((periods, 1), bool)], axis=1),
        "share": lambda: ratio(rows["uses"], rows["uses"][:, :-1].sum(1, keepdims=True)),
        "customers": lambda: rows["customers"].astype(np.int64),
        "customer_share": lambda: ratio(
            rows["customers"], rows["customers"][:, :-1].sum(1, keepdims=True)
        ),
        "satisfaction": lambda: ratio(rows["satisfaction"], rows["customers"]),
        "surveyed": lambda: ratio(rows["answers"], rows["surveyed"]),
        "surveyed_n": lambda: _counts(rows["surveyed"], inside),
        "nps": lambda: 100.0 * ratio(rows["promoters"] - rows["detractors"], rows["surveyed"]),
        "preference": lambda: ratio(rows["preferring"], rows["panel"]),
        "engagement": lambda: ratio(rows["engagement"], rows["customers"]),
        "value": lambda: ratio(rows["value"], rows["customers"]),
        "looking": lambda: ratio(rows["looked"], rows["at_risk"]),
        "known": lambda: beside(past.known),
        "available": lambda: beside(np.where(past.is_open, past.fill, np.nan)),
        **{name: partial(_counts, rows[name], inside) for name in COUNTED},
        "uses": lambda: rows["uses"].astype(np.int64),
        "units": lambda: np.where(inside, rows["units"], np.nan),
        "revenue": lambda: np.where(inside, rows["revenue"], np.nan),
        "cost": lambda: cost,
        "profit": lambda: np.where(inside, rows["revenue"], np.nan) - cost,
        "cash": lambda: beside(past.cash),
    }


def hazards_frame(past: Past) -> pd.DataFrame:
    """Customers at risk and defections by half point of satisfaction; empty cells are left out."""
    at_risk, left = past.hazard[:, :, :, 0], past.hazard[:, :, :, 1]
    period, segment, provider, band = np.nonzero(at_risk)
    cells = (period, segment, provider, band)
    columns = {
        "period": period.astype(np.int32),
        "provider": _names(provider, past.names),
        "segment": _names(segment, list(past.scenario.customers.segments)),
        "band": band / 2,
        "at_risk": at_risk[cells].astype(np.int64),
        "defections": left[cells].astype(np.int64),
    }
    return pd.DataFrame({name: columns[name] for name in HAZARDS})


def exits_frame(past: Past, first: int = 0, last: int | None = None) -> pd.DataFrame:
    """One row an exit.

    Args:
        past: Of the run.
        first: First row of the ledger.
        last: One more than the last row; None for all.
    """
    rows = slice(first, last)
    exits, parts = np.asarray(past.exits[rows]), np.asarray(past.parts[rows])
    outcomes = list(past.scenario.problem.outcomes.values())
    price = next((k for k, outcome in enumerate(outcomes) if outcome.revenue), None)
    reasons = true_reasons(exits, parts, price, past.rivals[exits["period"]])
    report = (reasons, exits, past.scenario, past.seed)
    forces = {n: exits[n].astype(np.float64) for n in ("push", "pull", "mooring", "luck")}
    touchpoints = [list(past.scenario.providers[name].touchpoints) for name in past.names]
    columns: dict[str, Any] = {
        "exit": np.arange(first, first + len(exits), dtype=np.int64),
        "period": exits["period"].astype(np.int32),
        "date": dates(past.scenario, exits["period"]),
        "customer": exits["customer"].astype(np.int64),
        "segment": _names(exits["segment"], list(past.scenario.customers.segments)),
        "from": _names(exits["origin"], past.names),
        "to": _names(exits["to"], past.who),
        "type": _names(exits["kind"], KINDS),
        "band": exits["band"] / 2,
        "tenure": exits["tenure"].astype(np.int32),
        "trigger": _names(exits["trigger"], TRIGGERS),
        "touchpoint": _touchpoints(exits["origin"], exits["failed"], touchpoints),
        "alternatives": exits["alternatives"].astype(np.int16),
        **forces,
        "total": sum(forces.values()),
        "switching_cost": exits["cost"].astype(np.float64),
        "switching_money": exits["money"].astype(np.float64),
        "true_reason": _names(reasons, REASONS),
        "stated_reason": _names(told_reasons(*report, "stated"), REASONS),
        "perceived_reason": _names(told_reasons(*report, "managers"), REASONS),
        "surveyed": exits["answer"] > 0,
        "complained": exits["complained"] > 0,
        "returned": past.returned[rows],
    }
    for name in ("satisfaction", "expectation", "engagement"):
        columns[name] = exits[name].astype(np.float64)
    return pd.DataFrame({name: columns[name] for name in EXITS})


def parts_frame(past: Past, first: int = 0, last: int | None = None) -> pd.DataFrame:
    """Push and pull of every voluntary exit, part by part; the arguments are `exits_frame`'s."""
    exits, parts = np.asarray(past.exits[first:last]), np.asarray(past.parts[first:last])
    names = list(past.scenario.problem.outcomes)
    labels = [*names, "service", *names, "rest"]
    sides = np.array([0] * (len(names) + 1) + [1] * (len(names) + 1), np.int8)
    own = np.array([*[0] * len(names), 1] * 2, np.int8)
    rows = np.flatnonzero(exits["kind"] != INVOLUNTARY)
    utils = np.empty((len(rows), len(labels)))
    utils[:, : len(names)] = parts[rows, : len(names)]
    utils[:, len(names)] = exits["service"][rows]
    utils[:, len(names) + 1 : -1] = parts[rows, len(names) :]
    utils[:, -1] = exits["rest"][rows]
    known = list(dict.fromkeys(labels))
    codes = np.array([known.index(label) for label in labels], np.int16)
    columns = {
        "exit": np.repeat(rows + first, len(labels)),
        "side": _names(np.tile(sides, len(rows)), ("push", "pull")),
        "part": _names(np.tile(codes, len(rows)), known),
        "kind": _names(np.tile(own, len(rows)), PART_KINDS),
        "utils": utils.reshape(-1),
    }
    return pd.DataFrame({name: columns[name] for name in PARTS})


def kinds_of_parts(parts: pd.DataFrame) -> Any:
    """The column `kind` of parts that were written without it: the last of a side is no outcome.

    Args:
        parts: Columns exit and side, in the order in which `parts_frame` makes the rows.
    """
    last = ~parts.duplicated(["exit", "side"], keep="last")
    return _names(last.to_numpy(), PART_KINDS)


def trips_frame(past: Past, first: int = 0, last: int | None = None) -> pd.DataFrame:
    """One row a need met by another than the main provider; the arguments are `exits_frame`'s."""
    trips = np.asarray(past.trips[first:last])
    columns = {
        "period": trips["period"].astype(np.int32),
        "date": dates(past.scenario, trips["period"]),
        "customer": trips["customer"].astype(np.int64),
        "segment": _names(trips["segment"], list(past.scenario.customers.segments)),
        "main": _names(trips["main"], past.who),
        "used": _names(trips["used"], past.names),
        "satisfaction": trips["satisfaction"].astype(np.float64),
    }
    return pd.DataFrame({name: columns[name] for name in TRIPS})


def returned(past: Past) -> pd.arrays.IntegerArray:
    """Int32 of shape (exits,): when the customer came back to the provider left; see `Past`.

    The ledger holds ends of relations only, but the end of the next one, or the customer's state
    at the end of the run, tells by its tenure when that one began.
    """
    exits = past.exits
    customer, provider = exits["customer"].astype(np.int64), exits["origin"].astype(np.int64)
    period, born = exits["period"].astype(np.int64), exits["born"].astype(np.int64)
    began = period - exits["tenure"]
    # One more "exit" for every relation that stands at the end of the run.
    standing = np.flatnonzero((past.main >= 0) & (past.main < len(past.names)))
    customer = np.concatenate([customer, standing])
    provider = np.concatenate([provider, past.main[standing].astype(np.int64)])
    born = np.concatenate([born, past.born[standing].astype(np.int64)])
    began = np.concatenate([began, past.periods - 1 - past.tenure[standing].astype(np.int64)])
    order = np.lexsort((began, provider, born, customer))
    # A newcomer may have taken a number over: the same person has the same birth.
    same = np.ones(len(order) - 1 if len(order) else 0, bool)
    for key in (customer, born, provider):
        same &= key[order[1:]] == key[order[:-1]]
    values = np.zeros(len(exits), np.int32)
    missing = np.ones(len(exits), bool)
    from_, to = order[:-1][same], order[1:][same]
    values[from_] = began[to] - period[from_]
    missing[from_] = False
    return pd.arrays.IntegerArray(values, missing)


def tenures(market: Market, people: Any) -> Array:
    """Periods since each customer's main provider became it; 0 for those without one."""
    served = (people["main"] >= 0) & (people["main"] < len(market.world.names))
    return np.where(served, market.period - 1 - people["since"].astype(np.int32), 0)


def customers_frame(market: Market, numbers: Sequence[int] | Array, moment: str) -> pd.DataFrame:
    """The state of some customers at this moment.

    Args:
        market: As it stands.
        numbers: Of the customers.
        moment: "start" or "end".
    """
    chosen = np.asarray(numbers, np.int64)
    people = market.population[chosen]
    providers = len(market.world.names)
    main = people["main"].astype(np.int64)
    served = (main >= 0) & (main < providers)
    relation = market.relations[chosen, np.where(served, main, 0)]
    known = np.array([int(aware).bit_count() for aware in people["aware"]], np.int16)
    columns: dict[str, Any] = {
        "customer": chosen,
        "moment": pd.Categorical([moment] * len(chosen), ["start", "end"]),
        "segment": _names(people["segment"], market.world.segment_names),
        "provider": _names(main, [*market.world.names, outside_name(market.initial)]),
        "tenure": tenures(market, people),
        "contract": people["contract"].astype(np.int32),
        "known": known,
        "needs": people["needs"].astype(np.float64),
        "born": people["born"].astype(np.int32),
    }
    for name in ("satisfaction", "expectation", "engagement", "goodwill", "bond", "points"):
        values = people[name] if name == "engagement" else relation[name]
        columns[name] = np.where(served, values, np.nan).astype(np.float64)
    return pd.DataFrame({name: columns[name] for name in CUSTOMERS})


def firm_frame(periods: pd.DataFrame, exits: pd.DataFrame, outside: str) -> pd.DataFrame:
    """The firm's-eye view beside the truth, one row a period and provider.

    Args:
        periods: The table of that name.
        exits: The table of that name.
        outside: What the tables call the outside option.
    """
    firm = periods[periods["provider"] != outside].reset_index(drop=True)
    keys = ["period", "provider"]
    left = exits[exits["type"] != "involuntary"].rename(columns={"from": "provider"})
    firm = firm.drop(columns=set(firm.columns) - set(FIRM))
    for view in ("stated", "perceived", "true"):
        counted = left.groupby([*keys, f"{view}_reason"], observed=True).size()
        wide = counted.unstack(fill_value=0).reindex(columns=list(REASONS), fill_value=0)
        wide.columns = pd.Index([f"{view}_{reason}" for reason in REASONS])
        firm = firm.merge(wide.reset_index(), on=keys, how="left")
        firm[wide.columns] = firm[wide.columns].fillna(0).astype("int64")
    silent = ~left["surveyed"] & ~left["complained"]
    silent = silent.groupby([left[key] for key in keys], observed=True).mean()
    firm = firm.merge(silent.rename("silent").reset_index(), on=keys, how="left")
    return firm[list(FIRM)]


def _rivals(market: Market, periods: int) -> Array:
    """Whether a rival exit rule was in force, by period; an intervention may change the rule."""
    rivals = np.full(periods, market.initial.rules.exit != "compare")
    for at in sorted(market._upcoming):
        rivals[at:] = market._upcoming[at].rules.exit != "compare"
    return rivals


def _names(codes: Array, names: Sequence[str]) -> Any:
    """A categorical of names for numbers; numbers below 0 are null."""
    numbers: Any = np.asarray(codes).astype(np.int64)
    return pd.Categorical.from_codes(numbers.clip(-1), pd.Index(list(names)))


def _counts(values: Array, there: Array) -> Any:
    return pd.arrays.IntegerArray(values.reshape(-1).astype(np.int64), ~there.reshape(-1))


def _touchpoints(provider: Array, failed: Array, journeys: list[list[str]]) -> Any:
    """A categorical of touchpoints: `failed` counts from 1 inside a journey, 0 means none."""
    known = list(dict.fromkeys(name for journey in journeys for name in journey))
    # The failure may have been another provider's, with a longer journey: then it is none here.
    table = np.full((len(journeys), 256), -1)
    for j, journey in enumerate(journeys):
        table[j, 1 : 1 + len(journey)] = [known.index(name) for name in journey]
    return _names(table[provider, failed], known)
