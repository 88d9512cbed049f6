"""Batches of similar lengths, so that little of the work is padding."""

from collections.abc import Sequence

import numpy as np

_BUCKET_BATCHES = 8


def bucketed(lengths: Sequence[int], *, batch_tokens: int, rng: np.random.Generator) -> list[list[int]]:
    """Return every row number once, in batches of at most `batch_tokens` padded tokens, in random order.

    Rows are shuffled, sorted by length within buckets of some batches, cut, and the batches shuffled: random enough
    to learn from, with some percent of padding instead of half. A row longer than the budget is a batch of its own.
    """
    order = rng.permutation(len(lengths)).tolist()
    batches: list[list[int]] = []
    size = max(1, _bucket_size(lengths, batch_tokens))
    for start in range(0, len(order), size):
        bucket = sorted(order[start : start + size], key=lambda i: -lengths[i])
        batches.extend(_cut(bucket, lengths, batch_tokens))
    return [batches[i] for i in rng.permutation(len(batches))]


def _bucket_size(lengths: Sequence[int], batch_tokens: int) -> int:
    mean = sum(lengths) / max(1, len(lengths))
    return int(_BUCKET_BATCHES * batch_tokens / max(1.0, mean))


def _cut(bucket: Sequence[int], lengths: Sequence[int], batch_tokens: int) -> list[list[int]]:
    batches: list[list[int]] = []
    for i in bucket:
        if batches and (len(batches[-1]) + 1) * lengths[batches[-1][0]] <= batch_tokens:
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches
