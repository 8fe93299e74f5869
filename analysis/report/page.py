"""The report as one HTML file.

The page carries everything it shows. A content security policy, with the digests of its own
scripts, makes sure of two things at once: it asks nothing of the network, and a script that comes
in with a name from a scenario does not run, even if the escaping failed.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis import style
from analysis.report.blocks import Cell, Document
from analysis.report.drawing import locale, pack, spec_of, svg, vega_bundle, width_of
from analysis.report.texts import PAGE
from sim.folder import write_file

HERE = Path(__file__).parent
_HARMLESS = {
    ord(char): f"\\u{ord(char):04x}" for char in ("<", ">", "&", "\N{LINE SEPARATOR}", "\u2029")
}
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Characters that turn the direction of all text after them; a name has no right to that."""


def render(document: Document) -> str:
    """The page as text."""
    language = document.language
    shown = document.exhibits()
    specs = {exhibit.key: spec_of(exhibit.chart()) for exhibit in shown}
    if len(specs) < len(shown):
        raise ValueError("two charts of a page have the same key")
    labels = {exhibit.key: f"{exhibit.title}. {exhibit.reading}" for exhibit in shown}
    pictures = {key: svg(spec, labels[key], language, key) for key, spec in specs.items()}
    payload = pack(specs) | {
        "locale": locale(language),
        "words": {key: PAGE(key, language) for key in ("to_dark", "to_light")},
        "exhibits": {
            exhibit.key: {
                "steps": exhibit.steps,
                "label": labels[exhibit.key],
                "beside": round(width_of(pictures[exhibit.key]) - nominal(specs[exhibit.key])),
            }
            for exhibit in shown
        },
    }
    scripts = (vega_bundle(), _own("report.js"))
    page = _environment(document).get_template("template.html").render(
        page=document,
        language=language,
        pictures={key: Markup(drawn) for key, drawn in pictures.items()},
        payload=Markup(script_json(payload)),
        palette=style.PALETTE,
        family=Markup(style.CSS_FAMILY),
        css=Markup(_own("report.css")),
        scripts=[Markup(script) for script in scripts],
        policy=_policy(scripts),
    )  # fmt: skip
    return page.translate(_TURNING)


def write(document: Document, path: Path) -> Path:
    """Writes the page, whole or not at all; makes the folder when it is not there."""
    page = render(document)
    return write_file(path, lambda new: _put(new, page))


def script_json(value: Any) -> str:
    r"""JSON that can stand inside `<script>`: `< > &` and U+2028/9 as `\u` sequences.

    Raises:
        ValueError: If a number is not finite, for `NaN` is not JSON.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_HARMLESS)


def csv_link(frame: pd.DataFrame) -> str:
    """A frame as the address of a CSV file that is in the page itself."""
    return file_link(frame.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n"))


def file_link(text: str) -> str:
    """A text file as an address, packed by gzip."""
    packed = gzip.compress(text.encode(), compresslevel=9, mtime=0)
    return "data:application/gzip;base64," + base64.b64encode(packed).decode()


def is_link(text: object) -> bool:
    """Whether a source is the address of a web page; a `javascript:` address is not."""
    return str(text).startswith(("https://", "http://")) and not re.search(r"\s", str(text))


def file_name(text: str) -> str:
    """A name that every system accepts for a file."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip("-.")[:60] or "overstap"


def nominal(spec: dict[str, Any]) -> float:
    """Width that a chart was drawn for, in pixels, without what stands beside its plot."""
    for across in ("hconcat", "vconcat"):
        if across in spec:
            widths = [nominal(part) for part in spec[across]]
            return sum(widths) if across == "hconcat" else max(widths)
    if "concat" in spec:
        columns = int(spec.get("columns", len(spec["concat"])))
        return max(map(nominal, spec["concat"])) * min(columns, len(spec["concat"]))
    if "spec" in spec:
        return nominal(spec["spec"]) * int(spec.get("columns", 1))
    width = spec.get("width")
    return float(width) if isinstance(width, (int, float)) else 0.0


def _environment(document: Document) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["csv"] = csv_link
    environment.filters["file"] = file_link
    environment.filters["file_name"] = file_name
    environment.tests["weblink"] = is_link
    environment.tests["cell"] = lambda value: isinstance(value, Cell)
    environment.globals["t"] = lambda key, **values: PAGE(key, document.language, **values)
    return environment


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _own(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _policy(scripts: tuple[str, ...]) -> str:
    digests = (
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts
    )
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
