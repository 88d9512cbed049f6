"""Finding texts by words and by likeness."""

import numpy as np

from pipeline.labeling.search import likeness, most_like, with_words

VECTORS = np.array([[1, 0.1, 0], [1, 0.12, 0], [1, -0.1, 0], [1, 0, 0.1], [1, 0, -0.1]], dtype=np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)


def test_every_word_must_be_there_in_any_order_and_case() -> None:
    # fails if: one word is enough; case matters
    texts = ["The pump LEAKS", "pump", "leaks, says the Pump", "漏油 的 泵"]
    assert with_words(texts, "leaks pump").tolist() == [0, 2]
    assert with_words(texts, "漏油").tolist() == [3]


def test_no_words_find_nothing() -> None:
    # fails if: all() of nothing is taken for a hit
    assert with_words(["a", "b"], "  ").tolist() == []


def test_the_likest_come_first() -> None:
    # fails if: cosines are taken without the middle, which all share
    assert most_like(VECTORS.astype(np.float16), VECTORS[[0]], n=2).tolist() == [0, 1]
    assert likeness(VECTORS, VECTORS[[0]])[2] < -0.5


def test_several_examples_are_met_in_their_middle() -> None:
    # fails if: only the first example counts
    found = most_like(VECTORS, VECTORS[[3, 0]], n=3).tolist()
    assert set(found) == {0, 1, 3}


def test_what_has_no_embedding_yet_is_not_found() -> None:
    # fails if: zeros are compared
    known = np.array([True, False, True, True, False])
    assert sorted(most_like(VECTORS, VECTORS[[0]], known=known).tolist()) == [0, 2, 3]
