"""Reading YAML: a safe subset of YAML 1.1, with the file and line of every value.

Differences from YAML 1.1, all in favour of what a writer means: only `true` and `false` are
booleans (`no`, `on` and `off` are text), dates, times and numbers with leading zeros are text,
`1e3` is a number, and infinity and not-a-number are refused. So are tags, merge keys (`<<`),
duplicate keys, several documents, and keys that are not text. Aliases are followed within limits.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from sim.scenario.problems import KeyPath, Problem, ScenarioError, dotted, printable, shown
from sim.scenario.raw import CONTROL, MAX_DEPTH, MAX_NODES, Place, Raw, number_fault, text_fault

MAX_BYTES = 2**20

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_PROBLEMS = 100
_LONGEST_NUMBER = 40
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = re.compile("true|false", re.IGNORECASE)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*(_[0-9]+)*)")
_FLOAT = re.compile(
    r"[-+]?(([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)",
)
_NOT_FINITE = re.compile(r"[-+]?\.(inf|nan)", re.IGNORECASE)

NOT_TEXT = re.compile(
    "|".join(f"(?:{kind.pattern})$" for kind in (_INTEGER, _FLOAT))
    + "|(?i:true|false|[-+]?\\.(inf|nan))$"
)
"""Plain scalars, beyond those of YAML 1.1, that are not text here."""


def resolved(text: str) -> str | int | float | bool | None:
    """The value of a plain (unquoted) scalar; a number may come out as infinite or NaN."""
    if text in _NULLS:
        return None
    if _BOOLEAN.fullmatch(text):
        return text.lower() == "true"
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", ""))
    if _FLOAT.fullmatch(text):
        return float(text)
    # Python refuses to read integers of thousands of digits; as a float they are just infinite.
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= _LONGEST_NUMBER else float(text)
    return text


def read(path: Path) -> Raw:
    """Reads a scenario file, without what it extends.

    Args:
        path: A file of at most 1 MiB, in UTF-8.

    Returns:
        Its values and where they stand; `problems` lists what is wrong but did not stop reading.

    Raises:
        ScenarioError: The file cannot be read at all.
    """
    file = str(path)
    try:
        if path.is_dir():
            _refuse(file, None, "this is a folder; a .yaml file is needed")
        # A device or a pipe may never end, and reading it would hang.
        if path.exists() and not path.is_file():
            _refuse(file, None, "not an ordinary file")
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        _refuse(file, None, "no such file")
    except OSError as error:
        _refuse(file, None, f"cannot be read: {error.strerror or 'system error'}")
    except ValueError:
        _refuse(file, None, "this cannot be the name of a file")
    if len(content) > MAX_BYTES:
        _refuse(file, None, f"too large: more than {MAX_BYTES:,} bytes")
    return parse(_decoded(content, file), file)


def parse(text: str, file: str) -> Raw:
    """Reads a scenario from text.

    Args:
        text: One YAML document with a mapping at the top.
        file: What messages call it.

    Returns:
        Its values and where they stand; `problems` lists what is wrong but did not stop reading.

    Raises:
        ScenarioError: The text cannot be read at all.
    """
    composer = _Composer(text, file)
    root = composer.document()
    if root is None or root.value is None:
        _refuse(file, 1, "the file is empty; a scenario starts with `title: ...`")
    if not isinstance(root.value, dict):
        found = "a list" if isinstance(root.value, list) else shown(root.value)
        message = f"found {found} at the top; a mapping (`key: value` lines) is needed"
        _refuse(file, root.line, message)
    places: dict[KeyPath, Place] = {}
    data = _flattened(root, (), root.line, file, places)
    return Raw(file, data, places, problems=composer.problems)


def parse_value(text: str, origin: str, path: str) -> Any:
    """Reads one value, such as `65`, `[30, 200]` or `{mean: 1}`, as strictly as a file.

    Args:
        text: A scalar, or a list or mapping in brackets.
        origin: What messages call the place that it comes from, such as `--set`.
        path: What the value is for.

    Returns:
        A plain value.

    Raises:
        ScenarioError: The text is not one such value.
    """
    composer = _Composer(text, origin, value_of=path)
    root = composer.document()
    if composer.problems:
        raise ScenarioError(composer.problems)
    if root is None:
        _refuse(origin, None, "no value given; null takes a value away", path)
    return _flattened(root, (), 0, origin, {})


def _decoded(content: bytes, file: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse(file, None, "the file is in UTF-16; save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        _refuse(file, line, f"byte 0x{byte:02x} is not UTF-8 text; save the file as UTF-8")


def _refuse(file: str, line: int | None, message: str, path: str = "") -> NoReturn:
    raise ScenarioError([Problem(file, line, path, message)])


@dataclass(slots=True)
class _Node:
    """A value in the file; an alias leads to the same node as its anchor.

    Attributes:
        value: A scalar, a list of nodes, or a dict of (line of the key, node).
        line: Where it was written.
        size: Values in it, itself included, aliases counted in full.
        height: Levels under it.
    """

    value: Any
    line: int
    size: int = 1
    height: int = 0

    def adopt(self, child: _Node) -> None:
        """Counts a child."""
        self.size += child.size
        self.height = max(self.height, child.height + 1)


class _Composer:
    """Builds nodes from YAML events, so that limits hold before memory or the stack is used."""

    def __init__(self, text: str, file: str, value_of: str | None = None) -> None:
        self.text = text
        self.file = file
        self.value_of = value_of
        self.problems: list[Problem] = []
        self._anchors: dict[str, _Node | None] = {}
        self._count = 0

    def document(self) -> _Node | None:
        """The one document, or None when there is none."""
        control = CONTROL.search(self.text)
        if control is not None:
            line = self.text.count("\n", 0, control.start()) + 1
            self._stop(line, (), f"{text_fault(self.text)}; is this a text file?")
        events = self._events()
        try:
            next(events)
            if isinstance(next(events), yaml.StreamEndEvent):
                return None
            root = self._node(events, next(events), (), 0)
            next(events)
            extra = next(events)
            if not isinstance(extra, yaml.StreamEndEvent):
                self._stop(_line(extra), (), "a second document (`---`); one scenario a file")
            return root
        except yaml.YAMLError as error:
            self._stop(*_explained(error))
        finally:
            # Frees the parser now, and not when the garbage collector comes by.
            events.close()

    def _events(self) -> Generator[Any, None, None]:
        yield from yaml.parse(self.text, Loader=_LOADER)

    def _node(self, events: Iterator[Any], event: Any, path: KeyPath, depth: int) -> _Node:
        line = _line(event)
        if depth > MAX_DEPTH:
            self._stop(line, path[:6], f"nested more than {MAX_DEPTH} levels deep")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path, depth)
        self._counted(1, line)
        if event.tag is not None:
            tag = printable(event.tag, 40)
            self._note(line, path, f"the tag `{tag}` is not accepted; write a plain value")
        if event.anchor:
            self._anchors[event.anchor] = None
        if isinstance(event, yaml.ScalarEvent):
            node = _Node(self._scalar(event, path), line)
        elif self.value_of is not None and not event.flow_style:
            self._stop(line, path, "write a list as [a, b], a mapping as {a: 1}, a text in quotes")
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(events, line, path, depth)
        else:
            node = self._mapping(events, line, path, depth)
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _alias(self, event: Any, path: KeyPath, depth: int) -> _Node:
        line, name = _line(event), printable(event.anchor, 40)
        node = self._anchors.get(event.anchor)
        if node is None:
            fault = "contains itself" if event.anchor in self._anchors else "has no anchor"
            self._stop(line, path, f"the alias `*{name}` {fault}")
        if depth + node.height > MAX_DEPTH:
            self._stop(line, path, f"the alias `*{name}` nests more than {MAX_DEPTH} levels deep")
        self._counted(node.size, line)
        return node

    def _sequence(self, events: Iterator[Any], line: int, path: KeyPath, depth: int) -> _Node:
        items: list[_Node] = []
        node = _Node(items, line)
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            child = self._node(events, event, (*path, len(items)), depth + 1)
            node.adopt(child)
            items.append(child)
        return node

    def _mapping(self, events: Iterator[Any], line: int, path: KeyPath, depth: int) -> _Node:
        entries: dict[str, tuple[int, _Node]] = {}
        node = _Node(entries, line)
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key_line = _line(event)
            key = self._key(events, event, path, depth)
            here = path if key is None else (*path, key)
            child = self._node(events, next(events), here, depth + 1)
            node.adopt(child)
            if key is None:
                continue
            if key in entries:
                first = entries[key][0]
                self._note(key_line, here, f"written twice; the first is on line {first}")
            else:
                entries[key] = (key_line, child)
        return node

    def _key(self, events: Iterator[Any], event: Any, path: KeyPath, depth: int) -> str | None:
        line = _line(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._note(line, path, "a key is a plain name, not a list, a mapping or an alias")
            self._node(events, event, path, depth + 1)
            return None
        key = str(event.value)
        if event.implicit[0] and key == "<<":
            self._note(line, path, "merge keys (`<<`) are not accepted; use `extends:` or repeat")
            return None
        if event.tag is not None:
            self._note(line, (*path, key), "tags are not accepted; write a plain name")
        elif event.implicit[0] and not isinstance(resolved(key), str):
            meaning = shown(resolved(key))
            # `{sd: 0,3}` is a mapping with 0 and a key 3.
            comma = ", or a decimal number with a point" if key.isdecimal() else ""
            words = f"this key reads as {meaning}; write it in quotes{comma}"
            self._note(line, (*path, key), words)
        fault = text_fault(key)
        if fault is not None:
            self._note(line, (*path, key), fault)
        if event.anchor:
            self._anchors[event.anchor] = _Node(key, line)
        return key

    def _scalar(self, event: Any, path: KeyPath) -> Any:
        value: Any = resolved(event.value) if event.implicit[0] else event.value
        fault = None
        if isinstance(value, str):
            fault = text_fault(value)
        elif value is not None and not isinstance(value, bool):
            fault = number_fault(value)
        if fault is None:
            return value
        if not isinstance(value, str):
            fault += "; a text goes in quotes"
        self._note(_line(event), path, fault)
        return None

    def _counted(self, size: int, line: int) -> None:
        self._count += size
        if self._count > MAX_NODES:
            message = f"too many values: more than {MAX_NODES:,}, aliases counted in full"
            self._stop(line, (), message)

    def _problem(self, line: int, path: KeyPath, message: str) -> Problem:
        if self.value_of is not None:
            return Problem(self.file, None, self.value_of, message)
        return Problem(self.file, line, dotted(path), message)

    def _note(self, line: int, path: KeyPath, message: str) -> None:
        self.problems.append(self._problem(line, path, message))
        if len(self.problems) >= _MOST_PROBLEMS:
            self._stop(line, (), "too many problems; the rest of the file was not read")

    def _stop(self, line: int, path: KeyPath, message: str) -> NoReturn:
        raise ScenarioError([*self.problems, self._problem(line, path, message)])


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _explained(error: yaml.YAMLError) -> tuple[int, KeyPath, str]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    hint = ""
    start = getattr(error, "context_mark", None) or mark
    if "mapping values are not allowed" in problem:
        hint = "; look at the line above too: keys of one block stand equally far in, a colon has "
        hint += "a space after it, and a text with a colon and a space goes in quotes"
    elif "could not find expected ':'" in problem:
        # The parser notices at the next line; the key without a colon is what must be changed.
        mark = start
        hint = "; after a key come a colon and a space, as in `horizon: 60`"
    elif "expected ',' or" in problem:
        # So it does with a bracket that is not closed.
        mark = start
        hint = "; a bracket that opens here is not closed, or a comma or a colon is missing in it"
    elif "expected key" in problem or "expected <" in problem:
        hint = "; look at the line above too: keys of one block stand equally far in"
    elif "cannot start any token" in problem:
        hint = "; indent with spaces, and put a text that starts with a special sign in quotes"
    elif "unexpected end of stream" in problem:
        # The quote that was never closed is what must be changed, and not the end of the file.
        mark = start
        hint = "; a quote that opens here is not closed"
    line = mark.line + 1 if mark is not None else 1
    return line, (), f"not valid YAML: {printable(problem, 160)}{hint}"


def _flattened(
    node: _Node, path: KeyPath, key_line: int, file: str, places: dict[KeyPath, Place]
) -> Any:
    """The node's plain value; notes where it and everything in it were written."""
    # A block starts at its first key, one line too late for a message about the block.
    line = key_line if isinstance(node.value, (dict, list)) else node.line
    places[path] = Place(file, line, key_line)
    if isinstance(node.value, dict):
        return {
            key: _flattened(child, (*path, key), child_line, file, places)
            for key, (child_line, child) in node.value.items()
        }
    if isinstance(node.value, list):
        return [
            _flattened(child, (*path, index), child.line, file, places)
            for index, child in enumerate(node.value)
        ]
    return node.value
