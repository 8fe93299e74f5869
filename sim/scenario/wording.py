"""Pydantic's errors, in the words of somebody who writes a scenario."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, get_args

from pydantic import ValidationError

from sim.scenario import shape
from sim.scenario.files import resolved
from sim.scenario.problems import MAX_LISTED, Finding, KeyPath, names, nearest, shown

_BOUNDS = {
    "greater_than_equal": ("ge", "is below"),
    "greater_than": ("gt", "is not above"),
    "less_than_equal": ("le", "is above"),
    "less_than": ("lt", "is not below"),
    "multiple_of": ("multiple_of", "is not a multiple of"),
}
_SIZES = {
    "string_too_short": ("at least", "min_length", "characters"),
    "string_too_long": ("at most", "max_length", "characters"),
    "too_short": ("at least", "min_length", "entries"),
    "too_long": ("at most", "max_length", "entries"),
}


class _Fault(NamedTuple):
    """One of pydantic's errors, with the scenario's path in place of pydantic's.

    Attributes:
        path: Where in the scenario.
        spots: What may stand there.
        error: Pydantic's error.
        branch: The alternative that it is about, where the schema accepts several kinds of value:
            the path at which they part, and the name that pydantic gives it.
        about_key: Whether it is about the key itself.
    """

    path: KeyPath
    spots: tuple[shape.Spot, ...]
    error: Any
    branch: tuple[KeyPath, str] | None
    about_key: bool


def findings_of(refusal: ValidationError) -> list[Finding]:
    """Everything that pydantic found, one finding for each thing that the writer must change."""
    errors = refusal.errors(include_url=False)
    faults = [_fault(error) for error in errors[:MAX_LISTED]]
    findings: list[Finding] = []
    done: set[KeyPath] = set()
    for fault in faults:
        if fault.branch is None:
            findings.append(_finding(fault))
        elif fault.branch[0] not in done:
            done.add(fault.branch[0])
            findings += _one_branch([other for other in faults if _parts_at(other, fault)])
    if len(errors) > MAX_LISTED:
        findings.append(
            Finding((), f"too many problems; {len(errors) - MAX_LISTED} more are not listed")
        )
    return findings


def _parts_at(fault: _Fault, other: _Fault) -> bool:
    return (
        fault.branch is not None and other.branch is not None and fault.branch[0] == other.branch[0]
    )


def _fault(error: Any) -> _Fault:
    path: KeyPath = ()
    spots: tuple[shape.Spot, ...] = shape.ROOT
    branch: tuple[KeyPath, str] | None = None
    for step in error["loc"]:
        if step == "[key]":
            return _Fault(path, spots, error, branch, about_key=True)
        if shape.is_union(spots):
            # Where several kinds are accepted, pydantic puts the kind's name into the path.
            branch = branch or (path, str(step))
            spots = _narrowed(spots, str(step))
        else:
            path = (*path, step)
            spots = shape.below(spots, step)
    return _Fault(path, spots, error, branch, about_key=False)


def _narrowed(spots: Sequence[shape.Spot], label: str) -> tuple[shape.Spot, ...]:
    plain_label = label.removeprefix("constrained-")
    named = [spot for spot in spots if getattr(spot.kind, "__name__", "") == plain_label]
    return (named[0],) if named else (spots[0],)


def _one_branch(faults: list[_Fault]) -> list[Finding]:
    """The faults of the alternative that was probably meant; else one finding about all."""
    by_branch: dict[str, list[_Fault]] = {}
    for fault in faults:
        assert fault.branch is not None
        by_branch.setdefault(fault.branch[1], []).append(fault)
    meant = [group for group in by_branch.values() if not any(map(_is_other_kind, group))]
    if meant:
        return [_finding(fault) for fault in min(meant, key=len)]
    fault = faults[0]
    assert fault.branch is not None
    path = fault.branch[0]
    return [_wrong_kind(path, shape.at(path), fault.error["input"])]


def _is_other_kind(fault: _Fault) -> bool:
    here = fault.branch is not None and fault.path == fault.branch[0]
    return here and fault.error["type"].endswith(("_type", "literal_error"))


def _finding(fault: _Fault) -> Finding:
    error, path, spots = fault.error, fault.path, fault.spots
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _known_beside(path)
        near = nearest(str(path[-1]), known)
        comma = ""
        if re.fullmatch("[0-9]+", str(path[-1])):
            # `{mean: -0,05}` is a mapping with -0 and a key `05`.
            comma = "; the decimal sign is a point"
        message = f"unknown key; known here: {names(known)}{comma}"
        return Finding(path, message, near, about_key=True)
    if kind == "missing":
        if isinstance(path[-1], int):
            return _wrong_kind(path[:-1], shape.at(path[:-1]), value)
        return Finding(path, f"missing; {_needed(spots)}")
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        share = ""
        if words == "is above" and context[bound] == 1 and 2 <= value <= 100:
            share = f"; write a percentage as a share, {value / 100:g}"
        message = f"{shown(value)} {words} {shown(context[bound])}{_aside(spots)}{share}"
        return Finding(path, message)
    if kind in _SIZES:
        words, bound, unit = _SIZES[kind]
        what = "the name has" if fault.about_key else f"{shown(value)} has"
        if isinstance(value, list) and not fault.about_key:
            what = "found"
        message = f"{what} {_length(value, path, fault)} {unit}; {words} {context[bound]}"
        if kind == "too_long" and _numbers_only(value):
            message += "; the decimal sign is a point"
        return Finding(path, message, about_key=fault.about_key)
    if kind == "literal_error":
        choices = [str(choice) for spot in spots for choice in get_args(spot.kind)]
        near = nearest(value, choices) if isinstance(value, str) else None
        return Finding(path, f"found {shown(value)}; one of {names(choices)} is needed", near)
    if kind == "value_error":
        return Finding(path, str(context.get("error", error["msg"])))
    if kind == "string_pattern_mismatch":
        example = _aside(spots) or f" (pattern {context['pattern']})"
        return Finding(path, f"found {shown(value)}; not written as it should be{example}")
    if kind.endswith(("_type", "_parsing", "_from_float")):
        return _wrong_kind(path, spots, value)
    message = error["msg"]
    return Finding(path, f"found {shown(value)}; {message[:1].lower()}{message[1:]}")


def _wrong_kind(path: KeyPath, spots: Iterable[shape.Spot], value: Any) -> Finding:
    spots = tuple(spots)
    return Finding(path, f"found {shown(value)}; {_needed(spots)}{_hint(spots, value)}")


def _needed(spots: tuple[shape.Spot, ...]) -> str:
    return f"{shape.accepted(spots) or 'a value'} is needed{_aside(spots)}"


def _aside(spots: tuple[shape.Spot, ...]) -> str:
    about = shape.about(spots)
    return f" ({about})" if about else ""


def _hint(spots: Iterable[shape.Spot], value: Any) -> str:
    kinds = {spot.kind for spot in spots}
    if str in kinds and isinstance(value, (int, float)):
        return "; write it in quotes"
    if isinstance(value, float) and int in kinds and value.is_integer():
        meant = f"{int(value)}, or {int(value)}000 if those are thousands"
        return f"; without a point or an exponent: write {meant}"
    if not isinstance(value, str) or not kinds & {int, float}:
        return ""
    if share := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?%", value):
        return f"; write it as a share, {float(share[1]) / 100:g}"
    if re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)? ?[A-Za-z]+", value):
        return "; write the number alone, in the unit asked for"
    if float not in kinds and re.fullmatch(r"[0-9]{1,3}([.,][0-9]{3})+", value):
        return f"; write it without signs between thousands, {re.sub('[.,]', '', value)}"
    if re.fullmatch(r"[-+]?[0-9]+,[0-9]+", value):
        return "; the decimal sign is a point"
    if re.fullmatch(r"[€$£] ?[0-9]+([.,][0-9]+)?", value):
        return "; write the number alone, in the unit asked for"
    if int in kinds and re.fullmatch(r"[12][0-9]{3}-[01][0-9](-[0-3][0-9])?", value):
        return "; a period is a number, counted from `start`, which is 0"
    if re.fullmatch(r"[0-9]+(:[0-9]+)+", value):
        return "; write a time as one number, in the unit asked for"
    if re.fullmatch(r"[-+]?0[0-9]+", value):
        return "; write it without leading zeros"
    if isinstance(resolved(value), (int, float)):
        return "; write it without quotes"
    return ""


def _known_beside(path: KeyPath) -> list[str]:
    return shape.known_fields(shape.at(path[:-1]))


def _length(value: Any, path: KeyPath, fault: _Fault) -> int:
    if fault.about_key:
        return len(str(path[-1]))
    return len(value)


def _numbers_only(value: Any) -> bool:
    """Whether it is a short list of numbers, as `[0, 0,3]` is."""
    numbers = isinstance(value, list) and all(type(each) in (int, float) for each in value)
    return numbers and len(value) <= 4
