"""From which confidence on a prediction stands without a look."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.errors import EmptySampleError
from pipeline.scoring.threshold import FEWEST_KEPT, choose_threshold

ROWS = st.lists(st.tuples(st.sampled_from([0.5, 0.6, 0.7, 0.8, 0.9, 1.0]), st.booleans()), min_size=1, max_size=40)


def columns(rows: list[tuple[float, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows])


def test_a_model_that_is_always_right_marks_nothing() -> None:
    threshold, right = choose_threshold(np.array([0.5, 0.6, 0.9]), [True, True, True])
    assert threshold == 0.0
    assert (right.value, right.n) == (1.0, 3)


def test_the_doubtful_rows_are_marked_and_no_more_than_needed() -> None:
    confidence = np.array([0.95] * 40 + [0.7] * 20 + [0.52] * 40)
    is_right = np.array([True] * 40 + [True] * 17 + [False] * 3 + [True] * 20 + [False] * 20)
    threshold, right = choose_threshold(confidence, is_right)
    assert 0.52 < threshold <= 0.7
    assert right.n == 60
    assert right.value == pytest.approx(57 / 60)


def test_a_better_model_is_held_to_a_higher_goal() -> None:
    confidence = np.linspace(0.5, 1.0, 100)
    is_right = np.arange(100) >= 8  # 92 % right, the errors at the bottom
    threshold, right = choose_threshold(confidence, is_right)
    assert threshold > 0.5
    assert right.value >= 0.96


def test_when_no_threshold_reaches_the_goal_the_best_fifth_or_more_is_kept() -> None:
    confidence = np.array([0.9] * 50 + [0.6] * 50)
    is_right = np.array([True, False] * 25 + [True, False, False, False, False] * 10)
    threshold, right = choose_threshold(confidence, is_right)
    assert 0.6 < threshold <= 0.9
    assert (right.value, right.n) == (0.5, 50)


def test_rows_of_one_confidence_are_never_torn_apart() -> None:
    threshold, right = choose_threshold(np.full(10, 0.7), [True, False] * 5)
    assert threshold == 0.0
    assert right.n == 10


def test_there_is_no_threshold_without_rows() -> None:
    with pytest.raises(EmptySampleError):
        choose_threshold(np.zeros(0), [])


@given(ROWS)
def test_the_estimate_is_that_of_the_rows_that_are_not_marked(rows: list[tuple[float, bool]]) -> None:
    # fails if: ties are torn apart
    confidence, is_right = columns(rows)
    threshold, right = choose_threshold(confidence, is_right)
    kept = confidence >= threshold
    assert right.n == kept.sum() >= FEWEST_KEPT * len(rows)
    assert right.value == pytest.approx(is_right[kept].mean())


@given(ROWS, st.sampled_from([0.6, 0.8, 0.9]))
def test_no_lower_threshold_would_reach_the_goal(rows: list[tuple[float, bool]], goal: float) -> None:
    # fails if: the first threshold that reaches the goal is taken instead of the lowest
    confidence, is_right = columns(rows)
    threshold, right = choose_threshold(confidence, is_right, goal=goal)
    lower = [value for value in set(confidence.tolist()) if value < threshold]
    if right.value >= goal:
        assert all(is_right[confidence >= value].mean() < goal for value in lower)
