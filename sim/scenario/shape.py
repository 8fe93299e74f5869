"""What a scenario may contain: which names, and which kinds of values, at which path.

Read from the annotations of the pydantic blocks, so that the schema is written once.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.problems import KeyPath, names
from sim.scenario.schema import Scenario


class Spot(NamedTuple):
    """One kind of value that may stand at a path.

    Attributes:
        kind: A class, `dict[...]`, `list[...]`, `Literal[...]`, None's type or `Any`.
        field: The field that it belongs to, if it is one.
    """

    kind: Any
    field: FieldInfo | None = None


ROOT = (Spot(Scenario),)


def below(spots: Iterable[Spot], key: str | int) -> tuple[Spot, ...]:
    """What may stand under a key; empty when the key means nothing there."""
    found: list[Spot] = []
    for spot in spots:
        origin, arguments = get_origin(spot.kind), get_args(spot.kind)
        if spot.kind is Any:
            found.append(spot)
        elif is_block(spot.kind):
            field = fields(spot.kind).get(str(key))
            if field is not None:
                found += [Spot(kind, field) for kind in _kinds(field.annotation)]
        elif origin is dict:
            found += [Spot(kind, spot.field) for kind in _kinds(arguments[1])]
        elif origin is list and isinstance(key, int):
            found += [Spot(kind, spot.field) for kind in _kinds(arguments[0])]
        elif origin is tuple and isinstance(key, int) and key < len(arguments):
            found += [Spot(kind, spot.field) for kind in _kinds(arguments[key])]
    return tuple(found)


def at(path: KeyPath) -> tuple[Spot, ...]:
    """What may stand at a path of the scenario; empty when the path means nothing."""
    spots: tuple[Spot, ...] = ROOT
    for key in path:
        spots = below(spots, key)
    return spots


def is_block(kind: Any) -> bool:
    """Whether a kind of value is a block with fields of its own."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def is_union(spots: Iterable[Spot]) -> bool:
    """Whether values of different kinds are accepted, none aside."""
    return sum(spot.kind is not type(None) for spot in spots) > 1


def is_container(spot: Spot) -> bool:
    """Whether a kind of value has other values in it."""
    return is_block(spot.kind) or get_origin(spot.kind) in (dict, list, tuple)


def accepts_none(spots: Iterable[Spot]) -> bool:
    """Whether a null means something there."""
    return any(spot.kind in (type(None), Any) for spot in spots)


def fields(block: type[BaseModel]) -> dict[str, FieldInfo]:
    """A block's fields, by the name that a scenario uses."""
    return {field.alias or name: field for name, field in block.model_fields.items()}


def known_fields(spots: Iterable[Spot]) -> list[str]:
    """The names of all fields that may stand under a path."""
    return [name for spot in spots if is_block(spot.kind) for name in fields(spot.kind)]


def about(spots: Iterable[Spot]) -> str:
    """What the schema says about a value, in one short sentence; may be empty."""
    for spot in spots:
        if spot.field is not None and spot.field.description:
            sentence = spot.field.description.split(". ")[0]
            sentence = sentence if sentence.endswith("...") else sentence.removesuffix(".")
            return sentence if len(sentence) <= 100 else sentence[:97] + "..."
    return ""


def accepted(spots: Iterable[Spot]) -> str:
    """The values that are accepted, in words: `a number, or a mapping with mean, shape`."""
    words = [_words(spot.kind) for spot in spots if spot.kind is not type(None)]
    if accepts_none(spots) and words:
        words.append("null")
    return ", or ".join(dict.fromkeys(words))


def _words(kind: Any) -> str:
    origin = get_origin(kind)
    if origin is Literal:
        return "one of " + names(get_args(kind))
    if is_block(kind):
        return f"a mapping with {names(fields(kind))}"
    if origin is dict:
        return "a mapping (`name: value` lines)"
    if origin is tuple:
        return f"a list of {len(get_args(kind))}"
    plain = {float: "a number", int: "a whole number", str: "a text", bool: "true or false"}
    return plain.get(kind, "a list" if origin is list else "a value")


def _kinds(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _kinds(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for member in get_args(annotation):
            yield from _kinds(member)
    else:
        yield annotation
