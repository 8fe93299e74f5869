"""Which levers make the numbers of a sweep vary, and how much of it is luck.

The design of the sweep decides what can be said:

| design | answer | module |
|---|---|---|
| `sobol` | shares of the variation: first and total order, luck taken off | `sobol` |
| `morris` | screening: which levers do more than luck | `morris` |
| `lhs`, `grid`, `table` | regression of ranks, with R2 | `ranks` |
| `oat` | none: the sweep is refused, with the designs that would do | |

`overstap sensitivity DIR` prints the answer and draws it beside the sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis import sensitivity_grid as grid
from analysis import sensitivity_pictures as pictures
from analysis.exhibit import Exhibit
from analysis.kept import brief_of, named
from analysis.language import Language
from analysis.ranks import Ranks
from analysis.sensitivity_found import Found, find_all
from analysis.sensitivity_pictures import unique
from analysis.sensitivity_readings import note, reading, table_of
from analysis.sensitivity_words import TEXT
from analysis.swept import Swept
from analysis.wording import capital
from sim.experiments.sweeps import Sweep


def exhibits(
    sweep: Sweep,
    language: Language,
    measures: Sequence[str] | None = None,
    found: Sequence[Found] | None = None,
) -> list[Exhibit]:
    """The first measure in full, and where there are more, all of them side by side.

    Args:
        sweep: A sweep, which need not be complete.
        language: Of the texts.
        measures: Names; all when left out.
        found: From `find_all`, if it is there already.

    Raises:
        SweepError: No runs are done.
        AskedError: There is no such measure, or the design says nothing of the kind.
    """
    swept = Swept(sweep)
    each = list(found) if found is not None else find_all(swept, measures)
    if not each:
        return []
    made = [_first(swept, each[0], language)]
    if len(each) > 1:
        made.append(_all(swept, each, language))
    return made


def plain(each: Sequence[Found]) -> dict[str, Any]:
    """The same for JSON: by measure the method, what it rests on, luck, and a row a lever."""
    nothing: Any = None
    return {
        one.measure: {
            "method": one.method,
            "problem": one.problem or None,
            "blocks": len(one.cube.blocks),
            "all_blocks": one.cube.all_blocks,
            "left_out": {"failed": one.cube.failed, "unknown": one.cube.unknown},
            "replicates": one.cube.values.shape[2],
            "is_luck_shared": one.cube.is_shared,
            "is_log": one.cube.is_log,
            "luck": one.luck.cells("share") | {"shared_share": float(one.result.shared)},
            **({"r2": one.result.r2.cells("value")} if isinstance(one.result, Ranks) else {}),
            "levers": one.table.astype(object)
            .where(one.table.notna(), nothing)
            .to_dict(orient="records"),
        }
        for one in each
    }


def _first(swept: Swept, found: Found, language: Language) -> Exhibit:
    title = TEXT(f"title_{found.method}", language, measure=named(swept, found.measure, language))
    said = reading(swept, found, language)
    rows = pictures.rows_of(found, language)
    data = found.table.assign(measure=found.measure, **found.luck.cells("luck"))
    return Exhibit(
        key="sensitivity",
        title=title,
        reading=said,
        data=data,
        table=table_of(swept, found, language),
        figure=lambda: pictures.draw_rows(title, said, rows, language),
        chart=lambda: pictures.rows_chart(said, rows, language),
        note=note(swept, found, language),
    )


def _all(swept: Swept, each: Sequence[Found], language: Language) -> Exhibit:
    heads = unique([capital(brief_of(swept, one.measure, language)) for one in each])
    cells = grid.cells_of(each, language, heads)
    title = TEXT(f"title_all_{each[0].method}", language)
    levers = cells[cells["lever"] != pictures.LUCK]
    known = levers[levers["part"].notna()].sort_values("part", ascending=False)
    known = known.drop_duplicates("measure").head(3)
    if known.empty:
        said = TEXT("all_nothing", language)
    else:
        best = [
            TEXT(
                "all_one", language, lever=row["label"], part=row["text"],
                measure=named(swept, str(row["measure"]), language),
            )
            for _, row in known.iterrows()
        ]  # fmt: skip
        said = TEXT(f"all_{each[0].method}", language, best="; ".join(best))
    table = cells.pivot(index="label", columns="head", values="text")
    table = table.loc[cells["label"].unique(), heads].reset_index()
    table = table.rename(columns={"label": TEXT("lever", language)}).rename_axis(columns=None)
    return Exhibit(
        key="sensitivity_all",
        title=title,
        reading=said,
        data=cells,
        table=table,
        figure=lambda: grid.draw_cells(title, said, cells, language),
        chart=lambda: grid.cells_chart(said, cells, language),
    )
