"""A report on a sweep: every design, whatever failed or is missing, harmless, and alive."""

from __future__ import annotations

import json
import shlex
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.budget import Budget
from analysis.language import DUTCH, ENGLISH, Language
from analysis.report import render, write
from analysis.report.blocks import Document, Missing, Table
from analysis.report.folders import document
from analysis.report.sweep_origin import commands
from sim.cli import app
from sim.experiments.reproduce import notes_in, reproduce
from sim.experiments.sweeps import Sweep
from sim.results import ResultsError
from tests.analysis.fake_sweeps import fake, hostile
from tests.browser import CHROMIUM, Browser, Tab

QUICK = Budget(replicates=0)
ATTACK = "<script>alert(1)</script>"
SHARE = "defections.satisfied_share(airline)"
BASE = "defections.base_rate(airline)"
RATIO = "defections.hazard_ratio(airline)"
EXCESS = "defections.satisfied_excess(airline)"


def lively(told: pd.DataFrame) -> dict[str, Any]:
    """The excess is over 10% where the fare is low; luck is small, and shared or not."""
    luck = np.random.default_rng(int(told["run"].iloc[0]) + 7).normal(0, 0.01, len(told))
    fare = told["train_fare"] / 200
    return {
        EXCESS: np.where(fare < 0.45, 0.2, 0.02) + luck,
        "share(train)": 0.9 - fare / 2 + luck,
        SHARE: 0.7 - fare / 2 + luck, BASE: 0.6 + luck, RATIO: 1.2 + fare + luck,
    }  # fmt: skip


MEASURES = (EXCESS, "share(train)", SHARE)


def made(folder: Path, **options: Any) -> Sweep:
    options = {
        "levers": ["train_fare", "calls"], "points": 80, "replicates": 3, "measures": MEASURES,
    } | options  # fmt: skip
    return fake(folder, lively, **options)


def page(sweep: Sweep, language: Language = ENGLISH) -> Document:
    return document(sweep.store.folder, language, QUICK)


def section(found: Document, key: str) -> Any:
    (one,) = [each for each in found.sections if each.key == key]
    return one


def both(sweep: Sweep) -> Document:
    """The page in both languages; the English one."""
    english, dutch = page(sweep), page(sweep, DUTCH)
    for found in (english, dutch):
        html = render(found)
        assert len(html.encode()) < 3_000_000
        text = " ".join([*found.answer, *found.against])
        assert not any(word in text.lower().split() for word in ("nan", "none", "nan%"))
        assert 1 <= len(found.answer) <= 3
        assert all(one.heading.endswith("?") for one in found.sections)
    assert [one.key for one in english.sections] == [one.key for one in dutch.sections]
    assert [one.key for one in english.exhibits()] == [one.key for one in dutch.exhibits()]
    for one, other in zip(english.answer, dutch.answer, strict=True):
        assert one != other
    for one, other in zip(english.against, dutch.against, strict=True):
        assert one != other
    return english


# What it says


def test_the_argument_is_whole_and_in_order(tmp_path: Path) -> None:
    found = both(made(tmp_path / "s"))
    keys = [one.key for one in found.sections]
    assert keys == ["turned", "spread", "matters", "where", "method", "sources", "claims", "again"]
    first, second, third = found.answer
    assert "excess of satisfied leavers of air shuttle runs from" in first
    assert "Train fare" in second
    assert third.startswith("Train fare under ")
    assert found.question.endswith("And how much of the answer depends on what we do not know?")
    assert [one.key for one in found.exhibits()] == [
        "spread", "sensitivity", "sensitivity_all", "discovery", "discovery_peeling",
    ]  # fmt: skip
    assert any("had 10 customers" in text for text in found.against)


@pytest.mark.parametrize(
    ("design", "points"), [("lhs", 60), ("sobol", 16), ("morris", 12), ("grid", 60), ("oat", 60)]
)
@pytest.mark.parametrize("replicates", [1, 3])
def test_every_design_has_its_page(
    tmp_path: Path, design: str, points: int, replicates: int
) -> None:
    options = {"design": design, "points": points, "levels": 6}
    found = both(made(tmp_path / "s", replicates=replicates, **options))
    shown = {one.key for one in found.exhibits()}
    assert "spread" in shown
    assert ("one_at_a_time" in shown) == (design == "oat")
    assert ("sensitivity" in shown) == (design != "oat")
    assert any("one replicate" in text for text in found.against) == (replicates == 1)
    if design == "oat":
        for key in ("matters", "where"):
            assert isinstance(section(found, key).blocks[0], Missing)


def test_a_table_of_ones_own_comes_along(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    own = pd.DataFrame({"train_fare": rng.uniform(40, 200, 50), "rules.look.base": -0.5})
    found = both(made(tmp_path / "s", table=own, levers=None))
    told = [block for block in section(found, "again").aside if block.attached]
    assert [block.attached[0] for block in told] == ["scenario.yaml", "points.csv"]
    assert told[1].attached[2].splitlines()[0] == "train_fare,rules.look.base"
    assert "--table points.csv" in found.provenance["command"]


def test_one_lever_and_one_measure(tmp_path: Path) -> None:
    sweep = made(tmp_path / "s", levers=["train_fare"], measures=["share(train)"])
    found = both(sweep)
    (told,) = section(found, "where").blocks
    assert "--when 'share(train) >= NUMBER'" in told.reason
    assert [one.key for one in found.exhibits()] == ["spread", "sensitivity"]


def test_what_failed_is_told_with_its_command(tmp_path: Path) -> None:
    failed = [(point, 0) for point in range(30)]
    found = both(made(tmp_path / "s", failed=failed))
    (table,) = [b for b in section(found, "failed").blocks if isinstance(b, Table)]
    assert len(table.rows) == 20
    assert table.rows[0][2:] == ["no luck", "overstap run"]
    assert any(text.startswith("30 of 240 runs failed") for text in found.against)
    assert "The first 20 are listed" in section(found, "failed").blocks[0].paragraphs[0]


def test_all_failed(tmp_path: Path) -> None:
    failed = [(point, replicate) for point in range(9) for replicate in range(3)]
    for design, points in (("lhs", 6), ("sobol", 1), ("oat", 6)):
        sweep = made(
            tmp_path / design, design=design, points=points, levels=3, failed=failed,
            levers=["train_fare", "calls"],
        )  # fmt: skip
        found = both(sweep)
        assert found.answer == [
            "No run of this sweep has a number: there is nothing to answer with."
        ]


def test_an_incomplete_sweep_says_so(tmp_path: Path) -> None:
    undone = [(point, 2) for point in range(15)]
    found = both(made(tmp_path / "s", points=20, undone=undone))
    assert found.against[0] == "Only 45 of 60 runs are done."
    told = section(found, "turned").blocks[1]
    assert isinstance(told, Missing)
    assert "--resume" in told.reason


def test_a_sweep_without_runs_is_refused(tmp_path: Path) -> None:
    undone = [(point, replicate) for point in range(2) for replicate in range(1)]
    sweep = made(tmp_path / "s", points=2, replicates=1, undone=undone)
    with pytest.raises(ResultsError, match="has no finished runs yet"):
        page(sweep)


def test_a_box_that_does_not_hold_up_and_unknown_numbers_speak_against(tmp_path: Path) -> None:
    def loose(told: pd.DataFrame) -> dict[str, Any]:
        rng = np.random.default_rng(3)
        share = rng.uniform(0.2, 0.8, len(told))
        return {SHARE: np.where(told["point"] < 4, np.nan, share), BASE: 0.6, RATIO: 1.2}

    sweep = fake(
        tmp_path / "s", loose, levers=["train_fare", "calls"], points=60, measures=[SHARE],
        replicates=2, independent=True,
    )  # fmt: skip
    found = both(sweep)
    assert len(found.answer) == 2
    assert any("did not hold in the other" in text for text in found.against)
    assert any(
        text.startswith("At 4 of 60 points the satisfied share of the leavers")
        for text in found.against
    )
    assert any(text.startswith("Luck is ") for text in found.against)
    assert "the base rate 60% everywhere" in found.answer[0]


# Where it comes from


def test_the_command_makes_the_same_sweep(tmp_path: Path) -> None:
    asked = [
        *("sweep", "airline_vs_train", "--levers", "train_fare=40:120,policy=none|random"),
        *("--points", "2", "--replicates", "1", "--customers", "20", "--periods", "3"),
        *("--measure", "x = share(train)@0..2", "--set", "providers.train.label=it's fast"),
        *("--plan", "fair_blame", "--seed", "4", "--independent", "--ledger", "--workers", "1"),
    ]
    runner = CliRunner()
    first, second = tmp_path / "first", tmp_path / "second"
    assert runner.invoke(app, [*asked, "--out", str(first), "--quiet"]).exit_code == 0
    grown = ["expand", str(first), "--workers", "1", "--quiet"]
    assert runner.invoke(app, [*grown, "--points", "3"]).exit_code == 0
    assert runner.invoke(app, [*grown, "--replicates", "2"]).exit_code == 0
    told = commands(Sweep.load(first))
    assert told[1:] == ["overstap expand DIR --points 3", "overstap expand DIR --replicates 2"]
    for line in told:
        words = [str(second) if word == "DIR" else word for word in shlex.split(line)]
        found = runner.invoke(app, [*words[1:], "--workers", "1", "--quiet"])
        assert found.exit_code == 0, found.stderr
    one, other = Sweep.load(first), Sweep.load(second)
    assert asdict(one.store.notes) == asdict(other.store.notes)
    pd.testing.assert_frame_equal(one.rows, other.rows)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sweep that was run."""
    from sim.experiments.sweeps import Order, begin, go_on

    folder = tmp_path_factory.mktemp("real") / "sweep"
    order = Order("airline_vs_train", levers=["train_fare"], points=3, replicates=2, customers=30,
                  periods=4, measures=["share(train)"])  # fmt: skip
    begin(order, folder)
    go_on(folder)
    return folder


def test_a_page_beside_its_sweep_is_reproduced(real: Path, tmp_path: Path) -> None:
    file = write(document(real, ENGLISH, QUICK), real / "report.html")
    notes = notes_in(file)
    sweep = Sweep.load(real)
    assert (notes["kind"], notes["hash"], notes["seed"]) == ("sweep", sweep.store.notes.hash, "1")
    verdict = reproduce(file, runs=2)
    assert verdict.is_equal
    assert verdict.compared == ["2 of 6 runs"]
    alone = reproduce(Path(shutil.copy(file, tmp_path / "report.html")))
    assert alone.is_equal
    assert alone.compared == ["6 of 6 runs, those that it carries"]


def test_a_page_beside_another_sweep_answers_for_its_own(real: Path, tmp_path: Path) -> None:
    file = write(document(real, ENGLISH, QUICK), real / "report.html")
    other = Path(shutil.copytree(real, tmp_path / "other"))
    manifest = json.loads((other / "manifest.json").read_text())
    (other / "manifest.json").write_text(json.dumps(manifest | {"seed": 2}))
    verdict = reproduce(Path(shutil.copy(file, other / "report.html")))
    assert verdict.is_equal
    assert verdict.compared == ["6 of 6 runs, those that it carries"]


def test_the_command_line_writes_it(real: Path) -> None:
    found = CliRunner().invoke(app, ["report", str(real), "--lang", "nl", "--quick", "--json"])
    assert found.exit_code == 0, found.stderr
    told = json.loads(found.stdout)
    assert told["sections"][:2] == ["turned", "spread"]
    assert told["language"] == "nl"
    assert Path(told["report"]).is_file()


# In a browser


@pytest.fixture
def tab(browser: Browser) -> Tab:
    return browser.tab()


needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium was found")


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize(("design", "points"), [("lhs", 80), ("oat", 1)])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_opens_without_a_network_and_fits(
    tmp_path: Path, tab: Tab, design: str, points: int, width: int
) -> None:
    found = page(made(tmp_path / "s", design=design, points=points), DUTCH)
    file = write(found, tmp_path / "report.html")
    tab.open(file, width=width, dark=width == 390)
    assert tab.asked == [file.as_uri()]
    assert tab.said == []
    drawn = "document.querySelectorAll('.vega-embed svg').length"
    assert tab.ask(drawn) == len(found.exhibits()) > 0
    assert tab.ask("document.documentElement.scrollWidth") <= width
    widest = "Math.max(...[...document.querySelectorAll('.chart svg')].map(x => x.clientWidth))"
    assert tab.ask(widest) <= width


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize("design", ["lhs", "oat"])
def test_hostile_names_show_as_text(tmp_path: Path, tab: Tab, design: str) -> None:
    texts = [f"n{number} = {what}" for number, what in enumerate((
        f"defections.satisfied_share({ATTACK})", f"share({ATTACK})", "share(_x $y$ {z} %)",
    ))]  # fmt: skip
    sweep = fake(
        tmp_path / "s",
        lambda told: {f"n{k}": told["u_a"] / 2 + 0.3 for k in range(3)},
        scenario=hostile(), levers=None, points=60, design=design, measures=texts, replicates=2,
        failed=[(0, 0)],
    )  # fmt: skip
    found = both(sweep)
    tab.open(write(found, tmp_path / "report.html"))
    assert tab.said == []  # no dialog either
    assert ATTACK in tab.ask("document.body.innerText")
    assert tab.ask("document.querySelectorAll('script').length") == 3
    drawn = tab.ask("[...document.querySelectorAll('.vega-embed svg')].map(x => x.textContent)")
    assert any(ATTACK in words for words in drawn)
