"""What a user writes: scenarios, read from YAML and checked. Knows nothing of the engine.

| name | one line |
|---|---|
| `load` | a scenario, from a packaged name, a file or plain values, with overrides and a plan |
| `load_text` | a scenario, from YAML in a string |
| `load_raw` | the values as written, with the file and line of each, before the schema sees them |
| `with_plan` | the same scenario under a what-if plan, checked again |
| `with_values` | the same scenario with other values, checked again |
| `dump` | a scenario as YAML that loads to an equal one |
| `json_schema` | the JSON Schema of scenario files, for editors |
| `catalogue` | the packaged scenarios, with the question of each |
| `find` | the file of a scenario, by name or by path |
| `ScenarioError` | everything that is wrong with a scenario |
| `Problem` | one thing that is wrong, with file, line, path and suggestion |
| `Scenario` | a market, as the engine receives it |
"""

from sim.scenario.catalogue import catalogue, find
from sim.scenario.loading import load, load_raw, load_text, with_plan, with_values
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.saving import dump, json_schema
from sim.scenario.schema import Scenario

__all__ = [
    "Problem",
    "Scenario",
    "ScenarioError",
    "catalogue",
    "dump",
    "find",
    "json_schema",
    "load",
    "load_raw",
    "load_text",
    "with_plan",
    "with_values",
]
