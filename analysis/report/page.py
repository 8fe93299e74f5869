"""The report as one HTML file.

The page carries everything it shows. A content security policy, with the digests of its own two
scripts, makes sure of two things at once: it asks nothing of the network, and a script that comes
in with a name from a scenario does not run, even if the escaping failed.
"""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis import readings, style
from analysis.frames import Frames
from analysis.report.drawing import svg, vega_bundle
from analysis.report.exhibits import Exhibit, exhibits, numbers_table

HERE = Path(__file__).parent
_HARMLESS = {
    ord(char): f"\\u{ord(char):04x}" for char in ("<", ">", "&", "\N{LINE SEPARATOR}", "\u2029")
}


def render(frames: Frames) -> str:
    """The page as text."""
    shown = exhibits(frames)
    specs = {key: exhibit.spec for key, exhibit in shown.items()}
    scripts = (vega_bundle(), _own("report.js"))
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["csv"] = csv_link
    environment.tests["weblink"] = is_link
    return environment.get_template("template.html").render(
        frames=frames,
        meta=frames.meta,
        exhibits=shown,
        pictures={
            key: Markup(svg(spec, f"{shown[key].title}. {shown[key].reading}"))
            for key, spec in specs.items()
        },
        payload=Markup(script_json(_payload(shown, specs))),
        numbers=numbers_table(frames),
        headline=next(row for row in numbers_table(frames) if row["declared"]),
        verdict=readings.verdict(readings.declared(frames)),
        palette=style.PALETTE,
        family=Markup(style.CSS_FAMILY),
        css=Markup(_own("report.css")),
        scripts=[Markup(script) for script in scripts],
        policy=_policy(scripts),
    )


def write(frames: Frames, path: Path) -> Path:
    """Write the page; makes the folder when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(frames), encoding="utf-8")
    return path


def script_json(value: Any) -> str:
    r"""JSON that can stand inside `<script>`: `< > &` and U+2028/9 as `\u` sequences.

    Raises:
        ValueError: If a number is not finite, for `NaN` is not JSON.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_HARMLESS)


def csv_link(frame: pd.DataFrame) -> str:
    """A frame as the address of a CSV file that is in the page itself."""
    text = frame.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(text.encode()).decode()


def is_link(text: object) -> bool:
    """Whether a source is the address of a web page; a `javascript:` address is not."""
    return str(text).startswith(("https://", "http://")) and " " not in str(text)


def _payload(shown: dict[str, Exhibit], specs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        key: {
            "spec": specs[key],
            "steps": exhibit.steps,
            "label": f"{exhibit.title}. {exhibit.reading}",
        }
        for key, exhibit in shown.items()
    }


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
