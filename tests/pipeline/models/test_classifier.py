"""What explainers rely on."""

import numpy as np
import pytest

from pipeline.models.classifier import TransformerClassifier
from pipeline.training.loop import train_transformer
from tests.pipeline.training.toys import a_toy_encoder, a_toy_work

TEXT = "今天天气很好"


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> TransformerClassifier:
    folder = a_toy_encoder(tmp_path_factory.mktemp("encoder") / "toy")
    return train_transformer(a_toy_work(folder, epochs=2), emit=lambda _: None, should_stop=lambda: False)


# fails if: attention is averaged over heads, or softmax is taken over the wrong axis
def test_attention_has_a_distribution_per_layer_head_and_token(classifier: TransformerClassifier) -> None:
    ids = classifier.tokenize(TEXT).ids
    attention = classifier.attention(ids)
    assert attention.shape == (2, 4, len(ids), len(ids))
    assert np.allclose(attention.sum(axis=-1), 1, atol=1e-5)


def test_looking_inside_does_not_change_what_is_predicted(classifier: TransformerClassifier) -> None:
    ids = classifier.tokenize(TEXT).ids
    before = classifier.logits_from_ids([ids])
    classifier.attention(ids)
    assert np.allclose(classifier.logits_from_ids([ids]), before, atol=1e-5)


def test_word_vectors_give_the_logits_of_their_ids(classifier: TransformerClassifier) -> None:
    ids = classifier.tokenize(TEXT).ids
    vectors = classifier.word_vectors(ids)[None]
    assert np.allclose(classifier.logits_from_vectors(vectors), classifier.logits_from_ids([ids]), atol=1e-5)


# fails if: the gradient is taken of another label's logit
@pytest.mark.parametrize("label", [0, 1])
def test_vector_gradients_foretell_a_small_change(classifier: TransformerClassifier, label: int) -> None:
    vectors = classifier.word_vectors(classifier.tokenize(TEXT).ids)[None]
    step = np.random.default_rng(0).normal(size=vectors.shape).astype(np.float32) * 1e-2
    expected = float((classifier.vector_gradients(vectors, label) * step).sum())
    up, down = (classifier.logits_from_vectors(vectors + sign * step)[0, label] for sign in (1, -1))
    assert (up - down) / 2 == pytest.approx(expected, rel=0.05, abs=1e-4)


def test_attention_gradients_fit_the_attention(classifier: TransformerClassifier) -> None:
    ids = classifier.tokenize(TEXT).ids
    attention, gradients = classifier.attention_gradients(ids, 1)
    assert np.allclose(attention, classifier.attention(ids), atol=1e-5)
    assert gradients.shape == attention.shape
    assert np.abs(gradients).max() > 0


def test_rows_of_ids_of_any_length_keep_their_order(classifier: TransformerClassifier) -> None:
    rows = [classifier.tokenize(text).ids for text in (TEXT * 5, "好", TEXT)]
    together = classifier.probabilities_from_ids(rows)
    assert np.allclose(together, [classifier.probabilities_from_ids([row])[0] for row in rows], atol=1e-5)
