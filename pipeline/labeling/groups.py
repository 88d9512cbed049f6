"""Many at once: texts that say much the same, what describes each group, and how many of it to look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import lgamma, log, sqrt

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.errors import NotApplicable
from pipeline.domain.evaluation import Estimate
from pipeline.measures.intervals import wilson

FIT_ROWS = 20_000  # the centres are found on so many rows at most; the others join the nearest
SEED_ROWS, N_TRIES, TRY_STEPS = 2_000, 4, 5  # the best of some starts, each tried on a few rows
MOST_GROUPS = 100
N_STEPS = 20
AT_MOST_WRONG, CONFIDENCE = 0.05, 0.95
_BLOCK = 8_192


@dataclass(frozen=True)
class Grouping:
    """Groups of rows, the largest first.

    Attributes:
        group: (n,), each row's group; -1 where its embedding is not there yet.
        likeness: (n,), cosine to the group's centre; 0 where there is none.
    """

    group: NDArray[np.intp]
    likeness: NDArray[np.float32]
    centres: NDArray[np.float32]  # (k, d), of unit length

    def __len__(self) -> int:
        return len(self.centres)

    def rows(self, group: int) -> NDArray[np.intp]:
        """Return a group's rows, the most typical first."""
        rows = np.flatnonzero(self.group == group)
        return rows[np.argsort(-self.likeness[rows], kind="stable")]


@dataclass(frozen=True)
class LabelShare:
    """What people said of the rows of a group that they decided on: the label most often given, and its share."""

    label: str
    share: Estimate


def group_texts(
    embeddings: NDArray[np.floating],
    *,
    known: NDArray[np.bool_] | None = None,
    n_groups: int | None = None,
    seed: int = 13,
) -> Grouping:
    """Put rows with similar embeddings together (spherical k-means; the same arguments give the same groups).

    Args:
        embeddings: rows of unit length (n, d).
        known: rows whose embedding is there.
        n_groups: by default about as many as the square root of half the rows, 100 at most.
    Raises:
        NotApplicable: too_few_texts, when fewer than two rows have an embedding.
    Source: k-means++: Arthur & Vassilvitskii 2007; on the sphere: Dhillon & Modha 2001.
    """
    n = len(embeddings)
    rows = np.arange(n) if known is None else np.flatnonzero(known)
    if len(rows) < 2:
        raise NotApplicable("too_few_texts")
    rng = np.random.default_rng(seed)
    sample = rows if len(rows) <= FIT_ROWS else np.sort(rng.choice(rows, FIT_ROWS, replace=False))
    points = np.asarray(embeddings[sample], dtype=np.float32)
    k = min(n_groups or max(2, min(MOST_GROUPS, round(sqrt(len(rows) / 2)))), len(rows))
    centres = _settled(points, _best_start(points, k, rng), N_STEPS)
    group, likeness = np.full(n, -1, dtype=np.intp), np.zeros(n, dtype=np.float32)
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        group[block], likeness[block] = _nearest(np.asarray(embeddings[block], dtype=np.float32), centres)
    return _largest_first(group, likeness, centres)


def spot_checks(n: int, *, at_most: float = AT_MOST_WRONG, confidence: float = CONFIDENCE) -> int:
    """Return how many rows of a group of n, drawn at random, must all be right to say: at most `at_most` are wrong.

    The smallest sample that would catch one wrong row with probability `confidence` if more were wrong.
    """
    n_wrong = int(at_most * n) + 1
    if n_wrong > n:
        return 0
    low, high = 1, n
    while low < high:
        middle = (low + high) // 2
        if _log_all_right(n, n_wrong, middle) <= log(1 - confidence):
            high = middle
        else:
            low = middle + 1
    return low


def to_look_at(grouping: Grouping, group: int, *, n: int | None = None, seed: int = 13) -> NDArray[np.intp]:
    """Return rows of a group drawn at random for spot checks; more of them go on where fewer ended."""
    rows = np.sort(grouping.rows(group))
    return np.random.default_rng([seed, group]).permutation(rows)[: spot_checks(len(rows)) if n is None else n]


def least_typical(grouping: Grouping, group: int, *, n: int = 5) -> NDArray[np.intp]:
    """Return the rows farthest from a group's centre: where strangers show first. They say nothing about the rest."""
    return grouping.rows(group)[::-1][:n]


def wrong_share(n_looked_at: int, n_wrong: int) -> Estimate:
    """Return the share of a group that is wrong, after random spot checks."""
    return wilson(n_wrong, n_looked_at)


def suggested_label(rows: Iterable[int], said: Sequence[str | None]) -> LabelShare | None:
    """Return the label given most often in a group; None where people decided on none of it."""
    labels = [label for label in (said[row] for row in rows) if label is not None]
    if not labels:
        return None
    counts = {label: labels.count(label) for label in dict.fromkeys(labels)}
    label = max(counts, key=lambda it: counts[it])
    return LabelShare(label, wilson(counts[label], len(labels)))


def _best_start(points: NDArray[np.float32], k: int, rng: np.random.Generator) -> NDArray[np.float32]:
    if len(points) > max(SEED_ROWS, k):
        points = points[np.sort(rng.choice(len(points), max(SEED_ROWS, k), replace=False))]
    tries = [_settled(points, _starts(points, k, rng), TRY_STEPS) for _ in range(N_TRIES)]
    return max(tries, key=lambda centres: float(_nearest(points, centres)[1].sum()))


def _starts(points: NDArray[np.float32], k: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw k rows, each with a chance that grows with its distance from those drawn (greedy k-means++).

    Of some candidates the one is taken that brings the others nearest.
    """
    chosen = points[[int(rng.integers(len(points)))]]
    apart = np.maximum(1 - points @ chosen[0], 0)  # half the squared distance
    n_candidates = 2 + int(log(k))
    while len(chosen) < k and apart.sum() > 1e-6 * len(points):  # beyond, nothing but copies is left
        places = np.searchsorted(np.cumsum(apart), rng.random(n_candidates) * float(apart.sum()))
        candidates = points[np.minimum(places, len(points) - 1)]
        left = np.minimum(apart[:, None], np.maximum(1 - points @ candidates.T, 0))
        best = int(left.sum(axis=0).argmin())
        apart, chosen = left[:, best], np.vstack([chosen, candidates[best]])
    return chosen


def _settled(points: NDArray[np.float32], centres: NDArray[np.float32], n_steps: int) -> NDArray[np.float32]:
    """Move centres to the middle of their rows until no row changes its group; an empty group vanishes."""
    before: NDArray[np.intp] | None = None
    for _ in range(n_steps):
        group, _likeness = _nearest(points, centres)
        if before is not None and np.array_equal(group, before):
            break
        before = group
        order = np.argsort(group, kind="stable")
        starts = np.flatnonzero(np.diff(group[order], prepend=-1))
        centres = np.add.reduceat(points[order], starts, axis=0)
        centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-12)
        before = np.searchsorted(group[order][starts], group)  # numbers close up where a group vanished
    return centres


def _nearest(points: NDArray[np.float32], centres: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    group = np.empty(len(points), dtype=np.intp)
    likeness = np.empty(len(points), dtype=np.float32)
    for start in range(0, len(points), _BLOCK):
        cosines = points[start : start + _BLOCK] @ centres.T
        best = cosines.argmax(axis=1)
        group[start : start + _BLOCK] = best
        likeness[start : start + _BLOCK] = cosines[np.arange(len(best)), best]
    return group, likeness


def _largest_first(group: NDArray[np.intp], likeness: NDArray[np.float32], centres: NDArray[np.float32]) -> Grouping:
    sizes = np.bincount(group[group >= 0], minlength=len(centres))
    order = np.argsort(-sizes, kind="stable")[: int((sizes > 0).sum())]
    place = np.full(len(centres) + 1, -1, dtype=np.intp)  # the last one is for -1
    place[order] = np.arange(len(order))
    return Grouping(place[group], likeness, centres[order])


def _log_all_right(n: int, n_wrong: int, n_drawn: int) -> float:
    """Return the log of the chance that none of `n_wrong` among n is drawn (hypergeometric)."""
    n_right = n - n_wrong
    if n_drawn > n_right:
        return -np.inf
    return lgamma(n_right + 1) - lgamma(n_right - n_drawn + 1) - lgamma(n + 1) + lgamma(n - n_drawn + 1)
