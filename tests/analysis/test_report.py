"""The page stands alone, says what the data say, and runs nothing that came in with a name."""

import base64
import gzip
import hashlib
import io
import json
import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from analysis import charts, readings, style
from analysis.frames import Frames
from analysis.language import ENGLISH
from analysis.report import render, write
from analysis.report.drawing import svg, vega_bundle
from analysis.report.exhibits import exhibits
from analysis.report.page import csv_link, is_link, script_json
from analysis.report.three_worlds import document
from tests.browser import CHROMIUM, Browser

Build = Callable[..., Frames]
ATTACK = "<script>alert(1)</script>"
PACKED = "data:application/gzip;base64,"


def downloaded(address: str | None) -> pd.DataFrame:
    """The table behind a link of the page."""
    packed = base64.b64decode((address or "").removeprefix(PACKED))
    return pd.read_csv(io.BytesIO(gzip.decompress(packed)))


class Page(HTMLParser):
    """What a browser makes of the page: tags with attributes, scripts, styles and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.held: dict[str, list[str]] = {"script": [], "style": [], "text": []}
        self._inside = "text"
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._inside = tag
            self.held[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = "text"

    def handle_data(self, data: str) -> None:
        if self._inside == "text":
            self.held["text"].append(data)
        else:
            self.held[self._inside][-1] += data

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.held["text"]).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def payload(self) -> dict[str, dict]:
        return json.loads(self.held["script"][0])


@pytest.fixture(scope="module")
def html(frames: Frames) -> str:
    return render(document(frames, {}))


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


@pytest.fixture(scope="module")
def hostile(build: Build, frames: Frames) -> Frames:
    """Frames in which every name is an attack, the rival's own name first."""
    bands = frames.bands.assign(
        world=frames.bands["world"].str.replace("the train", f"the {ATTACK}"),
        measure=frames.bands["measure"].str.replace("airline", '"><img src=x onerror=alert(2)>'),
    )
    attacked = {
        key: ATTACK for key in ("title", "question", "scenario", "version", "hash", "command")
    }
    source = {"what": ATTACK, "value": ATTACK, "source": "javascript:alert(3)"}
    return build(
        bands=bands,
        observed=frames.observed.assign(label=ATTACK, source="\u2028</script><script>alert(4)"),
        events=frames.events.assign(label=f"{ATTACK}&amp;"),
        meta={
            **frames.meta,
            **attacked,
            "answer": [ATTACK, ATTACK],
            "caveats": [ATTACK],
            "sources": [source],
        },
        rival=ATTACK,
        incumbent='"><img src=x onerror=alert(2)>',
    )


# The page stands alone


def test_nothing_is_asked_of_the_network(page: Page) -> None:
    loading = {"src", "srcset", "data", "poster", "action", "background", "ping", "formaction"}
    for tag, attributes in page.tags:
        assert not loading & set(attributes), tag
        address = attributes.get("href") or attributes.get("xlink:href") or ""
        if tag == "a":
            assert address.startswith(("#", PACKED, "https://studylib.es/doc/")), address
        else:
            assert address == "" or address.startswith("#"), (tag, address)
    assert not {"link", "iframe", "img", "object", "embed", "base"} & {tag for tag, _ in page.tags}
    css = " ".join(page.held["style"]) + " ".join(
        attributes.get("style") or "" for _, attributes in page.tags
    )
    assert "@import" not in css
    assert "url(" not in css


def test_the_policy_forbids_the_network_and_names_exactly_our_scripts(page: Page) -> None:
    policy = next(
        meta["content"] or ""
        for meta in page.all("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    )
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    scripts = [text.encode() for text in page.held["script"][1:]]
    digests = {base64.b64encode(hashlib.sha256(text).digest()).decode() for text in scripts}
    assert digests == allowed
    assert len(scripts) == 2
    assert page.all("script")[0]["type"] == "application/json"


def test_it_is_small_enough_to_mail(html: str) -> None:
    assert len(html.encode()) < 3_000_000


def test_the_bundle_is_built_once_and_cannot_end_its_script() -> None:
    assert vega_bundle() is vega_bundle()
    assert "</script" not in vega_bundle().lower()
    assert vega_bundle().startswith("(() => {")


def test_write_makes_the_folder(frames: Frames, html: str, tmp_path: Path) -> None:
    assert (
        write(document(frames, {}), tmp_path / "new" / "page.html").read_text(encoding="utf-8")
        == html
    )


# What it says


def test_question_answers_caveats_and_provenance_are_there(page: Page, frames: Frames) -> None:
    meta = frames.meta
    wanted = [meta["question"], *meta["answer"], *meta["caveats"], meta["command"], meta["hash"]]
    for words in wanted:
        assert words in page.text


def test_every_chart_has_its_reading_its_data_and_a_name(page: Page, frames: Frames) -> None:
    shown = exhibits(frames)
    assert len(shown) == 6
    drawings = [a for a in page.all("svg") if a.get("role") == "img"]
    labels = [drawing["aria-label"] or "" for drawing in drawings]
    assert len(drawings) == len(page.all("svg")) == len(shown)
    files = [a for a in page.all("a") if "download" in a]
    for exhibit, label, file in zip(shown.values(), labels, files, strict=True):
        assert exhibit.reading in label
        assert exhibit.reading in page.text
        assert page.payload["exhibits"][exhibit.key]["label"] == label
        assert len(downloaded(file["href"])) == len(exhibit.data)


def test_the_data_come_down_unrounded(frames: Frames) -> None:
    data = exhibits(frames)["observed"].data
    back = downloaded(csv_link(data))
    pd.testing.assert_series_equal(back["mid"], data["mid"], rtol=1e-12)
    assert list(back["date"].iloc[:2]) == ["2006-02-01", "2006-03-01"]


def test_the_share_is_never_without_base_rate_and_hazard_ratio(html: str) -> None:
    tiles = html[html.index('<dl class="tiles">') :]
    tiles = tiles[: tiles.index("</dl>")]
    assert re.findall(r"<b>(.*?)</b>", tiles) == ["74%", "77%", "1.16", "17%"]
    assert "all customers at risk" in tiles
    assert "hazard ratio" in tiles


def test_the_numbers_follow_the_data(build: Build, frames: Frames, page: Page) -> None:
    changed = build(
        numbers=frames.numbers.assign(
            share=0.11, ratio=math.nan, ratio_low=math.nan, ratio_high=math.nan
        )
    )
    other = Page(render(document(changed, {})))
    assert "unknown" not in page.text
    assert "11%" in other.text
    # a tile, three rows of the main table, three of each detail, and the verdicts
    assert other.text.count("unknown") >= 10
    drawn = svg(charts.hazard(changed).to_dict(), "", ENGLISH)
    assert drawn.count(">unknown<") == 3
    assert ">1.16<" not in drawn


def test_the_arrow_keys_have_a_sentence_for_every_month(page: Page, frames: Frames) -> None:
    band = frames.band(frames.with_rival, frames.share)
    steps = page.payload["exhibits"]["dashboard"]["steps"]
    assert len(steps) == len(band)
    assert steps[24].startswith("February 2008: satisfaction 7.3")
    assert steps[24].endswith(readings.percent(band["mid"].iloc[24]))
    reachable = [a for _, a in page.tags if "data-exhibit" in a and a.get("tabindex") == "0"]
    assert [a["data-exhibit"] for a in reachable] == ["dashboard", "news", "observed"]


def test_ids_are_unique_and_references_meet(page: Page) -> None:
    ids = Counter(attributes["id"] for _, attributes in page.tags if "id" in attributes)
    assert max(ids.values()) == 1
    for _, attributes in page.tags:
        for value in attributes.values():
            for name in re.findall(r"url\(#([^)]+)\)", value or ""):
                assert name in ids


def test_every_colour_of_the_charts_has_a_partner_for_dark_screens(page: Page) -> None:
    """A colour from elsewhere would stay dark on a dark page."""
    known = {tone for colour in style.PALETTE for tone in (colour.light, colour.text)}
    known |= {"none", "transparent"}
    used = {
        (attributes.get(name) or "none").lower()
        for tag, attributes in page.tags
        if tag in ("path", "text", "rect", "line", "circle")
        for name in ("fill", "stroke")
        if attributes.get("stroke-width") != "0" and attributes.get("opacity") != "0"
    }
    assert used <= known
    css = page.held["style"][0]
    for colour in style.PALETTE:
        assert f'svg [fill="{colour.light}" i]' in css
        assert f"--{colour.name}: {colour.dark}" in css


@pytest.mark.parametrize("colour", [c for c in style.PALETTE if c.name not in ("paper", "rule")])
def test_words_have_contrast(colour: style.Colour) -> None:
    def luminance(tone: str) -> float:
        parts = [int(tone[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for words, ground in ((colour.text, style.PAPER.light), (colour.dark, style.PAPER.dark)):
        low, high = sorted((luminance(words), luminance(ground)))
        assert (high + 0.05) / (low + 0.05) >= 4.5


# What comes in with a name


def test_hostile_names_show_as_text(hostile: Frames, page: Page) -> None:
    attacked = Page(render(document(hostile, {})))
    assert ATTACK in attacked.text
    assert len(attacked.all("script")) == len(page.all("script")) == 3
    assert not attacked.all("img")
    assert not [a for _, a in attacked.tags if any(name.startswith("on") for name in a)]
    links = [a["href"] or "" for a in attacked.all("a")]
    assert not [link for link in links if link.startswith("javascript:")]
    assert Counter(tag for tag, _ in attacked.tags)["svg"] == 6
    assert "\u2028</script>" in json.dumps(attacked.payload, ensure_ascii=False)


def test_names_are_values_and_never_columns(build: Build, frames: Frames) -> None:
    """Vega reads a dot or a bracket in a column name as a path, and then draws nothing."""
    name = 'Bank.Co A[1] datum.share it\'s "so" \\ rail:Q'
    renamed = build(
        bands=frames.bands.assign(
            measure=frames.bands["measure"].str.replace("airline", name, regex=False),
            world=frames.bands["world"].str.replace("train", name, regex=False),
        ),
        events=frames.events.assign(label=name),
        incumbent=name,
        rival=name,
    )

    def lines(chart: charts.Chart) -> list[str]:
        drawn = svg(chart.to_dict(), "", ENGLISH)
        return sorted(d for d in re.findall(r' d="([^"]+)"', drawn) if len(d) > 1000)

    for draw in (lambda each: charts.dashboard(each, each.with_rival), charts.observed):
        plain = lines(draw(frames))
        assert len(plain) >= 2
        assert lines(draw(renamed)) == plain


def test_json_cannot_end_its_script() -> None:
    value = {"a": f"{ATTACK} & \u2028\u2029"}
    text = script_json(value)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == value
    with pytest.raises(ValueError, match="JSON"):
        script_json(math.nan)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://a.example/b", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("Cinco Dias 12-11-2008", False),
        ("https://a.example and more", False),
        (7, False),
    ],
)
def test_only_web_addresses_become_links(text: object, link: bool) -> None:
    assert is_link(text) == link


# Charts


@pytest.mark.parametrize("draw", [charts.observed, charts.leavers, charts.excess])
def test_charts_follow_the_data(
    build: Build, frames: Frames, draw: Callable[[Frames], charts.Chart]
) -> None:
    moved = build(
        bands=frames.bands.assign(mid=frames.bands["mid"] * 0.9), numbers=frames.numbers * 0.9
    )
    before, after = (svg(draw(each).to_dict(), "", ENGLISH) for each in (frames, moved))
    paths = [
        set(re.findall(r' d="([^"]{60,})"|translate\(([^)]+)\)', each)) for each in (before, after)
    ]
    assert paths[0] != paths[1]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium was found")
@pytest.mark.parametrize("attacked", [False, True])
def test_a_browser_makes_the_charts_interactive(
    frames: Frames, hostile: Frames, attacked: bool, browser: Browser, tmp_path: Path
) -> None:
    page = write(document(hostile if attacked else frames, {}), tmp_path / "page.html")
    tab = browser.tab()
    tab.open(page)
    drawn = "[...document.querySelectorAll('.vega-embed svg[role=img][aria-label]')]"
    assert tab.ask(f"{drawn}.length") == 6
    assert tab.ask(f"{drawn}.every(svg => svg.querySelectorAll('[class*=mark-] > *').length > 5)")
    assert tab.said == []
    assert tab.asked == [page.as_uri()]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium was found")
def test_a_long_word_of_a_question_stays_whole_on_a_telephone(
    frames: Frames, browser: Browser, tmp_path: Path
) -> None:
    meta = {**frames.meta, "question": "Waarom verlaten zij hun luchtvaartmaatschappij?"}
    page = write(document(replace(frames, meta=meta), {}), tmp_path / "page.html")
    tab = browser.tab()
    tab.open(page, width=390)
    lines = """(() => {
        const text = document.querySelector("h1").firstChild;
        const word = document.createRange();
        word.setStart(text, text.data.indexOf("luchtvaart"));
        word.setEnd(text, text.data.indexOf("?") + 1);
        return word.getClientRects().length;
    })()"""
    assert tab.ask(lines) == 1
