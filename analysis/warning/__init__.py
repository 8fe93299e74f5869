"""Which indicator warns of a loss of customers: the parts of `analysis.early_warning`.

| module | what it holds |
|---|---|
| `signals` | what an alarm is, what a loss is, and when each came |
| `verdicts` | how well each indicator warned: leads, false alarms, curves |
| `texts`, `words` | what is said of it, in English and Dutch |
| `rows`, `paper`, `screen` | the pictures |
"""
