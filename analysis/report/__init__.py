"""One self-contained HTML page of a comparison: opens from disk, asks the network for nothing.

| module | does |
|---|---|
| `exhibits` | the charts of the page, each with its reading and its data |
| `drawing` | Vega: the JavaScript bundle, and each chart as SVG for a page without JavaScript |
| `page` | puts the words, charts and data into `template.html` |
"""

from analysis.report.page import render, write

__all__ = ["render", "write"]
