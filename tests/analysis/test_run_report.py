"""A report on a run: complete, in both languages, harmless whatever the names, and alive."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import sim
from analysis import plans
from analysis.budget import Budget
from analysis.exhibit import Exhibit
from analysis.language import DUTCH, ENGLISH, Language
from analysis.report import comparison, outline, render, titles, write
from analysis.report.blocks import Document, Missing, Shown
from analysis.report.folders import document
from analysis.report.limits import GENERAL, OF_SCENARIO, limits
from analysis.report.origins import commands, in_values, in_words, sources
from sim.cli import app
from sim.experiments.reproduce import notes_in, reproduce
from sim.origin import Origin
from sim.results import ON_REQUEST, NotKeptError, Results, ResultsError
from sim.running import run
from sim.scenario import load
from sim.scenario.catalogue import packaged
from tests.browser import CHROMIUM, Browser, Tab

QUICK = Budget(replicates=0)
ATTACK = "<script>alert(1)</script>"
NAMES = [
    ATTACK,
    "Bank.Co",
    "A[1] datum.x",
    "_x $y$ {{ 7*7 }} {who}",
    '"><img src=x onerror=alert(2)>',
]
RIGHT_TO_LEFT = "شركة </script>"
HOSTILE = {
    "title": f"{ATTACK} \"quoted\" 'title' {{{{ 7*7 }}}}"[:120],
    "question": f"Why </script><script>alert(3)</script> {'very ' * 40}long?",
    "period": "month",
    "start": "2010-01",
    "burn_in": 2,
    "horizon": 30,
    "market": "subscription",
    "problem": {
        "name": "be online",
        "outcomes": {
            "speed": {"unit": "Mbps", "worst": 0, "best": 1000, "label": ATTACK},
            "fee": {"unit": "EUR", "worst": 100, "best": 10, "revenue": True},
        },
    },
    "customers": {
        "count": 400,
        "life_events": 0.2,
        "segments": {
            ATTACK: {"share": 1, "taste": {"speed": {"mean": 0.002}, "fee": {"mean": -0.05}}}
        },
    },
    "providers": {
        name: {
            "label": RIGHT_TO_LEFT if number == 0 else "x" * 60 if number == 1 else "",
            "role": "disruptor" if number == 4 else "incumbent",
            "enters": 10 if number == 4 else 0,
            "advertising": 0.5,
            "offer": {"speed": 300, "fee": 40},
            "survey": {"every": 3, "sample": 0.5},
            "touchpoints": {ATTACK: {"failure": 0.3, "severity": 4}},
        }
        for number, name in enumerate(NAMES)
    },
    "interventions": [
        {"at": 20, "set": {"customers.leave": 0.01}, "label": "</script>" + 60 * "y"}
    ],
    "observed": [
        {
            "date": "2011-01",
            "provider": ATTACK,
            "share": 0.3,
            "use": "validation",
            "source": "javascript:alert(4)",
        }
    ],
    "claims": [
        {
            "id": ATTACK,
            "says": ATTACK,
            "measure": "defections.hazard_ratio",
            "provider": ATTACK,
            "above": 1,
            "evidence": "\u2028</script><script>alert(5)</script>",
        }
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run in which every name is an attack."""
    folder = tmp_path_factory.mktemp("hostile") / "run"
    run(load(HOSTILE), out=folder)
    return folder


@pytest.fixture(scope="module")
def page(run_folder: Path) -> Document:
    return document(run_folder, ENGLISH, QUICK)


# What is in it


def test_the_argument_is_whole_and_in_order(page: Document) -> None:
    keys = [section.key for section in page.sections]
    assert keys[-4:] == ["method", "sources", "claims", "again"]
    order = [key for key, _ in outline.RUN]
    shown = keys[:-4]
    assert [key for key in order if key in shown] == shown
    assert {"seen", "data"} <= set(shown)
    assert len(page.answer) == 3
    assert all(section.heading.endswith("?") for section in page.sections)


@pytest.mark.parametrize("language", [ENGLISH, DUTCH])
def test_it_says_what_it_is_in_its_own_language(run_folder: Path, language: Language) -> None:
    html = render(document(run_folder, language, QUICK))
    assert f'<html lang="{language.code}"' in html
    other = {"en": "Tabel van", "nl": "Table of"}[language.code]
    assert other not in html
    assert {"en": "What speaks against it", "nl": "Wat ertegen spreekt"}[language.code] in html
    assert '"months":["' in html.replace('"months": [', '"months":[')
    assert ("januari" in html.partition('id="exhibits"')[2]) == (language is DUTCH)
    assert len(html.encode()) < 3_000_000


def test_what_a_program_needs_stands_in_the_head(
    page: Document, run_folder: Path, tmp_path: Path
) -> None:
    html = render(page)
    origin = Results.load(run_folder).origin
    for name, value in (("hash", origin.hash), ("seed", "1"), ("scenario", "airline_vs_train")):
        assert f'<meta name="overstap:{name}" content="{value}">' in html
    assert page.provenance["version"] == origin.version
    file = tmp_path / "report.html"
    file.write_text(html, encoding="utf-8")
    assert Origin.read(json.loads(notes_in(file)["origin"])) == origin
    assert reproduce(file).is_equal


def test_the_command_makes_the_same_run(run_folder: Path, tmp_path: Path) -> None:
    first = commands(Results.load(run_folder), ENGLISH)[0]
    words = shlex.split(first)
    assert words[:3] == ["overstap", "run", "airline_vs_train"]
    words[words.index("DIR")] = str(tmp_path / "again")
    assert CliRunner().invoke(app, [*words[1:], "--quiet"]).exit_code == 0
    again = Results.load(tmp_path / "again")
    assert again.origin.hash == Results.load(run_folder).origin.hash


def test_values_and_plans_are_in_the_command(tmp_path: Path) -> None:
    changes = {"providers.train.label": "it's fast", "train_fare": 60.0}
    results = run("airline_vs_train", customers=50, periods=3, plan="fair_blame", overrides=changes)
    words = shlex.split(commands(results, DUTCH)[0])
    assert "providers.train.label=it's fast" in words
    assert "train_fare=60.0" in words or "providers.train.offer.fare=60.0" in words
    assert words[words.index("--plan") + 1] == "fair_blame"
    assert words[words.index("--periods") + 1] == "3"
    assert commands(results, DUTCH)[1] == "overstap report DIR --lang nl"
    words[words.index("DIR")] = str(tmp_path / "again")
    found = CliRunner().invoke(app, [*words[1:], "--quiet"])
    assert found.exit_code == 0, found.stderr
    assert Results.load(tmp_path / "again").origin.hash == results.origin.hash


def test_a_scenario_without_a_file_comes_along(hostile: Path) -> None:
    found = document(hostile, ENGLISH, QUICK)
    again = found.sections[-1]
    (facts,) = again.aside
    name, _, text = facts.attached  # type: ignore[union-attr, misc]
    assert found.provenance["command"].startswith(f"overstap run {name} ")
    import yaml

    assert load(yaml.safe_load(text)) == Results.load(hostile).scenario


def test_every_number_with_a_source_is_listed_once_with_its_use() -> None:
    scenario = load("airline_vs_train")
    section = sources(scenario, ENGLISH)
    (table,) = [block for block in section.blocks if block.kind == "table"]
    assert sum(table.widths) == 100  # type: ignore[union-attr]
    assert len(table.widths) == len(table.columns)  # type: ignore[union-attr]
    assert len(table.rows) == len(scenario.provenance) + len(scenario.observed)  # type: ignore[union-attr]
    uses = [row[2] for row in table.rows]  # type: ignore[union-attr]
    assert sorted(set(uses), key=uses.index) == ["input", "calibration", "validation", "free"]
    assert uses == sorted(uses, key=["input", "calibration", "validation", "free"].index)


def test_paths_and_values_as_words() -> None:
    assert in_words("customers.segments.business.taste.vehicle") == "taste: vehicle (business)"
    assert in_words("providers.train.offer.fare") == "offer: fare (train)"
    assert in_words("rules.look.base") == "look: base"
    scenario = load("airline_vs_train")
    assert in_values(scenario.providers["airline"].attention) == "capacity 0.05, cost 2"
    assert in_values({"a": [1.0, True]}) == "a 1, true"


def test_limits_are_known_for_every_packaged_market_in_both_languages() -> None:
    assert set(OF_SCENARIO) == set(packaged())
    for name, texts in OF_SCENARIO.items():
        assert len(texts["en"]) == len(texts["nl"]) > 0, name
    assert len(GENERAL["en"]) == len(GENERAL["nl"])
    assert limits("my/own.yaml", DUTCH) == list(GENERAL["nl"])
    assert limits("path/to/airline_vs_train.yaml", ENGLISH)[0].startswith("Fitted by hand")


def test_packaged_markets_have_dutch_titles_and_questions() -> None:
    texts = {text for name in packaged() for text in (load(name).title, load(name).question)}
    assert set(titles.DUTCH) == texts
    scenario = load("airline_vs_train")
    assert titles.question(scenario, DUTCH).startswith("Waarom vertrekken passagiers")
    assert titles.question(scenario, ENGLISH) == scenario.question
    own = scenario.model_copy(update={"question": "", "title": "My own"})
    assert titles.question(own, DUTCH) == "My own"


# What is missing


def maker(problem: Exception | None) -> Any:
    def exhibits(results: Results, language: Language, budget: Budget) -> list[Exhibit]:
        if problem is not None:
            raise problem
        return []

    return exhibits


@pytest.fixture
def one_question(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The outline with one section, of which the test says how it goes."""

    def asked(problem: Exception | None = None, *, runs: bool = False) -> None:
        question = outline.Question("analysis.dashboard", runs=runs)
        monkeypatch.setattr(outline, "RUN", (("stay", (question,)),))
        monkeypatch.setattr("analysis.dashboard.exhibits", maker(problem))

    return asked  # type: ignore[return-value]


def test_a_table_that_was_not_kept_is_told_in_one_line(
    small_run: Results, one_question: Any
) -> None:
    for table, (_, _, option) in ON_REQUEST.items():
        one_question(NotKeptError(table, Path("/home/me/run")))
        reasons = []
        for language, words in ((ENGLISH, "Not in this folder: "), (DUTCH, "Niet in deze map: ")):
            (section,) = outline.sections(small_run, language, QUICK)
            (told,) = [block for block in section.blocks if isinstance(block, Missing)]
            assert told.reason.startswith(words)
            assert f"`overstap run --out DIR {option}`" in told.reason
            assert "/home" not in told.reason
            reasons.append(told.reason.partition(". ")[0].removeprefix(words))
        assert reasons[0] != reasons[1]


def test_a_run_without_followed_customers_tells_so_in_the_language_of_the_page(
    page: Document, run_folder: Path
) -> None:
    dutch = document(run_folder, DUTCH, QUICK)
    for found, words in ((page, "A run keeps it with"), (dutch, "Een simulatie bewaart dat met")):
        told = [
            block.reason
            for section in found.sections
            for block in section.blocks
            if isinstance(block, Missing) and "--track N" in block.reason
        ]
        assert told
        assert all(f"{words} `overstap run --out DIR --track N`." in reason for reason in told)


def test_any_other_fault_stops_the_report(small_run: Results, one_question: Any) -> None:
    for fault in (ValueError("a fault"), ResultsError("a fault: the table is damaged")):
        one_question(fault)
        with pytest.raises(type(fault), match="a fault"):
            outline.sections(small_run, ENGLISH, QUICK)


def test_quick_leaves_out_what_needs_more_runs_and_says_so(
    small_run: Results, one_question: Any
) -> None:
    one_question(ValueError("must not be called"), runs=True)
    (section,) = outline.sections(small_run, DUTCH, QUICK)
    (told,) = [block for block in section.blocks if isinstance(block, Missing)]
    assert "--quick" in told.reason


def test_a_question_with_nothing_to_show_has_no_section(
    small_run: Results, one_question: Any
) -> None:
    one_question()
    assert outline.sections(small_run, ENGLISH, QUICK) == []


def test_the_names_of_the_questions_are_in_both_languages() -> None:
    for key, _ in outline.RUN:
        for texts in (outline.HEADINGS, outline.PROSE):
            assert texts(key, ENGLISH) != texts(key, DUTCH)


# Other folders


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (None, "manifest.json is missing"),
        ("{", "are damaged"),
        ("[]", "are damaged"),
        ('{"kind": "sweep"}', "the sweep in .* is damaged"),
        ('{"kind": "cake"}', "a cake, of which no report"),
        ('{"format": 99}', "newer overstap"),
    ],
)
def test_other_folders_are_refused(tmp_path: Path, manifest: str | None, words: str) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(ResultsError, match=words):
        document(tmp_path, ENGLISH, QUICK)


def test_a_page_about_plans_says_what_its_charts_say(page: Document, small_run: Results) -> None:
    """The charts stand for those of plans: any will do."""
    exhibits = [replace(exhibit, key=f"plan_{exhibit.key}") for exhibit in page.exhibits()]
    manifest = {"scenario": "airline_vs_train", "seed": 7, "hash": "abc", "customers": 10}
    notes = {"kind": "comparison", "origin": "{}"}
    found = comparison.page(small_run.scenario, manifest, exhibits, DUTCH, notes)
    assert list(found.answer) == [exhibit.reading for exhibit in exhibits if exhibit.reading]
    assert [section.key for section in found.sections][:2] == ["plans", "method"]
    assert found.exhibits() == exhibits
    assert found.provenance["kind"] == "comparison"
    assert ATTACK not in render(found)


def test_the_command_of_a_comparison_names_plans_of_all_kinds() -> None:
    manifest = {
        "scenario": "airline_vs_train",
        "overrides": [["rules.exit", "threshold"]],
        "plans": {
            "no_points": {"at": 0, "set": {"providers.airline.loyalty.ceiling": 0}},
            "cheap": {"at": 24, "set": {"providers.airline.offer.fare": 60, "burn_in": 3}},
            "policy: call": {"at": 0, "set": {}},
        },
        "seed": 4,
        "replicates": 20,
        "customers": 300,
        "points": 8,
        "focus": "airline",
        "objective": "customers",
    }
    told = comparison.compare_command(load("airline_vs_train"), manifest)
    assert shlex.split(told) == [
        *("overstap", "compare", "airline_vs_train", "--plan", "no_points"),
        *("--set", "cheap @ 24: providers.airline.offer.fare=60, burn_in=3", "--policies"),
        *("--with", "rules.exit=threshold", "--provider", "airline", "--replicates", "20"),
        *("--customers", "300", "--seed", "4", "--points", "8", "--objective", "customers"),
        *("--out", "DIR"),
    ]


# In a browser


@pytest.fixture
def tab(browser: Browser) -> Tab:
    return browser.tab()


needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium was found")


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize("language", [ENGLISH, DUTCH])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_opens_without_a_network_and_fits(
    run_folder: Path, tmp_path: Path, tab: Tab, language: Language, width: int
) -> None:
    page = document(run_folder, language, QUICK)
    file = write(page, tmp_path / "report.html")
    tab.open(file, width=width)
    assert tab.asked == [file.as_uri()]
    assert tab.said == []
    count = tab.ask(
        "[...document.querySelectorAll('.vega-embed svg')]"
        ".filter(svg => svg.querySelectorAll('[class*=mark-] > *').length > 5).length"
    )
    assert count == len(page.exhibits()) > 0
    assert tab.ask("document.documentElement.scrollWidth") <= width
    widest = "Math.max(...[...document.querySelectorAll('.chart svg')].map(x => x.clientWidth))"
    assert tab.ask(widest) <= width


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize("width", [1280, 390])
def test_all_charts_of_plans_are_drawn(tmp_path: Path, tab: Tab, width: int) -> None:
    """Small charts beside each other are a `concat`, which Vega-Embed does not know by itself."""
    wanted = {"plans": ["bound", "apologies"], "customers": 100, "replicates": 2, "workers": 1}
    found = sim.compare("monopoly_captives", **wanted)
    shown = plans.exhibits(found, ENGLISH)
    assert any("concat" in exhibit.chart().to_dict() for exhibit in shown)
    manifest = {"scenario": "monopoly_captives", "seed": 1, "hash": "abc", "customers": 100}
    page = comparison.page(found.scenario, manifest, shown, ENGLISH, {})
    tab.open(write(page, tmp_path / "report.html"), width=width)
    assert tab.said == []
    count = tab.ask(
        "[...document.querySelectorAll('.vega-embed svg')]"
        ".filter(svg => svg.querySelectorAll('[class*=mark-] > *').length > 5).length"
    )
    assert count == len(shown)
    widest = "Math.max(...[...document.querySelectorAll('.chart svg')].map(x => x.clientWidth))"
    assert tab.ask(widest) <= width


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize("width", [1280, 1000, 390])
def test_hostile_names_show_as_text(hostile: Path, tmp_path: Path, tab: Tab, width: int) -> None:
    page = document(hostile, ENGLISH, QUICK)
    tab.open(write(page, tmp_path / "report.html"), width=width)
    assert tab.said == []  # no dialog either
    text = tab.ask("document.body.innerText")
    for words in (ATTACK, "{{ 7*7 }}", "</script>", "javascript:alert(4)"):
        assert words in text, words
    assert "49" not in text.partition("{{")[0]
    drawn = tab.ask("[...document.querySelectorAll('.vega-embed svg')].map(x => x.textContent)")
    assert len(drawn) == len(page.exhibits())
    assert any("</script>" in words for words in drawn)
    assert tab.ask("document.querySelectorAll('script').length") == 3
    assert tab.ask("document.querySelectorAll('img, a[href^=javascript]').length") == 0
    assert tab.ask("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
@needs_browser
def test_dark_follows_the_system_and_the_button(run_folder: Path, tmp_path: Path, tab: Tab) -> None:
    file = write(document(run_folder, ENGLISH, QUICK), tmp_path / "report.html")
    paper = "getComputedStyle(document.body).backgroundColor"
    line = "getComputedStyle(document.querySelector('.vega-embed svg .mark-text text')).fill"
    tab.open(file, dark=True)
    dark = tab.ask(paper), tab.ask(line)
    assert dark[0] == "rgb(18, 22, 29)"
    assert tab.ask("document.getElementById('theme').textContent") == "Light"
    tab.ask("document.getElementById('theme').click()")
    light = tab.ask(paper), tab.ask(line)
    assert light[0] == "rgb(255, 255, 255)"
    assert light[1] != dark[1]
    assert tab.ask("document.getElementById('theme').textContent") == "Dark"
    tab.open(file, dark=False)
    assert (tab.ask(paper), tab.ask(line)) == light
    tab.ask("document.getElementById('theme').click()")
    assert (tab.ask(paper), tab.ask(line)) == dark
    assert tab.paper(tmp_path / "report.pdf").stat().st_size > 20_000
    tab.call("Emulation.setEmulatedMedia", media="print")
    assert tab.ask(paper) == light[0]
    assert tab.ask("getComputedStyle(document.querySelector('figure')).breakInside") == "avoid"


@pytest.mark.browser
@needs_browser
def test_the_keyboard_reaches_everything(run_folder: Path, tmp_path: Path, tab: Tab) -> None:
    page = document(run_folder, ENGLISH, QUICK)
    tab.open(write(page, tmp_path / "report.html"))
    tab.press("Tab", windowsVirtualKeyCode=9)
    assert tab.ask("document.activeElement.className") == "skip"
    tab.press("Tab", windowsVirtualKeyCode=9)
    assert tab.ask("document.activeElement.id") == "theme"
    tab.press("Tab", windowsVirtualKeyCode=9)
    assert tab.ask("document.activeElement.getAttribute('href')") == f"#{page.sections[0].key}"
    exhibit = next(each for each in page.exhibits() if each.key == "dashboard")
    tab.ask("document.querySelector('[data-exhibit=dashboard]').focus()")
    readout = "document.querySelector('#exhibit-dashboard output').textContent"
    tab.press("ArrowRight", windowsVirtualKeyCode=39)
    assert tab.ask(readout) == exhibit.steps[0]
    tab.press("End", windowsVirtualKeyCode=35)
    assert tab.ask(readout) == exhibit.steps[-1]
    tab.press("ArrowLeft", windowsVirtualKeyCode=37)
    assert tab.ask(readout) == exhibit.steps[-2]
    rules = (
        "document.querySelectorAll('#exhibit-dashboard .mark-rule.role-mark line:not([opacity])')"
    )
    tab.wait(f"{rules}.length === 2")
    tab.ask("document.activeElement.blur()")
    assert tab.ask(readout) == ""


@pytest.mark.browser
@needs_browser
def test_the_data_come_down_as_csv(run_folder: Path, tmp_path: Path, tab: Tab) -> None:
    page = document(run_folder, ENGLISH, QUICK)
    tab.open(write(page, tmp_path / "report.html"))
    down = tmp_path / "down"
    tab.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(down))
    tab.ask("document.querySelector('#exhibit-dashboard a[data-file]').click()")
    name = "airline_vs_train-dashboard.csv"
    tab.wait("true")
    import time

    until = time.monotonic() + 20
    while not (down / name).exists() and time.monotonic() < until:
        time.sleep(0.05)
    rows = (down / name).read_text(encoding="utf-8").splitlines()
    exhibit = next(each for each in page.exhibits() if each.key == "dashboard")
    assert rows[0].split(",") == list(exhibit.data.columns)
    assert len(rows) == len(exhibit.data) + 1


def test_what_is_shown_is_drawn_from_a_block(page: Document) -> None:
    """Every chart of the page stands in its HTML, with its own address."""
    html = render(page)
    for exhibit in page.exhibits():
        assert f'id="exhibit-{exhibit.key}"' in html
    blocks = [block for section in page.sections for block in section.blocks]
    assert sum(isinstance(block, Shown) for block in blocks) >= 2
    assert json.loads(html.partition('type="application/json">')[2].partition("</script>")[0])
