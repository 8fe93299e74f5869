"""Whatever a file holds, loading it ends in a scenario or in a ScenarioError."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.scenario import Scenario, ScenarioError, load, load_text, with_values
from sim.scenario.overrides import parse_set

MARKET = Path(__file__).parent / "market.yaml"

TEXT = MARKET.read_text(encoding="utf-8")
LINES = TEXT.splitlines(keepends=True)
SCENARIO = load(MARKET)

PIECES = st.sampled_from(
    ["{", "}", "[", "]", ":", ": ", "- ", ",", "\n", "  ", "\t", "#", "&a ", "*a", "!", "!!str ",
     "<<: ", "? ", "| ", "> ", "'", '"', "null", ".nan", ".inf", "1e999", "-1", "0", "9" * 400,
     "true", "---\n", "...\n", "%YAML 1.1\n", "\x00", "\u2028", "\ufeff", "providers", "offer",
     "{a: b}", "[1, 2]", "extends: ", "x" * 70]
)  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["compare", "train", "fare", "0-1", "EUR", "2006-02"]),
)
KEYS = st.one_of(
    st.text(max_size=10),
    st.integers(),
    st.sampled_from(["title", "share", "offer", "fare", "mean", "set", "path", "at", "range"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
PATHS = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(
            ["providers", "train", "offer", "fare", "survey", "interventions", "0", "set", "at",
             "levers", "train_fare", "path", "range", "customers", "segments", "business", "taste",
             "needs", "share", "what_if", "cheap_train", "rules", "exit", "modes", "claims",
             "providers.train.offer.fare", "title", "horizon", "observed", "provenance", ""]
        ),
        min_size=1,
        max_size=6,
    ).map(".".join),
)  # fmt: skip


def loads_or_refuses(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.yaml"
        path.write_bytes(content)
        try:
            load(path)
        except ScenarioError as error:
            message = str(error)
        else:
            message = "none"
        assert message
        assert all(line.isprintable() for line in message.splitlines())


@given(st.binary(max_size=400))
def test_bytes(content: bytes):
    loads_or_refuses(content)


@given(st.text(max_size=400))
@example("? ")
@example("*a: b")
@example("a: &a\nb: *a")
def test_texts(content: str):
    loads_or_refuses(content.encode("utf-8", "surrogatepass"))


@given(st.lists(PIECES, max_size=40).map("".join))
def test_texts_that_look_like_yaml(content: str):
    loads_or_refuses(content.encode())


@settings(max_examples=300)
@given(st.data())
def test_mutations_of_a_sound_scenario(data: st.DataObject):
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        what = data.draw(st.sampled_from(["drop", "double", "swap", "insert", "cut", "indent"]))
        if what == "drop":
            lines[at] = ""
        elif what == "double":
            lines[at] *= 2
        elif what == "swap":
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif what == "indent":
            lines[at] = "  " + lines[at] if data.draw(st.booleans()) else lines[at][2:]
        else:
            column = data.draw(st.integers(0, len(lines[at])))
            piece = "" if what == "cut" else data.draw(PIECES)
            keep = column + data.draw(st.integers(0, 12))
            lines[at] = lines[at][:column] + piece + lines[at][keep:]
    loads_or_refuses("".join(lines).encode("utf-8", "surrogatepass"))


@settings(max_examples=300)
@given(PATHS, VALUES)
@example("levers", None)
@example("levers", {"x": 5})
@example("what_if.cheap_train.set", {"levers": None})
@example("what_if.cheap_train.set", {"levers": 5, "train_fare": 3})
@example("what_if.cheap_train.set", {"interventions": None, "interventions.0.at": 3})
@example("interventions.0.set", {"providers": None})
@example("levers.exit_rule.path", "interventions.0")
@example("levers.exit_rule.path", "levers.exit_rule.path")
@example("levers.train_fare.path", "interventions.0.set.providers.train.offer.fare")
@example("providers", {})
def test_values_from_a_program(path: str, value: object):
    with contextlib.suppress(ScenarioError):
        assert isinstance(with_values(SCENARIO, {path: value}), Scenario)
    with contextlib.suppress(ScenarioError):
        assert isinstance(load(MARKET, overrides={path: value}), Scenario)


@given(VALUES)
def test_mappings_from_a_program(value: object):
    if isinstance(value, dict):
        with contextlib.suppress(ScenarioError):
            load(value)


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=8).map("".join)), PATHS)
def test_texts_of_set(text: str, path: str):
    with contextlib.suppress(ScenarioError):
        parse_set(text)
    with contextlib.suppress(ScenarioError):
        load_text(TEXT, overrides=[f"{path}={text}"])
