"""Saving scenarios, and telling editors what they may contain."""

from __future__ import annotations

import re
from typing import Any

import yaml
from pydantic import BaseModel

from sim.scenario.files import NOT_TEXT
from sim.scenario.schema import Scenario

_BREAK = re.compile("[\n\u2028\u2029]")
_INHERITING = ".inheriting"


def dump(scenario: Scenario) -> str:
    """A scenario as YAML that loads to an equal one: resolved, with every default written out.

    Args:
        scenario: A scenario.

    Returns:
        YAML, in the order of the schema.
    """
    return yaml.dump(
        _written(scenario),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=100,
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema of scenario files, for editors.

    Returns:
        A schema (draft 2020-12) with descriptions. A file with `extends` may leave out what it
        inherits, and take values away with null.
    """
    whole = Scenario.model_json_schema()
    blocks = {**whole.pop("$defs", {}), "Scenario": whole}
    for name, block in list(blocks.items()):
        blocks[name + _INHERITING] = _relaxed(block)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "overstap scenario",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"#/$defs/Scenario{_INHERITING}"},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": blocks,
    }


def _written(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return {
            name: _written(getattr(value, name))
            for name, field in type(value).model_fields.items()
            if not (getattr(value, name) is None and field.default is None)
        }
    if isinstance(value, dict):
        return {key: _written(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_written(item) for item in value]
    return value


class _Dumper(yaml.SafeDumper):
    """Quotes every text that this program, or another YAML 1.1 reader, would not read as text."""

    def represent_str(self, data: str) -> yaml.ScalarNode:
        """Writes line breaks of every kind as escapes; unescaped, a reader may fold them."""
        style = '"' if _BREAK.search(data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)

    def ignore_aliases(self, data: Any) -> bool:
        """Never writes anchors: a reader should not have to look things up."""
        return True


_Dumper.add_representer(str, _Dumper.represent_str)
_Dumper.add_implicit_resolver("tag:overstap,2026:other", NOT_TEXT, None)


def _relaxed(schema: Any) -> Any:
    """The schema of a part of a scenario that may be left out or taken away."""
    if isinstance(schema, list):
        return [_relaxed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    relaxed = {}
    for key, value in schema.items():
        if key == "$ref":
            relaxed[key] = value + _INHERITING
        elif key == "properties":
            relaxed[key] = {
                name: {"anyOf": [_relaxed(item), {"type": "null"}]} for name, item in value.items()
            }
        elif key == "additionalProperties" and isinstance(value, dict):
            relaxed[key] = {"anyOf": [_relaxed(value), {"type": "null"}]}
        elif key not in ("required", "minProperties", "default"):
            relaxed[key] = _relaxed(value)
    return relaxed
