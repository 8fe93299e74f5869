"""What an intervention sets anew: from then on another value was given in vain."""

from __future__ import annotations

import contextlib

from sim.scenario.overrides import NoSuchPathError, resolve
from sim.scenario.schema import Intervention, Scenario


def set_anew(scenario: Scenario, path: str, periods: int) -> Intervention | None:
    """The first intervention that sets what a path, or the name of a lever, means.

    Args:
        scenario: A scenario.
        path: Of a value, or of a block that holds it.
        periods: That are run; what comes later does not count.

    Returns:
        The intervention, or None when the value stays as it was given.
    """
    data = scenario.model_dump(mode="json")
    with contextlib.suppress(NoSuchPathError):
        wanted = resolve(path, data, new_block=True)
        for event in sorted(scenario.interventions, key=lambda found: found.at):
            for text in event.set if event.at < periods else ():
                with contextlib.suppress(NoSuchPathError):
                    set_there = resolve(text, data, new_block=True)
                    shared = min(len(wanted), len(set_there))
                    if wanted[:shared] == set_there[:shared]:
                        return event
    return None
