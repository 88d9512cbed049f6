"""A start without any model: texts that stand for many others, each for different ones."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.errors import NotApplicable
from pipeline.labeling.pool import Pool, first_then, lots

N_LOOKED_AT = 3_000  # a fair draw of a larger pool: what is typical shows in it
N_CLUSTERS = 200
N_ROUNDS = 8
N_NEIGHBOURS = 20
N_AT_ONCE = 10  # between two looks at what is covered by then
N_PLACES = 40


class Coverage:
    """The most typical text of each large cluster that holds no labelled one; behind them, by lot.

    Source: Hacohen, Dekel & Weinshall 2022 (TypiClust).
    """

    name: ClassVar[str] = "coverage"

    def rank(self, pool: Pool, *, rng: np.random.Generator) -> NDArray[np.intp]:
        if pool.embeddings is None:
            raise NotApplicable("no_embeddings")
        order = np.argsort(lots(pool.ids, rng), kind="stable")
        rows = order[np.isin(order, pool.embedded)][:N_LOOKED_AT]
        vectors = centred(pool.embeddings[rows])
        covered = np.zeros((0, vectors.shape[1]), dtype=np.float32)
        if pool.labelled is not None and len(pool.labelled):
            covered = centred(pool.labelled, of=pool.embeddings[rows])
        chosen: list[int] = []
        while len(chosen) < min(N_PLACES, len(rows)):
            before = np.concatenate([covered, vectors[chosen]])
            chosen += _uncovered(vectors, before, set(chosen), rng)
        return first_then(rows[chosen].tolist(), order)


def _uncovered(
    vectors: NDArray[np.float32], covered: NDArray[np.float32], taken: set[int], rng: np.random.Generator
) -> list[int]:
    """Return up to N_AT_ONCE rows, one of each cluster without a covered member, the largest clusters first."""
    n_clusters = min(len(covered) + N_AT_ONCE, N_CLUSTERS, len(vectors))
    centres = cluster_centres(vectors, n_clusters, rng)
    nearest = np.argmax(vectors @ centres.T, axis=1)
    has_label = set(np.argmax(covered @ centres.T, axis=1).tolist()) if len(covered) else set()
    sizes = np.bincount(nearest, minlength=n_clusters)
    found: list[int] = []
    for cluster in np.argsort(-sizes, kind="stable").tolist():
        members = np.flatnonzero(nearest == cluster)
        if len(found) < N_AT_ONCE and cluster not in has_label and len(members):
            found.append(int(members[np.argmax(_typicality(vectors[members]))]))
    found = [row for row in found if row not in taken]
    rest = (row for row in range(len(vectors)) if row not in taken)
    return found or [next(rest)]


def centred(vectors: NDArray[np.floating], *, of: NDArray[np.floating] | None = None) -> NDArray[np.float32]:
    """Take away the mean (`of` those vectors, else of these) and bring each to unit length.

    Encoders put all texts into one narrow cone; without its axis, directions tell texts apart.
    """
    vectors = np.asarray(vectors, dtype=np.float32)
    middle = np.asarray(vectors if of is None else of)
    moved = vectors - (np.mean(middle, axis=0, dtype=np.float32) if len(middle) else np.float32(0))
    answer: NDArray[np.float32] = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)
    return answer


def cluster_centres(
    vectors: NDArray[np.float32], n: int, rng: np.random.Generator, *, weights: NDArray[np.float32] | None = None
) -> NDArray[np.float32]:
    """Return (n, d) of unit length: spherical k-means from a k-means++ start; each row pulls by its weight.

    Source: Arthur & Vassilvitskii 2007; Dhillon & Modha 2001.
    """
    pull = np.ones(len(vectors), dtype=np.float32) if weights is None else weights
    centres = vectors[_starts(vectors, pull, n, rng)]
    for _ in range(N_ROUNDS):
        members = np.zeros((n, len(vectors)), dtype=np.float32)
        members[np.argmax(vectors @ centres.T, axis=1), np.arange(len(vectors))] = pull
        sums = members @ vectors
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), centres)
    return centres


def _starts(vectors: NDArray[np.float32], pull: NDArray[np.float32], n: int, rng: np.random.Generator) -> list[int]:
    """Draw rows far from one another: each by its weight and its squared distance to the nearest drawn before."""
    odds = pull.astype(np.float64) * 2
    chosen: list[int] = []
    for _ in range(n):
        total = odds.sum()
        row = int(rng.choice(len(vectors), p=odds / total)) if total > 0 else len(chosen)
        chosen.append(row)
        odds = np.minimum(odds, pull * np.maximum(2 - 2 * (vectors @ vectors[row]), 0))
        odds[row] = 0
    return chosen


def _typicality(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean cosine of each to its nearest neighbours among them, (n,)."""
    near = vectors @ vectors.T
    n = min(N_NEIGHBOURS, len(vectors))
    answer: NDArray[np.float32] = np.partition(near, -n, axis=1)[:, -n:].mean(axis=1)
    return answer
