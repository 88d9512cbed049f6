"""The draft model: there early, right beyond chance, and honest about how right."""

import numpy as np
import pytest

from pipeline.domain.project import Language
from pipeline.labeling.draft import (
    embedding_features,
    fit_draft,
    is_due,
    is_fit_to_show,
    text_features,
)

CODES = ("calm", "storm", "unused")


def blobs(n: int = 300, *, apart: float = 1.0, seed: int = 1) -> tuple[np.ndarray, list[str]]:
    """Embeddings around two centres in a narrow cone, as encoders give them."""
    rng = np.random.default_rng(seed)
    kinds = rng.integers(2, size=n)
    points = rng.normal(size=(n, 12)) * 0.1 + np.outer(kinds - 0.5, np.eye(12)[0]) * apart * 0.3
    points += np.eye(12)[1] * 12
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float16), [CODES[i] for i in kinds]


def draft_of(n_labels: int, *, apart: float = 1.0, seed: int = 1, blind: np.ndarray | None = None):
    vectors, truth = blobs(apart=apart, seed=seed)
    rows = np.arange(n_labels)
    return fit_draft(embedding_features(vectors), rows, truth[:n_labels], CODES, blind=blind), truth


def test_every_row_gets_a_probability_for_every_label() -> None:
    # fails if: columns stand in the order in which labels were met
    draft, _ = draft_of(20)
    assert draft is not None
    assert draft.probabilities.shape == (300, 3)
    assert draft.probabilities.sum(axis=1) == pytest.approx(np.ones(300), abs=1e-5)
    assert np.all(draft.probabilities[:, 2] == 0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_few_labels_teach_what_is_easy_to_tell_apart(seed: int) -> None:
    # fails if: the middle is not taken away, so that the regularisation drowns the little that differs
    draft, truth = draft_of(20, seed=seed)
    assert draft is not None
    said = [CODES[i] for i in draft.probabilities.argmax(axis=1)]
    assert np.mean([a == b for a, b in zip(said[20:], truth[20:], strict=True)]) > 0.8
    assert draft.probabilities.max(axis=1).mean() > 0.75


def test_with_one_label_there_is_no_draft() -> None:
    vectors, _ = blobs()
    assert fit_draft(embedding_features(vectors), np.arange(9), ["calm"] * 9, CODES) is None


def test_without_blind_labels_there_is_no_estimate() -> None:
    # fails if: what a strategy chose is measured on
    draft, _ = draft_of(40, blind=np.zeros(40, dtype=np.bool_))
    assert draft is not None
    assert draft.estimate is None


@pytest.mark.parametrize("apart", [0.0, 1.0])
def test_the_estimate_holds_what_the_rest_of_the_table_shows(apart: float) -> None:
    # fails if: rows are predicted by a model that has seen them
    held = 0
    for seed in range(10):
        blind = np.arange(100) % 5 == 0
        draft, truth = draft_of(100, apart=apart, seed=seed, blind=blind)
        assert draft is not None
        assert draft.estimate is not None
        assert draft.estimate.accuracy.n == 20
        said = [CODES[i] for i in draft.probabilities.argmax(axis=1)]
        real = np.mean([a == b for a, b in zip(said[100:], truth[100:], strict=True)])
        held += draft.estimate.accuracy.low <= real <= draft.estimate.accuracy.high
    assert held >= 8


def test_only_blind_rows_are_counted() -> None:
    # fails if: all labelled rows are measured on
    vectors, truth = blobs()
    rows = np.arange(60)
    wrong = ["storm" if label == "calm" else "calm" for label in truth]
    blind = rows % 3 == 0
    taught = [truth[i] if blind[i] else (wrong[i] if i % 3 == 1 else truth[i]) for i in rows.tolist()]
    draft = fit_draft(embedding_features(vectors), rows, taught, CODES, blind=blind)
    assert draft is not None
    assert draft.estimate is not None
    assert draft.estimate.accuracy.n == 20


def test_a_label_met_once_and_blind_breaks_nothing() -> None:
    # fails if: a fold without one of two labels is fitted
    vectors, _ = blobs()
    truth = ["calm"] * 29 + ["storm"]
    draft = fit_draft(embedding_features(vectors), np.arange(30), truth, CODES, blind=np.ones(30, dtype=np.bool_))
    assert draft is not None
    assert draft.estimate is None


def test_until_there_are_embeddings_words_serve() -> None:
    # fails if: terms of the labelled texts are left out
    texts = ["很好吃 味道不错", "太慢了 送错了", "味道很好", "送得太慢"] * 6
    truth = ["calm", "storm", "calm", "storm"] * 6
    draft = fit_draft(text_features(texts, Language.CHINESE), np.arange(12), truth[:12], CODES)
    assert draft is not None
    assert [CODES[i] for i in draft.probabilities.argmax(axis=1)] == truth


def test_texts_without_a_word_have_features_too() -> None:
    # fails if: an empty vocabulary is not caught
    assert text_features(["", "!", ""], Language.ENGLISH).shape[0] == 3


def test_it_is_fitted_soon_and_again_after_every_ten() -> None:
    # fails if: 77 labels wait for 616 examples
    assert not is_due(15, 2, None)
    assert is_due(16, 2, None)
    assert is_due(20, 77, None)
    assert not is_due(25, 2, 16)
    assert is_due(26, 2, 16)
    assert is_due(10, 2, 16)  # labels were taken back


def test_it_suggests_nothing_before_eight_examples_a_label() -> None:
    assert not is_fit_to_show(23, 3)
    assert is_fit_to_show(24, 3)
    assert not is_fit_to_show(50, 1)


def test_no_rows_have_no_features() -> None:
    assert embedding_features(np.zeros((0, 4), dtype=np.float16)).shape == (0, 4)
