"""Finding more of the labels that are met least."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.errors import NotApplicable
from pipeline.labeling.pool import Pool, first_then, lots
from pipeline.labeling.uncertainty import probabilities_of

ENOUGH = 8  # of a label, for a draft model; one that has as many is not rare
N_PLACES = 40


class RareLabels:
    """The likeliest examples of the rare labels, in turns; where none is rare, of the one that is met least.

    A label without a single example is unknown to a draft model: it says nothing of it, and nor does this order.
    """

    name: ClassVar[str] = "rare"

    def rank(self, pool: Pool, *, rng: np.random.Generator) -> NDArray[np.intp]:
        probabilities = probabilities_of(pool)
        if pool.counts is None or not np.any(pool.counts):
            raise NotApplicable("no_labels")
        rare = _rare(np.asarray(pool.counts))
        likely = probabilities[:, rare]  # (n, rare labels)
        drawn = lots(pool.ids, rng)
        turns = [np.lexsort((drawn, -likely[:, i]))[:N_PLACES].tolist() for i in range(len(rare))]
        chosen = dict.fromkeys(row for turn in zip(*turns, strict=True) for row in turn)
        return first_then(list(chosen)[:N_PLACES], np.lexsort((drawn, -likely.max(axis=1))))


def _rare(counts: NDArray[np.integer]) -> NDArray[np.intp]:
    met = np.flatnonzero(counts)
    rare = met[counts[met] < ENOUGH]
    return rare[np.argsort(counts[rare], kind="stable")] if len(rare) else met[[np.argmin(counts[met])]]
