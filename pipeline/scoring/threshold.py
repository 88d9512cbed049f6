"""From which confidence on a prediction may stand without a look."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.errors import EmptySampleError
from pipeline.domain.evaluation import Estimate
from pipeline.measures.intervals import wilson

GOAL = 0.9  # right among the rows that are not marked
FEWEST_KEPT = 0.2  # of the rows: a threshold that marks more than the rest helps nobody


class Threshold(NamedTuple):
    """Rows with less confidence than `value` are marked; `right` is the share right among the others."""

    value: float
    right: Estimate


def choose_threshold(
    confidence: NDArray[np.float64], right: NDArray[np.bool_] | Sequence[bool], *, goal: float | None = None
) -> Threshold:
    """Return the lowest threshold above which predictions are right at least as often as `goal`.

    So nothing is marked when all rows together reach the goal, and never more than needed. Without a goal it is
    nine in ten, or half of the errors gone where the model does better than eight in ten already. Where no
    threshold reaches it and keeps a fifth of the rows, the one with the highest share right among those that do.
    The estimate comes from the rows the threshold was chosen on, so it is a little kind.

    Args:
        confidence: of predictions on rows not trained on, (n,).
        right: whether each was right, (n,).
    Raises:
        EmptySampleError: when n is 0.
    """
    n = len(confidence)
    if n == 0:
        raise EmptySampleError("no predictions to choose a threshold on")
    right = np.asarray(right, dtype=np.bool_)
    goal = max(GOAL, (1.0 + float(right.mean())) / 2.0) if goal is None else goal
    order = np.argsort(-confidence, kind="stable")
    falling, n_right = confidence[order], np.cumsum(right[order])
    ends = np.flatnonzero(np.append(falling[:-1] > falling[1:], True)) + 1  # rows kept, ties never torn apart
    shares = n_right[ends - 1] / ends
    enough = ends >= max(1.0, FEWEST_KEPT * n)
    reached = ends[enough & (shares >= goal - 1e-12)]
    n_kept = int(reached[-1] if len(reached) else ends[enough][np.argmax(shares[enough])])
    value = 0.0 if n_kept == n else float((falling[n_kept - 1] + falling[n_kept]) / 2.0)
    return Threshold(value, wilson(int(n_right[n_kept - 1]), n_kept))
