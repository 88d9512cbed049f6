"""The order that is the default: first what covers the table, then what a draft model is unsure of."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.errors import NotApplicable
from pipeline.labeling.coverage import Coverage, centred, cluster_centres
from pipeline.labeling.order import RandomOrder
from pipeline.labeling.pool import Pool, QueryStrategy, first_then, lots
from pipeline.labeling.uncertainty import Margin, margins, probabilities_of

N_LOOKED_AT = 4_000  # the least decided of a larger pool
N_AT_ONCE = 8  # what is labelled between two drafts, without the blind ones
N_PLACES = 40
SHARPNESS = 2  # of 1, 2 and 4 the best over five sets
FEWEST_EMBEDDED = 100
COVERED_EACH, COVERED_MOST = 5, 100  # labels: with fewer for each label seen a draft is no judge of what it lacks
EVEN, COVERED_WHEN_EVEN = 0.96, 200  # doubt finds rare labels; where all are as frequent it finds noise at first


class UnsureAndDiverse:
    """Clusters of what a draft model is unsure of, and from each an unsure text near its centre.

    Unsure alone likes noise: texts like no others, and a dozen of the same kind at once.
    Source: Zhdanov 2019 (weighted clusters), with a margin's square as the weight of every text.
    """

    name: ClassVar[str] = "unsure_diverse"

    def rank(self, pool: Pool, *, rng: np.random.Generator) -> NDArray[np.intp]:
        probabilities = probabilities_of(pool)
        if pool.embeddings is None:
            raise NotApplicable("no_embeddings")
        order = np.argsort(lots(pool.ids, rng), kind="stable")
        rows = order[np.isin(order, pool.embedded)]
        doubt = 1 - np.asarray(margins(probabilities[rows]), dtype=np.float32)
        least_decided = np.argsort(-doubt, kind="stable")
        rows, doubt = rows[least_decided], doubt[least_decided]
        vectors = centred(pool.embeddings[rows[:N_LOOKED_AT]])
        chosen = _spread(vectors, doubt[:N_LOOKED_AT] ** SHARPNESS, rng)
        return first_then([*rows[chosen].tolist(), *np.delete(rows, chosen).tolist()], order)


def _spread(vectors: NDArray[np.float32], weights: NDArray[np.float32], rng: np.random.Generator) -> list[int]:
    """Choose a few at a time; the next few see less weight where the earlier ones are near."""
    chosen: list[int] = []
    left = weights.copy()
    while len(chosen) < min(N_PLACES, len(vectors)):
        centres = cluster_centres(vectors, min(N_AT_ONCE, len(vectors) - len(chosen)), rng, weights=left)
        near = vectors @ centres.T  # (n, clusters)
        nearest = np.argmax(near, axis=1)
        pull = np.clip(near.max(axis=1), 0, 1) * left
        pull[chosen] = -1
        heaviest = np.argsort(-np.bincount(nearest, weights=left, minlength=len(centres)), kind="stable")
        members = (np.where(nearest == cluster, pull, -2) for cluster in heaviest.tolist())
        found = [int(np.argmax(each)) for each in members if each.max() >= 0]
        found = found or [int(np.argmax(np.where(pull < 0, -1, 0)))]
        left *= 1 - np.clip((vectors @ vectors[found].T).max(axis=1), 0, 1)
        chosen += found
        left[chosen] = 0
    return chosen[:N_PLACES]


class Mix:
    """Coverage until a draft model has learned a little, then unsure and diverse; without embeddings margin, or lot."""

    name: ClassVar[str] = "mix"

    def rank(self, pool: Pool, *, rng: np.random.Generator) -> NDArray[np.intp]:
        return settled(self, pool).rank(pool, rng=rng)


def settled(strategy: QueryStrategy, pool: Pool) -> QueryStrategy:
    """Return the strategy itself, or of the mix the part that is its turn."""
    if not isinstance(strategy, Mix):
        return strategy
    has_draft = pool.probabilities is not None and pool.probabilities.shape[1] > 1
    if len(pool.embedded) < min(FEWEST_EMBEDDED, len(pool)) or pool.embeddings is None:
        return Margin() if has_draft else RandomOrder()
    return UnsureAndDiverse() if has_draft and not _is_start(pool) else Coverage()


def _is_start(pool: Pool) -> bool:
    """Tell whether too little is labelled for doubt to be of use."""
    if pool.counts is None:
        return False
    counts = np.asarray(pool.counts)[np.asarray(pool.counts) > 0]
    n_labels = int(counts.sum())
    if n_labels < min(COVERED_EACH * len(counts), COVERED_MOST):
        return True
    return len(counts) > 2 and n_labels < COVERED_WHEN_EVEN and _evenness(counts) > EVEN


def _evenness(counts: NDArray[np.integer]) -> float:
    """Return the entropy of the labels' shares as a part of the largest there could be."""
    shares = counts / counts.sum()
    return float(-np.sum(shares * np.log(shares)) / np.log(len(shares)))
