"""One self-contained HTML page of a comparison: opens from disk, asks the network for nothing.

| module | does |
|---|---|
| `exhibits` | the charts of the page, each with its reading, its data and its steps for the keyboard |
| `drawing` | Vega: the JavaScript bundle, and each chart as SVG for a page without JavaScript |
| `page` | puts the words, charts and data into `template.html` |
"""
