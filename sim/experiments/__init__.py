"""Many runs: designs, workers, and claims that are tested.

| module | one line |
|---|---|
| `levers` | everything in a scenario that has a plausible range |
| `design` | points of that space, and a scenario at a point |
| `measures` | the numbers that claims are about |
| `study` | the worlds that claims need, run once each and reduced to numbers |
| `workers` | processes that run, in an order that does not matter |
| `causes` | causes of leaving, and how each is taken away |
| `but_for` | the same customers in worlds without causes |
| `verdicts` | holds, does not hold, undecided; and in how much of the space |
| `claims` | all of it: the claims of a scenario, tested |
| `record` | what came out, on disk |
| `compare` | plans on the same customers |
| `plans` | the parts of that: worlds, flows, paired differences, regret |
"""
