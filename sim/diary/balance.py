"""What weighed how much in a decision to change, in a customer's own terms."""

from __future__ import annotations

from typing import Any

from sim.rules.choice import believed_rest
from sim.rules.words import NOBODY


def balance_of(
    customer: Any,
    relations: Any,
    taste: Any,
    origin: int,
    to: int,
    scene: Any,
    books: Any,
    row: int,
) -> dict[str, Any]:
    """The parts of a decision, from the row of the ledger that holds it.

    Args:
        customer: As at the decision.
        relations: As at the decision.
        taste: Utils a raw unit of each outcome.
        origin: Provider that is left.
        to: Provider, or the outside option, that is turned to.
        scene: The market.
        books: With the row, see `sim.rules.leaving.take_apart`.
        row: Its place in the ledger.

    Returns:
        push, pull, mooring, luck and total, utils; `balance`, the same as a list of parts in the
        customer's terms (one an outcome, by its number, then experience, liking, changing, luck),
        which add up to the total; and `money_per_util`, None where no outcome is a price.
    """
    world = scene.world
    found, parts = books.exits[row], books.parts[row]
    outcomes = int(world.outcomes)
    together = [float(parts[k] + parts[outcomes + k]) for k in range(outcomes)]
    rest, service = float(found.rest), float(found.service)
    balance: list[dict[str, Any]] = []
    if to < world.providers:
        balance += [{"outcome": k, "utils": together[k]} for k in range(outcomes)]
        belief = float(believed_rest(customer, relations[to], to, scene))
        balance.append({"part": "experience", "utils": service + belief})
        liking = rest - belief - float(relations[origin].taste)
        balance.append({"part": "liking", "utils": liking})
    else:
        without = sum(together) + service + rest - float(relations[origin].taste)
        balance.append({"part": "doing without", "utils": without})
    cost, luck = float(found.cost), float(found.luck)
    balance.append({"part": "changing", "utils": -cost})
    balance.append({"part": "luck", "utils": luck})
    forces = {name: float(found[name]) for name in ("push", "pull", "mooring", "luck")}
    return {
        **forces,
        "total": sum(forces.values()),
        "balance": balance,
        "money_per_util": money_per_util(taste, scene),
    }


def money_per_util(taste: Any, scene: Any) -> float | None:
    """What a util is worth to this customer in money; None where no outcome is a price."""
    price = int(scene.world.price_outcome)
    weight = abs(float(taste[price])) if price != NOBODY else 0.0
    return 1.0 / weight if weight > 0 else None
