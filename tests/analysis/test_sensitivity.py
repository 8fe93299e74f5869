"""What a sweep says in words and pictures about its levers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.language import DUTCH, ENGLISH
from analysis.sensitivity import exhibits, plain
from analysis.sensitivity_found import chosen, find, find_all
from analysis.swept import AskedError, Swept, digits_of, draw
from analysis.turned import Turned
from sim.experiments.sweeps import Sweep, SweepError
from tests.analysis import shown
from tests.analysis.fake_sweeps import fake, hostile

SHARE = "defections.satisfied_share(airline)"
BASE = "defections.base_rate(airline)"
RATIO = "defections.hazard_ratio(airline)"


def additive(told: pd.DataFrame) -> dict[str, Any]:
    """Three quarters of the variance between points are the fare's, a quarter is the calls'."""
    rng = np.random.default_rng(int(told["run"][0]))
    luck = rng.normal(0, 0.1, len(told))
    fare = np.sqrt(3) * told["u_train_fare"] if "u_train_fare" in told else 0.0
    return {
        "share(train)": fare + told["u_calls"] + luck,
        SHARE: 0.5 + 0.1 * told["u_calls"] + luck / 10,
        BASE: 0.6 + luck / 10,
        RATIO: 1.2 + luck / 10,
    }


def swept(folder: Path, **options: Any) -> Sweep:
    options = {
        "design": "sobol", "points": 128, "replicates": 3, "levers": ["train_fare", "calls"],
        "independent": True,
    } | options  # fmt: skip
    return fake(folder, additive, **options)


def test_the_sentence_has_the_numbers(tmp_path: Path) -> None:
    sweep = swept(tmp_path / "s")
    # Levers have a variance of (3 + 1) / 12 = 1/3, luck 0.01: 2.9% of a single run. The fare alone
    # has 3/4 of the rest, 73%.
    (first,) = exhibits(sweep, ENGLISH)
    found = find_all(Swept(sweep))[0]
    assert found.luck.value == pytest.approx(0.01 / (1 / 3 + 0.01), abs=0.003)
    best = found.table.iloc[0]
    assert best["alone"] == pytest.approx(0.75 * (1 - found.luck.value), abs=0.03)
    assert first.reading.startswith(
        f"{100 * best['alone']:.0f}% of the variation of the share of use of high-speed train at "
        "the end between single runs comes from “Train fare” alone ("
    )
    assert ", then “Customers that the airline turns to” with" in first.reading
    assert first.reading.endswith("luck is 3%.")
    assert "Every run had luck of its own" in first.note
    assert first.table.iloc[:, 0].tolist() == [
        "Train fare", "Customers that the airline turns to", "Luck",
    ]  # fmt: skip
    assert "Train fare" in shown.texts(first.figure())


@pytest.mark.parametrize(
    ("design", "points"), [("sobol", 32), ("morris", 16), ("lhs", 60), ("grid", 60)]
)
@pytest.mark.parametrize("replicates", [1, 3])
def test_every_design_has_its_answer(
    tmp_path: Path, design: str, points: int, replicates: int
) -> None:
    levers = ["train_fare", "calls", "policy", "attention_on"]
    sweep = swept(
        tmp_path / "s", design=design, points=points, replicates=replicates, levers=levers,
        independent=False, measures=["share(train)", SHARE],
    )  # fmt: skip
    english, dutch = exhibits(sweep, ENGLISH), exhibits(sweep, DUTCH)
    assert [one.key for one in english] == ["sensitivity", "sensitivity_all"]
    shown.both(english, dutch)
    assert len(english[0].table) >= 4
    numbers = plain(find_all(Swept(sweep)))
    assert set(numbers) == {"share(train)", SHARE, BASE, RATIO}
    assert numbers["share(train)"]["levers"][0]["lever"] == "train_fare"


def test_a_share_of_satisfied_leavers_never_stands_alone(tmp_path: Path) -> None:
    sweep = swept(tmp_path / "s", measures=["share(train)", SHARE])
    assert chosen(Swept(sweep), [SHARE]) == [SHARE, BASE, RATIO]
    assert chosen(Swept(sweep), None) == [SHARE, BASE, RATIO, "share(train)"]
    first, every = exhibits(sweep, ENGLISH, [SHARE])
    assert "55% of the leavers were satisfied, 60% of all customers at risk" in first.note
    assert "hazard ratio dissatisfied : satisfied 1.20" in first.note
    heads = [f"{what}, air shuttle" for what in ("Satisfied share", "Base rate", "Hazard ratio")]
    assert every.table.columns[1:].tolist() == heads


@pytest.mark.parametrize(("design", "points"), [("sobol", 128), ("morris", 24), ("lhs", 80)])
def test_ratios_are_compared_on_the_log_scale(tmp_path: Path, design: str, points: int) -> None:
    def function(told: pd.DataFrame) -> dict[str, Any]:
        ratio = 4.0 ** told["u_train_fare"] * 2.0 ** told["u_calls"]
        return {RATIO: ratio * np.where(told["replicate"] % 2 == 0, 3.0, 1 / 3)}

    made = fake(
        tmp_path / "s", function, design=design, points=points, measures=[RATIO], replicates=2,
        levers=["train_fare", "calls"],
    )  # fmt: skip
    found = find_all(Swept(made))[0]
    assert found.cube.is_log
    rows = found.table.set_index("lever")
    (first,) = exhibits(made, ENGLISH)
    assert "the hazard ratio of air shuttle, dissatisfied : satisfied" in first.reading
    assert "its logarithm is what counts" in first.note
    if design == "sobol":  # log 4 and log 2: the variances are as 4 to 1
        assert rows.loc["train_fare", "first"] == pytest.approx(0.8, abs=0.03)
        assert rows.loc["train_fare", "total"] == pytest.approx(0.8, abs=0.03)
    elif design == "morris":
        assert rows.loc["train_fare", "mu_star"] == pytest.approx(np.log(4))
        assert "most: by a factor of 4.00 over its range (4.00 to 4.00)" in first.reading
        assert first.table.iloc[0, 1] == "×4.00 (×4.00 to ×4.00)"
    else:
        assert found.result.r2.value > 0.9


def test_the_mean_of_ratios_is_the_geometric_one(tmp_path: Path) -> None:
    def function(told: pd.DataFrame) -> dict[str, Any]:
        return {RATIO: np.where(told["replicate"] == 0, 8.0, 2.0), SHARE: told["u_calls"]}

    made = fake(
        tmp_path / "s", function, measures=[SHARE], design="sobol", points=32, replicates=2,
        levers=["train_fare", "calls"],
    )  # fmt: skip
    first = exhibits(made, ENGLISH, [SHARE])[0]
    assert "hazard ratio dissatisfied : satisfied 4.00." in first.note


def test_names_that_mean_something_elsewhere(tmp_path: Path) -> None:
    measure = "share(<script>alert(1)</script>)"

    def function(told: pd.DataFrame) -> dict[str, Any]:
        return {measure: told["u_a"] + told["u_b"], "share(A[1])": told["u_b"]}

    for design, points in (("sobol", 32), ("morris", 16), ("lhs", 60)):
        sweep = fake(
            tmp_path / design, function, scenario=hostile(), measures=[measure, "share(A[1])"],
            design=design, points=points, replicates=2,
        )  # fmt: skip
        english = exhibits(sweep, ENGLISH)
        shown.both(english, exhibits(sweep, DUTCH))
        # Two levers are called A[1]; their rows stay apart.
        table = english[1].table
        assert table.iloc[:, 0].is_unique
        assert {"A[1]", "A[1] (2)"} <= set(table.iloc[:, 0])


def test_what_cannot_be_said_is_told(tmp_path: Path) -> None:
    def function(told: pd.DataFrame) -> dict[str, Any]:
        rng = np.random.default_rng(1)
        return {
            "share(train)": 0.25,
            "nps(train)": rng.normal(0, 1, len(told)),
            "share(airline)": np.where(told["point"] % 4 == 0, np.nan, 1.0),
        }

    names = ["share(train)", "nps(train)", "share(airline)"]
    expected = (
        "The share of use of high-speed train at the end does not vary in this sweep: it is 25% in "
        "every run.",
        "What the levers do to nps(train) cannot be told from luck",
        "0 of 16 blocks of points can be used for the share of use of air shuttle at the end",
    )
    sweep = fake(
        tmp_path / "s", function, measures=names, design="sobol", points=16, replicates=3,
        levers=["train_fare", "calls"],
    )  # fmt: skip
    for name, text in zip(names, expected, strict=True):
        english, dutch = exhibits(sweep, ENGLISH, [name]), exhibits(sweep, DUTCH, [name])
        shown.both(english, dutch)
        assert english[0].reading.startswith(text)
    shown.both(exhibits(sweep, ENGLISH), exhibits(sweep, DUTCH))


@pytest.mark.parametrize(("design", "points"), [("lhs", 30), ("morris", 8), ("sobol", 16)])
def test_a_number_that_is_never_known(tmp_path: Path, design: str, points: int) -> None:
    def function(told: pd.DataFrame) -> dict[str, Any]:
        return {"share(train)": np.full(len(told), np.nan)}

    sweep = fake(
        tmp_path / "s", function, design=design, points=points, replicates=2,
        levers=["train_fare", "policy"],
    )  # fmt: skip
    english = exhibits(sweep, ENGLISH)
    shown.both(english, exhibits(sweep, DUTCH))
    assert english[0].reading.startswith("0 of ")
    assert "too few to say anything of the levers." in english[0].reading


def test_indices_that_have_not_settled_say_so(tmp_path: Path) -> None:
    def function(told: pd.DataFrame) -> dict[str, Any]:
        # The second half of the points answers to another lever than the first.
        late = told["point"] >= 64 * 4 // 2
        return {"share(train)": np.where(late, told["u_calls"], told["u_train_fare"])}

    sweep = fake(
        tmp_path / "s", function, design="sobol", points=64, replicates=1,
        levers=["train_fare", "calls"],
    )  # fmt: skip
    (first,) = exhibits(sweep, ENGLISH)
    assert "have not settled: with half of the base points they were up to 0." in first.reading


def test_a_design_that_says_nothing_is_refused(tmp_path: Path) -> None:
    sweep = swept(tmp_path / "s", design="oat", replicates=2)
    with pytest.raises(AskedError, match="--design sobol"):
        exhibits(sweep, ENGLISH)


def test_measures_that_are_not_there(tmp_path: Path) -> None:
    sweep = swept(tmp_path / "s", points=8)
    with pytest.raises(AskedError, match="did you mean 'share\\(train\\)'"):
        exhibits(sweep, ENGLISH, ["share(tain)"])
    with pytest.raises(AskedError, match="it has: share"):
        find(Swept(sweep), "xyz")
    with pytest.raises(SweepError, match="no finished runs"):
        exhibits(Sweep(swept_store(tmp_path)), ENGLISH)


def swept_store(folder: Path) -> Any:
    from sim.experiments.sweeps import Order, begin

    order = Order("airline_vs_train", levers=["calls"], points=4, measures=["share(train)"])
    return begin(order, folder / "empty").store


def test_levers_in_words() -> None:
    fare = Turned("fare", "Fare", "EUR", 30, 200)
    assert fare.within(30.2, 62.4, ENGLISH) == "Fare between 30 and 62 EUR"
    assert fare.within(-np.inf, 62.4, ENGLISH) == "Fare under 62 EUR"
    assert fare.within(62.4, np.inf, DUTCH) == "Fare boven 62 EUR"
    calls = Turned("calls", "Calls", "share", 0, 0.2)
    assert calls.within(0.0512, 0.1, ENGLISH) == "Calls between 5.1% and 10.0%"
    people = Turned("people", "People", "", 1, 9, whole=True)
    assert people.within(2.5, 6.5, ENGLISH) == "People between 3 and 6"
    assert people.within(2.5, np.inf, ENGLISH) == "People over 2"
    assert people.within(-np.inf, 6.5, ENGLISH) == "People under 7"
    policy = Turned("policy", "Policy", choices=("none", "squeaky_wheel", "random"))
    assert (
        policy.among(frozenset({0, 1, 2}), ENGLISH) == "“Policy” is none, squeaky wheel or random"
    )
    assert policy.among(frozenset({1}), ENGLISH) == "“Policy” is squeaky wheel"
    switch = Turned("talk", "Talk", choices=(True, False))
    assert switch.among(frozenset({1}), DUTCH) == "“Talk” is uit"
    assert [digits_of(value) for value in (0.0, 0.0123, 1.234, 123.4)] == [0, 4, 2, 0]


def test_a_picture_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sweep = swept(tmp_path / "s", points=8)
    (first,) = exhibits(sweep, ENGLISH)
    (place,) = draw([first], sweep)
    assert place.name == "sensitivity.png"
    before = place.read_bytes()
    assert before.startswith(b"\x89PNG")

    def fails(self: Any, path: Path, **options: Any) -> None:
        path.write_bytes(before[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", fails)
    with pytest.raises(OSError, match="No space"):
        draw([first], sweep)
    assert place.read_bytes() == before
    assert not list((tmp_path / "s").glob(".*png*"))
