"""The exhibits of retention, leaving and relative: on real runs, and where little is to show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import vl_convert

from analysis import (
    leaving,
    lives,
    relative,
    retention,
    retention_fit,
    retention_hazard,
    retention_satisfaction,
    spells,
)
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import DUTCH, ENGLISH, LANGUAGES
from sim.results import Results, ResultsError
from sim.running import run
from tests.analysis import shown
from tests.markets import bare

HOSTILE = ("<script>alert(1)</script>", "Bank.Co", "A[1]", "_x $y$ {z}")
QUESTIONS = (retention, leaving, relative)
KEYS = [
    "retention_satisfaction",
    "retention_groups",
    "retention_ways",
    "retention_hazard",
    "retention_fit",
    "retention_lives",
]


def sound(exhibit: Exhibit) -> dict[str, Any]:
    """Draws an exhibit both ways; its Vega-Lite specification."""
    page = exhibit.figure()
    page.canvas.draw()
    spec: dict[str, Any] = exhibit.chart().to_dict()
    assert "<svg" in vl_convert.vegalite_to_svg(json.dumps(spec))
    assert exhibit.reading[-1] in ".;"
    assert "nan" not in f" {exhibit.reading} {exhibit.note} ".lower().replace("finan", "").split()
    return spec


def everything(results: Results, code: str = "en") -> list[Exhibit]:
    return [
        exhibit
        for question in QUESTIONS
        for exhibit in question.exhibits(results, LANGUAGES[code], Budget())
    ]


@pytest.fixture(scope="module")
def subscription() -> Results:
    labels = [
        f"providers.{name}.label={json.dumps(label)}"
        for name, label in zip(("north", "east", "south", "west"), HOSTILE, strict=True)
    ]
    return run("mobile_contracts", customers=800, track=800, overrides=labels, threads=1)


@pytest.fixture(scope="module")
def occasion() -> Results:
    return run("groceries_vs_indoor_farm", customers=400, track=400, periods=60, threads=1,
               against_no_entrant=False)  # fmt: skip


@pytest.mark.parametrize("code", ["en", "nl"])
def test_every_exhibit_of_a_subscription_market(subscription: Results, code: str) -> None:
    found = everything(subscription, code)
    assert [exhibit.key for exhibit in found] == [*KEYS, "leaving", "relative"]
    for exhibit in found:
        spec = sound(exhibit)
        assert shown.odd_numbers(exhibit, LANGUAGES[code]) == []
        assert len(exhibit.data)
        assert len(exhibit.table)
        # Names are values only: never a field, a column or an expression.
        fields = json.dumps(_fields(spec))
        assert not any(json.dumps(name)[1:-1] in fields for name in HOSTILE)
    assert HOSTILE[0] in found[0].title


def _fields(spec: Any) -> list[str]:
    if isinstance(spec, list):
        return [name for part in spec for name in _fields(part)]
    if not isinstance(spec, dict):
        return []
    own = [str(spec[key]) for key in ("field", "expr", "filter", "calculate") if key in spec]
    return own + [n for key, part in spec.items() if key != "datasets" for n in _fields(part)]


@pytest.mark.parametrize("code", ["en", "nl"])
def test_every_exhibit_of_an_occasion_market(occasion: Results, code: str) -> None:
    found = {exhibit.key: exhibit for exhibit in everything(occasion, code)}
    assert list(found) == [*KEYS, "leaving", "relative"]
    for exhibit in found.values():
        sound(exhibit)
        assert shown.odd_numbers(exhibit, LANGUAGES[code]) == []
    shares = found["relative"].data.set_index(["outcome", "model"])["share"]
    assert shares.notna().all()
    # In an occasion market it is the chance in a month with a need, not in a year.
    words = {"en": "in a month with a need", "nl": "in een periode (maand) met een behoefte"}
    assert words[code] in found["retention_hazard"].reading


def test_a_subscription_has_no_share_of_wallet(subscription: Results) -> None:
    (exhibit,) = relative.exhibits(subscription, ENGLISH, Budget())
    rows = exhibit.data.set_index("outcome")
    assert rows.loc["wallet", "share"].isna().all()
    assert rows.loc["stays", "share"].notna().all()


def test_the_curve_of_all_is_the_exits_of_the_panel(subscription: Results) -> None:
    (north,) = [
        exhibit
        for exhibit in retention.exhibits(subscription, ENGLISH, Budget())
        if exhibit.key == "retention_ways"
    ]
    panel = subscription.panel
    there = panel[(panel["period"] == 0) & (panel["provider"] == "north")]["customer"]
    first = panel[panel["customer"].isin(there) & panel["exit"].notna()]
    first = first.sort_values("period").groupby("customer").head(1)
    gone = (first["exit"] == "defection").sum() / len(there)
    last = north.data[north.data["end"] == "defection"]["share"].iloc[-1]
    # Nobody is cut off before the end, so the share is a plain one.
    assert last == pytest.approx(gone)


def test_shares_of_satisfied_leavers_have_base_rate_and_ratio_beside_them(
    subscription: Results,
) -> None:
    numbers = subscription.three_numbers("north", 7)
    for exhibit in retention.exhibits(subscription, ENGLISH, Budget()):
        if exhibit.key in ("retention_hazard", "retention_lives"):
            assert ENGLISH.percent(numbers.base_rate.value) in exhibit.reading
            assert ENGLISH.number(numbers.hazard_ratio.value, 2) in exhibit.reading


def test_the_end_of_a_short_curve_is_not_told_as_the_end_of_all() -> None:
    many = pd.DataFrame({"group": ["a", "a", "b"], "time": [0, 9, 0], "stays": [1.0, 0.4, 1.0]})
    labels = retention_satisfaction.labels_of(many, {"a": "A", "b": "B"}, ENGLISH)
    assert labels == {"a": "A: 40%", "b": "B"}


def test_hazards_by_hand() -> None:
    hazards = pd.DataFrame(
        {
            "provider": ["a", "a", "a", "b"],
            "band": [3.0, 7.0, 7.5, 7.0],
            "at_risk": [10, 60, 40, 99],
            "defections": [5, 6, 4, 99],
        }
    )
    table = retention_hazard.by_band(hazards, "a", 1).set_index("place")
    assert list(table.index) == [3.5, 7.5]
    assert list(table["rate"]) == pytest.approx([0.5, 0.1])
    # Wilson for 10 of 100, z = 1.96: (0.1 + 0.0192 ± 0.0624) / 1.0384.
    assert list(table.loc[7.5, ["low", "high"]]) == pytest.approx([0.0552, 0.1744], abs=1e-4)
    yearly = retention_hazard.by_band(hazards, "a", 12)
    assert yearly["rate"].iloc[1] == pytest.approx(1 - 0.9**12)


def test_lives_end_with_an_involuntary_exit_and_show_the_way() -> None:
    rows = pd.DataFrame(
        {
            "customer": [1] * 4 + [2] * 3,
            "period": [0, 1, 2, 3, 0, 1, 2],
            "provider": ["a", "a", "b", "b", "a", "a", "a"],
            "satisfaction": [7.2, 7.4, 8.5, np.nan, 5.0, 5.0, 9.0],
            "exit": [None, "defection", None, None, None, "involuntary", None],
        }
    )
    parts = lives.stretches(rows, [2, 1], "a")
    expected = [(0, 2, "a", True, "under 6", 0, 2), (1, 1, "a", True, "7-8", 0, 2),
                (1, 1, "b", False, "8+", 2, 3), (1, 1, "b", False, "", 3, 4)]  # fmt: skip
    columns = ["row", "customer", "provider", "own", "band", "first", "last"]
    assert list(parts[columns].itertuples(index=False, name=None)) == expected


def test_lives_are_taken_at_equal_steps() -> None:
    opening = pd.DataFrame({"customer": range(21), "duration": range(21, 0, -1)})
    assert lives.chosen(opening, 3) == [20, 10, 0]
    assert lives.chosen(opening.head(2)) == [1, 0]


def test_the_fit_lies_beside_what_was_observed() -> None:
    found = pd.DataFrame({"duration": [1] * 50 + [2] * 25 + [3] * 25, "end": ["defection"] * 100})
    found.loc[75:, "end"] = ""
    made, table = retention_fit.beside(found, 1)
    assert made is not None
    observed = table[table["curve"] == "observed"].set_index("t")
    assert list(observed["stays"]) == pytest.approx([1, 0.5, 0.25, 0.25])
    assert list(observed["retention"].iloc[1:]) == pytest.approx([0.5, 0.5, 1.0])
    fitted = table[table["curve"] == "fitted"].set_index("t")["stays"]
    assert list(fitted) == pytest.approx(list(made.survival(np.arange(4))))


def test_a_curve_that_does_not_hold_says_nothing_of_differences() -> None:
    """Nobody leaves for six years, and then half of those there do each year."""
    late = pd.DataFrame({"duration": [7] * 50 + [8] * 25 + [9] * 25, "end": "defection"})
    late.loc[75:, "end"] = ""
    made, table = retention_fit.beside(late, 1)
    said = retention_fit._reading(made, table, "Firm", "year", ENGLISH)
    assert "does not hold here" in said
    assert "ifferences between customers do not show" not in said


@pytest.mark.parametrize("names", [("only",), ("one", "two")])
def test_a_market_that_nobody_leaves(names: tuple[str, ...]) -> None:
    """One provider; and two, with a price on changing that nobody pays."""
    scenario = bare(
        {name: {} for name in names},
        customers__count=60, horizon=30,
        **({} if len(names) == 1 else {"rules__mechanisms__switching_costs": True,
                                       "rules__switching__procedural": 500.0}),
    )  # fmt: skip
    results = run(scenario, track=60, threads=1)
    assert not (results.panel["exit"] == "defection").any()
    for code in ("en", "nl"):
        found = everything(results, code)
        for exhibit in found:
            sound(exhibit)
        words = {"en": "None of the", "nl": "Geen van de"}[code]
        assert found[0].reading.startswith(words)


def test_nobody_at_all() -> None:
    results = run(bare({"only": {}}, customers__count=5, horizon=1), track=5, threads=1)
    for exhibit in everything(results):
        sound(exhibit)
    panel = results.panel.assign(provider=None)
    results.__dict__["panel"] = panel
    assert retention.exhibits(results, DUTCH, Budget()) == []
    for exhibit in everything(results):
        sound(exhibit)


def test_no_panel_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(bare({"a": {}, "b": {}}, customers__count=20), threads=1, track=0).save(tmp_path / "run")
    for question in QUESTIONS:
        assert question.main([str(tmp_path / "run")]) == 2
        said = capsys.readouterr().err
        assert "--track" in said
        assert "\n" not in said.strip()
    with pytest.raises(ResultsError):
        retention.exhibits(Results.load(tmp_path / "run"), ENGLISH, Budget())


def test_the_command_prints_and_draws(
    subscription: Results, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subscription.save(tmp_path / "run")
    assert retention.main([str(tmp_path / "run"), "--lang", "nl"]) == 0
    said = capsys.readouterr().out
    assert "Wie blijft" in said
    assert all((tmp_path / "run" / f"{key}.png").stat().st_size > 10_000 for key in KEYS)


def test_the_provider_a_scenario_is_about(occasion: Results) -> None:
    found = spells.spells(spells.served(occasion))
    assert spells.focus(found, occasion.scenario) == "supermarket"
    assert (
        spells.focus(found[found["provider"] != "supermarket"], occasion.scenario) == "discounter"
    )
    assert spells.focus(found.head(0), occasion.scenario) is None
