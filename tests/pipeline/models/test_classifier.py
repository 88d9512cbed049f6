"""What explainers rely on."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from pipeline.domain.errors import UserFacingError
from pipeline.models.classifier import TransformerClassifier
from pipeline.training.loop import train_transformer
from tests.pipeline.training.toys import a_toy_encoder, a_toy_work

TEXT = "今天天气很好"


@pytest.fixture(scope="module")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_toy_encoder(tmp_path_factory.mktemp("encoder") / "toy")


@pytest.fixture(scope="module")
def classifier(encoder_folder: Path) -> TransformerClassifier:
    return train_transformer(a_toy_work(encoder_folder, epochs=2), emit=lambda _: None, should_stop=lambda: False)


# fails if: attention is averaged over heads, or softmax is taken over the wrong axis
def test_attention_has_a_distribution_per_layer_head_and_token(classifier: TransformerClassifier) -> None:
    ids = classifier.tokenize(TEXT).ids
    attention = classifier.attention(ids)
    assert attention.shape == (2, 4, len(ids), len(ids))
    assert np.allclose(attention.sum(axis=-1), 1, atol=1e-5)


# fails if: the network stays in the slow mode in which attention can be seen
def test_looking_inside_does_not_change_how_it_predicts(classifier: TransformerClassifier) -> None:
    ids = classifier.tokenize(TEXT).ids
    before = classifier.logits_from_ids([ids])
    classifier.attention(ids)
    assert classifier.network.encoder.config._attn_implementation == "sdpa"
    assert np.array_equal(classifier.logits_from_ids([ids]), before)


# fails if: the tensors are loaded without a look at their names
@pytest.mark.parametrize("spoil", ["drop", "rename"])
def test_a_file_that_lacks_a_learned_tensor_is_refused(
    classifier: TransformerClassifier, encoder_folder: Path, tmp_path: Path, spoil: str
) -> None:
    classifier.save(tmp_path)
    tensors = load_file(tmp_path / "transformer.safetensors")
    layer = tensors.pop("encoder.encoder.layer.0.attention.self.query.weight")
    save_file(tensors if spoil == "drop" else {**tensors, "other": layer}, tmp_path / "transformer.safetensors")
    with pytest.raises(UserFacingError, match="model_broken"):
        TransformerClassifier.load(tmp_path, encoder_folder)


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
