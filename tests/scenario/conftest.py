"""A sound scenario, and ways to spoil it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import Problem, ScenarioError, load

MARKET = Path(__file__).parent / "market.yaml"


@pytest.fixture(scope="session")
def market() -> str:
    return MARKET.read_text(encoding="utf-8")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a scenario file and returns its path."""

    def write_file(content: str | bytes, name: str = "scenario.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


@pytest.fixture
def problems(write: Callable[..., Path]) -> Callable[..., tuple[Problem, ...]]:
    """What is wrong with a scenario file."""

    def load_problems(content: str | bytes, **options: object) -> tuple[Problem, ...]:
        with pytest.raises(ScenarioError) as caught:
            load(write(content), **options)  # type: ignore[arg-type]
        return caught.value.problems

    return load_problems


@pytest.fixture
def spoiled(
    market: str, problems: Callable[..., tuple[Problem, ...]]
) -> Callable[..., tuple[Problem, ...]]:
    """What is wrong with the sound scenario after texts in it were replaced."""

    def spoil(*changes: tuple[str, str]) -> tuple[Problem, ...]:
        text = market
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} is not in the scenario once"
            text = text.replace(old, new)
        return problems(text)

    return spoil


@pytest.fixture
def line_of(market: str) -> Callable[[str], int]:
    """The line of a text in the sound scenario."""

    def find_line(text: str) -> int:
        assert market.count(text) == 1
        return market[: market.index(text)].count("\n") + 1

    return find_line
