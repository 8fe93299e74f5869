"""Vega without a network: the bundle for the page and the pictures for when no script runs."""

import functools
import re
from html import escape
from typing import Any

import altair as alt
import vl_convert

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
"""The Vega-Lite version that Altair writes for, as vl-convert names it."""


@functools.cache
def vega_bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, safe inside `<script>`; sets `vegaEmbed`.

    Building it takes a second or two, so it is built once in a process. It is wrapped in a function
    because the bundle's own names, among them `$`, would otherwise become globals.
    """
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VEGA_LITE)
    bundle = re.sub(r"</(?=script)", r"<\\/", bundle, flags=re.IGNORECASE)
    return f"(() => {{\n{bundle}\n}})();"


def svg(spec: dict[str, Any], label: str) -> str:
    """A chart as SVG to stand inside a page.

    Args:
        spec: A Vega-Lite specification.
        label: What a screen reader says.
    """
    drawn = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    opening = f'<svg role="img" aria-label="{escape(label, quote=True)}" focusable="false"'
    root, rest = drawn[4 : drawn.index(">")], drawn[drawn.index(">") :]
    root = re.sub(r' (role|aria-[a-z]+)="[^"]*"', "", root)
    return opening + root + rest
