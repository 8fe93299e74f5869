"""Without which cause would they have stayed? The same customers in worlds without it.

`python -m analysis.but_for DIR` takes the causes of leaving away from the market of DIR, one by one
and together, and lets the same customers live through it again with the same luck. A cause was
necessary for a leaver who, without it, does not leave the provider for another. Leaving as a whole
is divided between the causes by Shapley's value.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis import but_for_charts as charts
from analysis import nothing, script
from analysis.budget import Budget
from analysis.but_for_words import HOW, TEXT, Words
from analysis.exhibit import Exhibit
from analysis.fates import (
    ANYWAY,
    FATES,
    TOGETHER,
    TOTAL,
    Case,
    commonest,
    division,
    examine,
    fate,
    leaving,
    necessity,
    smallest,
)
from analysis.language import Language
from analysis.wording import capital
from sim.experiments.causes import HOLDING, PROMOTING, window_of
from sim.measures import Estimate, over_replicates
from sim.results import Results


def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
    """Which causes were necessary, and how leaving is divided between them.

    Args:
        results: Of a run; its scenario is run again.
        language: Of the texts.
        budget: Customers, replicates and processes of the runs.

    Returns:
        `but_for` and `shapley`; `but_for` alone, which says so, when nobody left; nothing without a
        cause that could be taken away.
    """
    origin = results.origin
    if origin.periods < 1:
        return []
    window = window_of(results.scenario, origin.periods, entrants=origin.entrants)
    what = TEXT("progress", language)
    case = examine(
        results.scenario,
        window,
        customers=budget.customers,
        seeds=[(origin.seed + k) % 2**64 for k in range(budget.replicates)],
        workers=budget.workers,
        tell=lambda done, total: budget.tell(what, done, total),
    )
    if case.divided == 0:
        return []
    since = results.periods.loc[results.periods["period"] == window.since, "date"].iloc[0]
    words = Words(results.scenario, window, language, language.month(since))
    if not case.fates.empty:
        return [_but_for(case, words), _shapley(case, words)]
    return [_nobody(case, words)]


def three_numbers(case: Case) -> dict[str, Estimate]:
    """Satisfied share, base rate and hazard ratio: means of the replicates and their intervals."""
    return {
        "satisfied_share": over_replicates(case.numbers["satisfied_share"].tolist()),
        "base_rate": over_replicates(case.numbers["base_rate"].tolist()),
        "hazard_ratio": over_replicates(case.numbers["hazard_ratio"].tolist(), "log"),
    }


def _but_for(case: Case, words: Words) -> Exhibit:
    needed, found = necessity(case), smallest(case)
    kept, left = fate(case, found), leaving(case)
    numbers = three_numbers(case)
    leave = left.set_index("cause")["share"]
    holding = [cause for cause in case.causes if cause in HOLDING and leave[cause] > leave[""]]
    rows = _rows(needed, words)
    reading = _reading(needed, words)
    note = " ".join(
        [
            words("numbers", own=words.own, **{k: _three(words, k, v) for k, v in numbers.items()}),
            _sets(case, found, words),
            words(
                "method",
                worlds=words.language.number(case.counts["world"].nunique()),
                runs=words.language.number(case.counts["seed"].nunique()),
                own=words.own,
                when=words.when,
            ),
            *([words("held", worlds=words.worlds(holding))] if holding else []),
        ]
    )
    title = words("title")
    return Exhibit(
        key="but_for",
        title=title,
        reading=reading,
        data=_data(needed, kept, left, numbers, words),
        table=_table(needed, kept, left, numbers, words),
        figure=lambda: charts.necessary_figure(rows, title, reading, _key(words), words.language),
        chart=lambda: charts.necessary_chart(rows, reading, _key(words), words.language),
        note=note,
    )


TIPS = ("cause", "without_it", "of", "from", "to")


def _three(words: Words, name: str, value: Estimate) -> str:
    return words.interval(value, 2 if name == "hazard_ratio" else None)


def _key(words: Words) -> dict[str, str]:
    return {name: words(name) for name in ("satisfied", "dissatisfied", "axis", *TIPS)}


def _rows(needed: pd.DataFrame, words: Words) -> pd.DataFrame:
    """What the chart shows: promoting causes, the most necessary first, and all together."""
    wide = needed.pivot(index="cause", columns="group")
    promoting = [cause for cause in wide.index if cause in PROMOTING]
    necessary = wide["share"]["all"]
    order = sorted(promoting, key=lambda cause: -float(necessary[cause]))
    chosen = [*order, TOGETHER] if len(order) > 1 else order
    rows = pd.DataFrame({"place": range(len(chosen)), "cause": chosen})
    rows["name"] = [words.name(cause) for cause in chosen]
    rows["how"] = [HOW(cause, words.language) for cause in chosen]
    for group in ("all", "satisfied", "dissatisfied"):
        for column in ("share", "low", "high"):
            rows[f"{group}_{column}"] = wide.loc[chosen, (column, group)].to_numpy(float)
        rows[f"{group}_text"] = [words.percent(v) for v in rows[f"{group}_share"]]
    return rows


def _reading(needed: pd.DataFrame, words: Words) -> str:
    wide = needed.pivot(index="cause", columns="group", values="share")
    shares = wide.loc[[cause for cause in wide.index if cause in PROMOTING]]
    shares = shares.sort_values("all", ascending=False, kind="stable")
    most, second = shares.iloc[0], shares.iloc[min(1, len(shares) - 1)]
    if most["all"] <= 0:
        return words("none_necessary", own=words.own)
    also = ""
    if len(shares) > 1 and second["all"] > most["all"] / 2:
        other = words.name(str(second.name))
        also = words("also", cause=other, all=words.percent(float(second["all"])))
    groups = ["all"] if most.isna().any() else ["all", "satisfied", "dissatisfied"]
    together: Any = wide["all"][TOGETHER]
    name = words.name(str(most.name))
    told = words(
        "reading" if len(groups) > 1 else "reading_one",
        cause=name,
        own=words.own,
        also=also,
        anyway=words.percent(1.0 - float(together)),
        **{group: words.percent(float(most[group])) for group in groups},
    )
    # Without the entrant the provider that it replaces is still there to go to, for instance.
    return told + (words("offset", cause=name) if together < most["all"] else "")


def _sets(case: Case, found: pd.DataFrame, words: Words) -> str:
    common = commonest(case, found)
    if common.empty:
        return words("no_sets")
    listed = "; ".join(
        words("set", causes=words.set_of(causes, of=case.causes), share=words.percent(share))
        for causes, share in zip(common["causes"], common["share"], strict=True)
    )
    return words("sets", sets=listed)


def _data(
    needed: pd.DataFrame,
    kept: pd.DataFrame,
    left: pd.DataFrame,
    numbers: dict[str, Estimate],
    words: Words,
) -> pd.DataFrame:
    """All rows: what was necessary, the smallest sets, who leaves in which world, three numbers."""
    three = [
        {"of": "numbers", "what": name, "group": "all", "share": v.value, "low": v.low}
        | {"high": v.high}
        for name, v in numbers.items()
    ]
    known = {cause: words.name(cause) for cause in needed["cause"]}
    tables = [
        needed.rename(columns={"cause": "what"}).assign(of="stay_without"),
        kept.rename(columns={"fate": "what"}).assign(of="smallest_set"),
        left.rename(columns={"cause": "what"}).assign(of="leave_without", group="customers"),
        pd.DataFrame(three).astype({"share": float, "low": float, "high": float}),
    ]
    data = pd.concat(tables, ignore_index=True)
    data["label"] = data["what"].map(known).fillna(data["what"])
    data["leavers"] = data["leavers"].astype("Int64")
    return data[["of", "what", "label", "group", "leavers", "share", "low", "high"]]


def _table(
    needed: pd.DataFrame,
    kept: pd.DataFrame,
    left: pd.DataFrame,
    numbers: dict[str, Estimate],
    words: Words,
) -> pd.DataFrame:
    shares = needed.pivot(index="cause", columns="group", values="share")
    fates = kept.pivot(index="fate", columns="group", values="share")
    leave = left.set_index("cause")["share"]
    order = shares["all"].sort_values(ascending=False, kind="stable").index
    groups = ("all", "satisfied", "dissatisfied")

    def row(name: str, of: Any, hundred: float | None) -> list[str]:
        cells = ["" if of is None else words.percent(float(of[group])) for group in groups]
        return [name, *cells, "" if hundred is None else words.language.number(100 * hundred, 1)]

    rows = [row(words("as_it_is"), None, leave[""])]
    for kind in (PROMOTING, [TOGETHER], HOLDING):
        for cause in (str(cause) for cause in order if cause in kind):
            name = words("without", name=words.name(cause))
            if cause in HOLDING:
                name = words.worlds([cause])
            rows.append(row(name, shares.loc[cause], leave[cause]))
    rows += [row(words(f"fate_{name}"), fates.loc[name], None) for name in FATES]
    rows += [
        [words(f"label_{name}"), _three(words, name, value), "", "", ""]
        for name, value in numbers.items()
    ]
    heads = [words(f"column_{name}") for name in ("world", *groups, "leave")]
    return pd.DataFrame(rows, columns=heads)


def _shapley(case: Case, words: Words) -> Exhibit:
    parts = division(case)
    rows = _steps(parts, words)
    total = parts[parts["part"] == TOTAL].iloc[0]
    anyway = float(parts.loc[parts["part"] == ANYWAY, "share"].iloc[0])
    largest = parts.iloc[: case.divided].sort_values("share", ascending=False)
    top = largest.iloc[0]
    shared = float(largest["share"].sum())
    reading = words(
        "shares_reading" if top["share"] > 0 else "shares_none",
        cause=words.name(str(top["part"])),
        share=words.percent(float(top["share"])),
        shared=words.percent(shared),
        anyway=words.percent(anyway),
    )
    left_out = [c for c in case.causes[case.divided :] if c in PROMOTING]
    note = " ".join(
        [
            words("shares_method", own=words.own, when=words.when),
            *([words("left_out", causes=words.names(left_out))] if left_out else []),
            words("remains"),
            *([words("below_zero")] if (largest["share"] < 0).any() else []),
        ]
    )
    table = pd.DataFrame(
        [
            [part["name"], words.interval(_known(part)), words.language.number(part["hundred"], 1)]
            for part in rows.to_dict("records")
        ],
        columns=[words("column_part"), words("column_share"), words("column_hundred")],
    )
    title = words("shares_title")
    key = {"axis": words("shares_axis"), "hundred": words("column_hundred")}
    key |= {name: words(name) for name in TIPS}
    assert abs(float(parts["share"].iloc[:-1].sum()) - float(total["share"])) < 1e-9
    return Exhibit(
        key="shapley",
        title=title,
        reading=reading,
        data=parts.assign(label=[words.name(str(part)) for part in parts["part"]]),
        table=table,
        figure=lambda: charts.shares_figure(rows, title, reading, key, words.language),
        chart=lambda: charts.shares_chart(rows, reading, key, words.language),
        note=note,
    )


def _known(part: Any) -> Estimate:
    ends = (part["share"], part["low"], part["high"])
    return Estimate(*(float(number) if pd.notna(number) else None for number in ends))


def _steps(parts: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The parts in the order of the chart, each beginning where the one before ends."""
    causes = parts[~parts["part"].isin([ANYWAY, TOTAL])].sort_values("share", ascending=False)
    rest = parts[parts["part"].isin([ANYWAY, TOTAL])]
    rows = pd.concat([causes, rest], ignore_index=True)
    ends = rows["share"].cumsum()
    rows["start"], rows["end"] = ends - rows["share"], ends
    rows.loc[rows["part"] == TOTAL, ["start", "end"]] = [0.0, 1.0]
    rows["place"] = range(len(rows))
    rows["kind"] = ["cause" if part in PROMOTING else part for part in rows["part"]]
    rows.loc[rows["part"].isin(HOLDING), "kind"] = "cause"
    rows["name"] = [words.name(str(part)) for part in rows["part"]]
    rows["text"] = [words.percent(float(share)) for share in rows["share"]]
    return rows


def _nobody(case: Case, words: Words) -> Exhibit:
    people = int(case.counts.groupby("seed")["customers"].first().sum())
    key = "nobody" if people else "no_customers"
    reading = capital(words(key, own=words.own, when=words.when))
    title = words("title")
    table = pd.DataFrame(
        [[words.label, words.language.number(people), words.language.number(0)]],
        columns=[words("column_provider"), words("column_customers"), words("column_leavers")],
    )
    data = case.counts.groupby("seed", as_index=False).first()[["seed", "customers", "left"]]
    return nothing.exhibit("but_for", title, reading, words.language, data, table)


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers the question about a results folder."""
    return script.main(exhibits, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
