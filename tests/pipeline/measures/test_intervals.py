"""Intervals against published and analytic cases."""

import numpy as np
import pytest

from pipeline.measures.intervals import resampled, wilson


# source = Newcombe 1998, Statistics in Medicine 17, table I, method 3 (Wilson without correction)
@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_bounds(hits: int, n: int, low: float, high: float) -> None:
    estimate = wilson(hits, n)
    assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=5e-5)


def test_nothing_counted_means_anything_is_possible() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)


# fails if: draws are taken with replacement from the cells instead of the rows
def test_a_resampled_share_is_as_wide_as_the_binomial_says() -> None:
    counts = np.array([300, 700])
    value, low, high = resampled(counts, lambda draws: draws[:, :1] / draws.sum(axis=1, keepdims=True), seed=1)
    assert value[0] == pytest.approx(0.3)
    assert high[0] - low[0] == pytest.approx(2 * 1.96 * np.sqrt(0.3 * 0.7 / 1000), rel=0.1)
