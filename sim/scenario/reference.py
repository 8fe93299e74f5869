"""The pages for those who write scenarios, made from the schema and from the list of measures.

    python -m sim.scenario.reference [DIR]

writes `scenario-file.md` (every key: type, default, bounds, meaning) and `measures.md` (every
measure that a claim may use) into DIR, `docs` when left out.
"""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.scenario.claims import Options, View
from sim.scenario.measures import MEASURES, TRIGGERS, Measure
from sim.scenario.parties import Outcome
from sim.scenario.schema import REASONS, Scenario
from sim.scenario.shape import fields, is_block
from sim.scenario.units import LISTED, PER

FEW = 3
OTHERS = "others"
WRITTEN = "Written by `python -m sim.scenario.reference`."

FILE_INTRO = """\
A scenario is one YAML file; every block and key that it may have stands here. `overstap new` writes
a commented one to start from, `overstap check FILE` says with lines what is wrong, and `overstap
schema` prints the same as JSON Schema, for editors that complete and check while one types.

`NAME` is a name that the writer chooses, of at most 60 characters (under `provenance` and `set` a
dotted path, such as `providers.train.offer.fare`); `[]` is an entry of a list. A key without a
default is needed. Unknown keys are refused. A null (`survey: null`) takes away what was inherited
by `extends`, or says "none" where that means something. Of what is inherited, blocks are merged key
by key, lists and values are replaced, and the source of a number goes when the number is another or
is taken away. A default whose meaning ends in "Free,
0.5-2." was chosen by hand, and that is its plausible range: studies of robustness turn it."""

UNITS_KNOWN = (
    "Units that are known, so that a typing error in one is found: a scale such as `0-10`, the "
    f"scenario's currency, {', '.join(f'`{unit}`' for unit in LISTED)}; or one for another, such "
    f"as `EUR/month`, where the second may be {', '.join(f'`{unit}`' for unit in PER)} too. "
    "Whatever is counted and not listed is a `number`, and its `label` says of what."
)

MEASURES_INTRO = """\
A claim compares one number with a bound. Where nothing else is said the number is of one provider
(of all together when the claim names none) and over the claim's window: sums over the window
divided by sums over the window, so that every customer-period counts the same. A year has 52 weeks,
12 months or 4 quarters. A defection is leaving for another provider, a stop leaving for the outside
option; both are voluntary. Involuntary exits are moving away, and losing a provider that closes.

**Compared.** With `against` (another world) or `than` (another provider, segment, window, ...) the
number is the measure here less the measure there or, with `relative`, divided by it, on the same
customers with the same luck.

**Null.** A number that cannot be known is null, and no claim holds by it: as the last column says
and, in a comparison, where either side is null or where one divides by 0."""


def scenario_page() -> str:
    """Every block and key of a scenario, as Markdown."""
    parts = ["# The scenario file", WRITTEN, FILE_INTRO]
    for path, block in _blocks(Scenario, ""):
        rows = [
            (
                f"`{name}`",
                *_kind(field.annotation, field.metadata, f"{path}{name}"),
                _default(field),
                _meaning(field),
            )
            for name, field in fields(block).items()
        ]
        parts.append(f"## {path.rstrip('.') or 'The whole'}")
        parts += _paragraphs(block)
        parts.append(_table(("key", "type", "bounds", "default", "meaning"), rows))
        if block is Outcome:
            parts.append(UNITS_KNOWN)
    return "\n\n".join(parts) + "\n"


def measures_page() -> str:
    """Every measure that a claim may use, as Markdown."""
    parts = ["# Measures", WRITTEN, MEASURES_INTRO, "## Options"]
    rows = []
    for name, field in Options.model_fields.items():
        takers = [m for m, spec in MEASURES.items() if name in spec.takes + spec.needs]
        few = _listed(takers) if 0 < len(takers) <= FEW else "many: see below"
        rows.append((f"`{name}`", field.description or "", few if takers else "all"))
    parts.append(_table(("option", "meaning", "for"), rows))
    for what, words in (
        ("Triggers", TRIGGERS),
        ("Reasons", REASONS),
        ("Views", get_args(View)),
    ):
        parts.append(f"{what}: {_listed(words)}.")
    families: dict[str, list[str]] = {}
    for name in MEASURES:
        families.setdefault(name.split(".")[0], []).append(name)
    families[OTHERS] = []
    for family in [family for family, names in families.items() if len(names) == 1]:
        families[OTHERS] += families.pop(family)
    families[OTHERS].sort(key=list(MEASURES).index)
    for family, names in families.items():
        parts.append(f"## {family}")
        heads = ("measure", "unit", "meaning", "of", "options", "null when")
        parts.append(_table(heads, [_measure(name, MEASURES[name]) for name in names]))
    return "\n\n".join(parts) + "\n"


def write(folder: str | Path) -> list[Path]:
    """Writes both pages.

    Args:
        folder: Where to.

    Returns:
        The files.
    """
    pages = {"scenario-file.md": scenario_page(), "measures.md": measures_page()}
    files = [Path(folder) / name for name in pages]
    for file, text in zip(files, pages.values(), strict=True):
        file.write_text(text, encoding="utf-8")
    return files


def _measure(name: str, spec: Measure) -> tuple[str, ...]:
    whose = {"provider": "one provider", "any": "one provider, or all", "market": "the market"}
    options = [f"**{option}**" for option in spec.needs] + list(spec.takes)
    if spec.against:
        options.append(f"**against: {spec.against}**")
    unit = spec.unit + {"log": ", geometric mean", "chance": ", a chance"}.get(spec.scale, "")
    return (
        f"`{name}`",
        unit,
        spec.meaning,
        whose[spec.whose],
        ", ".join(options) or "-",
        spec.unknown or "never",
    )


def _blocks(block: type[BaseModel], path: str) -> Iterator[tuple[str, type[BaseModel]]]:
    """A block and all below it, with the path that leads to each, its last point included."""
    yield path, block
    for name, field in fields(block).items():
        for below, step in _inside(field.annotation, name):
            yield from _blocks(below, f"{path}{step}.")


def _inside(annotation: Any, step: str) -> Iterator[tuple[type[BaseModel], str]]:
    """Blocks in the value of a key, and the steps that lead to them."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if is_block(annotation):
        yield annotation, step
    elif origin is dict:
        yield from _inside(arguments[1], f"{step}.NAME")
    elif origin is list:
        yield from _inside(arguments[0], f"{step}[]")
    elif origin in (Union, types.UnionType, Annotated):
        for member in arguments:
            yield from _inside(member, step)


def _kind(annotation: Any, metadata: Sequence[Any], path: str) -> tuple[str, str]:
    """Type and bounds of a value, in words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(arguments[0], [*_flat(arguments[1:]), *metadata], path)
    if origin in (Union, types.UnionType):
        parts = [_kind(member, metadata, path) for member in arguments if member is not type(None)]
        kinds = [kind for kind, _ in parts] + ["null"] * (type(None) in arguments)
        return ", or ".join(dict.fromkeys(kinds)), next((b for _, b in parts if b), "")
    if origin is Literal:
        return "one of " + _listed(arguments), ""
    bounds = _bounds(annotation, metadata)
    if is_block(annotation):
        return f"[block](#{_anchor(path)})", ""
    if origin is dict:
        inner, within = _kind(arguments[1], (), f"{path}.NAME")
        return f"NAME: {inner}", bounds or (f"each {within}" if within else "")
    if origin is list or (origin is tuple and arguments[-1] is Ellipsis):
        inner, within = _kind(arguments[0], (), f"{path}[]")
        return f"list of {inner}", bounds or (f"each {within}" if within else "")
    if origin is tuple:
        inner, _ = _kind(arguments[0], (), path)
        return f"[{', '.join([inner] * len(arguments))}]", bounds
    plain = {float: "number", int: "whole number", str: "text", bool: "true or false"}
    return plain.get(annotation, "value"), bounds


def _flat(metadata: Sequence[Any]) -> Iterator[Any]:
    for item in metadata:
        if isinstance(item, FieldInfo):
            yield from item.metadata
        else:
            yield item


def _bounds(annotation: Any, metadata: Sequence[Any]) -> str:
    found: dict[str, Any] = {}
    for item in _flat(metadata):
        for name in ("ge", "gt", "le", "lt", "multiple_of", "min_length", "max_length", "pattern"):
            value = getattr(item, name, None)
            if value is not None:
                found[name] = value
    words = []
    if "ge" in found and "le" in found:
        words.append(f"{_plain(found['ge'])} to {_plain(found['le'])}")
    else:
        forms = {"ge": "{} or more", "gt": "above {}", "le": "at most {}", "lt": "under {}"}
        words += [forms[name].format(_plain(found[name])) for name in forms if name in found]
    if "gt" in found and "le" in found:
        words = [f"above {_plain(found['gt'])}, at most {_plain(found['le'])}"]
    if "multiple_of" in found:
        words.append(f"in steps of {found['multiple_of']:g}")
    unit = "characters" if annotation is str else "entries"
    if found.get("min_length", 0) > 1 or ("min_length" in found and "max_length" not in found):
        words.append(f"at least {found['min_length']} {unit}")
    if "max_length" in found:
        least = f"{found['min_length']} to " if found.get("min_length") else "at most "
        words.append(f"{least}{_plain(found['max_length'])} {unit}")
    if "pattern" in found:
        words.append(f"`{found['pattern']}`")
    return ", ".join(words)


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


def _default(field: FieldInfo) -> str:
    value = field.default
    if field.default is PydanticUndefined:
        return "**needed**"
    if value is None:
        return "null"
    if isinstance(value, BaseModel):
        return "its defaults"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:g}"
    if value in ("", [], {}):
        return "none"
    return f"`{value}`"


def _meaning(field: FieldInfo) -> str:
    if field.description:
        return field.description
    # A key that only opens a block is explained by the block.
    below = next(_inside(field.annotation, ""), None)
    return "" if below is None else _paragraphs(below[0])[0]


def _paragraphs(block: type[BaseModel]) -> list[str]:
    return [" ".join(part.split()) for part in (block.__doc__ or "").split("\n\n")]


def _anchor(path: str) -> str:
    """The anchor that Markdown makes of a heading."""
    return re.sub(r"[^a-z0-9_-]", "", path.lower())


def _listed(values: Sequence[Any]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"

    return "\n".join([line(heads), "|" + "---|" * len(heads), *map(line, rows)])


if __name__ == "__main__":
    for file in write(sys.argv[1] if len(sys.argv) > 1 else "docs"):
        print(file)
