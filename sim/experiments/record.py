"""What came out of claims: as one JSON object, and as a folder that is whole or not there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from sim.experiments.claims import Effort, Outcome, Tested, known
from sim.experiments.spread import evenly
from sim.experiments.verdicts import lies_inside
from sim.folder import MANIFEST, write_folder, write_parquet
from sim.measures import Estimate
from sim.origin import digest_of_text, notes_of, surroundings
from sim.scenario.claims import Claim, Options
from sim.scenario.measures import MEASURES

UNKNOWN = "unknown"
CLAIMS = "claims.json"
FORMAT = 1
KIND = "claims"
SAMPLE = 10
"""Runs that the record and the picture of it carry."""


def as_object(outcomes: Sequence[Outcome], effort: Effort) -> dict[str, Any]:
    """All claims with what came out, ready for JSON; unknown values are None.

    Args:
        outcomes: By scenario and exit rule.
        effort: How much was run.
    """
    import sim

    runs = spots(_replicates(outcomes, effort), _points(outcomes, effort))
    return {
        "version": sim.__version__,
        "scenarios": {outcome.scenario: outcome.hash for outcome in outcomes},
        "seed": effort.seed,
        "points": effort.points,
        "customers": effort.customers,
        "replicates": effort.replicates,
        "runs": sum(outcome.runs for outcome in outcomes),
        "spots": len(runs),
        "sample": evenly(runs, SAMPLE),
        "claims": [_claim(found) for outcome in outcomes for found in outcome.claims],
    }


def notes(record: Mapping[str, Any]) -> dict[str, str]:
    """What the picture of a record carries, see `sim.origin.notes_of`.

    Args:
        record: From `as_object`, perhaps read back; older ones do not have hashes and runs.
    """
    told = {name: value for name, value in record.items() if name != "claims"}
    of = record.get("scenarios", dict.fromkeys(row["scenario"] for row in record["claims"]))
    told["scenario"] = ", ".join(of)
    told["hash"] = digest_of_text(json.dumps(of, sort_keys=True))
    return notes_of(KIND, told, digest_of_text(json.dumps(record["claims"], sort_keys=True)))


def spots(replicates: pd.DataFrame, points: pd.DataFrame) -> list[dict[str, Any]]:
    """Where the questions of a test were asked, and what was known there.

    Args:
        replicates: Table of that name.
        points: Table of that name.

    Returns:
        scenario, rule, seed (None at a point), point (None with a seed), and numbers by claim;
        None where a point did not tell. With a seed, claims that had been decided are left out.
    """
    found = []
    for table, place in ((replicates, "seed"), (points, "point")):
        there = table[table["value"].notna()] if place == "seed" else table
        for key, rows in there.groupby(["scenario", "rule", place], sort=False):
            number = int(rows[place].iloc[0])
            nothing: Any = None
            values = rows["value"].astype(object).where(rows["value"].notna(), nothing)
            found.append(
                {
                    "scenario": key[0],
                    "rule": key[1],
                    "seed": number if place == "seed" else None,
                    "point": number if place == "point" else None,
                    "numbers": dict(zip(rows["claim"], values, strict=True)),
                }
            )
    return found


def described(claim: Claim) -> str:
    """Measure, of whom and in which worlds: `share.use of train, faster_security against as_is`."""
    text = claim.measure
    own = _options(claim)
    if own:
        text += " of " + ", ".join(own)
    if claim.plan is not None:
        text += f", plan {claim.plan}"
    if claim.is_compared:
        text += ", as a ratio to" if claim.relative else ", less"
        there = _options(claim.than) if claim.than is not None else []
        if claim.other_world is not None:
            there.append(f"world {claim.other_world}")
        text += " that of " + ", ".join(there)
    return text


def claimed(claim: Claim) -> str:
    """The claimed region: `above 0 by 0.02`."""
    parts = []
    for word in ("at_least", "at_most", "above", "below"):
        bound = getattr(claim, word)
        if bound is None:
            continue
        by = f" by {claim.minimum:g}" if claim.minimum and word in ("above", "below") else ""
        parts.append(f"{word.replace('_', ' ')} {bound:g}{by}")
    return ", ".join(parts)


def save(
    target: str | Path, outcomes: Sequence[Outcome], effort: Effort, *, overwrite: bool = False
) -> Path:
    """Writes a folder: `claims.json`, and every run's numbers in Parquet.

    | file | rows |
    |---|---|
    | `replicates.parquet` | scenario, rule, claim, seed, value |
    | `points.parquet` | scenario, rule, claim, point, value, holds |
    | `design.parquet` | scenario, point, path, number or choice |

    Args:
        target: The folder; it must not be there yet, or be empty.
        outcomes: By scenario and exit rule.
        effort: How much was run.
        overwrite: Whether an older folder of results may be replaced.

    Returns:
        The folder, as an absolute path.

    Raises:
        FileExistsError: Something is there that may not be replaced.
        OSError: The disk did not accept it; nothing has changed then.
    """

    def fill(folder: Path) -> None:
        text = json.dumps(as_object(outcomes, effort), indent=1, ensure_ascii=False)
        (folder / CLAIMS).write_text(text + "\n", encoding="utf-8")
        tables = {"replicates": _replicates, "points": _points, "design": _design}
        rows = {
            f"{name}.parquet": write_parquet(
                folder / f"{name}.parquet", [make(outcomes, effort)], {}
            )
            for name, make in tables.items()
        }
        notes = {
            "format": FORMAT,
            "kind": KIND,
            "files": rows,
            "written": datetime.now(UTC).isoformat(timespec="seconds"),
            **surroundings(),
        }
        (folder / MANIFEST).write_text(json.dumps(notes, indent=2) + "\n", encoding="utf-8")

    return write_folder(target, fill, overwrite=overwrite)


def number(value: float | None) -> str:
    """Three digits that count; no exponents for what people read."""
    if value is None:
        return UNKNOWN
    if value == 0 or 1e-4 <= abs(value) < 1e6:
        digits = f"{value:.3g}"
        return f"{value:.0f}" if "e" in digits else digits
    return f"{value:.2g}"


def _claim(found: Tested) -> dict[str, Any]:
    claim, trial, robust = found.claim, found.trial, found.robustness
    return {
        "scenario": found.scenario,
        "rule": found.rule,
        "id": claim.id,
        "statement": claim.statement,
        "says": claim.says,
        "measure": claim.measure,
        "unit": MEASURES[claim.measure].unit,
        "of": described(claim),
        "claimed": claimed(claim),
        "bounds": list(claim.bounds),
        "verdict": trial.verdict,
        "estimate": _rounded(trial.estimate),
        "beside": {name: _rounded(found) for name, found in found.beside.items()},
        "runs": trial.runs,
        "known": trial.known,
        "robustness": None
        if robust is None
        else {
            "share": _rounded(robust.share),
            "points": robust.points,
            "unknown": robust.unknown,
            "refused": robust.refused,
            "low": _round(robust.low),
            "high": _round(robust.high),
        },
        "expects": claim.expects,
        "evidence": claim.evidence,
        "as_expected": found.is_as_expected,
    }


def _rounded(estimate: Estimate) -> dict[str, float | None]:
    return {name: _round(value) for name, value in estimate.as_dict().items()}


def _round(value: float | None) -> float | None:
    """Six digits: more are noise, and would differ between machines."""
    return None if value is None else float(f"{value:.6g}")


def _options(options: Options) -> list[str]:
    found = []
    for name in Options.model_fields:
        value = getattr(options, name)
        if value is None:
            continue
        if name == "provider":
            found.append(str(value))
        elif name == "window":
            found.append(f"periods {value[0]} to {value[1]}")
        elif name == "touchpoints":
            found.append(f"touchpoints {' or '.join(value)}")
        elif isinstance(value, float):
            found.append(f"{name} {value:g}")
        else:
            found.append(f"{name} {value}")
    return found


def _replicates(outcomes: Sequence[Outcome], effort: Effort) -> pd.DataFrame:
    rows = [
        (found.scenario, found.rule, found.claim.id, (effort.seed + k) % 2**64, value)
        for found in _all(outcomes)
        for k, value in enumerate(known(found.replicates))
    ]
    columns = ["scenario", "rule", "claim", "seed", "value"]
    return pd.DataFrame(rows, columns=columns).astype({"value": float, "seed": "uint64"})


def _points(outcomes: Sequence[Outcome], effort: Effort) -> pd.DataFrame:
    rows = [
        (found.scenario, found.rule, found.claim.id, k, value, lies_inside(found.claim, value))
        for found in _all(outcomes)
        for k, value in enumerate(found.points)
    ]
    columns = ["scenario", "rule", "claim", "point", "value", "holds"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"value": float, "point": "int32", "holds": bool})


def _design(outcomes: Sequence[Outcome], effort: Effort) -> pd.DataFrame:
    rows = []
    # The rules share the design of a scenario.
    for outcome in {outcome.scenario: outcome for outcome in outcomes}.values():
        for k, point in enumerate(outcome.design):
            for path, value in point.items():
                is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
                choice = None if is_number else str(value)
                rows.append((outcome.scenario, k, path, value if is_number else None, choice))
    frame = pd.DataFrame(rows, columns=["scenario", "point", "path", "number", "choice"])
    return frame.astype({"number": float, "point": "int32"})


def _all(outcomes: Sequence[Outcome]) -> Iterator[Tested]:
    for outcome in outcomes:
        yield from outcome.claims
