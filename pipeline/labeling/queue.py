"""The next examples for one annotator: a strategy's order with a blind random share between."""

import hashlib
from dataclasses import dataclass

import numpy as np

from pipeline.labeling.strategies import Pool, QueryStrategy, RandomOrder

BLIND_EVERY = 5  # of the queue's places one in five is blind, and one in five examples is set apart for them
BLIND = "blind"


@dataclass(frozen=True)
class Pick:
    """`row` is the example's place in the pool; `why` is "blind" or the strategy's name."""

    example_id: str
    row: int
    why: str
    blind: bool


def next_items(
    pool: Pool, strategy: QueryStrategy | None = None, *, project_id: str, n_decided: int = 0, n: int = 40
) -> list[Pick]:
    """Return up to `n` examples of the pool to label; without a strategy their order is random.

    A fifth of a project's examples is set apart by lot and met only in blind places, so that what is labelled
    there is a true random sample whatever the strategy likes. When one kind runs out, the other goes on.
    The answer depends on the arguments alone, so a second call goes on where the first one stood.

    Args:
        pool: only what waits to be decided.
        n_decided: how many examples the annotator decided before; every fifth place counts from there.
    Raises: NotApplicable, from the strategy.
    """
    strategy = strategy or RandomOrder()
    apart = [is_set_apart(project_id, id_) for id_ in pool.ids]
    blind = _ranked(project_id, pool, RandomOrder(), [i for i, is_apart in enumerate(apart) if is_apart])
    chosen = _ranked(project_id, pool, strategy, [i for i, is_apart in enumerate(apart) if not is_apart])
    picks = []
    for place in range(n_decided, n_decided + min(n, len(pool))):
        is_blind = bool(blind) and (place % BLIND_EVERY == BLIND_EVERY - 1 or not chosen)
        row = (blind if is_blind else chosen).pop()
        picks.append(Pick(pool.ids[row], row, BLIND if is_blind else strategy.name, is_blind))
    return picks


def is_set_apart(project_id: str, example_id: str) -> bool:
    """Tell whether an example is only ever shown blind. It depends on nothing else, so it never changes."""
    digest = hashlib.sha256(f"{project_id}:{example_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % BLIND_EVERY == 0


def _ranked(project_id: str, pool: Pool, strategy: QueryStrategy, rows: list[int]) -> list[int]:
    """Return `rows` in the strategy's order, the best last."""
    if not rows:
        return []
    seed = int.from_bytes(hashlib.sha256(project_id.encode()).digest()[:8], "big")
    order = strategy.rank(pool.take(rows), rng=np.random.default_rng(seed))
    return [rows[i] for i in reversed(order.tolist())]
