"""Orders by how unsure a draft model is."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.errors import NotApplicable
from pipeline.labeling.pool import Pool, lots


class Margin:
    """The least decided first: smallest difference between the two most probable labels; ties by lot.

    Source: Scheffer, Decomain & Wrobel 2001.
    """

    name: ClassVar[str] = "margin"

    def rank(self, pool: Pool, *, rng: np.random.Generator) -> NDArray[np.intp]:
        return np.lexsort((lots(pool.ids, rng), margins(probabilities_of(pool))))


class Entropy:
    """The one whose probabilities are most evenly spread first; ties by lot.

    Source: Dagan & Engelson 1995.
    """

    name: ClassVar[str] = "entropy"

    def rank(self, pool: Pool, *, rng: np.random.Generator) -> NDArray[np.intp]:
        probabilities = probabilities_of(pool)
        order = np.sum(probabilities * np.log(np.maximum(probabilities, 1e-12)), axis=1)
        return np.lexsort((lots(pool.ids, rng), np.round(order, 9)))  # rounded: sums differ with the columns' order


def margins(probabilities: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the difference between the two largest of each row, (n,)."""
    top = np.partition(probabilities, -2, axis=1)[:, -2:]
    answer: NDArray[np.floating] = top[:, 1] - top[:, 0]
    return answer


def probabilities_of(pool: Pool) -> NDArray[np.floating]:
    """Raises: NotApplicable: no_probabilities, one_label."""
    if pool.probabilities is None:
        raise NotApplicable("no_probabilities")
    if pool.probabilities.shape[1] < 2:
        raise NotApplicable("one_label")
    return pool.probabilities
