"""Finding texts one has in mind: those with certain words, those like some others."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

N_IN_ONE_GO = 50_000  # rows; half-precision ones are widened piece by piece


def with_words(texts: Iterable[str], words: str) -> NDArray[np.intp]:
    """Return the rows whose text has every one of the words, in any order and whatever their case."""
    wanted = words.casefold().split()
    rows = [i for i, text in enumerate(texts) if _has_all(text.casefold(), wanted)] if wanted else []
    return np.array(rows, dtype=np.intp)


def _has_all(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)


def likeness(
    embeddings: NDArray[np.floating], examples: NDArray[np.floating], *, known: NDArray[np.bool_] | None = None
) -> NDArray[np.float32]:
    """Return how like the examples each row is, (n,): the cosine to their mean, both seen from the middle of all rows.

    Args:
        embeddings: (n, d) of unit length.
        examples: (m, d), at least one; rows of the same table.
        known: rows that have an embedding; the others get -1.
    """
    some = embeddings if known is None else embeddings[np.flatnonzero(known)[:N_IN_ONE_GO]]
    middle: NDArray[np.float32] = np.asarray(np.mean(some[:N_IN_ONE_GO], axis=0, dtype=np.float32))
    wanted = np.asarray(np.mean(_from(examples, middle), axis=0))
    wanted /= max(float(np.linalg.norm(wanted)), 1e-6)
    found = np.empty(len(embeddings), dtype=np.float32)
    for start in range(0, len(embeddings), N_IN_ONE_GO):
        piece = slice(start, start + N_IN_ONE_GO)
        found[piece] = _from(embeddings[piece], middle) @ wanted
    if known is not None:
        found[~known] = -1
    return found


def _from(vectors: NDArray[np.floating], middle: NDArray[np.float32]) -> NDArray[np.float32]:
    moved = np.asarray(vectors, dtype=np.float32) - middle
    answer: NDArray[np.float32] = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)
    return answer


def most_like(
    embeddings: NDArray[np.floating],
    examples: NDArray[np.floating],
    *,
    known: NDArray[np.bool_] | None = None,
    n: int = 50,
) -> NDArray[np.intp]:
    """Return the `n` rows that are most like the examples, the likest first; the examples are among them."""
    order = np.argsort(-likeness(embeddings, examples, known=known), kind="stable")
    return order[: min(n, len(order) if known is None else int(known.sum()))]
