"""95 % intervals for measured numbers."""

from collections.abc import Callable
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.evaluation import Estimate

Z = 1.959963984540054  # the normal distribution's 97.5 % point
N_RESAMPLES = 1000


def wilson(hits: float, n: int) -> Estimate:
    """Return hits / n with Wilson's interval; 0 in [0, 1] when there is nothing to count.

    Source: Wilson 1927; Brown, Cai & DasGupta 2001, eq. 4.
    """
    if n == 0:
        return Estimate(0.0, 0.0, 1.0, 0)
    share = hits / n
    centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    # The bounds meet the share exactly at 0 and 1; rounding must not push it outside.
    return Estimate(share, min(max(0.0, centre - half), share), max(min(1.0, centre + half), share), n)


def resampled(
    counts: NDArray[np.int64],
    statistic: Callable[[NDArray[np.int64]], NDArray[np.float64]],
    *,
    seed: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return value, low and high of statistics by the percentile bootstrap over rows that fall into cells.

    Drawing rows with replacement is drawing the cells' counts from a multinomial, so the rows are not needed.

    Args:
        counts: rows in each cell, (cells,).
        statistic: counts (draws, cells) to values (draws, m).
    Source: Efron & Tibshirani 1993, ch. 13.
    """
    n = int(counts.sum())
    draws = np.random.default_rng(seed).multinomial(n, counts / n, size=N_RESAMPLES)
    value = statistic(counts[None, :])[0]
    low, high = np.quantile(statistic(draws), [0.025, 0.975], axis=0)
    return value, np.minimum(low, value), np.maximum(high, value)
