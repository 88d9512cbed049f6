"""Metrics of a classification, each with its interval and its n."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.errors import EmptySampleError
from pipeline.domain.evaluation import Estimate, LabelMetrics, Metrics
from pipeline.measures.intervals import resampled, wilson


def confusion(truth: Sequence[str], predicted: Sequence[str], codes: tuple[str, ...]) -> NDArray[np.int64]:
    """Return counts (k, k), true label by predicted label.

    Raises:
        KeyError: when a code is not among `codes`.
    """
    place = {code: i for i, code in enumerate(codes)}
    counts = np.zeros((len(codes), len(codes)), dtype=np.int64)
    for right, said in zip(truth, predicted, strict=True):
        counts[place[right], place[said]] += 1
    return counts


def macro_f1(truth: Sequence[str], predicted: Sequence[str], codes: tuple[str, ...]) -> float:
    """Return the mean F1 of the labels that occur in `truth` or `predicted`.

    Raises:
        EmptySampleError: when there are no rows.
    """
    _require_rows(truth)
    cells, counts = _cells(codes, truth, predicted)
    return float(_macro(_f1s(counts[None], cells, len(codes)))[0])


def measure(truth: Sequence[str], predicted: Sequence[str], codes: tuple[str, ...], *, seed: int = 13) -> Metrics:
    """Return everything measured: Wilson's interval for shares, the bootstrap's for F1.

    Raises:
        EmptySampleError: when there are no rows.
    """
    _require_rows(truth)
    k = len(codes)
    cells, counts = _cells(codes, truth, predicted)

    def statistic(draws: NDArray[np.int64]) -> NDArray[np.float64]:
        f1, occurs = _f1s(draws, cells, k)
        return np.column_stack([f1, _macro((f1, occurs))])

    values, lows, highs = resampled(counts, statistic, seed=seed)
    matrix = confusion(truth, predicted, codes)
    return Metrics(
        accuracy=wilson(int(np.trace(matrix)), len(truth)),
        macro_f1=_bounded(values[k], lows[k], highs[k], len(truth)),
        per_label={code: _label(matrix, i, (values[i], lows[i], highs[i])) for i, code in enumerate(codes)},
    )


def difference(
    truth: Sequence[str], predicted: Sequence[str], rival: Sequence[str], codes: tuple[str, ...], *, seed: int = 13
) -> Estimate:
    """Return the macro-F1 of `predicted` minus that of `rival`, by a bootstrap paired over the same rows.

    Raises:
        EmptySampleError: when there are no rows.
    """
    _require_rows(truth)
    cells, counts = _cells(codes, truth, predicted, rival)

    def statistic(draws: NDArray[np.int64]) -> NDArray[np.float64]:
        ours, theirs = (_macro(_f1s(draws, cells[:, [0, which]], len(codes))) for which in (1, 2))
        return (ours - theirs)[:, None]

    (value,), (low,), (high,) = resampled(counts, statistic, seed=seed)
    return Estimate(float(value), float(low), float(high), len(truth))


def _cells(codes: tuple[str, ...], *columns: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return the combinations of labels that occur, (cells, columns) as places in `codes`, and their counts."""
    place = {code: i for i, code in enumerate(codes)}
    counted = Counter(tuple(place[code] for code in row) for row in zip(*columns, strict=True))
    keys = sorted(counted)
    return np.array(keys, dtype=np.intp), np.array([counted[key] for key in keys], dtype=np.int64)


def _f1s(draws: NDArray[np.int64], cells: NDArray[np.intp], k: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the F1 of each label (0 where it does not occur) and whether it occurs, both (draws, k).

    Args:
        draws: counts, (draws, cells).
        cells: true and predicted label, (cells, 2).
    """
    right, said = np.eye(k)[cells[:, 0]], np.eye(k)[cells[:, 1]]  # (cells, k)
    hits = draws @ (right * said)
    seen = draws @ (right + said)
    return 2 * hits / np.maximum(seen, 1), seen > 0


def _macro(f1s: tuple[NDArray[np.float64], NDArray[np.bool_]]) -> NDArray[np.float64]:
    f1, occurs = f1s
    macro: NDArray[np.float64] = f1.sum(axis=1) / np.maximum(occurs.sum(axis=1), 1)
    return macro


def _label(counts: NDArray[np.int64], i: int, f1: tuple[float, float, float]) -> LabelMetrics:
    hits, said, true = int(counts[i, i]), int(counts[:, i].sum()), int(counts[i].sum())
    return LabelMetrics(
        precision=wilson(hits, said),
        recall=wilson(hits, true),
        f1=_bounded(*f1, said + true - hits),
        n=true,
    )


def _bounded(value: float, low: float, high: float, n: int) -> Estimate:
    """Return an estimate; where no draw could differ (all right or all wrong), Wilson's bounds for its n rows."""
    if low < high:
        return Estimate(float(value), float(low), float(high), n)
    bounds = wilson(value * n, n)
    return Estimate(float(value), min(bounds.low, float(value)), max(bounds.high, float(value)), n)


def _require_rows(truth: Sequence[str]) -> None:
    if not truth:
        raise EmptySampleError
