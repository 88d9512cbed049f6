"""Metrics equal scikit-learn's; intervals hold their value."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

from pipeline.domain.errors import EmptySampleError
from pipeline.measures.classification import confusion, difference, macro_f1, measure

CODES = ("a", "b", "c", "d")
PAIRS = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), min_size=1, max_size=40)


def columns(pairs: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [right for right, _ in pairs], [said for _, said in pairs]


# fails if: F1 divides by true + said instead of halving it, or macro averages over labels that never occur
@given(PAIRS)
def test_macro_f1_equals_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    truth, predicted = columns(pairs)
    assert macro_f1(truth, predicted, CODES) == pytest.approx(f1_score(truth, predicted, average="macro"))


# fails if: rows and columns of the confusion are swapped
@given(PAIRS)
def test_confusion_equals_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    truth, predicted = columns(pairs)
    assert np.array_equal(confusion(truth, predicted, CODES), confusion_matrix(truth, predicted, labels=list(CODES)))


# fails if: precision is counted over the true rows
@settings(deadline=None, max_examples=25)
@given(PAIRS)
def test_per_label_metrics_equal_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    truth, predicted = columns(pairs)
    metrics = measure(truth, predicted, CODES)
    expected = precision_recall_fscore_support(truth, predicted, labels=list(CODES), zero_division=0)
    got = [[m.precision.value, m.recall.value, m.f1.value, m.n] for m in metrics.per_label.values()]
    assert np.allclose(np.array(got).T, np.array(expected))
    assert metrics.accuracy.value == pytest.approx(accuracy_score(truth, predicted))


# fails if: Wilson's bounds are not held to [0, 1] and to the share
@settings(deadline=None, max_examples=25)
@given(PAIRS)
def test_every_value_lies_inside_its_interval(pairs: list[tuple[str, str]]) -> None:
    metrics = measure(*columns(pairs), CODES)
    estimates = [metrics.accuracy, metrics.macro_f1]
    estimates += [e for m in metrics.per_label.values() for e in (m.precision, m.recall, m.f1)]
    assert all(0 <= e.low <= e.value <= e.high <= 1 for e in estimates)


def test_a_perfect_score_on_few_rows_is_not_called_certain() -> None:
    metrics = measure(["a", "b"] * 3, ["a", "b"] * 3, CODES)
    assert metrics.macro_f1.high == 1
    assert metrics.macro_f1.low < 0.7


def test_more_rows_make_the_interval_of_macro_f1_narrower() -> None:
    few = measure(["a", "b", "a", "b", "a"], ["a", "b", "b", "b", "a"], CODES).macro_f1
    many = measure(["a", "b", "a", "b", "a"] * 40, ["a", "b", "b", "b", "a"] * 40, CODES).macro_f1
    assert many.value == pytest.approx(few.value)
    assert many.high - many.low < (few.high - few.low) / 3


# fails if: the two sides are resampled apart (the interval of equal rivals is then wider than nothing)
def test_rivals_that_say_the_same_differ_by_exactly_nothing() -> None:
    truth, predicted = ["a", "b", "c"] * 10, ["a", "b", "a"] * 10
    gap = difference(truth, predicted, predicted, CODES)
    assert (gap.low, gap.value, gap.high) == (0, 0, 0)


@given(PAIRS, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=25)
def test_the_difference_is_the_difference_of_the_macro_f1s(pairs: list[tuple[str, str]], random: object) -> None:
    truth, predicted = columns(pairs)
    rival = list(reversed(predicted))
    expected = macro_f1(truth, predicted, CODES) - macro_f1(truth, rival, CODES)
    assert difference(truth, predicted, rival, CODES).value == pytest.approx(expected)


def test_no_rows_cannot_be_measured() -> None:
    with pytest.raises(EmptySampleError):
        measure([], [], CODES)


def test_the_same_seed_gives_the_same_interval() -> None:
    truth, predicted = ["a", "b", "c", "a"] * 5, ["a", "c", "c", "b"] * 5
    assert measure(truth, predicted, CODES, seed=4) == measure(truth, predicted, CODES, seed=4)
