"""What one chooses from when choosing what to label next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Pool:
    """Examples that wait, row by row, with what is known of them by now.

    `probabilities` are a draft model's, (n, k). `embeddings` are of unit length, (n, d); where some rows have none
    yet, `known` says which have. `labelled` are the embeddings of what is labelled already, (m, d), and `counts`
    how often each of the k labels is among it. A large pool may come without texts.
    """

    ids: Sequence[str]
    texts: Sequence[str]
    probabilities: NDArray[np.floating] | None = None
    embeddings: NDArray[np.floating] | None = None
    known: NDArray[np.bool_] | None = None
    labelled: NDArray[np.floating] | None = None
    counts: NDArray[np.integer] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Sequence[int] | NDArray[np.intp]) -> "Pool":
        chosen = np.asarray(rows, dtype=np.intp)
        return Pool(
            [self.ids[i] for i in chosen.tolist()],
            [self.texts[i] for i in chosen.tolist()] if len(self.texts) else (),
            None if self.probabilities is None else self.probabilities[chosen],
            None if self.embeddings is None else self.embeddings[chosen],
            None if self.known is None else self.known[chosen],
            self.labelled,
            self.counts,
        )

    @property
    def embedded(self) -> NDArray[np.intp]:
        """Return the rows that have an embedding."""
        if self.embeddings is None:
            return np.zeros(0, dtype=np.intp)
        return np.arange(len(self)) if self.known is None else np.flatnonzero(self.known)


class QueryStrategy(Protocol):
    """An order over a pool, best first.

    The same generator state and pool give the same order, whatever order the pool's rows stand in.
    """

    name: ClassVar[str]  # a code under `[queue]` in the screens' words

    def rank(self, pool: Pool, *, rng: np.random.Generator) -> NDArray[np.intp]:
        """Return a permutation of the pool's rows, (n,).

        Raises: NotApplicable, when the pool lacks what the strategy goes by.
        """
        ...


def lots(ids: Sequence[str], rng: np.random.Generator) -> NDArray[np.uint64]:
    """Draw a lot for each id; it depends on the generator and the id alone, not on who else is in the pool."""
    salt = np.random.default_rng(rng.integers(2**63))
    letters = np.array(ids if len(ids) else [""], dtype=np.str_)
    codes = letters.view(np.uint32).reshape(len(letters), -1)[: len(ids)]  # (n, longest); a shorter one ends in zeros
    factors = salt.integers(2**64, size=codes.shape[1] + 1, dtype=np.uint64)
    lots = (codes * factors[1:]).sum(axis=1, dtype=np.uint64) + factors[0]
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):  # Steele, Lea & Flood 2014, SplitMix64
        lots = (lots ^ (lots >> np.uint64(shift))) * np.uint64(factor)
    answer: NDArray[np.uint64] = lots ^ (lots >> np.uint64(31))
    return answer


def first_then(chosen: Sequence[int], order: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return an order with the chosen rows moved to its front."""
    front = np.array(chosen, dtype=np.intp)
    return np.concatenate([front, order[~np.isin(order, front)]])
