"""A thing again, from any file that was made from it: a table, a picture, a page or a folder.

| module | runs again |
|---|---|
| `asking` | whatever is asked about: finds out what it is |
| `runs` | a run |
| `sweeps` | some runs of a sweep |
| `comparisons` | a comparison of plans |
| `claims` | some runs of a test of claims |
| `verdict` | what comes out: equal, or what differs |
"""

from sim.experiments.reproduce.asking import notes_in, reproduce
from sim.experiments.reproduce.verdict import NoOriginError, Verdict

__all__ = ["NoOriginError", "Verdict", "notes_in", "reproduce"]
