"""One customer's life, told from the inside: what happened, and why.

| name | one line |
|---|---|
| `diary` | the events of one customer's life in a market, in order of time |
| `find_defector` | the first satisfied customer who leaves, for those who want a good story |
| `Event` | one event: when, what kind, in words and in numbers |
| `KINDS` | every kind of event, with its meaning |

The whole market lives, because neighbours matter. The chosen customer lives each period twice:
compiled among the others, and once more on a copy, by the same rules as they stand in `sim.rules`,
with somebody listening.
"""

from sim.diary.events import KINDS, Event
from sim.diary.story import diary, find_defector

__all__ = ["KINDS", "Event", "diary", "find_defector"]
