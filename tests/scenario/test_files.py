"""Reading YAML: what is accepted, what is refused, and where."""

from __future__ import annotations

import os
import time

import pytest

from sim.scenario import ScenarioError, load
from sim.scenario.catalogue import find
from sim.scenario.files import MAX_BYTES, parse, parse_value, read
from sim.scenario.raw import Place


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        parse(text, "file")
    return str(caught.value)


def test_every_value_knows_its_file_and_line():
    raw = parse("a: 1\nb:\n  - x\n  - {c: 2,\n     d: 3}\ne:\n  f: 4\n", "file")
    assert raw.data == {"a": 1, "b": ["x", {"c": 2, "d": 3}], "e": {"f": 4}}
    lines = {path: place.line for path, place in raw.places.items()}
    assert lines[("a",)] == 1
    assert lines[("b", 0)] == 3
    assert lines[("b", 1, "c")] == 4
    assert lines[("b", 1, "d")] == 5
    assert lines[("e",)] == 6
    assert lines[("e", "f")] == 7
    assert raw.place(("e", "f", "g")) == Place("file", 7, 7)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2006-02", "2006-02"),
        ("2006-02-01", "2006-02-01"),
        ("1:30", "1:30"),
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("true", True),
        ("FALSE", False),
        ("010", "010"),
        ("0x10", "0x10"),
        ("1_000", 1000),
        ("-5", -5),
        ("+.5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("-1.5E-3", -0.0015),
        ("~", None),
        ("null", None),
        ("'65'", "65"),
        ("'true'", "true"),
        ("nan", "nan"),
        ("1,5", "1,5"),
    ],
)
def test_scalars_mean_what_a_writer_means(text: str, value: object):
    read_value = parse(f"a: {text}", "file").data["a"]
    assert read_value == value
    assert type(read_value) is type(value)


@pytest.mark.parametrize("text", [".nan", ".inf", "-.INF", "1e999", "9" * 5000])
def test_numbers_that_are_not_finite_are_refused_with_their_line(text: str):
    raw = parse(f"title: x\na: {text}", "file")
    (problem,) = raw.problems
    assert (problem.line, problem.path) == (2, "a")
    assert "finite number" in problem.message


@pytest.mark.parametrize("text", ["100000000000000000000000000", "1e308", "-1.0e+20"])
def test_numbers_beyond_64_bits_are_refused(text: str):
    (problem,) = parse(f"a: {text}", "file").problems
    assert "too large" in problem.message


def test_two_equal_keys_are_refused_with_both_lines():
    (problem,) = parse("a: 1\nb: 2\na: 3", "file").problems
    assert (problem.line, problem.path) == (3, "a")
    assert "the first is on line 1" in problem.message


@pytest.mark.parametrize(
    "tag",
    ["!!python/object/apply:os.system ['true']", "!foo x", "! x", "!!str 1", "!!float 1"],
)
def test_tags_are_refused(tag: str):
    (problem,) = parse(f"a: {tag}", "file").problems
    assert problem.line == 1
    assert "tag" in problem.message


@pytest.mark.parametrize(
    ("key", "words"), [("1", "1"), ("true", "true"), ("1.5", "1.5"), ("~", "null")]
)
def test_keys_that_are_not_text_are_refused_with_a_hint(key: str, words: str):
    (problem,) = parse(f"{key}: 1", "file").problems
    assert words in problem.message
    assert "write it in quotes" in problem.message


def test_words_that_yaml_takes_for_booleans_can_be_names():
    assert parse("no: 1\non: 2\n'1': 3", "file").data == {"no": 1, "on": 2, "1": 3}


def test_keys_that_are_lists_mappings_or_aliases_are_refused():
    for text in ("? [a]\n: 1", "? {a: 1}\n: 1", "a: &x b\n*x : 1"):
        assert "a key is a plain name" in parse(text, "file").problems[0].message


def test_merge_keys_are_refused_but_quoted_ones_are_names():
    assert "merge keys" in parse("a: &a {b: 1}\nc: {<<: *a}", "file").problems[0].message
    assert not parse("'<<': 1", "file").problems


def test_aliases_are_followed_and_point_at_what_they_repeat():
    raw = parse("a: &x {b: 1}\nc: *x\n", "file")
    assert raw.data["c"] == {"b": 1}
    assert raw.places[("c", "b")].line == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("# only a comment\n", "empty"),
        ("---\n", "empty"),
        ("- a\n- b\n", "found a list at the top"),
        ("just text", "found 'just text' at the top"),
        ("a: 1\n---\nb: 2\n", "file:2: a second document"),
        ("a: b: c\n", "goes in quotes"),
        ("a: 1\n\tb: 2\n", "not valid YAML"),
        ("a: @x\n", "not valid YAML"),
        ('a: "unfinished\n', "not valid YAML"),
        (
            'a: 1\nb: "unfinished\nc: 2\n',
            "file:2: not valid YAML: found unexpected end of stream; a q",
        ),
        ("a: 1\nx: [1, 2\nb: 3\n", "file:2: not valid YAML: did not find expected ',' or ']'; a b"),
        ("a: 1\nx: {b: 1,\n    c 2,\nd: 3\n", "file:2: not valid YAML"),
        ("a: 1\nb 2\nc: 3\n", "file:2: not valid YAML: could not find expected ':'; after a key"),
        ("a:\n  b: 1\n c: 2\n", "file:3: not valid YAML: did not find expected key; look at the"),
        ("a:\n  b: 1\n   c: 2\n", "look at the line above too: keys of one block stand equally"),
        ("a:1\nb: 2\n", "a colon has a space after it"),
        ("a: *nowhere\n", "has no anchor"),
        ("a: &x [*x]\n", "contains itself"),
        ("a: &x {b: {c: *x}}\n", "contains itself"),
        ("a: 1\nb: \x07\n", "file:2: control character U+0007"),
        ("a: \x00\n", "U+0000"),
        ("a: x\u202ey\n", "U+202E"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text: str, words: str):
    assert words in refusal(text)


def test_control_characters_by_escape_are_refused():
    assert "U+0000" in parse('a: "x\\0"', "file").problems[0].message
    # It turns the direction of what follows, in a terminal and on a page.
    assert "U+202E" in parse('a: "x\\u202e"', "file").problems[0].message
    assert "U+001B" in parse('"\\e[2J": 1', "file").problems[0].message


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 5_000, "? " * 5_000])
def test_deep_nesting_is_refused_quickly(text: str):
    start = time.perf_counter()
    assert "levels deep" in refusal(text)
    assert time.perf_counter() - start < 2


def test_an_alias_bomb_is_refused_quickly():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    start = time.perf_counter()
    assert "too many values" in refusal("\n".join(lines))
    assert time.perf_counter() - start < 2


def test_aliases_cannot_nest_deeper_than_brackets():
    lines = ["a0: &a0 [[[[[x]]]]]"]
    lines += [f"a{n}: &a{n} [[[[[*a{n - 1}]]]]]" for n in range(1, 6)]
    assert "nests more than" in refusal("\n".join(lines))


def test_too_many_values_and_too_many_problems_are_refused():
    assert "too many values" in refusal("a: [" + "1, " * 60_000 + "1]")
    with pytest.raises(ScenarioError) as caught:
        parse("\n".join(f"{n}: 1" for n in range(1000)), "file")
    assert len(caught.value.problems) == 101


def test_files_of_other_kinds_are_refused(tmp_path, problems):
    assert "too large" in problems(b"a: " + b"x" * MAX_BYTES)[0].message
    assert "UTF-16" in problems("title: x".encode("utf-16"))[0].message
    (problem,) = problems(b"title: x\nquestion: \xff\xfe\n")
    assert (problem.line, "UTF-8" in problem.message) == (2, True)
    assert "control character" in problems(bytes(range(1, 128)))[0].message
    for missing in (tmp_path, tmp_path / "no.yaml", tmp_path / ("x" * 5000)):
        with pytest.raises(ScenarioError):
            read(missing)


def test_a_link_that_leads_nowhere_is_not_taken_for_another_name(tmp_path):
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nothing.yaml")
    (tmp_path / "round.yaml").symlink_to(tmp_path / "round.yaml")
    for name in ("gone.yaml", "round.yaml"):
        with pytest.raises(ScenarioError) as caught:
            find(tmp_path / name)
        assert str(caught.value) == f"{tmp_path / name}: a link that leads to no file"


def test_a_name_without_its_ending_leads_to_the_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("title: x")
    with pytest.raises(ScenarioError, match=r"did you mean `mine\.yaml`"):
        find("mine")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_and_does_not_hang(tmp_path):
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    with pytest.raises(ScenarioError, match="not an ordinary file"):
        read(pipe)
    with pytest.raises(ScenarioError, match="not a file"):
        load(pipe)


def test_byte_order_marks_and_windows_lines_are_read(write):
    raw = read(write(b"\xef\xbb\xbftitle: x\r\nhorizon: 5\r\n"))
    assert raw.data == {"title": "x", "horizon": 5}
    assert raw.places[("horizon",)].line == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("65", 65),
        ("[30, 200]", [30, 200]),
        ("{mean: 1}", {"mean": 1}),
        ("fast security", "fast security"),
        ("'65'", "65"),
        ("2006-02", "2006-02"),
        ("null", None),
    ],
)
def test_one_value_is_read_as_in_a_file(text: str, value: object):
    assert parse_value(text, "--set", "path") == value


@pytest.mark.parametrize("text", ["", "a: b", "- a", "!x 1", ".nan", "[1", "1\n---\n2", "*a"])
def test_one_value_is_as_strict_as_a_file(text: str):
    with pytest.raises(ScenarioError) as caught:
        parse_value(text, "--set", "path")
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.path) == ("--set", None, "path")
