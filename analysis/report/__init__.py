"""Reports: one self-contained HTML file that opens from disk and asks the network for nothing.

| module | does |
|---|---|
| `blocks` | what a page is made of: sections, exhibits, tables, words |
| `page` | turns these into HTML, with `template.html`, `report.css` and `report.js` |
| `drawing` | Vega: the JavaScript bundle, and each chart as SVG for a page without JavaScript |
| `outline` | the sections of a report on a folder of results, in the order of the argument |
| `answer` | the question answered in three sentences, and the numbers that speak against them |
| `run_folder` | the report on one run |
| `comparison` | the report on plans compared |
| `sweep`, `sweep_turned`, `sweep_origin` | the report on a sweep |
| `method`, `limits`, `origins` | how it works, what it gets wrong, where its numbers come from |
| `exhibits`, `three_worlds` | the page of the demo |
"""

from analysis.report.page import render, write

__all__ = ["render", "write"]
