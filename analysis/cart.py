"""CART: a tree that splits lever space (Breiman et al. 1984), as a second opinion beside PRIM.

scikit-learn grows it on the points of the half that is searched, with the share of a point's runs
in which it happened as the response and their number as weight: the same tree as one of the single
runs. It is pruned to the smallest tree whose error in cross-validation, block by block, is within
one standard error of the least; in noise that is a tree without a split. A choice is offered as one
column for each of its values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis.boxes import Box, Cases, Limit, tightened
from analysis.luck import SEED
from analysis.prim import FEWEST, SMALLEST
from analysis.swept import Numbers
from analysis.turned import Turned

MOST_LEAVES = 8
FOLDS = 5


def leaves(cases: Cases, levers: Sequence[Turned]) -> list[Box]:
    """The leaves of the pruned tree as boxes; a single box without limits when it has no split.

    Args:
        cases: Points of the half that is searched; at least `FOLDS` blocks.
        levers: In the order of the columns of x.
    """
    columns, meaning = _columns(cases.x, levers)
    least = max(FEWEST, int(SMALLEST * len(cases.x)))
    tree = _tree(_pruning(cases, columns, least), least).fit(
        columns, cases.hits / cases.runs, sample_weight=cases.runs
    )
    return _boxes(tree.tree_, meaning, levers)


def _tree(pruning: float, least: int) -> Any:
    from sklearn.tree import DecisionTreeRegressor

    return DecisionTreeRegressor(
        max_leaf_nodes=MOST_LEAVES, min_samples_leaf=least, ccp_alpha=pruning, random_state=SEED
    )


def _pruning(cases: Cases, columns: Numbers, least: int) -> float:
    """The strongest pruning whose error is within one standard error of the least."""
    from sklearn.model_selection import GroupKFold

    share = cases.hits / cases.runs
    path = _tree(0.0, least).cost_complexity_pruning_path(columns, share, cases.runs)
    ends = path.ccp_alphas
    steps = np.append(np.sqrt(ends[:-1] * ends[1:]), ends[-1] * 1.0001)
    folds = GroupKFold(FOLDS, shuffle=True, random_state=SEED)
    errors = np.zeros((FOLDS, len(steps)))
    for fold, (seen, unseen) in enumerate(folds.split(columns, groups=cases.group)):
        for step, pruning in enumerate(steps):
            tree = _tree(pruning, least).fit(columns[seen], share[seen], cases.runs[seen])
            missed = (tree.predict(columns[unseen]) - share[unseen]) ** 2
            errors[fold, step] = np.average(missed, weights=cases.runs[unseen])
    mean = errors.mean(axis=0)
    best = int(np.argmin(mean))
    bound = mean[best] + errors[:, best].std(ddof=1) / np.sqrt(FOLDS)
    return float(steps[np.flatnonzero(mean <= bound).max()])


def _columns(x: Numbers, levers: Sequence[Turned]) -> tuple[Numbers, list[tuple[int, int]]]:
    """Columns for the tree, and for each its lever and choice; choice -1 for a number."""
    found, meaning = [], []
    for k, lever in enumerate(levers):
        for choice in range(len(lever.choices)) if lever.choices else (-1,):
            found.append(x[:, k] if choice < 0 else (x[:, k] == choice).astype(float))
            meaning.append((k, choice))
    return np.column_stack(found), meaning


def _boxes(
    tree: Any, meaning: Sequence[tuple[int, int]], levers: Sequence[Turned], node: int = 0,
    box: Box = (),
) -> list[Box]:  # fmt: skip
    """The leaves under a node."""
    left, right = int(tree.children_left[node]), int(tree.children_right[node])
    if left == right:
        return [box]
    k, choice = meaning[int(tree.feature[node])]
    at = float(tree.threshold[node])
    if choice < 0:
        lower, upper = Limit(k, "high", at), Limit(k, "low", at)
    else:
        now = next(
            (limit.among for limit in box if limit.lever == k),
            frozenset(range(len(levers[k].choices))),
        )
        lower = Limit(k, "among", among=now - {choice})
        upper = Limit(k, "among", among=now & {choice})
    return [
        *_boxes(tree, meaning, levers, left, tightened(box, lower)),
        *_boxes(tree, meaning, levers, right, tightened(box, upper)),
    ]
