"""Plans on the same customers: the parts that `sim.experiments.compare` puts together.

| module | one line |
|---|---|
| `made` | plans from a scenario, and plans made up on the command line |
| `kinds` | what a plan changes, what kind of policy that is, and whether its cost is counted |
| `policies` | a set of policies of declared size, from what an incumbent has |
| `study` | the market, the plans and the worlds that they make |
| `worlds` | one job: a seed with all worlds, or a point of the plausible space with all plans |
| `numbers` | the measures of one world |
| `flows` | who stayed in one world and left in the other |
| `paired` | estimates, and differences with paired and unpaired intervals |
| `regret` | plans under uncertainty: regret, the worst tenth |
| `columns` | what the columns of every table mean |
| `comparison` | all of it, in memory and on disk |
"""
