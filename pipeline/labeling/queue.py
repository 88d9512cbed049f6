"""The next examples for one annotator: a strategy's order with a blind random share between."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.labeling.mix import Mix, settled
from pipeline.labeling.order import RandomOrder
from pipeline.labeling.pool import Pool, QueryStrategy, lots

BLIND_EVERY = 5  # of the queue's places one in five is blind, and one in five examples is set apart for them
BLIND = "blind"
N_RANKED = 20_000  # a strategy chooses among so many, a fair draw of a larger pool


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
    """Return up to `n` examples of the pool to label; without a strategy in the order of the mix.

    A fifth of a project's examples is set apart by lot and met only in blind places, so that what is labelled
    there is a true random sample whatever the strategy likes. When one kind runs out, the other goes on.
    The answer depends on the arguments alone.

    Args:
        pool: only what waits to be decided.
        n_decided: how many examples the annotator decided before; every fifth place counts from there.
    Raises: NotApplicable, from the strategy.
    """
    apart = set_apart(project_id, pool.ids)
    set_aside = np.flatnonzero(apart)
    blind = _first(project_id, Pool(pool.ids, ()).take(set_aside), RandomOrder(), set_aside, n)
    rows = _drawn(project_id, pool, np.flatnonzero(~apart))
    others = pool.take(rows)
    strategy = settled(strategy or Mix(), others)
    chosen = _first(project_id, others, strategy, rows, n)
    picks = []
    for place in range(n_decided, n_decided + min(n, len(pool))):
        is_blind = bool(blind) and (place % BLIND_EVERY == BLIND_EVERY - 1 or not chosen)
        row = (blind if is_blind else chosen).pop()
        picks.append(Pick(pool.ids[row], row, BLIND if is_blind else strategy.name, is_blind))
    return picks


def set_apart(project_id: str, example_ids: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which examples are only ever shown blind, (n,). It depends on nothing else, so it never changes."""
    drawn = lots(example_ids, _generator(f"{project_id}:apart"))
    return np.asarray(drawn % np.uint64(BLIND_EVERY) == 0)


def next_blind(project_id: str, example_ids: Sequence[str], *, n: int) -> NDArray[np.intp]:
    """Return the places of the examples that are shown blind next, soonest first, of those that wait."""
    rows = np.flatnonzero(set_apart(project_id, example_ids))
    order = RandomOrder().rank(Pool(example_ids, ()).take(rows), rng=_generator(project_id))
    return rows[order[:n]]


def _drawn(project_id: str, pool: Pool, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return all rows, or of very many a fair draw; those with an embedding first, so that a strategy can go by it."""
    if len(rows) <= N_RANKED:
        return rows
    drawn = lots([pool.ids[i] for i in rows.tolist()], _generator(f"{project_id}:drawn"))
    unknown = np.zeros(len(rows), dtype=np.bool_) if pool.known is None else ~pool.known[rows]
    return np.sort(rows[np.lexsort((drawn, unknown))[:N_RANKED]])


def _first(project_id: str, pool: Pool, strategy: QueryStrategy, rows: NDArray[np.intp], n: int) -> list[int]:
    """Return the first `n` of `rows`, which are the pool's, in the strategy's order, the best last."""
    if not len(rows):
        return []
    order = strategy.rank(pool, rng=_generator(project_id))
    found: list[int] = rows[order[:n]][::-1].tolist()
    return found


def _generator(name: str) -> np.random.Generator:
    return np.random.default_rng(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big"))
