"""Likely label errors: found by a model that did not see them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.domain.errors import NotApplicable
from pipeline.labeling.label_errors import Method, assign_folds, count_wrong, judge, out_of_fold, suspicions


def clusters(n: int, k: int, seed: int, *, spread: float = 0.35) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """Unit vectors around k directions, and whose each is."""
    rng = np.random.default_rng(seed)
    places = rng.integers(0, k, n)
    points = np.eye(8)[places] + spread * rng.normal(size=(n, 8))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32), places


def planted(places: NDArray[np.intp], k: int, seed: int, *, n_wrong: int = 24) -> NDArray[np.intp]:
    rng = np.random.default_rng(seed)
    wrong = places.copy()
    rows = rng.choice(len(places), n_wrong, replace=False)
    wrong[rows] = (wrong[rows] + rng.integers(1, k, n_wrong)) % k
    return wrong


@pytest.mark.parametrize("method", Method)
def test_planted_errors_are_found(method: Method) -> None:
    # fails if: the order is from the least to the most suspicious
    hits, n_flagged = 0, 0
    for seed in range(3):
        embeddings, places = clusters(300, 4, seed)
        labels = planted(places, 4, seed)
        judgement = judge(labels, out_of_fold(embeddings, labels, 4, seed=seed), method)
        hits += int((labels != places)[judgement.order[:24]].sum())
        n_flagged += len(judgement.flagged)
    assert hits >= 0.9 * 72
    assert n_flagged == pytest.approx(72, rel=0.3)


def test_no_label_speaks_for_itself() -> None:
    # fails if: a fold's own rows are learned from
    rng = np.random.default_rng(5)
    embeddings, labels = rng.normal(size=(80, 60)).astype(np.float32), rng.integers(0, 2, 80)
    probabilities = out_of_fold(embeddings, labels, 2)
    assert probabilities[np.arange(80), labels].mean() < 0.6  # chance; .98 where they are


def test_a_suspicion_says_what_and_what_instead() -> None:
    probabilities = np.array([[0.9, 0.1], [0.2, 0.8], [0.05, 0.95], [0.9, 0.1], [0.1, 0.9], [0.8, 0.2]])
    (found,) = suspicions(list("uvwxyz"), ["a", "b", "a", "a", "b", "a"], probabilities, ["a", "b"])
    assert (found.example_id, found.label, found.suggested) == ("w", "a", "b")
    assert (found.probability, found.probability_suggested) == (0.05, 0.95)


def test_nothing_is_suspicious_where_the_model_agrees() -> None:
    places = np.array([0, 1] * 20)
    assert count_wrong(places, np.eye(2)[places] * 0.8 + 0.1) == 0


def test_the_count_is_confident_learnings() -> None:
    """Mean confidence is .70 for a and .85 for b, so that the third row counts for b: one of four given as a."""
    probabilities = np.array([[0.9, 0.1], [0.95, 0.05], [0.1, 0.9], [0.85, 0.15], [0.2, 0.8], [0.1, 0.9]])
    assert count_wrong(np.array([0, 0, 0, 0, 1, 1]), probabilities) == 1


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60), st.integers(1, 5))
@settings(deadline=None, max_examples=60)
def test_folds_keep_copies_together_and_labels_even(labels: list[int], n_copies: int) -> None:
    # fails if: rows are dealt out without looking at their groups
    places = np.repeat(np.array(labels, dtype=np.intp), n_copies)
    groups = [str(i // n_copies) for i in range(len(places))]
    folds = assign_folds(places, groups, np.random.default_rng(1))
    assert all(len(set(folds[i : i + n_copies].tolist())) == 1 for i in range(0, len(places), n_copies))
    for label in set(labels):
        per_fold = np.bincount(folds[places == label], minlength=5) // n_copies
        assert per_fold.max() - per_fold.min() <= 1


def test_a_label_with_one_example_is_not_judged() -> None:
    # fails if: a label that the model cannot know has probability nought
    embeddings, places = clusters(60, 2, 1)
    places[7] = 2
    probabilities = out_of_fold(embeddings, places, 3)
    assert np.isnan(probabilities[7]).all()
    assert 7 not in judge(places, probabilities).order


@pytest.mark.parametrize(("n", "k"), [(10, 2), (40, 1)])
def test_too_few_labels_cannot_be_judged(n: int, k: int) -> None:
    embeddings, places = clusters(n, k, 1)
    with pytest.raises(NotApplicable, match="too_few_labels"):
        out_of_fold(embeddings, places, max(k, 2))


def test_no_row_is_judged_where_there_are_none() -> None:
    assert len(judge(np.zeros(0, dtype=np.intp), np.zeros((0, 2))).order) == 0
