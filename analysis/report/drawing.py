"""Vega without a network: the bundle for the page and the pictures for when no script runs."""

from __future__ import annotations

import functools
import re
from html import escape
from typing import Any

import altair as alt
import vl_convert

from analysis.language import Language

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
"""The Vega-Lite version that Altair writes for, as vl-convert names it."""

LOCALES = {"en": "en-US", "nl": "nl-NL"}

DIGITS = 7
"""Of a number in a chart's own data; what is downloaded has all of them."""

_FONT = re.compile(r' font-family="[^"]*"')
_LONG = re.compile(r"-?\d+\.\d{2,}(?![\de])")
_PLACES = re.compile(r' (?:d|transform)="[^"]*"')
_UNSEEN = re.compile(r'<(line|path|rect)\b[^>]*\sopacity="0"[^>]*?(?:/>|></\1>)')


@functools.cache
def vega_bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, safe inside `<script>`; sets `vegaEmbed`.

    Building it takes a second or two, so it is built once in a process. It is wrapped in a function
    because the bundle's own names, among them `$`, would otherwise become globals.
    """
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VEGA_LITE)
    bundle = re.sub(r"</(?=script)", r"<\\/", bundle, flags=re.IGNORECASE)
    return f"(() => {{\n{bundle}\n}})();"


def locale(language: Language) -> dict[str, Any]:
    """How Vega writes numbers and dates in a language: `formatLocale` and `timeFormatLocale`."""
    name: Any = LOCALES[language.code]
    return {
        "formatLocale": dict(vl_convert.get_format_locale(name)),
        "timeFormatLocale": dict(vl_convert.get_time_format_locale(name)),
    }


def spec_of(chart: Any) -> dict[str, Any]:
    """The Vega-Lite specification of an Altair chart, whatever the number of its rows."""
    with alt.data_transformers.enable("default", max_rows=None):
        return dict(chart.to_dict())


def svg(spec: dict[str, Any], label: str, language: Language, key: str = "") -> str:
    """A chart as SVG to stand inside a page.

    Args:
        spec: A Vega-Lite specification.
        label: What a screen reader says.
        language: Of numbers and dates.
        key: Of the chart, so that what it defines has names of its own in the page.
    """
    written = locale(language)
    drawn = vl_convert.vegalite_to_svg(
        spec,
        vl_version=VEGA_LITE,
        allowed_base_urls=[],
        format_locale=written["formatLocale"],
        time_format_locale=written["timeFormatLocale"],
    )
    opening = f'<svg role="img" aria-label="{escape(label, quote=True)}" focusable="false"'
    root, rest = drawn[4 : drawn.index(">")], drawn[drawn.index(">") :]
    root = re.sub(r' (role|aria-[a-z]+)="[^"]*"', "", root)
    # Marks that only catch the pointer have nothing to do in a picture, the page has one family of
    # letters, and a tenth of a pixel is enough.
    rest = _FONT.sub("", _UNSEEN.sub("", rest))
    rest = _PLACES.sub(lambda found: _LONG.sub(_tenths, found[0]), rest)
    rest = re.sub(r'(\bid="|url\(#)((?:clip|gradient|pattern)[\w-]*)', rf"\1{key}-\2", rest)
    return opening + root + rest


def _tenths(found: re.Match[str]) -> str:
    return f"{float(found[0]):.1f}".removesuffix(".0")


def width_of(drawn: str) -> float:
    """Width of an SVG in pixels."""
    found = re.search(r'<svg[^>]*\swidth="([\d.]+)"', drawn)
    if found is None:
        raise ValueError("the SVG has no width")
    return float(found[1])


def pack(specs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Specifications without what they have in common.

    Charts of one market draw the same tables again and again. Each table is kept once, as columns,
    with numbers as exact as a chart can show; and so is the look that all charts share.

    Returns:
        `config`, `specs` by key, and `tables` by name: a list of values by column or, of texts
        that come back, the texts (`of`) and their places (`at`). `report.js` puts it all together
        again.
    """
    tables: dict[str, Any] = {}
    configs = [spec.get("config") for spec in specs.values()]
    shared = max(configs, key=configs.count) if configs else None
    packed = {}
    for key, spec in specs.items():
        slim = {name: part for name, part in spec.items() if name not in ("datasets", "$schema")}
        if slim.get("config") == shared:
            slim.pop("config", None)
        slim["tables"] = sorted(spec.get("datasets", {}))
        packed[key] = slim
        for name, rows in spec.get("datasets", {}).items():
            tables[name] = _columns(rows)
    return {"config": shared, "tables": tables, "specs": packed}


def _columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: _column([_slim(row.get(name)) for row in rows]) for name in names}


def _column(values: list[Any]) -> Any:
    texts = list(dict.fromkeys(values)) if all(isinstance(value, str) for value in values) else []
    if not texts or 2 * len(texts) > len(values):
        return values
    place = {text: number for number, text in enumerate(texts)}
    return {"of": texts, "at": [place[value] for value in values]}


def _slim(value: Any) -> Any:
    if isinstance(value, float):
        shorter = float(f"{value:.{DIGITS}g}")
        return int(shorter) if abs(shorter) < 1e15 and shorter.is_integer() else shorter
    return value
