"""Who is labelled next: orders over the examples that nobody labelled yet."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.errors import NotApplicable


@dataclass(frozen=True)
class Pool:
    """Examples to choose from, row by row; `probabilities` are a draft model's, where there is one."""

    ids: Sequence[str]
    texts: Sequence[str]
    probabilities: NDArray[np.float64] | None = None  # (n, k), rows sum to 1

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Sequence[int]) -> "Pool":
        probabilities = None if self.probabilities is None else self.probabilities[list(rows)]
        return Pool([self.ids[i] for i in rows], [self.texts[i] for i in rows], probabilities)


class QueryStrategy(Protocol):
    """An order over a pool, best first.

    The same generator state and pool give the same order, and leaving examples out keeps the order of the rest.
    """

    name: ClassVar[str]  # a code under `[queue]` in the screens' words

    def rank(self, pool: Pool, *, rng: np.random.Generator) -> NDArray[np.intp]:
        """Return a permutation of the pool's rows, (n,).

        Raises: NotApplicable, when the pool lacks what the strategy goes by.
        """
        ...


class RandomOrder:
    name: ClassVar[str] = "random"

    def rank(self, pool: Pool, *, rng: np.random.Generator) -> NDArray[np.intp]:
        return np.argsort(_lots(pool.ids, rng), kind="stable")


class Margin:
    """The least decided first: smallest difference between the two most probable labels; ties by lot.

    Source: Scheffer, Decomain & Wrobel 2001.
    """

    name: ClassVar[str] = "margin"

    def rank(self, pool: Pool, *, rng: np.random.Generator) -> NDArray[np.intp]:
        if pool.probabilities is None:
            raise NotApplicable("no_probabilities")
        if pool.probabilities.shape[1] < 2:
            raise NotApplicable("one_label")
        top = np.sort(pool.probabilities, axis=1)[:, -2:]  # (n, 2)
        return np.lexsort((_lots(pool.ids, rng), top[:, 1] - top[:, 0]))


def _lots(ids: Sequence[str], rng: np.random.Generator) -> NDArray[np.uint64]:
    """Draw a lot for each id; it depends on the generator and the id alone, not on who else is in the pool."""
    salt = rng.bytes(8)
    lots = (hashlib.blake2b(id_.encode(), digest_size=8, key=salt).digest() for id_ in ids)
    return np.frombuffer(b"".join(lots), dtype=np.uint64)


STRATEGIES: Mapping[str, QueryStrategy] = {strategy.name: strategy for strategy in (RandomOrder(), Margin())}
