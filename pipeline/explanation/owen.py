"""Owen values over a tree of units: what shap calls its partition explainer.

Written here because shap's own compiles for 10 to 36 s at its first call and sends the same masked rows again;
a test compares the values with shap's.
"""

import heapq
from collections.abc import Callable, Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

from pipeline.explanation.tree import Node

Game = Callable[[Sequence[int]], NDArray[np.float64]]  # sets of units that are kept, as bits -> one value each
_BATCH = 16  # groups split at once: more fill the processor better, fewer spend a small budget better


def owen_values(root: Node, game: Game, *, evaluations: int) -> tuple[NDArray[np.float64], float]:
    """Return a value per unit and the value of the empty text; together they sum to the whole text's exactly.

    Groups whose effect is largest are split first. When `evaluations` different sets have been asked for, a group's
    remaining value is shared equally among its units.
    Source: Owen 1977; the recursion over both contexts is shap's `PartitionExplainer.owen`.
    """
    known: dict[int, float] = {}
    _ask(game, [0, root.mask], known)
    values = np.zeros(root.end)
    order = count()
    queue = [(0.0, next(order), root, 0, 1.0)]  # (minus effect, tie, group, kept besides it, weight)
    while queue:
        taken = [heapq.heappop(queue) for _ in range(min(_BATCH, len(queue)))]
        _ask(game, _wanted(taken, known, max(0, evaluations - len(known))), known)
        for _, _, node, context, weight in taken:
            effect = known[context | node.mask] - known[context]
            halves = [context | child.mask for child in node.children or ()]
            if node.children is None or any(half not in known for half in halves):
                values[node.start : node.end] += weight * effect / (node.end - node.start)
                continue
            for child, other in (node.children, node.children[::-1]):
                for around in (context, context | other.mask):
                    size = abs(known[around | child.mask] - known[around]) * weight / 2
                    heapq.heappush(queue, (-size, next(order), child, around, weight / 2))
    return values, known[0]


def _wanted(taken: Sequence[tuple[float, int, Node, int, float]], known: dict[int, float], left: int) -> list[int]:
    wanted: dict[int, None] = {}
    for _, _, node, context, _ in taken:
        sets = [context | child.mask for child in node.children or ()]
        new = [kept for kept in sets if kept not in known and kept not in wanted]
        if len(wanted) + len(new) <= left:
            wanted.update(dict.fromkeys(new))
    return list(wanted)


def _ask(game: Game, sets: Sequence[int], known: dict[int, float]) -> None:
    if sets:
        known.update(zip(sets, (float(value) for value in game(sets)), strict=True))
